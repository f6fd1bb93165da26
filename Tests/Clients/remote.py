"""Remote control of a browser: what CDP and WebDriver BiDi have in common."""

import asyncio
import itertools
import json

import websockets


class Remote:
    """Numbered JSON commands over a WebSocket, each with its answer; events are not listened to."""

    def __init__(self, url: str):
        self.url = url
        self.numbers = itertools.count(1)
        self.waiting: dict[int, asyncio.Future] = {}

    async def __aenter__(self) -> "Remote":
        self.socket = await websockets.connect(self.url, max_size=None, compression=None)
        self.reader = asyncio.create_task(self.read())
        return self

    async def __aexit__(self, *_) -> None:
        self.reader.cancel()
        self.socket.transport.abort()

    async def call(self, method: str, parameters: dict | None = None, **envelope) -> dict:
        """The result of a command; `envelope` goes beside the method (CDP's `sessionId`)."""
        number = next(self.numbers)
        answer = self.waiting[number] = asyncio.get_running_loop().create_future()
        await self.socket.send(
            json.dumps({"id": number, "method": method, "params": parameters or {}, **envelope})
        )
        return await answer

    async def read(self) -> None:
        try:
            async for text in self.socket:
                message = json.loads(text)
                answer = self.waiting.pop(message.get("id"), None)
                if answer is None or answer.done():
                    continue
                if "result" in message:
                    answer.set_result(message["result"])
                else:
                    answer.set_exception(RuntimeError(f"the browser refused: {text}"))
        finally:
            for answer in self.waiting.values():
                if not answer.done():
                    answer.set_exception(ConnectionError("the browser hung up"))
