from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from firm import relieved, today
from typer.testing import CliRunner, Result

import simulator
from simulator.analysis.shapley import explain
from simulator.cli import app
from simulator.errors import UsageError
from simulator.experiment.compare import run
from simulator.experiment.store import result_index
from simulator.experiment.store.checksums import write_signed
from simulator.experiment.store.fingerprints import code_hash
from simulator.experiment.store.result_index import find_result, list_results, removable, remove
from simulator.experiment.store.store import open_store

HASHES = [f"{number:016x}" for number in range(0xABC0, 0xABD0)]


def put(folder: Path, **files: object) -> Path:
    """A folder with some JSON files; a dot in a name is written as two underscores."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content))
    return folder


def manifest(kind: str = "run", code: str | None = None, **more: object) -> dict[str, Any]:
    made = {"kind": kind, "scenario": "today", "seed": 1, "replications": 3}
    return {**made, "code_sha256": code or code_hash(), **more}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A run and a comparison of ours, a run of older code, one unfinished, a part, and others'."""
    found = tmp_path / "results"
    run = put(found / "today" / HASHES[0], manifest=manifest())
    put(run / "replications", **{f"{number:04d}": {} for number in range(3)})
    put(found / "today+relieved" / HASHES[1], manifest=manifest("compare"), comparison={"a": 1})
    put(found / "today" / HASHES[2], manifest=manifest(code="older"))
    put(found / "slow" / HASHES[3] / "replications", **{"0000": {}})
    put(found / "slow" / HASHES[3], made_with={"seed": 7, "code_sha256": code_hash()})
    put(found / "today.sweep" / HASHES[4] / "replications", **{"0000": {}, "0001": {}})
    put(found / "today.sweep" / HASHES[4], made_with={"seed": 1, "code_sha256": "older"})
    foreign(found, tmp_path)
    for number, each in enumerate(sorted(found.rglob("*.json"))):
        os.utime(each, (1_000_000 + number, 1_000_000 + number))
    return found


def foreign(found: Path, elsewhere: Path) -> None:
    """What others have put there: files, folders, links, and something called like a result."""
    put(found, notes={"mine": True})
    put(found / "today", notes={"mine": True})
    put(found / "today" / "my-notes", manifest=manifest(code="older"))
    put(found / "site" / HASHES[5], manifest={"name": "a web page", "replications": "many"})
    put(elsewhere / "kept" / HASHES[6], manifest=manifest(code="older"))
    (found / "linked").symlink_to(elsewhere / "kept")
    (found / "today" / HASHES[7]).symlink_to(elsewhere / "kept" / HASHES[6])


