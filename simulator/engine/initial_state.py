"""The state at the first instant, made from a workload, for any engine to start from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

import numpy as np
import numpy.typing as npt

from simulator.engine import queues
from simulator.engine.call_order import call_order
from simulator.engine.rules.customers import customers, market
from simulator.engine.state import (
    AccountState,
    AppointmentState,
    CallDraws,
    ContactDetails,
    ContactState,
    DealState,
    OpeningState,
    PersonState,
    PlaceState,
    RoutingState,
    SimulationState,
    StaticState,
    TaskDetails,
    TaskState,
)
from simulator.ledger.ledger import Column, Presence
from simulator.model import codes
from simulator.model.codes import NO_PHASE, NOT
from simulator.model.parameters import Parameters
from simulator.workload.draw import Workload
from simulator.workload.roads import way_seconds
from simulator.workload.task_table import TaskTable

ColumnGroup = TypeVar(
    "ColumnGroup",
    PersonState,
    TaskState,
    TaskDetails,
    AppointmentState,
    RoutingState,
    ContactState,
    ContactDetails,
    CallDraws,
    AccountState,
    DealState,
    PlaceState,
    OpeningState,
)


CACHE_LINE = 64  # bytes
BLOCK_ROWS = 4096  # filled column by column before the next ones: they stay in the cache


class BufferPool:
    """Memory for columns: allocated once, used again by each replay, never by two at a time."""

    def __init__(self) -> None:
        self.buffers: dict[str, npt.NDArray[Any]] = {}

    def rows(self, name: str, dtype: np.dtype[Any], size: int) -> npt.NDArray[Any]:
        """So many uninitialised rows, aligned to a cache line."""
        buffer = self.buffers.get(name)
        if buffer is None or len(buffer) < size or buffer.dtype != dtype:
            memory = np.empty(size * dtype.itemsize + CACHE_LINE, np.uint8)
            first = -memory.ctypes.data % CACHE_LINE
            aligned = memory[first : first + size * dtype.itemsize]
            buffer = self.buffers[name] = aligned.view(dtype)
        return buffer[:size]


@cache
def column_widths(group: Any) -> dict[str, int]:
    """Bytes of a number in each column of a group."""
    hints = get_type_hints(group, include_extras=True)
    return {
        name: get_args(hint)[1] if get_origin(hint) is Annotated else 8
        for name, hint in hints.items()
    }


def record_dtype(group: type) -> np.dtype[Any]:
    """One row of a group whose columns are equally long: an array of structures.

    Rows are padded so that none lies across more cache lines than it must.
    """
    packed = np.dtype([(name, f"i{width}") for name, width in column_widths(group).items()])
    itemsize = 1 << (packed.itemsize - 1).bit_length()
    if itemsize > CACHE_LINE:
        itemsize = -(-packed.itemsize // CACHE_LINE) * CACHE_LINE
    formats = {name: (field[0], field[1]) for name, field in (packed.fields or {}).items()}
    return np.dtype(
        {
            "names": list(formats),
            "formats": [dtype for dtype, _ in formats.values()],
            "offsets": [offset for _, offset in formats.values()],
            "itemsize": itemsize,
        }
    )


def initial_state(workload: Workload, pool: BufferPool | None = None) -> SimulationState:
    """The state at the first instant: everybody at the base, off duty, no task asked for.

    Columns are NumPy's. Agendas hold what is due for whom; all other lists are empty.
    """
    parameters, pool = workload.parameters.by_version(), pool or BufferPool()
    headcount, roles = len(parameters.people), len(parameters.roles.name)
    lines = headcount + roles + len(parameters.lines.first)
    return SimulationState(
        parameters=parameters,
        people=_people(workload, pool),
        tasks=_tasks(workload.tasks, pool),
        task_details=_task_details(workload.tasks, pool),
        appointments=_appointments(workload, pool),
        routing=_routing(workload, pool),
        contacts=_contacts(workload, pool),
        contact_details=_contact_details(workload, pool),
        call_draws=_group(pool, CallDraws, len(workload.calls.wait), **workload.calls._asdict()),
        accounts=_accounts(workload, pool),
        deals=_deals(workload, pool),
        places=_places(workload, pool),
        opening=_opening(workload, pool),
        static=_static(workload),
        queues=[[] for _ in range(codes.QUEUES * lines)],
        agendas=_agendas(workload, headcount),
        usual_calls=np.zeros(headcount * parameters.phases.slots, dtype=np.int64),
        carried_over=np.zeros(headcount * parameters.phases.slots, dtype=np.int64),
        calls_today=np.zeros(headcount * parameters.phases.slots, dtype=np.int64),
        bookings=[[] for _ in range(headcount)],
        plans_today=[[] for _ in range(headcount * parameters.phases.slots)],
        phase=np.zeros(1, dtype=np.int64),
        joined=np.zeros(joins := _joins(workload), dtype=np.int64),
        join_cause=np.full(joins, NOT),
        idle_count=np.zeros(roles, dtype=np.int64),
        buys_less=np.zeros(
            2 * len(workload.territory.segment) * (parameters.market.lost_for > 0), dtype=np.int64
        ),
        unrecorded=[[] for _ in range(headcount)],
        recorded=np.zeros(headcount, dtype=np.int64),
        **_known(parameters),
        served_by=np.full(len(workload.territory.segment) * parameters.commission.sharers, NOT),
        overlay_sellers=np.full(len(workload.deals.slot) * parameters.commission.overlays, NOT),
        account_changes=_account_changes(workload),
        reminders=_reminders(workload),
        log=bytearray(),
        **_empty_lists(),
    )


def _known(parameters: Parameters) -> dict[str, Any]:
    """What is known of each activity by records, of whom, if anybody looks at them."""
    groups = (1, len(parameters.people), len(parameters.market.worth))[parameters.steering_by]
    cells = parameters.kinds * groups * parameters.steering
    names = ("known_done", "known_late", "favoured")
    return {name: np.zeros(cells, dtype=np.int64) for name in names}


def _empty_lists() -> dict[str, Any]:
    """What only fills as the clock runs."""
    names = (
        *("deciding", "new_tasks", "offers", "decision_order", "rescheduled", "agreements"),
        *("times", "ranked_contacts", "call_intervals", "covered_tasks", "transfers", "nights"),
        *("payments", "resigned", "moved_calls"),
    )
    return {name: [] for name in names}


def _reminders(workload: Workload) -> list[int]:
    """What is known to come: the first ranking, later phases, absences, costly successors."""
    parameters, absences = workload.parameters, workload.absences
    ranking, starts = parameters.market.ranking, parameters.phases.start
    known = [queues.reminder(ranking, codes.RANK, 0)] if ranking > 0 else []
    later = enumerate(starts[1:], start=1)
    known += [queues.reminder(when, codes.BEGIN_PHASE, phase) for phase, when in later]
    count = len(absences.person)
    for what, moments in (
        (codes.IS_BACK, absences.end),
        (codes.GOES, absences.begin),
        (codes.IS_COVERED, np.where(absences.covered < absences.end, absences.covered, NOT)),
    ):
        known += [
            queues.reminder(when, codes.ABSENCE, what * count + row)
            for row, when in enumerate(moments.tolist())
            if 0 <= when < parameters.horizon
        ]
    resigns = enumerate(workload.resignations.start.tolist())
    known += [queues.reminder(when, codes.RESIGN, row) for row, when in resigns]
    return known + _successors(workload) + _market_reminders(workload) + _lapses(workload)


def _lapses(workload: Workload) -> list[int]:
    """When what comes round by the calendar lapses, since the next one arises."""
    lapses = workload.tasks.lapses
    slots = np.flatnonzero((lapses >= 0) & (lapses < workload.parameters.horizon))
    moments = zip(lapses[slots].tolist(), slots.tolist(), strict=True)
    return [queues.reminder(when, codes.LAPSE, slot) for when, slot in moments]


def _successors(workload: Workload) -> list[int]:
    """When somebody new begins in a chair, if accounts lose goodwill by that."""
    parameters, vacancies = workload.parameters, workload.vacancies
    if parameters.market.lost_to_successor == 0:
        return []
    begins = (vacancies.left == 1) & (vacancies.end < parameters.horizon)
    joined = zip(vacancies.end[begins].tolist(), vacancies.person[begins].tolist(), strict=True)
    return [queues.reminder(when, codes.SUCCEED, person) for when, person in joined]


def _market_reminders(workload: Workload) -> list[int]:
    """Closings and openings of businesses, and the ends of contracts of the first day."""
    businesses, first_end = workload.businesses, workload.contracts.first_end
    signed = np.flatnonzero((first_end >= 0) & (first_end < workload.parameters.horizon))
    ends = np.full(len(signed), codes.CONTRACT_ENDS)
    account = np.concatenate((businesses.account, signed))
    what = np.concatenate((businesses.what, ends))
    when = np.concatenate((businesses.when, first_end[signed])).tolist()
    numbers = ((account << codes.EVENT_BITS) | what).tolist()
    events = zip(when, numbers, strict=True)
    return [queues.reminder(moment, codes.MARKET, number) for moment, number in events]


def _account_changes(workload: Workload) -> list[int]:
    """Accounts that are no customers on the first day, as if they had just become so."""
    standing = workload.territory.standing
    others = np.flatnonzero(standing != codes.CUSTOMER)
    what = np.where(standing[others] == codes.GONE, codes.HAS_CLOSED, codes.HAS_OPENED)
    changes = zip(others.tolist(), what.tolist(), strict=True)
    return [market.change_key(0, account, each) for account, each in changes]


def _group(
    pool: BufferPool, group: type[ColumnGroup], size: int, /, **values: Column | int
) -> ColumnGroup:
    """Equally long columns, row by row in memory; a single number fills a whole column."""
    record: np.dtype[Any] = record_dtype(group)
    rows = pool.rows(group.__name__, record, size)
    blank = np.zeros((), record)
    for name, value in values.items():
        if isinstance(value, int):
            blank[name] = value
    pattern = np.frombuffer(blank.tobytes(), np.uint8)
    columns = {name: value for name, value in values.items() if not isinstance(value, int)}
    for name, column in columns.items():
        _check_width(column, record[name].itemsize)
    for start in range(0, size, BLOCK_ROWS):
        block = rows[start : start + BLOCK_ROWS]
        block.view(np.uint8).reshape(-1, record.itemsize)[:] = pattern
        for name, column in columns.items():
            block[name] = column[start : start + BLOCK_ROWS]
    return group(**{field.name: rows[field.name] for field in fields(group)})


def _check_width(column: Column, width: int) -> None:
    """Raises for a number too large for its column: the validation of scenarios excludes them."""
    bound = 1 << (8 * width - 1)
    if len(column) and max(column.max(), -column.min()) >= bound:
        raise OverflowError(f"a number does not fit into {8 * width} bits")


def _agendas(workload: Workload, headcount: int) -> list[list[int]]:
    """For each person and call plan of his, the keys of the contacts in order."""
    contacts, slots = workload.contacts, workload.parameters.phases.slots
    slot = np.array(workload.parameters.versions.plans.slot, dtype=np.int64)[contacts.plan]
    due = zip(contacts.first_due.tolist(), range(len(contacts.person)), strict=True)
    keys = np.array([customers.agenda_key(*each) for each in due], dtype=np.int64)
    holds = _holds_at_first(workload) & (contacts.person >= 0)
    agenda = np.where(holds, contacts.person * slots + slot, NOT)
    order = np.lexsort((keys, agenda))
    cuts = np.searchsorted(agenda[order], np.arange(headcount * slots + 1))
    return [part.tolist() for part in np.split(keys[order], cuts)[1:-1]]


def _holds_at_first(workload: Workload) -> npt.NDArray[np.bool_]:
    """Which contacts belong to plans of the first phase, and are called on then?"""
    plans = workload.parameters.versions.plan[0]
    holds: npt.NDArray[np.bool_] = np.isin(workload.contacts.plan, plans)
    return holds & (workload.contacts.every > 0)


def _rows_of(person: Column, headcount: int) -> tuple[Column, Column]:
    """First row of each person in a column sorted by person, and the row after the last."""
    numbers = np.arange(headcount)
    return np.searchsorted(person, numbers), np.searchsorted(person, numbers, side="right")


def _meetings(workload: Workload) -> Column:
    """Slots of meetings, by person and begin."""
    slots = workload.tasks
    meeting = workload.parameters.versions.activities.meeting
    is_meeting = np.array(meeting, dtype=bool)[slots.activity]
    rows = np.flatnonzero(is_meeting)
    return rows[np.lexsort((rows, slots.asked[rows], slots.person[rows]))]


class _Expected(NamedTuple):
    """Everybody's shifts, and those that would have been worked but for a change."""

    shifts: Presence
    until: Column  # when they end: earlier than expected, where a change comes amid days on end
    known: Column  # phase from which on they are expected
    gone: Column  # and that from which on they are not any more


