"""How many random examples a law is tried on: all of them, or a fortieth in a quick run."""

from __future__ import annotations

from hypothesis import HealthCheck, settings


def examples(count: int) -> settings:
    """The same examples in each run, without a limit of time for one of them."""
    quick = settings.get_current_profile_name() == "quick"
    return settings(
        max_examples=max(3, count // 40) if quick else count,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
