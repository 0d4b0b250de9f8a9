"""`serve`: the pages, on this computer."""

from __future__ import annotations

import sys

import click

from dadkhah.cli.session import Session, pass_session
from dadkhah.cli.terminal import echo


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to answer on.")
@pass_session
def serve(session: Session, port: int, host: str) -> None:
    """Serve the archive's pages and do its long work, in one process, until Ctrl-C.

    It answers on this computer alone unless --host says otherwise.

    \b
    Example:
      dadkhah -C my-archive serve --port 8000
    """
    from dadkhah.web import serve as server

    _tell_how_to_sign_in(session)
    server.serve(session.place, host, port, _say)


def _say(sentence: str) -> None:
    echo(sentence)
    sys.stdout.flush()


def _tell_how_to_sign_in(session: Session) -> None:
    from dadkhah.archive.models import Account

    if session.place.setting("demo"):
        _say("This is a demonstration archive: its sign-in page has one button.")
        return
    able = [a.login for a in Account.objects.filter(is_active=True).order_by("id") if a.has_usable_password()]
    login = session.place.setting("command_line_actor")
    if able:
        _say(f"Sign in with your account and its password, for instance as {able[0]}.")
    else:
        _say(f"No account has a password yet. Set one: dadkhah -C {session.place.root} user password {login or 'NAME'}")
