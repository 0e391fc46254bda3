"""Scenarios from files: parents, values, verbs; diagnostics at the right line of the right file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from files import CHILD, PARENT, write

from simulator.errors import ScenarioError
from simulator.scenario.folders import listing
from simulator.scenario.inheritance import load, parent_of
from simulator.scenario.json_schema import file_schema
from simulator.scenario.overrides import as_yaml, differences, resolved
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.base import MAX_MONEY
from simulator.scenario.what_if import what_if
from tests.refusals import refused

SCENARIOS = Path(__file__).parent.parent / "scenarios"
SHIPPED = sorted(path.stem for path in SCENARIOS.glob("**/*.yaml"))


@pytest.fixture
def shop(tmp_path: Path) -> Scenario:
    return load("shop", write(tmp_path, shop=PARENT))


def refusal(tmp_path: Path, child: str, **others: str) -> str:
    folder = write(tmp_path, **{"shop": PARENT, "child": child, **others})
    return refused(lambda: load("child", folder))


def changed(**expected: str) -> str:
    """The parent's text with some of its words replaced."""
    text = PARENT
    for old, new in expected.values():
        assert old in text
        text = text.replace(old, new, 1)
    return text


# -- what it comes to ----------------------------------------------------------------


def test_a_file_means_what_it_says(shop: Scenario) -> None:
    assert shop.name == "shop"
    assert shop.roles["rep"].shift[0].start == 8 * 3600
    assert shop.activities["order"].lasts.mean == 1200
    assert shop.activities["order"].arises.after["visit"].chance == 0.3
    assert shop.headquarters.y == 1500
    assert shop.activities["round"].arises.meeting.every == 2


def test_verbs_act_on_the_parent(tmp_path: Path) -> None:
    child = load("child", write(tmp_path, shop=PARENT, child=CHILD))
    assert child.activities["order"].moved.share == 0.8
    assert (child.roles["desk"].people, child.roles["rep"].people) == (4, 2)
    assert child.activities["report"].lasts.mean == 1800
    assert child.activities["phone"].automated == 0.25
    assert "mistake" not in child.activities


def test_the_parent_then_the_files_values_then_its_verbs(tmp_path: Path) -> None:
    text = "hire: {desk: 1}\ntitle: x\nroles: {desk: {people: 10}}\nextends: shop\n"
    assert load("child", write(tmp_path, shop=PARENT, child=text)).roles["desk"].people == 11


def test_a_what_if_may_extend_a_what_if(tmp_path: Path) -> None:
    grand = "extends: child\ntitle: x\nhire: {desk: 1}\nautomate: {phone: 0.5}\n"
    scenario = load("grand", write(tmp_path, shop=PARENT, child=CHILD, grand=grand))
    assert scenario.roles["desk"].people == 5
    assert scenario.activities["phone"].automated == 0.625


def test_null_takes_a_value_out(tmp_path: Path) -> None:
    text = "extends: shop\ntitle: x\nroles: {rep: {evening: null}}\nholidays: null\n"
    scenario = load("child", write(tmp_path, shop=PARENT, child=text))
    assert scenario.roles["rep"].evening is None
    assert scenario.holidays is None


def test_lists_are_replaced_and_maps_are_merged(tmp_path: Path) -> None:
    text = "extends: shop\ntitle: x\nselling: {main: [selling, desk]}\n"
    scenario = load("child", write(tmp_path, shop=PARENT, child=text))
    assert scenario.selling["main"] == ("selling", "desk")
    assert scenario.selling["wide"] == ("selling", "travel_and_waiting")


def test_places_come_from_a_file_beside_the_scenario(tmp_path: Path) -> None:
    folder = write(tmp_path, shop=changed(a=("    accounts: 12\n", "    places: towns.csv\n")))
    (folder / "towns.csv").write_text("name,x_km,y_km\nUlm,1,2\nBonn,3,4\n")
    assert load("shop", folder).segments["large"].coordinates[0] == ("Ulm", 1000, 2000)


def test_a_scenario_is_frozen_once_loaded(shop: Scenario) -> None:
    with pytest.raises(ValueError, match="frozen"):
        shop.title = "other"
    with pytest.raises(TypeError, match="frozen"):
        shop.roles["rep"] = shop.roles["desk"]
    with pytest.raises(TypeError, match="frozen"):
        shop.activities.pop("visit")


@pytest.mark.few(2)
@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_scenario_loads_and_its_resolved_form_is_the_same(
    name: str, tmp_path: Path
) -> None:
    scenario = load(name, SCENARIOS)
    (tmp_path / f"{name}.yaml").write_text(as_yaml(scenario))
    assert load(tmp_path / f"{name}.yaml") == scenario


