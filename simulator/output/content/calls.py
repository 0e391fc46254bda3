"""What is to be said of call plans: who is called on, how often, and who never."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.experiment.results import Experiment
from simulator.i18n import gettext
from simulator.output.content.segment_table import COUNT, SHARE, Rows, SegmentTable
from simulator.output.document import Section, Table
from simulator.output.wording import words


def calls(experiments: Sequence[Experiment]) -> Iterator[Table]:
    """Who is called on, segment by segment; nothing where there are no call plans."""
    return _table().tables(_rows_of(experiments))


def sections(experiments: Sequence[Experiment]) -> Iterator[Section]:
    """The table under a heading of its own."""
    return _table().sections(_rows_of(experiments))


def _table() -> SegmentTable:
    """The table in the reader's language."""
    return SegmentTable(
        "called-on",
        gettext("Who is called on"),
        gettext("Calls"),
        gettext(
            "Of accounts with which call plans want contact: how many were called on, calls on"
            " each of those a year, calls made of those wanted and of those due."
        ),
        {
            "reach": SHARE,
            "call_frequency": COUNT,
            "coverage": SHARE,
            "call_plan_attainment": SHARE,
            "never_reached": COUNT,
        },
    )


def _rows_of(experiments: Sequence[Experiment]) -> list[tuple[Experiment, Rows]]:
    """The segments of each experiment that has call plans, then all together."""
    return [(each, _rows(each) if "reach" in each.measures else {}) for each in experiments]


def _rows(experiment: Experiment) -> Rows:
    of = {f".{name}": words(name) for name in experiment.scenario.segments}
    return of | {"": gettext("all accounts")}
