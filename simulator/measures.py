"""Numbers computed from a ledger: what a planner compares, each with its unit and meaning."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from simulator import outcomes
from simulator.ledger import Column, Ledger
from simulator.quantities import DAY, HOUR, MINUTE
from simulator.stretches import LINE, union
from simulator.vocabulary import (
    AUTOMATED,
    DONE,
    IDLE_CLOSED,
    IDLE_NONE_DUE,
    IDLE_OUT_OF_REACH,
    NO_SHOW,
    RESUME,
    SET_UP,
    WAITING,
    WORK,
)
from simulator.waiting import CAUSES, waiting_sums
from simulator.window import (
    WEEKLY_MINUTES,
    Found,
    Measure,
    Tally,
    Window,
    main_role,
    ratio,
    window_of,
)

Numbers = npt.NDArray[np.float64]

MILLION = 1_000_000

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
    *outcomes.MEASURES,
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


def _selling_seconds(window: Window, definition: int = 0) -> Column:
    """Selling time of each role under one of the scenario's definitions."""
    counted = sorted(set(window.company.selling[definition][1]))
    seconds: Column = window.by_category[:, counted].sum(axis=1)
    return seconds


def _selling(window: Window) -> Found:
    c, main = window.company, main_role(window.company)
    shares = [
        ratio(_selling_seconds(window, number), window.attendance)
        for number in range(len(c.selling))
    ]
    yield "direct_selling_share", shares[0][main]
    for (name, _), share in zip(c.selling, shares, strict=True):
        yield f"selling_share.{name}", share[main]
    for (name, _), share in zip(c.selling, shares, strict=True):
        for r, role in enumerate(c.roles.name):
            if r != main:
                yield f"selling_share.{name}.{role}", share[r]


def _visits(window: Window) -> Found:
    c, t = window.company, window.ledger.tasks
    main = main_role(c)
    weeks = window.person_weeks[main]
    calls = window.asked[np.isin(t.activity[window.asked], c.plans.activity[:1])]
    visits = np.count_nonzero(t.state[calls] == DONE) if c.plans.role else np.nan
    no_shows = np.count_nonzero(t.state[calls] == NO_SHOW) if c.plans.role else np.nan
    travel = window.by_category[main, c.travel_category]
    yield "visits_per_week", visits / weeks
    yield "no_shows_per_week", no_shows / weeks
    yield "travel_per_visit", float(ratio(travel / MINUTE, visits))
    yield "travel_km_per_week", window.road_millimetres[main] / MILLION / weeks


def _hand_overs(window: Window) -> Found:
    times = window.ledger.tasks.hand_overs[window.asked]
    yield "hand_overs_per_week", times.sum() / window.weeks
    yield "came_back_per_week", np.maximum(times - 1, 0).sum() / window.weeks


def _money(window: Window) -> Found:
    labour, travel = window.cost
    weeks = window.weeks
    by_role = (labour / HOUR + travel / MILLION) / 100 / weeks
    everyone = (labour.sum() / HOUR + travel.sum() / MILLION) / 100 / weeks
    selling = _selling_seconds(window)[main_role(window.company)] / HOUR / weeks
    yield "cost_per_week", everyone
    for r, role in enumerate(window.company.roles.name):
        yield f"cost_per_week.{role}", by_role[r]
    yield "cost_per_selling_hour", float(ratio(everyone, selling))


def _time_use(window: Window) -> Found:
    c = window.company
    minutes = window.by_category / MINUTE / window.person_weeks[:, None]
    for r, role in enumerate(c.roles.name):
        for number, category in enumerate(c.categories):
            if number != c.break_category:
                yield f"time_use.{role}.{category}", minutes[r, number]


def _load(window: Window) -> Found:
    switching = window.by_doing[:, [SET_UP, RESUME]].sum(axis=1)
    busy = ratio(window.attendance - window.idle, window.attendance)
    for r, role in enumerate(window.company.roles.name):
        yield f"utilisation.{role}", busy[r]
        yield f"overtime.{role}", window.overtime[r] / MINUTE / window.person_weeks[r]
        yield f"switching.{role}", switching[r] / MINUTE / window.person_weeks[r]


