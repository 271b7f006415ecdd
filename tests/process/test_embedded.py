"""The embedded PostgreSQL: created once, private, recovered from any end, and never left behind."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from eduforum.db.embedded import EmbeddedPostgres, EmbeddedPostgresError, running_url
from eduforum.db.pool import Database, connect
from eduforum.errors import Unavailable
from tests.factories.process import eventually, is_running, users_of

OWNER = """
import asyncio, sys
from eduforum.db.embedded import EmbeddedPostgres
from eduforum.db.pool import connect

async def main():
    server = EmbeddedPostgres(sys.argv[1])
    conn = await connect(await server.start())
    await conn.execute("create table if not exists kept (id serial)")
    await conn.execute("insert into kept default values")
    print(server.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest_asyncio.fixture
async def server(data_dir: Path) -> AsyncIterator[EmbeddedPostgres]:
    embedded = EmbeddedPostgres(data_dir)
    yield embedded
    await embedded.stop()


def owner(data_dir: Path) -> tuple[subprocess.Popen[str], int]:
    """Another process with a server that has committed one more row, and that server's process id."""
    process = subprocess.Popen([sys.executable, "-c", OWNER, str(data_dir)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, int(process.stdout.readline())


async def rows(url: str) -> int:
    conn = await connect(url)
    try:
        return int(await conn.fetchval("select count(*) from kept"))
    finally:
        await conn.close()


async def test_it_creates_a_private_folder_and_answers(server: EmbeddedPostgres, data_dir: Path) -> None:
    conn = await connect(await server.start())
    assert await conn.fetchval("select current_setting('server_encoding')") == "UTF8"
    assert await conn.fetchval("select '한국어' < '한국인'")
    assert not await conn.fetchval("select current_setting('listen_addresses')")
    await conn.close()
    assert stat.S_IMODE((data_dir / "postgres").stat().st_mode) == 0o700
    assert stat.S_IMODE((data_dir / "postgres.password").stat().st_mode) == 0o600
    assert stat.S_IMODE((data_dir / "run").stat().st_mode) == 0o700


async def test_nobody_enters_without_the_password(server: EmbeddedPostgres, data_dir: Path) -> None:
    await server.start()
    password = (data_dir / "postgres.password").read_text().strip()
    with pytest.raises(Exception, match="password authentication failed"):
        await connect(server.url().replace(password, "guess"))


async def test_what_was_committed_is_there_after_a_stop(server: EmbeddedPostgres) -> None:
    conn = await connect(await server.start())
    await conn.execute("create table kept (id serial); insert into kept default values")
    await conn.close()
    await server.stop()
    assert await rows(await server.start()) == 1


async def test_stopping_leaves_no_process(server: EmbeddedPostgres, data_dir: Path) -> None:
    await server.start()
    assert users_of(data_dir)
    await server.stop()
    assert users_of(data_dir) == []


async def test_it_dies_with_its_owner_and_recovers(server: EmbeddedPostgres, data_dir: Path) -> None:
    for committed in (1, 2, 3):
        process, pid = owner(data_dir)
        process.kill()
        process.wait()
        # The next start waits for the old server by itself; no pause is needed between the two.
        assert await rows(await server.start()) == committed
        assert not is_running(pid)
        await server.stop()
    assert users_of(data_dir) == []


async def test_killed_by_itself_it_is_started_again(server: EmbeddedPostgres) -> None:
    database = await Database.open(await server.start(), pool_size=2)
    async with database.transaction() as conn:
        await conn.execute("create table kept (id serial)")
        await conn.execute("insert into kept default values")
    first = server.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await eventually(lambda: server.pid != first, "a new server")
    for _ in range(500):
        try:
            async with database.connection() as conn:
                assert await conn.fetchval("select count(*) from kept") == 1
                break
        except (Unavailable, OSError):
            await asyncio.sleep(0.02)
    else:
        pytest.fail("the pool did not find the new server")
    await database.close()


async def test_a_second_server_on_the_folder_is_refused(server: EmbeddedPostgres, data_dir: Path) -> None:
    await server.start()
    with pytest.raises(EmbeddedPostgresError, match="another server is running on"):
        await EmbeddedPostgres(data_dir).start()
    assert await running_url(data_dir) == server.url()


async def test_no_url_where_no_server_runs(data_dir: Path) -> None:
    assert await running_url(data_dir) is None


async def test_a_number_given_to_another_process_does_not_stop_it(server: EmbeddedPostgres, data_dir: Path) -> None:
    await server.start()
    pid_file = data_dir / "postgres" / "postmaster.pid"
    left_behind = pid_file.read_text()
    await server.stop()
    # As after a restart of a container: the file is still there and its number is now that of somebody else.
    pid_file.write_text(left_behind.replace(left_behind.split("\n")[0], str(os.getppid()), 1))
    assert await server.start()


async def test_a_creation_that_was_cut_short_is_done_again(server: EmbeddedPostgres, data_dir: Path) -> None:
    (data_dir / "postgres.new").mkdir()
    (data_dir / "postgres.new" / "PG_VERSION").write_text("18\n")
    assert await server.start()
    assert not (data_dir / "postgres.new").exists()


async def test_a_folder_of_another_release_is_refused(server: EmbeddedPostgres, data_dir: Path) -> None:
    (data_dir / "postgres").mkdir()
    (data_dir / "postgres" / "PG_VERSION").write_text("14\n")
    with pytest.raises(EmbeddedPostgresError, match="written by PostgreSQL 14"):
        await server.start()


async def test_a_long_path_gets_its_socket_elsewhere(tmp_path: Path) -> None:
    data_dir = tmp_path / ("긴 이름 " * 10) / "data"
    embedded = EmbeddedPostgres(data_dir)
    try:
        conn = await connect(await embedded.start())
        await conn.close()
    finally:
        await embedded.stop()


async def test_a_damaged_folder_is_told_in_one_line(server: EmbeddedPostgres, data_dir: Path) -> None:
    await server.start()
    await server.stop()
    (data_dir / "postgres" / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(EmbeddedPostgresError, match="PostgreSQL does not start") as raised:
        await server.start()
    assert "\n" not in str(raised.value)
