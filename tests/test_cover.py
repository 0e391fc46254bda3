"""Others do the work of who is away: tiny worlds by hand, and a small engine written apart."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engines import differing
from files import PARENT, write
from planted import Bug, plant
from worlds import ALWAYS, OFFICE, desk, moments, prescribed, scenario

import simulator
from simulator.analysis.robustness.shocks import shocked_by
from simulator.engine import compiled
from simulator.engine.rules.changes import call_cover, cover, phases, reminders
from simulator.engine.rules.tasks import substitution
from simulator.engine.simpy_engine import replay
from simulator.engine.state import SimulationState
from simulator.errors import InvariantViolation
from simulator.ledger.ledger import Ledger, Presence
from simulator.measures.invariants import check_invariants
from simulator.measures.registry import measure
from simulator.measures.waiting import causes
from simulator.model.codes import DOINGS, GOES, NO_SHOW
from simulator.output.narrative.person_day import story
from simulator.scenario import notes
from simulator.scenario.inheritance import load_with_marks
from simulator.scenario.receivers import receivers
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.analysis import Shock
from simulator.scenario.units import DAY, HOUR, MINUTE
from simulator.scenario.what_if import what_if
from simulator.workload.covered_absences import Absences
from simulator.workload.draw import Workload, draw

Stretch = tuple[int, int, int]  # days: begin, from when on others do the work, end
WEEK = 7 * DAY


ROLE = {"people": 1, "cost_per_hour": 30, "shift": ALWAYS}


def clerks(people: int = 3, kinds: Any = None, **cover: Any) -> Scenario:
    """Clerks who work round the clock, and who does what while one of them is away."""
    role = {**ROLE, "people": people, "absence": {"cover": cover}}
    return desk(kinds=kinds, roles={"clerk": role, "helper": ROLE})


def away(workload: Workload, absent: dict[int, Stretch], covers: bool = True) -> Workload:
    """The same with these people away, who else are there round the clock."""
    people = len(workload.parameters.people)
    there = []
    for person in range(people):
        begin, _, end = absent.get(person, (7, 7, 7))
        there += [(person, 0, begin * DAY, 0, -1)] if begin > 0 else []
        there += [(person, end * DAY, WEEK, 0, -1)] if end < 7 else []
    rows = [(person, *(day * DAY for day in days)) for person, days in sorted(absent.items())]
    rows = rows if covers else []
    return replace(
        workload,
        presence=Presence(*np.array(there, dtype=np.int64).reshape(-1, 5).T),
        absences=Absences(*np.array(rows, dtype=np.int64).reshape(-1, 4).T),
    )


def covers(company: Scenario) -> bool:
    cover = company.roles["clerk"].absence.cover
    return cover is not None and cover.by != "nobody"


def played(
    company: Scenario, absent: dict[int, Stretch], tasks: list[tuple[str, int, int]], of: list[int]
) -> Ledger:
    """What happens to these tasks, each for one person, while some are away."""
    workload = prescribed(company, tasks, person=of)
    routine = workload.tasks._replace(origin=np.zeros(len(tasks), dtype=np.int64))
    ledger = replay(away(replace(workload, tasks=routine), absent, covers(company)))
    check_invariants(ledger)
    return ledger


def by(ledger: Ledger) -> list[int]:
    return moments(ledger, "by")


def doings(ledger: Ledger, person: int) -> list[tuple[str, int]]:
    """What a person did but idle, in seconds."""
    e = ledger.entries
    mine = [(DOINGS[e.doing[row]], int(e.end[row] - e.start[row])) for row in range(len(e))]
    return [
        each
        for row, each in enumerate(mine)
        if e.person[row] == person and not each[0].startswith("idle")
    ]


JOB = ("job", DAY + HOUR, 600)  # asked on Tuesday at one in the morning
TUESDAY = (1, 1, 2)


# -- who --------------------------------------------------------------------------------


def test_where_nothing_is_said_work_waits_for_who_is_away() -> None:
    told = played(clerks(by="nobody"), {0: TUESDAY}, [JOB], [0])
    assert (by(told), moments(told)) == ([0], [2 * DAY])


def test_the_next_of_the_role_does_the_work_of_who_is_away() -> None:
    told = played(clerks(), {1: TUESDAY}, [JOB], [1])
    assert (by(told), moments(told)) == ([2], [DAY + HOUR])


def test_after_the_last_comes_the_first() -> None:
    assert by(played(clerks(), {2: TUESDAY}, [JOB], [2])) == [0]


def test_a_colleague_who_is_away_himself_does_nobodys_work() -> None:
    assert by(played(clerks(), {0: TUESDAY, 1: (0, 0, 7)}, [JOB], [0])) == [2]


def test_a_colleague_who_is_away_and_not_covered_yet_is_passed_over_too() -> None:
    assert by(played(clerks(), {0: TUESDAY, 1: (1, 3, 4)}, [JOB], [0])) == [2]


def test_where_all_are_away_work_waits_until_a_colleague_is_back() -> None:
    told = played(clerks(2), {0: (1, 1, 5), 1: (1, 1, 3)}, [JOB], [0])
    assert (by(told), moments(told)) == ([1], [3 * DAY])


def test_who_works_alone_is_covered_by_nobody() -> None:
    told = played(clerks(1), {0: TUESDAY}, [JOB], [0])
    assert (by(told), moments(told)) == ([0], [2 * DAY])


def test_of_a_team_whoever_has_time_does_it() -> None:
    long = ("job", DAY + HOUR - 60, 3600)
    told = played(clerks(by="team"), {0: TUESDAY}, [long, JOB], [1, 0])
    assert (by(told), moments(told)) == ([1, 2], [DAY + HOUR - 60, DAY + HOUR])
    told = played(clerks(by="colleague"), {0: TUESDAY}, [long, JOB], [1, 0])
    assert (by(told), moments(told)) == ([1, 1], [DAY + HOUR - 60, DAY + 2 * HOUR - 60])


def test_another_role_may_do_it() -> None:
    told = played(clerks(1, by="helper"), {0: TUESDAY}, [JOB], [0])
    assert (by(told), moments(told), told.tasks.role.tolist()) == ([1], [DAY + HOUR], [1])


# -- when -------------------------------------------------------------------------------


def test_what_waits_goes_to_a_deputy_once_the_delay_is_over() -> None:
    early = ("job", 0, 2 * DAY)  # keeps its owner busy, who has begun it
    waiting = ("job", HOUR, 600)
    told = played(clerks(), {0: (1, 2, 4)}, [early, waiting, JOB], [0, 0, 0])
    assert by(told) == [0, 1, 1]
    assert moments(told) == [0, 2 * DAY, 2 * DAY + 600]
    assert moments(told, "finished")[0] == 5 * DAY, "what he has begun waits for him"


def test_what_nobody_has_begun_is_his_again_who_is_back() -> None:
    long = ("job", DAY, DAY)  # keeps the deputy busy
    last = ("job", DAY + 2 * HOUR, 900)
    told = played(clerks(2), {0: TUESDAY}, [long, JOB, last], [1, 0, 0])
    assert by(told) == [1, 0, 0]
    assert moments(told) == [DAY, 2 * DAY, 2 * DAY + 600]


def test_what_a_deputy_has_begun_stays_his() -> None:
    long = ("job", 2 * DAY - HOUR, 2 * HOUR)
    urgent = ("alarm", 2 * DAY - HOUR + 60, 600)
    kinds = {"job": {}, "alarm": {"interrupts": True, "urgency": 1}}
    told = played(clerks(2, kinds), {0: TUESDAY}, [long, urgent], [0, 1])
    assert by(told) == [1, 1]
    assert moments(told, "finished") == [2 * DAY + HOUR + 600, 2 * DAY - HOUR + 660]


def test_a_deputy_who_goes_passes_on_what_was_for_others() -> None:
    long = ("job", DAY, 2 * DAY)
    told = played(clerks(), {0: (1, 1, 6), 1: (2, 2, 6)}, [long, JOB, JOB], [1, 0, 1])
    assert by(told) == [1, 2, 2], "his own and that of the other"
    assert moments(told)[1:] == [2 * DAY, 2 * DAY + 600]


def office(**absence: Any) -> Scenario:
    """A clerk from nine to five on Monday to Friday."""
    role = {"people": 1, "cost_per_hour": 30, "shift": OFFICE, "absence": absence}
    return desk(roles={"clerk": role}, horizon={"start": "2025-01-06", "weeks": 60})


def absences(company: Scenario) -> list[tuple[int, ...]]:
    return list(zip(*(column.tolist() for column in draw(company).absences), strict=True))


def test_vacation_is_one_absence_from_its_first_day_until_the_next_day_at_work() -> None:
    [(person, begin, covered, end), *_] = absences(office(vacation=5, cover={}))
    assert (person, begin % WEEK, covered, end) == (0, 0, begin, begin + WEEK)


def test_sickness_is_covered_a_day_later_unless_it_is_over_by_then() -> None:
    rows = absences(office(sick_spells=6, sick_days=2, cover={"planned": "3 d"}))
    assert all(covered == min(begin + DAY, end) for _, begin, covered, end in rows)
    assert len({covered == end for _, _, covered, end in rows}) == 2


def test_hours_of_delay_count_from_the_begin_of_the_first_shift_missed() -> None:
    rows = absences(office(vacation=5, cover={"planned": "2 h"}))
    assert rows
    assert all(covered == begin + 11 * HOUR for _, begin, covered, _ in rows)


def test_who_is_away_for_long_is_covered_from_the_first_day_on() -> None:
    assert absences(office(long_term=1, cover={})) == [(0, 0, 0, 60 * WEEK)]


def test_an_empty_chair_is_covered_until_somebody_begins_in_it() -> None:
    role = {"people": 2, "cost_per_hour": 30, "shift": ALWAYS, "absence": {"cover": {}}}
    company = desk(
        roles={"clerk": {**role, "turnover": {"tenure": "10 weeks", "vacancy": "14 d"}}},
        horizon={"start": "2025-01-06", "weeks": 30},
    )
    drawn = draw(company)
    left = drawn.vacancies.left == 1
    rows = zip(drawn.vacancies.person[left], drawn.vacancies.start[left], strict=True)
    assert [(row[0], row[1]) for row in absences(company)] == [(int(a), int(b)) for a, b in rows]
    assert all(row[1] == row[2] for row in absences(company))


def test_nobody_is_said_to_be_away_where_nobody_covers() -> None:
    assert absences(office(vacation=20)) == []
    assert absences(office(vacation=20, cover={"by": "nobody"})) == []


# -- from a day on ------------------------------------------------------------------------


def from_wednesday(company: Scenario, cover: dict[str, Any] | None) -> Scenario:
    """The clerks' company in which others do the work of who is away from the third day on."""
    values = {"roles": {"clerk": {"absence": {"cover": cover}}}}
    return what_if(company, name="other", change=[{"on": "2025-01-08", "values": values}])


