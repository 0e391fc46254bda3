"""The registry of analyses: what each is called, what it asks and answers, where it is found.

An analysis is one module in ``simulator.analysis``, one of the same name in
``simulator.output.content`` that makes a document of its result, and one entry here. Its command,
its JSON (the document's ``record``), its stored answer, its report, its workbook, its pictures in
the gallery and its page in the reference follow from these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field, dataclass
from enum import Enum
from importlib import import_module
from typing import Any, ClassVar, Protocol


class AnalysisResult(Protocol):
    """What every result of an analysis can do; it is a frozen dataclass of plain values."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


class ParameterRole(Enum):
    """What the words given for a parameter are."""

    SCENARIO = "scenario"  # a name or path, or several: what the answer is about
    VALUE = "value"
    NEW_FILE = "new file"  # to be written besides; the answer does not depend on it


class Missing(Enum):
    """The default of a parameter that must be given."""

    REQUIRED = "required"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One argument or option of the command of an analysis, and keyword of its ``ask``."""

    name: str
    type: Any
    default: Any = Missing.REQUIRED
    help: str | None = None
    metavar: str | None = None
    flags: tuple[str, ...] = ()  # if they do not follow from the name
    minimum: float | None = None
    maximum: float | None = None
    is_argument: bool = False
    hidden: bool = False  # taken, to be refused in words, but not shown
    role: ParameterRole = ParameterRole.VALUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One analysis. What belongs to it is imported when somebody asks for it.

    ``ask`` of its module takes the words of the command and answers them: its keywords are the
    parameters and, if it simulates, ``replications`` and those of a run. ``leave``, if it has one,
    puts more files beside the answer.
    """

    name: str  # on the command line, and the kind of a stored result
    purpose: str  # in one sentence
    module: str  # below ``simulator.analysis``, and below ``simulator.output.content``
    function_name: str
    result_name: str
    example: str  # what follows ``simulator`` on the command line
    parameters: tuple[Parameter, ...]
    details: str = ""  # more that its help says
    replications: int = 10  # unless said otherwise
    listed_as: str = ""  # in JSON: of what there may be several; else it is one object
    simulates: bool = True  # or reads scenarios alone: then nothing is said of how to run
    searches: bool = False  # so that how many replications it takes is known at its end only
    paired: bool = True  # are its intervals of differences with common random numbers?
    leaves_files: bool = False
    sample: str = ""  # for the gallery: a line that makes one result

    @property
    def function(self) -> Callable[..., Any]:
        """The function that carries it out: one result or a list of them."""
        function: Callable[..., Any] = self.attribute(self.function_name)
        return function

    @property
    def result_type(self) -> type[AnalysisResult]:
        """The type of each of its results."""
        result_type: type[AnalysisResult] = self.attribute(self.result_name)
        return result_type

    def attribute(self, name: str) -> Any:
        """Something of its module."""
        return getattr(import_module(f"simulator.analysis.{self.module}"), name)


# -- parameters that several analyses have ---------------------------------------------------------

SCENARIO = Parameter(
    name="name",
    type=str,
    metavar="SCENARIO",
    help="Name or path of a scenario.",
    is_argument=True,
    role=ParameterRole.SCENARIO,
)
MEASURES = Parameter(
    name="measure",
    type=list[str] | None,
    default=None,
    flags=("--measure", "-m"),
    help="What to look at; the first measure watched if not said; may be several.",
)
CONFIDENCE = Parameter(
    name="confidence",
    type=float,
    default=0.95,
    minimum=0.5,
    maximum=0.9999,
    help="How often intervals hold what they promise.",
)

# -- the analyses ----------------------------------------------------------------------------------

