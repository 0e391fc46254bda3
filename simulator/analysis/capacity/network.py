"""A scenario as a network of work: minutes of each task for each role, before head-counts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simulator.analysis.capacity.account_kinds import account_kinds
from simulator.analysis.capacity.attendance import weights_in_day, weights_of_days
from simulator.analysis.capacity.calls import CallAttainment
from simulator.analysis.capacity.demand import Demand, demand_of
from simulator.analysis.capacity.hours_allowed import attendance_of, limits_of, share_of_hours
from simulator.analysis.capacity.obstacles import never_done_by
from simulator.analysis.capacity.presence import (
    ExpectedCalendar,
    RolePresence,
    expected_calendar,
    shift_days,
)
from simulator.analysis.capacity.sharing import SharedWork, expected_skill, shared_work_of
from simulator.analysis.capacity.travel import (
    Ground,
    RoadFactors,
    ground_of,
    minutes_by_road,
    road_factors,
)
from simulator.analysis.capacity.windows import ReceivingHours, windows_of
from simulator.model.codes import NOT
from simulator.model.lines import line_of
from simulator.scenario.elementary import Numbers
from simulator.scenario.people import piloted_share
from simulator.scenario.routing import causes
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.activities import Activity, Moved
from simulator.scenario.schema.call_order import CallOrder, weights_of
from simulator.scenario.schema.organisation import SUBSTITUTES, Cover, Role
from simulator.scenario.schema.triggers import Routine
from simulator.scenario.units import DAY, DAYS_A_YEAR, HOUR, MINUTE, WEEK, WORKED_DAYS
from simulator.scenario.validation import is_on_request

SOON = 8 * HOUR  # what lapses later finds people who come on another day


class Parts(NamedTuple):
    """Minutes by what is done; activities in rows, roles in columns."""

    work: Numbers
    hand_over: Numbers  # writing it
    taken_over: Numbers  # what others have handed over, reading in included
    comes_back: Numbers  # what has been handed over and comes back, to be done whole

    @property
    def total(self) -> Numbers:
        """All of them together."""
        total: Numbers = self.work + self.hand_over + self.taken_over + self.comes_back
        return total


class Call(NamedTuple):
    """What one call that is made comes to."""

    activity: int
    role: int
    comes_to: Numbers  # of each activity, without what follows: itself and preparations
    attempts: float  # until somebody is there
    waiting: float  # minutes at the account, also in vain
    lasts: float  # minutes of the call itself
    lies_over: float  # minutes of own work that may wait for the next day
    accounts: float
    drives: bool
    near: float  # how far its order goes by what is near: 0 not at all, 1 by nothing else
    partners: tuple[tuple[int, int], ...]  # roles that come along, and how many of each
    cap: CommissionCap | None
    windows: tuple[ReceivingHours, ...]  # in which accounts receive


class CommissionCap(NamedTuple):
    """Who has earned the most of a year makes only the calls that are planned."""

    earned: Numbers  # of each activity: money for each of its tasks, for the role as a whole
    most: float  # of a person in a year
    planned: float  # share of the usual calls


class ExpectedOverflow(NamedTuple):
    """Work that goes to another role when it has waited too long, or lapses."""

    activity: int
    givers: tuple[int, ...]  # roles of which whoever is free does it
    taker: int  # -1: nobody, it lapses
    unattended: float  # share that comes when nobody of them will be there soon enough
    after: float  # minutes
    alone: bool  # one person has it, not whoever of the role is free
    even: bool  # it comes by the calendar: only what there is no time for waits too long
    urgent: Numbers  # of each activity: 1 where it goes first, or has the same urgency
    blocks: Numbers  # of each activity: 1 where who is at it does not leave it for this
    in_hours: float = 1.0  # share of the people's time in which it can be done


class Staff(NamedTuple):
    """What one person of each role comes to in the counted weeks: always there, or a newcomer."""

    days_always: Numbers  # days at work
    days_newcomers: Numbers
    paid_always: Numbers  # weeks in which somebody is employed
    paid_newcomers: Numbers
    slow_always: Numbers  # time taken over that of full skill
    slow_newcomers: Numbers
    speed: Numbers  # individual time taken over the mean
    speed_variance: Numbers
    uneven: Numbers  # spread between people of days at work, over their mean
    day_minutes: Numbers  # of a day at work
    week_minutes: Numbers  # of the contract
    next_day: Numbers  # share of the days at work on which the next is one, too


class SecondVisits(NamedTuple):
    """What it comes to if two visits to any accounts fall on one day; activities x roles."""

    fits: Numbers  # share of pairs for which the day is long enough
    saved: Numbers  # straight metres that this saves, 0 where it is not


class SwitchingCost(NamedTuple):
    """What changing to another kind of work costs."""

    set_up: Numbers  # of each activity: minutes; 0 where none is paid
    slower: Numbers  # of each activity: minutes more of the first task
    same_urgency: Numbers  # activities x activities: 1 where both are equally urgent
    interrupting: Numbers  # of each activity: 1 where it makes people lay other work aside
    laid_aside: Numbers  # activities x activities: 1 where the second may interrupt the first
    resumption: float  # minutes


@dataclass(frozen=True)
class LoadNetwork:
    """All that does not depend on how many people there are."""

    scenario: Scenario
    calendar: ExpectedCalendar
    demand: Demand
    next_step: Numbers  # activities x activities: tasks that one task leads to at once
    by_speed: Parts  # minutes of one task that somebody without full skill takes longer for
    fixed: Parts  # minutes of one task for everybody
    handled: Numbers  # activities x roles: times that somebody takes a task in hand
    on_request: Numbers  # of each activity: ways for each visit that no call plan asks for
    vain_waits: Numbers  # of each activity: minutes for each visit
    joint: Numbers  # of each activity: 1 where several do it, at a time that they agree on
    away: Numbers  # of each activity: 1 for a meeting at the headquarters
    abroad: Numbers  # activities x roles: share of visits made in place of a colleague
    pooled: Numbers  # activities x roles: 1 where whoever is free does it, 0 where one person must
    meeting: Numbers  # of each activity: minutes of one attendance; 0 for what is no meeting
    calls: tuple[Call, ...]
    overflows: tuple[ExpectedOverflow, ...]
    shared: tuple[SharedWork, ...]  # of several roles in order
    staff: Staff
    switching: SwitchingCost
    roads: RoadFactors
    grounds: tuple[Ground, ...]  # of each role
    second: SecondVisits
    tours: tuple[float, ...]  # of each role: straight metres beyond which a night is spent away


def network_of(
    scenario: Scenario,
    calendar: ExpectedCalendar | None = None,
    attained: CallAttainment | None = None,
) -> LoadNetwork:
    """The network of a scenario; a few milliseconds.

    The calendar is the expected one, or one that was drawn. All calls that are due are made, if no
    ``attained`` is said.
    """
    calendar = calendar or expected_calendar(scenario)
    demand = demand_of(scenario, calendar, attained)
    by_speed, fixed, handled = _per_task(scenario, calendar)
    activities = list(scenario.activities.values())
    roads, grounds = road_factors(scenario), tuple(ground_of(scenario, r) for r in scenario.roles)
    return LoadNetwork(
        scenario,
        calendar,
        demand,
        np.eye(len(scenario.activities)) - np.linalg.inv(demand.leads_to),
        by_speed,
        fixed,
        handled,
        on_request=np.array([is_on_request(scenario, name) for name in scenario.activities])
        * (1 + _vain(scenario)),
        vain_waits=_vain(scenario)
        * [a.appointment.no_show_wait / MINUTE if a.appointment else 0 for a in activities],
        joint=np.array([float(bool(a.partners)) for a in activities]),
        away=np.array([float(_is_away(activity)) for activity in activities]),
        abroad=_abroad(scenario, calendar),
        pooled=_pooled(scenario),
        meeting=np.array([a.lasts.mean / MINUTE if a.arises.meeting else 0.0 for a in activities]),
        calls=tuple(_call(scenario, calendar, demand, n) for n in range(len(scenario.call_plans))),
        overflows=(*_overflows(scenario), *_lapses(scenario, calendar)),
        shared=shared_work_of(scenario),
        staff=staff_of(calendar),
        switching=_switching(scenario),
        roads=roads,
        grounds=grounds,
        second=_second_visits(calendar, scenario, grounds, roads),
        tours=tuple(_beyond(scenario, roads, role) for role in scenario.roles.values()),
    )


def _is_away(activity: Activity) -> bool:
    """Is it a meeting for which people come to the headquarters?"""
    return activity.arises.meeting is not None and activity.place == "headquarters"


def _vain(scenario: Scenario) -> Numbers:
    """Of each activity: visits in vain for each one that is made."""
    every = [activity.appointment for activity in scenario.activities.values()]
    return np.array([a.no_show / (1 - a.moved - a.no_show) if a else 0.0 for a in every])


def staff_of(calendar: ExpectedCalendar) -> Staff:
    """What one person of each role comes to."""
    counted = calendar.counted
    rows = [
        (
            each.always.there[counted].sum(),
            each.newcomers.there[counted].sum(),
            each.always.occupied[counted].sum() / 7,
            each.newcomers.occupied[counted].sum() / 7,
            each.always.slowness,
            each.newcomers.slowness,
            each.speed,
            each.speed_variance,
            each.uneven,
            each.day_minutes,
            each.week_minutes,
            _next_day(each),
        )
        for each in calendar.roles
    ]
    return Staff(*np.array(rows, dtype=float).T)


def _next_day(presence: RolePresence) -> float:
    """Share of the days at work on which the next is one, too."""
    there, works = presence.always.there[:-1], presence.share[1:]
    return float((there * works).sum() / there.sum()) if there.any() else 0.0


def _second_visits(
    calendar: ExpectedCalendar, scenario: Scenario, grounds: tuple[Ground, ...], roads: RoadFactors
) -> SecondVisits:
    """For all that is done at accounts, and all who do it or come along."""
    shape = len(scenario.activities), len(scenario.roles)
    second = SecondVisits(np.zeros(shape), np.zeros(shape))
    roles = list(scenario.roles)
    for row, activity in enumerate(scenario.activities.values()):
        for name in _who_goes(activity):
            role = roles.index(name)
            out, on, back = grounds[role].outings
            whole = minutes_by_road(scenario, roads, 3, out + on + back)
            whole = whole + 2 * activity.lasts.mean / MINUTE
            fits = whole <= calendar.roles[role].day_minutes
            second.fits[row, role] = fits.mean()
            second.saved[row, role] = (fits * (out + back - on)).mean()
    return second


def _who_goes(activity: Activity) -> set[str]:
    """Roles that go to accounts for an activity."""
    if activity.place != "account":
        return set()
    moved = {activity.moved.to} if activity.moved else set()
    return {*activity.by.roles, *activity.partners} | moved


def _beyond(scenario: Scenario, roads: RoadFactors, role: Role) -> float:
    """Straight metres from home beyond which a night is spent away; none are where none may be."""
    if role.tour is None:
        return math.inf
    parking, a_kilometre = (minutes_by_road(scenario, roads, n, 1000 * (1 - n)) for n in (1, 0))
    return float(max(role.tour.beyond / MINUTE - parking, 0) / a_kilometre * 1000)


def _switching(scenario: Scenario) -> SwitchingCost:
    """What is agreed on, calls, and what prepares a call begin without set-up."""
    prepares = {plan.preparation for plan in scenario.call_plans.values()}
    activities = list(scenario.activities.values())
    pays = np.array(
        [
            name not in scenario.call_plans
            and name not in prepares
            and activity.arises.meeting is None
            and not activity.partners
            and activity.appointment is None
            for name, activity in scenario.activities.items()
        ],
        dtype=float,
    )
    means = np.array([activity.lasts.mean for activity in activities]) / MINUTE
    urgency = np.array([activity.urgency for activity in activities])
    splittable = np.array([activity.splittable for activity in activities], dtype=float)
    interrupting = np.array([activity.interrupts for activity in activities], dtype=float)
    return SwitchingCost(
        set_up=pays * scenario.switching.set_up / MINUTE,
        slower=pays * scenario.switching.slower * means,
        same_urgency=(urgency[:, None] == urgency).astype(float),
        interrupting=interrupting,
        laid_aside=splittable[:, None] * interrupting * (urgency[:, None] > urgency),
        resumption=scenario.resumption / MINUTE,
    )


def _pooled(scenario: Scenario) -> Numbers:
    """Where whoever is free takes the next task."""
    roles = list(scenario.roles)
    pooled = np.zeros((len(scenario.activities), len(roles)))
    for row, (name, activity) in enumerate(scenario.activities.items()):
        for role in activity.by.roles if activity.arises.meeting is None else ():
            pooled[row, roles.index(role)] = _is_pooled(scenario, name)
        if activity.moved is not None:
            taker = scenario.roles[activity.moved.to]
            pooled[row, roles.index(activity.moved.to)] = taker.accounts == "pool"
        if activity.overflow is not None and activity.overflow.to != activity.by:
            pooled[row, roles.index(activity.overflow.to)] = 1
        cover = scenario.roles[activity.by].absence.cover
        if cover is not None and _is_coverable(scenario, name):
            deputies = _deputies(activity, cover)
            if deputies in roles and deputies != activity.by:
                pooled[row, roles.index(deputies)] = 1
    return pooled


def _is_pooled(scenario: Scenario, name: str) -> bool:
    """Not for the account's own person, and not what a person's routine or own work brings."""
    activity = scenario.activities[name]
    arises = activity.arises
    if arises.inbound is not None and arises.inbound.per == "role":
        return True
    if activity.whose == "owner" or (
        activity.whose is None and scenario.roles[activity.by].accounts == "own"
    ):
        return False
    others = any(scenario.activities[cause].by != activity.by for cause in causes(scenario, name))
    return arises.inbound is not None or others


def _overflows(scenario: Scenario) -> Iterator[ExpectedOverflow]:
    roles = list(scenario.roles)
    for row, (name, activity) in enumerate(scenario.activities.items()):
        for giver, taker, after in _passed_on(activity):
            yield ExpectedOverflow(
                activity=row,
                givers=(roles.index(giver),),
                taker=roles.index(taker),
                unattended=_unattended(scenario, name, after),
                after=after / MINUTE,
                alone=False,
                even=False,
                urgent=_urgent(scenario, name),
                blocks=_blocks(scenario, name),
            )


def _urgent(scenario: Scenario, name: str) -> Numbers:
    """Of each activity: 1 where it goes before another, or has the same urgency.

    In exclusive sessions only what may interrupt them goes before what is done there.
    """
    activity, activities = scenario.activities[name], scenario.activities
    if activity.sessions is not None and activity.sessions.exclusive:
        return np.array([float(each in (name, *activity.sessions.but)) for each in activities])
    return np.array([float(each.urgency <= activity.urgency) for each in activities.values()])


def _lapses(scenario: Scenario, calendar: ExpectedCalendar) -> Iterator[ExpectedOverflow]:
    """What lapses; patience counts the minutes of a person's week that lie in it."""
    roles = list(scenario.roles)
    for row, (name, activity) in enumerate(scenario.activities.items()):
        if activity.lapses is None:
            continue
        after = 0 if activity.lapses == "next_one" else activity.lapses.after
        weeks, soon = after / WEEK or _turn(activity), 0 < after <= SOON
        givers = activity.by.roles if activity.by.in_order else (activity.by,)
        places = tuple(map(roles.index, givers))
        minutes = weeks * calendar.roles[places[0]].week_minutes
        yield ExpectedOverflow(
            activity=row,
            givers=places,
            taker=NOT,
            unattended=_unattended(scenario, name, after) if soon else 0.0,
            after=after / MINUTE if soon else minutes,
            alone=not _is_pooled(scenario, name),
            even=_is_even(scenario, name),
            urgent=_urgent(scenario, name),
            blocks=_blocks(scenario, name),
            in_hours=share_of_hours(scenario, givers[0], name),
        )


