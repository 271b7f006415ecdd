"""Letters between the transaction that posts them and the mail server."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from eduforum.auth import mail_cover
from eduforum.auth.vault import Vault, new_key, read_keys
from eduforum.certificate import ensure_certificate
from eduforum.clock import SystemClock
from eduforum.config import Mail
from eduforum.db import Database
from eduforum.mail import Letter, MailRecord, MailState, Outbox, Postman, store
from eduforum.mail.retry import MOST_ATTEMPTS
from eduforum.mail.smtp import Unreachable
from tests.factories.clock import ManualClock
from tests.factories.mailbox import Mailbox, mail_server, plain

VAULT = Vault(read_keys([new_key()]))


@pytest_asyncio.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with mail_server() as server:
        yield server


def postman(db: Database, clock: ManualClock, settings: Mail) -> Postman:
    return Postman(settings, db, clock, mail_cover.opener(VAULT), dice=lambda: 0.0)


async def post(db: Database, clock: ManualClock, *, to: str = "a@eduforum.test", words: str = "본문") -> str:
    letter = Letter("test", to, "ko", "제목", "안녕하세요", (words,))
    async with db.transaction() as conn:
        return await Outbox(clock, mail_cover.seal(VAULT), enabled=True).post(
            conn, letter, expires_at=clock.now() + timedelta(days=30)
        )


async def listed(db: Database, state: MailState) -> list[MailRecord]:
    async with db.connection() as conn:
        return await store.mails(conn, state, None, 100)


async def test_a_letter_goes_out_once_and_its_words_are_not_kept(
    db: Database, clock: ManualClock, mailbox: Mailbox
) -> None:
    await post(db, clock, words="비밀 링크")
    async with db.connection() as conn:
        [(_, sealed)] = await store.sealed(conn)
    assert "비밀".encode() not in sealed
    assert await postman(db, clock, mailbox.settings()).deliver() == 1
    assert await postman(db, clock, mailbox.settings()).deliver() == 0
    [message] = mailbox.taken
    assert "비밀 링크" in plain(message)
    assert [(mail.state, mail.attempts) for mail in await listed(db, "sent")] == [("sent", 1)]
    async with db.connection() as conn:
        assert await store.sealed(conn) == []


async def test_what_is_rolled_back_is_not_sent(db: Database, clock: ManualClock, mailbox: Mailbox) -> None:
    outbox = Outbox(clock, mail_cover.seal(VAULT), enabled=True)
    with pytest.raises(RuntimeError):
        async with db.transaction() as conn:
            await outbox.post(conn, Letter("test", "a@eduforum.test", "en", "S", "Hello", ()))
            raise RuntimeError
    assert await postman(db, clock, mailbox.settings()).deliver() == 0


async def test_many_letters_share_a_line_and_two_workers_share_the_letters(
    db: Database, clock: ManualClock, mailbox: Mailbox
) -> None:
    for number in range(12):
        await post(db, clock, to=f"p{number}@eduforum.test")
    workers = [postman(db, clock, mailbox.settings()) for _ in range(2)]
    assert sum(await asyncio.gather(*(worker.deliver() for worker in workers))) == 12
    assert sorted(message["To"] for message in mailbox.taken) == sorted(f"p{n}@eduforum.test" for n in range(12))
    assert mailbox.lines <= 2


async def test_a_letter_that_is_put_off_is_tried_again_later_under_the_same_id(
    db: Database, clock: ManualClock, mailbox: Mailbox
) -> None:
    mail_id = await post(db, clock)
    worker = postman(db, clock, mailbox.settings())
    mailbox.refuse = lambda recipient: "451 4.7.1 come back later"
    assert await worker.deliver() == 0
    [waiting] = await listed(db, "waiting")
    assert (waiting.attempts, waiting.due_at) == (1, clock.now() + timedelta(minutes=1))
    assert "come back later" in (waiting.error or "")
    mailbox.refuse = lambda recipient: None
    assert await worker.deliver() == 0
    clock.advance(60)
    assert await worker.deliver() == 1
    assert mailbox.taken[0]["Message-ID"] == f"<{mail_id}@eduforum.test>"


async def test_a_letter_that_nobody_will_ever_take_is_given_up_at_once(
    db: Database, clock: ManualClock, mailbox: Mailbox
) -> None:
    await post(db, clock, to="gone@eduforum.test")
    await post(db, clock, to="there@eduforum.test")
    mailbox.refuse = lambda recipient: "550 5.1.1 no such user" if recipient.startswith("gone") else None
    assert await postman(db, clock, mailbox.settings()).deliver() == 1
    [dead] = await listed(db, "dead")
    assert (dead.recipient, dead.attempts) == ("gone@eduforum.test", 1)
    assert dead.error == "550 5.1.1 no such user"


async def test_after_many_tries_a_letter_is_given_up_and_kept(
    db: Database, clock: ManualClock, mailbox: Mailbox
) -> None:
    mail_id = await post(db, clock)
    worker = postman(db, clock, mailbox.settings())
    mailbox.refuse = lambda recipient: "451 4.3.0 not now"
    for _ in range(MOST_ATTEMPTS):
        await worker.deliver()
        clock.advance(6 * 3600)
    [dead] = await listed(db, "dead")
    assert (dead.id, dead.attempts) == (mail_id, MOST_ATTEMPTS)
    mailbox.refuse = lambda recipient: None
    async with db.transaction() as conn:
        assert await store.revive(conn, mail_id, clock.now())
    assert await worker.deliver() == 1


async def test_what_has_expired_is_not_sent(db: Database, clock: ManualClock, mailbox: Mailbox) -> None:
    await post(db, clock)
    clock.advance(31 * 24 * 3600)
    assert await postman(db, clock, mailbox.settings()).deliver() == 0
    assert mailbox.taken == []
    assert len(await listed(db, "dead")) == 1


async def test_without_a_line_no_letter_but_the_first_is_charged(db: Database, clock: ManualClock) -> None:
    async with mail_server() as gone:
        settings = gone.settings()
    await post(db, clock)
    await post(db, clock)
    with pytest.raises(Unreachable):
        await postman(db, clock, settings).deliver()
    assert sorted(mail.attempts for mail in await listed(db, "waiting")) == [0, 1]


async def test_who_is_killed_between_the_servers_answer_and_the_commit_sends_one_letter_twice_and_no_other(
    db: Database, clock: ManualClock, mailbox: Mailbox
) -> None:
    await post(db, clock, to="first@eduforum.test")
    killed = asyncio.create_task(postman(db, clock, mailbox.settings()).deliver())
    mailbox.when_taken = killed.cancel
    await asyncio.gather(killed, return_exceptions=True)
    mailbox.when_taken = lambda: None
    assert [mail.attempts for mail in await listed(db, "waiting")] == [1]

    await post(db, clock, to="second@eduforum.test")
    clock.advance(60)
    again = postman(db, clock, mailbox.settings())
    assert await again.deliver() == 2
    clock.advance(24 * 3600)
    assert await again.deliver() == 0
    doubled = mailbox.to("first@eduforum.test")
    assert len({message["Message-ID"] for message in doubled}) == 1
    assert (len(doubled), len(mailbox.to("second@eduforum.test"))) == (2, 1)


async def test_a_letter_that_is_being_handed_over_is_nobody_elses(
    db: Database, clock: ManualClock, mailbox: Mailbox
) -> None:
    await post(db, clock)
    clock.advance(0)
    looked: list[MailRecord | None] = []

    async def look() -> None:
        async with db.transaction() as conn:
            # A clock that runs ahead, on another node.
            looked.append(await store.next_due(conn, clock.now() + timedelta(days=1)))

    others: list[asyncio.Task[None]] = []
    mailbox.when_taken = lambda: others.append(asyncio.create_task(look()))
    assert await postman(db, clock, mailbox.settings()).deliver() == 1
    await asyncio.gather(*others)
    assert looked == [None]


async def test_the_line_is_secured_and_signed_in_to(db: Database, clock: ManualClock, tmp_path: Path) -> None:
    certificate, key = ensure_certificate(tmp_path, ["localhost"], ["127.0.0.1"], SystemClock())
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    async with mail_server(tls=context, account=("eduforum", "secret")) as mailbox:
        settings = mailbox.settings(security="starttls", username="eduforum", password="secret", ca=certificate)
        await post(db, clock)
        assert await postman(db, clock, settings).deliver() == 1

        await post(db, clock)
        with pytest.raises(Unreachable, match="535"):
            await postman(db, clock, mailbox.settings(security="starttls", username="eduforum", password="wrong",
                                                      ca=certificate)).deliver()  # fmt: skip
        clock.advance(3600)
        # Its certificate is of nobody that this machine trusts.
        with pytest.raises(Unreachable):
            await postman(db, clock, mailbox.settings(security="starttls")).deliver()
    assert len(mailbox.taken) == 1
