"""Events from the ring to the records that Python knows."""

from libc.stdint cimport int8_t
from libc.string cimport memcpy, memset

from sfu_core.address cimport Address, address_text
from sfu_core.context cimport (
    EVENT_DTLS,
    EVENT_ICE_LOST,
    EVENT_LAYERS_WANTED,
    EVENT_PRODUCER_STARTED,
    EVENT_SLOT_CHANGED,
    EVENT_SLOT_LAYER,
    EVENT_TRANSPORT_CLOSED,
    HandleEvent,
    IceEvent,
)

from sfu_core.records import (
    Dtls,
    IceConnected,
    IceLost,
    LayersWanted,
    ProducerStarted,
    SlotChanged,
    SlotLayer,
    TransportClosed,
)

# In the order of allocator.Reason.
_REASONS = ("top", "size", "bandwidth", "limit", "hold", "hidden", "source")


cdef object news_read(const RingRecord *record):
    cdef const HandleEvent *e = <const HandleEvent *>record.data
    cdef const IceEvent *ice
    cdef Address address
    if record.kind == EVENT_DTLS:
        return Dtls(e.handle, (<const char *>record.data)[sizeof(HandleEvent) : record.size])
    if record.kind == EVENT_SLOT_CHANGED:
        return SlotChanged(e.handle, e.other)
    if record.kind == EVENT_SLOT_LAYER:
        return SlotLayer(
            e.handle, <int8_t>(e.other & 0xFF), <int8_t>(e.other >> 8 & 0xFF), e.more >> 16, e.more & 0xFFFF,
            _REASONS[e.other >> 16 & 0xFF],
        )
    if record.kind == EVENT_LAYERS_WANTED:
        return LayersWanted(e.handle, e.other)
    if record.kind == EVENT_PRODUCER_STARTED:
        return ProducerStarted(e.handle)
    if record.kind == EVENT_ICE_LOST:
        return IceLost(e.handle)
    if record.kind == EVENT_TRANSPORT_CLOSED:
        return TransportClosed(e.handle)
    ice = <const IceEvent *>record.data
    memset(&address, 0, sizeof(address))
    address.family = ice.family
    memcpy(address.ip, ice.ip, 16)
    return IceConnected(ice.handle, address_text(&address), ice.port)
