"""Tells one person's day out of a ledger, line by line, for training."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from simulator.i18n import gettext, translatable
from simulator.ledger.ledger import Ledger
from simulator.measures.days import PersonDay, day_number, day_of, person_number
from simulator.model.codes import (
    FOLLOW_UP,
    HAND_OVER,
    HEADQUARTERS,
    IDLE,
    IDLE_CLOSED,
    IDLE_NONE_DUE,
    IDLE_OUT_OF_REACH,
    INBOUND,
    JOIN,
    PAUSE,
    RESUME,
    SET_UP,
    TAKE_OVER,
    THEN,
    TRAVEL,
    WAIT,
    WORK,
)
from simulator.output.wording import listed, person_words, words
from simulator.scenario.units import DAY, HOUR, MINUTE, format_clock

GETTING_GOING = {
    TAKE_OVER: translatable("{minutes} to read in"),
    SET_UP: translatable("{minutes} to set up"),
    RESUME: translatable("{minutes} to get back into it"),
}
STANDING_STILL = {
    PAUSE: translatable("lunch"),
    IDLE: translatable("nothing to do: idle"),
    IDLE_NONE_DUE: translatable("no account due: idle"),
    IDLE_CLOSED: translatable("no customer receives long enough now: idle"),
    IDLE_OUT_OF_REACH: translatable("no account due within reach: idle"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry, or the entries of getting into a task and working on it that follow each other."""

    doing: int
    task: int
    activity: int
    account: int
    place: int
    start: int
    end: int
    going: tuple[tuple[int, int], ...] = ()  # before the work: doing and seconds


def story(ledger: Ledger, person: str, day: datetime.date | int) -> list[str]:
    """What a person did on a day (a date, or days after the first), and what it came to.

    A line says when, what and for how long:
    ``14:02  order entry for large 3, asked 2 h ago (18 min, 2 to set up)``.
    """
    who = person_number(ledger.parameters, person)
    entries = day_of(ledger, who, day_number(ledger.parameters, day))
    moments = _joined(_moments(ledger, entries))
    if not moments:
        return [gettext("not at work: weekend, public holiday, vacation or sickness")]
    followers = [*moments[1:], None]
    lines = [
        f"{format_clock(moment.start % DAY)}  "
        + gettext("{what} ({time})", what=_told(ledger, who, moment), time=_lasting(moment))
        + _ending(ledger, who, moment, after)
        for moment, after in zip(moments, followers, strict=True)
    ]
    return [*lines, *_night(ledger, who, entries), _sums(ledger, who, entries)]


# -- what belongs together -------------------------------------------------------------------------


def _moments(ledger: Ledger, day: PersonDay) -> Iterator[Moment]:
    """The entries of a day that took any time, and calls at customers who were not there."""
    e = ledger.entries
    columns = [each[day.rows] for each in (e.doing, e.task, e.activity, e.account, e.place)]
    every = (column.tolist() for column in (*columns, day.start, day.end))
    for row in zip(*every, strict=True):
        moment = Moment(*row)
        if moment.end > moment.start or is_in_vain(ledger, moment):
            yield moment


def _joined(entries: Iterator[Moment]) -> list[Moment]:
    """Getting into a task joined with the work on it, idle time with idle time of the same kind."""
    joined: list[Moment] = []
    for entry in entries:
        before = joined[-1] if joined else None
        if before and before.end == entry.start and before.task == entry.task:
            if before.doing in GETTING_GOING and entry.doing in (*GETTING_GOING, WORK):
                spent = (before.doing, before.end - before.start - sum(s for _, s in before.going))
                joined[-1] = replace(entry, start=before.start, going=(*before.going, spent))
                continue
            if before.doing == entry.doing and entry.doing in STANDING_STILL:
                joined[-1] = replace(before, end=entry.end)
                continue
        joined.append(entry)
    return joined


# -- words -----------------------------------------------------------------------------------------


