"""Two teams of one company that bid for one need, in tiny worlds worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from test_customers import INBOUND, asked, shop
from test_rules import at
from worlds import OFFICE

from simulator.engine.simpy_engine import replay
from simulator.ledger.ledger import Ledger
from simulator.model.codes import MILLION
from simulator.scenario.scenario import Scenario

MOMENT = {"lasts": "0 s", "automated": 1}


def two_teams(**lead: Any) -> Scenario:
    """Each talk of the clerk finds a need; whoever talks with the helper then asks him, too."""
    role = {"people": 1, "cost_per_hour": 30, "shift": OFFICE}
    return shop(
        {
            "talk": {"arises": INBOUND},
            "chat": {"by": "helper", "arises": INBOUND},
            "found": {**MOMENT, "arises": {"after": {"talk": 1}}},
            "asked_too": {
                **MOMENT,
                "bids_against": "2 d",
                "arises": {"after": {"chat": 1}},
                **lead,
            },
            "quote": {"lasts": "1 h", "arises": {"after": {"found": 1, "asked_too": 1}}},
            "won": {**MOMENT, "arises": {"after": {"quote": 1}}},
        },
        roles={"clerk": role, "helper": role},
        deals={
            "sale": {
                "stages": {"lead": ["found", "asked_too"], "quoted": "quote", "won": "won"},
                "value": {"mean": 1000},
                "discount": 0.05,
                "rivals_discount": 0.2,
            }
        },
    )


def outcome(ledger: Ledger) -> list[tuple[int, int, float]]:
    """Of each deal opened, in order: when, when it was won, and what was given away."""
    d = ledger.deals
    rows = sorted(
        (opened, won, net)
        for opened, won, net in zip(d.opened, d.won, d.discount / MILLION, strict=True)
        if opened >= 0
    )
    return [(int(opened), int(won), float(net)) for opened, won, net in rows]


def tasks(*said: tuple[str, int]) -> list[tuple[str, int, int]]:
    """Tasks of ten minutes, but for quotes, which follow."""
    return [(name, moment, 600) for name, moment in said]


def test_of_two_bids_for_one_need_one_is_won_and_it_costs_a_discount() -> None:
    day = tasks(("talk", at("09:00")), ("chat", at("09:30")))
    ledger = replay(asked(two_teams(), day))
    quoted = (ledger.tasks.activity == 4) & (ledger.tasks.finished >= 0)
    first, second = outcome(ledger)
    assert first[0] == at("09:10")
    assert first[1] > 0
    assert first[2] == pytest.approx(0.25)
    # The second quote is written, too, for nothing: the customer has bought from us by then.
    assert second == (at("09:40"), -1, 0.0)
    assert quoted.sum() == 2


def test_nobody_is_asked_too_where_nobody_else_bids() -> None:
    # The helper talks first, and again three days after the clerk has found a need.
    late = at("09:30", 3 * 86_400)
    day = tasks(("chat", at("09:00")), ("talk", at("09:30")), ("chat", late))
    (only,) = outcome(replay(asked(two_teams(), day)))
    assert only[0] == at("09:40")
    assert only[1] > 0
    assert only[2] == pytest.approx(0.05)


def test_a_bid_of_the_same_team_is_no_rival() -> None:
    company = two_teams(arises={"after": {"talk": 1}})
    day = tasks(("talk", at("09:00")), ("talk", at("10:30")))
    assert [opened for opened, _, _ in outcome(replay(asked(company, day)))] == [
        at("09:10"),
        at("10:40"),
    ]


def test_nobody_can_be_asked_too_out_of_the_blue() -> None:
    with pytest.raises(ValueError, match="nobody of ours is there to be asked"):
        two_teams(arises=INBOUND)


def decided(first: int, second: int, chance_of_second: float = 0.5) -> list[bool]:
    """Which of two bids is won, if luck were so many millionths for each (0: the luckiest)."""
    company = two_teams()
    values = company.model_dump(by_alias=True, mode="json")
    values["responses"] = {"even": {"of": "wait", "multiplies": "chance", "points": {"0 s": 1}}}
    values["activities"]["second_quote"] = {
        **values["activities"]["quote"],
        "arises": {"after": {"asked_too": 1}},
    }
    values["activities"]["quote"]["arises"] = {"after": {"found": 1}}
    values["deals"]["sale"]["stages"]["quoted"] = ["quote", "second_quote"]
    chances = {"quote": 0.5, "second_quote": chance_of_second}
    values["activities"]["won"]["arises"] = {
        "after": {k: {"chance": v, "responds_to": ["even"]} for k, v in chances.items()}
    }
    day = tasks(("talk", at("09:00")), ("chat", at("09:30")))
    drawn = asked(Scenario.model_validate(values), day)
    table, names = drawn.tasks, list(values["activities"])
    for quote, luck in (("quote", first), ("second_quote", second)):
        follows = table.activity[table.parent] == names.index(quote)
        table.branch_uniform[follows & (table.activity == names.index("won"))] = luck
    return [won >= 0 for _, won, _ in outcome(replay(drawn))]


def test_who_has_said_no_to_one_of_two_bids_says_no_to_the_other() -> None:
    assert decided(first=700_000, second=100_000) == [False, False]
    assert decided(first=400_000, second=900_000) == [True, False]


def test_a_better_second_bid_is_won_though_the_first_was_not() -> None:
    assert decided(first=700_000, second=900_000, chance_of_second=0.8) == [False, True]
