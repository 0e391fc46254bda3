"""The compiled engine: the rules that SimPy follows, as machine code, for the same ledger."""

from simulator.engine.compiled.engine import NEEDED, is_cached, is_installed, ready, replay, tally

__all__ = ["NEEDED", "is_cached", "is_installed", "ready", "replay", "tally"]
