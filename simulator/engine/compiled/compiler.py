"""Compiles the rules: takes their code as it stands and binds its names to compiled ones."""

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
from simulator.engine.compiled import accumulate, columns, event_loop, heap_ops, jit_link
from simulator.engine.compiled.layout import ENTRIES
from simulator.engine.rules import customers, dispatch, meetings, people, preemption, tasks, visits
from simulator.model import codes

# What of a name is found in a later room takes the place of what an earlier one says: the compiled
# moves stand in for those that Python's lists make.
MODULES: tuple[ModuleType, ...] = (
    *(codes, queues, customers, tasks, people, meetings, preemption, visits, dispatch),
    *(heap_ops, event_loop, accumulate),
)
# Errors are checked for nowhere: whoever calls a rule has seen to it that there are none. Nothing
# is counted for Python's sake: all memory is taken beforehand.
OPTIONS: dict[str, Any] = {"error_model": "numpy", "_nrt": False, "no_cpython_wrapper": True}
_alone = Lock()  # numba compiles one thing at a time


def object_code() -> bytes:
    """Machine code for this processor, with a function for each entry.

    Each takes the address of a table and two addresses for what numba would report.
    """
    with _alone, _unoptimised():
        jit_link.know_symbols()
        names = bound_names()
        parts = [_llvm_of(entry, names) for entry in ENTRIES]
    machine = jit_link.target_machine()
    whole = parts[0]
    for part in parts[1:]:
        whole.link_in(part)
    _close_off(whole)
    tuning = llvm.create_pipeline_tuning_options(speed_level=3)
    tuning.loop_vectorization = tuning.slp_vectorization = True
    tuning.loop_unrolling = tuning.loop_interleaving = True
    builder = llvm.create_pass_builder(machine, tuning)
    builder.getModulePassManager().run(whole, builder)
    return bytes(machine.emit_object(whole))


def bound_names() -> dict[str, Any]:
    """All functions of the rooms, compiled when they are called, and the constants they read."""
    names: dict[str, Any] = {"machine_at": columns.machine_at}
    functions: dict[str, FunctionType] = {}
    for module in MODULES:
        for name, value in vars(module).items():
            if isinstance(value, FunctionType) and value.__module__.startswith("simulator"):
                if value.__module__ == module.__name__ or name not in functions:
                    functions[name] = value
            elif not name.startswith("__") and names.setdefault(name, value) != value:
                raise ValueError(f"{name} has two meanings among what is compiled")
    for name, function in functions.items():
        bare = FunctionType(function.__code__, names, name, function.__defaults__)
        names[name] = numba.njit(**OPTIONS)(bare)
    names["look_ahead"] = columns.prefetch
    return names


@contextmanager
def _unoptimised() -> Iterator[None]:
    """Function by function nothing is optimised: that is done once, for all of them together."""
    before, config.OPT = config.OPT, config._OptLevel(0)
    try:
        yield
    finally:
        config.OPT = before


def _llvm_of(entry: str, names: dict[str, Any]) -> Any:
    """A function on the machine at an address, with all it calls, in LLVM's words."""
    source = FunctionType(_at_address.__code__, {**names, "chosen": names[entry]}, entry)
    made = numba.cfunc(types.void(types.int64), **OPTIONS)(source)
    name = made.native_name.removeprefix("cfunc.")
    # A function that calls itself by way of others is found by numba while it runs; here it is
    # found beside them.
    text = re.sub(
        r'@"\.numba\.unresolved\$([^"]+)" = external global ptr',
        r'@".numba.unresolved$\1" = internal constant ptr @\1',
        made.inspect_llvm(),
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


def _close_off(module: Any) -> None:
    """Only the entries can be called from outside: the rest may melt into them."""
    for function in module.functions:
        if not function.is_declaration:
            function.linkage = "external" if function.name in ENTRIES else "internal"


def _at_address(table: int) -> None:
    chosen(machine_at(table))  # type: ignore[name-defined]  # noqa: F821
