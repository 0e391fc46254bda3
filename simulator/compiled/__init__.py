"""The compiled engine: the rules that SimPy follows, as machine code, for the same ledger."""

from simulator.compiled.engine import NEEDED, Missing, is_at_hand, is_kept, ready, replay, tally

__all__ = ["NEEDED", "Missing", "is_at_hand", "is_kept", "ready", "replay", "tally"]
