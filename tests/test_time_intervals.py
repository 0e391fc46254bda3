import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.ledger.ledger import Column
from simulator.ledger.time_intervals import covered, union

stretches = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 20), st.integers(0, 6)))


def columns(rows: list[tuple[int, int, int]]) -> tuple[Column, Column, Column]:
    """Line, start and end of rows of line, start and length, in order."""
    line, start, length = np.array(sorted(rows), dtype=np.int64).reshape(-1, 3).T
    return line, start, start + length


@given(stretches, stretches)
def test_what_a_union_covers_is_counted_second_by_second(
    laid: list[tuple[int, int, int]], asked: list[tuple[int, int, int]]
) -> None:
    seconds = {(line, s) for line, start, length in laid for s in range(start, start + length)}
    line, start, end = columns(asked)
    expected = [
        sum((at, s) in seconds for s in range(a, b))
        for at, a, b in zip(line.tolist(), start.tolist(), end.tolist(), strict=True)
    ]
    assert covered(union(*columns(laid)), line, start, end).tolist() == expected


def test_stretches_that_touch_become_one() -> None:
    line, start, end = np.zeros(3, dtype=np.int64), np.array([0, 5, 9]), np.array([5, 7, 10])
    found = union(line, start, end)
    assert (found.start.tolist(), found.end.tolist()) == ([0, 9], [7, 10])
