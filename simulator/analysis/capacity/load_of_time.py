"""What is asked of some time over what it has: of a few people, or of some hours of the week."""

from __future__ import annotations

import math
from dataclasses import dataclass

TOO_BUSY = 0.95  # of the time present, from which on queues become long


@dataclass(frozen=True, kw_only=True)
class LoadOfTime:
    """The least that is asked of some time, and how much of it there is; minutes a week."""

    asked: float
    present: float

    @property
    def usable(self) -> float:
        """Minutes of the time present that such work can use.

        Returns:
            All of them, if nothing else is known.
        """
        return self.present

    @property
    def load(self) -> float:
        """The least that is asked over what can be given.

        Returns:
            1 for as much as there is time for; infinite where nobody is ever there.
        """
        return self.asked / self.usable if self.usable > 0 else math.inf

    @property
    def is_overloaded(self) -> bool:
        """Whether so much is asked that such work is bound to wait.

        Returns:
            As for the role as a whole.
        """
        return self.load > TOO_BUSY
