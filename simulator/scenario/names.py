"""What places are called, in files and in results."""

from __future__ import annotations

OFFICE = "headquarters"
HOME = "home of "


def same_place(name: str) -> str:
    """A name whatever its capitals and blanks; a home is called by its person's name alone.

    >>> same_place(" Ann  LEE"), same_place("Home of Ann Lee")
    ('ann lee', 'ann lee')
    """
    return " ".join(name.casefold().split()).removeprefix(HOME)
