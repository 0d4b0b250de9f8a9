"""The noun phrase beside a verb of saying, in languages that put the speaker next to it: “X, a lawyer, said”, “said X”."""

from __future__ import annotations

import re
from typing import NamedTuple

from dadkhah.reading.quotes.tokens import Token, tokens
from dadkhah.reading.quotes.words import Latin
from dadkhah.reading.suggestion import Span

_PARTICIPLE = re.compile(r"[a-z]+ing\b")
_MOST = 16
"""Tokens at the head of a sentence among which its subject is mostly found."""
_LONGEST = 60
"""Tokens that are looked at beside a verb."""
_SHORT = 5
"""Letters of words that end like participles and are none (“king”)."""
_LABEL = 4
"""Tokens of the longest label at the head of a sentence, its colon among them."""
_NEAR = 50
"""Code points before a verb in which most subjects stand."""


class Phrase(NamedTuple):
    """Who speaks: the name or the whole phrase, and the role that stands beside a name."""

    span: Span
    role: Span | None = None


def before(text: str, start: int, verb: int, words: Latin) -> Phrase | None:
    """The subject of a verb whose clause begins at `start`."""
    cut = text.rfind(" ", start, max(start, verb - _NEAR))
    near = _without_helpers(tokens(text, cut, verb), words) if cut > start and text.find(")", cut, verb) < 0 else []
    if near and near[-1].word and not _parts(near[-1], words) and not _of_all(text, verb, words):
        run = _run_before(near, words)
        if len(run) + 1 < len(near):  # no more of the sentence can belong to it
            return _named(_lead_away(run, words), words)
    found = tokens(text, max(start, verb - 500), verb)[-_LONGEST:]
    return _first(found, words) if _of_all(text, verb, words) else _far_before(_without_helpers(found, words), words)


def _of_all(text: str, verb: int, words: Latin) -> bool:
    """X wrote to the board on Monday saying so: behind a day the participle is that of the whole sentence's subject."""
    if not _PARTICIPLE.match(text, verb):
        return False
    last = text[max(0, verb - 20) : verb].split()[-1:]
    return bool(last) and last[0].lower() in words.sets["days"]


def _far_before(found: list[Token], words: Latin) -> Phrase | None:
    """From all that stands before a verb in its sentence."""
    if not found:
        return None
    if _parts(found[-1], words):
        return _first(found[:-1], words)
    return _named(_lead_away(_run_before(found, words), words), words) if found[-1].word else None


def _parts(last: Token, words: Latin) -> bool:
    """Whether something stands between subject and verb."""
    return last.text in ",–—-" or last.low in words.sets["breakers"] or last.low in ("and", "y", "who", "quien", "by")


def _without_helpers(found: list[Token], words: Latin) -> list[Token]:
    """Without the auxiliaries, adverbs and brackets that stand before a verb."""
    while found:
        last = found[-1]
        if last.text == ")":
            opening = next((i for i in range(len(found) - 1, -1, -1) if found[i].text == "("), None)
            if opening is None:
                return []
            found = found[:opening]
        elif last.low in words.sets["auxiliaries"] or (last.low.endswith("ly") and not last.capital):
            found = found[:-1]
        elif last.low in words.sets["days"] and len(found) > 1:  # “X on Tuesday said”
            found = found[: -2 if found[-2].low == "on" else -1]
        else:
            return found
    return found


def _run_before(found: list[Token], words: Latin) -> list[Token]:
    """The words that stand together before a verb, back to a sign or a word that begins a clause."""
    first = len(found)
    while first:
        token = found[first - 1]
        if token.low in ("and", "y", "e", "&"):
            joins = first > 1 and first < len(found) and _alike(found[first - 2], found[first])
            if not joins:
                break
        elif token.text == ")" and "(" in [each.text for each in found[:first]]:
            first = max(i for i in range(first) if found[i].text == "(") + 1
        elif not token.word or (_breaks(token, words) and not (first > 1 and found[first - 2].low in words.sets["determiners"])):
            break  # but “the report” holds no verb
        first -= 1
    return found[first:]


