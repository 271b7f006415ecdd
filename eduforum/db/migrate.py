"""Migrations: numbered SQL files, run forward only, each in a transaction of its own."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib import resources
from importlib.resources.abc import Traversable

import msgspec

from eduforum.db.pool import Connection, Database, connect

_NAME = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")
# Any constant would do; every release must use the same one, so that two starting servers take turns.
_LOCK = 0x6564_7566_6F72_756D

_TABLE = """
    create table if not exists schema_migrations (
        version int primary key,
        name text not null,
        applied_at timestamptz not null default now()
    )
"""


class MigrationError(Exception):
    """The database and this release do not fit together, or the files contradict each other."""


class Migration(msgspec.Struct, frozen=True):
    version: int
    name: str
    sql: str


def load_migrations(folder: Traversable | None = None) -> list[Migration]:
    """The migrations of a folder in order; by default those of this release."""
    folder = folder if folder is not None else resources.files("eduforum.db") / "migrations"
    migrations: dict[int, Migration] = {}
    for entry in folder.iterdir():
        if not entry.name.endswith(".sql"):
            continue
        match = _NAME.fullmatch(entry.name)
        if match is None:
            raise MigrationError(f"{entry.name}: a migration is named NNNN_words.sql")
        version = int(match[1])
        if version in migrations:
            raise MigrationError(f"{entry.name}: number {match[1]} is taken by {migrations[version].name}")
        migrations[version] = Migration(version, match[2], entry.read_text(encoding="utf-8"))
    return [migrations[version] for version in sorted(migrations)]


async def migrate(
    target: Database | str, migrations: Sequence[Migration] | None = None, *, schema: str | None = None
) -> list[str]:
    """Bring the database up to this release and answer the names of what was applied. `schema`: one of the database at
    a URL, which holds tables of its own.

    Servers that start together wait for one another. A database that a later release has changed is refused.
    """
    wanted = list(migrations) if migrations is not None else load_migrations()
    applied: list[str] = []
    async with _one_connection(target, schema) as conn:
        await conn.execute("select pg_advisory_lock($1)", _LOCK, timeout=600)
        try:
            await conn.execute(_TABLE)
            rows = await conn.fetch("select version, name from schema_migrations")
            done = {row["version"]: row["name"] for row in rows}
            _refuse_strangers(done, wanted)
            for migration in wanted:
                if migration.version in done:
                    continue
                async with conn.transaction():
                    await conn.execute(migration.sql, timeout=600)
                    await conn.execute(
                        "insert into schema_migrations (version, name) values ($1, $2)",
                        migration.version,
                        migration.name,
                    )
                applied.append(f"{migration.version:04d}_{migration.name}")
        finally:
            await conn.execute("select pg_advisory_unlock($1)", _LOCK)
    return applied


def _refuse_strangers(done: dict[int, str], wanted: Sequence[Migration]) -> None:
    names = {migration.version: migration.name for migration in wanted}
    for version, name in sorted(done.items()):
        if version not in names:
            raise MigrationError(
                f"the database has migration {version:04d}_{name}, which this release does not know: "
                "it belongs to a later release"
            )
        if names[version] != name:
            raise MigrationError(
                f"the database has migration {version:04d}_{name}, this release {version:04d}_{names[version]}"
            )


@asynccontextmanager
async def _one_connection(target: Database | str, schema: str | None) -> AsyncIterator[Connection]:
    if isinstance(target, Database):
        async with target.connection() as pooled:
            yield pooled
    else:
        conn = await connect(target, schema=schema)
        try:
            yield conn
        finally:
            await conn.close()
