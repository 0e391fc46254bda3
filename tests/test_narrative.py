import datetime

import pytest
from firm import relieved, today
from ledgers import monday
from worlds import desk

from simulator.errors import UnknownDay
from simulator.experiment.runner import simulate
from simulator.output.narrative.person_day import story
from simulator.scenario.units import MINUTE

REPS_MONDAY = """\
08:00  drives to account shop (30 min)
08:30  waits for the customer (10 min)
08:40  visit (60 min)
09:40  drives to account market (30 min)
10:10  waits for the customer, in vain (10 min)
10:20  drives home (30 min)
10:50  hands over order to support (6 min)
10:56  report (64 min) … to be continued
12:00  lunch (60 min)
13:00  goes on with report (30 min) … is interrupted
13:30  question, just asked (15 min)
13:45  goes on with report (75 min, 5 to get back into it)
15:00  no account due: idle (60 min)
16:00  no customer receives long enough now: idle (20 min)
16:20  no account due within reach: idle (10 min)
16:30  drives to account shop (30 min)
17:00  visit (20 min)
17:20  drives home (30 min)
in all: travel and waiting 170 min, admin 169 min, idle 90 min, selling 80 min, break 60 min, \
service 15 min, hand over 6 min; overtime 50 min"""


def test_a_reps_monday_is_told_line_by_line() -> None:
    assert story(monday(), "rep 1", 0) == REPS_MONDAY.splitlines()


def test_a_supporters_monday_joins_reading_in_setting_up_and_work() -> None:
    told = story(monday(), "support 1", datetime.date(2025, 1, 6))
    assert told[1] == "11:10  order, asked 1 h ago (35 min, 4 to read in, 1 to set up)"
    assert told[2] == "11:45  nothing to do: idle (15 min)"


def test_who_is_away_has_no_story() -> None:
    away = ["not at work: weekend, public holiday, vacation or sickness"]
    assert story(monday(), "rep 2", 0) == away
    assert story(monday(), "rep 1", 5) == away


def test_nobody_has_no_story() -> None:
    with pytest.raises(UnknownDay, match="nobody is called 'rep 9'; did you mean"):
        story(monday(), "rep 9", 0)


def test_a_visit_names_its_account() -> None:
    told = "\n".join(story(simulate(today()), "field rep 1", 8))
    assert "visit at shops " in told
    assert "drives to account shops " in told


def test_handed_over_work_names_who_gets_it() -> None:
    told = "\n".join(story(simulate(relieved()), "field rep 1", 8))
    assert "hands over order for shops " in told
    assert " to support (" in told


def test_the_lines_of_a_day_leave_no_gap() -> None:
    ledger = simulate(today())
    *lines, _ = story(ledger, "support 1", 8)
    minutes = sum(int(line.rpartition("(")[2].split()[0]) for line in lines if " min" in line)
    assert minutes * MINUTE == pytest.approx(9 * 60 * MINUTE, rel=0.03)


def test_a_day_without_a_break_ends_at_midnight() -> None:
    ledger = simulate(desk(kinds={"job": {"arises": {}}}))
    assert story(ledger, "clerk 1", 2) == [
        "00:00  nothing to do: idle (1440 min)",
        "in all: idle 1440 min; overtime 0 min",
    ]
