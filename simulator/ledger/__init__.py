"""What happened in a replication."""
