"""What was, is: kept ledgers come out again, row for row."""

from __future__ import annotations

import json

import numpy as np
import pytest
from golden_files import DAYS, FOLDER, digest, excerpt, first_difference, first_moved
from golden_worlds import ledgers
from ledgers import changed

from simulator.ledger.ledger import Ledger

each_ledger = pytest.mark.parametrize("name", list(DAYS))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ledger]:
    return ledgers(tmp_path_factory.mktemp("golden"))


@each_ledger
def test_the_days_kept_come_out_again(name: str, made: dict[str, Ledger]) -> None:
    kept = (FOLDER / f"{name}.csv").read_text().splitlines()
    difference = first_difference(kept, excerpt(made[name], DAYS[name]).splitlines())
    assert not difference, f"{name}.csv: {difference}"


@each_ledger
def test_every_row_comes_out_again(name: str, made: dict[str, Ledger]) -> None:
    moved = first_moved(json.loads((FOLDER / f"{name}.json").read_text()), made[name])
    assert not moved, f"{name}: {moved}"


@each_ledger
def test_a_row_that_moved_is_shown_between_its_neighbours(
    name: str, made: dict[str, Ledger]
) -> None:
    before = made[name]
    row = len(before.entries) // 2
    after = changed(before, "entries", row, end=int(before.entries.end[row]) + 1)
    message = first_moved(digest(before), after)
    entries = after.entries_frame()
    marked = [line for line in message.splitlines() if line.startswith("+ ")]
    assert len(marked) == 1
    assert str(entries["end"][row].time()) in marked[0]
    assert str(entries["start"][row + 1].time()) in message


def test_a_row_of_a_kept_day_is_shown_as_it_was_and_as_it_is() -> None:
    kept = [f"row {number}" for number in range(9)]
    new = [*kept[:4], "another", *kept[5:]]
    assert first_difference(kept, kept) == ""
    assert first_difference(kept, new).splitlines() == [
        "row 5 is the first that differs:",
        *("  row 1", "  row 2", "  row 3", "- row 4", "+ another"),
        *("  row 5", "  row 6", "  row 7"),
    ]


def test_a_row_too_few_or_too_many_is_a_difference() -> None:
    assert "- b" in first_difference(["a", "b"], ["a"])
    assert "+ b" in first_difference(["a"], ["a", "b"])


def test_a_column_out_of_reach_of_the_rows_still_changes_the_hash(made: dict[str, Ledger]) -> None:
    before = made["every_noun"]
    renamed = digest(before) | {"sha256": "0" * 64}
    assert "order or their columns" in first_moved(renamed, before)


def test_every_kept_file_is_compared_and_can_be_read() -> None:
    kept = {path.name for path in FOLDER.iterdir()} - {"sensitivity.json"}  # no ledger
    assert kept == {f"{name}.{ending}" for name in DAYS for ending in ("csv", "json")}
    lengths = [len((FOLDER / f"{name}.csv").read_text().splitlines()) for name in DAYS]
    assert max(lengths) < 500
    assert np.all(np.array(lengths) > 100)
