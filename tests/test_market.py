"""Customers come and go: what becomes of them is worked out by hand, or by a closed form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from ledgers import changed
from worlds import OFFICE, scenario

from simulator import load, run
from simulator.analysis.capacity.account_kinds import account_kinds
from simulator.analysis.capacity.demand import demand_of
from simulator.analysis.capacity.presence import expected_calendar
from simulator.engine import compiled
from simulator.engine.simpy_engine import replay
from simulator.errors import InvariantViolation, ScenarioError
from simulator.experiment.runner import simulate
from simulator.ledger.ledger import Ledger
from simulator.measures import sales
from simulator.measures.invariants import check_invariants
from simulator.measures.registry import measure
from simulator.model.codes import CLOSES, IS_REPLACED
from simulator.output.content.market import customers
from simulator.output.narrative.case import account_story
from simulator.scenario import notes
from simulator.scenario.inheritance import ScenarioWithMarks
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if
from simulator.scenario.yaml_reader import Mark
from simulator.workload.businesses import BusinessTable, ContractTable
from simulator.workload.draw import Workload, draw

DAY, NOON = 86_400, 43_200
AT_ONCE = {"category": "desk", "by": "rep", "lasts": "0 s", "automated": 1}
OFTEN = {"inbound": {"rate": "1 per day"}}
NEVER = {"inbound": {"rate": "0 per day"}}


def company(market: dict[str, Any] | None, kinds: dict[str, Any], **said: Any) -> Scenario:
    """A rep with customers and prospects next door, and the kinds of work given."""
    weeks, segment = said.pop("weeks", 4), said.pop("segment", {})
    values = {
        "horizon": {"start": "2025-01-06", "weeks": weeks, **said.pop("horizon", {})},
        "territory": {"width": "100 m", "height": "100 m"},
        "travel": {"speed": "60 km/h"},
        "roles": {
            "rep": {"people": 1, "cost_per_hour": 30, "accounts": "own", "shift": OFFICE},
        },
        "segments": {"all": {"accounts": 1, "market": market, **segment}},
        "activities": {name: {**AT_ONCE, **kind} for name, kind in kinds.items()},
    }
    return scenario(**{**values, **said})


SIGNS = {"serves": "prospects", "wins_account": True, "arises": OFTEN}
LEAVES = {"loses_account": True, "arises": OFTEN}


def two(**said: Any) -> Scenario:
    """One customer, one prospect; contracts of a week, visits every day."""
    visit = {"lasts": "10 min", "splittable": False, "place": "account", "automated": 0}
    market = {"size": 2, **said.pop("market", {})}
    return company(
        market,
        {
            "visit": {**visit, **said.pop("visit", {})},
            "renewal": {},
            "signs": SIGNS,
            "leaves": LEAVES,
            **said.pop("kinds", {}),
        },
        segment={
            "contact_every": {"visit": "1 d"},
            "contract": {"lasts": "1 week", "worth": 5200, "ends_with": "renewal"},
        },
        call_plans={"visit": {}},
        **said,
    )


Event = tuple[str, int, int]  # activity, account, moment


def happens(
    drawn: Workload, tasks: list[Event], businesses: list[tuple[int, int, int]] | None = None
) -> Workload:
    """A workload in which just these tasks arise by themselves; the first contract ends on day 2.

    ``businesses`` are account, moment and what happens to it.
    """
    names, table = drawn.parameters.activities.name, drawn.tasks
    asked, chosen = table.asked.copy(), []
    for name, account, moment in tasks:
        fits = (table.activity == names.index(name)) & (table.account == account)
        row = next(r for r in np.flatnonzero(fits & (table.asked >= 0)) if r not in chosen)
        asked[row] = moment
        chosen.append(row)
    events = np.array(businesses or [], dtype=np.int64).reshape(-1, 3).T
    first_end = np.where(drawn.contracts.first_end >= 0, 2 * DAY, -1)
    return replace(
        drawn,
        tasks=table._replace(asked=asked),
        roots=np.array(sorted(chosen, key=lambda row: asked[row]), dtype=np.int64),
        businesses=BusinessTable(*events),
        contracts=ContractTable(first_end, drawn.contracts.first_task),
    )


STORY: list[Event] = [
    ("signs", 1, DAY + NOON),
    ("leaves", 0, 3 * DAY + NOON),
    ("signs", 0, 8 * DAY + NOON),
    ("signs", 1, 11 * DAY + NOON),
]


def told() -> Ledger:
    """The prospect signs, the customer leaves and comes back, the prospect's business closes."""
    ledger = replay(happens(draw(two()), STORY, [(1, 10 * DAY + NOON, CLOSES)]))
    check_invariants(ledger)
    return ledger


