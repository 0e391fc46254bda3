"""Whose the land is: first cuts, and what moves when people join or leave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import load, territories, what_if
from simulator.analysis.optimise.plans import space_of
from simulator.errors import ScenarioError
from simulator.scenario.changes import Changes
from simulator.scenario.consequences import consequences
from simulator.scenario.moves import Change
from simulator.scenario.overrides import as_yaml, merge, resolved
from simulator.scenario.scenario import Scenario
from simulator.workload.account_work import work_of_accounts
from simulator.workload.balancing import Asked, balanced
from simulator.workload.cutting import Cut, followed, halves
from simulator.workload.draw import Workload, draw
from tests import firm


def line(*kilometres: int) -> np.ndarray:
    """Accounts along a road."""
    return np.array([(1000 * x, 0) for x in kilometres], dtype=np.int64)


def owners(cut: Cut) -> list[int]:
    return cut.owner.tolist()


# -- one cut after the other, on a road --


def test_whoever_is_hired_takes_an_equal_share_where_it_saves_most_way() -> None:
    # Two people live at both ends of a road; six accounts lie along it.
    road = line(0, 2, 8, 12, 18, 20)
    cut = Cut(np.array([0, 0, 0, 1, 1, 1]), line(0, 20), 2)
    later = followed(road, cut, 3, within=0.15)
    # At 8 km: accounts at 8 and 12 km are nearer to him by 8 and by 4 km; so they are at 12 km,
    # and the first of the two places counts.
    assert later.sites.tolist() == [[0, 0], [20_000, 0], [8_000, 0]]
    assert owners(later) == [0, 0, 2, 2, 1, 1]


def test_a_giver_keeps_an_equal_share_less_what_is_tolerated() -> None:
    # At 9 km; the first, of three accounts, may fall to two of six and no further, or to one.
    road = line(0, 9, 10, 18, 19, 20)
    cut = Cut(np.array([0, 0, 0, 1, 1, 1]), line(0, 20), 2)
    assert owners(followed(road, cut, 3, within=0)) == [0, 2, 0, 2, 1, 1]
    assert owners(followed(road, cut, 3, within=0.5)) == [0, 2, 2, 1, 1, 1]


def test_what_a_leaver_leaves_goes_to_the_nearest_who_have_room() -> None:
    road = line(0, 1, 9, 11, 18, 19)
    cut = Cut(np.array([0, 0, 2, 2, 1, 1]), line(0, 20, 10), 3)
    # With 15% of tolerance four accounts are one person's most.
    assert owners(followed(road, cut, 2, within=0.15)) == [0, 0, 0, 1, 1, 1]
    crowded = Cut(np.array([0, 0, 0, 0, 2, 1]), line(0, 20, 10), 3)
    assert owners(followed(road, crowded, 2, within=0)) == [0, 0, 0, 0, 1, 1]


def test_where_more_are_hired_the_first_of_them_live_where_they_lived() -> None:
    land = np.random.default_rng(7).integers(0, 100_000, (300, 2))
    first = Cut(
        halves(land, 4),
        np.array([land[halves(land, 4) == p].mean(0) for p in range(4)], dtype=np.int64),
        4,
    )
    few, many = followed(land, first, 5, 0.15), followed(land, first, 9, 0.15)
    assert many.sites[:5].tolist() == few.sites.tolist()


@pytest.mark.parametrize("people", [1, 3, 5, 7, 12])
def test_no_account_moves_but_to_those_hired_or_from_those_who_left(people: int) -> None:
    land = np.random.default_rng(people).integers(0, 100_000, (250, 2))
    owner = halves(land, 6)
    cut = Cut(owner, np.array([land[owner == p].mean(0) for p in range(6)], dtype=np.int64), 6)
    later = followed(land, cut, people, 0.15)
    moved = later.owner != owner
    assert ((later.owner[moved] >= 6) | (owner[moved] >= people)).all()
    sizes = np.bincount(later.owner, minlength=people)
    equal = 250 / people
    assert sizes.min() >= min(0.85 * equal - 1, np.bincount(owner).min())
    assert sizes.max() <= max(np.ceil(1.15 * equal), np.bincount(owner).max())
    if people > 6:
        assert (sizes[6:] == 250 // people).all()


# -- in scenarios --


def reps(**more: Any) -> Scenario:
    return firm.today(territory={"width": "40 km", "height": "40 km", "cut": "least", **more})


def cut_of(company: Scenario, phase: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Owners of the field's accounts in a phase, and the homes of all."""
    work: Workload = draw(company)
    places = work.territory.places
    homes = np.stack((places.x, places.y), axis=1)[1 : places.first_account]
    return work.owner[phase][0], homes


