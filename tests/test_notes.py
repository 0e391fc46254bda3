"""What may be meant otherwise is noted with file and line, though nothing is wrong."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import every_word
import pytest
from files import PARENT, write
from firm import today
from typer.testing import CliRunner

from simulator.cli import app
from simulator.cli.read import checked, fine
from simulator.engine.simpy_engine import replay
from simulator.measures.registry import measure
from simulator.output.content.obstacles import noted as noted_of_all
from simulator.output.content.watching import unmeasured
from simulator.scenario import notes
from simulator.scenario.inheritance import load_with_marks
from simulator.scenario.open_days import company_days
from simulator.scenario.overrides import as_yaml
from simulator.workload.draw import draw


def noted(tmp_path: Path, child: str, parent: str = PARENT) -> list[str]:
    folder = write(tmp_path, shop=parent, child=f"extends: shop\ntitle: x\n{child}\n")
    read = load_with_marks("child", folder)
    return [str(each) for each in (*notes.thousands(read), *notes.deadlines(read))]


@pytest.mark.parametrize("cost", ["1.500", "12.000", "100.250", "1.500 (1.200 to 2.000)"])
def test_money_with_three_decimals_is_named_at_its_line(tmp_path: Path, cost: str) -> None:
    (note, *_) = noted(tmp_path, f"roles: {{rep: {{cost_per_hour: {cost}}}}}")
    file, line, rest = note.split(":", 2)
    assert (Path(file).name, line) == ("child.yaml", "3")
    assert rest.startswith(" roles.rep.cost_per_hour: read ")
    assert note.endswith(f"write {cost.split()[0].replace('.', '')}")


@pytest.mark.parametrize("cost", ["1.50", "1500", "0.305", "1.5000", "1500.000"])
def test_other_money_is_not(tmp_path: Path, cost: str) -> None:
    child = f"roles: {{rep: {{cost_per_hour: {cost}}}}}"
    assert "thousands" not in "".join(noted(tmp_path, child))


def test_three_decimals_of_something_else_than_money_are_not(tmp_path: Path) -> None:
    assert "thousands" not in "".join(noted(tmp_path, "travel: {detour: 1.250}"))


def test_a_deadline_says_what_it_counts_where_that_makes_a_difference(tmp_path: Path) -> None:
    days = noted(tmp_path, "activities: {order: {due: 2 d}}")
    known = "child.yaml: good to know, nothing is wrong: 'due' counts"
    assert days[-1].endswith(f"{known} working days of who does it (order 2 d)")
    hours = noted(tmp_path, "activities: {order: {due: 30 h}}")
    assert hours[-1].endswith(f"{known} the clock, nights and weekends included (order 30 h)")
    assert noted(tmp_path, "activities: {order: {due: 4 h}}") == []


WITHOUT_FILES = """\
title: x
horizon: {start: 2025-01-06, weeks: 4, warm_up_weeks: 1}
categories: [desk, travel_and_waiting, hand_over, idle]
selling: {direct: [desk]}
territory: {width: 10 km, height: 10 km}
travel: {speed: 50 km/h}
segments: {all: {accounts: 50}}
roles:
  rep: {people: 3, cost_per_hour: 50, accounts: own, shift: {from: 08:00, to: 17:00}, ABSENCE}
activities:
  emergency:
    {category: desk, by: rep, lasts: 10 min, due: DUE, arises: {inbound: {rate: 1 per week, PER}}}
