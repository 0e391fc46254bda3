"""From a question to the plan: the search, then ranking and selection on fresh random numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from simulator.analysis.optimise.final_stage import ROUNDS, FinalStage
from simulator.analysis.optimise.objective import Request, aim_of
from simulator.analysis.optimise.plans import Plan, Space, space_of
from simulator.analysis.optimise.result import Optimum
from simulator.analysis.optimise.search import FIRST_REPLICATIONS, Trials, finalists, search
from simulator.engine.select import Engine
from simulator.experiment.arguments import checked
from simulator.experiment.progress import Progress
from simulator.experiment.runner import ReplicationRequest, RunOptions, rows_of
from simulator.measures.measure_row import MeasureRow
from simulator.scenario.changes import Changes, as_changes
from simulator.scenario.scenario import Scenario
from simulator.workload.streams import RandomStreams


@checked
def optimise(
    what_if: Space | Changes | Scenario | str | Path,
    request: Request,
    *,
    base: Scenario | str | Path | None = None,
    seed: int = 1,
    jobs: int | None = None,
    engine: Engine = "auto",
    cluster: str | None = None,
    store: Path | None = None,
    progress: Progress | None = None,
) -> Optimum:
    """The cheapest plan of a what-if's moves and hires that keeps its bounds, as far as was found.

    With the probability asked for the plan chosen is a good one among the finalists, as
    ``ranking_selection`` promises; they are judged on random numbers that the search has not seen.
    It is not promised if the replications allowed do not suffice: then it is not ``decided``.

    If then a plan one step from the one chosen seems better, it is made a finalist, and all are
    judged again on fresh random numbers: up to three times, which share the risk.

    Args:
        what_if: A scenario, the name or path of its file, its moves, or a space of plans.
        request: Goal, guards, ranges of hires, and how much to try.
        base: What plans start from; the parent of a file if not given.
        seed: What all random streams are keyed by.
        jobs: Processes to compute in; all cores if not given, 1 for this process.
        engine: ``simpy``, ``compiled`` or ``auto``; the numbers are the same.
        cluster: Address of a Dask scheduler whose workers compute, on a network that you trust.
        store: Folder for results, from which finished replications are taken; none if not given.
        progress: Called with the number of finished replications and of all.

    Returns:
        The plan chosen, its rivals, what lies beside it, and the frontier.

    Raises:
        UsageError: If a goal, guard, hire or measure cannot be understood.
        ScenarioError: If a file cannot be used as it is written.

    Example:
        >>> import simulator
        >>> today = simulator.load("north")
        >>> short = simulator.what_if(today, horizon={"weeks": 2, "warm_up_weeks": 1})
        >>> more = simulator.what_if(short, hire={"sales_support": 1})
        >>> request = simulator.Request(goal="direct_selling_share >= 1%", budget=3, replications=2)
        >>> best = simulator.optimise(more, request, base=short, jobs=1)
        >>> best.chosen is not None
        True
    """
    space = what_if if isinstance(what_if, Space) else _space(what_if, base, request)
    options = RunOptions(
        seed=seed, jobs=jobs, engine=engine, cluster=cluster, store=store, progress=progress
    )
    count = min(FIRST_REPLICATIONS, request.replications)
    today = _rows(space, options, count)
    trials = Trials(space, aim_of(request, today[0], _measured(today)), options)
    search(trials, request.budget, count)
    return _selected(trials, request)


def _space(
    what_if: Changes | Scenario | str | Path, base: Scenario | str | Path | None, request: Request
) -> Space:
    """The plans that a what-if and the ranges of hires asked for make."""
    return space_of(as_changes(what_if, base), request.hires)


def _selected(trials: Trials, request: Request) -> Optimum:
    """Rounds of the final stage, until none of the plans beside the one chosen seems better."""
    plans = finalists(trials, request.finalists, request.replications)
    optimum, spent = _final_round(trials, plans, request, 0), 0
    for number in range(1, ROUNDS):
        better = [each.plan for each in optimum.beside if optimum.is_better(each)]
        if not better or not optimum.decided:
            break
        again = [optimum.finalists[0].plan, *better, *(each.plan for each in optimum.finalists)]
        plans = list(dict.fromkeys(again))[: max(request.finalists, 1 + len(better))]
        spent += optimum.replications - optimum.searched
        optimum = _final_round(trials, plans, request, number)
    return replace(optimum, replications=optimum.replications + spent)


def _final_round(trials: Trials, plans: Sequence[Plan], request: Request, number: int) -> Optimum:
    """The answer of one round."""
    fresh = _fresh_options(trials.options, number)
    return FinalStage(trials.space, trials.aim, plans, request, fresh).answer(trials)


def _rows(space: Space, options: RunOptions, count: int) -> list[list[MeasureRow]]:
    """The base and the what-if, which say what is measured."""
    scenarios = (space.changes.base, space.changes.whole)
    return rows_of([ReplicationRequest(each, range(count)) for each in scenarios], options)


def _measured(rows: Sequence[Sequence[MeasureRow]]) -> list[str]:
    return list(dict.fromkeys(name for scenario in rows for name in scenario[0]))


def _fresh_options(options: RunOptions, number: int) -> RunOptions:
    """Another seed for each round: what was searched with is not what is reported."""
    drawn = RandomStreams(options.seed, 0).block("seed to judge finalists with", number, 1, 1)
    return replace(options, seed=int(drawn[0, 0] * 2**31))
