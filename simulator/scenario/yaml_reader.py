"""From an untrusted YAML or CSV file to values that know their line, or to diagnostics."""

from __future__ import annotations

import codecs
import io
import math
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from simulator.errors import Diagnostic, InvalidValue, KeyPath, ScenarioError
from simulator.i18n import Language, current_language, gettext, translatable
from simulator.io import CONTROL
from simulator.scenario.merging import copied
from simulator.scenario.yaml_messages import in_language

MAX_BYTES = 1_000_000
MAX_COLUMNS = 20_000  # of a line: what follows one another may be tried with one another
MAX_NODES = 50_000  # a hundred times what a large company writes; refused after a few seconds
MAX_DEPTH = 40
MAX_PROBLEMS = 200  # of a file, reported at once
MAX_LETTERS = 200  # of a key, a name or a path
UNNAMED = ""  # the file that a text comes from; whoever opened it says which

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # what spreadsheets call Unicode text
# Fields of what a scenario holds that are texts for people.
PROSE = {
    ("shocks", "title"),
    *(("claims", field) for field in ("says", "source", "mechanism", "trust")),
}
NOTHING = ("", "~", "null")  # words for a key that is taken out
CONTROL_CHARACTER = translatable("read a control character, expected plain text")


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a value stands."""

    file: str
    line: int
    column: int = 0
    written: str = ""  # an unquoted word, as it stands


@dataclass(frozen=True)
class YamlDocument:
    """A file's values and, for every path of keys, where it stands.

    What is not plainly meant is a problem; its value, if it has one, is left out.
    """

    values: dict[str, Any]
    marks: dict[KeyPath, Mark] = field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()
    left_out: frozenset[KeyPath] = frozenset()
    parent: YamlDocument | None = None  # what it extends
    new: Mapping[KeyPath, Sequence[str]] = field(default_factory=dict)  # see new_entries

    def with_problems(self, error: ScenarioError | None) -> ScenarioError | None:
        """All that is wrong: what was not plainly meant, and an error that is no result of that."""
        further = [each for each in error.diagnostics if self._is_news(each)] if error else []
        every = dict.fromkeys((*self.problems, *further))
        problems = sorted(every, key=lambda each: (each.file, each.line))
        return ScenarioError(problems) if problems else None

    def _is_news(self, problem: Diagnostic) -> bool:
        """Whether something is wrong with other values than those left out."""
        lengths = ((min(len(path), len(problem.path)), path) for path in self.left_out)
        return not any(size and path[:size] == problem.path[:size] for size, path in lengths)


def read_yaml(path: Path, shown: str | None = None) -> YamlDocument:
    """The document of a YAML 1.2 file; ScenarioError for everything that is not plainly meant."""
    document = read_in_part(path, shown)
    if document.problems:
        raise ScenarioError(list(document.problems))
    return document


def read_in_part(path: Path, shown: str | None = None) -> YamlDocument:
    """The same with its problems; ScenarioError where nothing can be made of the file."""
    name = shown or str(path)
    text = text_of(path, name, MAX_BYTES)
    try:
        read = _read(text, current_language())
    except ScenarioError as error:
        raise ScenarioError([replace(each, file=name) for each in error.diagnostics]) from None
    marks = {where: replace(mark, file=name) for where, mark in read.marks.items()}
    problems = tuple(replace(each, file=name) for each in read.problems)
    return YamlDocument(copied(read.values), marks, problems, read.left_out)


@lru_cache(maxsize=256)  # what several scenarios extend is read once, and so are all shipped
def _read(text: str, language: Language) -> YamlDocument:  # noqa: ARG001 - problems are said in it
    """The document that a text holds, whatever its file is called."""
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_COLUMNS:
            raise refusal(UNNAMED, number, "a line has at most {most:,} letters", most=MAX_COLUMNS)
    try:
        return _Reader().read(text)
    except RecursionError:
        raise refusal(UNNAMED, 1, "nested too deeply") from None


def read_comments(path: Path, shown: str | None = None) -> dict[int, str]:
    """What a YAML file's author says behind values or on lines of its own, by line from 1.

    The file is one that ``read_yaml`` reads.
    """
    from ruamel.yaml import YAML

    text = text_of(path, shown or str(path), MAX_BYTES)
    lines = text.split("\n")
    ends = [0] * (len(lines) + 1)  # where the last word of each line ends
    for token in YAML(typ="safe", pure=True).scan(io.StringIO(text)):
        first, last = token.start_mark.line, token.end_mark.line
        ends[first:last] = [len(line) for line in lines[first:last]]  # a text of several lines
        ends[last] = max(ends[last], token.end_mark.column)
    rests = [line[end:].strip() for line, end in zip(lines, ends, strict=False)]
    return {
        number: rest.lstrip("#").strip() for number, rest in enumerate(rests, 1) if rest[:1] == "#"
    }


def refusal(file: str, line: int, text: str, /, **values: object) -> ScenarioError:
    """A file refused for one reason."""
    return ScenarioError([Diagnostic(gettext(text, **values), file, line)])


def text_of(path: Path, name: str, max_bytes: int) -> str:
    """The text of a file, of bounded size, in UTF-8 or in UTF-16 that says so."""
    return unicode_text(bytes_of(path, name, max_bytes), name)


def is_unicode(raw: bytes) -> bool:
    """Is it text in UTF-8, or in UTF-16 that says so?"""
    try:
        raw.decode(_encoding_of(raw))
    except UnicodeDecodeError:
        return False
    return True


def _encoding_of(raw: bytes) -> str:
    return "utf-16" if raw.startswith(UTF_16) else "utf-8"


def unicode_text(raw: bytes, name: str) -> str:
    """The text of a file in UTF-8 or UTF-16; another is refused at its line."""
    try:
        return plain_text(raw.decode(_encoding_of(raw)), name)
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(b"\n") + 1
        raise refusal(name, line, "not UTF-8 text; save the file as UTF-8") from None


def bytes_of(path: Path, name: str, max_bytes: int) -> bytes:
    """What stands in a file of bounded size."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would keep everybody waiting
            raise refusal(name, 0, "cannot be read: it is no file")
        with path.open("rb") as file:
            raw = file.read(max_bytes + 1)
    except OSError as problem:
        raise refusal(
            name, 0, "cannot be read: {problem}", problem=problem.strerror or problem
        ) from None
    if len(raw) > max_bytes:
        raise refusal(
            name, 0, "larger than {most:,} bytes, expected a smaller file", most=max_bytes
        )
    return raw


