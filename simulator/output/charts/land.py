"""The land on a map: whose accounts are whose, where people live, and one day as a tour.

Each account is tied to where its owner stands, so that territories are seen without a line around
them: a star for each. Segments have markers of their own, what matters is dark, the rest pale.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.collections import LineCollection

from simulator.analysis.territories import RoleTerritories, Territories
from simulator.i18n import gettext
from simulator.ledger.ledger import Ledger
from simulator.measures.days import date_of, day_number, day_of, person_number, typical_day
from simulator.measures.window import base_at
from simulator.model.codes import CUSTOMER, GONE, MILLION, PROSPECT, STANDINGS, TRAVEL
from simulator.output.charts.that_day import away_words, day_words, say_below_title
from simulator.output.content.territories import headline
from simulator.output.drawing.style import INK, PALE_INK, figure, literal, wrapped
from simulator.output.wording import person_words, words
from simulator.scenario.units import DAY, HOUR, MINUTE, WEEKDAYS, format_clock

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulator.scenario.scenario import Scenario

Points = npt.NDArray[np.float64]
# Markers and fills of segments, in the scenario's order: told apart without colour.
MARKERS = (("s", "#08306b", 26), ("o", "#5b9fd0", 15), ("^", "#b9c9da", 12), ("D", "#d47a33", 14))
MANY = 1500  # accounts from which on markers shrink
MOVED = "#a8322d"
LONGEST_TITLE, NARROW = 78, 34  # letters in a line of a title, of one of two on half a page
MAP_POINTS = 400  # about so many across a map
LABEL = np.array([52, 14])  # of a stop, in points: how wide and how high
SIDES: tuple[tuple[float, float], ...] = ((7, 6), (7, -15), (-56, 6), (-56, -15), (7, 22), (7, -31))
SMALLER = 1.7  # times as many fit into a line below it


class _Map(NamedTuple):
    """What is drawn: accounts, whose they are, and where these stand; in km."""

    points: Points
    segment: npt.NDArray[np.int64]
    segments: tuple[str, ...]
    owner: npt.NDArray[np.int64]  # row of ``sites``, -1 for nobody
    sites: Points
    homes: bool  # or the middles of territories
    moved: npt.NDArray[np.bool_]
    prospects: npt.NDArray[np.bool_]  # and all else that is no customer


def territory_map(result: Territories, ax: Axes | None = None) -> Axes:
    """The land of the first role: accounts by segment, each tied to its owner; who moves, dark."""
    role = result.roles[0]
    land = _land_of(role)
    ax = ax or figure(10, 8).add_subplot()
    _draw(ax, land)
    _dress(ax, headline(role))
    return ax


def _land_of(role: RoleTerritories) -> _Map:
    """The map of one role's territories."""
    segments = tuple(dict.fromkeys(each.segment for each in role.accounts))
    people = {each.person: number for number, each in enumerate(role.territories)}
    points = np.array([(each.x, each.y) for each in role.accounts])
    owner = np.array([people.get(each.owner or "", -1) for each in role.accounts])
    moved = np.array([each.before != each.owner for each in role.accounts])
    homes = np.array([(each.x, each.y) for each in role.homes])
    return _Map(
        points,
        np.array([segments.index(each.segment) for each in role.accounts]),
        segments,
        owner,
        homes if len(homes) else _middles(points, owner, len(people)),
        len(homes) > 0,
        moved if role.moved is not None else np.zeros(len(points), dtype=bool),
        np.array([each.standing != STANDINGS[CUSTOMER] for each in role.accounts]),
    )


def _middles(points: Points, owner: npt.NDArray[np.int64], people: int) -> Points:
    """The middle of each territory; that of all for who has no accounts."""
    areas = (points[owner == person] for person in range(people))
    return np.array([(area if len(area) else points).mean(axis=0) for area in areas])


