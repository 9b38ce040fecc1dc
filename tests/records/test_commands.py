"""The output and exit statuses of the commands of the records."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from records.models import Head
from records.services import EventDraft, record_events
from tests import factories as make
from tests.world import World


def run_command(*arguments: str) -> tuple[int, str]:
    """Exit status and output of a command."""
    out = io.StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=out, no_color=True)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture(autouse=True)
def events(world: World) -> None:
    for n in range(3):
        record_events(EventDraft("thing.noted", world.sam, {"n": n}), company_id=world.alpine.pk, by=None)


def test_a_clean_ledger_ends_with_0(world: World) -> None:
    assert run_command("verify_records") == (
        0,
        "Alpine Flight School: 3 events, 0 signatures: in order.\nBaltic Aviation: 0 events, 0 signatures: in order.\n",
    )


def test_the_first_altered_place_is_named(world: World) -> None:
    Head.objects.update(seq=4)

    status, output = run_command("verify_records", "--company", str(world.alpine.pk), "--json")

    assert status == 1
    (report,) = json.loads(output)
    assert report["company_id"] == str(world.alpine.pk)
    assert report["findings"] == [{"seq": None, "object": "", "what": "the chain ends at 3, but its head says 4"}]


@pytest.mark.parametrize("company", ["x", "01900000-0000-7000-8000-000000000000"])
def test_an_unknown_school_cannot_be_checked(company: str) -> None:
    assert run_command("verify_records", "--company", company)[0] == 2
    assert run_command("audit_records", "--company", company)[0] == 2


def test_a_missing_key_cannot_be_checked(settings: Any) -> None:
    settings.RECORDS_KEYS = {"new": "another"}
    status, output = run_command("verify_records")
    assert status == 2
    assert "Sealed with a key that is not in RECORDS_KEYS: 3 events" in output


def test_a_checkpoint_holds_until_the_tail_is_cut(world: World, tmp_path: Path) -> None:
    file = tmp_path / "heads.json"
    assert run_command("write_checkpoint", str(file)) == (0, f"Wrote the heads of 1 school to {file}.\n")
    record_events(EventDraft("thing.noted", world.sam), company_id=world.alpine.pk, by=None)
    assert run_command("verify_records", "--checkpoint", str(file))[0] == 0

    heads = json.loads(file.read_text())
    heads["heads"][str(world.alpine.pk)]["seq"] = 5
    file.write_text(json.dumps(heads))
    assert run_command("verify_records", "--checkpoint", str(file)) == (
        2,
        f"Cannot check: {file} was changed after it was written.\n",
    )


def test_no_checkpoint_blesses_an_altered_ledger(world: World, tmp_path: Path) -> None:
    Head.objects.update(seq=9)
    with pytest.raises(CommandError, match="Alpine"):
        call_command("write_checkpoint", str(tmp_path / "heads.json"))
    assert not (tmp_path / "heads.json").exists()


def test_a_school_that_vanished_since_the_checkpoint_is_found(world: World, tmp_path: Path) -> None:
    file = tmp_path / "heads.json"
    gone = Head.objects.create(company=make.CompanyFactory())
    run_command("write_checkpoint", str(file))
    company = gone.company
    gone.delete()
    company.delete()

    status, output = run_command("verify_records", "--checkpoint", str(file))
    assert status == 1
    assert "the school of the checkpoint is gone" in output


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"heads": {}}', '{"digest": "", "heads": []}'])
def test_a_file_that_is_no_checkpoint_cannot_be_checked(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "heads.json"
    if text is not None:
        file.write_text(text)
    assert run_command("verify_records", "--checkpoint", str(file))[0] == 2


def test_a_checkpoint_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("write_checkpoint", str(tmp_path / "no" / "such" / "place"))


@pytest.fixture
def untidy(world: World) -> dict[str, Any]:
    """One object for each readiness rule that breaks it, and others that break none."""
    now = timezone.now()
    training = make.TrainingFactory(company=world.alpine, has_flights=True, requires_debriefing_signature=True)
    subject = make.SubjectFactory(training=training)
    lesson = make.LessonFactory(subject=subject)
    overdue = make.EnrollmentFactory(training=training, user=world.sam, finish_before_at=now - timedelta(days=1))
    done = make.EnrollmentFactory(training=training, user=world.sue, finished_at=now)
    held = make.ClassSessionFactory(subject=subject, lesson=lesson, starts_in=-3)
    rated = make.AttendanceFactory(class_session=held, enrollment=overdue, is_present=True)
    objective = lesson.objectives.create(name="Lands on the numbers")
    rated.objective_ratings.create(objective=objective, rating="-")
    empty = make.ClassSessionFactory(subject=subject, lesson=lesson, starts_in=-3, signed_at=now)
    make.ClassSessionFactory(subject=subject, lesson=lesson, starts_in=3)
    flown = make.FlightRecordFactory(
        enrollment=overdue, template=make.FlightTemplateFactory(training=training), flown_on=now.date()
    )
    make.RequiredHoursFactory(training=training)
    return {
        "past_finish_before": overdue,
        "hours_out_of_reach": overdue,
        "finished_with_missing_hours": done,
        "finished_without_evidence": done,
        "past_classes_not_signed": held,
        "below_standard_without_remarks": rated,
        "signed_classes_without_attendance": empty,
        "missions_without_debriefing_signature": flown,
    }


def test_everything_an_inspector_would_ask_about_is_listed_once(world: World, untidy: dict[str, Any]) -> None:
    status, output = run_command("audit_records", "--json")

    assert status == 1
    lapses = {lapse["rule"]: lapse for lapse in json.loads(output)}
    assert len(lapses) == len(json.loads(output))
    assert {rule: lapse["object"] for rule, lapse in lapses.items()} == {
        rule: f"{obj._meta.label_lower}:{obj.pk}" for rule, obj in untidy.items()
    }
    assert {lapse["company"] for lapse in lapses.values()} == {str(world.alpine.pk)}


def test_another_schools_disorder_is_not_ones_own(world: World, untidy: dict[str, Any]) -> None:
    assert run_command("audit_records", "--company", str(world.baltic.pk)) == (0, "Baltic Aviation: all in order.\n")


def test_the_list_for_people_has_the_rules_sentence_and_the_object(untidy: dict[str, Any]) -> None:
    _, output = run_command("audit_records")
    assert "Alpine Flight School: 8 problems found." in output
    assert "Past classes that their teacher has not signed" in output
    assert str(untidy["past_classes_not_signed"]) in output
