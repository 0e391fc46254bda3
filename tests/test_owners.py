"""What it costs that somebody else looks after an account, to the last millionth."""

from __future__ import annotations

import math
from typing import Any

import pytest

from simulator.engine.compiled.engine import replay as replay_compiled
from simulator.engine.simpy_engine import replay
from simulator.errors import ScenarioError
from simulator.ledger.ledger import Ledger
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if
from simulator.workload.draw import draw
from tests.worlds import OFFICE, scenario

MILLION = 1_000_000
CHANGE = {"on": "2025-01-15"}  # the tenth day of four weeks


def world(change_of_owner: dict[str, Any] | None = None, **rep: Any) -> Scenario:
    """Three reps with four accounts each, on whom nobody ever calls."""
    territory: dict[str, Any] = {"width": "40 km", "height": "40 km", "cut": "least"}
    if change_of_owner is not None:
        territory["change_of_owner"] = {"of": "goodwill", **change_of_owner}
    return scenario(
        horizon={"start": "2025-01-06", "weeks": 4},
        territory=territory,
        travel={"speed": "50 km/h"},
        roles={
            "rep": {"people": 3, "cost_per_hour": 60, "shift": OFFICE, "accounts": "own", **rep}
        },
        segments={"all": {"accounts": 12}},
        activities={"job": {"category": "desk", "by": "rep", "lasts": "10 min"}},
        goodwill={"start": 0.5, "fades": "100 d"},
    )


def kept(goodwill: int, nights: int) -> int:
    """What so many nights leave of goodwill."""
    return goodwill * round(MILLION * math.exp(-nights / 100)) // MILLION


def lost(goodwill: int, share: int) -> int:
    return goodwill - goodwill * share // MILLION


def goodwill(company: Scenario) -> tuple[Ledger, list[int]]:
    """Goodwill of all accounts at the end, by both engines."""
    workload = draw(company)
    ledger = replay(workload)
    levels: list[int] = ledger.accounts.goodwill.tolist()
    assert replay_compiled(workload).accounts.goodwill.tolist() == levels
    return ledger, levels


def owners(company: Scenario, phase: int) -> list[int]:
    first: list[int] = draw(company).owner[phase][0].tolist()
    return first


def test_accounts_that_go_to_somebody_new_lose_more_than_those_that_go_to_a_colleague() -> None:
    hired = what_if(world({"colleague": 0.1, "newcomer": 0.3}), hire={"rep": 1}, change=CHANGE)
    _, levels = goodwill(hired)
    stays, moves = kept(500_000, 27), kept(lost(kept(500_000, 9), 300_000), 18)
    before, after = owners(hired, 0), owners(hired, 1)
    assert levels == [stays if b == a else moves for b, a in zip(before, after, strict=True)]
    assert levels.count(moves) == 3  # a quarter of twelve


def test_accounts_of_a_leaver_go_to_colleagues() -> None:
    left = what_if(world({"colleague": 0.1, "newcomer": 0.3}), hire={"rep": -1}, change=CHANGE)
    _, levels = goodwill(left)
    stays, moves = kept(500_000, 27), kept(lost(kept(500_000, 9), 100_000), 18)
    assert levels == [moves if b == 2 else stays for b in owners(left, 0)]


def test_the_shares_of_the_study_hold_unless_others_are_said() -> None:
    hired = what_if(world({}), hire={"rep": 1}, change=CHANGE)
    _, levels = goodwill(hired)
    assert min(levels) == kept(lost(kept(500_000, 9), 180_000), 18)


def test_unless_it_is_said_a_change_of_owner_costs_nothing() -> None:
    hired = what_if(world(), hire={"rep": 1}, change=CHANGE)
    assert goodwill(hired)[1] == [kept(500_000, 27)] * 12


def test_without_a_day_accounts_have_always_been_whose_they_are() -> None:
    hired = what_if(world({}), hire={"rep": 1})
    assert goodwill(hired)[1] == [kept(500_000, 27)] * 12


def test_with_a_successor_the_accounts_of_the_chair_lose_goodwill_if_that_is_said() -> None:
    leaves = {"turnover": {"tenure": "2 weeks", "vacancy": "3 d"}}
    ledger, levels = goodwill(world({"successor": 0.2}, **leaves))
    chairs = owners(world({"successor": 0.2}, **leaves), 0)
    joined = [
        sorted(
            end // 86_400
            for who, end in zip(ledger.vacancies.person, ledger.vacancies.end, strict=True)
            if who == person and end < 28 * 86_400
        )
        for person in range(3)
    ]
    assert any(joined)
    assert levels == [_after(joined[chair]) for chair in chairs]
    assert goodwill(world({}, **leaves))[1] == [kept(500_000, 27)] * 12


def _after(days: list[int]) -> int:
    """Goodwill at the end, with successors who have begun on these days."""
    level, last = 500_000, 0
    for day in days:
        level, last = lost(kept(level, day - last), 200_000), day
    return kept(level, 27 - last)


def test_without_goodwill_there_is_nothing_to_lose() -> None:
    with pytest.raises(ScenarioError, match="it takes from the goodwill of accounts"):
        what_if(world({}), goodwill=None)


