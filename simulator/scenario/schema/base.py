"""The base of every model of the schema: closed, frozen, read from a planner's text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NoReturn, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
    model_serializer,
    model_validator,
)

from simulator.errors import InvalidValue
from simulator.i18n import gettext
from simulator.scenario.families import FAMILIES
from simulator.scenario.quantile_tables import EXAMPLE as QUANTILES_EXAMPLE
from simulator.scenario.quantile_tables import (
    MAX_QUANTILES,
    OfTable,
    Quantile,
    format_quantiles,
    parse_quantiles,
)
from simulator.scenario.shapes import (
    MAX_KEPT,
    MAX_MIXED,
    Component,
    OfFamily,
    OfMixture,
    OfSample,
    Shape,
    written_times,
)
from simulator.scenario.units import (
    DAY,
    WEEKDAYS,
    FineDuration,
    InDays,
    Number,
    Share,
    format_mean,
    parse_weekdays,
)

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
_SHORT = "|".join(each for day in WEEKDAYS for each in (day[:2], day[:3], day))
SHORT_WEEKDAYS = rf"^({_SHORT})( *- *({_SHORT}))?$"
ShortWeekdays = Annotated[str, Field(pattern=SHORT_WEEKDAYS, examples=["mon-thu"])]


def _every_weekday(written: object) -> object:
    """Weekdays one by one; what is none as it is written, which is refused."""
    if isinstance(written, list | tuple):
        return [day for word in written for day in _weekdays_in(word)]
    days = _weekdays_in(written)
    return written if days == (written,) and written not in WEEKDAYS else days


def _weekdays_in(word: object) -> tuple[object, ...]:
    """Those of a word such as ``mon-thu``; a word that is none stands for itself."""
    try:
        return parse_weekdays(word) if isinstance(word, str) else (word,)
    except InvalidValue:
        return (word,)


Weekdays = Annotated[
    tuple[Weekday, ...],
    AfterValidator(_each_once),
    Field(min_length=1, max_length=7),
    BeforeValidator(
        _every_weekday,
        json_schema_input_type=ShortWeekdays | tuple[Weekday | ShortWeekdays, ...],
    ),
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


def _named(parts: object) -> object:
    """A mixture's parts by name; those of a list have numbers."""
    if isinstance(parts, list):
        return {f"part_{number}": part for number, part in enumerate(parts, 1)}
    return parts


def _times(written: object) -> object:
    """Sorted seconds from the lines of a resolved scenario."""
    if not isinstance(written, list) or not all(isinstance(line, str) for line in written):
        return written
    try:
        return tuple(float(word) for line in written for word in line.split(","))
    except ValueError:
        raise InvalidValue("expected seconds, parted by commas") from None


_SHAPELESS = [family.name for family in FAMILIES.values() if not family.has_spread]


class OfFamilySpec(SchemaModel):
    """A family of distributions, its mean and its spread."""

    family: Literal[tuple(FAMILIES)] = Field(  # type: ignore[valid-type]
        "fixed",
        description=f"Shape; {' and '.join(_SHAPELESS)} have no spread of their own.",
    )
    mean: FineDuration = Field(ge=0, le=30 * DAY, description="Mean time taken.")
    spread: Number | None = Field(
        None, gt=0, le=10, description="Coefficient of variation: standard deviation over mean."
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        problem = FAMILIES[self.family].problem(self.spread)
        if problem is not None:
            raise ValueError(problem)
        return self


class MixedSpec(OfFamilySpec):
    """One of the distributions of a mixture: a share of the cases, and how long they take."""

    share: Share = Field(gt=0, description="So many of the cases; all shares add up to 1.")


Quantiles = Annotated[
    tuple[Quantile, ...],
    BeforeValidator(parse_quantiles),
    PlainSerializer(format_quantiles),
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {"type": "string", "examples": ["6 min"]},
            "minProperties": 2,
            "maxProperties": MAX_QUANTILES,
        }
    ),
]
Mixture = Annotated[
    dict[Name, MixedSpec],
    Field(min_length=2, max_length=MAX_MIXED),
    AfterValidator(FrozenMap),
    BeforeValidator(_named, json_schema_input_type=dict[Name, MixedSpec] | list[MixedSpec]),
]
Times = Annotated[
    tuple[Number, ...],
    Field(max_length=MAX_KEPT),
    BeforeValidator(_times),
    PlainSerializer(written_times),
    WithJsonSchema({"type": "array", "items": {"type": "string"}}),
]


