"""The server under test as its users see it: HTTP for accounts, courses and sessions, and what it says of itself."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

_PATIENCE = 90.0
_PAGE = 4096


class Refused(Exception):
    """The deployment did not do what the load test needs; the text says what to do about it."""


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in."""

    email: str
    password: str


@dataclass(frozen=True)
class Usage:
    """CPU seconds that the server has used since it started, and its resident memory in bytes."""

    cpu_seconds: float
    memory: int


class Deployment:
    """Calls of the HTTP API, patient with rate limits."""

    def __init__(self, url: str, *, insecure: bool = False) -> None:
        self.url = url.rstrip("/")
        self._client = httpx.AsyncClient(base_url=self.url, timeout=60, verify=not insecure)

    async def close(self) -> None:
        await self._client.aclose()

    async def call(self, method: str, path: str, *, token: str = "", body: dict[str, Any] | None = None) -> Any:
        """The `data` of the answer. Raises Refused with the server's words, after waiting where it asks to wait."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                answer = await self._client.request(method, "/api/v1" + path, json=body, headers=headers)
            except httpx.TransportError as error:
                raise Refused(f"{self.url} cannot be reached: {error}") from None
            wait = float(answer.headers.get("retry-after", 1))
            if answer.status_code != 429 or time.monotonic() + wait > deadline:
                break
            await asyncio.sleep(wait)
        if answer.status_code == 429:
            raise Refused(f"{method} {path}: rate-limited for too long; a test deployment sets [limits] to 0")
        if not answer.is_success:
            raise Refused(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer.json().get("data") if answer.content else None

    async def sign_in(self, account: Account) -> str:
        """An access token."""
        body = {"email": account.email, "password": account.password, "token_delivery": "body"}
        return str((await self.call("POST", "/auth/login", body=body))["access_token"])

    async def register(self, account: Account, name: str) -> None:
        try:
            await self.call(
                "POST",
                "/auth/register",
                body={"email": account.email, "password": account.password, "name": name},
            )
        except Refused as error:
            if "registration_closed" not in str(error):
                raise
            raise Refused(
                "registration is closed here: open it (auth.registration = 'open') or give --accounts FILE, one "
                "'address password' a line"
            ) from None

    async def course(self, token: str, title: str) -> tuple[str, str]:
        """A new course: its id and its join code."""
        try:
            made = await self.call(
                "POST", "/courses", token=token, body={"title": title, "code": "LOAD", "semester": "Load test"}
            )
        except Refused as error:
            raise Refused(f"--email must name somebody who may make courses: {error}") from None
        return str(made["id"]), str(made["join_code"])

    async def enrol(self, token: str, join_code: str) -> None:
        try:
            await self.call("POST", "/courses/join", token=token, body={"join_code": join_code})
        except Refused as error:
            if ": 409 " not in str(error):
                raise

    async def session(self, token: str, course: str, title: str) -> str:
        """A session that has started."""
        body = {"title": title, "scheduled_at": datetime.now(UTC).isoformat(), "duration_minutes": 60}
        made = await self.call("POST", f"/courses/{course}/sessions", token=token, body=body)
        await self.call("POST", f"/sessions/{made['id']}/start", token=token)
        return str(made["id"])

    async def end(self, token: str, session: str) -> None:
        await self.call("POST", f"/sessions/{session}/end", token=token)

    async def join(self, token: str, session: str) -> dict[str, Any]:
        answer: dict[str, Any] = await self.call("POST", f"/sessions/{session}/join", token=token)
        return answer

    async def offer(self, path: str, token: str, offer: str) -> tuple[str, str]:
        """WHIP or WHEP (RFC 9725): the answer and the resource's URL."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/sdp"}
        answer = await self._client.post("/api/v1" + path, content=offer, headers=headers)
        if answer.status_code != 201:
            raise Refused(f"POST {path}: {answer.status_code} {answer.text[:300]}")
        return answer.text, answer.headers["location"]

    async def delete(self, url: str, token: str) -> None:
        await self._client.delete(url, headers={"Authorization": f"Bearer {token}"})

    async def usage(self, pid: int | None) -> Usage | None:
        """By process id on this machine, else by the standard names in /metrics; None where neither tells."""
        if pid is not None:
            pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
            return Usage(time.clock_gettime((~pid << 3) | 2), pages * _PAGE)
        try:
            text = (await self._client.get("/metrics")).text
        except httpx.TransportError:
            return None
        values = dict(re.findall(r"^(process_\w+) (\S+)$", text, re.MULTILINE))
        try:
            return Usage(
                float(values["process_cpu_seconds_total"]), int(float(values["process_resident_memory_bytes"]))
            )
        except KeyError:
            return None


def read_accounts(path: Path) -> Sequence[Account]:
    """One `address password` a line. Raises Refused with the number of a line that is neither."""
    accounts = []
    for number, text in enumerate(path.read_text().splitlines(), 1):
        words = text.split()
        if not words:
            continue
        if len(words) != 2:
            raise Refused(f"{path}, line {number}: not 'address password'")
        accounts.append(Account(*words))
    return accounts
