"""Results show themselves: in a notebook, as a tidy data frame, as a chart.

What a result looks like is decided in ``simulator.output``, a layer above; it is looked up by name
when somebody asks, so that nothing below imports it.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from simulator.experiment.statistics import Interval

if TYPE_CHECKING:
    import polars as pl
    from matplotlib.axes import Axes

PRESENTATION = "simulator.output.presentation"
Result = TypeVar("Result", bound="Presentable")


class SummaryRow(NamedTuple):
    """One answer of a result: a mean with its interval, NaN where it is not known."""

    scenario: str | None  # None where the answer is not about one
    measure: str
    interval: Interval
    unit: str
    verdict: str | None = None  # such as "up", "cannot tell"; None where nothing is judged
    further: tuple[Any, ...] = ()  # what else the type says of an answer, by its columns


class Presentable(ABC):
    """A result that shows itself."""

    __slots__ = ()

    @abstractmethod
    def _summary_rows(self) -> Iterable[SummaryRow]:
        """What the result says, one row for each answer."""

    def _further_columns(self) -> Mapping[str, type | None]:
        """What rows say behind the columns of all summaries; None: of whatever type values are."""
        return {}

    def summary(self) -> pl.DataFrame:
        """What the result says, as a tidy data frame with one row for each answer.

        Returns:
            The columns ``scenario``, ``measure``, ``mean``, ``low``, ``high`` (the ends of the
            interval), ``unit`` and ``verdict``; then those that a kind of result needs to tell its
            answers apart, such as ``month`` or ``role``. Null is what never happened, is exact
            (and has no interval) or is not judged. ``.to_pandas()`` works where pandas is
            installed.

        Example:
            >>> import simulator
            >>> busy = simulator.capacity("north").summary()
            >>> busy.columns
            ['scenario', 'measure', 'mean', 'low', 'high', 'unit', 'verdict', 'role']
        """
        return _framed(self._summary_rows(), self._further_columns())

    def plot(self, name: str | None = None) -> Axes:
        """The chart of the result.

        Args:
            name: Which one, where there are several; the first if not given.

        Returns:
            Matplotlib's axes; ``.figure.savefig(path)`` writes it.

        Raises:
            UsageError: If there is no chart of that name; it says which there are.

        Example:
            >>> import simulator
            >>> axes = simulator.capacity("north").plot()
            >>> axes.figure.savefig("busy.svg")  # doctest: +SKIP
        """
        axes: Axes = _present("plot", self, name)
        return axes

    def as_json(self) -> dict[str, Any]:
        """All that the result holds, ready for JSON.

        Returns:
            What its command prints with ``--json``, where there are several results its own entry;
            null for what never happened or is not known.

        Example:
            >>> import simulator
            >>> list(simulator.capacity("north").as_json()["scenarios"])
            ['north']
        """
        values: dict[str, Any] = _present("record", self)
        return values

    def __repr__(self) -> str:
        """The finding in a line or two."""
        return str(_present("text", self))

    def _repr_html_(self) -> str:
        """What a notebook shows: the finding and its tables."""
        return str(_present("html", [self]))


class Headlined(Presentable):
    """A run or a comparison, which one sentence says."""

    __slots__ = ()

    @property
    def headline(self) -> str:
        """What somebody would repeat of it: the first watched measure, and who bears it.

        Returns:
            One sentence in the language that is spoken.
        """
        return str(_present("headline", self))


class Results(tuple[Result, ...]):
    """Results of one analysis, one for each measure asked for; a tuple that shows itself."""

    __slots__ = ()

    def summary(self) -> pl.DataFrame:
        """The summaries of all results, one below the other.

        Returns:
            As the summary of each; of sweeps and others with several measures, all of them.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> support = {"roles.sales_support.people": [1, 2]}
            >>> swept = simulator.sweep(short, support, ["cost", "selling share"], 2, jobs=1)
            >>> swept.summary()["measure"].to_list()[1:3]
            ['cost_per_week', 'direct_selling_share']
        """
        import polars as pl

        return pl.concat([each.summary() for each in self], how="vertical_relaxed")

    def plot(self, name: str | None = None) -> Axes:
        """The chart of the first result.

        Args:
            name: Which one, where there are several; the first if not given.

        Returns:
            Matplotlib's axes.

        Raises:
            UsageError: If there is no chart of that name.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> support = {"roles.sales_support.people": [1, 2]}
            >>> axes = simulator.sweep(short, support, "cost", 2, jobs=1).plot()
            >>> axes.figure.savefig("swept.svg")  # doctest: +SKIP
        """
        return self[0].plot(name)

    def __repr__(self) -> str:
        """The findings, one below the other."""
        return "\n".join(map(repr, self))

    def _repr_html_(self) -> str:
        """What a notebook shows of all of them."""
        return str(_present("html", self))


def exactly(value: float) -> Interval:
    """A number that is no estimate, and so has no interval."""
    return Interval(value, math.nan, math.nan, 1)


def _framed(rows: Iterable[SummaryRow], further: Mapping[str, type | None]) -> pl.DataFrame:
    """Answers as a data frame, with the same columns however many there are; NaN becomes null."""
    import polars as pl

    schema = {
        **dict.fromkeys(("scenario", "measure"), str),
        **dict.fromkeys(("mean", "low", "high"), float),
        **dict.fromkeys(("unit", "verdict"), str),
        **further,
    }
    cells = [
        (row.scenario, row.measure, *row.interval[:3], row.unit, row.verdict, *row.further)
        for row in rows
    ]
    frame = pl.DataFrame(cells, schema=schema, orient="row", strict=False)
    return frame.with_columns(pl.selectors.float().fill_nan(None))


def _present(function: str, *arguments: Sequence[Any] | Any) -> Any:
    return getattr(import_module(PRESENTATION), function)(*arguments)
