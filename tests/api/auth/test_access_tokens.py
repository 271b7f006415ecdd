"""NO4: personal access tokens, and how far they reach."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from eduforum.auth.access_tokens import new_token
from eduforum.auth.personal_tokens import LONGEST, MOST
from eduforum.auth.schemas import LoginEnded
from eduforum.web.app import Application, declared_endpoints
from tests.api.auth.test_second_factor import code_of
from tests.factories.clock import ManualClock
from tests.factories.courses import make_course
from tests.factories.people import Person, make_person

TOKENS = "/api/v1/auth/tokens"


def body(person: Person, clock: ManualClock, *scopes: str, **changes: Any) -> dict[str, Any]:
    expires_at = (clock.now() + timedelta(days=90)).isoformat()
    values = {"name": "export", "scopes": list(scopes), "expires_at": expires_at, "password": person.password}
    return values | changes


async def make_token(
    client: httpx.AsyncClient, person: Person, clock: ManualClock, *scopes: str
) -> tuple[str, dict[str, str]]:
    """Its id, and the headers that act by it."""
    answer = await client.post(TOKENS, json=body(person, clock, *scopes), headers=person.headers)
    assert answer.status_code == 201, answer.text
    made = answer.json()["data"]
    return made["token"]["id"], {"Authorization": f"Bearer {made['secret']}"}


def test_every_call_that_asks_who_one_is_has_a_scope() -> None:
    without = [f"{each.method} {each.path}" for each in declared_endpoints() if each.auth and each.scope is None]
    assert without == []


def test_passwords_factors_sign_ins_and_tokens_are_out_of_reach() -> None:
    reached = [each.path for each in declared_endpoints() if each.path.startswith("/auth/") and each.auth]
    scopes = {each.path: each.scope for each in declared_endpoints() if each.path in reached}
    assert {path for path, scope in scopes.items() if scope != "never"} == {"/auth/me"}


async def test_a_token_reads_and_writes_as_far_as_its_scopes(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    _, reading = await make_token(client, professor, clock, "courses:read")
    _, writing = await make_token(client, professor, clock, "courses:write")
    path, change = f"/api/v1/courses/{course['id']}", {"title": "Logic"}
    for headers, status in ((reading, 403), (writing, 200)):
        assert (await client.get(path, headers=headers)).json()["data"]["id"] == course["id"]
        assert (await client.patch(path, json=change, headers=headers)).status_code == status
    refused = await client.get("/api/v1/auth/me", headers=writing)
    assert (refused.status_code, code_of(refused)) == (403, "scope_missing")


async def test_a_token_never_does_more_than_its_person(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    student = await make_person(app, client)
    _, headers = await make_token(client, student, clock, "courses:write")
    new = {"title": "Logic", "code": "PHIL 1", "semester": "2026-1"}
    assert code_of(await client.post("/api/v1/courses", json=new, headers=headers)) == "forbidden"


async def test_a_token_makes_no_other(app: Application, client: httpx.AsyncClient, clock: ManualClock) -> None:
    person = await make_person(app, client)
    _, headers = await make_token(client, person, clock, "profile:write")
    answer = await client.post(TOKENS, json=body(person, clock, "people:write"), headers=headers)
    assert (answer.status_code, code_of(answer)) == (403, "not_by_token")


async def test_making_one_asks_for_the_password_again(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await make_person(app, client)
    for password in ("something-else-1", None):
        wrong = body(person, clock, "courses:read", password=password)
        assert code_of(await client.post(TOKENS, json=wrong, headers=person.headers)) == "password_wrong"


async def test_a_token_is_listed_with_its_last_use_and_without_itself(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await make_person(app, client)
    id, headers = await make_token(client, person, clock, "profile:read", "courses:read")
    (before,) = (await client.get(TOKENS, headers=person.headers)).json()["data"]
    assert (before["id"], before["scopes"], before["used_at"]) == (id, ["profile:read", "courses:read"], None)
    await client.get("/api/v1/auth/me", headers=headers)
    answer = await client.get(TOKENS, headers=person.headers)
    assert answer.json()["data"][0]["used_at"] is not None
    assert headers["Authorization"].removeprefix("Bearer ") not in answer.text
    # It is no device.
    assert len((await client.get("/api/v1/auth/devices", headers=person.headers)).json()["data"]) == 1


async def test_a_revoked_token_ends_with_all_that_goes_on_by_it(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person, stranger = await make_person(app, client), await make_person(app, client)
    id, headers = await make_token(client, person, clock, "profile:read")
    ended: list[str] = []

    async def hear(event: LoginEnded) -> None:
        ended.append(event.login_id)

    app.events.subscribe(LoginEnded, hear)
    assert (await client.delete(f"{TOKENS}/{id}", headers=stranger.headers)).status_code == 404
    assert (await client.delete(f"{TOKENS}/{id}", headers=person.headers)).status_code == 204
    assert code_of(await client.get("/api/v1/auth/me", headers=headers)) == "token_revoked"
    # By this sockets and media of a login end.
    assert ended == [id]
    # A sign-in is no token.
    login = (await client.get("/api/v1/auth/devices", headers=person.headers)).json()["data"][0]["id"]
    assert (await client.delete(f"{TOKENS}/{login}", headers=person.headers)).status_code == 404


async def test_signing_out_everywhere_else_revokes_tokens(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await make_person(app, client)
    _, headers = await make_token(client, person, clock, "profile:read")
    await client.delete("/api/v1/auth/devices", headers=person.headers)
    assert (await client.get("/api/v1/auth/me", headers=headers)).status_code == 401


async def test_a_token_expires(app: Application, client: httpx.AsyncClient, clock: ManualClock) -> None:
    person = await make_person(app, client)
    _, headers = await make_token(client, person, clock, "profile:read")
    clock.advance(timedelta(days=90).total_seconds() + 1)
    assert code_of(await client.get("/api/v1/auth/me", headers=headers)) == "token_revoked"


async def test_what_is_no_token_is_refused(client: httpx.AsyncClient) -> None:
    for text, code in ((new_token().text, "token_revoked"), (new_token().text[:-1], "token_invalid")):
        answer = await client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {text}"})
        assert (answer.status_code, code_of(answer)) == (401, code)


@pytest.mark.parametrize("days", [-1, LONGEST.days + 1])
async def test_an_end_is_ahead_and_not_too_far(
    app: Application, client: httpx.AsyncClient, clock: ManualClock, days: int
) -> None:
    person = await make_person(app, client)
    wrong = body(person, clock, "courses:read", expires_at=(clock.now() + timedelta(days=days)).isoformat())
    answer = await client.post(TOKENS, json=wrong, headers=person.headers)
    assert answer.json()["error"]["details"][0]["field"] == "expires_at"


async def test_nobody_has_too_many(
    app: Application, client: httpx.AsyncClient, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eduforum.auth.personal_tokens.MOST", 1)
    assert MOST > 1
    person = await make_person(app, client)
    await make_token(client, person, clock, "courses:read")
    answer = await client.post(TOKENS, json=body(person, clock, "courses:read"), headers=person.headers)
    assert (answer.status_code, code_of(answer)) == (409, "too_many_tokens")
