"""What lies in each territory, how even they are, and what would change owner."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import Literal

from simulator.analysis.territories import Balance, RoleTerritories, Territories
from simulator.i18n import gettext
from simulator.output.document import (
    ANSWERS,
    COUNT,
    MANY,
    Block,
    Cell,
    Column,
    Document,
    Figure,
    Format,
    NamedChart,
    Record,
    Section,
    Table,
    Texts,
)
from simulator.output.numbers import percent
from simulator.output.wording import labelled, people_of, person_words, words

HOURS = Format("amount", "h", 1)
KILOMETRES = Format("amount", "km", 1)
AMOUNT = Format("amount", decimals=0)
SHARE = Format("share", "%", 1)


def document(result: Territories) -> Document:
    """The map, a row for each territory, the balance of each role and who moves."""
    blocks: tuple[Block, ...] = (
        Figure("map", NamedChart.of("territory_map", result)),
        *_how_even(result),
        balances(result),
        territories(result),
        Texts(_notes(result), "note"),
    )
    section = Section(ANSWERS, gettext("Whose the land is"), blocks)
    return Document(
        result.scenario.title,
        result.scenario.question,
        tuple(headline(role) for role in result.roles),
        (section,),
        record=partial(record, result),
        data=lambda: (accounts(result),),
    )


def record(result: Territories) -> Record:
    """By role: each territory, the balance, what changes owner, and each account's owner."""
    roles = {each.role: each._asdict() for each in result.roles}
    for role in roles.values():
        del role["role"]  # by which it goes
    return {
        "scenario": result.scenario.name,
        "before": result.before.name if result.before else None,
        "roles": roles,
    }


def headline(role: RoleTerritories) -> str:
    """What changes owner; where nothing is compared, how even the territories are."""
    moved = role.moved
    if moved is None:
        return balance_line(role)
    if not moved.accounts:
        return gettext("{people}: no account changes owner.", people=_people(role))
    line = gettext(
        "{people}: {accounts} of the accounts change owner, with {work} of the work and"
        " {potential} of the potential",
        people=_people(role),
        accounts=percent(moved.accounts, 2),
        work=percent(moved.work, 2),
        potential=percent(moved.potential, 2),
    )
    if not role.homes:
        return f"{line}."
    if not moved.homes:
        return gettext("{line}; nobody moves house.", line=line)
    return gettext(
        "{line}; {homes} of {stay} homes are elsewhere.",
        line=line,
        homes=moved.homes,
        stay=moved.stay,
    )


def _how_even(result: Territories) -> Iterator[Texts]:
    """How far territories are from each other, where the headline has not said it."""
    lines = tuple(balance_line(role) for role in result.roles if role.moved is not None)
    if lines:
        yield Texts(lines, "listed")


def balance_line(role: RoleTerritories) -> str:
    """How far territories are from each other."""
    if math.isnan(role.balance.work):
        return gettext("{people}: nothing is asked for in any territory.", people=_people(role))
    if not role.are_alike:
        return gettext(
            "{people}: work over the hours of whoever does it differs from its mean by up to"
            " {share}: {most} is asked for {hours:.0f} of {own:.0f} h a week, {least} for"
            " {fewer:.0f} of {theirs:.0f} h.",
            people=_people(role),
            share=percent(role.balance.work, 2),
            most=person_words(role.most.person),
            hours=role.most.work,
            own=role.most.hours,
            least=person_words(role.least.person),
            fewer=role.least.work,
            theirs=role.least.hours,
        )
    return gettext(
        "{people}: the work of territories differs from its mean by up to {share}: {most} is asked"
        " for {hours:.0f} h a week, {least} for {fewer:.0f} h.",
        people=_people(role),
        share=percent(role.balance.work, 2),
        most=person_words(role.most.person),
        hours=role.most.work,
        least=person_words(role.least.person),
        fewer=role.least.work,
    )


def _people(role: RoleTerritories) -> str:
    text = people_of(role.role)
    return text[:1].upper() + text[1:]


def _notes(result: Territories) -> tuple[str, ...]:
    lines = [
        gettext(
            "work: what the load model expects in a week if all calls that are due are made,"
            " without driving; travel: for as many calls as there is time for"
        ),
        gettext(
            "balance: how far the territory that is farthest is from the mean, over the mean;"
            " 15% is a usual bound; work is held against each person's own hours"
        ),
    ]
    if any(role.moved for role in result.roles):
        lines.append(
            gettext(
                "what a change of owner costs is not in these figures: 'territory.change_of_owner'"
                " says it, and a run shows it"
            )
        )
    return tuple(lines)


# -- tables ----------------------------------------------------------------------------------------


