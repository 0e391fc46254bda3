"""People, shifts, travel and the horizon."""

from __future__ import annotations

import datetime
import re
from datetime import timedelta
from functools import lru_cache
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator, Field, StrictBool, model_validator

from simulator.errors import InvalidValue
from simulator.i18n import gettext, translatable
from simulator.scenario.schema.base import (
    FrozenMap,
    Map,
    Name,
    SchemaModel,
)
from simulator.scenario.schema.customers import Commission, Money, RampUp, Recruiting, Turnover
from simulator.scenario.schema.holidays import Holidays
from simulator.scenario.schema.hours import (
    Evening,
    Hours,
    Lunch,
    PartOfDays,
    Roster,
    Shifts,
    refuse_lunch_outside,
)
from simulator.scenario.seasons import MONTHS
from simulator.scenario.units import (
    DAY,
    WEEK,
    WEEKDAYS,
    Date,
    Duration,
    Fine,
    FineShare,
    Length,
    Number,
    Share,
    Speed,
    Whole,
)

MAX_PEOPLE = 5_000
TOLERANCE = 0.15  # of territories' sizes, unless a scenario says another
MAX_WEEKS = 520
YEARS = range(1970, 2101)  # for which public holidays are known
COLLEAGUE, TEAM, NOBODY = SUBSTITUTES = ("colleague", "team", "nobody")
Delay = Annotated[Duration, Field(ge=0, le=366 * DAY)]


class Horizon(SchemaModel):
    """The stretch of days that is replayed."""

    start: Date = Field(description="First day of the replay; a Monday.")
    weeks: Whole = Field(ge=1, le=MAX_WEEKS, description="Weeks replayed, warm-up included.")
    warm_up_weeks: Whole = Field(0, ge=0, description="First weeks that no measure counts.")
    counts_from: Date | None = Field(
        None,
        description="First day that measures count, a Monday after the warm-up; without one, the"
        " first after the warm-up.",
    )

    @model_validator(mode="after")
    def _holds(self) -> Horizon:
        weekday = WEEKDAYS[self.start.weekday()]
        if weekday != WEEKDAYS[0]:
            text = translatable("start {start} is a {weekday}, expected a monday")
            raise InvalidValue(text, start=self.start, weekday=gettext(weekday))
        if self.start.year not in YEARS or self.start.year + self.weeks // 52 not in YEARS:
            raise InvalidValue(
                "expected a horizon within the years {first} to {last}",
                first=YEARS[0],
                last=YEARS[-1],
            )
        if self.warm_up_weeks >= self.weeks:
            raise InvalidValue(
                "warm_up_weeks {warm_up_weeks} leaves nothing of {weeks} weeks",
                warm_up_weeks=self.warm_up_weeks,
                weeks=self.weeks,
            )
        self._refuse_counts_from()
        return self

    def _refuse_counts_from(self) -> None:
        """A first day that counts is a Monday of the weeks after the warm-up."""
        first, after = (
            self.start + timedelta(weeks=weeks) for weeks in (self.warm_up_weeks, self.weeks)
        )
        day = self.counts_from
        if day is not None and not (first <= day < after and day.weekday() == 0):
            raise InvalidValue(
                "counts_from {day} is no Monday from {first} to {last}",
                day=day,
                first=first,
                last=after - timedelta(weeks=1),
            )

    @property
    def first_counted_week(self) -> int:
        """Number of the first week that counts, from 0.

        Returns:
            That of ``counts_from``, if it is said, else the first after the warm-up.
        """
        if self.counts_from is None:
            return self.warm_up_weeks
        return (self.counts_from - self.start).days // 7

    @property
    def first_counted_day(self) -> datetime.date:
        """The first day that measures count.

        Returns:
            A Monday.
        """
        return self.start + timedelta(weeks=self.first_counted_week)

    @property
    def counted_weeks(self) -> int:
        """How many weeks measures count.

        Returns:
            At least 1.
        """
        return self.weeks - self.first_counted_week

    def number(self, day: datetime.date) -> int | None:
        """A date as a day of the horizon, counted from 0; None outside."""
        number = (day - self.start).days
        return number if 0 <= number < 7 * self.weeks else None


class Place(SchemaModel):
    """A point on the map."""

    x: Length = Field(description="East of the origin.")
    y: Length = Field(description="North of the origin.")


