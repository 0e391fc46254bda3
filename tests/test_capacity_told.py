"""What `capacity` says first: what can never be done, and what was asked just before."""

from __future__ import annotations

from typing import Any

import pytest
from test_capacity import reps
from test_sharing_load import WEEKDAYS, company, work
from worlds import OFFICE, desk

from simulator.analysis.capacity import capacity
from simulator.experiment.compare import run
from simulator.output.content.capacity import _notes, draw, headline
from simulator.output.content.obstacles import noted
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

NEVER = "Lines: Nobody can ever do 'order': 'gone' has no people"
HOURS = "08:00-16:00"
KEPT = "(one of 2 kinds of work that can never be done)"


def titled(result: Any) -> str:
    """The title of the picture, on one line."""
    return " ".join(draw(result).get_title(loc="left").split())


def test_where_all_work_waits_for_ever_nothing_else_is_said() -> None:
    result = capacity(company({"desk": 1, "gone": 0}, {"order": work("gone", 12)}))
    assert headline(result) == f"{NEVER}."
    assert titled(result) == NEVER


def test_what_can_never_be_done_comes_before_how_busy_others_are() -> None:
    """Twelve orders of 20 min are 240 of the desk's 480."""
    activities = {
        "order": work("gone", 12),
        "post": work("gone", 1),
        "quote": work("desk", 12),
    }
    result = capacity(company({"desk": 1, "gone": 0}, activities))
    busiest = "the busiest are people of desk with 50%."
    said = f"{NEVER} {KEPT}. Nobody is asked for more than 95% of their time: {busiest}"
    assert headline(result) == said
    assert titled(result).startswith(f"{NEVER} {KEPT}. People of desk are the busiest")


def test_who_is_asked_for_too_much_in_any_what_if_is_named_whichever_comes_last() -> None:
    """Twelve orders of 20 min are 240 of 480, with 30 of them 600: 125%."""
    office = company({"desk": 1}, {"order": work("desk", 12)})
    full = what_if(office, name="full", title="Full", activities=({"order": work("desk", 30)}))
    more = what_if(office, name="more", title="More", hire={"desk": 1})
    drowned = "Full: People of desk are asked for 125% of their time"
    assert drowned in headline(capacity(office, full, more))
    assert headline(capacity(office, more, full)).startswith(drowned)
    assert drowned not in headline(capacity(office, more))


def test_whom_today_asks_for_too_much_is_told_where_a_plan_ends_it() -> None:
    full = company({"desk": 1}, {"order": work("desk", 30)})
    more = what_if(full, name="more", title="More", hire={"desk": 1})
    told = headline(capacity(full, more))
    assert told.startswith("More: Nobody is asked for more than 95% of their time")
    assert "People of desk are asked for 125% of their time" in told
    assert headline(capacity(full, what_if(full, name="same", title="Same"))).count("125%") == 2


def test_from_what_day_on_it_can_never_be_done_is_said() -> None:
    """From April on nobody is left; before, two and one of them do 240 min a day."""
    office = company({"desk": 2}, {"order": work("desk", 12)})
    changes = [{"on": day, "hire": {"desk": -1}} for day in ("2025-03-03", "2025-04-07")]
    result = capacity(what_if(office, name="fewer", title="Fewer", change=changes))
    said = "Fewer: From 2025-04-07 on: nobody can ever do 'order': 'desk' has no people."
    assert headline(result).startswith(said)


def growing() -> Scenario:
    """Orders of 0, 320 and 640 min a day for a desk of 480, in three stretches."""
    rate = ("values", "activities", "order", "arises", "inbound", "rate")

    def step(day: str, a_day: int) -> dict[str, Any]:
        value: Any = f"{a_day} per working day"
        for word in reversed(rate):
            value = {word: value}
        return {"on": day, **value}

    office = company({"desk": 1}, {"order": work("desk", 0.001)})
    steps = [step("2025-03-03", 16), step("2025-04-28", 32)]
    return what_if(office, name="growing", title="Growing", change=steps)


def test_before_is_the_stretch_before() -> None:
    """67%, and not the 0% of the first of three stretches."""
    result = capacity(growing())
    loads = [each.roles[0].load for each in result.scenarios]
    assert loads == pytest.approx([0, 320 / 480, 640 / 480], abs=1e-3)
    assert headline(result).endswith("(before: 67%).")
    assert titled(result).endswith("(before: 67%)")


def test_who_drowns_until_people_come_back_drowns_to_the_day_before() -> None:
    """36 orders of 20 min are 720 of the 960 minutes of two, and of 480 from March 3 to April 6.

    That others come in between changes nothing of it.
    """
    office = company({"desk": 2, "post": 1}, {"order": work("desk", 36), "mail": work("post", 6)})
    hires = {"2025-03-03": {"desk": -1}, "2025-03-17": {"post": 1}, "2025-04-07": {"desk": 1}}

    def told(**days: dict[str, int]) -> tuple[Any, Scenario]:
        changes = [{"on": day, "hire": hire} for day, hire in days.items()]
        fewer = what_if(office, name="fewer", title="Fewer", change=changes)
        return capacity(fewer), fewer

    result, fewer = told(**hires)
    said = "From 2025-03-03 to 2025-04-06: people of desk are asked for 150% of their time"
    assert headline(result).startswith(f"Fewer: {said}")
    assert "150% of their time, from 2025-03-03 to 2025-04-06 (before: 75%)" in titled(result)
    titles = [each.scenario.title.partition(":")[0] for each in result.scenarios]
    assert titles == [
        "from 2025-01-20 to 2025-03-02",
        "from 2025-03-03 to 2025-03-16",
        "from 2025-03-17 to 2025-04-06",
        "from 2025-04-07 on",
    ]
    (remark,) = noted([fewer])
    assert remark.startswith("fewer: from 2025-03-03 to 2025-04-06: people of desk are asked")
    result, _ = told(**dict(list(hires.items())[:2]))
    assert headline(result).startswith("Fewer: From 2025-03-03 on: people of desk")


