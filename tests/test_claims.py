"""Claims are judged by the whole interval, with their mechanism and without."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from files import PARENT, write
from test_customers import everything

from simulator.analysis.claims import (
    ClaimResult,
    GuardResult,
    Verdict,
    cases_of_file,
    check_all_claims,
    check_claims,
    files_with_claims,
    held,
    miss_of,
)
from simulator.analysis.claims.judgement import Effect, verdict_on
from simulator.cli.read import checked
from simulator.errors import ScenarioError, UsageError
from simulator.experiment.results import ScenarioLabel
from simulator.experiment.statistics import Interval, confidence_interval, growth, growth_values
from simulator.experiment.store.fingerprints import scenario_hash
from simulator.output.charts.claims import finding
from simulator.output.content.claims import (
    Claims,
    as_record,
    counted,
    document,
    outcome,
    told,
    verdict_words,
    wanted,
)
from simulator.output.content.systems import meaning
from simulator.output.render.markdown import page
from simulator.output.system_pages import write_pages
from simulator.scenario.elementary import Numbers
from simulator.scenario.inheritance import load, parent_of
from simulator.scenario.placebos import below_placebo
from simulator.scenario.schema.analysis import Claim, Wanted
from simulator.scenario.what_if import what_if

SCENARIOS = Path("scenarios")
NOTHING = Interval(2.0, 1.5, 2.5, 4)
LABELS = (ScenarioLabel("a", "A", "", "EUR"), ScenarioLabel("b", "B", "", "EUR"))


def claim(**said: object) -> Claim:
    return Claim.model_validate({"system": "S1", "says": "x", "measure": "sales", **said})


def result(of: Claim, interval: Interval = NOTHING, verdict: Verdict = "holds") -> ClaimResult:
    return ClaimResult(LABELS, "c", of, interval, verdict)


def effect(*values: float) -> Effect:
    numbers: Numbers = np.array(values)
    return Effect(confidence_interval(numbers), numbers)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (1.1, 2, "holds"),
        (0.5, 0.9, "does not hold"),
        (0.9, 1.1, "we cannot tell"),
        (np.nan, np.nan, "we cannot tell"),
    ],
)
def test_a_claim_holds_only_if_the_whole_interval_says_so(
    low: float, high: float, verdict: str
) -> None:
    assert held(claim(low=1), Interval(1.0, low, high, 5)) == verdict


def test_a_claim_may_have_two_ends() -> None:
    both = claim(low=0.1, high=0.2, counts="growth")
    assert held(both, Interval(0.15, 0.12, 0.18, 5)) == "holds"
    assert held(both, Interval(0.25, 0.22, 0.28, 5)) == "does not hold"
    assert wanted(result(both)) == "+10% to +20%"
    assert wanted(result(claim(low=0.5))) == "at least +0.5"
    assert wanted(result(claim(high=-0.01, measure="direct_selling_share"))) == "at most -1 points"


def test_an_end_above_the_other_is_refused() -> None:
    with pytest.raises(ValueError, match="'low' lies above 'high'"):
        claim(low=2, high=1)


# -- for which reason ------------------------------------------------------------------------------

CHANGE: dict[str, Any] = {"low": 8, "high": 12}
WHOLE = effect(9.5, 10.0, 10.5)  # within 8 to 12


def test_what_no_effect_would_meet_holds_if_its_effect_goes_all_the_same() -> None:
    """From 0 to 12: the placebo's 0 lies within, but all of the effect is gone."""
    wide = claim(low=0, high=12)
    assert verdict_on(wide, WHOLE, effect(-0.5, 0.0, 0.5)) == "holds"
    assert verdict_on(wide, WHOLE, effect(5.5, 6.0, 6.5)) == "holds for another reason"


@pytest.mark.parametrize(
    ("bounds", "mean", "low", "high", "miss"),
    [
        ({"low": 2, "high": 4}, 5, 4.5, 5.5, "more"),
        ({"low": 2, "high": 4}, 1, 0.5, 1.5, "less"),
        ({"low": 2, "high": 4}, 0.5, -0.5, 1.5, "no effect"),
        ({"low": 2, "high": 4}, -1, -1.5, -0.5, "opposite"),
        ({"low": -4, "high": -2}, -5, -5.5, -4.5, "more"),
        ({"low": -4, "high": -2}, -1, -1.5, -0.5, "less"),
        ({"low": -4, "high": -2}, 1, 0.5, 1.5, "opposite"),
        ({"high": 1}, 3, 2, 4, "above"),  # nothing would do: there is no way that it should go
        ({"low": 2, "high": 4, "counts": "value"}, 1, 0.5, 1.5, "below"),
    ],
)
def test_what_does_not_hold_says_on_which_side_it_lies(
    bounds: dict[str, Any], mean: float, low: float, high: float, miss: str
) -> None:
    assert miss_of(claim(**bounds), Interval(mean, low, high, 5)) == miss


