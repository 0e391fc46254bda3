"""The ledger as calendars in iCalendar (RFC 5545): one file for each person.

Times float: they are the wall clock's wherever the calendar is opened, since a scenario has no time
zone. What one does without a break for one task is one event, and so is a night away from home;
idle time is left free. Nothing depends on when a calendar is written: its ``DTSTAMP`` is the first
day's midnight.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.experiment.store.store import folder_name
from simulator.i18n import gettext
from simulator.io import unlike
from simulator.ledger.frames import LedgerTables, nights_of
from simulator.output.event_logs.events import entries_of
from simulator.output.wording import labelled, place_words, words

if TYPE_CHECKING:
    import polars as pl

MAKER = "-//simulator//sales force//EN"
LONGEST = 60  # letters of a file's name
SAME = ("person", "what", "task", "account", "place", "category")  # of stretches that make one
TOLD = ("with", "in_place_of")  # of the first of them


class CalendarFile(NamedTuple):
    """One person's calendar: the name of its file, and its content piece by piece."""

    file: str
    parts: Iterator[bytes]


def pages(tables: LedgerTables) -> Iterator[CalendarFile]:
    """A calendar for each person, in the order of the ledger."""
    mine = _by_person(appointments(tables))
    people = [str(each["person"][0]) for each in mine]
    stems = unlike([folder_name(person)[:LONGEST] for person in people])
    for number, (person, stem, each) in enumerate(zip(people, stems, mine, strict=True), 1):
        yield CalendarFile(f"{stem}.ics", _calendar(tables, person, number, each))


def appointments(tables: LedgerTables) -> pl.DataFrame:
    """What stands in calendars: stretches without a gap for the same task are one.

    Idle time is left free, and what took no time is no appointment: calendars keep one event for a
    name, and two that begin at once would have the same.
    """
    import polars as pl

    entries, doing = entries_of(tables), pl.col("doing")
    work = doing.is_in(["work", "set_up", "resume"])
    lasting = entries.filter(pl.col("start") < pl.col("end"))
    how = pl.when(work).then(None).otherwise(doing).alias("how")
    busy = lasting.filter(~doing.str.starts_with("idle")).with_columns(how)
    whats = busy.select("how", "activity").unique(maintain_order=True)
    texts = pl.Series("what", [_what(*row) for row in whats.iter_rows()], pl.String)
    named = busy.join(
        whats.with_columns(texts), on=["how", "activity"], nulls_equal=True, maintain_order="left"
    )
    changes = [~pl.col(key).eq_missing(pl.col(key).shift()) for key in SAME]
    gap = pl.col("start").ne_missing(pl.col("end").shift())
    block = pl.any_horizontal(*changes, gap).cum_sum()
    blocks = (
        named.group_by(block.alias("block"), maintain_order=True)
        .agg(pl.col(*SAME, *TOLD, "start").first(), pl.col("end").last())
        .drop("block")
    )
    numbered = {
        person: number
        for number, person in enumerate(entries["person"].unique(maintain_order=True))
    }
    everything = pl.concat([blocks, nights_away(tables)], how="diagonal_relaxed")
    return everything.sort(pl.col("person").replace_strict(numbered), "start", maintain_order=True)


def _what(how: str | None, activity: str | None) -> str:
    """Work by its name, else how and for what: ``travel: visit``."""
    texts = [words(each) for each in (how, activity) if each is not None]
    return labelled(*texts) if len(texts) == 2 else texts[0]


def nights_away(tables: LedgerTables) -> pl.DataFrame:
    """The nights away from home, as appointments."""
    import polars as pl

    return nights_of(tables).select(
        "person",
        pl.lit(gettext("night away")).alias("what"),
        pl.col("place").alias("account"),
        "place",
        pl.col("since").alias("start"),
        pl.col("until").alias("end"),
    )


def _by_person(entries: pl.DataFrame) -> list[pl.DataFrame]:
    return entries.partition_by("person", maintain_order=True)


def _calendar(
    tables: LedgerTables, person: str, number: int, mine: pl.DataFrame
) -> Iterator[bytes]:
    from icalendar import Calendar

    scenario = tables.scenario
    cover = Calendar()
    cover.add("prodid", MAKER)
    cover.add("version", "2.0")
    cover.add("x-wr-calname", f"{person}, {scenario.title or scenario.name}")
    whole = cover.to_ical()
    end = b"END:VCALENDAR\r\n"
    yield whole.removesuffix(end)
    midnight = datetime.combine(scenario.horizon.start, datetime.min.time(), UTC)
    mark = f"{folder_name(scenario.name)}-{tables.seed}-{tables.replication}-{number}"
    for row in mine.iter_rows(named=True):
        yield _appointment(row, mark, _moment(midnight))
    yield end


def _appointment(row: dict[str, Any], mark: str, stamped: str) -> bytes:
    begins, ends = _moment(row["start"]), _moment(row["end"])
    what = row["what"] if row["account"] is None else f"{row['what']}, {row['account']}"
    lines = [
        "BEGIN:VEVENT",
        f"UID:{mark}-{begins}",
        f"DTSTAMP:{stamped}",
        f"DTSTART:{begins}",
        f"DTEND:{ends}",
        _line("SUMMARY", what),
        *([] if row["category"] is None else [_line("CATEGORIES", row["category"])]),
        *([] if row["place"] is None else [_line("LOCATION", place_words(row["place"]))]),
        *([] if row["task"] is None else [_line("DESCRIPTION", _described(row))]),
        "END:VEVENT\r\n",
    ]
    return "\r\n".join(lines).encode()


def _described(row: dict[str, Any]) -> str:
    """A task, who else is at it, and for whom it is done."""
    lines = [gettext("task {number}", number=row["task"])]
    if row["with"] is not None:
        lines.append(gettext("with {people}", people=row["with"]))
    if row["in_place_of"] is not None:
        lines.append(gettext("in place of {person}", person=row["in_place_of"]))
    return "\n".join(lines)


def _moment(moment: datetime) -> str:
    """A moment in the standard's form: floating, or with a Z in UTC."""
    return f"{moment:%Y%m%dT%H%M%S}{'Z' if moment.tzinfo else ''}"


@lru_cache(1 << 16)
def _line(name: str, text: str) -> str:
    """A line of a calendar with a text in it, escaped and folded."""
    from icalendar import vText
    from icalendar.parser import Contentline, Parameters

    line = Contentline.from_parts(name, Parameters(), vText(text))
    return str(line.to_ical().decode())
