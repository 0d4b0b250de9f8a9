"""Time-stamps over checkpoints, in `ledger/stamps/`: asked for, kept whatever they say, asked for again.

    NAME.checkpoint   the signed checkpoint that is stamped      NAME.tsq   the request, as it was sent
    NAME.DIGEST.tsr   an answer, as it came, good or not         NAME.json  the queue's memory of it
    authorities.pem   the certificates of the authorities that this archive trusts

A request is on the disk before it is sent, and an answer before it is looked at. Answers that no known certificate
explains are kept: given the certificate, they count. They are no entries of the ledger: they speak about it from outside.
"""

from __future__ import annotations

import json
import logging
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from dadkhah.archive import heads
from dadkhah.archive.place import Place
from dadkhah.evidence.checkpoint import open_checkpoint
from dadkhah.evidence.durable import sync
from dadkhah.evidence.timestamp import BadStamp, Stamp, answers, check, make_request, read_certificates

FOLDER, AUTHORITIES, UNMATCHED = "stamps", "authorities.pem", "unmatched"
LARGEST = 1_000_000
"""Bytes of an answer; real ones have a few thousand."""
PATIENCE = 30
"""Seconds that an authority gets."""
OFTEN = timedelta(days=1)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
ACCEPTED = re.compile(r"(?:[0-9a-f]{64})?", re.ASCII)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asked:
    """One request: where it goes (empty: by hand), when it was made, how often it was tried, and the accepted answer."""

    name: str
    url: str
    asked: str
    tries: int = 0
    due: str = ""
    fault: str = ""
    accepted: str = ""

    @property
    def is_open(self) -> bool:
        return not self.accepted


class Stamps:
    """The folder of one archive's stamps."""

    def __init__(self, place: Place) -> None:
        self._place, self.folder = place, place.ledger / FOLDER

    def ask(self, url: str = "", at: datetime | None = None) -> Asked:
        """A request over the newest checkpoint, on the disk and not sent yet. Raises ValueError for a wrong address."""
        if url:
            check_address(url)
        heads.publish()
        text = (self._place.ledger / heads.PUBLISHED).read_text("utf-8")
        size = open_checkpoint(text, self._keys()).size
        request, now = make_request(text.encode()), _written(at)
        asked = Asked(f"{size}-{sha256(request).hexdigest()[:12]}", url, now, due=now)
        self._made()
        heads.write_file(self._file(asked.name, "checkpoint"), text)
        _write_bytes(self._file(asked.name, "tsq"), request)
        self._remember(asked)
        return asked

    def send(self, asked: Asked, at: datetime | None = None) -> Asked:
        """Ask the authority, keep its answer, check it. What went wrong is in `fault`, and when it is tried again in `due`."""
        now = at or datetime.now(UTC)
        request = self.request(asked.name)
        try:
            answer = _fetch(asked.url, request)
        except OSError as fault:
            return self._remember(_later(asked, now, f"{asked.url} cannot be reached: {fault}."))
        return self._answered(asked, answer, now)

    def receive(self, answer: bytes) -> Asked:
        """Keep an answer that came by hand, and check it. Raises `BadStamp` where it answers no open request; kept all the same."""
        if len(answer) > LARGEST:
            raise BadStamp(f"An answer of an authority has at most {LARGEST} bytes. Check the file.")
        for asked in self.all():
            if asked.is_open and (answers(answer, self.request(asked.name)) or self._accepts(asked.name, answer)):
                return self._answered(asked, answer, datetime.now(UTC))
        self._keep(UNMATCHED, answer)
        raise BadStamp(
            "The answer fits no request that waits for one. It is kept in ledger/stamps, and counts for nothing."
        )

    def trust(self, pem: bytes) -> list[Asked]:
        """Trust these certificates too, and look again at all answers that were not accepted. Returns what is accepted now."""
        if not read_certificates(pem):
            raise BadStamp("The file holds no certificate in the form PEM.")
        known = self.authorities()
        self._made()
        if pem.strip() not in known:
            _write_bytes(self.folder / AUTHORITIES, known + pem.strip() + b"\n")
        return [now for asked in self.all() if asked.is_open for now in self._looked_again(asked)]

    def work(self, addresses: list[str], at: datetime) -> None:
        """What is due: one new request a day to each authority where the ledger has grown, or the last one again.

        Older ones that are open are left: what a newer checkpoint shows includes what they would have shown.
        """
        asked = list(self.all())
        for url in addresses:
            last = next((each for each in asked if each.url == url), None)
            if last is None or (datetime.fromisoformat(last.asked) + OFTEN <= at and self._has_grown(last)):
                self.send(self.ask(url, at), at)
            elif last.is_open and datetime.fromisoformat(last.due) <= at:
                self.send(last, at)

    def retry(self, at: datetime) -> list[Asked]:
        """Send everything again that goes to an authority and has no accepted answer."""
        return [self.send(each, at) for each in self.all() if each.is_open and each.url]

    def all(self) -> Iterator[Asked]:
        """All requests, the newest first."""
        found = [asked for path in self.folder.glob("*.json") if (asked := self._remembered(path))]
        yield from sorted(found, key=lambda each: (each.asked, each.name), reverse=True)

    def damaged(self) -> list[Path]:
        """Files of the queue that say nothing: altered, without their request, or brought by a package from somewhere."""
        return sorted(path for path in self.folder.glob("*.json") if self._remembered(path) is None)

    def checkpoint(self, name: str) -> str:
        return self._file(name, "checkpoint").read_text("utf-8")

    def request(self, name: str) -> bytes:
        return self._file(name, "tsq").read_bytes()

    def authorities(self) -> bytes:
        """The certificates (PEM) that are trusted; empty before any was given."""
        file = self.folder / AUTHORITIES
        return file.read_bytes() if file.is_file() else b""

    def answers(self) -> Iterator[tuple[Path, str, str]]:
        """Every kept answer: its file, the name of its request, the digest that its own name gives."""
        for path in sorted(self.folder.glob("*.tsr")):
            name, _, digest = path.stem.rpartition(".")
            yield path, name, digest

    def stamp(self, asked: Asked) -> Stamp:
        """What the accepted answer says, checked anew. Raises `BadStamp`."""
        return self.read(asked.name, self._file(asked.name, f"{asked.accepted}.tsr").read_bytes())

    def read(self, name: str, answer: bytes) -> Stamp:
        return check(answer, self.request(name), self.checkpoint(name).encode(), self.authorities())

    def _answered(self, asked: Asked, answer: bytes, now: datetime) -> Asked:
        digest = self._keep(asked.name, answer)
        try:
            self.read(asked.name, answer)
        except BadStamp as fault:
            return self._remember(_later(asked, now, str(fault)))
        return self._remember(replace(asked, tries=asked.tries + 1, due="", fault="", accepted=digest))

    def _looked_again(self, asked: Asked) -> Iterator[Asked]:
        for path, name, digest in self.answers():
            if name == asked.name and self._accepts(name, path.read_bytes()):
                yield self._remember(replace(asked, due="", fault="", accepted=digest))
                return

    def _accepts(self, name: str, answer: bytes) -> bool:
        try:
            self.read(name, answer)
        except BadStamp:
            return False
        return True

    def _keep(self, name: str, answer: bytes) -> str:
        digest = sha256(answer).hexdigest()
        self._made()
        _write_bytes(self._file(name, f"{digest}.tsr"), answer)
        return digest

    def _has_grown(self, last: Asked) -> bool:
        return self.checkpoint(last.name) != (self._place.ledger / heads.PUBLISHED).read_text("utf-8")

    def _remember(self, asked: Asked) -> Asked:
        heads.write_file(self._file(asked.name, "json"), json.dumps(asdict(asked), indent=1) + "\n")
        return asked

    def _remembered(self, path: Path) -> Asked | None:
        """What the queue remembers there, if it speaks of its own files alone and in this form."""
        try:
            asked = Asked(**json.loads(path.read_text("utf-8")))
            is_sound = asked.name == path.stem and isinstance(asked.tries, int) and ACCEPTED.fullmatch(asked.accepted)
            times = [datetime.fromisoformat(each) for each in (asked.asked, asked.due or asked.asked)]
        except (ValueError, TypeError):
            return None
        is_whole = all(self._file(path.stem, ending).is_file() for ending in ("tsq", "checkpoint"))
        is_timed = all(each.tzinfo for each in times)
        return asked if is_sound and is_whole and is_timed and isinstance(asked.url, str) else None

    def _file(self, name: str, ending: str) -> Path:
        return self.folder / f"{name}.{ending}"

    def _made(self) -> None:
        if not self.folder.is_dir():
            self.folder.mkdir()
            sync([self.folder.parent])

    def _keys(self) -> str:
        return (self._place.ledger / heads.VERIFIER_KEY).read_text("utf-8").strip()


