"""The one function that a room's durable state is written by: once, in order, in one transaction, by the right node."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, cast

import msgspec
import pytest
import pytest_asyncio

from eduforum.db import Connection, Database
from eduforum.errors import Unavailable
from eduforum.ids import new_id
from eduforum.media import store
from eduforum.media.audience import STAFF, Addressed, Keys, hears, people
from eduforum.media.journal import Journal, RoomLog, Told
from eduforum.media.tools import Row
from eduforum.web.protocol import DurableEvent
from tests.factories.clock import ManualClock

PERSON = new_id()
NOBODY: Keys = frozenset()

_SESSION = """
    with person as (
        insert into users (id, email, name, role, created_at, updated_at) values ($1, $2, 'P', 'professor', $3, $3)
    ), course as (
        insert into courses (id, title, code, semester, professor_id, join_code, created_at, updated_at)
        values ($1, 'T', 'C', 'S', $1, $2, $3, $3)
    )
    insert into sessions (id, course_id, title, scheduled_at, duration_minutes, status, started_at, created_at,
                          updated_at)
    values ($1, $1, 'S', $3, 60, 'live', $3, $3, $3)
"""


class Happened(DurableEvent, tag="test:happened", frozen=True, kw_only=True):
    word: str


class Answer(msgspec.Struct):
    word: str


@pytest_asyncio.fixture
async def journal(db: Database, clock: ManualClock) -> AsyncIterator[Journal]:
    await _prepare(db)
    opened = Journal(db, clock)
    await opened.start()
    yield opened
    await opened.stop()


async def _prepare(db: Database) -> None:
    async with db.connection() as conn:
        await conn.execute("create table words (room_id uuid, seq bigint, word text not null)")


async def make_room(db: Database, clock: ManualClock) -> str:
    room_id = new_id()
    async with db.connection() as conn:
        await conn.execute(_SESSION, room_id, room_id, clock.now())
    return room_id


async def say(
    journal: Journal,
    log: RoomLog,
    word: str | None,
    request_id: str | None = None,
    stored: Callable[[], None] | None = None,
) -> bytes:
    rows = [Row("insert into words (room_id, seq, word) values ($1, $2, $3)", (word,))]
    event = Happened(word=word or "")
    answer = Answer(word or "")
    return await journal.append(log, PERSON, request_id or new_id(), answer, [Addressed(event)], rows, stored=stored)


async def words(db: Database) -> list[str]:
    async with db.connection() as conn:
        return [row["word"] for row in await conn.fetch("select word from words order by room_id, seq")]


def listen(log: RoomLog) -> list[str]:
    told: list[str] = []
    log.told = lambda event: told.append(msgspec.json.decode(event.frame)["word"])
    return told


async def test_what_is_written_is_answered_stored_and_told(journal: Journal, db: Database, clock: ManualClock) -> None:
    log = await journal.open(await make_room(db, clock), 1)
    told = listen(log)

    answer = await say(journal, log, "one")

    assert answer == b'{"word":"one"}'
    assert told == await words(db) == ["one"]


async def test_an_events_cursor_leads_to_it(journal: Journal, db: Database, clock: ManualClock) -> None:
    log = await journal.open(await make_room(db, clock), 1)
    frames: list[bytes] = []
    log.told = lambda event: frames.append(event.frame)
    await say(journal, log, "one")
    await say(journal, log, "two")

    first = log.cursors.read(msgspec.json.decode(frames[0])["cursor"])

    assert first is not None
    assert log.since(first, NOBODY) == [frames[1]]


async def test_writes_that_come_together_keep_their_order(journal: Journal, db: Database, clock: ManualClock) -> None:
    logs = [await journal.open(await make_room(db, clock), 1) for _ in range(3)]
    told = [listen(log) for log in logs]

    await asyncio.gather(*(say(journal, log, str(n)) for n in range(40) for log in logs))

    assert told == [[str(n) for n in range(40)]] * 3
    assert [log.seq for log in logs] == [40] * 3


async def test_a_request_acts_once_however_often_it_is_sent(journal: Journal, db: Database, clock: ManualClock) -> None:
    log = await journal.open(await make_room(db, clock), 1)
    told = listen(log)
    request_id = new_id()

    together = await asyncio.gather(*(say(journal, log, word, request_id) for word in ("a", "b", "c")))
    later = await say(journal, log, "d", request_id)

    assert {*together, later} == {b'{"word":"a"}'}
    assert told == await words(db) == ["a"]


async def test_a_repeat_among_new_requests_takes_no_place(journal: Journal, db: Database, clock: ManualClock) -> None:
    log = await journal.open(await make_room(db, clock), 1)
    told = listen(log)
    again = new_id()
    await say(journal, log, "one", again)

    answers = await asyncio.gather(
        say(journal, log, "two"), say(journal, log, "other", again), say(journal, log, "three")
    )

    assert list(answers) == [b'{"word":"two"}', b'{"word":"one"}', b'{"word":"three"}']
    assert told == await words(db) == ["one", "two", "three"]
    assert log.seq == 3


async def test_also_across_a_restart(journal: Journal, db: Database, clock: ManualClock) -> None:
    room_id, request_id = await make_room(db, clock), new_id()
    await say(journal, await journal.open(room_id, 1), "a", request_id)

    restarted = Journal(db, clock)
    await restarted.start()
    log = await restarted.open(room_id, 1)
    told = listen(log)
    answer = await say(restarted, log, "b", request_id)
    await restarted.stop()

    assert answer == b'{"word":"a"}'
    assert (told, await words(db)) == ([], ["a"])


async def test_the_same_id_of_another_person_is_another_request(
    journal: Journal, db: Database, clock: ManualClock
) -> None:
    log = await journal.open(await make_room(db, clock), 1)
    request_id = new_id()
    await say(journal, log, "a", request_id)

    answer = await journal.append(log, new_id(), request_id, Answer("b"), [Addressed(Happened(word="b"))])

    assert answer == b'{"word":"b"}'


async def test_a_node_that_lost_the_room_writes_nothing(journal: Journal, db: Database, clock: ManualClock) -> None:
    room_id = await make_room(db, clock)
    log = await journal.open(room_id, 1)
    await Journal(db, clock).open(room_id, 2)

    with pytest.raises(Unavailable) as refused:
        await say(journal, log, "late")

    assert refused.value.code == "room_moved"
    assert await words(db) == []


async def test_nor_does_it_open_the_room_again(journal: Journal, db: Database, clock: ManualClock) -> None:
    room_id = await make_room(db, clock)
    await journal.open(room_id, 2)

    with pytest.raises(Unavailable) as refused:
        await Journal(db, clock).open(room_id, 1)

    assert refused.value.code == "room_moved"


async def test_a_write_that_fails_takes_no_other_with_it(journal: Journal, db: Database, clock: ManualClock) -> None:
    log = await journal.open(await make_room(db, clock), 1)
    told = listen(log)

    answers = await asyncio.gather(
        say(journal, log, "a"), say(journal, log, None), say(journal, log, "b"), return_exceptions=True
    )

    assert isinstance(answers[1], Unavailable)
    assert answers[1].code == "not_stored"
    assert told == await words(db) == ["a", "b"]
    assert log.seq == 2


class ForgetfulDatabase:
    """Commits, and once loses the connection before the answer to the commit. While it is `gone` there is no other."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.forget = False
        self.gone = False

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        self._require()
        async with self._db.connection() as conn:
            yield conn

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        self._require()
        async with self._db.transaction() as conn:
            yield conn
        if self.forget:
            self.forget = False
            raise ConnectionError("the server went away")

    def _require(self) -> None:
        if self.gone and not self.forget:
            raise ConnectionError("the server is away")


