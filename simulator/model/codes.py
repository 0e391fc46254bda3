"""Every code in an integer column, and every constant of the model, once."""

from simulator.scenario.units import DAY as DAY  # seconds, as YEAR
from simulator.scenario.units import MILLION as MILLION
from simulator.scenario.units import YEAR as YEAR

NEVER = 1 << 62  # later than any time, packed with a person or not
EVERY_DAY = 127  # one bit for each weekday
IN_SESSIONS = 128  # a bit beside them: only at some times of these days

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
DOING_COUNT = len(DOINGS)
NO_URGENCY = 99  # of what is no task: less urgent than any

# Steps: what a person is at, in finer detail than what is written down.
#
#     OFF ---shift or evening begins---> DECIDING ---it ends---> [GOING_HOME --> DECIDING] --> OFF
#
# In between each activity ends in DECIDING, unless its next step follows at once:
#
#     DECIDING --> IDLING*                                      nothing to do, and why
#              --> RESTING                                      lunch
#              --> GIVING                                       writing a hand-over
#              --> [TRAVELLING -->] WORKING                     a task
#              --> [GOING_TO_MEETING -->] IN_MEETING
#              --> [GOING_TO_JOIN -->] GATHERING --> [STANDING_BY -->] WORKING_TOGETHER
#              --> [PREPARING -->] [DRIVING -->] WAITING_THERE --> CALLING
#                                                              \-> DECIDING, if nobody shows up
#
# TRAVELLING ends in DECIDING, too, when there is no time left for the work, and GOING_TO_MEETING
# when the meeting is over. An offer cuts IDLING* short, a more urgent task WORKING: what follows
# then begins at once. GATHERING ends at the time agreed on, or when the last one comes; whoever is
# last begins for all. STANDING_BY waits for the customer: DECIDING, if nobody shows up.
#
# Of several reasons against calls, people idle for the one with the largest number.
OFF, DECIDING, RESTING, IDLING, IDLING_NONE_DUE, IDLING_CLOSED, IDLING_OUT_OF_REACH = range(7)
GOING_HOME, TRAVELLING, GIVING, WORKING = range(7, 11)
GOING_TO_MEETING, IN_MEETING, PREPARING, DRIVING, WAITING_THERE, CALLING = range(11, 17)
GOING_TO_JOIN, GATHERING, STANDING_BY, WORKING_TOGETHER = range(17, 21)
STEP_COUNT = 21

# What is written down of each step.
DOING_OF_STEP = (
    *(NOT, NOT, PAUSE, IDLE, IDLE_NONE_DUE, IDLE_CLOSED, IDLE_OUT_OF_REACH),
    *(TRAVEL, TRAVEL, HAND_OVER, WORK),
    *(TRAVEL, WORK, WORK, TRAVEL, WAIT, WORK),
    *(TRAVEL, WAIT, WAIT, WORK),
)


def _is_one_of(codes: tuple[int, ...], count: int) -> tuple[bool, ...]:
    """A predicate as a table, which both engines look up faster than they call a function."""
    return tuple(code in codes for code in range(count))


# Predicates of a doing, and of a step.
IS_IDLE_DOING = _is_one_of((IDLE, IDLE_NONE_DUE, IDLE_CLOSED, IDLE_OUT_OF_REACH), DOING_COUNT)
IS_IDLE = _is_one_of((IDLING, IDLING_NONE_DUE, IDLING_CLOSED, IDLING_OUT_OF_REACH), STEP_COUNT)
HAS_NO_ENTRY = _is_one_of((OFF, DECIDING), STEP_COUNT)
HAS_ENTRY_IF_IT_LASTS = tuple(
    idle or step in (RESTING, GATHERING) for step, idle in enumerate(IS_IDLE)
)
IS_ON_THE_WAY = _is_one_of(
    (GOING_HOME, TRAVELLING, GOING_TO_MEETING, DRIVING, GOING_TO_JOIN), STEP_COUNT
)
IS_CALL_STEP = _is_one_of((PREPARING, DRIVING, WAITING_THERE, CALLING), STEP_COUNT)
IS_JOINT_STEP = _is_one_of((GOING_TO_JOIN, GATHERING, STANDING_BY, WORKING_TOGETHER), STEP_COUNT)

