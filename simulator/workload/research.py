"""What research tells of accounts' potential, at each ranking."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np

from simulator.ledger.ledger import Column
from simulator.model.codes import MILLION
from simulator.scenario.elementary import Numbers, log, normal_quantile
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.customers import Research
from simulator.scenario.units import WEEK
from simulator.workload.streams import RandomStreams
from simulator.workload.territory import TerritoryData

NO_POTENTIAL = -1e3  # standard deviations below the mean


def researched_potential(scenario: Scenario, land: TerritoryData, streams: RandomStreams) -> Column:
    """For each ranking and account, how high its potential is said to be; empty without research.

    Potential that drifts while its spread stays is the same as a report whose accuracy falls with
    its age, since only the order of accounts counts.
    """
    ranking = scenario.ranking
    if ranking is None or ranking.research is None:
        return np.empty(0, dtype=np.int64)
    truth = _standardised(land.potential)
    rankings = range(ranking.every, scenario.horizon.weeks * WEEK, ranking.every)
    scores = [
        right * truth + math.sqrt(1 - right**2) * _errors(scenario, land, streams, report)
        for report, right in reports(ranking.research, rankings)
    ]
    whole: Column = np.rint(MILLION * np.concatenate([np.empty(0), *scores])).astype(np.int64)
    return whole


def reports(research: Research, rankings: Iterable[int]) -> Iterator[tuple[int, float]]:
    """For each ranking, number of the report and its accuracy by then, in its old age."""
    number, made = -1, 0
    for now in rankings:
        if number < 0 or (research.every is not None and now - made >= research.every):
            number, made = number + 1, now
        left = math.exp((made - now) / research.ages) if research.ages else 1.0
        yield number, research.accuracy * left


def _standardised(potential: Column) -> Numbers:
    """Logarithms with mean 0 and spread 1 over all accounts that could buy anything."""
    some = potential > 0
    if not some.any():
        return np.zeros(len(potential))
    logs = log(np.maximum(potential, 1).astype(np.float64))
    spread = logs[some].std()
    standard = (logs - logs[some].mean()) / (spread if spread > 0 else 1.0)
    return np.where(some, standard, NO_POTENTIAL)


def _errors(
    scenario: Scenario, land: TerritoryData, streams: RandomStreams, report: int
) -> Numbers:
    """What a report errs by for each account, with mean 0 and spread 1."""
    errors = np.empty(len(land.potential))
    for number, name in enumerate(scenario.segments):
        accounts = land.segment == number
        uniforms = streams.block(f"{name}/research", report, int(accounts.sum()), 1)[:, 0]
        errors[accounts] = normal_quantile(uniforms)
    return errors
