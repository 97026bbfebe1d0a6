"""Bodies with files, as Telegram reads them: RFC 7578, with names in plain UTF-8."""

import asyncio
import secrets
from collections.abc import Iterator, Sequence

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from telegram.request import RequestData

SLICE = 64 * 1024
"""Bytes written at once. A body of at most one slice is taken whole by the loop's buffer: writing it never waits."""

ESCAPED = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})
"""As browsers write names (WHATWG HTML, multipart/form-data)."""

AS_IS = "surrogatepass"
"""Text that is no text is for Telegram to refuse, as in JSON: an error here would leave the message in doubt."""

END = b"\r\n"


class Slices(aiohttp.Payload):
    """Bytes that are written slice by slice, none of which may wait longer than `patience` seconds (None: for ever)."""

    def __init__(self, parts: Sequence[bytes], patience: float | None) -> None:
        super().__init__(parts)
        self._parts = parts
        self._patience = patience
        self._size = sum(map(len, parts))

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Raises TimeoutError when the other side does not take a slice in time; the connection is then dropped."""
        try:
            for each in self._slices():
                async with asyncio.timeout(self._patience):
                    await writer.write(each)
                    await writer.drain()
        except TimeoutError:
            if writer.transport is not None:
                writer.transport.abort()  # closing would wait until the rest is written
            raise

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """The whole body as text, for aiohttp's own debugging."""
        return b"".join(self._parts).decode(encoding, errors)

    def _slices(self) -> Iterator[memoryview]:
        for part in self._parts:
            whole = memoryview(part)
            for start in range(0, len(whole), SLICE):
                yield whole[start : start + SLICE]


def form(data: RequestData) -> tuple[list[bytes], str]:
    """The pieces of a body that holds every parameter and file, and its content type."""
    boundary = secrets.token_hex(16)
    parts: list[bytes] = []
    for name, value in data.json_parameters.items():
        parts += [_head(boundary, name), value.encode(errors=AS_IS), END]
    for name, (filename, content, mime) in data.multipart_data.items():
        parts += [_head(boundary, name, filename, mime), content if isinstance(content, bytes) else content.read(), END]
    parts.append(f"--{boundary}--\r\n".encode())
    return parts, f"multipart/form-data; boundary={boundary}"


def _head(boundary: str, name: str, filename: str | None = None, mime: str | None = None) -> bytes:
    """What precedes a value. Telegram reads names as they are: aiohttp's own forms would write « é » as « %C3%A9 »."""
    lines = [f"--{boundary}", f'Content-Disposition: form-data; name="{name}"']
    if filename is not None:
        lines[-1] += f'; filename="{filename.translate(ESCAPED)}"'
        lines.append(f"Content-Type: {mime}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode(errors=AS_IS)
