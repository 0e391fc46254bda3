"""Spreads jobs over worker processes that end when their parent does, or over a cluster."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager, suppress
from functools import cache
from itertools import chain, islice
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple, TypeVar

from simulator.experiment.cluster import workers_at

MAX_PROCESSES = 61  # Windows waits for no more
JOBS_AHEAD = 2  # jobs handed out for each worker: one to compute, one to go on with
IDLE_SECONDS = 300  # until a worker without a job ends; the next call of a notebook finds it ready
NO_LEAK_WARNING = "ignore:resource_tracker:UserWarning"
REPLACED = "A worker stopped while some jobs"  # loky's: it was idle for long, another takes over

Key = TypeVar("Key")
Job = TypeVar("Job")
JobResult = TypeVar("JobResult")


class ExecutorConfig(NamedTuple):
    """Who computes: so many cores of this machine, all by default, or a cluster's workers."""

    jobs: int | None = None
    cluster: str | None = None  # address of a scheduler


def run_jobs(
    work: Callable[[Job], JobResult],
    keyed_jobs: Iterable[tuple[Key, Job]],
    config: ExecutorConfig = ExecutorConfig(),  # noqa: B008 - a value, not a state
) -> Generator[tuple[Key, JobResult]]:
    """Keys and results of jobs as they are finished, in any order.

    A job is taken from the iterable only when a worker is about to be free. One worker, or one job,
    needs no other process. The first error, Ctrl-C included, stops all jobs; so does closing.
    """
    remaining = iter(keyed_jobs)
    first = list(islice(remaining, 2))
    every = chain(first, remaining)
    workers = min(config.jobs or cores(), MAX_PROCESSES)
    if config.cluster is not None and first:
        with workers_at(config.cluster) as (executor, count):
            yield from _as_finished(executor, work, every, JOBS_AHEAD * count)
    elif workers == 1 or len(first) < 2:
        yield from ((key, work(job)) for key, job in every)
    else:
        yield from _in_processes(work, every, workers)


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _in_processes(
    work: Callable[[Job], JobResult], keyed_jobs: Iterable[tuple[Key, Job]], workers: int
) -> Iterator[tuple[Key, JobResult]]:
    """Results from worker processes, which stay for the next call unless something goes wrong."""
    executor = _worker_processes(workers)
    try:
        yield from _as_finished(executor, work, keyed_jobs, JOBS_AHEAD * workers)
    except BaseException:
        executor.shutdown(wait=True, kill_workers=True)
        raise


def _worker_processes(workers: int) -> Any:
    """The executor of this thread: it never imports the caller's script, so that needs no guard."""
    from loky import get_reusable_executor, process_executor

    warnings.filterwarnings("ignore", REPLACED, UserWarning)
    # Loky asks pgrep for the processes of a worker, and fails where it is missing or told to end.
    process_executor.kill_process_tree = _end
    _start_tracker()
    watched, _ = _lifeline()
    return get_reusable_executor(
        workers, timeout=IDLE_SECONDS, initializer=_begin_worker, initargs=(watched,)
    )


def _end(worker: BaseProcess) -> None:
    """Ends a worker at once; it has no processes of its own."""
    assert worker.pid is not None, "it was started"
    with suppress(ProcessLookupError):
        os.kill(worker.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    worker.join()


def _start_tracker() -> None:
    """Starts the process that clears semaphores away after a kill: it need not warn of them."""
    from loky.backend import resource_tracker

    sys.warnoptions.append(NO_LEAK_WARNING)  # handed on to a process that starts
    try:
        with _interrupts_held_back():
            resource_tracker.ensure_running()
    finally:
        sys.warnoptions.remove(NO_LEAK_WARNING)


@cache
def _lifeline() -> tuple[Connection, Connection]:
    """A pipe that nobody writes to: its end breaks off for the workers when this process ends."""
    return multiprocessing.get_context("spawn").Pipe(duplex=False)


def _as_finished(
    executor: Executor,
    work: Callable[[Job], JobResult],
    keyed_jobs: Iterable[tuple[Key, Job]],
    most: int,
) -> Iterator[tuple[Key, JobResult]]:
    """Results as they come, with at most so many jobs handed out."""
    pending: dict[Future[JobResult], Key] = {}
    for key, job in keyed_jobs:
        with _interrupts_held_back():
            pending[executor.submit(work, job)] = key
        if len(pending) >= most:
            yield from _finished(pending)
    while pending:
        yield from _finished(pending)


def _finished(pending: dict[Future[JobResult], Key]) -> Iterator[tuple[Key, JobResult]]:
    """Waits for at least one job, and takes those finished off the list."""
    done = wait(pending, return_when=FIRST_COMPLETED).done
    for future in [future for future in pending if future in done]:
        yield pending.pop(future), future.result()


def _begin_worker(lifeline: Connection) -> None:
    """Prepares a worker: Ctrl-C is for its parent, with which it ends."""
    from loky import process_executor

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()
    # Memory that the compiled engine uses again for the next replication is not a leak, for which
    # loky would replace the worker.
    process_executor._USE_PSUTIL = False


def _end_with(lifeline: Connection) -> None:
    with suppress(OSError, EOFError):
        lifeline.poll(None)
    os._exit(1)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Processes started meanwhile do not hear Ctrl-C: it is for their parent, who stops them.

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
