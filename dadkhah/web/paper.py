"""Pages as files by themselves, without a server: an HTML file that leads nowhere and loads nothing but the style beside it."""

from __future__ import annotations

from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi, override

from dadkhah.archive.access import Visible
from dadkhah.archive.fields import now
from dadkhah.archive.models import Record
from dadkhah.archive.queries.linkage_report import Report

STYLE = Path(__file__).parent / "static" / "dadkhah.css"


def linkage_report(visible: Visible, found: Report, records: dict[str, Record], language: str, position: int) -> str:
    """The report on persons and pairs, for a folder with STYLE in it. `records`: those that unsure judgements are about.

    `position`: the size of the ledger.
    """
    with override(language):
        context = {
            "found": found,
            "records": records,
            "reader": visible.actor.account,
            "at": now(),
            "position": position,
            "style": STYLE.name,
            "lang": language,
            "direction": "rtl" if get_language_bidi() else "ltr",
        }
        return render_to_string("pairs/report_paper.html", context)
