"""Tells what an account or a deal went through, line by line, out of a ledger."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import numpy as np

from simulator.analysis.case_trace import check_deal
from simulator.errors import UnknownDay
from simulator.i18n import gettext, translatable
from simulator.ledger.ledger import Ledger
from simulator.measures.lateness import felt_once_late
from simulator.model.codes import (
    AUTOMATED,
    DONE,
    HAS_CLOSED,
    HAS_OPENED,
    IS_LOST,
    IS_WON,
    IS_WON_BACK,
    LAPSED,
    MILLION,
    MISSED,
    NO_SHOW,
    WAIT,
    WAITING,
)
from simulator.output.narrative.person_day import Moment, is_in_vain
from simulator.output.wording import person_words, words
from simulator.scenario.units import DAY, HOUR, format_clock, nearest_word

ENDS = {  # of a business that is no more, or is another
    HAS_CLOSED: translatable("closed on {when}"),
    HAS_OPENED: translatable("another business since {when}, no customer yet"),
}


def account_story(ledger: Ledger, name: str) -> list[str]:
    """All that was done for an account in order of time, and how it stands at the end."""
    names = ledger.places.name[ledger.places.first_account :]
    if name not in names:
        hint = nearest_word(name, names)
        raise UnknownDay(
            "no account is called {name!r}; they are called as {example!r}{hint}",
            name=name,
            example=names[0],
            hint=hint,
        )
    account = names.index(name)
    rows, accounts = np.flatnonzero(ledger.tasks.account == account), ledger.accounts
    moments = [*_told(ledger, rows), *_in_vain(ledger, account), *_changes(ledger, account)]
    moments += _felt_late(ledger, account)
    lines = [line for _, line in sorted(moments, key=lambda each: each[0])]
    if len(accounts.goodwill):
        end = _end(ledger, account)
        if _is_felt(ledger):
            goodwill = accounts.goodwill[account] / MILLION
            end = gettext("{end}; goodwill {goodwill:.2f}", end=end, goodwill=goodwill)
        lines.append(end)
    return lines


def _is_felt(ledger: Ledger) -> bool:
    """Has anybody goodwill in this company, or does anything move it?"""
    c = ledger.parameters
    moved = (c.activities.goodwill, c.activities.goodwill_if_late, c.activities.goodwill_once_late)
    return bool(np.any(ledger.accounts.goodwill) or any(any(each) for each in moved))


def _end(ledger: Ledger, account: int) -> str:
    """How an account stands at the end."""
    changes = np.flatnonzero(ledger.changes.account == account)
    for row in changes[-1:].tolist():
        what, moment = int(ledger.changes.what[row]), int(ledger.changes.when[row])
        if what in ENDS and moment > 0:
            return gettext(ENDS[what], when=_when(ledger, moment))
    lost = int(ledger.accounts.lost[account])
    if lost < 0:
        return gettext("still a customer at the end")
    if not (ledger.spells.account == account).any():
        return gettext("never a customer")
    return gettext("lost on {when}", when=_when(ledger, lost))


def _changes(ledger: Ledger, account: int) -> Iterator[tuple[int, str]]:
    """In a market: when an account became a customer, or ceased to be, and when it closed."""
    changes, number = ledger.changes, ledger.account_segment[account]
    if not ledger.parameters.market.has_prospects[number]:
        return
    words = {
        IS_LOST: translatable("is lost: a prospect again"),
        HAS_CLOSED: translatable("the business closes"),
        HAS_OPENED: translatable("another business opens in its place"),
        IS_WON: translatable("becomes a customer"),
        IS_WON_BACK: translatable("becomes a customer again"),
    }
    for row in np.flatnonzero((changes.account == account) & (changes.when > 0)):
        moment = int(changes.when[row])
        yield moment, f"{_when(ledger, moment)}  {gettext(words[int(changes.what[row])])}"


def _felt_late(ledger: Ledger, account: int) -> Iterator[tuple[int, str]]:
    """Work that the account was to have by then, and had not."""
    t, kinds = ledger.tasks, ledger.parameters.activities
    rows = felt_once_late(ledger)
    for row in rows[t.account[rows] == account].tolist():
        moment = int(t.due[row]) + 1
        what = words(kinds.name[t.activity[row]])
        text = gettext("{what} is late, which costs goodwill", what=what)
        yield moment, f"{_when(ledger, moment)}  {text}"


def _in_vain(ledger: Ledger, account: int) -> Iterator[tuple[int, str]]:
    """Visits agreed on with a customer who was not there, each before it is agreed on again."""
    e, kinds = ledger.entries, ledger.parameters.activities
    waits = np.flatnonzero((e.account == account) & (e.doing == WAIT))
    columns = (e.doing, e.task, e.activity, e.account, e.place, e.start, e.end, e.person)
    for row in zip(*(each[waits].tolist() for each in columns), strict=True):
        moment = Moment(*row[:-1])
        if kinds.appointment[moment.activity] and is_in_vain(ledger, moment):
            text = gettext(
                "{what}: {person} comes in vain, and they agree on another time",
                what=words(kinds.name[moment.activity]),
                person=person_words(ledger.parameters.people[row[-1]]),
            )
            yield moment.end, f"{_when(ledger, moment.end)}  {text}"


def deal_story(ledger: Ledger, number: int) -> list[str]:
    """All that was done for a deal in order of time, and how it ended."""
    deals = ledger.deals
    check_deal(number, len(deals))
    lines = [line for _, line in _told(ledger, np.flatnonzero(ledger.tasks.deal == number))]
    amount = f"{_money(deals.value[number])} {ledger.parameters.currency}"
    worth = gettext("worth {amount}", amount=amount)
    if deals.won[number] >= 0:
        days = (deals.won[number] - deals.opened[number]) / DAY
        given = deals.discount[number] / MILLION
        off = gettext(", {given:.0%} of it given away", given=given) if given else ""
        end = gettext("won after {days:.1f} days", days=days)
        return [*lines, gettext("{end}, {worth}", end=end, worth=worth) + off]
    waits = (ledger.tasks.state == WAITING) & (ledger.tasks.deal == number)
    end = gettext("still open") if waits.any() else gettext("not won")
    return [*lines, gettext("{end}, {worth}", end=end, worth=worth)]


def _money(millionths: int) -> str:
    """An amount in whole money, or with as many decimals as a small one needs."""
    amount = int(millionths) / MILLION
    return f"{amount:,.0f}" if amount >= 100 else f"{amount:.4g}"


def _told(ledger: Ledger, rows: np.ndarray) -> list[tuple[int, str]]:
    """One line for each task, by time: when it ended or was asked for, what, by whom, how long."""
    t = ledger.tasks
    moment = np.where(t.finished[rows] >= 0, t.finished[rows], t.asked[rows])
    order = np.argsort(moment, kind="stable")
    return [(int(moment[each]), _line(ledger, int(rows[each]))) for each in order]


def _line(ledger: Ledger, row: int) -> str:
    t, c = ledger.tasks, ledger.parameters
    what = words(c.activities.name[t.activity[row]])
    state, asked, finished = int(t.state[row]), int(t.asked[row]), int(t.finished[row])
    if state == WAITING:
        waits = gettext("{what} is asked for, and still waits at the end", what=what)
        return f"{_when(ledger, asked)}  {waits}"
    when = _when(ledger, finished)
    if state == AUTOMATED:
        return f"{when}  {what}"
    if state == LAPSED:
        lapsed = gettext(
            "{what} lapses, {time} after it was asked for: nobody had begun it",
            what=what,
            time=_span(finished - asked),
        )
        return f"{when}  {lapsed}"
    if state in (NO_SHOW, MISSED):
        return f"{when}  {gettext('{what}: in vain', what=what)}"
    assert state == DONE
    by = c.people[t.by[row]]
    late = gettext(", late") if 0 <= t.due[row] < finished else ""
    done = gettext(
        "{what} by {person}, {time} after it was asked for",
        what=what,
        person=person_words(by),
        time=_span(finished - asked),
    )
    owner = int(ledger.done_for[row])
    away = ""
    if owner >= 0:
        away = gettext(", in place of {person}", person=_owner(ledger, owner))
    return f"{when}  {done}{away}{late}"


def _owner(ledger: Ledger, line: int) -> str:
    """Whose line it is: somebody's, or a role's."""
    people, roles = ledger.parameters.people, ledger.parameters.roles.name
    return person_words(people[line]) if line < len(people) else words(roles[line - len(people)])


def _when(ledger: Ledger, moment: int) -> str:
    day = datetime.date.fromisoformat(ledger.parameters.start) + datetime.timedelta(moment // DAY)
    return f"{day} {format_clock(moment % DAY)}"


def _span(seconds: int) -> str:
    """A time in the largest unit that fits."""
    if seconds >= DAY:
        return gettext("{days:.1f} d", days=seconds / DAY)
    if seconds >= HOUR:
        return gettext("{hours:.1f} h", hours=seconds / HOUR)
    return gettext("{count} min", count=seconds // 60)