def test_a_prospect_signs_a_customer_leaves_and_is_won_back_and_who_closes_never_signs() -> None:
    ledger = told()
    frame = ledger.customers_frame()
    assert frame["account"].to_list() == ["all 1", "all 1", "all 2"]
    assert frame["how"].to_list() == [None, "won_back", "won"]
    assert frame["why"].to_list() == ["lost", None, "closed"]
    assert ledger.spells.begin.tolist() == [0, 8 * DAY + NOON, DAY + NOON]
    assert ledger.spells.end.tolist() == [3 * DAY + NOON, -1, 10 * DAY + NOON]
    assert account_story(ledger, "all 2")[-1].startswith("closed on 2025-01-16 12:00")
    assert any("becomes a customer again" in line for line in account_story(ledger, "all 1"))


def test_who_signs_and_leaves_at_one_instant_was_a_customer_in_between() -> None:
    twice: list[Event] = [("leaves", 0, DAY), ("signs", 0, NOON + DAY), ("leaves", 0, NOON + DAY)]
    ledger = replay(happens(draw(two()), twice))
    check_invariants(ledger)
    assert ledger.tasks.asked[ledger.tasks.activity == 3].tolist() == [DAY, NOON + DAY]


def test_contracts_run_from_the_day_of_signing_and_end_with_the_customer() -> None:
    ledger = told()
    renewal = list(ledger.parameters.activities.name).index("renewal")
    rows = np.flatnonzero(ledger.tasks.activity == renewal)
    ended = [(int(ledger.tasks.asked[row]), int(ledger.tasks.account[row])) for row in rows]
    later = [(day * DAY + NOON, account) for day, account in [(8, 1), (15, 0), (22, 0)]]
    assert ended == [(2 * DAY, 0), *later]
    # One leaves while the other signs, in each of the first two weeks.
    assert sales._contracts(ledger)[0] == pytest.approx([5200 * 7 / 365] * 4)
    assert measure(ledger)["renewed.all"] == 1


