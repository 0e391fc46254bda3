"""A day watched shows exactly the rows of its ledger, and watching changes nothing."""

from __future__ import annotations

import datetime
import io
import json
import time
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from firm import relieved, today, written
from rich.console import Console
from typer.testing import CliRunner
from worlds import ALWAYS, OFFICE, desk, prescribed

from simulator.cli import app
from simulator.cli.live.playback import ActivityInterval, Day, Snapshot, watch
from simulator.cli.live.screen import Key, Screen, fair
from simulator.engine.simpy_engine import replay
from simulator.ledger.ledger import Ledger
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY, HOUR
from simulator.workload.draw import Workload, draw

TUESDAY = 8  # of the second week
AT_ONCE, QUARTER = 1e9, 900


def office(people: int = 1, **kinds: dict[str, object]) -> Scenario:
    clerk = {"people": people, "cost_per_hour": 30, "shift": OFFICE}
    return desk(people, kinds or None, roles={"clerk": clerk})


def announced(
    workload: Workload, number: int, every: int = QUARTER
) -> tuple[list[ActivityInterval], Ledger]:
    """What was said to end on a day, and the ledger of that replay."""
    told: list[ActivityInterval] = []
    ledger = watch(workload, number, lambda day: told.extend(day.fresh), AT_ONCE, every)
    return told, ledger


def glances(workload: Workload, number: int = 0, every: int = QUARTER) -> dict[int, Snapshot]:
    """The company at every look of a day."""
    found: dict[int, Snapshot] = {}

    def look(day: Day) -> None:
        found[day.now] = day.glance()

    watch(workload, number, look, AT_ONCE, every)
    return found


def rows_of(ledger: Ledger, number: int) -> list[ActivityInterval]:
    """The rows of a ledger that reach into a day, cut off at its midnights."""
    midnight = datetime.datetime.fromisoformat(ledger.parameters.start)
    midnight += datetime.timedelta(days=number)
    columns = [name for name in ActivityInterval._fields if name not in ("start", "end")]
    frame = ledger.entries_frame().with_columns(
        pl.col(name).sub(midnight).dt.total_seconds() for name in ("start", "end")
    )
    reaching = frame.filter((pl.col("start") < DAY) & (pl.col("end") > 0)).with_columns(
        pl.col("start").clip(lower_bound=0), pl.col("end").clip(upper_bound=DAY)
    )
    return [
        ActivityInterval(*row)
        for row in reaching.select(*columns, "start", "end").fill_null("").rows()
    ]


# -- what is shown is what is written down ---------------------------------------------------------


@pytest.mark.parametrize("scenario", [today(), relieved()], ids=lambda each: each.name)
@pytest.mark.parametrize("number", [TUESDAY, 13])
def test_what_is_announced_is_exactly_what_the_ledger_says_of_that_day(
    scenario: Scenario, number: int
) -> None:
    workload = draw(scenario)
    told, _ = announced(workload, number)
    assert sorted(told) == sorted(rows_of(replay(workload), number))


def test_what_lasts_over_midnight_is_cut_off_there_on_both_days() -> None:
    workload = prescribed(desk(), [("job", 23 * HOUR, 2 * HOUR)])
    first, second = (announced(workload, number)[0] for number in (0, 1))
    assert [(each.doing, each.start, each.end) for each in first if each.doing == "work"] == [
        ("work", 23 * HOUR, DAY)
    ]
    assert [(each.doing, each.start, each.end) for each in second if each.doing == "work"] == [
        ("work", 0, HOUR)
    ]
    assert sorted(second) == sorted(rows_of(replay(workload), 1))


def test_the_last_day_of_the_horizon_is_seen_to_its_end() -> None:
    workload = prescribed(desk(), [("job", 6 * DAY + 22 * HOUR, 5 * HOUR)])
    told, _ = announced(workload, 6)
    assert sorted(told) == sorted(rows_of(replay(workload), 6))
    assert told[-1].end == DAY


