"""Three storms with pauses between, and when each was: storms.py URL FILE. The figures go to the file."""

import asyncio
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "Tests" / "Clients"))

from storm import storm

# The first seconds are for the viewers to join; each storm has a pause before it that it is compared with.
FIRST, PAUSE = 8, 8
SOCKETS, SECONDS = 5000, 5


async def main(server: str, file: str) -> None:
    begun = time.monotonic()
    await asyncio.sleep(FIRST)
    storms = []
    for _ in range(3):
        await asyncio.sleep(PAUSE)
        start = time.monotonic() - begun
        seen = await storm(server, SOCKETS, SECONDS)
        storms.append(seen | {"from": start, "until": start + seen["seconds"]})
    pathlib.Path(file).write_text(json.dumps(storms))


asyncio.run(main(*sys.argv[1:]))
