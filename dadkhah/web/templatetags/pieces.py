"""How a page shows what it repeats: `{% piece "claim.claim" a %}` (see `dadkhah.web.rendering`)."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from markupsafe import Markup

from dadkhah.web.rendering import piece as rendered

register = template.Library()


@register.simple_tag(takes_context=True)
def piece(context: Context, name: str, *arguments: Any, **more: Any) -> Markup:
    """A piece for this reader: what one can do with a claim is offered where they may work."""
    return rendered(name, *arguments, working=context["request"].visible.working, **more)
