"""When a scenario settles, in words."""

from __future__ import annotations

import math

from simulator.language import say
from simulator.warmup import Settling, WarmUp


def warm_up_headline(found: WarmUp) -> str:
    """When each thing observed has settled, beside the warm-up that the scenario says."""
    said = "; ".join(f"{say(each.name)}: {settled(each, found.said)}" for each in found.settlings)
    return say("Warm-up of {weeks} weeks; {settled}.", weeks=found.said, settled=said)


def settled(each: Settling, said: int) -> str:
    """When one thing observed has settled."""
    if math.isnan(each.weeks):
        return say("not settled within half of the horizon")
    if not each.weeks:
        return say("settled from the start")
    week = f"{each.weeks:.0f}"
    if each.weeks <= said:
        return say("settled after week {week}", week=week)
    return say("settled after week {week}, later than the warm-up", week=week)
