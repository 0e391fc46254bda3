from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import printed
import pytest
from examples import examples
from firm import written
from hypothesis import example, given
from hypothesis import strategies as st
from test_queues import busy
from worlds import ALWAYS, scenario

from simulator.analysis.choices import PilingChoices, piling_choices
from simulator.analysis.shapley import (
    Explanation,
    explain,
    shapley_values,
    summing_to,
    without_rounding,
)
from simulator.errors import UsageError
from simulator.experiment.runner import RunKeywords
from simulator.measures.targets import HEADLINE
from simulator.output import charts
from simulator.output.content.shapley import bridge, document, headline, piling_words
from simulator.output.drawing import style
from simulator.scenario.changes import Changes, changes_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

WEEK = 7 * 24  # hours that everybody is there and paid for
ALONE: RunKeywords = {"jobs": 1, "engine": "simpy"}


def shop(**said: object) -> Scenario:
    """Eight roles of one person at 30 an hour; each has its own work, by chance, on four days."""
    names = [f"clerk_{letter}" for letter in "abcdefgh"]
    people = {"people": 1, "cost_per_hour": 30, "shift": ALWAYS}
    days = {"days": {"monday": 1, "tuesday": 1, "thursday": 1}}
    work = {
        f"job_{name[-1]}": {
            "category": "selling",
            "by": name,
            "lasts": {"family": "exponential", "mean": "10 min"},
            "arises": {"inbound": {"rate": "30 per week", "per": "role", "profile": "early"}},
        }
        for name in names
    }
    return scenario(
        name="shop",
        roles=dict.fromkeys(names, people),
        activities=work,
        profiles={"early": {**days, "hours": {"08:00-16:00": 1}}},
        **said,
    )


def moved(folder: Path, changes: str, base: Scenario | None = None) -> Changes:
    """The moves of a what-if on the shop."""
    written(folder / "scenarios", base or shop())
    file = folder / "scenarios" / "moved.yaml"
    file.write_text(f"extends: shop\ntitle: Moved\n{changes}", encoding="utf-8")
    return changes_of(file)


def explained(pieces: Changes, measure: str, replications: int = 3, exact: int = 8) -> Explanation:
    (found,) = explain(pieces, [measure], replications, exact_up_to=exact, **ALONE)
    return found


def shares(found: Explanation) -> dict[str, float]:
    return {bar.name: bar.share.mean for bar in found.bars}


# -- moves that have nothing to do with each other -------------------------------------------------

THREE_HIRED = "hire: {clerk_a: 1, clerk_b: 2, clerk_c: 3}\n"


@pytest.mark.slow
def test_people_hired_cost_what_they_are_paid_each_by_itself(tmp_path: Path) -> None:
    found = explained(moved(tmp_path, THREE_HIRED), "cost_per_week")
    paid = {f"hire clerk_{who}": n * 30.0 * WEEK for who, n in (("a", 1), ("b", 2), ("c", 3))}
    assert shares(found) == paid
    assert {bar.name: bar.alone.mean for bar in found.bars} == paid
    assert {bar.name: bar.last.mean for bar in found.bars} == paid
    assert found.interaction[:3] == (0.0, 0.0, 0.0)
    assert found.difference.mean == 6 * 30 * WEEK
    assert (found.before.mean, found.exact) == (8 * 30 * WEEK, True)


@pytest.mark.slow
def test_longer_work_of_people_who_never_meet_adds_up(tmp_path: Path) -> None:
    longer = "".join(f"  job_{who}: {{lasts: {{mean: 14 min}}}}\n" for who in "ab")
    found = explained(moved(tmp_path, f"activities:\n{longer}"), "utilisation.clerk_a", 4)
    longer, nothing = found.bars
    assert longer.name == "activities.job_a.lasts"
    assert longer.share.mean == pytest.approx(longer.alone.mean) == found.difference.mean
    # 30 jobs a week last 4 minutes more
    assert longer.share.low <= 30 * 4 / 60 / WEEK <= longer.share.high
    assert nothing.share[:3] == (0.0, 0.0, 0.0)
    assert found.interaction.mean == pytest.approx(0, abs=1e-15)


