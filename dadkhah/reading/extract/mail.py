"""Letters by e-mail (EML): who, to whom, when and what about as lines, then the text; attachments are named, and read on demand."""

from __future__ import annotations

from collections.abc import Callable
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from typing import cast

from dadkhah.reading.extract import web_pages
from dadkhah.reading.extract.reading_page import Read, Whole, clean
from dadkhah.sentences import Sentence

SHOWN = ("From", "To", "Cc", "Date", "Subject")
MOST = 200
"""So many attachments are named."""
UNREAD = Sentence("A part of this letter keeps to no standard and could not be read.")
_FAULTS = (LookupError, ValueError, AttributeError, TypeError, MessageError, RecursionError)
"""What the standard library raises on letters that keep to no standard."""


def read(data: bytes, read_attachment: Callable[[str, bytes], Whole] | None) -> Whole:
    """`read_attachment`: reads a file of this name; None where attachments are only named."""
    message = BytesParser(policy=policy.default).parsebytes(data)
    heads = [f"{name}: {value}" for name in SHOWN if (value := _header(message, name))]
    body, parts = _body(message), _attachments(message)
    notes: list[str] = [UNREAD] if body is None or parts is None else []
    whole = Whole([Read(clean("\n".join(heads) + "\n\n" + (body or "")).strip())], notes=notes)
    for number, (name, part) in enumerate(parts or []):
        if number == MOST:
            whole.notes.append(Sentence("There are more than {most} attachments.", most=MOST))
            break
        whole.notes.append(Sentence("Attachment: {name}, {kind}.", name=name, kind=part.get_content_type()))
        if read_attachment:
            _add(whole, read_attachment(name, _bytes(part)), name)
    return whole


def _header(message: EmailMessage, name: str) -> str:
    try:
        value = message[name]
    except _FAULTS:
        value = dict(message.raw_items()).get(name)
    return " ".join(str(value or "").split())


def _body(message: EmailMessage) -> str | None:
    """The plain text, else what its page shows; of a letter of several parts the first. None where that is not told apart."""
    try:
        part = message.get_body(("plain", "html"))
    except _FAULTS:
        return None
    if part is None:
        return ""
    if part.get_content_type() == "text/html":
        return web_pages.visible(web_pages.decoded(_bytes(cast(EmailMessage, part))))
    try:
        return str(part.get_content())
    except _FAULTS:
        return web_pages.decoded(_bytes(cast(EmailMessage, part)))


def _attachments(message: EmailMessage) -> list[tuple[str, EmailMessage]] | None:
    try:
        parts = list(message.iter_attachments())
        return [(clean(part.get_filename() or part.get_content_type()).replace("\n", " "), part) for part in parts]
    except _FAULTS:
        return None


def _bytes(part: EmailMessage) -> bytes:
    if part.is_multipart():
        return b"".join(inner.as_bytes() for inner in part.iter_parts())
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _add(whole: Whole, attached: Whole, name: str) -> None:
    """Its pages behind the letter's, the first with the attachment's name above."""
    for page in attached.pages[:1]:
        moved = len(name) + 1
        page.text = f"{name}\n{page.text}"
        page.words = [word._replace(start=word.start + moved, end=word.end + moved) for word in page.words]
    whole.pages += attached.pages
    whole.tools |= attached.tools
    whole.notes += attached.notes
