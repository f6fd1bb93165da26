"""What a connected viewer takes of the server's memory while it plays."""
import sys

from stage import Server, doubts, machine, play

# Bytes in RAM for each of 2,000 viewers: after 30 seconds of play, less what a fresh process had.
MOST_BYTES = 64 << 10
VIEWERS = 2000


def main():
    print(machine())
    with Server() as server:
        # 50 packets a second for each viewer: memory, not speed, is measured, and both ends share a small machine.
        result = play(server, VIEWERS, "--video-rate", "300k", "--fps", "15", "--audio-packet", "60ms", "--ramp", "15s",
                      "--duration", "30s")
    hold = result["hold"]
    each = (hold["server_rss_bytes"] - hold["server_rss_bytes_at_first"]) / VIEWERS
    there = result["viewers"]["there_in_the_end"]
    is_met = each <= MOST_BYTES and there == VIEWERS
    print(f"resident before anybody came      {hold['server_rss_bytes_at_first'] / 2**20:8.1f} MiB")
    print(f"after 30 s with 2,000 viewers     {hold['server_rss_bytes'] / 2**20:8.1f} MiB")
    print(f"for each viewer                   {each / 1024:8.1f} KiB, at most {MOST_BYTES / 1024:.0f}"
          f"{'' if is_met else '  NOT HELD'}")
    # What the tester was too slow for costs the server no memory: it is told, and does not count.
    for doubt in doubts(result, VIEWERS):
        print("  worth knowing:", doubt)
    sys.exit(0 if is_met else 1)


main()
