"""A discrete-event simulator of a sales force: what if somebody else did the paperwork?"""
