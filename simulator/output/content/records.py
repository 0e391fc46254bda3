"""Tables for files that hold all that an analysis has found, made of the result's own fields.

A result is plain values; each of its tuples of named tuples is a table, and what else it says
stands with the first. An interval becomes four columns, a named tuple inside another as many as it
has values. Long tuples of numbers, one for each replication, stay in the result's own file.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from simulator.analysis.registry import AnalysisResult
from simulator.experiment.finding import Finding
from simulator.experiment.results import ScenarioLabel
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext
from simulator.output.content.basis import facts, made_with
from simulator.output.document import PLAIN, TEXT, Column, Format, NativeChart, Series, Table
from simulator.output.numbers import figures
from simulator.output.wording import field_words, labelled, level_format, listed, short_unit, words

MAX_SPLIT = 6  # values of a tuple that become columns of their own
PARTS = ("", " low", " high", " half width")
Paths = Sequence[str]  # what is varied: the names of a record's ``values``


def how_it_was_made(result: AnalysisResult, folder: Path | None) -> Table:
    """Replications, seed, and what computed a result."""
    unknown = gettext("not known")
    pairs = [
        (gettext("Replications"), getattr(result, "replications", unknown)),
        (gettext("Seed"), getattr(result, "seed", unknown)),
        *made_with(folder),
    ]
    return facts("how-it-was-run", gettext("How it was run"), pairs)


def records(
    result: AnalysisResult, headline: str, paths: Paths = (), further: Sequence[str] = ()
) -> Iterator[Table]:
    """A table for each of a result's records; the first says what it says beside its tables.

    Further sentences of the answer stand there, too, before all other notes.
    """
    values = {field.name: getattr(result, field.name) for field in fields(result)}
    measure = str(values.get("measure", ""))
    tables = {name: value for name, value in values.items() if _is_table(value)}
    for name, rows in tables.items():
        first = name == next(iter(tables))
        table = [_flat(record, paths) for record in rows]
        keys = list(dict.fromkeys(key for row in table for key in row))
        columns = tuple(_column(key, table, measure) for key in keys)
        cells = tuple(tuple(row.get(key) for key in keys) for row in table)
        title = headline if first else f"{headline} {field_words(name).capitalize()}."
        stem = (measure or type(result).__name__) if first else name
        yield Table(
            key=stem.replace("_", " ").replace(".", ": "),
            title=title,
            columns=columns,
            rows=cells,
            name=(words(measure) if measure else field_words(type(result).__name__))
            if first
            else field_words(name),
            notes=(*further, *_notes(values, measure)) if first else (),
            chart=_chart(title, columns, cells, measure),
        )


def _is_table(value: Any) -> bool:
    """Whether a value is rows of one kind; whom a result is about and what is varied is none."""
    if not isinstance(value, tuple) or not value or hasattr(value, "_fields"):
        return False
    return all(
        hasattr(each, "_fields") and not isinstance(each, ScenarioLabel) and not _is_axis(each)
        for each in value
    )


def _is_axis(value: Any) -> bool:
    return getattr(value, "_fields", ()) == ("path", "values", "thinned")


def _flat(record: Any, paths: Paths) -> dict[str, Any]:
    """A row as plain values by column; those that are varied are called after their paths."""
    row: dict[str, Any] = {}
    for name, value in zip(record._fields, record, strict=True):
        if name == "values" and paths:
            row |= {path: _plain(each) for path, each in zip(paths, value, strict=True)}
        else:
            row |= _spread(name, value)
    return row


def _spread(name: str, value: Any) -> dict[str, Any]:
    """A value as the columns that it falls into."""
    if isinstance(value, Interval):
        ends = (*value[:3], value.half_width)
        return {f"{name}{part}": end for part, end in zip(PARTS, ends, strict=True)}
    if hasattr(value, "_fields"):
        pairs = zip(value._fields, value, strict=True)
        return {
            f"{name}.{key}": x for part, each in pairs for key, x in _spread(part, each).items()
        }
    if not isinstance(value, tuple):
        return {name: _plain(value)}
    if len(value) > MAX_SPLIT:
        return {}
    names = [name] if len(value) == 1 else [f"{name} {n}" for n in range(1, len(value) + 1)]
    return {
        key: x
        for each, part in zip(names, value, strict=True)
        for key, x in _spread(each, part).items()
    }


def _plain(value: Any) -> Any:
    is_plain = isinstance(value, int | float | str | None) and not isinstance(value, bool)
    return value if is_plain else str(value)


def _column(key: str, table: Sequence[Mapping[str, Any]], measure: str) -> Column:
    values = [row.get(key) for row in table]
    of_interval, title = f"{key}{PARTS[-1]}" in table[0], field_words(key)
    for part, heading in zip(PARTS[1:], (gettext("from"), gettext("to"), "±"), strict=True):
        if key.endswith(part):
            of_interval, title = True, listed([field_words(key.removesuffix(part)), heading])
    if any(isinstance(value, str) for value in values):
        return Column(key, title, TEXT, width=30)
    form = level_format(measure) if measure else Format("number")
    return Column(key, title, form if of_interval else PLAIN, width=14)


def _notes(values: Mapping[str, Any], measure: str) -> Iterator[str]:
    """What a result says beside its table."""
    about = next((value for value in values.values() if isinstance(value, ScenarioLabel)), None)
    unit = short_unit(measure, about.currency if about else "") if measure else ""
    for name, value in values.items():
        if isinstance(value, ScenarioLabel):
            yield labelled(field_words(name), listed([value.name, value.title]))
        elif isinstance(value, Interval):
            yield labelled(field_words(name), f"{figures(value, unit)} {gettext(unit)}".rstrip())
        elif isinstance(value, str | int | float):
            yield labelled(field_words(name), value)
        elif isinstance(value, Finding):
            continue  # which the headline says
        elif isinstance(value, tuple) and value and not _is_table(value):
            yield labelled(field_words(name), listed(map(_called, value)))


def _called(value: Any) -> str:
    """What a result is about, or what is varied, in few words."""
    if isinstance(value, ScenarioLabel):
        return value.name
    return str(value.path) if _is_axis(value) else str(value)


def _chart(
    title: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]], measure: str
) -> NativeChart | None:
    """Bars of the first interval, or else of the first numbers, with its ends as whiskers."""
    keys = [column.key for column in columns]
    sure = [key for key in keys if f"{key}{PARTS[-1]}" in keys]
    counted = [
        key
        for place, key in enumerate(keys[1:], 1)
        if all(isinstance(row[place], int | float) for row in rows)
        and any(math.isfinite(row[place]) for row in rows)
    ]
    if not rows or not (sure or counted):
        return None
    shown = (sure or counted)[0]
    errors = f"{shown}{PARTS[-1]}" if sure else ""
    unit = labelled(words(measure), field_words(shown)) if measure else field_words(shown)
    return NativeChart(
        "bars", title, keys[0], (Series(shown, errors, name=field_words(shown)),), unit
    )