def test_calls_begin_an_interval_after_signing_and_end_with_the_customer() -> None:
    ledger = told()
    visit = list(ledger.parameters.activities.name).index("visit")
    made = (ledger.tasks.activity == visit) & (ledger.tasks.finished >= 0)
    days = [
        sorted(
            {int(day) for day in ledger.tasks.started[made & (ledger.tasks.account == a)] // DAY}
        )
        for a in (0, 1)
    ]
    assert days[0] == [0, 1, 2, 3, 9, 10, 11, 14, 15, 16, 17, 18, 21, 22, 23, 24, 25]
    assert days[1] == [2, 3, 4, 7, 8, 9, 10]


def test_prospects_are_called_on_at_a_rhythm_of_their_own() -> None:
    market = {"contact_every": {"visit": "1 week"}}
    workload = draw(two(market=market, visit={"serves": "all"}))
    ledger = replay(happens(workload, [("signs", 1, 14 * DAY), ("leaves", 0, 14 * DAY)]))
    check_invariants(ledger)
    visits = ledger.tasks.activity == 0
    made = visits & (ledger.tasks.finished >= 0)
    before = made & (ledger.tasks.started < 14 * DAY)
    count = [np.count_nonzero(made & (ledger.tasks.account == a)) for a in (0, 1)]
    first = [np.count_nonzero(before & (ledger.tasks.account == a)) for a in (0, 1)]
    assert first[0] == 10
    assert first[1] in (1, 2, 3)
    assert [b - a for a, b in zip(first, count, strict=True)] == [1, 9]


def test_another_business_in_the_same_place_is_a_cold_prospect() -> None:
    company = two()
    workload = draw(company)
    told = happens(workload, [("signs", 0, 9 * DAY)], [(0, 5 * DAY, IS_REPLACED)])
    ledger = replay(told)
    check_invariants(ledger)
    assert ledger.customers_frame()["how"].to_list() == [None, "won"]
    assert ledger.customers_frame()["why"].to_list() == ["closed", None]


def test_what_is_for_customers_does_not_reach_prospects_nor_the_other_way_round() -> None:
    kinds = {
        "order": {"arises": OFTEN},
        "enquiry": {"arises": OFTEN, "serves": "prospects"},
        "complaint": {"arises": OFTEN, "serves": "all"},
    }
    ledger = simulate(company({"size": 2}, kinds), engine="simpy")
    accounts = [
        set(ledger.tasks.account[ledger.tasks.activity == number].tolist()) for number in range(3)
    ]
    assert accounts == [{0}, {1}, {0, 1}]


def test_a_deal_that_is_won_makes_a_customer_of_a_prospect() -> None:
    kinds = {
        "lead": {"arises": OFTEN, "serves": "all"},
        "won": {"arises": {"after": {"lead": 1}}, "serves": "all"},
    }
    deals = {"sale": {"stages": {"lead": "lead", "won": "won"}, "value": {"mean": 1000}}}
    ledger = simulate(company({"size": 2}, kinds, deals=deals), engine="simpy")
    assert ledger.customers_frame()["how"].to_list() == [None, "won"]
    won = ledger.deals.won[ledger.deals.account == 1]
    assert ledger.spells.begin[1] == won[0]


def test_a_deal_of_a_business_that_has_closed_is_not_won_by_the_next_in_its_place() -> None:
    kinds = {
        "lead": {"arises": OFTEN, "serves": "prospects"},
        "won": {"arises": {"after": {"lead": {"chance": 1, "delay": "2 d"}}}, "serves": "all"},
    }
    deals = {"sale": {"stages": {"lead": "lead", "won": "won"}, "value": {"mean": 1000}}}
    workload = draw(company({"size": 2}, kinds, deals=deals))
    ledger = replay(happens(workload, [("lead", 1, DAY)], [(1, 2 * DAY, IS_REPLACED)]))
    assert ledger.deals.opened.tolist() == [DAY]
    assert ledger.deals.won.tolist() == [-1]


@pytest.mark.parametrize(("cold", "former", "found"), [(0, 1, [None, "won_back"]), (1, 0, [None])])
def test_chances_may_respond_to_who_was_a_customer(
    cold: float, former: float, found: list[str | None]
) -> None:
    points = {"0": cold, "1": former}
    after = {"call": {"chance": 1, "responds_to": ["known"]}}
    kinds = {
        "leaves": LEAVES,
        "call": {"arises": OFTEN, "serves": "prospects"},
        "signs": {**SIGNS, "arises": {"after": after}},
    }
    known = {"of": "former_customer", "multiplies": "chance", "points": points}
    workload = draw(company({"size": 2}, kinds, responses={"known": known}))
    calls = [("leaves", 0, DAY), ("call", 0, 2 * DAY)]
    calls += [("call", 1, 3 * DAY)] if not cold else []
    assert replay(happens(workload, calls)).customers_frame()["how"].to_list() == found


def test_goodwill_of_who_signs_is_that_of_a_new_customer() -> None:
    goodwill = {"start": 0.5, "fades": "520 weeks"}
    ledger = replay(happens(draw(two(goodwill=goodwill)), [("signs", 1, DAY)]))
    assert ledger.accounts.goodwill.tolist() == pytest.approx(
        [500_000 * np.exp(-27 / 3640), 500_000 * np.exp(-26 / 3640)], abs=50
    )
    ledger = replay(happens(draw(two(goodwill=goodwill)), []))
    assert ledger.accounts.goodwill.tolist()[1] == 0


# -- closed forms ------------------------------------------------------------------------


def test_customers_are_as_many_as_gains_over_churn() -> None:
    # Of 4,000 businesses each prospect signs 0.2 a year, each customer leaves 0.3 a year, each
    # closes 0.1 a year: 4,000 x 0.2 / (0.2 + 0.3 + 0.1) are customers, binomial.
    rates = {"signs": {**SIGNS, "arises": {"inbound": {"rate": "0.2 per year"}}}}
    rates["leaves"] = {**LEAVES, "arises": {"inbound": {"rate": "0.3 per year"}}}
    world = company(
        {"size": 4000, "closes": 0.1, "born": 0.1},
        rates,
        weeks=520,
        horizon={"warm_up_weeks": 104},
        segment={"accounts": 1333},
    )
    found = measure(simulate(world, engine="simpy"))
    for ends in ("customers_at_begin.all", "customers_at_end.all"):
        assert found[ends] == pytest.approx(1333, abs=4 * np.sqrt(4000 * 2 / 9))
    # Poisson, over eight years.
    assert found["customers_lost.all"] == pytest.approx(400, abs=4 * np.sqrt(400 / 8) + 8)
    assert found["customers_closed.all"] == pytest.approx(133, abs=4 * np.sqrt(133 / 8) + 3)
    won = found["customers_won.all"] + found["customers_won_back.all"]
    assert won == pytest.approx(533, abs=4 * np.sqrt(533 / 8) + 11)
    assert found["needed_to_stand_still.all"] == pytest.approx(won, rel=0.04)
    assert found["market_share.all"] == found["customers_at_end.all"] / 4000


@pytest.mark.parametrize(
    ("born", "closes", "after_ten_years"),
    [(0.1, 0.1, 1), (0, 0.1, np.exp(-0.997)), (0.05, 0.1, np.exp(-0.4986)), (0.1, 0, np.e**0.997)],
)
def test_the_market_grows_by_what_is_born_less_what_closes(
    born: float, closes: float, after_ten_years: float
) -> None:
    world = company(
        {"size": 2000, "born": born, "closes": closes},
        {"renewal": {}},
        weeks=520,
        segment={"accounts": 500},
    )
    found = measure(simulate(world, engine="simpy"))
    there = found["customers_at_end.all"] / found["market_share.all"]
    assert there == pytest.approx(2000 * after_ten_years, abs=4 * np.sqrt(2000 * 0.25))
    # Nobody wins or leaves us: of the first customers those are left whose business goes on.
    left = 500 * np.exp(-closes * 520 * 7 / 365)
    assert found["customers_at_end.all"] == pytest.approx(
        left, abs=4 * np.sqrt(500 * 0.25) * (closes > 0)
    )


# -- the word left out -------------------------------------------------------------------


def test_a_market_in_which_nothing_happens_changes_nothing() -> None:
    losses = {"leaves": {**LEAVES, "arises": {"inbound": {"rate": "0.3 per week"}}}}
    contract = {"lasts": "1 week", "worth": 5200, "ends_with": "renewal"}
    segment = {"accounts": 20, "contract": contract}
    kinds = {"renewal": {"lasts": "5 min", "automated": 0}, **losses}
    with_it, without = (
        simulate(company(market, kinds, segment=segment), engine="simpy")
        for market in ({"size": 20}, None)
    )
    assert (without.accounts.lost >= 0).any()
    assert with_it.entries_frame().equals(without.entries_frame())
    assert with_it.tasks_frame().equals(without.tasks_frame())
    assert with_it.customers_frame().equals(without.customers_frame())
    assert "customers_at_end.all" not in measure(without)


def test_a_law_sees_work_that_an_account_is_not_for() -> None:
    ledger = told()
    check_invariants(ledger)
    renewal = list(ledger.parameters.activities.name).index("renewal")
    row = int(np.flatnonzero(ledger.tasks.activity == renewal)[-1])  # of the other account
    with pytest.raises(InvariantViolation, match="an account it is not for"):
        check_invariants(changed(ledger, "tasks", row, account=1))


# -- what is refused ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("market", "kinds", "complaint"),
    [
        ({"size": 0}, {}, "a market of 0 businesses, of which 1 are customers"),
        ({"size": 2, "contact_every": {"visit": "0 s"}}, {}, "longer than nothing"),
        ({"size": 2, "contact_every": {"visit": "1 d"}}, {}, "'serves: all'"),
        ({"size": 2}, {"signs": {"wins_account": True}}, "only prospects can be won"),
        ({"size": 2}, {"signs": {**SIGNS, "automated": 0}}, "a win needs nobody"),
        ({"size": 2}, {"leaves": {**LEAVES, "serves": "all"}}, "only customers can be lost"),
        ({"size": 2}, {"renewal": {"serves": "prospects"}}, "contracts are with customers"),
        (None, {"signs": SIGNS}, "no segment has a 'market'"),
    ],
)
def test_what_does_not_fit_is_named(
    market: dict[str, Any] | None, kinds: dict[str, Any], complaint: str
) -> None:
    visit = {"lasts": "10 min", "splittable": False, "place": "account", "automated": 0}
    contract = {"lasts": "1 week", "worth": 1, "ends_with": "renewal"}
    with pytest.raises((ScenarioError, ValueError), match=complaint):
        company(
            market,
            {"visit": visit, "renewal": {}, **kinds},
            segment={"contact_every": {"visit": "1 d"}, "contract": contract},
            call_plans={"visit": {}},
        )


