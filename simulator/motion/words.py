"""Every text on the page of a day in motion, in the language that is spoken."""

from __future__ import annotations

from simulator.language import say


def texts() -> dict[str, str]:
    """What the page says by itself; names in braces are filled in there."""
    return {**_controls(), **_instant(), **_stretch(), **_story(), **_found(), **_spans()}


def doings() -> dict[str, str]:
    """What people may be doing."""
    return {
        "work": say("at work"),
        "travel": say("on the way"),
        "wait": say("waits for the customer"),
        "hand_over": say("hands over"),
        "take_over": say("reads in"),
        "set_up": say("sets up"),
        "resume": say("gets back into it"),
        "break": say("lunch"),
        "idle": say("nothing to do"),
        "idle_none_due": say("no account due"),
        "idle_closed": say("no customer receives now"),
        "idle_out_of_reach": say("no account due within reach"),
    }


def origins() -> dict[str, str]:
    """Where tasks come from."""
    return {
        "routine": say("routine"),
        "inbound": say("asked from outside"),
        "meeting": say("meeting"),
        "call_plan": say("call plan"),
        "follow_up": say("follows on another task"),
        "contract": say("contract"),
    }


def states() -> dict[str, str]:
    """How tasks end."""
    return {
        "waiting": say("not finished at the end"),
        "done": say("done"),
        "automated": say("done by nobody"),
        "no_show": say("customer not there"),
        "missed": say("missed"),
    }


def _controls() -> dict[str, str]:
    return {
        "play": say("Play"),
        "pause": say("Pause"),
        "speed": say("Speed"),
        "real": say("real time"),
        "minute": say("1 min a second"),
        "ten_minutes": say("10 min a second"),
        "day_slowly": say("a day in 60 s"),
        "day": say("a day in 20 s"),
        "day_quickly": say("a day in 5 s"),
        "clock": say("Clock"),
        "show": say("Show"),
        "whole": say("All"),
        "one_day": say("Day"),
        "one_hour": say("Hour"),
        "closer": say("Closer"),
        "farther": say("Farther"),
        "taller": say("Taller lanes"),
        "find": say("Find a person, an account or a deal"),
        "clear": say("Clear"),
        "today": say("Today"),
        "what_if": say("What if"),
        "no_script": say("This page needs a browser that runs its script."),
        "filter": say(
            "Press to show only this. The numbers: people at it now, scenario by scenario"
        ),
        "keys": say("Keys"),
    }


def keys() -> list[tuple[str, str]]:
    """What the keys do."""
    return [
        ("Space", say("play or pause")),
        ("← →", say("five minutes back or on; with Shift an hour")),
        ("Home End", say("to the first or the last minute")),
        ("+ −", say("closer or farther")),
        ("/", say("find")),
        (
            "Tab",
            say("to the lanes; there the arrows go from stretch to stretch and person to person"),
        ),
        ("Enter", say("in the lanes: the story of the task")),
        ("Esc", say("clear what was found")),
    ]


def _instant() -> dict[str, str]:
    return {
        "so_far": say("selling so far"),
        "nobody_yet": say("nobody there yet"),
        "waiting": say("{count} waiting"),
        "selling_so_far": say("Selling so far"),
        "summary": say("{clock}. {parts}"),
        "summary_arm": say("{scenario}: {selling} of {people} {role} sell; waiting: {queues}."),
        "queue": say("{role} {count}"),
    }


def _stretch() -> dict[str, str]:
    return {
        "person": say("Person"),
        "category": say("Category"),
        "account": say("Account"),
        "deal": say("Deal"),
        "place": say("Place"),
        "asked": say("Asked"),
        "waited": say("Waited"),
        "started": say("Begun"),
        "finished": say("Finished"),
        "interrupted": say("Interrupted"),
        "handed_over": say("Handed over"),
        "came_from": say("Came from"),
        "follows": say("What follows"),
        "times": say("{count} ×"),
        "cut": say("interrupted here"),
        "unfinished": say("not finished in these weeks"),
        "told": say("{person}, {from} to {to}: {what}"),
        "told_account": say("{person}, {from} to {to}: {what}, for {account}"),
    }


def _story() -> dict[str, str]:
    return {
        "story": say("Story of the task"),
        "asked_for": say("asked for"),
        "is_available": say("lies ready for {role}"),
        "is_due": say("should be finished"),
        "is_finished": say("finished: {state}"),
        "is_asked_after": say("{activity} follows"),
    }


def _found() -> dict[str, str]:
    return {
        "found": say("Stretches of {name}: {count}"),
        "nothing": say("Nothing is called “{name}” in these days"),
        "deal_name": say("deal {number}"),
        "task_name": say("{activity}, task {number}"),
        "days": say("Days"),
        "every_day": say("all days"),
        "when": say("When"),
        "what": say("What"),
        "for_whom": say("For"),
        "who": say("Who"),
        "go_to": say("Go to {clock}"),
        "no_rows": say("No stretch in these days"),
        "no_wait": say("not at all"),
    }


def _spans() -> dict[str, str]:
    return {
        "seconds": say("{count} s"),
        "minutes": say("{count} min"),
        "hours": say("{hours} h {minutes} min"),
        "days_hours": say("{days} d {hours} h"),
    }
