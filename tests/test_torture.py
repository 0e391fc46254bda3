"""Experiments that are killed, stopped, run out of disk, or share a folder."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from firm import relieved, today, written
from printed import without_progress
from torture import JOBS, REPLICATIONS, Contents, Site, halves, site, torture
from typer.testing import CliRunner

from simulator.cli import app
from simulator.experiment.compare import compare
from simulator.experiment.executor import JOBS_AHEAD

SOON = 120.0  # seconds; a busy machine takes its time
POSIX = pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks where Linux shows processes")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    """What a comparison leaves that nobody disturbs."""
    calm = site(tmp_path_factory.mktemp("calm"))
    assert calm.start().wait(SOON) == 0
    assert sum(calm.begun().values()) == 2 * REPLICATIONS
    return calm.left()


@POSIX
@pytest.mark.slow
def test_kills_at_any_moment_lose_nothing_but_what_is_in_flight() -> None:
    found = torture(kills=6, seed=2)
    assert found.kills == 6
    assert not found.half_written
    assert not found.different
    assert not found.computed_again
    assert found.redone <= found.most_redone


@POSIX
@pytest.mark.slow
def test_two_at_once_share_the_work_and_end_with_the_same_bytes(
    tmp_path: Path,
) -> None:
    # Each takes them in an order of its own: of many, two seldom begin all at the same time.
    many = 4 * REPLICATIONS
    calm, shared = site(tmp_path / "calm"), site(tmp_path / "shared")
    both = [shared.start(replications=many) for _ in range(2)]
    assert [one.wait(SOON) for one in both] == [0, 0]
    assert calm.start(replications=many).wait(SOON) == 0
    assert shared.left() == calm.left()
    begun = sum(shared.begun().values())
    assert begun < 2 * 2 * many, "not everything twice"


@POSIX
@pytest.mark.slow
@pytest.mark.parametrize("moment", ["at once", "with one replication kept"])
def test_ctrl_c_ends_cleanly_at_any_moment(
    moment: str, undisturbed: Contents, tmp_path: Path
) -> None:
    here = site(tmp_path)
    with (tmp_path / "stderr").open("w+") as stderr:
        victim = here.start(stderr=stderr)
        until = here.finished if moment != "at once" else lambda: here.out.exists()
        while not until():
            assert victim.poll() is None, "ended before it could be stopped"
            time.sleep(0.01)
        os.killpg(victim.pid, signal.SIGINT)
        assert victim.wait(SOON) == 130
        stderr.seek(0)
        *before, last = stderr.read().splitlines()
    assert last == "stopped"
    # What is kept is told once replications are being computed.
    assert moment == "at once" or any("replications are kept" in line for line in before)
    assert not halves(here.left())
    if moment == "at once":
        return
    assert here.start().wait(SOON) == 0
    assert here.left() == undisturbed
    assert sum(here.begun().values()) <= 2 * REPLICATIONS + JOBS_AHEAD * JOBS


# -- disks -----------------------------------------------------------------------------------------


def mounted(folder: Path, *options: str) -> bool:
    """Whether a disk in memory could be put at a folder, or changed there."""
    command = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(folder)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Site]:
    """A site whose results go to a disk of their own, of 128 KB."""
    here = site(tmp_path)
    here.out.mkdir()
    if not sys.platform.startswith("linux") or not mounted(here.out, "size=128k"):
        pytest.skip("only who may mount can try a disk of their own")
    yield here
    subprocess.run(["umount", "--lazy", str(here.out)], check=True)


def refused(here: Site, replications: int = REPLICATIONS) -> str:
    """What a comparison that cannot write says."""
    file = here.folder / "stderr"
    with file.open("w") as stderr:
        assert here.start(replications=replications, stderr=stderr).wait(SOON) == 1
    return without_progress(file.read_text())


@pytest.mark.slow
def test_a_full_disk_is_named_with_its_cure_and_work_goes_on_when_there_is_room(
    disk: Site, undisturbed: Contents
) -> None:
    said = refused(disk)
    assert "No space left on device\nMake room (simulator results clean shows what can go)" in said
    assert said.count("\n") == 2
    assert str(disk.out) in said
    assert not halves(disk.left())
    assert not list(disk.out.rglob(".*.tmp"))
    assert mounted(disk.out, "remount", "size=16m")
    assert disk.start().wait(SOON) == 0
    assert disk.left() == undisturbed
    # Now nothing may be written any more: what is there is still the answer, and more is refused.
    assert mounted(disk.out, "remount", "ro")
    begun = disk.begun()
    assert disk.start().wait(SOON) == 0
    assert disk.begun() == begun
    said = refused(disk, REPLICATIONS + 1)
    assert "Read-only file system\nName a folder that you may write to with --out." in said


@pytest.mark.few(1)
@pytest.mark.parametrize("after", [0, 3, 9])
def test_a_disk_that_fills_up_after_some_files_leaves_whole_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    room, flush = iter(range(after)), os.fsync

    def full(handle: int) -> None:
        if next(room, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flush(handle)

    names = [str(written(tmp_path, each)) for each in (today(), relieved())]
    out = tmp_path / "results"
    words = ["compare", *names, "-n", "2", "--jobs", "1", "--out", str(out), "--json"]
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        found = CliRunner().invoke(app, words)
    assert (found.exit_code, found.stdout) == (1, "")
    assert without_progress(found.stderr).startswith(str(out))
    assert "Make room" in found.stderr
    left = Site(tmp_path).left()
    assert not halves(left)
    assert not list(out.rglob(".*.tmp"))
    assert compare(today(), relieved(), replications=2, jobs=1, store=out).folder
    again = Site(tmp_path).left()
    assert {name: again[name] for name in left} == left
