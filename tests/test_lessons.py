"""Lessons: their files, their worlds, what they claim, and the data of their pages."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from simulator import ScenarioError, UsageError, what_if
from simulator.analysis.lessons.bridges import bridges
from simulator.analysis.lessons.claims import check_lesson
from simulator.analysis.lessons.grid import LessonGrid, compute_grid, scale_of
from simulator.analysis.lessons.lives import PARTS, lives
from simulator.analysis.lessons.weeks import (
    absences,
    attendance,
    days_away,
    played_weeks,
    typical_week,
    waiting_by_week,
)
from simulator.cli import app
from simulator.experiment.compare import run
from simulator.experiment.defaults import REPLICATIONS
from simulator.experiment.runner import RunOptions, simulate
from simulator.i18n import LANGUAGES, Language, use_language
from simulator.ledger.frames import from_ledger
from simulator.measures.measure_row import MeasureRow
from simulator.output.lesson.data import LessonResult, _short, data_of
from simulator.output.lesson.events import moments_of
from simulator.output.lesson.make import lesson as write_lesson
from simulator.output.lesson.names import named, names_in, piles_of
from simulator.output.lesson.runs import runs_of
from simulator.output.timeline.land import bases_of
from simulator.scenario.folders import LESSONS, shipped_folder
from simulator.scenario.json_schema import lesson_schema
from simulator.scenario.lessons import all_lessons, load_lesson, points_of, world_at
from simulator.scenario.schema.lesson import InBoth, Lesson, Seen
from simulator.scenario.units import DAY, HOUR

SHIPPED = sorted(path.stem for path in shipped_folder(LESSONS).glob("*.yaml"))
WORLD = """\
title: A desk
horizon: {start: 2025-01-06, weeks: 3, warm_up_weeks: 1}
categories: [entry, travel_and_waiting, hand_over, idle]
selling: {orders: [entry]}
roles:
  desk: {people: 1, cost_per_hour: 30, shift: {from: 09:00, to: 17:00}}
activities:
  order:
    category: entry
    by: desk
    lasts: 1 h
    arises: {routine: {every: day, times: 4, at: 09:00}}
"""
LESSON = """\
title: {en: A desk, zh-Hant: 一張桌子}
question: How long?
brief: [One works here.]
world: worlds/desk.yaml
knobs:
  orders: {label: Orders, sets: activities.order.arises.routine.times, values: [4, 2], default: 4}
  hour: {label: Hours, sets: activities.order.lasts.mean, written: "{} h", values: [1, 2],
    default: 1}
measures:
  utilisation.desk: {label: Busy, unit: "%"}
  turnaround_mean.order: {label: Time, unit: min, wanted: less}
bet: {measure: turnaround_mean.order, prompt: How long, at: {orders: 2}, high: 300}
follows: order
moments: [{at: "monday 10:00", title: Ten, text: Look}, {at: most_waiting, title: Most, text: Look}]
why: [{title: Why, measure: turnaround_mean.order, to: {orders: 2, hour: 2}}]
compare: [{to: {orders: 2}}]
rule:
  name: More hands
  choices:
    - {text: Yes, right: true, because: Look}
    - {text: "No", because: Look}
  knee: Here
  trap: There
  rule: Count
debrief: [{question: Who, answer: You}]
claims:
  quarter: {says: Half, measure: utilisation.desk, low: 0.49, high: 0.51}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def desk(here: Path) -> Path:
    """A lesson about a desk with four orders of an hour at nine, in eight hours."""
    (here / "lessons" / "worlds").mkdir(parents=True)
    (here / "lessons" / "worlds" / "desk.yaml").write_text(WORLD)
    file = here / "lessons" / "desk.yaml"
    file.write_text(LESSON)
    return file


def options() -> RunOptions:
    return RunOptions(jobs=1, engine="simpy")


def grid_of(name: str) -> LessonGrid:
    return compute_grid(load_lesson(name), options())


