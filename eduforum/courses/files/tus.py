"""Headers of resumable uploads: tus 1.0.0, the core protocol with creation and termination (tus.io/protocols)."""

import re
from base64 import b64decode
from binascii import Error as Base64Error

from eduforum.errors import Malformed, Outdated

VERSION = "1.0.0"
EXTENSIONS = "creation,termination"
CHUNK = "application/offset+octet-stream"

_NUMBER = re.compile(r"[0-9]{1,16}", re.ASCII)
# A key is printable ASCII without space and comma.
_KEY = re.compile(r"[!-+\--~]{1,100}", re.ASCII)
_MAX_PAIRS = 32
_MAX_METADATA = 8192


def check_version(header: str | None) -> None:
    """Raises `Outdated` `tus_version` where the client speaks another version: the answer names ours."""
    if header != VERSION:
        raise Outdated(f"Tus-Resumable must be {VERSION}.", code="tus_version")


def parse_number(name: str, header: str | None) -> int:
    """Upload-Length or Upload-Offset, in bytes. Raises `Malformed`."""
    if header is None or not _NUMBER.fullmatch(header):
        raise Malformed(f"{name} must be a number of bytes.")
    return int(header)


def parse_metadata(header: str | None) -> dict[str, str]:
    """Upload-Metadata: pairs of a key and a value in base64, separated by commas; a value may be left out.

    Values are UTF-8 here. Raises `Malformed` for what is not well formed, a repeated key, more than 32 pairs.
    """
    if header is None or not header.strip():
        return {}
    if len(header) > _MAX_METADATA:
        raise Malformed("Upload-Metadata is too long.")
    pairs = header.split(",")
    if len(pairs) > _MAX_PAIRS:
        raise Malformed("Upload-Metadata has too many keys.")
    values: dict[str, str] = {}
    for pair in pairs:
        key, _, encoded = pair.strip(" ").partition(" ")
        if not _KEY.fullmatch(key) or key in values:
            raise Malformed("Upload-Metadata has a key that is none, or has one twice.")
        values[key] = _decoded(encoded)
    return values


def _decoded(encoded: str) -> str:
    try:
        return b64decode(encoded.encode("ascii"), validate=True).decode("utf-8")
    except (Base64Error, UnicodeError, ValueError):
        raise Malformed("Upload-Metadata has a value that is not base64 of UTF-8.") from None