# Phases of a task: whose it is.
#
#     OWN ---> AT_GIVER ---> AT_TAKER ---> RETURNED    handed over; the case may come back
#      |                        |
#      +------------------------+--------> OVERFLOWED  waited too long, goes to another role
#
# A hand-over that takes no time skips AT_GIVER.
OWN, AT_GIVER, AT_TAKER, RETURNED, OVERFLOWED = range(5)
IS_BEFORE_HAND_OVER = (True, True, False, False, False)  # of a phase: its first owner has it

# Of a stretch of presence, as bits: no shift; of who has left by then.
EVENING, EXPECTED = 1, 2

# What becomes of a time agreed on with a customer: two bits each, of one number.
KEPT, MOVED_ON, IN_VAIN = range(3)
MAX_BOOKINGS = 15  # whose fate is drawn; those after them are kept

# How a task is routed.
BY_OWNER, MOVES, NEEDS_NOBODY = range(3)

# Who learns an activity that a change has given to others: those who take cases over, or all.
MOVED, GIVEN_AWAY = 1, 2

# What a reminder is for.
BEGIN_PHASE, ARRIVE, RELEASE, OVERFLOW, RANK, ABSENCE, SUCCEED, MARKET, LAPSE, LATE = range(10)
RESIGN = 10

# Whose figures a look at records compares, apart from those of all.
BY_PERSON, BY_SEGMENT = 1, 2

# What happens in an absence, in the order in which it does if all at one instant.
IS_BACK, GOES, IS_COVERED = range(3)

# What happens to a business of a market: it closes, perhaps with another in its place; it opens;
# its contract ends.
CLOSES, IS_REPLACED, OPENS, CONTRACT_ENDS = range(4)
EVENT_BITS = 2

# How an account stands, as bits of whom an activity serves.
GONE, CUSTOMER, PROSPECT = range(3)
STANDINGS = ("gone", "customer", "prospect")
SERVES = ("customers", "prospects", "all")  # in the order of CUSTOMER, PROSPECT and both

# What has changed in how an account stands.
IS_LOST, HAS_CLOSED, HAS_OPENED, IS_WON, IS_WON_BACK = range(5)
CHANGE_BITS = 3
CHANGES = ("lost", "closed", "opened", "won", "won_back")

# No phase of a scenario is so late.
NO_PHASE = 1 << 30

# How far a person is away.
HERE, UNCOVERED, COVERED = range(3)

# Where a task stood from a moment on, and why; the first also of what never lay elsewhere.
AT_FIRST, AT_DEPUTY, BACK_AT_OWNER, AT_OVERFLOW = range(4)

# How a task ended, if it did.
WAITING, DONE, AUTOMATED, NO_SHOW, MISSED, LAPSED = range(6)
STATES = ("waiting", "done", "automated", "no_show", "missed", "lapsed")

ONLY_IF_FREE = 2  # of no-shows: nobody is there, unless the call was planned in the morning

# Where a task came from, in the order of the registry of triggers (``scenario.schema.triggers``).
ROUTINE, INBOUND, MEETING, CALL_PLAN, FOLLOW_UP, CONTRACT, THEN, JOIN = range(8)

# What a probability may respond to, in the order of the schema.
WAIT_BEFORE, TURNAROUND, AGE, SINCE_CONTACT, CONTACTS = range(5)
GOODWILL, HAND_OVERS, SKILL, POTENTIAL, RIVALS, FORMER_CUSTOMER = range(5, 11)

# Who is credited with a sale, in the order of the schema.
SPLIT, DOUBLE, OVERLAY = range(3)

# Where an activity must be done. People and roles have a queue for each.
ANYWHERE, AT_BASE, AT_HEADQUARTERS, AT_ACCOUNT, AT_DESK = range(5)
PLACES = ("anywhere", "base", "headquarters", "account", "desk")
QUEUES = len(PLACES)

HEADQUARTERS = 0  # number of the first place
ANY_WAY = 1 << 40  # seconds: people drive home, however long it takes
