"""The scenarios' claims held against what the model gives: one row for each, from real runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple, Unpack

import numpy as np

from simulator import __version__
from simulator.experiment.compare import compare
from simulator.experiment.comparison import Comparison
from simulator.experiment.estimates import change, level, relative_change
from simulator.experiment.progress import BatchProgress
from simulator.experiment.results import Experiment
from simulator.experiment.runner import RunKeywords
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext, translatable
from simulator.scenario.folders import ListedScenario, listing, search_path
from simulator.scenario.inheritance import load, parent_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.analysis import Claim

Held = Literal["holds", "does not hold", "we cannot tell"]
ENDS = {
    "holds": "**holds**",
    "does not hold": "**does not hold**",
    "we cannot tell": "we cannot tell",
}
PERCENT = 100
PAGE = """# The scenarios, and what becomes of their claims

Each folder asks one question; `simulator list` shows them. A scenario that claims something is
compared with the one that it extends, with the same luck for both. A claim holds, or does not,
only if the whole 95% interval says so.

| System | Today | What if | Claim | Measure | Wanted | Outcome [95%] | Verdict |
| --- | --- | --- | --- | --- | --- | --- | --- |
{rows}

Made by `simulator systems --write`: simulator {version}, seed {seed}, {replications} replications
of each scenario.
"""


class ClaimResult(NamedTuple):
    """A claim, and what came out."""

    today: str  # scenario compared with
    scenario: str
    name: str
    claim: Claim
    interval: Interval
    verdict: Held


def scenarios_with_claims(folder: Path | None = None) -> list[tuple[ListedScenario, Scenario]]:
    """All scenarios of a folder that claim something, by system.

    If none is given: of ``scenarios/`` here, or of those shipped where there is no such folder.
    """
    listed = listing(folder or search_path()[0])
    loaded = [(each, load(each.path)) for each in listed if not each.problem]
    return sorted(
        ((each, scenario) for each, scenario in loaded if scenario.claims),
        key=lambda pair: (min(_number(c.system) for c in pair[1].claims.values()), pair[0].name),
    )


def _number(system: str) -> int:
    return int(system[1:])


def check_claims(
    scenario: Scenario, parent: Scenario, replications: int, **how: Unpack[RunKeywords]
) -> list[ClaimResult]:
    """What a scenario claims of its difference to the parent, with common random numbers."""
    comparison = compare(parent, scenario, replications=replications, **how)
    return [_claim_result(comparison, name, claim) for name, claim in scenario.claims.items()]


def check_all_claims(replications: int, **how: Unpack[RunKeywords]) -> Iterator[ClaimResult]:
    """Every claim of every scenario in the folder, by system."""
    asked = [(one, parent_of(str(each.path))) for each, one in scenarios_with_claims()]
    pairs = [(scenario, file) for scenario, file in asked if file is not None]
    how["progress"] = BatchProgress(how.get("progress"), 2 * replications * len(pairs))
    for scenario, file in pairs:
        yield from check_claims(scenario, load(file), replications, **how)


def _claim_result(comparison: Comparison, name: str, claim: Claim) -> ClaimResult:
    base, other = comparison.experiments
    if claim.measure in other.measures:
        interval = counted(base, other, claim)
    else:
        interval = comparison.differences[other.name][claim.measure]
    return ClaimResult(base.name, other.name, name, claim, interval, held(claim, interval))


def counted(base: Experiment, other: Experiment, claim: Claim) -> Interval:
    """What the claim counts: a value, its change, or its change over the base's mean."""
    column = other.pooled(claim.measure)
    if claim.counts == "value":
        return level(claim.measure, column)
    before = base.pooled(claim.measure)
    if claim.counts == "growth":
        return relative_change(claim.measure, before, column)
    return change(claim.measure, column - before)


def held(claim: Claim, interval: Interval) -> Held:
    """Holds, or not, if the whole interval says so."""
    low = -np.inf if claim.low is None else claim.low
    high = np.inf if claim.high is None else claim.high
    if low <= interval.low and interval.high <= high:
        return "holds"
    if interval.high < low or interval.low > high:
        return "does not hold"
    return "we cannot tell"


def outcome(finding: ClaimResult) -> str:
    """The interval in words, as the claim counts."""
    claim, (mean, low, high, _) = finding.claim, finding.interval
    if claim.counts == "growth":
        return f"{PERCENT * mean:+.1f}% [{PERCENT * low:+.1f}, {PERCENT * high:+.1f}]"
    sign = "+" if claim.counts == "change" else ""
    return f"{mean:{sign}.3g} [{low:{sign}.3g}, {high:{sign}.3g}]"


def wanted(claim: Claim) -> str:
    """From where to where the claim holds."""
    scale, unit = (PERCENT, "%") if claim.counts == "growth" else (1, "")
    sign = "" if claim.counts == "value" else "+"
    ends = {
        translatable("at least {bound}"): claim.low,
        translatable("at most {bound}"): claim.high,
    }
    return gettext(", ").join(
        gettext(text, bound=f"{scale * bound:{sign}g}{unit}")
        for text, bound in ends.items()
        if bound is not None
    )


def page(findings: Iterable[ClaimResult], replications: int, seed: int) -> str:
    """The table of all systems as a Markdown page, with how it was made."""
    rows = [
        f"| {f.claim.system} | `{f.today}` | `{f.scenario}` | {f.claim.says} | `{f.claim.measure}`"
        f" ({f.claim.counts}) | {wanted(f.claim)} | {outcome(f)} | {ENDS[f.verdict]} |"
        for f in findings
    ]
    return PAGE.format(
        rows="\n".join(rows), version=__version__, seed=seed, replications=replications
    )
