"""Activities that verbs of files eliminate, and what still names them."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.errors import Diagnostic, KeyPath, ScenarioError
from simulator.i18n import gettext
from simulator.scenario.diagnostics import located
from simulator.scenario.yaml_reader import Mark

ELIMINATE = "eliminate"


def eliminated(marks: Mapping[KeyPath, Mark]) -> dict[KeyPath, str]:
    """What files eliminate by an unquoted name, and where each of them says so."""
    return {at: mark.written for at, mark in marks.items() if at[-2:-1] == (ELIMINATE,)}


def with_eliminated(error: ScenarioError, marks: Mapping[KeyPath, Mark]) -> ScenarioError:
    """The same error; a name that stands for nothing since it is eliminated is told of there."""
    gone = {name: at for at, name in eliminated(marks).items() if name}
    return ScenarioError([_named(each, gone, marks) for each in error.diagnostics])


def _named(
    wrong: Diagnostic, gone: Mapping[str, KeyPath], marks: Mapping[KeyPath, Mark]
) -> Diagnostic:
    read = (name for name in gone if wrong.message.partition("'")[2].startswith(f"{name}'"))
    name = next(read, None)
    if name is None or ELIMINATE in wrong.path:
        return wrong
    text = gettext(
        "{name!r} cannot be eliminated while {path} names it ({file}:{line}): say there what"
        " stands in its place, or null",
        name=name,
        path=".".join(wrong.path),
        file=wrong.file,
        line=wrong.line,
    )
    return located(gone[name], text, marks)
