"""The load model: minutes asked of each role over minutes present, for any head-counts.

``network_of`` reads a scenario once; ``loads_of`` then answers for whole arrays of head-counts,
since these only scale what is known by then. All is expectation: nothing is drawn, and the same
scenario gives the same numbers.

Reckoned: arrivals with profiles and holidays, routines and meetings by who is there, what follows
on what, calls as far as they fall due and time is left for them, what is overdue on the first day,
calls that still fit into a day and into the
hours in which accounts receive, people who are away more often than others, visits on request,
joint work and meetings at the headquarters with their ways (``journeys``), nights away, moves with
hand-overs on both sides and what comes back, automated shares, overflow,
work of several roles in order (``sharing``), what lapses, on which nothing follows, set-up and
slower first tasks at the actual mix of work, interruptions, vacation, sickness, deputies, empty
chairs, newcomers' skill, contracts that end, accounts that are lost, caps of commission, chances
that respond to contacts and goodwill.

Not reckoned: sessions of work that does not lapse, chances that respond to waiting (what
is due is taken to be done when it is due), evening work, ways to desks, waiting for each other,
ranking, coaching, the backlog of one person beside idle others, goodwill that is lost with an
account's owner, by what lapses or by what is late, second bids for one need, looks at records,
selling without drive at a cap of commission, leaving over it, and the pace of those who are paid a
part of a commission or have one taken back.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.analysis.capacity import journeys
from simulator.analysis.capacity.calls import CallAttainment
from simulator.analysis.capacity.network import ExpectedOverflow, LoadNetwork, network_of
from simulator.analysis.capacity.presence import ExpectedCalendar
from simulator.analysis.capacity.sharing import LineLoad, SharedWork, all_busy, shares_of
from simulator.analysis.capacity.travel import minutes_by_road
from simulator.analysis.capacity.windows import without_hours
from simulator.measures.window import wage_levels
from simulator.scenario.elementary import Numbers
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.base import HAND_OVER, TRAVEL
from simulator.scenario.units import DAYS_A_YEAR, MINUTE

ROUNDS = 8  # of the fixed point between calls, all that they leave behind, and switching
# How far work that waits is sorted by urgency, so that like follows like: as found in replications
# of the shipped scenarios.
SORTED = 0.25
# Spread of the calls that a person could make against those due, over the root of the accounts: 2
# if calls and turns were exponential (a finite source, M/M/1//N), less as both are more even.
BY_TURN = 1.5
SMALL = 6  # people of a pool, of whom the number that is there matters
LONG = 3  # calls a day, or fewer, of which what is left of it is reckoned one by one
HALVINGS = 12  # of an interval, until a share is known to a few ten-thousandths
_erf = np.vectorize(math.erf, otypes=[float])


@dataclass(frozen=True)
class Loads:
    """What is asked and given in a week: plans in rows, roles in columns; times in minutes."""

    people: Numbers
    present: Numbers  # by the shifts, less lunch
    asked: Numbers  # calls as far as there is time for them
    without_calls: Numbers  # of those: what is asked if nobody is called on
    switching: Numbers  # of those: set-up, and first tasks that are slower
    on_tasks: Numbers  # plans x roles x activities: of those
    attended: Numbers  # plans x roles x activities: of those, in meetings
    travel: Numbers  # of those: on the road, and waiting at accounts
    overtime: Numbers
    kilometres: Numbers  # by road
    nights: Numbers  # away from home
    contracts: Numbers  # money
    slowness: Numbers  # time taken over that of people with full skill
    tasks: Numbers  # plans x activities: asked for
    calls: Numbers  # plans x call plans: made
    wanted: Numbers  # plans x call plans: due
    possible: Numbers  # plans x call plans: for which there would be time
    no_room: Numbers  # plans x call plans: of those due, which do not fit into opening hours
    kept_out: Numbers  # of those: for which there would be time if accounts received all day
    cost: Numbers  # of each plan: contracts, driving, nights away and expenses, in money
    selling_share: Numbers  # of each plan: of the role that sells first

    @property
    def load(self) -> Numbers:
        """Minutes asked over minutes present; NaN for a role that is never there."""
        return self.asked / np.where(self.present > 0, self.present, np.nan)

    @property
    def utilisation(self) -> Numbers:
        """Share of attendance that is not idle: the load, at most 1."""
        attended = self.present + self.overtime
        return np.minimum(1.0, self.asked / np.where(attended > 0, attended, np.nan))


def loads_of(
    network: LoadNetwork, people: npt.ArrayLike, newcomers: npt.ArrayLike | None = None
) -> Loads:
    """The loads of plans that differ in head-counts alone.

    ``people`` has a row for each plan and a column for each role, in the scenario's order. Of these
    ``newcomers`` begin on the day of the change; if not said: the scenario's own, and whoever is
    added to it.
    """
    whole = np.atleast_2d(np.asarray(people, dtype=float))
    staff = _people_of(network, whole, _newcomers(network.scenario, whole, newcomers))
    return _loads(network, staff, _work_of(network, staff))


def loads_of_scenario(scenario: Scenario) -> Loads:
    """The loads of one scenario as it stands: one row."""
    return loads_of(steady_network(scenario), people_of(scenario))


def people_of(scenario: Scenario) -> list[int]:
    """Head-counts of a scenario's roles."""
    return [role.people for role in scenario.roles.values()]


