"""Runs the three looks, the points of all of them with the same luck."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator.analysis.sensitivity.designs import designs_of
from simulator.analysis.sensitivity.evaluate import Answers, replayed
from simulator.analysis.sensitivity.factors import Case, case_of
from simulator.analysis.sensitivity.plan import LOOKS, Asked, DesignPlan
from simulator.analysis.sensitivity.result import Sensitivity
from simulator.analysis.sensitivity.screening import Screened, screening_of
from simulator.analysis.sensitivity.surface import points_needed, surface_of
from simulator.analysis.sensitivity.tornado import Swing, judged, swings_of
from simulator.engine.select import Engine
from simulator.errors import UsageError
from simulator.experiment.results import label_of
from simulator.experiment.runner import Progress, RunOptions
from simulator.experiment.statistics import confidence_interval
from simulator.measures.targets import HEADLINE, constraint, resolve_measure
from simulator.scenario.changes import Changes
from simulator.scenario.scenario import Scenario


def sensitivity(
    asked: Scenario | Changes,
    measures: Sequence[str] = (HEADLINE,),
    replications: int = LOOKS,
    plan: DesignPlan | None = None,
    *,
    seed: int = 1,
    jobs: int | None = None,
    engine: Engine = "auto",
    cluster: str | None = None,
    store: Path | None = None,
    progress: Progress | None = None,
) -> list[Sensitivity]:
    """How each measure depends on the assumptions: its level, or its difference of two scenarios.

    The ends of the tornado have all the replications; points that only rank have two. Those are
    other ones in each trajectory, so that its noise is its own.
    """
    options = RunOptions(
        seed=seed, jobs=jobs, engine=engine, cluster=cluster, store=store, progress=progress
    )
    plan = plan or DesignPlan()
    lucks = range(replications)
    if replications < 2:
        raise UsageError(f"read {replications} replications, expected at least 2: noise must show")
    case = case_of(asked)
    most = min(plan.few, len(case.factors))
    points_needed(plan, most)  # too few are refused before anything runs
    points = designs_of(case, plan, options.seed)
    answers = replayed(case, points.ends, [lucks] * len(points.ends), options)
    goal = constraint(plan.goal, answers.known) if plan.goal else None
    asked_for = [
        Asked(resolve_measure(said, answers.known), goal, plan, options) for said in measures
    ]
    tornados = [swings_of(case, answers, each) for each in asked_for]
    looked = replayed(case, points.walks, points.lucks, options)
    return [
        _answered(case, each, answers, tornado, screening_of(case, points, looked, each))
        for each, tornado in zip(asked_for, tornados, strict=True)
    ]


def _answered(
    case: Case,
    asked: Asked,
    answers: Answers,
    tornado: tuple[Swing, ...],
    screening: tuple[Screened, ...],
) -> Sensitivity:
    """The three looks at one measure."""
    return Sensitivity(
        base=label_of(case.base),
        other=label_of(case.other) if case.other else None,
        measure=asked.measure,
        answer=confidence_interval(answers.of(asked.measure)[0], asked.plan.confidence),
        verdict=judged(answers, 0, asked),
        goal=asked.goal,
        screening=screening,
        surface=surface_of(case, screening, asked),
        tornado=tornado,
        replications=answers.replications,
        looks=LOOKS,
        trajectories=asked.plan.trajectories,
        seed=asked.options.seed,
    )
