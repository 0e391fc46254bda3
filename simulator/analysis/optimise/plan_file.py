"""A plan as a scenario file, with what was asked and promised in its comments."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulator import __version__
from simulator.analysis.optimise.objective import Aim
from simulator.analysis.optimise.plans import Plan, Space
from simulator.analysis.optimise.result import Optimum
from simulator.errors import ScenarioError
from simulator.experiment.gains import describe
from simulator.experiment.store.fingerprints import scenario_hash
from simulator.io import renew
from simulator.measures.targets import Constraint
from simulator.scenario.inheritance import load
from simulator.scenario.moves import joined
from simulator.scenario.overrides import as_yaml
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import PERCENT
from simulator.scenario.yaml_reader import write_yaml


def write_plan(file: Path, space: Space, optimum: Optimum) -> None:
    """Writes the plan chosen, or the nearest, as a what-if of the base.

    Where the base cannot be found from the file's folder, or a what-if in one file does not come
    to the same, the whole scenario is written instead.
    """
    plan = optimum.finalists[0].plan
    scenario = space.scenario(plan)
    assert scenario is not None, "what was judged can be carried out"
    renew(file, plan_file(space, optimum).encode())
    if not _comes_to(file, scenario):
        titled = scenario.model_copy(update=_labels(optimum))
        renew(file, (_comments(optimum) + as_yaml(titled)).encode())


def base_beside(folder: Path, space: Space) -> None:
    """Puts the base into a folder, so that a plan in it finds what it extends."""
    base = space.changes.base
    renew(folder / f"{base.name}.yaml", as_yaml(base).encode())


def plan_file(space: Space, optimum: Optimum) -> str:
    """The text of the what-if."""
    plan = optimum.finalists[0].plan
    head = {"extends": optimum.base.name, **_labels(optimum)}
    return _comments(optimum) + write_yaml({**head, **changes_of(space, plan)})


def changes_of(space: Space, plan: Plan) -> dict[str, Any]:
    """What a plan changes: the values and verbs of its moves, then whom it hires."""
    merged: Mapping[str, Any] = {}
    for move in space.changes_of(plan):
        for _, change in move.parts:
            merged = joined(merged, change)
    hired = {role: number for role, number in plan.hires if number}
    if not hired:
        return dict(merged)
    has_one_day = isinstance(merged.get("change"), Mapping)
    return joined(merged, {"hire": hired} if has_one_day else space.hiring(hired))


def _comes_to(file: Path, scenario: Scenario) -> bool:
    """Whether a file loads as a scenario with the same numbers."""
    try:
        return scenario_hash(load(file)) == scenario_hash(scenario)
    except ScenarioError:
        return False


def _labels(optimum: Optimum) -> dict[str, str]:
    asked = [_in_words(each.bound) for each in optimum.aim.wishes if each.asked]
    kept = f"keep {' and '.join(asked)} with" if asked else "bring"
    best = "Best plan" if optimum.aim.largest else "Cheapest plan"
    kind = best if optimum.chosen else "Nearest plan"
    return {
        "title": f"{kind} of {optimum.whole.title}",
        "question": f"Which moves and hires {kept} the {_least(optimum.aim)}?",
    }


def _least(aim: Aim) -> str:
    return f"{'most' if aim.largest else 'least'} {_name(aim.target)}"


def _name(measure: str) -> str:
    """A measure as people say it.

    >>> _name("waiting_at_end.order_entry")
    'waiting at end: order entry'
    """
    return ": ".join(measure.replace("_", " ").split("."))


def _in_words(bound: Constraint) -> str:
    """A bound as people say it, as pages do."""
    _, _, limit = bound.text.partition(bound.side)
    return f"{_name(bound.measure)} {'≥' if bound.side == '>=' else '≤'} {limit.strip()}"


def _comments(optimum: Optimum) -> str:
    aim = optimum.aim
    bounds = [
        f"{_in_words(each.bound)} (give or take"
        f" {_size(each.tolerance, each.bound.measure, optimum.base.currency)})"
        for each in aim.wishes
    ]
    lines = [
        f"Asked: the {_least(aim)} with {' and '.join(bounds)}.",
        _promise(optimum),
        _effort(optimum),
        f"Made by simulator {__version__} from {optimum.whole.name}.",
    ]
    return "".join(f"# {line}\n" for line in lines)


def _size(size: float, measure: str, currency: str) -> str:
    """A tolerance, or what is worth finding, to three digits in the unit of a measure.

    >>> _size(0.0005, "direct_selling_share", "EUR"), _size(0.01, "utilisation.rep", "EUR")
    ('0.05 points', '1.0 points')
    >>> _size(57.6923, "cost_per_week", "EUR")
    '57.7 EUR'
    """
    full = describe(measure).unit
    kind = full.split()[0]
    if kind == "share":
        return f"{float(f'{PERCENT * size:.3g}')} points"
    unit = currency if kind == "money" else full
    return f"{size:,.0f} {unit}" if size >= 100 else f"{size:.3g} {unit}"


def _effort(optimum: Optimum) -> str:
    return (
        f"Simulated: {len(optimum.tried):,} of {optimum.space:,} plans, seed {optimum.seed}; judged"
        f" with seed {optimum.fresh_seed}; {optimum.replications:,} replications in all."
    )


def _promise(optimum: Optimum) -> str:
    count, probability = len(optimum.finalists), f"{optimum.probability:g}"
    if not optimum.decided:
        return f"Not guaranteed: {optimum.most} replications did not settle the choice of {count}."
    if not optimum.chosen:
        return (
            f"With probability {probability} none of {count} finalists keeps every bound by"
            " as much as that; none misses them by clearly less, and of those that miss them by as"
            " much this one costs least."
        )
    return (
        f"Guaranteed: with probability {probability} no bound is missed by more than that, and no"
        f" other of {count} finalists that keeps them is {_better(optimum.aim)} by"
        f" {_size(optimum.aim.worth, optimum.aim.target, optimum.base.currency)}."
    )


def _better(aim: Aim) -> str:
    return "better" if aim.largest else "cheaper"
