"""What is to be said of tours: how many nights people are away, and what these cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.experiment.results import Experiment
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext
from simulator.output.document import CHANGES, Cell, Column, Format, Section, Table, Texts
from simulator.output.wording import estimate, listed, words

NIGHTS, MONEY = Format("amount", decimals=2), Format("amount", decimals=1)


def nights(experiments: Sequence[Experiment]) -> Iterator[Table]:
    """Nights and their cost, role by role; nothing where nobody is on tours."""
    several = len(experiments) > 1
    rows = [row for each in experiments for row in _rows(each, several)]
    if not rows:
        return
    currency = experiments[0].scenario.currency
    cost = listed([gettext("what they cost"), currency])
    away = gettext("nights away")
    yield Table(
        key="nights-away",
        title=gettext("Nights away, per person and week"),
        columns=(
            *(Column("scenario", name, head=name, width=26) for name in _heads(several)),
            Column("role", "", head=gettext("role"), width=16),
            Column("nights", away, NIGHTS, head=away, width=18),
            Column("cost", cost, MONEY, head=cost, width=18),
        ),
        rows=tuple(rows),
        name=gettext("Nights away"),
        notes=(gettext("Over the calendar weeks of the headcount; at what a night costs."),),
        detail=True,
    )


def sections(experiments: Sequence[Experiment]) -> Iterator[Section]:
    """The table under a heading of its own."""
    for table in nights(experiments):
        yield Section(CHANGES, table.name, (table, Texts(table.notes, "detail")))


def _heads(several: bool) -> list[str]:
    return [gettext("scenario")] if several else []


def _rows(experiment: Experiment, several: bool) -> Iterator[tuple[Cell, ...]]:
    for name, role in experiment.scenario.roles.items():
        if role.tour is not None and (key := f"nights_away.{name}") in experiment.measures:
            away = experiment.interval(key)
            about = (experiment.name, words(name)) if several else (words(name),)
            money = _times(away, role.tour.costs)
            yield (*about, estimate(away), estimate(money))


def _times(interval: Interval, amount: float) -> Interval:
    mean, low, high = (amount * end for end in interval[:3])
    return interval._replace(mean=mean, low=low, high=high)
