"""A publisher and a player on aiortc, a WebRTC stack in Python."""

import array
import asyncio
import contextlib
import fractions
import math
import pathlib
import time

import aioice.ice
import aiortc.rtcrtpreceiver
import av
from aiortc import AudioStreamTrack, MediaStreamTrack, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc import VideoStreamTrack

import whip
from bitstream import BitstreamFile

# aioice leaves out loopback addresses, and here are no others that we may count on.
aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]


class Picture(VideoStreamTrack):
    """So many frames of changing brightness, 30 a second, and then none."""

    def __init__(self, frames: int):
        super().__init__()
        self.left = frames
        self.done = asyncio.Event()

    async def recv(self) -> av.VideoFrame:
        if self.left == 0:
            self.done.set()
            await asyncio.Event().wait()
        self.left -= 1
        frame = av.VideoFrame(320, 240, "yuv420p")
        for index, plane in enumerate(frame.planes):
            rows = (bytes([(self.left * (index + 1) + row) % 256]) * plane.line_size for row in range(plane.height))
            plane.update(b"".join(rows))
        frame.pts, frame.time_base = await self.next_timestamp()
        return frame


class Tone(AudioStreamTrack):
    """A tone of 400 Hz, paced by the silence that aiortc brings."""

    async def recv(self) -> av.AudioFrame:
        frame = await super().recv()
        samples = (int(8000 * math.sin(math.tau * 400 * n / frame.sample_rate)) for n in range(frame.samples))
        frame.planes[0].update(array.array("h", samples).tobytes())
        return frame


class Flashes(MediaStreamTrack):
    """Pictures that are white for the first tenth of each second after a moment, 30 a second, due when they are shown."""

    kind = "video"

    def __init__(self, origin: float):
        super().__init__()
        self.origin = origin
        self.count = 0
        self.size = (320, 240)

    async def recv(self) -> av.VideoFrame:
        await asyncio.sleep(max(self.origin + self.count / 30 - time.time(), 0))
        frame = av.VideoFrame(*self.size, "yuv420p")
        for plane, value in zip(frame.planes, (235 if self.count % 30 < 3 else 16, 128, 128)):
            plane.update(bytes([value]) * plane.buffer_size)
        frame.pts, frame.time_base = self.count * 3000, fractions.Fraction(1, 90000)
        self.count += 1
        return frame


class Beeps(MediaStreamTrack):
    """Sound that beeps while `Flashes` are white."""

    kind = "audio"

    def __init__(self, origin: float):
        super().__init__()
        self.origin = origin
        self.count = 0

    async def recv(self) -> av.AudioFrame:
        await asyncio.sleep(max(self.origin + self.count / 50 - time.time(), 0))
        first = self.count * 960
        frame = av.AudioFrame(format="s16", layout="mono", samples=960)
        frame.planes[0].update(array.array("h", [
            int(20000 * math.sin(math.tau * 1000 * n / 48000)) if n % 48000 < 4800 else 0
            for n in range(first, first + 960)]).tobytes())
        frame.sample_rate, frame.pts, frame.time_base = 48000, first, fractions.Fraction(1, 48000)
        self.count += 1
        return frame


@contextlib.asynccontextmanager
async def flashing(url: str, key: str | None = None, codec: str = "H264"):
    """Publishes flashes and beeps; aiortc says in sender reports what belongs together. Yields the pictures, which can be given
    another size."""
    pc = RTCPeerConnection()
    origin = time.time() + 1
    flashes = Flashes(origin)
    transceiver = pc.addTransceiver(flashes, "sendonly")
    transceiver.setCodecPreferences([
        entry for entry in RTCRtpSender.getCapabilities("video").codecs
        if entry.mimeType in (f"video/{codec}", "video/rtx")
    ])
    pc.addTransceiver(Beeps(origin), "sendonly")
    async with connected(url, pc, key):
        yield flashes


@contextlib.asynccontextmanager
async def connected(url: str, pc: RTCPeerConnection, key: str | None = None):
    """Offers a connection to a WHIP or WHEP endpoint, and ends it there and here."""
    try:
        await pc.setLocalDescription(await pc.createOffer())
        async with whip.session(url, pc.localDescription.sdp, key) as answer:
            await pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
            yield pc
    finally:
        await pc.close()


@contextlib.asynccontextmanager
async def publishing(url: str, codec: str, frames: int, key: str | None = None):
    """Publishes a tone and so many frames; yields the picture, which says when they are sent."""
    pc = RTCPeerConnection()
    picture = Picture(frames)
    transceiver = pc.addTransceiver(picture, "sendonly")
    transceiver.setCodecPreferences([
        entry for entry in RTCRtpSender.getCapabilities("video").codecs
        if entry.mimeType in (f"video/{codec}", "video/rtx")
    ])
    pc.addTransceiver(Tone(), "sendonly")
    async with connected(url, pc, key):
        yield picture


class Player:
    """Plays a stream: its video goes to a file undecoded, its sound is listened to."""

    def __init__(self, path: pathlib.Path):
        self.path = path
        self.video: BitstreamFile | None = None
        self.samples = 0
        self.peak = 0
        self.tasks: list[asyncio.Task] = []

    @contextlib.asynccontextmanager
    async def playing(self, url: str):
        """Plays for as long as the `async with` lasts."""
        pc = RTCPeerConnection()
        pc.on("track", self.listen)
        pc.addTransceiver("video", "recvonly")
        pc.addTransceiver("audio", "recvonly")
        decoder = aiortc.rtcrtpreceiver.get_decoder
        aiortc.rtcrtpreceiver.get_decoder = lambda codec: (
            Recorder(self, codec.name) if codec.mimeType.startswith("video/") else decoder(codec)
        )
        try:
            async with connected(url, pc):
                yield
        finally:
            aiortc.rtcrtpreceiver.get_decoder = decoder
            for task in self.tasks:
                task.cancel()

    def listen(self, track: MediaStreamTrack) -> None:
        """Pulls what the track has: sound is measured, and of pictures there are none."""

        async def pull() -> None:
            while True:
                frame = await track.recv()
                self.samples += frame.samples
                self.peak = max(self.peak, *map(abs, array.array("h", bytes(frame.planes[0]))))

        self.tasks.append(asyncio.create_task(pull()))

    @property
    def frames(self) -> int:
        """How many access units of video have come."""
        return self.video.count if self.video else 0


class Recorder:
    """Stands where aiortc has a decoder, and writes down what that would be given."""

    def __init__(self, player: Player, codec: str):
        player.video = self.video = BitstreamFile(player.path, codec)

    def decode(self, frame) -> list:
        self.video.append(frame.data, frame.timestamp)
        return []
