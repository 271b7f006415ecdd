"""A new password for who has lost theirs."""

from collections.abc import AsyncIterator
from statistics import median
from time import perf_counter

import httpx
import pytest
import pytest_asyncio
from msgspec.structs import replace

from eduforum.auth import tickets
from eduforum.config import Config, Limits
from eduforum.mail import store as mail_store
from eduforum.web.app import Application
from tests.api.conftest import open_client
from tests.factories.clock import ManualClock
from tests.factories.mailbox import Mailbox, mail_server, plain, token_in, with_mail
from tests.factories.people import PASSWORD, Person, make_person, make_unverified, make_user, sign_in
from tests.factories.second_factors import challenge, protect

NEW = "harbour-teapot-91"
RESET = "/api/v1/auth/password/reset"


@pytest_asyncio.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with mail_server() as server:
        yield server


@pytest.fixture
def config(config: Config, mailbox: Mailbox) -> Config:
    return with_mail(config, mailbox)


async def asked(app: Application, client: httpx.AsyncClient, person: Person, mailbox: Mailbox) -> str:
    """The token of a reset link that the person has just got."""
    answer = await client.post(RESET, json={"email": person.email})
    assert answer.status_code == 202, answer.text
    await app.postman.deliver()
    return token_in(mailbox.to(person.email)[-1])


async def confirm(client: httpx.AsyncClient, token: str, password: str = NEW) -> httpx.Response:
    return await client.post(RESET + "/confirm", json={"token": token, "password": password, "language": "en"})


def code(answer: httpx.Response) -> str:
    told: str = answer.json()["error"]["code"]
    return told


