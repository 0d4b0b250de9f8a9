"""A whole study as text, to keep beside its table and to read back: the same numbers, pictures and sentences again.

Of estimates that stand beside the methods (without a list, under other settings) and of parts the draws are left out: nothing
is made from them any more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dadkhah.estimate.histories import Histories
from dadkhah.estimate.kept import of_plain, one_line, plain_of
from dadkhah.estimate.overlap import overview
from dadkhah.estimate.result import Estimate
from dadkhah.estimate.sensitivity import Population
from dadkhah.estimate.study import Study
from dadkhah.estimate.tables import rows_of
from dadkhah.sentences import packed, unpacked

FORM = 1


def study_text(study: Study, parts: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    """JSON, one line, with its keys in order: the same study is the same text.

    `parts`: what `study.together` gave, or nothing. `told`: plain values that belong to it.
    """
    plain = {
        "form": FORM,
        "table": {"lists": list(study.table.lists), "rows": rows_of(study.table), "digest": study.table.digest},
        "found": {name: plain_of(each) for name, each in study.found.items()},
        "order": list(study.found),
        **{name: {key: _bare(each) for key, each in getattr(study, name).items()} for name in ("without", "otherwise")},
        "merged": [[*pair, _bare(each)] for pair, each in study.merged.items()],
        "populations": [[each.name, each.truth, _bare(each.found)] for each in study.populations],
        "strata": [{**row, "reason": row["reason"] and packed(row["reason"])} for row in parts.get("strata", ())],
        "sums": parts.get("sums", {}),
        "told": told,
    }
    return one_line(plain)


def study_of(text: str) -> tuple[Study, dict[str, Any], dict[str, Any]]:
    """The study, its parts and what belongs to it. Raises ValueError for text that is none of these."""
    plain = json.loads(text)
    if not isinstance(plain, dict) or plain.get("form") != FORM:
        raise ValueError("This is no study as this version keeps it.")
    table = Histories.of(plain["table"]["lists"], plain["table"]["rows"])
    study = Study(
        table, overview(table), {name: of_plain(plain["found"][name]) for name in plain["order"]}, _read(plain["without"]),
        {(one, other): of_plain(each) for one, other, each in plain["merged"]},
        [Population(name, truth, of_plain(each)) for name, truth, each in plain["populations"]], _read(plain["otherwise"]),
    )  # fmt: skip
    strata = [{**row, "reason": row["reason"] and unpacked(row["reason"])} for row in plain["strata"]]
    return study, {"strata": strata, "sums": plain["sums"]}, plain["told"]


def _bare(found: Estimate) -> dict[str, Any]:
    return plain_of(replace(found, draws=None))


def _read(plain: Mapping[str, Any]) -> dict[str, Estimate]:
    return {name: of_plain(each) for name, each in plain.items()}
