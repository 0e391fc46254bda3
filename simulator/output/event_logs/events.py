"""All that happened as events, each at the moment when it was over.

A stretch of somebody's time is an event; so is a task that ended without anybody's work, such as
one that was automated or a meeting that was missed. A task that waits at the end has no end to
show.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

from simulator.errors import UsageError
from simulator.ledger.frames import LedgerTables

if TYPE_CHECKING:
    import polars as pl

Case = Literal["account", "deal", "person", "task"]
CASES: tuple[Case, ...] = get_args(Case)

# What became of a task, in the words of the standard of event logs (IEEE 1849, lifecycle).
COMPLETE = "complete"
LIFECYCLE = {
    "done": COMPLETE,
    "automated": "autoskip",
    "no_show": "ate_abort",
    "missed": "withdraw",
}


def events_of(tables: LedgerTables) -> pl.DataFrame:
    """One row for each event, by its end: the columns of entries, and name, state and lifecycle.

    ``start`` is empty where nobody worked.
    """
    import polars as pl

    worked = tables.entries.with_columns(
        pl.lit(COMPLETE).alias("lifecycle"), pl.lit(None, pl.String).alias("state")
    )
    alone = tables.tasks.filter(
        pl.col("finished").is_not_null() & pl.col("state").ne("done")
    ).select(
        "activity", "task", "account", "deal", "role", "state",
        pl.col("finished").alias("end"),
        pl.col("state").replace_strict(LIFECYCLE, return_dtype=pl.String).alias("lifecycle"),
    )  # fmt: skip
    return (
        pl.concat([worked, alone], how="diagonal")
        .sort("end", "start", maintain_order=True)
        .with_row_index("event")
    )


def name_of(event: Mapping[str, Any]) -> str:
    """What an event is called: its activity, with what was done of it if that is not the work.

    >>> name_of({"activity": "visit", "doing": "travel"})
    'visit: travel'
    >>> name_of({"activity": None, "doing": "idle"})
    'idle'
    """
    activity, doing = event["activity"], event["doing"]
    if activity is None:
        return str(doing)
    return str(activity) if doing in ("work", None) else f"{activity}: {doing}"


def stamp(moment: datetime) -> str:
    """A moment of a scenario's wall clock, which has no time zone, as the standards ask: as UTC.

    >>> stamp(datetime(2025, 1, 6, 8, 30))
    '2025-01-06T08:30:00Z'
    """
    return f"{moment.isoformat()}Z"


def case_of(name: str) -> Case:
    """What a case is, by its name; Misuse for anything else."""
    for case in CASES:
        if name == case:
            return case
    raise UsageError(
        "read {name!r}, expected {names} or {last}",
        name=name,
        names=", ".join(CASES[:-1]),
        last=CASES[-1],
    )
