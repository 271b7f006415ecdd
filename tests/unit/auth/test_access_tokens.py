"""Personal access tokens: known by their looks, and held to their scopes."""

import re
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduforum.auth.access_tokens import (
    PREFIX,
    SCOPES,
    AccessToken,
    AccessTokenError,
    Scope,
    check,
    checked_scopes,
    digest_of,
    is_access_token,
    new_token,
    permits,
)
from eduforum.errors import Invalid
from tests.factories.clock import START

TOKEN = new_token()


def kept() -> AccessToken:
    end = START + timedelta(days=90)
    return AccessToken("token-1", "user-1", "Grade script", TOKEN.digest, ("grades:read",), START, end)


def test_a_token_is_known_by_its_looks() -> None:
    assert re.fullmatch(r"eduforum_pat_[0-9A-Za-z]{38}", TOKEN.text)
    assert is_access_token(TOKEN.text)
    assert not is_access_token("eyJhbGciOiJSUzI1NiJ9.e30.c2ln")
    assert digest_of(TOKEN.text) == TOKEN.digest


def test_tokens_differ() -> None:
    assert len({new_token().text for _ in range(50)}) == 50


@given(st.integers(min_value=len(PREFIX), max_value=len(TOKEN.text) - 1), st.sampled_from("0aZ"))
def test_a_slip_of_one_letter_is_noticed(place: int, letter: str) -> None:
    text = TOKEN.text[:place] + letter + TOKEN.text[place + 1 :]
    if text != TOKEN.text:
        with pytest.raises(AccessTokenError):
            digest_of(text)


@given(st.text() | st.text().map(PREFIX.__add__) | st.just(TOKEN.text + "\n"))
def test_whatever_else_is_shown_is_none(text: str) -> None:
    with pytest.raises(AccessTokenError):
        digest_of(text)


def test_a_token_is_good_until_it_expires() -> None:
    token = kept()
    assert token.expires_at is not None

    assert check(token, now=token.expires_at - timedelta(seconds=1)) == token
    with pytest.raises(AccessTokenError):
        check(token, now=token.expires_at)


def test_one_without_an_end_has_none() -> None:
    token = msgspec.structs.replace(kept(), expires_at=None)
    assert check(token, now=START + timedelta(days=10_000)) == token


@pytest.mark.parametrize("token", [None, msgspec.structs.replace(kept(), revoked_at=START)])
def test_one_that_was_revoked_or_never_was_is_refused(token: AccessToken | None) -> None:
    with pytest.raises(AccessTokenError):
        check(token, now=START)


def test_writing_holds_reading() -> None:
    assert permits(["grades:write"], "grades:read")
    assert not permits(["grades:read"], "grades:write")


@pytest.mark.parametrize("needed", SCOPES)
def test_a_scope_reaches_its_own_resource_only(needed: Scope) -> None:
    others = [scope for scope in SCOPES if scope.partition(":")[0] != needed.partition(":")[0]]
    assert not permits(others, needed)
    assert permits([needed], needed)


def test_no_scope_reaches_what_signing_in_rests_on() -> None:
    resources = {scope.partition(":")[0] for scope in SCOPES}
    assert not resources & {"auth", "password", "two_factor", "logins", "tokens"}


def test_scopes_are_kept_once_each_in_their_order() -> None:
    assert checked_scopes(["grades:write", "courses:read", "grades:write"]) == ("courses:read", "grades:write")


@pytest.mark.parametrize("names", [[], ["grades:delete"], ["*"], ["grades:read", ""]])
def test_none_and_unknown_ones_are_refused(names: list[str]) -> None:
    with pytest.raises(Invalid):
        checked_scopes(names)
