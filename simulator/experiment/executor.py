"""Spreads errands over processes that end when their parent does, or over a cluster."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager, suppress
from itertools import chain, islice
from multiprocessing.connection import Connection
from typing import NamedTuple, TypeVar

from simulator.experiment.cluster import workers_at

MAX_PROCESSES = 61  # Windows waits for no more
JOBS_AHEAD = 2  # errands handed out for each pair of hands: one in hand, one to go on with

Key = TypeVar("Key")
Job = TypeVar("Job")
JobResult = TypeVar("JobResult")


class ExecutorConfig(NamedTuple):
    """Who computes: so many cores of this machine, all if not said, or a cluster's workers."""

    jobs: int | None = None
    cluster: str | None = None  # address of a scheduler


def run_jobs(
    work: Callable[[Job], JobResult],
    errands: Iterable[tuple[Key, Job]],
    hands: ExecutorConfig = ExecutorConfig(),  # noqa: B008 - a value, not a state
) -> Generator[tuple[Key, JobResult]]:
    """Keys and results of errands as they are finished, in any order.

    Errands are taken up only when there is somebody to hand them to. One job, or one errand, needs
    no other process. The first error, Ctrl-C included, stops them all; so does closing.
    """
    errands = iter(errands)
    first = list(islice(errands, 2))
    every = chain(first, errands)
    jobs = min(hands.jobs or cores(), MAX_PROCESSES)
    if hands.cluster is not None and first:
        with workers_at(hands.cluster) as (pool, count):
            yield from _as_finished(pool, work, every, JOBS_AHEAD * count)
    elif jobs == 1 or len(first) < 2:
        yield from ((key, work(errand)) for key, errand in every)
    else:
        yield from _in_processes(work, every, jobs)


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _in_processes(
    work: Callable[[Job], JobResult], errands: Iterable[tuple[Key, Job]], jobs: int
) -> Iterator[tuple[Key, JobResult]]:
    """Results from a pool of fresh processes, which share nothing with this one but the leash."""
    context = multiprocessing.get_context("spawn")
    leash, hand = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(jobs, context, initializer=_leashed, initargs=(leash,))
    try:
        yield from _as_finished(pool, work, errands, JOBS_AHEAD * jobs)
    except BaseException:
        hand.close()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        hand.close()
        leash.close()


def _as_finished(
    pool: Executor,
    work: Callable[[Job], JobResult],
    errands: Iterable[tuple[Key, Job]],
    most: int,
) -> Iterator[tuple[Key, JobResult]]:
    """Results as they come, with at most so many errands handed out."""
    out: dict[Future[JobResult], Key] = {}
    for key, errand in errands:
        with _born_deaf():
            out[pool.submit(work, errand)] = key
        if len(out) >= most:
            yield from _finished(out)
    while out:
        yield from _finished(out)


def _finished(out: dict[Future[JobResult], Key]) -> Iterator[tuple[Key, JobResult]]:
    """Waits for at least one, and strikes those finished off the list."""
    done = wait(out, return_when=FIRST_COMPLETED).done
    for future in [future for future in out if future in done]:
        yield out.pop(future), future.result()


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
    """Processes started meanwhile do not hear Ctrl-C: it is for their parent, who tells them.

    They inherit that it is held back. The parent hears it afterwards; ignored, it would be lost.
    """
    if not hasattr(signal, "pthread_sigmask"):  # on Windows each worker ignores it by itself
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
