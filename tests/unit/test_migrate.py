"""Migrations run once, in order, one server at a time, forward only."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from eduforum.db import MigrationError, migrate
from eduforum.db.migrate import Migration, load_migrations
from eduforum.db.pool import connect

FIRST = Migration(1, "things", "create table things (name text)")
SECOND = Migration(2, "fill", "insert into things values ('one'); insert into things values ('two')")


async def names(url: str) -> list[str]:
    conn = await connect(url)
    try:
        return [row["name"] for row in await conn.fetch("select name from things order by name")]
    finally:
        await conn.close()


async def test_what_is_new_is_applied_in_order_and_once(empty_db_url: str) -> None:
    assert await migrate(empty_db_url, [FIRST]) == ["0001_things"]
    assert await migrate(empty_db_url, [FIRST, SECOND]) == ["0002_fill"]
    assert await migrate(empty_db_url, [FIRST, SECOND]) == []
    assert await names(empty_db_url) == ["one", "two"]


async def test_servers_that_start_together_take_turns(empty_db_url: str) -> None:
    applied = await asyncio.gather(*(migrate(empty_db_url, [FIRST, SECOND]) for _ in range(4)))
    assert sorted(applied) == [[], [], [], ["0001_things", "0002_fill"]]


async def test_a_migration_that_fails_leaves_nothing_and_is_tried_again(empty_db_url: str) -> None:
    broken = Migration(2, "fill", "insert into things values ('half'); select 1 / 0")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(empty_db_url, [FIRST, broken])
    assert await names(empty_db_url) == []
    assert await migrate(empty_db_url, [FIRST, SECOND]) == ["0002_fill"]


async def test_a_database_of_a_later_release_is_refused(empty_db_url: str) -> None:
    await migrate(empty_db_url, [FIRST, SECOND])
    with pytest.raises(MigrationError, match=r"0002_fill.*later release"):
        await migrate(empty_db_url, [FIRST])


async def test_a_database_of_another_history_is_refused(empty_db_url: str) -> None:
    await migrate(empty_db_url, [FIRST])
    with pytest.raises(MigrationError, match="0001_things"):
        await migrate(empty_db_url, [Migration(1, "stuff", "")])


async def test_a_schema_has_tables_and_a_history_of_its_own(empty_db_url: str) -> None:
    await migrate(empty_db_url, [FIRST, SECOND])
    conn = await connect(empty_db_url)
    await conn.execute("create schema apart")
    await conn.close()

    assert await migrate(empty_db_url, [FIRST], schema="apart") == ["0001_things"]
    assert await names(empty_db_url) == ["one", "two"]
    apart = await connect(empty_db_url, schema="apart")
    assert await apart.fetch("select name from things") == []
    await apart.close()


def test_files_are_read_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for name in ("0010_b.sql", "0002_a.sql", "README.md"):
        (tmp_path / name).write_text("select 1")
    assert [(found.version, found.name) for found in load_migrations(tmp_path)] == [(2, "a"), (10, "b")]


@pytest.mark.parametrize("names", [["2_a.sql"], ["0002_A.sql"], ["0002_a.sql", "0002_b.sql"]])
def test_files_that_are_named_badly_are_refused(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).write_text("select 1")
    with pytest.raises(MigrationError):
        load_migrations(tmp_path)


async def test_the_migrations_of_this_release_fit_an_empty_database(empty_db_url: str) -> None:
    assert len(await migrate(empty_db_url)) == len(load_migrations())
