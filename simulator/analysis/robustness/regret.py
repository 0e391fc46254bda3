"""Regret: what each plan falls short of the best one under each shock, and who regrets least."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from simulator.analysis.robustness.result import (
    Alternative,
    Cell,
    Choice,
    LessAskedWith,
    Level,
    ShockApplied,
    StressTest,
    TimeAllowed,
    Worsened,
)
from simulator.errors import UsageError
from simulator.experiment.comparison import Comparison
from simulator.experiment.estimates import change, fewest, level, pooled_rows, too_few
from simulator.experiment.finding import (
    Harm,
    Headcount,
    all_sellers,
    drowning,
    times_allowed,
    worst_harm,
)
from simulator.experiment.gains import describe
from simulator.experiment.judgement import is_of_nobody
from simulator.experiment.knock_on import less_asked
from simulator.experiment.queues import MATERIAL
from simulator.experiment.results import (
    Experiment,
    earnings_of,
    experiment_of,
    labels_of,
    name_of,
)
from simulator.experiment.statistics import Interval, bonferroni, confidence_interval, proportion
from simulator.experiment.weekly_cost import Replayed, WeeklyCost, weekly_costs
from simulator.i18n import gettext, translatable
from simulator.measures.measure_row import MeasureRow
from simulator.measures.targets import HEADLINE, Constraint
from simulator.scenario.elementary import Numbers
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.analysis import Shock

CALM = ""  # the name of the year without a shock
# What a shock is borne by, whatever is watched: visits and other selling, work left or late; and
# what is earned.
BORNE = ("visits_per_week", "sales_calls", "waiting_at_end.", "within_due.", "lapsed.")

NEVER_TOGETHER = translatable(
    "{measure} does not happen under every shock in any one replication, so there is no mean"
    " regret; try more replications"
)


class RegretTable(NamedTuple):
    """The rows of every plan under every shock."""

    plans: Sequence[Scenario]
    shocked: Sequence[Sequence[Scenario]]
    rows: Sequence[Sequence[Sequence[MeasureRow]]]
    goals: Sequence[Constraint]
    confidence: float

    def column(self, plan: int, shock: int, measure: str) -> Numbers:
        """A measure replication by replication, linearised; NaN where it has not happened."""
        return pooled_rows(measure, self.rows[plan][shock])

    def judged(
        self, regretted: str, sign: int, shocks: Sequence[tuple[str, Shock]], seed: int
    ) -> StressTest:
        """The chances, levels, regrets and choices."""
        measures = self.watched(regretted)
        regrets = self.regrets(regretted, sign, shocks)
        applied = [ShockApplied(name, shock.title) for name, shock in shocks]
        columns = (ShockApplied(CALM, ""), *applied)
        borne = self.borne()
        cells = tuple(
            self.cell((plan, number), shock.name, measures, regrets[plan, number])._replace(
                bears=None if number else borne[plan]
            )
            for plan in range(len(self.plans))
            for number, shock in enumerate(columns)
        )
        names = [name_of(plan) for plan in self.plans]
        choices = choice_of(regrets, names, [shock.name for shock in columns], self.confidence)
        return StressTest(
            labels_of(self.plans),
            columns,
            tuple(goal.text for goal in self.goals),
            measures,
            regretted,
            cells,
            *choices,
            replications=regrets.shape[2],
            seed=seed,
            costs=self.costs(),
            allowed=tuple(self.allowed(regretted)),
            less_asked=tuple(self.less_asked()),
        )

    def borne(self) -> list[Harm | None]:
        """Who bears each plan without a shock, against the first; of what piles up cells tell."""
        first, *others = (self.experiment((plan, 0)) for plan in range(len(self.plans)))
        compared = Comparison(first, tuple(others))
        return [None, *(worst_harm(compared, other, piles=False) for other in others)]

    def costs(self) -> tuple[WeeklyCost, ...]:
        """What each plan costs a week in a year without a shock, against the first."""
        return weekly_costs(self.calm(), self.confidence)

    def less_asked(self) -> Iterator[LessAskedWith]:
        """What comes less often with a plan in a year without a shock, since its cause is gone."""
        first, *others = self.calm()
        for plan in others:
            if work := less_asked(first, plan, self.confidence):
                yield LessAskedWith(name_of(plan[0]), work)

    def calm(self) -> list[Replayed]:
        """Each plan with its replications of a year without a shock."""
        return [(plan, rows[0]) for plan, rows in zip(self.plans, self.rows, strict=True)]

    def allowed(self, regretted: str) -> Iterator[TimeAllowed]:
        """Where a share in time that is asked for or regretted is of another time than today."""
        asked = dict.fromkeys([*(goal.measure for goal in self.goals), regretted])
        for plan in self.plans[1:]:
            for measure in asked:
                times = times_allowed(self.plans[0], plan, measure)
                if times:
                    yield TimeAllowed(name_of(plan), measure, *times)

    def watched(self, regretted: str) -> tuple[str, ...]:
        """The goals' measures, what is regretted, and what the first scenario watches."""
        names = [*(goal.measure for goal in self.goals), regretted, *self.plans[0].watch]
        everywhere = set.intersection(*(set(row[0][0]) for row in self.rows))
        return tuple(name for name in dict.fromkeys(names) if name in everywhere)

    def cell(
        self, where: tuple[int, int], shock: str, measures: Sequence[str], regret: Numbers
    ) -> Cell:
        """One plan under one shock."""
        plan, number = where
        rows = self.rows[plan][number]
        here = self.experiment(where)
        met = sum(all(g.met_by(row.get(g.measure, math.nan)) for g in self.goals) for row in rows)
        return Cell(
            name_of(self.plans[plan]),
            shock,
            self.shocked[plan][number] is not self.plans[plan],
            proportion(met, len(rows), self.confidence),
            tuple(self.level(where, measure) for measure in measures),
            regretted_by(regret, self.confidence),
            drowning(here),
            self.worse(where, measures) if number else (),
            *(self.sellers(here, (0, plan)) if HEADLINE in measures else ()),
        )

    def sellers(self, here: Experiment, plans: Sequence[int]) -> Iterator[Headcount | None]:
        """Who sells, against each of some plans without a shock."""
        for plan in plans:
            yield all_sellers(self.experiment((plan, 0)), here, self.confidence)

    def experiment(self, where: tuple[int, int]) -> Experiment:
        """One plan under one shock as a table."""
        plan, number = where
        shocked, rows = self.shocked[plan][number], self.rows[plan][number]
        return experiment_of(shocked, 0, rows, self.confidence)

    def worse(self, where: tuple[int, int], measures: Sequence[str]) -> tuple[Worsened, ...]:
        """What is worse for sure than without a shock; all shocks and measures hold together."""
        plan, number = where
        known = self.rows[plan][0][0].keys() & self.rows[plan][number][0].keys()
        goals = {goal.measure for goal in self.goals}
        earned = earnings_of(self.plans)
        borne = (name for name in sorted(known) if name.startswith(BORNE) or name == earned)
        every = [*measures, *borne]
        judged = [
            name
            for name in dict.fromkeys(every)
            if name in known - goals and describe(name).better != "neither"
        ]
        each = bonferroni(len(judged) * (len(self.shocked[plan]) - 1), self.confidence)
        worse = filter(None, (self.worsened(where, name, each) for name in judged))
        return tuple(sorted(worse, key=lambda one: -one.part))

    def worsened(self, where: tuple[int, int], measure: str, each: float) -> Worsened | None:
        """A measure before and after a shock, if it is worse for sure and matters."""
        calm, shocked = self.column(where[0], 0, measure), self.column(*where, measure)
        move = change(measure, calm, shocked, each).verdict
        levels = (level(measure, column, self.confidence) for column in (calm, shocked))
        worsened = Worsened(measure, *levels)
        bad = "down" if describe(measure).better == "more" else "up"
        return worsened if move == bad and worsened.part >= MATERIAL else None

    def level(self, where: tuple[int, int], measure: str) -> Level:
        """A measure, and its paired change from no shock."""
        shocked, calm = self.column(*where, measure), self.column(where[0], 0, measure)
        return Level(
            level(measure, shocked, self.confidence),
            change(measure, calm, shocked, self.confidence),
            too_few(measure, self.rows[where[0]][where[1]]),
            is_of_nobody(self.shocked[where[0]][where[1]], measure),
        )

    def refuse_few(self, measure: str) -> None:
        """UsageError if there are too few tasks for the percentile that is to be regretted."""
        few = fewest(too_few(measure, rows) for row in self.rows for rows in row)
        if few is not None:
            text = translatable(
                "{measure}: too few tasks, {there} of the {takes} that it takes under one of the"
                " shocks: nothing to regret; try more replications"
            )
            raise UsageError(text, measure=measure, **few._asdict())

    def regrets(self, measure: str, sign: int, shocks: Sequence[tuple[str, Shock]]) -> Numbers:
        """Regret by plan, shock and replication; a replication counts where all plans know it."""
        self.refuse_few(measure)
        every = range(len(shocks) + 1)
        losses = np.array(
            [[sign * self.column(p, s, measure) for s in every] for p in range(len(self.plans))]
        )
        losses = np.where(np.isnan(losses).any(axis=0), math.nan, losses)
        for number in every:
            if np.isnan(losses[0, number]).all():
                under = gettext(" under {shock}", shock=shocks[number - 1][0]) if number else ""
                text = translatable(
                    "{measure} never happens in every plan{under}: nothing to regret"
                )
                raise UsageError(text, measure=measure, under=under)
        if np.isnan(losses[0]).any(axis=0).all():
            raise UsageError(NEVER_TOGETHER, measure=measure)
        return regrets_of(losses)


