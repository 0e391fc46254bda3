"""What is to be said of a comparison: who gains how much, who pays for it, who breaks first."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import get_args

from simulator.analysis import payback
from simulator.experiment.comparison import Comparison, MeasureChange
from simulator.experiment.finding import all_sellers, finding_of, worst_harm
from simulator.experiment.gains import describe, has_calls, how_many_sell
from simulator.experiment.judgement import Absence
from simulator.experiment.queues import pile_behind
from simulator.experiment.results import (
    PER_SELLING_HOUR,
    Experiment,
    label_of,
    settings_as_json,
    who_sells,
)
from simulator.experiment.runner import simulate
from simulator.experiment.statistics import Interval, confidence_interval
from simulator.experiment.weekly_cost import weekly_costs
from simulator.i18n import gettext, translatable
from simulator.measures import days
from simulator.measures.targets import COST, EXPENSES, HEADLINE
from simulator.output.content import calls, market, nights
from simulator.output.content.basis import (
    Statements,
    answer_facts,
    assumptions,
    glossary,
    how_it_was_run,
    replications,
)
from simulator.output.content.footing import (
    beginnings,
    beginnings_record,
    counted,
    counted_record,
    figures_are_of,
    outlays,
    said,
    settled_record,
    unsettled,
)
from simulator.output.content.guards import guard_record, guards, meaning, warning_signs
from simulator.output.content.headline import (
    harm_words,
    headline,
    in_points,
    piles_today,
    who_sells_now,
    worked_off,
)
from simulator.output.content.obstacles import noted
from simulator.output.content.queues import judged_by, pictures, pile_lines, queues, unfinished
from simulator.output.content.run import level, means, time_use, tours, weeks_of
from simulator.output.content.sureness import sureness, unmeasured
from simulator.output.content.weekly_cost import cost_words, earned_words, hours_behind
from simulator.output.document import (
    CHANGES,
    CODE,
    GAINS,
    MONEY,
    RECEIVERS,
    TEXT,
    TIME,
    Block,
    Cell,
    Column,
    ColumnPart,
    Document,
    Figure,
    Format,
    Formatted,
    KeyFigure,
    KeyFigures,
    NamedChart,
    NativeChart,
    Record,
    Section,
    Series,
    Table,
    Texts,
    Tone,
)
from simulator.output.numbers import figures, in_one, number
from simulator.output.wording import (
    amount,
    change_format,
    estimate,
    growth_in_short,
    labelled,
    listed,
    mean_of,
    person_of,
    staffing_words,
    unit_in_full,
    went,
    with_unit,
    words,
)
from simulator.scenario.people import headcount_changes
from simulator.scenario.same_weeks import counts_all_of

LEVEL = Format("share", decimals=2)
GROWTH = Format("growth", decimals=1, spread="none")
PEOPLE_GAINED = "field_equivalents_gained"


def document(comparison: Comparison) -> Document:
    """The week before and after, what became of it, what else changes, who receives, money."""
    others = comparison.others
    questions = [label_of(each.scenario).question for each in others]
    finding = finding_of(comparison) if comparison.watched else None
    opening, points = in_points(finding) if finding else ("", ())
    costs = _weekly_costs(comparison)
    made = Document(
        title=gettext(" and ").join(comparison.titles[each.name] for each in others),
        question=" ".join(dict.fromkeys(filter(None, questions))),
        headlines=(
            opening,
            *(() if points else filter(None, costs)),
            *(piles_today(finding) if finding else ()),
            *figures_are_of(label_of(comparison.base.scenario)),
            *(worked_off(finding) if finding else ()),
        ),
        points=tuple(" ".join(filter(None, pair)) for pair in zip(points, costs, strict=False)),
        sections=tuple(_sections(comparison)),
        key_figures=tuple(_key_figures(comparison, other) for other in others),
        record=partial(record, comparison),
        warnings=(
            *unmeasured(comparison),
            *noted([each.scenario for each in comparison.experiments]),
        ),
    )
    return replace(made, data=lambda: tuple(_data(comparison, questions, made.notes)))


def record(comparison: Comparison) -> Record:
    """Means and intervals of all scenarios and of their differences."""
    experiments = comparison.experiments
    return {
        "replications": comparison.replications,
        "seed": comparison.seed,
        "scenarios": {each.name: means(each) for each in experiments},
        "differences": comparison.differences,
        "together": {
            "method": "Bonferroni",
            "confidence_of_each": comparison.confidence_of_each,
            "answers": {
                name: {key: _change_record(change) for key, change in changes.items()}
                for name, changes in comparison.answers.items()
            },
        },
        "headline": comparison.headline,
        "guards": {
            name: [guard_record(each) for each in signs]
            for name, signs in comparison.guards.items()
        },
        "queues": {each.name: each.queues for each in experiments},
        "counted": counted_record(experiments[0]),
        "begins": beginnings_record(experiments),
        "settled": settled_record(experiments),
        **settings_as_json(comparison.confidence, comparison.stopped),
    }


def _change_record(change: MeasureChange) -> Record:
    return {
        "difference": change.difference,
        "growth": change.growth,
        "verdict": change.judged.words,
        "pairing": change.pairing,
    }


# -- sections --------------------------------------------------------------------------------------


def _sections(comparison: Comparison) -> Iterator[Section]:
    day = Figure("day", partial(_a_day, comparison), in_report=False)
    week = Figure("time_use", NamedChart.of("time_use", comparison))
    ways = tours(comparison.experiments)
    time: tuple[Block, ...] = (day, week, *ways, _time_use(comparison))
    yield Section(TIME, gettext("Where the time goes, before and after"), time)
    yield Section(GAINS, gettext("Freed, usable, used"), tuple(_gained(comparison)))
    arms = comparison.experiments
    before_after = _for_each(comparison, "before_after")
    labels = [label_of(each.scenario) for each in arms]
    weeks = (*counted(*labels), *_left_out(comparison), *beginnings(arms))
    findings = said((*weeks, *unsettled(arms), *pile_lines(arms)), "finding")
    notes = Texts((*_bases(comparison), *sureness(comparison)), "note")
    tables: list[Block] = [*changes(comparison), *said((*_staffing(comparison), *outlays(arms)))]
    changed: tuple[Block, ...] = (*before_after, *findings, *tables, notes)
    yield Section(CHANGES, gettext("What else changes"), changed)
    yield from calls.sections(comparison.experiments)
    yield from market.sections(comparison.experiments)
    yield from nights.sections(comparison.experiments)
    receiving = guards(comparison)
    if receiving:
        title = gettext("Those to whom more work may come")
        yield Section(RECEIVERS, title, (*receiving, Texts((meaning(comparison),), "note")))
    waiting = Figure("waiting", NamedChart.of("waiting", comparison), in_folder=False)
    blocks: tuple[Block, ...] = (waiting, *pictures(arms), *said(_never_begun(comparison), "note"))
    yield Section(RECEIVERS, gettext("What work waits for"), blocks)
    yield Section(MONEY, gettext("Money and payback"), tuple(_money(comparison)))


def _staffing(comparison: Comparison) -> Iterator[str]:
    """Whom each scenario hires or does without, against the base."""
    for other in comparison.others:
        people = staffing_words(headcount_changes(comparison.base.scenario, other.scenario))
        if people:
            yield gettext(
                "{scenario}: {people}, against {base}",
                scenario=other.name,
                people=people,
                base=comparison.base.name,
            )


def _never_begun(comparison: Comparison) -> list[str]:
    """Work that may lapse, which is in no wait."""
    arms = [each.scenario for each in comparison.experiments]
    kinds = {name: kind for each in arms for name, kind in each.activities.items()}
    names = [words(name) for name, kind in kinds.items() if kind.lapses is not None]
    if not names:
        return []
    return [
        gettext("what lapsed was never begun, so that it is in no wait: {work}", work=listed(names))
    ]


def _bases(comparison: Comparison) -> Iterator[str]:
    """What means of finished work leave out, and what is judged in their place."""
    yield from unfinished(comparison.experiments, comparison.watched)
    yield from hours_behind(comparison.experiments, comparison.watched)
    yield from _judged_by(comparison)


def _judged_by(comparison: Comparison) -> Iterator[str]:
    """Why verdicts rest on something else, once for all plans, or with those that it is so of."""
    about: dict[str, list[str]] = {}
    for name, answers in comparison.answers.items():
        for key, answer in answers.items():
            for line in judged_by(key, answer.judged):
                about.setdefault(line, []).append(name)
    for line, names in about.items():
        alike = len(names) == len(comparison.others)
        yield line if alike else labelled(listed(names), line)


def _a_day(comparison: Comparison) -> NamedChart:
    """A typical day of the base and of the first what-if, replayed once more."""
    shown = days.up_to_typical([each.scenario for each in comparison.experiments[:2]])
    ledgers = [simulate(scenario, comparison.seed) for scenario in shown]
    return NamedChart.of("day", ledgers, None, None, None, shown)


def _time_use(comparison: Comparison) -> Table:
    role = person_of(who_sells(comparison.base.scenario)[0])
    title = gettext("Minutes per {role} and week", role=role)
    return time_use(title, weeks_of(comparison))


def _for_each(comparison: Comparison, name: str) -> list[Figure]:
    """A chart of the comparison for each scenario in it."""
    return [
        Figure(
            f"{name}-{other.name}",
            NamedChart.of(name, comparison, None, other.name),
            in_folder=False,
        )
        for other in comparison.others
    ]


def _gained(comparison: Comparison) -> Iterator[Block]:
    yield Texts((_how_gained(comparison),), "detail")
    yield from _for_each(comparison, "freed")
    yield from said(list(_others_sell(comparison)))
    yield from gains(comparison)


def _others_sell(comparison: Comparison) -> Iterator[str]:
    """What is sold in all where others sell than before, which minutes of one do not say."""
    for other in comparison.others:
        sellers = all_sellers(comparison.base, other, comparison.confidence)
        if sellers and sellers.differs:
            yield labelled(comparison.titles[other.name], who_sells_now(sellers))


def _how_gained(comparison: Comparison) -> str:
    if not has_calls(comparison.experiments):
        return gettext(
            "Freed is the time that the chores took, less the hand-overs that are written instead."
            " It is used as far as more direct selling came of it; the rest is idle, or went into"
            " travel, or into less overtime."
        )
    return gettext(
        "Freed is the time that the chores took, less the hand-overs that are written"
        " instead. It is usable as far as a call was due, open and within reach, and used"
        " as far as more direct selling came of it; the rest went into travel, or into"
        " less overtime."
    )


# -- the numbers that matter -----------------------------------------------------------------------


def _key_figures(comparison: Comparison, other: Experiment) -> KeyFigures:
    measures = dict.fromkeys((comparison.watched[0], COST, PER_SELLING_HOUR))
    known = [
        _before_and_after(comparison, other, key) for key in measures if key in comparison.watched
    ]
    title = comparison.titles[other.name] if len(comparison.others) > 1 else ""
    used = _used(comparison, other)
    return KeyFigures(title, (*known[:1], *used, *known[1:], warning_signs(comparison, other)))


def _before_and_after(comparison: Comparison, other: Experiment, key: str) -> KeyFigure:
    """Where a measure goes, from where, and the difference; how a pile grows in its place."""
    name, judged = words(key).capitalize(), comparison.judged(other.name, key)
    tone = tone_of(judged.verdict, key)
    if tone == "good" and key == comparison.watched[0] and worst_harm(comparison, other):
        tone = "plain"  # what somebody else pays for is no good news by itself
    currency = _currency(comparison)
    before, after = (
        _with_its_unit(level(each, key, currency, spread="none"))
        for each in (comparison.base, other)
    )
    if judged.basis == "queue":
        return KeyFigure(name, after, gettext("from {before}", before=in_one(before)), tone)
    note = gettext(
        "from {before}; {difference}",
        before=in_one(before),
        difference=amount(comparison.difference(other.name, key), key, currency, change=True),
    )
    return KeyFigure(name, after, note, tone)


def _with_its_unit(cell: Formatted) -> Formatted:
    return cell._replace(format=cell.format._replace(with_unit=True))


USED = translatable("per {role} and week, of {freed} min freed")
IN_DOUBT = translatable("{used} min per {role} and week, of {freed} min freed")


def _used(comparison: Comparison, other: Experiment) -> Iterator[KeyFigure]:
    """Minutes of selling gained, of those freed; nothing where none were, or where others sell.

    Each of more or fewer people has other minutes though nobody was freed of anything.
    """
    gained = comparison.gains[other.name]
    if "used_minutes" not in gained or not _is_freed(gained["freed_minutes"]):
        return
    before, after = how_many_sell(comparison.base, other)
    if before != after:
        return
    used = gained["used_minutes"]
    values = {
        "role": person_of(who_sells(comparison.base.scenario)[0]),
        "freed": figures(gained["freed_minutes"], "min", change=True),
    }
    form = change_format("used_minutes")._replace(with_unit=True, spread="none")
    value, note = Formatted(estimate(used), form), USED
    if used.verdict == "cannot tell":
        value = Formatted(gettext("cannot tell"), TEXT)
        note = IN_DOUBT
        values["used"] = figures(used, "min", change=True)
    tone = tone_of(used.verdict, "used_minutes")
    yield KeyFigure(gettext("Direct selling gained"), value, gettext(note, **values), tone)


def _is_freed(minutes: Interval) -> bool:
    """Is time freed for sure? Of one replication nothing is, and its mean must do."""
    return minutes.mean > 0 and not minutes.low <= 0


def tone_of(verdict: str, key: str) -> Tone:
    """Whether a change is good news, by what the measure is better at."""
    if verdict == "cannot tell":
        return "unsure"
    if verdict == "grows" or (verdict, key) == ("never happens", HEADLINE):
        return "bad"
    if verdict == "no change" or verdict in get_args(Absence):
        return "plain"
    better = describe(key).better
    if better == "neither":
        return "plain"
    return "good" if (verdict == "up") == (better == "more") else "bad"


# -- tables: one for each of the others, which files put together ----------------------------------


def _columns(*columns: Column) -> tuple[Column, ...]:
    """Whose row it is, what the table is about, and what the measure is called in files."""
    other = Column("scenario", gettext("scenario"), on="file", width=26)
    key = Column("measure", gettext("name of the measure"), CODE, on="file", width=40)
    return (other, *columns, key)


def _name() -> Column:
    return Column("name", gettext("measure"), on="file", width=38)


def _unit() -> Column:
    return Column("unit", gettext("unit"), on="file", width=24)


def _difference_columns(title: str) -> tuple[Column, Column]:
    """A difference with its ends, and its unit."""
    parts = (
        ColumnPart("mean", "difference", gettext("difference")),
        ColumnPart("low", "low", gettext("from")),
        ColumnPart("high", "high", gettext("to")),
        ColumnPart("half_width", "half_width", "±"),
    )
    return (
        Column("difference", title, Format("change"), parts=parts, width=12),
        Column("unit_of_difference", gettext("unit of it"), on="file", width=24),
    )


def _verdict(on_page: bool) -> Column:
    head = gettext("it went")
    return Column("verdict", "", on="both" if on_page else "file", head=head, width=12)


def _difference_cells(comparison: Comparison, other: Experiment, key: str) -> tuple[Cell, ...]:
    """A difference, its unit, and where it went; empty if one of the two does not know it."""
    currency = _currency(comparison)
    if key not in comparison.differences[other.name]:
        return None, "", ""
    judged = comparison.judged(other.name, key)
    verdict = went(judged, key)
    if comparison.is_eliminated(other.name, key):
        verdict = gettext("eliminated")
    if judged.basis == "queue":  # where work piles up, no difference of times is settled
        return None, "", verdict
    form, unit = change_format(key, currency), unit_in_full(key, currency, change=True)
    difference = Formatted(estimate(comparison.difference(other.name, key)), form)
    return difference, unit, verdict


def _currency(comparison: Comparison) -> str:
    return comparison.base.scenario.currency


def changes(comparison: Comparison) -> list[Table]:
    """The measures to watch in the base and in another scenario, their difference and verdict."""
    columns = _columns(
        Column("label", "", on="page"),
        _name(),
        _level_column("before", gettext("before")),
        _level_column("after", gettext("after")),
        _unit(),
        *_difference_columns(gettext("difference")),
        Column(
            "growth",
            gettext("in %"),
            GROWTH,
            (
                ColumnPart("mean", "growth", gettext("change")),
                ColumnPart("half_width", "growth_half_width", "±"),
            ),
            width=10,
        ),
        _verdict(on_page=True),
    )
    return [
        Table(
            key="changes",
            title=gettext("From {base} to {name}", base=comparison.base.name, name=other.name),
            columns=columns,
            rows=tuple(_change_row(comparison, other, key) for key in comparison.watched),
            name=gettext("Changes"),
            tones=tuple(
                tone_of(comparison.verdict(other.name, key), key) for key in comparison.watched
            ),
            notes=sureness(comparison),
            chart=_growth_chart(comparison),
        )
        for other in comparison.others
    ]


def _level_column(key: str, title: str) -> Column:
    parts = (ColumnPart("mean", key, title), ColumnPart("half_width", f"{key}_half_width", "±"))
    return Column(key, title, Format("number"), parts, width=12)


def _change_row(comparison: Comparison, other: Experiment, key: str) -> tuple[Cell, ...]:
    answer, currency = comparison.answers[other.name][key], _currency(comparison)
    growth = None if answer.judged.basis == "queue" else estimate(answer.growth)
    arms = (comparison.base, other)
    before, after = (_level_in_short(each, key, currency) for each in arms)
    difference, unit, verdict = _difference_cells(comparison, other, key)
    return (
        other.name,
        with_unit(words(key), key, currency),
        words(key),
        before,
        after,
        unit_in_full(key, currency),
        difference,
        unit,
        growth,
        verdict,
        key,
    )


def _level_in_short(experiment: Experiment, key: str, currency: str) -> Formatted:
    """A measure's mean, or how the pile behind it grows, in a column beside others."""
    pile = pile_behind(experiment.queues, key)
    if pile is not None:
        return Formatted(growth_in_short(pile), TEXT)
    return level(experiment, key, currency, spread="none")