HORIZON = 60 * WEEK


def test_an_absence_begins_anew_on_the_day_on_which_another_rule_does() -> None:
    gone = office(long_term=1)
    assert absences(from_wednesday(gone, {})) == [
        (0, 0, 2 * DAY, 2 * DAY),
        (0, *[2 * DAY] * 2, HORIZON),
    ]
    late = from_wednesday(gone, {"planned": "9 d"})
    assert absences(late)[1:] == [(0, 2 * DAY, 9 * DAY, HORIZON)], "from the first day missed"
    ended = from_wednesday(office(long_term=1, cover={}), {"by": "nobody"})
    assert absences(ended) == [(0, 0, 0, 2 * DAY), (0, 2 * DAY, HORIZON, HORIZON)]


def test_absences_stay_whole_where_what_begins_on_a_day_is_something_else() -> None:
    covered = office(vacation=5, cover={})
    values = {"roles": {"clerk": {"cost_per_hour": 40}}}
    dearer = what_if(covered, name="dearer", change=[{"on": "2025-01-08", "values": values}])
    assert absences(dearer) == absences(covered)


def in_both(company: Scenario, tasks: list[tuple[str, int, int]], of: list[int]) -> Ledger:
    """What happens to tasks, each for one person, in both engines."""
    workload = prescribed(company, tasks, person=of)
    routine = workload.tasks._replace(origin=np.zeros(len(tasks), dtype=np.int64))
    workload = replace(workload, tasks=routine)
    one, other = replay(workload), compiled.replay(workload)
    check_invariants(one)
    assert differing(one, other) == []
    return one


def gone(people: int = 2, **absence: Any) -> Scenario:
    """Clerks round the clock of whom the first is away all the time, and a helper."""
    role = {**ROLE, "people": people, "absence": {"long_term": 1, **absence}}
    return desk(roles={"clerk": role, "helper": ROLE})


THURSDAY_TOO = [("job", HOUR, 600), ("job", 3 * DAY, 600)]


def test_from_the_day_on_others_do_what_waits_for_who_is_away_already() -> None:
    told = in_both(from_wednesday(gone(), {}), THURSDAY_TOO, [0, 0])
    assert (by(told), moments(told)) == ([1, 1], [2 * DAY, 3 * DAY])
    helped = in_both(from_wednesday(gone(), {"by": "helper"}), THURSDAY_TOO, [0, 0])
    assert (by(helped), moments(helped)) == ([2, 2], [2 * DAY, 3 * DAY])
    reads = in_both(from_wednesday(gone(cover={}), {"reading_in": "5 min"}), THURSDAY_TOO, [0, 0])
    assert doings(reads, 1) == [("work", 600), ("take_over", 300), ("work", 600)]


def test_where_others_do_it_no_more_what_they_have_not_begun_waits_for_its_owner() -> None:
    long, waits = ("job", HOUR, 2 * DAY), ("job", 2 * HOUR, 600)
    ended = from_wednesday(gone(cover={}), {"by": "nobody"})
    told = in_both(ended, [long, waits, THURSDAY_TOO[1]], [0, 0, 0])
    assert (by(told), moments(told)) == ([1, -1, -1], [HOUR, -1, -1])


def test_deputies_call_on_the_accounts_of_who_is_away_from_the_day_on() -> None:
    base, day = rounds(12, long_term=1), 42 * DAY
    values = {"roles": {"rep": {"absence": {"cover": {}}}}}
    workload = draw(what_if(base, name="other", change=[{"on": "2025-02-17", "values": values}]))
    told = replay(workload)
    check_invariants(told)
    assert differing(told, compiled.replay(workload)) == []
    t = told.tasks
    calls = np.flatnonzero((t.started >= 0) & (told.account_owner[t.account] == 0))
    assert set(t.by[calls].tolist()) == {1}
    assert t.started[calls].min() >= day
    before = replay(draw(base)).tasks.started
    early = t.started[(t.started >= 0) & (t.started < day)]
    assert early.tolist() == before[(before >= 0) & (before < day)].tolist()


