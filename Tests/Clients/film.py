"""Pictures as H.264, as players get them that do not take what is published."""

import asyncio
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time
import urllib.parse

import aiohttp

import hls
import peers
import scenarios
import sound
from browser import Chromium


async def film(server: str, pid: int, seconds: float, key: str | None) -> dict:
    """aiortc publishes flashes in VP8, and beeps; Debian's ffmpeg plays so many seconds of them as HLS, and as much again after the
    transcoder was killed. Then the pictures get another size."""
    url = f"{server}/hls/clock/index.m3u8"
    pictures = urllib.parse.urljoin(url, "video-h264/index.m3u8")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        async with peers.flashing(f"{server}/whip/clock", key, "VP8") as flashes, aiohttp.ClientSession() as http:
            multivariant = await sound.fetched(http, url)
            await asyncio.sleep(6)
            idle, before_watching = await sound.metrics(http, server), await standing(http, server)
            began = time.monotonic()
            await sound.fetched(http, pictures)
            waited = time.monotonic() - began
            await hls.without_gap(pictures)
            original = sound.only(multivariant, url, "audio")
            async with sound.playing(original, seconds, folder / "before") as player:
                before = await player.process.wait()
            numbers, watched = await sound.metrics(http, server), await standing(http, server)
            killed = time.time()
            for process in sound.transcoders(pid):
                os.kill(process, signal.SIGKILL)
            while (newest := sound.last_part(await sound.fetched(http, pictures))) < killed:
                await asyncio.sleep(0.1)
            recovered = newest - killed
            await hls.without_gap(pictures)
            async with sound.playing(original, seconds, folder / "after") as player:
                after = await player.process.wait()
            lists = {name: await sound.fetched(http, urllib.parse.urljoin(url, f"{name}/index.m3u8"))
                     for name in ("video-h264", "audio")}
            flashes.size = (640, 360)
            while (resized := await sound.fetched(http, pictures)).count("#EXT-X-MAP") < 2:
                await asyncio.sleep(0.1)
            while not (behind := re.findall(r"#EXTINF:[^\n]*\n([^#\n]+)", resized.rsplit("#EXT-X-MAP", 1)[1])):
                resized = await sound.fetched(http, pictures)
                await asyncio.sleep(0.1)
            sections = re.findall(r'#EXT-X-MAP:URI="([^"]*)"', resized)
            sizes = [await size(http, pictures, section) for section in sections]
            complaints = await decoded(http, pictures, sections[-1], behind[0])
            last = await sound.metrics(http, server)
            async with http.get(urllib.parse.urljoin(url, "video/index.m3u8")) as answer:
                hidden = answer.status
        return {
            "codecs": re.findall(r'#EXT-X-STREAM-INF:.*CODECS="([^"]*)"', multivariant), "hidden": hidden, "waited": waited,
            "idle": idle["starling_transcoders"], "transcoders": numbers["starling_transcoders"],
            "divisors": [before_watching, watched], "before": sound.played(folder / "before", before),
            "after": sound.played(folder / "after", after), "recovered": recovered,
            "failed": last["starling_transcoders_failed_total"], "leftOut": last["starling_transcoder_dropped_units_total"],
            "gaps": {name: text.count("#EXT-X-GAP") for name, text in lists.items()},
            "breaks": {name: text.count("#EXT-X-DISCONTINUITY\n") for name, text in lists.items()},
            "sizes": sizes, "complaintsAtSizes": complaints, "breaksAtSizes": resized.count("#EXT-X-DISCONTINUITY\n"),
        }


