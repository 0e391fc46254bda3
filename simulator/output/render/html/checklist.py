"""How it was run, item by item of STRESS-DES, so that others can judge and repeat it.

The items are those of Monks, Currie, Onggo, Robinson, Kunc & Taylor (2019): Strengthening the
reporting of empirical simulation studies: introducing the STRESS guidelines. Journal of Simulation
13(1), 55-67. What a machine cannot know stays open for a human.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from simulator.analysis.stored_result import StoredResult
from simulator.analysis.warmup import WarmUp
from simulator.experiment.comparison import Comparison
from simulator.experiment.results import Experiment, label_of, labels_of
from simulator.i18n import gettext
from simulator.output.document import COUNT, HOW, Column, Section, Table, Texts
from simulator.output.numbers import number, percent
from simulator.output.wording import clauses, labelled, listed, words
from simulator.scenario.scenario import Scenario

MOST = 8  # names in a row
DIGITS = 16  # of a hash that are shown


class Run(NamedTuple):
    """What the items are filled from."""

    kept: Sequence[StoredResult]
    scenarios: Sequence[Scenario]  # the base first; none if there are answers only

    @property
    def made(self) -> Mapping[str, Any]:
        """The manifest of the first run or comparison, which the items describe.

        If there is none, that of the first result that was simulated, or of the first.
        """
        described = [each for each in self.kept if not isinstance(each.content, list)]
        return next(iter((*described, *self.simulated, *self.kept))).made

    @property
    def simulated(self) -> list[StoredResult]:
        """What was replayed; some analyses only read scenarios."""
        return [each for each in self.kept if each.made["replications"]]

    @property
    def is_simulated(self) -> bool:
        """Whether anything was replayed."""
        return bool(self.simulated)


def section(run: Run) -> Section:
    """The items of STRESS-DES, then what made each result."""
    items = _items(run)
    lead = gettext(
        "The items of STRESS-DES (Monks et al. 2019), filled in from the run. What no machine can"
        " know is marked for a human to answer."
    )
    table = Table(
        "checklist",
        "",
        (Column("item", ""), Column("what", gettext("item")), Column("answer", gettext("answer"))),
        tuple((*item[:2], item[2] or gettext("A human must answer.")) for item in items),
        tones=tuple("plain" if answer else "unsure" for _, _, answer in items),
        layout="numbered",
    )
    return Section(HOW, gettext("How it was run"), (Texts((lead,), "detail"), table, _made(run)))


Item = tuple[str, str, str]  # number, what is asked, the answer or nothing


def _items(run: Run) -> list[Item]:
    return [
        *_objectives(run),
        *_logic(run),
        *_data(run),
        *_experimentation(run),
        *_implementation(run),
    ]


# -- the items -------------------------------------------------------------------------------------


def _objectives(run: Run) -> list[Item]:
    questions = dict.fromkeys(filter(None, (label_of(each).question for each in run.scenarios)))
    watched = dict.fromkeys(key for each in _experiments(run) for key in each.scenario.watch)
    titles = [label.title for label in labels_of(run.scenarios)]
    aims = (
        gettext("{others} against {base}", others=_list(titles[1:]), base=titles[0])
        if len(titles) > 1
        else _list(titles)
    )
    return [
        ("1.1", gettext("Purpose of the model"), " ".join(questions)),
        ("1.2", gettext("Model outputs"), _list([words(key) for key in watched], 20)),
        ("1.3", gettext("Aims of experimentation"), aims),
    ]


def _logic(run: Run) -> list[Item]:
    if not run.scenarios:
        return []
    last = run.scenarios[-1]
    people = [
        gettext("{name} ({count})", name=words(name), count=number(role.people))
        for name, role in last.roles.items()
    ]
    segments = [f"{words(name)}" for name in last.segments]
    activities = [words(name) for name in last.activities]
    return [
        ("2.1", gettext("Overview of the base model"), _overview()),
        ("2.2", gettext("Logic of the base model"), _base_logic()),
        ("2.3", gettext("Logic of the scenarios"), _scenario_logic(run)),
        ("2.4", gettext("Algorithms"), _algorithms()),
        (
            "2.5.1",
            gettext("Entities"),
            gettext("tasks, deals, and accounts in segments: {segments}", segments=_list(segments)),
        ),
        ("2.5.2", gettext("Activities"), _list(activities)),
        ("2.5.3", gettext("Resources"), _list(people)),
        ("2.5.4", gettext("Queues"), _queues()),
        ("2.5.5", gettext("Where work enters and leaves"), _doors()),
    ]


def _overview() -> str:
    return gettext(
        "Scenario, then workload (all chance drawn), then replay (who does what, when), then ledger"
        " (every stretch of everyone's time), then measures."
    )


def _base_logic() -> str:
    return gettext(
        "People work by their shifts. When one is free, the most urgent and longest waiting task of"
        " their own line or of their role's is taken up; reps drive to accounts whose call is due."
        " Urgent tasks may interrupt; begun work stays with its person."
    )


def _scenario_logic(run: Run) -> str:
    if len(run.scenarios) < 2:
        return gettext("one scenario; it changes nothing")
    return gettext(
        "A what-if says only what differs from its base; its values stand under Assumptions and"
        " their sources."
    )


def _algorithms() -> str:
    return gettext(
        "Next-event simulation in whole seconds. At an instant everything due happens first, then"
        " free people decide in the order of their number. Calls are planned each morning by what"
        " a rep usually manages; territories are halved until each rep has one."
    )


def _queues() -> str:
    return gettext(
        "One line for each person and one for each role: the more urgent first, then who waits"
        " longest, then the task's number."
    )


def _doors() -> str:
    return gettext(
        "Tasks come in by rate, by calendar, by call plans, or follow on other tasks with a"
        " chance. They leave when done, automated, lapsed or given up; what still waits at the"
        " end is counted as waiting."
    )


def _data(run: Run) -> list[Item]:
    see = gettext("see Assumptions and their sources")
    return [
        ("3.1", gettext("Data sources"), see if run.scenarios else ""),
        ("3.2", gettext("Preparation of data"), ""),
        ("3.3", gettext("Input parameters"), _parameters(run)),
        ("3.4", gettext("Assumptions"), see if run.scenarios else ""),
    ]


def _parameters(run: Run) -> str:
    if not run.scenarios:
        return ""
    return gettext(
        "see the appendix; each scenario lies, complete and resolved, in the folder of its results"
        " (scenario.yaml)"
    )


def _experimentation(run: Run) -> list[Item]:
    return [
        ("4.1", gettext("Initialisation"), _beginning(run)),
        ("4.2", gettext("Run length"), _length(run)),
        ("4.3", gettext("Estimation"), _estimation(run)),
    ]


def _beginning(run: Run) -> str:
    if not run.scenarios:
        return ""
    weeks = run.scenarios[0].horizon.warm_up_weeks
    text = gettext(
        "begins with empty desks; {weeks} weeks of warm-up come first, not counted", weeks=weeks
    )
    judged = any(isinstance(each, WarmUp) for kept in run.kept for each in _answers(kept))
    return clauses([text, gettext("judged by MSER-5, see above")]) if judged else text


def _length(run: Run) -> str:
    if not run.scenarios:
        return ""
    horizon = run.scenarios[0].horizon
    values = {"weeks": horizon.weeks, "start": horizon.start}
    counts = dict.fromkeys(each.made["replications"] for each in run.simulated)
    if len(counts) < 2:
        return gettext(
            "{weeks} weeks from {start}, warm-up included; {replications} replications",
            replications=run.made["replications"],
            **values,
        )
    return gettext(
        "{weeks} weeks from {start}, warm-up included; replications: {counts}",
        counts=listed(_rest_on(run, count) for count in counts),
        **values,
    )


def _rest_on(run: Run, count: int) -> str:
    """How many replications which results rest on."""
    names = [kept.name for kept in run.simulated if kept.made["replications"] == count]
    return gettext("{count} ({names})", count=number(count), names=listed(dict.fromkeys(names)))


def _estimation(run: Run) -> str:
    if not run.is_simulated:
        return gettext("expectations, reckoned from the scenario: no replications, no intervals")
    level = percent(run.made.get("confidence", 0.95))
    text = gettext(
        "means over replications with t-intervals, corrected for skewness, at {level}", level=level
    )
    if not any(isinstance(kept.content, Comparison) for kept in run.kept):
        return text
    paired = gettext(
        "differences are paired replication by replication on the same luck (common random"
        " numbers); those that are watched hold together (Bonferroni)"
    )
    return clauses([text, paired])


def _implementation(run: Run) -> list[Item]:
    made = run.made
    libraries = ", ".join(f"{name} {release}" for name, release in made["libraries"].items())
    software = f"simulator {made['version']}, Python {made['python']}, {libraries}"
    code = gettext(
        "simulator {version}, code {digits}",
        version=made["version"],
        digits=made["code_sha256"][:DIGITS],
    )
    return [
        ("5.1", gettext("Software"), software),
        ("5.2", gettext("Random sampling"), _sampling(made)),
        ("5.3", gettext("Model execution"), _execution(run)),
        ("5.4", gettext("System specification"), ""),
        (
            "6.1",
            gettext("Access to the model and its code"),
            f"{code}. {gettext('A human must say where both can be had.')}",
        ),
    ]


def _sampling(made: Mapping[str, Any]) -> str:
    return gettext(
        "Philox, keyed by seed ({seed}), replication and cause; all chance is drawn before the"
        " clock starts, so that the same customer has the same luck in each scenario",
        seed=made["seed"],
    )


def _execution(run: Run) -> str:
    if not run.is_simulated:
        return gettext("nothing was simulated")
    return gettext(
        "SimPy, or the same rules compiled, which give the same ledger row for row; results depend"
        " neither on the machine nor on the number of its cores"
    )


# -- what made it ----------------------------------------------------------------------------------


def _made(run: Run) -> Table:
    """One row for each result: what it is, and all that determines it."""
    rows = [
        (
            labelled(gettext(kept.made["kind"]), kept.made["scenario"]),
            str(kept.made["seed"]),
            kept.made["replications"],
            str(kept.made["version"]),
            str(kept.made["code_sha256"])[:DIGITS],
            kept.place,
        )
        for kept in run.kept
    ]
    columns = (
        Column("result", gettext("result")),
        Column("seed", gettext("seed")),
        Column("replications", gettext("replications"), COUNT),
        Column("version", gettext("version")),
        Column("code", gettext("code")),
        Column("folder", gettext("folder")),
    )
    title = gettext("What made the results")
    return Table("made", title, columns, tuple(rows), layout="texts")


def _experiments(run: Run) -> list[Experiment]:
    experiments: list[Experiment] = []
    for kept in run.kept:
        if isinstance(kept.content, Comparison):
            experiments += kept.content.experiments
        elif isinstance(kept.content, Experiment):
            experiments.append(kept.content)
    return experiments


def _answers(kept: StoredResult) -> Sequence[object]:
    return kept.content if isinstance(kept.content, list) else ()


def _list(names: Sequence[str], most: int = MOST) -> str:
    """Some names in a row, those beyond the first few counted."""
    shown = listed(names[:most])
    return (
        gettext("{names} and {count} more", names=shown, count=len(names) - most)
        if len(names) > most
        else shown
    )
