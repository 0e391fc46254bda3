"""The scenario as columns of plain numbers: what engines compute with, where readers find names."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.quantities import WEEK, WEEKDAYS
from simulator.scenario import BREAK, HAND_OVER, IDLE, TRAVEL, Activity, Scenario
from simulator.vocabulary import NOT, PLACES


@dataclass(frozen=True, slots=True)
class Activities:
    """One value for each activity, in the order of the scenario. Times in seconds, -1 for none."""

    name: tuple[str, ...]
    category: tuple[int, ...]
    role: tuple[int, ...]
    own: tuple[int, ...]  # 1: for the account's own person, 0: for anyone of the role
    mean: tuple[int, ...]
    urgency: tuple[int, ...]
    due: tuple[int, ...]
    splittable: tuple[int, ...]
    interrupts: tuple[int, ...]
    place: tuple[int, ...]
    on_days: tuple[int, ...]  # bit d set: done on weekday d
    overflow_role: tuple[int, ...]
    overflow_after: tuple[int, ...]
    moved_role: tuple[int, ...]
    moved_own: tuple[int, ...]
    hand_over: tuple[int, ...]
    take_over: tuple[int, ...]
    moved_permille: tuple[int, ...]  # the new owner's time over the old one's, in thousandths
    individual: tuple[int, ...]
    meeting: tuple[int, ...]
    plain: tuple[int, ...]  # 1: no meeting, nothing moved, automated, overflowing or bound to days


@dataclass(frozen=True, slots=True)
class Roles:
    """One value for each role. Money in hundredths of the currency."""

    name: tuple[str, ...]
    people: tuple[int, ...]
    first: tuple[int, ...]  # number of the role's first person; the others follow
    own_accounts: tuple[int, ...]
    home_based: tuple[int, ...]
    cents_per_hour: tuple[int, ...]
    overtime_cents_per_hour: tuple[int, ...]
    week_seconds: tuple[int, ...]  # a full week of the contract, unpaid lunch taken off
    day_seconds: tuple[int, ...]
    evening_when_waiting: tuple[int, ...]
    lunch_from: tuple[int, ...]
    lunch_lasts: tuple[int, ...]
    plan: tuple[int, ...]  # number of the role's call plan, -1 for none


@dataclass(frozen=True, slots=True)
class Plans:
    """One value for each call plan."""

    activity: tuple[int, ...]
    role: tuple[int, ...]
    planned_permille: tuple[int, ...]
    nearest_first: tuple[int, ...]
    planned_urgency: tuple[int, ...]
    free_urgency: tuple[int, ...]
    lie_over: tuple[int, ...]
    preparation: tuple[int, ...]
    expected_wait: tuple[int, ...]
    no_show_wait: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Company:
    """Names and settings of one scenario, all chance left out."""

    scenario: str
    title: str
    currency: str
    start: str  # first day, as year-month-day
    horizon: int  # seconds replayed
    warm_up: int  # seconds at the begin that no measure counts
    categories: tuple[str, ...]  # the scenario's, then the break
    travel_category: int
    hand_over_category: int
    idle_category: int
    break_category: int
    selling: tuple[tuple[str, tuple[int, ...]], ...]
    roles: Roles
    people: tuple[str, ...]
    headcount: int
    role_of: tuple[int, ...]
    activities: Activities
    segments: tuple[str, ...]
    plans: Plans
    set_up: int
    slower_permille: int
    resumption: int
    earliest_due: int
    metres_in_million_seconds: int  # in a straight line: detours are taken off
    detour_permille: int
    parking: int
    cents_per_km: int


def company_of(scenario: Scenario) -> Company:
    """The columns of a scenario."""
    categories = (
        (*scenario.categories, BREAK) if BREAK not in scenario.categories else scenario.categories
    )
    travel = scenario.travel
    return Company(
        scenario=scenario.name,
        title=scenario.title,
        currency=scenario.currency,
        start=scenario.horizon.start.isoformat(),
        horizon=scenario.horizon.weeks * WEEK,
        warm_up=scenario.horizon.warm_up_weeks * WEEK,
        categories=categories,
        travel_category=categories.index(TRAVEL),
        hand_over_category=categories.index(HAND_OVER),
        idle_category=categories.index(IDLE),
        break_category=categories.index(BREAK),
        selling=tuple(
            (name, tuple(categories.index(c) for c in counted))
            for name, counted in scenario.selling.items()
        ),
        roles=_roles(scenario),
        people=tuple(
            f"{role.replace('_', ' ')} {number + 1}"
            for role, said in scenario.roles.items()
            for number in range(said.people)
        ),
        headcount=sum(role.people for role in scenario.roles.values()),
        role_of=tuple(
            index for index, role in enumerate(scenario.roles.values()) for _ in range(role.people)
        ),
        activities=_activities(scenario, categories),
        segments=tuple(scenario.segments),
        plans=_plans(scenario),
        set_up=scenario.switching.set_up,
        slower_permille=round(1000 * (1 + scenario.switching.slower)),
        resumption=scenario.resumption,
        earliest_due=int(scenario.line_order == "earliest_due"),
        metres_in_million_seconds=round(travel.speed / 3.6 / travel.detour * 1e6) if travel else 1,
        detour_permille=round(1000 * travel.detour) if travel else 1000,
        parking=travel.parking if travel else 0,
        cents_per_km=round(100 * travel.cost_per_km) if travel else 0,
    )


def _roles(s: Scenario) -> Roles:
    roles = list(s.roles.values())
    plans = [s.activities[name].by for name in s.call_plans]
    firsts = [sum(r.people for r in roles[:i]) for i in range(len(roles))]
    days = [r.shift.end - r.shift.start - (r.lunch.lasts if r.lunch else 0) for r in roles]
    return Roles(
        name=tuple(s.roles),
        people=tuple(r.people for r in roles),
        first=tuple(firsts),
        own_accounts=tuple(int(r.accounts == "own") for r in roles),
        home_based=tuple(int(r.base == "home") for r in roles),
        cents_per_hour=tuple(round(100 * r.cost_per_hour) for r in roles),
        overtime_cents_per_hour=tuple(
            round(100 * r.cost_per_hour * r.overtime_factor) for r in roles
        ),
        week_seconds=tuple(d * len(set(r.shift.days)) for d, r in zip(days, roles, strict=True)),
        day_seconds=tuple(days),
        evening_when_waiting=tuple(r.evening.when_waiting if r.evening else NOT for r in roles),
        lunch_from=tuple(r.lunch.start if r.lunch else NOT for r in roles),
        lunch_lasts=tuple(r.lunch.lasts if r.lunch else 0 for r in roles),
        plan=tuple(plans.index(name) if name in plans else NOT for name in s.roles),
    )


def _owned(s: Scenario, role: str, whose: str | None) -> int:
    """Is work of this role for the account's own person?"""
    return int(whose == "owner" or (whose is None and s.roles[role].accounts == "own"))


