"""Designs that distinguish two scenarios, or two plain shares, put side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from simulator.analysis.time_study.days import grouped, simulated_days, spread_of
from simulator.analysis.time_study.formulas import Terms
from simulator.analysis.time_study.result import Study
from simulator.analysis.time_study.trial import Trial
from simulator.engine.select import Engine
from simulator.errors import UsageError
from simulator.experiment.arguments import checked
from simulator.experiment.defaults import REPLICATIONS
from simulator.experiment.progress import Progress
from simulator.experiment.results import label_of
from simulator.experiment.runner import RunOptions
from simulator.measures.targets import HEADLINE, parse_amount
from simulator.scenario.inheritance import as_scenario
from simulator.scenario.scenario import Scenario
from simulator.workload.streams import RandomStreams

DIARIES = (1, 2, 5, 10, 20)  # days of each person


@checked
def study(
    arms: Sequence[Scenario | str | Path],
    terms: Terms = Terms(),  # noqa: B008 - a value, not a state
    replications: int = REPLICATIONS,
    *,
    seed: int = 1,
    jobs: int | None = None,
    engine: Engine = "auto",
    cluster: str | None = None,
    store: Path | None = None,
    progress: Progress | None = None,
) -> Study:
    """What tells the selling share of one scenario from that of another, tried on their days.

    Whose selling counts first is observed.

    Args:
        arms: Two scenarios, or their names or paths: before and after.
        terms: Power, confidence, moments a day and half width of what is promised.
        replications: How many of each, whose days are observed.
        seed: What all random streams are keyed by.
        jobs: Processes to compute in; all cores if not given, 1 for this process.
        engine: ``simpy``, ``compiled`` or ``auto``; the numbers are the same.
        cluster: Address of a Dask scheduler whose workers compute, on a network that you trust.
        store: Folder for results, from which finished replications are taken; none if not given.
        progress: Called with the number of finished replications and of all.

    Returns:
        Designs of a study (random moments, diaries), what each needs, promises and keeps.

    Raises:
        UsageError: Unless there are two scenarios with two shares and enough days.

    Example:
        >>> import simulator
        >>> today, helped = (
        ...     simulator.what_if(simulator.load(name), horizon={"weeks": 6, "warm_up_weeks": 2})
        ...     for name in ("north", "north-support-desk")
        ... )
        >>> result = simulator.study([today, helped], replications=2, jobs=1)
        >>> result.replications
        2
    """
    options = RunOptions(
        seed=seed, jobs=jobs, engine=engine, cluster=cluster, store=store, progress=progress
    )
    scenarios = [as_scenario(arm) for arm in arms]
    if len(scenarios) != 2:
        raise UsageError(
            "read {count} scenarios, expected two: before and after", count=len(scenarios)
        )
    terms = terms.checked()
    role = _same_role(scenarios)
    both = simulated_days(scenarios, replications, options)
    spreads = (spread_of(both[0]), spread_of(both[1]))
    if any(math.isnan(each.people) for each in spreads):
        raise UsageError(
            "too few days of {role} to say how they vary; try more weeks or people", role=role
        )
    kinds = [(1, 1), (1, terms.a_day), (5, terms.a_day), *((days, 0) for days in DIARIES)]
    trial = Trial(both, spreads, terms, RandomStreams(options.seed, 0))
    team = min(arm.roles[role].people for arm in scenarios)
    names = tuple(label_of(arm) for arm in scenarios)
    return trial.planned(kinds, names, (role, team), replications)


def study_of_shares(shares: tuple[str, str], terms: Terms, seed: int = 1) -> Study:
    """What tells two shares apart, such as 12% and 22%, by random moments.

    Nothing is known of how days vary, so there are no diaries. UsageError for what is no share.
    """
    before, after = (_share(each) for each in shares)
    days = [grouped(np.array([share]), np.zeros(1, dtype=np.int64)) for share in (before, after)]
    spreads = (spread_of(days[0]), spread_of(days[1]))
    return Trial(days, spreads, terms.checked(), RandomStreams(seed, 0)).planned(
        [(1, 1)], (), ("", 0), 0
    )


def _share(text: str) -> float:
    share = parse_amount(HEADLINE, text)
    if not 0 < share < 1:
        raise UsageError(
            "read {text!r}, expected a share between 0% and 100%, such as '12%'", text=text
        )
    return share


def _same_role(arms: Sequence[Scenario]) -> str:
    """The role whose selling counts first in both."""
    roles = [_first_to_sell(arm) for arm in arms]
    if roles[0] != roles[1]:
        raise UsageError(
            "{before} and {after} sell first: expected scenarios of one role",
            before=roles[0],
            after=roles[1],
        )
    return roles[0]


def _first_to_sell(scenario: Scenario) -> str:
    plans = list(scenario.call_plans)
    return scenario.activities[plans[0]].by if plans else next(iter(scenario.roles))
