"""Work that nobody can ever do is named with file and line; what can be done is not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from simulator.analysis.capacity import ScenarioLoad, capacity, scenario_load
from simulator.analysis.capacity.obstacles import obstacles
from simulator.cli import app
from simulator.experiment.compare import run
from simulator.output.content import capacity as loads
from simulator.output.content.obstacles import never_done, noted, notes_on
from simulator.scenario.inheritance import load, load_with_marks
from simulator.scenario.scenario import Scenario

FIRM = """\
title: Tiny firm
question: How much do two reps sell?
horizon: {start: 2025-01-06, weeks: 4, warm_up_weeks: 1}
categories: [selling, desk, travel_and_waiting, hand_over, idle]
selling: {main: [selling]}
territory: {width: 30 km, height: 30 km}
travel: {speed: 50 km/h, parking: 2 min}
roles:
  rep:
    people: 2
    cost_per_hour: 60
    base: home
    accounts: own
    shift: {from: 08:00, to: 17:00}
  clerk:
    people: 1
    cost_per_hour: 30
    shift: {from: 08:00, to: 17:00}
segments:
  shops: {accounts: 60, contact_every: {visit: 1 week}}
activities:
  visit:
    category: selling
    by: rep
    place: account
    splittable: false
    lasts: 30 min
  order:
    category: desk
    by: clerk
    lasts: 20 min
    arises: {after: {visit: 0.8}}
  meeting:
    category: desk
    by: rep
    lasts: 1 h
    arises: {meeting: {every: week, on: monday, at: "09:00", joined_by: [clerk]}}
call_plans:
  visit: {}
watch: [direct_selling_share, utilisation.clerk]
"""

VISITS = """\
segments:
  shops: {accounts: 60, contact_every: {visit: 1 week}}
activities:
  visit:
"""

# What is written instead of what; why it can never be done; the line that stands in the way.
CASES = {
    "a role without people": ("    people: 1\n", "    people: 0\n", "nobody", 16),
    "a role whose people are all away": (
        "    people: 1\n",
        "    people: 1\n    absence: {long_term: 1}\n",
        "away",
        17,
    ),
    "accounts that open on a day nobody works": (
        "visit: 1 week}}",
        "visit: 1 week}, opening: {days: [sunday]}}",
        "days",
        20,
    ),
    "accounts that open after the shift": (
        "visit: 1 week}}",
        "visit: 1 week}, opening: {from: 18:00, to: 20:00}}",
        "hours",
        20,
    ),
    "a visit longer than the day": ("lasts: 30 min", "lasts: 12 h", "too long", 27),
    "a visit longer than accounts are open": (
        "visit: 1 week}}",
        "visit: 1 week}, opening: {from: 08:00, to: 08:20}}",
        "too long",
        27,
    ),
    "customers who are never there": ("visit: {}", "visit: {no_show: 1}", "never there", 39),
    "work bound to a day nobody works": (
        "    lasts: 20 min\n",
        "    lasts: 20 min\n    on_days: [sunday]\n",
        "wrong day",
        32,
    ),
    "a meeting on a day off": ("on: monday", "on: saturday", "meeting day", 37),
    "work that takes a skill nobody has": (
        "    by: clerk\n",
        "    by: clerk\n    skill: law\n",
        "unskilled",
        31,
    ),
    "joint work for more than there are": (
        VISITS,
        VISITS.replace("60", "6") + "    with: {clerk: 2}\n",
        "too few",
        23,
    ),
    "joint work of people who are never at work together": (
        VISITS,
        "  engineer: {people: 1, cost_per_hour: 50, shift: {from: 16:40, to: 19:00}}\n"
        + VISITS
        + "    with: {engineer: 1}\n",
        "apart",
        24,
    ),
    "a meeting after the shift": ('"09:00"', '"20:00"', "meeting hour", 37),
}


@pytest.mark.few(9)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_work_that_can_never_be_done_is_noted_at_its_line(
    case: tuple[str, str, str, int], tmp_path: Path
) -> None:
    written, instead, _, line = case
    assert FIRM.count(written) == 1
    file = tmp_path / "firm.yaml"
    file.write_text(FIRM.replace(written, instead))
    result = CliRunner().invoke(app, ["check", str(file), "--json"])
    assert result.exit_code == 0, "a note is no refusal"
    (said,) = json.loads(result.stdout)["files"]
    assert said["ok"]
    assert {note["line"] for note in said["notes"]} == {line}


def firm(text: str, folder: Path) -> Scenario:
    file = folder / "firm.yaml"
    file.write_text(text)
    return load(file)


def test_nothing_is_noted_of_a_firm_in_which_all_can_be_done(tmp_path: Path) -> None:
    file = tmp_path / "firm.yaml"
    file.write_text(FIRM)
    result = CliRunner().invoke(app, ["check", str(file)])
    assert result.stdout == f"{file}: fine\n"
    assert f"{file}:" not in result.stderr, "and no note"


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_each_reason_is_found_and_said(case: tuple[str, str, str, int], tmp_path: Path) -> None:
    written, instead, reason, _ = case
    found = obstacles(firm(FIRM.replace(written, instead), tmp_path))
    assert {each.reason for each in found} == {reason}
    assert all(each.activity in never_done(each) for each in found)


IMPOSSIBLE = {
    **{name: ("rep", "visit") for name in CASES if "visit" in name or "accounts" in name},
    "customers who are never there": ("rep", "visit"),
    "work bound to a day nobody works": ("clerk", "order"),
    "a meeting on a day off": ("rep", "meeting"),
    "work that takes a skill nobody has": ("clerk", "order"),
    "joint work of people who are never at work together": ("rep", "visit"),
    "a meeting after the shift": ("clerk", "meeting"),
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_what_can_never_be_done_is_in_no_load_and_named_instead(case: str, tmp_path: Path) -> None:
    written, instead, reason, _ = CASES[case]
    role, activity = IMPOSSIBLE[case]
    usual, never = (
        scenario_load(firm(text, tmp_path)) for text in (FIRM, FIRM.replace(written, instead))
    )
    assert activity in asked_of(usual, role)
    assert activity not in asked_of(never, role)
    assert reason in {each.reason for each in never.never}
    if activity == "visit":
        reps = next(each for each in never.roles if each.role == "rep")
        assert (reps.calls, reps.wanted) == (0, 0), "neither made nor due"
        assert "travel" not in [part.kind for part in reps.parts]
        assert "order" not in asked_of(never, "clerk"), "nothing follows on what is never done"


def asked_of(load: ScenarioLoad, role: str) -> set[str]:
    """Activities that take a role's time."""
    return {part.activity for each in load.roles if each.role == role for part in each.parts}


