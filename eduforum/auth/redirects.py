"""Where a browser may be sent after signing in: to a page of our own and nowhere else."""

import re
from urllib.parse import unquote

MAX_LENGTH = 2048
HOME = "/"

# What an address bar gives: printable ASCII. A backslash is a slash to browsers, and they drop tabs and line ends
# before they read an address.
_ADDRESS = re.compile(r"/[!-\[\]-~]*")
_PATH_END = re.compile(r"[?#]")

# What begins with these is no page.
_NO_PAGES = {"api", ".well-known"}


def safe_next(path: str | None) -> str:
    """`path` (with query and fragment) if it is one of a page here, otherwise `HOME`.

    Refused are addresses of other places, also in shapes that only some readers take for such: `//`, `/\\`, dot
    segments that leave `//` behind, and all of these percent-encoded, however often.
    """
    if path is None or len(path) > MAX_LENGTH or _ADDRESS.fullmatch(path) is None:
        return HOME
    plain = _decoded(_PATH_END.split(path, maxsplit=1)[0])
    _, *segments = plain.split("/")
    if "\\" in plain or not plain.isprintable() or {".", ".."} & set(segments):
        return HOME
    if "" in segments[:-1] or segments[0] in _NO_PAGES:
        return HOME
    return path


def _decoded(path: str) -> str:
    while (plain := unquote(path)) != path:
        path = plain
    return path
