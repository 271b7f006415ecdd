"""Queries of letters."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class MailsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`state`: `dead` are those that were given up."""

    state: Literal["waiting", "sent", "dead"] = "dead"
    cursor: str | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50
