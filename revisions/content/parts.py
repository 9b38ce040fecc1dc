"""What a syllabus consists of, in JSON values: what is signed with a revision, and compared between two.

Each part is registered here with its reader; an app of a higher floor registers its own when it starts. Signatures on
record hold the digest of this content, so keys and formats never change. A part that has no rows is left out, so that
one which is added later does not make the syllabuses that were signed before differ.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from exams.models import Exam
from hours.models import RequiredHours
from missions.models import FlightObjective, FlightTemplate
from records.canonical import format_canonical_json, format_canonical_moment, sha256
from trainings.models import LearningObjective, Lesson, Metric, Slide, Subject, Training

Ids = Collection[uuid.UUID]
Values = dict[str, Any]  # of one row, by key
Items = dict[str, Values]  # the rows of one part, by id
Syllabus = dict[str, Items]  # the parts of one training
# Takes the ids of trainings; returns the rows of the part by training.
ReadPart = Callable[[Ids], dict[uuid.UUID, Items]]

RULES, METRICS, SUBJECTS, LESSONS = "rules", "metrics", "subjects", "lessons"
EXAMS, MISSIONS = "exams", "missions"
TRAINING = "training"  # the only item of the rules

RULE_COLUMNS = {
    name: name
    for name in (
        "name", "type", "has_theory", "has_flights", "uses_competencies", "uses_metrics", "tracks_time_online",
        "requires_debriefing_signature", "auto_finish", "allow_auto_restart", "validity_days",
    )
}  # fmt: skip
SUBJECT_COLUMNS = {name: name for name in ("code", "name", "description", "hours", "order")}
LESSON_COLUMNS = {
    "subject": "subject_id",
    "name": "name",
    "description": "description",
    "minutes": "duration_minutes",
    "mandatory": "is_mandatory",
    "order": "order",
}
EXAM_COLUMNS = {
    "subject": "subject_id",
    "lesson": "lesson_id",
    "name": "name",
    "type": "type",
    "mandatory": "is_mandatory",
    "order": "order",
    **{
        name: name
        for name in (
            "pass_percent", "question_count", "duration_minutes", "max_attempts", "instructions", "access_mode",
            "access_window_days", "show_answers",
        )
    },
}  # fmt: skip
MISSION_COLUMNS = {name: name for name in ("name", "description", "phase", "flight_type", "rules", "hours", "order")}


def read_rules(ids: Ids) -> dict[uuid.UUID, Items]:
    """What the training itself requires. Its only row has the key `training`, in every revision."""
    rows = read_rows(Training.objects.filter(pk__in=ids), "pk", RULE_COLUMNS)
    rules = {pk: {TRAINING: values} for pk, items in rows.items() for values in items.values()}
    add_required_hours(rules, RequiredHours.objects.filter(training__in=ids, subject__isnull=True))
    return rules


def read_metrics(ids: Ids) -> dict[uuid.UUID, Items]:
    return read_rows(Metric.objects.filter(training__in=ids), "training", {"name": "name", "order": "order"})


def read_subjects(ids: Ids) -> dict[uuid.UUID, Items]:
    subjects = read_rows(Subject.objects.live().filter(training__in=ids), "training", SUBJECT_COLUMNS)
    add_required_hours(subjects, RequiredHours.objects.filter(training__in=ids, subject__isnull=False))
    return subjects


def read_lessons(ids: Ids) -> dict[uuid.UUID, Items]:
    """Lessons with their objectives and slides: of a slide, the digest."""
    lessons = read_rows(Lesson.objects.live().filter(subject__training__in=ids), "subject__training", LESSON_COLUMNS)
    objectives = LearningObjective.objects.filter(lesson__subject__training__in=ids).order_by("order", "id")
    add_lists(lessons, "objectives", objectives.values_list("lesson_id", "name", "description"))
    slides = Slide.objects.live().filter(lesson__subject__training__in=ids).order_by("order", "id")
    digests = ((row[0], digest(row[1:])) for row in slides.values_list("lesson_id", "title", "content", "media"))
    add_lists(lessons, "slides", digests)
    return lessons


def read_exams(ids: Ids) -> dict[uuid.UUID, Items]:
    """Exams with the ids of the questions that they draw from. The questions stay open to changes: each attempt keeps
    its paper (docs/decisions/0034)."""
    rows = Exam.objects.live().filter(Q(subject__training__in=ids) | Q(training__in=ids))
    exams = read_rows(rows, Coalesce("subject__training", "training"), EXAM_COLUMNS)
    ours = Q(exam__subject__training__in=ids) | Q(exam__training__in=ids)
    links = Exam.questions.through.objects.filter(ours).order_by("question_id")
    add_lists(exams, "questions", links.values_list("exam_id", "question_id"))
    return exams


def read_missions(ids: Ids) -> dict[uuid.UUID, Items]:
    rows = FlightTemplate.objects.live().filter(training__in=ids)
    missions = read_rows(rows, "training", MISSION_COLUMNS)
    objectives = FlightObjective.objects.filter(template__training__in=ids).order_by("order", "id")
    add_lists(missions, "objectives", objectives.values_list("template_id", "name", "description"))
    return missions


def add_required_hours(items: dict[uuid.UUID, Items], required: Iterable[RequiredHours]) -> None:
    """Adds to what the training requires, or to a subject, its hours: `{kind: [minutes, note]}`. Without any there is
    no key, as in the syllabuses that were signed before there were any."""
    for row in required:
        owner = items[row.training_id].get(str(row.subject_id) if row.subject_id else TRAINING)
        if owner is not None:
            owner.setdefault("required_hours", {})[row.kind] = [row.minutes, row.note]


def read_rows(rows: QuerySet[Any], training: str | Coalesce, columns: dict[str, str]) -> dict[uuid.UUID, Items]:
    """The values of the rows by training and id; `training` is the lookup to the training. One query."""
    found: dict[uuid.UUID, Items] = defaultdict(dict)
    for pk, of, *values in rows.order_by().values_list("pk", training, *columns.values()):
        pairs = zip(columns, values, strict=True)
        found[of][str(pk)] = {key: format_value(value) for key, value in pairs}
    return found


def add_lists(items: dict[uuid.UUID, Items], key: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Adds to each item, under the key, the list of its rows; `rows` begin with the id of their item."""
    by_id = {id: values for part in items.values() for id, values in part.items()}
    for values in by_id.values():
        values[key] = []
    for owner, *columns in rows:
        if str(owner) in by_id:
            row = [format_value(value) for value in columns]
            by_id[str(owner)][key].append(row[0] if len(row) == 1 else row)


def digest(values: Iterable[Any]) -> str:
    return sha256(format_canonical_json([format_value(value) for value in values]))


def format_value(value: Any) -> Any:
    """The value in JSON. A decimal has two places, whichever database it comes from."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime):
        return format_canonical_moment(value)
    return str(value) if isinstance(value, uuid.UUID) else value


PARTS: dict[str, ReadPart] = {
    RULES: read_rules,
    METRICS: read_metrics,
    SUBJECTS: read_subjects,
    LESSONS: read_lessons,
    EXAMS: read_exams,
    MISSIONS: read_missions,
}


def register_part(name: str, read: ReadPart) -> None:
    PARTS[name] = read


def read_syllabi(ids: Ids) -> dict[uuid.UUID, Syllabus]:
    """The syllabuses of these trainings. A constant number of queries."""
    syllabi: dict[uuid.UUID, Syllabus] = {id: {} for id in ids}
    for name, read in PARTS.items():
        for training_id, items in read(ids).items():
            if items:
                syllabi[training_id][name] = items
    return syllabi


def read_syllabus(training: Training) -> Syllabus:
    return read_syllabi([training.pk])[training.pk]


def digest_syllabus(syllabus: Syllabus) -> str:
    return sha256(format_canonical_json(syllabus))