def test_what_can_never_be_done_for_a_time_is_said_of_its_days() -> None:
    office = company({"desk": 1}, {"order": work("desk", 12)})
    changes = [
        {"on": "2025-03-03", "hire": {"desk": -1}},
        {"on": "2025-04-07", "hire": {"desk": 1}},
    ]
    result = capacity(what_if(office, name="gone", title="Gone", change=changes))
    said = "From 2025-03-03 to 2025-04-06: nobody can ever do 'order'"
    assert headline(result).startswith(f"Gone: {said}")


def test_without_calls_nothing_is_asked_that_follows_from_calls() -> None:
    """Of 4,800 minutes a week mail takes 12 x 20 a day, which are 1,200 or 25%.

    About 50 calls of 30 min are 31%; every second one is followed by an order of 24 min, which are
    12.5% that nobody would be asked for without a call.
    """
    values = reps("2 weeks").model_dump(by_alias=True, exclude_unset=True)
    values["profiles"] = {"office": {"days": dict.fromkeys(WEEKDAYS, 1), "hours": {HOURS: 1}}}
    values["activities"] |= {
        "mail": work("rep", 12),
        "order": {"category": "desk", "by": "rep", "lasts": "24 min"}
        | {"arises": {"after": {"call": 0.5}}},
    }
    result = capacity(Scenario.model_validate(values))
    (role,) = result.scenarios[0].roles
    parts = {each.activity: each.minutes / role.present for each in role.parts}
    assert parts["mail"] == pytest.approx(0.25, abs=0.005)
    assert parts["order"] == pytest.approx(0.125, rel=0.05)
    assert role.without_calls_load == pytest.approx(0.25, abs=0.005)
    says = (
        "'without calls' is what would be asked if nobody were called on: without all that follows"
    )
    assert any(says in note for note in _notes())


def test_calls_that_do_not_fit_into_what_time_is_left_are_told() -> None:
    """Of three hours each two fit into a day of eight: ten a week, of which twenty are due."""
    values = reps("1 week", people=1).model_dump(by_alias=True, exclude_unset=True)
    values["segments"]["shops"]["accounts"] = 20
    values["activities"]["call"]["lasts"] = "3 h"
    said = headline(capacity(Scenario.model_validate(values)))
    assert said.endswith("; reps make 10 calls a week of 20 due, and have 75% with these.")
    values["activities"]["call"]["lasts"] = "1 h"
    assert "due" not in headline(capacity(Scenario.model_validate(values)))


def test_of_several_what_ifs_those_few_who_are_asked_for_too_much_are_told_of_each() -> None:
    """Whichever of them comes last."""
    base = desk(
        people=4,
        kinds={"job": {"arises": {"inbound": {"rate": "24 per day", "per": "role"}}}},
    )
    few = what_if(
        base,
        name="few",
        title="Few",
        roles={"clerk": {"members": {"Ann": {"skills": {"stamp": 1}}, "B": {}, "C": {}, "D": {}}}},
        activities={"job": {"skill": "stamp", "lasts": "70 min"}},
    )
    other = what_if(base, name="other", title="Other", hire={"clerk": 1})
    for plans in ((few, other), (other, few)):
        assert "asks the 1 of 4 clerks who know it for at least" in headline(capacity(base, *plans))


@pytest.mark.parametrize(("people", "lapsed"), [(1, 0.66), (4, 0.10)])
def test_nothing_follows_on_work_that_lapses(people: int, lapsed: float) -> None:
    """Of calls that nobody takes within a minute so many lapse, as replicated: no case then."""
    call = {"arises": {"inbound": {"rate": "240 per day", "per": "role"}}}
    case = {"lasts": "30 min", "arises": {"after": {"call": 0.1}}}

    def cases(**lapses: Any) -> float:
        kinds = {"call": call | lapses, "case": case}
        (clerks,) = capacity(desk(people, kinds)).scenarios[0].roles
        return next(part.minutes for part in clerks.parts if part.activity == "case")

    asked = cases()
    assert asked == pytest.approx(240 * 7 * 0.1 * 30)
    assert 1 - cases(lapses={"after": "1 min"}) / asked == pytest.approx(lapsed, abs=0.06)


def test_what_lapses_is_done_in_the_hours_that_allow_it_alone() -> None:
    """Thirty hours a week are asked, and there are nine: by a replay nine are worked, and told."""
    sessions = {"days": ["monday", "wednesday", "friday"], "at": ["09:00"], "lasts": "3 h"}
    report = {
        "lasts": "1 h",
        "arises": {"routine": {"every": "day", "at": "09:00", "times": 6}},
        "sessions": sessions,
        "lapses": {"after": "1 d"},
    }
    roles = {"clerk": {"people": 1, "cost_per_hour": 30, "shift": OFFICE}}
    horizon = {"start": "2025-01-06", "weeks": 8}
    one = desk(kinds={"report": report}, roles=roles, horizon=horizon)
    (clerks,) = capacity(one).scenarios[0].roles
    replayed = run(one, replications=1, jobs=1).interval("utilisation.clerk").mean
    assert replayed == pytest.approx(9 / 40, abs=0.01)
    assert clerks.load == pytest.approx(replayed, abs=0.02)
    assert "Clerks have 9.0 h a week in which report can be done" in headline(capacity(one))
