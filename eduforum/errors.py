"""One tree of errors. What a caller did wrong, or cannot have now, is an `EduForumError`; anything else is a defect.

EduForumError
├── Malformed        400  the request cannot be read
├── Unauthenticated  401  nobody is signed in, or the token is not good any more
├── Forbidden        403  known, and not allowed
├── NotFound         404  does not exist, or is not the reader's to know of
├── NotAcceptable    406  the answer is of a media type that the caller does not take
├── Conflict         409  the state of the thing does not permit it now
├── Gone             410  it was, and will not be again
├── Outdated         412  what the caller knows of it is not how it is any more
├── TooLarge         413  over a limit of size
├── UnsupportedMediaType 415  the body is of another media type than the call takes
├── Invalid          422  read, and the values are wrong; `details` name the fields
├── Unconditional    428  the caller must say what it knows of it
├── RateLimited      429  too often; `retry_after` says how long to wait
└── Unavailable      503  the server cannot just now
"""

from collections.abc import Sequence
from typing import ClassVar

import msgspec


class Detail(msgspec.Struct, frozen=True):
    """One faulty field: its path in the request (`profile.name`, `items[2]`) and what is wrong with it."""

    field: str
    message: str


class EduForumError(Exception):
    """Root of the tree.

    `code` is stable snake_case that programs and the client's texts depend on; `message` is English for logs and
    developers. `retry_after` is in seconds and becomes the Retry-After header.
    """

    code: str = "internal"
    status: ClassVar[int] = 500
    default_message: ClassVar[str] = "The server failed."

    def __init__(
        self,
        message: str | None = None,
        *,
        code: str | None = None,
        details: Sequence[Detail] = (),
        retry_after: float | None = None,
    ) -> None:
        self.message = message if message is not None else self.default_message
        super().__init__(self.message)
        if code is not None:
            self.code = code
        self.details = tuple(details)
        self.retry_after = retry_after


class Malformed(EduForumError):
    code = "malformed"
    status = 400
    default_message = "The request cannot be read."


class Unauthenticated(EduForumError):
    code = "unauthenticated"
    status = 401
    default_message = "Sign in first."


class Forbidden(EduForumError):
    code = "forbidden"
    status = 403
    default_message = "This is not allowed."


class NotFound(EduForumError):
    code = "not_found"
    status = 404
    default_message = "There is no such thing."


class NotAcceptable(EduForumError):
    code = "not_acceptable"
    status = 406
    default_message = "The answer has a media type that Accept rules out."


class Conflict(EduForumError):
    code = "conflict"
    status = 409
    default_message = "The state of it does not permit this now."


class Gone(EduForumError):
    code = "gone"
    status = 410
    default_message = "It is over."


class Outdated(EduForumError):
    code = "outdated"
    status = 412
    default_message = "It has changed since; If-Match names another state of it."


class TooLarge(EduForumError):
    code = "too_large"
    status = 413
    default_message = "This is too large."


class UnsupportedMediaType(EduForumError):
    code = "unsupported_media_type"
    status = 415
    default_message = "The body must be application/json."


class Invalid(EduForumError):
    code = "invalid"
    status = 422
    default_message = "Some values are wrong."


class Unconditional(EduForumError):
    code = "unconditional"
    status = 428
    default_message = "Say with If-Match which state of it is meant."


class RateLimited(EduForumError):
    code = "rate_limited"
    status = 429
    default_message = "Too many requests."


class Unavailable(EduForumError):
    code = "unavailable"
    status = 503
    default_message = "The server cannot do this just now."