def check_address(url: str) -> None:
    """Raises ValueError where it is no address of an authority."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{url} is no address of a time-stamping authority. It begins with http:// or https://.")


def _fetch(url: str, request: bytes) -> bytes:
    """One request over HTTP (RFC 3161 section 3.4). Raises OSError.

    An authority that refuses may say why in an answer of its own, whatever the status: that is an answer too.
    """
    check_address(url)
    headers = {"Content-Type": "application/timestamp-query", "User-Agent": "dadkhah"}
    asking = urllib.request.Request(url, request, headers)  # noqa: S310 - check_address let http and https pass
    try:
        with urllib.request.urlopen(asking, timeout=PATIENCE) as reply:  # noqa: S310
            answer = reply.read(LARGEST + 1)
    except urllib.error.HTTPError as refusal:
        answer = refusal.read(LARGEST + 1) if refusal.headers.get_content_type() == "application/timestamp-reply" else b""
        if not answer:
            raise
    if len(answer) > LARGEST:
        raise OSError(f"the answer has more than {LARGEST} bytes")
    return answer


def _later(asked: Asked, now: datetime, fault: str) -> Asked:
    pause = min(FIRST_PAUSE * 2 ** min(asked.tries, 20), LONGEST_PAUSE)
    return replace(asked, tries=asked.tries + 1, due=_written(now + pause), fault=fault)


def _written(at: datetime | None) -> str:
    return (at or datetime.now(UTC)).isoformat(timespec="seconds")


def _write_bytes(path: Path, data: bytes) -> None:
    temporary = path.with_name(f"{path.name}.new")
    temporary.write_bytes(data)
    sync([temporary])
    temporary.replace(path)
    sync([path.parent])
