"""After signing in a browser goes to a page of ours and nowhere else."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduforum.auth.redirects import HOME, safe_next

pieces = st.lists(
    st.sampled_from(
        ["/", "\\", ".", "..", "%2f", "%5C", "%2e", "%252f", "evil.test", "@", ":", "?", "#", "\t", "a", "https:"]
    ),
    max_size=8,
).map("".join)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/courses",
        "/courses/",
        "/courses/0190/sessions?tab=chat&at=1#m-3",
        "/search?q=%EA%B9%80%ED%95%98%EB%8A%98",
        "/c/%EA%B0%95%EC%9D%98",
        "/c?back=https://elsewhere.test//x",
        "/c/100%25",
        "/apiary",
    ],
)
def test_a_page_of_ours_is_gone_to(path: str) -> None:
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "courses",
        "https://evil.test/",
        "//evil.test",
        "///evil.test",
        "/\\evil.test",
        "\\\\evil.test",
        "/\t/evil.test",
        "/\n/evil.test",
        " //evil.test",
        "/ /evil.test",
        "/%2f/evil.test",
        "/%2Fevil.test",
        "/%252fevil.test",
        "/%5cevil.test",
        "/.//evil.test",
        "/..//evil.test",
        "/%2e//evil.test",
        "/a/..//evil.test",
        "/a/../api/v1/auth/logout",
        "/./api/v1/auth/logout",
        "/a/%2e%2e/b",
        "/a//evil.test",
        "/%09/evil.test",
        "javascript:alert(1)",
        "data:text/html,x",
        "/강의",
        "/\u2028/evil.test",
        "/a\0b",
        "/api/v1/auth/logout",
        "/%61pi/v1/auth/logout",
        "/.well-known/jwks.json",
        "/" + "a" * 2048,
    ],
)
def test_anything_else_becomes_the_home_page(path: str | None) -> None:
    assert safe_next(path) == HOME


@given(pieces | st.text() | pieces.map("/".__add__))
def test_no_text_leads_away(text: str) -> None:
    path = safe_next(text)
    parts = urlsplit(urljoin("https://eduforum.test/signed-in", path))

    assert parts.netloc == "eduforum.test"
    assert path.startswith("/")
    assert not parts.path.startswith("//")
    assert "\\" not in path
