"""WHIP and WHEP over HTTP (RFC 9725), for clients that are no browser."""

import contextlib
from urllib.parse import urljoin

import aiohttp


@contextlib.asynccontextmanager
async def session(url: str, offer: str, key: str | None = None):
    """Opens a session, yields the answer and closes the session behind it."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with aiohttp.ClientSession(headers=headers) as http:
        async with http.post(url, data=offer, headers={"Content-Type": "application/sdp"}) as response:
            answer = await response.text()
            if response.status != 201:
                raise RuntimeError(f"{url} answered {response.status}: {answer}")
            location = urljoin(url, response.headers["Location"])
        try:
            yield answer
        finally:
            async with http.delete(location) as response:
                response.raise_for_status()
