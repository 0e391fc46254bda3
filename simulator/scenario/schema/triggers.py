"""The triggers: the ways in which an activity arises, in one registry.

A trigger is a class: its fields are what a planner writes, its methods what must fit the scenario
around it and how many tasks come of it. How its tasks are drawn stands beside the others in
``workload.arrivals``. The errors, the columns of the ledger, the reference and the tests read the
registry.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StrictBool,
    field_validator,
    model_validator,
)

from simulator.errors import InvalidValue, KeyPath
from simulator.i18n import gettext
from simulator.scenario.elementary import Numbers
from simulator.scenario.families import FAMILIES
from simulator.scenario.month_days import (
    FIRST_WORKING_DAY,
    DayOfMonth,
    TurnDay,
    format_turn_day,
)
from simulator.scenario.rates import day_factors
from simulator.scenario.schema.base import (
    DurationField,
    DurationSpec,
    FrozenMap,
    Map,
    Name,
    Names,
    SchemaModel,
    shorthand,
)
from simulator.scenario.schema.call_order import CallOrder
from simulator.scenario.schema.customers import Money
from simulator.scenario.schema.organisation import Months
from simulator.scenario.schema.profiles import Profile, period_of
from simulator.scenario.schema.routing import MAX_JOINED, Chances, Link
from simulator.scenario.units import (
    CALENDAR_DAY,
    DAY,
    OPEN_HOUR,
    PERIODS,
    WEEK,
    WEEKDAYS,
    WORKING_DAY,
    Clock,
    Date,
    Duration,
    Fine,
    FineShare,
    Number,
    Often,
    Rate,
    Share,
    Whole,
    expected_one_of,
    format_rate,
)

Problem = tuple[KeyPath, str]  # where, and what
NEXT_OPEN_DAY, LOST = CLOSED_DAYS = ("next_open_day", "lost")
ClosedDays = Literal[CLOSED_DAYS]  # type: ignore[valid-type]


def problem(at: KeyPath, text: str, /, **values: object) -> Problem:
    """What is wrong at a place, in the reader's language."""
    return at, gettext(text, **values)


class TriggerContext(NamedTuple):
    """What a trigger has to know of the scenario around it."""

    start: datetime.date  # of the horizon
    weeks: int
    role: str  # that does the activity
    people: Mapping[str, int]  # of each role
    accounts: Mapping[str, int]  # of each segment that the trigger may concern
    orders: Mapping[str, float]  # a year, of the mean account of each segment
    names: Mapping[str, Collection[str]]  # what the scenario has: activities, roles, ...
    profiles: Mapping[str, Profile]
    rerouted: bool = False  # moved, automated, overflowing or bound to weekdays
    alone: bool = True  # the activity arises in no other way
    every: int = 0  # wanted seconds between calls, for a call plan


class Trigger(SchemaModel):
    """A way in which an activity arises."""

    origin: ClassVar[str]  # word in the ledger
    written_at: ClassVar[str]  # path in a scenario file
    meaning: ClassVar[str]
    by_itself: ClassVar[bool] = True  # or because of another task

    @classmethod
    def code(cls) -> int:
        """Number of the origin in the columns of a ledger."""
        return ORIGINS.index(cls.origin)

    def expected_tasks(self, context: TriggerContext) -> float:  # noqa: ARG002 - some arise by others
        """Mean number of tasks in one replication that arise in this way by themselves."""
        return 0.0

    def problems(self, at: KeyPath, context: TriggerContext) -> Iterator[Problem]:  # noqa: ARG002 - nothing by default
        """What does not fit the scenario around it."""
        return iter(())


def unknown_name(at: KeyPath, word: str, words: Iterable[str], kind: str) -> Iterator[Problem]:
    """A problem when a name refers to nothing."""
    words = list(words)
    if word not in words:
        yield at, expected_one_of(word, words, kind)


