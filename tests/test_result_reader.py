from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from firm import relieved, today, unchanged

from simulator.analysis.stored_result import read_ledger_tables, read_result
from simulator.errors import UsageError
from simulator.experiment.compare import compare, run
from simulator.experiment.comparison import Comparison
from simulator.experiment.results import Experiment
from simulator.experiment.stopping import StoppingRule
from simulator.experiment.store.result_reader import read_manifest


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def compared(root: Path) -> Comparison:
    return compare(today(), relieved(), replications=4, confidence=0.9, store=root, jobs=1)


def same(one: Experiment, other: Experiment) -> None:
    assert one.scenario == other.scenario
    assert (one.seed, one.measures, one.folder) == (other.seed, other.measures, other.folder)
    assert (one.confidence, one.stopped) == (other.confidence, other.stopped)
    assert np.array_equal(one.table, other.table, equal_nan=True)


def test_a_comparison_is_read_back_number_for_number(root: Path, compared: Comparison) -> None:
    assert compared.folder is not None
    found = read_result(root, compared.folder.name)
    assert isinstance(found, Comparison)
    assert (found.folder, found.stopped) == (compared.folder, None)
    for one, other in zip(found.experiments, compared.experiments, strict=True):
        same(one, other)
    assert json.dumps(found.as_json()) == json.dumps(compared.as_json())


def test_a_comparison_keeps_its_words_though_the_run_below_it_is_called_otherwise_later(
    root: Path, compared: Comparison
) -> None:
    renamed = today(title="Another title")
    later = run(renamed, 4, store=root, jobs=1)
    assert later.folder == compared.base.folder
    assert compared.folder is not None
    found = read_result(root, compared.folder.name)
    assert isinstance(found, Comparison)
    assert found.base.scenario.title == today().title


def test_a_run_that_was_to_be_precise_is_read_back_with_its_wishes(root: Path) -> None:
    until = StoppingRule(("0.1pt", "cost=1%"), 3, 4)
    ran = run(unchanged(), until=until, confidence=0.8, store=root, jobs=1)
    assert ran.folder is not None
    found = read_result(root, str(ran.folder))
    assert isinstance(found, Experiment)
    same(found, ran)


def test_a_comparison_that_was_to_be_precise_is_read_back_with_its_wishes(root: Path) -> None:
    until = StoppingRule(("0.1pt",), 2, 3)
    asked = compare(today(), unchanged(), until=until, store=root, jobs=1)
    assert asked.folder is not None
    found = read_result(root, asked.folder.name)
    assert isinstance(found, Comparison)
    assert found.stopped == asked.stopped


def test_what_happened_is_read_back_for_each_scenario(root: Path, compared: Comparison) -> None:
    assert compared.folder is not None
    before, after = read_ledger_tables(root, compared.folder.name)
    assert (before.scenario, after.scenario) == (today(), relieved())
    assert before.entries.height > 100
    [alone] = read_ledger_tables(root, str(compared.others[0].folder))
    assert alone.entries.equals(after.entries)


def test_scenarios_that_differ_in_labels_alone_are_both_read_back(tmp_path: Path) -> None:
    twins = compare(today(), unchanged(), replications=2, store=tmp_path, jobs=1)
    assert twins.folder is not None
    found = read_result(tmp_path, twins.folder.name)
    assert isinstance(found, Comparison)
    assert np.array_equal(found.base.table, found.others[0].table, equal_nan=True)
    assert len(read_ledger_tables(tmp_path, twins.folder.name)) == 2


def test_results_may_be_taken_elsewhere(root: Path, compared: Comparison, tmp_path: Path) -> None:
    assert compared.folder is not None
    there = tmp_path / "elsewhere"
    root.rename(there)
    try:
        found = read_result(there, compared.folder.name)
        assert isinstance(found, Comparison)
        assert np.array_equal(found.base.table, compared.base.table, equal_nan=True)
    finally:
        there.rename(root)


def test_a_manifest_says_which_code_computed(compared: Comparison) -> None:
    assert compared.folder is not None
    assert read_manifest(compared.folder)["code_sha256"]


def test_a_damaged_replication_is_refused_in_one_sentence(tmp_path: Path) -> None:
    ran = run(unchanged(), 2, store=tmp_path, jobs=1)
    assert ran.folder is not None
    file = ran.folder / "replications" / "0001.json"
    file.write_text(file.read_text().replace("1", "2", 1))
    with pytest.raises(UsageError, match=r"0001.json is missing or damaged"):
        read_result(tmp_path, "unchanged")


@pytest.mark.parametrize("left", ["[]", "1", "{}", '{"kind": "run", "code_sha256": "x"}'])
def test_a_manifest_that_does_not_say_what_was_asked_is_refused_in_one_sentence(
    tmp_path: Path, left: str
) -> None:
    found = run(today(), 1, store=tmp_path, jobs=1)
    assert found.folder is not None
    manifest = found.folder / "manifest.json"
    manifest.write_text(left, encoding="utf-8")
    with pytest.raises(UsageError, match="missing or damaged"):
        read_manifest(found.folder)
