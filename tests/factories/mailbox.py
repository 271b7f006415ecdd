"""A mail server: a real one, in this process, that keeps what it takes and can be told to refuse."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from msgspec.structs import replace

from eduforum.config import Config, Mail

SENDER = "EduForum <no-reply@eduforum.test>"


class Mailbox:
    """What has arrived, in order. `refuse` answers a recipient in the server's stead, or None to let it pass;
    `when_taken` runs once a letter has been taken, before the server says so."""

    def __init__(self) -> None:
        self.port = 0
        self.taken: list[EmailMessage] = []
        self.lines = 0
        self.refuse: Callable[[str], str | None] = lambda recipient: None
        self.when_taken: Callable[[], object] = lambda: None

    def settings(self, **more: Any) -> Mail:
        return Mail(**{"host": "127.0.0.1", "port": self.port, "security": "none", "sender": SENDER, **more})

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.taken if message["To"] == address]

    # What aiosmtpd calls.

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        refusal = self.refuse(address)
        if refusal is not None:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        self.when_taken()
        return "250 OK"


@asynccontextmanager
async def mail_server(
    *, tls: ssl.SSLContext | None = None, account: tuple[str, str] | None = None
) -> AsyncIterator[Mailbox]:
    """On loopback, at a free port. `tls`: it asks for STARTTLS. `account`: the only name and password that it takes."""
    mailbox = Mailbox()

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        given = (data.login.decode(), data.password.decode()) if isinstance(data, LoginPassword) else None
        return AuthResult(success=given == account, handled=False)

    def protocol() -> SMTP:
        mailbox.lines += 1
        return SMTP(
            mailbox,
            hostname="mail.eduforum.test",
            tls_context=tls,
            require_starttls=tls is not None,
            auth_required=account is not None,
            authenticator=authenticate if account is not None else None,
        )

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    mailbox.port = server.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        server.close()


def with_mail(config: Config, mailbox: Mailbox, **more: Any) -> Config:
    return replace(config, mail=mailbox.settings(**more))


def plain(message: EmailMessage) -> str:
    """The words of a letter."""
    part = message.get_body(("plain",))
    assert isinstance(part, EmailMessage)
    text: str = part.get_content()
    return text


def token_in(message: EmailMessage) -> str:
    """What stands behind `#` in the letter's link."""
    return plain(message).split("#", 1)[1].split()[0]
