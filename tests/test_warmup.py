from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from firm import today
from worlds import ALWAYS, OFFICE, scenario

from simulator.analysis import daily_states
from simulator.analysis.warmup import (
    SELLING,
    WAITING,
    WON,
    _settling,
    days_of,
    mser5,
    warm_up,
)
from simulator.errors import UsageError
from simulator.experiment.runner import RunKeywords, simulate
from simulator.i18n import gettext
from simulator.output import charts
from simulator.output.drawing import style
from simulator.scenario.inheritance import load
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

ALONE: RunKeywords = {"jobs": 1, "engine": "simpy"}


def batches(*means: float) -> np.ndarray:
    """A series whose means of five are these, each batch of five as far apart as the last."""
    return np.concatenate([mean + np.array([-1.0, 1.0, 0.0, 1.0, -1.0]) for mean in means])


# -- MSER-5 ----------------------------------------------------------------------------------------


def test_what_rises_first_and_then_stays_is_cut_where_it_stays() -> None:
    """Ten batches 0 5 9 10 10 ...: cutting three leaves no variance at all."""
    assert mser5(batches(0, 5, 9, *[10.0] * 7)) == 15


def test_the_smallest_error_is_found_by_hand() -> None:
    """Batches 4 then 0 2 0 2 0 2 0 2: the whole has variance 1.65 over 9, cut by one 1 over 8."""
    series = batches(4, 0, 2, 0, 2, 0, 2, 0, 2)
    means = np.array([4, 0, 2, 0, 2, 0, 2, 0, 2])
    assert float(means.var()) / 9 > float(means[1:].var()) / 8
    assert mser5(series) == 5


def test_a_flat_series_has_settled_from_the_start() -> None:
    assert mser5(np.full(60, 3.0)) == 0


def test_what_never_settles_is_said_not_to() -> None:
    assert math.isnan(mser5(np.arange(100, dtype=float)))


def test_too_short_a_series_cannot_be_judged() -> None:
    assert math.isnan(mser5(np.full(39, 3.0)))
    assert mser5(np.full(40, 3.0)) == 0


def test_days_left_over_from_fives_do_not_count() -> None:
    assert mser5(np.append(np.full(60, 3.0), [1e9] * 4)) == 0


# -- days of a ledger ------------------------------------------------------------------------------


def one_clerk(weeks: int = 1, lasts: str = "1 h", **clerk: Any) -> Scenario:
    """A clerk from 9 to 17, Monday to Friday, who begins to sell at 9 each day."""
    daily = {"routine": {"every": "day", "at": "09:00"}}
    return scenario(
        roles={"clerk": {"people": 1, "cost_per_hour": 30, "shift": OFFICE, **clerk}},
        activities={
            "sell": {"category": "selling", "by": "clerk", "lasts": lasts, "arises": daily}
        },
        horizon={"start": "2025-01-06", "weeks": weeks},
    )


def test_each_day_has_its_share_and_what_is_left_over() -> None:
    found = days_of(simulate(one_clerk()))
    assert found[SELLING][:5].tolist() == [1 / 8] * 5
    assert np.isnan(found[SELLING][5:]).all()
    assert found[WAITING].tolist() == [0.0] * 7


def test_work_beyond_the_day_waits_at_its_end() -> None:
    """Two people's work for one, each day: eight hours of sixteen are left on the first evening."""
    found = days_of(simulate(one_clerk(lasts="16 h")))
    assert found[SELLING][:5].tolist() == [1.0] * 5
    assert found[WAITING].tolist() == [1, 1, 2, 2, 3, 3, 3]


# -- judged ----------------------------------------------------------------------------------------


def test_a_scenario_that_is_the_same_each_day_needs_no_warm_up() -> None:
    found = warm_up(one_clerk(weeks=12), 2, **ALONE)
    assert [each.weeks for each in found.settlings] == [0.0, 0.0]
    assert found.settlings[0].days[:6] == (0, 1, 2, 3, 4, 7)
    assert "settled from the start" in found.verdict
    assert "LATER" not in found.verdict


def test_days_on_which_somebody_was_away_in_one_replication_still_count() -> None:
    """One clerk, often ill: no day is known in every replication, yet each known day counts."""
    ill = one_clerk(weeks=12, absence={"sick_spells": 12, "sick_days": 4})
    alone = [days_of(simulate(ill, 1, number))[SELLING] for number in range(4)]
    known = ~np.isnan(alone)
    assert not known.all(axis=0)[:5].all()
    selling = warm_up(ill, 4, **ALONE).settlings[0]
    assert list(selling.days) == np.flatnonzero(known.any(axis=0)).tolist()
    assert not any(math.isnan(value) for value in selling.values)