def steady_network(scenario: Scenario, calendar: ExpectedCalendar | None = None) -> LoadNetwork:
    """The network for the pace at which the scenario's people can make the calls that are due.

    What is overdue on the first day is worked off at it, and chances respond to it.
    """
    network = network_of(scenario, calendar)
    if not network.calls:
        return network
    loads = loads_of(network, people_of(scenario))
    due, no_room = loads.wanted[0], loads.no_room[0]
    possible = np.where(
        no_room > 0, np.minimum(loads.possible[0], due - no_room), loads.possible[0]
    )
    possible = np.maximum(possible, 1e-9)
    attained = CallAttainment(
        loads.calls[0] / np.where(due > 0, due, 1), np.minimum(due / possible, 1)
    )
    return network_of(scenario, network.calendar, attained)


def _newcomers(scenario: Scenario, people: Numbers, given: npt.ArrayLike | None) -> Numbers:
    if given is not None:
        return np.broadcast_to(np.asarray(given, dtype=float), people.shape)
    roles = scenario.roles.values()
    always = np.array([role.people - role.newcomers for role in roles], dtype=float)
    newcomers: Numbers = np.clip(people - always, 0, None)
    return newcomers


# -- people ----------------------------------------------------------------------------------------


class _People(NamedTuple):
    """The people of each plan (rows) and role (columns) in the counted weeks."""

    always: Numbers
    newcomers: Numbers
    days: Numbers  # person-days at work
    present: Numbers  # minutes
    paid: Numbers  # weeks of contracts, empty chairs left out
    slowness: Numbers
    variance: Numbers  # of individual times taken, over their mean

    @property
    def crew(self) -> journeys.Staffing:
        """Who is there, as far as journeys are concerned."""
        return journeys.Staffing(self.days, self.always + self.newcomers)


def _people_of(network: LoadNetwork, people: Numbers, newcomers: Numbers) -> _People:
    each, always = network.staff, people - newcomers
    old, new = always * each.days_always, newcomers * each.days_newcomers
    days = old + new
    slow = old * each.slow_always + new * each.slow_newcomers
    alone = np.where(people > 0, 1 - 1 / np.maximum(people, 1), 0.0)  # one person has no spread
    some = np.where(days > 0, days, 1)
    apart = old * new * (each.slow_newcomers - each.slow_always) ** 2 / some**2
    slowness = np.where(days > 0, slow / some, 1.0)
    return _People(
        always=always,
        newcomers=newcomers,
        days=days,
        present=days * each.day_minutes,
        paid=always * each.paid_always + newcomers * each.paid_newcomers,
        slowness=each.speed * slowness,
        variance=alone * each.speed_variance / each.speed**2 + apart / slowness**2,
    )


# -- work ------------------------------------------------------------------------------------------


class _Work(NamedTuple):
    """What is asked in the counted weeks; minutes unless said otherwise."""

    tasks: Numbers  # plans x activities: number
    lapsed: Numbers  # plans x activities: share of them that lapses
    minutes: Numbers  # plans x roles x activities: tasks
    meetings: Numbers
    switching: Numbers
    travel: Numbers  # and waiting at accounts
    to_others: Numbers  # of that: to visits on request and to meetings
    metres: Numbers  # straight
    nights: Numbers  # away from home
    calls: Numbers  # plans x call plans: number made

    @property
    def done(self) -> Numbers:
        """Tasks that do not lapse."""
        done: Numbers = self.tasks * (1 - self.lapsed)
        return done

    @property
    def total(self) -> Numbers:
        """All minutes asked of each role."""
        total: Numbers = self.minutes.sum(axis=2) + self.meetings + self.switching + self.travel
        return total


def _work_of(network: LoadNetwork, people: _People) -> _Work:
    """All that is asked, and calls as far as there is time for them: a fixed point."""
    nothing = np.zeros((len(people.days), len(network.calls)))
    idle = np.zeros_like(people.days)
    nothing_lapses = np.zeros((len(people.days), len(network.next_step)))
    before = _Before(busy=idle, saved=idle, beside=idle, lapsed=nothing_lapses)
    work = _asked(network, people, nothing, before)
    bounds = _Bounds(nothing + 1, _no_room(network, people))
    work = _settled(network, people, work, bounds)
    if any(call.cap for call in network.calls):
        bounds = bounds._replace(driven=_driven(network, people, work))
        work = _settled(network, people, work, bounds)
    return work


class _Bounds(NamedTuple):
    """What keeps people from calls for which they would have time; plans x call plans."""

    driven: Numbers  # share of the calls possible that they care to make
    no_room: Numbers  # calls due which do not fit into the hours in which accounts receive


def _no_room(network: LoadNetwork, people: _People, all_day: bool = False) -> Numbers:
    """Plans x call plans: calls due which do not fit into the hours in which accounts receive.

    ``all_day``: nor into whole shifts, if accounts received all day.
    """
    lost = [
        journeys.no_room_in_windows(
            network, people.crew, number, without_hours(call.windows) if all_day else call.windows
        )
        for number, call in enumerate(network.calls)
    ]
    return np.array(lost).reshape(-1, len(people.days)).T