def said(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def complaint(file: Path, old: str, new: str) -> str:
    """What is said of the lesson with a word changed."""
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(ScenarioError) as caught:
        load_lesson(file)
    return str(caught.value)


# -- files -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("desk")
def test_a_lesson_sets_its_world_at_every_knob() -> None:
    read = load_lesson("desk")
    assert [tuple(each.values()) for each in points_of(read.lesson)] == [
        (4, 1),
        (4, 2),
        (2, 1),
        (2, 2),
    ]
    world = world_at(read, {"orders": 2, "hour": 2})
    assert world.activities["order"].lasts.mean == 2 * HOUR
    assert world.activities["order"].arises.routine.times == 2  # type: ignore[union-attr]
    assert read.world.activities["order"].lasts.mean == HOUR, "the world at first stays as it is"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("question:", "qestion:", "desk.yaml:2: qestion: unknown key 'qestion'; did you mean"),
        ("default: 4}", "default: 3}", "desk.yaml:6: knobs.orders: the default 3 is none"),
        ("{orders: 2}, high", "{ordres: 2}, high", "desk.yaml:12: bet.at.ordres: no knob 'ordres'"),
        ("{orders: 2}, high", "{orders: 7}, high", "desk.yaml:12: bet.at.orders: read 7, expected"),
        ("bet: {measure: turnaround_mean.order", "bet: {measure: turnaround.order", "desk.yaml:12"),
        (
            "activities.order.arises",
            "activities.ordr.arises",
            "desk.yaml:6: knobs.orders.sets:",
        ),
        ("worlds/desk.yaml", "worlds/dsk.yaml", "desk.yaml:4: world: no such file"),
        ("worlds/desk.yaml", "../../desk.yaml", "desk.yaml:4: world"),
        ("worlds/desk.yaml", "/etc/passwd", "world: read '/etc/passwd', expected a relative path"),
        (
            "worlds/desk.yaml",
            "../scenarios/desk.yaml",
            "world: read '../scenarios/desk.yaml', which leads out of the folder 'lessons'",
        ),
        ("world: worlds/desk.yaml", "world: basline", "desk.yaml:4: world: no scenario named"),
        ('"{} h"', '"two h"', "desk.yaml:7: knobs.hour: expected a place for the value"),
        ("right: true, ", "", "desk.yaml:17: rule"),
        (
            "monday 10:00",
            "monday 25:00",
            "desk.yaml:14: moments.0.at: read 'monday 25:00', expected a weekday",
        ),
        ("high: 300", "high: -1", "desk.yaml:12: bet: 'high' must be above 'low'"),
        ("{en: A desk, zh-Hant: 一張桌子}", "{en: A desk}", "desk.yaml:1: title"),
    ],
)
def test_a_complaint_names_file_line_and_what_is_meant(
    desk: Path, old: str, new: str, told: str
) -> None:
    assert told in complaint(desk, old, new)


def test_four_mistakes_are_told_at_once(desk: Path) -> None:
    text = LESSON.replace("follows: order", "folows: order").replace("brief:", "breif:")
    text = text.replace("activities.order.arises", "activities.ordr.arises")
    text = text.replace("utilisation.desk: {label", "utilisation.dsk: {label")
    desk.write_text(text.replace("to: {orders: 2}}]", "to: {orders: 7}}]"))
    result = said("check", "desk")
    assert result.exit_code == 2
    for told in ("folows", "breif", "'ordr'", "utilisation.dsk", "read 7, expected"):
        assert told in result.stderr


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        # 150 minutes today, 90 with two orders: by hand, as below.
        ("high: 300", "high: 120", "desk.yaml:12: bet.high: today's value is 150.0, which"),
        ("high: 300", "low: 100, high: 300", "desk.yaml:12: bet.low: the value bet on is 90.0"),
        (
            "at: {orders: 2}, high: 300",
            "asks: line, knob: hour, high: 160",
            "desk.yaml:12: bet.high: the value at 2 is 300.0",
        ),
    ],
)
def test_a_bet_that_nobody_can_win_is_refused(desk: Path, old: str, new: str, told: str) -> None:
    assert old in LESSON
    desk.write_text(LESSON.replace(old, new))
    result = said("check", "desk")
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())


@pytest.mark.usefixtures("here")
@pytest.mark.slow
def test_a_page_with_a_bet_that_nobody_can_win_is_not_written(desk: Path) -> None:
    desk.write_text(LESSON.replace("high: 300", "high: 120"))
    result = said("lesson", "desk", "--to", "it.html", "--jobs", "1", "--quiet")
    assert result.exit_code == 2
    assert "such a bet cannot be won" in " ".join(result.stderr.split())
    assert not Path("it.html").exists()


def test_a_text_that_was_cut_at_its_comma_is_told_so(desk: Path) -> None:
    told = complaint(desk, "{text: Yes, right", "{text: Yes, much longer, right")
    assert "unknown key 'much longer'" in told
    assert "; put a text with a comma in quotation marks" in told
    desk.write_text(LESSON)
    assert "quotation" not in complaint(desk, "right: true, ", "rigth: true, ")


def test_a_value_that_the_world_refuses_is_told_at_its_knob(desk: Path) -> None:
    desk.write_text(
        LESSON.replace("values: [4, 2]", "values: [4, -3]").replace("orders: 2", "orders: -3")
    )
    result = said("check", "desk")
    assert result.exit_code == 2
    where = "knobs.orders.activities.order.arises.routine.times"
    assert f"desk.yaml:6: {where}: read -3, expected at least 1" in result.stderr


