"""How busy each role can be expected to be, and with what, before and after."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING, NamedTuple

from simulator.analysis.capacity import (
    TOO_BUSY,
    Capacity,
    LoadInHours,
    LoadOfFew,
    RoleLoad,
    ScenarioLoad,
)
from simulator.i18n import gettext, translatable
from simulator.output.content.obstacles import (
    asked_in_hours,
    asked_of_few,
    dated,
    in_peak,
    in_short_by_some,
    in_short_in_hours,
    in_short_of_few,
    lapsing,
    left_out,
    never_by_some,
    never_done,
    overloaded,
    part_words,
    short_windows,
)
from simulator.output.document import (
    ANSWERS,
    COUNT,
    Block,
    Cell,
    Column,
    Document,
    Figure,
    Format,
    Record,
    Section,
    Table,
    Texts,
)
from simulator.output.numbers import number, percent
from simulator.output.wording import labelled, listed, people_of, words
from simulator.scenario.units import MINUTE, PERCENT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ENOUGH = 0.95  # of the calls that are due
SHARE = Format("share", "%", 0)
HOURS, CALLS = Format("amount", "h", 0), Format("amount", "per week", 0)
LARGEST = 3  # parts that are named
SHOWN = 4  # parts that are drawn


def document(result: Capacity) -> Document:
    """The load of each role with its largest parts, and what can never be done."""
    blocks: tuple[Block, ...] = (
        Figure("capacity", partial(draw, result)),
        loads(result),
        Texts(tuple(_largest(result)), "listed"),
        *_warned(result),
        Texts((*_notes(), *_left_out(result)), "note"),
    )
    section = Section(ANSWERS, gettext("Who is asked for how much"), blocks)
    titles = listed(each.scenario.title for each in result.scenarios)
    question = result.scenarios[0].scenario.question
    return Document(
        titles,
        question,
        (headline(result),),
        (section,),
        record=partial(record, result),
        data=lambda: (parts(result),),
    )


def record(result: Capacity) -> Record:
    """By scenario: roles with load, minutes a week and parts; work that can never be done."""
    return {
        "scenarios": {
            each.scenario.name: {
                "roles": [_role_record(role) for role in each.roles],
                "never_done": [
                    {**never._asdict(), "at": ".".join(never.at)} for never in each.never
                ],
                "cost_per_week": each.cost_per_week,
                "selling_share": each.selling_share,
            }
            for each in result.scenarios
        }
    }


def _role_record(role: RoleLoad) -> Record:
    return {
        **role._asdict(),
        "load": role.load,
        "without_calls_load": role.without_calls_load,
        "overloaded": role.is_overloaded,
        "parts": role.parts,
        "peak": role.peak._asdict() if role.peak else None,
        "of_some": [
            {**never._asdict(), "at": ".".join(never.at), "people": count, "says": text}
            for (never, count), (_, text) in zip(role.of_some, never_by_some(role), strict=True)
        ],
        "few": [
            {
                **asdict(few),
                "at": ".".join(few.at),
                "load": few.load if few.present > 0 else None,
                "overloaded": few.is_overloaded,
                "says": asked_of_few(few),
            }
            for few in role.few
        ],
        "in_hours": [
            {
                **asdict(each),
                "at": ".".join(each.at),
                "load": each.load if each.present > 0 else None,
                "says": asked_in_hours(each),
            }
            for each in role.in_hours
        ],
    }


def _largest(result: Capacity) -> Iterator[str]:
    """What most of each role's time goes into, in the last scenario, named if there are several."""
    last = result.scenarios[-1]
    for role in last.roles:
        if role.parts:
            line = gettext("{role}: {parts}", role=_sentence(words(role.role)), parts=_most(role))
            yield labelled(last.scenario.title, line) if len(result.scenarios) > 1 else line


