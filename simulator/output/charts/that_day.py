"""What is said of the one day that a picture draws: which it is, how it was chosen, who is away."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulator.analysis.lessons.weeks import days_away
from simulator.i18n import gettext
from simulator.ledger.ledger import Ledger
from simulator.measures.days import day_of
from simulator.output.drawing.style import PALE_INK, literal, wrapped
from simulator.output.wording import absence_words, listed, people_of, person_words
from simulator.scenario.units import WEEKDAYS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulator.scenario.scenario import Scenario

MAX_AWAY = 4  # people who are named
SMALL, LINE = 9, 12  # points: letters below a title, and from one line of them to the next


def day_words(date: datetime.date, *, is_typical: bool) -> str:
    """Which day it is, and how it was chosen."""
    name = f"{gettext(WEEKDAYS[date.weekday()]).capitalize()} {date}"
    if not is_typical:
        return name
    return gettext(
        "{day}, a typical one: nearly everybody is there, no seller in a meeting, and as much is"
        " sold as on most such days",
        day=name,
    )


def away_words(scenario: Scenario, ledger: Ledger, number: int) -> str:
    """Whoever is away on a day, each with the reason; nothing if nobody is."""
    today, reasons = range(number, number + 1), absence_words()
    away = [
        f"{person_words(each.person)} ({reasons[each.reason]})"
        for each in days_away(scenario, ledger.seed, ledger.replication, today)
    ]
    people, more = listed(away[:MAX_AWAY]), len(away) - MAX_AWAY
    if more > 0:
        people = gettext("{people} and {count} more", people=people, count=more)
    return gettext("Away: {people}", people=people) if away else ""


def shown_words(ledger: Ledger, shown: Sequence[str], number: int, *, several: bool) -> str:
    """Of how many who are at work on a day some are drawn; nothing if all are."""
    parameters = ledger.parameters
    at_work: dict[int, list[str]] = {}
    for person, name in enumerate(parameters.people):
        if name in shown or len(day_of(ledger, person, number).rows):
            at_work.setdefault(parameters.role_of[person], []).append(name)
    some = {
        role: len([name for name in there if name in shown])
        for role, there in at_work.items()
        if not set(there) <= set(shown)
    }
    people = listed(
        gettext(
            "{count} of {all} {who}",
            count=count,
            all=len(at_work[role]),
            who=people_of(parameters.roles.name[role]),
        )
        for role, count in some.items()
    )
    if not people:
        return ""
    if several:
        return gettext("Drawn: {people} at work, who are there in every scenario", people=people)
    return gettext("Drawn: {people} at work", people=people)


def say_below_title(ax: Axes, *sentences: str, letters: int = 200) -> None:
    """Small lines between the title of a picture, which moves up for them, and what it draws."""
    lines = [line for each in sentences for line in wrapped(each, letters)]
    if not lines:
        return
    label = ax.text(0, 1.0, literal("\n".join(lines)), transform=ax.transAxes, va="bottom")
    label.set(fontsize=SMALL, color=PALE_INK, in_layout=False)  # the title makes room for it
    title = ax.get_title(loc="left")
    ax.set_title(title, loc="left", fontsize=13, fontweight="bold", pad=8 + LINE * len(lines))
