"""`settle_attempts`, `finish_enrollments`, `load_templates` and other commands: their output for people and scripts."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.management import get_commands, load_command_class
from django.db import connection

from core.commands import OperatorCommand
from exams.models import Attempt
from exams.sitting import settling
from records.models import Event
from tests import factories as make
from tests.exams.exam_setup import ExamSetup
from tests.operations.terminal import run_command, run_json_command
from tests.world import World
from trainings.models import Enrollment, Training

SCRIPTABLE = [
    "audit_records",
    "create_api_key",
    "create_company",
    "create_user",
    "expire_enrollments",
    "export_record",
    "finish_enrollments",
    "load_templates",
    "remind_of_deadlines",
    "revoke_api_key",
    "run_worker",
    "send_digests",
    "settle_attempts",
    "verify_records",
    "warn_of_expiring_qualifications",
    "write_checkpoint",
]


@pytest.fixture
def overdue(world: World, frozen_clock: Any) -> list[Attempt]:
    """Three attempts whose time ran out."""
    exam_setup = ExamSetup(world)
    for user in make.UserFactory.create_batch(3, company=world.alpine):
        make.AttemptFactory(
            exam=exam_setup.exam, enrollment=exam_setup.enroll_user(user), finished_at=None, score=None, is_passed=None
        )
    frozen_clock.shift(3 * 3600)
    return list(Attempt.objects.order_by("pk"))


def test_an_attempt_that_cannot_be_graded_holds_up_no_other(
    overdue: list[Attempt], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    grade = settling.grade_attempt

    def fail_for_the_first(attempt: Attempt, **options: Any) -> None:
        if attempt == overdue[0]:
            raise ValueError("a damaged paper")
        grade(attempt, **options)

    monkeypatch.setattr(settling, "grade_attempt", fail_for_the_first)
    status, text = run_command("settle_attempts", "--json")

    assert status == 1
    assert f'"failed": [\n    "{overdue[0].pk}"\n  ]' in text
    assert '"settled": 2' in text
    assert "a damaged paper" in caplog.text
    assert Attempt.objects.open().get() == overdue[0]


def test_a_dry_run_grades_nothing(overdue: list[Attempt]) -> None:
    assert run_json_command("settle_attempts", "--dry-run") == {"overdue": 3, "dry_run": True}
    assert Attempt.objects.open().count() == 3


def test_a_dry_run_finishes_nothing_and_counts_the_same(world: World) -> None:
    training = make.TrainingFactory(company=world.alpine, type="ONSITE")
    subject = make.SubjectFactory(training=training)
    held = make.ClassSessionFactory(subject=subject, lesson=make.LessonFactory(subject=subject), starts_in=-1)
    enrollment = make.EnrollmentFactory(training=training, user=world.sam)
    make.AttendanceFactory(class_session=held, enrollment=enrollment, is_present=True)

    assert run_json_command("finish_enrollments", "--dry-run") == {"to_finish": 1, "dry_run": True}
    assert Enrollment.objects.unfinished().count() == 1
    assert not Event.objects.exists()
    assert run_json_command("finish_enrollments") == {"finished": 1}


def test_templates_are_listed_for_scripts(db: None) -> None:
    assert [row["is_new"] for row in run_json_command("load_templates", "--dry-run")["templates"]] == [True] * 3
    assert not Training.objects.exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_deployments_at_once_store_each_template_once() -> None:
    start = threading.Barrier(2)

    def deploy() -> None:
        start.wait()
        run_command("load_templates")
        connection.close()

    threads = [threading.Thread(target=deploy) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Training.objects.filter(company=None).count() == 3


def test_a_record_is_exported_and_its_files_are_listed_for_scripts(world: World, tmp_path: Path) -> None:
    enrollment = make.EnrollmentFactory(training=make.TrainingFactory(company=world.alpine), user=world.sam)
    output = run_json_command("export_record", str(enrollment.pk), "--out", str(tmp_path / "record"))
    assert sorted(output["files"]) == sorted(path.name for path in (tmp_path / "record").iterdir())


def test_records_are_checked_by_the_schools_name(world: World) -> None:
    assert run_command("audit_records", "--company", "baltic aviation") == (0, "Baltic Aviation: all in order.\n")
    assert [row["company"] for row in run_json_command("verify_records", "--company", "Baltic Aviation")] == [
        "Baltic Aviation"
    ]


@pytest.mark.parametrize("name", SCRIPTABLE)
def test_every_command_has_help_with_an_example_and_json_output(name: str) -> None:
    command = load_command_class(get_commands()[name], name)
    assert isinstance(command, OperatorCommand)
    text = command.create_parser("manage.py", name).format_help()
    assert f"python manage.py {name}" in text
    assert "--json" in text
