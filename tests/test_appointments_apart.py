"""Appointments held against a small engine of their own, to the second on one path."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import pytest
from test_requests import REQUEST, about, company
from worlds import prescribed

from simulator.engine.simpy_engine import replay
from simulator.measures.invariants import check_invariants
from simulator.model.codes import IN_VAIN, KEPT, MOVED_ON
from simulator.scenario.units import DAY, HOUR, MINUTE

OPENS, CLOSES = 9 * HOUR, 17 * HOUR  # the shift; accounts receive all day
MEAN, VAIN = HOUR, 20 * MINUTE
HOME, NEAR, FAR = 0, 10 * MINUTE, 60 * MINUTE  # on one road, by the time it takes from home
WEEKS = 12


class Job(NamedTuple):
    asked: int
    place: int
    seconds: int
    lead: int
    fates: tuple[int, ...]


@dataclass
class Apart:
    """Somebody who does nothing but go to appointments, and customers who ask for them."""

    jobs: list[Job]
    calendar: list[tuple[int, int]] = field(default_factory=list)  # begin and job, in order
    begun: dict[int, int] = field(default_factory=dict)
    tried: dict[int, int] = field(default_factory=dict)
    place: int = HOME
    goal: int = HOME  # of the way that he is on, else where he is
    doing: str = "off"
    until: int = OPENS

    def run(self) -> list[int]:
        asks = [(job.asked, number) for number, job in enumerate(self.jobs)]
        heapq.heapify(asks)
        end = WEEKS * 7 * DAY
        while min(self.until, asks[0][0] if asks else end) < end:
            now = min(self.until, asks[0][0] if asks else end)
            again = self.finish(now) if self.until == now else []
            while asks and asks[0][0] == now:
                again.append(heapq.heappop(asks)[1])
            for number in sorted(again):
                self.book(number, now)
        return [self.begun.get(number, -1) for number in range(len(self.jobs))]

    def finish(self, now: int) -> list[int]:
        """What he was at is over; the job that has to be booked again, if there is one."""
        before, again = self.doing, []
        self.place = self.goal
        if before in ("home", "off"):
            self.doing = "idle" if before == "off" else "off"
            self.until = now if before == "off" else shift_after(now)
            return self.finish(now) if self.until == now else []
        if before == "there":
            number = self.calendar[0][1]
            if self.fate(number) == IN_VAIN:
                self.doing, self.until = "vain", now + VAIN
            else:
                self.begun[number] = now
                self.doing, self.until = "work", now + self.jobs[number].seconds
            return []
        if before in ("work", "vain"):
            number = self.calendar.pop(0)[1]
            if before == "vain":
                self.tried[number] += 1
                again = [number]
        self.decide(now)
        return again

    def decide(self, now: int) -> None:
        while self.calendar and now >= self.leave():
            begin, number = self.calendar[0]
            if self.fate(number) == MOVED_ON:
                self.calendar.pop(0)
                self.tried[number] += 1
                self.doing = "idle"
                self.book(number, now)
                continue
            self.goal = self.jobs[number].place
            arrives = now + way(self.place, self.goal)
            self.doing, self.until = "there", max(arrives, begin)
            return
        home = now // DAY * DAY + CLOSES - way(self.place, HOME)
        if now >= home:
            self.goal, self.doing = HOME, "home"
            self.until = now + way(self.place, HOME)
            if self.place == HOME:
                self.doing, self.until = "off", shift_after(now)
            return
        self.doing = "idle"
        self.until = min(home, self.leave()) if self.calendar else home

    def leave(self) -> int:
        begin, number = self.calendar[0]
        return begin - way(self.place, self.jobs[number].place)

    def fate(self, number: int) -> int:
        fates, tried = self.jobs[number].fates, self.tried.setdefault(number, 0)
        return fates[tried] if tried < len(fates) else KEPT

    def book(self, number: int, now: int) -> None:
        job = self.jobs[number]
        for day in range(now // DAY, WEEKS * 7):
            time = self.on_day(job, day, now)
            if time is not None:
                self.calendar.append((time, number))
                self.calendar.sort()
                if self.doing == "idle":
                    self.until = max(now, min(self.until, self.leave()))
                return

    def on_day(self, job: Job, day: int, now: int) -> int | None:
        free, place = day * DAY + OPENS, HOME
        if day % 7 > 4:
            return None
        if now // DAY == day and self.doing != "off":
            free, place = self.free_at(now), self.goal
        time = max(now + job.lead, free + way(place, job.place))
        last = day * DAY + CLOSES - MEAN - way(job.place, HOME)
        changed = True
        while changed and time <= last:
            changed = False
            for begin, other in self.calendar:
                apart = way(self.jobs[other].place, job.place)
                if begin < time + MEAN + apart and time < begin + MEAN + apart:
                    time, changed = begin + MEAN + apart, True
        return time if time <= last else None

    def free_at(self, now: int) -> int:
        if self.doing == "idle":
            return now
        return self.until if self.doing == "home" else max(now, self.calendar[0][0] + MEAN)


def way(a: int, b: int) -> int:
    return abs(a - b)


def shift_after(now: int) -> int:
    day = (now - OPENS) // DAY + 1
    while day % 7 > 4:
        day += 1
    return day * DAY + OPENS


@pytest.mark.few(3)
@pytest.mark.parametrize("seed", range(6))
def test_appointments_are_those_of_an_engine_written_apart(seed: int) -> None:
    rng = np.random.default_rng(seed)
    jobs = [
        Job(
            asked=int(rng.integers(0, (WEEKS - 3) * 7 * DAY)),
            place=int(rng.choice([NEAR, FAR])),
            seconds=int(rng.integers(10 * MINUTE, 110 * MINUTE)),
            lead=int(rng.integers(0, 6 * DAY)),
            fates=tuple(rng.choice([KEPT, MOVED_ON, IN_VAIN], size=3).tolist()),
        )
        for _ in range(120)
    ]
    jobs.sort()
    kinds = {"repair": {**REQUEST, "appointment": {"lead": "1 d", "no_show_wait": "20 min"}}}
    open_all_day = {"opening": {"days": ALL_DAYS, "from": "00:00", "to": "24:00"}}
    world = company(kinds, segment=open_all_day, horizon={"start": "2025-01-06", "weeks": WEEKS})
    workload = prescribed(world, [("repair", job.asked, job.seconds) for job in jobs])
    workload = about(workload, [int(job.place == FAR) for job in jobs])
    drawn = {
        "lead": np.array([job.lead for job in jobs]),
        "fate": np.array([sum(f << 2 * n for n, f in enumerate(job.fates)) for job in jobs]),
    }
    ledger = replay(replace(workload, tasks=workload.tasks._replace(**drawn)))
    check_invariants(ledger)
    assert ledger.tasks.started.tolist() == Apart(jobs).run()
    assert (ledger.tasks.started >= 0).mean() > 0.7  # the others wait at the end


ALL_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
