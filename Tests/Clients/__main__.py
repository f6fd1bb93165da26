"""Real clients for the end-to-end tests, each scenario a command that prints one line of JSON.

    .venv/bin/python Tests/Clients loopback --codecs H264,VP8,VP9,AV1
    .venv/bin/python Tests/Clients broadcast --server http://127.0.0.1:8080 --browser firefox --codecs VP8
    .venv/bin/python Tests/Clients aiortc --server http://127.0.0.1:8080 --codec H264

It ends with status 1, and says why on standard error, when a scenario could not be carried out; what was seen is for
the caller to judge.
"""

import argparse
import asyncio
import inspect
import json
import pathlib

import access
import film
import foreign
import hls
import narrow
import pages
import player
import recording
import rtmp
import scalable
import scenarios
import sound
import srt
import stage
import storm

SCENARIOS = {
    entry.__name__: entry
    for entry in (
        scenarios.loopback, scenarios.broadcast, scenarios.simulcast, scenarios.redundant, scenarios.restart,
        scenarios.takeover, scenarios.silence, scenarios.secret, scenarios.late, scenarios.returning,
        scenarios.publisher, scenarios.aiortc, scenarios.ffmpeg,
        foreign.foreign,
        hls.hls, hls.dash, hls.dash_ladder, hls.ladder,
        sound.aac, sound.aac_dash,
        film.film, film.film_dash, film.film_fallback,
        pages.pages, pages.fallback, pages.quality, pages.dashboard, pages.operated, pages.titled,
        pages.library, pages.screenshots,
        recording.recorded, recording.pictures, recording.together, recording.killed, recording.kept,
        access.access, access.symbols,
        player.switching, player.embedded, player.prompt, player.renditions, player.hlsjs,
        stage.stage, stage.glare, stage.hasty, stage.thrifty, stage.example, stage.successor, stage.drained,
        stage.roaming,
        storm.storm,
        narrow.narrow, narrow.far,
        rtmp.rtmp, rtmp.rtmpview, rtmp.rtmprefused, rtmp.rtmphostile, rtmp.rtmpenhanced,
        srt.srtread, srt.srtrefused, srt.srthostile,
        scalable.scalable,
    )
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="Tests/Clients", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", choices=SCENARIOS)
    parser.add_argument("--server", default="http://127.0.0.1:8080", help="where Starling listens")
    parser.add_argument("--media", help="where the media node listens, when that is another process")
    parser.add_argument("--ingest", help="where encoders publish by RTMP or SRT")
    parser.add_argument("--listen", help="where streams are read by SRT")
    parser.add_argument("--key", help="publish key")
    parser.add_argument("--secret", help="passphrase of SRT")
    parser.add_argument("--browser", default="chromium", choices=scenarios.BROWSERS)
    parser.add_argument("--codecs", type=lambda text: text.split(","), default=["H264", "VP8", "VP9", "AV1"])
    parser.add_argument("--codec", default="H264")
    parser.add_argument("--mode", default="L3T3_KEY", help="of which layers a scalable stream is made")
    parser.add_argument("--describes", action="store_true", help="a viewer takes descriptions of frames")
    parser.add_argument("--steps", type=lambda text: text.split(","), default=["S0"], help="the shares of it to see")
    parser.add_argument("--frames", type=int, default=60, help="how many frames a scenario sends or waits for")
    parser.add_argument("--tester", help="the load tester's executable")
    parser.add_argument("--fault", default="none", choices=foreign.FAULTS, help="what the load tester has to find out")
    parser.add_argument("--viewers", type=int, default=3, help="how many of the load tester's viewers come")
    parser.add_argument("--expect", help="what the load tester expects")
    parser.add_argument("--folder", type=pathlib.Path, default=".build/screenshots", help="where pictures go")
    parser.add_argument("--seconds", type=float, default=15, help="how long a viewer may wait for them")
    parser.add_argument("--sockets", type=int, default=5000, help="how many a storm has")
    parser.add_argument("--port", type=int, help="the server's port for media")
    parser.add_argument("--pid", type=int, help="the server's process")
    parser.add_argument("--subnet", default="10.198.7", help="the first three numbers of a network that a test makes")
    parser.add_argument("--deadline", type=float, default=60, help="seconds after which all is given up")
    return parser.parse_args()


async def main() -> None:
    given = vars(arguments())
    scenario = SCENARIOS[given["scenario"]]
    async with asyncio.timeout(given["deadline"]):
        result = await scenario(**{name: given[name] for name in inspect.signature(scenario).parameters})
    print(json.dumps(result))


asyncio.run(main())
