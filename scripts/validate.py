"""Tries at length what is promised, and writes what came out to docs/validation.md.

    make validate                              all of it; about an hour on two cores
    python scripts/validate.py --short         the same in a minute, to standard output
    python scripts/validate.py coverage bars   some sections only, to standard output
    python scripts/validate.py --write bars    a section into its place on the page

The checks themselves are those of the test suite, which runs short forms of them.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE / "tests"))

import bottlenecks  # noqa: E402 - lies among the tests
import load_model  # noqa: E402
import mutations  # noqa: E402
import replays  # noqa: E402
import selections  # noqa: E402
import validation  # noqa: E402
from menus import MENUS  # noqa: E402

import simulator  # noqa: E402
from simulator.analysis import claims  # noqa: E402
from simulator.output.content import claims as said  # noqa: E402

LISTED = 0.02  # from which on an error of the load model is listed

TRUTHS = """\
The model is a clerk whose jobs come by chance and are done by the end of the week, so that the
true selling share, its paired difference to a busier clerk and the growth follow in closed form
(Wald)."""


class Length(NamedTuple):
    """How often each check is made, and with how many replications an experiment."""

    experiments: int
    sizes: tuple[int, ...]
    synthetic: int
    tasks: int
    selections: int
    bars: int
    guards: int
    power: int
    questions: int
    kills: int
    mutations: int


LONG, SHORT = (
    Length(500, (5, 10, 30), 10_000, 400, 1_000, 400, 1_000, 100, 100, 50, 20_000),
    Length(60, (5, 10), 1_000, 30, 40, 40, 60, 5, 4, 3, 200),
)
Lines = Iterator[str]


def yes(right: bool) -> str:
    """Whether a promise is kept, so that a miss stands out."""
    return "yes" if right else "**NO**"


def table(header: Sequence[str], rows: Iterator[Sequence[object]]) -> Lines:
    """A table in Markdown."""
    yield f"| {' | '.join(header)} |"
    yield f"|{' --- |' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"


def coverage(length: Length) -> Lines:
    """How often intervals hold the truth."""
    yield "## 95% intervals hold the truth in 95% of experiments\n"
    yield f"{TRUTHS} Synthetic numbers show what skew costs."
    yield "The band is that of a right procedure, 99.9% wide.\n"
    found = validation.coverage(length.experiments, length.sizes)
    stopped, mean = validation.coverage_after_stopping(length.experiments, jobs=1)
    found += validation.coverage_of_synthetic(length.synthetic)
    found += validation.coverage_of_tasks(length.tasks)
    found.append(stopped)
    header = ("of", "replications", "experiments", "held", "promised", "within")
    yield from table(
        header,
        (
            (
                each.of,
                each.replications or f"{mean:.0f} on average",
                f"{each.experiments:,}",
                f"{each.covered / each.experiments:.1%}",
                _promised(each),
                yes(each.holds) if each.low else "",
            )
            for each in found
        ),
    )
    yield (
        "\nOf skewed numbers few replications say too little of the long tail: what is promised is"
        " 93% at a spread of 0.5 from ten replications on and 90% at 1.5 from thirty on, where"
        " Student's t held 92.5% and 86.5%; of fewer, nothing. Measures of a year are sums of many"
        " things and hardly skewed. Whoever stops when it is precise enough stops too early now and"
        " then: that costs what the last row shows.\n"
    )


def _promised(cover: validation.Cover) -> str:
    """The band of a right procedure, or what is promised of skewed numbers."""
    least, most = (each / cover.experiments for each in (cover.low, cover.high))
    if most < 1:
        return f"{least:.1%} to {most:.1%}"
    return f"at least {least:.0%}" if least else "nothing"


def alarms(length: Length) -> Lines:
    """How often equal scenarios are called different."""
    yield "## Equal scenarios are called up or down in at most 5% of comparisons\n"
    yield "One scenario twice, each with its own luck; an alarm is any of the watched measures.\n"
    header = ("replications", "comparisons", "measures watched", "alarms", "at most", "kept")
    yield from table(
        header,
        (
            (
                each.replications,
                f"{each.experiments:,}",
                each.watched,
                f"{each.alarms / each.experiments:.1%}",
                f"{each.most / each.experiments:.1%}",
                yes(each.holds),
            )
            for each in validation.false_alarms(length.experiments, length.sizes)
        ),
    )
    yield ""


def selection(length: Length) -> Lines:
    """How often the selection is good."""
    yield "## The selection picks a good plan at least as often as it promises\n"
    yield (
        f"Normal outputs of known means, promise {selections.PROMISE:.0%},"
        f" {length.selections:,} runs of each setting. Good: within the difference that is worth"
        " finding of the cheapest that keeps its bounds.\n"
    )
    yield from selections.lines(selections.table(length.selections))
    yield ""


def bars(length: Length) -> Lines:
    """The bars of a bridge beside their closed form."""
    yield "## The bars of a bridge agree with a closed form\n"
    yield (
        "Longer jobs and longer calls add up; a second clerk at twice the wage multiplies. Where"
        " chance plays no part the bar must be exact, else its 99.9% interval must hold the"
        " truth.\n"
    )
    header = ("move", "expected", "bar", "interval", "agrees")
    found = validation.bars_against_closed_form(length.bars)
    yield from table(
        header,
        (
            (
                each.move,
                f"{each.expected:.6g}",
                f"{each.found.mean:.6g}",
                f"{each.found.low:.6g} to {each.found.high:.6g}",
                yes(each.agrees),
            )
            for each in found
        ),
    )
    yield ""


def guards(length: Length) -> Lines:
    """How often guards accuse a plan that harms nobody, and how often they see one that does."""
    yield "## Guards: of plans that harm nobody at most 5% are RED\n"
    yield (
        "Two clerks swap three of five kinds of work each, with nothing else changed; at most 64 of"
        " 1,000 comparisons may show any RED. There are 14 guards, two of which never move.\n"
    )
    header = ("replications", "comparisons", "any RED", "at most", "kept")
    yield from table(
        header,
        (
            (
                each.replications,
                f"{each.experiments:,}",
                f"{each.alarms / each.experiments:.1%}",
                f"{each.most / each.experiments:.1%}",
                yes(each.holds),
            )
            for each in validation.guard_alarms(length.guards)
        ),
    )
    yield "\n## Guards: how often true harm is seen\n"
    yield (
        "A clerk takes over work that is done by nobody's deadline, so that the harm to two others"
        " of his kinds of work follows in closed form (M/M/1): points of finishing within an hour,"
        " and how busy he becomes. The word is that of the worst sign of its kind; harm below 2"
        " points counts as not worse, and so does being busy for less than 95%.\n"
    )
    header = ("sign", "true harm", "replications", "worse", "cannot tell", "not worse")
    yield from table(
        header,
        (
            (each.sign, each.harm, each.replications, *(f"{part:.0%}" for part in each.words))
            for each in validation.guard_power(length.power)
        ),
    )
    yield ""


def load_model_errors(_: Length) -> Lines:
    """The load model against simulation."""
    yield "## The load model is mostly within 3 points of simulated utilisation\n"
    errors = load_model.load_errors()
    settled = [each for each in errors if each.settles]
    near = sum(abs(each.error) <= load_model.NEAR for each in settled) / len(settled)
    worst = max(abs(each.error) for each in settled)
    plans = sum(", plan " in each.of for each in errors)
    yield (
        f"Mean of {load_model.REPLICATIONS} replications of every scenario that comes with the"
        f" simulator ({len(errors) - plans} roles) and of {load_model.COUNT} plans at random"
        f" ({plans} roles), simulated by `scripts/refresh_utilisation.py`; the load model is given"
        " the mean of the calendars and of the speeds of the same replications. Roles whose queues"
        f" grow are left out of the promise: {len(errors) - len(settled)}.\n"
    )
    rows = (
        ("within 3 points", f"{near:.1%}", "at least 90%", yes(near >= load_model.SHARE_NEAR)),
        ("the worst", f"{100 * worst:.1f}", "at most 6", yes(worst <= load_model.FAR)),
    )
    yield from table(("roles that settle", "found", "promised", "kept"), iter(rows))
    yield "\nThose that are further off than 2 points:\n"
    far = sorted(settled, key=lambda each: -abs(each.error))
    yield from table(
        ("of", "role", "simulated", "reckoned", "points off"),
        (
            (
                each.of,
                each.role,
                f"{each.simulated:.1%}",
                f"{each.reckoned:.1%}",
                f"{100 * each.error:+.1f}",
            )
            for each in far
            if abs(each.error) > LISTED
        ),
    )
    yield ""


def search(length: Length) -> Lines:
    """The search for the cheapest plan, where the right answer is known."""
    yield "## The search finds the cheapest plan of menus that were enumerated\n"
    yield (
        "Two menus were simulated whole; on what came out the search is replayed, for questions"
        " drawn at random that at most a third of the plans answers. Gap: how much dearer the"
        " answer is than the best. False: a plan keeps the bounds and is cheaper by more than is"
        " worth finding. Wrong: of plans left out that were audited, those worth finding. Regret:"
        " how far the frontier found lies below the true one, in points of the selling share.\n"
    )
    header = (
        "menu", "plans", "questions", "within 0.5%", "worst gap", "false", "simulated",
        "replications", "wrong", "regret", "holds",
    )  # fmt: skip
    scores = [
        (
            f"{name}, with --prove" if prove else name,
            replays.score(name, length.questions // (10 if prove else 1) or 1, prove),
        )
        for name in MENUS
        for prove in (False, True)
    ]
    yield from table(header, (_of_a_search(name, each) for name, each in scores))
    yield ""


def _of_a_search(name: str, score: replays.Score) -> tuple[object, ...]:
    return (
        name,
        f"{score.plans:,}",
        score.questions,
        f"{score.within:.0%}",
        f"{score.worst:.2%}",
        f"{score.false:.0%}",
        f"{score.simulated:.0f}",
        f"{score.replications:.0f}",
        f"{score.wrong} of {score.audited:,}",
        f"{100 * score.regret:.2f}",
        yes(score.holds),
    )


def kills(length: Length) -> Lines:
    """What experiments leave that were killed."""
    yield "## Nothing is lost when an experiment is killed\n"
    found = validation.torture(length.kills)
    yield (
        f"{found.kills} kills (SIGKILL) at random moments in {found.experiments} experiments,"
        f" {found.of_workers} of them of a worker alone; each was then left to finish.\n"
    )
    rows = (
        ("files seen half written", len(found.half_written), "none"),
        ("files unlike those of an undisturbed run", len(found.different), "none"),
        ("replications computed again though kept", len(found.computed_again), "none"),
        ("replications begun more than once", found.redone, f"at most {found.most_redone}"),
    )
    yield from table(("", "found", "expected"), iter(rows))
    yield f"\nUnharmed: {yes(found.unharmed)}\n"


def mutated(length: Length) -> Lines:
    """What becomes of scenario files after accidents."""
    yield "## A scenario file loads or is refused with file and line\n"
    with tempfile.TemporaryDirectory() as place:
        found = mutations.tried(Path(place), length.mutations, 0)
    yield (
        "Files of one to four accidents each: lines lost, words exchanged, letters that are others,"
        " bytes that are none. Whatever else is raised ends the validation.\n"
    )
    rows = (
        ("files", f"{found.files:,}", "", ""),
        ("loaded, and again as resolved", f"{found.loaded:,}", "", ""),
        ("refused, each with file and line", f"{found.files - found.loaded:,}", "", ""),
        ("seconds for one, at most", f"{found.slowest:.1f}", "2", yes(found.slowest < 2)),
    )
    yield from table(("", "found", "at most", "kept"), iter(rows))
    yield ""


def drowned(length: Length) -> Lines:
    """The headlines of plans that drown somebody."""
    yield "## Plans that drown somebody are not told without whom\n"
    yield (
        "A firm of eight, and twenty what-ifs of which it follows by hand which role is asked for"
        " more than it can do. Load: hours asked of it a week over hours present. Five replications"
        " of ten weeks; nobody's paper piles up in the firm as it is.\n"
    )
    found = bottlenecks.told(**({} if length is LONG else {"plans": bottlenecks.PLANS[::4]}))
    header = ("plan", "drowns", "load", "headline", "names it")
    rows = (
        (
            each.plan.title,
            each.plan.bottleneck.replace("_", " "),
            f"{each.plan.load:.2f}",
            each.headline.removeprefix(f"{each.plan.title}: "),
            yes(each.names_it),
        )
        for each in found
    )
    yield from table(header, rows)
    yield ""


def settling(length: Length) -> Lines:
    """How often desks that settle are said to drown, and drowning ones are not."""
    yield "## Desks that settle are not said to drown\n"
    yield (
        "A desk round the clock, jobs of an hour on average; alarms: experiments of 10 counted"
        " weeks in which some queue is said to grow. Up to a load of 0.9 at most one in twenty may"
        " be wrong; above 1 the same column says how often it is seen.\n"
    )
    header = ("load", "replications", "experiments", "said to grow", "settles", "within")
    found = validation.settling(length.bars, (3, 5, 10))
    rows = (
        (
            f"{each.load:g}",
            each.replications,
            each.experiments,
            f"{each.grows / each.experiments:.1%}",
            f"{each.settles / each.experiments:.1%}",
            yes(each.holds) if each.load < 1 else "",
        )
        for each in found
    )
    yield from table(header, rows)
    yield ""


# Claims of scenarios that hold a published figure against the model.
PUBLISHED = {
    "more-selling-time": ("diminishing_returns",),
    "as-if-reps-were-hired": ("elasticity_of_heads",),
    "fewer-visits": ("effort_works_both_ways",),
    "calls-by-return": ("planning_by_return",),
    "ranking-by-research": ("revenue_by_potential",),
    "cleaning-teams-aligned": ("realigned",),
    "commission-without-a-cap": ("drive_comes_back",),
    "specialists-take-over": ("customers_who_are_taken_buy_less",),
    "quotes-with-authority": ("more_won",),
    "nothing-breaks": ("no_gain_from_failing",),
}
OF_TODAY = 10  # replications


def published(length: Length) -> Lines:
    """Published figures, theirs beside ours; what was fitted to them apart."""
    every = list(_repeated(length))
    free = [each for each in every if not each.claim.fitted]
    held = sum(each.verdict == "holds" for each in free)
    yield "## Published figures, and what the model makes of them\n"
    yield (
        "Each row holds a published figure against a what-if that is shipped. Theirs: what was"
        " published, as the row says it. Without its cause: the same with the mechanism off. Of"
        f" {len(every)} figures {len(every) - len(free)} were fitted to and are no evidence;"
        f" of the other {len(free)}, {held} came out and went with their mechanism.\n"
    )
    header = "what", "theirs", "ours [95%]", "without its cause", "verdict", "source"
    yield from table(header, map(_published, free))
    yield ""
    yield "Fitted to, wholly or in part:\n"
    yield from table(header, (_published(each) for each in every if each.claim.fitted))
    yield ""


def _repeated(length: Length) -> Iterator[claims.ClaimResult]:
    count = OF_TODAY if length is LONG else 2
    systems = ("S1", "S3", "S5", "S8", "S11", "S12", "S14")
    for each in claims.check_all_claims(count, systems):
        if each.name in PUBLISHED.get(each.scenario, ()):
            yield each


def _published(each: claims.ClaimResult) -> tuple[object, ...]:
    without = said.outcome(each, each.placebo) if each.placebo else ""
    return (
        f"{each.claim.says} (`{each.scenario}`, `{each.claim.measure}`)",
        said.wanted(each),
        said.outcome(each, each.interval),
        without,
        each.verdict,
        each.claim.source,
    )


SECTIONS: dict[str, Callable[[Length], Lines]] = {
    "published": published,
    "coverage": coverage,
    "alarms": alarms,
    "selection": selection,
    "bars": bars,
    "settling": settling,
    "drowned": drowned,
    "guards": guards,
    "load": load_model_errors,
    "search": search,
    "kills": kills,
    "mutated": mutated,
}


INTRODUCTION = """# What was promised, and what came out

