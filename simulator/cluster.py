"""The workers of a cluster, through Dask's distributed engine.

Dask sends pickled code between machines: whoever reaches a port of it can run what they like there.
It belongs on a network that one trusts, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

PATIENCE = 30.0  # seconds until a scheduler answers and has a worker
TRIES = 10  # of an errand whose worker is lost on the way
NEEDED = "a cluster needs the extra 'cluster' (pip install simulator[cluster])"


class Unreachable(Exception):
    """A cluster that does not answer, or cannot be asked."""


@contextmanager
def workers_at(address: str) -> Iterator[tuple[Executor, int]]:
    """Hands errands to the workers of a scheduler; with how many they can do at a time.

    An errand whose worker is lost is done again by another. Raises Unreachable.
    """
    client = _client(address)
    try:
        count = sum(client.nthreads().values())
        yield client.get_executor(retries=TRIES, pure=False), count
    finally:
        client.close()


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise Unreachable(NEEDED) from None
    connect: Any = Client  # which ships no types
    try:
        client = connect(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as problem:
        raise Unreachable(f"no scheduler answers at {address!r}: {problem}") from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close()
        raise Unreachable(f"the scheduler at {address!r} has no workers") from None
    return client
