"""Who pays for a plan: what it costs and earns a week, and whom it hires."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.experiment.gains import others_who_sell
from simulator.experiment.results import PER_SELLING_HOUR, PROFIT, Experiment, who_sells
from simulator.experiment.weekly_cost import Earned, WeeklyCost
from simulator.i18n import gettext, translatable
from simulator.measures.targets import COST
from simulator.output.document import COUNT, Column, Record, Table
from simulator.output.numbers import number
from simulator.output.wording import (
    amount,
    change_format,
    estimate,
    level_format,
    listed,
    people_of,
    staffing_words,
    with_unit,
    words,
)


def cost_record(cost: WeeklyCost) -> Record:
    """Cost a week, what comes on top, and people, for programs."""
    return {
        **estimate(cost.level)._asdict(),
        "difference": cost.difference,
        "hired": dict(cost.hired),
        "outlay": cost.outlay,
        "earned": [each._asdict() for each in cost.earned],
    }


def cost_table(costs: Sequence[WeeklyCost], currency: str) -> Table:
    """One row for each plan: what it costs a week, and more than its base, and whom it hires."""
    columns = (
        Column("plan", gettext("what-if")),
        Column("level", with_unit(words(COST), COST, currency), level_format(COST, currency)),
        Column("difference", gettext("difference"), change_format(COST, currency)),
        Column("people", gettext("people hired")),
        Column("once", gettext("once, {currency}", currency=currency), COUNT),
    )
    rows = tuple(
        (
            each.plan,
            estimate(each.level),
            estimate(each.difference),
            people_words(each),
            each.outlay,
        )
        for each in costs
    )
    return Table("costs", gettext("What a week costs"), columns, rows)


def hours_behind(experiments: Sequence[Experiment], keys: Sequence[str]) -> Iterator[str]:
    """Whose hours the cost of a selling hour is over, where other roles sell, too."""
    others = dict.fromkeys(role for each in experiments for role in others_who_sell(each))
    if PER_SELLING_HOUR in keys and others:
        yield gettext(
            "{measure}: over the hours of {who} alone; what {others} sell is not in them",
            measure=words(PER_SELLING_HOUR),
            who=people_of(who_sells(experiments[0].scenario)[0]),
            others=listed(map(people_of, others)),
        )


def people_words(cost: WeeklyCost) -> str:
    """Whom a plan hires or does without, in few words."""
    for_a_time = {
        "more": translatable("hired for a time only"),
        "fewer": translatable("fewer for a time only"),
        "": translatable("nobody hired"),
    }
    return staffing_words(dict(cost.hired)) or gettext(for_a_time[cost.for_a_time])


def cost_words(cost: WeeklyCost, title: str, base: str, currency: str) -> str:
    """Who pays: what a plan costs a week against its base, and what it earns, if that moves."""
    sentences = _paid(cost, title, base, currency), earned_words(cost.earned, currency)
    return " ".join(filter(None, sentences))


_UNSURE = {
    "down": translatable("{measure} goes down: {more}; where profit goes we cannot tell."),
    "up": translatable("{measure} goes up: {more}; where profit goes we cannot tell."),
}


def earned_words(every: Sequence[Earned], currency: str) -> str:
    """Where profit goes with a plan, for sure, or else revenue; nothing if neither is sure.

    Revenue alone would be read as profit, which may go the other way.

    >>> from simulator.experiment.statistics import Interval
    >>> less, year = Interval(-445, -700, -190, 8), Interval(-637, -892, -382, 8)
    >>> earned_words([Earned("profit", less, less, less)], "EUR")
    'Profit goes down: -445 EUR a week [-700, -190].'
    >>> earned_words([Earned("profit", less, less, year)], "EUR").partition(" without ")[2]
    'what is spent once, -637 EUR a week [-892, -382] with it spread over a year.'
    """
    earned = next((each for each in every if each.moved), None)
    if earned is None:
        return ""
    unsure = any(each.measure == PROFIT for each in every) and earned.measure != PROFIT
    more, yearly = (
        amount(each, earned.measure, currency, change=True)
        for each in (earned.difference, earned.over_a_year)
    )
    values = {"measure": words(earned.measure).capitalize(), "more": more, "yearly": yearly}
    if unsure:
        return gettext(_UNSURE[earned.difference.verdict], **values)
    if earned.has_outlay:
        return gettext(
            "{measure}: {more} without what is spent once, {yearly} with it spread over a year.",
            **values,
        )
    if earned.difference.verdict == "down":
        return gettext("{measure} goes down: {more}.", **values)
    return gettext("{measure} goes up: {more}.", **values)


def _paid(cost: WeeklyCost, title: str, base: str, currency: str) -> str:
    """What a plan costs a week against its base, whom it hires, and what it costs once."""
    values = {
        "plan": title,
        "level": amount(cost.level, COST, currency),
        "against": _against(cost, base, currency),
        "people": people_words(cost),
    }
    if not cost.outlay:
        return gettext("A week with “{plan}” costs {level}, {against}; {people}.", **values)
    once = number(cost.outlay)
    return gettext(
        "A week with “{plan}” costs {level}, {against}; {people}; the change itself costs {once}"
        " {currency} once.",
        **values,
        once=once,
        currency=currency,
    )


def _against(cost: WeeklyCost, base: str, currency: str) -> str:
    if cost.difference.verdict == "no change":
        return gettext("as much as “{base}”", base=base)
    more = amount(cost.difference, COST, currency, change=True)
    return gettext("{more} against “{base}”", more=more, base=base)
