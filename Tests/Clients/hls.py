"""HLS as players that are no browser see it: ffmpeg plays a stream to its end, and its playlists are read by another parser."""

import array
import asyncio
import json
import pathlib
import statistics
import subprocess
import tempfile
import time
from datetime import datetime
from xml.etree import ElementTree

import aiohttp
import av
import m3u8

import ffmpeg8
import scenarios
from browser import Chromium
from child import Child
from player import LAYERED, publish


async def hls(server: str, frames: int, key: str | None) -> dict:
    """ffmpeg publishes so many frames with a flash and a beep each second; Debian's ffmpeg plays them as HLS."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        url = f"{server}/hls/clock/index.m3u8"
        async with ffmpeg8.clock(f"{server}/whip/clock", folder / "published", frames, key):
            playlists = await watched(url)
            recording = folder / "played.mkv"
            async with Child([
                "ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "warning", "-live_start_index", "0",
                "-i", url, "-c", "copy", str(recording),
            ], folder / "player") as player:
                status = await player.process.wait()
        return playlists | moments(recording) | {
            "status": status, "complaints": (folder / "player").read_text(errors="replace").splitlines(),
        }


async def watched(url: str) -> dict:
    """What another parser reads of a live stream's playlists, and how the first answer came."""
    loop = asyncio.get_running_loop()
    async with aiohttp.ClientSession() as http:
        began = loop.time()
        while True:
            async with http.get(url) as response:
                text = await response.text()
                if response.status == 200:
                    break
                await asyncio.sleep(0.1)
        waited = loop.time() - began
        master = m3u8.loads(text, uri=url)
        media = {}
        for entry in [master.playlists[0], *master.media]:
            async with http.get(entry.absolute_uri) as response:
                media[entry.uri] = m3u8.loads(await response.text(), uri=entry.absolute_uri)
        video = media[master.playlists[0].uri]
        blocked = await blocking(http, master.playlists[0].absolute_uri, video)
    return {
        "waited": waited,
        "codecs": master.playlists[0].stream_info.codecs,
        "resolution": list(master.playlists[0].stream_info.resolution or ()),
        "renditions": len(media),
        "partTarget": video.part_inf.part_target if video.part_inf else None,
        "segments": len(video.segments),
        "blocked": blocked,
    }


async def blocking(http: aiohttp.ClientSession, url: str, playlist: m3u8.M3U8) -> list[float]:
    """Asks ten times for the part after the last, as a low-latency player does, and for its bytes; how long each took."""
    loop = asyncio.get_running_loop()
    times = []
    for _ in range(10):
        hint = playlist.preload_hint
        # Names are epoch-segment.part.m4s.
        segment, part = hint.uri.rsplit("-", 1)[1].split(".")[:2]
        began = loop.time()
        async with http.get(hint.absolute_uri) as response:
            await response.read()
            # Where the segment ends first there is no such part.
            if response.status != 404:
                response.raise_for_status()
        async with http.get(f"{url}?_HLS_msn={segment}&_HLS_part={part}") as response:
            response.raise_for_status()
            playlist = m3u8.loads(await response.text(), uri=url)
        times.append(loop.time() - began)
    return times


def moments(path: pathlib.Path) -> dict:
    """How many frames a recording has, when they are shown, and how far its beeps are from its flashes."""
    probe = subprocess.run(
        ["ffprobe", "-v", "error", "-of", "json", "-show_entries", "stream=codec_type,codec_name", str(path)],
        capture_output=True, text=True, check=False)
    flashes, beeps, shown, was_bright, was_loud = [], [], [], False, False
    with av.open(str(path)) as file:
        for frame in file.decode(file.streams.video[0], file.streams.audio[0]):
            if isinstance(frame, av.VideoFrame):
                shown.append(frame.time)
                bright = bytes(frame.planes[0])[0] > 128
                if bright and not was_bright:
                    flashes.append(frame.time)
                was_bright = bright
            else:
                was_loud = hear(frame, beeps, was_loud)
    # One of the two may begin before the other, or end after it.
    both = [flash for flash in flashes[1:-1] if beeps and beeps[0] - 0.5 < flash < beeps[-1] + 0.5]
    skews = [min(beeps, key=lambda beep: abs(beep - flash)) - flash for flash in both]
    gaps = [later - earlier for earlier, later in zip(shown, shown[1:])]
    return {
        "streams": [entry["codec_name"] for entry in json.loads(probe.stdout or "{}").get("streams", [])],
        "decoded": len(shown),
        "duration": shown[-1] - shown[0] if shown else 0,
        "longestGap": max(gaps, default=0),
        "beeps": len(beeps),
        "skew": statistics.median(skews) if skews else None,
        "worstSkew": max(map(abs, skews), default=None),
    }


