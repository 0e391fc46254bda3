"""What decisions rest on, as sentences and rows of text: bridges, sweeps, and what follows."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulator.explain import Explanation
from simulator.intervals import Interval
from simulator.language import say
from simulator.sensitivity import Factor, Sensitivity, Surface, Swing
from simulator.sweep import Swept
from simulator.tables import NEVER, Table, figures, short_unit, words

UNSAID = ("activities", "call_plans", "roles", "segments", "arises", "mean")  # in paths
GOOD_SURFACE = 0.9  # of the variance that a surface should foresee for its shares to be relied on


def points(unit: str) -> str:
    """The unit of a difference: a share's is points, not per cent of itself."""
    return "points" if unit == "%" else unit


def amount(found: Interval, measure: str, currency: str, change: bool = False) -> str:
    """A mean with its interval and unit.

    >>> amount(Interval(0.097, 0.093, 0.102, 9), "direct_selling_share", "EUR", change=True)
    '+9.7 points [9.3, 10.2]'
    """
    unit = short_unit(measure, currency)
    shown = say(points(unit) if change else unit)
    gap = "" if shown in ("", "%") else " "
    return figures(found, unit, change=change, between=f"{gap}{shown}")


# -- explain ---------------------------------------------------------------------------------------


def bridge_headline(found: Explanation) -> str:
    """What the moves bring in all, and which brings most."""
    currency = found.base.currency
    largest = max(found.bars, key=lambda bar: abs(bar.share.mean))
    total = amount(found.difference, found.measure, currency, change=True)
    share = amount(largest.share, found.measure, currency, change=True)
    return say(
        "{measure}: {total}, most of it by {move} ({share}).",
        measure=words(found.measure).capitalize(),
        total=total,
        move=words(largest.name),
        share=share,
    )


def bridge(found: Explanation) -> Table:
    """One row for each move: its share, made alone, made last; then the sum."""
    unit = short_unit(found.measure, found.base.currency)
    rows = [
        (words(bar.name), *(_brief(part, unit) for part in (bar.share, bar.alone, bar.last)))
        for bar in sorted(found.bars, key=lambda bar: -bar.share.mean)
    ]
    rows.append((say("all together"), _brief(found.difference, unit), "", ""))
    rows.append((say("beyond the sum of each alone"), _brief(found.interaction, unit), "", ""))
    first = say("in {unit}", unit=say(points(unit) or "the unit"))
    return Table((first, say("share"), say("made alone"), say("made last")), rows)


def _brief(found: Interval, unit: str) -> str:
    return figures(found, unit, change=True)


def bridge_notes(found: Explanation) -> list[str]:
    """How the bars were made."""
    how = (
        say(
            "Shapley shares over all {count} choices of moves; they sum to the paired difference"
            " exactly",
            count=2 ** len(found.bars),
        )
        if found.exact
        else say(
            "Shapley shares over two orders of moves drawn for each of {count} replications; they"
            " sum to the paired difference exactly",
            count=found.replications,
        )
    )
    return [
        how,
        say("made alone: no other move is made; made last: all others are there already"),
    ]


# -- sweep -----------------------------------------------------------------------------------------


def swept(found: Swept) -> Table:
    """One row for each combination of values."""
    unit = short_unit(found.measure, found.scenario.currency)
    header = [*(words(axis.path) for axis in found.axes), f"{words(found.measure)}, {say(unit)}"]
    rows = [
        (
            *(str(value) for value in point.values),
            figures(point.level, unit),
            NEVER if number == 0 else figures(point.difference, unit, change=True),
            "" if number == 0 else say(point.verdict),
        )
        for number, point in enumerate(found.points)
    ]
    return Table((*header, say("against the first"), ""), rows)


def sweep_headline(found: Swept) -> str:
    """Where the measure is lowest and highest, if it can be told that it moves at all."""
    moved = [point for point in found.points if point.verdict != "cannot tell"]
    what = words(found.measure).capitalize()
    if not moved:
        return say(
            "{measure}: we cannot tell that it moves with {paths}.",
            measure=what,
            paths=say(" and ").join(words(axis.path) for axis in found.axes),
        )
    low, high = (choose(found.points, key=lambda p: p.level.mean) for choose in (min, max))
    currency = found.scenario.currency
    return say(
        "{measure} is lowest at {lowest}, {low}, and highest at {highest}, {high}.",
        measure=what,
        lowest=_at(low.values),
        low=amount(low.level, found.measure, currency),
        highest=_at(high.values),
        high=amount(high.level, found.measure, currency),
    )


def _at(values: Sequence[object]) -> str:
    return say(" with ").join(str(value) for value in values)


# -- sensitivity -----------------------------------------------------------------------------------


def assumption(factor: Factor, found: Sensitivity) -> str:
    """What an assumption is called: its path without what goes without saying.

    Where only one of two scenarios holds it, that one is named.
    """
    keys = [key for key in factor.path.split(".") if key not in UNSAID]
    name = words(".".join(keys))
    if found.other is None or factor.held_by == "both":
        return name
    holder = found.base if factor.held_by == "base" else found.other
    return say("{assumption} in {scenario}", assumption=name, scenario=holder.name)


