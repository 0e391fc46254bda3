"""Work in sessions: tiny worlds by hand, and a server with gates written apart."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from test_rules import at, told
from worlds import OFFICE, desk, moments, played, prescribed

from simulator.analysis.capacity.obstacles import obstacles
from simulator.engine import compiled
from simulator.engine.simpy_engine import replay
from simulator.errors import ScenarioError
from simulator.ledger.ledger import Ledger
from simulator.measures.invariants import check_invariants
from simulator.measures.registry import measure
from simulator.output.content.obstacles import never_done
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY, HOUR, MINUTE
from simulator.scenario.what_if import what_if
from simulator.workload.draw import draw

MAIL = {"at": ["09:00", "13:00", "16:30"], "lasts": "30 min"}
BLOCK = {"days": ["friday"], "at": ["15:00"], "lasts": "2 h", "exclusive": True}
CALL = {"urgency": 1, "interrupts": True}
FRIDAY = 4 * DAY


def office(people: int = 1, weeks: int = 1, **kinds: dict[str, Any]) -> Scenario:
    """Clerks from nine to five."""
    roles = {"clerk": {"people": people, "cost_per_hour": 30, "shift": OFFICE}}
    horizon = {"start": "2025-01-06", "weeks": weeks}
    return desk(kinds=kinds, roles=roles, horizon=horizon)


def checked(company: Scenario, tasks: list[tuple[str, int, int]]) -> Ledger:
    ledger = played(company, tasks)
    check_invariants(ledger)
    return ledger


def test_mail_waits_for_the_next_session() -> None:
    ledger = checked(office(mail={"sessions": MAIL}), [("mail", at("09:40"), 600)])
    assert told(ledger) == ["13:00 13:10 work mail"]
    assert measure(ledger)["waiting.mail.not_its_day"] == 200


def test_what_comes_in_a_session_is_done_in_it() -> None:
    ledger = checked(office(mail={"sessions": MAIL}), [("mail", at("13:10"), 600)])
    assert told(ledger) == ["13:10 13:20 work mail"]


def test_what_is_split_is_laid_aside_at_the_end_and_goes_on_in_the_next() -> None:
    ledger = checked(office(mail={"sessions": MAIL}), [("mail", at("09:10"), 2400)])
    assert told(ledger) == ["09:10 09:30 work mail", "13:00 13:20 work mail"]


def test_what_is_not_split_is_begun_in_a_session_and_finished_after_it() -> None:
    mail = {"sessions": MAIL, "splittable": False}
    ledger = checked(office(mail=mail), [("mail", at("09:20"), 2400)])
    assert told(ledger) == ["09:20 10:00 work mail"]


def test_a_session_takes_nobody_from_other_work() -> None:
    company = office(mail={"sessions": MAIL}, job={})
    ledger = checked(company, [("job", at("12:50"), 1800), ("mail", at("10:00"), 1200)])
    # The mail has ten minutes of the session left, and ten of the next.
    assert told(ledger) == [
        "12:50 13:20 work job",
        "13:20 13:30 work mail",
        "16:30 16:40 work mail",
    ]


def test_an_exclusive_session_does() -> None:
    company = office(mail={"sessions": {**MAIL, "exclusive": True}}, job={"urgency": 1})
    ledger = checked(company, [("job", at("12:50"), 1800), ("mail", at("10:00"), 600)])
    assert told(ledger) == ["12:50 13:00 work job", "13:00 13:10 work mail", "13:10 13:30 work job"]


@pytest.mark.parametrize(
    ("expected", "day"),
    [
        ("10 min", ["12:50 13:20 work job", "13:20 13:30 work mail"]),
        ("11 min", ["13:00 13:10 work mail", "13:10 13:40 work job"]),
    ],
)
def test_what_is_not_split_goes_first_if_it_is_expected_to_end(
    expected: str, day: list[str]
) -> None:
    job = {"splittable": False, "lasts": expected}
    company = office(mail={"sessions": {**MAIL, "exclusive": True}}, job=job)
    ledger = checked(company, [("job", at("12:50"), 1800), ("mail", at("10:00"), 600)])
    assert told(ledger) == day


@pytest.mark.parametrize(
    ("but", "day"),
    [
        ([], ["15:00 16:00 work report", "16:00 16:10 work call"]),
        (["call"], ["15:00 15:20 work report", "15:20 15:30 work call", "15:30 16:10 work report"]),
    ],
)
def test_an_urgent_call_waits_unless_it_may_break_in(but: list[str], day: list[str]) -> None:
    company = office(report={"sessions": {**BLOCK, "but": but}}, call=CALL)
    tasks = [("report", at("10:00"), 3600), ("call", at("15:20", FRIDAY), 600)]
    assert told(checked(company, tasks), day=FRIDAY) == day


def test_the_fridays_report_is_written_on_fridays_and_not_on_mondays() -> None:
    routine = {"routine": {"every": "week", "on": "friday", "at": "09:00"}}
    report = {"lasts": "3 h", "sessions": BLOCK, "arises": routine}
    ledger = replay(draw(office(weeks=3, report=report)))
    days = {int(day) for day in ledger.entries.start[ledger.entries.task >= 0] // DAY}
    assert days == {4, 11, 18}
    assert told(ledger, day=11 * DAY) == ["15:00 16:00 work report", "16:00 17:00 work report"]


def test_each_of_a_team_is_called_to_what_waits_for_all_and_no_more() -> None:
    mail = {"sessions": {**MAIL, "exclusive": True}}
    tasks = [("job", at("12:00"), 7200)] * 3 + [("mail", at("11:00"), 600)] * 2
    ledger = checked(office(people=3, mail=mail, job={}), tasks)
    assert sum(ledger.tasks.interrupted) == 2


def test_what_else_there_is_goes_on_once_nothing_of_it_waits() -> None:
    company = office(mail={"sessions": {**MAIL, "exclusive": True}}, job={})
    ledger = checked(company, [("mail", at("10:00"), 60), ("job", at("13:00"), 600)])
    assert told(ledger) == ["13:00 13:01 work mail", "13:01 13:11 work job"]


def test_a_server_with_gates_comes_out_as_written_apart() -> None:
    generator = np.random.default_rng(3)
    asked = np.cumsum(generator.integers(1, 2 * HOUR, 150)).tolist()
    lasts = generator.integers(1, HOUR, 150).tolist()
    company = desk(
        kinds={"job": {"sessions": {"at": ["20:00", "20:59"], "lasts": "59 min"}}},
        horizon={"start": "2025-01-06", "weeks": 2},
    )
    spans = [
        (20 * HOUR, 20 * HOUR + 59 * MINUTE),
        (20 * HOUR + 59 * MINUTE, 22 * HOUR - 2 * MINUTE),
    ]
    gates = [(day * DAY + a, day * DAY + b) for day in range(14) for a, b in spans]
    ledger = played(company, [("job", *each) for each in zip(asked, lasts, strict=True)])
    free, begun, ended = 0, [], []
    for moment, seconds in zip(asked, lasts, strict=True):
        free, left, first = max(free, moment), seconds, -1
        for begin, end in gates:
            if left > 0 and end > free:
                start = max(begin, free)
                first = start if first < 0 else first
                worked = min(end - start, left)
                left, free = left - worked, start + worked
        if first >= 0:
            begun.append(first)
        if left == 0:
            ended.append(free)
    assert moments(ledger)[: len(begun)] == begun
    assert moments(ledger, "finished")[: len(ended)] == ended
    assert len(ended) > 20
    assert all(a <= b for a, b in pairwise(begun))


@pytest.mark.slow
@pytest.mark.skipif(not compiled.is_installed(), reason="needs the compiled engine")
def test_both_engines_keep_the_same_sessions() -> None:
    report = {"sessions": {**BLOCK, "but": ["call"]}}
    company = office(people=2, report=report, mail={"sessions": MAIL}, call=CALL, job={})
    generator = np.random.default_rng(1)
    names = generator.choice(["report", "mail", "call", "job"], 120).tolist()
    asked = np.sort(generator.integers(0, 5 * DAY, 120)).tolist()
    lasts = generator.integers(60, 2400, 120).tolist()
    workload = prescribed(company, list(zip(names, asked, lasts, strict=True)))
    one, other = replay(workload), compiled.replay(workload)
    for column in ("started", "finished", "interrupted"):
        assert moments(one, column) == moments(other, column)
    sums = measure(*compiled.tally(workload))
    assert {key: value for key, value in measure(one).items() if key.startswith("waiting")} == {
        key: value for key, value in sums.items() if key.startswith("waiting")
    }


@pytest.mark.parametrize(
    ("sessions", "complaint"),
    [
        ({"at": ["18:00"], "lasts": "1 h"}, "is done from 18:00 to 19:00"),
        ({"days": ["sunday"], "at": ["10:00"], "lasts": "1 h"}, "it is for sunday only"),
    ],
)
def test_sessions_at_which_nobody_works_are_named(sessions: dict[str, Any], complaint: str) -> None:
    inbound = {"inbound": {"rate": "1 per day", "per": "role"}}
    (never,) = obstacles(office(mail={"sessions": sessions, "arises": inbound}))
    assert complaint in never_done(never)


@pytest.mark.parametrize(
    ("kind", "complaint"),
    [
        ({"sessions": {"at": ["09:00", "09:20"], "lasts": "30 min"}}, "overlap"),
        ({"sessions": {"at": ["23:45"], "lasts": "30 min"}}, "midnight"),
        ({"sessions": {**MAIL, "but": ["call"]}}, "exclusive: true"),
        ({"sessions": {**MAIL, "exclusive": True, "but": ["job"]}}, "would not interrupt it"),
        ({"sessions": {**MAIL, "exclusive": True, "but": ["cal"]}}, "did you mean"),
        ({"sessions": MAIL, "on_days": ["monday"]}, "'on_days'"),
        ({"sessions": MAIL, "with": {"clerk": 1}, "splittable": False}, "'with'"),
    ],
)
def test_sessions_that_make_no_sense_are_refused(kind: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        office(mail=kind, call=CALL, job={})


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        (
            {"at": "09:00"},
            "activities.mail.sessions.at: read '09:00', expected a list: write [09:00]",
        ),
        ({"lasts": "90 minuts"}, "or '6 weeks'; did you mean '90 min'?"),
        ({"lasts": "1 hour 30 mins"}, "did you mean '1 h 30 min'?"),
    ],
)
def test_a_slip_in_a_session_is_refused_with_what_to_write(
    said: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(ScenarioError) as wrong:
        what_if(office(mail={"sessions": MAIL}), activities={"mail": {"sessions": said}})
    assert complaint in str(wrong.value)
