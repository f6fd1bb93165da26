"""The server's own pages, used as people use them; each function returns what was seen and judges nothing."""

import asyncio
import json
import pathlib
import signal
import tempfile

import ffmpeg8

from browser import Chromium
from stage import WATCHED, enter, see
from tab import Tab

# Desktop and phone.
SIZES = {"desktop": (1280, 860), "phone": (390, 844)}


async def pages(server: str, key: str | None) -> dict:
    """A stream is waited for, published from the studio, watched, taken over by another studio, and ended."""
    async with Chromium() as program:
        home = await program.visit(f"{server}/")
        await home.until("!document.querySelector('#empty').hidden")
        seen = {"empty": await home.text("#empty h2"), "command": await home.text("#command")}

        watch = await program.visit("about:blank#")
        await watch.call("Page.addScriptToEvaluateOnNewDocument", {"source": WATCHED})
        await watch.go(f"{server}/watch/show")
        await watch.until("look('#veil-title').textContent.includes('not live')")
        seen["waiting"] = await watch.text("#veil-title")

        studio = await program.visit(f"{server}/studio/show")
        await studio.click("#go")
        seen["refusals"] = await opened(studio, key) if key else []
        seen["published"] = await is_live(studio)
        seen["started"] = await watch.until("shown()?.getVideoPlaybackQuality().totalVideoFrames > 30")
        seen["uncovered"] = await watch.until("look('#veil').hidden")
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
        seen["muted"] = await pressed(watch, "m", "shown().muted")
        seen["measured"] = await pressed(watch, "i", "!look('#figures').hidden")

        missing = await program.visit(f"{server}/watch/.hidden")
        seen["missing"] = await missing.text("h1")
        tabs = {"home": home, "watch": watch, "studio": studio, "missing": missing}
        seen["faults"] = {name: await tab.faults() for name, tab in tabs.items()}

        await second.click("#go")
        seen["ended"] = await watch.until("!look('#veil').hidden")
        seen["after"] = await watch.text("#veil-title")
        return seen


async def quality(server: str) -> dict:
    """Three layers come from the studio; a person picks one in the player's menu and goes back; an app does so on `/ws`."""
    async with Chromium() as program:
        studio = await program.visit(f"{server}/studio/show")
        await studio.click("#go")
        await is_live(studio)
        watch = await program.visit(f"{server}/watch/show")
        await watch.call("Page.bringToFront")
        best = "document.querySelector('#quality-line').textContent.includes('the best there is')"
        width = "shown().videoWidth"
        # The encoder begins with the smallest layer, 320 wide, and adds the others as its own estimate grows. What is chosen is
        # seen a moment later.
        offered = f"lookAll('#quality option').length === 4 && {best} && {width} > 320"
        seen = {"offered": await watch.until(offered, 90)}
        seen["layers"] = await watch.evaluate("Array.from(lookAll('#quality option'), (each) => each.value)")
        seen["before"] = await watch.evaluate(width)
        await pick(watch, seen["layers"][-1])
        seen["asked"] = await watch.until("document.querySelector('#quality-line').textContent.includes('as you chose')")
        await watch.until(f"{width} < {seen['before']}")
        seen["small"] = await watch.evaluate(width)
        seen["smallMoves"] = await moves_on(watch)
        await pick(watch, "")
        seen["auto"] = await watch.until(f"{width} >= {seen['before']} && {best}", 60)
        seen["autoMoves"] = await moves_on(watch)
        seen["faults"] = {"watch": await watch.faults()}
        # An app on the same page.
        await watch.evaluate(APP)
        lowest = seen["layers"][-1]
        await watch.evaluate("app.choose({ maxHeight: 200 })")
        seen["fitted"] = await watch.until(
            f"app.videos[0]?.current === '{lowest}' && app.videos[0].reason === 'asked'", 20)
        await watch.evaluate("app.choose({ paused: true })")
        seen["paused"] = await watch.until("app.videos[0].choice.paused && !app.videos[0].current")
        # What was on its way.
        await asyncio.sleep(1)
        before = await watch.evaluate("decoded()")
        await asyncio.sleep(1)
        seen["still"] = await watch.evaluate("decoded()") - before
        await watch.evaluate("app.choose()")
        deadline = asyncio.get_running_loop().time() + 15
        while (decoded := await watch.evaluate("decoded()")) < before + 15:
            if asyncio.get_running_loop().time() > deadline:
                break
            await asyncio.sleep(0.1)
        seen["resumed"] = decoded - before
        return seen


async def pick(watch: Tab, layer: str) -> None:
    """Picks a layer in the player's menu."""
    await watch.evaluate(f"""(() => {{
        const menu = look('#quality')
        menu.value = '{layer}'
        menu.dispatchEvent(new Event('change'))
    }})()""")


