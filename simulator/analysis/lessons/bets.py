"""Whether a bet can be won: today's value and the truth are there, on the axis of guesses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.analysis.lessons.grid import LessonGrid, pile_of, scale_of
from simulator.errors import Diagnostic, ScenarioError
from simulator.experiment.defaults import REPLICATIONS
from simulator.experiment.estimates import level, pooled_rows
from simulator.experiment.runner import ReplicationRequest, RunOptions, rows_of
from simulator.i18n import gettext
from simulator.measures.measure_row import MeasureRow
from simulator.scenario.diagnostics import located
from simulator.scenario.lessons import LessonWithMarks, world_at
from simulator.scenario.schema.lesson import Lesson, Settings

Computed = Sequence[Sequence[MeasureRow]]


def off_the_axis(read: LessonWithMarks, options: RunOptions) -> list[Diagnostic]:
    """Values that a bet shows or asks for and that nobody can guess, each with what is wrong."""
    every, shown = range(REPLICATIONS), dict(_shown(read.lesson))
    asked = [ReplicationRequest(world_at(read, at), every) for at in shown.values()]
    return _complaints(read, rows_of(asked, options))


def refuse_off_the_axis(grid: LessonGrid) -> None:
    """Raises ScenarioError for a bet that nobody can win, from what is computed already."""
    shown = dict(_shown(grid.read.lesson))
    wrong = _complaints(grid.read, [grid.rows[grid.number(at)] for at in shown.values()])
    if wrong:
        raise ScenarioError(wrong)


def _complaints(read: LessonWithMarks, computed: Computed) -> list[Diagnostic]:
    """What is wrong with the values shown, from the replications of each."""
    each = zip(dict(_shown(read.lesson)), computed, strict=True)
    wrong = [_wrong(read, what, rows) for what, rows in each]
    return [located(("bet", key), text, read.marks) for key, text in filter(None, wrong)]


def _wrong(read: LessonWithMarks, what: str, rows: Sequence[MeasureRow]) -> tuple[str, str] | None:
    """Which word of the bet a value does not fit, and why; none if it fits."""
    bet = read.lesson.bet
    if pile_of(bet.measure, rows, read.world) is not None:
        return "measure", gettext("{what} has no mean: the queue behind it grows", what=what)
    scale = scale_of(bet.measure, read.lesson.measures[bet.measure].unit)
    mean = level(bet.measure, pooled_rows(bet.measure, rows)).mean * scale
    if bet.asks == "choice" or bet.low <= mean <= bet.high:
        return None
    text = gettext(
        "{what} is {value}, which lies outside {low} to {high}: such a bet cannot be won",
        what=what,
        value=f"{mean:.1f}",
        low=f"{bet.low:g}",
        high=f"{bet.high:g}",
    )
    return "low" if mean < bet.low else "high", text


def _shown(lesson: Lesson) -> Iterator[tuple[str, Settings]]:
    """The settings whose values are told or bet on, by what they are called."""
    bet = lesson.bet
    if bet.tells_today:
        yield gettext("today's value"), {}
    if bet.knob is None:
        yield gettext("the value bet on"), bet.at
        return
    for setting in lesson.knobs[bet.knob].settings:
        name = gettext("the value at {setting}", setting=setting)
        yield name, {**bet.at, bet.knob: setting}
