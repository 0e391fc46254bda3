"""The way of a deal or an account through the tasks that were done for it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, NamedTuple

from simulator.errors import UnknownDay
from simulator.experiment.results import ScenarioLabel, label_of
from simulator.i18n import gettext
from simulator.ledger.frames import LedgerTables
from simulator.model.codes import DOINGS, STATES, TRAVEL, WAIT, WAITING
from simulator.scenario.units import nearest_word

if TYPE_CHECKING:
    import polars as pl

Moment = datetime.datetime
NOT_WORK = [DOINGS[TRAVEL], DOINGS[WAIT]]


class Step(NamedTuple):
    """A task on the way: when it was asked for, when somebody worked on it, when it was over."""

    activity: str
    by: str  # "" for nobody
    state: str  # one of STATES
    asked: Moment
    over: Moment | None  # None: still waits at the end
    work: tuple[tuple[Moment, Moment], ...]  # hand-overs included; driving and waiting are not


class CaseTrace(NamedTuple):
    """All steps of a deal or an account in the order of asking, and how it stands at the end."""

    about: ScenarioLabel
    name: str
    steps: tuple[Step, ...]
    end: Moment  # of the horizon
    is_deal: bool
    won: Moment | None = None

    @property
    def begun(self) -> Moment | None:
        """When the first task was asked for."""
        return self.steps[0].asked if self.steps else None

    @property
    def seconds_of_work(self) -> float:
        """What all have worked on it together."""
        intervals = (interval for step in self.steps for interval in step.work)
        return sum((end - start).total_seconds() for start, end in intervals)

    @property
    def is_open(self) -> bool:
        """Does anything still wait?"""
        return any(step.state == STATES[WAITING] for step in self.steps)


def check_deal(number: int, count: int) -> None:
    """UnknownDay if a ledger of so many deals has none of that number."""
    if count == 0:
        raise UnknownDay("no deal {number}; there are none", number=number)
    if not 0 <= number < count:
        raise UnknownDay("no deal {number}; there are 0 to {last}", number=number, last=count - 1)


def trace_deal(tables: LedgerTables, number: int) -> CaseTrace:
    """The way of a deal; UnknownDay if there is none of that number."""
    deals = tables.deals
    check_deal(number, len(deals))
    tasks = tables.tasks.filter(tables.tasks["deal"] == number)
    account = deals["account"][number]
    name = gettext("deal {number}", number=number) + (f", {account}" if account else "")
    return _trace(tables, name, tasks)._replace(is_deal=True, won=deals["won"][number])


def trace_account(tables: LedgerTables, account: str) -> CaseTrace:
    """The way of an account for which something was asked; UnknownDay if nothing was."""
    tasks = tables.tasks.filter(tables.tasks["account"] == account)
    if not len(tasks):
        known = tables.tasks["account"].drop_nulls().unique().to_list()
        raise UnknownDay(
            "nothing was asked for an account {account!r}{hint}",
            account=account,
            hint=nearest_word(account, known),
        )
    return _trace(tables, account, tasks)


def _trace(tables: LedgerTables, name: str, tasks: pl.DataFrame) -> CaseTrace:
    horizon = tables.scenario.horizon
    start = datetime.datetime.combine(horizon.start, datetime.time())
    work = _work(tables, tasks["task"])
    columns = ("task", "activity", "by", "state", "asked", "finished")
    steps = [
        Step(activity, by or "", state, asked, over, tuple(work.get(task, ())))
        for task, activity, by, state, asked, over in tasks.select(columns).rows()
    ]
    ordered = tuple(sorted(steps, key=lambda step: step.asked))
    end = start + datetime.timedelta(weeks=horizon.weeks)
    return CaseTrace(label_of(tables.scenario), name, ordered, end, is_deal=False)


def _work(tables: LedgerTables, tasks: pl.Series) -> dict[int, list[tuple[Moment, Moment]]]:
    """From when to when somebody worked on each of some tasks."""
    entries = tables.entries
    some = entries.filter(
        entries["task"].is_in(tasks.implode()) & ~entries["doing"].is_in(NOT_WORK)
    )
    intervals: dict[int, list[tuple[Moment, Moment]]] = {}
    for task, start, end in some.select("task", "start", "end").rows():
        intervals.setdefault(task, []).append((start, end))
    return intervals
