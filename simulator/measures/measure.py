"""What a measure is: a name with a unit and a meaning, and the function that computes it."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Measure(MeasureText):
    """A measure of one replication, with the function that computes it and its companions."""

    compute: Callable[[Window], MeasureValues]
