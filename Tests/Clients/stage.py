"""People on a stage, each in a page of their own; each function returns what was seen and judges nothing."""

import asyncio
import http.client
import json
import re
import time
import urllib.parse
import urllib.request

from browser import Chromium
from network import Network
from tab import Tab

# How many frames each video of others has shown, and how loud their tracks are, by what the browser decodes.
OTHERS = """(async () => {
    const media = [...window.stage.watched.values()]
    return Promise.all(media.map(async ({ connection, stream }) => {
        const seen = { frames: 0, energy: 0 }
        const tracks = stream.getTracks().map(({ id }) => id)
        for (const entry of (await connection?.getStats() ?? new Map()).values()) {
            if (entry.type !== 'inbound-rtp' || !tracks.includes(entry.trackIdentifier)) continue
            if (entry.kind === 'video') seen.frames = entry.framesDecoded ?? 0
            if (entry.kind === 'audio') seen.energy = entry.totalAudioEnergy ?? 0
        }
        return seen
    }))
})()"""

# What a client said, and how all that it receives stands, for whoever wonders why somebody is not seen.
WHY = """(async () => {
    const told = [`said ${window.said}`]
    for (const { state, source, connection } of window.stage.watched.values()) {
        told.push(`${state} ${JSON.stringify(source)} ${connection?.connectionState}`)
        for (const entry of (await connection?.getStats() ?? new Map()).values())
            if (entry.type === 'inbound-rtp') told.push(JSON.stringify(entry))
    }
    return told.join('\\n')
})()"""

# Keeps what the page's client is, what it hears, and its sockets, so that one can be cut.
WATCHED = """
window.sockets = []
window.heard = []
window.said = []
const Socket = window.WebSocket
window.WebSocket = class extends Socket {
    constructor(...all) {
        super(...all)
        window.sockets.push(this)
        this.addEventListener('message', ({ data }) => window.heard.push(JSON.parse(data)))
    }
    send(text) {
        window.said.push(JSON.parse(text).type)
        super.send(text)
    }
}
"""


async def stage(server: str, media: str | None) -> dict:
    """Three people see and hear each other; one mutes, shares a screen, loses the socket, leaves, comes back; a viewer is raised."""
    async with Chromium() as program:
        people = []
        for name in ("Ann", "Bob", "Cat"):
            people.append(await enter(program, server, name, "#join"))
        seen = {"present": [await see(tab, 2) for tab in people]}
        ann, bob, cat = people
        seen["playlist"] = redirected(f"{media or server}/hls/show/index.m3u8?x=1")
        viewer = await enter(program, server, "Vic", "#watch")
        seen["watching"] = await see(viewer, 3)
        seen["participants"] = listed(server)

        await ann.click("#mute")
        seen["muted"] = await bob.until("[...document.querySelectorAll('.caption')].some((it) => it.textContent === 'Ann · muted')")
        seen["speaker"] = await cat.until("document.querySelector('[data-speaking=true]')", 5)

        seen["speakerAfter"] = await speaks(ann, [bob, cat])

        await bob.click("#screen")
        seen["shared"] = await cat.until("[...document.querySelectorAll('.caption')].some((it) => it.textContent === 'Bob · screen')")
        await bob.click("#screen")
        seen["sharedBack"] = await see(cat, 2)

        seen["resumed"] = await cut(cat, bob)

        await viewer.click("#hand")
        raised = await ann.until("document.querySelector('#hands button')")
        await ann.click("#hands button")
        seen["raised"] = raised and await viewer.until("document.querySelector('#badge').textContent === 'On stage'")
        seen["raisedSeen"] = await see(bob, 3)

        await bob.click("#leave")
        seen["left"] = await ann.until("document.querySelectorAll('.tile').length === 3") and await see(ann, 2)
        seen["faults"] = {"stage": await ann.faults(), "lobby": await bob.faults()}
        # Who comes takes the sections that he who went has left.
        await bob.click("#join")
        # Ann is muted still, and nobody has heard her on a new connection.
        seen["back"] = await see(ann, 3) and await see(bob, 2)
        seen["offered"] = await ann.evaluate(
            "[window.heard.some(({ type }) => type === 'offer'), window.said.includes('answer')]")
        seen["connections"] = [await tab.evaluate(
            "new Set([...window.stage.watched.values()].map(({ connection }) => connection)).size") for tab in people]
        seen["sections"] = await ann.evaluate(
            "[...window.stage.watched.values()][0].connection.getTransceivers().length")
        seen["heard"] = [message for tab in people for message in await tab.evaluate("window.heard")]
        return seen