def test_the_resolved_form_of_every_noun_is_the_same_scenario(
    shop: Scenario, tmp_path: Path
) -> None:
    assert Scenario.model_validate({**resolved(shop), "name": "shop"}) == shop
    child = load("child", write(tmp_path, child=CHILD))
    assert Scenario.model_validate({**resolved(child), "name": "child"}) == child


def test_show_names_value_by_value_what_differs(tmp_path: Path) -> None:
    folder = write(tmp_path, shop=PARENT, child=CHILD)
    changed_values = {
        path: (a, b) for path, a, b in differences(load("child", folder), load("shop", folder))
    }
    assert changed_values["roles.desk.people"] == (2, 4)
    assert changed_values["activities.report.lasts.mean"] == ("1 h", "30 min")
    assert changed_values["activities.mistake.by"] == ("desk", None)
    assert parent_of("child", folder) == folder / "shop.yaml"
    assert parent_of("shop", folder) is None


def test_a_listing_shows_what_cannot_be_read_with_its_reason(tmp_path: Path) -> None:
    files = {listed.name: listed for listed in listing(write(tmp_path, shop=PARENT, bad="a: [1"))}
    assert files["shop"].question == "Where does the week go?"
    assert "bad.yaml" in files["bad"].problem


def test_python_speaks_the_files_grammar(shop: Scenario) -> None:
    other = what_if(shop, title="y", hire={"desk": 1}, roles={"rep": {"people": 5}})
    assert (other.roles["desk"].people, other.roles["rep"].people) == (3, 5)
    assert shop.roles["desk"].people == 2
    with pytest.raises(ScenarioError, match="did you mean 'desk'"):
        what_if(shop, hire={"dest": 1})
    with pytest.raises(ScenarioError, match="roles"):
        what_if(shop, roles={"rep": {"people": -1}})


def test_editors_get_a_schema_that_is_up_to_date() -> None:
    schema = json.loads((SCENARIOS / "scenario.schema.json").read_text())
    assert schema == file_schema(), "run: make schema"
    assert {"extends", "reassign", "hire", "roles"} <= set(schema["properties"])


def test_editors_know_the_bounds_of_every_number() -> None:
    """As JSON Schema calls them, of money, too; of two bounds the narrower one."""
    known = file_schema()
    keys = list(_keywords(known))
    assert not {"ge", "le", "gt", "lt"} & set(keys)
    money = known["$defs"]["Role"]["properties"]["cost_per_hour"]["anyOf"][0]
    assert (money["minimum"], money["maximum"]) == (0, MAX_MONEY)
    assert known["$defs"]["RampUp"]["properties"]["starts_at"]["anyOf"][0]["minimum"] == 0.05
    speed = known["$defs"]["Member"]["properties"]["speed"]["anyOf"][0]["anyOf"][0]
    assert (speed["exclusiveMinimum"], speed["maximum"]) == (0, 10)


def _keywords(schema: Any) -> Iterator[str]:
    """What a schema says of values: names of fields are none of it."""
    if isinstance(schema, list):
        for part in schema:
            yield from _keywords(part)
    elif isinstance(schema, dict):
        for key, part in schema.items():
            yield key
            named = key in ("properties", "patternProperties", "$defs")
            yield from _keywords(list(part.values()) if named else part)


# -- every number says where it comes from -------------------------------------------

SOURCE = re.compile(r"\[S2?\]|\[S2:|\[D\]|\[T\]|assumption|facts|design card")
HAS_NUMBER = re.compile(r"[:,{\[(]\s*[\"']?-?\d")


@pytest.mark.parametrize("name", SHIPPED)
def test_every_number_of_a_shipped_scenario_has_a_source_or_is_called_an_assumption(
    name: str,
) -> None:
    path = next(SCENARIOS.glob(f"**/{name}.yaml"))
    bare, among_claims = [], False
    for number, line in enumerate(path.read_text().splitlines(), 1):
        value, _, comment = line.partition("#")
        if value and not value.startswith((" ", "}")):
            among_claims = value.startswith("claims:")
        if among_claims:  # each claim has a key for the source of its bounds
            continue
        if HAS_NUMBER.search(value) and not SOURCE.search(comment):
            bare.append(f"{path.name}:{number}: {line.strip()}")
    assert not bare, "\n".join(bare)


# -- what is refused -----------------------------------------------------------------