@pytest.mark.parametrize("every", [7, 900, DAY])
def test_watching_changes_nothing_however_often_one_looks(every: int) -> None:
    workload = draw(relieved())
    _, seen = announced(workload, TUESDAY, every)
    unseen = replay(workload)
    for table in ("entries", "tasks", "deals"):
        ours, theirs = (getattr(ledger, f"{table}_frame")() for ledger in (seen, unseen))
        assert ours.equals(theirs)


# -- a moment --------------------------------------------------------------------------------------


def test_a_person_is_shown_with_the_present_task_and_since_when() -> None:
    workload = prescribed(office(), [("job", 10 * HOUR, 2 * HOUR)])
    clerk = glances(workload)[11 * HOUR].people[0]
    (present,) = clerk.in_hand
    assert (present.what, present.start, present.end) == ("job", 10 * HOUR, 11 * HOUR)
    assert [(each.what, each.start, each.end) for each in clerk.over] == [
        ("idle", 9 * HOUR, 10 * HOUR)
    ]


def test_nobody_is_shown_at_work_before_the_shift_and_after_it() -> None:
    found = glances(prescribed(office(), [("job", 10 * HOUR, HOUR)]))
    assert not found[8 * HOUR].anybody
    assert found[9 * HOUR].anybody
    assert not found[18 * HOUR].anybody
    assert found[18 * HOUR].people[0].over[-1].end == 17 * HOUR


def test_tasks_stand_in_line_until_somebody_takes_them_up() -> None:
    three = [("job", 10 * HOUR, HOUR), ("job", 10 * HOUR, HOUR), ("job", 10 * HOUR, HOUR)]
    found = glances(prescribed(office(), three))
    waiting = [found[hour * HOUR + QUARTER].waiting["clerk"] for hour in (9, 10, 11, 12, 13)]
    assert waiting == [0, 2, 1, 0, 0]


def test_a_task_that_overflowed_stands_in_one_line_only() -> None:
    company = desk(
        kinds={"job": {"overflow": {"after": "30 min", "to": "helper"}}},
        roles={
            "clerk": {"people": 1, "cost_per_hour": 30, "shift": ALWAYS},
            "helper": {"people": 1, "cost_per_hour": 30, "shift": OFFICE},
        },
    )
    tasks = [("job", HOUR, 4 * HOUR), ("job", HOUR, HOUR)]
    found = glances(prescribed(company, tasks))
    assert found[HOUR + QUARTER].waiting == {"clerk": 1, "helper": 0}
    assert found[2 * HOUR].waiting == {"clerk": 0, "helper": 1}


def test_the_running_share_counts_what_is_in_hand_and_leaves_breaks_out() -> None:
    shift = {"people": 1, "cost_per_hour": 30, "shift": OFFICE}
    clerk = {**shift, "lunch": {"from": "12:00", "lasts": "1 h"}}
    company = desk(kinds={"pitch": {"category": "selling"}}, roles={"clerk": clerk})
    found = glances(prescribed(company, [("pitch", 10 * HOUR, 4 * HOUR)]))
    assert found[10 * HOUR + 1800].share("clerk") == pytest.approx(0.5 / 1.5)
    assert found[14 * HOUR].share("clerk") == pytest.approx(3 / 4)
    assert np.isnan(found[8 * HOUR].share("clerk"))


def test_the_share_at_the_end_is_the_ledgers() -> None:
    workload = draw(today())
    last = glances(workload, TUESDAY)[DAY]
    reps = [row for row in rows_of(replay(workload), TUESDAY) if row.role == "field_rep"]
    attended = sum(row.end - row.start for row in reps if row.category != "break")
    sold = sum(row.end - row.start for row in reps if row.category == "selling")
    assert last.share("field_rep") == pytest.approx(sold / attended)


# -- the clock on the wall -------------------------------------------------------------------------


@pytest.mark.slow
def test_a_day_at_work_takes_as_long_as_the_speed_says_and_the_night_nothing() -> None:
    workload = prescribed(office(), [("job", 10 * HOUR, HOUR)])
    begin = time.monotonic()
    watch(workload, 0, lambda _: None, 8 * HOUR / 0.5, QUARTER)
    assert 0.5 <= time.monotonic() - begin < 2.0


