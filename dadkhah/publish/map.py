"""A map that is coarse on purpose: a circle says "somewhere here", and never where exactly.

Places are rounded to a tenth of a degree before anything else is done with them, so the picture cannot give
away more, and no circle is smaller than that rounding.
"""

from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

from dadkhah.publish.colours import colour
from dadkhah.publish.labels import ChartLabels
from dadkhah.publish.layout import Box, place, shorten, width_of
from dadkhah.publish.legend import Sample, key, listing, paragraph, stack
from dadkhah.publish.outline import Bounds, Projection, countries, country_at, extent, path
from dadkhah.publish.scales import amount, digits
from dadkhah.publish.svg import circle, element, frame, line, link, nothing, text

ROUNDING: Final = 0.1
_SMALLEST: Final = 8.0
_WIDEST: Final = 45.0
_KM_PER_DEGREE: Final = 111.2
_SIZE: Final = 12.0
_TONES: Final = ("state", "opposition_aligned", "victim_side", "armed_opposition", "foreign_state")
_DASHES: Final = (None, "5 3", "1.5 2.5", "9 3 2 3")


class MapSite(NamedTuple):
    """A place: degrees north and east, name, code of its kind, page, and its number on the map."""

    id: str
    lat: float
    lon: float
    label: str
    kind: str
    href: str
    number: int | str


def site_map(
    sites: Sequence[MapSite],
    labels: ChartLabels,
    lang: str,
    bounds: Bounds | None = None,
    *,
    width: float = 720,
    prefix: str = "map",
) -> str:
    """The places as circles on country outlines, with their names beside them or in the list below.

    Without *bounds* the map shows the countries that hold the places. A window across the 180th meridian is
    not supported. Raises ValueError, naming every place at fault, for coordinates that are not on Earth.
    """
    if not sites:
        return nothing(labels.empty)
    coarse = _rounded(sites)
    projection = Projection(_shaped(bounds or bounds_of(coarse)), width)
    radius = max(ROUNDING * projection.degree, _SMALLEST)
    kinds = _kinds(coarse, labels)
    ground = _ground(coarse, projection)
    circles = [_site(site, projection, radius, kinds) for site in coarse]
    scale = _scale_bar(projection, labels, lang)
    names = _names(coarse, projection, radius, lang)
    foot = stack(
        [
            lambda top: key(labels.kind_heading, _samples(kinds, labels), 14, top, width - 14),
            lambda top: listing(labels.names_heading, _numbered(coarse, lang), 14, top, width - 14),
            lambda top: paragraph(labels.note, 14, top, width - 14),
        ],
        projection.height + 16,
    )
    height = projection.height + 16 + foot.height
    body = (ground, *circles, names, scale, foot.markup)
    return frame(prefix, "map", (width, height), labels, lang, *body)


def _rounded(sites: Sequence[MapSite]) -> list[MapSite]:
    wrong = [site.label for site in sites if not (-90 <= site.lat <= 90 and -180 <= site.lon <= 180)]
    if wrong:
        raise ValueError(
            f"These places are not on Earth: {', '.join(wrong)}. Give degrees north and degrees east."
        )
    return [site._replace(lat=round(site.lat, 1), lon=round(site.lon, 1)) for site in sites]


def bounds_of(sites: Sequence[MapSite]) -> Bounds:
    """A window in which the land is recognised: the countries that hold the places, or 4 degrees around them.

    Islands and exclaves far from the places stay out. A land of more than 45 degrees is not shown whole.
    """
    spots = extent(tuple((site.lon, site.lat) for site in sites))
    found = [country_at(site.lat, site.lon) for site in sites]
    lands = [extent(held[1]) for held in found if held]
    around = [land for land in lands if max(land.east - land.west, land.north - land.south) <= _WIDEST]
    if not around:
        return spots.padded(4)
    every = [*around, spots]
    return Bounds(
        min(one.west for one in every),
        min(one.south for one in every),
        max(one.east for one in every),
        max(one.north for one in every),
    ).padded(1.2)


def _shaped(bounds: Bounds) -> Bounds:
    """The window widened, if it is very tall or very flat, so that it fits a page."""
    flat = Projection(bounds, 1.0)
    ratio = flat.height
    if ratio > 1.2:
        more = (bounds.east - bounds.west) * (ratio / 1.2 - 1) / 2
        return Bounds(bounds.west - more, bounds.south, bounds.east + more, bounds.north)
    more = (bounds.north - bounds.south) * max(0.5 / ratio - 1, 0) / 2
    return Bounds(bounds.west, bounds.south - more, bounds.east, bounds.north + more)


