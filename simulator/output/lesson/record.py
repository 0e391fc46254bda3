"""The numbers of a lesson for other programs: every setting, the bet's answer, what is claimed."""

from __future__ import annotations

import math
from typing import Any

import simulator
from simulator.analysis.lessons.claims import ClaimOfLesson, check_lesson, shown_scale
from simulator.analysis.lessons.grid import LessonGrid
from simulator.experiment.defaults import REPLICATIONS
from simulator.experiment.statistics import Interval
from simulator.scenario.schema.lesson import Answer


def record(grid: LessonGrid) -> dict[str, Any]:
    """A lesson's grid as plain values in the units that its page shows; none: it never happened."""
    lesson = grid.read.lesson
    return {
        "lesson": lesson.name,
        "title": str(lesson.title),
        "version": simulator.__version__,
        "seed": grid.seed,
        "replications": REPLICATIONS,
        "measures": {
            key: {"label": str(shown.label), "unit": shown.unit}
            for key, shown in lesson.measures.items()
        },
        "settings": [_setting(grid, point) for point in range(len(grid.points))],
        "bet": _bet(grid),
        "claims": [_claim(grid, each) for each in check_lesson(grid)],
    }


def _setting(grid: LessonGrid, point: int) -> dict[str, Any]:
    keys = grid.read.lesson.measures
    return {
        "at": dict(grid.points[point]),
        "measures": {key: _told(grid, key, point) for key in keys},
    }


def _told(grid: LessonGrid, measure: str, point: int) -> dict[str, Any]:
    """What a measure comes to; where work piles up behind it, by how much a week instead."""
    pile = grid.pile(measure, point)
    if pile is not None:
        return {**_ends(None), "years": [], "grows_by": pile.growth_per_week.mean}
    years = [_number(year) for year in grid.years(measure, point).tolist()]
    return {**_ends(grid.level(measure, point)), "years": years, "grows_by": None}


def _ends(interval: Interval | None) -> dict[str, float | None]:
    ends = (math.nan,) * 3 if interval is None else interval[:3]
    return {name: _number(end) for name, end in zip(("mean", "low", "high"), ends, strict=True)}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


def _bet(grid: LessonGrid) -> dict[str, Any]:
    """What is asked, and what the answer is: at one setting, or along a knob."""
    lesson, bet = grid.read.lesson, grid.read.lesson.bet
    along = (
        []
        if bet.knob is None
        else [{**bet.at, bet.knob: each} for each in lesson.knobs[bet.knob].settings]
    )
    points = [grid.number(at) for at in along or [bet.at]]
    answers = [_answer(grid, point) for point in points]
    return {"measure": bet.measure, "asks": bet.asks, "prompt": str(bet.prompt), "answers": answers}


def _answer(grid: LessonGrid, point: int) -> dict[str, Any]:
    """The truth at a setting, with the choice that is right, if there are any."""
    bet = grid.read.lesson.bet
    truth = _told(grid, bet.measure, point)
    right = [str(each.text) for each in bet.choices if _is_right(each, truth["mean"])]
    return {"at": dict(grid.points[point]), **truth, "choice": right[0] if right else None}


def _is_right(choice: Answer, mean: float | None) -> bool:
    if mean is None:
        return False
    from_below = choice.low is None or choice.low <= mean
    return from_below and (choice.high is None or mean < choice.high)


def _claim(grid: LessonGrid, result: ClaimOfLesson) -> dict[str, Any]:
    scale, unit = shown_scale(grid, result.claim)
    mean, low, high = (scale * each for each in result.interval[:3])
    return {
        "name": result.name,
        "says": str(result.claim.says),
        "measure": result.claim.measure,
        "counts": result.claim.counts,
        **_ends(Interval(mean, low, high, result.interval.n)),
        "unit": unit,
        "verdict": result.verdict,
    }
