"""A limit for what is sent, checked before the first byte of it is kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

FORM = 10_000_000
"""Bytes that the fields of a form and the frame around its files may take beside the files."""


class WithinLimit(FileUploadHandler):
    """Refuses a request that is longer than the archive's `upload_limit`; keeps nothing itself."""

    def handle_raw_input(self, input_data: Any, META: dict[str, Any], content_length: int, *_: Any) -> None:  # noqa: N803
        if content_length > settings.PLACE.setting("upload_limit") + FORM:
            raise RequestDataTooBig("The files are larger than this archive takes in through the browser.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
