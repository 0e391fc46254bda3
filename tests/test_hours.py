"""When people work: by weekday and week, over midnight, in rosters; what they are paid for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engines import differing
from worlds import ALWAYS, OFFICE, desk, prescribed

from simulator import ScenarioError, load, what_if
from simulator.engine import compiled
from simulator.engine.initial_state import initial_state
from simulator.engine.rules.timing.deadlines import due_at
from simulator.engine.simpy_engine import replay, with_lists
from simulator.experiment.runner import simulate
from simulator.ledger.ledger import Ledger
from simulator.measures.invariants import check_invariants
from simulator.measures.registry import measure
from simulator.measures.sales import flows
from simulator.measures.window import window_of
from simulator.model.codes import DOINGS
from simulator.scenario.overrides import as_yaml, resolved
from simulator.scenario.people import everybody
from simulator.scenario.scenario import Scenario
from simulator.workload.draw import draw

HOUR, DAY = 3_600, 86_400
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
NIGHT = {"from": "22:00", "to": "06:00"}


def clerks(people: int = 1, weeks: int = 1, **role: Any) -> Scenario:
    """Clerks who do jobs, for 36 an hour."""
    return desk(
        kinds={"job": {"splittable": True}, "visit": {"splittable": False}},
        horizon={"start": "2025-01-06", "weeks": weeks},
        roles={"clerk": {"people": people, "cost_per_hour": 36, "shift": OFFICE, **role}},
    )


def told(ledger: Ledger, person: int = 0) -> list[tuple[str, float, float]]:
    """What somebody did that is no idling; begins and ends in hours from the first midnight."""
    e = ledger.entries
    rows = np.flatnonzero((e.person == person) & ~e.is_idle)
    return [(DOINGS[e.doing[r]], e.start[r] / HOUR, e.end[r] / HOUR) for r in rows]


def shifts_of(company: Scenario, person: int = 0) -> list[tuple[float, float]]:
    """Begin and end of a person's shifts, in hours from the first midnight."""
    p = draw(company).presence
    rows = np.flatnonzero((p.person == person) & (p.evening == 0))
    return [(p.start[r] / HOUR, p.end[r] / HOUR) for r in rows]


def measured(ledger: Ledger, key: str) -> float:
    """One measure of a ledger that keeps all laws."""
    check_invariants(ledger)
    return float(measure(ledger)[key])


# -- over midnight -----------------------------------------------------------------------


def test_a_shift_may_end_on_the_next_day_and_work_goes_on_over_midnight() -> None:
    company = clerks(shift=NIGHT, lunch={"from": "02:00", "lasts": "1 h"})
    tasks = [("job", 12 * HOUR, 3 * HOUR), ("visit", 29 * HOUR, 2 * HOUR)]
    ledger = replay(prescribed(company, tasks))
    check_invariants(ledger)
    # Asked for at noon on Monday and begun at 22:00; lunch at 2 on Tuesday; a visit asked for at 5
    # is finished at 7, an hour after the end of the shift.
    assert told(ledger)[:3] == [("work", 22, 25), ("break", 26, 27), ("work", 29, 31)]


def test_work_that_a_night_shift_does_not_finish_waits_for_the_next_night() -> None:
    ledger = replay(prescribed(clerks(shift=NIGHT), [("job", 0, 10 * HOUR)]))
    assert told(ledger) == [("work", 22, 30), ("work", 46, 48)]


def test_the_last_night_ends_with_the_horizon() -> None:
    company = clerks(shift={**NIGHT, "days": ["saturday", "sunday"]})
    assert shifts_of(company) == [(5 * 24 + 22, 6 * 24 + 6), (6 * 24 + 22, 7 * 24)]


def test_a_night_counts_as_the_one_day_on_which_it_began() -> None:
    ledger = replay(prescribed(clerks(shift=NIGHT), [("job", 0, HOUR), ("job", 0, HOUR)]))
    assert measured(ledger, "presence.clerk") == pytest.approx(1)
    # Five nights of eight hours; the job changes once, from none to itself: not at all.
    assert measured(ledger, "cost_per_week.clerk") == 40 * 36
    assert measured(ledger, "interruptions_per_day.clerk") == 0


