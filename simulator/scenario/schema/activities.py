"""Kinds of work, how they arise and who does them."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, get_args

from pydantic import Field, StrictBool, model_validator

from simulator.errors import InvalidValue
from simulator.scenario.schema.base import (
    DurationField,
    DurationSpec,
    FrozenMap,
    Map,
    Name,
    Names,
    SchemaModel,
    Weekdays,
)
from simulator.scenario.schema.customers import Money
from simulator.scenario.schema.doers import Doers, SkillField
from simulator.scenario.schema.organisation import MAX_PEOPLE, PersonName
from simulator.scenario.schema.routing import CaseField
from simulator.scenario.schema.triggers import Arises, BranchField
from simulator.scenario.units import DAY, Clock, Due, Duration, Fine, FineShare, Share, Whole

MAX_PARTNERS = 20  # of one role


MAX_VAIN = 0.9  # of appointments: moved or not kept


class Overflow(SchemaModel):
    """Who takes over what has waited too long."""

    to: Name = Field(
        description="Role that takes over; the one that does it: whoever of it has time, once its"
        " account's own person has not begun it by then."
    )
    after: Duration = Field(
        ge=0, description="Time since it could first be begun, if nobody has; then on any day."
    )
    at_giver: StrictBool = Field(
        False,
        description="The time counts from asking, so that cases to be handed over overflow, too,"
        " if their giver has not begun to write.",
    )


class Sessions(SchemaModel):
    """When work is done that is gathered and done at set times."""

    days: Weekdays | None = Field(None, description="Weekdays with sessions; else every day.")
    at: Annotated[tuple[Clock, ...], Field(min_length=1, max_length=24)] = Field(
        description="When the sessions of a day begin."
    )
    lasts: Duration = Field(gt=0, le=DAY, description="Length of each, within the day.")
    exclusive: StrictBool = Field(
        False,
        description="While some of it waits, nothing else is begun in a session by those who do it:"
        " it goes before all other work and calls, splittable work in hand is laid aside for it,"
        " and it is not interrupted. Calls, visits, joint work and what is not split are not begun"
        " before it unless they are expected to end, with the way to where it is done, by then.",
    )
    but: Names = Field((), description="Activities that interrupt it all the same.")

    @model_validator(mode="after")
    def _holds(self) -> Sessions:
        spans = self.spans
        if any(a[1] > b[0] for a, b in pairwise(spans)) or spans[-1][1] > DAY:
            raise InvalidValue("sessions overlap, or go on after midnight")
        if self.but and not self.exclusive:
            raise InvalidValue("'but' goes with 'exclusive: true'")
        return self

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Begin and end of each, in seconds from midnight, in order."""
        return [(begin, begin + self.lasts) for begin in sorted(self.at)]


class LapsesAfter(SchemaModel):
    """How long work waits before it lapses."""

    after: Duration = Field(
        gt=0,
        description="By the clock, from asking: what nobody has begun by then, or begun to hand"
        " over, is not done any more.",
    )


# So many of a role's first people, or some of them by name.
FirstOrNamed = (
    Annotated[Whole, Field(ge=1, le=MAX_PEOPLE)]
    | Annotated[tuple[PersonName, ...], Field(min_length=1, max_length=MAX_PEOPLE)]
)


class Moved(SchemaModel):
    """Work handed to another role: what ``reassign`` comes to."""

    to: Name = Field(description="Role that does it from now on.")
    share: Share = Field(1, description="Share of the cases that move.")
    only_of: Map[FirstOrNamed] = Field(
        default_factory=FrozenMap,
        description="A pilot: role with accounts of its own -> how many of its first people, or"
        " which of them by name; only cases of their accounts move, and of their own routine.",
    )
    hand_over: Duration = Field(
        0,
        ge=0,
        le=DAY,
        description="The giver's minutes for each case: the paperwork of handing over.",
    )
    take_over: Duration = Field(
        0, ge=0, le=DAY, description="The taker's minutes for each case: reading in."
    )
    comes_back: Share = Field(
        0, description="Chance that the case returns to the giver, to be done whole."
    )
    time_factor: Fine = Field(
        1, gt=0, le=10, description="The new owner's time for it over the old one's."
    )


