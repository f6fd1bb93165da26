"""Recordings: ffmpeg publishes, and somebody watches what was kept of it."""

import asyncio
import io
import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
from datetime import datetime

import aiohttp
import av
import m3u8

import ffmpeg8
import hls
import peers


async def recorded(server: str, frames: int, key: str | None) -> dict:
    """ffmpeg publishes so many frames to a stream that is recorded; what is kept is played as HLS, as DASH and as a film."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        async with ffmpeg8.clock(f"{server}/whip/clock", folder / "published", frames, key) as publisher:
            await publisher.process.wait()
        async with aiohttp.ClientSession() as http:
            recording = await finished(http, server)
            url = f"{server}{recording['hls']}"
            async with http.get(url) as response:
                master = m3u8.loads(await response.text(), uri=url)
            async with http.get(master.playlists[0].absolute_uri) as response:
                video = m3u8.loads(await response.text(), uri=master.playlists[0].absolute_uri)
        return {
            "state": recording["state"], "seconds": recording["seconds"], "lost": recording["lostSeconds"],
            "segments": len(video.segments), "length": sum(segment.duration for segment in video.segments),
            "type": video.playlist_type,
            "hls": packets(url), "dash": packets(f"{server}{recording['dash']}"),
            "film": packets(f"{server}{recording['mp4']}"),
        }


async def pictures(server: str, frames: int, key: str | None) -> dict:
    """ffmpeg publishes so many frames, whose keyframes are white, to a stream that is recorded; what pictures there are of the
    stream while it is live, and of what was kept."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        async with ffmpeg8.clock(f"{server}/whip/clock", folder / "published", frames, key) as publisher:
            async with aiohttp.ClientSession() as http:
                live = await shown(http, f"{server}/hls/clock/poster.jpg")
            await publisher.process.wait()
    async with aiohttp.ClientSession() as http:
        recording = await finished(http, server)
        base = f"{server}/vod/{recording['video']}"
        async with http.get(f"{base}/sprite.vtt") as response:
            track, kind = await response.text(), response.content_type
        cues = re.findall(r"\n\n([\d:.]+) --> ([\d:.]+)\nsprite.jpg#xywh=(\d+),(\d+),(\d+),(\d+)", track)
        return {
            "live": live, "poster": await shown(http, f"{base}/poster.jpg"),
            "sprite": await shown(http, f"{base}/sprite.jpg"), "track": kind,
            "cues": [[seconds(cue[0]), seconds(cue[1]), *map(float, cue[2:])] for cue in cues],
            "seconds": recording["seconds"],
        }


async def shown(http: aiohttp.ClientSession, url: str) -> dict:
    """A picture, asked for until it is there: what it is, its size, and how bright the middle of its left upper quarter is."""
    while True:
        async with http.get(url) as response:
            body = await response.read()
            if response.status == 200:
                break
        await asyncio.sleep(0.2)
    with av.open(io.BytesIO(body), format="jpeg_pipe") as file:
        frame = next(file.decode(video=0))
        grey = frame.reformat(format="gray").planes[0]
        return {
            "type": response.content_type, "width": frame.width, "height": frame.height,
            "brightness": bytes(grey)[frame.height // 4 * grey.line_size + frame.width // 4],
        }


def seconds(time: str) -> float:
    """The seconds of a time of WebVTT."""
    hours, minutes, rest = time.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


async def together(server: str, seconds: float, key: str | None) -> dict:
    """aiortc, which sends sender reports, publishes flashes and beeps; how far apart they are in the film that is kept."""
    async with peers.flashing(f"{server}/whip/clock", key):
        await asyncio.sleep(seconds)
    async with aiohttp.ClientSession() as http:
        recording = await finished(http, server)
        with tempfile.TemporaryDirectory() as name:
            film = pathlib.Path(name) / "film.mp4"
            async with http.get(f"{server}{recording['mp4']}") as response:
                film.write_bytes(await response.read())
            return hls.moments(film)


async def finished(http: aiohttp.ClientSession, server: str) -> dict:
    """The newest recording once it has ended."""
    while True:
        async with http.get(f"{server}/api/v1/recordings") as response:
            recordings = (await response.json())["recordings"]
        if recordings and recordings[0]["state"] != "recording":
            return recordings[0]
        await asyncio.sleep(0.1)


def packets(url: str) -> dict:
    """How many packets ffprobe finds of each kind, how long they are, and what it complains of."""
    probe = subprocess.run(
        ["ffprobe", "-v", "warning", "-of", "json", "-show_entries",
         "packet=codec_type,pts_time,duration_time:format=duration", url],
        capture_output=True, text=True, check=False, timeout=60)
    found = json.loads(probe.stdout or "{}").get("packets", [])
    times = {kind: [float(packet["pts_time"]) for packet in found if packet["codec_type"] == kind]
             for kind in ("video", "audio")}
    return {
        "video": len(times["video"]), "audio": len(times["audio"]),
        "seconds": max(times["video"], default=0) - min(times["video"], default=0),
        "skew": (min(times["video"], default=0) - min(times["audio"], default=0)),
        "complaints": [line for line in probe.stderr.splitlines() if "duplicated MOOV" not in line],
    }


async def killed(server: str, pid: int, seconds: float, key: str | None) -> dict:
    """ffmpeg publishes to a stream that is recorded, and the server is killed so long after the first segment was there; up to
    when players had media by then."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        async with ffmpeg8.publisher(f"{server}/whip/clock", folder / "published", key):
            async with aiohttp.ClientSession() as http:
                while True:
                    async with http.get(f"{server}/hls/clock/index.m3u8") as response:
                        if response.status == 200:
                            break
                    await asyncio.sleep(0.1)
                await asyncio.sleep(seconds)
                texts = []
                for kind in ("video", "audio"):
                    async with http.get(f"{server}/hls/clock/{kind}/index.m3u8") as response:
                        texts.append(await response.text())
                os.kill(pid, signal.SIGKILL)
    return {"ends": [end(text) for text in texts], "part": float(re.search(r"PART-TARGET=([\d.]+)", texts[0])[1])}


def end(playlist: str) -> float:
    """When the last part of a playlist ends, in seconds since 1970."""
    before, last = playlist.rsplit("#EXT-X-PROGRAM-DATE-TIME:", 1)
    date = datetime.fromisoformat(last.split("\n", 1)[0].replace("Z", "+00:00")).timestamp()
    return date + sum(float(length) for length in re.findall(r"#EXT-X-PART:DURATION=([\d.]+)", last))


async def kept(server: str, key: str | None) -> dict:
    """What a server that has started anew has of recordings: up to when each track goes, and what ffprobe says of its files."""
    async with aiohttp.ClientSession() as http:
        recording = await finished(http, server)
        ends = []
        for kind in ("video", "audio"):
            async with http.get(f"{server}/vod/{recording['video']}/{kind}.m3u8") as response:
                text = await response.text()
            date = re.search("#EXT-X-PROGRAM-DATE-TIME:(.*)", text)[1]
            begin = datetime.fromisoformat(date.replace("Z", "+00:00")).timestamp()
            ends.append(begin + sum(float(length) for length in re.findall(r"#EXTINF:([\d.]+)", text)))
    return {
        "state": recording["state"], "ends": ends, "film": packets(f"{server}{recording['mp4']}"),
        "files": [packets(f"{server}/vod/{recording['video']}/{kind}-0.mp4") for kind in ("video", "audio")],
    }
