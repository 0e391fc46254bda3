"""Whose hours may bring more work after a what-if than before, decided from the scenarios alone.

Nothing is simulated, so that the answer is the same for any number of replications. In doubt a role
is one of them: more may come to it by what is said of it, of its work, of what leads to its work,
of whom it helps, or of customers, who answer to whatever is done. Who is rid of some work may make
more calls, on which more of the rest follows. A role that only gets colleagues is none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from pydantic import BaseModel

from simulator.scenario.notes import never_acts
from simulator.scenario.phases import Learner, Phase, phases_of
from simulator.scenario.routing import edges_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.activities import Activity
from simulator.scenario.schema.organisation import NOBODY, SUBSTITUTES, Cover, Role

# What is said of everybody; of customers, whatever they ask for.
_OF_ALL = (
    "holidays", "headquarters", "territory", "travel", "profiles", "switching", "resumption",
    "line_order",
)  # fmt: skip
_OF_CUSTOMERS = ("responses", "deals", "goodwill", "ranking")
# What says nothing of how much is to be done or how much time there is for it.
_OF_ROLES = (
    "people", "newcomers", "first_cut", "cost_per_hour", "overtime_factor", "recruiting", "staff",
)  # fmt: skip
_OF_ACTIVITIES = ("category", "costs", "automated_costs")
_SHIFTED = ("by", "moved", "automated", "lasts")  # may take work off people


def receivers(base: Scenario, other: Scenario) -> list[str]:
    """Roles to whose hours a what-if may bring more work, in the scenario's order."""
    receiving: set[str] = set()
    for before, after in _side_by_side(phases_of(base), phases_of(other)):
        receiving |= _Spread(_Held.of(before), _Held.of(after)).receiving()
    return [role for role in other.roles if role in receiving]


def deputies(scenario: Scenario, role: str) -> list[str]:
    """The role that does the work of those of a role who are away: another one, or itself."""
    cover = _cover(scenario.roles[role])
    if cover is None:
        return []
    return [role if cover.by in SUBSTITUTES else cover.by]


def _side_by_side(
    base: tuple[Phase, ...], other: tuple[Phase, ...]
) -> Iterator[tuple[Phase, Phase]]:
    """What holds at the same time in both, whenever either becomes different."""
    for day in sorted({each.day for each in (*base, *other)}):
        before, after = ([p for p in phases if p.day <= day][-1] for phases in (base, other))
        yield before, after


class _Held(NamedTuple):
    """What holds from a day on."""

    scenario: Scenario
    activities: Mapping[str, Activity]  # that somebody does then
    learners: Mapping[str, tuple[Learner, ...]]

    @classmethod
    def of(cls, phase: Phase) -> _Held:
        """A phase without what nobody does any more or yet."""
        every = phase.scenario.activities.items()
        there = {name: _as_done(each) for name, each in every if name not in phase.gone}
        return cls(phase.scenario, there, phase.learners)

    def workers(self) -> set[str]:
        """Roles to whom any work comes, or would if others are away."""
        doing = {role for each in self.activities.values() for role in _doers(each)}
        return doing | {role for name in doing for role in deputies(self.scenario, name)}

    def said_of(self, name: str) -> tuple[object, ...]:
        """What is said of an activity elsewhere: its calls, how often, and who learns it."""
        segments = self.scenario.segments.values()
        every = [each.contact_every.get(name) for each in segments]
        return self.scenario.call_plans.get(name), every, self.learners.get(name)

    def asked_by_customers(self) -> Iterator[str]:
        """Activities of which customers ask for more or less by whatever is done for them."""
        whole = self.scenario
        for edge in edges_of(whole):
            yield from [edge.effect] if edge.link.responds_to else ()
        for name, activity in self.activities.items():
            inbound = activity.arises.inbound
            own = name in whole.call_plans or (inbound is not None and inbound.per != "role")
            yield from [name] if activity.bids_against or (own and self._come_and_go()) else ()
        yield from whole.call_plans if whole.ranking else ()
        contracts = (segment.contract for segment in whole.segments.values())
        yield from (each.ends_with for each in contracts if each)

    def _come_and_go(self) -> bool:
        """Does anything win or lose customers?"""
        every = self.activities.values()
        moves = any(each.wins_account or each.loses_account for each in every)
        return moves or any(each.market for each in self.scenario.segments.values())


