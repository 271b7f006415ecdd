"""The demo data: real accounts and one course, made once."""

from collections.abc import AsyncIterator

import msgspec
import pytest
import pytest_asyncio

from eduforum import demo
from eduforum.auth.schemas import Login
from eduforum.auth.service import Device
from eduforum.config import Auth, Config, DatabaseSettings
from eduforum.errors import Unauthenticated
from eduforum.offline import Services, services

HERE = Device(address="192.0.2.1", user_agent="tests")


@pytest_asyncio.fixture
async def offline(db_url: str) -> AsyncIterator[Services]:
    config = msgspec.structs.replace(Config(), database=DatabaseSettings(url=db_url), auth=Auth(bcrypt_cost=4))
    async with services(config) as parts:
        yield parts


async def plant(parts: Services, password: str | None = None) -> demo.DemoReport:
    return await demo.plant(parts.db, parts.clock, parts.auth, parts.courses, password)


async def count(parts: Services, sql: str) -> int:
    async with parts.db.connection() as conn:
        return int(await conn.fetchval(sql))


async def test_the_course_has_the_assistant_and_four_of_the_students(offline: Services) -> None:
    await plant(offline)
    async with offline.db.connection() as conn:
        found = await conn.fetch(
            "select u.email, e.role from enrollments e join users u on u.id = e.user_id order by e.role, u.email"
        )
    assert [(row["email"], row["role"]) for row in found] == [
        *((f"student{number}@eduforum.test", "student") for number in (1, 2, 3, 4)),
        ("ta@eduforum.test", "ta"),
    ]
    assert await count(offline, "select count(*) from sessions") == 2


async def test_the_accounts_have_the_password_that_was_given(offline: Services) -> None:
    report = await plant(offline, "demo")
    assert report.password == "demo"
    assert len(report.made) == 8
    async with offline.db.connection() as conn:
        hashes = {row["password_hash"] for row in await conn.fetch("select password_hash from users")}
    assert len(hashes) == 8


async def test_without_one_the_password_is_random_and_told(offline: Services) -> None:
    report = await plant(offline)
    assert report.password is not None
    assert len(report.password) == 19


async def test_doing_it_again_changes_nothing(offline: Services) -> None:
    await plant(offline, "first")
    again = await plant(offline, "second")
    assert again == demo.DemoReport([], None)
    assert await count(offline, "select count(*) from users") == 8
    assert await count(offline, "select count(*) from courses") == 1
    with pytest.raises(Unauthenticated):
        await offline.auth.login(Login(email="admin@eduforum.test", password="second"), HERE)


async def test_a_database_with_people_is_not_new(offline: Services) -> None:
    assert await demo.is_new(offline.db)
    await plant(offline)
    assert not await demo.is_new(offline.db)
