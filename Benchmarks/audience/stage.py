"""A whole server on one core and its viewers on another: what the benchmarks of an audience share.

The server has core 0. The tester has core 1: it opens and authenticates every packet of every viewer, looks for them
every few milliseconds instead of being woken for each, and has one socket for all of them. Its time is not the server's.
"""
import atexit
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

SERVER_CORE = "0"
TESTER_CORE = "1"
# How often the tester looks for packets. Waking it for each would cost the server more than sending does.
LOOK = "5ms"

# What part of the cores' time others may have had while milliseconds are measured, and how often to try: on a machine that is
# shared, cores are taken away for tens of milliseconds at a time, which no program on them can help.
MOST_STOLEN = 0.01
ATTEMPTS = 3
# sysexits.h: a temporary failure; nothing was found out.
NOT_JUDGED = 75

binaries = sys.argv[1] if len(sys.argv) > 1 else ".build/release"
directory = tempfile.mkdtemp()
running = []


def clean_up():
    for process in running:
        if process.poll() is None:
            process.kill()
            process.wait()
    shutil.rmtree(directory, ignore_errors=True)


atexit.register(clean_up)


def prefer():
    """Lets a process go before whatever else the machine does, as far as that may be had."""
    os.setsid()
    try:
        os.nice(-15)
        # The kernel may weigh sessions first, and processes only within one (sched(7), autogroups).
        with open("/proc/self/autogroup", "w") as file:
            file.write("-15")
    except OSError:
        pass


def precede():
    """Lets a process go before all others at once, as one on a machine of its own would: who publishes shares a core with a
    thousand who join, and when it sends is what latencies are counted from."""
    prefer()
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except OSError:
        pass


class Server:
    """A fresh server of its own, with one media loop unless it is told otherwise."""

    def __init__(self, *options, cores=SERVER_CORE):
        folder = tempfile.mkdtemp(dir=directory)
        self.log = folder + "/log"
        command = [binaries + "/starling", "--http-port", "0", "--https-port", "0", "--media-port", "0",
                   "--workers", "1", "--log-level", "info", "--data-dir", folder + "/data", *options]
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(["taskset", "-c", cores, *command], stderr=log, preexec_fn=prefer)
        running.append(self.process)
        self.url = self.wait_for_url()

    def wait_for_url(self):
        for _ in range(200):
            found = re.search(r'"event":"listening","url":"(http://127[^"]*)/"', open(self.log).read())
            if found:
                return found[1]
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        sys.exit("the server did not start:\n" + open(self.log).read())

    @property
    def resident(self):
        """Bytes in RAM."""
        with open(f"/proc/{self.process.pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def metric(self, name):
        """The sum of a metric's lines that begin so."""
        with urllib.request.urlopen(self.url + "/metrics", timeout=5) as response:
            lines = response.read().decode().splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith(name))

    def wait_for(self, name, value):
        """Waits until a metric has this value at least."""
        for _ in range(200):
            if self.metric(name) >= value:
                return
            time.sleep(0.05)
        sys.exit(f"{name} did not become {value}")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Tester:
    """Peers that came to a server: who brings the stream, who watches it, or both."""

    def __init__(self, server, *options, core=TESTER_CORE, preference=prefer, feedback="100ms"):
        self.report = tempfile.mktemp(dir=directory)
        command = ["taskset", "-c", core, binaries + "/loadtest", "--pid", str(server.process.pid), "--verify", "0",
                   "--feedback", feedback, "--watch", "20", "--json", self.report, *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                        preexec_fn=preference)
        running.append(self.process)

    def result(self):
        """What it says of them, once they have left."""
        output, _ = self.process.communicate()
        if self.process.returncode != 0 or not os.path.exists(self.report):
            sys.exit(f"the tester failed: {output[-2000:]}")
        with open(self.report) as file:
            return json.load(file)

    def stop(self):
        self.process.kill()
        self.process.wait()


def publish(server, *options):
    """A publisher that stays."""
    return Tester(server, "--whip", server.url + "/whip/talk", "--duration", "600s", *options, preference=precede)


def watch(server, viewers, *options):
    """Viewers, who come and leave when they were told to."""
    return Tester(server, "--whep", server.url + "/whep/talk", "--viewers", str(viewers), *options)


def play(server, viewers, *options, **more):
    """Lets a publisher and viewers come to a server, and returns what the tester says of it."""
    return Tester(server, "--whip", server.url + "/whip/talk", "--whep", server.url + "/whep/talk",
                  "--viewers", str(viewers), "--look", LOOK, *options, **more).result()


def replay(messages):
    """What the loop in C needs to send the same messages to as many draining receivers: seconds of processor time."""
    file = tempfile.mktemp(dir=directory)
    with open(file, "w") as histogram:
        for run, size, count in messages:
            histogram.write(f"{run} {size} {count}\n")
    command = ["taskset", "-c", SERVER_CORE + "," + TESTER_CORE, binaries + "/egress-bench", "replay", file, "drain"]
    output = subprocess.run(command, capture_output=True, text=True, check=True, preexec_fn=prefer).stdout
    facts = dict(line.split() for line in output.splitlines())
    return float(facts["cpu_seconds"])


def mean_run(messages):
    """Packets in a message, of those that carry media: what is shorter than 90 octets is reports."""
    media = [(run, count) for run, size, count in messages if size >= 90]
    return sum(run * count for run, count in media) / max(sum(count for _, count in media), 1)


def core_time():
    """Ticks of all cores so far: those that others had, and all of them."""
    with open("/proc/stat") as file:
        ticks = [int(field) for field in file.readline().split()[1:9]]
    return ticks[7], sum(ticks)


def calmly(measure):
    """Measures until the machine was left alone meanwhile, a few times at most. The calmest outcome, and what part of the
    cores' time others had."""
    tries = []
    for _ in range(ATTEMPTS):
        stolen, total = core_time()
        outcome = measure()
        stolen_after, total_after = core_time()
        tries.append((outcome, (stolen_after - stolen) / max(total_after - total, 1)))
        if tries[-1][1] <= MOST_STOLEN:
            break
    return min(tries, key=lambda each: each[1])


class Verdict:
    """What a benchmark of milliseconds finds, line by line."""

    def __init__(self):
        self.status = 0

    def of(self, faults, stolen):
        """What to say behind a line with these faults, measured while others had this part of the cores' time."""
        if stolen > MOST_STOLEN:
            self.status = self.status or NOT_JUDGED
            return f"  NOT JUDGED: others had {stolen:.0%} of the cores' time"
        if faults:
            self.status = 1
            return "  NOT HELD: " + ", ".join(faults)
        return ""


def doubts(result, viewers):
    """What makes a run worth little."""
    found = []
    if result["viewers"]["there_in_the_end"] < viewers:
        found.append(f"only {result['viewers']['there_in_the_end']} of {viewers} viewers were there")
    dropped = result["tester"]["receive_overflows"]
    if dropped:
        found.append(f"the tester was too slow for {dropped} messages")
    missing, packets = result["loss"]["missing"], max(result["loss"]["packets"], 1)
    if missing > packets / 1000:
        found.append(f"{missing / packets:.2%} of the packets are missing")
    return found


def machine():
    with open("/proc/cpuinfo") as file:
        name = re.search(r"model name\s*: (.*)", file.read())
    return f"{os.cpu_count()} cores of {name[1] if name else 'an unknown processor'}"
