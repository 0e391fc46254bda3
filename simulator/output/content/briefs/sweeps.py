"""How far to go, in words: values moved through ranges."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.analysis.sweep import SweepResult
from simulator.i18n import gettext
from simulator.output.content.briefs.amounts import amount
from simulator.output.content.tables import NEVER, Table, figures, short_unit, words


def swept(found: SweepResult) -> Table:
    """One row for each combination of values."""
    unit = short_unit(found.measure, found.scenario.currency)
    header = [
        *(words(axis.path) for axis in found.axes),
        f"{words(found.measure)}, {gettext(unit)}",
    ]
    rows = [
        (
            *(str(value) for value in point.values),
            figures(point.level, unit),
            NEVER if number == 0 else figures(point.difference, unit, change=True),
            "" if number == 0 else gettext(point.verdict),
        )
        for number, point in enumerate(found.points)
    ]
    return Table((*header, gettext("against the first"), ""), rows)


def sweep_headline(found: SweepResult) -> str:
    """Where the measure is lowest and highest, if it can be told that it moves at all."""
    moved = [point for point in found.points if point.verdict != "cannot tell"]
    what = words(found.measure).capitalize()
    if not moved:
        return gettext(
            "{measure}: we cannot tell that it moves with {paths}.",
            measure=what,
            paths=gettext(" and ").join(words(axis.path) for axis in found.axes),
        )
    low, high = (choose(found.points, key=lambda p: p.level.mean) for choose in (min, max))
    currency = found.scenario.currency
    return gettext(
        "{measure} is lowest at {lowest}, {low}, and highest at {highest}, {high}.",
        measure=what,
        lowest=_at(low.values),
        low=amount(low.level, found.measure, currency),
        highest=_at(high.values),
        high=amount(high.level, found.measure, currency),
    )


def _at(values: Sequence[object]) -> str:
    return gettext(" with ").join(str(value) for value in values)
