"""Whether those who receive work are worse off, worked out by hand from a few numbers."""

from __future__ import annotations

import math

import numpy as np
import printed
import pytest
from firm import today

from simulator.experiment import finding
from simulator.experiment.compare import compare
from simulator.experiment.comparison import Comparison
from simulator.experiment.finding import Harm, worst_harm
from simulator.experiment.guards import Guard, _measures_of
from simulator.experiment.results import Experiment
from simulator.output.content import comparison as content
from simulator.output.content.guards import meaning, verdict, warning_signs, whose
from simulator.output.content.headline import harm_words
from simulator.output.document import Table
from simulator.output.render.file_table import file_table
from simulator.output.render.page_table import on_page
from simulator.output.render.terminal import as_tables, console
from simulator.scenario.receivers import receivers
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

BUSY, OVERTIME = "utilisation.support", "overtime.support"
IN_TIME = "within_due.order"


def moved(name: str = "moved") -> Scenario:
    return what_if(today(), name=name, reassign={"order": {"to": "support"}})


def measured(scenario: Scenario, **columns: list[float]) -> Experiment:
    """An experiment of which only some measures of the desk are known; the others stand still."""
    runs = len(next(iter(columns.values())))
    still = {BUSY: 0.5, OVERTIME: 0.0, "came_back_per_week": 0.0}
    still |= {f"within_due.{name}": 0.9 for name in scenario.activities}
    known = {key: [value] * runs for key, value in still.items()}
    known |= {key.replace("__", "."): values for key, values in columns.items()}
    return Experiment(scenario, 1, tuple(known), np.array(list(known.values())).T)


def judged(before: list[float], after: list[float], key: str = IN_TIME) -> Guard:
    """The guard of a measure that goes from some values to others, one for each replication."""
    name = key.replace(".", "__")
    base, other = measured(today(), **{name: before}), measured(moved(), **{name: after})
    return next(g for g in Comparison(base, (other,)).guards["moved"] if g.measure == key)


def test_who_receives_work_is_watched() -> None:
    base = today()
    handed = what_if(base, name="handed", reassign={"order": "support"})
    assert receivers(base, moved()) == receivers(base, handed) == ["support"]
    assert receivers(base, what_if(base, name="hired", hire={"support": 1})) == []


def covered(per: str, **cover: object) -> Scenario:
    """Support is deputy of reps, of whose one kind of work in time there is a sign, or none."""
    order = {"category": "desk_work", "by": "field_rep", "due": "1 d", "urgency": 2}
    order |= {"lasts": "20 min", "arises": {"inbound": {"rate": "1 per week", "per": per}}}
    activities = today().model_dump(exclude_unset=True)["activities"] | {"order": order}
    plain = today(activities=activities)
    absence = {"vacation": 25, "cover": {"by": "support", **cover}}
    return what_if(plain, name="covered", roles={"field_rep": {"absence": absence}})


@pytest.mark.parametrize(
    ("per", "cover", "signs"),
    [
        ("account", {}, [IN_TIME]),
        ("role", {}, [IN_TIME]),  # nobody's own: while all reps are away
        ("account", {"up_to_urgency": 2}, [IN_TIME]),
        ("account", {"up_to_urgency": 1}, []),
    ],
)
def test_work_that_deputies_never_do_is_no_sign_of_them(
    per: str, cover: dict[str, object], signs: list[str]
) -> None:
    plan = covered(per, **cover)
    both = ["field_rep", "support"]
    assert [
        each for each in _measures_of("support", (plan, plan), both) if "within_due" in each
    ] == signs
    assert IN_TIME in list(_measures_of("field_rep", (plan, plan), both)), (
        "who does it is judged by it"
    )


@pytest.mark.parametrize(("share", "whose"), [(0.4, ["field_rep"]), (0.5, []), (1, [])])
def test_what_is_mostly_given_away_is_a_sign_of_who_takes_it(
    share: float, whose: list[str]
) -> None:
    plan = what_if(today(), reassign={"order": {"to": "support", "share": share}})
    both = ["field_rep", "support"]
    assert [role for role in both if IN_TIME in _measures_of(role, (plan, plan), both)] == [
        *whose,
        "support",
    ]
    assert IN_TIME in list(_measures_of("field_rep", (plan, plan), ["field_rep"])), (
        "nobody else answers"
    )


