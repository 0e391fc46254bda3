"""Every plan of a space in columns, with what the load model expects of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

import numpy as np

from simulator.analysis.optimise.plans import Plan, Space
from simulator.analysis.optimise.surrogate import Flags, any_in_rows
from simulator.scenario.elementary import Numbers

NEARLY_FULL = 0.98  # where the wait in an ideal queue is taken to end its rise
UTILISATION = "utilisation."


class Expectation(NamedTuple):
    """What is expected of every plan before any is simulated.

    ``values`` has a row for each plan and a column for each measure; NaN rows are plans that cannot
    be carried out. ``floor`` is what a plan costs at least, whatever happens.
    """

    measures: tuple[str, ...]
    values: Numbers
    floor: Numbers

    def of(self, measure: str) -> Numbers:
        """A measure of every plan; zeros if nothing is expected of it."""
        if measure not in self.measures:
            return np.zeros(len(self.values))
        return self.values[:, self.measures.index(measure)]


class LoadModel(Protocol):
    """Whatever expects something of plans without simulating them."""

    def __call__(self, space: Space, plans: list[Plan]) -> Expectation:
        """What is expected of every plan."""


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All plans of a space, numbered, with what is expected of each."""

    space: Space
    plans: list[Plan]
    expected: Expectation

    @cached_property
    def number(self) -> dict[Plan, int]:
        """The number of a plan."""
        return {plan: place for place, plan in enumerate(self.plans)}

    @cached_property
    def possible(self) -> Flags:
        """Which plans can be carried out."""
        return any_in_rows(~np.isnan(self.expected.values))

    @cached_property
    def people(self) -> Numbers:
        """Hired by plan and role."""
        return np.array([[n for _, n in plan.hires] for plan in self.plans], dtype=float)

    @cached_property
    def made(self) -> Numbers:
        """Which move, at which level, is made by which plan."""
        place = {move: number for number, move in enumerate(self.space.moves)}
        made = np.zeros((len(self.plans), len(place)))
        for number, plan in enumerate(self.plans):
            made[number, [place[move] for move in plan.moves]] = 1
        return made

    @cached_property
    def features(self) -> Numbers:
        """What corrections to the load model may depend on, each with mean 0 and spread 1."""
        loads = [n for n in self.expected.measures if n.startswith(UTILISATION)]
        load = np.array([self.expected.of(name) for name in loads]).reshape(-1, len(self.plans)).T
        columns = np.hstack(
            [
                self.made,
                self.people,
                np.minimum(load, 1.5),
                -np.log1p(-np.minimum(load, NEARLY_FULL)),
                np.maximum(load - 1, 0),
            ]
        )
        known = np.where(self.possible[:, None], columns, np.nan)
        spread = np.nanstd(known, axis=0)
        varying = spread > 1e-9
        centred = (known - np.nanmean(known, axis=0))[:, varying] / spread[varying]
        features: Numbers = np.nan_to_num(centred)
        return features


def catalogue_of(space: Space, load_model: LoadModel) -> Catalogue:
    """All plans of a space with what a load model expects."""
    plans = list(space.every())
    return Catalogue(space, plans, load_model(space, plans))
