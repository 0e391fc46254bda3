"""When things come in the course of a week, and how long a rate's period is by that."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from simulator.errors import InvalidValue
from simulator.scenario.schema.base import FrozenMap, SchemaModel, Weekday
from simulator.scenario.units import HOUR, PERIODS, WEEK, WORKING_DAY, Number, Rate, parse_span

MAX_WEIGHT = 1_000_000


class Profile(SchemaModel):
    """Weights of weekdays and of stretches of the day; only their proportions count."""

    days: Annotated[
        dict[Weekday, Annotated[Number, Field(ge=0, le=MAX_WEIGHT)]],
        Field(min_length=1),
        AfterValidator(FrozenMap),
    ] = Field(description="Weight of each weekday; those left out have none.")
    hours: Annotated[
        dict[str, Annotated[Number, Field(ge=0, le=MAX_WEIGHT)]],
        Field(min_length=1, max_length=96),
        AfterValidator(FrozenMap),
    ] = Field(
        description="Weight of each stretch of the day, such as 08:00-12:00; the rest has none."
    )

    @model_validator(mode="after")
    def _holds(self) -> Profile:
        spans = sorted(parse_span(text) for text in self.hours)
        if any(a[1] > b[0] for a, b in pairwise(spans)):
            raise InvalidValue("the stretches of the day overlap")
        if not any(self.days.values()) or not any(self.hours.values()):
            raise InvalidValue("at least one weight must be above 0")
        return self

    def open_days(self) -> int:
        """Weekdays on which anything can come."""
        return sum(weight > 0 for weight in self.days.values())

    def open_seconds(self) -> int:
        """Seconds of such a day in which anything can come."""
        spans = (parse_span(text) for text, weight in self.hours.items() if weight > 0)
        return sum(end - start for start, end in spans)


def period_of(rate: Rate, profile: Profile | None) -> float:
    """Seconds of a rate's period.

    Those of a profile are shares of a week without public holidays: so many working days, on each
    of which so many hours are open.

    >>> from simulator.scenario.units import DAY
    >>> office = Profile(days={"monday": 1, "friday": 3}, hours={"08:00-12:00": 1})
    >>> [period_of(Rate(1.0, per), office) / DAY for per in ("working day", "open hour", "day")]
    [3.5, 0.875, 1.0]
    """
    if rate.per in PERIODS:
        return PERIODS[rate.per]
    assert profile is not None, "checked: only a profile has working days and open hours"
    day = WEEK / profile.open_days()
    return day if rate.per == WORKING_DAY else day / (profile.open_seconds() / HOUR)