SKILL = {"skill": {"name": "law"}, "interrupts": False}


@pytest.mark.parametrize(
    ("skill", "accounts", "acts"),
    [
        ({}, "own", True),
        ({}, "pool", True),
        (SKILL, "own", True),
        (SKILL, "pool", False),  # it waits for anybody who knows the law
    ],
)
def test_deputies_who_never_act_receive_nothing(
    skill: dict[str, object], accounts: str, acts: bool
) -> None:
    enquiry = {"arises": {"inbound": {"per": "account"}}, **skill}
    desk = {"support": {"accounts": accounts}}
    plain = what_if(today(), name="plain", activities={"enquiry": enquiry}, roles=desk)
    cover = {"support": {"absence": {"vacation": 25, "cover": {"by": "field_rep"}}}}
    away = ["support"]  # for five weeks a year: more of its work comes to each day that is left
    found = receivers(plain, what_if(plain, name="covered", roles=cover))
    assert found == (["field_rep"] if acts else []) + away


def test_a_loss_beyond_the_margin_that_cannot_be_chance_is_worse() -> None:
    guard = judged([0.90, 0.91, 0.92], [0.80, 0.82, 0.81])
    assert (guard.verdict, guard.red, guard.within) == ("worse", True, 0.02)
    assert guard.difference.mean == pytest.approx(-0.1)
    # One-sided 95% of one sign that moves: -0.1 ± 2.920 x 0.01 / sqrt(3).
    assert guard.difference.high == pytest.approx(-0.1 + 0.01686, abs=1e-4)


def test_a_loss_certainly_within_the_margin_is_not_worse() -> None:
    guard = judged([0.900, 0.910, 0.920], [0.897, 0.906, 0.917])
    assert guard.difference.high < 0, "it is certain, and nobody would act on it"
    assert guard.verdict == "not worse"


def test_a_loss_that_may_be_chance_cannot_be_told() -> None:
    assert judged([0.90, 0.91, 0.92], [0.70, 0.95, 0.80]).verdict == "cannot tell"
    assert judged([0.9], [0.1]).verdict == "cannot tell", "one replication tells nothing"


def test_a_gain_is_not_worse() -> None:
    assert judged([0.80, 0.81, 0.82], [0.90, 0.91, 0.93]).verdict == "not worse"


def test_overtime_is_worse_when_it_grows_and_shares_when_they_fall() -> None:
    assert judged([10, 12, 11], [60, 61, 63], OVERTIME).verdict == "worse"
    assert judged([60, 61, 63], [10, 12, 11], OVERTIME).verdict == "not worse"


def test_a_role_is_worse_off_when_it_has_become_full() -> None:
    assert judged([0.70, 0.72, 0.71], [0.990, 0.991, 0.989], BUSY).verdict == "worse"
    assert judged([0.70, 0.72, 0.71], [0.90, 0.91, 0.90], BUSY).verdict == "not worse"
    assert judged([0.70, 0.72, 0.71], [0.93, 0.96, 0.99], BUSY).verdict == "cannot tell"


def test_a_role_that_was_full_before_is_not_made_worse_by_a_plan_that_leaves_it_so() -> None:
    assert judged([0.970, 0.972, 0.971], [0.971, 0.970, 0.972], BUSY).verdict == "cannot tell"
    assert judged([0.970, 0.972, 0.971], [0.960, 0.961, 0.962], BUSY).verdict == "not worse"
    assert judged([0.970, 0.972, 0.971], [0.980, 0.982, 0.982], BUSY).verdict == "worse"


def test_a_role_that_was_not_there_before_is_judged_by_what_it_has_become() -> None:
    nobody = [math.nan] * 3
    assert judged(nobody, [0.99, 0.991, 0.989], BUSY).verdict == "worse"
    assert judged(nobody, [0.50, 0.51, 0.52], BUSY).verdict == "not worse"
    assert judged(nobody, nobody, BUSY).verdict == "cannot tell"