def test_cannot_tell_says_whether_there_is_an_effect() -> None:
    sure, luck = Interval(2.0, 1.5, 2.5, 4), Interval(0.5, -0.5, 1.5, 4)
    between = claim(low=1.8, high=4)
    doubts = {
        "as large as expected is not sure.": between,
        "it may be more than expected.": claim(low=1, high=2.2),
        "as small as expected is not sure.": claim(low=-1, high=2.2),
    }
    for end, bounds in doubts.items():
        assert meaning(result(bounds, sure, "we cannot tell")).endswith(end)
    assert meaning(result(between, luck, "we cannot tell")).startswith("Luck alone")
    assert meaning(result(claim(low=1), sure, "we cannot tell")).startswith("It comes out")
    level = claim(low=1.8, counts="value")
    assert meaning(result(level, sure, "we cannot tell")) == "The interval reaches over a bound."


def test_a_placebo_that_makes_both_the_same_company_is_called_one_that_cannot_fail() -> None:
    alike = result(claim(low=1))._replace(placebo=Interval(0, 0, 0, 4))
    assert meaning(alike).endswith("this test could not have failed.")
    assert "could not" not in meaning(alike._replace(placebo=Interval(0, -0.1, 0.1, 4)))


def test_what_holds_because_fitted_or_by_construction_is_counted_apart() -> None:
    alike, outside = Interval(0, 0, 0, 4), Wanted(high=0)
    broken = GuardResult("profit", outside, Interval(2, 1, 3, 4), "does not hold")
    results = [
        result(claim(low=1)),
        result(claim(low=1))._replace(placebo=Interval(0.1, -0.1, 0.3, 4)),
        result(claim(low=1, fitted=True))._replace(placebo=alike, guards=(broken,)),
        result(claim(low=1))._replace(placebo=alike),
        result(claim(low=1))._replace(guards=(broken,)),
        result(claim(low=1, counts="value"))._replace(placebo=alike),  # nothing there is a value
        result(claim(low=1), verdict="we cannot tell")._replace(placebo=alike),
    ]
    said = finding(results, "S1")
    assert said == (
        "S1: of 7 claims 3 held by the mechanism, 1 held at the cost of a guard, 1 held because"
        " fitted, 1 held by construction, 1 that we cannot tell"
    )
    assert counted(results) == (
        "7 claims: 6 held (of which 1 fitted, 1 by construction, 1 a guard is broken); 1 that we"
        " cannot tell"
    )
    assert verdict_words(results[2]) == "holds; fitted; by construction; a guard is broken"
    assert verdict_words(results[-1]) == "we cannot tell"


@pytest.mark.parametrize(
    ("placebo", "verdict"),
    [
        (None, "holds, cause untested"),
        (effect(-0.5, 0.0, 0.5), "holds"),
        (effect(-9.5, -10.0, -10.5), "holds"),  # the other way round without its mechanism
        (effect(4.0, 4.5, 5.0), "holds"),  # less than half of 10 is left
        (effect(4.5, 5.0, 5.5), "holds for another reason"),  # half of it is left
        (effect(14.0, 15.0, 16.0), "holds for another reason"),  # without it there is more
        (effect(9.0, 9.5, 10.0), "holds for another reason"),  # all of it within the bounds
        (effect(-20.0, 4.0, 25.0), "we cannot tell"),  # less on average, by luck perhaps
        (effect(np.nan, np.nan, np.nan), "we cannot tell"),  # nothing is left to measure
    ],
)
def test_a_change_must_vanish_with_its_mechanism(placebo: Effect | None, verdict: str) -> None:
    assert verdict_on(claim(**CHANGE), WHOLE, placebo) == verdict


def test_a_fall_vanishes_as_a_rise_does() -> None:
    fall = claim(low=-12, high=-8)
    assert verdict_on(fall, effect(-9.5, -10, -10.5), effect(-1, 0, 1)) == "holds"
    assert verdict_on(fall, effect(-9.5, -10, -10.5), effect(-6, -7, -8)) == (
        "holds for another reason"
    )


@pytest.mark.parametrize(
    ("placebo", "verdict"),
    [
        (effect(9.0, 9.5, 10.0), "holds for another reason"),
        (effect(7.0, 7.5, 8.5), "holds"),  # its interval leaves the bounds
        (effect(20.0, 21.0, 22.0), "holds"),
    ],
)
def test_a_value_must_leave_its_bounds_with_its_mechanism(placebo: Effect, verdict: str) -> None:
    assert verdict_on(claim(**CHANGE, counts="value"), WHOLE, placebo) == verdict