@pytest.mark.slow
def test_a_measure_that_the_world_does_not_know_is_told_by_check(desk: Path) -> None:
    desk.write_text(LESSON.replace("utilisation.desk: {label", "utilisation.dsk: {label"))
    result = said("check", "desk")
    assert result.exit_code == 2
    assert "desk.yaml:10: measures.utilisation.dsk: nothing is measured" in result.stderr
    with pytest.raises(UsageError, match=r"utilisation\.dsk"):
        grid_of("desk")


@pytest.mark.usefixtures("desk")
@pytest.mark.slow
def test_lessons_are_listed_and_checked_beside_scenarios() -> None:
    listed = json.loads(said("lesson", "--json").stdout)["lessons"]
    assert listed[0] == {"name": "desk", "title": "A desk", "question": "How long?"}
    assert {each["name"] for each in listed} >= {"desk", *SHIPPED}
    assert "一張桌子" in said("lesson", "--language", "zh-Hant").stdout
    assert said("check", "desk", "lessons/worlds/desk.yaml", "north", "-q").exit_code == 0


@pytest.mark.usefixtures("here")
def test_an_unknown_lesson_is_refused_with_the_nearest_name() -> None:
    result = said("lesson", "hockey-stik")
    assert result.exit_code == 2
    assert "did you mean 'hockey-stick'" in result.stderr


def test_the_schema_beside_the_lessons_is_that_of_the_program() -> None:
    kept = json.loads((shipped_folder(LESSONS) / "lesson.schema.json").read_text())
    assert kept == json.loads(json.dumps(lesson_schema())), "run make schema"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_is_short_works_and_overwrites_nothing(here: Path, language: Language) -> None:
    spoken = ("--language", language)
    assert said("lesson", "--new", "our-desk", *spoken).exit_code == 0
    assert len(Path("lessons/our-desk.yaml").read_text().splitlines()) <= 30
    world = load_lesson("our-desk").world
    assert (sum(each.people for each in world.roles.values()), len(world.activities)) == (2, 3)
    assert said("check", "our-desk", *spoken).exit_code == 0
    assert said("lesson", "--new", "our-desk").exit_code == 2
    assert said("lesson", "--new", "../desk").exit_code == 2
    assert not (here.parent / "desk.yaml").exists()


@pytest.mark.usefixtures("here")
def test_a_template_speaks_the_language_that_is_asked_for() -> None:
    """Comments and all that people read; keys, names of work and numbers are those of both."""
    texts = {}
    for language in LANGUAGES:
        result = said("lesson", "--new", language.lower(), "--language", language)
        assert result.exit_code == 0
        assert ("--language zh-Hant --to" in result.stdout) == (language == "zh-Hant")
        files = (Path("lessons", where, f"{language.lower()}.yaml") for where in ("", "worlds"))
        texts[language] = "".join(file.read_text() for file in files)
        with use_language(language):
            read = load_lesson(language.lower())
            titles = {str(read.lesson.title), str(read.lesson.names["order"])}
        expected = {
            "en": {"Who answers the telephone?", "order"},
            "zh-Hant": {"誰接電話？", "訂單"},  # noqa: RUF001
        }
        assert titles == expected[language]
    assert "# 您自己的課程" in texts["zh-Hant"]
    comments = re.findall(r"# (.*)", texts["zh-Hant"])
    assert len(comments) == 6
    assert all(re.search(r"[\u4e00-\u9fff]", each) for each in comments)


# -- numbers ---------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.usefixtures("desk")
def test_every_point_has_ten_replications_whose_numbers_are_those_of_a_run() -> None:
    grid = grid_of("desk")
    assert [len(rows) for rows in grid.rows] == [REPLICATIONS] * 4
    # Four orders of an hour at nine are done after 1, 2, 3 and 4 hours, two after 1 and 2.
    assert grid.years("turnaround_mean.order", 0).tolist() == [150.0] * REPLICATIONS
    assert grid.level("turnaround_mean.order", 2).mean == 90
    assert grid.level("utilisation.desk", 0).mean == 50
    assert grid.difference("turnaround_mean.order", 0, 2).mean == -60
    world = world_at(grid.read, {"orders": 4, "hour": 2})
    assert (
        grid.level("utilisation.desk", 1).mean
        == 100 * run(world, 2, jobs=1).interval("utilisation.desk").mean
    )


@pytest.mark.parametrize(
    ("measure", "unit", "scale"),
    [
        ("utilisation.desk", "%", 100),
        ("turnaround_mean.order", "min", 60),
        ("turnaround_mean.order", "d", 1 / 24),
        ("waiting.order", "h", 1 / 60),
        ("visits_per_week", "", 1),
    ],
)
def test_a_measure_is_turned_into_the_unit_shown(measure: str, unit: str, scale: float) -> None:
    assert scale_of(measure, unit) == pytest.approx(scale)


