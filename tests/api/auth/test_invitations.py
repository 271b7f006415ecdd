"""Invitations of people who have no account."""

import httpx
import pytest
from msgspec.structs import replace

from eduforum.config import Auth, Config
from eduforum.web.app import Application
from tests.api.conftest import build_silent, open_client
from tests.factories.clock import ManualClock
from tests.factories.courses import make_course
from tests.factories.mailbox import mail_server, token_in
from tests.factories.people import PASSWORD, Person, make_person, sign_in

INVITE = "/api/v1/auth/invitations"


@pytest.fixture
def config(config: Config) -> Config:
    """No mail server, and registration closed: as a server is after its first start."""
    return replace(config, auth=Auth(bcrypt_cost=4))


def told(answer: httpx.Response) -> str:
    code: str = answer.json()["error"]["code"]
    return code


async def accept(client: httpx.AsyncClient, token: str, person: Person | None = None) -> httpx.Response:
    body = {"token": token} if person else {"token": token, "password": PASSWORD}
    return await client.post(INVITE + "/accept", json=body, headers=person.headers if person else {})


async def invited(client: httpx.AsyncClient, by: Person, path: str = INVITE, **more: str) -> dict[str, str]:
    body = {"email": "haneul@eduforum.test", "name": "김하늘", **more}
    answer = await client.post(path, json=body, headers=by.headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, str] = answer.json()["data"]
    return made


async def test_without_a_mail_server_the_link_is_shown_once_and_makes_the_account(
    app: Application, client: httpx.AsyncClient
) -> None:
    admin = await make_person(app, client, role="admin")
    token = (await invited(client, admin, role="professor"))["link"].partition("#")[2]
    shown = await client.post(INVITE + "/look", json={"token": token})
    assert shown.json()["data"] == {
        "email": "haneul@eduforum.test",
        "name": "김하늘",
        "invited_by": admin.name,
        "course": None,
        "has_account": False,
    }
    pending = await client.get(INVITE, headers=admin.headers)
    assert [item["email"] for item in pending.json()["data"]] == ["haneul@eduforum.test"]
    assert token not in pending.text

    async with open_client(app) as own:
        assert (await accept(own, token)).status_code == 201
        assert told(await accept(own, token)) == "link_used"
        person = await sign_in(own, Person("", "haneul@eduforum.test", "김하늘", "professor"))
        me = (await own.get("/api/v1/auth/me", headers=person.headers)).json()["data"]
    # Whoever made the link could have used it.
    assert (me["role"], me["email_verified"]) == ("professor", False)
    assert (await client.get(INVITE, headers=admin.headers)).json()["data"] == []
    again = await client.post(
        INVITE, json={"email": "haneul@eduforum.test", "name": "김하늘"}, headers=admin.headers
    )  # fmt: skip
    assert told(again) == "email_taken"


async def test_who_accepts_an_invitation_into_a_course_is_in_it(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    path = f"/api/v1/courses/{course['id']}/invitations"
    token = (await invited(client, professor, path, role="ta"))["link"].partition("#")[2]
    async with open_client(app) as own:
        await accept(own, token)
        person = await sign_in(own, Person("", "haneul@eduforum.test", "김하늘", "student"))
        seen = (await own.get(f"/api/v1/courses/{course['id']}", headers=person.headers)).json()["data"]
    assert seen["role"] == "ta"


async def test_who_has_made_an_account_meanwhile_accepts_signed_in_to_it(
    app: Application, client: httpx.AsyncClient
) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    path = f"/api/v1/courses/{course['id']}/invitations"
    token = (await invited(client, professor, path))["link"].partition("#")[2]
    person = await make_person(app, client, email="haneul@eduforum.test")
    stranger = await make_person(app, client)
    assert told(await accept(client, token)) == "email_taken"
    assert (await accept(client, token, stranger)).status_code == 422
    assert (await accept(client, token, person)).status_code == 201
    seen = await client.get(f"/api/v1/courses/{course['id']}", headers=person.headers)
    assert seen.json()["data"]["role"] == "student"


async def test_an_invitation_that_was_taken_back_or_has_expired_opens_nothing(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    admin = await make_person(app, client, role="admin")
    first, second = await invited(client, admin), await invited(client, admin)
    assert (await client.delete(f"{INVITE}/{first['id']}", headers=admin.headers)).status_code == 204
    assert (await client.delete(f"{INVITE}/{first['id']}", headers=admin.headers)).status_code == 404
    assert told(await accept(client, first["link"].partition("#")[2])) == "link_invalid"
    clock.advance(14 * 24 * 3600)
    assert told(await accept(client, second["link"].partition("#")[2])) == "link_expired"


async def test_with_a_mail_server_only_the_letter_has_the_link_and_shows_whose_the_address_is(
    config: Config, clock: ManualClock, app: Application
) -> None:
    async with mail_server() as mailbox:
        other = await build_silent(replace(config, mail=mailbox.settings()), clock)
        async with open_client(other) as client:
            admin = await make_person(other, client, role="admin", name="관리자")
            assert (await invited(client, admin))["link"] is None
            await other.postman.deliver()
            [letter] = mailbox.taken
            assert letter["Subject"] == "EduForum에 초대받았어요"
            await accept(client, token_in(letter))
            person = await sign_in(client, Person("", "haneul@eduforum.test", "김하늘", "student"))
            me = await client.get("/api/v1/auth/me", headers=person.headers)
            assert me.json()["data"]["email_verified"] is True
        await other.stop()
