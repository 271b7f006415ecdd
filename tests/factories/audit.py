"""What the audit log says."""

from typing import Any

import httpx

from tests.factories.people import Person


async def audit_log(client: httpx.AsyncClient, admin: Person, **wanted: str) -> list[dict[str, Any]]:
    """Its entries as an administrator reads them, the newest first."""
    answer = await client.get("/api/v1/admin/audit", params=wanted, headers=admin.headers)
    assert answer.status_code == 200, answer.text
    entries: list[dict[str, Any]] = answer.json()["data"]
    return entries