def test_a_measure_of_another_kind_of_unit_is_refused(desk: Path) -> None:
    with pytest.raises(UsageError, match="counted in share"):
        scale_of("utilisation.desk", "h")
    desk.write_text(LESSON.replace("{label: Time, unit: min", "{label: Time, unit: km"))
    told = "desk.yaml:11: measures.turnaround_mean.order.unit: turnaround_mean.order is counted in"
    assert told in " ".join(said("check", "desk").stderr.split())
    with pytest.raises(ScenarioError, match=re.escape(told)):
        grid_of("desk")


@pytest.mark.usefixtures("desk")
def test_bars_of_knobs_never_pass_through_zero() -> None:
    """Of an hour fewer orders take 142.5 min on average, longer ones add 112.5: these go first."""
    read = load_lesson("desk")
    rows = [[MeasureRow({"turnaround_mean.order": hours})] * 2 for hours in (1, 4.5, 0.25, 0.5)]
    (bars,) = bridges(LessonGrid(read, points_of(read.lesson), rows, 1))
    assert [(bar.knob, bar.value.mean) for bar in bars.bars] == [
        ("hour", 112.5),
        ("orders", -142.5),
    ]


@pytest.mark.slow
@pytest.mark.usefixtures("desk")
def test_bars_of_knobs_add_up_to_the_difference() -> None:
    (bars,) = bridges(grid_of("desk"))
    # From 150 min; two orders alone 90, two hours alone 300, both 180.
    assert (bars.start, bars.total) == (150, 180)
    assert [bar.value.mean for bar in bars.bars] == pytest.approx([-90, 120])


@pytest.mark.slow
def test_a_claim_holds_by_its_whole_interval(desk: Path) -> None:
    assert [each.verdict for each in check_lesson(grid_of("desk"))] == ["holds"]
    desk.write_text(LESSON.replace("low: 0.49", "low: 0.5001"))
    assert [each.verdict for each in check_lesson(grid_of("desk"))] == ["does not hold"]


# -- weeks -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("desk")
def test_waiting_by_week_counts_tasks_that_nobody_has_begun() -> None:
    world = load_lesson("desk").world
    # Each day three orders wait for 1, 2 and 3 hours: 6 of 168 hours, on five days.
    tables = from_ledger(world, simulate(world, 1, 0, "simpy"))
    assert waiting_by_week(tables) == pytest.approx([30 / 168] * 3)
    assert typical_week(tables, 1) == 1


@pytest.mark.usefixtures("desk")
def test_a_week_with_a_closed_day_or_with_more_people_away_is_not_typical() -> None:
    """Of three weeks the second is closed on a Tuesday, or the one who works is ill on it."""
    start = load_lesson("desk").world.horizon.start
    tuesdays = [str(start + datetime.timedelta(days=7 * week + 1)) for week in range(3)]
    closed = {"holidays": {"country": "DE", "also": tuesdays[1:2]}}
    ill = {"from": tuesdays[1], "to": tuesdays[1], "kind": "sick"}
    away = {"roles": {"desk": {"absence": {"dated": {"desk 1": [ill]}}}}}
    for changes, closed_on, away_on in ((closed, [8], []), (away, [], [8])):
        world = what_if(load_lesson("desk").world, name="odd", **changes)
        found = attendance(world, 1, 0)
        assert np.flatnonzero(found.closed).tolist() == closed_on
        assert np.flatnonzero(found.away).tolist() == away_on
        tables = from_ledger(world, simulate(world, 1, 0, "simpy"))
        assert typical_week(tables, 1) == 2
        assert typical_week(tables, 0) != 1


def test_the_same_week_is_played_in_all_settings() -> None:
    """Each by itself the three settings of the hockey stick have another typical week."""
    read = load_lesson("hockey-stick")
    grid = LessonGrid(read, points_of(read.lesson), (), 1)
    weeks = list(played_weeks(grid, options()))
    assert len({week.point for week in weeks}) == 3
    assert len({week.number for week in weeks}) == 1
    assert [week.chosen for week in weeks] == ["typical", "as_before", "as_before"]


@pytest.mark.slow
def test_whoever_shares_what_comes_stands_in_one_queue() -> None:
    read = load_lesson("pool-or-split")
    grid = LessonGrid(read, points_of(read.lesson), (), 1)
    weeks = list(played_weeks(grid, options()))
    index = names_in(weeks, read.lesson.names)
    lines = named(index, weeks)["lines"]
    split, _, pooled = (
        {(lines[line]["title"], lines[line]["isPool"]) for line in run_["tasks"]["line"]}
        for run_ in runs_of(weeks, None, index)
    )
    assert split == {("north", False), ("south", False)}
    assert pooled == {("north, south", True)}


