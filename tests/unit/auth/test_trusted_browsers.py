"""A browser that is not asked for a code, and for how long."""

from datetime import timedelta

import pytest

from eduforum.auth.known_devices import remember
from eduforum.auth.trusted_browsers import LIFE, is_trusted, trust
from eduforum.auth.vault import Vault, new_key, read_keys
from tests.factories.clock import START

STATE = b"s" * 32


@pytest.fixture
def vault() -> Vault:
    return Vault(read_keys([new_key()]))


def test_it_is_trusted_until_its_time_is_over(vault: Vault) -> None:
    cookie = trust("ha-neul", STATE, vault, START)
    assert is_trusted(cookie, "ha-neul", STATE, vault, START + LIFE - timedelta(seconds=1))
    assert not is_trusted(cookie, "ha-neul", STATE, vault, START + LIFE)


def test_by_one_account_alone(vault: Vault) -> None:
    assert not is_trusted(trust("ha-neul", STATE, vault, START), "seo-yeon", STATE, vault, START)


def test_while_what_it_rests_on_holds(vault: Vault) -> None:
    assert not is_trusted(trust("ha-neul", STATE, vault, START), "ha-neul", b"t" * 32, vault, START)


def test_a_cookie_of_a_known_device_is_none(vault: Vault) -> None:
    assert not is_trusted(remember("ha-neul", vault, START), "ha-neul", STATE, vault, START)


@pytest.mark.parametrize("cookie", [None, "", "x", "é", "A" * 64, "A" * 5000])
def test_what_was_made_up_is_none(vault: Vault, cookie: str | None) -> None:
    assert not is_trusted(cookie, "ha-neul", STATE, vault, START)
