"""Measures, roles and amounts as people write them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, get_origin

from simulator.experiment.estimates import TooFew
from simulator.experiment.gains import describe
from simulator.experiment.judgement import Judged, role_of
from simulator.experiment.queues import Queue, activity_of
from simulator.experiment.statistics import Interval
from simulator.i18n import current_language, gettext, known_as, pgettext
from simulator.measures.targets import HEADLINE
from simulator.output.document import Estimate, Format, Kind
from simulator.output.numbers import EXACT, NEAR, decimals_near, decimals_of, figures, number
from simulator.scenario.moves import DAYS
from simulator.scenario.names import HOME, OFFICE
from simulator.scenario.schema.scenario import ScenarioFields
from simulator.scenario.units import PERCENT
from simulator.scenario.verbs import VERBS

# How names of several people end, or of a team; and how those of one person do.
MANY_PEOPLE = ("s", "support", "staff", "team", "center")
ONE_PERSON = ("er", "or", "ist", "ant", "ent", "ian", "executive", "rep", "clerk", "lead", "hire")
# What paths of values begin with; other names of several parts are those of measures.
SECTIONS = {*ScenarioFields.model_fields, *VERBS, DAYS}
OF_NAMES = {
    *(
        key
        for key, field in ScenarioFields.model_fields.items()
        if get_origin(field.annotation) is dict
    ),
    *VERBS,
}
_POINT = re.compile(r"\.(?!\d)|(?<!\d)\.")  # not that of a number
_OF_A_BOUND = re.compile(r"\b(today|points)\b")
_AMOUNT = re.compile(r"(?P<number>[\d.]+) (?P<unit>.+)")
SHORT_UNITS = {"share": "%", "min": "min", "h": "h", "d": "d", "km": "km"}  # by the first word
WEEKLY_MONEY, COUNTED_WEEKLY = "money per week", "per week"
KINDS: dict[str, Kind] = {"share": "share", "money": "whole", "min": "amount", "h": "amount"}


def words(name: str) -> str:
    """The name of a category, role or measure as people write it.

    >>> words("turnaround_mean.order_entry")
    'turnaround mean: order entry'
    """
    first, *rest = _POINT.split(name)
    if not rest or first not in SECTIONS:
        return gettext(": ").join(map(_name_words, (first, *rest)))
    below = _name_words(rest[0]) if first in OF_NAMES else key_words(rest[0])
    return gettext(": ").join([key_words(first), below, *map(key_words, rest[1:])])


def path_words(path: str) -> str:
    """A path of values as people write it, whole or from some key on.

    >>> path_words("horizon"), path_words("lasts.mean")
    ('horizon', 'lasts: mean')
    """
    first, *rest = _POINT.split(path)
    whole = rest and first in SECTIONS
    return words(path) if whole else gettext(": ").join(map(key_words, (first, *rest)))


def key_words(key: str) -> str:
    """What a key of scenario files stands for: an ``order`` of calls is which goes first."""
    return _part_words(key, "key", "name")


def _name_words(name: str) -> str:
    """What is called so, whatever else the word means: an activity ``order``, a role ``to``.

    Names of what is shipped are translated, others are a planner's own.
    """
    return known_as(name.replace("_", " "), "name")


def _part_words(part: str, *contexts: str) -> str:
    """A key, or the amount that a map of amounts has instead: ``5 min``."""
    if _AMOUNT.fullmatch(part):
        return amount_words(part)
    return known_as(part.replace("_", " "), *contexts)


def amount_words(value: object) -> str:
    """An amount as a scenario has it, its unit in the reader's language; what is none as it is.

    >>> amount_words("10 min"), amount_words("inside_sales")
    ('10 min', 'inside_sales')
    """
    match = _AMOUNT.fullmatch(str(value))
    return f"{match['number']} {unit_words(match['unit'])}" if match else str(value)


def goal_in_words(goal: str) -> str:
    """A goal or a bound with the words of its measure, as people say it.

    >>> goal_in_words("direct_selling_share >= 22%")
    'direct selling share ≥ 22%'
    >>> goal_in_words("utilisation.field_rep <= today + 0.4 points")
    'utilisation: field rep ≤ today + 0.4 points'
    """
    measure, side, bound = goal.partition(">=" if ">=" in goal else "<=")
    sign = {">=": "≥", "<=": "≤"}[side]
    limit = _OF_A_BOUND.sub(lambda word: gettext(word[0]), bound.strip())
    return f"{words(measure.strip())} {sign} {limit}"


def unit_words(unit: str) -> str:
    """A unit of a scenario file as people write it."""
    return pgettext("unit", unit) if unit else ""


def person_words(name: str) -> str:
    """A person by role and number, in the reader's language."""
    role, _, number = name.rpartition(" ")
    return f"{words(role)} {number}" if role else name


