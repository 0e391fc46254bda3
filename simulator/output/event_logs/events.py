"""All that happened as events, each at the moment when it was over.

A stretch of somebody's time is an event; so is a task that ended without anybody's work, such as
one that was automated or has lapsed, or a meeting that was missed. A task that waits at the end has
no end to show. Of joint work each has events of his own; those of whoever comes along are called
so, so that a task counts once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

from simulator.errors import UsageError
from simulator.ledger.frames import LedgerTables, cases_of
from simulator.scenario.phases import phases_of
from simulator.scenario.scenario import Scenario

if TYPE_CHECKING:
    import polars as pl

Case = Literal["account", "deal", "person", "task", "case"]
CASES: tuple[Case, ...] = get_args(Case)

# What became of a task, in the words of the standard of event logs (IEEE 1849, lifecycle).
COMPLETE = "complete"
COMES_ALONG = "comes along"  # whoever is at joint work and does not lead it
LIFECYCLE = {
    "done": COMPLETE,
    "automated": "autoskip",
    "no_show": "ate_abort",
    "missed": "withdraw",
    "lapsed": "withdraw",
}


def events_of(tables: LedgerTables) -> pl.DataFrame:
    """One row for each event, by its end: the columns of entries, and name, state and lifecycle.

    ``start`` is empty where nobody worked.
    """
    import polars as pl

    worked = entries_of(tables).with_columns(
        pl.lit(COMPLETE).alias("lifecycle"), pl.lit(None, pl.String).alias("state")
    )
    alone = tables.tasks.filter(
        pl.col("finished").is_not_null() & pl.col("state").ne("done")
    ).select(
        "activity", "task", "account", "deal", "role", "state", "in_place_of",
        pl.col("finished").alias("end"),
        pl.col("state").replace_strict(LIFECYCLE, return_dtype=pl.String).alias("lifecycle"),
    )  # fmt: skip
    cases = tables.tasks.select("task", cases_of(tables.tasks))
    return (
        pl.concat([worked, alone], how="diagonal")
        .join(cases, on="task", how="left", maintain_order="left")
        .sort("end", "start", maintain_order=True)
        .with_row_index("event")
    )


def entries_of(tables: LedgerTables) -> pl.DataFrame:
    """The entries, and of each who else is at the task, whether he leads, and for whom it is done.

    Empty where nobody else is at it, and where nobody is away.
    """
    import polars as pl

    joint, e = pl.col("activity").is_in(_joint(tables.scenario)), tables.entries
    people = e.filter(joint & pl.col("task").is_not_null()).group_by("task")
    at_it = people.agg(pl.col("person").unique(maintain_order=True).alias("people"))
    of_tasks = tables.tasks.select("task", "by", "in_place_of").join(at_it, on="task", how="left")
    others = pl.col("people").list.set_difference(pl.concat_list("person")).list.join(", ")
    leads = pl.col("person") == pl.col("by")
    shared = pl.col("people").list.len() > 1
    part = pl.when(leads).then(pl.lit("leads")).otherwise(pl.lit(COMES_ALONG))
    return e.join(of_tasks, on="task", how="left", maintain_order="left").with_columns(
        pl.when(leads).then("in_place_of").alias("in_place_of"),
        pl.when(shared).then(others).alias("with"),
        pl.when(shared & pl.col("by").is_not_null()).then(part).alias("part"),
    ).drop("by", "people")  # fmt: skip


def _joint(scenario: Scenario) -> list[str]:
    """What several people do together, before a change or after it."""
    every = [phase.scenario.activities.items() for phase in phases_of(scenario)]
    return list(dict.fromkeys(name for kinds in every for name, each in kinds if each.partners))


def accounts_at_end(tables: LedgerTables) -> pl.DataFrame:
    """Segment and owner of each account, and how it stands at the end."""
    return tables.accounts.filter(tables.accounts["to"].is_null()).select(
        "account", "segment", "owner", "standing"
    )


def name_of(event: Mapping[str, Any]) -> str:
    """What an event is called: its activity, with what was done of it if that is not the work.

    >>> name_of({"activity": "visit", "doing": "travel"})
    'visit: travel'
    >>> name_of({"activity": None, "doing": "idle"})
    'idle'
    >>> name_of({"activity": "demonstration", "doing": "work", "part": "comes along"})
    'demonstration: comes along'
    """
    activity, doing = event["activity"], event["doing"]
    if activity is None:
        return str(doing)
    if doing == "work" and event.get("part") == COMES_ALONG:
        return f"{activity}: {COMES_ALONG}"
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
