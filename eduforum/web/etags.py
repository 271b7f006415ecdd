"""Versions of things as ETags, and what If-Match says of them (RFC 9110 sections 8.8.3 and 13.1.1)."""

import re
from typing import Protocol, TypeVar

from eduforum.errors import Detail, Invalid
from eduforum.web.endpoint import Answer


class Versioned(Protocol):
    @property
    def version(self) -> int: ...


V = TypeVar("V", bound=Versioned)


def tagged(thing: V) -> Answer[V]:
    """With the version as its ETag, to be sent back in If-Match."""
    return Answer(thing, headers={"ETag": f'"{thing.version}"'})


def version_of(if_match: str | None) -> int | None:
    """The version that a change was made from, None where any will do. Raises `Invalid` for what is no ETag of ours."""
    if if_match is None or if_match == "*":
        return None
    match = re.fullmatch(r'"([0-9]{1,9})"', if_match.strip())
    if match is None:
        raise Invalid("If-Match takes one ETag of this resource.", details=[Detail("If-Match", "Not an ETag.")])
    return int(match.group(1))