class Appointment(SchemaModel):
    """A visit on request for which a time is agreed on with the customer when he asks."""

    lead: DurationField = Field(
        DurationSpec(mean="0 s"),  # type: ignore[arg-type]
        description="Time from asking until the customer has time at the earliest: the first slot"
        " from then on in the calendar of whoever comes, within the hours at which he receives.",
    )
    window: Duration | None = Field(
        None,
        ge=0,
        le=DAY,
        description="The customer expects somebody from the slot on for so long: calls may be made"
        " before that end in time to come within it, and who comes later comes in vain and books"
        " again. Without it: everything ends in time for the slot, and the customer waits.",
    )
    moved: Share = Field(
        0, description="Chance that the customer moves it before anybody sets out: booked again."
    )
    no_show: Share = Field(0, description="Chance that nobody is there: waits, and books again.")
    no_show_wait: Duration = Field(0, ge=0, le=DAY, description="Time lost then.")

    @model_validator(mode="after")
    def _holds(self) -> Appointment:
        if self.moved + self.no_show > MAX_VAIN:
            raise InvalidValue(
                "moved and not kept: {share:g} of them, expected at most {most:g}",
                share=self.moved + self.no_show,
                most=MAX_VAIN,
            )
        return self


SteersBy = Literal["all", "person", "segment"]
STEERS_BY: tuple[SteersBy, ...] = get_args(SteersBy)


class Steering(SchemaModel):
    """A look at records: the step of deals that is done latest goes first until the next look."""

    reads: Annotated[Names, Field(min_length=1)] = Field(
        description="Activities that record: once somebody has done one, what he has done up to the"
        " moment it was asked for is known, and nothing before."
    )
    steps: Whole = Field(
        1,
        ge=1,
        le=8,
        description="The step of deals with a 'due' that was done latest after it, on average of"
        " what became known since the last look, is so much more urgent from then on; what the last"
        " look had put first falls back.",
    )
    by: SteersBy = Field(
        "all",
        description="all: one step for all. person: for each person the step that he has done"
        " latest. segment: for the accounts of each segment the step done latest there.",
    )


