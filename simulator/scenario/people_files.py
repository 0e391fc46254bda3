"""Lists of people and of their absences beside a scenario, read into its values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from simulator.errors import Diagnostic, KeyPath, ScenarioError
from simulator.i18n import gettext, translatable
from simulator.scenario.accounts_file import LATITUDE, LONGITUDE, X_KM, Y_KM, locator
from simulator.scenario.degrees import Origin
from simulator.scenario.diagnostics import located
from simulator.scenario.schema.organisation import KINDS_OF_ABSENCE
from simulator.scenario.tables import Heading, Row, TableFile, read_table
from simulator.scenario.units import format_length, nearest_word
from simulator.scenario.yaml_reader import Mark, refusal

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


class NamedFiles(NamedTuple):
    """The values of a scenario that name files, and where they stand."""

    values: Mapping[str, Any]
    marks: dict[KeyPath, Mark]
    path: Path  # of the scenario

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
    remarks: list[Diagnostic] = []
    roles = dict(_roles(source.values))
    for name, role in roles.items():
        if isinstance(role.get("staff"), str):
            table = source.read(("roles", name, "staff"), role.pop("staff"), STAFF)
            _put_members(source, name, role, _members(table, name, tuple(roles), origin))
            remarks += table.remarks
    people = {name: _names(name, role) for name, role in roles.items()}
    for name, role in roles.items():
        absence = role.get("absence")
        if isinstance(absence, dict) and isinstance(absence.get("list"), str):
            where = ("roles", name, "absence", "list")
            table = source.read(where, absence.pop("list"), ABSENCES)
            dated = absence.get("dated") or {}
            listed = _absences(table, name, people)
            absence["dated"] = {**listed, **dated} if isinstance(dated, dict) else dated
            remarks += table.remarks
    return remarks


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
    rows: dict[str, Row] = {}
    for row in table.rows:
        if "role" not in table.columns or _is_of(row, name, roles):
            person = row.name("name")
            if person in rows:
                raise row.refusal(translatable("{name!r} is named twice"), name=person)
            rows[person] = row
    if not rows:
        raise refusal(table.file, table.line, "nobody of {role!r} in the file", role=name)
    homes = _homes(table, rows.values(), origin)
    return {person: (row, _member(row) | homes.get(row.line, {})) for person, row in rows.items()}


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
    place = locator(table._replace(rows=tuple(lived)), origin)
    places = {row.line: place(row) for row in lived}
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
        member["skills"] = dict(_skill(row, part) for part in re.split(r"[,;|/]", skills))
    return member


def _skill(row: Row, text: str) -> tuple[str, float]:
    """A skill and perhaps the time taken over others': ``demo``, ``demo: 1.2``."""
    match = re.fullmatch(r"\s*([^:=]*?)\s*(?:[:=]\s*([0-9]+(?:\.[0-9]+)?))?\s*", text)
    word = "_".join(match[1].casefold().split()) if match else ""
    if match is None or not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", word):
        text = translatable("read {read!r} in skills, expected such as 'demo' or 'demo: 1.2'")
        raise row.refusal(text, read=row.text("skills")[:40])
    return word, float(match[2]) if match[2] else 1.0


# -- absences ------------------------------------------------------------------------


def _names(name: str, role: Mapping[str, Any]) -> Callable[[str], str | None]:
    """Who somebody of a role is, by a name that may be written otherwise; None for nobody."""
    members = role.get("members")
    known = {_plain(each): each for each in members} if isinstance(members, dict) else {}
    people, title = role.get("people"), _plain(name.replace("_", " "))

    def find(written: str) -> str | None:
        counted = re.fullmatch(re.escape(title) + r" ([1-9][0-9]{0,3})", _plain(written))
        within = counted and isinstance(people, int) and int(counted[1]) <= people
        numbered = f"{title} {counted[1]}" if within and counted else None
        numbered = f"{title} {counted[1]}" if within and counted else None
        return known.get(_plain(written)) or numbered

    return find


def _plain(name: object) -> str:
    return " ".join(str(name).casefold().split())


def _absences(
    table: TableFile, name: str, people: Mapping[str, Callable[[str], str | None]]
) -> dict[str, list[dict[str, str]]]:
    """The absences of one role's people; lines about people of other roles are theirs."""
    absences: dict[str, list[dict[str, str]]] = {}
    for row in table.rows:
        written = row.name("person")
        person = people[name](written)
        if person is not None:
            absences.setdefault(person, []).append(_absence(row))
        elif all(find(written) is None for find in people.values()):
            raise row.refusal(translatable("nobody is called {name!r}"), name=written)
    return absences


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
