"""Slips on paper: one person's link each, with a code that a telephone's camera reads. Made outside the event loop."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

TEMPLATE = Path(__file__).parent / "documents" / "slips.typ"


@dataclass(frozen=True)
class Slip:
    """What one of them says: `link` is opened by its QR code, `code` is to be typed."""

    name: str
    corps: str
    link: str
    code: str


@dataclass(frozen=True)
class Words:
    """What all of them say."""

    title: str
    session: str
    how: str
    until: str
    code: str
    lang: str = "fr"


async def pdf(words: Words, slips: Sequence[Slip]) -> bytes:
    """A4 pages of eight slips, to be cut out."""
    return await asyncio.to_thread(_made, words, slips)


def _made(words: Words, slips: Sequence[Slip]) -> bytes:
    import typst  # a compiler: what never prints need not load it

    data = asdict(words) | {"slips": [asdict(slip) | {"qr": _qr(slip.link)} for slip in slips]}
    made = typst.compile(TEMPLATE, sys_inputs={"data": json.dumps(data)})
    assert isinstance(made, bytes)
    return made


def _qr(link: str) -> str:
    """An SVG image, error correction M: read even when a part is folded or worn."""
    import segno

    return segno.make_qr(link, error="m").svg_inline(border=2, scale=1)
