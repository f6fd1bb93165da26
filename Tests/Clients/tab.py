"""A tab of Chromium on one of the server's pages, used as a person uses it."""

import asyncio
import base64
import json

WATCHED = """
window.complaints = []
const complain = (text) => window.complaints.push(String(text))
addEventListener('error', (event) => complain(event.message))
addEventListener('unhandledrejection', (event) => complain(event.reason?.stack ?? event.reason))
addEventListener('securitypolicyviolation', (event) => complain(`${event.violatedDirective} ${event.blockedURI}`))
console.error = (...words) => complain(words.join(' '))

// What a person sees, in the player as well, which is a document of its own.
window.lookAll = (selector) => [document, document.querySelector('starling-player')?.shadowRoot]
    .flatMap((part) => [...part?.querySelectorAll(selector) ?? []])
window.look = (selector) => lookAll(selector)[0]
window.shown = () => document.querySelector('starling-player')?.video ?? document.querySelector('video')
"""

# Roles of the accessibility tree that people act on.
CONTROLS = {"button", "checkbox", "combobox", "link", "meter", "slider", "textbox", "Video"}


class Tab:
    """A tab; `Chromium.visit` opens one. Selectors are those of CSS."""

    def __init__(self, call):
        self.call = call

    async def prepare(self) -> None:
        """Listens for errors before any page is there to make them."""
        await self.call("Page.enable")
        await self.call("Page.addScriptToEvaluateOnNewDocument", {"source": WATCHED})

    async def go(self, url: str) -> None:
        """Opens an address, and waits until the page is there."""
        await self.call("Page.navigate", {"url": url})
        await self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    async def evaluate(self, expression: str):
        """The value of an expression."""
        answer = await self.call(
            "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True})
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description") or details["text"])
        return answer["result"].get("value")

    async def until(self, expression: str, seconds: float = 40) -> bool:
        """Waits until an expression holds; `False` when the time is up."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not await self.evaluate(f"Boolean({expression})"):
            if asyncio.get_running_loop().time() > deadline:
                return False
            await asyncio.sleep(0.05)
        return True

    async def click(self, selector: str) -> None:
        """Clicks with the mouse in the middle of an element, once it can be clicked."""
        found = f"look({json.dumps(selector)})"
        await self.call("Page.bringToFront")
        if not await self.until(f"{found} && !{found}.disabled && {found}.getClientRects().length"):
            raise RuntimeError(f"{selector} cannot be clicked")
        x, y = await self.evaluate(
            f"(() => {{ {found}.scrollIntoView({{ block: 'center' }}); const box = {found}.getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + box.height / 2] })()")
        for kind in ("mousePressed", "mouseReleased"):
            await self.call("Input.dispatchMouseEvent", {
                "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1})

    async def type(self, selector: str, text: str) -> None:
        """Writes into a field."""
        await self.click(selector)
        await self.call("Input.insertText", {"text": text})

    async def text(self, selector: str) -> str:
        """The text of an element that is seen; empty when it is hidden."""
        return await self.evaluate(f"look({json.dumps(selector)}).checkVisibility() "
                                   f"? look({json.dumps(selector)}).innerText : ''")

    async def texts(self, selector: str) -> list[str]:
        """The texts of all such elements."""
        return await self.evaluate(
            f"Array.from(lookAll({json.dumps(selector)}), (found) => found.textContent)")

    async def frames(self) -> int:
        """How many pictures the page's video has shown."""
        return await self.evaluate("shown()?.getVideoPlaybackQuality().totalVideoFrames ?? 0")

    async def faults(self) -> dict:
        """What is wrong with the page as it is, whoever looks at it."""
        tree = (await self.call("Accessibility.getFullAXTree"))["nodes"]
        return {
            "complaints": await self.evaluate("window.complaints"),
            "strangers": await self.evaluate(
                "performance.getEntriesByType('resource').map((entry) => entry.name)"
                ".filter((name) => new URL(name).origin !== location.origin)"),
            "unnamed": [
                node["role"]["value"] for node in tree
                if not node["ignored"] and node["role"]["value"] in CONTROLS and not node["name"]["value"].strip()
            ],
            "overflow": await self.evaluate(
                "Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"),
        }

    async def look(self, width: int, height: int, scheme: str) -> None:
        """Gives the page a size, and the person before it a liking for `light` or `dark`."""
        await self.call("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
        await self.call("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": scheme}]})

    async def picture(self) -> bytes:
        """A picture of the whole page in PNG."""
        await self.call("Page.bringToFront")
        # Two frames, so that the page has taken its size and its colours.
        await self.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        view, page = [
            (await self.call("Page.getLayoutMetrics"))[box] for box in ("cssLayoutViewport", "cssContentSize")]
        clip = {
            "x": 0, "y": 0, "width": view["clientWidth"], "height": max(page["height"], view["clientHeight"]), "scale": 1}
        answer = await self.call("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
        return base64.b64decode(answer["data"])
