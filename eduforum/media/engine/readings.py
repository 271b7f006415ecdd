"""What the workers have counted, in terms of people, sources and slots."""

from collections.abc import Iterator

from eduforum.media.engine.state import SCREEN, Peer, Room, Shard
from eduforum.media.schemas import Kind, Sound, SourceName
from sfu_core import records


def speech(room: Room) -> dict[str, float]:
    """For how long each person has been as loud as speech, in seconds, over the microphones that they send now."""
    spoken: dict[str, float] = {}
    for source in room.sources.values():
        if not source.is_video and source.name not in SCREEN:
            stats = source.peer.room.shard.worker.producer_stats(source.handle)
            if stats is not None:
                person = source.peer.participant_id
                spoken[person] = spoken.get(person, 0.0) + stats.encodings[0].speech_ms / 1000
    return spoken


def silences(room: Room) -> dict[str, float]:
    """For how many seconds each person who ever spoke into the microphone that they send now has not."""
    found: dict[str, float] = {}
    for (person, name), source in room.sources.items():
        if name != "microphone":
            continue
        stats = source.peer.room.shard.worker.producer_stats(source.handle)
        silent = -1 if stats is None else max(encoding.silent_ns for encoding in stats.encodings)
        if silent >= 0:
            found[person] = silent / 1e9
    return found


def sounds(shard: Shard) -> Iterator[Sound]:
    """What has come from the microphones of a worker since the last call; of those that have closed meanwhile
    nothing."""
    for sound in shard.worker.sounds():
        source = shard.sources.get(sound.producer)
        if source is not None:
            peer = source.peer
            yield Sound(
                peer.room.id,
                peer.participant_id,
                (peer.connection_id, sound.producer),
                sound.at_ns / 1e9,
                sound.timestamp,
                sound.level,
                sound.payload,
            )


def encodings(peer: Peer) -> list[tuple[SourceName, records.EncodingStats]]:
    """What arrives of each source, one entry an encoding, the lowest of a source first."""
    worker = peer.room.shard.worker
    found = [(source.name, worker.producer_stats(source.handle)) for source in peer.sources.values()]
    return [(name, encoding) for name, stats in found if stats is not None for encoding in stats.encodings]


def slots(peer: Peer) -> list[tuple[Kind, records.SlotStats]]:
    """What goes out in each slot that shows something."""
    worker = peer.room.shard.worker
    found = [(slot.info.kind, worker.slot_stats(slot.handle)) for slot in peer.slots.values() if slot.shows]
    return [(kind, stats) for kind, stats in found if stats is not None]
