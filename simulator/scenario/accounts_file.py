"""Accounts of a table beside the scenario: who and where they are, and what differs among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from simulator.errors import Diagnostic, ScenarioError
from simulator.i18n import gettext, translatable
from simulator.scenario.degrees import Origin, projected
from simulator.scenario.schema.segments import OpeningHours
from simulator.scenario.tables import Heading, Refusals, Row, TableFile, read_table
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
    openings: Mapping[str, OpeningHours]  # of segments that say them
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
        raise refusal(table.file, table.line, "no accounts in the file")
    wrong = Refusals()
    places = _places(table, company.origin, wrong)
    rows: dict[str | None, list[Row]] = {}
    for row in table.rows:
        rows.setdefault(segment or wrong.of(_segment, row, company), []).append(row)
    differences = {
        each: _differences(its, table.columns, (company, each), wrong) for each, its in rows.items()
    }
    wrong.tell()
    return FileOfAccounts(
        segments={
            each: {
                "coordinates": tuple(places[row.line] for row in its),
                "each": differences[each],
            }
            for each, its in rows.items()
            if each is not None
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


def _places(
    table: TableFile, origin: Origin | None, wrong: Refusals
) -> dict[int, tuple[str, int, int]]:
    """Name and metres of each account, by line."""
    place, lines = locator(table, origin), dict[str, int]()
    places: dict[int, tuple[str, int, int]] = {}
    for row in table.rows:
        account, at = wrong.of(row.name, "name"), wrong.of(place, row)
        if account is None or at is None:
            continue
        if lines.setdefault(account, row.line) != row.line:
            text = translatable("{name!r} is named twice")
            wrong.found += row.refusal(text, name=account).diagnostics
        places[row.line] = (account, *at)
    return places


def _segment(row: Row, company: Company) -> str:
    written = row.name("segment")
    word = "_".join(written.casefold().split())
    known = {each.casefold(): each for each in company.segments}
    if word not in known:
        near = nearest_word(word, company.segments)
        raise row.refusal(
            translatable("there is no segment {name!r}{hint}"), name=written, hint=near
        )
    return known[word]


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
    readable, ignored = [], Refusals()
    for row in table.rows:
        at = [ignored.of(row.bounded, column, KILOMETRES, -1e9, 1e9) for column in ("x_km", "y_km")]
        readable += [at] if None not in at else []
    if not readable:
        return  # which is told row by row
    x, y = (list(column) for column in zip(*readable, strict=True))
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


def _differences(
    rows: Sequence[Row], columns: Sequence[str], of: tuple[Company, str | None], wrong: Refusals
) -> dict[str, Any]:
    """Columns of what the file says of single accounts; those where it says nothing are not."""
    company, segment = of
    contacts = {plan: _contacts(rows, columns, (plan, company), wrong) for plan in company.plans}
    for row in rows:
        wrong.of(_refuse_hours, row, company.openings.get(segment or "", OpeningHours()))
    differing = {
        "owner": _owners(rows, columns, company, wrong),
        "potential": wrong.of(_compared, rows, "potential", wrong),
        "orders_a_year": wrong.of(_compared, rows, "orders_a_year", wrong),
        "contact_every": {plan: every for plan, every in contacts.items() if any(every)},
        "opens": [row.text("opens") or None for row in rows],
        "closes": [row.text("closes") or None for row in rows],
        "open_days": [wrong.of(row.read, "open_days", parse_weekdays) for row in rows],
    }
    return {
        key: column
        for key, column in differing.items()
        if column and (isinstance(column, dict) or any(each is not None for each in column))
    }


def _refuse_hours(row: Row, opening: OpeningHours) -> None:
    """Refuses times of day that are none, and an account that closes before it opens."""
    opens, closes = (row.read(column, parse_clock) for column in ("opens", "closes"))
    start = opening.start if opens is None else opens
    if (opening.end if closes is None else closes) <= start:
        name = row.name("name")
        raise row.refusal(translatable("{name!r} opens after it closes"), name=name)


def _compared(rows: Sequence[Row], column: str, wrong: Refusals) -> list[float | None]:
    """Numbers by which the accounts of a segment are compared."""

    def value(row: Row) -> float | None:
        empty = row.amount(column, COMPARED) is None
        return None if empty else row.bounded(column, COMPARED, 0, 1e12)

    values = [wrong.of(value, row) for row in rows]
    given = [value for value in values if value is not None]
    if given and not any(given):
        raise rows[0].refusal(
            translatable("{column} is 0 for all of a segment's accounts"), column=column
        )
    return values


def _contacts(
    rows: Sequence[Row], columns: Sequence[str], of: tuple[str, Company], wrong: Refusals
) -> list[str | None]:
    """Wanted time between calls of one plan: as such, or by how many calls there are in a year."""
    plan, company = of
    words = ("contact_every", "calls_a_year")
    heads = [f"{word}_{plan}" for word in words]
    if len(company.plans) == 1:
        heads += words
    its = [head for head in heads if head in columns]
    if len(its) > 1:
        text = translatable("expected one of the columns {columns}")
        raise refusal(rows[0].file, 1, text, columns=", ".join(its))
    _refuse_for_which(rows, columns, company)
    return [wrong.of(_every, row, its[0]) if its else None for row in rows]


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
    times = row.amount(column, TIMES)
    if times is None:
        return None
    row.bounded(column, TIMES, 0, 10_000)
    return f"{round(365 * DAY / times)} s" if times >= 0.1 else NEVER


# -- whose they are ------------------------------------------------------------------


def _owners(
    rows: Sequence[Row], columns: Sequence[str], company: Company, wrong: Refusals
) -> dict[str, list[str]]:
    """For each role with owners in the file, the person of each account; '' for nobody said."""
    owners: dict[str, list[str]] = {}
    for head in ("owner", *(f"owner_{role}" for role in company.owners)):
        for number, row in enumerate(rows if head in columns else ()):
            owner = wrong.of(_owner, row, head, company)
            if owner is not None:
                role, person = owner
                owners.setdefault(role, [""] * len(rows))[number] = person
    return owners


def _owner(row: Row, head: str, company: Company) -> tuple[str, str] | None:
    """Role and name of the one in a column; None where nothing stands."""
    written = row.text(head)
    if not written:
        return None
    role, person = _person(row, written, company)
    if head not in ("owner", f"owner_{role}"):
        text = translatable("{name!r} is none of {role!r}")
        raise row.refusal(text, name=written, role=head[6:])
    return role, person


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
