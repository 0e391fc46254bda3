"""Who is expected at work, and at meetings, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.analysis.capacity import RoleLoad, scenario_load
from simulator.scenario.scenario import Scenario

LATE = {"people": 1, "shift": {"from": "10:00", "to": "18:00"}}


def pair(meeting_from: str | None = None, **role: Any) -> RoleLoad:
    """Two people of eight hours on five days."""
    job = {"category": "job", "by": "pair", "lasts": "60 min"}
    meeting = {"meeting": {"every": "day", "at": meeting_from}}
    routine = {"routine": {"every": "day"}}
    shift = {"from": "08:00", "to": "16:00"}
    values = {
        "title": "t",
        "horizon": {"start": "2024-01-01", "weeks": 24, "warm_up_weeks": 4},
        "categories": ["job", "travel_and_waiting", "hand_over", "idle"],
        "selling": {"s": ["job"]},
        "territory": {"width": "10 km", "height": "10 km"},
        "travel": {"speed": "50 km/h"},
        "roles": {"pair": {"people": 2, "cost_per_hour": 50, "shift": shift} | role},
        "activities": {"job": job | {"arises": meeting if meeting_from else routine}},
    }
    [load] = scenario_load(Scenario.model_validate(values)).roles
    return load


@pytest.mark.parametrize("bound", [{"at_most_away": 0.5}, {"never_the_last": True}])
@pytest.mark.parametrize(("vacation", "hours"), [(150, 40), (26, 72)])
def test_no_more_vacation_is_taken_than_there_is_room_for(
    vacation: float, hours: float, bound: dict[str, Any]
) -> None:
    """One of two at a time: 130 days a year each, so that one is there; a tenth of 260 fits."""
    absence = {"vacation": vacation, **bound}
    assert pair(absence=absence).present == pytest.approx(hours * 60)


def test_whoever_is_away_for_good_takes_no_room() -> None:
    """Of two one is left, who may always go: 150 of 260 days."""
    absence = {"vacation": 150, "never_the_last": True, "long_term": 1}
    assert pair(absence=absence).present == pytest.approx(40 * 60 * 110 / 260)


def test_where_people_take_turns_each_day_has_its_room() -> None:
    """One works on Mondays, the other on five days: of six days five can be off, one is left."""
    monday = {"people": 1, "shift": {"days": ["monday"], "from": "08:00", "to": "16:00"}}
    absence = {"vacation": 150, "never_the_last": True}
    assert pair(absence=absence, rosters={"monday": monday}).present == pytest.approx(8 * 60)


@pytest.mark.parametrize(
    ("meeting_from", "minutes"), [("09:00", 300), ("09:30", 450), ("10:00", 600), ("15:30", 600)]
)
def test_who_begins_later_attends_what_is_left(meeting_from: str, minutes: float) -> None:
    """An hour on five days, of who works from 08:00 to 16:00 and who does from 10:00.

    Who is there when it begins stays to its end.
    """
    load = pair(meeting_from, rosters={"late": LATE})
    [part] = [each for each in load.parts if each.kind == "meeting"]
    assert part.minutes == pytest.approx(minutes)
