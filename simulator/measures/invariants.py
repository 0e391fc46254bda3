"""The laws that every ledger obeys; a broken one is a bug of the simulator, never the planner's."""

from __future__ import annotations

import numpy as np

from simulator.errors import InvariantViolation
from simulator.i18n import translatable
from simulator.ledger.ledger import TIME_BITS, Column, Entries, Ledger, Presence
from simulator.ledger.time_intervals import TimeIntervals, covered, disjoint, moments, union
from simulator.measures.waiting import Waits, waits
from simulator.measures.window import (
    Money,
    Wages,
    Window,
    base_at,
    came_from,
    cost_of_nights,
    money,
    straight_metres,
    window_of,
)
from simulator.model.codes import (
    ANYWHERE,
    AT_ACCOUNT,
    AT_DESK,
    AUTOMATED,
    DONE,
    HAND_OVER,
    LAPSED,
    MILLION,
    MISSED,
    NO_SHOW,
    PAUSE,
    TRAVEL,
    WAITING,
    WORK,
)
from simulator.model.parameters import Parameters, phases_at
from simulator.scenario.elementary import Mask
from simulator.scenario.units import DAY


def check_invariants(ledger: Ledger) -> None:
    """Checks every law; raises BrokenLaw at the first that does not hold."""
    for law in INVARIANTS:
        law(ledger)


def minutes_add_up(ledger: Ledger) -> None:
    """P3: a person's entries do not overlap, and fill every shift to the second.

    Outside the shifts people only finish what they have in hand, or work in the evening; they are
    never idle there.
    """
    e, p = ledger.entries, ledger.presence
    follows = np.concatenate(([False], e.person[1:] == e.person[:-1]))[: len(e)]
    before = np.concatenate(([0], e.end[:-1]))[: len(e)]
    _no_entry(ledger, e.end < e.start, "P3", "an entry ends before it starts")
    _no_entry(ledger, np.diff(e.person, prepend=0) < 0, "P3", "entries are not in order of people")
    _no_entry(ledger, follows & (e.start < before), "P3", "entries of one person overlap")
    everything = disjoint(e.person, e.start, e.end)
    filled = covered(everything, p.person, p.start, p.end) == p.end - p.start
    _no_shift(ledger, ~filled & (p.evening == 0), "P3", "a shift is not filled by entries")
    called = union(p.person, p.start, p.end)
    fresh = ~(follows & (e.start == before))
    _no_entry(ledger, fresh & ~_inside(ledger, called, fresh), "P3", "work begins out of hours")
    idle = e.is_idle
    _no_entry(ledger, idle & ~_inside(ledger, called, idle), "P3", "idle out of hours")


def _inside(ledger: Ledger, called: TimeIntervals, rows: Mask) -> Mask:
    """Do these entries begin, and if idle also end, when their person is called to work?"""
    e = ledger.entries
    chosen = np.flatnonzero(rows)
    start = e.start[chosen]
    end = np.where(e.is_idle[chosen], e.end[chosen], start + 1)
    inside = np.zeros(len(e), dtype=bool)
    inside[chosen] = covered(called, e.person[chosen], start, end) == end - start
    return inside


def tasks_flow(ledger: Ledger) -> None:
    """P4: every task asked for waits or has ended in exactly one way, its moments in order."""
    t = ledger.tasks
    ended, begun = t.finished >= 0, t.started >= 0
    _no_task(ledger, (t.state < WAITING) | (t.state > LAPSED), "P4", "a task is in no known state")
    _no_task(ledger, ended != (t.state != WAITING), "P4", "a task waits and has ended, or neither")
    _no_task(ledger, (t.state == DONE) & ~(begun & (t.by >= 0)), "P4", "done by nobody")
    _no_task(ledger, (t.state == AUTOMATED) & (t.by >= 0), "P4", "automated, yet done by somebody")
    vain = np.isin(t.state, (NO_SHOW, MISSED, LAPSED))
    _no_task(ledger, vain & begun, "P4", "missed, yet begun")
    _no_task(ledger, begun & (t.available < 0), "P4", "begun before it was available")
    latest = t.asked
    for what, moment in (
        (translatable("handed over too early"), t.handing),
        (translatable("available too early"), t.available),
        (translatable("begun too early"), t.started),
        (translatable("finished too early"), t.finished),
    ):
        _no_task(ledger, (moment >= 0) & (moment < latest), "P4", what)
        latest = np.maximum(latest, moment)
    _no_task(
        ledger, latest > ledger.parameters.horizon, "P4", "something happens after the horizon"
    )
    _followers_come_after(ledger)
    _work_lies_within(ledger)