"""
AWAY = "absence: {vacation: 30, sick_spells: 2"


def uncovered(tmp_path: Path, absence: str, due: str = "2 h", per: str = "per: account") -> str:
    text = WITHOUT_FILES.replace("ABSENCE", absence).replace("DUE", due).replace("PER", per)
    folder = write(tmp_path, firm=text)
    return "\n".join(map(str, notes.uncovered(load_with_marks("firm", folder))))


def test_urgent_work_whose_owner_nobody_covers_is_named(tmp_path: Path) -> None:
    assert uncovered(tmp_path, AWAY + "}").endswith(
        "roles.rep.absence: due soon, and it waits while its owner among 'rep' is away: emergency"
        " within 2 h; say who does it then under 'roles.rep.absence', such as 'cover: {by:"
        " colleague, sick: 0 s}'"
    )


@pytest.mark.parametrize(
    ("absence", "due", "per"),
    [
        (AWAY + ", cover: {by: colleague, sick: 0 s}}", "2 h", "per: account"),
        (AWAY + ", cover: {by: nobody}}", "2 h", "per: account"),
        ("absence: {}", "2 h", "per: account"),
        (AWAY + "}", "2 d", "per: account"),
        (AWAY + "}", "2 h", "per: role"),
    ],
)
def test_work_that_is_covered_or_can_wait_is_not(
    tmp_path: Path, absence: str, due: str, per: str
) -> None:
    assert uncovered(tmp_path, absence, due, per) == ""


ALONE = (
    "roles.rep.absence: due soon, and it waits while the only one of 'rep' who may do it is away:"
    " emergency within 2 h; let others do it then"
)
NEEDED = ("lasts: 10 min", "lasts: 10 min, skill: law")
ANN = ("people: 3", "people: 3, members: {Ann: {skills: {law: 1}}}")
TWO = ("people: 3", "people: 3, members: {Ann: {skills: {law: 1}}, Bo: {skills: {law: 1}}}")
GONE = "[{from: 2025-01-20, to: 2025-01-22}]"


@pytest.mark.parametrize(
    ("absence", "changes", "told"),
    [
        (AWAY + "}", [("people: 3", "people: 1")], True),
        (AWAY + "}", [NEEDED, ANN], True),
        (AWAY + ", cover: {by: colleague}}", [NEEDED, ANN], True),
        (AWAY + ", cover: {by: nobody}}", [NEEDED, ANN], False),
        (AWAY + "}", [NEEDED, TWO], False),
        (AWAY + "}", [("people: 3", "people: 1"), ("due: 2 h", "due: 2 d")], False),
        (f"absence: {{dated: {{Ann: {GONE}}}}}", [NEEDED, ANN], True),
        (f"absence: {{dated: {{rep 2: {GONE}}}}}", [NEEDED, ANN], False),
    ],
)
def test_urgent_work_for_one_person_alone_is_named(
    tmp_path: Path, absence: str, changes: list[tuple[str, str]], told: bool
) -> None:
    text = (
        WITHOUT_FILES.replace("ABSENCE", absence).replace("DUE", "2 h").replace("PER", "per: role")
    )
    for written, instead in changes:
        text = text.replace(written, instead)
    read = load_with_marks("firm", write(tmp_path, firm=text))
    assert [str(note).endswith(ALONE) for note in notes.uncovered(read)] == [True] * told


DESK = """\
title: x
horizon: {start: 2025-01-06, weeks: 4, warm_up_weeks: 1}
categories: [desk, travel_and_waiting, hand_over, idle]
selling: {direct: [desk]}
territory: {width: 10 km, height: 10 km}
travel: {speed: 50 km/h}
segments: {all: {accounts: 50}}
roles:
  manager:
    people: PEOPLE
    cost_per_hour: 70
    shift: {from: 08:00, to: 17:00}
    ACCOUNTS
    absence:
      vacation: 30
      cover: COVER
  desk: {people: 2, cost_per_hour: 30, shift: {from: 08:00, to: 17:00}}
activities:
  question: {category: desk, by: desk, lasts: 10 min, then: {approval: {chance: 0.5}},
    arises: {inbound: {rate: 1 per week}}}
  approval: {category: desk, by: BY, lasts: 10 min, urgency: 4}
  plan: {category: desk, by: manager, lasts: 1 h, urgency: 6,
    arises: {routine: {every: day, at: "08:00"}}}
"""


def idle_deputies(
    tmp_path: Path,
    cover: str,
    accounts: str = "accounts: pool",
    by: str = "manager",
    *,
    people: int = 1,
) -> list[str]:
    """What is noted of the manager's deputies, in `check` and in every answer, with its line."""
    text = DESK.replace("ACCOUNTS", accounts).replace("COVER", cover).replace("BY", by)
    text = text.replace("PEOPLE", str(people))
    folder = write(tmp_path, firm=text)
    read = load_with_marks("firm", folder)
    said = [each.message for each in notes.idle_deputies(read)]
    told = [each["text"] for each in checked(str(folder / "firm.yaml"))["notes"]]
    assert sum("'cover'" in each for each in told) == len(said)
    assert [each for each in noted_of_all([read.scenario]) if "'cover'" in each] == [
        f"firm: {each}" for each in said
    ]
    return [str(each).partition("firm.yaml:")[2] for each in notes.idle_deputies(read)]


