"""Tables of every usual kind and encoding: what is read, what is guessed, and what is told about what cannot be read."""

from __future__ import annotations

import io
import tracemalloc
from datetime import date
from itertools import chain, repeat
from typing import Any

import pytest

from dadkhah.reading import text_rows
from dadkhah.reading.encodings import guess
from dadkhah.reading.tables import NotATable, Table, open_table
from tests.reading.old_excel import xls

PERSIAN = "نام,نام پدر,محل\n" + "".join(
    f"{given} {family},{given},{place}\n"
    for given, family, place in (
        *(("امید", "تهران‌پور", "اوین"), ("لاله", "نیک اندیش", "گوهردشت"), ("پروانه", "گلچین", "شیراز")),
        *(("ژاله", "رهگذر", "مشهد"), ("قاسم", "دادگر", "اصفهان"), ("معصومه", "سازگار", "کرمانشاه")),
    )
)
ARABIC = "الاسم,المدينة\nكريم عبد الله الحسن,حلب\nفاطمة أحمد الخطيب,دمشق\nيوسف إبراهيم القاضي,حمص\n"
SPANISH = "Apellido,Nombre,Lugar\nGómez Ibáñez,José María,Córdoba\nNúñez,Inés,Tucumán\nPeñaloza,Andrés,La Plata\n"
MAC = PERSIAN.translate({ord("ی"): "ي", ord("ک"): "ك", 0x200C: " "}) + "Nima ۲۴ Golchin,,«Evin»\n"
FRENCH = "Nom,Prénom\nBélanger,Hélène\nDésiré,François\n"
PLAIN = "Name,Place\nOmid Rahgozar,Evin\n"


def table(data: bytes | str, **options: Any) -> Table:
    return open_table(io.BytesIO(data.encode() if isinstance(data, str) else data), **options)


def cells(data: bytes | str, **options: Any) -> list[list[str]]:
    return [row.cells for row in table(data, **options) if not row.fault]


