"""Everything a planner decides, as checked and frozen nouns.

Each field's unit, default and meaning stand in its ``Field``; the JSON Schema for editors, the
errors and the reference are made from them. Things are maps keyed by name, never lists with ids.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictBool, model_validator

from simulator.consistency import refuse_what_does_not_fit
from simulator.customers import (
    Change,
    Commission,
    Contract,
    Deal,
    Economics,
    Goodwill,
    Money,
    Potential,
    RampUp,
    Ranking,
    Response,
    Turnover,
)
from simulator.nouns import (
    WORKING_DAYS,
    FrozenMap,
    Lasts,
    Length_of_time,
    Map,
    Name,
    Names,
    Noun,
    Weekday,
    Weekdays,
    shorthand,
)
from simulator.quantities import (
    DAY,
    FARTHEST,
    WEEK,
    WEEKDAYS,
    Clock,
    Date,
    Density,
    Duration,
    Length,
    Number,
    Often,
    Share,
    Speed,
    Whole,
    parse_span,
)

MOST_PEOPLE = 5_000
MOST_ACCOUNTS = 200_000
MOST_WEEKS = 520
MOST_WEIGHT = 1_000_000
Written = int | float | str
Pattern = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.*]{0,119}$")]
YEARS = range(1970, 2101)  # for which public holidays are known


class Horizon(Noun):
    """The stretch of days that is replayed."""

    start: Date = Field(description="First day of the replay; a Monday.")
    weeks: Whole = Field(ge=1, le=MOST_WEEKS, description="Weeks replayed, warm-up included.")
    warm_up_weeks: Whole = Field(0, ge=0, description="First weeks that no measure counts.")

    @model_validator(mode="after")
    def _holds(self) -> Horizon:
        if self.start.weekday() != 0:
            raise ValueError(
                f"start {self.start} is a {WEEKDAYS[self.start.weekday()]}, expected a monday"
            )
        if self.start.year not in YEARS or self.start.year + self.weeks // 52 not in YEARS:
            raise ValueError(f"expected a horizon within the years {YEARS[0]} to {YEARS[-1]}")
        if self.warm_up_weeks >= self.weeks:
            raise ValueError(
                f"warm_up_weeks {self.warm_up_weeks} leaves nothing of {self.weeks} weeks"
            )
        return self


class Holidays(Noun):
    """Where public holidays are kept."""

    country: str = Field(pattern=r"^[A-Z]{2}$", description="Country code (ISO 3166), such as DE.")
    region: str | None = Field(None, description="Region within the country, such as BY.")


class Place(Noun):
    """A point on the map."""

    x: Length = Field(description="East of the origin.")
    y: Length = Field(description="North of the origin.")


class Territory(Noun):
    """The land on which generated accounts lie: a rectangle around the headquarters."""

    width: Length = Field(gt=0, description="West to east.")
    height: Length = Field(gt=0, description="South to north.")


class Travel(Noun):
    """How people get from place to place."""

    speed: Speed = Field(description="Mean speed by road, door to door without parking.")
    detour: Number = Field(1.3, ge=1, le=5, description="Road distance over straight distance.")
    parking: Duration = Field(0, ge=0, le=DAY, description="Parking and walking, for each journey.")
    cost_per_km: Money = Field(0, description="Money for a kilometre by road.")


class Shift(Noun):
    """A role's working week."""

    days: Weekdays = Field(WORKING_DAYS, description="Weekdays worked.")
    start: Clock = Field(alias="from", description="Begin of the working day.")
    end: Clock = Field(alias="to", description="End of the working day.")

    @model_validator(mode="after")
    def _holds(self) -> Shift:
        if self.end <= self.start:
            raise ValueError("'to' must be later than 'from'")
        return self