@pytest.mark.parametrize("stages", [("visit", "signs"), ("renewal", "visit"), ("plan", "signs")])
def test_a_planned_call_is_no_stage_of_a_deal_nor_what_prepares_it(
    stages: tuple[str, str],
) -> None:
    """It would open none, and nothing would ever be sold."""
    follows = {"automated": 1, "lasts": "0 s", "arises": {"after": {"renewal": 1}}}
    visit = {"lasts": "10 min", "splittable": False, "place": "account", "automated": 0}
    with pytest.raises(ValueError, match="of a planned call and no stage of a deal"):
        company(
            None,
            {"visit": visit, "plan": {"lasts": "5 min"}, "renewal": {}, "signs": follows},
            segment={"contact_every": {"visit": "1 d"}},
            call_plans={"visit": {"preparation": "plan"}},
            deals={"sale": {"stages": dict(zip("ab", stages, strict=True)), "value": {"mean": 1}}},
        )


def test_a_market_lies_on_the_land_and_not_on_a_file_or_a_density() -> None:
    """Who opens later needs a place; who has a list puts the rest into a segment of its own."""
    listed = {"places": "a.csv", "coordinates": [["Ulm", 10, 0]], "contact_every": {"visit": "1 d"}}
    for lies in (listed, {"density": "100 per km2"}):
        with pytest.raises(ValueError, match="goes with 'accounts', not with 'density' or a file"):
            company({"size": 2}, {}, segment={"accounts": None, **lies})
    rest = {"accounts": 0, "market": {"size": 2}}
    both = what_if(two(market={}), segments={"known": listed, "all": rest})
    assert draw(both).territory.places.name[-3:] == ("all 1", "all 2", "Ulm")


