"""Replications of a scenario, and scenarios compared replication by replication.

In a script that uses more than one process, call ``run`` and ``compare`` under
``if __name__ == "__main__":``, as Python asks of every program that starts others.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

import numpy as np

from simulator import REPLICATIONS, measures
from simulator.company import company_of
from simulator.files import renew, write
from simulator.intervals import (
    CONFIDENCE,
    Interval,
    Numbers,
    Verdict,
    each_of,
    growth,
    interval_of,
    pairing_gain,
)
from simulator.nouns import IDLE, TRAVEL
from simulator.runs import How, Manner, Row, Wanted, rows_of
from simulator.scenario import Scenario
from simulator.store import as_csv, comparison_folder, file_manifest, open_store
from simulator.whatif import as_yaml
from simulator.window import WEEKLY_MINUTES, Measure, main_role
from simulator.wishes import COST, HEADLINE, Misuse, Precision, precision

if TYPE_CHECKING:
    import polars as pl

PROFIT_IN_WEEK = "profit_in_week."
ALWAYS_WATCHED = (HEADLINE, COST, "cost_per_selling_hour")
LEAST, MOST = 10, 1_000  # replications of a run that ends when it is precise enough
RESTS_ON = "rests_on"  # in a comparison's manifest: the folders of its runs, the base first
ARM_FILE = "scenarios/{number}.yaml"  # in a comparison's folder: 0 is the base
FASTEST = 3  # times as many replications at most, from one look at the intervals to the next

GAINS = (
    Measure(
        "freed_minutes", WEEKLY_MINUTES, "more",
        "Time outside direct selling (the base's first definition), travel_and_waiting and idle of"
        " the role with the first call plan: its fall from the base to the other scenario, that is"
        " the chores it is rid of, less the hand-overs it has to write.",
    ),
    Measure(
        "usable_minutes", WEEKLY_MINUTES, "more",
        "Freed minutes less the growth of idle: time in which an account was due, open and within"
        " reach.",
    ),
    Measure(
        "used_minutes", WEEKLY_MINUTES, "more",
        "Growth of direct selling of that role; the rest of the usable minutes went into travel and"
        " waiting, or into less overtime.",
    ),
    Measure(
        "field_equivalents_gained", "people", "more",
        "Growth of that role's selling, all people together, over what one person sells in the"
        " base: so many more people like today's would sell as much.",
    ),
    Measure(
        "return_on_change", "times the outlay", "more",
        "Growth of profit from the change to the end of the horizon, the outlay left out, over the"
        " outlay; of a base with an outlay of its own, over what the other lays out beyond it.",
    ),
)  # fmt: skip


# -- results ---------------------------------------------------------------------------------------


class About(NamedTuple):
    """What an answer says of a scenario, as it was called when it was asked."""

    name: str
    title: str
    question: str
    currency: str


@dataclass(frozen=True, slots=True)
class Until:
    """Replications until intervals are as narrow as wished, in a planner's words.

    A wish such as ``0.3pt`` or ``turnaround_p90.quote=2 h`` says half of the width. Intervals are
    looked at after ``least`` replications and then after as many more as they seem to need
    (Chow & Robbins 1965), until ``most``.
    """

    wishes: tuple[str, ...]
    least: int = LEAST
    most: int = MOST

    def __post_init__(self) -> None:
        if not 2 <= self.least <= self.most:
            raise Misuse(
                f"read {self.least} to {self.most} replications, expected at least 2 and no fewer"
                " at most"
            )


class Stopped(NamedTuple):
    """Why a run ended: its wishes, the half widths reached, and whether all are met."""

    wishes: tuple[Precision, ...]
    reached: tuple[float, ...]  # as the wish counts: absolute, or over the mean
    least: int
    most: int

    @property
    def met(self) -> bool:
        """Is each interval as narrow as wished?"""
        return self.ratio <= 1

    @property
    def ratio(self) -> float:
        """The worst half width over the one wished; infinite if one is not known."""
        pairs = zip(self.reached, self.wishes, strict=True)
        ratios = [reached / wish.half_width for reached, wish in pairs]
        return max(math.inf if math.isnan(ratio) else ratio for ratio in ratios)


@dataclass(frozen=True, eq=False)
class Experiment:
    """Replications 0, 1, ... of one scenario: a table of replications (rows) x measures (columns).

    NaN stands for what never happened in a replication.
    """

    scenario: Scenario
    seed: int
    measures: tuple[str, ...]
    table: Numbers
    folder: Path | None = None
    confidence: float = CONFIDENCE
    stopped: Stopped | None = None

    @property
    def name(self) -> str:
        """What the scenario is called."""
        return name_of(self.scenario)

    @property
    def replications(self) -> int:
        """How many were run."""
        return len(self.table)

    def column(self, measure: str) -> Numbers:
        """One measure, replication by replication."""
        return self.table[:, self.measures.index(measure)]

    def interval(self, measure: str) -> Interval:
        """Mean of a measure over those replications in which it happened."""
        return interval_of(self.column(measure), self.confidence)

    def time_use(self, role: str) -> dict[str, Numbers]:
        """Minutes per person and week of a role in each category, replication by replication."""
        start = f"time_use.{role}."
        return {
            name.removeprefix(start): self.column(name)
            for name in self.measures
            if name.startswith(start)
        }

    def shares(self, role: str) -> dict[str, Numbers]:
        """Each category's part of all time of a role, replication by replication."""
        minutes = self.time_use(role)
        total = sum(minutes.values(), start=np.zeros(self.replications))
        return {name: part / np.where(total > 0, total, np.nan) for name, part in minutes.items()}

    def frame(self) -> pl.DataFrame:
        """The table as a data frame; what never happened is empty."""
        return _framed({}, self)

    def as_json(self) -> dict[str, Any]:
        """Means and intervals of all measures, ready for JSON."""
        return {
            "replications": self.replications,
            "seed": self.seed,
            "scenarios": {self.name: self._summary()},
            **_footing(self.confidence, self.stopped),
        }

    def _summary(self) -> dict[str, dict[str, float | None]]:
        return {name: as_object(self.interval(name)) for name in self.measures}


