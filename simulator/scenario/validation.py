"""What must fit together in a scenario, and how large it may be; each problem has its place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any, NamedTuple

from simulator.errors import KeyPath
from simulator.i18n import gettext, translatable
from simulator.scenario.owners import accounts_of_members_problems
from simulator.scenario.people import everybody, people_of
from simulator.scenario.places import businesses_of
from simulator.scenario.road_speeds import road_problems
from simulator.scenario.routing import (
    Region,
    causes,
    contested,
    downstream,
    edges_of,
    looped,
    matrix_of,
    routing_problems,
    usual_chances,
    worth_in_the_end,
)
from simulator.scenario.schema.activities import Activity, Moved
from simulator.scenario.schema.base import OWN_CATEGORIES
from simulator.scenario.schema.call_order import weights_of
from simulator.scenario.schema.customers import DatedChange
from simulator.scenario.schema.organisation import SUBSTITUTES, Role
from simulator.scenario.schema.scenario import ScenarioFields
from simulator.scenario.schema.segments import MAX_ACCOUNTS, AccountValues, Segment
from simulator.scenario.schema.triggers import (
    Arises,
    Branch,
    CallPlan,
    Following,
    Problem,
    Trigger,
    TriggerContext,
    problem,
    unknown_name,
)
from simulator.scenario.yaml_reader import MAX_PROBLEMS

MAX_TASKS = 10_000_000  # in one replication
MAX_DAYS_OF_WORK = 5_000_000  # of all people, from the first day of the horizon to the last
MAX_BALANCED = 20_000  # accounts of a land that is cut for even work, some seconds each time
MAX_NEIGHBOURS = 3_000  # accounts of one person, when the nearest goes first


class ScenarioProblems(ValueError):
    """What does not fit together in a scenario: places (as paths of keys) and messages."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{'.'.join(at)}: {message}" for at, message in problems))


def validate(s: ScenarioFields) -> None:
    """Raises ScenarioProblems with all that does not fit together, up to a bound."""
    problems = list(islice(_problems(s), MAX_PROBLEMS))
    if problems:
        raise ScenarioProblems(problems)


def _problems(s: ScenarioFields) -> Iterator[Problem]:
    """Whatever does not fit together, part by part."""
    yield from _category_problems(s)
    yield from _people_problems(s)
    yield from _deal_problems(s)
    around = _around(s)
    for name, activity in s.activities.items():
        yield from _activity_problems(s, name, activity)
        yield from _arises_problems(name, activity, around)
    yield from routing_problems(s)
    for name, plan in s.call_plans.items():
        yield from _plan_problems(s, name, plan)
    if s.accounts is not None:  # who reads the file takes the word out
        yield problem(("accounts",), "'accounts' are read from a scenario file, not from keywords")
    for name, segment in s.segments.items():
        yield from _each_problems(s, name, segment)
        yield from _market_problems(s, name, segment)
        for call in segment.contact_every:
            yield from unknown_name(
                ("segments", name, "contact_every", call), call, s.call_plans, "call plans"
            )
        if (
            segment.places is None
            and segment.accounts != 0
            and (s.territory is None or s.territory.width is None)
        ):
            yield problem(("segments", name), "generated accounts need a 'territory' to lie in")
    yield from _owner_problems(s)
    yield from accounts_of_members_problems(s)
    if s.travel is None and (s.segments or any(r.base == "home" for r in s.roles.values())):
        yield problem(
            ("travel",), "missing: accounts or homes are elsewhere, so say how people travel"
        )
    yield from _cover_problems(s)
    yield from _commission_problems(s)
    yield from road_problems(s)
    yield from _size_problems(s)
    yield from _loop_problems(s)


def _people_problems(s: ScenarioFields) -> Iterator[Problem]:
    """Rosters that members name and that have no room; two people of one name."""
    crowded = [each for name, role in s.roles.items() for each in _roster_problems(name, role)]
    yield from crowded
    if not crowded and any(role.members for role in s.roles.values()):
        yield from _name_problems(s)


def _roster_problems(name: str, role: Role) -> Iterator[Problem]:
    named = [member.roster for member in role.members.values()]
    for member, roster in zip(role.members, named, strict=True):
        if roster is not None:
            where = ("roles", name, "members", member, "roster")
            yield from unknown_name(where, roster, role.rosters, "rosters")
    for word, each in role.rosters.items():
        if each.people is not None and named.count(word) > each.people:
            yield problem(
                ("roles", name, "rosters", word, "people"),
                "{named} members are named for it; there is room for {people}",
                named=named.count(word),
                people=each.people,
            )


