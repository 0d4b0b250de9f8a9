"""Stamps by an authority of our own: what is accepted, by whom it was checked, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dadkhah.evidence.timestamp import CLIENT, OPENSSL, BadStamp, answers, check, make_request
from tests.tsa import Authority

DATA = b"archive.example/log\n12\nroot\n\n\xe2\x80\x94 signed\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa") / "it").make("Clock of Nowhere")


def test_a_stamp_is_checked_twice(authority) -> None:
    request = make_request(DATA)
    stamp = check(authority.answer(request), request, DATA, authority.root.read_bytes())
    assert stamp.checked_by == (CLIENT, OPENSSL)
    assert stamp.authority == "CN=Clock of Nowhere"
    assert abs(stamp.at - datetime.now(UTC)) < timedelta(minutes=1)


def test_certificates_out_of_order_are_left_to_openssl(authority) -> None:
    """The client cannot read such an answer; it is a good stamp all the same."""
    request = make_request(DATA)
    chained = authority.answer(request, chain=True)
    stamp = check(chained, request, DATA, authority.root.read_bytes())
    assert stamp.checked_by == (OPENSSL,)
    assert abs(stamp.at - datetime.now(UTC)) < timedelta(minutes=1)
    assert stamp.authority == "CN=Clock of Nowhere", "the same name, whoever read it"
    with pytest.raises(BadStamp):
        check(chained, make_request(DATA), DATA, authority.root.read_bytes())


def test_without_openssl_it_is_checked_once_and_says_so(authority, monkeypatch) -> None:
    request = make_request(DATA)
    answer, chained = authority.answer(request), authority.answer(request, chain=True)
    monkeypatch.setenv("PATH", "/nowhere")
    assert check(answer, request, DATA, authority.root.read_bytes()).checked_by == (CLIENT,)
    with pytest.raises(BadStamp, match="without the program openssl"):
        check(chained, request, DATA, authority.root.read_bytes())


def test_what_is_not_a_stamp_over_this(authority, tmp_path: Path) -> None:
    request, roots = make_request(DATA), authority.root.read_bytes()
    answer = authority.answer(request)
    other = Authority(tmp_path / "other").make("Clock of Elsewhere")
    cases = {
        "other bytes": (answer, request, DATA + b" ", roots),
        "another request": (answer, make_request(DATA), DATA, roots),
        "an authority that nobody trusts": (other.answer(request), request, DATA, roots),
        "no authority at all": (answer, request, DATA, b""),
        "a certificate that is none": (answer, request, DATA, b"-----BEGIN CERTIFICATE-----\nxx\n"),
        "a page instead of an answer": (b"<html>", request, DATA, roots),
        "nothing": (b"", request, DATA, roots),
        "a refusal": (bytes.fromhex("30053003020102"), request, DATA, roots),
    }
    for name, given in cases.items():
        with pytest.raises(BadStamp):
            pytest.fail(f"{name} was accepted: {check(*given)}")


def test_every_turned_bit_is_refused_or_changes_nothing(authority) -> None:
    """A stamp that still passes says the same time of the same bytes: a bit in what nobody signs may turn."""
    request, roots = make_request(DATA), authority.root.read_bytes()
    answer = authority.answer(request)
    said = check(answer, request, DATA, roots)
    for at in range(0, len(answer), 17):
        turned = answer[:at] + bytes([answer[at] ^ 4]) + answer[at + 1 :]
        try:
            assert check(turned, request, DATA, roots).at == said.at
        except BadStamp:
            continue


def test_an_answer_finds_its_request(authority) -> None:
    mine, other = make_request(DATA), make_request(DATA)
    answer = authority.answer(mine)
    assert (answers(answer, mine), answers(answer, other), answers(b"no", mine)) == (True, False, False)
