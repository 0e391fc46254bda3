"""Which assumptions move an answer, given the ranges that stand beside values in the scenario?

Three looks, each at points between the ends of the ranges, all with the same luck. *Screening*
(Morris 1991, with the trajectories of Ruano et al. 2012) says which assumptions matter at all.
*Indices* (Sobol 2001, Saltelli et al. 2010) share out the variance among the few that matter most,
each taken to be uniform over its range; they are those of a quadratic surface fitted to the
simulator. The *tornado* moves one assumption at a time to either end, all others as they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Literal, NamedTuple, Unpack

import numpy as np

from simulator.chance import Chance
from simulator.experiment import About, about, as_object, describe, number_or_none
from simulator.intervals import CONFIDENCE, Interval, Numbers, interval_of
from simulator.loading import ScenarioError
from simulator.nouns import FrozenMap
from simulator.pieces import Pieces, assembled, pieces_of
from simulator.ranges import EXAMPLE, Keys, Range, Written, is_quantity, value_at
from simulator.runs import How, Manner, Row, Wanted, rows_of
from simulator.scenario import Scenario
from simulator.whatif import load, ranges_of, resolved, what_if
from simulator.wishes import HEADLINE, Bound, Misuse, bound, measure_meant

LEVELS = 4  # of a range in the screening: its ends and two between
POOL = 10  # trajectories drawn for each that is taken, so that those taken lie far apart
LOOKS = 2  # replications of a point that only ranks: of each trajectory its own
RESAMPLED = 200  # surfaces behind the intervals of indices
SPREAD = 1024  # points on the surface behind an index, a power of 2
MOST_TRAJECTORIES, MOST_SAMPLES = 50, 1_000

Holder = Literal["base", "other", "both"]
Point = tuple[float | None, ...]  # of each factor: how far from low (0) to high (1); None: as it is
Told = Literal["moves it", "moves nothing", "cannot tell"]
Verdict = Literal["up", "down", "kept", "missed", "cannot tell", ""]  # "": nothing was to be judged


@dataclass(frozen=True, slots=True)
class Plan:
    """How many points to try.

    ``few`` factors have indices, from ``samples`` points: twice the coefficients of the surface, if
    not said. ``goal`` is a bound in a planner's words, on a scenario or, of two, on the other one.
    """

    trajectories: int = 4
    few: int = 4
    samples: int | None = None
    goal: str | None = None
    confidence: float = CONFIDENCE

    def __post_init__(self) -> None:
        if not 2 <= self.trajectories <= MOST_TRAJECTORIES:
            expected = f"expected 2 to {MOST_TRAJECTORIES}"
            raise Misuse(f"read {self.trajectories} trajectories, {expected}")
        if self.few < 0:
            raise Misuse(f"read {self.few} factors for indices, expected none or more")
        if self.samples is not None and self.samples > MOST_SAMPLES:
            raise Misuse(f"read {self.samples} samples, expected at most {MOST_SAMPLES:,}")

    def points_for(self, factors: int) -> int:
        """Points for a surface over so many factors; Misuse if those said are too few."""
        terms = len(_terms(factors))
        if self.samples is None:
            return 2 * terms
        if self.samples <= terms:
            raise Misuse(
                f"read {self.samples} samples, expected at least {terms + 1} for a surface over"
                f" {factors} factors"
            )
        return self.samples


# -- results ---------------------------------------------------------------------------------------


class Factor(NamedTuple):
    """An assumption: a value with its range, by its path, and in which scenarios it stands."""

    path: str
    low: Written
    value: Written
    high: Written
    held_by: Holder


class Screened(NamedTuple):
    """What the screening says of a factor, in the measure's unit for the whole of its range.

    An elementary effect is what a step of the factor brings, over the step's part of the range.
    """

    factor: Factor
    mean: float  # of the elementary effects
    size: float  # mean of their absolute values: mu star (Campolongo et al. 2007)
    size_spread: float  # half of its interval over trajectories
    sigma: float  # standard deviation between trajectories: bends and interactions, and noise
    noise: float  # standard error of one elementary effect, from one luck to another
    told: Told


class Share(NamedTuple):
    """A factor's share of the variance: by itself, and with all interactions it takes part in."""

    factor: Factor
    first: Interval
    total: Interval


