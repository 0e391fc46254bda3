"""What a comparison found, in plain values: where the first watched measure went, at whose cost.

A plan is never told without the worst of those who bear it: work that has begun to pile up, or that
piles up faster; else the worst of the signs of those who receive work that are worse.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np

from simulator.experiment.comparison import Comparison
from simulator.experiment.estimates import TooFew, change, fewest, too_few
from simulator.experiment.gains import how_many_sell, selling_by_role
from simulator.experiment.guards import CUSTOMERS, Guard
from simulator.experiment.judgement import (
    MEAN_OF_FINISHED,
    Outcome,
    goes_back,
    growth_in,
    works_off,
)
from simulator.experiment.knock_on import LessAsked, less_asked
from simulator.experiment.queues import MATERIAL, SETTLED, Queue, activity_of, piles
from simulator.experiment.results import Experiment, who_sells
from simulator.experiment.statistics import Interval, bonferroni, confidence_interval
from simulator.measures.targets import HEADLINE
from simulator.scenario.elementary import Numbers
from simulator.scenario.phases import phases_of
from simulator.scenario.receivers import receivers
from simulator.scenario.same_weeks import counts_all_of, end_alike
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import HOUR, MINUTE, format_deadline
from simulator.scenario.validation import day_of

Sign = Literal[
    "grows",
    "lost",
    "goodwill",
    "within_due",
    "lapsed",
    "later",
    "fewer_calls",
    "utilisation",
    "overtime",
    "nights_away",
]
_SIGNS: dict[str, Sign] = {
    "queue_growth": "grows",
    "lost_per_year": "lost",
    "goodwill": "goodwill",
    "within_due": "within_due",
    "lapsed_share": "lapsed",
    "turnaround_of_asked": "later",
    "plan_coverage": "fewer_calls",
    "utilisation": "utilisation",
    "overtime": "overtime",
    "nights_away": "nights_away",
}
# What piles up is told before all else; what is left undone or late, and who goes, by how much it
# is; then hours.
_TIERS: tuple[tuple[Sign, ...], ...] = (
    ("grows",),
    ("lost", "goodwill", "within_due", "lapsed", "later", "fewer_calls"),
    ("utilisation",),
    ("overtime",),
    ("nights_away",),
)
AN_HOUR = 1.0  # below which it makes no difference how short a time was
A_WEEK = 168.0  # hours later than before, beyond which it makes no difference
# How bad a whole of each is: customers gone are gone for good, what lapses is never done, and late
# work is done in the end.
_WEIGHTS: dict[Sign, float] = {"lost": 2.0, "lapsed": 2.0, "goodwill": 0.5, "later": 0.5}

GROWTH = "queue_growth."
_OF_WORK: tuple[Sign, ...] = ("within_due", "lapsed", "later")  # of all who do it together

NOTHING = 1e-9  # hours a week: what sums leave of none


class UnsurePile(NamedTuple):
    """A pile that may grow faster than the one that is told: we cannot tell yet that it grows."""

    role: str
    activity: str
    waiting: float  # in the last counted week


class Harm(NamedTuple):
    """Who bears a plan, and how it shows: growth a week, or a measure before and after."""

    role: str  # empty: customers
    sign: Sign
    activity: str | None  # None: all work of the role, or none
    before: float  # NaN: not there before
    after: float
    unsure: UnsurePile | None = None  # a larger one, where work piles up
    since: str | None = None  # first day of the weeks in which it does, if not of all that count
    others: tuple[str, ...] = ()  # roles that do some of the work that comes late, or lapses
    segment: str = ""  # of customers who bear it
    also: tuple[Harm, ...] = ()  # what else is worse for sure, the worst first

    @property
    def rank(self) -> tuple[int, float]:
        """Where it stands among several, the worst first."""
        tier = next(n for n, signs in enumerate(_TIERS) if self.sign in signs)
        more = abs(self.after - self.before) if self.sign != "grows" else 0.0
        more = min(more / A_WEEK, 1.0) if self.sign == "later" else more
        return tier, 0.0 if math.isnan(more) else -more * _WEIGHTS.get(self.sign, 1.0)


class QueuesAndHarm(NamedTuple):
    """What waits in one scenario over all weeks that count, and who bears it."""

    scenario: str
    queues: tuple[Queue, ...]
    harm: Harm | None  # of a what-if the worst, against the base; of the base what piles up
    less_asked: tuple[LessAsked, ...] = ()  # since what it follows on is eliminated


class OtherSellers(NamedTuple):
    """What a role sells beside the one whose selling counts first."""

    role: str
    hours_before: float  # a week, of all its people together
    hours_after: float
    more: Interval  # hours a week, paired


class Headcount(NamedTuple):
    """How many of the selling role there are, before and after, and what all roles sell."""

    before: int
    after: int
    hours_before: float  # a week, of all people of all roles together
    hours_after: float
    more: Interval  # hours a week, paired
    dated: bool = False  # whether some of the time they are as many as before
    there: tuple[float, float] | None = None  # on average, if that alone differs
    against: bool = False  # whether more is sold in all at a lower share, or less at a higher one
    role: str = ""  # the one whose selling counts first
    others: tuple[OtherSellers, ...] = ()  # who sell, too

    @property
    def moved(self) -> tuple[OtherSellers, ...]:
        """The other roles that sell more or less than before, for sure and so that it matters.

        Returns:
            Those by which what is sold in all moves by more than one in fifty; where the first
            role sells as before, to the second, any of them: they are what the plan is about.
        """
        rest = self.more.mean - sum(each.more.mean for each in self.others)
        whole = 0.0 if abs(rest) < NOTHING else MATERIAL * self.hours_before
        return tuple(e for e in self.others if e.more.moved and abs(e.more.mean) > whole)

    @property
    def unsure(self) -> tuple[OtherSellers, ...]:
        """The other roles of which it matters whether they sell as before, and cannot be told.

        Returns:
            Those by which what is sold in all seems to move by more than a twentieth.
        """
        whole = SETTLED * self.hours_before
        return tuple(e for e in self.others if not e.more.moved and abs(e.more.mean) > whole)

    @property
    def differs(self) -> bool:
        """Whether a share of the week does not say what becomes of all that is sold.

        Returns:
            Whether others sell, or are there, than before, or share and sum go different ways.
        """
        fewer = self.before != self.after or self.there is not None
        return fewer or self.against or bool(self.moved)


class Recounted(NamedTuple):
    """Work that counts as selling with a plan and not before, and the other way round."""

    now: tuple[str, ...]
    before: tuple[str, ...]


class PlanFinding(NamedTuple):
    """Where the first watched measure went with a plan, and the worst of those who bear it."""

    name: str
    title: str
    before: Interval
    after: Interval
    difference: Interval
    outcome: Outcome
    pile_before: float  # growth a week of the work that the measure is of; NaN where it settles
    pile_after: float
    harm: Harm | None
    # tasks, where nothing but that they are too few for the percentile can be told
    too_few: TooFew | None = None
    sellers: Headcount | None = None  # where others sell than before
    allowed: tuple[str, str] | None = None  # time until it is late, if other than before
    has_ended: bool = False  # before the weeks that count
    recounted: Recounted | None = None  # work that counts as selling with the plan alone, or not
    less_asked: tuple[LessAsked, ...] = ()  # since what it follows on is eliminated
    works_off: tuple[Queue, ...] = ()  # in the weeks that count, what waited before them
    settles: bool | None = None  # what piles up fastest before any plan; None: cannot be told


class Finding(NamedTuple):
    """What plans come to in one measure."""

    measure: str
    seller: str  # the role whose selling counts first
    currency: str
    plans: tuple[PlanFinding, ...]
    today: Harm | None = None  # what piles up fastest before any plan
    base: str = ""  # title of what is before any plan


def finding_of(comparison: Comparison, measure: str | None = None) -> Finding:
    """What a comparison found in a measure; in the first that is watched if none is named."""
    base = comparison.base
    key = _told_of(comparison, comparison.watched[0] if measure is None else measure)
    plans = tuple(_plan(comparison, other, key) for other in comparison.others)
    seller, currency = who_sells(base.scenario)[0], base.scenario.currency
    title = comparison.titles[base.name]
    return Finding(key, seller, currency, plans, drowning(base), title)


def _told_of(comparison: Comparison, key: str) -> str:
    """The measure told of: for a mean how old all is that was asked, where that is judged."""
    judged = [comparison.judged(other.name, key) for other in comparison.others]
    asked = any(each.basis == "asked" for each in judged)
    piles = any(any(each.piles) for each in judged)
    is_mean = key.startswith(f"{MEAN_OF_FINISHED}.")
    return f"turnaround_of_asked.{activity_of(key)}" if is_mean and asked and not piles else key


def _plan(comparison: Comparison, other: Experiment, key: str) -> PlanFinding:
    difference = comparison.difference(other.name, key)
    judged = comparison.judged(other.name, key)
    before, after = (each.growth_per_week.mean if each else math.nan for each in judged.piles)
    return PlanFinding(
        other.name,
        comparison.titles[other.name],
        comparison.base.interval(key),
        other.interval(key),
        difference,
        judged.verdict,
        before,
        after,
        _beside_what_is_told(worst_harm(comparison, other), key),
        None if any(judged.piles) else _too_few((comparison.base, other), key),
        _sellers(comparison, other) if key == HEADLINE else None,
        times_allowed(comparison.base.scenario, other.scenario, key),
        _has_ended(comparison.base.scenario, other.scenario),
        _recounted(comparison.base.scenario, other.scenario) if key == HEADLINE else None,
        less_asked(comparison.base.replayed, other.replayed, comparison.confidence),
        tuple(works_off(comparison.base, other)),
        _settles(other, drowning(comparison.base)),
    )


def _beside_what_is_told(harm: Harm | None, key: str) -> Harm | None:
    """A harm without that of the work which the measure told is of, beside it."""
    if harm is None:
        return None
    work = key.partition(".")[2]
    return harm._replace(also=tuple(each for each in harm.also if each.activity != work))


def _settles(experiment: Experiment, pile: Harm | None) -> bool | None:
    """Does what piles up without a plan settle with it? So does what nobody is asked for."""
    if pile is None:
        return None
    kept = [each for each in experiment.queues if each[:2] == (pile.role, pile.activity)]
    return kept[0].settles if kept else True


def _has_ended(base: Scenario, other: Scenario) -> bool:
    """Does all that makes a plan differ lie before the weeks that count?"""
    return not counts_all_of(base, other) and end_alike((base, other))


def _recounted(base: Scenario, other: Scenario) -> Recounted | None:
    """Work of both that counts as selling in one of them alone."""
    role = who_sells(base)[0]
    both = [
        name
        for name in base.activities
        if name in other.activities and role in base.activities[name].by.roles
    ]
    sells = [
        {n for n in both if each.activities[n].category in next(iter(each.selling.values()))}
        for each in (base, other)
    ]
    before, now = (
        tuple(name for name in both if name in one - another)
        for one, another in (sells, reversed(sells))
    )
    return Recounted(now, before) if now or before else None


def times_allowed(base: Scenario, other: Scenario, key: str) -> tuple[str, str] | None:
    """When work is late before and with a plan, where a share in time tells of two such times."""
    kind, _, name = key.partition(".")
    if kind != "within_due" or name not in base.activities or name not in other.activities:
        return None
    before, after = (each.activities[name].due for each in (base, other))
    if before is None or after is None or before == after:
        return None
    return format_deadline(before), format_deadline(after)


def _sellers(comparison: Comparison, other: Experiment) -> Headcount | None:
    """Who sells where a share of the week does not say what becomes of all that is sold."""
    sellers = all_sellers(comparison.base, other, comparison.confidence)
    return sellers if sellers and sellers.differs else None


def all_sellers(base: Experiment, other: Experiment, confidence: float) -> Headcount | None:
    """How many sell in two scenarios and what all roles sell; None where nobody does."""
    (role, _), minutes = who_sells(base.scenario), selling_by_role(base, other)
    if not minutes:
        return None
    before, after = how_many_sell(base, other)
    dated = any(day_of(s, each) > 0 for s in (base.scenario, other.scenario) for each in s.changes)
    if not before * after and not dated and len(minutes) == 1:
        return None
    sold, sells = (sum(each) / (HOUR // MINUTE) for each in zip(*minutes.values(), strict=True))
    more = confidence_interval(sells - sold, confidence)
    share = change(HEADLINE, base.pooled(HEADLINE), other.pooled(HEADLINE), confidence)
    return Headcount(
        before,
        after,
        float(sold.mean()),
        float(sells.mean()),
        more,
        dated,
        _there(base, other, confidence) if before == after else None,
        {more.verdict, share.verdict} == {"up", "down"},
        role,
        tuple(_others(minutes, role, confidence)),
    )


def _others(
    minutes: Mapping[str, tuple[Numbers, Numbers]], main: str, confidence: float
) -> Iterator[OtherSellers]:
    """What each role beside the main one sells, in hours."""
    for role, pair in minutes.items():
        if role != main:
            sold, sells = (each / (HOUR // MINUTE) for each in pair)
            more = confidence_interval(sells - sold, confidence)
            yield OtherSellers(role, float(sold.mean()), float(sells.mean()), more)


def _there(base: Experiment, other: Experiment, confidence: float) -> tuple[float, float] | None:
    """How many of those who sell are there on average, if that differs for sure and matters."""
    presence = f"presence.{who_sells(base.scenario)[0]}"
    before, after = base.column(presence), other.column(presence)
    means = float(before.mean()), float(after.mean())
    matters = abs(means[1] - means[0]) > MATERIAL * means[0]
    sure = confidence_interval(after - before, confidence).verdict != "cannot tell"
    return means if matters and sure else None


def _too_few(arms: Sequence[Experiment], key: str) -> TooFew | None:
    """The tasks of the scenario with the fewest for a percentile, which has no value there."""
    return fewest(too_few(key, each.rows) for each in arms)


# -- who bears it ----------------------------------------------------------------------------------


def who_bears(comparison: Comparison) -> tuple[QueuesAndHarm, ...]:
    """The queues of each scenario, the base first, and the worst of those who bear it."""
    base = comparison.base
    return (
        QueuesAndHarm(base.name, base.queues, drowning(base)),
        *(
            QueuesAndHarm(
                other.name,
                other.queues,
                worst_harm(comparison, other),
                less_asked(base.replayed, other.replayed, comparison.confidence),
            )
            for other in comparison.others
        ),
    )


def worst_harm(comparison: Comparison, other: Experiment, piles: bool = True) -> Harm | None:
    """The worst of those who bear a plan, or of what else than piles they bear; None if nobody.

    It says what else is worse for sure.
    """
    guards = (guard for guard in comparison.guards[other.name] if guard.red)
    red = [guard for guard in guards if piles or not guard.measure.startswith(GROWTH)]
    every = [_told(guard, other) for guard in red]
    grown = next(_grown(comparison.base, other), None) if piles else None
    worst = grown or _worst_of(every)
    if worst is None:
        return None
    rest = (each for each in every if not _gives_away(other.scenario, each))
    return worst._replace(also=tuple(_beside(worst, rest)))


def _beside(worst: Harm, every: Iterable[Harm]) -> Iterator[Harm]:
    """What others bear, and of what else those who bear the worst do too little or too late."""
    known = set(_tells(worst))
    for harm in sorted(every, key=lambda each: each.rank):
        of_hours = harm.activity is None and not harm.segment
        is_theirs = of_hours and harm.role in (worst.role, *worst.others)
        if not is_theirs and _tells(harm)[0] not in known:
            known.update(_tells(harm))
            yield harm


def _tells(harm: Harm) -> list[tuple[str | None, ...]]:
    """What is told once: late work or its pile, calls on customers, or the hours of a role.

    What lapses is not in time either; of what is late some lapses, perhaps.
    """
    of_all = harm.activity is not None and harm.sign != "fewer_calls"
    subject = ("" if of_all else harm.role, harm.activity, harm.segment)
    return [(*subject, "lapsed"), subject] if harm.sign == "lapsed" else [subject]


def _gives_away(scenario: Scenario, harm: Harm) -> bool:
    """Is it late work of which those who take it over some day bear that it is late?"""
    if harm.sign not in _OF_WORK or harm.activity is None:
        return False
    every = (phase.scenario.activities.get(harm.activity) for phase in phases_of(scenario))
    takers = {each.moved.to for each in every if each is not None and each.moved is not None}
    return bool(takers - {harm.role}) and harm.role not in takers


def _worst_of(harms: Sequence[Harm]) -> Harm | None:
    worst = min(harms, key=lambda harm: harm.rank, default=None)
    later = [each for each in harms if each.sign == "later"]
    return min(later, key=_patience) if worst is not None and worst.sign == "later" else worst


def _patience(harm: Harm) -> float:
    """Of work that takes longer, that which takes longer by most hours and most times comes first.

    What took seconds and takes a day is felt more than what took a day and takes two.
    """
    before = 0.0 if math.isnan(harm.before) else harm.before
    return -(harm.after - before) * harm.after / max(before, AN_HOUR)


def _grown(base: Experiment, other: Experiment) -> Iterator[Harm]:
    """What piles up that did not before, or faster; then what those who receive work still pile."""
    growing = [each for each in piles(other.queues) if not goes_back(base, other, each)]
    bearing = receivers(base.scenario, other.scenario)
    for queue in (*grown_anew(base, other), *(each for each in growing if each.role in bearing)):
        grew = [each for each in base.queues if each.grows and each[:2] == queue[:2]]
        before = grew[0].growth_per_week.mean if grew else _as_before(base, other, queue)
        growth = queue.growth_per_week.mean
        unsure = larger_pile([each for each in other.queues if _matters(base, other, each)], queue)
        yield Harm(queue.role, "grows", queue.activity, before, growth, unsure, queue.since)


def grown_anew(base: Experiment, other: Experiment) -> list[Queue]:
    """What piles up that did not before, or piles up faster, the fastest first."""
    return [each for each in piles(other.queues) if _is_worse(base, other, each)]


def larger_pile(queues: Sequence[Queue], pile: Queue) -> UnsurePile | None:
    """The work that may pile up fastest, of kinds that may do so faster than what is told."""
    least = pile.growth_per_week.mean
    unsure = [each for each in queues if each.settles is None and each.activity is not None]
    faster = [each for each in unsure if each.growth_per_week.mean > least]
    if not faster:
        return None
    most = max(faster, key=lambda each: each.growth_per_week.mean)
    return UnsurePile(most.role, most.activity or "", most.waiting_last)


def _is_worse(base: Experiment, other: Experiment, queue: Queue) -> bool:
    """Does it grow by so much more than before that it matters, and not by luck?"""
    who = queue[:2]
    more = growth_in(other, *who) - growth_in(base, *who)
    each_at = bonferroni(len(other.queues), other.confidence)
    grew = any(each.grows and each[:2] == who for each in base.queues)
    sure = not grew or confidence_interval(more, each_at).low > 0
    return sure and _matters(base, other, queue) and not goes_back(base, other, queue)


def _matters(base: Experiment, other: Experiment, queue: Queue) -> bool:
    """Does it grow by so much more than before, whether by luck or not?"""
    more = growth_in(other, *queue[:2]) - growth_in(base, *queue[:2])
    return float(more.mean()) >= MATERIAL * queue.asked


def _as_before(base: Experiment, other: Experiment, queue: Queue) -> float:
    """The base's growth where it is that of the other; else it is not known whether it grows."""
    before, after = (growth_in(each, *queue[:2]) for each in (base, other))
    return float(before.mean()) if np.array_equal(before, after) else math.nan


