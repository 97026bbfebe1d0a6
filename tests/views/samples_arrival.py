"""Samples of the arrival, the form, the home pages, « Mes données », help, strays and groups."""

from markupsafe import Markup

from bot.language import Words, words
from bot.views import arrival, contact, errors, groups, home, my_data, stray
from bot.views import help as help_views
from bot.views import identification as fiche
from bot.views.fiche_words import PROBLEMS
from bot.views.page import Page
from db.models import Evaluation, Role, Seat
from tests.views import longest
from tests.views.gallery import Sample
from tests.views.longest import CONTACT, NOW, PROGRAMME, ZONE
from training.erasure import Consequences
from training.my_data import Held, Receipt
from training.sessions import MyRegistrations, Ranked
from training.situation import AwaitedFeedback, Situation

CODE = "0123456789abcdefghjk"
EDITION = "a1b2c3d4"
WHOLE = "\n".join(["Une ligne de la notice, qui dit ce que deviennent les données. " * 3] * 12)
STEPS = ("corps", "grade", "function", "region", "institution")
SEARCH = "x" * 40
LABELS = {"corps": 39, "grade": 50, "function": 60, "region": 11, "institution": 69}


def step(name: str, problem: str = "") -> fiche.Step:
    return fiche.Step(name, 7, 9, said(problem) if problem else None)


def said(problem: str) -> Markup:
    return fiche.problem(words(), problem, length=4096, limit=80)


def choices(name: str, *, search: str = "", writing: bool = False) -> fiche.Choices:
    """A page in the middle of a list, as long as its list's labels."""
    many = 14 if name == "region" else 5
    label = ("Brigade " * 12)[: LABELS[name]]
    short = label if name == "region" else "Abrégé de vingt-quatre l"
    items = tuple(fiche.Choice(2_000_000_000 + number, label, short) for number in range(many))
    return fiche.Choices(
        items, page=0 if name == "region" else 3, more=name != "region", search=search, writing=writing
    )


def filled() -> fiche.Filled:
    labels = {name: ("Brigade " * 12)[:length].strip() for name, length in LABELS.items()}
    return fiche.Filled("monsieur", "x" * 53, labels, frozenset(LABELS), "unknown", "x" * 39 + ",")


def situation(*, seated: int, waiting: int, feedback: int, offered: bool = False, nominated: bool = False) -> Situation:
    return Situation(
        MyRegistrations(
            seated=tuple(longest.registration(number) for number in range(seated)),
            waiting=tuple(
                Ranked(longest.registration(number, seat=Seat.WAITING), 125, longest.offer() if offered else None)
                for number in range(waiting)
            ),
        ),
        tuple(
            AwaitedFeedback(
                Evaluation(id=2_000_000_000, session_id=1, questionnaire="hot", closes_at=NOW), longest.session()
            )
            for _ in range(feedback)
        ),
        half_days=125 if nominated else 0,
        nominated=frozenset(longest.session(number).id for number in range(seated)) if nominated else frozenset(),
        organiser=True,
    )


NOMINATED = situation(seated=4, waiting=2, feedback=1, nominated=True)
PRESENT = situation(seated=0, waiting=0, feedback=0, nominated=True)


def held() -> Held:
    registrations = tuple(longest.registration(number) for number in range(12))
    days = {each.session_id: 20 for each in registrations}
    receipts = tuple(
        Receipt(each.session, NOW.date(), False, name) for each in registrations for name in ("hot", "cold")
    )
    return Held(longest.person(), frozenset(Role), registrations, days, receipts)


def _of_lists() -> list[Sample]:
    """Each list: as it opens, filtered, without a match, waiting for the text of « Autre »."""

    def named(name: str, listed: fiche.Choices, problem: str = "") -> "Sample":
        def draw(t: Words) -> Page:
            return fiche.choices(t, step(name, problem), listed)

        state = "writing" if listed.writing else "nothing" if not listed.items else "search" if listed.search else "all"
        return Sample(f"fiche_{name}_{state}", draw)

    return [
        each
        for name in STEPS
        for each in (
            named(name, choices(name)),
            named(name, fiche.Choices(choices(name).items[:5], search=SEARCH)),
            named(name, fiche.Choices((), search=SEARCH), "gone"),
            named(name, choices(name, writing=True), "not_text"),
        )
    ]


