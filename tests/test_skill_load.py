"""Work that takes a skill is held against the time of those who have it, reckoned by hand."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from companies import companies
from hypothesis import given, settings
from typer.testing import CliRunner

from simulator.analysis.capacity import RoleLoad, capacity, scenario_load
from simulator.cli import app
from simulator.experiment.compare import run
from simulator.output.charts import save
from simulator.output.content import capacity as content
from simulator.output.content.documents import document_of
from simulator.output.content.obstacles import noted, notes_on
from simulator.output.drawing.style import sheet_of
from simulator.scenario.inheritance import load, load_with_marks

# Three clerks work 8 h a day without lunch; 60 tasks of 10 min a day are 600 min.
OFFICE = """\
title: Three clerks
horizon: {start: 2025-01-06, weeks: 6, warm_up_weeks: 2}
categories: [sign, travel_and_waiting, hand_over, idle]
selling: {with_customers: [sign]}
roles:
  clerk:
    people: 3
    cost_per_hour: 30
    shift: {from: 08:00, to: 16:00}
    members: {Ann: {skills: {law: 1}}, Bob: {}, Cleo: {}}
  lawyer: {people: 1, cost_per_hour: 60, shift: {from: 08:00, to: 16:00}}
profiles:
  office:
    days: {monday: 1, tuesday: 1, wednesday: 1, thursday: 1, friday: 1}
    hours: {"08:00-15:00": 1}
activities:
  sign:
    category: sign
    by: clerk
    skill: law
    lasts: 10 min
    arises: {inbound: {rate: 60 per working day, per: role, profile: office, closed_days: lost}}
watch: [time_use.clerk.sign]
"""

SAID = (
    "work that takes law asks the 1 of 3 clerks who know it for at least 125% of their time (sign,"
    " 50 h a week)"
)


def office(folder: Path, *changes: tuple[str, str], more: str = "") -> Path:
    """The office, with something written in place of something else, and more activities."""
    text = OFFICE
    for written, instead in changes:
        assert written in text
        text = text.replace(written, instead)
    file = folder / "office.yaml"
    file.write_text(text.replace("watch:", f"{more}watch:"))
    return file


def clerks(file: Path) -> RoleLoad:
    """The load of the first role."""
    return scenario_load(load(file)).roles[0]


def further(name: str, minutes: int, *, skill: str, by: str = "clerk", **said: Any) -> str:
    """One more activity of 30 tasks a day."""
    inbound = {
        "rate": "30 per working day",
        "per": "role",
        "profile": "office",
        "closed_days": "lost",
    }
    fields = {"category": "sign", "by": by, "lasts": f"{minutes} min", "skill": skill, **said}
    return f"  {name}: {json.dumps({**fields, 'arises': {'inbound': inbound}})}\n"


def test_all_of_it_falls_to_the_one_who_has_the_skill(tmp_path: Path) -> None:
    """600 min a day of her 480; of all three the same are 600 of 1440."""
    role = clerks(office(tmp_path))
    (few,) = role.few
    assert few.load == pytest.approx(600 / 480)
    assert (few.holders, few.people, few.skills, few.roles) == (1, 3, ("law",), ("clerk",))
    assert role.load == pytest.approx(600 / 1440)
    assert few.is_overloaded
    assert not role.is_overloaded


@pytest.mark.parametrize(
    ("written", "instead", "share"),
    [
        ("Bob: {}", "Bob: {skills: {law: 1}}", 600 / 960),
        ("{law: 1}", "{law: 0.5}", 300 / 480),
        ("{law: 1}}, Bob", "{law: 1}, speed: 2}, Bob", 1200 / 480),
        ("Bob: {}", "Bob: {speed: 3}", 600 / 480),
        ("Ann: {", "Ann: {roster: late, ", 600 / 240),
        (
            "clerk:\n",
            "clerk:\n    absence: {dated: {Bob: [{from: 2025-01-20, to: 2025-01-31}]}}\n",
            600 / 480,
        ),
        (
            "clerk:\n",
            "clerk:\n    absence: {dated: {Ann: [{from: 2025-01-20, to: 2025-01-24}]}}\n",
            600 / 480 * 4 / 3,
        ),
    ],
    ids=["two", "twice as quick", "slow", "of another", "half days", "another away", "away"],
)
def test_the_holders_own_time_counts(
    tmp_path: Path, written: str, instead: str, share: float
) -> None:
    """Their hours, absence and pace, and nobody else's."""
    rosters = "    rosters: {late: {shift: {from: 12:00, to: 16:00}}}\n"
    changes = ((written, instead), ("    members", f"{rosters}    members"))
    (few,) = clerks(office(tmp_path, *changes)).few
    assert few.load == pytest.approx(share)


