"""AU8: the audit log is added to and read, and never changed."""

import asyncpg
import httpx
import pytest

from eduforum.web.app import Application
from tests.factories.audit import audit_log
from tests.factories.people import make_person, make_user


@pytest.mark.parametrize(
    "statement",
    ["update audit_log set act = 'x'", "delete from audit_log", "truncate audit_log"],
)
async def test_the_database_refuses_to_change_it(app: Application, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with app.db.transaction() as conn:
            await conn.execute(statement)


async def test_it_is_searched_by_who_whom_what_and_when(app: Application, client: httpx.AsyncClient) -> None:
    admin = await make_person(app, client, role="admin", name="오태경")
    other = await make_person(app, client, role="admin", name="Ada")
    student = await make_user(app, name="독고영재")
    await client.post(f"/api/v1/admin/people/{student.id}/suspend", headers=admin.headers)
    await client.post(f"/api/v1/admin/people/{student.id}/unsuspend", headers=other.headers)

    async def acts(**wanted: str) -> list[str]:
        return [entry["act"] for entry in await audit_log(client, admin, **wanted)]

    both = ["person.unsuspended", "person.suspended"]
    assert await acts(search="고영") == both
    assert await acts(search="태경") == ["person.suspended"]
    assert await acts(act="person.unsuspended") == ["person.unsuspended"]
    assert await acts(person_id=other.id) == ["person.unsuspended"]
    assert await acts(since="2026-03-01T00:00:00Z", until="2026-12-31T00:00:00Z") == both
    assert await acts(until="2020-01-01T00:00:00Z") == []


async def test_pages_go_on_where_the_last_ended(app: Application, client: httpx.AsyncClient) -> None:
    admin = await make_person(app, client, role="admin")
    student = await make_user(app)
    for act in ("suspend", "unsuspend", "suspend"):
        await client.post(f"/api/v1/admin/people/{student.id}/{act}", headers=admin.headers)
    path, found, wanted = "/api/v1/admin/audit", [], {"limit": "2"}
    while True:
        answer = (await client.get(path, params=wanted, headers=admin.headers)).json()
        found += [entry["act"] for entry in answer["data"]]
        if answer["meta"]["next_cursor"] is None:
            break
        wanted["cursor"] = answer["meta"]["next_cursor"]
    assert found == ["person.suspended", "person.unsuspended", "person.suspended"]


async def test_the_table_runs_nothing_in_a_spreadsheet_and_says_that_it_was_taken(
    app: Application, client: httpx.AsyncClient
) -> None:
    admin = await make_person(app, client, role="admin", name="Ada")
    student = await make_user(app, name="=cmd|' /C calc'!A0")
    await client.post(f"/api/v1/admin/people/{student.id}/suspend", headers=admin.headers)
    answer = await client.get("/api/v1/admin/audit.csv", headers=admin.headers)
    heading, _, line = answer.text.removeprefix("\ufeff").splitlines()
    assert heading.startswith("at,act,actor")
    assert "person.suspended,Ada" in line
    assert ",'=cmd" in line
    assert [entry["act"] for entry in await audit_log(client, admin)] == ["audit.exported", "person.suspended"]
