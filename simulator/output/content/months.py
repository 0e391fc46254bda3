"""Month by month: a table for each measure, money added up, and when it dips and pays back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from simulator.analysis.months import (
    Month,
    MonthByMonth,
    MonthlyDifferences,
    MonthlyLevels,
    MonthlyMoney,
    is_short,
    last_full,
)
from simulator.experiment.estimates import fewest
from simulator.experiment.finding import Harm, Headcount
from simulator.experiment.gains import describe
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext
from simulator.measures.targets import HEADLINE
from simulator.output.content.footing import said
from simulator.output.content.headline import (
    borne_record,
    harm_of,
    harm_words,
    sellers_record,
    sold_by_all,
    while_harm,
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
    with_unit,
    words,
)
from simulator.scenario.units import PERCENT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MONEY = Format("change", decimals=0)
TITLE, LINE = 104, 0.2  # letters in a line of a title, and how many inches it is high


def document(result: MonthByMonth) -> Document:
    """The measures that are watched in each month, and the money that a change brings."""
    label, line = result.scenarios[0], headline(result)
    section = Section(
        ANSWERS,
        gettext("Month by month"),
        (
            Figure("months", partial(draw, result)),
            *said(_piles(result), "finding"),
            *tables(result),
            Texts(_notes(result), "note"),
        ),
    )
    return Document(
        label.title,
        label.question,
        (line, *_when(result)),
        (section,),
        record=partial(record, result),
    )


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
    }


def _level_record(each: MonthlyLevels) -> Record:
    return {**_measured(each), "grows": each.grows}


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
    harm = _harm(result, first.scenario)
    if harm and all(map(first.grows_in, range(len(first.months)))):
        what = words(first.measure).capitalize()
        return gettext("{what} does not settle, since {harm}.", what=what, harm=harm_words(harm))
    return gettext("{said}.", said=while_harm(clause, harm))


def _alone(result: MonthByMonth) -> str:
    """The best and the worst month of one scenario, of those in which the work settles."""
    first = result.levels[0]
    means = [each.mean for each in first.months]
    known = [number for number, mean in enumerate(means) if not math.isnan(mean)]
    if not known:
        return no_value(first.measure, first.too_few)
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
    """How deep it goes and when it is back."""
    label = next(each for each in result.scenarios if each.name == money.scenario)
    values: dict[str, object] = {
        "title": label.title,
        "measured": _measured_at_last(result, money.scenario),
        "total": _money_words(money.added_up[-1], label.currency, change=True),
        "last": long_day(result.months[-1].last_day),
        # At the end of that month, as the table has it; how deep each run goes is another number.
        "lowest": _money_words(money.added_up[money.lowest_month], label.currency),
        "dip": _month(result.months[money.lowest_month]),
        "back": _month(result.months[money.back_month]),
    }
    if money.lowest_month < 0:
        return gettext("{title}: {measured}; on average never behind; {total} by {last}.", **values)
    if money.back_month < 0 and not result.sells:
        return gettext(
            "{title}: {measured}; {total} by {last}, outlays included; nothing is sold here that"
            " could bring it back.",
            **values,
        )
    if money.back_month < 0:
        return gettext(
            "{title}: {measured}; deepest in {dip} ({lowest}), not back by {last} ({total}).",
            **values,
        )
    if money.added_up[-1].low <= 0:
        return gettext(
            "{title}: {measured}; deepest in {dip} ({lowest}), by its mean back from {back} on, but"
            " we cannot tell whether it is ahead by {last} ({total}).",
            **values,
        )
    return gettext(
        "{title}: {measured}; deepest in {dip} ({lowest}), back from {back} on; {total} by {last}.",
        **values,
    )


def titles(result: MonthByMonth) -> list[str]:
    """What stands above the measure and above the money: of several plans, what becomes of each."""
    if len(result.money) < 2:
        return [headline(result).rstrip(".。")]
    place, key = last_full(result.months), result.levels[0].measure
    base, currency = result.scenarios[0], result.scenarios[0].currency
    before = amount(alone(result.levels[0].months[place].mean), key, currency)
    first = gettext(
        "{measure} in {month}, {before} in {base}: {plans}",
        measure=words(key).capitalize(),
        month=_month(result.months[place]),
        before=gettext("pile grows") if result.levels[0].grows_in(place) else before,
        base=base.title,
        plans=clauses(_in_short(result, each, place) for each in result.money),
    )
    money = gettext(
        "Money added up by {last}, against {base}: {plans}",
        last=long_day(result.months[-1].last_day),
        base=base.title,
        plans=clauses(
            _with_plan(result, each, _money_words(each.added_up[-1], currency, change=True))
            for each in result.money
        ),
    )
    return [first, money]


def _with_plan(result: MonthByMonth, money: MonthlyMoney, clause: str) -> str:
    return gettext("with “{title}” {said}", title=_title(result, money.scenario), said=clause)


def _in_short(result: MonthByMonth, money: MonthlyMoney, place: int) -> str:
    """What is watched first with one plan of several, and what is then sold in all."""
    key, name = result.levels[0].measure, money.scenario
    if pile := _pile_there(result, name, place):
        return _with_plan(result, money, gettext("it does not settle, since {after}", after=pile))
    clause = _there(result, name, place)
    sellers = _sellers_at(result, name, place) if key == HEADLINE else None
    if sellers is not None and sellers.differs:
        clause = gettext("{said}, and {all}", said=clause, all=sold_by_all(sellers))
    return _with_plan(result, money, _with_harm(result, name, clause))


def _there(result: MonthByMonth, name: str, place: int) -> str:
    """What is watched first in a month with one plan of several, as far as it is settled."""
    level, base = _level(result, name), result.scenarios[0]
    if level.grows_in(place):
        return gettext("its pile grows")
    if math.isnan(level.months[place].mean):
        return no_value(level.measure, level.too_few)
    clause = amount(alone(level.months[place].mean), level.measure, base.currency)
    moved = next(e for e in result.differences if e[:2] == level[:2])
    before = _level(result, base.name)
    if moved.months[place].verdict == "cannot tell" and not before.grows_in(place):
        return gettext("{level}, and we cannot tell whether it differs", level=clause)
    return clause


def _measured_at_last(result: MonthByMonth, name: str) -> str:
    """What is watched first, in the last month that mostly counts, with and without a plan."""
    key, place = result.levels[0].measure, last_full(result.months)
    if pile := _pile_there(result, name, place):
        return gettext("{what} does not settle, since {after}", what=words(key), after=pile)
    sellers = _sellers_at(result, name, place) if key == HEADLINE else None
    return _with_harm(result, name, with_sellers(_level_at(result, name, place), sellers))


def _with_harm(result: MonthByMonth, name: str, clause: str) -> str:
    """A clause of a month with the worst of those who bear a plan, and over which weeks."""
    harm, over_all = _borne_words(result, name), _harm(result, name)
    if not harm:
        return clause
    if over_all and not over_all.since and len(result.months) > 1:
        weeks = sum(month.weeks for month in result.months)
        harm = gettext("over all {weeks} weeks {harm}", weeks=weeks, harm=harm)
    return gettext("{said}, but {harm}", said=clause, harm=harm)


def _worst(result: MonthByMonth, name: str) -> Harm | None:
    """The worst of those who bear a plan over all weeks; else, of a dated one, at last."""
    return _harm(result, name) or harm_of(result.at_last, name)


def _borne_words(result: MonthByMonth, name: str) -> str:
    """The same in words, with the month where it is not of all weeks; nothing if nobody bears."""
    harm = _worst(result, name)
    if harm is None:
        return ""
    if _harm(result, name):
        return harm_words(harm)
    month = _month(result.months[last_full(result.months)])
    return gettext("in {month} {harm}", month=month, harm=harm_words(harm))


def _pile_there(result: MonthByMonth, name: str, place: int) -> str:
    """What piles up, where for it the measure that is watched first does not settle in a month."""
    harm = _worst(result, name)
    piled_up = harm and harm.sign == "grows" and _level(result, name).grows_in(place)
    return _borne_words(result, name) if piled_up else ""


def _level_at(result: MonthByMonth, name: str, place: int) -> str:
    """What is watched first in a month, with and without a plan, as far as it is settled."""
    base, level = result.scenarios[0], _level(result, name)
    before, key = _level(result, base.name), level.measure
    ends = [each.months[place].mean for each in (before, level)]
    month = _month(result.months[place])
    if level.grows_in(place):
        return gettext(
            "{measure} does not settle in {month}: its pile grows", measure=words(key), month=month
        )
    if any(map(math.isnan, ends)):
        return no_value(key, fewest((before.too_few, level.too_few)))
    values: dict[str, object] = {
        "measure": words(key),
        "after": amount(alone(ends[1]), key, base.currency),
        "before": amount(alone(ends[0]), key, base.currency),
        "month": month,
        "base": base.title,
    }
    if before.grows_in(place):
        return gettext(
            "{measure} {after} in {month}; in {base} it does not settle, since its pile grows",
            **values,
        )
    return _moved_words(result, (name, key), place, values)


def _level(result: MonthByMonth, name: str) -> MonthlyLevels:
    """What is watched first in a scenario."""
    return next(each for each in result.levels if each.scenario == name)


def _harm(result: MonthByMonth, name: str) -> Harm | None:
    """The worst of those who bear a plan, over all weeks; of the base what piles up."""
    return harm_of(result.borne, name)


def _piles(result: MonthByMonth) -> list[str]:
    """What piles up over all weeks, a line for each scenario in which something does."""
    weeks = sum(month.weeks for month in result.months)
    return [line for each in result.borne for line in piled(each.scenario, weeks, each.queues)]


def _sellers_at(result: MonthByMonth, name: str, place: int) -> Headcount | None:
    """Who sells in a month, which is a part of no other."""
    of = next((each for each in result.sellers if each.scenario == name), None)
    sellers = of.months[place] if of else None
    return sellers._replace(dated=False) if sellers else None


def _moved_words(
    result: MonthByMonth, of: tuple[str, str], place: int, values: dict[str, object]
) -> str:
    moved = next(e for e in result.differences if (e.scenario, e.measure) == of)
    if moved.months[place].verdict == "cannot tell":
        return gettext(
            "{measure} {after} in {month}, {before} in {base}, and we cannot tell whether they"
            " differ",
            **values,
        )
    return gettext("{measure} {after} in {month}, {before} in {base}", **values)


def _marked(result: MonthByMonth, place: int) -> str:
    """A month by its name; how long it is, if it is short."""
    month = result.months[place]
    if not is_short(result.months, place):
        return _month(month)
    if month.weeks == 1:
        return gettext("{month} (1 week)", month=_month(month))
    return gettext("{month} ({weeks} weeks)", month=_month(month), weeks=month.weeks)


def _money_words(interval: Interval, currency: str, *, change: bool = False) -> str:
    return f"{figures(estimate(interval), '', change=change)} {currency}"


def _notes(result: MonthByMonth) -> tuple[str, ...]:
    counted = (
        gettext("money is profit: what is sold less all costs and outlays, against the first")
        if result.sells
        else gettext("money is what is not spent: cost and outlays less than those of the first")
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
    """That months of a week or two are shown, and do not count for what is said or drawn."""
    short = [place for place in range(len(result.months)) if is_short(result.months, place)]
    if short:
        yield gettext(
            "{months}: too short to be held against whole months, so neither best nor worst, and"
            " not in the line; what is finished within so few weeks is what takes little time",
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
            Column(f"in_{place}", gettext("{title}, in it", title=title)),
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
    """A measure in a month; that the pile grows, where it has no settled value."""
    if each.grows_in(row):
        return Formatted(gettext("pile grows"), TEXT)
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

    The axes given show the first measure alone. Scenarios are told apart by line and marker.
    """
    from simulator.output.drawing.style import PALE_INK, figure, literal, wrapped

    panels = [ax] if ax is not None else []
    if not panels:
        count = 1 + bool(result.money)
        lines = sum(len(wrapped(title, TITLE)) for title in titles(result))
        high = 1.1 + LINE * lines + 3.6 * count
        panels = list(figure(11, high).subplots(count, 1, squeeze=False)[:, 0])
    _draw_measure(panels[0], result)
    if len(panels) > 1:
        _draw_money(panels[1], result)
    days = list(dict.fromkeys(each.day for each in sorted(result.changes, key=lambda c: c.day)))
    if days:
        dotted = gettext("dotted: changes on {days}", days=listed(days))
        panels[-1].set_xlabel(dotted, color=PALE_INK)
    for panel, title in zip(panels, titles(result), strict=False):
        text = literal("\n".join(wrapped(title, TITLE)))
        panel.set_title(text, loc="left", fontsize=12, fontweight="bold", pad=14)
    return panels[0]


