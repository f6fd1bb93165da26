"""The player as people and other pages use it; each function returns what was seen and judges nothing."""

import asyncio
import time
import urllib.parse

import aiohttp
import m3u8

from browser import Chromium
from network import Network
from pages import pick
from tab import Tab

# By which way the player shows the stream, why, and over which transport.
STAND = """(() => {
    const { way, reason, isPlaying } = player.playback
    return { way: way?.name ?? '', reason: reason ?? '', path: way?.figures.path ?? '', isPlaying: isPlaying && way.isMoving }
})()"""

# Keeps what the player says of itself.
HEARD = """
window.heard = []
for (const type of Object.values(customElements.get('starling-player').Events)) {
    if (type === 'figures') continue
    player.addEventListener(type, ({ detail }) => heard.push({ type, ...detail }))
}"""


async def switching(server: str, subnet: str, port: int) -> dict:
    """A viewer's network cuts first UDP, then all media, and lets it through again."""
    page = f"http://{subnet}.1:{urllib.parse.urlsplit(server).port}/watch/show"
    async with Chromium() as outside:
        await publish(outside, server)
        with Network(subnet) as network:
            async with Chromium() as program:
                watch = await program.visit(page)
                await watch.evaluate(HEARD)
                seen = {"begun": await comes(watch, "WebRTC", "UDP")}
                network.cut(port, "udp")
                seen["withoutUDP"] = await comes(watch, "WebRTC", "TCP")
                network.cut(port, "tcp")
                seen["withoutMedia"] = await comes(watch, "HLS", "HLS")
                seen["reason"] = await watch.text("#way-line")
                # It goes on by HLS.
                await asyncio.sleep(3)
                seen["stayed"] = await comes(watch, "HLS", "HLS")
                network.mend("udp")
                network.mend("tcp")
                seen["back"] = await comes(watch, "WebRTC", "")
                seen["heard"] = await watch.evaluate(
                    "heard.filter(({ type }) => type === 'wayswitched').map(({ way }) => way)")
                seen["faults"] = await watch.faults()
                # One whose media never gets through.
                for protocol in ("udp", "tcp"):
                    network.cut(port, protocol)
                other = await program.visit(page)
                seen["blocked"] = await comes(other, "HLS", "HLS")
                seen["blockedReason"] = await other.text("#way-line")
                return seen


async def comes(watch: Tab, way: str, path: str, seconds: float = 60) -> float | None:
    """After how many seconds a stream moves by a way and a transport; nothing when it never does."""
    begun = time.monotonic()
    is_so = f"(({{ way, path, isPlaying }}) => isPlaying && way === '{way}' && path.includes('{path}'))({STAND})"
    if not await watch.until(is_so, seconds):
        return None
    return round(time.monotonic() - begun, 2)


async def embedded(server: str) -> dict:
    """A page of another origin has a player by two lines; a person goes back in time with the keyboard, and on to what is live."""
    async with Chromium() as outside, Chromium() as program:
        await publish(outside, server)
        tab = await program.visit(program.page_url)
        await tab.evaluate(f"""(async () => {{
            const script = Object.assign(document.createElement('script'), {{ type: 'module', src: '{server}/player.js' }})
            document.head.append(script)
            await customElements.whenDefined('starling-player')
            const player = Object.assign(document.createElement('starling-player'), {{ id: 'player' }})
            document.body.prepend(player)
            {HEARD}
            player.setAttribute('src', '{server}/watch/show')
        }})()""")
        seen = {"begun": await comes(tab, "WebRTC", "")}
        seen["styled"] = await tab.until("getComputedStyle(look('.controls')).position === 'absolute'", 5)
        seen["icons"] = await tab.until("lookAll('.controls svg use').every((icon) => icon.getBBox().width > 0)", 5)
        await tab.until("player.playback.way.figures.latency > 0", 10)
        seen["latency"] = await tab.evaluate("player.playback.way.figures.latency")
        # There is something to go back to.
        await asyncio.sleep(24)
        await tab.click("#mute")
        await tab.evaluate("player.focus()")
        await press(tab, "ArrowLeft", 37)
        seen["rewound"] = await comes(tab, "HLS", "HLS")
        seen["late"] = await lateness(tab)
        seen["timeline"] = await tab.until("!look('#timeline').hidden && !player.playback.isAtEnd", 5)
        frames = await tab.frames()
        seen["moved"] = await tab.until(f"shown().getVideoPlaybackQuality().totalVideoFrames > {frames + 15}")
        seen["preview"] = await preview(tab)
        # Further back than what was fetched, on the timeline.
        await tab.evaluate("player.playback.skip(-8)")
        await asyncio.sleep(1)
        await comes(tab, "HLS", "HLS", 20)
        seen["furtherLate"] = await lateness(tab)
        await press(tab, "l", 76)
        seen["live"] = await comes(tab, "WebRTC", "")
        seen["lateAgain"] = await lateness(tab)
        seen["muted"] = await tab.evaluate("shown().muted")
        seen["heard"] = await tab.evaluate("[...new Set(heard.map(({ type }) => type))]")
        seen["complaints"] = await tab.evaluate("complaints")
        return seen


