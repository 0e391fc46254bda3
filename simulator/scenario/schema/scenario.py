"""Everything a planner decides, as checked and frozen models.

Each field's unit, default and meaning stand in its ``Field``; the JSON Schema for editors, the
errors and the reference are made from them. Things are maps keyed by name, never lists with ids.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from simulator.scenario.schema.activities import Activity, Switching
from simulator.scenario.schema.analysis import Claim, Shock, Written
from simulator.scenario.schema.base import FrozenMap, Map, Name, Names, SchemaModel
from simulator.scenario.schema.customers import (
    DatedChange,
    DatedChanges,
    Deal,
    Economics,
    Goodwill,
    Ranking,
    Response,
)
from simulator.scenario.schema.holidays import Holidays
from simulator.scenario.schema.organisation import (
    Headquarters,
    Horizon,
    Role,
    Territory,
    Travel,
)
from simulator.scenario.schema.profiles import Profile
from simulator.scenario.schema.segments import Segment
from simulator.scenario.schema.triggers import CallPlan
from simulator.scenario.units import DAY, Duration


class ScenarioFields(SchemaModel):
    """All that a scenario says, each value checked by itself."""

    name: str = Field("", description="File name without ending; not written in the file.")
    title: str = Field(max_length=200, description="What it is called in tables and pictures.")
    question: str = Field("", max_length=2_000, description="What the planner wants to know.")
    currency: str = Field("EUR", max_length=10, description="Unit of all money.")
    horizon: Horizon = Field(description="Days replayed.")
    holidays: Holidays | None = Field(None, description="Days off, half days and weekends worked.")
    headquarters: Headquarters = Field(Headquarters(), description="Where the company sits.")
    accounts: str | None = Field(
        None,
        max_length=200,
        description="CSV or xlsx file of all accounts beside the scenario: columns as in 'places',"
        " and segment. Segments that say nothing of how many get theirs from it.",
    )
    territory: Territory | None = Field(None, description="Land on which generated accounts lie.")
    travel: Travel | None = Field(
        None, description="How people get about; needed once anything is elsewhere."
    )
    categories: Annotated[tuple[Name, ...], Field(max_length=50)] = Field(
        description="Kinds of time, in the order of tables and pictures."
    )
    selling: Map[Annotated[Names, Field(min_length=1)]] = Field(
        description="Definitions of selling time: categories that count; the first is the main one."
    )
    roles: Map[Role] = Field(description="Who works.")
    segments: Map[Segment] = Field(default_factory=FrozenMap, description="Who is sold to.")
    profiles: Map[Profile] = Field(default_factory=FrozenMap, description="When things come in.")
    activities: Map[Activity] = Field(description="What is done.")
    call_plans: Map[CallPlan] = Field(
        default_factory=FrozenMap, description="Calls on accounts, by calling activity."
    )
    responses: Map[Response] = Field(
        default_factory=FrozenMap, description="How chances respond to what has happened."
    )
    deals: Map[Deal] = Field(default_factory=FrozenMap, description="What is sold, stage by stage.")
    goodwill: Goodwill | None = Field(None, description="How accounts feel about us.")
    ranking: Ranking | None = Field(None, description="Accounts ranked anew on a rhythm.")
    economics: Economics = Field(Economics(), description="What turns sales into profit.")
    changes: DatedChanges = Field(
        (),
        alias="change",
        description="When a what-if begins, and what it costs; or a list of days, with what begins"
        " on each.",
    )
    switching: Switching = Field(Switching(), description="Cost of changing the kind of work.")
    resumption: Duration = Field(
        0, ge=0, le=DAY, description="Time to get back into work that was interrupted."
    )
    line_order: Literal["first_come", "earliest_due"] = Field(
        "first_come", description="Order of tasks of one urgency."
    )
    watch: tuple[str, ...] = Field((), max_length=100, description="Measures shown first.")
    ranges: Annotated[dict[str, tuple[Written, Written]], AfterValidator(FrozenMap)] = Field(
        default_factory=FrozenMap,
        description="Path of a value -> between what it may lie; in files it stands beside the"
        " value, such as '36 min (32 min to 53 min)'.",
    )
    shocks: Map[Shock] = Field(
        default_factory=FrozenMap, description="What may befall every plan, for stress tests."
    )
    claims: Map[Claim] = Field(
        default_factory=FrozenMap,
        description="What is said of the difference to the parent; each file makes its own.",
    )

    @property
    def change(self) -> DatedChange:
        """The change that comes last.

        Returns:
            Its day, costs and learning; one without any of them where nothing changes.
        """
        return self.changes[-1] if self.changes else DatedChange()

    @property
    def outlay(self) -> float:
        """What bringing about all its changes costs.

        Returns:
            Money, spent on their days.
        """
        return sum(each.costs for each in self.changes)