class Surface(NamedTuple):
    """The surface fitted over the few, and the shares of its variance; n are points."""

    points: int
    explained: float  # of the variance between points, each predicted from all others (Q squared)
    noise: float  # share of the variance between points that is replication noise
    shares: tuple[Share, ...]


class Swing(NamedTuple):
    """What a factor does at its ends, all others as they are.

    Differences are paired, replication by replication; the verdicts are those of the ends.
    """

    factor: Factor
    low: Interval  # the answer's change at the low end
    high: Interval
    across: Interval  # from the low end to the high one
    at_low: Verdict
    at_high: Verdict

    @property
    def told(self) -> bool:
        """Is any of the three differences beyond noise?"""
        return any(each.verdict != "cannot tell" for each in (self.low, self.high, self.across))

    @property
    def reach(self) -> float:
        """The distance between the lowest and the highest answer, the value as it is included."""
        ends = (self.low.mean, self.high.mean, 0.0)
        return max(ends) - min(ends)


@dataclass(frozen=True)
class Sensitivity:
    """How a measure, or its difference between two scenarios, depends on assumptions."""

    base: About
    other: About | None
    measure: str
    answer: Interval  # with all values as they are
    verdict: Verdict
    goal: Bound | None
    screening: tuple[Screened, ...]  # the strongest first
    surface: Surface | None  # none if no factor is told to matter
    tornado: tuple[Swing, ...]  # the widest first
    replications: int
    looks: int
    trajectories: int
    seed: int

    @property
    def flipping(self) -> tuple[tuple[Factor, Written, Verdict], ...]:
        """The ends at which the verdict is another one: factor, value and what it becomes.

        What cannot be told to move the answer does not count.
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
        """All three looks for JSON."""
        return {
            "base": self.base.name,
            "scenario": self.other.name if self.other else None,
            "measure": self.measure,
            "unit": describe(self.measure).unit,
            "answer": as_object(self.answer),
            "verdict": self.verdict,
            "goal": self.goal.said if self.goal else None,
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


def _factor_json(screened: Screened, found: Sensitivity) -> dict[str, Any]:
    swing = next(each for each in found.tornado if each.factor == screened.factor)
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


# -- asking ----------------------------------------------------------------------------------------


def asked_of(name: str | Path, other: str | Path | None = None) -> Scenario | Pieces:
    """What is asked about: a scenario, or two; with the moves between them where these matter.

    They do where the base alone has a range: what a move makes of the value moves along with it.
    """
    base = load(name)
    if other is None:
        return base
    pair = Pieces(base, load(other), ())
    if all(factor.held_by != "base" for factor, _ in _factors(pair.base, pair.whole)):
        return pair
    try:
        return pieces_of(other, name)
    except Misuse:  # two that have nothing to do with each other
        return pair


def scenarios_of(asked: Scenario | Pieces) -> list[Scenario]:
    """The scenario, or the base and the other one."""
    return [asked.base, asked.whole] if isinstance(asked, Pieces) else [asked]


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
    case = _case(asked)
    plan.points_for(min(plan.few, len(case.factors)))  # too few are refused before anything runs
    points = _points(case, plan, manner.seed)
    answers = _replayed(case, points.ends, [lucks] * len(points.ends), manner)
    goal = bound(plan.goal, answers.known) if plan.goal else None
    asked_for = [
        _Asked(measure_meant(said, answers.known), goal, plan, manner) for said in measures
    ]
    tornados = [_tornado(case, answers, each) for each in asked_for]
    looked = _replayed(case, points.walks, points.lucks, manner)
    return [
        _answered(case, each, answers, tornado, _screened(case, points, looked, each))
        for each, tornado in zip(asked_for, tornados, strict=True)
    ]


class _Asked(NamedTuple):
    """One measure, and all that was said about how to look at it."""

    measure: str
    goal: Bound | None
    plan: Plan
    manner: Manner


def _answered(
    case: _Case,
    asked: _Asked,
    answers: _Answers,
    tornado: tuple[Swing, ...],
    screening: tuple[Screened, ...],
) -> Sensitivity:
    """The three looks at one measure."""
    return Sensitivity(
        base=about(case.base),
        other=about(case.other) if case.other else None,
        measure=asked.measure,
        answer=interval_of(answers.of(asked.measure)[0], asked.plan.confidence),
        verdict=_judged(answers, 0, asked),
        goal=asked.goal,
        screening=screening,
        surface=_surface(case, screening, asked),
        tornado=tornado,
        replications=answers.replications,
        looks=LOOKS,
        trajectories=asked.plan.trajectories,
        seed=asked.manner.seed,
    )


# -- assumptions -----------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Case:
    """What is asked about, its factors with their ranges, and how scenarios at a point are made."""

    base: Scenario
    other: Scenario | None
    pieces: Pieces | None  # moves from the base to the other that a changed base must go through
    factors: tuple[Factor, ...]
    ranges: tuple[Range, ...]

    def at(self, point: Point) -> list[Scenario]:
        """The scenario, or the base and the other one, at a point; Misuse where there is none."""
        try:
            base = self._moved(self.base, point, ("base", "both"))
            if self.other is None:
                return [base]
            return [base, self._moved(self._followed(base, point), point, ("other", "both"))]
        except ScenarioError as error:
            moved = ", ".join(self.moved(point))
            raise Misuse(
                f"there is no valid scenario with {moved}: {error.complaints[0]}"
            ) from None

    def _moved(self, scenario: Scenario, point: Point, holders: Sequence[Holder]) -> Scenario:
        changes: dict[str, Any] = {}
        for factor, ranged, far in zip(self.factors, self.ranges, point, strict=True):
            if far is not None and factor.held_by in holders:
                _put(changes, factor.path.split("."), ranged.at(far))
        bare = scenario.model_copy(update={"ranges": FrozenMap()})
        return what_if(bare, name=f"{scenario.name}.sensitivity", **changes) if changes else bare

    def _followed(self, base: Scenario, point: Point) -> Scenario:
        """The other scenario, as the moves make it of a changed base."""
        assert self.other is not None, "of two scenarios"
        pairs = zip(self.factors, point, strict=True)
        own = any(factor.held_by == "base" and far is not None for factor, far in pairs)
        if self.pieces is None or not own:
            return self.other
        return assembled(base, self.pieces.pieces, self.other.name)

    def moved(self, point: Point) -> list[str]:
        """The values that are not as they are, by their paths."""
        return [
            f"{factor.path} = {ranged.at(far)}"
            for factor, ranged, far in zip(self.factors, self.ranges, point, strict=True)
            if far is not None
        ]


def _case(asked: Scenario | Pieces) -> _Case:
    """What is asked about; Misuse if there are no ranges."""
    base = asked.base if isinstance(asked, Pieces) else asked
    other = asked.whole if isinstance(asked, Pieces) else None
    moves = asked if isinstance(asked, Pieces) and asked.pieces else None
    found = _factors(base, other)
    if not found:
        names = " and ".join(each.name for each in (base, other) if each)
        raise Misuse(f"no value of {names} has a range beside it, such as {EXAMPLE}")
    factors, ranges = zip(*found, strict=True)
    return _Case(base, other, moves, factors, ranges)


def _factors(base: Scenario, other: Scenario | None) -> list[tuple[Factor, Range]]:
    """All values with ranges. One value that two scenarios share is one assumption."""
    mine = ranges_of(base)
    if other is None:
        return [_factor(path, ranged, "base") for path, ranged in mine.items()]
    theirs, here, there = ranges_of(other), resolved(base), resolved(other)
    found = []
    for path in dict.fromkeys([*mine, *theirs]):
        one, two = mine.get(path), theirs.get(path)
        if one and (one == two or (not two and _stands(there, path, one))):
            found.append(_factor(path, one, "both"))
        elif two and not one and _stands(here, path, two):
            found.append(_factor(path, two, "both"))
        else:
            found += [_factor(path, one, "base")] if one else []
            found += [_factor(path, two, "other")] if two else []
    return found


def _factor(path: Keys, ranged: Range, held_by: Holder) -> tuple[Factor, Range]:
    low, value, high = ranged.at(0), ranged.value.written(), ranged.at(1)
    return Factor(".".join(path), low, value, high, held_by), ranged


def _stands(values: Mapping[str, Any], path: Keys, ranged: Range) -> bool:
    """Whether the value of a range stands at its path."""
    return is_quantity(value_at(values, path), ranged.value)


def _put(changes: dict[str, Any], keys: Sequence[str], value: Any) -> None:
    for key in keys[:-1]:
        changes = changes.setdefault(key, {})
    changes[keys[-1]] = value


# -- points ----------------------------------------------------------------------------------------


class _Points(NamedTuple):
    """The points to try: all as it is and each end; and the walks of the screening."""

    ends: list[Point]
    walks: list[Point]
    lucks: list[range]  # the replications of each point of the walks
    steps: Numbers  # the walks as an array of points x factors


def _points(case: _Case, plan: Plan, seed: int) -> _Points:
    count = len(case.factors)
    ends: list[Point] = [(None,) * count]
    ends += [_placed(count, [factor], [far]) for factor in range(count) for far in (0.0, 1.0)]
    steps = walks(count, plan.trajectories, seed)
    walked = [_placed(count, range(count), row) for row in steps]
    firsts = [LOOKS * (point // (count + 1)) for point in range(len(steps))]
    return _Points(ends, walked, [range(first, first + LOOKS) for first in firsts], steps)


def _placed(count: int, numbers: Iterable[int], row: Iterable[float]) -> Point:
    """A point at which factors, by their numbers, are moved and all others are as they are."""
    places: list[float | None] = [None] * count
    for number, far in zip(numbers, row, strict=True):
        places[number] = float(far)
    return tuple(places)


class _Answers:
    """The replications of all scenarios at several points."""

    def __init__(
        self,
        case: _Case,
        points: Sequence[Point],
        lucks: Sequence[Sequence[int]],
        rows: Sequence[list[Row]],
    ) -> None:
        self.case, self.points, self.lucks, self.rows = case, points, lucks, rows
        self.arms = 1 if case.other is None else 2
        self.replications = len(rows[0])
        self.known = [name for name in rows[0][0] if name in rows[self.arms - 1][0]]

    def of(self, measure: str) -> Numbers:
        """A measure's level, or its difference of two scenarios: points x replications."""
        found = self.last(measure)
        if self.arms == 2:
            found = found - self._arm(measure, 0)
        empty = np.argwhere(np.isnan(found))
        if len(empty):
            point, number = map(int, empty[0])
            moved = ", ".join(self.case.moved(self.points[point])) or "all values as they are"
            replication = self.lucks[point][number]
            raise Misuse(
                f"{measure} has no value in replication {replication} with {moved}, so what moves"
                " it cannot be told"
            )
        return found

    def last(self, measure: str) -> Numbers:
        """A measure's level in the scenario, or in the other of two."""
        return self._arm(measure, self.arms - 1)

    def _arm(self, measure: str, arm: int) -> Numbers:
        rows = self.rows[arm :: self.arms]
        return np.array([[row.get(measure, math.nan) for row in found] for found in rows])


