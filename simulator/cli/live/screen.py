"""The view of a day that passes: a clock, the lines that wait, and people with their day so far."""

from __future__ import annotations

import math
import string
from collections.abc import Iterable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Self

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from simulator.i18n import gettext
from simulator.output.charts import looks
from simulator.output.wording import people_of, person_words, words
from simulator.scenario.schema.base import BREAK, IDLE
from simulator.scenario.units import DAY, HOUR, MINUTE, WEEKDAYS, format_clock

if TYPE_CHECKING:
    from simulator.cli.live.playback import ActivityInterval, Day, PersonView, Snapshot
    from simulator.workload.draw import Workload

SHORTEST_PAUSE = 0.1  # seconds between two pictures
LONGEST_QUEUE = 20  # characters of a bar
LINES_OF_ALL = 7  # of a picture, beside those of roles and people
COLUMNS_OF_ALL = 66  # beside the strips
A_CELL = 15 * MINUTE
SIGNS = {IDLE: "·", BREAK: " "}


class Screen:
    """The view in the terminal, from the moment it opens to the end of the day."""

    def __init__(
        self, page: Console, workload: Workload, number: int, people: Sequence[str], speed: float
    ) -> None:
        parameters = workload.parameters
        self.page, self.people, self.speed, self.title = page, people, speed, parameters.title
        selling = [parameters.categories[each] for each in parameters.selling[0][1]]
        self.key = Key(parameters.categories, selling)
        self.hours = _hours(workload, number)
        self.longest = 1  # line of all so far
        self.drawn = -math.inf
        self.live = Live(console=page, auto_refresh=False, vertical_overflow="crop")

    def __enter__(self) -> Self:
        """Opens the view."""
        self.live.start()
        self.live.update(
            Text(gettext("{title}: replaying the days before …", title=self.title)), refresh=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        """Leaves the last picture on the terminal."""
        self.live.stop()

    def refresh(self, day: Day) -> None:
        """Draws the moment, if the last picture has been there long enough to be seen."""
        if monotonic() - self.drawn >= SHORTEST_PAUSE or day.now == DAY:
            self.live.update(self.picture(day), refresh=True)
            self.drawn = monotonic()

    def picture(self, day: Day) -> Group:
        """Everything that is shown of a moment."""
        glance = day.glance()
        date = f"{gettext(WEEKDAYS[day.date.weekday()]).capitalize()} {day.date}"
        how = gettext(
            "  {speed:,.0f} seconds in one{behind}; Ctrl-C ends it",
            speed=self.speed,
            behind=glance.behind,
        )
        head = Text.assemble(
            (f" {format_clock(glance.now)} ", "bold reverse"),
            (f"  {date}, {self.title}", "bold"),
            (how, "dim"),
        )
        shown = self._fitting(glance)
        left = len(self.people) - len(shown)
        more = gettext("and {left} more: --role, --person", left=left) if left else ""
        crew = self._crew(shown)
        return Group(
            head,
            self._roles(glance),
            crew,
            Text(more, style="dim"),
            self.key.legend(self.page.width),
        )

    def _roles(self, glance: Snapshot) -> Table:
        """A line for each role: who is there, selling so far, what waits."""
        self.longest = max([self.longest, *glance.waiting.values()])
        result = Table.grid(padding=(0, 2, 0, 0))
        for role, doing in glance.doing(self.people).items():
            share, waiting = glance.share(role), glance.waiting[role]
            sold = gettext("selling so far {share:.1%}", share=share) if share > 0 else ""
            bar = "█" * math.ceil(LONGEST_QUEUE * waiting / self.longest)
            there = gettext("{count} {people} at work", count=doing.total(), people=people_of(role))
            result.add_row(there, sold, gettext("{count:>6,} waiting", count=waiting), bar)
        return result

    def _crew(self, shown: Iterable[PersonView]) -> Table:
        """A line for each person: what is in hand, for whom, since when, and the day so far."""
        cells = self._cells()
        result = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")
        heads = ("", gettext("now"), gettext("for or at"), gettext("since"))
        for head, most in zip(heads, (16, 24, 14, 5), strict=True):
            result.add_column(head, no_wrap=True, width=most)
        result.add_column(_ruler(cells), no_wrap=True, overflow="crop")
        for seen in shown:
            result.add_row(*_present(seen), self.key.strip(seen.so_far, cells))
        return result

    def _cells(self) -> range:
        """The begin of each cell of a strip, as fine as there is room for."""
        room = self.page.width - COLUMNS_OF_ALL
        first, last = self.hours
        length = A_CELL
        while (last - first) // length > room and length < HOUR:
            length *= 2
        return range(first, last, length)

    def _fitting(self, glance: Snapshot) -> list[PersonView]:
        """The people for whom there is room, the first of each role."""
        known = {seen.person: seen for seen in glance.people}
        teams: dict[str, list[PersonView]] = {}
        for name in self.people:
            teams.setdefault(known[name].role, []).append(known[name])
        room = self.page.height - LINES_OF_ALL - len(teams)
        places = fair({role: len(team) for role, team in teams.items()}, room)
        return [seen for role, team in teams.items() for seen in team[: places[role]]]


class Key:
    """What the letters and colours of a day mean: those of the pictures."""

    def __init__(self, categories: Iterable[str], selling: Sequence[str]) -> None:
        fills = looks(dict.fromkeys([*categories, BREAK]), selling)
        self.styles = {name: f"{look.text} on {look.face}" for name, look in fills.items()}
        self.signs = signs(self.styles)

    def strip(self, stretches: Iterable[ActivityInterval], cells: range) -> Text:
        """A day so far: of each cell what took most of it."""
        parts = list(stretches)
        result = Text()
        for begin in cells:
            name = _most(parts, begin, begin + cells.step)
            result.append(self.signs[name] if name else " ", self.styles.get(name))
        return result

    def legend(self, width: int) -> Text:
        """Letters and what they stand for, in lines of a width."""
        result, column = Text(), 0
        for name, sign in self.signs.items():
            label = f" {words(name)}  "
            if column and column + 3 + len(label) > width:
                result.append("\n")
                column = 0
            result.append(f" {sign} ", self.styles[name])
            result.append(label)
            column += 3 + len(label)
        return result


def signs(categories: Iterable[str]) -> dict[str, str]:
    """A letter for each category: one of its own name if there is one left.

    >>> signs(["selling", "service", "idle"])
    {'selling': 'S', 'service': 'E', 'idle': '·'}
    """
    result: dict[str, str] = {}
    for name in categories:
        letters = [*name.upper(), *string.ascii_uppercase, *string.digits]
        free = (each for each in letters if each.isalnum() and each not in result.values())
        result[name] = SIGNS.get(name) or next(free, "?")
    return result


def fair(sizes: dict[str, int], room: int) -> dict[str, int]:
    """How many of so many places each team gets: as many as the others, unless it needs fewer.

    >>> fair({"reps": 40, "support": 2, "inside": 10}, 12)
    {'support': 2, 'inside': 5, 'reps': 5}
    """
    places: dict[str, int] = {}
    for name in sorted(sizes, key=lambda each: sizes[each]):
        share = (room - sum(places.values())) // (len(sizes) - len(places))
        places[name] = min(sizes[name], max(share, 1))
    return places


def _most(stretches: Sequence[ActivityInterval], begin: int, end: int) -> str:
    """The category that took most of a time; nothing if none did."""
    spent: dict[str, int] = {}
    for part in stretches:
        seconds = min(part.end, end) - max(part.start, begin)
        if seconds > 0:
            spent[part.category] = spent.get(part.category, 0) + seconds
    return max(spent, key=lambda name: spent[name]) if spent else ""


def _present(seen: PersonView) -> tuple[str, str, str, str]:
    """Who, what is in hand, for whom or where, and since when."""
    if not seen.in_hand:
        return person_words(seen.person), "–", "", ""
    first, last = seen.in_hand[0], seen.in_hand[-1]
    return (
        person_words(seen.person),
        last.what,
        last.where,
        format_clock(first.start),
    )


def _ruler(cells: range) -> str:
    """The hours above the strips."""
    marks = {(hour * HOUR - cells.start) // cells.step: hour for hour in range(0, 24, 2)}
    line = [" "] * (len(cells) + 2)
    for place, hour in marks.items():
        if 0 <= place < len(cells):
            line[place : place + 2] = f"{hour:02d}"
    return "".join(line)


def _hours(workload: Workload, number: int) -> tuple[int, int]:
    """From which hour to which the strips go: all shifts of the day, and some overtime."""
    presence = workload.presence
    today = presence.start // DAY == number
    if not today.any():
        return 8 * HOUR, 18 * HOUR
    first = int(presence.start[today].min()) % DAY
    last = int(presence.end[today & (presence.evening == 0)].max(initial=0)) - number * DAY
    return first // HOUR * HOUR, min(-(-last // HOUR) * HOUR + 2 * HOUR, DAY)
