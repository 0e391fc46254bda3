"""The scenario as columns of plain numbers: what engines compute with, where readers find names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import accumulate, pairwise
from math import fsum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.model.codes import (
    ANY_WAY,
    AT_BASE,
    AT_HEADQUARTERS,
    MILLION,
    NO_URGENCY,
    NOT,
    OVERLAY,
    PLACES,
    SERVES,
)
from simulator.model.learning import (
    LearningColumns,
    learners_of,
    learning_columns,
    learning_row,
)
from simulator.model.lines import (
    Line,
    LineColumns,
    line_columns,
    line_of,
    lines_of,
    skills_of,
)
from simulator.model.sessions import (
    BlockColumns,
    SessionColumns,
    block_columns,
    days_mask,
    is_exclusive,
    session_columns,
    sessions_of,
)
from simulator.scenario.contacts import felt_as, hears, is_felt_once_late
from simulator.scenario.elementary import exp
from simulator.scenario.open_days import called_by_role
from simulator.scenario.open_hours import OpenSpan, longest_delay, open_spans
from simulator.scenario.people import Person, everybody
from simulator.scenario.phases import Learner, Phase, phases_of, roster
from simulator.scenario.routing import contested, downstream, edges_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.activities import (
    STEERS_BY,
    Activity,
    Appointment,
    LapsesAfter,
    Moved,
    Overflow,
    Sessions,
)
from simulator.scenario.schema.base import BREAK, HAND_OVER, IDLE, TRAVEL
from simulator.scenario.schema.call_order import weights_of
from simulator.scenario.schema.customers import CREDITS, OBSERVED, Commission
from simulator.scenario.schema.organisation import (
    COLLEAGUE,
    NOBODY,
    TEAM,
    ChangeOfOwner,
    Cover,
    Role,
    Travel,
)
from simulator.scenario.schema.triggers import Arises, Following
from simulator.scenario.units import DAY, WEEK
from simulator.scenario.validation import day_of, is_on_request


@dataclass(frozen=True, slots=True)
class ActivityColumns:
    """One value for each activity, in the order of the scenario. Times in seconds, -1 for none."""

    name: tuple[str, ...]
    category: tuple[int, ...]
    role: tuple[int, ...]
    own: tuple[int, ...]  # 1: for the account's own person, 0: for anyone of the role
    mean: tuple[int, ...]
    urgency: tuple[int, ...]
    queue_urgency: tuple[int, ...]  # in its line; 0 in exclusive sessions, before all others
    due: tuple[int, ...]
    due_in_days: tuple[int, ...]  # 1: on working days of the role
    splittable: tuple[int, ...]
    interrupts: tuple[int, ...]
    place: tuple[int, ...]
    appointment: tuple[int, ...]  # 1: at a time that is agreed on with the customer
    window: tuple[
        int, ...
    ]  # in which the customer expects somebody, from that time on; -1: for ever
    no_show_wait: tuple[int, ...]
    worth_the_way: tuple[int, ...]  # least time left of a meeting over the way to it, in millionths
    on_days: tuple[int, ...]  # bit d set: done on weekday d; IN_SESSIONS: not at all times of it
    session: tuple[int, ...]  # row of Parameters.sessions, -1 for any time of the day
    overflow_role: tuple[int, ...]
    overflow_after: tuple[int, ...]
    overflow_at_giver: tuple[int, ...]  # 1: counted from asking, wherever it lies
    lapse_after: tuple[int, ...]  # seconds from asking; -1 for never
    moved_role: tuple[int, ...]
    moved_own: tuple[int, ...]
    hand_over: tuple[int, ...]
    take_over: tuple[int, ...]
    moved_ppm: tuple[int, ...]  # the new owner's time over the old one's, in thousandths
    individual: tuple[int, ...]
    meeting: tuple[int, ...]
    plain: tuple[int, ...]  # 1: arises and waits in one line, with nothing more to it
    channel: tuple[int, ...]  # of a contact with the customer
    calls: tuple[int, ...]  # 1: made by a call plan
    coordinated: tuple[int, ...]  # 1: a call that takes nothing from other teams
    hears: tuple[int, ...]  # millionths of what the customer has gathered to tell
    felt: tuple[int, ...]  # as so many millionths of a contact, in what may become too much
    goodwill: tuple[int, ...]  # moves it by so many millionths of the way to all, or to nothing
    goodwill_if_late: tuple[int, ...]  # when it is done after its due time
    goodwill_once_late: tuple[int, ...]  # at that time if it is not done, below 0; else 0
    goodwill_if_lapsed: tuple[int, ...]
    loses: tuple[int, ...]  # 1: the account is lost
    wins: tuple[int, ...]  # 1: a prospect becomes a customer
    serves: tuple[int, ...]  # bits of the accounts for which it arises
    coaches: tuple[int, ...]
    costs: tuple[int, ...]  # each time it is done, in millionths of the currency
    automated_costs: tuple[int, ...]  # each time it needs nobody
    bids_against: tuple[int, ...]  # seconds; -1 for a lead of its own
    sells: tuple[int, ...]  # 1: a call, or work on a deal
    steers: tuple[int, ...]  # by so many steps of urgency; 0 for no look at records
    records: tuple[int, ...]  # 1: makes known what its person has done
    is_step: tuple[int, ...]  # 1: work on a deal with a due time, which records tell of
    deal: tuple[int, ...]  # kind of deal that it is a stage of
    stage: tuple[int, ...]  # number of that stage, the lead is 0
    matters: tuple[int, ...]  # 1: finishing it changes an account, a deal or a newcomer
    uncertain: tuple[int, ...]  # 1: whether it follows on others depends on what has happened
    partners: tuple[int, ...]  # row of Parameters.partners, -1 for work that one person does
    skill: tuple[int, ...]  # number of the skill that it takes, -1 for none
    skilled_only: tuple[int, ...]  # 1: nobody else does it
    line: tuple[int, ...]  # row of Parameters.lines: who may do it, -1 for all of the role
    learning: tuple[int, ...]  # row of Parameters.learning, -1 where nobody learns
    join: tuple[int, ...]  # row of Parameters.joins: waits for several others, -1 for none
    kind: tuple[int, ...]  # number of the activity of which this is what holds in some phase


@dataclass(frozen=True, slots=True)
class FollowUpColumns:
    """What follows on what with a chance that depends on what has happened.

    ``number`` is found at the parent's number times the number of activities, plus the child's; -1
    where nothing depends on anything.
    """

    number: tuple[int, ...]
    chance: tuple[int, ...]  # millionths
    above: tuple[int, ...]  # value of the deal, in millionths of the currency; -1 for any
    up_to: tuple[int, ...]
    first: tuple[int, ...]  # of its responses, which stand one after the other in ``response``
    count: tuple[int, ...]
    response: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ResponseColumns:
    """Lines through points, which stand one after the other; factors in millionths."""

    name: tuple[str, ...]
    observed: tuple[int, ...]
    odds: tuple[int, ...]
    first: tuple[int, ...]
    count: tuple[int, ...]
    at: tuple[int, ...]
    factor: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DealKindColumns:
    """One value for each kind of deal."""

    name: tuple[str, ...]
    stages: tuple[tuple[str, ...], ...]
    activities: tuple[tuple[tuple[int, ...], ...], ...]  # of each stage
    last_stage: tuple[int, ...]  # number of the stage that wins
    intent: tuple[int, ...]  # number of the stage that shows intent to buy
    discount: tuple[int, ...]  # millionths
    rivals_discount: tuple[int, ...]
    is_bid_for: tuple[int, ...]  # 1: two teams may bid for the same


@dataclass(frozen=True, slots=True)
class MarketParameters:
    """What accounts feel, and the money in it. Shares of goodwill in millionths."""

    goodwill: int  # on the first day
    fades: tuple[int, ...]  # what is left of goodwill after so many nights
    forgotten: tuple[int, ...]  # the same of contacts
    lost_to_colleague: int  # share of goodwill or sales that goes with the owner, by who comes
    lost_to_newcomer: int
    lost_to_successor: int
    lost_to_channel: int  # where another role calls on it
    lost_for: int  # seconds for which sales are less; 0: it is goodwill that goes
    fine: int  # contacts of late that annoy nobody, in millionths
    worthless: int  # contacts of late at which one more lifts it by nothing, in millionths
    ranking: int  # seconds from one ranking to the next, -1 for none
    change_at: int  # of the change that comes first
    outlay_at: tuple[int, ...]  # of each change
    outlay: tuple[float, ...]  # what each costs
    variable_cost: float
    beyond_variable_cost: tuple[float, ...]  # what each kind of deal costs beyond that
    cost_growth: float
    wage_growth: float
    worth: tuple[float, ...]  # of each segment's contracts, a year
    has_prospects: tuple[int, ...]  # of each segment, 1: who is lost may be won back
    contract: tuple[int, ...]  # of each segment with prospects: how long one lasts, -1 for none
    decided_after: tuple[int, ...]  # the longest delay from their end to a loss that it leads to
    ramps: tuple[int, ...]  # of each role, 1: newcomers are slower in some phase
    # For each phase and role, one after the other: of who begins in it, and of who leaves.
    ramp: tuple[int, ...]
    ramp_start: tuple[int, ...]  # millionths
    leaving_costs: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CommissionColumns:
    """What is earned on deals: for each phase and role, one after the other, unless said."""

    share: tuple[int, ...]  # millionths of what is sold
    to_owner: tuple[int, ...]  # millionths of that: the rest is the seller's
    credit: tuple[int, ...]
    hand_off: tuple[int, ...]  # seconds
    cap: tuple[int, ...]  # in millionths of the currency, -1 for none
    slack: tuple[int, ...]  # time taken to sell at the cap over that before, in millionths
    claw_within: tuple[int, ...]  # seconds after a sale in which commission is taken back
    claw_slack: tuple[int, ...]  # time taken over that before by from whom, in millionths
    claw_lasts: tuple[int, ...]  # seconds
    claw_most: int  # the longest of claw_within
    overlay: tuple[int, ...]  # number of each role among those that ever earn on top, -1 for others
    overlays: int  # how many of them there are
    sharer: tuple[int, ...]  # number of each role among those that ever share in others', -1
    sharers: int  # how many of them there are
    shared: tuple[
        int, ...
    ]  # for each phase, role, sharer and segment: millionths of what is earned
    # For each phase, role and sharer, one after the other:
    shared_slack: tuple[int, ...]  # time taken over that before by whom is paid it
    shared_lasts: tuple[int, ...]  # seconds


@dataclass(frozen=True, slots=True)
class RoleColumns:
    """One value for each role. Money in millionths of the currency."""

    name: tuple[str, ...]
    people: tuple[int, ...]
    first: tuple[int, ...]  # number of the role's first person; the others follow
    own_accounts: tuple[int, ...]
    tours: tuple[int, ...]  # 1: its people may be away for a night in some phase
    # For each phase and role, one after the other:
    home_based: tuple[int, ...]
    desk: tuple[int, ...]  # AT_BASE or AT_HEADQUARTERS
    nights: tuple[int, ...]  # away in a row, at most
    beyond: tuple[int, ...]  # seconds: of a way home that is not driven before a night away
    cost_per_night: tuple[int, ...]
    looks_elsewhere: tuple[int, ...]  # 1: work that it gets may be bound to a place
    evening_when_waiting: tuple[int, ...]  # for each phase and role
    plan: tuple[int, ...]  # number of the role's call plan, -1 for none


@dataclass(frozen=True, slots=True)
class WageColumns:
    """What is paid for: a row for each stretch of the same wages and contracts."""

    day: tuple[int, ...]  # the first of each stretch
    per_hour: tuple[tuple[int, ...], ...]  # of each role, in millionths
    overtime: tuple[tuple[int, ...], ...]
    week_seconds: tuple[tuple[int, ...], ...]  # of each person: a full week, lunch taken off


@dataclass(frozen=True, slots=True)
class CoverColumns:
    """For each phase and role, one after the other: who does the work of those who are away."""

    role: tuple[int, ...]  # in whose line it stands; -1: the next of the role who is not away
    up_to_urgency: tuple[int, ...]
    calls: tuple[int, ...]  # 1: calls of a call plan, too
    dealt: tuple[int, ...]  # 1: in this phase or one before
    reading_in: tuple[int, ...]
    time_ppm: tuple[int, ...]  # the deputy's time over the owner's, in millionths


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Days on which roles work, phase by phase: a row for each role, one longer than the days."""

    days: int  # of the horizon
    before: tuple[int, ...]  # working days before each day, at last all of them
    day: tuple[int, ...]  # of the first working day, the second, ...; then the days' number


