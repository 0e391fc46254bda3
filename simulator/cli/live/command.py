"""The command that watches: a day passes in the terminal, as fast or as slowly as one likes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.cli.app import SHOW, app
from simulator.cli.console import INTERRUPTED, in_plain_words, note, print_json
from simulator.cli.options import AsJson, Name, Seed
from simulator.i18n import gettext

if TYPE_CHECKING:
    from simulator.cli.live.playback import ActivityInterval, Day, Snapshot
    from simulator.scenario.scenario import Scenario
    from simulator.workload.draw import Workload

USUAL_SECONDS = 60  # on the wall, for a day at work
QUARTER = 15 * 60
LOOKS_A_SECOND = 8
AT_ONCE = 1e9  # simulated seconds in one on the wall: as fast as the machine can


@app.command(rich_help_panel=SHOW)
def watch(
    name: Name,
    day: Annotated[
        str | None, typer.Option(help="A date, or a weekday of --week; else a typical day.")
    ] = None,
    week: Annotated[int | None, typer.Option(min=1, help="Week of the horizon, from 1.")] = None,
    role: Annotated[str | None, typer.Option(help="Only the people of a role.")] = None,
    person: Annotated[
        list[str] | None, typer.Option(help="Only this person; may be said several times.")
    ] = None,
    speed: Annotated[
        float | None,
        typer.Option(min=1, help="Simulated seconds in one of ours; else a day takes a minute."),
    ] = None,
    lines: Annotated[
        bool, typer.Option("--lines", help="One line for each stretch as it ends, and no view.")
    ] = False,
    replication: Annotated[int, typer.Option(min=0, help="Which replication.")] = 0,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Watch a day pass: who is at what, what waits, how much has been selling so far.

    Ctrl-C ends it. Where there is no terminal, it says every 15 minutes of the day how things are.

    Example:  simulator watch baseline --day 2025-04-10 --speed 1200
    """
    with in_plain_words():
        from simulator.workload.draw import draw

        scenario, number = day_of(name, (day, week), seed, replication)
        workload = draw(scenario, seed, replication)
        people = chosen(workload, role, person or [])
        try:
            if as_json:
                print_json(in_numbers(workload, number, people))
            else:
                follow(workload, number, people, speed or usual_speed(workload, number), lines)
        except KeyboardInterrupt:
            note(gettext("stopped"))
            raise typer.Exit(INTERRUPTED) from None


# -- what is meant ---------------------------------------------------------------------------------


def day_of(
    name: str, meant: tuple[str | None, int | None], seed: int, replication: int
) -> tuple[Scenario, int]:
    """The scenario up to the week of the day that is meant, and the day's number."""
    from simulator.experiment.runner import simulate
    from simulator.measures import days
    from simulator.scenario.inheritance import load

    scenario = load(name)
    number = days.resolve_day(scenario, *meant)
    if number is None:
        number = days.typical_day([simulate(days.until(scenario), seed, replication)])
    return days.until(scenario, number), number


def chosen(workload: Workload, role: str | None, people: Collection[str]) -> list[str]:
    """The people to show, all if none are named; those of the main role first."""
    from simulator.errors import UsageError
    from simulator.measures.days import person_number
    from simulator.measures.window import main_role
    from simulator.scenario.units import nearest_word

    parameters = workload.parameters
    roles, main = parameters.roles.name, main_role(parameters)
    if role is not None and role not in roles:
        raise UsageError(
            "no role {role!r}; there are {names}{hint}",
            role=role,
            names=", ".join(roles),
            hint=nearest_word(role, roles),
        )
    named = {person_number(parameters, person) for person in people}
    return [
        parameters.people[each]
        for each in sorted(
            range(parameters.headcount), key=lambda each: parameters.role_of[each] != main
        )
        if role in (None, roles[parameters.role_of[each]]) and (not named or each in named)
    ]


