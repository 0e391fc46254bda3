"""Menus of plans that were enumerated once, as tables: a search replays on them without simulating.

``scripts/enumerate_menus.py`` makes the tables. A table holds a few measures of every plan in whole
steps of a 65,535th of the measure's range, by plan, measure and replication.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from simulator.analysis.optimise import Space, space_of
from simulator.scenario.changes import changes_of
from simulator.scenario.elementary import Numbers

FOLDER = Path(__file__).parent / "fixtures" / "menus"
STEPS = 65_535


class Menu(NamedTuple):
    """A what-if with ranges of hires, and what its table holds."""

    name: str
    hires: tuple[str, ...]
    roles: tuple[str, ...]  # whose utilisation is kept
    activities: tuple[str, ...]  # of which the wait and what waits at the end are kept
    replications: int

    @property
    def space(self) -> Space:
        """Its plans, in the table's order."""
        return space_of(changes_of(FOLDER / f"{self.name}-menu.yaml"), self.hires)

    @property
    def measures(self) -> tuple[str, ...]:
        """What the table holds."""
        return (
            "cost_per_week",
            "direct_selling_share",
            *(f"utilisation.{role}" for role in self.roles),
            *(f"turnaround_mean.{activity}" for activity in self.activities),
            *(f"waiting_at_end.{activity}" for activity in self.activities),
        )

    @property
    def table(self) -> Path:
        """The file of its table."""
        return FOLDER / f"{self.name}.npz"


MENUS = {
    "distributor": Menu(
        "distributor",
        ("order_desk=0..3", "specialist=0..2"),
        ("order_desk", "specialist"),
        ("phone_orders", "quote", "complaint"),
        4,
    ),
    "region": Menu(
        "region",
        ("sales_support=0..3", "inside_sales=0..1"),
        ("sales_support", "inside_sales"),
        ("order_entry", "quote"),
        3,
    ),
}


class Table(NamedTuple):
    """What every plan of a menu came to, and every measure of the plan that changes nothing."""

    values: Numbers  # plan x measure x replication
    base: list[dict[str, float]]


def write_table(menu: Menu, values: Numbers, base: list[dict[str, float]]) -> None:
    """A table in whole steps; what never happened is one step more than there are."""
    low, high = np.nanmin(values, axis=(0, 2)), np.nanmax(values, axis=(0, 2))
    width = np.where(high > low, high - low, 1.0)
    steps = np.rint((values - low[:, None]) / width[:, None] * (STEPS - 1))
    whole = np.where(np.isnan(values), STEPS, steps).astype(np.uint16)
    names = sorted(base[0])
    rows = np.array([[row[name] for name in names] for row in base], dtype=np.float32)
    np.savez_compressed(menu.table, steps=whole, low=low, high=high, names=names, base=rows)


def read_table(menu: Menu) -> Table:
    """The table of a menu."""
    with np.load(menu.table) as kept:
        low, width = kept["low"][:, None], (kept["high"] - kept["low"])[:, None]
        steps = kept["steps"].astype(float)
        values = np.where(steps == STEPS, np.nan, low + steps / (STEPS - 1) * width)
        names = [str(name) for name in kept["names"]]
        base = [dict(zip(names, map(float, row), strict=True)) for row in kept["base"]]
    return Table(values, base)
