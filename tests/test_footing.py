"""What is said of days on which something begins, and of what it costs once."""

from __future__ import annotations

from typing import Any

import numpy as np
from printed import tables_of, values
from worlds import ALWAYS, scenario

from simulator.experiment.compare import run
from simulator.experiment.comparison import Comparison
from simulator.experiment.results import Experiment, watch_list
from simulator.output.content import comparison, footing
from simulator.output.content import run as content_of_run
from simulator.output.content.documents import document_of
from simulator.output.document import MONEY, Document, Texts
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if


def office(**said: Any) -> Scenario:
    """Monday, 1 January 2024 is its first day; 8 weeks count after 2 of warm-up."""
    clerk = {"people": 1, "cost_per_hour": 10, "shift": ALWAYS}
    inbound = {"inbound": {"rate": "10 per day", "per": "role"}}
    mail = {"category": "desk", "by": "clerk", "lasts": "20 min", "arises": inbound}
    today = scenario(
        horizon={"start": "2024-01-01", "weeks": 10, "warm_up_weeks": 2},
        roles={"clerk": clerk},
        activities={"mail": mail},
    )
    return what_if(today, name="office", **said) if said else today


def known(plan: Scenario) -> Experiment:
    """An experiment of which only the weekly cost is known: 1,000."""
    return Experiment(plan, 1, ("cost_per_week",), np.array([[1000.0], [1000.0]]))


def begins(**said: Any) -> tuple[str, ...]:
    return footing.beginnings([known(office(**said))])


HIRED = {"hire": {"clerk": 1}}
STEPS = [
    {"on": "2024-01-29", "hire": {"clerk": 1}, "costs": 800},
    {"on": "2024-02-14", "hire": {"clerk": 1}},
]


def test_weeks_before_a_day_are_said_to_be_in_all_means() -> None:
    (line,) = begins(change={"on": "2024-02-05"}, **HIRED)
    assert line.startswith(
        "office: begins 2024-02-05: 3 of 8 counted weeks lie before it, and are in all means"
    )


def test_of_less_than_a_week_or_no_whole_weeks_days_are_said() -> None:
    """Weeks count from Monday, 15 January 2024: until Wednesday two days, or a week and two."""
    (line,) = begins(change={"on": "2024-01-17"}, **HIRED)
    assert line.startswith(
        "office: begins 2024-01-17: 2 days of 8 counted weeks lie before it, and are in all means"
    )
    (line,) = begins(change={"on": "2024-01-24"}, **HIRED)
    assert "begins 2024-01-24: 9 days of 8 counted weeks lie before it" in line


def test_of_several_days_the_first_and_the_last_are_said() -> None:
    (line,) = begins(change=STEPS)
    assert line.startswith(
        "office: begins 2024-01-29, its last step 2024-02-14: 2 of 8 counted weeks lie before the"
        " first, 30 days before the last, and are in all means"
    )


def test_nothing_is_said_where_all_weeks_that_count_are_with_it() -> None:
    assert begins(change={"on": "2024-01-15"}, **HIRED) == ()
    assert begins(**HIRED) == ()


def lines_of(document: Document, *ranks: int) -> list[str]:
    """All sentences of a document, or of its sections about something."""
    sections = [each for each in document.sections if not ranks or each.rank in ranks]
    blocks = [block for each in sections for block in each.blocks]
    return [line for each in blocks if isinstance(each, Texts) for line in each.lines]


def test_a_run_a_comparison_and_their_json_say_when_it_begins_and_what_it_costs_once() -> None:
    base, plan = (run(each, 2, jobs=1) for each in (office(), office(change=STEPS)))
    both = Comparison(base, (plan,))
    documents = content_of_run.document(plan), comparison.document(both)
    for document in documents:
        assert len([line for line in lines_of(document) if "its last step 2024-02-14" in line]) == 1
        assert [
            line
            for line in lines_of(document)
            if "costs 800 EUR once, spread over a year 15" in line
        ]
    money = lines_of(documents[1], MONEY)
    assert [line for line in money if "costs 800 EUR once, spread over a year 15" in line]
    for record in (plan.as_json(), both.as_json()):
        assert list(record["begins"]) == ["office"]
        days = record["begins"]["office"]["days"]
        assert [each["on"] for each in days] == ["2024-01-29", "2024-02-14"]
        assert [each["weeks_before"] for each in days] == [2, 4 + 2 / 7]


def test_files_hold_what_pages_say_beside_their_tables_each_sentence_once() -> None:
    base, plan = (run(each, 2, jobs=1) for each in (office(), office(change=STEPS)))
    for result in (plan, Comparison(base, (plan,))):
        answer = tables_of(result)[0]
        said = [str(text) for _, text in values(answer)]
        notes = [text for what, text in values(answer) if what == "Note"]
        assert answer.key == "answer"
        assert len([line for line in notes if "its last step 2024-02-14" in str(line)]) == 1
        once = [line for line in notes if "costs 800 EUR once, spread over a year 15" in str(line)]
        assert len(once) == 1
        assert set(document_of(result).notes) <= set(said)
        assert len(set(notes)) == len(notes)


def test_profit_is_watched_where_any_step_costs_something() -> None:
    assert "profit" in watch_list([office(change=STEPS)])
    assert "profit" not in watch_list([office(change=[{**STEPS[0], "costs": 0}, STEPS[1]])])
