"""A thousand viewers join within ten seconds: what the publisher is asked for, what they wait, and what others notice."""
import sys
import time

from stage import Server, Verdict, calmly, machine, publish, watch

JOINS = 1000
# How long they take to come, in seconds.
WITHIN = 10
# From a viewer's POST to its first complete keyframe, of 99 in 100, in milliseconds: what is called instant.
MOST_WAIT = 300
# How much later a packet reaches a viewer who was there before, of 99 in 100, in milliseconds: less than a frame, by far.
MOST_ADDED = 5.0
# The server's default of --keyframe-interval, in seconds: as often may a publisher be asked for a keyframe.
KEYFRAME_INTERVAL = 4

# 1 Mb/s: two cores carry the server, and a tester that plays the stream for all of them in the end.
OWN = ["--video-rate", "1M", "--mark-sending", "yes"]
THERE = ["--look", "5ms", "--arrival", "yes", "--ramp", "1s"]
# Keyframes that publishers were asked for, by either message.
ASKED = 'starling_media_keyframe_requests_total{direction="received"'


def measure(*options):
    with Server() as server:
        publisher = publish(server, *OWN, *options)
        server.wait_for("starling_media_packets_total", 50)
        # First without joins, then with them: ten viewers each who were there before.
        calm = watch(server, 10, *THERE, "--duration", "8s").result()["hold"]["latency_ms"]
        there = watch(server, 10, *THERE, "--duration", f"{WITHIN + 8}s")
        time.sleep(4)
        asked = server.metric(ASKED)
        began = time.monotonic()
        joins = watch(server, JOINS, "--look", "1ms", "--arrival", "yes", "--ramp", f"{WITHIN}s", "--duration", "4s").result()
        seconds = time.monotonic() - began
        asked = server.metric(ASKED) - asked
        stormy = there.result()["hold"]["latency_ms"]
        publisher.stop()
    return joins, calm, stormy, int(asked), seconds


def main():
    print(machine())
    print(f"{JOINS:,} viewers of 1 Mb/s join within {WITHIN} s; latencies are those of ten others who were there before")
    print(f"{'':36} {'joined':>7} {'keyframe p50':>13} {'p99 ms':>7} {'asked':>6} {'at most':>8} {'calm p99':>9} "
          f"{'joins p99':>10} {'most':>7} {'stolen':>7}")
    verdict = Verdict()
    for name, options in [
        ("a keyframe every 2 s", ["--keyframe-interval", "2s"]),
        ("none unless asked for", ["--keyframe-interval", "60s"]),
    ]:
        (joins, calm, stormy, asked, seconds), stolen = calmly(lambda: measure(*options))
        wait = joins["time_from_request_ms"]["first_frame"]
        # One at the beginning, and one for every full interval after it.
        allowed = int(seconds // KEYFRAME_INTERVAL) + 1
        joined = joins["viewers"]["joined"]
        faults = []
        if joined < JOINS * 0.99:
            faults.append("who joined")
        if wait["p99"] > MOST_WAIT:
            faults.append("the wait")
        if asked > allowed:
            faults.append("keyframes asked for")
        if stormy["p99"] - calm["p99"] >= MOST_ADDED:
            faults.append("latency of others")
        print(f"{name:36} {joined:7,} {wait['p50']:13.1f} {wait['p99']:7.1f} {asked:6} {allowed:8} {calm['p99']:9.3f} "
              f"{stormy['p99']:10.3f} {stormy['max']:7.2f} {stolen:7.1%}{verdict.of(faults, stolen)}")
        if joins["failures"]:
            print("  failures:", joins["failures"])
    print(f"held are: a complete keyframe {MOST_WAIT} ms after the POST for 99 %, one request to the publisher in"
          f" {KEYFRAME_INTERVAL} s, and less than {MOST_ADDED} ms more for 99 % of the packets to those who were there")
    sys.exit(verdict.status)


main()