def test_the_map_is_handed_where_the_days_of_each_begin() -> None:
    """Reps leave from home, also who does not come home in this week."""
    read = load_lesson("the-road")
    week = next(iter(played_weeks(LessonGrid(read, points_of(read.lesson), (), 1), options())))
    entries, home = week.tables.entries, "home of rep 3"
    away = entries.filter((entries["place"] != home).fill_null(True))
    for each in (week, week._replace(tables=week.tables._replace(entries=away))):
        index = names_in([each], read.lesson.names)
        (run_,) = runs_of([each], None, index)
        places, bases = run_["map"]["places"], run_["map"]["bases"]
        met = {number: name for name, number in index.names.places.items()}
        assert [met.get(base, home) for base in bases] == [f"home of rep {n}" for n in (1, 2, 3, 4)]
        assert [places[base] for base in bases] == [
            point for _, point in bases_of(week.tables).values()
        ]


def test_what_needs_nobody_or_never_waits_has_no_heap() -> None:
    """Leads and service cases wait for the three; won and lost deals need nobody."""
    read = load_lesson("ten-years")
    grid = LessonGrid(read, points_of(read.lesson), (), 1)
    index = names_in(list(played_weeks(grid, options())), read.lesson.names)
    activities = list(index.names.activities)
    assert {activities[each] for each in piles_of(index, read.world.activities)} == {
        "lead",
        "service_case",
    }
    wanted = piles_of(index, read.world.activities, ["service_case", "order"])
    assert [activities[each] for each in wanted] == ["service_case"]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("reassign.ordr.share", "nothing is called 'ordr'; did you mean 'order'?"),
        ("hire.desc", "nothing is called 'desc'; did you mean 'desk'?"),
        ("activities.ordr.urgency", "nothing is called 'ordr'; did you mean 'order'?"),
    ],
)
def test_a_knob_that_sets_what_is_not_there_is_told_the_nearest_word(
    desk: Path, path: str, told: str
) -> None:
    said_of = complaint(desk, "sets: activities.order.arises.routine.times", f"sets: {path}")
    assert f"desk.yaml:6: knobs.orders.sets: {path}: {told}" in said_of


@pytest.mark.parametrize("key", ["follows: ordr", "heaps: [ordr]"])
def test_work_to_show_that_the_world_has_not_is_told(desk: Path, key: str) -> None:
    desk.write_text(LESSON.replace("follows: order", key))
    told = " ".join(said("check", "desk").stderr.split())
    assert f"desk.yaml:13: {key.partition(':')[0]}: nothing is called 'ordr'" in told
    assert "did you mean 'order'" in told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('at: "monday 10:00", shows: {waiting: {low: 2, high: 2}}', [10]),
        ('at: "monday 10:00", shows: {waiting: {low: 3}}', []),
        ('at: "monday 10:00", shows: {doing: {order: {low: 1}}, idle: {high: 0}}', [10]),
        ('at: "monday 10:00", shows: {doing: {travel: {low: 1}}}', []),
        ('at: "monday 10:00", shows: {away: {low: 1}}', []),
        ("at: first_shown, shows: {waiting: {high: 0}}", [12]),
        ("at: first_shown, shows: {idle: {low: 1}}", [13]),
        ("at: first_shown, shows: {waiting: {low: 9}}", []),
    ],
)
def test_a_moment_that_does_not_show_what_it_shall_is_left_out(
    desk: Path, said: str, told: list[int]
) -> None:
    """Four orders of an hour come at nine to one who stays until five."""
    desk.write_text(LESSON.replace('at: "monday 10:00"', said).replace("at: most_waiting", said))
    data = data_in("en", "desk")
    assert {each["at"] for each in data["moments"]} == {h * HOUR for h in told}
    assert len(data["moments"]) + len(data["leftOut"]) == 2, "none is left out silently"


def test_a_moment_that_is_left_out_is_told(desk: Path) -> None:
    """Of two moments at which something shall wait only one has so much."""
    moment = 'at: "monday 10:00"'
    desk.write_text(LESSON.replace(moment, f"{moment}, shows: {{waiting: {{low: 9}}}}"))
    result = said("lesson", "desk", "--to", "it.html", "--jobs", "1", "--json", "--quiet")
    assert json.loads(result.stdout)["left_out"] == ["Ten"]
    assert result.stderr == ("with seed 1 there is no such moment in its week; left out: “Ten”\n")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("at: first_shown", "desk.yaml:14: moments.0: 'first_shown' needs 'shows'"),
        (
            "at: first_shown, shows: {doing: {ordr: {low: 1}}}",
            "desk.yaml:14: moments.0.shows.doing.ordr: nothing is called 'ordr'; did",
        ),
    ],
)
def test_what_a_moment_cannot_show_is_told(desk: Path, said: str, told: str) -> None:
    assert told in complaint(desk, 'at: "monday 10:00"', said)


