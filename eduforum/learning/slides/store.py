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

_DECK = "d.id, d.name, d.pages, d.size, d.person_id, d.created_at, d.shown_at is not null as shown"


class Kept(NamedTuple):
    """A deck as it is stored."""

    deck: Deck
    session_id: str
    removed_at: datetime | None


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


async def add(conn: Connection, session_id: str, deck: Deck) -> None:
    await conn.execute(
        """insert into decks (id, session_id, person_id, name, pages, size, created_at)
           values ($1, $2, $3, $4, $5, $6, $7)""",
        deck.id, session_id, deck.participant_id, deck.name, deck.pages, deck.size, deck.added_at,
    )  # fmt: skip


async def count(conn: Connection, session_id: str) -> int:
    """The decks of a session, without those that were taken away."""
    found: int = await conn.fetchval(
        "select count(*) from decks where session_id = $1 and removed_at is null", session_id
    )
    return found


async def deck(conn: Connection, deck_id: str) -> Kept | None:
    row = await conn.fetchrow(f"select {_DECK}, d.session_id, d.removed_at from decks d where d.id = $1", deck_id)
    return None if row is None else Kept(_deck(dict(row)), row["session_id"], row["removed_at"])


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


async def presenters(conn: Connection, room_id: str) -> set[str]:
    rows = await conn.fetch("select person_id from presenters where room_id = $1", room_id)
    return {row["person_id"] for row in rows}


async def removed(conn: Connection, before: datetime) -> list[str]:
    """The ids of decks that were taken away before."""
    rows = await conn.fetch("select id from decks where removed_at < $1", before)
    return [row["id"] for row in rows]


async def forget(conn: Connection, deck_id: str) -> None:
    await conn.execute("delete from decks where id = $1 and removed_at is not null", deck_id)


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