def _blocks(scenario: Scenario, name: str) -> Numbers:
    """Of each activity: 1 where who is at it does not leave it for another that comes in."""
    activity, activities = scenario.activities[name], scenario.activities.values()
    urgent = _urgent(scenario, name)
    if activity.sessions is not None and activity.sessions.exclusive:
        return urgent
    stays = [not (activity.interrupts and each.splittable) for each in activities]
    return np.maximum(urgent, stays)


def _is_even(scenario: Scenario, name: str) -> bool:
    """Does it come by the calendar alone?"""
    origins = [trigger.origin for _, trigger in scenario.activities[name].arises.triggers()]
    return origins == [Routine.origin] and not causes(scenario, name)


def _turn(activity: Activity) -> float:
    """Weeks from one turn of a routine to the next, of the days that people work."""
    every = activity.arises.routine.every if activity.arises.routine is not None else "week"
    weeks = {"day": 1 / WORKED_DAYS, "week": 1.0, "month": DAYS_A_YEAR / 12 / 7}
    return weeks.get(str(every)) or float(every)


def _passed_on(activity: Activity) -> Iterator[tuple[str, str, int]]:
    """From which role to which, and after how long."""
    if activity.overflow is not None and activity.overflow.to != activity.by:
        yield activity.by, activity.overflow.to, activity.overflow.after


