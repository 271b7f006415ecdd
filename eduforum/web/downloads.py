"""What goes with a file that is handed out."""

from urllib.parse import quote


def attached(name: str) -> dict[str, str]:
    """A download by this name (RFC 6266 section 4, RFC 8187)."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
