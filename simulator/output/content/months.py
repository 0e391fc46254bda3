"""Month by month: a table for each measure, money added up, and when it dips and pays back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.analysis.months import (
    Month,
    MonthByMonth,
    MonthlyDifferences,
    MonthlyLevels,
    MonthlyMoney,
    MonthlyPile,
    begins_in,
    is_short,
    told_of,
)
from simulator.experiment.estimates import fewest
from simulator.experiment.finding import Harm, Headcount
from simulator.experiment.gains import describe
from simulator.experiment.judgement import role_of
from simulator.experiment.results import CountedWeeks
from simulator.experiment.statistics import Interval, Verdict
from simulator.i18n import gettext
from simulator.measures.targets import HEADLINE
from simulator.output.content.footing import said
from simulator.output.content.headline import (
    borne_record,
    harm_of,
    harm_record,
    harm_words,
    less_asked_sentence,
    sellers_record,
    sold_by_all,
    with_sellers,
)
from simulator.output.content.queues import piled
from simulator.output.document import (
    ANSWERS,
    COUNT,
    TEXT,
    Cell,
    Column,
    Document,
    Figure,
    Format,
    Formatted,
    Record,
    Section,
    Table,
    Texts,
)
from simulator.output.numbers import figures, number
from simulator.output.wording import (
    alone,
    amount,
    change_format,
    clauses,
    estimate,
    finished_only,
    labelled,
    level_format,
    listed,
    long_day,
    month_name,
    no_value,
    verdict_words,
    with_unit,
    words,
)
from simulator.scenario.units import PERCENT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MONEY = Format("change", decimals=0)
NO_MONEY = 0.005  # of the currency, which two decimals show as nothing
NO_INTERVAL = Interval(math.nan, math.nan, math.nan, 0)
NO_MONEY_YET = Interval(0.0, 0.0, 0.0, 0)
TITLE, LINE = 104, 0.2  # letters in a line of a title, and how many inches it is high
NAME, LEGEND_LINE = 128, 13.5  # letters in a line of a legend, and how many points it is high
APART, WIDE, PALE = 0.14, 0.46, 0.4  # of a month: between marks, and half of a level; an alpha
MAX_NAMES = 14  # of months below an axis, which have room


def document(result: MonthByMonth) -> Document:
    """The measures that are watched in each month, and the money that a change brings."""
    label, line = result.scenarios[0], headline(result)
    section = Section(
        ANSWERS,
        gettext("Month by month"),
        (
            Figure("months", partial(draw, result)),
            *said([*_piles(result), *_for_a_time(result)], "finding"),
            *tables(result),
            Texts(_notes(result), "note"),
        ),
    )
    return Document(
        label.title,
        label.question,
        (line, *_less_asked(result), *_when(result), *_between(result)),
        (section,),
        record=partial(record, result),
    )


def _less_asked(result: MonthByMonth) -> list[str]:
    """What comes less often with a plan, since what it follows on is eliminated."""
    return [
        less_asked_sentence(_title(result, each.scenario), each.less_asked)
        for each in result.borne
        if each.less_asked
    ]


def record(result: MonthByMonth) -> Record:
    """Each month with the levels and differences of each scenario, and money added up."""
    return {
        "headline": headline(result),
        "scenarios": [each.name for each in result.scenarios],
        "replications": result.replications,
        "seed": result.seed,
        "months": [each._asdict() for each in result.months],
        "levels": [_level_record(each) for each in result.levels],
        "differences": [_measured(each) for each in result.differences],
        "money": [_money_record(each, result) for each in result.money],
        "changes": [each._asdict() for each in result.changes],
        "sellers": [
            {"scenario": each.scenario, "months": [sellers_record(month) for month in each.months]}
            for each in result.sellers
        ],
        **borne_record(result.borne),
        "harm_in_last_month": borne_record(result.at_last)["harm"],
        "piles": [_pile_record(each, result) for each in result.piles],
        "between": [
            {**each._asdict(), "harm": harm_record(each.harm), "words": harm_words(each.harm)}
            for each in result.between
        ],
    }


def _level_record(each: MonthlyLevels) -> Record:
    return {**_measured(each), "grows": each.grows, "nobody": each.nobody}


def _pile_record(each: MonthlyPile, result: MonthByMonth) -> Record:
    return {
        "scenario": each.scenario,
        "month": _day(result, each.month),
        "role": each.harm.role,
        "activity": each.harm.activity,
        "words": harm_words(each.harm),
    }


def _measured(each: MonthlyLevels | MonthlyDifferences) -> Record:
    return {
        "scenario": each.scenario,
        "measure": each.measure,
        "unit": describe(each.measure).unit,
        "months": [estimate(month)._asdict() for month in each.months],
    }


def _money_record(each: MonthlyMoney, result: MonthByMonth) -> Record:
    return {
        "scenario": each.scenario,
        "of": "profit" if result.sells else "cost",
        "months": [estimate(month)._asdict() for month in each.months],
        "added_up": [estimate(month)._asdict() for month in each.added_up],
        "lowest": estimate(each.lowest)._asdict(),
        "lowest_month": _day(result, each.lowest_month),
        "back_month": _day(result, each.back_month),
        "back_in": each.back_in,
    }


def _day(result: MonthByMonth, number: int) -> str | None:
    """The first day of a month, by its number."""
    return None if number < 0 else result.months[number].first_day


# -- what it says ----------------------------------------------------------------------------------


def headline(result: MonthByMonth) -> str:
    """When the first plan dips and pays back; of one scenario alone, its best and worst month."""
    if result.money:
        return _finding(result, result.money[0])
    clause, first = _alone(result).rstrip(".。"), result.levels[0]
    harm = _borne_words(result, first.scenario)
    if harm and all(map(first.grows_in, range(len(first.months)))):
        what = words(first.measure).capitalize()
        return gettext("{what} does not settle, since {harm}.", what=what, harm=harm)
    if harm:
        clause = gettext("{said}, while {harm}", said=clause, harm=harm)
    return gettext("{said}.", said=clause)


def _alone(result: MonthByMonth) -> str:
    """The best and the worst month of one scenario, of those in which the work settles."""
    first = result.levels[0]
    means = [each.mean for each in first.months]
    known = [number for number, mean in enumerate(means) if not math.isnan(mean)]
    if not known:
        return no_value(first.measure, first.too_few, of_nobody=first.of_nobody_in(len(means) - 1))
    known = [number for number in known if not is_short(result.months, number)] or known
    known = [number for number in known if not first.grows_in(number)] or known
    low, high = (choose(known, key=lambda number: means[number]) for choose in (min, max))
    currency = result.scenarios[0].currency
    if low == high:
        return gettext(
            "{measure} in {month}: {level}.",
            measure=words(first.measure).capitalize(),
            month=_month(result.months[low]),
            level=amount(first.months[low], first.measure, currency),
        )
    return gettext(
        "{measure}: least in {worst} ({low}), most in {best} ({high}){sold}.",
        measure=words(first.measure).capitalize(),
        worst=_month(result.months[low]),
        best=_month(result.months[high]),
        low=amount(first.months[low], first.measure, currency),
        high=amount(first.months[high], first.measure, currency),
        sold=_sold_then(result, (low, high)) if first.measure == HEADLINE else "",
    )


def _sold_then(result: MonthByMonth, places: tuple[int, int]) -> str:
    """What is sold in all in two months in which others sell; nothing where the same do."""
    worst, best = (result.sellers[0].months[place] for place in places)
    if worst is None or best is None:
        return ""
    if worst.others or best.others:
        return _sold_by_all(worst, best)
    if worst.before == best.before:
        return ""
    return gettext(
        "; in all {least} h a week are sold then by {few}, and {most} by {many}",
        least=number(worst.hours_before),
        few=worst.before,
        most=number(best.hours_before),
        many=best.before,
    )


def _sold_by_all(worst: Headcount, best: Headcount) -> str:
    """The same where other roles sell, too: told where the share does not say which is more."""
    sold = number(worst.hours_before), number(best.hours_before)
    if worst.before == best.before and worst.hours_before <= best.hours_before:
        return ""
    return gettext(
        "; in all {least} h a week are sold then by all roles, and {most}",
        least=sold[0],
        most=sold[1],
    )


def _when(result: MonthByMonth) -> Iterator[str]:
    """The same of each further plan."""
    yield from (_finding(result, each) for each in result.money[1:])


def _finding(result: MonthByMonth, money: MonthlyMoney) -> str:
    """What is watched first, and how deep money goes and when it is back."""
    return gettext(
        "{title}: {measured}; {money}.",
        title=_title(result, money.scenario),
        measured=_measured_at_last(result, money.scenario),
        money=_money_clause(result, money),
    )


def _money_clause(result: MonthByMonth, money: MonthlyMoney) -> str:
    """What a plan comes to in money by the end; when it is deepest and back, if it ever is."""
    total, currency = money.added_up[-1], result.scenarios[0].currency
    values: dict[str, object] = {
        "total": _money_words(total, currency, change=True),
        "last": long_day(result.months[-1].last_day),
        # At the end of that month, as the table has it; how deep each run goes is another number.
        "lowest": _money_words(money.added_up[money.lowest_month], currency),
        "dip": _month(result.months[money.lowest_month]),
        "back": _month(result.months[money.back_month]),
    }
    sure = total.verdict != "cannot tell"
    if _is_nothing(money):
        return gettext("it costs nothing and brings nothing by {last}", **values)
    if money.lowest_month < 0:
        return _never_behind(values, sure=sure)
    if money.back_month < 0 and not result.sells:
        return _spent(values, sure=sure)
    return _back(values, back=money.back_month >= 0, sure=sure)


def _is_nothing(money: MonthlyMoney) -> bool:
    """Is nothing spent and nothing gained in any month, whatever the luck?"""
    return all(max(abs(each.low), abs(each.high)) < NO_MONEY for each in money.months)


def _never_behind(values: dict[str, object], *, sure: bool) -> str:
    """Of a plan whose mean is never below nothing."""
    if sure:
        return gettext("on average never behind; {total} by {last}", **values)
    return gettext(
        "by its mean never behind, but we cannot tell whether it is ahead by {last} ({total})",
        **values,
    )


def _spent(values: dict[str, object], *, sure: bool) -> str:
    """Of a plan that costs more by its mean, where nothing is sold."""
    if sure:
        return gettext("{total} by {last}, outlays included", **values)
    return gettext("we cannot tell whether it costs more or less by {last} ({total})", **values)


def _back(values: dict[str, object], *, back: bool, sure: bool) -> str:
    """Of a plan that dips, and is back or not."""
    if not back and sure:
        return gettext("deepest in {dip} ({lowest}), not back by {last} ({total})", **values)
    if not back:
        return gettext(
            "deepest in {dip} ({lowest}), by its mean not back by {last}, but we cannot tell"
            " whether it is ({total})",
            **values,
        )
    if sure:
        return gettext(
            "deepest in {dip} ({lowest}), back from {back} on; {total} by {last}", **values
        )
    return gettext(
        "deepest in {dip} ({lowest}), by its mean back from {back} on, but we cannot tell whether"
        " it is ahead by {last} ({total})",
        **values,
    )


def titles(result: MonthByMonth) -> list[str]:
    """What stands above the measure and above the money, of several plans their names below it."""
    if len(result.money) < 2:
        return [headline(result).rstrip(".。")]
    base, measure = result.scenarios[0].title, words(result.levels[0].measure).capitalize()
    last = long_day(result.months[-1].last_day)
    return [
        gettext("{measure} month by month, against {base}", measure=measure, base=base),
        gettext("Money added up by {last}, against {base}", last=last, base=base),
    ]


def _in_short(result: MonthByMonth, name: str) -> str:
    """What is watched first with one plan of several, and what is then sold in all."""
    key, place = result.levels[0].measure, _place_of(result, name)
    if pile := _pile_there(result, name, place):
        return gettext("it does not settle, since {after}", after=pile)
    clause = _there(result, name, place)
    sellers = _sellers_at(result, name, place) if key == HEADLINE else None
    if sellers is not None and sellers.differs:
        clause = gettext("{said}, and {all}", said=clause, all=sold_by_all(sellers))
    return _with_harm(result, name, clause)


def _there(result: MonthByMonth, name: str, place: int) -> str:
    """What is watched first in a month with one plan of several, as far as it is settled."""
    base, level = result.scenarios[0], _level(result, name)
    before, month = _level(result, base.name), _month_with(result, name, place)
    if level.grows_in(place):
        return gettext("its pile grows in {month}", month=month)
    if math.isnan(level.months[place].mean):
        return _no_value(level, place)
    values: dict[str, object] = {
        "after": amount(alone(level.months[place].mean), level.measure, base.currency),
        "before": amount(alone(before.months[place].mean), level.measure, base.currency),
        "month": month,
    }
    if before.grows_in(place) or math.isnan(before.months[place].mean):
        return gettext("{after} in {month}", **values)
    if (moved := _moved(result, level, place)) == "no change":
        return gettext("{after} in {month}, as without it", **values)
    if moved != "cannot tell":
        return gettext("{after} in {month} instead of {before}", **values)
    return gettext(
        "{after} in {month}, {before} without it, and we cannot tell whether they differ", **values
    )


def _days(result: MonthByMonth, name: str) -> list[str]:
    """The days on which something begins in a scenario, each as year-month-day."""
    return [each.day for each in result.changes if each.scenario == name]


def _place_of(result: MonthByMonth, name: str) -> int:
    """The place of the month that a plan is told of first: something of it has begun by then."""
    return told_of(result.months, min(_days(result, name), default=None))


def _measured_at_last(result: MonthByMonth, name: str) -> str:
    """What is watched first, in the last month that mostly counts, with and without a plan."""
    key, place = result.levels[0].measure, _place_of(result, name)
    if pile := _pile_there(result, name, place):
        return gettext("{what} does not settle, since {after}", what=words(key), after=pile)
    sellers = _sellers_at(result, name, place) if key == HEADLINE else None
    return _with_harm(result, name, with_sellers(_level_at(result, name, place), sellers))


def _with_harm(result: MonthByMonth, name: str, clause: str) -> str:
    """A clause of a month with the worst of those who bear a plan, and over which weeks."""
    harm, over_all = _worst(result, name), harm_of(result.borne, name)
    if not harm:
        return clause
    bears = _borne_words(result, name)
    if harm == over_all and not harm.since:
        bears = _over_weeks(result, name, bears)
    return gettext("{said}, but {harm}", said=clause, harm=bears)


def _over_weeks(result: MonthByMonth, name: str, harm: str) -> str:
    """What those bear who bear a plan, with the weeks over which they are judged."""
    if counted := _counted(result, name):
        return gettext("from {day} on {harm}", day=long_day(counted.first_day), harm=harm)
    if len(result.months) == 1:
        return harm
    weeks = sum(month.weeks for month in result.months)
    return gettext("over all {weeks} weeks {harm}", weeks=weeks, harm=harm)


def _counted(result: MonthByMonth, name: str) -> CountedWeeks | None:
    """The weeks over which those are judged who bear a plan; None if all that count."""
    judged = zip(result.borne, result.counted, strict=False)
    return next((counted for borne, counted in judged if borne.scenario == name), None)


def _worst(result: MonthByMonth, name: str) -> Harm | None:
    """The worst of those who bear a plan in its weeks, or in its last month: all may hide it.

    A week or two seldom tell what piles up from what fills a desk: that is told if nothing else is.
    """
    over_all, last = (harm_of(each, name) for each in (result.borne, result.at_last))
    if last and last.sign == "grows":
        unsure = is_short(result.months, _last_place(result, name))
        if last.after <= last.before or (unsure and over_all):  # as fast before: no harm of a month
            last = None
    return min(filter(None, (over_all, last)), key=lambda harm: harm.rank, default=None)


def _borne_words(result: MonthByMonth, name: str) -> str:
    """The same in words, with the month where it is not of all weeks; nothing if nobody bears."""
    harm = _worst(result, name)
    if harm is None:
        return ""
    if harm == harm_of(result.borne, name) or harm.since:
        return harm_words(harm)
    place = _last_place(result, name)
    same = place == _place_of(result, name)  # how short it is has been said
    month = _month(result.months[place]) if same else _marked(result, place)
    return gettext("in {month} {harm}", month=month, harm=harm_words(harm))


def _last_place(result: MonthByMonth, name: str) -> int:
    """The place of the month by itself in which it is judged who bears all of a plan."""
    return told_of(result.months, max(_days(result, name), default=None))


def _pile_there(result: MonthByMonth, name: str, place: int) -> str:
    """What piles up, where for it the measure that is watched first does not settle in a month."""
    harm = _worst(result, name)
    piled_up = harm and harm.sign == "grows" and _level(result, name).grows_in(place)
    return _borne_words(result, name) if piled_up else ""


def _level_at(result: MonthByMonth, name: str, place: int) -> str:
    """What is watched first in a month, with and without a plan, as far as it is settled."""
    base, level = result.scenarios[0], _level(result, name)
    before, key = _level(result, base.name), level.measure
    month = _month_with(result, name, place)
    if level.grows_in(place):
        return gettext(
            "{measure} does not settle in {month}: its pile grows", measure=words(key), month=month
        )
    values: dict[str, object] = {
        "measure": words(key),
        "after": amount(alone(level.months[place].mean), key, base.currency),
        "before": amount(alone(before.months[place].mean), key, base.currency),
        "month": month,
        "base": base.title,
    }
    if any(math.isnan(each.months[place].mean) for each in (before, level)):
        return _without(before, level, place, values)
    if before.grows_in(place):
        return gettext(
            "{measure} {after} in {month}; in {base} it does not settle, since its pile grows",
            **values,
        )
    if (moved := _moved(result, level, place)) == "no change":
        return gettext("{measure} {after} in {month}, as in {base}", **values)
    if moved != "cannot tell":
        return gettext("{measure} {after} in {month}, {before} in {base}", **values)
    return gettext(
        "{measure} {after} in {month}, {before} in {base}, and we cannot tell whether they differ",
        **values,
    )


def _without(
    before: MonthlyLevels, level: MonthlyLevels, place: int, values: dict[str, object]
) -> str:
    """The same where there is no value with a plan, without it, or either way."""
    role, nobody = words(role_of(level.measure)), [e.of_nobody_in(place) for e in (before, level)]
    if all(nobody):
        return gettext("nobody works as {role}, with it or without", role=role)
    if nobody[1] and not math.isnan(before.months[place].mean):
        return gettext(
            "nobody works as {role} in {month}, and {measure} {before} in {base}",
            role=role,
            **values,
        )
    if nobody[0] and not math.isnan(level.months[place].mean):
        return gettext(
            "{measure} {after} in {month}; in {base} nobody works as {role}", role=role, **values
        )
    return no_value(level.measure, fewest((before.too_few, level.too_few)))


def _no_value(level: MonthlyLevels, place: int) -> str:
    return no_value(level.measure, level.too_few, of_nobody=level.of_nobody_in(place))


def _moved(result: MonthByMonth, level: MonthlyLevels, place: int) -> Verdict:
    """Where a measure went from the base's in a month, paired."""
    moved = next(each for each in result.differences if each[:2] == level[:2])
    return moved.months[place].verdict


