"""Everything a planner decides, as checked and frozen nouns.

Each field's unit, default and meaning stand in its ``Field``; the JSON Schema for editors, the
errors and the reference are made from them. Things are maps keyed by name, never lists with ids.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from typing import Annotated, Any, Literal, NoReturn, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    model_validator,
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
    nearest_word,
    parse_span,
)

# Categories that come out of the replay itself; a scenario names the others.
TRAVEL, HAND_OVER, IDLE, BREAK = "travel_and_waiting", "hand_over", "idle", "break"
OWN_CATEGORIES = (TRAVEL, HAND_OVER, IDLE, BREAK)

MOST_PEOPLE = 5_000
MOST_ACCOUNTS = 200_000
MOST_WEEKS = 520
MOST_NAMES = 200
MOST_PROBLEMS = 200  # looked for at once
MOST_MONEY = 1_000_000_000  # for an hour or a kilometre, in any currency
MOST_WEIGHT = 1_000_000
YEARS = range(1970, 2101)  # for which public holidays are known
MOST_TASKS = 10_000_000  # in one replication
MOST_DAYS_OF_WORK = 5_000_000  # of all people, from the first day of the horizon to the last
MOST_NEIGHBOURS = 3_000  # accounts of one person, when the nearest goes first

Value = TypeVar("Value")
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class FrozenMap(dict[str, Value]):
    """A map that cannot be changed after loading."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a scenario is frozen once loaded: make a what-if instead")

    __setitem__ = __delitem__ = update = pop = popitem = clear = setdefault = __ior__ = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenMap, (dict(self),)


def _each_once(words: tuple[str, ...]) -> tuple[str, ...]:
    twice = next((word for word in words if words.count(word) > 1), None)
    if twice is not None:
        raise ValueError(f"{twice!r} is named twice, expected once")
    return words


Map = Annotated[dict[Name, Value], Field(max_length=MOST_NAMES), AfterValidator(FrozenMap)]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Weekdays = Annotated[
    tuple[Weekday, ...], AfterValidator(_each_once), Field(min_length=1, max_length=7)
]
Names = Annotated[tuple[Name, ...], AfterValidator(_each_once), Field(max_length=MOST_NAMES)]
WORKING_DAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday")