@pytest.mark.usefixtures("desk")
def test_whoever_is_away_has_no_entries_and_everybody_else_has_some() -> None:
    away = {"absence": {"vacation": 100, "sick_spells": 20, "sick_days": 3}}
    world = what_if(load_lesson("desk").world, roles={"desk": {**away, "people": 5}})
    entries = from_ledger(world, simulate(world, 3, 0, "simpy")).entries
    worked = {
        (person, (start.date() - world.horizon.start).days)
        for person, start in entries.select("person", "start").rows()
    }
    absent = {(each.person, each.day): each.reason for each in days_away(world, 3, 0, range(21))}
    every = {(f"desk {n}", day) for n in range(1, 6) for day in range(21) if day % 7 < 5}
    assert set(absent) == every - worked
    assert set(absent.values()) == {"vacation", "sickness"}
    days = {
        (each.person, day)
        for each in absences(world, 3, 0, 1)
        for day in range(7 + each.first, 8 + each.last)
    }
    assert days == {(person, day) for person, day in absent if 7 <= day < 12}


@pytest.mark.usefixtures("desk")
@pytest.mark.slow
def test_the_life_of_a_task_has_no_gaps() -> None:
    week = next(iter(played_weeks(grid_of("desk"), options())))
    begin = np.datetime64(week.first_day, "s").item()
    longest, middle = lives(week.tables, "order", begin, begin + np.timedelta64(5, "D").item())
    for life in (longest, middle):
        assert life.parts[0].begin == life.asked
        assert life.parts[-1].end == life.finished
        assert all(a.end == b.begin for a, b in zip(life.parts, life.parts[1:], strict=False))
    assert [part.kind for part in longest.parts] == ["waits", "worked"]
    assert (longest.finished - longest.asked).total_seconds() == 4 * HOUR  # type: ignore[operator]


# -- pages -----------------------------------------------------------------------------------------


def data_in(language: Language, name: str) -> dict[str, Any]:
    grid = grid_of(name)
    result = LessonResult(grid, tuple(played_weeks(grid, options())))
    with use_language(language):
        return data_of(result)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_data_of_a_page_says_what_was_computed(language: Language) -> None:
    data = data_in(language, "desk")
    assert data["title"] == ("A desk" if language == "en" else "一張桌子")
    assert [measure["key"] for measure in data["measures"]] == [
        "turnaround_mean.order",
        "utilisation.desk",
    ], "the bet's measure comes first"
    assert data["values"][0][2] == [90.0] * REPLICATIONS
    assert data["levels"][0][2] == [90.0, 90.0, 90.0]
    assert (data["default"], data["bet"]["point"], data["bet"]["from"]) == (0, 2, 0)
    assert json.loads(json.dumps(data, allow_nan=False)) is not None
    assert data["weeks"] == 2
    assert [measure["byTheClock"] for measure in data["measures"]] == [True, False]
    assert data["source"]["claims"][0]["holds"].startswith("50.0% [50.0, 50.0]")
    first, second = data["runs"]
    assert (first["point"], second["point"]) == (0, 2)
    assert [each["at"] for each in data["moments"]] == [9 * HOUR, 10 * HOUR]
    assert first["cases"][0]["sums"][PARTS.index("worked")] == HOUR
    waiting = [t for t in first["tasks"]["started"] if t is not None and 0 <= t < DAY]
    assert sorted(waiting)[:4] == [9 * HOUR, 10 * HOUR, 11 * HOUR, 12 * HOUR]


def test_a_number_is_not_rounded_twice() -> None:
    """1.1498 h is 1.1 h; by way of 1.150 it would be 1.2 h."""
    assert _short([1.1498, float("nan")]) == [1.1498, None]


def test_a_name_that_is_a_script_stays_text(desk: Path) -> None:
    desk.write_text(LESSON.replace("question: How long?", 'question: "</script><script>x()"'))
    page = write_lesson("desk", jobs=1, engine="simpy").read_text()
    assert "</script><script>x()" not in page
    assert "x()" in page


@pytest.mark.usefixtures("desk")
def test_a_page_replaces_no_file_of_another_kind() -> None:
    world = Path("lessons/worlds/desk.yaml")
    before = world.read_bytes()
    told = f"{world} is there already, and its name does not end in .html"
    with pytest.raises(UsageError, match=told):
        write_lesson("desk", world, jobs=1)
    refused = said("lesson", "desk", "--to", str(world))
    assert refused.exit_code == 2
    assert refused.stderr.splitlines()[-1].startswith(told)
    assert world.read_bytes() == before