# Receives a stream over `/ws`.
APP = """(async () => {
    const { StarlingClient } = await import('/starling-client.js')
    window.app = await new StarlingClient().watch({ stream: 'show' })
    const video = Object.assign(document.createElement('video'), { autoplay: true, muted: true, srcObject: app.stream })
    document.body.append(video)
    window.decoded = async () => [...(await app.connection.getStats()).values()]
        .find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video')?.framesDecoded ?? 0
})()"""


async def dashboard(server: str, key: str) -> dict:
    """The operator lets itself in, sees a stream, its viewer and somebody who never gets there, and ends both."""
    async with Chromium() as program:
        studio = await program.visit(f"{server}/studio/show")
        await studio.click("#go")
        await is_live(studio)
        watch = await program.visit(f"{server}/watch/show")
        await moves_on(watch)
        board = await program.visit(f"{server}/dashboard")
        seen = {"locked": await board.until("!document.querySelector('#login').hidden"), "why": await board.text("#why")}
        for text in ("south-wind-and-rain", key):
            await board.evaluate("document.querySelector('#key').value = ''")
            await board.type("#key", text)
            await board.click("#login button")
            await board.until("document.querySelector('#why').textContent.includes('not the admin key') "
                              "|| document.querySelector('#login').hidden")
            seen.setdefault("wrong", await board.text("#why"))
        await board.until("document.querySelectorAll('#stream-rows tr').length === 1")
        seen["stream"] = [cell.strip() for cell in await board.texts("#stream-rows tr > *")]
        await board.until("document.querySelectorAll('#figures dd')[4].textContent.endsWith('µs')")
        seen["figures"] = await board.texts("#figures dd")
        await watch.evaluate(LOST)
        seen["diagnosed"] = await board.until("document.querySelectorAll('#problem-list li').length === 1")
        seen["diagnosis"] = await board.text("#problem-list span") if seen["diagnosed"] else ""
        await board.evaluate("document.querySelector('#session-list details').open = true")
        seen["facts"] = await board.until("document.querySelectorAll('#session-list .facts div').length >= 5")
        await board.type("#filter", "publisher")
        seen["filtered"] = await board.until("document.querySelectorAll('#session-list li').length === 1")
        seen["faults"] = {"dashboard": await board.faults()}
        seen["stopped"] = await stopped(board, studio)
        return seen


async def stopped(board: Tab, studio: Tab) -> bool:
    """Whether a stream is stopped by pressing a button twice; on a busy machine the second may come too late."""
    for _ in range(4):
        for _ in range(2):
            await board.click("#stream-rows button:last-child")
        if await studio.until("document.querySelector('#badge').dataset.state !== 'live'", 5):
            return True
    return False


# A viewer whose media finds no way: it never looks at the answer.
LOST = """(async () => {
    const connection = new RTCPeerConnection()
    connection.addTransceiver('video', { direction: 'recvonly' })
    const { sdp } = await connection.createOffer()
    await fetch('/whep/show', { method: 'POST', headers: { 'Content-Type': 'application/sdp' }, body: sdp })
})()"""


async def operated(server: str, key: str) -> dict:
    """From the studio a stream is recorded and a guest invited, once the operator's key was given; the recording is listed."""
    async with Chromium() as program:
        studio = await program.visit(f"{server}/studio/show")
        await studio.click("#go")
        await is_live(studio)
        await studio.click("#record")
        await studio.until("!look('#operator-form').hidden")
        seen = {"refused": await studio.text("#operator-problem strong")}
        await studio.type("#operator-key", key)
        await studio.click("#operator-form button")
        seen["recorded"] = await studio.until("look('#record').checked && look('#recording').textContent.startsWith('For')")
        await studio.click("#invite")
        seen["invited"] = await studio.until("look('#invite').textContent.startsWith('Copied')")
        await asyncio.sleep(3)
        await studio.click("#record")
        seen["ended"] = await studio.until("!look('#record').checked && look('#recording').textContent === 'Off.'")
        home = await program.visit(f"{server}/")
        seen["listed"] = await home.until("look('#recordings a')?.textContent.startsWith('show')")
        seen["status"] = await home.evaluate("fetch(look('#recordings a').href, { headers: { range: 'bytes=0-99' } }).then(({ status }) => status)")
        seen["faults"] = {"studio": await studio.faults(), "home": await home.faults()}
        return seen


# A title that would be markup, end a string or an attribute, load a picture, run a script, and turn what stands around it, were it
# taken for more than text; and what of it is to be read.
HOSTILE = "<img src=x onerror=\"window.struck = 1\">'</strong><script>struck = 1</script>&amp;\u202e{{7*7}}${7*7}"
HARMLESS = HOSTILE.replace("\u202e", "")


