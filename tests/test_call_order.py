"""Which account is called on first, by weights: held against a small engine written apart."""

from __future__ import annotations

from math import hypot
from typing import Any

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from worlds import OFFICE, scenario

from simulator import load, what_if
from simulator.analysis.capacity.load import loads_of, people_of, steady_network
from simulator.engine.initial_state import initial_state
from simulator.engine.rules.dispatch import visits
from simulator.engine.simpy_engine import replay, with_lists
from simulator.errors import ScenarioError
from simulator.experiment.runner import simulate
from simulator.ledger.ledger import Ledger
from simulator.measures.registry import measure
from simulator.measures.window import window_of
from simulator.model.codes import DAY, DONE, MILLION
from simulator.scenario.scenario import Scenario
from simulator.workload.draw import Workload, draw

HALF_HOUR = 1800
POINT = MILLION


def shops(kind: str, places: dict[str, tuple[int, int]], every: str, **said: Any) -> dict[str, Any]:
    """A segment of accounts at places in metres."""
    coordinates = [[f"{kind} {name}", *place] for name, place in places.items()]
    return {
        kind: {
            "places": "x.csv",
            "coordinates": coordinates,
            "contact_every": {"visit": every},
            **said,
        }
    }


def at_home(count: int) -> dict[str, tuple[int, int]]:
    """So many accounts in the one place where the rep lives, too."""
    return {str(number): (0, 0) for number in range(count)}


def rep(order: Any, segments: dict[str, Any], weeks: int = 3, **plan: Any) -> Scenario:
    """One rep, from nine to five, who does nothing but visits of half an hour."""
    return scenario(
        roles={
            "rep": {"people": 1, "cost_per_hour": 1, "accounts": "own", "shift": OFFICE},
        },
        travel={"speed": "36 km/h", "detour": 1},
        horizon={"start": "2025-01-06", "weeks": weeks},
        segments=segments,
        call_plans={"visit": {"order": order, "planned_share": 0, **plan}},
        activities={
            "visit": {
                "category": "selling",
                "by": "rep",
                "lasts": "30 min",
                "splittable": False,
                "place": "account",
            }
        },
    )


def visited(ledger: Ledger) -> list[tuple[int, int]]:
    """When each visit began, and the account."""
    t = ledger.tasks
    rows = np.flatnonzero(t.state == DONE)
    rows = rows[np.argsort(t.started[rows])]
    return list(zip(t.started[rows].tolist(), t.account[rows].tolist(), strict=True))


# -- a small engine of its own -----------------------------------------------------------


