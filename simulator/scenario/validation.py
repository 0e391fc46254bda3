"""What must fit together in a scenario, and how large it may be; each problem has its place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from simulator.scenario.schema.activities import Activity, CallPlan, Following
from simulator.scenario.schema.base import OWN_CATEGORIES
from simulator.scenario.schema.scenario import ScenarioFields
from simulator.scenario.schema.segments import Segment
from simulator.scenario.units import DAY, WEEK, nearest_word

MAX_ACCOUNTS = 200_000
MAX_PROBLEMS = 200  # looked for at once
MAX_TASKS = 10_000_000  # in one replication
MAX_DAYS_OF_WORK = 5_000_000  # of all people, from the first day of the horizon to the last
MAX_NEIGHBOURS = 3_000  # accounts of one person, when the nearest goes first


class ScenarioProblems(ValueError):
    """What does not fit together in a scenario: places (as paths of keys) and messages."""

    def __init__(self, problems: list[tuple[tuple[str, ...], str]]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{'.'.join(where)}: {what}" for where, what in problems))


Problem = tuple[tuple[str, ...], str]


def validate(s: ScenarioFields) -> None:
    """Raises ScenarioProblems with all that does not fit together, up to a bound."""
    problems = list(islice(_problems(s), MAX_PROBLEMS))
    if problems:
        raise ScenarioProblems(problems)


def _known(where: tuple[str, ...], word: str, words: Iterable[str], kind: str) -> Iterator[Problem]:
    """A problem when a name refers to nothing."""
    words = list(words)
    if word not in words:
        expected = ", ".join(sorted(words)[:12]) or "none is defined"
        yield (
            where,
            f"read {word!r}, expected one of the {kind} ({expected}){nearest_word(word, words)}",
        )


def _problems(s: ScenarioFields) -> Iterator[Problem]:
    """Whatever does not fit together, part by part."""
    yield from _category_problems(s)
    yield from _deal_problems(s)
    for name, activity in s.activities.items():
        yield from _activity_problems(s, name, activity)
        yield from _arises_problems(s, name, activity)
    for name, plan in s.call_plans.items():
        yield from _plan_problems(s, name, plan)
    for name, segment in s.segments.items():
        for call in segment.contact_every:
            yield from _known(
                ("segments", name, "contact_every", call), call, s.call_plans, "call plans"
            )
        if segment.places is None and s.territory is None:
            yield ("segments", name), "generated accounts need a 'territory' to lie in"
    if s.travel is None and (s.segments or any(r.base == "home" for r in s.roles.values())):
        yield ("travel",), "missing: accounts or homes are elsewhere, so say how people travel"
    yield from _size_problems(s)
    yield from _loop_problems(s)


def _category_problems(s: ScenarioFields) -> Iterator[Problem]:
    if len(set(s.categories)) < len(s.categories):
        yield ("categories",), "a category is named twice"
    for own in OWN_CATEGORIES[:3]:
        if own not in s.categories:
            yield ("categories",), f"{own!r} comes out of every replay and must be in the list"
    if not s.selling:
        yield ("selling",), "expected at least one definition of selling time"
    for name, categories in s.selling.items():
        for category in categories:
            yield from _known(("selling", name), category, s.categories, "categories")


def _activity_problems(s: ScenarioFields, name: str, a: Activity) -> Iterator[Problem]:
    at = ("activities", name)
    yield from _known((*at, "category"), a.category, s.categories, "categories")
    yield from _known((*at, "by"), a.by, s.roles, "roles")
    if a.overflow:
        yield from _known((*at, "overflow", "to"), a.overflow.to, s.roles, "roles")
        if a.overflow.to == a.by:
            yield (*at, "overflow", "to"), "overflow must go to another role"
    if a.moved:
        yield from _known((*at, "moved", "to"), a.moved.to, s.roles, "roles")
        if a.moved.to == a.by:
            yield (*at, "moved", "to"), f"{a.by!r} does it already"
    if a.place == "account" and name not in s.call_plans:
        yield (*at, "place"), "only calls of a call plan are made at accounts"
    if a.place == "headquarters" and not a.splittable and not a.arises.meeting:
        yield (*at, "splittable"), "work at headquarters must be splittable"


def max_chance(s: ScenarioFields, following: Following) -> float:
    """The largest chance with which a task can follow, whatever has happened."""
    chance = following.chance
    for name in following.responds_to:
        if name in s.responses:
            response = s.responses[name]
            chance = (
                min(1, chance * response.most())
                if response.multiplies == "chance"
                else (by_odds(chance, response.most()))
            )
    return chance


def by_odds(chance: float, factor: float) -> float:
    """A chance with its odds multiplied."""
    whole = chance * factor + 1 - chance
    return chance * factor / whole if whole > 0 else 0.0


def _deal_problems(s: ScenarioFields) -> Iterator[Problem]:
    stages: dict[str, str] = {}
    for name, deal in s.deals.items():
        for stage, works in deal.stages.items():
            at = ("deals", name, "stages", stage)
            for work in works:
                yield from _known(at, work, s.activities, "activities")
                if work in stages:
                    yield at, f"{work!r} is a stage of {stages[work]!r} already"
                stages[work] = name
        won = s.activities.get(deal.won)
        if won is not None and (won.automated < 1 or not won.arises.after):
            message = (
                f"winning needs nobody and follows on something: 'automated: 1' for {deal.won!r}"
            )
            yield ("deals", name, "stages"), message
    for name, activity in s.activities.items():
        if activity.loses_account and activity.automated < 1:
            yield ("activities", name, "loses_account"), "a loss needs nobody: 'automated: 1'"
    for name, segment in s.segments.items():
        if segment.contract is not None:
            where = ("segments", name, "contract", "ends_with")
            yield from _known(where, segment.contract.ends_with, s.activities, "activities")
    if s.change.on is not None and not 0 <= change_day(s) < 7 * s.horizon.weeks:
        yield ("change", "on"), f"read {s.change.on}, expected a day of the horizon"


def change_day(s: ScenarioFields) -> int:
    """Days from the start to the change."""
    return 0 if s.change.on is None else (s.change.on - s.horizon.start).days


def _arises_problems(s: ScenarioFields, name: str, a: Activity) -> Iterator[Problem]:
    at = ("activities", name, "arises")
    for cause, following in a.arises.after.items():
        yield from _known((*at, "after", cause), cause, s.activities, "activities")
        for response in following.responds_to:
            where = (*at, "after", cause, "responds_to")
            yield from _known(where, response, s.responses, "responses")
        if (following.above is not None or following.up_to is not None) and not s.deals:
            yield (*at, "after", cause), "'above' and 'up_to' are for deals, and there are none"
    inbound = a.arises.inbound
    if inbound:
        if inbound.profile:
            yield from _known((*at, "inbound", "profile"), inbound.profile, s.profiles, "profiles")
        for segment in inbound.segments or ():
            yield from _known((*at, "inbound", "segments"), segment, s.segments, "segments")
        if inbound.per == "role" and inbound.segments:
            yield (*at, "inbound", "segments"), "a rate per role comes from no segment"
    if a.arises.meeting:
        for role in a.arises.meeting.joined_by:
            yield from _known((*at, "meeting", "joined_by"), role, s.roles, "roles")
            if role == a.by:
                yield (*at, "meeting", "joined_by"), f"{role!r} attends as the role that does it"
        if a.moved or a.overflow or a.on_days or a.automated:
            yield at, "a meeting cannot be moved, automated, overflow or wait for a weekday"
        if a.arises.routine or a.arises.inbound or a.arises.after:
            yield at, "a meeting arises in no other way"


def _plan_problems(s: ScenarioFields, name: str, plan: CallPlan) -> Iterator[Problem]:
    at = ("call_plans", name)
    if name not in s.activities:
        yield from _known(at, name, s.activities, "activities")
        return
    call = s.activities[name]
    if call.by in s.roles and s.roles[call.by].accounts != "own":
        yield at, f"the call plan needs 'accounts: own' for {call.by!r}"
    if call.splittable or call.moved or call.overflow or call.on_days or call.automated:
        unfit = "splittable, moved, automated, overflowing or bound to weekdays"
        yield at, f"a call ({name!r}) is not {unfit}"
    if call.arises.routine or call.arises.inbound or call.arises.after or call.arises.meeting:
        yield at, f"{name!r} arises from its call plan alone"
    if any(o != name and s.activities[o].by == call.by for o in s.call_plans if o in s.activities):
        yield at, f"{call.by!r} has two call plans"
    if plan.preparation:
        yield from _known((*at, "preparation"), plan.preparation, s.activities, "activities")
        yield from _preparation_problems(s, (*at, "preparation"), plan.preparation, call)


def accounts_of(s: ScenarioFields, segment: Segment) -> int:
    """How many accounts a segment comes to."""
    if segment.coordinates:
        return len(segment.coordinates)
    if segment.density is not None and s.territory is not None:
        return round(segment.density * s.territory.width * s.territory.height / 1e6)
    return segment.accounts or 0


def calls_within(horizon: int, every: int, no_show: float) -> int:
    """Calls that an account can see within so many seconds, vain ones included.

    A call that was made is due again after ``every``, the first one at once; a vain one the next
    day. So many calls in vain that one horizon in 10**9 sees more: the tail of their number
    (negative binomial) beyond its mean by six standard deviations and a geometric rest.
    """
    made = horizon // every + 2
    days = horizon // DAY + 1
    if no_show == 0:
        return made
    if no_show == 1:
        return made + days
    odds = no_show / (1 - no_show)
    vain = made * odds + 6 * math.sqrt(made * odds / (1 - no_show)) - 21 / math.log(no_show)
    return made + min(days, math.ceil(vain))


def _size_problems(s: ScenarioFields) -> Iterator[Problem]:
    """More than a replication can hold, told beforehand from the scenario's own rates."""
    people = sum(role.people for role in s.roles.values())
    if people * s.horizon.weeks * 7 > MAX_DAYS_OF_WORK:
        most = f"at most {MAX_DAYS_OF_WORK:,} days of all people together"
        yield ("roles",), f"{people:,} people for {s.horizon.weeks} weeks, expected {most}"
    accounts = 0
    for name, segment in s.segments.items():
        accounts += accounts_of(s, segment)
        if accounts > MAX_ACCOUNTS:
            so_far = f"{accounts:,} accounts by then, expected at most {MAX_ACCOUNTS:,}"
            yield ("segments", name), so_far
    yield from _neighbour_problems(s)
    if not list(_loop_problems(s)):
        yield from _task_problems(s)


