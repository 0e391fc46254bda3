"""How results show themselves to Python's users: the text, the page and the chart of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from simulator.analysis.shapley import Explanation
from simulator.errors import UsageError
from simulator.experiment.comparison import Comparison
from simulator.experiment.finding import finding_of
from simulator.experiment.results import Experiment
from simulator.i18n import gettext
from simulator.output.content.documents import document_of, record_of
from simulator.output.content.headline import headline as headline_of
from simulator.output.content.headline import headline_of_run
from simulator.output.content.shapley import headline as bridge_headline
from simulator.output.document import Document
from simulator.output.render.html.fragment import fragment
from simulator.output.render.json import plain
from simulator.output.render.picture import picture
from simulator.scenario.units import nearest_word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LONGEST = 400  # letters of a text


def text(result: Any) -> str:
    """The finding, and what it rests on, in a line or two."""
    document = _document([result])
    headlines = " ".join([*document.headlines, *document.points])
    short = headlines if len(headlines) <= LONGEST else f"{headlines[:LONGEST]}…"
    count = getattr(result, "replications", None)
    basis = f", {count} replications" if count else ""
    return f"<{type(result).__name__}{basis}: {short}>"


def headline(result: Experiment | Comparison | Explanation) -> str:
    """The one sentence of a run, a comparison or a what-if that is explained."""
    if isinstance(result, Experiment):
        return headline_of_run(result) if result.watched else ""
    if isinstance(result, Comparison):
        return headline_of(finding_of(result)) if result.watched else ""
    return headline_of(result.finding) if result.finding else bridge_headline(result)


def record(result: Any) -> dict[str, Any]:
    """Its values under keys that do not change, as JSON knows them."""
    values: dict[str, Any] = plain(record_of(result))
    return values


def html(results: Sequence[Any]) -> str:
    """The findings and their tables, as a fragment of a page."""
    return fragment(_document(results))


def plot(result: Any, name: str | None) -> Axes:
    """The chart of that name, or the first; UsageError with the names that there are."""
    figures = {
        figure.name.partition(".")[0]: figure
        for figure in _document([result]).figures
        if figure.draw is not None
    }
    if name is None:
        name = next((key for key, figure in figures.items() if figure.in_report), None)
    if name not in figures:
        hint = nearest_word(str(name), figures) or gettext(
            "; there are {names}", names=", ".join(figures) or gettext("none")
        )
        raise UsageError("there is no chart {name!r}{hint}", name=name, hint=hint)
    return picture(figures[name])


def _document(results: Sequence[Any]) -> Document:
    """The document of one run or comparison, or of the results of an analysis."""
    first = results[0]
    return document_of(first if isinstance(first, Experiment | Comparison) else results)
