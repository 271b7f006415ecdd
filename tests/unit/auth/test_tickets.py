"""Tickets in links: for one purpose, once, and not for ever."""

from datetime import timedelta
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduforum.auth.tickets import LIFE, Purpose, Ticket, TicketError, check, digest_of, fingerprint, issue
from tests.factories.clock import START

PURPOSES: tuple[Purpose, ...] = get_args(Purpose)


def refused(ticket: Ticket | None, purpose: Purpose = "reset_password", **given: Any) -> str:
    with pytest.raises(TicketError) as error:
        check(ticket, purpose, **{"now": START, **given})
    return error.value.reason


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_ticket_is_good_for_its_purpose_until_it_expires(purpose: Purpose) -> None:
    token, ticket = issue(purpose, "user-1", now=START)
    end = START + LIFE[purpose]

    assert digest_of(purpose, token) == ticket.digest
    assert check(ticket, purpose, now=end - timedelta(seconds=1)).subject == "user-1"
    assert refused(ticket, purpose, now=end) == "expired"


def test_it_is_found_for_no_other_purpose() -> None:
    token, ticket = issue("verify_email", "user-1", now=START)

    digests = {digest_of(purpose, token) for purpose in PURPOSES}
    assert len(digests) == len(PURPOSES)
    assert refused(ticket, "reset_password") == "unknown"


def test_what_was_used_is_good_no_more() -> None:
    ticket = issue("reset_password", "user-1", now=START).ticket
    assert refused(msgspec.structs.replace(ticket, used_at=START)) == "used"


def test_one_that_is_not_there_is_unknown() -> None:
    assert refused(None) == "unknown"


def test_one_reset_ends_all_other_links_for_it() -> None:
    before, after = fingerprint("$2b$12$old"), fingerprint("$2b$12$new")
    ticket = issue("reset_password", "user-1", now=START, state=before).ticket

    assert check(ticket, "reset_password", now=START, state=before) == ticket
    assert refused(ticket, state=after) == "outdated"


def test_an_address_that_was_changed_since_is_not_verified() -> None:
    ticket = issue("verify_email", "user-1", now=START, state=fingerprint("old@school.test")).ticket
    assert refused(ticket, "verify_email", state=fingerprint("new@school.test")) == "outdated"


def test_fingerprints_do_not_run_into_one_another() -> None:
    prints = [fingerprint("ab", "c"), fingerprint("a", "bc"), fingerprint("abc"), fingerprint("abc", None)]
    assert len(set(prints)) == len(prints)


def test_whoever_prints_links_for_a_class_gives_them_longer() -> None:
    ticket = issue("reset_password", "user-1", now=START, life=timedelta(days=7)).ticket
    assert check(ticket, "reset_password", now=START + timedelta(days=6))


def test_the_token_is_not_in_what_is_kept() -> None:
    token, ticket = issue("invitation", "user-1", now=START)
    assert token.encode() not in msgspec.msgpack.encode(ticket)
    assert len(token) == 43


def test_tokens_differ() -> None:
    assert len({issue("invitation", "user-1", now=START).token for _ in range(50)}) == 50


@given(st.text() | st.from_regex(r"[A-Za-z0-9_-]{42}[^AEIMQUYcgkosw048]\n?", fullmatch=True))
def test_what_was_never_a_token_is_malformed(token: str) -> None:
    with pytest.raises(TicketError) as error:
        digest_of("invitation", token)
    assert error.value.reason == "malformed"