def _draw(ax: Axes, land: _Map) -> None:
    """Ties below, then accounts segment by segment, then homes."""
    _tie(ax, land, (land.owner >= 0) & ~land.moved, "#c9c9c9", 0.5)
    _tie(ax, land, (land.owner >= 0) & land.moved, MOVED, 0.9)
    shrink = 1.0 if len(land.points) <= MANY else 0.5
    for number, segment in enumerate(land.segments):
        mine, above = land.segment == number, 2 + 0.1 * (len(land.segments) - number)
        customers, others = mine & ~land.prospects, mine & land.prospects
        name = f"{words(segment)} ({int(customers.sum()):,})"
        _scatter(ax, land.points[customers], number, shrink, label=literal(name), zorder=above)
        if others.any():
            counted = {"segment": words(segment), "count": int(others.sum())}
            name = gettext("{segment}, prospects ({count:,})", **counted)
            label = literal(name)
            _scatter(
                ax, land.points[others], number, shrink, hollow=True, label=label, zorder=above
            )
    _draw_moved(ax, land, shrink)
    name = gettext("homes") if land.homes else gettext("middles of territories")
    marker = "p" if land.homes else "P"
    ax.scatter(
        land.sites[:, 0], land.sites[:, 1], s=90, marker=marker, c="white", ec=INK, lw=1.4,
        zorder=4, label=name,
    )  # fmt: skip


def _scatter(
    ax: Axes, points: Points, number: int, shrink: float, *, hollow: bool = False, **drawn: Any
) -> None:
    """Accounts of a segment by its marker: customers filled, prospects not."""
    marker, face, size = MARKERS[number % len(MARKERS)]
    fill: dict[str, Any] = {"c": "none", "ec": face, "lw": 0.8} if hollow else {"c": face, "lw": 0}
    ax.scatter(points[:, 0], points[:, 1], s=size * shrink, marker=marker, **fill, **drawn)


def _tie(ax: Axes, land: _Map, chosen: npt.NDArray[np.bool_], colour: str, width: float) -> None:
    """A line from each of some accounts to where its owner stands."""
    ends = np.stack((land.points[chosen], land.sites[land.owner[chosen]]), axis=1)
    ax.add_collection(LineCollection(list(ends), colors=colour, linewidths=width, zorder=1))


def _draw_moved(ax: Axes, land: _Map, shrink: float) -> None:
    """A dark ring around whatever changes owner."""
    if land.moved.any():
        name = gettext("change owner ({count:,})", count=int(land.moved.sum()))
        ax.scatter(
            land.points[land.moved, 0], land.points[land.moved, 1], s=60 * shrink, marker="o",
            c="none", ec=MOVED, lw=1.1, zorder=3, label=name,
        )  # fmt: skip


def _dress(ax: Axes, finding: str, letters: int = LONGEST_TITLE) -> None:
    """Kilometres on both axes to one scale, a key below, the finding above."""
    ax.set_aspect("equal", adjustable="datalim")  # a narrow land leaves room for the title
    ax.margins(0.03)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, labelcolor=PALE_INK)
    ax.set_xlabel(gettext("east, km"), color=PALE_INK)
    ax.set_ylabel(gettext("north, km"), color=PALE_INK)
    sheet = ax.legend(
        loc="upper center", bbox_to_anchor=(0.5, -0.09), ncols=letters // 15, frameon=False,
        fontsize=10,
    )  # fmt: skip
    sheet.set_in_layout(True)
    title = "\n".join(wrapped(finding, letters))
    ax.set_title(literal(title), loc="left", fontsize=13, fontweight="bold", pad=12)


# -- one day as a tour -----------------------------------------------------------------------------


class Tour(NamedTuple):
    """Where somebody drives on a day: places in order, from where he was to where he stays."""

    person: int
    base: int  # place where the day ends unless he stays away
    stops: npt.NDArray[np.int64]  # places
    arrives: npt.NDArray[np.int64]  # seconds after midnight, of each but the first
    seconds: int  # on the road


def tour(
    ledger: Ledger,
    person: str | None = None,
    day: datetime.date | int | None = None,
    ax: Axes | None = None,
    scenario: Scenario | None = None,
) -> Axes:
    """One day of one person on the map, stop by stop, among the accounts that are his.

    Days count from 0. Without a day, a typical one, and it is said how it was chosen; without a
    person, who makes most stops then. With the scenario, whoever is away that day is named.
    """
    parameters = ledger.parameters
    number = typical_day([ledger]) if day is None else day_number(parameters, day)
    driven = (
        most_driven(ledger, number)
        if person is None
        else tour_of(ledger, person_number(parameters, person), number)
    )
    ax = ax or figure(10, 8).add_subplot()
    _draw_tour(ax, ledger, driven, number)
    _dress(ax, _found(ledger, driven, number))
    away = "" if scenario is None else away_words(scenario, ledger, number)
    chosen = _chosen(ledger, number) if day is None else ""
    say_below_title(ax, chosen, away, letters=round(SMALLER * LONGEST_TITLE))
    return ax


