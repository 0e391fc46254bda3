"""Months in which more comes in than in others, and what they ask of those who have time else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.analysis.capacity.load import loads_of, people_of
from simulator.analysis.capacity.network import LoadNetwork, network_of
from simulator.scenario.elementary import Numbers

SHORT = 14  # days that count: a month of fewer is none
Month = npt.NDArray[np.bool_]  # for each day of the horizon


class Peak(NamedTuple):
    """The busiest month of a role, by what comes in."""

    month: str  # 2025-05
    load: float  # before a single call is made


def peaks_of(network: LoadNetwork, within: tuple[date, date] | None = None) -> dict[str, Peak]:
    """The peak of each role that is ever there; none where what comes in is always as much.

    ``within``: from the first day until before the second.
    """
    peaks: dict[str, Peak] = {}
    for month, days in _busiest_months(network, within).items():
        held = network_of(network.scenario, network.calendar._replace(counted=days))
        loads = loads_of(held, people_of(network.scenario))
        for number, role in enumerate(network.scenario.roles):
            asked, present = float(loads.without_calls[0, number]), float(loads.present[0, number])
            if present > 0 and asked / present > peaks.get(role, Peak(month, -1.0)).load:
                peaks[role] = Peak(month, asked / present)
    return peaks


def _busiest_months(network: LoadNetwork, within: tuple[date, date] | None) -> dict[str, Month]:
    """The month of each kind of work in which most of it comes, of kinds that differ by month."""
    inbound = [each.arises.inbound for each in network.scenario.activities.values()]
    changing = [each for each in inbound if each is not None and each.changes]
    months = _months(network, within) if changing else {}
    busiest: dict[str, Month] = {}
    for each in changing if months else ():
        factors = each.day_factors(network.calendar.start, len(network.calendar.counted))
        most = max(months, key=lambda month: _mean(factors, months[month]))
        busiest[most] = months[most]
    return busiest


def _mean(factors: Numbers, days: Month) -> float:
    return float(factors[days].mean())


def _months(network: LoadNetwork, within: tuple[date, date] | None) -> dict[str, Month]:
    """The days that count, by month."""
    calendar = network.calendar
    days = [calendar.start + timedelta(days=day) for day in range(len(calendar.counted))]
    first, end = within or (days[0], days[-1] + timedelta(days=1))
    counted = calendar.counted & np.array([first <= day < end for day in days])
    names = np.array([f"{day:%Y-%m}" for day in days])
    each = {str(name): counted & (names == name) for name in dict.fromkeys(names)}
    return {name: some for name, some in each.items() if some.sum() >= SHORT}
