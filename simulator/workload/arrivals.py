"""Tasks that arise by themselves, drawn trigger by trigger."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.errors import ScenarioTooLarge
from simulator.ledger.ledger import Column
from simulator.model.codes import AT_ACCOUNT, NOT
from simulator.model.parameters import phases_at
from simulator.scenario.elementary import Numbers
from simulator.scenario.families import unit_quantile
from simulator.scenario.month_days import month_turns
from simulator.scenario.open_days import Days
from simulator.scenario.people import people_of
from simulator.scenario.schema.profiles import Profile, period_of
from simulator.scenario.schema.triggers import Contract, Inbound, Meeting, Routine, Trigger
from simulator.scenario.units import DAY, WEEK, WEEKDAYS
from simulator.scenario.validation import MAX_TASKS
from simulator.workload.closed_days import (
    Attendance,
    arising_days,
    coming_days,
    meeting_turns,
    routine_turns,
)
from simulator.workload.shifts import teams_of
from simulator.workload.streams import BLOCK, LONG_BLOCK
from simulator.workload.task_table import ArrivalBatch, DrawContext, StreamKey, assigned_person
from simulator.workload.territory import compared


class Pace(NamedTuple):
    """How a rate runs: the even pace passed, in seconds, by each of some times."""

    gap: (
        float | Numbers
    )  # mean seconds of even pace between two arrivals; of each row, if they differ
    passed: Numbers
    clock: Column  # seconds from the start


def draw_arrivals(contexts: Sequence[DrawContext]) -> Iterator[ArrivalBatch]:
    """All batches of tasks that arise by themselves, but for calls; phase by phase."""
    for name in sorted({name for context in contexts for name in context.names()}):
        for draw in DRAWS.values():
            for context in contexts:
                if name not in context.gone:
                    batches = draw(context, name)
                    yield from batches if len(contexts) == 1 else _within(context, batches)


def _within(context: DrawContext, batches: Iterator[ArrivalBatch]) -> Iterator[ArrivalBatch]:
    """What of the batches is asked for in the days of a phase; meetings are expected after it too.

    Nobody knows before the day of a change which of them it takes off.
    """
    for batch in batches:
        is_meeting = batch.origin == Meeting.code()
        kept = np.flatnonzero(
            context.has_begun(batch.asked) if is_meeting else context.keeps(batch.asked)
        )
        stream = batch.follow_up_stream
        yield replace(
            batch,
            row=batch.row[kept],
            column=batch.column[kept],
            account=batch.account[kept],
            person=batch.person[kept],
            asked=batch.asked[kept],
            follow_up_stream=stream and stream._replace(row=stream.row[kept]),
            lapses=batch.lapses[kept] if batch.lapses is not None else None,
            phases=(context.phase,),
        )


def _routine(context: DrawContext, name: str) -> Iterator[ArrivalBatch]:
    """For each person of the role, on each day or in each week: asked on days when he is there."""
    routine = context.scenario.activities[name].arises.routine
    if routine is None:
        return
    activity = context.number(name)
    r = context.role_of(activity)
    name_of_role = context.parameters.roles.name[r]
    people = people_of(name_of_role, context.scenario.roles[name_of_role])
    role = Attendance(people, context.calendar.roles[r], context.calendar.there[r])
    start, works = context.scenario.horizon.start, role.works()
    person, turn, day = routine_turns(
        routine, lambda days: _turns(days, works, routine, start), role
    )
    column = (turn[:, None] * routine.times + np.arange(routine.times)).ravel()
    person, day = person.repeat(routine.times), day.repeat(routine.times)
    cause = f"{name}/routine"
    uniforms = context.streams.table(f"{cause}/time", len(people), int(column.max(initial=-1)) + 1)
    asked = day * DAY + _time_of_day(routine, role, (person, day), uniforms[person, column])
    account = np.full(len(asked), NOT)
    if _is_at_account(context, activity):
        account = _called_on(context, cause, r, (person, column))
    inside = (asked < context.parameters.horizon) & _is_somewhere(context, activity, account)
    next_one = _next_one(person, asked, routine.times)[inside]
    person, column, asked = person[inside], column[inside], asked[inside]
    yield ArrivalBatch(
        activity=activity,
        cause=cause,
        rows=len(people),
        width=BLOCK,
        row=person,
        column=column,
        origin=Routine.code(),
        account=account[inside],
        person=context.parameters.roles.first[r] + person,
        asked=asked,
        lapses=next_one if context.scenario.activities[name].lapses == "next_one" else None,
    )


def _next_one(person: Column, asked: Column, times: int) -> Column:
    """When the first of the person's next turn is asked for, of each of so many a turn.

    Turns that are put off to one day follow on each other as they are asked for; of two of the same
    moment that of the later turn, which is begun last, gives way a second later.
    """
    turns = asked.reshape(-1, times)
    begins, whose = turns.min(axis=1), person[::times]
    order = np.lexsort((-np.arange(len(whose)), begins, whose))
    follows = np.append(whose[order][1:] == whose[order][:-1], False)[: len(order)]
    later = np.full(len(order), NOT)
    later[order] = np.where(follows, np.append(begins[order][1:], NOT)[: len(order)], NOT)
    return np.where(later[:, None] < 0, NOT, np.maximum(later[:, None], turns + 1)).ravel()


def _called_on(context: DrawContext, cause: str, role: int, of: tuple[Column, Column]) -> Column:
    """The account of each routine visit, by person and occurrence: one of his, or of all."""
    person, column = of
    lots = context.streams.table(
        f"{cause}/account", int(person.max(initial=-1)) + 1, int(column.max(initial=-1)) + 1
    )[person, column]
    roles, owner = context.parameters.roles, context.territory.owner[role]
    account = np.full(len(person), NOT)
    for each in np.unique(person):
        known = _everywhere(context)
        if roles.own_accounts[role]:
            known = np.flatnonzero(owner == roles.first[role] + each)
        account[person == each] = _one_of(known, lots[person == each])
    return account


def _everywhere(context: DrawContext) -> Column:
    """All accounts."""
    return np.arange(len(context.territory.segment))


def _one_of(accounts: Column, lots: Numbers) -> Column:
    """An account for each lot; -1 where there is none."""
    if len(accounts) == 0:
        return np.full(len(lots), NOT)
    chosen: Column = accounts[np.floor(lots * len(accounts)).astype(np.int64)]
    return chosen


def _is_at_account(context: DrawContext, activity: int) -> bool:
    """Is an activity done at the customer's?"""
    return context.parameters.activities.place[activity] == AT_ACCOUNT


