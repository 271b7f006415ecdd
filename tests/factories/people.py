"""Accounts, and people who are signed in to them."""

import itertools
from dataclasses import dataclass, field
from typing import Any

import httpx

from eduforum.auth.schemas import Role
from eduforum.web.app import Application

PASSWORD = "wombat-lantern-42"

_numbers = itertools.count(1)


@dataclass
class Person:
    """An account, and after `sign_in` the headers that act for it."""

    id: str
    email: str
    name: str
    role: Role
    password: str = PASSWORD
    headers: dict[str, str] = field(default_factory=dict)
    refresh_token: str = ""

    @property
    def access_token(self) -> str:
        return self.headers["Authorization"].removeprefix("Bearer ")


async def make_user(
    app: Application, *, role: Role = "student", name: str | None = None, email: str | None = None
) -> Person:
    """An account that nobody is signed in to."""
    number = next(_numbers)
    async with app.db.transaction() as conn:
        user = await app.auth.create_user(
            conn,
            email=email or f"person{number}@eduforum.test",
            name=name or f"Person {number}",
            role=role,
            password=PASSWORD,
        )
    return Person(user.id, user.email, user.name, user.role)


async def sign_in(client: httpx.AsyncClient, person: Person) -> Person:
    """A sign-in of the person as a program does it, by bearer tokens; each is a login of its own."""
    tokens = await login(client, person)
    return Person(
        person.id,
        person.email,
        person.name,
        person.role,
        person.password,
        {"Authorization": f"Bearer {tokens['access_token']}"},
        tokens["refresh_token"],
    )


async def login(client: httpx.AsyncClient, person: Person) -> dict[str, Any]:
    """The tokens that the login answers."""
    answer = await client.post(
        "/api/v1/auth/login",
        json={"email": person.email, "password": person.password, "token_delivery": "body"},
    )
    assert answer.status_code == 200, answer.text
    tokens: dict[str, Any] = answer.json()["data"]
    return tokens


async def make_unverified(app: Application, client: httpx.AsyncClient) -> Person:
    """A student who is signed in and has not shown that their address is theirs, as after registering."""
    person = await make_person(app, client)
    async with app.db.connection() as conn:
        await conn.execute("update users set email_verified_at = null where id = $1", person.id)
    return person


async def make_person(
    app: Application,
    client: httpx.AsyncClient,
    *,
    role: Role = "student",
    name: str | None = None,
    email: str | None = None,
) -> Person:
    """Somebody with an account who is signed in."""
    return await sign_in(client, await make_user(app, role=role, name=name, email=email))
