"""How sure a run or a comparison is: what intervals rest on, and what cannot be watched."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from simulator.experiment.compare import Result
from simulator.experiment.comparison import Comparison
from simulator.experiment.estimates import too_few
from simulator.experiment.gains import describe
from simulator.experiment.queues import pile_behind
from simulator.experiment.results import Experiment, StoppingStatus, watch_list
from simulator.i18n import gettext
from simulator.measures.targets import HEADLINE, PrecisionTarget
from simulator.output.numbers import NEVER, number, percent, significant
from simulator.output.wording import clauses, too_few_words, words
from simulator.scenario.units import nearest_word

MAX_DIGITS = 9  # digits of a half width, beyond which nothing is told
HARDLY, MANY = 0.1, 1000  # times as many, beside 1 not worth telling, and from where on not counted


def experiments_of(result: Result) -> Sequence[Experiment]:
    """The run itself, or all runs of a comparison, the base first."""
    return [result] if isinstance(result, Experiment) else result.experiments


def sureness(result: Result) -> tuple[str, ...]:
    """What the intervals promise, how many replications they rest on, and what pairing brought."""
    if result.replications == 1:
        return (gettext("one replication: no intervals"),)
    return tuple(_sureness(result))


def _sureness(result: Result) -> Iterator[str]:
    level, n = percent(result.confidence), result.replications
    if isinstance(result, Experiment):
        yield gettext("[ ] {level} intervals, {n} replications", level=level, n=n)
    else:
        yield gettext(
            "[ ] {level} intervals, {n} replications, the same luck in each scenario",
            level=level,
            n=n,
        )
        yield _together(result, level)
        yield from _pairing(result)
    yield from _not_always(result)
    yield from _too_few(result)
    if result.stopped is not None:
        yield _ended(result.stopped)


def _together(comparison: Comparison, level: str) -> str:
    """How often all verdicts of a comparison are right."""
    count = len(comparison.watched) * len(comparison.others)
    if count == 1:
        return gettext("up, down: right in {level} of studies", level=level)
    return gettext(
        "up, down: all {count} watched differences together are right in {level} of studies"
        " (Bonferroni: each interval at {each})",
        count=count,
        level=level,
        each=percent(comparison.confidence_of_each),
    )


def _pairing(comparison: Comparison) -> Iterator[str]:
    """How much the same luck has helped, as measured on the first watched measure."""
    for name, answers in comparison.answers.items():
        times = _many_times(answers[HEADLINE].pairing) if HEADLINE in answers else ""
        if times:
            yield gettext(
                "{name}: with separate luck the difference in {measure} would have needed {times}"
                " times as many replications",
                name=name,
                measure=words(HEADLINE),
                times=times,
            )


def _many_times(times: float) -> str:
    """How many times as many, as exactly as it is known; nothing where it is hardly more or less.

    >>> _many_times(44.07), _many_times(4407.1), _many_times(1.04)
    ('about 44', 'more than 1,000', '')
    """
    if not math.isfinite(times) or abs(times - 1) < HARDLY:
        return ""
    if times > MANY:
        return gettext("more than {count}", count=number(MANY))
    return gettext("about {count}", count=significant(times, 2))


def _not_always(result: Result) -> Iterator[str]:
    """Watched measures that some replications do not know: their means are those of the others."""
    experiments = experiments_of(result)
    for each in experiments:
        for key in watched_by(experiments):
            count = each.interval(key).n if key in each.measures else 0
            if 0 < count < each.replications and not _has_no_mean(each, key):
                yield gettext(
                    "{name}: {measure} happened in {count} of {runs} replications only; its mean is"
                    " theirs",
                    name=each.name,
                    measure=words(key),
                    count=count,
                    runs=each.replications,
                )


def _has_no_mean(experiment: Experiment, key: str) -> bool:
    """Is something else told in the place of a mean: a pile, or that tasks are too few?"""
    piled = pile_behind(experiment.queues, key) is not None
    return piled or too_few(key, experiment.rows) is not None


def _too_few(result: Result) -> Iterator[str]:
    """Watched percentiles that rest on too few tasks to be told."""
    experiments = experiments_of(result)
    for each in experiments:
        for key in watched_by(experiments):
            tasks = too_few(key, each.rows)
            if tasks is not None:
                yield too_few_words(each.name, key, tasks)


def _ended(stopped: StoppingStatus) -> str:
    """Whether each wish for precision is met."""
    wishes = clauses(wishes_met(stopped))
    if stopped.met:
        return gettext(
            "precise enough: {found} (at least {least} replications)",
            found=wishes,
            least=stopped.least,
        )
    return gettext(
        "NOT precise enough after the {most} replications allowed: {found}",
        most=stopped.most,
        found=wishes,
    )


def wishes_met(stopped: StoppingStatus) -> list[str]:
    """Each wish for precision with what was reached."""
    return [
        gettext(
            "{measure}: asked for ±{wish}, reached ±{reached}",
            measure=words(target.measure),
            wish=target.text.rpartition("=")[2].strip(),
            reached=_as_asked(reached, target),
        )
        for reached, target in zip(stopped.reached, stopped.targets, strict=True)
    ]


def _as_asked(reached: float, target: PrecisionTarget) -> str:
    """A half width as the wish was written: relative, in points, or in the measure's unit.

    With so many digits that it looks kept or missed as it is.
    """
    if math.isnan(reached):
        return NEVER
    unit = describe(target.measure).unit
    if target.relative:
        return percent(reached, _digits(reached, target, 2))
    if unit == "share":
        return f"{significant(100 * reached, _digits(reached, target, 2))}pt"
    return f"{significant(reached, _digits(reached, target, 3))} {gettext(unit)}"


def _digits(reached: float, target: PrecisionTarget, fewest: int) -> int:
    """How many digits of what was reached lie on the same side of the wish as it does."""
    kept = reached <= target.half_width
    enough = (
        digits
        for digits in range(fewest, MAX_DIGITS)
        if (float(f"{reached:.{digits}g}") <= target.half_width) is kept
    )
    return next(enough, MAX_DIGITS)


# -- what is watched -------------------------------------------------------------------------------


def watched_by(experiments: Sequence[Experiment]) -> list[str]:
    """What any of the scenarios says to watch, then selling time, cost and profit."""
    return watch_list([each.scenario for each in experiments])


def unmeasured(result: Result) -> tuple[str, ...]:
    """What scenarios say to watch but no measure is called, with the nearest that there is."""
    known = _known(result)
    return tuple(
        gettext(
            "watch: nothing is called {name}{nearest}",
            name=repr(key),
            nearest=nearest_word(key, known),
        )
        for key in unknown(result)
    )


def unknown(result: Result) -> list[str]:
    """What scenarios say to watch but no measure is called."""
    known = _known(result)
    own = (key for each in experiments_of(result) for key in each.scenario.watch)
    return [key for key in dict.fromkeys(own) if key not in known]


def _known(result: Result) -> dict[str, None]:
    """The measures that any of the scenarios has."""
    return dict.fromkeys(name for each in experiments_of(result) for name in each.measures)
