"""What a what-if comes to, and what the people are there for that some of its moves bring.

A hire sells nothing: its bar in a bridge of selling time is about 0. What it buys shows in the
what-if without it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from simulator.analysis.choices import Coalition, PilingChoices, piling_choices
from simulator.experiment.comparison import side_by_side
from simulator.experiment.finding import Finding, Harm, drowning, finding_of
from simulator.experiment.queues import never_settles, pile_behind, unfinished_work_of
from simulator.experiment.results import Experiment, experiment_of
from simulator.experiment.statistics import Interval
from simulator.experiment.weekly_cost import WeeklyCost, weekly_costs
from simulator.measures.measure_row import MeasureRow
from simulator.scenario.changes import Changes


class Bought(NamedTuple):
    """What people hired by a move are there for: how their role stands without them."""

    move: str
    role: str
    people: int  # more of them
    busy_without: Interval  # utilisation; of nothing where nobody would be there
    busy_with: Interval
    pile_without: Harm | None  # what would pile up at the role and does not


class MadeTogether(NamedTuple):
    """Coalitions that are replayed in full, as experiments."""

    changes: Changes
    rows: Mapping[Coalition, Mapping[int, MeasureRow]]
    seed: int
    confidence: float

    def experiment(self, coalition: Coalition) -> Experiment:
        """The scenario with some of the moves."""
        scenario, rows = self.changes.together(coalition), list(self.rows[coalition].values())
        return experiment_of(scenario, self.seed, rows, self.confidence)

    def finding(self) -> Finding:
        """What the what-if comes to in the first watched measure."""
        none, every = self.experiment(frozenset()), self.experiment(self.changes.everything)
        return finding_of(side_by_side((none, every)))

    def cost(self) -> WeeklyCost:
        """What the what-if costs a week against its base, and whom it hires."""
        arms = [
            (self.changes.together(each), list(self.rows[each].values()))
            for each in (frozenset[int](), self.changes.everything)
        ]
        return weekly_costs(arms, self.confidence)[1]

    def pile(self, measure: str) -> Harm | None:
        """Work that a measure tells of and that piles up with all moves: it has no settled time."""
        every, none = self.experiment(self.changes.everything), self.experiment(frozenset())
        pile = pile_behind(every.queues, measure)
        if pile is None:
            return None
        before = [each for each in none.queues if each.grows and each[:2] == pile[:2]]
        grew = before[0].growth_per_week.mean if before else math.nan
        growth = pile.growth_per_week.mean
        return Harm(pile.role, "grows", pile.activity, grew, growth, since=pile.since)

    def piling(self, measure: str) -> PilingChoices | None:
        """In which of all choices that are replayed in full the work of a measure piles up."""
        work = unfinished_work_of(measure)
        if work is None:
            return None
        full = len(self.rows[self.changes.everything])
        grows = {
            each: never_settles(self.experiment(each).queues, measure)
            for each, rows in self.rows.items()
            if len(rows) == full
        }
        return piling_choices(work[1], grows, self.changes.names)

    def bought(self) -> tuple[Bought, ...]:
        """What each move is for that brings people."""
        return tuple(
            self._bought(name, one, role)
            for one, name in enumerate(self.changes.names)
            for role in self._more_people(one)
        )

    def _more_people(self, one: int) -> list[str]:
        """Roles that have more people with a move than without it."""
        with_it, without = (
            self.changes.together(each).roles
            for each in (self.changes.everything, self.changes.everything - {one})
        )
        return [
            role
            for role, each in with_it.items()
            if each.people > (without[role].people if role in without else 0)
        ]

    def _bought(self, move: str, one: int, role: str) -> Bought:
        every = self.experiment(self.changes.everything)
        less = self.experiment(self.changes.everything - {one})
        there = role in less.scenario.roles
        grown = drowning(less, role) if drowning(every, role) is None else None
        nothing = Interval(math.nan, math.nan, math.nan, 0)
        busy = f"utilisation.{role}"
        return Bought(
            move,
            role,
            every.scenario.roles[role].people - (less.scenario.roles[role].people if there else 0),
            less.interval(busy) if there else nothing,
            every.interval(busy),
            grown,
        )