class Headquarters(Place):
    """Where the company sits, on the map and on the earth."""

    x: Length = Field("0 km", validate_default=True, description="East of the origin.")
    y: Length = Field("0 km", validate_default=True, description="North of the origin.")
    latitude: Number | None = Field(
        None, ge=-90, le=90, description="Degrees, from which those in files are measured."
    )
    longitude: Number | None = Field(None, ge=-180, le=180, description="Degrees; east is +.")

    @model_validator(mode="after")
    def _holds(self) -> Headquarters:
        if (self.latitude is None) != (self.longitude is None):
            raise InvalidValue("say both 'latitude' and 'longitude', or neither")
        return self


class ChangeOfOwner(SchemaModel):
    """What is lost of an account when somebody else looks after it, as shares.

    Accounts whose rep had left bought 13.2 to 17.6% less in the year after, most where a new hire
    took over (Shi, Sridhar, Grewal and Lilien 2017, one distributor); how both ends fall to
    colleagues and newcomers is an assumption.
    """

    of: Literal["sales", "goodwill"] = Field(
        "sales",
        description="Of what: of the value of its deals that are won while it 'lasts', or of its"
        " goodwill, at once.",
    )
    colleague: FineShare = Field(0.13, description="When a colleague takes it over.")
    newcomer: FineShare = Field(0.18, description="When somebody newly hired takes it over.")
    successor: FineShare = Field(
        0, description="When somebody new begins in the chair that its owner has left."
    )
    channel: FineShare = Field(
        0,
        description="When another role takes it over on the day of a change: one calls on it, and"
        " none of those who did before.",
    )
    lasts: Duration = Field(
        52 * WEEK, ge=DAY, description="For how long sales are less; goodwill recovers by contacts."
    )


class Territory(SchemaModel):
    """The land: a rectangle around the headquarters, and how it is cut among people.

    Generated accounts lie in the rectangle; those of files need none.
    """

    width: Length | None = Field(None, gt=0, description="West to east.")
    height: Length | None = Field(None, gt=0, description="South to north.")
    cut: Literal["anew", "least", "balance"] | None = Field(
        None,
        description="What another number of people does to whose accounts are whose: 'anew' cuts"
        " all of the land again, homes included; 'least' moves the fewest accounts and nobody's"
        " home: whoever is hired takes an equal share from his neighbours, and what a leaver leaves"
        " goes to the nearest who have room; 'balance' cuts for even work instead (what accounts"
        " ask for in a week, ways left out) with ways as short as can be, and nobody's home moves"
        " either (location-allocation with split resolution, Fleischmann and Paraschis 1988); a"
        " part-timer gets a part by the own hours."
        " Without it: anew.",
    )
    within: Share | None = Field(
        None,
        description="With 'least': share of equal parts by which a neighbour of somebody hired may"
        " fall below them, and a neighbour of a leaver rise above. With 'balance': share of the"
        " own part by which anybody's work may differ from it. Without it: 15%.",
    )

    change_of_owner: ChangeOfOwner | None = Field(
        None,
        description="What it costs when accounts change owner on the day of a change, or with a"
        " successor. Without it: nothing.",
    )

    @model_validator(mode="after")
    def _holds(self) -> Territory:
        if (self.width is None) != (self.height is None):
            raise InvalidValue("say both 'width' and 'height', or neither")
        if self.within is not None and not self.keeps:
            raise InvalidValue("'within' comes with 'cut: least' or 'cut: balance'")
        return self

    @property
    def keeps(self) -> bool:
        """Does a change of headcount leave the land as it is, as far as it can?"""
        return self.cut not in (None, "anew")

    @property
    def tolerance(self) -> float:
        """Share of equal parts by which people may have more or less."""
        return TOLERANCE if self.within is None else self.within

    @property
    def square_metres(self) -> int:
        """Area of the rectangle; nothing without one."""
        return (self.width or 0) * (self.height or 0)


def _is_ways(text: str) -> str:
    """Goal, seconds and metres of each way from one place."""
    if not re.fullmatch(r"([0-9]{1,4}:[0-9]{1,5}:(-1|[0-9]{1,8})(, |$))*", text):
        raise InvalidValue("expected ways such as '1:540:7200, 2:600:-1'")
    return text


class Roads(SchemaModel):
    """Times by road as a table of them says."""

    places: tuple[str, ...] = Field(max_length=2_000, description="Names of places.")
    ways: tuple[Annotated[str, AfterValidator(_is_ways)], ...] = Field(
        description="For each place the ways from there: number of the goal, seconds, metres (-1"
        " for not said).",
    )

    @model_validator(mode="after")
    def _holds(self) -> Roads:
        if len(self.ways) != len(self.places):
            raise InvalidValue("'ways' has a text for each of 'places'")
        goals = self.pairs()[:, 1]
        if len(goals) and goals.max() >= len(self.places):
            raise InvalidValue("a way leads to none of 'places'")
        return self

    def pairs(self) -> npt.NDArray[np.int64]:
        """All ways.

        Returns:
            A row for each: start and goal as positions in ``places``, seconds, metres.
        """
        return _pairs(self.ways)