async def example(server: str) -> dict:
    """Two pages run the example at the top of the client library as it stands there; each sees and hears the other."""
    with urllib.request.urlopen(f"{server}/starling-client.js") as response:
        comment = response.read().decode().split("\n\n", 1)[0]
    lines = [line.removeprefix("//   ") for line in comment.split("\n") if line.startswith("//   ")]
    # What is evaluated is no module; all else is.
    body = re.sub(r'import (\{.*?\}) from (".*?");', r"const \1 = await import(\2);", "\n".join(lines))
    async with Chromium() as program:
        tabs = [await program.visit(f"{server}/stage/example") for _ in range(2)]
        for tab in tabs:
            await tab.evaluate(f"(async () => {{ {body}\nwindow.stage = client }})()")
        seen = {"lines": len(lines), "present": [await see(tab, 1) for tab in tabs]}
        seen["videos"] = [await tab.evaluate("document.body.querySelectorAll(':scope > video').length") for tab in tabs]
        seen["complaints"] = [complaint for tab in tabs for complaint in await tab.evaluate("window.complaints")]
        return seen


# Before a stage, as an app: receives the first, and then gives one up and takes another at once, so that both sides offer.
CHANGING = """(async () => {
    const { StarlingClient } = await import('/starling-client.js')
    const client = new StarlingClient()
    await client.join('show', { role: 'viewer' })
    const ids = client.selected
    await client.watch({ participant: ids[0] })
    const first = client.watched.get(ids[0]).connection
    for (let turn = 0; turn < 8; turn += 1) {
        const [old, next] = [ids[turn % ids.length], ids[(turn + 1) % ids.length]]
        await Promise.all([client.unwatch(old), client.watch({ participant: next })])
    }
    window.stage = client
    const [left] = [...client.watched.values()]
    // Chromium does not play sound that goes nowhere.
    document.body.append(Object.assign(document.createElement('video'), { autoplay: true, srcObject: left.stream }))
    const sections = first.getTransceivers().filter(({ mid }) => mid !== null).length
    return { watched: client.watched.size, kept: left.connection === first, sections }
})()"""


# Before a stage, as an app: wants somebody who is not there; then one, none and the same again while the offer is made.
HASTY = """(async () => {
    const { StarlingClient } = await import('/starling-client.js')
    const client = new StarlingClient()
    await client.join('show', { role: 'viewer' })
    const [participant] = client.selected
    await client.watch({ participant: participant.split('').reverse().join('') }).catch(() => {})
    client.watch({ participant }).catch(() => {})
    while (!client.watched.get(participant).transceivers.length) await Promise.resolve()
    client.unwatch(participant)
    const { stream } = await client.watch({ participant })
    document.body.append(Object.assign(document.createElement('video'), { autoplay: true, srcObject: stream }))
    window.stage = client
})()"""


async def hasty(server: str) -> dict:
    """Somebody no longer wants to receive another, and does again, before the offer is made."""
    async with Chromium() as program:
        await enter(program, server, "Ann", "#join")
        tab = await lobby(program, server)
        await tab.evaluate(HASTY)
        errors = "window.heard.filter(({ type }) => type === 'error').map(({ status }) => status)"
        return {"sees": await see(tab, 1), "refused": await tab.evaluate(errors)}


async def glare(server: str) -> dict:
    """Somebody changes whom it receives again and again, while the server offers to end what it received before."""
    async with Chromium() as program:
        for name in ("Ann", "Bob"):
            await enter(program, server, name, "#join")
        tab = await lobby(program, server)
        seen = await tab.evaluate(CHANGING)
        seen["sees"] = await see(tab, 1)
        heard = await tab.evaluate("window.heard.map(({ type, status, field }) => [type, status, field].filter(Boolean).join(' '))")
        seen["refused"] = heard.count("error 409 sdp")
        seen["offers"] = heard.count("offer")
        seen["answers"] = await tab.evaluate("window.said.filter((type) => type === 'answer').length")
        seen["others"] = sorted({each for each in heard if each.startswith("error")} - {"error 409 sdp"})
        return seen


# Which layers somebody encodes, by how many frames of each were encoded within a second.
ENCODED = """(async () => {
    const frames = async () => Object.fromEntries([...(await window.stage.published.connection.getStats()).values()]
        .filter(({ type, rid }) => type === 'outbound-rtp' && rid).map(({ rid, framesEncoded }) => [rid, framesEncoded ?? 0]))
    const before = await frames()
    await new Promise((resolve) => setTimeout(resolve, 1000))
    return Object.entries(await frames()).filter(([rid, count]) => count > before[rid]).map(([rid]) => rid).sort().join(' ')
})()"""
HEIGHT = """Math.max(0, ...[...document.querySelectorAll('.tile video')].filter((it) => !it.muted).map((it) => it.videoHeight))"""


