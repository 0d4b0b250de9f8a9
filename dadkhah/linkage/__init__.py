"""Same person? Names, comparison, pairs, clusters and judgements.

Lists become records (`read_file`, `read_list`), records pairs with a probability and what speaks for and against each
(`link_lists`), under a model that learns without labels and is kept as text (`Model`). Names are useful alone: `words` and
`named` take them apart, `likeness` compares two words by sound, across scripts; `days` and `age` read dates as ranges. What people
decide outranks every score: see `clusters` and `agreement`. `evaluation` measures against a truth, `simulate` makes lists whose
truth is known.

>>> from dadkhah.linkage import likeness, words
>>> words("سیدمحمدرضا صدر")
('محمد', 'رضا', 'صدر')
>>> round(likeness("محمد", "mohamed"), 2)
0.96
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dadkhah.linkage.dates import age, days
    from dadkhah.linkage.files import read_file, write_pairs
    from dadkhah.linkage.link import Linked
    from dadkhah.linkage.link import link as link_lists
    from dadkhah.linkage.model import BadModel, Model
    from dadkhah.linkage.names import named, words
    from dadkhah.linkage.records import BadList, Listed, Record
    from dadkhah.linkage.records import read as read_list
    from dadkhah.linkage.scored import Scored
    from dadkhah.linkage.sounds import likeness

__all__ = [
    "BadList", "BadModel", "Linked", "Listed", "Model", "Record", "Scored", "age", "days", "likeness", "link_lists", "named",
    "read_file", "read_list", "words", "write_pairs",
]  # fmt: skip
_FROM = {
    "BadList": "records", "BadModel": "model", "Linked": "link", "Listed": "records", "Model": "model", "Record": "records",
    "Scored": "scored", "age": "dates", "days": "dates", "likeness": "sounds", "link_lists": "link", "named": "names",
    "read_file": "files", "read_list": "records", "words": "names", "write_pairs": "files",
}  # fmt: skip
_CALLED = {"link_lists": "link", "read_list": "read"}
"""What has another name in its module."""


def __getattr__(name: str) -> Any:
    """Imported when it is first asked for: numbers, compilers and databases take seconds to load."""
    if name not in _FROM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FROM[name]}"), _CALLED.get(name, name))