def _days_mask(activity: Activity) -> int:
    days = activity.on_days or WEEKDAYS
    return sum(1 << WEEKDAYS.index(day) for day in set(days))


def _activities(s: Scenario, categories: tuple[str, ...]) -> Activities:
    role = list(s.roles).index
    every = list(s.activities.values())
    moved = [a.moved for a in every]
    return Activities(
        name=tuple(s.activities),
        category=tuple(categories.index(a.category) for a in every),
        role=tuple(role(a.by) for a in every),
        own=tuple(_owned(s, a.by, a.whose) for a in every),
        mean=tuple(a.lasts.mean for a in every),
        urgency=tuple(a.urgency for a in every),
        due=tuple(a.due if a.due is not None else NOT for a in every),
        splittable=tuple(int(a.splittable) for a in every),
        interrupts=tuple(int(a.interrupts) for a in every),
        place=tuple(PLACES.index(a.place) for a in every),
        on_days=tuple(_days_mask(a) for a in every),
        overflow_role=tuple(role(a.overflow.to) if a.overflow else NOT for a in every),
        overflow_after=tuple(a.overflow.after if a.overflow else NOT for a in every),
        moved_role=tuple(role(m.to) if m else NOT for m in moved),
        moved_own=tuple(_owned(s, m.to, None) if m else 0 for m in moved),
        hand_over=tuple(m.hand_over if m else 0 for m in moved),
        take_over=tuple(m.take_over if m else 0 for m in moved),
        moved_permille=tuple(round(1000 * m.time_factor) if m else 1000 for m in moved),
        individual=tuple(int(a.individual) for a in every),
        meeting=tuple(int(a.arises.meeting is not None) for a in every),
        plain=tuple(
            int(not (a.arises.meeting or a.moved or a.automated or a.overflow or a.on_days))
            for a in every
        ),
    )


def _plans(s: Scenario) -> Plans:
    activity = list(s.activities).index
    every = list(s.call_plans.values())
    return Plans(
        activity=tuple(activity(name) for name in s.call_plans),
        role=tuple(list(s.roles).index(s.activities[name].by) for name in s.call_plans),
        planned_permille=tuple(round(1000 * p.planned_share) for p in every),
        nearest_first=tuple(int(p.order == "nearest_first") for p in every),
        planned_urgency=tuple(p.planned_urgency for p in every),
        free_urgency=tuple(p.free_urgency for p in every),
        lie_over=tuple(p.lie_over for p in every),
        preparation=tuple(activity(p.preparation) if p.preparation else NOT for p in every),
        expected_wait=tuple(p.waiting.mean for p in every),
        no_show_wait=tuple(p.no_show_wait for p in every),
    )