def _expected(workload: Workload) -> _Expected:
    """By person and start; what is not worked before what is."""
    shifts, (more, known, gone, changes, _) = workload.presence, workload.expected
    since, never = _known_since(shifts, changes), np.full(len(shifts.person), NO_PHASE)
    if not len(more.person):
        return _Expected(shifts, shifts.end, since, never)
    names = [field.name for field in fields(Presence)]
    columns = {name: np.append(getattr(shifts, name), getattr(more, name)) for name in names}
    columns["evening"][len(shifts.person) :] |= codes.EXPECTED
    since, never = np.append(since, known), np.append(never, gone)
    parts = []
    for phase in np.unique(since):
        rows = np.flatnonzero(since == phase)
        rows = rows[np.lexsort((columns["start"][rows], columns["person"][rows]))]
        part = Presence(**{name: column[rows] for name, column in columns.items()})
        parts.append(_joined_up(part, since[rows], never[rows]))
    return _in_order(parts)


def _known_since(shifts: Presence, changes: Sequence[tuple[int, int, int]]) -> Column:
    """Of each shift, the phase with which the hours begin by which it is worked."""
    known = np.zeros(len(shifts.person), dtype=np.int64)
    for person, day, phase in changes:
        known[(shifts.person == person) & (shifts.start >= day * codes.DAY)] = phase
    return known