def _kept_out(network: LoadNetwork, people: _People, possible: Numbers) -> Numbers:
    """Plans x call plans: calls for which there is time in shifts, but not in opening hours."""
    lost = _no_room(network, people)
    if not lost.any():
        return lost
    in_time = possible - (network.demand.wanted - lost)
    in_shifts = lost - _no_room(network, people, all_day=True)
    kept_out: Numbers = np.maximum(np.minimum(in_time, in_shifts), 0)
    return kept_out


def _settled(network: LoadNetwork, people: _People, work: _Work, bounds: _Bounds) -> _Work:
    """What is asked once calls, all that they leave behind and switching fit together."""
    lapsed = work.lapsed
    for _ in range(ROUNDS):
        calls = work.calls.copy()
        for number in range(len(network.calls)):
            made, lost = _calls_made(network, people, work, number), bounds.no_room[:, number]
            most = np.maximum(network.demand.wanted[number] - lost, 0)  # as far as rounded
            made = np.where(lost > 0, np.minimum(made, most), made)
            calls[:, number] = made * bounds.driven[:, number]
        beside = work.switching + work.travel
        before = _Before(_busy(people, work), _saved(network, people, work), beside, lapsed)
        work = _asked(network, people, calls, before)
        lapsed = (lapsed + work.lapsed) / 2  # less follows, so that less lapses: half of the way
    return work


def _driven(network: LoadNetwork, people: _People, work: _Work) -> Numbers:
    """Share of the calls possible that are made by people whose commission has a cap."""
    calendar = network.calendar
    days = np.arange(len(calendar.counted)) % DAYS_A_YEAR
    driven = np.ones_like(work.calls)
    for number, call in enumerate(network.calls):
        if call.cap is not None:
            count = np.maximum((people.always + people.newcomers)[:, call.role], 1e-9)
            a_day = work.tasks @ call.cap.earned / (7 * calendar.weeks) / count
            until = call.cap.most / np.maximum(a_day, 1e-9)
            capped = (days >= until[:, None]) & calendar.counted
            share = capped.sum(axis=1) / calendar.counted.sum()
            driven[:, number] = 1 - share * (1 - call.cap.planned)
    return driven


def _calls_made(network: LoadNetwork, people: _People, work: _Work, number: int) -> Numbers:
    """Calls that are due and for which there is time beside all other work.

    Whoever takes long over paperwork has less time for calls, whoever is quick may have none left
    that are due: so that a role makes fewer than its mean person could. So does a person of few
    accounts, who fall due now together, now not at all, and whoever is away more often than others.
    """
    call = network.calls[number]
    role, each = call.role, _minutes_of_call(network, people, work, number)
    could = _calls_possible(network, people, work, number)
    paperwork = work.tasks @ network.by_speed.total[:, role]
    accounts = call.accounts / np.maximum((people.always + people.newcomers)[:, role], 1)
    by_speed = np.sqrt(network.staff.speed_variance[role]) * paperwork / each
    by_turn = BY_TURN * could / np.sqrt(np.maximum(accounts, 1))
    by_absence = network.staff.uneven[role] * people.present[:, role] / each
    by_absence = by_absence / _rivals(network, role)
    uneven = _unevenness(network, people, number, each)
    spread = np.sqrt(by_speed**2 + by_turn**2 + by_absence**2 + uneven**2)
    made: Numbers = np.maximum(_mean_of_lesser(network.demand.wanted[number], could, spread), 0)
    return made


def _possible(network: LoadNetwork, people: _People, work: _Work) -> Numbers:
    """Plans x call plans: calls for which there is time beside all other work."""
    possible = np.zeros_like(work.calls)
    for number in range(len(network.calls)):
        possible[:, number] = _calls_possible(network, people, work, number)
    return possible


def _calls_possible(network: LoadNetwork, people: _People, work: _Work, number: int) -> Numbers:
    """Calls of one call plan for which there is time beside all other work."""
    role, each = network.calls[number].role, _minutes_of_call(network, people, work, number)
    left = people.present[:, role] - work.total[:, role]
    left = left - people.days[:, role] * _evening(network, people, work, number).unfilled
    could: Numbers = work.calls[:, number] + left / each / _rivals(network, role)
    return could


def _rivals(network: LoadNetwork, role: int) -> int:
    """Call plans of the same people."""
    return sum(call.role == role for call in network.calls)


def _unevenness(network: LoadNetwork, people: _People, number: int, each: Numbers) -> Numbers:
    """Spread of calls due and of calls possible between people whose accounts files give.

    Some have more accounts than others, and some live further from theirs.
    """
    known = network.grounds[network.calls[number].role].known
    if known is None:
        return np.zeros_like(each)
    days = people.days[:, network.calls[number].role]
    home = 2 * days * known.home_spread * bool(network.calls[number].drives)
    minutes = minutes_by_road(network.scenario, network.roads, 0, home) if home.any() else home
    spread: Numbers = np.hypot(
        network.demand.wanted[number] * known.accounts_spread, minutes / each
    )
    return spread