def _is_somewhere(context: DrawContext, activity: int, account: Column) -> npt.NDArray[np.bool_]:
    """Which tasks can be done: is there an account, for a visit?"""
    somewhere: npt.NDArray[np.bool_] = (account >= 0) | (not _is_at_account(context, activity))
    return somewhere


def _time_of_day(
    routine: Routine, role: Attendance, turn: tuple[Column, Column], uniforms: Numbers
) -> Column:
    """Seconds from midnight of each turn, by person and day: any time of the shift unless said."""
    if routine.at is not None:
        return np.full(len(uniforms), routine.at)
    person, day = turn
    asked = np.empty(len(uniforms), dtype=np.int64)
    for team in teams_of(role.people):
        mine = np.flatnonzero(np.isin(person, team.numbers))
        shifts = role.days.shifts(team.hours)
        begin, end = shifts.column("start")[day[mine]], shifts.column("end")[day[mine]]
        asked[mine] = np.floor(begin + uniforms[mine] * (end - begin))
    return asked


def _turns(
    there: Days, works: Days, routine: Routine, start: datetime.date
) -> tuple[Column, Column, Column]:
    """Person, number of the turn and day of each turn that a person is there for."""
    if routine.every == "day":
        person, day = np.nonzero(there)
        return person, day, day
    if routine.every == "month":
        return _months(there, routine, start)
    weeks = there.reshape(len(there), there.shape[1] // 7, 7)
    wanted = WEEKDAYS.index(str(routine.on)) if routine.on is not None else 0
    # From the wanted weekday on; failing that, from the week's first day. Whoever is always off on
    # it has it on his last day before, failing that on his next.
    usual = np.roll(np.arange(7), -wanted)
    before = np.array([*reversed(range(wanted + 1)), *range(wanted + 1, 7)])
    off = ~works[:, wanted::7].any(axis=1, keepdims=True)
    order = np.where(off & (routine.on is not None), before, usual)
    in_order = np.take_along_axis(weeks, order[:, None, :], axis=2)
    every = 1 if routine.every == "week" else int(routine.every)
    due = np.arange(weeks.shape[1]) % every == 0
    person, week = np.nonzero(in_order.any(axis=2) & due)
    chosen = order[person, in_order[person, week].argmax(axis=1)]
    return person, week // every, week * 7 + chosen


def _months(
    there: Column | np.ndarray, routine: Routine, start: datetime.date
) -> tuple[Column, Column, Column]:
    """The same of what comes monthly: the first of the days that will do on which he is there."""
    chosen = np.full((len(there), there.shape[1] // 28 + 2), NOT)
    for month, order in month_turns(routine.month_day, start, there.shape[1]):
        in_order = there[:, order]
        present = in_order.any(axis=1)
        chosen[present, month] = np.array(order)[in_order[present].argmax(axis=1)]
    person, turn = np.nonzero(chosen != NOT)
    return person, turn, chosen[person, turn]


def _inbound(context: DrawContext, name: str) -> Iterator[ArrivalBatch]:
    """Poisson, or over-dispersed by a level of the day that all accounts share."""
    inbound = context.scenario.activities[name].arises.inbound
    if inbound is None:
        return
    pace = _pace(context, name, inbound)
    if inbound.per == "role":
        nobody = np.full(1, NOT)
        yield _from_outside(context, name, (f"{name}/inbound", nobody), pace)
        return
    segments = context.parameters.segments
    for segment in sorted(set(segments if inbound.segments is None else inbound.segments)):
        accounts = np.flatnonzero(context.territory.segment == segments.index(segment))
        cause = f"{segment}/{name}/inbound"
        yield _from_outside(
            context, name, (cause, accounts), _paced(context, segment, inbound, pace)
        )


def _paced(context: DrawContext, segment: str, inbound: Inbound, pace: Pace) -> Pace:
    """How the rate runs for each account of a segment, where its file says how they differ."""
    each = context.scenario.segments[segment].each
    if each is None or each.orders_a_year is None:
        return pace
    sources = inbound.sources(context.scenario.segments[segment].mean_orders)
    share = compared(each.orders_a_year, np.ones(len(each.orders_a_year)))
    with np.errstate(divide="ignore"):
        return pace._replace(gap=pace.gap / sources / share[:, None])


def _pace(context: DrawContext, name: str, inbound: Inbound) -> Pace:
    """How the rate runs over the horizon, by level of the day, profile and holidays."""
    days = context.scenario.horizon.weeks * 7
    level = np.ones(days)
    if inbound.over_dispersion:
        uniforms = context.streams.table(f"{name}/inbound/level", 1, days, LONG_BLOCK)[0, :days]
        level = unit_quantile("gamma", float(np.sqrt(inbound.over_dispersion)), uniforms)
    level = level * arising_days(inbound, context.calendar.company.closed)
    if inbound.changes:
        level = level * inbound.day_factors(context.scenario.horizon.start, days)
    profile = context.scenario.profiles[inbound.profile] if inbound.profile is not None else None
    gap = period_of(inbound.rate, profile) / inbound.rate.times if inbound.rate.times else math.inf
    if profile is None:
        clock = np.arange(days + 1) * DAY
        return Pace(gap, np.concatenate(([0.0], np.cumsum(level * DAY))), clock)
    return Pace(gap, *_shaped(profile, level, context.calendar.company.weekday()))


def _shaped(profile: Profile, level: Numbers, weekday: Column) -> tuple[Numbers, Column]:
    """The pace under a profile, whose weights are scaled to a mean of 1 over the week."""
    days = np.array([profile.day_weight(day) for day in WEEKDAYS])
    by_day = level * (days / days.sum() * WEEK)[weekday]
    week = [_stretches(profile.spans_on(day)) for day in WEEKDAYS]
    edges, shares = (np.concatenate(column) for column in zip(*week, strict=True))
    counts = np.array([len(each) for each, _ in week])
    often, first = counts[weekday], (np.cumsum(counts) - counts)[weekday]
    rows = np.arange(often.sum()) + (first - np.cumsum(often) + often).repeat(often)
    clock = (np.arange(len(level)) * DAY).repeat(often) + edges[rows]
    passed = np.cumsum(by_day.repeat(often) * shares[rows])
    return np.concatenate(([0.0], passed)), np.concatenate(([0], clock))


def _stretches(spans: Sequence[tuple[tuple[int, int], float]]) -> tuple[Column, Numbers]:
    """Begin and end of each stretch of a day, and the share of the day's pace that each adds."""
    total = sum((b - a) * w for (a, b), w in spans) or 1.0
    edges = np.array([[a, b] for (a, b), _ in spans], dtype=np.int64).ravel()
    shares = np.array([[0.0, (b - a) * w / total] for (a, b), w in spans], dtype=float).ravel()
    return edges, shares


def _from_outside(
    context: DrawContext, name: str, of: tuple[str, Column], pace: Pace
) -> ArrivalBatch:
    """Arrivals for each of the accounts (or for the role), the gaps exponential at even pace."""
    cause, accounts = of
    activity = context.number(name)
    width = LONG_BLOCK if accounts[:1].tolist() == [NOT] else BLOCK
    row, column, at = _arrivals(context, cause, len(accounts), width, pace)
    asked = np.floor(np.interp(at, pace.passed, pace.clock)).astype(np.int64)
    asked = _put_off(context, name, asked)
    account = accounts[row]
    if width == LONG_BLOCK and _is_at_account(context, activity):
        columns = int(column.max(initial=-1)) + 1
        lots = context.streams.table(f"{cause}/account", 1, columns, width)[row, column]
        account = _one_of(_everywhere(context), lots)
    inside = (asked < context.parameters.horizon) & _is_somewhere(context, activity, account)
    row, column, asked, account = row[inside], column[inside], asked[inside], account[inside]
    return ArrivalBatch(
        activity=activity,
        cause=cause,
        rows=len(accounts),
        width=width,
        row=row,
        column=column,
        origin=Inbound.code(),
        account=account,
        person=assigned_person(context, activity, account, np.full(len(account), NOT)),
        asked=asked,
    )


def _put_off(context: DrawContext, name: str, asked: Column) -> Column:
    """When what arises from outside comes: on another day, if its own is closed and it says so."""
    inbound = context.scenario.activities[name].arises.inbound
    profile = context.scenario.profiles.get(inbound.profile or "") if inbound else None
    day = coming_days(inbound, profile, context.calendar.company) if inbound else None
    return asked if day is None else day[asked // DAY] * DAY + asked % DAY


def _arrivals(
    context: DrawContext, cause: str, rows: int, width: int, pace: Pace
) -> tuple[Column, Column, Numbers]:
    """Row, number in the row and time at even pace of all arrivals before the end."""
    blocks: list[Numbers] = []
    reached = np.zeros(rows)
    end = pace.passed[-1]
    while np.isfinite(pace.gap).any() and rows and reached.min() < end:
        gaps = context.streams.gaps(f"{cause}/gap", len(blocks), rows, width)
        at = reached[:, None] + np.cumsum(gaps, axis=1) * pace.gap
        blocks.append(at)
        reached = at[:, -1]
        if len(blocks) * width * rows > MAX_TASKS:
            raise ScenarioTooLarge(
                "more than {most:,} tasks arrive by {cause}: lower the rate",
                most=MAX_TASKS,
                cause=cause,
            )
    at = np.hstack(blocks) if blocks else np.empty((rows, 0))
    row, column = np.nonzero(at < end)
    return row, column, at[row, column]


def _contract_ends(context: DrawContext, name: str) -> Iterator[ArrivalBatch]:
    """Each account's contract ends at a time that is drawn, and then whenever it has run again."""
    for segment, values in sorted(context.scenario.segments.items()):
        fixed = values.market is None  # else they are known only once they are signed
        if values.contract is not None and values.contract.ends_with == name and fixed:
            yield _ends_in(context, name, segment, values.contract.lasts)


def _ends_in(context: DrawContext, name: str, segment: str, lasts: int) -> ArrivalBatch:
    """The ends of all contracts in one segment."""
    activity = context.number(name)
    segments = context.parameters.segments
    accounts = np.flatnonzero(context.territory.segment == segments.index(segment))
    cause = f"{segment}/{name}/contract"
    uniforms = context.streams.block(cause, 0, len(accounts), 1)[:, 0]
    number = np.arange(context.parameters.horizon // lasts + 1)
    asked = np.floor(uniforms * lasts).astype(np.int64)[:, None] + number * lasts
    row, column = np.nonzero(asked < context.parameters.horizon)
    account = accounts[row]
    return ArrivalBatch(
        activity=activity,
        cause=cause,
        rows=len(accounts),
        width=BLOCK,
        row=row,
        column=column,
        origin=Contract.code(),
        account=account,
        person=assigned_person(context, activity, account, np.full(len(account), NOT)),
        asked=asked[row, column],
    )


def _meetings(context: DrawContext, name: str) -> Iterator[ArrivalBatch]:
    """One task for each who attends; all of a group share one length."""
    meeting = context.scenario.activities[name].arises.meeting
    if meeting is None:
        return
    activity, roles = context.number(name), context.parameters.roles
    host = context.role_of(activity)
    size = meeting.groups_of or max(context.people(host), 1)
    groups = max(-(-context.people(host) // size), 1)
    scenario = context.scenario
    by, days = scenario.roles[roles.name[host]], context.calendar.roles[host]
    turn, day = meeting_turns(meeting, by, days, scenario.horizon.start)
    joining = [roles.name.index(other) for other in meeting.joined_by]
    comes = {r: context.calendar.there[r][:, day] for r in (host, *joining)}
    if meeting.newcomers_only:
        for r in joining:
            comes[r] = comes[r] & _are_new(context, r)[:, day]
        joined = [_any_of_group(comes[r], groups) for r in joining]
        comes[host] = comes[host] & np.any(joined, axis=0)[np.arange(len(comes[host])) // size]
    for r, there in comes.items():
        person, which = np.nonzero(there)
        group = person // size if r == host else person % groups
        yield ArrivalBatch(
            activity=activity,
            cause=f"{name}/meeting",
            rows=groups,
            width=BLOCK,
            row=group,
            column=turn[which],
            origin=Meeting.code(),
            account=np.full(len(person), NOT),
            person=roles.first[r] + person,
            asked=day[which] * DAY + meeting.at,
            follow_up_stream=StreamKey(f"{name}/meeting/{roles.name[r]}", len(there), person),
        )


def _are_new(context: DrawContext, role: int) -> Days:
    """People x days of a role: has somebody begun less than his ramp-up ago?"""
    people, days = context.calendar.there[role].shape
    new = np.zeros((people, days), dtype=bool)
    market, roles = context.parameters.market, context.parameters.roles
    if not market.ramps[role]:
        return new
    vacancies, first = context.calendar.vacancies, roles.first[role]
    mine = (vacancies.person >= first) & (vacancies.person < first + people)
    newcomers, begins = vacancies.person[mine] - first, vacancies.end[mine]
    rows = phases_at(context.parameters, begins) * len(roles.name) + role
    for person, begin, row in zip(newcomers, begins, rows, strict=True):
        lasts = market.ramp[row]
        new[person, begin // DAY : -(-(begin + lasts) // DAY)] = True
    return new


def _any_of_group(comes: Days, groups: int) -> Days:
    """Groups x turns: does anybody come to it? The people of a role who join are dealt out."""
    return np.array([comes[group::groups].any(axis=0) for group in range(groups)])


# How the tasks of each trigger are drawn, in the order of the registry; calls on accounts are drawn
# before them (``visits``), what follows on each batch after it (``followups``).
DRAWS: dict[type[Trigger], Callable[[DrawContext, str], Iterator[ArrivalBatch]]] = {
    Routine: _routine,
    Inbound: _inbound,
    Meeting: _meetings,
    Contract: _contract_ends,
}
