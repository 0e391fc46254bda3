import json
import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from firm import today, written

import simulator
from simulator.cli.console import explained
from simulator.errors import ResultsTakenAway
from simulator.experiment import runner
from simulator.experiment.compare import run
from simulator.experiment.store import fingerprints, store
from simulator.experiment.store.fingerprints import scenario_hash
from simulator.experiment.store.result_index import list_results, remove
from simulator.experiment.store.store import Store, folder_name, open_store, tidy
from simulator.io import write
from simulator.measures.measure_row import MeasureRow, Sample
from simulator.scenario.inheritance import load
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import HOUR
from simulator.scenario.what_if import what_if

SEED = 1
MEASURES = MeasureRow(
    {"share": 0.1 + 0.2, "never": math.nan, "count": 3.0},
    {"share": 7.0},
    {"turnaround.quote": Sample(np.array([60, 60, 90]), 3)},
)


def kept(folder: Path) -> Store:
    """A store with one replication in it."""
    found = open_store(folder, today(), SEED)
    found.write(7, MEASURES, {})
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


# -- one file for each replication -----------------------------------------------------------------


def test_what_is_kept_is_read_back_to_the_last_bit(tmp_path: Path) -> None:
    found = kept(tmp_path).measures(7)
    assert found is not None
    assert list(found) == list(MEASURES)
    assert found["share"] == 0.1 + 0.2
    assert math.isnan(found["never"])
    assert found.weights == MEASURES.weights
    assert found.samples["turnaround.quote"].seconds.tolist() == [60, 60, 90]


def test_a_replication_that_was_not_kept_is_not_there(tmp_path: Path) -> None:
    assert kept(tmp_path).measures(8) is None


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_half_a_file_is_no_file(tmp_path: Path, share: float) -> None:
    found = kept(tmp_path)
    file = found.folder / "replications" / "0007.json"
    file.write_bytes(file.read_bytes()[: int(share * file.stat().st_size)])
    assert found.measures(7) is None


@pytest.mark.parametrize(
    "wrong", ["[]", "null", "7", '{"measures": []}', '{"measures": {"a": "b"}}']
)
def test_a_strange_file_is_no_file(tmp_path: Path, wrong: str) -> None:
    found = kept(tmp_path)
    (found.folder / "replications" / "0007.json").write_text(wrong)
    assert found.measures(7) is None


def test_a_changed_digit_is_noticed(tmp_path: Path) -> None:
    found = kept(tmp_path)
    file = found.folder / "replications" / "0007.json"
    file.write_text(file.read_text().replace("3.0", "4.0"))
    assert found.measures(7) is None


def test_another_replications_file_is_noticed(tmp_path: Path) -> None:
    found = kept(tmp_path)
    replications = found.folder / "replications"
    (replications / "0008.json").write_bytes((replications / "0007.json").read_bytes())
    assert found.measures(8) is None


def test_tables_are_there_if_all_of_them_are(tmp_path: Path) -> None:
    found = open_store(tmp_path, today(), SEED)
    assert not found.has_tables()
    found.write(0, MEASURES, dict.fromkeys(store.TABLES, b"rows"))
    assert found.has_tables()
    (found.folder / "tasks.parquet").unlink()
    assert not found.has_tables()


# -- whole files -----------------------------------------------------------------------------------


def test_a_file_that_cannot_be_finished_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    write(tmp_path / "file", b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path / "file", b"new")
    assert contents(tmp_path) == {"file": b"old"}


def test_only_what_was_given_up_long_ago_is_swept_away(tmp_path: Path) -> None:
    old, fresh, done = (
        tmp_path / name for name in (".a.json.1-2.tmp", ".b.json.1-2.tmp", "c.json")
    )
    for file in (old, fresh, done):
        file.touch()
    long_ago = time.time() - 2 * HOUR
    os.utime(old, (long_ago, long_ago))
    os.utime(done, (long_ago, long_ago))
    tidy(tmp_path)
    assert set(contents(tmp_path)) == {fresh.name, done.name}


@pytest.mark.parametrize(
    ("name", "folder"),
    [("../../etc", "etc"), ("..", "scenario"), ("a b/c", "a-b-c"), ("plain-1", "plain-1")],
)
def test_no_name_leads_out_of_the_folder(name: str, folder: str) -> None:
    assert folder_name(name) == folder


# -- what a result depends on ----------------------------------------------------------------------


def test_labels_do_not_move_results_but_values_do() -> None:
    same = what_if(today(), name="other", title="Other", question="Why?", watch=["cost_per_week"])
    assert scenario_hash(same) == scenario_hash(today())
    changed = what_if(today(), resumption="1 s")
    assert scenario_hash(changed) != scenario_hash(today())


def test_the_order_of_names_counts_since_it_settles_ties() -> None:
    roles = today().roles
    turned = today(roles={name: roles[name] for name in reversed(roles)})
    assert scenario_hash(turned) != scenario_hash(today())


def test_the_smallest_change_of_a_number_counts() -> None:
    travel = today().travel
    assert travel
    faster = travel.model_copy(update={"speed": math.nextafter(travel.speed, math.inf)})
    assert scenario_hash(today(travel=faster)) != scenario_hash(today())


def test_every_seed_has_its_folder(tmp_path: Path) -> None:
    assert open_store(tmp_path, today(), 1) != open_store(tmp_path, today(), 2)


