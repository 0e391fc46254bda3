"""Who sits in a chair: newcomers become productive with time, commission is a person's own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from worlds import ALWAYS, OFFICE, desk, prescribed, scenario

from simulator.engine.initial_state import initial_state
from simulator.engine.rules.customers import commission as paying
from simulator.engine.rules.customers import customers
from simulator.engine.simpy_engine import replay, with_lists
from simulator.ledger.ledger import Ledger
from simulator.measures.invariants import check_invariants
from simulator.model.codes import MILLION
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if
from simulator.workload.draw import draw

DAY, HOUR = 86_400, 3_600


# -- ramp-up -----------------------------------------------------------------------------


@pytest.mark.parametrize("shift", [ALWAYS, OFFICE], ids=["round the clock", "by day"])
def test_a_newcomer_becomes_productive_with_time_whatever_the_shift(shift: dict[str, Any]) -> None:
    role = {"people": 2, "newcomers": 1, "cost_per_hour": 30, "shift": shift}
    company = desk(
        kinds={"job": {"individual": True}},
        roles={"clerk": role | {"ramp_up": {"lasts": "8 weeks", "starts_at": 0.5}}},
        horizon={"start": "2025-01-06", "weeks": 10},
        change={"on": "2025-01-13"},
    )
    moments = [7 * DAY * week + 10 * HOUR for week in (1, 3, 5, 9)]
    tasks = [("job", moment, 3_600) for moment in moments]
    ledger = replay(prescribed(company, tasks, person=[1] * 4))
    took = ledger.tasks.finished - ledger.tasks.started
    # Half as good on the first day; 5/8 after two weeks of eight; 3/4 after four; then like others.
    assert took.tolist() == [7_200, 5_760, 4_800, 3_600]


# -- commission --------------------------------------------------------------------------

MILESTONE = {"automated": 1, "lasts": "0 s", "category": "selling", "by": "rep"}


def sellers(commission: dict[str, Any], **said: Any) -> Scenario:
    """Reps who own accounts, a desk that does what comes last, and ten sales of 10,000 a week."""
    rep = {"people": 1, "cost_per_hour": 50, "accounts": "own", "shift": OFFICE}
    return scenario(
        **{
            "horizon": {"start": "2025-01-06", "weeks": 4},
            "territory": {"width": "10 km", "height": "10 km"},
            "travel": {"speed": "50 km/h"},
            "roles": {
                "rep": rep | {"commission": commission} | said.pop("rep", {}),
                "desk": {"people": 1, "cost_per_hour": 20, "shift": OFFICE} | said.pop("desk", {}),
            },
            "segments": {"all": {"accounts": 20}},
            "deals": {
                "sale": {"stages": {"lead": "lead", "won": "won"}, "value": {"mean": 10_000}}
            },
            "activities": {
                "lead": {
                    "category": "selling",
                    "by": "rep",
                    "lasts": "10 min",
                    "arises": {"inbound": {"rate": "0.5 per week"}},
                },
                "won": {**MILESTONE, "arises": {"after": {"lead": 1}}},
            },
            **said,
        }
    )


PAPERS_LAST = {
    "lead": {
        "category": "selling",
        "by": "rep",
        "lasts": "10 min",
        "arises": {"inbound": {"rate": "0.5 per week"}},
    },
    "papers": {
        "category": "desk",
        "by": "desk",
        "lasts": "10 min",
        "arises": {"after": {"lead": 1}},
    },
    "won": {**MILESTONE, "arises": {"after": {"papers": 1}}},
}


def paid(ledger: Ledger) -> list[float]:
    """Commission on each deal won, in order of winning."""
    deals = ledger.deals
    won = deals.won >= 0
    return list(deals.commission[won][deals.won[won].argsort(kind="stable")] / MILLION)


def test_commission_goes_to_the_owner_though_somebody_else_did_the_last_work() -> None:
    ledger = replay(draw(sellers({"share": 0.02}, activities=PAPERS_LAST)))
    check_invariants(ledger)
    sold = paid(ledger)
    assert len(sold) > 10
    assert set(ledger.deals.sold_by[ledger.deals.won >= 0]) == {1}, "the desk does the last work"
    assert set(sold) == {200.0}


def pay(state: Any, seller: int, net: int, now: int) -> list[int]:
    """What both reps have earned this year after a sale to the first account, in money."""
    state.deals.account[0], state.deals.last_person[0] = 0, seller
    paying.pay_commission(state, 0, net * MILLION, now)
    return [earned // MILLION for earned in state.people.commission[:2]]


def two_reps(**commission: Any) -> Any:
    """The state of a company of two reps and a desk, the first account being the first rep's."""
    company = sellers({"share": 0.02, **commission}, rep={"people": 2})
    state = with_lists(initial_state(draw(company)))
    state.static.owner[0] = 0
    return state


