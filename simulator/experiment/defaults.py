"""Defaults of experiments, which the command line shows before anything else is loaded."""

REPLICATIONS = 10  # of a run or a comparison
