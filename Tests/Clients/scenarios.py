"""What the tests do with clients: each scenario returns what it saw, as values for JSON, and judges nothing."""

import asyncio
import contextlib
import datetime
import pathlib
import signal
import sys
import tempfile
import time

import aiohttp
import ffmpeg8
import peers
from bitstream import decoded
from browser import Chromium, Firefox, Page
from child import Child

BROWSERS = {"chromium": Chromium, "firefox": Firefox}


def seen(name: str, statistics: dict) -> dict:
    """What a viewer saw, drawn from its statistics."""
    def stream(kind: str) -> dict:
        return next((entry for entry in statistics["inbound"] if entry["kind"] == kind), {})

    video, audio, transport = stream("video"), stream("audio"), statistics.get("transport") or {}
    return {
        "name": name,
        "complete": statistics["complete"],
        "waited": statistics["waited"],
        "connection": statistics["connection"],
        "codec": video.get("codec"),
        "framesDecoded": video.get("framesDecoded", 0),
        "keyFramesDecoded": video.get("keyFramesDecoded", 0),
        "framesDropped": video.get("framesDropped", 0),
        "width": video.get("frameWidth", 0),
        "height": video.get("frameHeight", 0),
        "freezes": video.get("freezeCount", 0),
        "packetsReceived": video.get("packetsReceived", 0),
        "packetsLost": video.get("packetsLost", 0),
        "retransmitted": video.get("retransmittedPacketsReceived", 0),
        "nackCount": video.get("nackCount", 0),
        "pliCount": video.get("pliCount", 0),
        "jitterBufferDelay": video.get("jitterBufferDelay", 0) / max(video.get("jitterBufferEmittedCount", 0), 1),
        "audioCodec": audio.get("codec"),
        "audioPackets": audio.get("packetsReceived", 0),
        "audioSamples": audio.get("totalSamplesReceived", 0),
        "audioEnergy": audio.get("totalAudioEnergy", 0),
        "audioConcealed": audio.get("concealedSamples", 0),
        "srtpCipher": transport.get("srtpCipher"),
        "dtlsVersion": transport.get("tlsVersion"),
        "protocol": statistics.get("local", {}).get("protocol"),
        "ufrag": statistics.get("local", {}).get("usernameFragment"),
    }


async def loopback(browser: str, codecs: list[str]) -> dict:
    """A browser publishes to itself, with no server between: shows that the tools work."""
    async with BROWSERS[browser]() as program:
        async def one(codec: str) -> dict:
            page = await program.open()
            await page.call("loopback", name=codec, codec=codec)
            return seen(codec, await page.call("watch", name=codec))

        return {"viewers": await asyncio.gather(*map(one, codecs))}


async def broadcast(browser: str, server: str, codecs: list[str], key: str | None, seconds: float) -> dict:
    """A browser publishes a stream a codec, and plays each in another page."""
    async with BROWSERS[browser]() as program:
        async def one(codec: str) -> dict:
            stream = f"{browser}-{codec.lower()}"
            publisher, viewer = await program.open(), await program.open()
            await accepted(publisher, "publish", name="out", url=f"{server}/whip/{stream}", codec=codec, key=key)
            await accepted(viewer, "play", name="in", url=f"{server}/whep/{stream}")
            result = seen(codec, await viewer.call("watch", name="in", seconds=seconds))
            sent = await publisher.call("statistics", name="out")
            result["published"] = (sent.get("transport") or {}).get("srtpCipher")
            result["closed"] = [await viewer.call("close", name="in"), await publisher.call("close", name="out")]
            return result

        return {"viewers": await asyncio.gather(*map(one, codecs))}


async def simulcast(browser: str, server: str, codec: str, key: str | None) -> dict:
    """A browser publishes three layers, and another page plays."""
    async with BROWSERS[browser]() as program:
        publisher, viewer = await program.open(), await program.open()
        await accepted(
            publisher, "publish", name="out", url=f"{server}/whip/layers", codec=codec, key=key, simulcast=True,
            width=1280, height=720, degradation="maintain-resolution",
        )
        await accepted(viewer, "play", name="in", url=f"{server}/whep/layers")
        result = seen("in", await viewer.call("watch", name="in"))
        sent = await publisher.call("statistics", name="out")
        layers = [entry.get("rid") for entry in sent["outbound"] if entry["kind"] == "video"]
        return {"viewers": [result], "layers": layers}