async def test_a_commit_whose_answer_was_lost_is_found_and_told_once(db: Database, clock: ManualClock) -> None:
    await _prepare(db)
    forgetful = ForgetfulDatabase(db)
    journal = Journal(cast(Any, forgetful), clock)
    await journal.start()
    log = await journal.open(await make_room(db, clock), 1)
    told = listen(log)
    forgetful.forget = True

    answers = await asyncio.gather(*(say(journal, log, word) for word in "ab"))
    await say(journal, log, "c")
    await journal.stop()

    assert list(answers) == [b'{"word":"a"}', b'{"word":"b"}']
    assert told == await words(db) == ["a", "b", "c"]


async def test_a_lone_commit_whose_answer_was_lost_is_asked_after(db: Database, clock: ManualClock) -> None:
    await _prepare(db)
    forgetful = ForgetfulDatabase(db)
    journal = Journal(cast(Any, forgetful), clock)
    await journal.start()
    log = await journal.open(await make_room(db, clock), 1)
    told, memory = listen(log), list[str]()
    forgetful.forget = True

    answer = await say(journal, log, "a", stored=lambda: memory.append("a"))
    await say(journal, log, "b", stored=lambda: memory.append("b"))
    forgetful.forget = True
    await journal.record(log, [Addressed(Happened(word="c"))], stored=lambda: memory.append("c"))
    await journal.stop()

    assert answer == b'{"word":"a"}'
    assert told == memory == ["a", "b", "c"]


