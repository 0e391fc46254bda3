"""What is known of the case of each task when it is drawn: fields, amount, repetitions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simulator.ledger.ledger import Column
from simulator.model.codes import MILLION
from simulator.scenario.elementary import Numbers
from simulator.scenario.routing import AMOUNT, causes_of_all, conditions_of
from simulator.scenario.schema.triggers import Branch, Following
from simulator.workload.task_table import ArrivalBatch, DrawContext, batch_uniforms


class CaseFacts:
    """Keeps with each task what those that follow ask for; nothing, where none asks."""

    def __init__(self, contexts: Sequence[DrawContext]) -> None:
        links = [
            edge.link
            for context in contexts
            for edges in causes_of_all(context.scenario).values()
            for edge in edges.values()
        ]
        asked = {name for link in links for name, _ in conditions_of(link)}
        self.contexts = contexts
        self.fields = tuple(sorted(asked - {AMOUNT}))
        self.amounts = AMOUNT in asked
        self.repeated = tuple(
            sorted(
                name
                for name in {name for each in contexts for name in each.scenario.activities}
                if any(_has_list(context, name) for context in contexts)
            )
        )

    def of_root(self, batch: ArrivalBatch) -> ArrivalBatch:
        """Tasks that arise by themselves, with the fields that are drawn for them."""
        size, context = len(batch.row), self.contexts[batch.phases[0]]
        known = {_times(name): np.zeros(size) for name in self.repeated}
        if self.amounts:
            known[AMOUNT] = np.zeros(size)
        fields = context.activity(batch.activity).fields
        for name in self.fields:
            known[name] = np.full(size, np.nan)
            if name in fields:
                uniforms = batch_uniforms(context, batch, f"{batch.cause}/field {name}")
                known[name] = fields[name].quantile(uniforms)
        return replace(batch, known=known) if known else batch

    def entered(self, batch: ArrivalBatch, name: str, values: Column | None) -> ArrivalBatch:
        """Tasks of an activity with this one counted, and the value of deals that they open."""
        known = dict(batch.known)
        if name in self.repeated:
            known[_times(name)] = known[_times(name)] + 1
        if values is not None and self.amounts:
            known[AMOUNT] = values / MILLION
        return replace(batch, known=known) if known else batch


def is_fulfilled(link: Following | Branch, batch: ArrivalBatch, rows: Column) -> Column:
    """Which rows of a batch belong to cases that fulfil what a way asks for."""
    for name, bounds in conditions_of(link):
        rows = rows[bounds.holds(batch.known[name][rows])]
    return rows


def chances_of(choice: Branch, batch: ArrivalBatch, done: str) -> Numbers:
    """The chance of a choice after each task, by how often the activity was done on its way."""
    size = len(batch.row)
    chances = np.zeros(size)
    rows = is_fulfilled(choice, batch, np.arange(size))
    if len(choice.chances) == 1:
        chances[rows] = choice.chances[0]
    else:
        times = batch.known[_times(done)][rows].astype(np.int64)
        last = len(choice.chances) - 1
        chances[rows] = np.array(choice.chances)[np.minimum(times - 1, last)]
    return chances


def _times(name: str) -> str:
    """Under what the times are kept that an activity was done on the way; no field's name."""
    return f"times {name}"


def _has_list(context: DrawContext, name: str) -> bool:
    activity = context.scenario.activities.get(name)
    return activity is not None and any(len(each.chances) > 1 for each in activity.then.values())
