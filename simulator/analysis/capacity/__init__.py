"""The load model: what is asked of each role and what it can give, from a scenario's expectations.

Nothing is drawn and nothing replayed. ``presence`` says who is there, ``demand`` what arises and
what follows on it, ``travel`` how far it is, ``network`` what a task comes to for each role, and
``load`` what all that comes to for any head-counts.
"""
