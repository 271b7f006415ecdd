"""AU4: where somebody is signed in, and how they end it."""

import httpx

from eduforum.auth.schemas import LoginEnded
from eduforum.ids import new_id
from eduforum.web.app import Application
from tests.api.conftest import open_client_at
from tests.factories.clock import ManualClock
from tests.factories.people import Person, make_person, make_user, sign_in

DEVICES = "/api/v1/auth/devices"


async def devices(client: httpx.AsyncClient, person: Person) -> list[dict[str, object]]:
    answer = await client.get(DEVICES, headers=person.headers)
    assert answer.status_code == 200
    listed: list[dict[str, object]] = answer.json()["data"]
    return listed


async def test_each_sign_in_is_listed_with_this_one_first(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    here = await make_person(app, client)
    clock.advance(60)
    client.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    await sign_in(client, here)
    first, second = await devices(client, here)
    assert (first["current"], second["current"]) == (True, False)
    assert "Firefox" in str(second["user_agent"])
    assert (first["network"], second["network"]) == ("192.0.2.1", "192.0.2.1")


async def test_the_last_use_is_the_last_renewal(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await make_person(app, client)
    clock.advance(600)
    await client.post("/api/v1/auth/refresh", json={"refresh_token": person.refresh_token})
    (device,) = await devices(client, person)
    assert str(device["used_at"]) > str(device["created_at"])


async def test_a_place_where_one_never_was_is_said_to_be_new(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await make_person(app, client)
    for address in ("192.0.2.1", "2001:db8:1::5", "2001:db8:1::6"):
        clock.advance(60)
        async with open_client_at(app, address) as elsewhere:
            await sign_in(elsewhere, person)
    listed = {str(device["created_at"]): device for device in await devices(client, person)}
    assert [(listed[at]["network"], listed[at]["new_place"]) for at in sorted(listed)] == [
        ("192.0.2.1", False),
        ("192.0.2.1", False),
        ("2001:db8:1::/64", True),
        ("2001:db8:1::/64", False),
    ]


async def test_one_is_signed_out(app: Application, client: httpx.AsyncClient) -> None:
    here = await make_person(app, client)
    lost = await sign_in(client, here)
    other = next(device for device in await devices(client, here) if not device["current"])
    assert (await client.delete(f"{DEVICES}/{other['id']}", headers=here.headers)).status_code == 204
    assert (await client.get("/api/v1/auth/me", headers=lost.headers)).json()["error"]["code"] == "token_revoked"
    refreshed = await client.post("/api/v1/auth/refresh", json={"refresh_token": lost.refresh_token})
    assert refreshed.status_code == 401
    assert len(await devices(client, here)) == 1


async def test_all_others_are_signed_out_and_each_is_told(app: Application, client: httpx.AsyncClient) -> None:
    told: list[LoginEnded] = []

    async def note(event: LoginEnded) -> None:
        told.append(event)

    app.events.subscribe(LoginEnded, note)
    here = await make_person(app, client)
    others = [await sign_in(client, here) for _ in range(3)]
    assert (await client.delete(DEVICES, headers=here.headers)).status_code == 204
    for other in others:
        assert (await client.get("/api/v1/auth/me", headers=other.headers)).status_code == 401
    assert (await client.get("/api/v1/auth/me", headers=here.headers)).status_code == 200
    assert [event.user_id for event in told] == [here.id] * 3


async def test_nobody_signs_out_somebody_else(app: Application, client: httpx.AsyncClient) -> None:
    victim, other = await make_person(app, client), await make_person(app, client)
    (device,) = await devices(client, victim)
    for id in (device["id"], new_id(), "x"):
        assert (await client.delete(f"{DEVICES}/{id}", headers=other.headers)).status_code == 404
    await client.delete(DEVICES, headers=other.headers)
    assert (await client.get("/api/v1/auth/me", headers=victim.headers)).status_code == 200


async def test_one_that_has_ended_is_not_listed_and_not_ended_again(
    app: Application, client: httpx.AsyncClient
) -> None:
    here = await make_person(app, client)
    other = await sign_in(client, here)
    id = next(device["id"] for device in await devices(client, here) if not device["current"])
    await client.post("/api/v1/auth/logout", headers=other.headers)
    assert len(await devices(client, here)) == 1
    assert (await client.delete(f"{DEVICES}/{id}", headers=here.headers)).status_code == 404


async def test_one_that_has_expired_is_not_listed(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await make_user(app)
    await sign_in(client, person)
    clock.advance(8 * 24 * 60 * 60)
    assert len(await devices(client, await sign_in(client, person))) == 1