async def test_a_room_writes_nothing_until_what_is_in_doubt_is_known(db: Database, clock: ManualClock) -> None:
    await _prepare(db)
    forgetful = ForgetfulDatabase(db)
    journal = Journal(cast(Any, forgetful), clock)
    await journal.start()
    log = await journal.open(await make_room(db, clock), 1)
    told, memory = listen(log), list[str]()
    forgetful.forget = forgetful.gone = True
    with pytest.raises(Unavailable):
        await say(journal, log, "a", stored=lambda: memory.append("a"))
    with pytest.raises(Unavailable):
        await say(journal, log, "worked out without a", stored=lambda: memory.append("!"))
    forgetful.gone = False
    with pytest.raises(Unavailable):
        await say(journal, log, "worked out without a", stored=lambda: memory.append("!"))
    await say(journal, log, "b", stored=lambda: memory.append("b"))
    await journal.stop()

    assert told == memory == await words(db) == ["a", "b"]


async def test_what_did_not_come_to_a_commit_leaves_nothing_behind(db: Database, clock: ManualClock) -> None:
    await _prepare(db)
    forgetful = ForgetfulDatabase(db)
    journal = Journal(cast(Any, forgetful), clock)
    await journal.start()
    log = await journal.open(await make_room(db, clock), 1)
    told, memory = listen(log), list[str]()
    forgetful.gone = True
    with pytest.raises(Unavailable):
        await say(journal, log, "a", stored=lambda: memory.append("a"))
    forgetful.gone = False
    await say(journal, log, "b", stored=lambda: memory.append("b"))
    await journal.stop()

    assert told == memory == await words(db) == ["b"]


async def test_a_tools_memory_follows_before_anything_is_told_and_once(
    journal: Journal, db: Database, clock: ManualClock
) -> None:
    log = await journal.open(await make_room(db, clock), epoch=1)
    seen: list[str] = []
    log.told = lambda event: seen.append("told")
    id, event = new_id(), Addressed(Happened(word="a"))
    for _ in range(2):
        await journal.append(log, PERSON, id, Answer("a"), [event], stored=lambda: seen.append("stored"))
    await journal.record(log, [event], stored=lambda: seen.append("recorded"))

    assert seen == ["stored", "told", "recorded", "told"]


