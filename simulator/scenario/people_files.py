"""Lists of people and of their absences beside a scenario, read into its values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from simulator.errors import Diagnostic, KeyPath, ScenarioError
from simulator.i18n import gettext, translatable
from simulator.scenario.accounts_file import LATITUDE, LONGITUDE, X_KM, Y_KM, locator
from simulator.scenario.dated import changes_in, timeline_of
from simulator.scenario.degrees import Origin
from simulator.scenario.diagnostics import located
from simulator.scenario.ranges import RangeProblem, take_out
from simulator.scenario.schema.organisation import KINDS_OF_ABSENCE
from simulator.scenario.tables import Heading, Refusals, Row, TableFile, read_table
from simulator.scenario.units import format_length, nearest_word
from simulator.scenario.yaml_reader import Mark, YamlDocument, refusal

STAFF = (
    *(Heading("name", ("person", "employee"), required=True), Heading("role")),
    *(X_KM, Y_KM, LATITUDE, LONGITUDE, Heading("roster", ("shift",)), Heading("speed")),
    *(Heading("skills", ("skill",)), Heading("accounts", ("customers",))),
)
ABSENCES = (
    Heading("person", ("name", "employee"), required=True),
    *(Heading("from", ("start", "first_day"), required=True), Heading("to", ("end", "last_day"))),
    Heading("kind", ("type", "reason")),
)
LEVEL = translatable("the time taken over the mean, such as 0.9")
WORDS_FOR_KINDS = {
    "vacation": ("vacation", "holiday", "holidays", "leave", "annual leave"),
    "sick": ("sick", "sickness", "illness", "ill", "sick leave"),
    "other": ("other", "training", "parental", "parental leave"),
}


MANY = 12  # names in a remark

Find = Callable[[str], str | None]  # who is meant by a name
Absences = dict[str, list[tuple[Row, dict[str, str]]]]  # of each person, with the lines that say so


class NamedFiles(NamedTuple):
    """The values of a scenario that name files, and where they stand."""

    values: Mapping[str, Any]
    marks: dict[KeyPath, Mark]
    path: Path  # of the scenario
    parent: YamlDocument | None = None  # what it extends

    def read(self, where: KeyPath, name: str, headings: tuple[Heading, ...]) -> TableFile:
        """A file beside the one that says a value."""
        folder = Path(self.marks[where].file if where in self.marks else self.path).parent
        try:
            return read_table(folder, name, headings)
        except ValueError as problem:
            raise ScenarioError([located(where, str(problem), self.marks)]) from None


def files_of_people(values: Mapping[str, Any]) -> Iterator[str]:
    """The files that roles name."""
    for _, role in _roles(values):
        absence = role.get("absence")
        named = role.get("staff"), absence.get("list") if isinstance(absence, dict) else None
        yield from (name for name in named if isinstance(name, str))


def read_people(source: NamedFiles, origin: Origin | None) -> list[Diagnostic]:
    """Puts people and their absences in place of the names of files; what of them is not read."""
    remarks, roles = read_staff(source, origin), dict(_roles(source.values))
    everybody, lists = Everybody(source), dict(_lists(roles))
    for name, file in lists.items():
        table = source.read(("roles", name, "absence", "list"), file, ABSENCES)
        named = [each for each in roles if lists.get(each) == file]
        listed = _absences(table, name, everybody)
        remarks += [*table.remarks, *_unread(table, named, everybody), *_one_day(table)]
        _put_absences(source, name, roles[name]["absence"], listed)
    return list(dict.fromkeys(remarks))


def read_staff(source: NamedFiles, origin: Origin | None) -> list[Diagnostic]:
    """Puts people in place of the names of files; what of them is not read."""
    remarks: list[Diagnostic] = []
    roles = dict(_roles(source.values))
    for name, role in roles.items():
        if isinstance(role.get("staff"), str):
            table = source.read(("roles", name, "staff"), role.pop("staff"), STAFF)
            _put_members(source, name, role, _members(table, name, tuple(roles), origin))
            remarks += table.remarks
    return remarks


def dated_members(states: Sequence[Mapping[str, Any]]) -> list[str]:
    """Roles with a file of people of whom more is said from some day on."""
    last = dict(_roles(states[-1]))
    named = [name for name, role in last.items() if isinstance(role.get("staff"), str)]
    every = [dict(_roles(state)) for state in states]
    return [
        name
        for name in named
        if any(each.get(name, {}).get("members") != last[name].get("members") for each in every)
    ]


def _roles(values: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    roles = values.get("roles")
    for name, role in roles.items() if isinstance(roles, dict) else ():
        if isinstance(role, dict):
            yield name, role


# -- people --------------------------------------------------------------------------


def _put_members(
    source: NamedFiles, name: str, role: dict[str, Any], members: Mapping[str, tuple[Row, Any]]
) -> None:
    """Gives a role the people of a file; what the scenario says of one goes before the file."""
    own = role.get("members") or {}
    if not isinstance(own, dict):
        return  # which is said when the scenario is checked
    for person, (row, _) in members.items():
        at = ("roles", name, "members", person)
        source.marks.setdefault(at, Mark(row.file, row.line))
    read = {person: member for person, (_, member) in members.items()}
    role["members"] = {**read, **{person: _with(read.get(person), own[person]) for person in own}}
    role.setdefault("people", len(role["members"]))


def _with(read: object, own: object) -> object:
    return {**read, **own} if isinstance(read, dict) and isinstance(own, dict) else own


def _members(
    table: TableFile, name: str, roles: tuple[str, ...], origin: Origin | None
) -> dict[str, tuple[Row, dict[str, Any]]]:
    """The people of one role, each with the line that says so."""
    wrong = Refusals()
    rows = _rows_of(table, name, roles, wrong)
    homes = wrong.of(_homes, table, rows.values(), origin) or {}
    members = {person: (row, wrong.of(_member, row) or {}) for person, row in rows.items()}
    wrong.tell()
    return {
        person: (row, member | homes.get(row.line, {})) for person, (row, member) in members.items()
    }


def _rows_of(
    table: TableFile, name: str, roles: tuple[str, ...], wrong: Refusals
) -> dict[str, Row]:
    """The line of each of one role's people; what is wrong is gathered."""
    rows: dict[str, Row] = {}
    for row in table.rows:
        if "role" not in table.columns or wrong.of(_is_of, row, name, roles):
            person = wrong.of(row.name, "name")
            if person in rows:
                text = translatable("{name!r} is named twice")
                wrong.found += row.refusal(text, name=person).diagnostics
            elif person is not None:
                rows[person] = row
    if not rows and not wrong.found:
        raise refusal(table.file, table.line, "nobody of {role!r} in the file", role=name)
    return rows