WRONG = [
    (("rols: {}",), "child.yaml:3: rols: unknown key 'rols'; did you mean 'roles'?"),
    (("roles: {rep: {peple: 3}}",), "roles.rep.peple: unknown key 'peple'; did you mean 'people'?"),
    # The office is open on two days of a week, eight hours on each.
    (
        ("activities: {order: {arises: {inbound: {rate: 2 per day}}}}",),
        "'2 per calendar day' (what it meant before: 7 in each day that is open, on average)",
    ),
    (
        ("activities: {order: {arises: {inbound: {rate: 1 per hour}}}}",),
        "'24 per calendar day' (what it meant before: 10.5 in each hour that is open, on average)",
    ),
    (("activities: {order: {cover: desk}}",), "'cover'; it belongs under 'roles.X.absence'"),
    (("roles: {rep: {due: 1 d}}",), "unknown key 'due'; it belongs under 'activities.X'"),
    *(
        (
            (f"activities: {{order: {place}}}",),
            f"unknown key {said!r}; here it is called {called!r}",
        )
        for place, said, called in (
            ("{arises: {meeting: {every: week, at: '09:00', days: monday}}}", "days", "on"),
            ("{arises: {meeting: {every: week, at: '09:00', with: [desk]}}}", "with", "joined_by"),
            ("{sessions: {on: monday, from: '09:00', to: '10:00'}}", "on", "days"),
        )
    ),
    (("roles: {rep: {rate: 3 per week}}",), "unknown key 'rate', expected one of absence"),
    (("country: DE",), "child.yaml:3: country: unknown key 'country'; it belongs under 'holidays'"),
    (
        ("roles: {rep: {absence: {at_most_away: 80}}}",),
        "read 80, expected at most 1 (80% is written as 0.8)",
    ),
    (("roles: {rep: {people: true}}",), "read true, expected a whole number"),
    (("roles: {rep: {people: '3'}}",), "read '3', expected a whole number"),
    (("roles: {rep: {people: 3.5}}",), "read 3.5, expected a whole number"),
    (("roles: {rep: {people: -1}}",), "read -1, expected at least 0"),
    (("roles: {rep: 3}",), "read 3, expected a map"),
    (("roles: {rep: {base: hone}}",), "did you mean 'home'?"),
    (("roles: {rep: {shift: {from: 18:00}}}",), "the evening must begin after the shift has ended"),
    (("roles: {rep: {shift: {from: 17:30}}}",), "'to' must not be the same as 'from'"),
    (("roles: {rep: {shift: {from: 8}}}",), "a time of day such as '08:30'"),
    (("roles: {rep: {shift: {from: 25:00}}}",), "a time of day such as '08:30'"),
    (("roles: {rep: {evening: {from: 23:30}}}",), "midnight"),
    (("roles: {Rep: {people: 1}}",), "small letters"),
    (("horizon: {start: 2025-01-07}",), "expected a monday"),
    (("horizon: {start: 2026-13-45}",), "a date such as"),
    (
        ("change: {on: 1.4.2026}",),
        "read '1.4.2026', expected a date such as '2025-01-06'; did you mean '2026-04-01'?",
    ),
    (("change: {on: 3/4/2026}",), "did you mean '2026-03-04' or '2026-04-03'?"),
    (("change: {on: 20260401}",), "read 20260401, expected a date such as '2025-01-06'; did you"),
    (("change: {on: 2025-02-30}",), "'2025-02-30', expected a day of 2025-02, which has 28"),
    (("change: {on: 31.4.2025}",), "'31.4.2025', expected a day of 2025-04, which has 30"),
    (("change: {on: April 1}",), "expected a date with its year, such as '2025-04-01'"),
    (("holidays: {also: [2026-4-1]}",), "did you mean '2026-04-01'?"),
    (
        ("holidays: {half_days: {'24.12.': 12:00}}",),
        "such as '2025-12-24'; month and day alone, such as '12-24', are of each year",
    ),
    (("holidays: {also: [1st of May 2026]}",), "did you mean '2026-05-01'?"),
    (("roles: {rep: {cost_per_hour: 1,500}}",), "cost_per_hour: read '1,500': write 1500 if the"),
    (
        ("activities: {order: {arises: {inbound: {rate: -3 per week}}}}",),
        (
            "how often, such as '3 per week', '20 per working day', '12 per open hour', '0.5 per"
            " year'; its number lies between 0 and 999999999, with at most 9 digits after the point"
        ),
    ),
    (
        ("activities: {order: {arises: {inbound: {rate: 9999999999 per week}}}}",),
        "its number lies between 0 and 999999999",
    ),
    (
        ("activities: {order: {arises: {inbound: {rate: 3/wek}}}}",),
        "did you mean '3 per week'?",
    ),
    (
        ("activities: {order: {arises: {inbound: {rate: '1,500 per week'}}}}",),
        "; write 1500 if the comma parts thousands, 1.500 if it is decimal",
    ),
    (("activities: {order: {lasts: '1,5 h'}}",), "; expected a decimal point: write 1.5"),
    (("travel: {speed: 9999999999 km/h}",), "its number lies between 0 and 999999999"),
    (("horizon: {warm_up_weeks: 2}",), "leaves nothing"),
    (("horizon: {weeks: 100000}",), "at most 520"),
    (("travel: {speed: 50}",), "a speed of at least 1 km/h"),
    (("travel: {speed: 0 km/h}",), "a speed of at least 1 km/h"),
    (("call_plans: {visit: {no_show: 1.2}}",), "at most 1"),
    (("call_plans: {visit: {no_show: '0.1'}}",), "expected a number"),
    (("call_plans: {vist: {no_show: 0.1}}",), "did you mean 'visit'?"),
    (("activities: {order: {lasts: 20}}",), "a duration with its unit"),
    (("activities: {order: {lasts: {mean: -3 min}}}",), "a duration with its unit"),
    (("activities: {order: {lasts: {family: lognormall}}}",), "did you mean 'lognormal'?"),
    (("activities: {order: {lasts: {family: fixed}}}",), "no 'spread'"),
    (("activities: {order: {lasts: {family: gamma, spread: 1.0e-200}}}",), "at least 0.001"),
    (("activities: {phone: {arises: {inbound: {over_dispersion: 1.0e-300}}}}",), "from 1e-6"),
    (("activities: {order: {by: dest}}",), "did you mean 'desk'?"),
    (("activities: {order: {category: dsk}}",), "did you mean 'desk'?"),
    (("activities: {order: {splittable: yes}}",), "expected true or false"),
    (("activities: {order: {urgency: 0}}",), "at least 1"),
    (("roles: {rep: {absence: {cover: {by: rep}}}}",), "say 'team'"),
    (("roles: {rep: {absence: {cover: {by: colleag}}}}",), "did you mean 'colleague'?"),
    (("roles: {rep: {absence: {cover: {by: desk, calls: true}}}}",), "not to 'desk'"),
    (("roles: {rep: {absence: {cover: {up_to_urgency: 0}}}}",), "at least 1"),
    (("roles: {rep: {absence: {cover: {sick: 2 years}}}}",), "a duration with its unit"),
    (("roles: {rep: {absence: {cover: {sick: 400 d}}}}",), "at most"),
    (("activities: {order: {arises: {after: {order: 1}}}}",), "without end"),
    (("activities: {order: {arises: {after: {vist: 0.1}}}}",), "did you mean 'visit'?"),
    (("activities: {order: {arises: {inbound: {rate: often}}}}",), "'12 per open hour'"),
    (("activities: {order: {arises: {inbound: {segments: [larg]}}}}",), "did you mean 'large'?"),
    (("activities: {report: {arises: {routine: {every: year}}}}",), "'day', 'week' or 'month'"),
    (("activities: {round: {automated: 0.5}}",), "meeting"),
    (("segments: {large: {density: 1 per km2}}",), "exactly one of"),
    (("segments: {large: {contact_every: {visit: 0 s}}}",), "longer than nothing"),
    (("segments: {large: {accounts: 9000000}}",), "at most 200000"),
    (("segments: {large: {accounts: null, places: ../x.csv}}",), "own folder"),
    (("segments: {large: {accounts: null, places: none.csv}}",), "cannot be read"),
    (("profiles: {office: {hours: {noon: 1}}}",), "a stretch of the day such as"),
    (("categories: [selling]",), "comes out of every replay"),
    (("name: other",), "the file's name is it"),
    (("reassign: {ordr: desk}",), "did you mean 'order'?"),
    (("reassign: {order: dest}",), "did you mean 'desk'?"),
    (("reassign: {order: rep}",), "already"),
    (("reassign: {order: {share: 0.5}}",), "missing"),
    (("reassign: {order: {to: desk, share: 2}}",), "at most 1"),
    (("hire: {desk: -5}",), "cannot leave"),
    (("hire: {desk: 1.5}",), "whole number"),
    (("hire: 3",), "a map"),
    (("expedite: {order: 0}",), "more than 0"),
    (("automate: {order: 50}",), "at most 1"),
    (("eliminate: order",), "a list"),
    (("eliminate: [ordr]",), "did you mean 'order'?"),
    (("fire: {desk: 1}",), "did you mean 'hire'?"),
    (("automate: {visit: 0.5}",), "it cannot be automated"),
    (("activities: {get_ready: {on_days: [monday]}}",), "done when a call is due"),
    (("activities: {get_ready: {place: base}}",), "done when a call is due"),
    (("activities: {get_ready: {interrupts: true}}",), "done when a call is due"),
    (("hire: {desk: 4990, rep: 4990}", "horizon: {weeks: 520}"), "5,000,000 days of all people"),
    (("segments: {large: {accounts: 199990}}",), "200,014 accounts by then"),
    (("segments: {large: {contact_every: {visit: 1 s}}}",), "10,000,000 tasks"),
    (
        (
            "call_plans: {visit: {no_show: 1}}",
            "horizon: {weeks: 500}",
            "segments: {large: {accounts: 5000}}",
        ),
        "10,000,000 tasks",
    ),
    (
        (
            "activities: {report: {arises: {after: {report: 0.9, visit: 1}}}}",
            "horizon: {weeks: 200}",
            "segments: {large: {accounts: 9000}}",
        ),
        "10,000,000 tasks",
    ),
]


