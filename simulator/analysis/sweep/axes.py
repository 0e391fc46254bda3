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


class Axis(NamedTuple):
    """A value of the scenario, by its path, and what it shall be."""

    path: str
    values: tuple[Any, ...]


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
    return Axis(path, values_of(values))


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
    low, high = float(match[1]), float(match[3])
    units = {unit.strip() for unit in (match[2], match[4], match[6]) if unit and unit.strip()}
    if len(units) > 1:
        raise InvalidValue("read {text!r}, expected one unit", text=match[0][:60])
    whole = "." not in f"{match[1]}{match[3]}{match[5] or ''}"
    step = float(match[5]) if match[5] else _default_step(low, high, whole)
    if step <= 0 or high < low:
        raise InvalidValue(
            "read {text!r}, expected a range that goes up by a step", text=match[0][:60]
        )
    count = min(int((high - low) / step + 1e-9), MAX_VALUES) + 1
    numbers = [round(low + number * step, 9) for number in range(count)]
    if units:
        return [f"{number:.10g} {next(iter(units))}" for number in numbers]
    return [int(number) for number in numbers] if whole else numbers


def _default_step(low: float, high: float, whole: bool) -> float:
    """A fifth of the way, or the next whole number."""
    step = (high - low) / DEFAULT_STEPS
    return max(1.0, math.ceil(step)) if whole else step
