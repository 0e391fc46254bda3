"""Work that some hours of the week alone allow is held against these hours, reckoned by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from simulator.analysis.capacity import LoadInHours, scenario_load
from simulator.cli import app
from simulator.experiment.compare import run
from simulator.output.content.obstacles import in_short_in_hours, notes_on
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


def _whole(lasts: str, session: str) -> tuple[str, str]:
    """Mail that is not split, in one session a day."""
    when = f"sessions: {{at: [09:00], lasts: {session}}}\n    splittable: false"
    return "lasts: 30 min", f"lasts: {lasts}\n    {when}"


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
        # Three of six counted Fridays are closed, and what would come on them is lost.
        (
            (
                ("lasts: 30 min", "lasts: 30 min\n    on_days: [friday]"),
                ("roles:", "holidays: {also: [2025-01-24, 2025-01-31, 2025-02-07]}\nroles:"),
            ),
            "mail",
            "activities.mail.on_days",
            600 * 27 / 30,
            480 * 3 / 6,
        ),
        # In a session of 10 min a day, at the end of which a letter is laid aside.
        (
            (("lasts: 30 min", "lasts: 30 min\n    sessions: {at: [09:00], lasts: 10 min}"),),
            "mail",
            "activities.mail.sessions",
            600,
            5 * 10,
        ),
        # What is not laid aside begins once in 10 min and goes on: 30 min a day.
        ((_whole("30 min", "10 min"),), "mail", "activities.mail.sessions", 600, 5 * 30),
        # In 70 min three of them begin: 90 min a day, and no more where all fit.
        ((_whole("30 min", "70 min"),), "mail", "activities.mail.sessions", 600, 5 * 90),
        ((_whole("30 min", "1 h"),), "mail", "activities.mail.sessions", 600, 5 * 60),
        # Of uneven ones the last may be a long one: at most a mean one is still to be done.
        (
            (_whole("{family: exponential, mean: 30 min}", "1 h"),),
            "mail",
            "activities.mail.sessions",
            600,
            5 * 90,
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
    assert (".".join(each.at), each.asked - each.ways, each.present) == (
        at,
        pytest.approx(asked),
        pytest.approx(present),
    )
    assert each.is_overloaded


def test_hours_that_would_read_the_same_have_a_decimal(tmp_path: Path) -> None:
    """20 letters of 25 min are 500 min, and a Friday of one has 480."""
    path = firm(tmp_path, ("lasts: 30 min", "lasts: 25 min\n    on_days: [friday]"))
    (note,) = notes_on(load_with_marks(path))
    assert (
        "8.0 h a week in which mail can be done, and are asked for at least 8.3 h" in note.message
    )
    (role,) = [each for each in scenario_load(load(path)).roles if each.in_hours]
    assert in_short_in_hours(role) == "mail: 8.3 h asked, 8.0 h in which it can be done"


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
        "reps have 10 h a week in which repair can be done (2 h of that are too short for another"
        " whole task), and are asked for at least 16 h of it (1 h of that are on the road), so"
        " that it is bound to wait"
    )
    assert said in " ".join(note.message for note in notes_on(load_with_marks(path)))
    told = CliRunner().invoke(app, ["capacity", str(path)]).stdout
    assert f"firm: {said[0].upper()}{said[1:]}" in " ".join(told.split()).replace("Firm:", "firm:")
    record = json.loads(CliRunner().invoke(app, ["capacity", str(path), "--json"]).stdout)
    (there,) = record["scenarios"]["firm"]["roles"][0]["in_hours"]
    ways = 10 * WAY / 10 + 10 * 0.3826 * 4 * 1.3  # at ten times the speed; and to each first one
    asked, usable = 900 + ways, 10 * (45 + 0.3826 * 4 * 1.3)
    assert there["load"] == pytest.approx(asked / usable, rel=0.001)
    assert there["says"] == said


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


# -- ways, whole tasks, and what goes first: against replications ----------------------------------

ALONE = (
    ("people: 2", "people: 1"),
    ("Ann: {skills: {pumps: 1}}, Bob: {}", "Ann: {}"),
    ("    with: {rep: 1}\n", ""),
)
SLOW = ("speed: 60 km/h", "speed: 6 km/h")
WAY = 0.5214 * 4 * 1.3 / 6 * 60 * 19 / 20  # between points of a square; of 20 one is where he is
FIRST = """\
  phone:
    category: mail
    by: rep
    urgency: 2
    lasts: 20 min
    arises: {inbound: {rate: 30 per week, per: role, profile: office}}
"""
MEETING = """\
  stand_up:
    category: mail
    by: rep
    lasts: 1 h
    arises: {meeting: {every: day, at: 11:00}}
