"""Compiles the rules: their functions as they stand, with names bound to compiled functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from types import FunctionType, ModuleType
from typing import Any

import llvmlite.binding as llvm
import numba
from numba import types
from numba.core import config

from simulator.engine import queues
from simulator.engine.compiled import (
    accumulate,
    columns,
    event_loop,
    heap_ops,
    jit_link,
    wait_queries,
)
from simulator.engine.compiled.layout import ENTRY_POINTS
from simulator.engine.rules.agreements import agreeing, appointments, tours
from simulator.engine.rules.changes import call_cover, cover, phases, reminders, resigning
from simulator.engine.rules.customers import bids, commission, customers, market, owners
from simulator.engine.rules.dispatch import dispatch, joint, requests, visits
from simulator.engine.rules.people import blocks, bookings, meetings, people, preemption
from simulator.engine.rules.tasks import lapses, substitution, tasks
from simulator.engine.rules.timing import deadlines, steering
from simulator.model import codes

# Only heap_ops has functions of the same names as another: it stands in for the operations of
# Python's lists in queues.
MODULES: tuple[ModuleType, ...] = (
    *(codes, queues, deadlines, bids, steering, customers, commission),
    *(market, tasks, lapses, phases, owners),
    *(resigning, reminders),
    *(people, blocks, bookings, meetings, agreeing, appointments, preemption),
    *(visits, requests, joint, tours, dispatch),
    *(substitution, cover, call_cover),
    *(heap_ops, event_loop, wait_queries, accumulate),
)
# No checks for division by zero, and no reference counts (NRT): all memory is allocated beforehand.
OPTIONS: dict[str, Any] = {"error_model": "numpy", "_nrt": False, "no_cpython_wrapper": True}
_compiler_lock = Lock()  # numba is not re-entrant


def object_code() -> bytes:
    """Machine code for this processor, with a function for each entry point.

    Each takes the address of a table and two addresses for what numba would report.
    """
    with _compiler_lock, _without_optimisation():
        jit_link.add_symbols()
        names = bound_names()
        parts = [_llvm_of(entry, names) for entry in ENTRY_POINTS]
    machine = jit_link.target_machine()
    whole = parts[0]
    for part in parts[1:]:
        whole.link_in(part)
    _internalise(whole)
    tuning = llvm.create_pipeline_tuning_options(speed_level=3)
    tuning.loop_vectorization = tuning.slp_vectorization = True
    tuning.loop_unrolling = tuning.loop_interleaving = True
    builder = llvm.create_pass_builder(machine, tuning)
    builder.getModulePassManager().run(whole, builder)
    return bytes(machine.emit_object(whole))


def bound_names() -> dict[str, Any]:
    """All functions of the modules, compiled on their first call, and the constants they read."""
    names: dict[str, Any] = {"machine_at": columns.machine_at}
    functions: dict[str, FunctionType] = {}
    for module in MODULES:
        for name, value in vars(module).items():
            if isinstance(value, FunctionType) and value.__module__.startswith("simulator"):
                if value.__module__ == module.__name__ or name not in functions:
                    _refuse_two_of_a_name(functions.get(name), value, module)
                    functions[name] = value
            elif not name.startswith("__") and names.setdefault(name, value) != value:
                raise ValueError(f"{name} has two values among the modules that are compiled")
    for name, function in functions.items():
        bare = FunctionType(function.__code__, names, name, function.__defaults__)
        names[name] = numba.njit(**OPTIONS)(bare)
    names[heap_ops.prefetch.__name__] = columns.prefetch
    names[heap_ops.shift.__name__] = columns.shift
    return names


def _refuse_two_of_a_name(
    known: FunctionType | None, function: FunctionType, module: ModuleType
) -> None:
    """Two rules of one name would be one; only heap_ops stands in for others."""
    if known is None or known is function or module is heap_ops:
        return
    if known.__module__ not in (heap_ops.__name__, function.__module__):
        raise ValueError(f"{function.__name__} is two functions among the modules compiled")


@contextmanager
def _without_optimisation() -> Iterator[None]:
    """Single functions are not optimised: that is done once, for the whole module."""
    before, config.OPT = config.OPT, config._OptLevel(0)
    try:
        yield
    finally:
        config.OPT = before


def _llvm_of(entry: str, names: dict[str, Any]) -> Any:
    """LLVM's module for an entry point and all that it calls."""
    source = FunctionType(_entry_point.__code__, {**names, "run": names[entry]}, entry)
    compiled = numba.cfunc(types.void(types.int64), **OPTIONS)(source)
    name = compiled.native_name.removeprefix("cfunc.")
    # Numba resolves mutual recursion at run time; here the function is in the same module.
    text = re.sub(
        r'@"\.numba\.unresolved\$([^"]+)" = external global ptr',
        r'@".numba.unresolved$\1" = internal constant ptr @\1',
        compiled.inspect_llvm(),
    )
    module = llvm.parse_assembly(text)
    for function in module.functions:
        if not function.is_declaration and function.name != name:
            function.linkage = "internal"
    for variable in module.global_variables:
        if not variable.is_declaration:
            variable.linkage = "internal"
    module.get_function(name).name = entry
    return module


def _internalise(module: Any) -> None:
    """Only entry points are visible from outside, so that LLVM may inline all the rest."""
    for function in module.functions:
        if not function.is_declaration:
            function.linkage = "external" if function.name in ENTRY_POINTS else "internal"


def _entry_point(table: int) -> None:
    run(machine_at(table))  # type: ignore[name-defined]  # noqa: F821
