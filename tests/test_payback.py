"""When money is back, worked out by hand from a few numbers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from firm import today
from test_customers import everything

from simulator.analysis.payback import payback
from simulator.experiment.compare import compare, run
from simulator.experiment.comparison import Comparison
from simulator.experiment.gains import returns_on_change
from simulator.experiment.results import Experiment
from simulator.measures.registry import measure
from simulator.output import charts
from simulator.output.content import comparison as content
from simulator.output.content import run as content_of_run
from simulator.output.document import Texts
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if


def weekly(scenario: Scenario, *replications: list[float]) -> Experiment:
    """An experiment of which only the weekly profits are known."""
    names = tuple(f"profit_in_week.{week + 1}" for week in range(len(replications[0])))
    return Experiment(scenario, 1, names, np.array(replications, dtype=float))


def shop(weeks: int = 4, **said: Any) -> Scenario:
    return what_if(everything(), name="shop", horizon={"weeks": weeks}, **said)


def gained(after: list[list[float]], **change: Any) -> Any:
    base = weekly(shop(), *[[0.0] * 4] * len(after))
    other = weekly(what_if(shop(), name="other", change=change), *after)
    return payback(Comparison(base, (other,)), other)


def test_the_outlay_is_back_in_the_week_from_which_the_sum_stays_above_nothing() -> None:
    found = gained([[-100, 60, 60, 10], [-100, 40, 40, 40]], costs=100)
    assert found.outlay == 100
    assert found.gained.tolist() == [[-100, -40, 20, 30], [-100, -60, -20, 20]]
    assert found.back.mean == 3.5
    assert found.deepest.mean == -100


def test_a_sum_that_falls_again_is_not_back_until_it_stays() -> None:
    assert gained([[10, -20, 5, 30]]).back.mean == 4
    assert gained([[10, 20, 5, 30]]).back.mean == 1
    assert gained([[10, 20, 5, -90]]).back.n == 0


def test_counting_begins_with_the_week_of_the_change() -> None:
    base = weekly(shop(), [0, 0, 0, 0])
    later = what_if(shop(), name="other", change={"on": "2025-01-20", "costs": 7})
    found = payback(
        Comparison(base, (weekly(later, [9, 9, -7, 20]),)), weekly(later, [9, 9, -7, 20])
    )
    assert found is not None
    assert found.gained.tolist() == [[-7, 13]]


def test_what_lies_beyond_the_horizon_goes_on_as_in_the_last_weeks() -> None:
    found = gained([[-100, 10, 10, 10]])
    mean = (-100 + 30) / 4
    assert found.projected
    assert found.three_years.mean == pytest.approx(-70 + mean * (156 - 4))
    assert found.ten_years.mean == pytest.approx(-70 + mean * (520 - 4))


def test_where_nothing_is_sold_there_is_no_payback() -> None:
    found = compare(today(), what_if(today(), name="other"), replications=1, jobs=1)
    assert payback(found, found.others[0]) is None
    assert content.money_over_time(found, found.others[0]) == []


def test_money_over_time_is_drawn_and_told() -> None:
    base = shop(3)
    other = what_if(
        base,
        name="other",
        title="Better",
        change={"costs": 50},
        activities={"won": {"arises": {"after": {"lead": 0.9}}}},
    )
    found = compare(base, other, replications=3, jobs=1)
    lines = content.money_over_time(found, found.others[0])
    assert lines[0].startswith("Outlay 50 EUR")
    assert "projected" in lines[2]
    assert found.differences["other"]["return_on_change"].n == 3
    axes = charts.payback(found)
    assert "Better" in axes.get_title(loc="left")
    assert "EUR" in axes.get_ylabel()
    assert "weeks" in axes.get_xlabel()


def test_profit_of_weeks_adds_up_to_profit() -> None:
    from simulator.experiment.runner import simulate

    found = measure(simulate(shop(3)))
    weeks = [found[f"profit_in_week.{week}"] for week in (1, 2, 3)]
    assert sum(weeks) / 3 == pytest.approx(found["profit"])


def test_one_replication_has_a_week_but_no_interval() -> None:
    base = weekly(shop(), [0.0] * 4)
    other = weekly(what_if(shop(), name="other"), [-5.0, 3.0, 3.0, 3.0])
    lines = content.money_over_time(Comparison(base, (other,)), other)
    assert lines[1] == "Ahead for good from week 3.00."
    never = weekly(what_if(shop(), name="other"), [-5.0] * 4)
    lines = content.money_over_time(Comparison(base, (never,)), never)
    assert lines[1] == "Not ahead for good by the end of the horizon."


def chained(costs: float, before: float, warm_up: int = 0) -> tuple[Experiment, Experiment]:
    """A what-if of a what-if that has an outlay as well, and earns 10 more in the last week."""
    warm = {"warm_up_weeks": warm_up}
    base = what_if(shop(), name="base", horizon=warm, change={"costs": before})
    other = what_if(base, name="other", change={"costs": costs})
    return weekly(base, [-before, 0, 0]), weekly(other, [-costs, 0, 10])


@pytest.mark.parametrize("warm_up", [0, 1])
def test_an_outlay_that_the_base_has_as_well_brings_no_return(warm_up: int) -> None:
    base, other = chained(100, 100, warm_up)
    comparison = Comparison(base, (other,))
    assert returns_on_change(base.scenario, other.scenario, _weekly_gains(base, other)) == {}
    found = payback(comparison, other)
    assert found is not None
    assert found.gained[0, 0] == 0
    assert found.gained[0, -1] == 10


@pytest.mark.parametrize("warm_up", [0, 1])
def test_the_return_is_over_what_is_laid_out_beyond_the_base(warm_up: int) -> None:
    base, other = chained(120, 100, warm_up)
    found = returns_on_change(base.scenario, other.scenario, _weekly_gains(base, other))
    assert found["return_on_change"].tolist() == [0.5]
    paid = payback(Comparison(base, (other,)), other)
    assert paid is not None
    assert paid.gained[0, 0] == -20


def test_what_is_spent_once_does_not_come_again_and_again() -> None:
    """-100, 0, 10 of which 100 is spent once: 10 in three weeks go on, and 100 is paid once."""
    base, other = chained(100, 0, 0)
    found = payback(Comparison(base, (other,)), other)
    assert found is not None
    assert found.gained.tolist()[0][:3] == [-100, -100, -90]
    assert found.three_years.mean == pytest.approx(-90 + 10 / 3 * (3 * 52 - 3))
    assert found.steady == 3


def test_what_is_spent_once_is_in_no_week_that_counts_from_a_day_on() -> None:
    """Rent of 700 a week from a day on, and 5,200 once: profit tells of what goes on, and when."""
    base = shop(6)
    warm_up = base.horizon.first_counted_week
    for days_before in (0, 5):
        day = base.horizon.start + timedelta(weeks=warm_up + 2, days=-days_before)
        rent = {"economics": {"expenses": {"rent": 700}}}
        begins = [{"on": day.isoformat(), "costs": 5200, "values": rent}]
        plan = what_if(base, name="plan", change=begins)
        found = compare(base, plan, replications=2, jobs=1)
        assert found.difference("plan", "profit").mean == pytest.approx(-700)
        paid = payback(found, found.others[0])
        assert (paid is None) == (days_before > 0)  # some of its days do not count
        weeks = base.horizon.weeks - warm_up - 2
        if paid is not None:
            assert paid.gained[:, -1] == pytest.approx(-5200 - 700 * weeks)
            assert paid.steady == weeks


def test_nothing_is_projected_while_somebody_is_new_in_the_last_weeks() -> None:
    """Whoever learns for six weeks from the first day on does so in all of the last four."""
    base = shop(6)
    day = str(base.horizon.first_counted_day + timedelta(weeks=2))
    rent = {"on": day, "values": {"economics": {"expenses": {"rent": 700}}}}
    for learning, settled in (({"lasts": "6 weeks", "slower": 0.5}, False), (None, True)):
        plan = what_if(base, name="plan", change=[rent | {"learning": learning}])
        found = compare(base, plan, replications=2, jobs=1)
        paid = payback(found, found.others[0])
        assert paid is not None
        assert paid.settled is settled
        (line,) = content.money_over_time(found, found.others[0])[2:3]
        assert line.startswith("After three and ten years: cannot be told") is not settled


def test_where_profit_goes_is_told_beside_what_a_week_costs() -> None:
    """700 a week of rent, in the second sentence, whatever is watched first."""
    base = shop(6)
    plan = what_if(base, name="plan", economics={"expenses": {"rent": 700}})
    document = content.document(compare(base, plan, replications=3, jobs=1))
    told = " ".join(document.headlines)
    assert "Profit goes down: -700 EUR a week [-700, -700]." in told


def test_what_ends_again_is_not_projected() -> None:
    """700 a week for one week: no more after three years, nor after ten."""
    base = shop(6)
    first = base.horizon.first_counted_day
    rent = [
        {
            "on": str(first + timedelta(weeks=week)),
            "values": {"economics": {"expenses": {"rent": each}}},
        }
        for week, each in ((2, 700), (3, 0))
    ]
    plan = what_if(base, name="plan", change=rent)
    found = compare(base, plan, replications=2, jobs=1)
    paid = payback(found, found.others[0])
    assert paid is not None
    assert (paid.three_years.mean, paid.ten_years.mean) == pytest.approx((-700, -700))
    assert paid.steady == 0


def _weekly_gains(base: Experiment, other: Experiment) -> dict[str, np.ndarray]:
    return {name: other.column(name) - base.column(name) for name in base.measures}


def test_what_a_change_costs_is_shown_whatever_it_brings() -> None:
    def told(costs: float) -> tuple[str, ...]:
        result = run(what_if(shop(), name="plan", change={"costs": costs}), 2, jobs=1)
        assert ("profit" in result.watched) == bool(costs)
        blocks = content_of_run.document(result).blocks
        return tuple(line for each in blocks if isinstance(each, Texts) for line in each.lines)

    (said,) = [line for line in told(52_000) if "change itself" in line]
    assert said.startswith(
        f"plan: the change itself costs {52_000:,} EUR once, spread over a year 1,000"
    )
    assert not [line for line in told(0) if "change itself" in line]


def test_profit_is_watched_beside_costs_of_a_change_and_differs_by_them() -> None:
    base, dear = (
        run(what_if(shop(), name=str(costs), change={"costs": costs}), 2, jobs=1)
        for costs in (0, 500)
    )
    found = Comparison(base, (dear,))
    assert "profit" in found.watched
    weeks = shop().horizon.weeks - shop().horizon.warm_up_weeks
    assert found.difference("500", "profit").mean == pytest.approx(-500 / weeks)


def test_a_title_says_in_how_many_runs_the_money_is_back() -> None:
    base = weekly(shop(), [0] * 4, [0] * 4)
    other = weekly(what_if(shop(), name="other"), [10] * 4, [-10] * 4)
    title = charts.payback(Comparison(base, (other,))).get_title(loc="left")
    assert title.endswith(": pays from the first week, in 1 of 2 replications")
    every = weekly(what_if(shop(), name="other"), [10] * 4, [10] * 4)
    title = charts.payback(Comparison(base, (every,))).get_title(loc="left")
    assert title.endswith(": pays from the first week")