def checked(file: Path) -> str:
    """All that is said of a file, on one line."""
    return " ".join(CliRunner().invoke(app, ["check", str(file)]).output.split())


def test_calls_that_with_the_way_fill_more_than_a_day_are_noted(tmp_path: Path) -> None:
    file = tmp_path / "firm.yaml"
    file.write_text(FIRM.replace("lasts: 30 min", "lasts: 8.9 h"))
    assert "reps have time for 1 of the 60 calls due in a week, or for none" in checked(file)
    found = run(load(file), replications=1, jobs=1)
    assert found.interval("done.visit").mean == 0, "of two reps none finds 6 minutes for the way"


def test_a_load_of_many_times_the_day_is_written_out(tmp_path: Path) -> None:
    desk = "    lasts: 12 h\n    splittable: false\n"
    file = tmp_path / "firm.yaml"
    file.write_text(FIRM.replace("    lasts: 20 min\n", desk))
    assert re.search(r"clerks are asked for 1,\d\d0% of their time", checked(file))


def test_a_load_says_what_of_it_is_left_out_because_it_lapses(tmp_path: Path) -> None:
    """Orders take all of a clerk's time three times over, and so do letters; only orders lapse."""
    file, order = tmp_path / "firm.yaml", "    lasts: 20 min\n"
    letters = "  letter: {category: desk, by: clerk, lasts: 3 h, arises: {after: {visit: 0.8}}}\n"
    text = FIRM.replace("activities:\n", "activities:\n" + letters)
    file.write_text(text.replace(order, "    lasts: 3 h\n"))
    assert "left out" not in checked(file)
    file.write_text(text.replace(order, "    lasts: 3 h\n    lapses: {after: 1 h}\n"))
    assert "; what is expected to lapse of order is left out of that" in checked(file)
    left_out = list(loads._left_out(capacity(load(file))))
    assert left_out == [
        "of order only what is expected to be done takes time here, not what lapses"
    ]


def test_a_meeting_is_missed_by_everyone_who_would_join(tmp_path: Path) -> None:
    found = obstacles(firm(FIRM.replace("on: monday", "on: saturday"), tmp_path))
    assert [each.role for each in found] == ["rep", "clerk"]


EVENING = "rosters: {late: {people: 3, shift: {from: 17:00, to: 22:00}}}"
KEPT_OUT = (
    "from 2025-01-20 on: for 3 of 4 of 'rep': 'visit' can never be done: 'shops' receives from"
    " 09:00 to 16:00, and 'rep' works from 17:00 to 22:00"
)