def test_what_is_the_same_in_every_replication_takes_no_part_of_the_risk() -> None:
    columns = {"within_due__order": [0.90, 0.91, 0.92]}
    base = measured(today(), **columns)
    worse = {"within_due__order": [0.80, 0.82, 0.81]}
    alone = Comparison(base, (measured(moved(), **worse),)).guards["moved"]
    plans = (measured(moved(), **worse), measured(moved("again"), **worse))
    both = Comparison(base, plans).guards
    (first,) = (guard for guard in alone if guard.measure == IN_TIME)
    (second,) = (guard for guard in both["moved"] if guard.measure == IN_TIME)
    assert first.difference.half_width == pytest.approx(2.920 * 0.01 / 3**0.5, rel=1e-3)
    # Of two signs, at 2.5% each.
    assert second.difference.half_width == pytest.approx(4.303 * 0.01 / 3**0.5, rel=1e-3)
    assert {guard.verdict for guard in alone if guard is not first} == {"not worse"}


def in_80_columns(table: Table, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines of a table in a narrow terminal."""
    monkeypatch.setenv("COLUMNS", "80")
    page, terminal = on_page(table), console()
    with terminal.capture() as said:
        for part in as_tables(page.title, page.header, page.texts()):
            terminal.print(part)
    return said.get().splitlines()


def test_a_plan_that_drowns_the_desk_is_flagged_red(monkeypatch: pytest.MonkeyPatch) -> None:
    base = today(horizon={"start": "2025-01-06", "weeks": 3, "warm_up_weeks": 1})
    drowned = what_if(
        base,
        name="drowned",
        reassign={"order": "support"},
        activities={"order": {"lasts": {"mean": "3 h"}}},
    )
    found = compare(base, drowned, replications=3, jobs=1)
    red = {guard.measure for guard in found.guards["drowned"] if guard.red}
    assert {"utilisation.support", "within_due.order"} <= red
    (shown,) = content.guards(found)
    assert any(row[-1] == "RED: worse" for row in printed.rows(shown))
    lines = in_80_columns(shown, monkeypatch)
    assert sum(line.startswith(" support ") for line in lines) == len(found.guards["drowned"])
    head = 3  # title, names of the columns, a rule
    assert len([line for line in lines if line.strip()]) <= head + 2 * len(shown.rows)
    assert warning_signs(found, found.others[0]).tone == "bad"
    said = {each["measure"]: each for each in found.as_json()["guards"]["drowned"]}
    assert said["within_due.order"]["verdict"] == "worse"
    assert set(said["within_due.order"]) == {
        *("role", "measure", "before", "after", "difference", "within", "verdict")
    }


def test_a_plan_that_the_desk_can_bear_is_not() -> None:
    base = today()
    light = what_if(
        base, name="light", hire={"support": 3}, reassign={"order": {"to": "support", "share": 0.2}}
    )
    found = compare(base, light, replications=3, jobs=1)
    assert "utilisation.support" not in {g.measure for g in found.guards["light"] if g.red}


def test_cannot_tell_is_not_shown_as_fine() -> None:
    base = measured(today(), within_due__order=[0.90, 0.91, 0.92])
    found = Comparison(base, (measured(moved(), within_due__order=[0.70, 0.95, 0.80]),))
    shown = warning_signs(found, found.others[0])
    assert (shown.value.value, shown.tone) == ("cannot tell", "unsure")


def test_files_say_that_a_share_changes_by_points() -> None:
    [table] = content.guards(compare(today(), moved(), replications=2, jobs=1))
    held = file_table(table)
    keys = [column.key for column in held.columns]
    cells = (dict(zip(keys, row, strict=True)) for row in printed.values(held))
    row = next(each for each in cells if each["measure"] == BUSY)
    before, after = float(str(row["before"])), float(str(row["after"]))
    assert 0 < before < after <= 1
    assert row["difference"] == pytest.approx(100 * (after - before))
    assert (row["unit"], row["unit_of_difference"]) == ("share of time", "points")


def test_the_words_are_short_and_the_note_says_once_within_how_much() -> None:
    assert verdict(judged([0.90, 0.91], [0.90, 0.91])) == "not worse"
    assert verdict(judged([0.5, 0.6], [0.5, 0.6], BUSY)) == "not worse"
    base = measured(today(), within_due__order=[0.90, 0.91])
    said = meaning(Comparison(base, (measured(moved(), within_due__order=[0.90, 0.91]),)))
    for margin in (
        "at most 2 points less",
        "10 min more overtime",
        "less than 95%",
        "at most 5% of what",
    ):
        assert margin in said


# -- piles of those who receive --------------------------------------------------------------------

GROWTH = "queue_growth.support"


def piled(
    before: list[float], after: list[float], scenario: Scenario | None = None, asked: float = 100
) -> dict[str, Guard]:
    """The guards of a desk whose pile of orders grows by so many tasks a week, in each of runs."""
    found = []
    for arm, growth in ((today(), before), (scenario or moved(), after)):
        weeks = arm.horizon.weeks - arm.horizon.warm_up_weeks
        first = [10.0] * len(growth)
        of_orders = {
            "asked": [asked] * len(growth),
            "done": [asked - each for each in growth],
            "first": first,
            "middle": [10 + each * ((weeks - 1) // 2) for each in growth],
            "last": [10 + each * (weeks - 1) for each in growth],
        }
        columns = {f"queue_{name}__support__order": each for name, each in of_orders.items()}
        found.append(measured(arm, **columns, queue_growth__support=growth))
    return {each.measure: each for each in Comparison(found[0], (found[1],)).guards["moved"]}


def hidden(small: list[float], **further: tuple[list[float], list[float]]) -> Comparison:
    """A desk asked for 1,000 orders a week, which settle, and 20 quotes, which pile up so fast.

    Other measures may go from some values to others.
    """
    found, plan = [], long()
    base = what_if(today(), name="base", horizon={"weeks": 11, "warm_up_weeks": 1})
    for which, (arm, growth) in enumerate(((base, [0.0, 0.1, -0.1]), (plan, small))):
        weeks = arm.horizon.weeks - arm.horizon.warm_up_weeks
        columns = {"queue_growth__support": growth}
        for kind, asked, grows in (("order", 1000.0, [0.0] * 3), ("quote", 20.0, growth)):
            levels = {"asked": [asked] * 3, "done": [asked - each for each in grows]}
            levels |= {"first": [5.0] * 3}
            levels |= {"middle": [5 + each * ((weeks - 1) // 2) for each in grows]}
            levels |= {"last": [5 + each * (weeks - 1) for each in grows]}
            columns |= {f"queue_{name}__support__{kind}": each for name, each in levels.items()}
        columns |= {name: ends[which] for name, ends in further.items()}
        found.append(measured(arm, **columns))
    return Comparison(found[0], (found[1],))


def test_a_small_kind_of_work_that_drowns_whole_is_worse_though_all_work_hides_it() -> None:
    guards = {each.measure: each for each in hidden([19.0, 20.0, 18.5]).guards["moved"]}
    assert GROWTH not in guards, "not worse by 20 of 1,020 a week, which is no all-clear"
    kind = guards["queue_growth.support.quote"]
    assert (kind.verdict, kind.within) == ("worse", 1.0), "5% of the 20 that are asked"
    assert kind.difference.mean == pytest.approx(19.17, abs=0.01)
    assert verdict(kind) == "RED: worse"


def test_a_kind_that_does_not_pile_up_is_no_sign_of_its_own() -> None:
    guards = [each.measure for each in hidden([0.1, -0.1, 0.0]).guards["moved"]]
    assert GROWTH in guards
    assert "queue_growth.support.quote" not in guards


def long(**changes: object) -> Scenario:
    """Orders reassigned in a firm of which ten weeks count."""
    weeks = {"start": "2025-01-06", "weeks": 11, "warm_up_weeks": 1}
    return what_if(moved(), name="moved", horizon=weeks, **changes)


def test_a_pile_that_did_not_grow_before_is_worse() -> None:
    guard = piled([0.1, -0.1, 0.0], [30, 31, 29], long())[GROWTH]
    assert (guard.verdict, guard.within) == ("worse", 5.0), "5% of 100 a week settles"
    assert guard.difference.mean == pytest.approx(30)


def test_a_pile_that_grows_as_it_did_before_is_not_worse() -> None:
    guard = piled([30, 31, 29], [30.2, 31.1, 29.1], long())[GROWTH]
    assert guard.verdict == "not worse"


def test_a_pile_that_grows_clearly_faster_is_worse() -> None:
    assert piled([30, 31, 29], [60, 61.5, 59], long())[GROWTH].verdict == "worse"


def test_a_pile_that_may_grow_by_luck_cannot_be_told() -> None:
    assert piled([0.1, -0.1, 0.0], [0, 40, 14], long())[GROWTH].verdict == "cannot tell"


def test_a_pile_that_shrank_before_and_now_stays_is_not_worse() -> None:
    assert piled([-30, -31, -29], [0.2, 0.1, 0.0], long())[GROWTH].verdict == "not worse"


@pytest.mark.slow
def test_a_desk_that_others_drown_receives_work_too() -> None:
    """More reps visit more customers; nobody has given the desk anything."""
    orders = {
        "by": "support",
        "lasts": {"mean": "8 min"},
        "arises": {"inbound": None},
    }
    base = what_if(
        today(),
        name="base",
        horizon={"start": "2025-01-06", "weeks": 5, "warm_up_weeks": 1},
        activities={"order": orders},
        segments={"shops": {"accounts": 600}},
    )
    more = what_if(base, name="more", hire={"field_rep": 6})
    assert receivers(base, more) == ["support"]
    found = compare(base, more, replications=3, jobs=1)
    guards = {guard.measure: guard for guard in found.guards["more"]}
    assert found.base.interval(GROWTH).mean < 1
    assert {guard.role for guard in guards.values()} == {"support"}
    assert guards[GROWTH].verdict == "worse"
    assert guards[GROWTH].difference.mean == pytest.approx(
        np.mean(found.others[0].column(GROWTH) - found.base.column(GROWTH))
    )


def test_what_is_watched_and_a_guard_has_one_interval_and_one_judgement() -> None:
    base = today(watch=["direct_selling_share", IN_TIME])
    found = compare(base, what_if(base, name="moved", reassign={"order": "support"}),
                    replications=4, jobs=1)  # fmt: skip
    watched = [each for each in found.guards["moved"] if each.measure in found.watched]
    assert IN_TIME in [guard.measure for guard in watched]
    for guard in watched:
        assert guard.difference == found.difference("moved", guard.measure)
        assert guard.red == (found.verdict("moved", guard.measure) == "down")


def test_what_is_watched_takes_no_part_of_the_risk_of_guards() -> None:
    columns = {"utilisation__support": [0.5, 0.5, 0.5], "direct_selling_share": [0.3] * 3}
    late = {"within_due__order": [0.90, 0.91, 0.92], "overtime__support": [0.0, 0.0, 0.0]}
    later = {"within_due__order": [0.80, 0.82, 0.81], "overtime__support": [10.0, 20.0, 30.0]}
    watching = what_if(today(), watch=["direct_selling_share", IN_TIME], name="base")
    found = Comparison(
        measured(watching, **columns, **late), (measured(moved(), **columns, **later),)
    )
    (overtime,) = (each for each in found.guards["moved"] if each.measure == OVERTIME)
    # One sign alone: 95% on one side, 20 ± 2.920 x 10 / sqrt(3).
    assert overtime.difference.half_width == pytest.approx(2.920 * 10 / 3**0.5, rel=1e-3)


# -- what customers bear, and what is worse only if it matters -------------------------------------


def larger() -> Scenario:
    """The firm with a second segment, on which support calls, too, and paper that is never due."""
    every = {"contact_every": {"visit": "1 week", "check": "4 weeks"}}
    inbound = {"inbound": {"rate": "5 per week", "per": "role"}}
    by_support = {"category": "desk_work", "by": "support", "lasts": "10 min"}
    return what_if(
        today(),
        name="today",
        segments={"shops": every, "chains": {"accounts": 10, **every}},
        call_plans={"check": {}},
        roles={"support": {"accounts": "own"}},
        activities={
            "check": {**by_support, "place": "anywhere", "splittable": False},
            "paper": {**by_support, "arises": inbound},
        },
    )


def signs(base: Scenario | None = None, **columns: tuple[list[float], list[float]]) -> Comparison:
    """A comparison of which only some measures move, from some values to others."""
    base = base or larger()
    plan = what_if(base, name="moved", reassign={"order": {"to": "support"}})
    before, after = ({name: ends[n] for name, ends in columns.items()} for n in (0, 1))
    return Comparison(measured(base, **before), (measured(plan, **after),))


def word(measure: str, before: list[float], after: list[float]) -> str | None:
    guards = signs(**{measure.replace(".", "__"): (before, after)}).guards["moved"]
    return next((each.verdict for each in guards if each.measure == measure), None)


@pytest.mark.parametrize(
    ("measure", "before", "little", "much", "unsure"),
    [
        ("turnaround_of_asked.paper", 6.0, 8.9, 9.1, 40.0),
        ("plan_coverage.check", 0.9, 0.89, 0.87, 0.7),
        ("plan_coverage.visit.shops", 0.9, 0.89, 0.87, 0.7),
        ("lost_per_year.shops", 0.05, 0.0545, 0.0555, 0.3),  # a tenth more of them
        ("lost_per_year.shops", 0.0, 0.0015, 0.0025, 0.3),
        ("lost_per_year.shops", 0.4, 0.415, 0.425, 0.8),
        ("turnaround_of_asked.paper", 0.5, 1.4, 1.6, 9.0),
        ("turnaround_of_asked.paper", 100.0, 123.0, 125.0, 900.0),
        ("goodwill.shops", 0.4, 0.36, 0.34, 0.1),
        ("nights_away.support", 0.0, 0.05, 0.2, 1.0),
    ],
)
def test_what_moves_a_little_with_every_plan_is_worse_only_if_it_matters(
    measure: str, before: float, little: float, much: float, unsure: float
) -> None:
    """For sure, but by no more than the margin; by more; by more, and not for sure."""
    tiny = 1e-6
    first = [before, before + tiny, before - tiny]
    assert word(measure, first, [little, little + tiny, little]) == "not worse"
    assert word(measure, first, [much, much + tiny, much]) == "worse"
    assert word(measure, first, [unsure, before, before]) == "cannot tell"


def test_customers_of_whom_nothing_moves_are_not_judged() -> None:
    assert word("plan_coverage.visit.shops", [0.9, 0.8], [0.9, 0.8]) is None
    assert word("lost_per_year.shops", [0.1, 0.2], [0.1, 0.2]) is None


def test_that_all_are_called_on_less_is_told_of_the_call_plan_alone() -> None:
    """With one segment it is the same."""
    for base, judged_too in ((today(), False), (larger(), True)):
        columns = {"plan_coverage__visit__shops": ([0.9, 0.91], [0.5, 0.5])}
        guards = signs(base, **columns).guards["moved"]
        assert ("plan_coverage.visit.shops" in {each.measure for each in guards}) is judged_too


@pytest.mark.parametrize(("late", "worst"), [(0.1, "within_due"), (0.45, "lost")])
def test_of_customers_who_go_and_of_work_that_comes_late_the_more_is_told(
    late: float, worst: str
) -> None:
    """A third of the shops go, which counts twice, and of orders 80 points are late, or 45."""
    compared = signs(
        lost_per_year__shops=([0.05, 0.06], [0.38, 0.39]),
        within_due__order=([0.9, 0.91], [late, late + 0.01]),
    )
    assert [whose(each) for each in compared.guards["moved"] if each.red] == [
        "support",
        "customers",
    ]
    harm = worst_harm(compared, compared.others[0])
    assert harm is not None
    assert harm.sign == worst
    if worst == "lost":
        assert (harm.role, harm.activity, harm.segment) == ("", None, "shops")
        assert harm_words(harm) == (
            "of the customers shops, 38.5% go in a year instead of 5.5%"
            " (worse for sure, too: order of support is in time in 45.5% of cases"
            " instead of 90.5%)"
        )
    else:
        assert harm_words(harm).endswith(
            " (worse for sure, too: of the customers shops, 38.5% go in a year instead of 5.5%)"
        )


def test_who_is_worse_for_sure_is_told_beside_whom_it_drowns() -> None:
    """Quotes pile up at the desk, and shops go; or they may go."""
    for gone, also in (([0.4, 0.41, 0.4], ["shops"]), ([0.4, 0.05, 0.06], [])):
        compared = hidden([19.0, 20.0, 18.5], lost_per_year__shops=([0.05, 0.06, 0.05], gone))
        harm = worst_harm(compared, compared.others[0])
        assert harm is not None
        assert (harm.role, harm.sign) == ("support", "grows")
        assert [each.segment for each in harm.also] == also


def test_other_work_of_whom_it_drowns_is_told_beside_the_pile_if_it_is_late_for_sure() -> None:
    """Few quotes pile up, and many orders of the same desk are late."""
    late = {"within_due__order": ([0.99, 0.98, 0.99], [0.4, 0.41, 0.4])}
    late |= {"utilisation__support": ([0.8, 0.81, 0.8], [1.0, 1.0, 1.0])}
    late |= {"within_due__quote": ([0.99, 0.98, 0.99], [0.1, 0.11, 0.1])}
    compared = hidden([19.0, 20.0, 18.5], **late)
    harm = worst_harm(compared, compared.others[0])
    assert harm is not None
    assert harm_words(harm) == (
        "work piles up at support: quote grows by 19.2 tasks a week (worse for sure, too: order of"
        " support is in time in 40.3% of cases instead of 98.7%)"
    )


def test_beside_the_harm_the_work_that_is_told_of_is_not_named_again() -> None:
    late = Harm("desk", "within_due", "order", 0.99, 0.4)
    harm = Harm("desk", "grows", "paper", math.nan, 4.0, also=(late,))
    for measure, also in ((IN_TIME, ()), ("direct_selling_share", (late,))):
        told = finding._beside_what_is_told(harm, measure)
        assert told is not None
        assert told.also == also


def test_beside_the_two_worst_the_others_are_named_each_once() -> None:
    also = (
        Harm("desk", "within_due", "order", 0.99, 0.4),
        Harm("desk", "within_due", "offer", 0.99, 0.5),
        Harm("", "fewer_calls", "visit", 0.9, 0.7, segment="shops"),
        Harm("", "goodwill", None, 0.9, 0.7, segment="shops"),
        Harm("rep", "overtime", None, 10.0, 60.0),
    )
    said = harm_words(Harm("desk", "grows", "paper", math.nan, 4.0, also=also))
    assert said.endswith(
        "order of people of desk is in time in 40% of cases instead of 99%;"
        " and offer, the customers shops, reps)"
    )
    more = tuple(Harm("desk", "within_due", f"work_{n}", 0.9, 0.8) for n in range(6))
    said = harm_words(Harm("desk", "grows", "paper", math.nan, 4.0, also=(also[0], *more)))
    assert said.endswith("; and work 0, work 1, work 2, work 3, 2 more)")


@pytest.mark.parametrize(
    ("gone", "tells", "also"), [(0.45, "lapsed", []), (0.2, "within_due", ["lapsed"])]
)
def test_work_with_a_due_that_lapses_is_told_as_such_where_most_of_what_is_late_does(
    gone: float, tells: str, also: list[str]
) -> None:
    lapsing = {"order": {"lapses": {"after": "3 d"}}}
    compared = signs(
        what_if(larger(), name="today", activities=lapsing),
        lapsed_share__order=([0.01, 0.02], [gone, gone + 0.01]),
        within_due__order=([0.97, 0.98], [0.3, 0.31]),
    )
    harm = worst_harm(compared, compared.others[0])
    assert harm is not None
    assert (harm.sign, [each.sign for each in harm.also]) == (tells, also)


def test_late_work_is_borne_by_those_who_take_it_over_not_by_those_who_get_it_back() -> None:
    """For some weeks support has most orders, which are late then; reps do theirs as ever."""
    days = [
        {"on": "2025-01-20", "reassign": {"order": {"to": "support", "share": 0.9}}},
        {"on": "2025-02-10", "reassign": {"order": {"to": "support", "share": 0}}},
    ]
    base = what_if(larger(), name="today", horizon={"weeks": 8})
    plan = what_if(base, name="moved", change=days)
    before = measured(base, lost_per_year__shops=[0.05, 0.06], within_due__order=[0.9, 0.91])
    after = measured(plan, lost_per_year__shops=[0.38, 0.39], within_due__order=[0.3, 0.31])
    compared = Comparison(before, (after,))
    assert {each.role for each in compared.guards["moved"] if each.red} >= {"field_rep", "support"}
    harm = worst_harm(compared, after)
    assert harm is not None
    assert (harm.sign, [each.role for each in harm.also]) == ("lost", ["support"])


def test_work_that_takes_weeks_longer_does_not_hide_that_customers_go() -> None:
    later = Harm("support", "later", "paper", 10.0, 1_200.0)
    gone = Harm("", "lost", None, 0.1, 0.5, segment="shops")
    few = Harm("", "lost", None, 0.1, 0.15, segment="shops")
    assert sorted([few, later, gone], key=lambda harm: harm.rank) == [gone, later, few]


def test_calls_of_a_segment_are_told_beside_those_of_all_if_it_gets_still_fewer() -> None:
    """Where shops lose as many as all do the plan says it; else the segment does, or both do."""
    both = {"plan_coverage__check": ([0.9, 0.91], [0.5, 0.5])}
    for left, told in ((0.49, ["check"]), (0.4, ["check", "check.shops"])):
        alike = {"plan_coverage__check__shops": ([0.9, 0.91], [left, left])}
        red = [each.measure for each in signs(**both, **alike).guards["moved"] if each.red]
        assert red == [f"plan_coverage.{name}" for name in told]
    one = {"plan_coverage__check__shops": ([0.9, 0.91], [0.4, 0.4])}
    compared = signs(plan_coverage__check=([0.9, 0.91], [0.9, 0.91]), **one)
    assert {each.measure for each in compared.guards["moved"] if each.red} == {
        "plan_coverage.check.shops"
    }
    harm = worst_harm(compared, compared.others[0])
    assert harm is not None
    assert harm_words(harm) == (
        "the customers shops get 40% of the calls that are wanted instead of 90.5%: check"
    )


def test_what_took_minutes_and_takes_a_day_is_told_before_what_took_two_hours() -> None:
    """13.5 h more than a tenth of an hour, and 14 h more than two."""
    paper = larger().model_dump(by_alias=True, mode="json", exclude_unset=True)["activities"][
        "paper"
    ]
    base = what_if(larger(), name="today", activities={"call": paper})
    slow = {"turnaround_of_asked__paper": ([2.0, 2.2], [16.0, 16.4])}
    sudden = {"turnaround_of_asked__call": ([0.1, 0.1], [13.6, 13.7])}
    for columns in (slow | sudden, sudden | slow):
        compared = signs(base, **columns)
        harm = worst_harm(compared, compared.others[0])
        assert harm is not None
        assert (harm.sign, harm.activity) == ("later", "call")


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (
            Harm("support", "later", "quote", 6.0, 31.0),
            "quote of support takes 31.0 h instead of 6.0 until it is done",
        ),
        (
            Harm("", "fewer_calls", "visit", 0.9, 0.5, segment="small"),
            "the customers small get 50% of the calls that are wanted instead of 90%: visit",
        ),
        (
            Harm("support", "nights_away", None, 0.0, 3.4),
            "support are away for 3.40 nights a week each instead of 0.00",
        ),
        (
            Harm("support", "later", "quote", math.nan, 31.0),
            "quote of support takes 31.0 h until it is done",
        ),
        (
            Harm("", "lost", None, math.nan, 0.5, segment="small"),
            "of the customers small, 50% go in a year",
        ),
    ],
)
def test_each_sign_has_its_words(harm: Harm, told: str) -> None:
    assert harm_words(harm).replace("people of support", "support") == told


@pytest.mark.parametrize(("every", "is_judged"), [("4 weeks", True), ("2 weeks", False)])
def test_calls_that_a_plan_wants_more_often_are_held_against_no_calls_of_before(
    every: str, is_judged: bool
) -> None:
    """Twice as many are wanted, and of these fewer made: that may be more calls than before."""
    plan = what_if(
        larger(),
        name="moved",
        reassign={"order": {"to": "support"}},
        segments={"shops": {"contact_every": {"check": every}}},
    )
    names = ("plan_coverage__check", "plan_coverage__check__chains")
    before, after = ({key: [each, each + 0.01] for key in names} for each in (0.9, 0.6))
    compared = Comparison(measured(larger(), **before), (measured(plan, **after),))
    red = {guard.measure for guard in compared.guards["moved"] if guard.red}
    told = {True: "plan_coverage.check", False: "plan_coverage.check.chains"}[is_judged]
    assert red == {told}, "of chains as many are wanted as before"


def test_work_that_is_due_later_than_before_is_judged_by_how_long_it_takes() -> None:
    """In time by a week is no better than in time by a day."""
    for due, measures in (("1 d", {"within_due.order"}), ("7 d", {"turnaround_of_asked.order"})):
        plan = what_if(moved(), name="moved", activities={"order": {"due": due}})
        columns = {"turnaround_of_asked__order": [9.0, 9.1]}
        arms = measured(today(), **columns), measured(plan, **columns)
        told = {each.measure for each in Comparison(arms[0], arms[1:]).guards["moved"]}
        assert {each for each in told if each.endswith(".order")} == measures


def test_customers_who_think_less_of_the_company_are_told() -> None:
    compared = signs(goodwill__shops=([0.43, 0.42], [0.11, 0.11]))
    harm = worst_harm(compared, compared.others[0])
    assert harm is not None
    assert harm_words(harm) == "goodwill of the customers shops is 11% instead of 42.5%"
