"""Which plan still reaches its goal when something befalls the company, and is regretted least?

Every plan is replayed without a shock and under each shock, all with the same luck. The regret of a
plan under a shock is what it falls short of the plan that is best there (Savage 1951).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from simulator.engine.select import Engine
from simulator.errors import ScenarioError, UsageError
from simulator.experiment.defaults import REPLICATIONS
from simulator.experiment.gains import describe
from simulator.experiment.results import ScenarioLabel, as_object, label_of, name_of
from simulator.experiment.runner import (
    MeasureRow,
    Progress,
    ReplicationRequest,
    RunOptions,
    first_row,
    rows_of,
)
from simulator.experiment.statistics import (
    CONFIDENCE,
    Interval,
    Numbers,
    bonferroni,
    confidence_interval,
    proportion,
)
from simulator.measures.targets import Constraint, constraint, resolve_measure
from simulator.scenario.overrides import resolved, what_if
from simulator.scenario.ranges import Keys, quantity
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.analysis import Shock
from simulator.scenario.units import format_duration, nearest_word

CALM = ""  # what the year is called in which nothing befalls anybody
SUFFIX = "shock"  # by which results tell such scenarios from what was asked for
ANY = "*"  # in a path: whatever key
MOST_PLANS = 50


class ShockApplied(NamedTuple):
    """A shock; without a name: none."""

    name: str
    title: str


class Level(NamedTuple):
    """What a measure came to in a plan under a shock, and how far that is from no shock, paired."""

    level: Interval
    change: Interval


class Cell(NamedTuple):
    """A plan under a shock."""

    plan: str
    shock: str
    touched: bool  # whether the shock changes anything in this plan
    reached: Interval  # share of years that reach all goals
    levels: tuple[Level, ...]  # of each measure
    regret: Interval  # in the unit of what is regretted; 0 for the best plan under this shock


class Alternative(NamedTuple):
    """How much more another plan is regretted than the one chosen; holds with all other rivals."""

    plan: str
    more: Interval


class Choice(NamedTuple):
    """The plan with the least regret, and how it stands against the others."""

    plan: str
    regret: float
    shock: str  # under which it is regretted most
    rivals: tuple[Alternative, ...]

    @property
    def tied(self) -> tuple[str, ...]:
        """Plans of which we cannot tell that they are regretted more."""
        return tuple(rival.plan for rival in self.rivals if not rival.more.low > 0)


@dataclass(frozen=True)
class StressTest:
    """Every plan under every shock: plan by plan, and of each the year without a shock first."""

    plans: tuple[ScenarioLabel, ...]
    shocks: tuple[ShockApplied, ...]
    goals: tuple[str, ...]
    measures: tuple[str, ...]
    regretted: str
    cells: tuple[Cell, ...]
    by_worst: Choice  # the least worst regret: Savage's choice
    by_mean: Choice  # the least mean regret: every shock, and none, weighs the same
    replications: int
    seed: int

    def cell(self, plan: int, shock: int) -> Cell:
        """The plan and the shock of these numbers."""
        return self.cells[plan * len(self.shocks) + shock]

    def as_json(self) -> dict[str, Any]:
        """The table and both choices for JSON."""
        return {
            "plans": [plan.name for plan in self.plans],
            "shocks": {shock.name: shock.title for shock in self.shocks if shock.name},
            "goals": list(self.goals),
            "regretted": self.regretted,
            "unit": describe(self.regretted).unit,
            "replications": self.replications,
            "seed": self.seed,
            "cells": [self._told(cell) for cell in self.cells],
            "least_worst_regret": _chosen(self.by_worst),
            "least_mean_regret": _chosen(self.by_mean),
        }

    def _told(self, cell: Cell) -> dict[str, Any]:
        return {
            "plan": cell.plan,
            "shock": cell.shock or None,
            "touched": cell.touched,
            "reached": as_object(cell.reached),
            "regret": as_object(cell.regret),
            "measures": {
                name: {"level": as_object(each.level), "change": as_object(each.change)}
                for name, each in zip(self.measures, cell.levels, strict=True)
            },
        }


def _chosen(choice: Choice) -> dict[str, Any]:
    return {
        "plan": choice.plan,
        "regret": choice.regret,
        "worst_under": choice.shock or None,
        "others_are_regretted_more_by": {
            rival.plan: as_object(rival.more) for rival in choice.rivals
        },
        "cannot_tell_from": list(choice.tied),
    }


def stress(
    plans: Sequence[Scenario],
    goals: Sequence[str],
    regret: str | None = None,
    replications: int = REPLICATIONS,
    confidence: float = CONFIDENCE,
    *,
    seed: int = 1,
    jobs: int | None = None,
    engine: Engine = "auto",
    cluster: str | None = None,
    store: Path | None = None,
    progress: Progress | None = None,
) -> StressTest:
    """Every plan under every shock that one of them says, the first plan being today's company.

    Goals are such as ``direct_selling_share >= 22%``. Regretted is the first goal's measure if
    nothing is said. Raises Misuse for plans, shocks, goals or measures that cannot be meant.
    """
    options = RunOptions(
        seed=seed, jobs=jobs, engine=engine, cluster=cluster, store=store, progress=progress
    )
    _refuse_plans(plans, goals)
    shocks = shocks_of(plans)
    shocked = [[plan, *(shocked_by(plan, plans[0], *each) for each in shocks)] for plan in plans]
    known = first_row(plans[0], options)
    bounds = [constraint(said, known) for said in goals]
    regretted = bounds[0].measure if regret is None else resolve_measure(regret, known)
    sign = _sign(regretted, bounds)
    found = rows_of(
        [ReplicationRequest(s, range(replications)) for row in shocked for s in row], options
    )
    rows = [
        found[start : start + len(shocks) + 1] for start in range(0, len(found), len(shocks) + 1)
    ]
    table = _Table(plans, shocked, rows, bounds, confidence)
    return table.judged(regretted, sign, shocks, options.seed)


def _refuse_plans(plans: Sequence[Scenario], goals: Sequence[str]) -> None:
    if not 2 <= len(plans) <= MOST_PLANS:
        raise UsageError(
            f"read {len(plans)} scenarios, expected today's company and 1 to {MOST_PLANS - 1} plans"
        )
    names = [name_of(plan) for plan in plans]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(f"{twice!r} is named twice, expected different plans")
    if not goals:
        raise UsageError("read no goal, expected one such as 'direct_selling_share >= 22%'")


def _sign(regretted: str, bounds: Sequence[Constraint]) -> int:
    """-1 if more of what is regretted is better, 1 if less is; a goal's side says so first."""
    for goal in bounds:
        if goal.measure == regretted:
            return -1 if goal.side == ">=" else 1
    better = describe(regretted).better
    if better == "neither":
        raise UsageError(
            f"neither more nor less of {regretted} is better, so nobody regrets it; expected a"
            " measure with a better side, such as cost_per_week, or one of the goals"
        )
    return -1 if better == "more" else 1