# -- what -------------------------------------------------------------------------------


def test_only_what_is_urgent_may_be_covered() -> None:
    kinds = {"job": {"urgency": 4}, "alarm": {"urgency": 3}}
    tasks = [JOB, ("alarm", DAY + HOUR, 600)]
    told = played(clerks(2, kinds, up_to_urgency=3), {0: TUESDAY}, tasks, [0, 0])
    assert (by(told), moments(told)) == ([0, 1], [2 * DAY, DAY + HOUR])


def test_a_deputy_reads_in_and_takes_longer() -> None:
    company = clerks(2, reading_in="5 min", time_factor=1.2)
    told = played(company, {0: TUESDAY}, [JOB], [0])
    assert doings(told, 1) == [("take_over", 300), ("work", 720)]
    hand_over = told.parameters.hand_over_category
    assert (told.entries.end - told.entries.start)[told.category == hand_over].tolist() == [300]
    assert doings(played(company, {}, [JOB], [0]), 0) == [("work", 600)]


def test_who_is_back_neither_reads_in_nor_takes_longer() -> None:
    long = ("job", DAY, DAY)
    company = clerks(2, reading_in="5 min", time_factor=1.2)
    assert doings(played(company, {0: TUESDAY}, [long, JOB], [1, 0]), 0) == [("work", 600)]


def test_work_that_is_for_one_weekday_goes_to_the_deputy_on_that_day() -> None:
    kinds = {"job": {"on_days": ["thursday"]}}
    told = played(clerks(2, kinds), {0: (1, 1, 5)}, [JOB], [0])
    assert (by(told), moments(told)) == ([1], [3 * DAY])
    told = played(clerks(2, kinds), {0: TUESDAY}, [JOB], [0])
    assert (by(told), moments(told)) == ([0], [3 * DAY])


@pytest.mark.parametrize("role", ["colleague", "helper"])
def test_what_a_deputy_only_read_in_for_its_owner_does_later_as_his_own(role: str) -> None:
    """An alarm keeps the deputy from it until its next day, on which its owner is back."""
    kinds = {"job": {"on_days": ["tuesday", "thursday"]}, "alarm": {"interrupts": True}}
    kinds["alarm"] |= {"by": "clerk" if role == "colleague" else "helper", "urgency": 1}
    company = clerks(2, kinds, by=role, reading_in="5 min", time_factor=1.2)
    deputy = 1 if role == "colleague" else 2
    alarm = ("alarm", DAY + HOUR + 120, 23 * HOUR)
    told = played(company, {0: TUESDAY}, [JOB, alarm], [0, deputy])
    assert (by(told), moments(told, "finished")[0]) == ([0, deputy], 3 * DAY + 600)
    assert doings(told, 0) == [("work", 600)]
    assert doings(told, deputy)[0] == ("take_over", 120)


# -- cases that are handed over, and overflow --------------------------------------------


def with_desk(cover: dict[str, Any], people: int = 2, **job: Any) -> Scenario:
    """Clerks whose cases a desk does, once they have written a note."""
    return desk(
        roles={"clerk": {**ROLE, "people": people, "absence": {"cover": cover}}, "desk": ROLE},
        kinds={"job": {"moved": {"to": "desk", "hand_over": "4 min", "take_over": "2 min"}} | job},
    )


def moved(company: Scenario, absent: dict[int, Stretch], **slots: Any) -> Ledger:
    """One case of the first clerk that moves."""
    workload = prescribed(company, [JOB], person=[0])
    routed = {name: np.array([value]) for name, value in slots.items()}
    tasks = workload.tasks._replace(routing=np.array([1]), **routed)
    told = replay(away(replace(workload, tasks=tasks), absent, covers(company)))
    check_invariants(told)
    return told


@pytest.mark.slow
def test_a_case_that_moves_waits_for_the_note_of_who_is_away() -> None:
    told = moved(with_desk({"by": "nobody"}), {0: TUESDAY})
    assert moments(told) == [2 * DAY + 240]


def test_a_case_that_moves_need_not_wait_for_a_giver_who_is_away() -> None:
    told = moved(with_desk({"reading_in": "7 min", "time_factor": 2}), {0: TUESDAY})
    assert doings(told, 1) == [("hand_over", 240)], "the deputy writes the note"
    assert doings(told, 2) == [("take_over", 120), ("work", 600)], "the desk is nobody's deputy"
    assert moments(told) == [DAY + HOUR + 240]
    assert len(told.transfers.task) == 0


def test_a_case_that_comes_back_is_done_by_its_owner_not_by_who_wrote_the_note() -> None:
    told = moved(with_desk({}), {0: TUESDAY}, comes_back=1, again=900)
    assert doings(told, 1) == [("hand_over", 240), ("work", 900)]
    told = moved(with_desk({}), {0: (1, 1, 1)} | {}, comes_back=1, again=900)
    assert doings(told, 0) == [("hand_over", 240), ("work", 900)]


def test_overflow_may_go_to_the_role_itself() -> None:
    company = desk(2, {"job": {"overflow": {"to": "clerk", "after": "30 min"}}})
    long = ("job", DAY, 2 * HOUR)
    told = replay(prescribed(company, [long, JOB], person=[0, 0]))
    check_invariants(told)
    assert (by(told), moments(told)) == ([0, 1], [DAY, DAY + 90 * MINUTE])
    found = {name: int(seconds[1]) for name, seconds in causes(told, np.arange(2)).items()}
    assert found == {**dict.fromkeys(found, 0), "all_busy": 30 * MINUTE}


@pytest.mark.parametrize(("reaches", "begun"), [(True, DAY + 2 * HOUR), (False, 2 * DAY + 240)])
def test_overflow_reaches_cases_at_the_giver_where_so_said(reaches: bool, begun: int) -> None:
    over = {"to": "desk", "after": "1 h", "at_giver": reaches}
    told = moved(with_desk({"by": "nobody"}, overflow=over), {0: TUESDAY})
    assert moments(told) == [begun]
    assert doings(told, 0) == ([] if reaches else [("hand_over", 240)])
    [waited] = (told.tasks.started - told.tasks.asked).tolist()
    found = {name: int(seconds[0]) for name, seconds in causes(told, np.arange(1)).items()}
    assert sum(found.values()) == waited
    assert found["nobody_on_shift"] == (HOUR if reaches else 0)


def test_a_note_that_is_being_written_keeps_a_case_from_overflowing() -> None:
    over = {"to": "desk", "after": "2 min", "at_giver": True}
    told = moved(with_desk({}, overflow=over), {})
    assert moments(told) == [DAY + HOUR + 240]


# -- what is measured --------------------------------------------------------------------


def test_each_minute_of_waiting_is_laid_to_where_the_task_stood() -> None:
    """Its owner is away on Tuesday, and covered on Wednesday by somebody busy until four."""
    long = ("job", 2 * DAY - HOUR, 5 * HOUR)
    told = played(clerks(2), {0: (1, 2, 4)}, [JOB, long], [0, 1])
    assert (by(told), moments(told)) == ([1, 1], [2 * DAY + 4 * HOUR, 2 * DAY - HOUR])
    found = {name: int(seconds[0]) for name, seconds in causes(told, np.arange(1)).items()}
    expected = {"nobody_on_shift": 23 * HOUR, "all_busy": 4 * HOUR}
    assert found == {**dict.fromkeys(found, 0), **expected}