NOBODYS_OWN = (
    "16: roles.manager.absence.cover: 'cover' of 'manager' acts on approval, which belongs to"
    " no single person, only while all 2 are away: say 'accounts: own' and rates 'per: account', or"
    " that several roles do it: 'by: [manager, desk]'"
)


def test_deputies_of_a_role_whose_work_is_for_anybody_of_it_are_noted(tmp_path: Path) -> None:
    pool = "accounts: pool"
    assert idle_deputies(tmp_path, "{by: desk}", people=2) == [NOBODYS_OWN]
    assert idle_deputies(tmp_path, "{by: desk}") == [], "one alone is all of his role"
    assert idle_deputies(tmp_path, "{by: desk}", "accounts: own", people=2) == []
    assert idle_deputies(tmp_path, "{by: desk}", pool, "[manager, desk]", people=2) == []
    assert idle_deputies(tmp_path, "{by: nobody}") == idle_deputies(tmp_path, "{by: team}") == []


def test_deputies_of_those_with_a_skill_are_noted(tmp_path: Path) -> None:
    by = "manager, skill: {name: law, required: true}"
    [note] = idle_deputies(tmp_path, "{by: desk}", by=by)
    assert note == (
        "16: roles.manager.absence.cover: 'cover' of 'manager' never acts on approval, which waits"
        " for anybody with the skill, whoever is away"
    )
    [note] = idle_deputies(tmp_path, "{by: desk}", by=by.replace("true", "false"))
    assert note == (
        "16: roles.manager.absence.cover: 'cover' of 'manager' never acts on approval, which waits"
        " for whoever of those who do it is free, with the skill or without"
    )


def test_those_of_whom_all_must_be_away_are_counted_from_day_to_day(tmp_path: Path) -> None:
    text = DESK.replace("ACCOUNTS", "accounts: pool").replace("COVER", "{by: desk}")
    firm = text.replace("BY", "manager").replace("PEOPLE", "3")
    days = (
        "[{on: 2025-01-13, costs: 5}, {on: 2025-01-20, hire: {manager: -1}},"
        " {on: 2025-01-27, hire: {manager: 2}}]"
    )
    folder = write(tmp_path, firm=firm, child=f"extends: firm\ntitle: x\nchange: {days}\n")
    [note] = notes.idle_deputies(load_with_marks("child", folder))
    counted = "all 3 (from 2025-01-20 on: 2, from 2025-01-27 on: 4) are away"
    assert note.message == NOBODYS_OWN.partition("cover: ")[2].replace("all 2 are away", counted)


def test_what_is_so_of_people_until_a_day_or_from_a_day_on_is_noted_with_it(tmp_path: Path) -> None:
    text = DESK.replace("ACCOUNTS", "accounts: pool").replace("COVER", "{by: colleague}")
    firm = text.replace("BY", "manager")

    def noted_of(before: int, more: int) -> list[str]:
        child = (
            f"extends: firm\ntitle: x\nchange: [{{on: 2025-01-20, hire: {{manager: {more}}}}}]\n"
        )
        folder = write(tmp_path, firm=firm.replace("PEOPLE", str(before)), child=child)
        return [each.message for each in notes.people(load_with_marks("child", folder))]

    alone = "nobody covers: there is one person in the role; say another role"
    assert noted_of(1, 1) == [f"until 2025-01-20: {alone}"]
    assert noted_of(2, -1) == [f"from 2025-01-20 on: {alone}"]
    assert noted_of(3, -1) == []


def test_deputies_for_what_is_more_urgent_than_all_there_is_are_noted(tmp_path: Path) -> None:
    [note] = idle_deputies(tmp_path, "{by: desk, up_to_urgency: 3}", "accounts: own")
    assert note == (
        "16: roles.manager.absence.cover.up_to_urgency: 'cover' never acts: no work of 'manager' is"
        " that urgent; the most urgent has 4"
    )
    assert idle_deputies(tmp_path, "{by: desk, up_to_urgency: 4}", "accounts: own") == []
    assert idle_deputies(tmp_path, "{up_to_urgency: 3, calls: true}", "accounts: own") == []


