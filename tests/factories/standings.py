"""What hosts have decided of somebody, in a room that nobody has entered since the server was started."""

import secrets

from eduforum.media import store
from eduforum.media.controls.schemas import Standing
from eduforum.media.controls.store import put_standing
from eduforum.web.app import Application
from tests.factories.people import Person


async def stand(app: Application, session_id: str, person: Person, **standing: bool) -> None:
    """Writes it as a room does; `standing`: `admitted`, `banned` or `co_host`."""
    row = put_standing(Standing(participant_id=person.id, name=person.name, **standing))
    async with app.db.transaction() as conn:
        await store.open_room(conn, session_id, 0, secrets.token_bytes(16), app.clock.now())
        await conn.execute(row.statement, session_id, 0, *row.arguments)
