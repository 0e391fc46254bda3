"""Claims held against real runs: each scenario once, however many claims ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, Unpack

from simulator.analysis.claims.cases import ClaimCase, cases_of, cases_of_file, files_with_claims
from simulator.analysis.claims.judgement import ClaimResult, judged
from simulator.errors import UsageError
from simulator.experiment.compare import stored
from simulator.experiment.progress import BatchProgress
from simulator.experiment.results import Experiment, experiment_of
from simulator.experiment.runner import ReplicationRequest, RunKeywords, RunOptions, rows_of
from simulator.experiment.statistics import CONFIDENCE
from simulator.experiment.store.fingerprints import scenario_hash
from simulator.scenario.inheritance import ScenarioWithMarks
from simulator.scenario.placebos import SUFFIX
from simulator.scenario.scenario import Scenario


def check_claims(
    scenario: Scenario, parent: Scenario, replications: int, **how: Unpack[RunKeywords]
) -> list[ClaimResult]:
    """What a scenario claims of its difference to the parent, with common random numbers."""
    cases = list(cases_of(ScenarioWithMarks(scenario, {}), parent, {}))
    return list(results_of([cases], replications, RunOptions(**how)))


def check_all_claims(
    replications: int, systems: Sequence[str] = (), **how: Unpack[RunKeywords]
) -> Iterator[ClaimResult]:
    """Every claim of every scenario in the folder, by system; only of some systems if named."""
    paths = [each.path for each, _ in files_with_claims()]
    cases = [_of_systems(cases_of_file(path), systems) for path in paths]
    known = {case.claim.system for group in cases for case in group}
    for system in systems:
        if system not in known:
            raise UsageError("no scenario claims anything of {system!r}, such as S3", system=system)
    yield from results_of(cases, replications, RunOptions(**how))


def _of_systems(cases: Iterable[ClaimCase], systems: Sequence[str]) -> list[ClaimCase]:
    return [case for case in cases if not systems or case.claim.system in systems]


class _Keyed(NamedTuple):
    """A claim, and the keys of what is to be run for it."""

    case: ClaimCase
    keys: tuple[str, ...]


def results_of(
    cases: Sequence[Sequence[ClaimCase]], replications: int, options: RunOptions
) -> Iterator[ClaimResult]:
    """Claims group by group, each as soon as its scenarios have been run."""
    groups = [[_keyed(case) for case in group] for group in cases]
    count = len({key for group in groups for each in group for key in each.keys})
    progress = BatchProgress(options.progress, replications * count)
    options, known = replace(options, progress=progress), dict[str, Experiment]()
    for group in groups:
        new = {
            key: scenario
            for case, keys in group
            for key, scenario in zip(keys, case.scenarios, strict=True)
            if key not in known
        }
        known |= _run(new, replications, options)
        yield from (_judged(each, known) for each in group)


def _keyed(case: ClaimCase) -> _Keyed:
    return _Keyed(case, tuple(map(scenario_hash, case.scenarios)))


def _run(
    scenarios: Mapping[str, Scenario], replications: int, options: RunOptions
) -> dict[str, Experiment]:
    """Scenarios that count the same weeks side by side; what is no placebo is kept as a result."""
    requests = [ReplicationRequest(each, range(replications)) for each in scenarios.values()]
    every = rows_of(requests, options)
    experiments = {}
    for (key, scenario), rows in zip(scenarios.items(), every, strict=True):
        experiment = experiment_of(scenario, options.seed, rows, CONFIDENCE)
        of_placebo = scenario.name.endswith(SUFFIX)
        experiments[key] = experiment if of_placebo else stored(experiment, rows, options.store)
    return experiments


def _judged(keyed: _Keyed, known: Mapping[str, Experiment]) -> ClaimResult:
    """A claim from the experiments that it takes, which may be those of twins."""
    case, keys = keyed
    today, changed, *placebo = (
        replace(known[key], scenario=scenario)
        for key, scenario in zip(keys, case.scenarios, strict=True)
    )
    without = (placebo[0], placebo[1]) if placebo else None
    return judged((case.name, case.claim), (today, changed), without)
