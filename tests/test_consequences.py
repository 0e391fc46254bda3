"""What a scenario comes to by rules and files: show says it, though no value does."""

from __future__ import annotations

from pathlib import Path

from files import PARENT, write

from simulator import load
from simulator.scenario.consequences import consequences

MEMBER = "    members: {Ann Lee: {home: {x: 1 km, y: 2 km}}}\n    people: 3\n"


def test_days_off_homes_owners_and_roads_are_told(tmp_path: Path) -> None:
    text = PARENT.replace("    people: 3\n", MEMBER, 1).replace("accounts: 12", "places: a.csv")
    text = text.replace("cost_per_km: 0.35}", "cost_per_km: 0.35, table: r.csv}")
    folder = write(tmp_path, shop=text)
    (folder / "a.csv").write_text("name,x_km,y_km,owner\nA,1,2,Ann Lee\nB,30,4,\n")
    (folder / "r.csv").write_text("from,to,minutes\nA,B,30\n")
    days, homes, owners, roads = consequences(load("shop", folder))
    assert days == "nobody works on 2025-01-06"
    assert homes == (
        "rep: 1 home as given, 2 drawn in each replication, anywhere in the rectangle around"
        " the person's first accounts"
    )
    assert owners == (
        "large: 1 of 2 accounts have the rep that is said; the others are cut by halves among"
        " those who have room"
    )
    assert roads == ("1 way between 2 places by the table; all others in a straight line times 1.3")
