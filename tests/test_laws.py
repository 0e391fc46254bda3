"""The laws that hold of every ledger, on random companies that use every feature."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
from companies import companies
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.simpy_engine import replay
from simulator.ledger.ledger import Column, Ledger
from simulator.measures.invariants import check_invariants
from simulator.model.codes import AUTOMATED, DONE, LAPSED, MISSED, NO_SHOW, STATES, WAITING
from simulator.scenario.scenario import Scenario
from simulator.workload.draw import Workload, draw


def assert_equal(one: Ledger, other: Ledger) -> None:
    """Row for row, to the last bit."""
    for table in ("entries", "tasks", "presence"):
        a, b = getattr(one, table), getattr(other, table)
        for column in fields(a):
            left, right = getattr(a, column.name), getattr(b, column.name)
            assert np.array_equal(left, right), f"{table}.{column.name} differs"


def seconds_in(ledger: Ledger, person: int) -> Column:
    """Every half minute of a person's shifts, but not of his evenings."""
    p = ledger.presence
    rows = np.flatnonzero((p.person == person) & (p.evening == 0))
    ends = np.minimum(p.end[rows], ledger.parameters.horizon)
    spans = [np.arange(begin, end, 30) for begin, end in zip(p.start[rows], ends, strict=True)]
    return np.concatenate([np.empty(0, dtype=np.int64), *spans])


@examples(150)
@given(companies(), st.integers(0, 3))
def test_every_minute_and_every_task_is_accounted_for_and_no_invariant_is_violated(
    company: Scenario, replication: int
) -> None:
    ledger = replay(draw(company, 7, replication))
    every_minute_of_every_shift_is_accounted_for_once(ledger)
    every_task_is_done_waiting_or_withdrawn_in_order(ledger)
    check_invariants(ledger)


def every_minute_of_every_shift_is_accounted_for_once(ledger: Ledger) -> None:
    e = ledger.entries
    for person in range(ledger.parameters.headcount):
        rows = np.flatnonzero(e.person == person)
        assert (e.end[rows] >= e.start[rows]).all()
        assert (e.start[rows][1:] >= e.end[rows][:-1]).all(), "two things at once"
        long = rows[e.end[rows] > e.start[rows]]
        seconds = seconds_in(ledger, person)
        at = np.searchsorted(e.start[long], seconds, side="right") - 1
        ends = np.append(e.end[long], -1)[at]  # before the first entry nothing covers
        assert (ends > seconds).all(), f"nothing at {seconds[ends <= seconds][0]}"


def every_task_is_done_waiting_or_withdrawn_in_order(ledger: Ledger) -> None:
    t = ledger.tasks
    ended = np.isin(t.state, [DONE, AUTOMATED, NO_SHOW, MISSED, LAPSED])
    assert (np.isin(t.state, range(len(STATES)))).all()
    assert ((t.finished >= 0) == ended).all()
    assert (t.state[~ended] == WAITING).all()
    for earlier, later in (("asked", "handing"), ("asked", "available"), ("handing", "available")):
        a, b = getattr(t, earlier), getattr(t, later)
        both = (a >= 0) & (b >= 0)
        assert (a[both] <= b[both]).all(), f"{later} before {earlier}"
    begun = t.started >= 0
    assert (t.available[begun] >= 0).all()
    assert (t.available[begun] <= t.started[begun]).all()
    closed = begun & (t.finished >= 0)
    assert (t.started[closed] <= t.finished[closed]).all()


@examples(40)
@given(companies())
def test_nothing_changes_nothing(company: Scenario) -> None:
    copy = Scenario.model_validate(company.model_dump(by_alias=True, mode="json"))
    assert_equal(replay(draw(company, 3, 1)), replay(draw(copy, 3, 1)))


@examples(40)
@given(companies(), st.randoms(use_true_random=False))
def test_the_order_of_events_within_an_instant_means_nothing(company: Scenario, dice) -> None:
    workload = draw(company, 5, 0)
    assert_equal(replay(workload), replay(shuffled(workload, dice)))


def shuffled(workload: Workload, dice) -> Workload:
    """The same arrivals, those of one instant in another order."""
    roots = list(workload.roots)
    order = sorted(range(len(roots)), key=lambda _: dice.random())
    order.sort(key=lambda row: workload.tasks.asked[roots[row]])
    return replace(workload, roots=np.array([roots[row] for row in order], dtype=np.int64))


@examples(30)
@given(companies())
def test_another_replication_is_another_story(company: Scenario) -> None:
    one, other = draw(company, 3, 1), draw(company, 3, 2)
    if len(one.tasks.work) > 50 and len(other.tasks.work) > 50:
        same_places = np.array_equal(one.territory.places.x, other.territory.places.x)
        same_asking = np.array_equal(one.tasks.asked, other.tasks.asked)
        same_work = np.array_equal(one.tasks.work, other.tasks.work)
        assert not (same_places and same_asking and same_work)