def _draw_measure(ax: Axes, result: MonthByMonth) -> None:
    """A line for each scenario."""
    from simulator.output.drawing.style import literal

    key = result.levels[0].measure
    scale = PERCENT if level_format(key).kind == "share" else 1
    levels = [each for each in result.levels if each.measure == key]
    lines = [_settled(result, each) for each in levels]
    for place, (each, line) in enumerate(zip(levels, lines, strict=True)):
        title = _title(result, each.scenario)
        piled_up = all(map(each.grows_in, range(len(line))))
        title = labelled(title, gettext("pile grows")) if piled_up else title
        _line(ax, line, scale, place, title)
    if all(math.isnan(month.mean) for line in lines for month in line):
        ax.set_yticks([])  # there is nothing to read off
    currency = result.scenarios[0].currency
    ax.set_ylabel(literal(with_unit(words(key), key, currency)))
    _finish(ax, result)


def _settled(result: MonthByMonth, level: MonthlyLevels) -> list[Interval]:
    """A measure in the months whose value says something by itself; NaN in all others."""
    nothing = Interval(math.nan, math.nan, math.nan, 0)
    return [
        nothing if is_short(result.months, place) or level.grows_in(place) else month
        for place, month in enumerate(level.months)
    ]


def _draw_money(ax: Axes, result: MonthByMonth) -> None:
    """Money added up, of each what-if."""
    from simulator.output.drawing.style import INK, in_whole_money

    for place, each in enumerate(result.money, start=1):
        _line(ax, each.added_up, 1, place, _title(result, each.scenario))
    ax.axhline(0, color=INK, linewidth=1)
    currency = result.scenarios[0].currency
    ax.set_ylabel(gettext("money added up, {currency}", currency=currency))
    in_whole_money(ax)
    _finish(ax, result)


