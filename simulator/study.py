"""How many observations or diary days does it take to tell one selling share from another?

Two ways of measuring a real company before and after a change are planned, and tried on simulated
days. *Work sampling* looks at people at random moments and notes whether they are selling (Barnes
1957; Niebel & Freivalds 2014, ch. 14). A *diary* records a person's day in full. Days of one person
are alike, moments of one day even more so: what that costs follows from how shares vary between
people, days and moments.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Unpack

import numpy as np
from scipy.special import nctdtr, ndtr, ndtri, stdtrit

from simulator import REPLICATIONS, compiled
from simulator.chance import Chance
from simulator.engines import Engine, choose
from simulator.experiment import About, about, as_object, number_or_none
from simulator.intervals import CONFIDENCE, Interval, Numbers, proportion
from simulator.ledger import Column, Ledger
from simulator.quantities import DAY
from simulator.runs import How, Manner, Progress, simulate
from simulator.scenario import Scenario
from simulator.vocabulary import PAUSE
from simulator.window import main_role, window_of
from simulator.wishes import HEADLINE, Misuse, amount_in
from simulator.workers import Hands, spread

POWER = 0.9
HALF_WIDTH = 0.02
A_DAY = 8  # moments at which somebody is looked at on a day: about one an hour
DIARIES = (1, 2, 5, 10, 20)  # days of each person
STUDIES = 2_000  # drawn for each design
FEWEST_STUDIES = 200
MOST_DRAWS = 20_000_000  # random numbers for each design and side
AT_ONCE = 2_000_000
CURVE = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5)  # times the people needed, in the picture
MOST_NEEDED = 100_000_000


class Spread(NamedTuple):
    """How selling shares of people's days vary: standard deviations; NaN where nothing is known."""

    share: float  # mean over days
    people: float  # between people
    days: float  # between days of one person
    moments: float  # of a random moment within a day
    person_days: int  # that this rests on


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


class Point(NamedTuple):
    """The power with so many people in each study."""

    people: int
    promised: float
    achieved: Interval


class Curve(NamedTuple):
    """Power against the size of a study."""

    days: int
    moments: int
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Study:
    """What it takes to tell two selling shares apart, before and after; the designs by kind."""

    arms: tuple[About, ...]  # two, or none where shares alone are said
    role: str  # whose days; empty where shares alone are said
    team: int  # people of the role in the smaller arm; 0 where shares alone are said
    spreads: tuple[Spread, Spread]
    half_width: float
    alone: tuple[int, int]  # moments to know each share by itself to ± half_width
    designs: tuple[Design, ...]
    curves: tuple[Curve, ...]
    power: float
    confidence: float
    replications: int
    seed: int

    @property
    def recommended(self) -> Design:
        """The fewest person-days among the designs that need no more people than there are."""
        fitting = [each for each in self.designs if self.fits(each)]
        return min(fitting or self.designs, key=lambda each: each.person_days)

    def fits(self, design: Design) -> bool:
        """Are there so many people? Moments alone may come from anybody's days."""
        return design.is_alone or not self.team or design.people <= self.team

    def as_json(self) -> dict[str, Any]:
        """The designs for JSON."""
        return {
            "scenarios": [arm.name for arm in self.arms],
            "role": self.role or None,
            "people": self.team or None,
            "power": self.power,
            "confidence": self.confidence,
            "spreads": [_told(each._asdict()) for each in self.spreads],
            "one_share": {"half_width": self.half_width, "moments": list(self.alone)},
            "designs": [
                {
                    **_told(each._asdict()),
                    "achieved": as_object(each.achieved),
                    "person_days": each.person_days,
                    "observations": each.observations or None,
                    "fits": self.fits(each),
                }
                for each in self.designs
            ],
            "replications": self.replications,
            "seed": self.seed,
        }


def _told(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: number_or_none(value) if isinstance(value, float) else value
        for name, value in fields.items()
    }


