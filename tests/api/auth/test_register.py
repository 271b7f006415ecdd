"""Registering: what an account must be like, and that nobody learns who has one."""

import unicodedata

import httpx
import msgspec
import pytest

from eduforum.config import Auth, Config
from eduforum.web.app import Application
from tests.factories.people import PASSWORD, make_user

NEW = {"email": "ha-neul@eduforum.test", "password": PASSWORD, "name": "김하늘"}


async def register(client: httpx.AsyncClient, **changed: str) -> httpx.Response:
    return await client.post("/api/v1/auth/register", json={**NEW, **changed})


async def login(client: httpx.AsyncClient, email: str, password: str) -> httpx.Response:
    return await client.post("/api/v1/auth/login", json={"email": email, "password": password})


async def test_registering_makes_a_student(client: httpx.AsyncClient) -> None:
    answer = await register(client)
    assert answer.status_code == 201
    assert answer.json()["data"] == {"email": NEW["email"], "name": "김하늘", "role": "student"}
    assert (await login(client, NEW["email"], PASSWORD)).json()["data"]["user"]["role"] == "student"


async def test_nobody_registers_as_more_than_a_student(client: httpx.AsyncClient) -> None:
    assert (await register(client, role="admin")).status_code == 422


async def test_an_address_that_is_taken_gets_the_same_answer_and_keeps_its_account(
    app: Application, client: httpx.AsyncClient
) -> None:
    person = await make_user(app)
    taken = await register(client, email=person.email, password="quite-another-86")
    free = await register(client)
    assert taken.status_code == free.status_code == 201
    assert taken.json()["data"].keys() == free.json()["data"].keys()
    assert (await login(client, person.email, "quite-another-86")).status_code == 401
    assert (await login(client, person.email, person.password)).status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("password", "password1234", "password_common"),
        ("email", "a@b", "invalid"),
        ("name", "a\nb", "invalid"),
    ],
)
async def test_what_breaks_a_rule_is_refused_by_its_field(
    client: httpx.AsyncClient, field: str, value: str, code: str
) -> None:
    answer = await register(client, **{field: value})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == code
    assert [detail["field"] for detail in answer.json()["error"]["details"]] == [field]


async def test_a_name_is_kept_in_nfc(client: httpx.AsyncClient) -> None:
    answer = await register(client, name=" " + unicodedata.normalize("NFD", "김하늘") + "  2 ")
    assert answer.json()["data"]["name"] == "김하늘 2"


class TestWholePasswords:
    """SE6: bcrypt alone would read 72 bytes of them."""

    async def test_letters_past_the_72nd_byte_count(self, client: httpx.AsyncClient) -> None:
        beginning = "다람쥐헌쳇바퀴에타고파" * 4
        assert (await register(client, password=beginning + "가을")).status_code == 201
        assert (await login(client, NEW["email"], beginning + "겨울")).status_code == 401
        assert (await login(client, NEW["email"], beginning + "가을")).status_code == 200

    async def test_a_password_of_thousands_of_letters_is_taken_whole(self, client: httpx.AsyncClient) -> None:
        password = "".join(chr(0xAC00 + 7 * number % 11172) for number in range(4096))
        assert (await register(client, password=password)).status_code == 201
        assert (await login(client, NEW["email"], password[:-1])).status_code == 401
        assert (await login(client, NEW["email"], password)).status_code == 200

    async def test_a_password_is_the_same_however_the_keyboard_composes_it(self, client: httpx.AsyncClient) -> None:
        password = "한글암호는바다위의고래다"
        await register(client, password=unicodedata.normalize("NFD", password))
        assert (await login(client, NEW["email"], unicodedata.normalize("NFC", password))).status_code == 200


class TestClosed:
    @pytest.fixture(params=["closed", None])
    def config(self, config: Config, request: pytest.FixtureRequest) -> Config:
        return msgspec.structs.replace(config, auth=Auth(registration=request.param, bcrypt_cost=4))

    async def test_registration_is_refused_and_the_page_can_know_before(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/api/v1/auth/policy")).json()["data"]["registration"] == "closed"
        answer = await register(client)
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "registration_closed"
