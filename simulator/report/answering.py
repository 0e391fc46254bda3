"""What a report tells of answers to other questions: one line of a registry for each type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from simulator import briefs, charts
from simulator.answers import Answer
from simulator.experiment import About
from simulator.explain import Explanation
from simulator.language import say
from simulator.report.parts import ANSWERS, BRIDGE, Grid, Lines, Opening, Picture, Section, Told
from simulator.sweep import Swept
from simulator.tables import Table
from simulator.warmup import WarmUp

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Shown(NamedTuple):
    """How answers of one type are shown: what of, title, finding, table, picture, notes."""

    rank: int
    of: Callable[[Any], About]
    title: Callable[[], str]
    headline: Callable[[Any], str]
    table: Callable[[Any], Table] | None
    picture: Callable[[Any], Axes] | None
    notes: Callable[[Any], Sequence[str]]


def of_answers(answers: Sequence[Answer], key: str) -> Told:
    """The opening and a section for each answer; ``key`` keeps their drawings apart."""
    first = SHOWN[type(answers[0])].of(answers[0])
    found = [(SHOWN[type(each)], each) for each in answers]
    headlines = [shown.headline(each) for shown, each in found]
    sections = [
        _section(shown, each, f"{key}{number}") for number, (shown, each) in enumerate(found)
    ]
    return Told(Opening(first.title, first.question, headlines), sections)


def _section(shown: Shown, answer: Answer, key: str) -> Section:
    picture = [Picture(charts.as_svg(shown.picture(answer), key))] if shown.picture else []
    grid = [Grid(shown.table(answer))] if shown.table else []
    notes = list(shown.notes(answer))
    # The title of a picture says the finding.
    finding = [] if shown.picture else [Lines([shown.headline(answer)])]
    small = [Lines(notes, small=True)] if notes else []
    return Section(shown.rank, shown.title(), [*finding, *picture, *grid, *small])


def _no_notes(_: Any) -> list[str]:
    return []


SHOWN: dict[type, Shown] = {
    Explanation: Shown(
        BRIDGE,
        lambda found: found.whole,
        lambda: say("The bridge: which move brings how much"),
        briefs.bridge_headline,
        briefs.bridge,
        charts.bridge,
        briefs.bridge_notes,
    ),
    Swept: Shown(
        ANSWERS,
        lambda found: found.scenario,
        lambda: say("What if values were others"),
        briefs.sweep_headline,
        briefs.swept,
        charts.swept,
        lambda _: [say("differences hold together (Bonferroni)")],
    ),
    WarmUp: Shown(
        ANSWERS,
        lambda found: found.scenario,
        lambda: say("Is the warm-up long enough?"),
        briefs.warm_up_headline,
        None,
        lambda found: charts.warm_up(found)[0],
        _no_notes,
    ),
}
