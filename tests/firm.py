"""A small sales firm whose fortnight is replayed in a moment, and two what-ifs on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulator.scenario.overrides import as_yaml
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

OFFICE = {"from": "08:00", "to": "17:00"}
NOON = {"from": "12:00", "lasts": "1 h"}
CATEGORIES = ["selling", "desk_work", "meetings", "travel_and_waiting", "hand_over", "idle"]


def today(**changes: Any) -> Scenario:
    """Three reps, who call on customers and enter the orders themselves, and one supporter."""
    said = {
        "name": "today",
        "title": "The firm today [as it is]",
        "question": "Where does the week go?",
        "horizon": {"start": "2025-01-06", "weeks": 2, "warm_up_weeks": 1},
        "territory": {"width": "40 km", "height": "40 km"},
        "travel": {"speed": "50 km/h", "parking": "2 min", "cost_per_km": 0.4},
        "categories": CATEGORIES,
        "selling": {"face_to_face": ["selling"], "plus_desk": ["selling", "desk_work"]},
        "roles": {
            "field_rep": {"people": 3, "cost_per_hour": 60, "shift": OFFICE, "lunch": NOON}
            | {"base": "home", "accounts": "own"},
            "support": {"people": 1, "cost_per_hour": 30, "shift": OFFICE, "lunch": NOON},
        },
        "segments": {"shops": {"accounts": 150, "contact_every": {"visit": "1 week"}}},
        "activities": _activities(),
        "call_plans": {"visit": {"waiting": "5 min", "no_show": 0.1, "no_show_wait": "10 min"}},
        "switching": {"set_up": "2 min"},
        "watch": ["direct_selling_share", "turnaround_mean.order"],
    }
    return Scenario.model_validate({**said, **changes})


def _activities() -> dict[str, Any]:
    weekly = {"every": "week", "on": "monday", "at": "08:30"}
    return {
        "visit": {"category": "selling", "by": "field_rep", "place": "account"}
        | {"lasts": {"family": "lognormal", "mean": "30 min", "spread": 0.5}, "splittable": False},
        "order": {"category": "desk_work", "by": "field_rep", "due": "1 d", "urgency": 2}
        | {"lasts": {"family": "exponential", "mean": "20 min"}}
        | {"arises": {"after": {"visit": 0.5}, "inbound": {"rate": "1 per week"}}},
        "team_meeting": {"category": "meetings", "by": "field_rep", "lasts": "1 h"}
        | {"arises": {"meeting": weekly}, "splittable": False},
        "enquiry": {"category": "desk_work", "by": "support", "interrupts": True, "urgency": 1}
        | {"lasts": "10 min"}
        | {"arises": {"inbound": {"rate": "20 per day", "per": "role"}}},
    }


def relieved() -> Scenario:
    """Support enters the orders."""
    handed = {"to": "support", "hand_over": "3 min", "take_over": "1 min"}
    return what_if(
        today(),
        name="relieved",
        title="Support enters orders",
        question="And if support entered the orders?",
        reassign={"order": handed},
    )


def unchanged() -> Scenario:
    """The firm today under another name."""
    return what_if(today(), name="unchanged")


def written(folder: Path, scenario: Scenario) -> Path:
    """The file of a scenario."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{scenario.name}.yaml"
    file.write_text(as_yaml(scenario), encoding="utf-8")
    return file
