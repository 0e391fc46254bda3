"""From the workload to the world at the first instant, in columns for any engine to start from."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

import numpy as np
import numpy.typing as npt

from simulator.engine import queues
from simulator.engine.rules import customers
from simulator.engine.state import (
    AccountState,
    CallDraws,
    ContactState,
    DealState,
    PersonState,
    SimulationState,
    StaticState,
    TaskDetails,
    TaskState,
)
from simulator.ledger.ledger import Column, Vacancies
from simulator.model import codes
from simulator.model.codes import NOT
from simulator.workload.draw import Workload
from simulator.workload.task_table import TaskTable

Records = TypeVar(
    "Records", PersonState, TaskState, TaskDetails, ContactState, CallDraws, AccountState, DealState
)


CACHE_LINE = 64  # bytes that memory delivers in one go
# Rows that are filled column by column before the next ones: so many stay in a processor's cache.
NEAR_AT_HAND = 4096


class BufferPool:
    """Memory for columns: taken once, kept from one replay to the next, never by two at a time."""

    def __init__(self) -> None:
        self.kept: dict[str, npt.NDArray[Any]] = {}

    def rows(self, name: str, dtype: np.dtype[Any], size: int) -> npt.NDArray[Any]:
        """So many rows, whatever was in them, from the begin of a cache line."""
        found = self.kept.get(name)
        if found is None or len(found) < size or found.dtype != dtype:
            memory = np.empty(size * dtype.itemsize + CACHE_LINE, np.uint8)
            first = -memory.ctypes.data % CACHE_LINE
            whole = memory[first : first + size * dtype.itemsize]
            found = self.kept[name] = whole.view(dtype)
        return found[:size]


@cache
def widths(kind: Any) -> dict[str, int]:
    """Bytes that a number takes in each column of a group."""
    hints = get_type_hints(kind, include_extras=True)
    return {
        name: get_args(hint)[1] if get_origin(hint) is Annotated else 8
        for name, hint in hints.items()
    }


def record_of(kind: type) -> np.dtype[Any]:
    """One row of a group whose columns are equally long, as it lies in memory.

    Rows are filled up so that none lies across more cache lines than it must.
    """
    plain = np.dtype([(name, f"i{width}") for name, width in widths(kind).items()])
    room = 1 << (plain.itemsize - 1).bit_length()
    if room > CACHE_LINE:
        room = -(-plain.itemsize // CACHE_LINE) * CACHE_LINE
    formats = {name: (field[0], field[1]) for name, field in (plain.fields or {}).items()}
    return np.dtype(
        {
            "names": list(formats),
            "formats": [kind for kind, _ in formats.values()],
            "offsets": [offset for _, offset in formats.values()],
            "itemsize": room,
        }
    )


def initial_state(workload: Workload, ground: BufferPool | None = None) -> SimulationState:
    """The world at the first instant: everyone at his base, off duty, nothing asked for.

    Columns are NumPy's. Agendas hold what is due for whom; all other piles are empty.
    """
    parameters, ground = workload.parameters, ground or BufferPool()
    people, roles = len(parameters.people), len(parameters.roles.name)
    relations = _relations(workload, ground)
    ranking = parameters.market.ranking
    return SimulationState(
        parameters=parameters,
        staff=_staff(workload, ground),
        work=_work(workload.tasks, ground),
        rest=_rest(workload.tasks, ground),
        relations=relations,
        calls=_group(ground, CallDraws, len(workload.calls.wait), **workload.calls._asdict()),
        accounts=_accounts(workload, ground),
        deals=_deals(workload, ground),
        scene=_scene(workload),
        lines=[[] for _ in range(3 * (people + roles))],
        agendas=_agendas(workload, people),
        todays=[[] for _ in range(people)],
        idle=np.zeros(roles, dtype=np.int64),
        losses=[],
        later=[queues.reminder(ranking, codes.RANK, 0)] if ranking > 0 else [],
        free=[],
        fresh=[],
        offered=[],
        turns=[],
        cut=[],
        ranked=[],
        rhythms=[],
        log=bytearray(),
    )


def _group(
    ground: BufferPool, kind: type[Records], size: int, /, **values: Column | int
) -> Records:
    """Equally long columns, row by row in memory: each given, or the same number all along."""
    record: np.dtype[Any] = record_of(kind)
    rows = ground.rows(kind.__name__, record, size)
    blank = np.zeros((), record)
    for name, value in values.items():
        if isinstance(value, int):
            blank[name] = value
    pattern = np.frombuffer(blank.tobytes(), np.uint8)
    given = {name: value for name, value in values.items() if not isinstance(value, int)}
    for name, column in given.items():
        _check_width(column, record[name].itemsize)
    for begin in range(0, size, NEAR_AT_HAND):
        part = rows[begin : begin + NEAR_AT_HAND]
        part.view(np.uint8).reshape(-1, record.itemsize)[:] = pattern
        for name, column in given.items():
            part[name] = column[begin : begin + NEAR_AT_HAND]
    return kind(**{field.name: rows[field.name] for field in fields(kind)})


def _check_width(column: Column, width: int) -> None:
    """What is too large was let through by mistake."""
    bound = 1 << (8 * width - 1)
    if len(column) and max(column.max(), -column.min()) >= bound:
        raise OverflowError(f"a number does not fit into {8 * width} bits")


def _agendas(workload: Workload, people: int) -> list[list[int]]:
    """For each person, the keys of his contacts in order."""
    contacts = workload.contacts
    due = zip(contacts.first_due.tolist(), range(len(contacts.person)), strict=True)
    keys = np.array([customers.agenda_key(*each) for each in due], dtype=np.int64)
    order = np.lexsort((keys, contacts.person))
    cuts = np.searchsorted(contacts.person[order], np.arange(people + 1))
    return [part.tolist() for part in np.split(keys[order], cuts)[1:-1]]


def _rows_of(person: Column, people: int) -> tuple[Column, Column]:
    """First row of each person in a column sorted by person, and the row after his last."""
    numbers = np.arange(people)
    return np.searchsorted(person, numbers), np.searchsorted(person, numbers, side="right")


def _meetings(workload: Workload) -> Column:
    """Slots of meetings, by person and begin."""
    slots = workload.tasks
    is_meeting = np.array(workload.parameters.activities.meeting, dtype=bool)[slots.activity]
    rows = np.flatnonzero(is_meeting)
    return rows[np.lexsort((rows, slots.asked[rows], slots.person[rows]))]


def _staff(workload: Workload, ground: BufferPool) -> PersonState:
    parameters, presence = workload.parameters, workload.presence
    people = len(parameters.people)
    duty, duty_stop = _rows_of(presence.person, people)
    meeting, meeting_stop = _rows_of(workload.tasks.person[_meetings(workload)], people)
    join, join_stop = _rows_of(_joiners(workload).person, people)
    starts = np.append(presence.start, parameters.horizon)
    return _group(
        ground,
        PersonState,
        people,
        role=np.array(parameters.role_of, dtype=np.int64),
        base=workload.territory.base,
        speed=workload.speed,
        usual_speed=workload.speed,
        skill=1000,
        join=join,
        join_stop=join_stop,
        since_joining=-(1 << 30),
        place=workload.territory.base,
        step=codes.OFF,
        task=NOT,
        contact=NOT,
        until=np.where(duty < duty_stop, starts[duty], parameters.horizon),
        goal=NOT,
        duty=duty,
        duty_stop=duty_stop,
        lunch_at=NOT,
        last_activity=NOT,
        meeting=meeting,
        meeting_stop=meeting_stop,
    )


def _work(slots: TaskTable, ground: BufferPool) -> TaskState:
    return _group(
        ground,
        TaskState,
        len(slots.activity),
        seconds=slots.work,
        account=slots.account,
        person=slots.person,
        first_child=slots.first_child,
        line=NOT,
        left=NOT,
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


def _rest(slots: TaskTable, ground: BufferPool) -> TaskDetails:
    return _group(
        ground,
        TaskDetails,
        len(slots.activity),
        next_sibling=slots.next_sibling,
        delay=slots.delay,
        again=slots.again,
        luck=slots.branch_uniform if len(slots.branch_uniform) else NOT,
        deal=slots.deal if len(slots.deal) else NOT,
        handing=NOT,
        giver=NOT,
    )


def _relations(workload: Workload, ground: BufferPool) -> ContactState:
    contacts = workload.contacts
    return _group(
        ground,
        ContactState,
        len(contacts.plan),
        plan=contacts.plan,
        account=contacts.account,
        person=contacts.person,
        every=contacts.every,
        due=contacts.first_due,
        call=contacts.first_call,
        call_stop=contacts.first_call + contacts.calls,
        way_home=_ways_home(workload),
    )


def _ways_home(workload: Workload) -> Column:
    """Seconds from each account in a call plan to its person's base: the rules' sum, at once."""
    contacts, places, parameters = workload.contacts, workload.territory.places, workload.parameters
    base = np.append(workload.territory.base, 0)[
        contacts.person
    ]  # nobody's accounts: any base will do
    there = places.first_account + contacts.account
    dx, dy = places.x[there] - places.x[base], places.y[there] - places.y[base]
    metres = np.sqrt((dx * dx + dy * dy).astype(np.float64))
    ways = metres * 1e6 / parameters.metres_in_million_seconds + 0.5
    return np.where(there == base, 0, ways.astype(np.int64) + parameters.parking)


def _scene(workload: Workload) -> StaticState:
    territory, presence, slots = workload.territory, workload.presence, workload.tasks
    opening = workload.opening[territory.segment]
    meetings = _meetings(workload)
    given = {
        "x": territory.places.x,
        "y": territory.places.y,
        "near_first": workload.near.first,
        "near_count": workload.near.size,
        "near": workload.near.contact,
        "holiday": workload.holidays,
        "open_days": opening[:, 0],
        "open_from": opening[:, 1],
        "open_to": opening[:, 2],
        "presence_from": presence.start,
        "presence_to": presence.end,
        "presence_evening": presence.evening,
        "meeting_slot": meetings,
        "meeting_from": slots.asked[meetings],
        "meeting_to": slots.asked[meetings] + slots.work[meetings],
        "owner": _owners(workload),
        "contact_of": _contact_of(workload),
        "joined": _joiners(workload).end,
    }
    return StaticState(
        first_account=territory.places.first_account,
        longest_way=_longest_way(workload),
        **{name: loose(StaticState, name, column) for name, column in given.items()},
    )


def loose(kind: type, name: str, column: npt.ArrayLike) -> npt.NDArray[Any]:
    """A column that lies by itself, as wide as its group says."""
    width = widths(kind)[name]
    found = np.asarray(column, dtype=np.int64)
    _check_width(found, width)
    return np.ascontiguousarray(found, dtype=f"i{width}")


def _owners(workload: Workload) -> Column:
    """For each role and account, the person whose account it is; -1 for nobody."""
    nobody = np.full(len(workload.territory.segment), NOT)
    return np.concatenate([own if len(own) else nobody for own in workload.territory.owner])


def _contact_of(workload: Workload) -> Column:
    """For each call plan and account, the contact."""
    contacts, accounts = workload.contacts, len(workload.territory.segment)
    found = np.full(len(workload.parameters.plans.activity) * accounts, NOT)
    found[contacts.plan * accounts + contacts.account] = np.arange(len(contacts.plan))
    return found


def _joiners(workload: Workload) -> Vacancies:
    """The vacancies that end before the horizon: then somebody new begins."""
    ends = workload.vacancies.end < workload.parameters.horizon
    rows = [getattr(workload.vacancies, f.name)[ends] for f in fields(Vacancies)]
    return Vacancies(*rows)


def _accounts(workload: Workload, ground: BufferPool) -> AccountState:
    return _group(
        ground,
        AccountState,
        len(workload.territory.segment),
        potential=workload.territory.potential,
        goodwill=workload.parameters.market.goodwill,
        contact_at=customers.LONG_AGO,
        before_at=customers.LONG_AGO,
        called_at=customers.LONG_AGO,
        by_role=NOT,
        rival_at=customers.LONG_AGO,
        lost=NOT,
    )


def _deals(workload: Workload, ground: BufferPool) -> DealState:
    lots = workload.deals
    return _group(
        ground,
        DealState,
        len(lots.slot),
        kind=lots.kind,
        account=workload.tasks.account[lots.slot],
        value=lots.value,
        opened=NOT,
        won_at=NOT,
        last_by=NOT,
    )


def _longest_way(workload: Workload) -> int:
    """No way between two places takes more seconds: that across all of them."""
    places, parameters = workload.territory.places, workload.parameters
    metres = float(np.hypot(np.ptp(places.x), np.ptp(places.y)))
    return int(metres * 1e6 / parameters.metres_in_million_seconds + 1) + parameters.parking
