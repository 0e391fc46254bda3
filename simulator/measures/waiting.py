"""Why tasks waited: every second between asking and beginning laid to exactly one cause.

A night is the cause of a wait only for work that would have begun in it, had somebody been there:
for what people needed less time than the night is long until they came to it. To work deeper in a
backlog the night makes no difference yet: it waits for what lies before it, and the night counts to
that, in the proportion in which its other time does.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulator.ledger.ledger import Column, Ledger
from simulator.ledger.time_intervals import TimeIntervals, covered, moments, union
from simulator.measures.measure import Measure, MeasureValues, Weighted
from simulator.measures.window import Window, ratio
from simulator.model.codes import AT_OVERFLOW, AUTOMATED, CALL_PLAN, INBOUND, NO_URGENCY, NOT, PAUSE
from simulator.model.parameters import Parameters
from simulator.scenario.elementary import Mask
from simulator.scenario.units import DAY, MINUTE

CAUSES = (
    "givers_paperwork",
    "handing_over",
    "not_its_day",
    "nobody_on_shift",
    "more_urgent_first",
    "all_busy",
)


class Waits(NamedTuple):
    """Stretches for which tasks stood in a line, ready to be begun by those who look after it.

    Lines are numbered: one for each person, then one for each role. A task has several stretches if
    it overflowed to another role, or if it is done on some weekdays or in sessions only: then one
    for each.
    """

    task: Column  # row of Tasks
    line: Column
    start: Column
    end: Column
    last: Column  # 1: in the line where it stood last; 0: before it overflowed
    until: Column  # until when it stood in this line in all, of whose days this may be one
    any_day: Column  # 1: after an overflow, whatever the weekday


def waiting_sums(window: Window) -> Column:
    """For each activity: tasks begun, the seconds that they waited, in all and by cause.

    At last, nights within a backlog, which are in no cause yet.
    """
    t = window.ledger.tasks
    begun = window.asked[(t.started >= 0)[window.asked] & (t.state != AUTOMATED)[window.asked]]
    wait = t.started[begun] - t.asked[begun]
    parts = _parts(window.ledger, begun)
    sums = [window.by_activity(begun, seconds) for seconds in (wait, *parts)]
    return np.stack([window.by_activity(begun), *sums], axis=1)


def causes(ledger: Ledger, rows: Column) -> dict[str, Column]:
    """Seconds that each of these begun tasks waited, by cause; they sum to started - asked.

    ======================  ====================================================================
    ``givers_paperwork``    to be handed over: the giver has not begun to write it down
    ``handing_over``        from then until the one who does it could have begun
    ``not_its_day``         it is done on other weekdays, or at other times, only
    ``nobody_on_shift``     none of those who may do it is there, and it would have begun by the
                            time they are back; a break counts as absence
    ``more_urgent_first``   at least one of them works on a task of strictly smaller urgency
    ``all_busy``            they are there, with other work or in another place
    ======================  ====================================================================

    Those who may do it: the one person whom the task waits for, or everyone in the role in whose
    line it stands. A call of a plan counts as urgent as a planned call; the way to a task counts as
    work on it. Absence within a backlog counts to the last two in proportion.
    """
    *parts, urgent, busy, nights = _parts(ledger, rows)
    behind_urgent = nights * urgent // np.maximum(urgent + busy, 1)
    shared = (urgent + behind_urgent, busy + nights - behind_urgent)
    return dict(zip(CAUSES, (*parts, *shared), strict=True))


def _parts(ledger: Ledger, rows: Column) -> tuple[Column, ...]:
    """The seconds of each cause in their order, then absence within a backlog."""
    t = ledger.tasks
    handed = t.handing[rows] >= 0
    ready = waits(ledger, rows)
    nobody, urgent, nights = _at_the_doers(ledger, ready)
    stood, absent, ahead, behind = (
        np.bincount(ready.task, weights=amount, minlength=len(t)).astype(np.int64)[rows]
        for amount in (ready.end - ready.start, nobody, urgent, nights)
    )
    return (
        np.where(handed, t.handing[rows] - t.asked[rows], 0),
        np.where(handed, t.available[rows] - t.handing[rows], 0),
        t.started[rows] - np.where(handed, t.available[rows], t.asked[rows]) - stood,
        absent - behind,
        ahead,
        stood - absent - ahead,
        behind,
    )


def waits(ledger: Ledger, rows: Column) -> Waits:
    """Where these tasks stood from the moment they could be begun until they were, or the end."""
    t = ledger.tasks
    until = _begun_or_over(ledger, rows)
    some = until > t.available[rows]
    rows, until = rows[some], until[some]
    noted = _noted(ledger, rows, until)
    apart = ~np.isin(rows, ledger.transfers.task) if len(ledger.transfers.task) else slice(None)
    rows, until = rows[apart], until[apart]
    gone = np.clip(_overflows_at(ledger, rows), t.available[rows], until)
    first, last = np.zeros_like(rows), np.ones_like(rows)
    line, now = _first_line(ledger, rows), _overflowed(ledger, rows).astype(np.int64)
    before = Waits(rows, line, t.available[rows], gone, first, gone, first)
    after = Waits(rows, _last_line(ledger, rows), gone, until, last, until, now)
    all_three = Waits(*map(np.concatenate, zip(before, after, noted, strict=True)))
    return _on_its_days(ledger, _chosen(all_three, all_three.end > all_three.start))


def _noted(ledger: Ledger, rows: Column, until: Column) -> Waits:
    """The same of those whose lines are on record, since others were to do them."""
    moves = ledger.transfers
    ends = np.full(len(ledger.tasks), NOT)
    ends[rows] = until
    chosen = np.flatnonzero(ends[moves.task] >= 0)
    task, at, line = moves.task[chosen], moves.at[chosen], moves.line[chosen]
    last = np.append(task[1:] != task[:-1], True)[: len(task)]
    end = np.where(last, ends[task], np.append(at[1:], 0)[: len(task)])
    start, end = np.minimum(at, ends[task]), np.minimum(end, ends[task])
    overflowed = moves.why[chosen] == AT_OVERFLOW
    return Waits(task, line, start, end, *(x.astype(np.int64) for x in (last, end, overflowed)))


def _begun_or_over(ledger: Ledger, rows: Column) -> Column:
    """When each task no longer waited: begun, or ended without that, or the horizon."""
    t = ledger.tasks
    over = np.where(t.finished[rows] >= 0, t.finished[rows], ledger.parameters.horizon)
    return np.where(t.started[rows] >= 0, t.started[rows], over)


def urgency_of(parameters: Parameters) -> Column:
    """Urgency of each activity; of a call, when planned. One value more, for no activity."""
    urgency = np.array([*parameters.activities.urgency, NO_URGENCY], dtype=np.int64)
    urgency[list(parameters.plans.activity)] = parameters.plans.planned_urgency
    return urgency


def _chosen(ready: Waits, rows: Mask | Column) -> Waits:
    return Waits(*(column[rows] for column in ready))


def _of(setting: tuple[int, ...], activity: Column) -> Column:
    """An activity's setting for each task."""
    return np.array(setting, dtype=np.int64)[activity]


