"""Makes docs/gallery.md and its pictures: every chart, with the question and the line behind it.

    python scripts/gallery.py             all of them
    python scripts/gallery.py bridge day  only these pictures; the page stays as it is

The lines of code that the page shows are those that were run.
"""

from __future__ import annotations

import inspect
import io
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from PIL import Image

import simulator
from simulator.analysis import (
    case_trace,
    hourly_load,
    optimise,
    robustness,
    sensitivity,
    shapley,
    sweep,
    time_study,
    warmup,
)
from simulator.analysis.registry import ANALYSES
from simulator.experiment import compare, runner
from simulator.io import write
from simulator.ledger import frames
from simulator.output import charts
from simulator.output.content import documents
from simulator.output.drawing.style import drawn, sheet_of
from simulator.scenario import changes, inheritance

HOUSE = Path(__file__).resolve().parent.parent
PAGE = HOUSE / "docs" / "gallery.md"
PICTURES = HOUSE / "docs" / "gallery"
DOTS_PER_INCH, SHADES = 100, 96  # what keeps a picture below LARGEST
LARGEST = 120_000  # bytes
FUNCTIONS = {analysis.function_name: analysis for analysis in ANALYSES.values()}
ROOMS = (hourly_load, compare, shapley, frames, case_trace, changes, runner, sensitivity)
ROOMS += (optimise, robustness, time_study, sweep, warmup, inheritance, documents)

INTRODUCTION = """# Gallery

Every chart that there is, with the question that it answers and the line that makes it: `make
gallery` runs exactly these lines. Six weeks of the baseline and a few replications are enough for
pictures, and too few for decisions.

A chart takes a finished answer, `chart(answer, ax=None)`, and draws on your axes or on a figure of
its own. Its title says what was found; a photocopy of it can still be read.

The answers that they show:
"""


class Picture(NamedTuple):
    """The file's name, what the picture answers, and the line that makes it."""

    name: str
    question: str
    code: str
    module: str = "charts."  # in front of the line, as the page shows it


# What the pictures show, each line made when it is first asked for.
ANSWERS = {
    "short": '{"weeks": 6, "warm_up_weeks": 2}',
    "today": 'what_if(load("baseline"), horizon=short)',
    "helped": 'what_if(load("support-takes-paperwork"), horizon=short)',
    "changed": "helped",
    "compared": "compare(today, helped, replications=6)",
    "ledgers": "[simulate(today), simulate(helped)]",
    "week": "hourly_load(from_ledger(today, ledgers[0]))",
    "moves": 'Changes(today, helped, changes_of("support-takes-paperwork").moves)',
    "explained": "explain(moves, replications=3)[0]",
    "hired": 'axis_of(helped, "roles.sales_support.people=10..22:4")',
    "moved": 'axis_of(helped, "activities.order_entry.moved.share=0.2, 0.5, 0.8")',
    "swept_hires": 'sweep(helped, [hired], ["turnaround_mean.order_entry"], replications=4)[0]',
    "crossed": 'sweep(helped, [moved, hired], ["utilisation.sales_support"], replications=4)[0]',
    "weighed": "sensitivity(today, replications=2, plan=DesignPlan(trajectories=2, few=0))[0]",
    "hires": '["sales_support=0..12:3", "inside_sales=0..4:2"]',
    "goal": '"direct_selling_share >= 18%"',
    "wish": "Request(goal, tries=14, finalists=3, replications=3, most=9)",
    "chosen": "optimise(space_of(moves, hires), wish)",
    "tested": 'stress([today, helped], ["direct_selling_share >= 20%"], replications=3)',
    "observed": "study([today, helped], replications=3)",
    "longer": 'what_if(today, horizon={"weeks": 20, "warm_up_weeks": 6})',
    "settled": "simulator.warm_up(longer, replications=2)",
    "half": '{"weeks": 30, "warm_up_weeks": 4}',
    "slow": 'what_if(load("quotes-today"), name="quotes-today", horizon=half)',
    "fast": 'what_if(load("quotes-with-authority"), name="quotes-with-authority", horizon=half)',
    "earned": "compare(slow, fast, replications=4)",
    "region": 'what_if(load("region"), horizon={"weeks": 14, "warm_up_weeks": 4})',
    "kept": 'what_if(load("north"), territory={"cut": "least"})',
    "more_reps": 'what_if(kept, hire={"field_rep": 1})',
    "sold": "from_ledger(region, simulate(region))",
    "won": 'sold.deals["deal"].filter(sold.deals["won"].is_not_null())',
}