def _level(result: MonthByMonth, name: str) -> MonthlyLevels:
    """What is watched first in a scenario."""
    return next(each for each in result.levels if each.scenario == name)


def _piles(result: MonthByMonth) -> list[str]:
    """What piles up, a line for each scenario in which something does."""
    weeks = sum(month.weeks for month in result.months)
    return [
        line
        for each in result.borne
        for counted in (_counted(result, each.scenario),)
        for line in piled(each.scenario, counted.number if counted else weeks, each.queues)
    ]


def _for_a_time(result: MonthByMonth) -> Iterator[str]:
    """What piles up in single months of a what-if of which no pile is told otherwise."""
    for label in result.scenarios[1:]:
        worst = _worst(result, label.name)
        own = [each for each in result.piles if each.scenario == label.name]
        if own and not (worst and worst.sign == "grows"):
            yield gettext(
                "{name}, in single months: {piles}",
                name=label.name,
                piles=clauses(
                    gettext(
                        "in {month} {harm}",
                        month=_month(result.months[each.month]),
                        harm=harm_words(each.harm),
                    )
                    for each in own
                ),
            )


def _between(result: MonthByMonth) -> list[str]:
    """Who bears what-ifs between their days, which the weeks in which all of it holds may hide."""
    titles = {label.name: label.title for label in result.scenarios}
    return [
        gettext(
            "With “{title}” from {first} to {last}: {harm}.",
            title=titles[each.scenario],
            first=long_day(each.first_day),
            last=long_day(each.last_day),
            harm=harm_words(each.harm._replace(since=None)),
        )
        for each in result.between
    ]


