"""Relations between two runs that must hold bit for bit, without knowing either result."""

from __future__ import annotations

import copy
import hashlib
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from test_laws import assert_equal

from simulator.engine.simpy_engine import replay
from simulator.ledger.ledger import Ledger
from simulator.measures.registry import measure
from simulator.scenario.inheritance import load
from simulator.scenario.overrides import resolved
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if
from simulator.workload.draw import draw

SMALL = {"horizon": {"weeks": 4, "warm_up_weeks": 1}}


@pytest.fixture(scope="module")
def today() -> Scenario:
    """The baseline with a fifth of its people and accounts, for a month."""
    return what_if(
        load("support-takes-paperwork"),
        name="small",
        roles={"field_rep": {"people": 8}, "inside_sales": {"people": 3}}
        | {"sales_support": {"people": 3}},
        segments={"large": {"accounts": 160}, "medium": {"accounts": 320}}
        | {"small": {"accounts": 480}},
        territory={"width": "91 km", "height": "91 km"},
        **SMALL,
    )


@pytest.fixture(scope="module")
def ledger(today: Scenario) -> Ledger:
    return run(today)


def run(scenario: Scenario, seed: int = 1, replication: int = 0) -> Ledger:
    return replay(draw(scenario, seed, replication))


def rewritten(scenario: Scenario, change: Any) -> Scenario:
    values = copy.deepcopy(resolved(scenario))
    return Scenario.model_validate({**(change(values) or values), "name": scenario.name})


@pytest.mark.slow
def test_minutes_may_be_written_as_seconds(today: Scenario, ledger: Ledger) -> None:
    def seconds(values: dict[str, Any]) -> None:
        values["activities"]["call_preparation"]["lasts"]["mean"] = "660 s"
        values["switching"]["set_up"] = "120 s"

    assert_equal(ledger, run(rewritten(today, seconds)))


@pytest.mark.slow
def test_money_moves_no_minute_and_scales_the_cost(today: Scenario, ledger: Ledger) -> None:
    def dearer(values: dict[str, Any]) -> None:
        for role in values["roles"].values():
            role["cost_per_hour"] *= 3
        values["travel"]["cost_per_km"] *= 3

    other = run(rewritten(today, dearer))
    assert_equal(ledger, other)
    assert measure(other)["cost_per_week"] == pytest.approx(3 * measure(ledger)["cost_per_week"])


@pytest.mark.slow
def test_titles_and_questions_change_nothing(today: Scenario, ledger: Ledger) -> None:
    assert_equal(ledger, run(what_if(today, title="Other", question="Why?", watch=["overtime"])))


@pytest.mark.slow
def test_the_order_of_activities_on_the_page_means_nothing(today: Scenario, ledger: Ledger) -> None:
    def backwards(values: dict[str, Any]) -> None:
        values["activities"] = dict(reversed(values["activities"].items()))
        values["profiles"] = dict(reversed(values["profiles"].items()))

    other = run(rewritten(today, backwards))
    for column in ("person", "doing", "account", "place", "start", "end"):
        assert np.array_equal(getattr(ledger.entries, column), getattr(other.entries, column))


@pytest.mark.slow
def test_an_activity_that_never_arises_changes_nothing(today: Scenario, ledger: Ledger) -> None:
    never = {"category": "quotes", "by": "field_rep", "lasts": "1 h"}
    other = what_if(
        today,
        activities={
            "zz_never": {**never, "arises": {"after": {"visit": 0}}},
            "zz_nobody": {**never, "arises": {"inbound": {"rate": "0 per week"}}},
        },
    )
    assert_equal(ledger, run(other))


@pytest.mark.slow
def test_a_region_without_contact_leaves_the_first_untouched(
    today: Scenario, ledger: Ledger
) -> None:
    island = what_if(
        today,
        roles={
            "zz_clerk": {
                "people": 3,
                "cost_per_hour": 20,
                "shift": {"from": "08:00", "to": "16:00"},
                "absence": {"vacation": 25, "sick_spells": 3, "sick_days": 4},
            }
        },
        activities={
            "zz_job": {
                "category": "service",
                "by": "zz_clerk",
                "lasts": {"family": "lognormal", "mean": "20 min", "spread": 1},
                "arises": {"inbound": {"rate": "30 per day", "per": "role"}},
            }
        },
    )
    other = run(island)
    mine = other.entries.person < ledger.parameters.headcount
    assert mine.sum() == len(ledger.entries) < len(other.entries)
    for column in ("person", "doing", "account", "start", "end"):
        assert np.array_equal(
            getattr(ledger.entries, column), getattr(other.entries, column)[mine]
        ), column


def test_more_accounts_elsewhere_draw_no_other_luck(today: Scenario) -> None:
    more = what_if(today, segments={"zz_new": {"accounts": 50}})
    one, other = draw(today), draw(more)
    places = slice(one.territory.places.first_account, len(one.territory.places.x))
    assert np.array_equal(one.territory.places.x[places], other.territory.places.x[places])
    mine = other.tasks.account < len(one.territory.segment)
    assert np.array_equal(one.tasks.work, other.tasks.work[mine])


@pytest.mark.slow
def test_a_longer_horizon_only_adds(today: Scenario, ledger: Ledger) -> None:
    longer = run(what_if(today, horizon={"weeks": 6}))
    end = ledger.parameters.horizon
    e, f = ledger.entries, longer.entries
    before, after = e.end < end, f.end < end
    for column in ("person", "doing", "activity", "account", "place", "start", "end"):
        left, right = getattr(e, column)[before], getattr(f, column)[after]
        assert np.array_equal(left, right), column


@pytest.mark.slow
def test_fifty_two_weeks_later_is_the_same_without_holidays(today: Scenario) -> None:
    now = rewritten(today, lambda values: values.pop("holidays") and None)
    then = what_if(now, horizon={"start": "2026-01-05"})
    assert_equal(run(now), run(then))


def test_a_person_who_is_hired_moves_nobody_elses_luck(today: Scenario) -> None:
    one, other = draw(today), draw(what_if(today, hire={"inside_sales": 2}))
    first = one.parameters.roles.first[1]
    stays = slice(first, first + one.parameters.roles.people[1])
    assert np.array_equal(one.speed[stays], other.speed[stays])
    rows, others = (
        [w.presence.start[w.presence.person == first + 1].tolist()] for w in (one, other)
    )
    assert rows == others


@pytest.mark.slow
def test_replications_may_be_run_in_any_order(today: Scenario) -> None:
    forth = [run(today, replication=r) for r in (0, 1)]
    back = [run(today, replication=r) for r in (1, 0)]
    for one, other in zip(forth, reversed(back), strict=True):
        assert_equal(one, other)


PRINT_DIGEST = """
import hashlib, sys
from simulator.engine.simpy_engine import replay
from simulator.scenario.inheritance import load
from simulator.scenario.what_if import what_if
from simulator.workload.draw import draw
e = replay(draw(what_if(load("baseline"), horizon={"weeks": 1, "warm_up_weeks": 0}))).entries
print(hashlib.sha256(b"".join(getattr(e, c).tobytes() for c in e.__slots__)).hexdigest())
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"},
        {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"},
        {"NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX"},
    ],
)
def test_the_machine_around_it_means_nothing(surroundings: dict[str, str]) -> None:
    week = what_if(load("baseline"), horizon={"weeks": 1, "warm_up_weeks": 0})
    entries = run(week).entries
    columns = b"".join(getattr(entries, column).tobytes() for column in entries.__slots__)
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PRINT_DIGEST],
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == hashlib.sha256(columns).hexdigest()
