"""What the archive says: figures side by side, the register of statements, and search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from dadkhah.cli.session import CannotDo, Session, as_json, pass_session
from dadkhah.cli.terminal import Bold, echo, print_json

if TYPE_CHECKING:
    from dadkhah.archive.queries.figures import FigureLine
    from dadkhah.archive.queries.search import Hit, Reason, Result
    from dadkhah.archive.queries.statements import StatementLine


@click.command()
@click.option("--measure", default="", help="Only figures that count this, for instance killed.")
@click.option("--scope", default="", help="Only figures of this scope.")
@click.option("--low", type=int, help="Only figures that reach this number.")
@click.option("--high", type=int, help="Only figures that begin at or below this number.")
@as_json
@pass_session
def figures(session: Session, measure: str, scope: str, as_json: bool, **span: int | None) -> None:
    """Show figures side by side, each with who claims it, and the independent roots behind it.

    Only figures of equal measure and scope stand together. They are never added, averaged or made into one range.

    \b
    Example:
      dadkhah -C my-archive figures --measure killed
    """
    from dadkhah.archive.queries.figures import figures as figures_of
    from dadkhah.archive.queries.figures import measures

    together = [(m, s) for m, s, _ in measures(session.visible) if measure in ("", m) and scope in ("", s)]
    if not together and measure:
        known = ", ".join(sorted({m for m, _, _ in measures(session.visible)}))
        raise CannotDo(f"There are no figures of this measure and scope that you may see. Measures are: {known}.")
    found = [
        (m, s, figures_of(session.visible, m, s, span["low"], span["high"], session.language)) for m, s in together
    ]
    shown = [voice.claim for _, _, lines in found for line in lines for voice in line.voices]
    session.shown(session.visible.sensitive_claims().filter(pk__in=shown))
    if as_json:
        groups = [{"measure": m, "scope": s, "figures": [_figure(line) for line in lines]} for m, s, lines in found]
        print_json(groups)
        return
    for m, s, lines in found:
        _print_figures(session, m, s, lines)


def _figure(line: FigureLine) -> dict[str, Any]:
    return {
        "key": line.group,
        "qualifier": line.qualifier,
        **{
            name: getattr(line, name) for name in ("value", "low", "high", "counts", "period", "claimant", "claimed_on")
        },
        "sources": [voice.title for voice in line.voices],
        "claims": [voice.claim for voice in line.voices],
        "independent_roots": line.roots.independent,
        "origin_unknown": len(line.roots.unknown),
    }


def _print_figures(session: Session, measure: str, scope: str, lines: list[FigureLine]) -> None:
    from dadkhah.claims.roots import explain
    from dadkhah.cli import words

    language = session.language
    if not lines:
        return
    named = words.term("figure_measure", measure, language)
    echo(f"{named}, {words.term('figure_scope', scope, language)}:" if scope else f"{named}:")
    for line in lines:
        told = words.number(line.qualifier, line.value, line.low, line.high, language)
        held = " (held back)" if line.is_held else ""
        when = f", {line.claimed_on}" if line.claimed_on else ""
        who = f"{line.named} ({line.claimant})" if line.named else line.claimant or "nobody is named"
        echo(f"  {told}: {line.counts}{held} — {who}{when}")
        echo(f"      {'; '.join(voice.title for voice in line.voices)}")
        echo(f"      {explain(line.roots, language)} {line.group}")


@click.command()
@click.option("--speaker", default="", metavar="HANDLE", help="Only statements of this person or group.")
@click.option("--stance", default="", help="Only statements read so: admits, denies, justifies, condemns.")
@click.option("--argument", default="", metavar="HANDLE", help="Only statements that give this reason.")
@click.option("--standing", default="", help="Only speakers of this standing to the conflict.")
@click.option("--year", default="", help="Only statements of this year, four digits.")
@as_json
@pass_session
def statements(session: Session, speaker: str, argument: str, as_json: bool, **chosen: Any) -> None:
    """List who said what, when, and how it was read: by the sources and by this archive, each by its author.

    \b
    Example:
      dadkhah -C my-archive statements --stance admits
    """
    from dadkhah.archive.queries.statements import register

    _check_codes(chosen)
    found = list(
        register(
            session.visible,
            speaker=_subject(session, speaker),
            argument=_subject(session, argument),
            language=session.language,
            **chosen,
        )
    )
    session.shown(claim for line in found for claim in line.claims)
    if as_json:
        print_json([_statement(line) for line in found])
        return
    for line in found:
        _print_statement(session, line)
    echo(f"{len(found)} statements." if len(found) != 1 else "One statement.")


def _check_codes(chosen: dict[str, str]) -> None:
    from dadkhah.archive.queries.statements import NOT_ASSESSED
    from dadkhah.claims.vocabulary import vocabulary

    known = {"stance": vocabulary().codes("stances"), "standing": [*vocabulary().codes("party"), NOT_ASSESSED]}
    for name, codes in known.items():
        if chosen[name] and chosen[name] not in codes:
            raise CannotDo(f"“{chosen[name]}” is not a {name}. It may be one of: {', '.join(codes)}.")
    if chosen["year"] and not (chosen["year"].isascii() and chosen["year"].isdigit() and len(chosen["year"]) == 4):
        raise CannotDo(f"“{chosen['year']}” is not a year. Write four digits, such as 2016.")


def _subject(session: Session, name: str) -> str:
    """Id of the visible subject of this handle or id; nothing for no name."""
    if not name:
        return ""
    subjects = session.visible.subjects()
    found = subjects.filter(handle=name).first() or subjects.filter(pk=name).first()
    if found is None:
        raise CannotDo(f"There is nobody and nothing called “{name}” that you may see.")
    return str(found.pk)


def _statement(line: StatementLine) -> dict[str, Any]:
    plain = {name: held for name, held in vars(line).items() if name not in ("stances", "arguments", "claims")}
    return {
        **plain,
        "stances": [asdict(stance) for stance in line.stances],
        "arguments": [label for _, label in line.arguments],
        "sources": [claim.source.handle for claim in line.claims],
        "claims": [claim.pk for claim in line.claims],
    }


def _print_statement(session: Session, line: StatementLine) -> None:
    from dadkhah.cli import words

    stands = f" [{words.term('party', line.standing, session.language)}]" if line.standing else ""
    role = f", {line.role_then}" if line.role_then else ""
    held = " (held back)" if line.is_held else ""
    echo(f"{line.date or 'undated'}  {line.handle}  {line.speaker}{role}{stands}{held}")
    echo(f"    {words.said(line)}")
    for stance in line.stances:
        echo(f"    read as {words.term('stances', stance.stance, session.language)} by {stance.author}")
    for _, label in line.arguments:
        echo(f"    gives the reason: {label}")
    echo(f"    in {', '.join(claim.source.handle for claim in line.claims)}")


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--kind", "kinds", multiple=True, help="Only hits of this kind: name, statement, source, claim, item, record, text."
)
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
@as_json
@pass_session
def search(session: Session, words: tuple[str, ...], kinds: tuple[str, ...], page: int, as_json: bool) -> None:
    """Search names, statements, sources, claims, items and the texts of files for all the WORDS; say why each was found.

    Spellings in Persian, Arabic and Latin script are folded. A star ends a beginning: mont*. Quotes keep words in a
    row. The kind text finds files that were read, by what stands in them, page by page. Texts of sealed and restricted
    compartments are kept encrypted and not searched.

    \b
    Examples:
      dadkhah -C my-archive search Evin 1988
      dadkhah -C my-archive search --kind text '"political prisoners"'
    """
    from dadkhah.archive.index import KINDS_FOUND
    from dadkhah.archive.queries.search import search as search_for

    if unknown := set(kinds) - set(KINDS_FOUND):
        raise CannotDo(f"There is no kind “{min(unknown)}”. Kinds are: {', '.join(KINDS_FOUND)}.")
    result = search_for(session.visible, " ".join(words), kinds, session.language, page)
    session.shown(row for hit in result.hits for row in _rows(hit))
    if as_json:
        told = {name: getattr(result, name) for name in ("total", "page", "pages", "has_unsearched")}
        print_json({**told, "hits": [_hit(h) for h in result.hits]})
        return
    _print_result(result)


def _rows(hit: Hit) -> Iterable[Any]:
    yield from [hit.row] if hit.row is not None else []
    yield from (carried.claim for assertion in hit.assertions for carried in assertion.carried)


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "id": hit.id,
        "title": hit.title,
        "found_in": [_reason(reason) for reason in hit.reasons],
        **({"places": hit.places} if hit.places else {}),
        "claims": [carried.claim.pk for assertion in hit.assertions for carried in assertion.carried],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    found = {"field": reason.field, "text": "".join(piece.text for piece in reason.pieces)}
    return found | (reason.stretch._asdict() if reason.stretch else {})


def _named(reason: Reason) -> str:
    stretch = reason.stretch
    if not stretch:
        return reason.field
    page = f"page {stretch.page}" if stretch.page else f"letters {stretch.start} to {stretch.end}"
    return f"{page}, unconfirmed" if stretch.is_doubtful else page


def _print_result(result: Result) -> None:
    for hit in result.hits:
        echo(f"{hit.kind}  {hit.id}  {hit.title}")
        for reason in hit.reasons:
            echo(f"    {_named(reason)}: ", *(Bold(piece.text) if piece.marked else piece.text for piece in reason.pieces))
    more = f", page {result.page} of {result.pages}" if result.pages > 1 else ""
    beyond = " There are more; give more words." if result.capped else ""
    closed = " Texts of files that are kept encrypted are not searched." if result.has_unsearched else ""
    echo(f"{result.total} found{more}.{beyond}{closed}")
