"""Time-stamps (RFC 3161): an authority outside signs that these bytes were there at its time.

Every answer is checked twice, by rfc3161-client and by the program `openssl ts`. Some authorities send their
certificates in an order that the first refuses to read, though nothing is wrong with them: then the second decides
alone. A certificate that has expired since is judged as of the stamp's own time.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, load_der_x509_certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

# The public part of the library makes requests and does not read them back.
from rfc3161_client._rust import parse_timestamp_request
from rfc3161_client.tsp import TimeStampResponse

CLIENT, OPENSSL = "rfc3161-client", "openssl"
PATIENCE = 60
"""Seconds that `openssl` gets."""
_TIME = re.compile(r"^Time stamp: (\w{3} +\d+ \d\d:\d\d:\d\d)(?:\.\d+)? (\d{4}) GMT$", re.MULTILINE)
_NAME = re.compile(r"^TSA: (.+)$", re.MULTILINE)


class BadStamp(ValueError):
    """The answer stamps nothing here, or nobody who is trusted signed it; the message says which."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an accepted answer says: at that time, by that authority's clock, the bytes were there."""

    at: datetime
    authority: str
    checked_by: tuple[str, ...]


def make_request(data: bytes) -> bytes:
    """A request (DER) for a stamp over these bytes: it shows the authority their SHA-256 and nothing else of them."""
    return TimestampRequestBuilder(data, HashAlgorithm.SHA256).build().as_bytes()


def check(answer: bytes, request: bytes, data: bytes, certificates: bytes) -> Stamp:
    """What the answer to this request over these bytes says.

    `certificates`: PEM; those that sign themselves are the roots that are trusted, the others only lead to them.
    Raises `BadStamp`.
    """
    roots, between = _sorted(certificates)
    checked_by: tuple[str, ...] = ()
    with tempfile.TemporaryDirectory(prefix="dadkhah-stamp-") as folder:
        openssl = _OpenSSL(Path(folder), answer, request)
        try:
            read = decode_timestamp_response(answer)
        except ValueError:
            at, name = openssl.says()
        else:
            at, name = _checked_by_client(read, request, data, roots, between)
            checked_by = (CLIENT,)
        if parse_timestamp_request(request).message_imprint.message != sha256(data).digest():
            raise BadStamp("The request was made for other bytes: it or the checkpoint beside it was altered.")
        if openssl.is_there:
            openssl.verify(at, roots, between)
            checked_by += (OPENSSL,)
    return Stamp(at, name, checked_by)


def answers(answer: bytes, request: bytes) -> bool:
    """Whether the answer says that it is one to this request. Nothing is checked; False where it cannot be read."""
    try:
        said, asked = decode_timestamp_response(answer).tst_info, parse_timestamp_request(request)
    except ValueError:
        return False
    return said.nonce == asked.nonce and said.message_imprint.message == asked.message_imprint.message


def read_certificates(pem: bytes) -> list[Certificate]:
    """The certificates in a PEM file. Raises `BadStamp`."""
    try:
        return load_pem_x509_certificates(pem)
    except ValueError as fault:
        raise BadStamp(f"These are no certificates in the form PEM: {fault}.") from fault


def _sorted(pem: bytes) -> tuple[list[Certificate], list[Certificate]]:
    roots: list[Certificate] = []
    between: list[Certificate] = []
    for each in read_certificates(pem) if pem else ():
        (roots if each.issuer == each.subject else between).append(each)
    if not roots:
        raise BadStamp("No root certificate of an authority is known. Give it with: dadkhah stamp roots FILE.")
    return roots, between


def _checked_by_client(
    read: TimeStampResponse, request: bytes, data: bytes, roots: list[Certificate], between: list[Certificate]
) -> tuple[datetime, str]:
    if read.status > 1:
        raise BadStamp(f"The authority gave no stamp: {' '.join(read.status_string) or f'status {read.status}'}.")
    nonce = parse_timestamp_request(request).nonce
    try:
        VerifierBuilder(roots=roots, intermediates=between, nonce=nonce).build().verify_message(read, data)
    except (VerificationError, ValueError) as fault:
        raise BadStamp(f"The answer is no stamp over this that a trusted authority signed: {fault}.") from fault
    said = read.tst_info
    return said.gen_time.astimezone(UTC), _authority(read) or str(said.name)


def _authority(read: TimeStampResponse) -> str:
    signer = next(iter(read.signed_data.signer_infos))
    held = map(load_der_x509_certificate, read.signed_data.certificates)
    return next((c.subject.rfc4514_string() for c in held if c.serial_number == signer.serial_number), "")


class _OpenSSL:
    """The second opinion, in a folder of its own."""

    def __init__(self, folder: Path, answer: bytes, request: bytes) -> None:
        self._program, self._folder = shutil.which("openssl"), folder
        self._answer, self._request = folder / "answer.tsr", folder / "request.tsq"
        self._answer.write_bytes(answer)
        self._request.write_bytes(request)

    @property
    def is_there(self) -> bool:
        return self._program is not None

    def says(self) -> tuple[datetime, str]:
        """Time and name as the answer states them, unchecked."""
        if not self.is_there:
            raise BadStamp("The answer cannot be read without the program openssl. Install it and try again.")
        told = self._run("-reply", "-in", self._answer, "-text")
        time, name = _TIME.search(told), _NAME.search(told)
        if not time:
            raise BadStamp("The answer is not one of a time-stamping authority (RFC 3161), or it gave no stamp.")
        at = datetime.strptime(f"{time[1]} {time[2]}", "%b %d %H:%M:%S %Y").replace(tzinfo=UTC)
        parts = name[1].removeprefix("DirName:").strip("/").split("/") if name else []
        return at, ",".join(reversed(parts))  # as RFC 4514 writes it, and the other check too

    def verify(self, at: datetime, roots: Iterable[Certificate], between: Iterable[Certificate]) -> None:
        words: list[str | Path] = [
            "-verify",
            "-queryfile",
            self._request,
            "-in",
            self._answer,
            "-attime",
            str(int(at.timestamp())),
        ]
        words += ["-CAfile", self._pem("roots.pem", roots)]
        if between := list(between):
            words += ["-untrusted", self._pem("between.pem", between)]
        self._run(*words)

    def _pem(self, name: str, certificates: Iterable[Certificate]) -> Path:
        file = self._folder / name
        file.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in certificates))
        return file

    def _run(self, *words: str | Path) -> str:
        call = [str(self._program), "ts", *map(str, words)]
        done = subprocess.run(call, capture_output=True, check=False, timeout=PATIENCE)
        if done.returncode:
            lines = done.stderr.decode("utf-8", "replace").splitlines()
            reason = next(
                (line.rsplit(":", 1)[-1].strip() for line in reversed(lines) if line.strip()), "no reason given"
            )
            raise BadStamp(f"The program openssl does not accept the answer: {reason}.")
        return done.stdout.decode("utf-8", "replace")
