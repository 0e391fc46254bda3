"""Accounts from a planner's file: whose they are, where they lie, and how they differ."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from files import write
from typer.testing import CliRunner

from simulator import capacity, load, what_if
from simulator.analysis.capacity.travel import ground_of
from simulator.cli import app
from simulator.engine.simpy_engine import replay
from simulator.errors import ScenarioError
from simulator.output.content.obstacles import noted as noted_of_all
from simulator.scenario.consequences import consequences
from simulator.scenario.degrees import Origin, projected
from simulator.scenario.inheritance import load_with_marks
from simulator.scenario.notes import far_away, land, owners
from simulator.scenario.overrides import as_yaml, resolved
from simulator.scenario.scenario import Scenario
from simulator.workload.cutting import halves
from simulator.workload.draw import Workload, draw
from tests.refusals import refused

DAY, WEEK = 86_400, 604_800

SHOP = """\
title: A shop
horizon: {start: 2025-01-06, weeks: 4}
travel: {speed: 60 km/h, detour: 1}
categories: [selling, desk, travel_and_waiting, hand_over, idle]
selling: {main: [selling]}
roles:
  rep:
    people: 2
    members: {Ann Lee: {}}
    cost_per_hour: 50
    base: headquarters
    accounts: own
    shift: {from: 08:00, to: 17:00}
  desk: {people: 1, cost_per_hour: 30, shift: {from: 08:00, to: 17:00}}
segments:
  shops: {places: a.csv, contact_every: {visit: 1 week}}
activities:
  visit: {category: selling, by: rep, place: account, splittable: false, lasts: 30 min}
  order:
    {category: desk, by: desk, lasts: 5 min, arises: {inbound: {rate: 2 per week}}}
call_plans:
  visit: {}