def _name_problems(s: ScenarioFields) -> Iterator[Problem]:
    """Two people of one name cannot be told apart."""
    known: dict[str, str] = {}
    for person in everybody(s):
        if person.name in known:
            text = translatable("somebody of {role!r} is called {name!r} already")
            where = ("roles", person.role, "members")
            yield problem(where, text, role=known[person.name], name=person.name)
        known[person.name] = person.role


def _each_problems(s: ScenarioFields, name: str, segment: Segment) -> Iterator[Problem]:
    """What files say of single accounts: owners of roles that have some, calls that are wanted."""
    each = segment.each or AccountValues()
    for role in each.owner or {}:
        if role not in s.roles or s.roles[role].accounts != "own":
            text = translatable("the file names owners of {role!r}, who have no accounts")
            yield problem(("segments", name, "places"), text, role=role)
    for call in (each.contact_every or {}).keys() - segment.contact_every.keys():
        text = translatable(
            "its file says how often: say here, too, such as '{call}: 8 weeks', for accounts of"
            " which the file says nothing"
        )
        yield problem(("segments", name, "contact_every"), text, call=call)


def _market_problems(s: ScenarioFields, name: str, segment: Segment) -> Iterator[Problem]:
    """Who is called on is served by the call: customers, prospects or both."""
    at = ("segments", name, "market", "contact_every")
    wanted = segment.market.contact_every if segment.market else {}
    for call in wanted:
        yield from unknown_name((*at, call), call, s.call_plans, "call plans")
    for call in wanted:
        yield from _serves_problems(s, (*at, call), call, "prospects")
    for call in segment.contact_every:
        yield from _serves_problems(s, ("segments", name, "contact_every", call), call, "customers")
    ends = segment.contract.ends_with if segment.contract else None
    if ends in s.activities and s.activities[ends].serves == "prospects":
        where = ("segments", name, "contract", "ends_with")
        yield problem(
            where, "contracts are with customers, and {name!r} is for prospects", name=ends
        )


def _serves_problems(s: ScenarioFields, at: KeyPath, call: str, who: str) -> Iterator[Problem]:
    """A call, and what precedes it, are for those who are called on."""
    preparation = s.call_plans[call].preparation if call in s.call_plans else None
    for name in (call, preparation):
        if name in s.activities and s.activities[name].serves not in (who, "all"):
            text = translatable("{name!r} is not for {who}: say 'serves: all'")
            yield problem(at, text, name=name, who=who)


def _account_problems(s: ScenarioFields, name: str, a: Activity) -> Iterator[Problem]:
    """What loses or wins an account is over at once; prospects are those of a market."""
    at = ("activities", name)
    if a.loses_account and a.automated < 1:
        yield problem((*at, "loses_account"), "a loss needs nobody: 'automated: 1'")
    if a.loses_account and a.serves != "customers":
        yield problem((*at, "loses_account"), "only customers can be lost: 'serves: customers'")
    if a.wins_account and a.automated < 1:
        yield problem((*at, "wins_account"), "a win needs nobody: 'automated: 1'")
    if a.wins_account and a.serves == "customers":
        yield problem((*at, "wins_account"), "only prospects can be won: 'serves: prospects'")
    if a.serves != "customers" and not any(each.market for each in s.segments.values()):
        yield problem((*at, "serves"), "there are no prospects: no segment has a 'market'")


def _owner_problems(s: ScenarioFields) -> Iterator[Problem]:
    """What a change of owner takes must be there."""
    changing = s.territory.change_of_owner if s.territory is not None else None
    where = ("territory", "change_of_owner")
    if changing is None:
        return
    if changing.of == "goodwill" and s.goodwill is None:
        text = "it takes from the goodwill of accounts: say 'goodwill' and what responds to it"
        yield problem(where, text)
    if changing.of == "sales" and not s.deals:
        yield problem(where, "it takes from what accounts buy: say 'deals', or 'of: goodwill'")


def _category_problems(s: ScenarioFields) -> Iterator[Problem]:
    if len(set(s.categories)) < len(s.categories):
        yield problem(("categories",), "a category is named twice")
    for own in OWN_CATEGORIES[:3]:
        if own not in s.categories:
            yield problem(
                ("categories",),
                "{own!r} comes out of every replay and must be in the list",
                own=own,
            )
    if not s.selling:
        yield problem(("selling",), "expected at least one definition of selling time")
    for name, categories in s.selling.items():
        for category in categories:
            yield from unknown_name(("selling", name), category, s.categories, "categories")