def _told(ledger: Ledger, who: int, moment: Moment) -> str:
    """What the person is doing."""
    parameters, kinds = ledger.parameters, ledger.parameters.activities
    if moment.doing in STANDING_STILL:
        return gettext(STANDING_STILL[moment.doing])
    if moment.doing == TRAVEL:
        return _drive(ledger, moment.place)
    if moment.doing == WAIT:
        return _waits(ledger, moment)
    if moment.doing == HAND_OVER:
        taker = parameters.roles.name[kinds.moved_role[moment.activity]]
        matter = _matter(ledger, moment)
        return gettext("hands over {matter} to {taker}", matter=matter, taker=words(taker))
    return _work(ledger, who, moment)


def _waits(ledger: Ledger, moment: Moment) -> str:
    """What the person waits for: those who do it with him, the time agreed on, the customer."""
    if _lacks_others(ledger, moment):
        return gettext("waits for the others")
    if is_in_vain(ledger, moment):
        return gettext("waits for the customer, in vain")
    is_begun = ledger.tasks.started[moment.task] == moment.end
    if is_begun and moment.activity in ledger.parameters.plans.activity:
        return gettext("waits for the customer")
    return gettext("waits until it is time")


def is_in_vain(ledger: Ledger, moment: Moment) -> bool:
    """Whether a wait is for a customer who is not there: nothing begins at its end."""
    if moment.doing != WAIT or ledger.tasks.started[moment.task] == moment.end:
        return False
    c, e = ledger.parameters, ledger.entries
    is_call = moment.activity in c.plans.activity
    if not (is_call or c.activities.appointment[moment.activity]) or _lacks_others(ledger, moment):
        return False
    goes_on = (e.task == moment.task) & (e.doing == WAIT) & (e.start == moment.end)
    return moment.end == moment.start or not goes_on.any()


def _lacks_others(ledger: Ledger, moment: Moment) -> bool:
    """Whether some of those who do it together are not there yet."""
    return len(_people_at(ledger, moment, together=True)) < len(_people_at(ledger, moment))


def _people_at(ledger: Ledger, moment: Moment, together: bool = False) -> list[int]:
    """Who has to do with a task; together: at the same thing, until the same moment."""
    e = ledger.entries
    rows = e.task == moment.task
    if together:
        rows = rows & (e.doing == moment.doing) & (e.end == moment.end)
    return sorted(set(e.person[rows].tolist()))


def _drive(ledger: Ledger, place: int) -> str:
    if place >= ledger.places.first_account:
        return gettext("drives to account {account}", account=ledger.places.name[place])
    return gettext("drives to headquarters") if place == HEADQUARTERS else gettext("drives home")


def _matter(ledger: Ledger, moment: Moment) -> str:
    """A task by name: its activity and whom it is for, or where it is."""
    parameters = ledger.parameters
    name = words(parameters.activities.name[moment.activity])
    if moment.account < 0:
        return name
    account = ledger.places.name[ledger.places.first_account + moment.account]
    if moment.activity in parameters.plans.activity:
        return gettext("{work} at {account}", work=name, account=account)
    return gettext("{work} for {account}", work=name, account=account)


def _work(ledger: Ledger, who: int, moment: Moment) -> str:
    """Work on a task: begun, gone on with, or done by the giver to whom it came back."""
    tasks, matter = ledger.tasks, _matter(ledger, moment)
    if tasks.hand_overs[moment.task] > 1 and tasks.giver[moment.task] == who:
        return gettext("{matter}, which has come back", matter=matter)
    if tasks.started[moment.task] < moment.start:
        return gettext("goes on with {matter}", matter=matter)
    whole = matter + _with_whom(ledger, who, moment) + _for_absent(ledger, moment.task)
    return whole + _asked(ledger, moment)


def _for_absent(ledger: Ledger, task: int) -> str:
    """For whom a deputy does a task."""
    owner, people = int(ledger.done_for[task]), ledger.parameters.people
    if owner < 0:
        return ""
    if owner >= len(people):
        role = ledger.parameters.roles.name[owner - len(people)]
        return gettext(" in place of {role}, where all are away", role=words(role))
    return gettext(" in place of {person}, who is away", person=person_words(people[owner]))


def _with_whom(ledger: Ledger, who: int, moment: Moment) -> str:
    """Who else does it, where several do it together."""
    if ledger.parameters.activities.partners[moment.activity] < 0:
        return ""
    people = _people_at(ledger, moment, together=True)
    others = [person_words(ledger.parameters.people[person]) for person in people if person != who]
    return gettext(", with {people}", people=listed(others)) if others else ""


