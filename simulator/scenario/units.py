"""What a planner's words mean: ``35 min``, ``09:00``, ``12 km``, ``3 per week`` as numbers."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)

from simulator.errors import InvalidValue
from simulator.i18n import gettext, pgettext
from simulator.scenario.iso_days import expected_day

MINUTE, HOUR, DAY, WEEK = 60, 3_600, 86_400, 604_800
WORKED_DAYS = 5  # of a week
WEEKS_A_YEAR, DAYS_A_YEAR = 52, 365
YEAR = DAYS_A_YEAR * DAY
MILLION = 1_000_000
PERCENT = 100

DIGITS = 6  # after the decimal point, of what is reckoned with in whole millionths
MAX_DURATION = 520 * WEEK
MAX_ALTERNATION = 8  # weeks
MAX_DISTANCE = 20_000_000  # metres: half way round the earth

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

DURATION_UNITS = {
    "s": 1,
    "min": MINUTE,
    "h": HOUR,
    "d": DAY,
    "week": WEEK,
    "weeks": WEEK,
}
PERIODS = {
    "hour": HOUR,
    "day": DAY,
    "calendar day": DAY,
    "week": WEEK,
    "month": 30 * DAY,
    "year": 365 * DAY,
}
WORKING_DAY, OPEN_HOUR, CALENDAR_DAY = "working day", "open hour", "calendar day"
DIGITS_OF_A_NUMBER = 9  # of those with a unit, before and after the point
_NUMBER = r"([0-9]{1,9}(?:\.[0-9]{1,9})?)"
_AMOUNT = re.compile(rf"{_NUMBER}\s*([a-z]+)")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_SPAN = re.compile(r"([0-9]{1,2}:[0-9]{2})\s*-\s*([0-9]{1,2}:[0-9]{2})")
_LENGTH = re.compile(rf"(-?){_NUMBER}\s*(km|m)")
_SPEED = re.compile(rf"{_NUMBER}\s*km/h")
_DENSITY = re.compile(rf"{_NUMBER}\s*per\s*km2")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ALTERNATION = re.compile(r"([0-9])\s+of\s+([0-9])")
_RATE = re.compile(rf"{_NUMBER}\s+per\s+([a-z]+(?:\s+[a-z]+)?)")


class Rate(NamedTuple):
    """How often something happens: ``times`` in each period.

    Working days and open hours are those of a profile, which says how long they are.

    >>> parse_rate("3 per week")
    Rate(times=3.0, per='week')
    """

    times: float
    per: str


LONGEST_READ = 60


def as_read(read: object) -> str:
    """What was read, as a planner wrote it; a map or a list is called so.

    >>> as_read("35"), as_read(True), as_read({"a": 1})
    ("'35'", 'true', 'a map')
    """
    if isinstance(read, dict):
        return gettext("a map")
    if isinstance(read, list | tuple):
        return gettext("a list")
    if read is None:
        return gettext("nothing")
    if isinstance(read, bool):
        return str(read).lower()
    text = repr(read)
    return text if len(text) <= LONGEST_READ else text[: LONGEST_READ - 2] + "…'"


def _refuse(what: object, expected: str) -> ValueError:
    return InvalidValue("read {read}, expected {expected}", read=as_read(what), expected=expected)


def parse_duration(text: object) -> int:
    """Seconds in a length of time that names its unit (s, min, h, d of 24 hours, weeks).

    >>> parse_duration("1 h 30 min")
    5400
    """
    total = _seconds_in(text)
    seconds = round(total)
    if abs(total - seconds) > 1e-6:
        raise _refuse(text, gettext("a duration of whole seconds"))
    return seconds


def parse_fine_duration(text: object) -> float:
    """The same with parts of a second, in whole millionths; whole seconds are whole numbers.

    >>> parse_fine_duration("3.38 min"), parse_fine_duration("3.4 min")
    (202.8, 204)
    """
    total = round(_seconds_in(text), DIGITS)
    return int(total) if total.is_integer() else total


def _seconds_in(text: object) -> float:
    expected = gettext("a duration with its unit, such as '35 min', '1.5 h', '2 d' or '6 weeks'")
    parts = _AMOUNT.findall(text) if isinstance(text, str) else []
    if not isinstance(text, str) or not parts or _AMOUNT.sub("", text).strip():
        raise _refuse(text, expected + (_nearest_unit(text) or _number_hint(text)))
    total = 0.0
    for amount, unit in parts:
        if unit not in DURATION_UNITS:
            raise _refuse(text, expected + _nearest_unit(text))
        total += float(amount) * DURATION_UNITS[unit]
    if total > MAX_DURATION:
        most = format_duration(MAX_DURATION)
        raise _refuse(text, gettext("a duration of at most {most}", most=most))
    return total


# What people write of a unit that is not the word for it.
_UNITS_AS_WRITTEN = {
    **dict.fromkeys(("sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("m", "mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("day", "days"), "d"),
    **dict.fromkeys(("w", "wk", "wks"), "weeks"),
    **{word: word for word in DURATION_UNITS},
}


def _nearest_unit(text: object) -> str:
    """The same amounts with the units that are most like those read, as a hint; empty if none is.

    >>> _nearest_unit("90 minuts"), _nearest_unit("1 Hour"), _nearest_unit("35")
    ("; did you mean '90 min'?", "; did you mean '1 h'?", '')
    """
    import difflib

    written = str(text).strip()
    amounts = re.findall(rf"{_NUMBER}\s*([A-Za-z]+)", written)
    near = [difflib.get_close_matches(u.lower(), _UNITS_AS_WRITTEN, 1, 0.7) for _, u in amounts]
    if not amounts or not all(near) or re.sub(rf"{_NUMBER}\s*[A-Za-z]+", "", written).strip():
        return ""
    pairs = zip(amounts, near, strict=True)
    meant = " ".join(f"{amount} {_UNITS_AS_WRITTEN[words[0]]}" for (amount, _), words in pairs)
    return gettext("; did you mean {word!r}?", word=meant)


_AS_WRITTEN = re.compile(r"(?<![0-9])(-?)\s?\b([0-9]+)(?:\.([0-9]+))?")
_COMMA = re.compile(r"(?<![0-9.,])([0-9]+),([0-9]+)(?![0-9.,])")


def _number_hint(text: object) -> str:
    """What is wrong with the number of an amount, as a hint; empty if nothing is.

    >>> _number_hint("1,5 h")
    '; expected a decimal point: write 1.5'
    >>> _number_hint("1,500 per week")
    '; write 1500 if the comma parts thousands, 1.500 if it is decimal'
    >>> _number_hint("-3 per week")
    '; its number lies between 0 and 999999999, with at most 9 digits after the point'
    """
    written = str(text)[:LONGEST_READ]
    if comma := _COMMA.search(written):
        closed, point = "".join(comma.groups()), ".".join(comma.groups())
        if len(comma[2]) == len("000") and not comma[1].startswith("0"):
            return gettext(
                "; write {closed} if the comma parts thousands, {point} if it is decimal",
                closed=closed,
                point=point,
            )
        return gettext("; expected a decimal point: write {point}", point=point)
    numbers = _AS_WRITTEN.findall(written)
    if any(
        sign or max(len(whole), len(fine)) > DIGITS_OF_A_NUMBER for sign, whole, fine in numbers
    ):
        return gettext(
            "; its number lies between 0 and {most}, with at most {digits} digits after the point",
            most="9" * DIGITS_OF_A_NUMBER,
            digits=DIGITS_OF_A_NUMBER,
        )
    return ""


class Deadline(NamedTuple):
    """A time until which something should be finished, by the clock or on working days alone."""

    seconds: int
    on_working_days: bool


def parse_deadline(text: object) -> Deadline:
    """Written in ``d`` it counts working days, in hours, minutes or weeks the clock.

    >>> parse_deadline("1 d"), parse_deadline("24 h")
    (Deadline(seconds=86400, on_working_days=True), Deadline(seconds=86400, on_working_days=False))
    """
    seconds = parse_duration(text)
    if seconds == 0:
        raise _refuse(text, gettext("a duration longer than nothing"))
    if _in_days(text) and "week" in str(text):
        raise _refuse(
            text, gettext("working days, such as '5 d', or weeks by the calendar, not both")
        )
    return Deadline(seconds, _in_days(text))


def format_deadline(deadline: Deadline) -> str:
    """A deadline that reads back as the same: in ``d``, or without it.

    >>> format_deadline(Deadline(129_600, True)), format_deadline(Deadline(172_800, False))
    ('1.5 d', '48 h')
    """
    if not deadline.on_working_days:
        return format_by_clock(deadline.seconds)
    days = format_number(round(deadline.seconds / DAY, 9))
    if abs(float(days) * DAY - deadline.seconds) < 1e-6:
        return f"{days} d"
    return f"{deadline.seconds // DAY} d {deadline.seconds % DAY} s"


def parse_delay(text: object) -> Deadline:
    """A wait, which may be none: written in ``d`` it counts days, of open hours those days.

    >>> parse_delay("2 d"), parse_delay("0 s")
    (Deadline(seconds=172800, on_working_days=True), Deadline(seconds=0, on_working_days=False))
    """
    if isinstance(text, Deadline):
        return text
    return parse_deadline(text) if parse_duration(text) else Deadline(0, False)


def format_delay(delay: Deadline) -> str:
    """A wait that reads back as the same."""
    return format_deadline(delay) if delay.seconds else format_duration(0)


class InDays(float):
    """Seconds that are written in days: where open hours count, so do open days."""


def parse_mean(text: object) -> float:
    """Seconds with fractions, remembering that they were written in days.

    >>> parse_mean("3 d"), type(parse_mean("3 d")).__name__, parse_mean("8 h")
    (259200.0, 'InDays', 28800)
    """
    seconds = parse_fine_duration(text)
    return InDays(seconds) if _in_days(text) else seconds


def format_mean(seconds: float) -> str:
    """The same written so that it reads back as the same: in ``d``, or without it.

    >>> format_mean(InDays(302_400)), format_mean(172_800)
    ('3.5 d', '48 h')
    """
    if isinstance(seconds, InDays):
        days = format_number(round(seconds / DAY, 12))
        if round(float(days) * DAY, DIGITS) == round(seconds, DIGITS):
            return f"{days} d"
        return f"{int(seconds // DAY)} d {format_number(round(seconds % DAY, DIGITS))} s"
    if float(seconds).is_integer():
        return format_by_clock(int(seconds))
    return format_fine_duration(seconds)


def _in_days(text: object) -> bool:
    return "d" in {unit for _, unit in _AMOUNT.findall(str(text))}


def format_by_clock(seconds: int) -> str:
    """The same as ``format_duration`` without days.

    >>> format_by_clock(172_800)
    '48 h'
    """
    written = format_duration(seconds)
    return f"{format_number(seconds / HOUR)} h" if written.endswith("d") else written


def format_duration(seconds: int) -> str:
    """The shortest way to write a number of seconds that reads back as the same number.

    >>> format_duration(5400)
    '1.5 h'
    """
    if seconds and seconds % WEEK == 0:
        weeks = seconds // WEEK
        return f"{weeks} week" if weeks == 1 else f"{weeks} weeks"
    for unit, size in (("d", DAY), ("h", HOUR), ("min", MINUTE)):
        quarters, left = divmod(seconds * 4, size)
        if quarters >= 4 and left == 0:
            return f"{quarters / 4:g} {unit}"
    minutes = seconds / MINUTE
    if seconds >= MINUTE and round(float(f"{minutes:g}") * MINUTE, 6) == seconds:
        return f"{minutes:g} min"
    return f"{seconds} s"


def format_fine_duration(seconds: float) -> str:
    """The same for seconds with a fraction.

    >>> format_fine_duration(202.8), format_fine_duration(204)
    ('3.38 min', '3.4 min')
    """
    if float(seconds).is_integer():
        return format_duration(int(seconds))
    minutes = round(seconds / MINUTE, DIGITS)
    if seconds >= MINUTE and round(minutes * MINUTE, DIGITS) == round(seconds, DIGITS):
        return f"{format_number(minutes)} min"
    return f"{format_number(round(seconds, DIGITS))} s"


def parse_clock(text: object) -> int:
    """Seconds after midnight of a time of day, ``00:00`` to ``24:00``.

    >>> parse_clock("09:30")
    34200
    """
    match = _CLOCK.fullmatch(text.strip()) if isinstance(text, str) else None
    seconds = int(match[1]) * HOUR + int(match[2]) * MINUTE if match else 0
    if match is None or int(match[2]) > 59 or seconds > DAY:
        raise _refuse(text, gettext("a time of day such as '08:30'"))
    return seconds


def format_clock(seconds: int) -> str:
    """A time of day as people write it.

    >>> format_clock(34200)
    '09:30'
    """
    return f"{seconds // HOUR:02d}:{seconds % HOUR // MINUTE:02d}"


def parse_span(text: object) -> tuple[int, int]:
    """The two ends, in seconds after midnight, of a stretch of the day.

    >>> parse_span("08:00-12:00")
    (28800, 43200)
    """
    match = _SPAN.fullmatch(text.strip()) if isinstance(text, str) else None
    start, end = (parse_clock(match[1]), parse_clock(match[2])) if match else (0, 0)
    if end <= start:
        expected = gettext("a stretch of the day such as '08:00-12:00', its end after its start")
        raise _refuse(text, expected)
    return start, end


def parse_length(text: object) -> int:
    """Metres in a distance written in km or m.

    >>> parse_length("12.5 km")
    12500
    """
    match = _LENGTH.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        expected = gettext("a distance with its unit, such as '12 km'")
        raise _refuse(text, expected + _number_hint(text))
    exact = float(match[2]) * (1000 if match[3] == "km" else 1)
    metres = round(exact)
    if abs(exact - metres) > 1e-6:
        raise _refuse(text, gettext("a distance of whole metres"))
    if metres > MAX_DISTANCE:
        raise _refuse(
            text,
            gettext("a distance of at most {most}", most=format_length(MAX_DISTANCE)),
        )
    return -metres if match[1] else metres


def format_length(metres: int) -> str:
    """A distance in kilometres.

    >>> format_length(12500)
    '12.5 km'
    """
    return f"{format_number(metres / 1000)} km"


def parse_speed(text: object) -> float:
    """Kilometres in an hour.

    >>> parse_speed("50 km/h")
    50.0
    """
    match = _SPEED.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None or float(match[1]) < 1:
        expected = gettext("a speed of at least 1 km/h, such as '50 km/h'")
        raise _refuse(text, expected + _number_hint(str(text).lstrip("- ")))
    return float(match[1])


def parse_density(text: object) -> float:
    """Accounts on a square kilometre.

    >>> parse_density("0.125 per km2")
    0.125
    """
    match = _DENSITY.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        expected = gettext("a density such as '0.125 per km2'")
        raise _refuse(text, expected + _number_hint(text))
    return float(match[1])


def parse_rate(text: object) -> Rate:
    """How often: a number and a period (month of 30 days, year of 365)."""
    match = _RATE.fullmatch(text.strip()) if isinstance(text, str) else None
    per = " ".join(match[2].split()) if match else ""
    if match is None or per not in (*PERIODS, WORKING_DAY, OPEN_HOUR):
        expected = gettext(
            "how often, such as '3 per week', '20 per working day', '12 per open hour', '0.5 per"
            " year'"
        )
        raise _refuse(text, expected + (_nearest_rate(text) or _number_hint(text)))
    return Rate(float(match[1]), per)


def _nearest_rate(text: object) -> str:
    """The same number with the period that is most like the one read, as a hint; empty if none is.

    >>> _nearest_rate("3 per wek"), _nearest_rate("20/Working days"), _nearest_rate("3 per moon")
    ("; did you mean '3 per week'?", "; did you mean '20 per working day'?", '')
    """
    import difflib

    pattern = rf"{_NUMBER}\s*(?:per|an?|each|every|/)\s*([a-z]+(?:\s+[a-z]+)?)"
    match = re.fullmatch(pattern, str(text)[:LONGEST_READ].strip().lower())
    word = " ".join(match[2].split()) if match else ""
    near = difflib.get_close_matches(word, (*PERIODS, WORKING_DAY, OPEN_HOUR), 1, 0.7)
    if match is None or not near:
        return ""
    return gettext("; did you mean {word!r}?", word=f"{match[1]} per {near[0]}")


def format_rate(rate: Rate) -> str:
    """How often, in words.

    >>> format_rate(parse_rate("3 per week"))
    '3 per week'
    """
    return f"{format_number(rate.times)} per {rate.per}"


class Alternation(NamedTuple):
    """One week of a few that come round: the first of two, the third of four."""

    number: int
    of: int


def parse_alternation(text: object) -> Alternation:
    """Which of how many weeks, counted from the first.

    >>> parse_alternation("1 of 2")
    Alternation(number=1, of=2)
    """
    match = _ALTERNATION.fullmatch(text.strip()) if isinstance(text, str) else None
    number, of = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= number <= of or not 2 <= of <= MAX_ALTERNATION:
        most = MAX_ALTERNATION
        raise _refuse(text, gettext("one of 2 to {most} weeks, such as '1 of 2'", most=most))
    return Alternation(number, of)


def parse_date(text: object) -> datetime.date:
    """A calendar day written year-month-day.

    >>> parse_date("2025-01-06")
    datetime.date(2025, 1, 6)
    """
    if isinstance(text, datetime.date):
        return text
    try:
        if isinstance(text, str) and _DATE.fullmatch(text.strip()):
            return datetime.date.fromisoformat(text.strip())
    except ValueError:
        pass  # there is no such day
    raise _refuse(text, expected_day(text))


def parse_number(value: object) -> float:
    """A plain finite number; never a truth value, never a number kept as text."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refuse(value, gettext("a number"))
    if not math.isfinite(value):
        raise _refuse(value, gettext("a finite number"))
    return float(value)


