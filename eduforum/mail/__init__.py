"""E-mail: letters are rows in PostgreSQL, written with what causes them, and a worker of any node sends them.

What causes a letter calls `Outbox.post` in its own transaction. `Postman` sends; `eduforum/notifications` shows
administrators what could not be sent.
"""

from eduforum.mail.letter import Button, Language, Letter
from eduforum.mail.outbox import Outbox
from eduforum.mail.postman import Postman
from eduforum.mail.store import MailRecord, MailState

__all__ = ["Button", "Language", "Letter", "MailRecord", "MailState", "Outbox", "Postman"]
