"""The one way into the audit log."""

import logging

from eduforum.auth.audit import store
from eduforum.auth.audit.schemas import Act, Facts, Subject
from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.db import Connection
from eduforum.ids import new_id

_log = logging.getLogger("eduforum.audit")


async def append(
    conn: Connection, clock: Clock, act: Act, *, by: Principal | None, of: Subject, details: Facts | None = None
) -> None:
    """Notes an act in the transaction of the act itself, so that there is neither without the other.

    `by` None: the command line, or the server by itself. Where an administrator looks as somebody else, it is they who
    act. `details` hold no names and no addresses: what is written stays for good.
    """
    facts = dict(details or {})
    actor_id = None if by is None else by.user_id
    if by is not None and by.impersonator_id is not None:
        actor_id, facts["as"] = by.impersonator_id, by.user_id
    await store.add(conn, id=new_id(clock), at=clock.now(), act=act, actor_id=actor_id, subject=of, details=facts)
    # The command line says itself what it has done.
    level = logging.DEBUG if by is None else logging.INFO
    _log.log(level, act, extra={"user_id": actor_id, "subject": of.kind, "subject_id": of.id, "details": facts})