@pytest.mark.usefixtures("desk")
@pytest.mark.slow
def test_a_page_is_written_where_it_is_asked_for() -> None:
    missing = said("lesson", "desk", "--to", "out/it.html", "--jobs", "1")
    assert missing.exit_code == 2
    assert "there is no folder out to write the page to" in missing.stderr
    Path("out").mkdir()
    result = said("lesson", "desk", "--to", "out/it.html", "--jobs", "1", "--json")
    assert json.loads(result.stdout)["file"] == "out/it.html"
    again = said("lesson", "desk", "--to", "out/it.html", "--jobs", "1", "--quiet")
    assert (again.exit_code, again.stderr) == (0, "")


@pytest.mark.slow
@pytest.mark.usefixtures("desk")
def test_the_numbers_of_a_lesson_can_be_read_by_programs() -> None:
    result = said("lesson", "desk", "--to", "it.html", "--jobs", "1", "--json", "--quiet")
    told = json.loads(result.stdout)
    assert (told["lesson"], told["seed"], told["replications"]) == ("desk", 1, REPLICATIONS)
    assert told["measures"]["utilisation.desk"] == {"label": "Busy", "unit": "%"}
    assert [tuple(each["at"].values()) for each in told["settings"]] == [
        (4, 1),
        (4, 2),
        (2, 1),
        (2, 2),
    ]
    # As by hand: two orders of an hour at nine are done after 60 and 120 minutes.
    ninety = {"mean": 90, "low": 90, "high": 90, "years": [90] * REPLICATIONS, "grows_by": None}
    assert told["settings"][2]["measures"]["turnaround_mean.order"] == ninety
    assert told["bet"] == {
        "measure": "turnaround_mean.order",
        "asks": "number",
        "prompt": "How long",
        "answers": [{"at": {"orders": 2, "hour": 1}, **ninety, "choice": None}],
    }
    assert told["claims"] == [
        {
            "name": "quarter",
            "says": "Half",
            "measure": "utilisation.desk",
            "counts": "value",
            **{end: pytest.approx(50) for end in ("mean", "low", "high")},
            "unit": "%",
            "verdict": "holds",
        }
    ]


FLOOD = LESSON.replace("values: [4, 2], default: 4", "values: [4, 12], default: 4").replace(
    "{orders: 2", "{orders: 12"
)


@pytest.mark.slow
def test_a_queue_that_grows_has_no_mean(desk: Path) -> None:
    """Twelve orders of an hour a day in eight hours: four more lie there each day, 20 a week."""
    (desk.parent / "worlds" / "desk.yaml").write_text(WORLD.replace("weeks: 3", "weeks: 8"))
    desk.write_text(
        FLOOD.replace("at: {orders: 12}", "at: {}").replace("{orders: 12, hour: 2}", "{hour: 2}")
    )
    grid = grid_of("desk")
    assert grid.pile("turnaround_mean.order", 0) is None
    assert grid.pile("utilisation.desk", 2) is None, "the desk is busy however long the queue is"
    pile = grid.pile("turnaround_mean.order", 2)
    assert pile is not None
    assert pile.growth_per_week.mean == pytest.approx(20)
    data = data_in("en", "desk")
    assert data["grows"][0][2] == "the queue grows by 20.0 tasks a week"
    assert (data["grows"][0][0], data["grows"][1]) == (None, [None] * 4)
    told = json.loads(
        said("lesson", "desk", "--to", "it.html", "--jobs", "1", "--json", "--quiet").stdout
    )
    assert told["settings"][2]["measures"]["turnaround_mean.order"] == {
        "mean": None,
        "low": None,
        "high": None,
        "years": [],
        "grows_by": pytest.approx(20),
    }


@pytest.mark.slow
def test_what_explains_a_mean_is_refused_where_there_is_none(desk: Path) -> None:
    (desk.parent / "worlds" / "desk.yaml").write_text(WORLD.replace("weeks: 3", "weeks: 8"))
    desk.write_text(FLOOD)
    with pytest.raises(UsageError, match=r"'Why' explains turnaround_mean\.order, which has no"):
        list(bridges(grid_of("desk")))


@pytest.mark.few(1)
@pytest.mark.parametrize("asks", ["high: 300", "asks: choice, high: 300"])
def test_a_bet_on_a_queue_that_grows_is_refused(desk: Path, asks: str) -> None:
    (desk.parent / "worlds" / "desk.yaml").write_text(WORLD.replace("weeks: 3", "weeks: 8"))
    choices = "asks: choice, choices: [{text: Short, high: 200}, {text: Long, low: 200}], high: 300"
    desk.write_text(FLOOD.replace("high: 300", choices if "choice" in asks else asks))
    result = said("check", "desk")
    assert result.exit_code == 2
    told = "desk.yaml:12: bet.measure: the value bet on has no mean: the queue behind it grows"
    assert told in " ".join(result.stderr.split())


