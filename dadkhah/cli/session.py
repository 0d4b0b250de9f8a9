"""What every command needs: the archive, Django made ready for it, the actor, and ways of printing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dadkhah import __version__
from dadkhah.archive.place import ENVIRONMENT, Place, find
from dadkhah.cli.passwords import unlock
from dadkhah.cli.terminal import echo, printable

if TYPE_CHECKING:
    from dadkhah.archive.access import Actor, Visible
    from dadkhah.archive.models import Compartment

ACTOR = "DADKHAH_ACTOR"
SETTINGS = "dadkhah.web.settings"


class CannotDo(click.ClickException):
    """The command was not done. Exit code 2, so that 1 always means: done, and something is wrong."""

    exit_code = 2

    def show(self, _: Any = None) -> None:
        for line in self.message.split("\n"):
            echo(line, err=True)


def django_ready(place: Place) -> None:
    """Set Django up for this archive. A process works on one archive."""
    os.environ[ENVIRONMENT] = str(place.root)
    # Whatever another Django project may have left in the environment is not meant for this one.
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    import django
    from django.conf import settings

    if settings.configured and place.root != settings.PLACE.root:
        raise CannotDo(f"This process already works on {settings.PLACE.root}. Start another one.")
    django.setup()


class Session:
    """One call of the command line."""

    def __init__(self, folder: str | None, login: str | None) -> None:
        self.folder = folder
        self.login = login

    @cached_property
    def place(self) -> Place:
        return find(self.folder)

    def ready(self) -> None:
        unlock(self.place)
        django_ready(self.place)

    @cached_property
    def actor(self) -> Actor:
        """The account this is done for, working through this program. Refuses where none is named."""
        from dadkhah.archive.access import Actor
        from dadkhah.archive.models import Account

        login = self.login or self.place.setting("command_line_actor")
        if not login:
            raise CannotDo(
                "Say for whom this is done: dadkhah --as LOGIN …, "
                f"or set {ACTOR}, or command_line_actor in {self.place.config_file}."
            )
        account = Account.objects.filter(login=login, is_active=True).first()
        if account is None:
            raise CannotDo(f"There is no open account “{login}”. A steward sees them with: dadkhah user list.")
        return Actor(account, machine=f"machine:cli/{__version__}")

    @cached_property
    def visible(self) -> Visible:
        from dadkhah.archive.access import visible_to

        return visible_to(self.actor)

    @cached_property
    def language(self) -> str:
        return str(self.place.setting("language"))

    def compartment(self, handle: str | None, verb: str) -> Compartment:
        """The compartment named, or the only one in which the actor may do this."""
        mine = self.visible.compartments().filter(pk__in=self.actor.compartments(verb)).order_by("handle")
        if handle:
            found = self.visible.compartments().filter(handle=handle).first()
            if found is None:
                raise CannotDo(f"There is no compartment “{handle}” that you may see.")
            return found
        if len(mine) == 1:
            return mine[0]
        if not mine:
            raise CannotDo(f"You have the right “{verb}” in no compartment. Ask a steward for a role.")
        raise CannotDo(f"Say which compartment with --compartment: {', '.join(c.handle for c in mine)}.")

    def shown(self, rows: Iterable[Any]) -> None:
        """Note what is about to be shown of sealed or restricted compartments: one entry, before it is printed."""
        found: dict[str, set[str]] = {}
        for row in rows:
            if self.visible.is_sensitive(row):
                found.setdefault(row._meta.db_table, set()).add(row.pk)
        if found:
            from dadkhah.archive.actions.record_read import record_read

            record_read(self.actor, found)


def pass_session(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command its session, with the archive found and Django ready: only then may it import the archive."""

    @click.pass_obj
    @wraps(command)
    def call(session: Session, **options: Any) -> Any:
        session.ready()
        return command(session, **options)

    return call


as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
in_compartment = click.option("--compartment", metavar="HANDLE", help="Needed where there are several to choose from.")


def private(path: Path, text: str) -> None:
    """Write a file that nobody else on this computer may read, whole or not at all."""
    fresh = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)


class Bar:
    """A progress bar on a terminal, silence elsewhere. Called with (done, total), or with (part, done, total)."""

    def __init__(self, label: str) -> None:
        self._label = self._shown = label
        self._bar: Any = None

    def __call__(self, *reached: Any) -> None:
        *part, done, total = reached
        label = printable(f"{self._label} {part[0]}" if part else self._label)
        if not sys.stderr.isatty():
            return
        if self._bar is None or label != self._shown:
            self.end()
            self._shown = label
            self._bar = click.progressbar(length=max(total, 1), label=label, file=sys.stderr)
        self._bar.length = max(total, done, 1)
        self._bar.update(done - self._bar.pos)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None
