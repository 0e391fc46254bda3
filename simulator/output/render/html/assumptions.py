"""What an answer rests on: each value with its source, and how far to trust it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from posixpath import commonpath

from simulator.i18n import gettext
from simulator.output.content.basis import source_note
from simulator.output.document import APPENDIX, COUNT, SOURCES, Cell, Column, Section, Table, Texts
from simulator.output.wording import clauses, listed, path_words, unit_words
from simulator.scenario.provenance import NOT_SAID, TRUST, Provenance, Source, sourced
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import WEEKDAYS


def gathered(scenarios: Sequence[Scenario]) -> list[Provenance]:
    """The sources of some scenarios, from their files as far as those are at hand.

    Those of a scenario that another one extends are among the other's, and not read again.
    """
    provenance: dict[str, Provenance] = {}
    files: set[str] = set()
    for scenario in reversed(scenarios):
        known = f"{scenario.name}.yaml" in files
        provenance[scenario.name] = Provenance((), "") if known else sourced(scenario)
        files |= {each.file for each in provenance[scenario.name].sources}
    return [provenance[scenario.name] for scenario in scenarios]


def sections(scenarios: Sequence[Scenario], provenance: Sequence[Provenance]) -> Iterator[Section]:
    """How far values are to be trusted, what each what-if says itself, and the rest behind it."""
    every = list(
        {(each.file, each.path): each for part in provenance for each in part.sources}.values()
    )
    mine = [each for part in provenance for each in _own(part)]
    pairs = zip(scenarios, provenance, strict=True)
    notes = dict.fromkeys(filter(None, (source_note(*pair) for pair in pairs)))
    yield Section(
        SOURCES,
        gettext("Assumptions and their sources"),
        (trust(every), Texts((*notes, _advice())), *_by_file(mine)),
    )
    rest = [each for each in every if each not in mine]
    if rest:
        title = gettext("Appendix: all other values and their sources")
        yield Section(APPENDIX, title, tuple(_by_file(rest)))


def _own(provenance: Provenance) -> list[Source]:
    """What the file of a what-if says; nothing of a scenario that extends none."""
    files = list(dict.fromkeys(each.file for each in provenance.sources))
    if len(files) < 2:
        return []
    return [each for each in provenance.sources if each.file == files[0]]


def _advice() -> str:
    return gettext(
        "A value is trusted as its file says behind it. Replace assumptions by figures of your own,"
        " those first that move the answer most."
    )


def trust(sources: Sequence[Source]) -> Table:
    """How many values rest on what; those that rest on several things count under each."""
    counts = Counter(word for each in sources for word in each.trust)
    rows: list[tuple[Cell, ...]] = [
        (gettext(word), counts[word]) for word in (*TRUST.values(), NOT_SAID) if counts[word]
    ]
    rows.append((gettext("values in all; some rest on several"), len(sources)))
    columns = (Column("trust", gettext("rests on")), Column("values", gettext("values"), COUNT))
    return Table("trust", gettext("How far the values are to be trusted"), columns, tuple(rows))


def _by_file(sources: Sequence[Source]) -> Iterator[Table]:
    """A table for each file, with a row for each of its lines."""
    columns = (
        Column("value", gettext("value")),
        Column("is", gettext("as it is")),
        Column("trust", gettext("how far to trust it")),
        Column("says", gettext("source, as the file says it")),
        Column("line", gettext("line")),
    )
    for file, values in groupby(sources, key=lambda each: each.file):
        lines = groupby(values, key=lambda each: (each.line, each.says) if file else each.path)
        rows = tuple(_row(list(together)) for _, together in lines)
        caption = gettext("What {file} says", file=file) if file else ""
        yield Table("sources", caption, columns, rows, layout="texts")


def _row(together: Sequence[Source]) -> tuple[str, ...]:
    """Values of which one line says the same."""
    first = together[0]
    alone = len(together) == 1
    path = first.path if alone else commonpath([each.path.replace(".", "/") for each in together])
    start = len(path) + 1
    texts = [
        _value(each) if alone else f"{path_words(each.path[start:])} {_value(each)}"
        for each in together
    ]
    says = "" if first.says in first.trust else first.says
    trusted = listed(gettext(word) for word in first.trust)
    line = str(first.line) if first.line else ""
    return (path_words(path.replace("/", ".")), clauses(texts), trusted, says, line)


def _value(each: Source) -> str:
    """A value with its unit, and with its range if it has one."""
    parts = str(each.value).split(", ")
    written = listed(gettext(part) if part in WEEKDAYS else part for part in parts)
    value = f"{written} {unit_words(each.unit)}".strip()
    if each.low == "":
        return value
    ends = gettext(
        "{low} to {high}", low=each.low, high=f"{each.high} {unit_words(each.unit)}".strip()
    )
    return gettext("{value} ({ends})", value=value, ends=ends)
