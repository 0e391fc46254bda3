"""The base of every model of the schema: closed, frozen, read from a planner's text."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NoReturn, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from simulator.errors import InvalidValue
from simulator.scenario.families import FAMILIES
from simulator.scenario.units import DAY, Duration, Number

# Categories that come out of the simulation itself; a scenario names the others.
TRAVEL, HAND_OVER, IDLE, BREAK = "travel_and_waiting", "hand_over", "idle", "break"
OWN_CATEGORIES = (TRAVEL, HAND_OVER, IDLE, BREAK)

MAX_NAMES = 200
MAX_MONEY = 1_000_000_000  # for an hour, a kilometre or a deal, in any currency

Value = TypeVar("Value")
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class FrozenMap(dict[str, Value]):
    """A map that cannot be changed after loading."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a scenario is frozen once loaded: make a what-if instead")

    __setitem__ = __delitem__ = update = pop = popitem = clear = setdefault = __ior__ = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenMap, (dict(self),)


def _each_once(words: tuple[str, ...]) -> tuple[str, ...]:
    twice = next((word for word in words if words.count(word) > 1), None)
    if twice is not None:
        raise InvalidValue("{name!r} is named twice, expected once", name=twice)
    return words


Map = Annotated[dict[Name, Value], Field(max_length=MAX_NAMES), AfterValidator(FrozenMap)]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Weekdays = Annotated[
    tuple[Weekday, ...], AfterValidator(_each_once), Field(min_length=1, max_length=7)
]
Names = Annotated[tuple[Name, ...], AfterValidator(_each_once), Field(max_length=MAX_NAMES)]
WORKING_DAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday")


class SchemaModel(BaseModel):
    """A part of a scenario: closed to unknown words, frozen, read from a planner's text."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def shorthand(field: str) -> BeforeValidator:
    """Lets a planner write the one value that matters instead of a map of one."""

    def widen(value: object) -> object:
        return {field: value} if isinstance(value, str | int | float) else value

    return BeforeValidator(widen)


_SHAPELESS = [family.name for family in FAMILIES.values() if not family.has_spread]


class DurationSpec(SchemaModel):
    """How long something takes: a family of distributions, its mean and its spread."""

    family: Literal[tuple(FAMILIES)] = Field(  # type: ignore[valid-type]
        "fixed",
        description=f"Shape; {' and '.join(_SHAPELESS)} have no spread of their own.",
    )
    mean: Duration = Field(ge=0, le=30 * DAY, description="Mean time taken.")
    spread: Number | None = Field(
        None, gt=0, le=10, description="Coefficient of variation: standard deviation over mean."
    )

    @model_validator(mode="after")
    def _holds(self) -> DurationSpec:
        problem = FAMILIES[self.family].problem(self.spread)
        if problem is not None:
            raise ValueError(problem)
        return self


DurationField = Annotated[DurationSpec, shorthand("mean")]