async def lateness(tab: Tab) -> float:
    """How late the picture is by the clock in it, in seconds; of several looks, since a clock that changes is misread. While
    another place is loaded there is no picture to read."""
    looks = []
    deadline = time.monotonic() + 20
    while len(looks) < 5:
        age = await tab.evaluate(f"({AGE})()")
        if age is not None:
            looks.append(age / 1000)
        elif time.monotonic() > deadline:
            raise RuntimeError("there was no picture for 20 s")
        await asyncio.sleep(0.1)
    return sorted(looks)[2]


async def preview(tab: Tab) -> dict:
    """What is shown of the moment in the middle of the timeline: when that is said to have been, and when the picture was drawn,
    both in seconds ago."""
    x, y = await tab.evaluate(
        "(() => { const box = look('#timeline').getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2] })()")
    await tab.call("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y})
    drawn = f"({AGE})(look('.preview video'))"
    # What was loaded is painted a moment later on a busy machine.
    is_shown = await tab.until(f"look('.preview').checkVisibility() && {drawn} !== null", 10)
    seen = await tab.evaluate(f"[look('.preview').textContent, {drawn} / 1000]") if is_shown else ["", 0]
    await tab.call("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": 1})
    return {"ago": int(seen[0].strip("−s ") or 0), "drawn": seen[1], "isHidden": await tab.until("look('.preview').hidden", 2)}


async def press(tab: Tab, key: str, code: int) -> None:
    """Presses a key."""
    text = {"text": key} if len(key) == 1 else {}
    for kind in ("keyDown", "keyUp"):
        await tab.call("Input.dispatchKeyEvent", {"type": kind, "key": key, "windowsVirtualKeyCode": code, **text})


# Publishes pictures that say when they were drawn: sixteen squares count milliseconds.
DRAWN = """(async () => {
    const { StarlingClient } = await import('/starling-client.js')
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 })
    document.body.append(canvas)
    const context = canvas.getContext('2d')
    const stream = canvas.captureStream(0)
    const [track] = stream.getVideoTracks()
    setInterval(() => {
        const now = Math.round(performance.timeOrigin + performance.now()) % 65536
        for (let bit = 0; bit < 16; bit++) {
            context.fillStyle = now & (1 << bit) ? '#fff' : '#000'
            context.fillRect(36 * bit, 0, 36, 360)
        }
        // Light and dark: what has not both is no picture of ours.
        context.fillStyle = '#fff'
        context.fillRect(576, 0, 32, 360)
        context.fillStyle = '#000'
        context.fillRect(608, 0, 32, 360)
        track.requestFrame()
    }, 20)
    const sound = await navigator.mediaDevices.getUserMedia({ audio: true })
    window.publisher = new StarlingClient()
    await publisher.publish(
        { video: track, audio: sound.getAudioTracks()[0] }, { stream: 'show', simulcast: false, maxBitrate: 1_000_000 })
})()"""

