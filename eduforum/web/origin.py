"""Which pages are our own: what the Origin header of a browser's request must say (RFC 6454)."""

from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


class OwnOrigin:
    """The origin that the settings name, and the one that the request itself was sent to.

    The Host header may serve for the latter: a page of another site cannot forge it, and cookies go by it.
    """

    def __init__(self, public_url: str | None) -> None:
        self._public = _parts(public_url) if public_url else None

    def matches(self, origin: str | None, host: str | None, *, secure: bool) -> bool:
        """Whether `origin` is ours. An absent one is not; "null" is not."""
        given = _parts(origin) if origin else None
        if given is None:
            return False
        if given == self._public:
            return True
        return host is not None and given == _parts(f"{'https' if secure else 'http'}://{host}")


def _parts(url: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            return None
        return parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme]
    except ValueError:
        return None
