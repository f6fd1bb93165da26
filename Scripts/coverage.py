"""Prints the line coverage of our sources, module by module, from the JSON that `swift test` leaves.

    python3 Scripts/coverage.py .build-coverage/debug/codecov/starling.json
"""

import json
import os
import sys


def module(path):
    """The module that a source file belongs to, or None for tests and generated files."""
    parts = os.path.relpath(path).split(os.sep)
    if parts[0] in ("Sources", "signaling", "loadtest") and len(parts) > 2:
        return parts[1]
    return None


def row(name, covered, lines):
    print(f"{name:<14} {lines:>7} {covered:>8} {100 * covered / max(lines, 1):>6.1f} %")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        files = json.load(file)["data"][0]["files"]
    modules = {}
    for entry in files:
        name = module(entry["filename"])
        if name is None:
            continue
        lines = entry["summary"]["lines"]
        covered, count = modules.get(name, (0, 0))
        modules[name] = (covered + lines["covered"], count + lines["count"])
    print(f"{'module':<14} {'lines':>7} {'covered':>8}")
    for name in sorted(modules):
        row(name, *modules[name])
    row("all", sum(covered for covered, _ in modules.values()), sum(count for _, count in modules.values()))


main()
