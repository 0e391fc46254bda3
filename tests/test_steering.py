"""Looks at records that move urgencies, in tiny worlds worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engines import differing
from test_customers import INBOUND, asked, shop
from test_incentives import CLERK, happens
from test_rules import at, told

from simulator.engine import compiled
from simulator.engine.simpy_engine import replay
from simulator.model.codes import WORK
from simulator.scenario.scenario import Scenario


def office(**look: Any) -> Scenario:
    """Leads that are due within an hour, other work before them, reports, and a look at these."""
    return shop(
        {
            "lead": {"due": "1 h", "arises": INBOUND},
            "other": {"category": "desk", "urgency": 4, "arises": INBOUND},
            "report": {"category": "desk", "urgency": 3, "arises": INBOUND},
            "look": {
                "category": "desk",
                "urgency": 2,
                "arises": INBOUND,
                "steers": {"reads": ["report"], "steps": 2, **look},
            },
            "won": {"lasts": "0 s", "automated": 1, "arises": {"after": {"lead": 1}}},
        },
        deals={"sale": {"stages": {"lead": "lead", "won": "won"}, "value": {"mean": 1000}}},
    )


LATE_LEAD = ("lead", at("09:00"), 7_200)  # done an hour after it was due
LOOK = ("look", at("12:00"), 600)
BUSY = ("other", at("13:00"), 3_600)
THEN = [("other", at("13:10"), 600), ("lead", at("13:20"), 600)]


def afternoon(*before: tuple[str, int, int], **look: Any) -> list[str]:
    """What is done from two o'clock on, after a morning of some tasks."""
    ledger = replay(asked(office(**look), [*before, BUSY, *THEN]))
    return [line[12:] for line in told(ledger) if line[:5] >= "14:00"]


LEAD_FIRST, OTHER_FIRST = ["work lead", "work other"], ["work other", "work lead"]


def test_the_step_that_records_show_to_be_late_goes_first() -> None:
    assert afternoon(LATE_LEAD, ("report", at("11:30"), 600), LOOK) == LEAD_FIRST


def test_what_was_done_after_the_record_was_asked_for_is_not_seen() -> None:
    # The report is asked for while the lead is in hand: it tells of what was done by then.
    assert afternoon(LATE_LEAD, ("report", at("10:30"), 600), LOOK) == OTHER_FIRST


def test_without_a_record_or_a_look_everything_stays_as_it_is() -> None:
    assert afternoon(LATE_LEAD, LOOK) == OTHER_FIRST
    assert afternoon(LATE_LEAD, ("report", at("11:30"), 600)) == OTHER_FIRST


def test_one_step_is_not_enough_where_other_work_is_as_urgent_and_came_first() -> None:
    assert afternoon(LATE_LEAD, ("report", at("11:30"), 600), LOOK, steps=1) == OTHER_FIRST


def test_the_next_look_takes_back_what_the_last_has_put_first() -> None:
    again = ("look", at("12:20"), 600)
    assert afternoon(LATE_LEAD, ("report", at("11:30"), 600), LOOK, again) == OTHER_FIRST


def test_what_was_in_time_is_put_nowhere() -> None:
    in_time = ("lead", at("09:00"), 600)
    assert afternoon(in_time, ("report", at("11:30"), 600), LOOK) == OTHER_FIRST


@pytest.mark.parametrize(
    ("reads", "message"),
    [(["reprot"], "report"), (["look"], "no record itself")],
)
def test_a_look_reads_what_somebody_records(reads: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        office(reads=reads)


# -- figures by person and by segment --


def two_offices(by: str) -> list[str]:
    """What a clerk and a helper do first in the afternoon, after both were late in the morning.

    The clerk's leads were later than the helper's offers.
    """
    own = {**CLERK, "accounts": "own"}
    desk = {"category": "desk", "arises": INBOUND}
    helping = {"by": "helper", **desk}
    step = {"due": "5 min", "arises": INBOUND}
    company = shop(
        {
            "lead": step,
            "offer": {"by": "helper", **step},
            "other": {"urgency": 4, **desk},
            "chore": {"urgency": 4, **helping},
            "report": {"urgency": 3, **desk},
            "note": {"urgency": 3, **helping},
            "look": {
                "urgency": 2,
                **desk,
                "steers": {"reads": ["report", "note"], "steps": 2, "by": by},
            },
            "won": {"lasts": "0 s", "automated": 1, "arises": {"after": {"lead": 1, "offer": 1}}},
        },
        accounts=2,
        segments={"near": {"accounts": 1}, "far": {"accounts": 1}},
        roles={"clerk": own, "helper": own},
        deals={
            "sale": {"stages": {"lead": ["lead", "offer"], "won": "won"}, "value": {"mean": 1000}}
        },
    )
    morning = [
        *[("other", 0, at("08:59")), ("lead", 1, at("09:00"))],  # done at 9:20, 15 minutes late
        *[("offer", 1, at("09:00")), ("report", 0, at("11:00")), ("note", 0, at("11:00"))],
        ("look", 0, at("12:00")),
    ]
    afternoon = [
        *[("other", 0, at("13:00")), ("other", 0, at("13:01")), ("lead", 0, at("13:02"))],
        *[("lead", 1, at("13:03")), ("chore", 0, at("13:00")), ("chore", 0, at("13:01"))],
        ("offer", 0, at("13:02")),
    ]
    ledger = replay(happens(company, [*morning, *afternoon]))
    assert differing(ledger, compiled.replay(happens(company, [*morning, *afternoon]))) == []
    names, e = list(company.activities), ledger.entries
    rows = np.flatnonzero((e.start >= at("13:10")) & (e.activity >= 0))
    return [f"{names[e.activity[row]]} {e.account[row]}" for row in rows if e.doing[row] == WORK]


def test_figures_of_all_put_one_step_first_for_all() -> None:
    assert two_offices("all") == ["lead 0", "lead 1", "other 0", "chore 0", "offer 0"]


def test_figures_by_person_put_the_weakest_step_of_each_first_for_him() -> None:
    assert two_offices("person") == ["lead 0", "lead 1", "other 0", "offer 0", "chore 0"]


def test_figures_by_segment_put_a_step_first_for_its_accounts_only() -> None:
    assert two_offices("segment") == ["lead 1", "other 0", "lead 0", "chore 0", "offer 0"]


def test_two_looks_at_the_same_records_compare_the_same() -> None:
    look = {"category": "desk", "urgency": 2, "arises": INBOUND}
    steers = {"reads": ["report"], "steps": 2}
    with pytest.raises(ValueError, match="say the same for all"):
        shop(
            {
                "lead": {"due": "1 h", "arises": INBOUND},
                "report": {"category": "desk", "arises": INBOUND},
                "look": {**look, "steers": {**steers, "by": "person"}},
                "glance": {**look, "steers": steers},
                "won": {"lasts": "0 s", "automated": 1, "arises": {"after": {"lead": 1}}},
            },
            deals={"sale": {"stages": {"lead": "lead", "won": "won"}, "value": {"mean": 1000}}},
        )
