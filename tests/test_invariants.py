import pickle

import pytest
from ledgers import (
    HANDED,
    HOME,
    LEFT,
    MONDAY_ENTRIES,
    MONDAY_TASKS,
    ORDER,
    QUESTION,
    REP,
    SEEN,
    SHOP,
    SUPPORT,
    at,
    changed,
    company,
    entry,
    ledger,
    monday,
    monday_after_warm_up,
    scenario,
    shift,
    task,
)

from simulator.engine.simpy_engine import replay
from simulator.errors import InvariantViolation
from simulator.ledger.ledger import Column, Ledger
from simulator.measures.invariants import check_invariants, money_adds_up
from simulator.measures.window import Window
from simulator.model.codes import DONE, IDLE, PAUSE, WORK
from simulator.scenario.units import WEEK
from simulator.workload.draw import draw

HAND_OVER_ROW, VISIT_ROW, REPORT_ROW = 6, 2, 12  # of the Monday's entries


def broken(what: Ledger) -> InvariantViolation:
    """The law that a ledger breaks."""
    with pytest.raises(InvariantViolation) as caught:
        check_invariants(what)
    return caught.value


def with_entry(row: dict[str, int]) -> Ledger:
    return ledger([*MONDAY_ENTRIES, row], MONDAY_TASKS, [shift(REP), shift(SUPPORT)])


def with_task(row: dict[str, int]) -> Ledger:
    return ledger(MONDAY_ENTRIES, [*MONDAY_TASKS, row], [shift(REP), shift(SUPPORT)])


@pytest.mark.parametrize("lawful", [monday(), monday_after_warm_up(), ledger([], [])])
def test_a_lawful_ledger_passes(lawful: Ledger) -> None:
    check_invariants(lawful)


@pytest.mark.law
@pytest.mark.parametrize("replication", range(3))
def test_a_replay_obeys_every_law(replication: int) -> None:
    busy = scenario(
        weeks=20,
        warm_up=2,
        order={"arises": {"after": {"visit": 0.9, "question": 0.3}}},
        question={
            "arises": {"inbound": {"rate": "3 per week"}},
            "overflow": {"to": "support", "after": "30 min"},
        },
        report={"arises": {"routine": {"every": "week", "times": 2}}},
        filing={"arises": {"routine": {"every": "week", "times": 5}}, "on_days": ["monday"]},
    )
    check_invariants(replay(draw(busy, seed=7, replication=replication)))


def test_a_broken_law_survives_the_way_from_a_worker() -> None:
    found = broken(changed(monday(), "entries", VISIT_ROW, start=at("08:39")))
    assert str(pickle.loads(pickle.dumps(found))) == str(found)


# -- P3: minutes add up ----------------------------------------------------------------------------


def test_p3_entries_of_a_person_do_not_overlap() -> None:
    found = broken(changed(monday(), "entries", VISIT_ROW, start=at("08:39")))
    assert (found.law, found.person, found.task) == ("P3", "rep 1", SEEN)
    assert found.between == (at("08:39"), at("09:40"))
    assert "overlap" in str(found)
    assert "day 0 08:39:00" in str(found)


def test_p3_a_shift_has_no_gap() -> None:
    found = broken(changed(monday(), "entries", REPORT_ROW, end=at("14:59")))
    assert (found.law, found.person, found.between) == ("P3", "rep 1", (at("08:00"), at("17:00")))


def test_p3_who_is_present_has_entries() -> None:
    found = broken(ledger(MONDAY_ENTRIES, MONDAY_TASKS, [shift(REP), shift(SUPPORT), shift(3)]))
    assert (found.law, found.person) == ("P3", "support 2")


def test_p3_an_entry_ends_after_it_starts() -> None:
    assert broken(with_entry(entry(REP, WORK, "17:55", "17:50"))).law == "P3"


def test_p3_work_out_of_hours_only_goes_on_from_the_shift() -> None:
    found = broken(with_entry(entry(SUPPORT, WORK, "17:01", "17:10", ORDER, HANDED)))
    assert (found.law, found.person) == ("P3", "support 1")
    assert "out of hours" in found.what


def test_p3_nobody_is_idle_out_of_hours() -> None:
    assert broken(with_entry(entry(SUPPORT, IDLE, "17:00", "17:10"))).law == "P3"


def test_p3_entries_are_by_person() -> None:
    assert broken(changed(monday(), "entries", 0, person=SUPPORT)).law == "P3"


# -- P4: tasks flow --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cells",
    [
        {"state": 5},
        {"finished": -1},
        {"by": -1},
        {"started": at("10:55")},
        {"handing": at("09:39")},
        {"available": -1},
        {"finished": WEEK + 1},
        {"finished": at("11:44")},
        {"asked": at("09:39")},
        {"asked": at("10:51"), "handing": at("10:51")},
    ],
    ids=str,
)
def test_p4_a_task_goes_one_way_and_in_order(cells: dict[str, int]) -> None:
    found = broken(changed(monday(), "tasks", HANDED, **cells))
    assert found.law == "P4"


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        (LEFT, {"finished": at("16:55")}),
        (1, {"started": at("10:10")}),
        (6, {"by": SUPPORT}),
    ],
    ids=["waiting", "no show", "automated"],
)
def test_p4_how_a_task_ended_fits_what_happened(row: int, cells: dict[str, int]) -> None:
    found = broken(changed(monday(), "tasks", row, **cells))
    assert (found.law, found.task) == ("P4", row)


# -- P5 and P6: what the tasks say is what the entries say -----------------------------------------


def test_p5_stays_end_where_the_last_entry_ends() -> None:
    found = broken(changed(monday(), "tasks", HANDED, finished=at("11:46")))
    assert (found.law, found.task) == ("P5", HANDED)


