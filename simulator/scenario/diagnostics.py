"""From what pydantic finds wrong to what a planner can mend: where, what was read, what helps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from simulator.errors import Diagnostic, KeyPath
from simulator.i18n import gettext, pgettext, translatable
from simulator.scenario.dated import add_steps
from simulator.scenario.file_schema import FileSchema
from simulator.scenario.ranges import value_at
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import PERCENT, as_read, format_duration, format_length, nearest_word
from simulator.scenario.validation import ScenarioProblems
from simulator.scenario.verbs import VERBS, Verbs
from simulator.scenario.yaml_reader import Mark

MAX_IN_FULL = 200  # errors that look for the nearest word, which takes its time

_BOUNDS = {
    "greater_than": ("gt", translatable("more than")),
    "greater_than_equal": ("ge", translatable("at least")),
    "less_than": ("lt", translatable("less than")),
    "less_than_equal": ("le", translatable("at most")),
}
_SHAPES = {
    "model_type": translatable("a map of keys and values"),
    "model_attributes_type": translatable("a map of keys and values"),
    "dict_type": translatable("a map of keys and values"),
    "tuple_type": translatable("a list such as [monday, tuesday]"),
    "string_type": translatable("text", "expected"),
    "bool_type": translatable("true or false"),
    "int_type": translatable("a whole number"),
}


def diagnostics_of(
    error: ValidationError,
    values: Mapping[str, Any],
    marks: Mapping[KeyPath, Mark],
    kind: FileSchema | None = None,
) -> list[Diagnostic]:
    """One diagnostic for each place that is wrong, in the order of the files.

    The file is a scenario, unless another kind is said.
    """
    schema = kind or SCENARIO_FILES
    messages: dict[KeyPath, list[str]] = {}
    for number, one in enumerate(error.errors()):
        for path, message in _messages(one, values, schema if number < MAX_IN_FULL else None):
            here = messages.setdefault(path, [])
            if message not in here:
                here.append(message)
    within = {path[:length] for path in messages for length in range(len(path))}
    diagnostics = [
        located(path, gettext("; or ").join(here), marks)
        for path, texts in messages.items()
        # A map may stand where a word may: what is wrong within it is said there alone.
        if (here := [each for each in texts if not (path in within and _is_of_shape(each))])
    ]
    return sorted(diagnostics, key=lambda each: (each.file, each.line))


def _is_of_shape(message: str) -> bool:
    """Whether a message says only that a map was read where something else may stand."""
    opening = _read_and_expected({}, "").rstrip()  # whether a blank follows depends on the word
    return message.startswith(opening)


def located(path: KeyPath, message: str, marks: Mapping[KeyPath, Mark]) -> Diagnostic:
    """A diagnostic at the line of the value, or of the nearest map around it."""
    around = path
    while around and around not in marks:
        around = around[:-1]
    mark = marks.get(around, Mark("", 0))
    return Diagnostic(message, mark.file, mark.line, mark.column, path)


def _messages(
    one: Any, values: Mapping[str, Any], schema: FileSchema | None
) -> Iterator[tuple[KeyPath, str]]:
    """What is wrong and where; without a schema nothing is said of what would be right."""
    cause = one.get("ctx", {}).get("error")
    path = _path_in(values, one["loc"], one["type"])
    if isinstance(cause, ScenarioProblems):
        yield from cause.problems
    elif schema is None:
        yield path, str(one["msg"])
    elif one["type"] == "missing":
        yield path, schema.missing(path)
    elif one["type"] == "extra_forbidden":
        yield path, schema.unknown(path) + _comma_hint(one["input"])
    else:
        yield path, _describe(one, cause, path, (values, schema))


def _comma_hint(value: object) -> str:
    """A key without a value is mostly the rest of a text that was cut at its comma."""
    return "" if value is not None else gettext("; put a text with a comma in quotation marks")


def _describe(
    one: Any, cause: object, path: KeyPath, file: tuple[Mapping[str, Any], FileSchema]
) -> str:
    values, schema = file
    kind, read, context = one["type"], one["input"], one.get("ctx", {})
    if kind == "value_error":
        return str(cause)
    if kind == "literal_error":
        words = str(context["expected"]).replace(" or ", gettext(" or "))
        return _read_and_expected(read, words + _nearest_of(read, context))
    if kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        bound, written = _in_words(context[name], schema.at(path)), value_at(values, path)
        read = written if isinstance(written, str) else read
        return _read_and_expected(read, f"{gettext(words)} {bound}{_in_per_cent(kind, one)}")
    if kind == "tuple_type" and isinstance(read, str | int | float):
        return gettext(
            "read {read}, expected a list: write [{written}]", read=as_read(read), written=read
        )
    if kind in _SHAPES:
        return _read_and_expected(read, pgettext("expected", _SHAPES[kind]))
    if kind == "string_pattern_mismatch":
        return _read_and_expected(read, _pattern(context["pattern"]))
    if kind in ("too_long", "string_too_long"):
        return gettext("too long: expected at most {most}", most=context["max_length"])
    if kind == "too_short":
        return gettext("expected at least {least}", least=context["min_length"])
    return gettext("read {read}: {problem}", read=as_read(read), problem=one["msg"])


def _in_per_cent(kind: str, one: Any) -> str:
    """How per cent are written, where a share was read that is one of them, by the looks of it."""
    read = one["input"]
    if kind != "less_than_equal" or one["ctx"]["le"] != 1 or not isinstance(read, int | float):
        return ""
    if not 1 < read <= PERCENT:
        return ""
    return gettext(" ({read:g}% is written as {share:g})", read=read, share=read / PERCENT)


def _read_and_expected(read: object, expected: str) -> str:
    return gettext("read {read}, expected {expected}", read=as_read(read), expected=expected)


def _in_words(bound: Any, meanings: list[dict[str, Any]]) -> str:
    """A bound as the file would write it: 24 hours, not 86,400 seconds."""
    for schema in meanings:
        for write, example in ((format_duration, "35 min"), (format_length, "12 km")):
            if example in schema.get("examples", ()):
                return write(bound)
    return str(bound)


def _pattern(pattern: str) -> str:
    known = {
        "^[A-Z]": translatable("a country code such as DE"),
        "^(monday": translatable(
            "a weekday and a time such as 'tuesday 10:30', or most_waiting, first_interruption,"
            " first_hand_over, first_absence, first_shown"
        ),
        "^[a-z][A-Za-z0-9_]*(": translatable("a path such as roles.desk.people"),
    }
    for begin, expected in known.items():
        if pattern.startswith(begin):
            return gettext(expected)
    return gettext("a name of small letters, digits and _, such as order_entry")


def _nearest_of(read: object, context: Mapping[str, Any]) -> str:
    words = str(context["expected"]).replace(" or ", ", ").split(", ")
    return nearest_word(str(read), [word.strip("'") for word in words])


def _path_in(values: Mapping[str, Any], place: tuple[int | str, ...], kind: str) -> KeyPath:
    """The path of keys as written: without the names of union members that pydantic puts in."""
    at: Any = values
    path: list[str] = []
    for part in place:
        if part == "[key]":
            continue
        if isinstance(at, dict) and part in at:
            at = at[str(part)]
        elif isinstance(at, list | tuple) and isinstance(part, int) and part < len(at):
            at = at[part]
        elif kind != "missing" or part != place[-1]:
            continue
        path.append(str(part))
    return tuple(path)


# -- what scenario files hold --------------------------------------------------------


def _scenario_schema() -> dict[str, Any]:
    schema = Scenario.model_json_schema(by_alias=True)
    verbs = Verbs.model_json_schema(by_alias=True)
    schema["properties"] |= verbs["properties"]
    schema["$defs"] |= verbs.get("$defs", {})
    add_steps(schema)
    return schema


SCENARIO_FILES = FileSchema(
    _scenario_schema, left_out=frozenset({"name", "ranges"}), also=("extends", *VERBS)
)


def schemas_at(path: KeyPath) -> list[dict[str, Any]]:
    """What may stand at a path of a scenario."""
    return SCENARIO_FILES.at(path)