# -- the table -------------------------------------------------------------------------------------


class _Table(NamedTuple):
    """The rows of every plan under every shock."""

    plans: Sequence[Scenario]
    shocked: Sequence[Sequence[Scenario]]
    rows: Sequence[Sequence[Sequence[MeasureRow]]]
    goals: Sequence[Constraint]
    confidence: float

    def column(self, plan: int, shock: int, measure: str) -> Numbers:
        """A measure replication by replication, NaN where it has not happened."""
        return np.array([row.get(measure, math.nan) for row in self.rows[plan][shock]])

    def judged(
        self, regretted: str, sign: int, shocks: Sequence[tuple[str, Shock]], seed: int
    ) -> StressTest:
        """The chances, levels, regrets and choices."""
        measures = self.watched(regretted)
        regrets = self.regrets(regretted, sign, shocks)
        befallen = (
            ShockApplied(CALM, ""),
            *(ShockApplied(name, each.title) for name, each in shocks),
        )
        cells = tuple(
            self.cell((plan, shock), befallen[shock].name, measures, regrets[plan, shock])
            for plan in range(len(self.plans))
            for shock in range(len(befallen))
        )
        names = [name_of(plan) for plan in self.plans]
        worst = choice_of(regrets, names, [each.name for each in befallen], self.confidence)
        return StressTest(
            tuple(label_of(plan) for plan in self.plans),
            befallen,
            tuple(goal.said for goal in self.goals),
            measures,
            regretted,
            cells,
            *worst,
            replications=regrets.shape[2],
            seed=seed,
        )

    def watched(self, regretted: str) -> tuple[str, ...]:
        """The goals' measures, what is regretted, and what the first scenario says to watch."""
        said = [*(goal.measure for goal in self.goals), regretted, *self.plans[0].watch]
        everywhere = set.intersection(*(set(row[0][0]) for row in self.rows))
        return tuple(key for key in dict.fromkeys(said) if key in everywhere)

    def cell(
        self, where: tuple[int, int], shock: str, measures: Sequence[str], regret: Numbers
    ) -> Cell:
        """One plan under one shock."""
        plan, number = where
        rows = self.rows[plan][number]
        met = sum(all(g.met_by(row.get(g.measure, math.nan)) for g in self.goals) for row in rows)
        return Cell(
            name_of(self.plans[plan]),
            shock,
            self.shocked[plan][number] is not self.plans[plan],
            proportion(met, len(rows), self.confidence),
            tuple(self.level(where, measure) for measure in measures),
            confidence_interval(regret, self.confidence),
        )

    def level(self, where: tuple[int, int], measure: str) -> Level:
        """A measure, and its paired change from no shock."""
        found, calm = self.column(*where, measure), self.column(where[0], 0, measure)
        return Level(
            confidence_interval(found, self.confidence),
            confidence_interval(found - calm, self.confidence),
        )

    def regrets(self, measure: str, sign: int, shocks: Sequence[tuple[str, Shock]]) -> Numbers:
        """Regret by plan, shock and replication; a replication counts where all plans know it."""
        every = range(len(shocks) + 1)
        losses = np.array(
            [[sign * self.column(p, s, measure) for s in every] for p in range(len(self.plans))]
        )
        losses = np.where(np.isnan(losses).any(axis=0), math.nan, losses)
        for number in every:
            if np.isnan(losses[0, number]).all():
                under = f" under {shocks[number - 1][0]}" if number else ""
                raise UsageError(f"{measure} never happens in every plan{under}: nothing to regret")
        if np.isnan(losses[0]).any(axis=0).all():
            raise UsageError(
                f"{measure} does not happen under every shock in any one replication, so there is"
                " no mean regret; try more replications"
            )
        return regrets_of(losses)