def _asked(ledger: Ledger, moment: Moment) -> str:
    """How long ago somebody asked for it, if somebody did."""
    origin, asked = (int(c[moment.task]) for c in (ledger.tasks.origin, ledger.tasks.asked))
    if origin not in (INBOUND, FOLLOW_UP, THEN, JOIN):
        return ""
    seconds, days = moment.start - asked, moment.start // DAY - asked // DAY
    if days:
        yesterday = days == 1
        return (
            gettext(", asked yesterday")
            if yesterday
            else gettext(", asked {days} days ago", days=days)
        )
    if seconds < MINUTE:
        return gettext(", just asked") if origin == INBOUND else ""
    if seconds >= HOUR:
        return gettext(", asked {hours} h ago", hours=seconds // HOUR)
    return gettext(", asked {minutes} min ago", minutes=seconds // MINUTE)


def _lasting(moment: Moment) -> str:
    """How long it took, and how much of that was getting going."""
    parts = [
        gettext(GETTING_GOING[doing], minutes=round(spent / MINUTE))
        for doing, spent in moment.going
    ]
    return listed([_minutes(moment.end - moment.start), *parts])


def _minutes(seconds: int) -> str:
    if 0 < seconds < MINUTE / 2:
        return gettext("{count} s", count=seconds)
    return gettext("{count} min", count=round(seconds / MINUTE))


def _ending(ledger: Ledger, who: int, moment: Moment, after: Moment | None) -> str:
    """What becomes of a task that is not finished when the person turns to something else."""
    if moment.doing not in (*GETTING_GOING, HAND_OVER, WORK):
        return ""
    tasks, task = ledger.tasks, moment.task
    over = tasks.available if moment.doing == HAND_OVER else tasks.finished
    if over[task] == moment.end:
        return ""
    if not _takes_up_again(ledger, who, moment):
        returned = tasks.hand_overs[task] > 1
        return gettext(" … and gives it back") if returned else gettext(" … not finished")
    busy = after is not None and after.task >= 0 and after.doing != TRAVEL
    return gettext(" … is interrupted") if busy else gettext(" … to be continued")


def _takes_up_again(ledger: Ledger, who: int, moment: Moment) -> bool:
    """Does the person come back to the task some time?"""
    e = ledger.entries
    return bool(((e.task == moment.task) & (e.person == who) & (e.end > moment.end)).any())


def _night(ledger: Ledger, who: int, day: PersonDay) -> Iterator[str]:
    """Where somebody is overnight who does not drive home."""
    over, e = int(day.end[-1]), ledger.entries
    after = e.start[(e.person == who) & (e.start > over)]
    until = ledger.nights.until[ledger.nights.person == who]
    if len(after) and after.min() in until:
        place = ledger.places.name[e.place[day.rows][-1]]
        yield f"{format_clock(over % DAY)}  " + gettext("stays the night near {place}", place=place)


def _sums(ledger: Ledger, who: int, day: PersonDay) -> str:
    """Minutes of a day by category, most first, and overtime."""
    seconds, category = day.end - day.start, ledger.category[day.rows]
    totals = {
        words(name): int(seconds[category == number].sum())
        for number, name in enumerate(ledger.parameters.categories)
    }
    ranked = sorted(totals.items(), key=lambda item: -item[1])
    parts = [f"{name} {_minutes(total)}" for name, total in ranked if total]
    overtime = _minutes(_overtime(ledger, who, day))
    return gettext("in all: {parts}; overtime {time}", parts=listed(parts), time=overtime)


def _overtime(ledger: Ledger, who: int, day: PersonDay) -> int:
    """Seconds at work outside the person's shifts."""
    p, at_work = ledger.presence, ledger.entries.doing[day.rows] != PAUSE
    shifts = (p.person == who) & (p.evening == 0)
    start, end = day.start[at_work], day.end[at_work]
    inside = np.minimum.outer(end, p.end[shifts]) - np.maximum.outer(start, p.start[shifts])
    return int((end - start).sum() - np.maximum(inside, 0).sum())
