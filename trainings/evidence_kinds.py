"""The columns of enrollments and lesson studies that the ledger covers (docs/records.md)."""

from records.kinds import EvidenceKind, Part, register_kind
from trainings.models import Enrollment, LessonStudy, StudySession

ENROLLMENT = (
    "company_id", "training_id", "user_id", "supervisor_id", "finish_before_at", "flight_phase", "created_at",
    "modified_at",
)  # fmt: skip

register_kind(
    EvidenceKind(
        Enrollment,
        "company_id",
        (
            Part("enrollment", Enrollment, "pk", ENROLLMENT),
            Part("finish", Enrollment, "pk", ("finished_at", "valid_until_on")),
            Part("notes", Enrollment, "pk", ("notes",)),
        ),
    )
)
register_kind(
    EvidenceKind(
        LessonStudy,
        "enrollment__company_id",
        (
            Part("study", LessonStudy, "pk", ("enrollment_id", "lesson_id", "completed_at")),
            Part("sessions", StudySession, "study_id", ("seconds", "ended_at")),
        ),
    )
)