def test_what_does_not_meet_its_bounds_is_asked_for_no_reason() -> None:
    nothing = effect(-0.5, 0.0, 0.5)
    assert verdict_on(claim(low=12), WHOLE, nothing) == "does not hold"
    assert verdict_on(claim(low=10), WHOLE, nothing) == "we cannot tell"


def test_a_fall_to_nothing_is_a_growth_of_exactly_minus_one() -> None:
    found = growth(np.array([3.0, 5.0, 9.0]), np.zeros(3))
    assert found == (-1, -1, -1, 3)


def test_growth_is_the_ratio_of_means() -> None:
    before, after = np.array([1.0, 3.0]), np.array([2.0, 4.0])
    found = growth(before, after)
    assert found.mean == pytest.approx(0.5)
    # Residuals 2 - 1.5 and 4 - 4.5 over the mean 2: a half-width of t x 0.25 x sqrt(2) / sqrt(2).
    assert found.high - found.mean == pytest.approx(12.7062 * 0.25, rel=1e-4)
    assert growth_values(before, after).tolist() == [0.75, 0.25]


# -- placebos --------------------------------------------------------------------------------------

WON = {"activities": {"won": {"arises": {"after": {"lead": 1}}}}}


@pytest.mark.slow
def test_a_claim_is_examined_on_real_runs_with_its_mechanism_and_without() -> None:
    said = {"system": "S4", "says": "more is won", "measure": "sales", "low": 0.1}
    always = {"activities": {"won": {"arises": {"after": {"lead": 1}}}}}
    other = {"activities": {"lead": {"urgency": 5}}}
    guards = {"sales": {"counts": "growth", "high": 0}}
    claims = {
        "untested": said,
        "for_it": {**said, "placebo": always},
        "for_another": {**said, "placebo": other, "guards": guards},
    }
    base = everything()
    better = what_if(base, name="better", claims=claims, **WON)
    untested, for_it, for_another = found = check_claims(better, base, 3)
    assert untested.verdict == "holds, cause untested"
    assert for_it.verdict == "holds"
    assert for_it.placebo == (0, 0, 0, 3)  # both win all: nothing is left of the difference
    assert for_it.due_to == for_it.interval
    assert for_another.verdict == "holds for another reason"
    assert [each.held for each in for_another.broken] == ["does not hold"]
    assert "a guard is broken" in told(for_another)
    assert as_record(for_another)["guards"][0]["kept"] is False
    text = page(document(Claims(found, 3, 1)))
    assert "| S4 | `" in text
    told_of_all = "3 claims: 1 held (of which 1 by construction); 1 held for another reason; 1 held"
    assert f"{told_of_all} with the cause untested" in text


def test_a_placebo_is_laid_over_both_and_leaves_out_what_one_does_not_have() -> None:
    base = everything()
    extra = {
        "category": "desk",
        "by": "clerk",
        "lasts": "5 min",
        "arises": {"after": {"won": 1}},
    }
    more = what_if(base, name="more", activities={"call": extra})
    off = {"activities": {"call": {"arises": {"after": {"won": 0}}}, "lead": {"urgency": 5}}}
    today, changed = below_placebo("c", claim(low=1, placebo=off), (base, more), {})
    assert "call" not in today.activities
    assert changed.activities["call"].arises.after["won"].chance == 0
    assert {each.activities["lead"].urgency for each in (today, changed)} == {5}
    assert {today.name, changed.name} == {f"{base.name}.placebo", "more.placebo"}
    assert not changed.claims


def test_a_placebo_of_nothing_takes_a_word_out(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        shop=PARENT,
        more=CLAIMING.format(placebo="holidays: null", rest="trust: all of it"),
    )
    more = load(str(folder / "more.yaml"))
    known = {name: each.placebo for name, each in more.claims.items()}
    assert [dict(placebo) for placebo in known.values()] == [{"holidays": None}]


def test_a_placebo_replaces_the_whole_curve_of_a_response() -> None:
    market = load("market")
    assert len(market.responses["quote_delay"].points) > 2
    off = {"responses": {"quote_delay": {"points": {"0 d": 1}}}}
    (flat,) = below_placebo("c", claim(low=1, placebo=off), (market,), {})
    assert dict(flat.responses["quote_delay"].points) == {"0 d": 1}