@dataclass(frozen=True, slots=True)
class OpenHours:
    """Hours that delays count: stretches in seconds from the first instant, in order."""

    name: tuple[tuple[str, bool], ...]  # of the role or profile whose they are; in open days
    first: tuple[int, ...]  # stretch of each name; at last the number of all
    begin: tuple[int, ...]
    end: tuple[int, ...]
    before: tuple[int, ...]  # seconds of delay that have passed before the stretch
    counts: tuple[int, ...]  # those that pass in it: all of them, or its part of a day


@dataclass(frozen=True, slots=True)
class JoinColumns:
    """What waits for several others of its case: a row for each way in which it does."""

    effect: tuple[int, ...]  # the activity that waits
    first: tuple[int, ...]  # of the others: the one that it follows on, bit 0
    whole: tuple[int, ...]  # all bits
    member_from: tuple[int, ...]  # of each activity, rows of the next two; at last their number
    join: tuple[int, ...]  # that waits for it
    bit: tuple[int, ...]  # by which it is known there


@dataclass(frozen=True, slots=True)
class CallPlanColumns:
    """One value for each call plan."""

    activity: tuple[int, ...]
    role: tuple[int, ...]
    slot: tuple[int, ...]  # number among the call plans of its role
    planned_ppm: tuple[int, ...]
    nearest_first: tuple[int, ...]
    best_first: tuple[int, ...]
    weighted: tuple[int, ...]  # 1: by points, of which the next ones are millionths
    lateness: tuple[int, ...]  # for each own interval that the call is late
    due_date: tuple[int, ...]  # for each mean interval of the person's accounts
    potential: tuple[int, ...]  # for the potential over the mean of the person's accounts
    segment: tuple[tuple[int, ...], ...]  # for accounts of each segment
    distance: tuple[int, ...]  # taken off for each mean way of the person's
    lowest_quarter: tuple[int, ...]  # taken off those with least potential
    planned_urgency: tuple[int, ...]
    free_urgency: tuple[int, ...]
    lie_over: tuple[int, ...]
    preparation: tuple[int, ...]
    expected_wait: tuple[int, ...]
    no_show_wait: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PhaseColumns:
    """What begins with each phase; for each phase and role, one after the other, where so said."""

    start: tuple[int, ...]  # seconds from the first instant
    plan: tuple[int, ...]  # versions of the role's call plans, ``slots`` of them, -1 for none
    slots: int  # call plans of the role that has most of them, 1 at least
    present: tuple[int, ...]  # people of the role
    expenses: tuple[float, ...]  # of each phase: money a week that is nobody's hour


