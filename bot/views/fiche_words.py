"""What the form « Fiche » says: its questions, its lines, and why a question comes again."""

from bot.language import N_

QUESTIONS = {
    "corps": N_("Which corps do you belong to? Choose, or write a part of it."),
    "grade": N_("What is your rank? Choose, or write a part of it. The wording is that of the official list."),
    "function": N_(
        "What is your function? Choose, or write a part of it (public prosecution, bench, investigation…), without the "
        "name of a case or an operation."
    ),
    "region": N_("In which region do you serve? Outside Senegal, write the name of the country."),
    "institution": N_(
        "In which service or court do you serve? Choose, or write a part of the name, for instance « DPAF » or « TGI »."
    ),
}
EXACTLY = {
    "corps": N_("Write the name of your corps, as it should be kept."),
    "grade": N_("Write your rank, as it should be kept."),
    "function": N_("Write your function in a few words, without the name of a case or an operation."),
    "region": N_("Write the name of the region or country."),
    "institution": N_("Write the name of your service or court, as it should be kept."),
}
OTHERS = {
    "corps": N_("Other corps"),
    "grade": N_("Other rank"),
    "function": N_("Other function"),
    "region": N_("Other country"),
    "institution": N_("Other service"),
}
LINES = {
    "civility": N_("Civility"),
    "name": N_("Name"),
    "corps": N_("Corps"),
    "grade": N_("Rank"),
    "function": N_("Function"),
    "region": N_("Region"),
    "institution": N_("Service"),
    "opj": N_("OPJ"),
    "appel": N_("Form of address"),
}
PROBLEMS = {
    "digits": N_("This name contains a digit."),
    "too_long": N_(
        "This text has %(length)s characters, for %(limit)s at most. Nothing was recorded: send a shorter version."
    ),
    "one_word": N_("First name and last name are both needed."),
    "not_letters": N_("This name contains a character that is not a letter."),
    "empty": N_("This text is empty."),
    "not_text": N_("This text contains a character that cannot be kept."),
    "button": N_("This step expects a button: your text does not count as an answer."),
    "gone": N_("An entry that you had chosen is not in the list any more: please choose again."),
    "code_taken": N_("Code accepted. This record is still to be finished."),
    "code_refused": N_("This code cannot be used: ask whoever gave it to you for a new one."),
}
