"""The moves on piles that SimPy's engine leaves to Python's lists; they work on both."""

from __future__ import annotations

from simulator.engine.queues import TASK_MASK, IntColumn, IntList

SMALL = 24  # numbers that are put in order one by one
HALF = 0xFFFFFFFF
AHEAD = 12  # rows that are dealt with while memory delivers one


def heap_push(line: IntList, key: int) -> None:
    """Puts a key in its place in a line."""
    line.append(key)
    at = len(line) - 1
    while at > 0:
        above = (at - 1) >> 1
        if line[above] <= key:
            break
        line[at] = line[above]
        at = above
    line[at] = key


def heap_pop(line: IntList) -> int:
    """Takes the first key out of a line that is not empty."""
    first, last = line[0], line.pop()
    if len(line) > 0:
        sift_down(line, last, 0, len(line))
    return first


def sift_down(heap: IntList, key: int, at: int, size: int) -> None:
    """Puts a key where it belongs at or below a place in a heap of so many."""
    below = 2 * at + 1
    while below < size:
        if below + 1 < size and heap[below + 1] < heap[below]:
            below += 1
        if key <= heap[below]:
            break
        heap[at] = heap[below]
        at, below = below, 2 * below + 1
    heap[at] = key


def place_in(agenda: IntList, key: int) -> int:
    """How many keys of a sorted pile are smaller."""
    low, high = 0, len(agenda)
    while low < high:
        middle = (low + high) >> 1
        if agenda[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


def agenda_insert(agenda: IntList, key: int) -> None:
    """Enters a key in an agenda, which stays sorted."""
    place = place_in(agenda, key)
    agenda.append(key)
    at = len(agenda) - 1
    while at > place:
        agenda[at] = agenda[at - 1]
        at -= 1
    agenda[place] = key


def agenda_remove(agenda: IntList, key: int) -> None:
    """Takes a key out of an agenda that holds it."""
    last = len(agenda) - 1
    for at in range(place_in(agenda, key), last):
        agenda[at] = agenda[at + 1]
    agenda.pop()


def sort_ascending(pile: IntList) -> None:
    """Sorts numbers: a few one by one, many by a heap."""
    size = len(pile)
    if size <= SMALL:
        for number in range(1, size):
            key, at = pile[number], number
            while at > 0 and pile[at - 1] > key:
                pile[at] = pile[at - 1]
                at -= 1
            pile[at] = key
        return
    for at in range(size // 2 - 1, -1, -1):
        sift_down(pile, pile[at], at, size)
    for end in range(size - 1, 0, -1):  # the smallest goes last ...
        key = pile[end]
        pile[end] = pile[0]
        sift_down(pile, key, 0, end)
    for at in range(size // 2):  # ... so turn it round
        pile[at], pile[size - 1 - at] = pile[size - 1 - at], pile[at]


def sort_by_worth(keys: IntList, worth: IntColumn, account: IntColumn) -> None:
    """Puts the contacts of keys whose accounts are worth most first; the others stay in order.

    Merges runs of keys that are in order already into longer ones, in room behind the keys.
    """
    size = len(keys)
    for at in range(size):
        keys.append(keys[at])
    run = 1
    while run < size:
        for begin in range(0, size, 2 * run):
            merge(keys, begin, min(begin + run, size), min(begin + 2 * run, size), worth, account)
        for at in range(size):
            keys[at] = keys[size + at]
        run *= 2
    for _ in range(size):
        keys.pop()


def merge(
    keys: IntList, begin: int, middle: int, end: int, worth: IntColumn, account: IntColumn
) -> None:
    """Writes two runs side by side as one into the second half of the pile."""
    left, right, at = begin, middle, len(keys) // 2 + begin
    while left < middle or right < end:
        takes_left = right >= end or (
            left < middle
            and worth[account[keys[left] & TASK_MASK]] >= worth[account[keys[right] & TASK_MASK]]
        )
        if takes_left:
            keys[at] = keys[left]
            left += 1
        else:
            keys[at] = keys[right]
            right += 1
        at += 1


def prefetch(column: IntColumn, index: int) -> None:
    """Memory takes a hundred times longer than a sum: what is wanted soon may be asked for now.

    Nothing depends on it, and under Python nothing happens.
    """


def write_entry(
    log: IntList, person: int, doing: int, task: int, place: int, start: int, end: int
) -> None:
    """Writes one entry, two 32-bit numbers to a word."""
    log.append((person & HALF) | (doing << 32))
    log.append((task & HALF) | (place << 32))
    log.append((start & HALF) | (end << 32))
