"""When people are away: vacation and sickness, drawn for each of them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simulator.ledger.ledger import Column
from simulator.scenario.elementary import Floats, log, log_of
from simulator.scenario.open_days import Days, OpenDays
from simulator.scenario.people import Person, people_of
from simulator.scenario.schema.organisation import KINDS_OF_ABSENCE, Role
from simulator.scenario.seasons import FLAT, SICKNESS, VACATION, day_weights
from simulator.workload.shifts import called_days, teams_of, works_on
from simulator.workload.streams import RandomStreams

WEEKS_A_YEAR = 52
YEAR_DAYS = 7 * WEEKS_A_YEAR


class Crew(NamedTuple):
    """A role with its people, and on which days of the horizon each of them is called."""

    name: str
    role: Role
    people: Sequence[Person]
    called: Days  # people x days
    start: datetime.date  # of the horizon
    stages: tuple[int, ...]  # people who have ever been there: at the start, from each change on
    days: OpenDays


def crew_of(name: str, role: Role, days: OpenDays, start: datetime.date) -> Crew:
    """All people of a role, there from the start."""
    people = people_of(name, role)
    return Crew(name, role, people, called_days(people, days), start, (len(people),), days)


class Leave(NamedTuple):
    """Vacation of a role's people while it is being planned: people or days of whole years."""

    crew: Crew
    worked: Days  # people x days: a shift begins, be it a public holiday or not; no dated absence
    dated: Days  # people x days: vacation that is known
    away: Days  # people x days: what has been planned
    most: Column | None  # for each day, how many may be away; None for all
    planned: int = 0  # people whose vacation stands already

    def room(self, year: int) -> Column:
        """For each day of a year, how many more may be away; 0 or less for nobody."""
        assert self.most is not None, "there are bounds"
        here = slice(self.crew.role.absence.long_term, None), _days(year)
        planned = self.away[here] & self.worked[here] | self.dated[here]
        room: Column = self.most[_days(year)] - planned.sum(axis=0)
        return room


def vacation(crew: Crew, streams: RandomStreams) -> Days:
    """People x days: whole weeks in each year of 52, and what is left of the days as single ones.

    A week costs the days on which a shift begins, and as many weeks are taken as the days last for
    the longest ones. On a public holiday a single day is not taken, but on the next day worked.
    """
    days = crew.called.shape[1]
    if not crew.role.absence.vacation or not crew.people:
        return np.zeros((len(crew.people), days), dtype=bool)
    return _plan(_leave(crew), streams)[:, :days]


