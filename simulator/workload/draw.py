"""All chance of one replication, drawn before the clock starts: who asks for what, and when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.ledger.ledger import Column, Presence, Vacancies
from simulator.ledger.time_intervals import in_order_of_time
from simulator.model.parameters import Parameters, parameters_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import WEEKDAYS
from simulator.workload.arrivals import draw_arrivals
from simulator.workload.calendar import draw_calendar
from simulator.workload.followups import TaskTableBuilder
from simulator.workload.people import draw_speeds
from simulator.workload.streams import streams_of
from simulator.workload.task_table import DealTable, DrawContext, TaskTable
from simulator.workload.territory import TerritoryData, draw_territory
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
    """Everything that an engine needs to replay one replication, and nothing left to chance."""

    parameters: Parameters
    seed: int
    replication: int
    presence: Presence
    holidays: Column  # 1 for each day on which no account receives
    territory: TerritoryData
    speed: Column  # each person's time taken over the mean, in thousandths
    opening: Column  # segments x (bit mask of weekdays, from, to)
    tasks: TaskTable
    roots: Column  # slots that arise by themselves, by time of asking and slot
    contacts: ContactTable
    calls: CallTable
    near: NearestContacts
    deals: DealTable
    vacancies: Vacancies


def draw(scenario: Scenario, seed: int = 1, replication: int = 0) -> Workload:
    """The workload of one replication; the same cause has the same luck in every scenario."""
    chance = streams_of(seed, replication)
    parameters = parameters_of(scenario)
    territory = draw_territory(scenario, parameters, chance)
    calendar = draw_calendar(scenario, chance)
    desk = DrawContext(scenario, parameters, chance, territory, calendar)
    contacts, call_batches = draw_contacts(desk)
    table = TaskTableBuilder(desk)
    table.add_all([*call_batches, *(p for b in call_batches if (p := draw_preparations(desk, b)))])
    for batch in draw_arrivals(desk):
        table.add_all([batch])
    slots, lots = table.tasks()
    arises = np.flatnonzero(slots.asked >= 0)
    return Workload(
        parameters=parameters,
        seed=seed,
        replication=replication,
        presence=calendar.presence,
        holidays=calendar.holidays.astype(np.int64),
        territory=territory,
        speed=draw_speeds(desk),
        opening=_opening(scenario),
        tasks=slots,
        roots=in_order_of_time(arises, slots.asked),
        contacts=contacts,
        calls=draw_calls(desk, call_batches),
        near=nearest_contacts(desk, contacts),
        deals=lots,
        vacancies=calendar.vacancies,
    )


def _opening(scenario: Scenario) -> Column:
    """For each segment: weekdays as bits, opening, closing (seconds after midnight)."""
    rows = [
        (
            sum(1 << WEEKDAYS.index(day) for day in set(s.opening.days)),
            s.opening.start,
            s.opening.end,
        )
        for s in scenario.segments.values()
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)
