"""What the code of this house never does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.rules.house import files, hits, lines, name, none_of, tree

MARKED_SAFE = {"dadkhah/web/templatetags/dadkhah.py", "dadkhah/web/views/charts.py"}
"""The files that may call mark_safe: they hand on SVG that the publish room drew and escaped."""
SAFE_TEMPLATES: set[str] = set()
"""Templates that may use |safe: none."""
PAST_THE_CHECK = {"objects", "_default_manager", "_base_manager", "cursor", "raw"}
WIDE = {"Exception", "BaseException"}


def caught(handler: ast.ExceptHandler) -> set[str]:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {kind.id for kind in kinds if isinstance(kind, ast.Name)}


def wide_excepts(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ExceptHandler) and (node.type is None or WIDE & caught(node)):
            yield f"{name(path)}:{node.lineno}"


def silent_excepts(path: Path) -> Iterator[str]:
    """An except of nothing but pass is let stand only where the pass says, behind it, where the error is told."""
    for node in ast.walk(tree(path)):
        is_silent = isinstance(node, ast.ExceptHandler) and all(isinstance(each, ast.Pass) for each in node.body)
        if is_silent and "#" not in lines(path)[node.body[0].lineno - 1]:
            yield f"{name(path)}:{node.lineno}"


def test_no_except_takes_everything() -> None:
    searched = files(".py", under="dadkhah") + files(".py", under="script")
    none_of((hit for path in searched for hit in wide_excepts(path)), "An except that takes everything:")


def test_no_except_is_silent() -> None:
    searched = files(".py", under="dadkhah")
    none_of((hit for path in searched for hit in silent_excepts(path)), "An except that does nothing:")


def test_the_web_reaches_rows_through_the_access_check_alone() -> None:
    """`request.visible` is the only way; a manager, a cursor or a model given to a shortcut would pass it by."""
    nodes = ((path, node) for path in files(".py", under="dadkhah/web") for node in ast.walk(tree(path)))
    none_of(
        (
            f"{name(path)}:{node.lineno}: .{node.attr}"
            for path, node in nodes
            if isinstance(node, ast.Attribute) and node.attr in PAST_THE_CHECK
        ),
        "A route to rows past the access check:",
    )


def test_what_is_open_is_decided_in_one_file() -> None:
    """Questions ask `visible` for rows; they do not compare zones themselves. The index alone is given their words."""
    by_hand = hits(
        files(".py", under="dadkhah/archive/queries") + files(".py", under="dadkhah/web") + files(".py", under="dadkhah/cli"),
        r"visible\.(zones|zone_sets|readable)\b|zone_(id__in|set__)|zone__in=(?!zones\))",
    )
    none_of((hit for hit in by_hand if "index.zone_word" not in hit), "A look at zones outside access.py:")


def test_texts_are_escaped() -> None:
    none_of(
        (hit for hit in hits(files(".html", under="dadkhah"), r"\|\s*safe\b|autoescape off")
         if hit.split(":")[0] not in SAFE_TEMPLATES),
        "A template shows a text without escaping it:",
    )
    none_of(
        (hit for hit in hits(files(".py", under="dadkhah"), r"\b(mark_safe|SafeString|SafeText)\(")
         if hit.split(":")[0] not in MARKED_SAFE),
        "Code calls a text safe:",
    )


def test_words_reach_the_terminal_through_one_place() -> None:
    """Which takes from a source's words what a terminal would obey."""
    written = hits(files(".py", under="dadkhah/cli"), r"\bclick\.(echo|secho|style|confirm)\b|(?<![\w.])print\(")
    none_of((hit for hit in written if not hit.startswith("dadkhah/cli/terminal.py")), "Words that pass terminal.py by:")


def test_django_admin_stays_off() -> None:
    admin = hits(files(".py", under="dadkhah"), r"django\.contrib\.admin|import admin\b")
    none_of(admin, "Admin bypasses the actions:")


def test_nothing_is_run_from_text() -> None:
    risky = (
        r"(?<![\w.])(eval|exec)\(|pickle\.|yaml\.load\((?!.*SafeLoader)|yaml\.unsafe_load|shell=True"
        r"|\bhashlib\.md5|csrf_exempt"
    )
    none_of(hits(files(".py", under="dadkhah"), risky), "Code is run from text, or a guard is taken off:")
