"""Writes the report that is forwarded, for every command that can make one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator.cli.options import LanguageName


def write_report(
    root: Path, results: Sequence[str], language: LanguageName, to: Path | None = None
) -> Path:
    """Where the report of stored results was written."""
    from simulator import io
    from simulator.analysis import stored_result
    from simulator.output.render.html import report as made

    kept = [stored_result.read_stored(root, said) for said in results]
    path = to or kept[0].folder / in_language("report.html", language)
    path.parent.mkdir(parents=True, exist_ok=True)
    io.write(path, made(kept, language).encode())
    return path


def in_language(name: str, language: LanguageName) -> str:
    """The name of a file by its language; English ones carry none.

    >>> in_language("report.html", "zh-Hant")
    'report.zh-Hant.html'
    """
    file = Path(name)
    return name if language == "en" else f"{file.stem}.{language}{file.suffix}"