def test_a_deputy_signs_for_the_manager_of_the_branch() -> None:
    read = load_with_marks("branch")
    assert notes.idle_deputies(read) == []
    signed = measure(replay(draw(read.scenario)))["covered.price_approval"]
    assert signed > 0.05


OFFICE = "shift: {from: 08:00, to: 17:00}"
ALL_DAY = "shift: {days: [mon-sun], from: 00:00, to: 24:00}"
TWO_SHIFTS = (
    "shift: {days: [mon-sun], from: 08:00, to: 17:00},"
    " rosters: {night: {people: 1, shift: {days: [mon-sun], from: 17:00, to: 08:00}}}"
)
OFTEN = "rate: 60 per day"


@pytest.mark.parametrize(
    ("inbound", "hours", "interrupts", "told"),
    [
        (OFTEN, OFFICE, "true", True),
        (OFTEN, TWO_SHIFTS.replace("to: 08:00", "to: 07:59"), "true", True),
        (OFTEN, OFFICE, "false", False),
        (OFTEN, ALL_DAY, "true", False),
        (OFTEN, TWO_SHIFTS, "true", False),
        ("rate: 0 per day", OFFICE, "true", False),
        ("rate: 60 per working day, profile: office_hours", OFFICE, "true", False),
    ],
)
def test_a_telephone_that_rings_when_nobody_has_a_shift_is_noted(
    tmp_path: Path, inbound: str, hours: str, interrupts: str, told: bool
) -> None:
    profile = "profiles: {office_hours: {days: {monday: 1}, hours: {'09:00-12:00': 1}}}\n"
    text = WITHOUT_FILES.replace(f"{OFFICE}, ABSENCE", hours)
    text = text.replace("due: DUE", f"interrupts: {interrupts}")
    text = text.replace("rate: 1 per week, PER", f"{inbound}, per: role")
    said = notes.day_and_night(load_with_marks("firm", write(tmp_path, firm=profile + text)))
    assert ["emergency.arises.inbound: it interrupts, and" in str(each) for each in said] == (
        [True] * told
    )


def test_the_telephone_of_the_company_to_begin_with_rings_in_office_hours() -> None:
    read = load_with_marks("small-company")
    assert notes.day_and_night(read) == []
    rings = read.scenario.activities["delivery_enquiries"].arises.inbound
    assert rings is not None
    assert rings.profile == "office_hours"


def test_nobody_is_told_of_owners_where_no_file_gives_any(tmp_path: Path) -> None:
    text = WITHOUT_FILES.replace("ABSENCE", AWAY + "}").replace("DUE", "2 h")
    for segments in ("segments: {all: {accounts: 50}}\n", ""):
        own = text.replace("PER", "per: role").replace(
            "segments: {all: {accounts: 50}}\n", segments
        )
        own = own if segments else own.replace("accounts: own, ", "")
        folder = write(tmp_path, firm=own)
        assert notes.owners(load_with_marks("firm", folder)) == []


def test_what_is_automated_for_nothing_is_named_until_its_price_is_said(tmp_path: Path) -> None:
    child = "extends: shop\ntitle: x\nautomate: {order: 1, report: 0.5}\n"
    read = load_with_marks("child", write(tmp_path, shop=PARENT, child=child))
    (note,) = notes.unpriced(read)
    assert (Path(note.file).name, note.line) == ("child.yaml", 3)
    assert note.message == (
        "what does it in place of people is counted as free (order, report): say what each case"
        " costs by 'automated_costs', or 'automated_costs: 0' if it is nothing"
    )
    assert note.as_dict() in [
        {key: each[key] for key in note.as_dict()} for each in checked(note.file)["notes"]
    ]
    assert f"child: {note.message}" in noted_of_all([read.scenario])  # of the answer, too
    priced = child.replace("1, report: 0.5", "{share: 1, costs: 0.2}, report: {share: 1, costs: 0}")
    by_hand = child + "activities: {order: {costs: 2}, report: {lasts: 0 s}}\n"  # an event is none
    for text in (priced, by_hand):
        (tmp_path / "scenarios" / "child.yaml").write_text(text)
        assert notes.unpriced(load_with_marks("child", tmp_path / "scenarios")) == []
    licence = child + "economics: {expenses: {licence: 50}}\n"
    (tmp_path / "scenarios" / "child.yaml").write_text(licence)
    (note,) = notes.unpriced(load_with_marks("child", tmp_path / "scenarios"))
    assert "or 'automated_costs: 0' if 'economics.expenses' pays for all" in note.message