def _in_order(parts: Sequence[_Expected]) -> _Expected:
    names = [field.name for field in fields(Presence)]
    columns = {n: np.concatenate([getattr(each.shifts, n) for each in parts]) for n in names}
    until, known, gone = (
        np.concatenate([each[field] for each in parts])
        for field in range(1, len(_Expected._fields))
    )
    is_worked = columns["evening"] & codes.EXPECTED == 0
    order = np.lexsort((is_worked, columns["start"], columns["person"]))
    shifts = Presence(**{name: column[order] for name, column in columns.items()})
    return _Expected(shifts, until[order], known[order], gone[order])


def _joined_up(presence: Presence, known: Column, gone: Column) -> _Expected:
    """Days on end that somebody would have gone on with are one shift, as it would have been."""
    start, end, kind = presence.start, presence.end, presence.evening
    whole = ((end - start) % codes.DAY == 0) & (presence.lunch < 0)
    goes_on = (presence.person[:-1] == presence.person[1:]) & (end[:-1] == start[1:])
    goes_on &= whole[:-1] & whole[1:] & (kind[:-1] | codes.EXPECTED == kind[1:])
    goes_on &= kind[:-1] != kind[1:]
    expected = np.append(np.where(goes_on, end[1:], end[:-1]), end[-1:])
    kept = np.append(True, ~goes_on)
    columns = {name: getattr(presence, name)[kept] for name in ("person", "start")}
    others = {name: getattr(presence, name)[kept] for name in ("evening", "lunch")}
    shifts = Presence(**columns, end=expected[kept], **others)
    return _Expected(shifts, end[kept], known[kept], gone[kept])


