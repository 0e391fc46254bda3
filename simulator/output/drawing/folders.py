"""Where the drawing library keeps its settings and its list of fonts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOMES = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME")


def settle() -> None:
    """Has matplotlib look for its folders now; it remembers them.

    A relative home counts as not set, as its standard says: it would be a folder of wherever
    somebody happens to be. Settings are looked for as the library is loaded, so that this comes
    before anything else of it.
    """
    with _without_relative_homes():
        import matplotlib

        matplotlib.get_configdir()
        matplotlib.get_cachedir()


@contextmanager
def _without_relative_homes() -> Iterator[None]:
    relative = {
        name: os.environ.pop(name)
        for name in HOMES
        if name in os.environ and not Path(os.environ[name]).is_absolute()
    }
    try:
        yield
    finally:
        os.environ.update(relative)
