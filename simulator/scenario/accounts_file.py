"""Accounts of a table beside the scenario: who they are and where they lie."""

from __future__ import annotations

from pathlib import Path

from simulator.i18n import translatable
from simulator.scenario.tables import Heading, Row, read_table
from simulator.scenario.units import MAX_DISTANCE
from simulator.scenario.yaml_reader import refusal

KILOMETRES = translatable("kilometres such as 12.5")
COLUMNS = (
    Heading("name", required=True),
    Heading("x_km", required=True),
    Heading("y_km", required=True),
)


def read_places(folder: Path, name: str) -> tuple[tuple[str, int, int], ...]:
    """Accounts of a table with the columns name, x_km and y_km: name, x and y in metres.

    Raises ValueError when there is no such file in the folder, ScenarioError for its own faults.
    """
    table = read_table(folder, name, COLUMNS)
    places: dict[str, tuple[str, int, int]] = {}
    for row in table.rows:
        account = row.name("name")
        if account in places:
            raise row.refusal("{name!r} is named twice", name=account)
        places[account] = (account, _metres(row, "x_km"), _metres(row, "y_km"))
    if not places:
        raise refusal(name, 1, "no accounts in the file")
    return tuple(places.values())


def _metres(row: Row, column: str) -> int:
    most = MAX_DISTANCE / 1000
    return round(1000 * row.bounded(column, KILOMETRES, -most, most))