def headline(result: Capacity) -> str:
    """What can never be done, then whoever is asked for most: for too much, or for less."""
    busiest, never = _busiest(result), _never(result)
    if busiest is None:
        return labelled(_spoken_of(result), gettext("Nobody works here."))
    if never and not _asks(result, busiest):
        return labelled(_spoken_of(result), gettext("{said}.", said=never))
    line = _said(result, busiest)
    line = gettext("{never}. {said}", never=never, said=line) if never else line
    return " ".join((labelled(_spoken_of(result), line), *_overloaded_elsewhere(result)))


def _overloaded_elsewhere(result: Capacity) -> Iterator[str]:
    """Whoever is asked for too much in those before the last, one of each: a role, or a few.

    In the first a role that is so no more in the last, which is told with what it was before.
    """
    first, last = result.scenarios[0], result.scenarios[-1]
    still = {each.role.role for each in _last(result) if each.role.is_overloaded}
    others = [each for each in result.scenarios if each.of != last.of]
    for of in dict.fromkeys(each.of for each in others):
        of_it = (each for each in others if each.of == of)
        own = [(role, each) for each in of_it for role in each.roles]
        own = [pair for pair in own if of != first.of or pair[0].role not in still]
        over = [(role.load, overloaded(role), each) for role, each in own if role.is_overloaded]
        few = [(e.load, text, each) for role, each in own for e, text in _asked_too_much(role)]
        if over or few:
            _, text, each = max(over or few, key=lambda one: one[0])
            yield labelled(each.title, gettext("{said}.", said=_sentence(text)))


def _never(result: Capacity) -> str:
    """Work that nobody can ever do, in any stretch of the last scenario, and of how much such."""
    since = {obstacle: each for each in reversed(_stretches(result)) for obstacle in each.never}
    if not since:
        return ""
    first = next(obstacle for each in _stretches(result) for obstacle in each.never)
    begins, text = since[first], never_done(first)
    if begins is not _stretches(result)[0]:
        holds = [each for each in _stretches(result) if first in each.never]
        text = _dated(text, result, holds)
    kinds = len({obstacle.activity for obstacle in since})
    if kinds > 1:
        text = gettext(
            "{said} (one of {count} kinds of work that can never be done)", said=text, count=kinds
        )
    return _sentence(text)


def _asks(result: Capacity, busiest: _Busiest) -> bool:
    """Is anything asked of anybody, by work that can be done?"""
    return bool(round(busiest.role.load, 2) or _overloaded_few(result))


def _spoken_of(result: Capacity) -> str:
    """The scenario that is spoken of: the last, by the title of all of its stretches."""
    return result.scenarios[-1].title


def _said(result: Capacity, busiest: _Busiest) -> str:
    role = busiest.role
    if role.is_overloaded:
        line = _dated(overloaded(role), result, _as_busy(result, busiest))
        few, some = _but_few(result), _but_some(result)
        left = left_out(busiest.when, role)
        more = f"{left}{_before(result, busiest)}{few}{_but_in_peaks(result)}{some}"
        return gettext("{said}.", said=f"{_sentence(line)}{more}")
    line = _with_time_left(result, role)
    more = f"{_while_busy(result, busiest)}{_before(result, busiest)}{_calling(result, busiest)}"
    rest = f"{_but_in_peaks(result)}{_but_some(result)}"
    return gettext("{said}.", said=f"{line}{more}{rest}")


def _with_time_left(result: Capacity, role: RoleLoad) -> str:
    """Who is busiest where no role is asked for too much, behind those few who are."""
    values = {"people": people_of(role.role), "share": _whole(role.load)}
    few = listed(_overloaded_few(result))
    if few:
        return gettext(
            "{said}; of its roles the busiest are {people} with {share}",
            said=_sentence(few),
            **values,
        )
    text = translatable(
        "Nobody is asked for more than {most} of their time: the busiest are {people} with {share}"
    )
    if _in_peaks(result):
        text = translatable(
            "On average nobody is asked for more than {most} of their time: the busiest are"
            " {people} with {share}"
        )
    return gettext(text, most=_whole(TOO_BUSY), **values)


