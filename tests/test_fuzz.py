"""Twenty thousand mutated scenario files: each loads or is refused with file and line."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest
from files import CHILD, PARENT, write

from simulator.loading import ScenarioError
from simulator.whatif import load

FILES = 20_000
PARTS = 8
TRAPS = [
    "no", "1:30", "1e400", ".nan", "&a", "*a", "<<: {}", "!!python/name:os.system", "0x1F", "012",
    "-3 min", "''", "{", "}", "[", "]", ":", "- ", "\t", "\x00", "é", "\u2028", "null", "~", "true",
    "1e3", "9" * 40, "---", "...", "%YAML 1.1", "? ", "|", ">", "#", "extends: child", "- - -",
    "{a: 1, a: 2}", "../../x", "24:00", "0 s", "1000000 weeks", "-0.0", "5 per fortnight",
]  # fmt: skip


def mutated(text: str, dice: random.Random) -> str:
    """The text after one to four accidents."""
    for _ in range(dice.randint(1, 4)):
        lines = text.split("\n")
        tokens = re.findall(r"[\w.%:/-]+|\s+|.", text, flags=re.DOTALL)
        at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        token = dice.randrange(len(tokens))
        match dice.randrange(9):
            case 0:
                lines[at], lines[other] = lines[other], lines[at]
            case 1:
                del lines[at]
            case 2:
                lines.insert(other, lines[at])
            case 3:
                lines[at] = "  " * dice.randint(0, 3) + lines[at].strip()
            case 4:
                lines.insert(at, "  " * dice.randint(0, 3) + dice.choice(TRAPS))
            case 5:
                lines = "".join([*tokens[:token], dice.choice(TRAPS), *tokens[token + 1 :]]).split(
                    "\n"
                )
            case 6:
                lines = "".join(tokens[:token] + tokens[token + 1 :]).split("\n")
            case 7:
                place = dice.randrange(len(text))
                lines = (text[:place] + chr(dice.randrange(1, 0x250)) + text[place + 1 :]).split(
                    "\n"
                )
            case _:
                lines = text[: dice.randrange(1, len(text) + 1)].split("\n")
        text = "\n".join(lines) or "x"
    return text


@pytest.mark.parametrize("part", range(PARTS))
def test_a_mutated_file_loads_or_is_refused_at_a_line(tmp_path: Path, part: int) -> None:
    dice = random.Random(part)
    folder = write(tmp_path, shop=PARENT, child=CHILD)
    loaded = 0
    for number in range(FILES // PARTS):
        # Most of the files are short, so that there is time for many; each tenth says everything.
        whole = number % 10 == 0
        name, text = ("shop", PARENT) if whole else ("child", CHILD)
        (folder / f"{name}.yaml").write_text(mutated(text, dice), encoding="utf-8")
        begin = time.perf_counter()
        try:
            load(name, folder)
            loaded += 1
        except ScenarioError as error:
            first = str(error).split("\n", 1)[0]
            assert re.match(r".*\.yaml(:\d+)?: ", first), first
        assert time.perf_counter() - begin < 2
        (folder / f"{name}.yaml").write_text(text)
    assert 0 < loaded < FILES // PARTS