def place_words(name: str) -> str:
    """A place: an account by its name, a home by whose it is, in the reader's language."""
    if name == OFFICE:
        return words(OFFICE)
    person = name.removeprefix(HOME)
    return name if person == name else gettext("home of {person}", person=person)


def listed(texts: Iterable[str]) -> str:
    """Texts one after the other.

    >>> listed(["quotes", "orders"])
    'quotes, orders'
    """
    return gettext(", ").join(texts)


def clauses(texts: Iterable[str]) -> str:
    """Parts of a sentence one after the other."""
    return gettext("; ").join(texts)


def sentences(texts: Iterable[str]) -> str:
    """Sentences one after the other; after a full stop of full width there is no gap."""
    return (" " if current_language() == "en" else "").join(texts)


def labelled(label: str, value: object) -> str:
    """A value behind what it is called."""
    return gettext("{label}: {value}", label=label, value=value)


def people_of(role: str) -> str:
    """Several people of a role; of a name that is no noun for one of them, people of it.

    >>> people_of("field_rep"), people_of("sales_support"), people_of("new")
    ('field reps', 'sales support', 'people of new')
    """
    if role.endswith(MANY_PEOPLE):
        return words(role)
    if _is_one(role):
        return gettext("{role}s", role=words(role))
    return gettext("people of {role}", role=words(role))


def person_of(role: str) -> str:
    """One person of a role.

    >>> person_of("field_rep"), person_of("a")
    ('field rep', 'person of a')
    """
    return words(role) if _is_one(role) else gettext("person of {role}", role=words(role))


def staffing_words(changes: Mapping[str, int]) -> str:
    """How many more of each role there are.

    >>> staffing_words({"field_rep": -1, "sales_support": 12, "rep": 2, "clerks": 1})
    '-1 field rep, +12 sales support, +2 reps, +1 clerk'
    """
    return listed(
        _of_them(number(count, signed=True), _counted(role, count))
        for role, count in changes.items()
    )


def headcount_words(people: Mapping[str, int]) -> str:
    """How many people each role has; nothing of those that have none.

    >>> headcount_words({"field_rep": 8, "engineer": 1, "clerk": 0})
    '8 field reps, 1 engineer'
    """
    return listed(counted(role, count) for role, count in people.items() if count)


def counted(role: str, count: int) -> str:
    """How many people of a role.

    >>> counted("field_rep", 1), counted("field_rep", 0), counted("inside_sales", 2)
    ('1 field rep', '0 field reps', '2 inside sales')
    """
    return _of_them(str(count), _counted(role, count))


def _of_them(count: str, who: str) -> str:
    """So many of those who are called so: Chinese has a word between."""
    return gettext("{count} {who}", count=count, who=who)


def _counted(role: str, count: int) -> str:
    """One person of a role, or several."""
    if abs(count) != 1:
        return people_of(role)
    singular = role.removesuffix("s")
    if role.endswith(MANY_PEOPLE) and not _is_one(singular):
        return words(role)
    return person_of(singular)


def _is_one(role: str) -> bool:
    """Is a role called what one of its people is called?"""
    return role.rpartition("_")[2].endswith(ONE_PERSON)


def on_one_line(value: Any) -> str:
    """A value of a scenario as it fits into a comment, in the words of a file."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {on_one_line(each)}' for key, each in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(on_one_line, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return gettext("nothing") if value is None else " ".join(str(value).split())


# -- units -----------------------------------------------------------------------------------------


def short_unit(key: str, currency: str) -> str:
    """The unit of a measure in few letters; nothing for plain numbers.

    >>> short_unit("overtime.field_rep", "EUR"), short_unit("cost_per_week", "EUR")
    ('min', 'EUR')
    """
    first = _first_word(key)
    return currency if first == "money" else SHORT_UNITS.get(first, "")


def unit_beside(key: str, currency: str, change: bool = False) -> str:
    """The short unit as it is said: of money also for how long, where the name does not say it.

    >>> unit_beside("profit", "EUR"), unit_beside("cost_per_week", "EUR")
    ('EUR a week', 'EUR')
    """
    unit = short_unit(key, currency)
    if describe(key).unit == WEEKLY_MONEY and "week" not in key:
        return gettext("{currency} a week", currency=unit)
    return gettext(points(unit) if change else unit) if unit else ""


def unit_in_full(key: str, currency: str, change: bool = False) -> str:
    """A measure's unit in full; what a share changes by is points."""
    unit = describe(key).unit
    if _first_word(key) == "share":
        return gettext("points" if change else "share of time" if unit == "share" else unit)
    if unit.startswith("money"):
        rest = unit.removeprefix("money").strip()
        return f"{currency} {gettext(rest)}".strip()
    return gettext(unit)


