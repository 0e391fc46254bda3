"""Plans tried one after the other, towards those that keep their bounds at the least cost.

Variable neighbourhood descent (Hansen & Mladenovic 2001): the best plan's hires are tried in large
steps, then in small ones, then one move more or less, then two small changes at once; whenever a
better plan turns up, from the beginning. All plans have common random numbers, so few replications
do; what was tried is never tried again. It is a heuristic: nothing is promised of plans not tried.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from simulator.analysis.optimise.objective import Aim
from simulator.analysis.optimise.plans import (
    Plan,
    Space,
    empty_plan,
    exchange_neighbours,
    full_plan,
    hire_box,
    hire_neighbours,
    move_neighbours,
)
from simulator.analysis.optimise.result import TriedPlan, sortable
from simulator.errors import ScenarioError, UsageError
from simulator.experiment.runner import ReplicationRequest, RunOptions, rows_of
from simulator.experiment.statistics import Numbers
from simulator.scenario.scenario import Scenario

FIRST_REPLICATIONS = 4  # replications of a plan when it is first tried
FRACTIONS = (0.0, 0.25, 0.5, 0.75, 1.25, 1.5, 2.0)  # of the what-if's hires, to begin with
REACH = 2  # places up and down every role's range around the best plan, at the end
SHORT_LIST = 3  # times as many plans as finalists are looked at with all replications


class Trials:
    """Plans tried so far, with what is looked at in each replication."""

    def __init__(self, space: Space, aim: Aim, options: RunOptions) -> None:
        self.space, self.aim, self.options = space, aim, options
        self.outputs: dict[Plan, Numbers] = {}  # measures x replications
        self.impossible: set[Plan] = set()  # plans whose moves do not go together

    def evaluate(self, plans: Iterable[Plan], replications: int) -> None:
        """Tries plans, each up to so many replications; UsageError if none can be."""
        lacking = [plan for plan in dict.fromkeys(plans) if self._seen(plan) < replications]
        scenarios = {plan: self._scenario(plan) for plan in lacking}
        requests = {
            plan: ReplicationRequest(scenario, range(replications))
            for plan, scenario in scenarios.items()
            if scenario is not None
        }
        rows = rows_of(list(requests.values()), self.options) if requests else []
        self.outputs |= {plan: self.aim.read(row) for plan, row in zip(requests, rows, strict=True)}
        self.impossible |= {plan for plan in lacking if plan not in requests}
        if self.impossible and not self.outputs:
            raise UsageError(
                "none of {count} plans can be carried out; expected moves that go together and"
                " hires that leave somebody of each role",
                count=len(self.impossible),
            )

    def _seen(self, plan: Plan) -> float:
        """Replications of a plan; more than anyone wants of one that cannot be."""
        if plan in self.impossible:
            return math.inf
        return self.outputs[plan].shape[1] if plan in self.outputs else 0

    def _scenario(self, plan: Plan) -> Scenario | None:
        try:
            return self.space.scenario(plan)
        except ScenarioError:
            return None

    def untried(self, plans: Iterable[Plan]) -> list[Plan]:
        """Those not tried yet, each once."""
        return [plan for plan in dict.fromkeys(plans) if self._seen(plan) == 0]

    def tried(self, plan: Plan) -> TriedPlan:
        """The means of a plan that was tried."""
        outputs = self.outputs[plan]
        means = tuple(map(float, outputs.mean(axis=1)))
        return TriedPlan(plan, means, self.aim.missing(means), outputs.shape[1])

    def ranked(self) -> list[TriedPlan]:
        """All plans tried: those that keep their bounds by cost, the others by what they miss."""
        every = map(self.tried, self.outputs)
        return sorted(every, key=lambda each: (each.missing, sortable(each.values[0]), each.plan))


def search(trials: Trials, budget: int, count: int) -> None:
    """Tries every plan if there are few enough, else some of them towards the best."""
    space = trials.space
    if space.size <= budget:
        trials.evaluate(space.every(), count)
        return
    end = budget - min(budget // 5, (2 * REACH + 1) ** len(space.hires))
    _try(trials, _starting_plans(space), end, count)
    _descend(trials, end, count)
    if len(space.hires) <= REACH:
        _try(trials, hire_box(space, trials.ranked()[0].plan, REACH), budget, count)
    _descend(trials, budget, count)


def _starting_plans(space: Space) -> list[Plan]:
    """Nothing, all, all with fewer or more hired, all but one move, one move and nobody hired."""
    none, whole = empty_plan(space), full_plan(space)
    numbers = [number for _, number in whole.hires]
    scaled = [
        space.plan(space.moves, [round(part * number) for number in numbers]) for part in FRACTIONS
    ]
    others = [*move_neighbours(space, whole), *move_neighbours(space, none)]
    return [none, whole, *scaled, *others]


def _descend(trials: Trials, budget: int, count: int) -> None:
    """From the best plan to better ones, until none is near or the budget is spent."""
    best, kinds = trials.ranked()[0].plan, _neighbourhoods(trials.space)
    kind = 0
    while kind < len(kinds) and len(trials.outputs) < budget:
        _try(trials, kinds[kind](best), budget, count)
        now = trials.ranked()[0].plan
        kind = kind + 1 if now == best else 0
        best = now


def _neighbourhoods(space: Space) -> list[Callable[[Plan], list[Plan]]]:
    """Ways to change a plan, from large steps to small ones."""
    longest = max((len(hire.numbers) for hire in space.hires), default=1)
    strides = sorted({max(longest // part, 1) for part in (4, 8, 16)} | {1}, reverse=True)

    def hiring(stride: int) -> Callable[[Plan], list[Plan]]:
        return lambda plan: hire_neighbours(space, plan, stride)

    return [
        *map(hiring, strides),
        lambda plan: move_neighbours(space, plan),
        lambda plan: exchange_neighbours(space, plan),
    ]


def _try(trials: Trials, plans: Iterable[Plan], budget: int, count: int) -> None:
    """Tries what is not tried yet, as long as the budget lasts."""
    left = max(budget - len(trials.outputs), 0)
    trials.evaluate(trials.untried(plans)[:left], count)


# -- who goes on -----------------------------------------------------------------------------------


def finalists(trials: Trials, count: int, replications: int) -> list[Plan]:
    """The plans to be judged on fresh random numbers, after more replications of a short list.

    Half of the places are for plans that are cheaper than any that keeps its bounds by its means,
    and miss them by so little that they might keep them, too; the others for the cheapest that do.
    """
    trials.evaluate(_short_list(trials, SHORT_LIST * count), replications)
    while True:
        plans = _short_list(trials, count)
        if all(trials.outputs[plan].shape[1] >= replications for plan in plans):
            return plans
        trials.evaluate(plans, replications)


def _short_list(trials: Trials, count: int) -> list[Plan]:
    ranked = trials.ranked()
    feasible = [each for each in ranked if each.missing == 0]
    least = feasible[0].values[0] if feasible else math.inf
    near = [e for e in ranked if e.missing and e.values[0] < least and _might_keep(trials, e)]
    chosen = [*near[: count // 2], *feasible, *near[count // 2 :]]
    if not chosen:  # the nearest, to be certain that they miss
        chosen = ranked[: max(count // 2, 1)]
    return [each.plan for each in chosen[:count]]


def _might_keep(trials: Trials, tried: TriedPlan) -> bool:
    """Whether each mean misses its bound by no more than the tolerance or its standard error."""
    outputs = trials.outputs[tried.plan]
    errors = outputs.std(axis=1, ddof=1) / math.sqrt(outputs.shape[1])
    objectives = zip(trials.aim.wishes, tried.values[1:], errors[1:], strict=True)
    return all(
        each.bound.missing(value) * (abs(each.bound.bound) or 1.0) <= max(each.tolerance, error)
        for each, value, error in objectives
    )
