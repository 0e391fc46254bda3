"""Exact recursions on single paths, written apart from the engine: not a second may differ."""

from __future__ import annotations

import heapq

from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from worlds import OFFICE, desk, moments, played, prescribed

from simulator.engine.simpy_engine import replay

DAY, HOUR, WEEK = 86_400, 3_600, 604_800

exactly = examples(150)  # of up to sixty tasks each

Jobs = list[tuple[int, int]]  # asked, seconds of work; in the order of slots


def jobs(latest: int, longest: int) -> st.SearchStrategy[Jobs]:
    """Tasks in order of asking, with ties, bursts and work that takes no time."""
    asked = st.one_of(st.integers(0, latest), st.sampled_from([0, latest // 2]))
    lasts = st.one_of(st.integers(0, longest), st.just(0))
    return st.lists(st.tuples(asked, lasts), max_size=60).map(sorted_by_asking)


def sorted_by_asking(tasks: Jobs) -> Jobs:
    return sorted(tasks, key=lambda task: task[0])


# -- P1: a pool ----------------------------------------------------------------------


def kiefer_wolfowitz(tasks: Jobs, people: int) -> list[int]:
    """When each task starts: as soon as it is asked for and the first of the people is free."""
    free = [0] * people
    starts = []
    for asked, lasts in tasks:
        starts.append(max(asked, heapq.heappop(free)))
        heapq.heappush(free, starts[-1] + lasts)
    return starts


@exactly
@given(jobs(4 * HOUR, HOUR), st.integers(1, 5))
def test_a_pool_starts_each_task_as_the_recursion_says(tasks: Jobs, people: int) -> None:
    ledger = played(desk(people), [("job", asked, lasts) for asked, lasts in tasks])
    starts = kiefer_wolfowitz(tasks, people)
    assert moments(ledger) == starts
    assert moments(ledger, "finished") == [s + w for s, (_, w) in zip(starts, tasks, strict=True)]


def test_a_pool_of_nobody_never_starts() -> None:
    ledger = played(desk(0), [("job", 0, 60), ("job", 5, 0)])
    assert moments(ledger) == [-1, -1]


@exactly
@given(jobs(4 * HOUR, HOUR), st.lists(st.integers(0, 2), min_size=60, max_size=60))
def test_people_with_work_of_their_own_are_pools_of_one(tasks: Jobs, owners: list[int]) -> None:
    owners = owners[: len(tasks)]
    company = desk(3)
    ledger = played(company, [("job", a, w) for a, w in tasks], person=owners)
    for person in range(3):
        mine = [task for task, owner in zip(tasks, owners, strict=True) if owner == person]
        found = [s for s, owner in zip(moments(ledger), owners, strict=True) if owner == person]
        assert found == kiefer_wolfowitz(mine, 1)


# -- P2: a calendar ------------------------------------------------------------------


def worked_stretches(weeks: int) -> list[tuple[int, int]]:
    """Monday to Friday, nine to five, but for the hour from noon."""
    return [
        (day * DAY + begin * HOUR, day * DAY + end * HOUR)
        for day in range(7 * weeks)
        if day % 7 < 5
        for begin, end in ((9, 12), (13, 17))
    ]


def worked_until(stretches: list[tuple[int, int]], now: int) -> int:
    """A(t): seconds worked by then."""
    return sum(max(0, min(now, end) - begin) for begin, end in stretches)


def instant(stretches: list[tuple[int, int]], worked: int, *, starts: bool) -> int | None:
    """A⁻¹: when so much has been worked; a start lies after a break, a finish before it."""
    for begin, end in stretches:
        length = end - begin
        if worked < length or (worked == length and not starts):
            return begin + worked
        worked -= length
    return None


@exactly
@given(jobs(WEEK + 4 * DAY, 9 * HOUR))
def test_lunch_and_nights_stretch_work_as_a_change_of_time_says(tasks: Jobs) -> None:
    clerk = {"people": 1, "cost_per_hour": 30, "shift": OFFICE}
    clerk["lunch"] = {"from": "12:00", "lasts": "1 h"}
    company = desk(roles={"clerk": clerk}, horizon={"start": "2025-01-06", "weeks": 3})
    ledger = played(company, [("job", asked, max(1, lasts)) for asked, lasts in tasks])
    stretches, free = worked_stretches(3), 0
    for row, (asked, lasts) in enumerate(tasks):
        begin = max(free, worked_until(stretches, asked))
        free = begin + max(1, lasts)
        start = instant(stretches, begin, starts=True)
        finish = instant(stretches, free, starts=False)
        assert moments(ledger)[row] == (-1 if start is None else start)
        assert moments(ledger, "finished")[row] == (-1 if finish is None else finish)


# -- urgency and interruption --------------------------------------------------------


def by_urgency(tasks: list[tuple[int, int, int]]) -> list[int]:
    """Starts at one desk without interruption: at each end, the most urgent, then the oldest."""
    now, starts, left = 0, [-1] * len(tasks), set(range(len(tasks)))
    while left:
        here = [n for n in left if tasks[n][0] <= now]
        if not here:
            now = min(tasks[n][0] for n in left)
            continue
        chosen = min(here, key=lambda n: (tasks[n][2], tasks[n][0], n))
        starts[chosen] = now
        now += tasks[chosen][1]
        left.remove(chosen)
    return starts


urgent_jobs = st.lists(
    st.tuples(st.integers(0, HOUR), st.integers(0, 900), st.sampled_from([1, 5])), max_size=40
).map(lambda tasks: sorted(tasks, key=lambda task: task[0]))


@exactly
@given(urgent_jobs)
def test_a_desk_without_interruption_takes_the_most_urgent_at_each_end(
    tasks: list[tuple[int, int, int]],
) -> None:
    kinds = {"soon": {"urgency": 1}, "job": {"urgency": 5}}
    named = [("soon" if urgency == 1 else "job", a, w) for a, w, urgency in tasks]
    assert moments(played(desk(kinds=kinds), named)) == by_urgency(tasks)


def second_by_second(tasks: list[tuple[int, int, int]]) -> list[int]:
    """Finishes at one desk where the urgent take over at once and the rest resumes."""
    left = [lasts for _, lasts, _ in tasks]
    finish, now = [-1] * len(tasks), 0
    while -1 in finish:
        here = [n for n in range(len(tasks)) if finish[n] < 0 and tasks[n][0] <= now]
        if here:
            chosen = min(here, key=lambda n: (tasks[n][2], tasks[n][0], n))
            left[chosen] -= 1
            if left[chosen] == 0:
                finish[chosen] = now + 1
        now += 1
    return finish


short_jobs = st.lists(
    st.tuples(st.integers(0, 200), st.integers(1, 60), st.sampled_from([1, 5])), max_size=25
).map(lambda tasks: sorted(tasks, key=lambda task: task[0]))


@exactly
@given(short_jobs)
def test_interrupted_work_resumes_where_it_stopped(tasks: list[tuple[int, int, int]]) -> None:
    kinds = {
        "call": {"urgency": 1, "interrupts": True, "splittable": False},
        "job": {"urgency": 5},
    }
    named = [("call" if urgency == 1 else "job", a, w) for a, w, urgency in tasks]
    assert moments(played(desk(kinds=kinds), named), "finished") == second_by_second(tasks)


# -- chains --------------------------------------------------------------------------


@exactly
@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 600)), max_size=20))
def test_what_follows_at_once_is_asked_for_when_its_parent_ends(pairs: Jobs) -> None:
    kinds = {"first": {}, "second": {"urgency": 6}}
    size = len(pairs)
    tasks = [("first", 0, one) for one, _ in pairs] + [("second", -1, two) for _, two in pairs]
    parents = [-1] * size + list(range(size))
    ledger = replay(prescribed(desk(kinds=kinds), tasks, parent=parents))
    ends, now = [], 0
    for one, _ in pairs:
        now += one
        ends.append(now)
    seconds = ledger.tasks.activity == 1
    assert sorted(ledger.tasks.asked[seconds].tolist()) == ends


# -- one colleague more --------------------------------------------------------------


@exactly
@given(jobs(2 * HOUR, HOUR), st.integers(1, 4))
def test_in_a_pool_of_one_class_one_more_colleague_delays_nobody(tasks: Jobs, people: int) -> None:
    """A theorem (Kiefer and Wolfowitz) for one class, first come first served, lengths tied."""
    named = [("job", asked, lasts) for asked, lasts in tasks]
    few, more = moments(played(desk(people), named)), moments(played(desk(people + 1), named))
    assert all(later >= sooner for later, sooner in zip(few, more, strict=True))


def test_with_urgency_one_more_colleague_can_delay_an_urgent_task() -> None:
    """Not a theorem: the paradox is real, and the engine shows it."""
    kinds = {"soon": {"urgency": 1}, "job": {"urgency": 5}}
    named = [("job", 0, 2), ("job", 0, 3), ("job", 1, 6), ("job", 3, 3)]
    named += [("soon", 4, 4), ("soon", 6, 2), ("job", 6, 8)]
    alone, together = (moments(played(desk(n, kinds), named)) for n in (1, 2))
    assert (alone[4], together[4]) == (5, 6)
