"""The command `dadkhah` itself: which archive, for whom, and the one place where errors become sentences."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from dadkhah import __version__
from dadkhah.archive.place import ENVIRONMENT, NoArchive
from dadkhah.cli import (
    checking,
    estimating,
    estimating_lists,
    following,
    founding,
    linking,
    listing,
    merging,
    moving,
    opening,
    packing,
    people,
    reading,
    running,
    saving,
    simulating,
    stamping,
    suggesting,
    taking,
    witnessing,
)
from dadkhah.cli.session import ACTOR, CannotDo, Session
from dadkhah.cli.terminal import printable

TRACEBACK = "DADKHAH_TRACEBACK"


def expected() -> tuple[type[BaseException], ...]:
    """The errors whose message is a sentence for the reader. Django's are known only once it was imported."""
    known: list[type[BaseException]] = [NoArchive, ValueError, OSError]
    if "dadkhah.archive.access" in sys.modules:
        from django.core.exceptions import ImproperlyConfigured, ValidationError
        from django.db import Error

        from dadkhah.archive.access import Refused, Unnamed
        from dadkhah.archive.actions.found_archive import AlreadyFounded
        from dadkhah.evidence.store import NotHeld

        known += [Refused, Unnamed, AlreadyFounded, NotHeld, ValidationError, ImproperlyConfigured, Error]
    return tuple(known)


def sentence(error: BaseException) -> str:
    """What the error says, as a sentence that also tells what to do."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'The computer'}: {error.strerror}. Check the path and its permissions."
    if hasattr(error, "messages"):
        return " ".join(error.messages)
    is_of_database = "malformed" in str(error) and type(error).__module__.startswith("django.")
    if is_of_database or isinstance(error, UnicodeDecodeError):
        return f"The database's file is damaged: {error}. Restore it from a backup."
    if "unable to open database file" in str(error) or "readonly database" in str(error):
        return (
            "The database cannot be written: its folder is on a read-only disk, or yours only to read. Mount the disk for "
            "writing, or copy the archive to another one; dadkhah verify works where it is."
        )
    if type(error).__module__.startswith("django."):
        return (
            f"The database or its settings refused this: {str(error).strip()}. "
            "Look at config.toml, and run: dadkhah doctor, or after an update: dadkhah upgrade."
        )
    return str(error)


class Commands(click.Group):
    """A group whose errors are sentences: a user's mistake never ends in a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except expected() as error:
            # A reader such as `head` that wants no more is no fault; click ends quietly for it.
            if isinstance(error, BrokenPipeError) or os.environ.get(TRACEBACK):
                raise
            raise CannotDo(sentence(error)) from error
        except click.UsageError as error:
            error.message = printable(error.message)  # type: ignore[misc]  # it quotes names of files
            raise


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="dadkhah")
@click.option("-C", "folder", envvar=ENVIRONMENT, metavar="FOLDER", help=f"The archive's folder. Or set {ENVIRONMENT}.")
@click.option("--as", "login", envvar=ACTOR, metavar="LOGIN", help=f"For whom this is done. Or set {ACTOR}.")
@click.pass_context
def main(context: click.Context, folder: str | None, login: str | None) -> None:
    """Dadkhah, an archive for crimes that were meant to leave no trace.

    Every command that reads shows what the account may see, and every one that writes says for whom: the account
    given by --as, else the one named in config.toml. No password is asked for: whoever may read the archive's folder
    holds its bytes anyway, so it is the folder's permissions and the disk's encryption that keep others out.

    Exit codes: 0 done; 1 done, and something is wrong; 2 not done. DADKHAH_TRACEBACK=1 shows where a fault arose.

    \b
    Example:
      dadkhah init my-archive
      dadkhah -C my-archive add letter.pdf --from "the family" --how "handed over"
      dadkhah -C my-archive verify
    """
    context.obj = Session(folder, login)


for command in (
    *(founding.init, founding.passphrase, taking.add, taking.load, taking.erase),
    *(reading.figures, reading.statements, reading.search, following.show),
    *(checking.verify, checking.checkpoint, checking.doctor, checking.rebuild, checking.upgrade),
    *(moving.export_, moving.import_, people.user, people.compartment, running.serve, witnessing.witness, stamping.stamp),
    *(saving.backup_key, saving.backup, saving.forget_erased, saving.restore, packing.pack, packing.unpack, packing.check_package),
    *(opening.custodian, opening.open_, merging.merge, merging.merged, listing.list_),
    *(linking.link, simulating.simulate, suggesting.read, estimating.estimate, estimating_lists.estimates),
):
    main.add_command(command)