def _growth_chart(comparison: Comparison) -> NativeChart | None:
    each = len(comparison.watched)
    series = tuple(
        Series("growth", "growth_half_width", (place * each, (place + 1) * each - 1), name=x.name)
        for place, x in enumerate(comparison.others)
    )
    title = gettext("Change of what is watched, against {base}", base=comparison.base.name)
    counted = gettext("change; whiskers: the interval")
    return NativeChart("bars", title, "name", series, counted) if each else None


def gains(comparison: Comparison) -> list[Table]:
    """Time freed, usable and used, for the role whose selling counts first."""
    base = comparison.base
    role = person_of(who_sells(base.scenario)[0])
    title = gettext("Minutes per {role} and week, against {name}", role=role, name=base.name)
    names = _names_of_gains(comparison)
    return [
        Table(
            key="gains",
            title=title,
            columns=_columns(
                Column("name", "", head=gettext("gain"), width=38),
                *_difference_columns(other.name),
                _verdict(on_page=False),
            ),
            rows=tuple(
                (other.name, name, *_difference_cells(comparison, other, key), key)
                for key, name in names.items()
            ),
            name=gettext("Gains"),
            chart=_gains_chart(comparison, len(names)),
        )
        for other in comparison.others
    ]


def _names_of_gains(comparison: Comparison) -> dict[str, str]:
    """What became of the time that was freed, and what it is worth."""
    usable = {"usable_minutes": gettext("usable: a call was due, within reach")}
    return {
        "freed_minutes": gettext("freed: chores gone, less hand-overs"),
        **(usable if has_calls(comparison.experiments) else {}),
        "used_minutes": gettext("used: more direct selling"),
        PEOPLE_GAINED: gettext("worth so many more people"),
    }