def regrets_of(losses: Numbers) -> Numbers:
    """Losses (plans x shocks x replications) less those of the plan with the least mean loss."""
    means = np.nanmean(losses, axis=2)
    best = losses[means.argmin(axis=0), np.arange(losses.shape[1])]
    regrets: Numbers = losses - best
    return regrets


def regretted_by(regret: Numbers, confidence: float) -> Interval:
    """The interval of a regret: nothing is better than the best plan."""
    interval = confidence_interval(regret, confidence)
    return interval._replace(low=0.0) if interval.low < 0 else interval


def choice_of(
    regrets: Numbers, names: Sequence[str], shocks: Sequence[str], confidence: float
) -> tuple[Choice, Choice]:
    """The plan with the least worst regret (Savage 1951), and that with the least mean regret.

    A rival's regret is taken under the shock that is worst for it on average; its difference to the
    choice's is a paired t-interval, and all rivals' are simultaneous (Bonferroni).
    """
    worst = np.nanmean(regrets, axis=2).argmax(axis=1)
    under = [shocks[number] for number in worst]
    plans = np.arange(len(names))
    return (
        _least(regrets[plans, worst], names, under, confidence),
        _least(regrets.mean(axis=1), names, under, confidence),
    )


def _least(
    columns: Numbers, names: Sequence[str], under: Sequence[str], confidence: float
) -> Choice:
    means = [confidence_interval(column).mean for column in columns]
    chosen = int(np.argmin(means))
    each = bonferroni(len(names) - 1, confidence)
    rivals = tuple(
        Alternative(name, confidence_interval(columns[number] - columns[chosen], each))
        for number, name in enumerate(names)
        if number != chosen
    )
    return Choice(names[chosen], float(means[chosen]), under[chosen], rivals)
