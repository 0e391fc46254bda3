"""What a result cannot tell: differences lost in noise, wishes not met, limits of any model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.analysis import payback
from simulator.analysis.shapley import Explanation
from simulator.experiment.comparison import Comparison
from simulator.experiment.results import Experiment
from simulator.i18n import gettext
from simulator.output.content.sureness import unknown, wishes_met
from simulator.output.document import DOUBTS, Section, Texts
from simulator.output.numbers import number
from simulator.output.wording import amount, clauses, listed, words
from simulator.scenario.provenance import Provenance

FEW = 10  # replications below which intervals are wide and rest on one more assumption


def section(
    contents: Sequence[object], provenances: Sequence[Provenance], alike: Sequence[str] = ()
) -> Section:
    """All that these results leave open; ``alike``: names of more than one scenario."""
    lines: list[str] = []
    for content in contents:
        lines += _of(content)
    compared = any(isinstance(content, Comparison) for content in contents)
    if compared and not any(_is_bridge(content) for content in contents):
        lines.append(
            gettext(
                "Which of the changes brings how much is not part of this report; the command"
                " explain answers it."
            )
        )
    lines += _of_differing(contents, alike)
    lines += [*_of_sources(provenances), *_of_any_model()]
    open_points = Texts(tuple(dict.fromkeys(lines)), "listed")
    return Section(DOUBTS, gettext("What we cannot tell"), (open_points,))


def _is_bridge(content: object) -> bool:
    return isinstance(content, list) and any(isinstance(each, Explanation) for each in content)


def _of(content: object) -> Iterator[str]:
    if isinstance(content, Comparison):
        yield from _undecided(content)
        yield from _far_off(content)
    for count in _replications(content):
        yield from _few(count)
    if isinstance(content, Comparison | Experiment):
        yield from _wishes(content)
        for name in unknown(content):
            yield gettext(
                "{name}: it is to be watched, but nothing is measured by that name.", name=name
            )


def _undecided(comparison: Comparison) -> Iterator[str]:
    """Watched measures whose interval holds 0 and more."""
    for name, answers in comparison.answers.items():
        for key, answer in answers.items():
            if answer.verdict == "cannot tell":
                currency = comparison.base.scenario.currency
                yield gettext(
                    "{name}: whether {measure} goes up or down. The interval of the difference,"
                    " {difference}, leaves both open.",
                    name=name,
                    measure=words(key),
                    difference=amount(answer.difference, key, currency, change=True),
                )


def _far_off(comparison: Comparison) -> Iterator[str]:
    """Sums that are projected beyond what was replayed."""
    paybacks = [payback.payback(comparison, other) for other in comparison.others]
    if any(
        each is not None and each.projected and each.steady and each.settled for each in paybacks
    ):
        yield gettext(
            "What happens after the horizon: sums after three and ten years go on with the mean of"
            " the last {weeks} weeks, as if nothing else changed.",
            weeks=max(each.steady for each in paybacks if each is not None),
        )


def _few(replications: int) -> Iterator[str]:
    if replications == 1:
        yield gettext("How sure any figure is: there is one replication only, and so no interval.")
    elif replications < FEW:
        yield gettext(
            "Small effects: with {count} replications intervals are wide, and they take"
            " differences to be spread about normally.",
            count=replications,
        )


def _wishes(result: Comparison | Experiment) -> Iterator[str]:
    stopped = result.stopped
    if stopped is not None and not stopped.met:
        yield gettext(
            "As precisely as was wished, after the {most} replications allowed: {found}.",
            most=stopped.most,
            found=clauses(wishes_met(stopped)),
        )


def _of_differing(contents: Sequence[object], alike: Sequence[str]) -> Iterator[str]:
    """Why figures differ: different scenarios of one name, different numbers of replications."""
    counts = dict.fromkeys(count for content in contents for count in _replications(content))
    values = {
        "names": listed(gettext("“{name}”", name=name) for name in alike),
        "counts": gettext(" and ").join(number(count) for count in counts),
    }
    if alike and len(counts) > 1:
        yield gettext(
            "Why the same figure differs between parts of this report: of {names} there is"
            " more than one scenario, as said at its top; and they rest on {counts} replications.",
            **values,
        )
    elif alike:
        yield gettext(
            "Why the same figure differs between parts of this report: of {names} there is"
            " more than one scenario, as said at its top.",
            **values,
        )
    elif len(counts) > 1:
        yield gettext(
            "Why the same figure differs between parts of this report: they rest on {counts}"
            " replications.",
            **values,
        )


def _replications(content: object) -> list[int]:
    if isinstance(content, Comparison | Experiment):
        return [content.replications]
    results = content if isinstance(content, list) else []
    # Analyses that read scenarios alone rest on none.
    return [each.replications for each in results if hasattr(each, "replications")]


def _of_sources(provenances: Sequence[Provenance]) -> Iterator[str]:
    every = {each.path + each.file: each for part in provenances for each in part.sources}
    weak = [
        each
        for each in every.values()
        if not {"published figure", "measured in public data"} & set(each.trust)
    ]
    if every:
        yield gettext(
            "What follows if the assumptions are wrong: of {all} values {weak} are neither"
            " published nor measured. The command sensitivity says which of them move the answer.",
            all=number(len(every)),
            weak=number(len(weak)),
        )


def _of_any_model() -> list[str]:
    """What no replay of this model holds."""
    return [
        gettext(
            "What is not in the model: new customers who come from nowhere, prices that react,"
            " moods and habits of people."
        ),
        gettext(
            "Whether the model is like your company. Hold its figures for today against your own"
            " time study before you act on a difference."
        ),
    ]
