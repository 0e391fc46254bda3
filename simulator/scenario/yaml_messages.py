"""What the YAML library says of a file that is not YAML; each text is known by its own words."""

from __future__ import annotations

from simulator.i18n import recognised, translatable

CONTEXTS = (
    translatable("while scanning for the next token"),
    translatable("while scanning a simple key"),
    translatable("while scanning a directive"),
    translatable("while scanning an anchor"),
    translatable("while scanning an alias"),
    translatable("while scanning a tag"),
    translatable("while parsing a tag"),
    translatable("while scanning a block scalar"),
    translatable("while scanning a double-quoted scalar"),
    translatable("while scanning a quoted scalar"),
    translatable("while scanning a plain scalar"),
    translatable("while parsing a node"),
    translatable("while parsing a block node"),
    translatable("while parsing a flow node"),
    translatable("while parsing a block collection"),
    translatable("while parsing a block mapping"),
    translatable("while parsing a flow sequence"),
    translatable("while parsing a flow mapping"),
)
PROBLEMS = (
    translatable("found character {found} that cannot start any token"),
    translatable("could not find expected {wanted}"),
    translatable("sequence entries are not allowed here"),
    translatable("mapping keys are not allowed here"),
    translatable("mapping values are not allowed here"),
    translatable("more indented follow up line than first in a block scalar"),
    translatable("found unknown escape character {found}"),
    translatable("found unexpected end of stream"),
    translatable("found unexpected document separator"),
    translatable("found unexpected {found}"),
    translatable("found duplicate YAML directive"),
    translatable("found incompatible YAML document (version 1.* is required)"),
    translatable("found undefined tag handle {found}"),
    translatable("found undefined alias {found}"),
    translatable("duplicate tag handle {found}"),
    translatable("expected a single document in the stream"),
    translatable("but found another document"),
    translatable("found non-comment content after document end marker, {found}"),
    translatable("expected the node content, but found {found}"),
    translatable("expected {wanted} or {other}, but got {found}"),
    translatable("expected {wanted}, but found {found}"),
    translatable("expected {wanted} but found {found}"),
    translatable("special characters are not allowed"),
)
WANTED = (
    translatable("alphabetic or numeric character"),
    translatable("a digit or '.'"),
    translatable("a digit"),
    translatable("a comment or a line break"),
    translatable("chomping or indentation indicators"),
    translatable("indentation indicator in the range 1-9,"),
)


def in_language(message: str) -> str:
    """A part of a message of the YAML library in the language that is spoken."""
    return recognised(message, (*CONTEXTS, *PROBLEMS, *WANTED))