class Answer(NamedTuple):
    """What became of a measure that is watched, with intervals that hold together with the others.

    ``growth`` is the ratio of the means less 1; ``pairing`` how many times as many replications
    would have been needed with separate luck.
    """

    before: Interval  # by itself
    after: Interval  # by itself
    difference: Interval
    growth: Interval
    pairing: float

    @property
    def verdict(self) -> Verdict:
        """Where it went."""
        return self.difference.verdict


@dataclass(frozen=True, eq=False)
class Comparison:
    """Scenarios that had the same luck, and how each differs from the first."""

    base: Experiment
    others: tuple[Experiment, ...]
    folder: Path | None = None
    stopped: Stopped | None = None

    @property
    def experiments(self) -> tuple[Experiment, ...]:
        """The base and the others."""
        return (self.base, *self.others)

    @property
    def replications(self) -> int:
        """How many were run of each scenario."""
        return self.base.replications

    @property
    def seed(self) -> int:
        """What all luck was drawn from."""
        return self.base.seed

    @property
    def confidence(self) -> float:
        """How often intervals hold what they promise."""
        return self.base.confidence

    @cached_property
    def paired(self) -> dict[str, dict[str, Numbers]]:
        """Other less base, replication by replication: by scenario, then by measure.

        The measures are those that both scenarios have, and GAINS.
        """
        return {other.name: _paired(self.base, other) for other in self.others}

    @cached_property
    def differences(self) -> dict[str, dict[str, Interval]]:
        """The interval of each paired difference, taken by itself."""
        return {
            name: {key: interval_of(column, self.confidence) for key, column in found.items()}
            for name, found in self.paired.items()
        }

    @cached_property
    def watched(self) -> tuple[str, ...]:
        """What any of the scenarios says to watch, selling time and cost, if it is measured."""
        said = [key for each in self.experiments for key in each.scenario.watch]
        known = set(self.base.measures).intersection(*(other.measures for other in self.others))
        return tuple(key for key in dict.fromkeys([*said, *ALWAYS_WATCHED]) if key in known)

    @property
    def confidence_of_each(self) -> float:
        """What each watched interval is held to, for all of them to hold together: Bonferroni's."""
        return each_of(len(self.watched) * len(self.others), self.confidence)

    @cached_property
    def answers(self) -> dict[str, dict[str, Answer]]:
        """What became of each watched measure, by scenario; the differences hold together."""
        return {
            other.name: {key: self._answer(other, key) for key in self.watched}
            for other in self.others
        }

    def _answer(self, other: Experiment, key: str) -> Answer:
        before, after, each = self.base.column(key), other.column(key), self.confidence_of_each
        return Answer(
            self.base.interval(key),
            other.interval(key),
            interval_of(after - before, each),
            growth(before, after, each),
            pairing_gain(before, after),
        )

    def difference(self, name: str, measure: str) -> Interval:
        """The interval that verdicts rest on; of a watched measure it holds with all others."""
        answer = self.answers[name].get(measure)
        return answer.difference if answer else self.differences[name][measure]

    def verdict(self, name: str, measure: str) -> Verdict:
        """Where a measure went, if the interval of its difference leaves out 0."""
        return self.difference(name, measure).verdict

    def frame(self) -> pl.DataFrame:
        """Replications of all scenarios as one data frame; what never happened is empty."""
        import polars as pl

        frames = [_framed({"scenario": each.name}, each) for each in self.experiments]
        return pl.concat(frames, how="diagonal")

    def as_json(self) -> dict[str, Any]:
        """Means and intervals of all scenarios and of their differences, ready for JSON."""
        return {
            "replications": self.replications,
            "seed": self.seed,
            "scenarios": {each.name: each._summary() for each in self.experiments},
            "differences": {
                name: {key: as_object(each) for key, each in found.items()}
                for name, found in self.differences.items()
            },
            "together": {
                "method": "Bonferroni",
                "confidence_of_each": self.confidence_of_each,
                "answers": {
                    name: {key: _told(answer) for key, answer in found.items()}
                    for name, found in self.answers.items()
                },
            },
            **_footing(self.confidence, self.stopped),
        }


