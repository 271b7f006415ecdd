"""From an offer to what the worker is told and how each section is answered.

An offer of a peer connection that is new makes everything new. One that goes on keeps what has not changed, so that a
camera's new codec or a second source interrupts nothing else.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from eduforum.errors import Detail, Invalid
from eduforum.media.engine.state import CODEC_NAMES, SCREEN, Peer, Slot, Source
from eduforum.media.schemas import Kind, SourceName
from eduforum.media.sdp import INACTIVE, Codec, CodecName, Extensions, Offer, Reply, Section
from eduforum.media.slots import SlotInfo, SourceAt
from sfu_core import records

AUDIO_SLOTS = 3
"""How many voices a device hears at once; the worker chooses the loudest. The next audio slot is the screen's sound."""

KINDS: dict[str, int] = {"audio": records.AUDIO, "video": records.VIDEO}
CODECS: dict[CodecName, records.Codec] = {name: codec for codec, name in CODEC_NAMES.items()}
_DESCRIBED: frozenset[CodecName] = frozenset({"av1", "h264"})
"""Codecs whose layers nothing but the dependency descriptor tells."""

_KIND_OF: Mapping[SourceName, str] = {
    "microphone": "audio",
    "camera": "video",
    "screen": "video",
    "screen_audio": "audio",
}


def named_sources(offer: Offer, sources: Sequence[SourceAt] | None) -> dict[str, SourceName]:
    """Mid → what is sent there: as `sources` says, or the first of a kind as microphone and camera.

    Raises Invalid where `sources` names a section that is not there, of another kind, or a source twice.
    """
    if sources is None:
        return first_of_a_kind(offer, {"audio": "microphone", "video": "camera"})
    media = {section.mid: section.media for section in offer.sections}
    names: dict[str, SourceName] = {}
    faults: list[Detail] = []
    for index, said in enumerate(sources):
        if media.get(said.mid) != _KIND_OF[said.source]:
            faults.append(Detail(f"sources[{index}].mid", f"not a section of {_KIND_OF[said.source]}"))
        elif said.mid in names or said.source in names.values():
            faults.append(Detail(f"sources[{index}]", "named twice"))
        names[said.mid] = said.source
    if faults:
        raise Invalid("The sources do not fit the offer.", details=faults)
    return names


def first_of_a_kind(offer: Offer, names: Mapping[str, SourceName]) -> dict[str, SourceName]:
    """Mid → name for the first section of each kind that sends."""
    found: dict[str, SourceName] = {}
    for section in offer.sections:
        name = names.get(section.media)
        if section.sends and name is not None and name not in found.values():
            found[section.mid] = name
    return found


class Negotiation:
    """One offer on its way into a peer, and what comes and goes by it."""

    def __init__(self, peer: Peer, offer: Offer, names: Mapping[str, SourceName]) -> None:
        self.added: list[Source] = []
        self.removed: list[Source] = []
        self.new_slots: list[Slot] = []
        self.removed_slots: list[Slot] = []
        self._replies: list[Reply] = []
        self._peer = peer
        self._offer = offer
        self._names = names
        self._ssrcs = _fresh_ssrcs(offer, peer)
        self._forms: dict[int, _SlotForm] = {}

    def apply(self) -> None:
        """Tell the worker what is new; what is gone is the caller's to close. Raises BufferError where the worker is
        overrun: the peer is of no use then."""
        peer = self._peer
        sources: dict[SourceName, Source] = {}
        slots: dict[int, Slot] = {}
        number = heard = 0
        for section in self._offer.sections:
            reply = INACTIVE
            name = self._names.get(section.mid)
            if section.sends and peer.part != "viewer":
                if name is not None and name not in sources and peer.may_send:
                    sources[name], reply = self._source(section, name)
            elif section.receives or (section.sends and section.direction == "sendrecv"):
                if section.media == "video" or self._may_hear(heard):
                    of_screen = section.media == "audio" and peer.part == "device" and heard == AUDIO_SLOTS
                    slot, reply = self._slot(section, number, of_screen)
                    if slot is not None:
                        slots[number] = slot
                heard += section.media == "audio"
                number += 1
            self._replies.append(reply)
        self.removed = [source for source in peer.sources.values() if source not in sources.values()]
        self.removed_slots = [slot for slot in peer.slots.values() if slot not in slots.values()]
        peer.sources, peer.slots = sources, slots
        peer.offer, peer.replies = self._offer, self._replies
        self._agree_on_feedback()

    def _agree_on_feedback(self) -> None:
        transport_cc = any(reply.extensions.transport_cc for reply in self._replies)
        remb = any("goog-remb" in codec.feedback for reply in self._replies for codec in reply.codecs)
        self._peer.room.shard.worker.set_feedback(self._peer.transport, transport_cc, remb and not transport_cc)

    def _may_hear(self, heard: int) -> bool:
        match self._peer.part:
            case "device":
                return heard <= AUDIO_SLOTS
            case "viewer":
                return True
            case _:
                return False

    def _source(self, section: Section, name: SourceName) -> tuple[Source, Reply]:
        peer = self._peer
        codec = _sent_codec(section, peer.room.codecs)
        rids = tuple(encoding.rid for encoding in section.encodings if encoding.rid)
        extensions = _accepted(section, (codec,), rids=bool(rids))
        spec = records.ProducerSpec(
            KINDS[section.media],
            CODECS[codec.name],
            peer.room.csrc((peer.participant_id, name)),
            section.mid.encode(),
            codec.payload_type,
            codec.rtx_payload_type,
            codec.red_payload_type,
            tuple(
                records.Encoding(said.rid.encode(), said.ssrc, said.rtx_ssrc if codec.rtx_payload_type else 0)
                for said in section.encodings
            ),
            _record(extensions),
            "nack" in codec.feedback,
            name in SCREEN,
            tap=section.media == "audio" and name not in SCREEN,
        )
        reply = Reply("recvonly", (codec,), extensions, rids)
        before = peer.sources.get(name)
        if before is not None and before.spec == spec:
            return before, reply
        # Whether it is muted is told once it is in the room: until then nothing of it is to be heard or seen.
        handle = peer.room.shard.worker.create_producer(peer.transport, spec, True)
        source = Source(handle, name, peer, spec, frozenset(offered.name for offered in section.codecs))
        self.added.append(source)
        return source, reply

    def _slot(self, section: Section, number: int, of_screen: bool) -> tuple[Slot | None, Reply]:
        peer, form = self._peer, self._form(section)
        if not form.codecs:
            return None, INACTIVE
        slot = peer.slots.get(number)
        # In whichever order they are preferred: the worker takes them all alike.
        if slot is None or slot.info.mid != section.mid or set(slot.spec.codecs) != set(form.carried):
            rtx = any(codec.rtx_payload_type for codec in form.codecs)
            spec = records.SlotSpec(
                KINDS[section.media],
                next(self._ssrcs),
                next(self._ssrcs) if rtx else 0,
                section.mid.encode(),
                form.carried,
                any("nack" in codec.feedback for codec in form.codecs),
                form.record,
            )
            kind: Kind = "audio" if section.media == "audio" else "video"
            handle = peer.room.shard.worker.create_slot(peer.transport, spec)
            slot = Slot(handle, SlotInfo(number, section.mid, kind), peer, spec, of_screen)
            self.new_slots.append(slot)
        spec = slot.spec
        return slot, Reply("sendonly", form.codecs, form.extensions, (), spec.ssrc, spec.rtx_ssrc, f"slot-{number}")

    def _form(self, section: Section) -> "_SlotForm":
        form = self._forms.get(id(section.codecs))
        if form is None:
            form = self._forms[id(section.codecs)] = _slot_form(section, self._peer.room.codecs)
        return form