async def redundant(server: str) -> dict:
    """A browser sends each packet of its sound twice, by RED; a viewer takes that, and another only Opus."""
    async with Chromium() as program:
        pages = {name: await program.open() for name in ("publisher", "red", "opus")}
        await accepted(
            pages["publisher"], "publish", name="out", url=f"{server}/whip/red", codec="VP8", sound={"isRedundant": True})
        for name in ("red", "opus"):
            await accepted(
                pages[name], "play", name="in", url=f"{server}/whep/red", sound={"isRedundant": name == "red"})
            await pages[name].call("watch", name="in")
        await asyncio.sleep(3)
        viewers = []
        for name in ("red", "opus"):
            inbound = (await pages[name].call("statistics", name="in"))["inbound"]
            sound = next(entry for entry in inbound if entry["kind"] == "audio")
            # Without loss there is no use for what came twice.
            viewers.append({"packets": sound["packetsReceived"], "discarded": sound["packetsDiscarded"],
                            "octets": sound["bytesReceived"], "energy": sound["totalAudioEnergy"]})
        return {"viewers": viewers}


async def restart(browser: str, server: str, key: str | None) -> dict:
    """Both ends send their candidates afterwards, and restart ICE while the stream flows."""
    async with BROWSERS[browser]() as program:
        publisher, viewer = await program.open(), await program.open()
        out = await accepted(
            publisher, "publish", name="out", url=f"{server}/whip/restarts", key=key, trickle=True)
        into = await accepted(viewer, "play", name="in", url=f"{server}/whep/restarts", trickle=True)
        before = seen("before", await viewer.call("watch", name="in"))
        restarts = [await publisher.call("restart", name="out"), await viewer.call("restart", name="in")]
        after = seen("after", await viewer.call("watch", name="in", frames=60))
        return {
            "viewers": [before, after],
            "trickled": [out["trickled"], into["trickled"]],
            "restarted": [entry["status"] for entry in restarts],
            "tags": [out["etag"], into["etag"], *(entry.get("etag") for entry in restarts)],
        }


async def takeover(browser: str, server: str, key: str | None) -> dict:
    """A viewer waits for a stream, sees it with another, and both see it go on when another publisher takes it over."""
    async with BROWSERS[browser]() as program:
        first, second, *viewers = [await program.open() for _ in range(4)]
        url = f"{server}/whip/taken"
        await accepted(viewers[0], "play", name="in", url=f"{server}/whep/taken")
        await accepted(first, "publish", name="out", url=url, key=key, codec="VP8")
        await accepted(viewers[1], "play", name="in", url=f"{server}/whep/taken")
        before = [seen("before", await viewer.call("watch", name="in")) for viewer in viewers]
        refused = await second.call("publish", name="out", url=url, key=key, codec="H264")
        await accepted(second, "publish", name="out", url=url, key=key, codec="H264", takeover=True)
        await first.call("vanish", name="out")
        after = [seen("after", await viewer.call("watch", name="in")) for viewer in viewers]
        addresses = [await viewer.call("location", name="in") for viewer in viewers]
        closed = [await viewer.call("close", name="in") for viewer in viewers]
        again = [await viewer.call("remove", url=address) for viewer, address in zip(viewers, addresses)]
        return {"viewers": before + after, "refused": refused["status"], "closed": closed + again}


async def silence(browser: str, server: str, key: str | None) -> dict:
    """A publisher dies without a word; another is let in once that has been noticed, and the viewer sees it."""
    async with BROWSERS[browser]() as program:
        url = f"{server}/whip/silent"
        viewer, successor = await program.open(), await program.open()
        async with BROWSERS[browser]() as doomed:
            await accepted(await doomed.open(), "publish", name="out", url=url, key=key)
            await accepted(viewer, "play", name="in", url=f"{server}/whep/silent")
            before = seen("before", await viewer.call("watch", name="in"))
            killed = asyncio.get_running_loop().time()
        # It asks once, and is answered when the other has been silent for long enough.
        await accepted(successor, "publish", name="out", url=url, key=key)
        yielded = asyncio.get_running_loop().time() - killed
        after = seen("after", await viewer.call("watch", name="in"))
        return {"viewers": [before, after], "yielded": yielded}


