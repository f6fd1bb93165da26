"""Thousands of sockets that come to a stage at once."""

import asyncio
import base64
import json
import os
import re
import resource
import time
import urllib.parse
import urllib.request


async def storm(server: str, sockets: int, seconds: float) -> dict:
    """So many viewers join within so many seconds; how long each waited for its answers, and what a socket costs."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    place = urllib.parse.urlsplit(server)
    memory = resident(server)
    begun = time.monotonic()
    joins = [
        asyncio.create_task(join(place, begun + index * seconds / sockets)) for index in range(sockets)]
    results = await asyncio.gather(*joins, return_exceptions=True)
    took = time.monotonic() - begun
    answered = [result for result in results if not isinstance(result, BaseException)]
    times = sorted(waited for waited, _, _ in answered)
    # Connections are as much of it as the conversations on them.
    grown = resident(server) - memory
    seen = {
        "sockets": sockets, "answered": len(answered), "seconds": round(took, 2),
        "ordered": all(ordered for _, ordered, _ in answered),
        "median": round(times[len(times) // 2] * 1000, 1) if times else None,
        "p99": round(times[len(times) * 99 // 100] * 1000, 1) if times else None,
        "kibibytesPerSocket": round(grown / 1024 / sockets, 1),
        "failures": sorted({repr(result) for result in results if isinstance(result, BaseException)})[:3],
    }
    for _, _, writer in answered:
        writer.close()
    return seen


async def join(place, start: float) -> tuple[float, bool, asyncio.StreamWriter]:
    """One viewer: how long from the first byte to the answer of its join, and whether answers came in order."""
    await asyncio.sleep(max(0, start - time.monotonic()))
    begun = time.monotonic()
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    key = base64.b64encode(os.urandom(16)).decode()
    writer.write(
        f"GET /ws HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    for message in (
        {"type": "hello", "id": 1, "version": 1}, {"type": "join", "id": 2, "stream": "storm", "role": "viewer"},
        {"type": "ping", "id": 3},
    ):
        writer.write(frame(json.dumps(message).encode()))
    answers = []
    while len(answers) < 3:
        message = json.loads(await read(reader))
        if "re" in message:
            answers.append((message["re"], message["type"]))
    ordered = answers == [(1, "welcome"), (2, "joined"), (3, "pong")]
    return time.monotonic() - begun, ordered, writer


def frame(text: bytes) -> bytes:
    """A text of a client (RFC 6455 §5.2), masked with zeros."""
    assert len(text) < 126
    return bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text


async def read(reader: asyncio.StreamReader) -> bytes:
    """The next text of the server."""
    head = await reader.readexactly(2)
    length = head[1]
    if length == 126:
        length = int.from_bytes(await reader.readexactly(2), "big")
    return await reader.readexactly(length)


def resident(server: str) -> int:
    """How much memory the server has in RAM."""
    with urllib.request.urlopen(f"{server}/metrics") as response:
        found = re.search(r"^starling_process_resident_memory_bytes (\S+)$", response.read().decode(), re.M)
    return int(float(found[1]))
