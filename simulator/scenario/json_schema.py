"""The JSON Schema of scenario files, for editors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.scenario.dated import add_steps
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.lesson import Lesson
from simulator.scenario.verbs import Verbs

# What pydantic calls a bound of a number that is read from text, and what JSON Schema does.
BOUNDS: dict[str, tuple[str, Callable[..., float]]] = {
    "ge": ("minimum", max),
    "gt": ("exclusiveMinimum", max),
    "le": ("maximum", min),
    "lt": ("exclusiveMaximum", min),
}
RANGED = r"^[-+]?[0-9].*\(.+ to .+\)$"  # a value with its range, for editors


def file_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a scenario file, for editors."""
    schema = Scenario.model_json_schema(by_alias=True)
    verbs = Verbs.model_json_schema(by_alias=True)
    add_steps(schema)
    properties = {
        key: part for key, part in schema["properties"].items() if key not in ("name", "ranges")
    }
    extends = {"type": "string", "description": "The one parent: a scenario's name or path."}
    required = [key for key in schema["required"] if key != "title"]
    plain = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario of the sales-force simulator",
        "type": "object",
        "additionalProperties": False,
        "properties": {"extends": extends, **properties, **verbs["properties"]},
        "required": ["title"],
        "if": {"not": {"required": ["extends"]}},
        "then": {"required": required},
        "$defs": _optional({**schema["$defs"], **verbs.get("$defs", {})}),
    }
    ranged: dict[str, Any] = _ranged(plain)
    return ranged


def lesson_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a lesson, for editors."""
    schema = Lesson.model_json_schema(by_alias=True)
    properties = {key: part for key, part in schema["properties"].items() if key != "name"}
    bounded: dict[str, Any] = _plain_bounds({**schema, "properties": properties})
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lesson of the sales-force simulator",
    }
    return {**head, **{key: part for key, part in bounded.items() if key != "title"}}


def _plain_bounds(schema: Any) -> Any:
    """A schema whose numbers are bounded as JSON Schema does it."""
    if isinstance(schema, list):
        return [_plain_bounds(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return _bounded({key: _plain_bounds(part) for key, part in schema.items()})


def _ranged(schema: Any) -> Any:
    """A schema in which a text with a range may stand for every number."""
    if isinstance(schema, list):
        return [_ranged(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {key: _ranged(part) for key, part in schema.items()}
    if parts.get("type") not in ("number", "integer"):
        return _without_bounds(parts)
    parts = _bounded(parts)
    texts = {key: parts.pop(key) for key in ("title", "description", "default") if key in parts}
    return {**texts, "anyOf": [parts, {"type": "string", "pattern": RANGED}]}


def _bounded(schema: dict[str, Any]) -> dict[str, Any]:
    """A number's schema with its bounds as JSON Schema calls them, the narrower of two."""
    bounded = _without_bounds(schema)
    for ours, (name, narrower) in BOUNDS.items():
        if ours in schema:
            bounded[name] = narrower(schema[ours], bounded.get(name, schema[ours]))
    return bounded


def _without_bounds(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without bounds that JSON Schema does not know; a text's are of what it says."""
    return {
        key: part for key, part in schema.items() if key not in BOUNDS or isinstance(part, dict)
    }


def _optional(definitions: dict[str, Any]) -> dict[str, Any]:
    """Definitions of which a what-if may say any part."""
    return {
        name: {key: part for key, part in definition.items() if key != "required"}
        for name, definition in definitions.items()
    }
