"""Nothing is rounded in silence: what a file says is kept to the last digit, or refused."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel
from worlds import OFFICE, scenario

from simulator import load, what_if
from simulator.engine.rules.customers import customers
from simulator.engine.rules.customers.commission import MAX_MONEY, portion
from simulator.engine.rules.tasks.tasks import scaled
from simulator.errors import ScenarioError
from simulator.experiment.runner import simulate
from simulator.measures.registry import measure
from simulator.model.codes import MILLION
from simulator.model.parameters import Parameters, parameters_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import in_millionths, parse_duration, parse_length

# Numbers that are kept as they are, and never become whole ones.
FLOATING = {
    "Commission.leaving_at_cap",  # of a rate that leaving is drawn by, as Turnover.tenure is
    *("Travel.speed", "Role.overtime_factor", "Role.speed_spread", "Segment.density"),
    *("Absence.sick_spells", "Absence.sick_days", "Potential.spread", "Worth.spread"),
    *("DelaySpec.spread", "DelaySpec.mean", "DelaySpec.read"),
    *("CaseField.spread", "CaseField.values"),
    *("DurationSpec.spread", "DurationSpec.mean", "DurationSpec.read", "MixedSpec.spread"),
    *("MixedSpec.mean", "MixedSpec.share", "Profile.days", "Profile.hours"),
    *(
        "Inbound.over_dispersion",
        "Inbound.trend",
        "Inbound.season",
        "Inbound.steps",
        "Profile.week",
    ),
    *("Moved.share", "Moved.comes_back", "Activity.automated", "CallPlan.no_show"),
    "CallPlan.free_no_show",
    *("Economics.variable_cost", "Economics.grows", "Economics.wages_grow", "Deal.variable_cost"),
    *("Shock.scale", "Claim.low", "Claim.high", "Wanted.low", "Wanted.high"),
    *("Absence.season", "Absence.sick_season", "Absence.at_most_away", "Scenario.ranges"),
    *("Market.closes", "Market.born", "Territory.within", "Appointment.moved"),
    *("AccountValues.potential", "AccountValues.orders_a_year", "Appointment.no_show"),
    *("Headquarters.latitude", "Headquarters.longitude"),
}


def _leaves(hint: Any) -> Iterator[tuple[Any, list[Any]]]:
    """The plain types in an annotation, each with what is said about it."""
    if typing.get_origin(hint) is typing.Annotated:
        inner, *said = typing.get_args(hint)
        yield from ((base, [*about, *said]) for base, about in _leaves(inner))
    elif typing.get_origin(hint) is not None:
        for part in typing.get_args(hint):
            yield from _leaves(part)
    else:
        yield hint, []


def _numbers(model: type[BaseModel], seen: set[type]) -> Iterator[tuple[str, bool]]:
    """Every number in the schema that may have a fraction: its field, and is it in millionths?"""
    seen.add(model)
    for name, hint in typing.get_type_hints(model, include_extras=True).items():
        for base, about in _leaves(hint):
            if base is float:
                checks = [each.func for each in about if isinstance(each, AfterValidator)]
                yield f"{model.__name__}.{name}", in_millionths in checks
            elif isinstance(base, type) and issubclass(base, BaseModel) and base not in seen:
                yield from _numbers(base, seen)


def test_each_number_of_the_schema_is_kept_as_it_is_or_in_millionths() -> None:
    found = set(_numbers(Scenario, set()))
    assert {name for name, fine in found if not fine} == FLOATING
    assert len(found) > len(FLOATING) + 20


# -- kept --------------------------------------------------------------------------------


def company(**said: Any) -> dict[str, Any]:
    """The values of a company with every quantity that is reckoned with in millionths."""
    milestone = {"category": "selling", "by": "rep", "lasts": "0 s", "automated": 1}
    return {
        "territory": {"width": "10 km", "height": "10 km"},
        "travel": {"speed": "50 km/h", "detour": said.get("detour", 1.3)}
        | {"cost_per_km": said.get("money", 1)},
        "roles": {
            "rep": {
                "people": 1,
                "cost_per_hour": said.get("money", 1),
                "accounts": "own",
                "shift": OFFICE,
                "commission": {"share": said.get("share", 0.1), "cap": said.get("money", 1)},
                "ramp_up": {"lasts": "8 weeks", "starts_at": max(said.get("share", 0.1), 0.05)},
            },
            "desk": {"people": 1, "cost_per_hour": 1, "shift": OFFICE},
        },
        "segments": {"all": {"accounts": 20}},
        "goodwill": {
            "start": said.get("share", 0.1),
            "fades": "30 d",
            "too_much": {"contacts": said.get("factor", 1), "worthless_at": 20},
        },
        "responses": {"it": {"of": "goodwill", "points": {"0": said.get("factor", 1)}}},
        "switching": {"slower": said.get("factor", 1)},
        "change": {"learning": {"lasts": "1 week", "slower": said.get("factor", 1)}},
        "deals": {
            "sale": {
                "stages": {"lead": "lead", "won": "won"},
                "value": {"mean": said.get("money", 1)},
                "rivals_discount": said.get("share", 0.1),
            }
        },
        "activities": {
            "lead": {
                "category": "selling",
                "by": "rep",
                "lasts": "10 min",
                "goodwill": said.get("share", 0.1),
                "moved": {"to": "desk", "time_factor": said.get("factor", 1)},
                "arises": {"inbound": {"rate": "1 per week"}},
            },
            "won": {
                **milestone,
                "arises": {
                    "after": {
                        "lead": {
                            "chance": said.get("share", 0.1),
                            "responds_to": ["it"],
                            "above": said.get("money", 1),
                        }
                    }
                },
            },
        },
    }


KEPT: dict[str, tuple[Callable[[Parameters], int], ...]] = {
    "money": (
        lambda p: p.cost_per_km,
        lambda p: p.wages.per_hour[0][0],
        lambda p: p.commission.cap[0],
        lambda p: p.edges.above[0],
    ),
    "share": (
        lambda p: p.commission.share[0],
        lambda p: p.market.goodwill,
        lambda p: p.deals.rivals_discount[0],
        lambda p: p.activities.goodwill[0],
        lambda p: p.edges.chance[0],
    ),
    "factor": (
        lambda p: p.slower_ppm - MILLION,
        lambda p: p.learning.ppm[0],
        lambda p: p.activities.moved_ppm[0],
        lambda p: p.responses.factor[0],
        lambda p: p.market.fine,
    ),
    "detour": (lambda p: p.detour_ppm,),
}
BOUNDS = {
    "money": (0, 10**9 * MILLION),
    "share": (0, MILLION),
    "factor": (1, 5 * MILLION),
    "detour": (MILLION, 5 * MILLION),
}


@pytest.mark.slow
@given(data=st.data(), what=st.sampled_from(sorted(KEPT)))
def test_six_digits_behind_the_point_are_kept_to_the_last(data: st.DataObject, what: str) -> None:
    millionths = data.draw(st.integers(*BOUNDS[what]))
    parameters = parameters_of(scenario(**company(**{what: millionths / MILLION})))
    assert [kept(parameters) for kept in KEPT[what]] == [millionths] * len(KEPT[what])


@given(what=st.sampled_from(sorted(KEPT)), digit=st.integers(1, 9))
def test_a_seventh_digit_is_refused(what: str, digit: int) -> None:
    finer = 1 + digit / 10**7 if what in ("money", "factor", "detour") else 0.1 + digit / 10**7
    with pytest.raises(ValueError, match="at most 6 digits after the decimal point"):
        scenario(**company(**{what: finer}))


def test_what_arithmetic_leaves_in_the_last_bits_is_no_digit() -> None:
    assert in_millionths(0.1 + 0.2) == 0.3
    assert in_millionths(1_000 * 1.1) == 1100


def test_what_is_too_fine_is_refused_with_file_and_line(tmp_path: Any) -> None:
    text = "extends: market\ntitle: Finer\nroles:\n  field_rep: {commission: {share: 0.00000014}}\n"
    (tmp_path / "finer.yaml").write_text(text)
    with pytest.raises(ScenarioError) as refused:
        load(tmp_path / "finer.yaml")
    (problem,) = refused.value.diagnostics
    assert "finer.yaml" in str(problem)
    assert "line 4" in str(problem) or ":4" in str(problem)


@pytest.mark.parametrize("text", ["0.4 s", "0.01 min", "1.00001 h"])
def test_parts_of_a_second_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="whole seconds"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["0.4 m", "12.3456 km"])
def test_parts_of_a_metre_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="whole metres"):
        parse_length(text)


def test_work_that_is_hastened_to_less_than_a_second_is_refused() -> None:
    with pytest.raises(ScenarioError, match="is less than a second"):
        what_if(load("north"), expedite={"quote": 0.0001})


# -- whole numbers of 64 bits ------------------------------------------------------------


class Word(int):
    """A whole number that refuses whatever 64 bits do not hold."""

    def __new__(cls, value: int) -> Word:
        assert -(1 << 63) <= value < 1 << 63
        return super().__new__(cls, value)

    def __add__(self, other: int) -> Word:
        return Word(int(self) + other)

    def __sub__(self, other: int) -> Word:
        return Word(int(self) - other)

    def __mul__(self, other: int) -> Word:
        return Word(int(self) * other)

    def __floordiv__(self, other: int) -> Word:
        return Word(int(self) // other)

    def __mod__(self, other: int) -> Word:
        return Word(int(self) % other)


@given(amount=st.integers(0, MAX_MONEY), share=st.integers(0, MILLION))
def test_a_portion_is_exact_and_fits_into_64_bits(amount: int, share: int) -> None:
    assert portion(Word(amount), Word(share)) == amount * share // MILLION


@given(chance=st.integers(0, MILLION), factor=st.integers(0, 1_000 * MILLION))
def test_odds_are_exact_and_fit_into_64_bits(chance: int, factor: int) -> None:
    whole = chance * factor + (MILLION - chance) * MILLION
    exact = chance * factor * MILLION // whole if whole else 0
    assert customers.by_odds(Word(chance), Word(factor)) == exact


@given(seconds=st.integers(0, 1 << 32), ppm=st.integers(0, 1_000 * MILLION))
def test_scaled_times_fit_into_64_bits(seconds: int, ppm: int) -> None:
    rounded = (seconds * ppm + MILLION // 2) // MILLION
    assert scaled(Word(seconds), Word(ppm)) == min(1 << 32, rounded)


# -- small values in a replay ------------------------------------------------------------


def sold(value: float, commission: float) -> tuple[float, float, float]:
    """Sales, revenue and commission a week of a rep who wins each of ten deals a week."""
    rep = {"people": 1, "cost_per_hour": 50, "accounts": "own", "shift": OFFICE}
    lead = {"category": "selling", "by": "rep", "lasts": "10 min"}
    firm = scenario(
        horizon={"start": "2025-01-06", "weeks": 4},
        territory={"width": "10 km", "height": "10 km"},
        travel={"speed": "50 km/h"},
        roles={"rep": rep | {"commission": {"share": commission}}},
        segments={"all": {"accounts": 20}},
        deals={"sale": {"stages": {"lead": "lead", "won": "won"}, "value": {"mean": value}}},
        activities={
            "lead": lead | {"arises": {"inbound": {"rate": "0.5 per week"}}},
            "won": lead | {"lasts": "0 s", "automated": 1, "arises": {"after": {"lead": 1}}},
        },
    )
    found = measure(simulate(firm, seed=1, replication=0))
    return found["sales"], found["revenue"], found["commission"]


def test_a_commission_of_0_14_per_cent_is_paid_as_such() -> None:
    sales, revenue, commission = sold(10_000, 0.0014)
    assert revenue == 10_000 * sales
    assert commission == 14 * sales


def test_deals_of_less_than_one_are_worth_what_they_are() -> None:
    sales, revenue, commission = sold(0.4, 0.5)
    assert revenue == pytest.approx(0.4 * sales, rel=1e-12)
    assert commission == pytest.approx(0.2 * sales, rel=1e-12)
