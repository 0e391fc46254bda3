"""The sensitivity analysis: screening, tornado and surface, with common random numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from simulator.analysis.sensitivity.designs import designs_of
from simulator.analysis.sensitivity.evaluate import Evaluations, evaluate
from simulator.analysis.sensitivity.factors import Case, case_of, subject_of
from simulator.analysis.sensitivity.plan import SCREENING_REPLICATIONS, DesignPlan, MeasureQuestion
from simulator.analysis.sensitivity.result import Sensitivity
from simulator.analysis.sensitivity.screening import Screened, screening_of
from simulator.analysis.sensitivity.surface import points_needed, surface_of
from simulator.analysis.sensitivity.tornado import Swing, answer_at, swings_of, verdict_at
from simulator.engine.select import Engine
from simulator.errors import UsageError
from simulator.experiment.arguments import checked
from simulator.experiment.comparison import Comparison, side_by_side
from simulator.experiment.estimates import fewest
from simulator.experiment.finding import who_bears
from simulator.experiment.presentation import Results
from simulator.experiment.progress import BatchProgress, Progress
from simulator.experiment.results import experiment_of, first_watched, label_of
from simulator.experiment.runner import RunOptions, first_row
from simulator.measures.targets import constraint, resolve_measure
from simulator.scenario.changes import Changes
from simulator.scenario.scenario import Scenario


@checked
def sensitivity(
    subject: Scenario | Changes | str | Path,
    measures: Sequence[str] = (),
    replications: int = SCREENING_REPLICATIONS,
    plan: DesignPlan | None = None,
    *,
    other: Scenario | str | Path | None = None,
    seed: int = 1,
    jobs: int | None = None,
    engine: Engine = "auto",
    cluster: str | None = None,
    store: Path | None = None,
    progress: Progress | None = None,
) -> Results[Sensitivity]:
    """How each measure depends on the assumptions: its level, or its difference of two scenarios.

    Assumptions are values with a range beside them. One at a time (tornado), then Morris'
    elementary effects (Morris 1991), then Sobol's indices of a fitted quadratic surface (Saltelli
    and others 2010). The ends of the tornado have all the replications; points that only rank have
    two. Those are other ones in each trajectory, so that its noise is its own.

    Args:
        subject: A scenario, or the moves of a what-if, or the name or path of a file.
        measures: What to look at, by names or short names; the first that is watched, if none is
            given.
        replications: How many of each end of the tornado, at least 2.
        plan: Goal, trajectories and samples; the usual ones if not given.
        other: Ask about the difference from ``subject`` to this scenario.
        seed: What all random streams are keyed by.
        jobs: Processes to compute in; all cores if not given, 1 for this process.
        engine: ``simpy``, ``compiled`` or ``auto``; the numbers are the same.
        cluster: Address of a Dask scheduler whose workers compute, on a network that you trust.
        store: Folder for results, from which finished replications are taken; none if not given.
        progress: Called with the number of finished replications and of all.

    Returns:
        One result for each measure: a swing and an elementary effect for each assumption, and the
        shares of the variance of the few that matter.

    Raises:
        UsageError: If no value has a range, or a measure is unknown.
        ScenarioError: If a file cannot be used as it is written.

    Example:
        >>> import simulator
        >>> today = simulator.load("north")
        >>> short = simulator.what_if(today, horizon={"weeks": 2, "warm_up_weeks": 1})
        >>> plan = simulator.DesignPlan(trajectories=2, few=0)
        >>> (result,) = simulator.sensitivity(short, ["cost"], 2, plan, jobs=1)
        >>> len(result.tornado) == len(short.ranges)
        True
    """
    subject = subject_of(subject, other)
    subject = subject.when_all_hold() if isinstance(subject, Changes) else subject
    options = RunOptions(
        seed=seed, jobs=jobs, engine=engine, cluster=cluster, store=store, progress=progress
    )
    plan = plan or DesignPlan()
    if replications < 2:
        raise UsageError(
            "read {replications} replications, expected at least 2: noise must show",
            replications=replications,
        )
    case = case_of(subject)
    most = min(plan.few, len(case.factors))
    points_needed(plan, most)  # too few are refused before anything runs
    known = _known(case, options)  # unknown names are, too
    goal = constraint(plan.goal, known) if plan.goal else None
    measures = measures or [first_watched(case.other or case.base, known)]
    names = [resolve_measure(name, known) for name in measures]
    points = designs_of(case, plan, options.seed)
    expected = _replications(case, plan, replications, len(measures))
    options = replace(options, progress=BatchProgress(progress, expected))
    ends = evaluate(case, points.ends, [range(replications)] * len(points.ends), options)
    questions = [MeasureQuestion(name, goal, plan, options) for name in names]
    tornados = [swings_of(case, ends, each) for each in questions]
    walked = evaluate(case, points.trajectories, points.replications, options)
    return Results(
        _result(case, each, (ends, walked), tornado, screening_of(case, points, walked, each))
        for each, tornado in zip(questions, tornados, strict=True)
    )


def _known(case: Case, options: RunOptions) -> list[str]:
    """What is measured in the scenario, or in both of two."""
    arms = [case.base] if case.other is None else [case.base, case.other]
    one, *others = (first_row(arm, options) for arm in arms)
    return [name for name in one if all(name in other for other in others)]


def _replications(case: Case, plan: DesignPlan, replications: int, measures: int) -> int:
    """How many replications all designs want if as many factors as allowed move each measure."""
    factors, arms = len(case.factors), 1 if case.other is None else 2
    ends = (2 * factors + 1) * replications
    trajectories = plan.trajectories * (factors + 1) * SCREENING_REPLICATIONS
    few = min(plan.few, factors)
    surfaces = measures * points_needed(plan, few) * SCREENING_REPLICATIONS if few else 0
    return arms * (ends + trajectories + surfaces)


def _result(
    case: Case,
    question: MeasureQuestion,
    evaluated: tuple[Evaluations, Evaluations],
    tornado: tuple[Swing, ...],
    screening: tuple[Screened, ...],
) -> Sensitivity:
    """The three looks at one measure, from the ends and what was walked."""
    ends, _ = evaluated
    return Sensitivity(
        base=label_of(case.base),
        other=label_of(case.other) if case.other else None,
        measure=question.measure,
        answer=answer_at(ends, 0, question),
        verdict=verdict_at(ends, 0, question),
        goal=question.goal,
        screening=screening,
        surface=surface_of(case, screening, question),
        tornado=tornado,
        replications=ends.replications,
        looks=SCREENING_REPLICATIONS,
        trajectories=question.plan.trajectories,
        seed=question.options.seed,
        too_few=fewest(each.too_few(question.measure) for each in evaluated),
        borne=who_bears(_as_assumed(case, ends, question)),
    )


def _as_assumed(case: Case, ends: Evaluations, question: MeasureQuestion) -> Comparison:
    """The scenario, or both of two, with all values as they are."""
    arms = [case.base] if case.other is None else [case.base, case.other]
    seed, confidence = question.options.seed, question.plan.confidence
    return side_by_side(
        [
            experiment_of(arm, seed, rows, confidence)
            for arm, rows in zip(arms, ends.rows[: ends.arms], strict=True)
        ]
    )
