"""Simulates every plan of the menus in tests/fixtures/menus, and keeps what tests need of it.

    python scripts/enumerate_menus.py                  both menus; a quarter of an hour of one core
    python scripts/enumerate_menus.py distributor      one of them

Tests replay the search for the cheapest plan on these tables, where the right answer is known.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE / "tests"))

from menus import MENUS, Menu, write_table  # noqa: E402 - lies among the tests

from simulator.experiment.runner import ReplicationRequest, RunOptions, rows_of  # noqa: E402

AT_ONCE = 64  # plans


def enumerate_menu(menu: Menu) -> None:
    """Every plan with the same random numbers, a few at a time."""
    space, options = menu.space, RunOptions(jobs=1, engine="compiled")
    plans, count = list(space.every()), range(menu.replications)
    values = np.empty((len(plans), len(menu.measures), menu.replications))
    base = rows_of([ReplicationRequest(space.changes.base, count)], options)[0]
    for start in range(0, len(plans), AT_ONCE):
        some = plans[start : start + AT_ONCE]
        requests = [ReplicationRequest(space.scenario(plan), count) for plan in some]
        for place, rows in enumerate(rows_of(requests, options), start):
            values[place] = [[row[name] for row in rows] for name in menu.measures]
        print(f"{menu.name}: {start + len(some):,} of {len(plans):,}", flush=True)
    write_table(menu, values, base)


if __name__ == "__main__":
    for name in sys.argv[1:] or MENUS:
        enumerate_menu(MENUS[name])
