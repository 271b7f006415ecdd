"""What people say about themselves: name, language, time zone."""

from typing import Any

import httpx
import pytest

from eduforum.web.app import Application
from tests.factories.people import make_person

ME = "/api/v1/auth/me"


async def test_a_profile_is_changed_part_by_part_and_found_by_the_new_name(
    app: Application, client: httpx.AsyncClient
) -> None:
    person = await make_person(app, client, role="admin", name="Old Name")
    await client.patch(ME, json={"language": "ko", "time_zone": "Asia/Seoul"}, headers=person.headers)
    await client.patch(ME, json={"name": " 남궁  현서 "}, headers=person.headers)
    await client.patch(ME, json={"language": None}, headers=person.headers)
    me = (await client.get(ME, headers=person.headers)).json()["data"]
    assert (me["name"], me["language"], me["time_zone"]) == ("남궁 현서", None, "Asia/Seoul")
    found = await client.get("/api/v1/admin/people", params={"search": "궁 현"}, headers=person.headers)
    assert [each["name"] for each in found.json()["data"]] == ["남궁 현서"]


@pytest.mark.parametrize("change", [{"name": "…"}, {"time_zone": "Mars/Olympus"}, {"language": "tlh"}])
async def test_what_is_no_name_zone_or_language_changes_nothing(
    app: Application, client: httpx.AsyncClient, change: dict[str, Any]
) -> None:
    person = await make_person(app, client)
    refused = await client.patch(ME, json={"name": "Ada", **change}, headers=person.headers)
    assert refused.status_code == 422
    assert (await client.get(ME, headers=person.headers)).json()["data"]["name"] == person.name
