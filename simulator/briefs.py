"""What decisions rest on, as sentences and rows of text: bridges, sweeps, and what follows."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.explain import Explanation
from simulator.intervals import Interval
from simulator.sweep import Swept
from simulator.tables import NEVER, Table, figures, short_unit, words


def points(unit: str) -> str:
    """The unit of a difference: a share's is points, not per cent of itself."""
    return "points" if unit == "%" else unit


def amount(found: Interval, measure: str, currency: str, change: bool = False) -> str:
    """A mean with its interval and unit.

    >>> amount(Interval(0.097, 0.093, 0.102, 9), "direct_selling_share", "EUR", change=True)
    '+9.7 points [9.3, 10.2]'
    """
    unit = short_unit(measure, currency)
    shown = points(unit) if change else unit
    gap = "" if shown in ("", "%") else " "
    return figures(found, unit, change=change, between=f"{gap}{shown}")


# -- explain ---------------------------------------------------------------------------------------


def bridge_headline(found: Explanation) -> str:
    """What the moves bring in all, and which brings most."""
    currency = found.base.currency
    largest = max(found.bars, key=lambda bar: abs(bar.share.mean))
    total = amount(found.difference, found.measure, currency, change=True)
    share = amount(largest.share, found.measure, currency, change=True)
    return (
        f"{words(found.measure).capitalize()}: {total}, most of it by"
        f" {words(largest.name)} ({share})."
    )


def bridge(found: Explanation) -> Table:
    """One row for each move: its share, made alone, made last; then the sum."""
    unit = short_unit(found.measure, found.base.currency)
    rows = [
        (words(bar.name), *(_brief(part, unit) for part in (bar.share, bar.alone, bar.last)))
        for bar in sorted(found.bars, key=lambda bar: -bar.share.mean)
    ]
    rows.append(("all together", _brief(found.difference, unit), "", ""))
    rows.append(("beyond the sum of each alone", _brief(found.interaction, unit), "", ""))
    return Table((f"in {points(unit) or 'the unit'}", "share", "made alone", "made last"), rows)


def _brief(found: Interval, unit: str) -> str:
    return figures(found, unit, change=True)


def bridge_notes(found: Explanation) -> list[str]:
    """How the bars were made."""
    how = (
        f"all {2 ** len(found.bars)} choices of moves"
        if found.exact
        else f"two orders of moves drawn for each of {found.replications} replications"
    )
    return [
        f"Shapley shares over {how}; they sum to the paired difference exactly",
        "made alone: no other move is made; made last: all others are there already",
    ]


# -- sweep -----------------------------------------------------------------------------------------


def swept(found: Swept) -> Table:
    """One row for each combination of values."""
    unit = short_unit(found.measure, found.scenario.currency)
    header = [*(words(axis.path) for axis in found.axes), f"{words(found.measure)}, {unit}"]
    rows = [
        (
            *(str(value) for value in point.values),
            figures(point.level, unit),
            NEVER if number == 0 else figures(point.difference, unit, change=True),
            "" if number == 0 else point.verdict,
        )
        for number, point in enumerate(found.points)
    ]
    return Table((*header, "against the first", ""), rows)


def sweep_headline(found: Swept) -> str:
    """Where the measure is lowest and highest, if it can be told that it moves at all."""
    moved = [point for point in found.points if point.verdict != "cannot tell"]
    what = words(found.measure).capitalize()
    paths = " and ".join(words(axis.path) for axis in found.axes)
    if not moved:
        return f"{what}: we cannot tell that it moves with {paths}."
    low, high = (choose(found.points, key=lambda p: p.level.mean) for choose in (min, max))
    currency = found.scenario.currency
    return (
        f"{what} is lowest at {_at(low.values)}, {amount(low.level, found.measure, currency)},"
        f" and highest at {_at(high.values)}, {amount(high.level, found.measure, currency)}."
    )


def _at(values: Sequence[object]) -> str:
    return " with ".join(str(value) for value in values)
