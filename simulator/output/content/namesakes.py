"""Different scenarios of one name in results that are shown together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simulator.analysis.stored_result import StoredResult
from simulator.i18n import gettext, translatable
from simulator.output.numbers import number
from simulator.output.wording import clauses, listed

ONE, ANOTHER = translatable("one in {results}"), translatable("another in {results}")


def namesakes(results: Sequence[StoredResult]) -> dict[str, str]:
    """What is to be said of each name that is more than one scenario in some results.

    A file that was edited between two commands is another scenario, and so is one of the same name
    in another folder; labels do not count.
    """
    holders: dict[str, dict[str, dict[str, None]]] = {}
    for result in results:
        for name, digest in result.scenario_hashes.items():
            holders.setdefault(name, {}).setdefault(digest, {})[result.place] = None
    return {
        name: _said(name, list(map(list, each.values())))
        for name, each in holders.items()
        if len(each) > 1
    }


def _said(name: str, holders: Sequence[Iterable[str]]) -> str:
    """Which results rest on which of the scenarios of one name."""
    return gettext(
        "“{name}” is {count} different scenarios here, so that figures of it do not go together:"
        " {which}. Its file has been changed between them, or there are several; ask again what"
        " rests on an old one.",
        name=name,
        count=number(len(holders)),
        which=clauses(
            gettext(ANOTHER if place else ONE, results=listed(each))
            for place, each in enumerate(holders)
        ),
    )