def test_a_what_if_that_hires_starts_from_the_cut_of_its_parent() -> None:
    before, homes = cut_of(reps())
    hired = what_if(reps(), hire={"field_rep": 1})
    after, later_homes = cut_of(hired)
    assert hired.roles["field_rep"].first_cut == 3
    assert (before != after).sum() == 150 // 4
    assert set(after[before != after]) == {3}
    assert later_homes[:3].tolist() == homes[:3].tolist()


def test_a_what_if_of_a_company_with_newcomers_on_a_day_starts_from_the_cut_before_it() -> None:
    roles = resolved(firm.today())["roles"]
    grows = firm.today(
        territory={"width": "40 km", "height": "40 km", "cut": "least"},
        roles=merge(roles, {"field_rep": {"newcomers": 1}}),
        change={"on": "2025-01-15"},
    )
    again = what_if(grows, hire={"field_rep": 1}, change={"on": "2025-01-14"})
    assert again.roles["field_rep"].first_cut == 2
    today, later = cut_of(grows), cut_of(again)
    assert today[0].tolist() == later[0].tolist()
    assert today[1][:3].tolist() == later[1][:3].tolist()


def test_the_first_cut_is_that_of_the_land_cut_anew() -> None:
    today, homes = cut_of(reps())
    anew, anew_homes = cut_of(firm.today())
    assert (today.tolist(), homes.tolist()) == (anew.tolist(), anew_homes.tolist())


def test_cut_anew_as_ever_unless_it_is_said() -> None:
    hired = what_if(firm.today(), hire={"field_rep": 1})
    assert hired.roles["field_rep"].first_cut is None
    after, _ = cut_of(hired)
    worded = what_if(reps(cut="anew"), hire={"field_rep": 1})
    assert cut_of(worded)[0].tolist() == after.tolist()
    assert (after != cut_of(firm.today())[0]).sum() > 100


def test_headcounts_given_as_values_keep_the_cut_too_and_so_does_a_chain() -> None:
    by_value = what_if(reps(), roles={"field_rep": {"people": 4}})
    by_verb = what_if(reps(), hire={"field_rep": 1})
    assert cut_of(by_value)[0].tolist() == cut_of(by_verb)[0].tolist()
    again = what_if(by_verb, hire={"field_rep": 2})
    assert (again.roles["field_rep"].people, again.roles["field_rep"].first_cut) == (6, 3)
    back = what_if(by_verb, hire={"field_rep": -1})
    assert cut_of(back)[0].tolist() == cut_of(reps())[0].tolist()


def test_cut_anew_again_after_it_was_kept() -> None:
    hired = what_if(reps(), hire={"field_rep": 1})
    anew = what_if(hired, territory={"cut": "anew"})
    assert (
        cut_of(anew)[0].tolist() == cut_of(what_if(firm.today(), hire={"field_rep": 1}))[0].tolist()
    )


def test_whoever_is_hired_and_has_a_home_takes_the_accounts_around_it() -> None:
    members = {name: {"home": {"x": "5 km", "y": f"{n} km"}} for n, name in enumerate("abcd")}
    hired = what_if(reps(), roles={"field_rep": {"members": members}}, hire={"field_rep": 1})
    owner, homes = cut_of(hired)
    assert homes[:4].tolist() == [[5000, 1000 * n] for n in range(4)]
    assert np.bincount(owner).tolist()[3] == 150 // 4


def test_where_those_hired_live_is_said() -> None:
    hired = what_if(reps(), hire={"field_rep": 2})
    drawn, settled = (line for line in consequences(hired) if "homes" in line)
    assert drawn.startswith("field_rep: 0 homes as given, 3 drawn in each replication")
    assert settled == "field_rep: 2 homes of those hired where that saves most way to accounts"


def test_a_leaver_moves_what_was_his_and_nothing_else() -> None:
    before, homes = cut_of(reps())
    after, later_homes = cut_of(what_if(reps(), hire={"field_rep": -1}))
    assert (after != before).tolist() == (before == 2).tolist()
    assert later_homes[:2].tolist() == homes[:2].tolist()


def test_from_a_day_on_the_land_is_cut_as_without_one() -> None:
    dated = what_if(reps(), hire={"field_rep": 1}, change={"on": "2025-01-15"})
    before, homes = cut_of(dated, 0)
    assert before.tolist() == cut_of(reps())[0].tolist()
    assert (
        cut_of(dated, 1)[0].tolist() == cut_of(what_if(reps(), hire={"field_rep": 1}))[0].tolist()
    )
    assert homes[:3].tolist() == cut_of(reps())[1][:3].tolist()


