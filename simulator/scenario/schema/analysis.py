"""What is asked of a scenario: shocks and claims."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from simulator.errors import InvalidValue
from simulator.scenario.schema.base import FrozenMap, Map, SchemaModel
from simulator.scenario.schema.organisation import MAX_PEOPLE
from simulator.scenario.units import DAY, WEEK, Duration, Number, Whole

Written = int | float | str
Pattern = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.*]{0,119}$")]


class Shock(SchemaModel):
    """Something that may befall a company, whatever its plan."""

    title: str = Field(max_length=200, description="What happens.")
    scale: Annotated[
        dict[Pattern, Annotated[Number, Field(gt=0, le=100)]],
        Field(max_length=50),
        AfterValidator(FrozenMap),
    ] = Field(
        default_factory=FrozenMap,
        description="Path of values, in which * stands for any one key -> so many times as much.",
    )
    absent: Map[Annotated[Whole, Field(ge=1, le=MAX_PEOPLE)]] = Field(
        default_factory=FrozenMap,
        description="Role -> people who are away all the time: paid, their work waits.",
    )
    newcomers_need: Duration | None = Field(
        None,
        ge=WEEK,
        description="Until those whom a plan has hired are as fast as others; they begin on the"
        " first day, or with the change.",
    )
    hires_late: Duration | None = Field(
        None,
        ge=DAY,
        description="So much later those begin whom a plan hires, by a change of its own day or"
        " beyond today's company; then from the first day that counts.",
    )

    @model_validator(mode="after")
    def _holds(self) -> Shock:
        needs = (self.newcomers_need, self.hires_late)
        if not self.scale and not self.absent and all(each is None for each in needs):
            raise InvalidValue("say 'scale', 'absent', 'newcomers_need' or 'hires_late'")
        return self


class Wanted(SchemaModel):
    """From where to where something shall lie, and what is counted of it."""

    counts: Literal["value", "change", "growth"] = Field(
        "change", description="The value itself, its change, or its change over the parent's value."
    )
    low: Number | None = Field(None, description="It holds from here ...")
    high: Number | None = Field(None, description="... to here.")

    @model_validator(mode="after")
    def _holds(self) -> Wanted:
        if self.low is None and self.high is None:
            raise InvalidValue("say 'low', 'high' or both")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise InvalidValue("'low' lies above 'high'")
        return self


def _frozen(value: object) -> object:
    """Plain values that cannot be changed, maps within maps included."""
    if isinstance(value, dict):
        return FrozenMap({key: _frozen(part) for key, part in value.items()})
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


Measured = Annotated[str, Field(min_length=1, max_length=200)]
Switched = Annotated[dict[str, Any], Field(max_length=50), AfterValidator(_frozen)]


class Claim(Wanted):
    """Something that is said to come of a change, to be held against what the model gives."""

    system: str = Field(pattern=r"^S[0-9]{1,2}$", description="Number of the system, such as S3.")
    says: str = Field(max_length=500, description="The claim in words, and whose it is.")
    measure: Measured = Field(description="What is measured.")
    source: str = Field("", max_length=500, description="Where the bounds come from.")
    fitted: bool = Field(
        False, description="Were the bounds, or values of the scenario, fitted to the claim?"
    )
    mechanism: str = Field("", max_length=500, description="What is said to bring it about.")
    placebo: Switched = Field(
        default_factory=FrozenMap,
        description="Values that switch the mechanism off, as a what-if would write them. They are"
        " laid over both scenarios, what one of them does not have left out: then the effect must"
        " vanish. Empty: the cause is not tested.",
    )
    guards: Annotated[dict[Measured, Wanted], Field(max_length=20), AfterValidator(FrozenMap)] = (
        Field(
            default_factory=FrozenMap,
            description="Measure -> between what it shall stay, such as profit, or what the change"
            " is not about.",
        )
    )
    against: str | None = Field(
        None,
        max_length=200,
        description="Scenario that is held against this one, instead of the parent.",
    )
    trust: str = Field(
        "", max_length=1_000, description="What of this to trust and what not, in words."
    )
