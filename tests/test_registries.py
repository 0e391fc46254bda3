"""Each registry is known to all that read it: schema, documentation, random companies, texts."""

from __future__ import annotations

import sys
from pathlib import Path

import companies
import numpy as np
import pytest
import yaml_texts
from files import CHILD, PARENT, write
from hypothesis import find, settings

from simulator.scenario.families import FAMILIES, DurationFamily
from simulator.scenario.inheritance import load
from simulator.scenario.json_schema import file_schema
from simulator.scenario.overrides import what_if
from simulator.scenario.verbs import VERBS, Verb

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
import reference

THOROUGH = settings(max_examples=2_000, database=None)
EVEN = (np.arange(200_000) + 0.5) / 200_000  # numbers as even as they can be


@pytest.fixture(scope="module")
def page() -> str:
    return "\n".join(reference.fields())


# -- verbs -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_a_verb_is_known_to_schema_reference_and_texts(verb: Verb, page: str) -> None:
    assert file_schema()["properties"][verb.name]["description"] == verb.meaning
    assert f"| `{verb.name}` |" in page
    assert f"\n{verb.name}:" in CHILD, "a what-if of the tests uses it"
    assert f"\n{verb.name}:" in yaml_texts.WHAT_IF, "a mutated what-if uses it"


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_the_example_of_a_verb_changes_the_scenario(verb: Verb, tmp_path: Path) -> None:
    today = load("shop", write(tmp_path, shop=PARENT))
    changed = what_if(today, name="shop", **{verb.name: verb.example})
    assert changed != today


# -- duration families -----------------------------------------------------------------------------


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_a_family_is_known_to_schema_reference_and_random_companies(
    family: DurationFamily, page: str
) -> None:
    field = file_schema()["$defs"]["DurationSpec"]["properties"]["family"]
    assert family.name in field["enum"]
    assert f"| `{family.name}` |" in page
    assert find(companies.lasts(), lambda lasts: family.name in str(lasts), settings=THOROUGH)


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
@pytest.mark.parametrize("spread", [0.05, 0.5, 1.0])
def test_a_family_has_a_mean_of_one_and_the_spread_that_is_asked_for(
    family: DurationFamily, spread: float
) -> None:
    spread = min(spread, family.max_spread) if family.has_spread else 0.0
    assert family.problem(spread if family.has_spread else None) is None
    times = family.quantile(spread, EVEN)
    assert (np.diff(times) >= 0).all(), "a quantile never falls"
    assert times.mean() == pytest.approx(1, abs=1e-3)
    if family.has_spread:
        assert times.std() == pytest.approx(spread, rel=0.02)
