"""Compiles the rules: takes their code as it stands and binds their names to compiled ones."""

from __future__ import annotations

from types import FunctionType, ModuleType
from typing import Any

import numba
from numba import types

from simulator import lines, market, rules
from simulator.compiled import clock, columns, moves

OPTIONS: dict[str, Any] = {"error_model": "numpy", "_nrt": False, "no_cpython_wrapper": True}
ROOMS: tuple[ModuleType, ...] = (lines, market, rules, moves, clock)  # the later one's names count


def compile_play() -> str:
    """The whole engine in LLVM's language, made for this machine, under the name of ``play``."""
    names = bound_names()
    entry = FunctionType(_entry.__code__, names, "entry")
    made = numba.cfunc(types.void(types.int64), **OPTIONS)(entry)
    return made.inspect_llvm(), made.native_name


def _entry(table: int) -> None:
    play(machine_at(table))  # noqa: F821


def bound_names() -> dict[str, Any]:
    names: dict[str, Any] = {"machine_at": columns.machine_at}
    functions: dict[str, FunctionType] = {}
    for room in ROOMS:
        for name, value in vars(room).items():
            if isinstance(value, FunctionType) and value.__module__ == room.__name__:
                functions[name] = value
            elif not name.startswith("__"):
                names.setdefault(name, value)
    for name, function in functions.items():
        bare = FunctionType(function.__code__, names, name, function.__defaults__)
        names[name] = numba.njit(**OPTIONS)(bare)
    return names