@pytest.mark.usefixtures("desk")
@pytest.mark.slow
def test_a_desk_that_works_on_weekends_is_played_on_weekends(here: Path) -> None:
    assert [begin // DAY for begin, _ in data_in("en", "desk")["runs"][0]["open"]] == [
        0,
        1,
        2,
        3,
        4,
    ]
    world = here / "lessons" / "worlds" / "desk.yaml"
    world.write_text(WORLD.replace("to: 17:00}", "to: 17:00, days: [monday, saturday, sunday]}"))
    run_ = data_in("en", "desk")["runs"][0]
    assert [begin // DAY for begin, _ in run_["open"]] == [0, 5, 6]
    assert {start // DAY for start in run_["entries"]["start"]} == {0, 5, 6}


# -- those that are shipped ------------------------------------------------------------------------


def texts_in(value: object) -> Iterator[InBoth]:
    if isinstance(value, InBoth):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from texts_in(each)
    elif hasattr(value, "model_fields_set"):
        for name in type(value).model_fields:
            yield from texts_in(getattr(value, name))


def test_eight_lessons_are_shipped() -> None:
    assert len(SHIPPED) == 8
    assert {each.name for each in all_lessons() if not each.problem} >= set(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_lesson_that_is_shipped_is_small_and_in_both_languages(name: str) -> None:
    read = load_lesson(name)
    lesson: Lesson = read.lesson
    assert sum(role.people for role in read.world.roles.values()) <= 10
    assert 3 <= len(read.world.activities) <= 5
    assert 4 <= len(read.world.categories) <= 5
    assert 2 <= len(lesson.knobs) <= 4
    assert len(lesson.claims) >= 4
    assert lesson.moments
    assert lesson.why
    assert 40 <= sum(stage.minutes for stage in lesson.notes.timing) <= 50
    assert lesson.notes.mistakes
    for text in texts_in(lesson):
        chinese = any("\u4e00" <= letter <= "\u9fff" for letter in text.zh_hant)
        assert chinese or text.en == text.zh_hant or text.en == "km", text


@pytest.mark.parametrize("name", SHIPPED)
def test_a_lesson_that_is_shipped_names_its_world_in_chinese(name: str) -> None:
    read = load_lesson(name)
    week = next(iter(played_weeks(LessonGrid(read, points_of(read.lesson), (), 1), options())))
    with use_language("zh-Hant"):
        told = named(names_in([week], read.lesson.names), [week])
    kinds = ("people", "roles", "lines", "activities", "categories", "places")
    titles = [each["title"] for kind in kinds for each in told[kind]]
    customers = set(week.tables.entries["account"].drop_nulls())
    english = [each for each in titles if each.isascii() and each not in customers]
    assert english == []


@pytest.mark.parametrize("name", SHIPPED)
def test_each_moment_of_a_lesson_that_is_shipped_shows_what_its_text_is_about(name: str) -> None:
    read = load_lesson(name)
    weeks = list(played_weeks(LessonGrid(read, points_of(read.lesson), (), 1), options()))
    index = names_in(weeks, read.lesson.names)
    piles = piles_of(index, read.world.activities, read.lesson.heaps)
    runs = runs_of(weeks, read.lesson.follows, index)
    stops = moments_of(read.lesson, runs, named(index, weeks), piles).moments
    wanted = [str(each.title) for each in read.lesson.moments]
    assert sorted(each["title"] for each in stops) == sorted(wanted)
    unsaid = [each.at for each in read.lesson.moments if each.shows == Seen()]
    assert set(unsaid) <= {"first_interruption", "first_hand_over"}, "what happens shows itself"


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_no_lesson_teaches_what_the_model_does_not_show(name: str) -> None:
    grid = compute_grid(load_lesson(name), RunOptions(jobs=1))
    found = {each.name: (each.verdict, each.interval) for each in check_lesson(grid)}
    assert {name: each for name, each in found.items() if each[0] != "holds"} == {}
    true = [
        each
        for each in grid.read.lesson.bet.choices
        if (each.low is None or each.low <= _truth(grid))
        and (each.high is None or _truth(grid) < each.high)
    ]
    assert len(true) == bool(grid.read.lesson.bet.choices)


def _truth(grid: LessonGrid) -> float:
    bet = grid.read.lesson.bet
    return grid.level(bet.measure, grid.number(bet.at)).mean