def _is_of(row: Row, name: str, roles: tuple[str, ...]) -> bool:
    word = "_".join(row.name("role").casefold().split())
    if word not in roles:
        hint = nearest_word(word, roles)
        raise row.refusal(translatable("there is no role {name!r}{hint}"), name=word, hint=hint)
    return word == name


def _homes(
    table: TableFile, rows: Any, origin: Origin | None
) -> dict[int, dict[str, dict[str, str]]]:
    """Where people live, by line, as far as the file says it."""
    columns = {"x_km", "y_km", "latitude", "longitude"} & set(table.columns)
    lived = [row for row in rows if any(row.text(column) for column in columns)]
    if not lived:
        return {}
    place, wrong = locator(table._replace(rows=tuple(lived)), origin), Refusals()
    places = {row.line: wrong.of(place, row) or (0, 0) for row in lived}
    wrong.tell()
    return {
        line: {"home": {"x": format_length(x), "y": format_length(y)}}
        for line, (x, y) in places.items()
    }


def _member(row: Row) -> dict[str, Any]:
    """What a line says of somebody, as a scenario file would; homes left out."""
    roster, skills = "_".join(row.text("roster").casefold().split()), row.text("skills")
    member: dict[str, Any] = {"roster": roster} if roster else {}
    if row.number("speed", LEVEL) is not None:
        member["speed"] = row.bounded("speed", LEVEL, 0, 10)
    if owned := row.listed("accounts"):
        member["accounts"] = owned
    if skills:
        parts = re.split(r"[;|/]|,(?![0-9])", skills)  # a comma ahead of a figure is a decimal one
        member["skills"] = dict(_skill(row, part) for part in parts)
    return member