def test_a_promise_in_working_days_counts_the_days_on_which_shifts_begin() -> None:
    company = what_if(clerks(shift=NIGHT), activities={"job": {"due": "1 d"}})
    state = with_lists(initial_state(prescribed(company, [])))
    assert due_at(state, 0, 4 * DAY + 23 * HOUR) == 7 * DAY + 23 * HOUR  # Friday's: by Monday
    assert due_at(state, 0, 5 * DAY + 2 * HOUR) == 8 * DAY  # Saturday at 2 is nobody's day


# -- weeks that differ -------------------------------------------------------------------

EARLY_AND_LATE = [
    {"from": "06:00", "to": "14:00", "weeks": "1 of 2"},
    {"from": "14:00", "to": "22:00", "weeks": "2 of 2"},
]


def test_weeks_may_alternate() -> None:
    found = shifts_of(clerks(weeks=3, shift=EARLY_AND_LATE))
    assert found[0] == (6, 14)
    assert found[5] == (7 * 24 + 14, 7 * 24 + 22)
    assert found[10] == (14 * 24 + 6, 14 * 24 + 14)
    assert len(found) == 15


def test_a_short_friday_has_no_lunch_where_lunch_does_not_lie_in_it() -> None:
    company = clerks(
        shift=[
            {
                "days": ["monday", "tuesday", "wednesday", "thursday"],
                "from": "08:00",
                "to": "17:00",
            },
            {"days": ["friday"], "from": "08:00", "to": "12:00"},
        ],
        lunch={"from": "12:00", "lasts": "1 h"},
    )
    ledger = replay(prescribed(company, [("job", 0, 36 * HOUR)]))
    assert measured(ledger, "presence.clerk") == 1
    assert measured(ledger, "cost_per_week.clerk") == 36 * 36
    assert ("break", FRIDAY * 24 + 12, FRIDAY * 24 + 13) not in told(ledger)
    assert told(ledger)[-1] == ("work", FRIDAY * 24 + 8, FRIDAY * 24 + 12)


def test_a_week_of_the_contract_is_the_mean_of_weeks_that_differ() -> None:
    shift = [
        {"from": "08:00", "to": "16:00"},
        {"from": "08:00", "to": "12:00", "days": ["saturday"], "weeks": "2 of 2"},
    ]
    assert draw(clerks(shift=shift, weeks=2)).parameters.week_seconds == (42 * HOUR,)
    ledger = replay(prescribed(clerks(shift=shift, weeks=2), []))
    assert measured(ledger, "presence.clerk") == pytest.approx(1)


# -- rosters -----------------------------------------------------------------------------

ROSTERS = {
    "early": {"people": 2, "shift": {"from": "06:00", "to": "14:00"}},
    "saturday": {"shift": {"days": ["saturday"], "from": "09:00", "to": "14:00"}},
}
NAMES = {"Ann": {"roster": "saturday"}, "Bo": {}, "Cy": {"roster": "early"}}


def test_rosters_take_those_named_for_them_then_others_in_order_then_nobody() -> None:
    people = everybody(clerks(5, rosters=ROSTERS, members=NAMES))
    assert [person.roster for person in people] == ["saturday", "early", "early", None, None]


def test_who_is_hired_changes_nobody_elses_hours() -> None:
    company = clerks(3, rosters={"early": {**ROSTERS["early"], "people": 4}})
    more = what_if(company, hire={"clerk": 3})
    assert [person.roster for person in everybody(company)] == ["early"] * 3
    assert [person.roster for person in everybody(more)] == ["early"] * 4 + [None] * 2


def test_three_people_on_saturday_do_what_is_asked_for_on_saturday() -> None:
    saturdays = {"people": 3, "shift": {"days": ["saturday"], "from": "09:00", "to": "14:00"}}
    company = clerks(4, rosters={"saturday": saturdays})
    saturday = SATURDAY * DAY + 10 * HOUR
    tasks = [("job", DAY + 10 * HOUR, HOUR), *[("job", saturday, 2 * HOUR)] * 4]
    ledger = replay(prescribed(company, tasks))
    check_invariants(ledger)
    hours = SATURDAY * 24
    assert told(ledger, 3) == [("work", 34, 35)]  # on Tuesday there is only the fourth
    assert told(ledger, 0) == [("work", hours + 10, hours + 12), ("work", hours + 12, hours + 14)]
    assert told(ledger, 1) == told(ledger, 2) == [("work", hours + 10, hours + 12)]


