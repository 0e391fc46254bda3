"""What the warm-up is too short for, known before anything is replayed."""

from __future__ import annotations

from typing import Any

import pytest
from worlds import ALWAYS, scenario

from simulator.analysis.transients import Transient, transients
from simulator.experiment.compare import run
from simulator.experiment.comparison import Comparison
from simulator.output.content import comparison
from simulator.output.content import run as content_of_run
from simulator.output.content.obstacles import not_settled, noted
from simulator.output.document import Texts
from simulator.scenario.folders import listing
from simulator.scenario.inheritance import load
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if


def pipeline(delay: str, warm_up: int, **clerk: Any) -> Scenario:
    """Leads of which half are won, some weeks later."""
    inbound = {"inbound": {"rate": "10 per day", "per": "role"}}
    work = {"category": "desk", "by": "clerk", "lasts": "20 min"}
    won = {"lead": {"chance": 0.5, "delay": delay}}
    return scenario(
        horizon={"start": "2024-01-01", "weeks": 52, "warm_up_weeks": warm_up},
        roles={"clerk": {"people": 2, "cost_per_hour": 10, "shift": ALWAYS, **clerk}},
        activities={
            "lead": {**work, "arises": inbound},
            "won": {**work, "lasts": "0 s", "automated": 1, "arises": {"after": won}},
        },
        deals={"sale": {"stages": {"lead": "lead", "won": "won"}, "value": {"mean": 1000}}},
    )


def test_a_deal_that_takes_longer_than_the_warm_up_has_not_settled() -> None:
    (found,) = transients(pipeline("30 weeks", 10))
    assert (found.kind, found.name, found.weeks) == ("deal", "won", 30)
    assert noted([pipeline("30 weeks", 10)]) == ()


@pytest.mark.slow
def test_a_run_a_comparison_and_their_json_say_what_has_not_settled() -> None:
    slow = run(pipeline("30 weeks", 10), 2, jobs=1)
    short = run(what_if(pipeline("0 s", 10), name="short"), 2, jobs=1)
    for document, record in (
        (content_of_run.document(slow), slow.as_json()),
        (comparison.document(two := Comparison(short, (slow,))), two.as_json()),
    ):
        texts = [line for each in document.blocks if isinstance(each, Texts) for line in each.lines]
        (said,) = [line for line in texts if "not settled" in line]
        assert said.startswith(f"{slow.name}: not settled: the warm-up is 10 weeks, and won comes")
        assert "won comes 30 weeks after its deal was opened" in said
        assert "profit come out too low" in said
        settled = record["settled"][slow.name]
        assert settled["settled"] is False
        assert [each["name"] for each in settled["because"]] == ["won"]
        assert settled["says"] == [said.removeprefix(f"{slow.name}: ")]
    assert two.as_json()["settled"]["short"] == {
        "settled": True,
        "because": [],
        "grows": [],
        "says": [],
    }


def test_of_a_ramp_up_two_digits_are_told() -> None:
    found = Transient("ramp_up", ("roles", "clerk", "ramp_up"), "clerk", 44.0, 0.0444444)
    assert not_settled(found, 1) == (
        "not settled: the warm-up is 1 week, and of clerk nobody is new at first, and as many as"
        " there will be after 44 weeks; when counting begins they are 4.4% too productive"
    )


@pytest.mark.parametrize(("delay", "warm_up"), [("10 weeks", 10), ("30 weeks", 30), ("0 s", 0)])
def test_a_deal_that_the_warm_up_covers_has(delay: str, warm_up: int) -> None:
    assert transients(pipeline(delay, warm_up)) == ()


def test_delays_add_up_along_a_chain() -> None:
    longer = what_if(
        pipeline("6 weeks", 10),
        activities={
            "offer": {
                "category": "desk",
                "by": "clerk",
                "lasts": "1 h",
                "arises": {"after": {"lead": {"chance": 1, "delay": "6 weeks"}}},
            },
            "won": {
                "arises": {"after": {"lead": None, "offer": {"chance": 1, "delay": "6 weeks"}}}
            },
        },
    )
    assert [each.weeks for each in transients(longer)] == [12]


def test_people_who_come_and_go_are_not_new_at_first() -> None:
    leaving = {
        "turnover": {"tenure": "100 weeks", "vacancy": "4 weeks"},
        "ramp_up": {"lasts": "40 weeks", "starts_at": 0.4},
    }
    (found,) = transients(pipeline("0 s", 10, **leaving))
    assert (found.kind, found.name, found.weeks) == ("ramp_up", "clerk", 44)
    # They lack 0.3 for 40 of 104 weeks; of that the warm-up has seen 10 of 44.
    assert found.share == pytest.approx(0.3 * 40 / 104 * 34 / 44)


def test_what_begins_later_is_not_asked_for_as_counting_begins() -> None:
    leaving = {
        "turnover": {"tenure": "100 weeks", "vacancy": "4 weeks"},
        "ramp_up": {"lasts": "40 weeks", "starts_at": 0.4},
    }
    company = pipeline("0 s", 10)  # counts from 11 March 2024 on

    def from_day(day: str) -> Scenario:
        values = {"roles": {"clerk": leaving}}
        return what_if(company, name="other", change=[{"on": day, "values": values}])

    assert transients(from_day("2024-09-02")) == ()
    assert [each.name for each in transients(from_day("2024-03-11"))] == ["clerk"]


# A cap of a year is met late in it: whole years are counted, the unsettled weeks of the first, too.
WHOLE_YEARS = {"stars-leave-over-a-cap", "stars-stay-without-a-cap"}


@pytest.mark.slow
def test_no_shipped_scenario_is_too_short() -> None:
    assert {each.name for each in listing() if transients(load(each.name))} == WHOLE_YEARS
