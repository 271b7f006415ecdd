"""Which Origin is our own."""

import pytest

from eduforum.web.origin import OwnOrigin


@pytest.mark.parametrize(
    ("origin", "host", "secure"),
    [
        ("http://127.0.0.1:8080", "127.0.0.1:8080", False),
        ("http://eduforum.test", "eduforum.test:80", False),
        ("https://eduforum.test", "EduForum.test", True),
        ("http://[::1]:8080", "[::1]:8080", False),
        ("https://forum.example.org", "10.0.0.7:8080", False),
    ],
)
def test_the_address_asked_and_the_address_of_the_settings_are(origin: str, host: str, secure: bool) -> None:
    assert OwnOrigin("https://forum.example.org").matches(origin, host, secure=secure)


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "null",
        "https://eduforum.test",
        "http://eduforum.test:81",
        "http://eduforum.test.evil.test",
        "http://evil.test/eduforum.test",
        "http://eduforum.test@evil.test",
        "file://eduforum.test",
        "http://[",
        "http://eduforum.test:x",
    ],
)
def test_every_other_is_not(origin: str | None) -> None:
    assert not OwnOrigin(None).matches(origin, "eduforum.test", secure=False)
