"""What a lesson says of its world, held against what the model gives."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from simulator.analysis.claims.judgement import Held, held
from simulator.analysis.lessons.grid import MINUTES, LessonGrid, scale_of
from simulator.experiment.estimates import change, level, pooled_rows, relative_change
from simulator.experiment.statistics import Interval
from simulator.measures.registry import describe
from simulator.scenario.schema.lesson import LessonClaim
from simulator.scenario.units import PERCENT


class ClaimOfLesson(NamedTuple):
    """A claim, and what came out, in the measure's own unit."""

    name: str
    claim: LessonClaim
    interval: Interval
    verdict: Held


def check_lesson(grid: LessonGrid) -> Iterator[ClaimOfLesson]:
    """Every claim of a lesson, from the replications of its grid."""
    for name, claim in grid.read.lesson.claims.items():
        interval = _counted(grid, claim)
        yield ClaimOfLesson(name, claim, interval, held(claim, interval))


def _counted(grid: LessonGrid, claim: LessonClaim) -> Interval:
    """What a claim counts: a value, how it differs, or how far replications lie apart."""
    rows = grid.rows[grid.number(claim.at)]
    column = pooled_rows(claim.measure, rows)
    if claim.counts == "spread":
        years = np.array([row.get(claim.measure, math.nan) for row in rows])
        ratio = float(np.nanmax(years) / np.nanmin(years))
        return Interval(ratio, ratio, ratio, len(years))
    if claim.against is None:
        return level(claim.measure, column)
    before = pooled_rows(claim.measure, grid.rows[grid.number(claim.against)])
    if claim.counts == "growth":
        return relative_change(claim.measure, before, column)
    return change(claim.measure, before, column)


def shown_scale(grid: LessonGrid, claim: LessonClaim) -> tuple[float, str]:
    """What a claim's interval is multiplied by to be shown, and its unit."""
    if claim.counts == "growth":
        return PERCENT, "%"
    if claim.counts == "spread":
        return 1.0, ""
    shown = grid.read.lesson.measures.get(claim.measure)
    if shown is not None and shown.unit:
        return scale_of(claim.measure, shown.unit), shown.unit
    own = describe(claim.measure).unit.split()[0]
    if own == "share":
        return PERCENT, "%"
    return 1.0, grid.read.world.currency if own == "money" else own if own in MINUTES else ""
