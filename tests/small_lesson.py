"""A lesson small enough to know by heart, as the page of a lesson is handed it."""

from __future__ import annotations

from typing import Any

HOUR, DAY = 3600, 86400
YEARS = 10
MORNING = 8 * HOUR


def small_lesson(asks: str = "number") -> dict[str, Any]:
    """Two at a desk, an order that waits, one that is laid down, one that is handed over."""
    return {
        **_told(),
        **_grid(),
        "bet": _bet(asks),
        "names": _names(),
        "runs": [_run(0, "Today"), _run(4, "Twice the orders")],
        "piles": [0],
        "moments": [{"run": 1, "at": 11 * HOUR, "title": "It broke", "text": "Who waits?"}],
        "leftOut": [],
        "why": [
            {
                "title": "Why so long",
                "measure": 0,
                "from": 0,
                "to": 4,
                "start": 2.0,
                "end": 9.5,
                "steps": [
                    {"label": "More orders", "knob": None, "value": 9.0, "low": 8.0, "high": 10.5},
                    {
                        "label": "A second clerk",
                        "knob": None,
                        "value": -1.5,
                        "low": -2.0,
                        "high": -1.0,
                    },
                ],
            }
        ],
    }


def _told() -> dict[str, Any]:
    return {
        "format": 1,
        "name": "small",
        "language": "en",
        "version": "0",
        "weeks": 52,
        "title": "The hockey stick",
        "question": "How long does an order wait?",
        "brief": ["Two sit at a desk.", "Orders come in."],
        "rule": {
            "name": "Near full use waiting explodes",
            "asks": "Which rule is it?",
            "choices": [
                {"text": "Twice the work, twice the wait", "right": False, "because": "No, more."},
                {"text": "It bends", "right": True, "because": "Free time is what is lost."},
            ],
            "knee": "At 80%.",
            "trap": "They look idle.",
            "rule": "Plan for 80%.",
        },
        "debrief": [{"question": "Where does it bend?", "answer": "At four fifths."}],
        "notes": {
            "before": "Try the projector.",
            "timing": [{"minutes": 4, "step": "brief", "say": "Read it aloud."}],
            "mistakes": [{"says": "Work faster", "reply": "That moves the bend."}],
        },
        "source": {
            "world": "A desk",
            "weeks": "26 weeks",
            "seed": 1,
            "replications": YEARS,
            "claims": [{"text": "It bends", "holds": "yes"}],
        },
    }


def _grid() -> dict[str, Any]:
    """Six settings: three numbers of orders by two numbers of clerks; year r adds r tenths."""
    waits = [2.0, 1.0, 4.0, 1.5, 9.5, 2.5]
    busy = [31.0, 15.0, 62.0, 31.0, 93.0, 47.0]
    years = [[[mean - 0.45 + r / 10 for r in range(YEARS)] for mean in waits]]
    years.append([[mean] * YEARS for mean in busy])
    years[0][4][3] = None  # in one year it never came to that
    return {
        "replications": YEARS,
        "default": 0,
        "knobs": [
            _knob("orders", "Orders a day", [6, 12, 18]),
            _knob("people", "At the desk", [1, 2]),
        ],
        "measures": [
            {"key": "wait", "label": "An order waits", "unit": "h", "digits": 1, "wanted": "less"},
            {"key": "busy", "label": "The desk is busy", "unit": "%", "digits": 0, "wanted": ""},
        ],
        "values": years,
        "levels": [[[mean, mean - 1, mean + 1] for mean in means] for means in (waits, busy)],
        "grows": [[None] * len(waits), [None] * len(busy)],
        "compare": [{"from": 0, "to": 4, "differences": [[7.5, 7, 8], [62, 60, 64]]}],
    }


def growing(data: dict[str, Any]) -> dict[str, Any]:
    """The same with 12 orders a day that one clerk does not manage."""
    waits, busy = data["grows"]
    grown = "the queue grows by 6.0 tasks a week"
    return data | {"grows": [[*waits[:2], grown, *waits[3:]], busy]}


def _knob(name: str, label: str, values: list[int]) -> dict[str, Any]:
    labels = [str(value) for value in values]
    told = {"name": name, "label": label, "unit": "", "help": ""}
    return {**told, "values": values, "labels": labels, "default": 0}


def _bet(asks: str) -> dict[str, Any]:
    return {
        "asks": asks,
        "prompt": "How long with 18 orders a day?",
        "measure": 0,
        "point": 4,
        "from": 0,
        "number": {"min": 0, "max": 20, "step": 0.5},
        "choices": [
            {"text": "As long as today", "low": None, "high": 3},
            {"text": "Longer", "low": 3, "high": None},
        ],
        "knob": 0,
        "base": 0,
        "low": 0,
        "high": 20,
    }


