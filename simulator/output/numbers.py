"""How numbers are written: in the reader's format, with as many digits as count."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple, Protocol

from simulator.i18n import Language, current_language
from simulator.output.document import Estimate, Format, Formatted, Kind, Value

NEVER = "–"  # what has no value in any replication
ROUNDING = 1e-12  # below it a number is what rounding has left of a difference of equals
NEAR, EXACT = 0.005, 1e-9  # of a number: how far from it it may be written
FINEST = 6  # digits after the point of a difference, beyond which it is as good as none
HUNDREDTHS = ("share", "points", "growth")
UNSIGNED: dict[Kind, Kind] = {"change": "amount", "points": "amount", "growth": "share"}
SIGNED = ("change", "points", "growth")


class NumberStyle(NamedTuple):
    """What a language puts between thousands and before fractions."""

    group: str
    point: str


STYLES: dict[Language, NumberStyle] = {
    "en": NumberStyle(",", "."),
    "zh-Hant": NumberStyle(",", "."),
}


class MeanAndEnds(Protocol):
    """A mean with the ends of its interval."""

    @property
    def mean(self) -> float:
        """The mean."""

    @property
    def low(self) -> float:
        """The lower end."""

    @property
    def high(self) -> float:
        """The upper end."""


def localised(text: str) -> str:
    """A number written as in English, in the reader's format."""
    style = STYLES[current_language()]
    if style == STYLES["en"]:
        return text
    return "".join({",": style.group, ".": style.point}.get(letter, letter) for letter in text)


def number(value: float, decimals: int = 0, signed: bool = False) -> str:
    """A number with its thousands apart; no sign before nothing.

    >>> number(-1234.5, 1), number(0.04, 1, signed=True)
    ('-1,234.5', '0.0')
    """
    text = f"{value:{'+' if signed else ''},.{decimals}f}"
    return localised(text.lstrip("+-") if not text.strip("+-0.,") else text)


def percent(value: float, digits: int = 4) -> str:
    """A part of 1 in hundredths with its sign.

    >>> percent(0.95), percent(0.12345, 3)
    ('95%', '12.3%')
    """
    return f"{significant(100 * value, digits)}%"


def significant(value: float, digits: int) -> str:
    """So many digits of a number, written out however large or small it is.

    >>> significant(1280.4, 3), significant(0.25, 3), significant(0.0000123, 2)
    ('1,280', '0.25', '0.000012')
    >>> significant(1.3e-14, 2)  # what rounding has left of nothing
    '0'
    """
    rounded = 0.0 if abs(value) < ROUNDING else float(f"{value:.{digits}g}")
    if not rounded or not math.isfinite(rounded):
        return localised(f"{rounded:g}")
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(rounded))))
    text = f"{rounded:,.{decimals}f}"
    return localised(text.rstrip("0").rstrip(".") if decimals else text)


def figures(estimate: MeanAndEnds, unit: str, change: bool = False, between: str = "") -> str:
    """A mean and, after more than one replication, its interval; shares in hundredths.

    >>> figures(Estimate(0.115, 0.1121, 0.118), "%")
    '11.5 [11.2, 11.8]'
    >>> figures(Estimate(-1234.5, -1300.0, -1170.0), "EUR", change=True)
    '-1,234 [-1,300, -1,170]'
    >>> figures(Estimate(0.0, -0.00002, 0.00003), "%", change=True)  # it is not sure to be nothing
    '0.000 [-0.002, 0.003]'
    """
    if math.isnan(estimate.mean):
        return NEVER
    mean, interval = _written(estimate, unit == "%", None, change)
    return f"{mean}{between}{f' {interval}' if interval else ''}"


def sized(value: float, unit: str, digits: int = 3) -> str:
    """A size in a measure's unit, without a sign; shares in hundredths.

    >>> sized(0.0025, "%"), sized(2e-16, "%")
    ('0.25', '0')
    """
    if math.isnan(value):
        return NEVER
    if abs(value) < ROUNDING:
        return localised("0")
    rounded = f"{value * (100 if unit == '%' else 1):.{digits}g}"
    return localised(f"{float(rounded):,g}")


def shown(cell: Formatted) -> tuple[str, str]:
    """A value as pages show it: the figure, and what stands beside it, such as its interval.

    >>> shown(Formatted(Estimate(0.35, 0.181, 0.567), Format("share", "%", 0, with_unit=True)))
    ('35%', '[18, 57]')
    """
    value, form = cell
    if value is None or (isinstance(value, float | Estimate) and math.isnan(_mean(value))):
        return NEVER, ""
    if isinstance(value, str):
        return value, ""
    if form.kind in ("text", "code", "plain", "warning"):
        return localised(str(_mean(value))), ""
    return _figure(value if isinstance(value, Estimate) else Estimate(value), form)