def _task_problems(s: ScenarioFields) -> Iterator[Problem]:
    """More tasks than a replication can hold, with all that is expected to follow on each."""
    total = 0.0
    follow = _followers(s)
    for name, segment in s.segments.items():
        for call, every in segment.contact_every.items():
            if call in s.call_plans and call in follow:
                plan = s.call_plans[call]
                calls = calls_within(s.horizon.weeks * WEEK, every, plan.no_show)
                before = follow.get(plan.preparation or "", 0)
                total += accounts_of(s, segment) * calls * (follow[call] + before)
                yield from _too_many(total, ("segments", name, "contact_every", call))
    for name, segment in s.segments.items():
        if segment.contract and segment.contract.ends_with in follow:
            ends = s.horizon.weeks * WEEK / segment.contract.lasts + 1
            total += accounts_of(s, segment) * ends * follow[segment.contract.ends_with]
            yield from _too_many(total, ("segments", name, "contract"))
    for name, activity in s.activities.items():
        for way, tasks in _expected_tasks(s, activity).items():
            total += tasks * follow[name]
            yield from _too_many(total, ("activities", name, "arises", way))


def _followers(s: ScenarioFields) -> dict[str, float]:
    """Tasks expected of each task of an activity: itself, and all that it leads to."""
    import numpy as np

    leads = _leads(s)
    whole = np.linalg.solve(np.eye(len(leads)) - leads, np.ones(len(leads)))
    return dict(zip(s.activities, whole.tolist(), strict=True))


