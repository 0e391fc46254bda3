"""Every text on the page of a day in motion, in the language that is spoken."""

from __future__ import annotations

from simulator.i18n import gettext


def texts() -> dict[str, str]:
    """What the page says by itself; names in braces are filled in there."""
    return {
        **_controls(),
        **_instant(),
        **_stretch(),
        **_story(),
        **_found(),
        **spans(),
        **joints(),
    }


def doings() -> dict[str, str]:
    """What people may be doing."""
    return {
        "work": gettext("at work"),
        "travel": gettext("on the way"),
        "wait": gettext("waits for the customer"),
        "hand_over": gettext("hands over"),
        "take_over": gettext("reads in"),
        "set_up": gettext("sets up"),
        "resume": gettext("gets back into it"),
        "break": gettext("lunch"),
        "idle": gettext("nothing to do"),
        "idle_none_due": gettext("no account due"),
        "idle_closed": gettext("no customer receives long enough now"),
        "idle_out_of_reach": gettext("no account due within reach"),
    }


def origins() -> dict[str, str]:
    """Where tasks come from."""
    return {
        "routine": gettext("routine"),
        "inbound": gettext("asked from outside"),
        "meeting": gettext("meeting"),
        "call_plan": gettext("call plan"),
        "follow_up": gettext("follows on another task"),
        "contract": gettext("contract"),
        "then": gettext("chosen after another task"),
        "join": gettext("several others are finished"),
    }


def states() -> dict[str, str]:
    """How tasks end."""
    return {
        "waiting": gettext("not finished at the end"),
        "done": gettext("done"),
        "automated": gettext("done by nobody"),
        "no_show": gettext("customer not there"),
        "missed": gettext("missed"),
        "lapsed": gettext("lapsed"),
    }


def _controls() -> dict[str, str]:
    return {
        "play": gettext("Play"),
        "pause": gettext("Pause"),
        "speed": gettext("Speed"),
        "real": gettext("real time"),
        "minute": gettext("1 min a second"),
        "ten_minutes": gettext("10 min a second"),
        "day_slowly": gettext("a day in 60 s"),
        "day": gettext("a day in 20 s"),
        "day_quickly": gettext("a day in 5 s"),
        "clock": gettext("Clock"),
        "show": gettext("Show"),
        "whole": gettext("All"),
        "one_day": gettext("Day"),
        "one_hour": gettext("Hour"),
        "closer": gettext("Closer"),
        "farther": gettext("Farther"),
        "taller": gettext("Taller lanes"),
        "projector": gettext("Letters for a projector"),
        "mark_away": gettext("Away"),
        "times_so_far": gettext("{counts} so far"),
        "people_now": gettext("People at it now:"),
        "people_now_both": gettext("People at it now, today · what if:"),
        "mark_interrupted": gettext("Interrupted"),
        "mark_handed_over": gettext("Handed over"),
        "find": gettext("Find a person, an account or a deal"),
        "clear": gettext("Clear"),
        "today": gettext("Today"),
        "what_if": gettext("What if"),
        "no_script": gettext("This page needs a browser that runs its script."),
        "filter": gettext(
            "Press to show only this. The numbers: people at it now, scenario by scenario"
        ),
        "keys": gettext("Keys"),
        "land": gettext("Map"),
        "land_key": gettext(
            "Rings are on the way, dark discs sell, grey ones do other work; whom you find or point"
            " at has a name and the ways of the day"
        ),
        "prospects": gettext("Squares that are hollow are prospects, no customers"),
        "land_told": gettext("{driving} on the way, {selling} selling, {others} at other work"),
    }


def keys() -> list[tuple[str, str]]:
    """What the keys do."""
    return [
        ("Space", gettext("play or pause, but where one writes or chooses")),
        ("← →", gettext("five minutes back or on; with Shift an hour")),
        ("Home End", gettext("to the first or the last minute")),
        ("+ −", gettext("closer or farther in time")),
        ("/", gettext("find")),
        ("P", gettext("letters for a projector")),
        (
            "Tab",
            gettext(
                "to the lanes; there the arrows go from stretch to stretch and person to person"
            ),
        ),
        ("Enter", gettext("press a button; in the lanes: the story of the task")),
        ("Esc", gettext("clear what was found")),
    ]


def _instant() -> dict[str, str]:
    return {
        "so_far": gettext("selling so far"),
        "nobody_yet": gettext("nobody there yet"),
        "tasks_for": gettext("Tasks for {role}"),
        "comma": gettext(","),
        "waiting": gettext("{count} waiting"),
        "oldest": gettext("oldest {age}"),
        "selling_so_far": gettext("Selling so far"),
        "summary": gettext("{clock}. {parts}"),
        "summary_arm": gettext(
            "{scenario}: {selling} of {people} {role} sell; tasks waiting: {queues}."
        ),
        "queue": gettext("{count} for {role}"),
    }


def _stretch() -> dict[str, str]:
    return {
        "person": gettext("Person"),
        "category": gettext("Category"),
        "account": gettext("Account"),
        "deal": gettext("Deal"),
        "place": gettext("Place"),
        "with": gettext("With"),
        "in_place_of": gettext("In place of"),
        "asked": gettext("Asked"),
        "waited": gettext("Waited"),
        "started": gettext("Begun"),
        "finished": gettext("Finished"),
        "interrupted": gettext("Interrupted"),
        "handed_over": gettext("Handed over"),
        "came_from": gettext("Came from"),
        "follows": gettext("What follows"),
        "times": gettext("{count} ×"),
        "cut": gettext("interrupted here"),
        "unfinished": gettext("not finished in these weeks"),
        "told": gettext("{person}, {from} to {to}: {what}"),
        "waits_customer": gettext("waits for the customer"),
        "waits_in_vain": gettext("waits for the customer, in vain"),
        "waits_others": gettext("waits for the others"),
        "waits_time": gettext("waits until it is time"),
        "stayed": gettext("Night before, away at"),
        "told_account": gettext("{person}, {from} to {to}: {what}, for {account}"),
    }


def _story() -> dict[str, str]:
    return {
        "story": gettext("Story of the task"),
        "asked_for": gettext("asked for"),
        "is_available": gettext("lies ready for {role}"),
        "is_due": gettext("should be finished"),
        "is_finished": gettext("finished: {state}"),
        "is_asked_after": gettext("{activity} follows"),
    }


def _found() -> dict[str, str]:
    return {
        "found": gettext("Stretches of {name}: {count}"),
        "nothing": gettext("Nothing is called “{name}” in these days"),
        "deal_name": gettext("deal {number}"),
        "task_name": gettext("{activity}, task {number}"),
        "days": gettext("Days"),
        "every_day": gettext("all days"),
        "when": gettext("When"),
        "what": gettext("What"),
        "for_whom": gettext("For"),
        "who": gettext("Who"),
        "go_to": gettext("Go to {clock}"),
        "no_rows": gettext("No stretch in these days"),
        "no_wait": gettext("not at all"),
    }


def joints() -> dict[str, str]:
    """How words are put together."""
    return {
        "and_then": gettext(", "),
        "in_brackets": gettext("{label} ({unit})"),
        "date_time": gettext("{date}, {time}"),
    }


def spans() -> dict[str, str]:
    """How long something takes."""
    return {
        "seconds": gettext("{count} s"),
        "minutes": gettext("{count} min"),
        "whole_hours": gettext("{count} h"),
        "hours": gettext("{hours} h {minutes} min"),
        "days_hours": gettext("{days} d {hours} h"),
    }