def _gains_chart(comparison: Comparison, count: int) -> NativeChart:
    """Bars of minutes; the last gain is counted in people."""
    series = tuple(
        Series("difference", "half_width", (place * count, (place + 1) * count - 2), name=x.name)
        for place, x in enumerate(comparison.others)
    )
    title = gettext("Time freed, usable and used, against {base}", base=comparison.base.name)
    counted = gettext("minutes per person and week")
    return NativeChart("bars", title, "name", series, counted)


# -- money -----------------------------------------------------------------------------------------


def _money(comparison: Comparison) -> Iterator[Texts | Figure]:
    costs = (*_costs(comparison), *outlays(comparison.experiments))
    left_out = tuple(_left_out(comparison))
    if not any(payback.payback(comparison, other) for other in comparison.others):
        if left_out:
            yield Texts(costs, "detail")
            return
        nothing = gettext(
            "Nothing is sold in these scenarios: they hold no deals and no contracts, so that"
            " neither revenue nor payback can be told. More selling time is not yet more sales."
        )
        yield Texts((*costs, nothing), "detail")
        return
    yield Figure("payback", NamedChart.of("payback", comparison))
    yield Texts(tuple(_money_lines(comparison)))
    yield Texts(costs, "detail")


def _left_out(comparison: Comparison) -> Iterator[str]:
    """Plans that begin before the weeks that count, whose money is added up elsewhere."""
    for other in comparison.others:
        if not counts_all_of(comparison.base.scenario, other.scenario):
            yield gettext(
                "{name}: what it brings and costs before {day} is not counted here; 'simulator"
                " months' adds its money up from its first day on",
                name=other.name,
                day=other.scenario.horizon.counts_from,
            )