CLAIMING = """extends: shop
title: more
claims:
  more:
    system: S1
    says: more
    measure: sales
    low: 1
    high: 2
    source: us
    mechanism: hands
    placebo:
      {placebo}
    {rest}
"""


def complaints(tmp_path: Path, placebo: str, rest: str = "trust: all of it") -> list[str]:
    folder = write(tmp_path, shop=PARENT, more=CLAIMING.format(placebo=placebo, rest=rest))
    result = checked(str(folder / "more.yaml"))
    return [each["text"].partition("more.yaml:")[2] for each in result["complaints"]]


@pytest.mark.parametrize(
    ("placebo", "complaint"),
    [
        ("roles: {rep: {peple: 3}}", "13: claims.more.placebo.roles.rep.peple: with this placebo:"),
        ("roles: {repp: {people: 3}}", "13: claims.more.placebo.roles.repp: no scenario of this"),
        ("horizon: {weeks: 3}", "13: claims.more.placebo.horizon: a placebo holds values"),
        ("hire: {rep: 3}", "13: claims.more.placebo.hire: a placebo holds values"),
    ],
)
def test_a_placebo_is_checked_as_a_what_if_is(placebo: str, complaint: str, tmp_path: Path) -> None:
    (found,) = complaints(tmp_path, placebo)
    assert found.startswith(complaint)


def test_a_claim_may_name_another_today(tmp_path: Path) -> None:
    off = "roles: {rep: {people: 3}}"
    (found,) = complaints(tmp_path, off, "against: shp")
    assert found.startswith("14: claims.more.against: no scenario named 'shp'; did you mean 'shop'")
    assert complaints(tmp_path, off, "against: shop") == []
    (case,) = cases_of_file(tmp_path / "scenarios" / "more.yaml")
    assert [each.name for each in case.scenarios] == [
        *("shop", "more", "shop.placebo", "more.placebo"),
    ]


def test_a_claim_that_is_no_evidence_is_noted(tmp_path: Path) -> None:
    text = "extends: shop\ntitle: x\nclaims: {c: {system: S1, says: x, measure: cost, low: 1}}\n"
    folder = write(tmp_path, shop=PARENT, child=text)
    notes = [each["text"] for each in checked(str(folder / "child.yaml"))["notes"]]
    (note,) = [each for each in notes if "no evidence yet" in each]
    assert note.endswith("it lacks a bound on either side, a source, a mechanism, a placebo")


def test_a_guard_that_nothing_is_measured_as_is_noted(tmp_path: Path) -> None:
    rest = "guards: {direct_seling_share: {low: 0}}"
    folder = write(
        tmp_path, shop=PARENT, more=CLAIMING.format(placebo="roles: {rep: {people: 3}}", rest=rest)
    )
    notes = [each["text"] for each in checked(str(folder / "more.yaml"))["notes"]]
    assert any("guards.direct_seling_share: nothing is measured" in each for each in notes)


def test_an_error_of_a_claim_is_said_by_whoever_runs_it(tmp_path: Path) -> None:
    bad = CLAIMING.format(placebo="roles: {repp: {people: 3}}", rest="fitted: true")
    folder = write(tmp_path, shop=PARENT, more=bad)
    with pytest.raises(ScenarioError, match="no scenario of this claim has 'repp'"):
        cases_of_file(folder / "more.yaml")


# -- those that are shipped ------------------------------------------------------------------------


@pytest.mark.slow
def test_claims_are_not_inherited() -> None:
    claims = {"more": {"system": "S4", "says": "x", "measure": "sales", "low": 0}}
    parent = what_if(everything(), name="parent", claims=claims)
    assert parent.claims
    by_file = {each.name: scenario for each, scenario in files_with_claims()}
    assert "twenty_two_percent" in by_file["support-takes-paperwork"].claims
    assert "twenty_two_percent" not in by_file["paperwork-without-routing"].claims


@pytest.mark.slow
def test_every_system_has_a_what_if_that_claims_something() -> None:
    pairs = files_with_claims()
    systems = {claim.system for _, scenario in pairs for claim in scenario.claims.values()}
    assert systems == {f"S{number}" for number in range(1, 18)}
    for each, scenario in pairs:
        has_today = parent_of(str(each.path)) is not None
        assert has_today or all(one.against for one in scenario.claims.values()), each.name


def numbers(text: str) -> list[float]:
    found = re.findall(r"[-+]?[0-9][0-9,]*\.?[0-9]*", text)
    return [float(each.replace(",", "")) for each in found]


