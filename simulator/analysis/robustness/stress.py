"""The stress test: every plan replayed under every shock."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from simulator.analysis.robustness.regret import RegretTable
from simulator.analysis.robustness.result import StressTest
from simulator.analysis.robustness.shocks import (
    left_out_of,
    never_there,
    plans_under,
    shocks_of,
    taken_out,
)
from simulator.engine.select import Engine
from simulator.errors import UsageError
from simulator.experiment.arguments import checked
from simulator.experiment.defaults import REPLICATIONS
from simulator.experiment.gains import describe
from simulator.experiment.progress import Progress
from simulator.experiment.results import name_of
from simulator.experiment.runner import (
    ReplicationRequest,
    RunOptions,
    first_row,
    rows_of,
)
from simulator.experiment.statistics import CONFIDENCE
from simulator.experiment.weekly_cost import money_of_a_year
from simulator.measures.measure_row import MeasureRow
from simulator.measures.targets import Constraint, constraint, parts_of_bound, resolve_measure
from simulator.scenario.inheritance import as_scenario
from simulator.scenario.same_weeks import when_all_holds
from simulator.scenario.scenario import Scenario

MAX_PLANS = 50


@checked
def stress(
    plans: Sequence[Scenario | str | Path],
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
    """Every plan under every shock that one of them names, the first plan being today's company.

    A shock that the file of a plan sets to null is left out for all of them: regret holds plans
    against each other under the same shock.

    Args:
        plans: Scenarios, or their names or paths; the first is what the others are changes of.
        goals: What shall be reached, such as ``direct_selling_share >= 22%``.
        regret: The measure whose loss is regretted; the first goal's if not given.
        replications: How many of each plan under each shock.
        confidence: How often intervals hold what they promise, 0.5 to 0.9999.
        seed: What all random streams are keyed by.
        jobs: Processes to compute in; all cores if not given, 1 for this process.
        engine: ``simpy``, ``compiled`` or ``auto``; the numbers are the same.
        cluster: Address of a Dask scheduler whose workers compute, on a network that you trust.
        store: Folder for results, from which finished replications are taken; none if not given.
        progress: Called with the number of finished replications and of all.

    Returns:
        How often each plan reaches its goals under each shock, and which is regretted least.

    Raises:
        UsageError: If plans, shocks, goals or measures do not exist.

    Example:
        >>> import simulator
        >>> weeks = {"weeks": 2, "warm_up_weeks": 1}
        >>> short = simulator.what_if("north", horizon=weeks, name="today")
        >>> more = simulator.what_if(short, hire={"sales_support": 1}, name="one more")
        >>> goals = ["direct_selling_share >= 1%"]
        >>> tested = simulator.stress([short, more], goals, "cost", replications=2, jobs=1)
        >>> tested.by_worst.plan  # nobody regrets to have paid less
        'today'
    """
    options = RunOptions(
        seed=seed, jobs=jobs, engine=engine, cluster=cluster, store=store, progress=progress
    )
    scenarios, taken = zip(*map(_read, plans), strict=True) if plans else ((), ())
    _refuse_plans(scenarios, goals)
    scenarios = when_all_holds(scenarios)
    left_out = left_out_of(scenarios, taken)
    shocks = shocks_of(scenarios, left_out)
    under = [scenarios, *(plans_under(scenarios, *each) for each in shocks)]
    shocked = list(zip(*under, strict=True))
    known = first_row(scenarios[0], options)
    bounds = [constraint(text, known) for text in goals]
    regretted = bounds[0].measure if regret is None else resolve_measure(regret, known)
    sign = _sign(regretted, bounds)
    rows = _replicated(shocked, replications, options)
    table = RegretTable(scenarios, shocked, _with_outlays(shocked, rows), bounds, confidence)
    tested = table.judged(regretted, sign, shocks, options.seed)
    return replace(
        tested,
        left_out=tuple(left_out),
        never_there=tuple(never_there(scenarios, shocks)),
        costs=table._replace(rows=rows).costs(),  # in which what is spent once stands by itself
    )


def _with_outlays(
    shocked: Sequence[Sequence[Scenario]], rows: Sequence[Sequence[Sequence[MeasureRow]]]
) -> list[list[list[MeasureRow]]]:
    """The same rows with what each plan costs once, spread over a year."""
    return [
        [money_of_a_year(each, own) for each, own in zip(plan, of_plan, strict=True)]
        for plan, of_plan in zip(shocked, rows, strict=True)
    ]


def _read(plan: Scenario | str | Path) -> tuple[Scenario, Collection[str]]:
    """A plan, and the shocks that its file takes out; one made in Python has those that it has."""
    scenario = as_scenario(plan)
    return scenario, taken_out(plan, scenario) if isinstance(plan, str | Path) else ()


def _replicated(
    shocked: Sequence[Sequence[Scenario]], replications: int, options: RunOptions
) -> list[list[list[MeasureRow]]]:
    """The measures of every plan under every shock, with common random numbers."""
    requests = [ReplicationRequest(each, range(replications)) for row in shocked for each in row]
    rows, width = rows_of(requests, options), len(shocked[0])
    return [rows[start : start + width] for start in range(0, len(rows), width)]


def _refuse_plans(plans: Sequence[Scenario], goals: Sequence[str]) -> None:
    if not 2 <= len(plans) <= MAX_PLANS:
        raise UsageError(
            "read {count} scenarios, expected today's company and 1 to {most} plans",
            count=len(plans),
            most=MAX_PLANS - 1,
        )
    names = [name_of(plan) for plan in plans]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError("{twice!r} is named twice, expected different plans", twice=twice)
    if not goals:
        raise UsageError("read no goal, expected one such as 'direct_selling_share >= 22%'")
    for goal in goals:
        parts_of_bound(goal)


def _sign(regretted: str, bounds: Sequence[Constraint]) -> int:
    """-1 if more of what is regretted is better, 1 if less is; a goal's side says so first."""
    for goal in bounds:
        if goal.measure == regretted:
            return -1 if goal.side == ">=" else 1
    better = describe(regretted).better
    if better == "neither":
        raise UsageError(
            "neither more nor less of {regretted} is better, so nobody regrets it; expected"
            " a measure with a better side, such as cost_per_week, or one of the goals",
            regretted=regretted,
        )
    return -1 if better == "more" else 1
