"""When people are away: vacation and sickness, drawn for each of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from simulator.ledger.ledger import Column
from simulator.scenario.elementary import Numbers, exponential_quantile, log, log_of
from simulator.scenario.open_days import Days, OpenDays
from simulator.scenario.people import Person, people_of
from simulator.scenario.schema.organisation import KINDS_OF_ABSENCE, Absence, Role
from simulator.scenario.seasons import FLAT, SICKNESS, VACATION, day_weights
from simulator.scenario.units import WEEKS_A_YEAR
from simulator.workload.shifts import called_days, teams_of, works_on
from simulator.workload.streams import RandomStreams

YEAR_DAYS = 7 * WEEKS_A_YEAR
NEVER = 1e-300  # weight of a week that nobody wants, taken when all others are full


Mine = tuple[int, slice]  # a person, and the days of a year


class Crew(NamedTuple):
    """A role with its people, and on which days of the horizon each of them is called."""

    name: str
    role: Role
    people: Sequence[Person]
    called: Days  # people x days
    start: datetime.date  # of the horizon
    stages: tuple[int, ...]  # people who have ever been there: at the start, from each change on
    days: OpenDays
    earlier: tuple[tuple[int, Absence], ...] = ()  # day until which another absence held, and that


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
    most: Column | None  # people x days: how many may be away when this one chooses; None for all


class Wishes(NamedTuple):
    """What everybody would like of a year, were there no bounds; and what next."""

    weeks: Days  # people x weeks
    order: Column  # people x weeks: their numbers, the most wanted first
    weights: Numbers | None  # of the days of the year; None where all are alike
    days: Numbers  # people x days: luck for single days
    offset: Numbers  # for each person: the same
    allowed: Column  # for each person: days, those written less those dated


def vacation(crew: Crew, streams: RandomStreams) -> Days:
    """People x days: whole weeks in each year of 52, and what is left of the days as single ones.

    A week costs the days on which a shift begins, and as many weeks are taken as the days last for
    the longest ones. On a public holiday a single day is not taken, but on the next day worked.
    """
    days = crew.called.shape[1]
    if not crew.role.absence.vacation or not crew.people:
        return np.zeros((len(crew.people), days), dtype=bool)
    leave = _leave(crew)
    for year in range(leave.worked.shape[1] // YEAR_DAYS):
        wishes = _wishes(leave, year, streams)
        if leave.most is None:
            _as_they_wish(leave, year, wishes)
        else:
            _in_turn(leave, year, wishes, leave.most)
    return leave.away[:, :days]


def _as_they_wish(leave: Leave, year: int, wishes: Wishes) -> None:
    """Everybody's vacation of a year where nothing bounds it."""
    here, weeks = _days(year), wishes.weeks.repeat(7, axis=1)
    leave.away[:, here] |= weeks
    left = wishes.allowed - (leave.worked[:, here] & weeks).sum(axis=1)
    for person in np.flatnonzero(left > 0).tolist():
        chosen = _single_days(leave, (person, here), wishes, left[person])
        _take_days(leave, person, here.start + chosen)


def _in_turn(leave: Leave, year: int, wishes: Wishes, most: Column) -> None:
    """Within bounds people choose in the order in which they joined.

    Each is bounded as if nobody came after him, so that who joins moves nobody's vacation. Who has
    found too little room chooses again before the next one does, for whom there may be more.
    """
    here, waiting = _days(year), list[int]()
    planned = np.zeros(YEAR_DAYS, dtype=np.int64)
    for newest in range(leave.crew.role.absence.long_term, len(most)):
        room = most[newest, here] - planned
        everybody = (*waiting, newest)
        waiting = [who for who in everybody if _take_turn(leave, (who, here), wishes, room)]
        planned = most[newest, here] - room