def _followers_come_after(ledger: Ledger) -> None:
    """What a task leaves behind is asked for when that task has ended, not before."""
    t = ledger.tasks
    ended = np.append(np.where(t.finished >= 0, t.finished, np.iinfo(np.int64).max), 0)
    _no_task(ledger, t.asked < ended[t.parent], "P4", "asked for before its parent has ended")


def _work_lies_within(ledger: Ledger) -> None:
    """Nobody works on a task before it is asked for or after it has ended."""
    e, t = ledger.entries, ledger.tasks
    asked = np.append(t.asked, 0)[e.task]
    ended = np.append(np.where(t.finished >= 0, t.finished, ledger.parameters.horizon), 0)[e.task]
    early = (e.start < asked) & (e.doing != TRAVEL)
    late = (e.task >= 0) & (e.end > ended)
    _no_entry(ledger, early | late, "P4", "work on a task that is not asked for, or has ended")


def number_in_system(ledger: Ledger) -> None:
    """P5: the number of tasks under way, added up over time, is the sum of their stays.

    The stays come from the tasks: from asking to the end, cut off at the horizon. The integral of
    the number under way comes from comings (asked) and goings, which lie where the entries end.
    """
    t, horizon = ledger.tasks, ledger.parameters.horizon
    stays = np.where(t.finished >= 0, t.finished, horizon) - t.asked
    under_way = _goings(ledger) - t.asked
    activities = len(ledger.parameters.activities.name)
    differ = _sums(t.activity, stays, activities) != _sums(t.activity, under_way, activities)
    wrong = differ[t.activity] & (stays != under_way)
    _no_task(ledger, wrong, "P5", "number under way and stays do not add up to the same")


def _goings(ledger: Ledger) -> Column:
    """When tasks left: at the end of the last entry, if people ended them; else at the horizon."""
    e, t = ledger.entries, ledger.tasks
    by = np.append(np.where(t.by >= 0, t.by, t.waits_for), -1)
    rows = np.flatnonzero((e.task >= 0) & (e.person == by[e.task]))
    last = np.full(len(t), -1)
    last[e.task[rows]] = e.end[rows]  # rows are in order of time, so the last one stays
    by_people = np.isin(t.state, (DONE, NO_SHOW))
    at_once = np.isin(t.state, (AUTOMATED, MISSED, LAPSED))
    return np.where(by_people, last, np.where(at_once, t.finished, ledger.parameters.horizon))


def work_law(ledger: Ledger) -> None:
    """P6: what people were busy with is, activity by activity, what the tasks took.

    An entry's activity is its task's; and from the begin of a task to its end people spend on it no
    more than that time, on one that cannot be split exactly that time. Several spend as many times
    that who do it together.
    """
    e, t = ledger.entries, ledger.tasks
    kinds = ledger.parameters.activities
    mixed = (e.task >= 0) & (np.append(t.activity, -1)[e.task] != e.activity)
    _no_entry(ledger, mixed, "P6", "work is booked on another activity than its task's")
    _no_entry(ledger, (e.doing == WORK) & (e.task < 0), "P6", "work on no task")
    spent = np.flatnonzero((e.doing != HAND_OVER) & (e.task >= 0))
    spent = spent[(t.started[e.task[spent]] >= 0) & (e.start[spent] >= t.started[e.task[spent]])]
    took = _sums(e.task[spent], e.end[spent] - e.start[spent], len(t))
    done = t.state == DONE
    whole = done & (np.array(kinds.splittable, dtype=bool)[t.activity] == 0) & (t.hand_overs < 2)
    between = (t.finished - t.started) * _hands(ledger)[t.version]
    wrong = (done & (took > between)) | (whole & (took != between))
    _no_task(ledger, wrong, "P6", "people spent other time on a task than it took")


def _hands(ledger: Ledger) -> Column:
    """How many people do each activity together, by version."""
    c = ledger.parameters
    mixes = np.array(c.partners, dtype=np.int64).reshape(-1, len(c.roles.name)).sum(axis=1)
    return 1 + np.append(mixes, 0)[np.array(c.versions.activities.partners, dtype=np.int64)]


