"""Runs every command in the documentation and writes what it printed below it.

    python scripts/refresh_docs.py            write the pages anew
    python scripts/refresh_docs.py --check    say what would change, and change nothing

A command stands after ``$`` in a block marked ``console``. The commands of a page run one after the
other in a folder of their own, in which the project's scenarios lie.
"""

from __future__ import annotations

import difflib
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HOUSE = Path(__file__).resolve().parent.parent
PAGES = [HOUSE / "docs" / "tutorial.md", *sorted((HOUSE / "docs" / "how-to").glob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What differs from one day to the next: hashes of folders, which hold the code, and when it was.
PASSING = re.compile(
    r"\b[0-9a-f]{16}\b|(?<=/)[0-9a-f]{8}\b|\b\d+\.\d(?= MB\b|  \d{4}-\d\d-\d\d \d\d:\d\d\b)"
    r"|\b\d{4}-\d\d-\d\d \d\d:\d\d\b"
)
# Printed if it takes long, in English and in Chinese.
PROGRESS = re.compile(
    r"^(?:getting ready|compiling the rules[^\n]*"
    r"|[\d,]+ of [\d,]+ \w+(?:, about .* left|, more may follow)?"
    r"|\u6b63\u5728\u70ba\u9019\u53f0\u6a5f\u5668[^\n]*"
    r"|\u6e96\u5099\u4e2d|\u5df2\u5b8c\u6210 [^\n]*)\n",
    re.MULTILINE,
)
PATIENCE = 600  # seconds for one command


class Shown(NamedTuple):
    """A command of a page and what the page says that it prints."""

    command: str
    printed: str


def commands(block: str) -> Iterator[Shown]:
    """The commands of a block, each with the lines below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        yield Shown(command.strip(), printed)


def run(command: str, folder: Path) -> str:
    """What a command prints, stderr included; what differs from day to day is left out."""
    asked, _, most = command.partition(" | head -")
    words = shlex.split(asked)
    if words[0] == "simulator":
        words[0] = str(Path(sys.executable).with_name("simulator"))
    quiet = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        words,
        cwd=folder,
        env={**os.environ, **quiet},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    stdout = done.stdout.replace(f"{HOUSE}/", "")  # of files behind the link to the scenarios
    printed = PASSING.sub("…", PROGRESS.sub("", stdout))
    lines = [line.rstrip() for line in printed.strip("\n").split("\n")]
    shown = lines[: int(most)] if most else lines
    return "\n".join(shown) + "\n" if any(shown) else ""


def rerun(page: str) -> str:
    """A page with the outputs of today."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "scenarios").symlink_to(HOUSE / "scenarios")

        def again(match: re.Match[str]) -> str:
            shown = [
                f"$ {each.command}\n{run(each.command, folder)}" for each in commands(match[1])
            ]
            return f"```console\n{''.join(shown)}```"

        return BLOCK.sub(again, page)


def differing(path: Path) -> list[str]:
    """How a page would change, line by line."""
    said = path.read_text(encoding="utf-8")
    before, after = said.split("\n"), rerun(said).split("\n")
    return list(difflib.unified_diff(before, after, f"{path.name}, as it says", "as it is"))


def main() -> None:
    """Every page, or those that are named."""
    only = [Path(name).resolve() for name in sys.argv[1:] if not name.startswith("-")]
    changed = False
    for path in only or PAGES:
        if "--check" in sys.argv:
            lines = differing(path)
            changed |= bool(lines)
            print("\n".join(lines) or f"{path.name}: as it says")
        else:
            path.write_text(rerun(path.read_text(encoding="utf-8")), encoding="utf-8")
            print(f"{path.name}: written")
    sys.exit(changed)


if __name__ == "__main__":
    main()
