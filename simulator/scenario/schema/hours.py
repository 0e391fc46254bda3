"""When people work: shifts by weekday and week, lunch, evenings and rosters."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SerializerFunctionWrapHandler,
    WrapSerializer,
    model_validator,
)

from simulator.errors import InvalidValue
from simulator.i18n import gettext, translatable
from simulator.scenario.schema.base import WORKING_DAYS, SchemaModel, Weekdays
from simulator.scenario.units import (
    DAY,
    WEEKDAYS,
    Clock,
    Duration,
    EveryFewWeeks,
    FineShare,
    Whole,
)

MAX_PATTERNS = 50
PartOfDays = Annotated[FineShare, Field(ge=0.01)]


class Shift(SchemaModel):
    """Hours that are the same on some days of the week."""

    days: Weekdays = Field(WORKING_DAYS, description="Weekdays worked.")
    start: Clock = Field(alias="from", description="Begin of the working day.")
    until: Clock = Field(
        alias="to",
        description="End of the working day; earlier than 'from' it is on the next day, and the"
        " hours belong to the day on which they began.",
    )
    weeks: EveryFewWeeks | None = Field(
        None,
        description="Weeks worked, counted from the first of the horizon: '1 of 2' is every other"
        " one; else all.",
    )

    @model_validator(mode="after")
    def _holds(self) -> Shift:
        if self.until == self.start:
            raise InvalidValue("'to' must not be the same as 'from'")
        return self

    @property
    def end(self) -> int:
        """Seconds from midnight before the begin: more than a day where it ends on the next one."""
        return self.until + DAY * (self.until < self.start)

    def is_on(self, day: int) -> bool:
        """Does it begin on this day of the horizon?"""
        held = self.weeks is None or day // 7 % self.weeks.of == self.weeks.number - 1
        return held and WEEKDAYS[day % 7] in self.days


def cycle_of(shifts: tuple[Shift, ...]) -> int:
    """Days after which the same shifts come round again."""
    return 7 * math.lcm(*(shift.weeks.of for shift in shifts if shift.weeks is not None))


def shifts_by_day(shifts: tuple[Shift, ...]) -> list[Shift | None]:
    """The shift that begins on each day of a cycle, None for a day off."""
    days = range(cycle_of(shifts))
    return [next((shift for shift in shifts if shift.is_on(day)), None) for day in days]


def _apart(shifts: tuple[Shift, ...]) -> tuple[Shift, ...]:
    """Refuses no shift at all, two that begin on one day, and one that runs into the next."""
    if not shifts:  # not by the length of the list, which is 0 where its shifts are wrong
        raise InvalidValue("expected at least one shift")
    by_day = shifts_by_day(shifts)
    for day, shift in enumerate(by_day):
        weekday = gettext(WEEKDAYS[day % 7])
        if sum(each.is_on(day) for each in shifts) > 1:
            text = translatable("two shifts begin on one {weekday}; say the time between as lunch")
            raise InvalidValue(text, weekday=weekday)
        following = by_day[(day + 1) % len(by_day)]
        if shift is not None and following is not None and shift.end > DAY + following.start:
            text = translatable("the shift that begins on {weekday} runs into the next day's")
            raise InvalidValue(text, weekday=weekday)
    return shifts


def _as_list(value: object) -> object:
    """One shift may be written without a list around it."""
    return (value,) if isinstance(value, dict | Shift) else value


def _as_written(shifts: tuple[Shift, ...], write: SerializerFunctionWrapHandler) -> Any:
    written = write(shifts)
    return written[0] if len(written) == 1 else written


Shifts = Annotated[
    tuple[Shift, ...],
    Field(max_length=MAX_PATTERNS),
    AfterValidator(_apart),
    BeforeValidator(_as_list, json_schema_input_type=Shift | tuple[Shift, ...]),
    WrapSerializer(_as_written),
]


class Lunch(SchemaModel):
    """The unpaid break of the day."""

    start: Clock = Field(
        alias="from",
        description="Earliest; taken as soon as the work allows, on days that it lies within.",
    )
    lasts: Duration = Field(gt=0, le=DAY // 4, description="Unpaid.")

    def begin_in(self, shift: Shift) -> int | None:
        """Seconds from midnight before a shift to its lunch, None if the shift holds none."""
        begin = self.start + DAY * (self.start < shift.start and shift.end > DAY)
        return begin if shift.start <= begin <= shift.end - self.lasts else None


class Evening(SchemaModel):
    """Paperwork at home after the shift, when too much lies waiting; counted as overtime."""

    start: Clock = Field(alias="from", description="Begin, after the shift has ended.")
    lasts: Duration = Field(gt=0, le=DAY // 4, description="At most, each evening.")
    when_waiting: Duration = Field(gt=0, description="Own work waiting that brings the laptop out.")

    @model_validator(mode="after")
    def _holds(self) -> Evening:
        if self.start + self.lasts > DAY:
            raise InvalidValue("the evening must end by midnight")
        return self


class Roster(SchemaModel):
    """Hours of some of a role's people."""

    people: Whole | None = Field(
        None,
        ge=0,
        description="So many of the role's people, in order, those who are named for it included;"
        " without it, only those.",
    )
    shift: Shifts = Field(description="Days and hours worked.")
    lunch: Lunch | Literal["none"] | None = Field(
        None, description="Unpaid break; else the role's."
    )
    present: PartOfDays | None = Field(
        None, description="Share of its days on which each of them is there; else the role's."
    )

    @model_validator(mode="after")
    def _holds(self) -> Roster:
        if isinstance(self.lunch, Lunch):
            refuse_lunch_outside(self.lunch, self.shift)
        return self


def refuse_lunch_outside(lunch: Lunch, shifts: tuple[Shift, ...]) -> None:
    """Refuses a lunch that no shift holds."""
    if all(lunch.begin_in(shift) is None for shift in shifts):
        raise InvalidValue("lunch must begin and end within the shift")


class Hours(NamedTuple):
    """When somebody works."""

    shifts: tuple[Shift, ...]
    lunch: Lunch | None
    evening: Evening | None
    present: float = 1  # share of its days on which one is there, by chance

    def days(self) -> list[Shift | None]:
        """The shift that begins on each day of a cycle, None for a day off."""
        return shifts_by_day(self.shifts)

    def lunch_in(self, shift: Shift) -> int | None:
        """Seconds from midnight before a shift to its lunch, None where there is none."""
        return self.lunch.begin_in(shift) if self.lunch is not None else None

    def paid(self, shift: Shift) -> int:
        """Seconds of a shift less the lunch in it."""
        unpaid = self.lunch.lasts if self.lunch and self.lunch_in(shift) is not None else 0
        return shift.end - shift.start - unpaid

    def week_seconds(self) -> int:
        """Seconds of a full week, unpaid lunch taken off; the mean of weeks that differ."""
        cycle = self.days()
        return int(self.present * (sum(map(self.paid, self.worked())) * 7 // len(cycle)))

    def worked(self) -> Iterator[Shift]:
        """The shifts of a cycle, day by day."""
        return (shift for shift in self.days() if shift is not None)
