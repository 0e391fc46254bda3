"""Random companies that use every feature of a scenario: ties, empty roles, overload and all."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from simulator.errors import ScenarioError
from simulator.scenario.families import FAMILIES, DurationFamily
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY
from simulator.scenario.what_if import what_if

CLOSED_DAYS = [None, "next_open_day", "lost"]
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]
ATTENDING = [
    {"joined_by": []},
    {"joined_by": ["inside"]},
    {"joined_by": ["inside"], "newcomers_only": True},
]
MEETING_TURNS = [
    *({"every": every, "on": day} for every in ("week", 2) for day in DAYS),
    *({"every": "month", "on": on} for on in ("first monday", "last working day", 15)),
    {"every": "month"},
]
OPEN_AND_CLOSED = {
    "closed": {"spring": {"from": "2025-04-24", "to": "2025-04-25"}},
    "half_days": {"04-16": "12:00", "2025-04-29": "10:00"},
    "make_up": ["2025-04-19", "2025-04-27"],
}
ABROAD = {
    "country": "US",
    "region": "NY",
    "categories": ["public", "government"],
    **OPEN_AND_CLOSED,
}
OWN_DAYS = {"country": "DE", "also": ["2025-04-16"], "except": ["2025-04-18", "2025-05-01"]}
CHANGES = ["2025-04-16", "2025-04-17", "2025-04-22", "2025-04-26"]
ROLES = ["rep", "inside", "desk"]
CUTS: list[dict[str, Any]] = [
    {},
    {"cut": "anew"},
    {"cut": "least"},
    {"cut": "least", "within": 0},
    {"cut": "balance"},
]
CHANGES_OF_OWNER: list[dict[str, Any]] = [
    {},
    {"change_of_owner": {}},
    {"change_of_owner": {"of": "goodwill"}},
    {"change_of_owner": {"successor": 0.4, "lasts": "2 d", "channel": 0.5}},
    {"change_of_owner": {"of": "goodwill", "colleague": 0, "newcomer": 0, "channel": 0.5}},
    {"change_of_owner": {"of": "goodwill", "newcomer": 0.5, "successor": 1}},
]
ORDERS: list[Any] = [
    *("as_they_come", "nearest_first", "best_first", "as_reps_do"),
    {"lateness": 1},
    {"lateness": 1, "due_date": 0.3, "potential": -1, "segment": {"a": 2}, "distance": 0.5},
    {"potential": 1, "segment": {"b": -100}, "distance": 100, "lowest_quarter": 3},
]
LENGTHS = ["0 s", "1 s", "7 min", "20 min", "1.5 h", "5 h"]


TABLES: list[dict[str, Any]] = [
    {"quantiles": {"0": "0 s", "0.5": "8 min", "95%": "1 h"}, "mean": "16.5 min"},
    {"quantiles": {"0.1": "1 min", "0.9": "30 min", "0.99": "2 h"}, "mean": "15.25 min"},
    {
        "mixture": {
            "click": {"share": 0.3, "mean": "4.5 s"},
            "work": {"share": 0.7, "mean": "20 min", "family": "lognormal", "spread": 0.8},
        }
    },
    {"mixture": [{"share": 0.5, "mean": "0 s"}, {"share": 0.5, "mean": "1 h"}], "mean": "10 min"},
    {"sample": "times.csv", "column": "took", "unit": "h", "read": ["0, 60.5", "900, 3600"]}
    | {"mean": "21 min"},
]


def lasts() -> st.SearchStrategy[Any]:
    """Fixed and random lengths of every family, tables and the like, nothing included."""
    families = st.one_of(*map(of_family, FAMILIES.values()))
    return st.one_of(st.sampled_from(LENGTHS), families, families, st.sampled_from(TABLES))


def of_family(family: DurationFamily) -> st.SearchStrategy[dict[str, Any]]:
    """Durations of one family, with such spreads as it may have."""
    means = st.sampled_from(["5 min", "15 min", "40 min", "2 h"])
    spreads = [cv for cv in (0.2, 0.5, 2) if family.min_spread <= cv <= family.max_spread]
    fields = {"family": st.just(family.name), "mean": means}
    return st.fixed_dictionaries(
        fields | {"spread": st.sampled_from(spreads)} if family.has_spread else fields
    )


DATED = {
    name: [{"from": "2025-04-15", "to": "2025-04-18", "kind": kind}]
    for name, kind in (("rep 1", "vacation"), ("inside 2", "sick"), ("desk 3", "other"))
}
NIGHT = {"from": "22:00", "to": "06:00", "days": [*DAYS, "sunday"]}
SHORT_FRIDAYS = [
    {"from": "08:00", "to": "17:00", "days": DAYS[:4]},
    {"from": "08:00", "to": "12:30", "days": ["friday"], "weeks": "1 of 2"},
]


def shifts() -> st.SearchStrategy[Any]:
    return st.sampled_from(
        [
            {"from": "08:00", "to": "17:00"},
            {"from": "09:30", "to": "16:00", "days": ["tuesday", "wednesday", "thursday"]},
            {"from": "00:00", "to": "24:00", "days": [*DAYS, "saturday", "sunday"]},
            {"from": "12:00", "to": "20:00", "days": [*DAYS, "saturday"]},
            NIGHT,
            SHORT_FRIDAYS,
        ]
    )


def often_away(draw: st.DrawFn) -> dict[str, Any]:
    """Many away, by any season and within any bounds."""
    seasons = ["flat", "nordic", "french", "august", "us", {"april": 9, "may": 0}]
    return {
        "vacation": 25,
        "sick_spells": 20,
        "sick_days": 2,
        "season": draw(st.sampled_from(seasons)),
        "sick_season": draw(st.sampled_from(["flat", "nordic", {"april": 3}])),
        "at_most_away": draw(st.sampled_from([None, 0.3])),
        "never_the_last": draw(st.booleans()),
        "dated": draw(st.sampled_from([{}, DATED])),
    }


def absences(draw: st.DrawFn, role: str) -> dict[str, Any]:
    """Nobody away; or often, and perhaps others do their work."""
    away = often_away(draw)
    if not draw(st.booleans()):
        return draw(st.sampled_from([{}, away]))
    return {**away, "cover": covers(draw, role)}


def covers(draw: st.DrawFn, role: str) -> dict[str, Any]:
    """Who does the work of those of a role who are away."""
    others = [other for other in ROLES if other != role]
    by = draw(st.sampled_from(["colleague", "colleague", "team", "nobody", *others]))
    return {
        "by": by,
        "calls": draw(
            st.sampled_from([None, False, True] if by in ("colleague", "team") else [None])
        ),
        "empty": draw(st.sampled_from(["0 s", "2 d"])),
        "planned": draw(st.sampled_from(["0 s", "1 d"])),
        "sick": draw(st.sampled_from(["0 s", "90 min", "1 d"])),
        "up_to_urgency": draw(st.sampled_from([None, 5])),
        "reading_in": draw(st.sampled_from(["0 s", "10 min"])),
        "time_factor": draw(st.sampled_from([1, 1.25])),
    }


def hours_from(draw: st.DrawFn) -> dict[str, Any]:
    """Other hours of a role: its shift, lunch, evening and rosters."""
    shift = draw(shifts())
    lunch = draw(st.sampled_from([None, {"from": "12:30", "lasts": "45 min"}]))
    late = {"people": draw(st.integers(0, 2)), "shift": draw(shifts()), "lunch": "none"}
    late["present"] = draw(st.sampled_from([None, 0.5]))
    return {
        "present": draw(st.sampled_from([1, 0.6])),
        "shift": shift,
        "lunch": None if shift == NIGHT else lunch,
        "evening": None,
        "rosters": draw(st.sampled_from([{}, {"late": late}])),
    }


def own_hours(draw: st.DrawFn) -> dict[str, Any]:
    """Rosters and people by name, or neither."""
    if draw(st.booleans()):
        return {}
    early = {"people": draw(st.integers(0, 2)), "shift": draw(shifts())}
    early["present"] = draw(st.sampled_from([None, 0.35, 1]))
    saturdays = {"shift": {"days": ["saturday"], "from": "06:00", "to": "14:00"}, "lunch": "none"}
    home = {"x": "3 km", "y": "-4 km"}
    # Two roles must not have people of one name.
    named = {"speed": draw(st.sampled_from([0.5, 2])), "home": home, "roster": "saturdays"}
    named["skills"] = draw(st.sampled_from([{}, {"demo": 0.5}, {"demo": 1.5, "order": 1}]))
    members = {f"Ann {draw(st.uuids())}": named} if draw(st.booleans()) else {}
    return {"rosters": {"early": early, "saturdays": saturdays}, "members": members}


def roles(draw: st.DrawFn) -> dict[str, Any]:
    """Reps with homes and accounts of their own, inside sales with or without, and a desk."""

    def role(name: str, **fields: Any) -> dict[str, Any]:
        values: dict[str, Any] = {
            "people": draw(st.integers(0, 4)),
            "cost_per_hour": 40,
            "shift": draw(shifts()),
            "speed_spread": draw(st.sampled_from([0, 0.3])),
            "absence": absences(draw, name),
            "holidays": draw(st.sampled_from([None, None, "none", ABROAD, OWN_DAYS])),
            **own_hours(draw),
            **fields,
        }
        if draw(st.booleans()) and values["shift"] != NIGHT:
            values["lunch"] = {"from": "12:00", "lasts": "30 min"}
        return values

    rep = role("rep", base="home", accounts="own")
    tour = {"beyond": draw(st.sampled_from(["0 s", "20 min"])), "nights": 2, "costs": 90}
    rep["tour"] = draw(st.sampled_from([None, tour]))
    rep["desk"] = draw(st.sampled_from(["home", "headquarters"]))
    by_day = isinstance(rep["shift"], list) or "06:00" < rep["shift"]["to"] < "21:00"
    if draw(st.booleans()) and by_day:
        rep["evening"] = {"from": "21:00", "lasts": "1 h", "when_waiting": "10 min"}
    return {
        "rep": rep,
        "inside": role("inside", accounts=draw(st.sampled_from(["own", "pool"]))),
        "desk": role("desk"),
    }


OPEN_DAYS = {"days": {"monday": 2, "friday": 1}, "hours": {"08:00-12:00": 1}}
OPEN_WEEK = {"week": {"monday": {"08:00-10:00": 3, "11:00-12:00": 0}, "sunday": {"22:00-24:00": 1}}}


def arising(draw: st.DrawFn) -> dict[str, Any]:
    """By routine, from outside, both or neither."""
    arises: dict[str, Any] = {}
    if draw(st.booleans()):
        every = draw(st.sampled_from(["day", "week", 2, "month"]))
        arises["routine"] = {"every": every, "times": draw(st.integers(1, 3))}
        if every != "day" and draw(st.booleans()):
            month = ["third thursday", "last friday", "first working day", "last working day", 20]
            arises["routine"]["on"] = draw(st.sampled_from(month if every == "month" else DAYS))
        if draw(st.booleans()):
            arises["routine"]["at"] = draw(st.sampled_from(["08:00", "12:00", "17:00"]))
        arises["routine"]["closed_days"] = draw(st.sampled_from(CLOSED_DAYS))
    if draw(st.booleans()):
        arises["inbound"] = {
            "rate": draw(st.sampled_from(["1 per week", "0.1 per day", "8 per day"])),
            "per": "role",
            "over_dispersion": draw(st.sampled_from([0, 0.5])),
            "closed_days": draw(st.sampled_from(CLOSED_DAYS)),
            **changing(draw),
        }
        if draw(st.booleans()):
            rates = ["1 per week", "0.1 per calendar day", "8 per working day", "1 per open hour"]
            arises["inbound"] |= {"profile": "office", "rate": draw(st.sampled_from(rates))}
        if draw(st.booleans()):
            arises["inbound"] |= {"per": "account", "rate": "0.3 per week"}
    return arises


def changing(draw: st.DrawFn) -> dict[str, Any]:
    """How a rate changes by date, perhaps."""
    if draw(st.integers(0, 3)):
        return {}
    return {
        "trend": draw(st.sampled_from([0, 1])),
        "season": draw(st.sampled_from([None, {"april": 0.5}])),
        "steps": draw(st.sampled_from([{}, {"2025-04-22": 0, "2025-04-25": 2}])),
    }


def activity(draw: st.DrawFn, names: list[str]) -> dict[str, Any]:
    """One kind of work, perhaps following on one of those before it."""
    by = draw(st.sampled_from(["rep", "inside", "desk"]))
    fields: dict[str, Any] = {
        "category": "paper",
        "by": by,
        "lasts": draw(lasts()),
        "urgency": draw(st.integers(1, 9)),
        "splittable": draw(st.booleans()),
        "interrupts": draw(st.booleans()),
        "individual": draw(st.booleans()),
        "whose": draw(st.sampled_from([None, "owner", "anyone"])),
        "due": draw(st.sampled_from([None, "1 h", "2 d"])),
        "automated": draw(st.sampled_from([0, 0, 0.3])),
        "costs": draw(st.sampled_from([0, 0.000001, 12.5])),
        "automated_costs": draw(st.sampled_from([None, 0, 0.3])),
        "arises": arising(draw),
    }
    if names and draw(st.booleans()):
        delay = draw(st.sampled_from(["0 s", "3 h"]))
        after = {draw(st.sampled_from(names)): {"chance": draw(st.sampled_from([0, 0.4, 1]))}}
        fields["arises"]["after"] = {name: {**f, "delay": delay} for name, f in after.items()}
    others = [role for role in ("rep", "inside", "desk") if role != by]
    if draw(st.booleans()):
        fields["moved"] = {
            "to": draw(st.sampled_from(others)),
            "share": draw(st.sampled_from([0.5, 1])),
            "hand_over": draw(st.sampled_from(["0 s", "4 min"])),
            "take_over": draw(st.sampled_from(["0 s", "2 min"])),
            "comes_back": draw(st.sampled_from([0, 0.4])),
            "time_factor": draw(st.sampled_from([0.8, 1, 1.3])),
        }
    if draw(st.booleans()):
        after_wait = draw(st.sampled_from(["0 s", "10 min", "5 h"]))
        to = draw(st.sampled_from([*others, by]))
        fields["overflow"] = {"to": to, "after": after_wait, "at_giver": draw(st.booleans())}
    if draw(st.integers(0, 3)) == 0:
        comes_round = "routine" in fields["arises"]
        fields["lapses"] = draw(
            st.sampled_from([{"after": "3 h"}, {"after": "2 d"}, *["next_one"] * comes_round])
        )
    if draw(st.integers(0, 3)) == 0:
        fields["on_days"] = draw(st.sampled_from([["tuesday"], ["monday", "thursday"]]))
    if "overflow" not in fields and "on_days" not in fields and draw(st.integers(0, 3)) == 0:
        fields["sessions"] = draw(sessions())
    if fields["splittable"]:
        places = ["anywhere", "anywhere", "headquarters", "base", "desk"]
        fields["place"] = draw(st.sampled_from(places))
    elif "sessions" not in fields and fields["arises"].get("after", {}).keys() <= {
        "visit"
    }:  # which are about an account
        fields["place"] = draw(st.sampled_from(["anywhere", "account"]))
    if draw(st.integers(0, 3)) == 0:
        by_whom(draw, fields)
    if draw(st.integers(0, 3)) == 0:
        for word in ("moved", "overflow", "on_days", "interrupts", "lapses", "sessions"):
            fields.pop(word, None)
        fields |= {"splittable": False, "with": draw(partners())}
        if fields.get("place") != "account":
            fields["place"] = draw(st.sampled_from(["anywhere", "headquarters", "base", "desk"]))
    if fields.get("place") == "account" and draw(st.booleans()):
        for word in ("overflow", "on_days", "interrupts", "lapses"):
            fields.pop(word, None)
        fields["appointment"] = draw(appointments())
    return fields


def breaking_in(draw: st.DrawFn, kinds: dict[str, Any]) -> None:
    """Perhaps says who may interrupt exclusive sessions all the same."""
    for kind in kinds.values():
        gathered = kind.get("sessions", {})
        urgent = [
            name
            for name, other in kinds.items()
            if other.get("interrupts") and other.get("urgency", 5) < kind.get("urgency", 5)
        ]
        if gathered.get("exclusive") and urgent:
            gathered["but"] = draw(st.sampled_from([[], urgent]))


def sessions() -> st.SearchStrategy[dict[str, Any]]:
    """Set times of the day at which work is done."""
    return st.fixed_dictionaries(
        {
            "days": st.sampled_from([None, ["monday", "tuesday", "saturday"]]),
            "at": st.sampled_from([["09:00", "13:00"], ["15:30"], ["12:00", "04:00", "22:00"]]),
            "lasts": st.sampled_from(["20 min", "2 h"]),
            "exclusive": st.booleans(),
        }
    )


def appointments() -> st.SearchStrategy[dict[str, Any]]:
    """Times agreed on with customers, who keep them or not."""
    return st.fixed_dictionaries(
        {
            "lead": st.sampled_from(["0 s", "3 h", "2 d"]),
            "window": st.sampled_from([None, "0 s", "2 h"]),
            "moved": st.sampled_from([0, 0.3]),
            "no_show": st.sampled_from([0, 0.3]),
            "no_show_wait": st.sampled_from(["0 s", "15 min"]),
        }
    )


def by_whom(draw: st.DrawFn, fields: dict[str, Any]) -> None:
    """By several roles, in order or by shares, or by those with a skill."""
    for word in ("moved", "overflow"):
        fields.pop(word, None)
    fields["arises"].pop("routine", None)
    if fields.get("lapses") == "next_one":
        del fields["lapses"]
    fields |= {"interrupts": False, "whose": "anyone"}
    if "sessions" in fields:
        fields["sessions"]["exclusive"] = False
    if fields.get("place") in ("headquarters", "base"):
        fields["place"] = "anywhere"
    roles = draw(st.lists(st.sampled_from(ROLES), min_size=2, max_size=3, unique=True))
    shares = dict(zip(roles, (0.3, 0.7), strict=False))
    fields["by"] = draw(st.sampled_from([roles, shares, fields["by"]]))
    fields["skill"] = draw(
        st.sampled_from([None, "demo", {"name": "demo", "required": False}, "order"])
    )


def partners() -> st.SearchStrategy[dict[str, int]]:
    """Who does joint work beside its leader."""
    return st.dictionaries(st.sampled_from(ROLES), st.integers(1, 2), min_size=1, max_size=2)


RESEARCH = {"accuracy": 0.7, "ages": "4 weeks", "every": "1 week"}
RESPONSES = {
    "haste": {"of": "wait", "multiplies": "chance", "points": {"0 s": 1.5, "1 d": 0.2}},
    "delay": {"of": "turnaround", "points": {"0 s": 2, "3 d": 0.1}},
    "age": {"of": "age", "points": {"0 s": 1, "2 d": 0.3}},
    "gathers": {"of": "since_contact", "multiplies": "chance", "points": {"0 s": 0, "1 week": 1}},
    "fatigue": {"of": "contacts", "points": {"0": 1, "4": 0.2}},
    "trust": {"of": "goodwill", "points": {"0": 0.2, "1": 5}},
    "hands": {"of": "hand_overs", "points": {"0": 1, "2": 0.3}},
    "skill": {"of": "skill", "points": {"0": 0.1, "1": 1}},
    "potential": {"of": "potential", "points": {"0": 0.5, "3": 2}},
    "rivals": {"of": "rivals", "points": {"0": 1, "1": 0.2}},
    "former": {"of": "former_customer", "points": {"0": 1, "1": 2.5}},
}
MILESTONE = {"category": "selling", "by": "rep", "lasts": "0 s", "automated": 1}


def customers(draw: st.DrawFn, kinds: dict[str, Any]) -> dict[str, Any]:
    """Deals, goodwill, contracts that end and accounts that are lost; changes kinds of work."""
    before = [name for name in kinds if name != "meeting"]
    followed = draw(st.lists(st.sampled_from(before), min_size=1, max_size=2, unique=True))
    responds = draw(st.lists(st.sampled_from(list(RESPONSES)), max_size=3, unique=True))
    chance = draw(st.sampled_from([0.1, 0.5, 1]))
    kinds["found"] = {
        **MILESTONE,
        "arises": {"after": {n: {"chance": chance, "responds_to": responds} for n in followed}},
    }
    kinds["offer"] = {
        "category": "selling",
        "by": draw(st.sampled_from(["rep", "inside"])),
        "lasts": draw(lasts()),
        "channel": "phone",
        "goodwill": 0.3,
        "arises": {
            "after": {"found": {"chance": 1, "delay": draw(st.sampled_from(["0 s", "1 d"]))}}
        },
    }
    large = {"chance": 1, draw(st.sampled_from(["above", "up_to"])): 1000}
    if draw(st.booleans()):
        kinds["asked_too"] = {
            **MILESTONE,
            "bids_against": draw(st.sampled_from(["1 d", "9 d"])),
            "arises": {"after": dict.fromkeys(followed, 0.7)},
        }
        kinds["offer"]["arises"]["after"]["asked_too"] = 1
    kinds["offer"] |= {"due": draw(st.sampled_from([None, "1 h"]))}
    if draw(st.booleans()):
        kinds["look"] = {
            "category": "paper",
            "by": draw(st.sampled_from(ROLES)),
            "lasts": "10 min",
            "arises": {"routine": {"every": "day"}},
            "steers": {
                "reads": followed,
                "steps": draw(st.sampled_from([1, 4])),
                "by": draw(st.sampled_from(["all", "person", "segment"])),
            },
        }
    kinds["won"] = {**MILESTONE, "arises": {"after": {"offer": {"responds_to": responds, **large}}}}
    kinds["renewal"] = MILESTONE
    loss = {"chance": 0.4, "responds_to": draw(st.sampled_from([[], ["trust"]]))}
    kinds["lost"] = {**MILESTONE, "loses_account": True, "arises": {"after": {"renewal": loss}}}
    kinds["visit"] |= {"channel": "field", "goodwill": 0.25, "coaches": "2 d"}
    kinds["visit"] |= {"hears": draw(st.sampled_from([None, 0, 0.4]))}
    kinds["offer"] |= draw(st.sampled_from([{}, {"hears": 0.7, "felt_as": 0.3}]))
    for name in followed:
        late = draw(st.sampled_from([-0.5, 0.1]))
        kinds[name] |= {"goodwill": -0.2, "goodwill_if_late": late}
    for kind in kinds.values():
        if "lapses" in kind:
            kind["goodwill_if_lapsed"] = -0.3
    leads = [lead for lead in ("found", "asked_too") if lead in kinds]
    return {
        "responses": RESPONSES,
        "goodwill": {"start": 0.5, "fades": "20 d", "too_much": {"contacts": 1, "worthless_at": 5}},
        "deals": {
            "sale": {
                "stages": {"lead": leads, "offered": "offer", "won": "won"},
                "value": {"mean": 1000, "spread": 1},
                "discount": draw(st.sampled_from([0, 0.05])),
                "rivals_discount": 0.1,
                "variable_cost": draw(st.sampled_from([None, 0.7])),
            }
        },
        "economics": {
            "variable_cost": 0.5,
            "grows": 0.05,
            "wages_grow": draw(st.sampled_from([0, 0.03])),
            "expenses": draw(st.sampled_from([{}, {"rent": 700}])),
        },
        "ranking": draw(
            st.sampled_from([None, {"every": "1 week"}, {"every": "1 week", "research": RESEARCH}])
        ),
        "change": draw(
            st.sampled_from([{}, {"on": "2025-04-17", "learning": {"lasts": "3 d", "slower": 1}}])
        ),
    }


def commissions() -> st.SearchStrategy[dict[str, Any]]:
    """What sellers earn, by each way of crediting a sale."""
    credit = st.sampled_from(
        [{"to_owner": 0.7, "hand_off": "1 week"}, {"credit": "double"}, {"credit": "overlay"}]
    )
    drive = st.sampled_from([{}, {"drive": 0.4}, {"leaving_at_cap": 10, "cap": 1}])
    claw = st.sampled_from(
        [{}, {"claw_back": {"within": "9 d"}}, {"claw_back": {"within": "3 weeks", "drive": 0.5}}]
    )
    base = {"share": 0.1, "cap": 150}
    return st.builds(lambda *how: base | how[0] | how[1] | how[2], credit, drive, claw)


def commissions_of(company: Scenario, role: str) -> st.SearchStrategy[dict[str, Any]]:
    """The same of a role from a day on: nobody leaves sooner where nobody leaves."""
    if company.roles[role].turnover is not None:
        return commissions()
    return commissions().map(lambda said: said | {"leaving_at_cap": 1})


def newcomers(draw: st.DrawFn, roles: dict[str, Any]) -> None:
    """People who leave, begin late, learn and earn."""
    for name, role in roles.items():
        role["newcomers"] = draw(st.integers(0, role["people"]))
        if draw(st.booleans()):
            role["turnover"] = {"tenure": "2 weeks", "vacancy": "4 d", "costs": 100}
            role["ramp_up"] = {"lasts": "2 weeks", "starts_at": 0.4}
            role["commission"] = draw(commissions())
            others = [other for other in roles if other != name]
            if role["commission"].get("credit") != "overlay" and others:
                part = draw(st.sampled_from([{"share": 0.2}, {"share": 0.3, "drive": 1.2}]))
                some = draw(st.sampled_from([{}, {"segments": ["a"]}, {"segments": ["b"]}]))
                role["commission"]["shared"] = {draw(st.sampled_from(others)): part | some}


def a_market(draw: st.DrawFn, kinds: dict[str, Any]) -> dict[str, Any]:
    """Prospects who may become customers; changes whom kinds of work are for."""
    calls = draw(st.sampled_from([{}, {"visit": "2 d"}]))
    for name in ("visit", "get_ready") if calls else ():
        kinds[name]["serves"] = "all"
    for name in [each for each in kinds if each.startswith("work_")]:
        kinds[name]["serves"] = draw(st.sampled_from(["customers", "prospects", "all"]))
    whom = draw(st.sampled_from(["customers", "all"]))
    for name in sorted(kinds.keys() & {"found", "asked_too", "offer", "won"}):
        kinds[name]["serves"] = whom
    if whom == "all":
        kinds["found"]["arises"]["after"]["visit"] = {"chance": 0.3, "responds_to": ["former"]}
    arises = {"inbound": {"rate": "1 per week"}}
    kinds["signed"] = {**MILESTONE, "serves": "prospects", "wins_account": True, "arises": arises}
    left = {"inbound": {"rate": draw(st.sampled_from(["0 per week", "1 per week"]))}}
    after = {"visit": draw(st.sampled_from([0, 0.3]))}
    kinds["left"] = {**MILESTONE, "loses_account": True, "arises": {**left, "after": after}}
    rates = st.sampled_from([0, 0.5, 2])
    return {"size": 50, "born": draw(rates), "closes": draw(rates), "contact_every": calls}


def reviewed(draw: st.DrawFn, kinds: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Perhaps a second call plan of the reps; the plan, and how often it wants contact."""
    if draw(st.integers(0, 3)):
        return {}, {}
    kinds["review"] = {
        "category": "selling",
        "by": "rep",
        "lasts": draw(lasts()),
        "splittable": False,
        "place": draw(st.sampled_from(["account", "anywhere"])),
    }
    plan = {
        "order": draw(st.sampled_from(ORDERS)),
        "planned_share": draw(st.sampled_from([0, 1])),
        "planned_urgency": draw(st.integers(1, 9)),
        "free_urgency": draw(st.integers(1, 9)),
        "no_show": draw(st.sampled_from([0, 0.2])),
        **draw(st.sampled_from([{}, {"free_no_show": 0.5}])),
    }
    return {"review": plan}, {"review": draw(st.sampled_from(["3 d", "2 weeks"]))}


