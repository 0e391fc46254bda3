"""The schema of scenarios, as checked and frozen models."""