def describe(key: str) -> Measure:
    """What a measure, or a gain in a comparison, stands for.

    >>> describe("freed_minutes").unit
    'min per person and week'
    """
    return next((gain for gain in GAINS if gain.name == key), None) or measures.describe(key)


def about(scenario: Scenario) -> About:
    """How an answer calls a scenario."""
    question = " ".join(scenario.question.split())
    return About(name_of(scenario), scenario.title, question, scenario.currency)


def name_of(scenario: Scenario) -> str:
    """What a scenario is called in results."""
    return scenario.name or "scenario"


def as_object(found: Interval) -> dict[str, float | None]:
    """An interval for JSON, null for NaN."""
    return {
        name: number_or_none(value)
        for name, value in zip(found._fields[:3], found[:3], strict=True)
    }


def number_or_none(value: float) -> float | None:
    """A number for JSON: null for what is not known or without bounds."""
    return value if math.isfinite(value) else None


def _told(answer: Answer) -> dict[str, Any]:
    """An answer for JSON."""
    return {
        "difference": as_object(answer.difference),
        "growth": as_object(answer.growth),
        "verdict": answer.verdict,
        "pairing": number_or_none(answer.pairing),
    }


def _footing(confidence: float, stopped: Stopped | None) -> dict[str, Any]:
    """How sure a result is and why it ended, for JSON."""
    if stopped is None:
        return {"confidence": confidence}
    pairs = zip(stopped.wishes, stopped.reached, strict=True)
    wishes = [
        {
            "measure": wish.measure,
            "said": wish.said,
            "half_width": wish.half_width,
            "relative": wish.relative,
            "reached": number_or_none(reached),
        }
        for wish, reached in pairs
    ]
    limits = {"least": stopped.least, "most": stopped.most}
    return {"confidence": confidence, "precision": {"met": stopped.met, "wishes": wishes, **limits}}