OWNER, COLLEAGUE, DESK, NOBODY = 0, 1, 2, -1


def test_owner_and_seller_share_as_the_scenario_says() -> None:
    state = two_reps(to_owner=0.75)
    assert pay(state, COLLEAGUE, 10_000, DAY) == [150, 50]
    assert pay(state, OWNER, 10_000, DAY) == [350, 50]
    assert pay(state, DESK, 10_000, DAY) == [550, 50], "the desk earns none, so there is no seller"
    assert pay(state, NOBODY, 10_000, DAY) == [750, 50]


def test_double_credit_pays_owner_and_seller_the_whole_each() -> None:
    state = two_reps(credit="double")
    assert pay(state, COLLEAGUE, 10_000, DAY) == [200, 200]
    assert pay(state, OWNER, 10_000, DAY) == [400, 200], "nobody is paid twice for one deal"
    assert pay(state, DESK, 10_000, DAY) == [600, 200], "the desk earns none"


def demonstrated(**commission: Any) -> Ledger:
    """What comes of it."""
    ledger = replay(draw(demonstrated_by(**commission)))
    check_invariants(ledger)
    return ledger


def demonstrated_by(**commission: Any) -> Scenario:
    """A rep's deals, to which a desk of two shows the goods, under a commission of the desk."""
    shown = {"category": "desk", "by": "desk", "lasts": "10 min", "arises": {"after": {"lead": 1}}}
    sold = {"category": "selling", "by": "rep", "lasts": "5 min", "arises": {"after": {"show": 1}}}
    won = {**MILESTONE, "arises": {"after": {"close": 1}}}
    steps = {"lead": PAPERS_LAST["lead"], "show": shown, "close": sold, "won": won}
    return sellers({"share": 0.02}, activities=steps, desk={"commission": commission or None})


def test_an_overlay_earns_on_top_of_what_the_selling_team_earns() -> None:
    alone, on_top = demonstrated(), demonstrated(share=0.005, credit="overlay")
    assert set(paid(alone)) == {200.0}
    assert set(paid(on_top)) == {250.0}
    assert (alone.deals.won == on_top.deals.won).all(), "credit changes nobody's day"


def test_a_team_that_is_no_overlay_earns_nothing_beside_the_one_that_sells() -> None:
    assert set(paid(demonstrated(share=0.005))) == {200.0}


def test_an_overlay_earns_from_its_day_on_also_where_it_worked_before() -> None:
    base = demonstrated_by()
    values = {"roles": {"desk": {"commission": {"share": 0.005, "credit": "overlay"}}}}
    later = what_if(base, name="later", change=[{"on": "2025-01-20", "values": values}])
    ledger = replay(draw(later))
    check_invariants(ledger)
    deals = ledger.deals
    won = deals.won >= 0
    from_the_day = deals.won[won] >= 14 * DAY
    assert 5 < from_the_day.sum() < won.sum() - 5
    assert (deals.commission[won] / MILLION).tolist() == np.where(from_the_day, 250, 200).tolist()


def handed_over(**commission: Any) -> Any:
    """The state of two reps once a change has given the first one's account to the other."""
    company = sellers(
        {"share": 0.02, **commission},
        rep={"people": 3, "newcomers": 1},
        change={"on": "2025-01-20"},
    )
    state = with_lists(initial_state(draw(company)))
    accounts = len(state.accounts.lost)
    roles = len(state.parameters.roles.first)
    state.phase[0] = 1
    state.static.owner[0], state.static.owner[roles * accounts] = OWNER, COLLEAGUE
    return state


def test_the_owner_of_before_keeps_his_credit_for_as_long_as_the_hand_off_lasts() -> None:
    changed = 14 * DAY
    state = handed_over(hand_off="4 weeks")
    assert pay(state, NOBODY, 10_000, changed) == [200, 0]
    assert pay(state, NOBODY, 10_000, changed + 28 * DAY) == [200, 200]
    assert pay(handed_over(), NOBODY, 10_000, changed) == [0, 200]
    left = handed_over(hand_off="4 weeks")
    left.people.gone[OWNER] = 1
    assert pay(left, NOBODY, 10_000, changed) == [0, 200], "who has left earns nothing"