class DurationSpec(OfFamilySpec):
    """How long something takes: a family of distributions, its mean and its spread.

    Or instead of family and spread a table of quantiles, a mixture, or times from a file.
    """

    mean: FineDuration = Field(
        ge=0,
        le=30 * DAY,
        description="Mean time taken. With a mixture or a sample it may be left out and is that of"
        " its times; otherwise all of them are made as much longer or shorter.",
    )
    quantiles: Quantiles | None = Field(
        None,
        description="Times by the share of cases that take no longer, such as"
        f" {QUANTILES_EXAMPLE}; the last of 0.9 or more. Between two of them times lie about as in"
        " a lognormal distribution, just so that the mean is the one that is said; beyond the last"
        " one they are exponential.",
    )
    mixture: Mixture | None = Field(
        None,
        description="Several distributions, a list or by name, each with its share of the cases,"
        " such as {click: {share: 0.4, mean: 10 s}, work: {share: 0.6, mean: 14 min}}.",
    )
    sample: str | None = Field(
        None,
        max_length=200,
        description="CSV or xlsx file of measured times beside the scenario, in a column minutes,"
        " seconds or hours or as 0:12:30; each of them is as likely as the others. Of more than"
        f" {MAX_KEPT:,} so many evenly spaced ones stand for all.",
    )
    column: str | None = Field(None, max_length=100, description="Column of the sample's file.")
    unit: Literal["s", "min", "h", "d"] | None = Field(
        None, description="Its unit, where the column's heading names none."
    )
    read: Times | None = Field(None, description="What 'sample' says, in seconds.")

    @property
    def shape(self) -> Shape:
        """The distribution, scaled to a mean of 1."""
        if self.quantiles is not None:
            return OfTable(self.quantiles, self.mean)
        if self.mixture is not None:
            return _mixed(self.mixture)
        if self.read is not None:
            return OfSample(self.read)
        return OfFamily(self.family, self.spread or 0.0)

    @model_validator(mode="before")
    @classmethod
    def _with_mean(cls, values: Any) -> Any:
        """Gives a mixture the mean of its parts, unless another one is said."""
        if not isinstance(values, dict) or not values.get("mixture") or "mean" in values:
            return values
        try:
            parts = _MIXTURE.validate_python(values["mixture"])
        except ValidationError:  # which is said of the parts
            return {**values, "mean": "0 s"}
        mean = _mixed(parts).mean()
        in_days = any(isinstance(part.mean, InDays) for part in parts.values())
        return {**values, "mean": format_mean(InDays(mean) if in_days else mean)}

    @model_validator(mode="after")
    def _holds(self) -> DurationSpec:
        words = [word for word in ("quantiles", "mixture", "sample") if getattr(self, word)]
        if "family" in self.model_fields_set or self.spread is not None:
            words.append("family")
        if len(words) > 1:
            raise InvalidValue("expected one of {words}", words=gettext(" and ").join(words))
        if (self.read or self.column or self.unit) and self.sample is None:
            raise InvalidValue("'column', 'unit' and 'read' come with a 'sample'")
        if self.sample is not None and self.read is None:
            raise InvalidValue("a 'sample' is read from a scenario file, not from keywords")
        problem = self.shape.problem()
        if problem is not None:
            raise ValueError(problem)
        return self

    @model_serializer(mode="wrap")
    def _as_said(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without a family where the times have none."""
        values: dict[str, Any] = write(self)
        if self.quantiles or self.mixture or self.sample:
            del values["family"]
        return values


_MIXTURE: TypeAdapter[dict[str, MixedSpec]] = TypeAdapter(Mixture)


def _mixed(parts: Mapping[str, MixedSpec]) -> OfMixture:
    shapes = ((each, OfFamily(each.family, each.spread or 0.0)) for each in parts.values())
    return OfMixture(tuple(Component(each.share, each.mean, shape) for each, shape in shapes))


DurationField = Annotated[DurationSpec, shorthand("mean")]
