"""What is made anew: which steps are due, and how claims are told that moved."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import anew  # noqa: E402 - lies among the scripts
import claims_since  # noqa: E402
import validate  # noqa: E402

HEAD = "| System | Today | What if | Claim | Measure | Wanted | Outcome [95%] | Verdict |\n"
ROW = "| S1 | `today` | `{0}` | More is sold. | `{1}` (growth) | at least +12% | {2} | {3} |"
FOOT = "\nMade by `simulator systems --write`: simulator {0}, seed 1, 10 replications\n"


def page(version: str, *rows: tuple[str, str, str, str]) -> str:
    return HEAD + "\n".join(ROW.format(*row) for row in rows) + FOOT.format(version)


def options(**asked: Any) -> Namespace:
    usual = {"steps": [], "without": [], "begin": "", "all": False}
    return Namespace(**usual | asked)


def names(**asked: Any) -> list[str]:
    return [step.name for step in anew.chosen(anew.steps(), options(**asked))]


def test_the_validation_is_made_by_name_or_with_all_only() -> None:
    sections = [f"validation/{name}" for name in validate.SECTIONS]
    assert not set(sections) & set(names())
    assert names(all=True) == names() + sections
    assert names(steps=["validation"]) == sections
    assert names(steps=["validation/bars"]) == ["validation/bars"]


def test_steps_are_chosen_left_out_and_begun_with_in_their_order() -> None:
    assert names(steps=["menus", "texts"]) == ["texts", "menus/distributor", "menus/region"]
    assert names(begin="utilisation") == ["utilisation", "menus/distributor", "menus/region"]
    assert names(begin="utilisation", without=["menus"]) == ["utilisation"]
    with pytest.raises(SystemExit, match="no step 'page'"):
        names(steps=["page"])


def test_a_step_is_done_until_the_code_or_a_file_of_its_own_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anew, "HOUSE", tmp_path)
    made = tmp_path / "made.txt"
    made.write_text("1")
    step = anew.Step("made", ("true",), ("made.txt",))
    record = {"code": "this", "files": anew.fingerprint(step.files)}
    assert anew.is_done(step, record, "this")
    assert not anew.is_done(step, record, "that")
    assert not anew.is_done(step, {}, "this")
    made.write_text("2")
    assert not anew.is_done(step, record, "this")


@pytest.mark.parametrize(("status", "done"), [(0, True), (1, False)])
def test_only_what_ended_well_is_done(
    status: int, done: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anew, "KEPT", tmp_path)
    monkeypatch.setattr(anew, "DONE", tmp_path / "done.json")
    command = (sys.executable, "-c", f"print('on the way'); raise SystemExit({status})")
    assert anew.make(anew.Step("group/one", command, ()), anew.Diary()) is done
    assert (tmp_path / "group-one.log").read_text() == "on the way\n"
    assert ("group/one" in anew.Diary().records) is done


def test_a_claim_is_told_with_its_old_and_its_new_value() -> None:
    before = page(
        "0.3.0",
        ("more", "sales", "+17.8% [+15.6, +19.9]", "**holds**"),
        ("more", "profit", "+1.0% [+0.5, +1.5]", "**holds**"),
        ("still", "sales", "+1.0% [+0.5, +1.5]", "**holds**"),
        ("gone", "sales", "+2.0% [+0.5, +3.5]", "we cannot tell"),
    )
    after = page(
        "0.4.0",
        ("more", "sales", "+11.0% [+9.0, +13.0]", "we cannot tell"),
        ("more", "profit", "+1.0% [+0.5, +1.5]", "**holds**"),
        ("new", "sales", "+4.0% [+3.0, +5.0]", "**does not hold**"),
        ("still", "sales", "+1.0% [+0.5, +1.5]", "**holds**"),
    )
    lines = " ".join("\n".join(claims_since.told(before, after)).split())
    assert lines == (
        "#### Claims, 0.3.0 (seed 1, 10 replications) → 0.4.0 (seed 1, 10 replications)"
        " - `more`: sales (growth) +17.8% [+15.6, +19.9] → +11.0% [+9.0, +13.0],"
        " holds → we cannot tell; profit (growth) +1.0% [+0.5, +1.5] → +1.0% [+0.5, +1.5]."
        " - `new`: sales (growth) +4.0% [+3.0, +5.0], does not hold (new)."
        " - `gone`: sales (growth) +2.0% [+0.5, +3.5], we cannot tell (claimed no more)."
        " - As before: `still`."
    )


def test_a_section_of_the_validation_takes_the_place_of_the_one_of_its_heading() -> None:
    before = "# Page\n\nold words\n\n## One\n\n1\n\n## Two\n\n2\n"
    after = validate.with_section(before, "## Two\n\n3\n\n\n## Three\n\n4\n\n")
    assert after == f"{validate.INTRODUCTION}\n## One\n\n1\n\n## Two\n\n3\n\n## Three\n\n4\n"
