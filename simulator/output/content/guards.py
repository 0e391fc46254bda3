"""Those to whom more work may come, before and after, in three words."""

from __future__ import annotations

from simulator.experiment.comparison import Comparison
from simulator.experiment.guards import (
    FULL,
    LONGER,
    MARGINS,
    MATERIAL_MARGINS,
    MAX_LONGER,
    MAX_LOST,
    MIN_LONGER,
    MIN_LOST,
    MORE_LOST,
    Guard,
)
from simulator.experiment.judgement import is_of_nobody
from simulator.experiment.queues import SETTLED
from simulator.experiment.results import Experiment
from simulator.i18n import gettext
from simulator.output.document import (
    CODE,
    TEXT,
    WARNING,
    Cell,
    Column,
    ColumnPart,
    Format,
    Formatted,
    KeyFigure,
    Record,
    Table,
    Tone,
)
from simulator.output.numbers import number, percent
from simulator.output.wording import (
    change_format,
    estimate,
    labelled,
    level_format,
    listed,
    unit_in_full,
    verdict_words,
    with_unit,
    words,
)

COUNTED = Format("plain")
CAME_BACK = "came_back_per_week"  # of all people together: shown beside, and not judged
# Measures whose name says what they are of, and not whose.
OF_WHAT = (
    *("within_due", "turnaround_of_asked", "lost_per_year"),
    *MATERIAL_MARGINS.keys() - {"nights_away"},
)
TONES: dict[str, Tone] = {"worse": "bad", "cannot tell": "unsure", "not worse": "plain"}


def guards(comparison: Comparison) -> list[Table]:
    """The receiving side of each plan before and after; what breaks is called so."""
    tables = []
    for other in comparison.others:
        receiving = comparison.guards[other.name]
        rows = [_row(other, guard) for guard in receiving]
        tones = [TONES[guard.verdict] for guard in receiving]
        if rows and CAME_BACK in comparison.differences[other.name]:
            rows.append(_came_back(comparison, other))
            tones.append("plain")
        title = gettext("Those to whom more work may come")
        tables.append(
            Table(
                key="receiving-side",
                title=title if len(comparison.others) == 1 else labelled(title, other.name),
                columns=_columns(),
                rows=tuple(rows),
                name=gettext("Receiving side"),
                tones=tuple(tones),
                notes=(meaning(comparison),),
                names=2,
            )
        )
    return [table for table in tables if table.rows]


def meaning(comparison: Comparison) -> str:
    """What the three words stand for."""
    return gettext(
        "RED: worse for sure, by however little: busy for more than {full} of its time and"
        " busier than before, less often in time, more overtime, a pile that grows and did not"
        " before, or grows faster; or worse for sure and on average by more than {part} points of"
        " what is asked that lapses, {part} points of the calls wanted, {lost} of the customers"
        " that go in a year ({few} to {many} of all), {goodwill} points of goodwill (of 100),"
        " {nights} nights away, or where"
        " work without a 'due', or with another one than before, takes longer by {longer} and"
        " {least} h, or by {most} h."
        " Not worse for sure: at most by so much, at most {due} points less often in time or"
        " {overtime} min more overtime, busy for less than {full} or no busier, a pile that grows"
        " by at most {settled} of what is asked. Cannot tell: neither is sure. All these words"
        " together are right in {level} of studies (Bonferroni, each end of a difference by"
        " itself; what is watched, too, has the interval that it has there). Judged is every role"
        " to whose hours the plan may bring more work, by what the scenarios say, however little"
        " it is, and whatever moves for customers.",
        full=percent(FULL),
        due=number(100 * MARGINS["within_due"]),
        part=number(100 * MATERIAL_MARGINS["lapsed_share"]),
        lost=percent(MORE_LOST),
        few=percent(MIN_LOST),
        many=percent(MAX_LOST),
        longer=percent(LONGER),
        least=number(MIN_LONGER),
        most=number(MAX_LONGER),
        goodwill=number(100 * MATERIAL_MARGINS["goodwill"]),
        nights=number(MATERIAL_MARGINS["nights_away"], 1),
        overtime=number(MARGINS["overtime"]),
        settled=percent(SETTLED),
        level=percent(comparison.confidence),
    )