def _paired(base: Experiment, other: Experiment) -> dict[str, Numbers]:
    """Other less base, replication by replication."""
    both = [name for name in base.measures if name in set(other.measures)]
    differences = {name: other.column(name) - base.column(name) for name in both}
    returns = _returns(base.scenario, other.scenario, differences)
    return differences | _gains(base, other) | returns


def _gains(base: Experiment, other: Experiment) -> dict[str, Numbers]:
    """The columns behind GAINS, as defined there; none if the role is gone."""
    role, selling = who_sells(base.scenario)
    if role not in other.scenario.roles:
        return {}
    before, after = base.time_use(role), other.time_use(role)
    chores = (before.keys() | after.keys()) - {*selling, TRAVEL, IDLE}
    freed = _total(before, chores) - _total(after, chores)
    sold, sells = _total(before, selling), _total(after, selling)
    today, then = (each.scenario.roles[role].people for each in (base, other))
    gained = (sells * then - sold * today) / np.where(sold > 0, sold, np.nan)
    return {
        "freed_minutes": freed,
        "usable_minutes": freed - (_total(after, {IDLE}) - _total(before, {IDLE})),
        "used_minutes": sells - sold,
        "field_equivalents_gained": gained,
    }


def _returns(
    base: Scenario, other: Scenario, differences: Mapping[str, Numbers]
) -> dict[str, Numbers]:
    """What the outlay beyond the base's has brought by the end, from weekly profits."""
    weekly = [gain for name, gain in differences.items() if name.startswith(PROFIT_IN_WEEK)]
    outlay = other.change.costs - base.change.costs
    if outlay <= 0 or not weekly:
        return {}
    before, after = (each.change.costs - spent_before(each) for each in (base, other))
    return {"return_on_change": (np.sum(weekly, axis=0) + after - before) / outlay}


def spent_before(scenario: Scenario) -> float:
    """The outlay of a change that comes before counting begins, which no weekly profit holds."""
    company = company_of(scenario)
    return scenario.change.costs if company.market.change_at < company.warm_up else 0.0


def who_sells(scenario: Scenario) -> tuple[str, set[str]]:
    """The role of the first call plan, and the categories that count as selling first."""
    company = company_of(scenario)
    selling = next(iter(scenario.selling.values()))
    return company.roles.name[main_role(company)], set(selling)


def _total(time_use: Mapping[str, Numbers], categories: set[str]) -> Numbers:
    """Sum over categories, in the order of the table."""
    length = len(next(iter(time_use.values())))
    counted = (minutes for name, minutes in time_use.items() if name in categories)
    return sum(counted, start=np.zeros(length))


def _framed(labels: Mapping[str, str], experiment: Experiment) -> pl.DataFrame:
    """The table of an experiment as a data frame, with columns of labels in front."""
    import polars as pl

    numbers = pl.DataFrame(experiment.table, schema=list(experiment.measures), orient="row")
    front = [pl.lit(value).alias(name) for name, value in labels.items()]
    row = pl.int_range(pl.len()).alias("replication")
    return numbers.fill_nan(None).select(*front, row, pl.all())


# -- running ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Plan:
    """How many replications, and how sure."""

    replications: int
    until: Until | None
    confidence: float
    manner: Manner

    def __post_init__(self) -> None:
        if self.replications < 1:
            raise Misuse(f"read {self.replications} replications, expected at least 1")
        if not 0.5 <= self.confidence < 1:
            raise Misuse(f"read a confidence of {self.confidence}, expected 0.5 to less than 1")