# -- moves that meet -------------------------------------------------------------------------------

TWICE_DEARER = "roles:\n  clerk_a: {cost_per_hour: 60}\nhire: {clerk_a: 1}\n"


@pytest.mark.slow
def test_what_two_moves_bring_together_is_halved_between_them(tmp_path: Path) -> None:
    """A second person costs 30 an hour, a raise of 30 as much; both cost 90: each bears 45."""
    found = explained(moved(tmp_path, TWICE_DEARER), "cost_per_week")
    assert shares(found) == {
        "roles.clerk_a.cost_per_hour": 45.0 * WEEK,
        "hire clerk_a": 45.0 * WEEK,
    }
    assert [bar.alone.mean for bar in found.bars] == [30.0 * WEEK] * 2
    assert [bar.last.mean for bar in found.bars] == [60.0 * WEEK] * 2
    assert found.interaction.mean == 30.0 * WEEK


@pytest.mark.slow
def test_the_order_in_which_moves_are_written_does_not_matter(tmp_path: Path) -> None:
    lines = [
        "hire: {clerk_a: 1}\n",
        "roles:\n  clerk_a: {cost_per_hour: 60}\n",
        "switching: {set_up: 1 min}\n",
    ]
    found = [
        shares(explained(moved(tmp_path, "".join(order)), "cost_per_week", 2))
        for order in (lines, lines[::-1], lines[1:] + lines[:1])
    ]
    assert found == [found[0]] * 3


@pytest.mark.slow
def test_bars_sum_to_the_difference_in_each_replication_and_on_average(tmp_path: Path) -> None:
    changes = (
        "activities:\n  job_a: {lasts: {mean: 14 min}}\n  job_b: {by: clerk_a}\n"
        "hire: {clerk_a: 1}\n"
    )
    pieces = moved(tmp_path, changes)
    found = explained(pieces, "turnaround_mean.job_a", 4)
    assert math.fsum(bar.share.mean for bar in found.bars) == found.difference.mean
    sums = [math.fsum(row) for row in found.shares]
    assert math.fsum(sums) / 4 == pytest.approx(found.difference.mean, rel=1e-12)
    assert found.interaction.mean != 0
    again = explained(pieces, "turnaround_mean.job_a", 4)
    assert again == found


# -- more moves than can all be tried --------------------------------------------------------------

NINE = "hire: {" + ", ".join(f"clerk_{who}: 1" for who in "abcdefgh") + "}\n"


@pytest.mark.slow
def test_beyond_eight_moves_orders_are_drawn_and_say_so(tmp_path: Path) -> None:
    nine = NINE + "roles:\n  clerk_a: {cost_per_hour: 60}\n"
    found = explained(moved(tmp_path, nine), "cost_per_week", 2)
    assert not found.exact
    assert "drawn" in document(found).blocks[-1].lines[0]
    bars = {bar.name: bar.share for bar in found.bars}
    for who in "bcdefgh":
        assert bars[f"hire clerk_{who}"][:3] == (30.0 * WEEK,) * 3
    # An order and the same backwards: each of the two moves that meet comes first in one of them.
    for name in ("hire clerk_a", "roles.clerk_a.cost_per_hour"):
        assert bars[name].mean == 45.0 * WEEK
    assert math.fsum(bar.mean for bar in bars.values()) == found.difference.mean


@pytest.mark.slow
def test_drawn_orders_have_intervals_that_hold_the_exact_shares(tmp_path: Path) -> None:
    """Three moves of which each pair meets: orders differ, so that drawing them costs precision."""
    changes = (
        "activities:\n  job_a: {lasts: {mean: 20 min}}\n  job_b: {by: clerk_a}\n"
        "switching: {set_up: 3 min}\n"
    )
    pieces = moved(tmp_path, changes)
    exact = explained(pieces, "turnaround_mean.job_a", 8)
    drawn = explained(pieces, "turnaround_mean.job_a", 8, exact=1)
    assert exact.exact
    assert not drawn.exact
    assert shares(drawn) != shares(exact)
    for one, other in zip(drawn.bars, exact.bars, strict=True):
        assert one.share.low <= other.share.mean <= one.share.high
    assert drawn.difference == exact.difference


