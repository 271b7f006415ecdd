"""FFmpeg's WHIP muxer, as it is in PyAV: H.264 and Opus to a WHIP endpoint until standard input ends.

    python ffmpeg.py URL TOKEN CERTIFICATE KEY

Where FFmpeg is built with GnuTLS, as here, the certificate that it makes itself is on P-224, which OpenSSL refuses: it
is given another (PEM).
"""

import sys
import threading
import time
from fractions import Fraction

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

RATE, SIZE = 15, (320, 240)


def main(url: str, token: str, certificate: str, key: str) -> None:
    ended = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    options = {"authorization": token, "cert_file": certificate, "key_file": key}
    with av.open(url, "w", format="whip", options=options) as muxer:
        video = muxer.add_stream(
            "libx264", rate=RATE, options={"tune": "zerolatency", "preset": "ultrafast", "g": "15"}
        )
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt, video.profile = *SIZE, "yuv420p", "Baseline"
        video.max_b_frames = 0
        audio = muxer.add_stream("libopus", rate=48000)
        assert isinstance(audio, AudioStream)
        audio.layout = "stereo"
        begun = time.monotonic()
        tone = (np.sin(2 * np.pi * 440 * np.arange(960) / 48000) * 8000).astype(np.int16)
        pictures = sounds = 0
        while not ended.is_set():
            due = time.monotonic() - begun
            while sounds * 960 / 48000 <= due:
                sound = av.AudioFrame.from_ndarray(np.repeat(tone, 2)[np.newaxis], "s16", "stereo")
                sound.sample_rate, sound.pts, sound.time_base = 48000, sounds * 960, Fraction(1, 48000)
                muxer.mux(audio.encode(sound))
                sounds += 1
            while pictures / RATE <= due:
                grey = np.full((SIZE[1], SIZE[0], 3), 200, np.uint8)
                grey[:20, pictures * 4 % 300 : pictures * 4 % 300 + 20] = 0
                picture = av.VideoFrame.from_ndarray(grey, "rgb24").reformat(format="yuv420p")
                picture.pts, picture.time_base = pictures, Fraction(1, RATE)
                muxer.mux(video.encode(picture))
                pictures += 1
            time.sleep(0.005)


if __name__ == "__main__":
    main(*sys.argv[1:5])
