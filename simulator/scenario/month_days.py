"""Days of a month as people say them: the first Monday, the last working day, the 15th."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from simulator.errors import InvalidValue
from simulator.scenario.units import WEEKDAYS, as_read

WORKING_DAY = "working day"
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
WEEKEND = (5, 6)


class DayOfMonth(NamedTuple):
    """The nth of a month, of what: a weekday, a working day, or (empty) any day."""

    nth: int  # -1: the last
    day: str


FIRST_WORKING_DAY, LAST_WORKING_DAY = (DayOfMonth(nth, WORKING_DAY) for nth in (1, -1))


def parse_turn_day(text: object) -> str | DayOfMonth:
    """A weekday, or a day of the month.

    >>> parse_turn_day("friday"), parse_turn_day("last friday"), parse_turn_day(15)
    ('friday', DayOfMonth(nth=-1, day='friday'), DayOfMonth(nth=15, day=''))
    """
    if isinstance(text, DayOfMonth) or text in WEEKDAYS:
        return text
    words = str(text).split() if isinstance(text, str | int) and text is not True else []
    if len(words) == 1 and words[0].isdecimal() and 1 <= int(words[0]) <= 31:
        return DayOfMonth(int(words[0]), "")
    day = " ".join(words[1:])
    if (
        words
        and words[0] in ORDINALS
        and (day in WEEKDAYS or (day == WORKING_DAY and words[0] in ("first", "last")))
    ):
        return DayOfMonth(ORDINALS[words[0]], day)
    raise InvalidValue(
        "read {read}, expected a weekday such as friday, or a day of the month such as"
        " 'first monday', 'last working day' or 15",
        read=as_read(text),
    )


def format_turn_day(day: str | DayOfMonth) -> str:
    """As a planner writes it.

    >>> format_turn_day(DayOfMonth(-1, "working day")), format_turn_day(DayOfMonth(15, ""))
    ('last working day', '15')
    """
    if isinstance(day, str):
        return day
    ordinal = next((word for word, nth in ORDINALS.items() if nth == day.nth), "")
    return f"{ordinal} {day.day}" if day.day else str(day.nth)


TurnDay = Annotated[
    str | DayOfMonth,
    BeforeValidator(parse_turn_day),
    PlainSerializer(format_turn_day, return_type=str),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "examples": ["first monday"]}, {"type": "integer"}]}
    ),
]


def month_turns(
    on: DayOfMonth, start: datetime.date, days: int
) -> Iterator[tuple[int, Sequence[int]]]:
    """Of each month in which it lies: its number, and the days in the order in which they will do.

    Days are counted from the start. Who is away on the day itself has it on the next of the month;
    if there is none, or the last working day is meant, on the last before it.
    """
    for number, (first, stop) in enumerate(_months(start, days)):
        nominal = _nominal(on, first, stop)
        if not 0 <= nominal < days:
            continue
        ahead, behind = range(nominal, min(stop, days)), range(nominal - 1, max(first, 0) - 1, -1)
        if on == LAST_WORKING_DAY:
            yield number, range(min(stop, days) - 1, max(first, 0) - 1, -1)
        elif on == FIRST_WORKING_DAY:
            yield number, range(max(first, 0), min(stop, days))
        else:
            yield number, (*ahead, *behind)


def _months(start: datetime.date, days: int) -> Iterator[tuple[int, int]]:
    """First day of each month and the day after its last, which may lie outside the horizon."""
    first = start.replace(day=1)
    while (first - start).days < days:
        following = (first + datetime.timedelta(31)).replace(day=1)
        yield (first - start).days, (following - start).days
        first = following


def _nominal(on: DayOfMonth, first: int, stop: int) -> int:
    """The day itself, whoever works on it; the start is a Monday. The 31st may be the 30th."""
    if not on.day:
        return min(first + on.nth, stop) - 1
    month = range(first, stop)
    if on.day == WORKING_DAY:
        wanted = [day for day in month if day % 7 not in WEEKEND]
    else:
        wanted = [day for day in month if day % 7 == WEEKDAYS.index(on.day)]
    return wanted[on.nth - 1 if on.nth > 0 else on.nth]