# -- what never happened ---------------------------------------------------------------------------


@pytest.mark.slow
def test_replications_in_which_a_choice_is_not_measured_count_for_no_bar(tmp_path: Path) -> None:
    """Half of the weeks have no job of A; what is not known in one of them is left out of all."""
    seldom = {"rate": "1 per week", "per": "role", "profile": "early"}
    rare = what_if(shop(), name="shop", activities={"job_a": {"arises": {"inbound": seldom}}})
    changes = "activities:\n  job_a: {lasts: {mean: 20 min}}\nswitching: {set_up: 3 min}\n"
    found = explained(moved(tmp_path, changes, rare), "turnaround_mean.job_a", 12)
    known = [row for row in found.shares if not math.isnan(row[0])]
    assert 0 < len(known) < 12
    assert found.difference.n == found.bars[0].share.n == found.before.n == len(known)
    assert math.fsum(bar.share.mean for bar in found.bars) == found.difference.mean


# -- by hand ---------------------------------------------------------------------------------------


def test_shapleys_glove_game() -> None:
    """One has a left glove, two have a right one: the left one is worth two thirds."""
    worth = {
        frozenset(choice): np.array([float(0 in choice and len(choice) > 1)])
        for choice in [(), (0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)]
    }
    assert shapley_values(worth, 3)[0] == pytest.approx([2 / 3, 1 / 6, 1 / 6])


@examples(200)
@example([0.05, 0.15105452674897117], 0.2010545267489712)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9), st.floats(-1e6, 1e6))
def test_parts_are_settled_to_the_last_bit_that_the_smallest_can_hold(
    parts: list[float], total: float
) -> None:
    found = summing_to(parts, total)
    left = abs(math.fsum([total, *-found]))
    finest = np.abs(found[found != 0]).min(initial=math.inf) if found.any() else 0.0
    assert left <= np.spacing(finest) / 2 or math.fsum(found) == total
    if any(parts):
        assert not found[np.array(parts) == 0].any(), "who brings nothing has nothing"


def test_who_adds_nothing_has_a_share_of_nothing_to_the_last_bit() -> None:
    """What rounding leaves of three parts is given to one that is there, not to the fourth."""
    assert summing_to([0.05, 0.0, -0.049], 0.001)[1] == 0
    size = np.array([0.3, 6000.0])
    rests = np.array([[0.1 + 0.2 - 0.3, 5e-11], [7.8e-18, 1e-13]])  # seen of a share and of money
    assert without_rounding(rests, size).tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert without_rounding(np.array([1e-12, 1e-8]), size).tolist() == [1e-12, 1e-8], "true, small"


# -- which parts the sentence tells ----------------------------------------------------------------


def test_the_largest_part_goes_the_way_of_the_difference(tmp_path: Path) -> None:
    """Two raises of 20 an hour, and one clerk for 0 instead of 30: 10 an hour more."""
    pay = {"clerk_a": 50, "clerk_b": 51, "clerk_c": 0}
    lines = (f"  {who}: {{cost_per_hour: {hour}}}\n" for who, hour in pay.items())
    found = explained(moved(tmp_path, f"roles:\n{''.join(lines)}"), "cost_per_week", 2)
    assert headline(found) == (
        "Cost per week: +1,848 EUR [1,848, 1,848], the largest part by clerk b: cost per hour"
        " (+3,528 EUR [3,528, 3,528]), against clerk c: cost per hour"
        " (-5,040 EUR [-5,040, -5,040])."
    )
    told = found.as_json()
    assert told["largest_part"] == "roles.clerk_b.cost_per_hour"
    assert told["part_against"] == "roles.clerk_c.cost_per_hour"
    assert told["piles_up"] is None


