"""How people are shown: by name, and with their whole record."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.language import N_, Words
from bot.views.page import lines
from training.people import shown

if TYPE_CHECKING:
    from db.models import Person, Reference

CIVILITIES = {"madame": N_("Madam"), "monsieur": N_("Sir")}
OPJ = {True: N_("Yes"), False: N_("No"), None: N_("not specified")}


def name(person: "Person") -> str:
    """« Prénom NOM »; empty before the record is filled."""
    return shown(person)


def in_a_list(person: "Person") -> str:
    """« Prénom NOM, Douanes »: enough to know somebody again in a list."""
    return ", ".join(part for part in (name(person), _short(person.corps)) if part)


def in_a_request(person: "Person") -> str:
    """« Prénom NOM, Douanes, Inspecteur, École des douanes »: enough to let somebody in or not."""
    institution = person.institution.label if person.institution else ""
    grade = person.grade.label if person.grade else ""
    return ", ".join(part for part in (in_a_list(person), grade, institution) if part)


def record(t: Words, person: "Person") -> Markup:
    """The whole record, line by line; the entries of the lists must be loaded. Empty lines are dropped."""
    civility = t(CIVILITIES[person.civility.value]) if person.civility else ""
    return lines(
        t("<b>%(name)s</b> (%(civility)s)", name=name(person), civility=civility),
        _line(person.corps, person.grade),
        _line(person.function),
        _line(person.institution, person.region),
        t("OPJ: %(opj)s", opj=t(OPJ[person.judicial_police_officer])),
        t("Form of address: %(form)s", form=person.form_of_address or ""),
    )


def _line(*entries: "Reference | None") -> str | None:
    return ", ".join(entry.label for entry in entries if entry) or None


def _short(entry: "Reference | None") -> str:
    return entry.short_label if entry else ""
