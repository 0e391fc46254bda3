"""The land on a map: whose accounts are whose, where people live, and one day as a tour.

Each account is tied to where its owner stands, so that territories are seen without a line around
them: a star for each. Segments have markers of their own, what matters is dark, the rest pale.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.collections import LineCollection

from simulator.analysis.territories import RoleTerritories, Territories
from simulator.i18n import gettext
from simulator.output.content.territories import headline
from simulator.output.drawing.style import INK, PALE_INK, figure, literal
from simulator.output.wording import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Points = npt.NDArray[np.float64]
# Markers and fills of segments, in the scenario's order: told apart without colour.
MARKERS = (("s", "#08306b", 26), ("o", "#5b9fd0", 15), ("^", "#b9c9da", 12), ("D", "#d47a33", 14))
MANY = 1500  # accounts from which on markers shrink
MOVED = "#a8322d"
LONGEST_TITLE = 78  # letters in a line


class _Map(NamedTuple):
    """What is drawn: accounts, whose they are, and where these stand; in km."""

    points: Points
    segment: npt.NDArray[np.int64]
    segments: tuple[str, ...]
    owner: npt.NDArray[np.int64]  # row of ``sites``, -1 for nobody
    sites: Points
    homes: bool  # or the middles of territories
    moved: npt.NDArray[np.bool_]


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
        marker, face, size = MARKERS[number % len(MARKERS)]
        mine = land.segment == number
        name = f"{words(segment)} ({int(mine.sum()):,})"
        ax.scatter(
            land.points[mine, 0], land.points[mine, 1], s=size * shrink, marker=marker, c=face,
            lw=0, label=literal(name), zorder=2 + 0.1 * (len(land.segments) - number),
        )  # fmt: skip
    _draw_moved(ax, land, shrink)
    name = gettext("homes") if land.homes else gettext("middles of territories")
    marker = "p" if land.homes else "P"
    ax.scatter(
        land.sites[:, 0], land.sites[:, 1], s=90, marker=marker, c="white", ec=INK, lw=1.4,
        zorder=4, label=name,
    )  # fmt: skip


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


def _dress(ax: Axes, finding: str) -> None:
    """Kilometres on both axes to one scale, a key below, the finding above."""
    ax.set_aspect("equal", adjustable="box")
    ax.margins(0.03)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, labelcolor=PALE_INK)
    ax.set_xlabel(gettext("east, km"), color=PALE_INK)
    ax.set_ylabel(gettext("north, km"), color=PALE_INK)
    sheet = ax.legend(
        loc="upper center", bbox_to_anchor=(0.5, -0.07), ncols=5, frameon=False, fontsize=10
    )
    sheet.set_in_layout(True)
    ax.set_title(
        literal("\n".join(_wrapped(finding))), loc="left", fontsize=13, fontweight="bold", pad=12
    )


def _wrapped(text: str) -> Sequence[str]:
    """A title in lines."""
    return textwrap.wrap(text, LONGEST_TITLE)
