"""Queues that do not settle are an answer of their own, and queues that settle raise no alarm."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from printed import rows, tables_of, values
from worlds import desk, played

from simulator.experiment.compare import compare, run
from simulator.experiment.comparison import Comparison
from simulator.experiment.finding import finding_of
from simulator.experiment.judgement import judge
from simulator.experiment.queues import JudgedWeeks, Queue, piles, queues_of
from simulator.experiment.results import Experiment
from simulator.measures.registry import measure
from simulator.output.content import comparison as comparisons
from simulator.output.content import run as runs
from simulator.output.content.headline import headline
from simulator.output.document import Block, Texts
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY, HOUR, WEEK
from simulator.scenario.what_if import what_if

TURNAROUND = ["turnaround_mean.j", "waiting.j", "turnaround_of_asked.j"]


def busy(an_hour: float, name: str = "busy", weeks: int = 12, **more: dict[str, Any]) -> Scenario:
    """A clerk round the clock whose jobs last an hour on average, so many coming in an hour."""
    inbound = {"inbound": {"rate": f"{an_hour} per hour", "per": "role"}}
    kinds = {"j": {"lasts": {"family": "exponential", "mean": "1 h"}, "arises": inbound}}
    horizon = {"start": "2024-01-01", "weeks": weeks, "warm_up_weeks": 2}
    return desk(kinds=kinds | more, horizon=horizon, watch=TURNAROUND, name=name)


def seldom(an_hour: float) -> dict[str, Any]:
    """Work of the lowest urgency, an hour each."""
    inbound = {"inbound": {"rate": f"{an_hour} per hour", "per": "role"}}
    return {"lasts": {"family": "exponential", "mean": "1 h"}, "urgency": 9, "arises": inbound}


def judged(asked: float, levels: list[tuple[float, float, float]], weeks: int = 11) -> Queue:
    """The queue of one kind of work of which these levels were seen in three of its weeks."""
    first, middle, last = np.array(levels, dtype=float).T
    columns = {"first": first, "middle": middle, "last": last}
    columns |= dict.fromkeys(("asked", "done"), np.full(len(levels), asked))
    named = {f"queue_{name}.a.j": column for name, column in columns.items()}
    (queue,) = queues_of(list(named), named.__getitem__, JudgedWeeks(weeks), 0.95)
    return queue


# -- what is counted -------------------------------------------------------------------------------


def test_a_queue_is_counted_hour_by_hour_in_the_first_the_middle_and_the_last_week() -> None:
    """Each task takes six days: one waits on while the clerk is at another."""
    company = desk(horizon={"start": "2024-01-01", "weeks": 3})
    found = measure(played(company, [("job", 0, 6 * DAY), ("job", DAY, 6 * DAY)]))
    assert found["queue_asked.clerk.job"] == pytest.approx(2 / 3)
    assert found["queue_done.clerk.job"] == pytest.approx(2 / 3)
    assert found["queue_first.clerk.job"] == pytest.approx((6 + 6) / 7)  # of both, six days each
    assert found["queue_middle.clerk.job"] == pytest.approx(5 / 7)  # the second until Friday
    assert found["queue_last.clerk.job"] == 0
    for growth in ("queue_growth.clerk", "queue_growth.clerk.job"):
        assert found[growth] == pytest.approx(-(6 + 6) / 7 / 2)


def test_what_was_asked_before_counting_waits_but_is_not_asked_in_the_counted_weeks() -> None:
    company = desk(horizon={"start": "2024-01-01", "weeks": 3, "warm_up_weeks": 1})
    found = measure(played(company, [("job", WEEK - HOUR, 8 * HOUR)]))
    assert found["queue_asked.clerk.job"] == 0
    assert found["queue_done.clerk.job"] == 1 / 2
    assert found["queue_first.clerk.job"] == pytest.approx(7 / (7 * 24))


def test_what_is_asked_and_not_finished_counts_at_its_age() -> None:
    company = desk(horizon={"start": "2024-01-01", "weeks": 1})
    jobs = [("job", 0, 2 * HOUR), ("job", WEEK - 6 * HOUR, 10 * HOUR)]
    found = measure(played(company, jobs))
    assert found["turnaround_mean.job"] == 2
    assert found["turnaround_of_asked.job"] == (2 + 6) / 2


# -- what is said of it ----------------------------------------------------------------------------


def test_a_queue_that_grows_in_both_halves_of_the_weeks_grows() -> None:
    queue = judged(100, [(10, 60, 110), (12, 58, 105), (8, 63, 118)])
    assert queue.settles is False
    assert queue.growth_per_week.mean == pytest.approx((10.0 + 9.3 + 11.0) / 3)


@pytest.mark.parametrize(
    "levels",
    [
        [(10, 10, 110), (12, 12, 105), (8, 8, 118)],
        [(10, 110, 110), (12, 105, 105), (8, 118, 118)],
    ],
    ids=["a holiday at the end", "a desk that fills up after its start"],
)
def test_a_queue_that_grows_in_one_half_alone_does_not_grow(levels: Any) -> None:
    assert judged(100, levels).settles is not False


def test_growth_of_less_than_one_in_fifty_asked_does_not_matter() -> None:
    assert judged(1000, [(100, 150, 200), (101, 150, 201), (99, 150, 200)]).settles is True


def test_growth_that_is_certain_and_matters_never_settles() -> None:
    """3.0 to 3.4 of a hundred a week, in the second half alone: neither luck nor a pile."""
    queue = judged(100, [(10, 10, 41), (10, 10, 42), (10, 10, 43), (10, 10, 42)])
    assert queue.growth_per_week.low > 3
    assert queue.growth_per_week.high < 5
    assert queue.settles is None


def test_growth_that_may_be_none_and_is_not_much_settles() -> None:
    queue = judged(100, [(10, 10, 10), (10, 10, 30), (10, 10, 20), (10, 10, 5)])
    assert queue.growth_per_week.low < 0
    assert 2 < queue.growth_per_week.high < 5
    assert queue.settles is True


def test_a_queue_within_one_week_cannot_be_told() -> None:
    assert judged(100, [(10, 10, 10)] * 3, weeks=1).settles is None


def test_replications_that_disagree_cannot_tell() -> None:
    assert judged(100, [(10, 60, 110), (10, 10, 10), (10, 8, 6)]).settles is None


@pytest.fixture(scope="module")
def drowning() -> Experiment:
    return run(busy(1.25, k=seldom(0.1)), replications=3, jobs=1)


def test_of_a_desk_asked_for_a_quarter_more_than_it_can_do_a_quarter_piles_up(
    drowning: Experiment,
) -> None:
    jobs, seldom, clerk = drowning.queues
    assert (jobs.role, jobs.activity, clerk.activity) == ("clerk", "j", None)
    assert [each.settles for each in drowning.queues] == [False] * 3
    assert jobs.growth_per_week.low < 0.25 * 168 < jobs.growth_per_week.high
    assert seldom.growth_per_week.mean == pytest.approx(0.1 * 168, rel=0.15)  # never its turn
    assert clerk.growth_per_week.mean == pytest.approx(
        jobs.growth_per_week.mean + seldom.growth_per_week.mean
    )
    assert [pile.activity for pile in piles(drowning.queues)] == ["j", "k"]


def test_one_replication_of_it_is_enough_to_say_so(drowning: Experiment) -> None:
    one = run(drowning.scenario, replications=1, jobs=1)
    assert [each.settles for each in one.queues] == [False] * 3


def test_a_pile_takes_the_place_of_a_turnaround_that_only_the_horizon_explains(
    drowning: Experiment,
) -> None:
    document = runs.document(drowning)
    (watched,) = [table for table in document.tables if table.key == "watched"]
    shown = {row[0]: row[1] for row in rows(watched)}
    mean = f"{drowning.queues[0].growth_per_week.mean:.1f}"
    assert shown["turnaround mean: j, h"] == f"pile grows by {mean} tasks a week"
    assert shown["waiting: j, min"] == f"pile grows by {mean} tasks a week"
    beside = compare(
        drowning.scenario, what_if(drowning.scenario, name="b"), replications=3, jobs=1
    )
    (changed,) = [table for table in comparisons.document(beside).tables if table.key == "changes"]
    assert ("turnaround mean: j, h", *[f"pile +{mean}/week"] * 2) in [r[:3] for r in rows(changed)]
    told = [line for block in document.blocks for line in lines(block)]
    assert any(line.startswith("busy: more is asked than done. j of clerk grows") for line in told)
    assert any(
        "waiting (means of the first and the last of 10 weeks). Work that" in line for line in told
    )
    assert any("of j are not finished at the end" in line for line in told)


def test_json_and_files_say_of_each_queue_what_was_asked_done_and_left(
    drowning: Experiment,
) -> None:
    said = drowning.as_json()["queues"]["busy"]
    assert list(said[0]) == [
        *("role", "activity", "asked", "done", "lapsed", "waiting_first", "waiting_last"),
        *("growth_per_week", "settles", "since"),
    ]
    assert list(said[0]["growth_per_week"]) == ["mean", "low", "high"]
    (table,) = [each for each in tables_of(drowning) if each.key == "queues"]
    assert [row[:3] for row in values(table)] == [
        ["busy", "clerk", "j"],
        ["busy", "clerk", "k"],
        ["busy", "clerk", "all work"],
    ]


def test_a_scenario_whose_queue_grows_has_not_settled(drowning: Experiment) -> None:
    said = drowning.as_json()["settled"]["busy"]
    assert (said["settled"], said["because"]) == (False, [])
    assert said["grows"] == [
        {"role": "clerk", "activity": "j"},
        {"role": "clerk", "activity": "k"},
    ]
    assert said["says"][0].startswith("j of clerk grows by")


@pytest.fixture(scope="module")
def settled() -> Experiment:
    """A desk at nine tenths of its time; one kind of work waits for all the other."""
    return run(busy(0.85, k=seldom(0.05)), replications=30, jobs=1)


@pytest.mark.parametrize("size", [3, 5, 10])
def test_a_desk_that_settles_is_not_said_to_drown(settled: Experiment, size: int) -> None:
    place = {name: number for number, name in enumerate(settled.measures)}
    for start in range(0, 30, size):
        table = settled.table[start : start + size]
        measured = {key: table[:, place[key]] for key in settled.measures}
        found = queues_of(settled.measures, measured.__getitem__, JudgedWeeks(10), 0.95)
        assert not piles(found)


# -- compared --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def worse() -> Comparison:
    """From a desk that settles to one that drowns, and from there to a worse one."""
    arms = [busy(0.8), busy(1.25, "drowning"), busy(0.85, "fuller")]
    return compare(*arms, replications=5, jobs=1)


def test_a_plan_that_drowns_a_desk_is_told_by_the_pile_and_not_by_times(worse: Comparison) -> None:
    assert worse.verdict("drowning", "turnaround_mean.j") == "grows"
    answer = worse.answers["drowning"]["turnaround_mean.j"]
    assert answer.judged.basis == "queue"
    said = worse.as_json()["together"]["answers"]["drowning"]["turnaround_mean.j"]
    assert said["verdict"] == answer.judged.words
    assert said["verdict"].startswith("grows by 4")
    assert said["verdict"].endswith(" tasks a week")
    table = comparisons.changes(worse)[0]
    row = dict(zip([each.key for each in table.columns], table.rows[0], strict=True))
    assert row["difference"] is None
    assert row["verdict"] == "pile grows"


@pytest.mark.slow
def test_a_cure_is_judged_by_the_pile_that_no_longer_grows() -> None:
    cured = compare(busy(1.25, "drowning"), busy(0.8), replications=5, jobs=1)
    assert cured.verdict("busy", "turnaround_mean.j") == "down"


def test_where_both_settle_times_are_compared(worse: Comparison) -> None:
    answer = worse.answers["fuller"]["turnaround_mean.j"]
    assert answer.judged.basis == "measured"
    assert answer.judged.difference == answer.difference


def test_why_a_verdict_rests_on_a_pile_is_said_once_of_several_plans() -> None:
    """Of an hour's work each for a clerk: 1.25 and 1.5 an hour pile up, 0.5 and 0.6 do not."""
    by_pile = "turnaround mean: j: judged by how the pile grows"

    def told(*plans: Scenario) -> list[str]:
        compared = compare(busy(0.5, "calm"), *plans, replications=3, jobs=1)
        notes = [line for block in comparisons.document(compared).blocks for line in lines(block)]
        return [line for line in notes if line.endswith(by_pile)]

    full, fuller = busy(1.25, "full"), busy(1.5, "fuller")
    assert told(full, fuller) == [by_pile]
    assert told(full, busy(0.6, "fine"), fuller) == [f"full, fuller: {by_pile}"]


