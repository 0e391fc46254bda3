"""Whom a plan harms: roles that may receive work, and customers, in three words that hold together.

Which roles is decided from the scenarios (``simulator.scenario.receivers``), not from what was
simulated: the same roles are judged whatever the number of replications. Customers are judged with
every plan: what they are called on for and whether they stay answers to whatever is done.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np

from simulator.experiment.estimates import change, level
from simulator.experiment.gains import describe
from simulator.experiment.judgement import growth_in
from simulator.experiment.queues import SETTLED, Queue, kinds_that_grow, whole_queue
from simulator.experiment.results import Experiment
from simulator.experiment.statistics import Interval, bonferroni
from simulator.scenario.elementary import Numbers
from simulator.scenario.notes import never_covers
from simulator.scenario.phases import phases_of
from simulator.scenario.receivers import deputies, receivers
from simulator.scenario.scenario import Scenario

MOST = 0.5  # of the cases of an activity
FULL = 0.95  # utilisation from which queues explode
# How much worse counts as not worse, in the measure's unit: what nobody would act on.
MARGINS = {"within_due": 0.02, "overtime": 10.0}
# The same of signs that are worse only if they are so by more: they move a little with every plan.
MATERIAL_MARGINS = {
    "lapsed": 0.02,  # of what is asked a week
    "turnaround_of_asked": 24.0,  # hours: a day later
    "plan_coverage": 0.02,
    "coverage": 0.02,
    "lost_per_year": 0.02,
    "nights_away": 0.1,
}
NIGHTS = "nights_away."
CUSTOMERS = ""  # who bears it where it is no role
OF_CUSTOMERS = ("coverage", "lost_per_year")

NO_OTHERS: Mapping[str, float] = MappingProxyType({})

GuardVerdict = Literal["worse", "not worse", "cannot tell"]


class Guard(NamedTuple):
    """One sign of the receiving side before and after, and whether the plan makes it worse.

    Each end of ``difference`` is a one-sided bound. A sign can be called wrongly in one direction
    only: "worse" if it is not, "not worse" if it is by more than ``within``. So all words of a
    comparison together are right as often as its intervals promise (Bonferroni). A measure that is
    watched, too, has the interval that it has there, which holds with the others watched.
    """

    role: str  # empty: customers
    measure: str
    before: Interval  # of nothing if it was not there before
    after: Interval
    difference: Interval
    # How much worse still counts as not worse; of utilisation: the room up to FULL.
    within: float
    verdict: GuardVerdict

    @property
    def red(self) -> bool:
        """Is it made worse?

        Returns:
            Whether the verdict is ``worse``.
        """
        return self.verdict == "worse"


# -- what is judged --------------------------------------------------------------------------------


class _Sign(NamedTuple):
    """A measure of who bears a plan, replication by replication; NaN where it never happened."""

    role: str
    measure: str
    before: Numbers
    after: Numbers
    queue: Queue | None = None  # after the plan, of growth: all work of the role, or one kind
    asked: float = 1.0  # a week, of work that lapses

    @property
    def kind(self) -> str:
        """The measure's name without whose it is."""
        return self.measure.partition(".")[0]

    @property
    def of_a_kind(self) -> bool:
        """Is it the pile of one kind of work among several?"""
        return self.kind == "queue_growth" and self.measure != f"{self.kind}.{self.role}"

    @property
    def moves(self) -> bool:
        """Can it be called worse at all? What is the same in every replication cannot."""
        return not np.array_equal(self.before, self.after, equal_nan=True)


def judged(
    base: Experiment, others: Sequence[Experiment], watched: Mapping[str, float] = NO_OTHERS
) -> dict[str, tuple[Guard, ...]]:
    """The guards of each plan; the words of all plans hold together.

    What is the same in every replication takes no part of the risk: it can only be "not worse". Nor
    does one kind of work that piles up: that it does is held together over all queues already. A
    difference has one interval: measures that are ``watched`` hold together with those watched,
    each at the confidence given, and take no part of the risk here either.
    """
    signs = {other.name: list(_signs(base, other)) for other in others}
    each_once = {
        (name, sign.measure)
        for name, own in signs.items()
        for sign in own
        if sign.measure not in watched and sign.moves and not sign.of_a_kind
    }
    one_sided = bonferroni(len(each_once), base.confidence)
    usual = 2 * one_sided - 1  # of the interval between two such bounds
    guards = {
        name: tuple(_guard(sign, watched.get(sign.measure, usual), base.confidence) for sign in own)
        for name, own in signs.items()
    }
    return {name: tuple(_told_once(own)) for name, own in guards.items()}


