"""People whose sign-in asks for a code, and the app that has their secret."""

import base64
from dataclasses import dataclass

import httpx

from eduforum.auth import totp
from eduforum.web.app import Application
from tests.factories.clock import ManualClock
from tests.factories.people import Person, make_person


@dataclass
class Authenticator:
    """A phone that makes codes."""

    secret: bytes
    clock: ManualClock

    def code(self, steps: int = 0) -> str:
        """The code of now, or of so many time steps later."""
        return totp.code_at(self.secret, totp.step_at(self.clock.now()) + steps)

    def next_code(self) -> str:
        """The code of the next time step, once it has begun: none of it has counted yet."""
        self.clock.advance(totp.STEP_SECONDS)
        return self.code()


@dataclass
class Protected:
    """Somebody with two-step sign-in, signed in once."""

    person: Person
    phone: Authenticator
    backup_codes: list[str]


async def set_up(client: httpx.AsyncClient, person: Person, clock: ManualClock) -> Authenticator:
    """A secret that is not confirmed yet."""
    body = {"password": person.password}
    answer = await client.post("/api/v1/auth/2fa/setup", json=body, headers=person.headers)
    assert answer.status_code == 200, answer.text
    text = answer.json()["data"]["secret"].replace(" ", "")
    return Authenticator(base64.b32decode(text), clock)


async def protect(app: Application, client: httpx.AsyncClient, clock: ManualClock) -> Protected:
    person = await make_person(app, client)
    phone = await set_up(client, person, clock)
    answer = await client.post("/api/v1/auth/2fa/confirm", json={"code": phone.code()}, headers=person.headers)
    assert answer.status_code == 200, answer.text
    return Protected(person, phone, answer.json()["data"]["backup_codes"])


async def challenge(client: httpx.AsyncClient, person: Person) -> str:
    """What the password alone opens."""
    body = {"email": person.email, "password": person.password}
    answer = await client.post("/api/v1/auth/login", json=body)
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["data"]["challenge"]
    return token


async def verify(client: httpx.AsyncClient, token: str, code: str, delivery: str = "body") -> httpx.Response:
    body = {"challenge": token, "code": code, "token_delivery": delivery}
    return await client.post("/api/v1/auth/2fa/verify", json=body)
