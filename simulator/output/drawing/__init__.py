"""What every picture is drawn with: sizes, inks and typefaces, files and elements of a page."""

from __future__ import annotations

from simulator.output.drawing import folders

folders.settle()
