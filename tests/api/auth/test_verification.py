"""Whose an address is."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from msgspec.structs import replace

from eduforum.config import Auth, Config
from eduforum.web.app import Application
from tests.factories.clock import ManualClock
from tests.factories.mailbox import Mailbox, mail_server, plain, token_in, with_mail
from tests.factories.people import PASSWORD, make_unverified, make_user

VERIFY = "/api/v1/auth/email/verify"


@pytest_asyncio.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with mail_server() as server:
        yield server


@pytest.fixture
def config(config: Config, mailbox: Mailbox) -> Config:
    """A mail server, and nothing said of registration."""
    return replace(with_mail(config, mailbox), auth=Auth(bcrypt_cost=4))


async def register(client: httpx.AsyncClient, email: str) -> None:
    body = {"email": email, "password": PASSWORD, "name": "김하늘", "language": "ko"}
    answer = await client.post("/api/v1/auth/register", json=body)
    assert answer.status_code == 201, answer.text


async def test_who_registers_is_asked_by_a_letter_and_verified_by_its_link(
    app: Application, client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    await register(client, "haneul@eduforum.test")
    await app.postman.deliver()
    [letter] = mailbox.taken
    assert letter["Subject"] == "메일 주소를 확인해 주세요"
    assert "김하늘 님" in plain(letter)
    answer = await client.post(VERIFY, json={"token": token_in(letter)})
    assert answer.json()["data"]["email"] == "haneul@eduforum.test"
    signed_in = await client.post("/api/v1/auth/login", json={"email": "haneul@eduforum.test", "password": PASSWORD})
    assert signed_in.json()["data"]["user"]["email_verified"] is True
    again = await client.post(VERIFY, json={"token": token_in(letter)})
    assert again.json()["error"]["code"] == "link_used"


async def test_an_old_link_does_not_verify_a_new_address(
    app: Application, client: httpx.AsyncClient, mailbox: Mailbox, clock: ManualClock
) -> None:
    person = await make_unverified(app, client)
    await client.post("/api/v1/auth/email/verification", headers=person.headers)
    await app.postman.deliver()
    async with app.db.connection() as conn:
        await conn.execute("update users set email = 'other@eduforum.test' where id = $1", person.id)
    answer = await client.post(VERIFY, json={"token": token_in(mailbox.taken[0])})
    assert answer.json()["error"]["code"] == "link_outdated"


async def test_who_has_an_account_is_told_when_somebody_registers_with_their_address(
    app: Application, client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person = await make_user(app)
    await register(client, person.email)
    await app.postman.deliver()
    [letter] = mailbox.taken
    assert letter["Subject"] == "이미 계정이 있어요"
    assert "#" not in plain(letter)


async def test_a_letter_is_sent_again_a_few_times(
    app: Application, client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person = await make_unverified(app, client)
    again = [
        (await client.post("/api/v1/auth/email/verification", headers=person.headers)).status_code for _ in range(6)
    ]
    assert again == [202] * 5 + [429]
    await app.postman.deliver()
    await client.post(VERIFY, json={"token": token_in(mailbox.taken[0])})
    answer = await client.post("/api/v1/auth/email/verification", headers=person.headers)
    assert answer.json()["error"]["code"] == "already_verified"
