"""Headless browsers with a fake camera and microphone, and the page that they run."""

import contextlib
import json
import pathlib
import tempfile

from aiohttp import web

from child import Child
from remote import Remote
from tab import Tab

PAGE = pathlib.Path(__file__).parent / "page"
HLS = pathlib.Path(__file__).parents[2] / ".build-hls" / "hls.mjs"


class Browser:
    """A browser with a profile of its own, which goes with it; a subclass knows the program and its protocol."""

    async def __aenter__(self) -> "Browser":
        async with contextlib.AsyncExitStack() as stack:
            folder = pathlib.Path(stack.enter_context(
                tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True)))
            self.page_url = await stack.enter_async_context(served_page())
            profile = folder / "profile"
            profile.mkdir()
            self.prepare(profile)
            self.child = await stack.enter_async_context(Child(self.arguments(profile), folder / "log"))
            address = self.address(await self.child.wait_for_file(profile / self.address_file))
            self.remote = await stack.enter_async_context(Remote(address))
            await self.begin()
            self.stack = stack.pop_all()
        return self

    async def __aexit__(self, *error) -> None:
        await self.stack.__aexit__(*error)

    def prepare(self, profile: pathlib.Path) -> None:
        """Writes what the program needs to find in its profile."""

    async def begin(self) -> None:
        """Says hello, where the protocol wants it."""


class Chromium(Browser):
    """Debian's `chromium`, by the Chrome DevTools Protocol."""

    address_file = "DevToolsActivePort"

    def __init__(self, *flags: str):
        self.flags = flags

    def arguments(self, profile: pathlib.Path) -> list[str]:
        return [
            "chromium", "--headless=new", f"--user-data-dir={profile}", "--remote-debugging-port=0",
            "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-breakpad", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
            "--autoplay-policy=no-user-gesture-required", "--allow-loopback-in-peer-connection",
            # Tabs are people, each of whom looks at the page.
            "--disable-renderer-backgrounding", "--disable-background-timer-throttling",
            "--disable-backgrounding-occluded-windows", *self.flags, "about:blank",
        ]

    def address(self, written: str) -> str:
        port, path = written.split()
        return f"ws://127.0.0.1:{port}{path}"

    async def open(self) -> "Page":
        """A new tab with our page."""
        target = await self.remote.call("Target.createTarget", {"url": "about:blank"})
        session = (await self.remote.call("Target.attachToTarget", {**target, "flatten": True}))["sessionId"]
        await self.remote.call("Page.enable", sessionId=session)
        await self.remote.call("Page.navigate", {"url": self.page_url}, sessionId=session)

        async def evaluate(expression: str) -> str:
            answer = await self.remote.call(
                "Runtime.evaluate",
                {"expression": expression, "awaitPromise": True, "returnByValue": True}, sessionId=session,
            )
            if "exceptionDetails" in answer:
                details = answer["exceptionDetails"]
                raise RuntimeError(details.get("exception", {}).get("description") or details["text"])
            return answer["result"].get("value")

        return await Page(evaluate).loaded()

    async def visit(self, url: str) -> Tab:
        """A new tab with a page of the server's."""
        target = await self.remote.call("Target.createTarget", {"url": "about:blank"})
        session = (await self.remote.call("Target.attachToTarget", {**target, "flatten": True}))["sessionId"]
        tab = Tab(lambda method, parameters=None: self.remote.call(method, parameters, sessionId=session))
        await tab.prepare()
        await tab.go(url)
        return tab


class Firefox(Browser):
    """Debian's `firefox-esr`, by WebDriver BiDi."""

    address_file = "WebDriverBiDiServer.json"

    preferences = {
        "media.navigator.streams.fake": True,
        "media.navigator.permission.disabled": True,
        "media.autoplay.default": 0,
        # Without permission for the camera it offers only the address of the default route.
        "permissions.default.camera": 1,
        "permissions.default.microphone": 1,
        # It gathers no loopback candidate otherwise.
        "media.peerconnection.ice.loopback": True,
        # The names of mDNS, which it hides behind otherwise, need a network with multicast.
        "media.peerconnection.ice.obfuscate_host_addresses": False,
        "media.gmp-manager.updateEnabled": False,
        "app.update.enabled": False,
        "datareporting.policy.dataSubmissionEnabled": False,
    }

    def prepare(self, profile: pathlib.Path) -> None:
        lines = (f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in self.preferences.items())
        (profile / "user.js").write_text("\n".join(lines))

    def arguments(self, profile: pathlib.Path) -> list[str]:
        return [
            "firefox-esr", "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port=0",
        ]

    def address(self, written: str) -> str:
        found = json.loads(written)
        return f"ws://{found['ws_host']}:{found['ws_port']}/session"

    async def begin(self) -> None:
        await self.remote.call("session.new", {"capabilities": {}})

    async def open(self) -> "Page":
        """A new tab with our page."""
        context = (await self.remote.call("browsingContext.create", {"type": "tab"}))["context"]
        await self.remote.call(
            "browsingContext.navigate", {"context": context, "url": self.page_url, "wait": "complete"}
        )

        async def evaluate(expression: str) -> str:
            answer = await self.remote.call(
                "script.evaluate",
                {"expression": expression, "target": {"context": context}, "awaitPromise": True},
            )
            if answer["type"] == "exception":
                raise RuntimeError(answer["exceptionDetails"]["text"])
            return answer["result"].get("value")

        return await Page(evaluate).loaded()


class Page:
    """A tab with our page; `page/client.js` says what can be called."""

    def __init__(self, evaluate):
        self.evaluate = evaluate

    async def loaded(self) -> "Page":
        await self.evaluate(
            "new Promise(done => { const look = () => window.client ? done() : setTimeout(look, 10); look() })"
        )
        return self

    async def call(self, function: str, **options):
        """What a function of the page returns, given these options."""
        answer = await self.evaluate(
            f"client.{function}({json.dumps(options)}).then(value => JSON.stringify(value ?? null))"
        )
        return json.loads(answer)


@contextlib.asynccontextmanager
async def served_page():
    """The address at which our page can be loaded: loopback, hence a secure context, which cameras ask for."""
    application = web.Application()
    # An HLS player that is not ours, which `make deps-test` fetches.
    application.router.add_get("/hls.mjs", lambda request: web.FileResponse(HLS))
    application.router.add_static("/", PAGE)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        yield f"http://127.0.0.1:{port}/index.html"
    finally:
        await runner.cleanup()
