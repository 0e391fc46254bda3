"""The registry of analyses: what each is called, what it answers, and where it is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field, dataclass
from importlib import import_module
from typing import Any, ClassVar, Protocol


class AnalysisResult(Protocol):
    """What every result of an analysis can do; it is a frozen dataclass of plain values."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def as_json(self) -> dict[str, Any]:
        """The result for JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One analysis. Its function and its result type are imported when somebody asks for them."""

    name: str  # on the command line, and the kind of a stored result
    purpose: str  # in one sentence
    module: str  # in which both are found, below ``simulator.analysis``
    function_name: str
    result_name: str

    @property
    def function(self) -> Callable[..., Any]:
        """The function that carries it out: one result or a list of them."""
        function: Callable[..., Any] = self._attribute(self.function_name)
        return function

    @property
    def result_type(self) -> type[AnalysisResult]:
        """The type of each of its results."""
        result_type: type[AnalysisResult] = self._attribute(self.result_name)
        return result_type

    def _attribute(self, name: str) -> Any:
        return getattr(import_module(f"simulator.analysis.{self.module}"), name)


_ANALYSES = (
    Analysis(
        name="explain",
        purpose="Say which moves of a what-if bring how much: one bar for each, summing to the"
        " difference.",
        module="shapley",
        function_name="explain",
        result_name="Explanation",
    ),
    Analysis(
        name="sweep",
        purpose="Move values of a scenario through lists or ranges, and say what follows.",
        module="sweep",
        function_name="sweep",
        result_name="SweepResult",
    ),
    Analysis(
        name="sensitivity",
        purpose="Say which assumptions move the answer, from the ranges beside values in the"
        " scenario.",
        module="sensitivity",
        function_name="sensitivity",
        result_name="Sensitivity",
    ),
    Analysis(
        name="optimise",
        purpose="Find the cheapest moves and hires of a what-if that reach a goal and keep its"
        " guards.",
        module="optimise",
        function_name="optimise",
        result_name="Optimum",
    ),
    Analysis(
        name="stress",
        purpose="Say how often plans reach a goal whatever befalls them, and which is regretted"
        " least.",
        module="robustness",
        function_name="stress",
        result_name="StressTest",
    ),
    Analysis(
        name="study",
        purpose="Say how many random observations or diary days tell one selling share from"
        " another.",
        module="time_study",
        function_name="study",
        result_name="Study",
    ),
    Analysis(
        name="warm-up",
        purpose="Judge by MSER-5 whether a scenario's warm-up is long enough, and draw it.",
        module="warmup",
        function_name="warm_up",
        result_name="WarmUp",
    ),
)
ANALYSES = {analysis.name: analysis for analysis in _ANALYSES}


def analysis_of(result: AnalysisResult) -> Analysis:
    """The analysis that a result comes from."""
    return next(
        analysis for analysis in ANALYSES.values() if isinstance(result, analysis.result_type)
    )