class Terms(NamedTuple):
    """What a study shall keep: its power, its confidence, and moments looked at on a day."""

    power: float = POWER
    confidence: float = CONFIDENCE
    a_day: int = A_DAY
    half_width: float = HALF_WIDTH

    def checked(self) -> Terms:
        """The same; Misuse where no study could keep them."""
        if not (0.5 <= self.power < 1 and 0.5 <= self.confidence < 1):
            raise Misuse(
                f"read power {self.power} and confidence {self.confidence}, expected both from 0.5"
                " to below 1"
            )
        if not 2 <= self.a_day <= 100 or not 0 < self.half_width < 0.5:
            raise Misuse(
                f"read {self.a_day} moments a day and ±{self.half_width}, expected 2 to 100 moments"
                " and less than half"
            )
        return self


# -- formulas --------------------------------------------------------------------------------------


def moments_for_one(share: float, half_width: float, confidence: float = CONFIDENCE) -> int:
    """Random moments that tell one share to ± half_width: z² p (1-p) / h² (Barnes 1957).

    The welfare office of Heizer & Render (Operations Management, ch. 10), idle 25% of the time, to
    be known within 3% at 95.45%:

    >>> moments_for_one(0.25, 0.03, 0.9545)
    834
    """
    z = float(ndtri((1 + confidence) / 2))
    return math.ceil(z * z * share * (1 - share) / half_width**2)


def moments_for_two(
    before: float, after: float, power: float = POWER, confidence: float = CONFIDENCE
) -> int:
    """Independent moments in each of two studies that tell two shares apart.

    The two-sample test of proportions (Fleiss, Levin & Paik 2003, 4.14, without correction).

    >>> moments_for_two(0.12, 0.22)
    295
    """
    z, strength = float(ndtri((1 + confidence) / 2)), float(ndtri(power))
    middle = (before + after) / 2
    pooled = z * math.sqrt(2 * middle * (1 - middle))
    apart = strength * math.sqrt(before * (1 - before) + after * (1 - after))
    return max(2, math.ceil(((pooled + apart) / (after - before)) ** 2))


def power_of_moments(before: float, after: float, moments: int, confidence: float) -> float:
    """The power of that test with so many moments in each study."""
    z, middle = float(ndtri((1 + confidence) / 2)), (before + after) / 2
    pooled = z * math.sqrt(2 * middle * (1 - middle))
    apart = math.sqrt(before * (1 - before) + after * (1 - after))
    return float(ndtr((abs(after - before) * math.sqrt(moments) - pooled) / apart))


def variance(spread: Spread, days: int, moments: int) -> float:
    """Variance of what is found of one person: s_p² + (s_d² + s_m²/k) / d (Cochran 1977, ch. 10).

    With k moments on each of d days; a day recorded in full has no variance within.
    """
    within = spread.moments**2 / moments if moments else 0.0
    return spread.people**2 + (spread.days**2 + within) / days


def power_of_people(variances: tuple[float, float], apart: float, people: int, at: float) -> float:
    """Power of Welch's t-test on so many people in each study, by the noncentral t."""
    first, second = (each / people for each in variances)
    freedom = (people - 1) * (first + second) ** 2 / (first**2 + second**2)
    critical = stdtrit(freedom, (1 + at) / 2)
    return float(1 - nctdtr(freedom, abs(apart) / math.sqrt(first + second), critical))


def people_needed(variances: tuple[float, float], apart: float, terms: Terms) -> int:
    """People in each study: (z_a + z_b)² (s₁² + s₂²) / δ², raised until t-tests keep the power."""
    z = float(ndtri((1 + terms.confidence) / 2) + ndtri(terms.power))
    people = max(2, math.ceil(z * z * sum(variances) / apart**2))
    if people > MOST_NEEDED:
        raise Misuse(f"read shares {abs(apart):.2g} apart: no study of people can tell them")
    while power_of_people(variances, apart, people, terms.confidence) < terms.power:
        people += 1
    return people


# -- days ------------------------------------------------------------------------------------------


class Days(NamedTuple):
    """Selling shares of person-days, sorted by person; where each person's begin, and how many."""

    share: Numbers
    first: Column
    each: Column


