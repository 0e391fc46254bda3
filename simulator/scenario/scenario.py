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