def test_the_first_line_of_check_tells_that_there_is_more_to_read(tmp_path: Path) -> None:
    plain = "extends: shop\ntitle: x\nautomate: {order: 1}\n"
    folder = write(tmp_path, shop=PARENT, child=plain)
    file = str(folder / "child.yaml")
    noted = len(checked(file)["notes"])
    assert noted > 1
    told = CliRunner().invoke(app, ["check", file])
    assert (told.exit_code, told.stdout) == (0, f"{file}: fine, with {noted} notes\n")
    lone = {"file": file, "ok": True, "complaints": [], "notes": checked(file)["notes"][:1]}
    assert fine(lone) == f"{file}: fine, with 1 note"
    assert fine({**lone, "notes": []}) == f"{file}: fine"


def test_check_prints_notes_and_stays_content(tmp_path: Path) -> None:
    folder = write(tmp_path, shop=PARENT.replace("cost_per_hour: 60", "cost_per_hour: 1.500"))
    file = str(folder / "shop.yaml")
    told = CliRunner().invoke(app, ["check", file])
    assert (told.exit_code, told.stdout) == (0, f"{file}: fine, with 4 notes\n")
    assert "write 1500" in told.stderr
    assert CliRunner().invoke(app, ["check", file, "-q"]).stderr == ""
    (result,) = json.loads(CliRunner().invoke(app, ["check", file, "--json"]).stdout)["files"]
    assert (result["ok"], result["complaints"], result["notes"][0]["path"]) == (
        True,
        [],
        "roles.rep.cost_per_hour",
    )


@pytest.mark.slow
def test_a_run_notes_it_unless_it_shall_be_quiet(tmp_path: Path) -> None:
    folder = write(tmp_path, shop=PARENT.replace("cost_per_hour: 60", "cost_per_hour: 1.500"))
    words = ["run", str(folder / "shop.yaml"), "-n", "1", "--jobs", "1", "--engine", "simpy"]
    words += ["--out", str(tmp_path / "results")]
    assert "write 1500" in CliRunner().invoke(app, words).stderr
    assert "write 1500" not in CliRunner().invoke(app, [*words, "-q"]).stderr


@pytest.mark.parametrize(
    "text",
    [
        "extends: {a: 1}",
        "extends: north\ntravel: {speed: {a: 1}}",
        "extends: north\nhorizon: {start: {a: 1}, weeks: [1]}",
        "extends: north\nroles: {field_rep: {people: {a: 1}, shift: {from: {a: 1}}}}",
        "extends: north\nactivities: {quote: {lasts: {mean: {a: 1}}, due: [1]}}",
    ],
)
def test_what_was_read_is_never_shown_as_python_writes_it(tmp_path: Path, text: str) -> None:
    """A map or a list where a number, a time or a name may stand is called so."""
    file = tmp_path / "odd.yaml"
    file.write_text(f"title: Odd\n{text}\n")
    found = [each["message"] for each in checked(str(file))["complaints"]]
    assert found
    assert all(each.startswith(("read a map, ", "read a list, ")) for each in found), found


def test_weekends_that_a_country_works_in_place_of_other_days_are_named(tmp_path: Path) -> None:
    year = "horizon: {start: 2025-01-06, weeks: 40}\nholidays: {country: CN, region: null}"
    path = write(tmp_path, shop=PARENT, child=f"extends: shop\ntitle: Child\n{year}") / "child.yaml"
    messages = [note.message for note in notes.holidays(load_with_marks(path))]
    days = "2025-01-26, 2025-02-08, 2025-04-27 and 2 more"
    assert len(messages) == 1
    assert messages[0].startswith(
        f"this country works 5 days at weekends in place of days off ({days})"
    )


KEPT = "horizon: {{start: 2025-01-06, weeks: 52}}\nholidays: {{{}}}\n"


