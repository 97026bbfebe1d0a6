"""A page: one idea, its text and its buttons. Laws: labels of 24 characters, two buttons a row, eight rows."""

from dataclasses import dataclass, field

from markupsafe import Markup

from bot.buttons import Action

LABEL_MAX = 24
PAIR_MAX = 14


@dataclass(frozen=True)
class Button:
    """`label` is plain text; what is longer than 24 characters is cut with « … »."""

    label: str
    action: Action


@dataclass(frozen=True)
class LinkButton:
    """A button that opens an address; `label` is plain text."""

    label: str
    url: str


@dataclass(frozen=True)
class Media:
    """A photo or a document by the id under which Telegram keeps it; the page's text is its caption."""

    file_id: str
    photo: bool


@dataclass(frozen=True)
class Place:
    """A point on the map with two lines under it, in degrees; it stands for the page's text."""

    latitude: float
    longitude: float
    title: str
    address: str


@dataclass(frozen=True)
class Page:
    """`protected`: neither forwarding nor saving; `ask_contact`: a label for the one reply-keyboard button.

    `links` are rows of one button each, above the others. `topic`: of a group, where it is sent as a new message.
    """

    text: Markup
    rows: tuple[tuple[Button, ...], ...] = ()
    ask_contact: str | None = None
    protected: bool = False
    content: Media | Place | None = None
    links: tuple[LinkButton, ...] = ()
    topic: int | None = None

    def buttons(self) -> list[Button]:
        return [button for row in self.rows for button in row]


@dataclass(frozen=True)
class Document:
    """A file to send: `caption` is HTML."""

    name: str
    content: bytes
    caption: Markup = field(default_factory=Markup)


def cut(text: str, length: int = LABEL_MAX) -> str:
    """`text`, at most `length` characters, cut at a word when that loses less than a third."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    at_word = head.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > length * 2 // 3 else head).rstrip(" ,;:–-") + "…"


def button(label: str, action: Action) -> Button:
    return Button(cut(label), action)


def rows(*parts: Button | tuple[Button, ...] | None) -> tuple[tuple[Button, ...], ...]:
    """Rows of buttons: a button alone takes a row, a pair that is too wide is split, None is dropped."""
    found: list[tuple[Button, ...]] = []
    for part in parts:
        if part is None:
            continue
        row = part if isinstance(part, tuple) else (part,)
        fits = len(row) < 2 or all(len(each.label) <= PAIR_MAX for each in row)
        found += [row] if fits else [(each,) for each in row]
    return tuple(found)


def pairs(buttons: list[Button]) -> list[tuple[Button, ...]]:
    """Buttons two by two where both are short enough, else one per row."""
    found: list[tuple[Button, ...]] = []
    for each in buttons:
        last = found[-1] if found else ()
        if len(last) == 1 and len(last[0].label) <= PAIR_MAX and len(each.label) <= PAIR_MAX:
            found[-1] = (*last, each)
        else:
            found.append((each,))
    return found


def lines(*parts: Markup | str | None) -> Markup:
    """Lines of a page; None is dropped, "" is an empty line. Plain strings are escaped."""
    return Markup("\n").join(part for part in parts if part is not None)