def _line(ax: Axes, months: Sequence[Interval], scale: float, number: int, title: str) -> None:
    """Means with their intervals."""
    from simulator.output.drawing.style import COLOURS, LINES, literal

    ends = [(each.mean - each.low, each.high - each.mean) for each in months]
    around = [
        [0.0 if math.isnan(end) else scale * end for end in side]
        for side in zip(*ends, strict=True)
    ]
    ax.errorbar(
        range(len(months)),
        [scale * each.mean for each in months],
        yerr=around,
        fmt="osD^v"[number % 5],
        linestyle=LINES[number % len(LINES)],
        color=COLOURS[number % len(COLOURS)],
        markerfacecolor="white",
        capsize=3,
        label=literal(title),
    )


def _finish(ax: Axes, result: MonthByMonth) -> None:
    """Months below, and a dotted line where something begins."""
    from simulator.output.drawing.style import PALE_INK, calm

    ax.set_xticks(range(len(result.months)), [_short(each) for each in result.months])
    ax.set_xlim(-0.3, len(result.months) - 0.7)  # of both panels, whatever is left out of a line
    for day in sorted({each.day for each in result.changes}):
        ax.axvline(_place(result, day), color=PALE_INK, linestyle=":", linewidth=1)
    if len(result.scenarios) > 1:
        ax.legend(frameon=False, fontsize=9, loc="best")
    calm(ax)


def _short(month: Month) -> str:
    """A month in few letters, in figures that every language reads."""
    day = date.fromisoformat(month.first_day)
    return f"{day.year}-{day.month:02d}"


def _place(result: MonthByMonth, day: str) -> float:
    """Where a day lies between months: half a month before the middle is its begin."""
    first = [each.first_day for each in result.months]
    number = max(sum(each <= day for each in first) - 1, 0)
    return number - 0.5 + (date.fromisoformat(day).day - 1) / 30
