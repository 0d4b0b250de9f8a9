"""`init`, and how the command finds its archive and its account."""

import re
import resource
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.cli.conftest import PASSWORD


def config_of(folder: Path) -> dict:
    return tomllib.loads((folder / "config.toml").read_text())


def test_init_makes_an_archive_that_verifies(fresh):
    config = config_of(fresh.run.folder)
    assert fresh.done.code == 0
    assert re.fullmatch(r"dadkhah\.local/[0-9a-f]{8}", config["origin"])
    assert (fresh.run.folder / "ledger/vkey").read_text().strip() in fresh.done.out
    assert fresh.run("verify").code == 0


def test_its_steward_is_the_person_at_this_computer(fresh):
    config = config_of(fresh.run.folder)
    assert config["command_line_actor"] == "someone"
    assert "account “someone”" in fresh.done.out
    assert f"user password {config['command_line_actor']}" in fresh.done.out
    assert [person["login"] for person in fresh.run.ok("user", "list", "--json").json] == ["someone"]


def test_the_folder_its_keys_and_its_settings_are_private(fresh):
    for part in ("", "keys", "config.toml", "keys/checkpoint.key", "keys/session.key"):
        assert stat.S_IMODE((fresh.run.folder / part).stat().st_mode) & 0o077 == 0, part


def test_two_archives_have_two_names(fresh, made):
    assert config_of(fresh.run.folder)["origin"] != config_of(made / "archive")["origin"]


def test_init_refuses_a_folder_with_something_in_it(nowhere):
    folder = nowhere.work / "full"
    folder.mkdir()
    (folder / "letter.txt").write_text("keep me")
    done = nowhere.bare("init", "full")
    assert (done.code, "is not empty" in done.err) == (2, True)
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]


def test_a_failed_init_leaves_nothing(nowhere):
    (nowhere.work / "password").write_text("short\n")
    done = nowhere.bare("init", "archive", "--password-file", "password")
    assert done.code == 2
    assert "too short" in done.err
    assert not (nowhere.work / "archive").exists()
    done = nowhere.bare("init", "archive", "--database", "postgresql://nobody@127.0.0.1:1/none")
    assert (done.code, (nowhere.work / "archive").exists()) == (2, False)


def test_without_an_archive_it_says_what_to_do(nowhere):
    done = nowhere.bare("user", "list")
    assert (done.code, "DADKHAH_ARCHIVE" in done.err) == (2, True)
    done = nowhere("user", "list")
    assert (done.code, "dadkhah init" in done.err) == (2, True)


def test_the_archive_and_the_account_come_from_the_environment(dadkhah):
    done = dadkhah.bare("user", "list", "--json", DADKHAH_ARCHIVE=str(dadkhah.folder), DADKHAH_ACTOR="reza")
    assert [person["login"] for person in done.json] == ["reza"]


def test_it_refuses_to_work_for_nobody_or_a_stranger(dadkhah):
    done = dadkhah("figures", login="nobody")
    assert (done.code, done.out, "no open account “nobody”" in done.err) == (2, "", True)
    config = dadkhah.folder / "config.toml"
    config.write_text(config.read_text().replace('command_line_actor = "shirin"\n', ""))
    done = dadkhah("figures")
    assert (done.code, "--as LOGIN" in done.err) == (2, True)


def test_a_setting_nobody_knows_is_named(dadkhah):
    with (dadkhah.folder / "config.toml").open("a") as config:
        config.write('colour = "red"\n')
    done = dadkhah("user", "list")
    assert (done.code, "colour" in done.err) == (2, True)


def test_a_password_is_set_by_oneself_or_a_steward_only(dadkhah):
    other = dadkhah.work / "other"
    other.write_text("another long enough phrase\n")
    assert dadkhah("user", "password", "amina", "--password-file", other, login="reza").code == 2
    assert dadkhah("user", "password", "shirin", "--password-file", other, login="amina").code == 2
    dadkhah.ok("user", "password", "amina", "--password-file", other, login="amina")
    dadkhah.ok("user", "password", "reza", "--password-file", other)
    assert dadkhah.ok("verify").code == 0
    weak = dadkhah("user", "password", "reza", "--password-file", "-", stdin="short\n")
    assert (weak.code, "too short" in weak.err) == (2, True)


def test_a_password_that_is_asked_for_is_asked_for_twice(dadkhah):
    assert dadkhah("user", "password", "reza", stdin=f"{PASSWORD}\nsomething else\n").code != 0
    assert dadkhah("user", "password", "reza", stdin=f"{PASSWORD}\n{PASSWORD}\n").code == 0


def test_help_is_there_at_once_and_imports_no_django():
    program = "import sys, dadkhah.cli; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
    script = Path(sys.executable).with_name("dadkhah")
    # Its own work, not the time by the clock: this machine may be doing other things beside.
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([script, "--help"], capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert "archive for crimes that were meant to leave no trace" in done.stdout
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.4
