"""Coordinates of accounts from a CSV file beside the scenario."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulator.errors import InvalidValue
from simulator.i18n import translatable
from simulator.io import inside
from simulator.scenario.yaml_reader import refusal, text_of

MAX_CSV_BYTES = 20_000_000
MAX_ROWS = 200_000


_KILOMETRES = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")


def read_places(folder: Path, name: str) -> tuple[tuple[str, int, int], ...]:
    """Accounts of a CSV file with the columns name, x_km and y_km: name, x and y in metres.

    Raises ValueError when there is no such file in the folder, ScenarioError for its own faults.
    """
    path = inside(folder, name)
    if not path.is_file():
        raise InvalidValue(
            "{name!r} cannot be read: there is no such file in the folder", name=name
        )
    text = text_of(path, name, MAX_CSV_BYTES)
    reader = csv.DictReader(io.StringIO(text), strict=True)
    columns = ("name", "x_km", "y_km")
    places: dict[str, tuple[str, int, int]] = {}
    try:
        if reader.fieldnames is None or not set(columns) <= set(reader.fieldnames):
            raise refusal(name, 1, "expected the columns {columns}", columns=", ".join(columns))
        for row in reader:
            place = _place(name, reader.line_num, row)
            if place[0] in places:
                raise refusal(name, reader.line_num, "{name!r} is named twice", name=place[0])
            places[place[0]] = place
            if len(places) > MAX_ROWS:
                raise refusal(name, reader.line_num, "more than {most:,} accounts", most=MAX_ROWS)
    except csv.Error as problem:
        line = reader.reader.line_num
        raise refusal(name, line, "not readable as CSV: {problem}", problem=problem) from None
    if not places:
        raise refusal(name, 1, "no accounts in the file")
    return tuple(places.values())


def _place(file: str, line: int, row: Mapping[str, Any]) -> tuple[str, int, int]:
    account = str(row["name"] or "").strip()
    if not account or len(account) > 100 or not account.isprintable():
        raise refusal(file, line, "expected a name of 1 to 100 characters on one line")
    if None in row:
        raise refusal(file, line, "more cells than columns; a decimal point is not a comma")
    metres = []
    for column in ("x_km", "y_km"):
        read = str(row[column]).strip()[:40]
        kilometres = float(read) if _KILOMETRES.fullmatch(read) else math.nan
        if not abs(kilometres) <= 20_000:
            text = translatable("read {read!r} in {column}, expected kilometres such as 12.5")
            raise refusal(file, line, text, read=read, column=column)
        metres.append(round(1000 * kilometres))
    return account, metres[0], metres[1]
