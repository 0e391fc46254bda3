"""The scenario: everything a planner decides, checked to fit together."""

from __future__ import annotations

from pydantic import model_validator

from simulator.scenario.schema.scenario import ScenarioFields
from simulator.scenario.validation import validate


class Scenario(ScenarioFields):
    """A sales organisation and what it does, from the first day to the last."""

    @model_validator(mode="after")
    def _fits_together(self) -> Scenario:
        validate(self)
        return self

    def __repr__(self) -> str:
        """What it is in a line; all of its values fill pages (``model_dump``)."""
        people = sum(role.people for role in self.roles.values())
        roles = ", ".join(self.roles)
        weeks = f"{self.horizon.weeks} weeks from {self.horizon.start}"
        return f"<Scenario {self.name}: {self.title}; {people} people ({roles}), {weeks}>"

    __str__ = __repr__