def _breaks(token: Token, words: Latin) -> bool:
    is_verb = token.low in words.verbs and not token.capital
    return is_verb or token.low in words.sets["breakers"] or token.low in words.sets["passive"]


def _alike(one: Token, other: Token) -> bool:
    return one.capital == other.capital


def first(text: str, start: int, end: int, words: Latin) -> Phrase | None:
    """The subject of the sentence that begins at `start`."""
    stop = min(end, start + 500)
    found = tokens(text, start, stop, _MOST)
    phrase = _first(found, words)
    if len(found) < _MOST or (phrase and max(phrase.span[1], (phrase.role or phrase.span)[1]) < found[-2].start):
        return phrase
    return _first(tokens(text, start, stop, _LONGEST), words)


def _first(found: list[Token], words: Latin) -> Phrase | None:
    """The subject at the head of a clause: behind adverbs and openings (“In a letter, X, who …, said”)."""
    colon = next((i for i, each in enumerate(found[:_LABEL]) if each.text == ":"), -1)
    found = found[colon + 1 :]
    while found:
        found = _without_adverbs(found, words)
        if not found:
            return None
        if not (found[0].low in words.sets["prepositions"] or _participle(found[0])):
            return _with_role(found, words)
        comma = next((i for i, each in enumerate(found) if each.text == "," or _ends_opening(found, i)), None)
        if comma is None:
            return None
        found = found[comma + 1 :]
    return None


def _ends_opening(found: list[Token], at: int) -> bool:
    """A quotation whose own comma ends the opening: At the meeting “A,” Jane Roe said."""
    is_behind = at > 0 and found[at - 1].text[0] == "\ue000" and not found[at].word
    return is_behind and at + 1 < len(found) and found[at + 1].capital


def _without_adverbs(found: list[Token], words: Latin) -> list[Token]:
    first = 0
    while first < len(found) and (not found[first].word or found[first].low in words.sets["adverbials"]):
        first += 1
    return found[first:]


def _participle(token: Token) -> bool:
    return token.low.endswith("ing") and len(token.text) > 5


def _lead_away(run: list[Token], words: Latin) -> list[Token]:
    """Without an opening that no comma parts from the subject: “On Tuesday Jane Roe said”, “But the minister said”."""
    while run and run[0].low in words.sets["adverbials"] and len(run) > 1 and run[0].text not in ("May", "April", "June"):
        run = run[1:]
    if len(run) > 1 and run[0].low in words.sets["prepositions"]:
        for at in range(len(run) - 1, 0, -1):
            if run[at].low in words.pronouns or run[at].low in words.sets["determiners"]:
                return run[at:]
        return _last_name([each for each in run[1:] if each.low not in words.sets["adverbials"]])
    return run


def _last_name(run: list[Token]) -> list[Token]:
    first = len(run)
    while first and run[first - 1].capital:
        first -= 1
    return run[first:]


def _is_adverb(token: Token) -> bool:
    return token.low in ("also", "then", "later", "también", "hoy") or (token.low.endswith("ly") and not token.capital)


def after(text: str, verb_end: int, end: int, words: Latin) -> Phrase | None:
    """The subject behind a verb: “…, said Jane Roe, a lawyer”."""
    found = tokens(text, verb_end, min(end, verb_end + 300), _LONGEST)
    while found and _is_adverb(found[0]):
        found = found[1:]
    if not found or not found[0].word or found[0].low in words.sets["prepositions"] or found[0].low in words.sets["breakers"]:
        return None
    return _with_role(found, words)


def _with_role(found: list[Token], words: Latin) -> Phrase | None:
    run = _run_after(found, words)
    return _named_behind(found, run, words) or _named(run, words, _behind(found, len(run), words))


def _run_after(found: list[Token], words: Latin) -> list[Token]:
    run: list[Token] = []
    for at, token in enumerate(found):
        if token.low in words.pronouns and not run:
            return [token]
        joined = token.low in ("and", "y") and run and at + 1 < len(found) and run[-1].capital and found[at + 1].capital
        if not (joined or _goes_on(token, run, words)):
            break
        run.append(token)
    while run and run[-1].low in words.sets["within"]:
        run.pop()
    return run


