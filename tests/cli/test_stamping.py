"""`dadkhah stamp`, over the network and by file, and the server that does it by itself."""

from __future__ import annotations

import time

import pytest

from tests.cli.test_serve import served
from tests.tsa import Authority


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa") / "it").make("Clock of Nowhere")


def test_by_network_and_by_file(dadkhah, authority, tmp_path) -> None:
    with authority.serving() as url:
        open_ = dadkhah("stamp", "now", url)
        assert (open_.code, "dadkhah stamp roots" in open_.err) == (2, True)
        assert "Clock of Nowhere" in dadkhah.ok("stamp", "roots", authority.root).out
        assert "checked by rfc3161-client and openssl" in dadkhah.ok("stamp", "now", url).out
    assert dadkhah("stamp", "now", url).code == 2
    dadkhah.ok("stamp", "request", "--out", tmp_path / "request.tsq")
    (tmp_path / "answer.tsr").write_bytes(authority.answer((tmp_path / "request.tsq").read_bytes()))
    dadkhah.ok("stamp", "receive", tmp_path / "answer.tsr")
    again = dadkhah("stamp", "receive", tmp_path / "answer.tsr")
    assert (again.code, "fits no request" in again.err) == (2, True)
    listed = dadkhah.ok("stamp", "list", "--json").json
    assert [bool(each["accepted"]) for each in listed].count(True) == 3
    assert "open, tried 1 times" in dadkhah.ok("stamp", "list").out
    assert "stamped" in dadkhah.ok("verify").out


def test_a_package_and_a_backup_carry_what_others_signed(dadkhah, authority, tmp_path) -> None:
    dadkhah.ok("stamp", "roots", authority.root)
    with authority.serving() as url:
        dadkhah.ok("stamp", "now", url)
    dadkhah.ok("pack", tmp_path / "package", login="shirin")
    assert list((tmp_path / "package/data/ledger/stamps").glob("*.tsr"))
    dadkhah.ok("check-package", tmp_path / "package")
    dadkhah.ok("unpack", tmp_path / "package", folder=tmp_path / "moved")
    assert "Clock of Nowhere" in dadkhah.ok("verify", folder=tmp_path / "moved").out


def test_the_server_has_the_newest_checkpoint_stamped(dadkhah, authority) -> None:
    dadkhah.ok("stamp", "roots", authority.root)
    with authority.serving() as url:
        with (dadkhah.folder / "config.toml").open("a") as config:
            config.write(f'time_authorities = ["{url}"]\n')
        with served(dadkhah.folder):
            until = time.monotonic() + 20
            while not authority.asked and time.monotonic() < until:
                time.sleep(0.05)
            while dadkhah.ok("stamp", "list", "--json").json[0]["accepted"] == "" and time.monotonic() < until:
                time.sleep(0.05)
    assert "checked by" in dadkhah.ok("stamp", "list").out
