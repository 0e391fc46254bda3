"""The commands that help to decide: one for each analysis of the registry."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.analysis.registry import ANALYSES, Analysis, Missing, Parameter, ParameterRole
from simulator.cli import pages
from simulator.cli.app import DECIDE, app
from simulator.cli.console import note, progress
from simulator.cli.options import OPTIONS, SHOWING, Way, with_options
from simulator.cli.pages import KeptPage
from simulator.i18n import gettext

if TYPE_CHECKING:
    from simulator.analysis.registry import AnalysisResult
    from simulator.output.document import Document
    from simulator.scenario.scenario import Scenario

Words = dict[str, Any]  # what was given for each parameter


# -- commands --------------------------------------------------------------------------------------


def command_of(analysis: Analysis) -> Callable[..., None]:
    """The command of an analysis, with its parameters and all options of ``Way``."""

    def command(way: Way, **words: Any) -> None:
        answer(analysis, words, way)

    command.__name__ = analysis.name.replace("-", "_")
    parts = (analysis.purpose, analysis.details, f"Example:  simulator {analysis.example}")
    command.__doc__ = "\n\n".join(filter(None, parts))
    own = [_option(parameter) for parameter in analysis.parameters]
    usual = Way(replications=analysis.replications)
    return with_options(command, own, usual, OPTIONS if analysis.simulates else SHOWING)


def _option(parameter: Parameter) -> inspect.Parameter:
    """A parameter as the command line takes it."""
    option: Any = typer.Option  # whose first argument is a flag, where the type says a default
    texts: Any = {
        "metavar": parameter.metavar,
        "help": parameter.help,
        "hidden": parameter.hidden,
    }
    bounds: Any = {"min": parameter.minimum, "max": parameter.maximum}
    if parameter.type is int or parameter.type == int | None:
        bounds = {key: None if end is None else int(end) for key, end in bounds.items()}
    argument = parameter.is_argument
    made: Any = typer.Argument(**texts) if argument else option(*parameter.flags, **texts, **bounds)
    required = parameter.default is Missing.REQUIRED
    return inspect.Parameter(
        parameter.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if required else parameter.default,
        annotation=Annotated[parameter.type, made],
    )


for _analysis in ANALYSES.values():
    app.command(_analysis.name, rich_help_panel=DECIDE)(command_of(_analysis))


# -- answers ---------------------------------------------------------------------------------------


def answer(analysis: Analysis, words: Words, way: Way) -> None:
    """Answers a question, or shows what was answered before."""
    new_files = [words[each.name] for each in _of_role(analysis, ParameterRole.NEW_FILE)]
    for file in filter(None, new_files):
        _refuse_to_lose(Path(file))
    name, folder = place_of(analysis, words, way)
    for line in () if way.quiet else _without_accounts(analysis, words):
        note(line)
    if not any(new_files) and pages.shown_again(folder, way, folder.name):
        return
    with progress(way.quiet, grows=analysis.searches) as tell:
        how = {"replications": way.replications, **way.how(tell)} if analysis.simulates else {}
        results = _known(folder) or analysis.attribute("ask")(**words, **how)
    _show(analysis, results, words, (name, folder), way)


def _without_accounts(analysis: Analysis, words: Words) -> Iterator[str]:
    """Who has no account in a scenario that is asked about: hired, he changes little."""
    from simulator.scenario.notes import without_accounts

    for _, family in _scenarios(analysis, words):
        for _, text in without_accounts(family[0]):
            yield f"{family[0].name}: {text}"


def _of_role(analysis: Analysis, role: ParameterRole) -> list[Parameter]:
    return [each for each in analysis.parameters if each.role is role]


def _refuse_to_lose(plan: Path) -> None:
    """UsageError, before anything is run, if a file could not be written or would be replaced."""
    from simulator.errors import UsageError

    if plan.exists():
        raise UsageError("{plan} is there already; name another file for the plan", plan=plan)
    if not plan.parent.is_dir():
        raise UsageError("there is no folder {parent} to write the plan to", parent=plan.parent)


def place_of(analysis: Analysis, words: Words, way: Way) -> tuple[str, Path]:
    """What an answer is called, and where it lies, or will: by all that it depends on."""
    from simulator.experiment.store.store import answer_folder

    scenarios = list(_scenarios(analysis, words))
    values = [words[each.name] for each in _of_role(analysis, ParameterRole.VALUE)]
    asked = [*(each for _, family in scenarios for each in family), *values]
    called = "+".join(family[0].name for parameter, family in scenarios if parameter.is_argument)
    name = called or " to ".join(_given(analysis, words))
    asked += [way.seed, way.replications]
    return name, answer_folder(way.out, [analysis.name, name], asked)


def _scenarios(analysis: Analysis, words: Words) -> Iterator[tuple[Parameter, Sequence[Scenario]]]:
    """Each scenario that is named, with those that it extends: an answer depends on them, too."""
    from simulator.scenario.inheritance import load, parent_of

    for parameter in _of_role(analysis, ParameterRole.SCENARIO):
        given = words[parameter.name]
        for name in [given] if isinstance(given, str) else given or ():
            family, parent = [load(name)], parent_of(name)
            while parent is not None:
                family.append(load(parent))
                parent = parent_of(parent)
            yield parameter, family


def _given(analysis: Analysis, words: Words) -> list[str]:
    """What was said for parameters that usually say nothing."""
    return [str(words[each.name]) for each in analysis.parameters if _is_said(each, words)]


def _is_said(parameter: Parameter, words: Words) -> bool:
    return parameter.default is None and words[parameter.name] is not None


def _known(folder: Path) -> Sequence[AnalysisResult]:
    """The results, if the same has been asked before; none if not."""
    from simulator.analysis.result_file import read_results
    from simulator.experiment.store.checksums import damaged

    return [] if damaged(folder) else read_results(folder)


def _show(
    analysis: Analysis,
    results: Sequence[AnalysisResult],
    words: Words,
    place: tuple[str, Path],
    way: Way,
) -> None:
    """Files an answer with its pictures, and shows it."""
    from simulator.experiment.store.checksums import damaged, make_room
    from simulator.output.content.documents import document_of

    folder = place[1]
    spoilt = damaged(folder)
    for name in spoilt:
        make_room(folder / name)
    files, notes = _left(analysis, results, words, folder)
    document = _with_intervals(document_of(results, folder), analysis, words, way)
    pages.draw(document.figures, folder, bool(spoilt), way.quiet)
    if spoilt:
        _write(analysis, results, document, place, (words, way))
    lying = pages.places({gettext("table and pictures"): folder}, way.out)
    page = KeptPage(document, lying, pages.places(files, way.out))
    pages.keep(folder, folder.name, page)
    pages.show(page, folder, way)
    for line in () if way.quiet else notes:
        note(line)


def _write(
    analysis: Analysis,
    results: Sequence[AnalysisResult],
    document: Document,
    place: tuple[str, Path],
    asked: tuple[Words, Way],
) -> None:
    """Writes an answer, and a manifest with the checksums of its files, plans included."""
    from simulator.analysis.result_file import FILE, write_results
    from simulator.experiment.store.checksums import put, write_signed
    from simulator.experiment.store.store import SCENARIOS_SHA256, about_result
    from simulator.output.render.json import to_json

    (name, folder), (words, way) = place, asked
    write_results(folder, analysis.name, results)
    answer_file = f"{analysis.name}.json"
    put(folder / answer_file, to_json(document.record()).encode())
    replications = way.replications if analysis.simulates else 0
    about = about_result(analysis.name, name, way.seed, replications)
    rests_on = {SCENARIOS_SHA256: _hashes(analysis, words)}
    plans = (path.name for path in folder.glob("*.yaml"))
    write_signed(folder, {**about, **rests_on}, [FILE, answer_file, *plans])


def _hashes(analysis: Analysis, words: Words) -> dict[str, str]:
    """The hash of each scenario that an answer depends on, by its name."""
    from simulator.experiment.store.fingerprints import scenario_hash

    families = (family for _, family in _scenarios(analysis, words))
    return {each.name: scenario_hash(each) for family in families for each in reversed(family)}


def _left(
    analysis: Analysis, results: Sequence[AnalysisResult], words: Words, folder: Path
) -> tuple[Mapping[str, Path], Sequence[str]]:
    """More files that an analysis leaves, by what they are, and what is to be said of them."""
    from simulator.experiment.store.checksums import still_there

    if not analysis.leaves_files:
        return {}, ()
    left: tuple[dict[str, Path], list[str]]
    with still_there(folder):
        left = analysis.attribute("leave")(folder, results, **words)
    return left


def _with_intervals(document: Document, analysis: Analysis, words: Words, way: Way) -> Document:
    """The document with a note of how sure paired intervals are."""
    from simulator.output.document import APPENDIX, Section, Texts
    from simulator.output.numbers import percent

    if not analysis.paired:
        return document
    line = gettext("one replication: no intervals")
    if way.replications > 1:
        line = gettext(
            "[ ] {level} intervals, {n} replications, the same luck",
            level=percent(words["confidence"]),
            n=way.replications,
        )
    section = Section(APPENDIX, "", (Texts((line,), "note"),))
    return replace(document, sections=(*document.sections, section))
