"""A value's range, written beside it: ``36 min (32 min to 53 min)``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from simulator.errors import InvalidValue, KeyPath
from simulator.i18n import gettext, translatable
from simulator.scenario.schema.analysis import Written
from simulator.scenario.units import (
    DAY,
    DIGITS,
    HOUR,
    MINUTE,
    WEEK,
    Deadline,
    as_read,
    format_deadline,
    format_fine_duration,
    format_length,
    format_number,
)
from simulator.scenario.yaml_reader import scalar_value

FREE_TEXT = ("title", "question", "says", "name")
EXAMPLE = "'36 min (32 min to 53 min)'"
_RANGED = re.compile(r"([-+]?[0-9][^()]{0,40}?) ?\(([^()]{1,60})\)")
_ENDS = re.compile(r"\s?([-+]?[0-9][^()]{0,30}?) to ([-+]?[0-9][^()]{0,30}?)\s?")
_PARTS = re.compile(r"([-+]?[0-9][0-9.eE+-]{0,20}|[-+]?[0-9])\s{0,3}([a-z].{0,20})?")
_TIMES = {"s": 1, "min": MINUTE, "h": HOUR, "d": DAY, "week": WEEK, "weeks": WEEK}
_LENGTHS = {"m": 1, "km": 1000}


class RangeProblem(ValueError):
    """A range that cannot be read: its path of keys and the reason."""

    def __init__(self, where: KeyPath, message: str) -> None:
        self.where = where
        super().__init__(message)


class Quantity(NamedTuple):
    """A number with its unit; times in seconds and lengths in metres, whatever they came in."""

    number: float
    unit: str
    whole: bool = False  # counts things: no fractions
    in_days: bool = False  # a time written in days: a deadline counts working days then

    def written(self) -> Written:
        """As a scenario file writes it."""
        if self.unit == "s":
            seconds = round(self.number, DIGITS)
            if not seconds.is_integer():
                return format_fine_duration(seconds)
            return format_deadline(Deadline(int(seconds), self.in_days)) if seconds else "0 s"
        if self.unit == "m":
            return format_length(round(self.number))
        if self.unit:
            return f"{format_number(round(self.number, 9))} {self.unit}"
        return round(self.number) if self.whole else round(self.number, DIGITS)

    def times(self, factor: float) -> Quantity:
        """So many times as much, in whole seconds and metres."""
        return self.rounded(self.number * factor)

    def rounded(self, number: float) -> Quantity:
        """Another number of the same, in whole seconds and metres."""
        return self._replace(number=float(round(number)) if self.unit in ("s", "m") else number)


class Range(NamedTuple):
    """A value and the ends between which it may lie."""

    value: Quantity
    low: Quantity
    high: Quantity

    def at(self, fraction: float) -> Written:
        """The value so far on the way from the low end (0) to the high one (1)."""
        whole = self.value.whole and self.low.whole and self.high.whole
        here = self.value._replace(whole=whole)
        if fraction in (0, 1):  # as it was written
            return here._replace(number=(self.low, self.high)[int(fraction)].number).written()
        number = self.low.number + fraction * (self.high.number - self.low.number)
        return here.rounded(number).written()


def quantity(written: object) -> Quantity:
    """What a number, or a text of a number and a unit, stands for; ValueError if it is neither.

    >>> quantity("1.5 h")[:2], quantity(8)[:3]
    ((5400.0, 's'), (8.0, '', True))
    """
    if isinstance(written, bool) or not isinstance(written, int | float | str):
        raise InvalidValue("read {read}, expected a quantity", read=as_read(written))
    if not isinstance(written, str):
        return Quantity(float(written), "", isinstance(written, int))
    match = _PARTS.fullmatch(written.strip())
    number = scalar_value(match[1]) if match else None
    if match is None or isinstance(number, str | bool) or number is None:
        raise InvalidValue("read {read}, expected a quantity", read=as_read(written))
    unit = (match[2] or "").strip()
    for base, sizes in (("s", _TIMES), ("m", _LENGTHS)):
        if unit in sizes:
            return Quantity(float(number) * sizes[unit], base, in_days=unit == "d")
    return Quantity(float(number), unit, isinstance(number, int) and not unit)


def read_range(written: str) -> Range | None:
    """The range that a text holds; None without one, ValueError for a wrong one."""
    match = _RANGED.fullmatch(written.strip())
    if match is None:
        return None
    ends = _ENDS.fullmatch(match[2])
    if ends is None:
        raise InvalidValue(
            "read {written!r}, expected two ends, such as {example}",
            written=written[:60],
            example=EXAMPLE,
        )
    value = quantity(match[1])
    unit = match[1].strip().lstrip("+-0123456789.eE").strip()
    low, high = (_end(end.strip(), unit) for end in ends.groups())
    for end in (low, high):
        if end.unit != value.unit:
            raise InvalidValue(
                "read {written!r}, expected the ends in the value's unit", written=written[:60]
            )
    if not low.number < high.number:
        raise InvalidValue("read {written!r}, expected the lower end first", written=written[:60])
    if not low.number <= value.number <= high.number:
        raise InvalidValue(
            "read {written!r}, expected the value within its range", written=written[:60]
        )
    return Range(value, low, high)


def _end(written: str, unit: str) -> Quantity:
    """An end; without a unit it has the value's."""
    bare = quantity(written)
    return quantity(f"{written} {unit}") if unit and not bare.unit else bare