class Activity(SchemaModel):
    """A kind of work."""

    category: Name = Field(description="Kind of time it counts as.")
    by: Doers = Field(
        description="Role that does it. A list: whoever is free first, of the first of these roles"
        " that has somebody. A map of shares, adding up to 1: so many of the tasks go to each;"
        " where a what-if says some of them, the others share what is left as before."
    )
    skill: SkillField | None = Field(
        None,
        description="What somebody has to know for it; how long it takes him is said with his"
        " skill.",
    )
    whose: Literal["owner", "anyone"] | None = Field(
        None, description="The account's own person, or anyone of the role; else as the role says."
    )
    lasts: DurationField = Field(description="Time taken by a person of mean speed.")
    arises: Arises = Field(Arises(), description="When it arises.")
    then: Map[BranchField] = Field(
        default_factory=FrozenMap,
        description="What follows when it is finished: one of these activities, each with its"
        " chance, or none with the rest of the chance. What 'after' says comes in addition.",
    )
    fields: Map[CaseField] = Field(
        default_factory=FrozenMap,
        description="Values that are drawn when one arises by itself, and which all that follows"
        " keeps: 'when' asks for them.",
    )
    splittable: StrictBool = Field(
        True,
        description="May stop at a break or the shift's end and go on later; "
        "otherwise it is finished as overtime.",
    )
    interrupts: StrictBool = Field(
        False, description="Makes people lay splittable work of less urgency aside."
    )
    urgency: Whole = Field(5, ge=1, le=9, description="1 goes first, 9 last.")
    due: Due | None = Field(
        None,
        description="Time after asking by which it should be finished: 'd' counts days on which the"
        " role works, no public holidays (asked on Friday at 15:00, '1 d' is Monday at 15:00);"
        " hours and weeks go by the clock ('24 h' is Saturday at 15:00).",
    )
    place: Literal["anywhere", "base", "headquarters", "account", "desk"] = Field(
        "anywhere",
        description="Where it must be done. account: at the customer's, within the hours at which"
        " he receives; work that no call plan asks for is then a visit on request, and waits for a"
        " day with time for it and the ways. desk: paperwork that waits until the person is at a"
        " desk ('roles.R.desk'), or has nothing else to do; the rest is done anywhere, in the car.",
    )
    appointment: Appointment | None = Field(
        None, description="A visit on request is agreed on with the customer beforehand."
    )
    on_days: Weekdays | None = Field(None, description="Done on these weekdays only.")
    sessions: Sessions | None = Field(
        None,
        description="Begun at set times only, such as mail three times a day, or reports on Friday"
        " from three to five; what is split is laid aside at the end of one and goes on in the"
        " next.",
    )
    overflow: Overflow | None = Field(None, description="Who takes what has waited too long.")
    lapses: Literal["next_one"] | LapsesAfter | None = Field(
        None,
        description="What nobody has begun in time is given up: it waits no longer, nothing follows"
        " on it, and it is counted by itself. next_one: of what comes round by the calendar, when"
        " the next one arises for the same person. after: once it has waited for so long.",
    )
    partners: Map[Annotated[Whole, Field(ge=1, le=MAX_PARTNERS)]] = Field(
        default_factory=FrozenMap,
        alias="with",
        description="Role -> how many of its people do it together with whoever has it: all begin"
        " together at the first time that all have, each with a way of his own; who comes early"
        " waits.",
    )
    moved: Moved | None = Field(None, description="Handed to another role, in whole or in part.")
    automated: Share = Field(0, description="Share of the cases that need nobody.")
    individual: StrictBool = Field(True, description="Does a person's own speed count?")
    channel: Name | None = Field(
        None, description="Way of meeting the customer, such as field or phone: makes it a contact."
    )
    hears: FineShare | None = Field(
        None,
        description="What part of what the customer has gathered to tell since the last contact"
        " this one hears. Absent: all of it for work that a call plan asks for, unless the plan is"
        " 'coordinated'; nothing for any other contact.",
    )
    felt_as: Annotated[Fine, Field(ge=0, le=10)] | None = Field(
        None,
        description="How many contacts it is felt as, where they may become too much: 0.1 for a"
        " newsletter, say. Absent: one, but none for what comes in from the customer.",
    )
    goodwill: Annotated[Fine, Field(ge=-1, le=1)] = Field(
        0, description="Moves the account's goodwill by this share of the way to 1 (below 0: to 0)."
    )
    goodwill_if_late: Annotated[Fine, Field(ge=-1, le=1)] | None = Field(
        None,
        description="The same when it is not finished by its due time. Below 0 it is felt at that"
        " moment, done later or never; above 0 once it is done. In call plans always once done.",
    )
    goodwill_if_lapsed: Annotated[Fine, Field(ge=-1, le=1)] = Field(
        0, description="The same when it lapses: nobody has begun it in time."
    )
    loses_account: StrictBool = Field(False, description="The account is no customer any more.")
    wins_account: StrictBool = Field(
        False, description="The prospect becomes a customer, as by any deal that is won with one."
    )
    serves: Literal["customers", "prospects", "all"] = Field(
        "customers",
        description="For which accounts it arises, in a segment with a 'market'; a rate per account"
        " is for each of them.",
    )
    coaches: Duration = Field(
        0, ge=0, description="Brings a newcomer so much further, each time he has done it."
    )
    costs: Money = Field(
        0,
        description="Money each time it is done, beside the hours of people: the price of a record,"
        " postage, a gift.",
    )
    automated_costs: Money | None = Field(
        None, description="The same for each case that needs nobody; absent: as 'costs'."
    )

    bids_against: Duration | None = Field(
        None,
        ge=DAY,
        description="For the lead of a deal: the customer asks this team, too, for what another"
        " team of ours bids for, with a deal opened no longer ago than this. One of the two can be"
        " won. Where nobody else bids, it does not arise.",
    )
    steers: Steering | None = Field(
        None, description="Each time it is done, whoever does it looks at the records and acts."
    )


class Switching(SchemaModel):
    """What changing to another kind of work costs."""

    set_up: Duration = Field(
        0, ge=0, le=DAY, description="Before the first task of another activity."
    )
    slower: Fine = Field(0, ge=0, le=5, description="That task takes longer by this share.")
