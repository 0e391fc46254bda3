"""A plan as a scenario file, with what was asked and promised in its comments."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulator import __version__
from simulator.analysis.optimise.objective import Objective
from simulator.analysis.optimise.plans import Plan, Space
from simulator.analysis.optimise.result import Optimum
from simulator.errors import ScenarioError
from simulator.experiment.gains import describe
from simulator.experiment.store.store import scenario_hash
from simulator.io import renew
from simulator.measures.targets import unit_of
from simulator.scenario.changes import joined
from simulator.scenario.inheritance import load
from simulator.scenario.overrides import as_yaml
from simulator.scenario.scenario import Scenario
from simulator.scenario.yaml_reader import write_yaml


def write_plan(file: Path, space: Space, found: Optimum) -> None:
    """Writes the plan chosen, or the nearest, as a what-if of the base.

    Where the base cannot be found from the file's folder, or a what-if in one file does not come
    to the same, the whole scenario is written instead.
    """
    plan = found.finalists[0].plan
    scenario = space.scenario(plan)
    renew(file, plan_file(space, found).encode())
    if not _comes_to(file, scenario):
        titled = scenario.model_copy(update=_labels(found))
        renew(file, (_comments(found) + as_yaml(titled)).encode())


def base_beside(folder: Path, space: Space) -> None:
    """Puts the base into a folder, so that a plan in it finds what it extends."""
    base = space.pieces.base
    renew(folder / f"{base.name}.yaml", as_yaml(base).encode())


def plan_file(space: Space, found: Optimum) -> str:
    """The text of the what-if."""
    plan = found.finalists[0].plan
    head = {"extends": found.base.name, **_labels(found)}
    return _comments(found) + write_yaml({**head, **changes_of(space, plan)})


def changes_of(space: Space, plan: Plan) -> dict[str, Any]:
    """What a plan says: the values and verbs of its moves, then whom it hires."""
    said: Mapping[str, Any] = {}
    for move in plan.moves:
        for _, change in space.by_name[move].changes:
            said = joined(said, change)
    hired = {role: number for role, number in plan.hires if number}
    return joined(said, {"hire": hired}) if hired else dict(said)


def _comes_to(file: Path, scenario: Scenario) -> bool:
    """Whether a file loads as a scenario with the same numbers."""
    try:
        return scenario_hash(load(file)) == scenario_hash(scenario)
    except ScenarioError:
        return False


def _labels(found: Optimum) -> dict[str, str]:
    wishes = " and ".join(wish.bound.said for wish in found.aim.wishes)
    kind = "Cheapest plan" if found.chosen else "Nearest plan"
    return {
        "title": f"{kind} of {found.whole.title}",
        "question": f"Which moves and hires reach {wishes} with the least {found.aim.minimised}?",
    }


def _comments(found: Optimum) -> str:
    aim = found.aim
    bounds = [f"{wish.bound.said} (give or take {_tolerance(wish)})" for wish in aim.wishes]
    searched = (
        f"Searched: {len(found.tried):,} of {found.space:,} plans, seed {found.seed}; judged with"
        f" seed {found.fresh_seed}; {found.replications:,} replications in all."
    )
    lines = [
        f"Asked: {aim.minimised} as small as may be with {' and '.join(bounds)}.",
        _promise(found),
        searched,
        f"Made by simulator {__version__} from {found.whole.name}.",
    ]
    return "".join(f"# {line}\n" for line in lines)


def _tolerance(wish: Objective) -> str:
    """The tolerance as a planner would write it."""
    unit = unit_of(describe(wish.bound.measure))
    return f"{100 * wish.tolerance:g}pt" if unit == "share" else f"{wish.tolerance:g} {unit}"


def _promise(found: Optimum) -> str:
    count = len(found.finalists)
    if not found.decided:
        return f"Not guaranteed: {found.most} replications did not settle the choice of {count}."
    if not found.chosen:
        return (
            f"With probability {found.probability:g} none of {count} finalists keeps every bound by"
            " as much as that; this one misses them least."
        )
    return (
        f"Guaranteed: with probability {found.probability:g} no bound is missed by more than that,"
        f" and no other of {count} finalists that keeps them is cheaper by {found.aim.worth:,.6g}."
    )
