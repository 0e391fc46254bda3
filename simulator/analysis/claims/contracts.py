"""Goodwill along the weeks of a contract, with the contacts that lift it or wear it down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np

from simulator.analysis.claims.cases import ClaimCase
from simulator.analysis.claims.evidence import (
    MOST,
    Point,
    Replays,
    calls_of_loyalty,
)
from simulator.analysis.daily_states import goodwill_of_accounts
from simulator.experiment.statistics import confidence_interval
from simulator.ledger.ledger import Column, Ledger
from simulator.model.codes import AUTOMATED, DONE
from simulator.scenario.elementary import Numbers
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY, WEEK

DAYS_OF_WEEK = WEEK // DAY
EVERY = 4  # weeks between two points of the mean
ContactKind = Literal["call", "lifts", "wears"]


class Contact(NamedTuple):
    """Something that a customer felt: in which week of the contract, and what of it he did."""

    week: float
    kind: ContactKind


class OneContract(NamedTuple):
    """Goodwill of one account at the end of each day, and its contacts."""

    goodwill: Numbers
    contacts: tuple[Contact, ...]


class ContractCourse(NamedTuple):
    """Goodwill through a contract in a scenario: mean of all of a segment, and of one of them."""

    title: str
    mean: tuple[Point, ...]
    one: OneContract


class Contracts(NamedTuple):
    """How goodwill runs through a contract, today and with the what-if."""

    courses: tuple[ContractCourse, ...]
    segment: str
    runs: int


class _Terms(NamedTuple):
    """Contracts of a ledger that were seen from begin to end: whose, and from which day."""

    account: Column
    day: Column


def contracts(cases: Sequence[ClaimCase], replays: Replays) -> Contracts | None:
    """Goodwill through the contracts of the segment that the first claim on renewals is about."""
    asked = calls_of_loyalty(cases)
    if asked is None:
        return None
    case, _, segment = asked
    courses = [_course(each, segment, replays) for each in case.pair]
    known = tuple(each for each in courses if each is not None)
    runs = min(MOST, replays.replications)
    return Contracts(known, segment, runs) if len(known) == len(courses) else None


def _course(scenario: Scenario, segment: str, replays: Replays) -> ContractCourse | None:
    """The mean of each replication's contracts, and one contract of the first."""
    contract = scenario.segments[segment].contract
    if contract is None or contract.ends_with is None:
        return None
    days, means, one = contract.lasts // DAY, [], None
    for ledger in (replays.ledger(scenario, n) for n in range(min(MOST, replays.replications))):
        terms = terms_of(ledger, segment, days, contract.ends_with)
        if not len(terms.account):
            return None
        goodwill = along(ledger, terms, days)
        means.append(goodwill[:, :: EVERY * DAYS_OF_WEEK].mean(axis=0))
        one = one or _typical(ledger, terms, goodwill)
    assert one is not None, "there is a replication"
    columns = np.array(means).T
    points = (Point(float(EVERY * n), confidence_interval(c)) for n, c in enumerate(columns))
    return ContractCourse(scenario.title, tuple(points), one)


def terms_of(ledger: Ledger, segment: str, days: int, ends_with: str) -> _Terms:
    """The contracts of a segment from one end to the next, which is the whole of it."""
    t, c = ledger.tasks, ledger.parameters
    ends = (t.activity == c.activities.name.index(ends_with)) & (t.account >= 0)
    rows = np.flatnonzero(ends)
    rows = rows[ledger.account_segment[t.account[rows]] == c.segments.index(segment)]
    rows = rows[np.lexsort((t.asked[rows], t.account[rows]))]
    account, day = t.account[rows], t.asked[rows] // DAY
    whole = (account[1:] == account[:-1]) & (day[1:] - day[:-1] == days)
    return _Terms(account[:-1][whole], day[:-1][whole])


def along(ledger: Ledger, terms: _Terms, days: int) -> Numbers:
    """Contracts x days: goodwill at the end of each day, the first one's end included."""
    daily = goodwill_of_accounts(ledger, -(-ledger.parameters.horizon // DAY))
    along_days: Numbers = daily[
        terms.account[:, None], np.minimum(terms.day[:, None] + np.arange(days), daily.shape[1] - 1)
    ]
    return along_days


def _typical(ledger: Ledger, terms: _Terms, goodwill: Numbers) -> OneContract:
    """The contract with the median of mean goodwill."""
    place = int(np.argsort(goodwill.mean(axis=1), kind="stable")[len(terms.account) // 2])
    account, day = int(terms.account[place]), int(terms.day[place])
    within = day * DAY, (day + goodwill.shape[1]) * DAY
    return OneContract(goodwill[place], tuple(contacts_of(ledger, account, within)))


def contacts_of(ledger: Ledger, account: int, within: tuple[int, int]) -> Iterator[Contact]:
    """What an account felt in a time, from the first on: calls by rhythm, and what comes in."""
    t, kinds = ledger.tasks, ledger.parameters.versions.activities
    done = (t.account == account) & np.isin(t.state, (DONE, AUTOMATED))
    rows = np.flatnonzero(done & (t.finished >= within[0]) & (t.finished < within[1]))
    for row in rows[np.argsort(t.finished[rows], kind="stable")]:
        version = t.version[row]
        late = 0 <= t.due[row] < t.finished[row]
        share = (kinds.goodwill_if_late if late else kinds.goodwill)[version]
        if share or kinds.felt[version]:
            call = ledger.parameters.activities.calls[t.activity[row]]
            kind: ContactKind = "wears" if share < 0 else "call" if call else "lifts"
            yield Contact(float(t.finished[row] - within[0]) / WEEK, kind)
