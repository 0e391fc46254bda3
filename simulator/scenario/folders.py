"""Where scenario files lie: in ``scenarios/`` of the current folder, then among those shipped.

A name that both have is the current folder's. The files shipped know only each other, so that one
of them is the same wherever it is asked for. Lessons lie in ``lessons/`` in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import simulator
from simulator.errors import Diagnostic, InvalidValue, ScenarioError
from simulator.i18n import current_language, gettext, translatable
from simulator.io import CONTROL, inside, visible
from simulator.scenario.yaml_reader import MAX_LETTERS, read_yaml

FOLDER = "scenarios"
LESSONS = "lessons"
ENDINGS = (".yaml", ".yml")
NEAR = 3  # names that may have been meant
_NONE_NAMED = {
    FOLDER: translatable("no scenario named {name!r}{hint}; 'simulator list' shows them all"),
    LESSONS: translatable("no lesson named {name!r}{hint}; 'simulator lesson' shows them all"),
}


class ListedScenario(NamedTuple):
    """A scenario file as a list shows it."""

    name: str
    title: str
    question: str
    path: Path
    problem: str  # why it cannot be read; empty when it can


# -- folders -------------------------------------------------------------------------


def shipped_folder(kind: str = FOLDER) -> Path:
    """The scenarios that are installed with the program; in a checkout, the repository's."""
    package = Path(simulator.__file__).resolve().parent
    installed = package / kind
    return installed if installed.is_dir() else package.parent / kind


def search_path(folder: str | Path | None = None, kind: str = FOLDER) -> tuple[Path, ...]:
    """The folders in which a name is looked for, in that order: only the given one, if there is."""
    if folder is not None:
        return (Path(folder),)
    own, shipped = Path(kind), shipped_folder(kind)
    if not own.is_dir():
        return (shipped,)
    return (own,) if own.resolve() == shipped else (own, shipped)


def root_of(path: Path, kind: str = FOLDER) -> Path:
    """The folder that a file's parents lie in: the nearest one named scenarios, or its own."""
    real = path.resolve()
    return next((above for above in real.parents if above.name == kind), real.parent)


def root_around(parent: Path, root: Path) -> Path:
    """The folder that a parent's own parents lie in: its child's, or that of the files shipped."""
    return root if parent.resolve().is_relative_to(root.resolve()) else shipped_folder()


def _files(folder: Path, kind: str = FOLDER) -> Iterator[Path]:
    """What is called like a scenario file, in whatever case; below lessons lie their worlds."""
    pattern = "*.*" if kind == LESSONS else "**/*.*"
    yield from sorted(path for path in folder.glob(pattern) if path.suffix.lower() in ENDINGS)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name longer than the system allows
        return False


# -- by name -------------------------------------------------------------------------


def find(name_or_path: str | Path, folder: str | Path | None = None, kind: str = FOLDER) -> Path:
    """The file of a scenario; ScenarioError with the nearest name when there is none."""
    text = str(name_or_path)
    if text.lower().endswith(ENDINGS) or "/" in text or "\\" in text:
        return _file_at(text)
    names: list[str] = []
    for place in search_path(folder, kind):
        files = list(_files(place, kind))
        matches = [path for path in files if path.stem == text]
        if len(matches) > 1:
            raise _refused(
                gettext(
                    "{name!r} names {count} files; give the path of one",
                    name=text,
                    count=len(matches),
                )
            )
        if matches:
            return _file_at(str(matches[0]))
        names += [path.stem for path in files]
    raise _refused(_unknown(text, names, kind))


def _file_at(text: str) -> Path:
    """The file at a path that terminals can show."""
    shown = text[:MAX_LETTERS]
    if CONTROL.search(text):
        text = translatable("read {name!r}, which holds a control character; rename the file")
        raise _refused(gettext(text, name=shown))
    path = Path(text)
    if not _is_file(path):
        if path.exists():
            raise _refused(gettext("this is no file: {name!r}", name=shown))
        raise _refused(gettext("no such file: {name!r}", name=shown))
    return path


