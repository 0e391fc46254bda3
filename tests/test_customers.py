"""The customers' side in tiny worlds: what comes out is worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from test_rules import at, office, reps, told
from worlds import OFFICE, desk, prescribed, scenario

from simulator.engine.initial_state import initial_state
from simulator.engine.rules.customers import commission, customers
from simulator.engine.rules.dispatch import dispatch, visits
from simulator.engine.simpy_engine import replay, with_lists
from simulator.experiment.runner import simulate
from simulator.ledger.ledger import Ledger
from simulator.measures import sales
from simulator.measures.invariants import check_invariants
from simulator.measures.registry import measure
from simulator.measures.window import money, window_of
from simulator.model.codes import MILLION, STATES
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.customers import Research
from simulator.scenario.what_if import what_if
from simulator.workload.draw import draw
from simulator.workload.research import reports

DAY = 86_400


def shop(kinds: dict[str, dict[str, Any]], accounts: int = 1, **said: Any) -> Scenario:
    """A clerk from nine to five, and accounts that ask him for the kinds of work given."""
    values = {
        "roles": {"clerk": {"people": 1, "cost_per_hour": 30, "shift": OFFICE}},
        "travel": {"speed": "60 km/h"},
        "territory": {"width": "1 km", "height": "1 km"},
        "segments": {"all": {"accounts": accounts}},
        "activities": {
            name: {"category": "selling", "by": "clerk", "lasts": "10 min", **kind}
            for name, kind in kinds.items()
        },
    }
    return scenario(**{**values, **said})


def asked(company: Scenario, tasks: list[tuple[str, int, int]]) -> Any:
    """A workload of these tasks for the first account, what follows on them drawn as ever."""
    names = list(company.activities)
    drawn = draw(company)
    roots = np.flatnonzero(drawn.tasks.parent < 0)
    assert len(roots) >= len(tasks), "the company's own tasks are used up"
    moments, chosen = drawn.tasks.asked.copy(), []
    moments[roots] = -1
    for name, moment, seconds in tasks:
        row = next(
            r for r in roots if drawn.tasks.activity[r] == names.index(name) and r not in chosen
        )
        chosen.append(row)
        moments[row] = moment
        drawn.tasks.work[row] = seconds
    order = sorted(chosen, key=lambda row: moments[row])
    return replace(drawn, tasks=drawn.tasks._replace(asked=moments), roots=np.array(order))


INBOUND = {"inbound": {"rate": "5 per day"}}


# -- lines and chances -------------------------------------------------------------------


LINE = {"of": "wait", "points": {"0 s": 2, "1 h": 1, "3 h": 0.5}}


@pytest.mark.parametrize(
    ("seconds", "factor"),
    [(0, 2.0), (1800, 1.5), (3600, 1.0), (7200, 0.75), (10800, 0.5), (999_999, 0.5)],
)
def test_a_response_is_straight_between_its_points_and_level_beyond(
    seconds: int, factor: float
) -> None:
    state = with_lists(initial_state(draw(desk(responses={"haste": LINE}))))
    assert customers.response_factor(state, 0, seconds) == factor * MILLION


def lead(response: dict[str, Any], chance: float = 0.5) -> Scenario:
    """A lead, and a deal won with a chance that responds."""
    return shop(
        {
            "lead": {"arises": INBOUND},
            "won": {
                "automated": 1,
                "arises": {"after": {"lead": {"chance": chance, "responds_to": ["it"]}}},
            },
        },
        responses={"it": response},
        deals={"sale": {"stages": {"lead": "lead", "won": "won"}, "value": {"mean": 1000}}},
    )


def test_a_lead_answered_at_once_is_won_and_one_that_waited_is_lost() -> None:
    haste = {"of": "wait", "multiplies": "chance", "points": {"0 s": 2, "59 min": 2, "1 h": 0}}
    company = lead(haste)
    deals = replay(asked(company, [("lead", at("09:00"), 600), ("lead", at("11:00"), 600)])).deals
    assert (deals.won >= 0).tolist() == [True, True]
    # The second comes at five past five and is answered next morning.
    deals = replay(asked(company, [("lead", at("09:00"), 600), ("lead", at("17:05"), 600)])).deals
    assert (deals.won >= 0).tolist() == [True, False]


def test_odds_of_nothing_and_of_more_than_anything() -> None:
    never = {"of": "wait", "points": {"0 s": 0}}
    assert (simulate(lead(never)).deals.won < 0).all()
    nearly = {"of": "wait", "points": {"0 s": 1000}}
    ledger = simulate(lead(nearly))
    done = (ledger.tasks.activity == 0) & (ledger.tasks.finished >= 0)
    assert (ledger.deals.won >= 0).sum() > 0.95 * done.sum(), "odds of 1 times 1000"


def test_a_chance_that_does_not_respond_is_the_chance_itself() -> None:
    even = {"of": "wait", "points": {"0 s": 1}}
    plain = lead(even)
    values = plain.model_dump(by_alias=True, mode="json")
    values["activities"]["won"]["arises"]["after"]["lead"]["responds_to"] = []
    one, other = simulate(plain), simulate(Scenario.model_validate(values))
    assert len(one.deals) > 5
    assert one.deals.won.tolist() == other.deals.won.tolist()


def test_a_limit_parts_what_may_be_decided_from_what_may_not() -> None:
    company = shop(
        {
            "lead": {"arises": INBOUND},
            "approval": {"arises": {"after": {"lead": {"chance": 1, "above": 1000}}}},
            "at_once": {"arises": {"after": {"lead": {"chance": 1, "up_to": 1000}}}},
            "won": {"automated": 1, "arises": {"after": {"approval": 1, "at_once": 1}}},
        },
        deals={
            "sale": {
                "stages": {"lead": "lead", "won": "won"},
                "value": {"mean": 1000, "spread": 1},
            }
        },
    )
    ledger = simulate(company)
    t, d = ledger.tasks, ledger.deals
    large = set(np.flatnonzero(d.value > 1000 * MILLION).tolist())
    approved = set(t.deal[t.activity == 1].tolist())
    assert approved
    assert approved == {deal for deal in large if d.won[deal] >= 0 or deal in approved}
    assert not set(t.deal[t.activity == 2].tolist()) & large


# -- goodwill ----------------------------------------------------------------------------


def goodwill_after(tasks: list[tuple[str, int, int]], **kind: Any) -> int:
    """Millionths of the account's goodwill at the week's end."""
    fades = {"start": 0.5, "fades": "10 d"}
    company = shop({"call": {"arises": INBOUND, **kind}}, goodwill={**fades, **kind.pop("all", {})})
    ledger = replay(asked(company, tasks))
    check_invariants(ledger)
    return int(ledger.accounts.goodwill[0])


def test_goodwill_fades_by_nights() -> None:
    assert goodwill_after([("call", at("09:00"), 60)]) == round(1e6 * math.exp(-0.6)) // 2


def test_a_contact_takes_goodwill_a_part_of_the_way_up() -> None:
    found = goodwill_after([("call", at("09:00"), 60)], goodwill=0.2, channel="phone")
    # 0.5 + 0.2 * 0.5 = 0.6 on Monday; six nights of a constant of ten days.
    assert found == 600_000 * round(1e6 * math.exp(-0.6)) // 1_000_000


def test_what_comes_late_harms() -> None:
    late = {"goodwill": 0.2, "goodwill_if_late": -0.4, "due": "5 min"}
    found = goodwill_after([("call", at("09:00"), 600)], **late)
    assert found == 300_000 * round(1e6 * math.exp(-0.6)) // 1_000_000


def test_contact_beyond_what_is_fine_lifts_less_if_we_begin_it() -> None:
    too_much = {"contacts": 2, "worthless_at": 6}
    company = shop(
        {"call": {"arises": INBOUND, "goodwill": 0.5, "channel": "phone"}},
        goodwill={"start": 0.5, "fades": "520 weeks", "too_much": too_much},
    )
    state = with_lists(initial_state(asked(company, [("call", at("09:00"), 60)])))
    activities = state.parameters.activities
    for _ in range(3):
        state.accounts.recent_contacts[0] += MILLION
        customers.update_goodwill(state, 0, 0, 0, 0)
    # It comes in: a quarter, an eighth, a sixteenth are missing, however often.
    assert state.accounts.goodwill[0] == 937_500
    state.parameters = replace(state.parameters, activities=replace(activities, felt=(MILLION,)))
    customers.update_goodwill(state, 0, 0, 0, 0)
    # Three contacts of late, of which two are fine: it lifts three quarters of a half of the rest.
    assert state.accounts.goodwill[0] == 937_500 + 62_500 * 3 // 8
    state.accounts.recent_contacts[0] = 6 * MILLION
    customers.update_goodwill(state, 0, 0, 0, 0)
    assert state.accounts.goodwill[0] == 960_937, "worthless, and no harm"


# -- losing an account -------------------------------------------------------------------


def test_a_lost_account_asks_for_nothing_and_is_called_on_no_more() -> None:
    company = reps(
        segments={
            "only": {
                "accounts": 1,
                "contact_every": {"visit": "1 d"},
                "contract": {"lasts": "1 week", "worth": 5200, "ends_with": "renewal"},
            }
        },
        territory={"width": "1 km", "height": "1 km"},
        kinds={
            "renewal": {"category": "selling", "by": "rep", "lasts": "0 s", "automated": 1},
            "lost": {
                "category": "selling",
                "by": "rep",
                "lasts": "0 s",
                "automated": 1,
                "loses_account": True,
                "arises": {"after": {"renewal": 1}},
            },
            "enquiry": {
                "category": "desk",
                "by": "clerk",
                "lasts": "1 min",
                "arises": {"inbound": {"rate": "20 per day"}},
            },
        },
        horizon={"start": "2025-01-06", "weeks": 3},
    )
    ledger = replay(draw(company))
    check_invariants(ledger)
    lost = int(ledger.accounts.lost[0])
    assert 0 <= lost < 7 * DAY
    assert ledger.tasks.asked.max() <= lost
    assert ledger.entries.start[ledger.entries.activity >= 0].max() < lost + DAY
    found = measure(ledger)
    assert found["renewed.only"] == 0
    weeks = sales._contracts(ledger)[0]
    assert weeks.tolist() == pytest.approx([5200 * 7 / 365 / 2, 0, 0])


# -- deals, commission, rivals -----------------------------------------------------------


def sale(**said: Any) -> Scenario:
    """Each lead is won; a sale brings 1,000."""
    clerk = {"people": 1, "cost_per_hour": 30, "shift": OFFICE, **said.pop("clerk", {})}
    return shop(
        {
            "lead": {"arises": INBOUND},
            "won": {"automated": 1, "arises": {"after": {"lead": 1}}},
        },
        **{
            "roles": {"clerk": clerk},
            "deals": {"sale": {"stages": {"lead": "lead", "won": "won"}, "value": {"mean": 1000}}},
            **said,
        },
    )


THREE = [("lead", at("09:00"), 600), ("lead", at("10:00"), 600), ("lead", at("11:00"), 600)]


def test_a_deal_is_opened_won_and_sold_by_whoever_did_the_last_work() -> None:
    ledger = replay(asked(sale(), THREE))
    check_invariants(ledger)
    d = ledger.deals
    assert d.opened.tolist() == [at("09:00"), at("10:00"), at("11:00")]
    assert d.won.tolist() == [at("09:10"), at("10:10"), at("11:10")]
    assert d.value.tolist() == [1000 * MILLION] * 3
    assert d.sold_by.tolist() == [0] * 3
    assert ledger.tasks.deal.tolist() == [0, 0, 1, 1, 2, 2]


def test_commission_stops_at_the_cap() -> None:
    company = sale(clerk={"commission": {"share": 0.1, "cap": 250}})
    ledger = replay(asked(company, THREE))
    assert (ledger.deals.commission / MILLION).tolist() == [100, 100, 50]


def test_whoever_has_reached_the_cap_makes_planned_calls_only() -> None:
    company = reps(
        kinds={
            "won": {
                "category": "selling",
                "by": "rep",
                "lasts": "0 s",
                "automated": 1,
                "arises": {"after": {"found": 1}},
            },
            "found": {
                "category": "selling",
                "by": "rep",
                "lasts": "0 s",
                "automated": 1,
                "arises": {"after": {"visit": 1}},
            },
        },
        deals={"sale": {"stages": {"lead": "found", "won": "won"}, "value": {"mean": 1000}}},
    )
    values = company.model_dump(by_alias=True, mode="json")
    keen = simulate(Scenario.model_validate(values))
    values["roles"]["rep"]["commission"] = {"share": 0.1, "cap": 200}
    content = simulate(Scenario.model_validate(values))
    assert (keen.deals.won >= 0).sum() > 4
    # Two accounts a day: with the second sale the cap is reached, and there is no plan yet.
    assert (content.deals.won >= 0).sum() == 2


def test_whoever_has_reached_the_cap_sells_at_the_pace_of_what_drive_is_left() -> None:
    company = sale(clerk={"commission": {"share": 0.1, "cap": 200, "drive": 0.5}})
    # The second sale reaches the cap: the third lead takes twice as long.
    assert told(replay(asked(company, THREE))) == [
        "09:00 09:10 work lead",
        "10:00 10:10 work lead",
        "11:00 11:20 work lead",
    ]


def test_drive_is_left_at_a_cap() -> None:
    with pytest.raises(ValueError, match="at the 'cap'"):
        sale(clerk={"commission": {"share": 0.1, "drive": 0.5}})


def test_two_teams_on_one_account_give_a_discount_away() -> None:
    company = sale(
        deals={
            "sale": {
                "stages": {"lead": "lead", "won": "won"},
                "value": {"mean": 1000},
                "rivals_discount": 0.2,
            }
        }
    )
    state = with_lists(initial_state(asked(company, THREE)))
    customers.record_call(state, 0, 0, DAY)
    commission.win_deal(state, 0, 0, DAY)
    customers.record_call(state, 1, 0, 2 * DAY)
    commission.win_deal(state, 1, 0, 2 * DAY)
    customers.record_call(state, 1, 0, 20 * DAY)
    commission.win_deal(state, 2, 0, 40 * DAY)
    # Alone; a day after the other team; when the other team's last call is 39 days ago.
    assert list(state.deals.discount)[:3] == [0, 200_000, 0]


def test_the_ranking_gives_the_shortest_rhythm_to_who_bought_most() -> None:
    company = reps(
        segments={
            "often": {
                "places": "x.csv",
                "coordinates": [["a", 0, 0]],
                "contact_every": {"visit": "1 d"},
            },
            "rarely": {
                "places": "x.csv",
                "coordinates": [["b", 0, 0]],
                "contact_every": {"visit": "1 week"},
            },
        },
        ranking={"every": "1 week"},
    )
    state = with_lists(initial_state(draw(company)))
    state.accounts.bought[1] = 500
    before = list(state.contacts.due)
    customers.rank_accounts(state, state.parameters.market.ranking)
    assert list(state.contacts.interval) == [7 * DAY, DAY]
    assert state.contacts.due[1] == before[1] - 6 * DAY
    assert sorted(state.agendas[0]) == state.agendas[0]
    assert state.accounts.bought[1] == 250


def two_rhythms(**ranking: object) -> Scenario:
    """Of a pair of accounts the one that could buy less is called on daily, the other weekly."""
    every = {"often": ("1 d", 1), "rarely": ("1 week", 3)}
    segments = {
        name: {
            "places": "x.csv",
            "coordinates": [[name, 0, 0]],
            "contact_every": {"visit": rhythm},
            "potential": potential,
        }
        for name, (rhythm, potential) in every.items()
    }
    company = reps(segments=segments, ranking={"every": "1 week", **ranking})
    return what_if(company, name="two weeks", horizon={"weeks": 2})


def test_research_that_is_right_ranks_by_potential_whatever_was_bought() -> None:
    state = with_lists(initial_state(draw(two_rhythms(research={"accuracy": 1}))))
    state.accounts.bought[0] = 500
    customers.rank_accounts(state, 7 * DAY)
    assert list(state.contacts.interval) == [7 * DAY, DAY]


def test_what_research_tells_goes_with_potential_as_far_as_it_is_accurate_and_fresh() -> None:
    company = what_if(
        shop(
            {"work": {}},
            segments={"all": {"accounts": 4000, "potential": {"mean": 1, "spread": 1}}},
            ranking={"every": "1 week", "research": {"accuracy": 0.8}},
        ),
        name="many",
        horizon={"weeks": 4},
    )
    aging = {"accuracy": 0.8, "ages": "1 week", "every": "2 weeks"}
    for research, expected in (({"accuracy": 0.8}, [0.8] * 3), (aging, [0.8, 0.8 / math.e, 0.8])):
        drawn = draw(what_if(company, name="told", ranking={"research": research}))
        logs = np.log(drawn.territory.potential)
        rows = drawn.researched.reshape(3, -1)
        found = [np.corrcoef(logs, row)[0, 1] for row in rows]
        # Standard error of a correlation of 0.8 in 4,000: 0.006; of 0.29: 0.015.
        assert found == pytest.approx(expected, abs=0.05)


def test_research_errs_alike_until_it_is_done_anew() -> None:
    research = Research(accuracy=0.5, every="2 weeks")
    weeks = [7 * DAY * number for number in range(1, 6)]
    assert [report for report, _ in reports(research, weeks)] == [0, 0, 1, 1, 2]
    once = Research(accuracy=0.5)
    assert [report for report, _ in reports(once, weeks)] == [0] * 5


def test_a_plan_may_put_those_first_who_bought_most() -> None:
    company = reps(
        segments={
            "all": {
                "places": "x.csv",
                "coordinates": [[name, 0, 0] for name in "abc"],
                "contact_every": {"visit": "1 week"},
            }
        },
        plan={"order": "best_first"},
    )
    state = with_lists(initial_state(draw(company)))
    state.agendas[0][:] = [
        customers.agenda_key(due, contact) for contact, due in enumerate((1, 2, 9))
    ]
    state.accounts.bought[:] = [0, 50, 100]
    order = visits.agenda_in_order(state, 0, 0, customers.agenda_key(5, 0))
    # Of the two that are due the one that bought; then the next, which is not due yet.
    assert [key & dispatch.TASK_MASK for key in order] == [1, 0, 2]


# -- people ------------------------------------------------------------------------------


def test_an_empty_chair_works_on_nothing_and_costs_nothing() -> None:
    away = {"tenure": "1 week", "vacancy": "2 weeks", "costs": 100}
    company = office({"job": {"arises": {"routine": {"every": "day"}}}}, people=20, turnover=away)
    values = company.model_dump(by_alias=True, mode="json")
    values["horizon"]["weeks"] = 4
    ledger = simulate(Scenario.model_validate(values))
    v, e = ledger.vacancies, ledger.entries
    assert len(v.person) > 10
    for person, start, end in zip(v.person, v.start, v.end, strict=True):
        mine = e.person == person
        assert not (mine & (e.start >= start) & (e.end <= end)).any()
    window = window_of(ledger)
    days = int(((v.end - v.start) // DAY).sum())
    seconds = np.array([(20 * 28 - days) * 5 * 8 * 3600 // 7])
    assert window.contracts.tolist() == money(seconds, window.hourly).tolist()


def test_a_newcomer_takes_longer_and_catches_up() -> None:
    company = office(
        {"job": {"individual": True}},
        people=2,
        newcomers=1,
        ramp_up={"lasts": "8 weeks", "starts_at": 0.5},
    )
    values = company.model_dump(by_alias=True, mode="json")
    values["horizon"]["weeks"] = 10
    values["change"] = {"on": "2025-01-13"}
    company = Scenario.model_validate(values)
    weeks = [7 * DAY * week for week in (0, 1, 5, 9)]
    tasks = [("job", at("10:00", start), 600) for start in weeks]
    ledger = replay(prescribed(company, tasks, person=[1] * 4))
    # Not there yet; half as good; three quarters; as good as anybody.
    assert told(ledger, 1, weeks[0]) == []
    assert told(ledger, 1, weeks[1])[:2] == ["09:00 09:20 work job", "10:00 10:20 work job"]
    assert told(ledger, 1, weeks[2]) == ["10:00 10:13:20 work job"]
    assert told(ledger, 1, weeks[3]) == ["10:00 10:10 work job"]


def test_coaching_brings_a_newcomer_further() -> None:
    kinds = {"job": {}, "lesson": {"coaches": "4 weeks"}}
    company = office(kinds, people=2, newcomers=1, ramp_up={"lasts": "8 weeks", "starts_at": 0.5})
    values = company.model_dump(by_alias=True, mode="json")
    values["horizon"]["weeks"] = 3
    values["change"] = {"on": "2025-01-13"}
    workload = prescribed(
        Scenario.model_validate(values),
        [("lesson", at("09:00", 7 * DAY), 1800), ("job", at("12:00", 7 * DAY), 600)],
        person=[1, 1],
    )
    # The lesson takes twice as long at half the skill, the job a third more at three quarters.
    assert told(replay(workload), 1, 7 * DAY) == [
        "09:00 10:00 work lesson",
        "12:00 12:13:20 work job",
    ]


def test_work_moves_when_the_change_begins_and_is_learned() -> None:
    role = {"people": 1, "cost_per_hour": 30, "shift": OFFICE}
    company = desk(
        roles={"clerk": role, "helper": role}, horizon={"start": "2025-01-06", "weeks": 3}
    )
    company = what_if(
        company,
        reassign={"job": {"to": "helper"}},
        change={"on": "2025-01-13", "costs": 500, "learning": {"lasts": "1 week", "slower": 1}},
    )
    tasks = [("job", at("10:00", week * 7 * DAY), 600) for week in range(3)]
    workload = prescribed(company, tasks)
    workload.tasks.routing[1:] = 1
    ledger = replay(workload)
    assert told(ledger, 0, 0) == ["10:00 10:10 work job"]
    # Ten hours into a week: 158 of 168 hours of learning are left.
    assert told(ledger, 1, 7 * DAY) == ["10:00 10:19:24 work job"]
    assert told(ledger, 1, 14 * DAY) == ["10:00 10:10 work job"]


# -- money -------------------------------------------------------------------------------


def test_profit_is_revenue_less_everything() -> None:
    company = sale(
        clerk={"commission": {"share": 0.1}},
        economics={"variable_cost": 0.5},
        change={"costs": 70},
    )
    ledger = replay(asked(company, THREE))
    found = measure(ledger)
    wages = 5 * 8 * 30
    assert found["revenue"] == 3000
    assert found["variable_cost"] == 1500
    assert found["commission"] == 300
    assert found["profit"] == pytest.approx(3000 - 1500 - 300 - wages - 70)
    assert found["profit_in_week.1"] == found["profit"]
    assert (found["leads"], found["sales"], found["revenue_per_sale"]) == (3, 3, 1000)


def test_what_is_sold_costs_what_its_kind_of_deal_says() -> None:
    """Of 3,000 sold at half of it two thirds are of a kind that costs a fifth."""
    economics = {"variable_cost": 0.5}
    company = what_if(sale(economics=economics), deals={"sale": {"variable_cost": 0.2}})
    assert measure(replay(asked(company, THREE)))["variable_cost"] == pytest.approx(600)
    plain = {"stages": {"lead": "ask", "won": "had"}, "value": {"mean": 1000}}
    both = what_if(
        company,
        activities={
            "ask": {"category": "selling", "by": "clerk", "lasts": "1 min", "arises": INBOUND},
            "had": {
                "category": "selling",
                "by": "clerk",
                "lasts": "0 s",
                "automated": 1,
                "arises": {"after": {"ask": 1}},
            },
        },
        deals={"plain": plain},
    )
    found = measure(replay(asked(both, [*THREE[:2], ("ask", at("11:00"), 600)])))
    assert found["revenue"] == 3000
    assert found["variable_cost"] == pytest.approx(2 * 200 + 500)


def test_a_contact_costs_its_wages_or_all_that_the_role_costs() -> None:
    company = shop({"call": {"arises": INBOUND, "channel": "phone"}})
    found = measure(replay(asked(company, [("call", at("09:00"), 600), ("call", at("9:30"), 600)])))
    assert found["cost_per_contact.phone.talking"] == pytest.approx(30 / 6)
    assert found["cost_per_contact.phone.all_in"] == pytest.approx(30 * 40 / 2)
    assert found["contact_ratio.phone.talking"] == 100


def everything() -> Scenario:
    """A shop with every word of the customers' side."""
    milestone = {"automated": 1, "lasts": "0 s"}
    return shop(
        {
            "lead": {"arises": INBOUND, "channel": "phone", "goodwill": 0.1},
            "won": {**milestone, "arises": {"after": {"lead": 0.5}}},
            "renewal": milestone,
            "lost": {
                **milestone,
                "loses_account": True,
                "arises": {"after": {"renewal": 0.5}},
            },
        },
        accounts=5,
        segments={
            "all": {
                "accounts": 5,
                "contract": {"lasts": "1 week", "worth": 100, "ends_with": "renewal"},
            }
        },
        goodwill={"start": 0.5, "fades": "30 d"},
        deals={"sale": {"stages": {"lead": "lead", "won": "won"}, "value": {"mean": 1000}}},
    )


