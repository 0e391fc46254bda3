"""Small ledgers written by hand: one Monday in a company of two reps and two supporters.

Everybody works on Mondays only, 08:00 to 17:00 with an hour's lunch, so that one Monday is a full
working week. Rep 2 and supporter 2 are on vacation.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np

from simulator.ledger.ledger import Entries, Ledger, Places, Presence, Tasks
from simulator.model.codes import (
    AUTOMATED,
    DONE,
    HAND_OVER,
    IDLE,
    IDLE_CLOSED,
    IDLE_NONE_DUE,
    IDLE_OUT_OF_REACH,
    NO_SHOW,
    PAUSE,
    RESUME,
    SET_UP,
    TAKE_OVER,
    TRAVEL,
    WAIT,
    WAITING,
    WORK,
)
from simulator.model.parameters import Parameters, parameters_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import HOUR, WEEK, parse_clock

REP, REP_2, SUPPORT, SUPPORT_2 = range(4)  # people
REPS, SUPPORTERS = range(2)  # roles
VISIT, QUESTION, ORDER, REPORT, FILING = range(5)  # activities
HEADQUARTERS, HOME, HOME_2, OFFICE, OFFICE_2, SHOP, MARKET = range(7)  # places

ACTIVITIES: dict[str, dict[str, Any]] = {
    "visit": {"category": "selling", "by": "rep", "splittable": False, "place": "account"},
    "question": {"category": "service", "by": "rep", "interrupts": True, "urgency": 2},
    "order": {"category": "admin", "by": "rep", "due": "2 h"},
    "report": {"category": "admin", "by": "rep", "urgency": 6},
    "filing": {"category": "admin", "by": "support", "urgency": 7},
}
MOVED = {"to": "support", "hand_over": "6 min", "take_over": "4 min", "comes_back": 0.1}


def company(weeks: int = 1, warm_up: int = 0, **changed: dict[str, Any]) -> Parameters:
    """The company of the tests; activities may be changed by name."""
    return parameters_of(scenario(weeks, warm_up, **changed))


def scenario(weeks: int = 1, warm_up: int = 0, **changed: dict[str, Any]) -> Scenario:
    """What that company is made from."""
    work = {name: {"lasts": "30 min", **said} for name, said in ACTIVITIES.items()}
    work["visit"]["urgency"] = 9  # its call plan says how urgent a call is
    work["order"]["moved"] = MOVED
    for name, differs in changed.items():
        work[name] = work[name] | differs
    role = {"people": 2, "shift": {"days": ["monday"], "from": "08:00", "to": "17:00"}}
    role["lunch"] = {"from": "12:00", "lasts": "1 h"}
    said = {
        "title": "Test",
        "horizon": {"start": "2025-01-06", "weeks": weeks, "warm_up_weeks": warm_up},
        "territory": {"width": "40 km", "height": "40 km"},
        "travel": {"speed": "50 km/h", "detour": 1.2, "cost_per_km": 0.5},
        "categories": ["selling", "service", "admin", "travel_and_waiting", "hand_over", "idle"],
        "selling": {"face_to_face": ["selling"], "plus_service": ["selling", "service"]},
        "roles": {
            "rep": role
            | {"cost_per_hour": 60, "overtime_factor": 1.5, "base": "home", "accounts": "own"},
            "support": role | {"cost_per_hour": 30},
        },
        "segments": {"all": {"accounts": 2, "contact_every": {"visit": "4 weeks"}}},
        "activities": work,
        "call_plans": {"visit": {"planned_urgency": 3}},
    }
    return Scenario.model_validate(said)


def at(clock: str, day: int = 0) -> int:
    """Seconds from the start; the first day is a Monday."""
    return parse_clock(clock) + 24 * HOUR * day


def entry(
    person: int,
    doing: int,
    start: str,
    end: str,
    activity: int = -1,
    task: int = -1,
    place: int | None = None,
    day: int = 0,
) -> dict[str, int]:
    """A row of Entries; people are at home or in the office unless it says otherwise."""
    where = (HOME if person in (REP, REP_2) else HEADQUARTERS) if place is None else place
    return {
        "person": person,
        "doing": doing,
        "activity": activity,
        "task": task,
        "place": where,
        "start": at(start, day),
        "end": at(end, day),
    }


def task(activity: int, asked: str, day: int = 0, **said: int | str) -> dict[str, int]:
    """A row of Tasks; times of day count from the day on which it is asked."""
    row = {name: at(v, day) if isinstance(v, str) else v for name, v in said.items()}
    counts = {"interrupted": 0, "hand_overs": 0, "origin": 0, "state": WAITING}
    return counts | {"activity": activity, "version": activity, "asked": at(asked, day)} | row


def shift(person: int, start: str = "08:00", end: str = "17:00", day: int = 0) -> dict[str, int]:
    """A row of Presence, with lunch at noon where it lies within."""
    lunch = {"lunch": at("12:00", day)} if start <= "12:00" <= end else {}
    return {"person": person, "start": at(start, day), "end": at(end, day), "evening": 0, **lunch}


def table(kind: type[Any], rows: list[dict[str, int]]) -> Any:
    """Columns of rows; what a row does not say is -1."""
    names = [field.name for field in fields(kind)]
    columns = [[row.get(name, -1) for row in rows] for name in names]
    return kind(*(np.array(column, dtype=np.int64) for column in columns))


def ledger(
    entries: list[dict[str, int]],
    tasks: list[dict[str, int]],
    presence: list[dict[str, int]] | None = None,
    of: Parameters | None = None,
) -> Ledger:
    """A ledger of the company of the tests."""
    shop, market = (3_000, 4_000), (9_000, 12_000)
    points = np.array([*[(0, 0)] * 5, shop, market], dtype=np.int64)
    names = ("headquarters", *(f"base {n}" for n in range(4)), "shop", "market")
    return Ledger(
        parameters=of or company(),
        seed=1,
        replication=0,
        entries=table(Entries, sorted(entries, key=lambda row: (row["person"], row["start"]))),
        tasks=table(Tasks, tasks),
        presence=table(Presence, presence or []),
        places=Places(names, points[:, 0], points[:, 1], first_account=SHOP),
        account_segment=np.zeros(2, dtype=np.int64),
        account_owner=np.array([REP, REP], dtype=np.int64),
    )


def changed(before: Ledger, kind: str, row: int, **cells: int) -> Ledger:
    """The ledger with some cells of one row of its entries, tasks or presence written over."""
    rows = getattr(before, kind)
    columns = {name: getattr(rows, name).copy() for name in cells}
    for name, value in cells.items():
        columns[name][row] = value
    return replace(before, **{kind: replace(rows, **columns)})


def later(before: Ledger, seconds: int, of: Parameters) -> Ledger:
    """The same ledger at a later time, in another company."""
    moved = {}
    for kind in ("entries", "tasks", "presence"):
        rows = getattr(before, kind)
        times = {"start", "end", "lunch", "asked", "due", "handing"}
        times |= {"available", "started", "finished"}
        names = [f.name for f in fields(rows) if f.name in times]
        columns = {name: getattr(rows, name) for name in names}
        moved[kind] = replace(
            rows, **{name: np.where(c >= 0, c + seconds, c) for name, c in columns.items()}
        )
    return replace(before, parameters=of, **moved)


# The tasks of the Monday, by number.
SEEN, ABSENT, PAPERS, WEEKLY, HANDED, PHONED, BY_ITSELF, AGAIN, LEFT = range(9)

MONDAY_TASKS = [
    task(VISIT, "00:00", account=0, origin=3, available="00:00", started="08:40", by=REP)
    | {"finished": at("09:40"), "state": DONE, "role": REPS, "waits_for": REP},
    task(VISIT, "00:00", account=1, origin=3, available="00:00", finished="10:20", state=NO_SHOW)
    | {"role": REPS, "waits_for": REP},
    task(FILING, "08:00", available="08:00", started="08:00", finished="11:10", state=DONE)
    | {"by": SUPPORT, "role": SUPPORTERS, "waits_for": SUPPORT},
    task(REPORT, "09:00", available="09:00", started="10:56", finished="15:00", state=DONE)
    | {"by": REP, "role": REPS, "waits_for": REP, "interrupted": 1},
    task(ORDER, "09:40", account=0, origin=4, parent=SEEN, due="11:40", handing="10:50")
    | {"available": at("10:56"), "started": at("11:10"), "finished": at("11:45"), "state": DONE}
    | {"by": SUPPORT, "role": SUPPORTERS, "giver": REP, "hand_overs": 1},
    task(QUESTION, "13:30", account=1, origin=1, available="13:30", started="13:30", state=DONE)
    | {"finished": at("13:45"), "by": REP, "role": REPS, "waits_for": REP},
    task(ORDER, "14:00", account=1, due="16:00", state=AUTOMATED)
    | dict.fromkeys(("available", "started", "finished"), at("14:00")),
    task(VISIT, "16:00", account=0, origin=3, available="16:00", started="17:00", by=REP)
    | {"finished": at("17:20"), "state": DONE, "role": REPS, "waits_for": REP},
    task(ORDER, "16:50", account=0, due="18:50", role=REPS, waits_for=REP),
]

MONDAY_ENTRIES = [
    entry(REP, TRAVEL, "08:00", "08:30", VISIT, SEEN, SHOP),
    entry(REP, WAIT, "08:30", "08:40", VISIT, SEEN, SHOP),
    entry(REP, WORK, "08:40", "09:40", VISIT, SEEN, SHOP),
    entry(REP, TRAVEL, "09:40", "10:10", VISIT, ABSENT, MARKET),
    entry(REP, WAIT, "10:10", "10:20", VISIT, ABSENT, MARKET),
    entry(REP, TRAVEL, "10:20", "10:50"),
    entry(REP, HAND_OVER, "10:50", "10:56", ORDER, HANDED),
    entry(REP, WORK, "10:56", "12:00", REPORT, WEEKLY),
    entry(REP, PAUSE, "12:00", "13:00"),
    entry(REP, WORK, "13:00", "13:30", REPORT, WEEKLY),
    entry(REP, WORK, "13:30", "13:45", QUESTION, PHONED),
    entry(REP, RESUME, "13:45", "13:50", REPORT, WEEKLY),
    entry(REP, WORK, "13:50", "15:00", REPORT, WEEKLY),
    entry(REP, IDLE_NONE_DUE, "15:00", "16:00"),
    entry(REP, IDLE_CLOSED, "16:00", "16:20"),
    entry(REP, IDLE_OUT_OF_REACH, "16:20", "16:30"),
    entry(REP, TRAVEL, "16:30", "17:00", VISIT, AGAIN, SHOP),
    entry(REP, WORK, "17:00", "17:20", VISIT, AGAIN, SHOP),
    entry(REP, TRAVEL, "17:20", "17:50"),
    entry(SUPPORT, WORK, "08:00", "11:10", FILING, PAPERS),
    entry(SUPPORT, TAKE_OVER, "11:10", "11:14", ORDER, HANDED),
    entry(SUPPORT, SET_UP, "11:14", "11:15", ORDER, HANDED),
    entry(SUPPORT, WORK, "11:15", "11:45", ORDER, HANDED),
    entry(SUPPORT, IDLE, "11:45", "12:00"),
    entry(SUPPORT, PAUSE, "12:00", "13:00"),
    entry(SUPPORT, IDLE, "13:00", "17:00"),
]


def monday() -> Ledger:
    """The Monday: two visits, one in vain; a report, interrupted; an order handed to support."""
    return ledger(MONDAY_ENTRIES, MONDAY_TASKS, [shift(REP), shift(SUPPORT)])


def monday_after_warm_up() -> Ledger:
    """The same Monday, after a week that does not count."""
    return later(monday(), WEEK, company(weeks=2, warm_up=1))