def warning_signs(comparison: Comparison, other: Experiment) -> KeyFigure:
    """How many signs of the receiving side are worse, or cannot be told."""
    receiving, head = comparison.guards[other.name], gettext("Warning signs")
    red = [guard for guard in receiving if guard.red]
    unsure = [guard for guard in receiving if guard.verdict == "cannot tell"]
    if red:
        return KeyFigure(head, Formatted(len(red), COUNTED), _side_of(red), "bad")
    if unsure:
        note = gettext(
            "{count} of {all} signs, {side}",
            count=len(unsure),
            all=len(receiving),
            side=_side_of(unsure),
        )
        return KeyFigure(head, Formatted(gettext("cannot tell"), TEXT), note, "unsure")
    none = Formatted(gettext("none"), TEXT)
    return KeyFigure(head, none, gettext("on the receiving side"), "good")


def _side_of(signs: list[Guard]) -> str:
    roles = listed(dict.fromkeys(whose(guard) for guard in signs))
    return gettext("on the side of {roles}", roles=roles)


def whose(guard: Guard) -> str:
    """Whose sign a guard is."""
    return words(guard.role) if guard.role else gettext("customers")


def verdict(guard: Guard) -> str:
    """The word for a guard; the note below says within how much.

    Args:
        guard: What is judged.

    Returns:
        ``RED: worse``, ``not worse`` or ``cannot tell``.
    """
    return {
        "worse": gettext("RED: worse"),
        "not worse": gettext("not worse"),
        "cannot tell": gettext("cannot tell"),
    }[guard.verdict]


# -- rows ------------------------------------------------------------------------------------------


def _columns() -> tuple[Column, ...]:
    parts = (
        ColumnPart("mean", "difference", gettext("difference")),
        ColumnPart("low", "low", gettext("from")),
        ColumnPart("high", "high", gettext("to")),
    )
    return (
        Column("scenario", gettext("scenario"), on="file", width=26),
        Column("role", gettext("to whom"), width=20),
        Column("label", "", on="page"),
        Column("name", gettext("measure"), on="file", width=38),
        Column("before", gettext("before"), Format("number"), width=12),
        Column("after", gettext("after"), Format("number"), width=12),
        Column("unit", gettext("unit"), on="file", width=24),
        Column("difference", gettext("difference"), Format("change"), parts, width=12),
        Column("unit_of_difference", gettext("unit of it"), on="file", width=24),
        Column("warning", "", WARNING, head=gettext("warning"), width=30),
        Column("measure", gettext("name of the measure"), CODE, on="file", width=40),
    )


def _row(other: Experiment, guard: Guard) -> tuple[Cell, ...]:
    currency = other.scenario.currency
    word = Formatted(_word(other, guard), WARNING if guard.red else TEXT)
    levels = (guard.before.mean, guard.after.mean)
    change = Formatted(estimate(guard.difference), change_format(guard.measure, currency))
    return (other.name, whose(guard), *_cells(other, guard.measure, levels, change, word))


def _word(other: Experiment, guard: Guard) -> str:
    """The word for a guard; of what has no value, that it never happens or there is nobody."""
    if not guard.after.n:
        nobody = is_of_nobody(other.scenario, guard.measure)
        return verdict_words("there is nobody" if nobody else "never happens", guard.measure)
    return verdict(guard)


def _came_back(comparison: Comparison, other: Experiment) -> tuple[Cell, ...]:
    """Cases that came back, which is what the givers see of errors."""
    levels = (comparison.base.interval(CAME_BACK).mean, other.interval(CAME_BACK).mean)
    difference = comparison.difference(other.name, CAME_BACK)
    change = Formatted(estimate(difference), change_format(CAME_BACK))
    who = gettext("all people together")
    return (other.name, who, *_cells(other, CAME_BACK, levels, change, Formatted("", TEXT)))


def _without_role(measure: str) -> str:
    """A measure by what is measured; whose it is stands beside it.

    >>> _without_role("utilisation.clerk"), _without_role("queue_growth.clerk.quote")
    ('utilisation', 'queue growth: quote')
    """
    kind, _, rest = measure.partition(".")
    what = rest if kind in OF_WHAT else rest.partition(".")[2]
    return words(f"{kind}.{what}" if what else kind)


def _cells(
    other: Experiment,
    measure: str,
    levels: tuple[float, float],
    change: Formatted,
    word: Formatted,
) -> tuple[Cell, ...]:
    """A measure, its levels and its change, as pages and files show them."""
    currency = other.scenario.currency
    before, after = (Formatted(level, level_format(measure, currency)) for level in levels)
    return (
        with_unit(_without_role(measure), measure, currency),
        words(measure),
        before,
        after,
        unit_in_full(measure, currency),
        change,
        unit_in_full(measure, currency, change=True),
        word,
        measure,
    )


def guard_record(guard: Guard) -> Record:
    """A sign of the receiving side, for programs."""
    means = {"before": guard.before.mean, "after": guard.after.mean}
    return {**guard._asdict(), **means}
