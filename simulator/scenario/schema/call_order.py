"""Which account is called on first: a word, or what each reason counts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from simulator.errors import InvalidValue
from simulator.scenario.schema.base import FrozenMap, Map, SchemaModel
from simulator.scenario.units import Fine

Weight = Annotated[Fine, Field(ge=0, le=100)]
SignedWeight = Annotated[Fine, Field(ge=-100, le=100)]


class CallWeights(SchemaModel):
    """What each reason to call on an account counts, in points; the most points go first.

    Of accounts that are due. Ties: the one due longest.
    """

    lateness: Weight = Field(
        0,
        description="Points for each wanted interval of the account's own that the call is late:"
        " (now - due) / contact_every. It keeps the shares that contact_every wants.",
    )
    due_date: Weight = Field(
        0,
        description="Points for the same days late, whoever the account: (now - due) / mean"
        " contact_every of the person's accounts. Each account then waits alike.",
    )
    potential: SignedWeight = Field(
        0,
        description="Points for the account's potential over the mean of the person's accounts.",
    )
    segment: Map[SignedWeight] = Field(
        default_factory=FrozenMap,
        description="Points for belonging to a segment, by segment; 0 for the others.",
    )
    distance: Weight = Field(
        0,
        description="Points taken off for the way from where the person is: its time over that of"
        " the person's mean way between home and an account.",
    )
    lowest_quarter: Weight = Field(
        0,
        description="Points taken off the quarter of the person's accounts with least potential;"
        " accounts that are equal belong to it together or not at all.",
    )

    @model_validator(mode="after")
    def _holds(self) -> CallWeights:
        counted = (self.lateness, self.due_date, self.potential, self.distance)
        if not any((*counted, self.lowest_quarter, *self.segment.values())):
            raise InvalidValue("no weight counts anything, expected at least one that is not 0")
        return self


CallOrder = Literal["as_they_come", "nearest_first", "best_first", "as_reps_do"] | CallWeights

# Reps keep to the due date and to what is convenient. Accounts of the second-lowest quarter by
# potential are seen as often as those of the highest, only the lowest quarter is seen less (two
# firms' hospitals; Larson & Jaworski 2021). The sizes of the weights are assumptions.
AS_REPS_DO = CallWeights(due_date=1, distance=0.5, lowest_quarter=1)


def weights_of(order: CallOrder) -> CallWeights | None:
    """The weights that an order stands for; None for those that have none."""
    if isinstance(order, CallWeights):
        return order
    return AS_REPS_DO if order == "as_reps_do" else None