def _turns(every: str | int, weeks: int) -> int:
    """How often something comes round by the calendar, at most."""
    if every == "month":
        return weeks // 4 + 1
    return 7 * weeks if every == "day" else -(-weeks // (1 if every == "week" else int(every)))


def _refuse_weekday(on: str | DayOfMonth | None) -> None:
    """Of what comes monthly: which of its Mondays?"""
    if isinstance(on, str):
        raise InvalidValue("which {day} of the month: 'first {day}'", day=on)


def _refuse_month_day(on: str | DayOfMonth | None) -> None:
    """Of what comes daily or weekly."""
    if isinstance(on, DayOfMonth):
        day = format_turn_day(on)
        raise InvalidValue("{day!r} is a day of a month: say 'every: month'", day=day)


class Routine(Trigger):
    """Work that comes round by the calendar, for each person of the role."""

    origin = "routine"
    written_at = "activities.*.arises.routine"
    meaning = "By the calendar, for each person of the role."

    every: Literal["day", "week", "month"] | Whole = Field(
        description="day, week, month, or a number of weeks."
    )
    times: Whole = Field(1, ge=1, le=100, description="How many on each such day.")
    on: TurnDay | None = Field(
        None,
        description="Weekday, for what comes weekly; else the first worked. Whoever is"
        " always off on it has it on his last day of the week before it (for Fridays, on Thursday),"
        " or if there is none on his next. For what comes monthly:"
        " first monday (second, third, fourth, last; any weekday), first working day, last working"
        " day, or the day's number (31 is the last day of shorter months); else the first working"
        " day. Who is away on that day has it on the next of the month.",
    )
    at: Clock | None = Field(None, description="Time of day; without it, any time in the shift.")
    closed_days: ClosedDays | None = Field(
        None,
        description="What is due on a public holiday, on which the person would work: comes on the"
        " next day that he works (next_open_day), or is lost. Without it, what comes daily is lost"
        " and what comes weekly comes on another day of that week.",
    )

    @model_validator(mode="after")
    def _holds(self) -> Routine:
        if isinstance(self.every, int) and not 1 <= self.every <= 52:
            raise InvalidValue("read every {every}, expected 1 to 52 weeks", every=self.every)
        if self.every == "day" and self.on is not None:
            raise InvalidValue("what comes every day has no 'on'")
        if self.every == "month":
            _refuse_weekday(self.on)
        else:
            _refuse_month_day(self.on)
        return self

    @property
    def month_day(self) -> DayOfMonth:
        """The day of the month, for what comes monthly."""
        return self.on if isinstance(self.on, DayOfMonth) else FIRST_WORKING_DAY

    def expected_tasks(self, context: TriggerContext) -> float:
        """So many at each turn, for each person."""
        people = context.people.get(context.role, 0)
        return people * self.times * _turns(self.every, context.weeks)


_OPEN = {"day": WORKING_DAY, "hour": OPEN_HOUR}  # what a plain period may mean with a profile


class Inbound(Trigger):
    """Work that comes from outside, by chance."""

    origin = "inbound"
    written_at = "activities.*.arises.inbound"
    meaning = "From outside, by chance: a Poisson process, perhaps over-dispersed."

    rate: Often = Field(
        description="How often, for each account or for the whole role. With a profile it says"
        " which days or hours it counts: per working day (on which the profile is open, and no"
        " public holiday), per open hour, or per calendar day."
    )
    per: Literal["account", "order", "role"] = Field(
        "account",
        description="Whom the rate is for. order: for each of the orders a year that the accounts'"
        " file gives an account: '1 per year' is all of them, '0.2 per year' one in five.",
    )
    segments: Annotated[Names, Field(min_length=1)] | None = Field(
        None, description="Only from these segments."
    )
    profile: Name | None = Field(
        None, description="Share of the rate by weekday and hour; else even."
    )
    over_dispersion: Number = Field(
        0, ge=0, le=100, description="Variance of the day's level around 1 (gamma); 0 is Poisson."
    )
    trend: Number = Field(
        0,
        gt=-1,
        le=10,
        description="Growth a year, compound: of '0.1' the rate is a tenth more after 365 days. The"
        " rate that is written is that of the first day.",
    )
    season: Months | None = Field(
        None,
        description="Weight of each month; those not said weigh 1. Scaled to a mean of 1 over a"
        " year, so that a year's number stays.",
    )
    steps: Annotated[
        dict[Date, Annotated[Number, Field(ge=0, le=1000)]],
        Field(max_length=100),
        AfterValidator(FrozenMap),
    ] = Field(
        default_factory=FrozenMap,  # type: ignore[arg-type]  # its keys are dates
        description="Date -> what the rate is from that day on, over the one that is written.",
    )
    closed_days: ClosedDays | None = Field(
        None,
        description="What would come on a public holiday: comes at the same time of the next day"
        " that is none and on which the profile is open (next_open_day), or is lost. Without it,"
        " it is lost with a profile, and without one comes on the holiday.",
    )

    @field_validator("over_dispersion")
    @classmethod
    def _is_seen(cls, variance: float) -> float:
        problem = FAMILIES["gamma"].problem(math.sqrt(variance)) if variance else None
        if problem is not None:
            raise InvalidValue(
                "read {variance:g}, expected 0 or a variance that is seen, from 1e-6",
                variance=variance,
            )
        return variance

    def expected_tasks(self, context: TriggerContext) -> float:
        """The rate over the horizon, for each account or once."""
        named = self.segments if self.segments is not None else tuple(context.accounts)
        each = (
            context.accounts.get(name, 0) * self.sources(context.orders.get(name, 0.0))
            for name in named
        )
        sources = 1.0 if self.per == "role" else sum(each)
        profile = context.profiles.get(self.profile or "")
        if profile is None and self.rate.per not in PERIODS:
            return 0.0  # is refused by itself
        a_second = sources * self.rate.times / period_of(self.rate, profile)
        return a_second * DAY * float(self.day_factors(context.start, 7 * context.weeks).sum())

    def day_factors(self, start: datetime.date, days: int) -> Numbers:
        """What the rate of each day is over the one that is written."""
        return day_factors(self.trend, self.season or {}, self.steps, start, days)

    @property
    def changes(self) -> bool:
        """Is the rate another one on some days?"""
        return bool(self.trend or self.season or self.steps)

    def sources(self, orders: float) -> float:
        """For how many an account counts that has so many orders a year."""
        return orders if self.per == "order" else 1.0

    def problems(self, at: KeyPath, context: TriggerContext) -> Iterator[Problem]:
        """Its profile and segments exist; a rate per role has no segments."""
        if self.profile:
            profiles = context.profiles
            yield from unknown_name((*at, "profile"), self.profile, profiles, "profiles")
        yield from self._rate_problems((*at, "rate"), context.profiles)
        for segment in self.segments or ():
            segments = context.names["segments"]
            yield from unknown_name((*at, "segments"), segment, segments, "segments")
        if self.per == "order":
            yield from self._order_problems((*at, "per"), context)
        if self.per == "role" and self.segments:
            yield problem((*at, "segments"), "a rate per role comes from no segment")

    def _order_problems(self, at: KeyPath, context: TriggerContext) -> Iterator[Problem]:
        """Orders come from a file, for each segment that the rate is for."""
        named = self.segments if self.segments is not None else tuple(context.accounts)
        for name in named:
            if context.accounts.get(name, 0) and not context.orders.get(name, 0):
                yield problem(at, "the file of {name!r} says no 'orders_a_year'", name=name)

    def _rate_problems(self, at: KeyPath, profiles: Mapping[str, Profile]) -> Iterator[Problem]:
        """With a profile a day or an hour is one of the profile's or of the calendar's."""
        if self.profile is None and self.rate.per in (WORKING_DAY, OPEN_HOUR):
            yield problem(
                at,
                "read {written!r}, expected a 'profile' that says when it is open",
                written=format_rate(self.rate),
            )
        elif self.profile and self.profile in profiles and self.rate.per in _OPEN:
            yield at, _both_meanings(self.rate, profiles[self.profile])


def _both_meanings(rate: Rate, profile: Profile) -> str:
    """What a plain day or hour may mean with a profile, in words that say it."""
    opened = Rate(rate.times, _OPEN[rate.per])
    a_day = rate.times * DAY / period_of(rate, None)
    return gettext(
        "read {written!r} with a profile, expected which {per}s are meant: {opened!r}"
        " ({times:g} in each {per} that is open, on average) or {even!r} (what it meant before:"
        " {comes_to:.4g} in each {per} that is open, on average)",
        written=format_rate(rate),
        per=rate.per,
        opened=format_rate(opened),
        times=rate.times,
        even=format_rate(Rate(a_day, CALENDAR_DAY)),
        comes_to=a_day * period_of(opened, profile) / DAY,
    )


class Meeting(Trigger):
    """Several people at once, at a set time."""

    origin = "meeting"
    written_at = "activities.*.arises.meeting"
    meaning = "At a set time, for several people at once."

    every: Literal["day", "week", "month"] | Whole = Field(
        description="day, week, month, or a number of weeks."
    )
    on: TurnDay | None = Field(
        None,
        description="Weekday, for what comes weekly. For what comes monthly: first monday (second,"
        " third, fourth, last; any weekday), the first or last working day of the role that holds"
        " it, or the day's number; else the first working day.",
    )
    at: Clock = Field(description="Begins then, whoever is there; latecomers stay for the rest.")
    groups_of: Whole | None = Field(
        None, ge=1, description="People of the role in one meeting; else all."
    )
    joined_by: Names = Field((), description="Other roles that attend, all of them.")
    newcomers_only: StrictBool = Field(
        False,
        description="Of the roles that join only people who began less than their 'ramp_up' ago"
        " attend; where there is none of them that day, it is not held.",
    )
    worth_the_way: Fine = Field(
        0,
        ge=0,
        le=100,
        description="Who would come late does not go at all, if what is then left of it is"
        " expected to last a smaller share of the way there: '0.5' asks half an hour's meeting of"
        " an hour's way.",
    )
    closed_days: ClosedDays | None = Field(
        None,
        description="A meeting on a public holiday is held on the next day that the role works,"
        " unless the next one is due by then (next_open_day), or is lost, as without the word.",
    )

    @model_validator(mode="after")
    def _holds(self) -> Meeting:
        if self.every == "day" and self.closed_days == NEXT_OPEN_DAY:
            raise InvalidValue("a meeting that is held every day is not put off: leave it out")
        if isinstance(self.every, int) and not 1 <= self.every <= 52:
            raise InvalidValue("read every {every}, expected 1 to 52 weeks", every=self.every)
        if self.every == "month":
            _refuse_weekday(self.on)
            return self
        _refuse_month_day(self.on)
        if (self.every == "day") != (self.on is None):
            raise InvalidValue("what comes weekly needs 'on', what comes daily has none")
        return self

    @property
    def month_day(self) -> DayOfMonth:
        """The day of the month, for what comes monthly."""
        return self.on if isinstance(self.on, DayOfMonth) else FIRST_WORKING_DAY

    @property
    def weekday(self) -> str | None:
        """The weekday on which it is always due; None if there is none."""
        day = self.on.day if isinstance(self.on, DayOfMonth) else self.on
        return day if day in WEEKDAYS else None

    def expected_tasks(self, context: TriggerContext) -> float:
        """One at each turn for everyone who attends."""
        attending = sum(context.people.get(role, 0) for role in (context.role, *self.joined_by))
        return attending * _turns(self.every, context.weeks)

    def problems(self, at: KeyPath, context: TriggerContext) -> Iterator[Problem]:
        """Those who join exist, and nothing else brings the meeting about or moves it."""
        for role in self.joined_by:
            where = (*at, "joined_by")
            yield from unknown_name(where, role, context.names["roles"], "roles")
            if role == context.role:
                yield problem(where, "{role!r} attends as the role that does it", role=role)
        if self.newcomers_only and not self.joined_by:
            where = (*at, "newcomers_only")
            yield problem(where, "nobody joins: say in 'joined_by' whose newcomers come")
        if context.rerouted:
            yield problem(
                at[:-1], "a meeting cannot be moved, automated, overflow or wait for a weekday"
            )
        if not context.alone:
            yield problem(at[:-1], "a meeting arises in no other way")


class CallPlan(Trigger):
    """How a role calls on its accounts: what is due, what is planned, in which order."""

    origin = "call_plan"
    written_at = "call_plans"
    meaning = "Planned calls on accounts, as often as their segment wants contact."

    planned_share: FineShare = Field(
        0.6,
        description="Share of the usual calls that the morning's plan fixes; the rest stays free.",
    )
    order: CallOrder = Field(
        "as_they_come",
        description="How calls are put in order: due longest (as_they_come), nearest_first, those"
        " who bought most (best_first), as_reps_do (by the due date and what is near, whatever the"
        " potential, but the lowest quarter less: {due_date: 1, distance: 0.5, lowest_quarter: 1}),"
        " or a weight for each reason, such as {lateness: 1, segment: {large: 2}, distance: 0.5}.",
    )
    planned_urgency: Whole = Field(
        3, ge=1, le=9, description="Urgency of a planned call among other work."
    )
    free_urgency: Whole = Field(
        8,
        ge=1,
        le=9,
        description="Urgency of a free call; absent, the desk is cleared first of all but what has"
        " urgency 9.",
    )
    lie_over: Duration = Field(
        0, ge=0, description="Own work that may lie over until tomorrow for a free call's sake."
    )
    preparation: Name | None = Field(None, description="Activity that precedes each call.")
    coordinated: StrictBool = Field(
        False, description="Agreed with the other teams: they neither compete nor sell the same."
    )
    waiting: DurationField = Field(
        DurationSpec(mean="0 s"),  # type: ignore[arg-type]
        description="Waiting at the customer's.",
    )
    no_show: Share = Field(0, description="Chance that the customer cannot be seen.")
    free_no_show: Share | None = Field(
        None,
        description="The same for a call that the morning's plan has not fixed: nobody was told."
        " At least no_show; absent, the same as that.",
    )
    no_show_wait: Duration = Field(
        0, ge=0, description="Time lost then; the account is due again next day."
    )

    @model_validator(mode="after")
    def _holds(self) -> CallPlan:
        if self.free_no_show is not None and self.free_no_show < self.no_show:
            raise InvalidValue(
                "read free_no_show {free:g}, expected at least the {planned:g} of planned calls",
                free=self.free_no_show,
                planned=self.no_show,
            )
        return self

    @property
    def most_no_show(self) -> float:
        """The chance that nobody is there, of calls that nobody planned."""
        return self.no_show if self.free_no_show is None else self.free_no_show

    @property
    def mean_no_show(self) -> float:
        """The chance that nobody is there, as calls are planned and free."""
        return self.planned_share * self.no_show + (1 - self.planned_share) * self.most_no_show

    def expected_tasks(self, context: TriggerContext) -> float:
        """So many calls as each account can see within the horizon."""
        calls = calls_within(context.weeks * WEEK, context.every, self.most_no_show)
        return sum(context.accounts.values()) * calls


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


class Following(Link, Trigger):
    """Work that another activity leaves behind."""

    origin = "follow_up"
    written_at = "activities.*.arises.after"
    meaning = "Left behind by another activity, with a chance and after a delay."
    by_itself = False

    chance: FineShare = Field(description="How often it does.")
    responds_to: Names = Field((), description="Responses that change the chance, in this order.")

    @property
    def chances(self) -> tuple[float, ...]:
        """The same at each time."""
        return (self.chance,)

    def problems(self, at: KeyPath, context: TriggerContext) -> Iterator[Problem]:
        """What it follows and responds to exists; ``scenario.routing`` looks at the rest."""
        yield from unknown_name(at, at[-1], context.names["activities"], "activities")
        for response in self.responds_to:
            responses = context.names["responses"]
            yield from unknown_name((*at, "responds_to"), response, responses, "responses")


class Branch(Link, Trigger):
    """One of several activities, of which at most one follows."""

    origin = "then"
    written_at = "activities.*.then"
    meaning = "Chosen from several that may follow on another activity, of which at most one does."
    by_itself = False
    responds_to: ClassVar[Names] = ()

    chance: Chances = Field(
        description="How often it is this one. A list: after the first, second, ... time that the"
        " activity was done on the way there; the last holds from then on."
    )

    @property
    def chances(self) -> tuple[float, ...]:
        """The chance at each time; the last one from then on."""
        return self.chance


def _in_full(field: str) -> BeforeValidator:
    """Lets a list or a number stand for the one value that matters."""

    def widen(value: object) -> object:
        return {field: value} if isinstance(value, list | tuple | int | float) else value

    return BeforeValidator(widen)


BranchField = Annotated[Branch, _in_full("chance")]


class Join(Trigger):
    """Work for which several others have to be finished."""

    origin = "join"
    written_at = "activities.*.arises.join"
    meaning = "When several others have all been finished in the same case."
    by_itself = False

    of: Annotated[Names, Field(min_length=1, max_length=MAX_JOINED)] = Field(
        description="The others. All have to be finished in the case since it last arose so; the"
        " first of them is what it follows on."
    )

    def problems(self, at: KeyPath, context: TriggerContext) -> Iterator[Problem]:
        """The others exist."""
        for name in self.of:
            yield from unknown_name((*at, "of"), name, context.names["activities"], "activities")


class Contract(Trigger):
    """What ties an account to us; it ends every so often, at a time that is drawn."""

    origin = "contract"
    written_at = "segments.*.contract"
    meaning = "The end of an account's contract."

    lasts: Duration = Field(ge=WEEK, description="From signing to the end.")
    worth: Money = Field(description="Revenue a year while the account is ours.")
    ends_with: Name = Field(description="Activity that arises when a contract ends.")

    def expected_tasks(self, context: TriggerContext) -> float:
        """One for each account whenever the contract has run."""
        return sum(context.accounts.values()) * (context.weeks * WEEK / self.lasts + 1)


class Arises(SchemaModel):
    """When an activity arises; the ways add up."""

    routine: Routine | None = Field(None, description="By the calendar, for each person.")
    inbound: Inbound | None = Field(None, description="From outside, by chance.")
    meeting: Meeting | None = Field(None, description="At a set time, for several people.")
    after: Map[Annotated[Following, shorthand("chance")]] = Field(
        default_factory=FrozenMap,
        description="After other activities: how often each leads to this one.",
    )
    join: Annotated[Join, _in_full("of")] | None = Field(
        None, description="When all of several activities have been finished in the case."
    )

    def triggers(self) -> Iterator[tuple[KeyPath, Trigger]]:
        """The ways that are in use, each with its path of keys."""
        for field in type(self).model_fields:
            value = getattr(self, field)
            if isinstance(value, Trigger):
                yield (field,), value
            elif isinstance(value, Mapping):
                yield from (((field, cause), trigger) for cause, trigger in value.items())


TRIGGERS: tuple[type[Trigger], ...] = (
    Routine,
    Inbound,
    Meeting,
    CallPlan,
    Following,
    Contract,
    Branch,
    Join,
)
ORIGINS = tuple(trigger.origin for trigger in TRIGGERS)  # by their code in ledgers