def _leads(s: ScenarioFields) -> Any:
    """How often each activity (row) leads to each other (column), as a matrix."""
    import numpy as np

    names = {name: number for number, name in enumerate(s.activities)}
    leads = np.zeros((len(names), len(names)))
    for name, activity in s.activities.items():
        for cause, following in activity.arises.after.items():
            if cause in names:
                leads[names[cause], names[name]] = max_chance(s, following)
    return leads


def _neighbour_problems(s: ScenarioFields) -> Iterator[Problem]:
    for name, plan in s.call_plans.items():
        by = s.activities[name].by if name in s.activities else ""
        people = s.roles[by].people if by in s.roles else 0
        accounts = sum(accounts_of(s, segment) for segment in s.segments.values())
        if plan.order == "nearest_first" and accounts > MAX_NEIGHBOURS * max(people, 1):
            most = f"{MAX_NEIGHBOURS:,} accounts for each person"
            yield ("call_plans", name, "order"), f"nearest first goes with at most {most}"


def _too_many(total: float, where: tuple[str, ...]) -> Iterator[Problem]:
    if total > MAX_TASKS:
        most = f"{MAX_TASKS:,} tasks in one replication"
        yield where, f"about {total:,.0f} tasks by then, expected at most {most}"


def _expected_tasks(s: ScenarioFields, activity: Activity) -> dict[str, float]:
    """Tasks in one replication, by the way in which they arise by themselves."""
    found: dict[str, float] = {}
    weeks = s.horizon.weeks
    people = s.roles[activity.by].people if activity.by in s.roles else 0
    routine, inbound, meeting = (
        activity.arises.routine,
        activity.arises.inbound,
        activity.arises.meeting,
    )
    if routine is not None:
        found["routine"] = people * routine.times * _turns(routine.every, weeks)
    if inbound is not None:
        named = inbound.segments if inbound.segments is not None else tuple(s.segments)
        accounts = sum(accounts_of(s, s.segments[n]) for n in named if n in s.segments)
        sources = accounts if inbound.per == "account" else 1
        found["inbound"] = sources * inbound.rate.times * weeks * WEEK / inbound.rate.period
    if meeting is not None:
        attending = people + sum(s.roles[r].people for r in meeting.joined_by if r in s.roles)
        found["meeting"] = attending * _turns(meeting.every, weeks)
    return found


