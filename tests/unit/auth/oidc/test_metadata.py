"""What an issuer says of itself is believed only where it can be."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduforum.auth.oidc.faults import OidcError
from eduforum.auth.oidc.metadata import discovery_url, read_metadata
from eduforum.auth.oidc.settings import MICROSOFT, ProviderSettings, faults_of, unique
from tests.factories.clock import ManualClock
from tests.factories.issuer import ISSUER, Issuer, settings

TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
HOST = "https://login.microsoftonline.com"


def document(**changes: Any) -> bytes:
    values = Issuer(ManualClock()).document | changes
    return json.dumps({name: value for name, value in values.items() if value is not None}).encode()


def refused(body: bytes, given: ProviderSettings | None = None) -> str:
    with pytest.raises(OidcError) as error:
        read_metadata(body, given or settings())
    return error.value.reason


def test_the_endpoints_of_an_issuer_are_read() -> None:
    metadata = read_metadata(document(), settings())

    assert metadata.issuer == ISSUER
    assert metadata.token_endpoint == f"{ISSUER}/token"
    assert metadata.algorithms == ("RS256", "ES256", "EdDSA")
    assert not metadata.secret_in_body
    assert not metadata.names_itself


@pytest.mark.parametrize("issuer", [ISSUER, f"{ISSUER}/"])
def test_the_document_lies_below_the_issuer(issuer: str) -> None:
    assert discovery_url(issuer) == f"{ISSUER}/.well-known/openid-configuration"


@pytest.mark.parametrize(
    "issuer", [f"{ISSUER}/", "https://evil.test", "https://ID.school.test", "http://id.school.test", ""]
)
def test_another_issuers_document_is_refused(issuer: str) -> None:
    assert refused(document(issuer=issuer)) == "bad_metadata"


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"])
@pytest.mark.parametrize(
    "url",
    [
        "http://id.school.test/x",
        "http://127.0.0.1:9200/x",
        "http://localhost/x",
        "ftp://id.school.test/x",
        "javascript:alert(1)",
        "//id.school.test/x",
        "https://user@id.school.test/x",
        "https:///x",
        "https://id.school.test/x#part",
        "https://id.school.test:0/x",
        "https://id.school.test:99999/x",
        "https://[::1/x",
        "https://id.school.test/x\r\nHost: evil.test",
        "",
    ],
)
def test_an_endpoint_that_is_not_https_is_refused(name: str, url: str) -> None:
    assert refused(document(**{name: url})) == "bad_metadata"


def test_only_an_issuer_on_this_machine_may_be_without_https() -> None:
    local = "http://localhost:8085"
    body = json.dumps(Issuer(ManualClock(), local).document).encode()

    assert faults_of(settings(issuer=local)) == []
    assert read_metadata(body, settings(issuer=local)).token_endpoint == f"{local}/token"


@pytest.mark.parametrize("algorithms", [["none"], ["HS256", "HS512", "none"], [], ["RS1"]])
def test_one_that_signs_with_nothing_of_its_own_is_refused(algorithms: list[str]) -> None:
    assert refused(document(id_token_signing_alg_values_supported=algorithms)) == "bad_metadata"


def test_what_others_can_sign_with_is_left_out() -> None:
    body = document(id_token_signing_alg_values_supported=["none", "HS256", "PS256"])
    assert read_metadata(body, settings()).algorithms == ("PS256",)


def test_one_that_gives_no_codes_is_refused() -> None:
    assert refused(document(response_types_supported=["id_token", "id_token token"])) == "bad_metadata"


@pytest.mark.parametrize(
    ("methods", "in_body"),
    [(None, False), (["client_secret_basic", "client_secret_post"], False), (["client_secret_post"], True)],
)
def test_the_secret_is_sent_as_the_issuer_wants_it(methods: list[str] | None, in_body: bool) -> None:
    body = document(token_endpoint_auth_methods_supported=methods)
    assert read_metadata(body, settings()).secret_in_body is in_body


@given(st.binary() | st.lists(st.text(max_size=5), max_size=3).map(lambda value: json.dumps(value).encode()))
def test_any_other_answer_gives_the_one_error(body: bytes) -> None:
    assert refused(body) == "unreachable"


@pytest.mark.parametrize("body", [b"[" * 100_000, document(issuer=None), document(issuer=7), b'{"issuer": "\xff"}'])
def test_so_does_one_that_is_deep_or_lacks_something(body: bytes) -> None:
    assert refused(body) == "unreachable"


@pytest.mark.parametrize(
    ("asked", "said", "taken"),
    [
        ("organizations", "{tenantid}", True),
        ("common", "{tenantid}", True),
        ("school.onmicrosoft.com", TENANT, True),
        (TENANT, TENANT, True),
        (TENANT, "{tenantid}", False),
        (TENANT, TENANT[::-1], False),
        ("organizations", "evil", False),
        ("organizations", f"{TENANT}/x", False),
    ],
)
def test_microsoft_names_the_organisation_in_its_issuer(asked: str, said: str, taken: bool) -> None:
    given = settings(kind="microsoft", issuer=f"{HOST}/{asked}/v2.0")
    body = document(issuer=f"{HOST}/{said}/v2.0")
    if taken:
        assert read_metadata(body, given).issuer == f"{HOST}/{said}/v2.0"
    else:
        assert refused(body, given) == "bad_metadata"


def test_an_answer_of_microsofts_may_name_the_organisation() -> None:
    given = settings(kind="microsoft", issuer=MICROSOFT)
    metadata = read_metadata(document(issuer=f"{HOST}/{{tenantid}}/v2.0"), given)

    assert metadata.is_named(f"{HOST}/{TENANT}/v2.0")
    for other in (f"{HOST}/evil/v2.0", f"{HOST}/{{tenantid}}/v2.0", f"https://evil.test/{TENANT}/v2.0", f"{HOST}/v2.0"):
        assert not metadata.is_named(other)


def test_no_other_issuer_may_have_a_template() -> None:
    assert refused(document(issuer="https://id.school.test/{tenantid}")) == "bad_metadata"
    microsoft = settings(kind="microsoft", issuer=MICROSOFT)
    assert refused(document(issuer="https://evil.test/{tenantid}/v2.0"), microsoft) == "bad_metadata"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "../evil"}, "name"),
        ({"name": ""}, "name"),
        ({"title": " "}, "title"),
        ({"issuer": "http://id.school.test"}, "issuer"),
        ({"issuer": "https://id.school.test?x=1"}, "issuer"),
        ({"issuer": "id.school.test"}, "issuer"),
        ({"kind": "google"}, "issuer"),
        ({"kind": "microsoft"}, "issuer"),
        ({"issuer": MICROSOFT}, "kind"),
        ({"client_id": ""}, "client_id"),
        ({"scopes": ("email",)}, "scopes"),
        ({"tenants": (TENANT,)}, "tenants"),
        ({"kind": "microsoft", "issuer": MICROSOFT, "tenants": ("school.test",)}, "tenants"),
        ({"email_domains": ("@school.test",)}, "email_domains"),
        ({"email_domains": ("School.test",)}, "email_domains"),
        ({"trust_email": True}, "trust_email"),
        (
            {"kind": "microsoft", "issuer": MICROSOFT, "trust_email": True, "email_domains": ("school.test",)},
            "trust_email",
        ),
    ],
)
def test_settings_that_are_wrong_are_named(changes: dict[str, Any], field: str) -> None:
    assert [fault.partition(":")[0] for fault in faults_of(settings(**changes))] == [field]


def test_settings_that_are_right_have_no_fault() -> None:
    assert faults_of(settings(email_domains=("school.test", "대학.한국"), trust_email=True)) == []
    assert faults_of(settings(kind="microsoft", issuer=MICROSOFT, tenants=(TENANT,))) == []


def test_each_issuer_has_a_name_of_its_own() -> None:
    assert unique([settings(), settings(name="other")])
    assert not unique([settings(), settings()])