def _money_lines(comparison: Comparison) -> Iterator[str]:
    for other in comparison.others:
        for line in money_over_time(comparison, other):
            yield (
                labelled(comparison.titles[other.name], line)
                if len(comparison.others) > 1
                else line
            )


PAID_FOR_PEOPLE = translatable(
    "{title}: people and travel cost {difference} {currency} a week, from {before} to {after}."
)
PAID_BESIDE = translatable(
    "{title}: people, travel and expenses cost {difference} {currency} a week, from {before} to"
    " {after}."
)


def _weekly_costs(comparison: Comparison) -> list[str]:
    """Who pays for each plan: what a week costs with it, whom it hires, what it costs once.

    Of a plan that changes nothing of these only what it earns is said, if that moves.
    """
    titles, confidence = comparison.titles, comparison.confidence
    watched = COST in comparison.watched  # then it holds together with all else that is
    each_at = comparison.confidence_of_each if watched else confidence
    arms = [each.replayed for each in comparison.experiments]
    first = comparison.watched[0] if comparison.watched else ""
    costs = [each.beside(first) for each in weekly_costs(arms, confidence, each_at)[1:]]
    base, currency = titles[comparison.base.name], _currency(comparison)
    return [
        cost_words(cost, titles[cost.plan], base, currency)
        if cost.difference.verdict != "no change" or cost.hired or cost.outlay
        else earned_words(cost.earned, currency)
        for cost in costs
    ]


