"""Workbooks (XLSX, ODS, XLS): each sheet is a page, each row a line, its cells with tabs between."""

from __future__ import annotations

import zipfile

from dadkhah.reading import workbooks
from dadkhah.reading.extract import tools
from dadkhah.reading.extract.extracted import Limits
from dadkhah.reading.extract.reading_page import Read, Whole, clean
from dadkhah.reading.extract.tools import Stopped
from dadkhah.sentences import Sentence, sentence_of


def read(data: bytes, limits: Limits) -> Whole:
    try:
        first = workbooks.open_workbook(data)
        if len(first.sheets) > limits.pages:
            raise Stopped("too_large", Sentence("The workbook has more than {most} sheets. Cut it into parts.", most=limits.pages))
        pages = [_page(data, name, limits) for name in first.sheets]
    except zipfile.BadZipFile as fault:
        raise Stopped("broken", Sentence("The workbook is damaged. Get it once more, or save it again.")) from fault
    except workbooks.NotAWorkbook as fault:
        raise Stopped("encrypted" if isinstance(fault, workbooks.Locked) else "broken", sentence_of(fault)) from fault
    return Whole(pages, {"python-calamine": tools.library("python-calamine")})


def _page(data: bytes, name: str, limits: Limits) -> Read:
    lines, size = [name], len(name)
    for row in workbooks.open_workbook(data, name).rows:
        line = "\t".join(" ".join(cell.split()) for cell in row.cells).rstrip()
        size += len(line)
        if size > limits.characters:
            most = Sentence("The text has more than {most} letters. Cut it into parts.", most=limits.characters)
            raise Stopped("too_large", most)
        if line:
            lines.append(line)
    return Read(clean("\n".join(lines)))
