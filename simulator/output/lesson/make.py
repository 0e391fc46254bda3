"""A lesson from its name to its page: computed, filled in, and written as one file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from simulator import io
from simulator.analysis.lessons.bets import refuse_off_the_axis
from simulator.analysis.lessons.grid import compute_grid
from simulator.analysis.lessons.weeks import played_weeks
from simulator.engine.select import Engine
from simulator.errors import UsageError
from simulator.experiment.arguments import checked, one_of
from simulator.experiment.progress import Progress
from simulator.experiment.runner import RunOptions
from simulator.i18n import LANGUAGES, Language, use_language
from simulator.output.lesson.data import LessonResult, data_of
from simulator.output.lesson.page import filled
from simulator.scenario.lessons import load_lesson


@checked
def lesson(
    name: str | Path,
    to: str | Path | None = None,
    language: Language = "en",
    *,
    seed: int = 1,
    jobs: int | None = None,
    engine: Engine = "auto",
    store: Path | None = None,
    progress: Progress | None = None,
) -> Path:
    """Writes a lesson as one HTML file that opens by a double-click and needs no network.

    Every setting of its knobs is replayed ten times, on the same luck. With a folder to store in,
    what is finished is kept, and a second call goes on from there.

    Args:
        name: The lesson, such as ``hockey-stick``, or the path of its file.
        to: File to write; the lesson's name in the current folder if not given.
        language: ``en`` or ``zh-Hant``.
        seed: What all random streams are keyed by.
        jobs: Processes to compute in; all cores if not given.
        engine: ``simpy``, ``compiled`` or ``auto``; the numbers are the same.
        store: Folder for results, from which finished replications are taken; none if not given.
        progress: Called with the number of finished replications and of all.

    Returns:
        The file that was written.

    Raises:
        ScenarioError: If there is no such lesson, its file or world cannot be used, or nobody
            can win its bet; each diagnostic names file and line.
        UsageError: If the lesson names a measure that its world does not know, or there is no such
            folder to write to, or a file of another kind lies where the page shall be.

    Example:
        >>> import simulator
        >>> simulator.lesson("hockey-stick", "it.html")  # doctest: +SKIP
        PosixPath('it.html')
        >>> simulator.lesson("hockey-stik")
        Traceback (most recent call last):
        ...
        simulator.errors.ScenarioError: no lesson named 'hockey-stik'; did you mean ...
    """
    one_of("language", language, LANGUAGES)
    options = RunOptions(seed=seed, jobs=jobs, store=store, progress=progress, engine=engine)
    return computed(name, to, language, options).file


class LessonPage(NamedTuple):
    """A page that was written, what it was made of, and titles of moments that it has not."""

    file: Path
    result: LessonResult
    left_out: tuple[str, ...]


def computed(
    name: str | Path, to: str | Path | None, language: Language, options: RunOptions
) -> LessonPage:
    """The page that was written."""
    read = load_lesson(name)
    file = Path(to) if to is not None else Path(file_name(read.lesson.name, language))
    if not file.parent.is_dir():
        raise UsageError("there is no folder {parent} to write the page to", parent=file.parent)
    io.refuse_to_lose(file, *io.PAGES)
    grid = compute_grid(read, options)
    refuse_off_the_axis(grid)
    result = LessonResult(grid, tuple(played_weeks(grid, options)))
    with use_language(language):
        data = data_of(result)
        io.write(file, filled(data, language).encode())
    return LessonPage(file, result, tuple(each["title"] for each in data["leftOut"]))


def file_name(name: str, language: Language) -> str:
    """What the page of a lesson is called; English ones carry no language."""
    return f"{name}.html" if language == "en" else f"{name}.{language}.html"
