"""How much is asked of whom: a load model, read from a scenario's expectations.

Nothing is drawn and nothing replayed. ``presence`` says who is there, ``demand`` what arises and
what follows on it, ``calls`` how often accounts fall due, ``customers`` which chances respond to
that, ``travel`` how far it is, ``windows`` how many calls opening hours leave room for, ``network``
what a task comes to for each role, ``journeys`` what roads take, ``load`` what all that
comes to for any head-counts, ``peaks`` the months in which more comes in, ``skills`` what it asks
of those who alone may do it, ``limited_hours`` of the hours that alone allow it, of which
``stretches_of_hours`` says what whole tasks and ways can use, ``obstacles`` what nobody can ever
do, and ``answer`` puts all of it together.
"""

from __future__ import annotations

from simulator.analysis.capacity.answer import (
    Capacity,
    LoadPart,
    RoleLoad,
    ScenarioLoad,
    ask,
    capacity,
    scenario_load,
    stretch_loads,
)
from simulator.analysis.capacity.limited_hours import LoadInHours
from simulator.analysis.capacity.load_of_time import TOO_BUSY
from simulator.analysis.capacity.obstacles import Obstacle
from simulator.analysis.capacity.peaks import Peak
from simulator.analysis.capacity.skills import LoadOfFew

__all__ = [
    "TOO_BUSY",
    "Capacity",
    "LoadInHours",
    "LoadOfFew",
    "LoadPart",
    "Obstacle",
    "Peak",
    "RoleLoad",
    "ScenarioLoad",
    "ask",
    "capacity",
    "scenario_load",
    "stretch_loads",
]
