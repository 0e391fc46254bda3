"""The compiled engine: fills the table, runs machine code on it, builds the ledger or the tally."""

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
from simulator.engine.compiled.event_loop import BLOCK
from simulator.engine.compiled.layout import (
    ADDRESS,
    ENTRY_POINTS,
    LENGTH,
    LIST_WORDS,
    ListField,
    ListsField,
    MachineState,
    layout,
    write_addresses,
)
from simulator.engine.compiled.tally import blank_sums, can_accumulate, ledger_tasks, tally_of
from simulator.engine.compiled.workspace import ListMemory, address_of
from simulator.engine.initial_state import BufferPool, initial_state
from simulator.engine.state import SimulationState
from simulator.errors import EngineUnavailable
from simulator.i18n import gettext, translatable
from simulator.ledger.ledger import Ledger
from simulator.measures.window import Tally
from simulator.workload.draw import Workload

if TYPE_CHECKING:
    from simulator.engine.compiled.jit_link import MachineCode

NEEDED = translatable("the compiled engine needs numba: install sales-force-simulator[compiled]")
RUN_EVENTS = ENTRY_POINTS[0]

_logger = logging.getLogger("simulator")
_load_lock = threading.Lock()
_thread = threading.local()


def replay(workload: Workload) -> Ledger:
    """Everything that happens, from the first instant to the horizon: SimPy's ledger, faster.

    The rules are compiled first, in a minute or more, if the cache holds no code for them.

    Args:
        workload: All that was drawn for one replication; see ``workload.draw``.

    Returns:
        The ledger, equal to SimPy's to the last digit.

    Raises:
        EngineUnavailable: Numba is not installed.
        MemoryError: There is not enough memory for the log or for what waits.
    """
    return replay_with(machine_code(), workload)


def replay_with(code: MachineCode, workload: Workload) -> Ledger:
    """The same with given machine code."""
    workspace = _thread_workspace()
    state = workspace.set_up(workload).state
    code.run(RUN_EVENTS, address_of(workspace.table))
    workspace.check()
    log = bytearray(workspace.lists["log"].view(0).tobytes())
    return build_ledger(workspace.as_written(replace(state, log=log)), workload)


def tally(workload: Workload) -> tuple[Ledger, Tally | None]:
    """A ledger without entries, and what the entries add up to: all that measures need.

    Args:
        workload: All that was drawn for one replication; see ``workload.draw``.

    Returns:
        The ledger, whose tasks lie in memory that this thread's next replay overwrites, and the
        tally. A company with too many queues for the tally has a whole ledger, and None.

    Raises:
        EngineUnavailable: Numba is not installed.
        MemoryError: There is not enough memory for the log or for what waits.
    """
    return tally_with(machine_code(), workload)


def tally_with(code: MachineCode, workload: Workload) -> tuple[Ledger, Tally | None]:
    """The same with given machine code."""
    if not can_accumulate(workload.parameters):
        return replay_with(code, workload), None
    workspace = _thread_workspace()
    machine = workspace.set_up(workload)
    for entry_point in ENTRY_POINTS:
        code.run(entry_point, address_of(workspace.table))
    workspace.check()
    return workspace.read_tally(machine, workload)


def _thread_workspace() -> ThreadWorkspace:
    workspace: ThreadWorkspace | None = getattr(_thread, "workspace", None)
    if workspace is None:
        workspace = _thread.workspace = ThreadWorkspace()
    return workspace


def is_installed() -> bool:
    """Can code be compiled, or run, on this machine?"""
    return all(find_spec(name) is not None for name in ("numba", "llvmlite"))


def ready() -> None:
    """Loads the machine code, or compiles it; before threads start, which nobody could stop.

    Raises:
        EngineUnavailable: Numba is not installed.
    """
    machine_code()


def is_cached() -> bool:
    """Does the cache hold machine code for these sources on this machine?"""
    from simulator.engine.compiled import cache as disk_cache

    return disk_cache.load() is not None


def machine_code() -> MachineCode:
    """The rules as machine code: from the cache, or compiled now, with a notice."""
    if not is_installed():
        raise EngineUnavailable(NEEDED)
    with _load_lock:
        return _machine_code()


