"""What is to be said of call plans: who is called on, how often, and who never."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.experiment.results import Experiment
from simulator.i18n import gettext
from simulator.output.document import CHANGES, Cell, Column, Format, Section, Table, Texts
from simulator.output.wording import estimate, words

MEASURES = {
    "reach": Format("share", "%", with_unit=True),
    "call_frequency": Format("amount", decimals=1),
    "coverage": Format("share", "%", with_unit=True),
    "call_plan_attainment": Format("share", "%", with_unit=True),
    "never_reached": Format("amount", decimals=1),
}


def calls(experiments: Sequence[Experiment]) -> Iterator[Table]:
    """Who is called on, segment by segment; nothing where there are no call plans."""
    having = [each for each in experiments if "reach" in each.measures]
    if not having:
        return
    several = len(experiments) > 1
    rows = [row for each in having for row in _rows(each, several)]
    names = [gettext("scenario")] if several else []
    yield Table(
        key="called-on",
        title=gettext("Who is called on"),
        columns=(
            *(Column("scenario", name, head=name, width=26) for name in names),
            Column("segment", gettext("segment"), width=16),
            *(Column(key, words(key), form, width=18) for key, form in MEASURES.items()),
        ),
        rows=tuple(rows),
        name=gettext("Calls"),
        notes=(
            gettext(
                "Of accounts with which call plans want contact: how many were called on, calls on"
                " each of those a year, calls made of those wanted and of those due."
            ),
        ),
        detail=True,
    )


def sections(experiments: Sequence[Experiment]) -> Iterator[Section]:
    """The table under a heading of its own."""
    tables = tuple(calls(experiments))
    if tables:
        notes = Texts(tables[0].notes, "detail")
        yield Section(CHANGES, gettext("Who is called on"), (*tables, notes))


def _rows(experiment: Experiment, several: bool) -> Iterator[tuple[Cell, ...]]:
    whole = gettext("all accounts")
    of = {f".{segment}": words(segment) for segment in experiment.scenario.segments}
    for suffix, name in (of | {"": whole}).items():
        values = (experiment.interval(key + suffix) for key in MEASURES)
        about = (experiment.name, name) if several else (name,)
        yield (*about, *(estimate(each) for each in values))