def _overloaded_few(result: Capacity) -> list[str]:
    """What work asks of the few who may do it, or of the hours that allow it, if too much."""
    most: dict[tuple[str, ...], tuple[float, str]] = {}
    stretches: dict[str, list[ScenarioLoad]] = {}
    for role, when in _last(result):
        for each, text in _asked_too_much(role):
            stretches.setdefault(text, []).append(when)
            known = most.get(each.activities, (0.0, ""))
            most[each.activities] = max(known, (each.load, text))
    return [f"{text}{_since(result, stretches[text])}" for _, text in most.values()]


def _asked_too_much(role: RoleLoad) -> Iterator[tuple[LoadOfFew | LoadInHours, str]]:
    for few in role.overloaded_few:
        yield few, asked_of_few(few)
    for hours in role.in_hours:
        yield hours, asked_in_hours(hours)


def _in_peaks(result: Capacity) -> dict[str, str]:
    """By role: what its busiest month asks of it, in the stretch in which that is most."""
    known = [(each.role.peak, each.role) for each in _last(result) if each.role.peak is not None]
    return {role.role: in_peak(role, peak) for peak, role in sorted(known, key=lambda x: x[0].load)}


def _but_in_peaks(result: Capacity) -> str:
    """The same behind what is said of all months."""
    return "".join(gettext("; but {said}", said=text) for text in _in_peaks(result).values())


def _but_some(result: Capacity) -> str:
    """Whom the hours of a role in all hide: its people who can never make some of their calls."""
    some = {each.role.role: in_short_by_some(each.role) for each in _last(result)}
    parts = [
        gettext("; but of the {people}, {some}", people=people_of(role), some=text)
        for role, text in some.items()
        if text
    ]
    return "".join(parts)


def _but_few(result: Capacity) -> str:
    """Of whom work that takes a skill asks too much, beside what is said of a whole role."""
    return "".join(gettext("; but {said}", said=text) for text in _overloaded_few(result))


def _whole(share: float) -> str:
    """A share in whole hundredths: it is no more certain than that."""
    return percent(round(share, 2), 3)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


class _Busiest(NamedTuple):
    """A role, and the scenario or the stretch of it in which it is asked for so much."""

    role: RoleLoad
    when: ScenarioLoad


def _busiest(result: Capacity) -> _Busiest | None:
    """Who is asked for most in any stretch of the last scenario, for too much if anybody is.

    The load of who fills all his time with calls says nothing of how much he is asked for.
    """
    known = _last(result)
    over = [each for each in known if each.role.is_overloaded]
    without = [each for each in known if each.role.calls is None]
    return max(over or without or known, key=lambda each: each.role.load, default=None)


def _last(result: Capacity) -> list[_Busiest]:
    """The roles of the last scenario that are ever there, in each of its stretches."""
    own = _stretches(result)
    return [_Busiest(role, each) for each in own for role in each.roles if role.load >= 0]


def _stretches(result: Capacity) -> list[ScenarioLoad]:
    """The last scenario, in each of its stretches."""
    return [each for each in result.scenarios if each.of == result.scenarios[-1].of]


def _busiest_with_calls(result: Capacity, busiest: _Busiest) -> _Busiest | None:
    """Who is busier with calls, if these do not fill all the time that is left."""
    known = [each for each in _last(result) if each.role.calls is not None]
    most = max(known, key=lambda each: each.role.load, default=busiest)
    return most if busiest.role.load < most.role.load <= TOO_BUSY else None


def _calling(result: Capacity, busiest: _Busiest) -> str:
    """The same in words, or who has more calls due than are made."""
    if short := _filled(result, busiest) or _short_of_calls(result):
        return short
    most = _busiest_with_calls(result, busiest)
    if most is None:
        return ""
    text = gettext(
        "; with their calls {people} have {share}",
        people=people_of(most.role.role),
        share=_whole(most.role.load),
    )
    return f"{text}{_while_busy(result, most)}"