def _sellers_at(result: MonthByMonth, name: str, place: int) -> Headcount | None:
    """Who sells in a month, which is a part of no other."""
    of = next((each for each in result.sellers if each.scenario == name), None)
    sellers = of.months[place] if of else None
    return sellers._replace(dated=False) if sellers else None


def _marked(result: MonthByMonth, place: int) -> str:
    """A month by its name; how long it is, if it is short."""
    month = result.months[place]
    if not is_short(result.months, place):
        return _month(month)
    if month.weeks == 1:
        return gettext("{month} (1 week)", month=_month(month))
    return gettext("{month} ({weeks} weeks)", month=_month(month), weeks=month.weeks)


def _month_with(result: MonthByMonth, name: str, place: int) -> str:
    """A month by its name; the days on which a plan changes something amid its weeks."""
    span, before = result.months[place], _days(result, result.scenarios[0].name)
    first = date.fromisoformat(span.last_day) - timedelta(weeks=span.weeks, days=-1)
    later = sorted({day for day in _days(result, name) if day > str(first)} - set(before))
    days = [long_day(day) for day in later if day <= span.last_day]
    if not days:
        return _marked(result, place)
    values: dict[str, object] = {
        "month": _month(span),
        "weeks": span.weeks,
        "days": listed(days),
    }
    if not is_short(result.months, place):
        return gettext("{month} (change on {days})", **values)
    if span.weeks == 1:
        return gettext("{month} (1 week, change on {days})", **values)
    return gettext("{month} ({weeks} weeks, change on {days})", **values)


