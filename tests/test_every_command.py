"""Every command, and the same calls in Python, on one firm that uses nearly every word."""

from __future__ import annotations

import html
import re
import shlex
import zipfile
from collections.abc import Iterator
from pathlib import Path

import every_word
import pytest
from icalendar import Calendar
from printed import tables_of
from typer.main import get_command
from typer.testing import CliRunner, Result
from worlds import OFFICE, scenario

import simulator
from simulator.analysis.registry import ANALYSES
from simulator.cli import app
from simulator.cli.live.playback import ActivityInterval, watch
from simulator.engine.simpy_engine import replay
from simulator.experiment import runner
from simulator.measures.invariants import check_invariants
from simulator.output.content import nights
from simulator.scenario.units import DAY
from simulator.workload.draw import draw

GOAL = "'direct_selling_share >= 5%'"
SIMULATED = "-n 2 --jobs 1 --engine simpy"
# For each command: lines that try it. What several need is run once, in this order.
LINES = {
    "check": ("today changed",),
    "show": ("changed --differences",),
    "capacity": ("today changed",),
    "territories": ("today changed",),
    "run": (f"today {SIMULATED}",),
    "compare": (f"today changed {SIMULATED} --report",),
    "story": (
        "changed --week 3 --day tuesday --person 'Ann Lee' --engine simpy",
        "today --account 'offices 1' --engine simpy",
        "today --deal 0 --engine simpy",
    ),
    "five": ("today --engine simpy",),
    "calendar": ("today",),
    "luck": (f"today {SIMULATED}",),
    "warm-up": (f"today {SIMULATED}",),
    "study": (f"today changed {SIMULATED}",),
    "months": (f"today {SIMULATED}",),
    "stress": (f"today changed --goal {GOAL} {SIMULATED}",),
    "sweep": (f"today --set activities.order.by.rep=0.2,0.4 {SIMULATED}",),
    "sensitivity": (f"today --trajectories 2 --few 0 --goal {GOAL} {SIMULATED}",),
    "explain": (f"menu {SIMULATED}",),
    "optimise": (f"menu --goal {GOAL} --tries 2 --finalists 1 --most 3 {SIMULATED}",),
    "watch": ("today --week 2 --day tuesday --lines --speed 1e9",),
    "report": ("today+changed",),
    "motion": ("today+changed --days 1",),
    "export": tuple(f"today --format {form}" for form in ("xlsx", "ics", "ocel", "xes", "trace")),
    "results list": ("",),
    "results show": ("today",),
    "results clean": ("",),
    "list": ("",),
    "lesson": ("", "--new of-ours-{language}"),
    "schema": ("--json --out schema.json",),
    "init": ("copied",),
}
ELSEWHERE = {
    "demo": "compares two scenarios that are shipped: tests/test_cli.py",
    "systems": "asks scenarios that are shipped: tests/test_claims.py",
}
# What prints texts that planners have written, or none at all.
WRITTEN = {"list", "lesson", "schema", "init", "export", "report", "motion"}
# Left out of quick runs: what takes longest, and what reads a result of such a one.
HEAVY = {"compare", "explain", "motion", "optimise", "report", "sensitivity", "stress", "study"}
HEAVY |= {"sweep", "territories", "warm-up"}
COMMANDS = [pytest.param(each, marks=pytest.mark.slow) if each in HEAVY else each for each in LINES]
LANGUAGES = ["zh-Hant", pytest.param("en", marks=pytest.mark.slow)]
MENU = """\
extends: today
title: A menu
roles: {rep: {tour: {nights: 1}}}
hire: {desk: 1}
"""
ENGLISH = re.compile(r"[A-Za-z][a-z']+(?: [A-Za-z][a-z']+){2,}")
NOT_A_NUMBER = re.compile(r"(?<![A-Za-z])[-+]?nan(?![A-Za-z])", re.IGNORECASE)


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the firm, its what-if, and what commands have left there."""
    folder = tmp_path_factory.mktemp("firm")
    every_word.written(folder / "scenarios")
    (folder / "scenarios" / "menu.yaml").write_text(MENU)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("COLUMNS", "100")
        yield folder


def answers(command: str, line: str, language: str) -> Result:
    words = [*command.split(), *shlex.split(line), "--language", language]
    return CliRunner().invoke(app, words)


def commands() -> list[str]:
    """Every command of the program, those of groups with their group's name."""
    found = []
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        parts = getattr(command, "commands", None)
        found += [name] if parts is None else [f"{name} {part}" for part in parts]
    return found


def test_every_command_is_tried() -> None:
    assert set(LINES) | set(ELSEWHERE) == set(commands())
    assert set(ANALYSES) <= set(LINES)


@pytest.mark.few(12)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.usefixtures("firm")
def test_a_command_knows_every_word(command: str, language: str) -> None:
    for line in LINES[command]:
        if command == "init":
            line = f"{line}-{language}"
        line = line.replace("{language}", language.lower())
        result = answers(command, line, language)
        said = result.stdout + result.stderr
        assert result.exit_code == 0, (line, said, result.exception)
        assert not NOT_A_NUMBER.search(said), said
        if language != "en" and command not in WRITTEN:
            assert not ENGLISH.findall(said), (line, said)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_a_report_tells_numbers_and_speaks_one_language(firm: Path, language: str) -> None:
    assert answers("compare", LINES["compare"][0], language).exit_code == 0
    name = "report.html" if language == "en" else f"report.{language}.html"
    pages = sorted((firm / "results").glob(f"*/*/{name}"))
    assert pages
    for page in pages:
        bare = re.sub(r"<(script|style)\b.*?</\1>", "", page.read_text(), flags=re.S)
        text = html.unescape(re.sub(r"<[^>]+>", "\n", bare))
        assert not NOT_A_NUMBER.search(text)
        assert language == "en" or not ENGLISH.findall(text)