def _chosen(ledger: Ledger, number: int) -> str:
    return day_words(date_of(ledger.parameters, number), is_typical=True)


def tours(titled: Sequence[tuple[str, Ledger]], scenarios: Sequence[Scenario] = ()) -> list[Axes]:
    """One day of one person in several scenarios side by side, each below its title.

    The day is typical of all, the person makes most stops then in the first, of those who drive in
    all if anybody does. With the scenarios, whoever is away that day is named.
    """
    ledgers = [ledger for _, ledger in titled]
    number = typical_day(ledgers)
    person = _driving(ledgers, number)
    panels = list(figure(7 * len(titled), 7).subplots(1, len(titled), squeeze=False)[0])
    for place, (ax, (title, ledger)) in enumerate(zip(panels, titled, strict=True)):
        there = person in ledger.parameters.people
        driven = (
            tour_of(ledger, person_number(ledger.parameters, person), number)
            if there
            else most_driven(ledger, number)
        )
        _draw_tour(ax, ledger, driven, number)
        _dress(ax, f"{title}: {_found(ledger, driven, number)}", NARROW)
        away = away_words(scenarios[place], ledger, number) if scenarios else ""
        say_below_title(ax, _chosen(ledger, number), away, letters=round(SMALLER * NARROW))
    return panels


def _driving(ledgers: Sequence[Ledger], number: int) -> str:
    """Who makes most stops on a day in the first, of those who drive in all if anybody does."""

    def stops(ledger: Ledger, name: str) -> int:
        known = ledger.parameters.people
        return len(tour_of(ledger, known.index(name), number).stops) if name in known else 0

    def preferred(name: str) -> tuple[bool, int]:
        every = [stops(ledger, name) for ledger in ledgers]
        return min(every) > 0, every[0]

    return max(ledgers[0].parameters.people, key=preferred)


def _draw_tour(ax: Axes, ledger: Ledger, driven: Tour, number: int) -> None:
    """The accounts below, the way of a day above."""
    _draw_accounts(ax, ledger, driven.person, number)
    _draw_way(ax, ledger, driven)


def most_driven(ledger: Ledger, number: int) -> Tour:
    """The tour of a day with most stops, the first of several."""
    people = range(len(ledger.parameters.people))
    return max((tour_of(ledger, each, number) for each in people), key=lambda t: len(t.stops))


def tour_of(ledger: Ledger, person: int, number: int) -> Tour:
    """Where a person drives on a day; a way not driven to its end counts as far as it is."""
    rows, start, end = day_of(ledger, person, number)
    driving = ledger.entries.doing[rows] == TRAVEL
    places, arrives = ledger.entries.place[rows][driving], end[driving] - number * DAY
    last = np.append(places[1:] != places[:-1], True) if len(places) else np.empty(0, dtype=bool)
    begin = _begin_of(ledger, person, rows) if len(places) else np.empty(0, dtype=np.int64)
    return Tour(
        person,
        _base(ledger, person, number * DAY),
        np.concatenate((begin, places[last])),
        arrives[last],
        int((end - start)[driving].sum()),
    )


