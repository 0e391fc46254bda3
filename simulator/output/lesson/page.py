"""The page of a lesson: one HTML file that carries all it needs and asks for nothing.

Styles and script are named by their hashes in the page's policy, and the data is text that no
browser runs. It shares with a day in motion how time is folded and how categories are filled.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from simulator.i18n import Language, use_language
from simulator.output.lesson import words

HERE = "simulator.output.lesson"
MOTION = "simulator.output.timeline"
SCRIPTS = (
    (MOTION, "time.js"),
    (MOTION, "fills.js"),
    (HERE, "dom.js"),
    (HERE, "write.js"),
    (HERE, "answers.js"),
    (HERE, "state.js"),
    (HERE, "drawing.js"),
    (HERE, "brief.js"),
    (HERE, "bet.js"),
    (HERE, "reveal.js"),
    (HERE, "week.js"),
    (HERE, "lanes.js"),
    (HERE, "pile.js"),
    (HERE, "map.js"),
    (HERE, "stage.js"),
    (HERE, "play.js"),
    (HERE, "explain.js"),
    (HERE, "turn.js"),
    (HERE, "rule.js"),
    (HERE, "handout.js"),
    (HERE, "trainer.js"),
    (HERE, "page.js"),
)


def filled(data: dict[str, Any], language: Language) -> str:
    """The page that plays a lesson: its template with styles, scripts, words and data."""
    style, script = _asset(HERE, "lesson.css"), _script()
    environment = Environment(
        loader=PackageLoader(HERE, "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    with use_language(language):
        texts, keys = words.texts(data["weeks"]), words.keys()
    return environment.get_template("lesson.html").render(
        data=data | {"texts": texts},
        language=language,
        texts=texts,
        keys=keys,
        style=Markup(style),
        style_hash=_hash(style),
        script=Markup(script),
        script_hash=_hash(script),
    )


def _asset(package: str, name: str) -> str:
    return files(package).joinpath("assets", name).read_text(encoding="utf-8")


def _script() -> str:
    """All scripts as one, which leaves nothing behind but what the page shows of itself."""
    scripts = "\n".join(_asset(*each) for each in SCRIPTS)
    return f"\n(() => {{\n'use strict';\n{scripts}\n}})();\n"


def _hash(text: str) -> str:
    """What a content security policy calls a text by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