def test_where_much_is_not_finished_all_that_was_asked_is_judged() -> None:
    """Matters of eight days, and of eleven, in three weeks that count; nobody drowns in them."""
    compared = compare(lasting(8, "eight"), lasting(11, "eleven"), replications=6, jobs=1)
    answer = compared.answers["eleven"]["turnaround_mean.j"]
    assert answer.judged.basis == "asked"
    assert answer.judged.difference.mean == compared.differences["eleven"][TURNAROUND[-1]].mean
    assert answer.verdict == "up"
    notes = [line for block in comparisons.document(compared).blocks for line in lines(block)]
    assert any("all that was asked is judged, each at its age" in line for line in notes)
    verdicts = {row[-1]: row[-2] for row in comparisons.changes(compared)[0].rows}
    assert verdicts["turnaround_mean.j"] == "up, of all asked"
    assert "turnaround of asked: j goes up from 152 h to 190 h" in headline(finding_of(compared))


def test_a_wait_that_does_not_go_the_way_of_all_that_was_asked_cannot_be_told() -> None:
    """What takes longer is older, and waits for nobody as before."""
    compared = compare(lasting(8, "eight"), lasting(11, "eleven"), replications=6, jobs=1)
    answer = compared.answers["eleven"]["waiting.j"]
    assert (answer.before.mean, answer.after.mean) == (0, 0)
    assert (answer.judged.basis, answer.verdict) == ("asked", "cannot tell")
    notes = [line for block in comparisons.document(compared).blocks for line in lines(block)]
    assert any(line.startswith("waiting: j: ") and "not go the same way" in line for line in notes)


