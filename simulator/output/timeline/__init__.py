"""A day in motion: one HTML file in which everybody's day plays, today and what-if on one clock.

The page carries all that it needs and asks for nothing: styles and script are named by their
hashes in its policy, and the data is text that no browser runs.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from simulator.analysis.lessons.weeks import REASONS, attendance, days_away
from simulator.errors import UsageError
from simulator.experiment.results import who_sells
from simulator.i18n import Language, gettext, use_language
from simulator.ledger.frames import LedgerTables
from simulator.model.codes import DOINGS, PAUSE, PROSPECT
from simulator.model.parameters import parameters_of
from simulator.output.charts.week import looks
from simulator.output.numbers import NEVER, number
from simulator.output.timeline import words
from simulator.output.timeline.land import lands_of
from simulator.output.timeline.rows import (
    Names,
    Part,
    TimelineDays,
    categories_of,
    days_of,
    entries_as_numbers,
    names_of,
    open_hours,
    part_of,
    tasks_as_numbers,
)
from simulator.output.wording import absence_words, listed, people_of, person_words, sentences
from simulator.output.wording import words as in_words

SCRIPTS = (
    "time.js",
    "ledger.js",
    "fills.js",
    "paint.js",
    "panel.js",
    "journey.js",
    "state.js",
    "land.js",
    "finding.js",
    "pointing.js",
    "controls.js",
    "page.js",
)
BREAK_DOING = DOINGS[PAUSE]


def page(
    tables: Sequence[LedgerTables],
    first_day: datetime.date,
    days: int = 7,
    language: Language = "en",
    headline: str = "",
    *,
    curtain: bool = False,
    chosen: str = "",
) -> str:
    """The page for some days of one or several ledgers, the first of them today.

    Two stand side by side; of several what-ifs one is chosen from a list.

    It holds every entry that reaches into these days, and every task that has to do with them. The
    headline is that of the comparison that the ledgers belong to; what these days come to by
    themselves stands below it, or in its place. ``chosen`` says how the days were. Behind a curtain
    nothing is told of what the clock has not come to.
    Misuse if the days lie outside the horizon, or if nobody is there on any of them.
    """
    shown = days_of(tables, first_day, days)
    parts = [part_of(each, shown) for each in tables]
    if all(part.entries.is_empty() for part in parts):
        raise UsageError(
            "nobody is at work in the {days} days from {first_day}", days=days, first_day=first_day
        )
    with use_language(language):
        data = _data(tables, parts, shown) | {"language": language, "curtain": curtain}
        texts = _told(tables, parts, shown, headline, chosen, curtain=curtain)
        return _filled(data, texts, language)


def _filled(data: dict[str, Any], values: dict[str, str], language: Language) -> str:
    """The template with its styles, scripts and data."""
    style, script = _asset("motion.css"), _script()
    environment = Environment(
        loader=PackageLoader("simulator.output.timeline", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return environment.get_template("motion.html").render(
        data=data,
        **values,
        language=language,
        texts=data["texts"],
        has_prospects=any(each[2] == PROSPECT for land in data["lands"] for each in land["others"]),
        keys=words.keys(),
        style=Markup(style),
        style_hash=_hash(style),
        script=Markup(script),
        script_hash=_hash(script),
    )


def _asset(name: str) -> str:
    return files("simulator.output.timeline").joinpath("assets", name).read_text(encoding="utf-8")


def _script() -> str:
    """All scripts as one, which leaves nothing behind but what the page shows of itself."""
    return "\n(() => {\n'use strict';\n" + "\n".join(map(_asset, SCRIPTS)) + "\n})();\n"


def _hash(text: str) -> str:
    """What a content security policy calls a text by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


# -- what was found --------------------------------------------------------------------------------


def _told(
    tables: Sequence[LedgerTables],
    parts: Sequence[Part],
    days: TimelineDays,
    headline: str,
    chosen: str,
    *,
    curtain: bool,
) -> dict[str, str]:
    """The title, what must not be made of it, and what else is known of these days."""
    finding = _finding(tables, parts, days)
    more = [chosen, *_closed(tables[0], parts, days)]
    if curtain:
        finding = gettext("What comes of these days?")
    else:
        more += _away(tables[0], parts[0], days)
    if headline and not curtain:
        more = [gettext("The title is about all weeks counted"), finding, *more]
        finding = headline
    facts = sentences(gettext("{said}.", said=each) for each in more if each)
    return {"finding": finding, "note": _note(tables[0], days), "more": facts}


def _closed(tables: LedgerTables, parts: Sequence[Part], days: TimelineDays) -> list[str]:
    """Which days are closed that are open in most weeks; nothing if none."""
    met = {day for each in parts for day in each.entries["start"].dt.date().unique()}
    closed = attendance(tables.scenario, tables.seed, tables.replication).closed
    shown = [days.begin.date() + datetime.timedelta(days=each) for each in range(_length(days))]
    start = tables.scenario.horizon.start
    dates = [str(day) for day in shown if closed[(day - start).days] and day not in met]
    return [gettext("Closed on {days}", days=listed(dates))] if dates else []


def _away(tables: LedgerTables, part: Part, days: TimelineDays) -> list[str]:
    """How many people are away on an average day of these on which anybody is there."""
    there = part.entries["start"].dt.date().n_unique()
    drawn = attendance(tables.scenario, tables.seed, tables.replication).away
    first = (days.begin.date() - tables.scenario.horizon.start).days
    away = drawn[first : first + _length(days)].sum()
    if not away or not there:
        return []
    people = len(parameters_of(tables.scenario).people)
    values = {"away": number(away / there, 1), "people": people}
    return [gettext("On an average day {away} of today's {people} people are away", **values)]


