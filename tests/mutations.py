"""Scenario files after accidents: each shall load or be refused with file and line."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path
from typing import NamedTuple

from yaml_texts import TEXTS, write_texts

from simulator.errors import ScenarioError
from simulator.scenario.inheritance import load
from simulator.scenario.overrides import as_yaml

TRAPS = [
    "no", "1:30", "1e400", ".nan", "&a", "*a", "<<: {}", "!!python/name:os.system", "0x1F", "012",
    "-3 min", "''", "{", "}", "[", "]", ":", "- ", "\t", "\x00", "é", "\u2028", "null", "~", "true",
    "1e3", "9" * 40, "---", "...", "%YAML 1.1", "? ", "|", ">", "#", "extends: desk", "- - -",
    "{a: 1, a: 2}", "../../x", "24:00", "0 s", "1000000 weeks", "-0.0", "5 per fortnight", "0",
    "-1", "1.5", "[]", "{}", "monday", "rep", '"\\ud800"', '"\\0"', "x" * 300, "999999999 km",
    "1e300", "XX",
]  # fmt: skip


def mutated(text: str, rng: random.Random) -> str:
    """The text after one to four accidents."""
    for _ in range(rng.randint(1, 4)):
        text = rng.choice((_lines, _lines, _words, _words, _letters))(text, rng) or "x"
    return text


def _lines(text: str, rng: random.Random) -> str:
    """A line swapped, lost, doubled, indented anew or foreign; or the end cut off."""
    lines = text.split("\n")
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    indent = "  " * rng.randint(0, 3)
    match rng.randrange(6):
        case 0:
            lines[at], lines[other] = lines[other], lines[at]
        case 1:
            del lines[at]
        case 2:
            lines.insert(other, lines[at])
        case 3:
            lines[at] = indent + lines[at].strip()
        case 4:
            lines.insert(at, indent + rng.choice(TRAPS))
        case _:
            del lines[at + 1 :]
    return "\n".join(lines)


def _words(text: str, rng: random.Random) -> str:
    """A word lost, doubled, exchanged with another or turned into a trap."""
    words = re.findall(r"[\w.%:/-]+|\s+|.", text, flags=re.DOTALL)
    at, other = rng.randrange(len(words)), rng.randrange(len(words))
    match rng.randrange(4):
        case 0:
            del words[at]
        case 1:
            words.insert(other, words[at])
        case 2:
            words[at], words[other] = words[other], words[at]
        case _:
            words[at] = rng.choice(TRAPS)
    return "".join(words)


def _letters(text: str, rng: random.Random) -> str:
    """A letter that is another one, or none."""
    at = rng.randrange(len(text))
    letter = chr(rng.randrange(1, 0x250)) if rng.random() < 0.7 else ""
    return text[:at] + letter + text[at + 1 :]


def bytes_of(text: str, rng: random.Random) -> bytes:
    """The file's bytes, of which one in twenty files has a wrong one."""
    raw = bytearray(text.encode())
    if rng.random() < 0.05:
        raw[rng.randrange(len(raw))] = rng.randrange(256)
    return bytes(raw)


def loads(folder: Path, name: str, *, again: bool) -> bool:
    """Does the file load, and its resolved form again? If not, each diagnostic has a line."""
    scenario, refusal = None, None
    try:
        scenario = load(name, folder)
    except ScenarioError as error:
        refusal = error
    if refusal is not None:
        assert refusal.diagnostics
        for diagnostic in refusal.diagnostics:
            assert re.match(r".*\.(yaml|csv):\d+: ", str(diagnostic).split("\n")[0]), str(refusal)
        assert str(refusal).encode(), "what is said can be shown"
    elif scenario is not None and again:
        resolved = folder.parent / f"{name}.yaml"
        resolved.write_text(as_yaml(scenario), encoding="utf-8")
        assert load(resolved) == scenario
    return scenario is not None


class Tried(NamedTuple):
    """What became of mutated files."""

    files: int
    loaded: int
    slowest: float  # seconds of work for one file


def tried(folder: Path, files: int, seed: int) -> Tried:
    """So many mutated files, one at a time in a folder with the sound ones."""
    rng, loaded, slowest = random.Random(seed), 0, 0.0
    scenarios = write_texts(folder)
    for number in range(files):
        name = list(TEXTS)[number % len(TEXTS)]
        file = scenarios / f"{name}.yaml"
        file.write_bytes(bytes_of(mutated(TEXTS[name], rng), rng))
        # What a faulty firm is to its what-if, is tried as well.
        target = "what_if" if name == "desk" and rng.random() < 0.5 else name
        begin = time.process_time()
        loaded += loads(scenarios, target, again=number % 10 == 0)
        slowest = max(slowest, time.process_time() - begin)
        file.write_text(TEXTS[name], encoding="utf-8")
    return Tried(files, loaded, slowest)