def _take_turn(leave: Leave, mine: Mine, wishes: Wishes, room: Column) -> bool:
    """One person's choice in a year; makes the room on each day less. Are there days left over?"""
    person, away, worked = mine[0], leave.away[mine], leave.worked[mine]
    left = wishes.allowed[person] - (worked & away).sum()
    if left <= 0 or not (room[worked] > 0).any():
        return bool(left > 0)
    fits = (~worked | ~away & (room > 0)).reshape(WEEKS_A_YEAR, 7).all(axis=1)
    by_week = worked.reshape(WEEKS_A_YEAR, 7).sum(axis=1)
    order = wishes.order[person]
    weeks = order[(fits & (by_week > 0))[order]][: left // max(by_week.max(), 1)]
    whole = (weeks[:, None] * 7 + np.arange(7)).ravel()
    away[whole] = True
    room[whole] -= worked[whole]
    left -= by_week[weeks].sum()
    _take_days_with_room(leave, mine, room, _single_days(leave, mine, wishes, left))
    return bool((worked & away).sum() < wishes.allowed[person])


def _days(year: int) -> slice:
    return slice(year * YEAR_DAYS, (year + 1) * YEAR_DAYS)


def _leave(crew: Crew) -> Leave:
    """Nothing is planned yet but what is dated."""
    days = -(-crew.called.shape[1] // YEAR_DAYS) * YEAR_DAYS
    worked = np.zeros((len(crew.people), days), dtype=bool)
    for team in teams_of(crew.people):
        worked[team.numbers] = works_on(team.hours, days)
    vacations = dated(crew, ("vacation",), days) & worked
    most = _most_away(crew, worked, vacations)
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


def _most_away(crew: Crew, worked: Days, dated: Days) -> Column | None:
    """People x days: how many may be away beside those dated, if this person is the last one.

    One at least, and alone anybody may. Dates count of all who have come by the next change.
    """
    absence = crew.role.absence
    if absence.at_most_away is None and not absence.never_the_last:
        return None
    heads = np.arange(1, len(worked) + 1)
    most = np.repeat(heads[:, None], worked.shape[1], axis=1)
    if absence.at_most_away is not None:
        most[:] = np.maximum(1, absence.at_most_away * heads + 1e-9).astype(np.int64)[:, None]
    counted = np.arange(len(worked))[:, None] >= absence.long_term
    if absence.never_the_last:
        most = np.minimum(most, np.maximum((worked & counted).cumsum(axis=0) - 1, 1))
    stages = np.array(crew.stages)
    known = stages[np.searchsorted(stages, heads)]
    most -= (dated & counted).cumsum(axis=0)[known - 1]
    return most


def _weights(crew: Crew, year: int) -> Numbers | None:
    """How much each day of a year is wanted; None where all are alike."""
    season = crew.role.absence.season
    if season in FLAT:
        return None
    first = crew.start + datetime.timedelta(year * YEAR_DAYS)
    return day_weights(season, VACATION, first, YEAR_DAYS)


def _wishes(leave: Leave, year: int, streams: RandomStreams) -> Wishes:
    """What everybody would like of a year; the next wishes by the season, as the first are."""
    crew, (people, _) = leave.crew, leave.worked.shape

    def luck(cause: str, width: int) -> Numbers:
        return streams.block(f"{crew.name}/vacation{cause}", year, people, width)

    worked, weights = leave.worked[:, _days(year)], _weights(crew, year)
    left = crew.role.absence.vacation - leave.dated[:, _days(year)].sum(axis=1)
    allowed = np.clip(left, 0, worked.sum(axis=1))
    cost = worked.reshape(people, WEEKS_A_YEAR, 7).sum(axis=2)
    weeks = np.minimum(allowed // np.maximum(cost.max(axis=1), 1), (cost > 0).sum(axis=1))
    uniforms = luck("", WEEKS_A_YEAR)
    if weights is None:
        by_week = np.ones(WEEKS_A_YEAR)
        keys = np.where(cost > 0, uniforms, 2.0)
        rank = keys.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
        wanted: Days = rank < weeks[:, None]
    else:
        by_week = weights.reshape(WEEKS_A_YEAR, 7).mean(axis=1)
        offset = luck("/season", 1)[:, 0]
        rows = zip(by_week * (cost > 0), weeks.tolist(), uniforms, offset.tolist(), strict=True)
        wanted = np.array([drawn(*row) for row in rows])
    later = exponential_quantile(luck("/later", WEEKS_A_YEAR)) / np.maximum(by_week, NEVER)
    order = np.lexsort((later, ~wanted))
    days, offset = luck("/days", YEAR_DAYS), luck("/season/days", 1)[:, 0]
    return Wishes(wanted, order, weights, days, offset, allowed)


def _single_days(leave: Leave, mine: Mine, wishes: Wishes, count: int) -> Column:
    """The days of a year that a person would like to be away, one by one.

    A day that a public holiday has put off from the year before belongs to that year.
    """
    person, free = mine[0], leave.worked[mine] & ~leave.away[mine]
    if wishes.weights is None:
        rank = np.where(free, wishes.days[person], 2.0).argsort(kind="stable")
        chosen: Column = np.sort(rank[:count])
        return chosen
    luck = wishes.days[person], wishes.offset[person]
    return np.flatnonzero(drawn(wishes.weights * free, count, *luck))


def _take_days(leave: Leave, person: int, chosen: Column) -> None:
    """Marks single days; for one on a public holiday the next day that is worked is taken."""
    days = leave.crew.called.shape[1]
    called = leave.crew.called[person] & leave.worked[person, :days]
    away = leave.away[person]
    for day in chosen[chosen < days]:
        free = np.flatnonzero(called[day:] & ~away[day:days])
        if len(free):
            away[day + free[0]] = True


def _take_days_with_room(leave: Leave, mine: Mine, room: Column, chosen: Column) -> None:
    """The same where not all may be away; a day that is full goes to the next of the same year."""
    away, worked, called = leave.away[mine], leave.worked[mine].copy(), leave.crew.called[mine]
    worked[: len(called)] &= called
    for day in chosen:
        free = np.flatnonzero(worked & ~away & (room > 0))
        if len(free):
            later = free[free >= day]
            taken = later[0] if len(later) else free[-1]
            away[taken] = True
            room[taken] -= 1


def drawn(weights: Numbers, count: int, uniforms: Numbers, offset: float) -> Days:
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


def chances_of(weights: Numbers, count: int) -> Numbers:
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
    days = crew.called.shape[1]
    away, begin = np.zeros((len(crew.people), days), dtype=bool), 0
    for end, absence in (*crew.earlier, (days, crew.role.absence)):
        for person, first, last in _spells(crew, absence, streams):
            away[person, first : last + 1] |= begin <= first < end
        begin = end
    return away


def _spells(crew: Crew, absence: Absence, streams: RandomStreams) -> Iterator[tuple[int, int, int]]:
    """Person, first and last day of each spell of sickness, as if an absence held all along."""
    people, days = crew.called.shape
    if not absence.sick_spells:
        return
    begins = streams.table(f"{crew.name}/sickness", people, days)[:, :days]
    lengths = streams.table(f"{crew.name}/sickness/days", people, days)
    person, day = np.nonzero(begins < _chance_of_falling_ill(crew, absence))
    stay = 1 - 1 / absence.sick_days
    more = log(lengths[person, day]) / log_of(stay) if stay > 0 else np.zeros(len(day))
    yield from zip(person, day, day + more.astype(np.int64), strict=True)


def _chance_of_falling_ill(crew: Crew, absence: Absence) -> float | Numbers:
    """Of each day, or of every day alike."""
    chance = absence.sick_spells / 365
    if absence.sick_season in FLAT:
        return chance
    return chance * day_weights(absence.sick_season, SICKNESS, crew.start, crew.called.shape[1])
