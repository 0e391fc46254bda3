"""Tables for files that say what a result rests on: raw numbers, sources, and how it was run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from simulator.experiment.comparison import Comparison
from simulator.experiment.gains import GAINS, describe
from simulator.experiment.results import Experiment
from simulator.experiment.store import fingerprints, result_reader
from simulator.i18n import gettext, pgettext
from simulator.output.content.sureness import experiments_of, sureness, unmeasured
from simulator.output.document import CODE, COUNT, PLAIN, Cell, Column, Table
from simulator.output.wording import level_format, listed, path_words, unit_words, words
from simulator.scenario.provenance import Provenance, Source, sourced
from simulator.scenario.scenario import Scenario

LIBRARIES = "libraries"


def facts(key: str, title: str, pairs: Sequence[tuple[str, Any]]) -> Table:
    """A table of facts, one in a row."""
    rows = tuple(
        (name, value if isinstance(value, int | float) else str(value)) for name, value in pairs
    )
    columns = (Column("what", "", width=38), Column("said", "", PLAIN, width=100))
    return Table(key, title, columns, rows, name=title)


class Statements(NamedTuple):
    """What is said of a result, by kind."""

    questions: Sequence[str]
    headlines: Sequence[str]
    money: Sequence[str]
    notes: Sequence[str]  # all else that its pages say


def answer_facts(result: Experiment | Comparison, statements: Statements) -> Table:
    """Question, answer, how sure it is, and each other sentence of its pages, once."""
    sure, missing = sureness(result), unmeasured(result)
    elsewhere = {*statements.headlines, *statements.money, *sure, *missing}
    pairs = [
        *((gettext("Question"), each) for each in dict.fromkeys(statements.questions) if each),
        *((gettext("Answer"), line) for line in statements.headlines),
        *((gettext("Money"), line) for line in statements.money),
        *(
            (gettext("Note"), line)
            for line in dict.fromkeys(statements.notes)
            if line not in elsewhere
        ),
        *((gettext("How sure"), line) for line in sure),
        *((gettext("Not measured"), line) for line in missing),
        *(
            (gettext("Scenario {name}", name=each.name), each.scenario.title)
            for each in experiments_of(result)
        ),
    ]
    table = facts("answer", gettext("The answer"), pairs)
    return Table(table.key, table.title, table.columns, table.rows, name=gettext("Answer"))


# -- measures and replications ---------------------------------------------------------------------


def glossary(experiments: Sequence[Experiment]) -> Table:
    """What each measure stands for; names in <> stand for any role, activity or the like."""
    names = [[gain.name for gain in GAINS[:-1]], *(each.measures for each in experiments)]
    known = dict.fromkeys(describe(key) for each in names for key in each)
    columns = (
        Column("name", gettext("measure"), width=38),
        Column("unit", gettext("unit"), width=28),
        Column("better", gettext("better is"), width=12),
        Column("meaning", gettext("meaning"), width=90),
    )
    rows = tuple(
        (each.name, gettext(each.unit), gettext(each.better), gettext(each.meaning))
        for each in known
    )
    title = gettext("What the measures mean")
    return Table("measures", title, columns, rows, name=gettext("Measures"), filtered=True)


def replications(experiments: Sequence[Experiment]) -> Table:
    """The raw table: one row for each scenario and replication, one column for each measure."""
    names = dict.fromkeys(name for each in experiments for name in each.measures)
    columns = (
        Column("scenario", gettext("scenario"), width=26),
        Column("replication", gettext("replication"), COUNT, width=12),
        *(Column(name, words(name), level_format(name), width=18) for name in names),
    )
    rows: list[tuple[Cell, ...]] = [
        (each.name, number, *(row.get(name) for name in names))
        for each in experiments
        for number, row in enumerate(_rows(each))
    ]
    return Table(
        "replications",
        gettext("All replications"),
        columns,
        tuple(rows),
        name=gettext("Replications"),
        notes=(gettext("Empty: it never happened in the replication."),),
        filtered=True,
    )


def _rows(experiment: Experiment) -> Iterator[dict[str, float]]:
    for row in experiment.table.tolist():
        yield dict(zip(experiment.measures, row, strict=True))


# -- assumptions -----------------------------------------------------------------------------------


def assumptions(scenarios: Sequence[Scenario]) -> Table:
    """Every value of some scenarios with what its file says of it, each once."""
    sources: dict[tuple[str, str, int, object], Source] = {}
    notes = dict.fromkeys((_marks(), _order()))
    for scenario in scenarios:
        mine = sourced(scenario)
        for each in mine.sources:
            sources.setdefault((each.path, each.file, each.line, each.value), each)
        notes |= dict.fromkeys(filter(None, [source_note(scenario, mine)]))
    title = gettext("Assumptions and their sources")
    rows = tuple(_source_row(each) for each in sources.values())
    return Table(
        "assumptions",
        title,
        _source_columns(),
        rows,
        name=gettext("Assumptions"),
        notes=tuple(notes),
        filtered=True,
    )


def source_note(scenario: Scenario, provenance: Provenance) -> str:
    """Why the sources may not be those of the scenario as it was run."""
    if not provenance.note:
        return ""
    if any(each.file for each in provenance.sources):
        return gettext(
            "The file of {name}, or one that it extends, has changed since this was computed: the"
            " values below are those of today.",
            name=scenario.name,
        )
    return gettext(
        "No file of {name} is at hand, so that no sources are known.", name=scenario.name
    )


def _source_columns() -> tuple[Column, ...]:
    return (
        Column("name", gettext("value of"), width=52),
        Column("value", pgettext("what is said of it", "value"), PLAIN, width=14),
        Column("unit", gettext("unit"), width=10),
        Column("low", gettext("from"), PLAIN, width=9),
        Column("high", gettext("to"), PLAIN, width=9),
        Column("trust", gettext("how far to trust it"), width=40),
        Column("says", gettext("what its file says"), width=60),
        Column("file", gettext("file"), width=28),
        Column("line", gettext("line"), COUNT, width=7),
        Column("path", gettext("path"), CODE, width=46),
    )


def _marks() -> str:
    return gettext(
        "What a file says behind a value: [S] a published figure, [D] measured in public data, [S2]"
        " a vendor's or secondary page; an assumption is to be replaced by your own figure."
    )


def _order() -> str:
    return gettext(
        "A value of a what-if comes before those that it inherits; what one file replaces is left"
        " out."
    )


def _source_row(source: Source) -> tuple[Cell, ...]:
    low, high = (end if end != "" else None for end in (source.low, source.high))
    trust = listed(gettext(word) for word in source.trust)
    return (
        path_words(source.path), source.value, unit_words(source.unit), low, high,
        trust, source.says, source.file, source.line or None, source.path,
    )  # fmt: skip


# -- how it was run --------------------------------------------------------------------------------


def how_it_was_run(experiments: Sequence[Experiment], folder: Path | None) -> Table:
    """Version, seed, replications, confidence, hashes of code and scenarios, libraries."""
    first = experiments[0]
    horizon = first.scenario.horizon
    pairs = [
        (gettext("Replications of each scenario"), first.replications),
        (gettext("Seed"), first.seed),
        (gettext("Confidence of intervals"), first.confidence),
        (gettext("First day"), horizon.start),
        (gettext("Weeks"), horizon.weeks),
        (gettext("Weeks of warm-up, not counted"), horizon.warm_up_weeks),
        *((gettext("First day that counts"), horizon.counts_from),) * bool(horizon.counts_from),
        *(
            (
                gettext("Scenario {name}, SHA-256", name=each.name),
                fingerprints.scenario_hash(each.scenario),
            )
            for each in experiments
        ),
        *made_with(folder),
    ]
    return facts("how-it-was-run", gettext("How it was run"), pairs)


def made_with(folder: Path | None) -> Iterator[tuple[str, Any]]:
    """What computed a result, from its manifest; for one that is not kept, what computes here."""
    made = result_reader.read_manifest(folder) if folder else fingerprints.provenance()
    for key, name in (
        ("version", gettext("Version of the simulator")),
        ("code_sha256", gettext("Code that determines numbers, SHA-256")),
        ("house_sha256", gettext("All code, SHA-256")),
        ("python", "Python"),
    ):
        yield name, made.get(key, gettext("not known"))
    yield from made.get(LIBRARIES, {}).items()
