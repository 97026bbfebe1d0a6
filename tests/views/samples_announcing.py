"""Samples of an announcement that is prepared: written, addressed, seen, listed."""

from datetime import timedelta
from typing import Any

from bot.language import Words
from bot.views.announcements import audience, composing, fields, listing, notices, options, writing
from bot.views.page import LinkButton, Media, Page
from db.models import Announcement, AnnouncementState, Content
from tests.views import longest
from tests.views.gallery import Sample
from tests.views.longest import NOW, ZONE
from training.announcements.audience import State
from training.announcements.choices import Choice, Choices, Target
from training.announcements.fields import EmptyField, Field, UnknownField
from training.announcements.listing import Listed, Standing
from training.announcements.recipients import Recipients
from training.people import shown

NUMBER = 2_000_000_000
SESSION = longest.session()
PERSON = shown(longest.person())
MANY = Recipients(12_345, 6_789)
SHORT = "Abrégé de vingt-quatre l"
LONG = "Direction générale de la brigade d’intervention des eaux et forêts, Dak".ljust(69, "r")
EVERYTHING = Target(
    sessions=tuple(f"POC2-3.{number:02}-B" for number in range(12)),
    states=tuple(State),
    labels=dict.fromkeys(("corps", "institutions", "regions", "areas", "publics"), (SHORT,) * 9),
    excluded=125,
)
LINKS = (LinkButton("Programme de la journée", "https://example.org/programme"),) * 3
TEXT = "Rendez-vous <b>demain</b>."


def _draft(number: int = 125, **changes: Any) -> writing.Draft:
    values: dict[str, Any] = {
        "announcement_id": NUMBER,
        "version": 2,
        "recipients": Recipients(number, 125),
        "target": EVERYTHING,
        "length": 4096,
        "limit": 4096,
        "due_at": NOW,
        "now": NOW,
        "zone": ZONE,
    }
    return writing.Draft(**values | changes)


def _blank(total: int) -> EmptyField:
    return EmptyField(Field.ADDRESS, (PERSON,) * min(total, 5), total)


def _choices(criterion: str, number: int, search: str = "", label: str = LONG, short: str = SHORT) -> Choices:
    session = SESSION if criterion == "sessions" else None
    items = tuple(Choice(NUMBER + n, label, short, n % 2 == 0, session) for n in range(number))
    return Choices(criterion, items, 1, 500, search)


def _choose(t: Words, offered: Choices) -> Page:
    return audience.choose(t, NUMBER, offered, MANY, NOW)


def _option_draft(**values: Any) -> Announcement:
    return Announcement(id=NUMBER, content=Content.TEXT, text="", links=[], audience={"sessions": [1]}, **values)


def _listed(text: str, content: Content = Content.TEXT) -> Listed:
    return Listed(
        tuple(
            (Announcement(id=NUMBER, content=content, text=text, state=AnnouncementState(state)), Standing(word))
            for state, word in (
                ("draft", "draft"),
                ("awaiting", "awaiting"),
                ("out", "running"),
                ("out", "paused"),
                ("scheduled", "scheduled"),
                ("held", "held"),
            )
        ),
        500,
    )


ON, OFF = (
    dict.fromkeys(("urgent", "protected", "neutral", "asks_acknowledgement", "reaches_latecomers"), value)
    for value in (True, False)
)
WARNINGS = {"changed": writing.changed, "nobody": writing.nobody, "button": writing.button_expected}
UNKNOWN = UnknownField(("prénom et nom de la personne qui reçoit le message",) * 4)

