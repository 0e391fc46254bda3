"""Logarithms and quantiles are right to the last bits, and the same on every processor."""

from __future__ import annotations

import hashlib
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy.special import gammaincinv, ndtri

from simulator.scenario.elementary import (
    SMALLEST,
    exp,
    exponential_quantile,
    log,
    log1p_of,
    log_gamma,
    normal_quantile,
)
from simulator.scenario.families import FAMILIES, unit_quantile
from simulator.scenario.gamma_quantiles import gamma_quantile
from simulator.scenario.schema.base import DurationSpec
from simulator.workload.distributions import seconds

Numbers = npt.NDArray[np.float64]

EVEN = (np.arange(20_000) + 0.5) / 20_000
TINY = SMALLEST * 2.0 ** np.arange(0, 52, 0.25)
EVERYWHERE = np.concatenate((EVEN, TINY, 1 - TINY[8::4]))
CLOSE = 1e-13

# Made once; no processor, operating system or version of a library may move them.
KEPT = {
    "fixed": "a40ed2bc7c070fc0",
    "exponential": "91136d03e2db38eb",
    "lognormal": "249f70ef657e1363",
    "gamma": "5e24825f32c51c1e",
    "weibull": "1c7b8295f7bc2571",
    "uniform": "167ca4e6429c1705",
    "table": "6cf7bd8c507b53b9",
    "mixture": "7e861f0b76349a3f",
}


def off(found: Numbers, right: Numbers) -> float:
    return float(np.max(np.abs(found - right) / np.abs(right)))


def test_logarithm_and_exponential_function_are_right_to_the_last_bits() -> None:
    numbers = np.concatenate((EVERYWHERE, 1e9 * EVERYWHERE))
    assert off(log(numbers), np.log(numbers)) < 5e-16
    exponents = 80 * EVERYWHERE - 40
    assert off(exp(exponents), np.exp(exponents)) < 5e-16
    assert exp(np.array([-1e9, 1e9])) == pytest.approx([0, math.exp(708)], rel=1e-12, abs=1e-300)
    assert off(exponential_quantile(EVERYWHERE), -np.log1p(-EVERYWHERE)) < 5e-16


def test_normal_quantiles_are_right_from_one_end_to_the_other() -> None:
    assert off(normal_quantile(EVERYWHERE), ndtri(EVERYWHERE)) < 5e-15


@pytest.mark.parametrize("spread", [0.01, 0.1, 0.3, 1, 1.5, 2, 3])
def test_gamma_quantiles_are_right_down_to_where_nobody_sees_them(spread: float) -> None:
    shape = 1 / spread**2
    right = gammaincinv(shape, EVERYWHERE) / shape
    seen = right > 1e-13
    assert off(gamma_quantile(shape, EVERYWHERE[seen]), right[seen]) < CLOSE


def test_a_narrow_gamma_distribution_is_nearly_normal() -> None:
    """By Cornish and Fisher's expansion, more exact here than what scipy has."""
    s, z = 0.001, ndtri(EVERYWHERE)
    terms = (z**2 - 1) / 3, (z**3 - 7 * z) / 36, -(6 * z**4 + 14 * z**2 - 32) / 1620
    right = 1 + s * z + sum(term * s**n for n, term in enumerate(terms, 2))
    assert off(gamma_quantile(1 / s**2, EVERYWHERE), right) < CLOSE


@pytest.mark.parametrize("spread", [0.05, 0.5, 1, 3])
def test_quantiles_of_families_are_those_of_the_books(spread: float) -> None:
    variance = math.log1p(spread**2)
    right = np.exp(math.sqrt(variance) * ndtri(EVERYWHERE) - variance / 2)
    assert off(unit_quantile("lognormal", spread, EVERYWHERE), right) < CLOSE
    found = unit_quantile("weibull", spread, EVERYWHERE)
    where = np.log(-np.log1p(-EVERYWHERE))
    slope = np.diff(np.log(found)) / np.diff(where)
    assert slope[:20_000] == pytest.approx(slope[10_000], rel=1e-6), "a power of exponential times"
    k = 1 / slope[10_000]
    times = math.gamma(1 + 1 / k)
    assert math.gamma(1 + 2 / k) / times**2 == pytest.approx(1 + spread**2, rel=1e-9)
    assert found[10_000] * times == pytest.approx((-math.log1p(-EVEN[10_000])) ** (1 / k))


def test_small_numbers_lose_nothing() -> None:
    assert log1p_of(1e-12) == math.log1p(1e-12)
    for x in (0.01, 0.5, 1, 1.001, 2, 11.5, 24.9, 25, 1000.5):
        assert log_gamma(x) == pytest.approx(math.lgamma(x), rel=1e-14, abs=1e-15)


def said(word: str) -> dict[str, Any]:
    """A length of time by a family, or by a table or a mixture."""
    if word in FAMILIES:
        return {"family": word, "spread": 0.5 if FAMILIES[word].has_spread else None}
    table = {"0": "9 s", "0.5": "6 min", "0.95": "2 h", "0.999": "8 h"}
    click = {"share": 0.4, "mean": "10 s"}
    work = {"share": 0.6, "mean": "1 h", "family": "lognormal", "spread": 0.8}
    return {"quantiles": table} if word == "table" else {"mixture": [click, work]}


def kept(word: str) -> str:
    """A hash of numbers to their last bit, and of whole seconds drawn from them."""
    lasts = DurationSpec(**{**said(word), "mean": "35 min"})
    units = lasts.shape.quantile(EVERYWHERE)
    drawn = seconds(lasts, EVERYWHERE)
    bits = units.astype("<f8").tobytes() + drawn.astype("<i8").tobytes()
    return hashlib.blake2b(bits, digest_size=8).hexdigest()


@pytest.mark.parametrize("word", [*FAMILIES, "table", "mixture"])
def test_drawn_numbers_are_the_same_on_every_processor(word: str) -> None:
    assert kept(word) == KEPT[word]


@pytest.mark.slow
def test_drawn_numbers_are_the_same_without_a_processors_vector_instructions() -> None:
    """numpy then takes other code, whose logarithms differ in the last bit."""
    widest = "AVX2 FMA3 AVX512F AVX512_SKX AVX512_ICL AVX512_SPR X86_V3 X86_V4"
    without = os.environ | {"NPY_DISABLE_CPU_FEATURES": widest}
    code = "import test_elementary as t; print(*map(t.kept, t.KEPT))"
    here = Path(__file__).parent
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env=without | {"PYTHONPATH": os.pathsep.join((str(here), str(here.parent)))},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == list(KEPT.values())