def regrets_of(losses: Numbers) -> Numbers:
    """Losses (plans x shocks x replications) less those of the plan with the least mean loss."""
    means = np.nanmean(losses, axis=2)
    best = losses[means.argmin(axis=0), np.arange(losses.shape[1])]
    found: Numbers = losses - best
    return found


def choice_of(
    regrets: Numbers, names: Sequence[str], shocks: Sequence[str], confidence: float
) -> tuple[Choice, Choice]:
    """The plan with the least worst regret (Savage 1951), and that with the least mean regret.

    A rival's regret is taken under the shock that is worst for it on average; its difference to the
    choice's is a paired t-interval, and all rivals' hold together (Bonferroni).
    """
    worst = np.nanmean(regrets, axis=2).argmax(axis=1)
    under = [shocks[number] for number in worst]
    plans = np.arange(len(names))
    return (
        _least(regrets[plans, worst], names, under, confidence),
        _least(regrets.mean(axis=1), names, under, confidence),
    )


def _least(
    columns: Numbers, names: Sequence[str], under: Sequence[str], confidence: float
) -> Choice:
    means = [confidence_interval(column).mean for column in columns]
    chosen = int(np.argmin(means))
    each = bonferroni(len(names) - 1, confidence)
    rivals = tuple(
        Alternative(name, confidence_interval(columns[number] - columns[chosen], each))
        for number, name in enumerate(names)
        if number != chosen
    )
    return Choice(names[chosen], float(means[chosen]), under[chosen], rivals)


# -- shocks ----------------------------------------------------------------------------------------


def shocks_of(plans: Sequence[Scenario]) -> list[tuple[str, Shock]]:
    """The shocks of the first scenario, then those that only others say; each befalls every plan.

    Misuse if there are none, or if one names what no plan has.
    """
    found: dict[str, Shock] = {}
    for plan in plans:
        found = {**plan.shocks, **found}
    ordered = {name: found[name] for plan in plans for name in plan.shocks}
    if not ordered:
        names = ", ".join(name_of(plan) for plan in plans)
        raise UsageError(
            f"no shocks are said in {names}; write some under 'shocks' in the scenario"
        )
    values = [resolved(plan) for plan in plans]
    for name, shock in ordered.items():
        _refuse_unknown(name, shock, values)
    return list(ordered.items())


def _refuse_unknown(name: str, shock: Shock, values: Sequence[Mapping[str, Any]]) -> None:
    """Misuse for a path or a role that leads nowhere in any plan."""
    for path in shock.scale:
        if not any(True for each in values for _ in numbers_at(each, path)):
            raise UsageError(f"shock {name!r}: {_leads_nowhere(path, values[0])}")
    known = list(dict.fromkeys(role for each in values for role in each["roles"]))
    for role in shock.absent:
        if role not in known:
            there = ", ".join(known)
            raise UsageError(
                f"shock {name!r}: read absent {role!r}, expected one of the roles"
                f" ({there}){nearest_word(role, known)}"
            )