@pytest.mark.few(21)
@pytest.mark.parametrize(("lines", "expected"), WRONG, ids=[lines[0] for lines, _ in WRONG])
def test_a_wrong_word_is_refused_at_its_line_with_the_right_one(
    tmp_path: Path, lines: tuple[str, ...], expected: str
) -> None:
    message = refusal(tmp_path, "extends: shop\ntitle: x\n" + "\n".join(lines) + "\n")
    assert expected in message
    assert re.search(r"(child\.yaml:[345]|\.csv|shop\.yaml:\d+): ", message), message


@pytest.mark.parametrize("at", ["", "change.0."])
def test_of_all_verbs_ranges_names_and_people_are_told_together(at: str, tmp_path: Path) -> None:
    verbs = [
        "reassign: {order: {to: desc, share: 1.8}}",
        "hire: {desk: -3, reb: 1}",
        "automate: {fone: 30}",
        "expedite: {reporrt: 0.5}",
    ]
    text = "extends: shop\ntitle: x\n"
    if at:
        text += "change:\n- on: 2025-01-13\n" + "".join(f"  {verb}\n" for verb in verbs)
    else:
        text += "\n\n" + "\n".join(verbs)
    told = refusal(tmp_path, text).splitlines()
    expected = [  # line, path, what is said
        (5, "reassign.order.share", "expected at most 1"),
        (5, "reassign.order.to", "did you mean 'desk'?"),
        (6, "hire.desk", "3 cannot leave: there are 2"),
        (6, "hire.reb", "did you mean 'rep'?"),
        (7, "automate.fone", "read 30, expected at most 1"),
        (7, "automate.fone", "did you mean 'phone'?"),
        (8, "expedite.reporrt", "did you mean 'report'?"),
    ]
    if at:  # how many are there on that day is known once all else is right
        expected.remove((6, "hire.desk", "3 cannot leave: there are 2"))
    assert len(told) == len(expected)
    for line, path, says in expected:
        assert any(f"child.yaml:{line}: {at}{path}: " in each and says in each for each in told)


