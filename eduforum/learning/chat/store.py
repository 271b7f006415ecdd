"""SQL of the chat."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from eduforum.courses.schemas import CourseRole
from eduforum.db import Connection
from eduforum.db.bigrams import bigrams, fold
from eduforum.learning.chat.channels import Scope
from eduforum.learning.chat.schemas import (
    QUOTE_LENGTH,
    Attachment,
    ChatPolicy,
    Mention,
    Message,
    MessageReaction,
    Quote,
)
from eduforum.media.tools import Row


class Head(NamedTuple):
    """What decides about a message. `deleted_at` and `deleted_by` of one that is deleted."""

    id: str
    seq: int
    channel: str
    participant_id: str
    deleted_at: datetime | None
    deleted_by: str | None
    has_files: bool

    @property
    def deleted(self) -> bool:
        return self.deleted_at is not None


class Position(NamedTuple):
    """How far somebody has read a channel."""

    channel: str
    read: str | None
    unread: int


class RoomSettings(NamedTuple):
    settings: ChatPolicy
    muted: tuple[str, ...]


_MESSAGE = f"""
    m.id, m.seq, m.channel, m.participant_id, m.name, m.role, m.text, m.sent_at, m.mentions, m.files, m.edited_at,
    m.deleted_at, m.deleted_by, m.broadcast, m.reply_to, q.participant_id as quoted_id, q.name as quoted_name,
    left(q.text, {QUOTE_LENGTH}) as quoted_text, q.deleted_at is not null as quoted_deleted
"""

_READABLE = """
    m.room_id = $1 and (m.channel = 'room' or m.channel = any($3::text[])
        or ($4 and (m.channel = 'staff' or m.channel like 'group:%'))
        or (m.channel like 'direct:%' and strpos(m.channel, $2) > 0))
