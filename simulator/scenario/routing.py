"""The graph of what leads to what: its edges, its chances as expectations, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.errors import KeyPath
from simulator.i18n import translatable
from simulator.scenario.elementary import Numbers
from simulator.scenario.schema.activities import Activity
from simulator.scenario.schema.routing import GRID, Bounds
from simulator.scenario.schema.scenario import ScenarioFields
from simulator.scenario.schema.triggers import Branch, Following, Problem, problem, unknown_name
from simulator.scenario.units import WEEK

Region = Mapping[str, float]  # one value of each field that is asked for; NaN: it has none

AMOUNT = ""  # of the deal: a field that has no name of its own
MAX_REGIONS = 1_000  # combinations of bounds that fields may lie between
MAX_RARE = 6  # members of a join that are reckoned one by one
ROUNDS = 30  # until the chances of several repetitions agree
JOINED = Following(chance=1)


class Edge(NamedTuple):
    """One way from an activity to the next, and where it is written."""

    cause: str
    effect: str
    link: Following | Branch
    at: KeyPath
    joins: tuple[str, ...] = ()  # what else has to be finished, besides the cause


def edges_of(s: ScenarioFields) -> Iterator[Edge]:
    """Whatever leads to something, whether both are there or not."""
    for name in s.activities:
        yield from _said_by_effect(s, name)
    for name, activity in s.activities.items():
        for effect in activity.then:
            yield _chosen(s, name, effect)


def _said_by_effect(s: ScenarioFields, name: str) -> Iterator[Edge]:
    at, arises = ("activities", name, "arises"), s.activities[name].arises
    for cause, following in arises.after.items():
        yield Edge(cause, name, following, (*at, "after", cause))
    if arises.join is not None:
        first, *others = arises.join.of
        yield Edge(first, name, JOINED, (*at, "join"), tuple(others))


def _chosen(s: ScenarioFields, cause: str, effect: str) -> Edge:
    branch = s.activities[cause].then[effect]
    return Edge(cause, effect, branch, ("activities", cause, "then", effect))


def causes(s: ScenarioFields, name: str) -> dict[str, Edge]:
    """What one activity follows on, and how."""
    chosen = (_chosen(s, cause, name) for cause, a in s.activities.items() if name in a.then)
    return {edge.cause: edge for edges in (_said_by_effect(s, name), chosen) for edge in edges}


def causes_of_all(s: ScenarioFields) -> dict[str, dict[str, Edge]]:
    """For each activity, what it follows on, and how."""
    every: dict[str, dict[str, Edge]] = {name: {} for name in s.activities}
    for edge in edges_of(s):
        if edge.effect in every:
            every[edge.effect][edge.cause] = edge
    return every


def downstream(s: ScenarioFields, new: set[str]) -> set[str]:
    """Some activities, and all that may follow on them in the end."""
    known, every = set[str](), causes_of_all(s)
    while new:
        known |= new
        new = {name for name in s.activities if known & every[name].keys()} - known
    return known


# -- on what condition -----------------------------------------------------------------------------


def conditions_of(link: Following | Branch) -> Iterator[tuple[str, Bounds]]:
    """What a way asks of the fields of a case, the amount of its deal among them."""
    yield from link.when.items()
    if isinstance(link, Branch) and (link.above is not None or link.up_to is not None):
        yield AMOUNT, Bounds.model_construct(above=link.above, up_to=link.up_to)


def regions(s: ScenarioFields, *, amounts: bool = False) -> list[Region]:
    """A value of each field between any two bounds, in every combination; NaN for none."""
    choices = [
        (*known, known[-1] + 1, 0.0 if name == AMOUNT else np.nan)
        for name, known in _bounds(s).items()
        if amounts or name != AMOUNT
    ]
    names = [name for name in _bounds(s) if amounts or name != AMOUNT]
    every = islice(product(*choices), MAX_REGIONS + 1)
    return [dict(zip(names, values, strict=True)) for values in every]


def _bounds(s: ScenarioFields) -> dict[str, list[float]]:
    """The bounds that are asked for of each field, in order."""
    points: dict[str, set[float]] = {}
    for edge in edges_of(s):
        for name, bounds in conditions_of(edge.link):
            known = {bound for bound in (bounds.above, bounds.up_to) if bound is not None}
            points.setdefault(name, set()).update(known)
    return {name: sorted(known) for name, known in points.items()}


def fulfilled(link: Following | Branch, region: Region) -> bool:
    """Does a case whose fields lie there go this way? What the region leaves open does not bar."""
    conditions = conditions_of(link)
    return all(bool(each.holds(region[name])) for name, each in conditions if name in region)


def region_shares(s: ScenarioFields, places: Sequence[Region]) -> Numbers:
    """For each activity and region: the share of those arising by themselves that lie there."""
    bounds = _bounds(s)
    shares = np.ones((len(s.activities), len(places)))
    for row, activity in enumerate(s.activities.values()):
        for column, place in enumerate(places):
            for name, value in place.items():
                shares[row, column] *= _share(activity, name, value, bounds[name])
    return shares


def _share(activity: Activity, name: str, value: float, bounds: Sequence[float]) -> float:
    """Share of the cases of an activity whose field lies between the same bounds as a value."""
    field = activity.fields.get(name)
    if field is None or np.isnan(value):
        return float(field is None and np.isnan(value))
    stretch = np.searchsorted(bounds, field.quantile(GRID), side="left")
    return float((stretch == np.searchsorted(bounds, value, side="left")).mean())


# -- chances by repetition -------------------------------------------------------------------------


def contested(s: ScenarioFields) -> set[str]:
    """Activities that win deals for which two teams of ours may bid."""
    return {
        name
        for deal in s.deals.values()
        if any(s.activities[lead].bids_against is not None for lead in deal.leads)
        for name in tuple(deal.stages.values())[-1]
    }


def usual_chances(s: ScenarioFields, region: Region) -> dict[tuple[str, str], float]:
    """How often each way is gone, on average over repetitions, by cause and effect.

    Exact where one activity has chances by repetition. Of several, each sees the others' mean.
    """
    edges = [edge for edge in edges_of(s) if fulfilled(edge.link, region)]
    chances = {(edge.cause, edge.effect): edge.link.chances[-1] for edge in edges}
    repeated = {edge.cause for edge in edges if len(edge.link.chances) > 1}
    for _ in range(ROUNDS if repeated else 0):
        for name in sorted(repeated):
            own = [edge for edge in edges if edge.cause == name]
            chances |= _mean_chances(s, name, own, chances)
    return chances


def matrix_of(s: ScenarioFields, chances: Mapping[tuple[str, str], float]) -> Numbers:
    """Chances by cause (row) and effect (column); names that do not exist are left out."""
    names = {name: number for number, name in enumerate(s.activities)}
    steps = np.zeros((len(names), len(names)))
    for (cause, effect), chance in chances.items():
        if cause in names and effect in names:
            steps[names[cause], names[effect]] = chance
    return steps


def _mean_chances(
    s: ScenarioFields,
    name: str,
    own: Sequence[Edge],
    chances: Mapping[tuple[str, str], float],
) -> dict[tuple[str, str], float]:
    """Chances after an activity, weighted by how often it is done for the nth time on a way."""
    number = list(s.activities).index(name)
    steps = matrix_of(s, chances)
    steps[number] = 0
    back = np.linalg.solve(np.eye(len(steps)) - steps, np.eye(len(steps))[number])
    known = {word: float(back[row]) for row, word in enumerate(s.activities)}
    times = max(len(edge.link.chances) for edge in own)
    weights = np.ones(times)
    for time in range(times):
        again = sum(_at_time(edge.link, time) * known.get(edge.effect, 0.0) for edge in own)
        if time + 1 < times:
            weights[time + 1] = weights[time] * again
        else:
            weights[time] /= max(1 - again, 1e-9)
    weights = weights / weights.sum()
    return {
        (name, edge.effect): sum(
            float(weight) * _at_time(edge.link, time) for time, weight in enumerate(weights)
        )
        for edge in own
    }


def _at_time(link: Following | Branch, time: int) -> float:
    """The chance after the activity was done so many times before."""
    return link.chances[min(time, len(link.chances) - 1)]


# -- tasks in the end ------------------------------------------------------------------------------


def worth_in_the_end(
    s: ScenarioFields, steps_in: Callable[[Region], Numbers], own: Numbers
) -> Numbers:
    """What one of each activity comes to with all that follows, if each alone is worth so much."""
    places = regions(s)
    if len(places) == 1 and not any(edge.joins for edge in edges_of(s)):
        steps = steps_in(places[0])
        return np.asarray(np.linalg.solve(np.eye(len(steps)) - steps, own))
    return np.asarray(tasks_in_the_end(s, steps_in) @ own)


def tasks_in_the_end(s: ScenarioFields, steps_in: Callable[[Region], Numbers]) -> Numbers:
    """Tasks (columns) that come of one of each activity (row) that arises by itself, itself too.

    Fields are drawn then, and decide which steps are taken: one linear system for each region.
    """
    places = regions(s)
    whole = [_solved(s, steps_in(place)) for place in places]
    if len(places) == 1:
        return whole[0]
    shares = region_shares(s, places)
    return np.asarray(np.einsum("rz,zrc->rc", shares, np.array(whole)))


def _solved(s: ScenarioFields, steps: Numbers) -> Numbers:
    """The sum of all powers of the steps; what waits for several comes when all have come.

    How often that is depends on where one begins, so that each row is a system of its own.
    """
    unit = np.eye(len(steps))
    whole = np.linalg.inv(unit - steps).astype(np.float64)
    names = {name: number for number, name in enumerate(s.activities)}
    joins = [
        (names[edge.cause], names[edge.effect], [names[each] for each in edge.joins])
        for edge in edges_of(s)
        if edge.joins and names.keys() >= {edge.cause, *edge.joins}
    ]
    together = [_together(s, steps, [first, *others]) for first, _, others in joins]
    for _ in range(ROUNDS if joins else 0):
        each = np.repeat(steps[None], len(steps), axis=0)
        for (first, effect, others), share in zip(joins, together, strict=True):
            seldom = np.minimum(whole[:, others].min(axis=1), whole[:, first])
            often = np.maximum(whole[:, first], 1e-12)
            each[:, first, effect] = steps[first, effect] * share * seldom / often
        systems = np.swapaxes(unit[None] - each, 1, 2)
        whole = np.asarray(np.linalg.solve(systems, unit[:, :, None])[:, :, 0], dtype=np.float64)
    return whole


def _together(s: ScenarioFields, steps: Numbers, members: Sequence[int]) -> Numbers:
    """For each activity that begins a case: how often all of some come, over the rarest of them.

    By inclusion and exclusion, of the rarest if there are many.
    """
    single = 1 - _none_comes(s, steps, members, np.eye(len(members), dtype=np.bool_))
    rarest = np.argsort(single.sum(axis=1), kind="stable")[:MAX_RARE]
    sets = np.array(list(product((False, True), repeat=len(rarest))))
    none = _none_comes(s, steps, [members[each] for each in rarest], sets)
    every = (np.where(sets.sum(axis=1) % 2, -1.0, 1.0)[:, None] * none).sum(axis=0)
    least = single.min(axis=0)
    share: Numbers = np.where(least > 0, every / np.maximum(least, 1e-12), 1.0).clip(0, 1)
    return share


def _none_comes(
    s: ScenarioFields, steps: Numbers, members: Sequence[int], sets: npt.NDArray[np.bool_]
) -> Numbers:
    """Sets x activities: the chance that none of a set of members comes in a case begun so.

    What follows by chances of its own is a product, of what is chosen one comes at most.
    """
    chosen, names = np.zeros_like(steps), list(s.activities)
    for cause, activity in enumerate(s.activities.values()):
        for effect in activity.then.keys() & s.activities.keys():
            chosen[cause, names.index(effect)] = steps[cause, names.index(effect)]
    free = np.minimum(steps - chosen, 1)
    none = np.ones((len(sets), len(steps)))
    for _ in range(len(steps) + ROUNDS):
        before = none
        comes = 1 - none
        none = np.prod(1 - free * comes[:, None, :], axis=2) * (1 - comes @ chosen.T)
        for column, member in enumerate(members):
            none[sets[:, column], member] = 0
        if np.allclose(none, before, rtol=0, atol=1e-9):
            break
    return none


# -- what is wrong ---------------------------------------------------------------------------------


def routing_problems(s: ScenarioFields) -> Iterator[Problem]:
    """Names, conditions and chances of what follows on what."""
    for edge in edges_of(s):
        yield from _link_problems(s, edge)
    for name, activity in s.activities.items():
        yield from _target_problems(s, name, activity)
        yield from _join_problems(name, activity)
    if len(regions(s, amounts=True)) > MAX_REGIONS:
        text = translatable("fields with more than {most:,} combinations of bounds in 'when'")
        yield problem(("activities",), text, most=MAX_REGIONS)
    else:
        yield from _sum_problems(s)


def _link_problems(s: ScenarioFields, edge: Edge) -> Iterator[Problem]:
    """Fields that are asked for, open hours that count; bounds of a deal's value need deals."""
    link, at = edge.link, edge.at
    known = {name for activity in s.activities.values() for name in activity.fields}
    for name in link.when:
        yield from unknown_name((*at, "when", name), name, known, "fields")
    if link.delay_in is not None:
        hours = [*s.roles, *s.profiles]
        yield from unknown_name((*at, "delay_in"), link.delay_in, hours, "roles and profiles")
        if link.delay_in in s.roles and link.delay_in in s.profiles:
            text = translatable("{name!r} is a role and a profile, so its hours are not clear")
            yield problem((*at, "delay_in"), text, name=link.delay_in)
        if link.mean_delay == 0:
            yield problem((*at, "delay_in"), "there is no 'delay' to count")
        elif link.mean_delay % WEEK == 0 and link.open_hours == (link.delay_in, False):
            text = translatable(
                "a week is 168 open hours here: write open days, such as '5 d', or hours"
            )
            yield problem((*at, "delay"), text)
    if (link.above is not None or link.up_to is not None) and not s.deals:
        yield problem(at, "'above' and 'up_to' are for deals, and there are none")


