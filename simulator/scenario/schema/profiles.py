"""When things come in the course of a week, and how long a rate's period is by that."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from simulator.errors import InvalidValue
from simulator.scenario.schema.base import FrozenMap, SchemaModel, Weekday
from simulator.scenario.units import (
    HOUR,
    PERIODS,
    WEEK,
    WEEKDAYS,
    WORKING_DAY,
    Number,
    Rate,
    parse_span,
)

MAX_WEIGHT = 1_000_000
Weight = Annotated[Number, Field(ge=0, le=MAX_WEIGHT)]
Stretches = Annotated[dict[str, Weight], Field(max_length=96)]


class Profile(SchemaModel):
    """Weights of weekdays and of stretches of the day; only their proportions count."""

    days: Annotated[dict[Weekday, Weight], AfterValidator(FrozenMap)] = Field(
        default_factory=FrozenMap,  # type: ignore[arg-type]  # its keys are words, too
        description="Weight of each weekday; those left out have none.",
    )
    hours: Annotated[Stretches, AfterValidator(FrozenMap)] = Field(
        default_factory=FrozenMap,
        description="Weight of each stretch of the day, such as 08:00-12:00; the rest has none.",
    )
    week: Annotated[
        dict[Weekday, Annotated[Stretches, AfterValidator(FrozenMap)]], AfterValidator(FrozenMap)
    ] = Field(
        default_factory=FrozenMap,  # type: ignore[arg-type]  # as above
        description="Instead of days and hours: weekday -> weight of each hour of its stretches,"
        " such as 'monday: {08:00-10:00: 3, 10:00-17:00: 1}'; the rest has none.",
    )

    @model_validator(mode="after")
    def _holds(self) -> Profile:
        if bool(self.week) == bool(self.days) or bool(self.days) != bool(self.hours):
            raise InvalidValue("expected 'days' and 'hours', or 'week' in their place")
        for day in (hours for hours in (self.hours, *self.week.values())):
            spans = sorted(parse_span(text) for text in day)
            if any(a[1] > b[0] for a, b in pairwise(spans)):
                raise InvalidValue("the stretches of the day overlap")
        if not self.open_days() or not self.open_seconds():
            raise InvalidValue("at least one weight must be above 0")
        return self

    def day_weight(self, day: str) -> float:
        """Weight of a weekday."""
        if not self.week:
            return {str(key): weight for key, weight in self.days.items()}.get(day, 0.0)
        return sum((end - start) * weight for (start, end), weight in self.spans_on(day))

    def spans_on(self, day: str) -> list[tuple[tuple[int, int], float]]:
        """Stretches of a weekday, in order, with the weight of each of their hours."""
        hours = self.hours
        if self.week:
            hours = {str(key): each for key, each in self.week.items()}.get(day, {})
        return sorted((parse_span(text), weight) for text, weight in hours.items())

    def open_days(self) -> int:
        """Weekdays on which anything can come."""
        return sum(self.day_weight(day) > 0 for day in WEEKDAYS)

    def open_seconds(self) -> float:
        """Seconds of such a day in which anything can come, on average."""
        days = [day for day in WEEKDAYS if self.day_weight(day) > 0]
        spans = [span for day in days for span, weight in self.spans_on(day) if weight > 0]
        return sum(end - start for start, end in spans) / len(days)


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
