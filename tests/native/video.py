"""Video as browsers send it: real encoders, RTP payload formats in plain Python, real decoders. Nothing of the core."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import cast

import av
import numpy as np
import numpy.typing as npt

from sfu_core.records import Codec
from tests.native.peer import Rtp

MTU = 250
"""Small, so that pictures take several packets."""
TICKS = 3000
"""Of 90 kHz a picture, at 30 pictures a second."""
ENCODERS = {Codec.VP8: "libvpx", Codec.VP9: "libvpx-vp9", Codec.H264: "libx264", Codec.AV1: "libsvtav1"}
DECODERS = {Codec.VP8: "libvpx", Codec.VP9: "libvpx-vp9", Codec.H264: "h264", Codec.AV1: "libdav1d"}
TEMPORAL = (0, 2, 1, 2)
"""Layers of four pictures in a row."""

Luma = npt.NDArray[np.uint8]


def scene(number: int, width: int, height: int) -> Luma:
    """What the camera sees: a bar that moves over a slope of grey. The same at every size."""
    x = np.linspace(0.0, 1.0, width, dtype=np.float32)[None, :]
    y = np.linspace(0.0, 1.0, height, dtype=np.float32)[:, None]
    grey = 60 + 80 * y + 40 * x
    bar = np.abs(x - (number * 0.037) % 1.0) < 0.12
    return np.clip(np.where(bar, 230, grey), 16, 235).astype(np.uint8)


def error(picture: Luma, number: int) -> float:
    """Mean difference of a decoded picture from what the camera saw."""
    height, width = picture.shape
    return float(np.abs(picture.astype(np.int16) - scene(number, width, height)).mean())


def frame_of(luma: Luma, number: int) -> av.VideoFrame:
    height, width = luma.shape
    planes = np.full((height * 3 // 2, width), 128, dtype=np.uint8)
    planes[:height] = luma
    made = av.VideoFrame.from_ndarray(planes, format="yuv420p")
    made.pts = number
    return made


class Encoder:
    """One encoding of the camera. Pictures come out one by one, without delay."""

    def __init__(self, codec: Codec, width: int, height: int, *, temporal: bool = False, interval: int = 9999) -> None:
        self.size = width, height
        context = cast(av.VideoCodecContext, av.CodecContext.create(ENCODERS[codec], "w"))
        context.width, context.height, context.pix_fmt = width, height, "yuv420p"
        context.time_base, context.framerate = Fraction(1, 30), Fraction(30)
        if codec != Codec.AV1:
            context.bit_rate = width * height * 12
        context.gop_size = interval
        context.thread_count = 1
        options = {
            Codec.VP8: {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "error-resilient": "1"},
            Codec.VP9: {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "error-resilient": "1"},
            Codec.H264: {"preset": "ultrafast", "tune": "zerolatency", "forced-idr": "1"},
            Codec.AV1: {"preset": "11", "crf": "30", "svtav1-params": "pred-struct=1:lookahead=0:rtc=1:lp=1"},
        }[codec]
        if temporal:
            rates = ",".join(str(width * height * share // 1000) for share in (5, 8, 12))
            options["ts-parameters"] = (
                "ts_number_layers=3:ts_rate_decimator=4,2,1:ts_periodicity=4:ts_layer_id=0,2,1,2:ts_layering_mode=3:"
                f"ts_target_bitrate={rates}"
            )
        context.options = options
        policy, priority = os.sched_getscheduler(0), os.sched_getparam(0)
        context.open()
        # SVT-AV1 makes the thread that opens it one of real time where that is root's: nothing else would have a turn.
        os.sched_setscheduler(0, policy, priority)
        self._context = context

    def encode(self, number: int, *, keyframe: bool = False) -> Iterator[tuple[int, bytes, bool]]:
        """(number, bitstream, is a keyframe) of what is ready."""
        picture = frame_of(scene(number, *self.size), number)
        if keyframe:
            picture.pict_type = av.video.frame.PictureType.I
        for packet in self._context.encode(picture):
            yield cast(int, packet.pts), bytes(packet), packet.is_keyframe


@dataclass
class Packetiser:
    """Pictures into RTP, with the counters that the payload format has."""

    codec: Codec
    ssrc: int
    payload_type: int
    sequence: int
    clock: int
    picture: int = 0
    tl0: int = 0
    temporal: bool = False
    extensions: dict[int, bytes] = field(default_factory=dict)

    def packets(self, number: int, data: bytes, keyframe: bool) -> list[Rtp]:
        payloads = list(self._payloads(number, data, keyframe))
        made = []
        for index, payload in enumerate(payloads):
            made.append(
                Rtp(
                    self.payload_type,
                    self.sequence,
                    self.clock + number * TICKS,
                    self.ssrc,
                    payload,
                    marker=index == len(payloads) - 1,
                    extensions=self.extensions,
                )
            )
            self.sequence = (self.sequence + 1) & 0xFFFF
        self.picture = (self.picture + 1) & 0x7FFF
        return made

    def _payloads(self, number: int, data: bytes, keyframe: bool) -> Iterator[bytes]:
        if self.codec == Codec.VP8:
            yield from self._vp8(number, data)
        elif self.codec == Codec.VP9:
            yield from self._vp9(number, data, keyframe)
        elif self.codec == Codec.H264:
            yield from _h264(data)
        else:
            yield from _av1(data, keyframe)

    def _layer(self, number: int) -> int:
        layer = TEMPORAL[number % 4] if self.temporal else 0
        if layer == 0:
            self.tl0 = (self.tl0 + 1) & 0xFF
        return layer

    def _vp8(self, number: int, data: bytes) -> Iterator[bytes]:
        layer = self._layer(number)
        # Of this pattern every picture but the last needs the base layer alone.
        sync = 0x20 if number % 4 in (1, 2) else 0
        extended = struct.pack("!BBHBB", 0x80, 0xE0, 0x8000 | self.picture, self.tl0, layer << 6 | sync)
        for at in range(0, len(data), MTU):
            yield bytes([0x90 if at == 0 else 0x80]) + extended[1:] + data[at : at + MTU]

    def _vp9(self, number: int, data: bytes, keyframe: bool) -> Iterator[bytes]:
        layer = self._layer(number)
        for at in range(0, len(data), MTU):
            first = 0xA0 | (0 if keyframe else 0x40) | (8 if at == 0 else 0) | (4 if at + MTU >= len(data) else 0)
            yield struct.pack("!BHBB", first, 0x8000 | self.picture, layer << 5 | 0x10, self.tl0) + data[at : at + MTU]


def _h264(data: bytes) -> Iterator[bytes]:
    """RFC 6184: parameter sets together in front, large units in fragments."""
    units = [unit for unit in data.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1") if unit]
    sets = [unit for unit in units if unit[0] & 31 in (7, 8)]
    if sets:
        yield b"\x78" + b"".join(struct.pack("!H", len(unit)) + unit for unit in sets)
    for unit in units:
        kind = unit[0] & 31
        if kind in (6, 7, 8, 9):
            continue
        if len(unit) <= MTU:
            yield unit
            continue
        for at in range(1, len(unit), MTU):
            head = kind | (0x80 if at == 1 else 0) | (0x40 if at + MTU >= len(unit) else 0)
            yield bytes([unit[0] & 0xE0 | 28, head]) + unit[at : at + MTU]


def leb128(value: int) -> bytes:
    made = b""
    while value > 127:
        made += bytes([value & 127 | 128])
        value >>= 7
    return made + bytes([value])


def obus(data: bytes) -> Iterator[bytes]:
    """The units of a low-overhead bitstream, each without its size field."""
    at = 0
    while at < len(data):
        head, start = data[at], at + 1 + (data[at] >> 2 & 1)
        size = shift = 0
        while True:
            size |= (data[start] & 127) << shift
            shift += 7
            start += 1
            if not data[start - 1] & 128:
                break
        yield bytes([head & ~2]) + data[at + 1 : at + 1 + (head >> 2 & 1)] + data[start : start + size]
        at = start + size


def _av1(data: bytes, keyframe: bool) -> Iterator[bytes]:
    """The payload format's section 4: one element a packet, but for small ones in front of the last."""
    units = [unit for unit in obus(data) if unit[0] >> 3 & 15 != 2]
    body = b"".join(leb128(len(unit)) + unit for unit in units[:-1])
    last = units[-1]
    room = MTU - len(body)
    pieces = [last[:room]] + [last[at : at + MTU] for at in range(room, len(last), MTU)]
    for index, piece in enumerate(pieces):
        first, end = index == 0, index == len(pieces) - 1
        count = len(units) if first else 1
        head = (0 if first else 0x80) | (0 if end else 0x40) | count << 4 | (8 if keyframe and first else 0)
        yield bytes([head]) + (body if first else b"") + piece


