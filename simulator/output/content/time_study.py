"""How long to measure the real company: designs of a time study."""

from __future__ import annotations

import math
from functools import partial

from simulator.analysis.time_study import Design, Study
from simulator.i18n import gettext
from simulator.output.document import (
    ANSWERS,
    COUNT,
    Cell,
    Column,
    Document,
    Figure,
    Format,
    NamedChart,
    Record,
    Section,
    Table,
    Texts,
)
from simulator.output.numbers import number, percent
from simulator.output.wording import estimate, people_of


def document(result: Study) -> Document:
    """The designs, what each needs and promises."""
    line, label = headline(result), result.arms[-1] if result.arms else None
    title = gettext("How a time study would show it")
    blocks = (
        Figure("power", NamedChart.of("power", result)),
        studied(result),
        Texts(tuple(_notes(result)), "note"),
    )
    return Document(
        label.title if label else title,
        label.question if label else "",
        (line,),
        (Section(ANSWERS, title, blocks),),
        record=partial(record, result),
        data=lambda: (_power(result),),
    )


def record(result: Study) -> Record:
    """For each design: observations needed, power promised and kept."""
    return {
        "scenarios": [arm.name for arm in result.arms],
        "role": result.role or None,
        "people": result.team or None,
        "power": result.power,
        "confidence": result.confidence,
        "spreads": result.spreads,
        "one_share": {"half_width": result.half_width, "moments": result.alone},
        "designs": [
            {
                **each._asdict(),
                "person_days": each.person_days,
                "observations": each.observations or None,
                "fits": result.fits(each),
            }
            for each in result.designs
        ],
        "replications": result.replications,
        "seed": result.seed,
    }


def design_name(days: int, moments: int) -> str:
    """How a study looks at each person."""
    if days == moments == 1:
        return gettext("single moments")
    if moments and days == 1:
        return gettext("{moments} moments, one day", moments=moments)
    if moments:
        return gettext("{moments} a day, {days} days", moments=moments, days=days)
    return gettext("diary, one day") if days == 1 else gettext("diary, {days} days", days=days)


def headline(result: Study) -> str:
    """The design with the fewest person-days, and what it tells."""
    best = result.recommended
    before, after = (percent(each.share, 3) for each in result.spreads)
    values = {"before": before, "after": after, "power": percent(result.power)}
    if best.is_alone:
        return gettext(
            "{count} random moments before and as many after tell {before} from {after} in"
            " {power} of studies.",
            count=number(best.observations),
            **values,
        )
    return gettext(
        "{count} person-days before and as many after ({design}, {people} people) tell {before}"
        " from {after} in {power} of studies.",
        count=number(best.person_days),
        design=design_name(best.days, best.moments),
        people=number(best.people),
        **values,
    )


def studied(result: Study) -> Table:
    """One row for each design: what it needs before and again after, and whether that suffices."""
    columns = (
        Column("design", "", head=gettext("design")),
        Column("people", gettext("people"), on="page"),
        Column("people_each", gettext("people"), COUNT, on="file"),
        Column("person_days", gettext("person-days"), COUNT),
        Column("moments", gettext("moments"), COUNT),
        Column("power", gettext("power, %"), Format("share", "%")),
        Column("design_effect", gettext("design effect"), Format("number", decimals=2)),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            design_name(each.days, each.moments),
            _people(result, each),
            None if each.is_alone else each.people,
            each.person_days,
            each.observations if each.moments else None,
            estimate(each.achieved),
            None if math.isnan(each.measured) else each.measured,
        )
        for each in result.designs
    ]
    title = gettext("Needed before the change, and again after it")
    return Table("designs", title, columns, tuple(rows), name=gettext("Designs"))


def _power(result: Study) -> Table:
    """One row for each size of a study that was tried: the power it promises, and the one kept."""
    share = Format("share", "%")
    columns = (
        Column("design", gettext("design")),
        Column("people", gettext("people"), COUNT),
        Column("promised", gettext("power promised, %"), share),
        Column("achieved", gettext("power, %"), share),
    )
    rows = tuple(
        (design_name(each.days, each.moments), at.people, at.promised, estimate(at.achieved))
        for each in result.curves
        for at in each.points
    )
    return Table("power", gettext("Power by the size of a study"), columns, rows)


def _people(result: Study, design: Design) -> str:
    if design.is_alone:
        return gettext("any")
    people = number(design.people)
    return people if result.fits(design) else f"{people} > {result.team}"


def _notes(result: Study) -> list[str]:
    """What was assumed, how days vary, and what one share alone needs."""
    notes = [
        gettext("design effect: moments needed, over those needed if each stood alone; as tried"),
        gettext(
            "to know one share within {half}: {before} moments before, {after} after",
            half=f"{100 * result.half_width:.3g} {gettext('points')}",
            before=number(result.alone[0]),
            after=number(result.alone[1]),
        ),
        gettext("single moments: each of another person, or on another day"),
    ]
    return [*notes, *_about_the_days(result)] if result.arms else notes


def _about_the_days(result: Study) -> list[str]:
    """How shares vary, and what the trials were drawn from."""
    before, after = result.spreads
    return [
        gettext(
            "shares vary by {people} points (standard deviation) between people and {days} between"
            " days of a person before the change, {people_after} and {days_after} after it",
            people=number(100 * before.people, 1),
            days=number(100 * before.days, 1),
            people_after=number(100 * after.people, 1),
            days_after=number(100 * after.days, 1),
        ),
        gettext(
            "power: share of studies, drawn from {before} and {after} simulated person-days of"
            " {who}, that tell the difference; both studies draw their people by themselves",
            before=number(before.person_days),
            after=number(after.person_days),
            who=people_of(result.role),
        ),
    ]