def usual_speed(workload: Workload, number: int) -> float:
    """What lets all shifts of a day pass in a minute."""
    from simulator.scenario.units import DAY

    presence = workload.presence
    today = (presence.start // DAY == number) & (presence.evening == 0)
    if not today.any():
        return AT_ONCE
    return float(presence.end[today].max() - presence.start[today].min()) / USUAL_SECONDS


# -- how it is shown -------------------------------------------------------------------------------


def follow(workload: Workload, number: int, people: list[str], speed: float, lines: bool) -> None:
    """The day in the terminal, or in lines where nobody sits at one."""
    from rich.console import Console

    from simulator.cli.live import playback as watching

    page = Console(markup=False, highlight=False, emoji=False)
    if page.is_terminal and not lines:
        from simulator.cli.live.screen import Screen

        every = max(1, int(speed / LOOKS_A_SECOND))
        with Screen(page, workload, number, people, speed) as screen:
            watching.watch(workload, number, screen.refresh, speed, every)
        return
    observer = each_stretch(people) if lines else quarterly(people)
    watching.watch(workload, number, observer, speed, QUARTER)


def each_stretch(people: Collection[str]) -> Callable[[Day], None]:
    """Says each stretch of these people as it ends."""

    def tell(day: Day) -> None:
        for stretch in day.fresh:
            if stretch.person in people:
                typer.echo(line_of(stretch))

    return tell


def line_of(stretch: ActivityInterval) -> str:
    """From when to when, who, what, and for whom or where."""
    from simulator.scenario.units import format_clock

    when = f"{format_clock(stretch.start)}-{format_clock(stretch.end)}"
    return f"{when}  {stretch.person:<20}  {stretch.what:<36}  {stretch.where}"


def quarterly(people: Collection[str]) -> Callable[[Day], None]:
    """Says every 15 minutes how things stand, as long as anybody is at work."""

    def tell(day: Day) -> None:
        if day.now % QUARTER == 0 and (glance := day.glance()).anybody:
            for line in standing(glance, people):
                typer.echo(line)

    return tell


def standing(glance: Snapshot, people: Collection[str]) -> Iterator[str]:
    """A line for each role: who is at what, what waits, how much has been selling."""
    from simulator.output.wording import listed, words
    from simulator.scenario.units import format_clock

    for role, doing in glance.doing(people).items():
        parts = listed(
            gettext("{count} {doing}", count=count, doing=words(name))
            for name, count in doing.most_common()
        )
        share = glance.share(role)
        sold = gettext("; selling so far {share:.1%}", share=share) if share > 0 else ""
        line = gettext(
            "{role}: {doing}; {waiting:,} waiting",
            role=words(role),
            doing=parts or gettext("nobody there"),
            waiting=glance.waiting[role],
        )
        yield f"{format_clock(glance.now)}  {line}{sold}{glance.behind}"


def in_numbers(workload: Workload, number: int, people: Collection[str]) -> dict[str, Any]:
    """How things stand every 15 minutes, for JSON; without waiting for the clock on the wall."""
    from simulator.cli.live import playback as watching
    from simulator.measures.days import date_of

    looks: list[dict[str, Any]] = []

    def tell(day: Day) -> None:
        if day.now % QUARTER == 0 and (glance := day.glance()).anybody:
            looks.append(look_of(glance, people))

    watching.watch(workload, number, tell, AT_ONCE, QUARTER)
    date = str(date_of(workload.parameters, number))
    return {"day": date, "seed": workload.seed, "looks": looks}


def look_of(glance: Snapshot, people: Collection[str]) -> dict[str, Any]:
    """How things stand at a moment, for JSON."""
    from simulator.scenario.units import format_clock

    roles = glance.doing(people)
    return {
        "at": format_clock(glance.now),
        "doing": roles,
        "waiting": {role: glance.waiting[role] for role in roles},
        "selling_share": {role: glance.share(role) for role in roles},
    }