def test_of_a_sale_without_an_account_nobody_is_the_owner_of_before() -> None:
    """It was credited to the owner of the last account in the list while the hand-off lasted."""
    assert paying.credited_owner(handed_over(hand_off="4 weeks"), 0, -1, 22 * DAY) == -1


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"credit": "overlay", "to_owner": 0.5}, "overlay credit is not shared"),
        ({"credit": "overlay", "hand_off": "1 d"}, "leave out 'hand_off'"),
        ({"credit": "double", "to_owner": 0.5}, "double credit is not shared"),
    ],
)
def test_credit_that_means_nothing_is_refused(said: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        sellers({"share": 0.02, **said})


def test_each_of_two_who_share_has_a_cap_of_his_own() -> None:
    state = two_reps(to_owner=0.75, cap=200)
    assert pay(state, COLLEAGUE, 20_000, DAY) == [200, 100]
    assert pay(state, COLLEAGUE, 20_000, DAY) == [200, 200]
    assert [bool(customers.is_capped(state, person, DAY)) for person in (0, 1)] == [True, True]


def test_a_year_of_commission_begins_with_the_person() -> None:
    state = two_reps(cap=100)
    joined, year = 10 * DAY, 365 * DAY
    state.people.join_row[:2], state.people.join_stop[:2] = [0, 1], [1, 1]
    state.static.left, state.static.joined = [3 * DAY], [joined]
    assert pay(state, OWNER, 10_000, 2 * DAY) == [100, 0]
    assert pay(state, OWNER, 10_000, 5 * DAY) == [100, 0], "an empty chair earns nothing"
    assert pay(state, OWNER, 3_000, joined) == [60, 0]
    assert pay(state, OWNER, 1_000, year + DAY) == [80, 0], "still his first year"
    assert pay(state, OWNER, 1_000, year + joined) == [20, 0]


def test_a_newcomer_does_not_inherit_the_cap_of_who_left() -> None:
    turnover = {"tenure": "8 weeks", "vacancy": "1 week"}
    company = sellers(
        {"share": 0.02, "cap": 1_000},
        rep={"turnover": turnover},
        horizon={"start": "2025-01-06", "weeks": 50},
    )
    ledger = replay(draw(company))
    joined = [0, *(end for end in ledger.vacancies.end if end < 50 * 7 * DAY)]
    assert len(joined) > 3
    deals = ledger.deals
    for begin, end in zip(joined, [*joined[1:], 50 * 7 * DAY], strict=True):
        his = (deals.won >= begin) & (deals.won < end)
        assert deals.commission[his].sum() == min(1_000, 200 * int(his.sum())) * MILLION


# -- vacation ----------------------------------------------------------------------------


def worked(vacation: int, weeks: int = 52, **said: Any) -> list[list[int]]:
    """For each of 40 clerks, the days of the horizon on which they work, by number."""
    clerk = {"people": 40, "cost_per_hour": 30, "shift": OFFICE}
    company = desk(
        roles={"clerk": clerk | {"absence": {"vacation": vacation}}},
        horizon={"start": "2025-01-06", "weeks": weeks},
        **said,
    )
    presence = draw(company).presence
    return [(presence.start[presence.person == who] // DAY).tolist() for who in range(40)]


@pytest.mark.parametrize("days", [0, 1, 2, 3, 7, 13, 28, 259, 260])
def test_everybody_takes_the_days_of_vacation_that_are_written(days: int) -> None:
    assert {260 - len(each) for each in worked(days)} == {days}


def test_vacation_is_taken_in_whole_weeks_and_what_is_left_as_single_days() -> None:
    for each in worked(13):
        away = [5 - sum(day // 7 == week for day in each) for week in range(52)]
        assert away.count(5) == 2
        assert sum(days for days in away if days < 5) == 3


def test_a_single_day_of_vacation_is_no_public_holiday() -> None:
    closed = worked(0, holidays={"country": "DE"})[0]
    assert {len(closed) - len(each) for each in worked(4, holidays={"country": "DE"})} == {4}


def test_a_single_day_that_is_put_off_into_the_next_year_is_not_one_of_that_year() -> None:
    last_week = [f"2025-12-{day}" for day in (29, 30, 31)] + ["2026-01-01", "2026-01-02"]
    closed = {"also": last_week}
    days = worked(0, weeks=104, holidays=closed)[0]
    taken = worked(4, weeks=104, holidays=closed)
    assert {len(days) - len(each) for each in taken} == {8}
    assert any(364 not in each for each in taken), "somebody's is put off to the first Monday"


def test_vacation_of_a_year_is_the_same_in_a_longer_horizon() -> None:
    longer = worked(13, weeks=60, holidays={"country": "DE"})
    year = [[day for day in each if day < 364] for each in longer]
    assert year == worked(13, holidays={"country": "DE"})
    assert all(each[-1] >= 364 for each in longer)
