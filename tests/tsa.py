"""A time-stamping authority of our own, made with openssl: certificates, answers, and a server that gives them.

With `-chain` OpenSSL does not sort the certificates as DER wants, and rfc3161-client refuses to read the answer: that
form is asked for where a test is about it.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIG = """\
[tsa_1]
dir = .
serial = ./serial
crypto_device = builtin
signer_cert = ./tsa.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[stamping]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
"""


@dataclass
class Authority:
    """A root, an authority below it, and what it answers."""

    folder: Path
    asked: list[bytes] = field(default_factory=list)
    broken: bool = False
    refusal: bytes = b""

    @property
    def root(self) -> Path:
        return self.folder / "root.pem"

    def make(self, name: str) -> Authority:
        self.folder.mkdir(parents=True)
        (self.folder / "openssl.cnf").write_text(CONFIG)
        (self.folder / "serial").write_text("01")
        days = ("-days", "3650", "-config", "openssl.cnf")
        for which in ("root", "tsa"):
            self._openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", f"{which}.key")
        self._openssl(
            "req",
            "-new",
            "-x509",
            "-key",
            "root.key",
            "-subj",
            f"/CN={name} root",
            "-out",
            "root.pem",
            "-days",
            "3650",
            "-extensions",
            "authority",
            "-config",
            self._request_config(),
        )
        self._openssl(
            "req",
            "-new",
            "-key",
            "tsa.key",
            "-subj",
            f"/CN={name}",
            "-out",
            "tsa.csr",
            "-config",
            self._request_config(),
        )
        self._openssl(
            "x509",
            "-req",
            "-in",
            "tsa.csr",
            "-CA",
            "root.pem",
            "-CAkey",
            "root.key",
            "-CAcreateserial",
            "-out",
            "tsa.pem",
            *days[:2],
            "-extfile",
            "openssl.cnf",
            "-extensions",
            "stamping",
        )
        return self

    def answer(self, request: bytes, *, chain: bool = False) -> bytes:
        (self.folder / "asked.tsq").write_bytes(request)
        words = ["-chain", "root.pem"] if chain else []
        self._openssl(
            "ts",
            "-reply",
            "-config",
            "openssl.cnf",
            "-section",
            "tsa_1",
            "-queryfile",
            "asked.tsq",
            "-out",
            "answer.tsr",
            *words,
        )
        return (self.folder / "answer.tsr").read_bytes()

    def _request_config(self) -> str:
        (self.folder / "req.cnf").write_text("[req]\ndistinguished_name = name\n[name]\n" + CONFIG)
        return "req.cnf"

    def _openssl(self, *words: str) -> None:
        subprocess.run(["openssl", *words], cwd=self.folder, capture_output=True, check=True)

    @contextmanager
    def serving(self) -> Iterator[str]:
        """The address at which it answers, over HTTP as RFC 3161 section 3.4 says. `broken`: with a fault, and `refusal`."""
        authority = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = self.rfile.read(int(self.headers["Content-Length"]))
                authority.asked.append(request)
                assert self.headers["Content-Type"] == "application/timestamp-query"
                self.send_response(503 if authority.broken else 200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                self.wfile.write(authority.refusal if authority.broken else authority.answer(request))

            def log_message(self, *_: object) -> None:
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_address[1]}/tsr"
            finally:
                server.shutdown()
                thread.join()
