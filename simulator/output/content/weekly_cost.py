"""Who pays for a plan: what it costs a week, and whom it hires."""

from __future__ import annotations

from simulator.experiment.weekly_cost import WeeklyCost
from simulator.i18n import gettext
from simulator.measures.targets import COST
from simulator.output.document import Record
from simulator.output.numbers import number
from simulator.output.wording import amount, estimate, staffing_words


def cost_record(cost: WeeklyCost) -> Record:
    """Cost a week, what comes on top, and people, for programs."""
    return {
        **estimate(cost.level)._asdict(),
        "difference": cost.difference,
        "hired": dict(cost.hired),
        "outlay": cost.outlay,
    }


def people_words(cost: WeeklyCost) -> str:
    """Whom a plan hires or does without, in few words."""
    return staffing_words(dict(cost.hired)) or gettext("nobody hired")


def cost_words(cost: WeeklyCost, title: str, base: str, currency: str) -> str:
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