def _first_word(key: str) -> str:
    return describe(key).unit.split()[0]


def points(unit: str) -> str:
    """The unit of a difference: a share's is points, not per cent of itself."""
    return "points" if unit == "%" else unit


def level_format(key: str, currency: str = "") -> Format:
    """How the numbers of a measure look."""
    return Format(KINDS.get(_first_word(key), "number"), gettext(short_unit(key, currency)))


def change_format(key: str, currency: str = "") -> Format:
    """How differences of a measure look; those of shares are points."""
    kind: Kind = "points" if _first_word(key) == "share" else "change"
    return Format(kind, gettext(points(short_unit(key, currency))))


def with_unit(name: str, key: str, currency: str) -> str:
    """A name with the unit of a measure behind it, if it has one that the name does not say.

    >>> with_unit("lapsed: phone", "lapsed.phone", "EUR")
    'lapsed: phone, per week'
    """
    counted = describe(key).unit == COUNTED_WEEKLY and "week" not in key
    unit = gettext(COUNTED_WEEKLY) if counted else unit_beside(key, currency)
    return listed([name, unit]) if unit else name


# -- amounts ---------------------------------------------------------------------------------------


def estimate(interval: Interval) -> Estimate:
    """An interval as a document holds it."""
    return Estimate(*interval[:3])


def made_of_runs(count: int, fewest: int = 0) -> str:
    """Under a picture: of how many runs it is made, some of it of fewer, and what lines mean.

    >>> made_of_runs(10, 4)
    '4 to 10 runs; thin lines: 95% intervals'
    """
    if count == 1:
        return gettext("one run, so that nothing is said of luck")
    if 0 < fewest < count:
        return gettext(
            "{fewest} to {count} runs; thin lines: 95% intervals", fewest=fewest, count=count
        )
    return gettext("{count} runs; thin lines: 95% intervals", count=count)


def alone(mean: float) -> Estimate:
    """A mean without its interval."""
    return Estimate(mean)


def amount(interval: Interval | Estimate, measure: str, currency: str, change: bool = False) -> str:
    """A mean with its interval and unit.

    >>> amount(Interval(0.097, 0.093, 0.102, 9), "direct_selling_share", "EUR", change=True)
    '+9.7 points [9.3, 10.2]'
    """
    unit = short_unit(measure, currency)
    shown = unit_beside(measure, currency, change)
    gap = "" if shown in ("", "%") else " "
    return figures(interval, unit, change=change, between=f"{gap}{shown}")


def size_words(size: float, measure: str, currency: str, asked: bool = False) -> str:
    """A size such as a tolerance in as many digits as it takes; what was asked for in all its own.

    >>> size_words(0.003, "direct_selling_share", "EUR"), size_words(0.0005, "utilisation.rep", "")
    ('0.3 points', '0.05 points')
    >>> size_words(57.6923, "cost_per_week", "EUR")
    '57.7 EUR'
    """
    shown = size * (PERCENT if short_unit(measure, currency) == "%" else 1)
    fewest = 1 if short_unit(measure, currency) == "%" else decimals_of([shown])
    decimals = decimals_near(shown, fewest, EXACT if asked else NEAR)
    unit = unit_beside(measure, currency, change=True)
    return " ".join(filter(None, (number(shown, decimals), unit)))


def level_words(level: Interval | Estimate, measure: str, currency: str) -> str:
    """A mean with its unit, if it has one, and without its interval.

    >>> level_words(Interval(0.2, 0.1, 0.3, 9), "direct_selling_share", "EUR")
    '20.0%'
    >>> level_words(Interval(20.0, 10.0, 30.0, 9), "visits_per_week", "EUR")
    '20.0'
    """
    return amount(level._replace(low=math.nan, high=math.nan), measure, currency)


def mean_of(interval: Interval, unit: str) -> str:
    """A mean without its interval, as text."""
    return figures(interval._replace(low=math.nan, high=math.nan), unit)


def grows(queue: Queue) -> str:
    """By how much a pile grows, said of its work."""
    return grows_from(queue.growth_per_week.mean, queue.since)


def grows_from(mean: float, since: str | None) -> str:
    """The same from a day on, where it is not judged over all weeks that count."""
    if since is None or math.isnan(mean):
        return grows_by(mean)
    return gettext("{grows} from {day} on", grows=grows_by(mean), day=long_day(since))


def grows_by(mean: float) -> str:
    """A growth of so many tasks a week; nothing of what is not known.

    >>> grows_by(42.04)
    'grows by 42.0 tasks a week'
    """
    if math.isnan(mean):
        return ""
    return gettext("grows by {count} tasks a week", count=number(mean, decimals_of([mean])))