# -- how a difference spreads ----------------------------------------------------------------------


class _Spread:
    """From those whom a difference is said of to all whose hours may bring more work by it."""

    def __init__(self, before: _Held, after: _Held) -> None:
        self.before, self.after = before, after
        self.pressed: set[str] = set()  # roles to whose hours more may come
        self.moving: set[str] = set()  # these, and roles that get rid of work or get colleagues
        self.joined: set[str] = set()  # roles that get colleagues and nothing else
        self.given: set[str] = set()  # activities of which there may be more

    def receiving(self) -> set[str]:
        """Those to whose hours more may come."""
        if _surroundings_differ(self.before.scenario, self.after.scenario):
            return self.after.workers()
        self._compare_roles()
        self._compare_activities()
        self.joined -= self.moving
        self.moving |= self.joined
        customers = _fields_differ(self.before.scenario, self.after.scenario, _OF_CUSTOMERS)
        if self.moving or customers:
            self.given.update(self.after.asked_by_customers())
            self._press(self._doing(self.given) - self.joined)
        known = -1
        while known < self._reached():
            known = self._reached()
            self._press(list(self._followers()))
            self._press(list(self._those_who_help()))
        return self.pressed & self.after.workers()

    def _doing(self, names: Iterable[str]) -> set[str]:
        """All who have to do with some activities that there are."""
        every = self.after.activities
        return {role for name in names if name in every for role in _doers(every[name])}

    def _reached(self) -> int:
        return len(self.pressed) + len(self.moving) + len(self.given)

    def _press(self, roles: Iterable[str]) -> None:
        self.pressed |= set(roles)
        self.moving |= self.pressed

    def _compare_roles(self) -> None:
        """Roles with fewer people who know the work, or of whom anything else is said."""
        roles = self.before.scenario.roles
        for name, role in self.after.scenario.roles.items():
            known = roles.get(name)
            if known is None or _knowing(role) < _knowing(known) or _is_other(known, role):
                self._press([name])
            elif role.people != known.people:
                self.joined.add(name)
            if known is None or _cover(known) != _cover(role):
                self._press(_acting(self.after.scenario, name))

    def _compare_activities(self) -> None:
        """Who gets more of an activity, and who gets less of it."""
        before, after = self.before, self.after
        for name in dict.fromkeys([*before.activities, *after.activities]):
            was, now = before.activities.get(name), after.activities.get(name)
            written = before.said_of(name) != after.said_of(name)
            if was != now or written:
                self.moving |= {role for each in (was, now) if each for role in _doers(each)}
            if now is not None and (
                was is None or written or _differ(was, now, (*_OF_ACTIVITIES, *_SHIFTED))
            ):
                self.given.add(name)
                self._press(_doers(now))
            elif now is not None and was is not None:
                self._press(role for role in _doers(now) if _gets_more(role, was, now))

    def _followers(self) -> Iterator[str]:
        """Roles that do what follows on what others do more or less of."""
        every = self.after.activities
        for cause, effect in self._edges():
            if cause in every and effect in every:
                causing, doing = self._doing([cause]), self._doing([effect])
                if cause in self.given or causing & self.moving:
                    self.given.add(effect)
                    # More people make more of it, and do more of what follows on it.
                    yield from doing if causing - self.joined else doing - causing

    def _edges(self) -> Iterator[tuple[str, str]]:
        for edge in edges_of(self.after.scenario):
            yield edge.cause, edge.effect
        for name, plan in self.after.scenario.call_plans.items():
            if plan.preparation is not None:
                yield name, plan.preparation

    def _those_who_help(self) -> Iterator[str]:
        """Roles that stand in for those who get more, do the same work, or go along."""
        for name in self.pressed & self.after.scenario.roles.keys():
            yield from _acting(self.after.scenario, name)
        for name, activity in self.after.activities.items():
            known = self.before.activities.get(name)
            if self.pressed & set(activity.by.roles):
                as_before = known is not None and known.by == activity.by
                yield from activity.by.roles if activity.by.in_order and as_before else ()
                yield from [activity.overflow.to] if activity.overflow else ()
            if self.moving & set(_doers(activity)):
                yield from activity.partners
            meeting = activity.arises.meeting
            if meeting and meeting.newcomers_only and self.moving & set(meeting.joined_by):
                yield from activity.by.roles


