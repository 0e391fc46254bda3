"""The numbers of the one picture that shows a system's mechanism, for each system that has one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from simulator.analysis.claims import evidence as found
from simulator.analysis.claims.cases import ClaimCase
from simulator.analysis.claims.courses import (
    Stakes,
    Weeks,
    after_failure,
    newcomers,
    stakes,
    weeks,
)
from simulator.analysis.claims.evidence import Evidence, Replays

Picture = Evidence | Stakes | Weeks


def picture(system: str, cases: Sequence[ClaimCase], replays: Replays) -> Picture | None:
    """The numbers of a system's own picture; none for a system that has none, or not these files.

    What the claims have run is taken from the store; what is varied takes a few replications.
    """
    gather = GATHERED.get(system)
    return gather(cases, replays) if gather and cases else None


GATHERED: Mapping[str, Callable[[Sequence[ClaimCase], Replays], Picture | None]] = {
    **found.GATHERED,
    "S2": weeks,
    "S5": stakes,
    "S8": after_failure,
    "S11": stakes,
    "S12": stakes,
    "S14": stakes,
    "S16": stakes,
    "S17": newcomers,
}
