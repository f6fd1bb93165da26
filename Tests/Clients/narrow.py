"""A viewer behind a road of its own, a network namespace whose way in is made narrow and wide again."""

import asyncio
import urllib.parse

from browser import Chromium
from network import Network
from scenarios import accepted

# How long a sample is, in seconds.
STRETCH = 0.5


async def narrow(server: str, subnet: str) -> dict:
    """A browser publishes three layers; another in a namespace sees the road change under it, and comes back."""
    port = urllib.parse.urlsplit(server).port
    async with Chromium() as program:
        publisher = await program.open()
        await accepted(
            publisher, "publish", name="out", url=f"{server}/whip/narrow", codec="VP8", simulcast=True,
            width=1280, height=720, degradation="maintain-resolution")
        with Network(subnet) as network:
            async with Chromium() as other:
                page = await other.open()
                await accepted(page, "play", name="in", url=f"http://{subnet}.1:{port}/whep/narrow")
                viewer = Viewer(page)
                # The encoder begins with the smallest layer, and adds the others as its own estimate grows.
                seen = {"top": await viewer.sees(lambda width: width == 1280, 60)}
                await viewer.watch(3)
                network.limit("400kbit")
                seen["narrowed"] = len(viewer.samples)
                seen["down"] = await viewer.sees(lambda width: 0 < width < 1280, 20)
                await viewer.watch(15)
                network.limit("3mbit")
                seen["widened"] = len(viewer.samples)
                seen["up"] = await viewer.sees(lambda width: width == 1280, 30)
                await viewer.watch(5)
                sent = await publisher.call("statistics", name="out")
                layers = {each["rid"]: each.get("bytesSent", 0) for each in sent["outbound"] if each["kind"] == "video"}
                return {**seen, "samples": viewer.samples, "layers": layers}


async def far(server: str, subnet: str) -> dict:
    """Pages in a namespace far away see a stream of which packets are lost: one as browsers are, one that nothing is sent
    again to, and one that gets no parities either."""
    port = urllib.parse.urlsplit(server).port
    kinds = {"usual": None, "unrepaired": ["flexfec-03"], "bare": []}
    async with Chromium() as program:
        publisher = await program.open()
        await accepted(publisher, "publish", name="out", url=f"{server}/whip/far", codec="H264", audio=False)
        with Network(subnet) as network, network.road(delay=0.075, loss=0.03):
            async with Chromium() as other:
                pages = {}
                for name, beside in kinds.items():
                    pages[name] = await other.open()
                    options = {} if beside is None else {"beside": beside}
                    await accepted(
                        pages[name], "play", name="in", url=f"http://{subnet}.1:{port}/whep/far", codec="H264",
                        audio=False, **options)
                    await pages[name].call("watch", name="in", frames=10, audio=False)
                # Reports tell of the loss within seconds.
                await asyncio.sleep(8)
                before = {name: await repairs(page) for name, page in pages.items()}
                await asyncio.sleep(20)
                after = {name: await repairs(page) for name, page in pages.items()}
                return {name: {key: after[name][key] - before[name][key] for key in after[name]} for name in kinds}


async def repairs(page) -> dict:
    """What a page lost of its video, and how it got it back."""
    video = next(each for each in (await page.call("statistics", name="in"))["inbound"] if each["kind"] == "video")
    names = {
        "frames": "framesDecoded", "lost": "packetsLost", "parities": "fecPacketsReceived", "keyframes": "pliCount",
        "repeated": "retransmittedPacketsReceived", "asked": "nackCount", "frozen": "totalFreezesDuration",
    }
    return {key: video.get(name) or 0 for key, name in names.items()}


class Viewer:
    """A session of a page, and what it has seen in each half second so far."""

    def __init__(self, page):
        self.page = page
        self.samples = []

    async def watch(self, seconds: float) -> None:
        """Looks on for a while."""
        for _ in range(round(seconds / STRETCH)):
            [entry] = await self.page.call("sample", name="in", stretches=1, seconds=STRETCH)
            self.samples.append({
                "width": entry.get("frameWidth") or 0, "frames": entry.get("framesDecoded") or 0,
                "freezes": entry.get("freezeCount") or 0, "frozen": entry.get("totalFreezesDuration") or 0,
            })

    async def sees(self, is_so, seconds: float) -> float | None:
        """After how many seconds pictures have a width that is so; nothing when they never do."""
        deadline = asyncio.get_running_loop().time() + seconds
        while (left := deadline - asyncio.get_running_loop().time()) > 0:
            await self.watch(STRETCH)
            if self.samples[-1]["frames"] and is_so(self.samples[-1]["width"]):
                return round(seconds - left, 1)
        return None
