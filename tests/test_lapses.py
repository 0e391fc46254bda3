"""Work that lapses: tiny worlds by hand, and a queue with impatient customers written apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engines import replay as faster
from worlds import OFFICE, desk, moments, played, prescribed, scenario

from simulator.analysis.capacity.answer import scenario_load
from simulator.engine import compiled, select
from simulator.engine.simpy_engine import replay
from simulator.errors import UsageError
from simulator.experiment.compare import compare, run
from simulator.experiment.comparison import Comparison
from simulator.experiment.finding import finding_of, worst_harm
from simulator.ledger.ledger import Ledger
from simulator.measures.invariants import check_invariants
from simulator.measures.registry import measure
from simulator.model.codes import STATES
from simulator.output.content.headline import harm_words, headline
from simulator.output.content.queues import given_up, queues
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY, HOUR, MINUTE
from simulator.scenario.what_if import what_if
from simulator.workload.draw import draw

NINE = 9 * HOUR
WORKDAYS = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), 1)


def clerk(kind: dict[str, Any], **said: Any) -> Scenario:
    """One clerk from nine to five."""
    roles = {"clerk": {"people": 1, "cost_per_hour": 30, "shift": OFFICE}}
    return desk(kinds={"job": kind}, roles=roles, **said)


def daily(lasts: str, times: int = 1, weeks: int = 1, **said: Any) -> Scenario:
    """A clerk who is asked for the same at nine on each day."""
    routine = {"every": "day", "at": "09:00", "times": times}
    kind = {"lasts": lasts, "arises": {"routine": routine}, **said}
    return clerk(kind, horizon={"start": "2025-01-06", "weeks": weeks})


def states(ledger: Ledger) -> list[str]:
    return [STATES[state] for state in ledger.tasks.state]


def test_what_nobody_has_begun_when_the_next_one_comes_lapses() -> None:
    ledger = replay(draw(daily("12 h", lapses="next_one")))
    # Monday's is done by Tuesday 13:00, Tuesday's by Wednesday 17:00; Wednesday's gives way on
    # Thursday at 09:00, Thursday's is done by Friday 13:00, when Friday's is begun.
    assert states(ledger) == ["done", "done", "lapsed", "done", "waiting"]
    assert moments(ledger) == [NINE, DAY + 13 * HOUR, -1, 3 * DAY + NINE, 4 * DAY + 13 * HOUR]
    assert moments(ledger, "finished")[2] == 3 * DAY + NINE
    check_invariants(ledger)


def test_without_the_word_it_piles_up() -> None:
    ledger = replay(draw(daily("12 h")))
    assert states(ledger) == ["done", "done", "done", "waiting", "waiting"]


def test_several_of_a_turn_wait_until_the_next_turn() -> None:
    ledger = replay(draw(daily("5 h", times=2, lapses="next_one")))
    # Tuesday's first is begun at 11:00, its second at 16:00, Wednesday's first at 13:00; its second
    # would be begun on Thursday at 10:00, an hour too late. Thursday's then go as Tuesday's did.
    assert states(ledger) == ["done"] * 5 + ["lapsed"] + ["done"] * 3 + ["waiting"]
    assert moments(ledger, "finished")[5] == 3 * DAY + NINE


def test_of_two_that_a_holiday_puts_off_to_one_day_the_earlier_gives_way() -> None:
    routine = {"every": "day", "at": "09:00", "closed_days": "next_open_day"}
    kind = {"lasts": "1 h", "arises": {"routine": routine}, "lapses": "next_one"}
    ledger = replay(draw(clerk(kind, holidays={"also": ["2025-01-07"]})))
    # Tuesday's comes on Wednesday, as Wednesday's own does: one of them is done.
    assert states(ledger) == ["done", "done", "lapsed", "done", "done"]
    assert moments(ledger)[:2] == [NINE, 2 * DAY + NINE]


def test_a_run_says_how_much_of_what_work_lapses() -> None:
    """One of ten, as above; nothing where there is time for all."""
    for lasts, told in (("5 h", ["10% of job lapse: nobody begins them in time"]), ("3 h", [])):
        week = run(daily(lasts, times=2, lapses="next_one"), replications=2, jobs=1)
        assert list(given_up(week)) == told


def test_what_waits_longer_than_it_may_lapses_to_the_second() -> None:
    company = clerk({"lasts": "1 h", "lapses": {"after": "90 min"}})
    asked = [NINE, NINE, NINE, NINE + 1]
    ledger = played(company, [("job", moment, 3600) for moment in asked])
    assert states(ledger) == ["done", "done", "lapsed", "lapsed"]
    assert moments(ledger, "finished")[2:] == [NINE + 5400, NINE + 5401]


def test_who_comes_free_at_the_very_moment_comes_too_late() -> None:
    company = clerk({"lasts": "1 h", "lapses": {"after": "1 h"}})
    ledger = played(company, [("job", NINE, 3600), ("job", NINE, 600), ("job", NINE + 1, 600)])
    assert states(ledger) == ["done", "lapsed", "done"]


def test_what_was_begun_does_not_lapse() -> None:
    company = clerk({"lasts": "1 h", "lapses": {"after": "1 h"}})
    ledger = played(company, [("job", 16 * HOUR + 30 * MINUTE, 3600)])
    assert moments(ledger, "finished") == [DAY + NINE + 30 * MINUTE]


def test_nothing_follows_on_what_lapses() -> None:
    follows = {"lasts": "10 min", "arises": {"after": {"job": 1}}}
    company = desk(kinds={"job": {"lapses": {"after": "10 min"}}, "note": follows})
    tasks = [("job", 0, 3600), ("job", 0, 60), ("note", -1, 60), ("note", -1, 60)]
    ledger = replay(prescribed(company, tasks, parent=[-1, -1, 0, 1]))
    assert states(ledger) == ["done", "lapsed", "done"]


def test_what_waits_for_its_weekday_lapses_there() -> None:
    company = clerk({"on_days": ["friday"], "lapses": {"after": "2 d"}})
    ledger = played(company, [("job", NINE, 600)])
    assert (states(ledger), moments(ledger, "finished")) == (["lapsed"], [2 * DAY + NINE])


def test_a_case_to_be_handed_over_lapses_unless_the_giver_has_begun_to_write() -> None:
    roles = {
        name: {"people": 1, "cost_per_hour": 30, "shift": OFFICE} for name in ("clerk", "helper")
    }
    moved = {"to": "helper", "hand_over": "1 h"}
    company = desk(kinds={"job": {"moved": moved, "lapses": {"after": "30 min"}}}, roles=roles)
    workload = prescribed(company, [("job", NINE, 600), ("job", NINE, 600)])
    workload.tasks.routing[:] = 1  # both move
    assert states(replay(workload)) == ["done", "lapsed"]


def test_a_server_with_impatient_customers_comes_out_as_written_apart() -> None:
    generator = np.random.default_rng(5)
    asked = np.cumsum(generator.integers(1, 1200, 500)).tolist()
    lasts = generator.integers(1, 1500, 500).tolist()
    company = desk(kinds={"job": {"lapses": {"after": "40 min"}}})
    ledger = played(company, [("job", *each) for each in zip(asked, lasts, strict=True)])
    free, expected = 0, []
    for moment, seconds in zip(asked, lasts, strict=True):
        begun = max(free, moment)
        if begun >= moment + 2400:
            expected.append((-1, moment + 2400))
        else:
            free = begun + seconds
            expected.append((begun, free))
    known = [each for each in expected if each[1] < 7 * DAY]
    found = list(zip(moments(ledger), moments(ledger, "finished"), strict=True))
    assert found[: len(known)] == known
    assert 20 < sum(begun < 0 for begun, _ in known) < 400


def test_what_lapsed_is_no_backlog_and_counted_by_itself() -> None:
    values = measure(replay(draw(daily("12 h", lapses="next_one"))))
    assert values["asked.job"] == 5
    assert (values["done.job"], values["lapsed.job"], values["waiting_at_end.job"]) == (3, 1, 1)
    assert (values["queue_done.clerk.job"], values["queue_lapsed.clerk.job"]) == (3, 1)


def test_a_queue_of_which_much_lapses_does_not_grow_and_its_table_says_so() -> None:
    kept, given_up = (
        run(daily("12 h", weeks=30, **said), replications=2, jobs=1, engine="simpy")
        for said in ({}, {"lapses": "next_one"})
    )
    assert (kept.queues[0].grows, given_up.queues[0].grows) == (True, False)
    assert [column.key for column in queues([given_up]).columns][3:6] == ["asked", "done", "lapsed"]
    assert "lapsed" not in [column.key for column in queues([kept]).columns]
    queue = given_up.queues[0]
    assert queue.lapsed == pytest.approx(queue.asked - queue.done, abs=0.1)


@pytest.mark.slow
@pytest.mark.skipif(not compiled.is_installed(), reason="needs the compiled engine")
@pytest.mark.parametrize("lapses", ["next_one", {"after": "7 h"}])
def test_both_engines_let_the_same_lapse(lapses: Any) -> None:
    workload = draw(daily("12 h", lapses=lapses, weeks=4))
    ledgers = [select.replay(workload, engine) for engine in ("simpy", "compiled")]
    for column in ("started", "finished", "state"):
        assert moments(ledgers[0], column) == moments(ledgers[1], column)


def test_the_load_model_expects_no_more_than_people_can_do_of_what_lapses() -> None:
    kept, given_up = (
        scenario_load(daily("12 h", weeks=20, **said)).roles[0].load
        for said in ({}, {"lapses": "next_one"})
    )
    assert kept == pytest.approx(1.5, rel=0.02)
    assert given_up == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(
    ("kind", "complaint"),
    [
        ({"lapses": "next_one"}, "no next one comes round"),
        ({"lapses": "next"}, "next_one"),
        ({"lapses": {"after": "0 s"}}, "greater than 0"),
        ({"lapses": {"after": "1 d"}, "with": {"clerk": 1}, "splittable": False}, "'with'"),
    ],
)
def test_what_cannot_lapse_is_refused(kind: dict[str, Any], complaint: str) -> None:
    with pytest.raises((UsageError, ValueError), match=complaint):
        clerk(kind)


def test_a_year_of_what_lapses_keeps_every_law() -> None:
    check_invariants(faster(draw(daily("12 h", lapses="next_one", weeks=26))))


def test_the_load_model_expects_nothing_of_what_lapses_before_anybody_comes() -> None:
    """A line that is open until nine in the evening, for a clerk who goes home at five."""
    profiles = {"line": {"days": {"monday": 1}, "hours": {"09:00-21:00": 1}}}
    inbound = {"rate": "12 per working day", "per": "role", "profile": "line"}
    kind = {"lasts": "1 min", "arises": {"inbound": inbound}}
    horizon = {"start": "2025-01-06", "weeks": 20}

    def minutes(**said: Any) -> float:
        company = clerk(kind | said, profiles=profiles, horizon=horizon)
        (part,) = scenario_load(company).roles[0].parts
        return part.minutes

    assert minutes() == pytest.approx(12)
    # Eight of twelve hours come in the shift; what lapses after two hours, and came at most so
    # early before the shift, finds him, too; but the line opens with him.
    assert minutes(lapses={"after": "30 min"}) == pytest.approx(8, rel=0.01)
    assert minutes(lapses={"after": "9 h"}) == pytest.approx(12, rel=0.01)


# -- whom it harms ---------------------------------------------------------------------------------


def walk_in(lapses: object = None, clerks: int = 1, **said: object) -> Scenario:
    """Clerks with calls, and a rep with 24 hours of orders a week whom they may help."""
    by_clerks: dict[str, Any] = {"category": "desk", "by": "clerk", "lasts": "25 min", **said}
    by_day = {"per": "role", "profile": "office", "closed_days": "lost"}
    calls = {**by_clerks, "arises": {"inbound": {"rate": "14 per working day", **by_day}}}
    return scenario(
        name="today",
        horizon={"start": "2025-01-06", "weeks": 6},
        profiles={"office": {"days": WORKDAYS, "hours": {"09:00-17:00": 1}}},
        roles={
            "rep": {"people": 1, "cost_per_hour": 50, "shift": OFFICE},
            "clerk": {"people": clerks, "cost_per_hour": 30, "shift": OFFICE},
        },
        activities={
            "call": {**calls, **({"lapses": lapses} if lapses else {})},
            "order": {
                "category": "desk",
                "by": "rep",
                "lasts": "36 min",
                "arises": {"inbound": {"rate": "8 per working day", **by_day}},
            },
        },
    )


def helped(base: Scenario, to: str = "clerk") -> Comparison:
    plan = what_if(base, name="helped", reassign={"order": {"to": to}})
    return compare(base, plan, replications=6, jobs=1)


def test_a_plan_under_which_more_work_lapses_is_told_with_it() -> None:
    compared = helped(walk_in({"after": "30 min"}))
    guards = {each.measure: each for each in compared.guards["helped"]}
    lapsed = guards["lapsed_share.call"]
    assert (lapsed.role, lapsed.verdict) == ("clerk", "worse")
    assert lapsed.within == 0.02
    assert lapsed.difference.mean == pytest.approx(lapsed.after.mean - lapsed.before.mean)
    harm = worst_harm(compared, compared.others[0])
    assert harm is not None
    assert (harm.sign, harm.activity, harm.role) == ("lapsed", "call", "clerk")
    assert harm_words(harm).startswith("of call, ")
    assert harm_words(harm) in headline(finding_of(compared))


def test_how_much_lapses_is_a_sign_beside_how_much_is_in_time_where_anything_may() -> None:
    """Work that never lapses has no such sign."""
    for said, signs in (
        ({"lapses": {"after": "30 min"}, "due": "1 d"}, {"lapsed_share.call", "within_due.call"}),
        ({"due": "1 d"}, {"within_due.call"}),
        ({}, {"turnaround_of_asked.call"}),
    ):
        guards = helped(walk_in(**said)).guards["helped"]
        assert {g.measure for g in guards if g.measure.endswith(".call")} == signs


def test_who_has_room_lets_no_more_lapse() -> None:
    """Calls that wait for a week at most, of two clerks with room: none of them lapses."""
    guards = {g.measure: g for g in helped(walk_in({"after": "7 d"}, 2)).guards["helped"]}
    assert guards["lapsed_share.call"].verdict == "not worse"
    assert guards["lapsed_share.call"].after.mean == 0