def _money_words(interval: Interval, currency: str, *, change: bool = False) -> str:
    return f"{figures(estimate(interval), '', change=change)} {currency}"


def _notes(result: MonthByMonth) -> tuple[str, ...]:
    counted = (
        gettext("money is profit: what is sold less all costs and outlays, against the first")
        if result.sells
        else gettext(
            "money is what is not spent: cost and outlays less than those of the first; nothing is"
            " sold here that could bring it back"
        )
    )
    return (
        gettext(
            "weeks count to the month in which most of their days lie; each month is replayed as"
            " if all ended with it, on the same luck"
        ),
        *_short_times(result),
        *_grown(result),
        *_short_months(result),
        *((counted,) if result.money else ()),
        *((_beside_today(result),) if result.changes and not result.money else ()),
    )


def _short_times(result: MonthByMonth) -> Iterator[str]:
    """That what a month does not finish is missing from its times."""
    if any(finished_only(each.measure) for each in result.levels):
        yield gettext(
            "times are those of work that is asked for and finished within the month: they are"
            " shorter than those of the whole year, the more so the longer work takes"
        )


def _grown(result: MonthByMonth) -> Iterator[str]:
    """Why times of work that piles up are left out, and where they are."""
    if any(any(each.grows) for each in result.levels):
        yield gettext(
            "pile grows: more of this work is asked than done, in the month by itself or in all"
            " weeks together, so that the time of what is finished says only how long the month was"
        )


