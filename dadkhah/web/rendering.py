"""What pages repeat (a claim and all behind it, a statement, a row of figures) is rendered by Jinja2, from `pieces/`.

The pages around them are Django's templates. Those take one to three milliseconds for a claim with all that unfolds
from it, Jinja2 a tenth of that, and pages show fifty (docs/decisions/0006).
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, override
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dadkhah.web.templatetags.dadkhah import register

FOLDER = Path(__file__).parent / "pieces"
SENTENCE = re.compile(r'\{\{ _\("([^"{}]+)"\) \}\}')
KEY = "0"
"""Stands for the id while an address is taken apart; no address has this sign otherwise."""


@lru_cache(maxsize=10)
def environment(language: str) -> Environment:
    """Everything is escaped; a name that is not there is a fault, and an empty column is nothing."""
    made = Environment(
        loader=Pieces(language),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: "" if value is None else value,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(register.filters, truncatechars=truncatechars, address=address)
    made.globals.update(_=partial(_said, language), ngettext=partial(_counted, language))
    return made


class Pieces(FileSystemLoader):
    """Puts the interface's plain sentences into a piece when it is loaded: once, not for every claim."""

    def __init__(self, language: str) -> None:
        super().__init__(FOLDER)
        self.language = language

    def get_source(self, environment: Environment, template: str) -> Any:
        source, *more = super().get_source(environment, template)
        return SENTENCE.sub(lambda found: _said(self.language, found[1]), source), *more


def _said(language: str, text: str, **values: object) -> Markup:
    """A sentence of the interface in the reader's language, with values that are escaped."""
    said = _translated(language, text)
    return said % values if values else said


def _counted(language: str, one: str, many: str, number: int, **values: object) -> Markup:
    with override(language):
        return Markup(ngettext(one, many, number)) % values  # noqa: S704 - our own sentence; its values are escaped


@lru_cache(maxsize=5_000)
def _translated(language: str, text: str) -> Markup:
    with override(language):
        return Markup(gettext(text))  # noqa: S704 - our own sentence


def address(key: object, name: str) -> str:
    """The address of a page; `key` is the id in it. Django's own `reverse` costs more than the rest of a line."""
    before, after = _around(name, keyed=key is not None)
    return before if key is None else f"{before}{key}{after}"


@lru_cache(maxsize=100)
def _around(name: str, *, keyed: bool) -> tuple[str, str]:
    before, _mark, after = reverse(name, args=[KEY] if keyed else []).partition(KEY)
    return before, after


def piece(name: str, *arguments: Any, working: object = (), **more: Any) -> Markup:
    """A piece by its file and macro, such as "claim.follow"; `working` goes to those that ask for it."""
    file, _dot, macro = name.partition(".")
    wanted = getattr(environment(get_language() or "en").get_template(f"{file}.html").module, macro)
    if "working" in wanted.arguments:
        more["working"] = working
    return wanted(*arguments, **more)
