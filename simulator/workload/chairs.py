"""When chairs are empty: until newcomers begin, after people have left, once they are given up."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.ledger.ledger import Vacancies
from simulator.scenario.elementary import exponential_quantile
from simulator.scenario.open_days import Days
from simulator.scenario.phases import Phase, roster
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.customers import Turnover
from simulator.scenario.schema.organisation import Role
from simulator.scenario.units import DAY
from simulator.workload.regimes import Stay
from simulator.workload.streams import RandomStreams

# In rows: person of the role, first day, day after the last, has somebody left?
Rows = npt.NDArray[np.int64]


class Chairs(NamedTuple):
    """The chairs of a role: whose they are meant to be for how long, and when they are empty."""

    stays: Sequence[Stay]
    vacant: Sequence[Rows]  # for each phase, as if it lasted on: the last is what happens
    given_up: Rows  # the same where chairs are given up, which nobody fills again
    tempted: Rows  # of those who leave if they have reached their cap by then


class Leaving(NamedTuple):
    """How people leave, from day to day."""

    begin: int
    end: int
    turnover: Turnover | None


def chairs_of(phases: Sequence[Phase], name: str, streams: RandomStreams) -> Chairs:
    """The chairs of a role in one replication.

    When somebody leaves at a cap, nobody knows of a later turnover: who would leave by that just
    before or after him stays.
    """
    days = 7 * phases[0].scenario.horizon.weeks
    people = max(each.scenario.roles[name].people for each in phases)
    stays = _stays(phases, name, people, days)
    rules = _rules(phases, name)
    drawn = [_vacant(_until(rules, n), name, stays, streams) for n in range(1, len(rules) + 1)]
    given_up = [_until_given_up(each, stays, days) for each in drawn]
    tempted = _tempted(phases, name, stays, streams)
    rule = _rule_of(rules, tempted[:, 1])
    tempted = np.concatenate(
        [
            _while_filled(_apart(tempted[rule == n], taken), given_up[n])
            for n, taken in enumerate(drawn)
        ]
    )
    rule = _rule_of(rules, tempted[:, 1])
    vacant = [_beside(each, tempted[rule < number]) for number, each in enumerate(drawn)]
    by_phase = [vacant[number] for number in _rule_of(rules, [phase.day for phase in phases])]
    return Chairs(stays, by_phase, _until_given_up(vacant[-1], stays, days), tempted)


def _rules(phases: Sequence[Phase], name: str) -> list[Leaving]:
    """How people of a role leave; phases that change nothing of it make no other."""
    rules: list[Leaving] = []
    days = 7 * phases[0].scenario.horizon.weeks
    for phase in phases:
        turnover = leaves_of(phase.scenario.roles[name])
        if not rules or rules[-1].turnover != turnover:
            rules = [each._replace(end=min(each.end, phase.day)) for each in rules]
            rules.append(Leaving(phase.day if rules else 0, days, turnover))
    return rules


def leaves_of(role: Role) -> Turnover | None:
    """How people of a role leave, whatever that costs."""
    return role.turnover and role.turnover.model_copy(update={"costs": 0})


def _rule_of(rules: Sequence[Leaving], day: npt.ArrayLike) -> Rows:
    """The number of the rule that holds on each of some days."""
    begins = np.array([rule.begin for rule in rules[1:]], dtype=np.int64)
    return np.searchsorted(begins, np.asarray(day), side="right")


def _beside(vacant: Rows, tempted: Rows) -> Rows:
    """Empty chairs without those that would be left while, or just before or after, others are."""
    is_left = vacant[:, 3] == 1
    kept = np.concatenate((vacant[~is_left], _apart(vacant[is_left], tempted)))
    beside: Rows = kept[np.lexsort((kept[:, 1], kept[:, 0]))]
    return beside if len(tempted) else vacant


def _until(rules: Sequence[Leaving], number: int) -> list[Leaving]:
    """The first so many, of which the last goes on."""
    return [*rules[: number - 1], rules[number - 1]._replace(end=rules[-1].end)]


def vacancies(scenario: Scenario, empty: Sequence[Rows]) -> Vacancies:
    """The empty chairs of all roles, people numbered throughout."""
    firsts = np.cumsum([0, *(role.people for role in scenario.roles.values())])
    rows = [
        vacant + np.array([first, 0, 0, 0]) for vacant, first in zip(empty, firsts, strict=False)
    ]
    table = np.concatenate([np.empty((0, 4), dtype=np.int64), *rows])
    return Vacancies(table[:, 0], DAY * table[:, 1], DAY * table[:, 2], table[:, 3])


def foreseen(phases: Sequence[Phase], chairs: Sequence[Chairs]) -> Rows:
    """Phase, person and second at which somebody new would begin after it, if the phase went on."""
    firsts = np.cumsum([0, *(len(each.stays) for each in chairs)])
    rows = [np.empty((0, 3), dtype=np.int64)]
    for number, later in enumerate(phases[1:]):
        for first, each in zip(firsts, chairs, strict=False):
            person, _, back, _ = each.vacant[number][each.vacant[number][:, 2] >= later.day].T
            phase = np.full(len(person), number)
            rows.append(np.stack((phase, first + person, DAY * back), axis=1))
    return np.concatenate(rows)


def left(vacant: Rows) -> Rows:
    """The chairs that somebody has left, to be filled again."""
    rows: Rows = vacant[vacant[:, 3] == 1]
    return rows


def days_of(vacant: Rows, people: int, days: int) -> Days:
    """People x days: the chair is empty."""
    empty = np.zeros((people, days), dtype=bool)
    for person, first, back, _ in vacant:
        empty[person, first:back] = True
    return empty


def _stays(phases: Sequence[Phase], name: str, people: int, days: int) -> list[Stay]:
    """When each person of a role begins, and from when on he is not there any more."""
    first = phases[0].scenario.roles[name]
    begins = [0, *(phase.day for phase in phases[1:]), days]
    stays = []
    for person in range(people):
        held = [k for k, each in enumerate(phases) if person < each.scenario.roles[name].people]
        is_new = held[0] > 0 or person >= first.people - first.newcomers
        gaps = [(begins[k + 1], begins[later]) for k, later in pairwise(held) if later > k + 1]
        stays.append(Stay(begins[held[0]], begins[held[-1] + 1], is_new, tuple(gaps)))
    return stays


# -- people who leave ------------------------------------------------------------------------------


def _tempted(
    phases: Sequence[Phase], name: str, stays: Sequence[Stay], streams: RandomStreams
) -> Rows:
    """The chairs of a role that are left so much sooner at the cap.

    What holds in each phase is drawn as if it held all along; it has numbers of its own.
    """
    days = 7 * phases[0].scenario.horizon.weeks
    rows = np.empty((0, 4), dtype=np.int64)
    known: list[tuple[float, Turnover | None]] = []
    for phase, end in zip(phases, [*(each.day for each in phases[1:]), days], strict=True):
        role = roster(phases, phase).roles[name]
        more = role.commission.leaving_at_cap - 1 if role.commission else 0.0
        rule = (more, role.turnover)
        known += [rule] if rule not in known else []
        if role.turnover is None or more <= 0:
            continue
        tenure = max(1, round(role.turnover.tenure / more))
        as_if = Leaving(0, days, role.turnover.model_copy(update={"tenure": tenure}))
        stream = f"{name}/at the cap" + f"/{known.index(rule)}" * (known.index(rule) > 0)
        gone = left(_vacant([as_if], stream, stays, streams))
        begun = gone[(gone[:, 1] >= phase.day) & (gone[:, 1] < end)]
        rows = np.concatenate((rows, _apart(begun, rows)))
    return rows


def _apart(rows: Rows, taken: Rows) -> Rows:
    """Those that neither overlap with nor touch empty days of the same chair."""
    same = rows[:, :1] == taken[:, 0]
    meets = same & (taken[:, 1] <= rows[:, 2:3]) & (taken[:, 2] > rows[:, 1:2])
    apart: Rows = rows[~meets.any(axis=1)]
    return apart


def _while_filled(tempted: Rows, given_up: Rows) -> Rows:
    """Those who would leave a chair before it is given up, which is empty from then on anyway."""
    same = tempted[:, :1] == given_up[:, 0]
    first, back = tempted[:, 1:2], tempted[:, 2:3]
    in_vain = same & (given_up[:, 1] <= first) & (first < given_up[:, 2])
    is_closed = same & (given_up[:, 1] > first) & (given_up[:, 3] == 0)
    until = np.concatenate((back, np.where(is_closed, given_up[:, 1], back)), axis=1).min(axis=1)
    filled = np.column_stack((tempted[:, :2], until, tempted[:, 3]))
    rows: Rows = filled[~in_vain.any(axis=1)]
    return rows


def _vacant(
    rules: Sequence[Leaving], cause: str, stays: Sequence[Stay], streams: RandomStreams
) -> Rows:
    """The empty chairs of a role, as people leave.

    Newcomers' chairs are empty until they begin, for no days at all if it is the first day: they
    are new then. After that people stay for a time without memory.
    """
    rows = []
    days, tenures = rules[-1].end, [rule.turnover.tenure for rule in rules if rule.turnover]
    luck = np.empty((len(stays), 0))
    if tenures:
        columns = 3 * math.ceil(days * DAY / min(tenures)) + 20
        luck = exponential_quantile(streams.table(f"{cause}/tenure", len(stays), columns))
    for person, stay in enumerate(stays):
        if stay.is_new:
            rows.append((person, 0, stay.begin, 0))
        rows += [(person, *each, 1) for each in leaving(luck[person].tolist(), stay.begin, rules)]
    return np.array(rows, dtype=np.int64).reshape(-1, 4)


def leaving(
    luck: Sequence[float], begin: int, rules: Sequence[Leaving]
) -> Iterator[tuple[int, int]]:
    """First day and day after the last of each time that a chair is empty, in whole days.

    ``luck`` is how long those who sit in it one after the other stay, over the mean.
    """
    at, days = float(begin), rules[-1].end
    for each in luck:
        at, vacancy = _leaves(at, each, rules)
        if at >= days:
            return
        first, empty = int(at), -(-vacancy // DAY)
        yield first, min(days, first + empty)
        at = max(at, first + empty)


def _leaves(at: float, luck: float, rules: Sequence[Leaving]) -> tuple[float, int]:
    """When who sits there from some moment on leaves, in days, and seconds until the next begins.

    Where another tenure holds, what is left of his luck lasts so much shorter or longer.
    """
    for _, end, turnover in rules:
        if at >= end:
            continue
        if turnover is not None:
            leaves = at + luck * turnover.tenure / DAY
            if leaves < end:
                return leaves, turnover.vacancy
            luck = max(0.0, luck - (end - at) * DAY / turnover.tenure)
        at = end
    return at, 0


# -- chairs that are given up ----------------------------------------------------------------------


def _until_given_up(vacant: Rows, stays: Sequence[Stay], days: int) -> Rows:
    """The same where chairs are given up, which nobody fills again, or somebody new much later."""
    if all(stay.end == days and not stay.gaps for stay in stays):
        return vacant
    rows: list[tuple[int, ...]] = []
    for person, stay in enumerate(stays):
        mine = [tuple(row) for row in vacant.tolist() if row[0] == person]
        for begin, end in (*stay.gaps, *([(stay.end, days)] if stay.end < days else ())):
            mine = _given_up(mine, person, begin, end)
        rows += mine
    return np.array(rows, dtype=np.int64).reshape(-1, 4)


def _given_up(
    rows: Sequence[tuple[int, ...]], person: int, begin: int, end: int
) -> list[tuple[int, ...]]:
    """One chair's empty days with those between two days; who left before is not replaced."""
    before = [row for row in rows if row[1] < begin]
    after = [row for row in rows if row[1] >= end]
    if before and before[-1][2] >= begin:
        return [*before[:-1], (*before[-1][:2], max(end, before[-1][2]), before[-1][3]), *after]
    return [*before, (person, begin, end, 0), *after]
