"""Tells one person's day out of a ledger, line by line, as a trainer would."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simulator.experiment import day_number, person_number
from simulator.ledger import Ledger
from simulator.quantities import DAY, HOUR, MINUTE, format_clock
from simulator.vocabulary import (
    DOINGS,
    HAND_OVER,
    IDLE,
    IDLE_CLOSED,
    IDLE_NONE_DUE,
    IDLE_OUT_OF_REACH,
    INBOUND,
    MEETING,
    NO_SHOW,
    PAUSE,
    RESUME,
    SET_UP,
    TAKE_OVER,
    TRAVEL,
    WAIT,
    WORK,
)

HEADQUARTERS = 0  # the first place
GETTING_GOING = {TAKE_OVER: "to read in", SET_UP: "to set up", RESUME: "to get back into it"}
IDLENESS = {
    IDLE: "nothing to do: idle",
    IDLE_NONE_DUE: "no account due: idle",
    IDLE_CLOSED: "no customer receives now: idle",
    IDLE_OUT_OF_REACH: "no account due within reach: idle",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the person, or several that belong together: a task and what precedes it."""

    doing: int
    task: int
    activity: int
    account: int
    place: int
    start: int
    end: int
    going: tuple[tuple[int, int], ...] = ()  # doing and seconds before the work itself

    @property
    def seconds(self) -> int:
        """How long it took."""
        return self.end - self.start


def story(ledger: Ledger, person: str, day: datetime.date | int) -> list[str]:
    """What a person did on a day, one line for each stretch, and what it came to.

    Days count from 0.
    """
    company = ledger.company
    who, number = person_number(company, person), day_number(company, day)
    moments = list(_moments(ledger, who, number))
    if not moments:
        return ["not at work: weekend, public holiday, vacation or sickness"]
    lines = [
        f"{format_clock(moment.start % DAY)}  {_told(ledger, who, moment, after)}"
        for moment, after in pairwise([*moments, None])
        if moment is not None
    ]
    return [*lines, _sum_of(ledger, who, number)]