def long_day(day: str) -> str:
    """A day with its month by its name.

    >>> long_day("2026-05-04")
    '4 May 2026'
    """
    read = date.fromisoformat(day)
    return gettext("{day} {month} {year}", day=read.day, month=month_name(read), year=read.year)


def month_name(day: date) -> str:
    """The name of a day's month."""
    names = (
        *(gettext("January"), gettext("February"), gettext("March"), gettext("April")),
        *(gettext("May"), gettext("June"), gettext("July"), gettext("August")),
        *(gettext("September"), gettext("October"), gettext("November"), gettext("December")),
    )
    return names[day.month - 1]


def pile_grows(queue: Queue) -> str:
    """By how much a pile grows, in the place of a measure that it leaves without a value."""
    return gettext("pile {grows}", grows=grows(queue))


def growth_in_short(queue: Queue) -> str:
    """The same where there is little room, as in a column of figures."""
    mean = queue.growth_per_week.mean
    if math.isnan(mean):
        return gettext("pile grows")
    return gettext("pile {growth}/week", growth=number(mean, decimals_of([mean]), signed=True))


def went(judged: Judged, key: str) -> str:
    """Where a measure went, in the reader's words."""
    before, after = judged.piles
    whole = judged.basis == "asked" and not judged.unsure
    if whole and judged.verdict in ("up", "down", "cannot tell"):
        return gettext("{went}, of all asked", went=gettext(judged.verdict))
    if after is None:
        return verdict_words(judged.verdict, key)
    if before is None:
        return gettext("pile grows")
    return {
        "up": gettext("pile grows faster"),
        "down": gettext("pile grows more slowly"),
        "no change": gettext("pile grows as before"),
        "cannot tell": gettext("pile grows in both"),
    }[judged.difference.verdict]


def verdict_words(verdict: str, key: str) -> str:
    """Where a measure went; of selling that never happens, what that means.

    >>> verdict_words("never happens", "direct_selling_share")
    'nobody sells'
    """
    return gettext("nobody sells" if (verdict, key) == ("never happens", HEADLINE) else verdict)


def too_few_words(whose: str, measure: str, tasks: TooFew) -> str:
    """That a percentile rests on too few tasks to be told.

    >>> too_few_words("today", "turnaround_p90.quote", TooFew(99, 100))
    'today: turnaround p90: quote: too few tasks, 99 of the 100 that it takes'
    """
    return gettext(
        "{name}: {measure}: too few tasks, {there} of the {takes} that it takes",
        name=whose,
        measure=words(measure),
        there=number(tasks.there),
        takes=number(tasks.takes),
    )


def no_value(measure: str, tasks: TooFew | None, *, of_nobody: bool = False) -> str:
    """The clause about a measure without a value: why it has none.

    >>> no_value("turnaround_p90.quote", TooFew(4, 100))
    'Turnaround p90: quote: too few tasks to tell, 4 of the 100 that it takes'
    >>> no_value("turnaround_p90.quote", None)
    'Turnaround p90: quote: it never happened'
    >>> no_value("utilisation.clerk", None, of_nobody=True)
    'Utilisation: clerk: nobody works as clerk'
    """
    why = nobody_works(measure) if of_nobody else why_no_value(tasks)
    return labelled(words(measure).capitalize(), why)


def why_no_value(tasks: TooFew | None) -> str:
    """Why a measure has no value."""
    if tasks is None:
        return gettext("it never happened")
    return gettext(
        "too few tasks to tell, {there} of the {takes} that it takes",
        there=number(tasks.there),
        takes=number(tasks.takes),
    )


def nobody_works(measure: str) -> str:
    """That the role whose time a measure is of has no people."""
    return gettext("nobody works as {role}", role=words(role_of(measure)))


def finished_only(measure: str) -> list[str]:
    """What a measure of finished tasks leaves out, if it is one; how many are late counts all.

    >>> finished_only("waiting.quote")
    ['waiting: quote: of begun tasks alone; what is never begun is in waiting at end: quote']
    >>> finished_only("within_due.quote")
    []
    """
    activity = activity_of(measure)
    if activity is None:
        return []
    values = {"measure": words(measure), "pile": words(f"waiting_at_end.{activity}")}
    if measure.startswith("waiting."):
        return [
            gettext("{measure}: of begun tasks alone; what is never begun is in {pile}", **values)
        ]
    return [
        gettext("{measure}: of finished tasks alone; what is never done is in {pile}", **values)
    ]


def absence_words() -> dict[str, str]:
    """Why people are away.

    >>> absence_words()["sickness"]
    'ill'
    """
    return {
        "vacation": gettext("on leave"),
        "sickness": gettext("ill"),
        "vacancy": gettext("chair is empty"),
    }
