"""Country outlines kept with the program, so that a map needs no network.

`data/outline.json` holds Natural Earth's countries at 1:50 million (public domain), simplified to about 3 km:
for each country code a list of rings, each a flat list of whole hundredths of a degree in which every pair
(longitude, latitude) is the step from the pair before it. Where borders are contested it draws what that data
draws; a map made with it takes no position.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

Ring = tuple[tuple[float, float], ...]
Points = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Bounds:
    """A window in degrees."""

    west: float
    south: float
    east: float
    north: float

    def padded(self, degrees: float) -> "Bounds":
        return Bounds(self.west - degrees, self.south - degrees, self.east + degrees, self.north + degrees)

    def meets(self, other: "Bounds") -> bool:
        across = self.west < other.east and other.west < self.east
        return across and self.south < other.north and other.south < self.north


@dataclass(frozen=True, slots=True)
class Projection:
    """Equirectangular, longitudes narrowed by the cosine of the middle latitude to keep shapes right."""

    bounds: Bounds
    width: float

    @property
    def narrowing(self) -> float:
        return max(math.cos(math.radians((self.bounds.south + self.bounds.north) / 2)), 0.05)

    @property
    def degree(self) -> float:
        """Units of the picture for a degree of latitude (about 111.2 km)."""
        return self.width / ((self.bounds.east - self.bounds.west) * self.narrowing)

    @property
    def height(self) -> float:
        return (self.bounds.north - self.bounds.south) * self.degree

    def __call__(self, lat: float, lon: float) -> tuple[float, float]:
        across = (lon - self.bounds.west) * self.narrowing * self.degree
        return across, (self.bounds.north - lat) * self.degree


@cache
def countries() -> Mapping[str, tuple[Ring, ...]]:
    """The rings of every country, as (longitude, latitude) in degrees."""
    stored = json.loads(files("dadkhah.publish").joinpath("data/outline.json").read_text(encoding="utf-8"))
    scale = stored["scale"]
    return {
        code: tuple(_unpacked(ring, scale) for ring in rings) for code, rings in stored["countries"].items()
    }


def _unpacked(steps: list[int], scale: int) -> Ring:
    x = y = 0
    points = []
    for across, up in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + across, y + up
        points.append((x / scale, y / scale))
    return tuple(points)


def extent(ring: Ring) -> Bounds:
    """The smallest window around a ring."""
    across, up = zip(*ring, strict=True)
    return Bounds(min(across), min(up), max(across), max(up))


def holds(ring: Ring, lat: float, lon: float) -> bool:
    """Whether a place lies inside a ring (even-odd rule)."""
    inside = False
    for (x1, y1), (x2, y2) in pairwise((*ring, ring[0])):
        if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


def country_at(lat: float, lon: float) -> tuple[str, Ring] | None:
    """The country that holds a place, and which of its rings does; None at sea."""
    for code, rings in countries().items():
        for ring in rings:
            if holds(ring, lat, lon):
                return code, ring
    return None


def path(rings: tuple[Ring, ...], projection: Projection) -> str:
    """SVG path data of what the window shows of the rings, to half a unit; empty if it shows nothing."""
    near = [ring for ring in rings if extent(ring).meets(projection.bounds)]
    return "".join(_course([projection(lat, lon) for lon, lat in ring], projection) for ring in near)


def _course(points: Points, projection: Projection) -> str:
    margin = 4.0  # the cut edges stay out of sight
    for axis, low, high in (
        (0, -margin, projection.width + margin),
        (1, -margin, projection.height + margin),
    ):
        points = _cut(_cut(points, axis, low, 1), axis, high, -1)
    steps = [f"{round(x * 2) / 2:g} {round(y * 2) / 2:g}" for x, y in points]
    kept = [step for before, step in pairwise(["", *steps]) if step != before]
    return f"M{'L'.join(kept)}Z" if len(kept) > 2 else ""


def _cut(points: Points, axis: int, limit: float, way: int) -> Points:
    """The part of a polygon on one side of a line (Sutherland and Hodgman, CACM 17(1), 1974)."""
    kept: Points = []
    for before, here in pairwise([*points[-1:], *points]):
        if (way * before[axis] < way * limit) != (way * here[axis] < way * limit):
            share = (limit - before[axis]) / (here[axis] - before[axis])
            kept.append(
                (before[0] + share * (here[0] - before[0]), before[1] + share * (here[1] - before[1]))
            )
        if way * here[axis] >= way * limit:
            kept.append(here)
    return kept
