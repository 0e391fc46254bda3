"""How many observations or diary days does it take to tell one selling share from another?

Two ways of measuring a real company before and after a change are planned, and tried on simulated
days. *Work sampling* looks at people at random moments and notes whether they are selling (Barnes
1957; Niebel & Freivalds 2014, ch. 14). A *diary* records a person's day in full. Days of one person
are alike, moments of one day even more so: what that costs follows from how shares vary between
people, days and moments. ``formulas`` says how large a study must be, ``days`` takes the days of
simulated people, ``trial`` draws studies from them, and ``study`` puts both side by side.
"""

from __future__ import annotations

from simulator.analysis.time_study.ask import ask
from simulator.analysis.time_study.formulas import A_DAY, HALF_WIDTH, POWER, Spread, Terms
from simulator.analysis.time_study.result import Curve, CurvePoint, Design, Study
from simulator.analysis.time_study.study import study, study_of_shares

__all__ = [
    "A_DAY",
    "HALF_WIDTH",
    "POWER",
    "Curve",
    "CurvePoint",
    "Design",
    "Spread",
    "Study",
    "Terms",
    "ask",
    "study",
    "study_of_shares",
]
