"""What a measure is: a name with a unit and a meaning, and the function that computes it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from simulator.measures.window import Window

MeasureValues = Iterator[tuple[str, float]]  # keys of results and their values
WEEKLY_MINUTES = "min per person and week"


@dataclass(frozen=True, slots=True)
class MeasureText:
    """What a key stands for. Of a name's parts between dots, those in <> stand for any name."""

    name: str
    unit: str
    better: Literal["more", "less", "neither"]
    meaning: str

    @property
    def bounds(self) -> tuple[float, float]:
        """What its levels lie between: shares from 0 to 1, all but money at least 0."""
        first = self.unit.split()[0]
        return (-math.inf if first == "money" else 0.0, 1.0 if first == "share" else math.inf)


@dataclass(frozen=True, slots=True)
class Measure(MeasureText):
    """A measure of one replication, with the function that computes it and its companions."""

    compute: Callable[[Window], MeasureValues]