def balances(result: Territories) -> Table:
    """One row for each role: how uneven territories are, and what changes owner."""
    compared = _if_compared(result)
    columns = (
        Column("role", gettext("role")),
        Column("territories", gettext("territories"), COUNT),
        Column("work", gettext("work"), SHARE),
        Column("potential", gettext("potential"), SHARE),
        Column("travel", gettext("travel"), SHARE),
        Column("accounts", gettext("accounts"), SHARE),
        Column("moved_accounts", gettext("accounts that move"), SHARE, on=compared),
        Column("moved_work", gettext("work that moves"), SHARE, on=compared),
        Column("moved_potential", gettext("potential that moves"), SHARE, on=compared),
    )
    title = gettext("Balance: largest distance from the mean of all territories, %")
    rows = tuple(chain.from_iterable(map(_balance, result.roles)))
    return Table("balance", title, columns, rows, name=gettext("Balance"))


def _if_compared(result: Territories) -> Literal["both", "file"]:
    """Where columns are shown that say something only beside another scenario."""
    return "file" if result.before is None else "both"


def _if_prospects(result: Territories) -> Literal["both", "file"]:
    """Where it is told how many are no customers: where there are such."""
    return "both" if any(t.prospects for role in result.roles for t in role.territories) else "file"


def _if_part_time(result: Territories) -> Literal["both", "file"]:
    """Where work is told over hours: where people of one role work other hours."""
    return "file" if all(role.are_alike for role in result.roles) else "both"


def _balance(role: RoleTerritories) -> Iterator[tuple[Cell, ...]]:
    """How uneven the territories are and, where something is compared, were before."""
    moved = role.moved
    shares = (moved.accounts, moved.work, moved.potential) if moved else (None, None, None)
    if role.balance_before is not None:
        before = labelled(words(role.role), gettext("before"))
        yield before, len(role.before), *_shares(role.balance_before), None, None, None
    yield words(role.role), len(role.territories), *_shares(role.balance), *shares


def _shares(even: Balance) -> tuple[Cell, ...]:
    return even.work, even.potential, even.travel, even.accounts


def territories(result: Territories) -> Table:
    """One row for each territory."""
    compared = _if_compared(result)
    columns = (
        Column("person", gettext("whose")),
        Column("role", gettext("role"), on="both" if len(result.roles) > 1 else "file"),
        Column("accounts", gettext("accounts"), COUNT),
        Column("prospects", gettext("of which prospects"), COUNT, on=_if_prospects(result)),
        Column("accounts_before", gettext("accounts before"), COUNT, on=compared),
        Column("work", gettext("work, h a week"), HOURS),
        Column("work_before", gettext("work before, h"), HOURS, on=compared),
        Column("travel", gettext("travel, h a week"), HOURS),
        Column("travel_before", gettext("travel before, h"), HOURS, on=compared),
        Column("hours", gettext("own hours, h a week"), HOURS, on="file"),
        Column("load", gettext("work over own hours"), SHARE, on=_if_part_time(result)),
        Column("potential", gettext("potential"), AMOUNT),
        Column("potential_before", gettext("potential before"), AMOUNT, on=compared),
        Column("from_base", gettext("way there, km"), KILOMETRES),
        Column("spread", gettext("from its middle, km"), KILOMETRES),
        Column("gets", gettext("gets"), COUNT, on=compared),
        Column("gives", gettext("gives"), COUNT, on=compared),
    )
    rows = tuple(_rows(result))
    title = gettext("Territories: a week's work and ways, accounts and potential")
    name = gettext("Territories")
    return Table("territories", title, columns, rows, name=name, filtered=len(rows) > MANY)


def _rows(result: Territories) -> Iterator[tuple[Cell, ...]]:
    for role in result.roles:
        for each in role.territories:
            was = role.was(each.person)
            yield (
                person_words(each.person),
                words(role.role),
                each.accounts,
                each.prospects,
                was.accounts if was else None,
                each.work,
                was.work if was else None,
                each.travel,
                was.travel if was else None,
                each.hours,
                each.load,
                each.potential,
                was.potential if was else None,
                each.from_base,
                each.spread,
                each.gets,
                each.gives,
            )


def accounts(result: Territories) -> Table:
    """One row for each account and role, for files: where it lies, and whose it is."""
    columns = (
        Column("account", gettext("account")),
        Column("segment", gettext("segment")),
        Column("standing", gettext("standing")),
        Column("x_km", gettext("x, km"), Format("amount", "km", 3)),
        Column("y_km", gettext("y, km"), Format("amount", "km", 3)),
        Column("role", gettext("role")),
        Column("before", gettext("owner before")),
        Column("owner", gettext("owner")),
    )
    standings = {
        "customer": gettext("customer"),
        "prospect": gettext("prospect"),
        "gone": gettext("gone"),
    }
    rows = tuple(
        (
            each.name,
            words(each.segment),
            standings[each.standing],
            each.x,
            each.y,
            words(role.role),
            person_words(each.before) if each.before else None,
            person_words(each.owner) if each.owner else None,
        )
        for role in result.roles
        for each in role.accounts
    )
    return Table("accounts", gettext("Accounts and their owners"), columns, rows, filtered=True)
