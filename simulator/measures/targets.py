"""What a planner asks of a measure, in words: how precisely, at least, at most."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Literal, NamedTuple

from simulator.errors import UsageError
from simulator.i18n import gettext, translatable
from simulator.measures.measure import MeasureText
from simulator.measures.registry import MEASURES, describe
from simulator.scenario.units import DAY, HOUR, MINUTE, PERCENT, nearest, nearest_word
from simulator.scenario.yaml_reader import MAX_LETTERS

HEADLINE = "direct_selling_share"
COST = "cost_per_week"
EXPENSES = "expenses"
SHORT_NAMES = {"cost": COST, "selling_share": HEADLINE, "selling": HEADLINE}
Describing = Callable[[str], MeasureText]
_RATIO = "for each"  # in the unit of what may be written in per cent, too
_TIMES = {"s": 1, "min": MINUTE, "h": HOUR, "d": DAY, "week": 7 * DAY, "weeks": 7 * DAY}
_AMOUNT = re.compile(r"([-+]?[0-9]{1,12}(?:\.[0-9]{1,9})?)\s{0,3}([a-z%]{0,6})")
_BOUND = re.compile(r"\s{0,9}([a-zA-Z_.0-9]{1,120})\s{0,9}(>=|<=)\s{0,9}(\S.{0,40})")


class PrecisionTarget(NamedTuple):
    """How narrow an interval shall be: half of its width, in the measure's unit or relative."""

    measure: str
    half_width: float
    relative: bool
    text: str


class Constraint(NamedTuple):
    """What a measure shall reach, or must not exceed, in the measure's unit."""

    measure: str
    side: Literal[">=", "<="]
    bound: float
    text: str

    def met_by(self, value: float) -> bool:
        """Whether a value keeps it; never what did not happen."""
        return value >= self.bound if self.side == ">=" else value <= self.bound

    def missing(self, value: float) -> float:
        """By how much a value misses it, over the bound's size; negative inside."""
        short = self.bound - value if self.side == ">=" else value - self.bound
        return short / (abs(self.bound) or 1.0)


def precision_target(
    text: str, known: Collection[str], describing: Describing = describe
) -> PrecisionTarget:
    """A target such as ``0.3pt``, ``5%`` or ``turnaround_p90.quote=2 h``; UsageError if it is none.

    Points (pt) are hundredths of a share; per cent is relative to the mean.
    """
    name, _, amount = text.rpartition("=")
    measure = resolve_measure(name.strip() or HEADLINE, known)
    relative = amount.strip().endswith("%")
    _refuse_bare_share(measure, amount.strip(), describing)
    value = (
        _number(amount, "%") / PERCENT if relative else parse_amount(measure, amount, describing)
    )
    if not value > 0:
        raise UsageError(
            "read a precision of {text!r}, expected more than nothing, such as 0.3pt, 5% or 2 h",
            text=amount.strip(),
        )
    return PrecisionTarget(measure, value, relative, text)


def _refuse_bare_share(measure: str, amount: str, describing: Describing) -> None:
    """UsageError for a share's precision that does not say whether it counts points or wholes."""
    match = _AMOUNT.fullmatch(amount)
    number = float(match[1]) if match is not None and not match[2] else 0.0
    if number > 0 and unit_of(describing(measure)) == "share":
        raise UsageError(
            "read a precision of {amount!r} for {measure}, expected which is meant:"
            " {number:g}pt (points of a hundred), or {whole:g}pt, that is {number:g} of the"
            " whole",
            amount=amount,
            measure=measure,
            number=number,
            whole=PERCENT * number,
        )


def constraint(text: str, known: Collection[str]) -> Constraint:
    """A goal or a guard such as ``direct_selling_share >= 22%``; UsageError if it is none."""
    name, sign, amount = parts_of_bound(text)
    measure = resolve_measure(name, known)
    side: Literal[">=", "<="] = ">=" if sign == ">=" else "<="
    bound = parse_amount(measure, amount)
    if unit_of(describe(measure)) == "share" and bound > 1:
        raise UsageError(
            "read {amount} for {measure}, a share; expected at most 100%",
            amount=amount.strip(),
            measure=measure,
        )
    return Constraint(measure, side, bound, " ".join(text.split()))


def parts_of_bound(text: str) -> tuple[str, str, str]:
    """Measure, sign and amount as they are written: what can be refused before anything is run."""
    match = _BOUND.fullmatch(text)
    if match is None:
        raise UsageError(
            "read {text!r}, expected a measure, >= or <=, and an amount, such as"
            " 'direct_selling_share >= 22%'",
            text=text[:MAX_LETTERS],
        )
    return match[1], match[2], match[3]


# -- measures by the names that people use ---------------------------------------------------------