def plain_text(text: str, name: str) -> str:
    """The text of a file without a mark of its encoding; one with control characters is refused."""
    control = CONTROL.search(text.replace("\r\n", "\n"))
    if control:
        line = control.string.count("\n", 0, control.start()) + 1
        raise refusal(name, line, CONTROL_CHARACTER)
    return text.removeprefix("\ufeff")


# -- YAML ----------------------------------------------------------------------------


LEFT_OUT = object()  # stands for a value of which nothing can be made


class _Reader:
    """Builds one document out of YAML events; anchors, tags and second documents are problems."""

    def __init__(self) -> None:
        self.nodes = 0
        self.marks: dict[KeyPath, Mark] = {}
        self.problems: list[Diagnostic] = []
        self.left_out: set[KeyPath] = set()

    def read(self, text: str) -> YamlDocument:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError

        try:
            events = YAML(typ="safe", pure=True).parse(io.StringIO(text))
            values = self._document(iter(events))
        except MarkedYAMLError as problem:
            mark = problem.problem_mark or problem.context_mark
            line = mark.line + 1 if mark is not None else 1
            syntax = Diagnostic(_syntax(problem), UNNAMED, line)
            raise ScenarioError([*self.problems, syntax]) from None
        except (YAMLError, ValueError, IndexError, AssertionError) as problem:
            raise refusal(UNNAMED, 1, "not readable as YAML: {problem}", problem=problem) from None
        if not isinstance(values, dict):
            raise refusal(UNNAMED, 1, "expected a map of keys and values, such as 'title: …'")
        return YamlDocument(values, self.marks, tuple(self.problems), frozenset(self.left_out))

    def _document(self, events: Iterator[Any]) -> Any:
        kinds = _event_kinds()
        event = next(events)
        while isinstance(event, kinds.before):
            event = next(events)
        if isinstance(event, kinds.end):
            raise refusal(UNNAMED, 1, "the file is empty, expected a scenario")
        values = self._node(event, events, ())
        for event in events:
            if isinstance(event, kinds.document):
                self._report(event, (), gettext("a second document begins; expected one in a file"))
                break
        return values

    def _node(self, event: Any, events: Iterator[Any], path: KeyPath) -> Any:
        kinds = _event_kinds()
        self._count(event, path)
        self.marks[path] = self._mark(event)
        if isinstance(event, kinds.alias) or getattr(event, "anchor", None):
            self._report_anchor(event, path)
        if getattr(event, "tag", None):
            text = gettext("tags such as {tag} are not used", tag=str(event.tag)[:40])
            self._report(event, path, text)
        if isinstance(event, kinds.alias):
            return LEFT_OUT
        if isinstance(event, kinds.map):
            return self._map(events, path)
        if isinstance(event, kinds.list):
            return self._list(events, path)
        return self._scalar(event, path)

    def _count(self, event: Any, path: KeyPath) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES or len(path) > MAX_DEPTH:
            raise self._refuse(event, path, gettext("too much or too deep for a scenario"))

    def _map(self, events: Iterator[Any], path: KeyPath) -> dict[str, Any]:
        kinds = _event_kinds()
        values: dict[str, Any] = {}
        first: dict[str, int] = {}
        for event in events:
            if isinstance(event, kinds.map_end):
                break
            if not self._is_key(event, events, path, first):
                continue
            key, line = str(event.value), event.start_mark.line + 1
            first[key] = line
            value = self._node(next(events), events, (*path, key))
            if isinstance(value, dict | list) or value is None:
                self.marks[(*path, key)] = Mark(UNNAMED, line, event.start_mark.column + 1)
            if value is None and _DIGITS.fullmatch(key):  # as in {cost_per_hour: 60,5}
                self._report(event, path, _cut_at_its_comma(key, values))
            elif value is LEFT_OUT:
                self.left_out.add((*path, key))
            else:
                values[key] = value
        return values

    def _is_key(
        self, event: Any, events: Iterator[Any], path: KeyPath, first: Mapping[str, int]
    ) -> bool:
        """Whether a key can be used; one that cannot is passed over with its value."""
        self._count(event, path)
        problem = _problem_of_key(event, first)
        if problem is not None:
            self._report(event, path, problem)
            _skip(event, events)
            _skip(next(events), events)
        return problem is None

    def _list(self, events: Iterator[Any], path: KeyPath) -> list[Any]:
        values: list[Any] = []
        for event in events:
            if isinstance(event, _event_kinds().list_end):
                break
            at = (*path, str(len(values)))
            value = self._node(event, events, at)
            if value is LEFT_OUT:
                self.left_out.add(path)
            else:
                values.append(value)
        return values

    def _scalar(self, event: Any, path: KeyPath) -> Any:
        if CONTROL.search(event.value):  # escapes bring in what the file itself may not hold
            self._report(event, path, gettext(CONTROL_CHARACTER))
            return LEFT_OUT
        if event.style is not None or (_is_prose(path) and event.value not in NOTHING):
            return str(event.value)
        try:
            return scalar_value(event.value)
        except ValueError as problem:
            self._report(event, path, str(problem))
            return LEFT_OUT

    def _mark(self, event: Any) -> Mark:
        bare = isinstance(event, _event_kinds().scalar) and event.style is None
        written = str(event.value) if bare else ""
        return Mark(UNNAMED, event.start_mark.line + 1, event.start_mark.column + 1, written)

    def _report_anchor(self, event: Any, path: KeyPath) -> None:
        """Says it of the first one: whoever mends that knows what to do with the others."""
        message = gettext("anchors (&) and aliases (*) are not used; write it out")
        if not any(each.message == message for each in self.problems):
            self._report(event, path, message)

    def _report(self, event: Any, path: KeyPath, message: str) -> None:
        self.problems.append(self._diagnostic(event, path, message))
        if len(self.problems) > MAX_PROBLEMS:
            raise ScenarioError(self.problems)

    def _refuse(self, event: Any, path: KeyPath, message: str) -> ScenarioError:
        return ScenarioError([*self.problems, self._diagnostic(event, path, message)])

    def _diagnostic(self, event: Any, path: KeyPath, message: str) -> Diagnostic:
        mark = self._mark(event)
        return Diagnostic(message, mark.file, mark.line, mark.column, path)


