"""Runs the three looks, the points of all of them with the same luck."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from simulator.analysis.sensitivity.designs import designs_of
from simulator.analysis.sensitivity.evaluate import Answers, replayed
from simulator.analysis.sensitivity.factors import Case, case_of
from simulator.analysis.sensitivity.plan import LOOKS, Asked, DesignPlan
from simulator.analysis.sensitivity.result import Sensitivity
from simulator.analysis.sensitivity.screening import Screened, screening_of
from simulator.analysis.sensitivity.surface import points_needed, surface_of
from simulator.analysis.sensitivity.tornado import Swing, judged, swings_of
from simulator.errors import UsageError
from simulator.experiment.results import label_of
from simulator.experiment.runner import RunKeywords, RunOptions
from simulator.experiment.statistics import confidence_interval
from simulator.measures.targets import HEADLINE, constraint, resolve_measure
from simulator.scenario.changes import Changes
from simulator.scenario.scenario import Scenario


def sensitivity(
    asked: Scenario | Changes,
    measures: Sequence[str] = (HEADLINE,),
    replications: int = LOOKS,
    plan: DesignPlan | None = None,
    **how: Unpack[RunKeywords],
) -> list[Sensitivity]:
    """How each measure depends on the assumptions: its level, or its difference of two scenarios.

    The ends of the tornado have all the replications; points that only rank have two. Those are
    other ones in each trajectory, so that its noise is its own.
    """
    manner, plan = RunOptions(**how), plan or DesignPlan()
    lucks = range(replications)
    if replications < 2:
        raise UsageError(f"read {replications} replications, expected at least 2: noise must show")
    case = case_of(asked)
    most = min(plan.few, len(case.factors))
    points_needed(plan, most)  # too few are refused before anything runs
    points = designs_of(case, plan, manner.seed)
    answers = replayed(case, points.ends, [lucks] * len(points.ends), manner)
    goal = constraint(plan.goal, answers.known) if plan.goal else None
    asked_for = [
        Asked(resolve_measure(said, answers.known), goal, plan, manner) for said in measures
    ]
    tornados = [swings_of(case, answers, each) for each in asked_for]
    looked = replayed(case, points.walks, points.lucks, manner)
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
        seed=asked.manner.seed,
    )
