"""Files go both ways: forms that others can read, at a raw server and the simulator; downloads whole or not at all."""

import io
from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import pytest
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartParser
from telegram import Bot, InputFile, InputMediaDocument
from telegram.error import NetworkError

from bot.transport import Transport
from simulator.serve import Running
from tests.transport.calls import TOKEN, address, call, data
from tests.wire import Call, Request, Wire, cut, http, ok, patience

NAME = "Séance d’été n° 3 🌞.jpg"
PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4096  # a megabyte, and every byte


async def read_form(request: Request) -> dict[str, Any]:
    """The fields of a form, files as (name, type, content): by a reader that is not ours."""

    async def stream() -> AsyncGenerator[bytes, None]:
        yield request.body

    form = await MultiPartParser(Headers(request.headers), stream()).parse()
    found: dict[str, Any] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            found[name] = (value.filename, value.content_type, await value.read())
        else:
            found[name] = value
    await form.close()
    return found


async def test_a_form_holds_every_parameter_and_the_file(wire: Wire, transport: Transport) -> None:
    await transport.post(
        address(wire.url, "sendPhoto"),
        data(chat_id=1, caption="Voilà\r\n--x", protect_content=True, photo=InputFile(PHOTO, NAME)),
    )
    assert await read_form(wire.received[0]) == {
        "chat_id": "1",
        "caption": "Voilà\r\n--x",
        "protect_content": "true",
        "photo": (NAME, "image/jpeg", PHOTO),
    }


async def test_an_album_attaches_its_files(wire: Wire, transport: Transport) -> None:
    media = [InputMediaDocument(io.BytesIO(each), filename=f"{each!r}.txt") for each in (b"un", b"deux")]
    await transport.post(address(wire.url, "sendMediaGroup"), data(chat_id=1, media=media))
    form = await read_form(wire.received[0])
    contents = {f"attach://{name}": value[2] for name, value in form.items() if isinstance(value, tuple)}
    assert sorted(contents.values()) == [b"deux", b"un"]
    assert all(name in form["media"] for name in contents)


async def test_a_file_that_is_not_read_yet(wire: Wire, transport: Transport) -> None:
    file = InputFile(io.BytesIO(PHOTO), NAME, read_file_handle=False)
    await transport.post(address(wire.url, "sendDocument"), data(document=file))
    assert (await read_form(wire.received[0]))["document"][2] == PHOTO


async def test_a_name_cannot_write_headers(wire: Wire, transport: Transport) -> None:
    name = 'a"; name="chat_id\r\nContent-Type: text/html\r\n\r\n.txt'
    await transport.post(address(wire.url), data(document=InputFile(b"x", name)))
    form = await read_form(wire.received[0])
    assert list(form) == ["document"]
    assert form["document"][1:] == ("text/plain", b"x")


async def test_left_to_itself_aiohttp_writes_names_that_nobody_can_read(wire: Wire) -> None:
    form = aiohttp.FormData()
    form.add_field("photo", b"x", filename="Séance.jpg")
    async with aiohttp.ClientSession() as plain, plain.post(wire.url, data=form):
        assert b'filename="S%C3%A9ance.jpg"' in wire.received[0].body


async def test_a_large_form_that_is_refused_at_its_head(transport: Transport) -> None:
    """Servers answer 413 without reading on; the answer counts, not the pipe that breaks."""

    async def refuse(reader: Any, writer: Any) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(http(413, {"ok": False, "error_code": 413, "description": "Request Entity Too Large"}))
        await writer.drain()
        await reader.read()

    async with patience(), Wire([], greet=refuse) as wire:
        with pytest.raises(NetworkError, match="Request Entity Too Large"):
            await transport.post(address(wire.url), data(document=InputFile(b"x" * 2**25, "x.bin")))


async def test_the_simulator_shows_the_name_and_the_content() -> None:
    async with Running() as simulator, Transport() as wire:
        world = simulator.world
        person = await world.add_person("Awa")
        await world.start(person["id"])
        bot = Bot(
            world.token,
            base_url=f"{simulator.url}/bot",
            base_file_url=f"{simulator.url}/file/bot",
            request=wire,
            get_updates_request=wire,
        )
        sent = await bot.send_document(person["id"], InputFile(PHOTO, NAME), caption="<b>Voilà</b>", parse_mode="HTML")
        assert sent.document is not None
        assert (sent.document.file_name, sent.document.file_size, sent.caption) == (NAME, len(PHOTO), "Voilà")
        file = await bot.get_file(sent.document.file_id)
        assert bytes(await file.download_as_bytearray()) == PHOTO


async def test_a_download_is_whole(wire: Wire, transport: Transport) -> None:
    wire.answers[:] = [http(200, PHOTO)]
    assert await transport.retrieve(address(wire.url)) == PHOTO
    assert wire.received[0].line.startswith("GET ")


async def test_half_a_download_is_an_error(wire: Wire, transport: Transport) -> None:
    wire.answers[:] = [cut(http(200, PHOTO), -1)]
    with pytest.raises(NetworkError) as raised:
        await transport.retrieve(address(wire.url))
    assert TOKEN not in repr(raised.value)


async def test_a_download_is_not_cut_by_its_length_only_by_silence(wire: Wire, transport: Transport) -> None:
    """The read timeout is for each wait, not for the whole."""

    async def slow(call: Call) -> None:
        answer = http(200, PHOTO)
        for start in range(0, len(answer), len(answer) // 8):
            await call.write(answer[start : start + len(answer) // 8])
            await transport_is_busy()

    async def transport_is_busy() -> None:
        async with Wire([ok()]) as elsewhere:
            await call(transport, elsewhere.url)

    wire.answers[:] = [slow]
    assert await transport.retrieve(address(wire.url), read_timeout=2) == PHOTO
