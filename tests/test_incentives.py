"""Commission taken back, shared, and left over a cap: tiny worlds worked out by hand."""

from __future__ import annotations

from dataclasses import astuple, replace
from typing import Any

import numpy as np
import pytest
from engines import differing
from pydantic import ValidationError
from test_customers import INBOUND, shop
from test_rules import at, told
from worlds import ALWAYS, OFFICE

from simulator.engine import compiled
from simulator.engine.simpy_engine import replay
from simulator.errors import ScenarioError
from simulator.ledger.ledger import Ledger, Vacancies
from simulator.measures.invariants import check_invariants
from simulator.measures.registry import measure
from simulator.model.codes import MILLION
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if
from simulator.workload.draw import Workload, draw

DAY, HOUR = 86_400, 3_600
MOMENT = {"lasts": "0 s", "automated": 1}
CLERK = {"people": 1, "cost_per_hour": 30, "shift": OFFICE}


def company(commission: dict[str, Any], **clerk: Any) -> Scenario:
    """Each lead is won and brings 1,000, of which a tenth is earned; papers are a helper's."""
    return shop(
        {
            "lead": {"arises": INBOUND},
            "papers": {"category": "desk", "by": "helper", "arises": INBOUND},
            "won": {**MOMENT, "arises": {"after": {"lead": 1}}},
            "leaves": {**MOMENT, "loses_account": True, "arises": INBOUND},
        },
        accounts=2,
        roles={
            "clerk": {**CLERK, "commission": {"share": 0.1, **commission}, **clerk},
            "helper": CLERK,
        },
        deals={"sale": {"stages": {"lead": "lead", "won": "won"}, "value": {"mean": 1000}}},
    )


Event = tuple[str, int, int]  # activity, account, moment


def happens(scenario: Scenario, events: list[Event]) -> Workload:
    """A workload in which just these arise by themselves, with ten minutes of work each."""
    drawn, names, chosen = draw(scenario), list(scenario.activities), []
    table = drawn.tasks
    asked = table.asked.copy()
    asked[table.parent < 0] = -1
    for name, account, moment in events:
        of_kind = (table.parent < 0) & (table.activity == names.index(name))
        row = next(r for r in np.flatnonzero(of_kind) if r not in chosen)
        asked[row], table.account[row] = moment, account
        chosen.append(row)
        for follower in np.flatnonzero(table.parent == row):
            table.account[follower] = account
        table.work[row] = 0 if name == "leaves" else 600
    roots = np.array(sorted(chosen, key=lambda row: asked[row]), dtype=np.int64)
    return replace(drawn, tasks=table._replace(asked=asked), roots=roots)


def played(workload: Workload) -> Ledger:
    """What has happened, in both engines, which must agree to the last digit."""
    one, other = replay(workload), compiled.replay(workload)
    check_invariants(one)
    assert differing(one, other) == []
    return one


def paid(ledger: Ledger) -> list[float]:
    """Commission on each deal, in order of opening."""
    return list(ledger.deals.commission / MILLION)


# -- what is taken back --

SOLD = [("lead", 0, at("09:00")), ("lead", 1, at("10:00")), ("lead", 0, at("11:00"))]


def test_commission_is_taken_back_on_what_a_customer_bought_shortly_before_he_left() -> None:
    # Won at 9:10, 10:10 and 11:10; the first account leaves at 11:30.
    claw = {"claw_back": {"within": "2 h"}}
    events = [*SOLD, ("leaves", 0, at("11:30"))]
    assert paid(played(happens(company({}), events))) == [100, 100, 100]
    assert paid(played(happens(company(claw), events))) == [100, 100, 0]
    longer = {"claw_back": {"within": "3 h"}}
    assert paid(played(happens(company(longer), events))) == [0, 100, 0]


