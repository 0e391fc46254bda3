"""A scenario as columns of numbers."""