def _activity_problems(s: ScenarioFields, name: str, a: Activity) -> Iterator[Problem]:
    at = ("activities", name)
    yield from unknown_name((*at, "category"), a.category, s.categories, "categories")
    for role in a.by.roles:
        yield from unknown_name((*at, "by"), role, s.roles, "roles")
    yield from _line_problems(s, name, a)
    if a.overflow:
        yield from unknown_name((*at, "overflow", "to"), a.overflow.to, s.roles, "roles")
    if a.moved:
        yield from _moved_problems(s, a, a.moved, (*at, "moved"))
    yield from _joint_problems(s, name, a)
    yield from _lapse_problems(s, name, a)
    yield from _contact_problems(name, a)
    yield from _bidding_problems(s, name, a)
    yield from _steering_problems(s, name, a)
    yield from _session_problems(s, name, a)
    if is_on_request(s, name):
        yield from _request_problems(s, name, a)
    if a.appointment is not None:
        yield from _appointment_problems(s, name, a)
    agreed = a.arises.meeting or a.partners
    if a.place == "headquarters" and not a.splittable and not agreed:
        yield problem((*at, "splittable"), "work at headquarters must be splittable")
    if a.place == "desk":
        if not a.splittable and not a.partners:
            yield problem((*at, "splittable"), "work at a desk must be splittable")
        if a.arises.meeting:
            yield problem((*at, "place"), "a meeting is held anywhere, at the base or headquarters")


def is_on_request(s: ScenarioFields, name: str) -> bool:
    """Is an activity done at the customer's though no call plan asks for it?"""
    return s.activities[name].place == "account" and name not in s.call_plans


def _request_problems(s: ScenarioFields, name: str, a: Activity) -> Iterator[Problem]:
    """A visit on request is made whole, and there is somewhere to go."""
    at = ("activities", name)
    if a.arises.meeting:
        yield problem((*at, "place"), "a meeting is held anywhere, at the base or headquarters")
    if a.splittable:
        yield problem((*at, "splittable"), "a visit is made whole: 'splittable: false'")
    nowhere = _without_account(s)
    for cause, edge in causes(s, name).items():
        if cause in nowhere:
            text = translatable("{cause!r} may be about no account, so there is nowhere to go")
            yield problem(edge.at, text, cause=cause)


def _appointment_problems(s: ScenarioFields, name: str, a: Activity) -> Iterator[Problem]:
    """What is done at a time agreed on is not what is done as soon as somebody has time."""
    at = ("activities", name, "appointment")
    if not is_on_request(s, name):
        yield problem(at, "appointments are for visits on request: 'place: account', no call plan")
    for word in ("overflow", "on_days", "interrupts"):
        if getattr(a, word):
            yield problem(at, "what has an appointment cannot have {word!r}", word=word)


def _without_account(s: ScenarioFields) -> set[str]:
    """Activities that may be about no account."""
    general = {name for name, a in s.activities.items() if _names_no_account(s, name, a)}
    return downstream(s, general)


def _names_no_account(s: ScenarioFields, name: str, a: Activity) -> bool:
    """Does an activity arise by itself without an account, so that none is drawn for it either?"""
    inbound = a.arises.inbound
    general = a.arises.routine or a.arises.meeting or (inbound and inbound.per == "role")
    return bool(general) and not is_on_request(s, name)


def _joint_problems(s: ScenarioFields, name: str, a: Activity) -> Iterator[Problem]:
    """People agree on a time for joint work once, so it cannot be what has to be begun again."""
    at = ("activities", name, "with")
    for role in a.partners:
        yield from unknown_name((*at, role), role, s.roles, "roles")
    if not a.partners:
        return
    others = {
        "moved": a.moved,
        "overflow": a.overflow,
        "on_days": a.on_days,
        "interrupts": a.interrupts,
        "meeting": a.arises.meeting,
        "preparation": name in s.call_plans and s.call_plans[name].preparation,
    }
    for word, value in others.items():
        if value:
            yield problem(at, "work that several do together cannot have {word!r}", word=word)
    if a.splittable:
        yield problem(at, "work that several do together is not split: 'splittable: false'")


