"""What the JSON Schema of a kind of file knows of each place in it: its words and their meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from simulator.errors import KeyPath
from simulator.i18n import gettext, pgettext
from simulator.scenario.units import nearest_word

ANY = "X"  # a name that a planner gives
DEEPEST = 3  # keys above those that are looked for elsewhere
# Words that mean the same in different places: who knows one of them looks for it in the others.
SAME_THING = {"days": ("on",), "on": ("days",), "with": ("joined_by",), "joined_by": ("with",)}


@dataclass(frozen=True)
class FileSchema:
    """A kind of file: its schema, which is made when first asked for, and words at its top."""

    make: Callable[[], dict[str, Any]]
    left_out: frozenset[str] = frozenset()  # of the schema's words, those that no file may have
    also: tuple[str, ...] = ()  # words that files have beside the schema's

    def at(self, path: KeyPath) -> list[dict[str, Any]]:
        """What may stand at a path."""
        here = [_made(self.make)]
        for key in path:
            here = [
                meaning
                for schema in here
                for part in _parts(schema, key)
                for meaning in self._meanings(part)
            ]
        return here

    def unknown(self, path: KeyPath) -> str:
        """That a key is not known, with the nearest one, or with all."""
        known = sorted(
            {key for schema in self.at(path[:-1]) for key in schema.get("properties", {})}
        )
        if len(path) == 1:
            left = [key for key in known if key not in self.left_out]
            known = list(dict.fromkeys([*left, *self.also]))
        under = [key for key in known if len(path) == 1 and self._has_key((key,), path[-1])]
        if under:
            return gettext(
                "unknown key {key!r}; it belongs under {under}",
                key=path[-1],
                under=gettext(" or ").join(map(repr, under)),
            )
        called = next((each for each in SAME_THING.get(path[-1], ()) if each in known), None)
        if called is not None:
            return gettext(
                "unknown key {key!r}; here it is called {called!r}", key=path[-1], called=called
            )
        elsewhere = self._places_of(path[-1], path[0]) if len(path) > 1 else []
        if len(elsewhere) == 1:
            return gettext(
                "unknown key {key!r}; it belongs under {under}",
                key=path[-1],
                under=repr(elsewhere[0]),
            )
        hint = nearest_word(path[-1], known)
        if hint:
            return gettext("unknown key {key!r}{hint}", key=path[-1], hint=hint)
        return gettext(
            "unknown key {key!r}, expected one of {known}", key=path[-1], known=", ".join(known)
        )

    def missing(self, path: KeyPath) -> str:
        """That a key is missing, and what it would say."""
        meaning = self._meaning_of(path)
        return gettext("missing; expected {key!r}: {meaning}", key=path[-1], meaning=meaning)

    def _places_of(self, key: str, section: str) -> list[str]:
        """Where else a key may stand, a name that is anybody's own as X: in its section, if any."""
        properties = {name for schema in self.at(()) for name in schema.get("properties", {})}
        every = [
            ".".join(place)
            for name in sorted(properties)
            for place in self._below((name,))
            if self._has_key(place, key)
        ]
        own = [place for place in every if place.partition(".")[0] == section]
        return own or every

    def _below(self, path: KeyPath) -> Iterator[KeyPath]:
        """A place, and those in it that a planner may write into."""
        yield path
        if len(path) == DEEPEST:
            return
        names = {name for schema in self.at(path) for name in schema.get("properties", {})}
        for name in (*sorted(names), ANY):
            if self.at((*path, name)):
                yield from self._below((*path, name))

    def _has_key(self, path: KeyPath, key: str) -> bool:
        """Is there such a key in the map at a path?"""
        return any(key in schema.get("properties", {}) for schema in self.at(path))

    def _meanings(self, schema: Any) -> Iterator[dict[str, Any]]:
        """The alternatives of a schema, references followed."""
        if "$ref" in schema:
            yield from self._meanings(_made(self.make)["$defs"][schema["$ref"].rsplit("/", 1)[-1]])
        elif "anyOf" in schema:
            for part in schema["anyOf"]:
                yield from self._meanings(part)
        else:
            yield schema

    def _meaning_of(self, path: KeyPath) -> str:
        for schema in self.at(path[:-1]):
            part = schema.get("properties", {}).get(path[-1])
            if part is not None and "description" in part:
                return pgettext("meaning", part["description"])
        return gettext("see the reference")


@cache
def _made(make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    return make()


def _parts(schema: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """What a map's schema says of one of its keys."""
    named = schema.get("properties", {}).get(key)
    if named is not None:
        return [named]
    if key.isdigit() and isinstance(schema.get("items"), dict):
        return [schema["items"]]
    others = [schema.get("additionalProperties"), *schema.get("patternProperties", {}).values()]
    return [part for part in others if isinstance(part, dict)]
