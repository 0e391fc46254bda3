"""The notebook of the documentation: its cells run one after the other, from load to a decision."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

NOTEBOOK = Path(__file__).parent.parent / "docs" / "notebook.md"
CELL = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run_cell(source: str, names: dict[str, Any]) -> Any:
    """Runs a cell as a notebook does: the value of its last expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None


@pytest.mark.slow
def test_every_cell_runs_and_the_last_one_is_a_decision() -> None:
    names: dict[str, Any] = {}
    cells = CELL.findall(NOTEBOOK.read_text(encoding="utf-8"))
    values = [run_cell(source, names) for source in cells]
    assert len(cells) > 10
    assert max(len(repr(value)) for value in values) < 5_000  # what is shown can be read
    assert values[-1] is names["best"]
    assert names["best"].chosen is not None