# -- what differs ----------------------------------------------------------------------------------


def _surroundings_differ(before: Scenario, after: Scenario) -> bool:
    """Is anything else said of what touches everybody: days off, the land, the ways, accounts?"""
    if _fields_differ(before, after, _OF_ALL) or before.segments.keys() != after.segments.keys():
        return True
    pairs = ((before.segments[name], segment) for name, segment in after.segments.items())
    return any(_differ(was, now, ("contact_every", "places")) for was, now in pairs)


def _differ(before: BaseModel, after: BaseModel, but: Collection[str]) -> bool:
    """Is anything said otherwise, beside some fields?"""
    return _fields_differ(before, after, [n for n in type(after).model_fields if n not in but])


def _fields_differ(before: BaseModel, after: BaseModel, fields: Iterable[str]) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in fields)


def _is_other(before: Role, after: Role) -> bool:
    """Is anything else said of a role than how many they are, or that somebody covers now?"""
    if _differ(before, after, (*_OF_ROLES, "absence")):
        return True
    lost = _cover(before) not in (None, _cover(after))
    return lost or _differ(before.absence, after.absence, ("cover", "listed"))


def _cover(role: Role) -> Cover | None:
    """Who does the work of those who are away, if anybody does."""
    cover = role.absence.cover
    return None if cover is None or cover.by == NOBODY else cover


def _acting(scenario: Scenario, role: str) -> list[str]:
    """The deputies of a role, if there is anything that they ever do."""
    return [] if never_acts(scenario, role) else deputies(scenario, role)


def _knowing(role: Role) -> int:
    """People who are no newcomers."""
    return role.people - role.newcomers


def _as_done(activity: Activity) -> Activity:
    """An activity without a move of none of its cases."""
    none = activity.moved is not None and not activity.moved.share
    return activity.model_copy(update={"moved": None}) if none else activity


def _doers(activity: Activity) -> Iterator[str]:
    """All roles that may have to do with an activity."""
    moved = activity.moved
    if moved is None or moved.share < 1 or moved.only_of or moved.hand_over or moved.comes_back:
        yield from activity.by.roles
    yield from [moved.to] if moved else ()
    yield from [activity.overflow.to] if activity.overflow else ()
    yield from activity.partners
    yield from activity.arises.meeting.joined_by if activity.arises.meeting else ()


def _gets_more(role: str, before: Activity, after: Activity) -> bool:
    """Does a role get more minutes of an activity of which there are as many cases as before?"""
    if before.lasts != after.lasts and before.lasts.mean <= after.lasts.mean:
        return True  # longer, or spread otherwise
    if before.moved and after.moved and before.moved.only_of != after.moved.only_of:
        return True
    does = role in after.by.roles
    if does and (role not in before.by.roles or set(before.by.roles) - set(after.by.roles)):
        return True  # it is new, or some of those who helped are gone
    return _minutes(role, after) > _minutes(role, before)


def _minutes(role: str, activity: Activity) -> float:
    """Time of a role for one case, on average; what is in order falls to the first."""
    lasts, moved = float(activity.lasts.mean), activity.moved
    own, handed = activity.by.part(role), moved.share if moved else 0.0
    minutes = own * lasts * (1 - handed)
    if moved is not None:
        minutes += own * handed * (moved.hand_over + moved.comes_back * lasts)
        minutes += (moved.to == role) * handed * (moved.take_over + moved.time_factor * lasts)
    return (1 - activity.automated) * minutes
