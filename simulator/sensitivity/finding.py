"""Runs the three looks, the points of all of them with the same luck."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from simulator.experiment import about
from simulator.intervals import interval_of
from simulator.pieces import Pieces
from simulator.runs import How, Manner
from simulator.scenario import Scenario
from simulator.sensitivity.factors import Case, case_of
from simulator.sensitivity.plan import LOOKS, Asked, Plan
from simulator.sensitivity.points import points_of
from simulator.sensitivity.replaying import Answers, replayed
from simulator.sensitivity.result import Sensitivity
from simulator.sensitivity.screening import Screened, screening_of
from simulator.sensitivity.surface import points_needed, surface_of
from simulator.sensitivity.tornado import Swing, judged, swings_of
from simulator.wishes import HEADLINE, Misuse, bound, measure_meant


def sensitivity(
    asked: Scenario | Pieces,
    measures: Sequence[str] = (HEADLINE,),
    replications: int = LOOKS,
    plan: Plan | None = None,
    **how: Unpack[How],
) -> list[Sensitivity]:
    """How each measure depends on the assumptions: its level, or its difference of two scenarios.

    The ends of the tornado have all the replications; points that only rank have two. Those are
    other ones in each trajectory, so that its noise is its own.
    """
    manner, plan = Manner(**how), plan or Plan()
    lucks = range(replications)
    if replications < 2:
        raise Misuse(f"read {replications} replications, expected at least 2: noise must show")
    case = case_of(asked)
    most = min(plan.few, len(case.factors))
    points_needed(plan, most)  # too few are refused before anything runs
    points = points_of(case, plan, manner.seed)
    answers = replayed(case, points.ends, [lucks] * len(points.ends), manner)
    goal = bound(plan.goal, answers.known) if plan.goal else None
    asked_for = [Asked(measure_meant(said, answers.known), goal, plan, manner) for said in measures]
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
        base=about(case.base),
        other=about(case.other) if case.other else None,
        measure=asked.measure,
        answer=interval_of(answers.of(asked.measure)[0], asked.plan.confidence),
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
