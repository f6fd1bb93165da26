"""The server's own pages, used as people use them; each function returns what was seen and judges nothing."""

from browser import Chromium
from tab import Tab


async def pages(server: str, key: str | None) -> dict:
    """A stream is waited for, published from the studio, watched, taken over by another studio, and ended."""
    async with Chromium() as program:
        home = await program.visit(f"{server}/")
        await home.until("!document.querySelector('#empty').hidden")
        seen = {"empty": await home.text("#empty h2"), "command": await home.text("#command")}

        watch = await program.visit(f"{server}/watch/show")
        await watch.until("document.querySelector('#veil-title').textContent.includes('not live')")
        seen["waiting"] = await watch.text("#veil-title")

        studio = await program.visit(f"{server}/studio/show")
        await studio.click("#go")
        seen["refusals"] = await opened(studio, key) if key else []
        seen["published"] = await is_live(studio)
        seen["started"] = await watch.until("document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames > 30")
        seen["uncovered"] = await watch.until("document.querySelector('#veil').hidden")
        await studio.until("document.querySelectorAll('#figures dd')[1].textContent > '0'")
        seen["figures"] = await studio.texts("#figures dd")

        await home.call("Page.bringToFront")
        seen["listed"] = await home.until("document.querySelector('#streams a[href=\"/watch/show\"]')")
        seen["restarted"] = await restarted(watch)
        await studio.click("#screen")
        seen["switched"] = await studio.until("document.querySelector('#screen').ariaPressed === 'true'")
        seen["moved"] = await moves_on(watch)
        # Back to the camera: while a fake screen is shared, the fake camera shows other pages nothing.
        await studio.click("#screen")
        seen["movedBack"] = await moves_on(watch)

        second = await program.visit(f"{server}/studio/show")
        await second.click("#go")
        await opened(second, key, wrong=False) if key else None
        await second.until("!document.querySelector('#conflict').hidden")
        seen["conflict"] = await second.text("#problem strong")
        await second.click("#takeover")
        seen["takenOver"] = await is_live(second)
        seen["replaced"] = await studio.until("!document.querySelector('#conflict').hidden")
        seen["movedAgain"] = await moves_on(watch)

        await watch.call("Page.bringToFront")
        seen["muted"] = await pressed(watch, "m", "document.querySelector('video').muted")
        seen["measured"] = await pressed(watch, "i", "!document.querySelector('#figures').hidden")

        missing = await program.visit(f"{server}/watch/.hidden")
        seen["missing"] = await missing.text("h1")
        tabs = {"home": home, "watch": watch, "studio": studio, "missing": missing}
        seen["faults"] = {name: await tab.faults() for name, tab in tabs.items()}

        await second.click("#go")
        seen["ended"] = await watch.until("!document.querySelector('#veil').hidden", 20)
        seen["after"] = await watch.text("#veil-title")
        return seen


async def opened(studio: Tab, key: str, wrong: bool = True) -> list[str]:
    """What a studio says while it is given first no key, then a wrong one, then the right one."""
    said = []
    for text in ["south-wind-and-rain"] * wrong + [key]:
        await studio.until("!document.querySelector('#key-form').hidden")
        said.append(await studio.text("#problem strong"))
        await studio.evaluate("document.querySelector('#key').value = ''")
        await studio.type("#key", text)
        await studio.click("#key-form button")
    return said


async def is_live(studio: Tab) -> bool:
    """Whether a studio comes to say that it is live."""
    return await studio.until("document.querySelector('#badge').dataset.state === 'live'")


async def moves_on(watch: Tab) -> bool:
    """Whether half a second of new pictures comes."""
    frames = await watch.frames()
    return await watch.until(
        f"document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames > {frames + 15}")


async def restarted(watch: Tab) -> dict:
    """How a player gets over a change of its network: the browser says it is online again, ICE restarts."""
    await watch.evaluate("void dispatchEvent(new Event('online'))")
    patched = await watch.until(
        "performance.getEntriesByType('resource').some(({ name }) => /\\/whep\\/show\\/./.test(name))")
    moved = await moves_on(watch)
    offers = await watch.evaluate(
        "performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/whep/show')).length")
    return {"patched": patched, "moved": moved, "offers": offers}


async def pressed(tab: Tab, key: str, effect: str) -> bool:
    """Whether a key that is pressed has its effect."""
    for kind in ("keyDown", "keyUp"):
        await tab.call("Input.dispatchKeyEvent", {"type": kind, "key": key, "text": key})
    return await tab.until(effect, 3)