def test_p5_what_is_done_has_entries() -> None:
    question = task(QUESTION, "15:00", available="15:00", started="15:00", finished="15:00")
    found = broken(with_task(question | {"state": DONE, "by": REP, "role": 0, "waits_for": REP}))
    assert found.law == "P5"


def test_p6_work_is_booked_on_the_tasks_own_activity() -> None:
    found = broken(changed(monday(), "entries", VISIT_ROW, activity=ORDER))
    assert (found.law, found.person, found.task) == ("P6", "rep 1", SEEN)


def test_p6_work_has_a_task() -> None:
    assert broken(changed(monday(), "entries", REPORT_ROW, task=-1, activity=-1)).law in (
        "P5",
        "P6",
    )
    assert broken(changed(monday(), "entries", 9, task=-1)).law == "P6"


def test_p6_a_visit_takes_what_the_caller_spends_on_it() -> None:
    found = broken(changed(monday(), "tasks", SEEN, started=at("08:35")))
    assert (found.law, found.task) == ("P6", SEEN)


# -- P7: nobody idles beside work ------------------------------------------------------------------


def test_p7_nobody_is_idle_while_a_task_waits_for_him() -> None:
    found = broken(with_task(task(QUESTION, "15:59", available="15:59", role=0, waits_for=REP)))
    assert (found.law, found.person, found.task) == ("P7", "rep 1", len(MONDAY_TASKS))
    assert found.between == (at("15:00"), at("16:00"))
    assert found.about == "question"


def test_p7_nobody_is_idle_while_a_task_waits_for_his_role() -> None:
    order = task(ORDER, "16:59", handing="16:59", available="16:59", role=1, hand_overs=1)
    found = broken(with_task(order))
    assert (found.law, found.person) == ("P7", "support 1")


@pytest.mark.parametrize(
    "waiting",
    [
        task(QUESTION, "16:30", available="16:30", role=0, waits_for=REP),
        task(ORDER, "15:30", handing="15:30", role=0, waits_for=REP),
        task(ORDER, "12:00", role=1, hand_overs=2, available="12:00"),
    ],
    ids=["when he is busy again", "while it is handed over", "when it came back"],
)
def test_p7_work_that_cannot_be_begun_may_wait(waiting: dict[str, int]) -> None:
    check_invariants(with_task(waiting))


def test_p7_work_for_other_days_may_wait() -> None:
    of = company(report={"on_days": ["tuesday"]})
    report = task(3, "14:00", available="14:00", role=0, waits_for=REP)
    check_invariants(
        ledger(MONDAY_ENTRIES, [*MONDAY_TASKS, report], [shift(REP), shift(SUPPORT)], of)
    )


def test_p7_before_a_task_overflowed_the_ledger_does_not_say_for_whom_it_waited() -> None:
    of = company(question={"overflow": {"to": "support", "after": "1 h"}})
    call = task(QUESTION, "16:05", available="16:05", role=1)
    days = [shift(REP), shift(SUPPORT)]
    check_invariants(ledger(MONDAY_ENTRIES, [*MONDAY_TASKS, call], days, of))
    of = company(question={"overflow": {"to": "support", "after": "30 min"}})
    found = broken(ledger(MONDAY_ENTRIES, [*MONDAY_TASKS, call], days, of))
    assert (found.law, found.person) == ("P7", "support 1")


def test_p7_who_travels_need_not_drive_home_for_the_papers() -> None:
    of = company(report={"place": "base"})
    report = task(3, "14:00", available="14:00", role=0, waits_for=REP)
    check_invariants(
        ledger(MONDAY_ENTRIES, [*MONDAY_TASKS, report], [shift(REP), shift(SUPPORT)], of)
    )


# -- P8 and P9 -------------------------------------------------------------------------------------


def test_p8_nobody_is_elsewhere_without_a_journey() -> None:
    found = broken(changed(monday(), "entries", HAND_OVER_ROW, place=SHOP))
    assert (found.law, found.person, found.task) == ("P8", "rep 1", HANDED)


def test_p8_the_first_day_begins_at_the_base() -> None:
    assert broken(changed(monday(), "entries", 19, place=HOME)).law == "P8"


def test_p9_a_cost_of_hours_that_entries_do_not_bear_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgets(window: Window) -> Column:
        return window.attendance - window.present

    monkeypatch.setattr(Window, "overtime", property(forgets))
    check_invariants(monday())  # the same, as long as lunch is taken in full
    found = broken(without_lunch())
    assert (found.law, found.what, found.about) == ("P9", "the cost of hours differs", "support")


def without_lunch() -> Ledger:
    """The Monday on which supporter 1 takes half an hour for lunch."""
    rows = [row for row in MONDAY_ENTRIES if (row["person"], row["doing"]) != (SUPPORT, PAUSE)]
    rows += [entry(SUPPORT, PAUSE, "12:00", "12:30"), entry(SUPPORT, IDLE, "12:30", "13:00")]
    return ledger(rows, MONDAY_TASKS, [shift(REP), shift(SUPPORT)])


def test_p9_road_that_nobody_travelled() -> None:
    with pytest.raises(InvariantViolation, match="P9: rep: the cost of travel differs") as caught:
        money_adds_up(changed(monday(), "entries", HAND_OVER_ROW, place=SHOP))
    assert caught.value.law == "P9"


def test_a_task_in_hand_at_the_horizon_is_no_fault() -> None:
    call = task(QUESTION, "16:00", 6, available="16:00", started="16:00", by=REP, role=0)
    work = entry(REP, WORK, "16:00", "24:00", QUESTION, 0, day=6)
    check_invariants(
        ledger([work], [call | {"waits_for": REP}], [shift(REP, "16:00", "24:00", day=6)])
    )
