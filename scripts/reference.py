"""Writes the reference of the documentation from the code: fields, measures, columns, commands."""

from __future__ import annotations

import inspect
import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from typer.main import get_command

import simulator
from simulator.cli import app
from simulator.experiment.gains import GAINS
from simulator.ledger.frames import COLUMNS
from simulator.measures.registry import MEASURES
from simulator.scenario.families import FAMILIES, DurationFamily
from simulator.scenario.json_schema import RANGED, file_schema
from simulator.scenario.schema.triggers import TRIGGERS
from simulator.scenario.verbs import VERBS

Schema = Mapping[str, Any]


def write_reference(folder: Path) -> None:
    """All pages of the reference, into a folder that is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {
        "fields": fields(),
        "measures": measures(),
        "ledger": ledger(),
        "commands": commands(),
        "python": python(),
    }
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
    """What a scenario file may say, model by model; then triggers, verbs and families."""
    schema = file_schema()
    yield "# What a scenario file may say\n"
    yield (
        "Units are part of a value: `35 min`, `1.5 h`, `2 d`, `6 weeks`, `52 km/h`, `3 per week`,"
        " `20 per working day`, `09:00`. A range for sensitivity stands beside a value:"
        " `36 min (32 min to 53 min)`. This page is made from the code, as are"
        " the errors about wrong files and the schema for editors in"
        " `scenarios/scenario.schema.json`.\n"
    )
    yield "## A scenario\n"
    yield from _model(schema)
    for name in sorted(schema["$defs"]):
        yield f"\n## {name}\n"
        model = schema["$defs"][name]
        yield f"{model.get('description', '')}\n"
        yield from _model(model)
    yield from _triggers()
    yield from _verbs()
    yield from _families()


def _model(model: Schema) -> Iterator[str]:
    required = set(model.get("required", ()))
    rows = (
        (f"`{key}`", _type(part), _default(key, part, required), part.get("description", ""))
        for key, part in model.get("properties", {}).items()
    )
    return table(("field", "is", "unless said", "means"), rows)


def _triggers() -> Iterator[str]:
    """The ways in which work arises, by their word in the ledger."""
    yield "\n## How work arises\n"
    yield "`origin` is the word in the ledger's table of tasks.\n"
    rows = ((f"`{each.origin}`", f"`{each.written_at}`", each.meaning) for each in TRIGGERS)
    yield from table(("origin", "written at", "means"), rows)


def _verbs() -> Iterator[str]:
    """What a what-if may do, with an example of each."""
    yield "\n## Verbs\n"
    yield "A file that extends another may change it by verbs, which act in this order.\n"
    rows = (
        (f"`{verb.name}`", verb.meaning, f"`{json.dumps({verb.name: verb.example})}`")
        for verb in VERBS.values()
    )
    yield from table(("verb", "means", "for example"), rows)


def _families() -> Iterator[str]:
    """The distributions that a duration may have."""
    yield "\n## Families of durations\n"
    yield "`mean` is the mean in every family, `spread` the standard deviation over it.\n"
    rows = ((f"`{each.name}`", _spreads(each), each.meaning) for each in FAMILIES.values())
    yield from table(("family", "spread", "means"), rows)


def _spreads(family: DurationFamily) -> str:
    if not family.has_spread:
        return "none"
    least = f"at least {family.min_spread:.3g}" if family.min_spread else "above 0"
    return least if math.isinf(family.max_spread) else f"{least}, at most {family.max_spread:.3g}"


def _type(part: Schema) -> str:
    """What a value is, in words, with links to other models."""
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    parts = part.get("anyOf") or part.get("oneOf")
    if parts:
        words = dict.fromkeys(
            _type(each)
            for each in parts
            if each.get("type") != "null" and each.get("pattern") != RANGED
        )
        return " or ".join(words)
    if "enum" in part:
        return ", ".join(f"`{word}`" for word in part["enum"])
    if "const" in part:
        return f"`{part['const']}`"
    if part.get("type") == "object":
        patterns = list(part.get("patternProperties", {}).values())
        each = part.get("additionalProperties") or next(iter(patterns), {})
        return f"name → {_type(each)}" if isinstance(each, Mapping) and each else "a map"
    if part.get("type") == "array":
        return f"list of {_type(part.get('items', {}))}" if part.get("items") else "a list"
    return _number(part)


def _number(part: Schema) -> str:
    if part.get("examples"):
        return f"such as `{part['examples'][0]}`"
    kind = {"integer": "whole number", "number": "number", "string": "text", "boolean": "yes or no"}
    word = kind.get(str(part.get("type")), "value")
    low = part.get("minimum", part.get("ge", part.get("exclusiveMinimum")))
    high = part.get("maximum", part.get("le", part.get("exclusiveMaximum")))
    if low is not None and high is not None:
        return f"{word}, {low:,g} to {high:,g}"
    if low is not None:
        return f"{word}, at least {low:,g}"
    return word


def _default(key: str, part: Schema, required: set[str]) -> str:
    if key in required:
        return "must be said"
    default = part.get("default")
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


# -- Python --------------------------------------------------------------------------


def python() -> Iterator[str]:
    """Every public name, from its docstring."""
    yield "# Python\n"
    yield (
        "Everything that users need is importable from `simulator`. This page is made from the"
        " docstrings, whose examples are run by the tests.\n"
    )
    names = [name for name in simulator.__all__ if not name.startswith("_")]
    public = {name: getattr(simulator, name) for name in names}
    yield "## Functions\n"
    for name, each in public.items():
        if inspect.isfunction(each):
            yield from _directive("autofunction", name, [])
    yield "## Results and values\n"
    for name, each in public.items():
        if isinstance(each, type) and not issubclass(each, Exception) and name != "Scenario":
            yield from _directive("autoclass", name, [":members:", ":inherited-members: tuple"])
    yield "## Errors\n"
    for name, each in public.items():
        if isinstance(each, type) and issubclass(each, Exception):
            yield from _directive("autoexception", name, [])


def _directive(kind: str, name: str, options: list[str]) -> Iterator[str]:
    yield "```{eval-rst}"
    yield f".. {kind}:: simulator.{name}"
    yield from (f"   {option}" for option in options)
    yield "```\n"
