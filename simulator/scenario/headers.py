"""What stands in comments at the head of a scenario file: what it is about."""

from __future__ import annotations

from pathlib import Path

FOR_EDITORS = "yaml-language-server"


def header_of(path: Path) -> tuple[str, ...]:
    """The comments above the first value, paragraph by paragraph; what editors read is left out."""
    paragraphs: list[list[str]] = [[]]
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        if line.strip() and not line.startswith("#"):
            break
        text = line.lstrip("#").strip()
        if text and not text.startswith(FOR_EDITORS):
            paragraphs[-1].append(text)
        elif paragraphs[-1]:
            paragraphs.append([])
    return tuple(" ".join(lines) for lines in paragraphs if lines)
