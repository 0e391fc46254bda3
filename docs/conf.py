"""How the documentation's site is built: ``make docs``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

from reference import write_reference

import simulator

project = "Sales-force simulator"
author = "The simulator's authors"
version = release = simulator.__version__
copyright = author  # noqa: A001 - Sphinx's name for it
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
autodoc_typehints = "none"  # units stand in the text; signatures stay short
autodoc_member_order = "bysource"
napoleon_use_rtype = False
myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "Sales-force simulator"
html_show_sphinx = False
suppress_warnings = ["misc.highlighting_failure"]

# The reference is made from the code each time, so that it cannot be out of date.
write_reference(Path(__file__).parent / "reference")
