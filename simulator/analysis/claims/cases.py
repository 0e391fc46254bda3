"""The scenarios that a claim is held against: its today, its what-if, and both below a placebo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from simulator.scenario.folders import ListedScenario, listing, search_path
from simulator.scenario.inheritance import (
    ScenarioWithMarks,
    load,
    load_with_marks,
    named_in,
    parent_of,
)
from simulator.scenario.placebos import below_placebo
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.analysis import Claim

Pair = tuple[Scenario, Scenario]  # today, what-if


class ClaimCase(NamedTuple):
    """A claim and the scenarios that it takes."""

    name: str
    claim: Claim
    pair: Pair
    placebo: Pair | None

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """All that are to be run."""
        return (*self.pair, *(self.placebo or ()))


def files_with_claims(folder: Path | None = None) -> list[tuple[ListedScenario, Scenario]]:
    """All scenarios of a folder that claim something, by system.

    If none is given: of ``scenarios/`` here, or of those shipped where there is no such folder.
    """
    listed = listing(folder or search_path()[0])
    loaded = [(each, load(each.path)) for each in listed if not each.problem]
    return sorted(
        ((each, scenario) for each, scenario in loaded if scenario.claims),
        key=lambda pair: (min(_number(c.system) for c in pair[1].claims.values()), pair[0].name),
    )


def _number(system: str) -> int:
    return int(system[1:])


def cases_of_file(path: Path) -> list[ClaimCase]:
    """What a file claims. Raises ScenarioError with the line of what a claim says wrongly."""
    return cases_read(load_with_marks(str(path)), path)


def cases_read(read: ScenarioWithMarks, path: Path) -> list[ClaimCase]:
    """The same of a file that has been read.

    Nothing where a claim has neither a parent nor another scenario to be held against.
    """
    claims = read.scenario.claims
    parent = parent_of(str(path)) if claims else None
    others = {
        claim.against: load(named_in(path, claim.against, ("claims", name, "against"), read.marks))
        for name, claim in claims.items()
        if claim.against is not None
    }
    return list(cases_of(read, load(parent) if parent else None, others))


def cases_of(
    read: ScenarioWithMarks, parent: Scenario | None, others: Mapping[str, Scenario]
) -> Iterator[ClaimCase]:
    """The claims of a scenario, each with what it is held against."""
    for name, claim in read.scenario.claims.items():
        today = parent if claim.against is None else others[claim.against]
        if today is None:
            continue
        pair = (today, read.scenario)
        below = below_placebo(name, claim, pair, read.marks) if claim.placebo else ()
        yield ClaimCase(name, claim, pair, (below[0], below[1]) if below else None)