class Noun(BaseModel):
    """A part of a scenario: closed to unknown words, frozen, read from a planner's text."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _shorthand(field: str) -> BeforeValidator:
    """Lets a planner write the one value that matters instead of a map of one."""

    def widen(value: object) -> object:
        return {field: value} if isinstance(value, str | int | float) else value

    return BeforeValidator(widen)


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
    cost_per_km: Number = Field(
        0, ge=0, le=MOST_MONEY, description="Money for a kilometre by road."
    )


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
    cost_per_hour: Number = Field(
        ge=0, le=MOST_MONEY, description="Money for a paid hour, fully loaded."
    )
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

    @model_validator(mode="after")
    def _holds(self) -> Role:
        shift, lunch, evening = self.shift, self.lunch, self.evening
        if lunch and not shift.start <= lunch.start <= shift.end - lunch.lasts:
            raise ValueError("lunch must begin and end within the shift")
        if evening and evening.start < shift.end:
            raise ValueError("the evening must begin after the shift has ended")
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


class Lasts(Noun):
    """How long something takes: a family of distributions, its mean and its spread."""

    family: Literal["fixed", "exponential", "lognormal", "gamma", "weibull", "uniform"] = Field(
        "fixed", description="Shape; fixed and exponential have no spread of their own."
    )
    mean: Duration = Field(ge=0, le=30 * DAY, description="Mean time taken.")
    spread: Number | None = Field(
        None, gt=0, le=10, description="Coefficient of variation: standard deviation over mean."
    )

    @model_validator(mode="after")
    def _holds(self) -> Lasts:
        shaped = self.family not in ("fixed", "exponential")
        if shaped and self.spread is None:
            raise ValueError(f"a {self.family} duration needs its 'spread'")
        if not shaped and self.spread is not None:
            raise ValueError(f"a {self.family} duration has no 'spread' to say")
        if self.family == "uniform" and self.spread is not None and self.spread > 3**-0.5:
            raise ValueError("the spread of a uniform duration is at most 0.577")
        if self.family == "weibull" and self.spread is not None and self.spread < 0.01:
            raise ValueError("the spread of a weibull duration is at least 0.01")
        return self


Length_of_time = Annotated[Lasts, _shorthand("mean")]


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


class Arises(Noun):
    """When an activity arises; the ways add up."""

    routine: Routine | None = Field(None, description="By the calendar, for each person.")
    inbound: Inbound | None = Field(None, description="From outside, by chance.")
    meeting: Meeting | None = Field(None, description="At a set time, for several people.")
    after: Map[Annotated[Following, _shorthand("chance")]] = Field(
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


class CallPlan(Noun):
    """How a role calls on its accounts: what is due, what is planned, in which order."""

    planned_share: Share = Field(
        0.6,
        description="Share of the usual calls that the morning's plan fixes; the rest stays free.",
    )
    order: Literal["as_they_come", "nearest_first"] = Field(
        "as_they_come", description="How calls are put in order."
    )
    planned_urgency: Whole = Field(
        3, ge=1, le=9, description="Urgency of a planned call among other work."
    )
    free_urgency: Whole = Field(4, ge=1, le=9, description="Urgency of a free call.")
    lie_over: Duration = Field(
        0, ge=0, description="Own work that may lie over until tomorrow for a free call's sake."
    )
    preparation: Name | None = Field(None, description="Activity that precedes each call.")
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
    switching: Switching = Field(Switching(), description="Cost of changing the kind of work.")
    resumption: Duration = Field(
        0, ge=0, le=DAY, description="Time to get back into work that was interrupted."
    )
    line_order: Literal["first_come", "earliest_due"] = Field(
        "first_come", description="Order of tasks of one urgency."
    )
    watch: tuple[str, ...] = Field((), max_length=100, description="Measures shown first.")

    @model_validator(mode="after")
    def _holds(self) -> Scenario:
        problems = list(islice(_problems(self), MOST_PROBLEMS))
        if problems:
            raise ScenarioProblems(problems)
        return self


class ScenarioProblems(ValueError):
    """What does not fit together in a scenario: places (as paths of keys) and messages."""

    def __init__(self, problems: list[tuple[tuple[str, ...], str]]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{'.'.join(where)}: {what}" for where, what in problems))


Problem = tuple[tuple[str, ...], str]


def _known(where: tuple[str, ...], word: str, words: Iterable[str], kind: str) -> Iterator[Problem]:
    """A problem when a name refers to nothing."""
    words = list(words)
    if word not in words:
        expected = ", ".join(sorted(words)[:12]) or "none is defined"
        yield (
            where,
            f"read {word!r}, expected one of the {kind} ({expected}){nearest_word(word, words)}",
        )


def _problems(s: Scenario) -> Iterator[Problem]:
    """Whatever does not fit together, part by part."""
    yield from _category_problems(s)
    for name, activity in s.activities.items():
        yield from _activity_problems(s, name, activity)
        yield from _arises_problems(s, name, activity)
    for name, plan in s.call_plans.items():
        yield from _plan_problems(s, name, plan)
    for name, segment in s.segments.items():
        for call in segment.contact_every:
            yield from _known(
                ("segments", name, "contact_every", call), call, s.call_plans, "call plans"
            )
        if segment.places is None and s.territory is None:
            yield ("segments", name), "generated accounts need a 'territory' to lie in"
    if s.travel is None and (s.segments or any(r.base == "home" for r in s.roles.values())):
        yield ("travel",), "missing: accounts or homes are elsewhere, so say how people travel"
    yield from _size_problems(s)
    yield from _loop_problems(s)


def _category_problems(s: Scenario) -> Iterator[Problem]:
    if len(set(s.categories)) < len(s.categories):
        yield ("categories",), "a category is named twice"
    for own in OWN_CATEGORIES[:3]:
        if own not in s.categories:
            yield ("categories",), f"{own!r} comes out of every replay and must be in the list"
    if not s.selling:
        yield ("selling",), "expected at least one definition of selling time"
    for name, categories in s.selling.items():
        for category in categories:
            yield from _known(("selling", name), category, s.categories, "categories")


def _activity_problems(s: Scenario, name: str, a: Activity) -> Iterator[Problem]:
    at = ("activities", name)
    yield from _known((*at, "category"), a.category, s.categories, "categories")
    yield from _known((*at, "by"), a.by, s.roles, "roles")
    if a.overflow:
        yield from _known((*at, "overflow", "to"), a.overflow.to, s.roles, "roles")
        if a.overflow.to == a.by:
            yield (*at, "overflow", "to"), "overflow must go to another role"
    if a.moved:
        yield from _known((*at, "moved", "to"), a.moved.to, s.roles, "roles")
        if a.moved.to == a.by:
            yield (*at, "moved", "to"), f"{a.by!r} does it already"
    if a.place == "account" and name not in s.call_plans:
        yield (*at, "place"), "only calls of a call plan are made at accounts"
    if a.place == "headquarters" and not a.splittable and not a.arises.meeting:
        yield (*at, "splittable"), "work at headquarters must be splittable"


def _arises_problems(s: Scenario, name: str, a: Activity) -> Iterator[Problem]:
    at = ("activities", name, "arises")
    for cause in a.arises.after:
        yield from _known((*at, "after", cause), cause, s.activities, "activities")
    inbound = a.arises.inbound
    if inbound:
        if inbound.profile:
            yield from _known((*at, "inbound", "profile"), inbound.profile, s.profiles, "profiles")
        for segment in inbound.segments or ():
            yield from _known((*at, "inbound", "segments"), segment, s.segments, "segments")
        if inbound.per == "role" and inbound.segments:
            yield (*at, "inbound", "segments"), "a rate per role comes from no segment"
    if a.arises.meeting:
        for role in a.arises.meeting.joined_by:
            yield from _known((*at, "meeting", "joined_by"), role, s.roles, "roles")
            if role == a.by:
                yield (*at, "meeting", "joined_by"), f"{role!r} attends as the role that does it"
        if a.moved or a.overflow or a.on_days or a.automated:
            yield at, "a meeting cannot be moved, automated, overflow or wait for a weekday"
        if a.arises.routine or a.arises.inbound or a.arises.after:
            yield at, "a meeting arises in no other way"


def _plan_problems(s: Scenario, name: str, plan: CallPlan) -> Iterator[Problem]:
    at = ("call_plans", name)
    if name not in s.activities:
        yield from _known(at, name, s.activities, "activities")
        return
    call = s.activities[name]
    if call.by in s.roles and s.roles[call.by].accounts != "own":
        yield at, f"the call plan needs 'accounts: own' for {call.by!r}"
    if call.splittable or call.moved or call.overflow or call.on_days or call.automated:
        unfit = "splittable, moved, automated, overflowing or bound to weekdays"
        yield at, f"a call ({name!r}) is not {unfit}"
    if call.arises.routine or call.arises.inbound or call.arises.after or call.arises.meeting:
        yield at, f"{name!r} arises from its call plan alone"
    if any(o != name and s.activities[o].by == call.by for o in s.call_plans if o in s.activities):
        yield at, f"{call.by!r} has two call plans"
    if plan.preparation:
        yield from _known((*at, "preparation"), plan.preparation, s.activities, "activities")
        yield from _preparation_problems(s, (*at, "preparation"), plan.preparation, call)


def accounts_of(s: Scenario, segment: Segment) -> int:
    """How many accounts a segment comes to."""
    if segment.coordinates:
        return len(segment.coordinates)
    if segment.density is not None and s.territory is not None:
        return round(segment.density * s.territory.width * s.territory.height / 1e6)
    return segment.accounts or 0


def calls_within(horizon: int, every: int, no_show: float) -> int:
    """Calls that an account can see within so many seconds, vain ones included.

    A call that was made is due again after ``every``, the first one at once; a vain one the next
    day. So many calls in vain that one horizon in 10**9 sees more: the tail of their number
    (negative binomial) beyond its mean by six standard deviations and a geometric rest.
    """
    made = horizon // every + 2
    days = horizon // DAY + 1
    if no_show == 0:
        return made
    if no_show == 1:
        return made + days
    odds = no_show / (1 - no_show)
    vain = made * odds + 6 * math.sqrt(made * odds / (1 - no_show)) - 21 / math.log(no_show)
    return made + min(days, math.ceil(vain))


def _size_problems(s: Scenario) -> Iterator[Problem]:
    """More than a replication can hold, told beforehand from the scenario's own rates."""
    people = sum(role.people for role in s.roles.values())
    if people * s.horizon.weeks * 7 > MOST_DAYS_OF_WORK:
        most = f"at most {MOST_DAYS_OF_WORK:,} days of all people together"
        yield ("roles",), f"{people:,} people for {s.horizon.weeks} weeks, expected {most}"
    accounts = 0
    for name, segment in s.segments.items():
        accounts += accounts_of(s, segment)
        if accounts > MOST_ACCOUNTS:
            so_far = f"{accounts:,} accounts by then, expected at most {MOST_ACCOUNTS:,}"
            yield ("segments", name), so_far
    yield from _neighbour_problems(s)
    if not list(_loop_problems(s)):
        yield from _task_problems(s)


