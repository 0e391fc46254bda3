"""Everything that the page of a lesson is handed, as plain values in the reader's language."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import simulator
from simulator.analysis.lessons.bridges import Bar, Bars, bridges
from simulator.analysis.lessons.claims import ClaimOfLesson, check_lesson, shown_scale
from simulator.analysis.lessons.grid import LessonGrid, weeks_counted
from simulator.analysis.lessons.weeks import PlayedWeek
from simulator.experiment.defaults import REPLICATIONS
from simulator.experiment.queues import Queue
from simulator.experiment.statistics import Interval
from simulator.i18n import Language, current_language, gettext
from simulator.output.document import Estimate
from simulator.output.lesson.events import moments_of
from simulator.output.lesson.names import named, names_in, piles_of
from simulator.output.lesson.runs import runs_of
from simulator.output.numbers import figures
from simulator.output.wording import clauses, grows, points
from simulator.scenario.schema.lesson import Bet, Knob, Lesson, Setting
from simulator.scenario.units import DAY

FORMAT = 1
DIGITS = 9  # of a measure: so many that the page, which rounds again, rounds as if it had all
BY_THE_CLOCK = ("turnaround", "waiting.")  # measures that go on while nobody is there


class LessonResult(NamedTuple):
    """A lesson computed: its grid, and the weeks that are played."""

    grid: LessonGrid
    weeks: tuple[PlayedWeek, ...]


def data_of(result: LessonResult) -> dict[str, Any]:
    """The data of a page, in the language that is spoken."""
    grid, lesson = result.grid, result.grid.read.lesson
    names = names_in(result.weeks, lesson.names)
    runs = runs_of(result.weeks, lesson.follows, names)
    by_name = named(names, result.weeks)
    piles = piles_of(names, grid.read.world.activities, lesson.heaps)
    stops = moments_of(lesson, runs, by_name, piles)
    closes = any(_open_seconds(run) < run["days"] * DAY for run in runs)
    language: Language = current_language()
    return {
        "format": FORMAT,
        "name": lesson.name,
        "language": language,
        "version": simulator.__version__,
        "weeks": weeks_counted(grid.read.world.horizon),
        "title": str(lesson.title),
        "question": str(lesson.question),
        "brief": [str(each) for each in lesson.brief],
        **_turned(grid, closes),
        "bet": _bet(grid, lesson.bet),
        "runs": runs,
        "piles": piles,
        "names": by_name,
        "moments": stops.moments,
        "leftOut": stops.left_out,
        "why": [_bridge(bars, lesson) for bars in bridges(grid)],
        "compare": [_pair(grid, pair.begin, pair.end) for pair in lesson.compare],
        **_taught(lesson),
        "source": _source(grid),
    }


def _open_seconds(run: dict[str, Any]) -> int:
    """How long somebody is there in a week."""
    return sum(end - begin for begin, end in run["open"])


# -- knobs and measures ----------------------------------------------------------------------------


def _turned(grid: LessonGrid, closes: bool) -> dict[str, Any]:
    """The knobs, the measures, and what each comes to at every point; does the world close?"""
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
                "byTheClock": closes and key.startswith(BY_THE_CLOCK),
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
        "steps": [_step(bar, list(lesson.knobs)) for bar in bars.bars],
    }


def _step(bar: Bar, knobs: list[str]) -> dict[str, Any]:
    value, low, high = _ends(bar.value)
    knob = None if bar.knob is None else knobs.index(bar.knob)
    return {"label": str(bar.label), "knob": knob, "value": value, "low": low, "high": high}


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
    horizon = grid.read.world.horizon
    return {
        "world": str(grid.read.lesson.title),
        "weeks": gettext(
            "{weeks} weeks counted after {warm_up} of warm-up",
            weeks=weeks_counted(horizon),
            warm_up=horizon.first_counted_week,
        ),
        "seed": grid.seed,
        "replications": REPLICATIONS,
        "claims": [_claim(grid, each) for each in check_lesson(grid)],
    }


def _claim(grid: LessonGrid, result: ClaimOfLesson) -> dict[str, str]:
    """What is claimed, and what came out; of a claim about shares differences are points."""
    claim, (scale, unit) = result.claim, shown_scale(grid, result.claim)
    shown = gettext(points(unit)) if claim.counts == "change" else gettext(unit) if unit else ""
    outcome = figures(
        Estimate(*(scale * each for each in result.interval[:3])),
        "",
        change=claim.against is not None,
        between=shown if shown in ("", "%") else f" {shown}",
    )
    return {"text": str(claim.says), "holds": clauses((outcome, gettext(result.verdict)))}