def _short_months(result: MonthByMonth) -> Iterator[str]:
    """That months of a week or two are shown pale, and do not count as best or worst."""
    short = [place for place in range(len(result.months)) if is_short(result.months, place)]
    if short:
        yield gettext(
            "{months}: too short to be held against whole months, so neither best nor worst, and"
            " pale in the picture; what is finished within so few weeks is what takes little time",
            months=listed(_marked(result, place) for place in short),
        )


def _beside_today(result: MonthByMonth) -> str:
    """That a change shows when it dips and pays back only beside what it changes."""
    return gettext(
        "when it dips and when it pays back is told against what it changes: simulator months"
        " TODAY {name}",
        name=result.scenarios[0].name,
    )


def _month(month: Month) -> str:
    """A month by its name."""
    day = date.fromisoformat(month.first_day)
    return gettext("{month} {year}", month=month_name(day), year=day.year)


# -- tables ----------------------------------------------------------------------------------------


def tables(result: MonthByMonth) -> Iterator[Table]:
    """Money first, then each measure that is watched."""
    if result.money:
        yield money(result)
    for key in dict.fromkeys(each.measure for each in result.levels):
        yield measured(result, key)
        if key == HEADLINE and _others_sell(result):
            yield sold(result)


def money(result: MonthByMonth) -> Table:
    """A row for each month: what each plan brings in it, and by its end."""
    columns = [Column("month", gettext("month")), Column("weeks", gettext("weeks"), COUNT)]
    for place, each in enumerate(result.money):
        title = _title(result, each.scenario)
        by_then = gettext("{title}, added up", title=title)
        columns += [
            Column(f"in_{place}", gettext("{title}, in the month", title=title)),
            Column(f"by_{place}", gettext("added up"), head=by_then),
        ]
    rows = tuple(
        (_month(month), month.weeks, *_money_cells(result, row))
        for row, month in enumerate(result.months)
    )
    title = gettext(
        "Money against {base}, {currency}",
        base=result.scenarios[0].title,
        currency=result.scenarios[0].currency,
    )
    return Table("monthly-money", title, tuple(columns), rows, name=gettext("Money"))


