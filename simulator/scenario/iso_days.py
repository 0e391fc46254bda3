"""Days as people write them, in the form that files take."""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from collections.abc import Iterator

from simulator.i18n import gettext

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
EXAMPLE = "2025"  # the year of a day that says none
_YEAR_FIRST = re.compile(
    r"([0-9]{4})([-./ ])([0-9]{1,2})\2([0-9]{1,2})|([0-9]{4})([0-9]{2})([0-9]{2})"
)
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-./ ])\s?([0-9]{1,2})(?:\2\s?([0-9]{4}|[0-9]{2})?)?")
_WORDS = re.compile(r"[a-z]+|[0-9]+")
_ORDINAL = re.compile(r"([0-9])(?:st|nd|rd|th)\b")


def expected_day(text: object) -> str:
    """What is expected in place of a text that is no day in the form of files, with what it means.

    >>> expected_day("1.4.2026")
    "a date such as '2025-01-06'; did you mean '2026-04-01'?"
    >>> expected_day("3/4/2026")
    "a date such as '2025-01-06'; did you mean '2026-03-04' or '2026-04-03'?"
    >>> expected_day("April 1")
    "a date with its year, such as '2025-04-01'"
    >>> expected_day("2025-02-30")
    'a day of 2025-02, which has 28'
    """
    written = " ".join(str(text).lower().replace(",", " ").split())[:40]
    if month := _outrun(written):
        return gettext("a day of {month}, which has {days}", month=month[0], days=month[1])
    days = sorted(set(_days(written)))
    if days and not _has_year(written):
        return gettext("a date with its year, such as '{day}'", day=days[-1])
    expected = gettext("a date such as '2025-01-06'")
    meant = gettext(" or ").join(f"'{day}'" for day in days)
    return expected + (gettext("; did you mean {words}?", words=meant) if days else "")


def _outrun(written: str) -> tuple[str, int] | None:
    """The month that has no such day, and how many it has; None of what names no month."""
    if first := _YEAR_FIRST.fullmatch(written):
        year, month, day = (int(part) for part in first.groups() if part and part.isdigit())
    elif (last := _YEAR_LAST.fullmatch(written)) and last[2] == "." and len(last[4] or "") == 4:
        day, month, year = int(last[1]), int(last[3]), int(last[4])
    else:
        return None
    if year < 1 or not 1 <= month <= 12:
        return None
    most = monthrange(year, month)[1]
    return None if 1 <= day <= most else (f"{year:04d}-{month:02d}", most)


def _has_year(written: str) -> bool:
    match = _YEAR_LAST.fullmatch(written)
    return match[4] is not None if match else re.search("[0-9]{4}", written) is not None


def _days(written: str) -> Iterator[datetime.date]:
    """The days that a text may mean; of the year of the example where it says none."""
    if first := _YEAR_FIRST.fullmatch(written):
        yield from _real(*(part for part in first.groups() if part and part.isdigit()))
    elif last := _YEAR_LAST.fullmatch(written):
        one, mark, other, year = last.groups(EXAMPLE)
        yield from _real(year, other, one)
        if mark != ".":
            yield from _real(year, one, other)
    else:
        yield from _with_month(_WORDS.findall(_ORDINAL.sub(r"\1", written)))


def _with_month(words: list[str]) -> Iterator[datetime.date]:
    """The day of a text that names the month: the number of four digits is the year."""
    numbers = [word for word in words if word.isdigit()]
    named = [
        number
        for number, month in enumerate(MONTHS, 1)
        for word in words
        if len(word) >= 3 and month.startswith(word)
    ]
    days = [number for number in numbers if len(number) <= 2]
    years = [number for number in numbers if len(number) == 4] or [EXAMPLE]
    if len(named) == len(days) == len(years) == 1:
        yield from _real(years[0], str(named[0]), days[0])


def _real(year: str, month: str, day: str) -> Iterator[datetime.date]:
    """The day, if there is one; years of two digits are of this century."""
    try:
        yield datetime.date(int(year) + 2000 * (len(year) == 2), int(month), int(day))
    except ValueError:
        return
