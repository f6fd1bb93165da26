"""Opens idle connections to http-bench and prints what they cost it: clients.py KIND PORT PID MOST_BYTES MOST_MILLISECONDS."""

import pathlib
import resource
import socket
import sys
import time

KIND = sys.argv[1]
PORT, PID, MOST_BYTES, MOST_MILLISECONDS = map(int, sys.argv[2:6])
REQUEST = b"GET /1k.bin HTTP/1.1\r\nHost: localhost\r\n\r\n"
UPGRADE = (
    b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
# A text of two letters, masked with zeros (RFC 6455 §5.2), and its echo.
MESSAGE, ECHO = b"\x81\x82\0\0\0\0hi", b"\x81\x02hi"


def memory() -> int:
    """The server's resident memory, in bytes."""
    status = pathlib.Path(f"/proc/{PID}/statm").read_text()
    return int(status.split()[1]) * resource.getpagesize()


def read_until(connection: socket.socket, end: bytes, count: int) -> None:
    """Reads up to `end` and `count` bytes behind it."""
    got = b""
    while end not in got or len(got) - got.index(end) - len(end) < count:
        piece = connection.recv(65536)
        if not piece:
            raise ConnectionError("dropped")
        got += piece


def ask(connection: socket.socket) -> None:
    connection.sendall(REQUEST)
    read_until(connection, b"\r\n\r\n", 1024)


def upgrade(connection: socket.socket) -> None:
    connection.sendall(UPGRADE)
    read_until(connection, b"\r\n\r\n", 0)


def echo(connection: socket.socket) -> None:
    connection.sendall(MESSAGE)
    read_until(connection, ECHO, 0)


def cost(name: str, count: int, begin, again) -> bool:
    """Opens `count` connections, leaves them idle, uses each once more, and says whether all held."""
    before = memory()
    held = []
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", PORT), timeout=20)
        begin(connection)
        held.append(connection)
    time.sleep(2)
    each = (memory() - before) / count
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", PORT), timeout=20) as fresh:
        ask(fresh)
    fresh_milliseconds = (time.perf_counter() - began) * 1000
    for connection in held:
        again(connection)
    for connection in held:
        connection.close()
    print(f"{count:6} {name}: {each:6.0f} bytes each, a fresh request in {fresh_milliseconds:.1f} ms, none dropped")
    return each <= MOST_BYTES and fresh_milliseconds <= MOST_MILLISECONDS


resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
# Once through first, so that what the server allocates once is not charged to the first connection.
with socket.create_connection(("127.0.0.1", PORT), timeout=20) as warm:
    ask(warm)
kinds = {
    "plain": lambda: cost("keep-alive connections", 10_000, ask, ask),
    "websocket": lambda: cost("WebSockets", 5_000, upgrade, echo),
}
sys.exit(0 if kinds[KIND]() else 1)