def _turns(every: str | int, weeks: int) -> int:
    """How often something comes round by the calendar."""
    return 7 * weeks if every == "day" else -(-weeks // (1 if every == "week" else int(every)))


def _preparation_problems(
    s: ScenarioFields, at: tuple[str, ...], name: str, call: Activity
) -> Iterator[Problem]:
    preparation = s.activities.get(name)
    if name in s.call_plans or (preparation and preparation.arises.meeting):
        yield at, f"{name!r} is a call or a meeting, expected work of another kind"
    elif preparation and (preparation.by != call.by or preparation.moved):
        yield at, f"{name!r} is not done by {call.by!r}, who makes the calls"
    elif preparation and _only_for_waiting_work(preparation):
        unfit = "overflow, interrupt, wait for a weekday or have a place of its own"
        yield at, f"{name!r} is done when a call is due, so it cannot {unfit}"


def _only_for_waiting_work(a: Activity) -> bool:
    return bool(a.overflow or a.interrupts or a.on_days or a.place != "anywhere")


def _loop_problems(s: ScenarioFields) -> Iterator[Problem]:
    """Work that leaves behind, on average, at least as much of itself as there was, never ends."""
    import numpy as np

    leads = _leads(s)
    if len(leads) and max(abs(np.linalg.eigvals(leads))) >= 1 - 1e-6:
        reach = leads > 0
        for _ in range(len(leads).bit_length()):
            reach = reach | (reach @ reach)
        looped = [name for number, name in enumerate(s.activities) if reach[number, number]]
        yield (
            ("activities", looped[0], "arises", "after"),
            (f"{', '.join(looped)} lead to each other without end: lower a chance"),
        )
