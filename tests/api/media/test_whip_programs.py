"""Programs that others wrote, over WHIP and WHEP: each runs where it is installed, when `make programs` asks for it.

They are not ours to make reliable: one that stalls must not fail the suite.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.factories.media import app, until
from tests.factories.rooms import Seminar
from tests.factories.whip import Publisher, Viewer

__all__ = ["app"]

PROGRAMS = Path(__file__).parents[2] / "programs"
SYSTEM_PYTHON = "/usr/bin/python3"
ASKED = os.environ.get("EDUFORUM_PROGRAMS") == "1"
_NEEDED = ("webrtcbin", "nicesink", "dtlsdec", "srtpenc", "vp8enc", "opusenc", "x264enc", "avdec_h264")


def gstreamer_is_there() -> bool:
    """GStreamer with its Python bindings and what WebRTC needs."""
    check = (
        "import gi; gi.require_version('GstWebRTC', '1.0'); from gi.repository import Gst; Gst.init(None); "
        f"assert all(map(Gst.ElementFactory.find, {_NEEDED[:-1]!r}))"
    )
    if not ASKED or not Path(SYSTEM_PYTHON).exists():
        return False
    return subprocess.run([SYSTEM_PYTHON, "-c", check], capture_output=True).returncode == 0


pytestmark = pytest.mark.skipif(not ASKED, reason="make programs runs these")
needs_gstreamer = pytest.mark.skipif(not gstreamer_is_there(), reason="GStreamer's webrtcbin is not installed")
needs_whip_client = pytest.mark.skipif(shutil.which("whip-client") is None, reason="simple-whip-client is missing")
needs_whip_muxer = pytest.mark.skipif("whip" not in av.formats_available, reason="PyAV has no WHIP muxer")


class Output:
    """What a program has printed."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def says(self, word: str) -> Callable[[], bool]:
        return lambda: any(line.startswith(word) for line in self.lines)


@asynccontextmanager
async def running(*command: str) -> AsyncIterator[Output]:
    """A program, until its standard input ends."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    output = Output()

    async def read(lines: asyncio.StreamReader) -> None:
        async for line in lines:
            output.lines.append(line.decode(errors="replace").rstrip())

    reader = asyncio.create_task(read(process.stdout))
    try:
        yield output
        process.stdin.close()
        async with asyncio.timeout(10):
            await process.wait()
    except BaseException:
        print("\n".join(output.lines[-40:]))
        raise
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        await reader


def gstreamer(seminar: Seminar, act: str, kind: str, codec: str) -> list[str]:
    token = seminar.professor.access_token
    return [SYSTEM_PYTHON, str(PROGRAMS / "gstreamer.py"), act, endpoint(seminar, kind), token, codec]


def endpoint(seminar: Seminar, kind: str) -> str:
    origin = seminar.url.replace("ws://", "http://").removesuffix("/ws/v1/room")
    return f"{origin}/api/v1/sessions/{seminar.session['id']}/{kind}"


def publishers(seminar: Seminar) -> float:
    """How many resources there are."""
    return seminar.app.metrics.registry.get_sample_value("eduforum_whip_publishers") or 0.0


@needs_gstreamer
@pytest.mark.parametrize("codec", ["VP8", "H264"])
async def test_gstreamer_publishes(seminar: Seminar, codec: str) -> None:
    student = await seminar.person()
    async with Viewer(seminar, student, codec=codec) as viewer:
        async with running(*gstreamer(seminar, "publish", "whip", codec.lower())):
            await until(lambda: viewer.pictures[0].frames > 5 and viewer.heard[0].level > 500)
        await until(lambda: publishers(seminar) == 0)


@needs_gstreamer
@pytest.mark.parametrize("codec", ["VP8", "H264"])
async def test_gstreamer_watches(seminar: Seminar, codec: str) -> None:
    student = await seminar.person()
    async with (
        Publisher(seminar, student, codec=codec),
        running(*gstreamer(seminar, "watch", "whep", codec.lower())) as player,
    ):
        await until(player.says("audio"))
        await until(player.says("video"))


@needs_whip_client
async def test_simple_whip_client_publishes(seminar: Seminar, tmp_path: Path) -> None:
    student = await seminar.person()
    library = tmp_path / "libgupnp-igd-1.0.so.4"
    source = str(PROGRAMS / "without_upnp.c")
    subprocess.run(["cc", "-shared", "-fPIC", f"-Wl,-soname,{library.name}", "-o", str(library), source], check=True)
    command = [
        "env", f"LD_LIBRARY_PATH={tmp_path}",
        "whip-client",
        "--url", endpoint(seminar, "whip"),
        "--token", seminar.professor.access_token,
        "--audio", "audiotestsrc is-live=true ! audioconvert ! opusenc ! rtpopuspay pt=100 ssrc=1 ! "
        "application/x-rtp,media=audio,encoding-name=OPUS,payload=100",
        "--video", "videotestsrc is-live=true ! video/x-raw,width=320,height=240,framerate=15/1 ! "
        "vp8enc deadline=1 keyframe-max-dist=30 ! rtpvp8pay pt=96 ssrc=2 ! "
        "application/x-rtp,media=video,encoding-name=VP8,payload=96",
    ]  # fmt: skip
    async with Viewer(seminar, student) as viewer:
        # It ends by a signal alone.
        async with running("sh", "-c", '"$@" & pid=$!; cat > /dev/null; kill -INT $pid; wait $pid', "sh", *command):
            await until(lambda: viewer.pictures[0].frames > 5 and viewer.heard[0].level > 500)
        await until(lambda: publishers(seminar) == 0)


@needs_whip_muxer
async def test_ffmpeg_publishes(seminar: Seminar, tmp_path: Path) -> None:
    student = await seminar.person()
    command = [sys.executable, str(PROGRAMS / "ffmpeg.py"), endpoint(seminar, "whip"), seminar.professor.access_token]
    async with Viewer(seminar, student, codec="H264") as viewer:
        async with running(*command, *certificate_files(tmp_path)):
            await until(lambda: viewer.pictures[0].frames > 5 and viewer.heard[0].level > 500)
        await until(lambda: publishers(seminar) == 0)


def certificate_files(folder: Path) -> tuple[str, str]:
    """A certificate on P-256 and its key, as PEM files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "publisher")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(folder / "certificate.pem"), str(folder / "key.pem")
