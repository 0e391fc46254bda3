"""The record of a document as JSON: one object under keys that do not change."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from simulator.output.document import Estimate

ENDS = Estimate._fields


def to_json(record: Mapping[str, Any], escaped: bool = True) -> str:
    """A record as text, one value a line; letters beyond ASCII are written as such if asked for."""
    return json.dumps(plain(record), indent=1, ensure_ascii=escaped, allow_nan=False)


def plain(value: Any) -> Any:
    """A value as JSON knows it.

    Named tuples are objects of their fields, intervals of mean and ends without what they rest on;
    numbers that are not known, or have no bounds, are null.

    >>> plain({"known": (1, 0.5), "never": math.nan})
    {'known': [1, 0.5], 'never': None}
    """
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if hasattr(value, "_fields"):
        shown = ENDS if value._fields[: len(ENDS)] == ENDS else value._fields
        return {key: plain(getattr(value, key)) for key in shown}
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, tuple | list) else value
