"""A document as JSON and back, so that what was said once is said again at once.

Its figures come back without what draws them: they lie beside it as files. Tables for files are
made of the result itself and are not kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from simulator.output.document import (
    Column,
    ColumnPart,
    Document,
    Estimate,
    Figure,
    Format,
    Formatted,
    KeyFigure,
    KeyFigures,
    NativeChart,
    Section,
    Series,
    Table,
    Texts,
)
from simulator.output.render.json import plain

TYPES: dict[str, Callable[..., Any]] = {
    each.__name__: each
    for each in (
        Column, Estimate, Figure, Format, Formatted, KeyFigure, KeyFigures,
        NativeChart, ColumnPart, Section, Series, Table, Texts,
    )
}  # fmt: skip
LEFT_OUT = {("Document", "data"), ("Document", "record"), ("Figure", "draw"), ("Table", "chart")}


def to_json(document: Document) -> str:
    """A document as text."""
    content = {"document": _plain(document)["Document"], "record": plain(document.record())}
    return json.dumps(content, ensure_ascii=False)


def from_json(text: str) -> Document:
    """A document from its text; ValueError, TypeError or KeyError if that is not one."""
    content = json.loads(text)
    held, record = content["document"], content["record"]
    parts = {key: _typed(each) for key, each in held.items()}
    return Document(**parts, record=lambda: record)


def _plain(value: Any) -> Any:
    """A value as lists and objects: each object names its type and holds its fields."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return _object(value, value._fields)
    if is_dataclass(value):
        return _object(value, [each.name for each in fields(value)])
    return [_plain(each) for each in value] if isinstance(value, tuple | list) else value


def _object(value: Any, keys: Sequence[str]) -> dict[str, Any]:
    name = type(value).__name__
    kept = [key for key in keys if (name, key) not in LEFT_OUT]
    return {name: {key: _plain(getattr(value, key)) for key in kept}}


def _typed(value: Any) -> Any:
    if isinstance(value, dict):
        ((name, held),) = value.items()
        return TYPES[name](**{key: _typed(each) for key, each in held.items()})
    return tuple(map(_typed, value)) if isinstance(value, list) else value
