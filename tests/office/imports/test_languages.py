"""What a manager exports in one language comes back in whichever language the manager has then."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext, override, trans_real

from accounts.models import User
from accounts.roles import Role
from core.tables.reading import Sheet
from exams.models import Exam, Question
from office.base.site import site
from office.base.tables.exports import format_cell
from office.base.tables.labels import list_labels
from office.imports import question_files, vocabulary
from office.imports.guessing import guess_columns
from office.imports.vocabulary import find_answer, find_role
from tests import factories as make
from tests.office.browser import open_browser
from tests.office.imports.test_round_trips import export_list, list_differences, preview
from tests.world import World
from trainings.endpoints.students.spreadsheet import HEADER
from trainings.models import Enrollment

pytestmark = pytest.mark.any_database

CODES = [code for code, _ in settings.LANGUAGES]
LANGUAGES = pytest.mark.parametrize("language", CODES)
MODELS = pytest.mark.parametrize("model", [User, Enrollment, Question])


@pytest.fixture(autouse=True)
def _no_remembered_words() -> Iterator[None]:
    caches = (vocabulary.list_own_roles, vocabulary.list_own_answers, question_files.list_own_words)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


@pytest.fixture(params=["catalogues", "words that no list has"])
def _translations(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogues as they are, or with another word for every text in each language but English."""
    if request.param == "catalogues":
        return

    def translate(text: str) -> str:
        language = str(get_language())
        return trans_real.gettext(text) if language.startswith("en") else f"{text} {language} zz"

    monkeypatch.setattr(translation._trans, "gettext", translate, raising=False)  # type: ignore[attr-defined]


def say_language(manager: User, language: str) -> None:
    User.objects.filter(pk=manager.pk).update(language=language)
    manager.refresh_from_db()


def come_back(world: World, model: type[Any], language: str, format: str) -> list[Any]:
    """The outcomes of the list, exported by a manager of this language and imported by one of the next."""
    say_language(world.maria, language)
    data = export_list(open_browser(world.maria), model, format)
    say_language(world.maria, CODES[CODES.index(language) - 1])
    return preview(open_browser(world.maria), model, data, format)


@LANGUAGES
@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.usefixtures("_translations")
def test_people_come_back_in_every_language(world: World, language: str, format: str) -> None:
    for role in Role:
        world.create_person(f"Ada{role.value}", "Lovelace", role)
    User.objects.filter(pk=world.sam.pk).update(is_active=False, expires_on="2027-01-31", country_id="NZ")

    outcomes = come_back(world, User, language, format)

    assert len(outcomes) == User.objects.filter(company=world.alpine).count()
    assert list_differences(outcomes) == []


@LANGUAGES
@pytest.mark.usefixtures("_translations")
def test_enrollments_come_back_in_every_language(world: World, language: str) -> None:
    training = make.TrainingFactory(company=world.alpine, name="PPL theory")
    make.EnrollmentFactory(training=training, user=world.sam, supervisor=world.ines, finish_before_at=timezone.now())
    make.EnrollmentFactory(training=training, user=world.sue, finished_at=timezone.now())

    outcomes = come_back(world, Enrollment, language, "csv")

    assert len(outcomes) == 2
    assert list_differences(outcomes) == []


@LANGUAGES
@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.usefixtures("_translations")
def test_questions_come_back_in_every_language(world: World, language: str, format: str) -> None:
    exam: Exam = make.ExamFactory(subject__training__company=world.alpine, name="Meteorology")
    for text, shuffle_options in ((r"What is \(\frac{a}{b}\)?", False), ("What is drag?", True)):
        question = make.QuestionFactory(company=world.alpine, text=text, shuffle_options=shuffle_options)
        for option, is_correct in (("right", True), ("wrong", False)):
            make.OptionFactory(question=question, text=option, is_correct=is_correct)
        exam.questions.add(question)

    outcomes = come_back(world, Question, language, format)

    assert len(outcomes) == 2
    assert list_differences(outcomes) == []


@LANGUAGES
@MODELS
@pytest.mark.usefixtures("_translations")
def test_the_headings_of_each_export_name_the_same_columns_in_every_language(model: type[Any], language: str) -> None:
    model_admin: Any = site._registry[model]
    importer = model_admin.importer
    english = list_labels(model_admin)
    with override(language):
        labels = list_labels(model_admin)

    columns = importer.match(Sheet(tuple(labels), ()))

    expected = importer.match(Sheet(tuple(english), ()))
    assert {name: labels.index(heading) for name, heading in columns.items()} == {
        name: english.index(heading) for name, heading in expected.items()
    }
    assert guess_columns(importer, labels).keys() >= columns.keys()


@LANGUAGES
@pytest.mark.parametrize("model", [User, Enrollment])
@pytest.mark.usefixtures("_translations")
def test_the_headings_of_the_students_list_are_known_in_every_language(model: type[Any], language: str) -> None:
    importer = cast(Any, site._registry[model]).importer
    with override(language):
        labels = [gettext(heading) for heading in HEADER]

    columns = importer.match(Sheet(tuple(labels), ()))

    assert {name: labels.index(heading) for name, heading in columns.items()} == {
        name: HEADER.index(heading) for name, heading in importer.match(Sheet(HEADER, ())).items()
    }


@LANGUAGES
@pytest.mark.usefixtures("_translations")
def test_our_own_words_are_read_whichever_language_is_active(language: str) -> None:
    with override(language):
        roles = {role: str(role.label) for role in Role}
        answers = {answer: str(format_cell(answer, timezone.get_default_timezone())) for answer in (True, False)}

    assert {role: find_role(text) for role, text in roles.items()} == {role: str(role.value) for role in Role}
    assert {answer: find_answer(text) for answer, text in answers.items()} == {True: True, False: False}
