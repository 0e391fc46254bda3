"""What leads from one activity to the next: how often, after how long, and on what condition."""

from __future__ import annotations

import math
import re
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from simulator.errors import InvalidValue
from simulator.scenario.elementary import Numbers
from simulator.scenario.families import FAMILIES, unit_quantile
from simulator.scenario.schema.base import (
    DurationSpec,
    FrozenMap,
    Map,
    Name,
    SchemaModel,
)
from simulator.scenario.schema.customers import Money
from simulator.scenario.units import (
    DIGITS,
    Deadline,
    Delay,
    Fine,
    FineDuration,
    FineShare,
    InDays,
    Number,
    Share,
)

MAX_REPETITIONS = 50  # with a chance of their own
MAX_JOINED = 20
MAX_VALUES = 100
GRID = (np.arange(10_000) + 0.5) / 10_000  # evenly over the chances of a distribution

_FIELD_VALUE = re.compile(r"(-?[0-9]{1,12}(?:\.[0-9]{1,6})?)\s*(%?)")


class Bounds(SchemaModel):
    """A condition on a number: more than the one, at most the other."""

    above: Annotated[Fine, Field(ge=-1e12, le=1e12)] | None = Field(
        None, description="Only if it is more than this."
    )
    up_to: Annotated[Fine, Field(ge=-1e12, le=1e12)] | None = Field(
        None, description="Only if it is at most this."
    )

    @model_validator(mode="after")
    def _holds(self) -> Bounds:
        if self.above is None and self.up_to is None:
            raise InvalidValue("expected 'above', 'up_to' or both")
        if self.above is not None and self.up_to is not None and self.above >= self.up_to:
            raise InvalidValue(
                "nothing is above {above:g} and at most {up_to:g}",
                above=self.above,
                up_to=self.up_to,
            )
        return self

    def holds(self, values: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Of which values it is true; never of what is not known (NaN)."""
        known = np.asarray(values, dtype=np.float64)
        low = -math.inf if self.above is None else self.above
        high = math.inf if self.up_to is None else self.up_to
        true: npt.NDArray[np.bool_] = (known > low) & (known <= high)
        return true


class DelaySpec(DurationSpec):
    """A delay that differs from case to case: as lengths of work, but for weeks if need be."""

    mean: FineDuration = Field(ge=0, description="Mean delay.")


class Link(SchemaModel):
    """What is said of each way from one activity to the next."""

    delay: Delay | DelaySpec = Field(
        Deadline(0, False),
        description="Time between the end of the one and asking for the other; a distribution"
        " (mean, family, spread), if it differs from case to case. With 'delay_in', '2 d' are two"
        " open days and '16 h' sixteen open hours; without it a day has 24 hours.",
    )
    delay_in: Name | None = Field(
        None,
        description="The delay counts only when this role works or this profile is open: in days"
        " ('2 d', or a mean of them) its open days, however long they are, otherwise its open"
        " hours.",
    )
    above: Money | None = Field(None, description="Only for deals worth more than this.")
    up_to: Money | None = Field(None, description="Only for deals worth at most this.")
    when: Map[Bounds] = Field(
        default_factory=FrozenMap,
        description="Only if these fields of the case lie within bounds: {discount: {above: 0.1}}."
        " A case without the field does not.",
    )

    @property
    def mean_delay(self) -> int:
        """Seconds of delay on average, as its hours count."""
        if isinstance(self.delay, DelaySpec):
            return round(self.delay.mean)
        return self.delay.seconds

    @property
    def open_hours(self) -> tuple[str, bool] | None:
        """Whose hours the delay counts, and whether as open days; nobody's, if by the clock."""
        if self.delay_in is None:
            return None
        if isinstance(self.delay, DelaySpec):
            return self.delay_in, isinstance(self.delay.mean, InDays) or self.delay.unit == "d"
        return self.delay_in, self.delay.on_working_days


def _some(chances: tuple[float, ...]) -> tuple[float, ...]:
    if not chances:
        raise InvalidValue("expected at least one chance")
    return chances


Chances = Annotated[
    tuple[FineShare, ...],
    AfterValidator(_some),
    Field(max_length=MAX_REPETITIONS),
    BeforeValidator(lambda value: value if isinstance(value, list | tuple) else (value,)),
    PlainSerializer(lambda chances: chances[0] if len(chances) == 1 else list(chances)),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": 1},
                {
                    "type": "array",
                    "items": {"type": "number", "minimum": 0, "maximum": 1},
                    "minItems": 1,
                    "maxItems": MAX_REPETITIONS,
                },
            ]
        }
    ),
]


def field_number(text: str) -> float:
    """A value of a field as it is written: a number, or a share in percent.

    >>> field_number("15%"), field_number("2500")
    (0.15, 2500.0)
    """
    match = _FIELD_VALUE.fullmatch(text.strip())
    if match is None:
        raise InvalidValue(
            "read {read!r}, expected values such as '0.1', '10%' or '2500'", read=text
        )
    return round(float(match[1]) / (100 if match[2] else 1), DIGITS + 2)


class CaseField(SchemaModel):
    """What is given of a matter when it begins, such as its discount."""

    values: (
        Annotated[
            dict[str, Share], Field(min_length=1, max_length=MAX_VALUES), AfterValidator(FrozenMap)
        ]
        | None
    ) = Field(None, description="How often it has each value: {'0%': 0.7, '5%': 0.2, '15%': 0.1}.")
    mean: Annotated[Fine, Field(ge=0, le=1e9)] | None = Field(
        None, description="Its mean, where it may have any value."
    )
    family: Literal[tuple(FAMILIES)] = Field(  # type: ignore[valid-type]
        "fixed", description="Shape of its distribution."
    )
    spread: Number | None = Field(
        None, gt=0, le=10, description="Coefficient of variation: standard deviation over mean."
    )

    @field_validator("values")
    @classmethod
    def _adds_up(cls, values: dict[str, float] | None) -> dict[str, float] | None:
        if values is not None:
            numbers = [field_number(text) for text in values]
            if len(set(numbers)) < len(numbers):
                raise InvalidValue("a value is named twice")
            if not math.isclose(whole := sum(values.values()), 1, abs_tol=1e-6):
                raise InvalidValue("the shares add up to {whole:g}, expected 1", whole=whole)
        return values

    @model_validator(mode="after")
    def _holds(self) -> CaseField:
        if (self.values is None) == (self.mean is None):
            raise InvalidValue("expected either 'values' with their shares, or 'mean'")
        if self.values is not None and (self.spread is not None or self.family != "fixed"):
            raise InvalidValue("'values' have no family and no spread")
        problem = FAMILIES[self.family].problem(self.spread) if self.mean is not None else None
        if problem is not None:
            raise ValueError(problem)
        return self

    def quantile(self, uniforms: Numbers) -> Numbers:
        """Its value for each number drawn, in millionths at the finest."""
        if self.values is not None:
            known = np.array([field_number(text) for text in self.values])
            edges = np.cumsum(list(self.values.values()))[:-1]
            return known[np.searchsorted(edges, uniforms, side="right")]
        units = unit_quantile(self.family, self.spread or 0.0, uniforms)
        return np.round((self.mean or 0.0) * units, DIGITS)