async def film_dash(server: str, seconds: float, key: str | None) -> dict:
    """aiortc publishes flashes in VP8, and beeps; the first pictures that the manifest names are asked for, and a while later Debian's
    ffmpeg plays so many seconds from it. It begins with the oldest, and loads some twice once it has read the manifest anew."""
    url = f"{server}/dash/clock/manifest.mpd"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        async with peers.flashing(f"{server}/whip/clock", key, "VP8"), aiohttp.ClientSession() as http:
            manifest = await sound.fetched(http, url)
            await asyncio.sleep(8)
            idle = await sound.metrics(http, server)
            offered = await sound.fetched(http, url)
            name, number = re.search(r'startNumber="(\d+)"[^>]*media="(video-h264/[^"]*)"', offered).group(2, 1)
            async with http.get(urllib.parse.urljoin(url, name.replace("$Number$", number))) as answer:
                first, octets = answer.status, len(await answer.read())
            await asyncio.sleep(seconds)
            async with sound.playing(url, seconds, folder / "film") as player:
                status = await player.process.wait()
        return sound.played(folder / "film", status) | {
            "codecs": re.findall(r'codecs="([^"]*)"', manifest), "idle": idle["starling_transcoders"],
            "first": first, "octets": octets,
        }


async def film_fallback(server: str, seconds: float, key: str | None) -> dict:
    """Chromium publishes VP9; Debian's ffmpeg plays so many seconds of it as a player that takes H.264 alone."""
    url = f"{server}/hls/clock/index.m3u8"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        async with Chromium() as program, aiohttp.ClientSession() as http:
            publisher = await program.open()
            await scenarios.accepted(
                publisher, "publish", name="out", url=f"{server}/whip/clock", codec="VP9", key=key, width=640, height=360,
                degradation="maintain-resolution")
            multivariant = await sound.fetched(http, url)
            await asyncio.sleep(6)
            idle = await sound.metrics(http, server)
            pictures = urllib.parse.urljoin(url, "video-h264/index.m3u8")
            await sound.fetched(http, pictures)
            await hls.without_gap(pictures)
            # What is not H.264 is none of its choice.
            offered = re.sub(r"#EXT-X-STREAM-INF:[^\n]*vp09[^\n]*\n[^\n]*\n", "", sound.only(multivariant, url, "audio"))
            async with sound.playing(offered, seconds, folder / "film") as player:
                status = await player.process.wait()
            lists = {name: await sound.fetched(http, urllib.parse.urljoin(url, f"{name}/index.m3u8"))
                     for name in ("video", "video-h264", "audio")}
        return sound.played(folder / "film", status) | {
            "codecs": re.findall(r'#EXT-X-STREAM-INF:.*CODECS="([^"]*)"', multivariant), "idle": idle["starling_transcoders"],
            "gaps": {name: text.count("#EXT-X-GAP") for name, text in lists.items()},
        }


async def standing(http: aiohttp.ClientSession, server: str) -> int | None:
    """Of how many pictures one is encoded, as the API tells."""
    async with http.get(f"{server}/api/v1/streams/clock") as answer:
        return (await answer.json()).get("h264Divisor")


async def size(http: aiohttp.ClientSession, url: str, section: str) -> list[int]:
    """How large the pictures of an initialisation section are."""
    probe = ["ffprobe", "-v", "error", "-of", "csv=p=0", "-show_entries", "stream=width,height"]
    return [int(number) for number in (await asked(http, url, [section], probe)).stdout.strip().split(",") if number]


async def decoded(http: aiohttp.ClientSession, url: str, *names: str) -> str:
    """What ffmpeg complains of when it decodes a segment behind its section. (A playlist whose section changes it decodes wrongly: it
    goes on with what the first one says.)"""
    return (await asked(http, url, names, ["ffmpeg", "-v", "warning", "-nostdin", "-i"], ["-f", "null", "-"])).stderr


async def asked(http: aiohttp.ClientSession, url: str, names: list[str] | tuple[str, ...], program: list[str], options: tuple | list = ()) -> subprocess.CompletedProcess:
    """What a program says of files one behind the other."""
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        for name in names:
            async with http.get(urllib.parse.urljoin(url, name)) as answer:
                file.write(await answer.read())
        file.flush()
        return subprocess.run([*program, file.name, *options], capture_output=True, text=True, check=False)