@lru_cache(maxsize=4)
def _pairs(texts: tuple[str, ...]) -> npt.NDArray[np.int64]:
    each = ((start, text.split(", ")) for start, text in enumerate(texts) if text)
    rows = [[start, *map(int, way.split(":"))] for start, ways in each for way in ways]
    pairs = np.array(rows, dtype=np.int64).reshape(-1, 4)
    pairs.flags.writeable = False  # all who ask get the same
    return pairs


class Travel(SchemaModel):
    """How people get from place to place."""

    speed: Speed = Field(description="Mean speed by road, door to door without parking.")
    detour: Fine = Field(1.3, ge=1, le=5, description="Road distance over straight distance.")
    parking: Duration = Field(0, ge=0, le=DAY, description="Parking and walking, for each journey.")
    cost_per_km: Money = Field(0, description="Money for a kilometre by road.")
    table: str | None = Field(
        None,
        max_length=200,
        description="CSV or xlsx file of times by road beside the scenario: from, to, minutes (or"
        " seconds) and, if wanted, km (or metres); or a matrix with names ahead and above, in"
        " minutes unless the first cell says seconds; or the answer of a router as .json, with"
        " 'places', its names in their order. Names are those of accounts, people (for"
        " their homes) and 'headquarters'. A way said in one direction alone holds for both;"
        " without one, speed and detour do.",
    )
    traffic: Fine | None = Field(
        None,
        ge=0.1,
        le=10,
        description="Times of the table are multiplied by it: routers give those of empty roads,"
        " 10 to 30% too short. Without it: 1.",
    )
    roads: Roads | None = Field(None, description="What 'table' says.")

    @model_validator(mode="after")
    def _holds(self) -> Travel:
        if self.table is not None and self.roads is None:
            raise InvalidValue("a 'table' is read from a scenario file, not from keywords")
        if self.table is None and (self.roads is not None or self.traffic is not None):
            raise InvalidValue("'traffic' and 'roads' come with a 'table'")
        return self


def _is_name(text: str) -> str:
    """A name on one line, nothing around it."""
    if not 0 < len(text) <= 60 or not text.isprintable() or text != text.strip():
        raise InvalidValue("expected a name of 1 to 60 characters on one line")
    return text


MAX_OWNED = 20_000  # accounts that a person is said to own
PersonName = Annotated[str, AfterValidator(_is_name)]
KINDS_OF_ABSENCE = ("vacation", "sick", "other")


class DatedAbsence(SchemaModel):
    """Days on which somebody is known to be away."""

    start: Date = Field(alias="from", description="First day.")
    end: Date = Field(alias="to", description="Last day.")
    kind: Literal[KINDS_OF_ABSENCE] = Field(  # type: ignore[valid-type]
        "vacation",
        description="vacation, which counts towards the days of 'vacation'; sick, which nobody knew"
        " beforehand; or other, which was known.",
    )

    @model_validator(mode="after")
    def _holds(self) -> DatedAbsence:
        if self.end < self.start:
            text = translatable("'to' {last} is before 'from' {first}")
            raise InvalidValue(text, last=self.end, first=self.start)
        return self


Month = Literal[MONTHS]  # type: ignore[valid-type]
Months = Annotated[
    dict[Month, Annotated[Number, Field(ge=0, le=1_000)]],
    Field(min_length=1),
    AfterValidator(FrozenMap),
]


class Cover(SchemaModel):
    """Who does the work of somebody who is away; nobody does where this is not said."""

    by: Name = Field(
        "colleague",
        description="colleague: the next of the role, in order, who is not away (after the last"
        " comes the first); team: whoever of the role has time; nobody; or a role, in whose line it"
        " then stands. What is for anybody of the role goes to that other role while all are away;"
        " what waits for anybody with a skill, or of several roles, waits. What somebody has begun"
        " waits for him; the rest is his again once he is back, unless the deputy has begun it.",
    )
    planned: Delay = Field(
        0,
        description="Time until others take over, where vacation or long absence was known"
        " beforehand (SAP: active substitution). Whole days end with a day ('1 d': from the next"
        " day on), other times count from the begin of the first shift missed.",
    )
    sick: Delay = Field(DAY, description="The same for sickness (SAP: passive substitution).")
    empty: Delay = Field(0, description="The same for a chair that somebody has left.")
    up_to_urgency: Whole | None = Field(
        None, ge=1, le=9, description="Only work of this urgency or more urgent; absent: all."
    )
    calls: StrictBool | None = Field(
        None,
        description="Are calls of a call plan made in his place? Absent: where all work is covered"
        " by a colleague or the team.",
    )
    reading_in: Duration = Field(
        0, ge=0, le=DAY, description="The deputy's minutes for each task: reading in."
    )
    time_factor: Fine = Field(
        1, gt=0, le=10, description="The deputy's time for it over the owner's."
    )

    @property
    def covers_calls(self) -> bool:
        """Are calls of a call plan made by others, too?"""
        within = self.by in (COLLEAGUE, TEAM)
        return (within and self.up_to_urgency is None) if self.calls is None else self.calls


