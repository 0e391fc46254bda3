"""A task until somebody takes it in hand, in whose line it stands, and what follows."""
