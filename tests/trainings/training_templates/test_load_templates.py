"""`manage.py load_templates`: the templates that come with the server."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from exams.models import Exam, Question
from tests import factories as make
from tests.trainings.training_templates.conftest import CREATE, TEMPLATES, describe_syllabus
from tests.world import Client, World, create_client
from trainings.endpoints.training_templates import shipped_templates
from trainings.models import Training

NAMES = ["ATPL(A) theory", "PPL(A) flight training", "PPL(A) theory"]


def run_command(*args: str) -> list[str]:
    out = StringIO()
    call_command("load_templates", *args, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.django_db
def test_the_three_courses_are_stored_for_every_school() -> None:
    lines = run_command()

    templates = Training.objects.filter(company=None, is_template=True)
    assert sorted(templates.values_list("name", flat=True)) == NAMES
    assert Training.objects.count() == 3
    assert all(": stored, with " in line for line in lines)
    missions = Training.objects.get(name="PPL(A) flight training").flight_templates.count()
    assert f"{missions} missions" in next(line for line in lines if "flight" in line)


def test_every_school_may_copy_them_and_they_bring_codes_hours_and_exams(world: World) -> None:
    run_command()
    clients: list[Client] = [create_client(world.maria), create_client(world.otto)]

    for client in clients:
        listed = {row["Training"]["name"]: row["Training"] for row in client.get(TEMPLATES).json()["templates"]}
        assert sorted(listed) == NAMES
        assert listed["PPL(A) theory"]["subjects_count"] == 9
        assert listed["ATPL(A) theory"]["subjects_count"] == 13
        assert listed["PPL(A) flight training"]["flights_count"] >= 10
        for name, template in listed.items():
            made = client.post(CREATE, {"name": name, "type": template["type"], "template_id": template["id"]})
            copy = Training.objects.get(pk=made.json()["id"])
            assert describe_syllabus(copy) == describe_syllabus(Training.objects.get(pk=template["id"]))


@pytest.mark.django_db
def test_an_online_exam_that_is_shipped_can_be_sat() -> None:
    run_command()

    exams = Exam.objects.filter(type=Exam.Type.ONLINE)
    assert exams
    for exam in exams:
        assert Question.objects.drawable().filter(exams=exam).count() >= exam.question_count


@pytest.mark.django_db
def test_running_again_changes_nothing() -> None:
    run_command()
    before = {training.pk: describe_syllabus(training) for training in Training.objects.all()}

    lines = run_command()

    assert sorted(lines) == [f"{name}: already stored" for name in NAMES]
    assert {training.pk: describe_syllabus(training) for training in Training.objects.all()} == before


@pytest.mark.django_db
def test_what_is_missing_is_added_and_the_rest_left_alone() -> None:
    kept = make.TrainingFactory(company=None, is_template=True, name="PPL(A) theory", description="Edited")

    run_command()

    kept.refresh_from_db()
    assert (kept.description, kept.subjects.count()) == ("Edited", 0)
    assert Training.objects.count() == 3


def test_a_schools_training_of_the_same_name_is_another_thing(world: World) -> None:
    make.TrainingFactory(company=world.alpine, name="PPL(A) theory", is_template=True)

    run_command()

    assert Training.objects.filter(company=None).count() == 3


@pytest.mark.django_db
def test_a_dry_run_tells_the_same_and_stores_nothing() -> None:
    lines = run_command("--dry-run")

    assert not Training.objects.exists()
    assert not Question.objects.exists()
    assert [line.replace("would be stored", "stored") for line in lines] == run_command()


@pytest.mark.django_db
def test_a_course_that_cannot_be_stored_keeps_out_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise KeyError("name")

    monkeypatch.setattr(shipped_templates, "build_missions", fail)

    with pytest.raises(KeyError):
        run_command()

    assert not Training.objects.exists()
