"""Heaps, sorted lists and the log for compiled code: what under SimPy Python's lists do."""

from __future__ import annotations

from simulator.engine.queues import TASK_MASK, IntColumn, IntList

SMALL = 24  # up to so many numbers are sorted by insertion
AHEAD = 12  # rows by which a prefetch is ahead

# A word of the log holds two 32-bit numbers, an entry has three words.
HALF_BITS = 32
HALF = (1 << HALF_BITS) - 1
ENTRY_WORDS = 3
PERSON_AND_DOING, TASK_AND_PLACE, START_AND_END = range(ENTRY_WORDS)


def heap_push(heap: IntList, key: int) -> None:
    """Adds a key to a heap."""
    heap.append(key)
    row = len(heap) - 1
    while row > 0:
        above = (row - 1) >> 1
        if heap[above] <= key:
            break
        heap[row] = heap[above]
        row = above
    heap[row] = key


def heap_pop(heap: IntList) -> int:
    """Removes the smallest key of a heap that is not empty."""
    first, last = heap[0], heap.pop()
    if len(heap) > 0:
        sift_down(heap, last, 0, len(heap))
    return first


def sift_down(heap: IntList, key: int, row: int, size: int) -> None:
    """Restores the order of a heap of so many, at or below a row."""
    below = 2 * row + 1
    while below < size:
        if below + 1 < size and heap[below + 1] < heap[below]:
            below += 1
        if key <= heap[below]:
            break
        heap[row] = heap[below]
        row, below = below, 2 * below + 1
    heap[row] = key


def place_in(agenda: IntList, key: int) -> int:
    """How many keys of a sorted list are smaller."""
    low, high = 0, len(agenda)
    while low < high:
        middle = (low + high) >> 1
        if agenda[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


def agenda_insert(agenda: IntList, key: int) -> None:
    """Inserts a key into an agenda, which stays sorted."""
    place = place_in(agenda, key)
    agenda.append(key)
    behind = len(agenda) - 1 - place
    if behind > 0:
        shift(agenda, place, place + 1, behind)
    agenda[place] = key


def agenda_remove(agenda: IntList, key: int) -> None:
    """Removes a key from an agenda that holds it."""
    place = place_in(agenda, key)
    behind = len(agenda) - 1 - place
    if behind > 0:
        shift(agenda, place + 1, place, behind)
    agenda.pop()


def agenda_insert_all(agenda: IntList, keys: IntList) -> None:
    """Inserts keys that are in order into an agenda: the largest first, into room at its end."""
    row, left = len(agenda) - 1, len(keys)
    for index in range(len(keys)):
        agenda.append(keys[index])
    while left > 0:
        if row >= 0 and agenda[row] > keys[left - 1]:
            agenda[row + left] = agenda[row]
            row -= 1
        else:
            left -= 1
            agenda[row + left + 1] = keys[left]


def agenda_remove_all(agenda: IntList, keys: IntList) -> None:
    """Removes keys that are in order from an agenda that holds them; the others close up."""
    kept = place_in(agenda, keys[0])
    gone = 0
    for row in range(kept, len(agenda)):
        if gone < len(keys) and agenda[row] == keys[gone]:
            gone += 1
        else:
            agenda[kept] = agenda[row]
            kept += 1
    while len(agenda) > kept:
        agenda.pop()


def sort_ascending(numbers: IntList) -> None:
    """Sorts numbers: a few by insertion, many by heapsort."""
    size = len(numbers)
    if size <= SMALL:
        for number in range(1, size):
            key, row = numbers[number], number
            while row > 0 and numbers[row - 1] > key:
                numbers[row] = numbers[row - 1]
                row -= 1
            numbers[row] = key
        return
    for row in range(size // 2 - 1, -1, -1):
        sift_down(numbers, numbers[row], row, size)
    for end in range(size - 1, 0, -1):  # the smallest goes last ...
        key = numbers[end]
        numbers[end] = numbers[0]
        sift_down(numbers, key, 0, end)
    for row in range(size // 2):  # ... so reverse them
        numbers[row], numbers[size - 1 - row] = numbers[size - 1 - row], numbers[row]


def sort_by_worth(keys: IntList, worth: IntColumn, account: IntColumn) -> None:
    """Puts the contacts of keys whose accounts are worth most first; the others stay in order.

    Merges runs of keys that are in order already into longer ones, in space behind the keys.
    """
    size = len(keys)
    for row in range(size):
        keys.append(keys[row])
    run = 1
    while run < size:
        for begin in range(0, size, 2 * run):
            merge(keys, begin, min(begin + run, size), min(begin + 2 * run, size), worth, account)
        for row in range(size):
            keys[row] = keys[size + row]
        run *= 2
    for _ in range(size):
        keys.pop()


def merge(
    keys: IntList, begin: int, middle: int, end: int, worth: IntColumn, account: IntColumn
) -> None:
    """Writes two runs side by side as one into the second half of the list."""
    left, right, row = begin, middle, len(keys) // 2 + begin
    while left < middle or right < end:
        takes_left = right >= end or (
            left < middle
            and worth[account[keys[left] & TASK_MASK]] >= worth[account[keys[right] & TASK_MASK]]
        )
        if takes_left:
            keys[row] = keys[left]
            left += 1
        else:
            keys[row] = keys[right]
            right += 1
        row += 1


def shift(items: IntList, row: int, goal: int, count: int) -> None:
    """Moves so many numbers of a list from a row to another; in compiled code all at once."""
    moved = [items[row + number] for number in range(count)]
    for number in range(count):
        items[goal + number] = moved[number]


def prefetch(column: IntColumn, index: int) -> None:
    """Has the processor load a number into its cache, since it is read soon; a hint, no more.

    Compiled code has the instruction in its place; under Python nothing happens.
    """


def write_entry(
    log: IntList, person: int, doing: int, task: int, place: int, start: int, end: int
) -> None:
    """Writes one entry to the log."""
    log.append((person & HALF) | (doing << HALF_BITS))
    log.append((task & HALF) | (place << HALF_BITS))
    log.append((start & HALF) | (end << HALF_BITS))