def test_those_who_are_never_there_have_no_time(tmp_path: Path) -> None:
    """Who is away for good is the first: Ann."""
    file = office(tmp_path, ("clerk:\n", "clerk:\n    absence: {long_term: 1}\n"))
    (few,) = clerks(file).few
    assert few.present == 0
    assert few.is_overloaded
    said = "waits for ever: the 1 of 3 clerks who know it are never there (sign)"
    assert said in notes_on(load_with_marks(file))[0].message
    (role, _) = capacity(file).as_json()["scenarios"]["office"]["roles"]
    assert role["few"][0]["load"] is None


def test_what_waits_for_some_of_them_alone_is_added(tmp_path: Path) -> None:
    """Ann knows law and tax, Bob tax: 600 of her 480; 600 and 300 of both, 960."""
    file = office(
        tmp_path,
        ("{law: 1}}, Bob: {}", "{law: 1, tax: 1}}, Bob: {skills: {tax: 1}}"),
        more=further("file", 10, skill="tax"),
    )
    loads = {each.skills: each.load for each in clerks(file).few}
    assert loads == pytest.approx({("law",): 600 / 480, ("law", "tax"): 900 / 960})


def test_two_skills_of_one_person_share_her_time(tmp_path: Path) -> None:
    """600 and 300 min a day of 480."""
    file = office(tmp_path, ("{law: 1}", "{law: 1, tax: 1}"), more=further("f", 10, skill="tax"))
    (few,) = clerks(file).few
    assert few.load == pytest.approx(900 / 480)
    assert few.skills == ("law", "tax")


def test_several_roles_in_order_share_what_takes_a_skill(tmp_path: Path) -> None:
    """One of three clerks and the lawyer: 600 min a day of 960."""
    changes = (
        ("by: clerk", "by: [clerk, lawyer]"),
        ("lawyer: {people: 1", "lawyer: {members: {Dan: {skills: {law: 1}}}, people: 1"),
    )
    (few,) = clerks(office(tmp_path, *changes)).few
    assert few.load == pytest.approx(600 / 960)
    assert (few.holders, few.people, few.roles) == (2, 4, ("clerk", "lawyer"))


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("skill: law", "skill: {name: law, required: false}"),
        ("    skill: law\n", ""),
        ("Bob: {}, Cleo: {}", "Bob: {skills: {law: 1}}, Cleo: {skills: {law: 1}}"),
        ("Ann: {skills: {law: 1}}", "Ann: {skills: {tax: 1}}"),
    ],
    ids=["asked first", "none", "all have it", "nobody has it"],
)
def test_where_no_few_have_to_do_it_none_are_named(
    tmp_path: Path, written: str, instead: str
) -> None:
    """What all or none of a role may do says nothing beside its load."""
    assert clerks(office(tmp_path, (written, instead))).few == ()


def test_capacity_says_it_first_in_the_table_and_in_json(tmp_path: Path) -> None:
    """Headline, table, list, picture and JSON, beside what is said of some."""
    result = capacity(office(tmp_path))
    said = document_of([result])
    assert said.headlines[0] == (
        f"Three clerks: W{SAID[1:]}; of its roles the busiest are clerks with 42%."
    )
    rows = {row[0]: row[-1] for row in content.loads(result).rows}
    short = "1 of 3 are asked for at least 125% by work that takes law"
    assert rows == {"clerk": short, "lawyer": ""}
    (role, lawyer) = result.as_json()["scenarios"]["office"]["roles"]
    (few,) = role["few"]
    assert few["says"] == SAID
    assert few["overloaded"]
    assert few["load"] == pytest.approx(1.25)
    assert few["at"] == "activities.sign.skill.name"
    assert lawyer["few"] == []
    assert role["of_some"] == []
    assert content.parts(result).notes == (f"Three clerks: {SAID}",)
    summary = result.summary()
    verdicts = dict(zip(summary["measure"], summary["verdict"], strict=True))
    assert verdicts["load_of_few"] == "overloaded"


def test_check_and_answers_say_it_with_its_line(tmp_path: Path) -> None:
    """check with file and line; run and compare among their notes."""
    file = office(tmp_path)
    (note,) = notes_on(load_with_marks(file))
    assert note.message == SAID
    said = CliRunner().invoke(app, ["check", str(file)])
    line = OFFICE.splitlines().index("    skill: law") + 1
    assert f"office.yaml:{line}: activities.sign.skill.name: {SAID}" in said.output
    assert noted([load(file)]) == (f"office: {SAID}",)