class Versions(NamedTuple):
    """Activities and call plans as they are in one phase or another: a row for each version.

    The first rows are those of the first phase, in order; then come those that a later phase has
    made different. Where there is one phase, versions are the activities and plans themselves.
    """

    activities: ActivityColumns
    plans: CallPlanColumns
    activity: tuple[tuple[int, ...], ...]  # for each phase, the version of each activity
    plan: tuple[tuple[int, ...], ...]  # for each phase, the version of each plan; -1 for gone
    # For each phase, of each activity: a version for each role that does a share of it, with the
    # share of this and all before; nothing where one version is all.
    shared: tuple[tuple[tuple[tuple[float, int], ...], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Parameters:
    """Names and settings of one scenario; nothing random. Where phases differ, those of the last.

    Engines see versions where others see activities and plans.
    """

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
    roles: RoleColumns
    wages: WageColumns
    commission: CommissionColumns
    cover: CoverColumns
    working: WorkingDays
    people: tuple[str, ...]
    headcount: int
    role_of: tuple[int, ...]
    week_seconds: tuple[int, ...]  # of each person: a full week of the contract, lunch taken off
    lunch_lasts: tuple[int, ...]  # for each phase and person
    activities: ActivityColumns
    kinds: int  # number of activities, whatever the phase
    phases: PhaseColumns
    versions: Versions
    lines: LineColumns
    learning: LearningColumns
    sessions: SessionColumns
    blocks: BlockColumns
    partners: tuple[int, ...]  # people of each role beside the leader: a row for each mix of them
    segments: tuple[str, ...]
    plans: CallPlanColumns
    channels: tuple[str, ...]
    edges: FollowUpColumns
    responses: ResponseColumns
    deals: DealKindColumns
    market: MarketParameters
    appointments: int  # 1: some work is done by appointment
    open_hours: OpenHours
    joins: JoinColumns
    set_up: int
    slower_ppm: int
    resumption: int
    earliest_due: int
    steering: int  # 1: somebody looks at records, and moves urgencies
    steering_by: int  # of all, BY_PERSON or BY_SEGMENT
    metres_in_million_seconds: int  # in a straight line: detours are taken off
    detour_ppm: int
    parking: int
    cost_per_km: int  # in millionths of the currency

    def by_version(self) -> Parameters:
        """The same for engines, which see versions where others see activities and plans."""
        versions = self.versions
        return replace(self, activities=versions.activities, plans=versions.plans)


def parameters_of(scenario: Scenario, phases: Sequence[Phase] | None = None) -> Parameters:
    """The columns of a scenario; its phases need not be found again where they are known."""
    scenario = roster(phases := phases or phases_of(scenario))
    people, categories, rows = everybody(scenario), _categories(scenario), _rows_of(phases)
    activities = [_activities(phase, categories, rows) for phase in phases]
    versions = _with_shares(_versions(phases, activities), phases, rows.lines)
    return Parameters(
        scenario=scenario.name,
        title=scenario.title,
        currency=scenario.currency,
        start=scenario.horizon.start.isoformat(),
        horizon=scenario.horizon.weeks * WEEK,
        warm_up=scenario.horizon.first_counted_week * WEEK,
        categories=categories,
        **_own_categories(categories),
        selling=_selling(scenario, categories),
        roles=_roles(scenario, phases),
        wages=_wages(phases),
        commission=_commission(phases),
        cover=_cover(phases),
        working=_working_days(phases),
        people=tuple(person.name for person in people),
        headcount=len(people),
        role_of=_roles_of_people(scenario),
        week_seconds=_week_seconds(people),
        lunch_lasts=_lunches(phases),
        activities=activities[-1],
        kinds=len(scenario.activities),
        phases=_phases(phases, versions),
        versions=versions,
        lines=line_columns(scenario, rows.lines, rows.skills),
        **_shared_rows(scenario, phases, rows),
        segments=tuple(scenario.segments),
        plans=_plans(scenario),
        channels=rows.channels,
        edges=_edges(scenario),
        responses=_responses(scenario),
        deals=_deal_kinds(scenario),
        market=_market(scenario, phases),
        open_hours=_open_hours(phases),
        joins=_join_columns(scenario, rows.joins),
        **_of_all_work(scenario),
        **_travel(scenario.travel),
    )


def _travel(travel: Travel | None) -> dict[str, Any]:
    """What a way takes and costs; where nobody travels, nothing."""
    if travel is None:
        return {
            "metres_in_million_seconds": 1,
            "detour_ppm": MILLION,
            "parking": 0,
            "cost_per_km": 0,
        }
    return {
        "metres_in_million_seconds": round(travel.speed / 3.6 / travel.detour * 1e6),
        "detour_ppm": round(MILLION * travel.detour),
        "parking": travel.parking,
        "cost_per_km": round(MILLION * travel.cost_per_km),
    }


def _own_categories(categories: tuple[str, ...]) -> dict[str, Any]:
    own = {"travel": TRAVEL, "hand_over": HAND_OVER, "idle": IDLE, "break": BREAK}
    return {f"{word}_category": categories.index(name) for word, name in own.items()}


def _categories(s: Scenario) -> tuple[str, ...]:
    return (*s.categories, BREAK) if BREAK not in s.categories else s.categories


def _selling(s: Scenario, categories: tuple[str, ...]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Each definition of selling time with the numbers of the categories that count."""
    return tuple(
        (name, tuple(categories.index(category) for category in counted))
        for name, counted in s.selling.items()
    )


def _roles_of_people(s: Scenario) -> tuple[int, ...]:
    """Number of each person's role."""
    return tuple(number for number, role in enumerate(s.roles.values()) for _ in range(role.people))


def phases_at(parameters: Parameters, moments: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """The phase that holds at each of some moments."""
    phases: npt.NDArray[np.int64] = np.searchsorted(
        parameters.phases.start[1:], moments, side="right"
    )
    return phases


def bases_by_phase(parameters: Parameters) -> npt.NDArray[np.int64]:
    """Phases x people: the place where days begin and end, the own home or the headquarters."""
    home = np.array(parameters.roles.home_based, dtype=np.int64)
    lives = home.reshape(len(parameters.phases.start), -1)
    role_of = np.array(parameters.role_of, dtype=np.int64)
    bases: npt.NDArray[np.int64] = lives[:, role_of] * (1 + np.arange(len(role_of)))
    return bases


def _roles(s: Scenario, phases: Sequence[Phase]) -> RoleColumns:
    roles = list(s.roles.values())
    looking = _looking_elsewhere([each.scenario for each in phases])
    plans: list[str] = [s.activities[name].by for name in s.call_plans]
    firsts = [sum(r.people for r in roles[:i]) for i in range(len(roles))]
    return RoleColumns(
        name=tuple(s.roles),
        people=tuple(r.people for r in roles),
        first=tuple(firsts),
        own_accounts=tuple(int(r.accounts == "own") for r in roles),
        **_bases_and_tours([list(each.scenario.roles.values()) for each in phases]),
        looks_elsewhere=tuple(int(name in looking) for name in s.roles),
        evening_when_waiting=tuple(
            role.evening.when_waiting if role.evening else NOT
            for each in phases
            for role in each.scenario.roles.values()
        ),
        plan=tuple(plans.index(name) if name in plans else NOT for name in s.roles),
    )


def _looking_elsewhere(scenarios: Sequence[Scenario]) -> set[str]:
    """Roles that may get work bound to a place, if only as deputies."""
    looking = {role for s in scenarios for a in _bound(s) for role in _receivers(a)}
    deputies = [
        (name, role.absence.cover.by)
        for s in scenarios
        for name, role in s.roles.items()
        if role.absence.cover
    ]
    for _ in deputies:  # deputies have deputies
        looking |= {deputy for name, deputy in deputies if name in looking}
    return looking


def _bound(s: Scenario) -> Iterator[Activity]:
    """Activities of which work waits for somebody who is at a desk or a customer's.

    It waits for somebody who is at the base or headquarters where anybody lives elsewhere.
    """
    at_home = any(role.base == "home" for role in s.roles.values())
    for name, activity in s.activities.items():
        if activity.arises.meeting is not None:  # which people attend, and nobody takes
            continue
        waits_at_base = at_home and activity.place in ("base", "headquarters")
        if is_on_request(s, name) or activity.place == "desk" or waits_at_base:
            yield activity


def _receivers(activity: Activity) -> list[str]:
    """Roles that do an activity, or to which it may go."""
    others = [each.to for each in (activity.moved, activity.overflow) if each is not None]
    return [*activity.by.roles, *others]


def _bases_and_tours(phases: Sequence[Sequence[Role]]) -> dict[str, tuple[int, ...]]:
    """The columns of where days begin and desks stand, and of nights away, by phase and role.

    A night costs what it does on the day after it: the last of all what it did before.
    """
    each, costs = [role for roles in phases for role in roles], [0.0] * len(phases[0])
    for row, role in enumerate(each):
        costs.append(role.tour.costs if role.tour else costs[row])
    return {
        "tours": tuple(int(any(r.tour for r in held)) for held in zip(*phases, strict=True)),
        "home_based": tuple(int(r.base == "home") for r in each),
        "desk": tuple(AT_BASE if r.base == r.desk else AT_HEADQUARTERS for r in each),
        "nights": tuple(r.tour.nights if r.tour else 0 for r in each),
        "beyond": tuple(r.tour.beyond if r.tour else ANY_WAY for r in each),
        "cost_per_night": tuple(round(MILLION * cost) for cost in costs[len(phases[0]) :]),
    }


def _wages(phases: Sequence[Phase]) -> WageColumns:
    """Wages and contracts from day to day; phases that change none make no row."""
    rows: list[tuple[int, tuple[int, ...], tuple[int, ...], tuple[int, ...]]] = []
    for phase in phases:
        roles = phase.scenario.roles.values()
        week = _week_seconds(everybody(roster(phases, phase)))
        wages = tuple(round(MILLION * r.cost_per_hour) for r in roles)
        overtime = tuple(round(MILLION * r.cost_per_hour * r.overtime_factor) for r in roles)
        if not rows or rows[-1][1:] != (wages, overtime, week):
            rows.append((phase.day if rows else 0, wages, overtime, week))
    return WageColumns(*map(tuple, zip(*rows, strict=True)))


def _cover(phases: Sequence[Phase]) -> CoverColumns:
    """Who covers in each phase; where nobody does any more, deputies finish as they were to."""
    names, covers = list(phases[0].scenario.roles), list[Cover]()
    before = [Cover(by=NOBODY)] * len(names)
    for phase in phases:
        every = zip(phase.scenario.roles.values(), before, strict=True)
        before = [
            role.absence.cover or known.model_copy(update={"by": NOBODY}) for role, known in every
        ]
        covers += before
    lines = {COLLEAGUE: NOT, NOBODY: NOT}
    calls = [int(each.covers_calls) for each in covers]
    return CoverColumns(
        role=tuple(
            row % len(names) if each.by == TEAM else lines.get(each.by) or names.index(each.by)
            for row, each in enumerate(covers)
        ),
        up_to_urgency=tuple(each.up_to_urgency or NO_URGENCY for each in covers),
        calls=tuple(calls),
        dealt=tuple(
            max(calls[row % len(names) : row + 1 : len(names)]) for row in range(len(covers))
        ),
        reading_in=tuple(each.reading_in for each in covers),
        time_ppm=tuple(round(MILLION * each.time_factor) for each in covers),
    )


def _lunches(phases: Sequence[Phase]) -> tuple[int, ...]:
    """Seconds of each person's lunch in each phase."""
    people = (person for each in phases for person in everybody(roster(phases, each)))
    return tuple(each.hours.lunch.lasts if each.hours.lunch else 0 for each in people)


def _week_seconds(people: Sequence[Person]) -> tuple[int, ...]:
    """Of each person."""
    known = {hours: hours.week_seconds() for hours in {person.hours for person in people}}
    return tuple(known[person.hours] for person in people)


def _working_days(phases: Sequence[Phase]) -> WorkingDays:
    """Days on which anybody of a role works, holidays left out; absence is not known beforehand."""
    days = 7 * phases[0].scenario.horizon.weeks
    before: list[int] = []
    day: list[int] = []
    for s, role in ((each.scenario, role) for each in phases for role in each.scenario.roles):
        works = called_by_role(s, role)
        numbers = np.flatnonzero(works).tolist()
        before += [0, *np.cumsum(works).tolist()]
        day += numbers + [days] * (days + 1 - len(numbers))
    return WorkingDays(days, tuple(before), tuple(day))


def _owned(s: Scenario, role: str, whose: str | None) -> int:
    """Is work of this role for the account's own person?"""
    return int(whose == "owner" or (whose is None and s.roles[role].accounts == "own"))


def _shared_rows(s: Scenario, phases: Sequence[Phase], rows: _Rows) -> dict[str, Any]:
    """Who does joint work and who learns; when gathered work is done, which times are kept for it.

    Activities say which row is theirs.
    """
    return {
        "partners": tuple(count for mix in rows.mixes for count in mix),
        "learning": learning_columns(rows.learning),
        "sessions": session_columns(rows.sessions, list(s.activities)),
        "blocks": block_columns(phases, rows.sessions),
    }


def _mixes(phases: Sequence[Phase]) -> list[tuple[int, ...]]:
    """People of each role beside the leader, for each way in which they do joint work."""
    every = [(each.scenario, a) for each in phases for a in each.scenario.activities.values()]
    return list(dict.fromkeys(_mix(s, a) for s, a in every if a.partners))


def _mix(s: Scenario, a: Activity) -> tuple[int, ...]:
    return tuple(a.partners.get(role, 0) for role in s.roles)


class _Rows(NamedTuple):
    """What several activities may share: each once, in the order of its rows."""

    mixes: Sequence[tuple[int, ...]]
    lines: Sequence[Line]
    joins: Sequence[tuple[str, ...]]
    sessions: Sequence[Sessions]
    learning: Sequence[tuple[Learner, ...]]
    skills: Sequence[str]
    channels: tuple[str, ...]
    is_shared: bool  # is any commission given to other roles?


def _rows_of(phases: Sequence[Phase]) -> _Rows:
    """What activities of any phase share."""
    return _Rows(
        _mixes(phases),
        lines_of(phases),
        _joins(phases),
        sessions_of(phases),
        learners_of(phases),
        skills_of(phases),
        _channels(phases),
        any(
            role.commission and role.commission.shared
            for each in phases
            for role in each.scenario.roles.values()
        ),
    )


def _activities(phase: Phase, categories: tuple[str, ...], rows: _Rows) -> ActivityColumns:
    s = phase.scenario
    role = list(s.roles).index
    every = list(s.activities.values())
    stages, dealing = _stages(s), in_deals(s)
    return ActivityColumns(
        name=tuple(s.activities),
        category=tuple(categories.index(a.category) for a in every),
        role=tuple(role(a.by) for a in every),
        own=tuple(_owned(s, a.by, a.whose) for a in every),
        mean=tuple(round(a.lasts.mean) for a in every),
        urgency=tuple(a.urgency for a in every),
        queue_urgency=tuple(0 if is_exclusive(a) else a.urgency for a in every),
        **_due_times(every),
        splittable=tuple(int(a.splittable) for a in every),
        interrupts=tuple(int(a.interrupts or is_exclusive(a)) for a in every),
        place=tuple(PLACES.index(a.place) for a in every),
        **_appointments([a.appointment for a in every]),
        worth_the_way=tuple(map(_worth_the_way, every)),
        on_days=tuple(days_mask(a) for a in every),
        session=tuple(rows.sessions.index(a.sessions) if a.sessions else NOT for a in every),
        **_overflows(s, [a.overflow for a in every]),
        lapse_after=tuple(map(_lapse_after, every)),
        **_moved(s, [a.moved for a in every]),
        individual=tuple(int(a.individual) for a in every),
        meeting=tuple(int(a.arises.meeting is not None) for a in every),
        plain=tuple(int(_is_plain(s, name, a)) for name, a in s.activities.items()),
        channel=tuple(rows.channels.index(a.channel) if a.channel else NOT for a in every),
        calls=tuple(int(name in s.call_plans) for name in s.activities),
        coordinated=tuple(int(_is_coordinated(s, name)) for name in s.activities),
        hears=tuple(round(MILLION * hears(s, name)) for name in s.activities),
        felt=tuple(round(MILLION * felt_as(a)) for a in every),
        **_consequences(s),
        **_steering(s, dealing),
        deal=tuple(stages.get(name, (NOT, NOT))[0] for name in s.activities),
        stage=tuple(stages.get(name, (NOT, NOT))[1] for name in s.activities),
        matters=tuple(
            int(name in dealing or rows.is_shared or _matters(s, name)) for name in s.activities
        ),
        **_following(s, rows.joins),
        partners=tuple(rows.mixes.index(_mix(s, a)) if a.partners else NOT for a in every),
        **_skills(every, rows),
        learning=tuple(learning_row(rows.learning, phase, name) for name in s.activities),
        kind=tuple(range(len(every))),
    )


def _of_all_work(s: Scenario) -> dict[str, Any]:
    """What holds for all work."""
    return {
        "appointments": int(any(a.appointment for a in s.activities.values())),
        "earliest_due": int(s.line_order == "earliest_due"),
        "steering": int(any(a.steers for a in s.activities.values())),
        "steering_by": max(
            (STEERS_BY.index(a.steers.by) for a in s.activities.values() if a.steers), default=0
        ),
        "set_up": s.switching.set_up,
        "slower_ppm": round(MILLION * (1 + s.switching.slower)),
        "resumption": s.resumption,
    }


def _lapse_after(a: Activity) -> int:
    return a.lapses.after if isinstance(a.lapses, LapsesAfter) else NOT


def _due_times(every: Sequence[Activity]) -> dict[str, tuple[int, ...]]:
    """The columns of by when it should be finished."""
    return {
        "due": tuple(a.due.seconds if a.due is not None else NOT for a in every),
        "due_in_days": tuple(int(a.due is not None and a.due.on_working_days) for a in every),
    }


def _following(s: Scenario, joins: Sequence[tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    """The columns of how an activity follows on others."""
    every = s.activities.items()
    return {
        "uncertain": tuple(
            int(any(depends(s, name, each) for each in a.arises.after.values()))
            for name, a in every
        ),
        "join": tuple(joins.index(_join(n, a)) if a.arises.join else NOT for n, a in every),
    }


def _join(name: str, a: Activity) -> tuple[str, ...]:
    return (name, *(a.arises.join.of if a.arises.join else ()))


def _joins(phases: Sequence[Phase]) -> list[tuple[str, ...]]:
    """What waits for what, in any phase: the activity, then those that have to be finished."""
    every = [each for phase in phases for each in phase.scenario.activities.items()]
    return list(dict.fromkeys(_join(name, a) for name, a in every if a.arises.join))


def _join_columns(s: Scenario, joins: Sequence[tuple[str, ...]]) -> JoinColumns:
    number = list(s.activities).index
    members = [
        [(row, 1 << join.index(name)) for row, (_, *join) in enumerate(joins) if name in join]
        for name in s.activities
    ]
    rows = [row for each in members for row in each] if joins else []
    return JoinColumns(
        effect=tuple(number(name) for name, *_ in joins),
        first=tuple(number(first) for _, first, *_ in joins),
        whole=tuple((1 << len(join) - 1) - 1 for join in joins),
        member_from=tuple(accumulate((len(each) for each in members), initial=0)) if joins else (),
        join=tuple(join for join, _ in rows),
        bit=tuple(bit for _, bit in rows),
    )


def _open_hours(phases: Sequence[Phase]) -> OpenHours:
    """The hours that delays count, by the name of the role or profile whose they are."""
    links = [edge.link for each in phases for edge in edges_of(each.scenario)]
    every = (link.open_hours for link in links)
    names = tuple(dict.fromkeys(each for each in every if each is not None))
    spans = [list(_open_phase_by_phase(phases, *name)) for name in names]
    return OpenHours(
        name=names,
        first=tuple(accumulate((len(each) for each in spans), initial=0)) if names else (),
        begin=tuple(span.begin for each in spans for span in each),
        end=tuple(span.end for each in spans for span in each),
        before=tuple(
            before
            for each in spans
            for before in list(accumulate((span.counts for span in each), initial=0))[:-1]
        ),
        counts=tuple(span.counts for each in spans for span in each),
    )


def _open_phase_by_phase(phases: Sequence[Phase], name: str, in_days: bool) -> Iterator[OpenSpan]:
    """When a role or profile is open: by whoever is of the role in each phase."""
    ends = [*(each.day * DAY for each in phases[1:]), None]
    for each, last in zip(phases, ends, strict=True):
        for whole in open_spans(each.scenario, name, in_days):
            span = whole.within(each.day * DAY, whole.end if last is None else last)
            if span.begin < span.end:
                yield span


def _consequences(s: Scenario) -> dict[str, tuple[int, ...]]:
    """The columns of what an activity done, or done late, does to its customer."""
    every = list(s.activities.values())
    return {
        "goodwill": tuple(round(MILLION * a.goodwill) for a in every),
        "goodwill_if_late": tuple(_goodwill_if_late(s, name) for name in s.activities),
        "goodwill_once_late": tuple(_goodwill_once_late(s, name) for name in s.activities),
        "goodwill_if_lapsed": tuple(
            round(MILLION * a.goodwill_if_lapsed) if s.goodwill else 0 for a in every
        ),
        "loses": tuple(int(a.loses_account) for a in every),
        "wins": tuple(int(_wins(s, name, a)) for name, a in s.activities.items()),
        "serves": tuple(1 + SERVES.index(a.serves) for a in every),
        "coaches": tuple(a.coaches for a in every),
        "bids_against": tuple(NOT if a.bids_against is None else a.bids_against for a in every),
        "costs": tuple(round(MILLION * a.costs) for a in every),
        "automated_costs": tuple(
            round(MILLION * (a.costs if a.automated_costs is None else a.automated_costs))
            for a in every
        ),
    }


def _steering(s: Scenario, dealing: set[str]) -> dict[str, tuple[int, ...]]:
    """The columns of looks at records, and of what these tell of."""
    every = s.activities.items()
    read = {name for _, a in every if a.steers for name in a.steers.reads}
    return {
        "sells": tuple(int(name in dealing or name in s.call_plans) for name, _ in every),
        "steers": tuple(a.steers.steps if a.steers else 0 for _, a in every),
        "records": tuple(int(name in read) for name, _ in every),
        "is_step": tuple(
            int(bool(read) and name in dealing and a.due is not None and name not in read)
            for name, a in every
        ),
    }


def _skills(every: Sequence[Activity], rows: _Rows) -> dict[str, tuple[int, ...]]:
    """The columns of what somebody has to know, and of where it waits."""
    return {
        "skill": tuple(rows.skills.index(a.skill.name) if a.skill else NOT for a in every),
        "skilled_only": tuple(int(a.skill is not None and a.skill.required) for a in every),
        "line": tuple(_line(rows.lines, a, a.by) for a in every),
    }


def _line(lines: Sequence[Line], activity: Activity, role: str) -> int:
    line = line_of(activity, role)
    return NOT if line is None else lines.index(line)


def _overflows(s: Scenario, every: Sequence[Overflow | None]) -> dict[str, tuple[int, ...]]:
    """The columns of what is done by others once it has waited too long."""
    roles = list(s.roles)
    return {
        "overflow_role": tuple(roles.index(o.to) if o else NOT for o in every),
        "overflow_after": tuple(o.after if o else NOT for o in every),
        "overflow_at_giver": tuple(int(o is not None and o.at_giver) for o in every),
    }


def _moved(s: Scenario, moved: Sequence[Moved | None]) -> dict[str, tuple[int, ...]]:
    """The columns of what is handed to another role."""
    return {
        "moved_role": tuple(list(s.roles).index(m.to) if m else NOT for m in moved),
        "moved_own": tuple(_owned(s, m.to, None) if m else 0 for m in moved),
        "hand_over": tuple(m.hand_over if m else 0 for m in moved),
        "take_over": tuple(m.take_over if m else 0 for m in moved),
        "moved_ppm": tuple(round(MILLION * m.time_factor) if m else MILLION for m in moved),
    }


def _appointments(every: Sequence[Appointment | None]) -> dict[str, tuple[int, ...]]:
    """The columns of what is agreed on with customers."""
    return {
        "appointment": tuple(int(each is not None) for each in every),
        "window": tuple(NOT if e is None or e.window is None else e.window for e in every),
        "no_show_wait": tuple(each.no_show_wait if each else 0 for each in every),
    }


def _worth_the_way(a: Activity) -> int:
    meeting = a.arises.meeting
    return round(MILLION * meeting.worth_the_way) if meeting else 0


def _wins(s: Scenario, name: str, a: Activity) -> bool:
    """Does a prospect become a customer by it: because it says so, or wins a deal?"""
    return a.serves != "customers" and (
        a.wins_account or any(name == deal.won for deal in s.deals.values())
    )


def _goodwill_if_late(s: Scenario, name: str) -> int:
    """What finishing it late does: nothing where it was felt when it became late."""
    a = s.activities[name]
    if is_felt_once_late(s, name):
        return 0
    return round(MILLION * (a.goodwill if a.goodwill_if_late is None else a.goodwill_if_late))


def _goodwill_once_late(s: Scenario, name: str) -> int:
    late = s.activities[name].goodwill_if_late
    return round(MILLION * late) if late is not None and is_felt_once_late(s, name) else 0


def _is_coordinated(s: Scenario, name: str) -> bool:
    return name in s.call_plans and s.call_plans[name].coordinated


def _versions(phases: Sequence[Phase], kinds: Sequence[ActivityColumns]) -> Versions:
    """What holds in each phase, as rows of which each stands once."""
    as_written = [_as_said(phase.scenario) for phase in phases]
    activities, numbers = _distinct(
        [
            [(*row, each) for row, each in zip(_rows(columns), every, strict=True)]
            for columns, every in zip(kinds, as_written, strict=True)
        ]
    )
    plans = [_plan_rows(*each) for each in zip(phases, numbers, strict=True)]
    rows, versions = _distinct(plans)
    names = list(phases[0].scenario.call_plans)
    return Versions(
        activities=ActivityColumns(*zip(*(row[:-1] for row in activities), strict=True))
        if activities
        else kinds[-1],
        plans=CallPlanColumns(*zip(*(row[:-1] for row in rows), strict=True))
        if rows
        else _plans(phases[-1].scenario),
        activity=tuple(map(tuple, numbers)),
        plan=tuple(
            tuple(
                NOT if name in phase.unplanned else row
                for name, row in zip(names, version, strict=True)
            )
            for phase, version in zip(phases, versions, strict=True)
        ),
    )


def _as_said(s: Scenario) -> list[Activity]:
    """Activities but for how they arise: what is drawn for them differs where they do."""
    return [a.model_copy(update={"arises": Arises()}) for a in s.activities.values()]


def _plan_rows(phase: Phase, number: Sequence[int]) -> list[tuple[Any, ...]]:
    """Call plans of a phase with the versions of its activities, and what else they differ by."""
    s = phase.scenario
    columns = _plans(s)
    mapped = replace(
        columns,
        activity=tuple(number[activity] for activity in columns.activity),
        preparation=tuple(number[p] if p >= 0 else NOT for p in columns.preparation),
    )
    # Another headcount cuts the land anew: then it is another plan.
    people = [r.people if r.accounts == "own" else 0 for r in s.roles.values()]
    wanted = [
        tuple(g.contact_every.get(name) for g in s.segments.values()) for name in s.call_plans
    ]
    every = zip(_rows(mapped), s.call_plans.values(), wanted, strict=True)
    return [(*row, (people[row[1]], plan, often)) for row, plan, often in every]


def _with_shares(versions: Versions, phases: Sequence[Phase], lines: Sequence[Line]) -> Versions:
    """A version more for each further role that does a share of an activity."""
    rows, shared = _rows(versions.activities), []
    known: dict[tuple[int, str], int] = {}
    for phase, numbers in zip(phases, versions.activity, strict=True):
        every = zip(phase.scenario.activities.values(), numbers, strict=True)
        of_phase = []
        for activity, first in every:
            of_phase.append(tuple(_shares(phase.scenario, activity, first, rows, known, lines)))
        shared.append(tuple(of_phase))
    activities = ActivityColumns(*zip(*rows, strict=True)) if rows else versions.activities
    return versions._replace(activities=activities, shared=tuple(shared))


def _shares(
    s: Scenario,
    activity: Activity,
    first: int,
    rows: list[tuple[Any, ...]],
    known: dict[tuple[int, str], int],
    lines: Sequence[Line],
) -> Iterator[tuple[float, int]]:
    """Share so far and version of each role; rows that are not known yet are added."""
    whole, names = 0.0, [field.name for field in fields(ActivityColumns)]
    for role, share in activity.by.shares.items():
        whole += share
        version = first if role == activity.by else known.setdefault((first, role), len(rows))
        if version == len(rows):
            own = {
                "role": list(s.roles).index(role),
                "own": _owned(s, role, activity.whose),
                "line": _line(lines, activity, role),
            }
            row = dict(zip(names, rows[first], strict=True)) | own
            rows.append(tuple(row.values()))
        yield whole, version


def _rows(columns: ActivityColumns | CallPlanColumns) -> list[tuple[Any, ...]]:
    return list(zip(*(getattr(columns, field.name) for field in fields(columns)), strict=True))


def _distinct(
    tables: Sequence[Sequence[tuple[Any, ...]]],
) -> tuple[list[tuple[Any, ...]], list[list[int]]]:
    """All rows that differ from those of the table before, and where each table's rows stand."""
    rows = list(tables[0])
    numbers = [list(range(len(rows)))]
    for before, table in pairwise(tables):
        at = list(numbers[-1])
        for place, (old, new) in enumerate(zip(before, table, strict=True)):
            if old != new:
                at[place] = len(rows)
                rows.append(new)
        numbers.append(at)
    return rows, numbers


def _phases(phases: Sequence[Phase], versions: Versions) -> PhaseColumns:
    """When each phase begins, and the plans and headcount of each role in it."""
    plans, roles = versions.plans, len(phases[0].scenario.roles)
    slots = max(plans.slot, default=0) + 1
    plan = np.full((len(phases), roles, slots), NOT)
    for phase, known in enumerate(versions.plan):
        for row in (row for row in known if row >= 0):
            plan[phase, plans.role[row], plans.slot[row]] = row
    return PhaseColumns(
        start=tuple(phase.day * DAY if number else 0 for number, phase in enumerate(phases)),
        plan=tuple(plan.ravel().tolist()),
        slots=slots,
        present=tuple(role.people for each in phases for role in each.scenario.roles.values()),
        expenses=tuple(fsum(each.scenario.economics.expenses.values()) for each in phases),
    )


def _stages(s: Scenario) -> dict[str, tuple[int, int]]:
    """Kind of deal and number of the stage, by activity."""
    return {
        activity: (kind, stage)
        for kind, deal in enumerate(s.deals.values())
        for stage, activities in enumerate(deal.stages.values())
        for activity in activities
    }


def _is_plain(s: Scenario, name: str, a: Activity) -> bool:
    special = a.arises.meeting or a.moved or a.automated or a.overflow
    timed = a.on_days or a.sessions or a.lapses
    moves = a.loses_account or a.wins_account or is_felt_once_late(s, name)
    return not (special or timed or moves or name in _stages(s))


def _matters(s: Scenario, name: str) -> bool:
    a = s.activities[name]
    felt = s.goodwill is not None and (a.goodwill or a.goodwill_if_late)
    reads = any(name in each.steers.reads for each in s.activities.values() if each.steers)
    return bool(a.channel or felt or a.coaches or a.steers or reads)


def in_deals(s: Scenario) -> set[str]:
    """Activities that may be part of a deal: the leads, and all that may follow on them."""
    return downstream(s, {lead for deal in s.deals.values() for lead in deal.leads})


def depends(s: Scenario, name: str, following: Following) -> bool:
    """Does whether an activity follows depend on what has happened?"""
    bound = following.above is not None or following.up_to is not None
    return bound or bool(following.responds_to) or name in contested(s)


def _channels(phases: Sequence[Phase]) -> tuple[str, ...]:
    every = [a for each in phases for a in each.scenario.activities.values()]
    return tuple(dict.fromkeys(a.channel for a in every if a.channel))


def _edges(s: Scenario) -> FollowUpColumns:
    names, responses = list(s.activities), list(s.responses)
    number = [NOT] * len(names) ** 2
    rows: list[tuple[int, int, int, int, int]] = []
    chosen: list[int] = []
    for child, activity in enumerate(s.activities.values()):
        for parent, following in activity.arises.after.items():
            if depends(s, names[child], following):
                number[names.index(parent) * len(names) + child] = len(rows)
                above = NOT if following.above is None else round(MILLION * following.above)
                up_to = NOT if following.up_to is None else round(MILLION * following.up_to)
                chance = round(MILLION * following.chance)
                rows.append((chance, above, up_to, len(chosen), len(following.responds_to)))
                chosen += [responses.index(name) for name in following.responds_to]
    chances, aboves, up_tos, firsts, counts = zip(*rows, strict=True) if rows else ((),) * 5
    return FollowUpColumns(tuple(number), chances, aboves, up_tos, firsts, counts, tuple(chosen))


def _responses(s: Scenario) -> ResponseColumns:
    every = list(s.responses.values())
    lines = [response.line() for response in every]
    return ResponseColumns(
        name=tuple(s.responses),
        observed=tuple(OBSERVED.index(response.of) for response in every),
        odds=tuple(int(response.multiplies == "odds") for response in every),
        first=tuple(sum(map(len, lines[:row])) for row in range(len(lines))),
        count=tuple(map(len, lines)),
        at=tuple(at for line in lines for at, _ in line),
        factor=tuple(factor for line in lines for _, factor in line),
    )


def _deal_kinds(s: Scenario) -> DealKindColumns:
    every, names = list(s.deals.values()), list(s.activities)
    stages = [list(deal.stages) for deal in every]
    return DealKindColumns(
        name=tuple(s.deals),
        stages=tuple(map(tuple, stages)),
        activities=tuple(
            tuple(tuple(map(names.index, works)) for works in deal.stages.values())
            for deal in every
        ),
        last_stage=tuple(len(deal.stages) - 1 for deal in every),
        intent=tuple(
            known.index(deal.intent) if deal.intent else max(len(known) - 2, 0)
            for deal, known in zip(every, stages, strict=True)
        ),
        discount=tuple(round(MILLION * deal.discount) for deal in every),
        rivals_discount=tuple(round(MILLION * deal.rivals_discount) for deal in every),
        is_bid_for=tuple(
            int(any(s.activities[lead].bids_against is not None for lead in deal.leads))
            for deal in every
        ),
    )


def _fading(nights: int, constant: float) -> tuple[int, ...]:
    """Millionths left after so many nights, of something with this time constant in seconds."""
    left = MILLION * exp(-np.arange(nights + 1) * DAY / constant)
    return tuple(np.rint(left).astype(int).tolist())


def _market(s: Scenario, phases: Sequence[Phase]) -> MarketParameters:
    nights = s.horizon.weeks * 7
    feeling, days = s.goodwill, [day_of(s, each) * DAY for each in s.changes]
    too_much = feeling.too_much if feeling else None
    return MarketParameters(
        goodwill=round(MILLION * feeling.start) if feeling else 0,
        fades=_fading(nights, feeling.fades) if feeling else (MILLION,) * (nights + 1),
        **_lost(s.territory.change_of_owner if s.territory else None),
        forgotten=_fading(nights, too_much.within if too_much else 30 * DAY),
        fine=round(MILLION * too_much.contacts) if too_much else NOT,
        worthless=round(MILLION * too_much.worthless_at) if too_much else NOT,
        ranking=s.ranking.every if s.ranking else NOT,
        change_at=days[0] if days else 0,
        outlay_at=tuple(days),
        # What is spent once is in no week where weeks count from a day on: it is told by itself.
        outlay=tuple(0.0 if s.horizon.counts_from else each.costs for each in s.changes),
        variable_cost=s.economics.variable_cost,
        beyond_variable_cost=tuple(
            deal.variable_cost - s.economics.variable_cost if deal.variable_cost is not None else 0
            for deal in s.deals.values()
        ),
        cost_growth=s.economics.grows,
        wage_growth=s.economics.wages_grow,
        worth=tuple(g.contract.worth if g.contract else 0.0 for g in s.segments.values()),
        has_prospects=tuple(int(g.market is not None) for g in s.segments.values()),
        contract=tuple(
            g.contract.lasts if g.contract and g.market else NOT for g in s.segments.values()
        ),
        decided_after=_decided_after(s),
        **_chairs(phases),
    )


def _chairs(phases: Sequence[Phase]) -> dict[str, Any]:
    """The columns of who begins in a role, and of who leaves it."""
    every = [list(phase.scenario.roles.values()) for phase in phases]
    each = [role for roles in every for role in roles]
    return {
        "ramps": tuple(int(any(r.ramp_up for r in held)) for held in zip(*every, strict=True)),
        "ramp": tuple(r.ramp_up.lasts if r.ramp_up else 0 for r in each),
        "ramp_start": tuple(round(MILLION * r.ramp_up.starts_at) if r.ramp_up else 0 for r in each),
        "leaving_costs": tuple(r.turnover.costs if r.turnover else 0.0 for r in each),
    }


def _lost(changing: ChangeOfOwner | None) -> dict[str, Any]:
    """What is lost of an account when somebody else looks after it."""
    who = ("colleague", "newcomer", "successor", "channel")
    shares = {f"lost_to_{each}": getattr(changing, each) if changing else 0 for each in who}
    lasts = changing.lasts if changing and changing.of == "sales" else 0
    return {name: round(MILLION * share) for name, share in shares.items()} | {"lost_for": lasts}


def _commission(phases: Sequence[Phase]) -> CommissionColumns:
    """What is earned on deals in each phase; whose work is remembered for it is so in all."""
    every = [role.commission for each in phases for role in each.scenario.roles.values()]
    roles = range(len(phases[0].scenario.roles))
    credit = [CREDITS.index(c.credit) if c else NOT for c in every]
    overlays = [role for role in roles if OVERLAY in credit[role :: len(roles)]]
    return CommissionColumns(
        share=tuple(round(MILLION * c.share) if c else 0 for c in every),
        to_owner=tuple(round(MILLION * c.to_owner) if c else 0 for c in every),
        credit=tuple(credit),
        hand_off=tuple(c.hand_off if c else 0 for c in every),
        cap=tuple(round(MILLION * c.cap) if c and c.cap is not None else NOT for c in every),
        slack=tuple(round(MILLION / c.drive) if c else MILLION for c in every),
        **_taken_back(every),
        overlay=tuple(overlays.index(role) if role in overlays else NOT for role in roles),
        overlays=len(overlays),
        **_shared(every, phases[0].scenario),
    )


def _taken_back(every: Sequence[Commission | None]) -> dict[str, Any]:
    """The columns of what is taken back of commission."""
    claws = [each.claw_back if each else None for each in every]
    within = tuple(claw.within if claw else 0 for claw in claws)
    return {
        "claw_within": within,
        "claw_slack": tuple(round(MILLION / claw.drive) if claw else MILLION for claw in claws),
        "claw_lasts": tuple(claw.lasts if claw else 0 for claw in claws),
        "claw_most": max(within, default=0),
    }


def _shared(every: Sequence[Commission | None], s: Scenario) -> dict[str, Any]:
    """The columns of what other roles are given of a commission, in each segment."""
    shared = [each.shared if each else {} for each in every]
    names = list(dict.fromkeys(name for each in shared for name in each))
    cells = [each.get(name) for each in shared for name in names]
    return {
        "sharer": tuple(names.index(name) if name in names else NOT for name in s.roles),
        "sharers": len(names),
        "shared": tuple(
            round(MILLION * cell.share_in(segment)) if cell else 0
            for cell in cells
            for segment in s.segments
        ),
        "shared_slack": tuple(round(MILLION / cell.drive) if cell else MILLION for cell in cells),
        "shared_lasts": tuple(cell.lasts if cell else 0 for cell in cells),
    }


def _decided_after(s: Scenario) -> tuple[int, ...]:
    """Seconds of delay, at most, from the end of each segment's contracts to a loss by them."""
    ends = [each.contract.ends_with if each.contract else None for each in s.segments.values()]
    losses = [name for name, activity in s.activities.items() if activity.loses_account]
    delays = {end: _longest_delays(s, end) for end in dict.fromkeys(ends) if end is not None}
    return tuple(
        max((delays[end].get(name, 0) for name in losses), default=0) if end is not None else 0
        for end in ends
    )


def _longest_delays(s: Scenario, first: str) -> dict[str, int]:
    """Seconds of delay, at most, from an activity to each of those that it leads to.

    Of work that leads to itself as many rounds count as there are activities.
    """
    steps = [(edge.cause, edge.effect, longest_delay(s, edge.link)) for edge in edges_of(s)]
    longest = {first: 0}
    for _ in s.activities:
        known = dict(longest)
        for before, name, delay in steps:
            if before in longest:
                longest[name] = max(longest.get(name, 0), longest[before] + delay)
        if longest == known:
            break
    return longest


def _plans(s: Scenario) -> CallPlanColumns:
    activity = list(s.activities).index
    every = list(s.call_plans.values())
    roles = [list(s.roles).index(s.activities[name].by) for name in s.call_plans]
    return CallPlanColumns(
        activity=tuple(activity(name) for name in s.call_plans),
        role=tuple(roles),
        slot=tuple(roles[:number].count(role) for number, role in enumerate(roles)),
        planned_ppm=tuple(round(MILLION * p.planned_share) for p in every),
        nearest_first=tuple(int(p.order == "nearest_first") for p in every),
        best_first=tuple(int(p.order == "best_first") for p in every),
        **_weights(s),
        planned_urgency=tuple(p.planned_urgency for p in every),
        free_urgency=tuple(p.free_urgency for p in every),
        lie_over=tuple(p.lie_over for p in every),
        preparation=tuple(activity(p.preparation) if p.preparation else NOT for p in every),
        expected_wait=tuple(round(p.waiting.mean) for p in every),
        no_show_wait=tuple(p.no_show_wait for p in every),
    )


def _weights(s: Scenario) -> dict[str, tuple[Any, ...]]:
    """What each call plan's order counts, in millionths of a point; a way only where one drives."""
    weights = [weights_of(plan.order) for plan in s.call_plans.values()]
    drives = [s.activities[name].place == "account" for name in s.call_plans]

    def points(reason: str) -> tuple[int, ...]:
        return tuple(round(MILLION * getattr(w, reason)) if w else 0 for w in weights)

    return {
        "weighted": tuple(int(w is not None) for w in weights),
        **{reason: points(reason) for reason in ("lateness", "due_date", "potential")},
        "segment": tuple(
            tuple(round(MILLION * w.segment.get(name, 0)) if w else 0 for name in s.segments)
            for w in weights
        ),
        "distance": tuple(way * goes for way, goes in zip(points("distance"), drives, strict=True)),
        "lowest_quarter": points("lowest_quarter"),
    }
