"""Canonical JSON: one value, one sequence of bytes, on every machine and database.

RFC 8785 (JSON Canonicalization Scheme), narrowed to what keeps its meaning everywhere: no floats (decimals travel as
strings), integers below 2**53 in size, no NUL, no lone surrogate. A null field is left out, so a new nullable column
changes no digest.
"""

from collections.abc import Callable, Iterator, Sequence
from json.encoder import encode_basestring as _quote
from operator import itemgetter
from typing import Any

LIMIT = 2**53
LOWEST = -LIMIT

_NUL = "\\u0000"  # how a NUL looks once quoted; a text may also hold these six characters itself


class NotCanonical(ValueError):
    """The value has no canonical form; the message names every field at fault."""


def canonical(value: object) -> bytes:
    """Canonical bytes of dicts with text keys, lists, texts, integers, booleans and None; else `NotCanonical`."""
    try:
        return _checked(_encode(value))
    except (TypeError, ValueError, RecursionError) as error:
        raise NotCanonical(_message(value)) from error


def row_encoder(names: Sequence[str]) -> Callable[[Sequence[object]], bytes]:
    """A fast `canonical` for rows of one table: takes the values in the order of `names`.

    The bytes equal `canonical(dict(zip(names, values)))`; it is fastest for plain texts, integers, booleans and None.
    """
    if len(set(names)) != len(names):
        raise ValueError("Two fields of the row have the same name; give each its own.")
    order = sorted(range(len(names)), key=lambda i: _utf16(names[i]))
    heads = [_quote(names[i]) + ":" for i in order]
    pick = _picker(order)

    def encode(values: Sequence[object]) -> bytes:
        if len(values) != len(heads):
            raise ValueError(f"The row has {len(values)} values for {len(heads)} fields.")
        try:
            fields = [
                head + _quote(value) if type(value) is str else head + _encode(value)
                for head, value in zip(heads, pick(values), strict=True)
                if value is not None
            ]
            return _checked("{" + ",".join(fields) + "}")
        except (TypeError, ValueError, RecursionError) as error:
            raise NotCanonical(_message(dict(zip(names, values, strict=True)))) from error

    return encode


def _picker(order: list[int]) -> Callable[[Sequence[object]], Sequence[Any]]:
    if order == list(range(len(order))):
        return lambda values: values
    return itemgetter(*order)


def _utf16(key: str) -> bytes:
    return str.encode(key, "utf-16-be", "surrogatepass")  # a key that is no text raises here


def _encode(value: object) -> str:
    if isinstance(value, str):
        return _quote(value)
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int) and LOWEST < value < LIMIT:
        return int.__repr__(value)
    if isinstance(value, dict):
        kept = sorted((key for key in value if value[key] is not None), key=_utf16)
        return "{" + ",".join([_quote(key) + ":" + _encode(value[key]) for key in kept]) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join([_quote(each) if type(each) is str else _encode(each) for each in value]) + "]"
    if value is None:
        return "null"
    raise TypeError


def _checked(text: str) -> bytes:
    # One search over the whole text is cheaper than one per field; only a hit makes us look at the pieces.
    if _NUL in text and _NUL in text.replace("\\\\", ""):
        raise ValueError
    return text.encode()  # a lone surrogate raises here


def _message(value: object) -> str:
    try:
        return " ".join(_faults(value, ""))
    except RecursionError:
        return "The value is nested too deeply for canonical JSON; flatten it."


def _faults(value: object, at: str) -> Iterator[str]:
    where = f"The field {at!r}" if at else "The value"
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _key_faults(key, where)
            if each is not None:
                yield from _faults(each, f"{at}.{key}" if at else str(key))
    elif isinstance(value, list | tuple):
        for i, each in enumerate(value):
            yield from _faults(each, f"{at}[{i}]")
    elif isinstance(value, str):
        yield from _text_faults(value, where)
    elif isinstance(value, int):
        if abs(value) >= LIMIT:
            yield f"{where} holds the integer {value}, which is beyond 2**53; write it as a text."
    elif value is not None:
        kind = type(value).__name__
        yield f"{where} holds a {kind}, which canonical JSON cannot carry exactly; write it as a text."


def _key_faults(key: object, where: str) -> Iterator[str]:
    if isinstance(key, str):
        yield from _text_faults(key, f"{where} has the key {key!r}, which")
    else:
        yield f"{where} has the key {key!r}, which is not a text; name each field with a text."


def _text_faults(text: str, where: str) -> Iterator[str]:
    if "\0" in text:
        yield f"{where} holds a NUL character; remove it."
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        yield f"{where} holds half of a surrogate pair, which is no character; remove it or repair the text."
