"""A viewer whose UDP is blocked, by hand: offers by WHEP, connects to the passive TCP candidate, makes a connectivity
check (RFC 6544, RFC 4571 framing) and says the first word of DTLS. Prints what each step was answered with.

    ice_tcp.py http://127.0.0.1:8080
"""

import hashlib
import hmac
import os
import socket
import struct
import sys
import urllib.request
import zlib

UFRAG = os.urandom(4).hex()
OFFER = f"""v=0
o=- 1 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0
m=audio 9 UDP/TLS/RTP/SAVPF 111
c=IN IP4 0.0.0.0
a=ice-ufrag:{UFRAG}
a=ice-pwd:{os.urandom(12).hex()}
a=fingerprint:sha-256 {":".join("%02X" % byte for byte in os.urandom(32))}
a=setup:actpass
a=mid:0
a=recvonly
a=rtcp-mux
a=rtpmap:111 opus/48000/2
"""


def whep(server: str) -> dict[str, str]:
    """The attributes of the answer, and of several candidates the first over TCP and IPv4."""
    request = urllib.request.Request(
        f"{server}/whep/tcp", OFFER.replace("\n", "\r\n").encode(), {"Content-Type": "application/sdp"}
    )
    lines = urllib.request.urlopen(request, timeout=10).read().decode().splitlines()
    attributes = [line[2:].split(":", 1) for line in lines if line.startswith("a=") and ":" in line]
    return {
        name: value
        for name, value in reversed(attributes)
        if name != "candidate" or " tcp " in value and "127.0.0.1" in value
    }


def check(user: str, password: str) -> bytes:
    """A nominating check of a controlling agent (RFC 8445 §7.1.1)."""

    def attribute(kind: int, value: bytes) -> bytes:
        return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)

    transaction = os.urandom(12)

    def head(length: int) -> bytes:
        return struct.pack("!HHI", 1, length, 0x2112A442) + transaction

    # USERNAME, PRIORITY, ICE-CONTROLLING, USE-CANDIDATE.
    body = attribute(6, user.encode()) + attribute(0x24, struct.pack("!I", 1))
    body += attribute(0x802A, os.urandom(8)) + attribute(0x25, b"")
    # MESSAGE-INTEGRITY and FINGERPRINT, each over a length that counts itself.
    body += attribute(8, hmac.new(password.encode(), head(len(body) + 24) + body, hashlib.sha1).digest())
    crc = zlib.crc32(head(len(body) + 8) + body) ^ 0x5354554E
    body += attribute(0x8028, struct.pack("!I", crc))
    return head(len(body)) + body


def client_hello() -> bytes:
    """DTLS 1.2, ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 over P-256, use_srtp with AEAD_AES_128_GCM."""
    extensions = b"".join(
        struct.pack("!HH", kind, len(value) // 2) + bytes.fromhex(value)
        for kind, value in [(10, "00020017"), (11, "0100"), (13, "00020403"), (14, "0002000700"), (23, "")]
    )
    body = b"\xfe\xfd" + os.urandom(32) + b"\0\0" + bytes.fromhex("0002c02b0100")
    body += struct.pack("!H", len(extensions)) + extensions
    length = struct.pack("!I", len(body))[1:]
    message = b"\x01" + length + b"\0\0\0\0\0" + length + body
    return b"\x16\xfe\xfd" + bytes(8) + struct.pack("!H", len(message)) + message


def exchange(stream: socket.socket, datagram: bytes) -> bytes:
    """Sends a frame in pieces of seven octets, as a slow network may, and reads one."""
    frame = struct.pack("!H", len(datagram)) + datagram
    for start in range(0, len(frame), 7):
        stream.sendall(frame[start : start + 7])
    length = struct.unpack("!H", exactly(stream, 2))[0]
    return exactly(stream, length)


def exactly(stream: socket.socket, count: int) -> bytes:
    got = b""
    while len(got) < count:
        part = stream.recv(count - len(got))
        if not part:
            raise EOFError(f"closed after {len(got)} of {count} octets")
        got += part
    return got


answer = whep(sys.argv[1])
_, _, _, _, address, port, *_ = answer["candidate"].split()
with socket.create_connection((address, int(port)), timeout=10) as stream:
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    response = exchange(stream, check(f"{answer['ice-ufrag']}:{UFRAG}", answer["ice-pwd"]))
    print("check:", "success" if response[:2] == b"\x01\x01" else response.hex())
    hello = exchange(stream, client_hello())
    print("hello:", "ServerHello" if (hello[0], hello[13]) == (22, 2) else hello.hex())
