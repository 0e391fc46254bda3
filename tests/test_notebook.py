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
def test_every_cell_runs_and_shows_something(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    cells = CELL.findall(NOTEBOOK.read_text(encoding="utf-8"))
    assert len(cells) > 10
    for source in cells:
        value = run_cell(source, names)
        printed = capsys.readouterr().out
        shows = source.rstrip().splitlines()[-1].startswith((" ", "print")) or value is not None
        assert shows or printed or "=" in source, source
        assert len(repr(value)) < 3_000, source
    assert names["best"].chosen is not None, "the notebook ends with a decision"
    assert "field_rep" in str(names["error"]) if "error" in names else True
