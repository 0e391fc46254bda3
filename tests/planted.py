"""Bugs planted by hand, each with the named test that must catch it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pytest
import test_customers
import test_exact
import test_metamorphic
import test_rules

from simulator.engine.rules.customers import customers, market
from simulator.engine.rules.dispatch import dispatch
from simulator.engine.rules.people import people, preemption
from simulator.engine.rules.tasks import tasks
from simulator.measures import window
from simulator.model import codes, parameters
from simulator.model.codes import MILLION
from simulator.scenario import open_days
from simulator.workload import followups, regimes, streams


class Bug(NamedTuple):
    """What is broken, where, by what, and which test notices."""

    name: str
    place: Any  # module or class
    function: str
    broken: Callable[[Any], Any]
    noticed_by: Callable[..., Any]


def plant(bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    """Breaks a function wherever a module of the simulator has its name."""
    original = getattr(bug.place, bug.function)
    broken = bug.broken(original)
    monkeypatch.setattr(bug.place, bug.function, broken)
    for name, module in list(sys.modules.items()):
        if name.startswith("simulator.") and vars(module).get(bug.function) is original:
            monkeypatch.setattr(module, bug.function, broken)


def _later(original: Any) -> Any:
    def presence(*said: Any) -> Any:
        p = original(*said)
        return p._replace(end=p.end + 1) if hasattr(p, "_replace") else replace(p, end=p.end + 1)

    return presence


def _twice(original: Any) -> Any:
    return lambda *said: 2 * original(*said)


def _nothing(_: Any) -> Any:
    return lambda *_said: None


def _whole(_: Any) -> Any:
    return lambda *_said: MILLION


def _never(_: Any) -> Any:
    return lambda *_said: -1


def _upside_down(original: Any) -> Any:
    def activities(*said: Any) -> Any:
        columns = original(*said)
        turned = tuple(10 - u for u in columns.urgency)
        return replace(columns, urgency=turned, queue_urgency=turned)

    return activities


def _forgets_what_is_done(original: Any) -> Any:
    def interrupt(state: Any, person: int, task: int, now: int) -> None:
        old = state.people.task[person]
        remaining = state.tasks.remaining[old]
        original(state, person, task, now)
        state.tasks.remaining[old] = remaining

    return interrupt


def _no_lunch(original: Any) -> Any:
    def come_on_duty(state: Any, person: int) -> None:
        original(state, person)
        state.people.lunch_at[person] = -1

    return come_on_duty


def _open_always(original: Any) -> Any:
    return lambda _, horizon: original(None, horizon)


def _free_hand_over(original: Any) -> Any:
    def begin(state: Any, person: int, task: int, now: int) -> None:
        if state.tasks.phase[task] == codes.AT_GIVER:
            state.tasks.phase[task] = codes.AT_TAKER
        original(state, person, task, now)

    return begin


def _counts_speed_twice(original: Any) -> Any:
    def work_seconds(state: Any, person: int, task: int, switches: bool, now: int) -> int:
        seconds = original(state, person, task, switches, now)
        return tasks.scaled(seconds, 2000 if switches and state.parameters.set_up else 1000)

    return work_seconds


def _loses_followers(_: Any) -> Any:
    return lambda parent: tuple(np.full(len(parent), -1) for _ in range(2))


def _one_stream_for_all(_: Any) -> Any:
    generator = np.random.default_rng(1)

    def block(_self: Any, _cause: str, _number: int, rows: int, width: int = 16) -> Any:
        return generator.random((rows, width))

    return block


def _level(_: Any) -> Any:
    return lambda *_said: 1000


def _no_days(_: Any) -> Any:
    return lambda here, *_: np.zeros_like(here.ledger.vacancies.person)


BUGS = (
    Bug(
        "a shift ends a second late",
        regimes,
        "presence_of",
        _later,
        test_rules.test_work_that_can_be_split_stops_at_the_end_of_the_shift_and_goes_on_next_morning,
    ),
    Bug(
        "travel is counted twice",
        people,
        "travel_time",
        _twice,
        test_rules.test_work_at_headquarters_is_done_there,
    ),
    Bug(
        "priority is turned round",
        parameters,
        "_activities",
        _upside_down,
        test_rules.test_the_more_urgent_task_goes_first_and_the_older_one_of_two_alike,
    ),
    Bug(
        "interrupted work begins from scratch",
        preemption,
        "interrupt",
        _forgets_what_is_done,
        test_rules.test_an_interrupted_task_goes_on_afterwards_and_pays_for_getting_back_into_it,
    ),
    Bug(
        "nobody interrupts",
        preemption,
        "whom_to_interrupt",
        _never,
        test_rules.test_an_interrupted_task_goes_on_afterwards_and_pays_for_getting_back_into_it,
    ),
    Bug(
        "lunch is forgotten",
        dispatch,
        "start_duty",
        _no_lunch,
        test_rules.test_lunch_splits_what_can_be_split,
    ),
    Bug(
        "holidays are worked",
        open_days,
        "days_off",
        _open_always,
        test_rules.test_people_on_holiday_do_not_work,
    ),
    Bug(
        "handing over costs the giver nothing",
        preemption,
        "begin_task",
        _free_hand_over,
        test_rules.test_handing_over_costs_the_giver_and_the_taker_and_may_come_back,
    ),
    Bug(
        "nothing overflows",
        tasks,
        "overflow",
        _nothing,
        test_rules.test_what_waits_too_long_goes_to_those_who_take_the_overflow,
    ),
    Bug(
        "switching slows work twice",
        preemption,
        "work_seconds",
        _counts_speed_twice,
        test_rules.test_changing_the_kind_of_work_costs_a_set_up_and_slows_the_first_task,
    ),
    Bug(
        "what follows is lost",
        followups,
        "_chained",
        _loses_followers,
        test_rules.test_what_is_automated_needs_nobody_and_still_has_its_consequences,
    ),
    Bug(
        "a pool lets the idle wait",
        dispatch,
        "idle_person",
        _never,
        test_exact.test_a_pool_starts_each_task_as_the_recursion_says,
    ),
    Bug(
        "one stream of chance serves several causes",
        streams.RandomStreams,
        "block",
        _one_stream_for_all,
        test_metamorphic.test_more_accounts_elsewhere_draw_no_other_luck,
    ),
    Bug(
        "goodwill never fades",
        customers,
        "decay",
        _nothing,
        test_customers.test_goodwill_fades_by_nights,
    ),
    Bug(
        "a response has no slope",
        customers,
        "response_factor",
        _level,
        test_customers.test_a_lead_answered_at_once_is_won_and_one_that_waited_is_lost,
    ),
    Bug(
        "a lost account stays",
        market,
        "lose_account",
        _nothing,
        test_customers.test_a_lost_account_asks_for_nothing_and_is_called_on_no_more,
    ),
    Bug(
        "newcomers are as good as anybody",
        customers,
        "skill_of",
        _whole,
        test_customers.test_a_newcomer_takes_longer_and_catches_up,
    ),
    Bug(
        "empty chairs are paid",
        window.Window,
        "_vacant_days",
        _no_days,
        test_customers.test_an_empty_chair_works_on_nothing_and_costs_nothing,
    ),
)