class _Evening(NamedTuple):
    """What is left of a person's day when one more call of the usual length does not fit."""

    unfilled: Numbers  # minutes that are too short for any call, and stay empty
    saved: Numbers  # minutes on the road, by those who fit in calls that are shorter


def _evening(network: LoadNetwork, people: _People, work: _Work, number: int) -> _Evening:
    """The end of a day on which calls of one plan are made.

    What is left of the day is anything up to a call, so half of one on average. Into it goes what
    the last call left behind, what came in meanwhile or comes in now, what may lie over, and calls
    with a shorter way, half between the shortest of those due and the usual: until what is left is
    anything up to the shortest. Of long calls what is left is known, the less so the more other
    work there is, which begins a day anywhere.
    """
    call, each = network.calls[number], _minutes_of_call(network, people, work, number)
    made, present = work.calls[:, number], people.present[:, call.role]
    travel = (work.travel - work.to_others)[:, call.role]
    on_the_road = np.where(made > 0, travel / np.maximum(made, 1e-9), 0.0)
    whole = np.maximum(call.lasts + on_the_road, 1e-9)
    others = work.total[:, call.role] - made * each
    coming = np.clip(others / np.where(present > 0, present, 1), 0, 1)
    filled = np.maximum(each - whole, 0) + coming * whole + call.lies_over
    road = journeys.least_road(network, people.crew, number, made)
    shortest = np.minimum(whole, np.maximum(call.lasts + call.waiting + road, 1e-9))
    left, unfilled = (
        np.maximum(length - filled, 0) ** 2 / (2 * length) * (1 - coming)
        for length in (whole, shortest)
    )
    saved = (left - unfilled) * (whole - shortest) / (whole + shortest)
    day = present / np.maximum(people.days[:, call.role], 1e-9)
    is_long = call.lasts > day / LONG
    if not is_long.any():
        return _Evening(unfilled, saved)
    spread = journeys.spread_of_lasts(network, call)
    rest = _rest_of_day((day, day * (1 - coming)), (whole, shortest), spread)
    one_by_one = np.where(is_long, np.maximum(1 - 2 * coming, 0), 0)
    return _Evening(unfilled + one_by_one * (rest - unfilled), (1 - one_by_one) * saved)


def _rest_of_day(
    minutes: tuple[Numbers, Numbers], calls: tuple[Numbers, Numbers], spread: float
) -> Numbers:
    """What a day, and what other work leaves of it, have left when all calls are made that fit.

    Of the usual length, and at last the shortest: it is begun if it fits into what those before it
    left, of which the sum is taken to be normal. For the first other work may lie over: it fits if
    the usual does; if only the shortest would, as often as the day is nearer to the usual.
    """
    day, left = minutes
    usual, shortest = calls
    fit = np.clip((day - shortest) / np.maximum(usual - shortest, 1e-6), 0, 1)
    for before in range(1, LONG):
        place = (left - before * usual - shortest) / max(math.sqrt(before) * spread, 1e-6)
        fit += 0.5 * (1 + _erf(place / math.sqrt(2)))
    rest: Numbers = np.maximum(left - fit * usual, 0)
    return rest


def _saved(network: LoadNetwork, people: _People, work: _Work) -> Numbers:
    """Plans x roles: minutes on the road that calls save which still fit into a day."""
    saved = np.zeros_like(people.days)
    for number, call in enumerate(network.calls):
        days, attempts = people.days[:, call.role], work.calls[:, number] * call.attempts
        out = days * -np.expm1(-attempts / np.maximum(days, 1e-9))
        saved[:, call.role] += out * _evening(network, people, work, number).saved
    return saved


def _mean_of_lesser(bound: float, mean: Numbers, spread: Numbers) -> Numbers:
    """Mean of a bound or a normal number, whichever is less."""
    place = (bound - mean) / np.maximum(spread, 1e-9)
    below = 0.5 * (1 + _erf(place / np.sqrt(2)))
    density = np.exp(-(place**2) / 2) / np.sqrt(2 * np.pi)
    lesser: Numbers = mean * below - spread * density + bound * (1 - below)
    return lesser


def _busy(people: _People, work: _Work) -> Numbers:
    """Share of their time that people are busy, at most 1."""
    busy: Numbers = np.minimum(work.total / np.where(people.present > 0, people.present, 1), 1)
    return busy


class _Before(NamedTuple):
    """What was found a round ago; plans x roles."""

    busy: Numbers  # share of their time
    saved: Numbers  # minutes on the road, by calls that still fit into a day
    beside: Numbers  # minutes on the road, and of switching
    lapsed: Numbers  # plans x activities: share of the tasks


