"""Files, albums, places: what goes through, what is refused, and what a phone shows of it."""

from typing import Any

import pytest
from telegram import Bot, InputFile, InputMediaDocument, InputMediaPhoto

from simulator import pictures
from tests.simulator.conftest import Machine
from tests.simulator.driving import Driver, picture

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0001108000600080301220002110103110100")
WEBP_LOSSY = b"RIFF\x00\x00\x00\x00WEBPVP8 \x00\x00\x00\x00\x00\x00\x00\x9d\x01\x2a\x08\x00\x06\x00"
WEBP_LOSSLESS = b"RIFF\x00\x00\x00\x00WEBPVP8L\x00\x00\x00\x00\x2f\x07\x40\x01\x00"
WEBP_EXTENDED = b"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x07\x00\x00\x05\x00\x00"


@pytest.mark.parametrize(
    "content", [picture(), b"GIF89a\x08\x00\x06\x00", JPEG, WEBP_LOSSY, WEBP_LOSSLESS, WEBP_EXTENDED]
)
def test_the_size_of_a_picture_is_read(content: bytes) -> None:
    assert pictures.size(content) == (8, 6)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", picture()[:18], JPEG[:24], b"RIFF\x00\x00\x00\x00WEBPVP9 "])
def test_what_is_no_picture_has_no_size(content: bytes) -> None:
    assert pictures.size(content) is None
    assert pictures.kind(content) is None


async def send(driver: Driver, content: bytes) -> str:
    """Send a photo to somebody; gives the refusal."""
    answer = await driver.upload("sendPhoto", {"photo": ("a.png", content)}, chat_id=await driver.person())
    return str(answer.get("description"))


async def test_photos_that_are_refused(driver: Driver) -> None:
    assert await send(driver, b"%PDF") == "Bad Request: IMAGE_PROCESS_FAILED"
    assert await send(driver, picture(2100, 100)) == "Bad Request: PHOTO_INVALID_DIMENSIONS"
    assert await send(driver, picture(2000, 100)) == "None"
    assert await send(driver, b"") == "Bad Request: file must be non-empty"
    too_big = picture() + b"\0" * 10 * 1024 * 1024
    assert "too big for a photo" in await send(driver, too_big)


async def test_a_document_of_more_than_50_megabytes_is_refused(driver: Driver) -> None:
    files = {"document": ("a.bin", b"\0" * (50 * 1024 * 1024 + 1))}
    answer = await driver.upload("sendDocument", files, chat_id=await driver.person())
    assert (answer["error_code"], answer["description"]) == (413, "Request Entity Too Large")


async def test_a_file_is_sent_again_by_its_id_but_only_as_what_it_is(bot: Bot, driver: Driver) -> None:
    person = await driver.person()
    sent = await bot.send_photo(person, InputFile(picture(), "salle.png"), caption="<b>Salle</b>", parse_mode="HTML")
    assert (sent.photo[0].width, sent.photo[0].height, sent.caption) == (8, 6, "Salle")
    again = await bot.send_photo(person, sent.photo[-1].file_id, has_spoiler=True, show_caption_above_media=True)
    assert (again.photo, again.has_media_spoiler, again.show_caption_above_media) == (sent.photo, True, True)
    file = await sent.photo[-1].get_file()
    assert bytes(await file.download_as_bytearray()) == picture()
    assert "/photos/" in str(file.file_path)
    error = await driver.error("sendDocument", chat_id=person, document=sent.photo[0].file_id)
    assert error == "400 Bad Request: can't use file of type Photo as Document"
    url = "https://example.org/a.png"
    assert "by its HTTP URL is not simulated" in await driver.error("sendPhoto", chat_id=person, photo=url)
    wrong = await driver.client.get(f"/file/bot{driver.token}/documents/{sent.photo[0].file_id}")
    assert wrong.status_code == 404


async def test_what_a_phone_shows_of_a_photo(driver: Driver) -> None:
    person = await driver.person()
    await driver.upload("sendPhoto", {"photo": ("salle.png", picture())}, chat_id=person, caption="Salle")
    shown = (await driver.look(f"people/{person}/transcript"))["messages"][-1]
    media = shown["media"]
    assert (media["kind"], media["width"], media["height"], shown["text"]) == ("photo", 8, 6, "Salle")
    served = await driver.client.get(media["url"])
    assert (served.content, served.headers["content-type"]) == (picture(), "image/png")
    assert served.headers["content-disposition"] == "inline"