def _people(workload: Workload, pool: BufferPool) -> PersonState:
    parameters, presence = workload.parameters, _expected(workload).shifts
    headcount = len(parameters.people)
    presence_row, expected_stop = _rows_of(presence.person, headcount)
    worked = np.flatnonzero(presence.evening & codes.EXPECTED == 0)
    presence_stop = presence_row.copy()
    presence_stop[presence.person[worked]] = worked + 1  # rows are in order: the last one stays
    meeting_row, meeting_stop = _rows_of(workload.tasks.person[_meetings(workload)], headcount)
    join_row, join_stop = _rows_of(workload.vacancies.person, headcount)
    until = np.full(headcount, parameters.horizon)
    until[presence.person[worked[::-1]]] = presence.start[worked[::-1]]  # the first one stays
    return _group(
        pool,
        PersonState,
        headcount,
        role=np.array(parameters.role_of, dtype=np.int64),
        base=workload.territory.base,
        speed=workload.speed[:headcount],
        join_row=join_row,
        join_stop=join_stop,
        since_joining=-(1 << 30),
        hired=-(1 << 30),
        place=workload.territory.base,
        beyond=codes.ANY_WAY,
        step=codes.OFF,
        task=NOT,
        contact=NOT,
        until=until,
        destination=NOT,
        presence_row=presence_row,
        presence_stop=presence_stop,
        expected_stop=expected_stop,
        lunch_at=NOT,
        last_activity=NOT,
        meeting_row=meeting_row,
        meeting_stop=meeting_stop,
    )