@st.composite
def companies(draw: st.DrawFn) -> Scenario:
    """A company of up to a dozen people over two or three weeks."""
    kinds = {
        "visit": {
            "category": "selling",
            "by": "rep",
            "lasts": draw(lasts()),
            "splittable": False,
            "place": draw(st.sampled_from(["account", "anywhere"])),
        },
        "get_ready": {
            "category": "paper",
            "by": "rep",
            "lasts": draw(lasts()),
            "automated": draw(st.sampled_from([0, 0.5])),
        },
        "meeting": {
            "category": "paper",
            "by": draw(st.sampled_from(["rep", "desk"])),
            "lasts": draw(lasts()),
            "splittable": False,
            "place": draw(st.sampled_from(["anywhere", "headquarters"])),
            "arises": {
                "meeting": {
                    **draw(st.sampled_from(MEETING_TURNS)),
                    "at": draw(st.sampled_from(["08:00", "11:00", "16:30"])),
                    "groups_of": draw(st.sampled_from([None, 2])),
                    **draw(st.sampled_from(ATTENDING)),
                    "worth_the_way": draw(st.sampled_from([0, 0.5])),
                    "closed_days": draw(st.sampled_from(CLOSED_DAYS)),
                }
            },
        },
    }
    for number in range(draw(st.integers(1, 4))):
        kinds[f"work_{number}"] = activity(draw, list(kinds))
    breaking_in(draw, kinds)
    people = roles(draw)
    market = customers(draw, kinds) if draw(st.booleans()) else {}
    businesses = a_market(draw, kinds) if market and draw(st.booleans()) else {}
    contract = {}
    if market:
        newcomers(draw, people)
        contract = {"contract": {"lasts": "1 week", "worth": 520, "ends_with": "renewal"}}
    plan: dict[str, Any] = {
        "planned_share": draw(st.sampled_from([0, 0.6, 1])),
        "order": draw(st.sampled_from(ORDERS)),
        "planned_urgency": draw(st.integers(1, 9)),
        "free_urgency": draw(st.integers(1, 9)),
        "lie_over": draw(st.sampled_from(["0 s", "2 h"])),
        "waiting": draw(lasts()),
        "no_show": draw(st.sampled_from([0, 0.2])),
        **draw(st.sampled_from([{}, {"free_no_show": 0.5}])),
        "no_show_wait": "10 min",
    }
    reviews = reviewed(draw, kinds)
    if draw(st.booleans()):
        plan["preparation"] = "get_ready"
    elif draw(st.booleans()):
        kinds["visit"]["with"] = draw(partners())
    known = draw(counted() if businesses else st.one_of(counted(), read_from_a_file()))
    if "orders_a_year" in known.get("each", {}):
        by_order(draw, kinds)
    if draw(st.integers(0, 2)) == 0:
        routed(draw, kinds)
    windows = [{}, {"from": "09:00", "to": "16:00", "days": DAYS}, {"from": "14:00"}]
    opening, other = draw(st.sampled_from(windows)), draw(st.sampled_from(windows))
    of_b = draw(st.sampled_from([0, 5]))
    for member in people["rep"].get("members", {}).values():
        member["accounts"] = draw(st.sampled_from([None, ["b 2", "B 4"]])) if of_b else None
    return Scenario.model_validate(
        {
            "name": "random",
            "title": "Random",
            "horizon": {"start": "2025-04-14", "weeks": draw(st.integers(2, 3))},
            "holidays": draw(st.sampled_from([None, {"country": "DE"}, OWN_DAYS, OPEN_AND_CLOSED])),
            "territory": {
                "width": "60 km",
                "height": "40 km",
                **draw(st.sampled_from(CUTS)),
                **(draw(st.sampled_from(CHANGES_OF_OWNER)) if market else {}),
            },
            "travel": {
                "speed": draw(st.sampled_from(["50 km/h", "50 km/h", "1 km/h"])),
                "parking": draw(st.sampled_from(["0 s", "5 min"])),
                **draw(st.one_of(st.just({}), st.just({}), by_road())),
            },
            "categories": ["selling", "paper", "travel_and_waiting", "hand_over", "idle"],
            "selling": {"main": ["selling"]},
            **market,
            "roles": people,
            "segments": {
                "a": {
                    **known,
                    "contact_every": {
                        "visit": draw(st.sampled_from(["1 d", "3 weeks"])),
                        **reviews[1],
                    },
                    "opening": opening,
                    "potential": {"mean": 2, "spread": 1},
                    "market": businesses or None,
                    **contract,
                },
                "b": {
                    "accounts": of_b,
                    "contact_every": {"visit": "2 d", **reviews[1]},
                    "opening": other,
                },
            },
            "profiles": {
                "office": draw(st.sampled_from([OPEN_DAYS, OPEN_WEEK])),
            },
            "activities": kinds,
            "call_plans": {"visit": plan, **reviews[0]},
            "switching": draw(st.sampled_from([{}, {"set_up": "2 min", "slower": 0.15}])),
            "resumption": draw(st.sampled_from(["0 s", "3 min"])),
            "line_order": draw(st.sampled_from(["first_come", "earliest_due"])),
        }
    )