def _filled(result: Capacity, busiest: _Busiest) -> str:
    """Who has more calls due than time, and how many of them there is time for."""
    full = [each for each in _last(result) if each.role.calls is not None]
    most = max(full, key=lambda each: each.role.load, default=busiest)
    role = most.role
    if role.calls is None or role.wanted is None or role.load <= TOO_BUSY:
        return ""
    text = gettext(
        "; {people} fill what is left of theirs with calls, {made} a week of {wanted} due",
        people=people_of(role.role),
        made=number(role.calls),
        wanted=number(role.wanted),
    )
    return f"{text}{_while_busy(result, most)}"


def _short_of_calls(result: Capacity) -> str:
    """Who has time left and makes fewer calls than are due, as what is left holds no whole one."""
    short = [each for each in _last(result) if each.role.load <= TOO_BUSY]
    most = min(short, key=lambda each: _part_made(each.role), default=None)
    if most is None or _part_made(most.role) >= ENOUGH:
        return ""
    text = gettext(
        "; {people} make {made} calls a week of {wanted} due, and have {share} with these",
        people=people_of(most.role.role),
        made=number(most.role.calls or 0),
        wanted=number(most.role.wanted or 0),
        share=_whole(most.role.load),
    )
    return f"{text}{_while_busy(result, most)}"


def _part_made(role: RoleLoad) -> float:
    """Calls made of those due; all where none is."""
    return (role.calls or 0) / role.wanted if role.wanted else 1.0


def _while_busy(result: Capacity, busiest: _Busiest) -> str:
    """On what days a role is asked for so much, if that is not on all."""
    return _since(result, _as_busy(result, busiest))


def _since(result: Capacity, so: Sequence[ScenarioLoad]) -> str:
    """From what day on something is so that is so in some stretches, or from when to when."""
    first, last = so[0].begins, _last_day(result, so)
    if first is None:
        return ""
    if last is None:
        return gettext(", from {day} on", day=first)
    return gettext(", from {day} to {last}", day=first, last=last)


def _dated(text: str, result: Capacity, so: Sequence[ScenarioLoad]) -> str:
    """The same before what is so."""
    first = so[0].begins
    return dated(text, first, _last_day(result, so)) if first else text


def _last_day(result: Capacity, so: Sequence[ScenarioLoad]) -> date | None:
    """The last day of the first of some stretches, and of those right behind it; None at the end.

    What is so again later is not told.
    """
    own = _stretches(result)
    later = own[next(place for place, each in enumerate(own) if each is so[0]) :]
    return list(takewhile(lambda each: any(each is one for one in so), later))[-1].ends


def _as_busy(result: Capacity, busiest: _Busiest) -> list[ScenarioLoad]:
    """The stretches in which a role is asked for as much, to the hundredth, from one of them on."""
    role, when = busiest
    known = [each for each in _last(result) if each.role.role == role.role]
    later = dropwhile(lambda each: each.when is not when, known)
    return [each.when for each in later if round(each.role.load, 2) == round(role.load, 2)]


def _before(result: Capacity, busiest: _Busiest) -> str:
    """What it was in the first scenario, or in the stretch before, if the role was there."""
    role, when = busiest
    place = next(number for number, each in enumerate(result.scenarios) if each is when)
    first = result.scenarios[0]
    before = result.scenarios[max(place - 1, 0)] if first.of == when.of else first
    known = {each.role: each for each in before.roles}.get(role.role)
    opens = when.begins is not None and when is _stretches(result)[0]
    if before is when or opens or known is None or math.isnan(known.load):
        return ""
    share = _whole(_load(known, role.is_overloaded))
    if first.of == when.of:
        return gettext(" (before: {share})", share=share)
    return gettext(" (in {scenario}: {share})", scenario=first.title, share=share)


def _load(role: RoleLoad, overloaded: bool) -> float:
    """Its load; of who is asked for too much, what is asked for before any call is made."""
    return role.without_calls_load if overloaded and role.calls is not None else role.load