def _leads_nowhere(path: str, values: Mapping[str, Any]) -> str:
    """What is wrong with a path, with the nearest word for the key that is not there."""
    keys = path.split(".")
    for depth, key in enumerate(keys):
        known = {word for _, at in _maps_at(values, keys[:depth]) for word in at}
        if key != ANY and key not in known:
            hint = nearest_word(key, sorted(known))
            return f"the path {path!r} leads to no number: {key!r} is nowhere{hint}"
    return f"the path {path!r} leads to no number; say which value of the map is meant"


def _maps_at(values: Any, keys: Sequence[str]) -> Iterator[tuple[Keys, Mapping[str, Any]]]:
    """The maps that a path leads to."""
    for found, value in _matches(values, keys):
        if isinstance(value, Mapping):
            yield found, value


def _matches(values: Any, keys: Sequence[str], at: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """All that a path with wildcards leads to."""
    if not keys:
        yield at, values
        return
    here = values if isinstance(values, Mapping) else {}
    words: Iterable[str] = list(here) if keys[0] == ANY else [keys[0]] if keys[0] in here else []
    for word in words:
        yield from _matches(here[word], keys[1:], (*at, word))


def numbers_at(values: Mapping[str, Any], path: str) -> Iterator[tuple[Keys, Any]]:
    """The paths and values of all quantities that a path leads to; * stands for any one key.

    >>> list(numbers_at({"roles": {"rep": {"people": 3}, "desk": {}}}, "roles.*.people"))
    [(('roles', 'rep', 'people'), 3)]
    """
    for keys, value in _matches(values, path.split(".")):
        try:
            quantity(value)
        except ValueError:
            continue
        yield keys, value


def shocked_by(plan: Scenario, today: Scenario, name: str, shock: Shock) -> Scenario:
    """The plan as a shock makes it; the plan itself if the shock does not touch it.

    Misuse, with the name of the shock, if nobody is left of a role or a value becomes impossible.
    """
    values = resolved(plan)
    changes: dict[str, Any] = {}
    for keys, value in _scaled(values, shock):
        _put(changes, keys, value)
    for role, people in _left(values, name, shock).items():
        _put(changes, ("roles", role, "people"), people)
    if shock.newcomers_need is not None:
        for role in plan.roles:
            _slow_down(changes, values, role, (today, shock.newcomers_need))
    if not changes:
        return plan
    try:
        return what_if(plan, name=f"{name_of(plan)}.{name}.{SUFFIX}", **changes)
    except ScenarioError as error:
        raise UsageError(f"shock {name!r} on {name_of(plan)}: {error.diagnostics[0]}") from None


def _put(changes: dict[str, Any], keys: Keys, value: Any) -> None:
    for key in keys[:-1]:
        changes = changes.setdefault(key, {})
    changes[keys[-1]] = value


def _scaled(values: Mapping[str, Any], shock: Shock) -> Iterator[tuple[Keys, Any]]:
    """Every value that becomes another one; where two paths meet, both factors count."""
    factors: dict[Keys, float] = {}
    for path, factor in shock.scale.items():
        for keys, _ in numbers_at(values, path):
            factors[keys] = factors.get(keys, 1.0) * factor
    for keys, factor in factors.items():
        [(_, value)] = _matches(values, keys)
        scaled = quantity(value).times(factor).written()
        if scaled != quantity(value).written():
            yield keys, scaled


def _left(values: Mapping[str, Any], name: str, shock: Shock) -> dict[str, int]:
    """Who is still there of each role whose people are away."""
    found = {}
    for role, away in shock.absent.items():
        if role not in values["roles"]:
            continue
        people = values["roles"][role]["people"]
        if away >= people:
            raise UsageError(f"shock {name!r}: {away} of {role} away leaves nobody of {people}")
        found[role] = people - away
    return found


def _slow_down(
    changes: dict[str, Any], values: Mapping[str, Any], role: str, need: tuple[Scenario, int]
) -> None:
    """Makes those hired newcomers, who need at least so long; those absent are not among them."""
    today, seconds = need
    said = values["roles"][role]
    before = today.roles[role].people if role in today.roles else 0
    hired = said["people"] - before
    left = changes.get("roles", {}).get(role, {}).get("people", said["people"])
    usual = quantity(said["ramp_up"]["lasts"]).number if "ramp_up" in said else 0.0
    if hired <= 0 or usual >= seconds:
        return
    _put(changes, ("roles", role, "newcomers"), min(max(hired, said["newcomers"]), left))
    _put(changes, ("roles", role, "ramp_up", "lasts"), format_duration(seconds))