"""
PLAIN = "name;x_km;y_km\nA;1;0\nB;2;0\nC;3;0\nD;4;0\n"


def shop(tmp_path: Path, table: str = PLAIN, text: str = SHOP, **others: str) -> Scenario:
    folder = write(tmp_path, shop=text, **others)
    (folder / "a.csv").write_text(table, encoding="utf-8")
    return load("shop", folder)


def wrong(tmp_path: Path, table: str, text: str = SHOP) -> str:
    return refused(lambda: shop(tmp_path, table, text)).removeprefix("scenarios/")


def column(heading: str, *cells: object) -> str:
    """The four accounts with one column more."""
    first, *rows = PLAIN.splitlines()
    both = zip(rows, cells, strict=True)
    return "\n".join([f"{first};{heading}", *(f"{row};{cell}" for row, cell in both)])


def owner_names(drawn: Workload) -> list[str]:
    return [drawn.parameters.people[person] for person in drawn.territory.owner[0]]


# -- whose they are --


OWNED = SHOP.replace("members: {Ann Lee: {}}", "members: {Ann Lee: {accounts: [b, D]}, Bo: {}}")


def test_accounts_are_named_with_the_person_who_owns_them(tmp_path: Path) -> None:
    """B and D are hers; A and C go to whoever has room."""
    company = shop(tmp_path, PLAIN, OWNED)
    assert owner_names(draw(company)) == ["Bo", "Ann Lee", "Bo", "Ann Lee"]
    assert company.segments["shops"].each is None
    assert any(
        "2 of 4 accounts have the rep that is said" in line for line in consequences(company)
    )
    free = what_if(company, roles={"rep": {"members": {"Ann Lee": {"accounts": None}}}})
    assert owner_names(draw(free)) == ["Ann Lee", "Ann Lee", "Bo", "Bo"]


def test_accounts_of_a_person_go_together_with_owners_of_the_file(tmp_path: Path) -> None:
    table = column("owner", "Bo", "", "Bo", "Ann Lee")
    assert owner_names(draw(shop(tmp_path, table, OWNED))) == ["Bo", "Ann Lee", "Bo", "Ann Lee"]


def test_generated_accounts_have_owners_by_their_numbers(tmp_path: Path) -> None:
    text = OWNED.replace("places: a.csv", "accounts: 3").replace("[b, D]", "[shops 2]")
    land = "territory: {width: 9 km, height: 9 km}\n"
    assert owner_names(draw(shop(tmp_path, PLAIN, land + text)))[1] == "Ann Lee"


def test_people_of_a_file_bring_their_accounts_along(tmp_path: Path) -> None:
    text = SHOP.replace("people: 2\n    members: {Ann Lee: {}}", "staff: people.csv")
    folder = write(tmp_path, shop=text)
    (folder / "a.csv").write_text(PLAIN)
    (folder / "people.csv").write_text('name,accounts\nAnn Lee,"B; d"\nBo,"A,C"\n')
    assert owner_names(draw(load("shop", folder))) == ["Bo", "Ann Lee", "Bo", "Ann Lee"]
    (folder / "people.csv").write_text("name,accounts\nAnn Lee,Bonn\nBo,\n")
    assert refused(lambda: load("shop", folder)).endswith(
        "people.csv:2: roles.rep.members.Ann Lee.accounts: there is no account 'Bonn'"
    )


@pytest.mark.parametrize(
    ("said", "table", "complaint"),
    [
        ("Ann Lee: {accounts: [Bx]}", PLAIN, "there is no account 'Bx'"),
        (
            "Ann Lee: {accounts: [shop 2]}",
            PLAIN.replace("B", "Shops 2"),
            "there is no account 'shop 2'; did you mean 'Shops 2'?",
        ),
        ("Ann Lee: {accounts: [B]}, Bo: {accounts: [b]}", PLAIN, "'B' is Ann Lee's already"),
        (
            "Ann Lee: {accounts: [B]}, Bo: {}",
            column("owner", "", "Bo", "", ""),
            "'B' is Bo's already",
        ),
    ],
)
def test_accounts_that_nobody_can_own_are_refused(
    tmp_path: Path, said: str, table: str, complaint: str
) -> None:
    text = SHOP.replace("members: {Ann Lee: {}}", f"members: {{{said}}}")
    assert complaint in wrong(tmp_path, table, text)


def test_people_of_a_pool_own_no_account(tmp_path: Path) -> None:
    text = SHOP.replace("desk: {people: 1,", "desk: {people: 1, members: {Al: {accounts: [B]}},")
    assert "'desk' has no accounts of its own: say 'accounts: own' there" in wrong(
        tmp_path, PLAIN, text
    )


def test_an_owner_who_is_said_has_the_account(tmp_path: Path) -> None:
    table = column("Owner", "rep 2", "ann lee", "Rep 2", "ANN  LEE")
    assert owner_names(draw(shop(tmp_path, table))) == ["rep 2", "Ann Lee", "rep 2", "Ann Lee"]


def test_who_has_room_gets_what_nobody_is_said_to_own(tmp_path: Path) -> None:
    # Ann Lee has three of four; the fourth is cut among those with fewer than two.
    table = column("owner", "Ann Lee", "", "Ann Lee", "Ann Lee")
    assert owner_names(draw(shop(tmp_path, table))) == ["Ann Lee", "rep 2", "Ann Lee", "Ann Lee"]


def test_the_accounts_of_who_is_not_there_go_to_others(tmp_path: Path) -> None:
    company = shop(tmp_path, column("owner", "rep 2", "Ann Lee", "rep 2", "Ann Lee"))
    alone = what_if(company, roles={"rep": {"people": 1}})
    assert owner_names(draw(alone)) == ["Ann Lee"] * 4
    third = column("owner", "rep 3", "Ann Lee", "rep 3", "Ann Lee")
    folder = write(tmp_path)
    (folder / "a.csv").write_text(third)
    noted = [str(each) for each in owners(load_with_marks("shop", folder))]
    assert [each.split(": ", 1)[1] for each in noted] == [
        "segments.shops.places: not there: rep 3; their accounts go to those who are"
    ]


def test_who_gets_no_account_since_files_give_all_to_others_is_noted(tmp_path: Path) -> None:
    folder = write(tmp_path, shop=SHOP, kept=f"extends: shop\ntitle: x\n{KEPT}")
    (folder / "a.csv").write_text(column("owner", *["Ann Lee"] * 4))
    (noted,) = owners(load_with_marks("shop", folder))
    assert noted.message == (
        "files give all accounts to others than rep 2: say 'territory: {cut: least}' for whoever is"
        " hired to take some over"
    )
    assert owners(load_with_marks("kept", folder)) == []
    shop = load("shop", folder)
    assert f"shop: {noted.message}" in noted_of_all([shop])  # of the answer, too


def test_the_land_is_cut_anew_where_an_account_is_given_to_nobody_and_nowhere_else(
    tmp_path: Path,
) -> None:
    more = "extends: shop\ntitle: x\nhire: {rep: 1}\n"
    folder = write(tmp_path, shop=SHOP, more=more)
    for last, times in (("rep 2", 0), ("", 1)):
        (folder / "a.csv").write_text(column("owner", "Ann Lee", "rep 2", "Ann Lee", last))
        assert len(land(load_with_marks("more", folder))) == times


def test_an_analysis_notes_who_gets_no_account_unless_it_is_to_be_quiet(tmp_path: Path) -> None:
    folder = write(tmp_path, shop=SHOP)
    (folder / "a.csv").write_text(column("owner", *["Ann Lee"] * 4))
    asked = ["capacity", str(folder / "shop.yaml"), "--out", str(tmp_path / "out")]
    loud, quiet = (CliRunner().invoke(app, [*asked, *more]) for more in ([], ["--quiet"]))
    assert "shop: files give all accounts to others than rep 2: say" in loud.stderr
    assert "files give all" not in quiet.output


def test_accounts_far_outside_the_land_are_noted(tmp_path: Path) -> None:
    # All of the land is 4 km wide: A lies on its border, B within a width of it, C does not.
    land = "territory: {width: 4 km, height: 2 km}\n"
    folder = write(tmp_path, shop=SHOP + land, without=SHOP)
    (folder / "a.csv").write_text("name;x_km;y_km\nA;2;0\nB;4;2\nC;512,4;1\nD;0;-2,1\n")
    (noted,) = far_away(load_with_marks("shop", folder))
    assert noted.line == 16
    assert noted.message == (
        "farther from the headquarters than all of the land (4 km by 2 km) is wide or high:"
        " C (512.4 km, 1 km), D (0 km, -2.1 km)"
    )
    assert far_away(load_with_marks("without", folder)) == []


KEPT = "territory: {cut: least}\n"


def test_expected_ways_are_those_around_the_accounts_of_each_owner(tmp_path: Path) -> None:
    far = "name;x_km;y_km;owner\nA;0;0;Ann Lee\nB;0;3;Ann Lee\nC;90;0;rep 2\nD;90;3;rep 2\n"
    # Two people with accounts 3 km apart, 90 km from each other's: each drives 3 km to the next.
    owned = ground_of(shop(tmp_path, far), "rep").ways(np.array([2.0, 8.0]))
    assert owned.between.tolist() == [3_000, 1_500]  # of four times as many: half as far
    mixed = far.replace("B;0;3;Ann Lee", "B;0;3;rep 2").replace("C;90;0;rep 2", "C;90;0;Ann Lee")
    assert ground_of(shop(tmp_path, mixed), "rep").ways(np.array([2.0])).between > 25_000


def test_without_owners_the_land_is_cut_by_halves_alone() -> None:
    points = np.random.default_rng(1).integers(0, 50_000, (101, 2))
    nobody = np.full(len(points), -1)
    for people in (1, 2, 3, 7):
        assert halves(points, people).tolist() == halves(points, people, nobody).tolist()


def test_what_is_cut_lies_near_what_its_owner_has_already() -> None:
    # Along a road: the first owns the east end, the second the west end.
    road = np.array([(1000 * x, 0) for x in range(8)])
    said = np.array([1, -1, -1, -1, -1, -1, -1, 0])
    assert halves(road, 2, said).tolist() == [1, 1, 1, 1, 0, 0, 0, 0]


WRONG_OWNERS = [
    ("Ann Li", "a.csv:2: nobody is called 'Ann Li', expected someone such as Ann Lee, rep 1"),
    ("desk 1", "a.csv:2: 'desk 1' has no accounts: say 'accounts: own' for 'desk'"),
]


@pytest.mark.parametrize(("name", "words"), WRONG_OWNERS)
def test_an_owner_whom_nobody_knows_is_refused_at_its_line(
    tmp_path: Path, name: str, words: str
) -> None:
    assert wrong(tmp_path, column("owner", name, "", "", "")).startswith(words)


# -- how they differ --


def test_potential_in_any_unit_is_compared_within_the_segment(tmp_path: Path) -> None:
    text = SHOP.replace("places: a.csv,", "places: a.csv, potential: {mean: 2, spread: 0.5},")
    drawn = draw(shop(tmp_path, column("potential", "300.000,5", "100.000", "", "0"), text))
    without = draw(shop(tmp_path, PLAIN, text))
    mean = 400_000.5 / 3
    assert drawn.territory.potential[0] == round(2e6 * 300_000.5 / mean)
    assert drawn.territory.potential[1] == round(2e6 * 100_000 / mean)
    assert drawn.territory.potential[2] == without.territory.potential[2], "keeps its luck"
    assert drawn.territory.potential[3] == 0


def test_orders_a_year_scale_what_comes_in_from_an_account_and_leave_the_mean(
    tmp_path: Path,
) -> None:
    drawn = draw(shop(tmp_path, column("orders a year", 24, 0, "", 12)))
    even = draw(shop(tmp_path, PLAIN))

    def asked(drawn: Workload, account: int) -> np.ndarray:
        rows = np.flatnonzero((drawn.tasks.activity == 1) & (drawn.tasks.account == account))
        return drawn.tasks.asked[rows]

    # Shares of the mean of 12: 2, 0, 1 (not said) and 1.
    assert len(asked(drawn, 1)) == 0
    assert asked(drawn, 2).tolist() == asked(even, 2).tolist()
    assert asked(drawn, 3).tolist() == asked(even, 3).tolist()
    twice = asked(drawn, 0)[: len(asked(even, 0))]
    assert np.abs(2 * twice - asked(even, 0)).max() <= 1, "twice as often, with the same luck"


PER_ORDER = SHOP.replace("rate: 2 per week", "rate: 0.5 per year, per: order")


def test_a_rate_per_order_is_that_of_the_orders_that_the_file_gives_each_account(
    tmp_path: Path,
) -> None:
    table = column("orders a year", 104, 0, "", 316)  # on average 140
    by_order = draw(shop(tmp_path, table, PER_ORDER))
    by_account = draw(shop(tmp_path, table, SHOP.replace("2 per week", "70 per year")))
    asked, same = (
        each.tasks.asked[each.tasks.activity == 1].tolist() for each in (by_order, by_account)
    )
    assert len(asked) > 10
    assert np.abs(np.subtract(asked, same)).max() <= 1


def test_the_load_of_a_rate_per_order_is_that_of_its_orders(tmp_path: Path) -> None:
    text = PER_ORDER.replace("0.5 per year", "1 per year")
    scenario = shop(tmp_path, column("orders a year", 3650, 0, "", 3650), text)
    # 7,300 orders over three accounts, so 9,733 from four: 187 a week of 5 min in 45 hours.
    orders = 7_300 * 4 / 3 * 7 / 365
    (desk,) = (role for role in capacity(scenario).scenarios[0].roles if role.role == "desk")
    assert desk.load == pytest.approx(orders * 5 / (45 * 60), rel=0.001)


def test_a_rate_per_order_needs_orders(tmp_path: Path) -> None:
    assert "the file of 'shops' says no 'orders_a_year'" in wrong(tmp_path, PLAIN, PER_ORDER)


def test_each_account_is_due_as_often_as_it_says(tmp_path: Path) -> None:
    table = column("contact every", "2 weeks", "", "never", "3 d")
    drawn, even = draw(shop(tmp_path, table)), draw(shop(tmp_path, PLAIN))
    assert drawn.contacts.account.tolist() == [0, 1, 3]
    assert drawn.contacts.every.tolist() == [2 * WEEK, WEEK, 3 * DAY]
    assert drawn.contacts.first_due[1] == even.contacts.first_due[1]
    assert abs(drawn.contacts.first_due[0] - 2 * even.contacts.first_due[0]) <= 1


def test_calls_a_year_mean_the_same_as_the_time_between_them(tmp_path: Path) -> None:
    drawn = draw(shop(tmp_path, column("calls a year", 73, 0, "", "36,5")))
    assert drawn.contacts.account.tolist() == [0, 2, 3]
    assert drawn.contacts.every.tolist() == [5 * DAY, WEEK, 10 * DAY]


def test_a_call_begins_while_its_account_is_open(tmp_path: Path) -> None:
    table = column("opens;closes;open days", "13:00;15:00;tue", ";;", ";09:30;mo-we", ";;")
    ledger = replay(draw(shop(tmp_path, table)))
    calls = ledger.tasks.activity == 0
    times = {
        account: [
            divmod(int(start), DAY)
            for start in ledger.tasks.started[calls & (ledger.tasks.account == account)]
            if start >= 0
        ]
        for account in (0, 2)
    }
    assert times[0]
    assert all(day % 7 == 1 and 13 * 3600 <= at <= 14.5 * 3600 for day, at in times[0])
    assert times[2]
    assert all(day % 7 <= 2 and at <= 9 * 3600 for day, at in times[2])


def test_a_file_that_says_nothing_more_changes_nothing(tmp_path: Path) -> None:
    blank = column("owner;potential;orders_a_year;calls_a_year;opens", *[";;;;"] * 4)
    assert resolved(shop(tmp_path, blank)) == resolved(shop(tmp_path, PLAIN))
    assert "each" not in resolved(shop(tmp_path, blank))["segments"]["shops"]


def test_what_is_read_comes_along_with_the_resolved_scenario(tmp_path: Path) -> None:
    table = column("owner;potential;calls a year;opens;open days", *["rep 2;;3;09:00;fri"] * 4)
    table = table.replace("rep 2;;3", "Ann Lee;7;0", 1)
    company = shop(tmp_path, table)
    folder = tmp_path / "again"
    folder.mkdir()
    (folder / "shop.yaml").write_text(as_yaml(company))
    assert load("shop", folder) == company


# -- one file for all segments --

TWO = SHOP.replace("  shops: {places: a.csv,", "  key accounts: {},\n").replace(
    "segments:\n  key accounts: {},\n contact_every: {visit: 1 week}}\n",
    "accounts: a.csv\nsegments:\n  key_accounts: {contact_every: {visit: 1 week}}\n"
    "  small: {}\n  others: {}\n",
)


def test_one_file_has_the_accounts_of_all_segments(tmp_path: Path) -> None:
    table = column("segment", "small", "Key accounts", "small", "key_accounts")
    company = shop(tmp_path, table, TWO)
    names = {word: [n for n, _, _ in s.coordinates] for word, s in company.segments.items()}
    assert names == {"key_accounts": ["B", "D"], "small": ["A", "C"], "others": []}
    assert company.segments["others"].accounts == 0
    assert company.segments["small"].places == "a.csv"


def test_a_segment_that_is_not_there_is_refused_with_the_nearest(tmp_path: Path) -> None:
    said = wrong(tmp_path, column("segment", "small", "keyaccounts", "small", "small"), TWO)
    assert said == ("a.csv:3: there is no segment 'keyaccounts'; did you mean 'key_accounts'?")


def test_a_segment_in_capitals_is_told_once_not_at_each_account(tmp_path: Path) -> None:
    text = TWO.replace("small: {}", "A: {}")
    said = wrong(tmp_path, column("segment", "A", "A", "a", "key_accounts"), text)
    assert "segments.A: read 'A', expected a name of small letters" in said
    assert "there is no segment" not in said


def test_a_segment_has_its_accounts_from_one_place(tmp_path: Path) -> None:
    text = TWO.replace("small: {}", "small: {accounts: 3}")
    said = wrong(tmp_path, column("segment", *["small"] * 4), text)
    assert said.endswith("a.csv has accounts of it, too: take out 'accounts'")


def test_a_file_is_read_for_scenario_files_alone(tmp_path: Path) -> None:
    company = shop(tmp_path)
    with pytest.raises(ScenarioError, match="read from a scenario file"):
        what_if(company, accounts="b.csv")


# -- on the earth --

MUNICH = "headquarters: {x: 10 km, latitude: 48, longitude: 11}\nroles:"


def test_degrees_are_metres_around_the_headquarters(tmp_path: Path) -> None:
    table = "name;Latitude;Longitude\nA;48;11\nB;49,0;11\nC;48;12\n"
    company = shop(tmp_path, table, SHOP.replace("roles:", MUNICH))
    # A degree of the meridian is 111,195 m; of the parallel times cos 48 degrees, 74,404 m: on the
    # plane a little less to the east, and 483 m to the north, since the parallel is bent.
    assert [place[1:] for place in company.segments["shops"].coordinates] == [
        (10_000, 0),
        (10_000, 111_195),
        (84_402, 483),
    ]


def test_ways_between_projected_places_are_those_on_the_earth() -> None:
    # Paris and Munich, seen from Frankfurt: 685 km on a sphere.
    frankfurt = Origin(50.11, 8.68)
    paris, munich = projected(48.857, 2.352, frankfurt), projected(48.137, 11.575, frankfurt)
    way = float(np.hypot(munich[0] - paris[0], munich[1] - paris[1]))
    one, other = np.radians([48.857, 48.137])
    turn = np.radians(11.575 - 2.352)
    cosine = np.sin(one) * np.sin(other) + np.cos(one) * np.cos(other) * np.cos(turn)
    assert way == pytest.approx(6_371_009 * np.arccos(cosine), rel=0.001)


WRONG = [
    (
        "name;lat;lon\nA;48;11\n",
        (
            "a.csv:1: degrees are measured from the headquarters: say where they are, such as"
            " 'headquarters: {latitude: 48.137, longitude: 11.575}'"
        ),
    ),
    (
        "name;x_km;y_km\nA;11.57549;48.13743\nB;10.89779;48.37154\n",
        (
            "a.csv:1: x_km and y_km look like degrees (11.5755, 48.1374): if they are, head the"
            " columns longitude and latitude; if they are kilometres, write them with three"
        ),
    ),
    ("name;x_km;lat\nA;1;2\n", "a.csv:1: expected the columns x_km and y_km, or latitude and"),
    (column("potential", 0, 0, 0, 0), "a.csv:2: potential is 0 for all of a segment's accounts"),
    (column("potential", "much", 1, 1, 1), "a.csv:2: read 'much' in potential, expected a number"),
    (
        column("contact_every", "14", "", "", ""),
        "a.csv:2: contact_every: read '14', expected a dur",
    ),
    (column("contact_every", "0 d", "", "", ""), "a.csv:2: contact_every must be longer than"),
    (column("opens", "8", "", "", ""), "a.csv:2: opens: read '8', expected a time of day"),
    (column("open_days", "x", "", "", ""), "a.csv:2: open_days: read 'x', expected weekdays"),
    (
        column("contact_every;calls_a_year", *["1 week;3"] * 4),
        "a.csv:1: expected one of the columns contact_every, calls_a_year",
    ),
    (column("opens;closes", *["15:00;09:00"] * 4), "a.csv:2: 'A' opens after it closes"),
]


@pytest.mark.parametrize(("table", "words"), WRONG)
def test_what_is_wrong_in_a_file_of_accounts_is_said_with_its_line(
    tmp_path: Path, table: str, words: str
) -> None:
    assert words in wrong(tmp_path, table)


def test_everything_that_is_wrong_in_a_file_of_accounts_is_said_at_once(tmp_path: Path) -> None:
    rows = [
        "name;segment;x_km;y_km;owner;closes;potential",
        "A;small;1,5;2;Rep 1;;1",
        "B;smal;1;x;;;",
        "A;small;far;2;rep 77x;;",
        "C;small;1;2;;07:00;-1",
    ]
    text = TWO.replace("  small: {", "  small: {opening: {from: 08:00}, ")
    assert wrong(tmp_path, "\n".join(rows), text).splitlines() == [
        "a.csv:3: read 'x' in y_km, expected kilometres such as 12.5",
        "a.csv:3: there is no segment 'smal'; did you mean 'small'?",
        "a.csv:4: read 'far' in x_km, expected kilometres such as 12.5",
        (
            "a.csv:4: nobody is called 'rep 77x', expected someone such as Ann Lee, rep 1"
            "; did you mean 'rep 1'?"
        ),
        "a.csv:5: 'C' opens after it closes",
        "a.csv:5: read '-1' in potential, expected a number from 0 on, in any unit",
    ]


def test_what_is_wrong_in_the_same_way_on_many_lines_is_said_at_the_first(tmp_path: Path) -> None:
    table = "name;x_km;y_km;contact_every\n" + "".join(f"A{n};1;0;4 mnth\n" for n in range(96))
    (tmp_path / "a.csv").write_text(table)
    said = wrong(tmp_path, table)
    assert said == (
        "a.csv:2: contact_every: read '4 mnth', expected a duration with its unit, such as"
        " '35 min', '1.5 h', '2 d' or '6 weeks' (likewise 95 times more up to line 97)"
    )
    counted = "name;x_km;y_km;contact_every\n" + "".join(f"A{n};1;0;{n} mnth\n" for n in range(96))
    assert wrong(tmp_path, counted).endswith(" (likewise 95 times more up to line 97)")
    few = column("contact_every", "4 mnth", "5 mnth", "4 weeks", "4 mnth")
    assert [each.split(", ")[0] for each in wrong(tmp_path, few).splitlines()] == [
        "a.csv:2: contact_every: read '4 mnth'",
        "a.csv:3: contact_every: read '5 mnth'",
    ]
    assert "(likewise 1 time more up to line 5)" in wrong(tmp_path, few)


def test_of_a_file_with_many_faults_no_more_are_told_than_can_be_read(tmp_path: Path) -> None:
    rows = (f"A{chr(97 + n // 26)}{chr(97 + n % 26)};1;y{chr(97 + n % 26)}" for n in range(400))
    said = wrong(tmp_path, "name;x_km;y_km\n" + "\n".join(rows)).splitlines()
    assert len(said) == 21
    assert said[-1] == "and 6 more"
    same = wrong(tmp_path, "name;x_km;y_km\n" + "A;1;y\n" * 5_000).splitlines()
    assert [each.split(" (")[-1] for each in same] == ["likewise 1000 times more up to line 1002)"]


def test_kilometres_of_a_city_may_be_as_small_as_degrees(tmp_path: Path) -> None:
    table = "name;x_km;y_km\nA;11,575;48,13\nB;10,897;48,371\n"
    assert shop(tmp_path, table).segments["shops"].coordinates[0] == ("A", 11_575, 48_130)