def routed(draw: st.DrawFn, kinds: dict[str, Any]) -> None:
    """Work of which one kind or another follows, in loops, with conditions, and that joins."""
    sizes = [{"values": {"0%": 0.6, "15%": 0.4}}, {"mean": 0.1, "family": "exponential"}]
    large = {"size": {draw(st.sampled_from(["above", "up_to"])): 0.1}}
    delays = ["0 s", "3 h", {"mean": "2 h", "family": "lognormal", "spread": 1}]
    delay = draw(st.sampled_from(delays))
    hours = draw(st.sampled_from(["rep", "desk", "office"])) if delay != "0 s" else None
    again = {"chance": draw(st.sampled_from([0.3, [0.8, 0.2]])), "delay": delay, "delay_in": hours}
    work = {"category": "paper", "lasts": "20 min"}
    names = [name for name in kinds if name.startswith("work_")]
    whose = draw(st.lists(st.sampled_from(ROLES), min_size=4, max_size=4))
    begin, check, recheck, decide = ({**work, "by": by, "lasts": draw(lasts())} for by in whose)
    begin |= {
        "arises": {"inbound": {"rate": "2 per day", "per": "role"}},
        "fields": {"size": draw(st.sampled_from(sizes))},
        "then": {"checked": 0.6, "rechecked": {"chance": 0.3, "when": large}},
    }
    check |= {"then": {"rechecked": again}, "automated": draw(st.sampled_from([0, 0.5]))}
    recheck |= {"then": {"checked": 0.6, "begun": 0.1}}
    decide |= {"arises": {"join": draw(st.sampled_from([["checked", "rechecked"], ["begun"]]))}}
    kinds |= {"begun": begin, "checked": check, "rechecked": recheck, "decided": decide}
    for name in names[:2]:
        kinds[name]["then"] = {"checked": 0.2}