def test_with_time_left_nothing_is_noted(tmp_path: Path) -> None:
    """40 tasks are 400 min of 480."""
    file = office(tmp_path, ("60 per", "40 per"))
    assert notes_on(load_with_marks(file)) == []
    result = capacity(file)
    assert "Nobody is asked for more than 95%" in document_of([result]).headlines[0]
    assert "of_some" not in [column.key for column in content.loads(result).columns]
    (few,) = result.scenarios[0].roles[0].few
    assert few.load == pytest.approx(400 / 480)


@pytest.mark.parametrize(("tasks", "share"), [(30, 300 / 480), (60, 1.0)])
def test_a_run_has_the_holder_as_busy_as_that(tmp_path: Path, tasks: int, share: float) -> None:
    """Of all three clerks' 2400 min a week it is a third; more than all she cannot be."""
    scenario = load(office(tmp_path, ("60 per", f"{tasks} per")))
    (few,) = scenario_load(scenario).roles[0].few
    assert min(few.load, 1) == pytest.approx(share)
    summary = run(scenario, replications=4, jobs=1).summary()
    means = dict(zip(summary["measure"], summary["mean"], strict=True))
    assert means["time_use.clerk.sign"] == pytest.approx(share * 2400 / 3, rel=0.03)


@settings(max_examples=25, deadline=None)
@given(companies())
def test_any_company_has_loads_of_its_few(company: Any) -> None:
    """Each is of some people who are there, and of work that is asked for."""
    for role in scenario_load(company).roles:
        for few in role.few:
            assert 0 < few.holders <= few.people
            assert few.asked > 0
            assert few.load > 0


@pytest.mark.parametrize(("tasks", "at"), [(137, 100.0), (60, None)])
def test_the_number_behind_a_bar_lies_not_across_the_line(
    tasks: int, at: float | None, tmp_path: Path
) -> None:
    """137 tasks of ten minutes are 95% of the 24 hours of three clerks: the number follows 100."""
    file = office(tmp_path, ("60 per working day", f"{tasks} per working day"))
    draw = document_of([capacity(load(file))]).figures[0].draw
    assert draw is not None
    (text,) = (each for each in draw().texts if each.get_text() in (" 95%", " 42%"))
    begin = 100 * tasks * 10 / (3 * 8 * 60)
    assert text.get_position()[0] == pytest.approx(begin if at is None else at)


def test_rows_of_the_picture_are_as_far_apart_as_their_names_are_high(tmp_path: Path) -> None:
    """Role, a title of three lines and what the few are asked for in two: six lines of 0.17 in."""
    titled = (
        "An office in which one of three clerks knows the law and what follows from it and more"
    )
    scenarios = []
    for number in range(3):
        file = office(tmp_path, ("Three clerks", f"{number} {titled}"))
        scenarios.append(load(file.rename(tmp_path / f"office{number}.yaml")))
    draw = document_of([capacity(*scenarios)]).figures[0].draw
    assert draw is not None
    axes = draw()
    save(axes, tmp_path / "load.png")
    clerks = [label for label in axes.get_yticklabels() if label.get_text().startswith("clerk")]
    assert [label.get_text().count("\n") for label in clerks] == [5, 5, 5]
    sheet_of(axes).draw_without_rendering()
    tops = [label.get_window_extent() for label in axes.get_yticklabels()]
    assert all(below.y1 <= above.y0 + 1 for above, below in pairwise(tops))
    (_, upper), (_, lower) = (label.get_position() for label in clerks[:2])
    assert lower - upper > 1.5, "rows of one role are 0.95 apart where two lines are enough"


def test_skills_that_overlap_crosswise_are_held_against_all_who_have_them(tmp_path: Path) -> None:
    """Of three clerks each knows two of three skills: 1.25 people's work a skill is 3.75 of 3.

    By pairs, none of whom alone is asked for too much: 1.25 of 2.
    """
    known = {"Ann": "law: 1, tax: 1", "Bob": "law: 1, port: 1", "Cleo": "tax: 1, port: 1"}
    members = ", ".join(f"{name}: {{skills: {{{skills}}}}}" for name, skills in known.items())
    sign = OFFICE[OFFICE.index("  sign:\n") : OFFICE.index("watch:")]
    more = "".join(
        sign.replace("sign:\n", f"{skill}:\n", 1).replace("skill: law", f"skill: {skill}")
        for skill in ("tax", "port")
    )
    change = (
        ("{Ann: {skills: {law: 1}}, Bob: {}, Cleo: {}}", f"{{{members}}}"),
        ("people: 3", "people: 6"),
    )
    (clerk,) = (
        role
        for role in scenario_load(load(office(tmp_path, *change, more=more))).roles
        if role.role == "clerk"
    )
    assert not any(each.is_overloaded for each in clerk.few if each.holders == 2)
    (together,) = clerk.overloaded_few
    assert (together.holders, together.people) == (3, 6)
    assert together.load == pytest.approx(1.25)
