"""Queues that settle, and queues that do not: a pile that grows has no turnaround to be told.

A queue *grows* if the mean growth over replications is told from nothing by Student's t, if it is
more than the luck of arrivals makes (of independent arrivals and departures the number that waits
goes astray by the root of their sum, and less where the queue settles; held together over all
queues of the scenario), and if it matters: more than one in fifty of what is asked piles up, in
the first half of the weeks as in the second. A desk that fills up after its start, or a holiday at
the end, does it in one of the halves.

The weeks are those that count; where something begins on a day among them, those from the last such
day on that leaves three whole ones. What begins in the second half grows in it alone. No warm-up
lies before these, so that in their second half it has to grow by a quarter of the first one's
growth: work that takes two weeks fills its desk in the first two, and is no pile.

It *settles* if growth that matters can be ruled out: more than one in fifty of what is asked, or,
where growth is not told from nothing, more than one in twenty. In between nothing can be told.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import timedelta
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from simulator.experiment.statistics import Interval, bonferroni, confidence_interval
from simulator.measures.queues import MIN_JUDGED_WEEKS, QUEUE_WEEKS, middle_week
from simulator.scenario.elementary import Numbers
from simulator.scenario.scenario import Scenario

MATERIAL = 0.02  # of what is asked: growth of less does not count as such
SETTLED = 0.05  # of what is asked: growth that may be none, and is not more, settles
STEADY = 0.25  # of the growth a week in the first half: a desk that only fills up grows by less
# Measures of finished work alone: where work piles up, they say how long the horizon was.
OF_FINISHED_WORK = ("turnaround_mean", "turnaround_median", "turnaround_p90", "waiting")
# Measures of what is left, too: where work piles up, they are as large as the horizon is long, and
# the share in time falls with it.
_OF_LEFT_WORK = ("turnaround_of_asked", "waiting_at_end", "within_due")
_OF_LEFT_AT_ROLES = ("queue_middle", "queue_last")
_FIRST = "queue_first."


class Queue(NamedTuple):
    """The work of one kind that comes to a role, and whether it piles up; means a week.

    Without an activity: all work of the role. ``settles`` is None where it cannot be told.
    """

    role: str
    activity: str | None
    asked: float
    done: float
    lapsed: float
    waiting_first: float  # in the first week
    waiting_last: float  # in the last one
    growth_per_week: Interval
    settles: bool | None
    since: str | None = None  # first day of the weeks; None: all that count

    @property
    def grows(self) -> bool:
        """Does it pile up?

        Returns:
            Yes where ``settles`` is no.
        """
        return self.settles is False


@dataclass(frozen=True, slots=True)
class _Counts:
    """What is counted of a queue, replication by replication."""

    asked: Numbers
    done: Numbers
    lapsed: Numbers
    first: Numbers
    middle: Numbers
    last: Numbers

    def together(self, other: _Counts) -> _Counts:
        """Two queues as one."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return _Counts(*(one + more for one, more in pairs))


class JudgedWeeks(NamedTuple):
    """How many weeks queues are judged over, and from what day on if not over all that count."""

    number: int
    since: str | None = None


def judged_weeks(
    measures: Container[str], column: Callable[[str], Numbers], scenario: Scenario
) -> JudgedWeeks:
    """The weeks over which queues were measured; all that count where nothing else is said.

    Those of a scenario without days begin with nothing, wherever they begin.
    """
    horizon = scenario.horizon
    if QUEUE_WEEKS not in measures:  # nothing begins among them, or an older version measured
        begins = horizon.counts_from if any(each.on for each in scenario.changes) else None
        return JudgedWeeks(horizon.counted_weeks, begins.isoformat() if begins else None)
    number = int(column(QUEUE_WEEKS)[0])
    since = horizon.start + timedelta(weeks=horizon.weeks - number)
    return JudgedWeeks(number, since.isoformat())


def queues_of(
    measures: Sequence[str], column: Callable[[str], Numbers], weeks: JudgedWeeks, confidence: float
) -> tuple[Queue, ...]:
    """The queues of each role and activity, by role; then all work of a role that does several."""
    counts: dict[tuple[str, str | None], _Counts] = {}
    for key in measures:
        if key.startswith(_FIRST):
            role, activity = key.removeprefix(_FIRST).split(".")
            counts[role, activity] = _counts(measures, column, f"{role}.{activity}")
    for role in dict.fromkeys(role for role, _ in counts):
        own = [each for (whose, _), each in counts.items() if whose == role]
        if len(own) > 1:
            whole = own[0]
            for each in own[1:]:
                whole = whole.together(each)
            counts[role, None] = whole
    each_at = bonferroni(len(counts), confidence)
    return tuple(
        _queue(role, activity, own, _Judge(weeks, confidence, each_at))
        for (role, activity), own in counts.items()
    )


def _counts(measures: Sequence[str], column: Callable[[str], Numbers], of: str) -> _Counts:
    names = (f"queue_{field.name}.{of}" for field in fields(_Counts))
    first = column(f"{_FIRST}{of}")  # results of older versions have nothing that lapsed
    return _Counts(*(column(name) if name in measures else np.zeros_like(first) for name in names))


def whole_queue(queues: Sequence[Queue], role: str) -> Queue | None:
    """All work of a role as one queue; None of a role that has none."""
    own = [each for each in queues if each.role == role]
    return next((each for each in own if each.activity is None or len(own) == 1), None)