def test_the_share_that_deputies_did_is_measured() -> None:
    tasks = [JOB, ("job", 3 * DAY, 600), ("job", 4 * DAY, 600), ("job", 5 * DAY, 600)]
    told = played(clerks(2), {0: TUESDAY}, tasks, [0, 0, 0, 0])
    assert measure(told)["covered.job"] == 0.25
    assert measure(played(clerks(2, by="nobody"), {0: TUESDAY}, tasks, [0] * 4))["covered.job"] == 0


def test_a_story_says_for_whom_a_deputy_works() -> None:
    told = played(clerks(2, reading_in="5 min"), {0: TUESDAY}, [JOB, JOB], [0, 1])
    lines = "\n".join(story(told, "clerk 2", 1))
    assert lines.count("job in place of clerk 1, who is away") == 1
    assert lines.count("in place of") == 1


# -- work that is for anybody of a role ---------------------------------------------------


FOR_ALL = [-1]


def pooled(
    company: Scenario, absent: dict[int, Stretch], tasks: list[tuple[str, int, int]]
) -> Ledger:
    """What happens to tasks for anybody of their role, in both engines, while some are away."""
    workload = away(prescribed(company, tasks, person=FOR_ALL * len(tasks)), absent)
    one, other = replay(workload), compiled.replay(workload)
    check_invariants(one)
    assert differing(one, other) == []
    return one


BOTH_ON_TUESDAY = {0: TUESDAY, 1: TUESDAY}


def test_another_role_does_what_waits_for_anybody_of_a_role_once_all_are_away() -> None:
    assert by(pooled(clerks(2, by="helper"), {0: TUESDAY}, [JOB])) == [1], "one is there"
    told = pooled(clerks(2, by="helper"), BOTH_ON_TUESDAY, [JOB])
    assert (by(told), moments(told), told.tasks.role.tolist()) == ([2], [DAY + HOUR], [1])
    assert by(pooled(clerks(2), BOTH_ON_TUESDAY, [JOB])) == [0], "no colleague is there"


def test_what_waits_for_anybody_goes_to_deputies_when_the_last_is_covered() -> None:
    """The second is covered at the end of Tuesday: until then it might be his."""
    told = pooled(clerks(2, by="helper"), {0: (0, 0, 7), 1: (1, 2, 4)}, [JOB])
    assert (by(told), moments(told)) == ([2], [2 * DAY])
    found = {name: int(seconds[0]) for name, seconds in causes(told, np.arange(1)).items()}
    assert found == {**dict.fromkeys(found, 0), "nobody_on_shift": 23 * HOUR}


def test_what_deputies_have_not_begun_is_for_anybody_of_the_role_who_is_back() -> None:
    kinds = {"job": {}, "own": {"by": "helper"}}
    long = ("own", DAY, 2 * DAY)
    told = pooled(clerks(2, kinds, by="helper"), {0: TUESDAY, 1: (1, 1, 4)}, [long, JOB])
    assert (by(told), moments(told)) == ([2, 0], [DAY, 2 * DAY])
    assert measure(told)["covered.job"] == 0
    begun = ("job", 2 * DAY - HOUR, 2 * HOUR)
    told = pooled(clerks(2, by="helper"), BOTH_ON_TUESDAY, [begun])
    assert (by(told), moments(told, "finished")) == ([2], [2 * DAY + HOUR])


def test_deputies_of_a_role_read_in_take_longer_and_do_only_what_is_urgent() -> None:
    company = clerks(2, by="helper", reading_in="5 min", time_factor=1.2)
    told = pooled(company, BOTH_ON_TUESDAY, [JOB])
    assert doings(told, 2) == [("take_over", 300), ("work", 720)]
    assert measure(told)["covered.job"] == 1
    kinds = {"job": {"urgency": 4}, "alarm": {"urgency": 3}}
    tasks = [("job", HOUR, 3600), ("job", DAY - HOUR, 2 * HOUR), JOB, ("alarm", DAY + HOUR, 600)]
    company = clerks(1, kinds, by="helper", up_to_urgency=3)
    told = pooled(company, {0: (1, 1, 3)}, tasks)
    assert by(told) == [0, 0, 0, 1]
    assert moments(told)[2:] == [3 * DAY + HOUR, DAY + HOUR], "what he has begun goes first"


def test_what_is_for_anybody_on_one_weekday_goes_to_the_deputy_on_that_day() -> None:
    kinds = {"job": {"on_days": ["thursday"]}}
    told = pooled(clerks(2, kinds, by="helper"), {0: (1, 1, 5), 1: (1, 1, 5)}, [JOB])
    assert (by(told), moments(told)) == ([2], [3 * DAY])
    told = pooled(clerks(2, kinds, by="helper"), {0: (1, 1, 3), 1: (1, 1, 5)}, [JOB])
    assert (by(told), moments(told)) == ([0], [3 * DAY])


def test_deputies_do_not_pass_on_what_they_do_for_another_role() -> None:
    """The desk covers for the clerk, and the helper for the desk; both are away on Tuesday."""
    company = desk(
        roles={
            "clerk": {**ROLE, "absence": {"cover": {"by": "desk"}}},
            "desk": {**ROLE, "absence": {"cover": {"by": "helper"}}},
            "helper": ROLE,
        },
        kinds={"job": {}, "paper": {"by": "desk"}},
    )
    paper = ("paper", DAY + HOUR, 600)
    told = pooled(company, {0: TUESDAY, 1: (1, 1, 3)}, [JOB, paper])
    assert (by(told), moments(told)) == ([0, 2], [2 * DAY, DAY + HOUR])


def test_a_story_says_that_a_deputy_works_for_a_whole_role() -> None:
    told = pooled(clerks(2, by="helper"), BOTH_ON_TUESDAY, [JOB])
    lines = "\n".join(story(told, "helper 1", 1))
    assert lines.count("job in place of clerk, where all are away") == 1
    assert told.tasks_frame()["in_place_of"].to_list() == ["clerk"]


def test_who_is_hired_on_a_day_takes_back_what_deputies_have_not_begun() -> None:
    """The only clerk is away all the time; on Wednesday a second begins."""
    role = {**ROLE, "absence": {"long_term": 1, "cover": {"by": "helper"}}}
    base = desk(roles={"clerk": role, "helper": ROLE}, kinds={"job": {}, "own": {"by": "helper"}})
    step = {"on": "2025-01-08", "hire": {"clerk": 1}}
    hired = what_if(base, name="other", change=[step])
    tasks = [("own", 0, 3 * DAY), JOB, ("job", 4 * DAY, 600)]
    told = in_both(hired, tasks, [-1, -1, -1])
    clerk = told.parameters.roles.first[0] + 1
    assert (by(told)[1:], moments(told)[1:]) == ([clerk, clerk], [2 * DAY, 4 * DAY])
    left = in_both(base, tasks, [-1, -1, -1])
    helper = by(left)[0]
    assert (by(left), moments(left)) == ([helper] * 3, [0, 3 * DAY, 4 * DAY])


# -- calls ------------------------------------------------------------------------------