SAMPLES = [
    Sample("welcome_stranger", lambda t: arrival.welcome_stranger(t, PROGRAMME)),
    Sample("welcome_joining", lambda t: arrival.welcome_joining(t, PROGRAMME, CODE)),
    Sample("welcome_team", lambda t: arrival.welcome_team(t, PROGRAMME, CODE)),
    Sample("link_refused", lambda t: arrival.link_refused(t, known=False)),
    Sample("link_refused_known", lambda t: arrival.link_refused(t, known=True)),
    Sample("notice", lambda t: arrival.notice(t, "2026-10", EDITION, CODE)),
    Sample("notice_page", lambda t: arrival.notice_page(t, WHOLE, 1, "2026-10", EDITION, CODE)),
    Sample("notice_changed", lambda t: arrival.notice_changed(t, "2026-10")),
    Sample("notice_refused", lambda t: arrival.notice_refused(t, CODE, CONTACT, known=False)),
    Sample("notice_refused_known", lambda t: arrival.notice_refused(t, CODE, CONTACT, known=True)),
    Sample("fiche_civility", lambda t: fiche.civility(t, step("civility", "button"))),
    Sample("fiche_name", lambda t: fiche.name(t, step("name", "not_letters"))),
    Sample("fiche_opj", lambda t: fiche.opj(t, step("opj", "button"))),
    Sample("fiche_appel", lambda t: fiche.appel(t, step("appel", "too_long"))),
    Sample("fiche_check", lambda t: fiche.check(t, filled(), said("button"))),
    Sample("fiche_edit", lambda t: fiche.edit(t, step("edit", "button"))),
    Sample("fiche_cancelled", lambda t: fiche.cancelled(t, kept=False)),
    Sample("fiche_cancelled_kept", lambda t: fiche.cancelled(t, kept=True)),
    *(
        Sample(f"fiche_problem_{problem}", lambda t, problem=problem: fiche.name(t, step("name", problem)))  # type: ignore[misc]
        for problem in PROBLEMS
    ),
    *_of_lists(),
    Sample("no_fiche", lambda t: home.no_fiche(t, organiser=True)),
    Sample("waiting", lambda t: home.waiting(t, PROGRAMME, "x" * 53)),
    Sample("refused", lambda t: home.refused(t, CONTACT)),
    Sample("card_empty", lambda t: home.situation(t, situation(seated=0, waiting=0, feedback=0), NOW)),
    Sample("card_full", lambda t: home.situation(t, situation(seated=2, waiting=10, feedback=1), NOW)),
    Sample("card_offered", lambda t: home.situation(t, situation(seated=2, waiting=2, feedback=1, offered=True), NOW)),
    Sample("card_asked", lambda t: home.situation(t, situation(seated=4, waiting=2, feedback=1), NOW)),
    Sample("card_seated", lambda t: home.situation(t, situation(seated=4, waiting=0, feedback=0), NOW)),
    Sample(
        "card_nominated", lambda t: home.situation(t, situation(seated=4, waiting=2, feedback=1, nominated=True), NOW)
    ),
    Sample(
        "card_present", lambda t: home.situation(t, situation(seated=0, waiting=0, feedback=0, nominated=True), NOW)
    ),
    Sample("card_feedback", lambda t: home.situation(t, situation(seated=0, waiting=0, feedback=2), NOW)),
    Sample("help", lambda t: help_views.help_page(t, CONTACT)),
    Sample("my_data_nothing", lambda t: my_data.nothing(t)),
    Sample("my_data", lambda t: my_data.my_data(t, held(), ZONE)),
    Sample("erase_ask", lambda t: my_data.ask_erase(t, Consequences(125, True, False))),
    Sample("erase_last", lambda t: my_data.ask_erase(t, Consequences(125, True, True))),
    Sample("erased", lambda t: my_data.erased(t)),
    Sample("other_account", lambda t: my_data.other_account(t, CONTACT)),
    Sample("my_sessions", lambda t: my_data.my_sessions(t, held(), 2)),
    Sample("phone_ask", lambda t: contact.ask(t)),
    Sample("phone_trusted", lambda t: contact.trusted(t, "+221730000000")),
    Sample("phone_not_yours", lambda t: contact.refused(t, "not_yours")),
    Sample("phone_not_a_mobile", lambda t: contact.refused(t, "not_a_mobile")),
    Sample("text_only", lambda t: stray.text_only(t)),
    Sample("group_adopted", lambda t: groups.adopted(t)),
    Sample("bug", lambda t: errors.bug(t, "0123abcd").page or Page(t("Help"))),
]