def _problem_of_key(event: Any, first: Mapping[str, int]) -> str | None:
    """What is wrong with a key, given the lines of those before it."""
    if not isinstance(event, _event_kinds().scalar) or event.anchor or event.tag:
        return gettext("a key must be a plain word")
    if event.value == "<<" and event.style is None:
        return gettext("merge keys (<<) are not used; 'extends' names a parent")
    if len(event.value) > MAX_LETTERS:
        return gettext("a key has at most {most} letters", most=MAX_LETTERS)
    if event.value in first:
        text = translatable("{key!r} is given twice, first on line {first}; expected once")
        return gettext(text, key=event.value, first=first[event.value])
    return gettext(CONTROL_CHARACTER) if CONTROL.search(event.value) else None


def _skip(event: Any, events: Iterator[Any]) -> None:
    """Passes over a value with all that it holds."""
    kinds = _event_kinds()
    depth = 0
    while True:
        depth += isinstance(event, (kinds.map, kinds.list))
        depth -= isinstance(event, (kinds.map_end, kinds.list_end))
        if depth == 0:
            return
        event = next(events)


def _is_prose(path: KeyPath) -> bool:
    """Whether a text for people stands at a path, which may look like a number: ``title: 80%``."""
    if len(path) == 1:
        return path[0] in ("title", "question")
    return (len(path) == 3 and (path[0], path[2]) in PROSE) or _is_of_a_lesson(path)


