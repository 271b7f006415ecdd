"""Who somebody is to an issuer, and that no address that nobody verified opens an account."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduforum.auth.oidc.id_token import Claims
from eduforum.auth.oidc.identity import Create, Decision, Identity, Link, Owner, Refuse, SignIn, decide, identity_of
from eduforum.auth.oidc.settings import GOOGLE, MICROSOFT
from tests.factories.issuer import CLIENT_ID, ISSUER, settings

TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
GOOGLES = {"kind": "google", "issuer": GOOGLE}
MICROSOFTS = {"kind": "microsoft", "issuer": MICROSOFT}


def claims(**changes: Any) -> Claims:
    values: dict[str, Any] = {
        "iss": ISSUER,
        "sub": "248289761001",
        "aud": CLIENT_ID,
        "exp": 1,
        "iat": 0,
        "email": "ha-neul@school.test",
        "email_verified": True,
        "name": "김하늘",
    }
    return Claims(**values | changes)


def verified(issuer: dict[str, Any] | None = None, **changes: Any) -> bool:
    return identity_of(claims(**changes), settings(**issuer or {})).email_verified


def identity(**changes: Any) -> Identity:
    values: dict[str, Any] = {
        "issuer": ISSUER,
        "subject": "248289761001",
        "email": "ha-neul@school.test",
        "email_verified": True,
        "name": "김하늘",
    }
    return Identity(**values | changes)


def owner(**changes: Any) -> Owner:
    return Owner("user-1", "student", True, False)._replace(**changes)


def decided(who: Identity, *, linked: str | None = None, of: Owner | None = None, create: bool = True) -> Decision:
    return decide(who, linked=linked, owner=of, create_accounts=create)


def test_a_person_is_issuer_and_subject() -> None:
    who = identity_of(claims(email=" Ha-Neul@School.Test ", name="  김하늘 "), settings())
    assert who == Identity(ISSUER, "248289761001", "ha-neul@school.test", True, "김하늘")


@pytest.mark.parametrize("value", [False, None, "false", "yes", "TRUE", ""])
def test_an_address_is_verified_only_where_the_issuer_says_so(value: Any) -> None:
    assert not verified(email_verified=value)
    assert verified(email_verified=True)
    assert verified(email_verified="true")


@pytest.mark.parametrize("email", [None, "", "x", "a\0@school.test", "a@b@school.test", "\ud800@school.test"])
def test_what_is_no_address_is_none(email: str | None) -> None:
    who = identity_of(claims(email=email), settings())
    assert (who.email, who.email_verified) == (None, False)


@pytest.mark.parametrize("name", [None, "", "...", "a\nb", "\u202eecila"])
def test_what_is_no_name_is_none(name: str | None) -> None:
    assert identity_of(claims(name=name), settings()).name is None


def test_google_speaks_for_its_own_addresses_and_those_of_a_workspace() -> None:
    assert verified(GOOGLES, email="ha.neul@gmail.com")
    assert verified(GOOGLES, hd="school.test")
    assert not verified(GOOGLES)
    assert not verified(GOOGLES, email="ha.neul@gmail.com", email_verified=False)
    assert not verified(GOOGLES, email="ha.neul@gmail.com.evil.test")


def test_an_address_in_anybodys_microsoft_organisation_is_not_verified() -> None:
    assert not verified(MICROSOFTS)
    assert not verified(MICROSOFTS, xms_edov=False)
    assert not verified(MICROSOFTS, xms_edov="0")


@pytest.mark.parametrize("value", [True, 1, "1", "true"])
def test_it_is_where_microsoft_says_that_the_domain_is_theirs(value: Any) -> None:
    assert verified(MICROSOFTS, email_verified=None, xms_edov=value)


def test_an_issuer_speaks_for_no_other_domains_than_its_own() -> None:
    faculty = {"email_domains": ("law.school.test",)}

    assert verified(faculty, email="a@law.school.test")
    assert not verified(faculty, email="rector@school.test")
    assert not verified(faculty, email="a@evil-law.school.test")
    assert not verified(faculty, email="a@law.school.test.evil.test")


def test_a_schools_own_directory_may_be_trusted_for_its_domains() -> None:
    directory = {"email_domains": ("school.test",), "trust_email": True}

    assert verified(directory, email_verified=None)
    assert not verified(directory, email_verified=False)
    assert not verified(directory, email_verified=None, email="a@elsewhere.test")


def test_a_trusted_organisation_of_microsofts_too() -> None:
    school = {**MICROSOFTS, "tenants": (TENANT,), "email_domains": ("school.test",), "trust_email": True}
    assert verified(school, email_verified=None)


def test_whoever_is_linked_signs_in_whatever_their_address_is_by_now() -> None:
    assert decided(identity(email=None, email_verified=False), linked="user-1") == SignIn("user-1")
    assert decided(identity(), linked="user-1", of=owner(user_id="user-2")) == SignIn("user-1")


def test_an_address_that_is_not_verified_takes_no_account_over() -> None:
    assert decided(identity(email_verified=False), of=owner()) == Refuse("email_unverified")


def test_nor_does_it_tell_whether_there_is_one() -> None:
    who = identity(email_verified=False)
    assert decided(who, of=owner()) == decided(who) == decided(who, create=False)


def test_a_verified_address_finds_the_account_that_has_it() -> None:
    assert decided(identity(), of=owner()) == Link("user-1", reclaim=False)


def test_an_account_that_was_made_before_with_somebody_elses_address_is_theirs() -> None:
    """Whoever registered it must not stay in it: the password and all else of theirs ends."""
    assert decided(identity(), of=owner(email_verified=False)) == Link("user-1", reclaim=True)


def test_an_address_that_has_passed_to_somebody_else_does_not_open_the_account_of_the_one_before() -> None:
    assert decided(identity(), of=owner(has_other_subject=True)) == Refuse("other_subject")


def test_an_administrators_account_is_linked_in_the_settings_alone() -> None:
    assert decided(identity(), of=owner(role="admin")) == Refuse("link_first")
    assert decided(identity(), of=owner(role="admin"), linked="user-1") == SignIn("user-1")


def test_somebody_new_becomes_a_student_where_that_is_wanted() -> None:
    assert decided(identity()) == Create("ha-neul@school.test", "김하늘")
    assert decided(identity(), create=False) == Refuse("no_account")


@pytest.mark.parametrize(("email", "name"), [("ha-neul@school.test", "ha-neul"), ("_@school.test", "school.test")])
def test_somebody_without_a_name_gets_one(email: str, name: str) -> None:
    assert decided(identity(email=email, name=None)) == Create(email, name)


@given(
    st.builds(identity, email=st.sampled_from([None, "ha-neul@school.test"]), email_verified=st.booleans()),
    st.none() | st.builds(owner, role=st.sampled_from(["student", "ta", "professor", "admin"]),
                          email_verified=st.booleans(), has_other_subject=st.booleans()),
    st.booleans(),
)  # fmt: skip
def test_no_account_is_entered_without_a_link_or_a_verified_address(
    who: Identity, of: Owner | None, create: bool
) -> None:
    entered = isinstance(decided(who, of=of, create=create), SignIn | Link | Create)
    assert not entered or (who.email is not None and who.email_verified)