class Absence(SchemaModel):
    """How often people are away."""

    vacation: Whole = Field(
        0,
        ge=0,
        le=260,
        description="Working days in 52 weeks, taken in whole weeks, what is left as single days. A"
        " public holiday in a week of vacation is not made up for.",
    )
    sick_spells: Number = Field(0, ge=0, le=50, description="Spells of sickness a year.")
    sick_days: Number = Field(1, ge=1, le=365, description="Mean days of a spell (geometric).")
    season: Literal["flat", "nordic", "french", "august", "us"] | Months = Field(
        "flat",
        description="When vacation is taken: nordic, 65% of it from July to September (Norway 2010,"
        " SSB); french, half of all away in mid-August and in the second Christmas week (INSEE"
        " 2010); august, that month five times as often as others (an assumption for Italy); flat"
        " and us, at any time alike. Or a weight for each month; those not said weigh 1.",
    )
    at_most_away: Share | None = Field(
        None,
        gt=0,
        description="Share of the people on vacation at once, at most, one of them at least. Who"
        " joined first chooses first; who finds a week full takes another by the season.",
    )
    never_the_last: StrictBool = Field(
        False, description="Is one of those who work on a day never on vacation?"
    )
    sick_season: Literal["flat", "nordic"] | Months = Field(
        "flat",
        description="When people fall ill: nordic, 4.2% in autumn and 3.3% in summer (Norway 2010,"
        " SSB). Or a weight for each month; those not said weigh 1.",
    )
    dated: Annotated[
        dict[PersonName, Annotated[tuple[DatedAbsence, ...], Field(max_length=1_000)]],
        Field(max_length=MAX_PEOPLE),
        AfterValidator(FrozenMap),
    ] = Field(
        default_factory=FrozenMap,
        description="Person -> days that are known, beside those that are drawn.",
    )
    listed: str | None = Field(
        None,
        alias="list",
        max_length=200,
        description="CSV or xlsx file beside the scenario with the same (person, from, to, kind);"
        " of all people, or of this role's.",
    )
    long_term: Whole = Field(
        0,
        ge=0,
        description="The first so many of the people are away all the time: paid, and what is for"
        " them waits or is covered, as in any absence.",
    )
    cover: Cover | None = Field(None, description="Who does their work meanwhile.")


class NightsAway(SchemaModel):
    """Nights away: who is far from home at the end of a day stays there, and goes on from there."""

    beyond: Duration = Field(
        ge=0, le=DAY, description="A way home that is longer is not driven in the evening."
    )
    nights: Whole = Field(
        1,
        ge=1,
        le=30,
        description="In a row, at most; none before a day off, a meeting elsewhere or a time agreed"
        " on for the next shift.",
    )
    costs: Money = Field(0, description="Money for a night.")


class Member(SchemaModel):
    """One of a role's people, by name."""

    accounts: Annotated[tuple[str, ...], Field(max_length=MAX_OWNED)] | None = Field(
        None,
        description="Names of accounts that are this person's, of those with 'accounts: own'; the"
        " others go by the file of accounts, or are cut.",
    )
    roster: Name | None = Field(
        None, description="Hours worked; else the first roster with room, else the role's own."
    )
    home: Place | None = Field(
        None, description="Where the person lives; else drawn around the own accounts."
    )
    speed: Fine | None = Field(
        None,
        gt=0,
        le=10,
        description="Time taken over the mean: 0.9 takes a tenth less; else as 'speed_spread' has"
        " it.",
    )
    skills: Map[Annotated[Fine, Field(gt=0, le=10)]] = Field(
        default_factory=FrozenMap,
        description="Skill -> time taken over that of others who have it.",
    )


Members = Annotated[
    dict[PersonName, Member], Field(max_length=MAX_PEOPLE), AfterValidator(FrozenMap)
]


