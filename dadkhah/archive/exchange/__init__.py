"""The archive in one text file, and back: JSON Lines, a line per row in its canonical bytes (docs/export.md).

`export_archive` writes it, `import_archive` reads it into a newly made archive on either database, keeping every id
and digest and the whole ledger; `transfer` copies the stored bytes beside it. `sheet_of` gives a sheet back.
"""

from dadkhah.archive.exchange.bytes import transfer
from dadkhah.archive.exchange.form import BadExport, Fault, Header, read_header
from dadkhah.archive.exchange.importing import import_archive
from dadkhah.archive.exchange.sheet import sheet_keys, sheet_of
from dadkhah.archive.exchange.writing import Exported, export_archive

__all__ = [
    "BadExport",
    "Exported",
    "Fault",
    "Header",
    "export_archive",
    "import_archive",
    "read_header",
    "sheet_keys",
    "sheet_of",
    "transfer",
]
