"""Classes of accounts and where they lie."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from simulator.errors import InvalidValue
from simulator.scenario.schema.base import (
    WORKING_DAYS,
    FrozenMap,
    Map,
    SchemaModel,
    Weekdays,
    shorthand,
)
from simulator.scenario.schema.customers import Potential
from simulator.scenario.schema.triggers import Contract
from simulator.scenario.units import DAY, MAX_DISTANCE, Clock, Density, Duration, Whole

MAX_ACCOUNTS = 200_000


class OpeningHours(SchemaModel):
    """When a segment's accounts receive callers."""

    days: Weekdays = Field(WORKING_DAYS, description="Weekdays on which callers are received.")
    start: Clock = Field(0, alias="from", description="Visits begin from then.")
    end: Clock = Field(DAY, alias="to", description="Visits are over by then.")

    @model_validator(mode="after")
    def _holds(self) -> OpeningHours:
        if self.end <= self.start:
            raise InvalidValue("'to' must be later than 'from'")
        return self


Metres = Annotated[Whole, Field(ge=-MAX_DISTANCE, le=MAX_DISTANCE)]


class Segment(SchemaModel):
    """A class of accounts."""

    accounts: Whole | None = Field(None, ge=0, le=MAX_ACCOUNTS, description="How many.")
    density: Density | None = Field(
        None,
        description="Accounts on a square kilometre of the territory: as many as come nearest.",
    )
    places: str | None = Field(
        None,
        max_length=200,
        description="CSV file (name, x_km, y_km) beside the scenario; to the metre.",
    )
    coordinates: tuple[tuple[str, Metres, Metres], ...] = Field(
        (), description="Name, x and y in metres of each account read from 'places'."
    )
    opening: OpeningHours = Field(
        OpeningHours(), description="When visits are received; never on holidays."
    )
    contact_every: Map[Duration] = Field(
        default_factory=FrozenMap, description="Wanted time between calls, by calling activity."
    )
    potential: Annotated[Potential, shorthand("mean")] = Field(
        Potential(), description="What its accounts could buy."
    )
    contract: Contract | None = Field(None, description="What ties its accounts to us.")

    @model_validator(mode="after")
    def _holds(self) -> Segment:
        if sum(v is not None for v in (self.accounts, self.density, self.places)) != 1:
            raise InvalidValue("say exactly one of 'accounts', 'density' and 'places'")
        if self.places is not None and not self.coordinates:
            raise InvalidValue("'places' are read from a scenario file, not from keywords")
        if self.places is None and self.coordinates:
            raise InvalidValue("'coordinates' come with the 'places' that they were read from")
        if any(every <= 0 for every in self.contact_every.values()):
            raise InvalidValue("contact_every must be longer than nothing")
        return self