def _asked(network: LoadNetwork, people: _People, calls: Numbers, before: _Before) -> _Work:
    """What is asked if so many calls are made and people are so busy."""
    demand = network.demand
    attending = _attending(network, people)
    arising = demand.fixed + people.always @ demand.always + people.newcomers @ demand.newcomers
    tasks = _with_all_that_follows(network, arising, before.lapsed)
    for number, call in enumerate(network.calls):
        each_call = _with_all_that_follows(network, call.comes_to, before.lapsed)
        tasks = tasks + calls[:, number, None] * each_call
    each = _minutes_of_tasks(network, people, tasks, before.busy)
    handled = tasks[:, None, :] * network.handled.T
    _pass_on(network, people, each, handled, [o for o in network.overflows if o.taker >= 0])
    busy_with = attending @ network.meeting + before.beside
    for shared in network.shared:
        _share(network, people, shared, _AskedSoFar(each, handled, busy_with, calls))
    stood = handled.sum(axis=1)
    _pass_on(network, people, each, handled, [o for o in network.overflows if o.taker < 0])
    crew, outward = people.crew, _outward(network, handled, attending)
    to_calls = journeys.to_calls(network, crew, calls, outward)
    journeys.shorten(network, to_calls, before.saved)
    to_others = journeys.to_others(network, crew, calls, outward)
    return _Work(
        tasks=tasks,
        lapsed=_lapsed(network, stood, handled.sum(axis=1)),
        minutes=each,
        meetings=attending @ network.meeting,
        switching=_switching(network, people, each, handled + attending, before.busy),
        travel=to_calls.minutes + to_others.minutes,
        to_others=to_others.minutes,
        metres=to_calls.metres + to_others.metres,
        nights=to_calls.nights,
        calls=calls,
    )


def _with_all_that_follows(network: LoadNetwork, causes: Numbers, lapsed: Numbers) -> Numbers:
    """Plans x activities: what causes come to in the end; on what lapses nothing follows.

    Causes are the same for all plans, or have a row for each.
    """
    if not any(overflow.taker < 0 for overflow in network.overflows):
        tasks: Numbers = causes @ network.demand.leads_to
        return tasks
    steps = np.eye(len(network.next_step)) - (1 - lapsed)[:, :, None] * network.next_step
    rows = np.broadcast_to(causes, lapsed.shape)
    solved = np.linalg.solve(steps.transpose(0, 2, 1), rows[:, :, None])[:, :, 0]
    return np.asarray(solved, dtype=float)


def _pass_on(
    network: LoadNetwork,
    people: _People,
    each: Numbers,
    handled: Numbers,
    overflows: Sequence[ExpectedOverflow],
) -> None:
    """Has others do what waits too long, or nobody."""
    for share, overflow in _overflowing(network, people, each, overflows):
        a, givers, taker = overflow.activity, list(overflow.givers), overflow.taker
        for moved in (each, handled):
            if taker >= 0:
                moved[:, taker, a] += share * moved[:, givers, a].sum(axis=1)
            moved[:, givers, a] *= (1 - share)[:, None]


def _lapsed(network: LoadNetwork, stood: Numbers, left: Numbers) -> Numbers:
    """Plans x activities: share of the tasks that lapses, from those in hand before and after."""
    by_people = [1 - activity.automated for activity in network.scenario.activities.values()]
    lapsed: Numbers = np.where(stood > 0, 1 - left / np.where(stood > 0, stood, 1), 0) * by_people
    return lapsed


class _AskedSoFar(NamedTuple):
    """What is asked of each role so far; the first two are changed where work is shared."""

    each: Numbers  # plans x roles x activities: minutes
    handled: Numbers  # of the same: number
    beside: Numbers  # plans x roles: minutes of all that is no task
    calls: Numbers  # plans x call plans: number


def _share(network: LoadNetwork, people: _People, shared: SharedWork, asked: _AskedSoFar) -> None:
    """Has several roles do what waits in one line for all of them."""
    rows, roles = list(shared.activities), list(shared.roles)
    first = asked.each[:, roles[0]][:, rows]
    pace = people.slowness[:, roles] / people.slowness[:, roles[:1]]
    fixed = [not activity.individual for activity in network.scenario.activities.values()]
    takes = np.where(np.array(fixed)[rows, None], 1.0, pace[:, None] * shared.takes)
    alone = first[:, :, None] * takes  # plans x activities x roles: if one role did it all
    line = _line_load(network, people, shared, asked, alone.sum(axis=1))
    whole = np.maximum(first.sum(axis=1, keepdims=True), 1e-9)
    shares = shares_of(line, shared.on_shift, first / whole @ shared.comes)
    number = asked.handled[:, roles[0]][:, rows]
    for place, role in enumerate(roles):
        part = shares[:, place, None]
        kept_minutes = asked.each[:, role][:, rows] * (place > 0)
        kept_number = asked.handled[:, role][:, rows] * (place > 0)
        asked.each[:, role, rows] = kept_minutes + part * alone[:, :, place]
        asked.handled[:, role, rows] = kept_number + part * number