def _goes_on(token: Token, run: list[Token], words: Latin) -> bool:
    if not token.word or token.low in words.pronouns or token.low in words.sets["auxiliaries"]:
        return token.text in "&'’" and bool(run)
    if token.low in words.sets["within"]:  # “a spokesman for the ministry”, but “Jane Roe of the ministry”
        lower = bool(run) and (not run[0].capital or run[0].low in words.sets["determiners"])
        return lower and token.low not in ("in", "on", "with")
    if run and run[-1].capital and not token.capital and run[-1].low not in words.sets["determiners"]:
        if run[-1].low.endswith(("'s", "’s")) or run[0].low in words.sets["determiners"] or token.low in words.sets["plural_heads"]:
            return _is_noun(token, words)
        return token.low in words.sets["roles"] or token.low in ("de", "la", "van", "von", "bin", "al", "el", "der", "del")
    if token.low in words.sets["ends"] or token.low in words.sets["breakers"]:
        return False
    return not run or not token.low.endswith("ed")


def _is_noun(token: Token, words: Latin) -> bool:
    """“A New York judge”, “the ministry's letter”: as far as small words and endings tell."""
    known = token.low in words.verbs or token.low in words.sets["ends"] or token.low in words.sets["adverbials"]
    return not known and (token.low in words.sets["plural_heads"] or not token.low.endswith(("ed", "s", "ing")))


def _behind(found: list[Token], at: int, words: Latin) -> Span | None:
    """The role that follows a name, and its brackets, between commas; `at`: where the name ends."""
    if at < len(found) and found[at].text == "(":
        at = next((i for i in range(at, len(found)) if found[i].text == ")"), len(found)) + 1
    if at + 1 >= len(found) or found[at].text != ",":
        return None
    rest, sets = found[at + 1 :], words.sets
    head = rest[0].low
    end = next((i for i, each in enumerate(rest) if not each.word and each.text not in "’'&"), len(rest))
    opening = head in sets["determiners"] or (rest[0].text.islower() and not head.endswith(("ed", "ing")))
    if end == 0 or not opening or head == "who" or any(head in sets[each] for each in ("breakers", "prepositions", "adverbials")):
        return None
    return rest[0].start, rest[end - 1].end


def _named_behind(found: list[Token], run: list[Token], words: Latin) -> Phrase | None:
    """“Its chair, Judge Lena Orso, said”: the name follows the role."""
    rest = found[len(run) + 1 :]
    common = any(not each.capital and each.low not in words.sets["within"] for each in run[1:])
    if not rest or found[len(run)].text != "," or run[0].low not in words.sets["determiners"] or not common:
        return None
    end = next((i for i, each in enumerate(rest) if not each.capital), len(rest))
    if end < 2 or (end < len(rest) and rest[end].text not in (",", ".", "—")):
        return None
    return Phrase((rest[0].start, rest[end - 1].end), (run[0].start, run[-1].end))


def _named(run: list[Token], words: Latin, role: Span | None = None) -> Phrase | None:
    """A name with the role before it (“army spokesman Col. John Doe”), or the whole phrase."""
    run = [*run]
    while run and not (run[-1].word or run[-1].text == ")"):
        run.pop()
    if not run or len(run) > 25 or not (run[-1].word or any(each.word for each in run)):
        return None
    if len(run) == 1 and run[0].low.endswith(("ing", "ed")) and len(run[0].text) > _SHORT and not run[0].capital:
        return None
    whole = run[0].start, run[-1].end
    name = _last_name(run)
    lower = run[: len(run) - len(name)]
    if name and lower and len(name) > 1 and not (words.sets["within"] & {each.low for each in lower}):
        if any(each.low not in words.sets["determiners"] for each in lower):
            return Phrase((name[0].start, name[-1].end), (lower[0].start, lower[-1].end))
        return Phrase(whole, role)
    return Phrase(whole, role if run[0].capital else None)
