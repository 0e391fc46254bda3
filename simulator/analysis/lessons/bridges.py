"""Why a measure differs between two settings: Shapley values of the knobs, or its own parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate, combinations
from typing import NamedTuple

from simulator.analysis.lessons.grid import LessonGrid
from simulator.analysis.shapley import shapley_values, summing_to
from simulator.errors import UsageError
from simulator.experiment.statistics import Interval, confidence_interval
from simulator.scenario.elementary import Numbers
from simulator.scenario.schema.lesson import Bridge, Setting, Text


class Bar(NamedTuple):
    """A part of a difference: what it is called, and how much it brings."""

    label: Text
    value: Interval
    knob: str | None = None  # that is turned, unless it is a part of the measure


class Bars(NamedTuple):
    """A bridge from one point to another; its bars add up to the difference of its ends."""

    bridge: Bridge
    begin: int  # points
    end: int
    start: float
    total: float
    bars: tuple[Bar, ...]


def bridges(grid: LessonGrid) -> Iterator[Bars]:
    """What explains the lesson, bridge by bridge; UsageError where a queue grows at an end."""
    for bridge in grid.read.lesson.why:
        begin, end = grid.number(bridge.begin), grid.number(bridge.end)
        if any(grid.pile(bridge.measure, point) for point in (begin, end)):
            raise UsageError(
                "{title!r} explains {measure}, which has no mean: the queue behind it grows",
                title=str(bridge.title),
                measure=bridge.measure,
            )
        start, total = (grid.level(bridge.measure, point).mean for point in (begin, end))
        bars = _by_part(grid, bridge) if bridge.parts else _by_knob(grid, bridge)
        means = summing_to([bar.value.mean for bar in bars], total - start)
        exact = (
            bar._replace(value=bar.value._replace(mean=float(mean)))
            for bar, mean in zip(bars, means, strict=True)
        )
        yield Bars(bridge, begin, end, start, total, _above_zero(start, tuple(exact)))


def _above_zero(start: float, bars: tuple[Bar, ...]) -> tuple[Bar, ...]:
    """The bars in their order; those that add first where else they would pass through zero.

    They add up in any order, but no time or share is ever less than nothing.
    """
    levels = list(accumulate((bar.value.mean for bar in bars), initial=start))
    if min(levels[0], levels[-1]) < 0 or min(levels) >= 0:
        return bars
    return tuple(sorted(bars, key=lambda bar: bar.value.mean < 0))


def _by_part(grid: LessonGrid, bridge: Bridge) -> list[Bar]:
    """How each of the measures that the whole is made of differs."""
    scale, begin, end = grid.scale(bridge.measure), *_ends(grid, bridge)
    bars = []
    for measure, label in bridge.parts.items():
        unscaled = grid.linear(measure, end) - grid.linear(measure, begin)
        bars.append(Bar(label, confidence_interval(unscaled * scale / grid.scale(measure))))
    return bars


def _ends(grid: LessonGrid, bridge: Bridge) -> tuple[int, int]:
    return grid.number(bridge.begin), grid.number(bridge.end)


def _by_knob(grid: LessonGrid, bridge: Bridge) -> list[Bar]:
    """What each knob that is turned brings, averaged over all orders of turning them."""
    lesson = grid.read.lesson
    before, after = lesson.at(bridge.begin), lesson.at(bridge.end)
    turned = [name for name in lesson.knobs if before[name] != after[name]]
    shares = shapley_values(_coalitions(grid, bridge.measure, (before, after)), len(turned))
    return [
        Bar(lesson.knobs[name].label, confidence_interval(column), name)
        for name, column in zip(turned, shares.T, strict=True)
    ]


def _coalitions(
    grid: LessonGrid, measure: str, ends: tuple[Mapping[str, Setting], Mapping[str, Setting]]
) -> dict[frozenset[int], Numbers]:
    """The measure with each set of knobs turned: all of them are points of the grid."""
    before, after = ends
    turned = [name for name in before if before[name] != after[name]]
    values = {}
    for size in range(len(turned) + 1):
        for chosen in combinations(range(len(turned)), size):
            settings = {**before, **{turned[one]: after[turned[one]] for one in chosen}}
            values[frozenset(chosen)] = grid.linear(measure, grid.number(settings))
    return values