def _line_load(
    network: LoadNetwork, people: _People, shared: SharedWork, asked: _AskedSoFar, minutes: Numbers
) -> LineLoad:
    """What a line meets, whose work would take a role so many minutes if it did that alone."""
    roles, rows = list(shared.roles), list(shared.activities)
    total = asked.each.sum(axis=2) + asked.beside
    own = total[:, roles]
    own[:, 0] -= asked.each[:, roles[0]][:, rows].sum(axis=1)
    present = people.present[:, roles]
    able, count = present * shared.able, _at_work(network, people)[:, roles]
    crew = np.maximum(people.crew.people[:, roles], 1)
    calls = _calling(network, asked)
    task = minutes / np.maximum(asked.handled[:, roles[0]][:, rows].sum(axis=1), 1e-9)[:, None]
    turn = calls.minutes[:, roles] / np.maximum(calls.number[:, roles], 1e-9)
    return LineLoad(
        own=np.where(present > 0, own / np.maximum(present, 1e-9), 0),
        whole=np.where(able > 0, minutes / np.maximum(able, 1e-9), 0),
        present=able,
        count=count * shared.able,
        missing=np.maximum(1 - count / crew, 0) ** (crew * shared.able),
        calling=calls.number[:, roles] > 0,
        calls=calls.minutes[:, roles] / np.maximum(present, 1e-9),
        # Of two times of even length that run, the longer ends first in half of their ratio.
        turns=task / np.maximum(np.maximum(2 * turn - task, task), 1e-9),
    )


class _Calling(NamedTuple):
    """Calls that roles make; plans x roles."""

    number: Numbers
    minutes: Numbers  # with what lies beside them, ways above all


def _calling(network: LoadNetwork, asked: _AskedSoFar) -> _Calling:
    calls = _Calling(np.zeros_like(asked.beside), np.zeros_like(asked.beside))
    for number, call in enumerate(network.calls):
        made = asked.calls[:, number]
        calls.number[:, call.role] += made
        calls.minutes[:, call.role] += made * (call.lasts + call.waiting)
    return calls._replace(minutes=calls.minutes + asked.beside * (calls.number > 0))


def _outward(network: LoadNetwork, handled: Numbers, attending: Numbers) -> journeys.Outward:
    """What leads people away from their desks, beside calls."""
    asked, second = network.on_request[:, None], network.second
    visits = handled @ network.on_request

    def of_visits(share: Numbers) -> Numbers:
        total: Numbers = np.einsum("pra,ar->pr", handled, share * asked)
        return total

    return journeys.Outward(
        visits=visits,
        abroad=of_visits(network.abroad),
        fits=of_visits(second.fits) / np.maximum(visits, 1e-9),
        saved=of_visits(second.saved) / np.maximum(visits, 1e-9),
        waits=handled @ network.vain_waits,
        meetings=attending @ network.away,
        agreed=handled @ network.joint,
    )


def _minutes_of_tasks(
    network: LoadNetwork, people: _People, tasks: Numbers, busy: Numbers
) -> Numbers:
    """Plans x roles x activities. Whoever is fast does more of what anybody may do.

    Each server of a pool is idle equally long before each task, on average; so that of those who
    take longer than others fewer tasks come, and the more so the busier all are.
    """
    quick = 1 / (1 + people.variance * busy)
    pace = people.slowness[:, :, None] * (1 - network.pooled.T * (1 - quick[:, :, None]))
    each = network.fixed.total.T + network.by_speed.total.T * pace
    minutes: Numbers = tasks[:, None, :] * each
    return minutes


def _overflowing(
    network: LoadNetwork, people: _People, each: Numbers, overflows: Sequence[ExpectedOverflow]
) -> Iterator[tuple[Numbers, ExpectedOverflow]]:
    """Shares of work that wait too long: because nobody is there, or nobody can come in time."""
    for overflow in overflows:
        givers = list(overflow.givers)
        present = people.present[:, givers].sum(axis=1)
        minutes = each[:, givers].sum(axis=1) / np.where(present > 0, present, 1)[:, None]
        own = minutes[:, overflow.activity]
        others = np.maximum(minutes @ overflow.urgent - own, 0)
        if overflow.even:
            waits = np.clip(1 - (1 - others) / np.maximum(own, 1e-9), 0, 1)
        else:
            count = np.maximum(_at_work(network, people)[:, givers].sum(axis=1), 1e-9)
            count = np.minimum(count, 1) if overflow.alone else count
            employed = count if overflow.alone else people.crew.people[:, givers].sum(axis=1)
            waits = _as_many_are_there(network, overflow, minutes, (count, employed))
        if overflow.in_hours < 1:  # there is no time for more than fits into these
            attended = own * (1 - overflow.unattended)
            room = overflow.in_hours * np.maximum(1 - others, 0)
            waits = np.maximum(waits, 1 - room / np.maximum(attended, room + 1e-9))
        share = overflow.unattended + (1 - overflow.unattended) * waits
        yield np.where(present > 0, share, 1.0), overflow


def _as_many_are_there(
    network: LoadNetwork,
    overflow: ExpectedOverflow,
    minutes: Numbers,
    people: tuple[Numbers, Numbers],
) -> Numbers:
    """Share of work that waits too long, over how many of a small pool are there by chance."""
    count, employed = people
    whole = _too_long(network, overflow, minutes, count)
    if overflow.alone:
        return whole
    present = np.clip(count / np.maximum(employed, 1e-9), 0, 1)
    waits = (1 - present) ** employed
    for there in range(1, min(int(np.max(employed, initial=0)), SMALL) + 1):
        ways = np.array([math.comb(int(each), there) for each in employed])
        chance = ways * present**there * (1 - present) ** np.maximum(employed - there, 0)
        busier = minutes * (count / there)[:, None]
        waits = waits + chance * _too_long(network, overflow, busier, np.full_like(count, there))
    return np.where(employed > SMALL, whole, np.minimum(waits, 1))


