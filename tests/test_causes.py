"""One cause changed at a time, against what a renewal-reward sum says beforehand.

A rep's week is W minutes. What does not come from calls takes C of them; each call takes v: its
preparation, driving, waiting, the call itself, and what follows on it. So N = (W - C) / v calls are
made, and selling takes N x 36 / W of the week. W, C and v are read off today's ledger; the change
is worked out with the scenario's own figures, and the changed company replayed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from simulator.experiment.runner import simulate
from simulator.ledger.ledger import Ledger
from simulator.model.codes import DONE, SET_UP, TRAVEL, WAIT, WORK
from simulator.scenario.inheritance import load
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

pytestmark = pytest.mark.slow

REPS, WEEKS, WARM_UP = 16, 30, 8
VISIT = 36  # minutes, as the scenario says
INBOUND_ORDERS = 0.0985 * 120  # a week for each rep: rate times accounts of a rep
ORDERS_PER_VISIT = 0.3
ORDER = 14  # minutes of work, as the scenario says


class Week(NamedTuple):
    """Means of one rep's attended week, in minutes; counts for the week."""

    length: float
    visits: float
    per_visit: float  # driving, waiting, preparation, visit, report and what else follows
    driving_per_visit: float  # without parking, the way home included
    slowed: float  # time taken over the scenario's minutes: speed of people and switching
    selling: float


@pytest.fixture(scope="module")
def today() -> Scenario:
    share = REPS / 40
    return what_if(
        load("baseline"),
        name="sixteen reps",
        roles={"field_rep": {"people": REPS}, "inside_sales": {"people": 4}},
        segments={
            "large": {"accounts": round(800 * share)},
            "medium": {"accounts": round(1600 * share)},
            "small": {"accounts": round(2400 * share)},
        },
        territory={"width": "128.4 km", "height": "128.4 km"},  # the same density
        # The conference is left out: it is the one journey that no visit causes.
        eliminate=["sales_conference"],
        horizon={"weeks": WEEKS, "warm_up_weeks": WARM_UP},
    )


@pytest.fixture(scope="module")
def lived(today: Scenario) -> Ledger:
    """What happens today."""
    return simulate(today)


@pytest.fixture(scope="module")
def week(lived: Ledger) -> Week:
    return read(lived)


def read(ledger: Ledger) -> Week:
    """The week of the reps, whose numbers come first."""
    e, t, c = ledger.entries, ledger.tasks, ledger.parameters
    name = c.activities.name.index
    mine = (e.person < REPS) & (e.start >= c.warm_up) & (ledger.category != c.break_category)
    minutes = (e.end - e.start) / 60
    p = ledger.presence
    shifts = ((p.person < REPS) & (p.start >= c.warm_up)).sum()
    weeks = shifts / 5

    def spent(*activities: str) -> float:
        return float(minutes[mine & np.isin(e.activity, [name(a) for a in activities])].sum())

    done = (t.state == DONE) & (t.started >= c.warm_up)
    visits = (done & (t.activity == name("visit"))).sum()
    orders = done & (t.activity == name("order_entry"))
    travel = mine & (e.doing == TRAVEL)
    around = spent("visit", "call_preparation", "visit_report")
    around += float(minutes[travel & (e.activity < 0)].sum())  # the way home
    order = spent("order_entry") / orders.sum()
    quote = spent("quote") / (done & (t.activity == name("quote"))).sum()
    mistake = spent("order_error") / (done & (t.activity == name("order_error"))).sum()
    worked = mine & (e.activity == name("order_entry")) & (e.doing == WORK)
    return Week(
        length=float(minutes[mine].sum()) / weeks,
        visits=visits / weeks,
        per_visit=around / visits + 0.3 * (order + 0.04 * mistake) + 0.15 * quote,
        driving_per_visit=float(minutes[travel].sum() - 5 * travel.sum()) / visits,
        slowed=float(minutes[worked].sum()) / orders.sum() / ORDER,
        selling=float(minutes[mine & (e.activity == name("visit")) & (e.doing == WORK)].sum())
        / float(minutes[mine].sum()),
    )


def predicted(week: Week, more_chores: float, more_per_visit: float) -> float:
    """Share of selling when other work takes so many minutes more, and each visit so many."""
    left = week.visits * week.per_visit - more_chores
    visits = left / (week.per_visit + more_per_visit)
    return week.selling * visits / week.visits


def test_the_sum_accounts_for_today(week: Week) -> None:
    """The reading is sane before it is used: a visit sells 36 minutes, and a week has 45 hours."""
    assert week.selling * week.length == pytest.approx(VISIT * week.visits, rel=0.03)
    assert week.length == pytest.approx(2700, rel=0.01)


def test_order_entry_twice_as_long_costs_the_selling_that_the_sum_says(
    today: Scenario, week: Week
) -> None:
    longer = read(simulate(what_if(today, expedite={"order_entry": 2.0})))
    more = ORDER * week.slowed
    expected = predicted(week, INBOUND_ORDERS * more, ORDERS_PER_VISIT * more)
    assert longer.selling - week.selling < -0.02, "twice the order entry must hurt plainly"
    assert longer.selling == pytest.approx(expected, abs=0.006)


def test_half_the_speed_costs_the_selling_that_the_sum_says(today: Scenario, week: Week) -> None:
    slower = read(simulate(what_if(today, travel={"speed": "26 km/h"})))
    expected = predicted(week, 0, week.driving_per_visit)
    assert slower.selling - week.selling < -0.025, "half the speed must hurt plainly"
    assert slower.selling == pytest.approx(expected, abs=0.010)


def test_reps_who_do_everything_themselves_do_not_miss_a_support_desk(
    today: Scenario, lived: Ledger
) -> None:
    """C and v do not change, so selling must not: to the second, for every rep."""
    one, other = lived, simulate(what_if(today, hire={"sales_support": -8}))
    rows, others = one.entries.person < REPS, other.entries.person < REPS
    for column in ("doing", "activity", "account", "start", "end"):
        left, right = getattr(one.entries, column)[rows], getattr(other.entries, column)[others]
        assert np.array_equal(left, right)


def test_work_moved_to_a_desk_where_nobody_sits_is_never_done(today: Scenario) -> None:
    moved = {"order_entry": {"to": "sales_support", "hand_over": "2 min", "comes_back": 0.2}}
    helped = what_if(today, reassign=moved)
    empty = what_if(helped, hire={"sales_support": -8})
    with_desk, without = simulate(helped), simulate(empty)
    orders = without.tasks.activity == without.parameters.activities.name.index("order_entry")
    assert not (without.tasks.state[orders] == DONE).any()
    # What does not come back frees the reps of a fifth of their orders.
    week, freed = read_selling(with_desk), read_selling(without)
    assert freed >= week


def read_selling(ledger: Ledger) -> float:
    e, c = ledger.entries, ledger.parameters
    mine = (e.person < REPS) & (e.start >= c.warm_up) & (ledger.category != c.break_category)
    visit = (e.activity == c.activities.name.index("visit")) & (e.doing == WORK)
    seconds = e.end - e.start
    return float(seconds[mine & visit].sum() / seconds[mine].sum())


def test_what_is_not_counted_here_is_small(lived: Ledger) -> None:
    """Waiting and set-ups belong to v and C; idle time, which the sum leaves out, is under 2%."""
    e = lived.entries
    mine = e.person < REPS
    seconds = np.bincount(e.doing[mine], weights=(e.end - e.start)[mine], minlength=12)
    assert seconds[8:].sum() / seconds.sum() < 0.02
    assert seconds[WAIT] > 0
    assert seconds[SET_UP] > 0