@pytest.mark.slow  # export is among those that quick runs leave out
def test_a_workbook_holds_numbers(firm: Path) -> None:
    (book,) = (firm / "results").glob("today/*/exports/*.xlsx")
    with zipfile.ZipFile(book) as parts:
        for name in parts.namelist():
            assert not NOT_A_NUMBER.search(parts.read(name).decode("utf-8", "replace")), name


@pytest.mark.slow
def test_calendars_speak_the_readers_language(firm: Path) -> None:
    assert answers("export", "today --format ics --to spoken", "zh-Hant").exit_code == 0
    files = (firm / "spoken").glob("*.ics")
    events = [each for file in files for each in Calendar.from_ical(file.read_bytes()).events]
    told = {str(each["summary"]).partition("、")[0].partition(",")[0] for each in events}
    assert {"休息", "在外過夜"} <= told
    assert any(each.startswith("交通\uff1a") for each in told)
    assert any(str(each["description"]).startswith("任務 ") for each in events)


def test_what_is_watched_is_what_the_ledger_says(firm: Path) -> None:
    workload, day = draw(simulator.load(firm / "scenarios" / "today.yaml")), 8
    told: list[ActivityInterval] = []
    watch(workload, day, lambda seen: told.extend(seen.fresh), 1e9, DAY)
    ledger = replay(workload)
    check_invariants(ledger)
    entries, tasks, names = ledger.entries, ledger.tasks, ledger.parameters.activities.name
    rows = [r for r in range(len(entries.start)) if entries.start[r] // DAY == day]
    done = [int(tasks.activity[entries.task[r]]) if entries.task[r] >= 0 else -1 for r in rows]
    assert sorted(each.activity for each in told) == sorted(
        names[activity] if activity >= 0 else "" for activity in done
    )


@pytest.mark.slow
def test_the_same_in_python(firm: Path) -> None:
    today, changed = (
        simulator.load(firm / "scenarios" / f"{name}.yaml") for name in ("today", "changed")
    )
    result = simulator.run(today, 2, jobs=1, engine="simpy")
    compared = simulator.compare(today, changed, replications=2, jobs=1, engine="simpy")
    assert result.interval("nights_away.rep").mean > 0
    for name in ("nights_away.rep", "cost_per_week", "customers_closed"):
        assert compared.base.interval(name) == result.interval(name)
    assert len(simulator.capacity(today, changed).scenarios) == 2
    moved = simulator.territories(today, changed).roles[0].moved
    assert moved is not None
    assert 0 < moved.accounts < 1


@pytest.mark.slow
def test_nights_away_and_their_cost_stand_in_a_table(firm: Path) -> None:
    today = simulator.load(firm / "scenarios" / "today.yaml")
    stays_home = simulator.what_if(today, roles={"rep": {"tour": None}})
    results = [
        simulator.run(each, 2, jobs=1, engine="simpy", store=firm / "results")
        for each in (today, stays_home)
    ]
    (row,) = next(nights.nights(results[:1])).rows
    away = results[0].interval("nights_away.rep").mean
    assert away > 0
    assert [cell.mean for cell in row[1:]] == [away, 110 * away]  # type: ignore[union-attr]
    assert "nights-away" in {table.key for table in tables_of(results[0])}
    assert list(nights.nights(results[1:])) == []


# -- words that are moved --------------------------------------------------------------------------


def test_shares_that_are_not_said_keep_what_is_left() -> None:
    world = simulator.what_if(_shared({"rep": 0.5, "desk": 0.3, "lab": 0.2}), activities=_by(0.2))
    assert dict(world.activities["order"].by.shares) == {"rep": 0.2, "desk": 0.48, "lab": 0.32}


def test_shares_that_are_all_said_are_as_they_are_said() -> None:
    world = _shared({"rep": 0.5, "desk": 0.5})
    with pytest.raises(simulator.ScenarioError, match=r"the shares add up to 0\.9, expected 1"):
        simulator.what_if(world, activities=_by(0.2, desk=0.7))


def _by(rep: float, **others: float) -> dict[str, object]:
    return {"order": {"by": {"rep": rep, **others}}}


def _shared(by: dict[str, float]) -> simulator.Scenario:
    role = {"people": 1, "cost_per_hour": 30, "shift": OFFICE}
    order = {"category": "desk", "lasts": "10 min", "by": by, "whose": "anyone"}
    return scenario(roles=dict.fromkeys(by, role), activities={"order": order})


@pytest.mark.usefixtures("firm")
@pytest.mark.parametrize("command", ["sensitivity today", "stress today changed"])
def test_a_goal_of_a_wrong_form_is_refused_before_anything_is_run(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("a replication is computed")

    monkeypatch.setattr(runner, "simulate", never)
    result = answers(command, "--goal 'selling > 5' --jobs 1 --out elsewhere", "en")
    assert result.exit_code == 2
    assert "read 'selling > 5', expected a measure, >= or <=" in result.stderr
