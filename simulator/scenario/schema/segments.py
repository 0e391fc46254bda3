"""Classes of accounts and where they lie."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Any

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
from simulator.scenario.schema.customers import Market, Potential
from simulator.scenario.schema.triggers import Contract
from simulator.scenario.units import (
    DAY,
    MAX_DISTANCE,
    Clock,
    Density,
    Duration,
    Number,
    Whole,
)

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
Compared = Annotated[Number, Field(ge=0, le=1_000_000_000_000)]


class AccountValues(SchemaModel):
    """What a file says of single accounts: columns in the order of the coordinates."""

    owner: Map[tuple[str, ...]] | None = Field(
        None, description="For each role, the person of each account; '' where nobody is said."
    )
    potential: tuple[Compared | None, ...] | None = Field(
        None,
        description="In any unit: only how an account compares with the others of its segment"
        " counts, whose mean is the segment's 'potential'.",
    )
    orders_a_year: tuple[Compared | None, ...] | None = Field(
        None,
        description="How much more or less than the others of its segment an account asks for,"
        " whatever comes in from accounts: rates of activities are those of the mean account, or"
        " with 'per: order' for each of these orders.",
    )
    contact_every: Map[tuple[Duration | None, ...]] | None = Field(
        None, description="Wanted time between calls, by calling activity; '0 s' for never."
    )
    opens: tuple[Clock | None, ...] | None = Field(None, description="Visits begin from then.")
    closes: tuple[Clock | None, ...] | None = Field(None, description="Visits are over by then.")
    open_days: tuple[Weekdays | None, ...] | None = Field(
        None, description="Weekdays on which callers are received."
    )

    def columns(self) -> Iterator[tuple[Any, ...]]:
        """All columns of which something is said."""
        maps = (self.owner or {}).values(), (self.contact_every or {}).values()
        yield from chain(*maps)
        plain = self.potential, self.orders_a_year, self.opens, self.closes, self.open_days
        yield from (column for column in plain if column is not None)


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
        description="CSV or xlsx file of its accounts beside the scenario. Columns: name; x_km and"
        " y_km, or latitude and longitude; if wanted, owner, potential, orders_a_year,"
        " contact_every or calls_a_year, opens, closes, open_days.",
    )
    coordinates: tuple[tuple[str, Metres, Metres], ...] = Field(
        (), description="Name, x and y in metres of each account read from 'places'."
    )
    each: AccountValues | None = Field(
        None, description="What 'places' says of single accounts beside where they are."
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
    market: Market | None = Field(
        None,
        description="Businesses beside our customers, and how they come and go; without it nobody"
        " becomes a customer, and who is lost is gone.",
    )

    @model_validator(mode="after")
    def _holds(self) -> Segment:
        if sum(v is not None for v in (self.accounts, self.density, self.places)) != 1:
            raise InvalidValue("say exactly one of 'accounts', 'density' and 'places'")
        if self.places is not None and not self.coordinates:
            raise InvalidValue("'places' are read from a scenario file, not from keywords")
        if self.places is None and self.coordinates:
            raise InvalidValue("'coordinates' come with the 'places' that they were read from")
        self._check_each()
        if self.market is not None:
            if self.accounts is None:
                raise InvalidValue("a 'market' goes with 'accounts', not with 'density' or a file")
            if self.market.size < self.accounts:
                raise InvalidValue(
                    "a market of {size} businesses, of which {accounts} are customers",
                    size=self.market.size,
                    accounts=self.accounts,
                )
        if any(every <= 0 for every in self.contact_every.values()):
            raise InvalidValue("contact_every must be longer than nothing")
        return self

    def _check_each(self) -> None:
        """Columns are as long as there are accounts; no account closes before it opens."""
        if self.each is None:
            return
        if any(len(column) != len(self.coordinates) for column in self.each.columns()):
            raise InvalidValue("'each' comes with the 'places' that it was read from")
        for (name, _, _), hours in zip(self.coordinates, self.hours(), strict=True):
            if hours.end <= hours.start:
                raise InvalidValue("{name!r} opens after it closes", name=name)

    @property
    def mean_orders(self) -> float:
        """Orders a year of the accounts of which a file says so, on average; 0 where none does."""
        given = [each for each in (self.each and self.each.orders_a_year) or () if each is not None]
        return sum(given) / len(given) if given else 0.0

    def shortest_intervals(self) -> dict[str, int]:
        """Wanted seconds between calls, by calling activity: on customers or on prospects.

        Returns:
            The shorter of the two, where both are called on.
        """
        wanted = dict(self.contact_every)
        for call, every in (self.market.contact_every if self.market else {}).items():
            wanted[call] = min(every, wanted.get(call, every))
        return wanted

    def hours(self) -> Iterator[OpeningHours]:
        """When each account read from 'places' receives: as it says, else as the segment does.

        Returns:
            One for each account, in order.
        """
        each, own = self.each or AccountValues(), self.opening
        nothing = (None,) * len(self.coordinates)
        columns = (each.open_days or nothing, each.opens or nothing, each.closes or nothing)
        known: dict[Any, OpeningHours] = {(None, None, None): own}  # few differ
        for hours in zip(*columns, strict=True):
            if hours not in known:
                names = zip(("days", "start", "end"), hours, strict=True)
                update = {name: value for name, value in names if value is not None}
                known[hours] = own.model_copy(update=update)
            yield known[hours]
