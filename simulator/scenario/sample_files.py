"""Measured times from a table beside the scenario, wherever a length of time is asked for."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from simulator.errors import Diagnostic, KeyPath, ScenarioError
from simulator.i18n import gettext, translatable
from simulator.scenario.diagnostics import located
from simulator.scenario.people_files import NamedFiles
from simulator.scenario.shapes import LONGEST, MAX_KEPT, written_times
from simulator.scenario.tables import Heading, Row, TableFile, heading_word
from simulator.scenario.units import (
    DAY,
    DURATION_UNITS,
    HOUR,
    MINUTE,
    format_fine_duration,
)
from simulator.scenario.yaml_reader import refusal

FEWEST = 2
TIME = translatable("a time from 0 to 30 days, such as 12.5 or 0:12:30")
WORDS_FOR_UNITS = {
    **DURATION_UNITS,
    **dict.fromkeys(("sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("mins", "minute", "minutes"), MINUTE),
    **dict.fromkeys(("hr", "hrs", "hour", "hours"), HOUR),
    **dict.fromkeys(("day", "days"), DAY),
}
PLAIN = Heading("minutes", ("min", "mins", "minute", "duration_min", "duration_minutes"))
HEADINGS = (
    PLAIN,
    Heading("seconds", ("s", "sec", "secs", "second", "duration_s", "duration_seconds")),
    Heading("hours", ("h", "hr", "hrs", "hour", "duration_h", "duration_hours")),
)
_BY_CLOCK = re.compile(r"([0-9]{1,3}):([0-5][0-9]):([0-5][0-9](?:[.,][0-9]{1,6})?)")


def samples_named(values: Any) -> Iterator[str]:
    """The files of measured times that a scenario's values name."""
    yield from (lasts["sample"] for _, lasts in _samples(values, ()))


def read_samples(source: NamedFiles) -> list[Diagnostic]:
    """Puts what files of measured times say beside their names; what of them is not read."""
    remarks: list[Diagnostic] = []
    of_now = {key: value for key, value in source.values.items() if key != "change"}
    for where, lasts in _samples(of_now, ()):
        if "read" not in lasts or not _along(source, where):
            remarks += _read(source, where, lasts)
    return remarks


def _samples(values: Any, at: KeyPath) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    """Every map that names a file of measured times, with its path."""
    if isinstance(values, dict) and isinstance(values.get("sample"), str):
        yield at, values
    entries = values.items() if isinstance(values, Mapping) else ()
    for key, value in enumerate(values) if isinstance(values, list) else entries:
        yield from _samples(value, (*at, str(key)))


def _along(source: NamedFiles, where: KeyPath) -> bool:
    """Whether what was read stands in the file that names the table."""
    named, read = (source.marks.get((*where, key)) for key in ("sample", "read"))
    return named is None or (read is not None and read.file == named.file)


def _read(source: NamedFiles, where: KeyPath, lasts: dict[str, Any]) -> tuple[Diagnostic, ...]:
    at = (*where, "sample")
    column, unit = lasts.get("column"), lasts.get("unit")
    if unit is not None and unit not in WORDS_FOR_UNITS:
        return ()  # which is said when the scenario is checked
    headings = (Heading(heading_word(column), required=True),) if column else HEADINGS
    table = source.read(at, lasts["sample"], headings)
    times = sorted(_times(table, str(unit) if unit else ""))
    if len(times) < FEWEST or not times[-1]:
        message = gettext(
            "{file}: {count} times, expected at least {least}, not all of them 0",
            file=table.file,
            count=len(times),
            least=FEWEST,
        )
        raise ScenarioError([located(at, message, source.marks)])
    mean = format_fine_duration(round(math.fsum(times) / len(times), 3))
    lasts["mean"] = lasts.get("mean") or mean
    lasts["read"] = written_times(thinned(times))
    if at in source.marks:
        source.marks[(*where, "read")] = source.marks[at]
    return table.remarks


def _times(table: TableFile, unit: str) -> Iterator[float]:
    """The seconds in the one column that has them; empty cells are none."""
    if len(table.columns) != 1:
        names = ", ".join(each.name for each in HEADINGS)
        text = translatable("expected one of the columns {columns}, or say which 'column'")
        raise refusal(table.file, table.line, text, columns=names)
    [column] = table.columns
    size = _unit(table, column, unit)
    for row in table.rows:
        if row.text(column):
            yield _seconds(row, column, size)


def _unit(table: TableFile, column: str, unit: str) -> int:
    """Seconds in the unit that is said, or that a column's heading names."""
    named = [WORDS_FOR_UNITS[word] for word in column.split("_") if word in WORDS_FOR_UNITS]
    if unit:
        return WORDS_FOR_UNITS[unit]
    if named:
        return named[-1]
    if all(_BY_CLOCK.fullmatch(row.text(column)) for row in table.rows if row.text(column)):
        return 1
    text = translatable("in what unit is {column!r}? Say it, such as {example}")
    raise refusal(table.file, table.line, text, column=column, example="unit: min")


def _seconds(row: Row, column: str, size: int) -> float:
    clock = _BY_CLOCK.fullmatch(row.text(column))
    if clock:
        hours, minutes, seconds = clock.groups()
        return int(hours) * HOUR + int(minutes) * MINUTE + float(seconds.replace(",", "."))
    return round(row.bounded(column, TIME, 0, LONGEST / size) * size, 3)


def thinned(times: list[float]) -> list[float]:
    """Sorted times, of many so many evenly spaced ones."""
    count = len(times)
    if count <= MAX_KEPT:
        return times
    return [times[int((rank + 0.5) * count / MAX_KEPT)] for rank in range(MAX_KEPT)]