def sensitivity_headline(found: Sensitivity) -> str:
    """The answer and the assumption that moves it most."""
    currency = found.base.currency
    answer = amount(found.answer, found.measure, currency, change=found.other is not None)
    what = words(found.measure).capitalize()
    widest = found.tornado[0]
    if not widest.told:
        return say(
            "{measure}: {answer}; we cannot tell that any assumption moves it.",
            measure=what,
            answer=answer,
        )
    low, high = (_moved_to(found, end) for end in (widest.low, widest.high))
    return say(
        "{measure}: {answer}; moved most by {assumption}: {at_low} at {low}, {at_high} at {high}.",
        measure=what,
        answer=answer,
        assumption=assumption(widest.factor, found),
        at_low=low,
        low=widest.factor.low,
        at_high=high,
        high=widest.factor.high,
    )


def _moved_to(found: Sensitivity, change: Interval) -> str:
    """The answer at an end, without its interval."""
    mean = found.answer.mean + change.mean
    there = Interval(mean, math.nan, math.nan, change.n)
    return amount(there, found.measure, found.base.currency, change=found.other is not None)


def flips(found: Sensitivity) -> list[str]:
    """Which single assumption makes the answer another one; nothing where none is to be judged."""
    if not found.verdict:
        return []
    said = [
        say(
            "{question}: {verdict} as assumed, but {other} with {assumption} at {value}.",
            question=_question(found),
            verdict=say(found.verdict),
            other=say(verdict),
            assumption=assumption(factor, found),
            value=value,
        )
        for factor, value, verdict in found.flipping
    ]
    none = say(
        "{question}: {verdict}; no assumption alone, at either end of its range, changes that.",
        question=_question(found),
        verdict=say(found.verdict),
    )
    return said or [none]


def _question(found: Sensitivity) -> str:
    return found.goal.said if found.goal else words(found.measure).capitalize()


def tornado(found: Sensitivity) -> Table:
    """One row for each assumption: what its ends change, and what the answer is there."""
    unit = short_unit(found.measure, found.base.currency)
    rows = [
        (
            assumption(swing.factor, found),
            f"{swing.factor.low} – {swing.factor.high}",
            _give_or_take(swing.low, unit),
            _give_or_take(swing.high, unit),
            _there(swing),
        )
        for swing in found.tornado
    ]
    header = (say("in {unit}", unit=say(points(unit) or "the unit")), say("range"))
    return Table(
        (*header, say("at the low end"), say("at the high end"), say("answer there")), rows
    )


def _give_or_take(found: Interval, unit: str) -> str:
    """A change and half of its interval."""
    brief = figures(Interval(found.mean, math.nan, math.nan, found.n), unit, change=True)
    return f"{brief} ±{_size(found.half_width, unit)}"


def _there(swing: Swing) -> str:
    """What the answer is at both ends, once if it is the same."""
    if swing.reach == 0:
        return say("moves nothing")
    if not swing.told:
        return say("within noise")
    low, high = swing.at_low, swing.at_high
    return say(low) if low == high else f"{say(low)} – {say(high)}"


def screening(found: Sensitivity) -> Table:
    """One row for each assumption: how much it moves anywhere, how unevenly, and the noise."""
    unit = short_unit(found.measure, found.base.currency)
    rows = [
        (
            assumption(each.factor, found),
            f"{_size(each.size, unit)} ± {_size(each.size_spread, unit)}",
            _size(each.sigma, unit),
            _size(each.noise, unit),
            say(each.told),
        )
        for each in found.screening
    ]
    header = (say("in {unit}", unit=say(points(unit) or "the unit")), "mu*", "sigma", say("noise"))
    return Table((*header, ""), rows)


def _size(value: float, unit: str) -> str:
    return NEVER if math.isnan(value) else f"{value * (100 if unit == '%' else 1):,.3g}"


def variance(found: Sensitivity) -> Table:
    """One row for each of the few: its share of the variance among them."""
    shares = found.surface.shares if found.surface else ()
    rows = [
        (assumption(each.factor, found), figures(each.first, "%"), figures(each.total, "%"))
        for each in shares
    ]
    return Table((say("in %"), say("by itself"), say("with its interactions")), rows)


def sensitivity_notes(found: Sensitivity) -> list[str]:
    """How each of the three looks was made, and what they cannot see."""
    notes = [
        say(
            "mu* (Morris): mean size of an effect over the whole range, on {count} trajectories"
            " with {looks} replications; sigma: how much it differs between them; noise: what luck"
            " alone does to one effect",
            count=found.trajectories,
            looks=found.looks,
        ),
        say(
            "tornado: one value at a time, all others as they are; paired differences over"
            " {count} replications, each interval by itself",
            count=found.replications,
        ),
    ]
    return [*notes, *_about_the_surface(found.surface)]


def _about_the_surface(surface: Surface | None) -> list[str]:
    if surface is None:
        return [say("no shares of variance: no assumption was told to move the answer")]
    said = say(
        "shares of variance (Sobol): not of the simulator itself but of a quadratic surface fitted"
        " to {count} points of it, each value uniform over its range; it foresees {explained} of"
        " what differs between them; {noise} of that is replication noise",
        count=surface.points,
        explained=f"{surface.explained:.1%}",
        noise=f"{surface.noise:.1%}",
    )
    if surface.explained >= GOOD_SURFACE:
        return [said]
    return [said, say("the surface is a poor likeness: do not rely on these shares")]
