"""The axes of a sweep: factors by their paths, and their levels, as a planner writes them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from simulator.errors import InvalidValue, UsageError
from simulator.i18n import gettext
from simulator.scenario.overrides import resolved
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import nearest_word
from simulator.scenario.verbs import VERBS
from simulator.scenario.yaml_reader import scalar_value

MAX_VALUES = 200
_QUANTITY = r"([-+]?[0-9]{1,9}(?:\.[0-9]{1,9})?)"
_RANGE = re.compile(
    rf"{_QUANTITY}\s*(.{{0,20}}?)\.\.{_QUANTITY}\s*(.{{0,20}}?)(?::{_QUANTITY}\s*(.{{0,20}}?))?"
)
RESERVED = ("name", "ranges")  # keys that a scenario has, but no file may set
DEFAULT_STEPS = 5  # of a range that says no step


class ThinnedRange(NamedTuple):
    """A range that says no step, of whose whole numbers only some are tried."""

    text: str  # as it is written
    size: int  # how many whole numbers are in it
    step: int  # with which as many are tried as may be


class Axis(NamedTuple):
    """A value of the scenario, by its path, and what it shall be."""

    path: str
    values: tuple[Any, ...]
    thinned: ThinnedRange | None = None


def axis_of(scenario: Scenario, text: str) -> Axis:
    """An axis such as ``roles.sales_support.people=8..16:2`` or ``travel.speed=40 km/h,60 km/h``.

    A path may also begin with a verb, such as ``hire.sales_support``. UsageError with the nearest
    word for an unknown path.
    """
    path, _, values = text.partition("=")
    path = path.strip()
    if not path or not values.strip():
        raise UsageError(
            "read {text!r}, expected a path and its values, such as"
            " 'roles.sales_support.people=8..16:2' or 'travel.parking=2 min,5 min'",
            text=text[:80],
        )
    _refuse_unknown(scenario, path)
    _refuse_list(path, values)
    _refuse_parts(scenario, path, values.strip())
    return Axis(path, values_of(values), _thinned(values.strip()))


def levels_at(scenario: Scenario, path: str, levels: Any) -> Axis:
    """An axis of levels (or of a single one) that are values already.

    UsageError for an unknown path or no level.
    """
    _refuse_unknown(scenario, path)
    if isinstance(levels, str) or not isinstance(levels, Iterable):
        levels = (levels,)  # a single level
    levels = tuple(levels)
    if not 1 <= len(levels) <= MAX_VALUES:
        raise UsageError(
            "{path}: read {count} values, expected 1 to {most}",
            path=path,
            count=len(levels),
            most=MAX_VALUES,
        )
    return Axis(path, levels)


def _refuse_unknown(scenario: Scenario, path: str) -> None:
    """UsageError, with the nearest word, if a path leads to no value that a scenario could have."""
    keys = path.split(".")
    if keys[0] in RESERVED:
        raise _unknown_path(path, keys[0], [])
    if keys[0] in VERBS:
        kind = "roles" if keys[0] == "hire" else "activities"
        keys = [kind, *keys[1:2]]
    here: Any = resolved(scenario)
    for depth, key in enumerate(keys):
        last = depth == len(keys) - 1
        if not isinstance(here, Mapping) or (key not in here and not last):
            known = list(here) if isinstance(here, Mapping) else []
            raise _unknown_path(path, key, known)
        if key not in here and _holds_names(keys[:depth]):
            raise _unknown_path(path, key, list(here))
        here = here.get(key)


def _refuse_list(path: str, text: str) -> None:
    """UsageError for a list as a level: only single values are tried one after the other."""
    if "[" in text:
        raise UsageError(
            "read {text!r} for {path}, expected single values, such as 2,3; what is a list is"
            " written in a what-if of its own",
            text=text.strip()[:60],
            path=path[:120],
        )


def _refuse_parts(scenario: Scenario, path: str, text: str) -> None:
    """UsageError for a range with parts of a whole where a scenario has whole numbers."""
    match = _RANGE.fullmatch(text)
    if match is None or _is_whole(match):
        return
    here: Any = resolved(scenario)
    for key in path.split("."):
        here = here.get(key) if isinstance(here, Mapping) else None
    if path.startswith("hire.") or (isinstance(here, int) and not isinstance(here, bool)):
        low = math.floor(float(match[1]))
        raise UsageError(
            "read {text!r}, expected whole ends and a whole step for {path}, such as {example}",
            text=text[:60],
            path=path[:120],
            example=f"{low}..{max(low + 1, math.ceil(float(match[3])))}:1",
        )


def _holds_names(keys: Sequence[str]) -> bool:
    """Whether what follows these keys is a name that the scenario must know already."""
    return len(keys) == 1 and keys[0] in ("roles", "activities", "segments", "call_plans", "deals")


def _unknown_path(path: str, key: str, known: Sequence[str]) -> UsageError:
    nearest = nearest_word(key, known)
    others = (
        gettext("; there is {names}", names=", ".join(known[:12])) if known and not nearest else ""
    )
    return UsageError(
        "read the path {path!r}, where {key!r} leads nowhere{nearest}",
        path=path[:120],
        key=key[:60],
        nearest=nearest or others,
    )


def values_of(text: str) -> tuple[Any, ...]:
    """The values of a list or a range with its step, each as a scenario file would write it.

    Of a range of whole numbers that says no step six at most, both ends among them.

    >>> values_of("8..12:2"), values_of("0.1, 0.2"), values_of("10..30 min:10")
    ((8, 10, 12), (0.1, 0.2), ('10 min', '20 min', '30 min'))
    """
    match = _RANGE.fullmatch(text.strip())
    try:
        values = _stepped(match) if match else list(map(_scalar, text.split(",")))
    except ValueError as problem:
        raise UsageError(str(problem)) from None
    if not 1 <= len(values) <= MAX_VALUES or None in values:
        raise UsageError(
            "read {text!r}, expected 1 to {most} values",
            text=text.strip()[:60],
            most=MAX_VALUES,
        )
    return tuple(values)


def _scalar(text: str) -> Any:
    return scalar_value(text.strip())


def _stepped(match: re.Match[str]) -> list[Any]:
    """The values of a range; the unit may stand at its ends or at one of them."""
    units = {unit.strip() for unit in (match[2], match[4], match[6]) if unit and unit.strip()}
    if len(units) > 1:
        raise InvalidValue("read {text!r}, expected one unit", text=match[0][:60])
    whole, numbers = _is_whole(match), _numbers(match)
    if units:
        return [f"{number:.10g} {next(iter(units))}" for number in numbers]
    return [int(number) for number in numbers] if whole else numbers


def _is_whole(match: re.Match[str]) -> bool:
    return "." not in f"{match[1]}{match[3]}{match[5] or ''}"


def _numbers(match: re.Match[str]) -> list[float]:
    low, high = float(match[1]), float(match[3])
    if high >= low and _is_whole(match) and not match[5]:
        return _spread(int(low), int(high))
    step = float(match[5]) if match[5] else (high - low) / DEFAULT_STEPS
    if step <= 0 or high < low:
        raise InvalidValue(
            "read {text!r}, expected a range that goes up by a step", text=match[0][:60]
        )
    count = min(int((high - low) / step + 1e-9), MAX_VALUES) + 1
    return [round(low + number * step, 9) for number in range(count)]


def _spread(low: int, high: int) -> list[float]:
    """Both ends and what lies between, as evenly as whole numbers allow; halves go up."""
    way = high - low
    step = max(1, math.ceil(way / DEFAULT_STEPS))
    steps = max(1, math.ceil(way / step))
    numbers = [low + (2 * way * number + steps) // (2 * steps) for number in range(steps + 1)]
    return [float(number) for number in dict.fromkeys(numbers)]


def _thinned(text: str) -> ThinnedRange | None:
    """How a range is thinned out, if it is: a step that is written is meant."""
    match = _RANGE.fullmatch(text)
    if match is None or match[5] or not _is_whole(match):
        return None
    way = int(match[3]) - int(match[1])
    step = max(1, math.ceil(way / (MAX_VALUES - 1)))
    return ThinnedRange(text, way + 1, step) if way > len(_numbers(match)) - 1 else None
