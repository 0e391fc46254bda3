"""Charts by their names, as documents refer to them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def chart(name: str, *subject: Any) -> Callable[[], Axes]:
    """A chart of a result, to be drawn when a renderer asks for it.

    By its name, since charts take their words from content, and what draws is slow to load.
    """

    def draw() -> Axes:
        drawn = getattr(import_module("simulator.output.charts"), name)(*subject)
        axes: Axes = drawn[0] if isinstance(drawn, list) else drawn
        return axes

    return draw