# -- in the values of a file -----------------------------------------------------------------------


def take_out(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[KeyPath, Range]]:
    """The values without ranges, and the ranges by their paths. Raises RangeProblem."""
    ranges: dict[KeyPath, Range] = {}
    return _plain(values, (), ranges), ranges


def _plain(values: Mapping[str, Any], at: KeyPath, ranges: dict[KeyPath, Range]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, value in values.items():
        where = (*at, key)
        if isinstance(value, Mapping):
            plain[key] = _plain(value, where, ranges)
            continue
        ranged = _ranged(value, where)
        if ranged is not None:
            ranges[where] = ranged
        plain[key] = value if ranged is None else _value_part(value)
    return plain


def _ranged(value: object, where: KeyPath) -> Range | None:
    if not isinstance(value, str) or "(" not in value or where[-1] in FREE_TEXT:
        return None
    if "quantiles" in where:
        text = translatable("a range stands beside the mean of a table of quantiles, not within it")
        raise RangeProblem(where, gettext(text))
    try:
        return read_range(value)
    except ValueError as problem:
        raise RangeProblem(where, str(problem)) from None


def _value_part(written: str) -> Any:
    """The value in front of its range, as it would be read without one."""
    return scalar_value(written.partition("(")[0].strip())


def put_back(values: Mapping[str, Any], ranges: Mapping[KeyPath, Range]) -> dict[str, Any]:
    """The values with the ranges beside those that are still as they were."""
    return _beside(values, (), ranges)


def _beside(
    values: Mapping[str, Any], at: KeyPath, ranges: Mapping[KeyPath, Range]
) -> dict[str, Any]:
    ranged: dict[str, Any] = {}
    for key, value in values.items():
        where = (*at, key)
        if isinstance(value, Mapping):
            ranged[key] = _beside(value, where, ranges)
        else:
            ranged[key] = _with_range(value, ranges.get(where))
    return ranged


def _with_range(value: Any, ranged: Range | None) -> Any:
    if ranged is None:
        return value
    same = is_quantity(value, ranged.value)
    return f"{value} ({ranged.at(0)} to {ranged.at(1)})" if same else value


def is_quantity(written: object, meant: Quantity) -> bool:
    """Whether something written is a certain quantity."""
    try:
        return quantity(written)[:2] == meant[:2]
    except ValueError:
        return False


def value_at(values: Any, path: KeyPath) -> Any:
    """What stands at a path; None where it leads nowhere."""
    for key in path:
        values = values.get(key) if isinstance(values, Mapping) else None
    return values