def _tasks(slots: TaskTable, pool: BufferPool) -> TaskState:
    return _group(
        pool,
        TaskState,
        len(slots.activity),
        seconds=slots.work,
        account=slots.account,
        person=slots.person,
        first_child=slots.first_child,
        queue=NOT,
        remaining=NOT,
        asked=NOT,
        available=NOT,
        started=NOT,
        finished=NOT,
        by=NOT,
        waits_for=NOT,
        activity=slots.activity,
        role=NOT,
        routing=slots.routing,
        comes_back=slots.comes_back,
    )


def _task_details(slots: TaskTable, pool: BufferPool) -> TaskDetails:
    return _group(
        pool,
        TaskDetails,
        len(slots.activity),
        next_sibling=slots.next_sibling,
        delay=slots.delay,
        rework=slots.again,
        phases=slots.phases if len(slots.phases) else 1,
        branch_uniform=slots.branch_uniform if len(slots.branch_uniform) else NOT,
        deal=slots.deal if len(slots.deal) else NOT,
        handing=NOT,
        giver=NOT,
    )


def _appointments(workload: Workload, pool: BufferPool) -> AppointmentState:
    slots = workload.tasks
    drawn = np.flatnonzero(slots.lead | slots.fate)
    return _group(
        pool,
        AppointmentState,
        len(drawn) + 1,
        slot=np.append(drawn, NOT),
        lead=np.append(slots.lead[drawn], 0),
        fate=np.append(slots.fate[drawn], 0),
    )


def _routing(workload: Workload, pool: BufferPool) -> RoutingState:
    slots = workload.tasks
    used = len(slots.delay_in) or len(slots.case)
    delay_in, case = (each if len(each) else NOT for each in (slots.delay_in, slots.case))
    size = len(slots.activity) if used else 0
    return _group(pool, RoutingState, size, delay_in=delay_in, case=case)