"""


def receives(begin: str, end: str) -> tuple[str, str]:
    return "from: 08:00, to: 16:00}}}", f"from: {begin}, to: {end}}}}}}}"


def in_common(begin: str, minutes: int) -> tuple[tuple[str, str], ...]:
    """The reps leave at three, the desk begins then or before."""
    desk = ("30, shift: {from: 08:00, to: 16:00}", f"30, shift: {{from: {begin}, to: 22:00}}")
    return desk, APART[1], ("lasts: 1 h", f"lasts: {minutes} min")


def beside(activity: str) -> tuple[str, str]:
    return "  demo:\n", f"{activity}  demo:\n"


def asked_for(rate: float) -> tuple[str, str]:
    old = "profile: office}}\n  mail"
    return f"rate: 20 per week, per: role, {old}", f"rate: {rate} per week, per: role, {old}"


def demos(rate: float) -> tuple[str, str]:
    return "rate: 2 per week", f"rate: {rate} per week"


FOUR_HOURS = (receives("10:00", "14:00"), SLOW, *ALONE)


def grows(path: Path, work: str) -> bool:
    """Does what waits grow in replications, beyond what a start and luck make?"""
    return any(q.settles is False for q in run(load(path), 3, jobs=1).queues if q.activity == work)


def test_ways_between_visits_lie_within_receiving_hours(tmp_path: Path) -> None:
    """24 visits of 45 min are 18 of 20 h, and 19 ways of 26 min with them are 26 h.

    Of each day the last way is as short as it takes: 240 min less three visits and ways leave 53.5.
    """
    each = found(firm(tmp_path, asked_for(24), *FOUR_HOURS))["repair",]
    last = 240 - 45 - 2 * (45 + WAY) - 45
    assert (each.asked - each.ways, each.present) == (pytest.approx(18 * 60), pytest.approx(1200))
    assert each.ways == pytest.approx(19 * WAY - 5 * (WAY - last), rel=0.001)
    assert each.load == pytest.approx(1.236, rel=0.001)
    assert grows(tmp_path / "firm.yaml", "repair")


def test_no_second_visit_fits_where_two_fill_the_hours_but_for_the_way(tmp_path: Path) -> None:
    """Of an hour, one fits into two hours a day; of 20 one is where the last was, and two fit."""
    path = firm(
        tmp_path, asked_for(9), receives("10:00", "12:00"), SLOW, *ALONE, ("45 min", "60 min")
    )
    each = found(path)["repair",]
    assert (each.asked, each.present) == (pytest.approx(9 * 60), pytest.approx(5 * 120))
    assert each.usable == pytest.approx(5 * (1.05 * 60 + 0.05 * WAY), rel=0.001)
    done = run(load(path), 3, jobs=1).interval("done.repair").mean
    assert done == pytest.approx(5 * 1.05, rel=0.05)


def test_with_room_for_the_ways_nothing_is_told_and_nothing_grows(tmp_path: Path) -> None:
    """14 visits a week and nine ways: 14 of 20 h."""
    path = firm(tmp_path, asked_for(14), *FOUR_HOURS)
    assert found(path) == {}
    assert not grows(path, "repair")


def test_an_hour_in_common_holds_one_whole_task_of_forty_minutes(tmp_path: Path) -> None:
    """Five a week, not seven and a half: six are 240 of 200 min, four are 160."""
    hour = in_common("14:00", 40)
    each = found(firm(tmp_path, demos(6), *hour))["demo",]
    assert (each.asked, each.present, each.left) == pytest.approx((240, 300, 100))
    assert each.load == pytest.approx(1.2)
    assert "(2 h of that are too short for another whole task)" in " ".join(
        note.message for note in notes_on(load_with_marks(tmp_path / "firm.yaml"))
    )
    assert found(firm(tmp_path, demos(4), *hour)) == {}


def test_meetings_and_what_is_more_urgent_take_from_such_hours(tmp_path: Path) -> None:
    """An hour a day; and of 10 h that come in within 7 h a day what comes 45 min before the end."""
    meeting = found(firm(tmp_path, asked_for(24), beside(MEETING), *FOUR_HOURS))["repair",]
    assert meeting.taken == pytest.approx(5 * 60)
    first = found(firm(tmp_path, asked_for(24), beside(FIRST), *FOUR_HOURS))["repair",]
    assert first.taken == pytest.approx(600 * (240 - 45) / 420)
    later = beside(FIRST.replace("urgency: 2", "urgency: 6"))
    assert found(firm(tmp_path, asked_for(24), later, *FOUR_HOURS))["repair",].taken == 0


def test_who_begins_with_the_hours_drives_to_the_first_within_them(tmp_path: Path) -> None:
    """From the middle of a square of 4 km it is 1530 m to anywhere, by road 20 min."""
    early = receives("08:00", "12:00"), SLOW, *ALONE
    each = found(firm(tmp_path, asked_for(24), *early))["repair",]
    home = 0.3826 * 4 * 1.3 / 6 * 60
    last = 240 - home - 45 - 2 * (45 + WAY) - 45
    assert last < 0  # no fourth visit, however near
    assert each.ways == pytest.approx(19 * WAY + 5 * home, rel=0.001)


@pytest.mark.parametrize(
    ("work", "changes"),
    [
        ("repair", FOUR_HOURS),
        ("repair", (receives("08:00", "12:00"), SLOW, *ALONE)),
        ("repair", (receives("10:00", "12:00"), ("lasts: 45", "lasts: 55"), SLOW, *ALONE)),
        ("repair", (*FOUR_HOURS, beside(FIRST))),
        ("demo", in_common("14:00", 40)),
        ("demo", in_common("12:00", 70)),
    ],
)
def test_what_people_get_done_of_a_pile_is_what_such_hours_have_room_for(
    tmp_path: Path, work: str, changes: tuple[tuple[str, str], ...]
) -> None:
    """A quarter more is told, a tenth less is not."""
    rate, long = asked_for if work == "repair" else demos, ("weeks: 8", "weeks: 20")
    path = firm(tmp_path, rate(60 if work == "repair" else 20), long, *changes)
    (done,) = {q.done for q in run(load(path), 1, jobs=1).queues if q.activity == work}
    assert found(firm(tmp_path, rate(round(1.25 * done, 2)), *changes)).keys() == {(work,)}
    assert found(firm(tmp_path, rate(round(0.9 * done, 2)), *changes)) == {}