async def publisher(server: str, codec: str, key: str | None) -> dict:
    """aiortc publishes until it is killed."""
    async with peers.publishing(f"{server}/whip/returning", codec, sys.maxsize, key) as picture:
        await picture.done.wait()
    return {}


async def returning(browser: str, server: str, key: str | None) -> dict:
    """Publishers are killed and start again at once, with the same codec and with others, and viewers stay."""
    url = f"{server}/whip/returning"

    def begin(codec: str, log: pathlib.Path) -> Child:
        if codec == "H264":
            return ffmpeg8.publisher(url, log, key)
        folder = str(pathlib.Path(__file__).parent)
        return Child(
            [sys.executable, folder, "publisher", "--server", server, "--codec", codec, "--key", key,
             "--deadline", "60"], log)

    async with contextlib.AsyncExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        program = await stack.enter_async_context(BROWSERS[browser]())
        http = await stack.enter_async_context(aiohttp.ClientSession())

        async def told(path: str) -> dict:
            async with http.get(f"{server}/api/v1/{path}") as response:
                return await response.json()

        current = await stack.enter_async_context(begin("H264", folder / "first"))
        viewer, narrow = await program.open(), await program.open()
        await accepted(viewer, "play", name="in", url=f"{server}/whep/returning")
        only = await accepted(narrow, "play", name="in", url=f"{server}/whep/returning", codec="H264")
        before = [seen("all", await viewer.call("watch", name="in")),
                  seen("H264 only", await narrow.call("watch", name="in"))]
        await viewer.call("record", name="in")
        returns, left_out = [], None
        for number, codec in enumerate(["H264", "VP8", "H264"]):
            current.send(signal.SIGKILL)
            killed = time.time()
            current = await stack.enter_async_context(begin(codec, folder / f"return-{number}"))
            frame = None
            while frame is None and time.time() < killed + 15:
                await asyncio.sleep(0.05)
                # What was on its way or in the jitter buffer when the publisher died comes within half a second.
                frame = next((at for at in await viewer.call("frames", name="in") if at > killed + 0.5), None)
            stream = await told("streams/returning")
            began = datetime.datetime.fromisoformat(stream["began"]).timestamp()
            keyframe = began + stream["received"].get("first_keyframe_ms", 0) / 1000
            after = seen(codec, await viewer.call("watch", name="in", audio=False))
            returns.append({
                "codec": after["codec"], "connection": after["connection"], "complete": after["complete"],
                "outage": frame and frame - killed, "afterKeyframe": frame and frame - keyframe,
                "log": current.tail() if frame is None else ""})
            if codec == "VP8":
                left_out = await told(f"sessions/{only['location'].rsplit('/', 1)[1]}")
        fed_again = seen("H264 only", await narrow.call("watch", name="in", audio=False))
        return {
            "viewers": [*before, fed_again], "returns": returns,
            "leftOut": {"state": left_out["state"], "diagnosis": left_out.get("diagnosis")}}


async def secret(browser: str, server: str, codec: str, key: str | None) -> dict:
    """A page publishes frames that only a page with the key can read; another without it looks on.

    A codec's name with `+` behind it has its payloads hidden whole, and frames described by a header extension.
    """
    name, codec, hides_all = codec, codec.rstrip("+"), codec.endswith("+")
    stream = f"secret-{codec.lower()}{'-whole' if hides_all else ''}"
    cipher = {"key": 0xA5, "codec": codec, "hidesAll": hides_all}
    url = f"{server}/whep/{stream}"
    async with BROWSERS[browser]() as program:
        publisher, stranger = await program.open(), await program.open()
        await accepted(
            publisher, "publish", name="out", url=f"{server}/whip/{stream}", key=key, codec=codec, cipher=cipher,
            describesFrames=hides_all)
        await accepted(stranger, "play", name="in", url=url, describesFrames=hides_all)
        for attempt in range(1, 4):
            friend = await program.open()
            await accepted(friend, "play", name="in", url=url, cipher=cipher, describesFrames=hides_all)
            statistics = await friend.call("watch", name="in")
            if not lost_behind_cipher(statistics):
                break
        friends = seen(f"{name} with the key", statistics)
        strangers = seen(f"{name} without", await stranger.call("watch", name="in", seconds=0))
        return {"viewers": [friends, strangers], "attempts": attempt}


