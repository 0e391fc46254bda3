"""Businesses of a market that close and open, and the tasks that end their contracts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from simulator.ledger.ledger import Column
from simulator.model.codes import CLOSES, CUSTOMER, IS_REPLACED, NOT, OPENS, YEAR
from simulator.scenario.elementary import Numbers, log
from simulator.scenario.schema.customers import Market
from simulator.scenario.schema.triggers import Contract
from simulator.workload.streams import BLOCK
from simulator.workload.task_table import ArrivalBatch, DrawContext, assigned_person


class BusinessTable(NamedTuple):
    """What is known to happen to businesses, whatever we do: one event in each row."""

    account: Column
    when: Column
    what: Column  # CLOSES, IS_REPLACED or OPENS


class ContractTable(NamedTuple):
    """Contracts in segments with prospects, whose ends are known only once they are signed."""

    first_end: Column  # of each account: when the contract of its first day ends; -1 for none
    first_task: Column  # for each phase and account: of the tasks that end its contracts; -1


# -- how businesses come and go --


def draw_businesses(context: DrawContext) -> BusinessTable:
    """When each business closes, and whether and when another opens."""
    nothing = (np.empty(0, dtype=np.int64),) * 3
    parts = [nothing]
    for number, (name, segment) in enumerate(context.scenario.segments.items()):
        if segment.market is not None:
            accounts = np.flatnonzero(context.territory.segment == number)
            begin = _opening(context, name, segment.market, len(accounts))
            late = np.flatnonzero(begin > 0)
            opens = (accounts[late], _moments(begin[late]), np.full(len(late), OPENS))
            row, when, what = _closings(context, name, segment.market, begin)
            parts += [opens, (accounts[row], when, what)]
    account, when, what = (np.concatenate(each) for each in zip(*parts, strict=True))
    inside = when < context.parameters.horizon
    return BusinessTable(account[inside], when[inside], what[inside])


def _opening(context: DrawContext, name: str, market: Market, rows: int) -> Numbers:
    """When the first business of each place opens: 0, but where the market grows.

    It grows as its births and closings have it on average, one place after the other.
    """
    places = np.arange(rows)
    chance = context.streams.block(f"{name}/opens", 0, rows, 1)[:, 0]
    growth = max(market.born - market.closes, 0.0)
    later = log(np.maximum(places + chance, 1) / max(market.size, 1))
    begin = np.maximum(later, 0) * YEAR / growth if growth else np.zeros(rows)
    return np.where(places < market.size, 0.0, begin)


def _closings(
    context: DrawContext, name: str, market: Market, begin: Numbers
) -> tuple[Column, Column, Column]:
    """Row, time and kind of all closings: after times with the same risk each day (exponential).

    Another business takes the place at once, as long as births make up for closings.
    """
    rows, horizon = len(begin), context.parameters.horizon
    mean = YEAR / market.closes if market.closes else math.inf
    at = begin[:, None]
    number = 0
    while math.isfinite(mean) and rows and at[:, -1].min() < horizon:
        gaps = context.streams.gaps(f"{name}/closes", number, rows, BLOCK) * mean
        at = np.hstack((at, at[:, -1:] + np.cumsum(gaps, axis=1)))
        number += 1
    at = at[:, 1:]
    chance = context.streams.table(f"{name}/born", rows, at.shape[1])[:, : at.shape[1]]
    replaced = chance < market.born / max(market.closes, 1e-12)
    vacant: Column = np.cumsum(~replaced, axis=1) - ~replaced  # since an earlier closing
    row, column = np.nonzero((at < horizon) & (vacant == 0))
    what = np.where(replaced[row, column], IS_REPLACED, CLOSES)
    return row, _moments(at[row, column]), what


def _moments(seconds: Numbers) -> Column:
    """Whole seconds, after the first instant."""
    return np.maximum(np.floor(np.minimum(seconds, 2.0**31)), 1).astype(np.int64)


# -- contracts --


def reserve_contracts(
    contexts: Sequence[DrawContext], first: int
) -> tuple[ContractTable, list[ArrivalBatch]]:
    """Tasks for the ends of all contracts that the accounts of markets may sign.

    ``first`` is the number of the first task; they are as many as contracts can follow on each
    other.
    """
    context, batches = contexts[0], []
    accounts = len(context.territory.segment)
    first_end = np.full(accounts, NOT)
    first_task = np.full((len(contexts), accounts), NOT)
    for number, (name, segment) in enumerate(context.scenario.segments.items()):
        if segment.market is None or segment.contract is None:
            continue
        mine = np.flatnonzero(context.territory.segment == number)
        cause = _cause(name, segment.contract)
        left = context.streams.block(cause, 0, len(mine), 1)[:, 0] * segment.contract.lasts
        ours = context.territory.standing[mine] == CUSTOMER
        first_end[mine] = np.where(ours, np.floor(left).astype(np.int64), NOT)
        most = _most(context, segment.contract)
        for phases in _alike(contexts, segment.contract):
            first_task[np.array(phases)[:, None], mine] = first + np.arange(len(mine)) * most
            batches.append(_ends(contexts[phases[0]], name, segment.contract, mine, phases))
            first += len(mine) * most
    return ContractTable(first_end, first_task.ravel()), batches


def _cause(name: str, contract: Contract) -> str:
    """The stream of a segment's contracts."""
    return f"{name}/{contract.ends_with}/contract"


def _most(context: DrawContext, contract: Contract) -> int:
    """So many contracts of one account can end within the horizon."""
    return context.parameters.horizon // contract.lasts + 1


def _alike(contexts: Sequence[DrawContext], contract: Contract) -> Iterator[tuple[int, ...]]:
    """Phases in which the same comes of a contract's end."""
    alike: dict[tuple[int, int], list[int]] = {}
    for context in contexts:
        if contract.ends_with not in context.gone:
            activity = context.number(contract.ends_with)
            key = (activity, context.people(context.role_of(activity)))
            alike.setdefault(key, []).append(context.phase)
    yield from (tuple(phases) for phases in alike.values())


def _ends(
    context: DrawContext, name: str, contract: Contract, accounts: Column, phases: tuple[int, ...]
) -> ArrivalBatch:
    """The ends of each account's contracts in a segment, at times that only the replay knows."""
    activity, most = context.number(contract.ends_with), _most(context, contract)
    account = accounts.repeat(most)
    nobody = np.full(len(account), NOT)
    return ArrivalBatch(
        activity=activity,
        cause=_cause(name, contract),
        rows=len(accounts),
        width=BLOCK,
        row=np.arange(len(accounts)).repeat(most),
        column=np.tile(np.arange(most), len(accounts)),
        origin=Contract.code(),
        account=account,
        person=assigned_person(context, activity, account, nobody),
        asked=nobody,
        phases=phases,
    )
