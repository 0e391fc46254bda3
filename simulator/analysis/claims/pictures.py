"""The numbers of the pictures that show a system's mechanism, for each system that has some."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from simulator.analysis.claims import evidence as found
from simulator.analysis.claims.cases import ClaimCase
from simulator.analysis.claims.contracts import Contracts, contracts
from simulator.analysis.claims.courses import (
    Stakes,
    Weeks,
    after_failure,
    newcomers,
    stakes,
    weeks,
)
from simulator.analysis.claims.effort import effort
from simulator.analysis.claims.evidence import Evidence, Replays

Picture = Evidence | Stakes | Weeks | Contracts


def pictures(system: str, cases: Sequence[ClaimCase], replays: Replays) -> dict[str, Picture]:
    """The numbers of a system's own pictures by their names; none of what these files do not have.

    What the claims have run is taken from the store; what is varied takes a few replications.
    """
    named = {"contract": FURTHER.get(system), "mechanism": GATHERED.get(system)}
    gathered = {key: gather(cases, replays) for key, gather in named.items() if gather and cases}
    return {key: shown for key, shown in gathered.items() if shown is not None}


Gather = Callable[[Sequence[ClaimCase], Replays], Picture | None]
FURTHER: Mapping[str, Gather] = {"S7": contracts}
GATHERED: Mapping[str, Gather] = {
    **found.GATHERED,
    "S1": effort,
    "S2": weeks,
    "S5": stakes,
    "S8": after_failure,
    "S11": stakes,
    "S12": stakes,
    "S14": stakes,
    "S16": stakes,
    "S17": newcomers,
}
