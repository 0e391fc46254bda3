"""What the work brought: deals, contacts, goodwill, revenue and profit, from a ledger."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.ledger.ledger import TIME_BITS, Column, Deals, Ledger, Spells
from simulator.measures.expenses import paid_in_window, weekly_expenses
from simulator.measures.measure import Measure, MeasureValues, Percentile, Sampled, Weighted
from simulator.measures.window import (
    Window,
    in_currency,
    is_complete,
    ratio,
    wage_levels,
    wages_between,
)
from simulator.model.codes import CONTRACT, DONE, IS_LOST, MILLION, TRAVEL, WAIT, WORK, YEAR
from simulator.model.parameters import Parameters, phases_at
from simulator.scenario.elementary import Numbers
from simulator.scenario.units import DAY, HOUR, WEEK

WEEKS_OF_YEAR = 52


def sells(parameters: Parameters) -> bool:
    """Is there anything to sell?"""
    return bool(parameters.deals.name) or any(parameters.market.worth)


def _won(window: Window) -> Column:
    d, c = window.ledger.deals, window.parameters
    return np.flatnonzero((d.won >= c.warm_up) & (d.won < c.horizon))


def net(deals: Deals) -> Column:
    """Value of each deal after its discount, in millionths of the currency, as rules count it."""
    value, discount = deals.value, deals.discount
    given: Column = value // MILLION * discount + value % MILLION * discount // MILLION
    return value - given


def _in_currency(millionths: Column) -> float:
    """What amounts come to: divided only when all is added up."""
    return float(millionths.sum(dtype=np.float64)) / MILLION


class Funnel(NamedTuple):
    """The five questions, of all deals or of some: numbers over the weeks counted."""

    calls: int
    leads: int
    intents: int
    sales: int
    revenue: float  # of the sales, net, in the currency


def funnel(window: Window, person: int | None = None, segment: int | None = None) -> Funnel:
    """The five questions for the organisation, a person (what he did or sold) or a segment.

    A lead or an intent is a person's if he did the task that it followed on, or does its first.
    """
    ledger, c = window.ledger, window.parameters
    t, d = ledger.tasks, ledger.deals
    selling = np.isin(c.activities.category, c.selling[0][1])
    calls = window.asked[(t.state[window.asked] == DONE) & selling[t.activity[window.asked]]]
    stage = np.append(c.activities.stage, -1)[t.activity]
    intent = np.append(np.array(c.deals.intent, dtype=np.int64), -2)[
        np.append(c.activities.deal, -1)[t.activity]
    ]
    inside = (t.asked >= c.warm_up) & (t.asked < c.horizon) & (t.deal >= 0)
    leads = np.flatnonzero(inside & (stage == 0))
    intents = np.flatnonzero(inside & (stage == intent))
    won = _won(window)
    if person is not None:
        before = np.append(t.by, -1)[t.parent]
        whose = np.where(before >= 0, before, t.by)
        calls, leads, intents = (
            calls[t.by[calls] == person],
            leads[whose[leads] == person],
            intents[whose[intents] == person],
        )
        won = won[d.sold_by[won] == person]
    if segment is not None:
        of = np.append(ledger.account_segment, -1)
        calls, leads, intents = (
            rows[of[t.account[rows]] == segment] for rows in (calls, leads, intents)
        )
        won = won[of[d.account[won]] == segment]
    return Funnel(len(calls), len(leads), len(intents), len(won), _in_currency(net(d)[won]))


def funnel_measures(window: Window) -> MeasureValues:
    """Selling calls, leads, intents and sales."""
    if not window.parameters.deals.name:
        return
    counts = funnel(window)
    for name, count in zip(("sales_calls", "leads", "intents", "sales"), counts, strict=False):
        yield name, count / window.weeks
    yield "revenue_per_sale", Weighted(float(ratio(counts.revenue, counts.sales)), counts.sales)


def deal_measures(window: Window) -> MeasureValues:
    """How deals move from stage to stage."""
    t, d, c = window.ledger.tasks, window.ledger.deals, window.parameters
    inside = (t.asked >= c.warm_up) & (t.asked < c.horizon) & (t.deal >= 0)
    came = np.bincount(t.activity[inside], minlength=len(c.activities.name)) / window.weeks
    won = _won(window)
    touched = window.tally.touched if window.tally else _touch_seconds(window.ledger)
    for kind, name in enumerate(c.deals.name):
        stages = [came[list(works)].sum() for works in c.deals.activities[kind]]
        for stage, number in zip(c.deals.stages[kind], stages, strict=True):
            yield f"deals.{name}.{stage}", number
        steps = zip(c.deals.stages[kind][1:], stages[1:], stages[:-1], strict=True)
        for stage, number, before in steps:
            yield f"step_share.{name}.{stage}", Weighted(float(ratio(number, before)), before)
        for stage, days in _stage_days(window, kind):
            yield f"stage_days.{name}.{stage}", days
        yield f"won_share.{name}", Weighted(float(ratio(stages[-1], stages[0])), stages[0])
        intents = stages[c.deals.intent[kind]]
        yield f"intents_per_sale.{name}", Weighted(float(ratio(intents, stages[-1])), stages[-1])
        mine = won[d.kind[won] == kind]
        took = d.won[mine] - d.opened[mine]
        mean, median = (took.mean() / DAY, np.median(took) / DAY) if len(mine) else (np.nan, np.nan)
        touch = float(ratio(touched[mine].sum(), took.sum()))
        changes = float(ratio(d.changes[mine].sum(), len(mine)))
        yield f"lead_to_won_mean.{name}", Weighted(mean, len(mine))
        yield f"lead_to_won_median.{name}", Sampled(float(median), np.sort(took))
        yield f"touch_share.{name}", Weighted(touch, took.sum())
        yield f"changes_of_hands.{name}", Weighted(changes, len(mine))


def _stage_days(window: Window, kind: int) -> MeasureValues:
    """Mean days between stages, of deals that came to a stage in the window."""
    c = window.parameters
    before = _first_reached(window.ledger, c.deals.activities[kind][0])
    for stage, works in list(zip(c.deals.stages[kind], c.deals.activities[kind], strict=True))[1:]:
        reached = _first_reached(window.ledger, works)
        both = (reached >= c.warm_up) & (before >= 0) & (reached < c.horizon)
        took = reached[both] - before[both]
        yield stage, Weighted(took.mean() / DAY if len(took) else np.nan, len(took))
        before = np.where(reached >= 0, reached, before)


def _first_reached(ledger: Ledger, works: tuple[int, ...]) -> Column:
    """When each deal first had a task of one of these activities; -1 for never."""
    t = ledger.tasks
    rows = np.flatnonzero(t.deal >= 0)
    rows = rows[np.isin(t.activity[rows], works)][::-1]
    first = np.full(len(ledger.deals), -1)
    first[t.deal[rows]] = t.asked[rows]  # in order of asking: the earliest is written last
    return first


def _touch_seconds(ledger: Ledger) -> Column:
    """Seconds of work on each deal."""
    e = ledger.entries
    deal = np.append(ledger.tasks.deal, -1)[e.task]
    rows = np.flatnonzero((deal >= 0) & (e.doing != TRAVEL) & (e.doing != WAIT))
    seconds = np.bincount(
        deal[rows], weights=e.end[rows] - e.start[rows], minlength=len(ledger.deals)
    )
    return seconds.astype(np.int64)


def goodwill_measures(window: Window) -> MeasureValues:
    """Goodwill, accounts lost and contracts renewed."""
    ledger, c = window.ledger, window.parameters
    a, spells = ledger.accounts, ledger.spells
    of = ledger.account_segment[spells.account]
    felt, loses = c.market.goodwill or any(c.activities.goodwill), any(c.activities.loses)
    if not felt and not loses:
        return
    years = window.weeks * WEEK / YEAR
    for number, segment in enumerate(c.segments):
        mine = ledger.account_segment == number
        left = mine & (a.lost < 0)
        there = (of == number) & spells_at(spells, c.warm_up)
        went = np.count_nonzero(there & (spells.why == IS_LOST))
        if felt:
            yield f"goodwill.{segment}", a.goodwill[left].mean() / MILLION if left.any() else np.nan
        if loses:
            share = float(ratio(went, np.count_nonzero(there)))
            yield f"lost_per_year.{segment}", 1 - (1 - share) ** (1 / years)
    if loses:
        yield from _renewals(window)


def spells_at(spells: Spells, moment: int) -> npt.NDArray[np.bool_]:
    """In which stretches is the account a customer at a moment?"""
    began: npt.NDArray[np.bool_] = spells.begin <= moment
    return began & ((spells.end < 0) | (spells.end >= moment))


def _renewals(window: Window) -> MeasureValues:
    """Contracts that ended in the window and were renewed, of each segment that has any.

    Each is followed to the loss that it leads to; what other losses, or the horizon, cut off counts
    for as long as it was seen (the product-limit estimator of Kaplan & Meier 1958).
    """
    ledger, c = window.ledger, window.parameters
    t = ledger.tasks
    ends = np.flatnonzero((t.origin == CONTRACT) & (t.asked >= c.warm_up) & (t.asked < c.horizon))
    of = np.append(ledger.account_segment, -1)[t.account[ends]]
    own = np.isin(ends, _causes_of_losses(ledger))
    until = _customers_until(ledger.spells, t.account[ends], t.asked[ends])
    seen = np.where(until >= t.asked[ends], until, c.horizon) - t.asked[ends]
    for number, segment in enumerate(c.segments):
        if c.market.worth[number]:
            mine = of == number
            longest = int((c.horizon - t.asked[ends[mine]]).max(initial=0))
            followed = longest > c.market.decided_after[number]
            share = _product_limit(seen[mine], own[mine]) if followed else np.nan
            yield f"renewed.{segment}", share


def _causes_of_losses(ledger: Ledger) -> Column:
    """Rows of the tasks from which all began that has lost an account."""
    t, loses = ledger.tasks, np.array(ledger.parameters.activities.loses, dtype=bool)
    first = np.flatnonzero(loses[t.activity] & (t.account >= 0) & (t.finished >= 0))
    while (t.parent[first] >= 0).any():
        first = np.where(t.parent[first] >= 0, t.parent[first], first)
    return first


def _customers_until(spells: Spells, account: Column, moment: Column) -> Column:
    """When those who were customers at a moment ceased to be; -1 for not at all."""
    begun = (spells.account << TIME_BITS) | spells.begin
    last = np.searchsorted(begun, (account << TIME_BITS) | moment, side="right") - 1
    return np.append(spells.end, -1)[last]


def _product_limit(seen: Column, ended: npt.NDArray[np.bool_]) -> float:
    """The share that never ends, of things seen for so long, at the end of which some ended."""
    times, place = np.unique(seen, return_inverse=True)
    at_risk = len(seen) - np.searchsorted(np.sort(seen), times)
    ends = np.bincount(place, weights=ended, minlength=len(times))
    return float(np.prod(1 - ends / at_risk)) if len(seen) else np.nan


# -- channels --


def channel_measures(window: Window) -> MeasureValues:
    """Contacts and what each costs, by channel."""
    c = window.parameters
    if not c.channels:
        return
    talking, with_way, driving_cost = _seconds_by_channel(window)
    number = _contacts(window)
    sold = _last_channel(window)
    rates = np.array(window.hourly) / MILLION / HOUR * window.wage_level
    paid = _paid_for_contacts(window)
    share = ratio(talking, talking.sum(axis=1)[:, None])
    all_in = np.nansum(share * _role_cost(window)[:, None], axis=0)
    all_in = all_in + paid
    costs = {
        "talking": rates @ talking,
        "with_the_way": rates @ with_way + paid,
        "time_driven": _loaded_rates(window) @ driving_cost + paid,
        "all_in": all_in,
    }
    for channel, name in enumerate(c.channels):
        yield f"contacts.{name}", number[channel] / window.weeks
        yield f"contact_hours.{name}", talking[:, channel].sum() / HOUR / window.weeks
        yield (
            f"contact_multiple.{name}",
            Weighted(float(ratio(number[channel], number[0])), number[0]),
        )
        for definition, cost in costs.items():
            each = ratio(cost, number)
            yield f"cost_per_contact.{name}.{definition}", Weighted(each[channel], number[channel])
            yield f"contact_ratio.{name}.{definition}", 100 * float(ratio(each[channel], each[0]))
        talk, whole = ratio(costs["talking"], number), ratio(costs["all_in"], number)
        mixed = 100 * float(ratio(talk[channel], whole[0]))
        yield f"contact_ratio.{name}.talking_to_all_in", mixed
        if c.deals.name:
            wins = np.count_nonzero(sold == channel)
            yield f"cost_per_sale.{name}", Weighted(float(ratio(all_in[channel], wins)), wins)


def _role_cost(window: Window) -> Numbers:
    """Cost of each role in the window, in money."""
    cost: Numbers = in_currency(window.cost, window.wage_level).astype(np.float64)
    return cost


def _contacts(window: Window) -> Column:
    """Contacts in each channel: tasks that were done, or needed nobody."""
    t, c = window.ledger.tasks, window.parameters
    met = window.asked[is_complete(t.state[window.asked])]
    channel = np.array(c.activities.channel, dtype=np.int64)[t.activity[met]]
    return np.bincount(channel[channel >= 0], minlength=len(c.channels))


def _paid_for_contacts(window: Window) -> Numbers:
    """What contacts in each channel have cost beside hours, in money."""
    c, (rows, paid) = window.parameters, paid_in_window(window)
    channel = np.array(c.activities.channel, dtype=np.int64)[window.ledger.tasks.activity[rows]]
    met = channel >= 0
    sums = np.bincount(channel[met], weights=paid[met], minlength=len(c.channels))
    return sums.astype(np.float64)


def _loaded_rates(window: Window) -> Numbers:
    """What a second of work of each role costs if all that it costs is laid to its work."""
    work = window.by_work[:, :, :-1].sum(axis=(1, 2))
    return np.nan_to_num(ratio(_role_cost(window), work))


def _seconds_by_channel(window: Window) -> tuple[Numbers, Numbers, Numbers]:
    """Seconds of roles (rows) in channels (columns).

    Of talking; with all that leads there; and with what a contact leaves to be done at the desk.
    """
    c = window.parameters
    talking = np.array([*c.activities.channel, -1])
    leading = talking.copy()
    for call, preparation in zip(c.plans.activity, c.plans.preparation, strict=True):
        if preparation >= 0:
            leading[preparation] = talking[call]
    channels = np.arange(len(c.channels))[:, None]
    spent = window.by_work.sum(axis=1)
    talked = window.by_work[:, WORK] @ (talking == channels).T
    led = spent @ (leading == channels).T
    caused = spent @ (_with_desk_work(window, leading) == channels).T
    return talked.astype(np.float64), led.astype(np.float64), caused.astype(np.float64)


def _with_desk_work(window: Window, leading: Column) -> Column:
    """The channel of each activity; of what follows on contacts of one channel alone, that one."""
    t, caused = window.ledger.tasks, leading.copy()
    follows = np.flatnonzero(t.parent >= 0)
    pairs = np.stack((t.activity[follows], leading[t.activity[t.parent[follows]]]), axis=1)
    known = np.unique(pairs, axis=0) if len(pairs) else pairs
    for effect in np.flatnonzero(leading[:-1] < 0).tolist():
        channels = known[known[:, 0] == effect, 1]
        if len(channels) == 1:
            caused[effect] = channels[0]
    return caused


def _last_channel(window: Window) -> Column:
    """Channel of the last contact before each deal was won; -1 for none."""
    t, d, c = window.ledger.tasks, window.ledger.deals, window.parameters
    channel = np.array(c.activities.channel, dtype=np.int64)[t.activity]
    rows = np.flatnonzero((t.deal >= 0) & (channel >= 0) & (t.finished >= 0))
    rows = rows[np.argsort(t.finished[rows], kind="stable")]
    last = np.full(len(d), -1)
    last[t.deal[rows]] = channel[rows]
    return last[_won(window)]


# -- money --


class Flows(NamedTuple):
    """Money in each week of the horizon."""

    revenue: Numbers
    discounts: Numbers
    variable_cost: Numbers
    people: Numbers  # wages, overtime and travel
    expenses: Numbers  # for work beside people's hours, and what runs
    commission: Numbers
    leaving: Numbers
    change: Numbers

    def profit(self) -> Numbers:
        """Revenue less all costs."""
        return self.revenue - sum(self[2:], start=np.zeros(len(self.revenue)))


def flows(window: Window) -> Flows:
    """Money week by week, warm-up included; wages of a week are the window's mean."""
    ledger, c = window.ledger, window.parameters
    weeks, d, m = c.horizon // WEEK, ledger.deals, c.market
    won = np.flatnonzero(d.won >= 0)
    week = d.won[won] // WEEK
    list_price = _weekly(week, d.value[won], weeks) / MILLION + _contracts(ledger).sum(axis=0)
    given = _weekly(week, (d.value - net(d))[won], weeks) / MILLION
    beyond = np.array(m.beyond_variable_cost)[d.kind[won]]
    dearer = _weekly(week, d.value[won] * beyond, weeks) / MILLION
    growth = (1 + m.cost_growth) ** (np.arange(weeks) * WEEK / YEAR)
    left = np.flatnonzero(ledger.vacancies.left == 1)
    change = np.zeros(weeks)
    for moment, costs in zip(m.outlay_at, m.outlay, strict=True):
        # An outlay never vanishes in the warm-up: it belongs to the weeks that are compared.
        change[max(moment, c.warm_up) // WEEK] += costs
    return Flows(
        revenue=list_price - given,
        discounts=given,
        variable_cost=(list_price * m.variable_cost + dearer) * growth,
        people=_people(window),
        expenses=weekly_expenses(window),
        commission=_weekly(week, d.commission[won], weeks) / MILLION,
        leaving=_weekly(ledger.vacancies.start[left] // WEEK, _leaving(ledger, left), weeks),
        change=change,
    )


def _leaving(ledger: Ledger, left: Column) -> Numbers:
    """What it costs that people leave: by what holds on the day on which each does."""
    c, v = ledger.parameters, ledger.vacancies
    phase = phases_at(c, v.start[left])
    role = np.array(c.role_of, dtype=np.int64)[v.person[left]]
    costs: Numbers = np.array(c.market.leaving_costs)[phase * len(c.roles.name) + role]
    return costs


def _weekly(week: Column, amount: npt.NDArray[np.generic], weeks: int) -> Numbers:
    sums = np.bincount(week, weights=amount.astype(np.float64), minlength=weeks)
    return sums.astype(np.float64)


def _contracts(ledger: Ledger) -> Numbers:
    """Revenue of contracts, by segment (rows) and week (columns), while accounts are ours."""
    c = ledger.parameters
    weeks, spells = c.horizon // WEEK, ledger.spells
    of = ledger.account_segment[spells.account]
    revenue = np.zeros((len(c.segments), weeks))
    for number, worth in enumerate(c.market.worth):
        if worth:
            mine = of == number
            gone = _by_week(spells.end[mine & (spells.end >= 0)], weeks)
            come = _by_week(spells.begin[mine & (spells.how >= 0)], weeks)
            first = np.count_nonzero(mine & (spells.how < 0))
            change = come - gone  # in the middle of the week
            ours = first + np.cumsum(change) - change / 2
            revenue[number] = ours * worth * WEEK / YEAR
    return revenue


def _by_week(moments: Column, weeks: int) -> Column:
    """How many moments lie in each week."""
    return np.bincount(moments // WEEK, minlength=weeks)[:weeks]


def _people(window: Window) -> Numbers:
    """Wages of contracts, chairs that are empty left out, overtime and travel, in each week."""
    c, ledger = window.parameters, window.ledger
    weeks = c.horizon // WEEK
    role = np.array(c.role_of, dtype=np.int64)
    paid, v = np.zeros(weeks), ledger.vacancies
    for first, last, per_hour, _, week in wages_between(c, 0):
        wage = np.array(week) * np.array(per_hour)[role] / MILLION / HOUR
        paid += _payroll(wage, role, len(c.roles.name)) * (_days_by_week(first, last, weeks) / 7)
        for person, start, end in zip(v.person, v.start // DAY, v.end // DAY, strict=True):
            days = _days_by_week(max(start, first), min(end, last), weeks)
            paid -= days * wage[person] / 7
    contracts = float(window.contracts.sum()) / MILLION / HOUR
    beside = _role_cost(window).sum() - contracts * window.wage_level
    total: Numbers = paid * wage_levels(c.market.wage_growth, weeks) + beside / window.weeks
    return total


def _days_by_week(first: int, last: int, weeks: int) -> Column:
    """How many of the days from one to another lie in each week."""
    return np.bincount(np.arange(first, last) // 7, minlength=weeks)[:weeks]


def _payroll(wage: Numbers, role: Column, roles: int) -> float:
    """Weekly wages of all: those of a role who earn the same are added up at once."""
    teams = [np.unique(wage[role == each], return_counts=True) for each in range(roles)]
    amounts = [amount for each, _ in teams for amount in (each if len(each) else [0.0])]
    counts = [count for each, of in teams for count in (of if len(each) else [0])]
    return float(np.array(amounts) @ np.array(counts))


def profit_measures(window: Window) -> MeasureValues:
    """Revenue, costs and profit."""
    c = window.parameters
    if not sells(c):
        return
    weekly = flows(window)
    first = c.warm_up // WEEK
    counted = Flows(*(column[first:] for column in weekly))
    yield "revenue", counted.revenue.mean()
    yield "deals_revenue", _in_currency(net(window.ledger.deals)[_won(window)]) / window.weeks
    yield from _revenue_of_segments(window, first)
    yield "discounts", counted.discounts.mean()
    yield "variable_cost", counted.variable_cost.mean()
    yield "commission", counted.commission.mean()
    yield "leaving_costs", counted.leaving.mean()
    profit = counted.profit()
    yield "profit", profit.mean()
    yield "margin", float(ratio(profit.sum(), counted.revenue.sum()))
    for week, value in enumerate(profit, first + 1):
        yield f"profit_in_week.{week}", value
    yield from _by_year(profit, counted.revenue)


def _by_year(profit: Numbers, revenue: Numbers) -> MeasureValues:
    """Margin of each whole year that counts, and how many years go by until it is gone."""
    years = len(profit) // WEEKS_OF_YEAR
    shape = (years, WEEKS_OF_YEAR)
    whole = years * WEEKS_OF_YEAR
    margins = ratio(profit[:whole].reshape(shape).sum(1), revenue[:whole].reshape(shape).sum(1))
    for year, value in enumerate(margins, 1):
        yield f"margin_in_year.{year}", float(value)
    if years > 1:
        yield "years_of_profit", _years_until_loss(margins)


def _years_until_loss(margins: Numbers) -> float:
    """Where the line through the middles of the years first falls to nothing, at most their end."""
    losses = np.flatnonzero(~(margins > 0))
    if not len(losses):
        return float(len(margins))
    first = int(losses[0])
    if first == 0:
        return 0.0
    before, after = float(margins[first - 1]), float(margins[first])
    return first - 0.5 + (before / (before - after) if math.isfinite(after) else 0.0)


def _revenue_of_segments(window: Window, first: int) -> MeasureValues:
    ledger, c = window.ledger, window.parameters
    contracts = _contracts(ledger)[:, first:].mean(axis=1)
    won = _won(window)
    of = np.append(ledger.account_segment, -1)[ledger.deals.account[won]]
    for number, segment in enumerate(c.segments):
        deals = _in_currency(net(ledger.deals)[won[of == number]]) / window.weeks
        yield f"revenue.{segment}", contracts[number] + deals


MEASURES = (
    Measure(
        "sales_calls", "per week", "more",
        "Tasks done that are selling, first definition.",
        funnel_measures,
    ),
    Measure("leads", "per week", "more", "Deals opened, of all kinds.", funnel_measures),
    Measure(
        "intents", "per week", "more",
        "Deals that came to the stage of intent to buy.",
        funnel_measures,
    ),
    Measure("sales", "per week", "more", "Deals won.", funnel_measures),
    Measure(
        "revenue_per_sale", "money", "more",
        "Net value of a deal won, after discounts.",
        funnel_measures,
        "ratio",
    ),
    Measure(
        "deals.<deal>.<stage>", "per week", "neither",
        "Deals that came to a stage.",
        deal_measures,
    ),
    Measure(
        "step_share.<deal>.<stage>", "share", "more",
        "Deals that came to a stage over those that came to the one before in the same weeks.",
        deal_measures,
        "ratio",
    ),
    Measure(
        "stage_days.<deal>.<stage>", "d", "less",
        "From the stage before to this one, mean over deals that came to it.",
        deal_measures,
        "ratio",
    ),
    Measure(
        "won_share.<deal>", "share", "more",
        "Deals won over deals opened in the same weeks.",
        deal_measures,
        "ratio",
    ),
    Measure(
        "intents_per_sale.<deal>", "per sale", "less",
        "Deals that came to the stage of intent over deals won in the same weeks.",
        deal_measures,
        "ratio",
    ),
    Measure(
        "lead_to_won_mean.<deal>", "d", "less",
        "From when the first work on a deal is asked for to when the deal is won, mean of deals"
        " won; the time in which a customer decides is in it as far as the scenario's delays say.",
        deal_measures,
        "ratio",
    ),
    Measure(
        "lead_to_won_median.<deal>", "d", "less",
        "Half of the deals won take no longer, from when their first work is asked for to when they"
        " are won; the time in which a customer decides is in it as far as the scenario's delays"
        " say.",
        deal_measures,
        Percentile(50),
    ),
    Measure(
        "touch_share.<deal>", "share", "neither",
        "Work on deals won over the time from opening to winning, both summed over deals.",
        deal_measures,
        "ratio",
    ),
    Measure(
        "changes_of_hands.<deal>", "per deal", "less",
        "Times that the customer of a won deal met somebody new of us: work with a channel by"
        " another person; what is done inside does not count.",
        deal_measures,
        "ratio",
    ),
    Measure(
        "goodwill.<segment>", "share", "more",
        "Mean of the accounts left at the end.",
        goodwill_measures,
    ),
    Measure(
        "lost_per_year.<segment>", "share", "less",
        "Share of the accounts there when counting began that were lost, as of a year: if in half a"
        " year a half goes, of the half that is left a half goes in the other.",
        goodwill_measures,
    ),
    Measure(
        "renewed.<segment>", "share", "more",
        "Contracts that were renewed, of those that ended in the weeks counted; each is followed to"
        " the loss that it leads to, and counts for as long as it was seen if the horizon or"
        " another loss comes first. Empty if the horizon is too short for any to be decided.",
        goodwill_measures,
    ),
    Measure(
        "contacts.<channel>", "per week", "neither",
        "Contacts with customers in a channel.",
        channel_measures,
    ),
    Measure(
        "contact_hours.<channel>", "h per week", "more",
        "Hours with customers in a channel, of all people together; the ways are not in it.",
        channel_measures,
    ),
    Measure(
        "contact_multiple.<channel>", "times", "neither",
        "Contacts for each one in the first channel of the scenario.",
        channel_measures,
        "ratio",
    ),
    Measure(
        "cost_per_contact.<channel>.talking", "money", "less",
        "Wages of the minutes with the customer, for each contact.",
        channel_measures,
        "ratio",
    ),
    Measure(
        "cost_per_contact.<channel>.with_the_way", "money", "less",
        "Wages of the minutes with the customer, of preparation, travel and waiting, and what each"
        " costs beside, for each contact.",
        channel_measures,
        "ratio",
    ),
    Measure(
        "cost_per_contact.<channel>.time_driven", "money", "less",
        "What a contact takes and leaves to be done: minutes with the customer, preparation, the"
        " way and the desk, each at what the role costs for a minute of work, and what each costs"
        " beside (time-driven activity-based costing, Kaplan & Anderson 2004).",
        channel_measures,
        "ratio",
    ),
    Measure(
        "cost_per_contact.<channel>.all_in", "money", "less",
        "All that the roles cost, laid to their contacts by the time with the customer, and what"
        " each costs beside.",
        channel_measures,
        "ratio",
    ),
    Measure(
        "contact_ratio.<channel>.<definition>", "of 100", "neither",
        "Cost per contact when one in the first channel of the scenario counts 100; by"
        " talking_to_all_in its minutes of talk, against all that one in the first channel costs.",
        channel_measures,
    ),
    Measure(
        "cost_per_sale.<channel>", "money", "less",
        "All that the roles cost, laid to contacts by the time with the customer, and what each"
        " costs beside, for each deal won whose last contact was in the channel.",
        channel_measures,
        "ratio",
    ),
    Measure(
        "revenue", "money per week", "more",
        "Net value of deals won, and of contracts.",
        profit_measures,
    ),
    Measure(
        "deals_revenue", "money per week", "more",
        "Net value of deals won alone.",
        profit_measures,
    ),
    Measure(
        "revenue.<segment>", "money per week", "more",
        "Net value of deals won, and of contracts, of one segment.",
        profit_measures,
    ),
    Measure(
        "discounts", "money per week", "less",
        "Given away on deals won.",
        profit_measures,
    ),
    Measure(
        "variable_cost", "money per week", "less",
        "Of what was sold, at list prices.",
        profit_measures,
    ),
    Measure(
        "commission", "money per week", "neither",
        "Earned by sellers, up to their caps.",
        profit_measures,
    ),
    Measure(
        "leaving_costs", "money per week", "less",
        "Finding and training those who begin.",
        profit_measures,
    ),
    Measure(
        "profit", "money per week", "more",
        "Revenue less variable cost, cost of all people and travel, expenses, commission, leaving"
        " and the change itself.",
        profit_measures,
        signed=True,
    ),
    Measure("margin", "share", "more", "Profit over revenue.", profit_measures, signed=True),
    Measure(
        "margin_in_year.<year>", "share", "more",
        "Profit over revenue, of each whole year that counts.",
        profit_measures,
        signed=True,
    ),
    Measure(
        "years_of_profit", "years", "more",
        "Years that count until the margin is gone, by a line through the middles of the years; all"
        " of them if it never is.",
        profit_measures,
    ),
    Measure(
        "profit_in_week.<week>", "money", "more",
        "Profit of one week of the horizon.",
        profit_measures,
        signed=True,
    ),
)  # fmt: skip