SAMPLES = [
    Sample("compose", lambda t: composing.compose(t, SESSION)),
    Sample("compose_for_all", lambda t: composing.compose(t, None)),
    Sample("compose_again", lambda t: composing.compose(t, SESSION, composing.Kept(NUMBER, 2))),
    Sample("compose_again_place", lambda t: composing.compose(t, SESSION, composing.Kept(NUMBER, 3, place=True))),
    Sample("compose_blank", lambda t: composing.compose(t, SESSION, None, composing.blank(t))),
    Sample("compose_not_taken", lambda t: composing.compose(t, SESSION, None, composing.not_taken(t))),
    Sample("compose_too_long", lambda t: composing.compose(t, SESSION, None, composing.too_long(t, 4_096, 4_046))),
    Sample("compose_unknown_field", lambda t: composing.compose(t, SESSION, None, fields.unknown(t, UNKNOWN))),
    Sample("abandoned", lambda t: composing.abandoned(t, SESSION.id)),
    Sample("abandoned_for_all", lambda t: composing.abandoned(t, None)),
    Sample("announcement", lambda t: writing.received(t, SESSION, TEXT, links=LINKS), pushed=True),
    Sample("announcement_to_all", lambda t: writing.received(t, None, TEXT), pushed=True),
    Sample("announcement_photo", lambda t: writing.received(t, SESSION, "", content=Media("x", True)), pushed=True),
    Sample(
        "announcement_place",
        lambda t: writing.received(t, SESSION, "", content=writing.place(t, SESSION, 14.7, -17.4)),
        pushed=True,
    ),
    Sample("announcement_sealed", lambda t: writing.sealed(t, SESSION, NUMBER), pushed=True),
    Sample("announcement_exact", lambda t: writing.exact(writing.received(t, SESSION, TEXT))),
    Sample("preview", lambda t: writing.preview(t, _draft())),
    Sample("preview_at_night", lambda t: writing.preview(t, _draft(12_345, due_at=NOW + timedelta(hours=12)))),
    Sample("preview_of_one", lambda t: writing.preview(t, _draft(1, personal=True, uses_fields=True))),
    Sample("preview_of_a_place", lambda t: writing.preview(t, _draft(1, length=0))),
    Sample("preview_blank_for_one", lambda t: writing.preview(t, _draft(empty=_blank(1), uses_fields=True))),
    Sample("preview_blank_for_many", lambda t: writing.preview(t, _draft(empty=_blank(12_345), uses_fields=True))),
    Sample("preview_without_a_session", lambda t: writing.preview(t, _draft(empty=_blank(0), uses_fields=True))),
    Sample("preview_too_long", lambda t: writing.preview(t, _draft(length=4100))),
    Sample("preview_for_nobody", lambda t: writing.preview(t, _draft(0))),
    *(
        Sample(f"preview_{name}", lambda t, warning=warning: writing.preview(t, _draft(0), warning(t)))  # type: ignore[misc]
        for name, warning in WARNINGS.items()
    ),
    Sample("to_colleagues", lambda t: notices.approval_asked(t, NUMBER, 12_345), pushed=True),
    Sample("to_author_agreed", lambda t: notices.approval_decided(t, NUMBER, approved=True), pushed=True),
    Sample("to_author_not_agreed", lambda t: notices.approval_decided(t, NUMBER, approved=False), pushed=True),
    Sample("to_author_held", lambda t: notices.held(t, NUMBER), pushed=True),
    Sample("choose_field", lambda t: fields.choose(t, NUMBER, about_session=True)),
    Sample("choose_field_again", lambda t: fields.choose(t, NUMBER, about_session=False, added="nom")),
    Sample("link_label", lambda t: fields.link_label(t, NUMBER)),
    Sample("link_url", lambda t: fields.link_url(t, NUMBER, SHORT)),
    *(
        Sample(f"link_problem_{name}", lambda t, name=name: fields.link_url(t, NUMBER, SHORT, name))  # type: ignore[misc]
        for name in fields.LINK_PROBLEMS
    ),
    Sample("criteria", lambda t: audience.criteria(t, NUMBER, EVERYTHING, MANY)),
    Sample("criteria_none", lambda t: audience.criteria(t, NUMBER, Target(), MANY)),
    Sample("states", lambda t: audience.states(t, NUMBER, EVERYTHING, MANY)),
    *(
        Sample(f"choose_{name}", lambda t, name=name: _choose(t, _choices(name, 5)))  # type: ignore[misc]
        for name in ("sessions", "corps", "institutions", "areas", "publics")
    ),
    Sample("choose_regions", lambda t: _choose(t, _choices("regions", 10, label="Tambacounda", short="Tambacounda"))),
    Sample("choose_institutions_searched", lambda t: _choose(t, _choices("institutions", 5, "x" * 40))),
    Sample("choose_institutions_none", lambda t: _choose(t, _choices("institutions", 0, "x" * 40))),
    Sample("choose_excluded", lambda t: _choose(t, _choices("excluded", 5, "x" * 40, PERSON, PERSON))),
    Sample("choose_excluded_none", lambda t: _choose(t, Choices("excluded", (), 0, 0))),
    Sample("options_on", lambda t: options.options(t, _option_draft(**ON))),
    Sample("options_off", lambda t: options.options(t, _option_draft(**OFF))),
    Sample("announcements", lambda t: listing.listing(t, _listed("<b>Le car</b> " * 20), 1)),
    Sample("announcements_of_places", lambda t: listing.listing(t, _listed("", Content.LOCATION), 1)),
    Sample("announcements_none", lambda t: listing.listing(t, Listed((), 0), 0)),
]
