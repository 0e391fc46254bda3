"""Accounts of a table beside the scenario: who and where they are, and what differs among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from simulator.errors import Diagnostic, ScenarioError
from simulator.i18n import gettext, translatable
from simulator.scenario.degrees import Origin, projected
from simulator.scenario.tables import Heading, Row, TableFile, read_table
from simulator.scenario.units import (
    DAY,
    MAX_DISTANCE,
    nearest_word,
    parse_clock,
    parse_duration,
    parse_weekdays,
)
from simulator.scenario.yaml_reader import refusal

KILOMETRES = translatable("kilometres such as 12.5")
DEGREES = translatable("degrees such as 48.137")
TIMES = translatable("how often, such as 12")
COMPARED = translatable("a number from 0 on, in any unit")
EXAMPLE = "headquarters: {latitude: 48.137, longitude: 11.575}"
NEVER = "0 s"  # between calls on an account that nobody calls on
FINE = 4  # decimals that nobody gives a kilometre
WIDE = 40  # degrees across which nobody calls on accounts

LATITUDE = Heading("latitude", ("lat",))
LONGITUDE = Heading("longitude", ("lon", "lng", "long"))
X_KM, Y_KM = Heading("x_km", ("km_east",)), Heading("y_km", ("km_north",))
OPENING = (Heading("opens", ("open_from",)), Heading("closes", ("open_to",)), Heading("open_days"))


class Company(NamedTuple):
    """What a scenario says that a file of accounts may refer to."""

    owners: Mapping[str, tuple[str, ...]]  # roles with accounts of their own: names of members
    others: tuple[str, ...]  # roles without
    plans: tuple[str, ...]
    segments: tuple[str, ...]
    origin: Origin | None


class FileOfAccounts(NamedTuple):
    """What a file says of each segment's accounts, as values of the segment."""

    segments: Mapping[str, dict[str, Any]]
    remarks: tuple[Diagnostic, ...]


def read_accounts(
    folder: Path, name: str, company: Company, segment: str | None = None
) -> FileOfAccounts:
    """The accounts of a file, all of one segment, or each of the one that its column names.

    Raises ValueError when there is no such file in the folder, ScenarioError for its own faults.
    """
    table = read_table(folder, name, [*_headings(company, by_segment=segment is None)])
    if not table.rows:
        raise refusal(name, table.line, "no accounts in the file")
    _refuse_twice(table.rows)
    place = locator(table, company.origin)
    rows: dict[str, list[Row]] = {}
    for row in table.rows:
        rows.setdefault(segment or _segment(row, company), []).append(row)
    return FileOfAccounts(
        segments={
            each: {
                "coordinates": tuple((row.name("name"), *place(row)) for row in its),
                "each": _differences(its, table.columns, company),
            }
            for each, its in rows.items()
        },
        remarks=table.remarks,
    )


def _headings(company: Company, *, by_segment: bool) -> Iterator[Heading]:
    yield Heading("name", ("account", "customer"), required=True)
    if by_segment:
        yield Heading("segment", required=True)
    yield from (X_KM, Y_KM, LATITUDE, LONGITUDE, *OPENING)
    yield from (Heading("potential"), Heading("orders_a_year"))
    yield from map(Heading, ("owner", *(f"owner_{role}" for role in company.owners)))
    for word in ("contact_every", "calls_a_year"):
        yield from map(Heading, (word, *(f"{word}_{plan}" for plan in company.plans)))


def _refuse_twice(rows: Sequence[Row]) -> None:
    names: set[str] = set()
    for row in rows:
        account = row.name("name")
        if account in names:
            raise row.refusal(translatable("{name!r} is named twice"), name=account)
        names.add(account)


def _segment(row: Row, company: Company) -> str:
    written = row.name("segment")
    word = "_".join(written.casefold().split())
    if word not in company.segments:
        near = nearest_word(word, company.segments)
        raise row.refusal(
            translatable("there is no segment {name!r}{hint}"), name=written, hint=near
        )
    return word


# -- where they lie ------------------------------------------------------------------


def locator(table: TableFile, origin: Origin | None) -> Any:
    """What makes metres of a row's kilometres or degrees."""
    in_kilometres = {"x_km", "y_km"} & set(table.columns)
    in_degrees = {"latitude", "longitude"} & set(table.columns)
    if len(in_kilometres) + len(in_degrees) != 2 or (in_kilometres and in_degrees):
        text = translatable("expected the columns x_km and y_km, or latitude and longitude")
        raise refusal(table.file, table.line, text)
    if in_kilometres:
        _refuse_degrees(table)
        return lambda row: (_metres(row, "x_km"), _metres(row, "y_km"))
    if origin is None:
        raise refusal(
            table.file,
            table.line,
            "degrees are measured from the headquarters: say where they are, such as {example!r}",
            example=EXAMPLE,
        )
    return lambda row: projected(
        row.bounded("latitude", DEGREES, -90, 90),
        row.bounded("longitude", DEGREES, -180, 180),
        origin,
    )


def _metres(row: Row, column: str) -> int:
    most = MAX_DISTANCE / 1000
    return round(1000 * row.bounded(column, KILOMETRES, -most, most))


def _refuse_degrees(table: TableFile) -> None:
    """Asks about kilometres that look like degrees: as small as those, and finer than a metre."""
    x = [row.bounded("x_km", KILOMETRES, -1e9, 1e9) for row in table.rows]
    y = [row.bounded("y_km", KILOMETRES, -1e9, 1e9) for row in table.rows]
    small = max(map(abs, x)) <= 180 and max(map(abs, y)) <= 90
    near = max(x) - min(x) <= WIDE and max(y) - min(y) <= WIDE
    fine = sum(_is_fine(row, "x_km") and _is_fine(row, "y_km") for row in table.rows)
    if small and near and 5 * fine >= 4 * len(table.rows):
        raise refusal(
            table.file,
            table.line,
            "x_km and y_km look like degrees ({x:g}, {y:g}): if they are, head the columns"
            " longitude and latitude; if they are kilometres, write them with three decimals",
            x=x[0],
            y=y[0],
        )


