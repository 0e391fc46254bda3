"""How far a computation has come, over all of its batches of replications."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]  # replications finished, replications wanted


class BatchProgress:
    """Progress over several batches, reported as one count.

    Each batch begins again at those of its replications that are stored. ``expected`` is how many
    replications all batches together will want, as far as that is known beforehand; what a batch
    wants beyond it is added.

    >>> reports = []
    >>> report = BatchProgress(lambda *counts: reports.append(counts), expected=5)
    >>> for batch in (2, 4):
    ...     for finished in range(1, batch + 1):
    ...         report(finished, batch)
    >>> reports
    [(1, 5), (2, 5), (3, 6), (4, 6), (5, 6), (6, 6)]
    """

    def __init__(self, report: Progress | None, expected: int = 0) -> None:
        self._report = report
        self._expected = expected
        self._before = 0  # replications of batches that are finished

    def expect(self, more: int) -> None:
        """From now on at least so many replications are still to come, as far as is known."""
        self._expected = self._before + more

    def __call__(self, finished: int, wanted: int) -> None:
        """Reports a batch's progress as that of all."""
        if self._report is not None:
            total = max(self._expected, self._before + wanted)
            self._report(self._before + finished, total)
        if finished == wanted:
            self._before += wanted