def kept_out(tmp_path: Path) -> list[str]:
    """What is noted where from February three of four reps work in the evening."""
    firm = FIRM.replace("people: 2", "people: 4")
    opening = "contact_every: {visit: 1 week}, opening: {from: 09:00, to: 16:00}"
    (tmp_path / "firm.yaml").write_text(firm.replace("contact_every: {visit: 1 week}", opening))
    change = f"[{{on: 2025-01-20, values: {{roles: {{rep: {{{EVENING}}}}}}}}}]"
    file = tmp_path / "late.yaml"
    file.write_text(f"extends: firm\ntitle: Late\nquestion: And late?\nchange: {change}\n")
    return [note.message for note in notes_on(load_with_marks(file))]


def test_those_whose_own_hours_keep_them_from_their_accounts_are_counted(tmp_path: Path) -> None:
    assert KEPT_OUT in kept_out(tmp_path)


def test_what_nobody_can_do_from_one_day_on_is_said_of_that_day(tmp_path: Path) -> None:
    (tmp_path / "firm.yaml").write_text(FIRM)
    child = "extends: firm\ntitle: No clerk\nquestion: And without?\nhire: {clerk: -1}\n"
    file = tmp_path / "gone.yaml"
    file.write_text(f"{child}change: {{on: 2025-01-20}}\n")
    said = "from 2025-01-20 on: nobody can ever do 'order': 'clerk' has no people"
    assert said in [note.message for note in notes_on(load_with_marks(file))]
    assert noted([load(file)]) == (f"gone: {said}",)
    first, later = capacity(file).scenarios
    assert first.never == ()
    assert [each.activity for each in later.never] == ["order"]
    file.write_text(child)  # all along
    assert "from 2025" not in " ".join(noted([load(file)]))


def test_work_that_overflows_to_somebody_is_done(tmp_path: Path) -> None:
    over = "    lasts: 20 min\n    overflow: {to: rep, after: 1 d}\n"
    text = FIRM.replace("    lasts: 20 min\n", over).replace("    people: 1\n", "    people: 0\n")
    assert obstacles(firm(text, tmp_path)) == ()


@pytest.mark.parametrize("case", ["a role without people", "work that takes a skill nobody has"])
def test_work_that_is_chosen_as_the_next_is_missed_too(case: str, tmp_path: Path) -> None:
    """It is asked for by what comes before it alone; of nobody no skill is missed beside."""
    instead, written, reason, _ = CASES[case]
    text = FIRM.replace(instead, written, 1)
    text = text.replace("    arises: {after: {visit: 0.8}}\n", "").replace(
        "    lasts: 30 min\n", "    lasts: 30 min\n    then: {order: 0.8}\n"
    )
    (found,) = obstacles(firm(text, tmp_path))
    assert (found.reason, found.activity, found.role) == (reason, "order", "clerk")
    nobody = text.replace("    people: 1\n", "    people: 0\n")
    assert [each.reason for each in obstacles(firm(nobody, tmp_path))] == ["nobody"]


def test_work_that_nothing_asks_for_is_not_missed(tmp_path: Path) -> None:
    text = FIRM.replace("    arises: {after: {visit: 0.8}}\n", "    on_days: [sunday]\n")
    assert obstacles(firm(text, tmp_path)) == ()


def test_a_call_plan_whose_accounts_want_no_calls_needs_nobody(tmp_path: Path) -> None:
    text = FIRM.replace("contact_every: {visit: 1 week}", "contact_every: {}")
    text = text.replace("    people: 2\n", "    people: 0\n")
    assert obstacles(firm(text, tmp_path)) == ()


@pytest.mark.slow
def test_run_says_the_same_note_once_beside_its_answer(tmp_path: Path) -> None:
    file = tmp_path / "firm.yaml"
    file.write_text(FIRM.replace("    people: 1\n", "    people: 0\n"))
    how = ["-n", "1", "--engine", "simpy", "--jobs", "1", "--out", str(tmp_path / "results")]
    for _ in range(2):  # from the page that was kept as well
        result = CliRunner().invoke(app, ["run", str(file), *how])
        assert result.exit_code == 0
        assert result.stderr.count("nobody can ever do 'order'") == 1
        assert "nan" not in result.stdout.lower()
    quiet = CliRunner().invoke(app, ["run", str(file), *how, "--quiet"])
    assert "nobody can ever do" not in quiet.stderr
    report = tmp_path / "report.html"
    CliRunner().invoke(
        app, ["report", "firm", "--to", str(report), "--out", str(tmp_path / "results")]
    )
    assert ">nan" not in report.read_text().lower()


