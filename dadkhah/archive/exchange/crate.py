"""What a package says of itself, as RO-Crate 1.1: a flat JSON-LD document beside the files that it describes.

Files are described one by one while they are packed; two unnamed files hold what was said so far, so memory stays flat.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from dadkhah.evidence.bag import Bag, Bagged

CRATE = "ro-crate-metadata.json"
SPECIFICATION = "https://w3id.org/ro/crate/1.1"
CONTEXT = [f"{SPECIFICATION}/context", {"sha256": "https://schema.org/sha256"}]
LICENSE = {
    "@id": "#licence",
    "@type": "CreativeWork",
    "name": "not stated",
    "description": "Nobody gave leave to publish these files. Ask the archive before any of them is handed on.",
}


class Crate:
    """The description of one package, while its files are added."""

    def __init__(self, ids: IO[bytes], entities: IO[bytes]) -> None:
        self._ids, self._entities = ids, entities

    def add(self, path: str, file: Bagged, media_type: str | Sequence[str], **more: Any) -> None:
        """Describe a file by its path below data/; `more` are properties of schema.org."""
        told = {"contentSize": str(file.size), "sha256": file.digest, "encodingFormat": one_or_all(media_type)}
        self._ids.write(b",\n" + _json({"@id": path}))
        self._entities.write(b",\n" + _json({"@id": path, "@type": "File", **told, **more}))

    def write(self, bag: Bag, name: str, description: str, ledger: dict[str, Any], **more: Any) -> None:
        """Write the document into the bag. `ledger` are the values that tell which state of the archive this is."""
        values = [
            {"@id": f"#{key}", "@type": "PropertyValue", "name": key, "value": value} for key, value in ledger.items()
        ]
        root = {
            "@id": "./",
            "@type": "Dataset",
            "name": name,
            "description": description,
            "datePublished": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "license": {"@id": LICENSE["@id"]},
            "additionalProperty": [{"@id": value["@id"]} for value in values],
            **more,
        }
        about = {
            "@id": CRATE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": SPECIFICATION},
            "about": {"@id": "./"},
        }
        with bag.writing(CRATE) as out:
            out.write(b'{"@context": ' + _json(CONTEXT) + b',\n"@graph": [\n' + _json(about) + b",\n")
            # The list of the files goes in as the last property, before the brace that closes the dataset.
            out.write(_json(root)[:-1] + b', "hasPart": [\n')
            self._ids.seek(2)
            shutil.copyfileobj(self._ids, out)
            out.write(b"]},\n" + b",\n".join(_json(each) for each in (LICENSE, *values)))
            self._entities.seek(0)
            shutil.copyfileobj(self._entities, out)
            out.write(b"\n]}\n")


@contextmanager
def new_crate(folder: Path) -> Iterator[Crate]:
    """A crate whose unnamed files lie on the disk of this folder."""
    with tempfile.TemporaryFile(dir=folder) as ids, tempfile.TemporaryFile(dir=folder) as entities:
        yield Crate(ids, entities)


def one_or_all(values: str | Sequence[str]) -> str | list[str]:
    """A single value by itself, several as a list without repetition."""
    every = [values] if isinstance(values, str) else list(dict.fromkeys(values))
    return every[0] if len(every) == 1 else every


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