def _told_once(guards: Sequence[Guard]) -> Iterator[Guard]:
    """One pile is told once: that of all work of a role, or of one kind if all work hides it."""
    red = {guard.measure for guard in guards if guard.red}
    hiding = {measure.rpartition(".")[0] for measure in red}
    for guard in guards:
        if guard.measure.rpartition(".")[0] in red or guard.measure in hiding - red:
            continue
        yield guard


def _signs(base: Experiment, other: Experiment) -> Iterator[_Sign]:
    """Hours, punctuality, lapses, calls and piles of those who receive work; then customers."""
    receiving = receivers(base.scenario, other.scenario)
    for role in receiving:
        for measure in _measures_of(role, other.scenario, receiving):
            # Older versions measured less.
            if measure in other.measures and not _is_wanted_anew(measure, base, other):
                yield _Sign(role, measure, _known(base, measure), other.pooled(measure))
        for name in _may_lapse(role, other.scenario, receiving):
            measure, asked = f"lapsed.{name}", other.interval(f"asked.{name}").mean
            before, after = _known(base, measure), other.pooled(measure)
            yield _Sign(role, measure, before, after, asked=asked)
        grown, queue = f"queue_growth.{role}", whole_queue(other.queues, role)
        if queue is not None and grown in other.measures:
            yield _Sign(role, grown, _known(base, grown), other.pooled(grown), queue)
            yield from (_sign_of(base, other, each) for each in kinds_that_grow(other.queues, role))
    yield from (sign for sign in _of_customers(base, other) if sign.moves)


def _of_customers(base: Experiment, other: Experiment) -> Iterator[_Sign]:
    """Whether customers are called on less, where some may be called on instead, and how many go.

    That all are called on less is told of the call plan.
    """
    segments = other.scenario.segments
    for measure in (f"{kind}.{segment}" for kind in OF_CUSTOMERS for segment in segments):
        of_calls = measure.startswith(OF_CUSTOMERS[0])
        aside = of_calls and (len(segments) == 1 or _is_wanted_anew(measure, base, other))
        if measure in other.measures and not aside:
            yield _Sign(CUSTOMERS, measure, _known(base, measure), other.pooled(measure))


def _is_wanted_anew(measure: str, base: Experiment, other: Experiment) -> bool:
    """Does a plan want other calls, so that more or fewer of these are made by intention?"""
    if not measure.startswith(("coverage.", "plan_coverage.")):
        return False
    before, after = (_wanted(each.scenario, measure) for each in (base, other))
    return before != after


def _wanted(scenario: Scenario, measure: str) -> dict[tuple[str, str, int], int]:
    """How often a segment is to be called on, or a plan to call: customers, and prospects."""
    kind, _, of = measure.partition(".")
    place = ("coverage", "plan_coverage").index(kind)
    wanted = {
        (name, call, number): every
        for name, segment in phases_of(scenario)[-1].scenario.segments.items()
        for number, said in enumerate((segment, segment.market))
        if said is not None
        for call, every in said.contact_every.items()
    }
    return {key: every for key, every in wanted.items() if key[place] == of}


def _sign_of(base: Experiment, other: Experiment, queue: Queue) -> _Sign:
    """One kind of work that piles up, which is little of all that a role does, perhaps."""
    before, after = (growth_in(each, *queue[:2]) for each in (base, other))
    return _Sign(queue.role, f"queue_growth.{queue.role}.{queue.activity}", before, after, queue)


def _known(base: Experiment, measure: str) -> Numbers:
    """A measure in the base; NaN of who is not there."""
    if measure in base.measures:
        return base.pooled(measure)
    nothing = 0.0 if measure.startswith(NIGHTS) else math.nan  # who makes no tours is never away
    return np.full(base.replications, nothing)