def split(text: str) -> list[list[str]]:
    return [line.split(",") for line in text.splitlines()]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((text, encoding) for text in (PERSIAN, ARABIC, SPANISH) for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le")),
        *((PERSIAN.replace("ی", "ي"), "windows-1256"), (ARABIC, "windows-1256"), (ARABIC, "iso8859-6"), (ARABIC, "utf-16-be")),
        *((ARABIC, "mac_arabic"), (ARABIC.replace("\n", "\r"), "mac_arabic"), (ARABIC.partition("فاطمة")[0], "mac_arabic")),
        *((SPANISH, "windows-1252"), (FRENCH, "windows-1252"), (PLAIN, "utf-8"), (SPANISH.upper(), "windows-1252")),
    ],
)
def test_the_encoding_is_told_by_the_text(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    found = table(data)
    assert [found.header, *(row.cells for row in found)] == split(text)


def test_the_persian_of_old_macs_is_told_from_windows_and_may_be_named() -> None:
    data = MAC.encode("mac_farsi")
    assert table(data).encoding == "mac_arabic"
    assert cells(data) == [[cell.translate({0x6F2: "٢", 0x6F4: "٤"}) for cell in row] for row in split(MAC)[1:]]
    assert cells(data, encoding="mac_farsi") == split(MAC)[1:]


def test_a_few_accents_in_a_long_plain_text_are_enough() -> None:
    lines = ["Name,Place", *["Omid Rahgozar,Rosario"] * 3000, "José Ibáñez,Córdoba"]
    assert guess("\n".join(lines).encode("windows-1252")) == "windows-1252"
    mostly_latin = ["Name,Ar", *["Omid Rahgozar,"] * 3000, "Omid,الحسن بن علي"]
    assert guess("\n".join(mostly_latin).encode("windows-1256")) == "windows-1256"


def test_utf_8_with_a_damaged_byte_stays_utf_8_and_the_row_is_told() -> None:
    data = (PERSIAN * 5).encode().replace("شیراز".encode(), b"\xff\xfe" + "راز".encode(), 1)
    found = table(data)
    faults = [row for row in found if row.fault]
    assert found.encoding == "utf-8"
    assert [(row.number, row.fault[:11]) for row in faults] == [(4, "The byte FF")]


def test_another_script_is_told_too() -> None:
    text = "Име,Место\nПетар Петровић,Призрен\nМилица Јовановић,Приштина\nДрагана Стојановић,Пећ\n"
    assert cells(text.encode("windows-1251"))[0][0] != ""
    assert cells(text.encode("windows-1251"), encoding="windows-1251") == split(text)[1:]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = delimiter.join(["Name", "Place, town", "Date"]) + "\n" + delimiter.join(["Omid", '"a, b; c|d\te"', "1988"]) + "\n"
    text = text.replace("Place, town", '"Place, town"')
    found = table(text)
    assert found.delimiter == delimiter
    assert [row.cells for row in found] == [["Omid", "a, b; c|d\te", "1988"]]


def test_a_list_of_one_column_may_hold_commas() -> None:
    assert cells("Name\nRahgozar, Omid\nDadgar, Sara\nNima\n") == [["Rahgozar, Omid"], ["Dadgar, Sara"], ["Nima"]]


def test_quotes_and_cells_of_several_lines_keep_their_line_numbers() -> None:
    found = list(table('Name,Note\r\n"Omid ""the tall""","two\r\nlines"\r\nSara,none\r\n'))
    assert [(row.number, row.cells) for row in found] == [(2, ['Omid "the tall"', "two\r\nlines"]), (4, ["Sara", "none"])]


def test_old_line_ends_and_blank_lines() -> None:
    found = table("Name,Age\rOmid,24\r\r,\rSara,31")
    assert [(row.number, row.cells) for row in found] == [(2, ["Omid", "24"]), (5, ["Sara", "31"])]


def test_a_quote_that_is_never_closed_costs_its_own_line_alone() -> None:
    found = list(table('Name,Place\nOmid,"Evin\nSara,Shiraz\nNima,Mashhad\n'))
    assert [(row.number, row.cells, bool(row.fault)) for row in found] == [
        (2, ["Omid", '"Evin'], True),
        (3, ["Sara", "Shiraz"], False),
        (4, ["Nima", "Mashhad"], False),
    ]
    many = "Name,Place\n" + "".join(f'Omid {n},"Evin\n' for n in range(2001))
    assert [row.number for row in table(many)] == list(range(2, 2003))


def test_a_quote_within_a_cell_is_a_letter_of_it() -> None:
    assert cells('Name,Place\n"Omid" Rahgozar,5" away\n') == [["Omid Rahgozar", '5" away']]


def test_short_rows_are_filled_and_long_ones_told_with_all_their_cells() -> None:
    found = list(table("Name,Age,Place\nOmid\nSara,31,Shiraz,,\nNima,22,Mashhad,too,much\n"))
    assert [row.cells for row in found[:2]] == [["Omid", "", ""], ["Sara", "31", "Shiraz"]]
    assert found[2].cells == ["Nima", "22", "Mashhad", "too", "much"]
    assert found[2].fault.startswith("It has 5 cells, but the header has 3 columns.")


def test_a_nul_is_told() -> None:
    [bad, good] = table("Name,Age\nOm\0id,24\nSara,31\n")
    assert bad.fault.startswith("It holds a NUL")
    assert not good.fault


def test_every_fault_of_the_header_is_told_at_once() -> None:
    with pytest.raises(NotATable) as caught:
        table("\n\nName,,Age,Name,\nOmid,a,24,b,c\n")
    assert [fault[:40] for fault in caught.value.faults] == [
        "Line 3, the header: columns 2 have no na",
        "Line 3, the header: 2 columns are called",
    ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf\n \n", "The file is empty"),
        (b",,,\n,\n", "The table is empty"),
        ("امید,۲۴,۱۳۶۷/۵/۶\n".encode(), "seems to hold data"),
        (b"Omid,24\nSara,31\n", "seems to hold data"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 40, "This file is no table"),
        (b"PK\x03\x04broken", "The workbook cannot be read"),
    ],
)
def test_what_is_no_table_says_why(data: bytes, told: str) -> None:
    with pytest.raises(NotATable, match=told):
        table(data)


def test_an_unknown_encoding_says_which_are_known() -> None:
    with pytest.raises(NotATable, match="There is no encoding “klingon”"):
        table(PLAIN, encoding="klingon")


def workbook() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("فهرست")
    for row in ([], ["نام", "سن", "تاریخ", "Note"], ["امید رهگذر", 24, date(1988, 7, 28), None], ["سارا دادگر", 31.5, None, True]):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_gives_texts_as_people_type_them() -> None:
    found = table(workbook())
    assert (found.sheet, found.sheets, found.header) == ("فهرست", ["Notes", "فهرست"], ["نام", "سن", "تاریخ", "Note"])
    assert [(row.number, row.cells) for row in found] == [
        (3, ["امید رهگذر", "24", "1988-07-28", ""]),
        (4, ["سارا دادگر", "31.5", "", "TRUE"]),
    ]