def _overflows_at(ledger: Ledger, rows: Column) -> Column:
    """When each task went to those who take the overflow; 0 if it did not."""
    t, kinds = ledger.tasks, ledger.parameters.versions.activities
    after = t.available[rows] + _of(kinds.overflow_after, t.version[rows])
    return np.where(_overflowed(ledger, rows), after, 0)


def _overflowed(ledger: Ledger, rows: Column) -> Mask:
    t, kinds = ledger.tasks, ledger.parameters.versions.activities
    version = t.version[rows]
    to = _of(kinds.overflow_role, version)
    gone: Mask = (to == t.role[rows]) & (to != _of(kinds.role, version))
    return gone


def _first_line(ledger: Ledger, rows: Column) -> Column:
    """Where tasks stood before they overflowed: the line of the account's person, or the role's."""
    t, c = ledger.tasks, ledger.parameters
    version, kinds = t.version[rows], c.versions.activities
    handed = t.hand_overs[rows] > 0
    role = np.where(handed, _of(kinds.moved_role, version), _of(kinds.role, version))
    own = np.where(handed, _of(kinds.moved_own, version), _of(kinds.own, version))
    owner = np.concatenate((ledger.account_owner, [-1]))[t.account[rows]]
    his = (own == 1) & (owner >= 0) & (np.array([*c.role_of, -1])[owner] == role)
    return np.where(his, owner, len(c.people) + role)


def _last_line(ledger: Ledger, rows: Column) -> Column:
    """Where tasks stood when they were begun.

    Whoever lays a task down keeps it, so of a task that was begun ``waits_for`` may name someone it
    never waited for; and what came back waits for the giver, once the taker has begun it.
    """
    t, c = ledger.tasks, ledger.parameters
    moved_role = _of(c.versions.activities.moved_role, t.version[rows])
    role = np.where(_came_back(ledger, rows), moved_role, t.role[rows])
    alone = (t.waits_for[rows] >= 0) & ~_shared(ledger, rows)
    return np.where(alone, t.waits_for[rows], len(c.people) + role)


