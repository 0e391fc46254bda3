import gzip
import json
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
from firm import relieved, today
from icalendar import Calendar
from test_customers import everything
from worlds import desk, played

from simulator.errors import UsageError
from simulator.experiment.runner import simulate
from simulator.io import unlike, write_parts
from simulator.ledger.frames import LedgerTables, from_ledger
from simulator.output.event_logs.events import case_of, events_of
from simulator.output.event_logs.trace import waiting
from simulator.output.formats import EventFormat, output_formats
from simulator.scenario.what_if import what_if

FORMATS = {name: form for name, form in output_formats().items() if isinstance(form, EventFormat)}
HOSTILE = ["=cmd|' /C calc'!A0", "+1", "@x", "<script>&\"'", "a\x01b\x0bc", "é" * 300, "🙂 ]]>"]


@pytest.fixture(scope="module")
def fortnight() -> LedgerTables:
    """Two weeks of the firm, with tasks handed over."""
    return from_ledger(relieved(), simulate(relieved(), engine="simpy"))


@pytest.fixture(scope="module")
def market() -> LedgerTables:
    """A company with deals, automated tasks and calls for nothing."""
    return from_ledger(everything(), simulate(everything(), engine="simpy"))


@pytest.fixture(scope="module")
def two_jobs() -> LedgerTables:
    """A clerk who has two jobs at midnight, of ten minutes and of five."""
    company = desk(horizon={"start": "2025-01-06", "weeks": 1})
    return from_ledger(company, played(company, [("job", 0, 600), ("job", 0, 300)]))


def export(happened: LedgerTables, form: str, to: Path, case: str = "account") -> list[Path]:
    return FORMATS[form].export(happened, to, case)


def renamed(happened: LedgerTables, column: str, names: dict[str, str]) -> LedgerTables:
    """The same with other names in a column of all tables."""
    frames = [
        frame.with_columns(pl.col(column).replace(names)) if column in frame.columns else frame
        for frame in (happened.entries, happened.tasks, happened.deals, happened.accounts)
    ]
    return LedgerTables(happened.scenario, happened.seed, happened.replication, *frames)


def hostile(happened: LedgerTables) -> LedgerTables:
    """The same with a title, people and accounts that nobody would be called."""
    scenario = happened.scenario.model_copy(update={"title": HOSTILE[3] + HOSTILE[4]})
    people = happened.entries["person"].unique(maintain_order=True)
    accounts = happened.tasks["account"].drop_nulls().unique(maintain_order=True)
    found = happened._replace(scenario=scenario)
    found = renamed(found, "person", dict(zip(people, HOSTILE, strict=False)))
    return renamed(found, "account", dict(zip(accounts, HOSTILE, strict=False)))