def _lapse_problems(s: ScenarioFields, name: str, a: Activity) -> Iterator[Problem]:
    """What has its time, or is due again by itself, does not lapse."""
    at = ("activities", name, "lapses")
    if a.lapses is None:
        return
    others = {
        "with": a.partners,
        "appointment": a.appointment,
        "meeting": a.arises.meeting,
        "call_plans": name in s.call_plans,
        "preparation": _prepares(s, name),
    }
    for word, value in others.items():
        if value:
            yield problem(at, "work that lapses cannot have {word!r}", word=word)
    if a.lapses == "next_one" and a.arises.routine is None:
        text = translatable("no next one comes round: say 'arises: routine', or 'after: 10 d'")
        yield problem(at, text)


def _contact_problems(name: str, a: Activity) -> Iterator[Problem]:
    """What meets nobody hears nothing, and what never lapses is not felt as that."""
    at = ("activities", name)
    for word, value in {"hears": a.hears, "felt_as": a.felt_as}.items():
        if value is not None and a.channel is None:
            text = translatable("{word!r} is said of contacts: say its 'channel', such as phone")
            yield problem((*at, word), text, word=word)
    if a.goodwill_if_lapsed and a.lapses is None:
        text = translatable("it never lapses: say 'lapses', such as 'after: 3 d'")
        yield problem((*at, "goodwill_if_lapsed"), text)


def _bidding_problems(s: ScenarioFields, name: str, a: Activity) -> Iterator[Problem]:
    """Only what opens a deal can open it against another team's, and it follows on work of one."""
    at = ("activities", name, "bids_against")
    if a.bids_against is None:
        return
    if not any(name in deal.leads for deal in s.deals.values()):
        yield problem(at, "it opens no deal: name it in the first of a deal's 'stages'")
    if not a.arises.after:
        yield problem(at, "nobody of ours is there to be asked: say 'arises: after', a visit say")


def _steering_problems(s: ScenarioFields, name: str, a: Activity) -> Iterator[Problem]:
    """Who looks at records needs records that somebody writes, and somebody to look."""
    at = ("activities", name, "steers")
    if a.steers is None:
        return
    for record in a.steers.reads:
        yield from unknown_name((*at, "reads"), record, s.activities, "activities")
    if name in a.steers.reads:
        yield problem((*at, "reads"), "a look at the records is no record itself")
    others = {each.steers.by for each in s.activities.values() if each.steers}
    if len(others) > 1:
        yield problem((*at, "by"), "looks at the same records: say the same for all of them")
    if a.automated == 1 or a.arises.meeting:
        yield problem(at, "one person has to look: say 'arises: routine', and no 'automated'")


def _session_problems(s: ScenarioFields, name: str, a: Activity) -> Iterator[Problem]:
    """What has its time already is not gathered; who interrupts a session interrupts others."""
    at = ("activities", name, "sessions")
    if a.sessions is None:
        return
    others = {
        "on_days": a.on_days,
        "overflow": a.overflow,
        "with": a.partners,
        "place: account": is_on_request(s, name),
        "meeting": a.arises.meeting,
        "call_plans": name in s.call_plans,
        "preparation": _prepares(s, name),
    }
    for word, value in others.items():
        if value:
            yield problem(at, "work in sessions cannot have {word!r}", word=word)
    for other in a.sessions.but:
        yield from unknown_name((*at, "but"), other, s.activities, "activities")
        if other in s.activities and not (
            s.activities[other].interrupts and s.activities[other].urgency < a.urgency
        ):
            text = translatable(
                "{name!r} would not interrupt it: that takes 'interrupts: true' and less than"
                " 'urgency: {urgency}'"
            )
            yield problem((*at, "but"), text, name=other, urgency=a.urgency)


def _prepares(s: ScenarioFields, name: str) -> bool:
    return any(plan.preparation == name for plan in s.call_plans.values())


def _moved_problems(s: ScenarioFields, a: Activity, moved: Moved, at: KeyPath) -> Iterator[Problem]:
    """Who work is handed to, and whose cases are."""
    yield from unknown_name((*at, "to"), moved.to, s.roles, "roles")
    if moved.to == a.by:
        yield problem((*at, "to"), "{by!r} does it already", by=a.by)
    for name, chosen in moved.only_of.items():
        where = (*at, "only_of", name)
        yield from unknown_name(where, name, s.roles, "roles")
        role = s.roles.get(name)
        if role is None:
            continue
        if role.accounts != "own":
            text = "{role!r} has no accounts of its own, by which cases could be told apart"
            yield problem(where, text, role=name)
        yield from _pilot_problems(where, name, role, chosen)