def _joins(workload: Workload) -> int:
    """So many cases in which something waits for several others, times the ways in which it may."""
    cases = int(workload.tasks.case.max(initial=NOT)) + 1
    return cases * len(workload.parameters.joins.effect)


def _contacts(workload: Workload, pool: BufferPool) -> ContactState:
    contacts, ways_home = workload.contacts, _ways_home(workload)
    return _group(
        pool,
        ContactState,
        len(contacts.plan),
        plan=contacts.plan,
        account=contacts.account,
        person=contacts.person,
        interval=contacts.every,
        due=contacts.first_due,
        next_call=contacts.first_call,
        # Those of a later phase have no calls until it begins.
        call_stop=contacts.first_call + contacts.calls * _holds_at_first(workload),
        way_home=ways_home,
        **call_order(workload, ways_home),
    )


def _contact_details(workload: Workload, pool: BufferPool) -> ContactDetails:
    contacts = workload.contacts
    return _group(
        pool,
        ContactDetails,
        len(contacts.person),
        first_call=contacts.first_call,
        calls=contacts.calls,
        heir=contacts.heir,
        begins=contacts.begins,
        customer_interval=contacts.as_customer,
        prospect_interval=contacts.as_prospect,
    )


def _places(workload: Workload, pool: BufferPool) -> PlaceState:
    places = workload.territory.places
    return _group(pool, PlaceState, len(places.x), x=places.x, y=places.y)


def _opening(workload: Workload, pool: BufferPool) -> OpeningState:
    days, begin, end = workload.opening.T
    return _group(pool, OpeningState, len(days), days=days, begin=begin, end=end)


def _ways_home(workload: Workload) -> Column:
    """Seconds from each account in a call plan to its person's base, as by people.travel_time."""
    contacts, places = workload.contacts, workload.territory.places
    bases = np.append(workload.territory.base, 0)  # any for the accounts of nobody
    there = places.first_account + contacts.account
    return way_seconds(places, workload.parameters, there, bases[contacts.person])


def _foreseen(workload: Workload) -> dict[str, Column]:
    """When somebody new would begin in a chair after a phase if it went on, by phase and person."""
    people, phases = len(workload.parameters.people), len(workload.owner)
    phase, person, begins = workload.expected.successors.T
    row = phase * people + person
    order = row.argsort(kind="stable")
    first = row[order].searchsorted(np.arange(phases * people + 1))
    return {"foreseen": begins[order], "foreseen_first": first}


def _new_hours(workload: Workload) -> Column:
    """For each phase and person: does he work other hours from then on?"""
    people = len(workload.parameters.people)
    new = np.zeros(len(workload.owner) * people, dtype=np.int64)
    for person, _, phase in workload.expected.changes:
        new[phase * people + person] = 1
    return new


def _static(workload: Workload) -> StaticState:
    territory, slots = workload.territory, workload.tasks
    presence, until, known, gone = _expected(workload)
    meetings = _meetings(workload)
    columns: dict[str, npt.ArrayLike] = {
        "road_node": territory.places.roads.node,
        "road_seconds": territory.places.roads.seconds,
        "road_metres": territory.places.roads.metres,
        "near_first": workload.near.first,
        "near_count": workload.near.size,
        "near": workload.near.contact,
        "weekday": workload.weekday,
        "base": workload.base,
        "speed": workload.speed,
        "presence_from": presence.start,
        "presence_to": presence.end,
        "presence_until": until,
        "presence_known": known,
        "presence_gone": gone,
        "new_hours": _new_hours(workload),
        "presence_evening": presence.evening,
        "presence_lunch": presence.lunch,
        "meeting_slot": meetings,
        "meeting_from": slots.asked[meetings],
        "meeting_to": slots.asked[meetings] + slots.work[meetings],
        "owner": _owners(workload),
        **_owned(workload),
        "contact_of": _contact_of(workload),
        "left": workload.vacancies.start,
        "joined": workload.vacancies.end,
        **_foreseen(workload),
        "resigns": workload.resignations.person,
        "resigns_from": workload.resignations.start,
        "resigns_to": workload.resignations.end,
        "absent": workload.absences.person,
        "segment": territory.segment,
        "contract_task": workload.contracts.first_task,
        "researched": workload.researched,
    }
    return StaticState(
        first_account=territory.places.first_account,
        longest_travel=_longest_travel(workload),
        road_nodes=territory.places.roads.size,
        **{name: contiguous(StaticState, name, column) for name, column in columns.items()},
    )


