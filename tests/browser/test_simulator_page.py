"""The simulator's page, as somebody at a screen uses it: an echo bot plays the bot."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from simulator.serve import Running
from tests.browser.echo_bot import playing
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

WIDE: Any = {"width": 1280, "height": 860}
NARROW: Any = {"width": 360, "height": 740}
PEOPLE = (("Aïssatou", "Organisatrice"), ("Moussa", "Inscrit"), ("Awa", "Arrivante"), ("Ibrahima", "Inconnu"))
DEADLINE = 10_000  # milliseconds

expect.set_options(timeout=DEADLINE)


@pytest.fixture
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    problems: list[str] = []
    async with Running() as running, playing(running) as bot:
        made = [await running.world.add_person(name, "NDIAYE", label=label) for name, label in PEOPLE]
        ids = [person["id"] for person in made]
        page = await browser.new_page(viewport=WIDE)
        page.on("pageerror", lambda error: problems.append(str(error)))
        await running.world.start(ids[0])
        await page.goto(running.url)
        stage = Stage(page, running, bot, ids)
        await expect(stage.said("bot")).to_have_count(1)
        yield stage
        await page.close()
    assert problems == []


async def test_four_phones_fit_on_a_wide_screen_without_scrolling(stage: Stage) -> None:
    await expect(stage.page.locator(".phone")).to_have_count(4)
    sizes = await stage.page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight,"
        " document.querySelector('#phones').scrollWidth]"
    )
    assert sizes == [1280, 860, 1280]


async def test_typing_is_answered_with_its_formatting_and_never_read_as_html(stage: Stage) -> None:
    await stage.type("<img src=x onerror=alert(1)>")
    await expect(stage.said("person").last).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(stage.said("bot").last.locator("b")).to_have_text("<img src=x onerror=alert(1)>")
    assert await stage.phone.locator("img").count() == 0


async def test_a_new_message_leaves_the_others_as_they_are(stage: Stage) -> None:
    await stage.page.evaluate("document.querySelector('.msg').kept = true")
    await stage.type("encore")
    await expect(stage.said("bot")).to_have_count(2)
    assert await stage.page.evaluate("document.querySelector('.msg').kept")


async def test_a_phone_that_has_not_started_offers_only_that(stage: Stage) -> None:
    newcomer = stage.phone_of(3)
    await expect(newcomer.get_by_role("textbox")).to_have_count(0)
    await newcomer.get_by_role("button", name="Démarrer").click()
    await expect(newcomer.locator(".msg.bot")).to_have_count(1)
    await expect(newcomer.get_by_role("button", name="Démarrer")).to_have_count(0)


async def test_the_commands_of_the_bot_are_a_menu(stage: Stage) -> None:
    await stage.bot.call("setMyCommands", commands=[{"command": "aide", "description": "Aide"}])
    await stage.phone.get_by_role("button", name="Menu", exact=True).click()
    await stage.phone.get_by_role("button", name="Aide").click()
    await expect(stage.said("person").last).to_contain_text("/aide")


async def test_a_pressed_button_waits_for_its_answer(stage: Stage) -> None:
    await stage.type("choix")
    button = stage.phone.get_by_role("button", name="Attendre")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    stage.bot.release.set()
    await expect(button).not_to_have_attribute("aria-busy", "true")


async def test_answers_to_a_press_pass_by_or_wait_to_be_closed(stage: Stage) -> None:
    await stage.type("choix")
    await stage.phone.get_by_role("button", name="Réponse brève").click()
    await expect(stage.phone.get_by_role("status")).to_have_text("C’est noté.")
    await stage.phone.get_by_role("button", name="Réponse à fermer").click()
    box = stage.phone.get_by_role("alertdialog")
    await expect(box).to_contain_text("Action réservée.")
    await box.get_by_role("button", name="OK").click()
    await expect(box).to_have_count(0)


async def test_an_edit_happens_in_place(stage: Stage) -> None:
    await stage.type("choix")
    message = stage.said("bot").last
    await expect(message).to_contain_text("Que voulez-vous")
    before = await message.get_attribute("data-id")
    await message.get_by_role("button", name="Modifier").click()
    await expect(message).to_contain_text("Page suivante")
    await expect(message.locator(".edited")).to_have_text("modifié")
    assert await message.get_attribute("data-id") == before
    await expect(stage.said("bot")).to_have_count(2)


async def test_the_proposed_keyboard_shares_the_contact_then_goes(stage: Stage) -> None:
    await stage.type("numéro")
    await stage.phone.get_by_role("button", name="Partager mon numéro").click()
    phone = stage.world.people[stage.ids[0]].phone
    await expect(stage.said("person").last).to_contain_text(phone)
    await expect(stage.said("bot").last).to_contain_text(f"Numéro reçu : {phone}")
    await expect(stage.phone.get_by_role("button", name="Partager mon numéro")).to_have_count(0)


async def test_a_file_goes_to_the_bot_and_comes_back(stage: Stage) -> None:
    content = b"code;titre\n3.05;Audition\n"
    file: Any = {"name": "activités.csv", "mimeType": "text/csv", "buffer": content}
    await stage.phone.locator("input[type=file]").set_input_files(file)
    await expect(stage.said("person").last).to_contain_text("activités.csv")
    await expect(stage.said("bot").last).to_contain_text("Votre fichier, rendu.")
    async with stage.page.expect_download() as download:
        await stage.said("bot").last.get_by_role("link").click()
    saved = await download.value
    assert (saved.suggested_filename, Path(await saved.path()).read_bytes()) == ("rendu.csv", content)  # noqa: ASYNC240
    assert stage.bot.received == [content]


async def test_a_deep_link_opens_in_the_same_phone(stage: Stage) -> None:
    await stage.type("lien")
    await stage.phone.get_by_role("link", name="Entrez ici").click()
    await expect(stage.said("person").last).to_contain_text("/start porte-3")
    await stage.action("Ouvrir un lien")
    await stage.page.get_by_label("Lien t.me ou code seul").fill("code_7")
    await stage.page.get_by_label("Lien t.me ou code seul").press("Enter")
    await expect(stage.said("person").last).to_contain_text("/start code_7")
    assert stage.page.url == f"{stage.running.url}/"


async def test_a_blocked_bot_is_refused_until_unblocked(stage: Stage) -> None:
    await stage.action("Bloquer le bot")
    await expect(stage.phone.get_by_role("textbox")).to_have_count(0)
    refused = await stage.bot.say(stage.ids[0], "Bonjour ?")
    assert refused["description"] == "Forbidden: bot was blocked by the user"
    await stage.phone.get_by_role("button", name="Débloquer").last.click()
    await expect(stage.phone.get_by_role("textbox", name="Message")).to_be_visible()
    assert (await stage.bot.say(stage.ids[0], "Bonjour !"))["ok"]


async def test_a_mark_moves_the_clock_and_one_comes_back(stage: Stage) -> None:
    at = (stage.world.clock.now() + timedelta(days=40)).replace(year=2031, month=3, day=1, hour=9, minute=5)
    await stage.world.set_marks([{"name": "J-7", "at": at.isoformat()}])
    await stage.page.get_by_role("button", name="J-7").click()
    await expect(stage.page.locator("#clock")).to_have_text("samedi 1er mars 2031, 9 h 05")
    back = stage.page.get_by_role("button", name="Revenir à maintenant")
    await back.click()
    await expect(back).to_be_hidden()


async def test_a_cut_network_holds_messages_back(stage: Stage) -> None:
    switch = stage.page.get_by_role("switch")
    await switch.click()
    await expect(switch).to_have_text("Réseau coupé")
    await stage.type("Y a-t-il quelqu’un")
    await expect(stage.said("person").last).to_contain_text("Y a-t-il")
    await expect(stage.said("bot")).to_have_count(1)
    await switch.click()
    await expect(stage.said("bot").last).to_contain_text("Lu : Y a-t-il")


async def test_a_scene_is_played_by_its_button(stage: Stage) -> None:
    action = {"do": "type", "person": stage.ids[0], "text": "vu de la scène"}
    await stage.world.set_scenes([{"name": "Une voix", "actions": [action]}])
    await stage.page.get_by_role("button", name="Une voix").click()
    await expect(stage.said("bot").last).to_contain_text("vu de la scène")
    await expect(stage.page.get_by_text("1 action jouée")).to_be_visible()


TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


async def test_whoever_reads_further_up_is_not_pulled_down(stage: Stage) -> None:
    await stage.bot.say(stage.ids[0], "ligne\n" * 90)
    chat = stage.phone.locator(".chat")
    await expect(stage.said("bot")).to_have_count(2)
    await stage.page.evaluate(TWO_FRAMES)  # the layout is settled: what scrolls now is the person
    await chat.evaluate("node => { node.scrollTop = 0; }")
    await stage.page.wait_for_function("document.querySelector('.chat').scrollTop === 0")
    await stage.page.evaluate(TWO_FRAMES)  # the page has been told of the scrolling, which comes with a frame
    await stage.bot.say(stage.ids[0], "Nouvelle")
    await stage.phone.get_by_role("button", name="1 nouveau message").click()
    await expect(stage.said("bot").last).to_be_in_viewport()


async def test_on_a_narrow_screen_tabs_choose_the_phone(stage: Stage) -> None:
    await stage.page.set_viewport_size(NARROW)
    await expect(stage.page.locator(".phone:visible")).to_have_count(1)
    await stage.world.type(stage.ids[1], "bonjour")
    tab = stage.page.get_by_role("tab", name="Inscrit")
    await expect(tab.locator(".badge")).to_contain_text("1")
    await tab.click()
    await expect(stage.phone_of(1).get_by_text("Messages non lus")).to_be_visible()
    await expect(tab.locator(".badge")).to_have_count(0)
    assert await stage.page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    await expect(stage.page.get_by_role("switch")).to_be_hidden()
    await stage.page.get_by_role("button", name="Commandes du simulateur").click()
    await expect(stage.page.get_by_role("switch")).to_be_visible()


async def test_the_page_says_that_the_simulator_is_gone_and_finds_it_again(browser: Browser) -> None:
    page = await browser.new_page(viewport=WIDE)
    async with Running() as first:
        await page.goto(first.url)
        await expect(page.get_by_text("Aucun téléphone à l’écran.")).to_be_visible()
        await expect(page.get_by_text("Hors ligne")).to_be_hidden()
    await expect(page.get_by_text("Hors ligne")).to_be_visible()
    async with Running(port=first.port) as second:
        await second.world.add_person("Awa", "NDIAYE")
        await expect(page.locator(".phone")).to_have_count(1)
        await expect(page.get_by_text("Hors ligne")).to_be_hidden()
        await page.close()
