"""How busy each role can be expected to be, and with what: read from a scenario."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, NamedTuple

from simulator.analysis.capacity.far_accounts import far_accounts
from simulator.analysis.capacity.limited_hours import LoadInHours, loads_in_hours
from simulator.analysis.capacity.load import Loads, loads_of, people_of, steady_network
from simulator.analysis.capacity.load_of_time import TOO_BUSY
from simulator.analysis.capacity.network import LoadNetwork, Parts
from simulator.analysis.capacity.obstacles import Obstacle, obstacles, obstacles_of_some
from simulator.analysis.capacity.own_accounts import own_account_loads
from simulator.analysis.capacity.peaks import Peak, peaks_of
from simulator.analysis.capacity.skills import LoadOfFew, skill_loads
from simulator.errors import UsageError
from simulator.experiment.presentation import Presentable, SummaryRow, exactly
from simulator.experiment.results import ScenarioLabel, label_of, labels_of
from simulator.i18n import gettext, translatable
from simulator.scenario.inheritance import as_scenario, load
from simulator.scenario.scenario import Scenario
from simulator.scenario.stretches import stretches_of

KEPT_OUT = 0.1  # part of the calls there is time for; fewer may as well be left out by chance
AT_THE_BOUND = 0.9  # of the calls for which windows leave room: so many are made of them
ON = translatable("from {day} on: {text}")
UNTIL = translatable("from {day} to {last}: {text}")

PartKind = Literal[
    "work", "hand_over", "taken_over", "comes_back", "meeting", "travel", "switching"
]


class LoadPart(NamedTuple):
    """One thing that a role is asked for."""

    kind: PartKind
    activity: str  # "" for what belongs to none: travel, switching
    minutes: float  # a week, of all people of the role


class RoleLoad(NamedTuple):
    """What is asked of a role in a week, and what it can give."""

    role: str
    people: int
    present: float  # minutes, by the shifts, less lunch, holidays and absence
    asked: float  # minutes; calls as far as there is time for them
    without_calls: float  # minutes of those that are asked if nobody is called on
    parts: tuple[LoadPart, ...]  # of those asked, largest first
    calls: float | None  # a week, that there is time for; None for a role that makes none
    wanted: float | None  # a week, that are due
    kept_out: float = 0.0  # of these: there is time, but not while accounts receive
    of_some: tuple[tuple[Obstacle, int], ...] = ()  # calls and visits never made by so many of them
    few: tuple[LoadOfFew, ...] = ()  # work that some of the people alone may do
    in_hours: tuple[LoadInHours, ...] = ()  # work that asks too much of the hours that allow it
    peak: Peak | None = None  # the busiest month, where there is time on average, and not in it

    @property
    def load(self) -> float:
        """What is asked over what can be given.

        Returns:
            1 for as much as there is time for; NaN for a role that is never there.
        """
        return self.asked / self.present if self.present > 0 else math.nan

    @property
    def without_calls_load(self) -> float:
        """The same if nobody is called on.

        Returns:
            As ``load``.
        """
        return self.without_calls / self.present if self.present > 0 else math.nan

    @property
    def is_overloaded(self) -> bool:
        """Whether so much is asked that work is bound to wait.

        Returns:
            For a role that calls on accounts: without a single call. Calls fill what time is left,
            so that such a role is always busy.
        """
        load = self.load if self.calls is None else self.without_calls_load
        return load > TOO_BUSY

    @property
    def lacks_open_hours(self) -> bool:
        """Whether calls are left undone since accounts receive for too short a time.

        Returns:
            False where there would be no time for them anyway.
        """
        in_time = (self.calls or 0.0) + self.kept_out
        return self.kept_out > KEPT_OUT * in_time

    @property
    def overloaded_few(self) -> tuple[LoadOfFew, ...]:
        """Work that asks too much of the few who may do it.

        Returns:
            In the order of the file; of work that is for each person alone only where that differs,
            since the rest is told of the role.
        """
        return tuple(each for each in self.few if each.is_overloaded and (each.skills or each.why))

    def summary_rows(self, scenario: str) -> Iterator[SummaryRow]:
        """How busy it is and, if it calls on accounts, the calls.

        Args:
            scenario: Name of the scenario whose role it is.

        Returns:
            Rows of a summary.
        """
        verdict, of = ("overloaded" if self.is_overloaded else None), (self.role,)
        yield SummaryRow(scenario, "load", exactly(self.load), "share", verdict, of)
        for measure, calls in (("calls", self.calls), ("calls_wanted", self.wanted)):
            if calls is not None:
                yield SummaryRow(scenario, measure, exactly(calls), "per week", None, of)
        if self.of_some:
            count = max(each for _, each in self.of_some)
            yield SummaryRow(scenario, "people_kept_from_calls", exactly(count), "people", None, of)
        if self.few:
            most = max(each.load for each in self.few)
            few = "overloaded" if self.overloaded_few else None
            yield SummaryRow(scenario, "load_of_few", exactly(most), "share", few, of)
        if self.in_hours:
            most = max(each.load for each in self.in_hours)
            yield SummaryRow(scenario, "load_in_hours", exactly(most), "share", "overloaded", of)


class ScenarioLoad(NamedTuple):
    """The loads of one scenario's roles."""

    scenario: ScenarioLabel
    roles: tuple[RoleLoad, ...]
    never: tuple[Obstacle, ...]  # work that nobody can ever do
    cost_per_week: float
    selling_share: float  # direct selling of the role that sells first, over its time
    of: str = ""  # name of the scenario that it is a stretch of, or all of
    title: str = ""  # of that scenario
    begins: date | None = None  # of a stretch
    ends: date | None = None  # its last day, of a stretch that another one follows
    may_lapse: tuple[str, ...] = ()  # activities; in the loads only as far as they do not lapse

    @property
    def overloaded(self) -> tuple[RoleLoad, ...]:
        """Roles that are asked for more than there is time for, or nearly.

        Returns:
            The busiest first.
        """
        return tuple(
            sorted((each for each in self.roles if each.is_overloaded), key=lambda each: -each.load)
        )


