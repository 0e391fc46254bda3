"""What callers in Python hand over, checked as strictly as the command line checks its options."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import wraps
from numbers import Real
from operator import index
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from simulator.errors import UsageError
from simulator.scenario.units import nearest_word

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def whole_number(name: str, value: object, least: int) -> int:
    """A whole number of at least so many, NumPy's included.

    >>> whole_number("jobs", 2, least=1)
    2
    """
    try:
        number = index(value)  # type: ignore[arg-type]  # what is no number is refused below
    except TypeError:
        number = None
    if number is None or isinstance(value, bool) or number < least:
        raise UsageError(
            "{name}: read {value!r}, expected a whole number of at least {least}",
            name=name,
            value=value,
            least=least,
        )
    return number


def one_of(name: str, value: object, known: tuple[str, ...]) -> str:
    """One of some words; the nearest one is named if it is none.

    >>> one_of("engine", "simpy", ("simpy", "compiled"))
    'simpy'
    """
    if isinstance(value, str) and value in known:
        return value
    hint = nearest_word(str(value), known)
    raise UsageError(
        "{name}: read {value!r}, expected one of {names}{hint}",
        name=name,
        value=value,
        names=", ".join(known),
        hint=hint,
    )


def folder(name: str, value: object) -> Path:
    """A folder, given as a path or as a text."""
    if isinstance(value, str | Path) and str(value):
        return Path(value)
    raise UsageError(
        "{name}: read {value!r}, expected the path of a folder", name=name, value=value
    )


def _texts(name: str, value: Any) -> Any:
    """Several texts: a single one counts as such and is not taken letter by letter."""
    if isinstance(value, str):
        return (value,)
    try:
        values = value if isinstance(value, Mapping) else tuple(value)
    except TypeError:
        raise UsageError(
            "{name}: read {value!r}, expected a list", name=name, value=value
        ) from None
    return values


def _confidence(name: str, value: Any) -> Any:
    """A level that intervals can have."""
    if isinstance(value, bool) or not isinstance(value, Real) or not 0.5 <= float(value) < 1:
        raise UsageError(
            "{name}: read {value!r}, expected 0.5 to less than 1", name=name, value=value
        )
    return float(value)


def _number(name: str, value: Any) -> float:
    """A number, NumPy's included."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise UsageError("{name}: read {value!r}, expected a number", name=name, value=value)
    return float(value)


def text(name: str, value: Any) -> str:
    """A text."""
    if not isinstance(value, str):
        raise UsageError("{name}: read {value!r}, expected a text", name=name, value=value)
    return value


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "replications": lambda name, value: whole_number(name, value, least=1),
    "replication": lambda name, value: whole_number(name, value, least=0),
    "confidence": _confidence,
    "measures": _texts,
    "goals": _texts,
    "axes": _texts,
}


_BY_TYPE: dict[str, Callable[[str, Any], Any]] = {
    "int": lambda name, value: whole_number(name, value, least=0),
    "float": _number,
    "str": text,
    "tuple[str, ...]": _texts,
}


def check_fields(wish: Any) -> None:
    """Checks what a frozen dataclass was made of, field by field, as its annotations say."""
    for each in fields(wish):
        kind, _, rest = str(each.type).partition(" | ")
        value = getattr(wish, each.name)
        if kind in _BY_TYPE and not (rest == "None" and value is None):
            object.__setattr__(wish, each.name, _BY_TYPE[kind](each.name, value))


def checked(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """A public function whose arguments of well-known names are checked before it begins."""
    signature = inspect.signature(function)
    checks = {name: _CHECKS[name] for name in signature.parameters if name in _CHECKS}

    @wraps(function)
    def filled(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        bound = signature.bind(*args, **kwargs)
        for name, check in checks.items():
            if name in bound.arguments:
                bound.arguments[name] = check(name, bound.arguments[name])
        return function(*bound.args, **bound.kwargs)

    return filled
