"""The documents tell what is there: every setting, every command, and no path or option that is not."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from dadkhah.archive.place import SETTINGS
from dadkhah.cli import main
from script import reference
from tests.rules.house import ROOT, files, lines, name, none_of

DOCS = [ROOT / "README.md", *files(".md", under="docs")]
OURS = re.compile(r"`((?:dadkhah|tests|script|docs|examples|\.ci)/[\w./-]+)`")
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


def headings(file: str) -> set[str]:
    """The words of every heading, without marks of code."""
    path = ROOT / "docs" / file
    return {line.lstrip("# ").replace("`", "") for line in lines(path) if line.startswith("#")}


def samples() -> list[tuple[str, str]]:
    """Place and text of every `dadkhah …` line that stands in a fenced block of the documents."""
    found = []
    for path in DOCS:
        fenced = False
        for number, line in enumerate(lines(path), 1):
            fenced ^= line.lstrip().startswith("```")
            if fenced and re.match(r"\s*(\$ )?dadkhah ", line):
                found.append((f"{name(path)}:{number}", line.strip().removeprefix("$ ")))
    return found


def fault(sample: str) -> str | None:
    """Why click would not understand the line, or None."""
    words = shlex.split(re.split(r"\s[#|>]|\s\\$|…", sample)[0])[1:]
    command: click.Command = main
    while words:
        word = words.pop(0)
        if word.startswith("-"):
            option = next((o for o in command.params if word.split("=")[0] in [*o.opts, *o.secondary_opts]), None)
            if option is None:
                return f"has no option {word}"
            if not getattr(option, "is_flag", False) and "=" not in word:
                del words[: option.nargs]
        elif isinstance(command, click.Group):
            if word not in command.commands:
                return f"has no command {word}"
            command = command.commands[word]
    return None


def test_every_setting_is_documented() -> None:
    missing = {setting.name for setting in SETTINGS} - headings("settings.md")
    none_of(sorted(missing), "docs/settings.md has no heading for:")


def test_every_command_is_documented() -> None:
    known = headings("commands.md")
    missing = [" ".join(words) for words, _ in reference.leaves(main) if " ".join(words) not in known]
    none_of(missing, "docs/commands.md has no heading for:")


def test_every_command_says_what_it_does() -> None:
    silent = (" ".join(words) for words, command in reference.leaves(main) if not command.help)
    none_of(silent, "Commands without help:")


@pytest.mark.parametrize("file", reference.PAGES)
def test_the_reference_is_up_to_date(file: str) -> None:
    assert (ROOT / "docs" / file).read_text("utf-8") == reference.PAGES[file](), "Run script/reference."


def test_samples_are_understood() -> None:
    faults = ((place, sample, fault(sample)) for place, sample in samples())
    none_of((f"{place}: {sample}: dadkhah {why}" for place, sample, why in faults if why), "Samples that do not work:")


@pytest.mark.parametrize("path", DOCS, ids=name)
def test_named_files_are_there(path: Path) -> None:
    text = path.read_text("utf-8")
    named = [ROOT / match for match in OURS.findall(text)] + [path.parent / match for match in LINK.findall(text)]
    missing = (each.relative_to(ROOT).as_posix() for each in named if not each.exists())
    none_of(missing, f"{name(path)} names what is not there:")


def test_every_document_can_be_reached() -> None:
    index = (ROOT / "docs/index.md").read_text("utf-8")
    assert "(decisions/)" in index
    pages = [path for path in DOCS[1:] if path.parent.name != "decisions" and path.name != "index.md"]
    lost = (name(path) for path in pages if path.name not in index)
    none_of(lost, "docs/index.md does not lead to:")


def test_decisions_are_a_page_each() -> None:
    for path in files(".md", under="docs/decisions"):
        assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", path.name), path.name
        text = path.read_text("utf-8")
        assert len(text.splitlines()) <= 120, f"{name(path)} is longer than a page."
        for part in ("## Context", "## Decision", "## What it costs"):
            assert part in text, f"{name(path)} lacks the part {part!r}."


def test_a_wrong_sample_is_found() -> None:
    assert fault("dadkhah -C folder init --steward me place") is None
    assert fault("dadkhah nothing") == "has no command nothing"
    assert fault("dadkhah init --nothing place") == "has no option --nothing"