def test_who_has_lost_commission_works_for_customers_with_less_drive_for_a_while() -> None:
    claw = {"claw_back": {"within": "3 h", "drive": 0.5, "lasts": "1 d"}}
    then = [("lead", 1, at("13:00")), ("lead", 1, at("13:00", DAY))]
    ledger = played(happens(company(claw), [*SOLD, ("leaves", 0, at("11:30")), *then]))
    t = ledger.tasks
    leads = np.flatnonzero(t.activity == 0)
    assert (t.finished - t.started)[leads].tolist() == [600, 600, 600, 1200, 600]


def test_what_is_taken_back_may_be_earned_again_below_the_cap() -> None:
    said = {"cap": 250, "drive": 0.5, "claw_back": {"within": "3 h"}}
    then = [("leaves", 0, at("11:30")), ("lead", 1, at("13:00"))]
    ledger = played(happens(company(said), [*SOLD, *then]))
    # 100 + 100 + 50 reach the cap; 150 of them are taken back, and the next sale is as any other.
    assert paid(ledger) == [0, 100, 0, 100]
    assert told(ledger)[-1] == "13:00 13:10 work lead"


# -- what is shared --


def test_who_worked_for_the_account_last_is_given_a_part() -> None:
    shared = {"shared": {"helper": {"share": 0.2, "drive": 1.25, "lasts": "1 d"}}, "cap": 250}
    sold = [("lead", 0, at("09:30")), *SOLD[1:]]
    events = [("papers", 0, at("09:00")), *sold, ("papers", 1, at("12:00"))]
    later = [("papers", 1, at("15:00", DAY))]
    ledger = played(happens(company(shared), [*events, *later]))
    # The clerk earns 80, 100 (nobody of the helpers has worked for that account) and 70, which is
    # all up to his cap; the helper has no cap, and earns 20 twice.
    assert paid(ledger) == [100, 100, 90]
    t = ledger.tasks
    papers = np.flatnonzero(t.activity == 1)
    assert (t.finished - t.started)[papers].tolist() == [600, 480, 600]


def test_a_part_may_be_given_on_sales_to_some_segments_alone() -> None:
    practices = {"share": 0.2, "drive": 1.25, "lasts": "1 d", "segments": ["practices"]}
    values = company({"cap": 250}).model_dump(by_alias=True, mode="json")
    values["roles"]["clerk"]["commission"]["shared"] = {"helper": practices}
    values["segments"] = {"hospitals": {"accounts": 1}, "practices": {"accounts": 1}}
    events = [("papers", 0, at("09:00")), ("papers", 1, at("09:10"))]
    sold = [("lead", 0, at("09:30")), ("papers", 0, at("09:50"))]
    more = [("lead", 1, at("10:00")), ("papers", 0, at("10:30")), ("lead", 0, at("11:00"))]
    ledger = played(happens(Scenario.model_validate(values), [*events, *sold, *more]))
    # The clerk earns 100 on the hospital, 80 on the practice and the 70 that are left up to his
    # cap; the helper, who works for both, earns 20 on the practice, and is quicker after that only.
    assert paid(ledger) == [100, 100, 70]
    t = ledger.tasks
    papers = np.flatnonzero(t.activity == 1)
    papers = papers[np.argsort(t.started[papers])]
    assert (t.finished - t.started)[papers].tolist() == [600, 600, 600, 480]


# -- leaving over a cap --

TURNOVER = {"turnover": {"tenure": "520 weeks", "vacancy": "2 d", "costs": 700}}
CAPPED = {"cap": 100, "leaving_at_cap": 10}


def tempted(said: dict[str, Any], events: list[Event]) -> Ledger:
    """A week in which the clerk leaves in the second night if he has reached his cap by then."""
    workload = happens(company(said, **TURNOVER), events)
    columns = (np.array([number], dtype=np.int64) for number in (0, 2 * DAY, 4 * DAY, 1))
    return played(replace(workload, resignations=Vacancies(*columns)))


LATER = [("lead", 0, at("12:00", days)) for days in (DAY, 2 * DAY, 4 * DAY)]