# -- laws --------------------------------------------------------------------------------


def test_goodwill_that_nothing_responds_to_changes_nothing_else() -> None:
    company = lead({"of": "wait", "points": {"0 s": 1}})
    values = company.model_dump(by_alias=True, mode="json")
    values["goodwill"] = {"start": 0.5, "fades": "30 d"}
    values["activities"]["lead"] |= {"goodwill": 0.2}
    one, other = simulate(company), simulate(Scenario.model_validate(values))
    for table in ("entries", "tasks", "deals"):
        for column in getattr(one, table).__dataclass_fields__:
            left, right = (
                getattr(getattr(one, table), column),
                getattr(getattr(other, table), column),
            )
            assert np.array_equal(left, right), f"{table}.{column}"


def test_a_deal_keeps_its_value_and_luck_whatever_else_is_changed() -> None:
    one = simulate(lead({"of": "wait", "points": {"0 s": 1}}))
    other = simulate(lead({"of": "wait", "points": {"0 s": 3}}))
    assert one.deals.value.tolist() == other.deals.value.tolist()
    won, more = one.deals.won >= 0, other.deals.won >= 0
    assert (more | ~won).all(), "who won with worse odds wins with better ones"
    assert more.sum() > won.sum()


def test_states_of_milestones_are_automated() -> None:
    ledger = replay(asked(sale(), THREE))
    assert [STATES[s] for s in ledger.tasks.state] == ["done", "automated"] * 3


def test_a_person_and_a_segment_have_five_answers_of_their_own() -> None:
    ledger: Ledger = replay(asked(sale(), THREE))
    window = window_of(ledger)
    everyone = sales.funnel(window)
    assert everyone == (3, 3, 3, 3, 3000)
    assert sales.funnel(window, person=0) == everyone
    assert sales.funnel(window, segment=0) == everyone
