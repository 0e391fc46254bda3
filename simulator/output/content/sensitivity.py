"""What if assumptions are wrong: tornado, screening, shares of the variance."""

from __future__ import annotations

import math
from functools import partial
from itertools import takewhile

from simulator.analysis.sensitivity import Factor, Screened, Sensitivity, Surface, Swing
from simulator.experiment.gains import describe
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext, pgettext, translatable
from simulator.output.content.footing import counted, counted_in, once_in
from simulator.output.content.headline import (
    borne_record,
    harm_of,
    harm_words,
    while_harm,
    with_harm,
)
from simulator.output.document import (
    ANSWERS,
    Block,
    Column,
    Document,
    Estimate,
    Figure,
    Format,
    NamedChart,
    Record,
    Section,
    Table,
    Texts,
)
from simulator.output.numbers import number, sized
from simulator.output.wording import (
    alone,
    amount,
    amount_words,
    change_format,
    estimate,
    goal_in_words,
    listed,
    no_value,
    path_words,
    points,
    short_unit,
    too_few_words,
    words,
)

GOOD_SURFACE = 0.9  # of the variance that a surface should foresee for its shares to be relied on
MOVED_MOST = translatable(
    "{measure}: {answer}; moved most by {assumption}: {at_low} at {low}, {at_high} at {high}."
)
MOVED_FOR_SURE = translatable(
    "{measure}: {answer}; of what can be told, moved most by {assumption}: {at_low} at {low},"
    " {at_high} at {high}."
)
SCREENED_MOST = translatable(
    "{measure}: {answer}; by the screening, moved most by {assumption}, though we cannot tell that"
    " either end of a range moves it."
)
UNSAID = ("activities", "call_plans", "roles", "segments", "arises", "mean")  # in paths


def document(result: Sensitivity) -> Document:
    """The three looks at one measure."""
    label = result.other or result.base
    settled = [] if result.pile else [screening(result)]
    shares = [variance(result.surface, result)] if result.surface and settled else []
    blocks: tuple[Block, ...] = (
        Figure(f"tornado-{result.measure}", NamedChart.of("tornado", result)),
        tornado(result),
        *settled,
        *shares,
        Texts((*_weeks(result), *_notes(result)), "note"),
    )
    lines = (headline(result), *flips(result))
    return Document(
        label.title,
        label.question,
        lines,
        (Section(ANSWERS, gettext("Which assumptions move the answer"), blocks),),
        record=partial(record, result),
    )


def record(result: Sensitivity) -> Record:
    """Tornado, screening and the surface fitted to the few that matter."""
    return {
        "headline": headline(result),
        "base": result.base.name,
        "counted": counted_in(result.base),
        "scenario": result.other.name if result.other else None,
        "measure": result.measure,
        "unit": describe(result.measure).unit,
        "answer": result.answer,
        "verdict": result.verdict,
        "goal": result.goal.text if result.goal else None,
        "replications": result.replications,
        "replications_of_screening": result.looks,
        "trajectories": result.trajectories,
        "seed": result.seed,
        "factors": [_factor_record(each, result) for each in result.screening],
        "surface": _surface_record(result.surface) if result.surface else None,
        "flips": [
            {"path": factor.path, "value": value, "verdict": verdict}
            for factor, value, verdict in result.flipping
        ],
        **borne_record(result.borne),
    }


def _factor_record(screened: Screened, result: Sensitivity) -> Record:
    swing = next(each for each in result.tornado if each.factor == screened.factor)
    return {
        **screened.factor._asdict(),
        "screening": {name: getattr(screened, name) for name in Screened._fields[1:]},
        "at_low": {
            **estimate(swing.low)._asdict(),
            "verdict": swing.at_low,
            "pile_grows": swing.grows_at_low,
        },
        "at_high": {
            **estimate(swing.high)._asdict(),
            "verdict": swing.at_high,
            "pile_grows": swing.grows_at_high,
        },
        "across": swing.across,
    }


