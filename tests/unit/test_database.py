"""What the pool promises: our types, transactions, and one clear error when the database is away."""

from datetime import UTC, datetime, timedelta

import pytest

from eduforum.db import Database
from eduforum.db.pool import connect
from eduforum.errors import Unavailable
from eduforum.ids import new_id


async def test_ids_are_text_on_our_side(db: Database) -> None:
    first, second = new_id(), new_id()
    async with db.connection() as conn:
        row = await conn.fetchrow("select $1::uuid as one, $2::uuid[] as many", first, [first, second])
    assert row is not None
    assert row["one"] == first
    assert row["many"] == [first, second]


@pytest.mark.parametrize("value", [{"순서": [1, 2.5, None, True]}, [], "text", 7, None])
async def test_jsonb_holds_plain_values(db: Database, value: object) -> None:
    async with db.connection() as conn:
        assert await conn.fetchval("select $1::jsonb", value) == value


async def test_times_are_aware_and_in_utc(db: Database) -> None:
    seoul = datetime.fromisoformat("2026-03-02T18:00:00+09:00")
    async with db.connection() as conn:
        found = await conn.fetchval("select $1::timestamptz", seoul)
    assert found == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert found.utcoffset() == timedelta(0)


async def test_an_error_rolls_the_transaction_back(db: Database) -> None:
    async with db.connection() as conn:
        await conn.execute("create table things (name text)")
    with pytest.raises(RuntimeError):
        async with db.transaction() as conn:
            await conn.execute("insert into things values ('half')")
            raise RuntimeError
    async with db.connection() as conn:
        assert await conn.fetchval("select count(*) from things") == 0


async def test_a_closed_pool_says_that_the_database_is_away(db_url: str) -> None:
    database = await Database.open(db_url)
    await database.close()
    with pytest.raises(Unavailable) as raised:
        async with database.connection():
            pass
    assert raised.value.code == "database_unavailable"


async def test_a_connection_lost_within_a_block_is_unavailability(db: Database) -> None:
    async with db.connection() as killer:
        for block in (db.connection, db.transaction):
            with pytest.raises(Unavailable) as caught:
                async with block() as conn:
                    pid = await conn.fetchval("select pg_backend_pid()")
                    await killer.execute("select pg_terminate_backend($1, 5000)", pid)
                    await conn.fetchval("select 1")
            assert caught.value.code == "database_unavailable"
    async with db.connection() as conn:
        assert await conn.fetchval("select 1") == 1


async def test_a_connection_does_not_ask_the_catalog_for_built_in_types_that_another_has_asked_for(db_url: str) -> None:
    asked: list[str] = []
    for _ in range(2):
        conn = await connect(db_url)
        with conn.query_logger(lambda query: asked.append(query.query)):
            asked.clear()
            assert await conn.fetchval("select $1::bigint[]", [1, 2]) == [1, 2]
        await conn.close()

    assert asked == ["select $1::bigint[]"]
