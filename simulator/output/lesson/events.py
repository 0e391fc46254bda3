"""What is marked in a week that is played: interruptions, hand-overs, and moments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from simulator.model.codes import HAND_OVER, NOT, PAUSE, RESUME, SET_UP, WORK
from simulator.output.lesson.names import EVENTS
from simulator.output.timeline.rows import TimelineDays
from simulator.scenario.schema.lesson import Lesson, Seen, StopMoment
from simulator.scenario.units import DAY, HOUR, MINUTE, WEEKDAYS

Columns = Mapping[str, Sequence[Any]]
Run = Mapping[str, Any]
INTERRUPTED, HANDED_OVER = range(len(EVENTS))
GOES_ON = (WORK, SET_UP, RESUME)  # doings that follow at once on work laid down
NOTHING_IN_HAND = "idle"  # as all such doings begin
Event = tuple[int, int, int, int, int]  # at, kind, person, task, other person


def events_of(entries: Columns, tasks: Columns, days: TimelineDays) -> list[Event]:
    """All events of the days, by time."""
    length = int((days.end - days.begin).total_seconds())
    events = (*_laid_down(entries, tasks), *_given(entries, tasks))
    return sorted(each for each in events if 0 <= each[0] <= length)


def _laid_down(entries: Columns, tasks: Columns) -> Iterator[Event]:
    """Work that ends before its task does, since its person begins another one at once."""
    over = dict(zip(tasks["task"], tasks["finished"], strict=True))
    cut = {task for task, times in zip(tasks["task"], tasks["interrupted"], strict=True) if times}
    for now, after in pairwise(range(len(entries["task"]))):
        task, end = entries["task"][now], entries["start"][now] + entries["seconds"][now]
        if task not in cut or entries["doing"][now] != WORK:
            continue
        same = entries["person"][now] == entries["person"][after]
        at_once = same and entries["start"][after] == end and entries["doing"][after] in GOES_ON
        if at_once and entries["task"][after] != task and over[task] != end:
            yield end, INTERRUPTED, entries["person"][now], task, NOT


def _given(entries: Columns, tasks: Columns) -> Iterator[Event]:
    """Cases handed over, at the end of writing them down."""
    by = dict(zip(tasks["task"], tasks["by"], strict=True))
    for row, doing in enumerate(entries["doing"]):
        if doing == HAND_OVER:
            task, person = entries["task"][row], entries["person"][row]
            end = entries["start"][row] + entries["seconds"][row]
            yield end, HANDED_OVER, person, task, by.get(task, NOT)


# -- moments ---------------------------------------------------------------------------------------


class ReplayedWeek(NamedTuple):
    """A week that is played, the names of its numbers, and the activities whose heaps are shown."""

    run: Run
    names: Mapping[str, Any]
    piles: Sequence[int]


class Stops(NamedTuple):
    """When the play stops, by week and time, and what is not to be seen in its week."""

    moments: list[dict[str, Any]]
    left_out: list[dict[str, Any]]


def moments_of(
    lesson: Lesson, runs: Sequence[Run], names: Mapping[str, Any], piles: Sequence[int]
) -> Stops:
    """The moments of a lesson.

    What never happens in a week is left out, and so is what does not show what it shall.
    """
    stops = Stops([], [])
    for moment in lesson.moments:
        shown = ReplayedWeek(runs[moment.week - 1], names, piles)
        at, title = _moment(moment, shown), str(moment.title)
        if at is not None and _shows(moment.shows, shown, at):
            words = {"title": title, "text": str(moment.text)}
            stops.moments.append({"run": moment.week - 1, "at": at, **words})
        else:
            stops.left_out.append({"run": moment.week - 1, "title": title})
    stops.moments.sort(key=lambda each: (each["run"], each["at"]))
    return stops


def _moment(moment: StopMoment, shown: ReplayedWeek) -> int | None:
    """Seconds from the week's begin; none for what does not happen in it."""
    named: dict[str, Callable[[Run], int | None]] = {
        "most_waiting": _most_waiting,
        "first_interruption": lambda each: _first(each, INTERRUPTED),
        "first_hand_over": lambda each: _first(each, HANDED_OVER),
        "first_absence": _first_absence,
        "first_shown": lambda _: _first_shown(moment.shows, shown),
    }
    if moment.at in named:
        return named[moment.at](shown.run)
    day, _, clock = moment.at.partition(" ")
    hour, _, minute = clock.partition(":")
    return WEEKDAYS.index(day) * DAY + int(hour) * HOUR + int(minute) * MINUTE


