"""A figure of a document, drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.output.document import Figure, NamedChart

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def picture(figure: Figure) -> Axes:
    """The axes of a figure; of a chart in several parts the first."""
    assert figure.draw is not None, "a kept document has files in place of figures"
    made = figure.draw if isinstance(figure.draw, NamedChart) else figure.draw()
    return _chart(made) if isinstance(made, NamedChart) else made


def _chart(chart: NamedChart) -> Axes:
    from simulator.output import charts  # slow to load

    drawn = getattr(charts, chart.name)(*chart.subject)
    axes: Axes = drawn[0] if isinstance(drawn, list) else drawn
    return axes