# Reads how many milliseconds ago the picture that is shown was drawn, or that of another video; null while there is none.
AGE = """(video = shown()) => {
    const now = Math.round(performance.timeOrigin + performance.now()) % 65536
    const context = new OffscreenCanvas(640, 1).getContext('2d', { willReadFrequently: true })
    // Of any size.
    context.drawImage(video, 0, Math.floor(video.videoHeight / 2), video.videoWidth, 1, 0, 0, 640, 1)
    const { data } = context.getImageData(0, 0, 640, 1)
    const isLight = (x) => data[4 * x] > 128
    if (!isLight(592) || isLight(624)) return null
    let then = 0
    for (let bit = 0; bit < 16; bit++) if (isLight(36 * bit + 18)) then += 2 ** bit
    return (now - then + 65536) % 65536
}"""

# Reads it of each picture as it is presented, many times.
READ = f"""new Promise((resolve) => {{
    const late = []
    let looks = 0
    const look = () => {{
        const age = ({AGE})()
        if (age !== null) late.push(age)
        looks += 1
        if (late.length < 150 && looks < 600) shown().requestVideoFrameCallback(look)
        else resolve(late)
    }}
    shown().requestVideoFrameCallback(look)
}})"""


async def publish(program: Chromium, server: str, script: str = DRAWN) -> Tab:
    """A tab that publishes pictures with a clock, and sound. It is the only one of its browser: hidden behind another it drew
    nothing at times, while frames went on."""
    tab = await program.visit(f"{server}/")
    await tab.evaluate(script)
    return tab


async def prompt(server: str) -> dict:
    """How soon after a click a stream's page shows its first picture, and how late pictures are, in milliseconds."""
    async with Chromium() as outside, Chromium() as program:
        await publish(outside, server)
        home = await program.visit(f"{server}/")
        await home.until("look('#streams a[href=\"/watch/show\"]')")
        first = []
        for _ in range(3):
            await home.call("Page.addScriptToEvaluateOnNewDocument", {"source": FIRST})
            await home.click("#streams a[href=\"/watch/show\"]")
            await home.until("window.first", 20)
            first.append(await home.evaluate("first"))
            late = await home.evaluate(READ)
            await home.go(f"{server}/")
            await home.until("look('#streams a[href=\"/watch/show\"]')")
        return {"first": first, "late": late}


# When the player's first picture was presented, counted from the click that led to its page.
FIRST = """
addEventListener('firstframe', () => { window.first ??= performance.now() }, true)
"""


# Publishes three layers of pictures with the same clock above noise, which takes all the bits that there are; the largest is 960 wide.
LAYERED = """(async () => {
    const { StarlingClient } = await import('/starling-client.js')
    const canvas = Object.assign(document.createElement('canvas'), { width: 960, height: 540 })
    document.body.append(canvas)
    const context = canvas.getContext('2d')
    const stream = canvas.captureStream(0)
    const [track] = stream.getVideoTracks()
    const noise = new OffscreenCanvas(120, 34)
    const grain = noise.getContext('2d')
    const grains = grain.createImageData(120, 34)
    setInterval(() => {
        const now = Math.round(performance.timeOrigin + performance.now()) % 65536
        for (let bit = 0; bit < 16; bit++) {
            context.fillStyle = now & (1 << bit) ? '#fff' : '#000'
            context.fillRect(54 * bit, 0, 54, 405)
        }
        context.fillStyle = '#fff'
        context.fillRect(864, 0, 48, 405)
        context.fillStyle = '#000'
        context.fillRect(912, 0, 48, 405)
        for (let place = 0; place < grains.data.length; place += 4) {
            grains.data.fill(Math.random() * 256, place, place + 3)
            grains.data[place + 3] = 255
        }
        grain.putImageData(grains, 0, 0)
        context.drawImage(noise, 0, 405, 960, 135)
        track.requestFrame()
    }, 80)
    const sound = await navigator.mediaDevices.getUserMedia({ audio: true })
    const published = await new StarlingClient().publish(
        { video: track, audio: sound.getAudioTracks()[0] }, { stream: 'show', simulcast: true, maxBitrate: 2_000_000 })
    // A busy machine sends fewer pictures then, not smaller ones.
    const { sender } = published.connection.getTransceivers()[1]
    await sender.setParameters({ ...sender.getParameters(), degradationPreference: 'maintain-resolution' })
})()"""

