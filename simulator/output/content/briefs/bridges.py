"""Why a what-if helps, in words: the bridge."""

from __future__ import annotations

from simulator.analysis.shapley import Explanation
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext
from simulator.output.content.briefs.amounts import amount, points
from simulator.output.content.tables import Table, figures, short_unit, words
from simulator.scenario.verbs import VERBS


def bridge_headline(found: Explanation) -> str:
    """What the moves bring in all, and which brings most."""
    currency = found.base.currency
    largest = max(found.bars, key=lambda bar: abs(bar.share.mean))
    total = amount(found.difference, found.measure, currency, change=True)
    share = amount(largest.share, found.measure, currency, change=True)
    if found.difference.verdict == "cannot tell":
        what = words(found.measure).capitalize()
        return gettext(
            "{measure}: we cannot tell that it moves, {total}", measure=what, total=total
        )
    return gettext(
        "{measure}: {total}, the largest part by {move} ({share}).",
        measure=words(found.measure).capitalize(),
        total=total,
        move=move_words(largest.name),
        share=share,
    )


def move_words(name: str) -> str:
    """A move as people write it: its verb, if it is one, and what it is done to.

    >>> move_words("reassign order_entry + hire.support")
    'reassign order entry + hire: support'
    """
    return " + ".join(_one_move(part) for part in name.split(" + "))


def _one_move(name: str) -> str:
    verb, _, what = name.partition(" ")
    return f"{gettext(verb)} {words(what)}" if verb in VERBS else words(name)


def bridge(found: Explanation) -> Table:
    """One row for each move: its share, made alone, made last; then the sum."""
    unit = short_unit(found.measure, found.base.currency)
    rows = [
        (move_words(bar.name), *(_brief(part, unit) for part in (bar.share, bar.alone, bar.last)))
        for bar in sorted(found.bars, key=lambda bar: -bar.share.mean)
    ]
    rows.append((gettext("all together"), _brief(found.difference, unit), "", ""))
    rows.append((gettext("beyond the sum of each alone"), _brief(found.interaction, unit), "", ""))
    first = gettext("in {unit}", unit=gettext(points(unit) or "the unit"))
    return Table((first, gettext("share"), gettext("made alone"), gettext("made last")), rows)


def _brief(found: Interval, unit: str) -> str:
    return figures(found, unit, change=True)


def bridge_notes(found: Explanation) -> list[str]:
    """How the bars were made."""
    how = (
        gettext(
            "Shapley shares over all {count} choices of moves; they sum to the paired difference"
            " exactly",
            count=2 ** len(found.bars),
        )
        if found.exact
        else gettext(
            "Shapley shares over two orders of moves drawn for each of {count} replications; they"
            " sum to the paired difference exactly",
            count=found.replications,
        )
    )
    return [
        how,
        gettext("made alone: no other move is made; made last: all others are there already"),
    ]
