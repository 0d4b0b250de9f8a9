"""Files that wait to be taken in as long work: `uploads/<id>/` holds them with how they were obtained.

Each file is moved away as soon as its item is committed, so that work which was cut off goes on where it was.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from dadkhah.archive import heads
from dadkhah.archive.access import Actor
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.fields import new_id
from dadkhah.archive.models import Compartment, Item, Job
from dadkhah.archive.work import Progress
from dadkhah.sentences import Sentence

ABOUT = "about.json"
GROUP = 64


def place_upload(files: Iterable[tuple[str, Path]], acquisition: Acquisition) -> str:
    """Move uploaded files (name, where it is now) into a folder of their own; returns the upload's id."""
    upload = new_id()
    folder = folder_of(upload)
    folder.mkdir(mode=0o700, parents=True)
    names = {}
    for number, (name, path) in enumerate(files):
        names[str(number)] = name
        shutil.move(path, folder / str(number))
    (folder / ABOUT).write_text(json.dumps({"names": names, "acquisition": asdict(acquisition)}), "utf-8")
    return upload


def folder_of(upload: str) -> Path:
    """Raises ValueError for what is not an upload's id."""
    if len(upload) != 32 or not upload.isalnum():
        raise ValueError(Sentence("That is not an upload of this archive."))
    return heads.place().scratch / "uploads" / upload


def take_in_upload(actor: Actor, compartment: Compartment, upload: str, progress: Progress) -> int:
    """Take in what is still in the upload's folder, then remove the folder. Returns how many files in all."""
    folder = folder_of(upload)
    if not folder.is_dir():
        raise ValueError(Sentence("The uploaded files are no longer here. Upload them again."))
    about = json.loads((folder / ABOUT).read_text("utf-8"))
    names = {folder / number: name for number, name in about["names"].items()}
    waiting = [path for path in names if path.exists()]
    progress.total(len(names))
    progress.step(len(names) - len(waiting))
    for first in range(0, len(waiting), GROUP):
        _take_group(actor, compartment, waiting[first : first + GROUP], names, Acquisition(**about["acquisition"]))
        progress.step(len(waiting[first : first + GROUP]))
    shutil.rmtree(folder)
    return len(names)


def _take_group(
    actor: Actor, compartment: Compartment, group: list[Path], names: dict[Path, str], acquisition: Acquisition
) -> None:
    # A crash may fall between the commit and the removal below; what has its item already is not taken in twice.
    known = Item.objects.filter(original_path__in=[str(path.resolve()) for path in group])
    done = set(known.values_list("original_path", flat=True))
    fresh = [path for path in group if str(path.resolve()) not in done]
    if fresh:
        take_in(actor, compartment, fresh, acquisition, names)
    for path in group:
        path.unlink()


def sweep() -> int:
    """Remove uploads that no work will take in any more: none was started, or it was cancelled. Returns how many."""
    kept = {
        json.loads(arguments).get("upload")
        for arguments in Job.objects.filter(kind="take_in")
        .exclude(state="cancelled")
        .values_list("arguments", flat=True)
    }
    folder = heads.place().scratch / "uploads"
    left = [path for path in folder.iterdir() if path.name not in kept] if folder.is_dir() else []
    for path in left:
        shutil.rmtree(path)
    return len(left)
