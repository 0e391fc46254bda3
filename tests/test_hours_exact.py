"""Rosters, nights and weeks that differ, held to the second against a small engine of its own."""

from __future__ import annotations

import random
from typing import Any, NamedTuple

import pytest
from worlds import desk, prescribed

from simulator.engine import compiled
from simulator.engine.simpy_engine import replay
from simulator.measures.invariants import check_invariants

HOUR, DAY, WEEKS = 3_600, 86_400, 3
HORIZON = WEEKS * 7 * DAY
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

# Each pattern as a scenario says it, and by hand: weekdays, begin and end in hours, weeks of two.
EARLY: Any = [{"from": "06:00", "to": "14:00"}], [(range(5), 6, 14, (0, 1))]
NIGHT: Any = (
    [{"from": "22:00", "to": "06:00", "days": ["sunday", "monday", "tuesday"]}],
    [((6, 0, 1), 22, 30, (0, 1))],
)
TURNS: Any = (
    [
        {"from": "06:00", "to": "14:00", "weeks": "1 of 2"},
        {"from": "14:00", "to": "22:00", "weeks": "2 of 2"},
    ],
    [(range(5), 6, 14, (0,)), (range(5), 14, 22, (1,))],
)
SATURDAYS: Any = (
    [{"from": "08:00", "to": "14:00", "days": ["saturday"]}],
    [((5,), 8, 14, (0, 1))],
)
SHORT: Any = (
    [
        {"from": "08:00", "to": "16:00", "days": DAYS[:4]},
        {"from": "08:00", "to": "12:00", "days": ["friday"]},
    ],
    [(range(4), 8, 16, (0, 1)), ((4,), 8, 12, (0, 1))],
)
PATTERNS = [EARLY, NIGHT, TURNS, SATURDAYS, SHORT]


class Done(NamedTuple):
    """When a task was begun and finished, -1 for never, and by whom."""

    started: int
    finished: int
    by: int


# Days off, half days and a Saturday that is worked as a Monday; the same by hand.
CALENDAR = {
    "also": ["2025-01-08"],
    "closed": {"stocktaking": {"from": "2025-01-20", "to": "2025-01-21"}},
    "half_days": {"01-14": "12:00", "2025-01-16": "07:00"},
    "make_up": ["2025-01-11"],
}
OFF, HALF, MADE_UP = {2, 14, 15}, {8: 12, 10: 7}, {5: 0}


def stretches(by_hand: Any) -> list[tuple[int, int]]:
    """The shifts of somebody, in seconds."""
    return sorted(
        (day * DAY + begin * HOUR, min(day * DAY + end * HOUR, HORIZON))
        for day in range(7 * WEEKS)
        for begin, end in begun_on(by_hand, day, day % 7)
    )


def begun_on(by_hand: Any, day: int, weekday: int) -> list[tuple[int, int]]:
    """Begin and end, in hours, of the shifts that a weekday has in a day's week."""
    return [
        (begin, end)
        for days, begin, end, weeks in by_hand
        if weekday in days and day // 7 % 2 in weeks
    ]


def stretches_by_calendar(by_hand: Any) -> list[tuple[int, int]]:
    """The same with days off, half days and the Saturday, which has the hours of Monday."""
    found = []
    for day in set(range(7 * WEEKS)) - OFF:
        own = begun_on(by_hand, day, day % 7)
        for begin, end in own or begun_on(by_hand, day, MADE_UP.get(day, day % 7)):
            until = min(end, HALF.get(day, end))
            if until > begin:
                found.append((day * DAY + begin * HOUR, min(day * DAY + until * HOUR, HORIZON)))
    return sorted(found)


def small_engine(shifts: list[list[tuple[int, int]]], tasks: list[tuple[int, int]]) -> list[Done]:
    """First come, first served, by whoever is there and has been idle longest; second by second.

    What the end of a shift cuts off goes on in the same person's next one, before anything that
    came later.
    """
    people = range(len(shifts))
    left = [seconds for _, seconds in tasks]
    started, finished, by = ([-1] * len(tasks) for _ in range(3))
    hand: list[int | None] = [None] * len(shifts)
    own: list[int | None] = [None] * len(shifts)
    since = [-1] * len(shifts)  # idle since; -1: not idle
    pool: list[int] = []
    moments = {moment for each in shifts for shift in each for moment in shift}
    now, ahead = -1, sorted(moments | {asked for asked, _ in tasks})
    while True:
        ends = [now + left[task] for task in hand if task is not None]
        later = [moment for moment in ahead if moment > now]
        coming = min([*ends, *later[:1]], default=HORIZON)
        if coming >= HORIZON:
            break
        deciding: set[int] = set()
        for person in people:
            task = hand[person]
            if task is not None:
                left[task] -= coming - now
                if left[task] == 0:
                    finished[task], hand[person] = coming, None
                    deciding.add(person)
        now = coming
        for person in people:
            if any(end == now for _, end in shifts[person]):
                own[person] = own[person] if hand[person] is None else hand[person]
                hand[person], since[person] = None, -1
            deciding |= {person} if any(begin == now for begin, _ in shifts[person]) else set()
        new = [number for number, (asked, _) in enumerate(tasks) if asked == now]
        pool += new
        there = [any(begin <= now < end for begin, end in shifts[person]) for person in people]
        for _ in new:
            idle = [p for p in people if since[p] >= 0 and p not in deciding and there[p]]
            deciding |= {min(idle, key=lambda p: (since[p], p))} if idle else set()
        for person in sorted(p for p in deciding if there[p]):
            waiting = [*([own[person]] if own[person] is not None else []), *pool[:1]]
            task = min(waiting, key=lambda t: (tasks[t][0], t), default=None)
            hand[person] = task
            if task is None:
                since[person] = now if since[person] < 0 else since[person]
                continue
            since[person], by[task] = -1, person
            started[task] = now if started[task] < 0 else started[task]
            if task == own[person]:
                own[person] = None
            else:
                pool.remove(task)
    return [Done(*each) for each in zip(started, finished, by, strict=True)]


@pytest.mark.few(21)
@pytest.mark.parametrize("holidays", [None, CALENDAR])
@pytest.mark.parametrize("seed", range(30))
def test_a_small_engine_does_the_same_work_in_the_same_seconds(
    seed: int, holidays: dict[str, Any] | None
) -> None:
    luck = random.Random(seed)
    chosen = [luck.choice(PATTERNS) for _ in range(luck.randint(1, 4))]
    tasks = sorted(
        (luck.randrange(HORIZON), luck.randrange(60, 6 * HOUR)) for _ in range(luck.randint(5, 60))
    )
    rosters = {f"r{n}": {"people": 1, "shift": each} for n, (each, _) in enumerate(chosen)}
    company = desk(
        horizon={"start": "2025-01-06", "weeks": WEEKS},
        holidays=holidays,
        roles={
            "clerk": {
                "people": len(chosen),
                "cost_per_hour": 30,
                "shift": {"from": "09:00", "to": "10:00"},
                "rosters": rosters,
            }
        },
    )
    workload = prescribed(company, [("job", *task) for task in tasks])
    shifts_of = stretches if holidays is None else stretches_by_calendar
    expected = small_engine([shifts_of(by_hand) for _, by_hand in chosen], tasks)
    for engine in (replay, compiled.replay):
        ledger = engine(workload)
        check_invariants(ledger)
        t = ledger.tasks
        found = [Done(*map(int, each)) for each in zip(t.started, t.finished, t.by, strict=True)]
        assert found == expected
