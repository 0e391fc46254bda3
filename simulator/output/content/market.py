"""What is to be said of a market: how many customers come and go in each segment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.experiment.results import Experiment
from simulator.i18n import gettext
from simulator.output.content.segment_table import COUNT, SHARE, Rows, SegmentTable
from simulator.output.document import Section, Table
from simulator.output.wording import words

COUNTED = (
    "customers_at_begin",
    "customers_at_end",
    "customers_won",
    "customers_won_back",
    "customers_lost",
    "customers_closed",
    "needed_to_stand_still",
)


def customers(experiments: Sequence[Experiment]) -> Iterator[Table]:
    """Who comes and goes, segment by segment; nothing where there is no market."""
    return _table().tables(_rows_of(experiments))


def sections(experiments: Sequence[Experiment]) -> Iterator[Section]:
    """The table under a heading of its own."""
    return _table().sections(_rows_of(experiments))


def _table() -> SegmentTable:
    """The table in the reader's language."""
    return SegmentTable(
        "come-and-go",
        gettext("Customers that come and go"),
        gettext("Customers"),
        gettext(
            "Customers when counting began and at the end; won, won back, lost and closed in a"
            " year. As many as are lost or close have to be won for their number to stay."
        ),
        dict.fromkeys(COUNTED, COUNT) | {"market_share": SHARE},
    )


def _rows_of(experiments: Sequence[Experiment]) -> list[tuple[Experiment, Rows]]:
    """The segments with a market of each experiment."""
    return [
        (
            each,
            {f".{name}": words(name) for name, of in each.scenario.segments.items() if of.market},
        )
        for each in experiments
    ]