class Decoder:
    """RTP of one stream, in order, into pictures."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._context = cast(av.VideoCodecContext, av.CodecContext.create(DECODERS[codec], "r"))
        self._context.thread_count = 1
        if codec == Codec.AV1:
            self._context.options = {"max_frame_delay": "1"}

    def decode(self, packets: list[Rtp]) -> list[Luma]:
        """The packets of one picture. Raises av.error.InvalidDataError where the decoder finds fault."""
        data = b"".join(self._strip(packets))
        return [self._luma(found) for found in self._context.decode(av.Packet(data))]

    def flush(self) -> list[Luma]:
        return [self._luma(found) for found in self._context.decode(None)]

    def _luma(self, found: av.VideoFrame) -> Luma:
        plane = found.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        return rows[: found.height, : found.width]

    def _strip(self, packets: list[Rtp]) -> Iterator[bytes]:
        if self._codec == Codec.VP8:
            return (packet.payload[6:] for packet in packets)
        if self._codec == Codec.VP9:
            return (packet.payload[5:] for packet in packets)
        if self._codec == Codec.H264:
            return _annex_b(packets)
        return _low_overhead(packets)


def _annex_b(packets: list[Rtp]) -> Iterator[bytes]:
    for payload in (packet.payload for packet in packets):
        kind = payload[0] & 31
        if kind == 24:
            at = 1
            while at < len(payload):
                size = int.from_bytes(payload[at : at + 2], "big")
                yield b"\0\0\0\1" + payload[at + 2 : at + 2 + size]
                at += 2 + size
        elif kind == 28:
            if payload[1] & 0x80:
                yield b"\0\0\0\1" + bytes([payload[0] & 0xE0 | payload[1] & 31])
            yield payload[2:]
        else:
            yield b"\0\0\0\1" + payload


def _low_overhead(packets: list[Rtp]) -> Iterator[bytes]:
    units: list[bytes] = []
    for payload in (packet.payload for packet in packets):
        elements: list[bytes] = []
        count, at = payload[0] >> 4 & 3, 1
        while at < len(payload):
            size = len(payload) - at
            if len(elements) + 1 != count:
                size, shift = 0, 0
                while True:
                    size |= (payload[at] & 127) << shift
                    shift += 7
                    at += 1
                    if not payload[at - 1] & 128:
                        break
            elements.append(payload[at : at + size])
            at += size
        if payload[0] & 0x80:
            units[-1] += elements.pop(0)
        units += elements
    yield b"\x12\0"
    for unit in units:
        extension = 1 + (unit[0] >> 2 & 1)
        yield bytes([unit[0] | 2]) + unit[1:extension] + leb128(len(unit) - extension) + unit[extension:]
