"""People who are there on part of the days of their shift only."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engines import differing
from worlds import OFFICE, desk

from simulator import ScenarioError, calendar, what_if
from simulator.analysis.capacity.presence import expected_calendar
from simulator.engine import compiled
from simulator.engine.simpy_engine import replay
from simulator.ledger.ledger import Ledger
from simulator.measures.invariants import check_invariants
from simulator.measures.registry import measure
from simulator.scenario.scenario import Scenario
from simulator.workload.draw import draw

DAY = 86_400
SATURDAY = {"shift": {"days": ["saturday"], "from": "09:00", "to": "14:00"}, "lunch": "none"}


def clerks(people: int = 9, weeks: int = 52, **role: Any) -> Scenario:
    """Clerks, forty hours a week for 10 an hour; each day brings each of them a job."""
    daily = {"arises": {"routine": {"every": "day", "at": "10:00"}}, "lasts": "1 h"}
    return desk(
        kinds={"job": daily},
        horizon={"start": "2025-01-06", "weeks": weeks},
        roles={"clerk": {"people": people, "cost_per_hour": 10, "shift": OFFICE, **role}},
    )


def days_there(company: Scenario, seed: int = 1) -> np.ndarray[Any, Any]:
    """People x days: a shift of theirs begins."""
    presence = draw(company, seed=seed).presence
    people = sum(role.people for role in company.roles.values())
    there = np.zeros((people, 7 * company.horizon.weeks), dtype=bool)
    there[presence.person, presence.start // DAY] = True
    return there


def replayed(company: Scenario) -> Ledger:
    """By both engines, which agree."""
    workload = draw(company)
    ledger = replay(workload)
    assert differing(ledger, compiled.replay(workload)) == []
    check_invariants(ledger)
    return ledger


def test_people_are_there_on_so_many_of_the_days_of_their_shift() -> None:
    there = days_there(clerks(present=0.35))
    workdays = np.arange(there.shape[1]) % 7 < 5
    assert there[:, ~workdays].sum() == 0
    # 9 people, 260 days: the standard error is 0.01.
    assert there[:, workdays].mean() == pytest.approx(0.35, abs=0.03)
    assert (there == days_there(clerks(present=0.35))).all()
    assert (there != days_there(clerks(present=0.35), seed=2)).any()


def test_who_is_there_more_often_is_there_on_the_same_days_and_others() -> None:
    seldom, often = days_there(clerks(present=0.35)), days_there(clerks(present=0.6))
    assert not (seldom & ~often).any()
    assert (often & ~seldom).any()
    more = days_there(clerks(people=10, present=0.35))
    assert (more[:9] == seldom).all()


def test_a_roster_says_its_own_share_else_that_of_the_role() -> None:
    half = {"people": 3, "present": 0.5, "shift": OFFICE}
    rosters = {"half": half, "whole": {**half, "present": 1}, "saturday": {**SATURDAY, "people": 3}}
    there = days_there(clerks(present=0.25, rosters=rosters)).reshape(3, 3, -1, 7)
    by_roster = there.mean(axis=(1, 2))
    assert by_roster[0, :5].mean() == pytest.approx(0.5, abs=0.05)
    assert (by_roster[1, :5] == 1).all()
    assert by_roster[2, 5] == pytest.approx(0.25, abs=0.09)
    assert (by_roster[:, 6] == 0).all()


def test_without_the_word_and_with_all_days_nothing_changes() -> None:
    plain, said = clerks(weeks=4), clerks(weeks=4, present=1)
    assert said == plain
    assert differing(replayed(plain), replayed(said)) == []


def test_days_elsewhere_are_paid_in_the_mean_and_no_absence() -> None:
    cover = {"absence": {"cover": {"by": "colleague"}}}
    ledger = replayed(clerks(present=0.35, **cover))
    measures = measure(ledger)
    # 9 people of 40 hours, 35% of them: 126 hours for 10 each.
    assert measures["cost_per_week"] == pytest.approx(1260)
    assert measures["covered.job"] == 0
    # Who is there does an hour's work in eight.
    assert measures["utilisation.clerk"] == pytest.approx(1 / 8)
    assert measures["asked.job"] == days_there(clerks(present=0.35)).sum() / 52


def test_the_calendar_lists_who_is_there_and_nobody_as_away() -> None:
    [role] = calendar(clerks(present=0.35)).roles
    assert role.there == role.called
    assert sum(role.there) == days_there(clerks(present=0.35), seed=1).sum()
    assert role.away == ()


def test_vacation_counts_days_of_the_shift() -> None:
    # Two weeks of five days, on which nobody would be there anyway on 65 of 100 days.
    absence = {"vacation": 10}
    there, usual = (days_there(clerks(present=0.35, absence=a)) for a in (absence, {}))
    assert not (there & ~usual).any()
    weeks = (usual & ~there).reshape(9, 52, 7).any(axis=2).sum(axis=1)
    assert weeks.max() <= 2
    assert weeks.sum() > 9


def test_the_load_expects_as_many_as_come() -> None:
    company = clerks(present=0.35, rosters={"half": {"people": 4, "present": 0.5, "shift": OFFICE}})
    [role] = expected_calendar(company).roles
    # Four are there on half of the days, five on 35%; a week lacks nobody of the former 31 in 32.
    assert role.share[:5].tolist() == pytest.approx([3.75 / 9] * 5)
    assert role.week_minutes == pytest.approx(2400 * 3.75 / 9)
    assert role.day_minutes == pytest.approx(480)
    # The same days for all but for luck: 260 of them, of variance 1/4 and 0.35 x 0.65.
    luck, between = (4 * 0.25 + 5 * 0.2275) / 9, 0.15**2 * 20 / 81
    spread = (260 * luck + 260**2 * between) ** 0.5 / (260 * 3.75 / 9)
    assert role.uneven == pytest.approx(spread)
    assert role.week[0] == pytest.approx((4 * (1 - 0.5**5) + 5 * (1 - 0.65**5)) / 9)


def test_from_a_day_on_people_are_there_more_often() -> None:
    base = clerks(present=0.35)
    later = what_if(
        base, change=[{"on": "2025-07-07", "values": {"roles": {"clerk": {"present": 0.6}}}}]
    )
    there, before, after = days_there(later), days_there(base), days_there(clerks(present=0.6))
    day = 26 * 7
    assert (there[:, :day] == before[:, :day]).all()
    assert (there[:, day:] == after[:, day:]).all()
    replayed(later)


@pytest.mark.parametrize("present", [0, -0.1, 1.5])
def test_a_share_that_is_none_is_refused(present: float) -> None:
    with pytest.raises(ScenarioError, match=r"roles\.clerk\.present"):
        what_if(clerks(), roles={"clerk": {"present": present}})