def kinds_that_grow(queues: Sequence[Queue], role: str) -> list[Queue]:
    """Kinds of work that pile up at a role that has others, too: all its work may hide them."""
    kinds = [each for each in queues if each.role == role and each.activity is not None]
    return [each for each in kinds if each.grows and len(kinds) > 1]


def growth_of(first: Numbers, last: Numbers, weeks: int) -> Numbers:
    """Tasks by which a queue grew a week, replication by replication; NaN within one week."""
    return (last - first) / (weeks - 1) if weeks > 1 else np.full(len(first), math.nan)


class _Judge(NamedTuple):
    """Over which weeks queues are judged, and how surely: each by itself, and all together."""

    over: JudgedWeeks
    confidence: float
    each_at: float

    @property
    def weeks(self) -> int:
        """How many weeks."""
        return self.over.number

    def settles(self, counts: _Counts, growth: Interval) -> bool | None:
        """Whether a queue settles; None if it cannot be told."""
        asked = float(counts.asked.mean())
        if math.isnan(growth.mean):
            return None
        leaves_out_0 = not growth.low <= 0  # of one replication luck alone is known
        if (
            leaves_out_0
            and growth.mean > self._luck(counts)
            and self._lasts(counts, MATERIAL * asked)
        ):
            return False
        most = MATERIAL if growth.low > 0 else SETTLED
        return True if growth.high <= most * asked else None

    def _luck(self, counts: _Counts) -> float:
        """How much growth a week independent arrivals and departures make by luck alone."""
        flow = float((counts.asked + counts.done + counts.lapsed).mean())
        often = len(counts.asked) * (self.weeks - 1)
        return NormalDist().inv_cdf((1 + self.each_at) / 2) * math.sqrt(flow / often)

    def _lasts(self, counts: _Counts, material: float) -> bool:
        """Does it grow materially in both halves of the weeks?

        From a day on without a warm-up: work of many days then fills its desk in both halves, but
        ever less.
        """
        if self.over.since is not None and self.weeks < MIN_JUDGED_WEEKS:
            return False  # what fills up within a week is not told from what drowns
        half = middle_week(self.weeks)
        rest = self.weeks - 1 - half
        early = float((counts.middle - counts.first).mean())
        late = float((counts.last - counts.middle).mean())
        goes_on = self.over.since is None or late * half >= STEADY * early * rest
        return early >= material * half and late >= material * rest and goes_on


def _queue(role: str, activity: str | None, counts: _Counts, judge: _Judge) -> Queue:
    growth = confidence_interval(
        growth_of(counts.first, counts.last, judge.weeks), judge.confidence
    )
    return Queue(
        role,
        activity,
        asked=float(counts.asked.mean()),
        done=float(counts.done.mean()),
        lapsed=float(counts.lapsed.mean()),
        waiting_first=float(counts.first.mean()),
        waiting_last=float(counts.last.mean()),
        growth_per_week=growth,
        settles=judge.settles(counts, growth),
        since=judge.over.since,
    )


# -- what a pile does to measures of finished work -------------------------------------------------


def activity_of(measure: str) -> str | None:
    """The activity whose finished work a measure tells of; None if it tells of something else.

    >>> activity_of("turnaround_p90.quote"), activity_of("waiting.quote.all_busy")
    ('quote', 'quote')
    >>> activity_of("waiting_at_end.quote") is None
    True
    """
    kind, _, rest = measure.partition(".")
    return rest.partition(".")[0] if kind in OF_FINISHED_WORK else None


def pile_behind(queues: Sequence[Queue], measure: str) -> Queue | None:
    """The queue that grows fastest of those whose finished work a measure tells of, if any does."""
    activity = activity_of(measure)
    growing = [each for each in queues if each.grows and each.activity == activity]
    if activity is None or not growing:
        return None
    return max(growing, key=lambda each: each.growth_per_week.mean)


def never_settles(queues: Sequence[Queue], measure: str) -> bool:
    """Does work pile up by which a measure, of finished work or not, moves with the horizon?"""
    work = unfinished_work_of(measure)
    return work is not None and any(
        each.grows and each.activity == work[1] and work[0] in (None, each.role) for each in queues
    )


def unfinished_work_of(measure: str) -> tuple[str | None, str] | None:
    """The role, if only one, and the activity by whose pile a measure moves with the horizon.

    >>> unfinished_work_of("waiting_at_end.quote"), unfinished_work_of("queue_last.desk.quote")
    ((None, 'quote'), ('desk', 'quote'))
    >>> unfinished_work_of("queue_growth.desk.quote") is None
    True
    """
    kind, _, rest = measure.partition(".")
    if kind in _OF_LEFT_AT_ROLES:
        role, _, activity = rest.partition(".")
        return role, activity
    activity = rest if kind in _OF_LEFT_WORK else activity_of(measure) or ""
    return (None, activity) if activity else None


def piles(queues: Sequence[Queue]) -> list[Queue]:
    """What grows, the fastest first: kinds of work; a role's work as a whole if no kind does."""
    growing = [each for each in queues if each.grows]
    by_kind = {each.role for each in growing if each.activity is not None}
    shown = [each for each in growing if each.activity is not None or each.role not in by_kind]
    return sorted(shown, key=lambda each: -each.growth_per_week.mean)