async def test_a_link_by_mail_opens_the_account_once_and_ends_every_sign_in(
    app: Application, client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person = await make_person(app, client, name="김하늘")
    token = await asked(app, client, person, mailbox)
    looked = await client.post(RESET + "/look", json={"token": token})
    assert looked.json()["data"] == {"email": person.email, "name": "김하늘"}

    answer = await confirm(client, token)
    assert answer.status_code == 200
    assert "eduforum_device=" in answer.headers["set-cookie"]
    assert (await client.get("/api/v1/auth/me", headers=person.headers)).status_code == 401
    refreshed = await client.post("/api/v1/auth/refresh", json={"refresh_token": person.refresh_token})
    assert code(refreshed) == "refresh_invalid"
    old = await client.post("/api/v1/auth/login", json={"email": person.email, "password": PASSWORD})
    assert code(old) == "invalid_credentials"
    person.password = NEW
    await sign_in(client, person)

    await app.postman.deliver()
    notice = mailbox.to(person.email)[-1]
    assert notice["Subject"] == "Your password was changed"
    assert "#" not in plain(notice).split("-- ")[0]
    assert code(await confirm(client, token)) == "link_used"


async def test_a_reset_ends_every_other_link(app: Application, client: httpx.AsyncClient, mailbox: Mailbox) -> None:
    person = await make_user(app)
    first = await asked(app, client, person, mailbox)
    second = await asked(app, client, person, mailbox)
    assert (await confirm(client, second)).status_code == 200
    assert code(await confirm(client, first)) == "link_outdated"


async def test_the_second_step_stays(
    app: Application, client: httpx.AsyncClient, mailbox: Mailbox, clock: ManualClock
) -> None:
    person = (await protect(app, client, clock)).person
    await confirm(client, await asked(app, client, person, mailbox))
    person.password = NEW
    assert await challenge(client, person)


async def test_links_that_open_nothing(
    app: Application, client: httpx.AsyncClient, mailbox: Mailbox, clock: ManualClock
) -> None:
    person = await make_unverified(app, client)
    token = await asked(app, client, person, mailbox)
    for forged in (token[:-5] + "AAAAA", "x", tickets.issue("reset_password", person.id, now=clock.now()).token):
        assert code(await confirm(client, forged)) == "link_invalid"
    # Of another purpose.
    await client.post("/api/v1/auth/email/verification", headers=person.headers)
    await app.postman.deliver()
    verification = token_in(mailbox.to(person.email)[-1])
    assert code(await confirm(client, verification)) == "link_invalid"
    assert code(await client.post("/api/v1/auth/email/verify", json={"token": token})) == "link_invalid"
    # A password that is refused uses nothing up.
    assert code(await confirm(client, token, "password1234")) == "password_common"
    clock.advance(3600)
    assert code(await confirm(client, token)) == "link_expired"


async def test_nobody_learns_who_has_an_account(app: Application, client: httpx.AsyncClient, mailbox: Mailbox) -> None:
    person = await make_user(app)
    suspended = await make_user(app)
    async with app.db.connection() as conn:
        await conn.execute("update users set suspended_at = now() where id = $1", suspended.id)
    answers = [
        await client.post(RESET, json={"email": email})
        for email in (person.email, "nobody@eduforum.test", suspended.email)
    ]
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    await app.postman.deliver()
    assert [message["To"] for message in mailbox.taken] == [person.email]
    async with app.db.connection() as conn:
        assert {mail.recipient for mail in await mail_store.mails(conn, "void", None, 9)} == {""}


async def test_asking_takes_as_long_for_an_unknown_address(
    app: Application, client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person = await make_user(app)
    times: dict[str, list[float]] = {person.email: [], "nobody@eduforum.test": []}
    for _ in range(40):
        for email, took in times.items():
            begun = perf_counter()
            await client.post(RESET, json={"email": email})
            took.append(perf_counter() - begun)
    known, unknown = (median(took) for took in times.values())
    assert abs(known - unknown) < 0.002


async def test_nobody_fills_a_mailbox_nor_keeps_its_owner_out(
    app: Application, client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person = await make_user(app)
    tokens = [await asked(app, client, person, mailbox) for _ in range(8)]
    assert len(mailbox.to(person.email)) == 5
    assert (await confirm(client, tokens[0])).status_code == 200


class TestLimits:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, limits=Limits(requests_per_minute=0, login_per_minute=3))

    async def test_who_asks_too_often_waits_whether_the_address_is_known_or_not(
        self, app: Application, client: httpx.AsyncClient
    ) -> None:
        person = await make_user(app)
        for email in (person.email, "nobody@eduforum.test"):
            statuses = [(await client.post(RESET, json={"email": email})).status_code for _ in range(4)]
            assert statuses == [202, 202, 202, 429]


async def test_an_administrator_makes_a_link_by_hand(app: Application, client: httpx.AsyncClient) -> None:
    admin, person = await make_person(app, client, role="admin"), await make_user(app)
    made = await client.post(
        "/api/v1/auth/password/reset-links", json={"email": person.email}, headers=admin.headers
    )  # fmt: skip
    address = made.json()["data"]["link"]
    assert "/reset-password#" in address
    async with open_client(app) as own:
        assert (await confirm(own, address.partition("#")[2])).status_code == 200


async def test_a_page_of_another_site_resets_nothing(
    app: Application, client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    token = await asked(app, client, await make_user(app), mailbox)
    answer = await client.post(
        RESET + "/confirm", json={"token": token, "password": NEW}, headers={"Origin": "https://evil.example"}
    )
    assert code(answer) == "foreign_origin"


class TestWithoutMail:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, mail=type(config.mail)())

    async def test_the_policy_says_so_and_nothing_is_promised(
        self, app: Application, client: httpx.AsyncClient
    ) -> None:
        assert (await client.get("/api/v1/auth/policy")).json()["data"]["mail"] is False
        person = await make_person(app, client)
        assert code(await client.post(RESET, json={"email": person.email})) == "mail_off"
        assert code(await client.post("/api/v1/auth/email/verification", headers=person.headers)) == "mail_off"
