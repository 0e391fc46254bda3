"""What a run or a comparison rests on that its replications do not show: days, an outlay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from simulator.analysis.transients import transients
from simulator.experiment.queues import piles
from simulator.experiment.results import PER_SELLING_HOUR, PROFIT, Experiment, ScenarioLabel
from simulator.i18n import gettext
from simulator.measures.targets import COST
from simulator.output.content.obstacles import not_settled
from simulator.output.content.queues import told
from simulator.output.document import Record, TextKind, Texts
from simulator.output.numbers import number
from simulator.output.wording import long_day
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import WEEKS_A_YEAR

FEW_WEEKS = 8  # in which luck, and what has just begun, tell more than what lasts


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
    """Whether each scenario has settled, what has not as counting begins, and what piles up."""
    return {
        each.name: {
            "settled": not (transients(each.scenario) or piles(each.queues)),
            "because": [one._asdict() for one in transients(each.scenario)],
            "grows": [{"role": one.role, "activity": one.activity} for one in piles(each.queues)],
            "says": [*_said(each.scenario), *map(told, piles(each.queues))],
        }
        for each in experiments
    }


def _said(scenario: Scenario) -> Iterator[str]:
    for each in transients(scenario):
        yield not_settled(each, scenario.horizon.first_counted_week)


def counted(*labels: ScenarioLabel) -> tuple[str, ...]:
    """From what day on weeks count, where scenarios become different on a day; and what they hide.

    Labels of scenarios that count the same weeks.
    """
    weeks = labels[0].counted
    if weeks is None:
        return ()
    text = gettext(
        "weeks count from {day} on, {weeks} of them, in all scenarios alike, so that means tell of"
        " what begins on a day and not of the weeks before it; 'simulator months' shows how it gets"
        " there, and what began and ended on the way",
        day=long_day(weeks.first_day),
        weeks=weeks.number,
    )
    return (text, *_few(weeks.number), *_learning(labels))


def figures_are_of(label: ScenarioLabel) -> Iterator[str]:
    """The same in a short sentence, to stand beside the answer."""
    if label.counted is not None:
        yield gettext(
            "Figures are means of the {weeks} weeks from {day} on.",
            weeks=label.counted.number,
            day=long_day(label.counted.first_day),
        )


def _few(weeks: int) -> Iterator[str]:
    if weeks < FEW_WEEKS:
        yield gettext(
            "so few weeks say little of what lasts: piles have hardly begun, and hardly settled"
        )


def _learning(labels: Sequence[ScenarioLabel]) -> Iterator[str]:
    if any(each.counted is not None and each.counted.learns for each in labels):
        yield gettext("in some of these weeks, if not all, some are still new to their work")


def once_in(measure: str, label: ScenarioLabel) -> tuple[str, ...]:
    """What profit holds of what is spent once, where it is told of by itself."""
    if measure != PROFIT:
        return ()
    if label.counted is not None:
        return (gettext("profit holds none of what a change costs once"),)
    return (gettext("profit holds what a change costs once as spent within the weeks that count"),)


def counted_in(label: ScenarioLabel) -> Record | None:
    """The same for programs; nothing where all weeks after the warm-up count."""
    return label.counted and {"from": label.counted.first_day, "weeks": label.counted.number}


def counted_record(experiment: Experiment) -> Record:
    """The first day that counts, and how many weeks do, for programs."""
    horizon = experiment.scenario.horizon
    return {"from": horizon.first_counted_day.isoformat(), "weeks": horizon.counted_weeks}


def beginnings(experiments: Sequence[Experiment]) -> tuple[str, ...]:
    """Which results are means of weeks before a change and after it, a line for each."""
    lines = ((each.name, _beginning(_days_of(each))) for each in experiments)
    return tuple(gettext("{name}: {title}", name=name, title=text) for name, text in lines if text)


def beginnings_record(experiments: Sequence[Experiment]) -> Record:
    """When what differs begins, and how much of what counts lies before, for programs."""
    return {
        each.name: {"days": [day._asdict() for day in days], "says": _beginning(days)}
        for each in experiments
        if (days := _days_of(each))
    }


class _Beginning(NamedTuple):
    """A day on which something begins."""

    on: str
    weeks_before: float  # that count
    weeks_counted: int


def _days_of(experiment: Experiment) -> list[_Beginning]:
    """The days of all changes that have one, each once."""
    horizon, counted = experiment.scenario.horizon, experiment.weeks
    first = horizon.first_counted_day
    days = dict.fromkeys(change.on for change in experiment.scenario.changes if change.on)
    return [
        _Beginning(str(day), max((day - first) / timedelta(weeks=1), 0.0), counted) for day in days
    ]


def _beginning(days: Sequence[_Beginning]) -> str:
    """A sentence, if any week that counts lies before the last of the days."""
    if not days or days[-1].weeks_before <= 0:
        return ""
    first, last = days[0], days[-1]
    values = {
        "first": first.on,
        "last": last.on,
        "before": _counted_before(first),
        "until": _time_before(last),
    }
    if len(days) == 1:
        return gettext(
            "begins {first}: {before} lie before it, and are in all means; 'simulator months' shows"
            " it month by month",
            **values,
        )
    return gettext(
        "begins {first}, its last step {last}: {before} lie before the first, {until} before the"
        " last, and are in all means; 'simulator months' shows it month by month",
        **values,
    )


def _counted_before(day: _Beginning) -> str:
    """How much of what counts lies before a day, in days where it is no number of whole weeks."""
    if day.weeks_before % 1:
        return gettext(
            "{days} days of {weeks} counted weeks",
            days=round(7 * day.weeks_before),
            weeks=day.weeks_counted,
        )
    return gettext(
        "{before} of {weeks} counted weeks",
        before=number(day.weeks_before),
        weeks=day.weeks_counted,
    )


def _time_before(day: _Beginning) -> str:
    """The same without the weeks that count."""
    if day.weeks_before % 1:
        return gettext("{days} days", days=round(7 * day.weeks_before))
    return gettext("{count} weeks", count=number(day.weeks_before))


def outlays(experiments: Sequence[Experiment]) -> tuple[str, ...]:
    """What each change costs to bring about, which no cost of a week holds."""
    return tuple(_outlay_line(each) for each in experiments if each.scenario.outlay)


def _outlay_line(experiment: Experiment) -> str:
    once, cost = experiment.scenario.outlay, experiment.interval(COST).mean
    weekly = once / WEEKS_A_YEAR
    values = {
        "name": experiment.name,
        "once": number(once),
        "weekly": number(weekly),
        "total": number(cost + weekly),
        "currency": experiment.scenario.currency,
    }
    return gettext(
        "{name}: the change itself costs {once} {currency} once, spread over a year {weekly} a"
        " week; with it a week costs {total} {currency}{rest}",
        **values,
        rest="".join(_of_it(experiment, 1 + weekly / cost if cost else 1.0)),
    )


def _of_it(experiment: Experiment, dearer: float) -> Iterator[str]:
    """What an outlay makes of an hour of selling, and of profit, if these are measured."""
    if PER_SELLING_HOUR in experiment.measures:
        level = experiment.interval(PER_SELLING_HOUR).mean * dearer
        yield gettext(", and an hour of selling {level}", level=number(level))
    if PROFIT in experiment.watched:
        yield (
            gettext("; profit holds none of it")
            if experiment.scenario.horizon.counts_from
            else gettext("; profit holds it as spent within the weeks that count")
        )