def _pilot_problems(
    where: KeyPath, name: str, role: Role, chosen: int | tuple[str, ...]
) -> Iterator[Problem]:
    """More people in a pilot than there are, or others."""
    if not isinstance(chosen, int):
        known = [each.name for each in people_of(name, role)]
        for person in chosen:
            yield from unknown_name(where, person, known, "people")
    elif chosen > role.people > 0:
        text = translatable("read {read}, expected at most {people}: so many are of {role!r}")
        yield problem(where, text, read=chosen, people=role.people, role=name)


def _line_problems(s: ScenarioFields, name: str, a: Activity) -> Iterator[Problem]:
    """Work of several roles, or for those with a skill, waits in one line for all of them."""
    at = ("activities", name)
    several, required = len(a.by.roles) > 1, a.skill is not None and a.skill.required
    for word in ("by",) * several + ("skill",) * required:
        yield from _unfit_for_line(s, (*at, word), name, a)
    if a.skill is not None and not required and a.arises.meeting:
        yield problem((*at, "skill"), "a meeting takes as long for everybody")
    if a.by.in_order and a.by in s.roles and _is_owned(s, a) and not a.arises.meeting:
        text = translatable("whoever is free does it, so say 'whose: anyone'")
        yield problem((*at, "by"), text)


def _is_owned(s: ScenarioFields, a: Activity) -> bool:
    return a.whose == "owner" or (a.whose is None and s.roles[a.by].accounts == "own")


def _unfit_for_line(s: ScenarioFields, at: KeyPath, name: str, a: Activity) -> Iterator[Problem]:
    """What work of several roles, or for those with a skill, cannot be at the same time."""
    others = {
        "moved": a.moved,
        "overflow": a.overflow,
        "interrupts": a.interrupts and not a.by.shares,
        "exclusive": a.sessions and a.sessions.exclusive and not a.by.shares,
        "routine": a.arises.routine,
        "meeting": a.arises.meeting,
        "call_plans": name in s.call_plans,
        "preparation": _prepares(s, name),
    }
    for word, value in others.items():
        if value:
            text = translatable("work of several roles, or for a skill, cannot have {word!r}")
            if word == "meeting" and a.by.in_order:
                text = translatable(
                    "a meeting is held by one role: write 'by: {role}', and who else attends in"
                    " 'meeting: {{joined_by: [{others}]}}'"
                )
            first, *further = a.by.roles
            yield problem(at, text, word=word, role=first, others=", ".join(further))
    travels = any(s.roles[role].base == "home" for role in a.by.roles if role in s.roles)
    if a.place in ("headquarters", "base") and travels and not a.partners and not a.by.shares:
        text = translatable("people who start from home cannot do it at {place!r}")
        yield problem(at, text, place=a.place)


def max_chance(s: ScenarioFields, following: Following | Branch) -> float:
    """The largest chance with which a task can follow, whatever has happened."""
    chance = following.chances[-1]
    for name in following.responds_to:
        if name in s.responses:
            response = s.responses[name]
            chance = (
                min(1, chance * response.max_factor())
                if response.multiplies == "chance"
                else (by_odds(chance, response.max_factor()))
            )
    return chance


def most_chance(s: ScenarioFields, effect: str, link: Following | Branch) -> float:
    """The largest chance with which it is to be drawn: all of what a customer decides on late."""
    late = isinstance(link, Following) and effect in contested(s)
    return 1.0 if late else max_chance(s, link)


def by_odds(chance: float, factor: float) -> float:
    """A chance with its odds multiplied."""
    whole = chance * factor + 1 - chance
    return chance * factor / whole if whole > 0 else 0.0


def _cover_problems(s: ScenarioFields) -> Iterator[Problem]:
    """Who does the work of those who are away."""
    for name, role in s.roles.items():
        cover, at = role.absence.cover, ("roles", name, "absence", "cover")
        if cover is None:
            continue
        if cover.by == name:
            yield problem((*at, "by"), "{role!r} is the role itself: say 'team'", role=name)
        elif cover.by not in SUBSTITUTES:
            known = [*SUBSTITUTES, *(other for other in s.roles if other != name)]
            yield from unknown_name((*at, "by"), cover.by, known, "words or roles")
            if cover.calls:
                text = translatable("calls go to a colleague or to the team, not to {role!r}")
                yield problem((*at, "calls"), text, role=cover.by)


