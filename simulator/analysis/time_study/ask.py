"""A time study as the command line asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from simulator.analysis.time_study.formulas import Terms
from simulator.analysis.time_study.result import Study
from simulator.analysis.time_study.study import study, study_of_shares
from simulator.errors import UsageError
from simulator.experiment.runner import RunKeywords
from simulator.measures.targets import HEADLINE, parse_amount
from simulator.scenario.inheritance import load


def ask(
    *,
    names: Sequence[str] | None,
    before: str | None,
    after: str | None,
    power: float,
    a_day: int,
    within: str,
    confidence: float,
    replications: int,
    **how: Unpack[RunKeywords],
) -> list[Study]:
    """What tells apart two scenarios that are named, or two shares."""
    terms = Terms(power, confidence, a_day, parse_amount(HEADLINE, within))
    shares = [share for share in (before, after) if share is not None]
    _refuse_both(names or [], shares)
    if names:
        return [study([load(name) for name in names], terms, replications, **how)]
    return [study_of_shares((shares[0], shares[1]), terms, how.get("seed", 1))]


def _refuse_both(names: Sequence[str], shares: Sequence[str]) -> None:
    """UsageError unless two scenarios or two shares are given."""
    if (len(names), len(shares)) not in ((2, 0), (0, 2)):
        raise UsageError(
            "read {count} scenarios and {shares} of --from and --to, expected two"
            " scenarios, or '--from 12% --to 22%'",
            count=len(names),
            shares=len(shares),
        )