def run(
    scenario: Scenario,
    replications: int = REPLICATIONS,
    *,
    until: Until | None = None,
    confidence: float = CONFIDENCE,
    **how: Unpack[How],
) -> Experiment:
    """Replications 0, 1, ... of a scenario: so many, or until its intervals are narrow enough.

    The keywords of ``runs.Manner`` say how.
    """
    plan = _Plan(replications, until, confidence, Manner(**how))
    rows, stopped = _gathered([scenario], plan, lambda found: found[0])
    return _closed(_experiment(scenario, rows[0], plan), rows[0], plan, stopped)


def compare(
    base: Scenario,
    *others: Scenario,
    replications: int = REPLICATIONS,
    until: Until | None = None,
    confidence: float = CONFIDENCE,
    **how: Unpack[How],
) -> Comparison:
    """The same replications of several scenarios, with the same luck; otherwise as ``run``.

    With ``until`` it is the intervals of the differences that shall be narrow.
    """
    arms = _named([base, *others])
    plan = _Plan(replications, until, confidence, Manner(**how))
    rows, stopped = _gathered(arms, plan, _compared)
    experiments = [
        _closed(_experiment(arm, row, plan), row, plan, None)
        for arm, row in zip(arms, rows, strict=True)
    ]
    comparison = replace(_compared(experiments), stopped=stopped)
    return _filed(comparison, plan.manner.store) if plan.manner.store else comparison


def _compared(experiments: Sequence[Experiment]) -> Comparison:
    base, *others = experiments
    return Comparison(base, tuple(others))


def _named(arms: Sequence[Scenario]) -> list[Scenario]:
    """The scenarios, if no two different ones have one name; a scenario may come twice."""
    by_name: dict[str, Scenario] = {}
    for scenario in arms:
        if by_name.setdefault(name_of(scenario), scenario) != scenario:
            raise Misuse(f"two different scenarios are called {name_of(scenario)!r}")
    return list(arms)


def _experiment(scenario: Scenario, rows: Sequence[Row], plan: _Plan) -> Experiment:
    """The table of one scenario's replications."""
    table = np.array([list(row.values()) for row in rows])
    seed = plan.manner.seed
    return Experiment(scenario, seed, tuple(rows[0]), table, confidence=plan.confidence)


def _closed(
    experiment: Experiment, rows: Sequence[Row], plan: _Plan, stopped: Stopped | None
) -> Experiment:
    """The experiment with its results in its folder, if there is a place to store in."""
    found = replace(experiment, stopped=stopped)
    if plan.manner.store is None:
        return found
    store = open_store(plan.manner.store, experiment.scenario, experiment.seed)
    sureness = _footing(found.confidence, found.stopped)
    store.close(found.scenario, found.seed, rows, sureness)
    return replace(found, folder=store.folder)


Result = Experiment | Comparison


def _gathered(
    arms: Sequence[Scenario], plan: _Plan, put_together: Callable[[list[Experiment]], Result]
) -> tuple[list[list[Row]], Stopped | None]:
    """The rows of all arms: as many as are said, or as precision asks for."""
    until = plan.until
    if until is None:
        return _more(arms, plan, [[] for _ in arms], plan.replications), None
    rows = _more(arms, plan, [[] for _ in arms], 1)  # what is measured is known after one
    known = [*rows[0][0], *(gain.name for gain in GAINS if len(arms) > 1)]
    wishes = tuple(precision(said, known, describe) for said in until.wishes)
    _refuse_relative_gains(wishes)
    count = until.least
    while True:
        rows = _more(arms, plan, rows, count)
        experiments = [_experiment(arm, row, plan) for arm, row in zip(arms, rows, strict=True)]
        reached = tuple(_reached(put_together(experiments), wish) for wish in wishes)
        stopped = Stopped(wishes, reached, until.least, until.most)
        if stopped.met or count >= until.most:
            return rows, stopped
        count = min(_next_count(count, stopped.ratio), until.most)


