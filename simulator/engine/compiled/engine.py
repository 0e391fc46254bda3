"""Runs compiled code on a workload: fills the table, lets the clock run, writes up the ledger."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from simulator.engine.build_ledger import build_ledger, ledger_of, no_entries, numbers_of_deals
from simulator.engine.compiled.event_loop import TEAM
from simulator.engine.compiled.layout import (
    ENTRIES,
    PILE_WORDS,
    ListField,
    ListsField,
    MachineState,
    fill,
    layout,
)
from simulator.engine.compiled.tally import blank_sums, can_add_up, tally_of, tasks_of
from simulator.engine.compiled.workspace import Workspace, address_of
from simulator.engine.initial_state import BufferPool, initial_state
from simulator.engine.state import SimulationState
from simulator.ledger.ledger import Ledger
from simulator.measures.window import Tally
from simulator.workload.draw import Workload

if TYPE_CHECKING:
    from simulator.engine.compiled.jit_link import Code

NEEDED = "the compiled engine needs numba: install simulator[compiled]"

_told = logging.getLogger("simulator")
_loading = threading.Lock()
_mine = threading.local()


class EngineUnavailable(ImportError):
    """What the compiled engine is made with is not installed."""


def replay(workload: Workload) -> Ledger:
    """Everything that happens, from the first instant to the horizon: SimPy's ledger, faster.

    Compiles the rules if no code made from them is kept on this machine. Raises Missing without
    numba.
    """
    return replay_with(code(), workload)


def replay_with(code: Code, workload: Workload) -> Ledger:
    """The same with given code."""
    bench = _thread_workspace()
    world = bench.set_up(workload).world
    code.run("play", address_of(bench.table))
    bench.check()
    entries = bytearray(bench.single["log"].view(0).tobytes())
    return build_ledger(replace(world, log=entries), workload)


def tally(workload: Workload) -> tuple[Ledger, Tally | None]:
    """A ledger without entries, and what the entries come to: all that measures need.

    Its tasks lie in memory that this thread's next replay writes over. Companies too wide to be
    added up on the way have a whole ledger and no tally.
    """
    return tally_with(code(), workload)


def tally_with(code: Code, workload: Workload) -> tuple[Ledger, Tally | None]:
    """The same with given code."""
    if not can_add_up(workload.parameters):
        return replay_with(code, workload), None
    bench = _thread_workspace()
    machine = bench.set_up(workload)
    for entry in ENTRIES:
        code.run(entry, address_of(bench.table))
    bench.check()
    return bench.read(machine, workload)


def _thread_workspace() -> ThreadWorkspace:
    """This thread's."""
    bench: ThreadWorkspace | None = getattr(_mine, "bench", None)
    if bench is None:
        bench = _mine.bench = ThreadWorkspace()
    return bench


def is_installed() -> bool:
    """Can code be compiled, or run, on this machine?"""
    return all(find_spec(name) is not None for name in ("numba", "llvmlite"))


def ready() -> None:
    """Loads the code, or compiles it; before threads are started, which nobody could stop."""
    code()


def is_cached() -> bool:
    """Is there code on this machine that was made from these sources?"""
    from simulator.engine.compiled import cache as disk

    return disk.find() is not None


def code() -> Code:
    """The rules as machine code: kept from an earlier run, or compiled now, with a notice."""
    if not is_installed():
        raise EngineUnavailable(NEEDED)
    with _loading:
        return _code()


@cache
def _code() -> Code:
    from simulator.engine.compiled import cache as disk
    from simulator.engine.compiled.jit_link import Code

    found = disk.find()
    if found is None:
        _told.warning("compiling the rules for this machine, once: half a minute or less")
        from simulator.engine.compiled.compiler import object_code

        found = object_code()
        if not disk.keep(found):
            _told.warning("the code cannot be kept, the next start compiles anew: %s", disk.HINT)
    return Code(found, ENTRIES)


class ThreadWorkspace:
    """One thread's memory: the table, columns and piles, taken once and used again and again."""

    def __init__(self) -> None:
        self.ground = BufferPool()
        self.table = np.zeros(layout().words, dtype=np.int64)
        self.single = {
            name: Workspace(self.table[part.word : part.word + PILE_WORDS])
            for parts in layout().parts.values()
            for name, part in parts.items()
            if isinstance(part, ListField)
        }
        self.many: dict[str, Workspace] = {}
        self.kept: list[Any] = []

    def set_up(self, workload: Workload) -> MachineState:
        """Fills the table for one replay."""
        world = initial_state(workload, self.ground)
        machine = self._machine(world, workload)
        self.kept.clear()
        fill(self.table, machine, MachineState, self.kept)
        for shelf in self.single.values():
            shelf.clear()
        self.single["later"].put(0, world.later)
        for name, part in layout().parts[SimulationState].items():
            if isinstance(part, ListsField):
                self._lay_out(name, part, getattr(world, name))
        return machine

    def _machine(self, world: SimulationState, workload: Workload) -> MachineState:
        teams = len(world.staff.role) // TEAM + 1
        asked = workload.tasks.asked[workload.roots]
        return MachineState(
            world=world,
            sums=blank_sums(workload, self.ground),
            start=0,
            due=np.zeros(teams * TEAM, dtype=np.int64),
            soonest=np.zeros(teams, dtype=np.int64),
            reminders=[],
            roots=workload.roots.astype(np.int32),
            asked=asked.astype(np.int32),
        )

    def _lay_out(self, name: str, part: ListsField, contents: list[npt.ArrayLike]) -> None:
        """Puts piles side by side where there were as many before, or in new words."""
        shelf = self.many.get(name)
        if shelf is None or len(shelf.words) != len(contents):
            shelf = self.many[name] = Workspace(
                np.zeros(PILE_WORDS * len(contents), dtype=np.int64)
            )
        shelf.clear()
        for number, content in enumerate(contents):
            if len(content):  # type: ignore[arg-type]
                shelf.put(number, content)
        self.table[part.word] = address_of(shelf.words)
        self.table[part.word + 1] = len(contents)

    def read(self, machine: MachineState, workload: Workload) -> tuple[Ledger, Tally]:
        """What has been gathered."""
        asked_for = len(self.single["questions"].view(0))
        tasks = tasks_of(machine.sums, asked_for, numbers_of_deals(machine.world))
        ledger = ledger_of(machine.world, workload, no_entries(), tasks)
        return ledger, tally_of(machine.sums, machine.world, ledger)

    def check(self) -> None:
        """Raises if memory ran out."""
        for shelf in (*self.single.values(), *self.many.values()):
            shelf.check()
