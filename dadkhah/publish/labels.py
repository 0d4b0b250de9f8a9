"""The words that a picture shows; the page hands them in, in its own language."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ChartLabels:
    """Words of one picture. `{n}` in *gap* and *not_drawn* is replaced by a number in the page's digits.

    *title* and *description* name the picture for those who do not see it; *empty* stands in its place where
    there is nothing to draw. *standings*, *qualifiers* and *kinds* map codes of the vocabularies to labels.
    """

    title: str
    description: str = ""
    empty: str = ""
    note: str = ""
    x_axis: str = ""
    y_axis: str = ""
    standing_heading: str = ""
    qualifier_heading: str = ""
    kind_heading: str = ""
    standings: Mapping[str, str] = field(default_factory=dict)
    qualifiers: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    names_heading: str = ""
    not_drawn: str = "{n}"
    gap: str = ""
    kilometres: str = "km"
