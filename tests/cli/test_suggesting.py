"""`dadkhah read`: files are read without an archive."""

from __future__ import annotations

import json

from click.testing import CliRunner

from dadkhah.cli import main
from dadkhah.reading.files import MANY

TEXT = "The prosecutor, Ilan Dorso, said: “We killed 40 prisoners.” It was on 3 May 1988.\n"


def test_one_line_of_json_for_each_file(tmp_path):
    for name in ("one.txt", "other.txt"):
        (tmp_path / name).write_text(TEXT, "utf-8")
    done = CliRunner().invoke(main, ["read", str(tmp_path / "one.txt"), str(tmp_path / "other.txt"), "--json"])
    lines = [json.loads(line) for line in done.output.splitlines()]
    assert [line["file"] for line in lines] == ["one.txt", "other.txt"]
    for line in lines:
        assert {"text", "language", "suggestions"} <= line.keys()
        assert all(line["text"][each["start"] : each["end"]] == each["exact"] for each in line["suggestions"])
        quote = next(each for each in line["suggestions"] if each["kind"] == "quote")
        assert (quote["mode"], quote["speaker"]["exact"]) == ("direct", "Ilan Dorso")
        assert [line["text"][start:end] for start, end in quote["parts"]] == ["We killed 40 prisoners."]


def test_a_file_that_cannot_be_read_is_told_and_the_others_go_on(tmp_path):
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 nothing more")
    (tmp_path / "good.txt").write_text(TEXT, "utf-8")
    done = CliRunner().invoke(main, ["read", str(tmp_path / "bad.pdf"), str(tmp_path / "good.txt"), "--json"])
    first, second, *told = done.output.splitlines()
    assert json.loads(first)["failure"]["kind"]
    assert json.loads(second)["suggestions"]
    assert "bad.pdf" in "".join(told)
    assert done.exit_code


def test_many_files_are_read_at_once_and_told_in_their_order(tmp_path):
    paths = [tmp_path / f"{number}.txt" for number in range(MANY)]
    for number, path in enumerate(paths):
        path.write_text(TEXT * (1 + (number == 0) * 200) if number != 2 else "", "utf-8")
    done = CliRunner().invoke(main, ["read", *map(str, paths), "--json"])
    lines = [json.loads(line) for line in done.output.splitlines()[: len(paths)]]
    assert [line["file"] for line in lines] == [path.name for path in paths]
    assert [number for number, line in enumerate(lines) if not line.get("suggestions")] == [2]
    assert "2.txt: The file is empty" in done.output
    assert done.exit_code


def test_annotations(tmp_path):
    (tmp_path / "one.txt").write_text(TEXT, "utf-8")
    done = CliRunner().invoke(main, ["read", str(tmp_path / "one.txt"), "--annotations"])
    page = json.loads(done.output)
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert {each["type"] for each in page["items"]} == {"Annotation"}
