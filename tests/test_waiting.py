from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import FILING, ORDER, QUESTION, SUPPORT, SUPPORT_2, ledger, task
from worlds import OFFICE, desk
from worlds import played as by_hand

from simulator.ledger.ledger import Ledger
from simulator.measures.waiting import CAUSES, causes
from simulator.model.codes import DONE, IDLE, PAUSE, WORK
from simulator.scenario.units import HOUR

PEOPLE = (SUPPORT, SUPPORT_2)
MINUTES = 30
URGENCY = {QUESTION: 2, ORDER: 5, FILING: 7, -1: 99}
DOINGS = [(WORK, QUESTION), (WORK, ORDER), (WORK, FILING), (IDLE, -1), (PAUSE, -1), None]

day = st.lists(st.sampled_from(DOINGS), min_size=MINUTES, max_size=MINUTES)
wait = st.tuples(
    st.sampled_from([QUESTION, ORDER, FILING]),
    st.sampled_from([SUPPORT, SUPPORT_2, -1]),
    st.lists(st.integers(0, MINUTES), min_size=2, max_size=2).map(sorted),
)
Doing = tuple[int, int] | None
Wait = tuple[int, int, list[int]]


def played(days: list[list[Doing]], waits: list[Wait]) -> Ledger:
    """Two supporters, minute by minute, and tasks that wait for one of them or for both."""
    entries = [
        {"person": person, "doing": doing[0], "activity": doing[1], "task": -1, "place": 0}
        | {"start": 60 * minute, "end": 60 * minute + 60}
        for person, doings in zip(PEOPLE, days, strict=True)
        for minute, doing in enumerate(doings)
        if doing is not None
    ]
    tasks = [
        task(activity, "00:00", available=60 * a, handing=60 * a, started=60 * b, role=1)
        | {"asked": 60 * a, "state": DONE, "waits_for": person, "origin": 0}
        for activity, person, (a, b) in waits
    ]
    return ledger(entries, tasks)


def cause(days: list[list[Doing]], minute: int, activity: int, person: int) -> str:
    """Why a task waits at one minute, by looking at everybody."""
    asked = PEOPLE if person < 0 else (person,)
    there = [
        d for p, doings in zip(PEOPLE, days, strict=True) if p in asked and (d := doings[minute])
    ]
    works = [activity for doing, activity in there if doing != PAUSE]
    if not works:
        return "nobody_on_shift"
    return "more_urgent_first" if min(URGENCY[a] for a in works) < URGENCY[activity] else "all_busy"


@pytest.mark.slow
@pytest.mark.law
@given(st.lists(day, min_size=2, max_size=2), st.lists(wait, min_size=1, max_size=6))
def test_every_minute_of_waiting_has_the_cause_that_shows_at_that_minute(
    days: list[list[Doing]], waits: list[Wait]
) -> None:
    found = causes(played(days, waits), np.arange(len(waits)))
    for number, (activity, person, (a, b)) in enumerate(waits):
        seen = [cause(days, minute, activity, person) for minute in range(a, b)]
        expected = {name: 60 * seen.count(name) for name in CAUSES}
        nights = 60 * within_a_backlog(seen)
        ahead, busy = expected["more_urgent_first"], expected["all_busy"]
        behind_urgent = nights * ahead // max(ahead + busy, 1)
        expected["nobody_on_shift"] -= nights
        expected["more_urgent_first"] += behind_urgent
        expected["all_busy"] += nights - behind_urgent
        assert {name: int(found[name][number]) for name in CAUSES} == expected


def within_a_backlog(seen: list[str]) -> int:
    """Minutes of each absence after which people needed at least as long until they began."""
    minutes = 0
    for there, absence in groupby(enumerate(seen), lambda each: each[1] != "nobody_on_shift"):
        rows = [row for row, _ in absence]
        needed = sum(each != "nobody_on_shift" for each in seen[rows[-1] :])
        minutes += len(rows) if not there and len(rows) <= needed else 0
    return minutes


# -- nights within a backlog -----------------------------------------------------------------------


def waited(first: int, asked: int) -> dict[str, float]:
    """Hours that a job waits behind one of so many hours, asked on Monday at nine, by cause."""
    office = {"clerk": {"people": 1, "cost_per_hour": 30, "shift": OFFICE}}
    company = desk(roles=office, horizon={"start": "2025-01-06", "weeks": 1})
    jobs = [("job", 9 * HOUR, first * HOUR), ("job", asked * HOUR, HOUR)]
    done = by_hand(company, jobs)
    found = causes(done, np.array([1]))
    return {name: int(found[name][0]) / HOUR for name in CAUSES if found[name][0]}


def test_a_night_keeps_work_waiting_that_would_have_begun_in_it() -> None:
    """Two hours are before it; it comes an hour before closing."""
    assert waited(9, asked=16) == {"all_busy": 1 + 1, "nobody_on_shift": 16}


def test_a_night_before_which_too_much_is_to_do_counts_to_what_is_before() -> None:
    """Thirty hours are before it: 22 after the first night of 16, and only 14 after the second."""
    assert waited(30, asked=10) == {"all_busy": 7 + 16 + 8 + 8 + 6, "nobody_on_shift": 16 + 16}