def holidays_noted(tmp_path: Path, said: str) -> list[str]:
    text = f"extends: shop\ntitle: Child\n{KEPT.format(said)}"
    path = write(tmp_path, shop=PARENT, child=text) / "child.yaml"
    return [note.message for note in notes.holidays(load_with_marks(path))]


@pytest.mark.parametrize(
    ("lead", "due", "noted"),
    [
        ("5 d", "1 d", 1),
        ("5 d", "2 d", 0),  # of who works on Monday, Tuesday and Friday: from Tuesday to Monday
        ("7 d", "2 d", 1),
        ("30 h", "24 h", 1),
        ("20 h", "24 h", 0),
        ("{mean: 30 h, family: exponential}", "24 h", 0),  # some have time sooner
    ],
)
def test_what_is_agreed_on_for_a_time_after_it_is_due_is_noted(
    tmp_path: Path, lead: str, due: str, noted: int
) -> None:
    said = f"{{place: account, due: {due}, appointment: {{lead: {lead}}}"
    repair = f"  repair: {said}, category: desk, by: rep, lasts: 9 min, splittable: false}}\n"
    text = f"extends: shop\ntitle: Child\nactivities:\n{repair}"
    path = write(tmp_path, shop=PARENT, child=text) / "child.yaml"
    found = notes.too_late_when_agreed(load_with_marks(path))
    assert [(each.line, each.path[-1]) for each in found] == [(4, "due")] * noted


def closing(tmp_path: Path, said: str, inbound: str) -> list[str]:
    text = (
        f"extends: shop\ntitle: Child\n{KEPT.format(said)}"
        "profiles: {post_hours: {days: {monday: 1}, hours: {'09:00-12:00': 1}}}\nactivities:\n"
    )
    parent = load_with_marks("shop", write(tmp_path, shop=PARENT)).scenario
    category = next(iter(parent.activities.values())).category
    work = f"{{category: {category}, by: rep, lasts: 5 min, arises: {{inbound: {inbound}}}}}"
    text += f"  letters: {work}\n  parcels: {work}\n"
    text += "  order: {arises: {inbound: {closed_days: lost}}}\n"
    path = write(tmp_path, shop=PARENT, child=text) / "child.yaml"
    return [str(note) for note in notes.lost_on_closed_days(load_with_marks(path))]


def test_work_that_closed_days_take_away_is_noted_once_at_the_first_line(tmp_path: Path) -> None:
    rate = "{rate: 9 per week, per: role, profile: post_hours%s}"
    (noted,) = closing(
        tmp_path, "country: null, region: null, also: [2025-02-03, 2025-02-11]", rate % ""
    )
    place, _, text = noted.partition(": activities")
    assert place.endswith("child.yaml:7")
    assert "2 of 364 days are closed" in text
    assert "(letters, parcels)" in text
    assert closing(tmp_path, "also: [2025-02-03]", rate % ", closed_days: lost") == []
    assert closing(tmp_path, "also: [2025-02-03]", rate % ", closed_days: next_open_day") == []


def test_where_nothing_would_come_on_the_closed_days_nothing_is_lost(tmp_path: Path) -> None:
    tuesday, rate = (
        "country: null, region: null, also: [2025-02-04]",
        "{rate: 9 per week, per: role, profile: post_hours}",
    )
    assert closing(tmp_path, tuesday, rate) == []
    assert closing(tmp_path, "also: [2025-02-03]", "{rate: 9 per week, per: role}") == []


def test_a_country_whose_regions_have_other_holidays_is_noted(tmp_path: Path) -> None:
    (noted,) = holidays_noted(tmp_path, "country: CH, region: null")
    assert noted.startswith("regions have other holidays than the country (AG, AI, AR and ")
    assert noted.endswith("): say 'region' if you are in one")
    assert holidays_noted(tmp_path, "country: CH, region: ZH") == []
    assert holidays_noted(tmp_path, "country: JP, region: null") == []


def test_regions_are_compared_over_whole_years(tmp_path: Path) -> None:
    weeks = "country: GB, region: null}\nhorizon: {start: 2025-01-06, weeks: 4"
    text = f"extends: shop\ntitle: Child\nholidays: {{{weeks}}}\n"
    path = write(tmp_path, shop=PARENT, child=text) / "child.yaml"
    (noted,) = [note.message for note in notes.holidays(load_with_marks(path))]
    assert "(ENG, NIR, SCT and 1 more)" in noted  # Easter Monday and August lie months later