async def thrifty(server: str) -> dict:
    """Somebody wants the smallest layer of the other only, who stops encoding the rest; then all of them again."""
    async with Chromium() as program:
        ann, bob = [await enter(program, server, name, "#join") for name in ("Ann", "Bob")]
        seen = {"before": [await see(ann, 1), await see(bob, 1)], "encoded": [await ann.evaluate(ENCODED)]}
        begun = time.monotonic()
        while " " not in seen["encoded"][-1] and time.monotonic() < begun + 20:
            seen["encoded"].append(await ann.evaluate(ENCODED))
        await bob.evaluate("[...window.stage.watched.values()][0].choose({ layer: 'q' })")
        begun = time.monotonic()
        while seen["encoded"][-1] != "q" and time.monotonic() < begun + 40:
            seen["encoded"].append(await ann.evaluate(ENCODED))
        seen["stopped"] = round(time.monotonic() - begun, 1)
        seen["small"] = await bob.evaluate(HEIGHT)
        await bob.evaluate("[...window.stage.watched.values()][0].choose({})")
        begun = time.monotonic()
        seen["back"] = await bob.until(f"{HEIGHT} > {seen['small']}", 40)
        seen["backAfter"] = round(time.monotonic() - begun, 1)
        seen["after"] = await see(bob, 1)
        return seen


async def successor(server: str) -> dict:
    """Two people see and hear each other; the media node ends, and another takes its place; they do so again."""
    return await gone_on(server, "window.heard.some(({ type }) => type === 'media-ended')")


# Whoever runs this takes a socket again not at once but after so many milliseconds.
LATE = """void (() => {
    const later = window.setTimeout
    window.setTimeout = (action, pause, ...all) => later(action, window.stage?.state === 'interrupted' ? %d : pause, ...all)
})()"""


async def drained(server: str) -> dict:
    """Two people on a stage whose server ends; it names another, where they go on."""
    return await gone_on(server, "window.heard.some(({ type, address }) => type === 'moved' && address)")


async def gone_on(server: str, told: str) -> dict:
    """Two people see and hear each other, before and after what they were told."""
    async with Chromium() as program:
        people = [await enter(program, server, name, "#join") for name in ("Ann", "Bob")]
        # The second finds the first there, and live.
        await people[1].evaluate(LATE % 2000)
        seen = {"before": [await see(tab, 1) for tab in people]}
        # Whoever ends the server waits for a busy machine, too.
        seen["told"] = [await tab.until(told, 120) for tab in people]
        seen["after"] = [await see(tab, 1) for tab in people]
        seen["sockets"] = [await tab.evaluate("window.sockets.length") for tab in people]
        seen["why"] = [] if all(seen["after"]) else [await tab.evaluate(WHY) for tab in people]
        return seen


async def roaming(server: str, subnet: str) -> dict:
    """One who is on a stage with another loses the socket, and nothing else: the server's kernel ends it, then the network
    holds it up. At last the network is another."""
    port = urllib.parse.urlsplit(server).port
    inside = f"http://{subnet}.1:{port}"
    async with Chromium() as program:
        bob = await enter(program, server, "Bob", "#join")
        # Without a certificate only pages of this machine get a camera.
        trust = f"--unsafely-treat-insecure-origin-as-secure={inside}"
        with Network(subnet) as network:
            async with Chromium(trust) as other:
                ann = await enter(other, inside, "Ann", "#join")
                seen = {"before": [await see(ann, 1), await see(bob, 1)]}
                await ann.evaluate("void (window.connections = [...window.stage.watched.values()].map((it) => it.connection))")

                frames = await ann.evaluate(OTHERS)
                for number in range(10):
                    if number == 3:
                        network.abort(port)
                    await bob.evaluate(f"window.stage.data({{ number: {number} }})")
                seen["aborted"] = await resumed(ann, 1)
                seen["wentOn"] = await went_on(ann, frames)

                network.cut(port)
                begun = time.monotonic()
                seen["noticed"] = await ann.until("window.stage.state === 'interrupted'", 25)
                seen["noticedAfter"] = round(time.monotonic() - begun, 1)
                for number in range(10, 20):
                    await bob.evaluate(f"window.stage.data({{ number: {number} }})")
                seen["during"] = [await see(ann, 1), await see(bob, 1)]
                network.mend()
                seen["cut"] = await resumed(ann, 2)

                network.pull(0)
                await asyncio.sleep(1)
                begun = time.monotonic()
                network.plug(1)
                seen["moved"] = [await see(ann, 1), await see(bob, 1)]
                seen["movedAfter"] = round(time.monotonic() - begun, 1)
                await bob.evaluate("window.stage.data({ number: 20 })")
                seen["change"] = await resumed(ann, 3)
                seen["restarts"] = await ann.evaluate("window.said.filter((type) => type === 'ice-restart').length")
                seen["kept"] = await ann.evaluate(
                    "[...window.stage.watched.values()].every((it) => window.connections.includes(it.connection))")
                return seen