@pytest.mark.slow
def test_a_machine_that_cannot_keep_up_says_so_and_goes_on() -> None:
    workload = prescribed(office(), [("job", 10 * HOUR, HOUR)])
    late: list[str] = []

    def slow(day: Day) -> None:
        if day.now == 10 * HOUR:
            time.sleep(1.2)
        late.append(day.glance().behind)

    watch(workload, 0, slow, 1e6, QUARTER)
    assert "" in late
    assert "; the machine is 1 s behind" in late


# -- the terminal ----------------------------------------------------------------------------------


@pytest.fixture
def desk_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "scenarios", today())
    return tmp_path


def said(*words: str) -> str:
    result = CliRunner().invoke(app, ["watch", "today", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.usefixtures("desk_folder")
def test_where_there_is_no_terminal_it_says_every_quarter_of_an_hour_how_things_stand() -> None:
    lines = said("--day", "2025-01-14", "--speed", "1000000000").splitlines()
    assert lines[0].startswith("08:00  field rep: ")
    assert {line[3:5] for line in lines} == {"00", "15", "30", "45"}
    assert "selling so far" in lines[-2]


@pytest.mark.usefixtures("desk_folder")
def test_with_lines_it_says_each_stretch_of_whom_one_asks_for() -> None:
    found = said("--day", "2025-01-14", "--lines", "--person", "support 1", "--speed", "1e9")
    rows = [row for row in rows_of(replay(draw(today())), TUESDAY) if row.person == "support 1"]
    assert len(found.splitlines()) == len(rows)
    assert all("support 1" in line for line in found.splitlines())


@pytest.mark.usefixtures("desk_folder")
def test_in_json_it_does_not_wait_for_the_clock() -> None:

    found = json.loads(said("--json", "--role", "support"))
    assert found["looks"][0]["at"] == "08:00"
    assert set(found["looks"][0]["doing"]) == {"support"}


@pytest.mark.usefixtures("desk_folder")
def test_who_is_unknown_is_named_with_the_nearest() -> None:
    for words, hint in ((["--role", "suport"], "support"), (["--person", "suport 1"], "support 1")):
        result = CliRunner().invoke(app, ["watch", "today", "--day", "2025-01-14", *words])
        assert result.exit_code == 2
        assert hint in result.output


def view_at_ten(height: int) -> str:
    """The view of a terminal of some lines, at ten o'clock."""
    workload = draw(today())
    page = Console(width=120, height=height, record=True, file=io.StringIO())
    pictures: list[str] = []
    with Screen(page, workload, TUESDAY, workload.parameters.people, 600) as screen:

        def look(day: Day) -> None:
            if day.now == 10 * HOUR:
                page.export_text()
                page.print(screen.picture(day))
                pictures.append(page.export_text())

        watch(workload, TUESDAY, look, AT_ONCE, QUARTER)
    (picture,) = pictures
    return picture


def test_the_view_shows_the_clock_the_shares_and_everyone_there_is_room_for() -> None:
    picture = view_at_ten(height=24)
    assert "10:00" in picture
    assert "3 field reps at work" in picture
    assert "selling so far" in picture
    assert all(name in picture for name in draw(today()).parameters.people)
    assert "more: --role" not in picture


def test_the_view_of_a_small_terminal_counts_those_it_leaves_out() -> None:
    picture = view_at_ten(height=12)
    assert "field rep 2" in picture
    assert "field rep 3" not in picture
    assert "support 1" in picture
    assert "and 1 more: --role, --person" in picture


def test_letters_of_the_strip_differ_and_selling_comes_first() -> None:
    key = Key(["selling", "service", "support", "idle"], ["selling"])
    assert key.signs == {"selling": "S", "service": "E", "support": "U", "idle": "·", "break": " "}
    parts = [ActivityInterval("a", "r", "work", "selling", "", "", "", 0, 600)]
    parts += [ActivityInterval("a", "r", "work", "service", "", "", "", 600, 1800)]
    assert key.strip(parts, range(0, 2700, 900)).plain == "SE "


def test_small_teams_are_shown_whole_and_large_ones_share_the_rest() -> None:
    assert fair({"reps": 40, "inside": 10, "support": 2}, 12) == {
        "support": 2,
        "inside": 5,
        "reps": 5,
    }