def test_another_version_of_a_library_has_its_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    before, versions = (
        fingerprints._source_hash(fingerprints.RESULT_PACKAGES),
        fingerprints._versions(),
    )
    monkeypatch.setattr(fingerprints, "_versions", lambda: {**versions, "holidays": "0"})
    assert fingerprints._source_hash(fingerprints.RESULT_PACKAGES) != before


def test_the_packages_up_to_the_engine_determine_results() -> None:
    """The order of imports is that of the layers; what lies above the engine shows and compares."""
    root = Path(simulator.__file__).parent
    above = {"i18n", "experiment", "analysis", "output", "cli"}
    packages = {folder.name for folder in root.iterdir() if (folder / "__init__.py").exists()}
    assert packages - above == set(fingerprints.RESULT_PACKAGES)


def test_the_resolved_scenario_lies_beside_its_results(tmp_path: Path) -> None:
    folder = run(today(), 1, jobs=1, store=tmp_path).folder
    assert folder is not None
    assert scenario_hash(load(folder / "scenario.yaml")) == scenario_hash(today())


def test_what_an_unfinished_run_was_of_lies_beside_its_replications(tmp_path: Path) -> None:
    found = open_store(tmp_path, today(), SEED)
    said = json.loads((found.folder / "made_with.json").read_text())["resolved"]
    again = Scenario.model_validate({**said, "name": "today"})
    assert scenario_hash(again) == scenario_hash(today())


# -- runs ------------------------------------------------------------------------------------------


def test_finished_replications_are_never_computed_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(today(), 3, jobs=1, store=tmp_path)
    monkeypatch.setattr(runner, "simulate", None)
    again = run(today(), 3, jobs=1, store=tmp_path)
    assert again.as_json() == first.as_json()


@pytest.mark.parametrize("at", [0, 2])
def test_a_run_whose_folder_is_taken_away_says_so(tmp_path: Path, at: int) -> None:
    def clean(finished: int, _: int) -> None:
        if finished == at:
            remove(tmp_path, list_results(tmp_path))

    with pytest.raises(ResultsTakenAway) as caught:
        run(today(), 3, jobs=1, engine="simpy", store=tmp_path, progress=clean)
    code, told = explained(caught.value)
    assert code == 1
    assert told == (
        f"the folder of results {tmp_path / 'today'} was taken away while the command ran; give the"
        " command again"
    )


def test_a_damaged_replication_is_computed_again(tmp_path: Path) -> None:
    first = run(today(), 2, jobs=1, store=tmp_path)
    assert first.folder is not None
    file = first.folder / "replications" / "0001.json"
    whole = file.read_bytes()
    file.write_bytes(whole[:100])
    run(today(), 2, jobs=1, store=tmp_path)
    assert file.read_bytes() == whole


def test_a_run_leaves_what_an_auditor_asks_for(tmp_path: Path) -> None:
    folder = run(today(), 2, jobs=1, store=tmp_path).folder
    assert folder is not None
    assert folder.parent == tmp_path / "today"
    assert set(contents(folder)) == {
        "accounts.parquet",
        "deals.parquet",
        "entries.parquet",
        "made_with.json",
        "manifest.json",
        "measures.csv",
        "replications/0000.json",
        "replications/0001.json",
        "scenario.yaml",
        "tasks.parquet",
    }
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["seed"] == SEED
    assert manifest["replications"] == 2
    assert {"version", "scenario_sha256", "code_sha256", "python", "libraries"} <= set(manifest)


@pytest.mark.slow
def test_two_runs_of_the_same_leave_the_same_bytes(tmp_path: Path) -> None:
    run(today(), 2, jobs=1, store=tmp_path / "one")
    run(today(), 2, jobs=2, store=tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


# -- killed runs -----------------------------------------------------------------------------------

RUN = "from simulator.cli import main; main()"


def start(scenario: Path, out: Path, replications: int) -> subprocess.Popen[bytes]:
    """A run in processes of its own."""
    said = ["run", str(scenario), "-n", str(replications), "--jobs", "2", "--out", str(out)]
    command = [sys.executable, "-c", RUN, *said, "--json"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def finished(out: Path) -> dict[str, int]:
    """The replications in place, and when each was put there."""
    return {file.name: file.stat().st_mtime_ns for file in out.rglob("replications/[0-9]*.json")}


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scenario whose replications take a moment."""
    weeks = {"start": "2025-01-06", "weeks": 12, "warm_up_weeks": 1}
    return written(tmp_path_factory.mktemp("scenarios"), today(name="busy", horizon=weeks))


@pytest.fixture(scope="module")
def undisturbed(busy: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a run leaves that nobody kills."""
    out = tmp_path_factory.mktemp("undisturbed")
    assert start(busy, out, 6).wait() == 0
    return contents(out)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
@pytest.mark.parametrize("moment", [0, 2, 5])
def test_a_killed_run_goes_on_where_it_stopped(
    moment: int, busy: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    victim = start(busy, tmp_path, 6)
    while len(finished(tmp_path)) < moment or not list(tmp_path.iterdir()):
        assert victim.poll() is None, "ended before it could be killed"
        time.sleep(0.005)
    victim.kill()
    victim.wait()
    time.sleep(0.5)  # its processes end a moment later
    before = finished(tmp_path)
    assert len(before) >= moment
    assert start(busy, tmp_path, 6).wait() == 0
    after = finished(tmp_path)
    assert {name: after[name] for name in before} == before, "computed again"
    left = contents(tmp_path)
    assert {name: left[name] for name in left if not name.endswith(".tmp")} == undisturbed
