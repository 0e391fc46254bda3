"""From a question to the plan: the search, then ranking and selection on fresh random numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from simulator.analysis.optimise.answer import Answering
from simulator.analysis.optimise.objective import Request
from simulator.analysis.optimise.plans import Space, space_of
from simulator.analysis.optimise.result import Optimum
from simulator.engine.select import Engine
from simulator.errors import UsageError
from simulator.experiment.arguments import checked
from simulator.experiment.progress import BatchProgress, Progress
from simulator.experiment.runner import RunOptions
from simulator.scenario.changes import Changes, as_changes
from simulator.scenario.scenario import Scenario


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
    """The cheapest plan of a what-if's moves and hires that keeps its bounds, of the whole menu.

    Plans are simulated in the order of what they cost, guided by a load model that learns from
    what was simulated, until none is left that might be cheaper by more than is worth finding.
    Those left out cannot be, as far as predictions are off by three of their errors at most; 20 of
    them are simulated to see. The best are judged on random numbers that the search has not seen:
    with the probability asked for the one chosen is a good one among them, as
    ``ranking_selection`` promises. It is not promised if the replications allowed do not suffice:
    then it is not ``decided``. If none of them keeps its bounds, the search goes on, up to three
    times in all.

    Args:
        what_if: A scenario, the name or path of its file, its moves, or a space of plans.
        request: Goal, guards, ranges of hires, and how much to try.
        base: What plans start from; the parent of a file if not given.
        seed: What all random streams are keyed by.
        jobs: Processes to compute in; all cores if not given, 1 for this process.
        engine: ``simpy``, ``compiled`` or ``auto``; the numbers are the same.
        cluster: Address of a Dask scheduler whose workers compute, on a network that you trust.
        store: Folder for results, from which finished replications are taken; none if not given.
        progress: Called with the number of finished replications and of all, as far as is known.

    Returns:
        The plan chosen, its rivals, what lies beside it, why cheaper plans are out, the frontier.

    Raises:
        UsageError: If a goal, guard, hire, lever or measure cannot be understood.
        ScenarioError: If a file cannot be used as it is written.

    Example:
        >>> import simulator
        >>> today = simulator.load("north")
        >>> short = simulator.what_if(today, horizon={"weeks": 2, "warm_up_weeks": 1})
        >>> more = simulator.what_if(short, hire={"sales_support": 1})
        >>> request = simulator.Request(
        ...     goal="direct_selling_share >= 1%", busiest=1, tries=3, replications=2
        ... )
        >>> best = simulator.optimise(more, request, base=short, jobs=1)
        >>> best.chosen is not None
        True
    """
    if not isinstance(request, Request):
        raise UsageError(
            "read {request!r}, expected a Request, such as Request(goal='selling_share >= 20%')",
            request=request,
        )
    if isinstance(what_if, Space):
        space = what_if
    else:
        space = space_of(as_changes(what_if, base), request.hires, request.levers)
    space = replace(space, changes=space.changes.when_all_hold())
    steady = BatchProgress(progress)
    options = RunOptions(
        seed=seed, jobs=jobs, engine=engine, cluster=cluster, store=store, progress=steady
    )
    return Answering(space, request, options, steady).optimum()