def nobody_idles_beside_work(ledger: Ledger) -> None:
    """P7: nobody is idle while a task waits that he may begin.

    Exempt: calls of a call plan, which the plan holds back; joint work, which waits for the time
    agreed on; visits, which need time for the way and an account that receives; what waits for a
    desk; what several roles or those with a skill do; for people who travel, what is to be done at
    their base or the headquarters; what cannot be laid aside, or takes a way, before an exclusive
    session into which it would run; cases that came back, waits before an overflow and what waited
    for somebody who has left for good, of which the ledger does not say for whom.
    """
    ready = _in_last_line(waits(ledger, _beginnable(ledger)))
    waiting = union(ready.line, ready.start, ready.end)
    e, c = ledger.entries, ledger.parameters
    idle = np.flatnonzero(e.is_idle)
    pool = len(c.people) + np.array(c.role_of, dtype=np.int64)[e.person[idle]]
    for line in (e.person[idle], pool):
        beside = covered(waiting, line, e.start[idle], e.end[idle]) > 0
        if beside.any():
            first = int(beside.argmax())
            _refuse_idling(ledger, ready, int(idle[first]), int(line[first]))


def _beginnable(ledger: Ledger) -> Column:
    """Tasks that those who look after their line may begin as soon as they are available."""
    t, c = ledger.tasks, ledger.parameters
    home_based = np.array(c.roles.home_based, dtype=bool).reshape(-1, len(c.roles.name))
    travels = np.append(home_based.any(axis=0), False)[t.role]
    place = np.array(c.activities.place, dtype=np.int64)[t.activity]
    called = np.isin(t.activity, c.plans.activity)
    joint = _hands(ledger)[t.version] > 1
    in_line = np.array(c.versions.activities.line, dtype=np.int64)[t.version] >= 0
    clear = (t.hand_overs < 2) & ~called & ~joint & ~in_line & ~_left_behind(ledger)
    clear &= ~_kept_clear(ledger)
    bound = np.where(travels, place != ANYWHERE, np.isin(place, (AT_ACCOUNT, AT_DESK)))
    return np.flatnonzero((t.available >= 0) & clear & ~bound)


def _kept_clear(ledger: Ledger) -> Mask:
    """What cannot be laid aside, or takes a way, for roles with exclusive sessions."""
    t, c = ledger.tasks, ledger.parameters
    blocks = np.array(c.blocks.count, dtype=np.int64).reshape(-1, len(c.roles.name))
    keeps = np.append(blocks.any(axis=0), False)[t.role]
    whole: Mask = np.array(c.versions.activities.splittable, dtype=np.int64)[t.version] == 0
    bound = np.array(c.activities.place, dtype=np.int64)[t.activity] != ANYWHERE
    kept: Mask = (whole | bound) & keeps
    return kept


def _left_behind(ledger: Ledger) -> Mask:
    """Tasks that waited when somebody of their role left for good: perhaps for him."""
    t, phases, roles = ledger.tasks, ledger.parameters.phases, len(ledger.parameters.roles.name)
    present = np.array(phases.present, dtype=np.int64).reshape(-1, roles)
    behind = np.zeros(len(t), dtype=bool)
    for start, fewer in zip(phases.start[1:], np.diff(present, axis=0) < 0, strict=True):
        waited = (t.asked < start) & ((t.finished < 0) | (t.finished >= start))
        behind |= waited & np.append(fewer, False)[t.role]
    return behind


def _in_last_line(ready: Waits) -> Waits:
    """Waits by line and start, without those for whoever had the task before it overflowed."""
    rows = np.flatnonzero(ready.last)
    rows = rows[np.argsort(moments(ready.line[rows], ready.start[rows]), kind="stable")]
    return Waits(*(column[rows] for column in ready))


def _refuse_idling(ledger: Ledger, ready: Waits, row: int, line: int) -> None:
    """Names the task beside which an entry is idle."""
    e = ledger.entries
    start, end = int(e.start[row]), int(e.end[row])
    beside = (ready.line == line) & (ready.start < end) & (ready.end > start)
    task = int(ready.task[beside.argmax()])
    name = ledger.parameters.activities.name[ledger.tasks.activity[task]]
    person = ledger.parameters.people[e.person[row]]
    raise InvariantViolation("P7", "idle while it waits", person, task, (start, end), name)


