"""Guest links of a session, and who comes by them."""

from datetime import timedelta
from typing import Any

from tests.factories.people import Person
from tests.factories.rooms import Frame, RoomClient, Seminar

Record = dict[str, Any]


async def make_link(seminar: Seminar, by: Person | None = None, **fields: Any) -> Record:
    """A link for one guest who need not wait, unless `fields` say otherwise."""
    expires_at = seminar.app.trusted_clock.now() + timedelta(hours=2)
    answer = await seminar.client.post(
        f"/api/v1/sessions/{seminar.session['id']}/guest-links",
        json={"expires_at": expires_at.isoformat(), "waits": False, **fields},
        headers=(by or seminar.professor).headers,
    )
    assert answer.status_code == 201, answer.text
    link: Record = answer.json()["data"]
    return link


async def guest_token(seminar: Seminar, link: Record, name: str = "Ada Guest", **fields: Any) -> str:
    """The participant token of somebody who comes by the link."""
    answer = await seminar.client.post("/api/v1/guests/join", json={"secret": link["secret"], "name": name, **fields})
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["data"]["participant_token"]
    return token


async def enter_as_guest(seminar: Seminar, link: Record, name: str = "Ada Guest") -> RoomClient:
    """A guest's socket, inside of the room."""
    client, answer = await knock_as_guest(seminar, link, name)
    assert answer["type"] == "ack", answer
    return client


async def knock_as_guest(seminar: Seminar, link: Record, name: str = "Ada Guest") -> tuple[RoomClient, Frame]:
    """A guest's socket, and what it is answered at the door."""
    client = RoomClient(seminar.url)
    await client.connect()
    return client, await client.join(await guest_token(seminar, link, name))
