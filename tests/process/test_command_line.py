"""The command line: every command says what it did, every fault is one line, and the exit status tells."""

import stat
from pathlib import Path

import pytest

from tests.factories.process import run, users_of

COMMANDS = ["serve", "migrate", "user", "demo", "doctor"]


def test_help_names_the_commands() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert all(command in done.stdout for command in COMMANDS)


@pytest.mark.parametrize(
    "command",
    [[name] for name in COMMANDS if name != "user"] + [["user", "create"], ["user", "reset-2fa"], ["vault", "rewrap"]],
)
def test_every_command_explains_itself(command: list[str]) -> None:
    done = run(*command, "--help")
    assert done.returncode == 0
    assert "usage: eduforum" in done.stdout


def test_every_fault_of_the_settings_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[server]\nport = 70000\nhots = 1\n")
    done = run("serve", "--config", str(file), env={"EDUFORUM_ROOM__MAXIMUM": "1", "EDUFORUM_LOG__LEVEL": "loud"})
    assert done.returncode == 2
    assert done.stdout == ""
    assert sorted(done.stderr.splitlines()) == sorted(
        [
            f"{file}: unknown key server.hots",
            "EDUFORUM_ROOM__MAXIMUM: unknown name in the environment",
            f"server.port ({file}): expected `int` <= 65535",
            "log.level (EDUFORUM_LOG__LEVEL): invalid enum value 'loud'",
        ]
    )


def test_the_data_folder_is_the_operators_alone(tmp_path: Path) -> None:
    data_dir = tmp_path / "new" / "data"
    assert run("migrate", "--data", str(data_dir)).returncode == 0
    assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700


def test_migrate_brings_a_new_folder_up_to_date_and_leaves_nothing_running(data_dir: Path) -> None:
    first = run("migrate", "--data", str(data_dir))
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith("0001_auth\n")
    assert run("migrate", "--data", str(data_dir)).stdout == "nothing to do\n"
    assert users_of(data_dir) == []


def test_an_account_is_made_from_a_pipe_once(data_dir: Path) -> None:
    words = ("user", "create", "--data", str(data_dir), "--name", "한지원", "--role", "professor", "han@example.org")
    made = run(*words, text="turnip lantern orbit\n")
    assert (made.returncode, made.stdout, made.stderr) == (0, "han@example.org (professor)\n", "")
    again = run(*words, text="turnip lantern orbit\n")
    assert again.returncode == 1
    assert "There is an account with the address" in again.stderr


def test_a_second_factor_is_not_reset_for_who_has_none(data_dir: Path) -> None:
    words = ("user", "create", "--data", str(data_dir), "--name", "한지원", "han@example.org")
    assert run(*words, text="turnip lantern orbit\n").returncode == 0
    for email, reason in (("han@example.org", "Two-step sign-in is off"), ("x@example.org", "Nobody has the address")):
        done = run("user", "reset-2fa", "--data", str(data_dir), email)
        assert (done.returncode, reason in done.stderr) == (1, True)


def test_keys_that_are_none_are_told_without_showing_them(data_dir: Path) -> None:
    done = run("serve", "--data", str(data_dir), env={"EDUFORUM_AUTH__VAULT_KEYS": "shibboleth"})
    assert (done.returncode, done.stderr) == (2, "auth.vault_keys: key 1 is not 32 bytes in base64\n")
    (data_dir / "vault.keys").write_text('["shibboleth"]')
    done = run("serve", "--data", str(data_dir))
    assert (done.returncode, done.stderr.endswith("vault.keys: key 1 is not 32 bytes in base64\n")) == (2, True)


def test_a_weak_password_is_refused_with_its_reason(data_dir: Path) -> None:
    done = run("user", "create", "--data", str(data_dir), "--name", "Han", "han@example.org", text="short\n")
    assert done.returncode == 1
    assert "password: " in done.stderr


def test_the_demo_is_planted_once_with_the_password_that_was_given(data_dir: Path) -> None:
    first = run("demo", "--data", str(data_dir), env={"DEMO_PASSWORD": "lantern"})
    assert first.returncode == 0
    assert "student5@eduforum.test" in first.stdout
    assert "Password: lantern" in first.stdout
    assert run("demo", "--data", str(data_dir)).stdout == "The demo accounts are there already.\n"


def test_an_external_database_that_is_away_is_one_line(data_dir: Path) -> None:
    done = run(
        "migrate", "--data", str(data_dir), env={"EDUFORUM_DATABASE__URL": "postgresql://nobody@127.0.0.1:1/none"}
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("eduforum: the database cannot be reached: ")
