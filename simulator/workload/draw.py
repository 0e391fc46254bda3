"""The workload of one replication: every random variate is drawn before the clock starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.ledger.ledger import Column, Presence, Vacancies
from simulator.ledger.time_intervals import in_order_of_time
from simulator.model.parameters import Parameters, parameters_of
from simulator.scenario.phases import phases_of
from simulator.scenario.scenario import Scenario
from simulator.workload.arrivals import draw_arrivals
from simulator.workload.businesses import (
    BusinessTable,
    ContractTable,
    draw_businesses,
    reserve_contracts,
)
from simulator.workload.calendar import draw_calendar
from simulator.workload.covered_absences import Absences
from simulator.workload.followups import TaskTableBuilder
from simulator.workload.people import draw_speeds
from simulator.workload.regimes import Expected
from simulator.workload.research import researched_potential
from simulator.workload.streams import streams_of
from simulator.workload.task_table import (
    ArrivalBatch,
    DealTable,
    DrawContext,
    TaskTable,
    takes_place,
)
from simulator.workload.territory import TerritoryData, account_hours, draw_territories
from simulator.workload.visits import (
    CallTable,
    ContactTable,
    NearestContacts,
    draw_calls,
    draw_contacts,
    draw_preparations,
    nearest_contacts,
)


@dataclass(frozen=True)
class Workload:
    """Everything that an engine needs to run one replication; nothing random remains."""

    parameters: Parameters
    seed: int
    replication: int
    presence: Presence
    expected: Expected
    weekday: Column  # as which accounts receive on each day, 7 for one on which none does
    territory: TerritoryData  # in the first phase
    owner: tuple[tuple[Column, ...], ...]  # for each phase and role: person of each account
    base: Column  # for each phase and person, the place where days begin and end
    speed: Column  # for each phase and person, time taken over the mean, in thousandths
    opening: Column  # accounts x (bit mask of weekdays, from, to)
    tasks: TaskTable
    roots: Column  # tasks that arise by themselves, by time of asking and row
    contacts: ContactTable
    calls: CallTable
    near: NearestContacts
    deals: DealTable
    vacancies: Vacancies
    resignations: Vacancies  # of those who leave if they have reached their cap by then
    absences: Absences
    businesses: BusinessTable
    contracts: ContractTable
    researched: Column  # for each ranking and account, potential as research tells it


def draw(scenario: Scenario, seed: int = 1, replication: int = 0) -> Workload:
    """The workload of one replication; common random numbers in every scenario, by cause."""
    streams = streams_of(seed, replication)
    phases = phases_of(scenario)
    parameters = parameters_of(scenario, phases)
    territories = draw_territories(phases, parameters, streams)
    calendar, calendars = draw_calendar(phases, streams)
    by_version = parameters.by_version()
    contexts = [
        DrawContext(each.scenario, by_version, streams, land, calendars[number], number, each.gone)
        for number, (each, land) in enumerate(zip(phases, territories, strict=True))
    ]
    contacts, call_batches = draw_contacts(contexts)
    builder = TaskTableBuilder(contexts)
    builder.add_all([*call_batches, *_preparations(contexts, call_batches)])
    contracts, ends = reserve_contracts(contexts, builder.size)
    builder.add_all(ends)
    for batch in draw_arrivals(contexts):
        builder.add_all([batch])
    tasks, deals = builder.tasks()
    return Workload(
        parameters=parameters,
        seed=seed,
        replication=replication,
        presence=calendar.presence,
        expected=calendar.expected,
        weekday=calendar.weekday,
        territory=territories[0],
        owner=tuple(each.owner for each in territories),
        base=np.concatenate([each.base for each in territories]),
        speed=draw_speeds(phases, streams),
        opening=account_hours(scenario),
        tasks=tasks,
        roots=_roots(by_version, tasks),
        contacts=contacts,
        calls=draw_calls(contexts, call_batches),
        near=nearest_contacts(contexts, contacts),
        deals=deals,
        vacancies=calendar.vacancies,
        resignations=calendar.resignations,
        absences=calendar.absences,
        businesses=draw_businesses(contexts[0]),
        contracts=contracts,
        researched=researched_potential(scenario, territories[0], streams),
    )


def _roots(parameters: Parameters, tasks: TaskTable) -> Column:
    """The slots of what arises by itself, in order of time."""
    arises = np.flatnonzero((tasks.asked >= 0) & takes_place(parameters, tasks))
    return in_order_of_time(arises, tasks.asked)


def _preparations(
    contexts: Sequence[DrawContext], calls: Sequence[ArrivalBatch]
) -> Iterator[ArrivalBatch]:
    """The preparations of calls, batch by batch, where their plan has any."""
    for batch in calls:
        preparation = draw_preparations(contexts[batch.phases[0]], batch)
        if preparation is not None:
            yield preparation
