"""What a report tells of answers to other questions: one line of a registry for each type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.analysis.optimise import Optimum
from simulator.analysis.registry import AnalysisResult
from simulator.analysis.robustness import StressTest
from simulator.analysis.sensitivity import Sensitivity
from simulator.analysis.shapley import Explanation
from simulator.analysis.sweep import SweepResult
from simulator.analysis.time_study import Study
from simulator.analysis.warmup import WarmUp
from simulator.experiment.results import ScenarioLabel
from simulator.i18n import gettext
from simulator.output import charts
from simulator.output.content import briefs
from simulator.output.content.tables import Table
from simulator.output.render.html.parts import (
    ANSWERS,
    BRIDGE,
    Block,
    Grid,
    Lines,
    Opening,
    Picture,
    Section,
    Told,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Shown(NamedTuple):
    """How answers of one type are shown: in which place, of what, and by what."""

    rank: int
    title: Callable[[], str]
    of: Callable[[Any], ScenarioLabel | None]
    headlines: Callable[[Any], Sequence[str]]
    pictures: tuple[Callable[[Any], Axes], ...]
    tables: Callable[[Any], Sequence[tuple[str, Table]]]  # each below its caption
    notes: Callable[[Any], Sequence[str]]


def of_answers(answers: Sequence[AnalysisResult], key: str) -> Told:
    """The opening and a section for each answer; ``key`` keeps their drawings apart."""
    first = SHOWN[type(answers[0])]
    about = first.of(answers[0])
    found = [(SHOWN[type(each)], each) for each in answers]
    headlines = [line for shown, each in found for line in shown.headlines(each)]
    title, question = (about.title, about.question) if about else (first.title(), "")
    sections = [
        _section(shown, each, f"{key}n{number}") for number, (shown, each) in enumerate(found)
    ]
    return Told(Opening(title, question, headlines), sections)


def _section(shown: Shown, answer: AnalysisResult, key: str) -> Section:
    pictures = [
        Picture(charts.as_svg(draw(answer), f"{key}p{number}"))
        for number, draw in enumerate(shown.pictures)
    ]
    grids = [Grid(table, caption) for caption, table in shown.tables(answer)]
    findings = shown.headlines(answer)[len(pictures) :]  # a picture's title says its own
    notes = shown.notes(answer)
    blocks: list[Block] = [
        *([Lines(findings)] if findings else []),
        *pictures,
        *(each for each in grids if each.table.rows),
        *([Lines(notes, small=True)] if notes else []),
    ]
    return Section(shown.rank, shown.title(), blocks)


def _whole(found: Explanation | Optimum) -> ScenarioLabel:
    return found.whole


def _scenario(found: SweepResult | WarmUp) -> ScenarioLabel:
    return found.scenario


SHOWN: dict[type, Shown] = {
    Explanation: Shown(
        BRIDGE,
        lambda: gettext("The bridge: which move brings how much"),
        _whole,
        lambda found: [briefs.bridge_headline(found)],
        (charts.bridge,),
        lambda found: [("", briefs.bridge(found))],
        lambda found: [*briefs.bridge_notes(found), *briefs.finished_only(found.measure)],
    ),
    Optimum: Shown(
        ANSWERS,
        lambda: gettext("The cheapest plan that keeps its bounds"),
        _whole,
        lambda found: [briefs.optimum_headline(found)],
        (charts.frontier,),
        lambda found: [
            (gettext("Finalists"), briefs.finalists(found)),
            (gettext("Beside the best"), briefs.beside_the_best(found)),
            (gettext("What more would cost"), briefs.frontier(found)),
        ],
        briefs.optimum_notes,
    ),
    Sensitivity: Shown(
        ANSWERS,
        lambda: gettext("Which assumptions move the answer"),
        lambda found: found.other or found.base,
        lambda found: [briefs.sensitivity_headline(found), *briefs.flips(found)],
        (charts.tornado,),
        lambda found: [
            (gettext("The tornado"), briefs.tornado(found)),
            (gettext("The screening"), briefs.screening(found)),
            (gettext("Shares of the variance"), briefs.variance(found)),
        ],
        briefs.sensitivity_notes,
    ),
    StressTest: Shown(
        ANSWERS,
        lambda: gettext("What may befall the plans"),
        lambda found: found.plans[-1],
        briefs.stress_headlines,
        (charts.chances, charts.regrets),
        lambda found: [
            (plan.title, briefs.stressed(found, number)) for number, plan in enumerate(found.plans)
        ],
        briefs.stress_notes,
    ),
    Study: Shown(
        ANSWERS,
        lambda: gettext("How a time study would show it"),
        lambda found: found.arms[-1] if found.arms else None,
        lambda found: [briefs.study_headline(found)],
        (charts.power,),
        lambda found: [("", briefs.studied(found))],
        briefs.study_notes,
    ),
    SweepResult: Shown(
        ANSWERS,
        lambda: gettext("What if values were others"),
        _scenario,
        lambda found: [briefs.sweep_headline(found)],
        (charts.swept,),
        lambda found: [("", briefs.swept(found))],
        lambda found: [
            gettext("differences hold together (Bonferroni)"),
            *briefs.finished_only(found.measure),
        ],
    ),
    WarmUp: Shown(
        ANSWERS,
        lambda: gettext("Is the warm-up long enough?"),
        _scenario,
        lambda found: [briefs.warm_up_headline(found)],
        (lambda found: charts.warm_up(found)[0],),
        lambda _: [],
        lambda found: [
            gettext("MSER-5 on the mean of {count} replications", count=found.replications)
        ],
    ),
}