def test_a_lost_customer_is_known_as_lost_at_once() -> None:
    """Nobody calls on it in the hours after it has left, though a call was due."""
    ledger = replay(happens(draw(two()), [("leaves", 0, 3 * DAY + NOON)]))
    visit = ledger.parameters.activities.name.index("visit")
    mine = (ledger.tasks.activity == visit) & (ledger.tasks.account == 0)
    started = ledger.tasks.started[mine]
    assert (started >= 0).any()
    assert started.max() < 3 * DAY + NOON


# -- what is said ------------------------------------------------------------------------


def as_read(company: Scenario) -> ScenarioWithMarks:
    """As if it had been read from a file whose lines do not matter."""
    return ScenarioWithMarks(company, {("title",): Mark("", 0)})


def test_check_notes_work_that_hardly_ever_follows() -> None:
    kinds = {
        "call": {"arises": OFTEN, "serves": "prospects"},
        "order": {"arises": {"after": {"call": 0.5}}},
    }
    (note,) = notes.prospects(as_read(company({"size": 2}, kinds)))
    assert "'call' is for prospects and 'order' for customers" in note.message
    assert notes.prospects(as_read(two())) == []


def test_the_report_says_who_comes_and_goes_where_there_is_a_market() -> None:
    with_it, without = (
        run(company(market, {"renewal": {}}), 2, engine="simpy", jobs=1)
        for market in ({"size": 4}, None)
    )
    (table,) = customers([with_it, without])
    assert [row[:2] for row in table.rows] == [("tiny", "all")]
    assert [cell.mean for cell in table.rows[0][2:]] == [1, 1, 0, 0, 0, 0, 0, 0.25]
    assert list(customers([without])) == []