@pytest.mark.parametrize("more", ["", "hire: {reb: 1}\n"])
def test_names_that_stand_for_nothing_are_told_beside_what_cannot_be_read(
    more: str, tmp_path: Path
) -> None:
    text = """\
extends: shop
title: x
activities:
  visit: {by: reb, category: seling}
  order: {lasts: long, arises: {after: {visitt: 0.2}}}
segments: {large: {contact_every: {vist: 2 weeks}}}
"""
    told = refusal(tmp_path, text + more).splitlines()
    expected = [
        ("4: activities.visit.by", "did you mean 'rep'?"),
        ("4: activities.visit.category", "did you mean 'selling'?"),
        ("5: activities.order.lasts", "expected a duration"),
        ("5: activities.order.arises.after.visitt", "did you mean 'visit'?"),
        ("6: segments.large.contact_every.vist", "expected one of the call plans (visit)"),
    ]
    assert len(told) == len(expected) + bool(more)
    for place, says in expected:
        assert any(f"child.yaml:{place}: " in each and says in each for each in told), place


def test_all_that_several_days_cannot_do_is_told_together(tmp_path: Path) -> None:
    """Four hired on the 14th would leave on the 15th: nothing is said of those who can."""
    text = """\
extends: shop
title: x
change:
- on: 2025-01-14
  hire: {desk: 4, reb: 1}
  automate: {fone: 0.3}
- on: 2025-01-15
  hire: {desk: -5, rep: -4}
"""
    told = refusal(tmp_path, text).splitlines()
    assert [each.partition("child.yaml:")[2][:22] for each in told] == [
        "5: change.0.hire.reb: ",
        "6: change.0.automate.f",
        "8: change.1.hire.rep: ",
    ]