def _target_problems(s: ScenarioFields, name: str, activity: Activity) -> Iterator[Problem]:
    """What a choice leads to exists, may follow on something, and does so in one way."""
    for effect in activity.then:
        at = ("activities", name, "then", effect)
        yield from unknown_name(at, effect, s.activities, "activities")
        if effect in s.call_plans:
            yield problem(at, "{name!r} arises from its call plan alone", name=effect)
        elif effect in s.activities:
            arises = s.activities[effect].arises
            if arises.meeting:
                yield problem(at, "a meeting arises in no other way")
            if name in arises.after or (arises.join and name == arises.join.of[0]):
                text = translatable("{name!r} says already that it follows on {cause!r}")
                yield problem(at, text, name=effect, cause=name)


def _join_problems(name: str, activity: Activity) -> Iterator[Problem]:
    """What is waited for is not said twice."""
    join, at = activity.arises.join, ("activities", name, "arises", "join")
    if join is not None and name in join.of:
        yield problem(at, "it waits for itself: name only others")
    elif join is not None and join.of[0] in activity.arises.after:
        text = translatable("{name!r} says already that it follows on {cause!r}")
        yield problem(at, text, name=name, cause=join.of[0])


def _sum_problems(s: ScenarioFields) -> Iterator[Problem]:
    """Of several activities one follows: their chances add up to 1 at most, in every case."""
    places = regions(s, amounts=True)
    for name, activity in s.activities.items():
        times = max((len(each.chances) for each in activity.then.values()), default=0)
        known = {
            tuple(fulfilled(each, place) for each in activity.then.values()) for place in places
        }
        for time in range(times):
            chances = [_at_time(each, time) for each in activity.then.values()]
            most = max((sum(np.array(chances)[list(mask)]) for mask in known), default=0.0)
            if most > 1 + 1e-9:
                yield problem(
                    ("activities", name, "then"),
                    "the chances add up to {whole:g} after time {time}, expected at most 1",
                    whole=most,
                    time=time + 1,
                )
                break


def looped(s: ScenarioFields, highest: Callable[[Following | Branch], float]) -> list[str]:
    """Activities that lead to each other without end, whatever a case's fields; mostly none."""
    edges = list(edges_of(s))
    known = {
        tuple(fulfilled(edge.link, place) for edge in edges) for place in regions(s, amounts=True)
    }
    for goes in known:
        ways = [edge for edge, each in zip(edges, goes, strict=True) if each]
        steps = matrix_of(s, {(e.cause, e.effect): highest(e.link) for e in ways})
        if len(steps) and max(abs(np.linalg.eigvals(steps))) >= 1 - 1e-6:
            reach = steps > 0
            for _ in range(len(steps).bit_length()):
                reach = reach | (reach @ reach)
            return [name for number, name in enumerate(s.activities) if reach[number, number]]
    return []
