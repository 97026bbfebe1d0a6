"""Every page, drawn with its longest values, keeps the limits of a small screen and the rules of French."""

import importlib
import inspect
import pkgutil

import pytest
from markupsafe import Markup

import bot.views
from bot.actions.arrival import ReadNotice
from bot.buttons import Home
from bot.language import words
from bot.views.page import Button, LinkButton, Page
from tests.views import gallery
from tests.views.gallery import Sample, limits, samples, typography

EVERY = samples()


@pytest.mark.parametrize("sample", EVERY, ids=[sample.name for sample in EVERY])
def test_a_page_keeps_the_limits(sample: Sample) -> None:
    page = sample.draw(words())
    assert limits(page, pushed=sample.pushed) == []
    for each in page.buttons():
        assert each.label
        each.action.pack()


@pytest.mark.parametrize("sample", EVERY, ids=[sample.name for sample in EVERY])
def test_a_page_is_in_good_french(sample: Sample) -> None:
    page = sample.draw(words())
    assert page.text
    if not sample.free:
        assert typography(page) == []


def test_every_page_is_in_the_gallery(monkeypatch: pytest.MonkeyPatch) -> None:
    """A view that no sample draws has never been looked at: each is counted while all samples are drawn."""
    drawn = set()
    views = _views()
    for name, function in views.items():
        module, _, attribute = name.rpartition(".")

        def counted(*args: object, _name: str = name, _function: object = function, **named: object) -> object:
            drawn.add(_name)
            return _function(*args, **named)  # type: ignore[operator]

        monkeypatch.setattr(importlib.import_module(module), attribute, counted)
    for sample in EVERY:
        sample.draw(words())
    assert sorted(views.keys() - drawn) == []


def _views() -> dict[str, object]:
    """The public functions of bot.views that make a page."""
    found = {}
    for _, name, _ in pkgutil.walk_packages(bot.views.__path__, "bot.views."):
        module = importlib.import_module(name)
        for attribute, value in vars(module).items():
            own = inspect.isfunction(value) and value.__module__ == module.__name__
            if own and not attribute.startswith("_") and inspect.signature(value).return_annotation in (Page, "Page"):
                found[f"{module.__name__}.{attribute}"] = value
    return found


@pytest.mark.parametrize(
    "page",
    [
        Page(Markup("x" * 601)),
        Page(Markup("x"), tuple((Button("x", Home()),) for _ in range(9))),
        Page(Markup("x"), ((Button("x" * 25, Home()),),)),
        Page(Markup("x"), links=(LinkButton("x" * 25, "https://example.org"),)),
        Page(Markup("x"), ((Button("x", Home()),),), links=(LinkButton("x", "https://example.org"),) * 8),
        Page(Markup("x"), ((Button("x" * 15, Home()), Button("x", Home())),)),
        Page(Markup("x"), ((Button("x", Home()), Button("x", Home()), Button("x", Home())),)),
    ],
)
def test_a_page_that_is_too_large_is_refused(page: Page) -> None:
    assert limits(page)


def test_what_people_do_not_see_does_not_count() -> None:
    assert limits(Page(Markup("<b>{}</b>").format("&" * 600))) == []
    assert limits(Page(Markup("x" * 351)), pushed=True)
    assert typography(Page(Markup("x"), ((Button("Vraiment?", ReadNotice()),),)))
    assert gallery.seen("<b>a</b> &lt;") == "a <"
