"""Brings the catalogue up to date with the texts of the code: run it, then translate what is new.

    .venv/bin/python scripts/refresh_texts.py

Texts are found where ``gettext("...")``, ``translatable("...")`` or ``pgettext("context", "...")``
is written, in code and templates; names come from the measures, the vocabulary and the scenarios
that are shipped. A text that is gone leaves the
catalogue; one that is new stands there without a translation, and fails the tests until it has one.
The program reads the compiled catalogue (.mo) that is written beside: after a merge, run it again.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from typer.main import get_command

from simulator import errors
from simulator.analysis import warmup
from simulator.analysis.claims import Verdict
from simulator.analysis.sensitivity.screening import Significance
from simulator.cli import app
from simulator.cli.console import Counted
from simulator.cli.help import help_texts
from simulator.experiment.gains import GAINS
from simulator.experiment.judgement import Absence
from simulator.experiment.statistics import Verdict as Moved
from simulator.i18n import LANGUAGES, Language, catalogue_file
from simulator.measures import registry, waiting
from simulator.model.codes import DOINGS, PLACES, STATES
from simulator.output.wording import SHORT_UNITS
from simulator.scenario.json_schema import file_schema
from simulator.scenario.provenance import NOT_SAID, TRUST
from simulator.scenario.schema.analysis import Claim
from simulator.scenario.schema.base import OWN_CATEGORIES, SchemaModel
from simulator.scenario.schema.triggers import ORIGINS
from simulator.scenario.units import DURATION_UNITS, OPEN_HOUR, PERIODS, WEEKDAYS, WORKING_DAY
from simulator.scenario.verbs import VERBS
from simulator.scenario.yaml_reader import read_yaml

HOUSE = Path(__file__).parent.parent
HEADER = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: {locale}\\n"\n\n'
)
# What says one of its arguments, and which; errors say their first by themselves.
SAYING = {
    "gettext": 0,
    "translatable": 0,
    "problem": 1,
    "refusal": 2,
    "InvariantViolation": 1,
    "_no_entry": 3,
    "_no_task": 3,
    "_no_shift": 3,
} | {
    name: 0
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.Translated)
}
CONTEXT_ENDS = "\4"  # between a context and its text, as in compiled catalogues
COUNTS = get_args(Claim.model_fields["counts"].annotation)
NAMED = (
    *("roles", "segments", "activities", "call_plans", "channels", "selling"),
    *("profiles", "responses", "shocks"),
)


def texts() -> dict[str, list[str]]:
    """Every text that may be said, behind its context if it has one, and the files it is in."""
    found: dict[str, list[str]] = {}
    house = HOUSE / "simulator"
    for path in sorted([*house.rglob("*.py"), *house.rglob("templates/**/*.html")]):
        reader: Any = said_in_code if path.suffix == ".py" else "jinja2"
        with path.open("rb") as file:
            for _, message, _, _ in extract(reader, file, keywords={"gettext": None}):
                text = message if isinstance(message, str) else message[0]
                found.setdefault(text, []).append(str(path.relative_to(HOUSE)))
    for name in names():
        found.setdefault(name, [])
    return found


def key_of(message: Message) -> str:
    """A text of a catalogue behind its context, if it has one."""
    text, context = str(message.id), message.context
    if isinstance(context, bytes):  # as babel leaves it in a compiled catalogue
        context = context.decode()
    return f"{context}{CONTEXT_ENDS}{text}" if context else text


def said_in_code(
    file: Any, keywords: Any, comments: Any, options: Any
) -> Iterator[tuple[int, str, str, list[str]]]:
    """The texts in Python's code, also those that are said within another one.

    Babel's own reader loses a ``gettext`` among the arguments of another.
    """
    del keywords, comments, options  # Babel hands them to every reader
    for node in ast.walk(ast.parse(file.read())):
        match node:
            case ast.Call(ast.Name("pgettext"), [ast.Constant(context), ast.Constant(text), *_]):
                yield node.lineno, "gettext", f"{context}{CONTEXT_ENDS}{text}", []
            case ast.Call(ast.Name("translatable"), [ast.Constant(text), ast.Constant(context)]):
                yield node.lineno, "gettext", f"{context}{CONTEXT_ENDS}{text}", []
            case ast.Call(ast.Name(name), arguments) if name in SAYING:
                for each in arguments[SAYING[name] : SAYING[name] + 1]:
                    if isinstance(each, ast.Constant) and isinstance(each.value, str):
                        yield node.lineno, "gettext", each.value, []


def names() -> set[str]:
    """Names that are said as they are: of measures, units, doings, verdicts, and of scenarios."""
    every = (*registry.MEASURES, *GAINS)
    parts = {part for each in every for part in each.name.split(".") if not part.startswith("<")}
    parts |= {*DOINGS, *STATES, *ORIGINS, *PLACES, *OWN_CATEGORIES, *waiting.CAUSES, *VERBS}
    said = {
        *get_args(Moved),
        "points",
        "nobody sells",
        *get_args(Absence),
        "the unit",
        *TRUST.values(),
        NOT_SAID,
        *WEEKDAYS,
        *VERBS,
    }
    said |= {each.unit for each in every} | (set(SHORT_UNITS.values()) - {"%"})
    said |= {text for each in every for text in (each.meaning, each.better)}
    said |= {each.unit.removeprefix("money ") for each in every}
    said |= {
        *warmup.UNITS,
        *warmup.UNITS.values(),
        "share of time",
        *get_args(Significance),
        *get_args(Counted),
        *get_args(Verdict),
        *COUNTS,
        *help_texts(get_command(app)),
    }
    return (
        {f"name{CONTEXT_ENDS}{name.replace('_', ' ')}" for name in {*parts, *_in_scenarios()}}
        | said
        | keys()
        | units()
        | meanings()
    )


def units() -> set[str]:
    """The units of scenario files."""
    rates = {f"per {period}" for period in (*PERIODS, WORKING_DAY, OPEN_HOUR)}
    every = {*DURATION_UNITS, "km", "m", "km/h", "per km2", *rates}
    return {f"unit{CONTEXT_ENDS}{name}" for name in every}


def keys() -> set[str]:
    """The keys of scenario files, as parts of paths of values."""
    every = {*_properties(file_schema()), *WEEKDAYS}
    return {f"key{CONTEXT_ENDS}{name.replace('_', ' ')}" for name in every}


def meanings() -> set[str]:
    """What is said of a key of a scenario file that is missing."""
    required = (field for kind in _below(SchemaModel) for field in kind.model_fields.values())
    return {f"meaning{CONTEXT_ENDS}{each.description}" for each in required if each.is_required()}


def _below(kind: type[SchemaModel]) -> Iterator[type[SchemaModel]]:
    """All kinds of a kind."""
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def _properties(schema: Any) -> Iterator[str]:
    """The keys that a schema and the schemas within it name."""
    if isinstance(schema, dict):
        yield from schema.get("properties", ())
    for part in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(part, dict | list):
            yield from _properties(part)


def _in_scenarios() -> Iterator[str]:
    """What the scenarios that are shipped call their roles, categories, activities and so on."""
    for file in (HOUSE / "scenarios").rglob("*.yaml"):
        values: dict[str, Any] = read_yaml(file, file.name).values
        yield from values.get("categories") or ()
        for kind in NAMED:
            yield from values.get(kind) or ()
        for name, deal in (values.get("deals") or {}).items():
            yield name
            yield from (deal or {}).get("stages") or ()


def names_in_braces(text: str) -> set[str]:
    """What a text leaves open.

    >>> sorted(names_in_braces("{count} of {all}"))
    ['all', 'count']
    """
    return set(re.findall(r"{(\w+)[^}]*}", text))


def compiled(language: Language) -> bytes:
    """The catalogue of a language as the standard library's gettext reads it."""
    with catalogue_file(language).open("rb") as content:
        catalogue = read_po(content, locale=language.replace("-", "_"))
    # Else the time of writing: the same texts make the same file.
    catalogue.creation_date = datetime(2025, 1, 1, tzinfo=UTC)
    binary = BytesIO()
    write_mo(binary, catalogue)
    return binary.getvalue()


