"""Writes the kept ledgers anew: by hand only, with a RESULTS line in CHANGELOG.md."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from golden_worlds import FOLDER, as_text, ledgers  # noqa: E402 - found on the path set above


def main() -> None:
    """Compares, writes, and says which ledgers moved."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for name, ledger in ledgers(Path(scratch)).items():
            file, text = FOLDER / f"{name}.csv", as_text(ledger)
            moved = not file.exists() or file.read_text() != text
            file.write_text(text)
            print(f"{name}: {'MOVED, say why in CHANGELOG.md' if moved else 'as it was'}")


if __name__ == "__main__":
    main()