@pytest.fixture
def mining() -> Iterator[Any]:
    """A reader of event logs that is not ours. It warns of faster ones, and of itself."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=UserWarning, module=r"pm4py\..*")
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        warnings.filterwarnings("ignore", category=FutureWarning, module=r"pm4py\..*")
        yield pytest.importorskip("pm4py")


# -- XES -------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("case", ["account", "deal", "person", "task", "case"])
def test_a_process_miner_reads_the_events_of_every_case(
    market: LedgerTables, tmp_path: Path, mining: Any, case: Any
) -> None:
    (file,) = export(market, "xes", tmp_path / "log.xes", case)
    read = mining.read_xes(str(file))
    events = events_of(market).drop_nulls(case)
    assert len(events) > 0
    expected = Counter(str(key) for key in events[case])
    assert Counter(read["case:concept:name"]) == expected
    assert Counter(read["activity"].dropna()) == Counter(events["activity"].drop_nulls())
    assert Counter(read["lifecycle:transition"]) == Counter(events["lifecycle"])


@pytest.mark.slow
def test_a_process_miner_reads_the_attributes_of_the_ledger(
    fortnight: LedgerTables, tmp_path: Path, mining: Any
) -> None:
    (file,) = export(fortnight, "xes", tmp_path / "log.xes", "person")
    read = mining.read_xes(str(file)).dropna(subset=["start_timestamp"])
    rows = sorted(
        zip(
            read["org:resource"],
            read["org:role"],
            (each.to_pydatetime().replace(tzinfo=None) for each in read["start_timestamp"]),
            (each.to_pydatetime().replace(tzinfo=None) for each in read["time:timestamp"]),
            read["doing"],
            read["category"],
            read["place"],
            read["seconds"].astype(int),
            strict=True,
        )
    )
    wanted = ("person", "role", "start", "end", "doing", "category", "place", "seconds")
    assert rows == sorted(fortnight.entries.select(wanted).iter_rows())


@pytest.mark.slow
def test_a_trace_of_a_deal_says_what_is_known_of_it(
    market: LedgerTables, tmp_path: Path, mining: Any
) -> None:
    (file,) = export(market, "xes", tmp_path / "log.xes", "deal")
    read = mining.read_xes(str(file)).drop_duplicates("case:concept:name")
    values = dict(zip(read["case:concept:name"], read["case:value"].astype(int), strict=True))
    known = dict(zip(market.deals["deal"].cast(pl.String), market.deals["value"], strict=True))
    assert values
    assert values.items() <= known.items()


def test_a_log_that_is_packed_says_the_same(fortnight: LedgerTables, tmp_path: Path) -> None:
    (plain,) = export(fortnight, "xes", tmp_path / "log.xes")
    (packed,) = export(fortnight, "xes", tmp_path / "log.xes.gz")
    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()
    assert packed.stat().st_size < plain.stat().st_size / 5


@pytest.mark.slow
def test_no_name_breaks_a_log(fortnight: LedgerTables, tmp_path: Path) -> None:
    (file,) = export(hostile(fortnight), "xes", tmp_path / "log.xes", "account")
    log = ElementTree.parse(file).getroot()
    space = {"x": "http://www.xes-standard.org/"}
    names = {
        each.get("value") for each in log.findall("x:trace/x:string[@key='concept:name']", space)
    }
    assert {HOSTILE[0], HOSTILE[3], "a\ufffdb\ufffdc", HOSTILE[5], HOSTILE[6]} <= names


def test_an_unknown_case_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(
        UsageError, match=r"read 'customer', expected account, deal, person, task or case"
    ):
        case_of("customer")


# -- OCEL ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_process_miner_reads_objects_and_events(
    market: LedgerTables, tmp_path: Path, mining: Any
) -> None:
    (file,) = export(market, "ocel", tmp_path / "log.json")
    read = mining.read_ocel2_json(str(file))
    events = events_of(market)
    assert len(read.events) == len(events)
    wanted = ("person", "task", "account", "deal", "case")
    related = {name: events[name].drop_nulls() for name in wanted}
    kinds = Counter(read.relations["ocel:type"])
    assert {name: kinds[name] for name in related} == {k: len(v) for k, v in related.items()}
    found = Counter(read.objects["ocel:type"])  # the reader leaves out what no event relates to
    assert {name: found[name] for name in related} == {k: v.n_unique() for k, v in related.items()}


def test_objects_of_an_object_centric_log_say_what_the_tables_say(
    market: LedgerTables, tmp_path: Path
) -> None:
    (file,) = export(market, "ocel", tmp_path / "log.json")
    log = json.loads(file.read_text(encoding="utf-8"))
    objects = {each["id"]: each for each in log["objects"]}
    assert len(objects) == len(log["objects"])
    kinds = Counter(each["type"] for each in log["objects"])
    assert (kinds["deal"], kinds["task"]) == (len(market.deals), len(market.tasks))
    for deal in market.deals.iter_rows(named=True):
        told = {x["name"]: x["value"] for x in objects[f"deal:{deal['deal']}"]["attributes"]}
        assert told["value"] == str(deal["value"])
        assert ("won" in told) == (deal["won"] is not None)


def test_an_object_centric_log_holds_what_the_standard_asks_for(
    market: LedgerTables, tmp_path: Path
) -> None:
    (file,) = export(hostile(market), "ocel", tmp_path / "log.json")
    log = json.loads(file.read_text(encoding="utf-8"))
    types = {each["name"]: {x["name"] for x in each["attributes"]} for each in log["objectTypes"]}
    known = {each["id"] for each in log["objects"]}
    for each in log["objects"]:
        assert {x["name"] for x in each["attributes"]} <= types[each["type"]]
    kinds = {each["name"]: {x["name"] for x in each["attributes"]} for each in log["eventTypes"]}
    for each in log["events"]:
        assert {x["name"] for x in each["attributes"]} <= kinds[each["type"]]
    every = [*log["events"], *log["objects"]]
    assert {x["objectId"] for each in every for x in each["relationships"]} <= known


# -- calendars -------------------------------------------------------------------------------------


def test_a_calendar_is_written_out_line_by_line(two_jobs: LedgerTables, tmp_path: Path) -> None:
    (file,) = export(two_jobs, "ics", tmp_path / "calendars")
    assert file.name == "clerk-1.ics"
    assert file.read_bytes().decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//simulator//sales force//EN",
        "X-WR-CALNAME:clerk 1, Tiny",
        "BEGIN:VEVENT",
        "UID:tiny-1-0-1-20250106T000000",
        "DTSTAMP:20250106T000000Z",
        "DTSTART:20250106T000000",
        "DTEND:20250106T001000",
        "SUMMARY:job",
        "CATEGORIES:desk",
        "LOCATION:headquarters",
        "DESCRIPTION:task 0",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:tiny-1-0-1-20250106T001000",
        "DTSTAMP:20250106T000000Z",
        "DTSTART:20250106T001000",
        "DTEND:20250106T001500",
        "SUMMARY:job",
        "CATEGORIES:desk",
        "LOCATION:headquarters",
        "DESCRIPTION:task 1",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_what_takes_no_time_is_no_appointment_and_every_name_is_one_events(
    two_jobs: LedgerTables, tmp_path: Path
) -> None:
    first = two_jobs.entries.head(1)
    wait = first.with_columns(pl.col("start").alias("end"), pl.lit("wait").alias("doing"))
    waited = two_jobs._replace(entries=pl.concat([wait, two_jobs.entries]))
    (file,) = export(waited, "ics", tmp_path / "calendars")
    events = Calendar.from_ical(file.read_bytes()).events
    assert [str(each["summary"]) for each in events] == ["job", "job"]
    assert len({each["uid"] for each in events}) == 2
    assert all(each.start < each.end for each in events)


@pytest.mark.slow
def test_calendars_fill_exactly_the_time_that_is_not_idle(
    fortnight: LedgerTables, tmp_path: Path
) -> None:
    files = export(fortnight, "ics", tmp_path / "calendars")
    busy = fortnight.entries.filter(~pl.col("doing").str.starts_with("idle"))
    seconds = dict(busy.group_by("person").agg(pl.col("seconds").sum()).iter_rows())
    assert len(files) == len(seconds) == 4
    for file in files:
        read = Calendar.from_ical(file.read_bytes())
        person = str(read["x-wr-calname"]).partition(",")[0]
        spent = [each.end - each.start for each in read.events]
        assert sum(each.total_seconds() for each in spent) == seconds[person]
        assert len({each["uid"] for each in read.events}) == len(read.events)
        assert all(each.start.tzinfo is None for each in read.events)


def test_what_one_does_without_a_break_for_one_task_is_one_appointment(
    fortnight: LedgerTables, tmp_path: Path
) -> None:
    export(fortnight, "ics", tmp_path / "calendars")
    read = Calendar.from_ical((tmp_path / "calendars" / "support-1.ics").read_bytes())
    busy = fortnight.entries.filter(pl.col("person") == "support 1", pl.col("doing") == "set_up")
    begins = {each.start for each in read.events}
    assert len(busy) > 0
    assert not set(busy["end"]) & begins  # the work belongs to its set-up
    assert set(busy["start"]) <= begins


@pytest.mark.slow
def test_no_name_breaks_a_calendar_or_leaves_the_folder(
    fortnight: LedgerTables, tmp_path: Path
) -> None:
    files = export(hostile(fortnight), "ics", tmp_path / "calendars")
    assert {file.parent for file in files} == {tmp_path / "calendars"}
    assert len({file.name for file in files}) == 4
    for file in files:
        read = Calendar.from_ical(file.read_bytes())
        assert len(read.events) > 0


# -- traces ----------------------------------------------------------------------------------------


def test_a_trace_is_what_one_would_write_by_hand(two_jobs: LedgerTables, tmp_path: Path) -> None:
    (file,) = export(two_jobs, "trace", tmp_path / "trace.json")
    found = json.loads(file.read_text(encoding="utf-8"))
    minute, week = 60_000_000, 7 * 24 * 3600 * 1_000_000
    at = {"pid": 1, "tid": 1}
    role = {"pid": 1, "tid": 0}
    work = {"place": "headquarters", "doing": "work"}
    assert found["otherData"] == {
        "scenario": "tiny",
        "title": "Tiny",
        "seed": 1,
        "replication": 0,
        "first_day": "2025-01-06",
    }
    assert found["traceEvents"] == [
        {"name": "process_name", "ph": "M", **role, "args": {"name": "clerk"}},
        {"name": "process_sort_index", "ph": "M", **role, "args": {"sort_index": 1}},
        {"name": "thread_name", "ph": "M", **at, "args": {"name": "clerk 1"}},
        {"name": "thread_sort_index", "ph": "M", **at, "args": {"sort_index": 1}},
        {"name": "job", "cat": "desk", "ph": "X", **at, "ts": 0, "dur": 10 * minute}
        | {"args": {"task": 0, **work}},
        {"name": "job", "cat": "desk", "ph": "X", **at, "ts": 10 * minute, "dur": 5 * minute}
        | {"args": {"task": 1, **work}},
        {"name": "idle", "cat": "idle", "ph": "X", **at, "ts": 15 * minute}
        | {"dur": week - 15 * minute, "args": {"place": "headquarters", "doing": "idle"}},
        {"name": "tasks waiting", "ph": "C", **role, "ts": 0, "args": {"tasks": 1}},
        {"name": "tasks waiting", "ph": "C", **role, "ts": 10 * minute, "args": {"tasks": 0}},
    ]


def test_as_many_tasks_wait_in_the_end_as_nobody_has_begun(fortnight: LedgerTables) -> None:
    counted = waiting(fortnight.tasks)
    assert counted["waiting"].min() >= 0
    last = counted.group_by("role").agg(pl.col("waiting").last())
    open_tasks = fortnight.tasks.filter(
        pl.col("available").is_not_null(), pl.col("started").is_null(), pl.col("finished").is_null()
    )
    still = dict(open_tasks.group_by("role").agg(pl.len()).iter_rows())
    assert {role: count for role, count in last.iter_rows() if count} == still


def test_stretches_of_a_thread_follow_each_other(fortnight: LedgerTables, tmp_path: Path) -> None:
    (file,) = export(hostile(fortnight), "trace", tmp_path / "trace.json")
    events = json.loads(file.read_text(encoding="utf-8"))["traceEvents"]
    stretches = [each for each in events if each["ph"] == "X"]
    assert len(stretches) == len(fortnight.entries)
    free: dict[int, int] = {}
    for each in stretches:
        assert each["ts"] >= free.get(each["tid"], 0)
        free[each["tid"]] = each["ts"] + each["dur"]


# -- files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", list(FORMATS))
def test_the_same_ledger_gives_the_same_bytes(
    fortnight: LedgerTables, tmp_path: Path, form: str
) -> None:
    once = export(fortnight, form, tmp_path / "once" / FORMATS[form].suffix)
    again = export(fortnight, form, tmp_path / "again" / FORMATS[form].suffix)
    assert [file.name for file in once] == [file.name for file in again]
    assert [file.read_bytes() for file in once] == [file.read_bytes() for file in again]


def test_file_names_are_safe_short_and_unlike() -> None:
    names = ["../x", "X", "é" * 300, "=1", "x"]
    found = FORMATS["xes"].places(names)
    assert len({name.casefold() for name in found}) == len(names)
    assert all("/" not in name and len(name.encode()) < 200 for name in found)
    assert unlike(["a" * 40, "a" * 40], 31) == ["a" * 31, "a" * 29 + " 2"]


def test_a_file_that_breaks_off_is_not_there_and_leaves_the_old_one(tmp_path: Path) -> None:
    def breaking() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError("the disk is gone")

    file = tmp_path / "file"
    file.write_bytes(b"whole")
    with pytest.raises(RuntimeError, match="the disk is gone"):
        write_parts(file, breaking())
    assert file.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [file]


def test_nothing_that_happens_is_written_as_nothing(tmp_path: Path) -> None:
    empty = what_if(today(), name="empty", hire={"field_rep": -3, "support": -1})
    happened = from_ledger(empty, simulate(empty, engine="simpy"))
    assert len(happened.entries) == 0
    for form in FORMATS:
        export(happened, form, tmp_path / form)
    assert json.loads((tmp_path / "trace").read_text(encoding="utf-8"))["traceEvents"]
    assert json.loads((tmp_path / "ocel").read_text(encoding="utf-8"))["events"] == []
    assert ElementTree.parse(tmp_path / "xes").getroot().tag.endswith("log")