CHARTS = (
    Picture("time_use", "Where does the week go, before and after?", "time_use(compared)"),
    Picture(
        "before_after", "What has changed, and what can we not tell?", "before_after(compared)"
    ),
    Picture("freed", "What becomes of the time that is freed?", "freed(compared)"),
    Picture("bridge", "Which move brings how much?", "bridge(explained)"),
    Picture("waiting", "What do tasks wait for?", "waiting(compared)"),
    Picture("utilisation", "When in the week are people busy?", "utilisation(week)"),
    Picture("queues", "When in the week are lines long?", "queues(week)"),
    Picture("day", "Who did what on one day?", "day(ledgers)"),
    Picture("passage", "What did a deal go through?", "passage(trace_deal(sold, won[40]))"),
    Picture("swept", "What if a value were another one?", "swept(swept_hires)"),
    Picture("swept_map", "And two values at once?", "swept(crossed)"),
    Picture("tornado", "Which assumptions move the answer?", "tornado(weighed)"),
    Picture("frontier", "What does more cost, and which plan is cheapest?", "frontier(chosen)"),
    Picture("chances", "How often is the goal reached, whatever befalls?", "chances(tested)"),
    Picture("regrets", "Which plan shall we regret least?", "regrets(tested)"),
    Picture("payback", "When is the money back?", "payback(earned)"),
    Picture("warm_up", "Is the warm-up long enough?", "warm_up(settled)"),
    Picture(
        "territory_map",
        "Whose the land is, and what would change owner?",
        "territory_map(territories(kept, more_reps))",
    ),
    Picture("year", "Which days are off, and who is there when?", 'year(calendar("baseline"))'),
    Picture("tour", "Where does somebody drive on a day?", "tour(simulate(kept))"),
    Picture("power", "How long must a study of the real company be?", "power(observed)"),
)


# Analyses whose picture is drawn by their content alone.
OF_ANALYSES = tuple(
    Picture(each.name, each.purpose, f"document_of([{each.sample}]).figures[0].draw()", "")
    for each in ANALYSES.values()
    if each.sample
)
GALLERY = (*CHARTS, *OF_ANALYSES)


class Names(dict[str, Any]):
    """What lines of code may name: charts, rooms, and the answers, each made when first asked."""

    def __missing__(self, name: str) -> Any:
        """An answer, or whatever a room exports."""
        if name in ANSWERS:
            self[name] = eval(ANSWERS[name], {}, self)  # the lines are this file's own
            return self[name]
        if name == "simulator":
            return simulator
        if name in charts.__all__:
            return getattr(charts, name)
        if name in FUNCTIONS:
            return FUNCTIONS[name].function
        if name in simulator.__all__:
            return getattr(simulator, name)
        for room in ROOMS:
            if not inspect.ismodule(getattr(room, name, inspect)):
                return getattr(room, name)
        raise KeyError(name)


def made(picture: Picture, names: Names) -> tuple[bytes, str]:
    """A picture as PNG, and what its title says."""
    chart = eval(picture.code, {}, names)
    ax: Axes = chart[0] if isinstance(chart, list) else chart
    content = drawn(sheet_of(ax), format="png", dpi=DOTS_PER_INCH)
    title = ax.get_title(loc="left").replace(r"\$", "$")
    return smaller(io.BytesIO(content)), " ".join(title.split())


def smaller(content: io.BytesIO) -> bytes:
    """A PNG with few shades."""
    found = io.BytesIO()
    Image.open(content).convert("RGB").quantize(SHADES).save(found, "PNG", optimize=True)
    assert found.tell() <= LARGEST, f"{found.tell():,} bytes are more than {LARGEST:,}"
    return found.getvalue()


def exported() -> set[str]:
    """The charts that there are: whatever draws on axes of its own unless it is given some."""
    signatures = {name: inspect.signature(getattr(charts, name)) for name in charts.__all__}
    return {
        name
        for name, found in signatures.items()
        if "ax" in found.parameters and found.parameters["ax"].default is None
    }


def page(findings: dict[str, str]) -> str:
    """The gallery as Markdown: what the answers are, then picture by picture."""
    lines = "\n".join(f"{name} = {code}" for name, code in ANSWERS.items())
    entries = "\n".join(_entry(picture, findings[picture.name]) for picture in GALLERY)
    return f"{INTRODUCTION}\n```python\n{lines}\n```\n\n{entries}"


def _entry(picture: Picture, finding: str) -> str:
    return (
        f"## {picture.question}\n\n"
        f"![{finding}](gallery/{picture.name}.png)\n\n"
        f"```python\n{picture.module}{picture.code}\n```\n"
    )


def main(chosen: Sequence[str]) -> None:
    """Makes all pictures and the page, or only the pictures that are named."""
    names, findings = Names(), {}
    for picture in GALLERY:
        if chosen and picture.name not in chosen:
            continue
        begin = time.monotonic()
        content, findings[picture.name] = made(picture, names)
        write(PICTURES / f"{picture.name}.png", content)
        size, seconds = len(content) / 1000, time.monotonic() - begin
        print(f"{picture.name:<14}{size:5.0f} KB {seconds:6.1f} s  {findings[picture.name]}")
    if not chosen:
        write(PAGE, page(findings).encode())


if __name__ == "__main__":
    main(sys.argv[1:])