async def resumed(tab: Tab, count: int) -> dict:
    """Whether a conversation has gone on so many times, and what it heard."""
    went = await tab.until(f"window.heard.filter(({{ resumed }}) => resumed).length >= {count}")
    await asyncio.sleep(1)
    heard = await tab.evaluate("window.heard.filter(({ type }) => type === 'data').map(({ data }) => data.number)")
    numbers = await tab.evaluate("window.heard.map(({ seq }) => seq).filter(Boolean)")
    return {"resumed": went, "data": heard, "gapless": numbers == list(range(1, len(numbers) + 1))}


async def lobby(program: Chromium, server: str) -> Tab:
    """The page of the stage, whose conversation is kept."""
    tab = await program.visit("about:blank#")
    await tab.call("Page.addScriptToEvaluateOnNewDocument", {"source": WATCHED})
    await tab.go(f"{server}/stage/show")
    return tab


async def enter(program: Chromium, server: str, name: str, button: str) -> Tab:
    """Somebody comes to the stage."""
    tab = await lobby(program, server)
    await tab.evaluate("document.querySelector('#name').value = ''")
    await tab.type("#name", name)
    await tab.click(button)
    await tab.until("!document.querySelector('#toolbar').hidden")
    return tab


async def see(tab: Tab, count: int) -> bool:
    """Whether the frames of so many others advance, and their sound is no silence."""
    await tab.call("Page.bringToFront")
    deadline = time.monotonic() + 60
    pause = 0.5
    while time.monotonic() < deadline:
        before = await tab.evaluate(OTHERS)
        await asyncio.sleep(pause)
        # A busy machine decodes few pictures.
        pause = min(pause * 1.5, 5)
        after = await tab.evaluate(OTHERS)
        moved = [one for one, other in zip(after, before) if one["frames"] > other["frames"] + 3 and one["energy"] > 0]
        if len(moved) >= count:
            return True
    return False


async def speaks(listener: Tab, others: list[Tab]) -> float | None:
    """How many seconds pass from when one begins to speak, who was not the last to do so, until a listener is told."""
    for tab in others:
        await tab.click("#mute")
    await asyncio.sleep(2)
    last = await listener.evaluate("window.stage.speakers[0]")
    ids = [await tab.evaluate("window.stage.self") for tab in others]
    speaker = 0 if ids[0] != last else 1
    # What is clicked comes to the front; who listens need not.
    begun = time.monotonic()
    await others[speaker].click("#mute")
    told = await listener.until(f"window.stage.speakers[0] === '{ids[speaker]}'", 20)
    after = round(time.monotonic() - begun, 2) if told else None
    await others[1 - speaker].click("#mute")
    return after


async def cut(tab: Tab, other: Tab) -> dict:
    """The socket of one is cut while the other sends data; what happens to media and to messages."""
    frames = await tab.evaluate(OTHERS)
    before = await tab.evaluate("window.heard.filter(({ type }) => type === 'data').length")
    # Closed in such a way that the server must think that the network did it.
    await tab.evaluate("void window.sockets.at(-1).close(3001)")
    for number in range(10):
        await other.evaluate(f"window.stage.data({{ number: {number} }})")
    resumed = await tab.until("window.sockets.length === 2 && window.heard.some(({ resumed }) => resumed)")
    await tab.until(f"window.heard.filter(({{ type }}) => type === 'data').length >= {before + 10}")
    heard = await tab.evaluate("window.heard.filter(({ type }) => type === 'data').map(({ data }) => data.number)")
    numbers = await tab.evaluate("window.heard.map(({ seq }) => seq).filter(Boolean)")
    return {
        "resumed": resumed, "data": heard[before:],
        "gapless": numbers == list(range(1, len(numbers) + 1)),
        "mediaWentOn": await went_on(tab, frames),
    }


async def went_on(tab: Tab, before: list[dict]) -> bool:
    """Whether further pictures of all others are decoded on the connections that there were: new ones count from zero."""
    for _ in range(200):
        now = await tab.evaluate(OTHERS)
        if len(now) == len(before) and all(one["frames"] > other["frames"] for one, other in zip(now, before)):
            return True
        await asyncio.sleep(0.1)
    return False


def redirected(address: str) -> str:
    """Where a player is sent on to."""
    place = urllib.parse.urlsplit(address)
    connection = http.client.HTTPConnection(place.netloc, timeout=10)
    connection.request("GET", f"{place.path}?{place.query}")
    return connection.getresponse().getheader("Location", "")


def listed(server: str) -> list[str]:
    """Whom the API lists."""
    with urllib.request.urlopen(f"{server}/api/v1/streams/show/participants") as response:
        found = json.load(response)
    return sorted(each["name"] for each in found["participants"]) + [f"{found['viewers']} viewers"]
