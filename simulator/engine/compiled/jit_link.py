"""Puts machine code into this process, and says what processor it is for."""

from __future__ import annotations

import ctypes
from typing import Any

import llvmlite.binding as llvm

MORE_MEMORY = "more_memory"


def target_machine() -> Any:
    """This processor, with all it can do."""
    start()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        codemodel="jitdefault",
        jit=True,
    )


def processor() -> str:
    """What code compiled here can be run on."""
    start()
    features = llvm.get_host_cpu_features().flatten()
    return f"{llvm.get_default_triple()} {llvm.get_host_cpu_name()} {features}"


def start() -> None:
    """Has LLVM know this processor."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()


def know_symbols() -> None:
    """What compiled code calls from outside: Python's own memory, which needs no interpreter."""
    llvm.add_symbol(MORE_MEMORY, _address_of_realloc())


def _address_of_realloc() -> int:
    return ctypes.cast(ctypes.pythonapi.PyMem_RawRealloc, ctypes.c_void_p).value or 0


class Code:
    """Machine code in this process; its functions let go of the interpreter while they run."""

    def __init__(self, code: bytes, entries: tuple[str, ...]) -> None:
        start()
        self._compiler = llvm.create_lljit_compiler()
        library = llvm.JITLibraryBuilder().add_object_img(code)
        library.import_symbol(MORE_MEMORY, _address_of_realloc())
        for entry in entries:
            library.export_symbol(entry)
        self._library = library.link(self._compiler, "simulator")
        kind = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64)
        self._functions = {entry: kind(self._library[entry]) for entry in entries}

    def run(self, entry: str, table: int) -> None:
        """Calls a function on the table at an address."""
        nothing, error = ctypes.c_int64(), ctypes.c_int64()
        status = self._functions[entry](ctypes.addressof(nothing), ctypes.addressof(error), table)
        if status != 0:
            raise SystemError(f"compiled code failed in {entry!r} with status {status}")