def _replayed(
    case: _Case, points: Sequence[Point], lucks: Sequence[Sequence[int]], manner: Manner
) -> _Answers:
    """Points with so many replications each."""
    pairs = zip(points, lucks, strict=True)
    wanted = [Wanted(arm, numbers) for point, numbers in pairs for arm in case.at(point)]
    return _Answers(case, points, lucks, rows_of(wanted, manner))


# -- screening -------------------------------------------------------------------------------------


def walks(factors: int, trajectories: int, seed: int) -> Numbers:
    """Points of trajectories that move one factor at a time: trajectories x (factors + 1) rows.

    Each coordinate is one of four levels from 0 to 1. Of ten trajectories drawn for each one, those
    are taken that lie farthest apart (Ruano et al. 2012).
    """
    from SALib.sample import morris

    taken = {"optimal_trajectories": trajectories, "local_optimization": True}
    drawn = POOL * trajectories
    found = morris.sample(_problem(factors), drawn, num_levels=LEVELS, seed=seed + 1, **taken)
    return np.asarray(found, dtype=float)


def elementary_effects(steps: Numbers, values: Numbers) -> Numbers:
    """What each step brings, over the step's part of the range: trajectories x factors x lucks.

    ``values`` are points x lucks.
    """
    size = steps.shape[1] + 1
    moves = np.diff(steps.reshape(-1, size, size - 1), axis=1)
    gains = np.diff(values.reshape(-1, size, values.shape[1]), axis=1)
    factor = np.abs(moves).argmax(axis=2)
    by_step = gains / moves.sum(axis=2)[:, :, None]
    found: Numbers = np.empty_like(by_step)
    np.put_along_axis(found, factor[:, :, None], by_step, axis=1)
    return found


