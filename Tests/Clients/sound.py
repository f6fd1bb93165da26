"""The sound as AAC, as players get it that take no Opus."""

import asyncio
import contextlib
import os
import pathlib
import re
import signal
import tempfile
import time
import urllib.parse
from datetime import datetime

import aiohttp
import aiohttp.web

import hls
import peers
from child import Child


async def aac(server: str, pid: int, seconds: float, key: str | None) -> dict:
    """aiortc publishes flashes and beeps; Debian's ffmpeg plays so many seconds of them as a player that takes no Opus, and as much
    again after the transcoder was killed. Another that takes Opus plays all the while."""
    url = f"{server}/hls/clock/index.m3u8"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        async with peers.flashing(f"{server}/whip/clock", key), aiohttp.ClientSession() as http:
            multivariant = await fetched(http, url)
            await asyncio.sleep(8)
            idle = await metrics(http, server)
            began = time.monotonic()
            first = await fetched(http, urllib.parse.urljoin(url, "audio-aac/index.m3u8"))
            waited = time.monotonic() - began
            async with playing(only(multivariant, url, "audio"), 2.5 * seconds, folder / "opus") as original:
                async with playing(only(multivariant, url, "audio-aac"), seconds, folder / "before") as player:
                    before = await player.process.wait()
                    numbers = await metrics(http, server)
                killed = time.time()
                for process in transcoders(pid):
                    os.kill(process, signal.SIGKILL)
                while (newest := last_part(await fetched(http, urllib.parse.urljoin(url, "audio-aac/index.m3u8")))) < killed:
                    await asyncio.sleep(0.1)
                recovered = newest - killed
                await hls.without_gap(urllib.parse.urljoin(url, "audio-aac/index.m3u8"))
                async with playing(only(multivariant, url, "audio-aac"), seconds, folder / "after") as player:
                    after = await player.process.wait()
                kept = await original.process.wait()
            playlists = {name: await fetched(http, urllib.parse.urljoin(url, f"{name}/index.m3u8"))
                         for name in ("video", "audio", "audio-aac")}
            last = await metrics(http, server)
        return {
            "codecs": re.findall(r'#EXT-X-STREAM-INF:.*CODECS="([^"]*)"', multivariant), "waited": waited, "first": first.count("#EXTINF"),
            "idle": idle["starling_transcoders"], "transcoders": numbers["starling_transcoders"],
            "before": played(folder / "before", before), "after": played(folder / "after", after),
            "original": played(folder / "opus", kept), "recovered": recovered,
            "failed": last["starling_transcoders_failed_total"], "leftOut": last["starling_transcoder_dropped_units_total"],
            "gaps": {name: text.count("#EXT-X-GAP") for name, text in playlists.items()},
            "breaks": {name: text.count("#EXT-X-DISCONTINUITY\n") for name, text in playlists.items()},
        }


async def aac_dash(server: str, seconds: float, key: str | None) -> dict:
    """aiortc publishes flashes and beeps; Debian's ffmpeg plays so many seconds of them from a manifest without Opus."""
    url = f"{server}/dash/clock/manifest.mpd"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        async with peers.flashing(f"{server}/whip/clock", key), aiohttp.ClientSession() as http:
            manifest = await fetched(http, url)
            await asyncio.sleep(8)
            idle = await metrics(http, server)
            async with aac_alone(http, url) as address, playing(address, seconds, folder / "film") as player:
                status = await player.process.wait()
        return played(folder / "film", status) | {
            "codecs": re.findall(r'codecs="([^"]*)"', manifest), "idle": idle["starling_transcoders"],
        }


@contextlib.asynccontextmanager
async def aac_alone(http: aiohttp.ClientSession, url: str):
    """Serves a manifest without its Opus, as a player sees it that takes none; what it names is where it was."""

    async def answer(_: aiohttp.web.Request) -> aiohttp.web.Response:
        sets = re.compile(r" *<AdaptationSet [^>]*>(?:(?!</AdaptationSet>).)*codecs=\"opus\".*?</AdaptationSet>\n", re.DOTALL)
        manifest = sets.sub("", await fetched(http, url))
        base = f"<BaseURL>{urllib.parse.urljoin(url, '.')}</BaseURL>\n"
        text = re.sub(r"(<MPD [^>]*>\n)", lambda found: found[1] + base, manifest)
        return aiohttp.web.Response(text=text, content_type="application/dash+xml")

    application = aiohttp.web.Application()
    application.router.add_get("/manifest.mpd", answer)
    runner = aiohttp.web.AppRunner(application)
    await runner.setup()
    try:
        site = aiohttp.web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/manifest.mpd"
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def playing(source: str, seconds: float, folder: pathlib.Path):
    """Debian's ffmpeg, which writes so many seconds of a stream to a file: of an address, or of a playlist that is given. NUT keeps
    times as they are; into Matroska it would write Opus with a delay that readers take off, and that it has not put on."""
    folder.mkdir()
    address = source
    if source.startswith("#EXTM3U"):
        playlist = folder / "index.m3u8"
        playlist.write_text(source)
        address = str(playlist)
    only_hls = ["-allowed_extensions", "ALL"] if address != source else []
    async with Child([
        "ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "warning", *only_hls, "-protocol_whitelist", "file,http,tcp",
        "-t", str(seconds), "-i", address, "-c", "copy", str(folder / "film.nut"),
    ], folder / "log") as player:
        yield player


def played(folder: pathlib.Path, status: int) -> dict:
    """What a player has made."""
    return hls.moments(folder / "film.nut") | {
        "status": status, "complaints": (folder / "log").read_text(errors="replace").splitlines(),
    }


async def fetched(http: aiohttp.ClientSession, url: str) -> str:
    """What is at an address, once there is anything."""
    while True:
        async with http.get(url) as response:
            if response.status == 200:
                return await response.text()
        await asyncio.sleep(0.1)


async def metrics(http: aiohttp.ClientSession, server: str) -> dict[str, int]:
    """What is told of transcoders."""
    text = await fetched(http, f"{server}/metrics")
    return {name: int(value) for name, value in re.findall(r"^(starling_transcoder\w+) (\d+)$", text, re.MULTILINE)}


def transcoders(server: int) -> list[int]:
    """The processes that a server has started."""
    children = pathlib.Path(f"/proc/{server}/task").glob("*/children")
    return [int(child) for path in children for child in path.read_text().split()]


def last_part(playlist: str) -> float:
    """When the last segment with a part begins."""
    date, last = 0.0, 0.0
    for line in playlist.splitlines():
        if line.startswith("#EXT-X-PROGRAM-DATE-TIME:"):
            date = datetime.fromisoformat(line.split(":", 1)[1].replace("Z", "+00:00")).timestamp()
        elif line.startswith("#EXT-X-PART:"):
            last = date
    return last


def only(playlist: str, url: str, group: str) -> str:
    """A multivariant playlist with those variants only whose sound is of a group, and with whole addresses."""
    kept = ["#EXTM3U", "#EXT-X-VERSION:6", "#EXT-X-INDEPENDENT-SEGMENTS"]
    lines = playlist.splitlines()
    for line, following in zip(lines, lines[1:] + [""]):
        if line.startswith("#EXT-X-MEDIA:") and f'GROUP-ID="{group}"' in line:
            kept.append(re.sub(r'URI="([^"]*)"', lambda found: f'URI="{urllib.parse.urljoin(url, found[1])}"', line))
        elif line.startswith("#EXT-X-STREAM-INF:") and f'AUDIO="{group}"' in line:
            kept += [line, urllib.parse.urljoin(url, following)]
    return "\n".join(kept) + "\n"
