"""Lists what the library of public holidays knows, so that files are checked without loading it."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import holidays

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from simulator.scenario.public_holidays import KNOWN  # noqa: E402 - found on the path set above


def main() -> None:
    """Writes the list beside the module that reads it, a country a line."""
    rows = (f"  {json.dumps(code)}: {json.dumps(words)}" for code, words in countries().items())
    begin = f'{{"version": {json.dumps(version("holidays"))}, "countries": {{\n'
    KNOWN.write_text(begin + ",\n".join(rows) + "\n}}\n", encoding="utf-8")


def countries() -> dict[str, dict[str, list[str]]]:
    """Regions and categories of each country by its code of two letters."""
    return {code: _words(code) for code in sorted(holidays.list_supported_countries(False))}


def _words(code: str) -> dict[str, list[str]]:
    country: Any = holidays.country_holidays(code)
    others = [name for names in country.get_subdivision_aliases().values() for name in names]
    regions = dict.fromkeys([*country.subdivisions, *others])
    return {"categories": list(country.supported_categories), "regions": list(regions)}


if __name__ == "__main__":
    main()