def _money_cells(result: MonthByMonth, row: int) -> Iterator[Cell]:
    for each in result.money:
        money = MONEY._replace(unit=result.scenarios[0].currency)
        yield Formatted(estimate(each.months[row]), money)
        yield Formatted(estimate(each.added_up[row]), money)


def measured(result: MonthByMonth, key: str) -> Table:
    """A row for each month: a measure in each scenario, and differences from the first."""
    currency = result.scenarios[0].currency
    level, change = level_format(key, currency), change_format(key, currency)
    levels = [each for each in result.levels if each.measure == key]
    differences = [each for each in result.differences if each.measure == key]
    columns = [Column("month", gettext("month"))]
    columns += [
        Column(f"level_{number}", _title(result, each.scenario))
        for number, each in enumerate(levels)
    ]
    columns += [
        Column(
            f"difference_{number}",
            gettext("difference")
            if len(differences) == 1
            else gettext("{title}, difference", title=_title(result, each.scenario)),
        )
        for number, each in enumerate(differences)
    ]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            _marked(result, row),
            *(_level_cell(each, row, level) for each in levels),
            *(
                None
                if levels[0].grows_in(row) or own.grows_in(row)
                # where work piles up, no difference of times is settled
                else Formatted(estimate(each.months[row]), change)
                for each, own in zip(differences, levels[1:], strict=True)
            ),
        )
        for row in range(len(result.months))
    )
    title = with_unit(words(key).capitalize(), key, currency)
    return Table(f"monthly-{key}", title, tuple(columns), rows)


def _level_cell(each: MonthlyLevels, row: int, form: Format) -> Formatted:
    """A measure in a month; where it has no value that the pile grows, or that there is nobody."""
    if each.grows_in(row):
        return Formatted(gettext("pile grows"), TEXT)
    if math.isnan(each.months[row].mean) and each.of_nobody_in(row):
        return Formatted(verdict_words("there is nobody", each.measure), TEXT)
    return Formatted(estimate(each.months[row]), form)


def _others_sell(result: MonthByMonth) -> bool:
    """Do others sell, or are there, in some month or scenario than in another?"""
    known = [month for each in result.sellers for month in each.months if month]
    return len({each.before for each in known}) > 1 or any(each.differs for each in known)


def sold(result: MonthByMonth) -> Table:
    """A row for each month: what all who sell come to, which a share of their week does not say."""
    hours, change = Format("number", "h", 0, spread="none"), Format("change", "h", 0)
    columns = [Column("month", gettext("month"))]
    columns += [
        Column(f"sold_{place}", _title(result, each.scenario), hours)
        for place, each in enumerate(result.sellers)
    ]
    columns += [
        Column(f"more_{place}", gettext("{title}, difference", title=title), change)
        for place, title in enumerate(_title(result, each.scenario) for each in result.sellers[1:])
    ]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            _marked(result, row),
            *(each.hours_after if each else None for each in now),
            *(estimate(each.more) if each else None for each in now[1:]),
        )
        for row, now in enumerate(zip(*(each.months for each in result.sellers), strict=True))
    )
    return Table("monthly-sold", gettext("Sold in all, h a week"), tuple(columns), rows)


def _title(result: MonthByMonth, name: str) -> str:
    return next(each.title for each in result.scenarios if each.name == name)


