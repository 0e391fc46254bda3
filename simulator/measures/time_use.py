"""Measures of how people spend their time."""

from __future__ import annotations

import numpy as np

from simulator.ledger.ledger import Column
from simulator.ledger.time_intervals import LINE, union
from simulator.measures.measure import WEEKLY_MINUTES, Measure, MeasureValues
from simulator.measures.window import Window, main_role, ratio
from simulator.model.codes import (
    IDLE_CLOSED,
    IDLE_NONE_DUE,
    IDLE_OUT_OF_REACH,
    RESUME,
    SET_UP,
    WORK,
)
from simulator.scenario.units import DAY, MINUTE


def selling_seconds(window: Window, definition: int = 0) -> Column:
    """Selling time of each role under one of the scenario's definitions."""
    counted = sorted(set(window.parameters.selling[definition][1]))
    seconds: Column = window.by_category[:, counted].sum(axis=1)
    return seconds


def selling_measures(window: Window) -> MeasureValues:
    """Shares of selling, by definition and role."""
    c, main = window.parameters, main_role(window.parameters)
    shares = [
        ratio(selling_seconds(window, number), window.attendance)
        for number in range(len(c.selling))
    ]
    yield "direct_selling_share", shares[0][main]
    for (name, _), share in zip(c.selling, shares, strict=True):
        yield f"selling_share.{name}", share[main]
    for (name, _), share in zip(c.selling, shares, strict=True):
        for r, role in enumerate(c.roles.name):
            if r != main:
                yield f"selling_share.{name}.{role}", share[r]


def time_use_measures(window: Window) -> MeasureValues:
    """Minutes of each role in each category."""
    c = window.parameters
    minutes = window.by_category / MINUTE / window.person_weeks[:, None]
    for r, role in enumerate(c.roles.name):
        for number, category in enumerate(c.categories):
            if number != c.break_category:
                yield f"time_use.{role}.{category}", minutes[r, number]


def load_measures(window: Window) -> MeasureValues:
    """Presence, utilisation, overtime and switching."""
    switching = window.by_doing[:, [SET_UP, RESUME]].sum(axis=1)
    busy = ratio(window.attendance - window.idle, window.attendance)
    for r, role in enumerate(window.parameters.roles.name):
        yield f"presence.{role}", window.full_weeks[r] / window.weeks
        yield f"utilisation.{role}", busy[r]
        yield f"overtime.{role}", window.overtime[r] / MINUTE / window.person_weeks[r]
        yield f"switching.{role}", switching[r] / MINUTE / window.person_weeks[r]


def idle_measures(window: Window) -> MeasureValues:
    """Idle time of calling roles, by reason."""
    kinds = (
        ("idle_none_due", IDLE_NONE_DUE),
        ("idle_closed", IDLE_CLOSED),
        ("idle_out_of_reach", IDLE_OUT_OF_REACH),
    )
    for r, role in enumerate(window.parameters.roles.name):
        if window.parameters.roles.plan[r] >= 0:
            for name, doing in kinds:
                minutes = window.by_doing[r, doing] / MINUTE
                yield f"{name}.{role}", minutes / window.person_weeks[r]


def day_measures(window: Window) -> MeasureValues:
    """Switches, interruptions and the longest selling of a day."""
    switches = ratio(_switches(window), window.person_days)
    interruptions = ratio(_interruptions(window), window.person_days)
    blocks = ratio(_longest_blocks(window), window.person_days)
    for r, role in enumerate(window.parameters.roles.name):
        yield f"switches_per_day.{role}", switches[r]
        yield f"interruptions_per_day.{role}", interruptions[r]
        yield f"longest_selling_block.{role}", blocks[r] / MINUTE


def _switches(window: Window) -> Column:
    """Changes of activity of each role's people within a day, other doings left out."""
    if window.tally:
        return window.tally.switches
    e = window.entries
    work = np.flatnonzero(e.doing == WORK)
    day = e.person[work] * LINE + e.start[work] // DAY
    same_day = day[1:] == day[:-1]
    changed = np.diff(e.activity[work]) != 0
    return window.by_role(e.person[work[1:]], (same_day & changed).astype(np.int64))