# What texts of a lesson lie under, and what they are called there; in both languages or in one.
_LESSON_PARTS = (
    *("title", "question", "brief", "knobs", "measures", "bet", "weeks", "moments", "why", "rule"),
    *("debrief", "notes", "claims", "names"),
)
_LESSON_TEXTS = (
    *("en", "zh-Hant", "label", "help", "unit", "prompt", "text", "title", "because", "name"),
    *("knee", "trap", "rule", "question", "answer", "before", "say", "says", "reply"),
)


def _is_of_a_lesson(path: KeyPath) -> bool:
    """Whether it is a text of a lesson; a scenario has none of these words in these places."""
    inside = len(path) > 1 and path[0] in _LESSON_PARTS
    return inside and (path[-1] in _LESSON_TEXTS or path[0] in ("brief", "names"))


@dataclass(frozen=True)
class _EventKinds:
    """The YAML library's events, loaded when a file is."""

    before: tuple[type, ...]
    end: type
    document: type
    alias: type
    scalar: Any
    map: type
    map_end: type
    list: type
    list_end: type


@cache
def _event_kinds() -> _EventKinds:
    from ruamel.yaml import events

    return _EventKinds(
        before=(events.StreamStartEvent, events.DocumentStartEvent),
        end=events.StreamEndEvent,
        document=events.DocumentStartEvent,
        alias=events.AliasEvent,
        scalar=events.ScalarEvent,
        map=events.MappingStartEvent,
        map_end=events.MappingEndEvent,
        list=events.SequenceStartEvent,
        list_end=events.SequenceEndEvent,
    )