def _too_long(
    network: LoadNetwork, overflow: ExpectedOverflow, minutes: Numbers, people: Numbers
) -> Numbers:
    """Share of work that waits too long: so much that the rest does not, found by halving.

    It waits if all are at something that they do not leave, and too long if none of them ends that
    in time, nor in the time that what goes first takes of it. What leaves the queue makes room for
    what stays. The minutes are shares of the people's time, by activity.
    """
    activities = network.scenario.activities.values()
    lasts = np.array([max(each.lasts.mean / MINUTE, 1e-9) for each in activities])
    own, others = minutes[:, overflow.activity], minutes.copy()
    others[:, overflow.activity] = 0
    first, blocking = others @ overflow.urgent, others * overflow.blocks
    low, high = np.zeros_like(own), np.ones_like(own)
    for _ in range(HALVINGS):
        share = (low + high) / 2
        kept = own * (1 - share)
        busy = np.minimum(first + kept, 1)
        held = blocking.copy()
        held[:, overflow.activity] = kept
        whole = np.maximum(held.sum(axis=1), 1e-9)
        stays = np.exp(-((1 - busy) * overflow.after)[:, None] / lasts)
        still = ((held / whole[:, None]) * stays).sum(axis=1) ** people
        waits = all_busy(np.minimum(whole, 1), people) * still
        low, high = np.where(waits > share, share, low), np.where(waits > share, high, share)
    middle: Numbers = (low + high) / 2
    return middle


def _at_work(network: LoadNetwork, people: _People) -> Numbers:
    """People of each role at work on a day on which the role works."""
    called = np.array(
        [(r.called & network.calendar.counted).sum() for r in network.calendar.roles], dtype=float
    )
    there: Numbers = people.days / np.maximum(called, 1)
    return there


def _attending(network: LoadNetwork, people: _People) -> Numbers:
    """Plans x roles x activities: meetings that people of a role attend."""
    held = network.meeting > 0
    each = people.always[:, :, None] * network.demand.always
    each = each + people.newcomers[:, :, None] * network.demand.newcomers
    attending: Numbers = each * held
    return attending


def _switching(
    network: LoadNetwork, people: _People, each: Numbers, handled: Numbers, busy: Numbers
) -> Numbers:
    """Set-up, slower first tasks, and getting back into work that was interrupted.

    That is work of another kind than what interrupted it, so that it takes a set-up, too.
    """
    whole = np.maximum(each.sum(axis=2), 1e-9)
    at_work, count = _at_work(network, people), np.maximum(people.crew.people, 1)
    team = _Team(
        there=1 - np.maximum(1 - at_work / count, 0) ** count,
        busy=busy,
        people=at_work,
        pooled=(each * network.pooled.T).sum(axis=2) / whole,
    )
    first = handled * (1 - _same_before(network, handled, team))
    aside = _interruptions(network, each / whole[:, :, None], handled, team)
    cost = network.switching
    slower = first @ cost.slower * people.slowness
    minutes: Numbers = (first + aside) @ cost.set_up + slower + aside.sum(axis=2) * cost.resumption
    return minutes


class _Team(NamedTuple):
    """How likely it is to find somebody free; plans x roles."""

    there: Numbers  # chance that anybody is at work, on a day on which the role works
    busy: Numbers  # share of their time
    people: Numbers  # at work on such a day
    pooled: Numbers  # share of the work that whoever is free does

    def nobody_free(self, share: Numbers) -> Numbers:
        """Chance that all are busy with such a share of their work, which goes before the rest.

        With a pool's work, or each with his own.
        """
        busy, people, pooled = self.busy[:, :, None] * share, self.people[:, :, None], self.pooled
        of_pool = pooled[:, :, None]
        chance: Numbers = of_pool * all_busy(busy, people) + (1 - of_pool) * busy**people
        return chance

    @property
    def waits(self) -> Numbers:
        """Chance that a task waits: nobody is there, or all of a pool are busy, or its owner."""
        busy = self.pooled * all_busy(self.busy, self.people) + (1 - self.pooled) * self.busy
        waits: Numbers = 1 - self.there * (1 - busy)
        return waits


def _same_before(network: LoadNetwork, handled: Numbers, team: _Team) -> Numbers:
    """Chance that the task before was of the same kind.

    Idle people take tasks as they come, in any order. Where work waits it is sorted by urgency, and
    like follows like more often: between both lies the order of people who are busy.
    """
    whole = handled.sum(axis=2, keepdims=True)
    alike = handled @ network.switching.same_urgency
    by_chance = handled / np.where(whole > 0, whole, 1)
    sorted_out = handled / np.where(alike > 0, alike, 1)
    same: Numbers = by_chance + SORTED * team.waits[:, :, None] * (sorted_out - by_chance)
    return same


