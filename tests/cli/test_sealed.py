"""A sealed archive, as whoever takes the laptop finds it: its raw files are searched for planted words, in use and not."""

from __future__ import annotations

import http.cookiejar
import re
import shutil
import subprocess
import unicodedata
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.urls import reverse_lazy

from dadkhah.archive import seal
from dadkhah.archive.place import Place
from dadkhah.evidence.checkpoint import BadKey, SigningKey
from dadkhah.reading.fold import fold, tokens
from tests.cli.conftest import PASSWORD, SHEET, Shell
from tests.cli.read_worker import read_letter
from tests.cli.test_serve import served

INTAKE = str(reverse_lazy("intake"))
PASSPHRASE = "five words that nobody guesses"
PLANTED = "Zarvandokht کاشانی‌نژاد"
"""Made up. It is planted in a file and its name, in a sheet, in an account's name, in a search, and in an upload."""


def forms() -> set[bytes]:
    texts = {PLANTED, fold(PLANTED), *tokens(PLANTED), *PLANTED.split()}
    texts |= {unicodedata.normalize(form, text) for text in texts for form in ("NFC", "NFD")}
    encodings = ("utf-8", "utf-16-le", "utf-16-be", "windows-1256")
    return {text.encode(encoding, "ignore") for text in texts if len(text) > 3 for encoding in encodings}


def files_with(*folders: Path) -> set[str]:
    """Files of these folders in whose bytes or name a planted word stands."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert files
    return {path.name for path in files if any(each in path.read_bytes() + str(path).encode() for each in forms())}


def fill(run: Shell) -> None:
    """The same words by every way in that the command line has."""
    (run.work / f"{PLANTED}.txt").write_text(f"Seen alive: {PLANTED}", "utf-8")
    (run.work / "planted.yaml").write_text(SHEET.replace("Firstname Example", PLANTED), "utf-8")
    run.ok("add", run.work / f"{PLANTED}.txt", "--from", PLANTED, login="shirin")
    run.ok("load", run.work / "planted.yaml", login="shirin")
    run.ok("search", PLANTED, login="shirin")
    (run.work / "password").write_text(f"{PASSWORD}\n")
    run.ok("user", "password", "shirin", "--password-file", run.work / "password", login="shirin")


@pytest.fixture(scope="module")
def filled(zygote: subprocess.Popen, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sealed archive with the words in it: made once, since a passphrase takes a second on purpose."""
    work = tmp_path_factory.mktemp("sealed")
    run = Shell(zygote, work, work / "archive", {seal.PASSPHRASE_FILE: str(work / "passphrase")})
    (work / "passphrase").write_text(f"{PASSPHRASE}\n")
    given = ("--sealed", "--passphrase-file", str(work / "passphrase"))
    done = run.bare("init", str(run.folder), "--steward", "shirin", *given)
    assert done.code == 0, done
    fill(run)
    return run.folder


@pytest.fixture
def sealed(nowhere: Shell, filled: Path, monkeypatch) -> Iterator[Shell]:
    (nowhere.work / "passphrase").write_text(f"{PASSPHRASE}\n")
    nowhere.folder = nowhere.work / "archive"
    shutil.copytree(filled, nowhere.folder)
    nowhere.environment[seal.PASSPHRASE_FILE] = str(nowhere.work / "passphrase")
    monkeypatch.setenv(seal.PASSPHRASE_FILE, str(nowhere.work / "passphrase"))
    yield nowhere
    shutil.rmtree(seal.scratch(Place(nowhere.folder.resolve())))


def test_the_words_of_a_file_are_found_and_lie_nowhere_on_the_disk(sealed: Shell, tmp_path: Path) -> None:
    """The file is encrypted, as all are here; its words are in the index, which lies under the same seal."""
    item = read_letter(sealed.folder, "shirin", tmp_path, f"Seen alive: {PLANTED}")
    hits = sealed.ok("search", PLANTED, "--kind", "text", "--json", login="shirin").json["hits"]
    assert [hit["id"] for hit in hits] == [item]
    assert sealed("verify").code == 0
    assert files_with(sealed.folder) == set()


def test_no_word_is_on_the_disk_while_it_is_in_use_or_after(sealed: Shell) -> None:
    assert files_with(sealed.folder) == set()
    with served(sealed.folder) as (_, address):
        browser = Browser(address)
        browser.sign_in("shirin")
        assert PLANTED.split(maxsplit=1)[0] in browser.page("/items")
        browser.upload(f"{PLANTED}.txt", f"Uploaded: {PLANTED}".encode())
        assert PLANTED.split(maxsplit=1)[0] in browser.page(f"/search?{urlencode({'q': PLANTED})}")
        assert "archive.sqlite3-wal" in {path.name for path in sealed.folder.iterdir()}
        assert files_with(sealed.folder) == set()
    assert files_with(sealed.folder) == set()
    assert sealed.ok("verify", "--json").json["holds"]
    sealed.ok("backup", "backup")
    assert files_with(sealed.folder, sealed.work / "backup") == set()