def by_order(draw: st.DrawFn, kinds: dict[str, Any]) -> None:
    """What comes in from accounts may come with each of the orders that a file gives them."""
    for kind in kinds.values():
        inbound = kind.get("arises", {}).get("inbound", {})
        if inbound.get("per") == "account" and draw(st.booleans()):
            inbound |= {"per": "order", "segments": ["a"], "rate": "0.6 per year"}


@st.composite
def by_road(draw: st.DrawFn) -> dict[str, Any]:
    """Times between some places, some of them without the length of the road."""
    names = ["headquarters", "home of rep 1", "rep 2", "a 1", "a 2", "b 1", "account 0", "nowhere"]
    size = draw(st.integers(2, len(names)))
    place = st.integers(0, size - 1)
    seconds, metres = st.integers(0, 7_200), st.sampled_from([-1, 0, 999, 40_000])
    way = st.tuples(place, seconds, metres).map(lambda each: ":".join(map(str, each)))
    ways = st.lists(way, max_size=4).map(", ".join)
    roads = {"places": names[:size], "ways": [draw(ways) for _ in range(size)]}
    return {"table": "roads.csv", "roads": roads, **draw(st.sampled_from([{}, {"traffic": 1.3}]))}


def counted() -> st.SearchStrategy[dict[str, Any]]:
    """So many accounts, somewhere on the land."""
    return st.fixed_dictionaries({"accounts": st.integers(0, 40)})


