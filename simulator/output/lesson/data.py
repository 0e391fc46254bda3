"""Everything that the page of a lesson is handed, as plain values in the reader's language."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import simulator
from simulator.analysis.lessons.bridges import Bars, bridges
from simulator.analysis.lessons.claims import ClaimOfLesson, check_lesson, shown_scale
from simulator.analysis.lessons.grid import REPLICATIONS, LessonGrid
from simulator.analysis.lessons.weeks import PlayedWeek
from simulator.experiment.queues import Queue
from simulator.experiment.statistics import Interval
from simulator.i18n import Language, current_language, gettext
from simulator.output.lesson.events import moments_of
from simulator.output.lesson.names import named, names_in, piles_of
from simulator.output.lesson.runs import runs_of
from simulator.output.wording import grows
from simulator.scenario.schema.lesson import Bet, Knob, Lesson, Setting

FORMAT = 1
DIGITS = 4  # that count, of a measure


class LessonResult(NamedTuple):
    """A lesson computed: its grid, and the weeks that are played."""

    grid: LessonGrid
    weeks: tuple[PlayedWeek, ...]


def data_of(result: LessonResult) -> dict[str, Any]:
    """The data of a page, in the language that is spoken."""
    grid, lesson = result.grid, result.grid.read.lesson
    names = names_in(result.weeks, lesson.names)
    runs = runs_of(result.weeks, lesson.follows, names)
    language: Language = current_language()
    return {
        "format": FORMAT,
        "name": lesson.name,
        "language": language,
        "version": simulator.__version__,
        "title": str(lesson.title),
        "question": str(lesson.question),
        "brief": [str(each) for each in lesson.brief],
        **_turned(grid),
        "bet": _bet(grid, lesson.bet),
        "runs": runs,
        "piles": piles_of(names, grid.read.world.activities),
        "names": named(names, result.weeks),
        "moments": moments_of(lesson, runs),
        "why": [_bridge(bars, lesson) for bars in bridges(grid)],
        "compare": [_pair(grid, pair.begin, pair.end) for pair in lesson.compare],
        **_taught(lesson),
        "source": _source(grid),
    }


# -- knobs and measures ----------------------------------------------------------------------------


def _turned(grid: LessonGrid) -> dict[str, Any]:
    """The knobs, the measures, and what each comes to at every point."""
    lesson, points = grid.read.lesson, range(len(grid.points))
    return {
        "knobs": [_knob(name, knob) for name, knob in lesson.knobs.items()],
        "measures": [
            {
                "key": key,
                "label": str(shown.label),
                "unit": gettext(shown.unit) if shown.unit else "",
                "digits": shown.digits,
                "wanted": shown.wanted,
            }
            for key, shown in _in_order(lesson)
        ],
        "replications": REPLICATIONS,
        "default": grid.number(lesson.defaults),
        "values": [
            [_short(grid.years(key, point)) for point in points] for key, _ in _in_order(lesson)
        ],
        "levels": [
            [_ends(grid.level(key, point)) for point in points] for key, _ in _in_order(lesson)
        ],
        "grows": [
            [_growth(grid.pile(key, point)) for point in points] for key, _ in _in_order(lesson)
        ],
    }


def _growth(pile: Queue | None) -> str | None:
    """What is said in place of a measure of finished work, where work piles up."""
    return None if pile is None else gettext("the queue {grows}", grows=grows(pile))


def _in_order(lesson: Lesson) -> list[tuple[str, Any]]:
    """The measures: that of the bet first."""
    return sorted(lesson.measures.items(), key=lambda pair: pair[0] != lesson.bet.measure)


def _index_of(lesson: Lesson, measure: str) -> int:
    return [key for key, _ in _in_order(lesson)].index(measure)


def _knob(name: str, knob: Knob) -> dict[str, Any]:
    settings = list(knob.settings)
    return {
        "name": name,
        "label": str(knob.label),
        "unit": str(knob.unit) if knob.unit else "",
        "help": str(knob.help) if knob.help else "",
        "values": settings,
        "labels": [_setting(knob, each) for each in settings],
        "default": settings.index(knob.default),
    }


def _setting(knob: Knob, value: Setting) -> str:
    return str(knob.choices[str(value)].label) if knob.choices else f"{value:,}"


def _short(values: Iterable[float]) -> list[float | None]:
    """Numbers with the digits that count; none for what never happened."""
    return [
        None if math.isnan(value) else float(f"{value:.{DIGITS}g}") for value in map(float, values)
    ]


def _ends(interval: Interval) -> list[float | None]:
    return _short((interval.mean, interval.low, interval.high))


# -- the bet ---------------------------------------------------------------------------------------


def _bet(grid: LessonGrid, bet: Bet) -> dict[str, Any]:
    lesson = grid.read.lesson
    knobs = list(lesson.knobs)
    return {
        "asks": bet.asks,
        "prompt": str(bet.prompt),
        "measure": _index_of(lesson, bet.measure),
        "point": grid.number(bet.at),
        "from": grid.number(lesson.defaults) if bet.tells_today else None,
        "number": {"min": bet.low, "max": bet.high, "step": bet.step},
        "choices": [
            {"text": str(each.text), "low": each.low, "high": each.high} for each in bet.choices
        ],
        "knob": None if bet.knob is None else knobs.index(bet.knob),
        "base": grid.number(bet.at),
        "low": bet.low,
        "high": bet.high,
    }


# -- what explains it, and what is taught ----------------------------------------------------------


def _bridge(bars: Bars, lesson: Lesson) -> dict[str, Any]:
    start, total = _short((bars.start, bars.total))
    return {
        "title": str(bars.bridge.title),
        "measure": _index_of(lesson, bars.bridge.measure),
        "from": bars.begin,
        "to": bars.end,
        "start": start,
        "end": total,
        "steps": [
            dict(zip(("label", "value", "low", "high"), (str(label), *_ends(value)), strict=True))
            for label, value in bars.bars
        ],
    }


def _pair(grid: LessonGrid, begin: Any, end: Any) -> dict[str, Any]:
    before, after = grid.number(begin), grid.number(end)
    keys = [key for key, _ in _in_order(grid.read.lesson)]
    return {
        "from": before,
        "to": after,
        "differences": [_ends(grid.difference(key, before, after)) for key in keys],
    }


def _taught(lesson: Lesson) -> dict[str, Any]:
    rule = lesson.rule
    return {
        "rule": {
            "name": str(rule.name),
            "asks": gettext("Which rule is it?"),
            "choices": [
                {"text": str(each.text), "right": each.right, "because": str(each.because)}
                for each in rule.choices
            ],
            "knee": str(rule.knee),
            "trap": str(rule.trap),
            "rule": str(rule.rule),
        },
        "debrief": [
            {"question": str(each.question), "answer": str(each.answer)} for each in lesson.debrief
        ],
        "notes": {
            "before": str(lesson.notes.before or ""),
            "timing": [
                {"minutes": each.minutes, "step": each.step, "say": str(each.say)}
                for each in lesson.notes.timing
            ],
            "mistakes": [
                {"says": str(each.says), "reply": str(each.reply)} for each in lesson.notes.mistakes
            ],
        },
    }


def _source(grid: LessonGrid) -> dict[str, Any]:
    world = grid.read.world
    counted = world.horizon.weeks - world.horizon.warm_up_weeks
    return {
        "world": world.title,
        "weeks": gettext(
            "{weeks} weeks counted after {warm_up} of warm-up",
            weeks=counted,
            warm_up=world.horizon.warm_up_weeks,
        ),
        "seed": grid.seed,
        "replications": REPLICATIONS,
        "claims": [_claim(grid, each) for each in check_lesson(grid)],
    }


def _claim(grid: LessonGrid, result: ClaimOfLesson) -> dict[str, str]:
    scale, unit = shown_scale(grid, result.claim)
    mean, low, high = (f"{scale * each:.3g}" for each in result.interval[:3])
    sentence = gettext(
        "{mean} {unit} (95%: {low} to {high}): {verdict}",
        mean=mean,
        unit=unit,
        low=low,
        high=high,
        verdict=gettext(result.verdict),
    )
    return {"text": str(result.claim.says), "holds": " ".join(sentence.split())}
