"""Time-stamps over this archive's checkpoints, by an authority of our own that really answers over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dadkhah.archive.actions.manage_access import add_compartment
from dadkhah.archive.stamps import Stamps
from dadkhah.archive.verify import verify
from dadkhah.evidence.checkpoint import Checkpoint, SigningKey, sign
from dadkhah.evidence.timestamp import BadStamp, make_request
from tests.tsa import Authority

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa") / "it").make("Clock of Nowhere")


@pytest.fixture
def place(committed_world, settings):
    return settings.PLACE


def test_a_stamp_over_the_network_is_kept_checked_and_verified(place, authority) -> None:
    stamps = Stamps(place)
    stamps.trust(authority.root.read_bytes())
    with authority.serving() as url:
        done = stamps.send(stamps.ask(url))
    assert (done.fault, done.tries) == ("", 1)
    assert stamps.stamp(done).checked_by == ("rfc3161-client", "openssl")
    report = verify(place)
    assert report.holds
    assert report.level == "internally consistent"
    assert any("Clock of Nowhere" in sentence for sentence in report.proven)


def test_an_authority_that_fails_is_asked_again_later_and_later(place, authority) -> None:
    stamps = Stamps(place)
    stamps.trust(authority.root.read_bytes())
    authority.broken = True
    with authority.serving() as url:
        stamps.work([url], NOW)
        waits, at = [], NOW
        for _ in range(12):
            (asked,) = stamps.all()
            due = datetime.fromisoformat(asked.due)
            waits.append((due - at).total_seconds())
            stamps.work([url], due - timedelta(seconds=1))
            assert list(stamps.all()) == [asked], "tried before its time"
            at = due
            stamps.work([url], at)
        assert "503" in asked.fault
        assert waits[:4] == [60, 120, 240, 480]
        assert max(waits) == waits[-1] == 6 * 3600
        authority.broken = False
        (done,) = stamps.retry(at)
    assert not done.is_open
    assert stamps.retry(at) == []


def test_a_refusal_in_words_of_the_authority_is_kept_whatever_its_status(place, authority, monkeypatch) -> None:
    stamps, refusal = Stamps(place), bytes.fromhex("30053003020102")
    stamps.trust(authority.root.read_bytes())
    monkeypatch.setattr(authority, "broken", True)
    monkeypatch.setattr(authority, "refusal", refusal)
    with authority.serving() as url:
        asked = stamps.send(stamps.ask(url))
    assert "gave no stamp" in asked.fault
    assert [path.read_bytes() for path, *_ in stamps.answers()] == [refusal]
    assert verify(place).holds


def test_one_request_a_day_where_the_ledger_has_grown(place, authority, committed_world) -> None:
    stamps = Stamps(place)
    stamps.trust(authority.root.read_bytes())
    with authority.serving() as url:
        for hours in (0, 23, 25):
            stamps.work([url], NOW + timedelta(hours=hours))
        assert len(list(stamps.all())) == 1
        add_compartment(committed_world.steward, "later", "Later", "team")
        stamps.work([url], NOW + timedelta(hours=26))
        stamps.work([url], NOW + timedelta(hours=27))
    assert [each.is_open for each in stamps.all()] == [False, False]
    (sentence,) = [each for each in verify(place).proven if "stamped" in each]
    assert "oldest of its 2 stamps" in sentence


def test_an_answer_that_nobody_explains_yet_is_kept_and_counts_later(place, authority) -> None:
    """Also one that the client cannot read, which is told by openssl once the root is known."""
    stamps = Stamps(place)
    plain, chained = stamps.ask(), stamps.ask()
    assert stamps.receive(authority.answer(stamps.request(plain.name))).is_open
    with pytest.raises(BadStamp, match="is kept"):
        stamps.receive(authority.answer(stamps.request(chained.name), chain=True))
    with pytest.raises(BadStamp, match="is kept"):
        stamps.receive(b"<html>Sign in to the hotel's network</html>")
    assert len(list(stamps.answers())) == 3
    report = verify(place)
    assert report.holds
    assert any("3 answers" in sentence for sentence in report.not_proven)
    assert [each.name for each in stamps.trust(authority.root.read_bytes())] == [plain.name]
    done = stamps.receive(authority.answer(stamps.request(chained.name), chain=True))
    assert stamps.stamp(done).checked_by == ("openssl",)
    assert verify(place).holds


def test_what_was_altered_is_named(place, authority) -> None:
    stamps = Stamps(place)
    stamps.trust(authority.root.read_bytes())
    asked = stamps.ask()
    done = stamps.receive(authority.answer(stamps.request(asked.name)))
    answer = stamps.folder / f"{done.name}.{done.accepted}.tsr"
    held = answer.read_bytes()
    answer.write_bytes(held[:-1] + bytes([held[-1] ^ 1]))
    assert [fault.where for fault in verify(place).faults] == [f"ledger/stamps/{answer.name}"]
    answer.write_bytes(held)
    other = sign(Checkpoint("example.org/test", 3, bytes(32)), SigningKey.load(place.signing_key))
    (stamps.folder / f"{done.name}.checkpoint").write_text(other)
    (fault,) = verify(place).faults
    assert "rewritten or rolled back" in fault.message
    (stamps.folder / f"{done.name}.checkpoint").write_text("nothing")
    (fault,) = verify(place).faults
    assert fault.where == f"ledger/stamps/{done.name}.checkpoint"


def test_only_the_web_is_asked_and_only_certificates_are_trusted(place) -> None:
    stamps = Stamps(place)
    for url in ("file:///etc/passwd", "ftp://example.org/", "example.org", "http:"):
        with pytest.raises(ValueError, match="http"):
            stamps.ask(url)
    with pytest.raises(BadStamp):
        stamps.trust(b"no certificate")
    done = stamps.send(stamps.ask("http://127.0.0.1:9/none"))
    assert "cannot be reached" in done.fault
    assert done.is_open


def test_an_answer_to_another_archive_is_no_answer_here(place, authority) -> None:
    stamps = Stamps(place)
    stamps.trust(authority.root.read_bytes())
    asked = stamps.ask()
    with pytest.raises(BadStamp):
        stamps.receive(authority.answer(make_request(b"something else")))
    (still,) = stamps.all()
    assert (still.name, still.is_open) == (asked.name, True)


DAMAGED = {
    "no JSON": lambda held: "{",
    "another form": lambda held: '{"a": 1}',
    "a list": lambda held: "[]",
    "a name that leads elsewhere": lambda held: held.replace('"name": "', '"name": "../'),
    "an answer that leads elsewhere": lambda held: held.replace('"accepted": "', '"accepted": "../'),
    "no time": lambda held: held.replace('"asked": "', '"asked": "soon'),
    "a time without a zone": lambda held: held.replace("+00:00", ""),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_a_damaged_memory_of_the_queue_is_named_and_stops_nothing(place, authority, what) -> None:
    stamps = Stamps(place)
    stamps.trust(authority.root.read_bytes())
    whole, broken = stamps.ask(), stamps.ask()
    file = stamps.folder / f"{broken.name}.json"
    file.write_text(DAMAGED[what](file.read_text("utf-8")), "utf-8")
    assert not stamps.receive(authority.answer(stamps.request(whole.name))).is_open
    stamps.work([], NOW)
    assert [each.name for each in stamps.all()] == [whole.name]
    (fault,) = verify(place).faults
    assert (fault.where, "Remove the file" in fault.message) == (f"ledger/stamps/{file.name}", True)
    file.unlink()
    assert verify(place).holds


def test_a_request_whose_file_is_lost_stops_nothing(place) -> None:
    stamps = Stamps(place)
    asked = stamps.ask()
    (stamps.folder / f"{asked.name}.tsq").unlink()
    assert list(stamps.all()) == []
    assert stamps.damaged() == [stamps.folder / f"{asked.name}.json"]