def _came_back(ledger: Ledger, rows: Column) -> Mask:
    return ledger.tasks.hand_overs[rows] > 1


def _shared(ledger: Ledger, rows: Column) -> Mask:
    """Was it for anyone of the role, whoever has laid it down since?"""
    t, kinds = ledger.tasks, ledger.parameters.versions.activities
    version, outside = t.version[rows], t.account[rows] < 0
    by_origin = np.where(outside, t.origin[rows] == INBOUND, _of(kinds.own, version) == 0)
    as_moved = outside | (_of(kinds.moved_own, version) == 0)
    overflowed = _overflowed(ledger, rows)
    shared = np.where(t.hand_overs[rows] > 0, as_moved, by_origin)
    called = t.origin[rows] == CALL_PLAN
    anyone: Mask = (shared & ~called) | overflowed | _came_back(ledger, rows)
    return anyone


def _on_its_days(ledger: Ledger, ready: Waits) -> Waits:
    """Without other weekdays and times, for what is done at some only and has not overflowed."""
    kinds, version = ledger.parameters.versions.activities, ledger.tasks.version
    mask = _of(kinds.on_days, version[ready.task])
    some = (mask != (1 << 7) - 1) & (ready.any_day == 0)
    if not some.any():
        return ready
    part = _by_day(_chosen(ready, some))
    weekday = part.start // DAY % 7
    part = _chosen(part, mask[some].repeat(_days(_chosen(ready, some))) >> weekday & 1 == 1)
    part = _in_sessions(ledger.parameters, part, _of(kinds.session, version[part.task]))
    whole = _chosen(ready, ~some)
    return Waits(*(np.concatenate(pair) for pair in zip(whole, part, strict=True)))


def _in_sessions(parameters: Parameters, part: Waits, session: Column) -> Waits:
    """What of stretches of a day lies in the sessions of each; -1: at any time."""
    table = parameters.sessions
    if not table.first:
        return part
    first = np.array([*table.first, len(table.begin)])[session]
    count = np.array([*table.count, 1])[session]
    begin, until = np.array([*table.begin, 0]), np.array([*table.until, DAY])
    each = Waits(*(column.repeat(count) for column in part))
    number = np.arange(len(each.task)) - (np.cumsum(count) - count).repeat(count)
    span, midnight = first.repeat(count) + number, each.start // DAY * DAY
    each = each._replace(
        start=np.maximum(each.start, midnight + begin[span]),
        end=np.minimum(each.end, midnight + until[span]),
    )
    return _chosen(each, each.end > each.start)


def _days(ready: Waits) -> Column:
    """How many days each stretch touches."""
    return (ready.end - 1) // DAY - ready.start // DAY + 1