def lost_behind_cipher(statistics: dict) -> bool:
    """Whether Chromium took few frames back from the transform that it gave all frames to.

    It does that to one viewer in twenty while it has little of the processor: all packets are there, all frames come out of the
    transform, but after the first one or some they are not counted as received, and no keyframe is asked for. Who comes again is
    served.
    """
    video = next(entry for entry in statistics["inbound"] if entry["kind"] == "video")
    return statistics["enciphered"].get("video", 0) > video.get("framesReceived", 0) + 30


async def late(browser: str, server: str, codecs: list[str], key: str | None) -> dict:
    """A browser publishes, and sends no keyframe unasked; others join one after the other, long after its last one."""
    async with BROWSERS[browser]() as program:
        async def one(codec: str) -> dict:
            stream = f"late-{codec.lower()}"
            publisher = await program.open()
            await accepted(
                publisher, "publish", name="out", url=f"{server}/whip/{stream}", key=key, codec=codec,
                degradation="maintain-resolution")
            await asyncio.sleep(3.5)
            joiners = []
            for _ in range(3):
                page = await program.open()
                joined = await accepted(page, "join", name="in", url=f"{server}/whep/{stream}")
                samples = await page.call("sample", name="in")
                joiners.append({"waited": joined["waited"], "samples": samples})
            sent = await publisher.call("statistics", name="out")
            video = next(entry for entry in sent["outbound"] if entry["kind"] == "video")
            return {
                "codec": codec, "joiners": joiners, "requests": video["pliCount"] + video.get("firCount", 0),
                "keyframes": video["keyFramesEncoded"], "frames": video["framesEncoded"],
            }

        return {"streams": [await one(codec) for codec in codecs]}


async def aiortc(server: str, codec: str, frames: int, key: str | None) -> dict:
    """aiortc plays before aiortc publishes, and has every frame."""
    with tempfile.TemporaryDirectory() as folder:
        player = peers.Player(pathlib.Path(folder) / "received")
        async with player.playing(f"{server}/whep/aiortc"):
            async with peers.publishing(f"{server}/whip/aiortc", codec, frames, key) as picture:
                await picture.done.wait()
                # aiortc hands over a frame when the next one begins, so the last stays with it.
                await reached(lambda: player.frames >= frames - 1, 5)
        return heard_and_decoded(player) | {"sent": frames}


async def ffmpeg(server: str, frames: int, key: str | None) -> dict:
    """ffmpeg publishes, and aiortc plays so many frames."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        player = peers.Player(folder / "received")
        async with ffmpeg8.publisher(f"{server}/whip/ffmpeg", folder / "log", key) as publisher:
            async with player.playing(f"{server}/whep/ffmpeg"):
                await reached(lambda: player.frames >= frames, 15)
            return heard_and_decoded(player) | {"sent": frames, "log": publisher.tail()}


def heard_and_decoded(player: peers.Player) -> dict:
    """What a player has, as ffmpeg sees it."""
    return decoded(player.path) | {
        "received": player.frames,
        "codec": player.video.codec if player.video else None,
        "audioSamples": player.samples,
        "audioPeak": player.peak,
    }


async def accepted(page: Page, function: str, **options) -> dict:
    """Calls a function of the page that must be answered with 201."""
    result = await page.call(function, **options)
    if result["status"] != 201:
        raise RuntimeError(f"{options['url']} answered {result['status']}: {result['answer']}")
    return result


async def reached(condition, seconds: float) -> None:
    """Waits until a condition holds, or the time is up: what is missing then shows in the result."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not condition() and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.02)
