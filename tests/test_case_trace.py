"""What an account and a deal went through, told in lines."""

from __future__ import annotations

import pytest
from test_customers import THREE, asked, sale

from simulator.engine.simpy_engine import replay
from simulator.errors import UnknownDay
from simulator.output.narrative.case import account_story, deal_story


def test_a_deals_way_is_told_from_lead_to_win() -> None:
    ledger = replay(asked(sale(), THREE))
    assert deal_story(ledger, 1) == [
        "2025-01-06 10:10  lead by clerk 1, 10 min after it was asked for",
        "2025-01-06 10:10  won",
        "won after 0.0 days, worth 1,000 EUR",
    ]


def test_an_account_tells_all_that_was_done_for_it_and_how_it_stands() -> None:
    ledger = replay(asked(sale(), [*THREE[:1], ("lead", 6 * 86_400, 600)]))
    assert account_story(ledger, "all 1") == [
        "2025-01-06 09:10  lead by clerk 1, 10 min after it was asked for",
        "2025-01-06 09:10  won",
        "2025-01-12 00:00  lead is asked for, and still waits at the end",
        "still a customer at the end",
    ]
    assert deal_story(ledger, 1)[-1] == "still open, worth 1,000 EUR"


def test_what_is_not_there_is_refused_with_the_nearest_word() -> None:
    ledger = replay(asked(sale(), THREE))
    with pytest.raises(UnknownDay, match="did you mean 'all 1'"):
        account_story(ledger, "al 1")
    with pytest.raises(UnknownDay, match="0 to 2"):
        deal_story(ledger, 3)
