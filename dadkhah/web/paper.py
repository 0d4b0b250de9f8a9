"""Pages as files by themselves, without a server: an HTML file that leads nowhere and loads nothing but the style beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi, override

if TYPE_CHECKING:
    from dadkhah.archive.access import Visible
    from dadkhah.archive.models import Record
    from dadkhah.archive.queries.linkage_report import Report
    from dadkhah.estimate.study import Study

STYLE = Path(__file__).parent / "static" / "dadkhah.css"


def linkage_report(visible: Visible, found: Report, records: dict[str, Record], language: str, position: int) -> str:
    """The report on persons and pairs, for a folder with STYLE in it. `records`: those that unsure judgements are about.

    `position`: the size of the ledger.
    """
    from dadkhah.archive.fields import now

    told = {"found": found, "records": records, "reader": visible.actor.account, "at": now(), "position": position}
    with override(language):
        return _page("pairs/report_paper.html", told, language)


def estimates(
    study: Study, parts: Mapping[str, Any], name: str, notes: Sequence[str], language: str, kept: Mapping[str, Any] | None = None
) -> str:
    """The report on one table of histories, for a folder with STYLE in it. `notes`: what belongs beside every number.

    `kept`: of an estimate that an archive keeps its `run`, what is `told` of it, its `records`, and `facts` on its lists.
    """
    from dadkhah.web.estimates import context

    with override(language):
        return _page("estimates/paper.html", {**context(study, parts), "name": name, "notes": notes, **(kept or {})}, language)


def _page(template: str, told: Mapping[str, Any], language: str) -> str:
    direction = "rtl" if get_language_bidi() else "ltr"
    return render_to_string(template, {**told, "style": STYLE.name, "lang": language, "direction": direction})