@st.composite
def read_from_a_file(draw: st.DrawFn) -> dict[str, Any]:
    """A few accounts as a file has them, of which it says more or less."""
    count = draw(st.integers(1, 9))

    def column(*cells: Any) -> list[Any]:
        return draw(st.lists(st.sampled_from(cells), min_size=count, max_size=count))

    where = st.integers(-30_000, 30_000)
    each = {
        "owner": {"rep": column("", "", "rep 1", "rep 2", "rep 9")},
        "potential": [7, *column(None, 0, 7, 120_000)[1:]],
        "orders_a_year": [12, *column(None, 0, 1, 12)[1:]],
        "contact_every": {"visit": column(None, "0 s", "2 d", "2 weeks")},
        "opens": column(None, "00:00", "10:00"),
        "closes": column(None, "17:00", "24:00"),
        "open_days": column(None, ["tuesday"], ["monday", "saturday"]),
    }
    said = draw(st.sets(st.sampled_from(sorted(each))))
    places = [[f"account {number}", draw(where), draw(where)] for number in range(count)]
    return {
        "places": "accounts.csv",
        "coordinates": places,
        "each": {key: each[key] for key in sorted(said)},
    }


# -- what becomes of them --


def verbs_on(draw: st.DrawFn, company: Scenario) -> list[tuple[str, Any]]:
    """Every verb on some activity or role; not all of them can be carried out."""
    names = list(company.activities)
    some = st.sampled_from(names)
    partial = st.fixed_dictionaries(
        {
            "to": st.sampled_from(ROLES),
            "share": st.sampled_from([0.4, 1]),
            "hand_over": st.sampled_from(["0 s", "4 min"]),
            "comes_back": st.sampled_from([0, 0.4]),
            "only_of": st.sampled_from([{}, {}, {"rep": 1}]),
        }
    )
    return draw(
        st.lists(
            st.one_of(
                st.tuples(some, st.one_of(st.sampled_from(ROLES), partial)).map(
                    lambda each: ("reassign", {each[0]: each[1]})
                ),
                st.tuples(st.sampled_from(ROLES), st.sampled_from([-2, -1, 1, 3])).map(
                    lambda each: ("hire", {each[0]: each[1]})
                ),
                st.tuples(some, st.sampled_from([0.5, 1.5])).map(
                    lambda each: ("expedite", {each[0]: each[1]})
                ),
                st.tuples(some, st.sampled_from([0.5, 1, {"share": 0.5, "costs": 2}])).map(
                    lambda each: ("automate", {each[0]: each[1]})
                ),
                some.map(lambda name: ("eliminate", [name])),
            ),
            min_size=1,
            max_size=5,
        )
    )


