"""What-ifs of which it is known whom they drown, and the headline that each gets.

A firm of eight people: three reps, who call on customers and do orders and quotes besides, two
supporters, one clerk for credit and one for complaints. Hours asked over hours present follow from
the scenario; each plan leaves one role with a load well above 1.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Unpack

from firm import CATEGORIES, OFFICE

from simulator.experiment.compare import run
from simulator.experiment.comparison import Comparison
from simulator.experiment.runner import RunKeywords
from simulator.output.wording import people_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

HOURS = 9 * 5  # that each is there a week


class Plan(NamedTuple):
    """A what-if, whom it drowns, and the hours asked of that role a week over those present."""

    title: str
    changes: dict[str, Any]
    bottleneck: str
    load: float


class Told(NamedTuple):
    """The headline that a plan gets."""

    plan: Plan
    headline: str

    @property
    def names_it(self) -> bool:
        """Does it name whom the plan drowns?"""
        return people_of(self.plan.bottleneck) in self.headline


def company(weeks: int = 10) -> Scenario:
    """The firm as it is: nobody drowns in paper, and reps would sell more if they had the time."""
    people = {"people": 1, "cost_per_hour": 30, "shift": OFFICE}
    return Scenario.model_validate(
        {
            "name": "company",
            "title": "The firm today",
            "horizon": {"start": "2025-01-06", "weeks": weeks, "warm_up_weeks": 2},
            "territory": {"width": "20 km", "height": "20 km"},
            "travel": {"speed": "50 km/h", "cost_per_km": 0.4},
            "categories": CATEGORIES,
            "selling": {"face_to_face": ["selling"]},
            "roles": {
                "field_rep": {**people, "people": 3, "base": "home", "accounts": "own"},
                "support": {**people, "people": 2},
                "credit_team": people,
                "service_team": people,
            },
            "profiles": {"open": {"days": _WORKDAYS, "hours": {"08:00-17:00": 1}}},
            "segments": {"shops": {"accounts": 60, "contact_every": {"visit": "1 week"}}},
            "activities": {
                "visit": {"category": "selling", "by": "field_rep", "place": "account"}
                | {"lasts": {"family": "exponential", "mean": "40 min"}, "splittable": False},
                "prospecting": {"category": "selling", "by": "field_rep", "urgency": 9}
                | {"lasts": "30 min", "arises": {"routine": {"every": "day", "times": 8}}},
                "order": _work("field_rep", 60, 20),
                "quote": _work("field_rep", 60, 20),
                "enquiry": _work("support", 120, 15),
                "credit_check": _work("credit_team", 30, 40),
                "complaint": _work("service_team", 40, 30),
            },
            "call_plans": {"visit": {}},
        }
    )


_WORKDAYS = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), 1)


def _work(role: str, a_week: int, minutes: int) -> dict[str, Any]:
    """Desk work that comes by chance while the office is open."""
    inbound = {"rate": f"{a_week} per week", "per": "role", "profile": "open"}
    lasts = {"family": "exponential", "mean": f"{minutes} min"}
    return {"category": "desk_work", "by": role, "lasts": lasts, "arises": {"inbound": inbound}}


def _load(role_hours: float, people: int = 1) -> float:
    return role_hours / (people * HOURS)


def _to(role: str, *work: str, reads: int = 0) -> dict[str, Any]:
    """Work that is handed over to a role, which reads so many minutes into each case."""
    handed = {"to": role, "hand_over": "2 min", "take_over": f"{reads} min"}
    return {"reassign": dict.fromkeys(work, handed)}


def _more(work: str, a_week: int) -> dict[str, Any]:
    return {"activities": {work: {"arises": {"inbound": {"rate": f"{a_week} per week"}}}}}


def _longer(work: str, minutes: int) -> dict[str, Any]:
    return {"activities": {work: {"lasts": {"mean": f"{minutes} min"}}}}


def _by(work: str, role: str) -> dict[str, Any]:
    return {"activities": {work: {"by": role}}}


_ONE_LESS: dict[str, Any] = {"roles": {"support": {"people": 1}}}
_SHORT = {"roles": {"credit_team": {"shift": {"from": "09:00", "to": "12:00"}}}}

# Hours a week: orders 20, quotes 20, enquiries 30, credit checks 20, complaints 20.
_ALL, _ORDERS, _QUOTES = ("order", "quote"), ("order",), ("quote",)
PLANS = (
    Plan("One supporter does all", _to("support", *_ALL) | _ONE_LESS, "support", _load(70)),
    Plan("Orders, one left", _to("support", *_ORDERS, reads=5) | _ONE_LESS, "support", _load(55)),
    Plan("Quotes, one left", _to("support", *_QUOTES, reads=5) | _ONE_LESS, "support", _load(55)),
    Plan("Long cases to support", _to("support", *_ALL, reads=20), "support", _load(110, 2)),
    Plan("Orders to credit", _to("credit_team", *_ORDERS, reads=15), "credit_team", _load(55)),
    Plan("Quotes to credit", _to("credit_team", *_QUOTES, reads=15), "credit_team", _load(55)),
    Plan("Paperwork to credit", _to("credit_team", *_ALL), "credit_team", _load(60)),
    Plan("Orders to service", _to("service_team", *_ORDERS, reads=15), "service_team", _load(55)),
    Plan("Quotes to service", _to("service_team", *_QUOTES, reads=15), "service_team", _load(55)),
    Plan("Paperwork to service", _to("service_team", *_ALL), "service_team", _load(60)),
    Plan(
        "Enquiries and orders to service",
        _by("enquiry", "service_team") | _to("service_team", *_ORDERS),
        "service_team",
        _load(70),
    ),
    Plan("Enquiries by credit", _by("enquiry", "credit_team"), "credit_team", _load(50)),
    Plan("Enquiries by service", _by("enquiry", "service_team"), "service_team", _load(50)),
    Plan("Four times the enquiries", _more("enquiry", 480), "support", _load(120, 2)),
    Plan("Longer enquiries", _longer("enquiry", 55), "support", _load(110, 2)),
    Plan("One supporter left", _more("enquiry", 220) | _ONE_LESS, "support", _load(55)),
    Plan("More credit checks", _more("credit_check", 80), "credit_team", _load(53)),
    Plan("Longer credit checks", _longer("credit_check", 110), "credit_team", _load(55)),
    Plan("More complaints", _more("complaint", 110), "service_team", _load(55)),
    Plan("Credit in the morning only", _SHORT, "credit_team", 20 / 15),
)


def told(
    replications: int = 5,
    weeks: int = 10,
    plans: tuple[Plan, ...] = PLANS,
    **how: Unpack[RunKeywords],
) -> list[Told]:
    """The headline of each plan, compared with the firm as it is."""
    today = company(weeks)
    base = run(today, replications, **how)
    found = []
    for number, plan in enumerate(plans):
        made = what_if(today, name=f"plan {number}", title=plan.title, **plan.changes)
        answer = Comparison(base, (run(made, replications, **how),))
        found.append(Told(plan, answer.headline))
    return found
