"""The result of a sensitivity analysis: the three looks at one measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulator.analysis.sensitivity.factors import Factor
from simulator.analysis.sensitivity.screening import Screened
from simulator.analysis.sensitivity.surface import Surface
from simulator.analysis.sensitivity.tornado import Swing, Verdict
from simulator.experiment.estimates import TooFew
from simulator.experiment.gains import describe
from simulator.experiment.presentation import Presentable
from simulator.experiment.results import ScenarioLabel, as_object, number_or_none
from simulator.experiment.statistics import Interval
from simulator.measures.targets import Constraint
from simulator.scenario.schema.analysis import Written


@dataclass(frozen=True, repr=False)
class Sensitivity(Presentable):
    """How a measure, or its difference between two scenarios, depends on assumptions."""

    base: ScenarioLabel
    other: ScenarioLabel | None
    measure: str
    answer: Interval  # with all values as they are
    verdict: Verdict
    goal: Constraint | None
    screening: tuple[Screened, ...]  # the strongest first
    surface: Surface | None  # none if no factor is shown to matter
    tornado: tuple[Swing, ...]  # the widest first
    replications: int
    looks: int
    trajectories: int
    seed: int
    too_few: TooFew | None = None  # where tasks were too few for a percentile, the fewest

    @property
    def flipping(self) -> tuple[tuple[Factor, Written, Verdict], ...]:
        """The ends at which the verdict is another one: factor, value and what it becomes.

        What cannot be shown to move the answer does not count.

        Returns:
            One tuple for each such end.
        """
        return tuple(
            (swing.factor, value, verdict)
            for swing in self.tornado
            if swing.told
            for value, verdict in (
                (swing.factor.low, swing.at_low),
                (swing.factor.high, swing.at_high),
            )
            if verdict != self.verdict
        )

    def as_json(self) -> dict[str, Any]:
        """All three looks for JSON.

        Returns:
            Measure, unit, tornado, screening and the surface fitted to the few that matter.
        """
        return {
            "base": self.base.name,
            "scenario": self.other.name if self.other else None,
            "measure": self.measure,
            "unit": describe(self.measure).unit,
            "answer": as_object(self.answer),
            "verdict": self.verdict,
            "goal": self.goal.text if self.goal else None,
            "replications": self.replications,
            "replications_of_screening": self.looks,
            "trajectories": self.trajectories,
            "seed": self.seed,
            "factors": [_factor_json(each, self) for each in self.screening],
            "surface": _surface_json(self.surface) if self.surface else None,
            "flips": [
                {"path": factor.path, "value": value, "verdict": verdict}
                for factor, value, verdict in self.flipping
            ],
        }


def _factor_json(screened: Screened, result: Sensitivity) -> dict[str, Any]:
    swing = next(each for each in result.tornado if each.factor == screened.factor)
    numbers = {name: number_or_none(getattr(screened, name)) for name in Screened._fields[1:-1]}
    return {
        **screened.factor._asdict(),
        "screening": {**numbers, "told": screened.told},
        "at_low": {**as_object(swing.low), "verdict": swing.at_low},
        "at_high": {**as_object(swing.high), "verdict": swing.at_high},
        "across": as_object(swing.across),
    }


def _surface_json(surface: Surface) -> dict[str, Any]:
    return {
        "points": surface.points,
        "explained": number_or_none(surface.explained),
        "noise": number_or_none(surface.noise),
        "shares": [
            {
                "path": share.factor.path,
                "held_by": share.factor.held_by,
                "first": as_object(share.first),
                "total": as_object(share.total),
            }
            for share in surface.shares
        ],
    }
