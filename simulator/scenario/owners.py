"""Whose the accounts are, as far as a scenario says it: in a file of accounts, or with a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from simulator.i18n import translatable
from simulator.scenario.places import account_names
from simulator.scenario.schema.organisation import Role
from simulator.scenario.schema.scenario import ScenarioFields
from simulator.scenario.schema.triggers import Problem, problem
from simulator.scenario.units import nearest_word


def owner_column(s: ScenarioFields, segment: str, role: str) -> tuple[str, ...]:
    """The person of a role for each account of a segment, '' for nobody; nothing if none is said.

    Who is named by a person belongs to that one, the others to whom the file says.
    """
    its = s.segments[segment]
    column = ((its.each and its.each.owner) or {}).get(role, ())
    named = {
        _plain(account): person
        for person, member in s.roles[role].members.items()
        for account in member.accounts or ()
    }
    if not named:
        return column
    names = account_names(s, segment, its)
    owners = [named.get(_plain(name), "") for name in names]
    if column:
        owners = [one or other for one, other in zip(owners, column, strict=True)]
    return tuple(owners) if any(owners) else column


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def accounts_of_members_problems(s: ScenarioFields) -> Iterator[Problem]:
    """Accounts that people are said to own: that are not there, or that are somebody else's."""
    if not any(member.accounts for role in s.roles.values() for member in role.members.values()):
        return
    known = {
        _plain(name): NamedAccount(name, segment, number)
        for segment, its in s.segments.items()
        for number, name in enumerate(account_names(s, segment, its))
    }
    for name, role in s.roles.items():
        yield from _of_role(s, name, role, known)


class NamedAccount(NamedTuple):
    """An account by its name, and where it stands."""

    name: str
    segment: str
    number: int  # within the segment


def _of_role(
    s: ScenarioFields, name: str, role: Role, known: Mapping[str, NamedAccount]
) -> Iterator[Problem]:
    """What is wrong with the accounts that people of one role are said to own."""
    taken: dict[str, str] = {}
    for person, member in role.members.items():
        at = ("roles", name, "members", person, "accounts")
        if member.accounts and role.accounts != "own":
            text = translatable("{role!r} has no accounts of its own: say 'accounts: own' there")
            yield problem(at, text, role=name)
            continue
        for written in member.accounts or ():
            account = known.get(_plain(written))
            if account is None:
                hint = nearest_word(written, (each.name for each in known.values()))
                text = translatable("there is no account {name!r}{hint}")
                yield problem(at, text, name=written, hint=hint)
                continue
            owner = taken.setdefault(account.name, _in_file(s, name, account) or person)
            if owner != person:
                text = translatable("{account!r} is {owner}'s already")
                yield problem(at, text, account=account.name, owner=owner)


def _in_file(s: ScenarioFields, role: str, account: NamedAccount) -> str:
    """The owner whom a file gives an account; nobody if it says none."""
    each = s.segments[account.segment].each
    column = ((each and each.owner) or {}).get(role, ())
    return column[account.number] if column else ""