def _warned(result: Capacity) -> Iterator[Texts]:
    """Who is asked for too much besides, and what can never be done."""
    several, busiest = len(result.scenarios) > 1, _busiest(result)
    for each in result.scenarios:
        headlined = busiest is not None and each is busiest.when
        lines = [_sentence(overloaded(role)) for role in each.overloaded[headlined:]]
        lines += [_sentence(never_done(obstacle)) for obstacle in each.never]
        lines += [_sentence(in_peak(role, role.peak)) for role in each.roles if role.peak]
        lines += [_sentence(text) for role in each.roles for _, text in never_by_some(role)]
        lines += [
            _sentence(asked_of_few(few)) for role in each.roles for few in role.overloaded_few
        ]
        lines += [_sentence(asked_in_hours(one)) for role in each.roles for one in role.in_hours]
        lines += [_sentence(short_windows(role)) for role in each.roles if role.lacks_open_hours]
        if lines:
            named = tuple(
                labelled(each.scenario.title, line) if several else line for line in lines
            )
            yield Texts(named, "listed")


def _notes() -> tuple[str, ...]:
    return (
        gettext(
            "reckoned from the scenario, not simulated: on average of the counted weeks, with"
            " holidays and absence; a role near 100% has queues that only a run shows"
        ),
        gettext(
            "who calls on accounts fills what time is left with calls that are due, so that the"
            " load of such a role says little; 'without calls' is what would be asked if nobody"
            " were called on: without all that follows from calls, too"
        ),
    )


def _left_out(result: Capacity) -> Iterator[str]:
    """Work that is counted in a load only as far as it does not lapse."""
    kinds = [
        name for each in result.scenarios for role in each.roles for name in lapsing(each, role)
    ]
    if kinds:
        yield gettext(
            "of {work} only what is expected to be done takes time here, not what lapses",
            work=listed(words(name) for name in dict.fromkeys(kinds)),
        )


# -- tables ----------------------------------------------------------------------------------------


def loads(result: Capacity) -> Table:
    """One row for each role of each scenario."""
    columns = (
        Column("role", gettext("role")),
        Column("scenario", gettext("scenario"), on="both" if len(result.scenarios) > 1 else "file"),
        Column("people", gettext("people"), COUNT),
        Column("load", gettext("load"), SHARE),
        Column("without_calls", gettext("without calls"), SHARE),
        Column("asked", gettext("asked, h a week"), HOURS, on="file"),
        Column("present", gettext("there, h a week"), HOURS, on="file"),
        Column("calls", gettext("calls"), CALLS),
        Column("wanted", gettext("due"), CALLS),
        *([Column("of_some", gettext("but"))] if _some(result) else []),
    )
    beside = [_in_short] if _some(result) else []
    rows = tuple(
        (*_row(each, role), *(say(role) for say in beside)) for role, each in _by_role(result)
    )
    title = gettext("Load: time asked for over time there, %; calls and those due in a week")
    names = 2 if len(result.scenarios) > 1 else 1
    return Table("load", title, columns, rows, name=gettext("load").capitalize(), names=names)


def _some(result: Capacity) -> bool:
    """Do hours in all hide what some people can never do, or what a few are asked for?"""
    return any(
        role.of_some or role.overloaded_few or role.in_hours
        for each in result.scenarios
        for role in each.roles
    )


def _in_short(role: RoleLoad) -> str:
    texts = in_short_by_some(role), in_short_of_few(role), in_short_in_hours(role)
    return listed(text for text in texts if text)


def _by_role(result: Capacity) -> Iterator[tuple[RoleLoad, ScenarioLoad]]:
    """Each role in each scenario, one below the other."""
    names = dict.fromkeys(role.role for each in result.scenarios for role in each.roles)
    for name in names:
        for each in result.scenarios:
            yield from ((role, each) for role in each.roles if role.role == name)


def _row(load: ScenarioLoad, role: RoleLoad) -> tuple[Cell, ...]:
    return (
        words(role.role),
        load.scenario.title,
        role.people,
        role.load,
        None if role.calls is None else role.without_calls_load,
        role.asked / MINUTE,
        role.present / MINUTE,
        role.calls,
        role.wanted,
    )


def _most(role: RoleLoad) -> str:
    """The largest parts with their share of the time that there is."""
    if role.present <= 0:
        return listed(part_words(part) for part in role.parts[:LARGEST])
    return listed(
        f"{part_words(part)} {_whole(part.minutes / role.present)}" for part in role.parts[:LARGEST]
    )


