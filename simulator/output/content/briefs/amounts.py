"""Amounts with their units, as every answer writes them."""

from __future__ import annotations

import math

from simulator.experiment.statistics import Interval
from simulator.i18n import gettext
from simulator.output.content.tables import NEVER, figures, short_unit, words

# Measures that know only tasks that were done: where work piles up, they flatter.
FINISHED_ONLY = {
    "turnaround_mean",
    "turnaround_median",
    "turnaround_p90",
    "waiting",
    "within_due",
}


def points(unit: str) -> str:
    """The unit of a difference: a share's is points, not per cent of itself."""
    return "points" if unit == "%" else unit


def amount(found: Interval, measure: str, currency: str, change: bool = False) -> str:
    """A mean with its interval and unit.

    >>> amount(Interval(0.097, 0.093, 0.102, 9), "direct_selling_share", "EUR", change=True)
    '+9.7 points [9.3, 10.2]'
    """
    unit = short_unit(measure, currency)
    shown = gettext(points(unit) if change else unit)
    gap = "" if shown in ("", "%") else " "
    return figures(found, unit, change=change, between=f"{gap}{shown}")


def sized(value: float, unit: str, digits: int = 3) -> str:
    """A size in a measure's unit, without a sign; shares in hundredths."""
    if math.isnan(value):
        return NEVER
    rounded = f"{value * (100 if unit == '%' else 1):.{digits}g}"
    return f"{float(rounded):,g}"


def finished_only(measure: str) -> list[str]:
    """What a measure of finished tasks leaves out, if it is one.

    >>> finished_only("waiting.quote")
    ['waiting: quote: of finished tasks alone; what is never done is in waiting_at_end.quote']
    >>> finished_only("waiting_at_end.quote")
    []
    """
    kind, _, rest = measure.partition(".")
    if kind not in FINISHED_ONLY:
        return []
    return [
        gettext(
            "{measure}: of finished tasks alone; what is never done is in {pile}",
            measure=words(measure),
            pile=f"waiting_at_end.{rest.partition('.')[0]}",
        )
    ]