def _commission_problems(s: ScenarioFields) -> Iterator[Problem]:
    """Who shares in a commission, and who leaves over its cap."""
    for name, role in s.roles.items():
        if role.commission is None:
            continue
        at = ("roles", name, "commission")
        for other, part in role.commission.shared.items():
            if other == name:
                text = translatable("{role!r} is the role itself: its part is what is left")
                yield problem((*at, "shared", other), text, role=name)
            yield from unknown_name((*at, "shared", other), other, s.roles, "roles")
            for segment in part.segments or ():
                where = (*at, "shared", other, "segments")
                yield from unknown_name(where, segment, s.segments, "segments")
        if role.commission.leaving_at_cap > 1 and role.turnover is None:
            text = translatable("more often than what? Say the role's 'turnover'")
            yield problem((*at, "leaving_at_cap"), text)


def _winning_problems(s: ScenarioFields, name: str, won: str) -> Iterator[Problem]:
    """Winning is an event of its own, that follows on something."""
    at, event = ("deals", name, "stages"), s.activities.get(won)
    if event is not None and event.automated < 1:
        text = translatable("winning needs nobody: say 'automated: 1' for {won!r}")
        yield problem(at, text, won=won)
    if event is not None and not causes(s, won):
        text = translatable(
            "nothing leads to {won!r}, with which it is won: say in its 'arises' on what it"
            " follows, and do not eliminate that"
        )
        yield problem(at, text, won=won)


def _deal_problems(s: ScenarioFields) -> Iterator[Problem]:
    stages: dict[str, str] = {}
    for name, deal in s.deals.items():
        for stage, works in deal.stages.items():
            at = ("deals", name, "stages", stage)
            for work in works:
                yield from unknown_name(at, work, s.activities, "activities")
                for call, plan in s.call_plans.items():
                    if work in (call, plan.preparation):
                        text = translatable(
                            "{work!r} is of a planned call and no stage of a deal: name work that"
                            " follows on it, with 'arises: {{after: {{{call}: 1}}}}'"
                        )
                        yield problem(at, text, work=work, call=call)
                if work in stages:
                    yield problem(
                        at, "{work!r} is a stage of {deal!r} already", work=work, deal=stages[work]
                    )
                stages[work] = name
        yield from _winning_problems(s, name, deal.won)
    for name, activity in s.activities.items():
        yield from _account_problems(s, name, activity)
    for name, segment in s.segments.items():
        if segment.contract is not None:
            where = ("segments", name, "contract", "ends_with")
            yield from unknown_name(where, segment.contract.ends_with, s.activities, "activities")
    yield from _change_problems(s)


def _change_problems(s: ScenarioFields) -> Iterator[Problem]:
    """A change, its outlay and what it costs to learn must not vanish in the warm-up."""
    several = len(s.changes) > 1
    before: date | None = None
    for number, change in enumerate(s.changes):
        at = ("change", str(number)) if several else ("change",)
        yield from _day_problems(s, change, at)
        if number and (change.on is None or (before is not None and change.on <= before)):
            yield problem((*at, "on"), "expected a later day than that of the change before it")
        before = change.on


def _day_problems(s: ScenarioFields, change: DatedChange, at: KeyPath) -> Iterator[Problem]:
    """What is wrong with the day of a change."""
    first, last = after_warm_up(s), s.horizon.start + timedelta(weeks=s.horizon.weeks)
    if change.on is None:
        if change.learning is not None and first > s.horizon.start:
            yield problem(
                (*at, "learning"),
                "without a day it falls into the warm-up, which nothing counts; say 'on: {day}',"
                " the first day that counts, or a later one",
                day=first,
            )
    elif not s.horizon.start <= change.on < last:
        yield problem(
            (*at, "on"),
            "read {on}, expected a day that counts, {first} to {last}",
            on=change.on,
            first=first,
            last=last - timedelta(days=1),
        )
    elif change.on < first:
        yield problem(
            (*at, "on"),
            "read {on}, which lies in the warm-up; the first day that counts is {day}",
            on=change.on,
            day=first,
        )


def after_warm_up(s: ScenarioFields) -> date:
    """The day after the warm-up."""
    return s.horizon.start + timedelta(weeks=s.horizon.warm_up_weeks)


def change_day(s: ScenarioFields) -> int:
    """Days from the start to the change that comes last."""
    return day_of(s, s.change)


def day_of(s: ScenarioFields, change: DatedChange) -> int:
    """Days from the start to a change."""
    return 0 if change.on is None else (change.on - s.horizon.start).days


def _arises_problems(name: str, a: Activity, around: TriggerContext) -> Iterator[Problem]:
    context = _of_activity(around, a)
    for keys, trigger in a.arises.triggers():
        yield from trigger.problems(("activities", name, "arises", *keys), context)


