"""The size of a picture, read from its first bytes: PNG, JPEG, GIF, WebP."""

import struct

FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # JPEG markers that tell the size


def kind(content: bytes) -> str | None:
    """The MIME type of a picture; None when it is none of these."""
    if size(content) is None:
        return None
    starts = {b"\x89PNG": "image/png", b"GIF8": "image/gif", b"RIFF": "image/webp"}
    return starts.get(content[:4], "image/jpeg")


def size(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels; None when it is no picture of these kinds."""
    try:
        return _size(content)
    except (struct.error, IndexError):
        return None


def _size(content: bytes) -> tuple[int, int] | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _pair(">II", content, 16)
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return _pair("<HH", content, 6)
    if content.startswith(b"\xff\xd8"):
        return _jpeg(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp(content)
    return None


def _pair(pattern: str, content: bytes, offset: int) -> tuple[int, int]:
    first, second = struct.unpack_from(pattern, content, offset)
    return int(first), int(second)


def _jpeg(content: bytes) -> tuple[int, int] | None:
    position = 2
    while content[position] == 0xFF:
        marker, (length,) = content[position + 1], struct.unpack_from(">H", content, position + 2)
        if marker in FRAMES:
            height, width = _pair(">HH", content, position + 5)
            return width, height
        position += 2 + length
    return None


def _webp(content: bytes) -> tuple[int, int] | None:
    kind = content[12:16]
    if kind == b"VP8 ":
        width, height = _pair("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        low, high = content[24:27], content[27:30]
        return int.from_bytes(low, "little") + 1, int.from_bytes(high, "little") + 1
    return None
