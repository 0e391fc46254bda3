"""Searches replayed on menus that were enumerated: nothing is simulated, and the truth is known."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from menus import MENUS, Menu, Table, read_table

from simulator.analysis.optimise.catalogue import Catalogue, catalogue_of
from simulator.analysis.optimise.expected import expected_of
from simulator.analysis.optimise.frontier import axes_of, explore
from simulator.analysis.optimise.objective import Aim, Request, Today
from simulator.analysis.optimise.parse_request import aim_of
from simulator.analysis.optimise.plans import Plan, full_plan
from simulator.analysis.optimise.search import Audit, Effort, Outlook, audit, begin, search
from simulator.analysis.optimise.surrogate import Places, corrected
from simulator.analysis.optimise.trials import Trials
from simulator.measures.measure_row import MeasureRow
from simulator.scenario.elementary import Numbers

COST_APART = 0.0025  # costs that count as equal where frontiers are compared
WITHIN, NEVER = 0.005, 0.02  # of the best, nearly always and at the worst
MAX_REGRET = {"distributor": 0.003, "region": 0.005}  # of the frontier, in the selling share


class Ground(NamedTuple):
    """A menu with its table, and what the load model expects."""

    menu: Menu
    table: Table
    catalogue: Catalogue

    def rows(self, plan: Plan | None, replications: range) -> list[MeasureRow]:
        """What was simulated of a plan, or of the base."""
        if plan is None:
            return [MeasureRow(self.table.base[number]) for number in replications]
        values = self.table.values[self.catalogue.number[plan]]
        pairs = [zip(self.menu.measures, values[:, n], strict=True) for n in replications]
        return [MeasureRow(dict(pair)) for pair in pairs]

    def simulate(self, wanted: Sequence[tuple[Plan | None, range]]) -> list[list[MeasureRow]]:
        """The same for several."""
        return [self.rows(plan, replications) for plan, replications in wanted]

    def trials(self, aim: Aim) -> Trials:
        """Nothing simulated yet."""
        return Trials(self.catalogue, aim, self.simulate, lambda _: 0.0)

    def read(self, aim: Aim) -> Numbers:
        """The means of every plan by what an aim looks at."""
        count = self.menu.replications
        base = self.rows(None, range(count))
        read = [aim.read(self.rows(p, range(count)), base) for p in self.catalogue.plans]
        means: Numbers = np.array(read).mean(axis=2)
        return means


@cache
def ground(name: str) -> Ground:
    """A menu that was enumerated."""
    menu = MENUS[name]
    return Ground(menu, read_table(menu), catalogue_of(menu.space, expected_of))


def truth(aim: Aim, values: Numbers) -> Numbers:
    """What every plan costs that keeps all bounds; infinite for others."""
    keeps = np.array([aim.missing(row) == 0 for row in values])
    return np.where(keeps, aim.sign * values[:, 0], np.inf)


def today(where: Ground) -> Today:
    """The base and the what-if as an aim needs them."""
    changes, plans = where.catalogue.space.changes, where.catalogue
    count = range(where.menu.replications)
    whole = where.rows(full_plan(plans.space), count)
    measures = where.menu.measures
    kept = set(measures) | {f"asked.{name}" for name in where.menu.activities}
    base = [MeasureRow({name: row[name] for name in kept}) for row in where.table.base]
    return Today(changes.base, changes.whole, base, whole)


class Instance(NamedTuple):
    """One question and its answer by the search."""

    aim: Aim
    least: float  # of all plans that keep the bounds
    found: float  # infinite if none was found
    simulated: int
    replications: int
    audit: Audit
    view: Outlook

    @property
    def gap(self) -> float:
        """How much dearer the answer is than the best, as a part of it."""
        return self.found / self.least - 1

    @property
    def is_false(self) -> bool:
        """Whether a plan keeps the bounds that is better by more than is worth finding."""
        return self.found > self.least + self.aim.worth


def random_aim(where: Ground, values: dict[str, Numbers], number: int) -> Aim:
    """A goal and up to three guards on waiting, at random quantiles, besides what is granted."""
    drawn = np.random.default_rng(number)
    share = float(np.quantile(values["direct_selling_share"], drawn.uniform(0.3, 0.97)))
    guards = []
    for activity in drawn.permutation(where.menu.activities)[: drawn.integers(0, 4)]:
        name = f"turnaround_mean.{activity}"
        wait = float(np.nanquantile(values[name], drawn.uniform(0.1, 0.7)))
        guards.append(f"{name} <= {wait:.1f}")
    goal = f"direct_selling_share >= {share:.4f}"
    return aim_of(Request(goal=goal, guards=tuple(guards)), today(where))


def means(where: Ground) -> dict[str, Numbers]:
    """Every measure of every plan."""
    table = where.table.values.mean(axis=2)
    return {name: table[:, place] for place, name in enumerate(where.menu.measures)}


def solved(where: Ground, aim: Aim, prove: bool = False, tries: int = 1_000) -> Instance:
    """A search on the table, with its audit."""
    trials, effort = where.trials(aim), Effort(tries, prove)
    begin(trials, where.menu.replications, tries)
    view = search(trials, effort)
    simulated, count = len(trials.outputs), trials.count
    checked = audit(trials, view, prove)
    view = search(trials, effort)
    best = view.best
    found = np.inf if best is None else float(view.target[view.known.plans[best]])
    least = float(truth(aim, where.read(aim)).min())
    return Instance(aim, least, found, simulated, count, checked, view)


class Score(NamedTuple):
    """How a search did over many questions, beside what it may be off."""

    menu: str
    plans: int
    questions: int
    within: float  # part of the answers within half a per cent of the best
    worst: float  # gap
    false: float  # part of the answers to which a plan is better by more than worth
    simulated: float  # plans, median
    replications: float  # median
    audited: int
    wrong: int
    regret: float  # of the frontier, in the selling share

    @property
    def holds(self) -> bool:
        """Whether all of it is as it shall be."""
        good = self.within >= 0.95 and self.worst <= NEVER and self.false <= 0.03
        return good and self.regret <= MAX_REGRET[self.menu]


def score(name: str, count: int, prove: bool = False) -> Score:
    """So many questions to a menu that was enumerated."""
    where = ground(name)
    tries = len(where.catalogue.plans)
    answers = [solved(where, aim, prove, tries) for aim in questions(name, count)]
    gaps = np.array([each.gap for each in answers])
    return Score(
        menu=name,
        plans=tries,
        questions=count,
        within=float((gaps <= WITHIN).mean()),
        worst=float(gaps.max()),
        false=float(np.mean([each.is_false for each in answers])),
        simulated=float(np.median([each.simulated for each in answers])),
        replications=float(np.median([each.replications for each in answers])),
        audited=sum(each.audit.plans for each in answers),
        wrong=sum(each.audit.wrong for each in answers),
        regret=frontier_regret(where)[0],
    )


@cache
def questions(name: str, count: int) -> list[Aim]:
    """So many questions that at least one plan answers and not more than a third."""
    where, found = ground(name), []
    values, number = means(where), 0
    while len(found) < count:
        aim = random_aim(where, values, number)
        keeping = np.isfinite(truth(aim, where.read(aim))).mean()
        if 0 < keeping <= 0.35:
            found.append(aim)
        number += 1
    return found


def planted(where: Ground, number: int) -> tuple[Aim, float]:
    """A plan that overloads nobody, as somebody may have made it by hand: its bounds and cost."""
    values, measures = where.table.values.mean(axis=2), where.menu.measures
    busy = [measures.index(f"utilisation.{role}") for role in where.menu.roles]
    piled = [measures.index(f"waiting_at_end.{activity}") for activity in where.menu.activities]
    calm = (values[:, busy] <= 0.94).all(axis=1) & (values[:, piled] <= values[0, piled]).all(
        axis=1
    )
    calm &= values[:, 1] > values[0, 1]
    plan = np.random.default_rng(number).choice(np.flatnonzero(calm))
    share = values[plan, 1]
    waits = {a: values[plan, measures.index(f"turnaround_mean.{a}")] for a in where.menu.activities}
    guards = tuple(f"turnaround_mean.{a} <= {wait + 0.05:.1f} h" for a, wait in waits.items())
    request = Request(goal=f"direct_selling_share >= {share - 0.0001:.4f}", guards=guards)
    return aim_of(request, today(where)), float(values[plan, 0])


def frontier_regret(where: Ground) -> tuple[float, int]:
    """The worst that the frontier found is below the true one at any cost; plans simulated."""
    request = Request(goal="direct_selling_share >= 1%", frontier=True)
    aim = aim_of(request, today(where))
    trials = where.trials(aim)
    begin(trials, where.menu.replications, 4_000)
    axes = axes_of(aim, 0.2)
    steps = explore(trials, axes, Effort(4_000))
    values = where.read(aim)
    keeping = np.isfinite(truth(aim, values))
    order = np.flatnonzero(keeping)[np.argsort(values[keeping, 0])]
    best = np.maximum.accumulate(values[order, 1])
    costs, shares = values[steps, 0], values[steps, 1]
    at = np.searchsorted(costs, values[order, 0] * (1 + COST_APART), side="right")
    reached = np.concatenate([[-np.inf], np.maximum.accumulate(shares)])[at]
    return float((best - reached).max()), len(trials.outputs)


def errors_of_share(where: Ground, known: Places) -> tuple[float, float]:
    """The error of the selling share as expected and as corrected, of plans that were not known."""
    true = means(where)["direct_selling_share"]
    expected = where.catalogue.expected.of("direct_selling_share")
    after = corrected(expected, where.catalogue.features, known, true[known]).values
    others = np.setdiff1d(np.arange(len(true)), known)
    return tuple(float(np.abs(true - each)[others].mean()) for each in (expected, after))  # type: ignore[return-value]
