"""All that can be measured of a scenario, known before anything is replayed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, product

from simulator.experiment.gains import GAINS
from simulator.measures.registry import MEASURES
from simulator.measures.sales import WEEKS_OF_YEAR
from simulator.model.parameters import Parameters, parameters_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import WEEK

_OF_CONTACTS = ("talking", "with_the_way", "time_driven", "all_in", "talking_to_all_in")


def measurable(scenario: Scenario, compared: bool = True) -> set[str]:
    """All that may be measured of a scenario: alone and, if it is compared, in a comparison."""
    words = _words(parameters_of(scenario))
    names = [each.name for each in (*MEASURES, *(GAINS if compared else ()))]
    return set(chain.from_iterable(_keys(name, words) for name in names))


def _words(c: Parameters) -> Mapping[str, Sequence[str]]:
    """What of a scenario may stand in the place of a placeholder."""
    years = (c.horizon - c.warm_up) // WEEK // WEEKS_OF_YEAR
    return {
        "<definition>": [*(name for name, _ in c.selling), *_OF_CONTACTS],
        "<role>": c.roles.name,
        "<category>": c.categories,
        "<activity>": c.activities.name,
        "<deal>": c.deals.name,
        "<stage>": list(chain.from_iterable(c.deals.stages)),
        "<segment>": c.segments,
        "<channel>": c.channels,
        "<week>": [str(week + 1) for week in range(c.horizon // WEEK)],
        "<year>": [str(year + 1) for year in range(years)],
    }


def _keys(name: str, words: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """All that the name of a measure stands for in one scenario."""
    parts = re.split("(<[a-z]+>)", name)
    for chosen in product(*(words.get(part, (part,)) for part in parts)):
        yield "".join(chosen)
