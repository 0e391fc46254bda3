"""The scenarios' claims held against what the model gives, with their mechanism and without."""

from __future__ import annotations

from simulator.analysis.claims.cases import ClaimCase, cases_of_file, cases_read, files_with_claims
from simulator.analysis.claims.judgement import (
    ClaimResult,
    Grounds,
    GuardResult,
    Held,
    Verdict,
    grounds_of,
    held,
    miss_of,
    needs_no_effect,
)
from simulator.analysis.claims.runs import check_all_claims, check_claims

__all__ = (
    "ClaimCase",
    "ClaimResult",
    "Grounds",
    "GuardResult",
    "Held",
    "Verdict",
    "cases_of_file",
    "cases_read",
    "check_all_claims",
    "check_claims",
    "files_with_claims",
    "grounds_of",
    "held",
    "miss_of",
    "needs_no_effect",
)