def _by_day(ready: Waits) -> Waits:
    """The stretches cut at midnights."""
    days = _days(ready)
    part = Waits(*(column.repeat(days) for column in ready))
    number = np.arange(len(part.task)) - (np.cumsum(days) - days).repeat(days)
    midnight = (part.start // DAY + number) * DAY
    return part._replace(
        start=np.maximum(part.start, midnight), end=np.minimum(part.end, midnight + DAY)
    )


class _Lines(NamedTuple):
    """Who is there and how urgent is what he works on, by line and start; breaks left out."""

    line: Column
    start: Column
    end: Column
    urgency: Column


def _lines(ledger: Ledger, wanted: Column) -> _Lines:
    """All that people do on the wanted lines: on their own, then on their role's."""
    e, c = ledger.entries, ledger.parameters
    role_line = len(c.people) + np.array(c.role_of, dtype=np.int64)
    used = np.zeros(len(c.people) + len(c.roles.name), dtype=bool)
    used[wanted] = True
    works = e.doing != PAUSE
    own = np.flatnonzero(works & used[e.person])
    pool = np.flatnonzero(works & used[role_line][e.person])
    pool = pool[np.argsort(moments(role_line[e.person[pool]], e.start[pool]), kind="stable")]
    rows = np.concatenate((own, pool))
    line = np.concatenate((e.person[own], role_line[e.person[pool]]))
    urgency = np.where(e.is_idle[rows], NO_URGENCY, urgency_of(c)[e.activity[rows]])
    return _Lines(line, e.start[rows], e.end[rows], urgency)


def _at_the_doers(ledger: Ledger, ready: Waits) -> tuple[Column, Column, Column]:
    """Of each stretch: seconds with nobody there, with more urgent work, absent in a backlog."""
    lines = _lines(ledger, ready.line)
    own = urgency_of(ledger.parameters)[ledger.tasks.activity[ready.task]]
    there = union(lines.line, lines.start, lines.end)
    nobody = ready.end - ready.start - covered(there, ready.line, ready.start, ready.end)
    urgent = np.zeros_like(nobody)
    for level in np.flatnonzero(np.bincount(own)):
        ahead, same = np.flatnonzero(lines.urgency < level), np.flatnonzero(own == level)
        first = union(lines.line[ahead], lines.start[ahead], lines.end[ahead])
        urgent[same] = covered(first, ready.line[same], ready.start[same], ready.end[same])
    nights, away = np.zeros_like(nobody), np.flatnonzero(nobody)
    nights[away] = _within_a_backlog(there, _chosen(ready, away))
    return nobody, urgent, nights


def _within_a_backlog(there: TimeIntervals, ready: Waits) -> Column:
    """Seconds of absence that were no longer than people needed afterwards until they began.

    All stretches are walked through backwards at once, an absence at each step.
    """
    start, now = moments(ready.line, ready.start), moments(ready.line, ready.end)
    nights, needed, later = (np.zeros_like(now), np.zeros_like(now), ready.until > ready.end)
    needed[later] = covered(there, *(each[later] for each in (ready.line, ready.end, ready.until)))
    came_at, left_at = (np.append(column, NOT) for column in (there.start, there.end))  # row -1
    row, rows = there.start.searchsorted(now) - 1, np.arange(len(now))
    while len(rows):
        came = np.maximum(came_at[row], start)
        left = np.minimum(np.maximum(left_at[row], start), now)
        away = now - left
        nights[rows] += np.where(away <= needed, away, 0)
        walk = np.flatnonzero(came > start)
        needed, now, row = (needed + left - came)[walk], came[walk], row[walk] - 1
        rows, start = rows[walk], start[walk]
    return nights


def waiting_measures(window: Window) -> MeasureValues:
    """Waiting by cause."""
    sums = window.tally.waits if window.tally else waiting_sums(window)
    *known, urgent, busy, nights = sums.T.astype(np.float64)
    behind_urgent = nights * urgent / np.maximum(urgent + busy, 1)
    shared = (urgent + behind_urgent, busy + nights - behind_urgent)
    sums = np.stack([*known, *shared], axis=1)
    means = ratio(sums[:, 1:], sums[:, :1]) / MINUTE
    names = window.parameters.activities.name
    for activity, (wait, *parts), begun in zip(names, means, sums[:, 0], strict=True):
        yield f"waiting.{activity}", Weighted(wait, begun)
        for cause, part in zip(CAUSES, parts, strict=True):
            yield f"waiting.{activity}.{cause}", Weighted(part, begun)


MEASURES = (
    Measure(
        "waiting.<activity>", "min", "less",
        "From asking to beginning, mean of what was begun; the sum of its causes.",
        waiting_measures,
        "ratio",
    ),
    Measure(
        "waiting.<activity>.givers_paperwork", "min", "less",
        "Part of the wait during which the giver had not begun to write the hand-over.",
        waiting_measures,
        "ratio",
    ),
    Measure(
        "waiting.<activity>.handing_over", "min", "less",
        "Part of the wait from then until the one who does it could have begun.",
        waiting_measures,
        "ratio",
    ),
    Measure(
        "waiting.<activity>.not_its_day", "min", "less",
        "Part of the wait for a weekday, or a session, in which this work is done.",
        waiting_measures,
        "ratio",
    ),
    Measure(
        "waiting.<activity>.nobody_on_shift", "min", "less",
        "Part of the wait during which nobody who may do it was at work (night, break, absence)"
        " and it would have begun before they were back.",
        waiting_measures,
        "ratio",
    ),
    Measure(
        "waiting.<activity>.more_urgent_first", "min", "less",
        "Part of the wait during which one of those who may do it had more urgent work in hand,"
        " nights before which there was too much of it counted in.",
        waiting_measures,
        "ratio",
    ),
    Measure(
        "waiting.<activity>.all_busy", "min", "less",
        "Part of the wait during which those who may do it had other work in hand or were away,"
        " nights before which there was too much of it counted in.",
        waiting_measures,
        "ratio",
    ),
)  # fmt: skip
