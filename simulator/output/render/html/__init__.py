"""One HTML file that answers a planner's question, made from stored results alone."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.analysis.stored_result import StoredResult
from simulator.experiment.comparison import Comparison
from simulator.experiment.results import Experiment
from simulator.i18n import Language, gettext, use_language
from simulator.output.render.html import assumptions, checklist, doubts
from simulator.output.render.html.answering import of_answers
from simulator.output.render.html.comparing import of_comparison
from simulator.output.render.html.page import page
from simulator.output.render.html.parts import Told
from simulator.output.render.html.running import of_run
from simulator.scenario.scenario import Scenario

__all__ = ["report"]


def report(results: Sequence[StoredResult], language: Language = "en") -> str:
    """The page of one or several results, which needs no server, no network and no fonts.

    Nothing is run; where a scenario's file is at hand, the sources of its values are read from it.
    """
    with use_language(language):
        told = [_told(kept, f"r{number}") for number, kept in enumerate(results)]
        scenarios = _scenarios(results)
        sources = assumptions.gathered(scenarios)
        contents = [kept.content for kept in results]
        sections = [
            *(section for each in told for section in each.sections),
            doubts.section(contents, sources),
            *(assumptions.sections(scenarios, sources) if scenarios else ()),
            checklist.section(checklist.Run(results, scenarios)),
        ]
        ordered = sorted(sections, key=lambda section: section.rank)
        return page([each.opening for each in told], ordered, _footer(results))


def _told(kept: StoredResult, key: str) -> Told:
    if isinstance(kept.content, Comparison):
        return of_comparison(kept.content, key)
    if isinstance(kept.content, Experiment):
        return of_run(kept.content, key)
    return of_answers(kept.content, key)


def _scenarios(results: Sequence[StoredResult]) -> list[Scenario]:
    """All scenarios of runs and comparisons, each once, the first base first."""
    found: dict[str, Scenario] = {}
    for kept in results:
        content = kept.content
        experiments = content.experiments if isinstance(content, Comparison) else [content]
        for each in experiments:
            if isinstance(each, Experiment):
                found.setdefault(each.name, each.scenario)
    return list(found.values())


def _footer(results: Sequence[StoredResult]) -> str:
    """What made the figures, in one line."""
    made = results[0].made
    return gettext(
        "Made from stored results: seed {seed}, {count} replications, simulator {version}.",
        seed=made["seed"],
        count=f"{made['replications']:,}",
        version=made["version"],
    )