def test_too_short_a_horizon_is_not_settled_and_says_so() -> None:
    found = warm_up(today(), 1, **ALONE)
    assert "NOT SETTLED within half of the horizon" in found.verdict
    assert json.loads(json.dumps(found.as_json(), allow_nan=False))["settlings"][0]["weeks"] is None


def test_no_replication_judges_nothing() -> None:
    with pytest.raises(UsageError, match="of at least 1"):
        warm_up(today(), 0, **ALONE)


@pytest.mark.slow
def test_the_warm_up_is_drawn(tmp_path: Path) -> None:
    axes = charts.warm_up(warm_up(one_clerk(weeks=12), 1, **ALONE))
    assert "settled from the start" in axes[0].get_title(loc="left")
    assert style.save(axes[0], tmp_path / "warm-up.png").read_bytes().startswith(b"\x89PNG")


def test_the_key_of_a_warm_up_lies_above_its_lines() -> None:
    axes = charts.warm_up(warm_up(one_clerk(weeks=12), 1, **ALONE))
    low, high = axes[0].get_ylim()
    top = max(float(np.nanmax(line.get_ydata())) for line in axes[0].get_lines()[:2])
    assert (high - top) / (high - low) > 1 / 6


# -- what is carried from day to day ---------------------------------------------------------------


def pipeline(delay: str) -> Scenario:
    """Ten leads a day, of which half are won some weeks later."""
    work = {"category": "desk", "by": "clerk", "lasts": "20 min"}
    won = {"after": {"lead": {"chance": 0.5, "delay": delay}}}
    return scenario(
        horizon={"start": "2024-01-01", "weeks": 52, "warm_up_weeks": 10},
        roles={"clerk": {"people": 2, "cost_per_hour": 10, "shift": ALWAYS}},
        activities={
            "lead": {**work, "arises": {"inbound": {"rate": "10 per day", "per": "role"}}},
            "won": {**work, "lasts": "0 s", "automated": 1, "arises": won},
        },
        deals={"sale": {"stages": {"lead": "lead", "won": "won"}, "value": {"mean": 1000}}},
    )


def test_deals_that_come_after_the_warm_up_are_seen() -> None:
    verdict = warm_up(pipeline("30 weeks"), 2, jobs=1, engine="simpy").verdict
    assert f"{WON}: NOT SETTLED" in verdict
    assert f"{SELLING}: settled from the start" in verdict


def test_deals_that_the_warm_up_covers_have_settled() -> None:
    found = warm_up(pipeline("4 weeks"), 2, jobs=1, engine="simpy")
    assert all(each.weeks <= 10 for each in found.settlings)


def test_what_is_settled_is_seldom_called_unsettled() -> None:
    draws = np.random.default_rng(1).normal(1, 0.2, size=(300, 260))
    days = tuple(day for day in range(364) if day % 7 < 5)
    late = [
        row for row in draws if not _settling(SELLING, days, np.resize(row, 364), 10).weeks <= 10
    ]
    assert len(late) <= 3


@pytest.mark.slow
@pytest.mark.parametrize("name", ["market", "region-steady"])
def test_goodwill_day_by_day_ends_as_the_engine_has_it(name: str) -> None:
    shop = what_if(load(name), horizon={"weeks": 12, "warm_up_weeks": 1})
    ledger = simulate(shop)
    lost = ledger.accounts.lost < 0
    by_day = daily_states.goodwill(ledger, 84)
    assert by_day[0] == pytest.approx(0.5, abs=0.02)
    assert by_day[-1] == pytest.approx(ledger.accounts.goodwill[lost].mean() / 1e6, abs=1e-4)


def test_productivity_counts_empty_chairs_and_newcomers() -> None:
    company = what_if(
        one_clerk(),
        horizon={"weeks": 4, "warm_up_weeks": 0},
        roles={
            "clerk": {
                "people": 2,
                "newcomers": 1,
                "ramp_up": {"lasts": "2 weeks", "starts_at": 0.5},
            }
        },
    )
    found = daily_states.productivity(simulate(company), 28)
    # One is experienced; the other begins at a half, and has learnt after fourteen days.
    assert found[[0, 7, 14, 27]].tolist() == [0.75, 0.875, 1.0, 1.0]


def test_one_week_is_not_called_weeks() -> None:
    assert gettext("Warm-up of {weeks} weeks; {settled}.", weeks=1, settled="x") == (
        "Warm-up of 1 week; x."
    )
    assert gettext("{count} people", count="1") == "1 person"
    assert gettext("{count} people", count=11) == "11 people"