def rounds(weeks: int = 12, people: int = 4, **absence: Any) -> Scenario:
    """Reps who call on their own accounts."""
    rep = {"people": people, "cost_per_hour": 50, "base": "home", "accounts": "own"}
    return scenario(
        horizon={"start": "2025-01-06", "weeks": weeks},
        territory={"width": "40 km", "height": "40 km"},
        travel={"speed": "50 km/h"},
        roles={"rep": {**rep, "shift": OFFICE, "absence": absence}},
        segments={"all": {"accounts": 100, "contact_every": {"visit": "4 weeks"}}},
        call_plans={"visit": {"order": "nearest_first", "planned_share": 0.5}},
        activities={
            "visit": {
                "category": "selling",
                "by": "rep",
                "lasts": "45 min",
                "splittable": False,
                "place": "account",
            }
        },
    )


def visited(told: Ledger) -> dict[int, set[int]]:
    """Who has called on whose accounts."""
    t, callers = told.tasks, defaultdict(set)
    for row in np.flatnonzero(t.started >= 0):
        callers[int(told.account_owner[t.account[row]])].add(int(t.by[row]))
    return dict(callers)


@pytest.mark.parametrize(
    ("said", "callers"),
    [
        ({"by": "nobody"}, set()),
        ({}, {1}),
        ({"by": "team"}, {1, 2, 3}),
        ({"up_to_urgency": 3}, set()),
        ({"up_to_urgency": 3, "calls": True}, {1}),
        ({"calls": False}, set()),
    ],
)
def test_calls_are_made_by_deputies_where_all_work_is_covered_or_it_is_said(
    said: dict[str, Any], callers: set[int]
) -> None:
    told = replay(draw(rounds(long_term=1, cover=said)))
    check_invariants(told)
    found = visited(told)
    assert found.get(0, set()) == callers
    assert all(found[owner] == {owner} for owner in (1, 2, 3))


