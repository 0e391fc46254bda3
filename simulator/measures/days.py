"""Finds people and days in a ledger: who was there, and which day was like most."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simulator.errors import UnknownDay
from simulator.ledger.ledger import Column, Ledger
from simulator.measures.window import main_role
from simulator.model.parameters import Parameters, parameters_of
from simulator.scenario.elementary import Mask
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY, WEEKDAYS, nearest_word, parse_date

TYPICAL_WEEKS = 6  # after the warm-up, in which to look for a typical day
NEARLY_ALL = 0.75  # of the most people who are ever there then
FIRST_OF_SELLERS, FIRST_OF_OTHERS = 6, 2  # people in a team


def date_of(parameters: Parameters, number: int) -> datetime.date:
    """The date of a day; 0 is the first."""
    return datetime.date.fromisoformat(parameters.start) + datetime.timedelta(days=number)


def day_number(parameters: Parameters, day: datetime.date | int) -> int:
    """How many days after the first one a day is; a number says so itself."""
    number = day if isinstance(day, int) else (day - date_of(parameters, 0)).days
    if not 0 <= number < parameters.horizon // DAY:
        last = date_of(parameters, parameters.horizon // DAY - 1)
        raise UnknownDay(
            "read day {day}, expected one from {start} to {last}",
            day=day,
            start=parameters.start,
            last=last,
        )
    return number


def person_number(parameters: Parameters, name: str) -> int:
    """Which of the company's people bears a name, such as ``field rep 1``."""
    if name not in parameters.people:
        raise UnknownDay(
            "nobody is called {name!r}{hint}",
            name=name,
            hint=nearest_word(name, parameters.people),
        )
    return parameters.people.index(name)


class PersonDay(NamedTuple):
    """One person's entries of one day, cut off at midnight; seconds from the start."""

    rows: Column  # of the ledger's entries
    start: Column
    end: Column


def day_of(ledger: Ledger, person: int, number: int) -> PersonDay:
    """What a person's entries say about a day."""
    e, midnight = ledger.entries, number * DAY
    there = (e.person == person) & (e.start < midnight + DAY) & (e.end > midnight)
    rows = np.flatnonzero(there)
    start, end = np.maximum(e.start[rows], midnight), np.minimum(e.end[rows], midnight + DAY)
    return PersonDay(rows, start, end)


def resolve_day(scenario: Scenario, day: str | None, week: int | None) -> int | None:
    """The number of the day that somebody writes as a date, or as a week and a weekday of it.

    Weeks count from 1; a weekday is a name, or a number from 1 for Monday. None for no day at all.
    """
    if day is None and week is None:
        return None
    if week is not None:
        number = 7 * (week - 1) + _weekday(day)
        return day_number(parameters_of(scenario), number)
    try:
        return day_number(parameters_of(scenario), parse_date(day))
    except ValueError as problem:
        raise UnknownDay("day: {problem}", problem=problem) from None


def _weekday(day: str | None) -> int:
    """Monday is 0, and the default."""
    names = [*WEEKDAYS, *map(str, range(1, 8))]
    if day is not None and day.lower() not in names:
        raise UnknownDay(
            "day: read {day!r}, expected a weekday such as tuesday, or 1 to 7", day=day
        )
    return names.index(day.lower()) % 7 if day else 0


def all_begun(parameters: Sequence[Parameters]) -> int:
    """The first day that counts on which all has begun that begins on a day, in any of several."""
    return max(moment for p in parameters for moment in (p.warm_up, *p.market.outlay_at)) // DAY