def _surface_record(surface: Surface) -> Record:
    return {
        "points": surface.points,
        "explained": surface.explained,
        "noise": surface.noise,
        "shares": [
            {
                "path": share.factor.path,
                "held_by": share.factor.held_by,
                "first": share.first,
                "total": share.total,
            }
            for share in surface.shares
        ],
    }


def assumption(factor: Factor, result: Sensitivity) -> str:
    """What an assumption is called: its path without what goes without saying.

    Where only one of two scenarios holds it, that one is named.
    """
    keys = [key for key in factor.path.split(".") if key not in UNSAID]
    name = path_words(".".join(keys))
    if result.other is None or factor.held_by == "both":
        return name
    holder = result.base if factor.held_by == "base" else result.other
    return gettext("{assumption} in {scenario}", assumption=name, scenario=holder.name)


def headline(result: Sensitivity) -> str:
    """The answer and the assumption that moves it most."""
    what, answer = words(result.measure).capitalize(), answer_words(result)
    if result.pile:
        return gettext("{said}.", said=unsettled(result))
    if math.isnan(result.answer.mean):
        return gettext("{said}.", said=no_value(result.measure, result.too_few))
    widest, screened = widest_told(result), strongest_told(result)
    if widest is not None:
        return _moved_most(widest, result)
    if screened is not None:
        name = assumption(screened.factor, result)
        return gettext(SCREENED_MOST, measure=what, answer=answer, assumption=name)
    return gettext(
        "{measure}: {answer}; we cannot tell that any assumption moves it.",
        measure=what,
        answer=answer,
    )


def _moved_most(widest: Swing, result: Sensitivity) -> str:
    """What the answer is at both ends of the assumption that is told to move it most."""
    return gettext(
        MOVED_MOST if is_widest(widest, result) else MOVED_FOR_SURE,
        measure=words(result.measure).capitalize(),
        answer=answer_words(result),
        assumption=assumption(widest.factor, result),
        at_low=_moved_to(result, widest.low, widest.grows_at_low),
        low=amount_words(widest.factor.low),
        at_high=_moved_to(result, widest.high, widest.grows_at_high),
        high=amount_words(widest.factor.high),
    )


def widest_told(result: Sensitivity) -> Swing | None:
    """What moves the answer most by what the tornado tells from noise; None if nothing is."""
    swings = (swing for swing in result.tornado if swing.told)
    return max(swings, key=lambda swing: swing.told_reach, default=None)


def is_widest(swing: Swing, result: Sensitivity) -> bool:
    """Is it first in the tornado, and before all that the screening cannot tell?"""
    ahead = takewhile(lambda each: each.factor != swing.factor, result.screening)
    return swing is result.tornado[0] and all(each.told == "moves it" for each in ahead)


def strongest_told(result: Sensitivity) -> Screened | None:
    """What moves the answer most of what the screening tells; None if it tells nothing."""
    return next((each for each in result.screening if each.told == "moves it"), None)


def answer_words(result: Sensitivity) -> str:
    """The answer as assumed, never without the worst of those who bear it."""
    is_change, last = result.other is not None, result.other or result.base
    answer = amount(result.answer, result.measure, result.base.currency, change=is_change)
    harm = harm_of(result.borne, last.name)
    return with_harm(answer, harm) if is_change else while_harm(answer, harm)


def unsettled(result: Sensitivity) -> str:
    """That a time is not settled as assumed, since the work piles up."""
    harm = harm_of(result.borne, (result.other or result.base).name)
    cause = harm_words(harm) if harm and harm.sign == "grows" else gettext("its pile grows")
    return gettext(
        "{what} does not settle, since {after}",
        what=words(result.measure).capitalize(),
        after=cause,
    )


