"""What is to be said of queues: which pile up, and what means of finished work leave out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial

from simulator.analysis.hourly_load import hourly_load
from simulator.experiment.judgement import CENSORED, Judged, undone
from simulator.experiment.queues import Queue, activity_of, piles
from simulator.experiment.results import Experiment
from simulator.experiment.runner import simulate
from simulator.i18n import gettext
from simulator.ledger.frames import from_ledger
from simulator.measures import days
from simulator.output.document import Cell, Column, ColumnPart, Figure, Format, NamedChart, Table
from simulator.output.numbers import decimals_of, number, percent
from simulator.output.wording import clauses, estimate, grows, listed, words

FEW_UNDONE = 0.01  # part of what is asked below which nobody needs to hear of it
MUCH_LAPSED = 0.05  # part of what is asked that a run tells of first


def pile_lines(experiments: Sequence[Experiment]) -> list[str]:
    """What piles up on whose desks, a line for each scenario in which something does."""
    return [line for e in experiments for line in piled(e.name, e.weeks, e.queues)]


def piled(name: str, weeks: int, queues: Sequence[Queue]) -> list[str]:
    """The line of one scenario; none if nothing piles up."""
    grown = piles(queues)
    if not grown:
        return []
    values = {"name": name, "weeks": weeks, "piles": clauses(map(told, grown))}
    if grown[0].since is not None:
        text = gettext(
            "{name}: more is asked than done. {piles} (means of the first and the last of the weeks"
            " from that day on). Work that piles up has no settled turnaround.",
            **values,
        )
        return [text]
    text = gettext(
        "{name}: more is asked than done. {piles} (means of the first and the last of {weeks}"
        " weeks). Work that piles up has no settled turnaround.",
        **values,
    )
    return [text]


def told(queue: Queue) -> str:
    """By how much a queue grows, and what waits in the first week that counts and in the last."""
    ends = (queue.waiting_first, queue.waiting_last)
    return gettext(
        "{work} of {role} {grows}, from {first} to {last} waiting",
        work=work_of(queue),
        role=words(queue.role),
        grows=grows(queue),
        first=number(ends[0], decimals_of(ends)),
        last=number(ends[1], decimals_of(ends)),
    )


def work_of(queue: Queue) -> str:
    """What kind of work lies in a queue."""
    return words(queue.activity) if queue.activity else gettext("all work")


def unfinished(experiments: Sequence[Experiment], keys: Sequence[str]) -> Iterator[str]:
    """What means of finished work leave out, of each kind of work that is watched."""
    activities = dict.fromkeys(filter(None, map(activity_of, keys)))
    for each in experiments:
        for activity in activities:
            known = f"waiting_at_end.{activity}" in each.measures
            if known and (part := undone(each, activity)) >= FEW_UNDONE:
                yield gettext(
                    "{name}: {part} of {work} are not finished at the end: the means of finished"
                    " work leave them out",
                    name=each.name,
                    part=percent(part, 2),
                    work=words(activity),
                )


def given_up(experiment: Experiment) -> Iterator[str]:
    """Of what work how much lapses in a run, the most first."""
    shares = {work: _lapsed(experiment, work) for work in experiment.scenario.activities}
    much = [work for work, share in shares.items() if share >= MUCH_LAPSED]
    if much:
        parts = [
            gettext("{part} of {work}", part=percent(shares[work]), work=words(work))
            for work in sorted(much, key=lambda each: -shares[each])
        ]
        yield gettext("{parts} lapse: nobody begins them in time", parts=listed(parts))


def _lapsed(experiment: Experiment, work: str) -> float:
    """Part of an activity's cases that lapses; 0 where none ever does."""
    measure = f"lapsed_share.{work}"
    known = measure in experiment.measures
    share = experiment.interval(measure).mean if known else 0.0
    return 0.0 if math.isnan(share) else share


