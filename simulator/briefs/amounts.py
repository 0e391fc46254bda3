"""Amounts with their units, as every answer writes them."""

from __future__ import annotations

import math

from simulator.intervals import Interval
from simulator.language import say
from simulator.tables import NEVER, figures, short_unit


def points(unit: str) -> str:
    """The unit of a difference: a share's is points, not per cent of itself."""
    return "points" if unit == "%" else unit


def amount(found: Interval, measure: str, currency: str, change: bool = False) -> str:
    """A mean with its interval and unit.

    >>> amount(Interval(0.097, 0.093, 0.102, 9), "direct_selling_share", "EUR", change=True)
    '+9.7 points [9.3, 10.2]'
    """
    unit = short_unit(measure, currency)
    shown = say(points(unit) if change else unit)
    gap = "" if shown in ("", "%") else " "
    return figures(found, unit, change=change, between=f"{gap}{shown}")


def sized(value: float, unit: str, digits: int = 3) -> str:
    """A size in a measure's unit, without a sign; shares in hundredths."""
    if math.isnan(value):
        return NEVER
    rounded = f"{value * (100 if unit == '%' else 1):.{digits}g}"
    return f"{float(rounded):,g}"