# -- the picture -----------------------------------------------------------------------------------


def draw(result: MonthByMonth, ax: Axes | None = None) -> Axes:
    """The first measure month by month and, of what-ifs, money added up below it.

    The axes given show the first measure alone. Scenarios are told apart by line and marker. What
    is of a whole month is as wide as it, and money stands where the month ends: all that holds
    something of a change is on the right of its dotted line.
    """
    from simulator.output.drawing.style import wrapped

    heads, names = [wrapped(title, TITLE) for title in titles(result)], _names(result)
    panels = [ax] if ax is not None else _panels(heads, names)
    _draw_measure(panels[0], result, names[0])
    if len(panels) > 1:
        _draw_money(panels[1], result, names[1])
    _mark_changes(panels, result)
    for panel, head, own in zip(panels, heads, names, strict=False):
        _entitle(panel, head, own)
    return panels[0]


def _panels(heads: Sequence[Sequence[str]], names: Sequence[Sequence[str]]) -> list[Axes]:
    """One panel for each list of names, on a sheet as high as what is written above them needs."""
    from simulator.output.drawing.style import figure

    lines = sum(map(len, heads)) + sum(map(_lines, names))
    high = 1.1 + LINE * lines + 3.6 * len(names)
    return list(figure(11, high).subplots(len(names), 1, squeeze=False)[:, 0])


def _lines(names: Sequence[str]) -> int:
    """How many lines names take below each other."""
    return sum(1 + name.count("\n") for name in names)


def _names(result: MonthByMonth) -> list[list[str]]:
    """What scenarios are called in each panel; of several plans with what becomes of each."""
    from simulator.output.drawing.style import wrapped

    if not result.money:
        return [[]]
    levels = [each for each in result.levels if each.measure == result.levels[0].measure]
    shares, sums = [_with_nothing(result, each) for each in levels], list[str]()
    if len(result.money) > 1:
        every = [(_title(result, each.scenario), each) for each in result.money]
        shares[1:] = [labelled(title, _in_short(result, each.scenario)) for title, each in every]
        sums = [labelled(title, _sum(result, each)) for title, each in every]
    return [["\n".join(wrapped(name, NAME)) for name in names] for names in (shares, sums)]


def _with_nothing(result: MonthByMonth, level: MonthlyLevels) -> str:
    """A scenario's title, and why there is nothing to draw of it if there is not."""
    title, months = _title(result, level.scenario), range(len(level.months))
    if all(map(level.grows_in, months)):
        return labelled(title, gettext("pile grows"))
    if all(map(level.of_nobody_in, months)):
        return labelled(title, verdict_words("there is nobody", level.measure))
    return title


def _sum(result: MonthByMonth, money: MonthlyMoney) -> str:
    if _is_nothing(money):
        return gettext("it costs nothing and brings nothing")
    return _money_words(money.added_up[-1], result.scenarios[0].currency, change=True)


class _IntervalMark(NamedTuple):
    """How one scenario is drawn: one of each look for every number, beside those of the others."""

    number: int
    aside: float  # from the middle of the month, in months
    name: str = ""  # in the legend; nothing if it stands in that of another panel


def _marks(count: int, names: Sequence[str], first: int = 0) -> list[_IntervalMark]:
    """Marks beside each other, so that the interval of none hides another's."""
    step = min(APART, 0.8 / count)
    return [
        _IntervalMark(
            first + place, (place - (count - 1) / 2) * step, "".join(names[place : place + 1])
        )
        for place in range(count)
    ]


def _draw_measure(ax: Axes, result: MonthByMonth, names: Sequence[str]) -> None:
    """What is watched first, as wide as each month; pale where the month is too short."""
    from simulator.output.drawing.style import literal

    key, currency = result.levels[0].measure, result.scenarios[0].currency
    scale = PERCENT if level_format(key).kind == "share" else 1
    levels = [each for each in result.levels if each.measure == key]
    shown = [_settled(result, each) for each in levels]
    short = [_settled(result, each, short=True) for each in levels]
    for mark in _marks(len(levels), names):
        _draw_months(ax, shown[mark.number], scale, mark)
        if any(is_short(result.months, place) for place in range(len(result.months))):
            _draw_months(ax, short[mark.number], scale, mark._replace(name=""), alpha=PALE)
    if all(math.isnan(month.mean) for line in (*shown, *short) for month in line):
        ax.set_yticks([])  # there is nothing to read off
    ax.set_ylabel(literal(with_unit(words(key), key, currency)))
    _finish(ax, result)


def _settled(result: MonthByMonth, level: MonthlyLevels, *, short: bool = False) -> list[Interval]:
    """A measure in the months whose value says something by itself, or the short ones; else NaN."""
    return [
        NO_INTERVAL if level.grows_in(place) or is_short(result.months, place) != short else month
        for place, month in enumerate(level.months)
    ]