def _pays_beside(experiment: Experiment) -> bool:
    """Is anything paid beside people and their journeys?"""
    known = EXPENSES in experiment.measures
    return known and bool(experiment.column(EXPENSES).any())


def _costs(comparison: Comparison) -> Iterator[str]:
    """What a what-if costs a week more or less."""
    for other in comparison.others if COST in comparison.watched else ():
        pays = _pays_beside(comparison.base) or _pays_beside(other)
        yield gettext(
            PAID_BESIDE if pays else PAID_FOR_PEOPLE,
            title=comparison.titles[other.name],
            difference=figures(comparison.difference(other.name, COST), "", change=True),
            before=mean_of(comparison.base.interval(COST), ""),
            after=mean_of(other.interval(COST), ""),
            currency=other.scenario.currency,
        )


def money_over_time(comparison: Comparison, other: Experiment) -> list[str]:
    """How deep the dip is, when it is over, three and ten years; nothing if none sells."""
    result = payback.payback(comparison, other)
    if result is None:
        return []
    currency = other.scenario.currency
    deepest = figures(result.deepest, currency)
    values = {"outlay": number(result.outlay), "deepest": deepest, "currency": currency}
    first = (
        gettext("Outlay {outlay} {currency}; deepest point {deepest} {currency}.", **values)
        if result.outlay
        else gettext("No outlay is said; deepest point {deepest} {currency}.", **values)
    )
    harm = worst_harm(comparison, other)
    lines = [first, _ahead(result.back, comparison.replications), _later(result, currency)]
    if harm is not None and harm.sign == "grows" and result.steady and result.settled:
        lines.append(gettext("While {harm}, sums that go on tell too much.", harm=harm_words(harm)))
    return lines