def nobody_in_two_places(ledger: Ledger) -> None:
    """P8: wherever a person is, he was there before or has travelled there."""
    e = ledger.entries
    jumped = (e.place != came_from(ledger)) & (e.doing != TRAVEL)
    _no_entry(ledger, jumped, "P8", "in another place without a journey")


def money_adds_up(ledger: Ledger) -> None:
    """P9: the cost that measures report is what it comes to person by person, entry by entry."""
    window = window_of(ledger)
    people = np.arange(len(window.parameters.people))
    paid = [
        (each, _paid_days(window, each) * np.array(each.week_seconds, dtype=np.int64))
        for each in window.wages
    ]
    labour = sum(
        money(window.by_role(people, seconds) // 7, wages.per_hour) for wages, seconds in paid
    )
    labour += money(_overtime(window), window.overtime_hourly)
    _same_money(ledger, window.cost.labour, labour, translatable("the cost of hours differs"))
    travel = translatable("the cost of travel differs")
    _same_money(ledger, window.cost.travel, _fares(ledger), travel)
    nights = cost_of_nights(ledger.parameters, _nights(ledger))
    _same_money(ledger, window.cost.nights, nights, translatable("the cost of nights differs"))


def _paid_days(window: Window, wages: Wages) -> Column:
    """Days of each person's contract at some wages, empty chairs left out."""
    days = np.full(len(window.parameters.people), wages.last - wages.first)
    v = window.ledger.vacancies
    for person, start, end in zip(v.person, v.start // DAY, v.end // DAY, strict=True):
        days[person] -= max(0, min(end, wages.last) - max(start, wages.first))
    return days


def _overtime(window: Window) -> Column:
    """Seconds of each role's people outside every shift, entry by entry, breaks left out."""
    e, shifts = window.entries, window.shifts
    rows = np.flatnonzero((e.doing != PAUSE) & ~_wholly_inside(e, shifts))
    person, start, end = e.person[rows], e.start[rows], e.end[rows]
    inside = covered(disjoint(shifts.person, shifts.start, shifts.end), person, start, end)
    return window.by_role(person, end - start - inside)


def _wholly_inside(e: Entries, shifts: Presence) -> Mask:
    """Which entries, in order and free of overlap, begin and end in one shift?"""
    begun = moments(e.person, e.start).searchsorted(moments(shifts.person, shifts.start))
    ended = moments(e.person, e.end).searchsorted(moments(shifts.person, shifts.end), side="right")
    marks = _sums(begun, np.ones_like(begun), len(e) + 1) - _sums(
        ended, np.ones_like(ended), len(e) + 1
    )
    inside: Mask = np.cumsum(marks)[: len(e)] > 0
    return inside


def _nights(ledger: Ledger) -> Column:
    """Nights away by phase and role: shifts that begin elsewhere than at home, or would have.

    Who stops work as one shift ends and the next begins is on the way home of the first, unless it
    is longer than he drives at night.
    """
    e, p, c = ledger.entries, ledger.presence, ledger.parameters
    shifts = np.flatnonzero((p.evening == 0) & (p.start >= c.warm_up) & (p.start < c.horizon))
    begun = moments(p.person[shifts], p.start[shifts])
    rows = moments(e.person, e.start).searchsorted(begun)  # the first entry that begins then
    rows = np.minimum(rows, len(e) - 1)  # or none, if one goes on until the horizon
    person = p.person[shifts]
    # Whose shift begins just as his base becomes another one has slept at the old one.
    away = came_from(ledger)[rows] != base_at(c, person, p.start[shifts] - 1)
    away &= moments(e.person, e.start)[rows] == begun
    away &= ~np.isin(begun, _ways_home(ledger))
    away |= _still_at_the_desk(ledger, person, begun)
    left, stayed = _left_from_afar(ledger), _stayed_in_vain(ledger)
    n, v = ledger.nights, ledger.vacancies
    # His next shift, whenever that is, begins where he stayed: it is no night more.
    later = begun.searchsorted(moments(n.person[stayed], n.until[stayed]))
    follows = np.append(person, -1)[later] == n.person[stayed]
    away[later[follows]] = False
    stayed = stayed[(n.until[stayed] >= c.warm_up) & (n.until[stayed] < c.horizon)]
    person = np.concatenate((person[away], v.person[left], n.person[stayed]))
    when = np.concatenate((p.start[shifts][away], v.start[left], n.until[stayed]))
    row = phases_at(c, when) * len(c.roles.name) + _roles(c)[person]
    counted = np.array(c.roles.tours)[_roles(c)[person]] > 0
    nights = _sums(row[counted], np.ones_like(row[counted]), len(c.roles.nights))
    return nights.reshape(-1, len(c.roles.name))


def _stayed_in_vain(ledger: Ledger) -> Column:
    """Nights away before a shift that a change has taken: when he stayed nobody knew of it."""
    e, n, c = ledger.entries, ledger.nights, ledger.parameters
    p, v = ledger.presence, ledger.vacancies
    until = moments(n.person, n.until)
    last = np.maximum(moments(e.person, e.start).searchsorted(until) - 1, 0)
    stayed = ~np.isin(until, moments(p.person, p.start)) & (e.person[last] == n.person)
    stayed &= e.place[last] != base_at(c, n.person, e.start[last])
    stayed &= phases_at(c, e.end[last] - 1) != phases_at(c, n.until)
    left = v.left == 0  # these are counted with their chairs
    gone = moments(v.person[left], v.start[left] // DAY)
    stayed &= ~np.isin(moments(n.person, n.until // DAY), gone)
    return np.flatnonzero(stayed)


def _still_at_the_desk(ledger: Ledger, person: Column, begun: Column) -> Mask:
    """Which shifts begin while work of the evening before goes on, elsewhere than at home?"""
    e, p = ledger.entries, ledger.presence
    rows = np.maximum(moments(e.person, e.start).searchsorted(begun) - 1, 0)  # the one before
    goes_on = (moments(e.person, e.start)[rows] < begun) & (moments(e.person, e.end)[rows] > begun)
    started = moments(e.person, e.start)[rows]
    called = moments(p.person, p.start).searchsorted(started, side="right") - 1
    evening = p.evening[np.maximum(called, 0)] > 0
    base = base_at(ledger.parameters, person, e.start[rows])
    away: Mask = goes_on & evening & (e.place[rows] != base)
    return away


def _ways_home(ledger: Ledger) -> Column:
    """Begins of the ways home at the end of a day that are driven whatever day is next."""
    e, c = ledger.entries, ledger.parameters
    row = phases_at(c, e.start - 1) * len(c.roles.name) + _roles(c)[e.person]
    beyond = np.array(c.roles.beyond)[row]
    home = (e.doing == TRAVEL) & (e.task < 0) & (e.place == base_at(c, e.person, e.start))
    begun: Column = moments(e.person, e.start)[home & (e.end - e.start <= beyond)]
    return begun


def _left_from_afar(ledger: Ledger) -> Column:
    """Chairs left with a change in the window by who was away from home on the night before."""
    e, v, c = ledger.entries, ledger.vacancies, ledger.parameters
    left = np.flatnonzero((v.left == 0) & (v.start > 0) & (v.start >= c.warm_up))
    person = v.person[left]
    last = e.person.searchsorted(person, side="right") - 1  # entry of each
    worked = last >= 0
    worked[worked] = e.person[last[worked]] == person[worked]
    base = base_at(c, person[worked], e.start[last[worked]])
    away = e.place[last[worked]] != base
    gone: Column = left[worked][away]
    return gone


def _roles(parameters: Parameters) -> Column:
    """Role of each person."""
    return np.array(parameters.role_of, dtype=np.int64)


def _fares(ledger: Ledger) -> Money:
    """Cost of travel of each role, journey by journey."""
    e, c = ledger.entries, ledger.parameters
    rows = np.flatnonzero((e.doing == TRAVEL) & (e.start >= c.warm_up) & (e.start < c.horizon))
    metres = straight_metres(ledger, came_from(ledger)[rows], e.place[rows])
    role = np.array(c.role_of, dtype=np.int64)[e.person[rows]]
    road = money(_sums(role, metres, len(c.roles.name)), c.detour_ppm)
    return money(road, c.cost_per_km)


def _same_money(ledger: Ledger, reported: Money, computed: Money, what: str) -> None:
    """Raises if an amount, computed in two ways, differs for a role."""
    if (reported != computed).any():
        role = ledger.parameters.roles.name[int((reported != computed).argmax())]
        raise InvariantViolation("P9", what, about=role)


def customers_are_true(ledger: Ledger) -> None:
    """P10: what is asked for is for accounts as they stand; a deal is opened, then perhaps won."""
    t, d, a, c = ledger.tasks, ledger.deals, ledger.accounts, ledger.parameters
    rows = np.flatnonzero(t.account >= 0) if len(a.lost) else np.empty(0, dtype=np.int64)
    called = np.isin(t.activity[rows], c.plans.activity)
    asked = rows[~called]
    serves = np.array(c.versions.activities.serves, dtype=np.int64)[t.version[asked]]
    unfit = serves & _standing(ledger, t.account[asked], t.asked[asked]) == 0
    _no_task(ledger, _among(asked, unfit, len(t)), "P10", "asked for an account it is not for")
    alone = _hands(ledger)[t.version[rows]] == 1  # others have agreed on a time, and keep to it
    calls = rows[called & alone & (t.started[rows] >= 0)]
    # Somebody may have been on the way.
    before = _standing(ledger, t.account[calls], t.started[calls] - DAY)
    serves = np.array(c.versions.activities.serves, dtype=np.int64)[t.version[calls]]
    unfit = serves & (before | _standing(ledger, t.account[calls], t.started[calls])) == 0
    _no_task(ledger, _among(calls, unfit, len(t)), "P10", "a lost account is called on")
    if ((d.won >= 0) & (d.won < d.opened)).any():
        raise InvariantViolation("P10", "a deal is won before it is opened")
    if ((a.goodwill < 0) | (a.goodwill > MILLION)).any():
        raise InvariantViolation("P10", "goodwill leaves its bounds")


def _standing(ledger: Ledger, account: Column, moment: Column) -> Column:
    """How accounts stand at moments, as bits: before a change, after it, and between two of one."""
    known = ledger.standings
    key = (known.account << TIME_BITS) | known.begin
    wanted = (account << TIME_BITS) | np.maximum(moment, 0)
    after = np.searchsorted(key, wanted, side="right") - 1
    before = np.maximum(np.searchsorted(key, wanted, side="left") - 1, 0)
    same = known.account[before] == account
    bits: Column = known.standing[after] | np.where(same, known.standing[before], 0)
    between = np.maximum(after - before - 1, 0)
    for back in range(1, int(between.max(initial=0)) + 1):
        bits |= np.where(back <= between, known.standing[after - back], 0)
    return bits


def _among(rows: Column, broken: Mask, size: int) -> Mask:
    """Marks for all tasks, of some rows."""
    marks = np.zeros(size, dtype=np.bool_)
    marks[rows] = broken
    return marks


INVARIANTS = (
    minutes_add_up,
    tasks_flow,
    number_in_system,
    work_law,
    nobody_idles_beside_work,
    nobody_in_two_places,
    money_adds_up,
    customers_are_true,
)


def _no_entry(ledger: Ledger, broken: Mask, law: str, what: str) -> None:
    """Raises for the first entry that breaks a law."""
    if broken.any():
        row, e = int(broken.argmax()), ledger.entries
        task = int(e.task[row]) if e.task[row] >= 0 else None
        person = ledger.parameters.people[e.person[row]]
        raise InvariantViolation(law, what, person, task, (int(e.start[row]), int(e.end[row])))


def _no_task(ledger: Ledger, broken: Mask, law: str, what: str) -> None:
    """Raises for the first task that breaks a law."""
    if broken.any():
        row, t = int(broken.argmax()), ledger.tasks
        name = ledger.parameters.activities.name[t.activity[row]]
        person = ledger.parameters.people[t.by[row]] if t.by[row] >= 0 else None
        end = int(max(t.asked[row], t.available[row], t.started[row], t.finished[row]))
        raise InvariantViolation(law, what, person, row, (int(t.asked[row]), end), name)


def _no_shift(ledger: Ledger, broken: Mask, law: str, what: str) -> None:
    """Raises for the first stretch of presence that breaks a law."""
    if broken.any():
        row, p = int(broken.argmax()), ledger.presence
        person = ledger.parameters.people[p.person[row]]
        raise InvariantViolation(law, what, person, between=(int(p.start[row]), int(p.end[row])))


def _sums(cell: Column, amount: Column, cells: int) -> Column:
    """Whole amounts summed over each cell."""
    return np.bincount(cell, weights=amount, minlength=cells).astype(np.int64)
