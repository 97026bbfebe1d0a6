"""What the personal fields say of somebody, and of an organiser who has no record yet."""

from db.models import Person
from training.announcements.filling import Addressee, addressee, previewed


def test_an_organiser_without_a_record_previews_the_fields_themselves() -> None:
    nobody = Person()
    assert addressee(nobody) == Addressee("", "")
    assert previewed(nobody) == Addressee("{appel}", "{nom}")


def test_an_organiser_with_one_previews_their_own() -> None:
    khady = Person(first_name="Khady", last_name="Sarr", form_of_address="Madame,")
    assert previewed(khady) == addressee(khady) == Addressee("Madame,", "Khady SARR")