def in_millionths(value: float) -> float:
    """A number that is reckoned with in whole millionths; refused if they do not hold it.

    What arithmetic leaves in the last bits is no digit that anybody wrote.
    """
    kept = round(value, DIGITS)
    if abs(kept - value) > 1e-12 * max(1.0, abs(value)):
        raise _refuse(
            value, gettext("at most {digits} digits after the decimal point", digits=DIGITS)
        )
    return kept


def parse_whole(value: object) -> int:
    """A whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise _refuse(value, gettext("a whole number"))
    return value


def format_number(value: float) -> str:
    """All digits of a number and no exponent, so that it reads back as the same number.

    >>> format_number(0.00001), format_number(2_500_000.0)
    ('0.00001', '2500000')
    """
    whole, _, rest = f"{Decimal(repr(value)):f}".partition(".")
    return f"{whole}.{rest}".rstrip("0").rstrip(".")


def parse_weekdays(text: str) -> tuple[str, ...]:
    """Weekdays by their first letters, some of them or from one to another: ``tue, fri``.

    >>> parse_weekdays("Mo-We, sat")
    ('monday', 'tuesday', 'wednesday', 'saturday')
    """
    joined = re.sub(r"\s*(?:-|\u2013|\bto\b)\s*", "-", text.casefold())
    chosen: set[int] = set()
    for part in filter(None, re.split(r"[,;/+\s]+", joined)):
        first, _, last = part.partition("-")
        one, other = _weekday(first, text), _weekday(last or first, text)
        chosen |= {day % 7 for day in range(one, other + 1 + 7 * (other < one))}
    return tuple(day for number, day in enumerate(WEEKDAYS) if number in chosen)


def _weekday(word: str, text: str) -> int:
    near = [number for number, day in enumerate(WEEKDAYS) if day.startswith(word)]
    if len(word) < 2 or len(near) != 1:
        raise InvalidValue("read {read!r}, expected weekdays such as 'mon-fri'", read=text[:40])
    return near[0]


def nearest_word(word: str, words: Iterable[str]) -> str:
    """The known word most like the one read, as a hint ready to append; empty when none is near.

    >>> nearest_word("inside_sale", ["field_rep", "inside_sales"])
    "; did you mean 'inside_sales'?"
    """
    near = nearest(word, words)
    return gettext("; did you mean {word!r}?", word=near) if near is not None else ""


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The known word most like the one read; None when none is near.

    >>> nearest("inside_sale", ["field_rep", "inside_sales"])
    'inside_sales'
    """
    import difflib

    return next(iter(difflib.get_close_matches(word, list(words), n=1, cutoff=0.6)), None)


