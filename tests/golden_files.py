"""How ledgers are kept: the first days as a person reads them, and a digest of every row.

``NAME.csv`` holds all entries of the first days, the tasks that they served, and the deals.
``NAME.json`` holds the SHA-256 of the whole ledger as text, and two hexadecimal digits for each
row, by person and day, so that a change can be traced to its first row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any

import polars as pl

from simulator.ledger.ledger import Ledger

FOLDER = Path(__file__).parent / "golden"
DAYS = {"every_noun": 4, "every_verb": 4, "few_of_the_baseline": 1, "few_of_the_customers": 1}
NEIGHBOURS = 3
GROUPED_BY = {
    "entries": ("person", "start"),
    "tasks": ("activity", "asked"),
    "deals": ("kind", "opened"),
}

Digest = dict[str, Any]


def tables(ledger: Ledger) -> dict[str, pl.DataFrame]:
    """The tables as people read them; no columns of deals where nothing is sold, nor of cover."""
    entries, tasks = ledger.entries_frame(), ledger.tasks_frame().drop("case")  # says no more
    if not len(ledger.transfers.task):
        tasks = tasks.drop("in_place_of")
    if len(ledger.deals):
        return {"entries": entries, "tasks": tasks, "deals": ledger.deals_frame()}
    return {"entries": entries.drop("deal", "channel"), "tasks": tasks.drop("deal")}


def as_text(ledger: Ledger) -> str:
    """The whole ledger, a line for each row: what the SHA-256 is computed from."""
    return "\n".join(frame.write_csv() for frame in tables(ledger).values())


def digest(ledger: Ledger) -> Digest:
    """The SHA-256 of the whole, and two digits for each row, by who or what and by day."""
    text = as_text(ledger).encode()
    checks = {name: dict(_checks(name, frame)) for name, frame in tables(ledger).items()}
    return {"sha256": sha256(text).hexdigest(), "rows": checks}


def excerpt(ledger: Ledger, days: int) -> str:
    """The first days of everybody, with the tasks that they served and the deals."""
    whole = tables(ledger)
    begin = whole["entries"]["start"].dt.date()
    entries = whole["entries"].filter(begin.is_in(begin.unique().sort().head(days)))
    tasks = whole["tasks"].filter(pl.col("task").is_in(entries["task"].unique()))
    shown = whole | {"entries": entries.drop("role", "seconds"), "tasks": tasks}
    return "\n".join(_readable(frame).write_csv() for frame in shown.values())


def first_difference(kept: list[str], new: list[str]) -> str:
    """The first row that differs, as it was and as it is, between its neighbours; empty if none."""
    pairs = enumerate(zip_longest(kept, new))
    row = next((number for number, (before, now) in pairs if before != now), None)
    if row is None:
        return ""
    above = [f"  {line}" for line in kept[max(0, row - NEIGHBOURS) : row]]
    changed = [
        f"{sign} {line}"
        for sign, lines in (("-", kept), ("+", new))
        for line in lines[row : row + 1]
    ]
    below = [f"  {line}" for line in new[row + 1 : row + 1 + NEIGHBOURS]]
    return "\n".join([f"row {row + 1} is the first that differs:", *above, *changed, *below])


def first_moved(kept: Digest, ledger: Ledger) -> str:
    """The first row whose digits differ, between its neighbours; empty if none does."""
    new = digest(ledger)
    if new["sha256"] == kept["sha256"]:
        return ""
    for name, frame in tables(ledger).items():
        lines = _by_group(name, frame)
        for group, before, now in _pairs(kept["rows"].get(name, {}), new["rows"][name]):
            if before != now:
                return f"{name}, {group}: " + _around(before, now, lines.get(group, []))
    return "rows are the same, their order or their columns are not"


def write(name: str, ledger: Ledger) -> bool:
    """Writes both files of a ledger; whether they changed."""
    files = {
        FOLDER / f"{name}.csv": excerpt(ledger, DAYS[name]),
        FOLDER / f"{name}.json": json.dumps(digest(ledger), indent=1) + "\n",
    }
    changed = any(not path.exists() or path.read_text() != text for path, text in files.items())
    for path, text in files.items():
        path.write_text(text)
    return changed


def _readable(frame: pl.DataFrame) -> pl.DataFrame:
    """Moments as a planner would write them: day of the week, day, time."""
    return frame.with_columns(pl.col(pl.Datetime).dt.strftime("%a %d %b %H:%M:%S"))


def _by_group(name: str, frame: pl.DataFrame) -> dict[str, list[str]]:
    """The rows as text, by who or what and by day, in the order in which they stand."""
    who, when = GROUPED_BY[name]
    groups: dict[str, list[str]] = {}
    lines = frame.write_csv(include_header=False).splitlines()
    for line, key, day in zip(lines, frame[who], frame[when].dt.date(), strict=True):
        groups.setdefault(f"{key}, {day}", []).append(line)
    return groups


def _checks(name: str, frame: pl.DataFrame) -> Iterator[tuple[str, str]]:
    for group, lines in _by_group(name, frame).items():
        yield group, "".join(sha256(line.encode()).hexdigest()[:2] for line in lines)


def _pairs(kept: dict[str, str], new: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for group in dict.fromkeys([*kept, *new]):
        yield group, kept.get(group, ""), new.get(group, "")


def _around(before: str, now: str, lines: list[str]) -> str:
    """The rows near the first whose digits differ; the kept row itself is not on record."""
    digits = [[text[at : at + 2] for at in range(0, len(text), 2)] for text in (before, now)]
    row = next(at for at, (a, b) in enumerate(zip_longest(*digits)) if a != b)
    near = range(max(0, row - NEIGHBOURS), min(len(lines), row + 1 + NEIGHBOURS))
    shown = [f"{'+' if at == row else ' '} {lines[at]}" for at in near]
    count = f"{len(digits[0])} rows were kept, {len(digits[1])} came"
    return "\n".join([f"row {row + 1} is the first that differs ({count}):", *shown])