def hear(frame: av.AudioFrame, beeps: list[float], was_loud: bool) -> bool:
    """Notes when a beep begins, to the millisecond, which must follow half a second of silence."""
    # Opus is decoded to floating point, a plane a channel.
    samples = array.array("f", bytes(frame.planes[0]))[:frame.samples]
    step = frame.sample_rate // 1000
    for start in range(0, len(samples) - step + 1, step):
        loud = max(map(abs, samples[start:start + step])) > 0.1
        moment = frame.time + start / frame.sample_rate
        if loud and not was_loud and (not beeps or moment - beeps[-1] > 0.5):
            beeps.append(moment)
        was_loud = loud
    return was_loud


async def ladder(server: str, key: str | None) -> dict:
    """Chromium publishes layers, which are two or three at this size; what of them players are offered, and what ffmpeg decodes of
    each."""
    async with Chromium() as program:
        publisher = await program.open()
        await scenarios.accepted(
            publisher, "publish", name="out", url=f"{server}/whip/layers", codec="H264", key=key, simulcast=True,
            width=640, height=360, degradation="maintain-resolution")
        url = f"{server}/hls/layers/index.m3u8"
        async with aiohttp.ClientSession() as http:
            while True:
                async with http.get(url) as response:
                    master = m3u8.loads(await response.text(), uri=url)
                # Each layer is there once for each codec of the sound, first with that of the publisher.
                layers = list({entry.uri: entry for entry in reversed(master.playlists)}.values())[::-1]
                if len(layers) >= 2:
                    break
                await asyncio.sleep(0.2)
        with tempfile.TemporaryDirectory() as name:
            return {"variants": [await variant(entry, pathlib.Path(name) / str(number))
                                 for number, entry in enumerate(layers)]}


async def without_gap(url: str) -> None:
    """Waits until the segments with which a player begins are all there. A variant is made from the first request on, and what its
    keyframe came too late for is a gap, which Debian's ffmpeg tries to load."""
    async with aiohttp.ClientSession() as http:
        while True:
            async with http.get(url) as response:
                whole = [segment for segment in m3u8.loads(await response.text()).segments if segment.uri]
            if len(whole) >= 3 and not any(segment.gap_tag for segment in whole[-3:]):
                return
            await asyncio.sleep(0.5)


async def variant(entry: m3u8.Playlist, path: pathlib.Path) -> dict:
    """What is said of a variant, and what ffmpeg finds in three seconds of it."""
    path.mkdir()
    film, log = path / "film.mkv", path / "log"
    await without_gap(entry.absolute_uri)
    async with Child([
        "ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "warning", "-t", "3", "-i", entry.absolute_uri, "-map", "0:v",
        "-c", "copy", str(film),
    ], log) as player:
        status = await player.process.wait()
    with av.open(str(film)) as file:
        sizes = [(frame.width, frame.height) for frame in file.decode(file.streams.video[0])]
    told = entry.stream_info
    return {
        "uri": entry.uri, "resolution": list(told.resolution or ()), "frameRate": float(told.frame_rate or 0),
        "bandwidth": told.bandwidth, "codecs": told.codecs, "status": status, "decoded": len(sizes),
        "sizes": sorted(map(list, set(sizes))), "complaints": log.read_text(errors="replace").splitlines(),
    }


