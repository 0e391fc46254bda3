"""The result: designs of a study, what each needs, promises and keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from simulator.analysis.time_study.formulas import Spread
from simulator.experiment.presentation import Presentable, SummaryRow
from simulator.experiment.results import ScenarioLabel
from simulator.experiment.statistics import Interval


class Design(NamedTuple):
    """A study that looks at so many people before the change, and at as many after it."""

    days: int  # of each person
    moments: int  # of each day; 0: the day is recorded in full
    people: int  # needed in each of the two studies
    promised: float  # power by the formula
    achieved: Interval  # share of simulated studies that tell the difference, the right way round
    effect: float  # design effect by the formula; NaN for diaries
    measured: float  # the same as simulated

    @property
    def person_days(self) -> int:
        """On which somebody is observed, in each of the two studies."""
        return self.people * self.days

    @property
    def observations(self) -> int:
        """Moments looked at in each of the two studies."""
        return self.person_days * self.moments

    @property
    def is_alone(self) -> bool:
        """Is each moment one of another person and day?"""
        return self.days == self.moments == 1


class CurvePoint(NamedTuple):
    """The power with so many people in each study."""

    people: int
    promised: float
    achieved: Interval


class Curve(NamedTuple):
    """Power against the size of a study."""

    days: int
    moments: int
    points: tuple[CurvePoint, ...]


@dataclass(frozen=True, repr=False)
class Study(Presentable):
    """What it takes to tell two selling shares apart, before and after; the designs by kind."""

    arms: tuple[ScenarioLabel, ...]  # two, or none where shares alone are given
    role: str  # whose days; empty where shares alone are given
    team: int  # people of the role in the smaller arm; 0 where shares alone are given
    spreads: tuple[Spread, Spread]
    half_width: float
    alone: tuple[int, int]  # moments to know each share by itself to ± half_width
    designs: tuple[Design, ...]
    curves: tuple[Curve, ...]
    power: float
    confidence: float
    replications: int
    seed: int

    def _further_columns(self) -> dict[str, type | None]:
        """The design: days and moments of each person, people and person-days, power promised."""
        whole = dict.fromkeys(("days", "moments", "people", "person_days"), int)
        return {**whole, "promised": float}

    def _summary_rows(self) -> Iterator[SummaryRow]:
        """The power that each design has, as simulated."""
        name = self.arms[1].name if self.arms else None
        for each in self.designs:
            fits = None if self.fits(each) else "too few people"
            verdict = "recommended" if each == self.recommended else fits
            size = (each.days, each.moments, each.people, each.person_days)
            further = (*size, each.promised)
            yield SummaryRow(name, "power", each.achieved, "share", verdict, further)

    @property
    def recommended(self) -> Design:
        """The fewest person-days among the designs that need no more people than there are.

        Returns:
            One of ``designs``.
        """
        fitting = [each for each in self.designs if self.fits(each)]
        return min(fitting or self.designs, key=lambda each: each.person_days)

    def fits(self, design: Design) -> bool:
        """Are there so many people? Moments alone may come from anybody's days.

        Args:
            design: One of ``designs``.

        Returns:
            True or False.

        Example:
            >>> import simulator
            >>> today, helped = (
            ...     simulator.what_if(name, horizon={"weeks": 2, "warm_up_weeks": 1})
            ...     for name in ("north", "north-support-desk")
            ... )
            >>> found = simulator.study([today, helped], replications=2, jobs=1)
            >>> [found.fits(each) for each in found.designs[:2]]
            [True, False]
        """
        return design.is_alone or not self.team or design.people <= self.team