def expected_one_of(word: object, words: Iterable[str], kind: str) -> str:
    """What is wrong with a name that refers to none of its kind."""
    known = sorted(words)
    return gettext(
        "read {word!r}, expected one of the {kind} ({expected}){hint}",
        word=word,
        kind=pgettext("key", kind),
        expected=", ".join(known[:12]) or gettext("none is defined"),
        hint=nearest_word(str(word), known),
    )


def _text(
    parse: Callable[[object], Any], write: Callable[[Any], str], example: str
) -> tuple[Any, ...]:
    """The annotations that make a quantity read from text, written as text, shown as text."""
    return (
        BeforeValidator(parse),
        PlainSerializer(write, return_type=str),
        WithJsonSchema({"type": "string", "examples": [example]}),
    )


Duration = Annotated[int, *_text(parse_duration, format_duration, "35 min")]
FineDuration = Annotated[
    int | float,
    PlainValidator(parse_mean),
    PlainSerializer(format_mean, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["35 min"]}),
]
Delay = Annotated[Deadline, *_text(parse_delay, format_delay, "2 d")]
Due = Annotated[Deadline, *_text(parse_deadline, format_deadline, "1 d")]
Clock = Annotated[int, *_text(parse_clock, format_clock, "08:30")]
Length = Annotated[int, *_text(parse_length, format_length, "12 km")]
Speed = Annotated[float, *_text(parse_speed, lambda v: f"{format_number(v)} km/h", "50 km/h")]
Density = Annotated[
    float, *_text(parse_density, lambda v: f"{format_number(v)} per km2", "0.1 per km2")
]
Often = Annotated[Rate, *_text(parse_rate, format_rate, "3 per week")]
EveryFewWeeks = Annotated[
    Alternation,
    *_text(parse_alternation, lambda turn: f"{turn.number} of {turn.of}", "1 of 2"),
]
Date = Annotated[
    datetime.date,
    BeforeValidator(parse_date),
    PlainSerializer(lambda day: day.isoformat(), return_type=str),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2025-01-06"]}),
]
Number = Annotated[float, BeforeValidator(parse_number)]
Whole = Annotated[int, BeforeValidator(parse_whole)]
Share = Annotated[Number, Field(ge=0, le=1)]
Fine = Annotated[Number, AfterValidator(in_millionths)]
FineShare = Annotated[Share, AfterValidator(in_millionths)]
