"""Numbers computed from a ledger: what a planner compares, each with its unit and meaning."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from simulator.ledger.ledger import Ledger
from simulator.measures import sales
from simulator.measures.cost import cost_measures
from simulator.measures.flow import (
    due_measures,
    flow_measures,
    hand_over_measures,
    turnaround_measures,
    visit_measures,
    waiting_measures,
)
from simulator.measures.time_use import (
    day_measures,
    idle_measures,
    load_measures,
    selling_measures,
    time_use_measures,
)
from simulator.measures.window import WEEKLY_MINUTES, Found, Measure, Tally, Window, window_of

Numbers = npt.NDArray[np.float64]


MEASURES = (
    Measure(
        "direct_selling_share", "share", "more",
        "Selling time by the scenario's first definition over attendance (entries less breaks,"
        " overtime included), of the role that has the first call plan, else of the first role.",
    ),
    Measure(
        "selling_share.<definition>", "share", "more",
        "The same under one of the scenario's definitions of selling time.",
    ),
    Measure(
        "selling_share.<definition>.<role>", "share", "more",
        "The same for one of the other roles.",
    ),
    Measure(
        "visits_per_week", "per person and week", "more",
        "Calls of the first call plan that were made, the customer seen, for each full working"
        " week of a person of the calling role.",
    ),
    Measure(
        "no_shows_per_week", "per person and week", "less",
        "Calls of the first call plan at which the customer could not be seen.",
    ),
    Measure(
        "travel_per_visit", "min", "less",
        "Travel and waiting of the calling role for each visit made.",
    ),
    Measure(
        "travel_km_per_week", "km per person and week", "less",
        "Straight distances between the places of the calling role's days, times the detour.",
    ),
    Measure(
        "hand_overs_per_week", "per week", "neither",
        "Times that cases were handed over, coming back included, all people together.",
    ),
    Measure(
        "came_back_per_week", "per week", "less",
        "Times that cases handed over came back to the giver, all people together.",
    ),
    Measure(
        "cost_per_week", "money per week", "less",
        "Paid hours of the contracts of all people, overtime at its own rate, and travel by road;"
        " empty chairs cost nothing.",
    ),
    Measure(
        "cost_per_week.<role>", "money per week", "less",
        "The same for one role.",
    ),
    Measure(
        "cost_per_selling_hour", "money per hour", "less",
        "Cost of all roles over the hours behind direct_selling_share.",
    ),
    Measure(
        "time_use.<role>.<category>", WEEKLY_MINUTES, "neither",
        "Time in one category over full working weeks of presence; breaks belong to none, so the"
        " categories sum to about the contract's week plus overtime.",
    ),
    Measure(
        "utilisation.<role>", "share", "neither",
        "Share of attendance that is not idle.",
    ),
    Measure(
        "overtime.<role>", WEEKLY_MINUTES, "less",
        "Attendance outside every shift: finishing a visit, driving home, evening paperwork.",
    ),
    Measure(
        "switching.<role>", WEEKLY_MINUTES, "less",
        "Setting up for another kind of work and getting back into interrupted work.",
    ),
    Measure(
        "idle_none_due.<role>", WEEKLY_MINUTES, "less",
        "Idle time of a role with a call plan because no call was due.",
    ),
    Measure(
        "idle_closed.<role>", WEEKLY_MINUTES, "less",
        "Idle time of a role with a call plan because customers do not receive then.",
    ),
    Measure(
        "idle_out_of_reach.<role>", WEEKLY_MINUTES, "less",
        "Idle time of a role with a call plan because no call due could be made in time.",
    ),
    Measure(
        "switches_per_day.<role>", "per person and day", "less",
        "Changes of activity from one stretch of work to the next of the same day.",
    ),
    Measure(
        "interruptions_per_day.<role>", "per person and day", "less",
        "Times that work in hand was laid aside for something more urgent.",
    ),
    Measure(
        "longest_selling_block.<role>", "min", "more",
        "Longest unbroken stretch of selling of a day, by the first definition; mean over all days"
        " on which a person is present.",
    ),
    Measure("asked.<activity>", "per week", "neither", "Tasks asked for, all people together."),
    Measure("done.<activity>", "per week", "neither", "Of those, how many people have done."),
    Measure("automated.<activity>", "per week", "neither", "Of those, how many needed nobody."),
    Measure(
        "waiting_at_end.<activity>", "tasks", "less",
        "Of those, how many are not finished at the end of the horizon.",
    ),
    Measure(
        "turnaround_mean.<activity>", "h", "less",
        "From asking to the end, by the clock on the wall, of what was done or needed nobody.",
    ),
    Measure("turnaround_median.<activity>", "h", "less", "The same: half take no longer."),
    Measure("turnaround_p90.<activity>", "h", "less", "The same: nine in ten take no longer."),
    Measure(
        "within_due.<activity>", "share", "more",
        "Share finished in time of what fell due before the end of the horizon; what is missed or"
        " not finished is late.",
    ),
    Measure(
        "waiting.<activity>", "min", "less",
        "From asking to beginning, mean of what was begun; the sum of its causes.",
    ),
    Measure(
        "waiting.<activity>.givers_paperwork", "min", "less",
        "Part of the wait during which the giver had not begun to write the hand-over.",
    ),
    Measure(
        "waiting.<activity>.handing_over", "min", "less",
        "Part of the wait from then until the one who does it could have begun.",
    ),
    Measure(
        "waiting.<activity>.not_its_day", "min", "less",
        "Part of the wait for a weekday on which this work is done.",
    ),
    Measure(
        "waiting.<activity>.nobody_on_shift", "min", "less",
        "Part of the wait during which nobody who may do it was at work: night, break, absence.",
    ),
    Measure(
        "waiting.<activity>.more_urgent_first", "min", "less",
        "Part of the wait during which one of those who may do it had more urgent work in hand.",
    ),
    Measure(
        "waiting.<activity>.all_busy", "min", "less",
        "Part of the wait during which those who may do it had other work in hand or were away.",
    ),
    *sales.MEASURES,
)  # fmt: skip


def describe(key: str) -> Measure:
    """What a key of ``measure`` stands for.

    >>> describe("utilisation.field_rep").unit
    'share'
    """
    for known in MEASURES:
        if _stands_for(known.name.split("."), key.split(".")):
            return known
    raise KeyError(key)


def _stands_for(pattern: list[str], parts: list[str]) -> bool:
    return len(pattern) == len(parts) and all(
        wanted == part or wanted.startswith("<")
        for wanted, part in zip(pattern, parts, strict=True)
    )


def measure(ledger: Ledger, tally: Tally | None = None) -> dict[str, float]:
    """All measures of one replication, after its warm-up; NaN for what never happened.

    With a tally the ledger needs no entries; the measures are the same.
    """
    window = window_of(ledger, tally)
    return {key: float(value) for part in PARTS for key, value in part(window)}


PARTS: tuple[Callable[[Window], Found], ...] = (
    selling_measures,
    visit_measures,
    hand_over_measures,
    cost_measures,
    time_use_measures,
    load_measures,
    idle_measures,
    day_measures,
    flow_measures,
    turnaround_measures,
    due_measures,
    waiting_measures,
    *sales.PARTS,
)