def test_all_diagnostics_come_at_once(tmp_path: Path) -> None:
    text = "extends: shop\ntitle: x\nrols: 1\nhorizon: {weeks: 0}\nresumption: 3\n"
    assert len(refusal(tmp_path, text).splitlines()) == 3


def test_a_missing_title_hides_no_other_fault(tmp_path: Path) -> None:
    lines = refusal(tmp_path, "extends: shop\nname: x\nhire: {dsk: 1}\nhorizon: {weeks: 0}\n")
    found = [line.split("child.yaml:")[1].split(": ")[:2] for line in lines.splitlines()]
    assert found == [["1", "title"], ["2", "name"], ["3", "hire.dsk"], ["4", "horizon.weeks"]]
    (tmp_path / "grandchild.yaml").write_text("extends: child\ntitle: x\n")
    nameless = "extends: shop\nname: x\n"
    told = refusal(tmp_path, "extends: nameless\ntitle: y\nrols: {}\n", nameless=nameless)
    assert [line.split(": ")[1] for line in told.splitlines()] == ["rols", "title", "name"]


@pytest.mark.parametrize("title", ["", "title: x\n"])
def test_a_file_of_which_nothing_could_be_read_is_told_the_cause_alone(
    tmp_path: Path, title: str
) -> None:
    (told,) = refusal(tmp_path, f"{title}a: &a [*a]\n").splitlines()
    assert "anchors (&) and aliases (*) are not used" in told
    # Once something of it could be read, all that is missing is told beside the cause.
    told = refusal(tmp_path, f"{title}roles: {{}}\na: &a [*a]\n")
    assert "anchors" in told
    assert "activities: missing" in told


CALLS = {
    "reassign: {visit: desk}": ("by", "needs 'accounts: own' for 'desk'"),
    "reassign: {visit: {to: desk, share: 0.5}}": ("moved", "it cannot be handed to others"),
    "automate: {visit: 0.5}": ("automated", "it cannot be automated"),
    "activities: {visit: {splittable: true}}": ("splittable", "say 'splittable: false'"),
    "activities: {visit: {overflow: {to: desk, after: 1 h}}}": ("overflow", "it cannot overflow"),
    "activities: {visit: {on_days: [monday]}}": ("on_days", "it cannot be bound to weekdays"),
}


@pytest.mark.parametrize("line", CALLS)
def test_what_a_call_cannot_be_is_told_where_it_is_said_with_the_one_reason(
    tmp_path: Path, line: str
) -> None:
    word, reason = CALLS[line]
    told = refusal(tmp_path, f"extends: shop\ntitle: x\n{line}\n").splitlines()
    (of_calls,) = [each for each in told if f"child.yaml:3: activities.visit.{word}: " in each]
    assert reason in of_calls
    assert not any("shop.yaml" in each and "call_plans.visit: " in each for each in told)


def test_a_bad_line_hides_no_other_fault_and_each_fault_is_one_line(tmp_path: Path) -> None:
    child = """\
extends: shop
title: Many faults
roles: {rep: {people: 07, cost_per_hour: sixty}, desk: {peeple: 3}}
reassign: {order: {to: desk, hand_over: 5}}
travel: {speed: 50}
"""
    lines = refusal(tmp_path, child).splitlines()
    paths = ["roles.desk.peeple", "roles.rep.cost_per_hour", "roles.rep.people"]
    found = sorted(line.split(": ")[1] for line in lines)
    assert found == ["reassign.order.hand_over", *paths, "travel.speed"]


def test_what_a_bad_line_leaves_out_is_not_missed(tmp_path: Path) -> None:
    child = "extends: shop\ntitle: x\nactivities: {new: {category: desk, by: desk, lasts: 012}}\n"
    (line,) = refusal(tmp_path, child).splitlines()
    assert "lasts: read '012'" in line


def test_bad_lines_of_parent_and_child_are_named_at_once(tmp_path: Path) -> None:
    parent = PARENT.replace("cost_per_hour: 27.5", "cost_per_hour: 27,5")
    lines = refusal(tmp_path, "extends: shop\ntitle: x\nresumption: 05\n", shop=parent)
    assert [line.split(":")[0].rsplit("/")[-1] for line in lines.splitlines()] == [
        "child.yaml",
        "shop.yaml",
    ]


