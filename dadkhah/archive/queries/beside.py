"""Rows that belong to other rows, fetched beside them: fifty claims share a few sources and files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Model


def fetch(*wanted: tuple[Iterable[Model], str], only: tuple[str, ...] = ()) -> None:
    """Set foreign keys, each given as (rows, name), with one question per table; rows share what they point to.

    `only`: the fields that are needed of what they point to; without it all.
    Cheaper than a join where many rows point to few, and than Django's prefetch, which asks with one condition per id.
    Whether the reader may see them is asked before: what is fetched belongs to rows that are visible.
    """
    fields: dict[type[Model], list[tuple[Model, Any]]] = defaultdict(list)
    for rows, name in wanted:
        for row in rows:
            field: Any = row._meta.get_field(name)
            fields[field.related_model].append((row, field))
    for model, ends in fields.items():
        keys = {key for row, field in ends if (key := getattr(row, field.attname))}
        found = model._default_manager.only(*only).in_bulk(keys) if keys else {}
        for row, field in ends:
            field.set_cached_value(row, found.get(getattr(row, field.attname)))