def _told(guard: Guard, other: Experiment) -> Harm:
    kind, *of = guard.measure.split(".")
    sign, ends = _SIGNS[kind], (guard.before.mean, guard.after.mean)
    segment = of.pop() if guard.role == CUSTOMERS else ""
    names = of if sign in (*_OF_WORK, "fewer_calls") else of[1:]
    activity = names[0] if names else None
    since = other.queue_weeks.since if sign == "grows" else None
    others = _who_else_does(other, activity, guard.role) if sign in _OF_WORK else ()
    return Harm(guard.role, sign, activity, *ends, since=since, others=others, segment=segment)


def _who_else_does(experiment: Experiment, name: str | None, role: str) -> tuple[str, ...]:
    """Who does some of the work beside a role: what is late or lapses is known of all together."""
    activity = experiment.scenario.activities.get(name or "")
    if activity is None:
        return ()
    given, to = activity.by.roles, activity.moved.to if activity.moved else ""
    own = given if activity.moved is None or activity.moved.share < 1 else ()
    return tuple(each for each in dict.fromkeys((*own, to)) if each and each != role)


def drowning(experiment: Experiment, role: str | None = None) -> Harm | None:
    """What piles up fastest in a scenario, or at one role, whatever it is compared with."""
    queues = [each for each in experiment.queues if role in (None, each.role)]
    pile = next(iter(piles(queues)), None)
    if pile is None:
        return None
    growth, unsure = pile.growth_per_week.mean, larger_pile(queues, pile)
    return Harm(pile.role, "grows", pile.activity, math.nan, growth, unsure, pile.since)