def _skill(row: Row, text: str) -> tuple[str, float]:
    """A skill and perhaps the time taken over others': ``demo``, ``demo: 1.2``."""
    match = re.fullmatch(r"\s*([^:=]*?)\s*(?:[:=]\s*([0-9]+(?:[.,][0-9]+)?))?\s*", text)
    word = "_".join(match[1].casefold().split()) if match else ""
    if match is None or not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", word):
        text = translatable("read {read!r} in skills, expected such as 'demo' or 'demo: 1.2'")
        raise row.refusal(text, read=row.text("skills")[:40])
    return word, float(match[2].replace(",", ".")) if match[2] else 1.0


# -- absences ------------------------------------------------------------------------


class Everybody:
    """Whom a list may name: who is there, and who was before a change or in what is extended."""

    def __init__(self, source: NamedFiles) -> None:
        self._source = source
        self._there = {name: _names(name, role) for name, role in _roles(source.values)}

    def of(self, role: str, written: str) -> str | None:
        """Somebody of a role by a name; None if nobody is meant, or somebody of another role."""
        if self.is_there(written):
            return self._there[role](written)
        return _first(self._before.get(role, ()), written)

    def is_there(self, written: str) -> bool:
        """Is somebody of this name there when all changes have come?"""
        return _first(self._there.values(), written) is not None

    def is_nobody(self, written: str) -> bool:
        """Is nobody of this name there at any time? Not where who is there cannot be told."""
        finds = [find for each in self._before.values() for find in each]
        return self._is_counted and not self.is_there(written) and _first(finds, written) is None

    @cached_property
    def _is_counted(self) -> bool:
        """Does each role say how many people it has? What it says else is refused later."""
        roles = dict(_roles(self._source.values))
        every = self._source.values["roles"]
        return len(roles) == len(every) and None not in map(_headcount, roles.values())

    @cached_property
    def _before(self) -> dict[str, list[Find]]:
        """Who was in each role; read only for names of whom nobody is there."""
        finds: dict[str, list[Find]] = {}
        for values, source in _earlier(self._source):
            for name, role in _roles(values):
                finds.setdefault(name, []).append(_names(name, _with_staff(name, role, source)))
        return finds


def _first(finds: Iterable[Find], written: str) -> str | None:
    """Who is meant by the first that knows the name."""
    return next(filter(None, (find(written) for find in finds)), None)


def _earlier(source: NamedFiles) -> Iterator[tuple[Mapping[str, Any], NamedFiles]]:
    """What held before changes that have a day, and what all that is extended came to."""
    values = source.values
    if any(each.get("before") for each in changes_in(values)):
        with suppress(RangeProblem):  # which is said when the scenario is checked
            yield from ((state, source) for state in timeline_of(values)[0].states[:-1])
    parent = source.parent
    if parent is not None:
        further = NamedFiles(parent.values, parent.marks, source.path, parent.parent)
        yield parent.values, further
        yield from _earlier(further)


def _with_staff(name: str, role: Mapping[str, Any], source: NamedFiles) -> Mapping[str, Any]:
    """A role with the names in its file of people, if that can be read."""
    if not isinstance(role.get("staff"), str):
        return role
    with suppress(ScenarioError):
        table = source.read(("roles", name, "staff"), role["staff"], STAFF)
        roles = tuple(each for each, _ in _roles(source.values))
        return {**role, "members": _rows_of(table, name, roles, Refusals())}
    return role


def _headcount(role: Mapping[str, Any]) -> int | None:
    """How many people a role has; None if that cannot be told, which is said later."""
    with suppress(RangeProblem):
        people = take_out({"people": role.get("people")})[0]["people"]
        return people if type(people) is int and people >= 0 else None
    return None


