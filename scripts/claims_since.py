"""Says how the claims of scenarios/README.md have moved, in lines for CHANGELOG.md.

python scripts/claims_since.py           against the last page of another version
python scripts/claims_since.py 7189d13   against the page of that commit
"""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

HOUSE = Path(__file__).resolve().parent.parent
PAGE = "scenarios/README.md"
MADE_BY = re.compile(
    r"^Made by .*: simulator ([\d.]+), seed (\d+), (\d+) replications", re.MULTILINE
)
WIDE = 160  # letters of a line in CHANGELOG.md
Key = tuple[str, str, int]


class Row(NamedTuple):
    """A claim as the page says it; pages of older versions know no placebo."""

    what_if: str
    measure: str
    wanted: str
    outcome: str
    verdict: str
    placebo: str = ""
    guards: str = ""


HEADINGS = {  # of this version and of those before it
    "What if": "what_if",
    "Measure": "measure",
    "Expected": "wanted",
    "Wanted": "wanted",
    "Outcome [95%]": "outcome",
    "Verdict": "verdict",
    "Without its mechanism [95%]": "placebo",
    "Placebo [95%]": "placebo",
    "Guards": "guards",
}


def rows_of(page: str) -> dict[Key, Row]:
    """The claims by scenario, by what they measure, and by their number among those of both."""
    times: Counter[tuple[str, str]] = Counter()
    rows: dict[Key, Row] = {}
    head: list[str] = []
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.replace("`", "").strip("|").split("|")]
        if cells[0] == "System":
            head = cells
        elif line.startswith("| S") and len(cells) == len(head):
            named = zip(head, cells, strict=True)
            row = Row(**{HEADINGS[name]: cell for name, cell in named if name in HEADINGS})
            place = (row.what_if, row.measure)
            rows[(*place, times[place])] = row
            times[place] += 1
    return rows


def moved(before: Row | None, after: Row | None) -> str:
    """Old and new value of a claim, and of its verdict and what is wanted where these differ."""
    row = after or before
    assert row is not None
    name = row.measure
    if before is None:
        return f"{name} {row.outcome}, {plain(row.verdict)} (new)"
    if after is None:
        return f"{name} {row.outcome}, {plain(row.verdict)} (claimed no more)"
    parts = [f"{name} {before.outcome} → {after.outcome}"]
    if before.placebo != after.placebo:
        parts.append(f"placebo {before.placebo or 'none'} → {after.placebo}")
    if before.verdict != after.verdict:
        parts.append(f"{plain(before.verdict)} → {plain(after.verdict)}")
    if before.guards != after.guards:
        parts.append(f"guards {before.guards or 'none'} → {after.guards}")
    if before.wanted != after.wanted:
        parts.append(f"wanted {before.wanted} → {after.wanted}")
    return ", ".join(parts)


def plain(verdict: str) -> str:
    """A verdict without its bold letters."""
    return verdict.strip("*")


def told(before: str, after: str) -> Iterator[str]:
    """The lines: what the pages were made with, each what-if whose claims moved, and the others."""
    old, new = rows_of(before), rows_of(after)
    yield f"#### Claims, {made_by(before)} → {made_by(after)}\n"
    keys = [*new, *(key for key in old if key not in new)]
    still: list[str] = []
    for what_if in dict.fromkeys(key[0] for key in keys):
        own = [(old.get(key), new.get(key)) for key in keys if key[0] == what_if]
        if all(one is not None and one == other for one, other in own):
            still.append(f"`{what_if}`")
            continue
        yield wrapped(f"- `{what_if}`: {'; '.join(moved(*pair) for pair in own)}.")
    if still:
        yield wrapped(f"- As before: {', '.join(still)}.")


def made_by(page: str) -> str:
    """Version, seed and replications that a page was made with."""
    match = MADE_BY.search(page)
    return f"{match[1]} (seed {match[2]}, {match[3]} replications)" if match else "no page"


def wrapped(line: str) -> str:
    """A bullet in lines as wide as CHANGELOG.md's."""
    return textwrap.fill(
        line, WIDE, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )


def page_at(revision: str) -> str:
    """The page as a commit has it."""
    command = ["git", "show", f"{revision}:{PAGE}"]
    return subprocess.run(command, cwd=HOUSE, check=True, capture_output=True, text=True).stdout


def commits() -> Iterable[str]:
    """The commits that wrote the page, the newest first."""
    command = ["git", "log", "--format=%H", "--", PAGE]
    done = subprocess.run(command, cwd=HOUSE, check=True, capture_output=True, text=True)
    return done.stdout.split()


def last_of_another_version(page: str) -> str:
    """The newest page that another version made; an empty one if there is none."""
    match = MADE_BY.search(page)
    version = match[1] if match else ""
    pages = (page_at(revision) for revision in commits())
    made = ((other, MADE_BY.search(other)) for other in pages)
    return next((other for other, by in made if by is not None and by[1] != version), "")


def lines_since(revision: str = "") -> str:
    """How today's page differs from that of a commit, or from the last of another version."""
    after = (HOUSE / PAGE).read_text(encoding="utf-8")
    before = page_at(revision) if revision else last_of_another_version(after)
    return "\n".join(told(before, after)) + "\n"


if __name__ == "__main__":
    print(lines_since(*sys.argv[1:2]), end="")