def _idle(window: Window) -> Found:
    kinds = (
        ("idle_none_due", IDLE_NONE_DUE),
        ("idle_closed", IDLE_CLOSED),
        ("idle_out_of_reach", IDLE_OUT_OF_REACH),
    )
    for r, role in enumerate(window.company.roles.name):
        if window.company.roles.plan[r] >= 0:
            for name, doing in kinds:
                minutes = window.by_doing[r, doing] / MINUTE
                yield f"{name}.{role}", minutes / window.person_weeks[r]


def _days(window: Window) -> Found:
    switches = ratio(_switches(window), window.person_days)
    interruptions = ratio(_interruptions(window), window.person_days)
    blocks = ratio(_longest_blocks(window), window.person_days)
    for r, role in enumerate(window.company.roles.name):
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
    begun = window.asked[t.by[window.asked] >= 0]
    return window.by_role(t.by[begun], t.interrupted[begun])


def _longest_blocks(window: Window) -> Column:
    """Longest unbroken selling of every person's every day, in seconds, summed over each role."""
    if window.tally:
        return window.tally.blocks
    e, c = window.entries, window.company
    sells = np.isin(window.category, c.selling[0][1])
    blocks = union(e.person[sells], e.start[sells], e.end[sells])
    days = -(-c.horizon // DAY)
    cell = blocks.start // LINE * days + blocks.start % LINE // DAY
    longest = np.zeros(len(c.people) * days, dtype=np.int64)
    np.maximum.at(longest, cell, blocks.end - blocks.start)
    return window.by_role(np.repeat(np.arange(len(c.people)), days), longest)


def _flow(window: Window) -> Found:
    state = window.ledger.tasks.state[window.asked]
    asked = window.by_activity(window.asked) / window.weeks
    done = window.by_activity(window.asked[state == DONE]) / window.weeks
    automated = window.by_activity(window.asked[state == AUTOMATED]) / window.weeks
    waiting = window.by_activity(window.asked[state == WAITING])
    for a, activity in enumerate(window.company.activities.name):
        yield f"asked.{activity}", asked[a]
        yield f"done.{activity}", done[a]
        yield f"automated.{activity}", automated[a]
        yield f"waiting_at_end.{activity}", waiting[a]


def _turnaround(window: Window) -> Found:
    t = window.ledger.tasks
    over = window.asked[np.isin(t.state[window.asked], (DONE, AUTOMATED))]
    # Few bits are sorted without comparing: each value has its place.
    over = over[np.argsort(t.activity[over].astype(np.int16), kind="stable")]
    hours = (t.finished[over] - t.asked[over]) / HOUR
    ends = np.cumsum(window.by_activity(over))
    for activity, own in zip(window.company.activities.name, np.split(hours, ends), strict=False):
        median, p90 = np.percentile(own, (50, 90)) if len(own) else (np.nan, np.nan)
        yield f"turnaround_mean.{activity}", own.mean() if len(own) else np.nan
        yield f"turnaround_median.{activity}", median
        yield f"turnaround_p90.{activity}", p90


def _due(window: Window) -> Found:
    t = window.ledger.tasks
    fell = (t.due[window.asked] >= 0) & (t.due[window.asked] < window.company.horizon)
    tasks = window.asked[fell]
    in_time = np.isin(t.state[tasks], (DONE, AUTOMATED)) & (t.finished[tasks] <= t.due[tasks])
    share = ratio(window.by_activity(tasks[in_time]), window.by_activity(tasks))
    for activity, value in zip(window.company.activities.name, share, strict=True):
        yield f"within_due.{activity}", value


def _waits(window: Window) -> Found:
    sums = window.tally.waits if window.tally else waiting_sums(window)
    means = ratio(sums[:, 1:], sums[:, :1]) / MINUTE
    for activity, (wait, *parts) in zip(window.company.activities.name, means, strict=True):
        yield f"waiting.{activity}", wait
        for cause, part in zip(CAUSES, parts, strict=True):
            yield f"waiting.{activity}.{cause}", part


PARTS: tuple[Callable[[Window], Found], ...] = (
    _selling,
    _visits,
    _hand_overs,
    _money,
    _time_use,
    _load,
    _idle,
    _days,
    _flow,
    _turnaround,
    _due,
    _waits,
    *outcomes.PARTS,
)
