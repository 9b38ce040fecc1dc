"""What the managers' pages call a field, where its name in the code is not a word of a school.

Set on the fields here, and not in the models, because names on a page are no part of the database: a verbose name in a
model is a migration each time a word is improved. Django remembers the model's own for its migrations.
"""

from django.apps import apps

NAMES: dict[str, dict[str, str]] = {
    "accounts.User": {"is_active": "may log in", "expires_on": "last day", "is_pilot": "pilot"},
    "accounts.Token": {
        "user": "person",
        "created_at": "issued",
        "expires_at": "valid until",
        "last_used_at": "last used",
        "revoked_at": "revoked",
    },
    "records.Event": {
        "seq": "number",
        "at": "when",
        "actor": "who",
        "actor_name": "who",
        "actor_kind": "by way of",
        "action": "what happened",
        "object_type": "to what",
        "object_id": "its id",
        "payload": "details",
    },
    "records.Signature": {
        "signed_at": "signed",
        "signer_name": "signer",
        "object_type": "what is signed",
        "object_id": "its id",
    },
    "records.Revocation": {"revoked_at": "revoked", "by_name": "by"},
    "trainings.Training": {
        "is_template": "template",
        "is_active": "active",
        "has_theory": "theory",
        "has_flights": "flights",
        "uses_competencies": "competencies",
        "uses_metrics": "metrics",
        "tracks_time_online": "time online",
        "requires_debriefing_signature": "signed debriefings",
        "auto_finish": "finishes by itself",
        "starts_on": "first day",
        "ends_on": "last day",
        "validity_days": "valid for days",
    },
    "trainings.Lesson": {"duration_minutes": "minutes", "is_mandatory": "required"},
    "trainings.Enrollment": {
        "user": "student",
        "created_at": "enrolled",
        "finished_at": "finished",
        "valid_until_on": "valid until",
        "modified_at": "last changed",
    },
    "onsite.ClassSession": {
        "starts_at": "start",
        "duration_minutes": "minutes",
        "is_cancelled": "cancelled",
        "signed_at": "signed",
        "created_at": "scheduled",
    },
    "onsite.Attendance": {"is_present": "present", "is_passed": "passed"},
    "exams.Exam": {
        "is_mandatory": "required",
        "question_count": "questions drawn",
        "pass_percent": "pass mark in %",
        "duration_minutes": "minutes",
        "max_attempts": "attempts allowed",
        "expires_at": "open until",
    },
    "exams.Question": {"created_at": "written"},
    "exams.Attempt": {
        "started_at": "started",
        "deadline_at": "time until",
        "finished_at": "finished",
        "score": "score in %",
        "is_passed": "passed",
    },
    "missions.FlightRecord": {
        "template": "mission",
        "flown_on": "flown",
        "is_completed": "completed",
        "signed_at": "debriefing signed",
    },
    "certificate.Certificate": {"issued_at": "issued", "valid_until_on": "valid until", "revoked_at": "revoked"},
}

HELP: dict[str, dict[str, str]] = {
    "accounts.User": {"is_active": "Off: this person can no longer log in. The records stay."},
    "trainings.Training": {
        "is_template": "A pattern to make trainings from. Nobody is enrolled in it.",
        "is_active": "Off: new students are not told of it, and it is no longer among its teachers' subjects.",
        "has_flights": "There are missions to be flown.",
    },
}


def set_field_names() -> None:
    """Once, when every model is loaded."""
    for label, names in NAMES.items():
        for field, name in names.items():
            apps.get_model(label)._meta.get_field(field).verbose_name = name  # type: ignore[union-attr]


def get_help_text(label: str, field: str) -> str:
    """A sentence below the field of this model, or nothing."""
    return HELP.get(label, {}).get(field, "")