def _refuse_relative_gains(wishes: Sequence[Precision]) -> None:
    """Misuse for a wish over the base's mean of what the base has not."""
    for wish in wishes:
        if wish.relative and wish.measure in {gain.name for gain in GAINS}:
            raise Misuse(
                f"read {wish.said!r}, but {wish.measure} is a difference, so per cent of the base"
                f" mean nothing; expected an amount in {describe(wish.measure).unit}"
            )


def _more(
    arms: Sequence[Scenario], plan: _Plan, rows: Sequence[list[Row]], count: int
) -> list[list[Row]]:
    """The rows that there are, and those missing up to a number of replications."""
    there = len(rows[0])
    wanted = [Wanted(arm, range(there, count), tables=True) for arm in arms]
    new = rows_of(wanted, plan.manner)
    return [[*old, *more] for old, more in zip(rows, new, strict=True)]


def _next_count(count: int, ratio: float) -> int:
    """How many replications the widest interval seems to need, in steps neither small nor large."""
    needed = math.ceil(count * min(ratio, FASTEST) ** 2)
    return min(max(needed, count + max(count // 5, 1)), FASTEST * count)


def _reached(result: Result, wish: Precision) -> float:
    """The half width of a measure, or of the widest of its differences, as a wish counts it."""
    base = result.base if isinstance(result, Comparison) else result
    if isinstance(result, Experiment):
        width = result.interval(wish.measure).half_width
    else:
        widths = [
            result.difference(name, wish.measure).half_width
            for name, found in result.differences.items()
            if wish.measure in found
        ]
        width = float(np.max(widths)) if widths else math.nan
    if not wish.relative:
        return width
    mean = abs(base.interval(wish.measure).mean) if wish.measure in base.measures else math.nan
    return width / mean if mean else math.nan


def _filed(comparison: Comparison, root: Path) -> Comparison:
    """The comparison with its tables written into a folder of its own."""
    arms = [each.scenario for each in comparison.experiments]
    folder = comparison_folder(
        root, arms, comparison.seed, comparison.replications, comparison.confidence
    )
    renew(folder / "comparison.json", json.dumps(comparison.as_json(), indent=1).encode())
    header = ["scenario", "measure", "unit", *Interval._fields, "together_low", "together_high"]
    rows = _difference_rows(comparison)
    renew(folder / "differences.csv", as_csv([*header, "verdict"], rows))
    _file_arms(folder, arms)
    told = {
        "compared_with": [each.name for each in comparison.others],
        RESTS_ON: [_place(each.folder) for each in comparison.experiments],
        **_footing(comparison.confidence, comparison.stopped),
    }
    file_manifest(
        folder, "compare", comparison.base.name, comparison.seed, comparison.replications, told
    )
    return replace(comparison, folder=folder)


def _file_arms(folder: Path, arms: Sequence[Scenario]) -> None:
    """The scenarios as they are called in this comparison, beside it; YAML takes a while."""
    for number, arm in enumerate(arms):
        file = folder / ARM_FILE.format(number=number)
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            write(file, as_yaml(arm).encode())


def _place(folder: Path | None) -> str:
    """Where a run lies among the results, wherever those are taken."""
    assert folder is not None, "a comparison that is kept rests on runs that are kept"
    return f"{folder.parent.name}/{folder.name}"


def _difference_rows(comparison: Comparison) -> Iterator[list[object]]:
    """One row for each scenario and measure: the difference and what it says."""
    for name, found in comparison.differences.items():
        for key, difference in found.items():
            answer = comparison.answers[name].get(key)
            together = answer.difference[1:3] if answer else (math.nan, math.nan)
            numbers = [None if math.isnan(value) else value for value in (*difference, *together)]
            yield [name, key, describe(key).unit, *numbers, comparison.verdict(name, key)]