def _moved_to(result: Sensitivity, change: Interval, grows: bool) -> str:
    """The answer at an end, without its interval; there is none of a time where work piles up."""
    if grows:
        return gettext("pile grows")
    there = alone(result.answer.mean + change.mean)
    return amount(there, result.measure, result.base.currency, change=result.other is not None)


def flips(result: Sensitivity) -> list[str]:
    """Which single assumption makes the answer another one; nothing where none is to be judged."""
    if not result.verdict or (result.pile and not result.goal):
        return []
    others = dict.fromkeys(verdict for _, _, verdict in result.flipping)
    lines = [
        gettext(
            "{question}: {verdict} as assumed, but {other} with {ends}.",
            question=_question(result),
            verdict=gettext(result.verdict),
            other=gettext(other),
            ends=listed(_ends_of(result, other)),
        )
        for other in others
    ]
    none = gettext(
        "{question}: {verdict}; no assumption alone, at either end of its range, changes that.",
        question=_question(result),
        verdict=gettext(result.verdict),
    )
    return lines or [none]


def _ends_of(result: Sensitivity, verdict: str) -> list[str]:
    """The ends that make the answer another one, for each answer."""
    return [
        gettext(
            "{assumption} at {value}",
            assumption=assumption(factor, result),
            value=amount_words(value),
        )
        for factor, value, there in result.flipping
        if there == verdict
    ]


def _question(result: Sensitivity) -> str:
    return goal_in_words(result.goal.text) if result.goal else words(result.measure).capitalize()


# -- the three looks -------------------------------------------------------------------------------


def _name_of_rows(result: Sensitivity) -> Column:
    unit = short_unit(result.measure, result.base.currency)
    unit_words = gettext("in {unit}", unit=gettext(points(unit) or "the unit"))
    return Column("path", unit_words, head=gettext("assumption"))


def tornado(result: Sensitivity) -> Table:
    """One row for each assumption: what its ends change, and what the answer is there."""
    form = change_format(result.measure, result.base.currency)._replace(spread="half_width")
    columns = (
        _name_of_rows(result),
        Column("range", gettext("range")),
        Column("low", gettext("low end"), form),
        Column("high", gettext("high end"), form),
        Column("there", gettext("there")),
    )
    rows = tuple(
        (
            assumption(swing.factor, result),
            _from_to(amount_words(swing.factor.low), amount_words(swing.factor.high)),
            None if swing.grows_at_low else estimate(swing.low),
            None if swing.grows_at_high else estimate(swing.high),
            _there(swing),
        )
        for swing in result.tornado
    )
    return Table("tornado", gettext("The tornado"), columns, rows)


def _from_to(low: str, high: str) -> str:
    """Both ends of a range, their unit once if it is the same.

    >>> _from_to("6 min", "41 min"), _from_to("40 min", "1.5 h")
    ('6 – 41 min', '40 min – 1.5 h')
    """
    value, _, unit = low.partition(" ")
    return f"{value if unit and high.endswith(f' {unit}') else low} – {high}"


def _there(swing: Swing) -> str:
    """What the answer is at both ends, once if it is the same."""
    grows = swing.grows_at_low, swing.grows_at_high
    if all(grows):
        return gettext("pile grows")
    if swing.reach == 0 and not any(grows):
        return gettext("moves nothing")
    if not swing.told and not any(grows):
        return gettext("within noise")
    verdicts = swing.at_low, swing.at_high
    if any(grows) and not all(verdicts):  # nothing is to be judged
        end = swing.factor.low if swing.grows_at_low else swing.factor.high
        return gettext("pile grows at {value}", value=amount_words(end))
    if verdicts[0] == verdicts[1] and not any(grows):
        return gettext(verdicts[0])
    return " – ".join(
        gettext("pile grows") if piled else "?" if verdict == "cannot tell" else gettext(verdict)
        for verdict, piled in zip(verdicts, grows, strict=True)
    )