def _length(days: TimelineDays) -> int:
    return (days.end - days.begin).days


def _finding(tables: Sequence[LedgerTables], parts: Sequence[Part], days: TimelineDays) -> str:
    """The title: how much of these days the sellers sell, scenario after scenario."""
    role, _ = who_sells(tables[0].scenario)
    who = people_of(role).capitalize()
    shares = [_shown(selling_share(*each, days)) for each in zip(tables, parts, strict=True)]
    titles = [each.scenario.title for each in tables]
    plans = [
        gettext("{share} with “{title}”", share=share, title=title)
        for share, title in zip(shares[1:], titles[1:], strict=True)
    ]
    values = {"who": who, "before": shares[0], "plans": listed(plans) if plans else ""}
    is_week = days.end - days.begin == datetime.timedelta(weeks=1)
    if not plans and is_week:
        return gettext("{who} sell {before} of this week", **values)
    if not plans:
        return gettext("{who} sell {before} of these days", **values)
    if is_week:
        return gettext("{who} sell {before} of this week today, {plans}", **values)
    return gettext("{who} sell {before} of these days today, {plans}", **values)


def _note(tables: LedgerTables, days: TimelineDays) -> str:
    """What is seen, and what must not be made of it."""
    return gettext(
        "One possible course of events, no average: {first} to {last}, replication {number}, seed"
        " {seed}.",
        first=days.begin.date(),
        last=days.end.date() - datetime.timedelta(days=1),
        number=tables.replication,
        seed=tables.seed,
    )


def _shown(share: float | None) -> str:
    return NEVER if share is None else f"{share:.1%}"


def selling_share(tables: LedgerTables, part: Part, days: TimelineDays) -> float | None:
    """Selling time over attended time of those whose selling counts first, in some days.

    The same as the measure ``direct_selling_share``, which counts all weeks after the warm-up.
    """
    role, selling = who_sells(tables.scenario)
    e = part.entries.filter((part.entries["role"] == role) & (part.entries["doing"] != BREAK_DOING))
    starts = e["start"].clip(lower_bound=days.begin)
    seconds = (e["end"].clip(upper_bound=days.end) - starts).dt.total_seconds()
    sold = seconds.filter(e["category"].is_in(list(selling)))
    return float(sold.sum()) / float(seconds.sum()) if seconds.sum() else None


# -- what the page is handed -----------------------------------------------------------------------


def _data(
    tables: Sequence[LedgerTables], parts: Sequence[Part], days: TimelineDays
) -> dict[str, Any]:
    """Everything that the script shows, as plain values."""
    names = names_of(tables, parts)
    return {
        "begin": days.begin.date().isoformat(),
        "days": _length(days),
        "open": open_hours(parts, days),
        "seller": names.roles[who_sells(tables[0].scenario)[0]],
        "categories": _categories(tables),
        **_named(names),
        "arms": [_arm(*each, names, days) for each in zip(tables, parts, strict=True)],
        "appointments": _by_appointment(tables, names),
        "lands": lands_of(tables, parts, names, days),
        "texts": words.texts(),
        "reasons": [absence_words()[reason] for reason in REASONS.values()],
    }


def _named(names: Names) -> dict[str, Any]:
    """The names by their numbers, with what people read where that is another word."""
    titles = {"doings": words.doings(), "origins": words.origins(), "states": words.states()}
    numbered = {key: list(value) for key, value in names._asdict().items()}
    return {
        **numbered,
        "people": [person_words(name) for name in names.people],
        "rolePeople": [people_of(role) for role in names.roles],
        "roleTitles": [people_of(role).capitalize() for role in names.roles],
        "activityTitles": [in_words(name) for name in names.activities],
        "titles": titles,
    }


def _by_appointment(tables: Sequence[LedgerTables], names: Names) -> list[int]:
    """The activities for which a time is agreed on with the customer."""
    kinds = [each.scenario.activities.items() for each in tables]
    agreed = {name for every in kinds for name, kind in every if kind.appointment is not None}
    return [number for name, number in names.activities.items() if name in agreed]


def _categories(tables: Sequence[LedgerTables]) -> list[dict[str, Any]]:
    """Each category with its fill, in the order of the charts' bars."""
    selling = sorted(who_sells(tables[0].scenario)[1])
    return [
        {
            "name": name,
            "title": in_words(name).capitalize(),
            "selling": name in selling,
            **look._asdict(),
        }
        for name, look in looks(categories_of(tables), selling).items()
    ]


def _arm(tables: LedgerTables, part: Part, names: Names, days: TimelineDays) -> dict[str, Any]:
    """One scenario: what it is called, who is in it, what happened."""
    people = parameters_of(tables.scenario).people
    return {
        "name": tables.scenario.name,
        "title": tables.scenario.title,
        "lanes": gettext("Lanes of {scenario}", scenario=tables.scenario.title),
        "seed": tables.seed,
        "replication": tables.replication,
        "people": [names.people[person] for person in people],
        "absences": _absences(tables, names, days),
        "entries": entries_as_numbers(part.entries, names, days),
        "tasks": tasks_as_numbers(part.tasks, names, days),
    }


def _absences(tables: LedgerTables, names: Names, days: TimelineDays) -> list[tuple[int, int, int]]:
    """Who is away on which of the days, and for which of the reasons."""
    first = (days.begin.date() - tables.scenario.horizon.start).days
    shown = range(first, first + _length(days))
    reasons = list(REASONS.values())
    return [
        (names.people[person], day, reasons.index(reason))
        for person, day, reason in days_away(
            tables.scenario, tables.seed, tables.replication, shown
        )
    ]