def _around(s: ScenarioFields) -> TriggerContext:
    """What all triggers of a scenario have to know of it."""
    return TriggerContext(
        start=s.horizon.start,
        weeks=s.horizon.weeks,
        role="",
        people={name: role.people for name, role in s.roles.items()},
        accounts={name: businesses_of(s, segment) for name, segment in s.segments.items()},
        orders={name: segment.mean_orders for name, segment in s.segments.items()},
        names={
            "activities": s.activities,
            "deals": s.deals,
            "responses": s.responses,
            "roles": s.roles,
            "segments": s.segments,
        },
        profiles=s.profiles,
    )


def _of_activity(around: TriggerContext, a: Activity) -> TriggerContext:
    """What the triggers of one activity have to know."""
    return around._replace(
        role=a.by,
        rerouted=bool(a.moved or a.overflow or a.on_days or a.automated),
        alone=len(list(a.arises.triggers())) <= 1,
    )


class Occurrence(NamedTuple):
    """A trigger where a scenario uses it."""

    at: KeyPath
    trigger: Trigger
    context: TriggerContext
    activities: KeyPath  # of which one task each arises at a time


def occurrences(s: ScenarioFields) -> Iterator[Occurrence]:
    """All triggers that a scenario uses and whose activity exists, those of segments first."""
    around = _around(s)
    for name, segment in s.segments.items():
        here = around._replace(accounts={name: around.accounts[name]})
        for call, every in segment.shortest_intervals().items():
            if call in s.call_plans and call in s.activities:
                plan, at = s.call_plans[call], ("segments", name, "contact_every", call)
                both = (call, plan.preparation) if plan.preparation in s.activities else (call,)
                yield Occurrence(at, plan, here._replace(every=every), both)
    for name, segment in s.segments.items():
        if segment.contract and segment.contract.ends_with in s.activities:
            here = around._replace(accounts={name: around.accounts[name]})
            ends = (segment.contract.ends_with,)
            yield Occurrence(("segments", name, "contract"), segment.contract, here, ends)
    for name, activity in s.activities.items():
        context = _of_activity(around, activity)
        for keys, trigger in activity.arises.triggers():
            yield Occurrence(("activities", name, "arises", *keys), trigger, context, (name,))
        for effect, choice in activity.then.items():
            yield Occurrence(("activities", name, "then", effect), choice, context, (effect,))


_UNFIT_FOR_CALLS = {  # what calls cannot be told, and why
    "splittable": translatable("a call ({name!r}) is made in one go: say 'splittable: false'"),
    "moved": translatable(
        "a call ({name!r}) is made by the owner of the account: it cannot be handed to others in"
        " part or with a hand-over"
    ),
    "automated": translatable(
        "a call ({name!r}) is made by the owner of the account: it cannot be automated"
    ),
    "overflow": translatable(
        "a call ({name!r}) is made by the owner of the account: it cannot overflow to others"
    ),
    "on_days": translatable(
        "a call ({name!r}) is due by its call plan: it cannot be bound to weekdays"
    ),
}


def _plan_problems(s: ScenarioFields, name: str, plan: CallPlan) -> Iterator[Problem]:
    at = ("call_plans", name)
    if name not in s.activities:
        yield from unknown_name(at, name, s.activities, "activities")
        return
    call = s.activities[name]
    if call.by in s.roles and s.roles[call.by].accounts != "own":
        by = ("activities", name, "by")
        yield problem(by, "the call plan needs 'accounts: own' for {by!r}", by=call.by)
    for word, text in _UNFIT_FOR_CALLS.items():
        if getattr(call, word):
            yield problem(("activities", name, word), text, name=name)
    if call.arises != Arises():
        yield problem(at, "{name!r} arises from its call plan alone", name=name)
    weights = weights_of(plan.order)
    for segment in weights.segment if weights else ():
        where = (*at, "order", "segment", segment)
        yield from unknown_name(where, segment, s.segments, "segments")
    if plan.preparation:
        yield from unknown_name((*at, "preparation"), plan.preparation, s.activities, "activities")
        yield from _preparation_problems(s, (*at, "preparation"), plan.preparation, call)