@cache
def _machine_code() -> MachineCode:
    from simulator.engine.compiled import cache as disk_cache
    from simulator.engine.compiled.jit_link import MachineCode

    code = disk_cache.load()
    if code is None:
        _logger.warning(gettext("compiling the rules for this machine, once: a minute or more"))
        from simulator.engine.compiled.compiler import object_code

        code = object_code()
        if not disk_cache.store(code):
            text = translatable("the code cannot be kept, the next start compiles anew: {hint}")
            _logger.warning("%s", gettext(text, hint=gettext(disk_cache.HINT)))
    return MachineCode(code, ENTRY_POINTS)


class ThreadWorkspace:
    """One thread's memory, allocated once and used again: the table, columns and lists."""

    def __init__(self) -> None:
        self.pool = BufferPool()
        self.table = np.zeros(layout().words, dtype=np.int64)
        self.lists = {
            name: ListMemory(self.table[field.word : field.word + LIST_WORDS])
            for fields in layout().fields.values()
            for name, field in fields.items()
            if isinstance(field, ListField)
        }
        self.lists_of: dict[str, ListMemory] = {}  # many under one name
        self.references: list[Any] = []

    def set_up(self, workload: Workload) -> MachineState:
        """Fills the table for one replay."""
        state = initial_state(workload, self.pool)
        machine = self._machine(state, workload)
        self.references.clear()
        write_addresses(self.table, machine, MachineState, self.references)
        for memory in self.lists.values():
            memory.clear()
        self.lists["reminders"].put(0, state.reminders)
        if state.account_changes:
            self.lists["account_changes"].put(0, state.account_changes)
        for name, field in layout().fields[SimulationState].items():
            if isinstance(field, ListsField):
                self._write_lists(name, field, getattr(state, name))
        return machine

    def _machine(self, state: SimulationState, workload: Workload) -> MachineState:
        blocks = len(state.people.role) // BLOCK + 1
        asked = workload.tasks.asked[workload.roots]
        return MachineState(
            state=state,
            sums=blank_sums(workload, self.pool),
            start=0,
            activity_end=np.zeros(blocks * BLOCK, dtype=np.int64),
            block_minimum=np.zeros(blocks, dtype=np.int64),
            event_heap=[],
            roots=workload.roots.astype(np.int32),
            asked=asked.astype(np.int32),
        )

    def _write_lists(self, name: str, field: ListsField, contents: list[npt.ArrayLike]) -> None:
        """Fills the lists of one name, in their memory of before if they are as many."""
        memory = self.lists_of.get(name)
        if memory is None or len(memory.words) != len(contents):
            words = np.zeros(LIST_WORDS * len(contents), dtype=np.int64)
            memory = self.lists_of[name] = ListMemory(words)
        memory.clear()
        for number, content in enumerate(contents):
            if len(content):  # type: ignore[arg-type]
                memory.put(number, content)
        self.table[field.word + ADDRESS] = address_of(memory.words)
        self.table[field.word + LENGTH] = len(contents)

    def read_tally(self, machine: MachineState, workload: Workload) -> tuple[Ledger, Tally]:
        """The sums after a replay, with a ledger that has no entries."""
        rows = len(self.lists["queries"].view(0))  # which order the tasks, at last
        tasks = ledger_tasks(machine.sums, rows, numbers_of_deals(machine.state))
        state = self.as_written(machine.state)
        row_of_slot = np.array(machine.sums.row_of_slot, dtype=np.int64)
        ledger = ledger_of(state, workload, no_entries(), tasks, row_of_slot)
        return ledger, tally_of(machine.sums, machine.state, ledger)

    def as_written(self, state: SimulationState) -> SimulationState:
        """The state with what was written down of tasks between lines, and of accounts."""
        written = ("transfers", "account_changes", "nights", "resigned")
        return replace(state, **{name: self.lists[name].view(0).tolist() for name in written})

    def check(self) -> None:
        """Raises if memory ran out."""
        for memory in (*self.lists.values(), *self.lists_of.values()):
            memory.check()