def test_part_timers_are_paid_by_their_own_hours_and_count_as_people() -> None:
    def hours(friday: str) -> dict[str, Any]:
        shift = {"days": ["monday", "tuesday", "wednesday", "thursday"]} | {
            "from": "08:00",
            "to": "16:00",
        }
        return {"people": 1, "shift": [shift, {"days": ["friday"], "from": "08:00", "to": friday}]}

    rosters = {"h35": hours("11:00"), "h37": hours("13:00"), "h39": hours("15:00")}
    ledger = replay(prescribed(clerks(4, rosters=rosters, weeks=2), []))
    assert [s // HOUR for s in ledger.parameters.week_seconds] == [35, 37, 39, 40]
    assert measured(ledger, "presence.clerk") == pytest.approx(4)
    assert measured(ledger, "cost_per_week.clerk") == (35 + 37 + 39 + 40) * 36
    assert measured(ledger, "time_use.clerk.idle") == pytest.approx((35 + 37 + 39 + 40) / 4 * 60)


def test_a_roster_has_the_roles_lunch_its_own_or_none() -> None:
    shift = {"from": "06:00", "to": "14:00"}
    rosters = {
        "roles": {"people": 1, "shift": shift},
        "own": {"people": 1, "shift": shift, "lunch": {"from": "10:00", "lasts": "30 min"}},
        "without": {"people": 1, "shift": shift, "lunch": "none"},
        "late": {"people": 1, "shift": {"from": "13:00", "to": "20:00"}},
    }
    lunch = {"from": "12:00", "lasts": "1 h"}
    ledger = replay(prescribed(clerks(5, rosters=rosters, lunch=lunch), []))
    assert [s / 5 / HOUR for s in ledger.parameters.week_seconds] == [7, 7.5, 8, 7, 7]
    breaks = [[each[1:] for each in told(ledger, n) if each[0] == "break"][:1] for n in range(5)]
    assert breaks == [[(12, 13)], [(10, 10.5)], [], [], [(12, 13)]]
    check_invariants(ledger)


def test_nobody_has_an_evening_before_the_shift_is_over() -> None:
    evening = {"from": "20:00", "lasts": "1 h", "when_waiting": "1 min"}
    rosters = {"late": {"people": 1, "shift": {"from": "13:00", "to": "21:00"}}}
    presence = draw(clerks(2, rosters=rosters, evening=evening)).presence
    assert set(presence.person[presence.evening == 1].tolist()) == {1}


def test_routine_work_comes_within_each_persons_own_hours() -> None:
    company = what_if(
        clerks(2, rosters={"night": {"people": 1, "shift": NIGHT}}, weeks=4),
        activities={"job": {"arises": {"routine": {"every": "day", "times": 3}}}},
    )
    asked = simulate(company, seed=1, replication=0).tasks
    at = asked.asked % DAY // HOUR
    assert set(at[asked.waits_for == 0].tolist()) <= {22, 23, 0, 1, 2, 3, 4, 5}
    assert set(at[asked.waits_for == 1].tolist()) <= set(range(9, 17))


def test_a_role_works_on_the_days_on_which_any_roster_does() -> None:
    company = what_if(
        clerks(2, rosters={"saturday": {**ROSTERS["saturday"], "people": 1}}),
        activities={"job": {"due": "1 d"}},
    )
    state = with_lists(initial_state(prescribed(company, [])))
    assert due_at(state, 0, FRIDAY * DAY + 10 * HOUR) == SATURDAY * DAY + 10 * HOUR


# -- files -------------------------------------------------------------------------------


def test_one_shift_is_written_as_before_and_several_as_a_list(tmp_path: Path) -> None:
    one, two = clerks(), clerks(shift=EARLY_AND_LATE, rosters=ROSTERS)
    assert resolved(one)["roles"]["clerk"]["shift"]["from"] == "09:00"
    assert "rosters" not in resolved(one)["roles"]["clerk"]
    assert [each["weeks"] for each in resolved(two)["roles"]["clerk"]["shift"]] == [
        "1 of 2",
        "2 of 2",
    ]
    for company in (one, two):
        path = tmp_path / "tiny.yaml"
        path.write_text(as_yaml(company))
        assert load(path) == company


@pytest.mark.parametrize(
    ("role", "complaint"),
    [
        ({"shift": {"from": "08:00", "to": "08:00"}}, "'to' must not be the same as 'from'"),
        ({"shift": [OFFICE, {**OFFICE, "days": ["friday"]}]}, "two shifts begin on one friday"),
        (
            {"shift": [{"from": "22:00", "to": "10:00"}]}
            | {
                "shift": [
                    {"days": ["monday"], "from": "22:00", "to": "10:00"},
                    {"days": ["tuesday"], "from": "09:00", "to": "17:00"},
                ]
            },
            "the shift that begins on monday runs into the next day's",
        ),
        ({"shift": {**OFFICE, "weeks": "3 of 2"}}, "one of 2 to 8 weeks, such as '1 of 2'"),
        ({"shift": []}, "at least one shift"),
        ({"shift": {"from": "8", "to": "17:00"}}, "a time of day"),
        ({"members": {"Ann": {"roster": "late"}}}, "expected one of the rosters"),
        (
            {
                "rosters": {"early": {**ROSTERS["early"], "people": 1}},
                "members": {"Ann": {"roster": "early"}, "Bo": {"roster": "early"}},
            },
            "2 members are named for it; there is room for 1",
        ),
        (
            {
                "rosters": {
                    "early": {**ROSTERS["early"], "lunch": {"from": "15:00", "lasts": "1 h"}}
                }
            },
            "lunch must begin and end within the shift",
        ),
        (
            {"shift": {"from": "12:00", "to": "13:00"}, "lunch": {"from": "12:00", "lasts": "1 h"}},
            "nothing of the shift is left beside lunch",
        ),
    ],
)
def test_what_is_wrong_with_hours_is_said(role: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        what_if(clerks(2), roles={"clerk": role})
    assert complaint in str(refused.value)
    assert "expected a list" not in str(refused.value)


# -- from a day on -----------------------------------------------------------------------


def from_wednesday(company: Scenario, **role: Any) -> Scenario:
    """The company in which its clerks work otherwise from Wednesday on."""
    values = {"roles": {"clerk": role}}
    return what_if(company, name="other", change=[{"on": "2025-01-08", "values": values}])


def in_both(company: Scenario, tasks: list[tuple[str, int, int]]) -> Ledger:
    """What happens to tasks, in both engines, which must agree to the last digit."""
    workload = prescribed(company, tasks)
    one, other = replay(workload), compiled.replay(workload)
    check_invariants(one)
    assert differing(one, other) == []
    return one


LONGER = {"shift": {"from": "08:00", "to": "18:00"}}


def test_the_desk_is_open_longer_from_its_day_on() -> None:
    longer = from_wednesday(clerks(), **LONGER)
    assert shifts_of(longer) == [
        *((24 * day + 9, 24 * day + 17) for day in (MONDAY, TUESDAY)),
        *((24 * day + 8, 24 * day + 18) for day in (WEDNESDAY, THURSDAY, FRIDAY)),
    ]
    tasks = [("job", 7 * HOUR, HOUR), ("job", TUESDAY * DAY + 16 * HOUR, 3 * HOUR)]
    ledger = in_both(longer, [*tasks, ("job", WEDNESDAY * DAY + 17 * HOUR, HOUR)])
    work = [("work", 9, 10), ("work", 24 + 16, 24 + 17), ("work", 48 + 8, 48 + 10)]
    assert told(ledger) == [*work, ("work", 48 + 17, 48 + 18)]


def test_contracts_are_paid_by_the_hours_of_each_day() -> None:
    """Two days of seven at 40 hours a week, five at 50; two weeks, of which one is warm-up."""
    longer = from_wednesday(clerks(), **LONGER)
    assert measured(replay(draw(longer)), "cost_per_week") == pytest.approx(
        36 * (2 * 40 + 5 * 50) / 7, abs=0.02
    )
    ledger = replay(draw(longer))
    assert ledger.parameters.week_seconds == (50 * HOUR,)
    # A fortieth of a week for each hour of Monday and Tuesday, a fiftieth for each one after.
    assert window_of(ledger).person_weeks.tolist() == pytest.approx([16 / 40 + 30 / 50])
    weekly = from_wednesday(clerks(weeks=2), **LONGER)
    paid = flows(window_of(replay(draw(weekly)))).people
    assert paid.tolist() == pytest.approx([36 * (2 * 40 + 5 * 50) / 7, 36 * 50], abs=0.02)


def test_who_works_beyond_the_old_hours_is_paid_no_overtime_for_it_from_the_day_on() -> None:
    jobs = [("job", day * DAY + 16 * HOUR, 2 * HOUR) for day in (TUESDAY, WEDNESDAY)]
    whole = [("visit", *rest) for _, *rest in jobs]
    ledger = in_both(from_wednesday(clerks(overtime_factor=2), **LONGER), whole)
    assert told(ledger) == [("work", 24 + 16, 24 + 18), ("work", 48 + 16, 48 + 18)]
    assert window_of(ledger).overtime.tolist() == [HOUR]


def test_lunch_is_as_long_as_the_day_has_it() -> None:
    base = clerks(lunch={"from": "12:00", "lasts": "1 h"})
    ledger = in_both(from_wednesday(base, lunch={"from": "13:00", "lasts": "30 min"}), [])
    rests = [(begin % 24, end % 24) for doing, begin, end in told(ledger) if doing == "break"]
    assert rests == [(12, 13), (12, 13), *[(13, 13.5)] * 3]
    assert measured(ledger, "cost_per_week") == pytest.approx(
        36 * (2 * 35 + 5 * 37.5) / 7, abs=0.02
    )


def test_a_shift_that_would_begin_before_that_of_the_night_has_ended_begins_when_it_has() -> None:
    early = from_wednesday(clerks(shift=NIGHT), shift={"from": "04:00", "to": "12:00"})
    assert shifts_of(early) == [(22, 30), (46, 54), (54, 60), (76, 84), (100, 108)]
    in_both(early, [("job", 47 * HOUR, 20 * HOUR)])


def test_who_is_on_duty_day_and_night_goes_home_when_he_is_so_no_more() -> None:
    always = clerks(shift=ALWAYS)
    fridays = from_wednesday(always, shift=OFFICE | {"days": ["friday"]})
    ledger = in_both(fridays, [("job", 47 * HOUR, 4 * HOUR)])
    assert told(ledger) == [("work", 47, 48), ("work", 96 + 9, 96 + 12)]
    e = ledger.entries
    assert [(a / HOUR, b / HOUR) for a, b in zip(e.start, e.end, strict=True)] == [
        (0, 47),
        (47, 48),
        (96 + 9, 96 + 12),
        (96 + 12, 96 + 17),
    ]


def test_who_is_hired_for_day_and_night_goes_home_when_the_next_day_has_late_hours() -> None:
    """On duty already when the phase begins that hires him, he stands behind no old hours."""
    hired = from_wednesday(clerks(), people=2, shift=ALWAYS)
    late = {"roles": {"clerk": {"shift": {"from": "12:00", "to": "20:00"}}}}
    ledger = in_both(what_if(hired, name="late", change=[{"on": "2025-01-09", "values": late}]), [])
    e = ledger.entries
    times = zip(e.start, e.end, e.person, strict=True)
    worked = [(a / HOUR, b / HOUR) for a, b, person in times if person == 1 and a < FRIDAY * DAY]
    assert worked == [(48, 72), (72 + 12, 72 + 20)]


def test_rosters_begin_on_a_day_for_those_who_work_them() -> None:
    late = {"late": {"people": 1, "shift": {"from": "12:00", "to": "20:00"}}}
    base = clerks(people=2, shift=ALWAYS)
    other = from_wednesday(base, rosters=late)
    assert shifts_of(other, 0)[:2] == [(0, 48), (60, 68)]
    assert shifts_of(other, 1) == [(0, 168)], "who works as before is not sent home"
    named = clerks(people=2, rosters=late, members={"Ann": {}, "Bo": {"roster": "late"}})
    swapped = from_wednesday(named, members={"Ann": {"roster": "late"}, "Bo": {"roster": None}})
    assert [shifts_of(swapped, person)[2][0] for person in (0, 1)] == [60, 57]