def _measures_of(role: str, scenario: Scenario, judged_too: Collection[str]) -> Iterator[str]:
    """What one of those who are judged is judged by."""
    yield from (f"{kind}.{role}" for kind in ("utilisation", "overtime", "nights_away"))
    for name in scenario.call_plans:
        if role in scenario.activities[name].by.roles:
            yield f"plan_coverage.{name}"
    for name, activity in scenario.activities.items():
        if _answers_for(role, scenario, name, judged_too):
            if activity.due is not None:
                yield f"within_due.{name}"
            elif activity.lapses is None and _is_asked_for(scenario, name):
                yield f"turnaround_of_asked.{name}"


def _is_asked_for(scenario: Scenario, name: str) -> bool:
    """Is it work that somebody waits for, and no planned call or meeting?"""
    return name not in scenario.call_plans and scenario.activities[name].arises.meeting is None


def _may_lapse(role: str, scenario: Scenario, judged_too: Collection[str]) -> Iterator[str]:
    """Work that is given up where nobody has begun it, and of which it is not said when it is late.

    It never piles up, and nobody is busy with it.
    """
    for name, activity in scenario.activities.items():
        lapses = activity.lapses is not None and activity.due is None
        if lapses and _answers_for(role, scenario, name, judged_too):
            yield name


def _answers_for(role: str, scenario: Scenario, name: str, judged_too: Collection[str]) -> bool:
    """Is it a sign of a role that work comes late? Not of who gives most of it to one judged."""
    activity = scenario.activities[name]
    moved = activity.moved
    if moved is not None and role == moved.to:
        return True
    if role in activity.by.roles:
        return moved is None or moved.share < MOST or moved.to not in judged_too
    covered = role in deputies(scenario, activity.by)
    return covered and not never_covers(scenario, name, activity.by)


# -- how it is judged ------------------------------------------------------------------------------


def _guard(sign: _Sign, each: float, confidence: float) -> Guard:
    """A sign in words, by bounds of which each holds with all the others."""
    before, after = (level(sign.measure, x, confidence) for x in (sign.before, sign.after))
    difference = change(sign.measure, sign.before, sign.after, each)
    worse_by = _harm(sign.measure, difference)
    then = level(sign.measure, sign.after, each)
    if sign.kind == "utilisation":
        within = max(FULL - before.mean, 0.0) if before.n else 0.0
        verdict = _word_of_load(then, worse_by)
    elif sign.queue is not None:
        within = SETTLED * sign.queue.asked
        verdict = _word_of_growth(sign.queue.grows, then, worse_by, within)
    elif sign.kind in MATERIAL_MARGINS:
        within = MATERIAL_MARGINS[sign.kind] * sign.asked
        verdict = _word_beyond(worse_by, within)
    else:
        within = MARGINS[sign.kind]
        verdict = _word(worse_by, within)
    return Guard(sign.role, sign.measure, before, after, difference, within, verdict)


def _harm(measure: str, difference: Interval) -> Interval:
    """A difference with its sign turned so that more is worse."""
    if describe(measure).better != "more":
        return difference  # what is neither is a burden: nights away
    return Interval(-difference.mean, -difference.high, -difference.low, difference.n)


def _word(worse_by: Interval, within: float) -> GuardVerdict:
    """Not worse if at most by the margin, even where that little is certain."""
    if worse_by.high <= within:
        return "not worse"
    return "worse" if worse_by.low > 0 else "cannot tell"


def _word_beyond(worse_by: Interval, within: float) -> GuardVerdict:
    """Worse for sure, and on average by more than the margin."""
    word = _word(worse_by, within)
    return "cannot tell" if word == "worse" and worse_by.mean <= within else word


def _word_of_load(after: Interval, rose_by: Interval) -> GuardVerdict:
    """Worse if it has risen to where queues explode; a role that was full before has not."""
    if after.high <= FULL or rose_by.high <= 0:
        return "not worse"
    rose = rose_by.low > 0 or not rose_by.n  # a role that was not there before
    return "worse" if after.low > FULL and rose else "cannot tell"


def _word_of_growth(grows: bool, after: Interval, rose_by: Interval, within: float) -> GuardVerdict:
    """Worse if a pile grows that did not before, or grows faster; one that settles has not."""
    if after.high <= within or rose_by.high <= within:
        return "not worse"
    rose = rose_by.low > 0 or not rose_by.n  # a role that was not there before
    return "worse" if grows and after.low > 0 and rose else "cannot tell"