async def titled(server: str, key: str) -> dict:
    """A studio says what its stream is about, in words that mean harm; who sees them where, and whether they do any."""
    async with Chromium() as program:
        studio = await program.visit(f"{server}/studio/show")
        # Before it is live, as people do; it is said when it is.
        await studio.evaluate(f"look('#title').value = {json.dumps(HOSTILE)}")
        await studio.evaluate("look('#title').dispatchEvent(new Event('change'))")
        await studio.click("#go")
        await opened(studio, key, wrong=False)
        seen = {"published": await is_live(studio)}
        seen["told"] = await studio.until("look('#title-state').textContent === 'Viewers see it.'")
        home = await program.visit(f"{server}/")
        card = "look('#streams a[href=\"/watch/show\"]')"
        await home.until(card)
        seen["card"] = [await home.text("#streams strong"), await home.text("#streams .hint")]
        watch = await program.visit(f"{server}/watch/show")
        await moves_on(watch)
        seen["heading"] = await watch.text("#stream")
        seen["page"] = await watch.evaluate("document.title")
        await asyncio.sleep(2)
        await studio.click("#go")
        await home.call("Page.bringToFront")
        await home.until("look('#recordings a')")
        seen["recording"] = [await home.text("#recordings strong"), await home.text("#recordings .hint")]
        seen["struck"] = [await tab.evaluate("window.struck ?? 0") for tab in (studio, home, watch)]
        seen["faults"] = {"studio": await studio.faults(), "home": await home.faults(), "watch": await watch.faults()}
        return seen | {"harmless": HARMLESS}


async def library(server: str) -> dict:
    """What the client library makes of texts that servers send."""
    async with Chromium() as program:
        tab = await program.visit(f"{server}/")
        return await tab.evaluate("""import('/connection.js').then(({ credentials, withCredentials }) => {
            const lines = (...all) => all.join('\\r\\n') + '\\r\\n'
            return {
                fragment: credentials(lines('v=0', 'a=ice-options:trickle', 'm=audio 9 X 0', 'a=mid:0', 'a=ice-ufrag:u',
                    'a=ice-pwd:p', 'm=video 9 X 1', 'a=mid:1')).split('\\r\\n'),
                description: withCredentials(
                    lines('v=0', 'm=audio 9 X 0', 'a=candidate:1', 'a=ice-ufrag:u', 'a=ice-pwd:p', 'a=setup:actpass',
                        'a=end-of-candidates'),
                    lines('a=ice-ufrag:U', 'a=ice-pwd:P', 'a=candidate:2')).split('\\r\\n'),
                unchanged: withCredentials('v=0', 'nothing of use'),
            }
        })""")


async def screenshots(server: str, folder: pathlib.Path) -> dict:
    """Pictures of every page before and while a stream is live, in both sizes and colours; their names."""
    folder.mkdir(parents=True, exist_ok=True)
    async with Chromium() as program:
        tabs = {name: await program.visit(server + path) for name, path in (
            ("home", "/"), ("watch", "/watch/sunrise"), ("studio", "/studio/sunrise"), ("stage", "/stage/sunrise"),
            ("missing", "/watch/.hidden"), ("dashboard", "/dashboard"))}
        names = await pictures(tabs, "idle", folder)
        await tabs["studio"].type("#title", "Sunrise over the harbour, live from the east pier")
        await tabs["studio"].click("#go")
        await is_live(tabs["studio"])
        await tabs["watch"].click("#statistics")
        await moves_on(tabs["watch"])
        await tabs["dashboard"].call("Page.bringToFront")
        await tabs["dashboard"].until("document.querySelectorAll('#session-list li').length === 2")
        await tabs["dashboard"].evaluate("document.querySelector('#session-list details').open = true")
        del tabs["missing"]
        # Three on a stage, one of them muted; and a viewer who asks to join.
        people = [await enter(program, server, name, "#join") for name in ("Ann", "Bob", "Cat")]
        viewer = await enter(program, server, "Vic", "#watch")
        await people[1].click("#mute")
        await viewer.click("#hand")
        tabs["stage"] = people[0]
        await see(tabs["stage"], 2)
        return {"pictures": names + await pictures(tabs, "live", folder)}


async def pictures(tabs: dict[str, Tab], state: str, folder: pathlib.Path) -> list[str]:
    """Pictures of all tabs as they are."""
    names = []
    for name, tab in tabs.items():
        for size, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                await tab.look(width, height, scheme)
                names.append(f"{name}-{state}-{size}-{scheme}.png")
                (folder / names[-1]).write_bytes(await tab.picture())
    return names


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
        f"shown()?.getVideoPlaybackQuality().totalVideoFrames > {frames + 15}")


