# One clear packet on its way through the worker: what of it matters for choosing layers and for writing it anew.
from libc.stdint cimport uint8_t
from sfu_core.dependency_descriptor cimport DdFrame, DdStructure
from sfu_core.encoding cimport Encoding
from sfu_core.layer_selector cimport Layered
from sfu_core.rtp cimport RtpHeader
from sfu_core.rtp_munger cimport Counted
from sfu_core.vp8 cimport Vp8Payload
from sfu_core.vp9 cimport Vp9Payload

# Valid for one turn of the loop.
cdef struct MediaPacket:
    const uint8_t *data
    RtpHeader header
    Encoding *encoding
    Layered layers
    Counted numbers
    int width                    # of its layer, where the packet tells it; else 0
    int height
    bint has_vp8
    bint has_vp9
    Vp8Payload vp8
    Vp9Payload vp9
    const uint8_t *descriptor    # the dependency descriptor; NULL = none that can be read
    int descriptor_size
    DdFrame frame
    int red_size                 # of RED (RFC 2198): what stands before the primary block, which `header` points to
    bint has_level               # audio
    uint8_t level                # as in the extension: voice flag and −dBov

# Reads video. A structure that the packet carries is written to `fresh`, and the packet refers to it. False: the payload
# is not what the codec's rules say.
cdef bint packet_read_video(MediaPacket *out, Encoding *e, const uint8_t *data, const RtpHeader *h,
                            DdStructure *fresh) noexcept nogil
# Reads audio, `redundant` where it is RED. `silent`: no voice is in it, whatever the level says.
cdef bint packet_read_audio(MediaPacket *out, Encoding *e, const uint8_t *data, const RtpHeader *h, bint redundant,
                            bint *silent) noexcept nogil
