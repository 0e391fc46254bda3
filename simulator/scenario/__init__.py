"""What a planner decides: files, what-ifs and their checks."""
