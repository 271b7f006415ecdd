"""SDP fragments (RFC 8840, section 9): how WHIP and WHEP clients trickle and restart ICE (RFC 9725, section 4.3).

The server is ICE-lite and learns a client's addresses from its checks, so candidates are read for their form alone.
"""

import re
from typing import NamedTuple, NoReturn

from eduforum.errors import Detail, Invalid

MEDIA_TYPE = "application/trickle-ice-sdpfrag"

MAX_FRAGMENT = 64 * 1024
"""Bytes of a fragment."""
MAX_CANDIDATES = 256

_UFRAG = re.compile(r"[A-Za-z0-9+/]{4,64}")
_PWD = re.compile(r"[A-Za-z0-9+/]{22,256}")
# RFC 8839, section 5.1: foundation, component, transport, priority, address, port, type; extensions follow.
_CANDIDATE = re.compile(
    r"[A-Za-z0-9+/]{1,32} \d{1,5} [!-~]{1,16} \d{1,10} [!-~]{1,253} \d{1,5} typ [!-~]{1,16}(?: [ -~]*)?"
)
_LINE = re.compile(r"[a-z]=[^\r\n]*")


class Fragment(NamedTuple):
    """ICE credentials, both empty where the fragment has none, and how many candidates stood in it."""

    ufrag: str
    pwd: str
    candidates: int


def parse_fragment(text: str) -> Fragment:
    """Raises Invalid `bad_fragment`, with the attribute at fault in its details."""
    if len(text) > MAX_FRAGMENT:
        _refuse("fragment", f"longer than {MAX_FRAGMENT} bytes")
    credentials: dict[str, str] = {}
    candidates = 0
    for line in text.replace("\r\n", "\n").rstrip("\n").split("\n") if text else ():
        if not _LINE.fullmatch(line):
            _refuse("fragment", "a line that is none of SDP")
        name, _, value = line[2:].partition(":")
        if line[0] != "a":
            continue
        if name == "candidate":
            candidates += 1
            if candidates > MAX_CANDIDATES:
                _refuse("candidate", f"more than {MAX_CANDIDATES} candidates")
            if not _CANDIDATE.fullmatch(value):
                _refuse("candidate", "malformed")
        elif name in ("ice-ufrag", "ice-pwd"):
            if not (_UFRAG if name == "ice-ufrag" else _PWD).fullmatch(value):
                _refuse(name, "malformed")
            # A bundle has one transport: its sections can only repeat themselves.
            if credentials.setdefault(name, value) != value:
                _refuse(name, "differs between sections")
    if len(credentials) == 1:
        _refuse("ice-pwd" if "ice-ufrag" in credentials else "ice-ufrag", "missing")
    return Fragment(credentials.get("ice-ufrag", ""), credentials.get("ice-pwd", ""), candidates)


def write_fragment(answer: str, ufrag: str, pwd: str) -> str:
    """The fragment that answers an ICE restart: the transport of `answer`, an answer of ours, with new credentials."""
    session, _, rest = answer.partition("\r\nm=")
    section = rest.partition("\r\nm=")[0].split("\r\n")
    lines = [line for line in session.split("\r\n") if line.startswith(("a=ice-lite", "a=group:"))]
    lines.append("m=" + section[0])
    lines += [line for line in section if line.startswith("a=mid:")]
    lines += [f"a=ice-ufrag:{ufrag}", f"a=ice-pwd:{pwd}"]
    lines += [line for line in section if line.startswith(("a=candidate:", "a=end-of-candidates"))]
    return "\r\n".join([*lines, ""])


def _refuse(field: str, message: str) -> NoReturn:
    details = [Detail(field, message)]
    raise Invalid(f"The fragment cannot be used: {field}: {message}", code="bad_fragment", details=details)
