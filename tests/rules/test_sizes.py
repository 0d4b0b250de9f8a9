"""Sizes are a habit, from which a third of a room's files may stray; what nobody can read at one sitting is a fault."""

import statistics
from pathlib import Path

import pytest

from tests.rules.house import PLAIN_ROOMS, files, functions, lines, name, none_of

LARGEST_FILE = 400
LARGEST_FUNCTION = 60
DATA = {".json", ".yaml", ".po", ".mo", ".csv", ".txt", ".png"}
HABITS = {
    "dadkhah/archive/actions": (".py", 120),
    "dadkhah/web/views": (".py", 200),
    "dadkhah/web/templates": (".html", 120),
    **{f"dadkhah/{room}": (".py", 200) for room in PLAIN_ROOMS},
}


def measured() -> list[tuple[str, str, int, int]]:
    """File, function, line and length of every function of the package."""
    modules = [path for path in files(".py", under="dadkhah") if "migrations" not in path.parts]
    return [(name(path), *function) for path in modules for function in functions(path)]


def is_written(path: Path) -> bool:
    written = name(path).startswith(("dadkhah/", "tests/", "script/"))
    return written and path.suffix not in DATA and "migrations" not in path.parts


def test_no_file_is_too_long() -> None:
    long = ((name(path), len(lines(path))) for path in files() if is_written(path))
    none_of(
        (f"{file}:{count}: {count} lines" for file, count in long if count > LARGEST_FILE),
        f"Nothing has more than {LARGEST_FILE} lines:",
    )


def test_no_function_is_too_long() -> None:
    none_of(
        (f"{file}:{line}: {function} has {length} lines" for file, function, line, length in measured()
         if length > LARGEST_FUNCTION),
        f"No function has more than {LARGEST_FUNCTION} lines:",
    )


def test_functions_are_short_as_a_habit() -> None:
    lengths = [length for *_, length in measured()]
    assert statistics.median(lengths) <= 10
    long = [f"{file}:{line}: {function} has {n} lines" for file, function, line, n in measured() if n > 30]
    assert len(long) <= len(lengths) / 10, "More than a tenth of all functions pass 30 lines:\n" + "\n".join(long)


@pytest.mark.parametrize("folder", HABITS)
def test_files_keep_to_the_size_of_their_room(folder: str) -> None:
    suffix, limit = HABITS[folder]
    found = files(suffix, under=folder)
    large = [f"{name(path)}: {len(lines(path))} lines" for path in found if len(lines(path)) > limit]
    assert len(large) <= max(1, len(found) / 3), f"Too many files of {folder} pass {limit} lines:\n" + "\n".join(large)