def test_a_fault_of_the_parent_is_shown_in_the_parents_file(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        shop=PARENT.replace("people: 3", "people: three"),
        child="extends: shop\ntitle: x\n",
    )
    with pytest.raises(ScenarioError, match=r"shop\.yaml:15: roles\.rep\.people: read 'three'"):
        load("child", folder)


def test_a_verb_needs_a_parent_and_a_file_needs_a_title(tmp_path: Path) -> None:
    folder = write(tmp_path, lone=PARENT + "hire: {desk: 1}\n", nameless="extends: shop\n")
    with pytest.raises(ScenarioError, match="verbs need a parent"):
        load("lone", folder)
    with pytest.raises(ScenarioError, match="title: missing"):
        load("nameless", folder)


def test_a_chain_of_parents_that_closes_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path, a="extends: b\ntitle: a\n", b="extends: a\ntitle: b\n")
    with pytest.raises(ScenarioError, match="a -> b -> a"):
        load("a", folder)


def test_a_chain_of_too_many_parents_is_refused(tmp_path: Path) -> None:
    chain = {f"n{i}": f"extends: n{i + 1}\ntitle: x\n" for i in range(12)}
    with pytest.raises(ScenarioError, match="too many parents"):
        load("n0", write(tmp_path, **chain))


@pytest.mark.parametrize(
    "parent", ["../shop", "../../etc/passwd", "/etc/passwd", "..\\shop", "C:shop", "a/../../shop"]
)
def test_a_parent_outside_the_folder_is_refused(tmp_path: Path, parent: str) -> None:
    (tmp_path / "shop.yaml").write_text(PARENT)
    folder = write(tmp_path, child=f"extends: {parent}\ntitle: x\n")
    with pytest.raises(ScenarioError, match=r"child\.yaml:1: extends: "):
        load("child", folder)


def test_a_link_to_a_parent_outside_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text(PARENT)
    folder = write(tmp_path, child="extends: shop\ntitle: x\n")
    (folder / "shop.yaml").symlink_to(tmp_path / "secret.yaml")
    with pytest.raises(ScenarioError, match=r"child\.yaml:1: extends: .*leads out"):
        load("child", folder)


def test_an_unknown_name_comes_with_the_nearest_one(tmp_path: Path) -> None:
    folder = write(tmp_path, shop=PARENT, child="extends: shopp\ntitle: x\n")
    with pytest.raises(ScenarioError, match="did you mean 'shop'"):
        load("shp", folder)
    with pytest.raises(ScenarioError, match=r"child.yaml:1: extends: .*did you mean 'shop'"):
        load("child", folder)
    with pytest.raises(ScenarioError, match="no such file"):
        load("none/at/all.yaml", folder)


def test_diagnostics_are_plain_values_for_other_programs(tmp_path: Path) -> None:
    folder = write(tmp_path, shop=PARENT, child="extends: shop\ntitle: x\nrols: 1\n")
    with pytest.raises(ScenarioError) as caught:
        load("child", folder)
    (one,) = (diagnostic.as_dict() for diagnostic in caught.value.diagnostics)
    assert one["line"] == 3
    assert one["path"] == "rols"


EXPLOSIONS = [
    "activities: {phone: {arises: {inbound: {rate: 900000000 per hour}}}}",
    "segments: {large: {contact_every: {visit: 1 s}, accounts: 200000}}",
    "segments: {small: {density: 900000000 per km2}}",
    (
        "horizon: {weeks: 520}\nroles: {rep: {people: 5000}}\n"
        "activities: {report: {arises: {routine: {every: week, times: 100}}}}"
    ),
    "segments: {large: {accounts: 150000, contact_every: {visit: 500 weeks}}}",
]


@pytest.mark.parametrize("lines", EXPLOSIONS)
def test_what_no_machine_could_hold_is_refused_before_it_is_tried(
    tmp_path: Path, lines: str
) -> None:
    message = refusal(tmp_path, f"extends: shop\ntitle: x\n{lines}\n")
    assert re.search(r"\.yaml:\d+: .*(expected at most|at most 3,000 accounts)", message)


@pytest.mark.few(3)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("density: 0.02 per km2", "density: 0.000000001 per km2"),
        ("rate: 0.5 per week", "rate: 123456.123456789 per year"),
        ("rate: 0.5 per week", "rate: 0.000000001 per week"),
        ("speed: 50 km/h", "speed: 123.123456789 km/h"),
        ("x: 0 km, y: 1.5 km", "x: -0.001 km, y: 19999.999 km"),
    ],
)
def test_numbers_come_back_digit_by_digit(tmp_path: Path, before: str, after: str) -> None:
    assert before in PARENT
    folder = write(tmp_path, shop=PARENT.replace(before, after))
    loaded = load("shop", folder)
    assert after.split(": ", 1)[1].split(",")[0] in as_yaml(loaded)
    (folder / "again.yaml").write_text(as_yaml(loaded))
    assert load("again", folder).model_dump(exclude={"name"}) == loaded.model_dump(exclude={"name"})


