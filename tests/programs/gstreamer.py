"""GStreamer's webrtcbin as publisher or viewer, with HTTP of its own. For the Python that has GStreamer's bindings.

    python3 gstreamer.py publish|watch URL TOKEN CODEC

Prints `answered` once the resource is there and, as a viewer, `audio N` and `video N` as N buffers have been decoded.
Ends, and deletes its resource, when standard input does.
"""

import sys
import threading
import urllib.request
from http.client import HTTPResponse
from urllib.parse import urljoin

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstWebRTC", "1.0")
gi.require_version("GstSdp", "1.0")
from gi.repository import GLib, Gst, GstSdp, GstWebRTC  # noqa: E402

VIDEO = {
    "vp8": "vp8enc deadline=1 keyframe-max-dist=30 target-bitrate=300000 ! rtpvp8pay pt=96",
    "h264": "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=30 bitrate=300 ! "
    "video/x-h264,profile=constrained-baseline ! rtph264pay pt=96 config-interval=-1 aggregate-mode=zero-latency",
}
CAPS = {
    "audio": "application/x-rtp,media=audio,encoding-name=OPUS,payload=97,clock-rate=48000",
    "vp8": "application/x-rtp,media=video,encoding-name=VP8,payload=96,clock-rate=90000",
    "h264": "application/x-rtp,media=video,encoding-name=H264,payload=96,clock-rate=90000,packetization-mode=(string)1",
}

DECODERS = {
    "OPUS": "rtpopusdepay ! opusdec",
    "VP8": "rtpvp8depay ! vp8dec",
    "H264": "rtph264depay ! h264parse ! openh264dec",
}


class Client:
    def __init__(self, act: str, url: str, token: str, codec: str) -> None:
        self.url, self.token = url, token
        self.location = ""
        self.counts = {"audio": 0, "video": 0}
        if act == "publish":
            self.pipeline = Gst.parse_launch(
                "webrtcbin name=peer bundle-policy=max-bundle "
                f"videotestsrc is-live=true ! video/x-raw,width=320,height=240,framerate=15/1 ! {VIDEO[codec]} ! "
                f"{CAPS[codec]} ! peer. "
                f"audiotestsrc is-live=true ! audioconvert ! opusenc ! rtpopuspay pt=97 ! {CAPS['audio']} ! peer."
            )
        else:
            self.pipeline = Gst.Pipeline()
            peer = Gst.ElementFactory.make("webrtcbin", "peer")
            peer.set_property("bundle-policy", GstWebRTC.WebRTCBundlePolicy.MAX_BUNDLE)
            self.pipeline.add(peer)
        self.peer = self.pipeline.get_by_name("peer")
        if act == "watch":
            direction = GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY
            for caps in (CAPS["audio"], CAPS[codec]):
                self.peer.emit("add-transceiver", direction, Gst.Caps.from_string(caps))
            self.peer.connect("pad-added", self.incoming)
        self.peer.connect("notify::ice-gathering-state", self.gathered)
        self.peer.connect("on-negotiation-needed", self.offer)

    def offer(self, peer: Gst.Element) -> None:
        peer.emit("create-offer", None, Gst.Promise.new_with_change_func(self.offered))

    def offered(self, promise: Gst.Promise) -> None:
        # What is in the reply lives as long as the reply does.
        reply = promise.get_reply()
        self.peer.emit("set-local-description", reply.get_value("offer"), Gst.Promise.new())

    def gathered(self, peer: Gst.Element, _: object) -> None:
        if peer.get_property("ice-gathering-state") == GstWebRTC.WebRTCICEGatheringState.COMPLETE:
            threading.Thread(target=self.post).start()

    def post(self) -> None:
        text = self.peer.get_property("local-description").sdp.as_text()
        answer = self.request("POST", self.url, text.encode())
        self.location = urljoin(self.url, answer.headers["Location"])
        _, message = GstSdp.SDPMessage.new_from_text(answer.read().decode())
        description = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, message)
        self.peer.emit("set-remote-description", description, Gst.Promise.new())
        print("answered", flush=True)

    def request(self, method: str, url: str, body: bytes | None = None) -> HTTPResponse:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/sdp"}
        request = urllib.request.Request(url, body, headers, method=method)
        answer: HTTPResponse = urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20)
        return answer

    def incoming(self, peer: Gst.Element, pad: Gst.Pad) -> None:
        if pad.get_direction() != Gst.PadDirection.SRC:
            return
        kind = pad.get_current_caps().get_structure(0).get_string("media")
        name = pad.get_current_caps().get_structure(0).get_string("encoding-name")
        decoder = Gst.parse_bin_from_description(
            f"queue ! {DECODERS[name]} ! fakesink name=sink sync=false async=false signal-handoffs=true", True
        )
        decoder.get_by_name("sink").connect("handoff", lambda *_: self.count(kind))
        self.pipeline.add(decoder)
        decoder.sync_state_with_parent()
        pad.link(decoder.get_static_pad("sink"))

    def count(self, kind: str) -> None:
        self.counts[kind] += 1
        if self.counts[kind] % 10 == 0:
            print(kind, self.counts[kind], flush=True)


def main() -> None:
    Gst.init(None)
    loop = GLib.MainLoop()
    client = Client(*sys.argv[1:5])
    client.pipeline.set_state(Gst.State.PLAYING)

    def wait() -> None:
        sys.stdin.read()
        if client.location:
            client.request("DELETE", client.location)
        loop.quit()

    threading.Thread(target=wait, daemon=True).start()
    loop.run()
    client.pipeline.set_state(Gst.State.NULL)


if __name__ == "__main__":
    main()
