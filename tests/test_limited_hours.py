"""Work that some hours of the week alone allow is held against these hours, reckoned by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from simulator.analysis.capacity import LoadInHours, scenario_load
from simulator.cli import app
from simulator.experiment.compare import run
from simulator.output.content.obstacles import notes_on
from simulator.scenario.inheritance import load, load_with_marks

# Two reps and a desk of one, 8 h a day without lunch. What is not said otherwise fits in.
FIRM = """\
title: Firm
horizon: {start: 2025-01-06, weeks: 8, warm_up_weeks: 2}
territory: {width: 4 km, height: 4 km}
travel: {speed: 60 km/h}
categories: [repair, mail, demo, travel_and_waiting, hand_over, idle]
selling: {with_customers: [repair]}
segments: {all: {accounts: 20, opening: {from: 08:00, to: 16:00}}}
roles:
  rep:
    people: 2
    cost_per_hour: 60
    shift: {from: 08:00, to: 16:00}
    members: {Ann: {skills: {pumps: 1}}, Bob: {}}
  desk: {people: 1, cost_per_hour: 30, shift: {from: 08:00, to: 16:00}}
profiles:
  office:
    days: {monday: 1, tuesday: 1, wednesday: 1, thursday: 1, friday: 1}
    hours: {"08:00-15:00": 1}
activities:
  repair:
    category: repair
    by: rep
    lasts: 45 min
    place: account
    splittable: false
    arises: {inbound: {rate: 20 per week, per: role, profile: office}}
  mail:
    category: mail
    by: desk
    lasts: 30 min
    arises: {inbound: {rate: 20 per week, per: role, profile: office}}
  demo:
    category: demo
    by: desk
    with: {rep: 1}
    lasts: 1 h
    splittable: false
    arises: {inbound: {rate: 2 per week, per: role, profile: office}}
"""
EARLY = "rosters: {early: {shift: {from: 08:00, to: 16:00, days: [monday, tuesday]}}}\n    "
PARCEL = """\
  parcel:
    category: mail
    by: desk
    lasts: 30 min
    on_days: [thursday, friday]
    arises: {inbound: {rate: 20 per week, per: role, profile: office}}
