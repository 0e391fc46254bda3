"""Queueing theory in expectation, by tests that say how often they cry wolf and what they miss.

Each check is made in two stages. Thirty or more replications are drawn and the mean is tested at
0.001; only if that fails, four times as many are drawn with other seeds and tested at 0.001, too.
So a right engine fails one check in about a million. Seeds are fixed: the suite never flickers. The
bias that would be noticed with probability 0.999 follows from the sample, and is asserted.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from engines import replay
from scipy import stats
from worlds import ALWAYS, desk, prescribed, scenario

from simulator.ledger.ledger import Ledger
from simulator.model.codes import TRAVEL, WAIT, WORK
from simulator.workload.draw import draw

pytestmark = pytest.mark.slow

ALPHA, REPLICATIONS = 1e-3, 40
SERVICE = 1000.0  # mean seconds, so that whole seconds do not matter
LONG = {"start": "2025-01-06", "weeks": 520}

Simulate = Callable[[int], float]


def deviates(simulate: Simulate, theory: float, seeds: range) -> tuple[bool, float]:
    """Is the mean off at 0.001? And the bias that would be noticed with probability 0.999."""
    found = np.array([simulate(seed) for seed in seeds])
    error = found.std(ddof=1) / math.sqrt(len(found))
    t = (found.mean() - theory) / error
    noticed = (stats.norm.ppf(1 - ALPHA / 2) + stats.norm.ppf(1 - ALPHA)) * error / theory
    return abs(t) > stats.t.ppf(1 - ALPHA / 2, len(found) - 1), float(noticed)


def agrees(
    simulate: Simulate, theory: float, notices: float, replications: int = REPLICATIONS
) -> None:
    """The two-stage test; ``notices`` is the bias, as a share of the theory, that it would see."""
    off, noticed = deviates(simulate, theory, range(replications))
    assert noticed <= notices, f"would notice {noticed:.1%} only, not {notices:.1%}"
    if off:
        again, _ = deviates(simulate, theory, range(1000, 1000 + 4 * replications))
        assert not again, "the mean is off in two independent samples"


# -- formulas ------------------------------------------------------------------------


def erlang_c(load: float, servers: int) -> float:
    """Chance of waiting in M/M/c, by the recursion for Erlang B."""
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    rho = load / servers
    return blocked / (1 - rho * (1 - blocked))


def mmc_numbers(load: float, servers: int, size: int = 400) -> np.ndarray:
    """Chances of n in the system in M/M/c."""
    p = np.ones(size)
    for n in range(1, size):
        p[n] = p[n - 1] * load / min(n, servers)
    return p / p.sum()


# -- how worlds are made -------------------------------------------------------------


def poisson(luck: np.random.Generator, rate: float, size: int) -> np.ndarray:
    return np.floor(np.cumsum(luck.exponential(1 / rate, size))).astype(int)


def exponential(luck: np.random.Generator, size: int, mean: float = SERVICE) -> np.ndarray:
    return np.rint(luck.exponential(mean, size)).astype(int)


def waits(ledger: Ledger, activity: int, skip: int = 0) -> np.ndarray:
    t = ledger.tasks
    rows = np.flatnonzero(t.activity == activity)[skip:]
    assert (t.started[rows] >= 0).all()
    return t.started[rows] - t.asked[rows]


def two_classes(
    seed: int, people: int, services: tuple[Any, Any], rates: tuple[float, float], **urgent: Any
) -> Ledger:
    """Urgent and other tasks, Poisson, with the given draws of service; empty at the begin."""
    luck = np.random.default_rng(seed)
    total = sum(rates)
    asked = poisson(luck, total, 4000)
    soon = luck.random(4000) < rates[0] / total
    lengths = np.where(soon, services[0](luck, 4000), services[1](luck, 4000))
    kinds = {"soon": {"urgency": 1, **urgent}, "job": {"urgency": 5}}
    tasks = [
        ("soon" if s else "job", int(a), int(w))
        for s, a, w in zip(soon, asked, lengths, strict=True)
    ]
    return replay(prescribed(desk(people, kinds, horizon=LONG), tasks))


# -- the checks ----------------------------------------------------------------------


@cache  # asked for again by the check of the checks
def mm3_wait(seed: int) -> float:
    """Mean wait of 3,000 customers of M/M/3 at 60% load, begun in steady state."""
    generator = np.random.default_rng(seed)
    rate = 0.6 * 3 / SERVICE
    present = int(generator.choice(400, p=mmc_numbers(1.8, 3)))
    asked = np.concatenate((np.zeros(present, dtype=int), 1 + poisson(generator, rate, 3000)))
    tasks = [
        ("job", int(a), int(w))
        for a, w in zip(asked, exponential(generator, len(asked)), strict=True)
    ]
    return float(waits(replay(prescribed(desk(3, horizon=LONG), tasks)), 0, present).mean())


MM3 = erlang_c(1.8, 3) * SERVICE / (3 - 1.8)


def test_e1_a_pool_waits_as_erlang_says() -> None:
    """M/M/3: notices a bias of 20%, which is 40 s of 296."""
    agrees(mm3_wait, MM3, notices=0.20)


def test_the_checks_have_teeth() -> None:
    """A theory that is off by the stated bias is refused."""
    for wrong in (0.8, 1.25):
        with pytest.raises(AssertionError, match="two independent samples"):
            agrees(mm3_wait, MM3 * wrong, notices=0.5)


def test_e2_one_desk_waits_as_pollaczek_and_khinchine_say() -> None:
    """M/G/1 from the scenario's own arrivals and lognormal lengths: notices 20%.

    Wq = λE[S²]/(2(1-load)); half load, spread 1, 8 weeks of 504 calls, the first 100 left out.
    """
    company = desk(
        kinds={
            "call": {
                "lasts": {"family": "lognormal", "mean": "10 min", "spread": 1},
                "arises": {"inbound": {"rate": "3 per hour", "per": "role"}},
            }
        },
        horizon={"start": "2025-01-06", "weeks": 8},
    )

    def wait(seed: int) -> float:
        t = replay(draw(company, seed, 0)).tasks
        begun = np.flatnonzero(t.started >= 0)[100:]
        return float((t.started[begun] - t.asked[begun]).mean())

    second_moment = 600**2 * 2
    agrees(wait, (3 / 3600) * second_moment / (2 * (1 - 0.5)), notices=0.20)


@pytest.mark.parametrize(("activity", "notices"), [(0, 0.12), (1, 0.30)])
def test_e3_urgent_tasks_overtake_as_cobham_says(activity: int, notices: float) -> None:
    """M/M/2, two classes of one service law, no interruption; the first 300 left out.

    Wq_k = [C/(cμ)] / ((1-s_{k-1})(1-s_k)), s_k the load of classes 1 to k over c.
    """
    rates = (0.4 / SERVICE, 0.8 / SERVICE)
    base = erlang_c(1.2, 2) * SERVICE / 2
    s1, s2 = 0.2, 0.6
    theory = (base / (1 - s1), base / ((1 - s1) * (1 - s2)))[activity]

    def wait(seed: int) -> float:
        ledger = two_classes(seed, 2, (exponential, exponential), rates)
        return float(waits(ledger, activity, 300).mean())

    agrees(wait, theory, notices)


def lognormal(luck: np.random.Generator, size: int) -> np.ndarray:
    """Mean 900 s, spread 0.8."""
    variance = math.log1p(0.8**2)
    return np.rint(luck.lognormal(math.log(900) - variance / 2, math.sqrt(variance), size))


def short(luck: np.random.Generator, size: int) -> np.ndarray:
    return exponential(luck, size, 300)


@pytest.mark.parametrize(("activity", "notices"), [(0, 0.12), (1, 0.30)])
def test_e4_urgent_short_tasks_overtake_long_ones_as_cobham_says(
    activity: int, notices: float
) -> None:
    """M/G/1, two classes with service laws of their own; the first 300 left out.

    Wq_k = [ΣλE[S²]/2] / ((1-s_{k-1})(1-s_k)).
    """
    rates = (0.2 / 300, 0.4 / 900)
    residual = (rates[0] * 2 * 300**2 + rates[1] * 900**2 * (1 + 0.8**2)) / 2
    theory = (residual / 0.8, residual / (0.8 * 0.4))[activity]

    def wait(seed: int) -> float:
        return float(waits(two_classes(seed, 1, (short, lognormal), rates), activity, 300).mean())

    agrees(wait, theory, notices)


@pytest.mark.parametrize(("activity", "notices"), [(0, 0.12), (1, 0.30)])
def test_e5_interrupted_work_stays_as_long_as_theory_says(activity: int, notices: float) -> None:
    """M/M/1, preemptive resume: classes up to k are an M/M/1 by themselves.

    T_k = (L_k T(L_k) - L_{k-1} T(L_{k-1})) / λ_k with T(L) = 1/(μ-L).
    """
    first, second, mu = 0.25 / SERVICE, 0.30 / SERVICE, 1 / SERVICE
    alone = 1 / (mu - first)
    both = ((first + second) / (mu - first - second) - first * alone) / second
    theory = (alone, both)[activity]

    def stay(seed: int) -> float:
        ledger = two_classes(
            seed,
            1,
            (exponential, exponential),
            (first, second),
            interrupts=True,
            splittable=False,
        )
        t = ledger.tasks
        rows = np.flatnonzero(t.activity == activity)[300:]
        return float((t.finished[rows] - t.asked[rows]).mean())

    agrees(stay, theory, notices)


def finite_source(reps: int, desks: int, ratio: float) -> float:
    """Calls for help in a second: N sources, c servers, a = S/Z, any law of field time."""
    weights = []
    for n in range(reps + 1):
        ways = math.perm(reps, n) / (
            math.factorial(n) if n <= desks else math.factorial(desks) * desks ** (n - desks)
        )
        weights.append(ways * ratio**n)
    busy = np.array(weights) / sum(weights)
    field = SERVICE / ratio
    return float(sum((reps - n) * p for n, p in enumerate(busy)) / field)


def test_e6_reps_wait_for_coordinators_as_the_machine_repairman_says() -> None:
    """Six reps, two coordinators, lognormal field time, exponential help: notices 5%.

    Help given per second, in the second half of 150 rounds; the field time may have any law.
    """
    reps, desks, rounds, field = 6, 2, 150, 2 * SERVICE
    kinds = {"out": {"by": "rep"}, "help": {"by": "clerk"}}
    role = {"cost_per_hour": 1, "shift": ALWAYS}
    company = desk(
        kinds=kinds,
        roles={"clerk": {"people": desks, **role}, "rep": {"people": reps, **role}},
        horizon=LONG,
    )

    def help_per_second(seed: int) -> float:
        luck = np.random.default_rng(seed)
        variance = math.log1p(0.6**2)
        out = luck.lognormal(math.log(field) - variance / 2, math.sqrt(variance), (reps, rounds))
        helped = luck.exponential(SERVICE, (reps, rounds))
        tasks, person, parent = [], [], []
        for rep in range(reps):
            for turn in range(rounds):
                parent += [len(tasks) - 1 if turn else -1, len(tasks)]
                tasks += [("out", -1 if turn else 0, round(out[rep, turn]))]
                tasks += [("help", -1, round(helped[rep, turn]))]
                person += [desks + rep, -1]
        t = replay(prescribed(company, tasks, person=person, parent=parent)).tasks
        ends = np.sort(t.finished[t.activity == 1])
        begin = 20 * (field + SERVICE)
        end = min(t.finished[t.by == desks + rep].max() for rep in range(reps))
        return float(((ends > begin) & (ends <= end)).sum() / (end - begin))

    agrees(help_per_second, finite_source(reps, desks, SERVICE / field), notices=0.05)


def test_e7_selling_is_the_share_of_the_cycle_that_renewal_reward_says() -> None:
    """Drive, wait, visit, write up, with the real call plan; notices 2%.

    Share = E[visit] / E[cycle], whatever the laws; one rep, always a customer due, all a quarter
    of an hour apart. Idle time before midnight, when no visit fits any more, is in no cycle.
    """
    company = scenario(
        horizon={"start": "2025-01-06", "weeks": 4},
        travel={"speed": "50 km/h", "parking": "15 min"},
        roles={
            "rep": {
                "people": 1,
                "cost_per_hour": 1,
                "base": "home",
                "accounts": "own",
                "shift": ALWAYS,
            }
        },
        segments={
            "all": {
                "places": "x.csv",
                "coordinates": [(f"a{n}", 0, 0) for n in range(40)],
                "contact_every": {"visit": "12 h"},
                "opening": {"days": ALWAYS["days"]},
            }
        },
        activities={
            "visit": {
                "category": "selling",
                "by": "rep",
                "lasts": {"family": "lognormal", "mean": "36 min", "spread": 0.5},
                "splittable": False,
                "place": "account",
            },
            "report": {
                "category": "desk",
                "by": "rep",
                "lasts": {"family": "gamma", "mean": "12 min", "spread": 1},
                "urgency": 1,
                "arises": {"after": {"visit": 0.5}},
            },
        },
        call_plans={
            "visit": {
                "planned_share": 0,
                "waiting": {"family": "gamma", "mean": "8 min", "spread": 1},
            }
        },
    )

    def share(seed: int) -> float:
        e = replay(draw(company, seed, 0)).entries
        seconds = np.bincount(e.doing, weights=e.end - e.start, minlength=12)
        visit = (e.activity == 0) & (e.doing == WORK)
        cycle = seconds[WORK] + seconds[TRAVEL] + seconds[WAIT]
        return float((e.end - e.start)[visit].sum() / cycle)

    agrees(share, 36 / (15 + 8 + 36 + 6), notices=0.02, replications=30)