def contiguous(group: type, name: str, values: npt.ArrayLike) -> npt.NDArray[Any]:
    """A column on its own in memory, as wide as its group says."""
    width = column_widths(group)[name]
    column = np.asarray(values, dtype=np.int64)
    _check_width(column, width)
    return np.ascontiguousarray(column, dtype=f"i{width}")


def _owners(workload: Workload) -> Column:
    """For each phase, role and account, the person whose account it is; -1 for nobody."""
    nobody = np.full(len(workload.territory.segment), NOT)
    return np.concatenate([own if len(own) else nobody for cut in workload.owner for own in cut])


def _owned(workload: Workload) -> dict[str, Column]:
    """The accounts of each person in each phase, and where each person's begin."""
    phases, people = len(workload.owner), len(workload.parameters.people)
    roles, accounts = len(workload.parameters.roles.name), len(workload.territory.segment)
    owner = _owners(workload).reshape(phases, roles, accounts)
    phase, _, account = (owner != NOT).nonzero()
    whose = phase * people + owner[owner != NOT]
    order = whose.argsort(kind="stable")
    first = whose[order].searchsorted(np.arange(phases * people + 1))
    return {"owned": account[order], "owned_first": first}


def _contact_of(workload: Workload) -> Column:
    """For each version of a call plan and account, the contact."""
    contacts, accounts = workload.contacts, len(workload.territory.segment)
    contact = np.full(len(workload.parameters.versions.plans.activity) * accounts, NOT)
    contact[contacts.plan * accounts + contacts.account] = np.arange(len(contacts.plan))
    return contact


def _accounts(workload: Workload, pool: BufferPool) -> AccountState:
    ours = (workload.territory.standing == codes.CUSTOMER).astype(np.int64)
    return _group(
        pool,
        AccountState,
        len(workload.territory.segment),
        potential=workload.territory.potential,
        goodwill=ours * workload.parameters.market.goodwill,
        standing=workload.territory.standing,
        contract_end=workload.contracts.first_end,
        last_contact=customers.LONG_AGO,
        previous_contact=customers.LONG_AGO,
        heard=customers.LONG_AGO,
        last_call=customers.LONG_AGO,
        last_call_role=NOT,
        last_rival_call=customers.LONG_AGO,
        last_deal=NOT,
        lost=-1 * ours,
    )


def _deals(workload: Workload, pool: BufferPool) -> DealState:
    deals = workload.deals
    return _group(
        pool,
        DealState,
        len(deals.slot),
        kind=deals.kind,
        account=workload.tasks.account[deals.slot],
        value=deals.value,
        opened=NOT,
        won_at=NOT,
        last_person=NOT,
        met=NOT,
        team=NOT,
        rival=NOT,
        mind=NOT,
    )


def _longest_travel(workload: Workload) -> int:
    """Upper bound on the seconds between two places: across all of them, or the longest by road."""
    places, parameters = workload.territory.places, workload.parameters
    metres = float(np.hypot(np.ptp(places.x), np.ptp(places.y)))
    straight = int(metres * 1e6 / parameters.metres_in_million_seconds + 1)
    return max(straight, int(places.roads.seconds.max(initial=0))) + parameters.parking
