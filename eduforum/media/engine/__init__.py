"""The event loop's side of the packet forwarder: people, connections and wishes in, commands to `sfu_core` out.

A room lives on one worker. A connection has at most one transport: the sources that it sends and the receive slots that
it offered. Packets pass by this package; what comes here are DTLS datagrams and news.
"""

from eduforum.media.engine.engine import MediaEngine as MediaEngine
from eduforum.media.engine.negotiation import AUDIO_SLOTS as AUDIO_SLOTS
