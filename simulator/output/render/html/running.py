"""What a report tells of one scenario's run: where the time goes, and what is watched."""

from __future__ import annotations

from simulator.experiment.results import Experiment, label_of
from simulator.i18n import gettext
from simulator.output import charts
from simulator.output.content import tables
from simulator.output.render.html.parts import (
    CHANGES,
    TIME,
    Block,
    Grid,
    Lines,
    Opening,
    Picture,
    Section,
    Told,
)


def of_run(experiment: Experiment, key: str) -> Told:
    """The opening and the sections of a run; ``key`` keeps its drawings apart."""
    found = label_of(experiment.scenario)
    opening = Opening(found.title, found.question, tables.headlines(experiment))
    picture = Picture(charts.as_svg(charts.time_use(experiment), f"{key}t"))
    caption = gettext("The week of a person of each role: minutes, and share of the week")
    time: list[Block] = [picture, Grid(tables.time_use(experiment), caption)]
    watched: list[Block] = [
        Grid(tables.watched(experiment)),
        Lines(tables.sureness(experiment), small=True),
    ]
    return Told(
        opening,
        [
            Section(TIME, gettext("Where the time goes"), time),
            Section(CHANGES, gettext("What is watched"), watched),
        ],
    )
