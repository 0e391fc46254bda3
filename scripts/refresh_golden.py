"""Writes the kept ledgers anew: by hand only, with a RESULTS line in CHANGELOG.md."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from golden_files import FOLDER, as_text, write  # noqa: E402 - found on the path set above
from golden_worlds import ledgers  # noqa: E402


def main() -> None:
    """Compares, writes, and says which ledgers moved; or writes whole ledgers elsewhere."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--whole",
        type=Path,
        metavar="FOLDER",
        help="write whole ledgers there, to compare two states of the code, and keep what is kept",
    )
    folder = parser.parse_args().whole
    (folder or FOLDER).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for name, ledger in ledgers(Path(scratch)).items():
            if folder:
                (folder / f"{name}.csv").write_text(as_text(ledger))
            else:
                moved = write(name, ledger)
                print(f"{name}: {'MOVED, say why in CHANGELOG.md' if moved else 'as it was'}")


if __name__ == "__main__":
    main()
