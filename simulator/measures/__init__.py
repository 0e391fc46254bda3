"""Numbers from a ledger, and the invariants that it must keep."""
