"""How well prepared slides can be read, each file measured once, in a process of its own."""

import asyncio
import logging
import sys
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import msgspec

from eduforum.errors import EduForumError
from eduforum.learning.rehearsal import legibility
from eduforum.learning.rehearsal.legibility import SmallPage
from eduforum.learning.slides.store import Kept

PATIENCE = 120.0
"""What one file may take, in seconds: 500 pages of text take some ten."""

KEPT = 500
"""Of so many files it is remembered what was found."""

SmallPages = tuple[SmallPage, ...]

_log = logging.getLogger(__name__)


class SlideMeter:
    """Reading a PDF in Python would stop everything else of the process now and then, and a document can be made so
    that it is never over."""

    def __init__(self, read: Callable[[Kept], AsyncIterator[bytes]], *, patience: float = PATIENCE) -> None:
        """`read` gives the bytes of a deck."""
        self._read = read
        self._patience = patience
        # One at a time: it takes a processor.
        self._turn = asyncio.Semaphore(1)
        self._known: OrderedDict[str, SmallPages] = OrderedDict()

    async def small_pages(self, kept: Kept) -> SmallPages | None:
        """The pages that are too small on a phone; None where that cannot be found out."""
        async with self._turn:
            if kept.file_id not in self._known:
                try:
                    self._known[kept.file_id] = await self._measure(kept)
                except (EduForumError, OSError, TimeoutError, msgspec.DecodeError) as error:
                    _log.warning("slides could not be measured", extra={"deck_id": kept.deck.id, "why": repr(error)})
                    return None
                if len(self._known) > KEPT:
                    self._known.popitem(last=False)
            return self._known[kept.file_id]

    async def _measure(self, kept: Kept) -> SmallPages:
        data = b"".join([chunk async for chunk in self._read(kept)])
        # By its path: in isolation nothing but what is installed can be imported by name.
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-I", legibility.__file__, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        try:
            async with asyncio.timeout(self._patience):
                told, _ = await child.communicate(data)
        except BaseException:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()
            raise
        return msgspec.json.decode(told, type=SmallPages)
