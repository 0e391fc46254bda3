"""Finished replications and results on disk."""