def test_files_record_the_headcount_of_their_parent(tmp_path: Path) -> None:
    (tmp_path / "today.yaml").write_text(as_yaml(reps()))
    (tmp_path / "more.yaml").write_text("extends: today\ntitle: More\nhire: {field_rep: 2}\n")
    more = load(tmp_path / "more.yaml")
    assert more.roles["field_rep"].first_cut == 3
    (tmp_path / "whole.yaml").write_text(as_yaml(more))
    assert cut_of(load(tmp_path / "whole.yaml"))[0].tolist() == cut_of(more)[0].tolist()


def test_nobody_at_first_and_then_somebody() -> None:
    nobody = what_if(reps(), roles={"field_rep": {"people": 0}}, territory={"cut": "anew"})
    some = what_if(nobody, territory={"cut": "least"}, hire={"field_rep": 2})
    assert some.roles["field_rep"].first_cut == 0
    assert sorted(np.bincount(cut_of(some)[0])) == [75, 75]


def test_plans_that_keep_the_land_and_hire_start_from_the_cut_of_their_base() -> None:
    whole = what_if(reps(), name="whole", hire={"field_rep": 1})
    changes = Changes(firm.today(), whole, CHANGES)
    space = space_of(changes, ["field_rep=0..2"])
    plan = space.scenario(space.plan(["territory"], [2]))
    assert plan is not None
    assert (plan.roles["field_rep"].people, plan.roles["field_rep"].first_cut) == (5, 3)
    assert cut_of(plan)[0].tolist() == cut_of(what_if(reps(), hire={"field_rep": 2}))[0].tolist()


CHANGES = (
    Change("territory", ((0, {"territory": {"cut": "least"}}),)),
    Change("hire field_rep", ((0, {"hire": {"field_rep": 1}}),)),
)


# -- cut for even work --


def asked(work: Any, sites: Any, within: float) -> Asked:
    """So much work, from people who all work the same hours."""
    return Asked(work, np.ones(len(sites)), within)


def test_work_is_even_with_the_shortest_ways_that_allow_it() -> None:
    # Two live at 0 and at 20 km; of six equal accounts four are nearer to the first. With a third
    # more or less than the mean allowed he keeps them all, and three if it must be even.
    road, work, sites = line(0, 1, 2, 9, 19, 20), np.ones(6), line(0, 20)
    loose, _ = balanced(road, asked(work, sites, 0.4), sites, settled=True)
    even, _ = balanced(road, asked(work, sites, 0), sites, settled=True)
    assert loose.tolist() == [0, 0, 0, 0, 1, 1]
    assert even.tolist() == [0, 0, 0, 1, 1, 1]


def test_who_works_half_the_hours_gets_half_the_work() -> None:
    # The first works 20 hours, the second 40; of six equal accounts three are nearest to each.
    road, hours, sites = line(0, 1, 2, 18, 19, 20), np.array([2 / 3, 4 / 3]), line(0, 20)
    owner, _ = balanced(road, Asked(np.ones(6), hours, 0), sites, settled=True)
    assert owner.tolist() == [0, 0, 1, 1, 1, 1]


@pytest.mark.parametrize("within", [0.01, 0.15])
def test_no_work_over_the_own_hours_is_farther_from_the_mean_than_is_tolerated(
    within: float,
) -> None:
    random = np.random.default_rng(5)
    land, work = random.integers(0, 100_000, (600, 2)), random.choice([1.0, 3, 12], 600)
    hours = random.choice([16.0, 24, 40], 9)
    over_mean = hours / hours.mean()
    owner, _ = balanced(land, Asked(work, over_mean, within), land[:9], settled=True)
    loads = np.bincount(owner, work, minlength=9) / over_mean
    mean = work.sum() / 9
    assert np.abs(loads - mean).max() <= max(within, 12 / mean) * mean


def test_heavy_accounts_count_for_what_they_ask() -> None:
    road, work, sites = line(0, 1, 2, 18, 19, 20), np.array([4.0, 1, 1, 1, 1, 1]), line(0, 20)
    owner, _ = balanced(road, asked(work, sites, 0.15), sites, settled=True)
    assert owner.tolist() == [0, 0, 1, 1, 1, 1]  # 5 and 4 of 9, though three are nearer to him


@pytest.mark.parametrize("within", [0, 0.01])
def test_an_even_cut_that_whole_accounts_do_not_allow_comes_as_near_as_it_can(
    within: float,
) -> None:
    random = np.random.default_rng(3)
    land, work = random.integers(0, 100_000, (600, 2)), random.choice([1.0, 3, 12], 600)
    owner, _ = balanced(land, asked(work, land[:12], within), land[:12], settled=True)
    loads = np.bincount(owner, work, minlength=12)
    assert np.abs(loads - loads.mean()).max() <= 0.02 * loads.mean()