def _names(name: str, role: Mapping[str, Any]) -> Find:
    """Who somebody of a role is, by a name that may be written otherwise; None for nobody."""
    members = role.get("members")
    known = {_plain(each): each for each in members} if isinstance(members, dict) else {}
    people, title = _headcount(role) or 0, _plain(name.replace("_", " "))

    def find(written: str) -> str | None:
        counted = re.fullmatch(re.escape(title) + r" ([1-9][0-9]{0,3})", _plain(written))
        numbered = f"{title} {counted[1]}" if counted and int(counted[1]) <= people else None
        return known.get(_plain(written)) or numbered

    return find


def _plain(name: object) -> str:
    return " ".join(str(name).casefold().split())


def _lists(roles: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Roles that name a list of absences, with the list."""
    for name, role in roles.items():
        absence = role.get("absence")
        if isinstance(absence, dict) and isinstance(absence.get("list"), str):
            yield name, absence["list"]


def _put_absences(source: NamedFiles, name: str, absence: dict[str, Any], listed: Absences) -> None:
    """Gives a role the absences of a list; what the scenario says of one goes before it."""
    del absence["list"]
    own = absence.get("dated") or {}
    if not isinstance(own, dict):
        return  # which is said when the scenario is checked
    read = {person: [days for _, days in each] for person, each in listed.items()}
    absence["dated"] = read | own
    for person in listed.keys() - own.keys():
        first, _ = listed[person][0]
        source.marks[("roles", name, "absence", "dated", person)] = Mark(first.file, first.line)
        for number, (row, _) in enumerate(listed[person]):
            at = ("roles", name, "absence", "dated", person, str(number))
            source.marks[at] = Mark(row.file, row.line)


def _absences(table: TableFile, name: str, people: Everybody) -> Absences:
    """The absences of one role's people; lines about people of other roles are theirs."""
    absences: Absences = {}
    wrong = Refusals()
    for row in table.rows:
        written = wrong.of(row.name, "person")
        if written is None:
            continue
        person = people.of(name, written)
        days = wrong.of(_absence, row) if person is not None else None
        if person is not None and days is not None:
            absences.setdefault(person, []).append((row, days))
        elif people.is_nobody(written):
            text = translatable("nobody is called {name!r}")
            wrong.found += row.refusal(text, name=written).diagnostics
    wrong.tell()
    return absences


def _unread(table: TableFile, named: Sequence[str], people: Everybody) -> Iterator[Diagnostic]:
    """Rows about people of roles that do not name the list, or that are not there any more."""
    rows = [
        row for row in table.rows if all(people.of(n, row.name("person")) is None for n in named)
    ]
    texts = {
        True: translatable("not read, since their roles do not name this list: {names}"),
        False: translatable("not there any more, and left out: {names}"),
    }
    for there, text in texts.items():
        of_text = [row for row in rows if people.is_there(row.name("person")) == there]
        if of_text:
            yield _noted(text, of_text)


def _one_day(table: TableFile) -> Iterator[Diagnostic]:
    """Rows that do not say when somebody is back."""
    rows = [row for row in table.rows if row.date("to") is None]
    if rows:
        yield _noted(translatable("without 'to' one day is meant: {names}"), rows)


def _noted(text: str, rows: Sequence[Row]) -> Diagnostic:
    """A remark about some rows, at the first of them."""
    names = dict.fromkeys(row.name("person") for row in rows)
    shown = gettext(", ").join([*names][:MANY]) + (", ..." if len(names) > MANY else "")
    return Diagnostic(gettext(text, names=shown), rows[0].file, rows[0].line)


def _absence(row: Row) -> dict[str, str]:
    first = row.date("from")
    if first is None:
        raise row.refusal(translatable("expected the first day in {column}"), column="from")
    last = row.date("to") or first
    if last < first:
        raise row.refusal(
            translatable("'to' {last} is before 'from' {first}"), last=last, first=first
        )
    return {"from": first.isoformat(), "to": last.isoformat(), "kind": _kind(row)}


def _kind(row: Row) -> str:
    written = _plain(row.text("kind")) or "vacation"
    for kind, words in WORDS_FOR_KINDS.items():
        if written in words:
            return kind
    expected = gettext(", ").join(KINDS_OF_ABSENCE)
    text = translatable("read {read!r} in {column}, expected {expected}")
    raise row.refusal(text, read=written[:40], column="kind", expected=expected)