def judged_by(key: str, judged: Judged) -> Iterator[str]:
    """Why a verdict rests on something else than what was measured."""
    values = {"measure": words(key), "part": percent(CENSORED)}
    if judged.unsure:
        yield gettext(
            "{measure}: more than {part} is not finished, and how long all that was asked takes"
            " does not go the same way, so that we cannot tell",
            **values,
        )
    elif judged.basis == "asked":
        yield gettext(
            "{measure}: more than {part} is not finished, so that all that was asked is judged,"
            " each at its age",
            **values,
        )
    if judged.basis == "queue":
        yield gettext("{measure}: judged by how the pile grows", measure=words(key))


def queues(experiments: Sequence[Experiment]) -> Table:
    """All queues of some scenarios."""
    growth = (
        ColumnPart("mean", "growth", gettext("growth a week")),
        ColumnPart("low", "growth_low", gettext("from")),
        ColumnPart("high", "growth_high", gettext("to")),
    )
    every = [queue for each in experiments for queue in each.queues]
    lapses, dated = any(queue.lapsed for queue in every), any(queue.since for queue in every)
    counts = (
        ("asked", gettext("asked a week")),
        ("done", gettext("done a week")),
        *((("lapsed", gettext("lapsed a week")),) if lapses else ()),
        ("waiting_first", gettext("waiting in the first week")),
        ("waiting_last", gettext("waiting in the last week")),
    )
    columns = (
        Column("scenario", gettext("scenario"), width=26),
        Column("role", gettext("role"), width=20),
        Column("activity", gettext("work"), width=26),
        *((Column("since", gettext("weeks from"), width=14),) if dated else ()),
        *(Column(key, title, Format("number"), width=16) for key, title in counts),
        Column("growth", gettext("growth a week"), Format("change"), growth, width=14),
        Column("settles", gettext("does it settle"), width=14),
    )
    rows = tuple(_row(each, queue, lapses, dated) for each in experiments for queue in each.queues)
    return Table(
        "queues",
        gettext("What was asked, done and left waiting"),
        columns,
        rows,
        name=gettext("Queues"),
        notes=(_rule(),),
        filtered=True,
    )


def _row(experiment: Experiment, queue: Queue, lapses: bool, dated: bool) -> tuple[Cell, ...]:
    begin = str(experiment.scenario.horizon.first_counted_day)
    return (
        experiment.name,
        words(queue.role),
        work_of(queue),
        *((queue.since or begin,) if dated else ()),
        queue.asked,
        queue.done,
        *((queue.lapsed,) if lapses else ()),
        queue.waiting_first,
        queue.waiting_last,
        estimate(queue.growth_per_week),
        {True: gettext("yes"), False: gettext("no: it grows"), None: gettext("cannot tell")}[
            queue.settles
        ],
    )


def pictures(experiments: Sequence[Experiment]) -> list[Figure]:
    """What waits in each hour of a week, and for how long the oldest has, replayed once more.

    Of several scenarios the first two, on the same weeks.
    """
    shown = experiments[:2]
    return [
        Figure(f"queues-{each.name}", partial(_hour_by_hour, shown, number), in_folder=False)
        for number, each in enumerate(shown)
    ]


def _hour_by_hour(experiments: Sequence[Experiment], number: int) -> NamedChart:
    """The roles of one of the scenarios for which anything waits; all, if for none."""
    scenario = days.up_to_typical([each.scenario for each in experiments])[number]
    load = hourly_load(from_ledger(scenario, simulate(scenario, experiments[0].seed)))
    busy = tuple(role for role in load.roles if any(role.waiting))
    title = load.about.title if len(experiments) > 1 else ""
    return NamedChart.of("queues", load._replace(roles=busy or load.roles), None, title)


def _rule() -> str:
    return gettext(
        "A queue grows if the interval of its growth leaves out 0, luck alone does not explain it,"
        " and more than 2% of what is asked piles up in both halves of the weeks; it settles if"
        " growth of more than 5% can be ruled out, or of more than 2% where the interval leaves out"
        " 0. The weeks are those that count; where something begins on a day among them, the whole"
        " weeks from the last such day on that leaves three, in the second half of which it also"
        " has to grow by at least a quarter of the growth in the first."
    )
