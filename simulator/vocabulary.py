"""The small numbers that stand for what people do, how tasks end and where they come from."""

NOT = -1  # "none" or "has not happened" in integer columns; empty in the tables that people see

# What a person is doing during an entry.
WORK, TRAVEL, WAIT, HAND_OVER, TAKE_OVER, SET_UP, RESUME, PAUSE = range(8)
IDLE, IDLE_NONE_DUE, IDLE_CLOSED, IDLE_OUT_OF_REACH = range(8, 12)
DOINGS = (
    "work",
    "travel",
    "wait",
    "hand_over",
    "take_over",
    "set_up",
    "resume",
    "break",
    "idle",
    "idle_none_due",
    "idle_closed",
    "idle_out_of_reach",
)

# How a task ended, if it did.
WAITING, DONE, AUTOMATED, NO_SHOW, MISSED = range(5)
STATES = ("waiting", "done", "automated", "no_show", "missed")

# Where a task came from.
ROUTINE, INBOUND, MEETING, CALL_PLAN, FOLLOW_UP, CONTRACT = range(6)
ORIGINS = ("routine", "inbound", "meeting", "call_plan", "follow_up", "contract")

# What a chance may respond to, in the order of the nouns.
WAIT_BEFORE, TURNAROUND, AGE, SINCE_CONTACT, CONTACTS = range(5)
GOODWILL, HAND_OVERS, SKILL, POTENTIAL, RIVALS = range(5, 10)

# Where an activity must be done.
ANYWHERE, AT_BASE, AT_HEADQUARTERS, AT_ACCOUNT = range(4)
PLACES = ("anywhere", "base", "headquarters", "account")
