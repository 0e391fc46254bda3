"""How much slower new owners of an activity are at first, from each day on which that begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from simulator.model.codes import MILLION, NOT
from simulator.scenario.phases import Learner, Phase
from simulator.scenario.units import DAY


@dataclass(frozen=True, slots=True)
class LearningColumns:
    """Rows of those who learn, of each its days one after the other, in order."""

    first: tuple[int, ...]
    count: tuple[int, ...]
    who: tuple[int, ...]  # is slow at first: MOVED (who takes cases over), GIVEN_AWAY
    until: tuple[int, ...]  # when that is over
    lasts: tuple[int, ...]  # seconds until then from the first
    ppm: tuple[int, ...]  # slower by so many millionths at first


def learners_of(phases: Sequence[Phase]) -> list[tuple[Learner, ...]]:
    """All who learn in a scenario, each once."""
    return list(dict.fromkeys(every for each in phases for every in each.learners.values()))


def learning_row(rows: Sequence[tuple[Learner, ...]], phase: Phase, activity: str) -> int:
    """The row of those who learn an activity in a phase, -1 where nobody does."""
    learners = phase.learners.get(activity)
    return rows.index(learners) if learners else NOT


def learning_columns(rows: Sequence[tuple[Learner, ...]]) -> LearningColumns:
    """Those who learn as columns."""
    every = [learner for row in rows for learner in row]
    return LearningColumns(
        first=tuple(accumulate(map(len, rows), initial=0))[: len(rows)],
        count=tuple(map(len, rows)),
        who=tuple(each.who for each in every),
        until=tuple(each.day * DAY + each.learning.lasts for each in every),
        lasts=tuple(each.learning.lasts for each in every),
        ppm=tuple(round(MILLION * each.learning.slower) for each in every),
    )
