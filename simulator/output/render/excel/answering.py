"""The sheets of the answers of other commands: one for each table that an answer holds.

An answer is plain values; each of its tuples of named tuples is a table, and what else it says
stands with the first. An interval becomes four columns, a named tuple inside another as many as it
has values. Long tuples of numbers, one for each replication, stay in the answer's own file.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from simulator.analysis.registry import AnalysisResult, analysis_of
from simulator.analysis.sweep import Axis, SweepPoint, SweepResult
from simulator.experiment.results import ScenarioLabel
from simulator.experiment.statistics import Interval
from simulator.output.content import briefs
from simulator.output.content.tables import figures, short_unit, words
from simulator.output.render.excel.footing import made_with
from simulator.output.render.excel.sheets import Chart, Column, Look, Series, Sheet, facts, look_of

HEADLINES: dict[str, Callable[[Any], str]] = {
    "explain": briefs.bridge_headline,
    "optimise": briefs.optimum_headline,
    "sensitivity": briefs.sensitivity_headline,
    "stress": briefs.regret_headline,
    "study": briefs.study_headline,
    "sweep": briefs.sweep_headline,
    "warm-up": briefs.warm_up_headline,
}
MOST_SPLIT = 6  # values of a tuple that become columns of their own
PARTS = ("", " low", " high", " half width")
HEADS = ("", ", from", ", to", ", ±")


def sheets_of_answers(answers: Sequence[AnalysisResult], folder: Path | None) -> Iterator[Sheet]:
    """The sheets of each answer, then how they were made."""
    for answer in answers:
        yield from _sheets(answer)
    told = [
        ("Replications", getattr(answers[0], "replications", "not known")),
        ("Seed", getattr(answers[0], "seed", "not known")),
        *made_with(folder),
    ]
    yield facts("How it was run", "How it was run", told)


def headline(answer: AnalysisResult) -> str:
    """What an answer says, in a sentence."""
    return HEADLINES[analysis_of(answer).name](answer)


def _sheets(answer: AnalysisResult) -> Iterator[Sheet]:
    """A sheet for each table; the first says what the answer says beside its tables."""
    said = {field.name: getattr(answer, field.name) for field in fields(answer)}
    measure, notes = _measure(answer), list(_notes(said, _measure(answer)))
    found = {name: value for name, value in said.items() if _is_table(value)}
    for name, records in found.items():
        table = [_flat(record, answer) for record in records]
        keys = dict.fromkeys(key for row in table for key in row)
        columns = tuple(_column(key, table, measure) for key in keys)
        rows = [[row.get(key) for key in keys] for row in table]
        first = name == next(iter(found))
        title = headline(answer) if first else f"{headline(answer)} {words(name).capitalize()}."
        called = words(measure or type(answer).__name__) if first else words(name)
        chart = _chart(title, columns, rows, measure)
        yield Sheet(called, title, tuple(notes if first else ()), columns, rows, chart)


def _measure(answer: AnalysisResult) -> str:
    return str(getattr(answer, "measure", ""))


def _is_table(value: Any) -> bool:
    """Whether a value is rows of one kind; whom an answer is about is no table."""
    if not isinstance(value, tuple) or not value or hasattr(value, "_fields"):
        return False
    return all(
        hasattr(each, "_fields") and not isinstance(each, ScenarioLabel | Axis) for each in value
    )


def _flat(record: Any, answer: AnalysisResult) -> dict[str, Any]:
    """A row as plain values by column."""
    found: dict[str, Any] = {}
    for name, value in zip(record._fields, record, strict=True):
        if (
            isinstance(record, SweepPoint) and isinstance(answer, SweepResult) and name == "values"
        ):  # called after what is varied
            paths = [axis.path for axis in answer.axes]
            found |= {path: _plain(each) for path, each in zip(paths, value, strict=True)}
        else:
            found |= _spread(name, value)
    return found


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
    if len(value) > MOST_SPLIT:
        return {}
    names = [name] if len(value) == 1 else [f"{name} {n}" for n in range(1, len(value) + 1)]
    return {
        key: x
        for each, part in zip(names, value, strict=True)
        for key, x in _spread(each, part).items()
    }


def _plain(value: Any) -> Any:
    return (
        value
        if isinstance(value, int | float | str | None) and not isinstance(value, bool)
        else str(value)
    )


def _column(key: str, table: Sequence[Mapping[str, Any]], measure: str) -> Column:
    values = [row.get(key) for row in table]
    head = words(key)
    for part, shown in zip(PARTS[1:], HEADS[1:], strict=True):
        if key.endswith(part):
            head = f"{words(key.removesuffix(part))}{shown}"
    if any(isinstance(value, str) for value in values):
        return Column(key, head, "text", 30)
    of_interval = any(f"{key}{PARTS[-1]}" in row for row in table) or head != words(key)
    look: Look = look_of(measure) if measure else "number"
    return Column(key, head, look if of_interval else "plain", 14)


def _notes(said: Mapping[str, Any], measure: str) -> Iterator[str]:
    """What an answer says beside its table."""
    about = next((value for value in said.values() if isinstance(value, ScenarioLabel)), None)
    unit = short_unit(measure, about.currency if about else "") if measure else ""
    for name, value in said.items():
        if isinstance(value, ScenarioLabel):
            yield f"{words(name)}: {value.name}, {value.title}"
        elif isinstance(value, Interval):
            yield f"{words(name)}: {figures(value, unit)} {unit}".rstrip()
        elif isinstance(value, str | int | float):
            yield f"{words(name)}: {value}"
        elif isinstance(value, tuple) and value and not _is_table(value):
            yield f"{words(name)}: {', '.join(map(_called, value))}"


def _called(value: Any) -> str:
    """What an answer is about, or what is varied, in few words."""
    if isinstance(value, ScenarioLabel):
        return value.name
    return value.path if isinstance(value, Axis) else str(value)


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
