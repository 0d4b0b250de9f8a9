"""`dadkhah simulate`: works without an archive, says what it made, refuses what makes no sense."""

import csv

import pytest
from click.testing import CliRunner

from dadkhah.cli import main


def run(*words):
    return CliRunner().invoke(main, ["simulate", *map(str, words)])


def test_a_folder_of_lists_with_settings_and_truth(tmp_path):
    done = run(tmp_path / "made", "--seed", 7, "--persons", 500, "--lists", 2, "--records", "200,100", "--dependence", "1-2:0.8")
    assert done.exit_code == 0, done.output
    assert "of 500 persons are on a list" in done.output
    counts = [len(list(csv.DictReader((tmp_path / f"made/list-{at}.csv").open()))) for at in (1, 2)]
    assert counts == [pytest.approx(200, abs=40), pytest.approx(100, abs=30)]
    readme = (tmp_path / "made/README.txt").read_text()
    assert "seed 7" in readme
    assert "dependence of lists 1 and 2: log odds ratio 0.8" in readme
    assert "Nobody here ever lived" in readme


def test_scripts_and_copies_are_taken(tmp_path):
    words = ("--seed", 1, "--persons", 300, "--script", "latin", "--copies", "3-1:0.5", "--coverage", "0.3,0.3,0.4")
    assert run(tmp_path / "made", *words).exit_code == 0
    assert "copies: 0.5 of list 1" in (tmp_path / "made/README.txt").read_text()
    assert all((tmp_path / f"made/list-{at}.csv").read_text().isascii() for at in (1, 2, 3))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--coverage", "2"], "coverage is a share from 0 to 1"),
        (["--coverage", "half"], "is not numbers with commas"),
        (["--dependence", "1to2"], "Write two lists and a number"),
        (["--dependence", "2-1:1"], "name two of 3"),
        (["--script", "greek"], "the script is one of"),
        (["--errors", "0,0,0,0"], "more numbers for --errors than lists"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(tmp_path, words, told):
    done = run(tmp_path / "made", "--seed", 1, *words)
    assert done.exit_code == 2
    assert told in done.output
    assert not (tmp_path / "made").exists()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "kept.txt").write_text("kept")
    done = run(tmp_path, "--seed", 1)
    assert done.exit_code == 2
    assert "not empty" in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]