def up_to_typical(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """Scenarios that end with the last week in which a day could be typical of all of them."""
    begun = all_begun([parameters_of(each) for each in scenarios])
    return [until(each, begun + 7 * TYPICAL_WEEKS - 1) for each in scenarios]


def until(scenario: Scenario, number: int | None = None) -> Scenario:
    """A scenario that ends with the week of a day, or of the last day that could be typical.

    What happens in its weeks is what happens in the whole: no draw depends on the horizon.
    """
    if number is None:
        return up_to_typical([scenario])[0]
    horizon, last = scenario.horizon, number // 7 + 1
    weeks = min(horizon.weeks, max(last, horizon.first_counted_week + 1))
    return scenario.model_copy(update={"horizon": horizon.model_copy(update={"weeks": weeks})})


def typical_day(ledgers: Sequence[Ledger]) -> int:
    """A day soon after the warm-up on which the team sells as much as its role usually does.

    Of what begins on a day all has begun, if anybody is there after that.

    None of those whose selling counts first is in a meeting that day, and nearly as many are there
    as ever. What the team sells that day is nearest to the mean of such days, all ledgers taken
    together.
    """
    begun = all_begun([each.parameters for each in ledgers])
    quiet = _quiet_days(ledgers[0], begun) or _quiet_days(ledgers[0])
    sold = [_sold(ledger) for ledger in ledgers]
    usual = [_mean(seconds[:, quiet][there[:, quiet]]) for seconds, there in sold]

    def oddness(number: int) -> float:
        who = [person_number(ledgers[0].parameters, name) for name in _sellers(ledgers, number)]
        means = [_mean(seconds[who, number]) for seconds, _ in sold]
        return sum(abs(a - b) for a, b in zip(means, usual, strict=True))

    return min(quiet, key=oddness)


def _quiet_days(ledger: Ledger, begun: int | None = None) -> list[int]:
    """Days soon after the warm-up with nearly everybody there and nobody in a meeting.

    Of days after all has begun there may be none on which anybody is there.
    """
    parameters, e, p = ledger.parameters, ledger.entries, ledger.presence
    is_main = np.array(parameters.role_of) == main_role(parameters)
    meetings = np.append(np.array(parameters.activities.meeting, dtype=bool), False)
    first = parameters.warm_up // DAY if begun is None else begun
    last = min(parameters.horizon // DAY, first + 7 * TYPICAL_WEEKS)
    days = np.arange(first, last)
    there = np.bincount(p.start[is_main[p.person] & (p.evening == 0)] // DAY, minlength=last)[days]
    if begun is not None and not there.any():
        return []
    met = np.bincount(e.start[is_main[e.person] & meetings[e.activity]] // DAY, minlength=last)
    full = days[there >= NEARLY_ALL * there.max()]
    quiet = full[met[full] == 0]
    return [int(day) for day in (quiet if len(quiet) else full)]


def _mean(values: Column) -> float:
    return float(values.mean()) if len(values) else 0.0


def _sold(ledger: Ledger) -> tuple[Column, Mask]:
    """Seconds sold by people (rows) on days (columns), and who of the main role was there when."""
    parameters, e, p = ledger.parameters, ledger.entries, ledger.presence
    shape = (len(parameters.people), -(-parameters.horizon // DAY))
    sells = np.isin(ledger.category, parameters.selling[0][1])
    seconds, there = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=bool)
    np.add.at(seconds, (e.person[sells], e.start[sells] // DAY), (e.end - e.start)[sells])
    there[p.person, p.start // DAY] = p.evening == 0
    there[np.array(parameters.role_of) != main_role(parameters)] = False
    return seconds, there


def _sellers(ledgers: Sequence[Ledger], number: int) -> list[str]:
    """Those of the team whose selling counts first."""
    parameters = ledgers[0].parameters
    main = main_role(parameters)
    there = team(ledgers, number)
    return [name for name in there if parameters.role_of[parameters.people.index(name)] == main]


def team(ledgers: Sequence[Ledger], number: int) -> list[str]:
    """The first people of each role who are there that day in all ledgers; sellers first."""
    parameters = ledgers[0].parameters
    main = parameters.roles.name[main_role(parameters)]
    chosen: list[str] = []
    for role in sorted(parameters.roles.name, key=lambda name: name != main):
        there = [_there(ledger, number, role) for ledger in ledgers]
        common = [person for person in there[0] if all(person in each for each in there)]
        chosen += common[: FIRST_OF_SELLERS if role == main else FIRST_OF_OTHERS]
    return chosen


def someone(ledger: Ledger, number: int) -> str:
    """The first of the team that day."""
    there = team([ledger], number)
    if not there:
        raise UnknownDay("nobody is at work on {date}", date=date_of(ledger.parameters, number))
    return there[0]


def _there(ledger: Ledger, number: int, role: str) -> list[str]:
    """People of a role who have a shift that day."""
    parameters, p = ledger.parameters, ledger.presence
    today = p.person[(p.start // DAY == number) & (p.evening == 0)].tolist()
    people = [
        person for person in today if parameters.roles.name[parameters.role_of[person]] == role
    ]
    return [parameters.people[person] for person in dict.fromkeys(people)]