def _first_shown(seen: Seen, shown: ReplayedWeek) -> int | None:
    """The first time that all of it is to be seen, of those at which somebody begins something."""
    opened = shown.run["open"]
    times = sorted(
        at
        for at in {*shown.run["entries"]["start"]}
        if any(begin < at < end for begin, end in opened)
    )
    return next((at for at in times if _shows(seen, shown, at)), None)


def _shows(seen: Seen, shown: ReplayedWeek, at: int) -> bool:
    """Is all that a moment shall show to be seen at a time?"""
    doings = _doings(shown, at)
    people = {person for person, begin, end, _ in shown.run["absences"] if begin <= at < end}
    counts = [
        (seen.waiting, _waiting(shown, at)),
        (seen.idle, sum(each.startswith(NOTHING_IN_HAND) for each in doings)),
        (seen.away, len(people)),
        *((wanted, doings.count(name)) for name, wanted in seen.doing.items()),
    ]
    return all(wanted.holds(count) for wanted, count in counts if wanted is not None)


def _doings(shown: ReplayedWeek, at: int) -> list[str]:
    """What each who is there does: the activity that is worked on, or what is done in between."""
    entries, names = shown.run["entries"], shown.names
    columns = (entries[key] for key in ("start", "seconds", "doing", "activity"))
    return [
        names["activities"][activity]["name"] if doing == WORK else names["doings"][doing]["name"]
        for start, lasts, doing, activity in zip(*columns, strict=True)
        if start <= at < start + lasts
    ]


def _waiting(shown: ReplayedWeek, at: int) -> int:
    """How many tasks wait in the heaps that are shown."""
    rows = _waits(shown.run["tasks"], shown.piles)
    return sum(since <= at and (until is None or at < until) for since, until in rows)


def _waits(
    tasks: Columns, activities: Sequence[int] | None = None
) -> Iterator[tuple[int, int | None]]:
    """From when to when each task that ever waits does so."""
    columns = (tasks[key] for key in ("activity", "available", "started", "finished"))
    for activity, available, started, finished in zip(*columns, strict=True):
        until = started if started is not None else finished
        is_wanted = activities is None or activity in activities
        if is_wanted and available is not None and (until is None or until > available):
            yield available, until


def _first(run: Run, kind: int) -> int | None:
    return next((at for at, what, *_ in run["events"] if what == kind), None)


def _first_absence(run: Run) -> int | None:
    """The opening hour of the first day on which somebody is away."""
    away = [begin for _, begin, *_ in run["absences"]]
    opens = [start for start, _ in run["open"] if away and start >= min(away)]
    return min(opens, default=None)


def _most_waiting(run: Run) -> int | None:
    """When most tasks wait while somebody is there, lunch apart."""
    length = run["days"] * DAY
    changes: list[tuple[int, int]] = []
    for available, until in _waits(run["tasks"]):
        changes.append((available, 1))
        if until is not None:
            changes.append((until, -1))
    waiting, most, at = 0, 0, None
    for moment, step in sorted(changes):
        waiting += step
        if 0 <= moment < length and waiting > most and _is_anybody_there(run["entries"], moment):
            most, at = waiting, moment
    return at


def _is_anybody_there(entries: Columns, moment: int) -> bool:
    """Is somebody at work, not at lunch?"""
    columns = zip(*(entries[key] for key in ("start", "seconds", "doing")), strict=True)
    return any(
        start <= moment < start + lasts and doing != PAUSE for start, lasts, doing in columns
    )
