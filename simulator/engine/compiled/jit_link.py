"""Links machine code into this process; what processor it is for."""

from __future__ import annotations

import ctypes
from typing import Any

import llvmlite.binding as llvm

REALLOCATE, MOVE = "reallocate", "memmove"


def target_machine() -> Any:
    """This processor, with all it can do."""
    initialise()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        codemodel="jitdefault",
        jit=True,
    )


def processor() -> str:
    """What code compiled here can run on: platform, processor and its features."""
    initialise()
    features = llvm.get_host_cpu_features().flatten()
    return f"{llvm.get_default_triple()} {llvm.get_host_cpu_name()} {features}"


def initialise() -> None:
    """Initialises LLVM for this processor."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()


def add_symbols() -> None:
    """The functions that compiled code imports: each free of the GIL."""
    for name, address in imported().items():
        llvm.add_symbol(name, address)


def imported() -> dict[str, int]:
    """Where Python's raw reallocation lies, and C's copy of memory."""
    functions = {REALLOCATE: ctypes.pythonapi.PyMem_RawRealloc, MOVE: ctypes.memmove}
    return {name: ctypes.cast(at, ctypes.c_void_p).value or 0 for name, at in functions.items()}


class MachineCode:
    """Machine code in this process; its functions run without the interpreter lock."""

    def __init__(self, code: bytes, entry_points: tuple[str, ...]) -> None:
        initialise()
        self._compiler = llvm.create_lljit_compiler()
        library = llvm.JITLibraryBuilder().add_object_img(code)
        for name, address in imported().items():
            library.import_symbol(name, address)
        for name in entry_points:
            library.export_symbol(name)
        self._library = library.link(self._compiler, "simulator")
        signature = ctypes.CFUNCTYPE(
            ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64
        )
        self._functions = {name: signature(self._library[name]) for name in entry_points}

    def run(self, entry_point: str, table: int) -> None:
        """Calls a function on the table at an address."""
        nothing, error = ctypes.c_int64(), ctypes.c_int64()
        status = self._functions[entry_point](
            ctypes.addressof(nothing), ctypes.addressof(error), table
        )
        if status != 0:
            raise SystemError(f"compiled code failed in {entry_point!r} with status {status}")
