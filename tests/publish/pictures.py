"""Reading a picture the way a browser does, for the tests of this room."""

import re
from xml.etree import ElementTree as ET

from dadkhah.publish.colours import contrast
from dadkhah.publish.labels import ChartLabels

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "\"><script>alert('x')</script>&\u202egnorw\u2066\x00\x07 ]]>"
LABELS = ChartLabels(
    title="Claims",
    description="Each mark is one claim.",
    empty="Nothing <yet>.",
    note="Never averaged.",
    y_axis="People",
    x_axis="Date",
    standing_heading="Who",
    qualifier_heading="How",
    kind_heading="Kind",
    names_heading="Names",
    not_drawn="{n} without a number",
    gap="{n} years",
)


def read(picture: str) -> ET.Element:
    """Parses a picture and checks what must hold for every one of them."""
    root = ET.fromstring(picture)
    has_links = root.find(f".//{SVG}a") is not None
    assert root.get("role") == ("group" if has_links else "img")
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    assert root.get("aria-labelledby") in ids
    assert not re.search(r"nan|inf\b", " ".join(_numbers(root)), re.IGNORECASE)
    for one in root.iter():
        assert one.tag.removeprefix(SVG) not in ("script", "style", "foreignObject", "image")
        assert not [name for name in one.attrib if name == "style" or name.startswith("on")]
        assert not re.match(r"\s*(javascript|data|vbscript):", one.get("href", ""), re.IGNORECASE)
    return root


def _numbers(root: ET.Element) -> list[str]:
    names = (
        "x",
        "y",
        "x1",
        "x2",
        "y1",
        "y2",
        "cx",
        "cy",
        "r",
        "d",
        "width",
        "height",
        "viewBox",
        "transform",
    )
    return [one.get(name, "") for one in root.iter() for name in names]


def words(root: ET.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}text")]


def marks(root: ET.Element) -> list[ET.Element]:
    return [one for one in root.iter(f"{SVG}g") if one.get("class") == "mark"]


def texts_inside(root: ET.Element) -> None:
    """Every text begins, ends or has its middle within the picture."""
    width, height = (float(part) for part in root.get("viewBox", "").split()[2:])
    for one in root.iter(f"{SVG}text"):
        assert 0 <= float(one.get("x", "")) <= width
        assert 0 <= float(one.get("y", "")) <= height


def well_contrasted(root: ET.Element, ground: str = "#ffffff") -> None:
    """Every text and every line stands at least 3:1 from the paper (white letters stand on a disc)."""
    for one in root.iter(f"{SVG}text"):
        if one.get("class") != "fill-paper":
            assert contrast(one.get("fill", ""), ground) >= 4.5
    for one in root.iter(f"{SVG}line"):
        if one.get("class") != "line-paper":
            assert contrast(one.get("stroke", ""), ground) >= 3
