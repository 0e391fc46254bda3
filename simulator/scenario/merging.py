"""Plain values merged into others, and what would make the one of the other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# How long something takes is said in one of these ways, each with the words that go with it.
_FAMILY, _TABLES = ("family", "spread"), ("quantiles", "mixture", "sample")
_OF_SAMPLES = ("column", "unit", "read")
PLACEBO = "placebo"  # of a claim: values to be merged later, in which nothing takes a key out, too
SHARED_BY = "by"  # a role, several, or a share for each
# Maps of whose names the order counts: of two plans that are as urgent, the first goes first.
_IN_ORDER = ("activities", "call_plans", SHARED_BY)
_SHARE = re.compile(r"([0-9.]+)\s*(%?)(\s*\(.*\))?")  # its range may stand beside it


def copied(value: Any) -> Any:
    """Plain values anew: to change the maps and lists of one leaves the other as it was.

    ``copy.deepcopy`` takes five times as long, since it looks for values that stand twice.

    >>> before = {"reps": [{"people": 1}]}
    >>> after = copied(before)
    >>> after["reps"][0]["people"] = 2
    >>> before
    {'reps': [{'people': 1}]}
    """
    if isinstance(value, dict):
        return {key: copied(each) for key, each in value.items()}
    return [copied(each) for each in value] if isinstance(value, list) else value


def merge(parent: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Maps merge key by key, other values replace, and nothing (null) takes a key out."""
    gone = _left_behind(parent, own)
    merged = {
        key: value if isinstance(own.get(key), dict) else copied(value)  # copied as it is merged
        for key, value in parent.items()
        if key not in gone
    }
    for key, value in own.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict) and isinstance(merged.get(key), dict):
            both = merge(merged[key], value)
            merged[key] = _filled_up(both, value) if key == SHARED_BY else both
        elif isinstance(value, dict) and key != PLACEBO:
            merged[key] = merge({}, value)
        else:
            merged[key] = copied(value)
    return merged


def _filled_up(shares: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Shares of which some are said anew: the others keep what is left as it was shared before."""
    known = {role: _share(written) for role, written in shares.items()}
    others = {role: share or 0.0 for role, share in known.items() if role not in own}
    total, before = sum(known[role] or 0.0 for role in known if role in own), sum(others.values())
    if None in known.values() or before <= 0 or total > 1 or abs(total + before - 1) < 1e-9:
        return shares
    return shares | {role: round(each * (1 - total) / before, 9) for role, each in others.items()}


def _share(written: object) -> float | None:
    """A share as a number, without its range; none if it is not written as one."""
    match = _SHARE.fullmatch(str(written))
    try:
        return float(match[1]) / (100 if match[2] else 1) if match else None
    except ValueError:
        return None


def patch(here: Any, there: Any) -> Any:
    """What makes the one value of the other when it is merged into it: what is gone is None."""
    if not (isinstance(here, dict) and isinstance(there, dict)):
        return there
    gone = {key: None for key in here if key not in there}
    new = {
        key: patch(here.get(key), value) for key, value in there.items() if here.get(key) != value
    }
    again = {key: there[key] for key in _left_behind(here, new) if key in there and key not in new}
    return gone | new | again


def patch_back(here: Any, there: Any, word: str = "") -> Any:
    """A patch that ``merge_back`` reads: after a name that comes stands the known one after it."""
    back = patch(here, there)
    if not (isinstance(here, dict) and isinstance(there, dict)):
        return back
    for key in back.keys() & here.keys() & there.keys():
        back[key] = patch_back(here[key], there[key], key)
    if word not in _IN_ORDER:
        return back
    ordered, comes = {key: value for key, value in back.items() if value is None}, False
    for key, value in there.items():
        if key in back:
            ordered[key], comes = back[key], key not in here
        elif comes:
            ordered[key], comes = {} if isinstance(value, dict) else value, False
    return ordered


def merge_back(later: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Merged values in which names that come stand before the known one after them."""
    return _in_order(merge(later, own), later, own)


def _in_order(
    merged: dict[str, Any], later: Mapping[str, Any], own: Mapping[str, Any]
) -> dict[str, Any]:
    """Merged values in the order that a patch says."""
    names, coming = [key for key in merged if key in later], []
    for key in (key for key in own if key in merged):
        if key not in later:
            coming.append(key)
            continue
        names[(at := names.index(key)) : at] = coming
        coming = []
        if isinstance(own[key], dict) and isinstance(later[key], dict):
            merged[key] = _in_order(merged[key], later[key], own[key])
    return {key: merged[key] for key in (*names, *coming)}


def _left_behind(parent: Mapping[str, Any], own: Mapping[str, Any]) -> set[str]:
    """Words of a length of time that hold no more once it is said in another way."""
    tables = [word for word in _TABLES if own.get(word) is not None]
    ways = {*_FAMILY, *_TABLES, *_OF_SAMPLES}
    if tables and not ways.isdisjoint(parent):
        kept = {"mean", "quantiles"} if "quantiles" in tables and "quantiles" in parent else set()
        return (ways | {"mean"}) - kept - (set(tables) - {"sample"})
    if own.get("family") is not None:
        return {*_TABLES, *_OF_SAMPLES}
    return {"mean", "read"} if "sample" in parent and ("column" in own or "unit" in own) else set()
