"""The days off of a country and region, and those that a company or a role has of its own."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from simulator.errors import KeyPath
from simulator.i18n import Language, current_language, gettext
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.holidays import HALF_DAY, Holidays
from simulator.scenario.schema.organisation import Horizon
from simulator.scenario.units import expected_one_of

PUBLIC = "public"
OF_A_COUNTRY = ("region", "categories", "kept_open", "make_up")  # words that go with it
MONDAY = 0
LONGEST_CODE = 3  # letters of a region's short name
KNOWN = Path(__file__).parent / "known_holidays.json"  # written by scripts/list_holidays.py
NAMES: dict[Language, tuple[str, ...]] = {  # languages of names, as the library has them
    "en": ("en_US", "en_GB"),
    "zh-Hant": ("zh_TW", "zh_HK", "zh_CN", "en_US", "en_GB"),
}


class DaysOff(NamedTuple):
    """Days of a horizon on which nobody works, each with its reason."""

    public: Mapping[datetime.date, str]  # holidays, days of its own included; nobody receives
    closures: Mapping[datetime.date, str]  # of the company


def holidays_of(scenario: Scenario, role: str | None = None) -> Holidays | None:
    """Which days are off in a role, or in the company; None where there are none.

    Of what a role does not say that of the company holds, less what is its country's.
    """
    company = scenario.holidays
    own = scenario.roles[role].holidays if role is not None else None
    if own is None:
        return company
    if not isinstance(own, Holidays):
        return None
    if company is None:
        return own
    words = {key: value for key, value in own if value is not None}
    elsewhere = dict.fromkeys(OF_A_COUNTRY if "country" in words else ())
    return company.model_copy(update=elsewhere | words)


def written_holidays(scenario: Scenario) -> Iterator[tuple[KeyPath, Holidays]]:
    """All that is said of days off, and where."""
    if scenario.holidays is not None:
        yield ("holidays",), scenario.holidays
    for name, role in scenario.roles.items():
        if isinstance(role.holidays, Holidays):
            yield ("roles", name, "holidays"), role.holidays


def days_off(kept: Holidays | None, horizon: Horizon) -> DaysOff:
    """The days off within a horizon."""
    if kept is None:
        return DaysOff({}, {})
    known = dict(_known(kept, horizon).items())
    known |= {day: known.get(day, gettext("day off")) for day in kept.also or ()}
    for day in kept.kept_open or ():
        known.pop(day, None)
    closures = {
        each.start + datetime.timedelta(number): name
        for name, each in (kept.closed or {}).items()
        for number in range((each.end - each.start).days + 1)
    }
    public = {day: name for day, name in sorted(known.items()) if horizon.number(day) is not None}
    return DaysOff(
        public, {d: name for d, name in sorted(closures.items()) if horizon.number(d) is not None}
    )


def made_up(kept: Holidays | None, horizon: Horizon) -> dict[datetime.date, int]:
    """Weekend days of a horizon that are worked: as which weekday, from 0."""
    if kept is None or kept.make_up is None:
        return {}
    moved = _moved(kept, horizon)
    days = worked_weekends(kept, horizon) if kept.make_up == "known" else kept.make_up
    return {day: moved.get(day, MONDAY) for day in days if horizon.number(day) is not None}


def worked_weekends(kept: Holidays | None, horizon: Horizon) -> list[datetime.date]:
    """Days of the horizon at weekends that people work in the country, in place of days moved."""
    known = getattr(_known(kept, horizon), "weekend_workdays", ()) if kept is not None else ()
    return sorted(day for day in known if horizon.number(day) is not None)


def regions(kept: Holidays | None, horizon: Horizon) -> list[str]:
    """Regions of the country with days of their own, if no region is named.

    Looked at are whole years: a horizon of some weeks may be made longer, or begin elsewhere.
    """
    if kept is None or kept.country is None or kept.region is not None:
        return []
    country = _known(kept, horizon)
    every = {
        each: _known(kept.model_copy(update={"region": each}), horizon)
        for each in country.subdivisions
    }
    return [each for each, days in every.items() if days.keys() != country.keys()]


def worked_holidays(kept: Holidays | None, horizon: Horizon) -> list[datetime.date]:
    """Days that are taken for public holidays, and that are none."""
    if kept is None:
        return []
    none = set(kept.kept_open or ()) - set(_known(kept, horizon)) - set(kept.also or ())
    return sorted(none)


def unknown_days(kept: Holidays | None, horizon: Horizon) -> Iterator[str]:
    """What the library does not know of what is said: the country, its region, a category."""
    if kept is None or kept.country is None or _is_listed(kept):
        return
    try:
        known = _known(kept.model_copy(update={"categories": None}), horizon)
    except NotImplementedError:
        yield _unknown_place(kept.country, kept.region)
        return
    categories = [each for each in known.supported_categories if each != HALF_DAY]
    for word in kept.categories or ():
        if word not in categories:
            yield expected_one_of(word, categories, "categories")


def _is_listed(kept: Holidays) -> bool:
    """Is all that is said known? Read from a list: loading the library takes longer than an answer.

    The list is of one version of the library; another is asked itself.
    """
    country = _listed().get(str(kept.country))
    if country is None:
        return False
    categories = set(country["categories"]) - {HALF_DAY}
    place = kept.region is None or kept.region in country["regions"]
    return place and categories.issuperset(kept.categories or (PUBLIC,))


@cache
def _listed() -> dict[str, dict[str, list[str]]]:
    """Regions and categories by country; none if the library is of another version."""
    listed = json.loads(KNOWN.read_text(encoding="utf-8"))
    same = listed["version"] == version("holidays")
    return dict(listed["countries"]) if same else {}


def _unknown_place(country: str, region: str | None) -> str:
    """Which country, or which of its regions, is not known; with those that may be meant."""
    import holidays

    if country not in holidays.list_supported_countries():
        return gettext("no public holidays of a country {country!r} are known", country=country)
    names: dict[str, list[str]] = holidays.country_holidays(country).get_subdivision_aliases()
    if not names:
        return gettext("no regions of {country} are known: take out 'region'", country=country)
    near = [each for each in names if _is_like(str(region), (each, *names[each]))]
    shown = [
        f"{each} ({names[each][0]})" if names[each] and names[each][0] != each else each
        for each in near or names
    ]
    return gettext(
        "read {region!r}, which is no region of {country}; expected one of {regions}",
        region=region,
        country=country,
        regions=", ".join(shown),
    )


def _is_like(read: str, names: Sequence[str]) -> bool:
    """Is a code or name that was read written much like one of these?"""
    import difflib

    plain = [name.casefold() for name in names]
    short = len(read) <= LONGEST_CODE
    return bool(difflib.get_close_matches(read.casefold(), plain, 1, 0.5 if short else 0.6))


def _known(kept: Holidays, horizon: Horizon) -> Any:
    """The country's days of all years that the horizon touches."""
    if kept.country is None:
        return {}
    last = horizon.start + datetime.timedelta(weeks=horizon.weeks)
    categories = kept.categories or (PUBLIC,)
    years = horizon.start.year, last.year
    return _days_off((kept.country, kept.region), categories, years, current_language())


@cache
def _days_off(
    place: tuple[str, str | None],
    categories: tuple[str, ...],
    years: tuple[int, int],
    language: Language,
) -> Any:
    """The days of a country and region in some years, from the first to the last, with names."""
    import holidays

    country, region = place
    known = holidays.country_holidays(country, subdiv=region)
    spoken = next((each for each in NAMES[language] if each in known.supported_languages), None)
    return holidays.country_holidays(
        country,
        subdiv=region,
        years=range(years[0], years[1] + 1),
        categories=categories,
        language=spoken,
    )


def _moved(kept: Holidays, horizon: Horizon) -> dict[datetime.date, int]:
    """Weekend days that a country works: the weekday for which each is."""
    known = _known(kept, horizon)
    tables = (getattr(known, name) for name in dir(known) if name.startswith("special_"))
    moved = {}
    for table in tables:
        for year, rows in table.items() if isinstance(table, dict) else ():
            for row in rows if isinstance(rows[0], tuple) else (rows,):
                if len(row) > 3:  # month and day off, month and day worked, its year if another
                    worked = datetime.date(row[4] if len(row) > 4 else year, row[2], row[3])
                    moved[worked] = datetime.date(year, row[0], row[1]).weekday()
    return moved