class Lunch(Noun):
    """The unpaid break of the day."""

    start: Clock = Field(alias="from", description="Earliest; taken as soon as the work allows.")
    lasts: Duration = Field(gt=0, le=DAY // 4, description="Unpaid.")


class Evening(Noun):
    """Paperwork at home after the shift, when too much lies waiting; counted as overtime."""

    start: Clock = Field(alias="from", description="Begin, after the shift has ended.")
    lasts: Duration = Field(gt=0, le=DAY // 4, description="At most, each evening.")
    when_waiting: Duration = Field(gt=0, description="Own work waiting that brings the laptop out.")

    @model_validator(mode="after")
    def _holds(self) -> Evening:
        if self.start + self.lasts > DAY:
            raise ValueError("the evening must end by midnight")
        return self


class Absence(Noun):
    """How often people are away."""

    vacation: Whole = Field(
        0, ge=0, le=260, description="Working days a year, taken in whole weeks."
    )
    sick_spells: Number = Field(0, ge=0, le=50, description="Spells of sickness a year.")
    sick_days: Number = Field(1, ge=1, le=365, description="Mean days of a spell (geometric).")


class Role(Noun):
    """People who do the same work."""

    people: Whole = Field(ge=0, le=MOST_PEOPLE, description="Headcount.")
    cost_per_hour: Money = Field(description="Money for a paid hour, fully loaded.")
    overtime_factor: Number = Field(1, ge=0, le=5, description="An hour of overtime costs so many.")
    base: Literal["home", "headquarters"] = Field(
        "headquarters", description="Where the day begins and ends."
    )
    accounts: Literal["own", "pool"] = Field(
        "pool", description="Has each person accounts of their own?"
    )
    shift: Shift = Field(description="Days and hours worked.")
    lunch: Lunch | None = Field(None, description="Unpaid break.")
    evening: Evening | None = Field(None, description="Paperwork at home after hours.")
    absence: Absence = Field(Absence(), description="Vacation and sickness.")
    speed_spread: Number = Field(
        0, ge=0, le=2, description="Spread (cv) of individual time taken, mean 1."
    )
    newcomers: Whole = Field(
        0, ge=0, description="The last so many of the people begin when the change does."
    )
    ramp_up: RampUp | None = Field(None, description="How newcomers become productive.")
    turnover: Turnover | None = Field(None, description="How people leave and are replaced.")
    commission: Commission | None = Field(None, description="What its people earn on deals.")

    @model_validator(mode="after")
    def _holds(self) -> Role:
        shift, lunch, evening = self.shift, self.lunch, self.evening
        if lunch and not shift.start <= lunch.start <= shift.end - lunch.lasts:
            raise ValueError("lunch must begin and end within the shift")
        if evening and evening.start < shift.end:
            raise ValueError("the evening must begin after the shift has ended")
        if self.newcomers > self.people:
            raise ValueError(f"{self.newcomers} newcomers among {self.people} people")
        return self


class Opening(Noun):
    """When a segment's accounts receive callers."""

    days: Weekdays = Field(WORKING_DAYS, description="Weekdays on which callers are received.")
    start: Clock = Field(0, alias="from", description="Visits begin from then.")
    end: Clock = Field(DAY, alias="to", description="Visits are over by then.")

    @model_validator(mode="after")
    def _holds(self) -> Opening:
        if self.end <= self.start:
            raise ValueError("'to' must be later than 'from'")
        return self


Metres = Annotated[Whole, Field(ge=-FARTHEST, le=FARTHEST)]


class Segment(Noun):
    """A class of accounts."""

    accounts: Whole | None = Field(None, ge=0, le=MOST_ACCOUNTS, description="How many.")
    density: Density | None = Field(
        None, description="Accounts on a square kilometre of the territory."
    )
    places: str | None = Field(
        None, max_length=200, description="CSV file (name, x_km, y_km) beside the scenario."
    )
    coordinates: tuple[tuple[str, Metres, Metres], ...] = Field(
        (), description="Name, x and y in metres of each account read from 'places'."
    )
    opening: Opening = Field(Opening(), description="When visits are received; never on holidays.")
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
            raise ValueError("say exactly one of 'accounts', 'density' and 'places'")
        if self.places is not None and not self.coordinates:
            raise ValueError("'places' are read from a scenario file, not from keywords")
        if self.places is None and self.coordinates:
            raise ValueError("'coordinates' come with the 'places' that they were read from")
        if any(every <= 0 for every in self.contact_every.values()):
            raise ValueError("contact_every must be longer than nothing")
        return self


class Routine(Noun):
    """Work that comes round by the calendar, for each person of the role."""

    every: Literal["day", "week"] | Whole = Field(description="day, week, or a number of weeks.")
    times: Whole = Field(1, ge=1, le=100, description="How many on each such day.")
    on: Weekday | None = Field(
        None, description="Weekday, for what comes weekly; else the first worked."
    )
    at: Clock | None = Field(None, description="Time of day; without it, any time in the shift.")

    @model_validator(mode="after")
    def _holds(self) -> Routine:
        if isinstance(self.every, int) and not 1 <= self.every <= 52:
            raise ValueError(f"read every {self.every}, expected 1 to 52 weeks")
        if self.every == "day" and self.on is not None:
            raise ValueError("what comes every day has no 'on'")
        return self


class Inbound(Noun):
    """Work that comes from outside, by chance."""

    rate: Often = Field(description="How often, for each account or for the whole role.")
    per: Literal["account", "role"] = Field("account", description="Whom the rate is for.")
    segments: Annotated[Names, Field(min_length=1)] | None = Field(
        None, description="Only from these segments."
    )
    profile: Name | None = Field(
        None, description="Share of the rate by weekday and hour; else even."
    )
    over_dispersion: Number = Field(
        0, ge=0, le=100, description="Variance of the day's level around 1 (gamma); 0 is Poisson."
    )


class Meeting(Noun):
    """Several people at once, at a set time."""

    every: Literal["day", "week"] | Whole = Field(description="day, week, or a number of weeks.")
    on: Weekday | None = Field(None, description="Weekday, for what comes weekly.")
    at: Clock = Field(description="Begins then, whoever is there; latecomers stay for the rest.")
    groups_of: Whole | None = Field(
        None, ge=1, description="People of the role in one meeting; else all."
    )
    joined_by: Names = Field((), description="Other roles that attend, all of them.")

    @model_validator(mode="after")
    def _holds(self) -> Meeting:
        if isinstance(self.every, int) and not 1 <= self.every <= 52:
            raise ValueError(f"read every {self.every}, expected 1 to 52 weeks")
        if (self.every == "day") != (self.on is None):
            raise ValueError("what comes weekly needs 'on', what comes daily has none")
        return self


class Following(Noun):
    """Work that another activity leaves behind."""

    chance: Share = Field(description="How often it does.")
    delay: Duration = Field(
        0, ge=0, description="Time between the end of the one and asking for the other."
    )
    responds_to: Names = Field((), description="Responses that change the chance, in this order.")
    above: Money | None = Field(None, description="Only for deals worth more than this.")
    up_to: Money | None = Field(None, description="Only for deals worth at most this.")


class Arises(Noun):
    """When an activity arises; the ways add up."""

    routine: Routine | None = Field(None, description="By the calendar, for each person.")
    inbound: Inbound | None = Field(None, description="From outside, by chance.")
    meeting: Meeting | None = Field(None, description="At a set time, for several people.")
    after: Map[Annotated[Following, shorthand("chance")]] = Field(
        default_factory=FrozenMap,
        description="After other activities: how often each leads to this one.",
    )


class Overflow(Noun):
    """Who takes over what has waited too long."""

    to: Name = Field(description="Role that takes over.")
    after: Duration = Field(
        ge=0, description="Time since it could first be begun, if nobody has; then on any day."
    )


class Moved(Noun):
    """Work handed to another role: what ``reassign`` comes to."""

    to: Name = Field(description="Role that does it from now on.")
    share: Share = Field(1, description="Share of the cases that move.")
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
    time_factor: Number = Field(
        1, gt=0, le=10, description="The new owner's time for it over the old one's."
    )


class Activity(Noun):
    """A kind of work."""

    category: Name = Field(description="Kind of time it counts as.")
    by: Name = Field(description="Role that does it.")
    whose: Literal["owner", "anyone"] | None = Field(
        None, description="The account's own person, or anyone of the role; else as the role says."
    )
    lasts: Length_of_time = Field(description="Time taken by a person of mean speed.")
    arises: Arises = Field(Arises(), description="When it arises.")
    splittable: StrictBool = Field(
        True,
        description="May stop at a break or the shift's end and go on later; "
        "otherwise it is finished as overtime.",
    )
    interrupts: StrictBool = Field(
        False, description="Makes people lay splittable work of less urgency aside."
    )
    urgency: Whole = Field(5, ge=1, le=9, description="1 goes first, 9 last.")
    due: Duration | None = Field(
        None, gt=0, description="Time after asking by which it should be finished."
    )
    place: Literal["anywhere", "base", "headquarters", "account"] = Field(
        "anywhere", description="Where it must be done."
    )
    on_days: Weekdays | None = Field(None, description="Done on these weekdays only.")
    overflow: Overflow | None = Field(None, description="Who takes what has waited too long.")
    moved: Moved | None = Field(None, description="Handed to another role, in whole or in part.")
    automated: Share = Field(0, description="Share of the cases that need nobody.")
    individual: StrictBool = Field(True, description="Does a person's own speed count?")
    channel: Name | None = Field(
        None, description="Way of meeting the customer, such as field or phone: makes it a contact."
    )
    goodwill: Annotated[Number, Field(ge=-1, le=1)] = Field(
        0, description="Moves the account's goodwill by this share of the way to 1 (below 0: to 0)."
    )
    goodwill_if_late: Annotated[Number, Field(ge=-1, le=1)] | None = Field(
        None, description="The same when it is finished after its due time."
    )
    loses_account: StrictBool = Field(False, description="The account is no customer any more.")
    coaches: Duration = Field(
        0, ge=0, description="Brings a newcomer so much further, each time he has done it."
    )


class CallPlan(Noun):
    """How a role calls on its accounts: what is due, what is planned, in which order."""

    planned_share: Share = Field(
        0.6,
        description="Share of the usual calls that the morning's plan fixes; the rest stays free.",
    )
    order: Literal["as_they_come", "nearest_first", "best_first"] = Field(
        "as_they_come",
        description="How calls are put in order: due longest, nearest, or those who bought most.",
    )
    planned_urgency: Whole = Field(
        3, ge=1, le=9, description="Urgency of a planned call among other work."
    )
    free_urgency: Whole = Field(4, ge=1, le=9, description="Urgency of a free call.")
    lie_over: Duration = Field(
        0, ge=0, description="Own work that may lie over until tomorrow for a free call's sake."
    )
    preparation: Name | None = Field(None, description="Activity that precedes each call.")
    coordinated: StrictBool = Field(
        False, description="Agreed with the other teams: they neither compete nor sell the same."
    )
    waiting: Length_of_time = Field(Lasts(mean="0 s"), description="Waiting at the customer's.")  # type: ignore[arg-type]
    no_show: Share = Field(0, description="Chance that the customer cannot be seen.")
    no_show_wait: Duration = Field(
        0, ge=0, description="Time lost then; the account is due again next day."
    )


class Switching(Noun):
    """What changing to another kind of work costs."""

    set_up: Duration = Field(
        0, ge=0, le=DAY, description="Before the first task of another activity."
    )
    slower: Number = Field(0, ge=0, le=5, description="That task takes longer by this share.")


class Profile(Noun):
    """Weights of weekdays and of stretches of the day; only their proportions count."""

    days: Annotated[
        dict[Weekday, Annotated[Number, Field(ge=0, le=MOST_WEIGHT)]],
        Field(min_length=1),
        AfterValidator(FrozenMap),
    ] = Field(description="Weight of each weekday; those left out have none.")
    hours: Annotated[
        dict[str, Annotated[Number, Field(ge=0, le=MOST_WEIGHT)]],
        Field(min_length=1, max_length=96),
        AfterValidator(FrozenMap),
    ] = Field(
        description="Weight of each stretch of the day, such as 08:00-12:00; the rest has none."
    )

    @model_validator(mode="after")
    def _holds(self) -> Profile:
        spans = sorted(parse_span(text) for text in self.hours)
        if any(a[1] > b[0] for a, b in pairwise(spans)):
            raise ValueError("the stretches of the day overlap")
        if not any(self.days.values()) or not any(self.hours.values()):
            raise ValueError("at least one weight must be above 0")
        return self


class Shock(Noun):
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
    absent: Map[Annotated[Whole, Field(ge=1, le=MOST_PEOPLE)]] = Field(
        default_factory=FrozenMap, description="Role -> people who are away all the time."
    )
    newcomers_need: Duration | None = Field(
        None,
        ge=WEEK,
        description="Until those whom a plan has hired are as fast as others; they begin on the"
        " first day, or with the change.",
    )

    @model_validator(mode="after")
    def _holds(self) -> Shock:
        if not self.scale and not self.absent and self.newcomers_need is None:
            raise ValueError("say 'scale', 'absent' or 'newcomers_need'")
        return self


class Claim(Noun):
    """Something that is said to come of a change, to be held against what the model gives."""

    system: str = Field(pattern=r"^S[0-9]{1,2}$", description="Number of the system, such as S3.")
    says: str = Field(max_length=500, description="The claim in words, and whose it is.")
    measure: str = Field(max_length=200, description="What is measured.")
    counts: Literal["value", "change", "growth"] = Field(
        "change", description="The value itself, its change, or its change over the parent's value."
    )
    low: Number | None = Field(None, description="The claim holds from here ...")
    high: Number | None = Field(None, description="... to here.")

    @model_validator(mode="after")
    def _holds(self) -> Claim:
        if self.low is None and self.high is None:
            raise ValueError("say 'low', 'high' or both")
        return self


class Scenario(Noun):
    """A sales organisation and what it does, from the first day to the last."""

    name: str = Field("", description="File name without ending; not written in the file.")
    title: str = Field(max_length=200, description="What it is called in tables and pictures.")
    question: str = Field("", max_length=2_000, description="What the planner wants to know.")
    currency: str = Field("EUR", max_length=10, description="Unit of all money.")
    horizon: Horizon = Field(description="Days replayed.")
    holidays: Holidays | None = Field(None, description="Public holidays, on which nobody works.")
    headquarters: Place = Field(Place(x="0 km", y="0 km"), description="Where the company sits.")  # type: ignore[arg-type]
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
    change: Change = Field(Change(), description="When a what-if begins, and what it costs.")
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

    @model_validator(mode="after")
    def _holds(self) -> Scenario:
        refuse_what_does_not_fit(self)
        return self
