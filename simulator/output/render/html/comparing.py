"""What a report tells of a comparison: who gains how much, who pays for it, who breaks first."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from simulator.analysis import guardrails
from simulator.experiment.comparison import Comparison
from simulator.experiment.gains import describe
from simulator.experiment.results import Experiment, label_of, who_sells
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext
from simulator.measures.targets import COST, HEADLINE
from simulator.output import charts
from simulator.output.content import tables
from simulator.output.content.tables import figures, short_unit, words
from simulator.output.render.html.parts import (
    CHANGES,
    GAINS,
    MONEY,
    RECEIVERS,
    TIME,
    Block,
    Figure,
    Figures,
    Grid,
    Lines,
    Opening,
    Picture,
    Section,
    Told,
    Tone,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def of_comparison(comparison: Comparison, key: str) -> Told:
    """The opening and the sections of a comparison; ``key`` keeps its drawings apart."""
    sections = [
        _time(comparison, key),
        _gains(comparison, key),
        _changes(comparison, key),
        *_receivers(comparison),
        _waiting(comparison, key),
        _money(comparison, key),
    ]
    return Told(_opening(comparison), sections)


def _opening(comparison: Comparison) -> Opening:
    asked = [label_of(each.scenario).question for each in comparison.others]
    titles = gettext(" and ").join(each.scenario.title for each in comparison.others)
    return Opening(
        titles,
        " ".join(dict.fromkeys(filter(None, asked))),
        tables.headlines(comparison),
        [_figures(comparison, other) for other in comparison.others],
    )


# -- the numbers that matter -----------------------------------------------------------------------


def _figures(comparison: Comparison, other: Experiment) -> Figures:
    measures = [
        key for key in (HEADLINE, COST, "cost_per_selling_hour") if _is_known(comparison, key)
    ]
    found = [_before_and_after(comparison, other, key) for key in measures]
    title = other.scenario.title if len(comparison.others) > 1 else ""
    return Figures(
        title, [*found[:1], *_used(comparison, other), *found[1:], _signs(comparison, other)]
    )


def _is_known(comparison: Comparison, key: str) -> bool:
    return key in comparison.watched


def _before_and_after(comparison: Comparison, other: Experiment, key: str) -> Figure:
    """Where a measure goes, from where, and the difference."""
    unit = short_unit(key, other.scenario.currency)
    before, after = (_mean(each.interval(key), unit) for each in (comparison.base, other))
    suffix = "%" if unit == "%" else f" {gettext(unit)}"
    note = gettext(
        "from {before}; {difference} {unit}",
        before=f"{before}{suffix}",
        difference=figures(comparison.difference(other.name, key), unit, change=True),
        unit=gettext("points") if unit == "%" else gettext(unit),
    )
    tone = tone_of(comparison.verdict(other.name, key), key)
    return Figure(words(key).capitalize(), f"{after}{suffix}", note, tone)


def _mean(found: Interval, unit: str) -> str:
    return figures(found._replace(low=math.nan, high=math.nan), unit)


def _used(comparison: Comparison, other: Experiment) -> Iterator[Figure]:
    """Minutes of selling gained, of those freed; nothing where the role is gone."""
    found = comparison.differences[other.name]
    if "used_minutes" not in found:
        return
    gained, used = (
        figures(found[key], "min", change=True) for key in ("freed_minutes", "used_minutes")
    )
    role = words(who_sells(comparison.base.scenario)[0])
    note = gettext("per {role} and week, of {freed} min freed", role=role, freed=gained)
    value = f"{used.partition(' [')[0]} {gettext('min')}"
    tone = tone_of(found["used_minutes"].verdict, "used_minutes")
    yield Figure(gettext("Direct selling gained"), value, note, tone)


def _signs(comparison: Comparison, other: Experiment) -> Figure:
    """How many warning signs the receiving side shows."""
    red = [guard for guard in guardrails.guards(comparison, other) if guard.red]
    if red:
        roles = list(dict.fromkeys(words(guard.role) for guard in red))
        note = gettext("on the side of {roles}", roles=", ".join(roles))
        return Figure(gettext("Warning signs"), str(len(red)), note, "bad")
    return Figure(
        gettext("Warning signs"), gettext("none"), gettext("on the receiving side"), "good"
    )


def tone_of(verdict: str, key: str) -> Tone:
    """Whether a change is good news, by what the measure is better at."""
    if verdict == "cannot tell":
        return "unsure"
    better = describe(key).better
    if better == "neither":
        return "plain"
    return "good" if (verdict == "up") == (better == "more") else "bad"


# -- sections --------------------------------------------------------------------------------------


def _time(comparison: Comparison, key: str) -> Section:
    role = words(who_sells(comparison.base.scenario)[0])
    caption = gettext("The week of a {role}: minutes, and share of the week", role=role)
    picture = Picture(charts.as_svg(charts.time_use(comparison), f"{key}t"))
    title = gettext("Where the time goes, before and after")
    return Section(TIME, title, [picture, Grid(tables.time_use(comparison), caption)])


def _gains(comparison: Comparison, key: str) -> Section:
    role = words(who_sells(comparison.base.scenario)[0])
    said = gettext(
        "Freed is the time that the chores took, less the hand-overs that are written instead. It"
        " is usable as far as a call was due, open and within reach, and used as far as more"
        " direct selling came of it; the rest went into travel, or into less overtime."
    )
    base = comparison.base.name
    caption = gettext("Minutes per {role} and week, against {name}", role=role, name=base)
    pictures = _for_each(comparison, charts.freed, f"{key}g")
    grid = Grid(tables.gains(comparison), caption)
    return Section(GAINS, gettext("Freed, usable, used"), [Lines([said]), *pictures, grid])


Drawing = Callable[[Comparison, "Axes | None", str], "Axes"]


def _for_each(comparison: Comparison, draw: Drawing, key: str) -> list[Picture]:
    """A picture of the comparison for each scenario in it."""
    return [
        Picture(charts.as_svg(draw(comparison, None, other.name), f"{key}{number}"))
        for number, other in enumerate(comparison.others)
    ]


def _changes(comparison: Comparison, key: str) -> Section:
    pictures = _for_each(comparison, charts.before_after, f"{key}c")
    grids = [
        Grid(
            tables.changes(comparison, other),
            _from_to(comparison, other),
            [tone_of(comparison.verdict(other.name, name), name) for name in comparison.watched],
        )
        for other in comparison.others
    ]
    notes = Lines(tables.sureness(comparison), small=True)
    return Section(CHANGES, gettext("What else changes"), [*pictures, *grids, notes])


def _from_to(comparison: Comparison, other: Experiment) -> str:
    return gettext("From {base} to {name}", base=comparison.base.name, name=other.name)


def _receivers(comparison: Comparison) -> list[Section]:
    """Those who receive work: none if nothing is handed to anybody."""
    blocks: list[Block] = []
    for other in comparison.others:
        found = guardrails.guards(comparison, other)
        if found:
            tones: Sequence[Tone] = ["bad" if guard.red else "plain" for guard in found]
            caption = _from_to(comparison, other)
            blocks.append(Grid(tables.guards(comparison, other), caption, tones, names=2))
    if not blocks:
        return []
    said = gettext(
        "RED is a role that is busy for more than 95% of its time, work that is finished in time"
        " less often, or overtime that grows, where the interval of the difference leaves out 0."
    )
    return [Section(RECEIVERS, gettext("Those who receive the work"), [Lines([said]), *blocks])]


def _waiting(comparison: Comparison, key: str) -> Section:
    picture = Picture(charts.as_svg(charts.waiting(comparison), f"{key}w"))
    return Section(RECEIVERS, gettext("What work waits for"), [picture])


def _money(comparison: Comparison, key: str) -> Section:
    title = gettext("Money and payback")
    if not charts.has_payback(comparison):
        return Section(MONEY, title, [Lines([*_costs(comparison), _nothing_sold()])])
    lines = [
        f"{other.scenario.title}: {line}" if len(comparison.others) > 1 else line
        for other in comparison.others
        for line in tables.money_over_time(comparison, other)
    ]
    picture = Picture(charts.as_svg(charts.payback(comparison), f"{key}p"))
    return Section(MONEY, title, [picture, Lines([*lines, *_costs(comparison)])])


def _costs(comparison: Comparison) -> list[str]:
    """What a what-if costs a week more or less."""
    return [
        gettext(
            "{title}: people and travel cost {difference} {currency} a week, from {before} to"
            " {after}.",
            title=other.scenario.title,
            difference=figures(comparison.difference(other.name, COST), "", change=True),
            before=_mean(comparison.base.interval(COST), ""),
            after=_mean(other.interval(COST), ""),
            currency=other.scenario.currency,
        )
        for other in comparison.others
        if _is_known(comparison, COST)
    ]


def _nothing_sold() -> str:
    return gettext(
        "Nothing is sold in these scenarios: they hold no deals and no contracts, so that neither"
        " revenue nor payback can be told. More selling time is not yet more sales."
    )
