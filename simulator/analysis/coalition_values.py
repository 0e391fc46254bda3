"""One measure of coalitions of moves, replication by replication, as every comparison takes it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.analysis.choices import Coalition
from simulator.experiment.estimates import TooFew, fewest, pooled_rows, too_few
from simulator.measures.measure_row import MeasureRow
from simulator.scenario.elementary import Numbers

OF_QUEUES = "queue_"
Values = Mapping[Coalition, Numbers]  # of a measure, by replication; NaN if not run


class CoalitionRows(NamedTuple):
    """The measures of coalitions, by replication; some coalitions are not run in each."""

    rows: Mapping[Coalition, Mapping[int, MeasureRow]]
    replications: int

    def values(self, measure: str) -> Values:
        """A measure of each coalition; NaN in replications that some coalition does not know.

        Ratios and percentiles are linearised over the replications of a coalition: what moves add
        then sums, replication by replication, to the difference of the linearised values.
        """
        known = self._known(measure)
        raw = {each: self._raw(each, measure, known) for each in self.rows}
        full = {each: self._linear(each, measure, known) for each in self.rows if self._whole(each)}
        by_size = _by_size({each: linear - raw[each] for each, linear in full.items()})
        return {
            each: full[each] if each in full else raw[each] + _between(by_size, len(each))
            for each in self.rows
        }

    def too_few(self, measure: str) -> TooFew | None:
        """The tasks of the coalition with the fewest, if they are too few for a percentile."""
        whole = [by_number for each, by_number in self.rows.items() if self._whole(each)]
        return fewest(too_few(measure, list(each.values())) for each in whole)

    def _whole(self, coalition: Coalition) -> bool:
        return len(self.rows[coalition]) == self.replications

    def _known(self, measure: str) -> list[int]:
        """The replications in which every coalition that is run knows the measure."""
        unknown = {
            number
            for by_number in self.rows.values()
            for number, row in by_number.items()
            if math.isnan(row.get(measure, _absent(measure)))
        }
        return [number for number in range(self.replications) if number not in unknown]

    def _raw(self, coalition: Coalition, measure: str, known: list[int]) -> Numbers:
        by_number, values = self.rows[coalition], np.full(self.replications, math.nan)
        for number in known:
            if number in by_number:
                values[number] = by_number[number].get(measure, _absent(measure))
        return values

    def _linear(self, coalition: Coalition, measure: str, known: list[int]) -> Numbers:
        values = np.full(self.replications, math.nan)
        rows = [self.rows[coalition][number] for number in known]
        values[known] = pooled_rows(measure, rows, _absent(measure))
        return values


def _absent(measure: str) -> float:
    """Who is not there has no queue; nothing else is known of him."""
    return 0.0 if measure.startswith(OF_QUEUES) else math.nan


def _by_size(corrections: Values) -> dict[int, npt.NDArray[np.float64]]:
    """What linearising does to coalitions of each size that are run in full, on average."""
    sizes = sorted({len(each) for each in corrections})
    return {
        size: np.mean([own for each, own in corrections.items() if len(each) == size], axis=0)
        for size in sizes
    }


def _between(by_size: Mapping[int, Numbers], size: int) -> Numbers:
    """What linearising does to a coalition that is run too rarely to be linearised by itself.

    Its ratio in one replication is as biased as those of smaller and larger coalitions are there.
    """
    below = max(each for each in by_size if each < size)
    above = min(each for each in by_size if each > size)
    part = (size - below) / (above - below)
    values: Numbers = (1 - part) * by_size[below] + part * by_size[above]
    return values
