"""Every code in an integer column, and every constant of the model, once."""

MILLION = 1_000_000
DAY = 86_400  # seconds
YEAR = 365 * DAY
EVERY_DAY = 127  # one bit for each weekday

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

# Activity steps: what a person is at, in finer detail than what is written down.
#
#     OFF -> DECIDING -> IDLING*                      nothing to do
#                     -> RESTING                      lunch
#                     -> GIVING                       writing a hand-over
#                     -> [TRAVELLING ->] WORKING      a task in hand
#                     -> [GOING_TO_MEETING ->] MEETING
#                     -> [PREPARING ->] [DRIVING ->] WAITING_THERE [-> CALLING]
#                     -> GOING_HOME -> DECIDING -> OFF
OFF, DECIDING, RESTING, IDLING, IDLING_NONE_DUE, IDLING_CLOSED, IDLING_OUT_OF_REACH = range(7)
GOING_HOME, TRAVELLING, GIVING, WORKING = range(7, 11)
GOING_TO_MEETING, IN_MEETING, PREPARING, DRIVING, WAITING_THERE, CALLING = range(11, 17)

# What is written down of each step.
DOING_OF_STEP = (
    *(NOT, NOT, PAUSE, IDLE, IDLE_NONE_DUE, IDLE_CLOSED, IDLE_OUT_OF_REACH),
    *(TRAVEL, TRAVEL, HAND_OVER, WORK),
    *(TRAVEL, WORK, WORK, TRAVEL, WAIT, WORK),
)

# Phases of a task's case.
#
#     OWN -> AT_GIVER -> AT_TAKER -> RETURNED    hand-over, and the case that comes back
#     OWN, AT_TAKER -> OVERFLOWED                waited too long, taken over by another role
OWN, AT_GIVER, AT_TAKER, RETURNED, OVERFLOWED = range(5)

# How a case is routed.
BY_OWNER, MOVES, NEEDS_NOBODY = range(3)

# What an engine is asked to come back for.
ARRIVE, RELEASE, OVERFLOW, RANK = range(4)

# How a task ended, if it did.
WAITING, DONE, AUTOMATED, NO_SHOW, MISSED = range(5)
STATES = ("waiting", "done", "automated", "no_show", "missed")

# Where a task came from, in the order of the registry of triggers (``scenario.schema.triggers``).
ROUTINE, INBOUND, MEETING, CALL_PLAN, FOLLOW_UP, CONTRACT = range(6)

# What a chance may respond to, in the order of the nouns.
WAIT_BEFORE, TURNAROUND, AGE, SINCE_CONTACT, CONTACTS = range(5)
GOODWILL, HAND_OVERS, SKILL, POTENTIAL, RIVALS = range(5, 10)

# Where an activity must be done.
ANYWHERE, AT_BASE, AT_HEADQUARTERS, AT_ACCOUNT = range(4)
PLACES = ("anywhere", "base", "headquarters", "account")

HEADQUARTERS = 0  # number of the first place