def test_no_claim_that_holds_would_hold_without_its_mechanism() -> None:
    """None is met by construction: with the mechanism set to nothing the verdict is another one."""
    rows = [line.split(" | ") for line in (SCENARIOS / "README.md").read_text().splitlines()]
    tried = 0
    for row in rows:
        if len(row) < 10 or row[9].split(";")[0] != "holds":
            continue
        wanted, (left, low, high) = numbers(row[5]), numbers(row[7])
        bounds = {"at least": (wanted[0], np.inf), "at most": (-np.inf, wanted[0])}
        least, most = bounds.get(row[5][:8].strip()) or (wanted[0], wanted[-1])
        if least <= 0 <= most and not row[4].endswith("value)"):
            whole = numbers(row[6])[0]  # nothing would do: it must go
            assert (whole - left) * np.sign(whole) > abs(whole) / 2, row[:5]
        else:
            assert not (least <= low and high <= most), row[:5]
        tried += 1
    assert tried > 30


@pytest.mark.slow
def test_each_placebo_of_a_shipped_claim_takes_something_away() -> None:
    """A mechanism that is not there cannot be switched off: nothing would be tried."""
    cases = [case for each, _ in files_with_claims() for case in cases_of_file(each.path)]
    tried = [case for case in cases if case.placebo is not None]
    untouched = [
        case.name
        for case in tried
        if list(map(scenario_hash, case.pair)) == list(map(scenario_hash, case.placebo or ()))
    ]
    assert len(tried) > 60
    assert untouched == []


@pytest.mark.slow
def test_what_is_said_of_the_shipped_claims_is_what_a_run_gives() -> None:
    tried = list(check_all_claims(3, ["S2", "S9"]))
    without = {each.name: held(each.claim, each.placebo) for each in tried if each.placebo}
    holding = [each.name for each in tried if each.verdict == "holds"]
    assert holding
    assert [name for name in holding if without[name] == "holds"] == []


@pytest.mark.slow
def test_the_table_of_systems_holds_every_claim() -> None:
    text = (SCENARIOS / "README.md").read_text()
    for _, scenario in files_with_claims():
        for one in scenario.claims.values():
            row = re.search(rf"\| {one.system} \|.*`{scenario.name}`.*{one.measure}.*", text)
            assert row, f"{scenario.name}: run simulator systems --write"
    assert re.search(r"seed \d+, \d+ replications", text)


def test_a_finding_says_where_it_comes_from() -> None:
    found = result(claim(low=1))
    assert outcome(found, found.interval) == "+2.00 [1.50, 2.50]"
    assert (found.today, found.scenario) == ("a", "b")


@pytest.mark.slow
def test_a_page_says_what_brings_it_about_and_what_to_trust(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    off = "roles: {rep: {people: 2}}"
    rest = "guards: {direct_selling_share: {low: 0}}\n    trust: Not a word."
    cost = CLAIMING.replace("measure: sales", "measure: cost_per_week")
    cost = cost.replace("title: more", "title: More\nhire: {{rep: 1}}\nquestion: How much more?")
    write(tmp_path, shop=PARENT, more=f"# Hiring.\n{cost.format(placebo=off, rest=rest)}")
    monkeypatch.chdir(tmp_path)
    found = list(check_all_claims(2, ["S1"], jobs=1))
    picture, path = write_pages(Claims(found, 2, 1), tmp_path / "pages")
    assert picture.read_bytes().startswith(b"\x89PNG")
    lines = path.read_text().splitlines()
    assert lines[0] == "# S1 · Direct selling time"
    assert "- `shop`: 3 reps, 2 people of desk; accounts: 12 large, 24 small; weeks: 1" in lines
    assert {"## More", "How much more?", "Hiring.", "- Mechanism: hands"} <= set(lines)
    assert {"- Where the bounds come from: us", "- What to trust: Not a word."} <= set(lines)
    assert any(line.startswith("- Switched off by `roles: {rep: {people: 2}}`: ") for line in lines)
    bill = next(line for line in lines if line.startswith("- Who pays"))
    assert re.fullmatch(r"- Who pays, against `shop`: \+1 rep; cost a week \+2.*", bill), bill
    with pytest.raises(UsageError, match="claims anything of 'S18'"):
        list(check_all_claims(2, ["S18"]))


def test_nothing_in_a_placebo_takes_out_what_is_there_once_it_is_laid_over(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        shop=PARENT,
        more=CLAIMING.format(placebo="{activities: {phone: {automated: null}}}", rest="trust: a"),
    )
    made = load(folder / "more.yaml")
    claimed = next(iter(made.claims.values()))
    assert claimed.placebo["activities"]["phone"] == {"automated": None}
    (below,) = below_placebo("c", claimed, (what_if(made, automate={"phone": 0.5}),), {})
    assert below.activities["phone"].automated == 0
