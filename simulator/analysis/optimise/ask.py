"""A search for the cheapest plan as the command line asks for it, and the plan as a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simulator.analysis.optimise.objective import Request
from simulator.analysis.optimise.optimise import optimise
from simulator.analysis.optimise.plan_file import base_beside, write_plan
from simulator.analysis.optimise.plans import space_of
from simulator.analysis.optimise.result import Optimum
from simulator.errors import UsageError
from simulator.experiment.runner import RunKeywords
from simulator.scenario.changes import changes_of


def ask(
    *,
    name: str,
    base: str | None,
    replications: int,
    plan: str | None,
    budget: str | None,
    **words: Any,
) -> list[Optimum]:
    """The cheapest plan of a what-if that is named."""
    del plan  # is written when it is known
    if budget is not None:
        raise UsageError(
            "read --budget {budget}: say --spend '50,000 EUR a year' for money, or --tries 500 for"
            " plans to simulate at most",
            budget=budget,
        )
    how: RunKeywords = {key: words.pop(key) for key in RunKeywords.__annotations__ if key in words}  # type: ignore[assignment]
    request = Request(
        guards=tuple(words.pop("guard") or ()),
        hires=tuple(words.pop("hire") or ()),
        levers=tuple(words.pop("lever") or ()),
        replications=max(replications, 2),
        **words,
    )
    space = space_of(changes_of(name, base), request.hires, request.levers)
    return [optimise(space, request, **how)]


def leave(
    folder: Path,
    results: Sequence[Optimum],
    *,
    name: str,
    base: str | None,
    hire: Sequence[str] | None,
    lever: Sequence[str] | None,
    plan: str | None,
    **_: Any,
) -> tuple[dict[str, Path], list[str]]:
    """The plan in the folder of the answer, and in a file asked for; what was not written."""
    (result,) = results
    space = space_of(changes_of(name, base), hire or (), lever or ())
    here = folder / ("plan.yaml" if result.chosen else "nearest.yaml")
    base_beside(folder, space)
    write_plan(here, space, result)
    if plan is None:
        return {"plan": here}, []
    if not result.chosen:
        missed = f"no plan was chosen, so {plan} is not written; the nearest is {here}"
        return {"plan": here}, [missed]
    write_plan(Path(plan), space, result)
    return {"plan": here}, [f"the plan is in {plan}, too"]
