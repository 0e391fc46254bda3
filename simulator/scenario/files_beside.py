"""Tables that a scenario names, read from beside the file that names them into its values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from simulator.errors import Diagnostic, KeyPath, ScenarioError
from simulator.i18n import gettext
from simulator.scenario.accounts_file import Company, FileOfAccounts, read_accounts
from simulator.scenario.dated import unknown_member
from simulator.scenario.degrees import Origin
from simulator.scenario.diagnostics import located
from simulator.scenario.people_files import (
    NamedFiles,
    dated_members,
    files_of_people,
    read_people,
    read_staff,
)
from simulator.scenario.roads_file import read_roads
from simulator.scenario.sample_files import read_samples, samples_named
from simulator.scenario.schema.segments import OpeningHours
from simulator.scenario.units import parse_length, parse_number
from simulator.scenario.yaml_reader import Mark, YamlDocument

Marks = Mapping[KeyPath, Mark]


def files_named(values: Mapping[str, Any]) -> Iterator[str]:
    """The files that a scenario's values name, in the scenario's own folder."""
    travel = values.get("travel")
    table = travel.get("table") if isinstance(travel, dict) else None
    places = [each.get("places") for _, each in _maps(values, "segments")]
    named = [values.get("accounts"), *places, table]
    yield from (name for name in named if isinstance(name, str))
    yield from files_of_people(values)
    yield from samples_named(values)


def read_files(
    values: dict[str, Any],
    marks: dict[KeyPath, Mark],
    path: Path,
    parent: YamlDocument | None = None,
) -> list[Diagnostic]:
    """Puts what the files say in its place; what of them is not read.

    Files may name people who are in the parent alone. A resolved scenario brings all that along,
    unless a what-if of it names another file. Raises ScenarioError for a file that cannot be read.
    """
    origin = _origin(values.get("headquarters"))
    source = NamedFiles(values, marks, path, parent)
    remarks = read_people(source, origin) + read_samples(source)
    company = _company(values)
    for name, segment in _maps(values, "segments"):
        where = ("segments", name, "places")
        if isinstance(segment.get("places"), str) and not _along(where, marks):
            file = _read(where, segment["places"], (marks, path), (company, name))
            _place(segment, file.segments[name])
            remarks += file.remarks
    everybody = values.pop("accounts", None)
    if isinstance(everybody, str):
        file = _read(("accounts",), everybody, (marks, path), (company, None))
        _place_all(values, everybody, file, marks)
        remarks += file.remarks
    return [*remarks, *_read_roads(values, marks, path)]


def read_dated_staff(
    states: Sequence[dict[str, Any]], marks: dict[KeyPath, Mark], path: Path
) -> list[Diagnostic]:
    """Puts people in place of the names of files, where more is said of them from some day on.

    States are plain values from each day to the next. Whoever is named from a day on is in the file
    or is a member before; raises ScenarioError else.
    """
    roles = dated_members(states)
    remarks = [
        remark
        for state in states
        if roles
        for remark in read_staff(NamedFiles(state, marks, path), _origin(state.get("headquarters")))
    ]
    for name, before, after in ((n, *two) for n in roles for two in pairwise(states)):
        known, named = (each["roles"][name].get("members") for each in (before, after))
        both = isinstance(known, dict) and isinstance(named, dict)  # else that is said later
        for member in (each for each in named if each not in known) if both else ():
            text = unknown_member(member, list(known))
            raise ScenarioError([located(("roles", name, "members", member), text, marks)])
    return list(dict.fromkeys(remarks))


def _read_roads(values: Mapping[str, Any], marks: Marks, path: Path) -> tuple[Diagnostic, ...]:
    """Puts times by road in their place."""
    travel, where = values.get("travel"), ("travel", "table")
    if not isinstance(travel, dict) or not isinstance(travel.get("table"), str):
        return ()
    if _along(where, marks, "roads"):
        return ()
    with _located(where, marks):
        read = read_roads(_folder(where, marks, path), travel["table"])
    travel["roads"] = read.roads
    return read.remarks


def _folder(where: KeyPath, marks: Marks, path: Path) -> Path:
    """The folder of the file that says a value."""
    return Path(marks[where].file if where in marks else path).parent


@contextmanager
def _located(where: KeyPath, marks: Marks) -> Iterator[None]:
    """Says of a file that is not there who names it."""
    try:
        yield
    except ValueError as problem:
        raise ScenarioError([located(where, str(problem), marks)]) from None


def _along(where: KeyPath, marks: Marks, key: str = "coordinates") -> bool:
    """Whether what was read from a table stands in the file that names the table."""
    along = marks.get((*where[:-1], key))
    return along is not None and where in marks and along.file == marks[where].file


def _read(
    where: KeyPath, name: str, source: tuple[Marks, Path], of: tuple[Company, str | None]
) -> FileOfAccounts:
    marks, path = source
    company, segment = of
    with _located(where, marks):
        return read_accounts(_folder(where, marks, path), name, company, segment)


def _place(segment: dict[str, Any], read: Mapping[str, Any]) -> None:
    """Gives a segment what a file says of its accounts, and nothing that another one said."""
    segment.pop("each", None)
    segment["coordinates"] = read["coordinates"]
    if read["each"]:
        segment["each"] = read["each"]


def _place_all(
    values: Mapping[str, Any], name: str, file: FileOfAccounts, marks: dict[KeyPath, Mark]
) -> None:
    """Gives each segment that does not say otherwise its accounts of one file."""
    for word, segment in _maps(values, "segments"):
        where = ("segments", word)
        counted = [key for key in ("accounts", "density", "places") if segment.get(key) is not None]
        if word in file.segments and not counted:
            segment["places"] = name
            marks[(*where, "places")] = marks.get(("accounts",), Mark("", 0))
            _place(segment, file.segments[word])
        elif word in file.segments:
            message = gettext(
                "{file} has accounts of it, too: take out {key!r}", file=name, key=counted[0]
            )
            raise ScenarioError([located((*where, counted[0]), message, marks)])
        elif not counted:
            segment["accounts"] = 0


def _company(values: Mapping[str, Any]) -> Company:
    """What of a scenario's values, not yet checked, a file of accounts may refer to."""
    roles = dict(_maps(values, "roles"))
    plans = values.get("call_plans")
    return Company(
        owners={
            name: tuple(
                map(str, members if isinstance(members := role.get("members"), dict) else ())
            )
            for name, role in roles.items()
            if role.get("accounts") == "own"
        },
        others=tuple(name for name, role in roles.items() if role.get("accounts") != "own"),
        plans=tuple(plans) if isinstance(plans, dict) else (),
        segments=tuple(name for name, _ in _maps(values, "segments")),
        openings=dict(_openings(values)),
        origin=_origin(values.get("headquarters")),
    )


def _openings(values: Mapping[str, Any]) -> Iterator[tuple[str, OpeningHours]]:
    """When accounts of segments receive; what is wrong there is said when it is checked."""
    for name, segment in _maps(values, "segments"):
        with suppress(ValidationError):
            yield name, OpeningHours.model_validate(segment.get("opening") or {})


def _origin(headquarters: object) -> Origin | None:
    """Where the headquarters lie on the earth and on the map; None if it is wrongly said."""
    if not isinstance(headquarters, dict):
        return None
    try:
        latitude, longitude = (parse_number(headquarters.get(k)) for k in ("latitude", "longitude"))
        x, y = (parse_length(headquarters.get(key, "0 km")) for key in ("x", "y"))
    except ValueError:  # which is said when the scenario is checked
        return None
    return Origin(latitude, longitude, x, y)


def _maps(values: Mapping[str, Any], key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entries of a map that are maps themselves; nothing where anything else stands."""
    entries = values.get(key)
    for name, entry in entries.items() if isinstance(entries, dict) else ():
        if isinstance(entry, dict):
            yield name, entry
