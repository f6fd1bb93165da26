"""Received video as files that other programs read."""

import json
import pathlib
import struct
import subprocess


class BitstreamFile:
    """Writes access units as they were received: H.264 as an Annex B byte stream, VP8 in IVF."""

    def __init__(self, path: pathlib.Path, codec: str):
        self.path = path
        self.codec = codec
        self.count = 0
        self.file = path.open("wb")
        if codec == "VP8":
            # Signature, version, header length, codec, width, height, time base 1/90000, frames, unused. Decoders
            # take the size from the frames.
            self.file.write(struct.pack("<4sHH4sHHIIII", b"DKIF", 0, 32, b"VP80", 0, 0, 90000, 1, 0, 0))

    def append(self, data: bytes, timestamp: int) -> None:
        """Writes one access unit."""
        if self.codec == "VP8":
            self.file.write(struct.pack("<IQ", len(data), timestamp))
        self.file.write(data)
        self.file.flush()
        self.count += 1


def decoded(path: pathlib.Path) -> dict:
    """How many frames Debian's ffmpeg decodes from a file, their size, and what it complains of."""
    probe = subprocess.run(
        ["ffprobe", "-v", "error", "-count_frames", "-select_streams", "v", "-of", "json",
         "-show_entries", "stream=nb_read_frames,width,height,codec_name", str(path)],
        capture_output=True, text=True, check=False,
    )
    stream = (json.loads(probe.stdout or "{}").get("streams") or [{}])[0]
    return {
        "decoded": int(stream.get("nb_read_frames", 0)),
        "width": stream.get("width", 0),
        "height": stream.get("height", 0),
        "complaints": probe.stderr,
    }