Made by the sections of `scripts/validate.py`; each says with which version, and whether at full
length or in the short form that the test suite tries. `make validate` makes them all anew.
"""
PAGE = HOUSE / "docs" / "validation.md"


def section(name: str, length: Length) -> str:
    """A section, each heading followed by what it was made with."""
    print(f"== {name}", file=sys.stderr, flush=True)
    form = "full length" if length is LONG else "short form"
    made_by = f"*Simulator {simulator.__version__}, {form}.*"
    return "\n".join(
        f"{line}\n{made_by}\n" if line.lstrip().startswith("## ") else line
        for line in SECTIONS[name](length)
    )


def by_heading(text: str) -> dict[str, str]:
    """The parts of a page by their headings; what stands before the first is left out."""
    parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]
    return {part.partition("\n")[0]: part for part in parts}


def with_section(page: str, text: str) -> str:
    """A page in which each part of a section takes the place of the one of its heading."""
    parts = by_heading(page) | {
        heading: f"{part.rstrip()}\n\n" for heading, part in by_heading(text).items()
    }
    return f"{INTRODUCTION}\n{''.join(parts.values()).rstrip()}\n"


def main() -> None:
    """Sections into the page, each when it is finished, or to standard output."""
    words = [word for word in sys.argv[1:] if word not in ("--short", "--write")]
    unknown = [word for word in words if word not in SECTIONS]
    if unknown:
        sys.exit(f"{__doc__}\nno section {unknown[0]!r}; there are {', '.join(SECTIONS)}")
    names = words or list(SECTIONS)
    length = SHORT if "--short" in sys.argv else LONG
    written = "--write" in sys.argv or (length is LONG and len(names) == len(SECTIONS))
    failed = 0
    for name in names:
        text = section(name, length)
        failed |= missed(text)
        if written:
            page = PAGE.read_text(encoding="utf-8")
            PAGE.write_text(with_section(page, text), encoding="utf-8")
        else:
            print(text)
    sys.exit(failed)


def missed(text: str) -> int:
    """1 if anything has missed."""
    wrong = [line for line in text.split("\n") if "**NO**" in line]
    print("\n".join(wrong), file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    main()