def test_accounts_are_their_owners_again_who_is_back() -> None:
    told = replay(draw(rounds(30, vacation=25, sick_spells=3, sick_days=4, cover={})))
    check_invariants(told)
    t, p = told.tasks, told.presence
    for row in np.flatnonzero(t.started >= 0):
        owner = int(told.account_owner[t.account[row]])
        begin = t.started[row] // DAY * DAY
        there = ((p.person == owner) & (p.start // DAY * DAY == begin)).any()
        assert (t.by[row] == owner) == there or not there
    deputies = {owner: callers - {owner} for owner, callers in visited(told).items()}
    assert all(deputies.values())


@pytest.mark.parametrize("by", ["colleague", "team"])
def test_whoever_goes_or_is_back_no_account_stays_with_the_wrong_one(
    by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the accounts that may change hands are looked at; looking at all finds no others."""
    change, changes = cover.change_absence, 0

    def changed(state: SimulationState, number: int, now: int) -> None:
        nonlocal changes
        change(state, number, now)
        if number // len(state.static.absent) == GOES:
            return  # nothing is done for who goes until he is covered
        persons = list(state.contacts.person)
        call_cover.deal_out_calls(state, 0)
        assert persons == list(state.contacts.person)
        changes += 1

    monkeypatch.setattr(reminders, "change_absence", changed)
    replay(draw(rounds(30, vacation=25, sick_spells=3, sick_days=4, cover={"by": by})))
    assert changes > 20


def at_night() -> Workload:
    """Ann works at night, and Cid from five in the morning on: he is away on Tuesday.

    On Monday each calls on twenty accounts, so that plans of later days have a call. The mill, of
    Cid, is due on Tuesday noon, where the first call is in vain; the shop, of Ann, on Wednesday as
    he begins.
    """
    rep = {"people": 2, "cost_per_hour": 50, "base": "home", "accounts": "own"}
    home = {"home": {"x": "1 km", "y": "0 km"}}
    hers, his = [[f"{name} {number}" for number in range(20)] for name in ("Ann", "Cid")]
    members = {
        "Ann": {"roster": "night", "accounts": ["shop", *hers], **home},
        "Cid": {"accounts": ["mill", *his], **home},
    }
    gone = {"Cid": [{"from": "2025-01-07", "to": "2025-01-07", "kind": "other"}]}
    visit = {"category": "selling", "by": "rep", "lasts": "5 min", "place": "account"}
    drawn = draw(
        scenario(
            travel={"speed": "60 km/h", "detour": 1},
            territory={"width": "40 km", "height": "40 km"},
            roles={
                "rep": rep
                | {"shift": {"from": "05:00", "to": "13:00"}, "members": members}
                | {"rosters": {"night": {"shift": {"from": "20:00", "to": "08:00"}}}}
                | {"absence": {"dated": gone, "cover": {}}}
            },
            segments={
                "all": {
                    "places": "accounts.csv",
                    "coordinates": (
                        *(("mill", 0, 0), ("shop", 1000, 1000)),
                        *((name, 0, 0) for name in (*hers, *his)),
                    ),
                    "contact_every": {"visit": "1 week"},
                    "opening": ALWAYS,
                }
            },
            call_plans={"visit": {"planned_share": 1, "no_show": 0.5}},
            activities={"visit": visit | {"splittable": False}},
        )
    )
    in_vain, due = np.zeros_like(drawn.calls.no_show), np.zeros_like(drawn.contacts.first_due)
    in_vain[drawn.contacts.first_call[0]] = 1
    due[:2] = DAY + 12 * HOUR, 2 * DAY + 5 * HOUR
    calls, contacts = drawn.calls._replace(no_show=in_vain), drawn.contacts
    return replace(drawn, calls=calls, contacts=contacts._replace(first_due=due))


def test_a_deputy_at_night_leaves_to_the_owner_what_he_plans_when_he_is_back() -> None:
    """Ann had the mill in her plan of the night, and Cid has it in his of the morning."""
    workload = at_night()
    told = replay(workload)
    check_invariants(told)
    t = told.tasks
    calls = np.flatnonzero((t.started >= 0) & (t.account < 2))
    begun = [(int(t.account[row]), int(t.by[row]), int(t.started[row])) for row in calls]
    morning, across = 2 * DAY + 5 * HOUR, 85  # from the mill, where she is: 1.41 km at 60 km/h
    assert begun == [(0, 1, morning + MINUTE), (1, 0, morning + across)]
    assert (t.finished[t.state == NO_SHOW] // MINUTE).tolist() == [(DAY + 20 * HOUR) // MINUTE + 1]
    assert differing(told, compiled.replay(workload)) == []


def test_the_share_of_calls_that_deputies_made_is_measured() -> None:
    told = replay(draw(rounds(long_term=1, cover={})))
    t = told.tasks
    made = np.flatnonzero(t.started >= 0)
    others = (told.account_owner[t.account[made]] != t.by[made]).sum()
    assert measure(told)["covered.visit"] == others / len(made) > 0.1


def test_shocks_leave_the_absent_their_accounts_and_cover_holds_in_them_too() -> None:
    company = rounds(cover={})
    shock = Shock.model_validate({"title": "Away", "absent": {"rep": 1}})
    calm, short = (
        replay(draw(each)) for each in (company, shocked_by(company, company, "s", shock))
    )
    assert (short.account_owner == calm.account_owner).all()
    assert visited(calm)[0] == {0}
    assert visited(short)[0] == {1}


# -- what a load model expects ------------------------------------------------------------


def served(rep: dict[str, Any], weeks: int = 52) -> Scenario:
    """Reps with accounts that ask for twenty minutes three times a week, and an office."""
    role = {"people": 5, "cost_per_hour": 50, "shift": OFFICE}
    return scenario(
        horizon={"start": "2025-01-06", "weeks": weeks},
        territory={"width": "10 km", "height": "10 km"},
        travel={"speed": "50 km/h"},
        roles={"rep": {**role, "accounts": "own", "absence": rep}, "office": role},
        segments={"all": {"accounts": 50}},
        activities={
            "job": {
                "category": "selling",
                "by": "rep",
                "lasts": "20 min",
                "arises": {"inbound": {"rate": "3 per week"}},
            }
        },
    )


def test_a_load_model_asks_a_role_for_no_more_where_its_work_overflows_to_itself() -> None:
    values = served({}).model_dump(by_alias=True)
    values["activities"]["job"]["overflow"] = {"to": "rep", "after": "10 min"}
    assert asked(Scenario.model_validate(values)) == pytest.approx([3000, 0])


def asked(company: Scenario) -> list[float]:
    """Minutes a week that each role is asked for."""
    [load] = simulator.capacity(company).scenarios
    return [role.asked for role in load.roles]


def test_a_load_model_gives_deputies_their_share() -> None:
    # A tenth of the working days is vacation: 300 of 3,000 minutes a week, each by 1.2 longer, and
    # five minutes of reading in for each of 15 tasks.
    cover = {"by": "office", "reading_in": "5 min", "time_factor": 1.2}
    assert asked(served({"vacation": 26})) == pytest.approx([3000, 0])
    assert asked(served({"vacation": 26, "cover": cover})) == pytest.approx([2700, 435])
    colleague = {**cover, "by": "colleague"}
    assert asked(served({"vacation": 26, "cover": colleague})) == pytest.approx([3135, 0])
    assert asked(served({"vacation": 26, "cover": {"by": "nobody"}})) == pytest.approx([3000, 0])
    urgent = {**cover, "up_to_urgency": 4}
    assert asked(served({"vacation": 26, "cover": urgent})) == pytest.approx([3000, 0])


@pytest.mark.slow
@pytest.mark.parametrize(
    "absence",
    [
        {"vacation": 30, "cover": {"by": "office"}},
        {"sick_spells": 6, "sick_days": 4, "cover": {"by": "office"}},
        {"sick_spells": 6, "sick_days": 4, "cover": {"by": "office", "sick": "3 h"}},
        {"long_term": 2, "sick_spells": 6, "sick_days": 4, "cover": {"by": "office"}},
    ],
)
def test_a_load_model_expects_what_deputies_do(absence: dict[str, Any]) -> None:
    company = served(absence, weeks=104)
    shares = [measure(replay(draw(company, 1, row)))["covered.job"] for row in range(3)]
    own, others = asked(company)
    assert others / (own + others) == pytest.approx(np.mean(shares), abs=0.015)


def of_a_pool(company: Scenario, people: int) -> Scenario:
    """The same with fewer reps, of whom whoever has time does what is asked."""
    values = company.model_dump(by_alias=True)
    values["segments"]["all"]["accounts"] = 10 * people
    values["roles"]["rep"] |= {"people": people, "accounts": "pool"}
    return Scenario.model_validate(values)


@pytest.mark.parametrize(("people", "share"), [(1, 0.1), (2, 0.01)])
def test_a_load_model_gives_deputies_what_comes_while_all_of_a_pool_are_away(
    people: int, share: float
) -> None:
    """Each is on vacation on a tenth of the days."""
    cover = {"by": "office", "reading_in": "5 min"}
    company = of_a_pool(served({"vacation": 26, "cover": cover}), people)
    tasks = 30 * people  # a week
    theirs = tasks * share
    assert asked(company) == pytest.approx([20 * (tasks - theirs), 25 * theirs], abs=0.2)
    alone = of_a_pool(served({"vacation": 26, "cover": {"by": "team"}}), people)
    assert asked(alone) == pytest.approx([20 * tasks, 0])


def listed(away: dict[str, tuple[str, str]], **absence: Any) -> dict[str, Any]:
    """Days that are known beforehand, and an office that covers."""
    dated = {
        name: [{"from": first, "to": last, "kind": "other"}] for name, (first, last) in away.items()
    }
    return {"dated": dated, "cover": {"by": "office"}, **absence}


@pytest.mark.parametrize("pool", [False, True])
def test_a_load_model_knows_on_which_counted_days_somebody_listed_is_away(pool: bool) -> None:
    """Ten weeks, of which four are warm-up: away for three of the other six, or in the warm-up."""

    def minutes(first: str, last: str) -> list[float]:
        company = served(listed({"rep 1": (first, last)}))
        values = company.model_dump(by_alias=True)
        values["horizon"] |= {"weeks": 10, "warm_up_weeks": 4}
        values["roles"]["rep"] |= {"people": 1, "accounts": "pool" if pool else "own"}
        values["segments"]["all"]["accounts"] = 10
        return asked(Scenario.model_validate(values))

    assert minutes("2025-02-24", "2025-03-16") == pytest.approx([300, 300], abs=1e-6)
    assert minutes("2025-01-06", "2025-01-26") == pytest.approx([600, 0], abs=1e-6)


def test_a_load_model_knows_that_sickness_on_a_list_is_covered_later() -> None:
    """A week of five days at work, covered from the next day on, or after the weekend."""

    def minutes(**cover: str) -> list[float]:
        company = of_a_pool(served(listed({"rep 1": ("2025-01-13", "2025-01-19")}), weeks=2), 1)
        values = company.model_dump(by_alias=True)
        values["roles"]["rep"]["absence"]["dated"]["rep 1"][0]["kind"] = "sick"
        values["roles"]["rep"]["absence"]["cover"] |= cover
        return asked(Scenario.model_validate(values))

    assert minutes(sick="0 d") == pytest.approx([300, 300], abs=1e-6)
    assert minutes(sick="1 d") == pytest.approx([360, 240], abs=1e-6)
    assert minutes(sick="7 d") == pytest.approx([600, 0], abs=1e-6)


def test_a_load_model_knows_when_all_of_a_pool_are_away_at_once() -> None:
    """Both are away in the second of two weeks, or one in each; never both on vacation, it says."""
    first, second = ("2025-01-06", "2025-01-10"), ("2025-01-13", "2025-01-17")
    both = served(listed({"rep 1": second, "rep 2": second}), weeks=2)
    apart = served(listed({"rep 1": first, "rep 2": second}), weeks=2)
    assert asked(of_a_pool(both, 2)) == pytest.approx([600, 600], abs=1e-6)
    assert asked(of_a_pool(apart, 2)) == pytest.approx([1200, 0], abs=1e-6)
    cover = {"cover": {"by": "office"}}
    vacation = {"vacation": 65, **cover}
    assert asked(of_a_pool(served(vacation), 2))[1] == pytest.approx(1200 / 16, abs=0.1)
    never = served({**vacation, "never_the_last": True})
    assert asked(of_a_pool(never, 2)) == pytest.approx([1200, 0], abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("people", [1, 2])
def test_a_load_model_expects_what_deputies_of_a_pool_do(people: int) -> None:
    absence = {"vacation": 90, "sick_spells": 6, "sick_days": 4, "cover": {"by": "office"}}
    company = of_a_pool(served(absence, weeks=104), people)
    shares = [measure(replay(draw(company, 1, row)))["covered.job"] for row in range(3)]
    own, others = asked(company)
    assert others / (own + others) == pytest.approx(np.mean(shares), abs=0.03)


def test_work_of_a_role_that_is_away_for_good_is_done_where_others_cover() -> None:
    def impossible(cover: dict[str, Any], pool: bool = False) -> list[str]:
        company = served({"long_term": 5, "cover": cover})
        [load] = simulator.capacity(of_a_pool(company, 5) if pool else company).scenarios
        return [each.reason for each in load.never]

    assert impossible({"by": "nobody"}) == impossible({"by": "team"}) == ["away"]
    assert impossible({"by": "office"}) == impossible({"by": "office"}, pool=True) == []
    assert impossible({"by": "office", "up_to_urgency": 4}) == ["away"]


def test_cover_by_nobody_who_is_there_is_noted(tmp_path: Path) -> None:
    def noted(child: str) -> list[str]:
        folder = write(tmp_path, shop=PARENT, child=f"extends: shop\ntitle: x\n{child}\n")
        return [str(each) for each in notes.people(load_with_marks("child", folder))]

    one = "roles: {rep: {people: 1, absence: {vacation: 0, cover: {by: %s}}}}"
    [note] = noted(one % "colleague")
    assert "child.yaml:3: roles.rep.absence.cover.by: nobody covers: there is one person" in note
    assert noted(one % "desk") == noted(one % "nobody") == []
    assert noted("roles: {rep: {people: 2, absence: {vacation: 0, cover: {}}}}") == []
    [note] = noted("roles: {rep: {absence: {cover: {by: desk}}}, desk: {people: 0}}")
    assert note.endswith("nobody covers: 'desk' has no people")


def test_who_covers_receives_work_and_is_judged() -> None:
    today = served({"vacation": 26})
    for by, judged in {"office": "office", "team": "rep", "colleague": "rep"}.items():
        other = what_if(today, name="other", roles={"rep": {"absence": {"cover": {"by": by}}}})
        assert receivers(today, other) == [judged]
        assert receivers(other, other) == []
    nobody = what_if(today, name="other", roles={"rep": {"absence": {"cover": {"by": "nobody"}}}})
    assert receivers(today, nobody) == receivers(today, today) == []


# -- it vanishes, and leaves luck alone ---------------------------------------------------


def test_cover_that_is_never_needed_changes_nothing() -> None:
    one, other = (replay(draw(rounds(**said))) for said in ({}, {"cover": {"reading_in": "1 h"}}))
    for name in ("person", "doing", "task", "start", "end"):
        assert (getattr(one.entries, name) == getattr(other.entries, name)).all()


def test_who_is_away_when_does_not_depend_on_cover() -> None:
    away_often = {"vacation": 25, "sick_spells": 3, "sick_days": 4}
    one, other = (draw(rounds(**away_often, **more)) for more in ({}, {"cover": {}}))
    assert (one.presence.start == other.presence.start).all()
    assert (one.tasks.work == other.tasks.work).all()


@pytest.mark.slow
def test_emergencies_of_who_is_away_are_late_no_more() -> None:
    """Ten reps with fifty accounts each, 30 days of vacation: 13.7% were late."""

    def late(**cover: Any) -> float:
        away_often = {"vacation": 30, "sick_spells": 2, "sick_days": 5}
        rep = {"people": 10, "cost_per_hour": 50, "accounts": "own"}
        days = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), 1)
        company = scenario(
            horizon={"start": "2024-01-01", "weeks": 53, "warm_up_weeks": 1},
            territory={"width": "10 km", "height": "10 km"},
            travel={"speed": "50 km/h"},
            roles={
                "rep": {
                    **rep,
                    "shift": {"from": "08:00", "to": "17:00"},
                    "absence": {**away_often, **({"cover": cover} if cover else {})},
                }
            },
            segments={"all": {"accounts": 500}},
            profiles={"office": {"days": days, "hours": {"08:00-16:00": 1}}},
            activities={
                "emergency": {
                    "category": "selling",
                    "by": "rep",
                    "urgency": 1,
                    "interrupts": True,
                    "splittable": False,
                    "lasts": "10 min",
                    "due": "2 h",
                    "arises": {"inbound": {"rate": "0.1 per week", "profile": "office"}},
                }
            },
        )
        return 1 - measure(replay(draw(company)))["within_due.emergency"]

    assert late() > 0.12
    assert late(up_to_urgency=3) < 0.01
    assert late(up_to_urgency=3, sick="0 d") == 0


# -- a small engine, written apart ---------------------------------------------------------


class SmallEngine:
    """One queue for each person, first come, first served; work once begun is finished."""

    def __init__(self, workload: Workload, cover: dict[str, float]) -> None:
        self.workload, self.cover = workload, cover
        self.people = len(workload.parameters.people)
        self.queue: list[list[tuple[int, int]]] = [[] for _ in range(self.people)]
        self.away = [0] * self.people  # 1: away, 2: others do his work
        self.busy: list[int | None] = [None] * self.people
        self.free_at = [0] * self.people
        self.begun: dict[int, tuple[int, int, int]] = {}  # by whom, when, until when

    def run(self) -> dict[int, tuple[int, int, int]]:
        tasks, gone = self.workload.tasks, self.workload.absences
        events: list[tuple[int, int, int]] = []  # when, what, of which
        for row in self.workload.roots.tolist():
            events.append((int(tasks.asked[row]), 9, row))
        rows = zip(*(column.tolist() for column in gone), strict=True)
        for person, begin, covered, end in rows:
            events += [(end, 1, person), (begin, 2, person)]
            events += [(covered, 3, person)] if covered < end else []
        p = self.workload.presence
        events += [(int(start), 0, -1) for start in p.start]
        heapq.heapify(events)
        while events:
            now = events[0][0]
            if now >= self.workload.parameters.horizon:
                break
            while events and events[0][0] == now:
                _, what, which = heapq.heappop(events)
                self.happen(what, which)
            for person in range(self.people):
                until = self.choose(person, now)
                if until is not None:
                    heapq.heappush(events, (until, 0, person))
        return self.begun

    def happen(self, what: int, which: int) -> None:
        if what == 9:
            owner = int(self.workload.tasks.person[which])
            self.put(owner, (int(self.workload.tasks.asked[which]), which))
        elif what == 1:
            self.away[which] = 0
            for deputy in range(self.people):  # what is his comes back
                if deputy != which:
                    mine = [t for t in self.queue[deputy] if self.owner(t) == which]
                    self.queue[deputy] = [t for t in self.queue[deputy] if t not in mine]
                    self.queue[which] += mine
            for person in range(self.people):
                if self.away[person] == 2:
                    self.deal_out(person)
        elif what == 2:
            self.away[which] = 1
        elif what == 3:
            self.away[which] = 2
            self.deal_out(which)

    def owner(self, task: tuple[int, int]) -> int:
        return int(self.workload.tasks.person[task[1]])

    def put(self, owner: int, task: tuple[int, int]) -> None:
        to = owner
        if self.away[owner] == 2:
            others = [(owner + step) % self.people for step in range(1, self.people)]
            to = next((other for other in others if self.away[other] == 0), owner)
        self.queue[to].append(task)

    def deal_out(self, person: int) -> None:
        waiting, self.queue[person] = self.queue[person], []
        for task in waiting:
            self.put(self.owner(task), task)

    def choose(self, person: int, now: int) -> int | None:
        p = self.workload.presence
        there = ((p.person == person) & (p.start <= now) & (now < p.end)).any()
        if not there or now < self.free_at[person] or not self.queue[person]:
            return None
        task = min(self.queue[person])
        self.queue[person].remove(task)
        seconds = int(self.workload.tasks.work[task[1]])
        if self.owner(task) != person:
            seconds = int(seconds * self.cover["time_factor"] + 0.5) + int(self.cover["reading_in"])
        self.free_at[person] = now + seconds
        self.begun[task[1]] = (person, now, now + seconds)
        return now + seconds


class PoolEngine(SmallEngine):
    """Two clerks of one queue, and a deputy, whose queue it is while both are away."""

    def happen(self, what: int, which: int) -> None:
        if what == 9:
            self.queue[0].append((int(self.workload.tasks.asked[which]), which))
        elif what > 0:
            self.away[which] = {1: 0, 2: 1, 3: 2}[what]
        goes, stays = (0, 2) if self.away[:2] == [2, 2] else (2, 0)
        self.queue[stays] += self.queue[goes]
        self.queue[goes] = []
        self.queue[1] = self.queue[0]

    def owner(self, _task: tuple[int, int]) -> int:
        return 0

    def choose(self, person: int, now: int) -> int | None:
        until = super().choose(person, now)
        if until is not None and person == 1:  # a clerk as the other: he does his own work
            row = next(row for row, done in self.begun.items() if done == (1, now, until))
            until = now + int(self.workload.tasks.work[row])
            self.begun[row] = (1, now, until)
            self.free_at[1] = until
        return until


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("absence", "delays"),
    [
        ({"vacation": 60}, {}),
        ({"vacation": 37}, {"planned": "5 h"}),
        ({"sick_spells": 12, "sick_days": 4}, {"sick": "1 d"}),
        ({"sick_spells": 9, "sick_days": 3, "vacation": 40}, {"sick": "3 h", "planned": "1 d"}),
    ],
)
@pytest.mark.parametrize("replication", [0, 1])
def test_a_small_engine_written_apart_agrees_to_the_second(
    absence: dict[str, Any], delays: dict[str, str], replication: int
) -> None:
    role = {"people": 4, "cost_per_hour": 50, "accounts": "own", "shift": OFFICE}
    cover = {**delays, "reading_in": "4 min", "time_factor": 1.25}
    company = scenario(
        horizon={"start": "2025-01-06", "weeks": 26},
        territory={"width": "10 km", "height": "10 km"},
        travel={"speed": "50 km/h"},
        roles={"rep": {**role, "absence": {**absence, "cover": cover}}},
        segments={"all": {"accounts": 60}},
        activities={
            "job": {
                "category": "selling",
                "by": "rep",
                "splittable": False,
                "lasts": {"family": "exponential", "mean": "40 min"},
                "arises": {"inbound": {"rate": "2.3 per week"}},
            }
        },
    )
    workload = draw(company, 1, replication)
    expected = SmallEngine(workload, {"reading_in": 240, "time_factor": 1.25}).run()
    told = replay(workload)
    check_invariants(told)
    t = told.tasks
    found = [
        (int(t.asked[row]), int(t.by[row]), int(t.started[row]), int(t.finished[row]))
        for row in range(len(t))
        if t.finished[row] >= 0
    ]
    horizon = workload.parameters.horizon
    wanted = sorted(
        (int(workload.tasks.asked[slot]), *begun)
        for slot, begun in expected.items()
        if begun[2] <= horizon
    )
    assert sorted(found) == wanted
    deputies = sum(by != int(workload.tasks.person[slot]) for slot, (by, _, _) in expected.items())
    assert deputies > 50


@pytest.mark.few(1)
@pytest.mark.parametrize("replication", [0, 1])
@pytest.mark.parametrize(
    ("absence", "delays"),
    [
        ({"vacation": 90}, {}),
        ({"sick_spells": 40, "sick_days": 5, "vacation": 60}, {"sick": "3 h", "planned": "1 d"}),
    ],
)
def test_a_small_engine_of_a_pool_agrees_to_the_second(
    absence: dict[str, Any], delays: dict[str, str], replication: int
) -> None:
    role = {"cost_per_hour": 50, "shift": OFFICE}
    cover = {"by": "helper", **delays, "reading_in": "4 min", "time_factor": 1.25}
    company = desk(
        roles={
            "clerk": {**role, "people": 2, "absence": {**absence, "cover": cover}},
            "helper": {**role, "people": 1},
        },
        kinds={
            "job": {
                "splittable": False,
                "lasts": {"family": "exponential", "mean": "40 min"},
                "arises": {"inbound": {"rate": "45 per week", "per": "role"}},
            }
        },
        horizon={"start": "2025-01-06", "weeks": 26},
    )
    workload = draw(company, 1, replication)
    begun = PoolEngine(workload, {"reading_in": 240, "time_factor": 1.25}).run()
    told = replay(workload)
    check_invariants(told)
    assert differing(told, compiled.replay(workload)) == []
    t, horizon = told.tasks, workload.parameters.horizon
    found = [
        (int(t.asked[row]), int(t.by[row]) == 2, int(t.started[row]), int(t.finished[row]))
        for row in np.flatnonzero(t.finished >= 0)
    ]
    asked = workload.tasks.asked
    wanted = [(int(asked[slot]), by == 2, *at) for slot, (by, *at) in begun.items()]
    assert sorted(found) == sorted(each for each in wanted if each[-1] <= horizon)
    assert sum(by == 2 for by, *_ in begun.values()) > 20


# -- the tests have teeth ------------------------------------------------------------------


BUGS = [
    (cover, "pass_on_own", test_what_waits_goes_to_a_deputy_once_the_delay_is_over),
    (cover, "pass_on_of_others", test_a_deputy_who_goes_passes_on_what_was_for_others),
    (cover, "bring_back", test_what_nobody_has_begun_is_his_again_who_is_back),
    (cover, "pass_on_line", test_what_waits_for_anybody_goes_to_deputies_when_the_last_is_covered),
    (cover, "cover_role", test_what_deputies_have_not_begun_is_for_anybody_of_the_role_who_is_back),
    (phases, "cover_role", test_who_is_hired_on_a_day_takes_back_what_deputies_have_not_begun),
    (cover, "cover_colleagues", test_where_all_are_away_work_waits_until_a_colleague_is_back),
    (call_cover, "deal_out_after", test_accounts_are_their_owners_again_who_is_back),
    (call_cover, "note_covered_call", test_the_share_of_calls_that_deputies_made_is_measured),
    (substitution, "note_transfer", test_each_minute_of_waiting_is_laid_to_where_the_task_stood),
]


@pytest.mark.parametrize(
    ("place", "function", "noticed_by"),
    BUGS,
    ids=[f"{each[0].__name__}.{each[1]}" for each in BUGS],
)
def test_what_does_nothing_is_noticed(
    place: Any, function: str, noticed_by: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(Bug(function, place, function, lambda _: lambda *_said: None, noticed_by), monkeypatch)
    with pytest.raises((AssertionError, InvariantViolation)):
        noticed_by()