def parts(result: Capacity) -> Table:
    """All that each role is asked for, for files."""
    columns = (
        Column("scenario", gettext("scenario")),
        Column("role", gettext("role")),
        Column("kind", gettext("kind")),
        Column("activity", gettext("activity")),
        Column("hours", gettext("h a week"), Format("amount", "h", 2)),
        Column("share", gettext("share of the time there"), Format("share", "%", 1)),
    )
    kinds = {
        "work": gettext("work"),
        "hand_over": gettext("handing over"),
        "taken_over": gettext("taken over"),
        "comes_back": gettext("come back"),
        "meeting": gettext("meeting"),
        "travel": gettext("driving and waiting"),
        "switching": gettext("changing work"),
    }
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            each.scenario.name,
            words(role.role),
            kinds[part.kind],
            words(part.activity) if part.activity else None,
            part.minutes / MINUTE,
            part.minutes / role.present if role.present > 0 else None,
        )
        for role, each in _by_role(result)
        for part in role.parts
    )
    some = [
        labelled(each.title, text)
        for role, each in _by_role(result)
        for text in (
            *(never for _, never in never_by_some(role)),
            *map(asked_of_few, role.overloaded_few),
            *map(asked_in_hours, role.in_hours),
        )
    ]
    notes = tuple(dict.fromkeys(some))
    return Table("parts", headline(result), columns, rows, name=gettext("parts"), notes=notes)


# -- the picture -----------------------------------------------------------------------------------


class _Bar(NamedTuple):
    """One stacked bar: a role in a scenario."""

    role: RoleLoad
    name: str
    place: float

    @property
    def room(self) -> float:
        """How high its name is, in rows."""
        return LINE * (self.name.count("\n") + 1) + GAP


def draw(result: Capacity, ax: Axes | None = None) -> Axes:
    """A bar for each role and scenario, its largest parts in it by name; all time is the line."""
    from simulator.output.drawing.style import INK, PALE_INK, calm, figure, literal

    bars = list(_bars(result))
    ax = ax or figure(12, 1.7 + 0.62 * _rows_high(bars)).add_subplot()
    longest = max((bar.role.load for bar in bars), default=1.0)
    ax.set_xlim(0, PERCENT * max(1.08, longest + 0.12))
    for bar in bars:
        _stack(ax, bar)
    ax.axvline(PERCENT, color=INK, linewidth=1.6, zorder=3)
    ax.set_yticks([bar.place for bar in bars], [literal(bar.name) for bar in bars])
    ax.set_ylim(*_ends(bars))
    ax.set_xlabel(gettext("asked for, % of the time there; the line: all of it"), color=PALE_INK)
    calm(ax)
    title = literal(textwrap.fill(_finding(result), WIDEST_TITLE))
    ax.set_title(title, loc="left", fontsize=14, fontweight="bold", pad=12)
    return ax


def _bars(result: Capacity) -> Iterator[_Bar]:
    """Those of one role close together, none closer than its name is high."""
    before: _Bar | None = None
    for role, load in _by_role(result):
        if math.isnan(role.load):
            continue
        bar = _Bar(role, _name(role, load if len(result.scenarios) > 1 else None), 0.0)
        if before is not None:
            apart = 0.95 if role.role == before.role.role else 1.25
            bar = bar._replace(place=before.place + max(apart, (before.room + bar.room) / 2))
        yield bar
        before = bar


def _ends(bars: Sequence[_Bar]) -> tuple[float, float]:
    """Where the rows end below and begin above, with the names of the last and the first."""
    if not bars:
        return 0.7, -0.7
    return bars[-1].place + max(0.7, bars[-1].room / 2), -max(0.7, bars[0].room / 2)


def _rows_high(bars: Sequence[_Bar]) -> float:
    """How many rows of one or two lines are as high as all bars with their names."""
    below, above = _ends(bars)
    return max(len(bars), below - above - 0.5)


