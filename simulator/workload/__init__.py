"""Everything random in a replication, drawn before the clock starts."""