_EXPLAIN = Analysis(
    name="explain",
    purpose="Say which moves of a what-if bring how much: one bar for each, summing to the"
    " difference.",
    module="shapley",
    function_name="explain",
    result_name="Explanation",
    example="explain support-takes-paperwork",
    parameters=(
        SCENARIO,
        Parameter(
            name="base",
            type=str | None,
            default=None,
            help="Where the bridge begins; its parent if not said.",
            role=ParameterRole.SCENARIO,
        ),
        MEASURES,
        Parameter(
            name="exact_up_to",
            type=int,
            default=8,
            minimum=1,
            maximum=12,
            help="Moves up to which all choices are replayed.",
        ),
        CONFIDENCE,
    ),
    listed_as="bridges",
)
_SWEEP = Analysis(
    name="sweep",
    purpose="Move values of a scenario through lists or ranges, and say what follows.",
    module="sweep",
    function_name="sweep",
    result_name="SweepResult",
    example="sweep baseline --set roles.sales_support.people=6..12:2",
    parameters=(
        SCENARIO,
        Parameter(
            name="values",
            type=list[str],
            flags=("--set", "-s"),
            metavar="PATH=VALUES",
            help="A value by its path, and a list (a, b) or a range (8..16:2); may be several.",
        ),
        MEASURES,
        CONFIDENCE,
    ),
    listed_as="sweeps",
)
_SENSITIVITY = Analysis(
    name="sensitivity",
    purpose="Say which assumptions move the answer, from the ranges beside values in the scenario.",
    module="sensitivity",
    function_name="sensitivity",
    result_name="Sensitivity",
    example="sensitivity baseline support-takes-paperwork",
    parameters=(
        SCENARIO,
        Parameter(
            name="other",
            type=str | None,
            default=None,
            metavar="OTHER",
            help="Name or path: ask about the difference from SCENARIO to it.",
            is_argument=True,
            role=ParameterRole.SCENARIO,
        ),
        MEASURES,
        Parameter(
            name="goal",
            type=str | None,
            default=None,
            metavar="MEASURE>=AMOUNT",
            help="What shall be reached, such as 'direct_selling_share >= 22%'.",
        ),
        Parameter(
            name="trajectories",
            type=int,
            default=4,
            minimum=2,
            help="Walks of the screening, each through all assumptions.",
        ),
        Parameter(
            name="few",
            type=int,
            default=4,
            minimum=0,
            help="Assumptions, at most, that share out the variance.",
        ),
        Parameter(
            name="samples",
            type=int | None,
            default=None,
            minimum=1,
            help="Points behind their shares; about twice what a surface needs.",
        ),
        CONFIDENCE,
    ),
    replications=4,  # of many points
    listed_as="sensitivities",
)
_OPTIMISE = Analysis(
    name="optimise",
    searches=True,
    purpose="Find the cheapest moves and hires of a what-if that reach a goal and keep its guards.",
    details="Plans of the whole menu are asked in the order of their cost, guided by a load model;"
    " the choice among the best is by ranking and selection, on fresh luck.",
    module="optimise",
    function_name="optimise",
    result_name="Optimum",
    example='optimise support-takes-paperwork --goal "direct_selling_share >= 21%"',
    parameters=(
        SCENARIO,
        Parameter(
            name="goal",
            type=str | None,
            default=None,
            metavar="BOUND",
            help="What to reach, such as 'direct_selling_share >= 22%'; its tolerance may follow:"
            " '... >= 22% ± 0.3pt'.",
        ),
        Parameter(
            name="guard",
            type=list[str] | None,
            default=None,
            metavar="BOUND",
            help="What must hold besides, such as 'quote_turnaround_p90 <= 2 d'; may be several.",
        ),
        Parameter(
            name="minimise",
            type=str,
            default="cost",
            metavar="MEASURE",
            help="What shall be least.",
        ),
        Parameter(
            name="maximise",
            type=str | None,
            default=None,
            metavar="MEASURE",
            help="What shall be most instead, such as direct_selling_share.",
        ),
        Parameter(
            name="spend",
            type=str | None,
            default=None,
            metavar="MONEY",
            help="How much more than today it may cost, such as '50,000 EUR a year'.",
        ),
        Parameter(
            name="hire",
            type=list[str] | None,
            default=None,
            metavar="ROLE=FROM..TO[:STEP]",
            help="How many of a role may be hired, also of one that the what-if does not hire; from"
            " none to twice what it says if not said; may be several.",
        ),
        Parameter(
            name="lever",
            type=list[str] | None,
            default=None,
            metavar="PATH=LEVELS",
            help="Levels of a move, of which one is taken, such as"
            " automate.quote=0.3,0.6; may be several.",
        ),
        Parameter(
            name="base",
            type=str | None,
            default=None,
            help="What plans start from; the parent if not said.",
            role=ParameterRole.SCENARIO,
        ),
        Parameter(
            name="tries", type=int, default=1_000, minimum=2, help="Plans to simulate at most."
        ),
        Parameter(
            name="budget",
            type=str | None,
            default=None,
            hidden=True,
            help="Refused: it once meant plans to try.",
        ),
        Parameter(
            name="prove",
            type=bool,
            default=False,
            flags=("--prove",),
            help="Simulate every cheaper plan that the load model alone does not rule out.",
        ),
        Parameter(
            name="frontier",
            type=bool,
            default=False,
            flags=("--frontier",),
            help="Say what every sum of money buys.",
        ),
        Parameter(
            name="finalists",
            type=int,
            default=8,
            minimum=1,
            maximum=50,
            help="Plans to judge on fresh luck at most.",
        ),
        Parameter(
            name="worth",
            type=str | None,
            default=None,
            metavar="AMOUNT",
            help="Difference worth finding, such as 500; 0.5% if not said, 0.3pt of a share.",
        ),
        Parameter(
            name="probability",
            type=float,
            default=0.95,
            minimum=0.51,
            maximum=0.9999,
            help="How often the choice shall be good.",
        ),
        Parameter(
            name="most",
            type=int,
            default=300,
            minimum=3,
            help="Replications of a finalist at most.",
        ),
        Parameter(
            name="busiest",
            type=float,
            default=0.95,
            minimum=0.01,
            maximum=1,
            help="Utilisation that no role may exceed, or today's if that is more; 1: let work pile"
            " up.",
        ),
        Parameter(
            name="plan",
            type=str | None,
            default=None,
            metavar="FILE",
            help="File to write the plan to.",
            role=ParameterRole.NEW_FILE,
        ),
    ),
    paired=False,
    leaves_files=True,
)
_STRESS = Analysis(
    name="stress",
    purpose="Say how often plans reach a goal whatever befalls them, and which is regretted least.",
    module="robustness",
    function_name="stress",
    result_name="StressTest",
    example='stress baseline support-takes-paperwork --goal "direct_selling_share >= 20%"',
    parameters=(
        Parameter(
            name="names",
            type=list[str],
            metavar="TODAY PLAN...",
            help="Today's company, then plans for it.",
            is_argument=True,
            role=ParameterRole.SCENARIO,
        ),
        Parameter(
            name="goal",
            type=list[str],
            flags=("--goal", "-g"),
            metavar="MEASURE>=AMOUNT",
            help="What a run shall reach, such as 'direct_selling_share >= 22%'; may be several.",
        ),
        Parameter(
            name="regret",
            type=str | None,
            default=None,
            metavar="MEASURE",
            help="What is regretted; the first goal's if not said.",
        ),
        CONFIDENCE,
    ),
)
_STUDY = Analysis(
    name="study",
    purpose="Say how many random observations or diary days tell one selling share from another.",
    module="time_study",
    function_name="study",
    result_name="Study",
    example="study baseline support-takes-paperwork",
    parameters=(
        Parameter(
            name="names",
            type=list[str] | None,
            default=None,
            metavar="[BEFORE AFTER]",
            help="Two scenarios; none if --from and --to say it all.",
            is_argument=True,
            role=ParameterRole.SCENARIO,
        ),
        Parameter(
            name="before",
            type=str | None,
            default=None,
            flags=("--from",),
            metavar="SHARE",
            help="Share before, such as 12%.",
        ),
        Parameter(
            name="after",
            type=str | None,
            default=None,
            flags=("--to",),
            metavar="SHARE",
            help="Share after, such as 22%.",
        ),
        Parameter(
            name="power",
            type=float,
            default=0.9,
            minimum=0.5,
            maximum=0.999,
            help="How often a study shall tell them apart.",
        ),
        Parameter(
            name="a_day",
            type=int,
            default=8,
            minimum=2,
            maximum=100,
            help="Moments at which somebody is looked at on a day.",
        ),
        Parameter(
            name="within",
            type=str,
            default="2pt",
            metavar="POINTS",
            help="How closely one share by itself shall be known.",
        ),
        CONFIDENCE,
    ),
    replications=5,  # of which studies are drawn
    paired=False,
)
_WARM_UP = Analysis(
    name="warm-up",
    purpose="Judge by MSER-5 whether a scenario's warm-up is long enough, and draw it.",
    module="warmup",
    function_name="warm_up",
    result_name="WarmUp",
    example="warm-up baseline --replications 5",
    parameters=(SCENARIO,),
    paired=False,
)
_LUCK = Analysis(
    name="luck",
    purpose="Show the years behind a mean: every replication, the best and the worst, and what made"
    " it.",
    module="luck",
    function_name="luck",
    result_name="ChanceVariation",
    example="luck baseline --replications 20",
    parameters=(SCENARIO, CONFIDENCE),
    sample="luck(today, replications=12)",
)
_MONTHS = Analysis(
    name="months",
    purpose="Show month by month what is watched, what it costs, when a change dips and pays back.",
    details="Each month is replayed as if all ended with it: a year takes six times as long as to"
    " run it.",
    module="months",
    function_name="months",
    result_name="MonthByMonth",
    example="months baseline support-takes-paperwork",
    parameters=(
        Parameter(
            name="names",
            type=list[str],
            metavar="SCENARIO [OTHER...]",
            help="Names or paths: what others are held against, then what-ifs of it.",
            is_argument=True,
            role=ParameterRole.SCENARIO,
        ),
        Parameter(
            name="late",
            type=str | None,
            default=None,
            metavar="TIME",
            help="Also show each what-if with hires that come so much later: '3 months'.",
        ),
        CONFIDENCE,
    ),
    sample="months(slow, fast, replications=3)",
)
_CAPACITY = Analysis(
    name="capacity",
    purpose="Say how busy each role can be expected to be, with what, and what nobody can ever do.",
    details="Read from the scenario's expectations in milliseconds; nothing is simulated.",
    module="capacity",
    function_name="capacity",
    result_name="Capacity",
    example="capacity baseline support-takes-paperwork",
    parameters=(
        Parameter(
            name="names",
            type=list[str],
            metavar="SCENARIO [OTHER...]",
            help="Names or paths of scenarios: one, or several side by side.",
            is_argument=True,
            role=ParameterRole.SCENARIO,
        ),
    ),
    simulates=False,
    paired=False,
    sample="capacity(today, changed)",
)
_TERRITORIES = Analysis(
    name="territories",
    purpose="Say what lies in each territory, how even they are, and what would change owner.",
    details="Work is what the load model expects; the land is that of the first replication.",
    module="territories",
    function_name="territories",
    result_name="Territories",
    example="territories baseline",
    parameters=(
        Parameter(
            name="names",
            type=list[str],
            metavar="SCENARIO [OTHER]",
            help="Names or paths of scenarios: one, or what it is and what it shall become.",
            is_argument=True,
            role=ParameterRole.SCENARIO,
        ),
    ),
    simulates=False,
    paired=False,
)
_CALENDAR = Analysis(
    name="calendar",
    purpose="Say which days are off and why, which end early, and who is there in each week.",
    details="Vacation, sickness and empty chairs are those of one replication; of 0, which others"
    " show, if not said.",
    module="calendar",
    function_name="calendar",
    result_name="WorkCalendar",
    example="calendar baseline",
    parameters=(
        SCENARIO,
        Parameter(
            name="replication",
            type=int,
            default=0,
            minimum=0,
            help="Which replication's absences are shown.",
        ),
    ),
    simulates=False,
    paired=False,
)
_ANALYSES = (
    _EXPLAIN,
    _SWEEP,
    _SENSITIVITY,
    _OPTIMISE,
    _STRESS,
    _STUDY,
    _WARM_UP,
    _LUCK,
    _MONTHS,
    _CAPACITY,
    _TERRITORIES,
    _CALENDAR,
)
ANALYSES = {analysis.name: analysis for analysis in _ANALYSES}


def analysis_of(result: AnalysisResult) -> Analysis:
    """The analysis that a result comes from."""
    return next(
        analysis for analysis in ANALYSES.values() if isinstance(result, analysis.result_type)
    )
