"""Nothing in the repository is another's, a secret, or tied to one machine."""

import re

import pytest

from tests.rules.house import files, hits, name, none_of, texts

SELF = "tests/rules/test_ours_alone.py"
OTHERS = (
    ".min.js", ".min.css", ".map", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".jar", ".whl", ".so", ".dll",
    ".pyc", ".zip", ".gz", ".sqlite3", ".pem", ".key", ".age",
)
LARGEST = 600_000
PATTERNS = {
    "a path of one machine": r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/(?!\*)",
    "the licence head of other people's code": r"Copyright \(c\)|@license|All rights reserved",
    "unfinished work": r"\b(?:TODO|FIXME|XXX)\b",
    "a secret": r"BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_\w{30}|AGE-SECRET-KEY-1\w",
}


def test_no_file_of_other_people() -> None:
    none_of((name(path) for path in files() if path.name.endswith(OTHERS)), "Built, bundled or secret files:")


def test_no_file_is_large() -> None:
    large = (f"{name(path)}: {path.stat().st_size} bytes" for path in files() if path.stat().st_size > LARGEST)
    none_of(large, f"Files beyond {LARGEST} bytes do not belong here:")


@pytest.mark.parametrize("what", PATTERNS)
def test_no_file_holds(what: str) -> None:
    searched = [path for path in texts() if name(path) != SELF]
    none_of(hits(searched, PATTERNS[what]), f"Found {what}:")


def test_what_installs_names_no_place() -> None:
    """Where packages come from is the business of whoever installs: no address here but this computer's own."""
    folders = ("script", ".ci", "pyproject.toml", "constraints.txt", "README.md")
    searched = [path for path in texts() if name(path).split("/")[0] in folders]
    assert searched
    none_of(hits(searched, r"\w://(?!(?:\w+@)?(?:127\.0\.0\.1|localhost|\[))"), "An address that something is fetched from:")


def test_no_signing_key_outside_tests() -> None:
    searched = [path for path in texts() if not name(path).startswith("tests/")]
    none_of(hits(searched, r"PRIVATE\+KEY\+[\w.-]+\+[0-9a-f]{8}\+"), "A signing key:")


def test_constraints_are_exact_and_name_no_place() -> None:
    [constraints] = (path for path in files(".txt") if path.name == "constraints.txt")
    loose = [line for line in constraints.read_text().splitlines() if not re.fullmatch(r"[\w.-]+==[\w.+!]+", line)]
    none_of(loose, "constraints.txt holds name==version alone:")
