"""What if assumptions are wrong, in words: tornado, screening, shares of the variance."""

from __future__ import annotations

import math

from simulator.analysis.sensitivity import Factor, Sensitivity, Surface, Swing
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext
from simulator.output.content.briefs.amounts import amount, points, sized
from simulator.output.content.tables import Table, figures, short_unit, words

GOOD_SURFACE = 0.9  # of the variance that a surface should foresee for its shares to be relied on


UNSAID = ("activities", "call_plans", "roles", "segments", "arises", "mean")  # in paths


def assumption(factor: Factor, found: Sensitivity) -> str:
    """What an assumption is called: its path without what goes without saying.

    Where only one of two scenarios holds it, that one is named.
    """
    keys = [key for key in factor.path.split(".") if key not in UNSAID]
    name = words(".".join(keys))
    if found.other is None or factor.held_by == "both":
        return name
    holder = found.base if factor.held_by == "base" else found.other
    return gettext("{assumption} in {scenario}", assumption=name, scenario=holder.name)


def sensitivity_headline(found: Sensitivity) -> str:
    """The answer and the assumption that moves it most."""
    currency = found.base.currency
    answer = amount(found.answer, found.measure, currency, change=found.other is not None)
    what = words(found.measure).capitalize()
    widest = found.tornado[0]
    if not widest.told:
        return gettext(
            "{measure}: {answer}; we cannot tell that any assumption moves it.",
            measure=what,
            answer=answer,
        )
    low, high = (_moved_to(found, end) for end in (widest.low, widest.high))
    return gettext(
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
    others = dict.fromkeys(verdict for _, _, verdict in found.flipping)
    said = [
        gettext(
            "{question}: {verdict} as assumed, but {other} with {ends}.",
            question=_question(found),
            verdict=gettext(found.verdict),
            other=gettext(other),
            ends=", ".join(_ends_of(found, other)),
        )
        for other in others
    ]
    none = gettext(
        "{question}: {verdict}; no assumption alone, at either end of its range, changes that.",
        question=_question(found),
        verdict=gettext(found.verdict),
    )
    return said or [none]


def _ends_of(found: Sensitivity, verdict: str) -> list[str]:
    """The ends that make the answer another one, for each answer."""
    return [
        gettext("{assumption} at {value}", assumption=assumption(factor, found), value=value)
        for factor, value, there in found.flipping
        if there == verdict
    ]


def _question(found: Sensitivity) -> str:
    return found.goal.text if found.goal else words(found.measure).capitalize()


def tornado(found: Sensitivity) -> Table:
    """One row for each assumption: what its ends change, and what the answer is there."""
    unit = short_unit(found.measure, found.base.currency)
    rows = [
        (
            assumption(swing.factor, found),
            _from_to(str(swing.factor.low), str(swing.factor.high)),
            _give_or_take(swing.low, unit),
            _give_or_take(swing.high, unit),
            _there(swing),
        )
        for swing in found.tornado
    ]
    header = (gettext("in {unit}", unit=gettext(points(unit) or "the unit")), gettext("range"))
    return Table((*header, gettext("low end"), gettext("high end"), gettext("there")), rows)


def _from_to(low: str, high: str) -> str:
    """Both ends of a range, their unit once if it is the same.

    >>> _from_to("6 min", "41 min"), _from_to("40 min", "1.5 h")
    ('6 – 41 min', '40 min – 1.5 h')
    """
    number, _, unit = low.partition(" ")
    return f"{number if unit and high.endswith(f' {unit}') else low} – {high}"


def _give_or_take(found: Interval, unit: str) -> str:
    """A change and half of its interval."""
    brief = figures(Interval(found.mean, math.nan, math.nan, found.n), unit, change=True)
    return f"{brief} ±{sized(found.half_width, unit, digits=2)}"


def _there(swing: Swing) -> str:
    """What the answer is at both ends, once if it is the same."""
    if swing.reach == 0:
        return gettext("moves nothing")
    if not swing.told:
        return gettext("within noise")
    low, high = swing.at_low, swing.at_high
    if low == high:
        return gettext(low)
    return " – ".join("?" if each == "cannot tell" else gettext(each) for each in (low, high))


def screening(found: Sensitivity) -> Table:
    """One row for each assumption: how much it moves anywhere, how unevenly, and the noise."""
    unit = short_unit(found.measure, found.base.currency)
    rows = [
        (
            assumption(each.factor, found),
            f"{sized(each.size, unit)} ± {sized(each.size_spread, unit)}",
            sized(each.sigma, unit),
            sized(each.noise, unit),
            gettext(each.told),
        )
        for each in found.screening
    ]
    header = (
        gettext("in {unit}", unit=gettext(points(unit) or "the unit")),
        "mu*",
        "sigma",
        gettext("noise"),
    )
    return Table((*header, ""), rows)


def variance(found: Sensitivity) -> Table:
    """One row for each of the few: its share of the variance among them."""
    shares = found.surface.shares if found.surface else ()
    rows = [
        (assumption(each.factor, found), figures(each.first, "%"), figures(each.total, "%"))
        for each in shares
    ]
    return Table((gettext("in %"), gettext("by itself"), gettext("with its interactions")), rows)


def sensitivity_notes(found: Sensitivity) -> list[str]:
    """How each of the three looks was made, and what they cannot see."""
    notes = [
        gettext(
            "mu* (Morris): mean size of an effect over the whole range, on {count} trajectories"
            " with {looks} replications of their own; sigma: how much it differs between them;"
            " noise: what luck alone does to one effect",
            count=found.trajectories,
            looks=found.looks,
        ),
        gettext(
            "tornado: one value at a time, all others as they are; paired differences over"
            " {count} replications, each interval by itself; there: the answer at the low and at"
            " the high end, ? where it cannot be told",
            count=found.replications,
        ),
    ]
    return [*notes, *_about_the_surface(found.surface)]


def _about_the_surface(surface: Surface | None) -> list[str]:
    if surface is None:
        return [gettext("no shares of variance: no assumption was told to move the answer")]
    said = gettext(
        "shares of variance (Sobol): not of the simulator itself but of a quadratic surface fitted"
        " to {count} points of it, each value uniform over its range; it foresees {explained} of"
        " what differs between them; {noise} of that is replication noise",
        count=surface.points,
        explained=f"{surface.explained:.1%}",
        noise=f"{surface.noise:.1%}",
    )
    if surface.explained >= GOOD_SURFACE:
        return [said]
    return [said, gettext("the surface is a poor likeness: do not rely on these shares")]
