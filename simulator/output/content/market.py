"""What is to be said of a market: how many customers come and go in each segment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.experiment.results import Experiment
from simulator.i18n import gettext
from simulator.output.document import CHANGES, Cell, Column, Format, Section, Table, Texts
from simulator.output.wording import estimate, words

COUNT = Format("amount", decimals=1)
MEASURES = {
    "customers_at_begin": COUNT,
    "customers_at_end": COUNT,
    "customers_won": COUNT,
    "customers_won_back": COUNT,
    "customers_lost": COUNT,
    "customers_closed": COUNT,
    "needed_to_stand_still": COUNT,
    "market_share": Format("share", "%", with_unit=True),
}


def customers(experiments: Sequence[Experiment]) -> Iterator[Table]:
    """Who comes and goes, segment by segment; nothing where there is no market."""
    having = [each for each in experiments if _segments(each)]
    if not having:
        return
    several = len(experiments) > 1
    rows = [row for each in having for row in _rows(each, several)]
    names = [gettext("scenario")] if several else []
    yield Table(
        key="come-and-go",
        title=gettext("Customers that come and go"),
        columns=(
            *(Column("scenario", name, head=name, width=26) for name in names),
            Column("segment", gettext("segment"), width=16),
            *(Column(key, words(key), form, width=18) for key, form in MEASURES.items()),
        ),
        rows=tuple(rows),
        name=gettext("Customers"),
        notes=(
            gettext(
                "Customers when counting began and at the end; won, won back, lost and closed in a"
                " year. As many as are lost or close have to be won for their number to stay."
            ),
        ),
        detail=True,
    )


def sections(experiments: Sequence[Experiment]) -> Iterator[Section]:
    """The table under a heading of its own."""
    tables = tuple(customers(experiments))
    if tables:
        notes = Texts(tables[0].notes, "detail")
        yield Section(CHANGES, gettext("Customers that come and go"), (*tables, notes))


def _segments(experiment: Experiment) -> list[str]:
    """Segments with a market."""
    return [name for name, each in experiment.scenario.segments.items() if each.market]


def _rows(experiment: Experiment, several: bool) -> Iterator[tuple[Cell, ...]]:
    for segment in _segments(experiment):
        values = (experiment.interval(f"{key}.{segment}") for key in MEASURES)
        about = (experiment.name, words(segment)) if several else (words(segment),)
        yield (*about, *(estimate(each) for each in values))