# -- what accounts buy --


def selling(change_of_owner: dict[str, Any] | None = None, **rep: Any) -> Scenario:
    """Three reps whose twelve accounts each buy something about once a day."""
    territory: dict[str, Any] = {"width": "40 km", "height": "40 km", "cut": "least"}
    if change_of_owner is not None:
        territory["change_of_owner"] = change_of_owner
    milestone = {"category": "selling", "by": "rep", "lasts": "0 s", "automated": 1}
    return scenario(
        horizon={"start": "2025-01-06", "weeks": 4},
        territory=territory,
        travel={"speed": "50 km/h"},
        roles={
            "rep": {"people": 3, "cost_per_hour": 60, "shift": OFFICE, "accounts": "own", **rep}
        },
        segments={"all": {"accounts": 12}},
        activities={
            "wish": {**milestone, "arises": {"inbound": {"rate": "1 per day"}}},
            "won": {**milestone, "arises": {"after": {"wish": 1}}},
        },
        deals={"sale": {"stages": {"lead": "wish", "won": "won"}, "value": {"mean": 1000}}},
    )


def sales(company: Scenario) -> list[tuple[int, int, int]]:
    """Account, day and value of each deal won, by both engines."""
    workload = draw(company)
    ledgers = replay(workload), replay_compiled(workload)
    first, second = (
        sorted(zip(d.account.tolist(), d.won.tolist(), d.value.tolist(), strict=True))
        for d in (each.deals for each in ledgers)
    )
    assert first == second
    return [(account, when // 86_400, value) for account, when, value in first]


def test_accounts_buy_less_for_a_time_after_their_owner_has_changed() -> None:
    costs = {"colleague": 0.1, "newcomer": 0.25, "lasts": "7 d"}
    hired = what_if(selling(costs), hire={"rep": 1}, change=CHANGE)
    moved = {a for a, pair in enumerate(zip(owners(hired, 0), owners(hired, 1), strict=True))
             if len(set(pair)) > 1}  # fmt: skip
    assert len(moved) == 3
    full, less = 1000 * MILLION, 750 * MILLION
    found = sales(hired)
    assert {value for _, _, value in found} == {full, less}
    for account, day, value in found:
        assert value == (less if account in moved and 9 <= day < 16 else full)


def test_the_shares_of_the_study_are_of_the_sales_of_a_year() -> None:
    left = what_if(selling({}), hire={"rep": -1}, change=CHANGE)
    orphans = [account for account, owner in enumerate(owners(left, 0)) if owner == 2]
    for account, day, value in sales(left):
        assert value == (870 * MILLION if account in orphans and day >= 9 else 1000 * MILLION)


def test_with_a_successor_sales_are_less_from_the_day_on_which_he_begins() -> None:
    leaves = {"turnover": {"tenure": "2 weeks", "vacancy": "3 d"}}
    company = selling({"successor": 0.5, "lasts": "2 d"}, **leaves)
    work = draw(company)
    begins = list(zip(work.vacancies.person.tolist(), work.vacancies.end.tolist(), strict=True))
    assert begins
    chairs = owners(company, 0)
    for account, day, value in sales(company):
        days = [end // 86_400 for who, end in begins if who == chairs[account]]
        is_new = any(begin <= day < begin + 2 for begin in days)
        assert value == (500 if is_new else 1000) * MILLION


def test_where_nothing_is_sold_there_are_no_sales_to_lose() -> None:
    with pytest.raises(ScenarioError, match="it takes from what accounts buy"):
        what_if(world(), territory={"change_of_owner": {}})


# -- another channel --


def channels(share: float, visits: str | None = None) -> list[int]:
    """Goodwill where from the tenth day on specialists call on the large accounts, not reps.

    ``visits`` is how often reps go on calling on them.
    """
    values = world({"colleague": 0, "newcomer": 0, "channel": share}).model_dump(
        by_alias=True, mode="json"
    )
    values["roles"]["specialist"] = values["roles"]["rep"]
    called = {"category": "selling", "place": "account", "lasts": "10 min", "splittable": False}
    values["activities"] |= {
        "visit": {**called, "by": "rep"},
        "call": {**called, "by": "specialist"},
    }
    values["call_plans"] = {"visit": {}, "call": {}}
    every = {"visit": "1 week"}
    values["segments"] = {
        "large": {"accounts": 2, "contact_every": every},
        "small": {"accounts": 3, "contact_every": every},
    }
    values["change"] = None
    then = {"segments": {"large": {"contact_every": {"visit": visits, "call": "1 week"}}}}
    before = Scenario.model_validate({k: v for k, v in values.items() if v is not None})
    return goodwill(what_if(before, change=[{**CHANGE, "values": then}]))[1]


def test_accounts_that_another_channel_takes_over_lose_what_is_said() -> None:
    stays, moves = kept(500_000, 27), kept(lost(kept(500_000, 9), 200_000), 18)
    assert channels(0.2) == [moves] * 2 + [stays] * 3
    assert channels(0) == [stays] * 5


def test_a_channel_that_comes_beside_the_one_before_takes_nothing_over() -> None:
    assert channels(0.2, visits="2 weeks") == [kept(500_000, 27)] * 5