def test_a_day_that_is_worked_although_it_is_no_holiday_is_noted(tmp_path: Path) -> None:
    said = "country: DE, region: BY, also: [2025-12-24], except: [2025-12-25, 2025-12-23]"
    assert holidays_noted(tmp_path, said) == [
        "'except' names days that are no public holidays: 2025-12-23"
    ]


def test_a_company_has_days_off_of_its_own_and_works_on_some_holidays(tmp_path: Path) -> None:
    said = "country: DE, region: BY, also: [2025-12-24], except: [2025-12-25]"
    text = f"extends: shop\ntitle: Child\n{KEPT.format(said)}"
    path = write(tmp_path, shop=PARENT, child=text) / "child.yaml"
    closed = company_days(load_with_marks(path).scenario).closed
    day = [
        (datetime.date(2025, 12, each) - datetime.date(2025, 1, 6)).days for each in (24, 25, 26)
    ]
    assert closed[day].tolist() == [True, False, True]


def test_more_names_places_and_vacation_than_there_is_room_for_are_named(tmp_path: Path) -> None:
    roles = """
roles:
  rep:
    people: 1
    members: {Ann: {}, Bo: {}}
    rosters: {early: {people: 2, shift: {from: 07:00, to: 15:00}}}
"""
    path = (
        write(tmp_path, shop=PARENT, child=f"extends: shop\ntitle: Child\n{roles}") / "child.yaml"
    )
    assert [note.message for note in notes.people(load_with_marks(path))] == [
        "2 members, 1 person: no room for the last 1",
        "rosters for 2 of 1 person: the last ones are not full",
    ]


@pytest.mark.parametrize(
    "text", ["change: [{on: 2025-01-20, hire: {rep: -1}}]\n", "hire: {rep: -1}\n"]
)
def test_whoever_is_let_go_had_room_on_a_day_or_from_the_start(tmp_path: Path, text: str) -> None:
    firm = WITHOUT_FILES.replace("ABSENCE", "members: {Ann: {}, Bo: {}, Cy: {}}")
    firm = firm.replace("DUE", "2 h").replace("PER", "per: role")
    child = f"extends: firm\ntitle: Child\n{text}"
    below = "extends: child\ntitle: Below\nhire: {rep: -1}\n"
    folder = write(tmp_path, firm=firm, child=child, below=below)
    assert notes.people(load_with_marks(folder / "child.yaml")) == []
    if text.startswith("hire"):
        assert load_with_marks(folder / "below.yaml").scenario.roles["rep"].people == 1
        assert notes.people(load_with_marks(folder / "below.yaml")) == []


@pytest.mark.parametrize(
    ("bound", "text"),
    [
        ("at_most_away: 0.4", "40% away at most leave room for 86"),
        ("never_the_last: true", "that the last one never is leaves room for 173"),
    ],
)
def test_vacation_for_which_there_is_no_room_is_named(
    tmp_path: Path, bound: str, text: str
) -> None:
    """Of three one at a time, or two: 260 days / 3, or 2 * 260 / 3."""
    absence = f"absence: {{vacation: 200, {bound}}}"
    firm = WITHOUT_FILES.replace("ABSENCE", absence).replace("DUE", "2 h").replace("PER", "")
    (note,) = notes.people(load_with_marks("firm", write(tmp_path, firm=firm)))
    assert note.message == f"200 days of vacation; {text}"


def test_hires_for_whom_the_land_is_cut_anew_are_named_unless_the_cut_is_said(
    tmp_path: Path,
) -> None:
    (tmp_path / "today.yaml").write_text(as_yaml(today()))
    (tmp_path / "more.yaml").write_text("extends: today\ntitle: More\nhire: {field_rep: 1}\n")
    (note,) = notes.land(load_with_marks(tmp_path / "more.yaml"))
    assert note.line == 3
    assert "the land of 'field_rep' is cut anew" in note.message
    assert "'territory: {cut: least}'" in note.message
    for cut in ("anew", "least"):
        land = {"width": "40 km", "height": "40 km", "cut": cut}
        (tmp_path / "today.yaml").write_text(as_yaml(today(territory=land)))
        assert notes.land(load_with_marks(tmp_path / "more.yaml")) == []
    (tmp_path / "more.yaml").write_text("extends: today\ntitle: More\nhire: {support: 1}\n")
    (tmp_path / "today.yaml").write_text(as_yaml(today()))
    assert notes.land(load_with_marks(tmp_path / "more.yaml")) == []