async def test_what_was_accepted_is_written_before_the_end(db: Database, clock: ManualClock) -> None:
    await _prepare(db)
    journal = Journal(db, clock)
    await journal.start()
    log = await journal.open(await make_room(db, clock), 1)
    writing = asyncio.gather(*(say(journal, log, str(n)) for n in range(5)))
    await asyncio.sleep(0)

    await journal.stop()

    assert len(await writing) == 5
    with pytest.raises(Unavailable):
        await say(journal, log, "too late")


async def test_each_event_of_a_write_has_an_audience_and_a_place_of_its_own(
    journal: Journal, db: Database, clock: ManualClock
) -> None:
    log = await journal.open(await make_room(db, clock), 1)
    told: list[Told] = []
    log.told = told.append

    await journal.append(
        log,
        PERSON,
        new_id(),
        Answer("done"),
        [
            Addressed(Happened(word="all")),
            Addressed(Happened(word="staff"), STAFF),
            Addressed(Happened(word="one"), people([PERSON])),
        ],
        [Row("insert into words (room_id, seq, word) values ($1, $2, $3)", ("row",))],
    )

    assert [(event.seq, event.audience) for event in told] == [(1, None), (2, STAFF), (3, frozenset({PERSON}))]
    async with db.connection() as conn:
        assert await conn.fetchval("select seq from words") == 1
        kept = await store.events(conn, log.room_id, 0, 3)
    assert [(event.seq, event.audience) for event in kept] == [(event.seq, event.audience) for event in told]
    for held in (NOBODY, STAFF, people([PERSON])):
        expected = [event.frame for event in told if hears(held, event.audience)]
        assert log.since(0, held) == expected


async def test_a_write_that_nobody_hears_of_is_answered_once_and_takes_no_place(
    journal: Journal, db: Database, clock: ManualClock
) -> None:
    log = await journal.open(await make_room(db, clock), 1)
    await say(journal, log, "one")
    row = Row("insert into words (room_id, seq, word) values ($1, $2, $3)", ("quiet",))
    request_id = new_id()

    answers = [await journal.append(log, PERSON, request_id, Answer(word), [], [row]) for word in ("a", "b")]
    await say(journal, log, "two")

    assert list(answers) == [b'{"word":"a"}'] * 2
    assert log.seq == 2
    assert sorted(await words(db)) == ["one", "quiet", "two"]


async def test_what_nobody_asked_for_is_recorded_as_well(journal: Journal, db: Database, clock: ManualClock) -> None:
    log = await journal.open(await make_room(db, clock), 1)
    told = listen(log)

    await journal.record(log, [Addressed(Happened(word="time is over"))])

    assert told == ["time is over"]
    assert await _remembered(db) == {log.room_id}


async def test_nor_is_it_recorded_by_a_node_that_lost_the_room(
    journal: Journal, db: Database, clock: ManualClock
) -> None:
    room_id = await make_room(db, clock)
    log = await journal.open(room_id, 1)
    await Journal(db, clock).open(room_id, 2)

    with pytest.raises(Unavailable):
        await journal.record(log, [Addressed(Happened(word="late"))])


async def test_events_and_requests_are_kept_for_a_day_after_the_end(
    journal: Journal, db: Database, clock: ManualClock
) -> None:
    ended, live = await make_room(db, clock), await make_room(db, clock)
    for room_id in (ended, live):
        await say(journal, await journal.open(room_id, 1), room_id)
    async with db.connection() as conn:
        await conn.execute("update sessions set status = 'ended', ended_at = $2 where id = $1", ended, clock.now())

    clock.advance(timedelta(hours=23).total_seconds())
    await journal.forget_ended()
    assert await _remembered(db) == {ended, live}
    clock.advance(timedelta(hours=1, seconds=1).total_seconds())
    await journal.forget_ended()

    assert await _remembered(db) == {live}
    assert len(await words(db)) == 2


async def _remembered(db: Database) -> set[str]:
    async with db.connection() as conn:
        rows = await conn.fetch("select room_id from room_events union select room_id from room_requests")
    return {row["room_id"] for row in rows}