def _task_problems(s: Scenario) -> Iterator[Problem]:
    """More tasks than a replication can hold, with all that is expected to follow on each."""
    total = 0.0
    follow = _followers(s)
    for name, segment in s.segments.items():
        for call, every in segment.contact_every.items():
            if call in s.call_plans and call in follow:
                plan = s.call_plans[call]
                calls = calls_within(s.horizon.weeks * WEEK, every, plan.no_show)
                before = follow.get(plan.preparation or "", 0)
                total += accounts_of(s, segment) * calls * (follow[call] + before)
                yield from _too_many(total, ("segments", name, "contact_every", call))
    for name, activity in s.activities.items():
        for way, tasks in _expected_tasks(s, activity).items():
            total += tasks * follow[name]
            yield from _too_many(total, ("activities", name, "arises", way))


def _followers(s: Scenario) -> dict[str, float]:
    """Tasks expected of each task of an activity: itself, and all that it leads to."""
    import numpy as np

    leads = _leads(s)
    whole = np.linalg.solve(np.eye(len(leads)) - leads, np.ones(len(leads)))
    return dict(zip(s.activities, whole.tolist(), strict=True))


def _leads(s: Scenario) -> Any:
    """How often each activity (row) leads to each other (column), as a matrix."""
    import numpy as np

    names = {name: number for number, name in enumerate(s.activities)}
    leads = np.zeros((len(names), len(names)))
    for name, activity in s.activities.items():
        for cause, following in activity.arises.after.items():
            if cause in names:
                leads[names[cause], names[name]] = following.chance
    return leads