def _size_problems(s: ScenarioFields) -> Iterator[Problem]:
    """More than a replication can hold, estimated from the scenario's own rates."""
    people = sum(role.people for role in s.roles.values())
    if people * s.horizon.weeks * 7 > MAX_DAYS_OF_WORK:
        text = translatable("at most {most:,} days of all people together")
        yield problem(
            ("roles",),
            "{people:,} people for {weeks} weeks, expected {bound}",
            people=people,
            weeks=s.horizon.weeks,
            bound=gettext(text, most=MAX_DAYS_OF_WORK),
        )
    accounts = 0
    for name, segment in s.segments.items():
        accounts += businesses_of(s, segment)
        if accounts > MAX_ACCOUNTS:
            text = translatable("{accounts:,} accounts by then, expected at most {most:,}")
            yield problem(("segments", name), text, accounts=accounts, most=MAX_ACCOUNTS)
    if s.territory is not None and s.territory.cut == "balance" and accounts > MAX_BALANCED:
        text = translatable("{accounts:,} accounts, of which 'balance' can cut up to {most:,}")
        yield problem(("territory", "cut"), text, accounts=accounts, most=MAX_BALANCED)
    yield from _neighbour_problems(s)
    if not list(_loop_problems(s)):
        yield from _task_problems(s)


def _task_problems(s: ScenarioFields) -> Iterator[Problem]:
    """More tasks than a replication can hold, with all that is expected to follow on each."""
    total = 0.0
    follow = _followers(s)
    for at, trigger, context, activities in occurrences(s):
        if trigger.by_itself:
            total += trigger.expected_tasks(context) * sum(follow[name] for name in activities)
            yield from _too_many(total, at)


def _followers(s: ScenarioFields) -> dict[str, float]:
    """Tasks expected of each task of an activity: itself, and all that it leads to."""
    import numpy as np

    def steps(place: Region) -> Any:
        chances = usual_chances(s, place)
        for cause, effect, link in ((e.cause, e.effect, e.link) for e in edges_of(s)):
            if link.responds_to and (cause, effect) in chances:
                chances[cause, effect] = max_chance(s, link)
        return matrix_of(s, chances)

    whole = worth_in_the_end(s, steps, np.ones(len(s.activities)))
    return dict(zip(s.activities, whole.tolist(), strict=True))


def _neighbour_problems(s: ScenarioFields) -> Iterator[Problem]:
    for name, plan in s.call_plans.items():
        by = s.activities[name].by if name in s.activities else ""
        people = s.roles[by].people if by in s.roles else 0
        accounts = sum(businesses_of(s, segment) for segment in s.segments.values())
        if plan.order == "nearest_first" and accounts > MAX_NEIGHBOURS * max(people, 1):
            bound = gettext("{most:,} accounts for each person", most=MAX_NEIGHBOURS)
            yield problem(
                ("call_plans", name, "order"),
                "nearest first goes with at most {bound}",
                bound=bound,
            )


def _too_many(total: float, at: KeyPath) -> Iterator[Problem]:
    if total > MAX_TASKS:
        bound = gettext("{most:,} tasks in one replication", most=MAX_TASKS)
        yield problem(
            at,
            "about {total:,.0f} tasks by then, expected at most {bound}",
            total=total,
            bound=bound,
        )


def _preparation_problems(
    s: ScenarioFields, at: KeyPath, name: str, call: Activity
) -> Iterator[Problem]:
    preparation = s.activities.get(name)
    if name in s.call_plans or (preparation and preparation.arises.meeting):
        yield problem(
            at, "{name!r} is a call or a meeting, expected work of another kind", name=name
        )
    elif preparation and (preparation.by != call.by or preparation.moved):
        yield problem(
            at, "{name!r} is not done by {by!r}, who makes the calls", name=name, by=call.by
        )
    elif preparation and _only_for_waiting_work(preparation):
        unfit = gettext("overflow, interrupt, wait for a weekday or have a place of its own")
        yield problem(
            at, "{name!r} is done when a call is due, so it cannot {unfit}", name=name, unfit=unfit
        )


def _only_for_waiting_work(a: Activity) -> bool:
    return bool(a.overflow or a.interrupts or a.on_days or a.place != "anywhere")


def _loop_problems(s: ScenarioFields) -> Iterator[Problem]:
    """Work that leaves behind, on average, at least as much of itself as there was, never ends."""
    names = looped(s, lambda link: max_chance(s, link))
    if names:
        every = [edge.at for edge in edges_of(s) if edge.effect == names[0] and edge.cause in names]
        yield problem(
            every[0] if every[0][2] == "then" else every[0][:4],
            "{names} lead to each other without end: lower a chance",
            names=", ".join(names),
        )