# -- the load model ----------------------------------------------------------------------


def test_the_load_model_reckons_with_as_many_customers_as_there_will_be() -> None:
    # Ten years of 500 businesses: each prospect signs 0.2 a year, each customer leaves 0.3 a
    # year, each closes 0.1 a year. A third are customers in the end, from all of them at first.
    kinds = {
        "signs": {**SIGNS, "arises": {"inbound": {"rate": "0.2 per year"}}},
        "leaves": {**LEAVES, "arises": {"inbound": {"rate": "0.3 per year"}}},
    }
    market = {"size": 500, "closes": 0.1, "born": 0.1}
    world = company(market, kinds, weeks=520, segment={"accounts": 500})
    calendar = expected_calendar(world)
    found = account_kinds(world)
    demand = demand_of(world, calendar)
    years = 520 * 7 / 365
    mean = 500 / 3 * (1 + 2 * (1 - np.exp(-0.6 * years)) / (0.6 * years))
    leaves = list(world.activities).index("leaves")
    assert demand.fixed[leaves] == pytest.approx(mean * 0.3 * years, rel=0.01)
    assert [(kind.standing, kind.former, kind.accounts) for kind in found] == [
        ("customers", False, 500),
        ("prospects", False, 0),
        ("prospects", True, 0),
    ]


# -- ten years ---------------------------------------------------------------------------


def four_histories(name: str) -> list[dict[str, float]]:
    """Three years of a scenario, four times."""
    years = what_if(load(name), horizon={"weeks": 156, "warm_up_weeks": 10})
    return [measure(*compiled.tally(draw(years, replication=each))) for each in range(4)]


@pytest.mark.slow
def test_the_steady_region_keeps_its_customers_and_the_region_without_gains_melts() -> None:
    steady, melting = (four_histories(name) for name in ("region-steady", "region"))
    segments = ("large", "medium", "small")
    for each in steady:
        begin = sum(each[f"customers_at_begin.{name}"] for name in segments)
        end = sum(each[f"customers_at_end.{name}"] for name in segments)
        assert end == pytest.approx(begin, rel=0.08)
    years = [
        [
            np.mean([each[f"profit_in_week.{week}"] for each in histories for week in weeks])
            for weeks in (range(11, 53), range(105, 157))
        ]
        for histories in (steady, melting)
    ]
    assert years[0][1] == pytest.approx(years[0][0], rel=0.12)
    assert years[1][1] < 0.9 * years[1][0]