def _is_fine(row: Row, column: str) -> bool:
    return len(re.split("[.,]", row.text(column))[-1].rstrip("0")) >= FINE


# -- what differs among them ---------------------------------------------------------


def _differences(rows: Sequence[Row], columns: Sequence[str], company: Company) -> dict[str, Any]:
    """Columns of what the file says of single accounts; those where it says nothing are not."""
    contacts = {plan: _contacts(rows, columns, plan, company) for plan in company.plans}
    differing = {
        "owner": _owners(rows, columns, company),
        "potential": _compared(rows, "potential"),
        "orders_a_year": _compared(rows, "orders_a_year"),
        "contact_every": {plan: every for plan, every in contacts.items() if any(every)},
        "opens": [_written(row, "opens", parse_clock) for row in rows],
        "closes": [_written(row, "closes", parse_clock) for row in rows],
        "open_days": [row.read("open_days", parse_weekdays) for row in rows],
    }
    return {
        key: column
        for key, column in differing.items()
        if column and (isinstance(column, dict) or any(each is not None for each in column))
    }


def _written(row: Row, column: str, parse: Any) -> str | None:
    """What stands in a column, if a parser takes it."""
    return None if row.read(column, parse) is None else row.text(column)


def _compared(rows: Sequence[Row], column: str) -> list[float | None]:
    """Numbers by which the accounts of a segment are compared."""
    values = [row.number(column, COMPARED) for row in rows]
    for row, value in zip(rows, values, strict=True):
        if value is not None and not 0 <= value <= 1e12:
            row.bounded(column, COMPARED, 0, 1e12)
    given = [value for value in values if value is not None]
    if given and not any(given):
        raise rows[0].refusal(
            translatable("{column} is 0 for all of a segment's accounts"), column=column
        )
    return values


def _contacts(
    rows: Sequence[Row], columns: Sequence[str], plan: str, company: Company
) -> list[str | None]:
    """Wanted time between calls of one plan: as such, or by how many calls there are in a year."""
    words = ("contact_every", "calls_a_year")
    heads = [f"{word}_{plan}" for word in words]
    if len(company.plans) == 1:
        heads += words
    its = [head for head in heads if head in columns]
    if len(its) > 1:
        text = translatable("expected one of the columns {columns}")
        raise refusal(rows[0].file, 1, text, columns=", ".join(its))
    _refuse_for_which(rows, columns, company)
    return [_every(row, its[0]) if its else None for row in rows]


def _refuse_for_which(rows: Sequence[Row], columns: Sequence[str], company: Company) -> None:
    unclear = {"contact_every", "calls_a_year"} & set(columns)
    if unclear and len(company.plans) > 1:
        names = ", ".join(f"{min(unclear)}_{plan}" for plan in company.plans)
        text = translatable("several call plans: head the column with one of {names}")
        raise refusal(rows[0].file, 1, text, names=names)


def _every(row: Row, column: str) -> str | None:
    if column.startswith("contact_every"):
        written = row.text(column)
        if written.casefold() == "never":
            return NEVER
        seconds = row.read(column, parse_duration)
        if seconds == 0:
            raise row.refusal(translatable("contact_every must be longer than nothing"))
        return written or None
    times = row.number(column, TIMES)
    if times is None:
        return None
    row.bounded(column, TIMES, 0, 10_000)
    return f"{round(365 * DAY / times)} s" if times >= 0.1 else NEVER


# -- whose they are ------------------------------------------------------------------


def _owners(rows: Sequence[Row], columns: Sequence[str], company: Company) -> dict[str, list[str]]:
    """For each role with owners in the file, the person of each account; '' for nobody said."""
    owners: dict[str, list[str]] = {}
    for head in ("owner", *(f"owner_{role}" for role in company.owners)):
        for number, row in enumerate(rows if head in columns else ()):
            written = row.text(head)
            if not written:
                continue
            role, person = _person(row, written, company)
            if head not in ("owner", f"owner_{role}"):
                raise row.refusal(
                    translatable("{name!r} is none of {role!r}"), name=written, role=head[6:]
                )
            owners.setdefault(role, [""] * len(rows))[number] = person
    return owners


def _person(row: Row, written: str, company: Company) -> tuple[str, str]:
    """Role and name of an owner: a member's, or that of a role with a number, such as rep 3."""
    word = " ".join(written.casefold().split())
    for role, members in company.owners.items():
        for member in members:
            if " ".join(member.casefold().split()) == word:
                return role, member
    counted = re.fullmatch(r"(.+?)\s*([1-9][0-9]{0,3})", word)
    role = counted[1].replace(" ", "_") if counted else ""
    if counted and role in company.owners:
        return role, f"{role.replace('_', ' ')} {counted[2]}"
    if role in company.others:
        text = translatable("{name!r} has no accounts: say 'accounts: own' for {role!r}")
        raise row.refusal(text, name=written, role=role)
    known = [member for members in company.owners.values() for member in members]
    examples = [f"{role.replace('_', ' ')} 1" for role in company.owners]
    raise _unknown_person(row, written, [*known, *examples])


def _unknown_person(row: Row, written: str, known: Sequence[str]) -> ScenarioError:
    near = nearest_word(written, known)
    expected = ", ".join(known[:6]) or gettext("none is defined")
    text = translatable("nobody is called {name!r}, expected someone such as {expected}{hint}")
    return row.refusal(text, name=written, expected=expected, hint=near)
