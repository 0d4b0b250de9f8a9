"""The archive in one text file, and back: JSON Lines, a line per row in its canonical bytes (docs/export.md).

`writing.export_archive` writes it; `importing.import_archive` reads it into a newly made archive on either database and
keeps every id and digest and the whole ledger; `bytes.transfer` copies the stored files beside it; `sheet.sheet_of` gives
a loaded sheet back. `form` is what a line is, and needs no database.
"""
