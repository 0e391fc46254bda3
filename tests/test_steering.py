"""Looks at records that move urgencies, in tiny worlds worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from test_customers import INBOUND, asked, shop
from test_rules import at, told

from simulator.engine.simpy_engine import replay
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
