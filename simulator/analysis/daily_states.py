"""What a company carries from one day to the next: deals, late work, goodwill, productivity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.ledger.ledger import Column, Ledger
from simulator.measures.lateness import felt_once_late
from simulator.model.codes import (
    AUTOMATED,
    DAY,
    DONE,
    HAS_OPENED,
    IS_WON,
    IS_WON_BACK,
    LAPSED,
    MILLION,
    NOT,
)
from simulator.model.parameters import phases_at
from simulator.scenario.elementary import Numbers


def come_late(ledger: Ledger, count: int) -> Numbers:
    """Tasks that come some time after what leads to them, by the day on which they do."""
    t = ledger.tasks
    follow = np.flatnonzero(t.parent >= 0)
    late = follow[t.asked[follow] > t.finished[t.parent[follow]]]
    return _by_day(t.asked[late], count)


def won(ledger: Ledger, count: int) -> Numbers:
    """Deals won, by day."""
    moments = ledger.deals.won
    return _by_day(moments[moments >= 0], count)


def _by_day(moments: Column, count: int) -> Numbers:
    day = np.minimum(moments // DAY, count - 1)
    return np.bincount(day, minlength=count).astype(float)


def productivity(ledger: Ledger, count: int) -> Numbers:
    """What the chairs of roles with a ramp-up are worth on each day: empty ones nothing."""
    market, v = ledger.parameters.market, ledger.vacancies
    role_of = np.array(ledger.parameters.role_of, dtype=np.int64)
    chairs = np.flatnonzero(np.array(market.ramps, dtype=np.int64)[role_of] > 0)
    days, total = np.arange(count), np.zeros(count)
    for chair in chairs:
        role, skill = role_of[chair], np.ones(count)
        mine = np.flatnonzero(v.person == chair)
        rows = phases_at(ledger.parameters, v.end[mine]) * len(market.ramps) + role
        for left, joined, row in zip(v.start[mine] // DAY, v.end[mine] // DAY, rows, strict=True):
            start = market.ramp_start[row] / MILLION
            age = (days[joined:] - joined) * DAY / max(market.ramp[row], 1)
            skill[left:joined] = 0.0
            skill[joined:] = start + (1 - start) * np.minimum(age, 1.0) if market.ramp[row] else 1.0
        total += skill
    return total / max(len(chairs), 1)


def goodwill(ledger: Ledger, count: int) -> Numbers:
    """Mean goodwill of the accounts that are ours, at the end of each day."""
    ends = goodwill_of_accounts(ledger, count)
    ours = _customers(ledger, count)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(ours, ends, 0).sum(axis=0) / ours.sum(axis=0))


def _customers(ledger: Ledger, count: int) -> npt.NDArray[np.bool_]:
    """Accounts x days: is the account a customer at the end of the day?"""
    spells, days = ledger.spells, np.arange(count)
    ours = np.zeros((len(ledger.account_segment), count), dtype=np.bool_)
    end = np.where(spells.end >= 0, spells.end // DAY, count)
    stretches = (spells.begin[:, None] // DAY <= days) & (days < end[:, None])
    np.logical_or.at(ours, spells.account, stretches)
    return ours


class _Felt(NamedTuple):
    """What moves an account's goodwill at a moment: a task, or how the account stands."""

    account: int
    moment: int
    share: float  # of the way to all, or to nothing
    contacts: float  # as so many it is felt
    change: int  # -1: a task


def goodwill_of_accounts(ledger: Ledger, count: int) -> Numbers:
    """Accounts x days: what tasks have made of goodwill, as the rules have it (customers.py)."""
    market = ledger.parameters.market
    fades = np.array(market.fades, dtype=float) / MILLION
    forgotten = np.array(market.forgotten, dtype=float) / MILLION
    start = market.goodwill / MILLION
    ends = np.tile(start * fades[:count], (len(ledger.accounts.lost), 1))
    account, known, recent, at = -1, start, 0.0, 0
    for felt in _felt(ledger):
        if felt.account != account:
            account, known, recent, at = felt.account, start, 0.0, 0
        day = min(felt.moment // DAY, count - 1)
        known, recent, at = known * fades[day - at], recent * forgotten[day - at], day
        if felt.change == HAS_OPENED:
            known = recent = 0.0
        elif felt.change >= 0:
            known = max(known, start)
        else:
            recent += felt.contacts
            moved = felt.share
            if moved > 0 and felt.contacts and market.fine >= 0:
                left = (market.worthless - recent * MILLION) / (market.worthless - market.fine)
                moved *= min(max(left, 0.0), 1.0)
            known += (1 - known if moved > 0 else known) * moved
        ends[account, day:] = known * fades[: count - day]
    return ends


def _felt(ledger: Ledger) -> list[_Felt]:
    """All that accounts feel, by account and time."""
    changes = ledger.changes
    rows = np.flatnonzero(np.isin(changes.what, (HAS_OPENED, IS_WON, IS_WON_BACK)))
    columns = changes.account[rows], changes.when[rows], changes.what[rows]
    stand = [
        _Felt(account, when, 0.0, 0.0, what)
        for account, when, what in zip(*(each.tolist() for each in columns), strict=True)
    ]
    return sorted((*_tasks_felt(ledger), *stand), key=lambda each: (each.account, each.moment))


def _tasks_felt(ledger: Ledger) -> Iterator[_Felt]:
    """Tasks that accounts feel: done, given up, or late."""
    t, kinds = ledger.tasks, ledger.parameters.versions.activities
    late = (t.due >= 0) & (t.finished > t.due)
    share = np.where(late, _of(kinds.goodwill_if_late, ledger), _of(kinds.goodwill, ledger))
    done, lapsed = np.isin(t.state, (DONE, AUTOMATED)), t.state == LAPSED
    share = np.where(lapsed, _of(kinds.goodwill_if_lapsed, ledger), share)
    contacts = np.where(done, _of(kinds.felt, ledger), 0)
    felt = (t.account >= 0) & (done | lapsed) & ((share != 0) | (contacts > 0))
    yield from _felt_at(ledger, np.flatnonzero(felt), t.finished, share, contacts)
    once_late = _of(kinds.goodwill_once_late, ledger)
    yield from _felt_at(
        ledger, felt_once_late(ledger), t.due + 1, once_late, np.zeros_like(once_late)
    )


def _of(column: tuple[int, ...], ledger: Ledger) -> Column:
    """What holds for the work of each task."""
    return np.array(column, dtype=np.int64)[ledger.tasks.version]


def _felt_at(
    ledger: Ledger, rows: Column, moment: Column, share: Column, contacts: Column
) -> Iterator[_Felt]:
    """Some tasks, in the order in which they are felt; shares and contacts are in millionths."""
    account = ledger.tasks.account
    for row in rows[np.lexsort((moment[rows], account[rows]))]:
        moved, met = share[row] / MILLION, contacts[row] / MILLION
        yield _Felt(int(account[row]), int(moment[row]), moved, met, NOT)
