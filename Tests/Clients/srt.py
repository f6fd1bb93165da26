"""SRT beside what ffmpeg does of it: the codes of refusals, and callers that do not keep to the rules, by libsrt itself."""

import asyncio
import ctypes
import json
import pathlib
import random
import socket
import tempfile
import time
import urllib.parse

import aiohttp

import ffmpeg8
import hls as players
import recording
from child import Child
from rtmp import address, encoder

# ffmpeg's own libsrt.
LIBRARY = "libsrt-gnutls.so.1.5"
PASSPHRASE, STREAM_ID = 26, 46


class Caller:
    """A connection by libsrt."""

    library: ctypes.CDLL | None = None

    def __init__(self, ingest: str, stream_id: str, passphrase: str | None = None):
        if Caller.library is None:
            Caller.library = ctypes.CDLL(LIBRARY)
            Caller.library.srt_startup()
            Caller.library.srt_setloglevel(0)
        place = urllib.parse.urlsplit(ingest)
        self.socket = self.library.srt_create_socket()
        self.set(STREAM_ID, stream_id)
        if passphrase:
            self.set(PASSPHRASE, passphrase)
        # A sockaddr_in: its family, its port, its address, and eight octets of nothing.
        name = (socket.AF_INET.to_bytes(2, "little") + place.port.to_bytes(2, "big")
                + socket.inet_aton(place.hostname) + bytes(8))
        self.status = self.library.srt_connect(self.socket, name, len(name))
        self.rejection = 0 if self.status == 0 else self.library.srt_getrejectreason(self.socket)

    def set(self, option: int, text: str) -> None:
        self.library.srt_setsockflag(self.socket, option, text.encode(), len(text.encode()))

    def send(self, octets: bytes) -> bool:
        """Sends a message; whether it could."""
        return self.library.srt_sendmsg2(self.socket, octets, len(octets), None) == len(octets)

    def close(self) -> None:
        self.library.srt_close(self.socket)


def rejection(ingest: str, stream_id: str, passphrase: str | None = None) -> int:
    """The code with which a caller is refused; 0 when it is not."""
    caller = Caller(ingest, stream_id, passphrase)
    caller.close()
    return caller.rejection


async def srtrefused(server: str, ingest: str, key: str | None, secret: str | None) -> dict:
    """Callers that may not publish: the code of each, and what ffmpeg says. The stream `taken` has a publisher."""
    loop = asyncio.get_running_loop()

    def refused(stream_id: str, passphrase: str | None = secret):
        return loop.run_in_executor(None, rejection, ingest, stream_id, passphrase)

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        async with encoder(address(ingest, "taken", key), folder / "first", 900) as first:
            await players.watched(f"{server}/hls/taken/index.m3u8")
            async with encoder(address(ingest, "wrong", "not-the-right-key"), folder / "wrong", 900) as wrong:
                await asyncio.wait_for(wrong.process.wait(), 20)
                said = wrong.tail()
            async with encoder(address(ingest, "codec", key), folder / "codec", 900, video="mpeg2video") as other:
                await asyncio.wait_for(other.process.wait(), 30)
            codes = {
                "wrong": await refused("publish:a?key=not-the-right-key"), "missing": await refused("publish:a"),
                "general": await refused("#!::m=publish,r=a,starling_key=not-the-right-key"),
                "taken": await refused(f"publish:taken?key={key}"), "none": await refused(""),
                "name": await refused(f"publish:.name?key={key}"), "play": await refused("read:nobody"),
                "secret": await refused(f"publish:a?key={key}", "not the same at all"),
                "open": await refused(f"publish:a?key={key}", None),
            }
            async with aiohttp.ClientSession() as http:
                async with http.get(f"{server}/api/v1/sessions") as response:
                    sessions = (await response.json())["sessions"]
                one = next(each for each in sessions if each["role"] == "publisher" and each["state"] == "connected")
                async with http.get(f"{server}/metrics") as response:
                    metrics = await response.text()
                async with http.delete(f"{server}/api/v1/sessions/{one['id']}") as response:
                    response.raise_for_status()
            status = await asyncio.wait_for(first.process.wait(), 20)
        return {
            "codes": codes, "said": said, "status": status, "session": json.dumps(one),
            "metrics": [line for line in metrics.splitlines() if "srt" in line and not line.startswith("#")],
        }