def _interruptions(
    network: LoadNetwork, in_hand: Numbers, handled: Numbers, team: _Team
) -> Numbers:
    """How often work of each activity is laid aside: nobody is free, and some can be disturbed.

    What interrupts finds people at work as if there were no work that it may disturb; so that it
    has to wait only as often as all are busy with other work.
    """
    cost = network.switching
    if not cost.interrupting.any():
        return np.zeros_like(handled)
    some = np.flatnonzero(cost.interrupting)
    laid_aside = cost.laid_aside[:, some]
    possible = np.minimum(in_hand @ laid_aside, 1)  # of each interrupting activity
    happens = team.nobody_free(np.ones_like(possible)) - team.nobody_free(1 - possible)
    calls = handled[:, :, some] * team.there[:, :, None] * happens
    weights = in_hand[:, :, :, None] * laid_aside
    share = weights / np.where(possible > 0, possible, 1)[:, :, None, :]
    aside: Numbers = np.einsum("pri,prai->pra", calls, share)
    return aside


def _minutes_of_call(network: LoadNetwork, people: _People, work: _Work, number: int) -> Numbers:
    """What one more call asks of the role that makes it, with all that follows."""
    call = network.calls[number]
    role = call.role
    each = _with_all_that_follows(network, call.comes_to, work.lapsed)
    tasks = each @ network.fixed.total[:, role]
    tasks = tasks + each @ network.by_speed.total[:, role] * people.slowness[:, role]
    cost = network.switching.set_up + network.switching.slower
    paid = (each * network.handled[:, role]) @ cost
    made = np.maximum(work.calls[:, number], 1e-9)
    travel = (work.travel - work.to_others)[:, role]
    road = np.where(work.calls[:, number] > 0, travel / made, call.waiting)
    minutes: Numbers = np.maximum(tasks + paid + road, 1e-6)  # calls of no time at all
    return minutes


# -- per week --------------------------------------------------------------------------------------


def _loads(network: LoadNetwork, people: _People, work: _Work) -> Loads:
    beside = work.switching + work.to_others
    before = _Before(_busy(people, work), np.zeros_like(people.days), beside, work.lapsed)
    alone = _asked(network, people, np.zeros_like(work.calls), before)
    weeks, scenario = network.calendar.weeks, network.scenario
    roles = list(scenario.roles.values())
    contract = network.staff.week_minutes / 60
    rates = np.array([role.cost_per_hour for role in roles])
    levels = wage_levels(scenario.economics.wages_grow, scenario.horizon.weeks)
    level = levels[scenario.horizon.first_counted_week :].mean()
    contracts = people.paid * contract * rates * level / weeks
    detour = scenario.travel.detour if scenario.travel else 1.0
    kilometres = work.metres * detour / 1000 / weeks
    overtime = np.zeros_like(people.present)
    fares = kilometres * (scenario.travel.cost_per_km if scenario.travel else 0.0)
    nights = work.nights / weeks
    fares = fares + nights * [role.tour.costs if role.tour else 0.0 for role in roles]
    possible = _possible(network, people, work)
    return Loads(
        people=people.always + people.newcomers,
        present=people.present / weeks,
        asked=work.total / weeks,
        without_calls=alone.total / weeks,
        switching=work.switching / weeks,
        on_tasks=work.minutes / weeks,
        attended=_attending(network, people) * network.meeting / weeks,
        travel=work.travel / weeks,
        overtime=overtime,
        kilometres=kilometres,
        nights=nights,
        contracts=contracts,
        slowness=people.slowness,
        tasks=work.tasks / weeks,
        calls=work.calls / weeks,
        wanted=np.broadcast_to(network.demand.wanted, work.calls.shape) / weeks,
        possible=possible / weeks,
        no_room=_no_room(network, people) / weeks,
        kept_out=_kept_out(network, people, possible) / weeks,
        cost=(contracts + fares).sum(axis=1) + _expenses(scenario, work.done / weeks),
        selling_share=_selling_share(network, people, work),
    )


def _expenses(scenario: Scenario, tasks: Numbers) -> Numbers:
    """Money a week beside hours and journeys, of each plan: for its tasks, and what runs."""
    priced = [
        (1 - a.automated) * a.costs
        + a.automated * (a.costs if a.automated_costs is None else a.automated_costs)
        for a in scenario.activities.values()
    ]
    expenses: Numbers = tasks @ np.array(priced) + math.fsum(scenario.economics.expenses.values())
    return expenses


def _selling_share(network: LoadNetwork, people: _People, work: _Work) -> Numbers:
    """Selling by the first definition over attendance, of the role that sells first."""
    scenario = network.scenario
    role = network.calls[0].role if network.calls else 0
    categories = next(iter(scenario.selling.values()))
    sells = np.array([a.category in categories for a in scenario.activities.values()])
    slow = people.slowness[:, role]
    fixed, by_speed = network.fixed, network.by_speed
    done = fixed.total[:, role] - fixed.hand_over[:, role]
    minutes = work.done @ (sells * done) + work.done @ (sells * by_speed.total[:, role]) * slow
    if TRAVEL in categories:
        minutes = minutes + work.travel[:, role]
    if HAND_OVER in categories:
        minutes = minutes + work.done @ fixed.hand_over[:, role]
    present = people.present[:, role]
    share: Numbers = minutes / np.where(present > 0, present, np.nan)
    return share