def _figure(estimate: Estimate, form: Format) -> tuple[str, str]:
    hundredths, signed = form.kind in HUNDREDTHS, form.kind in SIGNED
    if form.spread != "interval":
        alone = estimate._replace(low=math.nan, high=math.nan)
        mean, _ = _written(alone, hundredths, form.decimals, signed)
    else:
        mean, interval = _written(estimate, hundredths, form.decimals, signed)
        return f"{mean}{_unit(form)}", interval
    if form.spread == "none" or math.isnan(estimate.low):
        return f"{mean}{_unit(form)}", ""
    digits = 2 if signed else 3
    half = sized(estimate.half_width, "%" if hundredths else "", digits)
    return f"{mean}{_unit(form)} ±{half}", ""


def _unit(form: Format) -> str:
    if not form.with_unit or not form.unit:
        return ""
    return form.unit if form.unit == "%" else f" {form.unit}"


def in_one(cell: Formatted) -> str:
    """A value as pages show it, with its interval behind it."""
    return " ".join(filter(None, shown(cell)))


def _mean(value: Value) -> float:
    return value.mean if isinstance(value, Estimate) else value  # type: ignore[return-value]


def _written(
    estimate: MeanAndEnds, hundredths: bool, decimals: int | None, signed: bool
) -> tuple[str, str]:
    """A mean, and its interval if it has one."""
    numbers = [
        value * (100 if hundredths else 1) for value in (estimate.mean, estimate.low, estimate.high)
    ]
    if decimals is None:
        decimals = 1 if hundredths else decimals_of(numbers)
    if signed and not math.isnan(estimate.low):
        decimals = max(decimals, _decimals_that_show(numbers, decimals))
    mean, low, high = (
        number(each, decimals, signed and not place) for place, each in enumerate(numbers)
    )
    return mean, "" if math.isnan(estimate.low) else f"[{low}, {high}]"


def _decimals_that_show(numbers: Iterable[float], decimals: int) -> int:
    """Digits after the point of a difference that is not nothing, where with fewer it looks so."""
    largest = max((abs(number) for number in numbers if not math.isnan(number)), default=0)
    if largest == 0 or round(largest, decimals):
        return decimals
    needed = -math.floor(math.log10(largest))
    return needed if needed <= FINEST else decimals


def decimals_of(numbers: Iterable[float]) -> int:
    """Digits after the point that leave about three that count."""
    largest = max((abs(number) for number in numbers if not math.isnan(number)), default=0)
    return 0 if largest >= 100 else 1 if largest >= 10 else 2


def decimals_near(value: float, fewest: int, off: float) -> int:
    """Digits after the point, of so many at least, with which a number is hardly off.

    >>> (
    ...     decimals_near(0.05, 1, NEAR),
    ...     decimals_near(57.6923, 1, NEAR),
    ...     decimals_near(12.34, 1, EXACT),
    ... )
    (2, 1, 2)
    """
    enough = (n for n in range(fewest, FINEST) if abs(round(value, n) - value) <= off * abs(value))
    return next(enough, FINEST)


def plain(cell: Formatted) -> str | int | float | None:
    """A value as files hold it; None for what never happened or has no bounds.

    Points are in hundredths; what only rounding has left of nothing is 0.

    >>> plain(Formatted(0.12, Format("points"))), plain(Formatted(math.nan, Format("share")))
    (12.0, None)
    >>> plain(Formatted(-2.3e-18, Format("points")))
    0.0
    """
    value = cell.value.mean if isinstance(cell.value, Estimate) else cell.value
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, float) and abs(value) < ROUNDING:
        return 0.0
    if cell.format.kind == "points" and isinstance(value, int | float):
        return 100 * value
    return value


def ends(cell: Formatted) -> dict[str, Formatted]:
    """Each end of an estimate by its name; all are the value itself of what is none."""
    value = cell.value
    if not isinstance(value, Estimate):
        return dict.fromkeys(("mean", "low", "high", "half_width"), cell)
    parts = {"mean": value.mean, "low": value.low, "high": value.high}
    cells = {name: cell._replace(value=end) for name, end in parts.items()}
    return {**cells, "half_width": _without_sign(cell._replace(value=value.half_width))}


def _without_sign(cell: Formatted) -> Formatted:
    """What stands behind a ±, which has no sign of its own."""
    kind = UNSIGNED.get(cell.format.kind, cell.format.kind)
    known = plain(cell) if cell.format.kind == "points" else cell.value
    return Formatted(known, cell.format._replace(kind=kind))