async def srthostile(server: str, ingest: str, frames: int, key: str | None) -> dict:
    """Callers that send garbage, stall, and send packets that mean nothing, beside one that goes on."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        async with encoder(address(ingest, "good", key), folder / "good", frames) as good:
            await players.watched(f"{server}/hls/good/index.m3u8")
            loop = asyncio.get_running_loop()
            stream = good_stream(folder)
            ended = await asyncio.gather(*(
                loop.run_in_executor(None, misbehave, ingest, f"{name}", key, stream, deed)
                for name, deed in (("garbage", garbage), ("damaged", damaged), ("empty", empty), ("stalled", stalled))))
            await good.process.wait()
        async with aiohttp.ClientSession() as http:
            kept = await recording.finished(http, server)
        return {"ended": ended, "film": recording.packets(f"{server}{kept['mp4']}")}


def good_stream(folder: pathlib.Path) -> bytes:
    """A second of a transport stream."""
    import subprocess
    path = folder / "good.ts"
    subprocess.run([
        "ffmpeg", "-hide_banner", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=15",
        "-t", "1", "-c:v", "libx264", "-preset", "ultrafast", "-f", "mpegts", str(path),
    ], check=True)
    return path.read_bytes()


def misbehave(ingest: str, stream: str, key: str | None, good: bytes, deed) -> float:
    """Publishes a second's worth, misbehaves, and tells how long it took until the server closed the connection."""
    caller = Caller(ingest, f"publish:{stream}" + (f"?key={key}" if key else ""))
    assert caller.status == 0, caller.rejection
    for start in range(0, len(good), 1316):
        caller.send(good[start:start + 1316])
    began = time.monotonic()
    generator = random.Random(stream)
    while time.monotonic() - began < 40 and caller.library.srt_getsockstate(caller.socket) == 5:
        deed(caller, good, generator)
        time.sleep(0.05)
    caller.close()
    return time.monotonic() - began


def garbage(caller: Caller, _: bytes, generator: random.Random) -> None:
    """Octets that mean nothing."""
    caller.send(generator.randbytes(1316))


def damaged(caller: Caller, good: bytes, generator: random.Random) -> None:
    """Packets of the stream, of which a third of the octets are others."""
    start = generator.randrange(len(good) // 188) * 188
    packet = bytearray(good[start:start + 188])
    for _ in range(60):
        packet[generator.randrange(4, len(packet))] = generator.randrange(256)
    caller.send(bytes(packet))


def empty(caller: Caller, _good: bytes, _random: random.Random) -> None:
    """Packets that only fill time."""
    caller.send((b"\x47\x1f\xff\x10" + bytes(184)) * 7)


def stalled(_caller: Caller, _good: bytes, _random: random.Random) -> None:
    """Nothing."""


async def srtread(server: str, ingest: str, listen: str, frames: int, key: str | None) -> dict:
    """ffmpeg publishes so many frames; two others read them by SRT, one from the beginning on, one in the middle."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        url = f"{listen}clock"

        def reader(path: pathlib.Path, log: pathlib.Path) -> Child:
            return Child([
                "ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "warning", "-i", url, "-t", "4", "-c", "copy", "-y",
                str(path),
            ], log)

        if ingest.startswith("http:"):
            publishing = ffmpeg8.clock(f"{ingest}/whip/clock", folder / "published", frames)
        else:
            publishing = encoder(address(ingest, "clock", key), folder / "published", frames)
        async with publishing as publisher:
            await players.watched(f"{server}/hls/clock/index.m3u8")
            found = []
            for number in range(2):
                async with reader(folder / f"{number}.mkv", folder / f"reader{number}") as child:
                    status = await asyncio.wait_for(child.process.wait(), 30)
                    found.append({"status": status, "said": child.tail(), "moments": players.moments(folder / f"{number}.mkv")})
            async with aiohttp.ClientSession() as http:
                async with http.get(f"{server}/metrics") as response:
                    metrics = await response.text()
            # One who is there when the publisher goes is let go with it.
            async with reader(folder / "last.ts", folder / "last") as last:
                await publisher.process.wait()
                began = time.monotonic()
                await asyncio.wait_for(last.process.wait(), 30)
                ended = time.monotonic() - began
        return {
            "readers": found, "ended": ended,
            "metrics": [line for line in metrics.splitlines() if "srt" in line and not line.startswith("#")],
        }
