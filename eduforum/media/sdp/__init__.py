"""Session descriptions: reads a browser's offer, writes our answer (RFC 8866, RFC 9429, RFC 9143, RFC 8839).

The client offers and the server answers. An answer is always ICE-lite, bundled on one transport, and complete: every
candidate stands in it. The parser keeps what the forwarder needs and passes over the rest, so that an offer of 60 KB
costs the event loop less than a millisecond.
"""

from eduforum.media.sdp.answer import write_answer as write_answer
from eduforum.media.sdp.attributes import MAX_OFFER as MAX_OFFER
from eduforum.media.sdp.attributes import MAX_SECTIONS as MAX_SECTIONS
from eduforum.media.sdp.offer import parse_offer as parse_offer
from eduforum.media.sdp.records import INACTIVE as INACTIVE
from eduforum.media.sdp.records import Codec as Codec
from eduforum.media.sdp.records import CodecName as CodecName
from eduforum.media.sdp.records import Encoding as Encoding
from eduforum.media.sdp.records import Extensions as Extensions
from eduforum.media.sdp.records import Fingerprint as Fingerprint
from eduforum.media.sdp.records import Offer as Offer
from eduforum.media.sdp.records import Reply as Reply
from eduforum.media.sdp.records import Section as Section