def test_who_has_reached_his_cap_leaves_and_his_work_waits_for_who_comes() -> None:
    ledger = tempted(CAPPED, [("lead", 0, at("09:00")), *LATER])
    assert [
        (v / DAY, w / DAY)
        for v, w in zip(ledger.vacancies.start, ledger.vacancies.end, strict=True)
    ] == [(2, 4)]
    begun = sorted(ledger.tasks.started[ledger.tasks.activity == 0].tolist())
    assert begun == [
        at("09:00"),
        at("12:00", DAY),
        at("09:00", 4 * DAY),  # asked for on the third day
        at("12:00", 4 * DAY),
    ]
    # The year of commission of who comes is his own.
    assert paid(ledger) == [100, 0, 100, 0]
    assert measure(ledger)["leaving_costs"] == 700


def test_what_comes_round_for_a_person_does_not_come_round_in_the_chair_he_left() -> None:
    values = company(CAPPED, **TURNOVER).model_dump(by_alias=True, mode="json")
    values["activities"]["mail"] = {
        "category": "desk",
        "by": "clerk",
        "lasts": "10 min",
        "arises": {"routine": {"every": "day"}},
    }
    workload = happens(Scenario.model_validate(values), [("lead", 0, at("09:00"))])
    table, mail = workload.tasks, list(values["activities"]).index("mail")
    asked = table.asked.copy()
    rows = np.flatnonzero(table.activity == mail)
    asked[rows] = [at("10:00", days * DAY) for days in range(len(rows))]
    roots = np.append(workload.roots, rows)
    columns = (np.array([number], dtype=np.int64) for number in (0, 2 * DAY, 4 * DAY, 1))
    ledger = played(
        replace(
            workload,
            tasks=table._replace(asked=asked),
            roots=roots[np.argsort(asked[roots])],
            resignations=Vacancies(*columns),
        )
    )
    mails = ledger.tasks.asked[ledger.tasks.activity == mail]
    assert mails.tolist() == [at("10:00"), at("10:00", DAY), at("10:00", 4 * DAY)]


def test_who_has_not_reached_his_cap_stays() -> None:
    ledger = tempted({**CAPPED, "cap": 9_000}, [("lead", 0, at("09:00")), *LATER])
    assert len(ledger.vacancies.person) == 0
    assert at("12:00", 2 * DAY) in ledger.tasks.started.tolist()
    assert measure(ledger)["leaving_costs"] == 0


def test_who_goes_from_shift_to_shift_does_not_leave_at_his_cap_after_the_second() -> None:
    """His last shift begins at the very moment at which he would leave: he has worked it."""
    values = company(CAPPED, **TURNOVER).model_dump(by_alias=True, mode="json")
    three = ALWAYS | {"days": ["monday", "tuesday", "wednesday"]}
    values["roles"]["clerk"] |= {"shift": three, "lunch": {"from": "12:00", "lasts": "1 h"}}
    workload = happens(Scenario.model_validate(values), [("lead", 0, at("09:00")), *LATER])
    columns = (np.array([number], dtype=np.int64) for number in (0, 2 * DAY, 4 * DAY, 1))
    ledger = played(replace(workload, resignations=Vacancies(*columns)))
    assert len(ledger.vacancies.person) == 0
    his = ledger.presence.start[ledger.presence.person == 0]
    assert his.tolist() == [0, DAY, 2 * DAY]


