"""What was, is: kept ledgers come out again, row for row."""

from __future__ import annotations

from pathlib import Path

import pytest
from golden_worlds import FOLDER, as_text, ledgers

from simulator.ledger.ledger import Ledger

NAMES = ("every_noun", "every_verb", "few_of_the_baseline", "few_of_the_customers")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ledger]:
    return ledgers(tmp_path_factory.mktemp("golden"))


@pytest.mark.parametrize("name", NAMES)
def test_a_kept_ledger_comes_out_again(name: str, made: dict[str, Ledger]) -> None:
    kept = (FOLDER / f"{name}.csv").read_text().splitlines()
    found = as_text(made[name]).splitlines()
    for number, (old, new) in enumerate(zip(kept, found, strict=False), 1):
        assert new == old, f"{name}.csv:{number} is the first row that differs"
    assert len(found) == len(kept)


def test_nothing_is_kept_that_nobody_compares() -> None:
    assert sorted(path.stem for path in Path(FOLDER).glob("*.csv")) == sorted(NAMES)