def days_of(ledger: Ledger) -> Days:
    """The share of selling in the attendance of each day of those whose selling counts first."""
    window = window_of(ledger)
    c, e = window.company, window.entries
    mine = np.flatnonzero((window.role == main_role(c)) & (e.doing != PAUSE))
    across = -(-c.horizon // DAY)
    cell = e.person[mine] * across + e.start[mine] // DAY
    seconds, sells = window.seconds[mine], np.isin(window.category[mine], c.selling[0][1])
    size = len(c.people) * across
    attended = np.bincount(cell, weights=seconds, minlength=size)
    sold = np.bincount(cell, weights=seconds * sells, minlength=size)
    there = np.flatnonzero(attended > 0)
    return grouped(sold[there] / attended[there], there // across)


def grouped(share: Numbers, person: Column) -> Days:
    """Days with where each person's begin; they come sorted by person."""
    _, first, count = np.unique(person, return_index=True, return_counts=True)
    return Days(share, first, count)


def together(parts: Sequence[Days]) -> Days:
    """The days of several replications: each has people of its own."""
    starts = np.cumsum([0, *(len(part.share) for part in parts[:-1])])
    first = [part.first + start for part, start in zip(parts, starts, strict=True)]
    return Days(
        np.concatenate([part.share for part in parts]),
        np.concatenate(first),
        np.concatenate([part.each for part in parts]),
    )


def spread_of(days: Days) -> Spread:
    """Components of variance by one-way analysis (Searle, Casella & McCulloch 1992, 3.6).

    Between people (MSB - MSW) / n₀, at least 0; between days of a person MSW; of moments within a
    day the mean of y (1 - y).
    """
    y, total, people = days.share, len(days.share), len(days.each)
    moments = math.sqrt(float((y * (1 - y)).mean()))
    if total <= people or people < 2:
        return Spread(float(y.mean()), math.nan, math.nan, moments, total)
    means = np.add.reduceat(y, days.first) / days.each
    between = float((days.each * (means - y.mean()) ** 2).sum()) / (people - 1)
    within = float(((y - np.repeat(means, days.each)) ** 2).sum()) / (total - people)
    usual = (total - float((days.each**2).sum()) / total) / (people - 1)
    apart = math.sqrt(max(0.0, (between - within) / usual))
    return Spread(float(y.mean()), apart, math.sqrt(within), moments, total)


class _Errand(NamedTuple):
    """One replication to take the days of."""

    scenario: Scenario
    seed: int
    replication: int
    engine: Engine


def _lived(errand: _Errand) -> Days:
    return days_of(simulate(*errand))


def _all_days(arms: Sequence[Scenario], replications: int, manner: Manner) -> list[Days]:
    """The days of each scenario, all replications together."""
    engine = choose(manner.engine, arms[0], len(arms) * replications)
    if engine == "compiled" and not manner.cluster:
        compiled.ready()
    keys = [(arm, number) for arm in range(len(arms)) for number in range(replications)]
    errands = [(key, _Errand(arms[key[0]], manner.seed, key[1], engine)) for key in keys]
    tell: Progress = manner.progress or (lambda _, __: None)
    hands = Hands(manner.jobs, engine == "compiled", manner.cluster)
    found: dict[tuple[int, int], Days] = {}
    for key, days in spread(_lived, errands, hands):
        found[key] = days
        tell(len(found), len(keys))
    return [together([found[arm, n] for n in range(replications)]) for arm in range(len(arms))]


# -- studies, by formula and drawn -----------------------------------------------------------------


def study(
    arms: Sequence[Scenario],
    terms: Terms = Terms(),  # noqa: B008 - a value, not a state
    replications: int = REPLICATIONS,
    **how: Unpack[How],
) -> Study:
    """What tells the selling share of one scenario from that of another, tried on their days.

    Whose selling counts first is observed. Misuse unless there are two scenarios with two shares.
    """
    manner = Manner(**how)
    if len(arms) != 2:
        raise Misuse(f"read {len(arms)} scenarios, expected two: before and after")
    terms = terms.checked()
    role = _same_role(arms)
    both = _all_days(arms, replications, manner)
    spreads = (spread_of(both[0]), spread_of(both[1]))
    if any(math.isnan(each.people) for each in spreads):
        raise Misuse(f"too few days of {role} to say how they vary; try more weeks or people")
    kinds = [(1, 1), (1, terms.a_day), (5, terms.a_day), *((days, 0) for days in DIARIES)]
    trial = _Trial(both, spreads, terms, Chance(manner.seed, 0))
    team = min(arm.roles[role].people for arm in arms)
    names = tuple(about(arm) for arm in arms)
    return trial.planned(kinds, names, (role, team), replications)


def study_of_shares(said: tuple[str, str], terms: Terms, seed: int = 1) -> Study:
    """What tells two shares apart, such as 12% and 22%, by random moments.

    Nothing is known of how days vary, so there are no diaries. Misuse for what is no share.
    """
    before, after = (_share(each) for each in said)
    days = [grouped(np.array([share]), np.zeros(1, dtype=np.int64)) for share in (before, after)]
    spreads = (spread_of(days[0]), spread_of(days[1]))
    return _Trial(days, spreads, terms.checked(), Chance(seed, 0)).planned([(1, 1)], (), ("", 0), 0)


def _share(said: str) -> float:
    found = amount_in(HEADLINE, said)
    if not 0 < found < 1:
        raise Misuse(f"read {said!r}, expected a share between 0% and 100%, such as '12%'")
    return found


def _same_role(arms: Sequence[Scenario]) -> str:
    """The role whose selling counts first in both."""
    roles = [_first_to_sell(arm) for arm in arms]
    if roles[0] != roles[1]:
        raise Misuse(f"{roles[0]} and {roles[1]} sell first: expected scenarios of one role")
    return roles[0]


def _first_to_sell(scenario: Scenario) -> str:
    plans = list(scenario.call_plans)
    return scenario.activities[plans[0]].by if plans else next(iter(scenario.roles))


class _Trial(NamedTuple):
    """Days before and after, from which studies are drawn."""

    both: Sequence[Days]
    spreads: tuple[Spread, Spread]
    terms: Terms
    chance: Chance

    def planned(
        self,
        kinds: Sequence[tuple[int, int]],
        arms: tuple[About, ...],
        who: tuple[str, int],
        replications: int,
    ) -> Study:
        """Each kind of design (days of each person, moments a day): needed, promised, achieved."""
        if self.apart == 0:
            raise Misuse("both shares are the same: no study can tell them apart")
        terms = self.terms
        shown = [kind for kind in kinds if kind in ((1, 1), (1, terms.a_day), (1, 0), (5, 0))]
        one = [moments_for_one(s.share, terms.half_width, terms.confidence) for s in self.spreads]
        return Study(
            arms,
            *who,
            self.spreads,
            terms.half_width,
            (one[0], one[1]),
            tuple(self.design(*kind) for kind in kinds),
            tuple(self.curve(*kind) for kind in shown),
            terms.power,
            terms.confidence,
            replications,
            self.chance.seed,
        )

    @property
    def apart(self) -> float:
        """After less before."""
        return self.spreads[1].share - self.spreads[0].share

    def variances(self, days: int, moments: int) -> tuple[float, float]:
        """Of what is found of one person, before and after."""
        before, after = (variance(each, days, moments) for each in self.spreads)
        return before, after

    def needed(self, days: int, moments: int) -> int:
        """People in each study, by the formula of the design's test."""
        if days == moments == 1:
            before, after = (each.share for each in self.spreads)
            return moments_for_two(before, after, self.terms.power, self.terms.confidence)
        return people_needed(self.variances(days, moments), self.apart, self.terms)

    def promised(self, days: int, moments: int, people: int) -> float:
        """Power, by the same formula."""
        if days == moments == 1:
            before, after = (each.share for each in self.spreads)
            return power_of_moments(before, after, people, self.terms.confidence)
        variances = self.variances(days, moments)
        return power_of_people(variances, self.apart, people, self.terms.confidence)

    def design(self, days: int, moments: int) -> Design:
        """A design with the people that it needs, tried."""
        people = self.needed(days, moments)
        promised = self.promised(days, moments, people)
        achieved, measured = self.tried(days, moments, people)
        effect = self.effect(days, moments)
        return Design(days, moments, people, promised, achieved, effect, measured)

    def effect(self, days: int, moments: int) -> float:
        """Variance of a share over that of as many independent moments; the mean of both sides."""
        if not moments or math.isnan(self.spreads[0].people):
            return 1.0 if moments else math.nan
        pairs = zip(self.variances(days, moments), self.spreads, strict=True)
        ratios = [v * days * moments / (s.share * (1 - s.share)) for v, s in pairs]
        return sum(ratios) / len(ratios)

    def curve(self, days: int, moments: int) -> Curve:
        """Power with fewer and with more people than needed."""
        needed = self.needed(days, moments)
        sizes = dict.fromkeys(max(2, round(times * needed)) for times in CURVE)
        points = [
            Point(
                people, self.promised(days, moments, people), self.tried(days, moments, people)[0]
            )
            for people in sizes
        ]
        return Curve(days, moments, tuple(points))

    def tried(self, days: int, moments: int, people: int) -> tuple[Interval, float]:
        """Share of drawn studies that tell the difference, and the design effect they show.

        NaN where a study is too large to draw enough of them.
        """
        numbers = people * (1 + days * (1 + moments))
        studies = min(STUDIES, MOST_DRAWS // numbers)
        if studies < FEWEST_STUDIES:
            return Interval(math.nan, math.nan, math.nan, 0), math.nan
        kind = (days, moments, people)
        before, after = (np.concatenate(list(self.drawn(side, kind, studies))) for side in range(2))
        found = told_apart(before, after, self.terms.confidence, shares=days == moments == 1)
        hits = int((found * np.sign(self.apart) > 0).sum())
        measured = math.nan
        if moments:
            pairs = zip((before, after), self.spreads, strict=True)
            spreads = [s.share * (1 - s.share) / (people * days * moments) for s in self.spreads]
            found_spreads = [float(means.mean(axis=1).var(ddof=1)) for means, _ in pairs]
            measured = sum(f / s for f, s in zip(found_spreads, spreads, strict=True)) / 2
        return proportion(hits, studies, self.terms.confidence), measured

    def drawn(self, side: int, kind: tuple[int, int, int], studies: int) -> Iterator[Numbers]:
        """What studies find of each person, in parts of an array of studies x people."""
        days, moments, people = kind
        width = people * (1 + days * (1 + moments))
        cause = f"study {days} days {moments} moments {people} people, {('before', 'after')[side]}"
        rows = max(1, AT_ONCE // width)
        for number, start in enumerate(range(0, studies, rows)):
            luck = self.chance.block(cause, number, min(rows, studies - start), width)
            yield _found(self.both[side], luck, days, moments)


def _found(days: Days, luck: Numbers, each: int, moments: int) -> Numbers:
    """The share found of each person in each study (rows).

    Anybody's days may be drawn, and any day of a person. Where on the day the selling lies does not
    matter to a moment that may be any.
    """
    people = luck.shape[1] // (1 + each * (1 + moments))
    who, rest = np.split(luck, [people], axis=1)
    person = (who * len(days.each)).astype(np.int64)
    rest = rest.reshape(len(luck), people, each, 1 + moments)
    day = days.first[person][..., None] + (rest[..., 0] * days.each[person][..., None]).astype(
        np.int64
    )
    share = days.share[day]
    if moments:
        share = (rest[..., 1:] < share[..., None]).mean(axis=3)
    found: Numbers = share.mean(axis=2)
    return found


def told_apart(before: Numbers, after: Numbers, at: float, shares: bool) -> Numbers:
    """Of each study (rows) 1 if the share is found to have grown, -1 if to have fallen, else 0.

    By the pooled z-test of two shares of single moments, else by Welch's t-test on people.
    """
    apart = after.mean(axis=1) - before.mean(axis=1)
    people = before.shape[1]
    if shares:
        middle = (after.mean(axis=1) + before.mean(axis=1)) / 2
        error = np.sqrt(2 * middle * (1 - middle) / people)
        critical = np.full(len(apart), float(ndtri((1 + at) / 2)))
    else:
        first, second = (each.var(axis=1, ddof=1) / people for each in (before, after))
        error = np.sqrt(first + second)
        squares = np.maximum(first**2 + second**2, np.finfo(float).tiny)
        freedom = np.maximum((people - 1) * (first + second) ** 2 / squares, 1.0)
        critical = stdtrit(freedom, (1 + at) / 2)
    found: Numbers = np.where(np.abs(apart) > critical * error, np.sign(apart), 0.0)
    return found
