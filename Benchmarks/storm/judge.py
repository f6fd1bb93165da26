"""Says what the storms cost, and holds it to the thresholds: judge.py STORMS REPORT."""

import json
import os
import pathlib
import statistics
import sys

storms, report = (json.loads(pathlib.Path(file).read_text()) for file in sys.argv[1:])
moments = [it for it in report["report"]["figures"]["moments"] if it.get("latency_p99_us") is not None]
failed = False


def latency(begin: float, end: float) -> list[float]:
    """The 99th percentile of each whole second, in milliseconds."""
    return [it["latency_p99_us"] / 1000 for it in moments if begin <= it["second"] and it["second"] + 1 <= end]


def hold(name: str, value: float, most: float) -> None:
    global failed
    held = value <= most
    failed |= not held
    print(f"{name}: {value:.1f}, at most {most:g}: {'held' if held else 'NOT HELD'}")


print("storm  sockets answered  median ms   p99 ms  KiB each  forwarding p99 ms before, in it")
added = []
for number, it in enumerate(storms, 1):
    before, during = latency(it["from"] - 6, it["from"]), latency(it["from"], it["until"] + 1)
    added.append(statistics.median(during) - statistics.median(before))
    print(
        f"{number:5}{it['sockets']:9}{it['answered']:9}{it['median'] or 0:11.1f}{it['p99'] or 0:9.1f}"
        f"{it['kibibytesPerSocket']:10.1f}{statistics.median(before):12.2f},{statistics.median(during):6.2f}")
    for failure in it["failures"]:
        print(f"       {failure}")
hold("sockets without all answers in order", sum(
    it["sockets"] - it["answered"] + (not it["ordered"]) for it in storms), 0)
# The first finds no memory that another has given back.
hold("KiB a socket", storms[0]["kibibytesPerSocket"], float(os.environ["MOST_KIBIBYTES"]))
hold("ms added to the 99th percentile of forwarding, median of the storms", statistics.median(added),
     float(os.environ["MOST_ADDED_MILLISECONDS"]))
sys.exit(failed)
