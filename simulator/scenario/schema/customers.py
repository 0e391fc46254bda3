"""The customers' side of a scenario: deals, goodwill, contracts, incentives, turnover and money."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    SerializationInfo,
    model_validator,
)

from simulator.errors import InvalidValue
from simulator.scenario.schema.base import MAX_MONEY, FrozenMap, Map, Name, Names, SchemaModel
from simulator.scenario.units import (
    DAY,
    MILLION,
    WEEK,
    YEAR,
    Date,
    Duration,
    Fine,
    FineShare,
    Number,
    Share,
    Whole,
    in_millionths,
    nearest_word,
    parse_duration,
)

# What a chance may respond to, in the order of their codes.
OBSERVED = (
    "wait",
    "turnaround",
    "age",
    "since_contact",
    "contacts",
    "goodwill",
    "hand_overs",
    "skill",
    "potential",
    "rivals",
    "former_customer",
)
TIMES = OBSERVED[:4]
# Who is credited with a sale, in the order of their codes.
CREDITS = ("split", "double", "overlay")
MAX_FACTOR = 1_000

Money = Annotated[Fine, Field(ge=0, le=MAX_MONEY)]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InvalidValue("read {text!r}, expected a number", text=text) from None


class Response(SchemaModel):
    """How a chance changes with what has happened: a line through points, level beyond them."""

    of: Literal[OBSERVED] = Field(  # type: ignore[valid-type]
        description="What has happened: wait or turnaround of the task before, age of the deal,"
        " time since_contact with the account before, contacts with it of late, its goodwill (0 to"
        " 1), hand_overs of the deal (how often the customer met somebody new of us: work with a"
        " 'channel' by another person), skill of who did it (0 to 1), potential of the account,"
        " rivals (1 when another team of ours was there of late), former_customer (1 for a prospect"
        " whom we had and lost)."
    )
    multiplies: Literal["chance", "odds"] = Field("odds", description="What the factor is for.")
    points: Annotated[
        dict[str, Annotated[Fine, Field(ge=0, le=MAX_FACTOR)]],
        Field(min_length=1, max_length=50),
        AfterValidator(FrozenMap),
    ] = Field(description="Factor at each value: times such as '4 h', else plain numbers.")

    @model_validator(mode="after")
    def _holds(self) -> Response:
        at = [value for value, _ in self.line()]
        if len(set(at)) < len(at):
            raise InvalidValue("two points have the same place")
        return self

    def line(self) -> list[tuple[int, int]]:
        """Points in order: seconds or millionths, factor in millionths."""
        parse = parse_duration if self.of in TIMES else _millionths
        return sorted(
            (parse(text), round(MILLION * factor)) for text, factor in self.points.items()
        )

    def max_factor(self) -> float:
        """The largest factor."""
        return max(factor for _, factor in self.line()) / MILLION


def _millionths(text: object) -> int:
    value = _number(str(text))
    if not abs(value) <= MAX_FACTOR:
        raise InvalidValue(
            "read {text!r}, expected a number up to {most:,}", text=text, most=MAX_FACTOR
        )
    return round(MILLION * in_millionths(value))


class TooMuch(SchemaModel):
    """When contacts begin to annoy: each lifts goodwill less, at last by nothing."""

    contacts: Fine = Field(
        gt=0,
        le=1_000,
        description="So many contacts of late, weighed by 'felt_as', are fine: up to here each"
        " lifts goodwill as it says.",
    )
    within: Duration = Field(
        30 * DAY, ge=DAY, description="Contacts are forgotten at this time constant."
    )
    worthless_at: Fine = Field(
        gt=0,
        le=10_000,
        description="So many contacts of late, and one more lifts goodwill by nothing; between the"
        " two it lifts the less, the more there were. None takes away what others have brought, so"
        " that no rate is worse than none at all.",
    )

    @model_validator(mode="before")
    @classmethod
    def _knows_no_costs(cls, values: Any) -> Any:
        if isinstance(values, dict) and "costs" in values:
            raise InvalidValue(
                "'costs' is no word any more: say 'worthless_at', the contacts of late beyond which"
                " one more lifts goodwill by nothing (10, say)"
            )
        return values

    @model_validator(mode="after")
    def _holds(self) -> TooMuch:
        if self.worthless_at <= self.contacts:
            raise InvalidValue(
                "read worthless_at {worthless:g}, expected more than the {fine:g} contacts that are"
                " fine",
                worthless=self.worthless_at,
                fine=self.contacts,
            )
        return self


class Goodwill(SchemaModel):
    """How accounts feel about us, from 0 to 1: contacts lift it, time and trouble lower it."""

    start: FineShare = Field(description="Of each account on the first day.")
    fades: Duration = Field(ge=DAY, description="Time constant: all but 37% is gone after it.")
    too_much: TooMuch | None = Field(None, description="When contacts begin to annoy.")


def _one_or_more(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Stage = Annotated[Names, BeforeValidator(_one_or_more), Field(min_length=1)]


class Worth(SchemaModel):
    """What a deal brings: lognormal, in money."""

    mean: Money = Field(description="Mean value of a deal with an account of potential 1.")
    spread: Number = Field(0, ge=0, le=10, description="Coefficient of variation; 0 is fixed.")


class Deal(SchemaModel):
    """A kind of matter on its way through the pipeline, from its first stage to the last: won."""

    stages: Annotated[Map[Stage], Field(min_length=2)] = Field(
        description="Stage -> activity, or several; reached once one is asked for. The first opens"
        " a deal each time, the last wins it and needs nobody."
    )
    intent: Name | None = Field(
        None, description="Stage that shows intent to buy; else the last but one."
    )
    value: Worth = Field(description="What a won deal brings.")
    discount: FineShare = Field(
        0, description="Given away on each deal: what keeping rivals from outside away takes."
    )
    rivals_discount: FineShare = Field(
        0,
        description="Given away beside it when two teams of ours have called on the account of"
        " late; where one of the leads 'bids_against' another team, only when both bid for it.",
    )
    variable_cost: Share | None = Field(
        None,
        description="Share of list-price revenue, on the first day; where it is not said, that of"
        " 'economics'. It grows as that does.",
    )

    @model_validator(mode="after")
    def _holds(self) -> Deal:
        if self.intent is not None and self.intent not in self.stages:
            stages = ", ".join(self.stages)
            hint = nearest_word(self.intent, self.stages)
            raise InvalidValue(
                "read intent {intent!r}, expected a stage ({stages}){hint}",
                intent=self.intent,
                stages=stages,
                hint=hint,
            )
        if len(list(self.stages.values())[-1]) > 1:
            raise InvalidValue("the last stage has one activity: that which wins the deal")
        return self

    @property
    def leads(self) -> tuple[str, ...]:
        """Activities of the first stage."""
        return next(iter(self.stages.values()))

    @property
    def won(self) -> str:
        """Activity of the last stage."""
        return list(self.stages.values())[-1][0]


class Potential(SchemaModel):
    """What accounts could buy: a factor on the value of their deals, which nobody is told."""

    mean: Fine = Field(1, gt=0, le=1_000, description="Of the segment's accounts.")
    spread: Number = Field(0, ge=0, le=5, description="Coefficient of variation (lognormal).")


class Market(SchemaModel):
    """All the businesses of a segment: our customers, and prospects who may become customers."""

    size: Whole = Field(
        ge=0,
        le=200_000,
        description="Businesses on the first day. The first 'accounts' of them are customers, the"
        " others prospects: whatever wins one, and who is lost is a prospect again.",
    )
    closes: Annotated[Number, Field(ge=0, le=2)] = Field(
        0, description="Share of the businesses that close in a year, customers or not."
    )
    born: Annotated[Number, Field(ge=0, le=2)] = Field(
        0,
        description="Businesses that open in a year, as a share of those there are. They take the"
        " places of those that close, on the same day; beyond that the market grows.",
    )
    contact_every: Map[Duration] = Field(
        default_factory=FrozenMap,
        description="Wanted time between calls on prospects, by calling activity; without it they"
        " are in no call plan.",
    )

    @model_validator(mode="after")
    def _holds(self) -> Market:
        if any(every <= 0 for every in self.contact_every.values()):
            raise InvalidValue("contact_every must be longer than nothing")
        return self

    def slots(self, weeks: int) -> int:
        """Businesses side by side at most in so many weeks, if they grow as they are to."""
        growth = max(0.0, self.born - self.closes) * weeks * WEEK / YEAR
        return math.ceil(self.size * math.exp(min(growth, 20.0)) - 1e-9)


class ClawBack(SchemaModel):
    """Commission that is taken back where the customer does not stay."""

    within: Duration = Field(
        gt=0,
        description="Where an account is lost within this time after a sale, the commission on it"
        " is taken back from whoever got it, if he is still there.",
    )
    drive: FineShare = Field(
        1,
        ge=0.05,
        description="At what share of the pace so far whoever has lost some works for customers;"
        " 1: as before.",
    )
    lasts: Duration = Field(30 * DAY, ge=0, description="For how long.")


class SharedCommission(SchemaModel):
    """What another role is given of each commission, and what that does to its people."""

    share: FineShare = Field(
        description="Of what a sale earns, to whoever of this role has worked for the account last;"
        " what nobody has worked for stays with the team that sells."
    )
    drive: Fine = Field(
        1,
        ge=1,
        le=1.25,
        description="At how many times the pace so far whoever is paid some works for customers;"
        " 1: as before.",
    )
    lasts: Duration = Field(13 * WEEK, ge=0, description="For how long.")
    segments: Annotated[Names, Field(min_length=1)] | None = Field(
        None, description="Only on sales to accounts of these segments; without it, on all."
    )

    def share_in(self, segment: str) -> float:
        """What is given of a sale to an account of this segment, as a share."""
        return self.share if self.segments is None or segment in self.segments else 0.0


class Commission(SchemaModel):
    """What sellers earn on top, in the team that did the last work on a deal.

    If that team earns none, it is the first that does and to whose people the account belongs.
    An overlay earns beside that team.
    """

    share: FineShare = Field(description="Of the net value of each deal won.")
    credit: Literal[CREDITS] = Field(  # type: ignore[valid-type]
        "split",
        description="split: owner and seller share what is earned, as 'to_owner' says. double: each"
        " of them earns the whole. overlay: whoever of this role has worked on the deal last earns"
        " the share on top of what the selling team earns.",
    )
    to_owner: FineShare = Field(
        1,
        description="Of credit that is split, the part that goes to whoever the account belongs to;"
        " the rest goes to who did the last work on the deal. Where there is but one of them, all"
        " is his.",
    )
    hand_off: Duration = Field(
        0,
        ge=0,
        description="For so long after a dated change has given an account to somebody else, the"
        " owner's part goes to whoever had it before, while he is there.",
    )
    cap: Money | None = Field(
        None,
        description="Most that a person earns in a year of his own, which begins with him; who has"
        " it makes planned calls only, no free ones.",
    )
    drive: FineShare = Field(
        1,
        ge=0.05,
        description="With the cap reached, at what share of the pace so far calls and work on deals"
        " are done until the year is over; 1: as before.",
    )

    leaving_at_cap: Number = Field(
        1,
        ge=1,
        le=10,
        description="How many times as often people leave while they have reached the cap; 1: no"
        " more often. The chair is empty for the 'vacancy' of the role's 'turnover', and what waits"
        " in it waits for who comes.",
    )
    claw_back: ClawBack | None = Field(
        None, description="What is taken back where the customer does not stay."
    )
    shared: Map[SharedCommission] = Field(
        default_factory=FrozenMap, description="What is given to other roles of it, by role."
    )

    @model_validator(mode="after")
    def _holds(self) -> Commission:
        if self.credit != "split" and self.to_owner != 1:
            raise InvalidValue(
                "{credit} credit is not shared: leave out 'to_owner', or say 1", credit=self.credit
            )
        if self.drive < 1 and self.cap is None:
            raise InvalidValue("'drive' is what is left of it at the 'cap': say one")
        if self.leaving_at_cap > 1 and self.cap is None:
            raise InvalidValue("nobody leaves over a cap that there is not: say a 'cap'")
        if sum(each.share for each in self.shared.values()) > 1 + 1e-9:
            raise InvalidValue("more is 'shared' than is earned: 1 in all at most")
        if self.credit == "overlay" and self.shared:
            raise InvalidValue("an overlay's credit is not shared: leave out 'shared'")
        if self.credit == "overlay" and self.hand_off:
            raise InvalidValue("an overlay's credit is nobody's account: leave out 'hand_off'")
        return self


class Turnover(SchemaModel):
    """People leave, and their chairs stay empty for a while."""

    tenure: Duration = Field(ge=WEEK, description="Mean time that people stay (exponential).")
    vacancy: Duration = Field(
        0, ge=0, description="Until somebody new begins, at the begin of a day."
    )
    costs: Money = Field(0, description="Finding and training somebody.")


class Recruiting(SchemaModel):
    """People who are hired with a dated change are to be found first."""

    takes: Duration = Field(
        ge=0, description="From the day of the change until they begin, in whole days begun."
    )
    costs: Money = Field(0, description="Finding one of them, spent on the day of the change.")


class RampUp(SchemaModel):
    """Newcomers become as fast as others only with time."""

    lasts: Duration = Field(ge=WEEK, description="Until somebody new is fully productive.")
    starts_at: FineShare = Field(0.4, ge=0.05, description="Productivity on the first day.")


class Economics(SchemaModel):
    """What turns sales into profit."""

    variable_cost: Share = Field(0, description="Share of list-price revenue, on the first day.")
    grows: Number = Field(0, ge=-0.5, le=1, description="Its growth a year; prices stay.")
    wages_grow: Number = Field(
        0,
        ge=-0.5,
        le=1,
        description="Growth a year of what an hour of people costs, overtime too, week by week from"
        " the first day on.",
    )
    expenses: Map[Money] = Field(
        default_factory=FrozenMap,
        description="Name -> money a week for what is nobody's hour: subscriptions, rent. May"
        " begin, change and end (0) with a dated change.",
    )


class Learning(SchemaModel):
    """New owners are slower at first."""

    lasts: Duration = Field(ge=DAY, description="Until it is over; it falls evenly.")
    slower: Fine = Field(ge=0, le=5, description="On the first day, by this share.")


def _frozen(value: Any) -> Any:
    """Nested maps that nobody can change."""
    if isinstance(value, dict):
        return FrozenMap({key: _frozen(each) for key, each in value.items()})
    return value


MAX_CHANGES = 30  # in which people who are found later count by themselves


class DatedChange(SchemaModel):
    """When a what-if begins, and what bringing it about costs.

    Up to its day everything is as it was; from then on all that the what-if's verbs do holds.
    Without a day they hold from the first instant. A list of days, each with its own verbs and
    values, lets one begin after the other.
    """

    on: Date | None = Field(
        None,
        description="First day, of the weeks that count; without one, from the first instant.",
    )
    costs: Money = Field(
        0, description="Spent on that day; without one, on the first day that counts."
    )
    learning: Learning | None = Field(None, description="How much slower new owners are at first.")
    before: Annotated[dict[str, Any], AfterValidator(_frozen)] | None = Field(
        None,
        description="What held until that day, where the verbs changed it: the program writes it"
        " when it carries them out. Without it, the same but for newcomers.",
    )


class _OneAsMap:
    """How a list of dated changes is written: as a map, as long as there is only one."""

    def __get_pydantic_json_schema__(self, core: Any, handler: GetJsonSchemaHandler) -> Any:
        items = handler.resolve_ref_schema(handler(core))["items"]
        return handler.resolve_ref_schema(items) if not isinstance(items, dict) else items


def _listed(value: object) -> object:
    return (value,) if isinstance(value, dict) else value


def _some(changes: tuple[DatedChange, ...]) -> tuple[DatedChange, ...]:
    """Those that say anything."""
    return tuple(each for each in changes if each != DatedChange())


def _written(changes: tuple[DatedChange, ...], around: SerializationInfo) -> Any:
    written = [
        each.model_dump(
            mode=around.mode, by_alias=bool(around.by_alias), exclude_none=around.exclude_none
        )
        for each in changes
    ]
    return written[0] if len(written) == 1 else written or {"costs": 0.0}


DatedChanges = Annotated[
    tuple[DatedChange, ...],
    BeforeValidator(_listed),
    Field(max_length=MAX_CHANGES),
    AfterValidator(_some),
    PlainSerializer(_written),
    _OneAsMap(),
]


class Research(SchemaModel):
    """What is told from outside of accounts' potential, which nobody knows; its price is yours.

    Say what it costs with 'economics.expenses'.
    """

    accuracy: FineShare = Field(
        description="How far it is right when new: correlation of what is told with potential, both"
        " as logarithms, over all accounts. 1 is the truth, 0 is chance.",
    )
    ages: Duration | None = Field(
        None,
        ge=DAY,
        description="Time constant at which accuracy falls as it grows old; without it, it stays.",
    )
    every: Duration | None = Field(
        None,
        ge=WEEK,
        description="It is done anew, with other errors, at the first ranking so long after the"
        " last; without it, once, for the first ranking.",
    )


class Ranking(SchemaModel):
    """Accounts are ranked anew, by what they have bought or by research, and called on so."""

    every: Duration = Field(ge=WEEK, description="Rhythm; what was seen counts half each time.")
    research: Research | None = Field(
        None, description="Ranked by what it tells of their potential, not by what they bought."
    )
