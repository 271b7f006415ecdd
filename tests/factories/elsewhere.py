"""Signing in by an issuer that answers over real HTTP on loopback, as a browser does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from msgspec.structs import replace

from eduforum.config import Config
from eduforum.outbound import Request
from tests.api.conftest import ORIGIN
from tests.factories.clock import ManualClock
from tests.factories.issuer import CLIENT_ID, Issuer
from tests.factories.servers import http, serving

OAUTH = "/api/v1/auth/oauth"


@asynccontextmanager
async def served_issuer(clock: ManualClock) -> AsyncIterator[Issuer]:
    """The issuer behind a socket; its `issuer` is where."""
    issuer = Issuer(clock)

    async def respond(raw: bytes) -> bytes:
        head, _, body = raw.partition(b"\r\n\r\n")
        method, target, _ = head.split(b"\r\n")[0].decode("ascii").split(" ")
        answer = await issuer(Request("POST" if method == "POST" else "GET", issuer.issuer + target, {}, body))
        return http(answer.body, status=f"{answer.status} X")

    async with serving(respond) as server:
        issuer.move_to(f"http://127.0.0.1:{server.port}")
        yield issuer


def signing_in_by(config: Config, **issuers: Issuer | dict[str, Any]) -> Config:
    """Settings by which people sign in by these issuers, on loopback. What is given besides goes into the section."""
    sections: dict[str, dict[str, Any]] = {}
    for name, given in issuers.items():
        values = {"issuer": given.issuer} if isinstance(given, Issuer) else given
        sections[name] = {"client_id": CLIENT_ID, "client_secret": "hush", **values}
    return replace(
        config,
        auth=replace(config.auth, oidc=sections),
        outbound=replace(config.outbound, inside=("127.0.0.0/8",)),
    )


@dataclass
class Visitor:
    """A browser, with cookies of its own, that goes to an issuer and comes back."""

    client: httpx.AsyncClient
    issuer: Issuer
    name: str = "school"

    async def begin(self, *, headers: dict[str, str] | None = None, **body: Any) -> str:
        """Where it is sent."""
        answer = await self.client.post(
            f"{OAUTH}/{self.name}", json=body, headers={"Origin": ORIGIN, **(headers or {})}
        )
        assert answer.status_code == 200, answer.text
        url: str = answer.json()["data"]["url"]
        return url

    async def come_back(
        self, parameters: list[tuple[str, str]], *, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """By the callback, and from there as the page does that it leads to."""
        back = await self.client.get(f"{OAUTH}/{self.name}/callback?{urlencode(parameters)}")
        assert back.status_code == 303
        page = urlsplit(back.headers["location"])
        assert (page.netloc, page.path) == ("", f"/oauth/{self.name}")
        return await self.client.post(
            f"{OAUTH}/{self.name}/callback",
            json={"query": page.fragment},
            headers={"Origin": ORIGIN, **(headers or {})},
        )

    async def sign_in(self, **body: Any) -> httpx.Response:
        """There and back, as whom the issuer's `claims` say."""
        return await self.come_back(self.issuer.sign_in(await self.begin(**body)))

    async def link(self, headers: dict[str, str], **body: Any) -> httpx.Response:
        """The same for somebody who is signed in."""
        url = await self.begin(headers=headers, link=True, **body)
        return await self.come_back(self.issuer.sign_in(url), headers=headers)
