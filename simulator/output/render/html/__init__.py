"""One HTML file that answers a planner's question, made from stored results alone."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.analysis.stored_result import StoredResult
from simulator.experiment.comparison import Comparison
from simulator.experiment.progress import Progress
from simulator.experiment.results import Experiment
from simulator.i18n import Language, gettext, use_language
from simulator.output.content.documents import document_of
from simulator.output.content.namesakes import namesakes
from simulator.output.document import Section
from simulator.output.numbers import number
from simulator.output.render.html import assumptions, checklist, doubts
from simulator.output.render.html.page import Frame, page
from simulator.scenario.scenario import Scenario

__all__ = ["report"]


def report(
    results: Sequence[StoredResult], language: Language = "en", progress: Progress | None = None
) -> str:
    """The page of one or several results, which needs no server, no network and no fonts.

    Nothing is run but one replication up to the day that is shown on a map; where a scenario's file
    is at hand, the sources of its values are read from it.
    """
    with use_language(language):
        documents = [document_of(result.content, result.folder) for result in results]
        scenarios = _scenarios(results)
        sources = assumptions.gathered(scenarios)
        contents = [result.content for result in results]
        run, alike = checklist.Run(results, scenarios), namesakes(results)
        sections = [
            *(section for document in documents for section in document.sections),
            doubts.section(contents, sources, list(alike)),
            *(assumptions.sections(scenarios, sources) if scenarios else ()),
            checklist.section(run),
        ]
        frame = Frame(tuple(alike.values()), _footer(run))
        return page(documents, sorted(sections, key=_rank), frame, progress)


def _rank(section: Section) -> int:
    return section.rank


def _scenarios(results: Sequence[StoredResult]) -> list[Scenario]:
    """All scenarios of runs and comparisons, each once, the first base first."""
    scenarios: dict[str, Scenario] = {}
    for result in results:
        content = result.content
        experiments = content.experiments if isinstance(content, Comparison) else [content]
        for each in experiments:
            if isinstance(each, Experiment):
                scenarios.setdefault(each.name, each.scenario)
    return list(scenarios.values())


def _footer(run: checklist.Run) -> str:
    """What made the figures, in one line."""
    values = {"seed": run.made["seed"], "version": run.made["version"]}
    if not run.is_simulated:
        return gettext(
            "Made from stored results: seed {seed}, reckoned from the scenario and not simulated,"
            " simulator {version}.",
            **values,
        )
    if len({(each.made["seed"], each.made["replications"]) for each in run.simulated}) > 1:
        return gettext(
            "Made from {count} stored results, simulator {version}; seed and replications of each"
            " stand under “What made the results”.",
            count=number(len(run.kept)),
            **values,
        )
    return gettext(
        "Made from stored results: seed {seed}, {count} replications, simulator {version}.",
        count=number(run.simulated[0].made["replications"]),
        **values,
    )
