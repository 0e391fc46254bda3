import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import FILING, ORDER, QUESTION, SUPPORT, SUPPORT_2, ledger, task

from simulator.ledger.ledger import Ledger
from simulator.measures.waiting import CAUSES, causes
from simulator.model.codes import DONE, IDLE, PAUSE, WORK

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


@pytest.mark.law
@given(st.lists(day, min_size=2, max_size=2), st.lists(wait, min_size=1, max_size=6))
def test_every_minute_of_waiting_has_the_cause_that_shows_at_that_minute(
    days: list[list[Doing]], waits: list[Wait]
) -> None:
    found = causes(played(days, waits), np.arange(len(waits)))
    for number, (activity, person, (a, b)) in enumerate(waits):
        seen = [cause(days, minute, activity, person) for minute in range(a, b)]
        expected = {name: 60 * seen.count(name) for name in CAUSES}
        assert {name: int(found[name][number]) for name in CAUSES} == expected
