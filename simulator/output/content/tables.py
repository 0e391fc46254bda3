"""Finished numbers as sentences and rows of text, for the command line and for reports."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from simulator.analysis import guardrails, payback
from simulator.experiment.comparison import ALWAYS_WATCHED, Comparison, MeasureChange
from simulator.experiment.gains import describe
from simulator.experiment.results import Experiment, StoppingStatus, who_sells
from simulator.experiment.statistics import Interval, confidence_interval
from simulator.i18n import gettext
from simulator.measures.targets import HEADLINE, PrecisionTarget
from simulator.scenario.units import nearest_word

NEVER = "–"  # what has no value in any replication
SHORT_UNITS = {"share": "%", "min": "min", "h": "h", "d": "d", "km": "km"}  # by the first word


class Table(NamedTuple):
    """Rows of text below a header; the first column names, the others count."""

    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


# -- numbers ---------------------------------------------------------------------------------------


def words(name: str) -> str:
    """The name of a category, role or measure as people write it.

    >>> words("turnaround_mean.order_entry")
    'turnaround mean: order entry'
    """
    return ": ".join(gettext(part.replace("_", " ")) for part in name.split("."))


def people_of(role: str) -> str:
    """Several people of a role.

    >>> people_of("field_rep"), people_of("sales_support")
    ('field reps', 'sales support')
    """
    plural = role.endswith(("s", "support", "staff", "team"))
    return words(role) if plural else gettext("{role}s", role=words(role))


def short_unit(key: str, currency: str) -> str:
    """The unit of a measure in few letters; nothing for plain numbers.

    >>> short_unit("overtime.field_rep", "EUR"), short_unit("cost_per_week", "EUR")
    ('min', 'EUR')
    """
    first = describe(key).unit.split()[0]
    return currency if first == "money" else SHORT_UNITS.get(first, "")


def figures(found: Interval, unit: str, change: bool = False, between: str = "") -> str:
    """A mean and, after more than one replication, its interval; shares in hundredths.

    >>> figures(Interval(0.115, 0.1121, 0.118, 10), "%")
    '11.5 [11.2, 11.8]'
    >>> figures(Interval(-1234.5, -1300.0, -1170.0, 10), "EUR", change=True)
    '-1,234 [-1,300, -1,170]'
    """
    if math.isnan(found.mean):
        return NEVER
    numbers = [value * (100 if unit == "%" else 1) for value in (found.mean, found.low, found.high)]
    decimals = 1 if unit == "%" else _decimals(numbers)
    mean = _digits(numbers[0], decimals, signed=change) + between
    low, high = (_digits(number, decimals) for number in numbers[1:])
    return mean if math.isnan(found.low) else f"{mean} [{low}, {high}]"


def _decimals(numbers: Iterable[float]) -> int:
    """Digits after the point that leave about three that count."""
    largest = max((abs(number) for number in numbers if not math.isnan(number)), default=0)
    return 0 if largest >= 100 else 1 if largest >= 10 else 2


def _digits(number: float, decimals: int, signed: bool = False) -> str:
    text = f"{number:{'+' if signed else ''},.{decimals}f}"
    return text.lstrip("+-") if not text.strip("+-0.,") else text


# -- the answer ------------------------------------------------------------------------------------


def headlines(result: Experiment | Comparison) -> list[str]:
    """The answer: how much of their week those whose selling counts first spend on it."""
    if isinstance(result, Experiment):
        who = people_of(who_sells(result.scenario)[0]).capitalize()
        share = _selling(result)
        return [
            gettext("{who} spend {share} of their week on direct selling.", who=who, share=share)
        ]
    return [_headline(result, other) for other in result.others]


def _headline(comparison: Comparison, other: Experiment) -> str:
    who = people_of(who_sells(comparison.base.scenario)[0])
    difference = comparison.difference(other.name, "direct_selling_share")
    return gettext(
        "{title}: direct selling of {who} goes from {before} to {after} of their week, {change}:"
        " {verdict}.",
        title=other.scenario.title,
        who=who,
        before=_selling(comparison.base),
        after=_selling(other),
        change=figures(difference, "%", change=True, between=gettext(" points")),
        verdict=gettext(comparison.verdict(other.name, "direct_selling_share")),
    )


def _selling(experiment: Experiment) -> str:
    return figures(experiment.interval("direct_selling_share"), "%", between="%")


# -- tables ----------------------------------------------------------------------------------------


class _Week(NamedTuple):
    """The week of one role in one scenario: a column of the table of time use."""

    title: str
    experiment: Experiment
    role: str

    def part(self, category: str) -> str:
        """Minutes and share of a category."""
        minutes = self.experiment.time_use(self.role).get(category)
        if minutes is None or math.isnan(confidence_interval(minutes).mean):
            return NEVER
        if not minutes.any():
            return f"0  {'':5}"
        share = confidence_interval(self.experiment.shares(self.role)[category]).mean
        return f"{confidence_interval(minutes).mean:,.0f}  {share:>5.1%}"

    def whole(self) -> str:
        """Minutes of all categories."""
        minutes = np.sum(list(self.experiment.time_use(self.role).values()), axis=0)
        return f"{confidence_interval(minutes).mean:,.0f}  {1:>5.0%}"

    def overtime(self) -> str:
        """Minutes outside the shifts."""
        return f"{self.experiment.interval(f'overtime.{self.role}').mean:,.0f}  {'':5}"


def time_use(result: Experiment | Comparison) -> Table:
    """Minutes and shares of the week by category.

    Of one experiment, for each role; of a comparison, for the role whose selling counts first.
    """
    if isinstance(result, Experiment):
        weeks = [_Week(words(role), result, role) for role in result.scenario.roles]
    else:
        role, _ = who_sells(result.base.scenario)
        weeks = [_Week(each.name, each, role) for each in result.experiments if _has(each, role)]
    rows = [(words(name), *(week.part(name) for week in weeks)) for name in _categories(weeks)]
    rows.append((gettext("in all"), *(week.whole() for week in weeks)))
    rows.append((gettext("of which overtime"), *(week.overtime() for week in weeks)))
    return Table(("", *(week.title for week in weeks)), rows)


def _has(experiment: Experiment, role: str) -> bool:
    return role in experiment.scenario.roles


def _categories(weeks: Sequence[_Week]) -> list[str]:
    """Categories on which any time was spent, in the order of the scenarios."""
    minutes = [week.experiment.time_use(week.role) for week in weeks]
    names = dict.fromkeys(name for each in minutes for name in each)
    return [name for name in names if any(name in each and each[name].any() for each in minutes)]


def gains(comparison: Comparison) -> Table:
    """Time freed, usable and used, for the role whose selling counts first."""
    names = list(comparison.differences)
    rows = [
        (said, *(_difference(comparison, name, key) for name in names))
        for key, said in _gains_said().items()
    ]
    return Table(("", *names), rows)


def _gains_said() -> dict[str, str]:
    """What became of the time that was freed, and what it is worth."""
    return {
        "freed_minutes": gettext("freed: chores gone, less hand-overs"),
        "usable_minutes": gettext("usable: a call was due, within reach"),
        "used_minutes": gettext("used: more direct selling"),
        "field_equivalents_gained": gettext("worth so many more people"),
    }


def watched(experiment: Experiment) -> Table:
    """The measures that the scenario says to watch, and cost."""
    rows = [
        (_named(key, experiment), _value(experiment, key))
        for key in _watched([experiment])
        if key in experiment.measures
    ]
    return Table(("", experiment.name), rows)


def changes(comparison: Comparison, other: Experiment) -> Table:
    """The measures to watch in the base and in another scenario, their difference and verdict."""
    base = comparison.base
    rows = [
        (
            _named(key, base),
            _value(base, key, brief=True),
            _value(other, key, brief=True),
            _difference(comparison, other.name, key),
            _growth(comparison.answers[other.name][key]),
            gettext(comparison.verdict(other.name, key)),
        )
        for key in comparison.watched
    ]
    header = ("", gettext("before"), gettext("after"), gettext("difference"), gettext("in %"), "")
    return Table(header, rows)


def guards(comparison: Comparison, other: Experiment) -> Table:
    """The receiving side before and after; what breaks is called so."""
    rows = [
        (
            words(guard.role),
            _named(guard.measure, other),
            NEVER if guard.before is None else _mean(guard.before, guard.measure, other),
            _mean(guard.after, guard.measure, other),
            gettext("RED") if guard.red else "",
        )
        for guard in guardrails.guards(comparison, other)
    ]
    return Table((gettext("who receives"), "", gettext("before"), gettext("after"), ""), rows)


def _growth(answer: MeasureChange) -> str:
    """The change over what it was before, in per cent."""
    found = answer.growth
    return NEVER if math.isnan(found.mean) else _digits(100 * found.mean, 1, signed=True)


# -- how sure --------------------------------------------------------------------------------------


def sureness(result: Experiment | Comparison) -> list[str]:
    """What the intervals promise, how many replications they rest on, and what pairing brought."""
    n = result.replications
    if n == 1:
        return [gettext("one replication: no intervals")]
    level = f"{100 * result.confidence:.4g}%"
    if isinstance(result, Experiment):
        how = gettext("[ ] {level} intervals, {n} replications", level=level, n=n)
        return [how, *_not_always(result), *_ended(result.stopped)]
    return [
        gettext(
            "[ ] {level} intervals, {n} replications, the same luck in each scenario",
            level=level,
            n=n,
        ),
        gettext(
            "up, down: all {count} watched differences together are right in {level} of studies"
            " (Bonferroni: each interval at {each})",
            count=len(result.watched) * len(result.others),
            level=level,
            each=f"{100 * result.confidence_of_each:.4g}%",
        ),
        *_pairing(result),
        *_not_always(result),
        *_ended(result.stopped),
    ]


def _not_always(result: Experiment | Comparison) -> list[str]:
    """Watched measures that some replications do not know: their means are those of the others."""
    experiments = [result] if isinstance(result, Experiment) else result.experiments
    found = [
        (each, key, each.interval(key).n)
        for each in experiments
        for key in _watched(experiments)
        if key in each.measures
    ]
    return [
        gettext(
            "{name}: {measure} happened in {count} of {runs} replications only; its mean is theirs",
            name=each.name,
            measure=words(key),
            count=count,
            runs=each.replications,
        )
        for each, key, count in found
        if 0 < count < each.replications
    ]


def _pairing(comparison: Comparison) -> list[str]:
    """How much the same luck has helped, as measured on the first watched measure."""
    return [
        gettext(
            "{name}: with separate luck the difference in {measure} would have needed {times} times"
            " as many replications",
            name=name,
            measure=words(HEADLINE),
            times=f"{found[HEADLINE].pairing:.1f}",
        )
        for name, found in comparison.answers.items()
        if HEADLINE in found and math.isfinite(found[HEADLINE].pairing)
    ]


def _ended(stopped: StoppingStatus | None) -> list[str]:
    """Whether each wish for precision is met."""
    if stopped is None:
        return []
    found = "; ".join(wishes_met(stopped))
    if stopped.met:
        return [
            gettext(
                "precise enough: {found} (at least {least} replications)",
                found=found,
                least=stopped.least,
            )
        ]
    return [
        gettext(
            "NOT precise enough after the {most} replications allowed: {found}",
            most=stopped.most,
            found=found,
        )
    ]


def wishes_met(stopped: StoppingStatus) -> list[str]:
    """Each wish for precision with what was reached."""
    return [
        gettext(
            "{measure}: asked for ±{wish}, reached ±{reached}",
            measure=words(wish.measure),
            wish=wish.text.rpartition("=")[2].strip(),
            reached=_as_asked(reached, wish),
        )
        for reached, wish in zip(stopped.reached, stopped.targets, strict=True)
    ]


def _as_asked(reached: float, wish: PrecisionTarget) -> str:
    """A half width as the wish was written: relative, in points, or in the measure's unit."""
    if math.isnan(reached):
        return NEVER
    unit = describe(wish.measure).unit
    if wish.relative:
        return f"{100 * reached:.2g}%"
    return f"{100 * reached:.2g}pt" if unit == "share" else f"{reached:.3g} {gettext(unit)}"


