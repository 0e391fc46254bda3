"""Writes the reference of the documentation from the code: fields, measures, columns, commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from typer.main import get_command

from simulator.cli import app
from simulator.experiment.results import GAINS
from simulator.ledger.frames import COLUMNS
from simulator.measures.registry import MEASURES
from simulator.scenario.json_schema import RANGED, file_schema

Schema = Mapping[str, Any]


def write_reference(folder: Path) -> None:
    """All pages of the reference, into a folder that is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {"fields": fields(), "measures": measures(), "ledger": ledger(), "commands": commands()}
    for name, lines in pages.items():
        (folder / f"{name}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def table(header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    """A table in Markdown."""
    yield f"| {' | '.join(header)} |"
    yield f"|{' --- |' * len(header)}"
    for row in rows:
        cells = (cell.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;") for cell in row)
        yield f"| {' | '.join(cells)} |"


# -- fields of a scenario ------------------------------------------------------------


def fields() -> Iterator[str]:
    """What a scenario file may say, noun by noun."""
    schema = file_schema()
    yield "# What a scenario file may say\n"
    yield (
        "Units are part of a value: `35 min`, `1.5 h`, `2 d`, `6 weeks`, `52 km/h`, `3 per week`,"
        " `09:00`. A range for sensitivity stands beside a value: `36 min (32 min to 53 min)`. This"
        " page is made from the code, as are the complaints about wrong files and the schema for"
        " editors in `scenarios/scenario.schema.json`.\n"
    )
    yield "## A scenario\n"
    yield from _noun(schema)
    for name in sorted(schema["$defs"]):
        yield f"\n## {name}\n"
        noun = schema["$defs"][name]
        yield f"{noun.get('description', '')}\n"
        yield from _noun(noun)


def _noun(noun: Schema) -> Iterator[str]:
    required = set(noun.get("required", ()))
    rows = (
        (f"`{key}`", _type(said), _default(key, said, required), said.get("description", ""))
        for key, said in noun.get("properties", {}).items()
    )
    return table(("field", "is", "unless said", "means"), rows)


def _type(said: Schema) -> str:
    """What a value is, in words, with links to other nouns."""
    if "$ref" in said:
        name = said["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    parts = said.get("anyOf") or said.get("oneOf")
    if parts:
        words = dict.fromkeys(
            _type(part)
            for part in parts
            if part.get("type") != "null" and part.get("pattern") != RANGED
        )
        return " or ".join(words)
    if "enum" in said:
        return ", ".join(f"`{word}`" for word in said["enum"])
    if "const" in said:
        return f"`{said['const']}`"
    if said.get("type") == "object":
        patterns = list(said.get("patternProperties", {}).values())
        each = said.get("additionalProperties") or next(iter(patterns), {})
        return f"name → {_type(each)}" if isinstance(each, Mapping) and each else "a map"
    if said.get("type") == "array":
        return f"list of {_type(said.get('items', {}))}" if said.get("items") else "a list"
    return _number(said)


def _number(said: Schema) -> str:
    if said.get("examples"):
        return f"such as `{said['examples'][0]}`"
    kind = {"integer": "whole number", "number": "number", "string": "text", "boolean": "yes or no"}
    word = kind.get(str(said.get("type")), "value")
    low = said.get("minimum", said.get("ge", said.get("exclusiveMinimum")))
    high = said.get("maximum", said.get("le", said.get("exclusiveMaximum")))
    if low is not None and high is not None:
        return f"{word}, {low:,g} to {high:,g}"
    if low is not None:
        return f"{word}, at least {low:,g}"
    return word


def _default(key: str, said: Schema, required: set[str]) -> str:
    if key in required:
        return "must be said"
    default = said.get("default")
    return "" if default in (None, "") or isinstance(default, dict | list) else f"`{default}`"


# -- measures and columns ------------------------------------------------------------


def measures() -> Iterator[str]:
    """Every number that is measured, with its unit and meaning."""
    yield "# What is measured\n"
    yield (
        "Parts in angle brackets stand for names of the scenario, as in `utilisation.field_rep`."
        " `better` says which way is good, where one is.\n"
    )
    rows = ((f"`{m.name}`", m.unit, m.better, m.meaning) for m in MEASURES)
    yield from table(("measure", "unit", "better", "means"), rows)
    yield "\n## Only in comparisons\n"
    yield from table(
        ("measure", "unit", "better", "means"),
        ((f"`{m.name}`", m.unit, m.better, m.meaning) for m in GAINS),
    )


def ledger() -> Iterator[str]:
    """The columns of the tables that hold all that happened."""
    yield "# The ledger: what happened, row by row\n"
    yield (
        "A run keeps all that happened in its first replication as Parquet files: `entries`,"
        " `tasks` and `deals`. What has not happened is empty, never 0; a task still waiting at the"
        " end is in the table. Dates and times are the wall clock's.\n"
    )
    for name, columns in COLUMNS.items():
        yield f"\n## {name}.parquet\n"
        yield from table(("column", "means"), ((f"`{key}`", said) for key, said in columns.items()))


# -- commands ------------------------------------------------------------------------


def commands() -> Iterator[str]:
    """Every command with its options, as --help says them."""
    yield "# Commands\n"
    group: Any = get_command(app)
    yield from _group(group, "simulator")


def _group(group: Any, name: str) -> Iterator[str]:
    for word, command in group.commands.items():
        whole = f"{name} {word}"
        if hasattr(command, "commands"):
            yield from _group(command, whole)
            continue
        yield f"\n## {whole}\n"
        said = (command.help or "").replace("<", "&lt;")
        before, _, example = said.partition("Example:")
        yield f"{' '.join(before.split())}\n"
        if example:
            yield f"Example: `{' '.join(example.split())}`\n"
        rows = ((_option(each), " ".join((each.help or "").split())) for each in command.params)
        yield from table(("option", "means"), rows)


def _option(each: Any) -> str:
    if each.param_type_name == "argument":
        return f"`{each.metavar or each.name.upper()}`"
    return ", ".join(f"`{word}`" for word in each.opts)
