"""Moves of a what-if as people write them."""

from __future__ import annotations

import re

from simulator.i18n import gettext, translatable
from simulator.output.wording import key_words, people_of, person_of, words
from simulator.scenario.moves import BY_WORD, DAYS
from simulator.scenario.verbs import VERBS

MANY = 4  # moves that are one, from which on not all are named
_PLACED = re.compile(r"(?P<what>.+?)(?: on (?P<day>\d{4}-\d\d-\d\d))?(?: in (?P<file>\S+))?")
_LEAVING = re.compile(r"hire -(?P<count>\d+) (?P<role>[^\s=]+)")
# What words of scenario files are called where only those who read the file would know them.
_SPOKEN = {
    "shift": translatable("working hours"),
    "present": translatable("share of its days"),
    "tour": translatable("nights away"),
    "desk": translatable("where the desk stands"),
    "base": translatable("where the day begins"),
    "members": translatable("people by name"),
    "lasts": translatable("time taken"),
    "arises": translatable("how often it arises"),
    "by": translatable("who does it"),
    "moved": translatable("who does it"),
    "order": translatable("which call first"),
    "with": translatable("who joins in"),
    "contact_every": translatable("rhythm of contact"),
}


def move_words(name: str) -> str:
    """A move as people write it: its verb, if it is one, and what it is done to.

    >>> move_words("reassign order_entry + hire.support")
    'reassign order entry + hire: support'
    >>> move_words("roles.rep.shift on 2025-03-31")
    'rep: working hours on 2025-03-31'
    """
    parts = name.split(" + ")
    shown = [_one_move(part) for part in (parts[: MANY - 1] if len(parts) > MANY else parts)]
    if len(shown) < len(parts):
        shown.append(gettext("{count} more", count=len(parts) - len(shown)))
    return " + ".join(shown)


def _one_move(name: str) -> str:
    match = _PLACED.fullmatch(name)
    assert match is not None, "some letters"
    what = _what(match["what"])
    if match["day"]:
        what = gettext("{move} on {day}", move=what, day=match["day"])
    return gettext("{move} in {file}", move=what, file=match["file"]) if match["file"] else what


def _what(name: str) -> str:
    """A move without its day and its file."""
    verb, _, of = name.partition(" ")
    if leaving := _LEAVING.fullmatch(name):
        return _leave(int(leaving["count"]), leaving["role"])
    if verb in VERBS:
        return gettext("{verb} {what}", verb=gettext(verb), what=words(of))
    if name == DAYS:
        return gettext("days and costs of changes")
    path, _, level = name.partition("=")
    kind, _, rest = path.partition(".")
    entry, _, word = rest.partition(".")
    if kind not in BY_WORD or not word:
        return words(name)
    field = gettext(_SPOKEN[word]) if word in _SPOKEN else key_words(word.removeprefix("absence."))
    text = gettext("{entry}: {word}", entry=words(entry), word=field)
    return f"{text}={level}" if level else text


def _leave(count: int, role: str) -> str:
    if count == 1:
        return gettext("one {who} leaves", who=person_of(role))
    return gettext("{count} {who} leave", count=count, who=people_of(role))