async def test_an_album_arrives_together_and_counts_whole(bot: Bot, driver: Driver, machine: Machine) -> None:
    person = await driver.person()
    media = [InputMediaPhoto(picture(colour=bytes([n, 0, 0])), caption="Salle" if n == 0 else None) for n in range(3)]
    sent = await bot.send_media_group(person, media)
    assert len({one.media_group_id for one in sent}) == 1
    assert [one.caption for one in sent] == ["Salle", None, None]
    assert "429" in await driver.error("sendMessage", chat_id=person, text="trois messages déjà")
    machine.pass_by(seconds=1)
    documents = await bot.send_media_group(person, [InputMediaDocument(b"a"), InputMediaDocument(b"b")])
    assert documents[0].media_group_id not in (None, sent[0].media_group_id)


def photos(count: int) -> list[dict[str, str]]:
    """An album of so many photos, all the same upload."""
    return [{"type": "photo", "media": "attach://one"}] * count


@pytest.mark.parametrize(
    ("media", "reason"),
    [
        (photos(1), "media must include 2-10 items"),
        (photos(11), "media must include 2-10 items"),
        ([*photos(1), {"type": "document", "media": "attach://one"}], "Document can't be mixed"),
        ([*photos(1), {"type": "audio", "media": "attach://one"}], "Audio can't be mixed"),
        ([*photos(1), {"type": "animation", "media": "attach://one"}], "can't use the media of the specified type"),
        ([*photos(1), {"type": "sticker", "media": "attach://one"}], "type sticker is not simulated"),
        ([*photos(1), {"media": "attach://one"}], "an Object with a type"),
        ([*photos(1), {"type": "photo", "media": "attach://two"}], "wrong file identifier"),
        ([*photos(1), {"type": "photo", "media": "attach://one", "thumbnail": "x"}], "thumbnail is not simulated"),
        ([*photos(1), {"type": "photo", "media": "attach://one", "caption": "a" * 1025}], "caption is too long"),
    ],
)
async def test_albums_that_are_refused_leave_nothing(driver: Driver, media: Any, reason: str) -> None:
    person = await driver.person()
    answer = await driver.upload("sendMediaGroup", {"one": ("a.png", picture())}, chat_id=person, media=media)
    assert reason in answer["description"]
    assert await driver.texts(person) == []


async def test_an_upload_that_nothing_names_is_refused(driver: Driver) -> None:
    files = {"one": ("a.png", picture()), "two": ("b.png", picture())}
    answer = await driver.upload("sendMediaGroup", files, chat_id=await driver.person(), media=photos(2))
    assert answer["description"] == "Bad Request: unknown parameter two"


async def test_places_that_are_refused(driver: Driver) -> None:
    to = {"chat_id": await driver.person()}
    assert await driver.error("sendLocation", **to, longitude=4) == "400 Bad Request: latitude is empty"
    for wrong in ("nord", "nan", True, [1]):
        assert "must be a Float" in await driver.error("sendLocation", **to, latitude=wrong, longitude=4)
    assert "wrong geographic" in await driver.error("sendLocation", **to, latitude=91, longitude=4)
    here = to | {"latitude": 14.7, "longitude": -17.4}
    assert "title must be non-empty" in await driver.error("sendVenue", **here, title=" ", address="Dakar")
    assert "live_period is not simulated" in await driver.error("sendLocation", **here, live_period=60)
    assert "first_name must be" in await driver.error("sendContact", **to, phone_number="+221730000001", first_name="")


async def test_a_protected_message_stays_and_a_silent_one_says_so(driver: Driver) -> None:
    person = await driver.person()
    options = {"chat_id": person, "protect_content": True, "disable_notification": True}
    sent = (await driver.call("sendMessage", **options, text="Entre nous"))["result"]
    assert sent["has_protected_content"] is True
    shown = (await driver.look(f"people/{person}/transcript"))["messages"][-1]
    assert (shown["protected"], shown["silent"]) == (True, True)
    move = {"chat_id": person, "from_chat_id": person, "message_id": sent["message_id"]}
    assert await driver.error("copyMessage", **move) == "400 Bad Request: the message can't be copied"
    assert await driver.error("forwardMessage", **move) == "400 Bad Request: the message can't be forwarded"


async def test_link_previews_are_told_as_asked(driver: Driver) -> None:
    to = {"chat_id": await driver.person(), "text": "https://example.org"}
    sent = await driver.call("sendMessage", **to, link_preview_options={"is_disabled": True})
    assert sent["result"]["link_preview_options"] == {"is_disabled": True}
    assert "unknown field big" in await driver.error("sendMessage", **to, link_preview_options={"big": True})


async def test_a_chat_action_is_seen_until_the_bot_writes(driver: Driver) -> None:
    person = await driver.person()
    await driver.call("sendChatAction", chat_id=person, action="upload_document")
    assert (await driver.look("state"))["people"][0]["action"]["name"] == "upload_document"
    await driver.call("sendMessage", chat_id=person, text="Voici")
    assert (await driver.look("state"))["people"][0]["action"] is None
    error = await driver.error("sendChatAction", chat_id=person, action="sleeping")
    assert error == "400 Bad Request: wrong parameter action in request"
