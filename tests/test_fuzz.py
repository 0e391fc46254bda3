"""Mutated scenario files: each loads or is refused with file and line; make validate tries more."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mutations import bytes_of, loads, mutated, tried
from yaml_texts import TEXTS, write_texts

from simulator.scenario.json_schema import file_schema
from simulator.scenario.yaml_reader import read_yaml

FILES = 2_000  # of each part: a fault of one file in a thousand is found by 98% of suites
SLOWEST = 20  # seconds of work, many times what a file needs: what hangs takes far longer
LARGEST = 50_000_000  # bytes held for one file


@pytest.mark.slow
@pytest.mark.parametrize("part", range(2))
def test_a_mutated_file_loads_or_is_refused_at_a_line(tmp_path: Path, part: int) -> None:
    found = tried(tmp_path, FILES, part)
    assert found.slowest < SLOWEST
    assert 0.02 < found.loaded / FILES < 0.9, "mutations are neither harmless nor all deadly"


@pytest.mark.slow
def test_no_mutated_file_needs_much_memory(tmp_path: Path) -> None:
    rng = random.Random(0)
    folder = write_texts(tmp_path)
    tracemalloc.start()
    try:
        for number in range(100):
            name = list(TEXTS)[number % len(TEXTS)]
            (folder / f"{name}.yaml").write_bytes(bytes_of(mutated(TEXTS[name], rng), rng))
            loads(folder, name, again=False)
            (folder / f"{name}.yaml").write_text(TEXTS[name], encoding="utf-8")
        assert tracemalloc.get_traced_memory()[1] < LARGEST
    finally:
        tracemalloc.stop()


@pytest.mark.few(4)
@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_sound_before_it_is_mutated(tmp_path: Path, name: str) -> None:
    assert loads(write_texts(tmp_path), name, again=True)


def test_the_texts_use_every_word_that_a_file_may_use(tmp_path: Path) -> None:
    folder = write_texts(tmp_path)
    used = {key for name in TEXTS for key in keys_in(read_yaml(folder / f"{name}.yaml").values)}
    schema = file_schema()
    known = {key for part in (schema, *schema["$defs"].values()) for key in part["properties"]}
    assert known <= used


def keys_in(values: Any) -> Iterator[str]:
    for key, value in values.items() if isinstance(values, dict) else ():
        yield key
        yield from keys_in(value)
    for value in values if isinstance(values, list | tuple) else ():
        yield from keys_in(value)