# Notes each picture that is shown from now on: when, how wide, and how many milliseconds ago it was drawn.
NOTED = f"""(() => {{
    window.seen = []
    window.stalls = 0
    shown().addEventListener('waiting', () => {{ stalls += 1 }})
    const look = () => {{
        seen.push([performance.now(), shown().videoWidth, ({AGE})()])
        shown().requestVideoFrameCallback(look)
    }}
    shown().requestVideoFrameCallback(look)
}})()"""


async def renditions(server: str, seconds: float) -> dict:
    """Three layers are watched by HLS: held for so long, picked in the menu, and left to the player on a network that becomes slow
    and fast again."""
    async with Chromium() as outside, Chromium() as program:
        await publish(outside, server, LAYERED)
        async with aiohttp.ClientSession() as http:
            # The encoder begins with the smallest layer, and adds the others as its own estimate grows.
            url = f"{server}/hls/show/index.m3u8"
            while len(rates := await offered(http, url)) < 3 or rates[0] < 2 * rates[1]:
                await asyncio.sleep(0.5)
        watch = await program.visit(f"{server}/watch/show?hls")
        await watch.until("shown()?.videoWidth === 960", 30)
        options = await watch.evaluate("lookAll('#quality option').map(({ value }) => value)")
        # It catches up with what is live first.
        await asyncio.sleep(4)
        await watch.evaluate(NOTED)
        seen = {"options": options, "steps": []}

        async def step(name: str, width: str, patience: float, act=None) -> None:
            """Does something, waits for pictures of such a width and two seconds more; what was seen meanwhile."""
            await watch.evaluate("seen.length = 0; stalls = 0")
            begun = time.monotonic()
            if act:
                await act
            found = await watch.until(f"shown().videoWidth {width}", patience)
            after = round(time.monotonic() - begun, 2)
            await asyncio.sleep(2)
            shown, stalls = await watch.evaluate("[seen, stalls]")
            times = [moment for moment, _, _ in shown]
            late = sorted(age for _, _, age in shown if age is not None)
            seen["steps"].append({
                "name": name, "found": found, "after": after, "stalls": stalls, "width": shown[-1][1] if shown else 0,
                "widths": sorted({width for _, width, _ in shown}), "pictures": len(shown),
                "longestGap": round(max((two - one for one, two in zip(times, times[1:])), default=60_000)),
                "late": late[len(late) // 2] if late else 60_000, "latest": late[-1] if late else 60_000,
            })

        await step("hold", "=== 960", 1, asyncio.sleep(seconds))
        await step("smallest", "=== 240", 20, pick(watch, options[3]))
        await step("middle", "=== 480", 20, pick(watch, options[2]))
        await step("best", "=== 960", 20, pick(watch, options[1]))
        await step("auto", "=== 960", 20, pick(watch, ""))
        await watch.call("Network.enable")
        # More than the layer in the middle needs, less than the best.
        async with aiohttp.ClientSession() as http:
            seen["rates"] = await offered(http, url)
        await step("slow", "< 960", 20, throttle(watch, seen["rates"][0] * 0.9))
        seen["line"] = await watch.text("#quality-line")
        await step("fast", f"> {seen['steps'][-1]['width']}", 60, throttle(watch, 0))
        seen["faults"] = await watch.faults()
        return seen


# Plays with hls.js and keeps what it says: with low latency, faster when it is late, and as near to what is live after it stood still
# as before; the rest by its own defaults. The file's only way to it is a function that makes a player, whose class is the one wanted.
FOREIGN = """(async (url) => {
    const { t: make } = await import('/hls.mjs')
    const other = make(document.createElement('video'), url)
    const Hls = other.constructor
    other.destroy()
    const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true })
    document.body.prepend(video)
    window.hls = new Hls({ lowLatencyMode: true, maxLiveSyncPlaybackRate: 1.5, liveSyncOnStallIncrease: 0 })
    window.version = Hls.version
    window.errors = []
    window.parts = 0
    hls.on(Hls.Events.ERROR, (_, { type, details, fatal, reason, error }) => {
        errors.push([type, details, fatal ? 'fatal' : '', reason ?? error?.message ?? ''].join(' '))
    })
    hls.on(Hls.Events.LEVEL_LOADED, (_, { details }) => {
        if (details.playlistParsingError) errors.push(String(details.playlistParsingError))
    })
    hls.on(Hls.Events.MANIFEST_PARSED, () => video.play())
    hls.on(Hls.Events.FRAG_LOADED, (_, { part }) => { parts += part ? 1 : 0 })
    hls.loadSource(url)
    hls.attachMedia(video)
})"""


async def hlsjs(server: str, seconds: float) -> dict:
    """hls.js plays three layers: left to itself for so long, and told to take one after the other."""
    async with Chromium() as outside, Chromium() as program:
        await publish(outside, server, LAYERED)
        url = f"{server}/hls/show/index.m3u8"
        async with aiohttp.ClientSession() as http:
            while len(rates := await offered(http, url)) < 3 or rates[0] < 2 * rates[1]:
                await asyncio.sleep(0.5)
            # As if others watched each layer: of one that nobody asked for there is nothing yet, and hls.js stands still for that.
            for layer in ("video-0", "video-1"):
                async with http.get(f"{server}/hls/show/{layer}/index.m3u8") as response:
                    await response.read()
        tab = await program.visit(program.page_url)
        await tab.evaluate(f"{FOREIGN}('{url}')")
        seen = {"started": await tab.until("shown()?.getVideoPlaybackQuality().totalVideoFrames > 30", 30)}
        seen["version"] = await tab.evaluate("version")
        # Those with the sound as it came; each is there with AAC as well.
        levels = await tab.evaluate(
            "hls.levels.flatMap(({ height, audioGroupIds }, index) => audioGroupIds[0] === 'audio' ? [[index, height]] : [])")
        seen["levels"] = [height for _, height in levels]
        # It catches up with what is live first.
        seen["caughtUp"] = await tab.until("hls.latency < hls.targetLatency + 0.6", 30)
        await tab.evaluate("errors.length = 0")
        await tab.evaluate(NOTED)
        await asyncio.sleep(seconds)
        late = await tab.evaluate("seen.map(([, , age]) => age).filter((age) => age !== null)")
        seen |= {
            "held": len(late), "late": sorted(late)[len(late) // 2] if late else 60_000,
            "stalls": await tab.evaluate("stalls"), "parts": await tab.evaluate("parts"),
            "latency": await tab.evaluate("hls.latency"), "target": await tab.evaluate("hls.targetLatency"),
        }
        seen["switched"] = []
        for level, height in levels * 2:
            await tab.evaluate(f"void (hls.nextLevel = {level})")
            seen["switched"].append({"height": height, "isSeen": await tab.until(f"shown().videoHeight === {height}", 20)})
        seen["errors"] = await tab.evaluate("errors")
        seen["complaints"] = await tab.evaluate("complaints")
        return seen


async def offered(http: aiohttp.ClientSession, url: str) -> list[int]:
    """How many bits a second each variant of a stream has, on average, once it is there."""
    async with http.get(url) as response:
        playlist = m3u8.loads(await response.text(), uri=url) if response.status == 200 else None
    told = {entry.uri: entry.stream_info.average_bandwidth for entry in playlist.playlists} if playlist else {}
    return sorted(told.values(), reverse=True)


async def throttle(tab: Tab, bits: float) -> None:
    """Lets a tab load so many bits a second; with 0 as many as come."""
    await tab.call("Network.emulateNetworkConditions", {
        "offline": False, "latency": 0, "uploadThroughput": -1, "downloadThroughput": bits / 8 if bits else -1})