SELLING = """\
responses:
  haste: {of: wait, multiplies: chance, points: {0 s: 2, 1 h: 1}}
goodwill: {start: 0.5, fades: 30 d}
activities:
  won: {category: selling, by: rep, lasts: 0 s, automated: 1, arises: {after: {order: 0.5}}}
deals:
  sale: {stages: {lead: order, won: won}, value: {mean: 100}}
"""
WRONG_CUSTOMERS = [
    ("points: {0 s: 2, 1 h: 1}", "points: {soon: 2}", "a duration with its unit"),
    ("points: {0 s: 2, 1 h: 1}", "points: {0 s: 2, 0 min: 1}", "the same place"),
    ("points: {0 s: 2, 1 h: 1}", "points: {0 s: -2}", "at least 0"),
    ("of: wait, ", "of: wayt, ", "did you mean 'wait'?"),
    ("after: {order: 0.5}", "after: {order: {chance: 1, responds_to: [hast]}}", "mean 'haste'?"),
    ("after: {order: 0.5}", "after: {order: {chance: 1, above: -1}}", "at least 0"),
    ("automated: 1, ", "", "winning needs nobody"),
    (", arises: {after: {order: 0.5}}", "", "nothing leads to 'won', with which it is won"),
    ("lead: order", "lead: ordr", "did you mean 'order'?"),
    ("lead: order, ", "", "at least 2"),
    ("{mean: 100}}", "{mean: 100}, intent: wonn}", "did you mean 'won'?"),
    ("fades: 30 d", "fades: 1 h", "at least 1 d"),
    ("start: 0.5", "start: 50", "at most 1"),
    ("deals:", "change: {on: 2031-01-06}\ndeals:", "this would hold from the first instant"),
    ("deals:", "roles: {rep: {newcomers: 9}}\ndeals:", "9 newcomers among 3 people"),
    ("deals:", "claims: {a: {system: S1, says: x, measure: y}}\ndeals:", "'low', 'high' or both"),
]


@pytest.mark.parametrize(
    ("before", "after", "expected"), WRONG_CUSTOMERS, ids=lambda text: text[:20]
)
def test_a_wrong_word_about_customers_is_refused_with_the_right_one(
    tmp_path: Path, before: str, after: str, expected: str
) -> None:
    assert SELLING.count(before) == 1
    text = "extends: shop\ntitle: x\n" + SELLING.replace(before, after)
    message = refusal(tmp_path, text)
    assert expected in message
    assert re.search(r"child\.yaml:\d+: ", message), message


def test_the_right_words_about_customers_are_let_in(tmp_path: Path) -> None:
    folder = write(tmp_path, shop=PARENT, child="extends: shop\ntitle: x\n" + SELLING)
    assert load("child", folder).deals["sale"].won == "won"


def test_two_what_ifs_have_two_names() -> None:
    today = load("baseline")
    names = [
        what_if(today, hire={"sales_support": 2}).name,
        what_if(today, hire={"sales_support": 3}).name,
        what_if(today, reassign={"order_entry": {"to": "sales_support", "share": 0.5}}).name,
        what_if(today, reassign={"order_entry": {"to": "sales_support", "share": 0.8}}).name,
    ]
    assert names[:2] == ["baseline + hire sales_support 2", "baseline + hire sales_support 3"]
    assert len(set(names)) == 4


def test_a_word_that_is_a_map_in_one_of_two_scenarios_is_one_difference(shop: Scenario) -> None:
    order = {"lateness": 1, "potential": 0.5}
    tour = {"beyond": "1 h", "nights": 2, "costs": 100}
    one = what_if(shop, call_plans={"visit": {"order": order}}, roles={"rep": {"tour": tour}})
    (whole, back) = (differences(one, shop), differences(shop, one))
    (((path, before, after),), ((_, lost, none),)) = (
        [each for each in every if each[0] == "roles.rep.tour"] for every in (whole, back)
    )
    assert (before, after["nights"], lost["nights"], none) == (None, 2, 2, None)
    assert [each[0] for each in whole] == [path, "call_plans.visit.order"]
    moved = what_if(one, call_plans={"visit": {"order": {"potential": 0}}})
    assert differences(moved, one) == [("call_plans.visit.order.potential", 0.5, 0.0)]