def test_a_split_account_goes_to_one_person_whole() -> None:
    owner, _ = balanced(
        line(0, 10, 20), asked(np.ones(3), line(0, 20), 0.1), line(0, 20), settled=True
    )
    assert sorted(np.bincount(owner, minlength=2)) == [1, 2]


def test_who_has_no_home_stands_in_the_middle_of_his_work_then() -> None:
    road = line(0, 1, 2, 18, 19, 20)
    owner, sites = balanced(road, asked(np.ones(6), line(0, 1), 0.15), line(0, 1), settled=False)
    assert owner[:3].tolist() == [owner[0]] * 3
    assert owner[3:].tolist() == [1 - owner[0]] * 3
    assert sorted(sites.tolist()) == [[1000, 0], [19_000, 0]]


@pytest.mark.parametrize("people", [2, 5, 9])
def test_no_work_is_farther_from_the_mean_than_is_tolerated(people: int) -> None:
    random = np.random.default_rng(people)
    land, work = random.integers(0, 100_000, (400, 2)), random.choice([1.0, 3, 12], 400)
    owner, _ = balanced(land, asked(work, land[:people], 0.15), land[:people], settled=True)
    loads = np.bincount(owner, work, minlength=people)
    assert np.abs(loads - loads.mean()).max() <= 0.15 * loads.mean()
    assert sorted(np.unique(owner)) == list(range(people))


def test_an_account_is_as_much_work_as_its_calls_what_comes_in_and_what_follows() -> None:
    # A visit of 30 min with 5 of waiting a week, half an order of 20 min after it, and another one.
    today = work_of_accounts(firm.today(), "field_rep")
    assert set(today.seconds) == {60 * (35 + 10 + 20)}
    assert (len(today.calls), set(today.calls)) == (150, {1})
    assert set(work_of_accounts(firm.relieved(), "support").seconds) == {60 * (10 + 20)}
    daily = what_if(firm.today(), segments={"shops": {"contact_every": {"visit": "1 d"}}})
    assert set(work_of_accounts(daily, "field_rep").seconds) == {60 * (5 * 45 + 20)}


def test_a_land_cut_for_balance_moves_nobodys_home_and_is_even_where_it_was_not() -> None:
    mixed = {"large": {"accounts": 20, "contact_every": {"visit": "1 d"}}}
    today = what_if(firm.today(), segments=mixed, roles={"field_rep": {"people": 6}})
    even = what_if(today, territory={"cut": "balance"})
    [before], [after] = territories(today).roles, territories(today, even).roles
    assert after.moved is not None
    assert after.moved.homes == 0
    assert 0 < after.moved.accounts < 1
    # The load model, which knows of no-shows besides, sees it within another few hundredths.
    assert after.balance.work < 0.17 < before.balance.work
    hired = territories(even, what_if(even, hire={"field_rep": 1})).roles[0]
    assert hired.moved is not None
    assert (hired.moved.homes, len(hired.territories)) == (0, 7)
    assert hired.balance.work < 0.17


def test_a_change_with_a_day_is_balanced_in_both_of_its_phases() -> None:
    dated = what_if(reps(cut="balance"), hire={"field_rep": 1}, change={"on": "2025-01-15"})
    assert cut_of(dated, 0)[0].tolist() == cut_of(reps(cut="balance"))[0].tolist()
    alone = what_if(reps(cut="balance"), hire={"field_rep": 1})
    assert cut_of(dated, 1)[0].tolist() == cut_of(alone)[0].tolist()


# -- what is refused --


def test_too_many_accounts_for_a_balance_are_refused() -> None:
    with pytest.raises(ScenarioError, match="of which 'balance' can cut up to 20,000"):
        what_if(reps(cut="balance"), segments={"shops": {"accounts": 20_001}})


@pytest.mark.parametrize(
    ("territory", "message"),
    [
        ({"width": "40 km"}, "say both 'width' and 'height', or neither"),
        ({"within": 0.1}, "'within' comes with 'cut: least' or 'cut: balance'"),
        ({"cut": "least"}, "generated accounts need a 'territory' to lie in"),
    ],
)
def test_words_that_do_not_fit_are_refused(territory: dict[str, Any], message: str) -> None:
    base = firm.today()
    gone = {"width": None, "height": None} | territory
    with pytest.raises(ScenarioError, match=message):
        what_if(base, territory=gone)
