"""Ways that the load model expects: two visits a day, meetings far away, nights, deputies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from worlds import scenario

from simulator import what_if
from simulator.analysis.capacity.load import Loads, loads_of_scenario
from simulator.analysis.capacity.network import network_of
from simulator.analysis.capacity.travel import ground_of
from simulator.scenario.scenario import Scenario

EAST, WEST = ("east", 60_000, 0), ("west", -60_000, 0)
SHIFT = {"days": ["monday", "tuesday", "wednesday", "thursday", "friday"]}


def visitors(*places: tuple[str, int, int], role: Any = None, **said: Any) -> Scenario:
    """Engineers at headquarters whom accounts ask for visits of two hours; a kilometre a minute."""
    engineer = {"people": 2, "cost_per_hour": 50, "shift": SHIFT | {"from": "09:00", "to": "17:00"}}
    asked = {"inbound": {"rate": "1 per week"}}
    accounts = {
        "places": "accounts.csv",
        "coordinates": places or (EAST, WEST),
        "contact_every": {},
    }
    values: dict[str, Any] = {
        "horizon": {"start": "2025-01-06", "weeks": 10},
        "headquarters": {"x": "0 km", "y": "0 km"},
        "travel": {"speed": "60 km/h", "detour": 1},
        "roles": {"engineer": engineer | (role or {})},
        "segments": {"all": accounts},
        "activities": {
            "repair": {
                "category": "desk",
                "by": "engineer",
                "lasts": "2 h",
                "splittable": False,
                "place": "account",
                "arises": asked,
            }
        },
    }
    return scenario(**values | said)


def test_two_visits_are_one_outing_if_the_day_is_long_enough_for_both() -> None:
    # Of two visits, both lie on one side as often as not: 60 km out and home, two times two hours.
    # If they do not it is 120 km from one to the other, which with the ways fills the day of 8 h.
    second = network_of(visitors()).second
    assert (second.fits[0, 0], second.saved[0, 0]) == (1, (120 + 0) / 2 * 1000)
    longer = what_if(visitors(), activities={"repair": {"lasts": "130 min"}})
    second = network_of(longer).second
    assert (second.fits[0, 0], second.saved[0, 0]) == (0.5, 60_000)
    whole_day = what_if(visitors(), activities={"repair": {"lasts": "4 h"}})
    second = network_of(whole_day).second
    assert (second.fits[0, 0], second.saved[0, 0]) == (0, 0)


def test_visits_that_do_not_share_a_day_take_both_ways_each() -> None:
    loads = loads_of_scenario(what_if(visitors(), activities={"repair": {"lasts": "4 h"}}))
    assert loads.tasks[0, 0] == pytest.approx(2)
    assert loads.kilometres[0, 0] == pytest.approx(2 * 2 * 60)


# -- meetings --------------------------------------------------------------------------------------


def at_home(beside: Any = None, **role: Any) -> Scenario:
    """One engineer who lives 60 km north of headquarters, where he meets others on Mondays."""
    home = {"Ann": {"home": {"x": "0 km", "y": "60 km"}}}
    meeting = {
        "category": "desk",
        "by": "engineer",
        "lasts": "1 h",
        "splittable": False,
        "place": "headquarters",
        "arises": {"meeting": {"every": 1, "on": "monday", "at": "11:00"}},
    }
    lives = {"people": 1, "base": "home", "members": home}
    return visitors(role=lives | role, activities={"meeting": meeting | (beside or {})})


def test_a_meeting_at_the_headquarters_is_driven_to_from_home() -> None:
    loads = loads_of_scenario(at_home())
    assert loads.travel[0, 0] == pytest.approx(2 * 60)
    assert loads.asked[0, 0] == pytest.approx(2 * 60 + 60)
    anywhere = loads_of_scenario(at_home({"place": "anywhere"}))
    office = loads_of_scenario(at_home(base="headquarters", members={}))
    assert anywhere.travel[0, 0] == office.travel[0, 0] == 0


# -- nights away -----------------------------------------------------------------------------------

FAR = (("north", 0, 90_000), ("next", 0, 91_000))


def on_tour(tour: Any, **said: Any) -> Loads:
    """One engineer who lives at the headquarters, 90 km from all accounts."""
    lives = {"people": 1, "base": "home", "accounts": "own"}
    lives |= {"members": {"Ann": {"home": {"x": "0 km", "y": "0 km"}}}}
    return loads_of_scenario(visitors(*FAR, role=lives | ({"tour": tour} if tour else {}), **said))


def test_a_night_away_saves_both_ways_home_and_costs_what_is_said() -> None:
    home = on_tour(None)
    away = on_tour({"beyond": "60 min", "nights": 1, "costs": 100})
    # Out on so many of five days; of these as many end away as others begin there, if the next is
    # a day at work: after four of five.
    out = 5 * -np.expm1(-2 / 5)
    assert away.nights[0, 0] == pytest.approx(out * 0.8 / 1.8, rel=0.01)
    saved = home.kilometres[0, 0] - away.kilometres[0, 0]
    assert saved == pytest.approx(away.nights[0, 0] * (2 * 90.5 - 1), rel=0.001)
    assert away.cost[0] - home.cost[0] == pytest.approx(100 * away.nights[0, 0])


def test_nobody_stays_away_who_lives_near_enough() -> None:
    near = on_tour({"beyond": "2 h", "nights": 1, "costs": 100})
    assert near.nights[0, 0] == 0
    assert near.cost[0] == on_tour(None).cost[0]


# -- deputies --------------------------------------------------------------------------------------

HERE = (("a", 0, 0), ("b", 2_000, 0), ("c", 100_000, 0), ("d", 102_000, 0))


def deputies(cover: Any) -> Scenario:
    """Two engineers, 100 km from each other, away for ten of fifty-two weeks."""
    homes = {"Ann": {"home": {"x": "1 km", "y": "0 km"}}}
    homes["Bob"] = {"home": {"x": "101 km", "y": "0 km"}}
    role = {"base": "home", "accounts": "own", "members": homes}
    role["absence"] = {"vacation": 50, "cover": cover} if cover else {"vacation": 50}
    owner = {"engineer": ("Ann", "Ann", "Bob", "Bob")}
    company = visitors(*HERE, role=role)
    segment = company.segments["all"].model_dump(by_alias=True)
    return company.model_validate(
        company.model_dump(by_alias=True)
        | {"segments": {"all": segment | {"each": {"owner": owner}}}}
    )


def test_a_deputy_drives_to_the_accounts_of_a_colleague() -> None:
    company = deputies({"by": "colleague"})
    ground = ground_of(company, "engineer")
    assert ground.known is not None
    # 1 km from home, 2 km from one account to the other, 100 km from the colleague's to the home.
    assert (ground.known.home, ground.known.between) == (1_000, 2_000)
    assert ground.known.deputy == pytest.approx(100_000)
    covered, alone = loads_of_scenario(company), loads_of_scenario(deputies(None))
    share = network_of(company).abroad[0, 0]
    assert share == pytest.approx(10 / 52)
    further = covered.kilometres[0, 0] - alone.kilometres[0, 0]
    assert further == pytest.approx(4 * share * 2 * 98)


def test_calls_that_colleagues_make_are_not_put_off() -> None:
    visit: dict[str, Any] = {
        "category": "selling",
        "by": "engineer",
        "lasts": "5 min",
        "splittable": False,
    }
    visit |= {"place": "account"}

    def due(cover: Any) -> float:
        company = deputies(cover).model_dump(by_alias=True)
        company["segments"]["all"]["contact_every"] = {"visit": "1 week"}
        company |= {"activities": {"visit": visit}, "call_plans": {"visit": {}}}
        return float(loads_of_scenario(Scenario.model_validate(company)).wanted[0, 0])

    colleague = due({"by": "colleague"})
    assert colleague > due(None) == due({"by": "colleague", "calls": False})


def test_what_takes_a_skill_stays_with_those_who_have_it() -> None:
    company = deputies({"by": "colleague"}).model_dump(by_alias=True)
    desk = {"people": 1, "cost_per_hour": 30, "shift": SHIFT | {"from": "09:00", "to": "17:00"}}
    company["roles"]["desk"] = desk
    company["roles"]["engineer"]["absence"]["cover"]["by"] = "desk"
    company["activities"]["repair"] |= {"place": "anywhere", "skill": None}
    anybody = loads_of_scenario(Scenario.model_validate(company))
    assert anybody.on_tasks[0, 1, 0] == pytest.approx(4 * 120 * 10 / 52)
    for member in company["roles"]["engineer"]["members"].values():
        member["skills"] = {"pumps": 1}
    company["activities"]["repair"]["skill"] = "pumps"
    skilled = loads_of_scenario(Scenario.model_validate(company))
    assert skilled.on_tasks[0].tolist() == [[pytest.approx(4 * 120)], [0]]