@pytest.fixture(scope="module")
def relieved() -> Explanation:
    """0.4 jobs of an hour come in an hour, then 1.6, for two clerks instead of one."""
    more = {"j": {"arises": {"inbound": {"rate": "1.6 per hour", "per": "role"}}}}
    plan = what_if(busy(0.4), name="relieved", activities=more, hire={"clerk": 1})
    (found,) = explain(plan, ["turnaround_mean.j"], 3, base=busy(0.4), **ALONE)
    return replace(found, finding=None)  # the bridge by itself


HIRE = "without clerk: people, j piles up, so that the parts grow with the length of the horizon"


def test_parts_that_grow_with_the_horizon_are_told_without_hours(relieved: Explanation) -> None:
    difference, said = relieved.difference.mean, headline(relieved)
    assert difference > 0 > shares(relieved)["roles.clerk.people"] + difference
    assert said.startswith(f"Turnaround mean: j: +{difference:.2f} h [")
    assert said.endswith(
        f", the largest part by j: how often it arises, against clerk: people; {HIRE}."
    )
    title = " ".join(charts.bridge(relieved).get_title(loc="left").split())
    assert f"{title}." == said
    assert HIRE in document(relieved).blocks[-1].lines
    assert relieved.as_json()["headline"] == said
    assert relieved.as_json()["piles_up"] == {
        "activity": "j",
        "without": ["roles.clerk.people"],
        "made": [],
        "piling": 1,
        "of": 4,
        "today": False,
        "with_all": False,
    }


def test_measures_of_work_that_is_left_say_so_too() -> None:
    """Of what is left at the end and in the last week, and of no growth or time of people."""
    names = ["waiting_at_end.j", "queue_last.clerk.j", "queue_growth.clerk.j", "utilisation.clerk"]
    found = explain(
        what_if(busy(1.5), name="relieved", hire={"clerk": 1}), names, 2, base=busy(1.5), **ALONE
    )
    end = "today j piles up, so that the difference and its parts grow with the length of the"
    whole = f"it goes down, the largest part by clerk: people; {end} horizon."
    assert [headline(each).partition(": j: ")[2] for each in found[:1]] == [whole]
    assert [each.piling is not None for each in found] == [True, True, False, False]
    assert headline(found[2]).startswith("Queue growth: clerk: j: -")


def test_a_difference_that_we_cannot_tell_has_parts_that_grow(relieved: Explanation) -> None:
    unsure = replace(relieved, difference=relieved.difference._replace(low=-1.0))
    said = f"Turnaround mean: j: we cannot tell that it moves, +{unsure.difference.mean:.2f} h ["
    assert headline(unsure).startswith(said)
    assert headline(unsure).endswith(f"]; {HIRE}.")
    assert relieved.piling is not None
    today = replace(unsure, piling=relieved.piling._replace(today=True))
    assert headline(today).startswith("Turnaround mean: j: we cannot tell that it moves; today")


def piling(*choices: str) -> PilingChoices | None:
    """Where work piles up, of all choices of the moves a, b and c."""
    every = ("", "a", "b", "c", "ab", "ac", "bc", "abc")
    grows = {frozenset(map("abc".index, each)): each in choices for each in every}
    return piling_choices("j", grows, ["hire clerk_a", "hire clerk_b", "hire clerk_c"])


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (("",), "today j piles up"),
        (("", "a", "b", "ab"), "without hire clerk c, j piles up"),
        (("a",), "without hire clerk b and hire clerk c, j piles up"),
        (("a", "ab", "ac", "abc"), "with hire clerk a, j piles up"),
        (("ab", "abc"), "with hire clerk a and hire clerk b, j piles up"),
        (("a", "b", "c"), "in 3 of 8 choices of moves, j piles up"),
        (("abc",), "in 1 of 8 choices of moves, j piles up"),
        (("", "a", "b", "c", "ab", "ac", "bc", "abc"), "j piles up with and without the moves"),
    ],
)
def test_it_is_told_in_which_choices_work_piles_up(
    relieved: Explanation, choices: tuple[str, ...], said: str
) -> None:
    found = replace(relieved, measure="within_due.j", piling=piling(*choices))
    whole = "" in choices or "abc" in choices
    parts = "the difference and its parts" if whole else "the parts"
    tail = f", so that {parts} change with the length of the horizon"
    assert piling_words(found) == said + tail