def _unknown(text: str, names: Iterable[str], kind: str = FOLDER) -> str:
    """There is no such scenario or lesson; the nearest names, and how to see all."""
    import difflib

    near = difflib.get_close_matches(text[:MAX_LETTERS], list(dict.fromkeys(names)), NEAR)
    words = gettext(" or ").join(map(repr, near))
    hint = gettext("; did you mean {words}?", words=words) if near else ""
    return gettext(_NONE_NAMED[kind], name=text[:MAX_LETTERS], hint=hint)


def listing(folder: str | Path | None = None, kind: str = FOLDER) -> list[ListedScenario]:
    """All scenario files that can be named, checked only for being readable."""
    listed: list[ListedScenario] = []
    for place in search_path(folder, kind):
        names = {each.name for each in listed}
        listed += [_listed(path) for path in _files(place, kind) if path.stem not in names]
    return listed


def _listed(path: Path) -> ListedScenario:
    try:
        values = read_yaml(_file_at(str(path))).values
    except ScenarioError as error:
        problem = visible(str(error.diagnostics[0]))
        return ListedScenario(visible(path.stem), "", "", Path(visible(str(path))), problem)
    title, question = (_text(values.get(key)) for key in ("title", "question"))
    return ListedScenario(path.stem, title, " ".join(question.split()), path, "")


def _text(value: object) -> str:
    """A text of a file; of one in several languages that which is spoken."""
    if isinstance(value, dict):
        value = value.get(current_language(), value.get("en"))
    return str(value or "")


def _refused(message: str) -> ScenarioError:
    return ScenarioError([Diagnostic(message)])


# -- parents -------------------------------------------------------------------------


def find_parent(path: Path, root: Path, name: str) -> Path:
    """The file that a scenario extends: by relative path within its root, or by name.

    A name is looked for beside the file, below its root, then among the scenarios shipped.
    Raises ValueError with what is wrong; whoever wrote the file need not be trusted.
    """
    if len(name) > MAX_LETTERS:
        raise InvalidValue(
            "expected the name of one scenario, of at most {most} letters", most=MAX_LETTERS
        )
    if "/" in name or name.lower().endswith(ENDINGS):
        return _by_path(path, root, name)
    inside(root, f"{name}.yaml")
    for place in (root, shipped_folder()):
        candidates = _named(path, place, name)
        if len(candidates) > 1:
            raise InvalidValue(
                "{name!r} names {count} files; give a path", name=name, count=len(candidates)
            )
        if candidates:
            return candidates[0]
    raise ValueError(_unknown_parent(path, root, name))


def _by_path(path: Path, root: Path, name: str) -> Path:
    real = file_within(path, root, name)
    if not _is_file(real):
        raise ValueError(_unknown_parent(path, root, name))
    return real


def file_within(path: Path, root: Path, name: str) -> Path:
    """Where a relative path from a file leads; ValueError if that is out of the root."""
    # Steps up are fine as long as they end within the root, whatever the system's separator.
    if "\\" in name or "\x00" in name or name.startswith(("/", "~")) or ":" in name:
        raise InvalidValue("read {name!r}, expected a relative path", name=name)
    real = (path.resolve().parent / name).resolve()
    if not real.is_relative_to(root.resolve()):
        raise InvalidValue(
            "read {name!r}, which leads out of the folder {folder!r}", name=name, folder=root.name
        )
    return real


def _named(path: Path, root: Path, name: str) -> list[Path]:
    """The files of that name: the one beside, or all in the root; none that a link leads out of."""
    beside = path.resolve().parent / f"{name}.yaml"
    near = beside.is_relative_to(root.resolve()) and _is_file(beside)
    candidates = [beside] if near else [each for each in _files(root) if each.stem == name]
    return [each for each in candidates if each.resolve().is_relative_to(root.resolve())]


def _unknown_parent(path: Path, root: Path, name: str) -> str:
    own = [each.stem for each in _files(root) if each.resolve() != path.resolve()]
    return _unknown(name, [*own, *(each.stem for each in _files(shipped_folder()))])