LEARNING = st.sampled_from([None, {"lasts": "3 d", "slower": 1}])


def first_change(draw: st.DrawFn, day: str) -> dict[str, Any]:
    """A day, and whether new owners learn."""
    return {"change": {"on": day, "learning": draw(LEARNING)}}


def tried(company: Scenario, **changes: Any) -> Scenario:
    """The company with a change; as it is where that cannot be, as to leave where nobody is."""
    try:
        return what_if(company, name=company.name, **changes)
    except ScenarioError:
        return company


# What may hold of a role from a day on.
TO_HOLD: list[dict[str, Any]] = [
    {"turnover": {"tenure": "1 week", "vacancy": "2 d", "costs": 70}},
    {"turnover": {"tenure": "3 weeks", "vacancy": "0 s"}},
    {"turnover": None, "ramp_up": None},
    {"turnover": {"tenure": "1 week"}, "ramp_up": {"lasts": "1 week", "starts_at": 0.1}},
    {"holidays": "none"},
    {"holidays": OPEN_AND_CLOSED},
    {"holidays": OWN_DAYS},
    {"absence": {"sick_spells": 50, "sick_days": 3, "vacation": 0}},
    {"absence": {"vacation": 40, "long_term": 0, "at_most_away": 0.3, "never_the_last": True}},
]