def _name(role: RoleLoad, load: ScenarioLoad | None) -> str:
    """A role with its people, its scenario where there are several, and what its hours hide."""
    from simulator.output.drawing.style import MAX_LINES, shortened, wrapped

    title = [shortened(load.scenario.title, NAME, MAX_LINES)] if load else []
    hidden = wrapped(_in_short(role), NAME)
    return "\n".join((f"{words(role.role)} ({role.people})", *title, *hidden))


def _stack(ax: Axes, bar: _Bar) -> None:
    """The largest parts, dark to pale, then all others; the whole at the end."""
    from simulator.output.drawing.style import INK

    begin, scale = 0.0, PERCENT / bar.role.present
    for shade, (name, minutes) in zip(_SHADES, _stacked(bar.role), strict=False):
        width = scale * minutes
        face, ink = shade
        ax.barh(bar.place, width, 0.78, begin, color=face, edgecolor="white", linewidth=1.2)
        _label(ax, (begin, begin + width, bar.place), name, ink)
        begin += width
    whole = f" {_whole(bar.role.load)}"
    reaches = begin + NUMBER * ax.get_xlim()[1]
    at = PERCENT if begin <= PERCENT < reaches else begin  # not across the line
    ax.text(at, bar.place, whole, va="center", fontsize=11, fontweight="bold", color=INK)


def _label(ax: Axes, at: tuple[float, float, float], name: str, ink: str) -> None:
    """The name of a part, on it if it fits."""
    from simulator.output.drawing.style import literal

    begin, end, place = at
    letters = int((end - begin) / ax.get_xlim()[1] * LETTERS)
    lines = textwrap.wrap(
        name, max(letters, 2), max_lines=2, placeholder="…", break_long_words=False
    )
    if lines and all(len(line) <= letters for line in lines):
        text = literal("\n".join(lines))
        ax.text((begin + end) / 2, place, text, ha="center", va="center", fontsize=8.5, color=ink)


_SHADES = (
    ("#243b55", "white"),
    ("#4f6d8f", "white"),
    ("#86a0bd", "#1a1a1a"),
    ("#b9c9da", "#1a1a1a"),
    ("#e4e9ef", "#1a1a1a"),
)
LETTERS = 108  # that fit across the picture
NUMBER = 0.06  # of the width of a picture, that the load of a bar takes behind it
NAME = 30  # letters in a line beside a bar
LINE, GAP = 0.3, 0.1  # of a row: a line beside it, and what is left between two names
WIDEST_TITLE = 86  # letters of a line of it


def _stacked(role: RoleLoad) -> Iterator[tuple[str, float]]:
    """The largest parts by name, and the rest."""
    for part in role.parts[:SHOWN]:
        yield part_words(part), part.minutes
    rest = role.asked - sum(part.minutes for part in role.parts[:SHOWN])
    if rest > 0:
        yield gettext("other"), rest


def _finding(result: Capacity) -> str:
    """The headline, short enough for a title."""
    busiest = _busiest(result)
    if busiest is None:
        return labelled(_spoken_of(result), gettext("Nobody works here."))
    busiest = _busiest_with_calls(result, busiest) or busiest
    role = busiest.role
    share = _whole(_load(role, role.is_overloaded))
    values = {"people": _sentence(people_of(role.role)), "share": share}
    if role.is_overloaded:
        line = gettext("{people} are asked for {share} of their time", **values)
    elif any(each.role.load > role.load for each in _last(result)):
        line = gettext(
            "{people} are the busiest beside those who call: {share} of their time", **values
        )
    else:
        line = gettext("{people} are the busiest: {share} of their time", **values)
    more = f"{_while_busy(result, busiest)}{_before(result, busiest)}{_but_few(result)}"
    more = f"{more}{_but_in_peaks(result)}{_but_some(result)}"
    never = _never(result)
    if never and not _asks(result, busiest):
        return labelled(_spoken_of(result), never)
    line = (
        gettext("{never}. {said}", never=never, said=f"{line}{more}") if never else f"{line}{more}"
    )
    return labelled(_spoken_of(result), line)
