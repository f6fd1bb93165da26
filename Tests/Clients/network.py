"""A network of our own that breaks when a test wants it; only root can make one."""

import collections
import contextlib
import ctypes
import fcntl
import os
import random
import select
import struct
import subprocess
import threading
import time

CLONE_NEWNET = 0x4000_0000
NFT = "/usr/sbin/nft"
TC = "/usr/sbin/tc"


class Network:
    """Moves this process to a network namespace with two cables to where it was, and to the server there.

    `{subnet}.2` reaches the server at `{subnet}.1` by the first cable; the second, `{subnet}.130` to `{subnet}.129`, lies
    there unplugged. Sockets that are open already stay where they were made. Leaving the
    `with` takes the cables away; the namespace goes with this process.
    """

    def __init__(self, subnet: str):
        self.subnet = subnet
        self.outside = os.open("/proc/self/ns/net", os.O_RDONLY)
        if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        self.peers = [f"{subnet.replace('.', '-')}-{number}" for number in range(2)]

    def __enter__(self) -> "Network":
        subnet = self.subnet
        run("ip link set lo up")
        for number, (near, far) in enumerate(((2, 1), (130, 129))):
            peer = self.peers[number]
            run(f"ip link add cable{number} type veth peer name {peer}")
            # Whoever started us is still outside.
            run(f"ip link set {peer} netns {os.getppid()}")
            self.run_outside(f"ip address add {subnet}.{far}/25 dev {peer}")
            self.run_outside(f"ip link set {peer} up")
            run(f"ip address add {subnet}.{near}/25 dev cable{number}")
        self.plug(0)
        return self

    def __exit__(self, *_) -> None:
        # The kernel keeps a namespace, and its cables, for as long as a connection in it is not given up.
        for peer in self.peers:
            self.run_outside(f"ip link delete {peer}")

    def run_outside(self, command: str) -> None:
        run(f"nsenter --net=/proc/{os.getpid()}/fd/{self.outside} {command}")

    def plug(self, number: int) -> None:
        """Plugs a cable in, over which everything goes from now on."""
        run(f"ip link set cable{number} up")
        run(f"ip route replace default via {self.subnet}.{(1, 129)[number]} dev cable{number}")

    def pull(self, number: int) -> None:
        """Pulls a cable."""
        run(f"ip link set cable{number} down")

    def limit(self, rate: str) -> None:
        """Lets what comes by the first cable come at so many bits a second, with room for 300 ms of it."""
        self.run_outside(
            f"{TC} qdisc replace dev {self.peers[0]} root tbf rate {rate} burst 4kb latency 300ms")

    @contextlib.contextmanager
    def road(self, delay: float, loss: float):
        """In place of the cables a road: all that goes either way takes so many seconds, and a share of what comes is lost."""
        self.pull(0)
        near, far = self.subnet.replace(".", "-") + "-n", self.subnet.replace(".", "-") + "-f"
        ends = tunnel(near), tunnel(far)
        run(f"ip link set {far} netns {os.getppid()}")
        self.run_outside(f"ip address add {self.subnet}.193 dev {far} peer {self.subnet}.194")
        self.run_outside(f"ip link set {far} up")
        run(f"ip address add {self.subnet}.194 dev {near} peer {self.subnet}.193")
        run(f"ip link set {near} up")
        run(f"ip route replace default dev {near}")
        relay = Relay(*ends, delay, loss)
        relay.start()
        try:
            yield
        finally:
            relay.stop()

    def abort(self, port: int) -> None:
        """Ends the server's side of all connections to a port: to the server they failed, to us they were reset."""
        self.run_outside(f"ss --kill --tcp state established dst {self.subnet}.2 sport = :{port}")

    def cut(self, port: int, protocol: str = "tcp") -> None:
        """From now on nothing of a protocol gets to the port, nor back; nobody is told."""
        table = f"ip cut-{protocol}"
        for line in (
            f"add table {table}", f"add chain {table} out {{ type filter hook output priority 0; }}",
            f"add chain {table} in {{ type filter hook input priority 0; }}",
            f"add rule {table} out {protocol} dport {port} drop", f"add rule {table} in {protocol} sport {port} drop",
        ):
            subprocess.run([NFT, line], check=True)

    def mend(self, protocol: str = "tcp") -> None:
        """Lets it through again."""
        run(f"{NFT} delete table ip cut-{protocol}")


class Relay(threading.Thread):
    """Carries packets between two tunnels, late, and loses some of those that go from the second to the first."""

    def __init__(self, near: int, far: int, delay: float, loss: float):
        super().__init__(daemon=True)
        self.others = {near: far, far: near}
        self.far, self.delay, self.loss = far, delay, loss
        self.random = random.Random(1)
        self.is_over = threading.Event()

    def run(self) -> None:
        waiting = collections.deque()
        while not self.is_over.is_set():
            now = time.monotonic()
            while waiting and waiting[0][0] <= now:
                _, end, packet = waiting.popleft()
                os.write(end, packet)
            pause = min(waiting[0][0] - now, 0.1) if waiting else 0.1
            for end in select.select(list(self.others), [], [], pause)[0]:
                packet = os.read(end, 65536)
                if end != self.far or self.random.random() >= self.loss:
                    waiting.append((time.monotonic() + self.delay, self.others[end], packet))

    def stop(self) -> None:
        """Ends, and takes the tunnels away."""
        self.is_over.set()
        self.join()
        for end in self.others:
            os.close(end)


def tunnel(name: str) -> int:
    """Makes a network device whose packets are read and written here (Linux' tun)."""
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    # TUNSETIFF, with IFF_TUN | IFF_NO_PI.
    fcntl.ioctl(end, 0x400454CA, struct.pack("16sH22x", name.encode(), 0x0001 | 0x1000))
    return end


def run(command: str) -> None:
    """Runs a command in the network that this process is in; what it prints would stand between our own words."""
    subprocess.run(command.split(), check=True, stdout=subprocess.DEVNULL)
