"""Each registry is known to all that read it: schema, documentation, random companies, texts."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import companies
import numpy as np
import pytest
import yaml_texts
from files import CHILD, PARENT, write
from hypothesis import Phase, find, settings

from simulator.experiment.gains import GAINS
from simulator.measures.registry import MEASURES
from simulator.model import codes
from simulator.scenario.families import FAMILIES, DurationFamily
from simulator.scenario.inheritance import load
from simulator.scenario.json_schema import file_schema
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.triggers import (
    ORIGINS,
    TRIGGERS,
    Arises,
    Branch,
    CallPlan,
    Following,
    Join,
    Trigger,
)
from simulator.scenario.validation import occurrences
from simulator.scenario.verbs import VERBS, Verb
from simulator.scenario.what_if import what_if
from simulator.workload.arrivals import DRAWS
from simulator.workload.draw import draw
from simulator.workload.followups import TaskTableBuilder
from simulator.workload.visits import draw_contacts

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
import reference

THOROUGH = settings(max_examples=500, database=None, phases=[Phase.generate])
EVEN = (np.arange(200_000) + 0.5) / 200_000  # numbers as even as they can be


@pytest.fixture(scope="module")
def page() -> str:
    return "\n".join(reference.fields())


# -- measures --------------------------------------------------------------------------------------


def test_a_measure_says_what_it_means_where_it_stands_alone() -> None:
    """Pages, reports and pictures show one measure without the one before it in the registry."""
    leaning = ("The same", "Of those", "Of these", "As before")
    every = (*MEASURES, *GAINS)
    assert [each.name for each in every if each.meaning.startswith(leaning)] == []


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


def test_what_if_takes_every_verb_as_a_keyword_with_its_meaning() -> None:
    taken = inspect.signature(what_if).parameters
    assert set(VERBS) <= set(taken)
    assert all(f"\n    {verb}: " in (inspect.getdoc(what_if) or "") for verb in VERBS)


# -- duration families -----------------------------------------------------------------------------


@pytest.mark.few(4)
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


# -- triggers --------------------------------------------------------------------------------------

DRAWN_ELSEWHERE = {CallPlan: draw_contacts} | dict.fromkeys(
    (Following, Branch, Join), TaskTableBuilder
)


@pytest.mark.few(1)
@pytest.mark.parametrize("trigger", TRIGGERS, ids=ORIGINS)
def test_a_trigger_is_known_to_schema_reference_and_random_companies(
    trigger: type[Trigger], page: str
) -> None:
    assert trigger.__name__ in file_schema()["$defs"]
    assert f"| `{trigger.origin}` | `{trigger.written_at}` |" in page

    def uses(company: Scenario) -> bool:
        return any(isinstance(each.trigger, trigger) for each in occurrences(company))

    assert find(companies.companies(), uses, settings=THOROUGH)


@pytest.mark.parametrize("trigger", TRIGGERS, ids=ORIGINS)
def test_a_trigger_has_a_draw_an_estimate_and_a_code(trigger: type[Trigger]) -> None:
    assert (trigger in DRAWS) != (trigger in DRAWN_ELSEWHERE)
    assert trigger.by_itself == ("expected_tasks" in vars(trigger))
    constant = getattr(codes, trigger.origin.upper(), trigger.code())
    assert constant == trigger.code(), "engines and measures mean the same"


def test_every_way_of_an_activity_is_a_trigger_of_the_registry() -> None:
    schema = Arises.model_json_schema()
    named = {ref.rpartition("/")[2] for ref in references(schema["properties"])}
    written = {each.__name__ for each in TRIGGERS if ".arises." in each.written_at}
    assert named == written
    assert {each.written_at.rpartition(".")[2] for each in TRIGGERS if each.__name__ in named} == (
        set(Arises.model_fields)
    )


def references(schema: Any) -> Iterator[str]:
    for key, value in schema.items() if isinstance(schema, dict) else ():
        if key == "$ref":
            yield value
        for part in value if isinstance(value, list) else [value]:
            yield from references(part)


@pytest.mark.parametrize("trigger", DRAWS, ids=lambda each: each.origin)
def test_about_as_many_tasks_arise_as_are_expected(trigger: type[Trigger], tmp_path: Path) -> None:
    """The estimate that bounds a replication is within the calendar's and the draw's reach."""
    assert trigger.origin in MORE, "give it a scenario below in which it is used"
    today = load("customers", write(tmp_path, **yaml_texts.TEXTS))
    today = what_if(today, name="more", **MORE[trigger.origin])
    uses = [each for each in occurrences(today) if isinstance(each.trigger, trigger)]
    expected = sum(each.trigger.expected_tasks(each.context) for each in uses)
    tasks = draw(today).tasks
    assert 0.5 * expected < (tasks.origin == trigger.code()).sum() <= 1.5 * expected


DESK = {"category": "selling", "by": "rep", "lasts": "9 min"}
MORE: dict[str, dict[str, Any]] = {
    "routine": {
        "activities": {"post": {**DESK, "arises": {"routine": {"every": "week", "times": 3}}}}
    },
    "inbound": {"activities": {"lead": {"arises": {"inbound": {"rate": "5 per week"}}}}},
    "meeting": {
        "activities": {
            "talk": {
                **DESK,
                "arises": {"meeting": {"every": "week", "on": "monday", "at": "10:00"}},
            }
        }
    },
    "contract": {"segments": {"all": {"contract": {"lasts": "1 week"}}}},
}
