"""A program that ends with us, whatever becomes of us."""

import asyncio
import contextlib
import os
import pathlib
import signal
import subprocess


class Child:
    """A running program with a log of its own.

    The kernel kills it when this process dies (`setpriv --pdeathsig`), so that a test which is killed at its deadline
    leaves no browser behind. Leaving the `async with` ends it and all that it started. Its temporary files are beside
    its log.
    """

    def __init__(self, arguments: list[str], log: pathlib.Path):
        self.arguments = arguments
        self.log = log
        self.process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> "Child":
        with self.log.open("wb") as log:
            self.process = await asyncio.create_subprocess_exec(
                "setpriv", "--pdeathsig", "KILL", *self.arguments,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env=os.environ | {"TMPDIR": str(self.log.parent)},
            )
        return self

    async def __aexit__(self, *_) -> None:
        self.send(signal.SIGKILL)
        await self.process.wait()

    def send(self, number: signal.Signals) -> None:
        """Signals the program and what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    async def wait_for_file(self, path: pathlib.Path) -> str:
        """The text of a file that the program writes once it is ready."""
        while not (path.exists() and path.read_text()):
            if self.process.returncode is not None:
                raise RuntimeError(f"{self.arguments[0]} ended at once: {self.tail()}")
            await asyncio.sleep(0.02)
        return path.read_text()

    def tail(self) -> str:
        """The end of what the program has said."""
        return self.log.read_text(errors="replace")[-2000:]