def _neighbour_problems(s: Scenario) -> Iterator[Problem]:
    for name, plan in s.call_plans.items():
        by = s.activities[name].by if name in s.activities else ""
        people = s.roles[by].people if by in s.roles else 0
        accounts = sum(accounts_of(s, segment) for segment in s.segments.values())
        if plan.order == "nearest_first" and accounts > MOST_NEIGHBOURS * max(people, 1):
            most = f"{MOST_NEIGHBOURS:,} accounts for each person"
            yield ("call_plans", name, "order"), f"nearest first goes with at most {most}"


def _too_many(total: float, where: tuple[str, ...]) -> Iterator[Problem]:
    if total > MOST_TASKS:
        most = f"{MOST_TASKS:,} tasks in one replication"
        yield where, f"about {total:,.0f} tasks by then, expected at most {most}"


def _expected_tasks(s: Scenario, activity: Activity) -> dict[str, float]:
    """Tasks in one replication, by the way in which they arise by themselves."""
    found: dict[str, float] = {}
    weeks = s.horizon.weeks
    people = s.roles[activity.by].people if activity.by in s.roles else 0
    routine, inbound, meeting = (
        activity.arises.routine,
        activity.arises.inbound,
        activity.arises.meeting,
    )
    if routine is not None:
        found["routine"] = people * routine.times * weeks * (7 if routine.every == "day" else 1)
    if inbound is not None:
        named = inbound.segments if inbound.segments is not None else tuple(s.segments)
        accounts = sum(accounts_of(s, s.segments[n]) for n in named if n in s.segments)
        sources = accounts if inbound.per == "account" else 1
        found["inbound"] = sources * inbound.rate.times * weeks * WEEK / inbound.rate.period
    if meeting is not None:
        attending = people + sum(s.roles[r].people for r in meeting.joined_by if r in s.roles)
        found["meeting"] = attending * weeks * (7 if meeting.every == "day" else 1)
    return found


def _preparation_problems(
    s: Scenario, at: tuple[str, ...], name: str, call: Activity
) -> Iterator[Problem]:
    preparation = s.activities.get(name)
    if name in s.call_plans or (preparation and preparation.arises.meeting):
        yield at, f"{name!r} is a call or a meeting, expected work of another kind"
    elif preparation and (preparation.by != call.by or preparation.moved):
        yield at, f"{name!r} is not done by {call.by!r}, who makes the calls"
    elif preparation and _only_for_waiting_work(preparation):
        unfit = "overflow, interrupt, wait for a weekday or have a place of its own"
        yield at, f"{name!r} is done when a call is due, so it cannot {unfit}"


def _only_for_waiting_work(a: Activity) -> bool:
    return bool(a.overflow or a.interrupts or a.on_days or a.place != "anywhere")


def _loop_problems(s: Scenario) -> Iterator[Problem]:
    """Work that leaves behind, on average, at least as much of itself as there was, never ends."""
    import numpy as np

    leads = _leads(s)
    if len(leads) and max(abs(np.linalg.eigvals(leads))) >= 0.95:
        reach = leads > 0
        for _ in range(len(leads).bit_length()):
            reach = reach | (reach @ reach)
        looped = [name for number, name in enumerate(s.activities) if reach[number, number]]
        yield (
            ("activities", looped[0], "arises", "after"),
            (f"{', '.join(looped)} lead to each other without end: lower a chance"),
        )
