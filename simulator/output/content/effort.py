"""What sales against selling effort come to, path by path, with and without sooner answers."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.claims.evidence import Curves, PointSeries
from simulator.i18n import gettext, translatable
from simulator.output.document import TEXT, Block, Column, Estimate, Format, Table, Texts
from simulator.output.numbers import significant
from simulator.output.wording import estimate

PATHS = {
    "time": translatable("more selling time for each rep"),
    "more": translatable("more reps"),
    "rhythm": translatable("fewer visits"),
    "fewer": translatable("fewer reps"),
}
SLOPE = Format("number", "", 2)


def paths(shown: Curves) -> Iterator[Block]:
    """A row for each path: how far it goes, its elasticity, and that with answers as today."""
    if not shown.held:
        return
    held = {curve.key: curve for curve in shown.held}
    columns = (
        Column("path", gettext("Path"), TEXT),
        Column("effort", gettext("Times today's hours of selling"), TEXT),
        Column("elasticity", gettext("Elasticity"), SLOPE),
        Column("held", gettext("Elasticity, leads answered as soon as today"), SLOPE),
    )
    rows = tuple(
        (gettext(PATHS[key]), _reach(curve), _slope(curve), _slope(held[key]))
        for key, curve in shown.by_key.items()
    )
    yield Table("paths", gettext("Paths"), columns, rows)
    yield Texts(
        (
            gettext(
                "Elasticity: by how many per cent sales change with each per cent of selling"
                " effort, as the slope of logarithms through today. In the last column what waits"
                " is answered to the same effect as today, however soon or late somebody turns to"
                " it, so that what is left comes of the effort itself."
            ),
        ),
        "note",
    )


def _reach(curve: PointSeries) -> str:
    """How far from today a path goes, in times of today's effort."""
    return significant(max((point.x for point in curve.points), key=lambda x: abs(x - 1)), 2)


def _slope(curve: PointSeries) -> Estimate:
    assert curve.whole is not None, f"{curve.key} has a slope"
    return estimate(curve.whole)
