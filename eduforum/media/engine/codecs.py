"""Which codec a room uses.

The first of the preferred ones that everybody decodes who is or was there, programs left out: a codec that somebody
could not decode does not come back while the room is in use, as each change costs every camera a new start.
"""

from collections.abc import Iterator

from eduforum.media.engine.state import Peer, Room, Source


def admit(room: Room, peer: Peer) -> bool:
    """Take the decoders of a peer into account; True where the room's codec is another now.

    Where nothing is left that everybody decodes the codecs stay: most see then, and the slots of the others say why
    they are empty.
    """
    # A program that watches is a window of one person's, and no reason for every camera to begin anew.
    decodes = None if peer.part == "viewer" else peer.decodes()
    if decodes is None:
        return False
    common = [name for name in room.codecs if name in decodes]
    if not common:
        return False
    changed = common[0] != room.codecs[0]
    room.codecs[:] = common
    return changed


def to_change(room: Room) -> Iterator[Source]:
    """The pictures of devices that are sent in another codec than the room's and could be sent in that."""
    wanted = room.codecs[0]
    for source in room.sources.values():
        if source.peer.part == "device" and source.is_video and source.codec != wanted and wanted in source.offered:
            yield source