def _mean(found: Interval, key: str, experiment: Experiment) -> str:
    brief = Interval(found.mean, math.nan, math.nan, found.n)
    return figures(brief, short_unit(key, experiment.scenario.currency))


def money_over_time(comparison: Comparison, other: Experiment) -> list[str]:
    """How deep the dip is, when it is over, three and ten years; nothing if none sells."""
    found = payback.payback(comparison, other)
    if found is None:
        return []
    currency = other.scenario.currency
    deepest = figures(found.deepest, currency)
    said = {"outlay": f"{found.outlay:,.0f}", "deepest": deepest, "currency": currency}
    first = (
        gettext("Outlay {outlay} {currency}; deepest point {deepest} {currency}.", **said)
        if found.outlay
        else gettext("No outlay is said; deepest point {deepest} {currency}.", **said)
    )
    return [first, _ahead(found.back, comparison.replications), _later(found, currency)]


def _later(found: payback.Payback, currency: str) -> str:
    """What a change has brought after three and after ten years."""
    three, ten = (
        figures(sum_, currency, change=True) for sum_ in (found.three_years, found.ten_years)
    )
    said = {"three": three, "ten": ten, "currency": currency}
    if found.projected:
        return gettext(
            "After three years {three} {currency} (projected from the last 13 weeks); after ten"
            " {ten} {currency} (projected).",
            **said,
        )
    return gettext(
        "After three years {three} {currency}; after ten {ten} {currency} (projected).", **said
    )