def _screened(
    case: _Case, points: _Points, looked: _Answers, asked: _Asked
) -> tuple[Screened, ...]:
    """What moves the answer anywhere between the ends, the strongest first."""
    values, confidence = looked.of(asked.measure), asked.plan.confidence
    found = morris_indices(points.steps, values.mean(axis=1), asked.manner.seed, confidence)
    effects = elementary_effects(points.steps, values)
    trajectories, _, lucks = effects.shape
    noises = np.sqrt(effects.var(axis=2, ddof=1).mean(axis=0) / lucks)
    reach = interval_reach(trajectories * (lucks - 1), confidence)
    screened = [
        Screened(factor, mean, size, spread, sigma, noise, _told(size, reach * noise))
        for factor, (mean, size, spread, sigma), noise in zip(
            case.factors, found.tolist(), noises.tolist(), strict=True
        )
    ]
    return tuple(sorted(screened, key=lambda each: -each.size))


def morris_indices(steps: Numbers, values: Numbers, seed: int, confidence: float) -> Numbers:
    """Of each factor (rows): mu, mu star, half of mu star's interval, and sigma."""
    from SALib.analyze import morris

    told = {"num_levels": LEVELS, "conf_level": confidence, "num_resamples": 1_000}
    found = morris.analyze(_problem(steps.shape[1]), steps, values, seed=seed + 1, **told)
    names = ("mu", "mu_star", "mu_star_conf", "sigma")
    return np.column_stack([np.asarray(found[name], dtype=float) for name in names])


