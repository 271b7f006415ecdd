"""SQL of slides."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from eduforum.db import Connection
from eduforum.learning.slides.schemas import Deck, Presentation
from eduforum.media.tools import Row

_SHOW = """
    insert into presentations (room_id, deck_id, person_id, name, page)
    select $1, $3, $4, $5, $6 where $2::bigint is not null
    on conflict (room_id) do update set deck_id = excluded.deck_id, person_id = excluded.person_id,
        name = excluded.name, page = excluded.page
"""
_SHOWN = """
    update decks set shown_at = coalesce(shown_at, $4) where session_id = $1 and id = $3 and $2::bigint is not null
"""
_TURN = "update presentations set page = $4 where room_id = $1 and deck_id = $3 and $2::bigint is not null"
_STOP = "update presentations set deck_id = null where room_id = $1 and $2::bigint is not null"
_PERMIT = """
    insert into presenters (room_id, person_id) select $1, $3 where $2::bigint is not null on conflict do nothing
"""
_FORBID = "delete from presenters where room_id = $1 and person_id = $3 and $2::bigint is not null"
_REMOVE = "update decks set removed_at = $4 where session_id = $1 and id = $3 and $2::bigint is not null"
_RESTORE = "update decks set removed_at = null where session_id = $1 and id = $3 and $2::bigint is not null"
_TAKE = """
    insert into decks (id, session_id, person_id, name, pages, size, created_at, file_id)
    select $4, $1, $5, name, pages, size, $6, file_id from decks where id = $3 and $2::bigint is not null
"""

_DECK = "d.id, d.name, d.pages, d.size, d.person_id, d.created_at, d.shown_at is not null as shown"


class Kept(NamedTuple):
    """A deck as it is stored: a session's, or one that is prepared in a course. Several may share a file."""

    deck: Deck
    session_id: str | None
    course_id: str | None
    file_id: str
    removed_at: datetime | None

    @property
    def is_there(self) -> bool:
        return self.removed_at is None


def show(presentation: Presentation, at: datetime) -> list[Row]:
    deck = presentation.deck.id
    return [
        Row(_SHOW, (deck, presentation.participant_id, presentation.name, presentation.page)),
        Row(_SHOWN, (deck, at)),
    ]


def turn(deck_id: str, page: int) -> Row:
    return Row(_TURN, (deck_id, page))


def stop() -> Row:
    return Row(_STOP, ())


def permit(person_id: str, on: bool) -> Row:
    return Row(_PERMIT if on else _FORBID, (person_id,))


def remove(deck_id: str, at: datetime) -> Row:
    return Row(_REMOVE, (deck_id, at))


def restore(deck_id: str) -> Row:
    return Row(_RESTORE, (deck_id,))


def take(prepared_id: str, deck: Deck) -> Row:
    """A session's deck with the file of one that is prepared."""
    return Row(_TAKE, (prepared_id, deck.id, deck.participant_id, deck.added_at))


async def add(conn: Connection, deck: Deck, *, session_id: str | None = None, course_id: str | None = None) -> None:
    """A session's deck or a course's, whose file has its id."""
    await conn.execute(
        """insert into decks (id, session_id, course_id, person_id, name, pages, size, created_at, file_id)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $1)""",
        deck.id, session_id, course_id, deck.participant_id, deck.name, deck.pages, deck.size, deck.added_at,
    )  # fmt: skip


async def count(conn: Connection, session_id: str) -> int:
    """The decks of a session, without those that were taken away."""
    found: int = await conn.fetchval(
        "select count(*) from decks where session_id = $1 and removed_at is null", session_id
    )
    return found


async def count_prepared(conn: Connection, course_id: str) -> int:
    """Likewise of a course."""
    found: int = await conn.fetchval(
        "select count(*) from decks where course_id = $1 and removed_at is null", course_id
    )
    return found


async def deck(conn: Connection, deck_id: str) -> Kept | None:
    row = await conn.fetchrow(
        f"select {_DECK}, d.session_id, d.course_id, d.file_id, d.removed_at from decks d where d.id = $1", deck_id
    )
    if row is None:
        return None
    return Kept(_deck(dict(row)), row["session_id"], row["course_id"], row["file_id"], row["removed_at"])