def test_a_percentile_that_cannot_be_told_itself_is_judged_by_nothing_else() -> None:
    """Five of ten weeks' hundred are not finished; all that was asked takes ten hours longer."""
    company = desk(kinds={"j": {}}, horizon={"start": "2024-01-01", "weeks": 10})
    undone = {"asked.j": [10.0] * 3, "waiting_at_end.j": [50.0] * 3}
    arms = [
        Experiment(company, 1, tuple(known), np.array(list(known.values())).T)
        for percentile, whole in (
            ([10.0, 20, 30], [10.0, 11, 12]),
            ([30.0, 10, 25], [20.0, 21, 22]),
        )
        for known in ({**undone, "turnaround_p90.j": percentile, "turnaround_of_asked.j": whole},)
    ]
    differences = {key: arms[1].column(key) - arms[0].column(key) for key in arms[0].measures}
    judged = judge((arms[0], arms[1]), "turnaround_p90.j", differences, 0.95)
    assert (judged.basis, judged.unsure, judged.verdict) == ("measured", False, "cannot tell")
    assert judge((arms[0], arms[1]), "turnaround_of_asked.j", differences, 0.95).verdict == "up"


def lasting(days: int, name: str) -> Scenario:
    """Sixty clerks round the clock with two matters a day, of so many days."""
    inbound = {"inbound": {"rate": "14 per week", "per": "role"}}
    return desk(
        people=60,
        kinds={"j": {"lasts": f"{days} d", "arises": inbound}},
        horizon={"start": "2024-01-01", "weeks": 7, "warm_up_weeks": 4},
        watch=TURNAROUND,
        name=name,
    )


def lines(block: Block) -> tuple[str, ...]:
    return block.lines if isinstance(block, Texts) else ()
