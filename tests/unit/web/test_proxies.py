"""SE5: forwarding headers count only when they come from a proxy that the settings name."""

from collections.abc import MutableMapping
from typing import Any

import pytest

from eduforum.web.middleware import Proxies


async def seen(
    trusted: list[str], peer: str, *headers: tuple[str, str], kind: str = "http", scheme: str = "http"
) -> tuple[str, str]:
    """The client and scheme that the application gets to see."""
    scope: dict[str, Any] = {
        "type": kind,
        "client": (peer, 1),
        "scheme": scheme,
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
    }

    async def app(scope: MutableMapping[str, Any], receive: object, send: object) -> None:
        return

    await Proxies(app, trusted)(scope, None, None)  # type: ignore[arg-type]
    return scope["client"][0], scope["scheme"]


SAID = (("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Proto", "https"))


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "192.0.2.1"])
async def test_nobody_is_believed_by_default(peer: str) -> None:
    assert await seen([], peer, *SAID) == (peer, "http")


async def test_a_named_proxy_is_believed() -> None:
    assert await seen(["192.0.2.0/24"], "192.0.2.7", *SAID) == ("203.0.113.9", "https")


async def test_another_peer_is_not() -> None:
    assert await seen(["192.0.2.0/24"], "198.51.100.1", *SAID) == ("198.51.100.1", "http")


async def test_what_the_client_wrote_itself_before_the_proxy_is_not() -> None:
    forged = ("X-Forwarded-For", "10.0.0.1, 127.0.0.1, 203.0.113.9")
    assert (await seen(["192.0.2.7"], "192.0.2.7", forged))[0] == "203.0.113.9"


async def test_a_chain_of_named_proxies_is_followed_to_its_start() -> None:
    hops = [("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-For", "192.0.2.8")]
    assert (await seen(["192.0.2.0/24"], "192.0.2.7", *hops))[0] == "203.0.113.9"


@pytest.mark.parametrize("value", ["", "unknown", "203.0.113.9:443", "203.0.113.9, x", "<script>"])
async def test_what_is_no_address_is_passed_over(value: str) -> None:
    assert (await seen(["192.0.2.7"], "192.0.2.7", ("X-Forwarded-For", value)))[0] == "192.0.2.7"


async def test_a_peer_of_ipv4_on_a_socket_for_both_is_recognised() -> None:
    assert (await seen(["192.0.2.7"], "::ffff:192.0.2.7", *SAID))[0] == "203.0.113.9"


@pytest.mark.parametrize("value", ["ftp", "", "HTTPS, http"])
async def test_the_scheme_is_what_the_last_proxy_says_when_it_is_one(value: str) -> None:
    assert (await seen(["192.0.2.7"], "192.0.2.7", ("X-Forwarded-Proto", value)))[1] == "http"


async def test_a_socket_behind_tls_is_a_secure_socket() -> None:
    assert (await seen(["192.0.2.7"], "192.0.2.7", *SAID, kind="websocket", scheme="ws"))[1] == "wss"