def _names() -> dict[str, Any]:
    def named(*names: str) -> list[dict[str, str]]:
        return [{"name": name, "title": name.replace("_", " ")} for name in names]

    look = {"selling": False, "hatch": "", "ink": "white", "text": "white", "edge": "white"}
    return {
        "people": [
            {"name": "ann", "title": "Ann", "role": 0},
            {"name": "bob", "title": "Bob", "role": 0},
            {"name": "cyd", "title": "Cyd", "role": 1},
        ],
        "roles": named("desk", "reps"),
        "lines": [{"title": "desk", "isPool": False}],
        "activities": named("order", "visit"),
        "categories": [
            {"name": "orders", "title": "orders", "face": "#5b9fd0", **look},
            {"name": "travel", "title": "travel", "face": "#aab1b8", **look, "hatch": "////"},
            {"name": "break", "title": "break", "face": "#f0f0f0", **look},
        ],
        "doings": named("work", "travel", "break", "idle"),
        "states": named("waiting", "done", "automated"),
        "events": named("interrupted", "handed_over"),
        "absences": [{"name": "sickness", "title": "ill"}],
        "places": [{"title": "home"}, {"title": "shop"}],
        "parts": named("waits", "closed", "worked", "laid_down", "handed_over", "takes_over"),
    }


def _run(point: int, label: str) -> dict[str, Any]:
    """Monday and Tuesday, 08:00 to 17:00."""
    return {
        "point": point,
        "replication": 0,
        "week": 7,
        "label": label,
        "why": "a typical week",
        "begin": "2025-03-03",
        "days": 5,
        "open": [[MORNING, 17 * HOUR], [DAY + MORNING, DAY + 17 * HOUR]],
        "people": [0, 1, 2],
        "entries": _entries(),
        "tasks": _tasks(),
        "events": [[10 * HOUR, 0, 0, 11, -1], [10 * HOUR + 900, 1, 0, 12, 1]],
        "absences": [[1, DAY + MORNING, DAY + 17 * HOUR, 0]],
        "cases": [_case()],
        "map": {
            "places": [[0, 0], [30, 40]],
            "bases": [0, 0, 0],
            "customers": [[30, 40], [-20, 10]],
        },
    }


ENTRIES = [  # person, start, seconds, doing, category, activity, task, place
    (0, MORNING, 2 * HOUR, 0, 0, 0, 11, 0),
    (0, 10 * HOUR, 900, 0, 0, 0, 12, 0),
    (0, 12 * HOUR, HOUR, 2, 2, -1, -1, 0),
    (0, DAY + MORNING, HOUR, 0, 0, 0, 11, 0),
    (1, 10 * HOUR + 900, HOUR, 0, 0, 0, 12, 0),
    (2, MORNING, HOUR, 1, 1, -1, -1, 1),
    (2, 9 * HOUR, 2 * HOUR, 0, 0, 1, 14, 1),
]


def _entries() -> dict[str, list[int]]:
    keys = ("person", "start", "seconds", "doing", "category", "activity", "task", "place")
    return {key: [row[i] for row in ENTRIES] for i, key in enumerate(keys)}


TASKS = [  # task, activity, asked, available, started, finished, state
    (11, 0, MORNING - 2 * HOUR, MORNING - 2 * HOUR, MORNING, DAY + 9 * HOUR, 1),
    (12, 0, 9 * HOUR, 9 * HOUR, 10 * HOUR, 11 * HOUR + 900, 1),
    (13, 0, 9 * HOUR, 9 * HOUR, None, None, 0),
    (14, 1, MORNING, MORNING, 9 * HOUR, 11 * HOUR, 1),
]


def _tasks() -> dict[str, list[int | None]]:
    keys = ("task", "activity", "asked", "available", "started", "finished", "state")
    columns: dict[str, list[int | None]] = {
        key: [row[i] for row in TASKS] for i, key in enumerate(keys)
    }
    plain = {"line": 0, "due": None, "by": 0, "interrupted": 0, "hand_overs": 0, "in_place_of": -1}
    return columns | {key: [value] * len(TASKS) for key, value in plain.items()}


def _case() -> dict[str, Any]:
    """An order that waits two hours, is worked on for two, lies for 22, is worked on for one."""
    begin = MORNING - 2 * HOUR
    parts = [[begin, MORNING, 0, -1], [MORNING, 10 * HOUR, 2, 0]]
    parts += [[10 * HOUR, DAY + MORNING, 3, -1], [DAY + MORNING, DAY + 9 * HOUR, 2, 0]]
    return {
        "task": 11,
        "title": "order",
        "person": 0,
        "asked": begin,
        "finished": DAY + 9 * HOUR,
        "parts": parts,
        "sums": [2 * HOUR, 0, 3 * HOUR, 22 * HOUR, 0, 0],
    }
