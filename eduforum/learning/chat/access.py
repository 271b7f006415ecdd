"""Who may write where, and change what."""

from eduforum.errors import Conflict, Forbidden, NotFound
from eduforum.learning.chat import channels
from eduforum.learning.chat.schemas import ChatPolicy
from eduforum.learning.chat.store import Head
from eduforum.media.audience import STAFF_ROLES, Keys
from eduforum.media.schemas import Person, RoomRole

# An administrator is no staff of a course, and nobody that students are to be kept from.
_TRUSTED: frozenset[RoomRole] = STAFF_ROLES | {"admin"}


def is_trusted(role: RoomRole, *, co_host: bool) -> bool:
    """Whom nothing keeps from writing: staff, co-hosts, administrators."""
    return co_host or role in _TRUSTED


def may_act(person: Person) -> None:
    """Everybody but observers."""
    if person.role == "observer":
        raise Forbidden("Observers see and hear.", code="observers_do_not_write")


def may_read(person: Person, keys: Keys, channel: str) -> None:
    """A channel that is not one's own is as one that does not exist."""
    if not channels.may_read(channel, person.id, keys):
        raise NotFound("There is no such channel.")


def may_write(
    person: Person,
    channel: str,
    settings: ChatPolicy,
    *,
    muted: bool,
    trusted: bool,
    peer: RoomRole | None,
    peer_trusted: bool,
) -> None:
    """`trusted` are those of `is_trusted`; `peer` is the role of who is at the other end of a direct channel, None
    where there is nobody, and `peer_trusted` says it of them. Between a guest and anybody but those who teach there is
    no direct channel: the course does not know who a guest is."""
    may_act(person)
    if trusted:
        return
    if channels.is_direct(channel):
        if peer_trusted and settings.direct != "nobody":
            return
        if "guest" in (person.role, peer):
            raise Forbidden("Guests write in the room and to who teaches.", code="guest_direct_closed")
        if muted:
            raise Forbidden("Staff have taken the word from you.", code="chat_muted")
        if settings.direct != "everyone":
            raise Forbidden("Direct messages are off.", code="direct_closed")
    elif muted:
        raise Forbidden("Staff have taken the word from you.", code="chat_muted")
    elif settings.writing != "everyone":
        raise Forbidden("Only staff write now.", code="chat_closed")


def may_edit(person: Person, message: Head) -> None:
    """One's own alone."""
    if message.participant_id != person.id:
        raise Forbidden("This is somebody else's message.", code="not_yours")
    if message.deleted:
        raise _deleted()


def may_delete(person: Person, message: Head, *, staff: bool) -> None:
    """One's own, and for staff and co-hosts everybody's but direct ones."""
    if message.participant_id != person.id and (not staff or channels.is_direct(message.channel)):
        raise Forbidden("This is somebody else's message.", code="not_yours")
    if message.deleted:
        raise _deleted()


def may_react(person: Person, message: Head, muted: bool) -> None:
    may_act(person)
    if muted:
        raise Forbidden("Staff have taken the word from you.", code="chat_muted")
    if message.deleted:
        raise _deleted()


def may_moderate(*, staff: bool) -> None:
    """Professor, co-professors, assistants and co-hosts: who teaches has no hand free for the chat, and while the
    teacher is gone a co-host has the class."""
    if not staff:
        raise Forbidden("Only staff do this.", code="staff_only")


def may_be_muted(role: RoomRole | None, *, co_host: bool) -> None:
    """Students, observers and guests, but no co-hosts."""
    if role is None:
        raise NotFound("There is no such person.")
    if is_trusted(role, co_host=co_host):
        raise Forbidden("Staff are not muted.", code="staff_not_muted")


def _deleted() -> Conflict:
    return Conflict("The message is deleted.", code="message_deleted")
