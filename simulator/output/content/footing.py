"""What a run or a comparison rests on that its replications do not show: no settling, an outlay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.analysis.transients import transients
from simulator.experiment.results import Experiment, outlay
from simulator.i18n import gettext
from simulator.measures.targets import COST
from simulator.output.content.obstacles import not_settled
from simulator.output.document import Record, TextKind, Texts
from simulator.output.numbers import number
from simulator.scenario.scenario import Scenario


def said(lines: Sequence[str], kind: TextKind = "statement") -> tuple[Texts, ...]:
    """Sentences as a block, if there are any."""
    return (Texts(tuple(lines), kind),) if lines else ()


def unsettled(experiments: Sequence[Experiment]) -> tuple[str, ...]:
    """What has not settled as counting begins, and which measures it bends, a line for each."""
    return tuple(
        gettext("{name}: {title}", name=each.name, title=text)
        for each in experiments
        for text in _said(each.scenario)
    )


def settled_record(experiments: Sequence[Experiment]) -> Record:
    """Whether each scenario has settled as counting begins, and what has not, for programs."""
    return {
        each.name: {
            "settled": not transients(each.scenario),
            "because": [one._asdict() for one in transients(each.scenario)],
            "says": list(_said(each.scenario)),
        }
        for each in experiments
    }


def _said(scenario: Scenario) -> Iterator[str]:
    for each in transients(scenario):
        yield not_settled(each, scenario.horizon.warm_up_weeks)


def outlays(experiments: Sequence[Experiment]) -> tuple[str, ...]:
    """What each change costs to bring about, which no cost of a week holds."""
    return tuple(_outlay_line(each) for each in experiments if outlay(each.scenario))


def _outlay_line(experiment: Experiment) -> str:
    weekly = outlay(experiment.scenario) / experiment.weeks
    return gettext(
        "{name}: the change itself costs {once} {currency} once, {weekly} a week over the {weeks}"
        " weeks that count; with it a week costs {total} {currency}",
        name=experiment.name,
        once=number(outlay(experiment.scenario)),
        weekly=number(weekly),
        total=number(experiment.interval(COST).mean + weekly),
        weeks=experiment.weeks,
        currency=experiment.scenario.currency,
    )
