"""Search finds what people mean, without regard to case and accents, on both databases by the same rule."""

import unicodedata
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from accounts.querysets import filter_by_person
from accounts.roles import Role
from core.text.search import fold_text
from exams.models import Attempt
from missions.models import FlightRecord
from tests import factories as make
from tests.core.test_collation import EXAMS, IN_ORDER, MORE
from tests.office.browser import open_browser
from tests.office.population import build_address
from tests.world import World, create_client
from trainings.models import Enrollment

SPELLINGS = ("müller", "Müller", "MÜLLER", "muller", "MULLER", unicodedata.normalize("NFD", "Müller"), "ülle")
ALSO_FOUND = {
    "Łukasz": "lukasz", "Øberg": "oberg", "Straße": "STRASSE", "Đặng": "dang", "Nguyễn": "nguyen", "Žižek": "zizek",
    "Æsir": "aesir", "Œuf": "oeuf", "İbrahim": "ibrahim", "Işıkçı": "isikci", "Παπαδόπουλος": "παπαδοπουλοσ",
    "Ἀλέξανδρος": "ΑΛΕΞΑΝΔΡΟΣ", "Ёлкин": "елкин", "Þór": "thor", "x²": "x2", "ﬁne": "fine",
}  # fmt: skip


@pytest.fixture
def mueller(world: World) -> User:
    return world.create_person("Jörg", "Müller", Role.STUDENT)


def test_a_person_is_found_in_every_spelling(world: World, mueller: User) -> None:
    for text in [*SPELLINGS, "jorg mul", "JORG@ALPINE"]:
        assert list(filter_by_person(User.objects.visible_to(world.maria), text)) == [mueller], text
    for text in ["mu%ler", "mu_ler", "m.ller", "mueller", "\\", "x" * 300]:
        assert not filter_by_person(User.objects.visible_to(world.maria), text).exists(), text


def test_every_script_is_found_without_case_and_accents(world: World) -> None:
    for name, typed in ALSO_FOUND.items():
        User.objects.filter(pk=world.sam.pk).update(surname=name)
        assert User.objects.filter(surname__finds=typed, pk=world.sam.pk).exists(), name


def test_the_database_folds_as_the_server_does(db: None) -> None:
    """Of every letter and mark that Unicode had before version 14, which both know, and of the names of the tests."""
    letters = [chr(code) for code in range(0x20, 0x3000) if unicodedata.ucd_3_2_0.category(chr(code))[0] in "LMN"]
    texts = [*IN_ORDER, *MORE, *EXAMS, *ALSO_FOUND, *letters, *(f"a{letter}b" for letter in letters)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT fold_text(t) FROM unnest(%s::text[]) WITH ORDINALITY AS rows (t, n) ORDER BY n", [texts]
            )
            folded = [value for (value,) in cursor.fetchall()]
        else:
            folded = [cursor.execute("SELECT fold_text(%s)", [text]).fetchone()[0] for text in texts]

    assert [(a, b, fold_text(a)) for a, b in zip(texts, folded, strict=True) if b != fold_text(a)] == []


def test_the_api_and_every_list_of_the_admin_find_him(world: World, mueller: User) -> None:
    client, browser = create_client(world.maria), open_browser(world.maria)
    training = make.TrainingFactory(company=world.alpine, has_flights=True)
    for student in (mueller, world.sue):
        enrollment = make.EnrollmentFactory(training=training, user=student)
        make.AttemptFactory(enrollment=enrollment, exam=make.ExamFactory(subject__training=training))
        mission = make.FlightTemplateFactory(training=training)
        make.FlightRecordFactory(enrollment=enrollment, template=mission, instructor=world.ines)
    lists = [build_address(model) for model in (User, Enrollment, Attempt, FlightRecord)]
    for text in SPELLINGS:
        for address, key in (
            ("/manager/users.json", "username"),
            ("/manager/trainings/students/list.json", "username"),
        ):
            found: Any = client.get(address, {key: text}).json()
            assert ("Müller" in str(found), "Sue" in str(found)) == (True, False), (address, text)
        for address in (*(f"{address}?q=" for address in lists), "/admin/search/?s="):
            page = browser.get(address + text).content.decode()
            assert ("Müller" in page, "Sue" in page) == (True, False), (address, text)
