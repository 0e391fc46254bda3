"""Whether a bet can be won: today's value and the truth have to lie on the axis of guesses."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.lessons.grid import REPLICATIONS, scale_of
from simulator.errors import Diagnostic
from simulator.experiment.estimates import level, pooled_rows
from simulator.experiment.runner import ReplicationRequest, RunOptions, rows_of
from simulator.i18n import gettext
from simulator.scenario.diagnostics import located
from simulator.scenario.lessons import LessonWithMarks, world_at
from simulator.scenario.schema.lesson import Lesson, Settings


def off_the_axis(read: LessonWithMarks, options: RunOptions) -> list[Diagnostic]:
    """Values that a bet shows or asks for and that nobody can guess, each at the end passed."""
    bet = read.lesson.bet
    shown = dict(_shown(read.lesson))
    every = range(REPLICATIONS)
    asked = [ReplicationRequest(world_at(read, at), every) for at in shown.values()]
    scale = scale_of(bet.measure, read.lesson.measures[bet.measure].unit)
    complaints = []
    for what, rows in zip(shown, rows_of(asked, options), strict=True):
        mean = level(bet.measure, pooled_rows(bet.measure, rows)).mean * scale
        if not bet.low <= mean <= bet.high:
            text = gettext(
                "{what} is {value}, which lies outside {low} to {high}: such a bet cannot be won",
                what=what,
                value=f"{mean:.1f}",
                low=f"{bet.low:g}",
                high=f"{bet.high:g}",
            )
            complaints.append(
                located(("bet", "low" if mean < bet.low else "high"), text, read.marks)
            )
    return complaints


def _shown(lesson: Lesson) -> Iterator[tuple[str, Settings]]:
    """The settings whose values stand on the axis, by what they are called."""
    bet = lesson.bet
    if bet.asks == "choice":
        return
    if bet.tells_today:
        yield gettext("today's value"), {}
    if bet.knob is None:
        yield gettext("the value bet on"), bet.at
        return
    for setting in lesson.knobs[bet.knob].settings:
        name = gettext("the value at {setting}", setting=setting)
        yield name, {**bet.at, bet.knob: setting}
