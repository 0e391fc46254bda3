"""The page of a lesson, from its data."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from simulator.i18n import Language


def filled(data: dict[str, Any], language: Language) -> str:
    """The page for a lesson's data, whose words are in ``data["texts"]``."""
    environment = Environment(
        loader=PackageLoader("simulator.output.lesson", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
    )
    return environment.get_template("lesson.html").render(data=data, language=language)