@dataclass(frozen=True, repr=False)
class Capacity(Presentable):
    """The loads of one scenario, or of several side by side."""

    scenarios: tuple[ScenarioLoad, ...]

    def _further_columns(self) -> dict[str, type | None]:
        """The role; null for what is said of the company."""
        return {"role": str}

    def _summary_rows(self) -> Iterator[SummaryRow]:
        """How busy each role is and what calls it has time for; then cost, selling, never done."""
        for each in self.scenarios:
            name, currency = each.scenario.name, each.scenario.currency
            for role in each.roles:
                yield from role.summary_rows(name)
            for measure, value, unit in (
                ("cost_per_week", each.cost_per_week, f"{currency} per week"),
                ("direct_selling_share", each.selling_share, "share"),
                ("never_done", len(each.never), "kinds of work"),
            ):
                yield SummaryRow(name, measure, exactly(value), unit, None, (None,))


def capacity(scenario: Scenario | str | Path, *others: Scenario | str | Path) -> Capacity:
    """How much is asked of each role over how much time it has, expected and not simulated.

    Args:
        scenario: What is looked at, or its name or path.
        others: More of them, to be held against it.

    Returns:
        For each scenario its roles with minutes asked and present in a week and what they are
        asked for, largest first; and work that nobody can ever do. One that changes on several days
        stands there for each stretch between them, as if that held all along.

    Raises:
        UsageError: If two scenarios have the same name.

    Example:
        >>> import simulator
        >>> today = simulator.capacity("baseline").scenarios[0]
        >>> [(each.role, round(each.load, 1)) for each in today.roles]
        [('field_rep', 1.0), ('inside_sales', 0.8), ('sales_support', 0.7)]
    """
    scenarios = [as_scenario(each) for each in (scenario, *others)]
    names = [each.name for each in scenarios]
    if len(set(names)) < len(names):
        raise UsageError(
            "read {names}, expected scenarios of different names", names=", ".join(names)
        )
    titles = labels_of(scenarios)
    loads = [
        load._replace(title=label.title)
        for each, label in zip(scenarios, titles, strict=True)
        for load in _loads_of(each)
    ]
    labels = labels_of([part for each in scenarios for _, _, part in _parts_of(each)])
    both = zip(loads, labels, strict=True)
    return Capacity(tuple(each._replace(scenario=label) for each, label in both))


def _loads_of(scenario: Scenario) -> Iterator[ScenarioLoad]:
    """The loads of a scenario, stretch by stretch."""
    for (begins, ends, _), each in zip(_parts_of(scenario), stretch_loads(scenario), strict=True):
        yield each._replace(of=scenario.name, begins=begins, ends=ends)


def stretch_loads(scenario: Scenario) -> Iterator[ScenarioLoad]:
    """The loads of each stretch of a scenario, as if that held all along."""
    parts, horizon = stretches_of(scenario), scenario.horizon
    days = [*(day for day, _ in parts), horizon.start + timedelta(weeks=horizon.weeks)]
    for number, (_, part) in enumerate(parts):
        yield scenario_load(part, (days[number], days[number + 1]))


