"""The tests have teeth: each planted bug is caught by the test that is named for it."""

from __future__ import annotations

import inspect

import pytest
from planted import BUGS, Bug, plant

from simulator.errors import InvariantViolation
from simulator.scenario.inheritance import load
from simulator.scenario.what_if import what_if


def arguments(bug: Bug) -> dict[str, object]:
    """What the named test asks for, beyond what hypothesis gives it."""
    wanted = inspect.signature(bug.noticed_by).parameters
    if "today" in wanted and not hasattr(bug.noticed_by, "hypothesis"):
        small = what_if(load("baseline"), horizon={"weeks": 2, "warm_up_weeks": 0})
        return {"today": small}
    return {}


def passes(bug: Bug) -> bool:
    """Does the named test go through?"""
    said = arguments(bug)
    try:
        bug.noticed_by(**said)
    except (AssertionError, InvariantViolation):  # a bug that merely crashes would prove nothing
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("bug", BUGS, ids=[bug.name for bug in BUGS])
def test_a_planted_bug_is_caught(bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    assert passes(bug)
    plant(bug, monkeypatch)
    assert not passes(bug)


def test_no_bug_is_planted_twice() -> None:
    assert len({(bug.place, bug.function, bug.broken) for bug in BUGS}) == len(BUGS) >= 10
