"""From degrees on the earth to metres on a plane around one point."""

from __future__ import annotations

import math
from typing import NamedTuple

EARTH = 6_371_009  # metres, mean radius


class Origin(NamedTuple):
    """A point on the earth, and where it lies on the plane."""

    latitude: float  # degrees
    longitude: float
    x: int = 0  # metres
    y: int = 0


def projected(latitude: float, longitude: float, origin: Origin) -> tuple[int, int]:
    """Metres east and north of the plane's zero (azimuthal equidistant, on a sphere).

    Ways from the origin are true; between places 500 km away from it they are off by at most 0.1%.

    >>> projected(48.0, 11.0, Origin(48.0, 11.0)), projected(49.0, 11.0, Origin(48.0, 11.0))
    ((0, 0), (0, 111195))
    """
    here, there = math.radians(origin.latitude), math.radians(latitude)
    turn = math.radians(longitude - origin.longitude)
    cosine = math.sin(here) * math.sin(there) + math.cos(here) * math.cos(there) * math.cos(turn)
    angle = math.acos(max(-1.0, min(1.0, cosine)))
    scale = EARTH * (angle / math.sin(angle) if math.sin(angle) > 1e-12 else 1.0)
    east = scale * math.cos(there) * math.sin(turn)
    north = math.cos(here) * math.sin(there) - math.sin(here) * math.cos(there) * math.cos(turn)
    return origin.x + round(east), origin.y + round(scale * north)
