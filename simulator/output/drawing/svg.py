"""Pictures as drawings inside a page: text stays text, so that the reader's own fonts show it.

The drawing holds no style sheet, no script and no address of anything outside; the same picture is
always the same text.
"""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import matplotlib

from simulator.output.drawing.style import drawn, sheet_of, typefaces, written_in

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SVG = "http://www.w3.org/2000/svg"
LINK = "{http://www.w3.org/1999/xlink}href"
NOTHING = {"Date": None, "Creator": None, "Format": None, "Type": None}  # said about the file
WIDTH = 9.4  # inches, for a page on which letters of ten points stay legible
FLATTER = 0.86  # than as a file, so that a picture and its table fit on a page
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_COORDINATE = re.compile(r"-?\d+\.\d{3,}")


def as_svg(ax: Axes, key: str, width: float | None = WIDTH) -> str:
    """The figure of some axes as an ``<svg>`` element, named by its title for those who listen.

    ``key`` keeps its identifiers apart from those of other drawings on the page.
    """
    sheet = sheet_of(ax)
    title = " ".join(ax.get_title(loc="left").split()).replace(r"\$", "$")
    written_in(sheet, typefaces(sheet))
    if width is not None:
        sheet.set_size_inches(width, FLATTER * sheet.get_size_inches()[1])
    settings = matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "simulator"})
    with settings, warnings.catch_warnings():
        # Without a font here letters are only measured wrongly; the reader's browser has one.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        content = drawn(sheet, format="svg", metadata=NOTHING)
    return _tidied(content, key, title)


def _tidied(content: bytes, key: str, title: str) -> str:
    """A drawing as one element of a page: attributes for styles, names of its own."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(content)
    _without_asides(root)
    used = _referred_to(root)
    for element in root.iter():
        _plain_style(element)
        _own_name(element, key, used)
        if element.tag != f"{{{SVG}}}text":
            element.text = None
        element.tail = None
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("stroke-linejoin", "round")
    root.set("role", "img")
    root.set("aria-label", title)
    return ElementTree.tostring(root, encoding="unicode").replace(f' xmlns="{SVG}"', "", 1)


def _without_asides(root: ElementTree.Element) -> None:
    """Takes away what says something about the file, and its style sheet."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}style"):
                parent.remove(child)


def _referred_to(root: ElementTree.Element) -> set[str]:
    """The identifiers that something points at."""
    values = [value for element in root.iter() for value in element.attrib.values()]
    links = {value[1:] for value in values if value.startswith("#")}
    return links | {name for value in values for name in _REFERENCE.findall(value)}


def _plain_style(element: ElementTree.Element) -> None:
    """Style declarations as attributes, which no policy of a page forbids."""
    for declaration in filter(None, element.attrib.pop("style", "").split(";")):
        name, _, value = declaration.partition(":")
        if name.strip() != "font-family":  # the page's own
            element.set(name.strip(), value.strip())


def _own_name(element: ElementTree.Element, key: str, used: set[str]) -> None:
    """Identifiers that are pointed at get the key in front, others go; figures are shortened."""
    for name, value in list(element.attrib.items()):
        if name == "id":
            element.attrib.pop("id")
            if value in used:
                element.set("id", f"{key}-{value}")
        elif name == LINK:
            element.attrib.pop(name)
            inside = value.startswith("#")  # else it is a picture in itself: shades of a heat map
            element.set("href", f"#{key}-{value[1:]}" if inside else value)
        elif "url(#" in value:
            element.set(name, value.replace("url(#", f"url(#{key}-"))
        elif name in ("d", "x", "y", "transform", "width", "height", "points"):
            shorter = _COORDINATE.sub(lambda match: f"{float(match[0]):.2f}", value)
            element.set(name, " ".join(shorter.split()))
