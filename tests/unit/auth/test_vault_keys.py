"""Where the keys of the vault are found."""

import stat
from pathlib import Path

import pytest

from eduforum.auth.vault import Place, new_key
from eduforum.auth.vault_keys import check_keys, keys_file, open_vault
from eduforum.config import Auth, Config, ConfigError, Data, DatabaseSettings
from eduforum.doctor.finding import Finding
from eduforum.doctor.vault import vault as examine

PLACE = Place("table", "column", "row")


def config(data_dir: Path, *keys: str, url: str | None = None) -> Config:
    return Config(auth=Auth(vault_keys=keys), data=Data(dir=data_dir), database=DatabaseSettings(url=url))


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def finding(settings: Config) -> Finding:
    (found,) = examine(settings)
    return found


def test_without_keys_in_the_settings_one_is_made_for_the_servers_user_alone(data_dir: Path) -> None:
    sealed = open_vault(config(data_dir)).seal(b"secret", PLACE)
    assert stat.S_IMODE(keys_file(config(data_dir)).stat().st_mode) == 0o600
    assert names_in(data_dir) == ["vault.keys"]
    assert open_vault(config(data_dir)).open(sealed, PLACE) == b"secret"


def test_the_data_folder_is_made_too(tmp_path: Path) -> None:
    open_vault(config(tmp_path / "new" / "data"))
    assert stat.S_IMODE((tmp_path / "new" / "data").stat().st_mode) == 0o700


def test_keys_in_the_settings_come_first_and_no_file_is_made(data_dir: Path) -> None:
    older, newer = new_key(), new_key()
    sealed = open_vault(config(data_dir, older)).seal(b"secret", PLACE)
    both = open_vault(config(data_dir, newer, older))
    assert both.open(sealed, PLACE) == b"secret"
    assert both.needs_rewrap(sealed)
    assert names_in(data_dir) == []


def test_the_file_may_have_several_keys(data_dir: Path) -> None:
    keys_file(config(data_dir)).write_text(f'["{new_key()}", "{new_key()}"]')
    assert len(open_vault(config(data_dir)).key_ids) == 2


@pytest.mark.parametrize("text", ["", "[]", "[1]", '["short"]', "secret", '{"a": 1}', '["\ud800"]'])
def test_a_file_that_has_no_keys_is_a_fault_and_is_left_alone(data_dir: Path, text: str) -> None:
    file = keys_file(config(data_dir))
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(ConfigError, match=r"vault\.keys"):
        open_vault(config(data_dir))
    assert file.read_bytes() == text.encode("utf-8", "surrogatepass")
    assert finding(config(data_dir)).grade == "fail"


@pytest.mark.parametrize("keys", [("short",), (new_key(), "x"), ("A" * 43,)])
def test_keys_in_the_settings_that_are_none_are_a_fault_that_shows_none(data_dir: Path, keys: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError, match=r"auth\.vault_keys: key [12] is not") as fault:
        check_keys(config(data_dir, *keys))
    assert not any(key in str(fault.value) for key in keys)


# What the doctor says


def test_before_the_first_start_the_doctor_makes_nothing(data_dir: Path) -> None:
    found = finding(config(data_dir))
    assert (found.grade, "will be made" in found.text) == ("ok", True)
    assert names_in(data_dir) == []


def test_the_doctor_reminds_of_a_copy(data_dir: Path) -> None:
    open_vault(config(data_dir))
    for settings in (config(data_dir), config(data_dir, new_key())):
        found = finding(settings)
        assert (found.grade, "keep a copy" in found.text) == ("ok", True)


def test_the_doctor_finds_a_file_that_others_read(data_dir: Path) -> None:
    open_vault(config(data_dir))
    keys_file(config(data_dir)).chmod(0o644)
    assert (finding(config(data_dir)).grade, "chmod 600" in finding(config(data_dir)).text) == ("warn", True)


def test_the_doctor_warns_of_a_file_where_several_nodes_may_share_a_database(data_dir: Path) -> None:
    settings = config(data_dir, url="postgresql://db.example.org/eduforum")
    open_vault(settings)
    assert (finding(settings).grade, "auth.vault_keys" in finding(settings).text) == ("warn", True)