"""

_ADD = """
    insert into chat_messages (room_id, seq, channel, id, participant_id, name, role, text, sent_at, reply_to, mentions,
                               files, broadcast, folded, bigrams)
    values ($1, $2::bigint + $16::bigint, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
"""

_HOLD_FILE = """
    insert into chat_message_files (message_id, file_id) select $3, $4 where $1::uuid is not null and $2::bigint >= 0
"""

_BEGIN_DIRECT = """
    insert into chat_reads (room_id, person_id, channel, seq) select $1, $3, $4, 0 where $2::bigint >= 0
    on conflict do nothing
"""

_EDIT = """
    with before as (
        insert into chat_revisions (message_id, seq, text, replaced_at)
        select id, $2, text, $6 from chat_messages where room_id = $1 and id = $3 and deleted_at is null
    )
    update chat_messages set text = $4, mentions = $5, edited_at = $6, folded = $7, bigrams = $8
    where room_id = $1 and id = $3 and deleted_at is null
"""

_DELETE = """
    update chat_messages set deleted_at = $4, deleted_by = $5
    where room_id = $1 and id = $3 and deleted_at is null and $2::bigint >= 0
"""

_RESTORE = """
    update chat_messages set deleted_at = null, deleted_by = null where room_id = $1 and id = $3 and $2::bigint >= 0
"""

# One statement for both ways: those of one commit run in the order of the writes only where they are equal.
_REACT = """
    with gone as (
        delete from chat_reactions r using chat_messages m
        where not $6 and m.room_id = $1 and m.id = $3 and m.deleted_at is null
          and r.message_id = m.id and r.person_id = $4 and r.kind = $5
    )
    insert into chat_reactions (message_id, person_id, kind, seq)
    select id, $4, $5, $2 from chat_messages where $6 and room_id = $1 and id = $3 and deleted_at is null
    on conflict do nothing
"""

_READ = """
    insert into chat_reads (room_id, person_id, channel, seq) select $1, $3, $4, $5 where $2::bigint >= 0
    on conflict (room_id, person_id, channel) do update set seq = greatest(chat_reads.seq, excluded.seq)
"""

_CONFIGURE = """
    insert into chat_settings (room_id, writing, direct) select $1, $3, $4 where $2::bigint >= 0
    on conflict (room_id) do update set writing = excluded.writing, direct = excluded.direct
"""

_MUTE = """
    with gone as (
        delete from chat_mutes where not $5 and room_id = $1 and person_id = $3
    )
    insert into chat_mutes (room_id, person_id, muted_by) select $1, $3, $4 where $5 and $2::bigint >= 0
    on conflict do nothing
"""


def add_message(message: Message, place: int = 0) -> Row:
    """The row that the room's journal writes. `place`: how many events of the same write come before it."""
    folded = fold(message.text)
    return Row(
        _ADD,
        (
            message.channel, message.id, message.participant_id, message.name, message.role, message.text,
            message.sent_at, None if message.reply_to is None else message.reply_to.id,
            msgspec.to_builtins(message.mentions), msgspec.to_builtins(message.files), message.broadcast, folded,
            bigrams(folded), place,
        ),
    )  # fmt: skip


def hold_file(message_id: str, file_id: str) -> Row:
    """A file is in a message from here on."""
    return Row(_HOLD_FILE, (message_id, file_id))


def begin_direct(person_id: str, channel: str) -> Row:
    """A direct channel is among this person's."""
    return Row(_BEGIN_DIRECT, (person_id, channel))


def edit(message_id: str, text: str, mentions: Sequence[Mention], at: datetime) -> Row:
    folded = fold(text)
    return Row(_EDIT, (message_id, text, msgspec.to_builtins(mentions), at, folded, bigrams(folded)))


def delete(message_id: str, at: datetime, by: str) -> Row:
    return Row(_DELETE, (message_id, at, by))


def restore(message_id: str) -> Row:
    return Row(_RESTORE, (message_id,))


def react(message_id: str, person_id: str, kind: str, on: bool) -> Row:
    return Row(_REACT, (message_id, person_id, kind, on))


def read(person_id: str, channel: str, seq: int) -> Row:
    return Row(_READ, (person_id, channel, seq))


def configure(settings: ChatPolicy) -> Row:
    return Row(_CONFIGURE, (settings.writing, settings.direct))


def mute(person_id: str, by: str, on: bool) -> Row:
    return Row(_MUTE, (person_id, by, on))


async def head(conn: Connection, room_id: str, message_id: str) -> Head | None:
    """What decides about a message of this room, deleted or not."""
    row = await conn.fetchrow(
        """select id, seq, channel, participant_id, deleted_at, deleted_by, files <> '[]' as has_files
           from chat_messages where room_id = $1 and id = $2""",
        room_id, message_id,
    )  # fmt: skip
    return None if row is None else Head(*row)


async def whole(conn: Connection, room_id: str, message_id: str) -> Message | None:
    """A message with what is in it, as if it were not deleted."""
    row = await conn.fetchrow(
        f"""select {_MESSAGE} from chat_messages m left join chat_messages q on q.id = m.reply_to
            where m.room_id = $1 and m.id = $2""",
        room_id, message_id,
    )  # fmt: skip
    if row is None:
        return None
    reactions = await _reactions(conn, [message_id])
    return _message(row, reactions.get(message_id, ()), deleted=False)


async def quote(conn: Connection, room_id: str, channel: str, message_id: str) -> Quote | None:
    """A message of the channel as one that replies to it shows it."""
    row = await conn.fetchrow(
        f"""select id, participant_id, name, left(text, {QUOTE_LENGTH}) as text, deleted_at is not null as deleted
            from chat_messages where room_id = $1 and channel = $2 and id = $3""",
        room_id, channel, message_id,
    )  # fmt: skip
    if row is None:
        return None
    return Quote(
        id=row["id"],
        participant_id=row["participant_id"],
        name=row["name"],
        text="" if row["deleted"] else row["text"],
        deleted=row["deleted"],
    )


async def newest(conn: Connection, room_id: str, channel: str, before: int | None, limit: int) -> list[Message]:
    """The newest messages of a channel, of those before a place where one is given; newest first."""
    rows = await conn.fetch(
        f"""select {_MESSAGE} from chat_messages m left join chat_messages q on q.id = m.reply_to
            where m.room_id = $1 and m.channel = $2 and ($3::bigint is null or m.seq < $3)
            order by m.seq desc limit $4""",
        room_id, channel, before, limit,
    )  # fmt: skip
    return await _messages(conn, rows)


async def newest_of(conn: Connection, room_id: str, sizes: dict[str, int]) -> dict[str, list[Message]]:
    """The newest messages of several channels at once, of each as many as it says; newest first."""
    rows = await conn.fetch(
        f"""select {_MESSAGE} from unnest($2::text[], $3::int[]) as c (channel, size)
            cross join lateral (
                select * from chat_messages where room_id = $1 and channel = c.channel order by seq desc limit c.size
            ) m
            left join chat_messages q on q.id = m.reply_to
            order by m.seq desc""",
        room_id, list(sizes), list(sizes.values()),
    )  # fmt: skip
    found: dict[str, list[Message]] = {channel: [] for channel in sizes}
    for message in await _messages(conn, rows):
        found[message.channel].append(message)
    return found


async def directs(conn: Connection, room_id: str, person_id: str) -> list[str]:
    """The direct channels of a person, the last written to first."""
    rows = await conn.fetch(
        """select r.channel from chat_reads r
           cross join lateral (select max(seq) as seq from chat_messages
                               where room_id = r.room_id and channel = r.channel) last
           where r.room_id = $1 and r.person_id = $2 and r.channel like 'direct:%'
           order by last.seq desc""",
        room_id, person_id,
    )  # fmt: skip
    return [row["channel"] for row in rows]


async def positions(conn: Connection, room_id: str, person_id: str, channels: Sequence[str]) -> list[Position]:
    """How far a person has read each of the channels."""
    rows = await conn.fetch(
        """select c.channel,
                  (select id from chat_messages m where m.room_id = $1 and m.channel = c.channel and m.seq <= r.seq
                   order by m.seq desc limit 1) as read,
                  (select count(*) from chat_messages m where m.room_id = $1 and m.channel = c.channel
                   and m.seq > coalesce(r.seq, 0) and m.participant_id <> $2 and m.deleted_at is null) as unread
           from unnest($3::text[]) with ordinality as c (channel, place)
           left join chat_reads r on r.room_id = $1 and r.person_id = $2 and r.channel = c.channel
           order by c.place""",
        room_id, person_id, list(channels),
    )  # fmt: skip
    return [Position(*row) for row in rows]


async def settings(conn: Connection, room_id: str) -> RoomSettings:
    row = await conn.fetchrow("select writing, direct from chat_settings where room_id = $1", room_id)
    muted = await conn.fetch("select person_id from chat_mutes where room_id = $1 order by person_id", room_id)
    found = ChatPolicy() if row is None else ChatPolicy(writing=row["writing"], direct=row["direct"])
    return RoomSettings(found, tuple(each["person_id"] for each in muted))


async def role_of(conn: Connection, session_id: str, person_id: str) -> CourseRole | None:
    """The role of one of the course's people; None of anybody else."""
    role: CourseRole | None = await conn.fetchval(
        """select case when c.professor_id = $2 then 'professor' else e.role end
           from sessions s join courses c on c.id = s.course_id
           left join enrollments e on e.course_id = c.id and e.user_id = $2 and e.ended_at is null
           where s.id = $1""",
        session_id, person_id,
    )  # fmt: skip
    return role


async def page(
    conn: Connection, session_id: str, scope: Scope, channel: str | None, after: str | None, limit: int
) -> list[Message]:
    """What somebody may read of a session's chat, oldest first, after a message where one is given; of one channel
    where one is named."""
    rows = await conn.fetch(
        f"""select {_MESSAGE} from chat_messages m left join chat_messages q on q.id = m.reply_to
            where {_READABLE} and ($5::text is null or m.channel = $5)
              and m.seq > coalesce((select seq from chat_messages where room_id = $1 and id = $6), 0)
            order by m.seq limit $7""",
        session_id, *_scope(scope), channel, after, limit,
    )  # fmt: skip
    return await _messages(conn, rows)


async def search(
    conn: Connection, session_id: str, scope: Scope, terms: Sequence[str], before: str | None, limit: int
) -> list[Message]:
    """What somebody may read and holds all the terms, newest first, before a message where one is given."""
    pairs = sorted({pair for term in terms for pair in bigrams(term)})
    rows = await conn.fetch(
        f"""select {_MESSAGE} from chat_messages m left join chat_messages q on q.id = m.reply_to
            where {_READABLE} and m.deleted_at is null and m.bigrams @> $5::text[]
              and (select bool_and(strpos(m.folded, term) > 0) from unnest($6::text[]) as t (term))
              and ($7::uuid is null or m.seq < (select seq from chat_messages where room_id = $1 and id = $7))
            order by m.seq desc limit $8""",
        session_id, *_scope(scope), pairs, list(terms), before, limit,
    )  # fmt: skip
    return await _messages(conn, rows)


async def told_to_everyone(conn: Connection, session_id: str) -> int:
    """How many messages to everyone there are."""
    found: int = await conn.fetchval(
        "select count(*) from chat_messages where room_id = $1 and channel = 'room' and deleted_at is null", session_id
    )
    return found


async def originals(conn: Connection, message_ids: Sequence[str]) -> dict[str, list[str]]:
    """The texts that messages had before, oldest first, and that of a deleted one last."""
    rows = await conn.fetch(
        """select message_id, text from (
               select message_id, seq, text from chat_revisions where message_id = any($1::uuid[])
               union all
               select id, 9223372036854775807, text from chat_messages
               where id = any($1::uuid[]) and deleted_at is not null
           ) t order by message_id, seq""",
        message_ids,
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["message_id"], []).append(row["text"])
    return found


async def add_file(conn: Connection, session_id: str, owner_id: str, file: Attachment, at: datetime) -> None:
    await conn.execute(
        """insert into chat_files (id, session_id, owner_id, name, media_type, size, created_at)
           values ($1, $2, $3, $4, $5, $6, $7)""",
        file.id, session_id, owner_id, file.name, file.media_type, file.size, at,
    )  # fmt: skip


async def files_of(conn: Connection, session_id: str, owner_id: str, ids: Sequence[str]) -> dict[str, Attachment]:
    """Those of the files that this person has uploaded here."""
    rows = await conn.fetch(
        """select id, name, media_type, size from chat_files
           where session_id = $1 and owner_id = $2 and id = any($3::uuid[])""",
        session_id, owner_id, list(ids),
    )  # fmt: skip
    return {row["id"]: msgspec.convert(dict(row), Attachment) for row in rows}


async def uploaded(conn: Connection, session_id: str, owner_id: str) -> int:
    """Bytes that a person has uploaded here."""
    total: int = await conn.fetchval(
        "select coalesce(sum(size), 0)::bigint from chat_files where session_id = $1 and owner_id = $2",
        session_id, owner_id,
    )  # fmt: skip
    return total


async def readable_file(conn: Connection, session_id: str, scope: Scope, file_id: str) -> Attachment | None:
    """A file of a message that is the reader's to see, or that the reader has uploaded. Of deleted messages staff see
    those that were not direct."""
    row = await conn.fetchrow(
        f"""select f.id, f.name, f.media_type, f.size from chat_files f
            where f.session_id = $1 and f.id = $5 and (f.owner_id = $2::text::uuid or exists (
                select from chat_message_files l join chat_messages m on m.id = l.message_id
                where l.file_id = f.id and {_READABLE}
                  and (m.deleted_at is null or ($4 and m.channel not like 'direct:%'))))""",
        session_id, *_scope(scope), file_id,
    )  # fmt: skip
    return None if row is None else msgspec.convert(dict(row), Attachment)


async def unheld_files(conn: Connection, before: datetime) -> list[tuple[str, str]]:
    """(session id, file id) of what was uploaded before and is in no message."""
    rows = await conn.fetch(
        """select session_id, id from chat_files f where created_at < $1
           and not exists (select from chat_message_files where file_id = f.id) limit 1000""",
        before,
    )
    return [(row["session_id"], row["id"]) for row in rows]


async def forget_file(conn: Connection, file_id: str) -> None:
    await conn.execute("delete from chat_files where id = $1", file_id)


def _scope(scope: Scope) -> tuple[str, list[str], bool]:
    return scope.person_id, list(scope.groups), scope.staff


async def _messages(conn: Connection, rows: Sequence[Any]) -> list[Message]:
    reactions = await _reactions(conn, [row["id"] for row in rows if row["deleted_at"] is None])
    return [_message(row, reactions.get(row["id"], ()), deleted=row["deleted_at"] is not None) for row in rows]


def _message(row: Any, reactions: tuple[MessageReaction, ...], *, deleted: bool) -> Message:
    message = Message(
        id=row["id"],
        channel=row["channel"],
        participant_id=row["participant_id"],
        name=row["name"],
        role=row["role"],
        text="" if deleted else row["text"],
        sent_at=row["sent_at"],
        edited_at=row["edited_at"],
        broadcast=row["broadcast"],
    )
    if deleted:
        by_writer = row["deleted_by"] == row["participant_id"]
        return msgspec.structs.replace(message, deleted="writer" if by_writer else "staff")
    quoted = None
    if row["reply_to"] is not None:
        quoted = Quote(
            id=row["reply_to"],
            participant_id=row["quoted_id"],
            name=row["quoted_name"],
            text="" if row["quoted_deleted"] else row["quoted_text"],
            deleted=row["quoted_deleted"],
        )
    return msgspec.structs.replace(
        message,
        reply_to=quoted,
        mentions=msgspec.convert(row["mentions"], tuple[Mention, ...]),
        files=msgspec.convert(row["files"], tuple[Attachment, ...]),
        reactions=reactions,
    )


async def _reactions(conn: Connection, message_ids: Sequence[str]) -> dict[str, tuple[MessageReaction, ...]]:
    if not message_ids:
        return {}
    rows = await conn.fetch(
        """select message_id, kind, array_agg(person_id order by seq) as people from chat_reactions
           where message_id = any($1::uuid[]) group by message_id, kind order by message_id, kind""",
        message_ids,
    )
    found: dict[str, tuple[MessageReaction, ...]] = {}
    for row in rows:
        reaction = MessageReaction(kind=row["kind"], people=tuple(row["people"]))
        found[row["message_id"]] = (*found.get(row["message_id"], ()), reaction)
    return found
