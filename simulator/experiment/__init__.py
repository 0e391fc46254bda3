"""Replications of scenarios: run, stored, compared."""
