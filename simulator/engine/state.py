"""The state of a simulation as columns of whole numbers: lists under SimPy, else arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from simulator.engine.queues import IntColumn, IntList
from simulator.model.parameters import Parameters

# Columns of narrow numbers, with their width in bytes; others are 8 bytes wide.
Int32 = Annotated[IntColumn, 4]
Int16 = Annotated[IntColumn, 2]
Int8 = Annotated[IntColumn, 1]


@dataclass(slots=True)
class PersonState:
    """One value for each person. Times in seconds from the start, -1 for none."""

    role: IntColumn
    base: IntColumn  # place where the day begins and ends
    speed: IntColumn  # time taken over the mean once ramp-up is over, in thousandths
    place: IntColumn  # where the person is
    way_home: IntColumn  # seconds from there to the base; 0 where the night is spent there
    beyond: IntColumn  # a way home that is longer is not driven tonight
    nights: IntColumn  # away in a row
    step: IntColumn  # of the activity in hand; see model.codes
    task: IntColumn  # in hand
    contact: IntColumn  # being called on
    since: IntColumn  # when the activity in hand began
    until: IntColumn  # when it ends, as things stand
    take_over: IntColumn  # seconds ahead of the work in hand: reading a case that was handed over
    set_up: IntColumn  # switching from another activity
    resume: IntColumn  # after an interruption
    overhead: IntColumn  # their sum
    is_first_start: IntColumn  # 1 when nobody had begun the task in hand before
    destination: IntColumn  # of the way that the person is on
    on_duty: IntColumn
    evening: IntColumn  # 1 during an evening at the desk
    duty_start: IntColumn  # of the present shift or evening
    duty_end: IntColumn
    presence_row: IntColumn  # of the next shift or evening
    presence_stop: IntColumn  # row after the last
    expected_stop: IntColumn  # row after those expected of who leaves with a change, had he stayed
    lunch_at: IntColumn  # when lunch is due, -1 once taken
    last_activity: IntColumn  # worked on last
    backlog: IntColumn  # seconds of own work that lie waiting
    meeting_row: IntColumn  # of the next meeting
    meeting_stop: IntColumn
    is_deciding: IntColumn  # 1 while this instant's dispatch has the person decide
    join_row: IntColumn  # of the next newcomer in this position
    join_stop: IntColumn
    since_joining: IntColumn
    commission: IntColumn  # earned this year, in millionths of the currency
    capped: IntColumn  # 1 when that is all that can be earned
    commission_since: IntColumn  # begin of that year
    hired: IntColumn  # when whoever sits in the chair has begun
    back: IntColumn  # when somebody new begins after who has left at a cap; 0 for nobody
    moved: IntColumn  # time taken over that before, in millionths, by what was paid or taken back
    moved_until: IntColumn
    gone: IntColumn  # 1 once the chair has been given up
    away: IntColumn  # while others do the work of absent people: HERE, UNCOVERED or COVERED


@dataclass(slots=True)
class TaskState:
    """One value for each slot of the workload: what is looked at whenever a task is touched.

    In these widths a slot fits into 64 bytes, which memory delivers in one go.
    """

    seconds: Int32
    account: Int32
    person: Int32
    first_child: Int32
    queue: Int32  # where it waits, -1 for nowhere, -2 while postponed to one of its weekdays
    remaining: Int32  # seconds of work, -1 before anyone has begun
    asked: Int32
    available: Int32
    started: Int32
    finished: Int32
    by: Int32
    waits_for: Int32
    interrupted: Int32
    activity: Int16
    role: Int16
    routing: Int8
    comes_back: Int8
    phase: Int8
    was_interrupted: Int8  # 1 until the work is resumed
    hand_overs: Int8
    status: Int8
    moved: Int8  # AT_DEPUTY while it lies with one; the lines it stood in are on record unless 0


@dataclass(slots=True)
class TaskDetails:
    """One value for each slot of the workload: what is looked at now and then."""

    next_sibling: Int32
    delay: Int32
    rework: Int32  # seconds of work when it comes back
    branch_uniform: Int32  # in millionths, where the probability depends on what has happened
    deal: Int32
    handing: Int32
    giver: Int32
    phases: Int32  # in which it may be asked for, as bits


@dataclass(slots=True)
class AppointmentState:
    """One value for each slot of which anything was drawn, in order, and a last one for the others.

    A row for each slot would take longer to write than looking for those few.
    """

    slot: Int32
    lead: Int32  # until the customer has time
    fate: Int32  # of the next time agreed on, and of those after it; see model.codes


@dataclass(slots=True)
class RoutingState:
    """One value for each slot; none where all delays go by the clock and nothing joins."""

    delay_in: Int32  # open hours that its delay counts, -1 for all hours
    case: Int32  # number of its case, -1 if nothing in it waits for several


@dataclass(slots=True)
class ContactState:
    """One value for each account in a call plan: what is looked at whenever a call is chosen.

    In these widths a contact fits into 64 bytes.
    """

    plan: Int32
    account: Int32
    person: Int32
    interval: Int32  # between two calls
    due: Int32  # when the next call is due
    next_call: Int32  # its slot
    call_stop: Int32
    way_home: Int32  # seconds from the account to the person's base
    planned: Int32  # 1 while it stands in today's plan
    mean_interval: Int32  # of the accounts of its first owner in its plan
    mean_way: Int32  # seconds from his base to them
    fixed_points: IntColumn  # millionths that the order of calls gives it at any time


@dataclass(slots=True)
class ContactDetails:
    """One value for each account in a call plan: what is looked at now and then."""

    customer_interval: Int32  # while the account is a customer; 0: no calls
    prospect_interval: Int32  # while it is a prospect
    first_call: Int32  # slot
    calls: Int32  # how many slots
    heir: Int32  # the account's contact in the plan's next version, -1 for none
    begins: Int32  # the phase in which it begins by itself; -1 where it goes on for another


@dataclass(slots=True)
class CallDraws:
    """One value for each call, by slot."""

    wait: Int32
    no_show: Int32
    preparation: Int32


@dataclass(slots=True)
class AccountState:
    """One value for each account."""

    potential: IntColumn  # millionths
    goodwill: IntColumn  # millionths, on the day of decayed_on
    recent_contacts: IntColumn  # millionths, on that day
    decayed_on: IntColumn  # until which both have decayed
    last_contact: IntColumn  # since when it has gathered what it has to tell
    previous_contact: IntColumn  # the same before it was heard last
    heard: IntColumn  # when that was
    last_call: IntColumn  # by a call plan
    last_call_role: Int16  # that made it
    last_rival_call: IntColumn  # by another role than that
    last_deal: IntColumn  # that was opened with it for a need of its own
    bought: IntColumn  # halved at each ranking
    worth: IntColumn  # by which it was ranked last
    lost: IntColumn  # when, -1 while it is a customer
    standing: Int8  # GONE, CUSTOMER or PROSPECT
    former: Int8  # 1: a prospect who was a customer
    opened: IntColumn  # when the business in this place did
    contract_end: IntColumn  # in a market: when the contract ends, -1 for none
    contracts: IntColumn  # that have ended


@dataclass(slots=True)
class DealState:
    """One value for each deal."""

    kind: IntColumn
    account: IntColumn
    value: IntColumn  # in millionths of the currency
    opened: IntColumn
    won_at: IntColumn
    discount: IntColumn  # millionths
    commission: IntColumn  # paid on it, in millionths of the currency
    last_person: IntColumn  # who has worked on it last
    met: IntColumn  # whom of us the customer has met last
    changes: IntColumn  # times that he met somebody new
    team: IntColumn  # the role that opened it
    rival: IntColumn  # the deal of another team for the same need
    mind: IntColumn  # of the customer, in millionths, once he has decided; -1 before


@dataclass(slots=True)
class PlaceState:
    """Where each place lies, in metres."""

    x: IntColumn
    y: IntColumn


@dataclass(slots=True)
class OpeningState:
    """When each account receives: bits of the weekday, and from when until when."""

    days: Int32
    begin: Int32
    end: Int32


@dataclass(slots=True)
class StaticState:
    """Places, opening hours and calendars: what does not change during a replay."""

    first_account: int
    near_first: IntColumn  # for each phase, role, plan of it and place
    near_count: IntColumn
    near: Int32
    weekday: IntColumn  # as which accounts receive on each day, 7 where none does
    base: IntColumn  # for each phase and person, where days begin and end
    speed: IntColumn  # for each phase and person, time taken over the mean, in thousandths
    presence_from: Int32
    presence_to: Int32  # as expected
    presence_until: Int32  # in truth: earlier, where somebody leaves amid days on end
    presence_known: Int32  # phase from which on it is expected
    presence_gone: Int32  # and that from which on it is not any more
    new_hours: IntColumn  # for each phase and person, 1: works other hours from then on
    presence_evening: Int32
    presence_lunch: Int32  # when lunch is due, -1 for none
    longest_travel: int  # seconds; no way takes more
    road_nodes: int  # of a table of ways by road; 0 without one
    road_node: IntColumn  # of each place, -1 for none
    road_seconds: Int32  # from node to node, -1 for ways that are not in it
    road_metres: Int32  # in a straight line
    meeting_slot: Int32  # by person and begin
    meeting_from: Int32
    meeting_to: Int32
    owner: Int32  # for each phase, role and account, a person
    owned_first: Int32  # for each phase and person, the row of his first account
    owned: Int32  # accounts, by phase and owner
    contact_of: Int32  # for each version of a plan and account, a contact
    left: IntColumn  # by person and time: a chair becomes empty
    joined: IntColumn  # and somebody new begins in it
    foreseen_first: IntColumn  # for each phase and person, one longer than these
    foreseen: IntColumn  # when somebody new would begin after the phase, if it went on
    segment: Int32  # of each account
    contract_task: Int32  # for each phase and account in a market, the first task that ends one
    resigns: Int32  # who leaves if he has reached his cap by then
    resigns_from: IntColumn
    resigns_to: IntColumn  # and when somebody new begins
    absent: Int32  # person of each absence for which others do the work
    researched: IntColumn  # for each ranking and account, potential as research tells it


@dataclass(slots=True)
class SimulationState:
    """Everything that the rules look at and change."""

    parameters: Parameters
    people: PersonState
    tasks: TaskState
    task_details: TaskDetails
    appointments: AppointmentState
    routing: RoutingState
    contacts: ContactState
    contact_details: ContactDetails
    call_draws: CallDraws
    accounts: AccountState
    deals: DealState
    places: PlaceState
    opening: OpeningState
    static: StaticState
    queues: list[IntList]  # waiting tasks as keys; each person's, role's and line's, by place
    agendas: list[IntList]  # for each person and plan of his, contacts by when they are due
    bookings: list[IntList]  # for each person, times agreed for joint work, as keys in order
    plans_today: list[IntList]  # as agendas: contacts planned for today, in order
    usual_calls: IntColumn  # as agendas: calls on a usual day, in thousandths
    carried_over: IntColumn  # planned calls, in thousandths
    calls_today: IntColumn
    phase: IntColumn  # the one that has begun last, in a column of one
    joined: IntColumn  # for each case and join: bits of what has been finished
    join_cause: IntColumn  # and the slot that the next one follows on, -1 for none yet
    idle_count: IntColumn  # for each role, people with nothing to do
    buys_less: IntColumn  # for each account by what share, and until when; none if it never does
    unrecorded: list[IntList]  # for each person, steps of deals that he has done; rules.steering
    recorded: IntColumn  # for each person, where in it what is recorded ends
    known_done: IntColumn  # for each group and activity: done, as is known since the last look
    known_late: IntColumn  # seconds after the due time
    favoured: IntColumn  # steps of urgency by which it goes first until the next look
    overlay_sellers: IntColumn  # for each deal and role that earns on top, who worked on it last
    served_by: IntColumn  # for each account and role that shares in commission, who did so last
    payments: IntList  # of commission that may be taken back; rules.commission
    resigned: IntList  # rows of the static columns of those who have
    account_changes: (
        IntList  # when, account and what, as keys, in order; the first: of no customers
    )
    reminders: IntList  # events that the rules ask an engine to schedule
    deciding: IntList  # people who have come to the end of what they had in hand
    new_tasks: IntList  # keys of tasks that somebody may take at once
    offers: IntList  # the same, while they are dispatched
    decision_order: IntList  # people in the order in which they decide
    rescheduled: IntList  # people whose activity was cut short: its end has to be rescheduled
    agreements: IntList  # who does which task together; see rules.bookings
    times: IntList  # at which each of several people could be there
    ranked_contacts: IntList  # by what their accounts have bought
    call_intervals: IntList  # to deal out among them
    moved_calls: IntList  # keys of calls that go from one agenda to another
    covered_tasks: IntList  # that lie with deputies, or did: owner and task
    transfers: IntList  # from line to line: task, when, line and why, one after the other
    nights: IntList  # away: person, and begin of the next shift, one after the other
    log: bytearray  # entries, six 32-bit numbers each
