"""The registry of measures: each with its unit, meaning and the function that computes it."""

from __future__ import annotations

from functools import cache

from simulator.ledger.ledger import Ledger
from simulator.measures import calls, cost, flow, market, queues, sales, serving, time_use, waiting
from simulator.measures.measure import Measure, MeasureText
from simulator.measures.measure_row import MeasureRow, row_of
from simulator.measures.window import Tally, window_of

# In the order of the keys of results, which is part of what lies on disk.
MEASURES: tuple[Measure, ...] = (
    *time_use.SELLING_MEASURES,
    *flow.VISIT_MEASURES,
    *flow.HAND_OVER_MEASURES,
    *cost.MEASURES,
    *time_use.MEASURES,
    *flow.MEASURES,
    *waiting.MEASURES,
    *sales.MEASURES,
    *queues.MEASURES,
    *calls.MEASURES,
    *market.MEASURES,
    *serving.MEASURES,
)
_COMPUTED_BY = tuple(dict.fromkeys(each.compute for each in MEASURES))


@cache
def describe(key: str) -> Measure:
    """What a key of ``measure`` stands for.

    >>> describe("utilisation.field_rep").unit
    'share'
    """
    for each in MEASURES:
        if stands_for(each, key):
            return each
    raise KeyError(key)


def stands_for(described: MeasureText, key: str) -> bool:
    """Whether a key of ``measure`` is one of those that a measure's name stands for."""
    pattern, parts = described.name.split("."), key.split(".")
    return len(pattern) == len(parts) and all(
        wanted == part or wanted.startswith("<")
        for wanted, part in zip(pattern, parts, strict=True)
    )


def measure(ledger: Ledger, tally: Tally | None = None) -> MeasureRow:
    """All measures of one replication, after its warm-up; NaN for what never happened.

    With a tally the ledger needs no entries; the measures are the same.
    """
    window = window_of(ledger, tally)
    return row_of(pair for compute in _COMPUTED_BY for pair in compute(window))