def resolve_measure(text: str, known: Collection[str]) -> str:
    """The measure that a name stands for: its own, a short one, or its words in another order.

    UsageError with the nearest name, or with all that it may mean.

    >>> resolve_measure("quote_turnaround_p90", ["turnaround_p90.quote", "turnaround_p90.order"])
    'turnaround_p90.quote'
    >>> resolve_measure("cost", ["cost_per_week", "cost_per_week.clerk"])
    'cost_per_week'
    """
    if text in known:
        return text
    short = SHORT_NAMES.get("_".join(text.lower().split()))
    if short in known:
        return str(short)
    matches = _with_the_words(text, known)
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise UsageError(
            "read {text!r}, which may mean {matches}", text=text, matches=_listed(matches)
        )
    raise _not_measured(text, known)


def refuse_misspelt(text: str, names: Iterable[str], known: Collection[str]) -> None:
    """UsageError for a measure of which a word is in no measure's name, before anything is run.

    ``names`` are those that stand in the scenarios, of which measures are made besides their own
    words; ``known`` are the measures that there may be, of which the nearest is told. What is
    measured at all, only a replication tells.
    """
    own = (*(each.name for each in MEASURES), *SHORT_NAMES)
    there = {word for name in (*own, *names) for word in _words(name)}
    if any(word and not word.isdigit() for word in _words(text) - there):
        raise _not_measured(text, known)


def _not_measured(text: str, known: Collection[str]) -> UsageError:
    return UsageError("nothing is measured as {text!r}{hint}", text=text, hint=_hint(text, known))


def _with_the_words(text: str, known: Iterable[str]) -> list[str]:
    """Measures made of all the words of a text; of those, the ones with no other word, if any."""
    words = _words(text)
    holding = [name for name in known if words <= _words(name)]
    return [name for name in holding if words == _words(name)] or holding


def _words(name: str) -> set[str]:
    return set(re.split(r"[._\s-]+", name.lower().strip()))


def _hint(text: str, known: Collection[str]) -> str:
    """The whole measure that was meant, as far as can be told; else some that share a word."""
    meant = _spelt_right(text, known)
    if len(meant) == 1:
        return gettext("; did you mean {word!r}?", word=meant[0])
    words = _words(text)
    close = sorted(known, key=lambda name: (-len(words & _words(name)), len(name)))
    near = [name for name in close[:3] if words & _words(name)]
    return nearest_word(text, [*known, *SHORT_NAMES]) or (
        gettext("; there is {names}", names=_listed(near)) if near else ""
    )


def _spelt_right(text: str, known: Collection[str]) -> list[str]:
    """Measures of a text's words, of which each that is none stands for the one most like it."""
    there = {word for name in known for word in _words(name)}
    words = {word if word in there else nearest(word, there) or word for word in _words(text)}
    return _with_the_words(" ".join(words), known)


def _listed(names: Sequence[str], most: int = 6) -> str:
    more = gettext(" and {more} more", more=len(names) - most) if len(names) > most else ""
    return ", ".join(names[:most]) + more


# -- amounts ---------------------------------------------------------------------------------------


def parse_amount(measure: str, text: str, describing: Describing = describe) -> float:
    """An amount such as ``22%``, ``0.3pt``, ``2 d`` or ``120`` in a measure's unit."""
    unit = unit_of(describing(measure))
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        form = translatable("read {text!r}, expected an amount such as {example}")
        raise UsageError(form, text=text.strip()[:60], example=_example(unit))
    number, written = float(match[1]), match[2]
    if not written and unit == "share" and abs(number) > 1:
        raise UsageError(
            "read {text} for {measure}, a share: as it stands it means {whole:g}%; expected"
            " {number:g}% or {share:g}",
            text=text.strip(),
            measure=measure,
            whole=PERCENT * number,
            number=number,
            share=number / PERCENT,
        )
    if not written:
        return number
    if unit == "share" and written in ("%", "pt"):
        return number / PERCENT
    if written == "%" and _RATIO in describing(measure).unit:
        return number / PERCENT
    size = {"min": MINUTE, "h": HOUR, "d": DAY}.get(unit)
    if size is not None and written in _TIMES:
        return number * _TIMES[written] / size
    raise _other_unit(text.strip(), measure, describing(measure).unit, _example(unit))


def _other_unit(text: str, measure: str, unit: str, example: str) -> UsageError:
    return UsageError(
        "read {text!r} for {measure}, which is counted in {unit}; expected an amount"
        " such as {example}",
        text=text,
        measure=measure,
        unit=unit,
        example=example,
    )


def unit_of(measure: MeasureText) -> str:
    """The first word of a measure's unit, which says how its numbers are written."""
    return measure.unit.split()[0]


def _number(text: str, unit: str) -> float:
    match = _AMOUNT.fullmatch(text.strip().removesuffix(unit).strip())
    if match is None or match[2]:
        raise UsageError("read {text!r}, expected an amount such as '5%'", text=text.strip()[:60])
    return float(match[1])


def _example(unit: str) -> str:
    return {"share": gettext("'22%' or '0.3pt'"), "h": "'2 d'", "min": "'35 min'"}.get(
        unit, "'120'"
    )
