"""The workers of a cluster, through Dask's distributed engine.

Dask sends pickled code between machines: whoever reaches a port of it can run what they like there.
It belongs on a network that one trusts, and nowhere else.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from simulator.errors import ClusterUnreachable, InvalidValue
from simulator.i18n import translatable

CONNECT_TIMEOUT = 5.0  # seconds until somebody answers at the address
PATIENCE = 10.0  # seconds until a scheduler has answered, and until it has a worker
TRIES = 10  # of a job whose worker is lost on the way
NEEDED = translatable(
    "a cluster needs the extra 'cluster' (pip install sales-force-simulator[cluster])"
)
EXAMPLE = translatable("expected the address of a Dask scheduler, such as tcp://127.0.0.1:8786")
SILENT = translatable("no scheduler answers at {address!r}: {problem}")
_ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?([^\s/]+:[0-9]{1,5})")


@contextmanager
def workers_at(address: str) -> Iterator[tuple[Executor, int]]:
    """Hands jobs to the workers of a scheduler; with how many they can compute at a time.

    A job whose worker is lost is computed again by another. Raises ClusterUnreachable.
    """
    _probe(address)
    client = _client(address)
    lost: tuple[type[BaseException], ...] = (CancelledError, *_losses())
    try:
        count = sum(client.nthreads().values())
        yield client.get_executor(retries=TRIES, pure=False), count
    except lost as problem:
        reason = " ".join(str(problem).split())[:200]
        raise ClusterUnreachable(
            "the cluster at {address!r} was lost on the way: {reason}",
            address=address,
            reason=reason,
        ) from None
    finally:
        client.close()


def _probe(address: str) -> None:
    """Whether there is anybody: Dask itself tries for long, and says little of what is wrong."""
    match = _ADDRESS.fullmatch(address)
    try:
        if match is None:
            raise InvalidValue(EXAMPLE)
        place = urlsplit(f"//{match[1]}")
        socket.create_connection((place.hostname, place.port), timeout=CONNECT_TIMEOUT).close()
    except (OSError, ValueError) as problem:
        raise ClusterUnreachable(SILENT, address=address, problem=problem) from None


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise ClusterUnreachable(NEEDED) from None
    connect: Any = Client  # which ships no types
    try:
        client = connect(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as problem:
        raise ClusterUnreachable(SILENT, address=address, problem=problem) from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close()
        text = translatable("the scheduler at {address!r} has no workers")
        raise ClusterUnreachable(text, address=address) from None
    return client


def _losses() -> tuple[type[BaseException], ...]:
    """What Dask raises when the workers or the scheduler are gone for good."""
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError
    from distributed.comm.core import CommClosedError

    return (KilledWorker, CommClosedError, FutureCancelledError)