def _parts_of(scenario: Scenario) -> Iterator[tuple[date | None, date | None, Scenario]]:
    """A scenario; of one that changes on several days, each stretch between them, and its days.

    The last stretch has no last day.
    """
    parts = stretches_of(scenario)
    if len(parts) == 1:
        yield None, None, parts[0][1]
        return
    ends = [*(day - timedelta(days=1) for day, _ in parts[1:]), None]
    for (day, part), last in zip(parts, ends, strict=True):
        values = {"text": scenario.title, "day": day, "last": last}
        title = gettext(ON if last is None else UNTIL, **values)
        names = {"title": title, "name": f"{scenario.name} {day}"}
        yield day, last, part.model_copy(update=names)


def ask(*, names: Sequence[str]) -> list[Capacity]:
    """The loads of scenarios that are named."""
    return [capacity(*(load(name) for name in names))]


def scenario_load(scenario: Scenario, within: tuple[date, date] | None = None) -> ScenarioLoad:
    """The loads of one scenario; its busiest month lies between two days."""
    network = steady_network(scenario)
    loads = loads_of(network, people_of(scenario))
    some = list(obstacles_of_some(scenario))
    few = [*skill_loads(network, loads), *own_account_loads(network, loads)]
    roles = [_role_load(network, loads, number) for number in range(len(scenario.roles))]
    months = peaks_of(network, within).items()
    peaks = {role: peak for role, peak in months if peak.load > TOO_BUSY}
    may_lapse = tuple(n for n, a in scenario.activities.items() if a.lapses is not None)
    return ScenarioLoad(
        label_of(scenario),
        tuple(
            each._replace(
                of_some=tuple(pair for pair in some if pair[0].role == each.role),
                few=tuple(load for load in few if load.role == each.role),
                in_hours=tuple(_in_hours(network, loads, each)),
                peak=None if each.is_overloaded else peaks.get(each.role),
            )
            for each in roles
        ),
        (*obstacles(scenario), *far_accounts(scenario)),
        float(loads.cost[0]),
        float(loads.selling_share[0]),
        may_lapse=may_lapse,
    )


def _in_hours(network: LoadNetwork, loads: Loads, role: RoleLoad) -> Iterator[LoadInHours]:
    work: dict[str, float] = {}
    for part in role.parts:
        if part.kind in ("work", "comes_back"):
            work[part.activity] = work.get(part.activity, 0.0) + part.minutes
    yield from loads_in_hours(network, loads, role.role, work)


def _role_load(network: LoadNetwork, loads: Loads, number: int) -> RoleLoad:
    name = list(network.scenario.roles)[number]
    plans = [row for row, call in enumerate(network.calls) if call.role == number]
    return RoleLoad(
        role=name,
        people=network.scenario.roles[name].people,
        present=float(loads.present[0, number]),
        asked=float(loads.asked[0, number]),
        without_calls=float(loads.without_calls[0, number]),
        parts=tuple(sorted(_parts(network, loads, number), key=lambda part: -part.minutes)),
        calls=float(loads.calls[0, plans].sum()) if plans else None,
        wanted=float(loads.wanted[0, plans].sum()) if plans else None,
        kept_out=_kept_out(loads, plans),
    )


def _kept_out(loads: Loads, plans: list[int]) -> float:
    """Calls kept out by opening hours, of plans that make nearly all that fit into these."""
    fit = loads.wanted[0, plans] - loads.no_room[0, plans]
    kept_out = loads.kept_out[0, plans]
    return float(kept_out[loads.calls[0, plans] > AT_THE_BOUND * fit].sum())


def _parts(network: LoadNetwork, loads: Loads, number: int) -> Iterator[LoadPart]:
    """All that a role is asked for, as far as it is anything."""
    roles = list(network.scenario.roles)
    for row, name in enumerate(network.scenario.activities):
        each = [
            getattr(network.fixed, kind)[row, number]
            + getattr(network.by_speed, kind)[row, number] * loads.slowness[0, number]
            for kind in Parts._fields
        ]
        minutes, whole = float(loads.on_tasks[0, number, row]), sum(each)
        if minutes > 0 and whole == 0:  # shared by several roles, or overflow
            shared = roles[number] in network.scenario.activities[name].by.roles
            yield LoadPart("work" if shared else "taken_over", name, minutes)
        for kind, of_one in zip(Parts._fields, each, strict=True):
            if minutes * of_one > 0:
                yield LoadPart(kind, name, minutes * of_one / whole)  # type: ignore[arg-type]
        if loads.attended[0, number, row] > 0:
            yield LoadPart("meeting", name, float(loads.attended[0, number, row]))
    if loads.travel[0, number] > 0:
        yield LoadPart("travel", "", float(loads.travel[0, number]))
    if loads.switching[0, number] > 0:
        yield LoadPart("switching", "", float(loads.switching[0, number]))
