"""A stress test as the command line asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from simulator.analysis.robustness.result import StressTest
from simulator.analysis.robustness.shocks import left_out_of, plans_under, shocks_of, taken_out
from simulator.analysis.robustness.stress import stress
from simulator.errors import UsageError
from simulator.experiment.runner import RunKeywords
from simulator.i18n import gettext
from simulator.scenario.diagnostics import located
from simulator.scenario.inheritance import load_with_marks
from simulator.scenario.same_weeks import refuse_other_weeks


def ask(
    *,
    names: Sequence[str],
    goal: Sequence[str],
    regret: str | None,
    confidence: float,
    replications: int,
    **how: Unpack[RunKeywords],
) -> list[StressTest]:
    """Plans that are named, under every shock."""
    try:
        return [stress(names, goal, regret, replications, confidence, **how)]
    except UsageError:
        _say_where(names)
        raise


def _say_where(names: Sequence[str]) -> None:
    """UsageError, with its file and line, for the first shock that some plan cannot bear."""
    read = [load_with_marks(name) for name in names]
    plans = [each.scenario for each in read]
    refuse_other_weeks(plans)  # which no shock has brought about
    left_out = left_out_of(plans, list(map(taken_out, names, plans)))
    for name, shock in shocks_of(plans, left_out):
        try:
            plans_under(plans, name, shock)
        except UsageError as problem:
            marks = next(each.marks for each in read if name in each.scenario.shocks)
            text = gettext(
                "{problem}; to leave the shock out, write 'shocks: {{{name}: null}}' in the"
                " scenario that inherits it",
                problem=problem,
                name=name,
            )
            raise UsageError("{problem}", problem=located(("shocks", name), text, marks)) from None
