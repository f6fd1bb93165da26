"""Whether everyone can use the pages: what the keyboard reaches, and what can be read; judges nothing."""

import qr

from browser import Chromium
from pages import is_live, moves_on
from stage import enter
from tab import Tab

# What a person acts on and sees, in the player as well, by what it is called.
CONTROLS = """
window.titled = (found) => `${found.localName}${found.id && '#' + found.id} ${found.getAttribute('aria-label') ?? found.textContent.trim().slice(0, 30)}`
window.controls = () => lookAll("button, a[href], input, select, textarea, summary, [tabindex='0']")
    .filter((found) => !found.disabled && found.checkVisibility({ visibilityProperty: true }))
window.focused = () => {
    let found = document.activeElement
    while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement
    return found
}
"""

# Texts whose colour is too near to that of what is behind them (WCAG 2.2, 1.4.3). What lies over pictures has no one colour behind
# it, and is left out, as are controls that cannot be used now.
FAINT = """(() => {
    const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
    const parts = (colour) => {
        context.clearRect(0, 0, 1, 1)
        context.fillStyle = colour
        context.fillRect(0, 0, 1, 1)
        return [...context.getImageData(0, 0, 1, 1).data].map((each) => each / 255)
    }
    const light = ([r, g, b]) => [r, g, b].map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
        .reduce((sum, each, index) => sum + each * [0.2126, 0.7152, 0.0722][index], 0)
    const behind = (found) => {
        for (; found; found = found.parentElement ?? found.getRootNode().host) {
            const { backgroundColor, backgroundImage } = getComputedStyle(found)
            if (backgroundImage !== 'none' || found.localName === 'starling-player') return undefined
            const colour = parts(backgroundColor)
            if (colour[3] > 0.99) return colour
            if (colour[3] > 0) return undefined
        }
        return [1, 1, 1]
    }
    return lookAll('body *').filter((found) => {
        const isText = [...found.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
        if (!isText || !found.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || found.closest(':disabled, .unseen, noscript, option')) return false
        const ground = behind(found)
        if (!ground) return false
        const { color, fontSize, fontWeight } = getComputedStyle(found)
        const [one, other] = [light(parts(color)), light(ground)].sort((a, b) => b - a)
        const size = parseFloat(fontSize)
        const isLarge = size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700)
        return (one + 0.05) / (other + 0.05) < (isLarge ? 3 : 4.5)
    }).map(titled)
})()"""


# What has to be found: a button that the tabulator passes by, and grey on white.
PLANTED = """void (() => {
    const button = Object.assign(document.createElement('button'), { id: 'planted', textContent: 'Aside', tabIndex: -1 })
    const text = Object.assign(document.createElement('p'), { id: 'faint', textContent: 'Hardly' })
    Object.assign(text.style, { color: '#999', backgroundColor: '#fff' })
    document.querySelector('main').append(button, text)
})()"""


async def access(server: str) -> dict:
    """Every page while a stream is live, in both colours: what nobody can reach by the tabulator, what is faint, what is wrong."""
    async with Chromium() as program:
        studio = await program.visit(f"{server}/studio/show")
        await studio.click("#go")
        await is_live(studio)
        await studio.click("#record")
        tabs = {"studio": studio}
        for name, path in (("watch", "/watch/show"), ("home", "/"), ("dashboard", "/dashboard"), ("missing", "/watch/.hidden")):
            tabs[name] = await program.visit(server + path)
        await moves_on(tabs["watch"])
        await tabs["home"].until("look('#streams a')")
        await tabs["dashboard"].until("look('#stream-rows td') && look('#session-list li')")
        tabs["stage"] = await enter(program, server, "Ann", "#join")
        seen = {name: await judged(tab) for name, tab in tabs.items()}
        await tabs["home"].evaluate(PLANTED)
        planted = await judged(tabs["home"])
        return {"pages": seen, "planted": [*planted["unreached"], *planted["faint"]]}


async def judged(tab: Tab) -> dict:
    """What is wrong with a page for some."""
    await tab.evaluate(f"void (() => {{ {CONTROLS} }})()")
    faint = []
    for scheme in ("light", "dark"):
        await tab.look(1280, 860, scheme)
        faint += [f"{scheme}: {each}" for each in await tab.evaluate(FAINT)]
    return {"unreached": await unreached(tab), "faint": faint, "faults": await tab.faults()}


async def unreached(tab: Tab) -> list[str]:
    """Controls that are not come to by pressing the tabulator again and again."""
    await tab.call("Page.bringToFront")
    await tab.evaluate("void (focused()?.blur(), window.reached = new Set())")
    for _ in range(await tab.evaluate("controls().length") + 8):
        for kind in ("rawKeyDown", "keyUp"):
            await tab.call("Input.dispatchKeyEvent", {"type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9})
        await tab.evaluate("void reached.add(focused())")
    return await tab.evaluate("controls().filter((found) => found.isConnected && !reached.has(found)).map(titled)")


async def symbols(server: str) -> dict:
    """What a reader finds in the QR codes that the studio draws, of texts of all lengths, and on its page."""
    async with Chromium() as program:
        tab = await program.visit(f"{server}/studio/show")
        made = await tab.evaluate("""import('/qr.js').then(({ code }) => Array.from({ length: 54 }, (_, at) => {
            const text = 'https://live.example/'.padEnd(4 * at + 1, 'watch/ABC-123?x=').slice(0, 4 * at + 1)
            return { text, rows: code(text) }
        }))""")
        shown = await tab.evaluate("""import('/qr.js').then(({ code }) => ({
            link: look('#watch').href, rows: code(look('#watch').href), isDrawn: look('#qr svg').getBoundingClientRect().width > 100 }))""")
        long = await tab.evaluate("import('/qr.js').then(({ code }) => code('x'.repeat(214)) === undefined)")
    return {
        "misread": [each["text"] for each in made if qr.read(each["rows"]) != each["text"]],
        "count": len(made), "link": shown["link"], "read": qr.read(shown["rows"]), "isDrawn": shown["isDrawn"], "long": long,
    }