def _ahead(back: Interval, runs: int) -> str:
    """From which week on the sum of profits stays above that of the base."""
    if not back.n:
        return gettext("Not ahead for good by the end of the horizon.")
    low = back.low if math.isnan(back.low) else max(1.0, back.low)
    shown = figures(back._replace(low=low), "")
    if back.n == runs:
        return gettext("Ahead for good from week {week}.", week=shown)
    return gettext(
        "Ahead for good from week {week}, in {count} of {runs} replications.",
        week=shown,
        count=back.n,
        runs=runs,
    )


def not_measured(result: Experiment | Comparison) -> list[str]:
    """What scenarios say to watch but no measure is called, with the nearest that there is."""
    known = _known(result)
    return [
        f"watch: nothing is called {key!r}{nearest_word(key, known)}" for key in unknown(result)
    ]


def unknown(result: Experiment | Comparison) -> list[str]:
    """What scenarios say to watch but no measure is called."""
    known = _known(result)
    experiments = [result] if isinstance(result, Experiment) else result.experiments
    return [key for key in _watched(experiments) if key not in known]


def _known(result: Experiment | Comparison) -> dict[str, None]:
    """The measures that any of the scenarios has."""
    experiments = [result] if isinstance(result, Experiment) else result.experiments
    return dict.fromkeys(name for each in experiments for name in each.measures)


def _watched(experiments: Sequence[Experiment]) -> list[str]:
    """What any of the scenarios says to watch, then selling time and cost."""
    said = [key for each in experiments for key in each.scenario.watch]
    return list(dict.fromkeys([*said, *ALWAYS_WATCHED]))


def _named(key: str, experiment: Experiment) -> str:
    """A measure by name, with its unit."""
    unit = short_unit(key, experiment.scenario.currency)
    return f"{words(key)}, {gettext(unit)}" if unit else words(key)


def _value(experiment: Experiment, key: str, brief: bool = False) -> str:
    """A measure; when brief, without its interval."""
    found = experiment.interval(key)
    shown = Interval(found.mean, math.nan, math.nan, found.n) if brief else found
    return figures(shown, short_unit(key, experiment.scenario.currency))


def _difference(comparison: Comparison, name: str, key: str) -> str:
    """A difference with its interval."""
    if key not in comparison.differences[name]:
        return NEVER
    found = comparison.difference(name, key)
    return figures(found, short_unit(key, comparison.base.scenario.currency), change=True)
