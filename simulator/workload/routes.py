"""Which activities may follow on which, in any phase, and on which of them loops lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from simulator.scenario.routing import Edge, causes_of_all
from simulator.scenario.schema.triggers import Branch
from simulator.scenario.validation import max_chance
from simulator.workload.task_table import MAX_BATCHES, DrawContext

Value = TypeVar("Value")


class Menu(NamedTuple):
    """Of which activities one follows, by name, in some phases."""

    phases: tuple[int, ...]
    choices: tuple[tuple[str, Branch], ...]


class Route(NamedTuple):
    """How an activity follows on another in some phases."""

    phases: tuple[int, ...]
    edge: Edge


class Routes:
    """What may follow on what, phase by phase."""

    def __init__(self, contexts: Sequence[DrawContext]) -> None:
        self.contexts = contexts
        self.causes = [causes_of_all(context.scenario) for context in contexts]
        self.effects = self._effects()
        self.woven = self._woven()  # for what may be asked for from each phase on
        self._ways: dict[tuple[str, str, int], list[Route]] = {}
        self._menus: dict[tuple[str, int], list[Menu]] = {}

    def ways(self, done: str, name: str, first: int) -> list[Route]:
        """How an activity may follow in phases from a first one on; alike ones together."""
        if (done, name, first) not in self._ways:
            self._ways[done, name, first] = self._find_ways(done, name, first)
        return self._ways[done, name, first]

    def menus(self, done: str, first: int) -> list[Menu]:
        """Of which activities one follows in phases from a first one on; alike ones together."""
        if (done, first) not in self._menus:
            held = []
            for context in self.contexts[first:]:
                then = context.scenario.activities[done].then
                there = tuple((name, then[name]) for name in sorted(then.keys() - context.gone))
                if there:
                    versions = [_version(context, name) for name, _ in there]
                    held.append((context.phase, (versions, there)))
            together = _together(held)
            self._menus[done, first] = [Menu(phases, menu) for phases, (_, menu) in together]
        return self._menus[done, first]

    def _find_ways(self, done: str, name: str, first: int) -> list[Route]:
        held = []
        for context in self.contexts[first:]:
            edge = self.causes[context.phase].get(name, {}).get(done)
            if edge is not None and not isinstance(edge.link, Branch) and name not in context.gone:
                held.append((context.phase, (_version(context, name), edge)))
        return [Route(phases, edge) for phases, (_, edge) in _together(held)]

    def _effects(self) -> dict[str, list[str]]:
        """What may follow on each activity but for choices, by name."""
        pairs = {
            (cause, name)
            for causes in self.causes
            for name, edges in causes.items()
            for cause, edge in edges.items()
            if not isinstance(edge.link, Branch)
        }
        effects: dict[str, list[str]] = {}
        for cause, name in sorted(pairs):
            effects.setdefault(cause, []).append(name)
        return effects

    def _woven(self) -> list[frozenset[str]]:
        """Activities on loops, and all that may follow on those; all, if there are too many ways.

        They are drawn by generation, the others by the way on which they come. For each phase, by
        what leads to what until then: loops that come later change nothing before.
        """
        names = list(self.contexts[-1].scenario.activities)
        return [self._looped(names, phase + 1) for phase in range(len(self.contexts))]

    def _looped(self, names: list[str], phases: int) -> frozenset[str]:
        """The same by what leads to what in so many phases."""
        steps = self._steps(names, phases)
        reach = steps
        for _ in range(len(names).bit_length()):
            reach = reach | (reach @ reach)
        looped = np.diag(reach)
        woven = looped | reach[looped].any(axis=0)
        if _ways(steps & ~woven) >= MAX_BATCHES:
            woven[:] = True
        return frozenset(name for name, each in zip(names, woven, strict=True) if each)

    def _steps(self, names: list[str], phases: int) -> npt.NDArray[np.bool_]:
        """Which activities (rows) ever lead to which, in so many phases."""
        number = {name: row for row, name in enumerate(names)}
        steps = np.zeros((len(names), len(names)), dtype=bool)
        for context, causes in zip(self.contexts[:phases], self.causes, strict=False):
            for name, edges in causes.items():
                for cause, edge in edges.items():
                    chances = (max_chance(context.scenario, edge.link), *edge.link.chances)
                    if cause in number and max(chances) > 0:
                        steps[number[cause], number[name]] = True
        return steps


def _together(held: Iterable[tuple[int, Value]]) -> list[tuple[tuple[int, ...], Value]]:
    """Phases in which the same holds."""
    values: list[Value] = []
    phases: list[list[int]] = []
    for phase, value in held:
        if value not in values:
            values.append(value)
            phases.append([])
        phases[values.index(value)].append(phase)
    return list(zip(map(tuple, phases), values, strict=True))


def _version(context: DrawContext, name: str) -> tuple[int, ...]:
    """The version of an activity and the headcount of its role: another one means other owners."""
    activity = context.number(name)
    return (activity, context.people(context.role_of(activity)), *_of_pilots(context, name))


def _of_pilots(context: DrawContext, name: str) -> Iterator[int]:
    """People of the roles by whose accounts cases of an activity are told apart."""
    moved = context.scenario.activities[name].moved
    roles = context.parameters.roles.name
    yield from (context.people(roles.index(role)) for role in (moved.only_of if moved else ()))


def _ways(steps: npt.NDArray[np.bool_]) -> float:
    """The most ways that begin with one activity and meet none twice; without loops."""
    ends = np.ones(len(steps))
    for _ in range(len(steps)):
        ends = np.minimum(1 + steps @ ends, MAX_BATCHES)
    return float(ends.max(initial=0))