def _unattended(scenario: Scenario, name: str, after: int) -> float:
    """Share of what arises for which nobody who may do it then is there for so long.

    Before and after hours, at lunch, and outside the hours that allow it. What does not come in
    from outside is taken to arise while people of the role are there.
    """
    activity = scenario.activities[name]
    roles = activity.by.roles if activity.by.in_order and activity.lapses else (activity.by,)
    attended = np.add.reduce([attendance_of(scenario, each)[0].sum(axis=0) for each in roles])
    arises, comes = attended, np.ones(7)
    if activity.arises.inbound is not None:
        weights = weights_in_day(scenario, activity)
        weights = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
        arises = (weights * weights_of_days(scenario, activity)[:, None]).ravel()
        comes = np.maximum.reduce([shift_days(scenario.roles[each]) for each in roles])
    able = attended > 0
    for _, hours in limits_of(scenario, activity.by, name):
        able &= hours
    if not able.any():
        return 1.0
    minutes, end = np.arange(len(able)), 2 * len(able)
    following = np.where(np.tile(able, 2), np.arange(end), end)
    following = np.minimum.accumulate(following[::-1])[::-1][: len(able)]
    soon = (following - minutes) * MINUTE <= after
    done = arises * soon * comes[following % len(able) // (DAY // MINUTE)]
    return 1 - float(done.sum() / max(arises.sum(), 1e-9))


def _per_task(scenario: Scenario, calendar: ExpectedCalendar) -> tuple[Parts, Parts, Numbers]:
    roles = list(scenario.roles)
    shape = len(scenario.activities), len(roles)
    by_speed, fixed = (Parts(*(np.zeros(shape) for _ in Parts._fields)) for _ in range(2))
    handled = np.zeros(shape)
    for row, activity in enumerate(scenario.activities.values()):
        if activity.arises.meeting is not None:
            continue  # each who attends has a task of his own
        parts = by_speed if activity.individual else fixed
        by, mean = roles.index(activity.by), activity.lasts.mean / MINUTE
        people = 1 - activity.automated
        moves = people * _moving(scenario, activity, calendar)
        for role in activity.by.roles:  # of several in order all for the first: see ``sharing``
            own = (people - moves) * activity.by.part(role)
            time = expected_skill(scenario, activity, role) if activity.individual else 1.0
            parts.work[row, roles.index(role)] += own * mean * time
            handled[row, roles.index(role)] += own
        for role, count in activity.partners.items():  # as long as the leader takes
            fixed.work[row, roles.index(role)] += people * count * mean
            handled[row, roles.index(role)] += people * count
        if activity.moved is not None:
            to, moved = roles.index(activity.moved.to), activity.moved
            fixed.hand_over[row, by] = moves * moved.hand_over / MINUTE
            fixed.taken_over[row, to] = moves * moved.take_over / MINUTE
            parts.taken_over[row, to] += moves * mean * _slower(scenario, calendar, moved)
            parts.comes_back[row, by] = moves * moved.comes_back * mean
            handled[row, to] += moves
            handled[row, by] += moves * moved.comes_back
    _cover(scenario, calendar, (by_speed, fixed, handled))
    for name, role in _never_done(scenario):
        place = list(scenario.activities).index(name), roles.index(role)
        for minutes in (*by_speed, *fixed, handled):
            minutes[place] = 0  # it waits for ever and takes nobody's time
    return by_speed, fixed, handled


def _never_done(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Activities with roles that can never do them, where no others share them."""
    never = never_done_by(scenario)
    for name, role in never:
        doers = scenario.activities[name].by
        if not doers.in_order or all((name, other) in never for other in doers.roles):
            yield name, role


def _cover(
    scenario: Scenario, calendar: ExpectedCalendar, minutes: tuple[Parts, Parts, Numbers]
) -> None:
    """Has deputies do their share of what is for one person."""
    by_speed, fixed, handled = minutes
    roles = list(scenario.roles)
    for row, (name, activity) in enumerate(scenario.activities.items()):
        by, cover = roles.index(activity.by), scenario.roles[activity.by].absence.cover
        share = _covered(scenario, calendar, name)
        if cover is None or not share:
            continue
        to = roles.index(_deputies(activity, cover))
        fixed.taken_over[row, to] += share * handled[row, by] * cover.reading_in / MINUTE
        for parts in (by_speed, fixed):
            moved = share * parts.work[row, by]
            parts.work[row, by] -= moved
            parts.taken_over[row, to] += moved * cover.time_factor
            notes = share * parts.hand_over[row, by]
            parts.hand_over[row, by] -= notes
            parts.hand_over[row, to] += notes
        taken = share * handled[row, by]
        handled[row, by] -= taken
        handled[row, to] += taken


def _deputies(activity: Activity, cover: Cover) -> str:
    """The role that does an activity in place of somebody away.

    What several roles do in order, or those with a skill, waits in their line.
    """
    stays = cover.by in SUBSTITUTES or line_of(activity, activity.by) is not None
    return str(activity.by) if stays else cover.by


def _covered(scenario: Scenario, calendar: ExpectedCalendar, name: str) -> float:
    """Share of an activity's tasks that others do in place of somebody away."""
    if not _is_coverable(scenario, name):
        return 0.0
    presence = calendar.roles[list(scenario.roles).index(scenario.activities[name].by)]
    return presence.all_covered if _is_pooled(scenario, name) else presence.covered


def _abroad(scenario: Scenario, calendar: ExpectedCalendar) -> Numbers:
    """Share of the visits for which colleagues of the owner leave their own accounts."""
    roles = list(scenario.roles)
    abroad = np.zeros((len(scenario.activities), len(roles)))
    for row, (name, activity) in enumerate(scenario.activities.items()):
        cover = scenario.roles[activity.by].absence.cover
        if cover is not None and cover.by in SUBSTITUTES and is_on_request(scenario, name):
            abroad[row, roles.index(activity.by)] = _covered(scenario, calendar, name)
    return abroad


def _is_coverable(scenario: Scenario, name: str) -> bool:
    """Does it come whether who is to do it is there or not, and is it urgent enough?

    What follows at once on somebody's own work finds him there. What is for anybody of a role goes
    to no other of it.
    """
    activity = scenario.activities[name]
    cover = scenario.roles[activity.by].absence.cover
    if cover is None or (_is_pooled(scenario, name) and _deputies(activity, cover) == activity.by):
        return False
    comes = activity.arises.inbound is not None or any(
        edge.link.mean_delay or scenario.activities[cause].by != activity.by
        for cause, edge in causes(scenario, name).items()
    )
    return comes and activity.urgency <= (cover.up_to_urgency or activity.urgency)


def _moving(scenario: Scenario, activity: Activity, calendar: ExpectedCalendar) -> float:
    """Share of the counted weeks' cases that move: none before the change."""
    if activity.moved is None:
        return 0.0
    piloted = piloted_share(scenario, activity, activity.moved)
    after = np.arange(len(calendar.counted)) >= calendar.change
    return (
        piloted
        * activity.moved.share
        * float((after & calendar.counted).sum() / calendar.counted.sum())
    )


def _slower(scenario: Scenario, calendar: ExpectedCalendar, moved: Moved) -> float:
    """The taker's time over the giver's, with what learning takes on average after the change."""
    learning = scenario.change.learning
    if learning is None:
        return moved.time_factor
    days = np.arange(len(calendar.counted))
    left = np.clip(1 - (days - calendar.change) * DAY / learning.lasts, 0, 1)
    counts = calendar.counted & (days >= calendar.change)
    return moved.time_factor * (1 + learning.slower * (left[counts].mean() if counts.any() else 0))


def _call(scenario: Scenario, calendar: ExpectedCalendar, demand: Demand, number: int) -> Call:
    name = list(scenario.call_plans)[number]
    plan, activity = scenario.call_plans[name], scenario.activities[name]
    numbers = list(scenario.activities)
    attempts = 1 / (1 - plan.mean_no_show) if plan.mean_no_show < 1 else 1.0  # none is made then
    roots = np.zeros(len(numbers))
    roots[numbers.index(name)] = 1
    if plan.preparation is not None:
        roots[numbers.index(plan.preparation)] += attempts
    vain = (attempts - 1) * plan.no_show_wait
    return Call(
        activity=numbers.index(name),
        role=list(scenario.roles).index(activity.by),
        comes_to=roots,
        attempts=attempts,
        waiting=(plan.waiting.mean + vain) / MINUTE,
        lasts=activity.lasts.mean / MINUTE,
        lies_over=plan.lie_over / MINUTE,
        accounts=float(demand.accounts[number]),
        drives=activity.place == "account",
        near=_near(plan.order),
        partners=tuple(
            (list(scenario.roles).index(role), count) for role, count in activity.partners.items()
        ),
        cap=_cap(scenario, demand, name),
        windows=windows_of(scenario, calendar, demand, number),
    )


def _cap(scenario: Scenario, demand: Demand, name: str) -> CommissionCap | None:
    """The cap of those who make the calls of a plan, if they have one."""
    commission = scenario.roles[scenario.activities[name].by].commission
    if commission is None or commission.cap is None:
        return None
    potential = np.array([kind.segment.potential.mean for kind in account_kinds(scenario)])
    numbers, earned = list(scenario.activities), np.zeros(len(scenario.activities))
    for deal in scenario.deals.values():
        won = numbers.index(deal.won)
        potentials = float(demand.customers.weight[won] @ potential)
        earned[won] = commission.share * deal.value.mean * potentials
    return CommissionCap(earned, commission.cap, scenario.call_plans[name].planned_share)


def _near(order: CallOrder) -> float:
    """How far an order goes by what is near: of the way saved by nearest_first, so much is saved.

    Lateness evens itself out, since who is late is called on; potential stays. The two constants
    are those with which ways between calls come out as simulated (region, six sets of weights).
    """
    weights = weights_of(order)
    if weights is None:
        return float(order == "nearest_first")
    fixed = [weights.potential, weights.lowest_quarter / 4, *weights.segment.values()]
    others = 0.1 * (weights.lateness + weights.due_date) + 0.25 * max(map(abs, fixed))
    return weights.distance / (weights.distance + others) if weights.distance else 0.0
