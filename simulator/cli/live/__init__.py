"""A day as it passes, in the terminal."""