def test_where_nothing_piles_up_nothing_is_told(relieved: Explanation) -> None:
    assert piling() is None
    assert piling_words(replace(relieved, piling=None)) == ""


# -- what is refused, shown and drawn --------------------------------------------------------------


def test_one_replication_explains_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="read 1 replication, expected at least 2"):
        explained(moved(tmp_path, THREE_HIRED), HEADLINE, 1)


def test_a_measure_that_is_not_there_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean 'cost_per_week'"):
        explained(moved(tmp_path, THREE_HIRED), "cost_per_weak", 2)


@pytest.mark.slow
def test_a_bridge_is_told_tabled_and_drawn(tmp_path: Path) -> None:
    found = explained(moved(tmp_path, TWICE_DEARER), "cost_per_week")
    assert headline(found).startswith("Cost per week: +15,120 EUR")
    rows = printed.rows(bridge(found))
    assert [row[0] for row in rows] == [
        "clerk a: cost per hour",
        "hire clerk a",
        "all together",
        "beyond the sum of each alone",
    ]
    assert found.as_json()["bars"][0]["alone"]["mean"] == 30 * WEEK
    ax = charts.bridge(found)
    assert "15,120" in ax.get_title(loc="left")
    picture = style.save(ax, tmp_path / "bridge.png")
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_measure_that_is_not_there_is_refused_before_all_is_computed(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean 'cost_per_week'"):
        explain(moved(tmp_path, THREE_HIRED), ["cost_per_weak"], 2, store=tmp_path / "r", **ALONE)
    assert len(list((tmp_path / "r").rglob("replications/*.json"))) == 1


@pytest.mark.slow
def test_without_a_measure_the_first_watched_that_is_measured_is_explained(tmp_path: Path) -> None:
    text = f"{TWICE_DEARER}\nwatch: [nothing_like_it, cost_per_week]\n"
    (found,) = explain(moved(tmp_path, text), replications=2, **ALONE)
    assert found.measure == "cost_per_week"


@pytest.mark.slow
def test_where_the_bridge_moves_by_itself_alone_its_sentence_says_so(tmp_path: Path) -> None:
    found = explained(moved(tmp_path, THREE_HIRED), "cost_per_week", 2)
    assert found.finding is not None
    (plan,) = found.finding.plans
    unsure = found.finding._replace(
        measure="cost_per_week", plans=(plan._replace(outcome="cannot tell"),)
    )
    said = headline(replace(found, finding=unsure))
    assert said.startswith("Cost per week by itself alone: +")
    title = " ".join(charts.bridge(replace(found, finding=unsure)).get_title(loc="left").split())
    assert title.startswith("Cost per week by itself alone: +")
    assert title.endswith("; together with all else that is watched, we cannot tell that it moves")
    certain = " ".join(charts.bridge(found).get_title(loc="left").split())
    assert certain == headline(found).rstrip(".")
    assert said.endswith("in a comparison, it takes a wider interval, which holds 0.")
    for sure in (None, unsure._replace(measure="profit"), found.finding):
        assert "alone" not in headline(replace(found, finding=sure))


def test_a_measure_that_nothing_moves_is_said_to_stay(tmp_path: Path) -> None:
    dearer = moved(tmp_path, "roles:\n  clerk_a: {cost_per_hour: 60}\n")
    found = explained(dearer, "utilisation.clerk_a", 2)
    assert headline(found) == "Utilisation: clerk a: nothing moves it"
