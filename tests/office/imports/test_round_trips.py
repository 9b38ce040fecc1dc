"""What the product exports comes back in: without a question about its columns, and without a difference."""

import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from accounts.roles import Role
from core.tables.writing import build_xlsx
from exams.bank.question_index import read_picture
from exams.models import Exam, Option, Question
from office.imports.base import Outcome
from records.models import Event
from tests import factories as make
from tests.exams.bank.test_bank_pictures import build_picture
from tests.office.browser import Browser, open_browser
from tests.office.imports.test_imports import confirm, read_seal, upload
from tests.office.population import build_address
from tests.office.test_list_exports import read_content
from tests.world import World, create_client
from trainings.enrollment_acts.withdrawing import withdraw_enrollments
from trainings.enrollments.services import enroll_students
from trainings.models import Enrollment

FORMATS = pytest.mark.parametrize("format", ["csv", "xlsx"])
AWKWARD = "Which is right?\n- this, -that\n'=1', #N/A; \\(a_1\\)  or “x”"


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def export_list(browser: Browser, model: type[Any], format: str) -> bytes:
    return read_content(browser.get(f"{build_address(model)}export.{format}"))


def preview(browser: Browser, model: type[Any], data: bytes, format: str) -> list[Outcome]:
    response = upload(browser, data, f"list.{format}", build_address(model, "import"))
    outcomes: list[Outcome] = response.context.get("outcomes")
    assert outcomes, response.content.decode()
    return sorted(outcomes, key=lambda outcome: outcome.number)


