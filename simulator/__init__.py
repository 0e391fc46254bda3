"""A discrete-event simulator of a sales force, for questions that begin with: what if?"""
