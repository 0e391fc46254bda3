import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from firm import today, written

from simulator.cli.console import LOST_PROCESS, TROUBLE, explained
from simulator.experiment import executor
from simulator.experiment.executor import ExecutorConfig, run_jobs

LONG = 60.0  # seconds; nobody waits for it
SOON = 20.0


def square(number: int) -> int:
    return number * number


def refuse(number: int) -> int:
    if number == 0:
        raise ValueError("not this one")
    time.sleep(LONG)
    return number


def mark(file: Path) -> int:
    """Leaves this process's number in a file, then has much to do."""
    file.write_text(str(os.getpid()))
    time.sleep(LONG)
    return 0


def wait_until(true: Callable[[], bool]) -> bool:
    """Does it come true soon?"""
    deadline = time.monotonic() + SOON
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def alive(process: int) -> bool:
    """Is a process there, and not only waiting for its parent to notice that it ended?"""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.few(1)
@pytest.mark.parametrize("jobs", [1, 3])
def test_every_errand_comes_back_under_its_number(jobs: int) -> None:
    errands = [(number, number) for number in range(7)]
    found = dict(run_jobs(square, errands, ExecutorConfig(jobs)))
    assert found == {number: number**2 for number in range(7)}


def who(_: int) -> int:
    return os.getpid()


@pytest.mark.slow
def test_workers_stay_for_the_next_call() -> None:
    jobs = [(number, number) for number in range(8)]
    calls = [set(dict(run_jobs(who, jobs, ExecutorConfig(2))).values()) for _ in range(3)]
    assert os.getpid() not in set.union(*calls)
    assert len(set.union(*calls)) <= 2


@pytest.mark.slow
def test_the_number_of_workers_may_change_from_call_to_call() -> None:
    for workers in (2, 3, 2):
        assert dict(run_jobs(square, [(1, 1), (2, 2)], ExecutorConfig(workers))) == {1: 1, 2: 4}


def end_from_outside(number: int) -> int:
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.slow
def test_a_lost_worker_is_reported_and_replaced_for_the_next_call() -> None:
    jobs = [(number, number) for number in range(4)]
    with pytest.raises(BrokenProcessPool) as lost:
        dict(run_jobs(end_from_outside, jobs, ExecutorConfig(2)))
    assert explained(lost.value) == (TROUBLE, LOST_PROCESS)
    assert dict(run_jobs(square, jobs, ExecutorConfig(2))) == {0: 0, 1: 1, 2: 4, 3: 9}


@pytest.mark.slow
@pytest.mark.parametrize("way", ["as a file", "through stdin"])
def test_a_script_needs_no_guard_around_its_main_part(tmp_path: Path, way: str) -> None:
    program = f"""
        import simulator
        today = simulator.load({str(written(tmp_path, today()))!r})
        hired = simulator.what_if(today, hire={{"support": 1}})
        print(type(simulator.compare(today, hired, replications=4, jobs=2, engine="simpy")))
    """
    script = tmp_path / "plain.py"
    script.write_text(textwrap.dedent(program))
    words = [str(script)] if way == "as a file" else ["-"]
    done = subprocess.run(
        [sys.executable, *words],
        input=script.read_text(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "<class 'simulator.experiment.comparison.Comparison'>\n"


def test_no_errands_are_no_trouble() -> None:
    assert dict(run_jobs(square, ())) == {}


@pytest.mark.slow
def test_the_first_error_stops_everything_at_once() -> None:
    begun = time.monotonic()
    with pytest.raises(ValueError, match="not this one"):
        dict(run_jobs(refuse, [(0, 0), (1, 1), (2, 2)], ExecutorConfig(2)))
    assert time.monotonic() - begun < SOON


@pytest.mark.slow
def test_closing_ends_what_is_under_way() -> None:
    begun = time.monotonic()
    with closing(run_jobs(int_or_wait, [(0, 0), (1, 1)], ExecutorConfig(2))) as results:
        assert next(results) == (0, 0)
    assert time.monotonic() - begun < SOON


def int_or_wait(number: int) -> int:
    if number:
        time.sleep(LONG)
    return number


@contextmanager
def parent_of_two(
    folder: Path, begin: str = "", **around: str
) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A program whose two processes have begun, and their numbers."""
    files = [folder / "0", folder / "1"]
    program = f"""
        from pathlib import Path
        from test_executor import mark
        from simulator.experiment.executor import ExecutorConfig, run_jobs

        {begin}
        if __name__ == "__main__":
            files = [(n, Path({str(folder)!r}) / f"{{n}}") for n in range(2)]
            dict(run_jobs(mark, files, ExecutorConfig(2)))
    """
    script = folder / "parent.py"
    script.write_text(textwrap.dedent(program))
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    with subprocess.Popen(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": paths, **around},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as parent:
        assert wait_until(lambda: all(file.exists() and file.read_text() for file in files))
        yield parent, [int(file.read_text()) for file in files]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes where Linux shows them")
@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_processes_end_with_their_parent(tmp_path: Path, signal_number: int) -> None:
    with parent_of_two(tmp_path) as (parent, children):
        parent.send_signal(signal_number)
        assert parent.stderr is not None
        assert "semlock" not in parent.stderr.read()  # the end of it comes when the last one ends
    assert wait_until(lambda: not any(map(alive, children)))


LIKE_THE_PROGRAM = """
        import signal, sys
        from loky.backend import utils

        utils.psutil = None
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no pgrep")
def test_when_all_processes_are_told_to_end_nothing_is_said_of_how(tmp_path: Path) -> None:
    with parent_of_two(tmp_path, LIKE_THE_PROGRAM, PATH="") as (parent, children):
        for child in children:
            os.kill(child, signal.SIGTERM)
        time.sleep(0.5)
        parent.terminate()
        assert parent.stderr is not None
        said = parent.stderr.read()
        assert "pgrep" not in said
        assert "manager thread" not in said


def test_ctrl_c_while_a_process_is_started_is_not_lost() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # jobs in the background have none
    with pytest.raises(KeyboardInterrupt), executor._interrupts_held_back():
        os.kill(os.getpid(), signal.SIGINT)
