"""The rules of French typography that every page keeps, as regular expressions over the text that people see.

Source: the imprimerie nationale’s usage, kept to what a small screen shows. `faults` gives the culprits of one text.
"""

import html
import re
from dataclasses import dataclass

MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
DAYS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
CAPITALISED = "|".join(word.capitalize() for word in f"{MONTHS}|{DAYS}".split("|"))
UNACCENTED = "Ecole|Ecrire|Ecrivez|Echec|Echecs|Effacee|Equipe|Etape|Etat|Etes|Evaluation|Evaluations"


@dataclass(frozen=True)
class Rule:
    name: str
    pattern: re.Pattern[str]


def _rule(name: str, pattern: str) -> Rule:
    return Rule(name, re.compile(pattern))


SPACES = (
    _rule("a no-break space (U+00A0) comes before ; ! ?", r"(?<=[^\s\u00a0?!;:(«])[;?!](?=\s|$|»|\))"),
    _rule("a no-break space (U+00A0) comes before :", r"(?<=[^\W\d_]|[)»’%\d]):(?=\s|$)"),
    _rule("an ordinary space stands before ; : ! ? or inside « »", r" [;:?!»]|« "),
    _rule("the narrow space U+202F, unknown to old phones", r"\u202f"),
    _rule("two spaces", r"(?<=\S)  +(?=\S)"),
    _rule("a space before a comma or a full stop", r"[ \u00a0],|[ \u00a0]\.(?=\s|$)"),
    _rule("a space at the end of a line", r"(?m)[ \u00a0]+$"),
    _rule("a no-break space comes before a unit", r"\d ?(?:F ?CFA|FCFA|€|%)|\d (?:Ko|Mo|caractères?)\b"),
    _rule("a no-break space comes after n°", r"\b[nN]°(?!\u00a0)"),
)
QUOTES = (
    _rule("« without a no-break space inside", r"«(?!\u00a0)|(?<!\u00a0)»"),
    _rule("straight double quotes", r"[\"“”]"),
)
APOSTROPHES = (_rule("a straight apostrophe", r"(?<=\w)'(?=\w)"),)
HOURS = (
    _rule("hours are written 9 h 30, with no-break spaces", r"\b\d{1,2}:\d{2}\b|\b\d{1,2} ?[hH]\d{2}\b|\b\d{1,2} h\b"),
    _rule("a full hour is written 14 h", r"\bh[\u00a0 ]00\b"),
    _rule("hours and minutes do not part", r"\bh \d{2}\b"),
)
DATES = (
    _rule("the first of a month is 1er", rf"(?<!\d)0?1[ \u00a0](?:{MONTHS})\b"),
    _rule("only the first of a month is ordinal", rf"\b(?:[2-9]|[1-3]\d)er (?:{MONTHS})"),
    _rule("days and months are lower-case", rf"(?<=[a-zà-ÿ0-9,] )(?:{CAPITALISED})\b"),
)
CAPITALS = (_rule("a capital keeps its accent", rf"\b(?:{UNACCENTED})\b|(?:^|[.!?…] )A (?=[a-zà-ÿ])"),)
ADDRESS = (
    _rule("people are addressed as vous", r"(?i)(?<![\w’'-])(?:tu|te|toi|ton|ta|tes)(?![\w-])|(?<!\w)[tT]’(?=\w)"),
    _rule("neither (e) nor a middle dot", r"\w·\w|\w\((?:e|ne|trice|se|s)s?\)"),
)
MARKS = (
    _rule("three dots are one character: …", r"\.\.\."),
    _rule("one mark is enough", r"[!?][\u00a0 ]?[!?]"),
)
RULES = (*SPACES, *QUOTES, *APOSTROPHES, *HOURS, *DATES, *CAPITALS, *ADDRESS, *MARKS)

_TAGS = re.compile(r"</?(?:b|i|s|u|code|pre|blockquote|a)\b[^>]*>")
_NOT_FRENCH = re.compile(r"https?://\S+|(?<![\w/])/[a-z]\w+|\S+@\S+|\b[\w-]+\.(?:csv|ics|xlsx|pdf|json)\b")


def faults(text: str) -> list[str]:
    """What breaks a rule in `text` (HTML as it is sent, or a plain label), with a few letters around."""
    seen = _NOT_FRENCH.sub(lambda found: "x" * len(found[0]), html.unescape(_TAGS.sub("", text)))
    return [
        f"{rule.name}: {seen[max(0, found.start() - 18) : found.end() + 12]!r}"
        for line in seen.splitlines()
        for rule in RULES
        for found in rule.pattern.finditer(line)
    ]