def screening(result: Sensitivity) -> Table:
    """One row for each assumption: how much it moves anywhere, how unevenly, and the noise."""
    unit = short_unit(result.measure, result.base.currency)
    form = change_format(result.measure, result.base.currency)
    sizes = (("size", "mu*"), ("sigma", "sigma"), ("noise", gettext("noise")))
    columns = (
        _name_of_rows(result),
        Column("mu", "mu*", on="page"),
        Column("sigma", "sigma", on="page"),
        Column("noise", gettext("noise"), on="page"),
        *(Column(f"{key}_in_files", head, form, on="file") for key, head in sizes),
        Column("told", "", head=gettext("verdict")),
    )
    rows = tuple(
        (
            assumption(each.factor, result),
            f"{sized(each.size, unit)} ± {sized(each.size_spread, unit)}",
            sized(each.sigma, unit),
            sized(each.noise, unit),
            Estimate(each.size, each.size - each.size_spread, each.size + each.size_spread),
            each.sigma,
            each.noise,
            gettext(each.told),
        )
        for each in result.screening
    )
    return Table("screening", gettext("The screening"), columns, rows)


def variance(surface: Surface, result: Sensitivity) -> Table:
    """One row for each of the few: its share of the variance among them."""
    share = Format("share", "%")
    columns = (
        Column(
            "path",
            pgettext("shares of the variance", "in %"),
            head=gettext("assumption"),
        ),
        Column("first", gettext("by itself"), share),
        Column("total", gettext("with its interactions"), share),
    )
    rows = tuple(
        (assumption(each.factor, result), estimate(each.first), estimate(each.total))
        for each in surface.shares
    )
    return Table("variance", gettext("Shares of the variance"), columns, rows)


def _weeks(result: Sensitivity) -> tuple[str, ...]:
    """Which weeks count, and what profit holds of what is spent once."""
    labels = tuple(filter(None, (result.base, result.other)))
    return (*counted(*labels), *once_in(result.measure, result.base))


def _notes(result: Sensitivity) -> list[str]:
    """How each of the three looks was made, and what they cannot see."""
    screened = [
        gettext(
            "mu* (Morris): mean size of an effect over the whole range, on {count} trajectories"
            " with {looks} replications of their own; sigma: how much it differs between them;"
            " noise: what luck alone does to one effect",
            count=result.trajectories,
            looks=result.looks,
        )
    ]
    notes = [
        gettext(
            "tornado: one value at a time, all others as they are; paired differences over"
            " {count} replications, each interval by itself; there: the answer at the low and at"
            " the high end, ? where it cannot be told",
            count=result.replications,
        )
    ]
    if any(swing.grows_at_low or swing.grows_at_high for swing in result.tornado):
        notes.append(gettext("where work piles up, no difference of its times is settled"))
    if result.too_few:
        whose = (result.other or result.base).name
        notes.append(too_few_words(whose, result.measure, result.too_few))
    if result.pile:
        return notes
    shares = _about_the_surface(result.surface) if result.surface else [_without_shares(result)]
    return [*screened, *notes, *shares]


def _without_shares(result: Sensitivity) -> str:
    """Why nothing is said of the variance: the screening told nothing, or no shares were wanted."""
    if strongest_told(result):
        return gettext("no shares of variance: none were asked for")
    return gettext("no shares of variance: the screening told no assumption to move the answer")


def _about_the_surface(surface: Surface) -> list[str]:
    """How the shares were made, and whether to rely on them."""
    about = gettext(
        "shares of variance (Sobol): not of the simulator itself but of a quadratic surface fitted"
        " to {count} points of it, each value uniform over its range; it foresees {explained} of"
        " what differs between them; {noise} of that is replication noise",
        count=surface.points,
        explained=f"{number(100 * surface.explained, 1)}%",
        noise=f"{number(100 * surface.noise, 1)}%",
    )
    if surface.explained >= GOOD_SURFACE:
        return [about]
    return [about, gettext("the surface is a poor likeness: do not rely on these shares")]
