"""Writes what is generated from the server's types: `docs/openapi.json` and the client's `*.gen.ts`."""

import sys
from pathlib import Path

import msgspec

from eduforum import __version__
from eduforum.web.app import declared_endpoints
from eduforum.web.openapi import client_types, document
from eduforum.web.protocol_types import protocol_types


def generated() -> dict[str, str]:
    """The text of each generated file by its path in the checkout."""
    endpoints = declared_endpoints()
    text = msgspec.json.format(msgspec.json.encode(document(endpoints, __version__)), indent=2).decode("utf-8")
    return {
        "docs/openapi.json": text + "\n",
        "client/src/core/api.gen.ts": client_types(endpoints),
        "client/src/core/protocol.gen.ts": protocol_types(),
    }


def main(root: Path) -> None:
    for name, text in generated().items():
        (root / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path.cwd())