def test_what_is_watched_or_claimed_and_not_measured_is_named_with_the_nearest(
    tmp_path: Path,
) -> None:
    watched = "direct_seling_share, utilisation.dekk, visits_per_week, waiting.order.all_busy"
    claim = "claims: {more: {system: S1, says: More., measure: visits_a_week, low: 0}}"
    child = f"extends: shop\ntitle: x\nwatch: [{watched}]\n{claim}\n"
    folder = write(tmp_path, shop=PARENT, child=child)
    noted = checked(str(folder / "child.yaml"))["notes"]
    said = [(each["line"], each["message"]) for each in noted if "measured" in each["message"]]
    assert said == [
        (3, "nothing is measured as 'direct_seling_share'; did you mean 'direct_selling_share'?"),
        (3, "nothing is measured as 'utilisation.dekk'; did you mean 'utilisation.desk'?"),
        (4, "nothing is measured as 'visits_a_week'; did you mean 'visits_per_week'?"),
    ]


def test_every_measure_of_a_replay_may_be_watched(tmp_path: Path) -> None:
    every_word.written(tmp_path / "scenarios")
    read = load_with_marks(tmp_path / "scenarios" / "today.yaml")
    keys = tuple(measure(replay(draw(read.scenario))))
    watching = read.scenario.model_copy(update={"watch": keys})
    assert len(keys) > 100
    assert unmeasured(read._replace(scenario=watching)) == []


def test_closures_and_half_days_that_nobody_sees_are_noted(tmp_path: Path) -> None:
    said = (
        "also: [2025-01-07, 2026-02-07], half_days: {12-24: '12:00', 2024-12-31: '12:00'},"
        " closed: {summer: {from: 2026-08-01, to: 2026-08-15},"
        " over_new_year: {from: 2024-12-24, to: 2025-01-06}}"
    )
    (note,) = [each for each in holidays_noted(tmp_path, said) if "replayed" in each]
    assert note == (
        "outside the days replayed, 2025-01-06 to 2026-01-04: summer, 2024-12-31, 2026-02-07"
    )
    inside = "half_days: {2025-01-10: '12:00'}, closed: {week: {from: 2026-01-04, to: 2026-01-09}}"
    assert [each for each in holidays_noted(tmp_path, inside) if "replayed" in each] == []


LEARNED = "  learning: {lasts: 1 week, slower: 1}"
TWO_DAYS = "- on: 2025-01-20\n  hire: {desk: 1}\n- on: 2025-01-27\n"


@pytest.mark.parametrize(
    ("change", "line", "learned"),
    [
        (f"change:\n  on: 2025-01-20\n{LEARNED}", 5, True),
        (f"change:\n- on: 2025-01-20\n  hire: {{desk: 1}}\n{LEARNED}", 6, False),
        (f"change:\n{TWO_DAYS}{LEARNED}", 7, True),
    ],
)
def test_learning_that_nobody_needs_is_named_at_its_line(
    tmp_path: Path, change: str, line: int, *, learned: bool
) -> None:
    shop = re.sub("weeks: [0-9]+, warm_up_weeks: [0-9]+", "weeks: 6, warm_up_weeks: 1", PARENT)
    child = f"title: x\n{change}\n"
    folder = write(
        tmp_path,
        shop=shop,
        child=f"extends: shop\n{child}",
        moved="extends: shop\ntitle: Moved\nreassign: {order: {to: desk}}\n",
        known=f"extends: moved\n{child}",
    )
    (note,) = notes.unlearned(load_with_marks("child", folder))
    assert str(note).startswith(f"{folder}/child.yaml:{line}: change.")
    assert note.message.startswith("nobody learns: ")
    assert (notes.unlearned(load_with_marks("known", folder)) == []) == learned
