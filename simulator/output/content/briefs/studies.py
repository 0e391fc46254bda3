"""How long to measure, in words."""

from __future__ import annotations

import math

from simulator.analysis.time_study import Design, Study
from simulator.i18n import gettext
from simulator.output.content.tables import NEVER, Table, figures, people_of


def design_name(days: int, moments: int) -> str:
    """How a study looks at each person."""
    if days == moments == 1:
        return gettext("single moments")
    if moments and days == 1:
        return gettext("{moments} moments, one day", moments=moments)
    if moments:
        return gettext("{moments} a day, {days} days", moments=moments, days=days)
    return gettext("diary, one day") if days == 1 else gettext("diary, {days} days", days=days)


def study_headline(found: Study) -> str:
    """The design with the fewest person-days, and what it tells."""
    best = found.recommended
    before, after = (f"{100 * each.share:.3g}%" for each in found.spreads)
    power = f"{100 * found.power:.4g}%"
    if best.is_alone:
        return gettext(
            "{count} random moments before and as many after tell {before} from {after} in"
            " {power} of studies.",
            count=f"{best.observations:,}",
            before=before,
            after=after,
            power=power,
        )
    return gettext(
        "{count} person-days before and as many after ({design}, {people} people) tell {before}"
        " from {after} in {power} of studies.",
        count=f"{best.person_days:,}",
        design=design_name(best.days, best.moments),
        people=f"{best.people:,}",
        before=before,
        after=after,
        power=power,
    )


def studied(found: Study) -> Table:
    """One row for each design: what it needs before and again after, and whether that suffices."""
    rows = [
        (
            design_name(each.days, each.moments),
            _people(found, each),
            f"{each.person_days:,}",
            f"{each.observations:,}" if each.moments else NEVER,
            figures(each.achieved, "%"),
            NEVER if math.isnan(each.measured) else f"{each.measured:.2f}",
        )
        for each in found.designs
    ]
    header = ("", gettext("people"), gettext("person-days"), gettext("moments"))
    return Table((*header, gettext("power, %"), gettext("design effect")), rows)


def _people(found: Study, design: Design) -> str:
    if design.is_alone:
        return gettext("any")
    people = f"{design.people:,}"
    return people if found.fits(design) else f"{people} > {found.team}"


def study_notes(found: Study) -> list[str]:
    """What was assumed, how days vary, and what one share alone needs."""
    notes = [
        gettext("design effect: moments needed, over those needed if each stood alone; as tried"),
        gettext(
            "to know one share within {half}: {before} moments before, {after} after",
            half=f"{100 * found.half_width:.3g} {gettext('points')}",
            before=f"{found.alone[0]:,}",
            after=f"{found.alone[1]:,}",
        ),
        gettext("single moments: each of another person, or on another day"),
    ]
    return [*notes, *_about_the_days(found)] if found.arms else notes


def _about_the_days(found: Study) -> list[str]:
    """How shares vary, and what the trials were drawn from."""
    before, after = found.spreads
    return [
        gettext(
            "shares vary by {people} points (standard deviation) between people and {days} between"
            " days of a person before the change, {people_after} and {days_after} after it",
            people=f"{100 * before.people:.1f}",
            days=f"{100 * before.days:.1f}",
            people_after=f"{100 * after.people:.1f}",
            days_after=f"{100 * after.days:.1f}",
        ),
        gettext(
            "power: share of studies, drawn from {before} and {after} simulated person-days of"
            " {who}, that tell the difference; both studies draw their people by themselves",
            before=f"{before.person_days:,}",
            after=f"{after.person_days:,}",
            who=people_of(found.role),
        ),
    ]