def _later(result: payback.Payback, currency: str) -> str:
    """What a change has brought after three and after ten years."""
    three, ten = (
        figures(each, currency, change=True) for each in (result.three_years, result.ten_years)
    )
    values = {"three": three, "ten": ten, "currency": currency, "weeks": result.steady}
    if not result.settled:
        return gettext(
            "After three and ten years: cannot be told; in the last {weeks} weeks, with which sums"
            " go on, some are still new to their work or their accounts.",
            **values,
        )
    if not result.steady:
        return gettext(
            "After three years {three} {currency}, after ten {ten} {currency}: in the end nothing"
            " differs any more.",
            **values,
        )
    if result.projected:
        return gettext(
            "After three years {three} {currency} (projected from the last {weeks} weeks); after"
            " ten {ten} {currency} (projected).",
            **values,
        )
    return gettext(
        "After three years {three} {currency}; after ten {ten} {currency} (projected).", **values
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


# -- for files -------------------------------------------------------------------------------------


def _data(
    comparison: Comparison, questions: Sequence[str], notes: Sequence[str]
) -> Iterator[Table]:
    base, others = comparison.base, comparison.others
    money = list(_money_lines(comparison))
    paid = [*filter(None, _weekly_costs(comparison)), *money]
    statements = Statements(questions, [headline(finding_of(comparison))], paid, notes)
    yield answer_facts(comparison, statements)
    yield _time_use(comparison)
    yield from changes(comparison)
    yield from gains(comparison)
    yield from guards(comparison)
    yield queues(comparison.experiments)
    yield from calls.calls(comparison.experiments)
    yield from market.customers(comparison.experiments)
    yield from nights.nights(comparison.experiments)
    yield from money_over_weeks(comparison, money)
    yield all_differences(comparison)
    yield glossary(comparison.experiments)
    yield replications(comparison.experiments)
    yield assumptions([each.scenario for each in (*others, base)])
    yield how_it_was_run(comparison.experiments, comparison.folder)


def all_differences(comparison: Comparison) -> Table:
    """Every measure that both scenarios have, watched or not."""
    rows = tuple(
        (
            other.name,
            words(key),
            *_difference_cells(comparison, other, key),
            comparison.confidence_of(other.name, key),
            key,
        )
        for other in comparison.others
        for key in comparison.differences[other.name]
    )
    return Table(
        key="all-differences",
        title=gettext("All differences from {base}", base=comparison.base.name),
        columns=_columns(
            _name(),
            *_difference_columns(gettext("difference")),
            _verdict(on_page=True),
            Column("confidence", gettext("level of its interval"), LEVEL, on="file", width=12),
        ),
        rows=rows,
        name=gettext("All differences"),
        notes=(
            gettext(
                "Watched differences hold together; each of the others is right by itself alone."
            ),
        ),
        filtered=True,
    )


def money_over_weeks(comparison: Comparison, notes: Sequence[str]) -> Iterator[Table]:
    """Profit that each change has brought, added up week by week, with its interval."""
    gained = {
        other.name: [confidence_interval(week, comparison.confidence) for week in result.gained.T]
        for other in comparison.others
        if (result := payback.payback(comparison, other))
    }
    if not gained:
        return
    base, currency = comparison.base.name, _currency(comparison)
    columns = [Column("week", gettext("week"), Format("whole"), width=8)]
    for name in gained:
        columns += [
            Column(key, listed([head, currency]), Format("change"), width=18)
            for key, head in (
                (name, name),
                (f"{name}, from", gettext("{name}, from", name=name)),
                (f"{name}, to", gettext("{name}, to", name=name)),
            )
        ]
    rows: list[tuple[Cell, ...]] = [
        (week + 1, *(end for bands in gained.values() for end in _ends(bands, week)))
        for week in range(max(map(len, gained.values())))
    ]
    title = gettext("Profit since the change, less the outlay, added up, against {base}", base=base)
    lines = tuple(Series(column.key) for column in columns[1:])
    picture = NativeChart("line", title, "week", lines, currency, below=False)
    yield Table(
        key="money-over-weeks",
        title=title,
        columns=tuple(columns),
        rows=tuple(rows),
        name=gettext("Money over weeks"),
        notes=tuple(notes),
        chart=picture,
    )


def _ends(bands: Sequence[Interval], week: int) -> tuple[float | None, ...]:
    return bands[week][:3] if week < len(bands) else (None, None, None)
