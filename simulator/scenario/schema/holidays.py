"""Days on which nobody works, days that end early, and weekends that are worked."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from simulator.errors import InvalidValue
from simulator.i18n import gettext, translatable
from simulator.scenario.schema.base import FrozenMap, Map, SchemaModel
from simulator.scenario.units import WEEKDAYS, Clock, Date, parse_date

MAX_DAYS = 1_000
HALF_DAY = "half_day"  # a category of the library's, whose hours it does not say
SATURDAY = 5  # of the week's days from 0
LEAP_YEAR = 2024  # has all days of a year

OwnDays = Annotated[tuple[Date, ...], Field(max_length=MAX_DAYS)]


def _read_day(text: object) -> object:
    """A date, or month and day of each year."""
    if isinstance(text, str) and re.fullmatch(r"\s*[0-9]{2}-[0-9]{2}\s*", text):
        try:
            datetime.date.fromisoformat(f"{LEAP_YEAR}-{text.strip()}")
        except ValueError:
            raise InvalidValue(
                "read {text!r}, expected month and day such as '12-24', or a date", text=text
            ) from None
        return text.strip()
    try:
        return parse_date(text).isoformat()
    except InvalidValue as problem:
        raise InvalidValue(
            "{problem}; month and day alone, such as '12-24', are of each year", problem=problem
        ) from None


def _ends_after_midnight(clock: int) -> int:
    if clock == 0:
        raise InvalidValue("a half day ends after 00:00: say a whole day off under 'also'")
    return clock


DayOfYear = Annotated[str, BeforeValidator(_read_day)]
HalfDays = Annotated[
    dict[DayOfYear, Annotated[Clock, AfterValidator(_ends_after_midnight)]],
    Field(max_length=MAX_DAYS, examples=[{"12-24": "12:00", "2025-10-31": "14:00"}]),
    AfterValidator(FrozenMap),
]


class Closure(SchemaModel):
    """Days in a row on which the company is closed."""

    start: Date = Field(alias="from", description="First day.")
    end: Date = Field(alias="to", description="Last day.")

    @model_validator(mode="after")
    def _holds(self) -> Closure:
        if self.end < self.start:
            text = translatable("'to' {last} is before 'from' {first}")
            raise InvalidValue(text, last=self.end, first=self.start)
        if (self.end - self.start).days >= MAX_DAYS:
            raise InvalidValue("expected at most {most} days in a row", most=MAX_DAYS)
        return self


class Holidays(SchemaModel):
    """Which days are off: those of a country, and the company's own."""

    country: str | None = Field(
        None,
        pattern=r"^[A-Z]{2}$",
        description="Country code (ISO 3166), such as DE; without it, only the days that are said.",
    )
    region: str | None = Field(None, description="Region within the country, such as BY.")
    categories: Annotated[tuple[str, ...], Field(min_length=1, max_length=20)] | None = Field(
        None,
        description="Kinds of the country's days, as the 'holidays' library has them, such as"
        " [public, catholic] or [public, bank]. Without it: public.",
    )
    also: OwnDays | None = Field(None, description="Days of its own on which nobody works, either.")
    kept_open: OwnDays | None = Field(
        None, alias="except", description="Public holidays that are worked."
    )
    closed: Map[Closure] | None = Field(
        None,
        description="Company closures by name, such as summer: nobody works from the first day to"
        " the last.",
    )
    half_days: HalfDays | None = Field(
        None,
        description="Days on which shifts end early, by month and day of each year, or by date, and"
        " when they end. Lunch falls away that does not fit, so do evenings, and shifts that begin"
        " later.",
    )
    make_up: Literal["known"] | OwnDays | None = Field(
        None,
        description="Weekend days that are worked in place of others: those known of the country,"
        " or dates. Who has no shift then works the hours of the weekday that was moved, of Monday"
        " if none is known. Without it: none.",
    )

    @model_validator(mode="after")
    def _holds(self) -> Holidays:
        if self.country is None:
            needs = {
                "region": self.region,
                "categories": self.categories,
                "make_up: known": self.make_up == "known",
            }
            for word, value in needs.items():
                if value:
                    raise InvalidValue("{word!r} needs a 'country'", word=word)
        if HALF_DAY in (self.categories or ()):
            raise InvalidValue(
                "nobody knows when days of the category {category!r} end: say them, and when, under"
                " 'half_days'",
                category=HALF_DAY,
            )
        self._check_made_up(self.make_up if isinstance(self.make_up, tuple) else ())
        return self

    def _check_made_up(self, made_up: tuple[datetime.date, ...]) -> None:
        """Refuses days that are off as well, and those of the week."""
        both = sorted(set(made_up) & set(self.also or ()))
        if both:
            text = translatable("{day} stands both under 'also' and under 'make_up'")
            raise InvalidValue(text, day=both[0])
        weekday = next((each for each in made_up if each.weekday() < SATURDAY), None)
        if weekday is not None:
            text = translatable("{day} is a {weekday}, expected days at a weekend")
            raise InvalidValue(text, day=weekday, weekday=gettext(WEEKDAYS[weekday.weekday()]))