def test_a_role_that_is_asked_for_more_than_it_has_time_is_noted(tmp_path: Path) -> None:
    file = tmp_path / "firm.yaml"
    file.write_text(FIRM.replace("lasts: 20 min", "lasts: 60 min"))
    result = CliRunner().invoke(app, ["check", str(file)])
    assert result.exit_code == 0
    # 60 visits a week, hardly one less, bring 48 orders of an hour; 45 hours are there, one of them
    # in a meeting.
    assert re.search(r"clerks are asked for 10[789]% of their time", result.stderr)
    assert re.search(r"order, 4[78] h a week", result.stderr)
    assert f"{file}:16: roles.clerk.people" in result.stderr


REPAIR = (
    "  repair: {category: desk, by: rep, place: account, splittable: false, lasts: 45 min,"
    " on_days: [monday], arises: {inbound: {rate: 1 per week}}}\ncall_plans:\n"
)
ON_TUESDAYS = "visit: 1 week}, opening: {days: [tuesday]}}"
BESIDE = "\n  homes: {accounts: 9, contact_every: {visit: 1 week}}"
FRIDAYS = "holidays: {also: [2025-01-10, 2025-01-17, 2025-01-24, 2025-01-31]}\n"
# What is written instead of what; why what can never be done where.
NEVER_MEET = {
    "days of the work and of the accounts": (
        {"call_plans:\n": REPAIR, "visit: 1 week}}": ON_TUESDAYS},
        [("closed then", "repair", "shops")],
    ),
    "of some accounts": (
        {"call_plans:\n": REPAIR, "visit: 1 week}}": ON_TUESDAYS + BESIDE},
        [("closed then", "repair", "shops")],
    ),
    "a day for both on which nobody works": (
        {
            "call_plans:\n": REPAIR.replace("[monday]", "[monday, saturday]"),
            "visit: 1 week}}": "visit: 1 week}, opening: {days: [tuesday, saturday]}}",
        },
        [("off then", "repair", "shops")],
    ),
    "hours of the accounts and those in common": (
        {
            "roles:\n": "roles:\n  aid: {people: 1, cost_per_hour: 9,"
            " shift: {from: 13:00, to: 17:00}}\n",
            "visit: 1 week}}": "visit: 1 week}, opening: {from: 08:00, to: 13:20}}",
            "  visit:\n": "  visit:\n    with: {aid: 1}\n",
        },
        [("apart then", "visit", "shops")],
    ),
    "days of the work and those that are not closed": (
        {
            "categories:": FRIDAYS + "categories:",
            "lasts: 20 min": "lasts: 20 min\n    on_days: [friday]",
        },
        [("holidays", "order", "")],
    ),
    "sessions and days that are not closed": (
        {
            "categories:": FRIDAYS + "categories:",
            "lasts: 20 min": 'lasts: 20 min\n    sessions: {days: [friday], at: ["09:00"],'
            " lasts: 1 h}",
        },
        [("holidays", "order", "")],
    ),
    "days of both, each closed": (
        {
            "categories:": FRIDAYS + "categories:",
            "call_plans:\n": REPAIR.replace("monday", "monday, friday"),
            "visit: 1 week}}": "visit: 1 week}, opening: {days: [tuesday, friday]}}",
        },
        [("holidays", "repair", "shops")],
    ),
}


@pytest.mark.parametrize("case", NEVER_MEET.values(), ids=NEVER_MEET)
def test_limits_that_never_meet_are_told(
    case: tuple[dict[str, str], list[tuple[str, str, str]]], tmp_path: Path
) -> None:
    text = FIRM
    for written, instead in case[0].items():
        assert text.count(written) == 1
        text = text.replace(written, instead)
    found = obstacles(firm(text, tmp_path))
    assert [(each.reason, each.activity, each.segment) for each in found] == case[1]
    assert all(each.activity in never_done(each) for each in found)
    done = {part for _, part, where in case[1] if not (where and "homes" in text)}
    load = scenario_load(firm(text, tmp_path))
    assert not done & {part.activity for each in load.roles for part in each.parts}


def test_one_day_for_both_that_is_open_once_is_enough(tmp_path: Path) -> None:
    text = FIRM.replace("categories:", FRIDAYS.replace(", 2025-01-31", "") + "categories:")
    text = text.replace("lasts: 20 min", "lasts: 20 min\n    on_days: [friday]")
    assert obstacles(firm(text, tmp_path)) == ()
