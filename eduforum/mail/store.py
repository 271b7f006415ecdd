"""SQL of letters."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

from eduforum.db import Connection

MailState = Literal["waiting", "sent", "dead", "void"]

_MAIL = "id, kind, recipient, subject, state, attempts, created_at, due_at, expires_at, ended_at, error"

# What mail servers say is shown to administrators, and nobody reads more of it.
_MAX_ERROR = 500


class MailRecord(msgspec.Struct, frozen=True):
    """A letter without its content. `attempts`: tries begun; `due_at`: when the next may begin; `expires_at`: when it
    has nothing to say any more; `ended_at`: when it was sent or given up; `error`: why the last try failed."""

    id: str
    kind: str
    recipient: str
    subject: str
    state: MailState
    attempts: int
    created_at: datetime
    due_at: datetime
    expires_at: datetime | None
    ended_at: datetime | None
    error: str | None


async def add(
    conn: Connection,
    *,
    id: str,
    kind: str,
    recipient: str,
    subject: str,
    content: bytes,
    state: MailState,
    at: datetime,
    expires_at: datetime | None,
) -> None:
    await conn.execute(
        """insert into mails (id, kind, recipient, subject, content, state, created_at, due_at, expires_at, ended_at)
           values ($1, $2, $3, $4, $5, $6, $7, $7, $8, case when $6::text = 'void' then $7::timestamptz end)""",
        id, kind, recipient, subject, content, state, at, expires_at,
    )  # fmt: skip


async def next_due(conn: Connection, at: datetime) -> MailRecord | None:
    """The letter that has waited longest, locked; those that others are sending are passed over."""
    row = await conn.fetchrow(
        f"""select {_MAIL} from mails where state = 'waiting' and due_at <= $1
            order by due_at, id limit 1 for update skip locked""",
        at,
    )  # fmt: skip
    return None if row is None else MailRecord(**dict(row))


async def count_start(conn: Connection, mail_id: str, due_at: datetime) -> None:
    """A try begins. If it never ends, the next may begin at `due_at`."""
    await conn.execute("update mails set attempts = attempts + 1, due_at = $2 where id = $1", mail_id, due_at)


async def hold(conn: Connection, mail_id: str, attempts: int) -> bytes | None:
    """The sealed content of a letter whose try number `attempts` is ours to make, locked until the end of the
    transaction; None where somebody else has it."""
    content: bytes | None = await conn.fetchval(
        """select content from mails where id = $1 and attempts = $2 and state = 'waiting' for update skip locked""",
        mail_id, attempts,
    )  # fmt: skip
    return content


async def end(conn: Connection, mail_id: str, state: Literal["sent", "dead"], at: datetime, error: str | None) -> None:
    """What was sent is not kept; what was given up is, for another try by hand."""
    await conn.execute(
        """update mails
           set state = $2, ended_at = $3, error = $4, content = case when $2::text = 'sent' then null else content end
           where id = $1""",
        mail_id, state, at, None if error is None else error[:_MAX_ERROR],
    )  # fmt: skip


async def note_failure(conn: Connection, mail_id: str, error: str) -> None:
    await conn.execute("update mails set error = $2 where id = $1", mail_id, error[:_MAX_ERROR])


async def mails(conn: Connection, state: MailState, after: str | None, limit: int) -> list[MailRecord]:
    """The newest first; `after` is an id."""
    rows = await conn.fetch(
        f"""select {_MAIL} from mails where state = $1 and ($2::uuid is null or id < $2) order by id desc limit $3""",
        state, after, limit,
    )  # fmt: skip
    return [MailRecord(**dict(row)) for row in rows]


async def revive(conn: Connection, mail_id: str, at: datetime) -> MailRecord | None:
    """A letter that was given up begins anew; None where none of this id was."""
    row = await conn.fetchrow(
        f"""update mails set state = 'waiting', attempts = 0, due_at = $2, ended_at = null, expires_at = null
            where id = $1 and state = 'dead' returning {_MAIL}""",
        mail_id, at,
    )  # fmt: skip
    return None if row is None else MailRecord(**dict(row))


async def discard(conn: Connection, mail_id: str) -> bool:
    """False where no letter of this id was given up."""
    done = await conn.fetchval("delete from mails where id = $1 and state = 'dead' returning true", mail_id)
    return done is not None


async def delete_ended(conn: Connection, before: datetime) -> None:
    """Forgets what was sent, or never to be sent, before."""
    await conn.execute("delete from mails where state in ('sent', 'void') and ended_at < $1", before)


async def sealed(conn: Connection) -> Sequence[tuple[str, bytes]]:
    """Every sealed content, by its letter."""
    rows = await conn.fetch("select id, content from mails where content is not null")
    return [(row["id"], row["content"]) for row in rows]


async def replace_content(conn: Connection, mail_id: str, old: bytes, new: bytes) -> bool:
    """The same content sealed anew. False where it is gone by now."""
    done = await conn.fetchval(
        "update mails set content = $3 where id = $1 and content = $2 returning true", mail_id, old, new
    )
    return done is not None
