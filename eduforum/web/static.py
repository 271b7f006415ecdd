"""The built client, from memory: hashed assets for ever, the page itself for every path that is a place in it."""

import hashlib
import logging
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import Response

from eduforum.errors import NotFound
from eduforum.web.dispatch import error_response, not_allowed

_log = logging.getLogger(__name__)

_IMMUTABLE = "public, max-age=31536000, immutable"
_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]+")
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
# What a page of ours has under these is a place of the server, never of the client.
_SERVER_PATHS = ("/api", "/ws", "/.well-known", "/healthz", "/readyz", "/metrics")
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True)
class Asset:
    """One file in each encoding that it was built in; "" is the plain one."""

    bodies: dict[str, bytes]
    media_type: str
    etag: str


class Client:
    """Answers GET and HEAD. Files under /assets carry a hash of their content in their names and never change."""

    def __init__(self, assets: Mapping[str, Asset], url: str) -> None:
        self._assets = assets
        self._socket_url = url.replace("http", "ws", 1)
        if "/index.html" not in self._assets:
            _log.warning("the client is not built, only the API is served")

    async def respond(self, request: Request) -> Response:
        path = request.url.path
        if any(path == place or path.startswith(place + "/") for place in _SERVER_PATHS):
            return error_response(NotFound())
        if request.method not in ("GET", "HEAD"):
            return not_allowed(["GET"])
        hashed = path.startswith("/assets/")
        asset = self._assets.get(path)
        if asset is None and not hashed:
            asset = self._assets.get("/index.html")
        request.scope["eduforum.route"] = "/assets" if hashed else "/"
        if asset is None:
            return error_response(NotFound())
        headers = {
            "Cache-Control": _IMMUTABLE if hashed else "no-cache",
            "Content-Security-Policy": self._policy(request),
            "Vary": "Accept-Encoding",
        }
        encoding = _chosen(request.headers.get("accept-encoding", ""), asset)
        etag = f'"{asset.etag}-{encoding or "plain"}"'
        headers["ETag"] = etag
        if encoding:
            headers["Content-Encoding"] = encoding
        if etag in [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]:
            return Response(status_code=304, headers=headers)
        return Response(asset.bodies[encoding], headers=headers, media_type=asset.media_type)

    def _policy(self, request: Request) -> str:
        sockets = [self._socket_url]
        host = request.headers.get("host", "")
        if _HOST.fullmatch(host):
            sockets.append(f"{'wss' if request.scope['scheme'] == 'https' else 'ws'}://{host}")
        return "; ".join(
            (
                "default-src 'none'",
                # WebAssembly decodes pictures of slides, finds the person before a background and takes out noise. This
                # compiles modules of ours and runs no text. Workers have the policy that their script came with (CSP
                # level 3, section 4.2.3), an audio worklet has the page's.
                "script-src 'self' 'wasm-unsafe-eval'",
                "style-src 'self'",
                "img-src 'self' data: blob:",
                "font-src 'self'",
                "media-src 'self' blob:",
                "worker-src 'self' blob:",
                "manifest-src 'self'",
                f"connect-src 'self' {' '.join(dict.fromkeys(sockets))}",
                "base-uri 'none'",
                "form-action 'self'",
                "frame-ancestors 'none'",
            )
        )


@cache
def built_client() -> Mapping[str, Asset]:
    """The client where the build puts it, in the checkout and in the wheel. Read once for the process."""
    return load_assets(resources.files("eduforum.web") / "client")


def load_assets(folder: Traversable) -> dict[str, Asset]:
    """The files below a folder by the paths that they are asked for by. Source maps stay where they are."""
    return dict(_load(folder, "/"))


def _load(folder: Traversable, prefix: str) -> list[tuple[str, Asset]]:
    if not folder.is_dir():
        return []
    found: list[tuple[str, Asset]] = []
    files = {entry.name: entry for entry in folder.iterdir()}
    for name, entry in files.items():
        if entry.is_dir():
            found += _load(entry, f"{prefix}{name}/")
        elif not name.endswith((".br", ".gz", ".map")):
            plain = entry.read_bytes()
            bodies = {"": plain}
            for encoding, suffix in _ENCODINGS:
                if name + suffix in files:
                    bodies[encoding] = files[name + suffix].read_bytes()
            digest = hashlib.sha256(plain).hexdigest()[:16]
            found.append((prefix + name, Asset(bodies, _media_type(name), digest)))
    return found


def _media_type(name: str) -> str:
    suffix = name[name.rfind(".") :]
    return _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _chosen(accepted: str, asset: Asset) -> str:
    """The first of our encodings that the client takes (RFC 9110 section 12.5.3)."""
    offers: dict[str, float] = {}
    for part in accepted.split(","):
        name, _, parameters = part.partition(";")
        quality = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", parameters)
        offers[name.strip().lower()] = float(quality.group(1)) if quality else 1.0
    for encoding, _ in _ENCODINGS:
        if encoding in asset.bodies and offers.get(encoding, offers.get("*", 0.0)) > 0:
            return encoding
    return ""
