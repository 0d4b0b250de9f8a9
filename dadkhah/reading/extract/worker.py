"""What the process does in which a file is read.

It writes `result.json` (or `crop.png`) into its working folder, which whoever called throws away.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dadkhah.reading.extract import crops, guard, kinds
from dadkhah.reading.extract.extracted import Extracted, Failure, Limits
from dadkhah.reading.extract.reading_page import Whole, joined
from dadkhah.reading.extract.tools import Clock, Stopped
from dadkhah.sentences import Sentence, sentence_of

RESULT, PICTURE = "result.json", "crop.png"
TOO_MUCH_MEMORY = Sentence("Reading the file takes more memory than it may. Cut it into parts.")
NO_TEXT = Sentence("No text was found in this file.")


def read_into(order: dict[str, Any]) -> None:
    """Reads what is ordered in this process, which from then on may do little else."""
    path = Path(order["path"])
    limits = Limits(**order["limits"])
    settings = {**order["settings"], **asdict(limits), **guard.confine(limits)}
    Path(RESULT).write_text(json.dumps(done(path, order, limits, settings).plain()), "utf-8")


def done(path: Path, order: dict[str, Any], limits: Limits, settings: dict[str, Any]) -> Extracted:
    """What was read, or why not."""
    kind = ""
    try:
        kind = kinds.media_type(path, order["media_type"])
        if crop := order.get("crop"):
            Path(PICTURE).write_bytes(crops.drawn(path, kind, crop, limits))
            return Extracted(media_type=kind, settings=settings)
        return _read(path, kind, limits, settings)
    except Stopped as stopped:
        failure = stopped.failure
    except MemoryError:
        failure = Failure("too_large", TOO_MUCH_MEMORY)
    except RecursionError:
        failure = Failure("broken", Sentence("The file is nested deeper than any document. It is kept but not read."))
    except OSError as fault:
        failure = Failure("broken", Sentence("The file cannot be read: {fault}.", fault=fault.strerror or sentence_of(fault)))
    return Extracted(media_type=kind, settings=settings, failure=failure)


def _read(path: Path, kind: str, limits: Limits, settings: dict[str, Any]) -> Extracted:
    how = (tuple(settings["languages"]), limits, Clock(limits.seconds))
    whole = kinds.read(path, kind, how, third=settings["third_opinion"], attachments=settings["attachments"])
    text, pages = joined(whole.pages)
    if len(text) > limits.characters:
        most = Sentence("The text has more than {most} letters. Cut it into parts.", most=limits.characters)
        raise Stopped("too_large", most)
    failure = None if text.strip() else Failure("no_text", NO_TEXT)
    return _result(whole, failure, text=text, pages=pages, media_type=kind, settings=settings)


def _result(whole: Whole, failure: Failure | None, **found: Any) -> Extracted:
    return Extracted(**found, tools=whole.tools, notes=tuple(whole.notes), failure=failure)