def test_so_many_more_are_tempted_as_the_scenario_says() -> None:
    year = {"turnover": {"tenure": "52 weeks"}, "people": 100}
    values = company({"cap": 100, "leaving_at_cap": 3}, **year).model_dump(
        by_alias=True, mode="json"
    )
    values["horizon"]["weeks"] = 52
    drawn = draw(Scenario.model_validate(values))
    # One in a year leaves anyhow, two more would at the cap: 100 and 200, a deviation of 10 and 14.
    assert 70 < len(drawn.vacancies.person) < 130
    assert 158 < len(drawn.resignations.person) < 242
    values["roles"]["clerk"]["commission"]["leaving_at_cap"] = 1
    assert len(draw(Scenario.model_validate(values)).resignations.person) == 0


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"leaving_at_cap": 2}, "say a 'cap'"),
        ({"leaving_at_cap": 2, "cap": 100}, "'turnover'"),
        ({"shared": {"helper": {"share": 0.6}, "clerk": {"share": 0.1}}}, "the role itself"),
        ({"shared": {"helpr": {"share": 0.6}}}, "helper"),
        ({"shared": {"helper": {"share": 0.6, "segments": ["al"]}}}, "'al'.*all"),
        ({"shared": {"helper": {"share": 0.6, "segments": []}}}, "segments"),
        ({"shared": {"helper": {"share": 0.2}}, "credit": "overlay"}, "leave out 'shared'"),
    ],
)
def test_incentives_that_mean_nothing_are_refused(said: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        company(said)


# -- from a day on --

WEDNESDAY = 2 * DAY


def from_wednesday(
    base: Scenario, commission: dict[str, Any] | None, of: str = "clerk"
) -> Scenario:
    """The company in which a role earns otherwise from the third day on."""
    values = {"roles": {of: {"commission": commission}}}
    return what_if(base, name="other", change=[{"on": "2025-01-08", "values": values}])


def test_a_deal_is_paid_by_what_holds_on_the_day_on_which_it_is_won() -> None:
    # The second is opened before the day, and won at 9:00 on it: a lead takes ten minutes.
    events = [("lead", 0, at("09:00")), ("lead", 0, at("16:55", DAY)), ("lead", 0, WEDNESDAY)]
    assert paid(played(happens(company({}), events))) == [100, 100, 100]
    assert paid(played(happens(from_wednesday(company({}), {"share": 0.25}), events))) == [
        100,
        250,
        250,
    ]
    assert paid(played(happens(from_wednesday(company({}), None), events))) == [100, 0, 0]


def test_who_has_earned_more_than_a_cap_that_comes_later_keeps_it_and_has_reached_it() -> None:
    events = [*SOLD, ("lead", 0, at("09:00", WEDNESDAY)), ("papers", 1, at("09:00", WEDNESDAY))]
    capped = {"cap": 250, "drive": 0.5}
    ledger = played(happens(from_wednesday(company({}), capped), events))
    assert paid(ledger) == [100, 100, 100, 0]
    leads = np.flatnonzero(ledger.tasks.activity == 0)
    worked = (ledger.tasks.finished - ledger.tasks.started)[leads]
    assert worked.tolist() == [600, 600, 600, 1200]


def test_who_has_reached_a_cap_that_is_raised_earns_on() -> None:
    base = company({"cap": 150, "drive": 0.5})
    ledger = played(happens(from_wednesday(base, {"cap": 220}), [*SOLD, *LATER[2:]]))
    assert paid(ledger) == [100, 50, 0, 70]
    leads = np.flatnonzero(ledger.tasks.activity == 0)
    worked = (ledger.tasks.finished - ledger.tasks.started)[leads]
    assert worked.tolist() == [600, 600, 1200, 600]


def test_what_was_paid_is_taken_back_and_sours_by_what_held_when_it_was_paid() -> None:
    claw = {"within": "3 d", "drive": 0.5, "lasts": "1 d"}
    then = [("leaves", 0, at("09:00", WEDNESDAY)), ("lead", 1, at("10:00", WEDNESDAY))]
    events, no_claw = [SOLD[0], *then], {"claw_back": None}
    later = played(happens(from_wednesday(company({}), {"claw_back": claw}), events))
    assert paid(later) == [100, 100], "nobody agreed to it when it was paid"
    over = played(happens(from_wednesday(company({"claw_back": claw}), no_claw), events))
    assert paid(over) == [0, 100]
    leads = np.flatnonzero(over.tasks.activity == 0)
    assert (over.tasks.finished - over.tasks.started)[leads].tolist() == [600, 1200]


def test_who_worked_for_the_account_before_the_day_is_given_a_part_from_it_on() -> None:
    events = [("papers", 0, at("09:00")), SOLD[0], ("lead", 0, at("09:00", WEDNESDAY))]
    shared = {"shared": {"helper": {"share": 0.2, "drive": 1.25, "lasts": "1 d"}}}
    ledger = played(
        happens(
            from_wednesday(company({}), shared),
            [*events, ("papers", 0, at("12:00")), ("papers", 0, at("12:00", WEDNESDAY))],
        )
    )
    assert paid(ledger) == [100, 100]
    papers = np.flatnonzero(ledger.tasks.activity == 1)
    worked = (ledger.tasks.finished - ledger.tasks.started)[papers]
    assert worked.tolist() == [600, 600, 480], "spurred by what he was given on Wednesday"


def test_people_are_tempted_to_leave_from_the_day_on_from_which_the_cap_makes_them() -> None:
    year = {"turnover": {"tenure": "52 weeks"}, "people": 100}
    values = company({"cap": 100}, **year).model_dump(by_alias=True, mode="json")
    values["horizon"]["weeks"] = 104
    base = Scenario.model_validate(values)
    day = {"on": "2026-01-05", "values": {"roles": {"clerk": {"commission": {}}}}}

    def at_cap(times: float, scenario: Scenario) -> Scenario:
        earned = {"clerk": {"commission": {"leaving_at_cap": times}}}
        return what_if(scenario, name="other", change=[{**day, "values": {"roles": earned}}])

    drawn = draw(at_cap(3, base)).resignations
    assert drawn.start.min() >= 364 * DAY
    assert 158 < len(drawn.person) < 242, "200 a year, a deviation of 14"
    values["roles"]["clerk"]["commission"]["leaving_at_cap"] = 3
    tempting = Scenario.model_validate(values)
    ended, held = draw(at_cap(1, tempting)).resignations, draw(tempting).resignations
    first = held.start < 364 * DAY
    assert ended.start.tolist() == held.start[first].tolist()


def test_who_leaves_at_his_cap_before_his_chair_is_given_up_leaves_with_and_without_that() -> None:
    turnover = {"tenure": "52 weeks", "vacancy": "60 d"}
    values = company({"cap": 100, "leaving_at_cap": 3}, people=100, turnover=turnover)
    values = values.model_dump(by_alias=True, mode="json")
    values["horizon"]["weeks"] = 104
    base, day = Scenario.model_validate(values), 364 * DAY
    fewer = {"on": "2026-01-05", "values": {"roles": {"clerk": {"people": 50}}}}
    held = draw(base).resignations
    workload = draw(what_if(base, name="other", change=[fewer]))
    ends = workload.resignations
    wanted = [
        (person, start, min(end, day) if person >= 50 else end)
        for person, start, end, _ in rows_of(held)
        if start < day or person < 50
    ]
    assert [row[:3] for row in rows_of(ends)] == wanted
    cut = sum(person >= 50 and end == day for person, _, end in wanted)
    assert cut > 5, "of a hundred a year some sixteen in the sixty days before"
    told = replay(workload)
    check_invariants(told)
    assert differing(told, compiled.replay(workload)) == []


def rows_of(vacancies: Vacancies) -> list[tuple[int, ...]]:
    """Person, begin, end and whether somebody has left, in the order of people and begins."""
    return sorted(zip(*(column.tolist() for column in astuple(vacancies)), strict=True))


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"leaving_at_cap": 2}, "commission: nobody leaves over a cap"),
        ({"leaving_at_cap": 2, "cap": 100}, "commission.leaving_at_cap: more often than what"),
        ({"shared": {"helpr": {"share": 0.6}}}, "commission.shared.helpr: .*helper"),
        (
            {"shared": {"helper": {"share": 0.6, "segments": ["al"]}}},
            "commission.shared.*'al'.*all",
        ),
    ],
)
def test_incentives_of_a_day_that_mean_nothing_are_refused(
    said: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(ScenarioError, match=rf"roles\.clerk\.{complaint}"):
        from_wednesday(company({}), said)