def _syntax(problem: Any) -> str:
    """What the YAML library found wrong, with the cures of the commonest causes."""
    parts = [str(part) for part in (problem.context, problem.problem) if part]
    message = " ".join(map(in_language, parts))
    if any("\\t" in part or "tab" in part for part in parts):
        return gettext(
            "not readable as YAML ({message}); indent with blanks, not tabs", message=message
        )
    return gettext(
        "not readable as YAML ({message}); check indentation, colons, quotes and brackets",
        message=message,
    )


_DIGITS = re.compile(r"[0-9.]+")
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+([eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+")
_TRAPS: tuple[tuple[str, str], ...] = (
    (
        r"[-+]?0[0-9]+",
        translatable("a number that begins with 0: decimal or octal? Write {decimal}"),
    ),
    (r"[-+]?0[oxbOXB][0-9a-fA-F_]+", translatable("a number in another base; write it in decimal")),
    (r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", translatable("expected a finite number")),
    (
        r"[-+]?[1-9][0-9]{0,2},[0-9]{3}",
        translatable("write {closed} if the comma parts thousands, {point} if it is decimal"),
    ),
    (r"[-+]?[0-9]+,[0-9]+", translatable("expected a decimal point: write {point}")),
    (r"[-+]?[0-9.]+\s*%", translatable("a share is a number from 0 to 1: write {share}")),
    (
        r"[-+]?[0-9]{1,3}([ _'][0-9]{3})+",
        translatable("expected a number without gaps: write {closed}"),
    ),
    (r"[-+]?[0-9][0-9.]*_[0-9_.]*", translatable("expected a number without gaps: write {closed}")),
    (r"[-+]?\.[0-9]+|[-+]?[0-9]+\.", "expected digits on both sides of the point"),
)


def scalar_value(text: str) -> Any:
    """What an unquoted YAML word means: nothing, true or false, a number, else text.

    Patterns have one way to match each word, so that no word, however long, keeps anyone waiting.

    Raises ValueError for what two readers would read differently.

    >>> [scalar_value(word) for word in ("no", "9:00", "1e3", "true", "~")]
    ['no', '9:00', 1000.0, True, None]
    """
    if text in NOTHING:
        return None
    if text in ("true", "false"):
        return text == "true"
    if _WHOLE.fullmatch(text) or _DECIMAL.fullmatch(text):
        return _number(text)
    for trap, cure in _TRAPS:
        if re.fullmatch(trap, text):
            raise InvalidValue(
                "read {text!r}: {cure}", text=text[:40], cure=_cured(cure, text[:40])
            )
    return text


def _cut_at_its_comma(key: str, values: dict[str, Any]) -> str:
    """What is wrong with digits that have no value: they mostly end the number before them."""
    before, value = next(reversed(values.items()), ("", None))
    if isinstance(value, int):
        try:
            scalar_value(f"{value},{key}")
        except InvalidValue as problem:
            return gettext("{key}: {problem}", key=before, problem=problem)
    return gettext("{key!r} has no value; a decimal comma? Write a point", key=key)


def _cured(cure: str, text: str) -> str:
    digits = re.sub(r"[^0-9.]", "", text)
    try:
        share = f"{float(digits) / 100:.10g}"
    except ValueError:
        share = "0.5"
    return gettext(
        cure,
        decimal=text.lstrip("+-0") or "0",
        point=text.replace(",", "."),
        share=share,
        closed=re.sub(r"[ _',]", "", text),
    )


def _number(text: str) -> int | float:
    if len(re.sub(r"[^0-9]", "", text)) > 15:
        raise InvalidValue("read {text!r}: more than 15 digits", text=text[:40])
    value: int | float = int(text) if _WHOLE.fullmatch(text) else float(text)
    if not math.isfinite(value):
        raise InvalidValue("read {text!r}: expected a finite number", text=text)
    return value


def write_yaml(values: Mapping[str, Any]) -> str:
    """Plain values as YAML that reads back as the same values."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 10_000
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    text = io.StringIO()
    yaml.dump(dict(values), text)
    return text.getvalue()
