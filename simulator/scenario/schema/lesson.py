"""A lesson: a small world, what may be turned in it, what is bet on, and what is learnt from it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from simulator.errors import InvalidValue
from simulator.i18n import Language, current_language
from simulator.scenario.schema.base import FrozenMap, Map, Name, Names, SchemaModel
from simulator.scenario.units import Number, Whole

MAX_POINTS = 400  # settings of all knobs together
MAX_VALUES = 30  # of one knob
MOMENT = (
    r"^(monday|tuesday|wednesday|thursday|friday|saturday|sunday) ([01][0-9]|2[0-3]):[0-5][0-9]$"
    r"|^(most_waiting|first_interruption|first_hand_over|first_absence|first_shown)$"
)
# What people do beside the work of an activity.
BETWEEN = ("travel", "wait", "hand_over", "take_over", "set_up", "resume", "break")
Setting = int | float | str
MeasureName = Annotated[str, Field(max_length=200)]
Path = Annotated[str, Field(pattern=r"^[a-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+){0,9}$")]


class InBoth(SchemaModel):
    """A text in both languages."""

    en: str = Field(max_length=2_000, description="In English.")
    zh_hant: str = Field(alias="zh-Hant", max_length=2_000, description="In Traditional Chinese.")

    def __str__(self) -> str:
        texts: dict[Language, str] = {"en": self.en, "zh-Hant": self.zh_hant}
        return " ".join(texts[current_language()].split())


def _in_both(text: object) -> object:
    """A text of one language alone stands for both."""
    return {"en": text, "zh-Hant": text} if isinstance(text, str | int | float) else text


Text = Annotated[
    InBoth, BeforeValidator(_in_both, json_schema_input_type=InBoth | Annotated[str, Field()])
]
Settings = Annotated[dict[Name, Setting], AfterValidator(FrozenMap)]


class KnobChoice(SchemaModel):
    """One of the things that may be chosen: what it is called, and what it makes of the world."""

    label: Text = Field(description="What it is called.")
    changes: dict[str, Any] = Field(
        default_factory=dict, description="Values and verbs, as a what-if file has them."
    )


class EvenRange(SchemaModel):
    """Evenly spaced numbers."""

    low: Number = Field(alias="from", description="The first.")
    high: Number = Field(alias="to", description="The last.")
    step: Number = Field(gt=0, description="From one to the next.")

    def numbers(self) -> Iterator[float]:
        """All of them; the last as far as the step reaches."""
        count = int((self.high - self.low) / self.step + 1e-9) + 1
        for number in range(count):
            value = round(self.low + number * self.step, 9)
            yield int(value) if value == int(value) else value


class Knob(SchemaModel):
    """Something that learners may turn: a value of the world, or one of several choices."""

    label: Text = Field(description="What it is called.")
    help: Text | None = Field(None, description="What turning it means.")
    unit: Text | None = Field(None, description="What its numbers count.")
    sets: Path | tuple[Path, ...] = Field(
        (), description="Where its value goes: a path such as roles.desk.people, or several."
    )
    written: str = Field(
        "{}", max_length=100, description="How the value is written there: {} per day."
    )
    values: tuple[int | float, ...] | None = Field(
        None, min_length=2, max_length=MAX_VALUES, description="Numbers that it can be set to."
    )
    range: EvenRange | None = Field(None, description="The same, evenly spaced: from, to, step.")
    choices: Map[KnobChoice] = Field(
        default_factory=FrozenMap, description="In place of numbers: what may be chosen, by name."
    )
    default: Setting = Field(description="What it is set to at first.")

    @property
    def settings(self) -> tuple[Setting, ...]:
        """All that it can be set to, in order."""
        if self.range is not None:
            return tuple(self.range.numbers())
        return self.values or tuple(self.choices)

    @property
    def paths(self) -> tuple[str, ...]:
        """Where its value goes."""
        return (self.sets,) if isinstance(self.sets, str) else self.sets

    @model_validator(mode="after")
    def _holds(self) -> Self:
        given = [each for each in (self.values, self.range, self.choices or None) if each]
        if len(given) != 1:
            raise InvalidValue("say one of 'values', 'range' and 'choices'")
        if bool(self.paths) == bool(self.choices):
            raise InvalidValue("'sets' says where numbers go; choices have 'changes' of their own")
        if "{}" not in self.written:
            raise InvalidValue(
                "expected a place for the value, such as {example!r}", example="{} per day"
            )
        if not 2 <= len(self.settings) <= MAX_VALUES:
            raise InvalidValue("expected 2 to {most} values", most=MAX_VALUES)
        if self.default not in self.settings:
            words = ", ".join(map(str, self.settings))
            raise InvalidValue(
                "the default {read} is none of its values: {words}", read=self.default, words=words
            )
        return self


class Shown(SchemaModel):
    """A measure that the lesson shows."""

    label: Text = Field(description="What it is called.")
    unit: Literal["", "%", "min", "h", "d", "km"] = Field(
        "", description="Unit shown; % of a share. Times are turned into it."
    )
    digits: Annotated[Whole, Field(ge=0, le=3)] = Field(1, description="Digits after the point.")
    wanted: Literal["more", "less", ""] = Field("", description="Which way is better.")


class Answer(SchemaModel):
    """One of the answers of a bet: true of a mean from one number to another."""

    text: Text = Field(description="What it says.")
    low: Number | None = Field(None, description="True from here ...")
    high: Number | None = Field(None, description="... to below here, in the measure's unit.")


class Bet(SchemaModel):
    """What everybody bets on before the curtain goes up."""

    measure: MeasureName = Field(description="Which of the measures.")
    asks: Literal["number", "choice", "line"] = Field(
        "number", description="For a number, for one of several answers, or for a line drawn."
    )
    prompt: Text = Field(description="The question.")
    at: Settings = Field(
        default_factory=FrozenMap, description="Knobs whose outcome is bet on; others default."
    )
    tells_today: bool = Field(True, description="Is the value of today given away?")
    choices: tuple[Answer, ...] = Field((), max_length=6, description="Answers to choose from.")
    knob: Name | None = Field(None, description="Along which knob a line is drawn.")
    low: Number = Field(0, description="Where the axis of guesses begins ...")
    high: Number = Field(description="... and ends, in the measure's unit.")
    step: Number = Field(1, gt=0, description="Step of a guess.")

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if self.low >= self.high:
            raise InvalidValue("'high' must be above 'low'")
        if (self.asks == "choice") != bool(self.choices):
            raise InvalidValue("'choices' belong to a bet that asks for a choice")
        if (self.asks == "line") != (self.knob is not None):
            raise InvalidValue("'knob' belongs to a bet that asks for a line")
        ends = [(each.low, each.high) for each in self.choices]
        if any(before[1] != after[0] or after[0] is None for before, after in pairwise(ends)):
            raise InvalidValue(
                "each answer begins where the one before it ends, so that one is true"
            )
        return self


class LessonWeek(SchemaModel):
    """A week that is played: of which settings, and which."""

    label: Text = Field(description="What it is called.")
    at: Settings = Field(default_factory=FrozenMap, description="Knobs; others default.")
    week: Literal["typical", "fullest"] | Annotated[Whole, Field(ge=1)] = Field(
        "typical",
        description="Which week of those counted, by what waits in the first setting that asks for"
        " it: all others play the same one; or its number.",
    )
    replication: Annotated[Whole, Field(ge=0, le=9)] = Field(0, description="Of which year.")


class HowMany(SchemaModel):
    """A count from one number to another."""

    low: Annotated[Whole, Field(ge=0)] = Field(0, description="At least so many ...")
    high: Annotated[Whole, Field(ge=0)] | None = Field(None, description="... and at most so many.")

    def holds(self, count: int) -> bool:
        """Does a count lie within?"""
        return self.low <= count and (self.high is None or count <= self.high)


class Seen(SchemaModel):
    """What a moment shows; all of it at once."""

    waiting: HowMany | None = Field(None, description="Tasks that wait in the heaps.")
    idle: HowMany | None = Field(None, description="People with nothing in hand.")
    away: HowMany | None = Field(None, description="People on leave or ill.")
    doing: Map[HowMany] = Field(
        default_factory=FrozenMap,
        description="People at an activity, or at travel, wait, hand_over, take_over, set_up,"
        " resume or break.",
    )


class StopMoment(SchemaModel):
    """When the play stops by itself, and what is to be seen then."""

    week: Annotated[Whole, Field(ge=1)] = Field(1, description="In which of the weeks, from 1.")
    at: Annotated[str, Field(pattern=MOMENT)] = Field(
        description="Such as 'tuesday 10:30', or most_waiting, first_interruption, first_hand_over,"
        " first_absence; or first_shown, the first time that it shows what it shall."
    )
    shows: Seen = Field(
        Seen(), description="What must be so then; a moment that does not show it is left out."
    )
    title: Text = Field(description="A few words.")
    text: Text = Field(description="What to look at.")

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if self.at == "first_shown" and self.shows == Seen():
            raise InvalidValue("'first_shown' needs 'shows', which says what is waited for")
        return self


class Bridge(SchemaModel):
    """Why a measure differs between two settings: by knobs, or by what the measure is made of."""

    title: Text = Field(description="What it explains.")
    measure: MeasureName = Field(description="Which of the measures.")
    begin: Settings = Field(
        default_factory=FrozenMap, alias="from", description="Knobs before; others default."
    )
    end: Settings = Field(
        default_factory=FrozenMap, alias="to", description="Knobs after; others default."
    )
    parts: dict[MeasureName, Text] = Field(
        default_factory=dict,
        description="Measures that add up to it, with their labels; without them the knobs are"
        " the parts.",
    )


class Pair(SchemaModel):
    """Two settings worth putting side by side."""

    begin: Settings = Field(
        default_factory=FrozenMap, alias="from", description="Knobs; others default."
    )
    end: Settings = Field(
        default_factory=FrozenMap, alias="to", description="Knobs; others default."
    )


class Guess(SchemaModel):
    """A rule that may be it."""

    text: Text = Field(description="The rule as learners would say it.")
    right: bool = Field(False, description="Is it the one?")
    because: Text = Field(description="Why, or why not.")


class Rule(SchemaModel):
    """What is learnt."""

    name: Text = Field(description="What it is called.")
    choices: tuple[Guess, ...] = Field(
        min_length=2, max_length=6, description="Rules to choose from."
    )
    knee: Text = Field(description="Where it begins to matter, with numbers.")
    trap: Text = Field(description="What everybody believes instead.")
    rule: Text = Field(description="What to do on Monday.")

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if sum(each.right for each in self.choices) != 1:
            raise InvalidValue("expected exactly one choice with 'right: true'")
        return self


class Question(SchemaModel):
    """A question of the debrief."""

    question: Text = Field(description="What the trainer asks.")
    answer: Text = Field(description="What a good answer says.")


class Stage(SchemaModel):
    """A step of the lesson for whoever leads it."""

    step: Literal["brief", "bet", "play", "reveal", "explain", "turn", "rule", "debrief"] = Field(
        description="Which step of the page."
    )
    minutes: Number = Field(gt=0, le=240, description="How long it takes.")
    say: Text = Field(description="What to say or do.")


class Mistake(SchemaModel):
    """A common wrong answer."""

    says: Text = Field(description="What a learner says.")
    reply: Text = Field(description="What to show or ask then.")


class Notes(SchemaModel):
    """For whoever leads the lesson."""

    before: Text | None = Field(None, description="What to do beforehand.")
    timing: tuple[Stage, ...] = Field((), max_length=20, description="Steps with their minutes.")
    mistakes: tuple[Mistake, ...] = Field((), max_length=20, description="Common wrong answers.")


class LessonClaim(SchemaModel):
    """What the lesson says of its world, to be held against what the model gives."""

    says: Text = Field(description="The claim in words.")
    measure: MeasureName = Field(description="What is measured; any measure.")
    at: Settings = Field(default_factory=FrozenMap, description="Knobs; others default.")
    against: Settings | None = Field(None, description="Knobs of what it is compared with.")
    counts: Literal["value", "change", "growth", "spread"] = Field(
        "value",
        description="The value, its change or growth against the other settings, or the largest"
        " over the smallest of all replications.",
    )
    low: Number | None = Field(None, description="The claim holds from here ...")
    high: Number | None = Field(None, description="... to here, in the measure's own unit.")

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if self.low is None and self.high is None:
            raise InvalidValue("say 'low', 'high' or both")
        if (self.counts in ("change", "growth")) != (self.against is not None):
            raise InvalidValue("'against' belongs to a change or growth")
        return self


class Lesson(SchemaModel):
    """All that a lesson file says, each value checked by itself and against the others."""

    name: str = Field("", description="File name without ending; not written in the file.")
    title: Text = Field(description="What it is called.")
    question: Text = Field(description="What is asked.")
    brief: tuple[Text, ...] = Field(
        min_length=1, max_length=8, description="Who works here, what comes in, what is decided."
    )
    world: str = Field(
        max_length=200, description="The scenario: a name, or a path that begins at the lesson."
    )
    values: dict[str, Any] = Field(
        default_factory=dict, description="Values and verbs over it, as a what-if file has them."
    )
    knobs: Annotated[Map[Knob], Field(min_length=2, max_length=4)] = Field(
        description="What may be turned, by name."
    )
    measures: Annotated[
        dict[MeasureName, Shown], Field(min_length=1, max_length=8), AfterValidator(FrozenMap)
    ] = Field(description="What is shown, by the name of the measure.")
    bet: Bet = Field(description="What everybody bets on.")
    follows: Name | None = Field(
        None, description="Activity whose tasks are shown one by one, as bars."
    )
    heaps: Names = Field(
        (), description="Activities whose waiting tasks are shown; without it all that ever wait."
    )
    names: Map[Text] = Field(
        default_factory=FrozenMap,
        description="What people read for the world's roles, activities and categories.",
    )
    weeks: tuple[LessonWeek, ...] = Field(
        (), max_length=8, description="Weeks to play; without them that of today and of the bet."
    )
    moments: tuple[StopMoment, ...] = Field((), max_length=20, description="When the play stops.")
    why: tuple[Bridge, ...] = Field((), max_length=6, description="What explains it, as bars.")
    compare: tuple[Pair, ...] = Field((), max_length=8, description="Settings side by side.")
    rule: Rule = Field(description="What is learnt.")
    debrief: tuple[Question, ...] = Field(
        min_length=1, max_length=12, description="Questions with their answers."
    )
    notes: Notes = Field(Notes(), description="For whoever leads it.")
    claims: Map[LessonClaim] = Field(
        default_factory=FrozenMap, description="What holds in this world, tested by replications."
    )

    @property
    def defaults(self) -> dict[str, Setting]:
        """What each knob is set to at first."""
        return {name: knob.default for name, knob in self.knobs.items()}

    def at(self, settings: Settings) -> dict[str, Setting]:
        """All knobs: those said as said, the others as at first."""
        return {**self.defaults, **settings}