def list_differences(outcomes: list[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.errors or outcome.could_change or not outcome.is_present]


@FORMATS
def test_people_come_back_without_a_difference_also_those_of_higher_roles(
    browser: Browser, world: World, format: str
) -> None:
    boss = world.create_person("Ada", "Admin", Role.ADMINISTRATOR)
    User.objects.filter(pk=world.sam.pk).update(
        phone="+64 1", country_id="NZ", is_active=False, expires_on="2027-01-31", surname="=Student", name="N'Sam"
    )
    data = export_list(browser, User, format)

    outcomes = preview(browser, User, data, format)

    assert boss.group < world.maria.group
    assert len(outcomes) == User.objects.filter(company=world.alpine).count()
    assert list_differences(outcomes) == []


@FORMATS
def test_people_of_another_server_are_as_they_were(browser: Browser, world: World, format: str) -> None:
    """The same file after its people are gone stores them with everything that it says."""
    group = make.PilotGroupFactory(company=world.alpine, name="Intake; 2027")
    sue = {"phone": "+64 1", "country_id": "NZ", "language": "fr", "group": 180, "is_active": False, "name": "Zoë"}
    User.objects.filter(pk=world.sue.pk).update(**sue, expires_on="2027-01-31", timezone_id="Pacific/Auckland")
    group.members.set([world.sue])
    data = export_list(browser, User, format)
    User.objects.filter(pk=world.sue.pk).update(email="gone@alpine.example")

    confirm(
        browser,
        read_seal(upload(browser, data, f"a.{format}", build_address(User, "import"))),
        build_address(User, "import"),
    )

    again = User.objects.get(email="sue@alpine.example")
    assert {name: getattr(again, name) for name in sue} == sue
    assert (str(again.expires_on), again.timezone_id) == ("2027-01-31", "Pacific/Auckland")
    assert list(again.pilot_groups.all()) == [group]


@FORMATS
def test_enrollments_come_back_without_a_difference(browser: Browser, world: World, format: str) -> None:
    twins = make.TrainingFactory.create_batch(2, company=world.alpine, name="Twin")
    for training, user in zip(twins, (world.sam, world.sue), strict=True):
        make.EnrollmentFactory(training=training, user=user, supervisor=world.ines, finish_before_at=timezone.now())
    make.EnrollmentFactory(training=twins[1], user=world.sam, finished_at=timezone.now())
    data = export_list(browser, Enrollment, format)
    events = Event.objects.count()

    outcomes = preview(browser, Enrollment, data, format)

    assert len(outcomes) == 3
    assert list_differences(outcomes) == []
    address = build_address(Enrollment, "import")
    confirm(browser, read_seal(upload(browser, data, f"list.{format}", address)), address)
    assert (Enrollment.objects.count(), Event.objects.count()) == (3, events)


def test_an_enrollment_that_is_gone_is_made_again_with_its_supervisor_and_day(browser: Browser, world: World) -> None:
    training = make.TrainingFactory(company=world.alpine, name="PPL theory")
    old = make.EnrollmentFactory(
        training=training, user=world.sam, supervisor=world.ines,
        finish_before_at=world.alpine.get_day_start(world.alpine.local_date(timezone.now())),
    )  # fmt: skip
    data, day = export_list(browser, Enrollment, "xlsx"), old.finish_before_at
    old.delete()

    address = build_address(Enrollment, "import")
    confirm(browser, read_seal(upload(browser, data, "list.xlsx", address)), address)

    again = Enrollment.objects.get()
    assert (again.user, again.training, again.supervisor) == (world.sam, training, world.ines)
    assert again.finish_before_at == day


def test_an_import_cannot_tell_that_somebody_has_finished(browser: Browser, world: World) -> None:
    make.TrainingFactory(company=world.alpine, name="PPL theory")
    data = b"Email;Training;Finished\nsam@alpine.example;PPL theory;2026-01-31\n"

    [outcome] = preview(browser, Enrollment, data, "csv")

    assert outcome.errors == {"finished": ["An import enrolls people. It cannot tell that they have finished."]}


@FORMATS
@pytest.mark.parametrize("model", [User, Enrollment])
def test_the_students_list_comes_back_without_a_difference(
    browser: Browser, world: World, format: str, model: type[Any]
) -> None:
    """As people, and as enrollments: the list names the supervisor, and a person again for each training."""
    for name in ("PPL theory", "Night"):
        training = make.TrainingFactory(company=world.alpine, name=name)
        make.EnrollmentFactory(training=training, user=world.sam, supervisor=world.ines)
    make.EnrollmentFactory(training=training, user=world.sue, finished_at=timezone.now())
    data = create_client(world.maria).get(f"/manager/trainings/students/list.{format}").content

    outcomes = preview(browser, model, data, format)

    assert len(outcomes) == 3
    assert list_differences(outcomes) == []


def test_a_supervisor_is_found_by_name_unless_two_have_it(browser: Browser, world: World) -> None:
    training = make.TrainingFactory(company=world.alpine, name="PPL theory")
    data = f"email;training;supervisor\nsam@alpine.example;{training};instructor, INES\n".encode()
    assert [outcome.errors for outcome in preview(browser, Enrollment, data, "csv")] == [{}]

    make.UserFactory(company=world.alpine, group=Role.INSTRUCTOR, name=world.ines.name, surname=world.ines.surname)
    make.UserFactory(company=world.baltic, group=Role.INSTRUCTOR, name="Uwe", surname="Other")

    [outcome] = preview(browser, Enrollment, data, "csv")
    assert outcome.errors == {"supervisor": ["2 instructors have this name: use the address."]}
    [outcome] = preview(browser, Enrollment, data.replace(b"instructor, INES", b"Uwe Other"), "csv")
    assert outcome.errors == {"supervisor": ["There is no instructor with this address or name in your school."]}


def build_bank(world: World) -> None:
    """Two exams of one name with a question in both, one with a picture, one of ten options, and one in no exam."""
    exams = [make.ExamFactory(subject__training__company=world.alpine, name="Final") for _ in range(2)]
    for text, options, banks in (
        (AWKWARD, ["'=1", "-1", "#N/A", "+1, -1"], exams),
        ("Of ten?", [str(number) for number in range(10)], exams[:1]),
        ("With a picture?", ["yes", "no"], exams[1:]),
        ("In no exam?", ["a", "b"], []),
    ):
        question = Question.objects.create(company=world.alpine, text=text, shuffle_options=text != "Of ten?")
        for order, option in enumerate(options):
            Option.objects.create(question=question, text=option, is_correct=order == len(options) - 1, order=order)
        for exam in banks:
            exam.questions.add(question)
    Question.objects.get(text="With a picture?").media.save("a.png", ContentFile(build_picture("PNG")))


@FORMATS
def test_questions_come_back_without_a_difference(browser: Browser, world: World, format: str) -> None:
    build_bank(world)
    data = export_list(browser, Question, format)

    outcomes = preview(browser, Question, data, format)

    assert len(outcomes) == 4
    assert list_differences(outcomes) == []


def test_questions_come_into_another_exam_as_they_are(browser: Browser, world: World) -> None:
    build_bank(world)
    data = export_list(browser, Question, "xlsx")
    Exam.objects.update(deleted_at=timezone.now())
    exam = make.ExamFactory(subject__training__company=world.alpine, name="Final")
    old = list_questions(Question.objects.all())
    sheet: Any = load_workbook(io.BytesIO(data)).active
    heading, *rows = ([str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True))
    for row in rows:
        row[heading.index("Exam id")] = str(exam.pk)
    data = build_xlsx([heading, *rows])

    address = build_address(Question, "import")
    confirm(browser, read_seal(upload(browser, data, "list.xlsx", address)), address)

    assert list_questions(exam.questions.all()) == old


def test_the_picture_of_a_question_of_another_school_is_in_no_spreadsheet(browser: Browser, world: World) -> None:
    make.ExamFactory(subject__training__company=world.alpine, name="Final")
    foreign = make.QuestionFactory(company=world.baltic, text="Theirs?")
    foreign.media.save("a.png", ContentFile(build_picture("PNG")))
    for name in (foreign.media.name, "../../etc/passwd", "x"):
        data = f"exam;text;a;b;correct;picture\nFinal;Ours?;x;y;A;{name}\n".encode()
        [outcome] = preview(browser, Question, data, "csv")
        assert list(outcome.errors) == ["picture"]


def list_questions(questions: Any) -> list[Any]:
    """What students see of questions, with the right options and pictures."""
    return sorted(
        (
            question.text,
            question.shuffle_options,
            [(option.text, option.is_correct) for option in question.options.all()],
            read_picture(question.media or None),
        )
        for question in questions
    )


def test_a_withdrawn_student_is_not_enrolled_anew_by_an_export(browser: Browser, world: World) -> None:
    training = make.TrainingFactory(company=world.alpine, name="PPL theory")
    [row] = enroll_students(training=training, user_ids=[world.sam.pk], group_ids=[], by=world.maria).enrolled.values()
    withdraw_enrollments(enrollment_ids=[row.pk], reason="Moved", by=world.maria)

    [outcome] = preview(browser, Enrollment, export_list(browser, Enrollment, "csv"), "csv")

    assert outcome.note.startswith("Withdrawn; nothing is changed.")
    assert Enrollment.objects.count() == 1
