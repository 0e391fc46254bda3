"""Spreads errands over threads, or over processes that end when their parent does."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import TypeVar

MOST_PROCESSES = 61  # Windows waits for no more

Errand = TypeVar("Errand")
Result = TypeVar("Result")


def spread(
    work: Callable[[Errand], Result],
    errands: Mapping[int, Errand],
    jobs: int | None = None,
    *,
    by_threads: bool = False,
) -> Generator[tuple[int, Result]]:
    """Numbers and results of errands as they are finished, in any order.

    One job, or one errand, needs no other process; otherwise as many are started as there are
    cores, or as said; threads where the work lets go of the interpreter. The first error, Ctrl-C
    included, stops them all; so does closing.
    """
    jobs = min(jobs or cores(), len(errands), MOST_PROCESSES)
    if jobs > 1 and by_threads:
        yield from _in_threads(work, errands, jobs)
    elif jobs > 1:
        yield from _in_processes(work, errands, jobs)
    else:
        yield from ((number, work(errand)) for number, errand in errands.items())


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _in_threads(
    work: Callable[[Errand], Result], errands: Mapping[int, Errand], jobs: int
) -> Iterator[tuple[int, Result]]:
    """Results from threads; those that have begun an errand finish it."""
    pool = ThreadPoolExecutor(jobs)
    try:
        futures = {pool.submit(work, errand): number for number, errand in errands.items()}
        yield from _as_finished(futures)
    finally:
        pool.shutdown(cancel_futures=True)


def _in_processes(
    work: Callable[[Errand], Result], errands: Mapping[int, Errand], jobs: int
) -> Iterator[tuple[int, Result]]:
    """Results from a pool of fresh processes, which share nothing with this one but the leash."""
    context = multiprocessing.get_context("spawn")
    leash, hand = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(jobs, context, initializer=_leashed, initargs=(leash,))
    try:
        with _born_deaf():
            futures = {pool.submit(work, errand): number for number, errand in errands.items()}
        yield from _as_finished(futures)
    except BaseException:
        hand.close()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        hand.close()
        leash.close()


def _as_finished(futures: Mapping[Future[Result], int]) -> Iterator[tuple[int, Result]]:
    for future in as_completed(futures):
        yield futures[future], future.result()


def _leashed(leash: Connection) -> None:
    """Makes this process end as soon as the other end of the leash is let go."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(leash,), daemon=True).start()


def _end_with(leash: Connection) -> None:
    with suppress(OSError, EOFError):
        leash.poll(None)
    os._exit(1)


@contextmanager
def _born_deaf() -> Iterator[None]:
    """Processes started meanwhile do not hear Ctrl-C: it is for their parent, who tells them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