def _plan(leave: Leave, streams: RandomStreams) -> Days:
    """People x days of whole years: vacation.

    Within bounds those of earlier stages plan first, as if nobody else ever came: who joins on a
    day moves nobody's vacation before it.
    """
    crew = leave.crew
    earlier = max((count for count in crew.stages if count < len(crew.people)), default=0)
    if leave.most is not None and earlier:
        here = slice(earlier)
        first = crew._replace(people=crew.people[here], called=crew.called[here])
        leave.away[here] = _plan(_leave(first), streams)
        leave = leave._replace(planned=earlier)
    for year in range(leave.worked.shape[1] // YEAR_DAYS):
        weights = _weights(crew, year)
        weeks = _weeks_wanted(leave, year, weights, streams)
        if leave.most is not None:
            weeks = _weeks_granted(leave, year, weeks, streams)
        whole = weeks.repeat(7, axis=1)
        leave.away[:, _days(year)] |= whole
        _take_single_days(leave, year, (whole, weights), streams)
    return leave.away


def _days(year: int) -> slice:
    return slice(year * YEAR_DAYS, (year + 1) * YEAR_DAYS)


def _leave(crew: Crew) -> Leave:
    """Nothing is planned yet but what is dated."""
    days = -(-crew.called.shape[1] // YEAR_DAYS) * YEAR_DAYS
    worked = np.zeros((len(crew.people), days), dtype=bool)
    for team in teams_of(crew.people):
        worked[team.numbers] = works_on(team.hours, days)
    most = _most_away(crew.role, worked)
    vacations = dated(crew, ("vacation",), days) & worked
    worked &= ~dated(crew, KINDS_OF_ABSENCE, days)
    return Leave(crew, worked, vacations, np.zeros_like(worked), most)


def dated(crew: Crew, kinds: Sequence[str], days: int) -> Days:
    """People x days: known to be away, for one of these reasons."""
    away = np.zeros((len(crew.people), days), dtype=bool)
    known = crew.role.absence.dated
    for person in crew.people if known else ():
        for each in known.get(person.name, ()):
            if each.kind in kinds:
                first, last = ((day - crew.start).days for day in (each.start, each.end))
                away[person.number, max(first, 0) : max(last + 1, 0)] = True
    return away


def _allowed(leave: Leave, year: int) -> Column:
    """Days of vacation that each person may still take: those written less those dated."""
    days: Column = leave.crew.role.absence.vacation - leave.dated[:, _days(year)].sum(axis=1)
    return np.maximum(days, 0)


def _most_away(role: Role, worked: Days) -> Column | None:
    """For each day, how many may be on vacation; one at least, and alone anybody may."""
    absence = role.absence
    if absence.at_most_away is None and not absence.never_the_last:
        return None
    most = np.full(worked.shape[1], len(worked))
    if absence.at_most_away is not None:
        most[:] = max(1, int(absence.at_most_away * len(worked) + 1e-9))
    if absence.never_the_last:
        most = np.minimum(most, np.maximum(worked[absence.long_term :].sum(axis=0) - 1, 1))
    return most


def _weights(crew: Crew, year: int) -> Floats | None:
    """How much each day of a year is wanted; None where all are alike."""
    season = crew.role.absence.season
    if season in FLAT:
        return None
    first = crew.start + datetime.timedelta(year * YEAR_DAYS)
    return day_weights(season, VACATION, first, YEAR_DAYS)


def _cost(leave: Leave, year: int) -> Column:
    """People x weeks: days of vacation that a week costs."""
    worked = leave.worked[:, _days(year)]
    cost: Column = worked.reshape(len(worked), WEEKS_A_YEAR, 7).sum(axis=2)
    return cost


def _weeks_wanted(leave: Leave, year: int, weights: Floats | None, streams: RandomStreams) -> Days:
    """People x weeks of a year: those that everybody would like to be away."""
    crew, people = leave.crew, len(leave.worked)
    uniforms = streams.block(f"{crew.name}/vacation", year, people, WEEKS_A_YEAR)
    cost = _cost(leave, year)
    longest = np.maximum(cost.max(axis=1), 1)
    count = np.minimum(_allowed(leave, year) // longest, (cost > 0).sum(axis=1))
    if weights is None:
        keys = np.where(cost > 0, uniforms, 2.0)
        rank = keys.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
        wanted: Days = rank < count[:, None]
        return wanted
    offset = streams.block(f"{crew.name}/vacation/season", year, people, 1)[:, 0]
    by_week = weights.reshape(WEEKS_A_YEAR, 7).mean(axis=1) * (cost > 0)
    rows = zip(by_week, count.tolist(), uniforms, offset.tolist(), strict=True)
    return np.array([drawn(*row) for row in rows])


def _weeks_granted(leave: Leave, year: int, wanted: Days, streams: RandomStreams) -> Days:
    """The same within the bounds: who asks first has first choice, then the emptiest weeks."""
    crew, people = leave.crew, len(leave.worked)
    turn = streams.block(f"{crew.name}/vacation/turn", year, people, 1)[:, 0]
    room = leave.room(year)
    granted = np.zeros_like(wanted)
    for person in turn.argsort(kind="stable"):
        if person < max(leave.planned, crew.role.absence.long_term):
            continue
        worked = leave.worked[person, _days(year)].reshape(WEEKS_A_YEAR, 7)
        for week in _preferences(wanted[person], room, worked):
            days = 7 * week + np.flatnonzero(worked[week])
            if granted[person].sum() < wanted[person].sum() and (room[days] > 0).all():
                granted[person, week] = True
                room[days] -= 1
    return granted


def _preferences(wanted: Days, room: Column, worked: Days) -> list[int]:
    """Weeks with a shift: those wanted, then those in which fewest are away."""
    least = np.where(worked, room.reshape(worked.shape), room.max()).min(axis=1)
    others = np.flatnonzero(~wanted & worked.any(axis=1))
    others = others[np.argsort(-least[others], kind="stable")]
    return [*np.flatnonzero(wanted).tolist(), *others.tolist()]


def _take_single_days(
    leave: Leave, year: int, of: tuple[Days, Floats | None], streams: RandomStreams
) -> None:
    """What whole weeks leave of the days, each on a day of its own.

    A day that a public holiday has put off from the year before belongs to that year.
    """
    (weeks, weights), crew, here = of, leave.crew, _days(year)
    worked = leave.worked[:, here]
    taken = (worked & weeks).sum(axis=1)
    rest = np.minimum(_allowed(leave, year), worked.sum(axis=1)) - taken
    if not (rest > 0).any():
        return
    uniforms = streams.block(f"{crew.name}/vacation/days", year, len(worked), YEAR_DAYS)
    offset = streams.block(f"{crew.name}/vacation/season/days", year, len(worked), 1)[:, 0]
    room = leave.room(year) if leave.most is not None else None
    for person, count in enumerate(rest.tolist()):
        if person < leave.planned:
            continue
        free = worked[person] & ~leave.away[person, here]
        if weights is None:
            rank = np.where(free, uniforms[person], 2.0).argsort(kind="stable")
            chosen = np.sort(rank[:count])
        else:
            mine = drawn(weights * free, count, uniforms[person], offset[person])
            chosen = np.flatnonzero(mine)
        if room is None or person < crew.role.absence.long_term:
            _take_days(leave, person, here.start + chosen)
        else:
            _take_days_with_room(leave, person, (year, room), chosen)


def _take_days(leave: Leave, person: int, chosen: Column) -> None:
    """Marks single days; for one on a public holiday the next day that is worked is taken."""
    days = leave.crew.called.shape[1]
    called = leave.crew.called[person] & leave.worked[person, :days]
    away = leave.away[person]
    for day in chosen[chosen < days]:
        free = np.flatnonzero(called[day:] & ~away[day:days])
        if len(free):
            away[day + free[0]] = True


def _take_days_with_room(
    leave: Leave, person: int, left: tuple[int, Column], chosen: Column
) -> None:
    """The same where not all may be away; a day that is full goes to the next of the same year.

    What is ``left`` is the room on each day of a year, which days that are taken make less.
    """
    year, room = left
    away = leave.away[person, _days(year)]
    worked = leave.worked[person, _days(year)].copy()
    called = leave.crew.called[person, _days(year)]
    worked[: len(called)] &= called
    for day in chosen:
        free = np.flatnonzero(worked & ~away & (room > 0))
        if len(free):
            later = free[free >= day]
            taken = later[0] if len(later) else free[-1]
            away[taken] = True
            room[taken] -= 1


def drawn(weights: Floats, count: int, uniforms: Floats, offset: float) -> Days:
    """So many of some things, each with a chance in proportion to its weight, 1 at most.

    Systematic sampling of what stands in an order that is drawn (Madow 1949): chances are exact.
    """
    chances = chances_of(weights, count)
    order = uniforms.argsort(kind="stable")
    passed = chances[order].cumsum()
    if passed[-1] > 0:
        passed *= count / passed[-1]
    chosen = np.zeros(len(weights), dtype=bool)
    chosen[order] = np.diff(np.floor(passed + offset), prepend=0.0) > 0
    return chosen


def chances_of(weights: Floats, count: int) -> Floats:
    """Chances in proportion to weights that sum to a number; what would be above 1 is 1."""
    chances = np.zeros(len(weights))
    certain = np.zeros(len(weights), dtype=bool)
    while True:
        rest = np.where(certain, 0.0, weights)
        if rest.sum() <= 0:
            return certain.astype(float)
        chances = np.where(certain, 1.0, rest * (count - certain.sum()) / rest.sum())
        if not (chances > 1).any():
            return chances
        certain |= chances >= 1


# -- sickness --------------------------------------------------------------------------------------


def sickness(crew: Crew, streams: RandomStreams) -> Days:
    """People x days: spells that begin with a chance each day and last a geometric number of days.

    The chance is the same on each day, or that of the season.
    """
    absence, days = crew.role.absence, crew.called.shape[1]
    away = np.zeros((len(crew.people), days), dtype=bool)
    if not absence.sick_spells:
        return away
    begins = streams.table(f"{crew.name}/sickness", len(away), days)[:, :days]
    lengths = streams.table(f"{crew.name}/sickness/days", len(away), days)
    person, day = np.nonzero(begins < _chance_of_falling_ill(crew))
    stay = 1 - 1 / absence.sick_days
    more = log(lengths[person, day]) / log_of(stay) if stay > 0 else np.zeros(len(day))
    for one, first, last in zip(person, day, day + more.astype(np.int64), strict=True):
        away[one, first : last + 1] = True
    return away


def _chance_of_falling_ill(crew: Crew) -> float | Floats:
    """Of each day, or of every day alike."""
    absence = crew.role.absence
    chance = absence.sick_spells / 365
    if absence.sick_season in FLAT:
        return chance
    return chance * day_weights(absence.sick_season, SICKNESS, crew.start, crew.called.shape[1])