def _ground(sites: Sequence[MapSite], projection: Projection) -> str:
    """The lands in the window, those that hold a place a shade darker; an inner svg cuts them at its edge."""
    found = [country_at(site.lat, site.lon) for site in sites]
    holding = {held[0] for held in found if held}
    shapes = []
    for code, rings in countries().items():
        if course := path(rings, projection):
            shapes.append(_land(course, "country" if code in holding else "land"))
    return element("svg", *shapes, width=projection.width, height=projection.height, overflow="hidden")


def _land(course: str, tone: str) -> str:
    return element(
        "path",
        d=course,
        fill=colour(tone),
        fill_rule="evenodd",
        stroke=colour("soft"),
        stroke_width=0.7,
        stroke_linejoin="round",
        class_=f"fill-{tone} line-soft",
    )


def _kinds(sites: Sequence[MapSite], labels: ChartLabels) -> list[str]:
    used = dict.fromkeys(site.kind for site in sites)
    return [code for code in labels.kinds if code in used] + [
        code for code in used if code not in labels.kinds
    ]


def _circle(at: int, x: float, y: float, *, radius: float) -> str:
    tone, dash = _TONES[at % len(_TONES)], _DASHES[at % len(_DASHES)]
    return circle(x, y, radius, tone, opacity=0.2, dash=dash)


def _site(site: MapSite, projection: Projection, radius: float, kinds: Sequence[str]) -> str:
    x, y = projection(site.lat, site.lon)
    return link(site.href, site.label, _circle(kinds.index(site.kind), x, y, radius=radius))


def _samples(kinds: Sequence[str], labels: ChartLabels) -> list[Sample]:
    drawn = [partial(_circle, at, radius=_SMALLEST) for at in range(len(kinds))]
    return [Sample(draw, labels.kinds.get(kind, kind)) for draw, kind in zip(drawn, kinds, strict=True)]


def _numbered(sites: Sequence[MapSite], lang: str) -> list[tuple[str, str]]:
    return [(digits(str(site.number), lang), site.label) for site in sites]


def _names(sites: Sequence[MapSite], projection: Projection, radius: float, lang: str) -> str:
    """Each place's number beside its circle and, where there is room, its name with it."""
    spots = [projection(site.lat, site.lon) for site in sites]
    marks = [Box(x - radius, y - radius, x + radius, y + radius) for x, y in spots]
    area = Box(4, 4, projection.width - 4, projection.height - 30)
    most = 0.0 if projection.width < 500 else 150.0
    written = [
        (number, shorten(name, most, _SIZE) if most else "") for number, name in _numbered(sites, lang)
    ]
    sizes = [
        (width_of(number, _SIZE) + (4 + width_of(name, _SIZE) if name else 0), 14.0)
        for number, name in written
    ]
    parts = []
    for mark, (number, name), spot in zip(marks, written, place(marks, sizes, area), strict=True):
        box = spot.box if spot else mark.shifted(radius)
        if spot and spot.leader:
            parts.append(line(*spot.leader, width=0.8))
        parts.append(_name(number, name if spot else "", box))
    return "".join(parts)


def _name(number: str, name: str, box: Box) -> str:
    bold = text(box.left, box.bottom - 3, number, size=_SIZE, bold=True, halo=True)
    beside = box.left + width_of(number, _SIZE) + 4
    return bold + (text(beside, box.bottom - 3, name, size=_SIZE, halo=True) if name else "")


def _scale_bar(projection: Projection, labels: ChartLabels, lang: str) -> str:
    unit = projection.degree / _KM_PER_DEGREE
    lengths = [step * 10**power for power in range(-1, 4) for step in (1, 2, 5)]
    kilometres = max((one for one in lengths if one * unit <= projection.width / 4), default=lengths[0])
    y, end = projection.height - 12, 14 + kilometres * unit
    ticks = [line(x, y - 4, x, y + 4, width=1.4) for x in (14, end)]
    words = f"{amount(kilometres, lang)} {labels.kilometres}"
    bar = line(14, y, end, y, width=1.4)
    return "".join([bar, *ticks, text(end + 8, y + 4, words, size=11, halo=True)])
