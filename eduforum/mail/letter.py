"""A letter as it is written, and as the message that goes out: plain text and HTML of the same words."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Literal

import msgspec

from eduforum.mail import layout

Language = Literal["ko", "en"]

_BREAKS = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")


class Button(msgspec.Struct, frozen=True):
    label: str
    link: str


class Letter(msgspec.Struct, frozen=True):
    """What somebody is told. `kind` is a stable name for lists; `paragraphs` stand before the button and `closing`
    after it, in smaller print."""

    kind: str
    to: str
    language: Language
    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    button: Button | None = None
    closing: tuple[str, ...] = ()


def message(letter: Letter, *, id: str, sender: str, at: datetime) -> EmailMessage:
    """The message (RFC 5322, RFC 2045). However often it is made anew, `Message-ID` and `Date` are the same.

    `sender`: an address with or without a name before it. No value can begin another header: line breaks in them are
    blanks here, and `EmailMessage` would refuse them.
    """
    name, address = parseaddr(sender)
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(_line(name), addr_spec=address)
    made["To"] = Address(addr_spec=mailbox(letter.to))
    made["Subject"] = _line(letter.subject)
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{id}@{address.rpartition('@')[2]}>"
    # RFC 3834 section 5: nobody's absence note is to answer.
    made["Auto-Submitted"] = "auto-generated"
    made["Content-Language"] = letter.language
    made.set_content(layout.plain(letter), cte="base64")
    made.add_alternative(layout.html(letter), subtype="html", cte="base64")
    return made


def mailbox(address: str) -> str:
    """The address with its domain as DNS has it (RFC 5891): not every mail server knows others."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return address


def _line(text: str) -> str:
    return _BREAKS.sub(" ", text).strip()
