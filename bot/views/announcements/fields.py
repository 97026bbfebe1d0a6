"""Personal fields and link buttons of a draft: chosen, typed, refused."""

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from bot.actions.announcements import EditText
from bot.actions.composing import AddField, ShowPreview
from bot.language import N_, Words
from bot.views.page import Page, button, cut, lines, pairs, rows

if TYPE_CHECKING:
    from training.announcements.fields import EmptyField, UnknownField

FIELDS = {
    "appel": N_("the form of address"),
    "nom": N_("first and last name"),
    "session": N_("the code of the session"),
    "date": N_("its days"),
    "lieu": N_("its place"),
}
OF_SESSION = ("session", "date", "lieu")
NAMED_MAX = 3
LINK_PROBLEMS = {
    "label": N_("The text of a button has 1 to 24 characters, without symbols."),
    "not_https": N_("The address must begin with https://."),
    "not_an_address": N_("This is not the address of a page: copy it from the browser."),
}


def names() -> Markup:
    """« {appel}, {nom}… »: as they are typed."""
    return Markup(", ").join(braced(name) for name in FIELDS)


def braced(name: str) -> str:
    """« {nom} »."""
    return f"{{{name}}}"


def choose(t: Words, announcement_id: int, *, about_session: bool, added: str = "") -> Page:
    """Which field to put at the end of the text; those of a session only where there is one. `added`: the last one."""
    offered = [name for name in FIELDS if about_session or name not in OF_SESSION]
    text = lines(
        *((t("%(field)s was added at the end of the text.", field=braced(added)), "") if added else ()),
        t("Which field do you wish to add at the end of the text?"),
        "",
        *(t("%(field)s: %(meaning)s", field=braced(name), meaning=t(FIELDS[name])) for name in offered),
    )
    buttons = [button(braced(name), AddField(announcement_id, name)) for name in offered]
    see = button(t.label("See the preview"), ShowPreview(announcement_id))
    return Page(text, rows(see, *pairs(buttons), button(t.label("Back"), EditText(announcement_id))))


def link_label(t: Words, announcement_id: int, problem: str = "") -> Page:
    """The first of two questions. `problem` is a key of LINK_PROBLEMS, or empty."""
    text = t("Write the text of the button, for instance “Programme of the day” (24 characters at most).")
    return _asked(t, announcement_id, problem, text)


def link_url(t: Words, announcement_id: int, label: str, problem: str = "") -> Page:
    """The second."""
    text = t("Write the address that the button “%(label)s” opens. It begins with https://.", label=label)
    return _asked(t, announcement_id, problem, text)


def unknown(t: Words, error: "UnknownField") -> Markup:
    """Braces around what is no field."""
    named = cut(", ".join(braced(name) for name in error.names), 100)
    return t("Unknown field: %(names)s. Nothing was recorded. The fields are %(fields)s.", names=named, fields=names())


def blanks(t: Words, error: "EmptyField") -> Markup:
    """A field that would be blank, and for whom."""
    field = braced(error.field.value)
    if not error.total:
        return t("%(field)s needs one session: choose only one, or take the field out of the text.", field=field)
    named = ", ".join(error.people[:NAMED_MAX])
    left = error.total - min(len(error.people), NAMED_MAX)
    if left:
        others = t.n("and %(n)s other", "and %(n)s others", left)
        named = Markup("{} {}").format(named, others)
    return t(
        "%(field)s would be blank for: %(names)s. Take the field out, or exclude these persons.",
        field=field,
        names=escape(named),
    )


def _asked(t: Words, announcement_id: int, problem: str, text: Markup) -> Page:
    head = (t(LINK_PROBLEMS[problem]), "") if problem else ()
    return Page(lines(*head, text), rows(button(t.label("Cancel"), EditText(announcement_id))))