def _interruptions(window: Window) -> Column:
    """Interruptions of tasks that each role's people have begun."""
    t = window.ledger.tasks
    begun = window.asked[t.interrupted[window.asked] > 0]
    begun = begun[t.by[begun] >= 0]
    return window.by_role(t.by[begun], t.interrupted[begun])


def _longest_blocks(window: Window) -> Column:
    """Longest unbroken selling of every person's every day, in seconds, summed over each role."""
    if window.tally:
        return window.tally.blocks
    e, c = window.entries, window.parameters
    sells = np.isin(window.category, c.selling[0][1])
    blocks = union(e.person[sells], e.start[sells], e.end[sells])
    days = -(-c.horizon // DAY)
    cell = blocks.start // LINE * days + blocks.start % LINE // DAY
    longest = np.zeros(len(c.people) * days, dtype=np.int64)
    np.maximum.at(longest, cell, blocks.end - blocks.start)
    return window.by_role(np.repeat(np.arange(len(c.people)), days), longest)


SELLING_MEASURES = (
    Measure(
        "direct_selling_share", "share", "more",
        "Selling time by the scenario's first definition over attendance (entries less breaks,"
        " overtime included), of the role that has the first call plan, else of the first role.",
        selling_measures,
    ),
    Measure(
        "selling_share.<definition>", "share", "more",
        "Selling time by one of the scenario's definitions over attendance, of the role of"
        " direct_selling_share.",
        selling_measures,
    ),
    Measure(
        "selling_share.<definition>.<role>", "share", "more",
        "Selling time by one of the scenario's definitions over attendance, of one of the other"
        " roles.",
        selling_measures,
    ),
)  # fmt: skip


MEASURES = (
    Measure(
        "time_use.<role>.<category>", WEEKLY_MINUTES, "neither",
        "Time in one category over full working weeks of presence; breaks belong to none, so the"
        " categories sum to about the contract's week plus overtime.",
        time_use_measures,
    ),
    Measure(
        "presence.<role>", "people", "neither",
        "People who are there: full working weeks of presence over calendar weeks. Vacation,"
        " sickness, public holidays and empty chairs are missing.",
        load_measures,
    ),
    Measure(
        "utilisation.<role>", "share", "neither",
        "Share of attendance that is not idle.",
        load_measures,
    ),
    Measure(
        "overtime.<role>", WEEKLY_MINUTES, "less",
        "Attendance outside every shift: finishing a visit, driving home, evening paperwork.",
        load_measures,
    ),
    Measure(
        "switching.<role>", WEEKLY_MINUTES, "less",
        "Setting up for another kind of work and getting back into interrupted work.",
        load_measures,
    ),
    Measure(
        "idle_none_due.<role>", WEEKLY_MINUTES, "less",
        "Idle time of a role with a call plan because no call was due.",
        idle_measures,
    ),
    Measure(
        "idle_closed.<role>", WEEKLY_MINUTES, "less",
        "Idle time of a role with a call plan because no customer receives then, or for long"
        " enough.",
        idle_measures,
    ),
    Measure(
        "idle_out_of_reach.<role>", WEEKLY_MINUTES, "less",
        "Idle time of a role with a call plan because no call due could be made in time.",
        idle_measures,
    ),
    Measure(
        "switches_per_day.<role>", "per person and day", "less",
        "Changes of activity from one stretch of work to the next of the same day.",
        day_measures,
    ),
    Measure(
        "interruptions_per_day.<role>", "per person and day", "less",
        "Times that work in hand was laid aside for something more urgent.",
        day_measures,
    ),
    Measure(
        "longest_selling_block.<role>", "min", "more",
        "Longest unbroken stretch of selling of a day, by the first definition; mean over all"
        " days on which a person is present.",
        day_measures,
    ),
)  # fmt: skip
