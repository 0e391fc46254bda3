"""The compiled engine: the rules that SimPy follows, as machine code, for the same ledger."""

from simulator.engine.compiled.engine import (
    NEEDED,
    EngineUnavailable,
    is_cached,
    is_installed,
    ready,
    replay,
    tally,
)

__all__ = ["NEEDED", "EngineUnavailable", "is_cached", "is_installed", "ready", "replay", "tally"]