async def restarted(watch: Tab) -> dict:
    """How a player gets over a change of its network: the browser says it is online again, ICE restarts."""
    await watch.evaluate("void dispatchEvent(new Event('online'))")
    patched = await watch.until("window.said.includes('ice-restart')")
    moved = await moves_on(watch)
    offers = await watch.evaluate("window.said.filter((type) => type === 'subscribe').length")
    return {"patched": patched, "moved": moved, "offers": offers}


async def pressed(tab: Tab, key: str, effect: str) -> bool:
    """Whether a key that is pressed has its effect."""
    for kind in ("keyDown", "keyUp"):
        await tab.call("Input.dispatchKeyEvent", {"type": kind, "key": key, "text": key})
    return await tab.until(effect)


# What the clock in the picture says: ten squares, the lowest bit first, that count twentieths of a second.
CLOCK = """
(() => {
    const video = shown()
    const canvas = new OffscreenCanvas(320, 48)
    const context = canvas.getContext('2d')
    context.drawImage(video, 0, 0, 320, 48, 0, 0, 320, 48)
    const now = Date.now() / 1000
    let count = 0
    for (let bit = 0; bit < 10; bit++) {
        if (context.getImageData(32 * bit + 16, 24, 1, 1).data[0] > 128) count += 2 ** bit
    }
    return ((now - count / 20) % 51.2 + 51.2) % 51.2
})()"""


# How a player of media sources stands: the clock, what is shown, how fast, and where what each source buffer has ends.
COURSE = """
[performance.now() / 1000, shown().currentTime, shown().playbackRate,
    ...window.buffers.map(({ buffered }) => buffered.length ? buffered.end(buffered.length - 1) : 0)
].map((value) => Math.round(value * 100) / 100)"""

# Remembers the source buffers that a page makes, what its players said of themselves, and what it could not load.
REMEMBERED = """
window.buffers = []
window.told = []
const tell = (...words) => window.told.push([Math.round(performance.now()) / 1000, ...words].join(' '))
const dispatch = EventTarget.prototype.dispatchEvent
EventTarget.prototype.dispatchEvent = function (event) {
    if (event.type === 'change' && this.state) tell(this.state, this.problem?.title ?? '')
    return dispatch.call(this, event)
}
const load = window.fetch
window.fetch = async (...words) => {
    try {
        const response = await load(...words)
        if (!response.ok) tell(response.status, response.url)
        return response
    } catch (error) {
        tell(error, words[0])
        throw error
    }
}
const add = MediaSource.prototype.addSourceBuffer
MediaSource.prototype.addSourceBuffer = function (type) {
    const buffer = add.call(this, type)
    window.buffers.push(buffer)
    return buffer
}"""


async def fallback(server: str, seconds: float) -> dict:
    """A stream with a clock in its picture is watched as HLS for so long, in the browser's own media sources."""
    with tempfile.TemporaryDirectory() as name:
        publisher = ffmpeg8.stamped(f"{server}/whip/far", pathlib.Path(name) / "published")
        async with Chromium() as program, publisher:
            watch = await program.visit("about:blank#")
            await watch.call("Page.addScriptToEvaluateOnNewDocument", {"source": REMEMBERED})
            await watch.go(f"{server}/watch/far?hls")
            seen = {"started": await watch.until(
                "shown()?.getVideoPlaybackQuality().totalVideoFrames > 30", 30)}
            seen["uncovered"] = await watch.until("look('#veil').hidden")
            # It catches up with what is live first.
            await asyncio.sleep(5)
            await watch.evaluate("""
                window.stalls = 0
                shown().addEventListener('waiting', () => { window.stalls += 1 })""")
            clock = "[performance.now() / 1000, shown().currentTime]"
            before = await watch.evaluate(clock)
            late, course = [], []
            while (await watch.evaluate(clock))[0] < before[0] + seconds:
                await asyncio.sleep(0.5)
                late.append(await watch.evaluate(CLOCK))
                course.append(await watch.evaluate(COURSE))
            after = await watch.evaluate(clock)
            seen |= {
                "played": (after[1] - before[1]) / (after[0] - before[0]),
                "late": late, "course": course, "told": await watch.evaluate("window.told"),
                "stalls": await watch.evaluate("window.stalls"),
                "size": await watch.evaluate("[shown().videoWidth, shown().videoHeight]"),
                "facts": await watch.text("#facts"),
                "faults": await watch.faults(),
            }
            publisher.send(signal.SIGKILL)
            # The server keeps a stream for --linger, and players have what they have.
            seen["ended"] = await watch.until("!look('#veil').hidden")
            return seen