def test_the_search_itself_finds_what_is_not_sealed(nowhere: Shell) -> None:
    nowhere.folder = nowhere.work / "archive"
    assert nowhere.bare("init", str(nowhere.folder), "--steward", "shirin").code == 0
    fill(nowhere)
    assert {"archive.sqlite3"} < files_with(nowhere.folder)


def test_nothing_opens_without_the_passphrase(sealed: Shell) -> None:
    place = Place(sealed.folder)
    del sealed.environment[seal.PASSPHRASE_FILE]
    for call in (("verify",), ("doctor",), ("search", PLANTED), ("serve", "--port", "0"), ("rebuild",)):
        done = sealed(*call)
        assert (done.code, "is sealed" in done.err) == (2, True), call
    (sealed.work / "wrong").write_text("six words that somebody has guessed\n")
    sealed.environment[seal.PASSPHRASE_FILE] = str(sealed.work / "wrong")
    assert "does not open" in sealed("verify").err
    with pytest.raises(BadKey):
        SigningKey.load(place.signing_key)
    config = place.config_file.read_text()
    assert "shirin" not in config


def test_an_altered_page_is_found_and_not_read_as_something_else(sealed: Shell) -> None:
    database = Place(sealed.folder).database
    content = bytearray(database.read_bytes())
    for at in range(len(content) // 3, len(content), 40_960):
        content[at] ^= 1
    database.write_bytes(content)
    done = sealed("verify")
    assert done.code in (1, 2)
    assert "damaged" in done.out + done.err


def test_a_backup_comes_back_sealed_with_the_passphrase_alone(sealed: Shell) -> None:
    sealed.ok("backup", "backup")
    restored = sealed.work / "restored"
    done = sealed("restore", "backup", folder=restored)
    assert (done.code, "Everything holds" in done.out) == (0, True), done
    assert files_with(restored) == set()
    assert "sealed = true" in (restored / "config.toml").read_text()
    assert sealed.ok("search", PLANTED, folder=restored, login="shirin").out != ""
    shutil.rmtree(seal.scratch(Place(restored.resolve())))
    (sealed.work / "backup/seal.age").unlink()
    assert sealed("restore", "backup", folder=sealed.work / "again").code == 2
    assert not (sealed.work / "again").exists()


def test_the_passphrase_is_changed_and_a_short_one_refused(sealed: Shell) -> None:
    (sealed.work / "short").write_text("hunter2\n")
    (sealed.work / "new").write_text("other words that nobody guesses\n")
    assert "at least 16 letters" in sealed("passphrase", "--passphrase-file", sealed.work / "short").err
    sealed.ok("passphrase", "--passphrase-file", sealed.work / "new")
    assert "does not open" in sealed("verify").err
    sealed.environment[seal.PASSPHRASE_FILE] = str(sealed.work / "new")
    sealed.ok("verify")


def test_it_is_made_sealed_or_never(nowhere: Shell) -> None:
    nowhere.folder = nowhere.work / "archive"
    assert nowhere.bare("init", str(nowhere.folder), "--steward", "shirin").code == 0
    assert "not sealed" in nowhere("passphrase").err
    (nowhere.work / "passphrase").write_text(f"{PASSPHRASE}\n")
    given = ("--sealed", "--passphrase-file", str(nowhere.work / "passphrase"), "--database", "postgresql://x@y/z")
    assert "leave --database out" in nowhere.bare("init", str(nowhere.work / "other"), *given).err


class Browser:
    """A reader's browser, as far as a form needs one."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    def page(self, path: str, data: bytes | None = None, kind: str = "application/x-www-form-urlencoded") -> str:
        headers = {"Referer": f"{self._address}{path}", "Content-Type": kind} if data else {}
        asked = urllib.request.Request(f"{self._address}{path}", data, headers)
        with self._opener.open(asked, timeout=20) as answer:
            return answer.read().decode()

    def sign_in(self, login: str) -> None:
        token = self._token("/accounts/login/")
        sent = urlencode({"csrfmiddlewaretoken": token, "login": login, "password": PASSWORD})
        assert "id_password" not in self.page("/accounts/login/", sent.encode())

    def upload(self, name: str, content: bytes) -> None:
        page = self.page(INTAKE)
        fields = {"csrfmiddlewaretoken": self._token(INTAKE)}
        fields["compartment"] = re.search(r'name="compartment"[^>]*value="(\w{32})"|<option value="(\w{32})"', page)[0][-33:-1]
        border, parts = uuid4().hex, []
        for field, value in fields.items():
            parts.append(f'--{border}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode())
        head = f'--{border}\r\nContent-Disposition: form-data; name="sent"; filename="{name}"\r\n\r\n'
        body = b"".join([*parts, head.encode(), content, f"\r\n--{border}--\r\n".encode()])
        assert "Kept." in self.page(INTAKE, body, f"multipart/form-data; boundary={border}")

    def _token(self, path: str) -> str:
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.page(path))[1]