def interval_reach(freedom: int, confidence: float) -> float:
    """How many standard errors a value reaches by luck alone, with so much knowledge of them."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + confidence) / 2))


def _told(size: float, by_luck: float) -> Told:
    """Whether effects are larger than luck alone would make them.

    If nothing but luck were at work, the mean of several effects without their signs would reach
    less far than each of them does.
    """
    if size == 0:
        return "moves nothing"
    return "moves it" if size > by_luck else "cannot tell"


def _problem(factors: int) -> dict[str, Any]:
    """Factors from 0 to 1, as SALib wants to be told."""
    names = [f"x{number}" for number in range(factors)]
    return {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}


# -- indices ---------------------------------------------------------------------------------------


def _surface(case: _Case, screening: Sequence[Screened], asked: _Asked) -> Surface | None:
    """Shares of the variance among the few factors that matter most, all others as they are."""
    plan, manner = asked.plan, asked.manner
    few = [each.factor for each in screening if each.told == "moves it"][: plan.few]
    if not few:
        return None
    spread = spread_points(len(few), plan.points_for(len(few)), manner.seed)
    numbers = [case.factors.index(factor) for factor in few]
    points = [_placed(len(case.factors), numbers, row) for row in spread]
    values = _replayed(case, points, [range(LOOKS)] * len(points), manner).of(asked.measure)
    fit = fitted(spread, values.mean(axis=1))
    shares = _shares(fit, len(few), manner.seed, plan.confidence)
    found = tuple(Share(*each) for each in zip(few, *shares, strict=True))
    return Surface(len(spread), fit.explained, _noise_share(values), found)


def spread_points(factors: int, count: int, seed: int) -> Numbers:
    """A Latin hypercube: each factor takes a value in each of so many parts of its range."""
    from SALib.sample import latin

    return np.asarray(latin.sample(_problem(factors), count, seed=seed + 1), dtype=float)


class Fit(NamedTuple):
    """A quadratic surface by least squares, and how far it is from the points."""

    coefficients: Numbers
    terms: Numbers  # of the points
    misses: Numbers  # residuals, scaled up by their leverage to the size of errors
    explained: float


def _terms(factors: int) -> list[tuple[int, ...]]:
    """The products in a quadratic surface: none, each factor, its square, each pair."""
    singles = [(one,) for one in range(factors)]
    return [(), *singles, *((one, one) for one in range(factors)), *combinations(range(factors), 2)]


def _as_terms(points: Numbers) -> Numbers:
    """The terms of each point, about the middle of the ranges."""
    centred = 2 * points - 1
    terms = [centred[:, list(term)].prod(axis=1) for term in _terms(points.shape[1])]
    return np.column_stack(terms)


def fitted(points: Numbers, values: Numbers) -> Fit:
    """The quadratic surface through values at points, as well as it goes.

    What it explains is told by predicting each value from all others (PRESS, Allen 1974).
    """
    terms = _as_terms(points)
    coefficients = np.asarray(np.linalg.lstsq(terms, values, rcond=None)[0], dtype=float)
    left = values - terms @ coefficients
    free = np.clip(1 - (np.linalg.pinv(terms).T * terms).sum(axis=1), 1e-9, None)
    scatter = float(((values - values.mean()) ** 2).sum())
    explained = 1 - float(((left / free) ** 2).sum()) / scatter if scatter else math.nan
    misses = left / np.sqrt(free)
    return Fit(coefficients, terms, misses - misses.mean(), explained)


def _shares(
    fit: Fit, factors: int, seed: int, confidence: float
) -> tuple[list[Interval], list[Interval]]:
    """First-order and total shares of each factor, with intervals.

    They hold how far the surface is from the points, noise included: it is fitted again and again
    to itself with misses drawn from those that there were (Davison & Hinkley 1997, 6.2.3), and an
    interval reaches as many of the shares' standard deviations as Student's t does.
    """
    count, terms = fit.terms.shape
    draws = np.asarray(Chance(seed, 0).block("misses of a surface", 0, RESAMPLED, count))
    values = fit.terms @ fit.coefficients + fit.misses[(draws * count).astype(int)]
    again = np.linalg.lstsq(fit.terms, values.T, rcond=None)[0]
    heights = _as_terms(paired_points(factors, seed)) @ np.column_stack([fit.coefficients, again])
    found = np.array([variance_shares(each, factors, seed) for each in heights.T])
    reach = interval_reach(count - terms, confidence) * found[1:].std(axis=0, ddof=1)
    low, high = np.clip([found[0] - reach, found[0] + reach], 0, 1)
    first, total = (
        [
            Interval(float(share), float(least), float(most), count)
            for share, least, most in zip(found[0, order], low[order], high[order], strict=True)
        ]
        for order in (0, 1)
    )
    return first, total


def paired_points(factors: int, seed: int, count: int = SPREAD) -> Numbers:
    """Points at which a function must be known for its Sobol indices (Saltelli et al. 2010).

    There are factors + 2 times as many as ``count``, which is a power of 2.
    """
    from SALib.sample import sobol

    found = sobol.sample(_problem(factors), count, calc_second_order=False, seed=seed + 1)
    return np.asarray(found, dtype=float)


def variance_shares(values: Numbers, factors: int, seed: int) -> Numbers:
    """First-order (row 0) and total (row 1) Sobol indices of a function, from the paired points."""
    from SALib.analyze import sobol

    if np.ptp(values) == 0:
        return np.zeros((2, factors))
    told = {"calc_second_order": False, "num_resamples": 2, "seed": seed + 1}
    found = sobol.analyze(_problem(factors), values, **told)
    return np.array([found["S1"], found["ST"]])


def _noise_share(values: Numbers) -> float:
    """Noise in the variance between points: of values, points x lucks, what neither explains.

    Luck that shifts all points alike is none, since it moves no difference.
    """
    points, lucks = values.shape
    rest = values - values.mean(axis=0) - values.mean(axis=1)[:, None] + values.mean()
    noise = float((rest**2).sum()) / ((points - 1) * (lucks - 1)) / lucks
    between = float(values.mean(axis=1).var(ddof=1))
    return noise / between if between else math.nan


# -- the tornado -----------------------------------------------------------------------------------


def _tornado(case: _Case, answers: _Answers, asked: _Asked) -> tuple[Swing, ...]:
    """Each factor at either end, the widest first."""
    values, confidence = answers.of(asked.measure), asked.plan.confidence
    swings = []
    for number, factor in enumerate(case.factors):
        low, high = 1 + 2 * number, 2 + 2 * number
        swings.append(
            Swing(
                factor,
                interval_of(values[low] - values[0], confidence),
                interval_of(values[high] - values[0], confidence),
                interval_of(values[high] - values[low], confidence),
                _judged(answers, low, asked),
                _judged(answers, high, asked),
            )
        )
    return tuple(sorted(swings, key=lambda swing: -swing.reach))


def _judged(answers: _Answers, point: int, asked: _Asked) -> Verdict:
    """What is decided at a point: whether the goal is kept, or where the difference goes."""
    goal, confidence = asked.goal, asked.plan.confidence
    if goal is not None:
        found = interval_of(answers.last(goal.measure)[point], confidence)
        ends = [goal.met_by(end) for end in (found.low, found.high)]
        if math.isnan(found.low) or ends[0] != ends[1]:
            return "cannot tell"
        return "kept" if ends[0] else "missed"
    if answers.arms == 1:
        return ""
    return interval_of(answers.of(asked.measure)[point], confidence).verdict
