"""The sheets of the answers of other commands: one for each answer, whatever it is made of.

An answer is plain values. Its first tuple of named tuples is the table; whatever else it says
stands above. An interval becomes four columns; columns of single replications are left out, since
they lie in the answer's own file.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from simulator import briefs
from simulator.answers import Answer
from simulator.experiment import About
from simulator.explain import Explanation
from simulator.intervals import Interval
from simulator.sweep import Swept
from simulator.tables import figures, short_unit, words
from simulator.workbook.footing import made_with
from simulator.workbook.sheets import Chart, Column, Look, Series, Sheet, facts, look_of

MOST_SPLIT = 6  # values of a tuple that become columns of their own
PARTS = ("", " low", " high", " half width")
HEADS = ("", ", from", ", to", ", ±")


def sheets_of_answers(answers: Sequence[Answer], folder: Path | None) -> Iterator[Sheet]:
    """A sheet for each answer, then how they were made."""
    for answer in answers:
        yield _sheet(answer)
    told = [
        ("Replications", getattr(answers[0], "replications", "not known")),
        ("Seed", getattr(answers[0], "seed", "not known")),
        *made_with(folder),
    ]
    yield facts("How it was run", "How it was run", told)


def headline(answer: Answer) -> str:
    """What an answer says in a sentence, or what it is about."""
    if isinstance(answer, Explanation):
        return briefs.bridge_headline(answer)
    if isinstance(answer, Swept):
        return briefs.sweep_headline(answer)
    return f"{words(type(answer).__name__)}: {words(_measure(answer) or _about(answer))}"


def _sheet(answer: Answer) -> Sheet:
    said = {field.name: getattr(answer, field.name) for field in fields(answer)}
    measure = _measure(answer)
    look: Look = look_of(measure) if measure else "number"
    records = _records(said)
    table = [_flat(record, answer) for record in records]
    keys = dict.fromkeys(key for row in table for key in row)
    columns = tuple(_column(key, table, look) for key in keys)
    rows = [[row.get(key) for key in keys] for row in table]
    name = words(measure or type(answer).__name__)
    notes = tuple(_notes(said, measure))
    title = headline(answer)
    return Sheet(name, title, notes, columns, rows, _chart(title, columns, rows, measure))


def _measure(answer: Answer) -> str:
    return str(getattr(answer, "measure", ""))


def _about(answer: Answer) -> str:
    found = [getattr(answer, field.name) for field in fields(answer)]
    return next((each.title for each in found if isinstance(each, About)), "")


def _records(said: Mapping[str, Any]) -> Sequence[Any]:
    """The rows of an answer: its longest tuple of named tuples."""
    lists = [value for value in said.values() if _is_table(value)]
    return max(lists, key=len, default=())


def _is_table(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and all(hasattr(x, "_fields") for x in value)


def _flat(record: Any, answer: Answer) -> dict[str, Any]:
    """A row as plain values by column."""
    found: dict[str, Any] = {}
    for name, value in zip(record._fields, record, strict=True):
        if isinstance(value, Interval):
            ends = (*value[:3], value.half_width)
            found |= {f"{name}{part}": end for part, end in zip(PARTS, ends, strict=True)}
        elif isinstance(value, tuple) and len(value) <= MOST_SPLIT:
            found |= dict(zip(_split(name, len(value), answer), map(_plain, value), strict=True))
        elif not isinstance(value, tuple):
            found[name] = _plain(value)
    return found


def _split(name: str, count: int, answer: Answer) -> list[str]:
    """The columns that a tuple falls into; those of a sweep are called after what is varied."""
    if isinstance(answer, Swept) and name == "values":
        return [axis.path for axis in answer.axes]
    return [name] if count == 1 else [f"{name} {number}" for number in range(1, count + 1)]


def _plain(value: Any) -> Any:
    return (
        value
        if isinstance(value, int | float | str | None) and not isinstance(value, bool)
        else str(value)
    )


def _column(key: str, table: Sequence[Mapping[str, Any]], look: Look) -> Column:
    values = [row.get(key) for row in table]
    head = words(key)
    for part, shown in zip(PARTS[1:], HEADS[1:], strict=True):
        if key.endswith(part):
            head = f"{words(key.removesuffix(part))}{shown}"
    if any(isinstance(value, str) for value in values):
        return Column(key, head, "text", 30)
    of_interval = any(f"{key}{PARTS[-1]}" in row for row in table) or head != words(key)
    return Column(key, head, look if of_interval else "plain", 14)


def _notes(said: Mapping[str, Any], measure: str) -> Iterator[str]:
    """What an answer says beside its table."""
    about = next((value for value in said.values() if isinstance(value, About)), None)
    unit = short_unit(measure, about.currency if about else "") if measure else ""
    for name, value in said.items():
        if isinstance(value, About):
            yield f"{words(name)}: {value.name}, {value.title}"
        elif isinstance(value, Interval):
            yield f"{words(name)}: {figures(value, unit)} {unit}".rstrip()
        elif isinstance(value, str | int | float):
            yield f"{words(name)}: {value}"


def _chart(
    title: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]], measure: str
) -> Chart | None:
    """Bars of the first interval, or else of the first numbers, with its ends as whiskers."""
    keys = [column.key for column in columns]
    sure = [key for key in keys if f"{key}{PARTS[-1]}" in keys]
    counted = [
        key
        for number, key in enumerate(keys[1:], 1)
        if all(isinstance(row[number], int | float) for row in rows)
        and any(math.isfinite(row[number]) for row in rows)
    ]
    if not rows or not (sure or counted):
        return None
    shown = (sure or counted)[0]
    errors = f"{shown}{PARTS[-1]}" if sure else ""
    unit = f"{words(measure)}: {words(shown)}" if measure else words(shown)
    return Chart("bars", title, keys[0], (Series(shown, errors, name=words(shown)),), unit)
