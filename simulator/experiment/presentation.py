"""Results show themselves: in a notebook, as a tidy data frame, as a chart.

What a result looks like is decided in ``simulator.output``, a layer above; it is looked up by name
when somebody asks, so that nothing below imports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    import polars as pl
    from matplotlib.axes import Axes

PRESENTATION = "simulator.output.presentation"
Result = TypeVar("Result", bound="Presentable")


class SummaryRow(NamedTuple):
    """One row of a summary: a mean with its interval, NaN where it is not known."""

    scenario: str
    measure: str
    mean: float
    low: float
    high: float
    unit: str
    verdict: str | None  # such as "up", "cannot tell", "grows"; None where nothing is compared


class Presentable:
    """A result that shows itself."""

    __slots__ = ()

    def summary(self) -> pl.DataFrame:
        """What the result says, as a tidy data frame.

        Returns:
            One row for each scenario (or move, value, plan) and measure; the columns ``scenario``,
            ``measure``, ``mean``, ``low``, ``high`` (the ends of the interval), ``unit`` and
            ``verdict`` for runs, comparisons and bridges, the columns of its main table for others.
            What never happened is null. ``.to_pandas()`` works where pandas is installed.
        """
        frame: pl.DataFrame = _present("summary", self)
        return frame

    def plot(self, name: str | None = None) -> Axes:
        """The chart of the result.

        Args:
            name: Which one, where there are several; the first if not given.

        Returns:
            Matplotlib's axes; ``.figure.savefig(path)`` writes it.

        Raises:
            UsageError: If there is no chart of that name; it says which there are.
        """
        axes: Axes = _present("plot", self, name)
        return axes

    def as_json(self) -> dict[str, Any]:
        """All that the result holds, ready for JSON.

        Returns:
            What its command prints with ``--json``, where there are several results its own entry;
            null for what never happened or is not known.
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
            As ``Presentable.summary``.
        """
        import polars as pl

        return pl.concat([each.summary() for each in self], how="diagonal")

    def plot(self, name: str | None = None) -> Axes:
        """The chart of the first result.

        Args:
            name: Which one, where there are several; the first if not given.

        Returns:
            Matplotlib's axes.

        Raises:
            UsageError: If there is no chart of that name.
        """
        return self[0].plot(name)

    def __repr__(self) -> str:
        """The findings, one below the other."""
        return "\n".join(map(repr, self))

    def _repr_html_(self) -> str:
        """What a notebook shows of all of them."""
        return str(_present("html", self))


def summary_frame(rows: Iterable[SummaryRow]) -> pl.DataFrame:
    """Rows of a summary as a data frame; NaN becomes null."""
    import polars as pl

    schema = {
        **dict.fromkeys(("scenario", "measure"), pl.String),
        **dict.fromkeys(("mean", "low", "high"), pl.Float64),
        **dict.fromkeys(("unit", "verdict"), pl.String),
    }
    return pl.DataFrame(list(rows), schema=schema, orient="row").fill_nan(None)


def _present(function: str, *arguments: Sequence[Any] | Any) -> Any:
    return getattr(import_module(PRESENTATION), function)(*arguments)
