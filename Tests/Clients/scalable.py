"""A browser publishes a scalable stream, and another is given one share of it after the other.

Publishers describe frames in a header extension when they are told how to scale; viewers take that if they are told to.
"""

import asyncio
import time

import aiohttp
from browser import Chromium, Page
from scenarios import accepted

# How many pictures of the publisher's a share is watched for.
PICTURES = 60


async def scalable(server: str, codec: str, mode: str, describes: bool, steps: list[str], key: str | None) -> dict:
    """What is seen of each share that is asked for by its name, in this order."""
    async with Chromium() as program, aiohttp.ClientSession() as http:
        publisher, viewer = await program.open(), await program.open()
        await accepted(
            publisher, "publish", name="out", url=f"{server}/whip/scalable", codec=codec, key=key, audio=False,
            scalabilityMode=mode, width=960, height=540, degradation="maintain-resolution")
        into = await accepted(
            viewer, "play", name="in", url=f"{server}/whep/scalable", codec=codec, audio=False,
            describesFrames=describes)
        layer = f"{into['location']}/layer"
        seen = []
        for name in steps:
            async with http.post(layer, json={"encodingId": name}) as response:
                response.raise_for_status()
            current = await shown(http, layer, name)
            seen.append({"name": name, "current": current, **await watched(publisher, viewer)})
        sent = await video(publisher, "out", "outbound")
        return {"mode": sent.get("scalabilityMode"), "steps": seen}


async def shown(http: aiohttp.ClientSession, layer: str, name: str) -> str | None:
    """Waits until a share is what the viewer gets; what it gets then."""
    deadline, current = time.monotonic() + 25, None
    while current != name and time.monotonic() < deadline:
        await asyncio.sleep(0.1)
        async with http.get(layer) as response:
            current = ((await response.json())["videos"] or [{}])[0].get("current")
    return current


async def watched(publisher: Page, viewer: Page) -> dict:
    """How many pictures were sent for a while, and how many of them the viewer decoded, and how."""
    await asyncio.sleep(1)
    sent, into = await video(publisher, "out", "outbound"), await video(viewer, "in", "inbound")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        await asyncio.sleep(0.2)
        now = await video(publisher, "out", "outbound")
        if now["framesSent"] - sent["framesSent"] >= PICTURES:
            break
    after = await video(viewer, "in", "inbound")
    return {
        "sent": now["framesSent"] - sent["framesSent"],
        "decoded": after["framesDecoded"] - into["framesDecoded"],
        "width": after.get("frameWidth", 0),
        "dropped": after["framesDropped"] - into["framesDropped"],
        "keyframes": after["keyFramesDecoded"] - into["keyFramesDecoded"],
        "plis": after["pliCount"] - into["pliCount"],
        "freezes": after["freezeCount"] - into["freezeCount"],
    }


async def video(page: Page, name: str, direction: str) -> dict:
    """The statistics of a session's picture."""
    streams = (await page.call("statistics", name=name))[direction]
    return next(stream for stream in streams if stream["kind"] == "video")
