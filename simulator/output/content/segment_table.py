"""A table of some measures segment by segment, for one scenario or several beside one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from simulator.experiment.results import Experiment
from simulator.i18n import gettext
from simulator.output.document import CHANGES, Cell, Column, Format, Section, Table, Texts
from simulator.output.wording import estimate, words

COUNT = Format("amount", decimals=1)
SHARE = Format("share", "%", with_unit=True)
Rows = Mapping[str, str]  # what a measure's name ends with -> what the row is called


class SegmentTable(NamedTuple):
    """What such a table is called and measures."""

    key: str
    title: str
    name: str  # of its sheet
    note: str
    measures: Mapping[str, Format]

    def tables(self, rows_of: Sequence[tuple[Experiment, Rows]]) -> Iterator[Table]:
        """The table of each experiment's rows; nothing where none has any."""
        several = len(rows_of) > 1
        rows = [row for experiment, of in rows_of for row in self._rows(experiment, of, several)]
        if not rows:
            return
        names = [gettext("scenario")] if several else []
        yield Table(
            key=self.key,
            title=self.title,
            columns=(
                *(Column("scenario", name, head=name, width=26) for name in names),
                Column("segment", gettext("segment"), width=16),
                *(Column(key, words(key), form, width=18) for key, form in self.measures.items()),
            ),
            rows=tuple(rows),
            name=self.name,
            notes=(self.note,),
            detail=True,
        )

    def sections(self, rows_of: Sequence[tuple[Experiment, Rows]]) -> Iterator[Section]:
        """The table under a heading of its own."""
        tables = tuple(self.tables(rows_of))
        if tables:
            notes = Texts(tables[0].notes, "detail")
            yield Section(CHANGES, self.title, (*tables, notes))

    def _rows(
        self, experiment: Experiment, rows: Rows, several: bool
    ) -> Iterator[tuple[Cell, ...]]:
        for suffix, name in rows.items():
            values = (experiment.interval(key + suffix) for key in self.measures)
            about = (experiment.name, name) if several else (name,)
            yield (*about, *(estimate(each) for each in values))
