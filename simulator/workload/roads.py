"""Ways between places: by the table of roads that a scenario brings, else in a straight line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.ledger.ledger import NO_ROADS, Column, Places, RoadTable
from simulator.model.codes import NOT
from simulator.model.parameters import Parameters
from simulator.scenario.names import same_place
from simulator.scenario.scenario import Scenario


def road_table(scenario: Scenario, names: Sequence[str]) -> RoadTable:
    """The table of a scenario's roads for the places of a territory, by their names."""
    travel = scenario.travel
    if travel is None or travel.roads is None:
        return NO_ROADS
    node = {same_place(name): number for number, name in enumerate(travel.roads.places)}
    size = len(travel.roads.places)
    start, goal, seconds, metres = travel.roads.pairs().T
    factor = 1.0 if travel.traffic is None else travel.traffic
    straight = np.where(metres < 0, NOT, np.rint(metres / travel.detour))
    return RoadTable(
        size=size,
        node=np.array([node.get(same_place(name), NOT) for name in names], dtype=np.int64),
        seconds=_both_ways(size, start * size + goal, np.rint(seconds * factor)),
        metres=_both_ways(size, start * size + goal, straight),
    )


def _both_ways(size: int, at: Column, values: Column) -> np.ndarray:
    """A matrix, row by row: what is said of one direction alone holds for the other, too."""
    there = np.full(size * size, NOT, dtype=np.int32)
    there[at] = values
    back = there.reshape(size, size).T.ravel()
    return np.where(there >= 0, there, back)


def way_seconds(places: Places, parameters: Parameters, start: Column, goal: Column) -> Column:
    """Seconds between places with parking, as by the rules: two columns that fit together."""
    dx, dy = places.x[start] - places.x[goal], places.y[start] - places.y[goal]
    metres = np.sqrt((dx * dx + dy * dy).astype(np.float64))
    ways = (metres * 1e6 / parameters.metres_in_million_seconds + 0.5).astype(np.int64)
    known = places.roads.look_up(places.roads.seconds, start, goal)
    ways = np.where(known >= 0, known, ways)
    return np.where(start == goal, 0, ways + parameters.parking)