# And what besides of those who live at home.
AT_HOME: list[dict[str, Any]] = [
    {"tour": None},
    {"tour": {"beyond": "10 min", "nights": 3, "costs": 70}},
    {"tour": {"beyond": "0 s", "costs": 1}, "desk": "home"},
    {"desk": "home"},
    {"desk": "headquarters"},
    {"base": "headquarters", "desk": "headquarters"},
    {"base": "headquarters", "desk": "headquarters", "tour": {"beyond": "0 s", "nights": 2}},
]
TO_HOLD += [{"base": "home"}, {"base": "home", "desk": "home"}]


def values_of_a_day(draw: st.DrawFn, company: Scenario) -> dict[str, Any]:
    """What other values may hold from a day on."""
    work = {
        "category": "paper",
        "by": draw(st.sampled_from(ROLES)),
        "lasts": draw(lasts()),
        "arises": {"routine": {"every": "day", "times": 2}},
    }
    name = draw(st.sampled_from(list(company.activities)))
    every = draw(st.sampled_from(["1 d", "3 d", "2 weeks"]))
    slower = {"cost_per_hour": draw(st.integers(0, 90)), "speed_spread": 0.5}
    paid = dict.fromkeys(ROLES, slower | {"overtime_factor": 1.5})
    earned = {name: {"commission": draw(commissions_of(company, name))} for name in ROLES}
    absent = {name: {"absence": {"cover": covers(draw, name)}} for name in ROLES}
    hours = {name: hours_from(draw) for name in ROLES}
    away = {name: {"absence": often_away(draw) | {"vacation": 60}} for name in ROLES}
    known = draw(st.dictionaries(st.sampled_from(ROLES), st.sampled_from(TO_HOLD), min_size=1))
    roles = [{}, {"desk": {"people": draw(st.integers(0, 4))}}, paid, earned, absent, hours]
    roles += [away, known, {**known, "rep": draw(st.sampled_from(AT_HOME))}]
    return {
        "activities": draw(
            st.sampled_from([{}, {"brought": work}, {name: {"urgency": 2, "lasts": draw(lasts())}}])
        ),
        "segments": draw(st.sampled_from([{}, {"b": {"contact_every": {"visit": every}}}])),
        "call_plans": draw(
            st.sampled_from([{}, {"visit": {"planned_share": 0.3, "no_show": 0.3}}])
        ),
        "roles": draw(st.sampled_from(roles)),
    }


@st.composite
def changed_companies(draw: st.DrawFn) -> tuple[Scenario, Scenario, int]:
    """A company, what becomes of it, and the first second at which they may differ."""
    base = draw(companies())
    if draw(st.booleans()):
        found = {"recruiting": {"takes": draw(st.sampled_from(["0 s", "2 d"])), "costs": 50}}
        base = what_if(base, name=base.name, roles=dict.fromkeys(ROLES, found))
    days = sorted(draw(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=3, unique=True)))
    other = what_if(base, name="other", **first_change(draw, days[0]))
    begins = min(each.on for each in (base.change, other.change) if each.on is not None)
    for verb, content in verbs_on(draw, base):
        other = tried(other, **{verb: content})
    for day in days if draw(st.booleans()) else ():
        for verb, content in verbs_on(draw, base):
            other = tried(other, change=[{"on": day, verb: content}])
        if draw(st.booleans()):
            other = tried(other, change=[{"on": day, "values": values_of_a_day(draw, base)}])
        other = tried(other, change=[{"on": day, "learning": draw(LEARNING)}])
    return base, other, (begins - base.horizon.start).days * DAY
