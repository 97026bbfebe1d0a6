"""Samples of a list of nominations: asked for, tried, its namesakes asked about, imported."""

from bot.views import nominations
from tests.views import longest
from tests.views.gallery import Sample
from training.nominations.importing import Imported
from training.nominations.nominee import Column, Problem, Wrong
from training.nominations.plan import ImportReport, Namesake, Overlap
from training.quotas import Quota

CODE = longest.session().code
NAME = "Abdoulaye Mohamadou Moustapha NDIAYE-THIAM DIOP MBACKÉ"
CORPS = "Institutions et assistance aux victimes"
PROBLEMS = tuple(Problem(500 + n, Column.CORPS.value, wrong, "é" * 40, "Douanes") for n, wrong in enumerate(Wrong))
NAMESAKES = (
    Namesake(500, NAME, CORPS, "p2000000000", NAME, CORPS, None),
    Namesake(499, NAME, CORPS, "l498", NAME, CORPS, 498),
)
BAD = ImportReport(
    longest.session().id,
    CODE,
    "liste_des_designations_de_la_direction_generale.xlsx",
    500,
    "Feuille des désignations",
    ("Feuille annexe", "Autre feuille"),
    {"corps": "D"},
    new=125,
    changed=125,
    unchanged=125,
    repeated=125,
    will_wait=125,
    problems=PROBLEMS,
    namesakes=NAMESAKES,
    over=(Quota("Police judiciaire et gendarmes", 125, 126),),
    overlaps=(Overlap(500, NAME, CODE),),
)
DOUBTFUL = ImportReport(longest.session().id, CODE, "", 500, new=499, namesakes=NAMESAKES)
READY = ImportReport(longest.session().id, CODE, "", 500, new=500, over=BAD.over * 3, overlaps=BAD.overlaps)
NOTHING = ImportReport(longest.session().id, CODE, "liste.csv", 500, unchanged=500)
UPLOAD = 2_000_000_000

SAMPLES = [
    Sample("nominations_ask", lambda t: nominations.ask(t, longest.session())),
    Sample("nominations_report", lambda t: nominations.report(t, BAD, UPLOAD)),
    Sample("nominations_report_doubtful", lambda t: nominations.report(t, DOUBTFUL, UPLOAD)),
    Sample("nominations_report_ready", lambda t: nominations.report(t, READY, UPLOAD)),
    Sample("nominations_report_nothing", lambda t: nominations.report(t, NOTHING, UPLOAD)),
    Sample("nominations_namesake", lambda t: nominations.namesake(t, BAD, NAMESAKES[0], UPLOAD)),
    Sample("nominations_namesake_line", lambda t: nominations.namesake(t, DOUBTFUL, NAMESAKES[1], UPLOAD)),
    Sample("nominations_done", lambda t: nominations.done(t, Imported(longest.session(), 125, 125, 125, 125))),
    Sample("nominations_over", lambda t: nominations.over(t, longest.session().id)),
    Sample("nominations_cancelled", lambda t: nominations.over(t, longest.session().id, cancelled=True)),
]