async def dash(server: str, frames: int, key: str | None) -> dict:
    """ffmpeg publishes so many frames; Debian's ffmpeg plays six seconds of them as DASH, and a segment is loaded while it is
    made."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        url = f"{server}/dash/clock/manifest.mpd"
        async with ffmpeg8.clock(f"{server}/whip/clock", folder / "published", frames, key):
            async with aiohttp.ClientSession() as http:
                manifest = await loaded(http, url)
                chunks = await transferred(http, url)
                async with http.get(f"{server}/dash/time") as response:
                    offset = abs(datetime.fromisoformat((await response.text()).replace("Z", "+00:00")).timestamp()
                                 - time.time())
            recording = folder / "played.mkv"
            async with Child([
                "ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "warning", "-t", "6", "-i", url, "-c", "copy",
                str(recording),
            ], folder / "player") as player:
                status = await player.process.wait()
        return moments(recording) | {
            "status": status, "complaints": (folder / "player").read_text(errors="replace").splitlines(),
            "type": manifest.get("type"), "chunks": chunks, "clock": offset,
        }


async def dash_ladder(server: str) -> dict:
    """Chromium publishes layers; what of them a manifest lists, and what ffmpeg decodes of each."""
    space = {"": "urn:mpeg:dash:schema:mpd:2011"}
    url = f"{server}/dash/show/manifest.mpd"
    async with Chromium() as program:
        await publish(program, server, LAYERED)
        async with aiohttp.ClientSession() as http:
            while True:
                manifest = await loaded(http, url)
                [pictures] = manifest.findall("Period", space)[-1].findall("AdaptationSet[@contentType='video']", space)
                layers = pictures.findall("Representation", space)
                lengths = [sum(int(line.get("r", 0)) + 1 for line in layer.findall(".//S", space)) for layer in layers]
                # Debian's ffmpeg begins a few segments back, in each.
                if len(layers) == 3 and min(lengths) >= 4:
                    break
                await asyncio.sleep(0.5)
        with tempfile.TemporaryDirectory() as name:
            film, log = pathlib.Path(name) / "film.mkv", pathlib.Path(name) / "log"
            async with Child([
                "ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "warning", "-i", url, "-map", "0:v", "-t", "8", "-c", "copy",
                str(film),
            ], log) as reader:
                status = await reader.process.wait()
            sizes = [[] for _ in layers]
            with av.open(str(film)) as file:
                for packet in file.demux():
                    sizes[packet.stream.index] += [[frame.width, frame.height] for frame in packet.decode()]
            return {
                "aligned": pictures.get("segmentAlignment"), "status": status,
                "complaints": log.read_text(errors="replace").splitlines(),
                "representations": [{
                    "id": layer.get("id"), "resolution": [int(layer.get("width")), int(layer.get("height"))],
                    "bandwidth": int(layer.get("bandwidth")), "codecs": layer.get("codecs"), "decoded": len(sizes[number]),
                    "sizes": sorted(map(list, set(map(tuple, sizes[number])))),
                } for number, layer in enumerate(layers)],
            }


async def loaded(http: aiohttp.ClientSession, url: str) -> ElementTree.Element:
    """A manifest, once there is one."""
    while True:
        async with http.get(url) as response:
            if response.status == 200:
                return ElementTree.fromstring(await response.text())
        await asyncio.sleep(0.1)


async def transferred(http: aiohttp.ClientSession, url: str) -> list[float]:
    """Loads the last segment of pictures until that is one that is being made; when what of it came, in seconds."""
    space = {"": "urn:mpeg:dash:schema:mpd:2011"}
    loop = asyncio.get_running_loop()
    times = []
    while len(times) < 3:
        await asyncio.sleep(0.2)
        template = (await loaded(http, url)).findall("Period", space)[-1].find(
            "AdaptationSet[@contentType='video']/Representation/SegmentTemplate", space)
        count = sum(int(line.get("r", 0)) + 1 for line in template.findall("SegmentTimeline/S", space))
        name = template.get("media").replace("$Number$", str(int(template.get("startNumber")) + count - 1))
        times, began = [], loop.time()
        async with http.get(f"{url.rsplit('/', 1)[0]}/{name}") as response:
            response.raise_for_status()
            async for _ in response.content.iter_any():
                times.append(loop.time() - began)
    return times