async def taken(conn: Connection, session_id: str, file_id: str) -> Deck | None:
    """The session's deck with that file."""
    row = await conn.fetchrow(
        f"""select {_DECK} from decks d where d.session_id = $1 and d.file_id = $2 and d.removed_at is null
            order by d.created_at limit 1""",
        session_id, file_id,
    )  # fmt: skip
    return None if row is None else _deck(dict(row))


async def prepared_for(conn: Connection, session_id: str, deck_id: str) -> Kept | None:
    """A deck that is prepared in the session's course."""
    found = await deck(conn, deck_id)
    course_id = await conn.fetchval("select course_id from sessions where id = $1", session_id)
    return found if found is not None and found.is_there and found.course_id == course_id else None


async def untaken(conn: Connection, session_id: str) -> list[Deck]:
    """What is prepared in the session's course and has no deck in it, by name."""
    rows = await conn.fetch(
        f"""select {_DECK} from decks d join sessions s on s.course_id = d.course_id
            where s.id = $1 and d.removed_at is null and not exists (
                select from decks t where t.session_id = $1 and t.file_id = d.file_id and t.removed_at is null
            ) order by d.name, d.id""",
        session_id,
    )
    return [_deck(dict(row)) for row in rows]


async def prepared(conn: Connection, course_id: str) -> list[Deck]:
    """By name."""
    rows = await conn.fetch(
        f"""select {_DECK} from decks d where d.course_id = $1 and d.removed_at is null order by d.name, d.id""",
        course_id,
    )
    return [_deck(dict(row)) for row in rows]


async def decks(conn: Connection, session_id: str) -> list[Deck]:
    """The newest first."""
    rows = await conn.fetch(
        f"""select {_DECK} from decks d where d.session_id = $1 and d.removed_at is null
           order by d.created_at desc, d.id desc""",
        session_id,
    )
    return [_deck(dict(row)) for row in rows]


async def presentation(conn: Connection, room_id: str) -> Presentation | None:
    row = await conn.fetchrow(
        f"""select {_DECK}, p.person_id as presenter, p.name as presenter_name, p.page
           from presentations p join decks d on d.id = p.deck_id where p.room_id = $1""",
        room_id,
    )
    if row is None:
        return None
    return Presentation(
        deck=_deck(dict(row)), participant_id=row["presenter"], name=row["presenter_name"], page=row["page"]
    )


async def shown(conn: Connection, session_id: str) -> list[tuple[str, datetime]]:
    """The names of the decks that everybody was shown, and when first, in that order."""
    rows = await conn.fetch(
        """select name, shown_at from decks where session_id = $1 and shown_at is not null and removed_at is null
           order by shown_at, id""",
        session_id,
    )
    return [(row["name"], row["shown_at"]) for row in rows]


async def presenters(conn: Connection, room_id: str) -> set[str]:
    rows = await conn.fetch("select person_id from presenters where room_id = $1", room_id)
    return {row["person_id"] for row in rows}


async def set_removed(conn: Connection, deck_id: str, at: datetime | None) -> None:
    """Takes away a deck that is prepared, or puts it back."""
    await conn.execute("update decks set removed_at = $2 where id = $1", deck_id, at)


async def forget_removed(conn: Connection, before: datetime) -> tuple[int, list[str]]:
    """Deletes the decks that were taken away before: how many there were, and the files that no deck has any more."""
    rows = await conn.fetch("delete from decks where removed_at < $1 returning file_id", before)
    files = list({row["file_id"] for row in rows})
    left = await conn.fetch("select distinct file_id from decks where file_id = any($1::uuid[])", files)
    return len(rows), sorted(set(files) - {row["file_id"] for row in left})


def _deck(row: Mapping[str, Any]) -> Deck:
    return Deck(
        id=row["id"],
        name=row["name"],
        pages=row["pages"],
        size=row["size"],
        participant_id=row["person_id"],
        added_at=row["created_at"],
        shown=row["shown"],
    )