def refresh(language: Language, texts_found: dict[str, list[str]]) -> int:
    """Rewrites the catalogue of a language, translations kept; how many texts have none."""
    locale, path = language.replace("-", "_"), catalogue_file(language)
    with path.open("rb") as content:
        old = read_po(content, locale=locale)
    known = {key_of(each): each.string for each in old if each.id}
    new = Catalog(locale=locale, project="simulator", fuzzy=False)
    for text, places in sorted(texts_found.items()):
        context, _, alone = text.rpartition(CONTEXT_ENDS)
        where = [(place, 0) for place in sorted(set(places))]
        new.add(alone, known.get(text, ""), where, context=context or None)
    with path.open("wb") as file:
        file.write(HEADER.format(locale=locale).encode())
        write_po(file, new, width=100, sort_output=True, omit_header=True, include_lineno=False)
    path.with_suffix(".mo").write_bytes(compiled(language))
    return sum(not known.get(text) for text in texts_found)


def main() -> None:
    """Rewrites the catalogues of all languages."""
    texts_found = texts()
    for language in LANGUAGES:
        if language != "en":
            missing = refresh(language, texts_found)
            path = catalogue_file(language).relative_to(HOUSE)
            print(f"{path}: {len(texts_found)} texts, {missing} without translation")


if __name__ == "__main__":
    main()
