"""Request bodies and answers of links: verification, reset and invitations."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from eduforum.auth.schemas import EmailText, NameText, PasswordText, Role, TokenText
from eduforum.mail.letter import Language


class LetterLanguage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """In which language to write."""

    language: Language = "ko"


class ResetRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    email: EmailText
    language: Language = "ko"


class LinkToken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands behind `#` in a link."""

    token: TokenText


class NewPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    token: TokenText
    password: PasswordText
    language: Language = "ko"


class LinkOwner(msgspec.Struct, frozen=True):
    """Whose link it is."""

    email: str
    name: str


class EmailOfAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    email: EmailText


class ResetLink(msgspec.Struct, frozen=True):
    """A link to hand to the person; it is shown this once."""

    link: str
    email: str
    name: str
    expires_at: datetime


class NewAccountInvitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`role` is that of the account. `language`: of the letter."""

    email: EmailText
    name: NameText
    role: Role = "student"
    language: Language = "ko"


class InvitationMade(msgspec.Struct, frozen=True):
    """An invitation that was just made. `link`, to be handed on, is shown this once and only where no letter could be
    sent."""

    id: str
    email: str
    name: str
    expires_at: datetime
    link: str | None


class InvitationPending(msgspec.Struct, frozen=True):
    """An invitation that nobody has accepted. `mailed`: by a letter; `role` is in the course, or of the account where
    there is none."""

    id: str
    email: str
    name: str
    role: str
    mailed: bool
    invited_by: str
    created_at: datetime
    expires_at: datetime


class InvitationsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cursor: str | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class InvitationShown(msgspec.Struct, frozen=True):
    """What a link invites to. `has_account`: there is an account with this address, which has to sign in first."""

    email: str
    name: str
    invited_by: str
    course: str | None
    has_account: bool


class AcceptInvitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`password` of the new account; none by who has one and is signed in to it."""

    token: TokenText
    password: PasswordText | None = None


class InvitationRecord(msgspec.Struct, frozen=True):
    """An invitation as it is kept, with what people and course are called."""

    id: str
    email: str
    name: str
    role: Role
    course_id: str | None
    course_role: str | None
    course_title: str | None
    inviter: str
    mailed: bool
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None
