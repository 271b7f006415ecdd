"""AU3: two-step sign-in, and what does not get around it."""

import asyncio
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio

from eduforum.auth.tickets import LIFE
from eduforum.web.app import Application
from tests.api.conftest import ORIGIN, open_client
from tests.factories.clock import ManualClock
from tests.factories.people import Person, make_person, make_user, sign_in
from tests.factories.second_factors import Protected, challenge, protect, set_up, verify

SETTINGS = "/api/v1/auth/2fa"


@pytest_asyncio.fixture
async def protected(app: Application, client: httpx.AsyncClient, clock: ManualClock) -> Protected:
    return await protect(app, client, clock)


def code_of(answer: httpx.Response) -> str:
    code: str = answer.json()["error"]["code"]
    return code


async def me(client: httpx.AsyncClient, token: str) -> int:
    return (await client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {token}"})).status_code


# Setting up


async def test_setting_up_gives_the_secret_as_text_address_and_picture(
    app: Application, client: httpx.AsyncClient
) -> None:
    person = await make_person(app, client)
    answer = await client.post(f"{SETTINGS}/setup", json={"password": person.password}, headers=person.headers)
    data = answer.json()["data"]
    assert data["uri"].startswith(f"otpauth://totp/EduForum:{person.email}?secret={data['secret'].replace(' ', '')}&")
    assert data["qr"].startswith("<svg ")


async def test_setting_up_asks_for_the_password_again(app: Application, client: httpx.AsyncClient) -> None:
    person = await make_person(app, client)
    answer = await client.post(f"{SETTINGS}/setup", json={"password": "something-else-1"}, headers=person.headers)
    assert (answer.status_code, code_of(answer)) == (403, "password_wrong")


async def test_what_is_only_set_up_asks_nobody_for_a_code(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await make_person(app, client)
    await set_up(client, person, clock)
    assert await me(client, (await sign_in(client, person)).access_token) == 200
    state = await client.get(SETTINGS, headers=person.headers)
    assert state.json()["data"] == {
        "on": False,
        "since": None,
        "backup_codes_left": 0,
        "has_password": True,
    }


async def test_a_first_code_turns_it_on_and_shows_ten_backup_codes(
    client: httpx.AsyncClient, protected: Protected
) -> None:
    assert len(set(protected.backup_codes)) == 10
    state = (await client.get(SETTINGS, headers=protected.person.headers)).json()["data"]
    assert (state["on"], state["backup_codes_left"]) == (True, 10)


async def test_a_wrong_first_code_turns_nothing_on(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await make_person(app, client)
    phone = await set_up(client, person, clock)
    answer = await client.post(f"{SETTINGS}/confirm", json={"code": phone.code(9)}, headers=person.headers)
    assert (answer.status_code, code_of(answer)) == (403, "code_wrong")
    assert (await client.get(SETTINGS, headers=person.headers)).json()["data"]["on"] is False


async def test_setting_up_again_replaces_the_secret_before(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await make_person(app, client)
    first, second = await set_up(client, person, clock), await set_up(client, person, clock)
    for phone, status in ((first, 403), (second, 200)):
        answer = await client.post(f"{SETTINGS}/confirm", json={"code": phone.code()}, headers=person.headers)
        assert answer.status_code == status


async def test_what_is_on_is_not_set_up_or_confirmed_again(client: httpx.AsyncClient, protected: Protected) -> None:
    person, phone = protected.person, protected.phone
    for path, body in (("setup", {"password": person.password}), ("confirm", {"code": phone.next_code()})):
        answer = await client.post(f"{SETTINGS}/{path}", json=body, headers=person.headers)
        assert (answer.status_code, code_of(answer)) == (409, "second_factor_on")


async def test_turning_it_on_ends_the_sign_ins_of_before(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await make_person(app, client)
    stolen = await sign_in(client, person)
    phone = await set_up(client, person, clock)
    await client.post(f"{SETTINGS}/confirm", json={"code": phone.code()}, headers=person.headers)
    assert await me(client, stolen.access_token) == 401
    refreshed = await client.post("/api/v1/auth/refresh", json={"refresh_token": stolen.refresh_token})
    assert code_of(refreshed) == "refresh_invalid"
    assert await me(client, person.access_token) == 200


async def test_the_secret_is_not_in_the_database(app: Application, protected: Protected) -> None:
    async with app.db.connection() as conn:
        kept = await conn.fetchval("select secret from second_factors")
        digests = await conn.fetch("select digest from backup_codes")
    assert protected.phone.secret not in kept
    assert not {code.replace("-", "").encode() for code in protected.backup_codes} & {row["digest"] for row in digests}


# Signing in


async def test_the_password_alone_opens_nothing_but_a_question(client: httpx.AsyncClient, protected: Protected) -> None:
    body = {"email": protected.person.email, "password": protected.person.password}
    answer = await client.post("/api/v1/auth/login", json=body)
    assert answer.json()["data"].keys() == {"requires_2fa", "challenge", "expires_in"}
    assert answer.json()["data"]["requires_2fa"] is True
    assert "set-cookie" not in answer.headers
    assert await me(client, answer.json()["data"]["challenge"]) == 401


async def test_a_code_signs_in(client: httpx.AsyncClient, protected: Protected) -> None:
    token = await challenge(client, protected.person)
    answer = await verify(client, token, protected.phone.next_code())
    assert answer.status_code == 200
    assert await me(client, answer.json()["data"]["access_token"]) == 200
    assert answer.json()["data"]["refresh_token"]


async def test_a_browser_gets_its_refresh_token_as_a_cookie(client: httpx.AsyncClient, protected: Protected) -> None:
    token = await challenge(client, protected.person)
    answer = await verify(client, token, protected.phone.next_code(), "cookie")
    assert "refresh_token" not in answer.json()["data"]
    assert "eduforum_refresh=" in answer.headers["set-cookie"]


async def test_a_code_counts_once(client: httpx.AsyncClient, protected: Protected) -> None:
    code = protected.phone.next_code()
    assert (await verify(client, await challenge(client, protected.person), code)).status_code == 200
    again = await verify(client, await challenge(client, protected.person), code)
    assert (again.status_code, code_of(again)) == (403, "code_wrong")


async def test_the_code_that_turned_it_on_does_not_sign_in(client: httpx.AsyncClient, protected: Protected) -> None:
    answer = await verify(client, await challenge(client, protected.person), protected.phone.code())
    assert code_of(answer) == "code_wrong"


async def test_an_older_code_than_the_last_does_not_count(client: httpx.AsyncClient, protected: Protected) -> None:
    protected.phone.next_code()
    older, newer = protected.phone.code(), protected.phone.next_code()
    assert (await verify(client, await challenge(client, protected.person), newer)).status_code == 200
    assert code_of(await verify(client, await challenge(client, protected.person), older)) == "code_wrong"


async def test_of_twenty_at_once_with_the_same_code_one_gets_in(
    client: httpx.AsyncClient, protected: Protected
) -> None:
    code = protected.phone.next_code()
    tokens = [await challenge(client, protected.person) for _ in range(20)]
    answers = await asyncio.gather(*(verify(client, token, code) for token in tokens))
    assert [answer.status_code for answer in answers].count(200) == 1


async def test_a_code_of_somebody_else_does_not_count(
    app: Application, client: httpx.AsyncClient, clock: ManualClock, protected: Protected
) -> None:
    other = await protect(app, client, clock)
    answer = await verify(client, await challenge(client, protected.person), other.phone.next_code())
    assert code_of(answer) == "code_wrong"
    answer = await verify(client, await challenge(client, protected.person), other.backup_codes[0])
    assert code_of(answer) == "code_wrong"


@pytest.mark.parametrize("code", ["000", "abcdef", "\u0661\u0662\u0663\u0664\u0665\u0666", "-1", "😀", "0" * 100])
async def test_what_is_no_code_is_refused(client: httpx.AsyncClient, protected: Protected, code: str) -> None:
    answer = await verify(client, await challenge(client, protected.person), code)
    assert (answer.status_code, code_of(answer)) == (403, "code_wrong")


async def test_after_a_wrong_code_the_right_one_still_signs_in(client: httpx.AsyncClient, protected: Protected) -> None:
    token = await challenge(client, protected.person)
    assert (await verify(client, token, protected.phone.code(9))).status_code == 403
    assert (await verify(client, token, protected.phone.next_code())).status_code == 200


async def test_a_challenge_is_used_once(client: httpx.AsyncClient, protected: Protected) -> None:
    token = await challenge(client, protected.person)
    assert (await verify(client, token, protected.phone.next_code())).status_code == 200
    again = await verify(client, token, protected.phone.next_code())
    assert (again.status_code, code_of(again)) == (401, "challenge_invalid")


async def test_a_challenge_that_is_used_wastes_no_backup_code(client: httpx.AsyncClient, protected: Protected) -> None:
    token = await challenge(client, protected.person)
    await verify(client, token, protected.phone.next_code())
    assert code_of(await verify(client, token, protected.backup_codes[0])) == "challenge_invalid"
    state = await client.get(SETTINGS, headers=protected.person.headers)
    assert state.json()["data"]["backup_codes_left"] == 10


async def test_a_challenge_expires(client: httpx.AsyncClient, clock: ManualClock, protected: Protected) -> None:
    token = await challenge(client, protected.person)
    clock.advance(LIFE["second_factor"].total_seconds())
    assert code_of(await verify(client, token, protected.phone.code())) == "challenge_invalid"


@pytest.mark.parametrize("token", ["x", "A" * 43, "ÿ", "A" * 512])
async def test_what_is_no_challenge_is_refused(client: httpx.AsyncClient, protected: Protected, token: str) -> None:
    answer = await verify(client, token, protected.phone.next_code())
    assert (answer.status_code, code_of(answer)) == (401, "challenge_invalid")


async def test_a_challenge_of_another_password_is_refused(
    app: Application, client: httpx.AsyncClient, protected: Protected
) -> None:
    token = await challenge(client, protected.person)
    async with app.db.connection() as conn:
        await conn.execute("update users set password_hash = 'another' where id = $1", protected.person.id)
    assert code_of(await verify(client, token, protected.phone.next_code())) == "challenge_invalid"


async def test_a_challenge_of_before_it_was_turned_off_and_on_is_refused(
    client: httpx.AsyncClient, protected: Protected, clock: ManualClock
) -> None:
    person, phone = protected.person, protected.phone
    token = await challenge(client, person)
    body = {"password": person.password, "code": phone.next_code()}
    await client.post(f"{SETTINGS}/disable", json=body, headers=person.headers)
    assert code_of(await verify(client, token, phone.next_code())) == "challenge_invalid"
    anew = await set_up(client, person, clock)
    await client.post(f"{SETTINGS}/confirm", json={"code": anew.code()}, headers=person.headers)
    assert code_of(await verify(client, token, anew.next_code())) == "challenge_invalid"


async def test_who_was_suspended_meanwhile_does_not_get_in(
    app: Application, client: httpx.AsyncClient, protected: Protected, clock: ManualClock
) -> None:
    token = await challenge(client, protected.person)
    async with app.db.connection() as conn:
        await conn.execute("update users set suspended_at = $2 where id = $1", protected.person.id, clock.now())
    assert code_of(await verify(client, token, protected.phone.next_code())) == "account_suspended"


async def test_a_page_of_another_site_cannot_bring_a_code(client: httpx.AsyncClient, protected: Protected) -> None:
    token = await challenge(client, protected.person)
    body = {"challenge": token, "code": protected.phone.next_code()}
    for origin, status in (("https://evil.test", 403), (ORIGIN, 200)):
        answer = await client.post("/api/v1/auth/2fa/verify", json=body, headers={"Origin": origin})
        assert answer.status_code == status


async def test_a_challenge_is_no_refresh_token(client: httpx.AsyncClient, protected: Protected) -> None:
    token = await challenge(client, protected.person)
    answer = await client.post("/api/v1/auth/refresh", json={"refresh_token": token})
    assert code_of(answer) == "refresh_invalid"


# Trusted browsers


async def trusting(client: httpx.AsyncClient, protected: Protected) -> httpx.Response:
    """A sign-in in a browser that is to be trusted."""
    token = await challenge(client, protected.person)
    body = {"challenge": token, "code": protected.phone.next_code(), "trust": True}
    answer = await client.post("/api/v1/auth/2fa/verify", json=body)
    assert answer.status_code == 200
    return answer


async def is_asked(client: httpx.AsyncClient, person: Person) -> bool:
    body = {"email": person.email, "password": person.password}
    answer = await client.post("/api/v1/auth/login", json=body)
    assert answer.status_code == 200
    return "challenge" in answer.json()["data"]


async def test_a_browser_that_is_trusted_is_not_asked_for_thirty_days(
    app: Application, client: httpx.AsyncClient, clock: ManualClock, protected: Protected
) -> None:
    answer = await trusting(client, protected)
    assert "Max-Age=2592000" in answer.headers["set-cookie"]
    assert not await is_asked(client, protected.person)
    async with open_client(app) as another:
        assert await is_asked(another, protected.person)
    clock.advance(timedelta(days=30).total_seconds())
    assert await is_asked(client, protected.person)


async def test_without_asking_for_it_no_browser_is_trusted(client: httpx.AsyncClient, protected: Protected) -> None:
    token = await challenge(client, protected.person)
    await verify(client, token, protected.phone.next_code(), "cookie")
    assert await is_asked(client, protected.person)


async def test_a_browser_is_trusted_for_one_account(
    app: Application, client: httpx.AsyncClient, clock: ManualClock, protected: Protected
) -> None:
    other = await protect(app, client, clock)
    await trusting(client, protected)
    assert await is_asked(client, other.person)


async def test_ending_sign_ins_from_elsewhere_ends_the_trust(client: httpx.AsyncClient, protected: Protected) -> None:
    headers = protected.person.headers
    await trusting(client, protected)
    assert (await client.delete("/api/v1/auth/devices", headers=headers)).status_code == 204
    assert await is_asked(client, protected.person)

    await trusting(client, protected)
    devices = (await client.get("/api/v1/auth/devices", headers=headers)).json()["data"]
    lost = next(device["id"] for device in devices if not device["current"])
    assert (await client.delete(f"/api/v1/auth/devices/{lost}", headers=headers)).status_code == 204
    assert await is_asked(client, protected.person)


async def test_another_password_ends_the_trust(
    app: Application, client: httpx.AsyncClient, protected: Protected
) -> None:
    await trusting(client, protected)
    other = await make_user(app)
    async with app.db.connection() as conn:
        await conn.execute(
            "update users set password_hash = (select password_hash from users where id = $1) where id = $2",
            other.id,
            protected.person.id,
        )
    assert await is_asked(client, protected.person)


async def test_turning_it_off_and_on_ends_the_trust(
    client: httpx.AsyncClient, clock: ManualClock, protected: Protected
) -> None:
    person = protected.person
    await trusting(client, protected)
    body = {"password": person.password, "code": protected.backup_codes[0]}
    await client.post(f"{SETTINGS}/disable", json=body, headers=person.headers)
    phone = await set_up(client, person, clock)
    await client.post(f"{SETTINGS}/confirm", json={"code": phone.code()}, headers=person.headers)
    assert await is_asked(client, person)


async def test_a_made_up_cookie_is_not_trusted(client: httpx.AsyncClient, protected: Protected) -> None:
    for value in ("x", "AQ" * 100, "A" * 2000):
        client.cookies.set("eduforum_trusted", value, domain="eduforum.test", path="/api/v1/auth")
        assert await is_asked(client, protected.person)


# Backup codes


async def test_a_backup_code_signs_in_once(client: httpx.AsyncClient, protected: Protected) -> None:
    code = protected.backup_codes[3]
    assert (await verify(client, await challenge(client, protected.person), code.lower())).status_code == 200
    assert code_of(await verify(client, await challenge(client, protected.person), code)) == "code_wrong"
    state = await client.get(SETTINGS, headers=protected.person.headers)
    assert state.json()["data"]["backup_codes_left"] == 9


async def test_fresh_backup_codes_replace_those_of_before(client: httpx.AsyncClient, protected: Protected) -> None:
    person = protected.person
    body = {"password": person.password, "code": protected.phone.next_code()}
    answer = await client.post(f"{SETTINGS}/backup-codes", json=body, headers=person.headers)
    fresh = answer.json()["data"]["backup_codes"]
    assert code_of(await verify(client, await challenge(client, person), protected.backup_codes[0])) == "code_wrong"
    assert (await verify(client, await challenge(client, person), fresh[0])).status_code == 200


# Turning off


async def test_turning_it_off_takes_password_and_code(client: httpx.AsyncClient, protected: Protected) -> None:
    person, phone = protected.person, protected.phone
    for password, code, refusal in (
        ("something-else-1", phone.next_code(), "password_wrong"),
        (person.password, phone.code(9), "code_wrong"),
    ):
        body = {"password": password, "code": code}
        for path in ("disable", "backup-codes"):
            answer = await client.post(f"{SETTINGS}/{path}", json=body, headers=person.headers)
            assert (answer.status_code, code_of(answer)) == (403, refusal)
    body = {"password": person.password, "code": phone.next_code()}
    assert (await client.post(f"{SETTINGS}/disable", json=body, headers=person.headers)).status_code == 204
    assert await me(client, (await sign_in(client, person)).access_token) == 200


async def test_a_backup_code_turns_it_off_too(client: httpx.AsyncClient, protected: Protected) -> None:
    body = {"password": protected.person.password, "code": protected.backup_codes[0]}
    answer = await client.post(f"{SETTINGS}/disable", json=body, headers=protected.person.headers)
    assert answer.status_code == 204


async def test_a_stolen_token_guesses_neither_and_keeps_nobody_waiting(
    client: httpx.AsyncClient, protected: Protected
) -> None:
    person, phone = protected.person, protected.phone
    second = await verify(client, await challenge(client, person), phone.next_code())
    stolen = {"Authorization": f"Bearer {second.json()['data']['access_token']}"}
    body = {"password": person.password, "code": "abcdef"}
    answers = [await client.post(f"{SETTINGS}/disable", json=body, headers=stolen) for _ in range(7)]
    assert [answer.status_code for answer in answers] == [403] * 6 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    body = {"password": person.password, "code": phone.next_code()}
    assert (await client.post(f"{SETTINGS}/disable", json=body, headers=person.headers)).status_code == 204


# Keys


async def test_without_the_vaults_key_only_a_backup_code_signs_in(
    app: Application, client: httpx.AsyncClient, protected: Protected
) -> None:
    async with app.db.connection() as conn:
        await conn.execute("update second_factors set secret = set_byte(secret, 3, get_byte(secret, 3) # 1)")
    token = await challenge(client, protected.person)
    assert (await verify(client, token, protected.phone.next_code())).status_code == 503
    assert (await verify(client, token, protected.backup_codes[0])).status_code == 200


async def test_a_secret_that_was_copied_to_another_account_does_not_open(
    app: Application, client: httpx.AsyncClient, clock: ManualClock, protected: Protected
) -> None:
    victim = await protect(app, client, clock)
    async with app.db.connection() as conn:
        await conn.execute(
            """update second_factors set secret = (select secret from second_factors where user_id = $1)
               where user_id = $2""",
            protected.person.id,
            victim.person.id,
        )
    token = await challenge(client, victim.person)
    assert (await verify(client, token, protected.phone.next_code())).status_code == 503


async def test_what_has_expired_is_forgotten(
    app: Application, client: httpx.AsyncClient, clock: ManualClock, protected: Protected
) -> None:
    await challenge(client, protected.person)
    clock.advance(timedelta(days=8).total_seconds())
    await app.auth.tidy()
    async with app.db.connection() as conn:
        assert await conn.fetchval("select count(*) from tickets") == 0


async def test_an_operator_turns_it_off_for_who_lost_everything(
    app: Application, client: httpx.AsyncClient, protected: Protected
) -> None:
    await app.auth.factors.reset(protected.person.email.upper())
    assert await me(client, (await sign_in(client, protected.person)).access_token) == 200