def _draw_money(ax: Axes, result: MonthByMonth, names: Sequence[str]) -> None:
    """Money added up by the end of each month, of each what-if."""
    from simulator.output.drawing.style import INK, in_whole_money

    for mark, each in zip(_marks(len(result.money), names, 1), result.money, strict=True):
        aside = mark.aside * len(result.months) / 40  # as far in inches, however many months
        ends = [place + 0.5 + aside for place in range(-1, len(result.months))]
        _draw_line(ax, ends, [NO_MONEY_YET, *each.added_up], mark)
    ax.axhline(0, color=INK, linewidth=1)
    currency = result.scenarios[0].currency
    ax.set_ylabel(gettext("money added up by month's end, {currency}", currency=currency))
    in_whole_money(ax)
    _finish(ax, result)


def _draw_months(
    ax: Axes, months: Sequence[Interval], scale: float, mark: _IntervalMark, alpha: float = 1
) -> None:
    """A level for each month, over all of it, with its marker and interval."""
    places, values = list[float](), list[Interval]()
    for place, month in enumerate(months):
        scaled = Interval(scale * month.mean, scale * month.low, scale * month.high, month.n)
        places += [place - WIDE, place + mark.aside, place + WIDE, place + WIDE]
        values += [scaled, scaled, scaled, NO_INTERVAL]  # a line ends with its month
    _draw_line(ax, places, values, mark, every=(1, 4), alpha=alpha)


def _draw_line(
    ax: Axes,
    places: Sequence[float],
    values: Sequence[Interval],
    mark: _IntervalMark,
    **how: Any,
) -> None:
    """Means with their intervals."""
    from simulator.output.drawing.style import COLOURS, LINES, literal

    ends = [(each.mean - each.low, each.high - each.mean) for each in values]
    around = [[0.0 if math.isnan(end) else end for end in side] for side in zip(*ends, strict=True)]
    every = how.pop("every", 1)
    ax.errorbar(
        places,
        [each.mean for each in values],
        yerr=around,
        fmt="osD^v"[mark.number % 5],
        linestyle=LINES[(mark.number + mark.number // len(LINES)) % len(LINES)],
        color=COLOURS[mark.number % len(COLOURS)],
        markerfacecolor="white",
        capsize=3,
        label=literal(mark.name) or None,
        errorevery=every,
        markevery=every,
        **how,
    )


def _finish(ax: Axes, result: MonthByMonth) -> None:
    """Months below, between pale rules where they begin and end."""
    from simulator.output.drawing.style import RULE, calm

    count = len(result.months)
    step = math.ceil(count / MAX_NAMES)
    names = [_short(each, shown=not n % step) for n, each in enumerate(result.months)]
    ax.set_xticks(range(count), names)
    ax.set_xticks([place - 0.5 for place in range(count + 1)], minor=True)
    ax.set_xlim(-0.5 - 0.02 * count, count - 0.5 + 0.02 * count)  # of both panels
    calm(ax)
    ax.grid(visible=False, axis="x")
    ax.grid(axis="x", which="minor", color=RULE, linewidth=0.8)
    ax.tick_params(which="minor", length=0)


def _mark_changes(panels: Sequence[Axes], result: MonthByMonth) -> None:
    """A dotted line before each month that is the first to hold something of a change."""
    from simulator.output.drawing.style import PALE_INK, literal, wrapped

    days = sorted({each.day for each in result.changes})
    for place in {begins_in(result.months, day) for day in days}:
        for ax in panels:
            ax.axvline(place - 0.5, color=PALE_INK, linestyle=":", linewidth=1.5)
    lines = [line for text in _key(result, days) for line in wrapped(text, NAME)]
    panels[-1].set_xlabel(literal("\n".join(lines)), color=PALE_INK)


def _key(result: MonthByMonth, days: Sequence[str]) -> Iterator[str]:
    """What is dotted, and what is pale."""
    if days:
        yield gettext(
            "dotted: before the month in which a change begins ({days})",
            days=listed(long_day(day) for day in days),
        )
    if any(is_short(result.months, place) for place in range(len(result.months))):
        yield gettext("pale: months of which few weeks count")


def _entitle(ax: Axes, head: Sequence[str], names: Sequence[str]) -> None:
    """The title, and below it what is drawn how, where it hides nothing."""
    from simulator.output.drawing.style import literal

    if names:
        ax.legend(
            frameon=False,
            fontsize=9,
            loc="lower left",
            bbox_to_anchor=(0, 1),
            borderpad=0.3,
            borderaxespad=0,
            labelspacing=0.3,
        )
    pad = (8 if names else 14) + LEGEND_LINE * _lines(names)
    text = literal("\n".join(head))
    ax.set_title(text, loc="left", fontsize=12, fontweight="bold", pad=pad)


def _short(month: Month, *, shown: bool) -> str:
    """A month in few letters, in figures that every language reads; nothing if there is no room."""
    day = date.fromisoformat(month.first_day)
    return f"{day.year}-{day.month:02d}" if shown else ""
