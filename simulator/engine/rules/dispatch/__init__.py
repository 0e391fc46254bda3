"""Who does what next: tasks, calls, visits on request, joint work."""
