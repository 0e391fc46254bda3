"""A discrete-event simulator of a sales force, for questions that begin with: what if?

Everything that its users need is importable from here:

    load("baseline")                     a scenario from its file
    what_if(today, hire={...})           the same company, but
    simulate(today)                      one replication: its ledger, every stretch and every task
    run(today)                           many replications, measured
    compare(today, changed)              common random numbers for both, and what differs
    explain, sweep, sensitivity,         the analyses: why, how far, which assumption matters,
    optimise, stress, study, warm_up,    the cheapest plan, whatever befalls it, how long to
    luck, months, capacity,              measure, when it settles, the years behind a mean, when a
    territories, calendar                change pays back, who is asked for how much, whose land,
                                         and which days are off
    lesson("hockey-stick", "it.html")    a page on which a class bets, watches and turns knobs

Results show themselves: ``result``, ``result.summary()``, ``result.plot()``, ``result.frame()``.

Eleven packages, in the order in which a question goes through them; each imports only from those
before it:

    scenario     what a planner decides: files, what-ifs, checks
    model        the scenario as columns of numbers
    ledger       what happened: every stretch of everyone's day, every task
    workload     everything random, drawn before the clock starts
    measures     numbers from a ledger, and the invariants that it must keep
    engine       the rules, under SimPy and compiled
    experiment   replications: run, stored, compared
    analysis     questions that take many runs
    output       results as documents, charts and files
    cli          the command line
    (errors, io and i18n are below all of them)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from simulator.analysis.registry import ANALYSES

if TYPE_CHECKING:  # for type checkers and editors; at run time names are looked up on demand
    from simulator.analysis.calendar import WorkCalendar as WorkCalendar
    from simulator.analysis.calendar import calendar as calendar
    from simulator.analysis.capacity import Capacity as Capacity
    from simulator.analysis.capacity import capacity as capacity
    from simulator.analysis.luck import ChanceVariation as ChanceVariation
    from simulator.analysis.luck import luck as luck
    from simulator.analysis.months import MonthByMonth as MonthByMonth
    from simulator.analysis.months import months as months
    from simulator.analysis.optimise.objective import Request as Request
    from simulator.analysis.optimise.optimise import optimise as optimise
    from simulator.analysis.optimise.result import Optimum as Optimum
    from simulator.analysis.robustness.result import StressTest as StressTest
    from simulator.analysis.robustness.stress import stress as stress
    from simulator.analysis.sensitivity.analyse import sensitivity as sensitivity
    from simulator.analysis.sensitivity.plan import DesignPlan as DesignPlan
    from simulator.analysis.sensitivity.result import Sensitivity as Sensitivity
    from simulator.analysis.shapley import Explanation as Explanation
    from simulator.analysis.shapley import explain as explain
    from simulator.analysis.sweep.sweep import SweepResult as SweepResult
    from simulator.analysis.sweep.sweep import sweep as sweep
    from simulator.analysis.territories import Territories as Territories
    from simulator.analysis.territories import territories as territories
    from simulator.analysis.time_study.formulas import Terms as Terms
    from simulator.analysis.time_study.result import Study as Study
    from simulator.analysis.time_study.study import study as study
    from simulator.analysis.warmup import WarmUp as WarmUp
    from simulator.analysis.warmup import warm_up as warm_up
    from simulator.errors import ClusterUnreachable as ClusterUnreachable
    from simulator.errors import EngineUnavailable as EngineUnavailable
    from simulator.errors import InvariantViolation as InvariantViolation
    from simulator.errors import ScenarioError as ScenarioError
    from simulator.errors import ScenarioTooLarge as ScenarioTooLarge
    from simulator.errors import UsageError as UsageError
    from simulator.experiment.compare import compare as compare
    from simulator.experiment.compare import run as run
    from simulator.experiment.comparison import Comparison as Comparison
    from simulator.experiment.comparison import MeasureChange as MeasureChange
    from simulator.experiment.gains import describe as describe
    from simulator.experiment.presentation import Results as Results
    from simulator.experiment.results import Experiment as Experiment
    from simulator.experiment.runner import simulate as simulate
    from simulator.experiment.statistics import Interval as Interval
    from simulator.experiment.stopping import StoppingRule as StoppingRule
    from simulator.ledger.ledger import Ledger as Ledger
    from simulator.output.lesson.make import lesson as lesson
    from simulator.scenario.inheritance import load as load
    from simulator.scenario.scenario import Scenario as Scenario
    from simulator.scenario.what_if import what_if as what_if

__version__ = "0.4.0"  # the one place: the build and all results read it here

# Where each name is found; those of analyses are in their registry.
_MODULES = {
    "analysis.optimise": ("Request",),
    "analysis.sensitivity": ("DesignPlan",),
    "analysis.time_study": ("Terms",),
    "errors": (
        "ClusterUnreachable",
        "EngineUnavailable",
        "InvariantViolation",
        "ScenarioError",
        "ScenarioTooLarge",
        "UsageError",
    ),
    "experiment.compare": ("compare", "run"),
    "experiment.comparison": ("Comparison", "MeasureChange"),
    "experiment.gains": ("describe",),
    "experiment.presentation": ("Results",),
    "experiment.results": ("Experiment",),
    "experiment.runner": ("simulate",),
    "experiment.statistics": ("Interval",),
    "experiment.stopping": ("StoppingRule",),
    "ledger.ledger": ("Ledger",),
    "output.lesson.make": ("lesson",),
    "scenario.inheritance": ("load",),
    "scenario.scenario": ("Scenario",),
    "scenario.what_if": ("what_if",),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names} | {
    name: f"analysis.{analysis.module}"
    for analysis in ANALYSES.values()
    for name in (analysis.function_name, analysis.result_name)
}

__all__ = ["__version__", *sorted(_MODULE_OF)]


def __getattr__(name: str) -> Any:
    """Imports a module when somebody asks for what is in it, so that the package opens at once."""
    if name in _MODULE_OF:
        return getattr(import_module(f"simulator.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"module 'simulator' has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
