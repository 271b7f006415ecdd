"""A session's participation from what is stored."""

from eduforum.analytics.participation import store
from eduforum.analytics.participation.book import Book
from eduforum.db import Connection


async def read(conn: Connection, session_id: str) -> Book:
    """All that is stored of a session's participation."""
    book = Book(await store.counts(conn, session_id), await store.totals(conn, session_id))
    book.load(await store.presences(conn, session_id), await store.turns(conn, session_id))
    before = await store.session_before(conn, session_id)
    if before is not None:
        last = Book()
        last.load(await store.presences(conn, before), await store.turns(conn, before))
        book.teachers_before = last.teachers()
    return book