def expected(
    workload: Workload, weights: dict[str, Any], segments: list[str]
) -> list[tuple[int, int]]:
    """The visits of one rep who drives ten metres a second and always takes the most points."""
    contacts, land = workload.contacts, workload.territory
    first = land.places.first_account
    places = list(zip(land.places.x[first:].tolist(), land.places.y[first:].tolist(), strict=True))
    every, due = contacts.every.tolist(), contacts.first_due.tolist()
    potential = [int(each) for each in land.potential]
    home, size = (0, 0), len(every)
    mean = max(1, sum(potential) // size)
    mean_way = max(1, sum(way(home, place) for place in places) // size)

    def points(account: int, here: tuple[int, int], now: int) -> int:
        late = now - due[account]
        as_little = sum(each <= potential[account] for each in potential)
        return (
            late * weigh(weights, "lateness") // every[account]
            + late * weigh(weights, "due_date") // max(1, sum(every) // size)
            + potential[account] * weigh(weights, "potential") // mean
            + weigh(weights.get("segment", {}), segments[land.segment[account]])
            - way(here, places[account]) * weigh(weights, "distance") // mean_way
            - weigh(weights, "lowest_quarter") * (4 * as_little <= size)
        )

    made = []
    for day in range(7 * 3):
        here, now, end = home, day * DAY + 9 * 3600, day * DAY + 17 * 3600
        while day % 7 < 5 and now < end:
            fits = [
                account
                for account in range(size)
                if due[account] <= now
                and now + way(here, places[account]) + HALF_HOUR + way(places[account], home) <= end
            ]
            if not fits:
                now = min([moment for moment in due if moment > now], default=end)
                continue
            account = max(fits, key=lambda each: (points(each, here, now), -due[each], -each))
            now += way(here, places[account])
            made.append((now, account))
            now += HALF_HOUR
            here, due[account] = places[account], now + every[account]
    return made


def weigh(weights: dict[str, Any], reason: str) -> int:
    return round(POINT * weights.get(reason, 0))


def way(start: tuple[int, int], goal: tuple[int, int]) -> int:
    """Seconds at ten metres a second."""
    return int(hypot(start[0] - goal[0], start[1] - goal[1]) / 10 + 0.5)


def company_of(weights: dict[str, Any], numbers: list[int]) -> Scenario:
    """Accounts of three sizes here and there around the office."""
    spots = {
        str(n): (7_919 * (n + numbers[0]) % 9_000, 6_101 * (n + numbers[1]) % 7_000)
        for n in range(30)
    }
    near = {name: place for name, place in spots.items() if int(name) % 3}
    far = {name: place for name, place in spots.items() if not int(name) % 3}
    return rep(
        weights,
        {
            **shops("small", near, "4 d", potential={"mean": 1, "spread": 0.5}),
            **shops("large", far, "1 d", potential={"mean": 3, "spread": 0.5}),
        },
    )


def amounts(*levels: float) -> st.SearchStrategy[float]:
    return st.sampled_from(levels)


@pytest.mark.slow
@examples(60)
@given(
    st.fixed_dictionaries(
        {
            "lateness": amounts(0.1, 1),
            "due_date": amounts(0, 0.7),
            "potential": amounts(0, 1, -0.4),
            "segment": st.sampled_from([{}, {"large": 2}, {"large": -1, "small": 0.5}]),
            "distance": amounts(0, 0.3, 2),
            "lowest_quarter": amounts(0, 1.5),
        }
    ),
    st.lists(st.integers(0, 100), min_size=2, max_size=2),
)
def test_visits_are_those_of_a_small_engine_to_the_second(
    weights: dict[str, Any], numbers: list[int]
) -> None:
    workload = draw(company_of(weights, numbers))
    visits = visited(replay(workload))
    assert len(visits) > 100
    assert visits == expected(workload, weights, ["small", "large"])


# -- each reason -------------------------------------------------------------------------


def shares(order: Any, segments: dict[str, Any]) -> dict[str, float]:
    """Visits of each account of a segment, in 36 weeks after 12 that do not count."""
    ledger = replay(draw(rep(order, segments, weeks=48)))
    accounts = [account for start, account in visited(ledger) if start >= 12 * 7 * DAY]
    of = ledger.account_segment
    return {
        name: sum(of[account] == number for account in accounts) / (of == number).sum()
        for number, name in enumerate(segments)
    }


# Eighty visits a week where 125 are due: 100 x (1 + 1/4).
TWO_SIZES = {
    **shops("large", at_home(100), "1 week"),
    **shops("small", at_home(100), "4 weeks"),
}


@pytest.mark.slow
def test_by_lateness_large_accounts_are_seen_as_much_more_often_as_is_wanted() -> None:
    by_share = shares({"lateness": 1}, TWO_SIZES)
    assert by_share["large"] / by_share["small"] == pytest.approx(4, rel=0.05)
    # By the due date each waits alike, so that the wanted 4 : 1 shrinks:
    # 100 / (1 + w) + 100 / (4 + w) = 80.
    by_date = shares({"due_date": 1}, TWO_SIZES)
    assert by_date == shares("as_they_come", TWO_SIZES)
    wait = max(np.roots([80, 200, -180]))
    assert by_date["large"] / by_date["small"] == pytest.approx((4 + wait) / (1 + wait), rel=0.05)


@pytest.mark.slow
def test_points_of_a_segment_are_intervals_of_lateness() -> None:
    # Where small ones are late by r intervals, large ones are late by one less: they come round
    # after r weeks, small ones after 4 (1 + r), and 100 / r + 100 / (4 + 4 r) = 80.
    late = max(np.roots([320, -180, -400]))
    for order in ({"large": 1}, {"small": -1}):
        seen = shares({"lateness": 1, "segment": order}, TWO_SIZES)
        assert seen["large"] / seen["small"] == pytest.approx(4 * (1 + late) / late, rel=0.05)


@pytest.mark.slow
def test_as_reps_do_potential_counts_nothing_but_the_lowest_quarter_is_seen_less() -> None:
    def seen(first: float) -> list[float]:
        segments: dict[str, Any] = {}
        for name, potential in {"lowest": first, "second": 0.5, "third": 1, "top": 3}.items():
            segments |= shops(name, at_home(40), "1 week", potential=potential)
        return list(shares("as_reps_do", segments).values())

    lowest, *others = seen(0.1)
    assert max(others) - min(others) <= 1
    assert lowest < 0.75 * min(others)
    # Where the lowest are like the next, there is no lowest quarter.
    alike = seen(0.5)
    assert max(alike) - min(alike) <= 1


def test_a_rep_goes_far_for_an_account_that_is_late_enough() -> None:
    # Accounts 3 and 9 km off: 300 and 900 seconds, 600 on average. With weight 2 the far one lies
    # 2 x 600 / 600 = 2 points behind, and is late by two intervals more or waits.
    places = shops("all", {"near": (3_000, 0), "far": (9_000, 0)}, "1 d")
    company = rep({"lateness": 1, "distance": 2}, places)
    workload = draw(company)

    def first(later: int) -> int:
        workload.contacts.first_due[:] = [0, -later]
        return visited(replay(workload))[0][1]

    assert first(2 * DAY) == 1, "a tie goes to the one due longest"
    assert first(2 * DAY - 1) == 0


def test_calls_by_telephone_are_as_far_from_everywhere() -> None:
    company = company_of({"lateness": 1, "distance": 100}, [1, 2]).model_dump(
        by_alias=True, mode="json"
    )
    company["activities"]["visit"]["place"] = "anywhere"
    far = visited(replay(draw(Scenario.model_validate(company))))
    company["call_plans"]["visit"]["order"]["distance"] = 0
    assert far == visited(replay(draw(Scenario.model_validate(company))))


def test_the_mornings_plan_takes_most_points_each_seen_from_the_one_before() -> None:
    # From the office 10 m a second: b lies beside a, c the other way. All due alike.
    places = shops("all", {"a": (5_000, 0), "b": (6_000, 0), "c": (-5_001, 0)}, "1 d")
    order = {"lateness": 0.001, "distance": 1}
    workload = draw(rep(order, places, planned_share=1, free_urgency=9, planned_urgency=1))
    workload.contacts.first_due[:] = 0
    state = with_lists(initial_state(workload))
    visits.fill_plan(state, 0, 0, 2, 9 * 3600)
    assert state.plans_today[0] == [0, 1]


# -- of a busy company -------------------------------------------------------------------


def region_with(order: Any) -> Scenario:
    """The region whose calls go by an order, and by nothing that it says itself."""
    plain = what_if(load("region"), call_plans={"visit": {"order": "as_they_come"}})
    return what_if(plain, call_plans={"visit": {"order": order}})


def visits_a_year(order: Any) -> np.ndarray[Any, Any]:
    """Visits of an account of each segment of the region: wanted every 3, 6 and 12 weeks."""
    ledger = simulate(region_with(order))
    window = window_of(ledger)
    t = ledger.tasks
    rows = window.asked[
        (t.activity[window.asked] == ledger.parameters.plans.activity[0])
        & (t.state[window.asked] == DONE)
    ]
    of = ledger.account_segment
    return np.bincount(of[t.account[rows]]) / np.bincount(of) / window.weeks * 52


@pytest.mark.slow
def test_key_accounts_of_a_busy_company_get_nearly_the_share_that_is_wanted() -> None:
    large, _, small = visits_a_year("as_they_come")
    assert large < 0.4 * 52 / 3, "there is no time for all"
    assert large / small < 2.3, "4 : 1 is wanted"
    large, _, small = visits_a_year({"lateness": 1})
    assert large / small == pytest.approx(4, rel=0.1)


# -- complaints --------------------------------------------------------------------------


@pytest.mark.few(5)
@pytest.mark.parametrize(
    ("order", "complaint"),
    [
        ("as_they_came", "did you mean 'as_they_come'"),
        ({"latness": 1}, "did you mean 'lateness'"),
        ({"lateness": -1}, "at least 0"),
        ({"distance": 101}, "at most 100"),
        ({"lateness": 0}, "at least one that is not 0"),
        ({}, "at least one that is not 0"),
        ({"segment": {"larg": 2}}, "did you mean 'large'"),
        ({"potential": 0.0000001}, "at most 6 digits"),
    ],
)
def test_a_weight_that_cannot_be_meant_is_refused(order: Any, complaint: str) -> None:
    with pytest.raises(ScenarioError, match=complaint):
        region_with(order)


# -- the load model ----------------------------------------------------------------------


def minutes_on_the_road(order: Any) -> float:
    """Of each call, as the load model expects it."""
    region = region_with(order)
    loads = loads_of(network := steady_network(region), people_of(network.scenario))
    return float(loads.travel[0, 0] / loads.calls[0, 0])


@pytest.mark.slow
def test_the_load_model_knows_how_far_an_order_goes_by_what_is_near() -> None:
    anywhere, nearest = minutes_on_the_road("as_they_come"), minutes_on_the_road("nearest_first")
    assert minutes_on_the_road({"lateness": 1}) == anywhere
    assert minutes_on_the_road({"distance": 1}) == nearest
    some = [minutes_on_the_road({"lateness": 1, "distance": way}) for way in (0.1, 0.5, 2)]
    assert anywhere > some[0] > some[1] > some[2] > nearest


@pytest.mark.slow
@pytest.mark.parametrize(
    "order", ["as_reps_do", {"lateness": 1, "potential": 1, "distance": 0.5}, {"lateness": 1}]
)
def test_ways_of_the_load_model_are_those_of_the_simulation(order: Any) -> None:
    region = region_with(order)
    years = [simulate(region, replication=each, engine="compiled") for each in range(6)]
    simulated = np.mean([measure(year)["travel_per_visit"] for year in years])
    assert minutes_on_the_road(order) == pytest.approx(simulated, abs=3)