def _begin_of(ledger: Ledger, person: int, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Where a day begins: where the night was spent, else at the base."""
    e, nights = ledger.entries, ledger.nights
    if e.start[rows[0]] in nights.until[nights.person == person]:
        return e.place[rows[0] - 1 : rows[0]]
    return np.array([_base(ledger, person, int(e.start[rows[0]]))])


def _base(ledger: Ledger, person: int, moment: int) -> int:
    """The place from which somebody's days begin unless he is away: his home or headquarters."""
    return int(base_at(ledger.parameters, np.array([person]), np.array([moment]))[0])


def _draw_accounts(ax: Axes, ledger: Ledger, person: int, day: int) -> None:
    """All accounts pale, and those of one person by segment, prospects hollow."""
    places, first = ledger.places, ledger.places.first_account
    points = np.stack((places.x, places.y), axis=1)[first:] / 1000
    mine = ledger.account_owner == person
    near = points[mine] if mine.any() else points
    low, high = near.min(axis=0), near.max(axis=0)
    pad = 0.08 * max(float((high - low).max()), 1.0)
    around = ((points >= low - pad) & (points <= high + pad)).all(axis=1) & ~mine
    ax.scatter(
        points[around, 0], points[around, 1], s=6, c="#dddddd", lw=0, label=gettext("of others")
    )
    standing = _standing(ledger, day)
    for number, name in enumerate(ledger.parameters.segments):
        chosen = mine & (ledger.account_segment == number)
        customers, others = (chosen & (standing == each) for each in (CUSTOMER, PROSPECT))
        _scatter(ax, points[customers], number, 1.5, label=literal(words(name)), zorder=2)
        if others.any():
            label = gettext("{segment}, prospects", segment=words(name))
            _scatter(ax, points[others], number, 1.5, label=literal(label), zorder=2, hollow=True)


def _standing(ledger: Ledger, day: int) -> npt.NDArray[np.int64]:
    """How each account stands when a day begins."""
    spells, now = ledger.standings, day * DAY
    there = (spells.begin <= now) & ((spells.end < 0) | (spells.end > now))
    standing = np.full(len(ledger.account_segment), GONE)
    standing[spells.account[there]] = spells.standing[there]
    return standing


def _draw_way(ax: Axes, ledger: Ledger, driven: Tour) -> None:
    """Arrows from stop to stop, each stop with its number and when it is reached."""
    x, y = ledger.places.x[driven.stops] / 1000, ledger.places.y[driven.stops] / 1000
    ax.scatter(x, y, s=9, c=INK, lw=0, zorder=3)  # whoever stands in goes beyond his own land
    for here, there in pairwise(zip(x.tolist(), y.tolist(), strict=True)):
        arrow = {"arrowstyle": "-|>", "color": INK, "lw": 1.4, "shrinkA": 5, "shrinkB": 6}
        ax.annotate("", xy=there, xytext=here, arrowprops=arrow, zorder=3)
    calls = _calls(driven)
    beside = _offsets(ax, np.stack((x[calls], y[calls]), axis=1) if calls else np.empty((0, 2)))
    for number, (row, offset) in enumerate(zip(calls, beside, strict=True), start=1):
        when = int(driven.arrives[row - 1])
        ax.annotate(
            f"{number}  {format_clock(when // MINUTE * MINUTE)}", (x[row], y[row]),
            xytext=offset, textcoords="offset points", fontsize=10, color=INK, zorder=5,
            bbox={"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none", "alpha": 0.8},
        )  # fmt: skip
    if len(x):
        ax.scatter(
            x[:1], y[:1], s=120, marker="p", c="white", ec=INK, lw=1.5, zorder=4,
            label=gettext("where the day begins"),
        )  # fmt: skip


def _offsets(ax: Axes, stops: Points) -> list[tuple[float, float]]:
    """Where the label of each stop stands beside it, in points: where it meets no other's."""
    scale = MAP_POINTS / max(ax.dataLim.width, ax.dataLim.height, 1e-9)
    taken: list[Points] = []
    chosen = []
    for place in stops * scale:
        free = [
            side
            for side in SIDES
            if all((np.abs(place + side - other) >= LABEL).any() for other in taken)
        ]
        offset = (free or SIDES)[0]
        taken.append(place + offset)
        chosen.append(offset)
    return chosen


def _calls(driven: Tour) -> list[int]:
    """The stops that are not the end of the way home, or back to headquarters."""
    last = len(driven.stops) - 1
    return [row for row in range(1, last + 1) if row < last or driven.stops[row] != driven.base]


def _found(ledger: Ledger, driven: Tour, number: int) -> str:
    """How far somebody drives, how long, and to how many places."""
    parameters, date = ledger.parameters, date_of(ledger.parameters, number)
    weekday = gettext(WEEKDAYS[date.weekday()]).capitalize()
    person = person_words(parameters.people[driven.person])
    person = person[:1].upper() + person[1:]
    if not len(driven.stops):
        return gettext(
            "{person} drives nowhere on {weekday} {date}", person=person, weekday=weekday, date=date
        )
    x, y = ledger.places.x[driven.stops], ledger.places.y[driven.stops]
    km = np.hypot(np.diff(x), np.diff(y)).sum() * parameters.detour_ppm / MILLION / 1000
    return gettext(
        "{person} drives {km:.0f} km to {count} places on {weekday} {date}: {hours:.1f} h on the"
        " road",
        person=person,
        km=float(km),
        count=len(_calls(driven)),
        weekday=weekday,
        date=date,
        hours=driven.seconds / HOUR,
    )