def test_a_sheet_is_chosen_by_its_name() -> None:
    with pytest.raises(NotATable, match="The table is empty"):
        table(workbook(), sheet="Notes")
    with pytest.raises(NotATable, match="There is no sheet “None”"):
        table(workbook(), sheet="None")


OLD = (["نام", "سن", "تاریخ", "Note"], ["امید رهگذر", 24, date(1988, 7, 28), None], ["سارا دادگر", 31.5, None, "اوین"])


def test_an_old_workbook_gives_the_same_texts() -> None:
    found = table(xls(OLD, sheet="فهرست"))
    assert (found.sheet, found.header) == ("فهرست", ["نام", "سن", "تاریخ", "Note"])
    assert [row.cells for row in found] == [["امید رهگذر", "24", "1988-07-28", ""], ["سارا دادگر", "31.5", "", "اوین"]]


def test_a_workbook_of_excel_95_has_the_encoding_that_it_says() -> None:
    arabic = split(ARABIC)
    assert cells(xls(arabic, encoding="windows-1256", codepage=1256)) == arabic[1:]
    with pytest.raises(NotATable, match=r"The workbook cannot be read: .*Save it again as XLSX, ODS or CSV\."):
        table(xls(arabic, encoding="mac_arabic", codepage=10004))


@pytest.mark.parametrize("size", [9, 300, 512, 700, 1600, 3000])
def test_an_old_workbook_that_is_cut_off_is_refused_in_a_sentence(size: int) -> None:
    with pytest.raises(NotATable, match=r"The workbook (is damaged|cannot be read).*[Ss]ave it again as XLSX"):
        table(xls(OLD)[:size])


def test_an_ods_file() -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table as Sheet
    from odf.table import TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    sheet = Sheet(name="One")
    for texts in (["Name", "Place"], ["Omid Rahgozar", "اوین"]):
        row = TableRow()
        for text in texts:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            row.addElement(cell)
        sheet.addElement(row)
    book.spreadsheet.addElement(sheet)
    file = io.BytesIO()
    book.write(file)
    assert cells(file.getvalue()) == [["Omid Rahgozar", "اوین"]]


class Endless(io.RawIOBase):
    """A million lines that are made as they are read."""

    def __init__(self, count: int) -> None:
        self.left = chain([b"Name,Place\n"], repeat("امید رهگذر,Evin\n".encode() * 1000, count // 1000))
        self.held = b""

    def read(self, size: int = -1) -> bytes:
        while len(self.held) < size and (more := next(self.left, b"")):
            self.held += more
        part, self.held = self.held[:size], self.held[size:]
        return part


def test_memory_stays_flat() -> None:
    tracemalloc.start()
    try:
        count = sum(1 for _ in open_table(Endless(60_000)))  # type: ignore[arg-type, misc]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 60_000
    assert peak < 6_000_000


# The letters of old Macintosh computers: no ی and ک of Persian keyboards, and pairs of marks that go from right to left.
MACINTOSH = PERSIAN.replace("ی", "ي").replace("ک", "ك").replace("\u200c", " ")


@pytest.mark.parametrize(
    "text", [MACINTOSH, ARABIC, "Name,نام,Date\nOmid Rahgozar,اميد رهگذر,١٣٦٧/٥/٦\nLale Dadgar,لاله دادگر,١٣٦٧/٥/٨\n"]
)
def test_a_text_of_old_macintosh_computers(text: str) -> None:
    data = text.encode("mac_arabic")
    found = table(data)
    assert found.encoding == "mac_arabic"
    assert [found.header, *(row.cells for row in found)] == split(text)
    assert table(data, encoding="mac_arabic").header == split(text)[0]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_rows_are_the_same_however_many_lines_are_fetched_at_once(size: int, ends: str, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = ['Omid,"Evin', 'of, Tehran"', "", "A\0b,c", 'Sara,"open', "Lale,Evin", '"a"b,c', '"x,y",z', "a,b,c", "Last,One"]
    lines = ["Name,Place", *odd]
    data = ends.join([*lines, *lines[1:]]) + ends
    whole = list(table(data, delimiter=","))
    assert [row.number for row in whole if row.fault] == [5, 6, 10, 15, 16, 20]
    monkeypatch.setattr(text_rows, "AT_ONCE", size)
    assert list(table(data, delimiter=",")) == whole
