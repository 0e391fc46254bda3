"""The pages of systems as files: Markdown, with the pictures beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from simulator.analysis.claims import ClaimCase, ClaimResult, cases_of_file
from simulator.analysis.claims.evidence import Replays
from simulator.analysis.claims.pictures import pictures
from simulator.experiment.runner import RunKeywords
from simulator.io import make_folder, write
from simulator.output.content.claims import Claims
from simulator.output.content.systems import CompanySize, FileHead, Sources, document, picture_of
from simulator.output.drawing.style import save, sheet_of
from simulator.output.render.markdown import page
from simulator.output.render.picture import picture
from simulator.scenario.folders import find
from simulator.scenario.headers import header_of
from simulator.scenario.places import accounts_of
from simulator.scenario.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DOTS = 110  # per inch: pages show pictures small


def write_pages(claims: Claims, folder: Path, **how: Unpack[RunKeywords]) -> Iterator[Path]:
    """Writes a page for each system that is claimed something of, picture by picture."""
    make_folder(folder)
    systems = dict.fromkeys(each.claim.system for each in claims.results)
    for system in systems:
        own = [each for each in claims.results if each.claim.system == system]
        cases = list(_cases(own))
        shown = pictures(system, cases, Replays(claims.replications, how))
        made = document(claims._replace(results=own), _sources(own, cases), shown)
        captions = {}
        for figure in made.figures:
            ax = picture(figure)
            yield save(ax, folder / f"{figure.name}.png", DOTS)
            captions[figure.name] = _caption(ax)
        path = folder / f"{picture_of(system)}.md"
        write(path, page(made, captions).encode())
        yield path


def _cases(results: Sequence[ClaimResult]) -> Iterator[ClaimCase]:
    """The scenarios behind results, read again from their files."""
    claimed = {(each.scenario, each.name) for each in results}
    for name in dict.fromkeys(each.scenario for each in results):
        for case in cases_of_file(find(name)):
            if (name, case.name) in claimed:
                yield case


def _caption(ax: Axes) -> str:
    """What a picture says in words: the title of its sheet, or of its only axes."""
    title = sheet_of(ax).get_suptitle() or ax.get_title(loc="left")
    return " ".join(title.replace(r"\$", "$").split())


def _sources(results: Sequence[ClaimResult], cases: Sequence[ClaimCase]) -> Sources:
    """The heads of the files that claim something, and the companies they stand against."""
    labels = {each.scenario: each.labels[1] for each in results}
    heads = {
        name: FileHead(label.title, label.question, header_of(find(name)))
        for name, label in labels.items()
    }
    return Sources(heads, {each.pair[0].name: _company(each.pair[0]) for each in cases})


def _company(scenario: Scenario) -> CompanySize:
    segments = scenario.segments.items()
    return CompanySize(
        {name: role.people for name, role in scenario.roles.items()},
        {name: accounts_of(scenario, segment) for name, segment in segments},
        scenario.horizon.counted_weeks,
    )
