"""A WHEP server on aiortc, honest or with a fault, for the load tester to find out."""

import asyncio
import json
import pathlib
import struct
import tempfile

import aiortc.rtcdtlstransport
import aiortc.rtcrtpsender
from aiohttp import web
from aiortc import RTCPeerConnection, RTCRtpSender, RTCSessionDescription

from peers import Picture, Tone

FOREVER = 1_000_000


class Fault:
    """What is done to packets before they are sealed: nothing."""

    answers_nack = True

    def change(self, packet: bytes) -> bytes | None:
        return packet


class Drop(Fault):
    """Every 50th packet is lost, and nobody sends it again."""

    answers_nack = False

    def __init__(self):
        self.count = 0

    def change(self, packet: bytes) -> bytes | None:
        self.count += 1
        return None if self.count % 50 == 0 else packet


class Times(Fault):
    """Timestamps of video run at half of their pace."""

    def change(self, packet: bytes) -> bytes | None:
        if not is_video(packet):
            return packet
        return packet[:4] + struct.pack("!L", struct.unpack("!L", packet[4:8])[0] // 2) + packet[8:]


class Keyframes(Fault):
    """Keyframes are made to look like any other frame (RFC 6386, section 9.1: the first bit of a frame)."""

    def change(self, packet: bytes) -> bytes | None:
        start = payload_start(packet)
        if not is_video(packet) or packet[start] & 0x17 != 0x10:
            return packet
        offset = start + descriptor_size(packet[start:])
        return packet[:offset] + bytes([packet[offset] | 1]) + packet[offset + 1:]


class Damage(Fault):
    """Every tenth frame says that its first part is longer than itself (RFC 6386, section 9.1): only decoders look at that."""

    def __init__(self):
        self.count = 0

    def change(self, packet: bytes) -> bytes | None:
        start = payload_start(packet)
        if not is_video(packet) or packet[start] & 0x17 != 0x10:
            return packet
        offset = start + descriptor_size(packet[start:])
        self.count += 1
        # Keyframes are left alone.
        if packet[offset] & 1 == 0 or self.count % 10:
            return packet
        return packet[:offset] + bytes([packet[offset] | 0xE0, 0xFF, 0xFF]) + packet[offset + 3:]


FAULTS = {"none": Fault, "drop": Drop, "times": Times, "keyframes": Keyframes, "damage": Damage}


def payload_start(packet: bytes) -> int:
    """Behind the header and its extensions (RFC 3550, section 5.1)."""
    start = 12 + 4 * (packet[0] & 15)
    if packet[0] & 0x10:
        start += 4 + 4 * struct.unpack("!H", packet[start + 2:start + 4])[0]
    return start


def is_video(packet: bytes) -> bool:
    """Opus has the first payload type of aiortc, VP8 one above."""
    return packet[1] & 0x7F != Served.audio_type


def descriptor_size(payload: bytes) -> int:
    """RFC 7741, section 4.2."""
    size = 1
    if payload[0] & 0x80:
        size = 2
        flags = payload[1]
        if flags & 0x80:
            size += 2 if payload[2] & 0x80 else 1
        size += bool(flags & 0x40) + bool(flags & 0x30)
    return size


class Served:
    """The connections of one server."""

    audio_type = -1

    def __init__(self):
        self.open: dict[str, RTCPeerConnection] = {}

    async def post(self, request: web.Request) -> web.Response:
        pc = RTCPeerConnection()
        name = str(len(self.open))
        self.open[name] = pc
        for track in (Tone(), Picture(FOREVER)):
            pc.addTrack(track)
        vp8 = [codec for codec in RTCRtpSender.getCapabilities("video").codecs if codec.name == "VP8"]
        for transceiver in pc.getTransceivers():
            if transceiver.kind == "video":
                transceiver.setCodecPreferences(vp8)
        await pc.setRemoteDescription(RTCSessionDescription(await request.text(), "offer"))
        await pc.setLocalDescription(await pc.createAnswer())
        lines = pc.localDescription.sdp.splitlines()
        Served.audio_type = next(int(line[9:].split()[0]) for line in lines if "opus/48000" in line)
        return web.Response(
            status=201, text=pc.localDescription.sdp, content_type="application/sdp",
            headers={"Location": f"/whep/{name}"})

    async def delete(self, request: web.Request) -> web.Response:
        await self.open.pop(request.match_info["name"]).close()
        return web.Response()


def break_with(fault: Fault) -> None:
    """Puts a fault between aiortc's packetizer and its cipher."""
    transport = aiortc.rtcdtlstransport.RTCDtlsTransport
    send = transport._send_rtp

    async def send_rtp(self, data: bytes) -> None:
        is_media = not 64 <= data[1] & 0x7F <= 95
        changed = fault.change(data) if is_media else data
        if changed is not None:
            await send(self, changed)

    transport._send_rtp = send_rtp
    if not fault.answers_nack:
        async def retransmit(self, sequence_number: int) -> None:
            pass

        aiortc.rtcrtpsender.RTCRtpSender._retransmit = retransmit


async def foreign(tester: str, fault: str, viewers: int, seconds: float, expect: str | None) -> dict:
    """The load tester plays from such a server; what it reported, and its exit status."""
    break_with(FAULTS[fault]())
    served = Served()
    app = web.Application()
    app.router.add_post("/whep", served.post)
    app.router.add_delete("/whep/{name}", served.delete)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        process = await asyncio.create_subprocess_exec(
            tester, "--whep", f"http://127.0.0.1:{port}/whep", "--viewers", str(viewers), "--ramp", "1s",
            "--duration", f"{seconds}s", "--verify", "1", "--decode", "yes", "--json", str(report),
            *(["--expect", expect] if expect else []),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
        said, _ = await process.communicate()
        text = report.read_text() if report.exists() else "{}"
    await runner.cleanup()
    return {"status": process.returncode, "said": said.decode(), "report": json.loads(text)}