class _SlotForm(NamedTuple):
    """What a slot is made and answered with; the slots of an offer have it in common."""

    codecs: tuple[Codec, ...]
    extensions: Extensions
    carried: tuple[records.SlotCodec, ...]
    record: records.Extensions


def _slot_form(section: Section, preferred: Sequence[str]) -> _SlotForm:
    receivable = [codec for codec in section.codecs if codec.receivable]
    codecs = tuple(sorted(receivable, key=lambda codec: _place(codec, preferred)))
    extensions = _accepted(section, codecs, rids=False)
    carried = tuple(
        records.SlotCodec(CODECS[codec.name], codec.payload_type, codec.rtx_payload_type, codec.red_payload_type)
        for codec in codecs
    )
    return _SlotForm(codecs, extensions, carried, _record(extensions))


def _sent_codec(section: Section, preferred: Sequence[str]) -> Codec:
    """The one codec that a section is to send: the first of those that everybody decodes, else the offerer's first."""
    return min(section.codecs, key=lambda codec: _place(codec, preferred))


def _place(codec: Codec, preferred: Sequence[str]) -> int:
    return preferred.index(codec.name) if codec.name in preferred else len(preferred)


def _accepted(section: Section, codecs: tuple[Codec, ...], *, rids: bool) -> Extensions:
    """The extensions that a section is answered with: what nobody would read is left out of every packet."""
    offered = section.extensions
    transport_cc = any("transport-cc" in codec.feedback for codec in codecs) and offered.transport_cc
    return Extensions(
        mid=offered.mid,
        rid=offered.rid if rids else 0,
        repaired_rid=offered.repaired_rid if rids else 0,
        audio_level=offered.audio_level if section.media == "audio" else 0,
        abs_send_time=0 if transport_cc else offered.abs_send_time,
        transport_cc=transport_cc or 0,
        dependency_descriptor=offered.dependency_descriptor if any(c.name in _DESCRIBED for c in codecs) else 0,
    )


def _record(extensions: Extensions) -> records.Extensions:
    return records.Extensions(**msgspec.structs.asdict(extensions))


def _fresh_ssrcs(offer: Offer, peer: Peer) -> Iterator[int]:
    """Fresh SSRCs: random (RFC 3550, section 8.1), no two alike, none of the offerer's."""
    used = {0} | {ssrc for slot in peer.slots.values() for ssrc in (slot.spec.ssrc, slot.spec.rtx_ssrc)}
    for section in offer.sections:
        used |= {ssrc for said in section.encodings for ssrc in (said.ssrc, said.rtx_ssrc)}
    while True:
        ssrc = secrets.randbits(32)
        if ssrc not in used:
            used.add(ssrc)
            yield ssrc
