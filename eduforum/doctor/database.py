"""The database."""

import time

import asyncpg

from eduforum.config import Config
from eduforum.db.embedded import EmbeddedPostgresError, can_start, find_programs, running_url
from eduforum.doctor.finding import Finding

_MIN_POSTGRES = 150_000


async def database(config: Config) -> list[Finding]:
    url = config.database.url
    if url is None:
        try:
            find_programs()
            can_start()
        except EmbeddedPostgresError as error:
            return [Finding("fail", "database", str(error))]
        url = await running_url(config.data.dir)
        if url is None:
            return [Finding("ok", "database", "the embedded PostgreSQL can be started")]
    try:
        conn = await asyncpg.connect(url, timeout=5)
        try:
            version = int(await conn.fetchval("select current_setting('server_version_num')"))
            skew = float(await conn.fetchval("select extract(epoch from clock_timestamp())")) - time.time()
        finally:
            await conn.close()
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return [Finding("fail", "database", f"cannot be reached: {error or type(error).__name__}")]
    if version < _MIN_POSTGRES:
        return [Finding("fail", "database", f"is PostgreSQL {version // 10_000}: install 15 or later")]
    findings = [Finding("ok", "database", f"PostgreSQL {version // 10_000} answers")]
    if abs(skew) > 1:
        findings.append(
            Finding(
                "warn",
                "database",
                f"its clock and this machine's differ by {abs(skew):.1f} s: run an NTP service on both",
            )
        )
    return findings
