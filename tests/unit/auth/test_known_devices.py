"""A browser in which somebody has signed in before is known, for that account alone."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduforum.auth.known_devices import LIFE, recognise, remember
from eduforum.auth.vault import Vault, new_key, read_keys
from tests.factories.clock import START

VAULT = Vault(read_keys([new_key()]))
COOKIE = remember("account-1", VAULT, START)


def test_it_is_recognised_until_it_is_forgotten() -> None:
    assert recognise(COOKIE, "account-1", VAULT, START)
    assert recognise(COOKIE, "account-1", VAULT, START + LIFE) is None


def test_it_is_known_for_its_own_account_only() -> None:
    assert recognise(COOKIE, "account-2", VAULT, START) is None


def test_it_keeps_its_name_when_it_is_remembered_again() -> None:
    device = recognise(COOKIE, "account-1", VAULT, START)
    later = START + timedelta(days=100)
    again = remember("account-1", VAULT, later, device=device)

    assert recognise(again, "account-1", VAULT, START + LIFE) == device


def test_two_devices_have_two_names() -> None:
    other = remember("account-1", VAULT, START)
    assert recognise(other, "account-1", VAULT, START) != recognise(COOKIE, "account-1", VAULT, START)


def test_the_cookie_of_another_server_is_nothing() -> None:
    assert recognise(COOKIE, "account-1", Vault(read_keys([new_key()])), START) is None


def test_it_fits_where_it_is_read() -> None:
    assert len(COOKIE) < 256


@given(st.text() | st.text("ABCabc012-_", max_size=200))
def test_any_other_cookie_is_no_device(cookie: str) -> None:
    assert recognise(cookie, "account-1", VAULT, START) is None


@pytest.mark.parametrize("cookie", [None, "", "A" * 5000])
def test_none_is_none(cookie: str | None) -> None:
    assert recognise(cookie, "account-1", VAULT, START) is None
