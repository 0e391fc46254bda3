"""Tiny companies for tests, and workloads whose arrivals and lengths are prescribed exactly."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from simulator.engine.simpy_engine import replay
from simulator.ledger.ledger import Ledger
from simulator.model.parameters import Parameters
from simulator.scenario.scenario import Scenario
from simulator.workload.draw import Workload, draw
from simulator.workload.task_table import TaskTable

ALWAYS = {
    "days": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    "from": "00:00",
    "to": "24:00",
}
OFFICE = {"from": "09:00", "to": "17:00"}


def scenario(**said: Any) -> Scenario:
    """A scenario of one week unless said otherwise, with the categories that every one needs."""
    values: dict[str, Any] = {
        "name": "tiny",
        "title": "Tiny",
        "horizon": {"start": "2025-01-06", "weeks": 1},
        "categories": ["selling", "desk", "travel_and_waiting", "hand_over", "idle"],
        "selling": {"main": ["selling"]},
    }
    return Scenario.model_validate({**values, **said})


def desk(people: int = 1, kinds: dict[str, dict[str, Any]] | None = None, **said: Any) -> Scenario:
    """One role, `clerk`, that works round the clock on the kinds of work given (one, if none)."""
    return scenario(
        **{
            "roles": {"clerk": {"people": people, "cost_per_hour": 30, "shift": ALWAYS}},
            "activities": {
                name: {"category": "desk", "by": "clerk", "lasts": "10 min", **kind}
                for name, kind in (kinds or {"job": {}}).items()
            },
            **said,
        }
    )


def prescribed(
    company: Scenario,
    tasks: list[tuple[str, int, int]],
    person: list[int] | None = None,
    parent: list[int] | None = None,
) -> Workload:
    """A workload of just these tasks: (activity, asked, seconds of work), in the order of slots.

    ``asked`` is -1 for a task that follows, at once, on the task whose number ``parent`` gives.
    ``person`` says who alone may do each task, -1 for anyone of the role.
    """
    drawn = draw(company)
    names, parameters = list(company.activities), drawn.parameters
    size = len(tasks)
    nothing = np.full(size, -1)
    asked = np.array([asked for _, asked, _ in tasks], dtype=np.int64).reshape(size)
    parents = np.array(parent if parent is not None else nothing, dtype=np.int64)
    first_child, next_sibling = _children(parents)
    slots = TaskTable(
        activity=np.array(
            [_version(parameters, names.index(a), asked) for a, asked, _ in tasks], dtype=np.int64
        ).reshape(size),
        account=nothing,
        person=np.array(person if person is not None else nothing, dtype=np.int64),
        origin=np.where(parents >= 0, 4, 1),
        parent=parents,
        asked=asked,
        delay=nothing,
        work=np.array([seconds for _, _, seconds in tasks], dtype=np.int64).reshape(size),
        again=np.zeros(size, dtype=np.int64),
        routing=np.zeros(size, dtype=np.int64),
        comes_back=np.zeros(size, dtype=np.int64),
        branch_uniform=np.empty(0, dtype=np.int64),
        deal=np.empty(0, dtype=np.int64),
        first_child=first_child,
        next_sibling=next_sibling,
    )
    roots = np.flatnonzero(asked >= 0)
    roots = roots[np.argsort(asked[roots], kind="stable")]
    return replace(drawn, tasks=slots, roots=roots)


def _version(parameters: Parameters, activity: int, asked: int) -> int:
    """The activity as it is in the phase in which a task is asked for."""
    phase = max(0, sum(start <= asked for start in parameters.phases.start) - 1)
    return parameters.versions.activity[phase][activity]


def _children(parents: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    first_child, next_sibling = np.full(len(parents), -1), np.full(len(parents), -1)
    for child in reversed(range(len(parents))):
        if parents[child] >= 0:
            next_sibling[child] = first_child[parents[child]]
            first_child[parents[child]] = child
    return first_child, next_sibling


def played(company: Scenario, tasks: list[tuple[str, int, int]], **said: Any) -> Ledger:
    """The ledger of a company that has just these tasks to do."""
    return replay(prescribed(company, tasks, **said))


def moments(ledger: Ledger, column: str = "started") -> list[int]:
    """A column of the tasks, which stand in order of asking; ties in order of slots."""
    return [int(value) for value in getattr(ledger.tasks, column)]