class Role(SchemaModel):
    """People who do the same work."""

    people: Whole = Field(ge=0, le=MAX_PEOPLE, description="Headcount.")
    members: Members = Field(
        default_factory=FrozenMap,
        description="People by name, in order: the first of the role's people. The others have"
        " numbers; of more names than 'people' the last are not there.",
    )
    staff: str | None = Field(
        None,
        max_length=200,
        description="CSV or xlsx file beside the scenario with members (name, role, x_km and y_km"
        " or latitude and longitude, roster, speed, skills, accounts), of whom there are then as"
        " many as it has lines unless 'people' says otherwise.",
    )
    cost_per_hour: Money = Field(description="Money for a paid hour, fully loaded.")
    overtime_factor: Number = Field(1, ge=0, le=5, description="An hour of overtime costs so many.")
    base: Literal["home", "headquarters"] = Field(
        "headquarters", description="Where the day begins and ends."
    )
    desk: Literal["home", "headquarters"] = Field(
        "headquarters",
        description="Where the desk stands at which work of 'place: desk' is done: at home, for"
        " those whose day begins there, or at the headquarters.",
    )
    tour: NightsAway | None = Field(None, description="Nights away where the way home is too long.")
    accounts: Literal["own", "pool"] = Field(
        "pool", description="Has each person accounts of their own?"
    )
    shift: Shifts = Field(
        description="Days and hours worked; a list where they differ by weekday or week."
    )
    rosters: Map[Roster] = Field(
        default_factory=FrozenMap,
        description="Other hours than those of 'shift', each for so many of the people, in order.",
    )
    present: PartOfDays = Field(
        1,
        description="Share of the days of a shift on which each person is there, drawn for each day"
        " alone, as of people who work for other departments, too. On the others there is no shift:"
        " they are no absence, nobody covers, and only those days are paid that there are in the"
        " mean. Vacation counts the days of the shift.",
    )
    lunch: Lunch | None = Field(None, description="Unpaid break.")
    holidays: Holidays | Literal["none"] | None = Field(
        None,
        description="Days off of this role, which sits elsewhere, say. A country of its own takes"
        " the place of the company's with region, categories, except and make_up; of the other"
        " words those not said are the company's, closures included ('closed: {}' has none). 'none'"
        " works on all days of its shift.",
    )
    evening: Evening | None = Field(None, description="Paperwork at home after hours.")
    absence: Absence = Field(Absence(), description="Vacation and sickness.")
    speed_spread: Number = Field(
        0, ge=0, le=2, description="Spread (cv) of individual time taken, mean 1."
    )
    first_cut: Whole | None = Field(
        None,
        ge=0,
        le=MAX_PEOPLE,
        description="People among whom the land was first cut: the program writes it when a what-if"
        " changes their number and 'territory.cut' keeps the cut.",
    )
    newcomers: Whole = Field(
        0, ge=0, description="The last so many of the people begin when the change does."
    )
    recruiting: Recruiting | None = Field(
        None, description="How long it takes to find whom a dated change hires, and what it costs."
    )
    ramp_up: RampUp | None = Field(None, description="How newcomers become productive.")
    turnover: Turnover | None = Field(None, description="How people leave and are replaced.")
    commission: Commission | None = Field(None, description="What its people earn on deals.")

    @model_validator(mode="after")
    def _holds(self) -> Role:
        if self.staff is not None or self.absence.listed is not None:
            raise InvalidValue("lists are read from a scenario file, not from keywords")
        if self.lunch is not None:
            refuse_lunch_outside(self.lunch, self.shift)
        if any(self.hours(roster).week_seconds() <= 0 for roster in (None, *self.rosters)):
            raise InvalidValue("nothing of the shift is left beside lunch")
        if self.evening and self.evening.start < max(shift.end for shift in self.shift):
            raise InvalidValue("the evening must begin after the shift has ended")
        if self.desk == "home" and self.base != "home":
            raise InvalidValue("'desk: home' is for those with 'base: home'")
        if self.newcomers > self.people:
            raise InvalidValue(
                "{newcomers} newcomers among {people} people",
                newcomers=self.newcomers,
                people=self.people,
            )
        if self.absence.long_term > self.people:
            raise InvalidValue(
                "{absent} away all the time of {people} people",
                absent=self.absence.long_term,
                people=self.people,
            )
        return self

    def hours(self, roster: str | None = None) -> Hours:
        """When the people of a roster work, or those of none."""
        if roster is None:
            return Hours(self.shift, self.lunch, self.evening, self.present)
        own = self.rosters[roster]
        lunch = self.lunch if own.lunch is None else own.lunch
        lunch = lunch if isinstance(lunch, Lunch) else None
        present = self.present if own.present is None else own.present
        return Hours(own.shift, lunch, self.evening, present)