"""
CALLED = "accounts: 10, opening: {from: 08:00, to: 10:00}, contact_every: {repair: 1 week}}}"
ASKED = "    arises: {inbound: {rate: 20 per week, per: role, profile: office}}\n"
NINE = ("to: 16:00}}}", "to: 09:00}}}")
APART = (
    ("30, shift: {from: 08:00, to: 16:00}", "30, shift: {from: 14:42, to: 22:00}"),
    ("60\n    shift: {from: 08:00, to: 16:00}", "60\n    shift: {from: 08:00, to: 15:00}"),
)
ANN = ("category: repair\n    by: rep", "category: repair\n    by: rep\n    skill: pumps")


def firm(folder: Path, *changes: tuple[str, str]) -> Path:
    text = FIRM
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    folder.mkdir(exist_ok=True)
    (folder / "firm.yaml").write_text(text, "utf-8")
    return folder / "firm.yaml"


def found(path: Path) -> dict[tuple[str, ...], LoadInHours]:
    roles = scenario_load(load(path)).roles
    return {each.activities: each for role in roles for each in role.in_hours}


def test_hours_that_do_are_not_told(tmp_path: Path) -> None:
    assert found(firm(tmp_path)) == {}
    assert found(firm(tmp_path, ("lasts: 30 min", "lasts: 30 min\n    on_days: [friday]"))) != {}


@pytest.mark.parametrize(
    ("change", "work", "at", "asked", "present"),
    [
        # 20 visits of 45 min, and two reps there for the one hour of five days.
        ((NINE,), "repair", "segments.all.opening", 900, 600),
        # 20 letters of 30 min on the one day of 8 h.
        (
            (("lasts: 30 min", "lasts: 30 min\n    on_days: [friday]"),),
            "mail",
            "activities.mail.on_days",
            600,
            480,
        ),
        # In a session of 10 min a day; the last letter of each may go on for 30 min.
        (
            (("lasts: 30 min", "lasts: 30 min\n    sessions: {at: [09:00], lasts: 10 min}"),),
            "mail",
            "activities.mail.sessions",
            600,
            5 * 40,
        ),
        # Two demonstrations of an hour, and the desk is there with the reps for 18 min a day.
        (
            (*APART, ("lasts: 1 h", "lasts: 18 min"), ("rate: 2 per week", "rate: 8 per week")),
            "demo",
            "activities.demo.with",
            8 * 18,
            5 * 18,
        ),
        # Of two reps one knows pumps: 15 h of the 5 in which the accounts receive.
        ((NINE, ANN), "repair", "segments.all.opening", 900, 300),
    ],
)  # fmt: skip
def test_what_is_asked_in_hours_that_alone_allow_it(
    tmp_path: Path,
    change: tuple[tuple[str, str], ...],
    work: str,
    at: str,
    asked: float,
    present: float,
) -> None:
    each = found(firm(tmp_path, *change))[work,]
    assert (".".join(each.at), each.asked, each.present) == (
        at,
        pytest.approx(asked),
        pytest.approx(present),
    )
    assert each.is_overloaded


def test_who_alone_may_do_it_and_is_never_there_then(tmp_path: Path) -> None:
    """Bob is there on Fridays, but only Ann knows pumps."""
    shifts = (
        "members: {Ann: {skills",
        EARLY + "members: {Ann: {roster: early, skills",
    )
    days = ("from: 08:00, to: 16:00}}}", "days: [friday]}}}")
    each = found(firm(tmp_path, shifts, ANN, days))["repair",]
    assert (each.skills, each.present) == (("pumps",), 0)
    assert ".".join(each.at) == "segments.all.opening"
    notes = [note.message for note in notes_on(load_with_marks(tmp_path / "firm.yaml"))]
    text = "repair waits for ever: the reps who know pumps are never there when it can be done"
    assert text in notes


def test_all_that_such_hours_allow_is_held_against_them_together(tmp_path: Path) -> None:
    """Letters on Friday and parcels on Thursday and Friday: 12 h and 6 h, each fits, 18 of 16 h."""
    mail = ("lasts: 30 min", "lasts: 21 min\n    on_days: [friday]")
    parcels = (
        "  demo:\n",
        PARCEL + "  demo:\n",
    )
    (each,) = found(firm(tmp_path, mail, parcels)).values()
    assert set(each.activities) == {"mail", "parcel"}
    assert (each.asked, each.present) == (pytest.approx(420 + 600), pytest.approx(960))


def test_the_overload_is_what_replications_show_and_every_answer_tells_it(tmp_path: Path) -> None:
    path = firm(tmp_path, NINE)
    growing = run(load(path), 3, jobs=1).queues
    assert [each.settles for each in growing if each.activity == "repair"] == [False]
    said = (
        "reps have 10 h a week in which repair can be done, and are asked for at least 15 h of it,"
        " so that it is bound to wait"
    )
    assert said in " ".join(note.message for note in notes_on(load_with_marks(path)))
    told = CliRunner().invoke(app, ["capacity", str(path)]).stdout
    assert f"firm: {said[0].upper()}{said[1:]}" in " ".join(told.split()).replace("Firm:", "firm:")
    record = json.loads(CliRunner().invoke(app, ["capacity", str(path), "--json"]).stdout)
    (there,) = record["scenarios"]["firm"]["roles"][0]["in_hours"]
    assert (there["load"], there["says"]) == (pytest.approx(1.5), said)


def test_calls_of_an_hour_fit_once_a_day_into_two_hours_with_a_way_between(tmp_path: Path) -> None:
    """Of ten calls due in a week five are made: twice as many were reckoned."""
    path = firm(
        tmp_path,
        ("accounts: 20, opening: {from: 08:00, to: 16:00}}}", CALLED),
        ("roles:", "call_plans: {repair: {order: nearest_first}}\nroles:"),
        ("people: 2", "people: 1\n    accounts: own"),
        ("Ann: {skills: {pumps: 1}}, Bob: {}", "Ann: {}"),
        (
            "    arises: {inbound: {rate: 20 per week, per: role, profile: office}}\n  mail",
            "  mail",
        ),
        ("lasts: 45 min", "lasts: 60 min"),
        ("    with: {rep: 1}\n", ""),
    )
    rep = scenario_load(load(path)).roles[0]
    assert (rep.wanted, rep.calls) == (pytest.approx(10, rel=0.1), pytest.approx(5, rel=0.05))
    found = run(load(path), 2, jobs=1)
    assert found.interval("visits_per_week").mean == pytest.approx(5, rel=0.05)