def files(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def named(root: Path) -> dict[str, str]:
    return {each.folder.name: each.kind for each in list_results(root)}


# -- what is there ---------------------------------------------------------------------------------


def test_results_are_runs_answers_parts_and_what_is_unfinished(root: Path) -> None:
    assert named(root) == {
        HASHES[0]: "run",
        HASHES[1]: "compare",
        HASHES[2]: "run",
        HASHES[3]: "unfinished",
        HASHES[4]: "part",
    }


def test_a_result_says_what_it_rests_on(root: Path) -> None:
    found = {each.folder.name: each for each in list_results(root)}
    assert [found[name].replications for name in HASHES[:5]] == [3, 3, 3, 1, 2]
    assert [found[name].seed for name in HASHES[:5]] == [1, 1, 1, 7, 1]
    assert [found[name].current for name in HASHES[:5]] == [True, True, False, True, False]
    folder = root / "today" / HASHES[0]
    assert found[HASHES[0]].bytes == sum(file.stat().st_size for file in folder.rglob("*.json"))


def test_the_latest_comes_first(root: Path) -> None:
    newest = root / "slow" / HASHES[3] / "made_with.json"
    os.utime(newest, (2_000_000, 2_000_000))
    assert list_results(root)[0].folder == newest.parent


def test_what_is_listed_is_found_by_the_name_it_is_listed_under(root: Path) -> None:
    for each in list_results(root):
        assert find_result(root, each.short_name).folder.parent == each.folder.parent
    assert find_result(root, f"slow/{HASHES[3]}").folder.name == HASHES[3]
    with pytest.raises(UsageError, match="no result"):
        find_result(root, "slow/")


def test_a_scenario_that_only_an_answer_has_replicated_is_a_part_until_it_is_run(
    tmp_path: Path,
) -> None:
    """A sweep's scenario, and a run that was killed before its first replication was finished."""
    firm = today()
    open_store(tmp_path, firm, seed=1)
    assert list(named(tmp_path).values()) == ["part"]
    open_store(tmp_path, firm, seed=1, run=True)
    assert list(named(tmp_path).values()) == ["unfinished"]
    open_store(tmp_path, firm, seed=1)
    assert list(named(tmp_path).values()) == ["unfinished"], "a sweep takes what there is"


def test_the_base_of_an_answer_that_was_finished_is_not_listed_as_unfinished(
    tmp_path: Path,
) -> None:
    explain(relieved(), base=today(), replications=2, jobs=1, engine="simpy", store=tmp_path)
    assert "unfinished" not in named(tmp_path).values()
    run(today(), replications=1, jobs=1, engine="simpy", store=tmp_path)
    assert sorted(set(named(tmp_path).values())) == ["part", "run"]


def test_nothing_is_no_trouble(tmp_path: Path) -> None:
    assert list_results(tmp_path / "nowhere") == []


def test_a_damaged_manifest_hides_nothing_that_is_kept(root: Path) -> None:
    (root / "today" / HASHES[0] / "manifest.json").write_text('{"kind": "ru')
    found = {each.folder.name: each for each in list_results(root)}
    assert (found[HASHES[0]].kind, found[HASHES[0]].replications) == ("unfinished", 3)
    assert found[HASHES[0]].current is None


def test_a_result_without_replications_whose_manifest_is_cut_short_is_said_to_be_damaged(
    root: Path,
) -> None:
    folder = root / "today+relieved" / HASHES[1]
    (folder / "manifest.json").write_text('{"kind": "comp')
    for text in (str(folder), HASHES[1], "today+relieved"):
        with pytest.raises(
            UsageError, match=r"manifest\.json is missing or damaged; give the comm"
        ):
            find_result(root, text)
    with pytest.raises(UsageError, match=r"no result 'today\+relieve'"):
        find_result(root, "today+relieve")


def test_a_result_is_found_by_folder_hash_or_name(root: Path) -> None:
    folder = root / "today+relieved" / HASHES[1]
    assert find_result(root, str(folder)).folder == folder
    assert find_result(root, os.path.relpath(folder)).folder == folder
    assert find_result(root, HASHES[1][:16]).folder == folder
    assert find_result(root, "today+relieved").folder == folder
    with pytest.raises(UsageError, match=r"no result 'todai'.*did you mean 'today'"):
        find_result(root, "todai")
    with pytest.raises(UsageError, match=r"no result 'x' in .*; there is none"):
        find_result(root / "nowhere", "x")


# -- what may go -----------------------------------------------------------------------------------

OURS = {"today", "today+relieved", "slow", "today.sweep"}


def test_only_what_other_code_has_made_may_go(root: Path) -> None:
    going = {each.folder.name for each in removable(list_results(root))}
    assert going == {HASHES[2], HASHES[4]}
    every = {each.folder.name for each in removable(list_results(root), everything=True)}
    assert every == set(HASHES[:5])


@pytest.mark.parametrize("everything", [False, True])
def test_what_others_have_put_there_stays(root: Path, everything: bool) -> None:
    before = files(root.parent)
    going = removable(list_results(root), everything)
    expected = {name for name in before if not any(each.folder.name in name for each in going)}
    remove(root, going)
    assert files(root.parent) == expected
    assert (root / "linked").is_symlink()
    assert (root / "today" / HASHES[7]).is_symlink()
    assert not (root / "today.sweep").exists(), "a folder that is empty then goes as well"


def test_what_a_killed_clean_has_left_goes_with_the_next(root: Path) -> None:
    left = root / "today" / HASHES[2]
    left.rename(left.with_name(f".{left.name}{result_index.GOING}"))
    (root / "today" / ".my.going").mkdir()
    remove(root, [])
    assert not list(root.rglob(f".*{HASHES[2]}*"))
    assert (root / "today" / ".my.going").exists()


# -- on the command line ---------------------------------------------------------------------------


def said(*words: str) -> Result:
    return CliRunner().invoke(app, ["results", *words], env={"COLUMNS": "120"})


def test_a_result_that_is_not_there_is_told_with_what_the_list_shows(root: Path) -> None:
    shown = said("show", "zzzzzz", "--out", str(root))
    assert shown.exit_code == 2
    line = " ".join(shown.stderr.split())
    assert line.endswith("; there is slow, today, today+relieved"), "a part is no result"


def test_results_are_listed_without_parts_unless_asked_for(root: Path) -> None:
    page = said("list", "--out", str(root)).stdout
    assert "4 results and 1 part of them (--parts)" in page
    assert f"today/{HASHES[2][:8]}" in page
    assert "other code" in page
    assert "today.sweep" not in page
    assert "today.sweep" in said("list", "--out", str(root), "--parts").stdout
    found = json.loads(said("list", "--out", str(root), "--json").stdout)["results"]
    assert len(found) == 5


def test_a_result_is_shown_with_all_that_it_says(root: Path) -> None:
    folder = root / "today+relieved" / HASHES[1]
    content = {**manifest("compare"), "version": simulator.__version__}
    write_signed(folder, content, ["comparison.json"])
    page = said("show", "today+relieved", "--out", str(root))
    assert page.stdout.startswith("compare: today\n")
    assert "files: comparison.json, manifest.json" in page.stdout
    (folder / "comparison.json").write_text('{"a": 2}')
    damaged = said("show", "today+relieved", "--out", str(root), "--json")
    assert damaged.exit_code == 2
    assert "comparison.json is missing or damaged" in damaged.stderr
    wrong = said("show", "todai", "--out", str(root))
    assert wrong.exit_code == 2
    assert "did you mean 'today'" in wrong.stderr


def test_nothing_is_removed_without_yes(root: Path) -> None:
    before = files(root)
    first = said("clean", "--out", str(root))
    assert "2 results" in first.stderr
    assert "would be removed; say --yes to do it" in first.stderr
    assert files(root) == before
    assert "removed" in said("clean", "--out", str(root), "--yes").stderr
    assert set(named(root)) == {HASHES[0], HASHES[1], HASHES[3]}
    found = json.loads(said("clean", "--out", str(root), "--all", "--yes", "--json").stdout)
    assert found["removed"] is True
    assert len(found["results"]) == 3
    assert named(root) == {}
