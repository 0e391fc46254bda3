"""When a scenario settles, in words."""

from __future__ import annotations

import math

from simulator.analysis.warmup import Settling, WarmUp
from simulator.i18n import gettext


def warm_up_headline(found: WarmUp) -> str:
    """When each thing observed has settled, beside the warm-up that the scenario says."""
    said = "; ".join(
        f"{gettext(each.name)}: {settled(each, found.said)}" for each in found.settlings
    )
    return gettext("Warm-up of {weeks} weeks; {settled}.", weeks=found.said, settled=said)


def settled(each: Settling, said: int) -> str:
    """When one thing observed has settled."""
    if math.isnan(each.weeks):
        return gettext("not settled within half of the horizon")
    if not each.weeks:
        return gettext("settled from the start")
    week = f"{each.weeks:.0f}"
    if each.weeks <= said:
        return gettext("settled after week {week}", week=week)
    return gettext("settled after week {week}, later than the warm-up", week=week)
