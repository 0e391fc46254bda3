from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from firm import today

from simulator.answers import FILE, keep, recall
from simulator.experiment import about, run
from simulator.explain import Bar, Explanation
from simulator.happened import from_folder, from_ledger
from simulator.intervals import Interval
from simulator.runs import How, Manner, Wanted, rows_of, simulate
from simulator.sweep import Axis, Point, Swept
from simulator.warmup import SELLING, Settling, WarmUp
from simulator.whatif import what_if
from simulator.wishes import Misuse

ODD = Interval(0.1 + 0.2, -5e-324, 1.7976931348623157e308, 3)
UNKNOWN = Interval(math.nan, -math.inf, math.inf, 0)
FIRM = about(what_if(today(), title='Süd "2" 銷售'))


def bridge() -> Explanation:
    bars = (Bar("hire a", ODD, UNKNOWN, ODD), Bar("expedite b", UNKNOWN, ODD, UNKNOWN))
    rest = {"exact": False, "replications": 2, "seed": 2**53 - 1}
    shares = ((0.1 + 0.2, math.nan), (-0.0, math.inf))
    intervals = (ODD, UNKNOWN, ODD)
    return Explanation(
        FIRM, FIRM, "cost_per_week", *intervals, bars, UNKNOWN, **rest, shares=shares
    )


def swept() -> Swept:
    axes = (Axis("roles.a.people", (8, 10)), Axis("travel.speed", ("40 km/h", 0.1 + 0.2, True)))
    points = (Point((8, "40 km/h"), ODD, UNKNOWN, (math.nan, 1 / 3)),)
    return Swept(FIRM, "cost_per_week", axes, points, 2, 1)


def settled() -> WarmUp:
    return WarmUp(FIRM, 4, (Settling(SELLING, (0, 1, 4), (1 / 3, math.nan, 0.0), math.nan),), 5, 1)


def bits(value: Any) -> Any:
    """Values in which NaN equals itself, and 0 does not equal -0 or False."""
    if isinstance(value, float):
        return value.hex()
    if hasattr(value, "_fields"):
        return (type(value).__name__, *map(bits, value))
    if isinstance(value, tuple):
        return tuple(map(bits, value))
    if hasattr(value, "__dataclass_fields__"):
        return tuple(bits(getattr(value, name)) for name in value.__dataclass_fields__)
    return (type(value).__name__, value)


@pytest.mark.parametrize(
    ("kind", "answer"), [("explain", bridge()), ("sweep", swept()), ("warm-up", settled())]
)
def test_answers_are_read_back_to_the_last_bit(tmp_path: Path, kind: str, answer: Any) -> None:
    keep(tmp_path, kind, [answer, answer])
    found = recall(tmp_path)
    assert [type(each) for each in found] == [type(answer)] * 2
    assert bits(found[0]) == bits(answer)
    json.loads((tmp_path / FILE).read_text(), parse_constant=pytest.fail)  # readable anywhere


def test_a_folder_without_an_answer_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="holds no answer; ask again with the command that made it"):
        recall(tmp_path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda _: "",
        lambda _: "[]",
        lambda _: "null",
        lambda _: "\xff",
        lambda text: text.replace('"explain"', '"horoscope"'),
        lambda text: text.replace('"seed":', '"sed":'),
        lambda text: text.replace('"exact":false', '"exact":"perhaps"'),
    ],
)
def test_a_damaged_answer_is_refused(tmp_path: Path, damage: Any) -> None:
    keep(tmp_path, "explain", [bridge()])
    file = tmp_path / FILE
    whole = file.read_text()
    damaged = damage(whole)
    assert damaged != whole
    file.write_text(damaged, encoding="latin-1" if damaged == "\xff" else "utf-8")
    with pytest.raises(Misuse, match=r"answer.json is damaged; ask again"):
        recall(tmp_path)


# -- what happened ---------------------------------------------------------------------------------

ALONE: How = {"jobs": 1, "engine": "simpy"}


def test_what_happened_reads_the_same_from_memory_and_from_the_folder(tmp_path: Path) -> None:
    folder = run(today(), 1, store=tmp_path, **ALONE).folder
    assert folder is not None
    kept = from_folder(folder, "today", 1)
    fresh = from_ledger(today(), simulate(today(), 1, 0))
    for name in ("entries", "tasks", "deals"):
        assert getattr(kept, name).equals(getattr(fresh, name)), name
    assert (kept.seed, kept.replication, kept.scenario.name) == (1, 0, "today")


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    rows_of([Wanted(today(), [0])], Manner(store=tmp_path, **ALONE))
    (folder,) = (tmp_path / "today").iterdir()
    with pytest.raises(Misuse, match="holds no tables of what happened; run the scenario again"):
        from_folder(folder, "today", 1)
